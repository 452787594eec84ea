//! Which rows changed a figure: those of a commit, or those that one of two data sets alone has.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::basics::error::Result;
use crate::intake::check::TypedBatch;
use crate::intake::fingerprint::{Fingerprinter, Fingerprints};
use crate::intake::key::Spaces;
use crate::intake::read::{Opened, ROW_BITS, ReadOptions};
use crate::intake::rows::{NAME_NULL, Rows};
use crate::intake::source::Source;
use crate::intake::tables::{Space, TableName};
use crate::report::changes::Changed;

/// What a row's position is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Within {
    /// The log of a ledger.
    Log,
    /// The earlier data set.
    Before,
    /// The later data set.
    After,
}

/// A table, and what positions of it are counted in.
type Place = (Within, TableName);

/// A row by its table and its position.
type Row = (Place, u64);

/// Rows by whom and what they name.
#[derive(Debug, Default)]
pub(crate) struct Causes {
    /// The names, by which all else is numbered.
    names: Spaces,
    /// By worker, with the project that each names; [`NAME_NULL`] where it names none.
    by_worker: Vec<Vec<(Row, u32)>>,
    by_project: Vec<Vec<Row>>,
    all: BTreeMap<Place, Vec<(u64, u64)>>,
    /// What else was changed: the day, the policy.
    pub others: Vec<String>,
}

impl Causes {
    /// Takes note of the rows at `wanted` positions of a part whose first row stands at `start`;
    /// of all where `None`.
    ///
    /// # Errors
    ///
    /// What reading the part gives.
    pub fn take(
        &mut self,
        table: TableName,
        source: &Source,
        start: u64,
        wanted: Option<&[u64]>,
    ) -> Result<()> {
        let opened = Opened::open(table, source, &ReadOptions::default())?;
        let first = |batch: &TypedBatch| start + (batch.first_position & ((1 << ROW_BITS) - 1));
        self.take_opened(Within::Log, &opened, first, wanted)
    }

    /// The same of a table that is open; `first_of` gives the position of the first row of each
    /// batch.
    pub fn take_opened(
        &mut self,
        within: Within,
        opened: &Opened,
        mut first_of: impl FnMut(&TypedBatch) -> u64,
        wanted: Option<&[u64]>,
    ) -> Result<()> {
        let table = opened.table();
        let place = |name: &str| table.table().columns.iter().position(|own| own.name == name);
        let (worker, project) = (place("worker_id"), place("project_id"));
        let columns: Vec<usize> = worker.into_iter().chain(project).collect();
        let mut push = |batch: TypedBatch| {
            let first = first_of(&batch);
            let end = first + batch.len as u64;
            let near = wanted.map(|rows| {
                let places = [first, end].map(|row| rows.partition_point(|&one| one < row));
                &rows[places[0]..places[1]]
            });
            if near.is_some_and(<[u64]>::is_empty) {
                return Ok(());
            }
            let mut rows = Rows::new(table);
            rows.push(&batch, &mut self.names)?;
            let mut note = |position: u64| {
                let row = usize::try_from(position - first).unwrap_or(0);
                let name = |column: Option<usize>| {
                    column.map_or(NAME_NULL, |column| rows.name(column, row))
                };
                self.note(((within, table), position), name(worker), name(project));
            };
            match near {
                Some(rows) => rows.iter().copied().for_each(&mut note),
                None => (first..end).for_each(&mut note),
            }
            Ok(())
        };
        (0..opened.units())
            .try_for_each(|unit| opened.read_unit(unit, Some(&columns), &mut push).map(drop))
    }

    fn note(&mut self, row: Row, worker: u32, project: u32) {
        let ranges = self.all.entry(row.0).or_default();
        match ranges.last_mut() {
            Some(range) if range.1 + 1 == row.1 => range.1 = row.1,
            _ => ranges.push((row.1, row.1)),
        }
        if project != NAME_NULL {
            reach(&mut self.by_project, project).push(row);
        }
        if worker != NAME_NULL {
            reach(&mut self.by_worker, worker).push((row, project));
        }
    }

    /// The number of a name that some row has.
    fn number(&self, space: Space, name: &str) -> Option<u32> {
        self.names.of(space).find(name)
    }

    /// What changed a figure: the rows of the commit that name its worker, those on its project
    /// where there are any; else those that name its project; else all. Where the day or the
    /// policy changed, that too.
    pub fn of(&self, changed: &Changed) -> String {
        let worker = self.number(Space::Worker, &changed.worker);
        let project = self.number(Space::Project, &changed.project);
        let own = worker.and_then(|worker| self.by_worker.get(worker as usize));
        let own = own.map_or(&[][..], Vec::as_slice);
        let is_near = |named: u32| named == NAME_NULL || Some(named) == project;
        let near = own.iter().filter(|row| is_near(row.1)).map(|row| row.0);
        let mut rows: Vec<Row> = near.collect();
        if rows.is_empty() {
            rows.extend(own.iter().map(|row| row.0));
        }
        if rows.is_empty()
            && let Some(own) = project.and_then(|project| self.by_project.get(project as usize))
        {
            rows.clone_from(own);
        }
        let mut text = String::new();
        if rows.is_empty() {
            for (&table, ranges) in &self.all {
                push(&mut text, table, ranges);
            }
        }
        rows.sort_unstable();
        for rows in rows.chunk_by(|a, b| a.0 == b.0) {
            let positions: Vec<u64> = rows.iter().map(|row| row.1).collect();
            push(&mut text, rows[0].0, &neighbours(&positions));
        }
        for other in &self.others {
            let gap = if text.is_empty() { "" } else { "; " };
            let _infallible = write!(text, "{gap}{other}");
        }
        text
    }
}

/// The rows of a name, which has its place from here on.
fn reach<T>(rows: &mut Vec<Vec<T>>, name: u32) -> &mut Vec<T> {
    let place = name as usize;
    if rows.len() <= place {
        rows.resize_with(place + 1, Vec::new);
    }
    &mut rows[place]
}

/// Appends the rows of a table: `attendance 3-7 12`.
fn push(text: &mut String, (within, table): Place, ranges: &[(u64, u64)]) {
    let gap = if text.is_empty() { "" } else { "; " };
    let within = match within {
        Within::Log => "",
        Within::Before => "before ",
        Within::After => "after ",
    };
    let _infallible = write!(text, "{gap}{within}{}", table.word());
    for (first, last) in ranges {
        // A `String` takes all that is written.
        let _infallible = match first == last {
            true => write!(text, " {first}"),
            false => write!(text, " {first}-{last}"),
        };
    }
}

/// Positions in order as first and last of neighbouring ones.
pub(crate) fn neighbours(rows: &[u64]) -> Vec<(u64, u64)> {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for &row in rows {
        match ranges.last_mut() {
            Some(range) if range.1 + 1 == row => range.1 = row,
            _ => ranges.push((row, row)),
        }
    }
    ranges
}

/// The rows that one of two data sets has and the other has not, table by table: each row as often
/// as it stands. Of a table that can be read only once nothing is known, and it is named without
/// rows.
///
/// Rows are held against each other by their numbers (`intake::fingerprint`), tables of one
/// fingerprint not at all.
///
/// # Errors
///
/// What reading them gives.
pub(crate) fn rows_of_one_alone(
    before: (&[Opened], &Fingerprints),
    after: (&[Opened], &Fingerprints),
) -> Result<Causes> {
    let mut causes = Causes::default();
    for table in TableName::ALL {
        let of = |all: &'_ [Opened]| all.iter().position(|opened| opened.table() == table);
        let sides = [before.0, after.0].map(|all| of(all).map(|place| &all[place]));
        let sums = [before.1, after.1].map(|all| all.get(table.word()));
        let is_given = sides.map(|side| side.is_some());
        if is_given == [false, false] {
            continue;
        }
        if !sides.iter().flatten().all(|opened| opened.is_rereadable()) {
            causes.others.push(table.word().to_owned());
            continue;
        }
        if is_given == [true, true] && sums[0] == sums[1] {
            continue;
        }
        if is_given != [true, true] {
            causes.others.push(format!("{} on one side alone", table.word()));
        }
        let numbers = [numbers(sides[0])?, numbers(sides[1])?];
        let alone = alone(numbers);
        for ((within, opened), rows) in
            [Within::Before, Within::After].into_iter().zip(sides).zip(alone)
        {
            let Some(opened) = opened.filter(|_| !rows.is_empty()) else { continue };
            let mut next = 0;
            let first_of = |batch: &TypedBatch| {
                next += batch.len as u64;
                next - batch.len as u64
            };
            causes.take_opened(within, opened, first_of, Some(&rows))?;
        }
    }
    Ok(causes)
}

/// Number and position of every row of a table.
fn numbers(opened: Option<&Opened>) -> Result<Vec<(u128, u64)>> {
    let mut found = Vec::new();
    let Some(opened) = opened else { return Ok(found) };
    let mut taken = Fingerprinter::new(opened.table());
    for unit in 0..opened.units() {
        opened.read_unit(unit, None, &mut |batch| {
            taken.each(&batch, &mut |number| found.push((number, found.len() as u64)));
            Ok(())
        })?;
    }
    found.sort_unstable();
    Ok(found)
}

/// Positions, in order, of the rows that one side has more often than the other: the last ones.
fn alone([before, after]: [Vec<(u128, u64)>; 2]) -> [Vec<u64>; 2] {
    let mut alone = [Vec::new(), Vec::new()];
    let (mut before, mut after) = (before.as_slice(), after.as_slice());
    while let Some(number) = before.first().into_iter().chain(after.first()).map(|row| row.0).min()
    {
        let count = |rows: &[(u128, u64)]| rows.partition_point(|row| row.0 == number);
        let (own, their) = (before.split_at(count(before)), after.split_at(count(after)));
        let both = own.0.len().min(their.0.len());
        alone[0].extend(own.0[both..].iter().map(|row| row.1));
        alone[1].extend(their.0[both..].iter().map(|row| row.1));
        (before, after) = (own.1, their.1);
    }
    alone.iter_mut().for_each(|rows| rows.sort_unstable());
    alone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_named_by_their_ends() {
        assert_eq!(neighbours(&[1, 2, 3, 7, 9, 10]), [(1, 3), (7, 7), (9, 10)]);
    }

    #[test]
    fn of_equal_rows_those_beyond_the_other_side_stand_alone() {
        let rows = |numbers: &[u128]| {
            let mut rows: Vec<_> = numbers.iter().copied().zip(0..).collect();
            rows.sort_unstable();
            rows
        };
        let found = alone([rows(&[5, 3, 5, 7]), rows(&[7, 5, 9, 7, 7])]);
        assert_eq!(found, [vec![1, 2], vec![2, 3, 4]]);
    }
}
