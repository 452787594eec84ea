//! A folder of mixed files put together: what one file does not say, another does.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::grid::squeezed;
use super::recognise::{Sort, recognised};
use super::rows::{Cell, Line, Note, NoteKind, TextRows};
use super::settings::Settings;
use super::text::{decoded, delimited};
use super::{Taken, take};
use crate::basics::error::Result;
use crate::intake::check::TypedColumn;
use crate::intake::read::{Opened, ReadOptions};
use crate::intake::source::{Format, Inputs, Source};
use crate::intake::tables::{TableName, projects, workers};

/// Files of a folder, taken apart.
#[derive(Debug, Default)]
pub struct Found {
    /// Files that are one table with its header in the first line.
    pub plain: Vec<(String, TableName)>,
    /// What the file `files.toml` says of others.
    settings: Settings,
    taken: Vec<Taken>,
}

impl Found {
    /// Takes one more file apart, or its settings if it is the file of settings.
    ///
    /// # Errors
    ///
    /// As [`take`].
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        if name == Settings::FILE {
            self.settings = Settings::read(name, &decoded(bytes))?;
            return Ok(());
        }
        let folder = name.split_once('/').map(|(folder, _)| folder);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let hint = folder.and_then(TableName::from_word).or_else(|| TableName::from_word(stem));
        self.taken.push(take(name, bytes, hint)?);
        Ok(())
    }
}

/// The table of a text whose first line is its header, all required columns there: it is read as a
/// table, whatever its name and size.
#[must_use]
pub fn plain_table(name: &str, head: &[u8]) -> Option<TableName> {
    if Format::of(name) != Some(Format::Csv) || recognised(head).sort != Sort::Delimited {
        return None;
    }
    let labels = first_labels(head)?;
    let best = TableName::ALL.into_iter().filter_map(|table| {
        let contract = table.table();
        let found: Vec<usize> =
            labels.iter().filter_map(|label| contract.position(label)).collect();
        let is_whole = (0..contract.columns.len())
            .all(|position| !contract.columns[position].required || found.contains(&position));
        // Two headers of one meaning make an error of a table; of a sheet the first is read.
        let mut once = found.clone();
        once.sort_unstable();
        once.dedup();
        (is_whole && once.len() == found.len()).then_some((found.len(), table))
    });
    best.max_by_key(|&(found, table)| (found, std::cmp::Reverse(table))).map(|(_, table)| table)
}

/// Whether no header of the table stands in the first line of a text.
#[must_use]
pub fn has_lines_above(head: &[u8], table: TableName) -> bool {
    let Some(labels) = first_labels(head) else { return false };
    !labels.iter().any(|label| table.table().position(label).is_some())
        && decoded(head).lines().nth(2).is_some()
}

fn first_labels(head: &[u8]) -> Option<Vec<String>> {
    let text = decoded(head);
    let first = text.lines().next()?;
    let grid = delimited(first).ok()?;
    Some(grid.rows.first()?.cells.iter().map(|cell| cell.1.text().into_owned()).collect())
}

/// What the tables of a folder say about one another.
#[derive(Debug, Default)]
struct Known {
    /// Ids of projects in order, each with its name.
    projects: BTreeMap<String, String>,
    /// Ids of workers by name.
    workers: BTreeMap<String, Vec<String>>,
}

/// The data set of the files that were taken apart and the tables that are in `inputs`.
///
/// Rows of files that were taken apart stand before those of tables, in the order of file names.
///
/// # Errors
///
/// What the readers of `projects` and `workers` give.
pub fn put_together(mut inputs: Inputs, found: Found) -> Result<Inputs> {
    let mut all = found.taken;
    for taken in &mut all {
        found.settings.apply(taken);
    }
    let mut known = Known::default();
    known.add_tables(&inputs)?;
    all.iter().flat_map(|taken| &taken.tables).for_each(|rows| known.add(rows));
    for taken in &mut all {
        known.complete(taken);
    }
    for taken in all.into_iter().map(Arc::new).rev() {
        for place in (0..taken.tables.len()).rev() {
            let rows = &taken.tables[place];
            if !rows.is_empty() {
                let source = Source::taken(Arc::clone(&taken), place);
                inputs = inputs.with_more(rows.table, source);
            }
        }
        if taken.tables.is_empty() {
            inputs.ignored.push(taken.file.clone());
        }
        inputs.taken.push(taken);
    }
    inputs.taken.reverse();
    inputs.ignored.reverse();
    Ok(inputs)
}

impl Known {
    /// Takes in tables that are read as they are.
    fn add_tables(&mut self, inputs: &Inputs) -> Result<()> {
        for (table, id, name) in [
            (TableName::Projects, projects::PROJECT_ID, projects::PROJECT_NAME),
            (TableName::Workers, workers::WORKER_ID, workers::WORKER_NAME),
        ] {
            let Some(source) = inputs.get(table).filter(|source| source.is_rereadable()) else {
                continue;
            };
            let opened = Opened::open(table, source, &ReadOptions::default())?;
            for unit in 0..opened.units() {
                opened.read_unit(unit, Some(&[id, name]), &mut |batch| {
                    let text = |position: usize, row: usize| match &batch.columns[position] {
                        TypedColumn::Text(column) => {
                            let mut scratch = String::new();
                            column.get(row, &mut scratch).map(str::to_owned)
                        }
                        _ => None,
                    };
                    for row in 0..batch.len {
                        self.see(table, text(id, row), text(name, row));
                    }
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    /// Takes in the rows of a file.
    fn add(&mut self, rows: &TextRows) {
        let (id, name) = match rows.table {
            TableName::Projects => (projects::PROJECT_ID, projects::PROJECT_NAME),
            TableName::Workers => (workers::WORKER_ID, workers::WORKER_NAME),
            _ => return,
        };
        for row in 0..rows.len() {
            let text = |position| rows.get(row, position).map(str::to_owned);
            self.see(rows.table, text(id), text(name));
        }
    }

    fn see(&mut self, table: TableName, id: Option<String>, name: Option<String>) {
        let Some(id) = id else { return };
        let name = squeezed(&name.unwrap_or_default());
        if table == TableName::Projects {
            self.projects.insert(id, name);
        } else if !name.is_empty() {
            let ids = self.workers.entry(name).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }

    /// Fills what a file does not say.
    fn complete(&self, taken: &mut Taken) {
        let mut notes = Vec::new();
        for rows in &mut taken.tables {
            let columns = rows.table.table().columns;
            let place = columns.iter().position(|column| column.name == "project_id");
            let Some(project) = place.filter(|&place| columns[place].required) else { continue };
            if rows.place(project).is_some() || rows.is_empty() {
                continue;
            }
            let Some((id, how)) = self.project(rows.project_name.as_deref()) else { continue };
            let text = format!("`project_id` {id}: {how}");
            notes.push(Note::new(NoteKind::Taken, &rows.sheet, Line::default(), &text));
            rows.fill(project, &format!("({how})"), |_, _| Cell::text(&id));
        }
        taken.notes.extend(notes);
    }

    /// The project of a file that names it, or the only one.
    fn project(&self, name: Option<&str>) -> Option<(String, &'static str)> {
        if let Some(name) = name {
            let name = squeezed(name);
            let mut same = self.projects.iter().filter(|project| *project.1 == name);
            return match (same.next(), same.next()) {
                (Some((id, _)), None) => Some((id.clone(), "the project of that name")),
                _ => Some((name, "the name above the header")),
            };
        }
        match (self.projects.len(), self.projects.keys().next()) {
            (1, Some(id)) => Some((id.clone(), "the only project of the data set")),
            _ => None,
        }
    }
}
