//! `wage_lines`, with `--detail`: how each contract's wage of a period came about.

use std::ops::Range;

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::error::Result;
use crate::intake::terms::{Engagements, PayBasis};
use crate::reconciliation::Reconciliation;
use crate::wages::due::rules;
use crate::wages::wage_lines::{WageLines, wage_lines};

/// The columns.
pub(super) const COLUMNS: &[Column] = &[
    Column::new("worker_id", Kind::Id, "The worker."),
    Column::new("project_id", Kind::Id, "The project."),
    Column::new("period", Kind::Period, "The wage month."),
    Column::new("contract_id", Kind::Id, "The contract."),
    Column::new("pay_basis", Kind::Code, "What its rate is for."),
    Column::new("rate", Kind::Ratio, "Its wage rate, in yuan per hour, day, month or piece."),
    Column::new(
        "weighted_minutes",
        Kind::Count,
        "Weighted minutes in percent-minutes: minutes × 100 at the plain rate; 0 for pieces.",
    ),
    Column::new(
        "overtime_minutes",
        Kind::Count,
        "Of `weighted_minutes`, what goes beyond plain minutes of workdays, in percent-minutes.",
    ),
    Column::or_null(
        "absence_minutes",
        Kind::Count,
        "Minutes absent from the month's workdays; null where a monthly wage was not cut for them.",
    ),
    Column::new(
        "numerator",
        Kind::Whole,
        "The exact wage in fen is `numerator` ÷ `denominator`, in lowest terms.",
    ),
    Column::new("denominator", Kind::Whole, "Above zero."),
    Column::new("wage", Kind::Money, "The wage in yuan, rounded once, half up."),
];

/// What the rows are sorted by; then by the start of the contract.
pub(super) const SORT_KEY: &[&str] = &["worker_id", "project_id", "period", "contract_id"];

/// Engagements whose lines are made at a time.
const ENGAGEMENTS: usize = 4096;

/// Bases in the order of the keys.
const BASES: [PayBasis; 4] =
    [PayBasis::Hourly, PayBasis::Daily, PayBasis::Monthly, PayBasis::Piece];

/// What every batch needs.
struct Shared<'a> {
    engagements: &'a Engagements,
    workers: NameColumn<'a>,
    projects: NameColumn<'a>,
    contracts: NameColumn<'a>,
    bases: Words,
}

/// The batches, made by the stage functions themselves.
pub(super) fn batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let keyed = &reconciliation.keyed;
    let shared = Shared {
        engagements: &keyed.engagements,
        workers: NameColumn::new(&keyed.names.workers),
        projects: NameColumn::new(&keyed.names.projects),
        contracts: NameColumn::new(&keyed.names.contracts),
        bases: Words::new(BASES.iter().map(|basis| basis.word())),
    };
    let rules =
        rules(keyed, &reconciliation.policy, &reconciliation.calendar, reconciliation.as_of);
    let count = keyed.engagements.len();
    let starts = (0..count).step_by(ENGAGEMENTS);
    let batches = starts.flat_map(move |start| {
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        let engagements = number(start)..number(count.min(start + ENGAGEMENTS));
        match wage_lines(keyed, engagements, &rules) {
            Ok(lines) => ranges(lines.len()).map(|rows| columns(&shared, &lines, &rows)).collect(),
            Err(error) => vec![Err(error)],
        }
    });
    Batches::new(OutputTable::WageLines, batches)
}

/// The columns of one batch.
fn columns(shared: &Shared<'_>, lines: &WageLines, rows: &Range<usize>) -> Result<Vec<ArrayRef>> {
    let engagement = || lines.engagement[rows.clone()].iter().map(|engagement| engagement.index());
    let basis = |basis: &PayBasis| BASES.iter().position(|known| known == basis);
    let rate = |rate_e4: &i64| Some(i128::from(*rate_e4));
    Ok(vec![
        shared.workers.array(engagement().map(|place| shared.engagements.worker[place].0))?,
        shared.projects.array(engagement().map(|place| shared.engagements.project[place].0))?,
        arrays::months(lines.month[rows.clone()].iter().map(|&month| Some(month))),
        shared.contracts.array(lines.contract[rows.clone()].iter().map(|contract| contract.0))?,
        shared.bases.array(lines.pay_basis[rows.clone()].iter().map(basis))?,
        arrays::ratio(lines.rate_e4[rows.clone()].iter().map(rate), "rate of a wage line")?,
        arrays::counts(lines.weighted_minutes[rows.clone()].iter().copied()),
        arrays::counts(lines.overtime_minutes[rows.clone()].iter().copied()),
        arrays::counts_or_null(lines.absence_minutes[rows.clone()].iter().copied()),
        arrays::whole(lines.numerator[rows.clone()].iter().copied(), "wage of a wage line")?,
        arrays::whole(lines.denominator[rows.clone()].iter().copied(), "wage of a wage line")?,
        arrays::money(lines.wage_fen[rows.clone()].iter().copied(), "wage of a wage line")?,
    ])
}
