//! `employer_totals`: what employers owe, and signs of trouble, one row an employer.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::oversight::employers::EmployerTotals;
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::or_null("employer_id", Kind::Id, "The employer; null: not known."),
    Column::new("workers", Kind::Count, "Distinct workers with a worker-period there."),
    Column::new("workers_owed", Kind::Count, "Of them, those in arrears."),
    Column::new("due", Kind::Money, "Due over all periods, in yuan."),
    Column::new("paid", Kind::Money, "Paid, in yuan."),
    Column::new("arrears", Kind::Money, "Unpaid and overdue, in yuan."),
    Column::new("not_yet_due", Kind::Money, "Unpaid and not yet overdue, in yuan."),
    Column::new("signals_water", Kind::Count, "Signals: water not paid."),
    Column::new("signals_power", Kind::Count, "Signals: power not paid."),
    Column::new("signals_social_insurance", Kind::Count, "Signals: social insurance not paid."),
    Column::new("signals_tax", Kind::Count, "Signals: tax not paid."),
    Column::new("signals_opinion", Kind::Count, "Signals: public opinion."),
    Column::new("signal_kinds", Kind::Count, "Kinds of which there is a signal."),
    Column::new("signal_amount", Kind::Money, "Amounts of signals where stated, in yuan."),
    Column::or_null(
        "signal_days_overdue",
        Kind::Count,
        "The most days overdue of any signal; null where none states them.",
    ),
    Column::or_null("latest_signal_date", Kind::Date, "The latest signal; null where none is."),
];

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let employers = NameColumn::new(&reconciliation.keyed.names.employers);
    let rows = reconciliation.people.employers.as_slice();
    let columns = ranges(rows.len()).map(move |range| -> Result<Vec<ArrayRef>> {
        let rows: &[EmployerTotals] = &rows[range];
        let count = |of: &dyn Fn(&EmployerTotals) -> u64| {
            let counts = rows.iter().map(of);
            arrays::counts(counts.map(|count| i64::try_from(count).unwrap_or(i64::MAX)))
        };
        let money = |what, of: fn(&EmployerTotals) -> i64| arrays::money(rows.iter().map(of), what);
        let mut columns = vec![
            employers.array(rows.iter().map(|row| row.employer.0))?,
            count(&|row| row.sums.workers),
            count(&|row| row.sums.workers_owed),
            money("due of an employer", |row| row.sums.due_fen)?,
            money("paid of an employer", |row| row.sums.paid_fen)?,
            money("arrears of an employer", |row| row.sums.arrears_fen)?,
            money("not_yet_due of an employer", |row| row.sums.not_yet_due_fen)?,
        ];
        columns.extend((0..5).map(|kind| count(&|row| row.signals.count[kind])));
        columns.push(count(&|row| row.signals.kinds()));
        columns.push(money("amount of signals", |row| row.signals.amount_fen)?);
        columns.push(arrays::counts_or_null(
            rows.iter().map(|row| row.signals.max_overdue_days.map(i64::from)),
        ));
        columns
            .push(arrays::days(rows.iter().map(|row| row.signals.latest_day.unwrap_or(Day::NONE))));
        Ok(columns)
    });
    Batches::new(OutputTable::EmployerTotals, columns)
}
