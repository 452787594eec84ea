//! The six systems of a project: what must be in place, and whether it is (step 7.7).

use crate::basics::day::Day;
use crate::basics::ids::ProjectId;
use crate::intake::facts::{Given, Project};
use crate::oversight::account_use::AccountStatus;
use crate::oversight::deposit::required::DepositRequired;
use crate::oversight::real_name::RealNameSums;

/// What a project must have in place.
///
/// Example: [`six_systems`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum System {
    /// 工资保证金
    Deposit,
    /// 工资专用账户
    WageAccount,
    /// 总包代发
    PaidByGeneralContractor,
    /// 实名制
    RealName,
    /// 按月足额支付
    MonthlyFullPayment,
    /// 维权信息告示牌
    NoticeBoard,
}

impl System {
    /// All six, in order.
    pub const ALL: [Self; 6] = [
        Self::Deposit,
        Self::WageAccount,
        Self::PaidByGeneralContractor,
        Self::RealName,
        Self::MonthlyFullPayment,
        Self::NoticeBoard,
    ];

    /// The word in the tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Deposit => "deposit",
            Self::WageAccount => "wage_account",
            Self::PaidByGeneralContractor => "paid_by_general_contractor",
            Self::RealName => "real_name",
            Self::MonthlyFullPayment => "monthly_full_payment",
            Self::NoticeBoard => "notice_board",
        }
    }
}

/// How a system of a project stands.
///
/// Example: [`six_systems`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SystemState {
    /// It is there.
    InPlace,
    /// It must be there and is not.
    Missing,
    /// It need not be there, or not yet.
    Exempt,
    /// The data do not say.
    Unknown,
}

impl SystemState {
    /// All states, in order.
    pub const ALL: [Self; 4] = [Self::InPlace, Self::Missing, Self::Exempt, Self::Unknown];

    /// The word in the tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::InPlace => "in_place",
            Self::Missing => "missing",
            Self::Exempt => "exempt",
            Self::Unknown => "unknown",
        }
    }
}

/// A state and the word for what it rests on.
///
/// Example: [`six_systems`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// How it stands.
    pub state: SystemState,
    /// What decided.
    pub basis: &'static str,
}

/// Every word of [`Standing::basis`] that is no clause of a deposit.
pub const BASES: [&str; 14] = [
    "held",
    "short",
    "before_deadline",
    "not_given",
    "account",
    "no_account",
    "exempt",
    "completed",
    "stated",
    "stated_missing",
    "paid_in_full",
    "arrears",
    "nothing_due",
    "evidence_missing",
];

/// What the six systems of one project are judged by.
///
/// Example: [`six_systems`].
#[derive(Clone, Copy, Debug)]
pub struct SystemFacts<'a> {
    /// Its row.
    pub project: &'a Project,
    /// The deposit required.
    pub required: &'a DepositRequired,
    /// The deposit held, in fen.
    pub held_fen: i64,
    /// Its overdue arrears, in fen.
    pub arrears_fen: i64,
    /// Its counts.
    pub real_name: &'a RealNameSums,
    /// Which inputs were given at all.
    pub given: Given,
    /// The day of the report.
    pub as_of: Day,
}

/// How the six systems of a project stand, in the order of [`System::ALL`].
///
/// Step 7.7.
///
/// **Basis:** Decree 724 Art. 26 to 28, 31, 32, 34; 人社部发〔2021〕53号 (account within 30 days of
/// signing), 65号 Art. 8 (deposit within 20 working days). **Choice:** before its deadline a deposit
/// or account is not yet obliged; after completion only deposit and full payment are; full payment
/// is in place where nothing that fell due is open on `as_of`.
///
/// # Example
///
/// Nothing is known of a project but that it is overdue with wages:
///
/// ```
/// use anxin::Day;
/// use anxin::basics::calendar::Calendar;
/// use anxin::basics::policy::Policy;
/// use anxin::intake::facts::{Given, Project};
/// use anxin::oversight::deposit::required::{DepositFacts, deposit_required};
/// use anxin::oversight::real_name::RealNameSums;
/// use anxin::oversight::six_systems::{RealName, System, SystemFacts, six_systems};
///
/// let project = Project { is_known: true, ..Project::UNKNOWN };
/// let (calendar, policy) = (Calendar::builtin(), Policy::default());
/// let projects = std::slice::from_ref(&project);
/// let facts = DepositFacts { projects, events: &[], calendar: &calendar, policy: &policy };
/// let standings = six_systems(&SystemFacts {
///     project: &project,
///     required: &deposit_required(&facts)?[0],
///     held_fen: 0,
///     arrears_fen: 500_00,
///     real_name: &RealNameSums::default(),
///     given: Given::default(),
///     as_of: Day(20_000),
/// });
/// let payment = standings[System::MonthlyFullPayment as usize];
/// assert_eq!((payment.state.word(), payment.basis), ("missing", "arrears"));
/// let mut line = RealName::default();
/// line.count(&standings);
/// assert_eq!(line.systems[System::MonthlyFullPayment as usize].obliged(), 1);
/// assert_eq!(line.systems[System::RealName as usize].obliged(), 0);
/// # Ok::<(), anxin::Error>(())
/// ```
#[must_use]
pub fn six_systems(facts: &SystemFacts<'_>) -> [Standing; 6] {
    let project = facts.project;
    let is_completed = project.is_completed(facts.as_of);
    let stated = |said: Option<bool>| match said {
        Some(true) => standing(SystemState::InPlace, "stated"),
        _ if is_completed => standing(SystemState::Exempt, "completed"),
        Some(false) => standing(SystemState::Missing, "stated_missing"),
        None => standing(SystemState::Unknown, "not_given"),
    };
    [
        deposit(facts),
        account(facts),
        stated(project.paid_by_general_contractor),
        stated(project.real_name_in_place),
        full_payment(facts),
        stated(project.notice_board_complete),
    ]
}

const fn standing(state: SystemState, basis: &'static str) -> Standing {
    Standing { state, basis }
}

/// The wage deposit: required and held.
fn deposit(facts: &SystemFacts<'_>) -> Standing {
    let clause = facts.required.clause;
    let Some(required_fen) = facts.required.required_fen else {
        return standing(SystemState::Unknown, clause.word());
    };
    if required_fen == 0 {
        return standing(SystemState::Exempt, clause.word());
    }
    if !facts.given.deposits {
        return standing(SystemState::Unknown, "not_given");
    }
    if facts.held_fen >= required_fen {
        return standing(SystemState::InPlace, "held");
    }
    if facts.required.deadline_day.is_some_and(|day| facts.as_of <= day) {
        return standing(SystemState::Exempt, "before_deadline");
    }
    standing(SystemState::Missing, "short")
}

/// The wage account: as its opening is judged, in the same words for a rate (choices 111).
fn account(facts: &SystemFacts<'_>) -> Standing {
    let project = facts.project;
    match AccountStatus::of(project, facts.given.wage_account, facts.as_of).0 {
        AccountStatus::OnTime | AccountStatus::Late | AccountStatus::Opened => {
            standing(SystemState::InPlace, "account")
        }
        AccountStatus::Exempt if project.wage_account_exempt == Some(true) => {
            standing(SystemState::Exempt, "exempt")
        }
        AccountStatus::Exempt => standing(SystemState::Exempt, "completed"),
        AccountStatus::NotYetDue => standing(SystemState::Exempt, "before_deadline"),
        AccountStatus::Missing => standing(SystemState::Missing, "no_account"),
        AccountStatus::NotKnown => standing(SystemState::Unknown, "not_given"),
    }
}

/// Full payment month by month: nothing that fell due is open.
fn full_payment(facts: &SystemFacts<'_>) -> Standing {
    if facts.arrears_fen > 0 {
        standing(SystemState::Missing, "arrears")
    } else if facts.real_name.periods_without_evidence > 0 {
        standing(SystemState::Unknown, "evidence_missing")
    } else if facts.real_name.periods_fallen_due > 0 {
        standing(SystemState::InPlace, "paid_in_full")
    } else {
        standing(SystemState::Exempt, "nothing_due")
    }
}

/// How many projects stand how, of one system. They add.
///
/// Example: [`six_systems`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SystemCounts {
    /// By state, in the order of [`SystemState::ALL`].
    pub by_state: [u64; 4],
}

impl SystemCounts {
    /// Projects that have it.
    #[must_use]
    pub const fn in_place(&self) -> u64 {
        self.by_state[0]
    }

    /// Projects that must have it: in place or missing.
    #[must_use]
    pub const fn obliged(&self) -> u64 {
        self.by_state[0] + self.by_state[1]
    }
}

/// The figures of people and systems of one line, of a project or of many.
///
/// Example: [`six_systems`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RealName {
    /// Counts of engagements and sources.
    pub sums: RealNameSums,
    /// Projects whose works go on.
    pub projects_active: u64,
    /// Of them, those with attendance of a device of late.
    pub projects_updated: u64,
    /// Counts of projects by state, in the order of [`System::ALL`].
    pub systems: [SystemCounts; 6],
}

impl RealName {
    /// Adds another line.
    pub fn merge(&mut self, other: &Self) {
        self.sums.merge(&other.sums);
        self.projects_active += other.projects_active;
        self.projects_updated += other.projects_updated;
        for (mine, theirs) in self.systems.iter_mut().zip(&other.systems) {
            for (sum, more) in mine.by_state.iter_mut().zip(theirs.by_state) {
                *sum += more;
            }
        }
    }

    /// Counts the standings of a project.
    pub fn count(&mut self, standings: &[Standing; 6]) {
        for (counts, standing) in self.systems.iter_mut().zip(standings) {
            counts.by_state[standing.state as usize] += 1;
        }
    }
}

/// A row of `six_systems`.
///
/// Example: [`six_systems`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SystemRow {
    /// The project.
    pub project: ProjectId,
    /// The system.
    pub system: System,
    /// How it stands.
    pub standing: Standing,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::ids::NameId;
    use crate::oversight::deposit::clause::DepositClauseName;

    fn required(fen: Option<i64>, clause: DepositClauseName) -> DepositRequired {
        DepositRequired {
            base_fen: None,
            rate: None,
            required_fen: fen,
            clause,
            deadline_day: Some(Day(50)),
            deadline_year_missing: None,
            is_provisional: false,
        }
    }

    fn known() -> Project {
        Project { is_known: true, ..Project::UNKNOWN }
    }

    fn facts<'a>(
        project: &'a Project,
        required: &'a DepositRequired,
        real_name: &'a RealNameSums,
    ) -> SystemFacts<'a> {
        SystemFacts {
            project,
            required,
            held_fen: 100,
            arrears_fen: 0,
            real_name,
            given: Given { deposits: true, wage_account: true },
            as_of: Day(60),
        }
    }

    fn of(project: &Project) -> [Standing; 6] {
        let required = required(Some(100), DepositClauseName::BaseRate);
        six_systems(&facts(project, &required, &RealNameSums::default()))
    }

    #[test]
    fn a_deposit_is_held_short_not_yet_due_or_not_needed() {
        let (project, sums) = (known(), RealNameSums::default());
        let asked = required(Some(100), DepositClauseName::BaseRate);
        let all = facts(&project, &asked, &sums);
        let deposit = |facts: &SystemFacts<'_>| six_systems(facts)[0];
        assert_eq!(deposit(&all), standing(SystemState::InPlace, "held"));
        let short = SystemFacts { held_fen: 99, ..all };
        assert_eq!(deposit(&short), standing(SystemState::Missing, "short"));
        let early = SystemFacts { as_of: Day(50), ..short };
        assert_eq!(deposit(&early), standing(SystemState::Exempt, "before_deadline"));
        let unknown = SystemFacts { given: Given::default(), ..all };
        assert_eq!(deposit(&unknown), standing(SystemState::Unknown, "not_given"));
        let waived = required(Some(0), DepositClauseName::WaivedAmount);
        let waived = SystemFacts { required: &waived, ..all };
        assert_eq!(deposit(&waived), standing(SystemState::Exempt, "waived_amount"));
        let not_known = required(None, DepositClauseName::NotKnown);
        let not_known = SystemFacts { required: &not_known, ..all };
        assert_eq!(deposit(&not_known), standing(SystemState::Unknown, "not_known"));
    }

    #[test]
    fn an_account_must_be_open_thirty_days_after_signing() {
        let of = |project: Project| of(&project)[1];
        let signed = |day| Project { signed_day: Some(Day(day)), ..known() };
        assert_eq!(of(signed(30)), standing(SystemState::Exempt, "before_deadline"));
        assert_eq!(of(signed(29)), standing(SystemState::Missing, "no_account"));
        let opened = |day| Project {
            wage_account: NameId(0),
            wage_account_opened_day: Some(Day(day)),
            ..signed(29)
        };
        assert_eq!(of(opened(60)), standing(SystemState::InPlace, "account"));
        assert_eq!(of(opened(61)), standing(SystemState::Missing, "no_account"));
        let exempt = Project { wage_account_exempt: Some(true), ..opened(1) };
        assert_eq!(of(exempt), standing(SystemState::Exempt, "exempt"));
        assert_eq!(of(Project::UNKNOWN), standing(SystemState::Unknown, "not_given"));
    }

    #[test]
    fn what_nobody_states_is_unknown_and_ends_with_the_works() {
        let states = |project: &Project| {
            let [_, _, paid, real_name, _, board] = of(project).map(|standing| standing.state);
            [paid, real_name, board]
        };
        let said = Project {
            paid_by_general_contractor: Some(true),
            real_name_in_place: Some(false),
            ..known()
        };
        let expected = [SystemState::InPlace, SystemState::Missing, SystemState::Unknown];
        assert_eq!(states(&said), expected);
        let done = Project { completed_day: Some(Day(60)), ..said };
        let expected = [SystemState::InPlace, SystemState::Exempt, SystemState::Exempt];
        assert_eq!(states(&done), expected);
    }

    #[test]
    fn full_payment_needs_something_that_fell_due() {
        let (project, asked) = (known(), required(Some(100), DepositClauseName::BaseRate));
        let of = |arrears_fen, periods_fallen_due, periods_without_evidence| {
            let sums =
                RealNameSums { periods_fallen_due, periods_without_evidence, ..Default::default() };
            six_systems(&SystemFacts { arrears_fen, ..facts(&project, &asked, &sums) })[4].basis
        };
        assert_eq!(of(1, 1, 1), "arrears");
        assert_eq!(of(0, 1, 1), "evidence_missing");
        assert_eq!(of(0, 1, 0), "paid_in_full");
        assert_eq!(of(0, 0, 0), "nothing_due");
    }

    #[test]
    fn every_project_stands_in_one_state_of_each_system() {
        let mut line = RealName::default();
        for project in [known(), Project::UNKNOWN] {
            let mut own = RealName::default();
            own.count(&of(&project));
            line.merge(&own);
        }
        assert!(line.systems.iter().all(|counts| counts.by_state.iter().sum::<u64>() == 2));
        assert_eq!((line.systems[0].in_place(), line.systems[0].obliged()), (2, 2));
        // Nobody says when they were signed: whether an account must be there is not known.
        assert_eq!((line.systems[1].in_place(), line.systems[1].obliged()), (0, 0));
    }
}
