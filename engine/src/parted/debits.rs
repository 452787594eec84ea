//! Debits of wage accounts for wages: whether transfers tell whom each paid (step 4.4).

use std::collections::{BTreeMap, BTreeSet};

use super::pieces::Piece;
use super::transfers::{DEBITED, Met};
use super::{Cluster, Own};
use crate::basics::error::{Error, Result};
use crate::intake::batch_debits::is_wage_debit;
use crate::intake::duplicates::set_duplicates_aside;
use crate::intake::rows_of::bucket_of;
use crate::intake::settled::PartOf;
use crate::intake::source::Inputs;
use crate::intake::tables::{Space, TableName};
use crate::intake::tables::{account_entries as columns, transfers as transfer_columns};
use crate::intake::take_in::take_in;
use crate::intake::transfers::Transfers;
use crate::intake::verdicts::set_doubtful_aside;

/// Facts that say which debits are for wages.
pub(super) const DEBIT_FACTS: [TableName; 2] = [TableName::AccountEntries, TableName::Projects];
/// Debits of which no transfers tell.
const OPEN_DEBITS: &str = "open_debits";

impl Cluster {
    /// The bucket of the account of a debit that each transfer may be behind: that of the debit
    /// whose id it bears, else its payer.
    pub(super) fn debited(&self, met: &Met, transfers: &Transfers) -> Result<Vec<Option<u32>>> {
        let (mut rows, spaces) = self.fact(TableName::AccountEntries)?;
        set_doubtful_aside(&mut rows, &spaces, self.as_of);
        set_duplicates_aside(&mut rows, &spaces);
        let text = |space, column, row| super::name(&rows, &spaces, space, column, row);
        let mut account_of: BTreeMap<&str, &str> = BTreeMap::new();
        for row in rows.used().filter(|&row| is_wage_debit(&rows, row)) {
            let id = text(Space::Entry, columns::ENTRY_ID, row);
            let account = text(Space::Account, columns::WAGE_ACCOUNT, row);
            if let Some((id, account)) = id.zip(account) {
                account_of.insert(id, account);
            }
        }
        let accounts: BTreeSet<&str> = account_of.values().copied().collect();
        let mut has_passed = vec![false; met.rows.len()];
        transfers.row.iter().for_each(|&row| has_passed[row as usize] = true);
        let bucket = |row: usize| {
            let own = met.name(transfer_columns::TRANSFER_ID, row);
            let payer = met.name(transfer_columns::PAYER_ACCOUNT, row);
            let account = own.and_then(|id| account_of.get(id).copied());
            let account = account.or_else(|| payer.filter(|payer| accounts.contains(payer)));
            let account = account.filter(|_| has_passed[row])?;
            Some(bucket_of(account, self.buckets))
        };
        Ok((0..met.rows.len()).map(bucket).collect())
    }

    /// The debits for wages of the accounts of a bucket of which no transfers tell; `pieces` are
    /// what [`Cluster::reversed`] gave under the name `debited` for it. Every bucket is asked.
    ///
    /// # Errors
    ///
    /// What taking in the tables gives.
    ///
    /// Example: [`Cluster`].
    pub fn open_debits(&self, bucket: u32, pieces: &[Piece]) -> Result<Vec<Piece>> {
        if self.source(TableName::AccountEntries).is_none() {
            return Ok(Vec::new());
        }
        let own = TableName::Transfers.word();
        let debited = pieces.iter().filter(|piece| piece.part == DEBITED && !piece.rows.is_empty());
        let rows: Vec<Piece> =
            debited.map(|piece| Piece { part: own.to_owned(), ..piece.clone() }).collect();
        let inputs = self.inputs(Own::Pieces(&rows), &DEBIT_FACTS, PartOf::Debits)?;
        self.open_debits_of(bucket, &inputs)
    }

    /// The debits of the accounts of a bucket of which none of the transfers of `inputs` tells.
    pub(super) fn open_debits_of(&self, bucket: u32, inputs: &Inputs) -> Result<Vec<Piece>> {
        let threads = self.run.threads();
        let keyed = take_in(inputs, &self.policy, self.as_of, threads, &|_, _| Ok(()))?.keyed;
        let account = |number: u32| keyed.names.accounts.get(number).unwrap_or_default();
        let open: Vec<&str> = keyed
            .batch_debits
            .iter()
            .filter(|debit| bucket_of(account(debit.account.0), self.buckets) == bucket)
            .filter_map(|debit| keyed.names.entries.get(debit.entry.0))
            .collect();
        let is_any = !open.is_empty();
        is_any.then(|| Piece::noted(bucket, OPEN_DEBITS, &open)).into_iter().collect()
    }

    /// Refuses a data set with debits of which no transfers tell; `pieces` are what
    /// [`Cluster::open_debits`] gave, of all buckets.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] with the number of such debits and the first of them.
    ///
    /// Example: [`Cluster`].
    pub fn refuse_open_debits(&self, pieces: &[Piece]) -> Result<()> {
        let mut open: Vec<String> = Vec::new();
        for piece in pieces.iter().filter(|piece| piece.part == OPEN_DEBITS) {
            open.extend(piece.read::<Vec<String>>()?);
        }
        open.sort_unstable();
        let Some(first) = open.first() else { return Ok(()) };
        Err(Error::Input {
            place: TableName::AccountEntries.word().to_owned(),
            met: format!(
                "{} debits for wages of which no transfers tell (the first: `{first}`)",
                open.len()
            ),
            expected: "transfers behind every debit for wages: payroll sheets of several workers \
                       are laid against debits in one run alone, not in parts",
            advice: "reconcile in one run, on one machine and without a limit of memory, or give \
                     the single transfers",
        })
    }
}
