//! `batch_payouts` and `batch_payout_workers`: debits against lines of payroll sheets.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::error::Result;
use crate::intake::batch_debits::BatchDebit;
use crate::reconciliation::Reconciliation;
use crate::wages::batch_payouts::{MORE_SOLUTIONS, Outcome, Payout, PayoutWorker};

/// The columns of `batch_payouts`.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("entry_id", Kind::Id, "The debit."),
    Column::new(
        "payout_id",
        Kind::Id,
        "Its payout: the smallest `entry_id` of the debits of one account and day that name the same.",
    ),
    Column::new("wage_account", Kind::Id, "The account."),
    Column::new("entry_date", Kind::Date, "Day of the debit."),
    Column::new("amount", Kind::Money, "Its amount in yuan; above zero."),
    Column::or_null("payroll_id", Kind::Id, "The sheet it names; null where it names none."),
    Column::or_null("project_id", Kind::Id, "The project it names; null where it names none."),
    Column::new("projects", Kind::Count, "Projects of the open lines that it may pay."),
    Column::new("lines", Kind::Count, "Open lines that it may pay."),
    Column::new("open", Kind::Money, "What is open of them, in yuan."),
    Column::new("outcome", Kind::Code, "Whether lines make the payout."),
    Column::or_null(
        "solutions",
        Kind::Count,
        "In how many ways, counted to 1,000; null where that was not decided.",
    ),
    Column::new("has_more", Kind::Bool, "Whether there are more than 1,000."),
    Column::or_null(
        "difference",
        Kind::Money,
        "Of an impossible one the payout less `open`, in yuan; null for others.",
    ),
    Column::new(
        "is_together",
        Kind::Bool,
        "Whether it was decided with other payouts that want the same lines.",
    ),
    Column::new("steps", Kind::Count, "Steps of work that the payout took."),
];

/// The columns of `batch_payout_workers`.
pub(super) const WORKER_COLUMNS: &[Column] = &[
    Column::new("payout_id", Kind::Id, "The payout."),
    Column::new("worker_id", Kind::Id, "The worker."),
    Column::new("least", Kind::Money, "The least he has of it over all solutions, in yuan."),
    Column::new("most", Kind::Money, "The most he has of it, in yuan; above zero."),
    Column::new("paid", Kind::Money, "What it pays him, in yuan; 0.00 where it pays nobody."),
];

/// The batches of `batch_payouts`.
pub(super) fn batches(run: &Reconciliation) -> Batches<'_> {
    let names = &run.keyed.names;
    let accounts = NameColumn::new(&names.accounts);
    let projects = NameColumn::new(&names.projects);
    let outcomes = Words::new(Outcome::ALL.iter().map(|outcome| outcome.word()));
    let debits = run.keyed.batch_debits.as_slice();
    let columns = ranges(debits.len()).map(move |rows| -> Result<Vec<ArrayRef>> {
        let own: &[BatchDebit] = &debits[rows.clone()];
        let payout_of = &run.payouts.payout_of_debit[rows];
        let payouts = || payout_of.iter().map(|&payout| &run.payouts.payouts[payout as usize]);
        let first = |payout: &Payout| debits[payout.debit as usize].entry.0;
        let outcome = |payout: &Payout| Outcome::ALL.iter().position(|&o| o == payout.outcome);
        let solutions =
            |payout: &Payout| payout.solutions.map(|count| i64::from(count.min(MORE_SOLUTIONS)));
        let has_more = |payout: &Payout| payout.solutions.is_some_and(|n| n > MORE_SOLUTIONS);
        let difference = |payout: &Payout| {
            let is_impossible = payout.outcome == Outcome::Impossible;
            is_impossible.then(|| i128::from(payout.difference_fen()))
        };
        Ok(vec![
            arrays::names(&names.entries, own.iter().map(|debit| debit.entry.0)),
            arrays::names(&names.entries, payouts().map(first)),
            accounts.array(own.iter().map(|debit| debit.account.0))?,
            arrays::days(own.iter().map(|debit| debit.entry_day)),
            arrays::money(own.iter().map(|debit| debit.amount_fen), "amount of a debit")?,
            arrays::names(&names.sheets, own.iter().map(|debit| debit.sheet.0)),
            projects.array(own.iter().map(|debit| debit.project.0))?,
            arrays::counts(payouts().map(|payout| i64::from(payout.projects))),
            arrays::counts(payouts().map(|payout| i64::from(payout.lines))),
            arrays::money(payouts().map(|payout| payout.open_fen), "open lines of a payout")?,
            outcomes.array(payouts().map(outcome))?,
            arrays::counts_or_null(payouts().map(solutions)),
            arrays::bools(payouts().map(|payout| Some(has_more(payout)))),
            arrays::money_or_null(payouts().map(difference), "difference of a payout")?,
            arrays::bools(payouts().map(|payout| Some(payout.is_together))),
            arrays::counts(payouts().map(|payout| arrays::whole_count(payout.steps))),
        ])
    });
    Batches::new(OutputTable::BatchPayouts, columns)
}

/// The batches of `batch_payout_workers`.
pub(super) fn worker_batches(run: &Reconciliation) -> Batches<'_> {
    let names = &run.keyed.names;
    let workers = NameColumn::new(&names.workers);
    let lines = run.payouts.workers.as_slice();
    let columns = ranges(lines.len()).map(move |rows| -> Result<Vec<ArrayRef>> {
        let lines: &[PayoutWorker] = &lines[rows];
        let payout = |line: &PayoutWorker| &run.payouts.payouts[line.payout as usize];
        let entry =
            |line: &PayoutWorker| run.keyed.batch_debits[payout(line).debit as usize].entry.0;
        let paid = |line: &PayoutWorker| {
            if payout(line).outcome == Outcome::Unique { line.most_fen } else { 0 }
        };
        Ok(vec![
            arrays::names(&names.entries, lines.iter().map(entry)),
            workers.array(lines.iter().map(|line| line.worker.0))?,
            arrays::money(lines.iter().map(|line| line.least_fen), "least of a payout")?,
            arrays::money(lines.iter().map(|line| line.most_fen), "most of a payout")?,
            arrays::money(lines.iter().map(paid), "paid of a payout")?,
        ])
    });
    Batches::new(OutputTable::BatchPayoutWorkers, columns)
}
