//! Rows that something is wrong with, among the rows of big tables.

use std::io;

use super::about;
use super::sink::{Type, Value};

/// The tables that platforms and banks send row by row: their rows may be faulty.
const TABLES: [&str; 7] =
    ["attendance", "punches", "payroll", "adjustments", "transfers", "contracts", "workers"];

/// What may be wrong with a row.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    /// It comes twice.
    Again,
    /// It comes a second time with another number.
    Changed,
    /// Its first cell, which is required, is missing.
    Missing,
    /// A cell cannot be what it says: a negative number, a time without sense.
    Unreadable,
    /// It is dated ten years later.
    Later,
    /// It bears the id of another project, or of nobody.
    Elsewhere,
}

/// Decides which rows of a table are faulty, and in which way.
pub(super) struct Faults {
    seed: u64,
    /// Faulty rows in a million.
    parts: i64,
    /// Place of the table in [`TABLES`].
    table: i64,
    row: i64,
    /// Places of the first number, amount and date of a row.
    number: Option<usize>,
    amount: Option<usize>,
    date: Option<usize>,
    /// Place of the project, else of the first cell.
    id: usize,
}

impl Faults {
    /// For a table with these columns; `None` where its rows are all good.
    pub(super) fn new(
        seed: u64,
        parts: i64,
        table: &str,
        columns: &[(&str, Type)],
    ) -> Option<Self> {
        let table = TABLES.iter().position(|name| *name == table).filter(|_| parts > 0)?;
        let first = |wanted: &[Type]| columns.iter().position(|column| wanted.contains(&column.1));
        Some(Self {
            seed,
            parts,
            table: i64::try_from(table).unwrap_or(0),
            row: 0,
            number: first(&[Type::Int]),
            amount: first(&[Type::Money]),
            date: first(&[Type::Day, Type::Month]),
            id: columns.iter().position(|column| column.0 == "project_id").unwrap_or(0),
        })
    }

    /// Hands the row to `write` as it is, or as something went wrong with it.
    pub(super) fn write(
        &mut self,
        cells: &[Value],
        mut write: impl FnMut(&[Value]) -> io::Result<()>,
    ) -> io::Result<()> {
        self.row += 1;
        let mut random = about(self.seed, 20, self.table, self.row);
        if random.between(0, 999_999) >= self.parts {
            return write(cells);
        }
        let kinds = [
            Wrong::Again,
            Wrong::Changed,
            Wrong::Missing,
            Wrong::Unreadable,
            Wrong::Later,
            Wrong::Elsewhere,
        ];
        let wrong = random.pick(&kinds);
        let number = random.between(30, 1_440);
        let text;
        let mut spoiled = cells.to_vec();
        match wrong {
            Wrong::Again => write(cells)?,
            Wrong::Changed => {
                write(cells)?;
                match (self.number, self.amount) {
                    (Some(place), _) if self.amount.is_none() => {
                        spoiled[place] = Value::Int(number);
                    }
                    (_, Some(place)) => spoiled[place] = plus(cells[place], number),
                    _ => {}
                }
            }
            Wrong::Missing => spoiled[0] = Value::Null,
            Wrong::Unreadable => match self.number.or(self.amount) {
                Some(place) => spoiled[place] = negative(cells[place], number),
                None => spoiled[2] = Value::Text("?"),
            },
            Wrong::Later => {
                if let Some(place) = self.date {
                    spoiled[place] = later(cells[place]);
                }
            }
            Wrong::Elsewhere => {
                if let Value::Text(id) = cells[self.id] {
                    text = other_id(id);
                    spoiled[self.id] = Value::Text(&text);
                }
            }
        }
        write(&spoiled)
    }
}

/// An amount and so many fen.
fn plus<'a>(cell: Value<'a>, fen: i64) -> Value<'a> {
    match cell {
        Value::Fen(amount) => Value::Fen(amount + fen),
        other => other,
    }
}

/// A number or amount below zero.
fn negative<'a>(cell: Value<'a>, number: i64) -> Value<'a> {
    match cell {
        Value::Int(_) => Value::Int(-number),
        Value::Fen(amount) => Value::Fen(-amount),
        other => other,
    }
}

/// A date ten years on.
fn later<'a>(cell: Value<'a>) -> Value<'a> {
    match cell {
        Value::Day(day) => Value::Day(day + 3_652),
        Value::Month(month) => Value::Month(month + 120),
        other => other,
    }
}

/// An id whose last character is the next one.
fn other_id(id: &str) -> String {
    let mut other = id.to_owned();
    let next = match other.pop() {
        Some('9') => '0',
        Some(last @ '0'..='8') => char::from_u32(u32::from(last) + 1).unwrap_or('0'),
        _ => '1',
    };
    other.push(next);
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[(&str, Type)] = &[
        ("worker_id", Type::Text),
        ("project_id", Type::Text),
        ("work_date", Type::Day),
        ("minutes", Type::Int),
    ];

    /// Rows written of a thousand, and those of them that are as they were.
    fn written(parts: i64, table: &str) -> (usize, usize) {
        let cells = [Value::Text("W1"), Value::Text("P19"), Value::Day(20_000), Value::Int(480)];
        let mut rows = Vec::new();
        let mut faults = Faults::new(7, parts, table, COLUMNS);
        for _ in 0..1_000 {
            let mut write = |row: &[Value]| {
                rows.push(format!("{row:?}"));
                Ok(())
            };
            match &mut faults {
                Some(faults) => faults.write(&cells, write).unwrap(),
                None => write(&cells).unwrap(),
            }
        }
        let good = format!("{cells:?}");
        (rows.len(), rows.iter().filter(|row| **row == good).count())
    }

    #[test]
    fn as_many_rows_are_faulty_as_are_asked_for() {
        assert_eq!(written(0, "attendance"), (1_000, 1_000));
        assert_eq!(written(500_000, "calendar"), (1_000, 1_000));
        let (all, good) = written(200_000, "attendance");
        // A third of the faults add a row; a sixth of them leave two good ones.
        assert!((1_040..1_100).contains(&all), "{all} rows");
        assert!((840..900).contains(&good), "{good} good rows");
    }

    #[test]
    fn another_id_differs_in_its_last_character() {
        assert_eq!(other_id("P19"), "P10");
        assert_eq!(other_id("P12"), "P13");
        assert_eq!(other_id("W1X"), "W11");
    }
}
