//! Transfers with their verdicts (step 4): what became of each, and whose it is.

use serde::{Deserialize, Serialize};

use crate::basics::day::{Day, Month};
use crate::basics::ids::{EngagementId, NameId, ProjectId, WorkerId};

/// Transfers that passed step 1, in the order of `transfer_id`, then canonical order, then
/// position; after step 4.4 also what batch payouts pay, one row a worker, project and month.
///
/// All columns have one length.
///
/// # Example
///
/// ```
/// use anxin::basics::ids::WorkerId;
/// use anxin::intake::take_in::take_in;
/// use anxin::intake::transfers::{Fate, MatchRule};
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
///
/// let csv = |name, text: &'static str| Source::bytes(name, Format::Csv, text.into());
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let paid = "transfer_id,amount,paid_date,status,worker_id\n\
///             T1,4000.00,2025-04-20,settled,W1\nT2,500.00,2025-04-20,pending,W1\n";
/// let inputs = Inputs::default()
///     .with(TableName::Payroll, csv("payroll.csv", sheet))
///     .with(TableName::Transfers, csv("transfers.csv", paid));
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let transfers = take_in(&inputs, &Policy::default(), as_of, 1, &|_, _| Ok(()))?.keyed.transfers;
///
/// assert_eq!(transfers.fate, [Fate::Counted, Fate::Pending]);
/// assert_eq!((transfers.rule[0], transfers.worker[0]), (MatchRule::WorkerOnly, WorkerId(0)));
/// assert_eq!((transfers.set_aside_fen(0), transfers.set_aside_fen(1)), (0, 500_00));
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transfers {
    /// Its id, a name of the space of transfers.
    pub id: Vec<NameId>,
    /// Row in the table as handed over; of a batch payout in the table of account entries.
    pub row: Vec<u32>,
    /// Amount in fen, zero or more (of a negative reversal the absolute amount).
    pub amount_fen: Vec<i64>,
    /// Day of payment.
    pub paid_day: Vec<Day>,
    /// Worker as in `transfer_fates`: matched, else as given.
    pub worker: Vec<WorkerId>,
    /// Project as in `transfer_fates`: matched (none of a split), else as given.
    pub project: Vec<ProjectId>,
    /// The engagement it is bound to; `NONE` for a split and for what does not count.
    pub engagement: Vec<EngagementId>,
    /// The period it names: its own, else the one its payroll sheet names; `None` where neither
    /// does.
    pub named_month: Vec<Option<Month>>,
    /// What became of it.
    pub fate: Vec<Fate>,
    /// By which rule it was matched.
    pub rule: Vec<MatchRule>,
    /// Engagements left by the rules, see `choices.md` 24; `u32::MAX` where matching was not asked.
    pub candidates: Vec<u32>,
    /// Taken back by reversals, in fen (of a reversal: its own amount).
    pub taken_back_fen: SparseFen,
    /// What no period could take, in fen; filled by step 5.
    pub advance_fen: SparseFen,
    /// What was sent and came back, by worker and day, then by `transfer_id`; a table of its own.
    pub came_back: Vec<CameBack>,
}

/// A payout that came back, all of it or a part: returned, failed, or reversed.
///
/// Example: [`causes`](crate::oversight::causes::causes()).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CameBack {
    /// The worker it was meant for, by the rules of step 4.2.
    pub worker: WorkerId,
    /// His engagement; `NONE` where it was meant for all of them.
    pub engagement: EngagementId,
    /// The period it names.
    pub named_month: Option<Month>,
    /// The day it was sent.
    pub paid_day: Day,
    /// What came back, in fen; above zero.
    pub amount_fen: i64,
}

/// A column of money that is zero in most rows: only what is not is kept.
///
/// # Example
///
/// ```
/// use anxin::intake::transfers::SparseFen;
///
/// let mut fen = SparseFen::from(vec![0, 5, 0]);
/// fen.set(2, 7);
/// assert_eq!((fen[0], fen[1], fen[2]), (0, 5, 7));
/// assert_eq!(fen.iter().sum::<i64>(), 12);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SparseFen {
    /// Rows with an amount, in their order, and the amounts.
    kept: Vec<(u32, i64)>,
}

impl SparseFen {
    /// Sets the amount of a row.
    pub fn set(&mut self, row: usize, fen: i64) {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        match self.kept.binary_search_by_key(&row, |kept| kept.0) {
            Ok(place) => self.kept[place].1 = fen,
            Err(place) if fen != 0 => self.kept.insert(place, (row, fen)),
            Err(_) => {}
        }
    }

    /// Rows with an amount, in their order, and the amounts.
    pub(crate) fn rows(&self) -> &[(u32, i64)] {
        &self.kept
    }

    /// The amounts that are not zero.
    pub fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        self.kept.iter().map(|kept| kept.1)
    }
}

impl From<Vec<i64>> for SparseFen {
    fn from(fen: Vec<i64>) -> Self {
        let kept = (0_u32..).zip(fen).filter(|row| row.1 != 0).collect();
        Self { kept }
    }
}

impl Extend<(u32, i64)> for SparseFen {
    /// Sets the amounts of rows that have none yet.
    fn extend<I: IntoIterator<Item = (u32, i64)>>(&mut self, rows: I) {
        self.kept.extend(rows);
        self.kept.sort_unstable();
    }
}

impl std::ops::Index<usize> for SparseFen {
    type Output = i64;

    fn index(&self, row: usize) -> &i64 {
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        let found = self.kept.binary_search_by_key(&row, |kept| kept.0);
        found.map_or(&0, |place| &self.kept[place].1)
    }
}

/// What became of a transfer, in order of precedence (step 4.1).
///
/// # Example
///
/// ```
/// use anxin::intake::transfers::Fate;
///
/// assert_eq!(Fate::ALL[0].word(), "after_as_of"); // in order of precedence
/// assert!(Fate::Reversed.is_used() && !Fate::Pending.is_used());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Dated after `as_of`.
    AfterAsOf,
    /// Equal to a row that counts.
    Duplicate,
    /// The id of a row that counts, with other content.
    ConflictingDuplicate,
    /// Not settled yet.
    Pending,
    /// Returned by the bank.
    Returned,
    /// Failed.
    Failed,
    /// Takes another one back.
    Reversal,
    /// Taken back in full.
    Reversed,
    /// No rule puts it down to one engagement.
    Unmatched,
    /// To a foreign account, where the policy sets that aside.
    PayeeNotWorker,
    /// Pays.
    Counted,
}

impl Fate {
    /// All fates, in order of precedence.
    pub const ALL: [Self; 11] = [
        Self::AfterAsOf,
        Self::Duplicate,
        Self::ConflictingDuplicate,
        Self::Pending,
        Self::Returned,
        Self::Failed,
        Self::Reversal,
        Self::Reversed,
        Self::Unmatched,
        Self::PayeeNotWorker,
        Self::Counted,
    ];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::AfterAsOf => "after_as_of",
            Self::Duplicate => "duplicate",
            Self::ConflictingDuplicate => "conflicting_duplicate",
            Self::Pending => "pending",
            Self::Returned => "returned",
            Self::Failed => "failed",
            Self::Reversal => "reversal",
            Self::Reversed => "reversed",
            Self::Unmatched => "unmatched",
            Self::PayeeNotWorker => "payee_not_worker",
            Self::Counted => "counted",
        }
    }

    /// Whether the row counts as used in `accounting`.
    #[must_use]
    pub const fn is_used(self) -> bool {
        matches!(self, Self::Counted | Self::Reversed | Self::Reversal)
    }
}

/// The rule that found the engagement (step 4.2).
///
/// # Example
///
/// ```
/// use anxin::intake::transfers::MatchRule;
///
/// assert_eq!(MatchRule::WorkerOnly.word(), Some("worker_only"));
/// assert_eq!(MatchRule::None.word(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchRule {
    /// Both ids were given.
    WorkerAndProject,
    /// The worker, and the projects whose wage account paid.
    WorkerAndWageAccount,
    /// The worker has one engagement.
    WorkerOnly,
    /// The account is registered for the worker.
    PayeeAccount,
    /// A line of the payroll sheet it names.
    PayrollLine,
    /// The one worker of that name on the project.
    NameAndProject,
    /// All engagements of the worker.
    WorkerSplit,
    /// No rule of transfers: a debit without transfers of its own pays the line (step 4.4).
    BatchPayout,
    /// Not matched.
    None,
}

impl MatchRule {
    /// All rules of transfers, in their order; `None` is no rule, and a batch payout has no row.
    pub const ALL: [Self; 7] = [
        Self::WorkerAndProject,
        Self::WorkerAndWageAccount,
        Self::WorkerOnly,
        Self::PayeeAccount,
        Self::PayrollLine,
        Self::NameAndProject,
        Self::WorkerSplit,
    ];

    /// The word in the table; `None` where it was not matched.
    #[must_use]
    pub const fn word(self) -> Option<&'static str> {
        Some(match self {
            Self::WorkerAndProject => "worker_and_project",
            Self::WorkerAndWageAccount => "worker_and_wage_account",
            Self::WorkerOnly => "worker_only",
            Self::PayeeAccount => "payee_account",
            Self::PayrollLine => "payroll_line",
            Self::NameAndProject => "name_and_project",
            Self::WorkerSplit => "worker_split",
            Self::BatchPayout => "batch_payout",
            Self::None => return None,
        })
    }
}

impl Transfers {
    /// None yet, with room for `rows`.
    #[must_use]
    pub fn with_capacity(rows: usize) -> Self {
        Self {
            id: Vec::with_capacity(rows),
            row: Vec::with_capacity(rows),
            amount_fen: Vec::with_capacity(rows),
            paid_day: Vec::with_capacity(rows),
            worker: Vec::with_capacity(rows),
            project: Vec::with_capacity(rows),
            engagement: Vec::with_capacity(rows),
            named_month: Vec::with_capacity(rows),
            fate: Vec::with_capacity(rows),
            rule: Vec::with_capacity(rows),
            candidates: Vec::with_capacity(rows),
            taken_back_fen: SparseFen::default(),
            advance_fen: SparseFen::default(),
            came_back: Vec::new(),
        }
    }

    /// Number of transfers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Amount set aside: for a fate that is not used all that was not taken back, else nothing.
    #[must_use]
    pub fn set_aside_fen(&self, row: usize) -> i64 {
        let is_used = self.fate[row].is_used();
        if is_used { 0 } else { self.amount_fen[row] - self.taken_back_fen[row] }
    }

    /// What paid periods: what was neither set aside, nor taken back, nor left over.
    #[must_use]
    pub fn allocated_fen(&self, row: usize) -> i64 {
        if self.fate[row] == Fate::Counted {
            self.amount_fen[row] - self.taken_back_fen[row] - self.advance_fen[row]
        } else {
            0
        }
    }
}
