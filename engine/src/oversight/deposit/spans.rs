//! The wage deposit held on every day (step 7.5), as steps from one change to the next.

use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::ids::ProjectId;
use crate::basics::money::largest_remainder_into;
use crate::intake::facts::{Deposit, DepositScope};
use crate::oversight::area::{ByContractor, contractor_projects};
use crate::oversight::deposit::held::{accepts, is_wage_deposit};
use crate::oversight::deposit::rate::ratio_e4;
use crate::oversight::deposit::required::{DepositFacts, DepositRequired};

/// What one deposit, or its share, is for one project from one day to another.
///
/// Example: [`HeldHistory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldSpan {
    /// Position of the deposit.
    pub deposit: usize,
    /// The project.
    pub project: ProjectId,
    /// First day; [`Day::NONE`]: always.
    pub from_day: Day,
    /// Last day; [`Day::OPEN`]: open.
    pub to_day: Day,
    /// How much, in fen. Above zero.
    pub held_fen: i64,
}

/// Divides amounts of deposits among the projects they stand for.
///
/// Example: [`held_spans`].
#[derive(Debug)]
pub struct Shares<'a> {
    facts: &'a DepositFacts<'a>,
    required: &'a [DepositRequired],
    by_contractor: ByContractor,
    as_of: Day,
}

impl<'a> Shares<'a> {
    /// As [`crate::oversight::deposit::held::deposit_held`] divides them.
    #[must_use]
    pub fn new(facts: &'a DepositFacts<'a>, required: &'a [DepositRequired], as_of: Day) -> Self {
        Self { facts, required, by_contractor: ByContractor::new(facts.projects), as_of }
    }

    /// The projects a deposit stands for, the smaller id first.
    #[must_use]
    pub fn scope(&self, deposit: &Deposit) -> Vec<ProjectId> {
        match deposit.scope {
            DepositScope::Project(project) => vec![project],
            DepositScope::Contractor(contractor, region) => {
                let area = region.prefix(self.facts.policy.figures.area_digits);
                let mut found = Vec::new();
                let by_contractor = &self.by_contractor;
                contractor_projects(
                    self.facts.projects,
                    by_contractor,
                    contractor,
                    area,
                    &mut found,
                );
                found
            }
            DepositScope::Region(_) => Vec::new(),
        }
    }

    /// The shares of `amount_fen` of a wage deposit that count, by project; shares of zero and of
    /// projects whose rule does not accept its kind are left out.
    #[must_use]
    pub fn of(&self, deposit: &Deposit, amount_fen: i64) -> Vec<(ProjectId, i64)> {
        if amount_fen <= 0 || !is_wage_deposit(deposit.kind) {
            return Vec::new();
        }
        let scope = self.scope(deposit);
        let mut shares = Vec::new();
        if matches!(deposit.scope, DepositScope::Project(_)) {
            shares.push(amount_fen);
        } else {
            let required = |project: &ProjectId| &self.required[project.index()];
            let weights: Vec<i64> =
                scope.iter().map(|project| required(project).required_fen.unwrap_or(0)).collect();
            largest_remainder_into(amount_fen, &weights, &mut shares, &mut Vec::new());
        }
        let is_counted = |(project, share_fen): &(ProjectId, i64)| {
            *share_fen > 0 && accepts(self.facts, *project, deposit.kind, self.as_of)
        };
        scope.into_iter().zip(shares).filter(is_counted).collect()
    }
}

/// What every wage deposit is for its projects over time; by deposit, day and project.
///
/// **Choice:** as known on `as_of`: a draw after it has not happened, one without a date always
/// has; a contractor's deposit is divided on every day as it is on `as_of`.
///
/// # Example
///
/// ```
/// use anxin::basics::calendar::Calendar;
/// use anxin::basics::ids::ProjectId;
/// use anxin::basics::policy::DepositKind;
/// use anxin::intake::facts::{Deposit, DepositScope, Project};
/// use anxin::oversight::deposit::required::{DepositFacts, deposit_required};
/// use anxin::oversight::deposit::spans::{Shares, held_spans};
/// use anxin::{Day, Policy};
///
/// // 10.00 yuan of which 3.00 were drawn on day 20.
/// let deposit = Deposit {
///     kind: DepositKind::Cash,
///     amount_fen: 1_000,
///     drawn_fen: 300,
///     drawn_day: Some(Day(20)),
///     valid_from_day: Some(Day(10)),
///     valid_to_day: None,
///     scope: DepositScope::Project(ProjectId(0)),
/// };
/// let facts = DepositFacts {
///     projects: &[Project::UNKNOWN],
///     events: &[],
///     calendar: &Calendar::builtin(),
///     policy: &Policy::default(),
/// };
/// let required = deposit_required(&facts)?;
/// let shares = Shares::new(&facts, &required, Day(30));
/// assert_eq!(shares.of(&deposit, 700), [(ProjectId(0), 700)]);
/// let spans = held_spans(&[deposit], &shares);
/// assert_eq!((spans[0].to_day, spans[0].held_fen), (Day(19), 1_000));
/// assert_eq!((spans[1].to_day, spans[1].held_fen), (Day::OPEN, 700));
/// # Ok::<(), anxin::Error>(())
/// ```
#[must_use]
pub fn held_spans(deposits: &[Deposit], shares: &Shares<'_>) -> Vec<HeldSpan> {
    let mut spans = Vec::new();
    for (number, deposit) in deposits.iter().enumerate() {
        let from_day = deposit.valid_from_day.unwrap_or(Day::NONE);
        let to_day = deposit.valid_to_day.unwrap_or(Day::OPEN);
        let drawn_day = match deposit.drawn_day {
            _ if deposit.drawn_fen == 0 => Day::OPEN,
            Some(day) if day > shares.as_of => Day::OPEN,
            day => day.unwrap_or(Day::NONE).max(from_day),
        };
        let mut push = |from_day: Day, to_day: Day, amount_fen| {
            if from_day <= to_day {
                let shares = shares.of(deposit, amount_fen).into_iter();
                spans.extend(shares.map(|(project, held_fen)| HeldSpan {
                    deposit: number,
                    project,
                    from_day,
                    to_day,
                    held_fen,
                }));
            }
        };
        if drawn_day > from_day {
            let last_day = if drawn_day == Day::OPEN { to_day } else { drawn_day.plus_days(-1) };
            push(from_day, last_day.min(to_day), deposit.amount_fen);
        }
        if drawn_day != Day::OPEN {
            push(drawn_day, to_day, deposit.amount_fen.saturating_sub(deposit.drawn_fen));
        }
    }
    spans
}

/// One day of a project's deposit.
///
/// Example: [`HeldHistory`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoverageDay {
    /// The day.
    pub day: Day,
    /// What is held on it, in fen.
    pub held_fen: i64,
    /// Held ÷ required, in ten-thousandths, half up; `None` where nothing is required.
    pub coverage_e4: Option<i64>,
}

/// What is held for each project from one change to the next.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::ProjectId;
/// use anxin::oversight::deposit::spans::{HeldHistory, HeldSpan};
///
/// let project = ProjectId(0);
/// let span = |deposit, from: i32, to: i32, held_fen| HeldSpan {
///     deposit,
///     project,
///     from_day: Day(from),
///     to_day: Day(to),
///     held_fen,
/// };
/// let history = HeldHistory::new(&[span(0, 10, 20, 300), span(1, 15, 30, 200)], 1)?;
/// let held_fen = [9, 10, 15, 21, 31].map(|day| history.held_on(project, Day(day)));
/// assert_eq!(held_fen, [0, 300, 500, 200, 0]);
/// assert_eq!(history.first_day_with(project, Day(0), 400), Some(Day(15)));
/// assert_eq!(history.days(project, 600, Day(20), Day(21))?[0].coverage_e4, Some(8_333));
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldHistory {
    /// The steps of project `i` are `offsets[i]..offsets[i + 1]`.
    offsets: Vec<usize>,
    /// First day of a step; rising within a project. Before the first nothing is held.
    from_day: Vec<Day>,
    /// Held from that day to the day before the next step, in fen.
    held_fen: Vec<i64>,
}

impl HeldHistory {
    /// The steps that `spans` make for `projects` projects.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where what is held for a project does not fit.
    pub fn new(spans: &[HeldSpan], projects: usize) -> Result<Self> {
        let mut changes: Vec<(ProjectId, Day, i128)> = Vec::with_capacity(2 * spans.len());
        for span in spans {
            changes.push((span.project, span.from_day, i128::from(span.held_fen)));
            if span.to_day != Day::OPEN {
                changes.push((span.project, span.to_day.plus_days(1), -i128::from(span.held_fen)));
            }
        }
        changes.sort_unstable();
        let mut history = Self { offsets: vec![0], ..Self::default() };
        let mut next = changes.iter().peekable();
        for number in (0_u32..).take(projects) {
            let mut held = 0_i128;
            while let Some(&(_, day, change)) = next.next_if(|change| change.0.0 == number) {
                held += change;
                if next.peek().is_some_and(|later| (later.0.0, later.1) == (number, day)) {
                    continue;
                }
                let held_fen = i64::try_from(held)
                    .map_err(|_| Error::AmountOverflow { what: "deposits held for a project" })?;
                history.push(number, day, held_fen);
            }
            history.offsets.push(history.from_day.len());
        }
        Ok(history)
    }

    /// Appends a step of the last project, unless it changes nothing.
    fn push(&mut self, number: u32, day: Day, held_fen: i64) {
        let start = self.offsets[number as usize];
        let last_fen = self.held_fen[start..].last().copied().unwrap_or(0);
        if last_fen != held_fen {
            self.from_day.push(day);
            self.held_fen.push(held_fen);
        }
    }

    /// First day and amount of each step of a project.
    pub fn steps(&self, project: ProjectId) -> impl Iterator<Item = (Day, i64)> + '_ {
        let range = self.offsets[project.index()]..self.offsets[project.index() + 1];
        self.from_day[range.clone()].iter().copied().zip(self.held_fen[range].iter().copied())
    }

    /// What is held for a project on a day, in fen.
    #[must_use]
    pub fn held_on(&self, project: ProjectId, day: Day) -> i64 {
        self.steps(project).take_while(|step| step.0 <= day).last().map_or(0, |step| step.1)
    }

    /// The steps of a project within two days, both included: first day, last day, amount. They
    /// follow each other without gap.
    #[must_use]
    pub fn intervals(
        &self,
        project: ProjectId,
        from_day: Day,
        to_day: Day,
    ) -> Vec<(Day, Day, i64)> {
        if from_day > to_day {
            return Vec::new();
        }
        let mut found = vec![(from_day, to_day, self.held_on(project, from_day))];
        for (day, held_fen) in self.steps(project) {
            if let (true, Some(last)) = (from_day < day && day <= to_day, found.last_mut()) {
                last.1 = day.plus_days(-1);
                found.push((day, to_day, held_fen));
            }
        }
        found
    }

    /// Every day between two days, both included, with what is held and how much of `required_fen`
    /// that is.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a ratio does not fit.
    ///
    /// # Example
    ///
    /// A guarantee of 0.80 yuan from the third day on, where 1.00 is required:
    ///
    /// ```
    /// use anxin::Day;
    /// use anxin::basics::ids::ProjectId;
    /// use anxin::oversight::deposit::spans::{HeldHistory, HeldSpan};
    ///
    /// let project = ProjectId(0);
    /// let (from_day, to_day) = (Day(3), Day::OPEN);
    /// let span = HeldSpan { deposit: 0, project, from_day, to_day, held_fen: 80 };
    /// let history = HeldHistory::new(&[span], 1).unwrap();
    /// let days = history.days(project, 100, Day(2), Day(4)).unwrap();
    /// let coverage_e4: Vec<_> = days.iter().map(|day| day.coverage_e4).collect();
    /// assert_eq!(coverage_e4, [Some(0), Some(8_000), Some(8_000)]);
    /// assert_eq!(history.first_day_with(project, Day(0), 81), None);
    /// ```
    pub fn days(
        &self,
        project: ProjectId,
        required_fen: i64,
        from_day: Day,
        to_day: Day,
    ) -> Result<Vec<CoverageDay>> {
        let mut days = Vec::new();
        for (from_day, to_day, held_fen) in self.intervals(project, from_day, to_day) {
            let coverage_e4 = ratio_e4(held_fen, required_fen)?;
            days.extend((from_day.0..=to_day.0).map(|day| CoverageDay {
                day: Day(day),
                held_fen,
                coverage_e4,
            }));
        }
        Ok(days)
    }

    /// The first day from `from_day` on which at least `required_fen` is held; [`Day::NONE`] where
    /// that was always so.
    #[must_use]
    pub fn first_day_with(
        &self,
        project: ProjectId,
        from_day: Day,
        required_fen: i64,
    ) -> Option<Day> {
        if self.held_on(project, from_day) >= required_fen {
            return Some(from_day);
        }
        self.steps(project)
            .find(|&(day, held_fen)| day > from_day && held_fen >= required_fen)
            .map(|step| step.0)
    }

    /// The first day from `from_day` on which less than `required_fen` is held.
    #[must_use]
    pub fn first_day_below(
        &self,
        project: ProjectId,
        from_day: Day,
        required_fen: i64,
    ) -> Option<Day> {
        if self.held_on(project, from_day) < required_fen {
            return Some(from_day);
        }
        self.steps(project)
            .find(|&(day, held_fen)| day > from_day && held_fen < required_fen)
            .map(|step| step.0)
    }
}
