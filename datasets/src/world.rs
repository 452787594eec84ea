//! Worlds: every input table with known faults, and the truth beside them.

use std::fs;
use std::io;
use std::path::Path;

use crate::civil::{day, day_text, first_day, month};
use crate::maker::Maker;
use crate::random::Random;
use crate::shape::{Kind, TABLES};
use crate::spelling::day_of;
use crate::table::Table;

/// What world to make. Rates count cases in a thousand.
///
/// ```
/// let world = anxin_datasets::world(&anxin_datasets::Spec { seed: 3, ..Default::default() });
/// assert!(world.table("attendance").is_some_and(|table| table.rows() > 100));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// The seed; equal specs make equal bytes.
    pub seed: u64,
    /// The number of projects.
    pub projects: usize,
    /// Workers whose home is one project.
    pub workers_per_project: usize,
    /// The number of wage months.
    pub months: usize,
    /// The first wage month (months since year 0, see [`crate::civil::month`]).
    pub first_month: i64,
    /// The day on which the books are closed (see [`crate::civil::day`]).
    pub as_of_day: i64,
    /// Payments that are late, partial, missing, returned, misdirected …
    pub payment_fault_permille: u32,
    /// Worker-days with attendance that was uploaded twice, is impossible …
    pub attendance_fault_permille: u32,
    /// Payroll lines that are short, unconfirmed, over, under, absent, of ghosts …
    pub payroll_fault_permille: u32,
    /// Engagements whose contracts overlap, tie, leave gaps, are missing …
    pub contract_fault_permille: u32,
    /// For each table and each kind of spoiled row (missing cell, bad cell, copy, conflict, after
    /// the day).
    pub row_fault_permille: u32,
    /// Cells written in another accepted way (full-width digits, thousands commas, `2025/3/1` …).
    pub spelling_permille: u32,
}

impl Default for Spec {
    fn default() -> Self {
        Self {
            seed: 1,
            projects: 6,
            workers_per_project: 12,
            months: 3,
            first_month: month(2025, 1),
            as_of_day: day(2025, 4, 15),
            payment_fault_permille: 500,
            attendance_fault_permille: 40,
            payroll_fault_permille: 500,
            contract_fault_permille: 500,
            row_fault_permille: 700,
            spelling_permille: 3,
        }
    }
}

impl Spec {
    /// The same world without planted faults. What nobody planted may still be doubtful: nobody is
    /// paid on a rule's behalf here.
    #[must_use]
    pub fn clean(self) -> Self {
        Self {
            payment_fault_permille: 0,
            attendance_fault_permille: 0,
            payroll_fault_permille: 0,
            contract_fault_permille: 0,
            row_fault_permille: 0,
            spelling_permille: 0,
            ..self
        }
    }

    /// The same world over so many wage months, the books closed in the middle of the month after.
    #[must_use]
    pub fn over(self, months: usize) -> Self {
        let after = self.first_month + i64::try_from(months).unwrap_or(0);
        Self { months, as_of_day: first_day(after) + 14, ..self }
    }
}

/// One thing planted on purpose.
///
/// `kind` is the finding or fate it should lead to where there is one, else a word of its own (see
/// `README.md` of the crate). `is_fault` is false for near misses: doubtful at first sight, in
/// order at second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// What was planted, a lower snake-case word.
    pub kind: &'static str,
    /// Whether it is a fault; false: a near miss that must not be reported as one.
    pub is_fault: bool,
    /// The table it stands in.
    pub table: &'static str,
    /// The row, 0-based; `None` where the fault is that a row does not exist.
    pub row: Option<usize>,
    /// The worker it is about.
    pub worker_id: Option<String>,
    /// The project it is about.
    pub project_id: Option<String>,
    /// The wage month it is about.
    pub period: Option<String>,
    /// The money it is about, in yuan.
    pub amount: Option<String>,
}

/// Everything that was planted, in the order of planting.
pub type Truth = Vec<Planted>;

/// A world: input tables as columns of text, and the truth about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct World {
    /// The day on which the books are closed.
    pub as_of_day: i64,
    /// Every input table, in the order of [`TABLES`].
    pub tables: Vec<Table>,
    /// What was planted.
    pub truth: Truth,
}

/// The world of a specification.
#[must_use]
pub fn world(spec: &Spec) -> World {
    Maker::new(spec).make()
}

impl World {
    /// A world of empty tables.
    #[must_use]
    pub fn empty(as_of_day: i64) -> Self {
        let tables = TABLES.iter().map(|shape| Table::new(shape.name)).collect();
        Self { as_of_day, tables, truth: Truth::new() }
    }

    /// The closing day as text.
    #[must_use]
    pub fn as_of(&self) -> String {
        day_text(self.as_of_day)
    }

    /// A table by name.
    #[must_use]
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// Writes `table.csv` for every table into a folder. The truth is not among them: see
    /// [`World::write_truth`].
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn write_csv(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        self.tables
            .iter()
            .try_for_each(|table| table.write_csv(&folder.join(format!("{}.csv", table.name))))
    }

    /// Writes the truth as one CSV file.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn write_truth(&self, file: &Path) -> io::Result<()> {
        let mut text = String::new();
        let header =
            ["kind", "is_fault", "table", "row", "worker_id", "project_id", "period", "amount"];
        crate::table::csv_line(&mut text, &header, "\n");
        for p in &self.truth {
            let row = p.row.map(|r| r.to_string());
            let is_fault = if p.is_fault { "true" } else { "false" };
            let rest = [&row, &p.worker_id, &p.project_id, &p.period, &p.amount];
            let mut cells = vec![p.kind, is_fault, p.table];
            cells.extend(rest.iter().map(|cell| cell.as_deref().unwrap_or("")));
            crate::table::csv_line(&mut text, &cells, "\n");
        }
        fs::write(file, text)
    }

    /// The same rows in another order, the truth following them.
    #[must_use]
    pub fn shuffled(&self, seed: u64) -> Self {
        let mut random = Random::new(seed);
        self.reordered(|table| {
            let mut rows: Vec<usize> = (0..table.rows()).collect();
            random.shuffle(&mut rows);
            rows
        })
    }

    /// The world without the rows dated after a day. Undated tables and rows whose date cannot be
    /// read stay.
    #[must_use]
    pub fn without_rows_after(&self, last_day: i64) -> Self {
        self.reordered(|table| {
            (0..table.rows())
                .filter(|&row| row_day(table, row).is_none_or(|day| day <= last_day))
                .collect()
        })
    }

    /// Every table cut into parts of nearly equal length, to be written as `table/00.csv`,
    /// `table/01.csv` …
    #[must_use]
    pub fn split(&self, parts: usize) -> SplitWorld {
        let parts = parts.max(1);
        let cut = |table: &Table| -> Vec<Table> {
            let rows: Vec<usize> = (0..table.rows()).collect();
            (0..parts)
                .map(|part| {
                    let (from, to) = (rows.len() * part / parts, rows.len() * (part + 1) / parts);
                    table.with_rows(&rows[from..to])
                })
                .collect()
        };
        SplitWorld { as_of_day: self.as_of_day, tables: self.tables.iter().map(cut).collect() }
    }

    fn reordered(&self, mut order: impl FnMut(&Table) -> Vec<usize>) -> Self {
        let mut made = Self { as_of_day: self.as_of_day, tables: vec![], truth: Truth::new() };
        let mut moved: Vec<(&str, Vec<usize>)> = Vec::new();
        for table in &self.tables {
            let rows = order(table);
            made.tables.push(table.with_rows(&rows));
            moved.push((table.name, rows));
        }
        for planted in &self.truth {
            let rows = moved.iter().find(|(name, _)| *name == planted.table).map(|(_, rows)| rows);
            let place = planted.row.map(|old| rows?.iter().position(|&row| row == old));
            if place != Some(None) {
                made.truth.push(Planted { row: place.flatten(), ..planted.clone() });
            }
        }
        made
    }
}

/// A world whose tables are cut into parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitWorld {
    /// The day on which the books are closed.
    pub as_of_day: i64,
    /// For every table its parts, in order.
    pub tables: Vec<Vec<Table>>,
}

impl SplitWorld {
    /// Writes every part as `folder/table/00.csv` and so on.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn write_csv(&self, folder: &Path) -> io::Result<()> {
        for parts in &self.tables {
            for (number, part) in parts.iter().enumerate() {
                let place = folder.join(part.name);
                fs::create_dir_all(&place)?;
                part.write_csv(&place.join(format!("{number:02}.csv")))?;
            }
        }
        Ok(())
    }
}

/// The day of a row, as the contract dates it; `None` where the table is not dated or the cell
/// cannot be read.
#[must_use]
pub fn row_day(table: &Table, row: usize) -> Option<i64> {
    let shape = table.shape()?;
    let column = shape.columns.iter().find(|column| column.name == shape.dated_by)?;
    let text = table.cell(row, column.name)?;
    day_of(text, column.kind == Kind::Period)
}
