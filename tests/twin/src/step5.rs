//! Steps 5 and 6, allocated and arrears: which month a payment pays, and what stays open.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::Book;
use crate::policy::Policy;
use crate::punches::Key;
use crate::step2::World;
use crate::step3::{Periods, WorkerPeriod};
use crate::step4::Transfer;

/// A part of a transfer that pays a worker-period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// Its id.
    pub transfer: String,
    /// Worker and project.
    pub key: Key,
    /// Month.
    pub month: i128,
    /// `named` or `oldest`.
    pub pass: &'static str,
    /// The day of the transfer.
    pub paid_date: i128,
    /// Fen.
    pub amount: i128,
}

/// Lets every counted transfer pay, worker by worker in order of day and id.
pub fn allocate(
    world: &World,
    transfers: &mut [Transfer],
    periods: &mut Periods,
) -> Vec<Allocation> {
    transfers.sort_by_key(|transfer| {
        let record = &transfer.record;
        (transfer.worker.clone(), record.value("paid_date"), record.id("transfer_id"))
    });
    let mut of_worker: BTreeMap<String, Vec<(Key, i128)>> = BTreeMap::new();
    for place in periods.keys() {
        of_worker.entry(place.0.0.clone()).or_default().push(place.clone());
    }
    let mut allocations = Vec::new();
    for transfer in transfers.iter_mut().filter(|transfer| transfer.fate == "counted") {
        let worker = transfer.worker.clone().unwrap_or_default();
        let of_worker = of_worker.get(&worker).map_or(&[][..], Vec::as_slice);
        let is_payable = |place: &&(Key, i128)| transfer.pays.contains(&place.0);
        let mut places: Vec<(Key, i128)> = of_worker.iter().filter(is_payable).cloned().collect();
        places.sort_by_key(|(key, month)| {
            let due_date = periods.get(&(key.clone(), *month)).map(|period| period.due_date);
            (due_date, *month, key.1.clone())
        });
        let named = named_month(world, transfer);
        let first = places.iter().filter(|(_, month)| Some(*month) == named);
        for place in first {
            pay(transfer, place, "named", periods, &mut allocations);
        }
        for place in &places {
            pay(transfer, place, "oldest", periods, &mut allocations);
        }
        transfer.advance = transfer.to_pay() - transfer.allocated;
    }
    allocations
}

/// The month the transfer names, else the only one its sheet has for the engagements.
pub fn named_month(world: &World, transfer: &Transfer) -> Option<i128> {
    if let Some(month) = transfer.record.number("period") {
        return Some(month);
    }
    let sheet = transfer.record.text("payroll_id")?;
    let mut months = BTreeSet::new();
    for key in &transfer.pays {
        for (month, lines) in world.payroll.get(key).into_iter().flatten() {
            let is_of_sheet = |line: &&crate::step1::Record| {
                line.text("payroll_id") == Some(sheet) && !line.is("is_back_pay")
            };
            if lines.iter().any(|line| is_of_sheet(&line)) {
                months.insert(*month);
            }
        }
    }
    if months.len() == 1 { months.into_iter().next() } else { None }
}

fn pay(
    transfer: &mut Transfer,
    place: &(Key, i128),
    pass: &'static str,
    periods: &mut Periods,
    allocations: &mut Vec<Allocation>,
) {
    let Some(period) = periods.get_mut(place) else { return };
    let amount = period.open().min(transfer.to_pay() - transfer.allocated);
    if amount <= 0 {
        return;
    }
    let paid_date = transfer.record.value("paid_date");
    period.paid += amount;
    period.last_paid = period.last_paid.max(Some(paid_date));
    if paid_date <= period.due_date {
        period.paid_on_time += amount;
    }
    transfer.allocated += amount;
    allocations.push(Allocation {
        transfer: transfer.record.id("transfer_id"),
        key: place.0.clone(),
        month: place.1,
        pass,
        paid_date,
        amount,
    });
}

/// What is overdue, in fen.
pub fn arrears(period: &WorkerPeriod, as_of: i128) -> i128 {
    if as_of > period.due_date { period.open() } else { 0 }
}

/// What is open but not overdue, in fen.
pub fn not_yet_due(period: &WorkerPeriod, as_of: i128) -> i128 {
    period.open() - arrears(period, as_of)
}

/// Days since the due date, where there are arrears.
pub fn overdue_days(period: &WorkerPeriod, as_of: i128) -> Option<i128> {
    (arrears(period, as_of) > 0).then(|| as_of - period.due_date)
}

/// `1-30`, `31-90`, …, `over_365`.
pub fn age_bracket(overdue_days: i128, policy: &Policy) -> String {
    let mut first = 1;
    for last in &policy.brackets_days {
        if overdue_days <= *last {
            return format!("{first}-{last}");
        }
        first = last + 1;
    }
    format!("over_{}", first - 1)
}

/// Checks that every fen due and every fen sent is accounted for.
pub fn balance(
    periods: &Periods,
    transfers: &[Transfer],
    allocations: &[Allocation],
    book: &Book,
) -> Result<(), String> {
    let paid: i128 = periods.values().map(|period| period.paid).sum();
    let allocated: i128 = allocations.iter().map(|allocation| allocation.amount).sum();
    let ends = |t: &Transfer| t.allocated + t.advance + t.taken_back + t.set_aside;
    let is_whole = transfers.iter().all(|transfer| transfer.amount == ends(transfer));
    let is_open = periods.values().all(|period| period.paid >= 0 && period.open() >= 0);
    let mut rows: BTreeMap<&str, i128> = BTreeMap::new();
    for ((table, code), count) in &book.rows {
        *rows.entry(table).or_default() += if code == "read" { *count } else { -count };
    }
    let is_counted = rows.values().all(|difference| *difference == 0);
    if paid == allocated && is_whole && is_open && is_counted {
        Ok(())
    } else {
        Err(format!("the accounts do not balance: {rows:?}"))
    }
}
