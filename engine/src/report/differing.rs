//! Rows of an output table that differ between two states: both states of them as record batches,
//! and which cells differ. Texts are made of them where they are asked for.

use std::cmp::Ordering;
use std::io;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::Int16Type;
use arrow_array::{RecordBatch, UInt32Array};
use arrow_select::take::take_record_batch;

use super::changes::{Change, Changed};
use super::csv::Cells;
use super::tables::OutputTable;
use crate::basics::error::{Error, Result};

/// Rows of a table that differ, in the order of its sort key.
#[derive(Debug)]
pub(crate) struct Differing {
    shape: Shape,
    /// Rows of the earlier and of the later state.
    batches: [Option<RecordBatch>; 2],
    rows: Vec<Pair>,
}

/// The two states of a row.
#[derive(Clone, Copy, Debug)]
struct Pair {
    /// Where it stands in the batches; [`NO_ROW`] in the state that has none.
    rows: [u32; 2],
    /// The columns that differ, as bits by their places; none of a row that came or went.
    columns: u128,
}

/// The place of a row that is not there.
const NO_ROW: u32 = u32::MAX;

/// A table, and where the columns stand that name a row.
#[derive(Debug)]
struct Shape {
    table: OutputTable,
    key: Vec<usize>,
    worker: Option<usize>,
    project: Option<usize>,
}

impl Shape {
    fn of(table: OutputTable) -> Self {
        let place = |name: &str| table.columns().iter().position(|column| column.name == name);
        let key = table.sort_key().iter().filter_map(|name| place(name)).collect();
        Self { table, key, worker: place("worker_id"), project: place("project_id") }
    }
}

impl Differing {
    /// How many changes it tells.
    pub fn len(&self) -> usize {
        // A row that came or went is one change.
        self.rows.iter().map(|pair| pair.columns.count_ones().max(1) as usize).sum()
    }

    /// The changes in the order of rows, then columns.
    pub fn changes(&self) -> impl Iterator<Item = Changed> + '_ {
        // Columns without a text were refused when they were compared.
        let cells = [0, 1].map(|side: usize| cells(self.batches[side].as_ref()).ok());
        let cells = if let [Some(old), Some(new)] = cells { Some([old, new]) } else { None };
        cells.into_iter().flat_map(move |cells| {
            self.rows.iter().flat_map(move |&pair| self.shape.changes_of(&cells, pair))
        })
    }

    /// The same rows, the others of the batches let go where most are others.
    fn kept(mut self) -> Result<Self> {
        for (side, batch) in self.batches.iter_mut().enumerate() {
            let wanted =
                || self.rows.iter().map(|pair| pair.rows[side]).filter(|&row| row != NO_ROW);
            let Some(own) = batch.as_ref().filter(|own| own.num_rows() / 2 > wanted().count())
            else {
                continue;
            };
            let taken = take_record_batch(own, &UInt32Array::from_iter_values(wanted()));
            *batch = Some(taken.map_err(|error| unknown(&error.to_string()))?);
            let own = self.rows.iter_mut().filter(|pair| pair.rows[side] != NO_ROW);
            own.enumerate().for_each(|(next, pair)| pair.rows[side] = number(next));
        }
        Ok(self)
    }
}

impl Shape {
    /// What one row tells.
    fn changes_of(&self, cells: &[Vec<Cells<'_>>; 2], pair: Pair) -> Vec<Changed> {
        let [row, at] = pair.rows.map(|row| row as usize);
        let (change, named, named_row) = match pair.rows {
            [_, NO_ROW] => (Change::Removed, &cells[0], row),
            [NO_ROW, _] => (Change::Added, &cells[1], at),
            _ => (Change::Changed, &cells[1], at),
        };
        let text = |place: Option<usize>| {
            place.map_or_else(Arc::default, |place| Arc::from(named[place].text(named_row)))
        };
        // All cells of a row share its names.
        let names = Changed {
            table: self.table,
            key: text_of(&self.key, named, named_row).into(),
            worker: text(self.worker),
            project: text(self.project),
            change,
            column: "",
            from: String::new(),
            to: String::new(),
        };
        if change != Change::Changed {
            return vec![names];
        }
        let places =
            (0..self.table.columns().len()).filter(|place| (pair.columns >> place) & 1 == 1);
        let changed = places.map(|place| Changed {
            column: self.table.columns()[place].name,
            from: cells[0][place].text(row),
            to: cells[1][place].text(at),
            ..names.clone()
        });
        changed.collect()
    }
}

/// Batches of a table in the order of its sort key.
pub(crate) type Rows<'a> = Box<dyn Iterator<Item = Result<RecordBatch>> + 'a>;

/// What differs between two states of a table, or of rows of it: those that are left out must be
/// the same in both.
///
/// # Errors
///
/// As [`changes`](super::changes::changes()).
pub(crate) fn differing(table: OutputTable, sides: [Rows<'_>; 2]) -> Result<Vec<Differing>> {
    let mut found = Vec::new();
    let mut sides = sides.map(|batches| Side { batches, batch: None, row: 0 });
    loop {
        sides[0].fill()?;
        sides[1].fill()?;
        if sides.iter().all(|side| side.batch.is_none()) {
            return Ok(found);
        }
        let near = walk(table, &mut sides)?;
        if !near.rows.is_empty() {
            found.push(near.kept()?);
        }
    }
}

/// One of the two results, and where it is read.
struct Side<'a> {
    batches: Rows<'a>,
    batch: Option<RecordBatch>,
    row: usize,
}

impl Side<'_> {
    /// Brings the next rows where those at hand are done.
    fn fill(&mut self) -> Result<()> {
        while self.batch.as_ref().is_none_or(|batch| batch.num_rows() == self.row) {
            match self.batches.next() {
                Some(batch) => (self.batch, self.row) = (Some(batch?), 0),
                None => {
                    (self.batch, self.row) = (None, 0);
                    break;
                }
            }
        }
        Ok(())
    }
}

/// Walks along the rows at hand until one side has no more of them.
///
/// Both sides are in the order of the sort key: what stands first on one side and not on the other
/// came or went.
fn walk(table: OutputTable, sides: &mut [Side<'_>; 2]) -> Result<Differing> {
    let shape = Shape::of(table);
    let batches = [sides[0].batch.clone(), sides[1].batch.clone()];
    let rows = [0, 1].map(|side: usize| batches[side].as_ref().map_or(0, RecordBatch::num_rows));
    let (old, new) = (cells(batches[0].as_ref())?, cells(batches[1].as_ref())?);
    let mut found = Vec::new();
    let mut one_by_one = 0;
    loop {
        let [row, at] = [sides[0].row, sides[1].row];
        let near = NEAR_ROWS.min(rows[0] - row).min(rows[1] - at);
        if one_by_one == 0 && near > 0 {
            // Most often the keys are the same for a while, and so are most columns.
            if let [Some(was), Some(is)] = &batches {
                let [was, is] = [was.slice(row, near), is.slice(at, near)];
                if shape.key.iter().all(|&place| is_same(&was, &is, place)) {
                    differing_rows((&was, &old, row), (&is, &new, at), &mut found);
                    sides.iter_mut().for_each(|side| side.row += near);
                    continue;
                }
            }
            one_by_one = ALONE_ROWS;
        }
        one_by_one -= usize::from(one_by_one > 0);
        let order = match (rows[0] > row, rows[1] > at) {
            (true, true) => {
                let mut orders =
                    shape.key.iter().map(|&place| old[place].compare(row, &new[place], at));
                orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
            }
            (true, false) if rows[1] == 0 => Ordering::Less,
            (false, true) if rows[0] == 0 => Ordering::Greater,
            _ => return Ok(Differing { shape, batches, rows: found }),
        };
        match order {
            Ordering::Less => found.push(Pair { rows: [number(row), NO_ROW], columns: 0 }),
            Ordering::Greater => found.push(Pair { rows: [NO_ROW, number(at)], columns: 0 }),
            Ordering::Equal => {
                let differs = |&place: &usize| old[place].compare(row, &new[place], at).is_ne();
                let columns =
                    (0..old.len()).filter(differs).fold(0, |bits, place| bits | (1 << place));
                if columns != 0 {
                    found.push(Pair { rows: [number(row), number(at)], columns });
                }
            }
        }
        sides[0].row += usize::from(order.is_le());
        sides[1].row += usize::from(order.is_ge());
    }
}

/// The number of a row of a batch.
fn number(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(NO_ROW)
}

/// The cells that differ in neighbouring rows of the same keys: of both sides the rows, the
/// columns they are from, and the place of the first of them there.
fn differing_rows(
    (was, old, row): (&RecordBatch, &[Cells<'_>], usize),
    (is, new, at): (&RecordBatch, &[Cells<'_>], usize),
    found: &mut Vec<Pair>,
) {
    let mut columns = [0_u128; NEAR_ROWS];
    for place in (0..was.num_columns()).filter(|&place| !is_same(was, is, place)) {
        for (next, bits) in columns.iter_mut().enumerate().take(was.num_rows()) {
            let differs = old[place].compare(row + next, &new[place], at + next).is_ne();
            *bits |= u128::from(differs) << place;
        }
    }
    let differing = columns.into_iter().enumerate().filter(|&(_, columns)| columns != 0);
    found.extend(
        differing
            .map(|(next, columns)| Pair { rows: [number(row + next), number(at + next)], columns }),
    );
}

/// Whether a column is the same in two batches.
fn is_same(was: &RecordBatch, is: &RecordBatch, place: usize) -> bool {
    let [was, is] = [was.column(place), is.column(place)];
    let codes = [was, is].map(|column| column.as_dictionary_opt::<Int16Type>());
    // Of one list of words their numbers are compared.
    match codes {
        [Some(was), Some(is)] if was.values().as_ref() == is.values().as_ref() => {
            was.keys() == is.keys()
        }
        _ => was.as_ref() == is.as_ref(),
    }
}

/// Rows that are compared at once, column by column.
const NEAR_ROWS: usize = 512;
/// Rows that are compared one by one where keys come or go.
const ALONE_ROWS: usize = 32;

/// The columns of a batch.
fn cells(batch: Option<&RecordBatch>) -> Result<Vec<Cells<'_>>> {
    let columns = batch.map_or(&[][..], RecordBatch::columns);
    let cells = columns.iter().map(Cells::of).collect::<io::Result<Vec<_>>>();
    cells.map_err(|error| unknown(&error.to_string()))
}

/// A table that cannot be told.
fn unknown(reason: &str) -> Error {
    Error::Output {
        place: "the changes".to_owned(),
        reason: reason.to_owned(),
        advice: "this is a fault of the program: please report it",
    }
}

/// The cells of a key.
fn text_of(key: &[usize], cells: &[Cells<'_>], row: usize) -> String {
    let mut text = String::new();
    for (number, &place) in key.iter().enumerate() {
        if number > 0 {
            text.push(',');
        }
        cells[place].push(&mut text, row);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_every_table_have_a_bit() {
        for table in OutputTable::ALL.into_iter().filter(|table| !table.is_detail()) {
            assert!(table.columns().len() <= 128, "{}", table.name());
        }
    }
}
