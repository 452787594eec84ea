//! A batch of a table: its columns typed, its faults listed.

use arrow_array::ArrayRef;

use super::columns::typed;
use super::text::Words;
use super::{Fault, FaultKind, TextColumn, TypedBatch, TypedColumn, met};
use crate::intake::tables::{Table, TableName, attendance};

/// Checks batches of one table that share their schema, one after the other.
pub(crate) struct Checker {
    table: &'static Table,
    /// The dictionary that each column had last.
    words: Vec<Option<Words>>,
}

impl Checker {
    pub(crate) fn new(table: TableName) -> Self {
        let table = table.table();
        Self { table, words: table.columns.iter().map(|_| None).collect() }
    }

    /// Types the columns of `len` rows. `arrays` stand at their positions in the contract;
    /// `earlier` are faults that the reader found (their cells are null).
    pub(crate) fn check(
        &mut self,
        first_position: u64,
        len: usize,
        arrays: &[Option<ArrayRef>],
        earlier: Vec<Fault>,
    ) -> TypedBatch {
        let mut faults = earlier;
        let mut columns = Vec::with_capacity(arrays.len());
        for (position, column) in self.table.columns.iter().enumerate() {
            let Some(array) = arrays.get(position).and_then(Option::as_ref) else {
                columns.push(TypedColumn::Absent);
                continue;
            };
            let (typed, bad_rows) = typed(column, array, &mut self.words[position]);
            let place = u8::try_from(position).unwrap_or(u8::MAX);
            faults.extend(bad_rows.into_iter().map(|row| bad(array, row, place)));
            columns.push(typed);
        }
        if self.table.name == TableName::Attendance {
            fold_hours(&mut columns, &mut faults);
        }
        faults.sort_by_key(|fault| (fault.row, fault.column));
        add_missing(self.table, &columns, &mut faults);
        TypedBatch { first_position, len, columns, faults, part: None }
    }
}

fn bad(array: &ArrayRef, row: u32, column: u8) -> Fault {
    let shown = arrow_cast::display::array_value_to_string(array, row as usize);
    Fault { row, column, kind: FaultKind::Bad, met: met(&shown.unwrap_or_default()) }
}

/// Adds a fault for every required cell that is null without another fault.
fn add_missing(table: &Table, columns: &[TypedColumn], faults: &mut Vec<Fault>) {
    let known = faults.len();
    for (place, (column, typed)) in (0_u8..).zip(table.columns.iter().zip(columns)) {
        if !column.required {
            continue;
        }
        let mut missing = |row: usize| {
            let Ok(row) = u32::try_from(row) else { return };
            if !has_fault(&faults[..known], table.name, row, place) {
                let met = String::new();
                faults.push(Fault { row, column: place, kind: FaultKind::Missing, met });
            }
        };
        match typed {
            TypedColumn::Absent => {}
            TypedColumn::Text(TextColumn::Dictionary { keys, .. }) => {
                each(keys, u32::MAX, &mut missing);
            }
            TypedColumn::Text(text) if !text.has_gaps() => {}
            TypedColumn::Text(text) => {
                (0..text.len()).filter(|&row| text.is_null(row)).for_each(&mut missing);
            }
            TypedColumn::Number(values) => each(values, TypedColumn::NUMBER_NULL, &mut missing),
            TypedColumn::Small(values) => each(values, TypedColumn::SMALL_NULL, &mut missing),
        }
    }
    if faults.len() > known {
        faults.sort_by_key(|fault| (fault.row, fault.column));
    }
}

/// Whether the cell was met and cannot be read; minutes are met in hours too.
fn has_fault(faults: &[Fault], table: TableName, row: u32, column: u8) -> bool {
    let has = |column: u8| {
        faults.binary_search_by_key(&(row, column), |fault| (fault.row, fault.column)).is_ok()
    };
    let is_minutes = usize::from(column) == attendance::MINUTES;
    has(column)
        || (table == TableName::Attendance
            && is_minutes
            && u8::try_from(attendance::HOURS).is_ok_and(has))
}

fn each<T: PartialEq + Copy>(values: &[T], null: T, missing: &mut impl FnMut(usize)) {
    if values.contains(&null) {
        values
            .iter()
            .enumerate()
            .filter(|(_, value)| **value == null)
            .for_each(|(row, _)| missing(row));
    }
}

/// `minutes`, and where they are null 60 times `hours` (kept times 10,000), half up; `hours` goes.
fn fold_hours(columns: &mut [TypedColumn], faults: &mut Vec<Fault>) {
    use attendance::{HOURS, MINUTES};
    let hours = std::mem::replace(&mut columns[HOURS], TypedColumn::Absent);
    let TypedColumn::Number(hours) = hours else { return };
    let mut minutes = match std::mem::replace(&mut columns[MINUTES], TypedColumn::Absent) {
        TypedColumn::Small(minutes) => minutes,
        _ => vec![TypedColumn::SMALL_NULL; hours.len()],
    };
    let of_minutes = faults.iter().filter(|fault| usize::from(fault.column) == MINUTES);
    let mut bad_minutes: Vec<u32> = of_minutes.map(|fault| fault.row).collect();
    bad_minutes.sort_unstable();
    for (row, (minutes, &hours_e4)) in (0_u32..).zip(minutes.iter_mut().zip(&hours)) {
        if hours_e4 == TypedColumn::NUMBER_NULL {
            continue;
        }
        // `hours` is never negative, so adding half before the division rounds half up.
        let of_hours = hours_e4.checked_mul(60).map(|value| (value.saturating_add(5_000)) / 10_000);
        match of_hours.and_then(|value| i32::try_from(value).ok()).filter(|value| *value <= 1_440) {
            Some(of_hours) => {
                let is_null = *minutes == TypedColumn::SMALL_NULL;
                if is_null && bad_minutes.binary_search(&row).is_err() {
                    *minutes = of_hours;
                }
            }
            None => {
                let column = u8::try_from(HOURS).unwrap_or(u8::MAX);
                let met = shown_e4(hours_e4);
                faults.push(Fault { row, column, kind: FaultKind::Bad, met });
            }
        }
    }
    columns[MINUTES] = TypedColumn::Small(minutes);
}

/// A number kept times 10,000 as decimal text.
fn shown_e4(value_e4: i64) -> String {
    let text = format!("{}.{:04}", value_e4 / 10_000, value_e4 % 10_000);
    met(text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
#[path = "checker_tests.rs"]
mod tests;
