//! How two results differ: row by row of every table, cell by cell of a row.

use std::cmp::Ordering;
use std::io;
use std::sync::Arc;

use arrow_array::RecordBatch;

use super::csv::Cells;
use super::tables::{OutputTable, batches};
use crate::basics::error::{Error, Result};
use crate::intake::read::parallel::each;
use crate::reconciliation::Reconciliation;

/// What became of a row.
///
/// Example: [`Change::word`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is in the later result alone.
    Added,
    /// It is in the earlier result alone.
    Removed,
    /// One of its cells has another value.
    Changed,
}

impl Change {
    /// Its word.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::report::changes::Change;
    ///
    /// assert_eq!(Change::Added.word(), "added");
    /// ```
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

/// A figure that differs between two results, or a row that only one of them has.
///
/// Example: [`changes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The output table.
    pub table: OutputTable,
    /// The cells of the row's sort key as canonical CSV; one text for all cells of a row.
    pub key: Arc<str>,
    /// The row's `worker_id`; empty where it has none.
    pub worker: Arc<str>,
    /// The row's `project_id`; empty where it has none.
    pub project: Arc<str>,
    /// What became of the row.
    pub change: Change,
    /// The column; empty where a whole row came or went.
    pub column: &'static str,
    /// The earlier value as canonical CSV writes it, without quotes; empty where null.
    pub from: String,
    /// The later value.
    pub to: String,
}

impl Changed {
    /// Of which row it tells, and nothing of the cell.
    fn names(&self) -> Self {
        Self {
            table: self.table,
            key: Arc::clone(&self.key),
            worker: Arc::clone(&self.worker),
            project: Arc::clone(&self.project),
            change: self.change,
            column: "",
            from: String::new(),
            to: String::new(),
        }
    }
}

/// Hands over what differs between two results, table by table in the order of the sort keys; of a
/// row that changed, its columns in their order. Tables of detail are left out.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where a sum does not fit in its column, and what `on_change` gives.
///
/// # Example
///
/// ```
/// use anxin::report::changes::{Change, changes};
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName, reconcile};
///
/// let run = |net: &str| {
///     let sheet = format!("payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,{net}\n");
///     let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
///     let inputs = Inputs::default().with(TableName::Payroll, source);
///     reconcile(&inputs, &Policy::default(), Day::from_ymd(2025, 12, 31).unwrap())
/// };
/// let (before, after) = (run("4500.00")?, run("4600.00")?);
/// let mut arrears = None;
/// changes(&before, &after, &mut |changed| {
///     if changed.table.name() == "worker_periods" && changed.column == "arrears" {
///         arrears = Some(changed);
///     }
///     Ok(())
/// })?;
/// let changed = arrears.unwrap();
/// assert_eq!((&*changed.key, changed.change), ("W1,P1,2025-03-01", Change::Changed));
/// assert_eq!((changed.from.as_str(), changed.to.as_str()), ("4500.00", "4600.00"));
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn changes(
    before: &Reconciliation,
    after: &Reconciliation,
    on_change: &mut dyn FnMut(Changed) -> Result<()>,
) -> Result<()> {
    all_changes(before, after)?.into_iter().flatten().try_for_each(on_change)
}

/// The same, table by table.
///
/// # Errors
///
/// As [`changes`].
pub(crate) fn all_changes(
    before: &Reconciliation,
    after: &Reconciliation,
) -> Result<Vec<Vec<Changed>>> {
    let tables = OutputTable::ALL.into_iter().filter(|table| !table.is_detail());
    each(tables.collect(), |table| changes_of(before, after, table))
}

/// What differs in one table.
fn changes_of(
    before: &Reconciliation,
    after: &Reconciliation,
    table: OutputTable,
) -> Result<Vec<Changed>> {
    let sides = [before, after].map(|result| batches(result, table));
    let [before, after] = sides;
    differing(table, [Box::new(before), Box::new(after)])
}

/// Batches of a table in the order of its sort key.
pub(crate) type Rows<'a> = Box<dyn Iterator<Item = Result<RecordBatch>> + 'a>;

/// What differs between two states of a table, or of rows of it: those that are left out must be
/// the same in both.
///
/// # Errors
///
/// As [`changes`].
pub(crate) fn differing(table: OutputTable, sides: [Rows<'_>; 2]) -> Result<Vec<Changed>> {
    let mut found = Vec::new();
    let mut sides = sides.map(|batches| Side { batches, batch: None, row: 0 });
    loop {
        sides[0].fill()?;
        sides[1].fill()?;
        if !walk(table, &mut sides, &mut found)? {
            return Ok(found);
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

/// Walks along the rows at hand until one side has no more of them; `false` where both are at
/// their ends.
///
/// Both sides are in the order of the sort key: what stands first on one side and not on the other
/// came or went.
fn walk(table: OutputTable, sides: &mut [Side<'_>; 2], found: &mut Vec<Changed>) -> Result<bool> {
    let shape = Shape::of(table);
    let batches = [sides[0].batch.clone(), sides[1].batch.clone()];
    let rows = [0, 1].map(|side: usize| batches[side].as_ref().map_or(0, RecordBatch::num_rows));
    let (old, new) = (cells(batches[0].as_ref())?, cells(batches[1].as_ref())?);
    if rows == [0, 0] {
        return Ok(false);
    }
    let mut one_by_one = 0;
    loop {
        let [row, at] = [sides[0].row, sides[1].row];
        let near = NEAR_ROWS.min(rows[0] - row).min(rows[1] - at);
        if one_by_one == 0 && near > 0 {
            // Most often the keys are the same for a while, and so are most columns.
            if let [Some(was), Some(is)] = &batches {
                let [was, is] = [was.slice(row, near), is.slice(at, near)];
                if shape.key.iter().all(|&place| is_same(&was, &is, place)) {
                    shape.differing_rows((&was, &old, row), (&is, &new, at), found);
                    sides.iter_mut().for_each(|side| side.row += near);
                    continue;
                }
            }
            one_by_one = ALONE_ROWS;
        }
        one_by_one -= usize::from(one_by_one > 0);
        let order = match (rows[0] > row, rows[1] > at) {
            (true, true) => {
                let orders =
                    shape.key.iter().map(|&place| old[place].compare(row, &new[place], at));
                orders.fold(Ordering::Equal, Ordering::then)
            }
            (true, false) if rows[1] == 0 => Ordering::Less,
            (false, true) if rows[0] == 0 => Ordering::Greater,
            _ => return Ok(true),
        };
        match order {
            Ordering::Less => found.push(shape.row(Change::Removed, &old, row)),
            Ordering::Greater => found.push(shape.row(Change::Added, &new, at)),
            Ordering::Equal => {
                shape.cells((&old, row), (&new, at), 0..table.columns().len(), found);
            }
        }
        sides[0].row += usize::from(order.is_le());
        sides[1].row += usize::from(order.is_ge());
    }
}

/// Whether a column is the same in two batches.
fn is_same(was: &RecordBatch, is: &RecordBatch, place: usize) -> bool {
    was.column(place).as_ref() == is.column(place).as_ref()
}

/// Rows that are compared at once, column by column.
const NEAR_ROWS: usize = 512;
/// Rows that are compared one by one where keys come or go.
const ALONE_ROWS: usize = 32;

/// A table, and where the columns stand that name a row.
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

    /// A row that came or went.
    fn row(&self, change: Change, cells: &[Cells<'_>], row: usize) -> Changed {
        let text = |place: Option<usize>| {
            place.map_or_else(Arc::default, |at| Arc::from(cells[at].text(row)))
        };
        Changed {
            table: self.table,
            key: text_of(&self.key, cells, row).into(),
            worker: text(self.worker),
            project: text(self.project),
            change,
            column: "",
            from: String::new(),
            to: String::new(),
        }
    }

    /// The cells that differ in neighbouring rows of the same keys: of both sides the rows, the
    /// columns they are from, and the place of the first of them there.
    fn differing_rows(
        &self,
        (was, old, row): (&RecordBatch, &[Cells<'_>], usize),
        (is, new, at): (&RecordBatch, &[Cells<'_>], usize),
        found: &mut Vec<Changed>,
    ) {
        let places = 0..was.num_columns();
        let places: Vec<usize> = places.filter(|&place| !is_same(was, is, place)).collect();
        for next in 0..if places.is_empty() { 0 } else { was.num_rows() } {
            self.cells((old, row + next), (new, at + next), places.iter().copied(), found);
        }
    }

    /// Of the cells at these places of two rows of one key: those that differ.
    fn cells(
        &self,
        (old, row): (&[Cells<'_>], usize),
        (new, at): (&[Cells<'_>], usize),
        places: impl Iterator<Item = usize>,
        found: &mut Vec<Changed>,
    ) {
        let first = found.len();
        for place in places.filter(|&place| old[place].compare(row, &new[place], at).is_ne()) {
            // All cells of a row share its names.
            let names = match found.get(first) {
                Some(one) => one.names(),
                None => self.row(Change::Changed, new, at),
            };
            found.push(Changed {
                column: self.table.columns()[place].name,
                from: old[place].text(row),
                to: new[place].text(at),
                ..names
            });
        }
    }
}

/// The columns of a batch.
fn cells(batch: Option<&RecordBatch>) -> Result<Vec<Cells<'_>>> {
    let columns = batch.map_or(&[][..], RecordBatch::columns);
    let cells = columns.iter().map(Cells::of).collect::<io::Result<Vec<_>>>();
    cells.map_err(|error| Error::Output {
        place: "the changes".to_owned(),
        reason: error.to_string(),
        advice: "this is a fault of the program: please report it",
    })
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

/// Appends a cell, in quotes where RFC 4180 asks for them.
pub(crate) fn quoted(text: &mut String, cell: &str) {
    if cell.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        text.push('"');
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    } else {
        text.push_str(cell);
    }
}
