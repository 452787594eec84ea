//! The additive state of projects: the only way from workers to projects, areas and regions.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::finding::Code;
use crate::basics::ids::{NameId, ProjectId};
use crate::oversight::code_counts::CodeCounts;
use crate::oversight::matches::{MatchLines, MatchState, MatchSums};
use crate::oversight::months::Months;
use crate::oversight::real_name::RealNamePartial;
use crate::wages::worker_periods::WorkerPeriods;

/// Sums, counts and extremes of projects, made from any chunk of workers.
///
/// Projects are known by their position within a run; who carries a partial elsewhere keeps their
/// names beside it.
///
/// Law: any cutting of the workers into chunks and any order of merging give the same value.
///
/// # Example
///
/// ```
/// use anxin::basics::ids::ProjectId;
/// use anxin::oversight::partial::{EngagementSums, Partial};
///
/// let nothing = EngagementSums::default();
/// let owed = |arrears_fen| EngagementSums { due_fen: 900, arrears_fen, ..nothing };
/// let mut first = Partial::default();
/// first.add_engagement(ProjectId(1), &owed(300)).unwrap();
/// first.add_worker(true, 0).unwrap();
/// let mut second = Partial::default();
/// second.add_engagement(ProjectId(1), &owed(0)).unwrap();
/// second.add_worker(false, 50).unwrap();
///
/// let both = first.merge(second).unwrap();
/// let project = both.project(ProjectId(1));
/// assert_eq!((project.workers, project.workers_owed), (2, 1));
/// assert_eq!((both.workers, both.workers_owed, both.split_advance_fen), (2, 1, 50));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partial {
    /// Shape of this state; another one is refused when it is read.
    version: Version,
    /// By position of the project; those beyond the end have nothing.
    projects: Vec<ProjectSums>,
    /// By position of the project: its worker-periods by month and state of their records.
    matches: Vec<MatchLines>,
    /// By position of the project: its employers, rising, and whether wages of theirs are overdue.
    employers: Vec<Vec<(u32, bool)>>,
    /// Sums by wage month.
    pub months: Months,
    /// Advance of transfers that pay all engagements of a worker, in fen: it belongs to no project.
    pub split_advance_fen: i64,
    /// Distinct workers with an engagement.
    pub workers: u64,
    /// Distinct workers with arrears.
    pub workers_owed: u64,
    /// Who is registered, attended, contracted and can be paid, by project.
    pub real_name: RealNamePartial,
}

/// The version of the serialised state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
struct Version;

/// The version this code writes and reads.
const VERSION: u32 = 3;

impl From<Version> for u32 {
    fn from(_: Version) -> Self {
        VERSION
    }
}

impl TryFrom<u32> for Version {
    type Error = String;

    fn try_from(met: u32) -> std::result::Result<Self, String> {
        if met == VERSION {
            Ok(Self)
        } else {
            Err(format!(
                "partial of version {met}, expected {VERSION}; make it again with this version"
            ))
        }
    }
}

/// What the worker-periods of one engagement add up to.
///
/// Example: [`Partial`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EngagementSums {
    /// Due, in fen.
    pub due_fen: i64,
    /// Paid of it, in fen.
    pub paid_fen: i64,
    /// Overdue and unpaid, in fen.
    pub arrears_fen: i64,
    /// Unpaid and not yet due, in fen.
    pub not_yet_due_fen: i64,
    /// Of it, what falls due within a month of `as_of`, that day included, in fen.
    pub due_within_month_fen: i64,
    /// Paid on or before the due date, in fen.
    pub paid_on_time_fen: i64,
    /// Paid beyond all that is due, in fen.
    pub advance_fen: i64,
    /// Worker-periods.
    pub worker_periods: u64,
    /// Worker-periods paid in full and on time.
    pub worker_periods_on_time: u64,
    /// Of `due_fen`, what is past its due date.
    pub fallen_due_fen: i64,
    /// Of that, paid on or before the due date.
    pub fallen_due_on_time_fen: i64,
    /// Worker-periods with something due, past their due date.
    pub periods_fallen_due: u64,
    /// Of them, paid in full on or before the due date.
    pub periods_on_time: u64,
    /// Due date of the oldest period in arrears.
    pub oldest_due_day: Option<Day>,
    /// What else its worker-periods count.
    pub counts: PeriodCounts,
}

/// What warnings count of worker-periods.
///
/// Example: [`Partial`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeriodCounts {
    /// Worker-periods in arrears.
    pub in_arrears: u64,
    /// Of them, those of which a part was paid.
    pub partly_paid: u64,
    /// Attended worker-periods.
    pub attended: u64,
    /// Attended ones with something due and nothing paid, though the month after has ended.
    pub unpaid_for_two_months: u64,
    /// Engagements with three or more worker-periods in arrears.
    pub engagements_three_in_arrears: u64,
    /// Findings by code.
    pub findings: CodeCounts,
}

impl PeriodCounts {
    fn add(&mut self, periods: &WorkerPeriods, row: usize, as_of: Day) {
        let (due_fen, paid_fen) = (periods.due_fen[row], periods.paid_fen[row]);
        let is_attended = periods.attended_minutes[row] > 0;
        let is_in_arrears = periods.arrears(row, as_of).arrears_fen > 0;
        self.in_arrears += u64::from(is_in_arrears);
        self.partly_paid += u64::from(is_in_arrears && paid_fen > 0);
        self.attended += u64::from(is_attended);
        if is_attended && due_fen > 0 && paid_fen == 0 {
            let is_late = as_of > periods.month[row].plus(1).last_day();
            self.unpaid_for_two_months += u64::from(is_late);
        }
        for code in periods.flag_codes(row) {
            self.findings.add(code);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.in_arrears += other.in_arrears;
        self.partly_paid += other.partly_paid;
        self.attended += other.attended;
        self.unpaid_for_two_months += other.unpaid_for_two_months;
        self.engagements_three_in_arrears += other.engagements_three_in_arrears;
        self.findings.merge(&other.findings);
    }
}

impl EngagementSums {
    /// Adds a worker-period as it stands on `as_of`; `None` where a sum does not fit.
    pub fn add(&mut self, periods: &WorkerPeriods, row: usize, as_of: Day) -> Option<()> {
        let due_day = periods.due_day[row];
        let arrears = periods.arrears(row, as_of);
        let (due_fen, on_time_fen) = (periods.due_fen[row], periods.paid_on_time_fen[row]);
        self.due_fen = self.due_fen.checked_add(due_fen)?;
        self.paid_fen = self.paid_fen.checked_add(periods.paid_fen[row])?;
        self.arrears_fen = self.arrears_fen.checked_add(arrears.arrears_fen)?;
        self.not_yet_due_fen = self.not_yet_due_fen.checked_add(arrears.not_yet_due_fen)?;
        self.paid_on_time_fen = self.paid_on_time_fen.checked_add(on_time_fen)?;
        if arrears.not_yet_due_fen > 0 && due_day <= as_of.plus_months(1) {
            self.due_within_month_fen =
                self.due_within_month_fen.checked_add(arrears.not_yet_due_fen)?;
        }
        self.worker_periods += 1;
        self.worker_periods_on_time += u64::from(on_time_fen == due_fen);
        if as_of > due_day && due_fen > 0 {
            self.fallen_due_fen = self.fallen_due_fen.checked_add(due_fen)?;
            self.fallen_due_on_time_fen = self.fallen_due_on_time_fen.checked_add(on_time_fen)?;
            self.periods_fallen_due += 1;
            self.periods_on_time += u64::from(on_time_fen == due_fen);
        }
        if arrears.arrears_fen > 0 {
            let oldest = self.oldest_due_day.map_or(due_day, |oldest| oldest.min(due_day));
            self.oldest_due_day = Some(oldest);
        }
        self.counts.add(periods, row, as_of);
        Some(())
    }
}

/// What the engagements of one project add up to.
///
/// Example: [`Partial`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectSums {
    /// Due, in fen.
    pub due_fen: i64,
    /// Paid of it, in fen.
    pub paid_fen: i64,
    /// Overdue and unpaid, in fen.
    pub arrears_fen: i64,
    /// Unpaid and not yet due, in fen.
    pub not_yet_due_fen: i64,
    /// Of it, what falls due within a month of `as_of`, that day included, in fen.
    pub due_within_month_fen: i64,
    /// Paid on or before the due date, in fen.
    pub paid_on_time_fen: i64,
    /// Paid beyond all that is due, in fen.
    pub advance_fen: i64,
    /// Engagements.
    pub workers: u64,
    /// Engagements with arrears.
    pub workers_owed: u64,
    /// Worker-periods.
    pub worker_periods: u64,
    /// Worker-periods paid in full and on time.
    pub worker_periods_on_time: u64,
    /// Of `due_fen`, what is past its due date.
    pub fallen_due_fen: i64,
    /// Of that, paid on or before the due date.
    pub fallen_due_on_time_fen: i64,
    /// Worker-periods with something due, past their due date.
    pub periods_fallen_due: u64,
    /// Of them, paid in full on or before the due date.
    pub periods_on_time: u64,
    /// The largest arrears of one engagement, in fen; zero where there are none.
    pub largest_arrears_fen: i64,
    /// Due date of the oldest period in arrears.
    oldest_due_day: Option<Day>,
    /// What warnings count.
    pub counts: PeriodCounts,
}

impl ProjectSums {
    /// Due date of the oldest period in arrears.
    #[must_use]
    pub fn oldest_due_day(&self) -> Option<Day> {
        self.oldest_due_day
    }

    fn merge(&mut self, other: &Self) -> Result<()> {
        add(&mut self.due_fen, other.due_fen)?;
        add(&mut self.paid_fen, other.paid_fen)?;
        add(&mut self.arrears_fen, other.arrears_fen)?;
        add(&mut self.not_yet_due_fen, other.not_yet_due_fen)?;
        add(&mut self.due_within_month_fen, other.due_within_month_fen)?;
        add(&mut self.paid_on_time_fen, other.paid_on_time_fen)?;
        add(&mut self.advance_fen, other.advance_fen)?;
        self.workers += other.workers;
        self.workers_owed += other.workers_owed;
        self.worker_periods += other.worker_periods;
        self.worker_periods_on_time += other.worker_periods_on_time;
        add(&mut self.fallen_due_fen, other.fallen_due_fen)?;
        add(&mut self.fallen_due_on_time_fen, other.fallen_due_on_time_fen)?;
        self.periods_fallen_due += other.periods_fallen_due;
        self.periods_on_time += other.periods_on_time;
        self.largest_arrears_fen = self.largest_arrears_fen.max(other.largest_arrears_fen);
        self.oldest_due_day = earlier(self.oldest_due_day, other.oldest_due_day);
        self.counts.merge(&other.counts);
        Ok(())
    }
}

impl Partial {
    /// Adds one engagement of a project.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum of the project does not fit.
    pub fn add_engagement(&mut self, project: ProjectId, sums: &EngagementSums) -> Result<()> {
        let three = u64::from(sums.counts.in_arrears >= 3);
        self.reach(project.index() + 1);
        self.projects[project.index()].merge(&ProjectSums {
            due_fen: sums.due_fen,
            paid_fen: sums.paid_fen,
            arrears_fen: sums.arrears_fen,
            not_yet_due_fen: sums.not_yet_due_fen,
            due_within_month_fen: sums.due_within_month_fen,
            paid_on_time_fen: sums.paid_on_time_fen,
            advance_fen: sums.advance_fen,
            workers: 1,
            workers_owed: u64::from(sums.arrears_fen > 0),
            worker_periods: sums.worker_periods,
            worker_periods_on_time: sums.worker_periods_on_time,
            fallen_due_fen: sums.fallen_due_fen,
            fallen_due_on_time_fen: sums.fallen_due_on_time_fen,
            periods_fallen_due: sums.periods_fallen_due,
            periods_on_time: sums.periods_on_time,
            largest_arrears_fen: sums.arrears_fen.max(0),
            oldest_due_day: sums.oldest_due_day,
            counts: PeriodCounts { engagements_three_in_arrears: three, ..sums.counts },
        })
    }

    /// Adds one worker-period of a project to its match and to its employers, as it stands on
    /// `as_of`; `tolerance` is the policy's `payroll_tolerance`.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum of the project does not fit.
    pub fn add_period(
        &mut self,
        project: ProjectId,
        periods: &WorkerPeriods,
        row: usize,
        as_of: Day,
        tolerance: Decimal,
    ) -> Result<()> {
        self.reach(project.index() + 1);
        let sums = MatchSums {
            worker_periods: 1,
            attendance_due_fen: periods.attendance_due_fen[row],
            payroll_due_fen: periods.payroll_due_fen[row],
            paid_fen: periods.paid_fen[row],
        };
        let state = MatchState::of(periods, row, as_of, tolerance);
        self.matches[project.index()].add(periods.month[row], state, &sums)?;
        if let Some(employer) = periods.employer[row].get() {
            let is_owed = periods.arrears(row, as_of).arrears_fen > 0;
            add_employer(&mut self.employers[project.index()], employer, is_owed);
        }
        Ok(())
    }

    /// Counts a finding about a project.
    pub fn add_finding(&mut self, project: ProjectId, code: Code) {
        self.reach(project.index() + 1);
        self.projects[project.index()].counts.findings.add(code);
    }

    /// The same with projects and employers under other ids, as in a data set of more of them.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where two projects get one id and their sums do not fit.
    pub fn renumbered(
        &self,
        project: impl Fn(ProjectId) -> ProjectId,
        employer: impl Fn(NameId) -> NameId,
    ) -> Result<Self> {
        let none = (Vec::new(), Vec::new(), Vec::new());
        let (projects, matches, employers) = none;
        let real_name = self.real_name.renumbered(&project);
        let mut renumbered = Self { projects, matches, employers, real_name, ..self.clone() };
        for (place, sums) in self.projects.iter().enumerate() {
            let own = project(ProjectId(u32::try_from(place).unwrap_or(u32::MAX))).index();
            renumbered.reach(own + 1);
            renumbered.projects[own].merge(sums)?;
            if let Some(lines) = self.matches.get(place) {
                renumbered.matches[own].merge(lines)?;
            }
            for &(number, is_owed) in self.employers.get(place).into_iter().flatten() {
                let employer = employer(NameId(number));
                add_employer(&mut renumbered.employers[own], employer, is_owed);
            }
        }
        Ok(renumbered)
    }

    /// The largest employer number of all, where there is one.
    #[must_use]
    pub fn last_employer(&self) -> Option<NameId> {
        self.employers.iter().flatten().map(|employer| NameId(employer.0)).max()
    }

    /// Counts one worker, once, with the advance of his split transfers.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where the sum of the advances does not fit.
    pub fn add_worker(&mut self, is_owed: bool, split_advance_fen: i64) -> Result<()> {
        self.workers += 1;
        self.workers_owed += u64::from(is_owed);
        add(&mut self.split_advance_fen, split_advance_fen)
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum does not fit.
    pub fn merge(self, other: Self) -> Result<Self> {
        let (mut into, from) =
            if self.projects.len() < other.projects.len() { (other, self) } else { (self, other) };
        into.add_all(&from)?;
        Ok(into)
    }

    /// Adds another state.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum does not fit.
    pub(crate) fn add_all(&mut self, other: &Self) -> Result<()> {
        self.reach(other.projects.len());
        (0..other.projects.len()).try_for_each(|place| self.add_project(other, place))?;
        self.workers += other.workers;
        self.workers_owed += other.workers_owed;
        self.real_name.add_all(&other.real_name);
        add(&mut self.split_advance_fen, other.split_advance_fen)?;
        self.months.merge(&other.months)
    }

    /// Adds what another state has of a project.
    fn add_project(&mut self, other: &Self, place: usize) -> Result<()> {
        if let Some(other) = other.projects.get(place) {
            self.projects[place].merge(other)?;
        }
        if let Some(other) = other.matches.get(place) {
            self.matches[place].merge(other)?;
        }
        for &(employer, is_owed) in other.employers.get(place).into_iter().flatten() {
            add_employer(&mut self.employers[place], NameId(employer), is_owed);
        }
        Ok(())
    }

    /// Makes of itself `parts` together, which it is already but for these projects and what
    /// belongs to no project.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum does not fit.
    pub(crate) fn set_all(&mut self, parts: &[&Self], projects: &BTreeSet<usize>) -> Result<()> {
        let count = parts.iter().map(|part| part.projects.len()).max().unwrap_or(0);
        self.projects.resize(count, ProjectSums::default());
        self.matches.resize(count, MatchLines::default());
        self.employers.resize(count, Vec::new());
        for &place in projects.range(..count) {
            self.projects[place] = ProjectSums::default();
            self.matches[place].clear();
            self.employers[place].clear();
            parts.iter().try_for_each(|part| self.add_project(part, place))?;
        }
        self.real_name.set_all(parts.iter().map(|part| &part.real_name), projects);
        (self.workers, self.workers_owed, self.split_advance_fen) = (0, 0, 0);
        self.months = Months::default();
        for part in parts {
            self.workers += part.workers;
            self.workers_owed += part.workers_owed;
            add(&mut self.split_advance_fen, part.split_advance_fen)?;
            self.months.merge(&part.months)?;
        }
        Ok(())
    }

    /// Projects of which two states differ, by position.
    pub(crate) fn differing_projects(&self, other: &Self) -> impl Iterator<Item = usize> {
        let count = self.project_count().max(other.project_count());
        (0..count).filter(|&place| {
            self.projects.get(place) != other.projects.get(place)
                || self.matches.get(place) != other.matches.get(place)
                || self.employers.get(place) != other.employers.get(place)
                || !self.real_name.is_same_of(&other.real_name, place)
        })
    }

    /// The sums of a project; nothing where no engagement was added.
    #[must_use]
    pub fn project(&self, project: ProjectId) -> ProjectSums {
        self.projects.get(project.index()).copied().unwrap_or_default()
    }

    /// The worker-periods of each project by month and state of their records; projects beyond the
    /// end have none.
    #[must_use]
    pub fn matches(&self) -> &[MatchLines] {
        &self.matches
    }

    /// The match of a project, where a worker-period was added.
    #[must_use]
    pub fn matches_of(&self, project: ProjectId) -> Option<&MatchLines> {
        self.matches.get(project.index())
    }

    /// Employers on a project, and how many of them have wages overdue there.
    #[must_use]
    pub fn employers_of(&self, project: ProjectId) -> (u64, u64) {
        let employers = self.employers.get(project.index()).map_or(&[][..], Vec::as_slice);
        (employers.len() as u64, employers.iter().filter(|employer| employer.1).count() as u64)
    }

    /// Projects with sums, by position; those beyond have nothing.
    #[must_use]
    pub fn project_count(&self) -> usize {
        self.projects.len().max(self.real_name.project_count())
    }

    fn reach(&mut self, count: usize) {
        if self.projects.len() < count {
            self.projects.resize(count, ProjectSums::default());
            self.matches.resize(count, MatchLines::default());
            self.employers.resize(count, Vec::new());
        }
    }
}

/// Notes an employer, and whether wages of his are overdue.
fn add_employer(employers: &mut Vec<(u32, bool)>, employer: NameId, is_owed: bool) {
    match employers.binary_search_by_key(&employer.0, |known| known.0) {
        Ok(place) => employers[place].1 |= is_owed,
        Err(place) => employers.insert(place, (employer.0, is_owed)),
    }
}

/// The earlier of two days, where known.
pub(crate) fn earlier<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// Adds `amount_fen` to a sum.
pub(crate) fn add(sum_fen: &mut i64, amount_fen: i64) -> Result<()> {
    let Some(both_fen) = sum_fen.checked_add(amount_fen) else {
        return Err(Error::AmountOverflow { what: "sum over projects" });
    };
    *sum_fen = both_fen;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::day::Month;
    use crate::basics::ids::EngagementId;
    use crate::wages::worker_periods::{DueSourceWord, SHEET_BIT};

    /// One worker-period, made from a fixed rule.
    fn periods(number: i64) -> WorkerPeriods {
        WorkerPeriods {
            engagement: vec![EngagementId(0)],
            month: vec![Month(i32::try_from(600 + number % 3).unwrap())],
            employer: vec![NameId(u32::try_from(number % 4).unwrap())],
            due_day: vec![Day(i32::try_from(19_990 + number % 20).unwrap())],
            attended_days: vec![1],
            attended_minutes: vec![480],
            attendance_due_fen: vec![number * 10],
            payroll_due_fen: vec![number * 11],
            due_fen: vec![number * 11],
            due_source: vec![DueSourceWord::Payroll],
            paid_fen: vec![number % 5],
            paid_on_time_fen: vec![0],
            settled_day: vec![Day::NONE],
            flags: vec![if number % 3 > 0 { SHEET_BIT } else { 0 }],
        }
    }

    /// Workers with one or two engagements each, made from a fixed rule.
    fn worker(number: i64) -> Partial {
        let mut partial = Partial::default();
        for engagement in 0..=number % 2 {
            let project = u32::try_from((number * 5 + engagement) % 7).unwrap();
            let arrears_fen = (number * 37 % 11) * 100;
            let sums = EngagementSums {
                due_fen: number * 1_000 + arrears_fen,
                paid_fen: number * 1_000,
                arrears_fen,
                not_yet_due_fen: number,
                due_within_month_fen: number / 2,
                paid_on_time_fen: number * 500,
                advance_fen: number % 3,
                worker_periods: 3,
                worker_periods_on_time: number.unsigned_abs() % 4,
                fallen_due_fen: number * 900,
                fallen_due_on_time_fen: number * 400,
                periods_fallen_due: number.unsigned_abs() % 3,
                periods_on_time: number.unsigned_abs() % 2,
                oldest_due_day: (arrears_fen > 0)
                    .then(|| Day(i32::try_from(20_000 - number).unwrap())),
                counts: PeriodCounts { in_arrears: number.unsigned_abs(), ..Default::default() },
            };
            partial.add_engagement(ProjectId(project), &sums).unwrap();
        }
        let periods = periods(number);
        let project = ProjectId(u32::try_from(number % 7).unwrap());
        partial.add_period(project, &periods, 0, Day(20_000), Decimal::new(1, 2)).unwrap();
        partial.add_worker(number * 37 % 11 > 0, number % 5).unwrap();
        partial
    }

    fn merged(parts: impl IntoIterator<Item = Partial>) -> Partial {
        parts.into_iter().fold(Partial::default(), |sum, part| sum.merge(part).unwrap())
    }

    #[test]
    fn any_cutting_and_any_order_give_the_same_value() {
        let whole = merged((0..40).map(worker));
        assert_eq!(merged((0..40).rev().map(worker)), whole);
        for size in [1, 3, 7, 40] {
            let numbers: Vec<i64> = (0..40).collect();
            let chunks =
                numbers.chunks(size).map(|chunk| merged(chunk.iter().copied().map(worker)));
            assert_eq!(merged(chunks.clone()), whole);
            assert_eq!(merged(chunks.rev()), whole);
        }
        let mut tree: Vec<Partial> = (0..40).map(|number| worker(number * 13 % 40)).collect();
        while tree.len() > 1 {
            tree = tree.chunks(2).map(|pair| merged(pair.iter().cloned())).collect();
        }
        assert_eq!(tree[0], whole);
        assert_eq!(whole.workers, 40);
        let engagements: u64 = (0..7).map(|number| whole.project(ProjectId(number)).workers).sum();
        assert_eq!(engagements, 60);
    }

    #[test]
    fn what_is_added_up_anew_where_it_differs_is_what_all_of_it_would_be() {
        let mut both = Partial::default();
        let mut sides = [Partial::default(), Partial::default()];
        // Sides grow and lose projects, one after the other.
        for round in 0..24 {
            let count = if round % 5 == 4 { 1 } else { round % 9 };
            let side = merged((0..count).map(|number| worker(number * 3 % 7)));
            let place = usize::try_from(round % 2).unwrap();
            let projects = side.differing_projects(&sides[place]).collect();
            sides[place] = side;
            both.set_all(&sides.each_ref(), &projects).unwrap();
            assert_eq!(both, sides[0].clone().merge(sides[1].clone()).unwrap(), "round {round}");
        }
    }

    #[test]
    fn it_comes_back_from_its_text_and_another_version_is_refused() {
        let whole = merged((0..40).map(worker));
        let text = serde_json::to_string(&whole).unwrap();
        assert_eq!(serde_json::from_str::<Partial>(&text).unwrap(), whole);
        let other = text.replacen("\"version\":3", "\"version\":2", 1);
        let refused = serde_json::from_str::<Partial>(&other).unwrap_err();
        assert!(refused.to_string().contains("version 2, expected 3"));
    }

    #[test]
    fn extremes_are_of_one_engagement_and_of_arrears_alone() {
        let mut partial = Partial::default();
        for (arrears_fen, day) in [(70, Some(Day(30))), (90, Some(Day(10))), (0, None)] {
            let sums =
                EngagementSums { arrears_fen, oldest_due_day: day, ..EngagementSums::default() };
            partial.add_engagement(ProjectId(2), &sums).unwrap();
        }
        let sums = partial.project(ProjectId(2));
        assert_eq!((sums.largest_arrears_fen, sums.oldest_due_day()), (90, Some(Day(10))));
        assert_eq!((sums.workers, sums.workers_owed), (3, 2));
        assert_eq!(partial.project(ProjectId(9)), ProjectSums::default());
    }

    #[test]
    fn a_sum_that_does_not_fit_is_an_error() {
        let sums = EngagementSums { due_fen: i64::MAX, ..EngagementSums::default() };
        let mut partial = Partial::default();
        partial.add_engagement(ProjectId(0), &sums).unwrap();
        let one = partial.clone();
        assert!(matches!(partial.merge(one), Err(Error::AmountOverflow { .. })));
    }
}
