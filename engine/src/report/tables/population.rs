//! `population`: everyone who was read, reconciled or excluded with a reason.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::error::Result;
use crate::intake::transfers::Fate;
use crate::oversight::population::{Person, Reason, population};
use crate::reconciliation::Reconciliation;

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("worker_id", Kind::Id, "The worker."),
    Column::or_null("project_id", Kind::Id, "The project; null where no row names one with him."),
    Column::new("attended", Kind::Bool, "Whether attendance or punches name them."),
    Column::new("contracted", Kind::Bool, "Whether a contract names them."),
    Column::new("on_payroll", Kind::Bool, "Whether a payroll line names them, back pay included."),
    Column::new("paid", Kind::Bool, "Whether a transfer pays or names them."),
    Column::new("registered", Kind::Bool, "Whether `workers` has him with an `id_number`."),
    Column::new("outcome", Kind::Code, "`reconciled`: has a worker-period; else `excluded`."),
    Column::or_null("reason", Kind::Code, "Why excluded; null where reconciled."),
];

/// What the rows are sorted by.
pub(super) const SORT_KEY: &[&str] = &["worker_id", "project_id"];

/// Words of `outcome`.
const OUTCOMES: [&str; 2] = ["reconciled", "excluded"];

/// The batches.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let names = &reconciliation.keyed.names;
    let workers = NameColumn::new(&names.workers);
    let projects = NameColumn::new(&names.projects);
    let outcomes = Words::new(OUTCOMES.into_iter());
    let reasons = Words::new(Reason::ALL.iter().map(|reason| reason.word()));
    let (has_period, is_paid) = of_engagements(reconciliation);
    let people = population(&reconciliation.keyed, &has_period, &is_paid);
    let columns = ranges(people.len()).map(move |rows| -> Result<Vec<ArrayRef>> {
        let people = &people[rows];
        let flag = |of: fn(&Person) -> bool| arrays::bools(people.iter().map(|one| Some(of(one))));
        let reason = |one: &Person| Reason::ALL.iter().position(|&other| Some(other) == one.reason);
        Ok(vec![
            workers.array(people.iter().map(|one| one.worker.0))?,
            projects.array(people.iter().map(|one| one.project.0))?,
            flag(|one| one.is_attended),
            flag(|one| one.is_contracted),
            flag(|one| one.is_on_payroll),
            flag(|one| one.is_paid),
            flag(|one| one.is_registered),
            outcomes.array(people.iter().map(|one| Some(usize::from(one.reason.is_some()))))?,
            reasons.array(people.iter().map(reason))?,
        ])
    });
    Batches::new(OutputTable::Population, columns)
}

/// By engagement: whether it has a worker-period, and whether a counted transfer pays it.
fn of_engagements(reconciliation: &Reconciliation) -> (Vec<bool>, Vec<bool>) {
    let keyed = &reconciliation.keyed;
    let mut has_period = vec![false; keyed.engagements.len()];
    let mut is_paid = has_period.clone();
    for chunk in &reconciliation.chunks {
        chunk.periods.engagement.iter().for_each(|own| has_period[own.index()] = true);
        chunk.allocations.engagement.iter().for_each(|own| is_paid[own.index()] = true);
    }
    let transfers = &keyed.transfers;
    for place in 0..transfers.len() {
        let is_something = transfers.amount_fen[place] > transfers.taken_back_fen[place];
        if let Some(own) = transfers.engagement[place].get()
            && transfers.fate[place] == Fate::Counted
            && is_something
        {
            is_paid[own.index()] = true;
        }
    }
    (has_period, is_paid)
}
