//! A folder of mixed files put together: what one file does not say, another does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::explained::Explained;
use super::grid::squeezed;
use super::recognise::{Sort, recognised};
use super::rows::{Cell, Line, Note, NoteKind, TextRows};
use super::settings::Settings;
use super::text::{decoded, delimited};
use super::{Knowledge, Taken, take_with};
use crate::basics::error::Result;
use crate::intake::check::TypedColumn;
use crate::intake::read::{Opened, ReadOptions};
use crate::intake::source::{Format, Inputs, Source};
use crate::intake::tables::{TableName, account_entries, projects, transfers, workers};

/// Files of a folder, taken apart.
///
/// # Example
///
/// ```
/// use anxin::intake::foreign::folder::{Found, put_together};
/// use anxin::{Inputs, TableName};
///
/// let text = "三月工资表\n姓名,身份证号,工资月份,实发工资\n甲,A1,2025-03,1.00\n".as_bytes();
/// let mut found = Found::default();
/// assert!(!found.leave("工资.csv", text));
/// found.add("工资.csv", text)?;
/// let inputs = put_together(Inputs::default(), found)?;
/// assert!(inputs.get(TableName::Payroll).is_some());
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Found {
    /// What the file `files.toml` says of others.
    settings: Settings,
    knowledge: Knowledge,
    taken: Vec<Taken>,
}

/// Files of a folder that say how others are read; they come first.
pub const GUIDES: [&str; 3] = [Settings::FILE, "banks.toml", Explained::FILE];

impl Found {
    /// Leaves a file alone that is nothing of ours by its first bytes; its name is kept.
    pub fn leave(&mut self, name: &str, head: &[u8]) -> bool {
        let sort = recognised(head).sort;
        let is_other = matches!(sort, Sort::Unknown | Sort::Markup | Sort::Parquet | Sort::Arrow);
        if is_other && let Ok(taken) = take_with(name, head, None, &self.knowledge) {
            self.taken.push(taken);
        }
        is_other
    }

    /// Takes one more file apart, or its settings if it is the file of settings.
    ///
    /// # Errors
    ///
    /// What taking a file apart gives.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        if name == Settings::FILE {
            self.settings = Settings::read(name, &decoded(bytes))?;
            return Ok(());
        }
        if name == Explained::FILE {
            self.knowledge.headers = Explained::read(name, &decoded(bytes))?;
            return Ok(());
        }
        #[cfg(feature = "banks")]
        if name == GUIDES[1] {
            let mut layouts = super::bank_export::layouts(name, &decoded(bytes))?;
            layouts.append(&mut self.knowledge.layouts);
            self.knowledge.layouts = layouts;
            return Ok(());
        }
        let folder = name.split_once('/').map(|(folder, _)| folder);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let hint = folder.and_then(TableName::from_word).or_else(|| TableName::from_word(stem));
        self.taken.push(take_with(name, bytes, hint, &self.knowledge)?);
        Ok(())
    }
}

/// The table of a text whose first line is its header, all required columns there: it is read as a
/// table, whatever its name and size.
///
/// # Example
///
/// ```
/// use anxin::TableName;
/// use anxin::intake::foreign::folder::plain_table;
///
/// assert_eq!(plain_table("x.csv", b"date,day_class\n"), Some(TableName::Calendar));
/// assert_eq!(plain_table("x.csv", b"Dear sirs\n"), None);
/// ```
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
///
/// # Example
///
/// ```
/// use anxin::TableName;
/// use anxin::intake::foreign::folder::has_lines_above;
///
/// let text = "节假日安排\n日期,日期类型\n2026-02-17,节假日\n";
/// assert!(has_lines_above(text.as_bytes(), TableName::Calendar));
/// ```
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
    /// Ids of workers.
    ids: BTreeSet<String>,
    /// Other numbers of workers, each with its id; none where it is that of two.
    numbers: BTreeMap<String, Option<String>>,
    /// Wage accounts of projects.
    accounts: BTreeSet<String>,
}

/// Gives payments the state that other files tell of them.
fn answer(all: &mut [Taken]) {
    let mut answers: BTreeMap<String, (&'static str, String)> = BTreeMap::new();
    for taken in all.iter() {
        for (payment, status, words) in &taken.answers {
            let known = answers.entry(payment.clone()).or_insert((*status, words.clone()));
            // A last word counts, an interim one does not replace it.
            if known.0 == "pending" {
                *known = (*status, words.clone());
            }
        }
    }
    if answers.is_empty() {
        return;
    }
    for taken in all.iter_mut() {
        let mut count = 0;
        for rows in taken.tables.iter_mut().filter(|rows| rows.table == TableName::Transfers) {
            for row in 0..rows.len() {
                let id = rows.get(row, transfers::TRANSFER_ID).unwrap_or_default();
                let Some((status, _)) = answers.get(id) else { continue };
                if rows.get(row, transfers::STATUS) == Some("pending") {
                    rows.set(row, transfers::STATUS, &Cell::text(*status));
                    count += 1;
                }
            }
        }
        if count > 0 {
            let text = format!("`status` of {count} payments: the answers of the bank");
            taken.notes.push(Note::new(NoteKind::Taken, "", Line::default(), &text));
        }
    }
}

/// Of the balances that statements of one account begin with, the earliest is its opening; the
/// movements lead to the others.
fn one_opening(all: &mut [Taken]) {
    use account_entries::{ENTRY_DATE, PURPOSE, WAGE_ACCOUNT};
    let is_opening = |rows: &TextRows, row: usize| rows.get(row, PURPOSE) == Some("opening");
    let key = |rows: &TextRows, row: usize| {
        let text = |position| rows.get(row, position).unwrap_or_default().to_owned();
        (text(WAGE_ACCOUNT), text(ENTRY_DATE))
    };
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    let is_entries = |rows: &&mut TextRows| rows.table == TableName::AccountEntries;
    for taken in all.iter_mut().filter(|taken| taken.is_statement) {
        for rows in taken.tables.iter_mut().filter(is_entries) {
            for row in (0..rows.len()).filter(|&row| is_opening(rows, row)) {
                let (account, day) = key(rows, row);
                let known = first.entry(account).or_insert_with(|| day.clone());
                if day < *known {
                    *known = day;
                }
            }
        }
    }
    let mut met: BTreeSet<String> = BTreeSet::new();
    for taken in all.iter_mut().filter(|taken| taken.is_statement) {
        for rows in taken.tables.iter_mut().filter(is_entries) {
            let mut kept = BTreeSet::new();
            for row in (0..rows.len()).filter(|&row| is_opening(rows, row)) {
                let (account, day) = key(rows, row);
                if first.get(&account) == Some(&day) && met.insert(account) {
                    kept.insert(row);
                }
            }
            rows.retain(|rows, row| !is_opening(rows, row) || kept.contains(&row));
        }
    }
}

/// Whether an account of a statement is one that a project names: the same digits, the part behind
/// a slash, or the same ends around stars.
fn is_account(told: &str, known: &str) -> bool {
    let plain = |text: &str| text.replace([' ', '-'], "");
    let (told, known) = (plain(told), plain(known));
    let own = told.rsplit('/').next().unwrap_or_default();
    let masked = own.split_once('*').map(|(front, back)| (front, back.trim_start_matches('*')));
    match masked {
        Some((front, back)) => {
            front.len() + back.len() >= 6 && known.starts_with(front) && known.ends_with(back)
        }
        None => told == known || own == known,
    }
}

/// The data set of the files that were taken apart and the tables that are in `inputs`.
///
/// Rows of files that were taken apart stand before those of tables, in the order of file names.
///
/// # Errors
///
/// What the readers of `projects` and `workers` give.
///
/// Example: [`Found`].
pub fn put_together(mut inputs: Inputs, found: Found) -> Result<Inputs> {
    let mut all = found.taken;
    for taken in &mut all {
        found.settings.apply(taken);
    }
    let mut known = Known::default();
    // Where nothing was taken apart no table is read for it.
    if all.iter().any(|taken| !taken.tables.is_empty()) {
        known.add_tables(&inputs)?;
    }
    all.iter().flat_map(|taken| &taken.tables).for_each(|rows| known.add(rows));
    for taken in &mut all {
        known.complete(taken);
        known.own_accounts(taken);
    }
    answer(&mut all);
    one_opening(&mut all);
    for taken in all.into_iter().map(Arc::new).rev() {
        for place in (0..taken.tables.len()).rev() {
            let rows = &taken.tables[place];
            if !rows.is_empty() {
                let source = Source::taken(Arc::clone(&taken), place);
                inputs = inputs.with_more(rows.table, source);
            }
        }
        if taken.tables.is_empty() && taken.answers.is_empty() {
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
        for (table, id, name, account) in [
            (
                TableName::Projects,
                projects::PROJECT_ID,
                projects::PROJECT_NAME,
                projects::WAGE_ACCOUNT,
            ),
            (TableName::Workers, workers::WORKER_ID, workers::WORKER_NAME, workers::PAY_ACCOUNT),
        ] {
            let Some(source) = inputs.get(table).filter(|source| source.is_rereadable()) else {
                continue;
            };
            let opened = Opened::open(table, source, &ReadOptions::default())?;
            for unit in 0..opened.units() {
                opened.read_unit(
                    unit,
                    Some(&[id, name, account, workers::ID_NUMBER]),
                    &mut |batch| {
                        let text = |position: usize, row: usize| match &batch.columns[position] {
                            TypedColumn::Text(column) => {
                                let mut scratch = String::new();
                                column.get(row, &mut scratch).map(str::to_owned)
                            }
                            _ => None,
                        };
                        for row in 0..batch.len {
                            if table == TableName::Workers {
                                self.see_number(text(workers::ID_NUMBER, row), text(id, row));
                            }
                            self.see(table, text(id, row), text(name, row), text(account, row));
                        }
                        Ok(())
                    },
                )?;
            }
        }
        Ok(())
    }

    /// Takes in the rows of a file.
    fn add(&mut self, rows: &TextRows) {
        let (id, name, account) = match rows.table {
            TableName::Projects => {
                (projects::PROJECT_ID, projects::PROJECT_NAME, projects::WAGE_ACCOUNT)
            }
            TableName::Workers => (workers::WORKER_ID, workers::WORKER_NAME, workers::PAY_ACCOUNT),
            _ => return,
        };
        for row in 0..rows.len() {
            let text = |position| rows.get(row, position).map(str::to_owned);
            self.see(rows.table, text(id), text(name), text(account));
            if rows.table == TableName::Workers {
                self.see_number(text(workers::ID_NUMBER), text(id));
            }
        }
        for (number, id) in &rows.numbers {
            self.see_number(Some(number.clone()), Some(id.clone()));
        }
    }

    /// A number that a worker bears beside his id.
    fn see_number(&mut self, number: Option<String>, id: Option<String>) {
        let (Some(number), Some(id)) = (number, id) else { return };
        if number == id {
            return;
        }
        let known = self.numbers.entry(number).or_insert_with(|| Some(id.clone()));
        if known.as_deref() != Some(&id) {
            *known = None;
        }
    }

    fn see(
        &mut self,
        table: TableName,
        id: Option<String>,
        name: Option<String>,
        account: Option<String>,
    ) {
        let Some(id) = id else { return };
        let name = squeezed(&name.unwrap_or_default());
        if table == TableName::Projects {
            self.projects.insert(id, name);
            self.accounts.extend(account.map(|account| account.replace([' ', '-'], "")));
            return;
        }
        self.ids.insert(id.clone());
        if !name.is_empty() {
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
            if rows.is_named {
                self.name_workers(rows, &mut notes);
            } else {
                self.number_workers(rows, &mut notes);
            }
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

    /// Ids of workers that a file calls by another number of theirs, such as that of a clock.
    fn number_workers(&self, rows: &mut TextRows, notes: &mut Vec<Note>) {
        let columns = rows.table.table().columns;
        let worker = columns.iter().position(|column| column.name == "worker_id");
        let Some(worker) = worker.filter(|_| rows.table != TableName::Workers) else { return };
        let mut count = 0;
        for row in 0..rows.len() {
            let number = rows.get(row, worker).unwrap_or_default();
            if self.ids.contains(number) {
                continue;
            }
            if let Some(Some(id)) = self.numbers.get(number) {
                rows.set(row, worker, &Cell::text(id));
                count += 1;
            }
        }
        if count > 0 {
            let text =
                format!("`worker_id` of {count} rows: their other numbers in the table `workers`");
            notes.push(Note::new(NoteKind::Taken, &rows.sheet, Line::default(), &text));
        }
    }

    /// Ids of workers that a sheet calls by name; a name that is no or several workers stays a bad
    /// cell, for nobody knows whose day it is.
    fn name_workers(&self, rows: &mut TextRows, notes: &mut Vec<Note>) {
        let columns = rows.table.table().columns;
        let Some(worker) = columns.iter().position(|column| column.name == "worker_id") else {
            return;
        };
        let mut unknown: BTreeSet<String> = BTreeSet::new();
        for row in 0..rows.len() {
            let name = squeezed(rows.get(row, worker).unwrap_or_default());
            if name.is_empty() {
                continue;
            }
            match self.workers.get(&name).map(Vec::as_slice) {
                Some([id]) => rows.set(row, worker, &Cell::text(id)),
                found => {
                    let count = found.map_or(0, <[String]>::len);
                    unknown.insert(format!("{name} ({count} workers of that name)"));
                    rows.set(row, worker, &Cell::Bad(name.into()));
                }
            }
        }
        rows.is_named = false;
        let text = "`worker_id` of all rows: their names in the table `workers`";
        notes.push(Note::new(NoteKind::Taken, &rows.sheet, Line::default(), text));
        if !unknown.is_empty() {
            let names: Vec<String> = unknown.into_iter().take(10).collect();
            let text = format!("names that are not one worker: {}", names.join(", "));
            notes.push(Note::new(NoteKind::Odd, &rows.sheet, Line::default(), &text));
        }
    }

    /// Movements of accounts that no project names are left out; the others get the name that the
    /// project gives its account.
    fn own_accounts(&self, taken: &mut Taken) {
        if !taken.is_statement || self.accounts.is_empty() {
            return;
        }
        let mut left: BTreeMap<String, usize> = BTreeMap::new();
        for rows in &mut taken.tables {
            let position = match rows.table {
                TableName::AccountEntries => account_entries::WAGE_ACCOUNT,
                _ => transfers::PAYER_ACCOUNT,
            };
            for row in 0..rows.len() {
                let told = rows.get(row, position).unwrap_or_default().to_owned();
                let mut same = self.accounts.iter().filter(|known| is_account(&told, known));
                match (same.next(), same.next()) {
                    (Some(known), None) => rows.set(row, position, &Cell::text(known)),
                    _ => *left.entry(told).or_insert(0) += 1,
                }
            }
            rows.retain(|rows, row| {
                let told = rows.get(row, position).unwrap_or_default();
                self.accounts.contains(told)
            });
        }
        for (account, rows) in left {
            let text = format!(
                "{rows} rows of account {account}, which is no wage account of a project: name it                  in `projects.wage_account`, or as `wage_account` of this file in {}",
                Settings::FILE
            );
            taken.notes.push(Note::new(NoteKind::LeftOut, "", Line::default(), &text));
        }
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
