//! `deposit_status`, one row a deposit, and `deposit_days`, one row a step of a project's deposit.

use arrow_array::ArrayRef;

use super::arrays::{self, NameColumn, Words};
use super::{Batches, Column, Kind, OutputTable, ranges};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::policy::DepositKind;
use crate::intake::facts::{Deposit, DepositScope};
use crate::intake::keyed::Keyed;
use crate::oversight::deposit::in_time::{DepositSpan, DepositStatus, Timeliness};
use crate::oversight::deposit::rate::ratio_e4;
use crate::reconciliation::Reconciliation;

/// The columns of `deposit_status`.
pub(super) const STATUS_COLUMNS: &[Column] = &[
    Column::new("deposit_id", Kind::Id, "The deposit, guarantee or fund."),
    Column::new("kind", Kind::Code, "What it is."),
    Column::or_null("project_id", Kind::Id, "The project it stands for; null for others."),
    Column::or_null(
        "contractor_id",
        Kind::Id,
        "The contractor it stands for; null where for a project or region.",
    ),
    Column::new("amount", Kind::Money, "Its amount in yuan."),
    Column::new("available", Kind::Money, "What it is worth on `as_of`, in yuan."),
    Column::or_null("valid_from", Kind::Date, "First day it counts; null: always."),
    Column::or_null("valid_to", Kind::Date, "Last day it counts; null: open."),
    Column::new("is_expired", Kind::Bool, "Whether its last day has passed."),
    Column::or_null("left_days", Kind::Count, "Days to its last day; null where open or passed."),
    Column::new("is_expiring", Kind::Bool, "Whether it ends soon while the works go on."),
    Column::or_null(
        "is_too_short",
        Kind::Bool,
        "Whether a guarantee ends before the works or within a year; null for other kinds.",
    ),
    Column::new("drawn", Kind::Money, "What was drawn by `as_of`, in yuan."),
    Column::or_null("drawn_date", Kind::Date, "When; null where not known or nothing was drawn."),
    Column::or_null("top_up_deadline", Kind::Date, "Last day for the top-up."),
    Column::or_null("top_up", Kind::Code, "Whether it was topped up; null where not drawn."),
    Column::or_null(
        "topped_up_date",
        Kind::Date,
        "First day from the draw on which every project it stands for has enough.",
    ),
];

/// The columns of `deposit_days`.
pub(super) const DAYS_COLUMNS: &[Column] = &[
    Column::new("project_id", Kind::Id, "The project."),
    Column::new("from_date", Kind::Date, "First day of the step."),
    Column::new("to_date", Kind::Date, "Last day of the step."),
    Column::new("held", Kind::Money, "Wage deposit held on each of its days, in yuan."),
    Column::new("required", Kind::Money, "Wage deposit required, in yuan; above zero."),
    Column::new("coverage", Kind::Ratio, "`held` ÷ `required`."),
];

const KINDS: [DepositKind; 6] = [
    DepositKind::Cash,
    DepositKind::BankGuarantee,
    DepositKind::InsuranceBond,
    DepositKind::OtherSecurity,
    DepositKind::PaymentGuarantee,
    DepositKind::EmergencyFund,
];

/// The batches of `deposit_status`.
pub(super) fn status_batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let keyed = &reconciliation.keyed;
    let names = &keyed.names;
    let columns = StatusColumns {
        deposits: NameColumn::new(&names.deposits),
        projects: NameColumn::new(&names.projects),
        contractors: NameColumn::new(&names.contractors),
        kinds: Words::new(KINDS.iter().map(|kind| kind.word())),
        top_ups: Words::new(Timeliness::ALL.iter().map(|status| status.word())),
        as_of: reconciliation.as_of,
    };
    let statuses = reconciliation.figures.deposits.deposit.as_slice();
    let batches =
        ranges(statuses.len()).map(move |range| columns.of(keyed, range.start, &statuses[range]));
    Batches::new(OutputTable::DepositStatus, batches)
}

/// What the columns of `deposit_status` are made with.
struct StatusColumns<'a> {
    deposits: NameColumn<'a>,
    projects: NameColumn<'a>,
    contractors: NameColumn<'a>,
    kinds: Words,
    top_ups: Words,
    as_of: Day,
}

impl StatusColumns<'_> {
    /// The columns of the rows from position `start`.
    fn of(&self, keyed: &Keyed, start: usize, statuses: &[DepositStatus]) -> Result<Vec<ArrayRef>> {
        let rows = &keyed.deposits[start..start + statuses.len()];
        let ids = &keyed.deposit_id[start..start + statuses.len()];
        let days = |day: fn(&Deposit) -> Option<Day>| {
            arrays::days(rows.iter().map(|row| day(row).unwrap_or(Day::NONE)))
        };
        let status_days = |day: fn(&DepositStatus) -> Option<Day>| {
            arrays::days(statuses.iter().map(|row| day(row).unwrap_or(Day::NONE)))
        };
        let bools =
            |yes: fn(&DepositStatus) -> Option<bool>| arrays::bools(statuses.iter().map(yes));
        let is_drawn =
            |row: &Deposit| row.drawn_fen > 0 && row.drawn_day.is_none_or(|day| day <= self.as_of);
        let drawn_fen = |row: &Deposit| if is_drawn(row) { row.drawn_fen } else { 0 };
        let drawn_day =
            |row: &Deposit| row.drawn_day.filter(|_| is_drawn(row)).unwrap_or(Day::NONE);
        let kind = |row: &Deposit| KINDS.iter().position(|&kind| kind == row.kind);
        let top_up = |row: &DepositStatus| {
            Timeliness::ALL.iter().position(|&status| Some(status) == row.top_up)
        };
        Ok(vec![
            self.deposits.array(ids.iter().map(|id| id.0))?,
            self.kinds.array(rows.iter().map(kind))?,
            self.projects.array(rows.iter().map(|row| match row.scope {
                DepositScope::Project(project) => project.0,
                _ => u32::MAX,
            }))?,
            self.contractors.array(rows.iter().map(|row| match row.scope {
                DepositScope::Contractor(contractor, _) => contractor.0,
                _ => u32::MAX,
            }))?,
            arrays::money(rows.iter().map(|row| row.amount_fen), "amount of a deposit")?,
            arrays::money(statuses.iter().map(|row| row.available_fen), "available of a deposit")?,
            days(|row| row.valid_from_day),
            days(|row| row.valid_to_day),
            bools(|row| Some(row.is_expired)),
            arrays::counts_or_null(statuses.iter().map(|row| row.left_days.map(i64::from))),
            bools(|row| Some(row.is_expiring)),
            bools(|row| row.is_too_short),
            arrays::money(rows.iter().map(drawn_fen), "drawn of a deposit")?,
            arrays::days(rows.iter().map(drawn_day)),
            status_days(|row| row.top_up_deadline_day),
            self.top_ups.array(statuses.iter().map(top_up))?,
            status_days(|row| row.topped_up_day),
        ])
    }
}

/// The batches of `deposit_days`.
pub(super) fn days_batches(reconciliation: &Reconciliation) -> Batches<'_> {
    let projects = NameColumn::new(&reconciliation.keyed.names.projects);
    let spans = reconciliation.figures.deposits.spans.as_slice();
    let columns = ranges(spans.len()).map(move |range| -> Result<Vec<ArrayRef>> {
        let rows: &[DepositSpan] = &spans[range];
        let coverage = rows
            .iter()
            .map(|row| ratio_e4(row.held_fen, row.required_fen))
            .collect::<Result<Vec<Option<i64>>>>()?;
        Ok(vec![
            projects.array(rows.iter().map(|row| row.project.0))?,
            arrays::days(rows.iter().map(|row| row.from_day)),
            arrays::days(rows.iter().map(|row| row.to_day)),
            arrays::money(rows.iter().map(|row| row.held_fen), "held of a step")?,
            arrays::money(rows.iter().map(|row| row.required_fen), "required of a step")?,
            arrays::ratio(
                coverage.into_iter().map(|coverage| coverage.map(i128::from)),
                "coverage of a step",
            )?,
        ])
    });
    Batches::new(OutputTable::DepositDays, columns)
}
