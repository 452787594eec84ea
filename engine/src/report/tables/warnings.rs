//! `warnings`: rules of early warning that something meets, and what has gone since an earlier run.

use arrow_array::ArrayRef;

use super::arrays::{self, Words};
use super::{Batches, Column, Kind, OutputTable, groups};
use crate::basics::day::{Day, Month};
use crate::basics::error::Result;
use crate::basics::policy::{WarningComparison, WarningSubject};
use crate::intake::earlier::{CLEARED, EarlierWarning};
use crate::intake::keyed::Directory;
use crate::oversight::totals::{RegionTotals, Totals};
use crate::oversight::warnings::rules::find;
use crate::oversight::warnings::state::Warning;
use crate::oversight::warnings::value::{ValueKind, threshold};
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("code", Kind::Code, "The rule."),
    Column::new("level", Kind::Code, "How grave it is."),
    Column::new("subject", Kind::Code, "What kind of thing it is about."),
    Column::new(
        "subject_id",
        Kind::Id,
        "The thing: account, contractor, employer, project, region, worker.",
    ),
    Column::new("figure", Kind::Code, "The figure that is compared."),
    Column::or_null("value", Kind::Text, "Its value; of what has gone the last one."),
    Column::new("threshold", Kind::Text, "What it is compared with."),
    Column::new("basis", Kind::Text, "Law and article."),
    Column::new("opened_date", Kind::Date, "The day of the first report that told it."),
    Column::new("deadline", Kind::Date, "Last day to mend it."),
    Column::new("state", Kind::Code, "`open`, `overdue` where the deadline has passed, `cleared`."),
    Column::new("comparison", Kind::Code, "How the figure is compared with the threshold."),
    Column::or_null("project_id", Kind::Id, "Of a worker-period the project, else null."),
    Column::or_null("period", Kind::Period, "Of a worker-period the wage month, else null."),
    Column::or_null("area", Kind::Id, "Of a contractor the management area, else null."),
];

/// What the rows are sorted by.
pub(super) const SORT_KEY: &[&str] =
    &["code", "subject", "subject_id", "project_id", "period", "area"];

/// A row, as it is sorted and shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    code: String,
    subject: String,
    subject_id: String,
    project_id: String,
    month: Option<Month>,
    area: String,
    level: String,
    figure: String,
    value: String,
    threshold: String,
    basis: String,
    opened_day: Day,
    deadline_day: Day,
    state: &'static str,
    comparison: String,
}

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let words = |of: fn(&Row) -> &str, rows: &[Row]| Words::occurring(rows.iter().map(of));
    let rows = rows(reconciliation);
    let codes = words(|row| &row.code, &rows);
    let levels = words(|row| &row.level, &rows);
    let subjects = words(|row| &row.subject, &rows);
    let figures = words(|row| &row.figure, &rows);
    let states = words(|row| row.state, &rows);
    let comparisons = words(|row| &row.comparison, &rows);
    let columns = groups(rows.into_iter()).map(move |rows| -> Result<Vec<ArrayRef>> {
        let coded = |words: &Words, of: fn(&Row) -> &str| {
            words.array(rows.iter().map(|row| words.find(of(row))))
        };
        let texts = |of: fn(&Row) -> &str| arrays::texts(rows.iter().map(of));
        Ok(vec![
            coded(&codes, |row| &row.code)?,
            coded(&levels, |row| &row.level)?,
            coded(&subjects, |row| &row.subject)?,
            texts(|row| &row.subject_id),
            coded(&figures, |row| &row.figure)?,
            texts(|row| &row.value),
            texts(|row| &row.threshold),
            texts(|row| &row.basis),
            arrays::days(rows.iter().map(|row| row.opened_day)),
            arrays::days(rows.iter().map(|row| row.deadline_day)),
            coded(&states, |row| row.state)?,
            coded(&comparisons, |row| &row.comparison)?,
            texts(|row| &row.project_id),
            arrays::months(rows.iter().map(|row| row.month)),
            texts(|row| &row.area),
        ])
    });
    Batches::new(OutputTable::Warnings, columns)
}

/// All rows in the order of the table.
fn rows(reconciliation: &Reconciliation) -> Vec<Row> {
    let warnings = &reconciliation.warnings;
    let there = warnings.warnings.iter().map(|warning| row(reconciliation, warning));
    let gone = warnings.cleared.iter().map(|&place| cleared(&reconciliation.earlier[place]));
    let mut rows: Vec<Row> = there.chain(gone).collect();
    rows.sort_unstable();
    rows
}

/// A warning that is there.
fn row(reconciliation: &Reconciliation, warning: &Warning) -> Row {
    let rule = &reconciliation.policy.warning[warning.rule];
    let kind = find(rule.subject, &rule.figure).map_or(ValueKind::Count, |found| found.0);
    let names = &reconciliation.keyed.names;
    let subject = &warning.subject;
    let project = subject.project.and_then(|project| names.projects.get(project.0));
    let area = subject.region.filter(|_| subject.kind == WarningSubject::Contractor);
    Row {
        code: rule.code.clone(),
        subject: subject.kind.word().to_owned(),
        subject_id: subject_id(warning, names),
        project_id: project.unwrap_or_default().to_owned(),
        month: subject.month,
        area: area.map_or(String::new(), |area| area.to_string()),
        level: rule.level.word().to_owned(),
        figure: rule.figure.clone(),
        value: warning.value.to_string(),
        threshold: threshold(&rule.comparison, kind),
        basis: rule.basis.clone(),
        opened_day: warning.opened_day,
        deadline_day: warning.deadline_day,
        state: if warning.is_overdue(reconciliation.as_of) { "overdue" } else { "open" },
        comparison: WarningComparison::word(&rule.comparison).to_owned(),
    }
}

/// The name of what a warning is about.
fn subject_id(warning: &Warning, names: &Directory) -> String {
    let subject = &warning.subject;
    let name = match subject.kind {
        WarningSubject::Account => names.accounts.get(subject.id),
        WarningSubject::Contractor => names.contractors.get(subject.id),
        WarningSubject::Employer => names.employers.get(subject.id),
        WarningSubject::Project => names.projects.get(subject.id),
        WarningSubject::Worker | WarningSubject::WorkerPeriod => names.workers.get(subject.id),
        WarningSubject::Region => {
            let level = u8::try_from(subject.id).unwrap_or(0);
            let totals = Totals::default();
            return RegionTotals { level, region: subject.region, totals }.code();
        }
    };
    name.unwrap_or_default().to_owned()
}

/// A warning that has gone, as the earlier run told it.
fn cleared(earlier: &EarlierWarning) -> Row {
    let [code, level, subject, subject_id, figure, value, threshold, basis, ..] = &earlier.cells;
    let [.., comparison, project_id, period, area] = &earlier.cells;
    Row {
        code: code.clone(),
        subject: subject.clone(),
        subject_id: subject_id.clone(),
        project_id: project_id.clone(),
        month: period.parse::<Day>().ok().map(Day::month),
        area: area.clone(),
        level: level.clone(),
        figure: figure.clone(),
        value: value.clone(),
        threshold: threshold.clone(),
        basis: basis.clone(),
        opened_day: earlier.opened_day,
        deadline_day: earlier.deadline_day,
        state: CLEARED,
        comparison: comparison.clone(),
    }
}
