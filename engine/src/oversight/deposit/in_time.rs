//! Whether deposits were there in time, stay long enough, and may be returned (step 7.5).

use crate::basics::calendar::Calendar;
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::ids::ProjectId;
use crate::basics::policy::DepositKind;
use crate::intake::facts::{Deposit, Project, ProjectStatus};
use crate::oversight::deposit::held::{available_fen, is_wage_deposit};
use crate::oversight::deposit::history::reference_day;
use crate::oversight::deposit::rate::ratio_e4;
use crate::oversight::deposit::required::{DepositFacts, DepositRequired, year_missing};
use crate::oversight::deposit::spans::{HeldHistory, Shares, held_spans};
use crate::oversight::partial::{Partial, add};

/// Working days after a draw within which the deposit must be full again.
pub const TOP_UP_WORKDAYS: u32 = 10;
/// Days of public notice after the completion, before the deposit may be returned.
pub const NOTICE_DAYS: i32 = 30;
/// Working days for the review of an application and the paper of return after it.
pub const RETURN_WORKDAYS: u32 = 5 + 3;
/// Months that a guarantee must be valid at least.
pub const GUARANTEE_MONTHS: i32 = 12;

/// The kinds of wage deposits.
pub const KINDS: [DepositKind; 4] = [
    DepositKind::Cash,
    DepositKind::BankGuarantee,
    DepositKind::InsuranceBond,
    DepositKind::OtherSecurity,
];

/// How a deposit, or a top-up, stands to its deadline.
///
/// Example: [`Timeliness::of`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Timeliness {
    /// What is required, or the deadline, is not known.
    #[default]
    NotKnown,
    /// Nothing is required.
    NothingRequired,
    /// Not there, and the deadline has not passed.
    NotYetDue,
    /// There on or before the deadline.
    OnTime,
    /// There after it.
    Late,
    /// Not there, and the deadline has passed.
    Missing,
}

impl Timeliness {
    /// All, in the order of their words here.
    pub const ALL: [Self; 6] = [
        Self::NotKnown,
        Self::NothingRequired,
        Self::NotYetDue,
        Self::OnTime,
        Self::Late,
        Self::Missing,
    ];

    /// The word in the tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotKnown => "not_known",
            Self::NothingRequired => "nothing_required",
            Self::NotYetDue => "not_yet_due",
            Self::OnTime => "on_time",
            Self::Late => "late",
            Self::Missing => "missing",
        }
    }

    /// From the day something was there (known up to `as_of`) and its deadline.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::Day;
    /// use anxin::oversight::deposit::in_time::Timeliness;
    ///
    /// let of = |there: Option<i32>| Timeliness::of(there.map(Day), Some(Day(20)), Day(30));
    /// assert_eq!(of(Some(20)), Timeliness::OnTime);
    /// assert_eq!(of(Some(21)), Timeliness::Late);
    /// assert_eq!(of(None), Timeliness::Missing);
    /// assert_eq!(of(Some(31)), Timeliness::Missing); // not yet there
    /// ```
    #[must_use]
    pub fn of(there_day: Option<Day>, deadline_day: Option<Day>, as_of: Day) -> Self {
        match (there_day.filter(|&day| day <= as_of), deadline_day) {
            (_, None) => Self::NotKnown,
            (Some(there), Some(deadline)) if there <= deadline => Self::OnTime,
            (Some(_), Some(_)) => Self::Late,
            (None, Some(deadline)) if as_of <= deadline => Self::NotYetDue,
            (None, Some(_)) => Self::Missing,
        }
    }
}

/// Whether a project's deposit may be returned.
///
/// Example: [`deposits_in_time`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Return {
    /// Nothing is held.
    #[default]
    NothingHeld,
    /// The works are not completed.
    NotCompleted,
    /// Completed on a day that is not known.
    NotKnown,
    /// Wages are in arrears.
    InArrears,
    /// The public notice has not ended.
    Notice,
    /// The contractor may apply.
    Eligible,
}

impl Return {
    /// All, in the order of their words here.
    pub const ALL: [Self; 6] = [
        Self::NothingHeld,
        Self::NotCompleted,
        Self::NotKnown,
        Self::InArrears,
        Self::Notice,
        Self::Eligible,
    ];

    /// The word in the tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NothingHeld => "nothing_held",
            Self::NotCompleted => "not_completed",
            Self::NotKnown => "not_known",
            Self::InArrears => "in_arrears",
            Self::Notice => "notice",
            Self::Eligible => "eligible",
        }
    }
}

/// Figures of deposits that add up over projects.
///
/// # Example
///
/// ```
/// use anxin::oversight::deposit::in_time::DepositSums;
///
/// let mut sums = DepositSums { held_fen: [300, 100, 0, 0], ..DepositSums::default() };
/// assert_eq!(sums.guarantee_share_e4()?, Some(2_500)); // 25 %
/// sums.merge(&DepositSums { held_fen: [0, 200, 0, 0], ..DepositSums::default() })?;
/// assert_eq!(sums.guarantee_share_e4()?, Some(5_000));
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DepositSums {
    /// Projects that must have a deposit and whose deadline was met or has passed.
    pub obliged: u64,
    /// Of them, those in time.
    pub on_time: u64,
    /// Of them, those late.
    pub late: u64,
    /// Held by kind ([`KINDS`]), in fen.
    pub held_fen: [i64; 4],
    /// Deposits, or shares of them, by kind.
    pub count: [u64; 4],
    /// Held, and ending within the days of the policy while the works go on, in fen.
    pub expiring_fen: i64,
    /// Ended while the works went on, in fen.
    pub expired_fen: i64,
    /// Guarantees in force that end before the works or within a year of their beginning, in fen.
    pub too_short_fen: i64,
    /// Drawn, not topped up and past the deadline, in fen.
    pub not_topped_up_fen: i64,
}

impl DepositSums {
    /// Adds another project, or line.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where a sum does not fit.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.obliged += other.obliged;
        self.on_time += other.on_time;
        self.late += other.late;
        for kind in 0..KINDS.len() {
            self.count[kind] += other.count[kind];
            add(&mut self.held_fen[kind], other.held_fen[kind])?;
        }
        add(&mut self.expiring_fen, other.expiring_fen)?;
        add(&mut self.expired_fen, other.expired_fen)?;
        add(&mut self.too_short_fen, other.too_short_fen)?;
        add(&mut self.not_topped_up_fen, other.not_topped_up_fen)
    }

    /// Bank guarantees ÷ all that is held, in ten-thousandths.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where a sum does not fit.
    pub fn guarantee_share_e4(&self) -> Result<Option<i64>> {
        let mut all_fen = 0;
        self.held_fen.iter().try_for_each(|&fen| add(&mut all_fen, fen))?;
        ratio_e4(self.held_fen[1], all_fen)
    }
}

/// The deposit of one project in time.
///
/// Example: [`deposits_in_time`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProjectDeposit {
    /// Whether enough was there by the deadline.
    pub status: Timeliness,
    /// First day on which enough was held; `None` where that never was, or always.
    pub filled_day: Option<Day>,
    /// Days after the deadline until enough was held, else until `as_of`.
    pub late_days: Option<i32>,
    /// First day after the deadline on which less is held than required, as known on `as_of`; it
    /// may lie ahead.
    pub first_uncovered_day: Option<Day>,
    /// Days after the deadline up to `as_of` on which less was held than required.
    pub uncovered_days: Option<i32>,
    /// Whether it may be returned.
    pub returned: Return,
    /// Last day of the public notice.
    pub notice_end_day: Option<Day>,
    /// Day by which it is returned where the contractor applies at once.
    pub return_by_day: Option<Day>,
    /// What adds up.
    pub sums: DepositSums,
}

/// One deposit, guarantee or fund in time.
///
/// Example: [`deposits_in_time`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepositStatus {
    /// What it is worth on `as_of`, in fen.
    pub available_fen: i64,
    /// Whether its last day has passed.
    pub is_expired: bool,
    /// Days to its last day; `None` where it is open or has passed.
    pub left_days: Option<i32>,
    /// Whether it is worth something, ends within the days of the policy, and the works go on.
    pub is_expiring: bool,
    /// Whether a guarantee ends before the works or within a year; `None` for other kinds.
    pub is_too_short: Option<bool>,
    /// Last day for the top-up of what was drawn.
    pub top_up_deadline_day: Option<Day>,
    /// Whether it was topped up; `None` where nothing was drawn.
    pub top_up: Option<Timeliness>,
    /// First day from the draw on which every project it stands for has enough.
    pub topped_up_day: Option<Day>,
}

/// A step of the deposit of one project: so much is held on every day of it.
///
/// Example: [`deposits_in_time`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepositSpan {
    /// The project.
    pub project: ProjectId,
    /// First day.
    pub from_day: Day,
    /// Last day.
    pub to_day: Day,
    /// Held on each day, in fen.
    pub held_fen: i64,
    /// Required, in fen. Above zero.
    pub required_fen: i64,
}

/// Deposits in time, of all projects.
///
/// Example: [`deposits_in_time`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepositsInTime {
    /// One row a project.
    pub project: Vec<ProjectDeposit>,
    /// One row a deposit.
    pub deposit: Vec<DepositStatus>,
    /// By project and day, of projects that need a deposit: from the day the duty began to `as_of`
    /// or the completion.
    pub spans: Vec<DepositSpan>,
    /// What is held for each project on any day.
    pub history: HeldHistory,
    /// Years without calendar that hide a deadline.
    pub years_missing: Vec<i32>,
}

/// Whether deposits are there in time, stay long enough and are topped up.
///
/// Step 7.5. Enough is held where what counts for the project reaches what is required of it. A
/// draw is topped up on the first day from it on which every project that the deposit stands for
/// (and of which something is required) has enough.
///
/// **Basis:** 人社部发〔2021〕65号 Art. 8 (20 working days), 17 (one year, the contract term, a reminder
/// one month before the end), 20 (10 working days), 22 (completion, no arrears, notice of 30 days,
/// 5 and 3 working days). **Choice:** the notice begins on the day of completion, which is not
/// counted; a deposit of unknown beginning was always there; cash and other security have no
/// shortest term; works end on their completion, else as planned.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where a sum does not fit.
///
/// # Example
///
/// ```
/// use anxin::basics::calendar::Calendar;
/// use anxin::basics::ids::ProjectId;
/// use anxin::basics::policy::DepositKind;
/// use anxin::basics::region::Region;
/// use anxin::intake::facts::{Deposit, DepositScope, Project};
/// use anxin::oversight::deposit::in_time::{Return, Timeliness, deposits_in_time};
/// use anxin::oversight::deposit::required::{DepositFacts, deposit_required};
/// use anxin::oversight::partial::Partial;
/// use anxin::{Day, Policy};
///
/// // 2 % of 100 million yuan by 2026-03-16; the cash came a day late.
/// let day = |text: &str| text.parse::<Day>().unwrap();
/// let projects = [Project {
///     is_known: true,
///     region: Region::parse("520102"),
///     contract_fen: Some(100_000_000_00),
///     permit_day: Some(day("2026-02-10")),
///     ..Project::UNKNOWN
/// }];
/// let cash = Deposit {
///     kind: DepositKind::Cash,
///     amount_fen: 2_000_000_00,
///     drawn_fen: 0,
///     drawn_day: None,
///     valid_from_day: Some(day("2026-03-17")),
///     valid_to_day: None,
///     scope: DepositScope::Project(ProjectId(0)),
/// };
/// let facts = DepositFacts {
///     projects: &projects,
///     events: &[],
///     calendar: &Calendar::builtin(),
///     policy: &Policy::default(),
/// };
/// let required = deposit_required(&facts)?;
/// let (partial, as_of) = (Partial::default(), day("2026-04-01"));
/// let found = deposits_in_time(&[cash], &facts, &required, &partial, as_of)?;
/// assert_eq!((found.project[0].status, found.project[0].late_days), (Timeliness::Late, Some(1)));
/// assert_eq!(found.project[0].returned, Return::NotCompleted);
/// assert_eq!(found.deposit[0].available_fen, 2_000_000_00);
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn deposits_in_time(
    deposits: &[Deposit],
    facts: &DepositFacts<'_>,
    required: &[DepositRequired],
    partial: &Partial,
    as_of: Day,
) -> Result<DepositsInTime> {
    let shares = Shares::new(facts, required, as_of);
    let spans = held_spans(deposits, &shares);
    let history = HeldHistory::new(&spans, facts.projects.len())?;
    let mut found = DepositsInTime { history, ..DepositsInTime::default() };
    for (number, project) in (0_u32..).zip(facts.projects) {
        let number = ProjectId(number);
        let arrears_fen = partial.project(number).arrears_fen;
        let needed = Needed { number, project, required: &required[number.index()], as_of };
        found.project.push(needed.status(&found.history, facts.calendar, arrears_fen));
        needed.spans(&found.history, &mut found.spans);
    }
    for span in spans.iter().filter(|span| span.from_day <= as_of && as_of <= span.to_day) {
        let sums = &mut found.project[span.project.index()].sums;
        if let Some(kind) = KINDS.iter().position(|&kind| kind == deposits[span.deposit].kind) {
            sums.count[kind] += 1;
            add(&mut sums.held_fen[kind], span.held_fen)?;
        }
    }
    let of = Judged { facts, required, shares: &shares, as_of };
    for deposit in deposits {
        let status = of.status(deposit, &found.history, &mut found.years_missing);
        of.add_up(deposit, &status, &mut found.project)?;
        found.deposit.push(status);
    }
    Ok(found)
}

/// A project and the deposit it needs.
struct Needed<'a> {
    number: ProjectId,
    project: &'a Project,
    required: &'a DepositRequired,
    as_of: Day,
}

impl Needed<'_> {
    /// Last day on which the deposit must be there, as far as known.
    fn end_day(&self) -> Day {
        self.project.completed_day.unwrap_or(Day::OPEN)
    }

    fn status(
        &self,
        history: &HeldHistory,
        calendar: &Calendar,
        arrears_fen: i64,
    ) -> ProjectDeposit {
        let mut found = ProjectDeposit::default();
        match self.required.required_fen {
            None => {}
            Some(0) => found.status = Timeliness::NothingRequired,
            Some(required_fen) => self.timely(history, required_fen, &mut found),
        }
        let is_held = history.held_on(self.number, self.as_of) > 0;
        let completed_day = self.project.completed_day.filter(|&day| day <= self.as_of);
        if let Some(day) = completed_day.filter(|_| is_held) {
            let notice_end_day = day.plus_days(NOTICE_DAYS);
            found.notice_end_day = Some(notice_end_day);
            if arrears_fen == 0 {
                found.return_by_day = calendar.workdays_after(notice_end_day, RETURN_WORKDAYS);
            }
        }
        let is_completed = self.project.status == Some(ProjectStatus::Completed);
        found.returned = match found.notice_end_day {
            _ if !is_held => Return::NothingHeld,
            None if self.project.completed_day.is_none() && is_completed => Return::NotKnown,
            None => Return::NotCompleted,
            Some(_) if arrears_fen > 0 => Return::InArrears,
            Some(end_day) if self.as_of <= end_day => Return::Notice,
            Some(_) => Return::Eligible,
        };
        found
    }

    /// What the deadline says of a deposit above zero.
    fn timely(&self, history: &HeldHistory, required_fen: i64, found: &mut ProjectDeposit) {
        let as_of = self.as_of;
        let filled_day = history
            .first_day_with(self.number, Day::NONE, required_fen)
            .filter(|&day| day <= as_of);
        found.status = Timeliness::of(filled_day, self.required.deadline_day, as_of);
        found.filled_day = filled_day.and_then(Day::get);
        let Some(deadline_day) = self.required.deadline_day else { return };
        if matches!(found.status, Timeliness::Late | Timeliness::Missing) {
            found.late_days = Some(filled_day.unwrap_or(as_of).0 - deadline_day.0);
        }
        if matches!(found.status, Timeliness::OnTime | Timeliness::Late | Timeliness::Missing) {
            found.sums.obliged = 1;
            found.sums.on_time = u64::from(found.status == Timeliness::OnTime);
            found.sums.late = u64::from(found.status == Timeliness::Late);
        }
        let from_day = deadline_day.plus_days(1);
        found.first_uncovered_day = history
            .first_day_below(self.number, from_day, required_fen)
            .filter(|&day| day <= self.end_day());
        let intervals = history.intervals(self.number, from_day, as_of.min(self.end_day()));
        let lacking = intervals.iter().filter(|interval| interval.2 < required_fen);
        found.uncovered_days = Some(lacking.map(|(from, to, _)| to.0 - from.0 + 1).sum());
    }

    /// Its steps from the day the duty began.
    fn spans(&self, history: &HeldHistory, spans: &mut Vec<DepositSpan>) {
        let from_day = self.project.permit_day.or_else(|| reference_day(self.project));
        let required_fen = self.required.required_fen.filter(|&fen| fen > 0);
        let (Some(first_day), Some(required_fen)) = (from_day, required_fen) else { return };
        let last_day = self.as_of.min(self.end_day());
        spans.extend(history.intervals(self.number, first_day, last_day).into_iter().map(
            |(from_day, to_day, held_fen)| DepositSpan {
                project: self.number,
                from_day,
                to_day,
                held_fen,
                required_fen,
            },
        ));
    }
}

/// What single deposits are judged by.
struct Judged<'a> {
    facts: &'a DepositFacts<'a>,
    required: &'a [DepositRequired],
    shares: &'a Shares<'a>,
    as_of: Day,
}

impl Judged<'_> {
    fn status(
        &self,
        deposit: &Deposit,
        history: &HeldHistory,
        years_missing: &mut Vec<i32>,
    ) -> DepositStatus {
        let as_of = self.as_of;
        let scope = self.shares.scope(deposit);
        let available_fen = available_fen(deposit, as_of);
        let left_days = deposit.valid_to_day.filter(|&day| day >= as_of).map(|day| day.0 - as_of.0);
        let limit_days = self.facts.policy.figures.deposit_expiring_days;
        let is_near = left_days.is_some_and(|days| i64::from(days) <= i64::from(limit_days));
        let mut status = DepositStatus {
            available_fen,
            is_expired: deposit.valid_to_day.is_some_and(|day| day < as_of),
            left_days,
            is_expiring: is_near && available_fen > 0 && self.goes_on(&scope),
            is_too_short: self.is_too_short(deposit, &scope),
            top_up_deadline_day: None,
            top_up: None,
            topped_up_day: None,
        };
        let has_happened = deposit.drawn_day.is_none_or(|day| day <= as_of);
        if deposit.drawn_fen > 0 && has_happened && is_wage_deposit(deposit.kind) {
            self.top_up(deposit, &scope, history, &mut status, years_missing);
        }
        status
    }

    /// Whether the works of some project go on.
    fn goes_on(&self, scope: &[ProjectId]) -> bool {
        let is_open =
            |project: &ProjectId| !self.facts.projects[project.index()].is_completed(self.as_of);
        scope.iter().any(is_open)
    }

    fn is_too_short(&self, deposit: &Deposit, scope: &[ProjectId]) -> Option<bool> {
        if !matches!(deposit.kind, DepositKind::BankGuarantee | DepositKind::InsuranceBond) {
            return None;
        }
        let Some(to_day) = deposit.valid_to_day else { return Some(false) };
        let within_a_year = deposit
            .valid_from_day
            .is_some_and(|day| to_day.plus_days(1) < day.plus_months(GUARANTEE_MONTHS));
        let end_day = |project: &ProjectId| {
            let project = &self.facts.projects[project.index()];
            project.completed_day.filter(|&day| day <= self.as_of).or(project.planned_end_day)
        };
        let last_day = scope.iter().filter_map(end_day).max();
        Some(within_a_year || last_day.is_some_and(|day| to_day < day))
    }

    fn top_up(
        &self,
        deposit: &Deposit,
        scope: &[ProjectId],
        history: &HeldHistory,
        status: &mut DepositStatus,
        years_missing: &mut Vec<i32>,
    ) {
        let Some(drawn_day) = deposit.drawn_day else {
            status.top_up = Some(Timeliness::NotKnown);
            return;
        };
        let required_fen = |project: &ProjectId| self.required[project.index()].required_fen;
        let is_nothing = |project: &ProjectId| required_fen(project) == Some(0);
        if !scope.is_empty() && scope.iter().all(is_nothing) {
            status.top_up = Some(Timeliness::NothingRequired);
            return;
        }
        let calendar = self.facts.calendar;
        status.top_up_deadline_day = calendar.workdays_after(drawn_day, TOP_UP_WORKDAYS);
        if status.top_up_deadline_day.is_none() {
            years_missing.push(year_missing(calendar, drawn_day));
        }
        let mut needing = scope
            .iter()
            .filter_map(|project| Some((*project, required_fen(project)?)))
            .filter(|needed| needed.1 > 0)
            .peekable();
        if needing.peek().is_none() {
            status.top_up = Some(Timeliness::NotKnown);
            return;
        }
        let full_day: Option<Vec<Day>> =
            needing.map(|(project, fen)| history.first_day_with(project, drawn_day, fen)).collect();
        let full_day = full_day.and_then(|days| days.into_iter().max());
        status.topped_up_day = full_day.filter(|&day| day <= self.as_of);
        status.top_up =
            Some(Timeliness::of(status.topped_up_day, status.top_up_deadline_day, self.as_of));
    }

    /// Adds what a deposit lacks to the projects it counts for.
    fn add_up(
        &self,
        deposit: &Deposit,
        status: &DepositStatus,
        projects: &mut [ProjectDeposit],
    ) -> Result<()> {
        let mut lay = |amount_fen, sum: fn(&mut DepositSums) -> &mut i64| {
            self.shares.of(deposit, amount_fen).into_iter().try_for_each(|(project, share_fen)| {
                add(sum(&mut projects[project.index()].sums), share_fen)
            })
        };
        if status.is_expiring {
            lay(status.available_fen, |sums| &mut sums.expiring_fen)?;
        }
        if status.is_expired && self.goes_on(&self.shares.scope(deposit)) {
            lay(deposit.amount_fen, |sums| &mut sums.expired_fen)?;
        }
        if status.is_too_short == Some(true) {
            lay(status.available_fen, |sums| &mut sums.too_short_fen)?;
        }
        if status.top_up == Some(Timeliness::Missing) {
            lay(deposit.drawn_fen, |sums| &mut sums.not_topped_up_fen)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "in_time_tests.rs"]
mod tests;
