//! `case_totals`: cases by contractor, employer, project and region.

use arrow_array::ArrayRef;

use super::arrays::{self, Words};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::error::Result;
use crate::intake::keyed::Directory;
use crate::oversight::cases::{CaseSubject, CaseSums};
use crate::oversight::totals::{RegionTotals, Totals};
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("subject", Kind::Code, "What the cases of the row have in common."),
    Column::or_null("level", Kind::Count, "Of a region, digits of its code; else null."),
    Column::or_null("subject_id", Kind::Id, "Which one; null: not known."),
    Column::new("received", Kind::Count, "Cases received on or before `as_of`."),
    Column::new("closed", Kind::Count, "Of them, those closed on or before `as_of`."),
    Column::or_null("closing_rate", Kind::Ratio, "`closed` ÷ `received`."),
    Column::new("closed_in_time", Kind::Count, "Of `closed`, on or before the due date."),
    Column::new("closed_late", Kind::Count, "Of `closed`, after the due date."),
    Column::new("open", Kind::Count, "Not closed."),
    Column::new("overdue", Kind::Count, "Of `open`, those whose due date has passed."),
    Column::or_null(
        "median_days",
        Kind::Count,
        "Median of the days from receipt to closing; null where none was closed.",
    ),
    Column::new("workers", Kind::Count, "Workers they are about, where stated."),
    Column::new("claimed", Kind::Money, "Claimed where stated, in yuan."),
    Column::new("recovered", Kind::Money, "Recovered where stated, in yuan."),
];

/// What the rows are sorted by.
pub(super) const SORT_KEY: &[&str] = &["subject", "level", "subject_id"];

/// The id of a subject as it was given, and the level of a region.
fn id(names: &Directory, subject: CaseSubject) -> (Option<i64>, String) {
    let text = |name: Option<&str>| (None, name.unwrap_or_default().to_owned());
    match subject {
        CaseSubject::Region(level, region) => {
            let line = RegionTotals { level, region, totals: Totals::default() };
            (Some(i64::from(level)), line.code())
        }
        CaseSubject::Contractor(contractor) => text(names.contractors.get(contractor.0)),
        CaseSubject::Employer(employer) => text(names.employers.get(employer.0)),
        CaseSubject::Project(project) => text(names.projects.get(project.0)),
    }
}

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let names = &reconciliation.keyed.names;
    let words = Words::new(CaseSubject::WORDS.into_iter());
    let rows = reconciliation.people.cases.as_slice();
    let columns = ranges(rows.len()).map(move |range| -> Result<Vec<ArrayRef>> {
        let rows = &rows[range];
        let ids: Vec<_> = rows.iter().map(|row| id(names, row.subject)).collect();
        let count = |of: fn(&CaseSums) -> u64| {
            let counts = rows.iter().map(|row| of(&row.sums));
            arrays::counts(counts.map(|count| i64::try_from(count).unwrap_or(i64::MAX)))
        };
        let rates = rows.iter().map(|row| row.sums.closing_rate_e4());
        let rates = rates.collect::<Result<Vec<_>>>()?;
        Ok(vec![
            words.array(rows.iter().map(|row| words.find(row.subject.word())))?,
            arrays::counts_or_null(ids.iter().map(|id| id.0)),
            arrays::texts(ids.iter().map(|id| id.1.as_str())),
            count(|sums| sums.received),
            count(|sums| sums.closed),
            arrays::ratio(rates.into_iter().map(|rate| rate.map(i128::from)), "closing_rate")?,
            count(|sums| sums.closed_in_time),
            count(|sums| sums.closed_late),
            count(CaseSums::open),
            count(|sums| sums.overdue),
            arrays::counts_or_null(rows.iter().map(|row| row.sums.median_days().map(i64::from))),
            count(|sums| sums.workers),
            arrays::money(rows.iter().map(|row| row.sums.claimed_fen), "claimed of cases")?,
            arrays::money(rows.iter().map(|row| row.sums.recovered_fen), "recovered of cases")?,
        ])
    });
    Batches::new(OutputTable::CaseTotals, columns)
}
