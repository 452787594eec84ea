//! Which month a payment pays (step 5).

use super::allocations::{Allocations, Pass};
use super::worker_periods::WorkerPeriods;
use crate::basics::day::{Day, Month};
use crate::basics::ids::EngagementId;
use crate::intake::keyed::Keyed;

/// Room for the work on one worker, kept from one to the next.
///
/// Example: [`allocated()`].
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// The worker's rows in the order in which debts are paid.
    order: Vec<u32>,
}

/// Allocates a worker's transfers to his periods, oldest debt first.
///
/// Step 5. In: the rows `first_row..` of `periods`, which are the worker's, and his counted
/// transfers in the order of (`paid_date`, `transfer_id`). Out: `paid_fen`, `paid_on_time_fen` and
/// `settled_day` of those rows, one line of `allocations` per transfer and period, and in
/// `advances` what a transfer could not place, with the transfer's position.
///
/// Basis: Civil Code Art. 560: a payment without purpose settles the debt that fell due first.
/// Choice: of equal due dates the earlier period, then the smaller project; what nothing can take
/// is an advance.
///
/// Holds: no period is paid beyond its due; allocations and advances of a transfer add up to what
/// it pays.
///
/// # Example
///
/// ```
/// use anxin::basics::ids::EngagementId;
/// use anxin::intake::take_in::take_in;
/// use anxin::wages::allocated::{Payment, Scratch, allocated};
/// use anxin::wages::allocations::{Allocations, Pass};
/// use anxin::wages::due::{DueNotes, due, rules};
/// use anxin::wages::worker_periods::WorkerPeriods;
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
///
/// let csv = |name, text: &'static str| Source::bytes(name, Format::Csv, text.into());
/// let sheet = "payroll_id,worker_id,project_id,period,net,confirmed\n\
///              S1,W1,P1,2025-03,4000.00,true\nS2,W1,P1,2025-04,4000.00,true\n";
/// let paid = "transfer_id,amount,paid_date,status,worker_id\n\
///             T1,5000.00,2025-05-20,settled,W1\n";
/// let inputs = Inputs::default()
///     .with(TableName::Payroll, csv("payroll.csv", sheet))
///     .with(TableName::Transfers, csv("transfers.csv", paid));
/// let (policy, as_of) = (Policy::default(), Day::from_ymd(2025, 12, 31).unwrap());
/// let taken = take_in(&inputs, &policy, as_of, 1, &|_, _| Ok(()))?;
/// let (mut periods, mut notes) = (WorkerPeriods::default(), DueNotes::default());
/// let rules = rules(&taken.keyed, &policy, &taken.calendar, as_of);
/// due(&taken.keyed, EngagementId(0), &rules, &mut periods, &mut notes)?;
///
/// let (mut lines, mut advances) = (Allocations::default(), Vec::new());
/// let payments = [Payment::of(&taken.keyed, 0)];
/// let scratch = &mut Scratch::default();
/// allocated(&payments, 0, &mut periods, &mut lines, &mut advances, scratch);
/// assert_eq!(periods.paid_fen, [4_000_00, 1_000_00]); // the oldest debt first
/// assert_eq!((lines.pass[0], lines.amount_fen[1]), (Pass::Oldest, 1_000_00));
/// assert_eq!(lines.pass[0].word(), "oldest");
/// assert!(advances.is_empty());
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn allocated(
    payments: &[Payment],
    first_row: usize,
    periods: &mut WorkerPeriods,
    allocations: &mut Allocations,
    advances: &mut Vec<(u32, i64)>,
    scratch: &mut Scratch,
) {
    if payments.is_empty() {
        return;
    }
    let Scratch { order } = scratch;
    oldest_first(periods, first_row, order);
    let mut first_open = 0;
    for &(mut payment) in payments {
        if let Some(month) = payment.named_month {
            for &row in order.iter() {
                if periods.month[row as usize] == month {
                    payment.pay(row as usize, Pass::Named, periods, allocations);
                }
            }
        }
        for &row in &order[first_open..] {
            if payment.left_fen == 0 {
                break;
            }
            payment.pay(row as usize, Pass::Oldest, periods, allocations);
        }
        if payment.left_fen > 0 {
            advances.push((payment.transfer, payment.left_fen));
        }
        while order.get(first_open).is_some_and(|&row| is_paid(periods, row as usize)) {
            first_open += 1;
        }
    }
}

/// Whether nothing is left to pay at `row`.
fn is_paid(periods: &WorkerPeriods, row: usize) -> bool {
    periods.paid_fen[row] == periods.due_fen[row]
}

/// The rows from `first_row` in the order of (`due_date`, `period`, `project`).
fn oldest_first(periods: &WorkerPeriods, first_row: usize, order: &mut Vec<u32>) {
    order.clear();
    order.extend((first_row..periods.len()).map(|row| u32::try_from(row).unwrap_or(u32::MAX)));
    // Engagements of a worker are numbered in the order of their projects.
    let key = |row: &u32| {
        let row = *row as usize;
        (periods.due_day[row], periods.month[row], periods.engagement[row])
    };
    if !order.is_sorted_by_key(key) {
        order.sort_unstable_by_key(key);
    }
}

/// A counted transfer, and what is left of it while it is being spent.
///
/// Example: [`allocated()`].
#[derive(Clone, Copy, Debug)]
pub struct Payment {
    transfer: u32,
    paid_day: Day,
    engagement: EngagementId,
    named_month: Option<Month>,
    left_fen: i64,
}

impl Payment {
    /// A transfer by its position in the table, of which nothing is spent.
    #[must_use]
    pub fn of(keyed: &Keyed, transfer: u32) -> Self {
        let (table, place) = (&keyed.transfers, transfer as usize);
        Self {
            transfer,
            paid_day: table.paid_day[place],
            engagement: table.engagement[place],
            named_month: table.named_month[place],
            left_fen: table.amount_fen[place] - table.taken_back_fen[place],
        }
    }

    /// Pays what `row` still needs, if the transfer may pay it.
    fn pay(
        &mut self,
        row: usize,
        pass: Pass,
        periods: &mut WorkerPeriods,
        allocations: &mut Allocations,
    ) {
        let engagement = periods.engagement[row];
        if self.engagement.is_some() && self.engagement != engagement {
            return;
        }
        let open_fen = periods.due_fen[row] - periods.paid_fen[row];
        let amount_fen = open_fen.min(self.left_fen);
        if amount_fen == 0 {
            return;
        }
        self.left_fen -= amount_fen;
        periods.paid_fen[row] += amount_fen;
        if self.paid_day <= periods.due_day[row] {
            periods.paid_on_time_fen[row] += amount_fen;
        }
        // Transfers come in the order of their days: the last one to pay is the latest.
        if amount_fen == open_fen {
            periods.settled_day[row] = self.paid_day;
        }
        allocations.transfer.push(self.transfer);
        allocations.engagement.push(engagement);
        allocations.month.push(periods.month[row]);
        allocations.pass.push(pass);
        allocations.amount_fen.push(amount_fen);
    }
}
