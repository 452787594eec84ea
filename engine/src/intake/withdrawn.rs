//! Rows that were taken back: they stand in the log of a ledger and are not read any more.
//!
//! A table of a ledger is its parts in the order of the log. A row's number is its position in that
//! log, which no later row and no withdrawal changes; a run counts the rows it reads, and what it
//! says of one is turned into the position in the log at the end.

use std::collections::BTreeMap;

use super::tables::TableName;

/// Of each table of a ledger, where its parts begin and which of its rows were taken back.
pub(crate) type Withdrawn = BTreeMap<TableName, TableLog>;

/// The parts of a table in a log, and its rows that were taken back.
///
/// # Example
///
/// ```
/// use anxin::intake::withdrawn::TableLog;
///
/// // Two parts of three and of two rows; the second and the fourth were taken back.
/// let log = TableLog::new(vec![0, 3], vec![1, 3]);
/// assert_eq!([0, 1, 2].map(|read| log.position(read)), [0, 2, 4]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableLog {
    /// Position of the first row of each part.
    starts: Vec<u64>,
    /// Positions taken back, in order.
    withdrawn: Vec<u64>,
    /// Of each of these: how many rows before it are read.
    read_before: Vec<u64>,
    /// What each part holds: one sum, one content.
    sums: Vec<String>,
}

impl TableLog {
    /// Parts that begin at `starts`, without the rows at the positions `withdrawn`, in order.
    ///
    /// Example: [`TableLog`].
    #[must_use]
    pub fn new(starts: Vec<u64>, withdrawn: Vec<u64>) -> Self {
        let read_before =
            (0..).zip(&withdrawn).map(|(number, &row)| row.saturating_sub(number)).collect();
        Self { starts, withdrawn, read_before, sums: Vec::new() }
    }

    /// The same, with the sum of the content of each part.
    #[must_use]
    pub(crate) fn with_sums(self, sums: Vec<String>) -> Self {
        Self { sums, ..self }
    }

    /// Number of parts.
    pub(crate) const fn parts(&self) -> usize {
        self.starts.len()
    }

    /// Whether `later` has these parts first.
    pub(crate) fn begins(&self, later: &Self) -> bool {
        self.sums.len() == self.starts.len() && later.sums.starts_with(&self.sums)
    }

    /// The position in the log of a row by its number among those that are read.
    ///
    /// Example: [`TableLog`].
    #[must_use]
    pub fn position(&self, read: u64) -> u64 {
        read + self.read_before.partition_point(|&before| before <= read) as u64
    }

    /// The position in the log of the first row of each part.
    pub(crate) fn starts(&self) -> &[u64] {
        &self.starts
    }

    /// Whether any row of a part from `first` up to `end` was taken back.
    pub(crate) fn has_any(&self, part: usize, first: u64, end: u64) -> bool {
        let start = self.starts.get(part).copied().unwrap_or(0);
        let next = self.starts.get(part + 1).copied().unwrap_or(u64::MAX);
        let end = start.saturating_add(end).min(next);
        let place = self.withdrawn.partition_point(|&gone| gone < start + first);
        self.withdrawn.get(place).is_some_and(|&gone| gone < end)
    }

    /// Of `len` rows of a part from `first` on: those that were taken back, as stretches.
    pub(crate) fn gaps(&self, part: usize, first: u64, len: usize) -> Vec<(usize, usize)> {
        let mut from = 0;
        let mut gaps = Vec::new();
        for (start, end) in self.stretches(part, first, len).into_iter().chain([(len, len)]) {
            if from < start {
                gaps.push((from, start));
            }
            from = end;
        }
        gaps
    }

    /// What was taken back since `earlier`, in order; `None` where anything was that stands now.
    pub(crate) fn withdrawn_since(&self, earlier: &Self) -> Option<Vec<u64>> {
        let was = |row: &u64| earlier.withdrawn.binary_search(row).is_ok();
        let since: Vec<u64> = self.withdrawn.iter().copied().filter(|row| !was(row)).collect();
        (since.len() + earlier.withdrawn.len() == self.withdrawn.len()).then_some(since)
    }

    /// Of `len` rows of a part from `first` on: the stretches that are read, counted from `first`.
    pub(crate) fn stretches(&self, part: usize, first: u64, len: usize) -> Vec<(usize, usize)> {
        let start = self.starts.get(part).copied().unwrap_or(0) + first;
        let end = start + len as u64;
        let places = [start, end].map(|row| self.withdrawn.partition_point(|&gone| gone < row));
        let mut stretches = Vec::new();
        let mut from = start;
        for &gone in self.withdrawn[places[0]..places[1]].iter().chain([&end]) {
            if from < gone {
                let place = |row: u64| usize::try_from(row - start).unwrap_or(len);
                stretches.push((place(from), place(gone)));
            }
            from = gone + 1;
        }
        stretches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_leave_out_what_was_taken_back() {
        let log = TableLog::new(vec![0, 4], vec![0, 3, 4, 6]);
        assert_eq!(log.stretches(0, 0, 4), [(1, 3)]);
        assert_eq!(log.stretches(1, 0, 4), [(1, 2), (3, 4)]);
        assert_eq!(log.stretches(1, 2, 1), []);
        assert_eq!(log.stretches(1, 3, 9), [(0, 9)]);
        assert_eq!(log.gaps(0, 0, 4), [(0, 1), (3, 4)]);
        assert_eq!(log.gaps(1, 1, 1), []);
        assert!(log.has_any(0, 1, u64::MAX) && !log.has_any(0, 1, 3) && !log.has_any(1, 3, 9));
    }

    #[test]
    fn positions_are_those_of_the_rows_left() {
        let log = TableLog::new(vec![0], vec![0, 1, 4, 7]);
        let left: Vec<u64> = (0..10).filter(|row| ![0, 1, 4, 7].contains(row)).collect();
        let places = 0..u64::try_from(left.len()).unwrap();
        assert_eq!(places.map(|read| log.position(read)).collect::<Vec<_>>(), left);
    }
}
