//! What the commits of a log come to: the parts of each table, the rows taken back, the day.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::disk::Disk;
use super::log::{Committed, Kept, Part, TakenBack};
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::intake::source::{Format, Inputs, Source};
use crate::intake::tables::TableName;
use crate::intake::withdrawn::{TableLog, Withdrawn};

/// The tables of a ledger after a commit.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub as_of: Option<Day>,
    pub policy: Option<Kept>,
    pub tables: BTreeMap<TableName, Table>,
}

/// A table of a ledger.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub parts: Vec<Part>,
    /// Position of the first row of each part.
    pub starts: Vec<u64>,
    /// Rows ever added.
    pub rows: u64,
    /// Positions taken back, in order.
    pub withdrawn: Vec<u64>,
}

/// The words of the formats in a log.
const FORMATS: [(&str, Format); 4] = [
    ("parquet", Format::Parquet),
    ("arrow", Format::ArrowFile),
    ("arrows", Format::ArrowStream),
    ("csv", Format::Csv),
];

/// The word of a format, which is also the end of the names of its files.
pub(super) fn word_of(format: Format) -> &'static str {
    FORMATS.iter().find(|known| known.1 == format).map_or("", |known| known.0)
}

/// The positions of a commit one by one.
pub(super) fn positions(taken: &TakenBack) -> impl Iterator<Item = u64> + '_ {
    taken.rows.iter().flat_map(|&(first, last)| first..=last)
}

impl State {
    /// The state after one more commit.
    ///
    /// # Errors
    ///
    /// [`Error::Input`] where a row is taken back that there is not, or that was taken back before;
    /// [`Error::Decode`] for words that no commit of this format has.
    pub fn apply(&mut self, commit: &Committed) -> Result<()> {
        let unknown = |what: &str, met: &str| Error::Decode {
            place: format!("commit {}", commit.commit),
            format: "the log of a ledger",
            reason: format!("`{met}` is no {what}"),
        };
        let table = |word: &str| TableName::from_word(word).ok_or_else(|| unknown("table", word));
        for taken in &commit.withdraw {
            let name = table(&taken.table)?;
            self.tables.entry(name).or_default().withdraw(name, taken)?;
        }
        for part in &commit.add {
            let is_format = FORMATS.iter().any(|known| known.0 == part.format);
            if !is_format {
                return Err(unknown("format", &part.format));
            }
            let own = self.tables.entry(table(&part.table)?).or_default();
            own.starts.push(own.rows);
            own.rows += part.rows;
            own.parts.push(part.clone());
        }
        if let Some(as_of) = &commit.as_of {
            self.as_of = Some(as_of.parse().map_err(|_| unknown("day", as_of))?);
        }
        if commit.policy.is_some() {
            self.policy.clone_from(&commit.policy);
        }
        Ok(())
    }

    /// The data set: what was added without what was taken back. `bytes` are files that are not on
    /// the disk yet.
    pub fn inputs(&self, disk: &dyn Disk, bytes: &BTreeMap<String, Source>) -> Result<Inputs> {
        let mut inputs = Inputs::default();
        let mut withdrawn = Withdrawn::new();
        // A table of which rows are to be taken back before it was given has no part.
        for (&name, table) in self.tables.iter().filter(|(_, table)| !table.parts.is_empty()) {
            let sources = table.parts.iter().map(|part| match bytes.get(&part.kept.file) {
                Some(source) => Ok(source.clone()),
                None => source_of(disk, part),
            });
            let sources = sources.collect::<Result<Vec<_>>>()?;
            inputs = inputs.with(name, Source::many(sources));
            let log = TableLog::new(table.starts.clone(), table.withdrawn.clone());
            let sums = table.parts.iter().map(|part| part.kept.sha256.clone()).collect();
            withdrawn.insert(name, log.with_sums(sums));
        }
        inputs.withdrawn = Some(Arc::new(withdrawn));
        Ok(inputs)
    }
}

/// A part as it stands on the disk.
pub(super) fn source_of(disk: &dyn Disk, part: &Part) -> Result<Source> {
    let format = FORMATS.iter().find(|known| known.0 == part.format).map(|known| known.1);
    let source = disk.source(&part.kept.file, format.unwrap_or(Format::ArrowStream));
    source.map_err(|source| Error::Io { place: part.kept.file.clone(), source })
}

impl Table {
    /// Takes rows back.
    fn withdraw(&mut self, name: TableName, taken: &TakenBack) -> Result<()> {
        let refused = |met: String| Error::Input {
            place: name.word().to_owned(),
            met,
            expected: "positions in the log of rows that stand, each once",
            advice: "name rows by the column `row` of `findings` or by counting all rows added",
        };
        for row in positions(taken) {
            if row >= self.rows {
                return Err(refused(format!("row {row} of {} to be taken back", self.rows)));
            }
            let Err(place) = self.withdrawn.binary_search(&row) else {
                return Err(refused(format!("row {row}, which is taken back already")));
            };
            self.withdrawn.insert(place, row);
        }
        Ok(())
    }

    /// The part in which a row stands, and the positions of the rows of that part.
    pub fn part_of(&self, row: u64) -> Option<(usize, Range<u64>)> {
        let place = self.starts.partition_point(|&start| start <= row).checked_sub(1)?;
        // Parts without rows begin where the next one does.
        let end = self.starts.get(place + 1).copied().unwrap_or(self.rows);
        Some((place, self.starts[place]..end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(number: u64, rows: u64, withdraw: &[(u64, u64)]) -> Committed {
        let part = Part { table: "payroll".into(), format: "csv".into(), rows, ..Part::default() };
        let taken = TakenBack { table: "payroll".into(), rows: withdraw.to_vec() };
        let withdraw = if withdraw.is_empty() { Vec::new() } else { vec![taken] };
        Committed { commit: number, add: vec![part], withdraw, ..Committed::default() }
    }

    #[test]
    fn positions_count_all_rows_ever_added() {
        let mut state = State::default();
        for commit in [commit(0, 3, &[]), commit(1, 0, &[]), commit(2, 2, &[(1, 2)])] {
            state.apply(&commit).unwrap();
        }
        let table = &state.tables[&TableName::Payroll];
        assert_eq!((table.rows, table.starts.as_slice()), (5, [0, 3, 3].as_slice()));
        assert_eq!(table.withdrawn, [1, 2]);
        assert_eq!(table.part_of(2), Some((0, 0..3)));
        assert_eq!(table.part_of(3), Some((2, 3..5)));
    }

    #[test]
    fn a_row_is_taken_back_once_and_only_where_it_stands() {
        let mut state = State::default();
        state.apply(&commit(0, 3, &[])).unwrap();
        let beyond = state.clone().apply(&commit(1, 4, &[(3, 3)])).unwrap_err();
        assert!(beyond.to_string().contains("row 3 of 3 to be taken back"), "{beyond}");
        state.apply(&commit(1, 0, &[(1, 1)])).unwrap();
        let twice = state.apply(&commit(2, 0, &[(0, 1)])).unwrap_err();
        assert!(twice.to_string().contains("row 1, which is taken back already"), "{twice}");
    }
}
