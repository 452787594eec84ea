//! The register of arrears: one line a worker, project and month in arrears.

use std::collections::BTreeMap;

use super::View;
use super::cell::Cell;
use super::sheet::{Column, FIRST_ROW, Look, Sheet, check};
use super::words::{filled, word_or};
use crate::basics::day::{Day, Month};
use crate::basics::error::Result;
use crate::basics::ids::{EngagementId, ProjectId};
use crate::basics::money::Fen;
use crate::oversight::causes::{Cause, CauseName, LiableFirst};
use crate::reconciliation::Reconciliation;
use crate::report::explain::Lang;
use crate::report::tables::overdue_days;

/// The columns of the sheet; those of the form are the first ones.
pub(super) const COLUMNS: [Column; 24] = [
    Column::new("number", 4, Look::Count),
    Column::new("project_id", 9, Look::Wrapped),
    Column::new("project_name", 13, Look::Wrapped),
    Column::new("contractor", 14, Look::Wrapped),
    Column::new("employer", 14, Look::Wrapped),
    Column::new("worker_name", 7, Look::Wrapped),
    Column::new("worker_id", 20, Look::Wrapped),
    Column::new("period", 8, Look::Month),
    Column::new("attended_days", 5, Look::Count),
    Column::new("due_source", 9, Look::Wrapped),
    Column::total("due", 11, Look::Money),
    Column::total("paid", 11, Look::Money),
    Column::total("arrears", 11, Look::Money),
    Column::new("due_date", 10, Look::Day),
    Column::new("overdue_days", 5, Look::Count),
    Column::new("age", 8, Look::Text),
    Column::total("covered", 11, Look::Money),
    Column::total("uncovered", 11, Look::Money),
    Column::new("cause", 13, Look::Wrapped),
    Column::new("liable_first", 13, Look::Wrapped),
    Column::total("engine_arrears", 12, Look::Money),
    Column::new("check", 10, Look::Check),
    Column::new("project_number", 7, Look::Count),
    Column::new("is_first", 6, Look::Count),
];

/// Columns of the form: the sheet's without what checks it.
pub(super) const FORM_COLUMNS: usize = 20;
/// Columns that are printed.
pub(super) const PRINTED_COLUMNS: u16 = 20;

/// Positions of columns that formulas name.
pub(super) const WORKER: u16 = 6;
pub(super) const DUE: u16 = 10;
pub(super) const PAID: u16 = 11;
pub(super) const ARREARS: u16 = 12;
pub(super) const OVERDUE_DAYS: u16 = 14;
pub(super) const COVERED: u16 = 16;
pub(super) const UNCOVERED: u16 = 17;
pub(super) const CHECK: u16 = 21;
pub(super) const PROJECT_NUMBER: u16 = 22;
pub(super) const IS_FIRST: u16 = 23;

/// A worker-period in arrears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Where it stands: chunk, row.
    chunk: usize,
    row: usize,
    pub(super) engagement: EngagementId,
    pub(super) project: ProjectId,
    pub(super) month: Month,
    due_day: Day,
    pub(super) due_fen: i64,
    pub(super) paid_fen: i64,
    pub(super) arrears_fen: i64,
    /// Of the arrears, what means at hand would meet.
    pub(super) covered_fen: i64,
    /// Whether it is the first line of its worker on its project.
    pub(super) is_first: bool,
}

/// All worker-periods in arrears, by project, worker, month.
#[derive(Debug, Default)]
pub(super) struct Register {
    pub(super) entries: Vec<Entry>,
}

/// Sums of lines, in fen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) due: i128,
    pub(super) paid: i128,
    pub(super) arrears: i128,
    pub(super) covered: i128,
    pub(super) workers: i64,
}

impl Sums {
    pub(super) fn of(entries: &[Entry]) -> Self {
        let mut sums = Self::default();
        for entry in entries {
            sums.due += i128::from(entry.due_fen);
            sums.paid += i128::from(entry.paid_fen);
            sums.arrears += i128::from(entry.arrears_fen);
            sums.covered += i128::from(entry.covered_fen);
            sums.workers += i64::from(entry.is_first);
        }
        sums
    }

    /// Cells of the columns that are added up.
    fn cells(&self) -> [Cell; 6] {
        let uncovered = self.arrears - self.covered;
        [self.due, self.paid, self.arrears, self.covered, uncovered, self.arrears].map(Cell::Fen)
    }
}

impl Register {
    /// The register of a run.
    pub(super) fn of(run: &Reconciliation) -> Self {
        let mut entries = Vec::new();
        for (chunk, own) in run.chunks.iter().enumerate() {
            let periods = &own.periods;
            for row in 0..periods.len() {
                let arrears_fen = periods.arrears(row, run.as_of).arrears_fen;
                if arrears_fen > 0 {
                    let engagement = periods.engagement[row];
                    entries.push(Entry {
                        chunk,
                        row,
                        engagement,
                        project: run.keyed.engagements.project[engagement.index()],
                        month: periods.month[row],
                        due_day: periods.due_day[row],
                        due_fen: periods.due_fen[row],
                        paid_fen: periods.paid_fen[row],
                        arrears_fen,
                        covered_fen: 0,
                        is_first: false,
                    });
                }
            }
        }
        entries.sort_by_key(|entry| (entry.project, entry.engagement, entry.month));
        lay_cover(&mut entries, &run.figures.engagement_covered_fen);
        Self { entries }
    }

    /// The lines of a project.
    pub(super) fn of_project(&self, project: ProjectId) -> &[Entry] {
        let first = self.entries.partition_point(|entry| entry.project < project);
        let end = self.entries.partition_point(|entry| entry.project <= project);
        &self.entries[first..end]
    }
}

/// Lays what covers a worker's arrears on a project on his months, the earliest due date first.
///
/// **Choice:** `docs/choices.md` 131.
pub(super) fn lay_cover(entries: &mut [Entry], covered_fen: &[i64]) {
    let mut start = 0;
    while start < entries.len() {
        let engagement = entries[start].engagement;
        let count = entries[start..].iter().take_while(|own| own.engagement == engagement).count();
        let own = &mut entries[start..start + count];
        own[0].is_first = true;
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|&place| (own[place].due_day, own[place].month));
        let mut left_fen = covered_fen.get(engagement.index()).copied().unwrap_or(0);
        for place in order {
            own[place].covered_fen = left_fen.min(own[place].arrears_fen);
            left_fen -= own[place].covered_fen;
        }
        start += count;
    }
}

/// What is shown of the causes of a worker-period: the words of each part, with amounts where there
/// are several.
fn causes_of(view: &View<'_>, entry: &Entry) -> (String, String) {
    let causes = &view.run.causes;
    let key = |cause: &Cause| (cause.engagement, cause.month);
    let own = (entry.engagement, entry.month);
    let first = causes.partition_point(|cause| key(cause) < own);
    let end = causes.partition_point(|cause| key(cause) <= own);
    let mut by_cause: BTreeMap<CauseName, i64> = BTreeMap::new();
    let mut by_liable: BTreeMap<LiableFirst, i64> = BTreeMap::new();
    for cause in &causes[first..end] {
        *by_cause.entry(cause.cause).or_default() += cause.amount_fen;
        *by_liable.entry(cause.liable_first).or_default() += cause.amount_fen;
    }
    let lang = view.lang;
    let causes = by_cause.iter().map(|(cause, fen)| (cause_word(*cause, lang), *fen));
    let liable = by_liable.iter().map(|(liable, fen)| (liable_word(*liable, lang), *fen));
    (parts(causes.collect()), parts(liable.collect()))
}

/// The word of a cause.
pub(super) fn cause_word(cause: CauseName, lang: Lang) -> String {
    let key = match cause {
        CauseName::Owner => "cause_owner",
        CauseName::WageAccount => "cause_wage_account",
        other => other.word(),
    };
    word_or(key, lang)
}

/// The word of who must pay first.
pub(super) fn liable_word(liable: LiableFirst, lang: Lang) -> String {
    let key = match liable {
        LiableFirst::Employer => "liable_employer",
        other => other.word(),
    };
    word_or(key, lang)
}

fn parts(parts: Vec<(String, i64)>) -> String {
    match parts.as_slice() {
        [(word, _)] => word.clone(),
        several => {
            let told = several.iter().map(|(word, fen)| format!("{word} {}", Fen(*fen)));
            told.collect::<Vec<_>>().join("; ")
        }
    }
}

/// The cells of a line; `number` is its place in the list, counted from 1.
pub(super) fn cells(view: &View<'_>, entry: &Entry, number: usize) -> Vec<Cell> {
    let run = view.run;
    let periods = &run.chunks[entry.chunk].periods;
    let engagement = entry.engagement.index();
    let worker = run.keyed.engagements.worker[engagement];
    let contractor = run.keyed.projects[entry.project.index()].contractor;
    let days = overdue_days(entry.due_day, run.as_of);
    let (cause, liable) = causes_of(view, entry);
    let own_fen = i128::from(entry.arrears_fen);
    vec![
        Cell::count(number),
        Cell::text(view.project(entry.project)),
        Cell::text(view.project_name(entry.project)),
        Cell::text(view.contractor(contractor)),
        Cell::text(view.employer(periods.employer[entry.row])),
        Cell::text(view.worker_name(worker)),
        Cell::text(view.worker(worker)),
        Cell::Month(entry.month),
        Cell::count(periods.attended_days[entry.row]),
        Cell::text(word_or(periods.due_source[entry.row].word(), view.lang)),
        Cell::Fen(entry.due_fen.into()),
        Cell::Fen(entry.paid_fen.into()),
        Cell::formula("IF(as_of>N{r},MAX(0,ROUND(K{r}-L{r},2)),0)", Cell::Fen(own_fen)),
        Cell::Day(entry.due_day),
        Cell::formula("as_of-N{r}", Cell::count(days)),
        Cell::text(view.age(days)),
        Cell::Fen(entry.covered_fen.into()),
        Cell::formula("ROUND(M{r}-Q{r},2)", Cell::Fen(own_fen - i128::from(entry.covered_fen))),
        Cell::text(cause),
        Cell::text(liable),
        Cell::Fen(own_fen),
        check("M{r}", "U{r}", view.lang),
        Cell::count(entry.project.0.saturating_add(1)),
        Cell::count(u8::from(entry.is_first)),
    ]
}

/// The line that stands for all that are not listed.
fn rest(view: &View<'_>, entries: &[Entry]) -> Vec<Cell> {
    let sums = Sums::of(entries);
    let words = filled("rest", view.lang, &[&entries.len().to_string()]);
    let mut cells = vec![Cell::Empty; COLUMNS.len()];
    cells[2] = Cell::text(words);
    for (column, fen) in [(DUE, sums.due), (PAID, sums.paid), (COVERED, sums.covered)] {
        cells[usize::from(column)] = Cell::Fen(fen);
    }
    let arrears = || Cell::Fen(sums.arrears);
    cells[usize::from(ARREARS)] = Cell::formula("MAX(0,ROUND(K{r}-L{r},2))", arrears());
    let uncovered = Cell::Fen(sums.arrears - sums.covered);
    cells[usize::from(UNCOVERED)] = Cell::formula("ROUND(M{r}-Q{r},2)", uncovered);
    cells[20] = arrears();
    cells[usize::from(CHECK)] = check("M{r}", "U{r}", view.lang);
    cells[usize::from(IS_FIRST)] = Cell::count(sums.workers);
    cells
}

/// Writes lines and their totals; gives the last row of lines.
pub(super) fn lines(
    view: &View<'_>,
    sheet: &mut Sheet<'_>,
    entries: &[Entry],
    listed: usize,
) -> Result<u32> {
    let listed = listed.min(entries.len());
    for (place, entry) in entries[..listed].iter().enumerate() {
        sheet.line(&COLUMNS, &cells(view, entry, place + 1))?;
    }
    if listed < entries.len() {
        sheet.line(&COLUMNS, &rest(view, &entries[listed..]))?;
    } else if entries.is_empty() {
        sheet.line(&COLUMNS, &[Cell::Empty, Cell::text(sheet.say("none"))])?;
    }
    Ok(sheet.row - 1)
}

/// The sheet; gives it and the last row of its lines.
pub(super) fn sheet<'s>(view: &View<'s>, register: &Register) -> Result<(Sheet<'s>, u32)> {
    let mut sheet = view.sheet("sheet_register")?;
    let entries = &register.entries;
    let last = FIRST_ROW - 1 + lines_of(entries.len(), view.limits.rows);
    sheet.list(sheet.say("title_register"), &view.note(), &COLUMNS, 7, last)?;
    view.narrow(&mut sheet)?;
    let last = lines(view, &mut sheet, entries, view.limits.rows)?;
    sheet.totals(&COLUMNS, FIRST_ROW, &Sums::of(entries).cells())?;
    sheet.mark(CHECK, FIRST_ROW, last)?;
    sheet.printed(PRINTED_COLUMNS)?;
    Ok((sheet, last))
}

/// Totals below lines that begin at `first`.
pub(super) fn totals(sheet: &mut Sheet<'_>, first: u32, entries: &[Entry]) -> Result<()> {
    sheet.totals(&COLUMNS, first, &Sums::of(entries).cells())
}

/// Lines that so many entries take: at least one, and one more for the rest.
pub(super) fn lines_of(entries: usize, limit: usize) -> u32 {
    let lines = entries.min(limit) + usize::from(entries > limit || entries == 0);
    u32::try_from(lines).unwrap_or(u32::MAX)
}
