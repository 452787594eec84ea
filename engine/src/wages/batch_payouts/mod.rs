//! One debit of a wage account against the lines of a payroll sheet (step 4.4).
//!
//! | Function | Purpose |
//! | --- | --- |
//! | [`batch_payouts()`] | which debits are which lines: one way, several, none, or not decided |
//! | [`subsets`] | sets of amounts that sum exactly to another |

pub mod subsets;

mod open_lines;
mod together;

use crate::basics::error::{Error, Result};
use crate::basics::ids::{EngagementId, WorkerId};
use crate::basics::policy::BatchPayoutRules;
use crate::intake::batch_debits::{BatchDebit, BatchPayment};
use crate::intake::keyed::Keyed;
use open_lines::OpenLines;
use together::{Decision, Search, Wanted};

/// Solutions are counted to so many; then there are more.
pub const MORE_SOLUTIONS: u32 = 1000;

/// Whether lines make a payout, and in how many ways.
///
/// Example: [`batch_payouts()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// In one way: it pays.
    Unique,
    /// In several.
    Alternatives,
    /// In none.
    Impossible,
    /// The steps of the policy did not suffice to tell.
    Undecided,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 4] =
        [Self::Unique, Self::Alternatives, Self::Impossible, Self::Undecided];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unique => "unique",
            Self::Alternatives => "alternatives",
            Self::Impossible => "impossible",
            Self::Undecided => "undecided",
        }
    }
}

/// A payout: the debits of one account and day that name the same.
///
/// Example: [`batch_payouts()`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout {
    /// The first of its debits: place in [`Keyed::batch_debits`].
    pub debit: u32,
    /// Sum of its debits in fen.
    pub amount_fen: i64,
    /// Projects of the open lines that it may pay.
    pub projects: u32,
    /// Open lines that it may pay.
    pub lines: u32,
    /// What is open of them, in fen.
    pub open_fen: i64,
    /// Whether lines make it.
    pub outcome: Outcome,
    /// In how many ways, [`MORE_SOLUTIONS`] + 1 for more; `None` where not decided.
    pub solutions: Option<u32>,
    /// Whether it was decided with other payouts that want the same lines.
    pub is_together: bool,
    /// Steps of work it took.
    pub steps: u64,
}

impl Payout {
    /// By how much it is above what is open of its lines, in fen; below zero where it is less.
    #[must_use]
    pub const fn difference_fen(&self) -> i64 {
        self.amount_fen - self.open_fen
    }
}

/// What a payout may pay, or pays, to a worker.
///
/// Example: [`batch_payouts()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PayoutWorker {
    /// Place in [`BatchPayouts::payouts`].
    pub payout: u32,
    /// The worker.
    pub worker: WorkerId,
    /// The least of all solutions, in fen.
    pub least_fen: i64,
    /// The most of all solutions, in fen; above zero.
    pub most_fen: i64,
}

/// Batch payouts, who they may be for, and what the unique ones pay.
///
/// Example: [`batch_payouts()`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchPayouts {
    /// In the order of their first debits.
    pub payouts: Vec<Payout>,
    /// The payout of each debit.
    pub payout_of_debit: Vec<u32>,
    /// By payout, worker; those who may have nothing in every solution are left out.
    pub workers: Vec<PayoutWorker>,
    /// What unique payouts pay, by payout, worker, project and month.
    pub payments: Vec<BatchPayment>,
}

/// Lays every debit for wages without transfers of its own against payroll lines.
///
/// Step 4.4. In: [`Keyed::batch_debits`], payroll lines and counted transfers. Out: whether each
/// debit is a sum of whole lines, in how many ways, and what those pay that are it in one way only.
///
/// Basis: Decree 724 Art. 26, 27 and 31: wages are paid from the wage account by the payroll sheet,
/// and the bank's voucher proves it. Choice: only what can be read in one way is a payment; see
/// `docs/choices.md` 120 to 129.
///
/// Holds: no line is paid twice; the lines of a unique payout sum exactly to its debits.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where debits of a day, or open lines, do not fit in 64 bits of fen.
///
/// # Example
///
/// One debit of 9,000.00 for a sheet of two workers:
///
/// ```
/// use anxin::intake::take_in::take_in;
/// use anxin::wages::batch_payouts::{Outcome, batch_payouts};
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
///
/// let csv = |name, text: &'static str| Source::bytes(name, Format::Csv, text.into());
/// let sheet = "payroll_id,worker_id,project_id,period,net\n\
///              S1,W1,P1,2025-03,5000.00\nS1,W2,P1,2025-03,4000.00\n";
/// let debit = "entry_id,wage_account,entry_date,direction,amount,purpose,payroll_id\n\
///              E1,6222001,2025-04-20,debit,9000.00,wage,S1\n";
/// let inputs = Inputs::default()
///     .with(TableName::Payroll, csv("payroll.csv", sheet))
///     .with(TableName::AccountEntries, csv("account_entries.csv", debit));
/// let (policy, as_of) = (Policy::default(), Day::from_ymd(2025, 12, 31).unwrap());
/// let keyed = take_in(&inputs, &policy, as_of, 1, &|_, _| Ok(()))?.keyed;
///
/// let found = batch_payouts(&keyed, policy.batch_payouts)?;
/// assert_eq!(found.payouts[0].outcome, Outcome::Unique);
/// assert_eq!(found.payments.iter().map(|paid| paid.amount_fen).sum::<i64>(), 9_000_00);
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn batch_payouts(keyed: &Keyed, rules: BatchPayoutRules) -> Result<BatchPayouts> {
    let debits = &keyed.batch_debits;
    if debits.is_empty() {
        return Ok(BatchPayouts::default());
    }
    let (wanted, payout_of_debit) = wanted(debits)?;
    let open = OpenLines::new(keyed, rules.window_days);
    let mut payouts: Vec<Payout> = wanted.iter().map(|own| payout(own, debits)).collect();
    let mut search = Search::new(&open, &wanted, rules.steps);
    for together in components(&open, &wanted, &mut payouts, keyed.projects.len())? {
        search.decide(&together);
    }
    let mut all = BatchPayouts { payouts, payout_of_debit, ..BatchPayouts::default() };
    for (place, decision) in search.into_decisions().into_iter().enumerate() {
        all.note(place, &decision, &open);
    }
    Ok(all)
}

/// A sum that does not fit.
const OVERFLOW: Error = Error::AmountOverflow { what: "debits of a day or lines of a payout" };

/// Debits put together: those of one account and day that name the same sheet, project and other
/// side are one payout. Beside: the payout of each debit.
fn wanted(debits: &[BatchDebit]) -> Result<(Vec<Wanted<'_>>, Vec<u32>)> {
    let key = |place: &u32| {
        let debit = &debits[*place as usize];
        let names = (debit.sheet, debit.project, debit.counter_account);
        (debit.account, debit.entry_day, names, *place)
    };
    let mut order: Vec<u32> = (0_u32..).zip(debits).map(|(place, _)| place).collect();
    order.sort_unstable_by_key(key);
    let same = |a: &u32, b: &u32| {
        let ((account, day, names, _), other) = (key(a), key(b));
        (account, day, names) == (other.0, other.1, other.2)
    };
    let mut groups: Vec<&[u32]> = order.chunk_by(same).collect();
    groups.sort_unstable_by_key(|group| group[0]);
    let mut payout_of_debit = vec![0_u32; debits.len()];
    let wanted = (0_u32..).zip(groups).map(|(payout, group)| {
        let amounts = group.iter().map(|&place| {
            payout_of_debit[place as usize] = payout;
            debits[place as usize].amount_fen
        });
        let mut amounts_fen: Vec<i64> = amounts.collect();
        amounts_fen.sort_unstable_by(|a, b| b.cmp(a));
        let amount_fen = sum(amounts_fen.iter().copied())?;
        Ok(Wanted { first: &debits[group[0] as usize], amounts_fen, amount_fen })
    });
    let wanted = wanted.collect::<Result<_>>()?;
    Ok((wanted, payout_of_debit))
}

fn sum(mut amounts: impl Iterator<Item = i64>) -> Result<i64> {
    amounts.try_fold(0_i64, i64::checked_add).ok_or(OVERFLOW)
}

/// A payout of which nothing is found yet.
fn payout(wanted: &Wanted<'_>, debits: &[BatchDebit]) -> Payout {
    let debit = debits.partition_point(|debit| debit.entry < wanted.first.entry);
    Payout {
        debit: u32::try_from(debit).unwrap_or(u32::MAX),
        amount_fen: wanted.amount_fen,
        projects: 0,
        lines: 0,
        open_fen: 0,
        outcome: Outcome::Undecided,
        solutions: None,
        is_together: false,
        steps: 0,
    }
}

/// Payouts whose lines are on the same projects, in one way or another; notes how many lines each
/// may pay.
fn components(
    open: &OpenLines<'_>,
    wanted: &[Wanted<'_>],
    payouts: &mut [Payout],
    projects: usize,
) -> Result<Vec<Vec<usize>>> {
    let mut group: Vec<usize> = (0..projects).collect();
    let mut first = vec![usize::MAX; wanted.len()];
    let mut lines = Vec::new();
    for (place, own) in wanted.iter().enumerate() {
        open.of(own.first, &mut lines);
        payouts[place].lines = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        payouts[place].open_fen = sum(lines.iter().map(|line| line.1))?;
        let mut own: Vec<usize> = lines.iter().map(|line| open.project(line.0).index()).collect();
        own.sort_unstable();
        own.dedup();
        payouts[place].projects = u32::try_from(own.len()).unwrap_or(u32::MAX);
        for project in own {
            if first[place] == usize::MAX {
                first[place] = project;
            }
            let (a, b) = (root(&mut group, first[place]), root(&mut group, project));
            group[a.max(b)] = a.min(b);
        }
    }
    let mut all: Vec<(usize, usize)> = (0..wanted.len())
        .map(|place| match first[place] {
            // Without lines it meets nobody.
            usize::MAX => (usize::MAX, place),
            project => (root(&mut group, project), place),
        })
        .collect();
    all.sort_unstable();
    let same = |a: &(usize, usize), b: &(usize, usize)| a.0 == b.0 && a.0 != usize::MAX;
    Ok(all.chunk_by(same).map(|own| own.iter().map(|own| own.1).collect()).collect())
}

/// The first project of a group.
fn root(group: &mut [usize], mut place: usize) -> usize {
    while group[place] != place {
        group[place] = group[group[place]];
        place = group[place];
    }
    place
}

impl BatchPayouts {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.payouts.is_empty()
    }

    /// Takes over what was found of a payout.
    fn note(&mut self, place: usize, decision: &Decision, open: &OpenLines<'_>) {
        let number = u32::try_from(place).unwrap_or(u32::MAX);
        let payout = &mut self.payouts[place];
        payout.outcome = decision.outcome;
        payout.solutions = decision.solutions;
        payout.is_together = decision.is_together;
        payout.steps = decision.steps.taken();
        let debit = payout.debit;
        let known = matches!(decision.outcome, Outcome::Unique | Outcome::Alternatives);
        let ranges = decision.ranges.iter().filter(|_| known);
        self.workers.extend(ranges.map(|&(worker, least_fen, most_fen)| PayoutWorker {
            payout: number,
            worker,
            least_fen,
            most_fen,
        }));
        if decision.outcome != Outcome::Unique {
            return;
        }
        let mut before: Option<(EngagementId, _)> = None;
        for &(line, amount_fen) in &decision.lines {
            let effect = open.effect(line);
            match self.payments.last_mut().filter(|_| before == Some(effect)) {
                Some(last) => last.amount_fen += amount_fen,
                None => self.payments.push(BatchPayment {
                    debit,
                    engagement: effect.0,
                    named_month: effect.1,
                    amount_fen,
                }),
            }
            before = Some(effect);
        }
    }
}

#[cfg(test)]
mod large_tests;
#[cfg(test)]
mod tests;
