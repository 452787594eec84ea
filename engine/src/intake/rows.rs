//! A table kept whole: its cells as numbers, and a verdict for each row (step 1).
//!
//! Every row that came in stands here, so that a row's place is its position in the table as
//! handed over. Attendance and punches are never kept this way: they stream.

use std::cmp::Ordering;

use super::check::{FaultKind, TextColumn, TypedBatch, TypedColumn};
use super::key::{Interner, Spaces};
use super::read::parallel::each;
use super::tables::{Kind, Space, Table, TableName};
use crate::basics::error::{Error, Result};
use crate::basics::finding::Code;
use crate::basics::region::Region;

/// A null name.
pub const NAME_NULL: u32 = u32::MAX;

/// The cells of a column, one for each row.
#[derive(Clone, Debug)]
pub enum Cells {
    /// No file has the column: all cells are null.
    Absent,
    /// Names of a space; null is [`NAME_NULL`].
    Names(Vec<u32>),
    /// Money, numbers, times; null is [`TypedColumn::NUMBER_NULL`].
    Numbers(Vec<i64>),
    /// Days, months, ints, bools, codes, regions; null is [`TypedColumn::SMALL_NULL`].
    Small(Vec<i32>),
}

/// A fault of one cell, kept for the findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// Row in the table.
    pub row: u32,
    /// Position of the column.
    pub column: u8,
    /// What is wrong.
    pub code: Code,
    /// The cell as met.
    pub met: String,
}

/// A table, kept whole.
#[derive(Clone, Debug)]
pub struct Rows {
    /// Its columns and key.
    pub table: &'static Table,
    /// Its cells, by position in the contract.
    pub columns: Vec<Cells>,
    /// Why a row was set aside; `None` for a used one.
    pub verdict: Vec<Option<Code>>,
    /// Cells that could not be read.
    pub faults: Vec<CellFault>,
    /// Rows that all columns have, while a batch is being taken over.
    complete: usize,
}

impl Rows {
    /// An empty table.
    #[must_use]
    pub fn new(name: TableName) -> Self {
        let table = name.table();
        let columns = table.columns.iter().map(|_| Cells::Absent).collect();
        Self { table, columns, verdict: Vec::new(), faults: Vec::new(), complete: 0 }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.verdict.len()
    }

    /// Takes the rows of a batch over; its texts become names.
    ///
    /// # Errors
    ///
    /// [`Error::TooMany`] where rows or names exceed what 32 bits can number.
    pub fn push(&mut self, batch: &TypedBatch, spaces: &mut Spaces) -> Result<()> {
        let start = self.len();
        let end = start + batch.len;
        u32::try_from(end)
            .map_err(|_| Error::TooMany { what: "rows of a table", limit: u64::from(u32::MAX) })?;
        self.complete = start;
        self.verdict.resize(end, None);
        let mut texts_of: [Vec<(usize, &TextColumn)>; 16] = Default::default();
        for (place, column) in batch.columns.iter().enumerate() {
            match column {
                TypedColumn::Absent => self.fill(place, end),
                TypedColumn::Text(texts) => {
                    let space = self.table.columns[place].kind.space().unwrap_or(Space::Text);
                    texts_of[space as usize].push((place, texts));
                    self.names(place);
                }
                TypedColumn::Number(values) => self.numbers(place).extend_from_slice(values),
                TypedColumn::Small(values) => self.small(place).extend_from_slice(values),
            }
        }
        self.push_names(texts_of, spaces)?;
        for fault in &batch.faults {
            let code = match fault.kind {
                FaultKind::Missing => Code::MissingRequired,
                FaultKind::Bad => Code::BadCell,
            };
            let row = start + fault.row as usize;
            self.set_aside(row, code);
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            self.faults.push(CellFault { row, column: fault.column, code, met: fault.met.clone() });
        }
        Ok(())
    }

    /// Appends the names of the columns of each space; spaces do not depend on each other.
    fn push_names(
        &mut self,
        texts_of: [Vec<(usize, &TextColumn)>; 16],
        spaces: &mut Spaces,
    ) -> Result<()> {
        let mut cells: Vec<Option<&mut Cells>> = self.columns.iter_mut().map(Some).collect();
        let mut parts = Vec::new();
        for (interner, texts) in spaces.all_mut().iter_mut().zip(texts_of) {
            let own =
                texts.into_iter().filter_map(|(place, texts)| Some((cells[place].take()?, texts)));
            let own: Vec<(&mut Cells, &TextColumn)> = own.collect();
            if !own.is_empty() {
                parts.push((interner, own));
            }
        }
        each(parts, |(interner, own)| {
            for (cells, texts) in own {
                let Cells::Names(names) = cells else { unreachable!("made by `push`") };
                push_names(names, texts, interner)?;
            }
            Ok(())
        })?;
        Ok(())
    }

    /// Brings a column up to `end` rows with nulls, unless it is absent altogether.
    fn fill(&mut self, place: usize, end: usize) {
        match &mut self.columns[place] {
            Cells::Absent => {}
            Cells::Names(cells) => cells.resize(end, NAME_NULL),
            Cells::Numbers(cells) => cells.resize(end, TypedColumn::NUMBER_NULL),
            Cells::Small(cells) => cells.resize(end, TypedColumn::SMALL_NULL),
        }
    }

    /// The names of a column, to append to; an absent column first gets nulls for the rows before.
    fn names(&mut self, place: usize) -> &mut Vec<u32> {
        if !matches!(self.columns[place], Cells::Names(_)) {
            self.columns[place] = Cells::Names(vec![NAME_NULL; self.complete]);
        }
        let Cells::Names(cells) = &mut self.columns[place] else { unreachable!("just made") };
        cells
    }

    /// The numbers of a column, likewise.
    fn numbers(&mut self, place: usize) -> &mut Vec<i64> {
        if !matches!(self.columns[place], Cells::Numbers(_)) {
            self.columns[place] = Cells::Numbers(vec![TypedColumn::NUMBER_NULL; self.complete]);
        }
        let Cells::Numbers(cells) = &mut self.columns[place] else { unreachable!("just made") };
        cells
    }

    /// The small values of a column, likewise.
    fn small(&mut self, place: usize) -> &mut Vec<i32> {
        if !matches!(self.columns[place], Cells::Small(_)) {
            self.columns[place] = Cells::Small(vec![TypedColumn::SMALL_NULL; self.complete]);
        }
        let Cells::Small(cells) = &mut self.columns[place] else { unreachable!("just made") };
        cells
    }

    /// Sets a row aside; of several codes the first in the order of precedence stays.
    pub fn set_aside(&mut self, row: usize, code: Code) {
        let verdict = &mut self.verdict[row];
        *verdict = Some(verdict.map_or(code, |earlier| earlier.min(code)));
    }

    /// Whether a row is still used.
    #[must_use]
    pub fn is_used(&self, row: usize) -> bool {
        self.verdict[row].is_none()
    }

    /// The rows still used, in order.
    pub fn used(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.len()).filter(|&row| self.is_used(row))
    }

    /// A name; [`NAME_NULL`] where null.
    #[must_use]
    pub fn name(&self, column: usize, row: usize) -> u32 {
        match &self.columns[column] {
            Cells::Names(cells) => cells[row],
            _ => NAME_NULL,
        }
    }

    /// A number; `None` where null.
    #[must_use]
    pub fn number(&self, column: usize, row: usize) -> Option<i64> {
        match &self.columns[column] {
            Cells::Numbers(cells) => Some(cells[row]).filter(|&v| v != TypedColumn::NUMBER_NULL),
            _ => None,
        }
    }

    /// A small value; `None` where null.
    #[must_use]
    pub fn small_value(&self, column: usize, row: usize) -> Option<i32> {
        match &self.columns[column] {
            Cells::Small(cells) => Some(cells[row]).filter(|&v| v != TypedColumn::SMALL_NULL),
            _ => None,
        }
    }

    /// A region; `None` where null.
    #[must_use]
    pub fn region(&self, column: usize, row: usize) -> Option<Region> {
        let packed = self.small_value(column, row)?;
        let (digits, code) = (packed / 1_000_000, packed % 1_000_000);
        Region::parse(&format!("{code:0width$}", width = usize::try_from(digits).ok()?))
            .or(Some(Region::EVERYWHERE))
    }

    /// The word of a code.
    #[must_use]
    pub fn word(&self, column: usize, row: usize) -> Option<&'static str> {
        let Kind::Code(words) = self.table.columns[column].kind else { return None };
        let place = usize::try_from(self.small_value(column, row)?).ok()?;
        words.get(place).map(|word| word.word)
    }

    /// How two rows stand in one column: null first, numbers by value, names and codes by bytes.
    #[must_use]
    pub fn compare_cells(&self, column: usize, a: usize, b: usize, spaces: &Spaces) -> Ordering {
        match &self.columns[column] {
            Cells::Absent => Ordering::Equal,
            Cells::Names(cells) if cells[a] == cells[b] => Ordering::Equal,
            Cells::Names(cells) => {
                let space = self.table.columns[column].kind.space().unwrap_or(Space::Text);
                let text = |number: u32| {
                    (number != NAME_NULL).then(|| spaces.of(space).name(number).as_bytes())
                };
                text(cells[a]).cmp(&text(cells[b]))
            }
            Cells::Numbers(cells) => cells[a].cmp(&cells[b]),
            Cells::Small(cells) if cells[a] == cells[b] => Ordering::Equal,
            Cells::Small(cells) => match self.table.columns[column].kind {
                Kind::Code(_) => self.word(column, a).cmp(&self.word(column, b)),
                Kind::Region => {
                    let text = |row| self.region(column, row).map(|region| region.to_string());
                    text(a).cmp(&text(b))
                }
                _ => cells[a].cmp(&cells[b]),
            },
        }
    }

    /// Canonical order of two rows (step 1): all columns of the contract in their order.
    #[must_use]
    pub fn compare(&self, a: usize, b: usize, spaces: &Spaces) -> Ordering {
        (0..self.columns.len())
            .map(|column| self.compare_cells(column, a, b, spaces))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    }
}

/// Appends the names of a column.
fn push_names(names: &mut Vec<u32>, texts: &TextColumn, interner: &mut Interner) -> Result<()> {
    let mut name = |text: &str| {
        interner
            .intern(text)
            .ok_or(Error::TooMany { what: "ids of a table", limit: u64::from(u32::MAX) })
    };
    if let TextColumn::Dictionary { keys, values } = texts {
        let numbers = values.iter().map(|value| value.map_or(Ok(NAME_NULL), &mut name));
        let numbers = numbers.collect::<Result<Vec<_>>>()?;
        names.extend(
            keys.iter().map(|&key| numbers.get(key as usize).copied().unwrap_or(NAME_NULL)),
        );
        return Ok(());
    }
    let mut scratch = String::new();
    for row in 0..texts.len() {
        names.push(match texts.get(row, &mut scratch) {
            Some(text) => name(text)?,
            None => NAME_NULL,
        });
    }
    Ok(())
}
