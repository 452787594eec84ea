//! The transfers of a statement, and where each fen of them went.

use super::gather::{name, name_or_none};
use super::statement::{AllocationLine, TransferLine};
use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::basics::ids::EngagementId;
use crate::basics::money::Fen;
use crate::intake::transfers::Fate;
use crate::reconciliation::{Chunk, Reconciliation};

/// What the transfers shown pay of the period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Paid {
    /// All together, in fen.
    pub(super) paid_fen: i64,
    /// By day of payment.
    parts: Vec<(Day, i64)>,
}

impl Paid {
    /// What came on or before `day`, in fen.
    pub(super) fn on_or_before(&self, day: Day) -> i128 {
        let parts = self.parts.iter().filter(|(paid_day, _)| *paid_day <= day);
        parts.map(|&(_, fen)| i128::from(fen)).sum()
    }
}

/// Every transfer that pays the period or is the worker's and no other project's, by day and id;
/// and what they pay.
pub(super) fn transfers(
    run: &Reconciliation,
    chunk: &Chunk,
    engagement: EngagementId,
    month: Month,
) -> Result<(Vec<TransferLine>, Paid)> {
    let table = &run.keyed.transfers;
    let engagements = &run.keyed.engagements;
    let (worker, project) =
        (engagements.worker[engagement.index()], engagements.project[engagement.index()]);
    let own = (0..table.len()).filter(|&row| {
        let is_here = table.project[row].get().is_none_or(|other| other == project);
        // One that no rule takes belongs to no other project's statement.
        table.worker[row] == worker && (is_here || table.fate[row] == Fate::Unmatched)
    });
    let mut rows: Vec<usize> = own.collect();
    rows.sort_by_key(|&row| (table.paid_day[row], row));
    let mut paid = Paid::default();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let (allocations, allocated_fen) =
            allocations(run, chunk, row, (engagement, month), &mut paid)?;
        balanced(run, row, allocated_fen)?;
        let names = &run.keyed.names;
        lines.push(TransferLine {
            transfer_id: name(&names.transfers, table.id[row].0),
            row: table.row[row],
            paid_date: table.paid_day[row].to_string(),
            amount: Fen(table.amount_fen[row]).to_string(),
            fate: table.fate[row].word(),
            match_rule: table.rule[row].word(),
            project_id: name_or_none(&names.projects, table.project[row].0),
            named_period: table.named_month[row].map(|month| month.to_string()),
            allocations,
            advance: Fen(table.advance_fen[row]).to_string(),
            taken_back: Fen(table.taken_back_fen[row]).to_string(),
            set_aside: Fen(table.set_aside_fen(row)).to_string(),
        });
    }
    Ok((lines, paid))
}

/// What the transfer at `row` pays, in the order in which it did, and the sum.
fn allocations(
    run: &Reconciliation,
    chunk: &Chunk,
    row: usize,
    here: (EngagementId, Month),
    paid: &mut Paid,
) -> Result<(Vec<AllocationLine>, i64)> {
    let table = &chunk.allocations;
    let mut lines = Vec::new();
    let mut allocated_fen = 0_i64;
    for place in (0..table.transfer.len()).filter(|&place| table.transfer[place] as usize == row) {
        let engagement = table.engagement[place];
        let amount_fen = table.amount_fen[place];
        let is_here = (engagement, table.month[place]) == here;
        allocated_fen = allocated_fen.checked_add(amount_fen).ok_or(OVERFLOW)?;
        if is_here {
            paid.paid_fen = paid.paid_fen.checked_add(amount_fen).ok_or(OVERFLOW)?;
            paid.parts.push((run.keyed.transfers.paid_day[row], amount_fen));
        }
        let project = run.keyed.engagements.project[engagement.index()];
        lines.push(AllocationLine {
            project_id: name(&run.keyed.names.projects, project.0),
            period: table.month[place].to_string(),
            pass: table.pass[place].word(),
            amount: Fen(amount_fen).to_string(),
            is_here,
        });
    }
    Ok((lines, allocated_fen))
}

/// What a transfer pays, period by period, and the sum; it is about no period of its own.
pub(super) fn allocations_of(
    run: &Reconciliation,
    row: usize,
) -> Result<(Vec<AllocationLine>, i64)> {
    let nowhere = (EngagementId::NONE, Month(i32::MIN));
    let mut lines = Vec::new();
    let mut allocated_fen = 0_i64;
    for chunk in &run.chunks {
        let (own, fen) = allocations(run, chunk, row, nowhere, &mut Paid::default())?;
        lines.extend(own);
        allocated_fen = allocated_fen.checked_add(fen).ok_or(OVERFLOW)?;
    }
    balanced(run, row, allocated_fen)?;
    Ok((lines, allocated_fen))
}

/// A sum that does not fit.
const OVERFLOW: Error = Error::AmountOverflow { what: "transfers of an explanation" };

/// An error where a transfer's parts are not the whole of it.
fn balanced(run: &Reconciliation, row: usize, allocated_fen: i64) -> Result<()> {
    let table = &run.keyed.transfers;
    let parts = i128::from(allocated_fen)
        + i128::from(table.advance_fen[row])
        + i128::from(table.taken_back_fen[row])
        + i128::from(table.set_aside_fen(row));
    let amount = i128::from(table.amount_fen[row]);
    if parts == amount {
        return Ok(());
    }
    let id = name(&run.keyed.names.transfers, table.id[row].0);
    let what = format!("explanation of transfer `{id}`: its parts are {parts} fen of {amount}");
    Err(Error::Unbalanced { what })
}
