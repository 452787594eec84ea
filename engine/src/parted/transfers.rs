//! By `transfer_id`: rows of one id, and what reversals take back (step 4.1).

use super::pieces::{Batch, Piece};
use super::{Cluster, by_bucket, name, notes_of};
use crate::basics::error::Result;
use crate::basics::finding::Code;
use crate::intake::duplicates::{counting_order, set_duplicates_aside};
use crate::intake::key::Spaces;
use crate::intake::resolve::{in_order, original, push_unmatched, reversals};
use crate::intake::rows::{NAME_NULL, Rows};
use crate::intake::settled::{Double, Settled, Settlement};
use crate::intake::source::Source;
use crate::intake::tables::transfers as columns;
use crate::intake::tables::{Space, TableName};
use crate::intake::transfers::{Fate, Transfers};
use crate::intake::verdicts::set_doubtful_aside;

/// Rows of transfers that name no worker and have to be looked up.
pub(super) const UNPLACED: &str = "unplaced";
/// Rows of transfers by the account of a debit that they may be behind.
pub(super) const DEBITED: &str = "debited";
/// What is to be looked up.
pub(super) const WANTED: &str = "wanted";

/// What is known of rows whose reversals came together.
pub(super) struct Reversed {
    /// Those that passed step 1.
    pub(super) transfers: Transfers,
    /// By row: whether it names no worker and has to be looked up.
    pub(super) is_asked: Vec<bool>,
}

/// Rows of transfers that came together, with what is known of each.
pub(super) struct Met {
    pub(super) rows: Rows,
    pub(super) spaces: Spaces,
    pub(super) settled: Vec<Settled>,
}

impl Met {
    /// A name of a row.
    pub(super) fn name(&self, column: usize, row: usize) -> Option<&str> {
        let kind = TableName::Transfers.table().columns[column].kind;
        name(&self.rows, &self.spaces, kind.space().unwrap_or(Space::Text), column, row)
    }

    /// Pieces of the rows for which `bucket` has one; `batch` holds all of them.
    pub(super) fn pieces(
        &self,
        part: &str,
        batch: &Batch,
        bucket: impl Fn(usize) -> Option<u32>,
    ) -> Result<Vec<Piece>> {
        let rows: Vec<usize> = (0..self.rows.len()).filter(|&row| bucket(row).is_some()).collect();
        let parts = by_bucket(rows.iter().filter_map(|&row| bucket(row)));
        let of_part = |(bucket, places): (u32, Vec<u32>)| {
            let places: Vec<usize> = places.iter().map(|&place| rows[place as usize]).collect();
            let settled: Vec<&Settled> = places.iter().map(|&row| &self.settled[row]).collect();
            let notes = Piece::noted(bucket, part, &settled)?.notes;
            let number = |row: &usize| u32::try_from(*row).unwrap_or(u32::MAX);
            let places = places.iter().map(number).collect();
            Ok(Piece { notes, ..Piece::of_rows(bucket, part, batch, places)? })
        };
        parts.into_iter().map(of_part).collect()
    }
}

impl Cluster {
    /// Rows of one `transfer_id`: which counts, and beside which another one does. Gives reversals
    /// by the id that they name, all others by their own.
    ///
    /// # Errors
    ///
    /// A piece that does not hold together.
    ///
    /// Example: [`Cluster`].
    pub fn same_id(&self, pieces: &[Piece]) -> Result<Vec<Piece>> {
        let own = TableName::Transfers.word();
        let Some((batch, mut met)) = self.met(pieces, own)? else { return Ok(Vec::new()) };
        let buckets = self.set_doubles(&mut met);
        met.pieces(own, &batch, |row| Some(buckets[row]))
    }

    /// Which row of an id counts. Gives the bucket of the id that each row is settled with: that
    /// which a reversal names, of all others their own.
    pub(super) fn set_doubles(&self, met: &mut Met) -> Vec<u32> {
        set_doubtful_aside(&mut met.rows, &met.spaces, self.as_of);
        set_duplicates_aside(&mut met.rows, &met.spaces);
        for (row, settled) in met.settled.iter_mut().enumerate() {
            settled.double = match met.rows.verdict[row] {
                Some(Code::Duplicate) => Some(Double::Equal),
                Some(Code::ConflictingDuplicate) => Some(Double::Conflicting),
                _ => None,
            };
        }
        let transfers = met.transfers();
        let id = |&row: &u32| met.rows.name(columns::TRANSFER_ID, row as usize);
        let mut rows = transfers.row.clone();
        rows.sort_by_key(id);
        for own in rows.chunk_by(|a, b| id(a) == id(b)) {
            for (place, &row) in (0_u32..).zip(own) {
                met.settled[row as usize].place = place;
            }
        }
        let mut keys = vec![columns::TRANSFER_ID; met.rows.len()];
        for (place, &row) in transfers.row.iter().enumerate() {
            if transfers.fate[place] == Fate::Reversal {
                keys[row as usize] = columns::REVERSES;
            }
        }
        keys.iter().enumerate().map(|(row, &key)| self.bucket(met.name(key, row))).collect()
    }

    /// What reversals take back of the transfers they name. Gives rows by the worker they name;
    /// those that name none and have to be looked up by their id, with what is wanted to know of
    /// them; and where a wage account has debits for wages, the transfers that may be behind them
    /// by that account.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`](crate::Error::AmountOverflow) where reversals of one transfer do
    /// not fit in 64 bits of fen.
    ///
    /// Example: [`Cluster`].
    pub fn reversed(&self, pieces: &[Piece]) -> Result<Vec<Piece>> {
        let own = TableName::Transfers.word();
        let Some((batch, mut met)) = self.met(pieces, own)? else { return Ok(Vec::new()) };
        let Reversed { transfers, is_asked } = self.set_reversed(&mut met)?;
        let id = |row: usize| self.bucket(met.name(columns::TRANSFER_ID, row));
        let worker = |row: usize| self.bucket(met.name(columns::WORKER_ID, row));
        let mut given = met.pieces(own, &batch, |row| (!is_asked[row]).then(|| worker(row)))?;
        given.extend(met.pieces(UNPLACED, &batch, |row| is_asked[row].then(|| id(row)))?);
        given.extend(self.wanted(&met, &is_asked)?);
        let debited = self.debited(&met, &transfers)?;
        given.extend(met.pieces(DEBITED, &batch, |row| debited[row])?);
        Ok(given)
    }

    /// What reversals take back of each row, and which rows have to be looked up.
    pub(super) fn set_reversed(&self, met: &mut Met) -> Result<Reversed> {
        set_doubtful_aside(&mut met.rows, &met.spaces, self.as_of);
        let rows = std::mem::take(&mut met.settled);
        let settlement = Settlement { rows, ..Settlement::default() };
        settlement.set_doubles_aside(&mut met.rows);
        met.settled = settlement.rows;
        let transfers = met.transfers();
        let sums = reversals(&transfers, &met.rows)?;
        for (place, sum_fen) in sums {
            met.settled[transfers.row[place] as usize].reversed_fen = Some(sum_fen);
        }
        let mut is_asked = vec![false; met.rows.len()];
        for (place, &row) in transfers.row.iter().enumerate() {
            let row = row as usize;
            let fate = transfers.fate[place];
            if fate == Fate::Reversal {
                let reverses = met.rows.name(columns::REVERSES, row);
                let found = original(&transfers, crate::basics::ids::NameId(reverses));
                met.settled[row].has_original = found.is_some();
            }
            let is_matched = matches!(fate, Fate::Returned | Fate::Failed | Fate::Counted);
            is_asked[row] = is_matched && met.rows.name(columns::WORKER_ID, row) == NAME_NULL;
        }
        Ok(Reversed { transfers, is_asked })
    }

    /// Rows of `part`, all together.
    pub(super) fn met(&self, pieces: &[Piece], part: &str) -> Result<Option<(Batch, Met)>> {
        let (mut batches, mut settled) = (Vec::new(), Vec::new());
        for piece in pieces.iter().filter(|piece| piece.part == part) {
            let own = piece.batches()?;
            settled.extend(notes_of(piece, &own)?);
            batches.extend(own);
        }
        let Some(batch) = super::pieces::joined(&batches)? else { return Ok(None) };
        let source = Source::batches(vec![batch.clone()]);
        let (rows, spaces) = self.read(TableName::Transfers, &source, None)?;
        Ok(Some((batch, Met { rows, spaces, settled })))
    }
}

impl Met {
    /// The rows that passed step 1, with the fates they have before they are matched.
    pub(super) fn transfers(&self) -> Transfers {
        let compare = |a, b| counting_order(&self.rows, a, b, &self.spaces).then(a.cmp(&b));
        let order = in_order(&self.rows, compare);
        let mut transfers = Transfers::with_capacity(order.len());
        order.iter().for_each(|&row| push_unmatched(&mut transfers, &self.rows, row as usize));
        transfers
    }
}
