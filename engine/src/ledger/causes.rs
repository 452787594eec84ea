//! Which rows of a commit changed a figure.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::state::neighbours;
use crate::basics::error::Result;
use crate::intake::check::TypedBatch;
use crate::intake::key::Spaces;
use crate::intake::read::{Opened, ROW_BITS, ReadOptions};
use crate::intake::rows::{NAME_NULL, Rows};
use crate::intake::source::Source;
use crate::intake::tables::{Space, TableName};
use crate::report::changes::Changed;

/// A row by its table and its position in the log.
type Row = (TableName, u64);

/// The rows of a commit by whom and what they name.
#[derive(Clone, Debug, Default)]
pub(super) struct Causes {
    /// With the project that each names; empty where it names none.
    by_worker: BTreeMap<String, Vec<(Row, String)>>,
    by_project: BTreeMap<String, Vec<Row>>,
    all: BTreeMap<TableName, Vec<(u64, u64)>>,
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
        let place = |name: &str| table.table().columns.iter().position(|own| own.name == name);
        let (worker, project) = (place("worker_id"), place("project_id"));
        let columns: Vec<usize> = worker.into_iter().chain(project).collect();
        let opened = Opened::open(table, source, &ReadOptions::default())?;
        let mut push = |batch: TypedBatch| {
            let first = start + (batch.first_position & ((1 << ROW_BITS) - 1));
            let end = first + batch.len as u64;
            let near = wanted.map(|rows| {
                let places = [first, end].map(|row| rows.partition_point(|&one| one < row));
                &rows[places[0]..places[1]]
            });
            if near.is_some_and(<[u64]>::is_empty) {
                return Ok(());
            }
            let (mut rows, mut spaces) = (Rows::new(table), Spaces::default());
            rows.push(&batch, &mut spaces)?;
            let mut note = |position: u64| {
                let row = usize::try_from(position - first).unwrap_or(0);
                let name = |column: Option<usize>, space| {
                    let number = column.map_or(NAME_NULL, |column| rows.name(column, row));
                    let known = number != NAME_NULL;
                    if known { spaces.of(space).name(number).to_owned() } else { String::new() }
                };
                let named = [name(worker, Space::Worker), name(project, Space::Project)];
                self.note((table, position), named);
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

    fn note(&mut self, row: Row, [worker, project]: [String; 2]) {
        let ranges = self.all.entry(row.0).or_default();
        match ranges.last_mut() {
            Some(range) if range.1 + 1 == row.1 => range.1 = row.1,
            _ => ranges.push((row.1, row.1)),
        }
        if !project.is_empty() {
            self.by_project.entry(project.clone()).or_default().push(row);
        }
        if !worker.is_empty() {
            self.by_worker.entry(worker).or_default().push((row, project));
        }
    }

    /// What changed a figure: the rows of the commit that name its worker, those on its project
    /// where there are any; else those that name its project; else all. Where the day or the
    /// policy changed, that too.
    pub fn of(&self, changed: &Changed) -> String {
        let own = self.by_worker.get(&changed.worker).map_or(&[][..], Vec::as_slice);
        let is_near = |named: &String| named.is_empty() || *named == changed.project;
        let near = own.iter().filter(|row| is_near(&row.1)).map(|row| row.0);
        let mut rows: Vec<Row> = near.collect();
        if rows.is_empty() {
            rows.extend(own.iter().map(|row| row.0));
        }
        if rows.is_empty()
            && let Some(own) = self.by_project.get(&changed.project)
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

/// Appends the rows of a table: `attendance 3-7 12`.
fn push(text: &mut String, table: TableName, ranges: &[(u64, u64)]) {
    let gap = if text.is_empty() { "" } else { "; " };
    let _infallible = write!(text, "{gap}{}", table.word());
    for (first, last) in ranges {
        // A `String` takes all that is written.
        let _infallible = match first == last {
            true => write!(text, " {first}"),
            false => write!(text, " {first}-{last}"),
        };
    }
}
