//! `transfer_fates`: what became of every transfer, one row each.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::error::Result;
use crate::intake::key::Names;
use crate::intake::transfers::{Fate, MatchRule, Transfers};
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("transfer_id", Kind::Id, "The transfer."),
    Column::new("fate", Kind::Code, "What became of it; the first fate that applies."),
    Column::or_null(
        "match_rule",
        Kind::Code,
        "The rule that found whose it is; null where none was asked or none did.",
    ),
    Column::or_null("worker_id", Kind::Id, "The worker it is matched to, else the one given."),
    Column::or_null(
        "project_id",
        Kind::Id,
        "The project it is matched to, else the one given; null where it pays all of a worker's.",
    ),
    Column::new("amount", Kind::Money, "Its amount in yuan; of a reversal without sign."),
    Column::new("allocated", Kind::Money, "What paid periods, in yuan."),
    Column::new("advance", Kind::Money, "What no period could take, in yuan."),
    Column::new(
        "taken_back",
        Kind::Money,
        "What reversals took back, in yuan; of a reversal its own.",
    ),
    Column::new("set_aside", Kind::Money, "What does not count, in yuan."),
    Column::new("paid_date", Kind::Date, "Day of payment."),
    Column::or_null(
        "candidates",
        Kind::Count,
        "Engagements the rules left; null where they were not asked.",
    ),
];

/// Rules in the order of the keys.
const RULES: [MatchRule; 8] = [
    MatchRule::WorkerAndProject,
    MatchRule::WorkerAndWageAccount,
    MatchRule::WorkerOnly,
    MatchRule::PayeeAccount,
    MatchRule::PayrollLine,
    MatchRule::NameAndProject,
    MatchRule::WorkerSplit,
    MatchRule::BatchPayout,
];

/// Names and dictionaries of the table.
struct Shared<'a> {
    ids: &'a Names,
    workers: NameColumn<'a>,
    projects: NameColumn<'a>,
    fates: Words,
    rules: Words,
}

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    batches_of(reconciliation, ranges(reconciliation.keyed.transfers.len()))
}

/// The batches of the transfers of some groups.
pub(in crate::report) fn batches_of<'a, R: Iterator<Item = usize> + Clone>(
    reconciliation: &'a Reconciliation,
    groups: impl Iterator<Item = R> + Send + 'a,
) -> Batches<'a> {
    let names = &reconciliation.keyed.names;
    let shared = Shared {
        ids: &names.transfers,
        workers: NameColumn::new(&names.workers),
        projects: NameColumn::new(&names.projects),
        fates: Words::new(Fate::ALL.iter().map(|fate| fate.word())),
        rules: Words::new(
            RULES
                .iter()
                .filter(|rule| is_met(reconciliation, **rule))
                .filter_map(|rule| rule.word()),
        ),
    };
    let transfers = &reconciliation.keyed.transfers;
    let columns = groups.map(move |rows| columns(&shared, transfers, &rows));
    Batches::new(OutputTable::TransferFates, columns)
}

/// Whether a rule can stand in the table: a file without batch payouts does not tell of them.
fn is_met(reconciliation: &Reconciliation, rule: MatchRule) -> bool {
    rule != MatchRule::BatchPayout || !reconciliation.payouts.payments.is_empty()
}

/// The columns of one batch.
fn columns(
    shared: &Shared<'_>,
    transfers: &Transfers,
    rows: &(impl Iterator<Item = usize> + Clone),
) -> Result<Vec<ArrayRef>> {
    let money = |what, fen: fn(&Transfers, usize) -> i64| {
        arrays::money(rows.clone().map(|row| fen(transfers, row)), what)
    };
    let fate = |fate: &Fate| Fate::ALL.iter().position(|known| known == fate);
    let rule = |rule: &MatchRule| RULES.iter().position(|known| known == rule);
    let candidates = |count: &u32| (*count != u32::MAX).then_some(i64::from(*count));
    Ok(vec![
        arrays::names(shared.ids, rows.clone().map(|row| transfers.id[row].0)),
        shared.fates.array(rows.clone().map(|row| fate(&transfers.fate[row])))?,
        shared.rules.array(rows.clone().map(|row| rule(&transfers.rule[row])))?,
        shared.workers.array(rows.clone().map(|row| transfers.worker[row].0))?,
        shared.projects.array(rows.clone().map(|row| transfers.project[row].0))?,
        money("amount of a transfer", |transfers, row| transfers.amount_fen[row])?,
        money("allocated of a transfer", Transfers::allocated_fen)?,
        money("advance of a transfer", |transfers, row| transfers.advance_fen[row])?,
        money("taken_back of a transfer", |transfers, row| transfers.taken_back_fen[row])?,
        money("set_aside of a transfer", Transfers::set_aside_fen)?,
        arrays::days(rows.clone().map(|row| transfers.paid_day[row])),
        arrays::counts_or_null(rows.clone().map(|row| candidates(&transfers.candidates[row]))),
    ])
}
