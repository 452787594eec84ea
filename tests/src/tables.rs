//! Canonical CSV: reading it and saying how two tables differ.

use std::collections::BTreeMap;
use std::fmt::Write;

/// Tables as canonical CSV, by name.
pub type Tables = BTreeMap<String, String>;

/// A table as text cells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Column names.
    pub header: Vec<String>,
    /// Rows of as many cells as the header has; null is empty.
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Reads canonical CSV: commas, LF, quotes where a cell needs them.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut rows = records(text);
        let header = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        Self { header, rows }
    }

    /// The place of a column.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// A cell by row and column name; empty where there is none.
    #[must_use]
    pub fn cell(&self, row: usize, name: &str) -> &str {
        let cells = self.column(name).and_then(|column| self.rows.get(row)?.get(column));
        cells.map_or("", String::as_str)
    }

    /// Cells of a money column in fen, with null as zero.
    ///
    /// # Errors
    ///
    /// The cell that is no amount of two decimals.
    pub fn fen(&self, name: &str) -> Result<Vec<i128>, String> {
        (0..self.rows.len()).map(|row| fen(self.cell(row, name))).collect()
    }

    /// The sum of a money column in fen.
    ///
    /// # Errors
    ///
    /// As [`Sheet::fen`].
    pub fn sum(&self, name: &str) -> Result<i128, String> {
        Ok(self.fen(name)?.iter().sum())
    }

    /// The table as canonical CSV.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut text = String::new();
        for cells in std::iter::once(&self.header).chain(&self.rows) {
            let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
            text.push_str(&cells.join(","));
            text.push('\n');
        }
        text
    }

    /// The same without some columns.
    #[must_use]
    pub fn without(&self, columns: &[&str]) -> Self {
        let keep: Vec<usize> = (0..self.header.len())
            .filter(|&at| !columns.contains(&self.header.get(at).map_or("", String::as_str)))
            .collect();
        let pick = |cells: &Vec<String>| -> Vec<String> {
            keep.iter().map(|&at| cells.get(at).cloned().unwrap_or_default()).collect()
        };
        Self { header: pick(&self.header), rows: self.rows.iter().map(pick).collect() }
    }

    /// The same with its first columns alone.
    #[must_use]
    pub fn first(mut self, columns: usize) -> Self {
        self.header.truncate(columns);
        self.rows.iter_mut().for_each(|cells| cells.truncate(columns));
        self
    }

    /// The same with its rows in the order of their text.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.rows.sort();
        self
    }
}

/// An amount of two decimals in fen; empty is zero.
///
/// # Errors
///
/// A text that is no such amount.
pub fn fen(text: &str) -> Result<i128, String> {
    if text.is_empty() {
        return Ok(0);
    }
    let bad = || format!("{text:?} is no amount of two decimals");
    let (yuan, rest) = text.split_once('.').ok_or_else(bad)?;
    if rest.len() != 2 {
        return Err(bad());
    }
    format!("{yuan}{rest}").parse().map_err(|_| bad())
}

/// How two tables differ, in words for a reader; `None` where they agree.
///
/// `findings.detail` is for reading and is never compared; as it takes part in the order of the
/// table, the findings are compared as a set of rows that knows how often each stands. Steps of
/// batch payouts are compared where both tell them. A table may have gained columns at its end:
/// those are not compared.
#[must_use]
pub fn difference(name: &str, expected: &str, actual: &str) -> Option<String> {
    if expected == actual {
        return None;
    }
    let (mut left, mut right) = (Sheet::read(expected), Sheet::read(actual));
    if name == "findings" {
        left = left.without(&["detail"]).sorted();
        right = right.without(&["detail"]).sorted();
    }
    // Steps are of one search: who searches otherwise leaves them empty.
    let has_steps =
        |sheet: &Sheet| (0..sheet.rows.len()).any(|row| !sheet.cell(row, "steps").is_empty());
    if name == "batch_payouts" && !(has_steps(&left) && has_steps(&right)) {
        left = left.without(&["steps"]);
        right = right.without(&["steps"]);
    }
    let is_cut = right.header.len() > left.header.len() && right.header.starts_with(&left.header);
    if is_cut {
        right = right.first(left.header.len());
    }
    if left == right {
        if is_cut && left.csv() == expected {
            return None;
        }
        let same_bytes = ["findings", "batch_payouts"].contains(&name);
        return (!same_bytes)
            .then(|| format!("{name}: same cells, other bytes (quotes, line ends)\n"));
    }
    if left.header != right.header {
        let text = headers(&left.header, &right.header);
        return Some(format!("{name}: other columns\n{text}"));
    }
    Some(format!("{name}:\n{}", rows(&left, &right)))
}

/// As [`differences`], with rows of one key in any order: the documents leave the order of ties
/// open.
#[must_use]
pub fn differences_as_sets(expected: &Tables, actual: &Tables) -> Option<String> {
    let mut text = String::new();
    for (name, table) in expected {
        let Some(met) = actual.get(name) else {
            text.push_str(&format!("{name}: no such table\n"));
            continue;
        };
        let sorted = |text: &str| Sheet::read(text).sorted().csv();
        text.push_str(&difference(name, &sorted(table), &sorted(met)).unwrap_or_default());
    }
    (!text.is_empty()).then_some(text)
}

/// How two sets of tables differ; only tables of `expected` are looked at.
#[must_use]
pub fn differences(expected: &Tables, actual: &Tables) -> Option<String> {
    let mut text = String::new();
    for (name, table) in expected {
        match actual.get(name) {
            None => text.push_str(&format!("{name}: no such table\n")),
            Some(met) => text.push_str(&difference(name, table, met).unwrap_or_default()),
        }
    }
    (!text.is_empty()).then_some(text)
}

/// What of `expected` another implementation knows: its tables, and of them its columns where they
/// are the first of those expected.
#[must_use]
pub fn known_to(met: &Tables, expected: &Tables) -> Tables {
    let known = expected.iter().filter_map(|(name, table)| {
        let (of_it, sheet) = (Sheet::read(met.get(name)?), Sheet::read(table));
        let is_first = sheet.header.starts_with(&of_it.header);
        let table = if is_first { sheet.first(of_it.header.len()).csv() } else { table.clone() };
        Some((name.clone(), table))
    });
    known.collect()
}

const SHOWN: usize = 8;

fn headers(left: &[String], right: &[String]) -> String {
    let missing: Vec<_> = left.iter().filter(|column| !right.contains(column)).cloned().collect();
    let more: Vec<_> = right.iter().filter(|column| !left.contains(column)).cloned().collect();
    format!("  missing: {}\n  not expected: {}\n", missing.join(", "), more.join(", "))
}

/// Rows of one side alone; where the two sides pair up row by row, the cells that differ.
fn rows(left: &Sheet, right: &Sheet) -> String {
    let gone = beyond(&left.rows, &right.rows);
    let come = beyond(&right.rows, &left.rows);
    let mut text = String::new();
    if gone.is_empty() && come.is_empty() {
        return "  same rows in another order\n".to_string();
    }
    for row in gone.iter().take(SHOWN) {
        let _ = writeln!(text, "  expected {}", row.join(","));
        if let Some(nearest) = come.iter().min_by_key(|other| distance(row, other)) {
            let cells = (0..row.len()).filter(|&at| row.get(at) != nearest.get(at)).map(|at| {
                let cell = |cells: &[String]| cells.get(at).cloned().unwrap_or_default();
                format!("{} {:?} is {:?}", cell(&left.header), cell(row), cell(nearest))
            });
            let _ = writeln!(text, "           {}", cells.collect::<Vec<_>>().join("; "));
        }
    }
    for row in come.iter().take(SHOWN) {
        let _ = writeln!(text, "  found    {}", row.join(","));
    }
    let _ = writeln!(text, "  {} rows missing, {} not expected", gone.len(), come.len());
    text
}

fn distance(left: &[String], right: &[String]) -> usize {
    left.iter().zip(right).filter(|(a, b)| a != b).count()
}

/// Rows of `rows` that stand more often there than in `others`.
fn beyond(rows: &[Vec<String>], others: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut counts: BTreeMap<&Vec<String>, usize> = BTreeMap::new();
    others.iter().for_each(|row| *counts.entry(row).or_default() += 1);
    let mut left = Vec::new();
    for row in rows {
        match counts.get_mut(row) {
            Some(count) if *count > 0 => *count -= 1,
            _ => left.push(row.clone()),
        }
    }
    left
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_string()
    }
}

fn records(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut is_quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if is_quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !is_quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push(row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::{difference, fen, known_to};

    #[test]
    fn equal_tables_do_not_differ() {
        assert_eq!(difference("allocations", "a,b\n1,2\n", "a,b\n1,2\n"), None);
    }

    #[test]
    fn the_detail_of_findings_is_not_compared() {
        let (left, right) = ("code,detail\nx,\ny,\n", "code,detail\ny,one\nx,two\n");
        assert_eq!(difference("findings", left, right), None);
        assert!(difference("findings", left, "code,detail\ny,one\ny,two\n").is_some());
    }

    #[test]
    fn a_changed_cell_is_named_with_its_column() {
        let text = difference("t", "id,due\nW1,1.00\n", "id,due\nW1,2.00\n").unwrap();
        assert!(text.contains(r#"due "1.00" is "2.00""#), "{text}");
    }

    #[test]
    fn columns_beyond_the_expected_ones_are_not_compared_and_lost_ones_are() {
        assert_eq!(difference("t", "a\n1\n", "a,b\n1,2\n"), None);
        assert!(difference("t", "a\n1\n", "a,b\n3,2\n").is_some());
        assert!(difference("t", "a\n1\n", "b,a\n2,1\n").is_some());
        assert!(difference("t", "a,b\n1,2\n", "a\n1\n").is_some());
        let one = |text: &str| [("t".to_string(), text.to_string())].into();
        assert_eq!(known_to(&one("a\n3\n"), &one("a,b\n1,2\n")), one("a\n1\n"));
        assert_eq!(known_to(&one("b\n3\n"), &one("a,b\n1,2\n")), one("a,b\n1,2\n"));
    }

    #[test]
    fn rows_in_another_order_line_ends_and_columns_are_differences() {
        assert!(difference("t", "a\n1\n2\n", "a\n2\n1\n").unwrap().contains("another order"));
        assert!(difference("t", "a\n1\n", "a\n1").unwrap().contains("other bytes"));
        assert!(difference("t", "a\n1\n", "b\n1\n").unwrap().contains("missing: a"));
    }

    #[test]
    fn a_row_that_stands_twice_differs_from_one_that_stands_once() {
        assert!(difference("t", "a\n1\n1\n2\n", "a\n1\n2\n2\n").is_some());
    }

    #[test]
    fn amounts_are_read_in_fen() {
        assert_eq!(fen("-12.34"), Ok(-1234));
        assert_eq!(fen(""), Ok(0));
        assert!(fen("1.2").is_err());
    }
}
