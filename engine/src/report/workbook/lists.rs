//! Lists: causes, warnings, findings, each line a row of the table of that name.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Decimal128Type, Int16Type, Int64Type};
use arrow_array::{Array as _, RecordBatch};

use super::View;
use super::cell::Cell;
use super::register::{cause_word, liable_word};
use super::sheet::{Column, FIRST_ROW, Look, Sheet};
use super::words::{say, word_or};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::finding::Code;
use crate::report::explain::finding_meaning;
use crate::report::shown::masked;
use crate::report::tables::Batches;

/// The columns of the causes.
pub(super) const CAUSE_COLUMNS: [Column; 8] = [
    Column::new("number", 6, Look::Count),
    Column::new("project_id", 14, Look::Text),
    Column::new("worker_name", 10, Look::Text),
    Column::new("worker_id", 22, Look::Text),
    Column::new("period", 10, Look::Month),
    Column::new("cause", 24, Look::Text),
    Column::new("liable_first", 18, Look::Text),
    Column::total("amount", 15, Look::Money),
];

/// Positions of columns that the summary names.
pub(super) const CAUSE: u16 = 5;
pub(super) const LIABLE: u16 = 6;
pub(super) const AMOUNT: u16 = 7;

const WARNING_COLUMNS: [Column; 13] = [
    Column::new("number", 6, Look::Count),
    Column::new("level", 8, Look::Text),
    Column::new("state", 12, Look::Text),
    Column::new("code", 28, Look::Text),
    Column::new("subject", 10, Look::Text),
    Column::new("subject_id", 22, Look::Text),
    Column::new("project_id", 12, Look::Text),
    Column::new("period", 9, Look::Month),
    Column::new("value", 14, Look::Text),
    Column::new("threshold", 12, Look::Text),
    Column::new("opened_date", 11, Look::Day),
    Column::new("deadline", 11, Look::Day),
    Column::new("basis", 44, Look::Wrapped),
];

const FINDING_COLUMNS: [Column; 10] = [
    Column::new("number", 6, Look::Count),
    Column::new("code", 26, Look::Text),
    Column::new("meaning", 44, Look::Wrapped),
    Column::new("table", 14, Look::Text),
    Column::new("row", 10, Look::Count),
    Column::new("worker_id", 22, Look::Text),
    Column::new("project_id", 14, Look::Text),
    Column::new("period", 9, Look::Month),
    Column::new("amount", 14, Look::Money),
    Column::new("detail", 40, Look::Wrapped),
];

/// How many lines of a list were written, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) written: usize,
    pub(super) all: usize,
}

impl Listed {
    pub(super) const fn left_out(self) -> usize {
        self.all - self.written
    }
}

/// The sheet of the causes; gives it, its last row and what was left out.
pub(super) fn causes_sheet<'s>(view: &View<'s>) -> Result<(Sheet<'s>, u32, Listed)> {
    let run = view.run;
    let all = run.causes.len();
    let written = all.min(view.limits.rows);
    let mut sheet = view.sheet("sheet_causes")?;
    let last = FIRST_ROW - 1 + u32::try_from(written.max(1)).unwrap_or(u32::MAX);
    sheet.list(sheet.say("title_causes"), &view.note(), &CAUSE_COLUMNS, 4, last)?;
    let engagements = &run.keyed.engagements;
    let mut sum = 0_i128;
    for (place, cause) in run.causes.iter().take(written).enumerate() {
        let engagement = cause.engagement.index();
        let worker = engagements.worker[engagement];
        sum += i128::from(cause.amount_fen);
        let cells = [
            Cell::count(place + 1),
            Cell::text(view.project(engagements.project[engagement])),
            Cell::text(view.worker_name(worker)),
            Cell::text(view.worker(worker)),
            Cell::Month(cause.month),
            Cell::text(cause_word(cause.cause, view.lang)),
            Cell::text(liable_word(cause.liable_first, view.lang)),
            Cell::Fen(cause.amount_fen.into()),
        ];
        sheet.line(&CAUSE_COLUMNS, &cells)?;
    }
    if all == 0 {
        sheet.line(&CAUSE_COLUMNS, &[Cell::Empty, Cell::text(sheet.say("none"))])?;
    }
    sheet.totals(&CAUSE_COLUMNS, FIRST_ROW, &[Cell::Fen(sum)])?;
    Ok((sheet, last, Listed { written, all }))
}

/// The sheet of the warnings.
pub(super) fn warnings_sheet<'s>(view: &View<'s>) -> Result<(Sheet<'s>, Listed)> {
    let mut sheet = view.sheet("sheet_warnings")?;
    let columns = [
        "level",
        "state",
        "code",
        "subject",
        "subject_id",
        "project_id",
        "period",
        "value",
        "threshold",
        "opened_date",
        "deadline",
        "basis",
    ];
    let listed = list(
        view,
        &mut sheet,
        "title_warnings",
        &WARNING_COLUMNS,
        view.run.warnings().select(&columns),
        |cells| {
            let lang = view.lang;
            let state = format!("warning_{}", cells[1].plain());
            let is_person =
                matches!(cells[3].plain().as_str(), "worker" | "worker_period" | "account");
            if is_person {
                cells[4] = Cell::text(masked(&cells[4].plain(), view.show_ids));
            }
            cells[0] = Cell::text(word_or(&cells[0].plain(), lang));
            cells[1] = Cell::text(word_or(&state, lang));
            cells[3] = Cell::text(word_or(&cells[3].plain(), lang));
        },
    )?;
    Ok((sheet, listed))
}

/// The sheet of the findings.
pub(super) fn findings_sheet<'s>(view: &View<'s>) -> Result<(Sheet<'s>, Listed)> {
    let mut sheet = view.sheet("sheet_findings")?;
    let columns = ["code", "table", "row", "worker_id", "project_id", "period", "amount", "detail"];
    let listed = list(
        view,
        &mut sheet,
        "title_findings",
        &FINDING_COLUMNS,
        view.run.findings().select(&columns),
        |cells| {
            let code = cells[0].plain();
            let english = Code::ALL.iter().find(|known| known.word() == code);
            let english = english.map_or("", |known| known.meaning());
            let meaning = Cell::text(finding_meaning(&code, english, view.lang));
            cells.insert(1, meaning);
            cells[4] = Cell::text(masked(&cells[4].plain(), view.show_ids));
            if !view.show_ids {
                cells[7] = Cell::Empty;
            }
        },
    )?;
    Ok((sheet, listed))
}

/// Writes rows of a table as the lines of a list; `shape` puts a row into the columns of the sheet.
fn list(
    view: &View<'_>,
    sheet: &mut Sheet<'_>,
    title: &str,
    columns: &[Column],
    batches: Batches<'_>,
    shape: impl Fn(&mut Vec<Cell>),
) -> Result<Listed> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut all = 0;
    for batch in batches {
        let batch = batch?;
        let room = view.limits.rows - rows.len();
        all += batch.num_rows();
        for row in 0..batch.num_rows().min(room) {
            let mut cells =
                (0..batch.num_columns()).map(|column| cell(&batch, column, row)).collect();
            shape(&mut cells);
            cells.insert(0, Cell::count(rows.len() + 1));
            rows.push(cells);
        }
    }
    let last = FIRST_ROW - 1 + u32::try_from(rows.len().max(1)).unwrap_or(u32::MAX);
    sheet.list(say(title, view.lang), &view.note(), columns, 2, last)?;
    for row in &rows {
        sheet.line(columns, row)?;
    }
    if rows.is_empty() {
        sheet.line(columns, &[Cell::Empty, Cell::text(sheet.say("none"))])?;
    }
    sheet.printed(u16::try_from(columns.len()).unwrap_or(u16::MAX))?;
    Ok(Listed { written: rows.len(), all })
}

/// A cell of an output table.
fn cell(batch: &RecordBatch, column: usize, row: usize) -> Cell {
    let array = batch.column(column);
    if array.is_null(row) {
        return Cell::Empty;
    }
    let is_month = batch.schema().field(column).name() == "period";
    if let Some(texts) = array.as_string_view_opt() {
        Cell::text(texts.value(row))
    } else if let Some(words) = array.as_dictionary_opt::<Int16Type>() {
        let place = words.keys().value(row);
        let word =
            usize::try_from(place).map(|place| words.values().as_string::<i32>().value(place));
        Cell::text(word.unwrap_or_default())
    } else if let Some(fen) = array.as_primitive_opt::<Decimal128Type>() {
        Cell::Fen(fen.value(row))
    } else if let Some(days) = array.as_primitive_opt::<Date32Type>() {
        let day = Day(days.value(row));
        if is_month { Cell::Month(day.month()) } else { Cell::Day(day) }
    } else if let Some(counts) = array.as_primitive_opt::<Int64Type>() {
        Cell::count(counts.value(row))
    } else {
        Cell::Empty
    }
}
