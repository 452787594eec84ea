//! `headers.toml`: what headers mean that no alias table knows.
//!
//! ```toml
//! "到手" = "net"
//! "人员代号" = "worker_id"
//! ```

use std::collections::BTreeMap;

use super::grid::{Grid, Value};
use super::header::{Header, candidates};
use crate::basics::error::{Error, Result};
use crate::intake::tables::{TableName, header_key};

/// Columns by the headers that a person has explained.
///
/// **Choice:** 230: a header that the alias table of a table knows keeps that meaning.
///
/// Example: [`Explained::read`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explained {
    columns: BTreeMap<String, String>,
}

impl Explained {
    /// The name of the file.
    pub const FILE: &'static str = "headers.toml";

    /// Reads the file: a header and the name of a column a line.
    ///
    /// # Errors
    ///
    /// [`Error::Decode`] where it is no TOML of this shape, or no table has such a column.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::intake::foreign::explained::Explained;
    ///
    /// assert!(Explained::read("headers.toml", "\"到手\" = \"net\"\n").is_ok());
    /// assert!(Explained::read("headers.toml", "\"到手\" = \"gold\"\n").is_err());
    /// ```
    pub fn read(place: &str, text: &str) -> Result<Self> {
        let wrong = |reason: String| Error::Decode {
            place: place.to_owned(),
            format: "explained headers",
            reason,
        };
        let told: BTreeMap<String, String> =
            toml::from_str(text).map_err(|reason| wrong(reason.to_string()))?;
        let is_known = |name: &String| {
            let mut columns = TableName::ALL.into_iter().flat_map(|table| table.table().columns);
            columns.any(|column| column.name == name)
        };
        match told.values().find(|name| !is_known(name)) {
            Some(name) => Err(wrong(format!("no table has a column `{name}`"))),
            None => {
                let columns = told.into_iter();
                let columns = columns.map(|(header, column)| (header_key(&header), column));
                Ok(Self { columns: columns.collect() })
            }
        }
    }

    /// Lets labels of a header be read as the columns they stand for, after all other readings.
    pub(super) fn explain(&self, header: &mut Header) {
        for label in &mut header.labels {
            let mut readings = std::iter::once(&label.text).chain(&label.others);
            let column = readings.find_map(|reading| self.columns.get(&header_key(reading)));
            label.others.extend(column.cloned());
        }
    }
}

/// The labels nobody knows of the line that looks most like a header: of all texts, the longest.
///
/// A line that is a header has lines below it.
pub(super) fn unknown_labels(grid: &Grid) -> Vec<String> {
    let is_text = |header: &&Header| {
        let cells = &grid.rows[header.place].cells;
        cells.iter().all(|cell| matches!(cell.1, Value::Text(_)))
    };
    let headers = candidates(grid);
    let single = headers.iter().filter(|header| header.height == 1);
    let below = single.filter(|header| header.below() < grid.rows.len());
    // Of equal ones the first: `max_by_key` would take the last.
    let longest = below.filter(is_text).rev().max_by_key(|header| header.labels.len());
    let labels = longest.map(|header| header.labels.as_slice()).unwrap_or_default();
    let is_unknown =
        |table: TableName, label: &super::header::Label| label.position(table).is_none();
    let unknown = labels
        .iter()
        .filter(|label| TableName::ALL.into_iter().all(|table| is_unknown(table, label)));
    unknown.map(|label| label.text.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Knowledge, take_with};
    use super::Explained;
    use crate::intake::tables::payroll;

    const TEXT: &str = "三月发放\n凭据,人员代号,工地,所属月,到手\nS1,甲,P1,2025-03,4500.00\n";

    #[test]
    fn headers_of_a_sheet_that_is_nothing_are_told() {
        let taken = take_with("到手.csv", TEXT.as_bytes(), None, &Knowledge::default()).unwrap();
        assert!(taken.tables.is_empty());
        assert_eq!(taken.unknown, ["凭据", "人员代号", "工地", "所属月", "到手"]);
    }

    #[test]
    fn explained_headers_make_it_a_table() {
        let toml = "\"凭据\" = \"payroll_id\"\n\"人员代号\" = \"worker_id\"\n\
                    \"工地\" = \"project_id\"\n\"所属月\" = \"period\"\n\"到 手\" = \"net\"\n";
        let knowledge = Knowledge {
            headers: Explained::read("headers.toml", toml).unwrap(),
            ..Knowledge::default()
        };
        let taken = take_with("到手.csv", TEXT.as_bytes(), None, &knowledge).unwrap();
        assert_eq!(taken.tables[0].table, crate::TableName::Payroll);
        assert!(taken.unknown.is_empty(), "{:?}", taken.unknown);
        let columns = &taken.tables[0].columns;
        assert!(columns.iter().any(|column| column.from == "到手"), "the header as it stands");
    }

    #[test]
    fn a_known_header_keeps_its_meaning() {
        let text = "姓名,身份证号,工资月份,实发工资,到手\n甲,A1,2025-03,90.00,80.00\n";
        let toml = "\"到手\" = \"net\"\n\"姓名\" = \"worker_id\"\n";
        let knowledge = Knowledge {
            headers: Explained::read("headers.toml", toml).unwrap(),
            ..Knowledge::default()
        };
        let taken = take_with("a.csv", text.as_bytes(), None, &knowledge).unwrap();
        let rows = &taken.tables[0];
        assert_eq!(rows.get(0, payroll::WORKER_ID), Some("A1"));
        assert_eq!(rows.get(0, payroll::NET), Some("90.00"));
        // Neither explanation was needed: both columns are there.
        assert_eq!(taken.unknown, ["姓名", "到手"]);
    }
}
