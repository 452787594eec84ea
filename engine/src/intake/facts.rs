//! What the small tables say, in dense ids: projects, deposits, contractors' events, wage accounts,
//! cases, signals.
//!
//! Rows stand in the order of their ids' bytes, so that "the smaller id" is the smaller position.
//! `None` means not known, never zero or no.

use serde::{Deserialize, Serialize};

use crate::basics::day::Day;
use crate::basics::ids::{ContractorId, NameId, ProjectId};
use crate::basics::policy::DepositKind;
use crate::basics::region::Region;

/// A project, one for each [`ProjectId`]; one without a row in `projects` has all fields unknown.
///
/// # Example
///
/// ```
/// use anxin::intake::facts::{Investment, Project, ProjectStatus};
///
/// let project = Project {
///     investment: Some(Investment::Government),
///     status: Some(ProjectStatus::Active),
///     contract_fen: Some(100_000_000_00),
///     ..Project::UNKNOWN
/// };
/// assert_eq!(project.unsettled_fen, None); // not known, which is not zero
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// Whether it has a used row in `projects`.
    pub is_known: bool,
    /// Its region; everywhere counts as not known.
    pub region: Option<Region>,
    /// Kind of works, national list 1–99; 0 is not known.
    pub category: u8,
    /// Who pays for it.
    pub investment: Option<Investment>,
    /// Its general contractor.
    #[serde(default)]
    pub contractor: ContractorId,
    /// Contract amount in fen.
    pub contract_fen: Option<i64>,
    /// Annual contract amount in fen.
    pub annual_contract_fen: Option<i64>,
    /// Signing of the building contract.
    pub signed_day: Option<Day>,
    /// Construction permit.
    pub permit_day: Option<Day>,
    /// Start of the works.
    pub start_day: Option<Day>,
    /// Planned end of the works.
    pub planned_end_day: Option<Day>,
    /// Completion.
    pub completed_day: Option<Day>,
    /// Where the works stand.
    pub status: Option<ProjectStatus>,
    /// Agreed monthly transfer into the wage account, in fen.
    pub labour_cost_monthly_fen: Option<i64>,
    /// Labour cost as a part of the contract amount, in ten-thousandths.
    pub labour_cost_ratio_e4: Option<i64>,
    /// Day of the month by which labour cost must arrive.
    pub labour_cost_day: Option<u8>,
    /// Its wage account.
    #[serde(default)]
    pub wage_account: NameId,
    /// When that was opened.
    pub wage_account_opened_day: Option<Day>,
    /// Real-name management in place.
    pub real_name_in_place: Option<bool>,
    /// Wages paid by the general contractor.
    pub paid_by_general_contractor: Option<bool>,
    /// Notice board complete.
    pub notice_board_complete: Option<bool>,
    /// Payroll officer named.
    pub payroll_officer_named: Option<bool>,
    /// Exempt from the deposit.
    pub deposit_exempt: Option<bool>,
    /// Exempt from the wage account.
    pub wage_account_exempt: Option<bool>,
    /// What the owner still owes for the works, in fen.
    pub unsettled_fen: Option<i64>,
}

impl Project {
    /// A project of which nothing is known.
    pub const UNKNOWN: Self = Self {
        is_known: false,
        region: None,
        category: 0,
        investment: None,
        contractor: ContractorId::NONE,
        contract_fen: None,
        annual_contract_fen: None,
        signed_day: None,
        permit_day: None,
        start_day: None,
        planned_end_day: None,
        completed_day: None,
        status: None,
        labour_cost_monthly_fen: None,
        labour_cost_ratio_e4: None,
        labour_cost_day: None,
        wage_account: NameId::NONE,
        wage_account_opened_day: None,
        real_name_in_place: None,
        paid_by_general_contractor: None,
        notice_board_complete: None,
        payroll_officer_named: None,
        deposit_exempt: None,
        wage_account_exempt: None,
        unsettled_fen: None,
    };

    /// Whether the works are over: by the status, or completed on or before `as_of`.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::Day;
    /// use anxin::intake::facts::Project;
    ///
    /// let project = Project { completed_day: Some(Day(60)), ..Project::UNKNOWN };
    /// assert!(project.is_completed(Day(60)) && !project.is_completed(Day(59)));
    /// ```
    #[must_use]
    pub fn is_completed(&self, as_of: Day) -> bool {
        self.status == Some(ProjectStatus::Completed)
            || self.completed_day.is_some_and(|day| day <= as_of)
    }
}

/// Who pays for a project.
///
/// Example: [`Project`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Investment {
    /// 政府投资
    Government,
    /// 国有
    StateOwned,
    /// 社会投资
    Private,
}

/// Where the works stand.
///
/// Example: [`Project`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProjectStatus {
    /// 筹备
    Preparing,
    /// 在建
    Active,
    /// 停工
    Suspended,
    /// 完工
    Completed,
}

/// A deposit, guarantee or fund; rows in the order of `deposit_id`.
///
/// Example: [`available_fen`](crate::oversight::deposit::held::available_fen).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deposit {
    /// Kind.
    pub kind: DepositKind,
    /// Amount in fen.
    pub amount_fen: i64,
    /// Already used, in fen; not known counts as 0.
    pub drawn_fen: i64,
    /// When it was used.
    pub drawn_day: Option<Day>,
    /// First day it counts; `None`: always.
    pub valid_from_day: Option<Day>,
    /// Last day it counts; `None`: open.
    pub valid_to_day: Option<Day>,
    /// For whom it stands.
    pub scope: DepositScope,
}

/// For whom a deposit stands; the order of precedence of `tables.md` is already applied.
///
/// Example: [`available_fen`](crate::oversight::deposit::held::available_fen).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepositScope {
    /// One project.
    Project(ProjectId),
    /// All projects of a contractor in a management area (everywhere where the region is).
    Contractor(ContractorId, Region),
    /// A region: an emergency fund.
    Region(Region),
}

/// What happened to a contractor; rows sorted by contractor, day, kind.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::ContractorId;
/// use anxin::basics::region::Region;
/// use anxin::intake::facts::{ContractorEvent, ContractorEventKind, Project};
/// use anxin::oversight::deposit::history::histories;
///
/// let listed = ContractorEvent {
///     contractor: ContractorId(0),
///     kind: ContractorEventKind::Blacklisted,
///     event_day: Day(100),
///     until_day: Some(Day(200)),
///     region: Region::EVERYWHERE,
/// };
/// let signed = |day| Project {
///     contractor: ContractorId(0),
///     signed_day: Some(Day(day)),
///     ..Project::UNKNOWN
/// };
/// let histories = histories(&[signed(150), signed(201)], &[listed], 4);
/// assert_eq!([histories[0].is_blacklisted, histories[1].is_blacklisted], [true, false]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractorEvent {
    /// Who.
    pub contractor: ContractorId,
    /// What.
    pub kind: ContractorEventKind,
    /// When.
    pub event_day: Day,
    /// Until when (blacklist).
    pub until_day: Option<Day>,
    /// Where; everywhere where not given.
    pub region: Region,
}

/// Kinds of events of contractors.
///
/// Example: [`ContractorEvent`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractorEventKind {
    /// Wages in arrears.
    Arrears,
    /// Listed.
    Blacklisted,
    /// Ordered to pay.
    Order,
    /// Did not obey an order.
    OrderDisobeyed,
    /// Punished.
    Punished,
    /// A mass incident.
    MassIncident,
    /// Removed from the list.
    Cleared,
}

/// A movement on a wage account, dated on or before `as_of`.
///
/// Example: [`wage_accounts`](crate::oversight::wage_account::wage_accounts).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountEntry {
    /// The wage account.
    pub account: NameId,
    /// When.
    pub entry_day: Day,
    /// Amount in fen: above zero for a credit, below for a debit.
    pub movement_fen: i64,
    /// What for.
    pub purpose: Option<EntryPurpose>,
    /// The project it names.
    #[serde(default)]
    pub project: ProjectId,
    /// The other side.
    #[serde(default)]
    pub counter_account: NameId,
}

/// What a movement on a wage account is for.
///
/// Example: [`wage_accounts`](crate::oversight::wage_account::wage_accounts).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryPurpose {
    /// The balance brought in.
    Opening,
    /// Labour cost from the project owner.
    LabourCost,
    /// Wages.
    Wage,
    /// Interest.
    Interest,
    /// Anything else.
    Other,
}

/// A complaint or clue, received on or before `as_of`; rows in the order of `case_id`.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::{NameId, ProjectId};
/// use anxin::intake::facts::Case;
///
/// let case = Case {
///     case: NameId(0),
///     region: None,
///     project: ProjectId(3),
///     employer: NameId::NONE,
///     received_day: Day(100),
///     due_day: Some(Day(160)),
///     closed_day: Some(Day(170)),
///     workers: Some(12),
///     claimed_fen: Some(96_000_00),
///     recovered_fen: None,
/// };
/// // On day 165 it was still open, and late.
/// let as_of = Day(165);
/// assert!(case.closed_day.is_none_or(|day| day > as_of));
/// assert!(case.due_day.is_some_and(|day| day < as_of));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id: rank in the space of cases.
    pub case: NameId,
    /// Where, as its row says; `None` where not given or everywhere.
    pub region: Option<Region>,
    /// The project it is about.
    #[serde(default)]
    pub project: ProjectId,
    /// The employer it is about: a name of the space of employers.
    #[serde(default)]
    pub employer: NameId,
    /// When it came in.
    pub received_day: Day,
    /// By when it must be closed.
    pub due_day: Option<Day>,
    /// When it was closed; may lie after `as_of`.
    pub closed_day: Option<Day>,
    /// Workers it is about.
    pub workers: Option<u32>,
    /// Claimed, in fen.
    pub claimed_fen: Option<i64>,
    /// Recovered by what its row says, in fen.
    pub recovered_fen: Option<i64>,
}

/// A sign of trouble at a firm, dated on or before `as_of`; rows sorted by employer, day, kind.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::NameId;
/// use anxin::intake::facts::{Signal, SignalKind};
///
/// let signal = Signal {
///     employer: NameId(0),
///     kind: SignalKind::Power,
///     signal_day: Day(100),
///     amount_fen: None, // not known, which is not zero
///     overdue_days: Some(45),
/// };
/// assert!(SignalKind::ALL.contains(&signal.kind));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// The firm: a name of the space of employers.
    pub employer: NameId,
    /// What was seen.
    pub kind: SignalKind,
    /// When.
    pub signal_day: Day,
    /// Money it is about, in fen.
    pub amount_fen: Option<i64>,
    /// Days overdue.
    pub overdue_days: Option<u32>,
}

/// Kinds of signals.
///
/// Example: [`Signal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalKind {
    /// Water not paid.
    Water,
    /// Power not paid.
    Power,
    /// Social insurance not paid.
    SocialInsurance,
    /// Tax not paid.
    Tax,
    /// Public opinion.
    Opinion,
}

impl SignalKind {
    /// All kinds, in order.
    pub const ALL: [Self; 5] =
        [Self::Water, Self::Power, Self::SocialInsurance, Self::Tax, Self::Opinion];
}

/// A rate as somebody published it, beside its counts; rows in the order of `rate_id`.
///
/// Example: [`crate::oversight::published::check_published_rate`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedRate {
    /// Its name.
    pub name: Box<str>,
    /// What was counted.
    pub numerator: u64,
    /// Out of how many.
    pub denominator: u64,
    /// As published, in ten-thousandths of a percent.
    pub percent_e4: i64,
    /// Decimals it is written with.
    pub decimals: u8,
    /// Position of its row in the table as handed over.
    pub row: u64,
}

/// Which inputs were given at all: what was not given is not known, never absent.
///
/// # Example
///
/// ```
/// use anxin::intake::facts::Given;
///
/// let given = Given { deposits: true, ..Given::default() };
/// assert!(given.deposits && !given.wage_account);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The table `deposits`.
    pub deposits: bool,
    /// The column `wage_account` of `projects`.
    pub wage_account: bool,
}
