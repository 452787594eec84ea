//! `cover`, with `--detail`: what covers the arrears of each engagement, one row a source.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::error::Result;
use crate::intake::keyed::Keyed;
use crate::oversight::waterfall::{Cover, Source};
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("worker_id", Kind::Id, "The worker."),
    Column::new("project_id", Kind::Id, "The project."),
    Column::new("source", Kind::Code, "What kind of means covers his arrears there."),
    Column::or_null(
        "source_id",
        Kind::Id,
        "Wage account, deposit, or the project whose owner owes.",
    ),
    Column::new("amount", Kind::Money, "How much of the arrears it covers, in yuan; above zero."),
];

/// What the rows are sorted by.
pub(super) const SORT_KEY: &[&str] = &["worker_id", "project_id", "source", "source_id"];

/// The batches; none where the run was not asked for detail.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let names = &reconciliation.keyed.names;
    let workers = NameColumn::new(&names.workers);
    let projects = NameColumn::new(&names.projects);
    let keyed = &reconciliation.keyed;
    let mut lines = reconciliation.figures.cover.clone();
    lines.sort_by(|a, b| {
        let key = |line: &Cover| (line.engagement, line.source.word());
        key(a)
            .cmp(&key(b))
            .then_with(|| source_id(keyed, a.source).cmp(&source_id(keyed, b.source)))
    });
    let sources = Words::occurring(lines.iter().map(|line| line.source.word()));
    let engagements = &keyed.engagements;
    let columns = ranges(lines.len()).map(move |rows| -> Result<Vec<ArrayRef>> {
        let lines = &lines[rows];
        let engagement = |line: &Cover| line.engagement.index();
        Ok(vec![
            workers.array(lines.iter().map(|line| engagements.worker[engagement(line)].0))?,
            projects.array(lines.iter().map(|line| engagements.project[engagement(line)].0))?,
            sources.array(lines.iter().map(|line| sources.find(line.source.word())))?,
            arrays::texts(lines.iter().map(|line| source_id(keyed, line.source).unwrap_or(""))),
            arrays::money(lines.iter().map(|line| line.amount_fen), "amount of a cover")?,
        ])
    });
    Batches::new(OutputTable::Cover, columns)
}

/// The id of a source as it was given.
pub(in crate::report) fn source_id(keyed: &Keyed, source: Source) -> Option<&str> {
    let names = &keyed.names;
    match source {
        Source::WageAccount(account) => names.accounts.get(account.0),
        Source::OwnerUnsettled(project) => names.projects.get(project.0),
        Source::ProjectDeposit(deposit)
        | Source::ContractorDeposit(deposit)
        | Source::PaymentGuarantee(deposit)
        | Source::EmergencyFund(deposit) => {
            names.deposits.get(keyed.deposit_id.get(deposit as usize)?.0)
        }
    }
}
