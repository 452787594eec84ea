//! The readable sample site in three ways of writing, the folder of a site visit, statements of
//! banks.

mod banks;
mod site;
mod texts;
mod visit;
mod words;

use std::fs;
use std::io;
use std::path::Path;

use crate::shape::Kind;
use crate::spelling::{period_in_words, thousands};
use crate::table::csv_line;
use crate::world::World;
use words::{CODES, HEADERS};

/// A file of a sample: its path below the folder of samples, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleFile {
    /// For example `site/workers.csv`.
    pub path: String,
    /// The content.
    pub bytes: Vec<u8>,
}

/// Tables that the Chinese variant writes in GB18030.
const GB18030_TABLES: &[&str] = &["workers", "payroll", "transfers"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Variant {
    Canonical,
    National,
    Chinese,
}

/// The sample site as a world with canonical names.
///
/// ```
/// let site = anxin_datasets::samples::site();
/// assert_eq!(site.as_of(), "2025-12-31");
/// assert_eq!(site.table("workers").map(anxin_datasets::Table::rows), Some(13));
/// ```
#[must_use]
pub fn site() -> World {
    site::site()
}

/// Every file of the samples.
#[must_use]
pub fn files() -> Vec<SampleFile> {
    let world = site();
    let mut files = vec![SampleFile {
        path: "site/README.md".to_owned(),
        bytes: texts::README.as_bytes().to_vec(),
    }];
    for (folder, variant) in [
        ("site", Variant::Canonical),
        ("site-national", Variant::National),
        ("site-chinese", Variant::Chinese),
    ] {
        for table in &world.tables {
            let text = written(&world, table.name, variant);
            let bytes = match variant {
                Variant::Chinese if GB18030_TABLES.contains(&table.name) => {
                    encoding_rs::GB18030.encode(&text).0.into_owned()
                }
                Variant::Chinese => format!("\u{feff}{text}").into_bytes(),
                _ => text.into_bytes(),
            };
            files.push(SampleFile { path: format!("{folder}/{}.csv", table.name), bytes });
        }
    }
    files.extend(visit::files());
    files.extend(banks::files());
    files
}

/// Writes the samples below a folder.
///
/// # Errors
///
/// What the file system says.
pub fn write(folder: &Path) -> io::Result<()> {
    for file in files() {
        let path = folder.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, file.bytes)?;
    }
    Ok(())
}

/// One column as it stands in a file.
struct WrittenColumn {
    header: String,
    cells: Vec<String>,
}

/// A table in one of the ways of writing; columns without any value are left out.
fn written(world: &World, table: &str, variant: Variant) -> String {
    let Some(table) = world.table(table) else { return String::new() };
    let mut columns: Vec<WrittenColumn> = added_columns(world, table.name, variant);
    for column in &table.columns {
        let header = header_of(table.name, column.name, variant);
        if header.is_empty() || column.cells.iter().all(Option::is_none) {
            continue;
        }
        let spelled = |cell: &Option<String>| match cell {
            Some(text) => cell_of(table.name, column.name, text, variant),
            None => String::new(),
        };
        columns.push(WrittenColumn { header, cells: column.cells.iter().map(spelled).collect() });
    }
    let end = if variant == Variant::Chinese { "\r\n" } else { "\n" };
    let mut text = String::new();
    let headers: Vec<&str> = columns.iter().map(|column| column.header.as_str()).collect();
    csv_line(&mut text, &headers, end);
    for row in 0..table.rows() {
        let cells: Vec<&str> = columns.iter().map(|column| column.cells[row].as_str()).collect();
        csv_line(&mut text, &cells, end);
    }
    text
}

/// Columns that a platform or a clerk writes beside, and that no reader needs.
fn added_columns(world: &World, table: &str, variant: Variant) -> Vec<WrittenColumn> {
    let rows = world.table(table).map_or(0, crate::table::Table::rows);
    let filled = |header: &str, cell: &dyn Fn(usize) -> String| {
        vec![WrittenColumn { header: header.to_owned(), cells: (0..rows).map(cell).collect() }]
    };
    match (variant, table) {
        (Variant::National, "workers") => filled("idCardType", &|_| "01".to_owned()),
        (Variant::National, "payroll") => filled("balanceDate", &|_| "2025-11-20".to_owned()),
        (Variant::Chinese, "workers" | "payroll") => filled("序号", &|row| (row + 1).to_string()),
        (Variant::Chinese, "transfers") => filled("备注", &|_| "代发工资".to_owned()),
        _ => Vec::new(),
    }
}

fn header_of(table: &str, column: &str, variant: Variant) -> String {
    let (_, headers) = HEADERS.iter().find(|(name, _)| *name == table).unwrap_or(&("", &[]));
    let words = headers.iter().find(|(canonical, _, _)| *canonical == column);
    match (variant, words) {
        (Variant::Canonical, _) => column.to_owned(),
        (Variant::National, Some((_, national, _))) => (*national).to_owned(),
        (Variant::Chinese, Some((_, _, chinese))) => (*chinese).to_owned(),
        (_, None) => String::new(),
    }
}

fn cell_of(table: &str, column: &str, text: &str, variant: Variant) -> String {
    let is_chinese = variant == Variant::Chinese;
    if variant == Variant::Canonical {
        return text.to_owned();
    }
    if (table, column) == ("attendance", "minutes") {
        return hours(text);
    }
    let list = CODES.iter().find(|(t, c, _)| *t == table && *c == column);
    if let Some((_, _, codes)) = list {
        let code = codes.iter().find(|(canonical, _, _)| *canonical == text);
        let spelled = code.map(|(_, national, word)| if is_chinese { word } else { national });
        return spelled.map_or_else(|| text.to_owned(), |word| (*word).to_owned());
    }
    match (site::kind_of(table, column), is_chinese) {
        (Kind::Bool, true) => if text == "true" { "是" } else { "否" }.to_owned(),
        (Kind::Bool, false) => if text == "true" { "1" } else { "0" }.to_owned(),
        (Kind::Date, true) => text.replace('-', "/").replace("/0", "/"),
        (Kind::Period, true) => period_in_words(text),
        (Kind::Money, true) if table == "deposits" => format!("¥{}", thousands(text)),
        (Kind::Money, true) if table == "adjustments" => format!("{}元", thousands(text)),
        (Kind::Money, true) => thousands(text),
        _ => text.to_owned(),
    }
}

/// Minutes as hours; those of the sample are whole or half hours.
fn hours(minutes: &str) -> String {
    let minutes: i64 = minutes.parse().unwrap_or(0);
    if minutes % 60 == 0 {
        (minutes / 60).to_string()
    } else {
        format!("{}.{}", minutes / 60, minutes % 60 / 6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_samples_are_what_the_code_writes() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        for file in files() {
            let committed = fs::read(folder.join(&file.path));
            let is_same = committed.is_ok_and(|bytes| bytes == file.bytes);
            assert!(is_same, "{}: run `anxin-datasets samples --out datasets/samples`", file.path);
        }
    }

    #[test]
    fn every_input_table_has_rows_in_every_variant() {
        let files: Vec<_> = files().into_iter().filter(|f| f.path.starts_with("site")).collect();
        assert_eq!(files.len(), 1 + 3 * crate::shape::TABLES.len());
        for file in files.iter().filter(|file| file.path.ends_with(".csv")) {
            let lines = file.bytes.iter().filter(|byte| **byte == b'\n').count();
            assert!(lines >= 2, "{} has no rows", file.path);
        }
    }

    #[test]
    fn no_header_of_a_variant_occurs_twice_in_a_file_and_every_filled_column_is_written() {
        let world = site();
        for variant in [Variant::National, Variant::Chinese] {
            for table in &world.tables {
                let text = written(&world, table.name, variant);
                let line = text.lines().next().unwrap_or("");
                let mut headers: Vec<&str> = line.split(',').collect();
                let filled = table.columns.iter().filter(|c| c.cells.iter().any(Option::is_some));
                // The worker's id of `workers` is the identity number.
                let merged = usize::from(table.name == "workers");
                let added = added_columns(&world, table.name, variant).len();
                assert_eq!(headers.len() + merged, filled.count() + added, "{}", table.name);
                headers.sort_unstable();
                headers.dedup();
                assert_eq!(headers.len(), line.split(',').count());
            }
        }
    }
}
