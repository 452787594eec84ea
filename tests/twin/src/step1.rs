//! Step 1, read and check: every row of every table is used or set aside with a code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::book::{Book, Finding};
use crate::cells::{self, Cell};
use crate::csv;
use crate::date;
use crate::fraction::Fraction;
use crate::schema::{self, Column};

/// A row whose cells could all be read.
#[derive(Debug, Clone)]
pub struct Record {
    /// Its position in the table.
    pub row: i128,
    /// Its cells by column; a column that is absent is null.
    pub cells: BTreeMap<&'static str, Cell>,
}

impl Record {
    /// A number, money in fen, a day, a month or 0 and 1.
    pub fn number(&self, column: &str) -> Option<i128> {
        match self.cells.get(column) {
            Some(Cell::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// A text, id or word.
    pub fn text(&self, column: &str) -> Option<&str> {
        match self.cells.get(column) {
            Some(Cell::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// A text that a required column has.
    pub fn id(&self, column: &str) -> String {
        self.text(column).unwrap_or_default().to_string()
    }

    /// A number that a required column has.
    pub fn value(&self, column: &str) -> i128 {
        self.number(column).unwrap_or_default()
    }

    /// Known and true.
    pub fn is(&self, column: &str) -> bool {
        self.number(column) == Some(1)
    }

    /// A finding about this row with its own worker, project, period and amount.
    pub fn finding(&self, code: &str, table: &str) -> Finding {
        Finding {
            row: Some(self.row),
            worker: self.text("worker_id").map(String::from),
            project: self.text("project_id").map(String::from),
            period: self.number("period"),
            amount: self.number("amount"),
            ..Finding::new(code, table)
        }
    }
}

/// The used rows of every table given. Transfers come with those whose fate is known already.
#[derive(Debug, Default)]
pub struct Tables {
    /// Used rows by table.
    pub rows: BTreeMap<&'static str, Vec<Record>>,
    /// Transfers that are `after_as_of`, `duplicate` or `conflicting_duplicate`.
    pub other_transfers: Vec<(&'static str, Record)>,
    /// The columns that stand in the file of a table.
    pub columns: BTreeSet<(&'static str, &'static str)>,
    /// Rows of tables about workers that say whom they are about, used or not.
    pub named: Vec<Named>,
}

/// A row that names a worker, dated up to the day of the report.
#[derive(Debug, Clone)]
pub struct Named {
    /// The table.
    pub table: &'static str,
    /// The worker.
    pub worker: String,
    /// The project, where it can be read.
    pub project: Option<String>,
    /// Whether step 1 set it aside.
    pub is_aside: bool,
}

impl Tables {
    /// The used rows of a table; none where it was not given.
    pub fn of(&self, table: &str) -> &[Record] {
        self.rows.get(table).map_or(&[], Vec::as_slice)
    }

    /// Whether a table was given with a column.
    pub fn has_column(&self, table: &str, column: &str) -> bool {
        self.columns.iter().any(|given| *given == (table, column))
    }
}

/// The text of every table of a folder.
pub fn read_folder(folder: &Path) -> Result<BTreeMap<String, String>, String> {
    let mut texts = BTreeMap::new();
    for (table, _) in schema::tables() {
        let path = folder.join(format!("{table}.csv"));
        if path.is_file() {
            let text = fs::read_to_string(&path).map_err(|error| format!("{table}: {error}"))?;
            texts.insert(table.to_string(), text);
        }
    }
    Ok(texts)
}

/// Reads every table that is given.
pub fn read_tables(
    texts: &BTreeMap<String, String>,
    as_of: i128,
    book: &mut Book,
) -> Result<Tables, String> {
    let mut tables = Tables::default();
    for (table, columns) in schema::tables() {
        let Some(text) = texts.get(table) else { continue };
        let records = csv::parse(text).map_err(|error| format!("{table}: {error}"))?;
        read_table(table, &columns, records, as_of, book, &mut tables)?;
    }
    let given = |table: &str| tables.rows.contains_key(table);
    if !given("attendance") && !given("punches") && !given("payroll") {
        return Err("neither attendance nor payroll is given".to_string());
    }
    Ok(tables)
}

/// Where each known column stands in a file.
fn places(
    table: &str,
    columns: &[Column],
    header: &[String],
) -> Result<BTreeMap<&'static str, usize>, String> {
    let mut places = BTreeMap::new();
    let extra = [Column::extra("hours", "number4"), Column::extra("currency", "text")];
    for column in columns.iter().chain(&extra) {
        let same = |(_, name): &(usize, &String)| snake_case(name.trim()) == column.name;
        let found: Vec<usize> = header.iter().enumerate().filter(same).map(|(at, _)| at).collect();
        match found[..] {
            [] => {}
            [place] => {
                places.insert(column.name, place);
            }
            _ => return Err(format!("{table}: two headers {}", column.name)),
        }
    }
    if let (true, None, Some(place)) =
        (table == "workers", places.get("worker_id"), places.get("id_number"))
    {
        places.insert("worker_id", *place);
    }
    for column in columns.iter().filter(|column| column.required) {
        let by_hours = table == "attendance" && column.name == "minutes";
        let found = places.contains_key(column.name) || by_hours && places.contains_key("hours");
        if !found {
            return Err(format!("{table}: the required column {} is missing", column.name));
        }
    }
    Ok(places)
}

/// `workerId` as `worker_id`; other names as they are.
fn snake_case(name: &str) -> String {
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return name.to_string();
    }
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// What became of the cells of one row.
struct Reading {
    record: Record,
    missing: bool,
    bad_cells: usize,
    is_negative: bool,
    other_currency: bool,
}

fn read_table(
    table: &'static str,
    columns: &[Column],
    records: Vec<Vec<String>>,
    as_of: i128,
    book: &mut Book,
    tables: &mut Tables,
) -> Result<(), String> {
    let mut records = records.into_iter();
    let header = records.next().unwrap_or_default();
    let places = places(table, columns, &header)?;
    tables.columns.extend(places.keys().map(|column| (table, *column)));
    let mut passed = Vec::new();
    let mut late: BTreeMap<i128, Vec<Record>> = BTreeMap::new();
    book.count(table, "read", 0);
    for (row, fields) in (0..).zip(records) {
        book.count(table, "read", 1);
        let reading = read_row(table, columns, &places, &fields, row)?;
        let code = refused(table, &reading, book);
        name(table, &reading.record, code.is_some(), as_of, tables);
        if let Some(code) = code {
            set_aside(table, code, &reading.record, book);
            continue;
        }
        let mut record = reading.record;
        if table == "transfers" {
            let amount = record.value("amount").abs();
            record.cells.insert("amount", Cell::Number(amount));
        }
        match own_day(table, &record) {
            Some(day) if day > as_of => late.entry(day).or_default().push(record),
            _ => passed.push(record),
        }
    }
    for records in late.into_values() {
        set_aside_late(table, records, book, tables);
    }
    let used = without_duplicates(table, columns, passed, book, tables);
    tables.rows.insert(table, used);
    Ok(())
}

/// Remembers whom a row names.
fn name(table: &'static str, record: &Record, is_aside: bool, as_of: i128, tables: &mut Tables) {
    let is_later = own_day(table, record).is_some_and(|day| day > as_of);
    if let (false, Some(worker)) = (is_later, record.text("worker_id")) {
        let project = record.text("project_id").map(String::from);
        tables.named.push(Named { table, worker: worker.to_string(), project, is_aside });
    }
}

fn read_row(
    table: &str,
    columns: &[Column],
    places: &BTreeMap<&'static str, usize>,
    fields: &[String],
    row: i128,
) -> Result<Reading, String> {
    let raw = |name: &str| {
        places.get(name).and_then(|place| fields.get(*place)).map_or("", String::as_str)
    };
    let mut reading = Reading {
        record: Record { row, cells: BTreeMap::new() },
        missing: false,
        bad_cells: 0,
        is_negative: false,
        other_currency: is_other_currency(raw("currency")),
    };
    for column in columns {
        let mut cell = cells::read(&column.kind, raw(column.name));
        if table == "attendance" && column.name == "minutes" {
            let from_hours = minutes_from_hours(raw("hours"))?;
            if cell == Ok(Cell::Null) {
                cell = from_hours;
            } else if from_hours.is_err() {
                reading.bad_cells += 1; // read though not used: no cell may be unreadable
            }
        }
        match cell {
            Ok(Cell::Null) => reading.missing |= column.required,
            Ok(cell) => {
                reading.record.cells.insert(column.name, cell);
            }
            Err(_) => reading.bad_cells += 1,
        }
    }
    let record = &reading.record;
    reading.is_negative =
        table == "transfers" && record.value("amount") < 0 && record.text("reverses").is_none();
    Ok(reading)
}

fn is_other_currency(raw: &str) -> bool {
    let word = cells::fold(raw, true).to_uppercase();
    !matches!(word.as_str(), "" | "CNY" | "RMB" | "156" | "人民币" | "人民币元")
}

fn minutes_from_hours(raw: &str) -> Result<Result<Cell, cells::Unreadable>, String> {
    let hours = match cells::read("number4", raw) {
        Ok(Cell::Number(hours)) => hours,
        other => return Ok(other),
    };
    let minutes = Fraction::new(hours, 10_000).times(Fraction::whole(60))?.half_up()?;
    let fits = minutes <= 1440;
    Ok(if fits { Ok(Cell::Number(minutes)) } else { Err(cells::Unreadable) })
}

/// The code a row is set aside with, the first that applies; bad cells are found in any case.
fn refused(table: &str, reading: &Reading, book: &mut Book) -> Option<&'static str> {
    let record = &reading.record;
    for _ in 0..reading.bad_cells {
        book.findings.push(record.finding("bad_cell", table));
    }
    let reversed = table == "contracts"
        && record.number("end_date").is_some_and(|end| end < record.value("start_date"));
    let code = if reading.missing {
        "missing_required"
    } else if reading.bad_cells > 0 {
        return Some("bad_cell");
    } else if reversed {
        "contract_dates_reversed"
    } else if reading.is_negative {
        "negative_amount"
    } else if reading.other_currency {
        "other_currency"
    } else if table == "deposits" && without_scope(record) {
        "deposit_without_scope"
    } else if table == "punches" && is_no_presence(record) {
        "punch_not_presence"
    } else {
        return None;
    };
    book.findings.push(record.finding(code, table));
    Some(code)
}

fn without_scope(record: &Record) -> bool {
    let has_owner = record.text("project_id").is_some() || record.text("contractor_id").is_some();
    !has_owner && record.text("kind") != Some("emergency_fund")
}

fn is_no_presence(record: &Record) -> bool {
    matches!(record.text("punch_type"), Some("007" | "008" | "009"))
}

fn set_aside(table: &str, code: &str, record: &Record, book: &mut Book) {
    book.count(table, code, 1);
    if let (true, Some(amount)) = (table == "transfers", record.number("amount")) {
        book.money(code, amount.abs());
    }
}

/// The date of a row by which it may be after `as_of`.
fn own_day(table: &str, record: &Record) -> Option<i128> {
    match table {
        "attendance" => record.number("work_date"),
        "punches" => record.number("punched_at").map(|second| second.div_euclid(86_400)),
        "transfers" => record.number("paid_date"),
        "account_entries" => record.number("entry_date"),
        "contractor_events" => record.number("event_date"),
        "cases" => record.number("received_date"),
        "signals" => record.number("signal_date"),
        "contracts" => record.number("start_date"),
        "payroll" | "adjustments" => record.number("period").map(date::first_day),
        _ => None,
    }
}

fn set_aside_late(table: &str, records: Vec<Record>, book: &mut Book, tables: &mut Tables) {
    let amount: i128 = records.iter().map(|record| record.value("amount")).sum();
    book.findings.push(Finding {
        row: records.iter().map(|record| record.row).min(),
        amount: (table == "transfers").then_some(amount),
        ..Finding::new("after_as_of", table)
    });
    for record in records {
        if table == "transfers" {
            tables.other_transfers.push(("after_as_of", record));
        } else {
            book.count(table, "after_as_of", 1);
        }
    }
}

/// The content of a transfer in canonical order.
pub fn canonical_transfer(record: &Record) -> Vec<Cell> {
    let tables = schema::tables();
    let columns = tables.iter().find(|(table, _)| *table == "transfers");
    columns.map_or_else(Vec::new, |(_, columns)| canonical("transfers", columns, record))
}

/// The content of a row in canonical order; transfers begin with the status, latest state first.
fn canonical(table: &str, columns: &[Column], record: &Record) -> Vec<Cell> {
    let mut cells = Vec::new();
    if table == "transfers" {
        let states = ["returned", "failed", "settled", "pending"];
        let state = (0..).zip(states).find(|(_, word)| record.text("status") == Some(word));
        cells.push(Cell::Number(state.map_or(4, |(place, _)| place)));
    }
    for column in columns {
        cells.push(record.cells.get(column.name).cloned().unwrap_or(Cell::Null));
    }
    cells
}

/// Rows of one key in canonical order, equal ones by position.
type Group = BTreeMap<(Vec<Cell>, i128), Record>;

/// Of rows with one key only the first in canonical order stays.
fn without_duplicates(
    table: &'static str,
    columns: &[Column],
    passed: Vec<Record>,
    book: &mut Book,
    tables: &mut Tables,
) -> Vec<Record> {
    let key = schema::key(table);
    let mut groups: BTreeMap<Vec<Cell>, Group> = BTreeMap::new();
    let mut used = Vec::new();
    for record in passed {
        let without_id = table == "adjustments" && record.text("adjustment_id").is_none();
        if key.is_empty() || without_id {
            used.push(record);
            continue;
        }
        let cell = |name: &&str| record.cells.get(name).cloned().unwrap_or(Cell::Null);
        let group = groups.entry(key.iter().map(cell).collect()).or_default();
        group.insert((canonical(table, columns, &record), record.row), record);
    }
    for group in groups.into_values() {
        let mut contents: BTreeSet<Vec<Cell>> = BTreeSet::new();
        for ((content, _), record) in group {
            let code = if contents.is_empty() {
                contents.insert(content);
                used.push(record);
                continue;
            } else if !contents.insert(content) {
                if table == "transfers" { "duplicate" } else { "duplicate_row" }
            } else {
                "conflicting_duplicate"
            };
            if table == "transfers" {
                tables.other_transfers.push((code, record));
            } else {
                book.findings.push(record.finding(code, table));
                book.count(table, code, 1);
            }
        }
    }
    used.sort_by_key(|record| record.row);
    used
}
