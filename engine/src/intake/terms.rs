//! What was agreed and what the sheets say: contracts, payroll lines, adjustments, by engagement.

use crate::basics::day::{Day, Month};
use crate::basics::ids::{EngagementId, NameId, ProjectId, WorkerId};
use crate::basics::policy::HoursSystem;

/// Workers on projects, in the order of worker, then project.
///
/// # Example
///
/// ```
/// use anxin::basics::ids::{EngagementId, ProjectId, WorkerId};
/// use anxin::intake::terms::Engagements;
///
/// // Worker 0 on projects 0 and 2, worker 1 on project 0.
/// let engagements = Engagements {
///     worker: vec![WorkerId(0), WorkerId(0), WorkerId(1)],
///     project: vec![ProjectId(0), ProjectId(2), ProjectId(0)],
///     of_worker: vec![0, 2, 3],
/// };
/// assert_eq!(engagements.of(WorkerId(0)), 0..2);
/// assert_eq!(engagements.find(WorkerId(0), ProjectId(2)), EngagementId(1));
/// assert_eq!(engagements.find(WorkerId(1), ProjectId(2)), EngagementId::NONE);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Engagements {
    /// Worker of each engagement.
    pub worker: Vec<WorkerId>,
    /// Project of each engagement.
    pub project: Vec<ProjectId>,
    /// Engagements of worker `w` are `of_worker[w]..of_worker[w + 1]`; one more entry than workers.
    pub of_worker: Vec<u32>,
}

impl Engagements {
    /// Number of engagements.
    #[must_use]
    pub fn len(&self) -> usize {
        self.worker.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.worker.is_empty()
    }

    /// Positions of a worker's engagements; empty for an unknown worker.
    #[must_use]
    pub fn of(&self, worker: WorkerId) -> std::ops::Range<usize> {
        match self.of_worker.get(worker.index()..worker.index().saturating_add(2)) {
            Some(&[start, end]) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// Positions of the engagements of neighbouring workers.
    pub(crate) fn of_workers(&self, workers: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        self.of_worker[workers.start] as usize..self.of_worker[workers.end] as usize
    }

    /// The engagement of a worker on a project, if there is one.
    #[must_use]
    pub fn find(&self, worker: WorkerId, project: ProjectId) -> EngagementId {
        let range = self.of(worker);
        match self.project[range.clone()].binary_search(&project) {
            Ok(place) => {
                u32::try_from(range.start + place).map_or(EngagementId::NONE, EngagementId)
            }
            Err(_) => EngagementId::NONE,
        }
    }
}

/// Rows grouped by engagement: those of `e` are `offsets[e]..offsets[e + 1]`.
///
/// # Example
///
/// ```
/// use anxin::basics::ids::EngagementId;
/// use anxin::intake::terms::Grouped;
///
/// let grouped = Grouped { offsets: vec![0, 2, 2, 3], rows: vec!["a", "b", "c"] };
/// assert_eq!(grouped.of(EngagementId(0)), ["a", "b"]);
/// assert!(grouped.of(EngagementId(1)).is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouped<T> {
    /// One more entry than engagements.
    pub offsets: Vec<u32>,
    /// The rows.
    pub rows: Vec<T>,
}

impl<T> Default for Grouped<T> {
    /// No rows, no engagements.
    fn default() -> Self {
        Self::empty(0)
    }
}

impl<T> Grouped<T> {
    /// No rows for `count` engagements.
    #[must_use]
    pub fn empty(count: usize) -> Self {
        Self { offsets: vec![0; count + 1], rows: Vec::new() }
    }

    /// The rows of one engagement.
    #[must_use]
    pub fn of(&self, engagement: EngagementId) -> &[T] {
        let place = engagement.index();
        self.rows_of(place..place + 1)
    }

    /// The rows of neighbouring engagements.
    #[must_use]
    pub fn rows_of(&self, engagements: std::ops::Range<usize>) -> &[T] {
        let Self { offsets, rows } = self;
        &rows[offsets[engagements.start] as usize..offsets[engagements.end] as usize]
    }
}

/// The terms under which a worker works on a project; of one engagement in the order of
/// (`start_day`, `contract`), so that of those in force on a day the last one counts (step 3.1).
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::NameId;
/// use anxin::intake::terms::{Contract, PayBasis};
///
/// // 300.00 yuan a day of eight hours, open-ended; the policy says when wages fall due.
/// let contract = Contract {
///     start_day: Day::from_ymd(2025, 3, 1).unwrap(),
///     end_day: Day::OPEN,
///     contract: NameId(0),
///     employer: NameId::NONE,
///     team: NameId::NONE,
///     rate_e4: 3_000_000,
///     pay_basis: PayBasis::Daily,
///     hours_system: None,
///     daily_minutes: 480,
///     pay_day: None,
///     pay_month_offset: None,
/// };
/// assert_eq!(contract.pay_basis.word(), "daily");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// First day.
    pub start_day: Day,
    /// Last day, [`Day::OPEN`] where open.
    pub end_day: Day,
    /// Its id: rank in the space of contracts.
    pub contract: NameId,
    /// Employer.
    pub employer: NameId,
    /// Team.
    pub team: NameId,
    /// Wage rate in ten-thousandths of a yuan per hour, day, month or piece.
    pub rate_e4: i64,
    /// What the rate is for.
    pub pay_basis: PayBasis,
    /// Hours system; `None`: the policy's.
    pub hours_system: Option<HoursSystem>,
    /// Length of one 工 in minutes.
    pub daily_minutes: u16,
    /// Day of the month on which wages fall due; `None`: the policy's.
    pub pay_day: Option<u8>,
    /// Months after the period; `None`: the policy's.
    pub pay_month_offset: Option<u8>,
}

/// What a wage rate is for.
///
/// Example: [`Contract`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PayBasis {
    /// An hour.
    Hourly,
    /// A day of the agreed length.
    Daily,
    /// A month.
    Monthly,
    /// A piece.
    Piece,
}

impl PayBasis {
    /// The word in the tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hourly => "hourly",
            Self::Daily => "daily",
            Self::Monthly => "monthly",
            Self::Piece => "piece",
        }
    }
}

/// A line of a payroll sheet; of one engagement in the order of month, sheet.
///
/// Example: [`take_in`](crate::intake::take_in::take_in).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayrollLine {
    /// The month it pays.
    pub month: Month,
    /// The sheet.
    pub sheet: NameId,
    /// Gross in fen.
    pub gross_fen: Option<i64>,
    /// Deductions in fen.
    pub deductions_fen: Option<i64>,
    /// Net in fen.
    pub net_fen: i64,
    /// Signed by the worker; not known is not signed.
    pub is_confirmed: bool,
    /// Pays an earlier month; never a due.
    pub is_back_pay: bool,
    /// Days on the sheet, in hundredths.
    pub days_e2: Option<i64>,
}

/// An allowance, bonus or deduction; of one engagement in the order of month, kind, amount.
///
/// # Example
///
/// ```
/// use anxin::basics::day::Month;
/// use anxin::intake::terms::{Adjustment, AdjustmentKind};
///
/// let kind = AdjustmentKind::DamageDeduction;
/// let adjustment = Adjustment { month: Month::from_ym(2025, 3), kind, amount_fen: 200_00 };
/// assert_eq!(adjustment.kind.word(), "damage_deduction");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// The month it belongs to.
    pub month: Month,
    /// Kind.
    pub kind: AdjustmentKind,
    /// Amount in fen, above zero.
    pub amount_fen: i64,
}

/// Kinds of adjustments.
///
/// Example: [`Adjustment`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AdjustmentKind {
    /// Allowance.
    Allowance,
    /// Bonus.
    Bonus,
    /// Tax, social insurance, by court order.
    StatutoryDeduction,
    /// Damages by agreement.
    DamageDeduction,
    /// Anything else; not lawful.
    OtherDeduction,
}

impl AdjustmentKind {
    /// The word in the tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Allowance => "allowance",
            Self::Bonus => "bonus",
            Self::StatutoryDeduction => "statutory_deduction",
            Self::DamageDeduction => "damage_deduction",
            Self::OtherDeduction => "other_deduction",
        }
    }
}
