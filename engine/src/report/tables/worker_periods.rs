//! `worker_periods`: due, paid and arrears, one row a worker, project and month.

use std::ops::Range;

use rust_decimal::Decimal;

use super::ageing::overdue_days;
use super::arrays::{self, NameColumn, Words};
use super::{BATCH_ROWS, Batches, Brackets, Column, Kind, Later, OutputTable};
use crate::basics::day::Day;
use crate::intake::terms::Engagements;
use crate::oversight::matches::{MatchClass, MatchState, Records};
use crate::reconciliation::{Chunk, Reconciliation};
use crate::wages::worker_periods::{DueSourceWord, Flag, WorkerPeriods};

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("worker_id", Kind::Id, "The worker."),
    Column::new("project_id", Kind::Id, "The project."),
    Column::new("period", Kind::Period, "The wage month."),
    Column::or_null(
        "employer_id",
        Kind::Id,
        "Employer of the contract that sets the due date; null where no contract names one.",
    ),
    Column::new("due_date", Kind::Date, "Day by which the wage must be paid."),
    Column::new("attended_days", Kind::Count, "Days with minutes above zero."),
    Column::new("attended_minutes", Kind::Count, "Minutes, after the cap of 1440 a day."),
    Column::new("attendance_due", Kind::Money, "Due by attendance, in yuan; zero or more."),
    Column::new("payroll_due", Kind::Money, "Due by the payroll sheet, in yuan; zero or more."),
    Column::new("due", Kind::Money, "Due, in yuan; zero or more."),
    Column::new("due_source", Kind::Code, "What `due` rests on."),
    Column::new("paid", Kind::Money, "Paid, in yuan; between zero and `due`."),
    Column::new("paid_on_time", Kind::Money, "Of `paid`, what came on or before `due_date`."),
    Column::or_null(
        "settled_date",
        Kind::Date,
        "Day of the latest payment of a period paid in full; null where it is not, or `due` is 0.",
    ),
    Column::new("arrears", Kind::Money, "Unpaid where `as_of` is after `due_date`, in yuan."),
    Column::new("not_yet_due", Kind::Money, "Unpaid and not yet overdue, in yuan."),
    Column::or_null(
        "overdue_days",
        Kind::Count,
        "Days from `due_date` to `as_of`; null where nothing is in arrears.",
    ),
    Column::or_null(
        "age_bracket",
        Kind::Code,
        "Age of the arrears in days; null where nothing is in arrears.",
    ),
    Column::new(
        "provisional",
        Kind::Bool,
        "Whether a day of it lies in a year without calendar and so earned nothing yet.",
    ),
    Column::new(
        "match_class",
        Kind::Code,
        "How attendance, payroll and transfers of the period stand to each other.",
    ),
];

/// Words of `due_source`, in the order of the keys.
const SOURCES: [DueSourceWord; 5] = [
    DueSourceWord::PayrollConfirmed,
    DueSourceWord::Payroll,
    DueSourceWord::Attendance,
    DueSourceWord::None,
    DueSourceWord::EvidenceMissing,
];

/// What every batch needs.
struct Shared<'a> {
    engagements: &'a Engagements,
    as_of: Day,
    tolerance: Decimal,
    workers: NameColumn<'a>,
    projects: NameColumn<'a>,
    employers: NameColumn<'a>,
    sources: Words,
    classes: Words,
    brackets: Brackets,
    ages: Words,
}

/// Neighbouring rows of one chunk.
struct Span<'a> {
    periods: &'a WorkerPeriods,
    rows: Range<usize>,
}

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let names = &reconciliation.keyed.names;
    let brackets = Brackets::new(&reconciliation.policy.ageing);
    let shared = Shared {
        engagements: &reconciliation.keyed.engagements,
        as_of: reconciliation.as_of,
        tolerance: reconciliation.policy.wages.payroll_tolerance,
        workers: NameColumn::new(&names.workers),
        projects: NameColumn::new(&names.projects),
        employers: NameColumn::new(&names.employers),
        sources: Words::new(SOURCES.iter().map(|source| source.word())),
        classes: Words::new(MatchClass::ALL.iter().map(|class| class.word())),
        ages: Words::new(brackets.words().iter().map(String::as_str)),
        brackets,
    };
    let spans = spans(&reconciliation.chunks);
    Batches::lazy(OutputTable::WorkerPeriods, shared, spans, |shared, spans| columns(shared, spans))
}

/// Rows of the chunks, a batch at a time.
fn spans(chunks: &[Chunk]) -> impl Iterator<Item = Vec<Span<'_>>> + Send {
    let mut chunks = chunks.iter();
    let mut rest: Option<Span<'_>> = None;
    std::iter::from_fn(move || {
        let mut group = Vec::new();
        let mut wanted = BATCH_ROWS;
        while wanted > 0 {
            let Some(span) = rest.take().or_else(|| {
                let periods = &chunks.next()?.periods;
                Some(Span { periods, rows: 0..periods.len() })
            }) else {
                break;
            };
            let Range { start, end } = span.rows;
            let cut = end.min(start + wanted);
            if cut < end {
                rest = Some(Span { periods: span.periods, rows: cut..end });
            }
            wanted -= cut - start;
            group.push(Span { periods: span.periods, rows: start..cut });
        }
        if wanted == BATCH_ROWS { None } else { Some(group) }
    })
}

/// The columns of one batch.
fn columns<'s>(shared: &'s Shared<'_>, spans: &'s [Span<'_>]) -> Vec<Later<'s>> {
    let (as_of, tolerance) = (shared.as_of, shared.tolerance);
    let engagements = shared.engagements;
    let engagement = move || each(spans, |periods, row| periods.engagement[row].index());
    let age = move || {
        each(spans, move |periods, row| {
            let is_owed = periods.arrears(row, as_of).arrears_fen > 0;
            is_owed.then(|| overdue_days(periods.due_day[row], as_of))
        })
    };
    let money = |what, fen: fn(&WorkerPeriods, usize) -> i64| -> Later<'s> {
        Box::new(move || arrays::money(each(spans, fen), what))
    };
    let count = |of: fn(&WorkerPeriods, usize) -> i64| -> Later<'s> {
        Box::new(move || Ok(arrays::counts(each(spans, of))))
    };
    let day = |of: fn(&WorkerPeriods, usize) -> Day| -> Later<'s> {
        Box::new(move || Ok(arrays::days(each(spans, of))))
    };
    vec![
        Box::new(move || {
            shared.workers.array(engagement().map(|place| engagements.worker[place].0))
        }),
        Box::new(move || {
            shared.projects.array(engagement().map(|place| engagements.project[place].0))
        }),
        Box::new(move || Ok(arrays::months(each(spans, |periods, row| Some(periods.month[row]))))),
        Box::new(move || {
            shared.employers.array(each(spans, |periods, row| periods.employer[row].0))
        }),
        day(|periods, row| periods.due_day[row]),
        count(|periods, row| i64::from(periods.attended_days[row])),
        count(|periods, row| i64::from(periods.attended_minutes[row])),
        money("attendance_due of a period", |periods, row| periods.attendance_due_fen[row]),
        money("payroll_due of a period", |periods, row| periods.payroll_due_fen[row]),
        money("due of a period", |periods, row| periods.due_fen[row]),
        Box::new(move || shared.sources.array(each(spans, source_place))),
        money("paid of a period", |periods, row| periods.paid_fen[row]),
        money("paid_on_time of a period", |periods, row| periods.paid_on_time_fen[row]),
        day(|periods, row| periods.settled_day[row]),
        Box::new(move || {
            let arrears = |periods: &WorkerPeriods, row| periods.arrears(row, as_of).arrears_fen;
            arrays::money(each(spans, arrears), "arrears of a period")
        }),
        Box::new(move || {
            let open = |periods: &WorkerPeriods, row| periods.arrears(row, as_of).not_yet_due_fen;
            arrays::money(each(spans, open), "not_yet_due of a period")
        }),
        Box::new(move || Ok(arrays::counts_or_null(age().map(|days| days.map(i64::from))))),
        Box::new(move || {
            let bracket = |days| shared.brackets.position(days);
            shared.ages.array(age().map(|days| days.map(bracket)))
        }),
        Box::new(move || {
            let provisional =
                |periods: &WorkerPeriods, row| Some(periods.has(row, Flag::CalendarYearMissing));
            Ok(arrays::bools(each(spans, provisional)))
        }),
        Box::new(move || {
            let class = |periods: &WorkerPeriods, row: usize| {
                let class = MatchState::of(periods, row, as_of, tolerance).class(Records::All);
                MatchClass::ALL.iter().position(|&other| other == class)
            };
            shared.classes.array(each(spans, class))
        }),
    ]
}

/// The place of what `due` rests on among [`SOURCES`].
fn source_place(periods: &WorkerPeriods, row: usize) -> Option<usize> {
    SOURCES.iter().position(|&source| source == periods.due_source[row])
}

/// `of` for every row of `spans`.
fn each<'s, T>(
    spans: &'s [Span<'s>],
    of: impl Fn(&WorkerPeriods, usize) -> T + Copy + 's,
) -> impl Iterator<Item = T> + 's {
    spans.iter().flat_map(move |span| span.rows.clone().map(move |row| of(span.periods, row)))
}
