//! Who is registered, attended, contracted and can be paid; who recorded it (step 7.7).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::basics::day::Day;
use crate::basics::ids::{EngagementId, ProjectId};
use crate::intake::facts::{Project, ProjectStatus};
use crate::intake::keyed::Keyed;
use crate::wages::worker_periods::{DueSourceWord, WorkerPeriods};

/// Counts of engagements of one project, and who recorded their attendance. They add.
///
/// Laws: no count exceeds the engagements; `registered_attended` exceeds neither of its two;
/// minutes of the three sources add up to the attended minutes, days to the attended days.
///
/// Example: [`RealNamePartial`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RealNameSums {
    /// Engagements whose worker has an `id_number`.
    pub registered: u64,
    /// Engagements with attended minutes.
    pub attended: u64,
    /// Engagements that are both.
    pub registered_attended: u64,
    /// Engagements with a contract.
    pub contracted: u64,
    /// Engagements whose worker has a registered account.
    pub account_bound: u64,
    /// Engagements with payroll lines that are not back pay, all of them confirmed.
    pub payroll_confirmed: u64,
    /// Days that a device recorded.
    pub device_days: u64,
    /// Days that people recorded.
    pub manual_days: u64,
    /// Days that the platform made.
    pub system_days: u64,
    /// Minutes that a device recorded.
    pub device_minutes: u64,
    /// Minutes that people recorded.
    pub manual_minutes: u64,
    /// Minutes that the platform made.
    pub system_minutes: u64,
    /// Worker-periods with something due that is past its due date.
    pub periods_fallen_due: u64,
    /// Worker-periods with minutes and nothing that says what they earn.
    pub periods_without_evidence: u64,
    /// The latest day with attendance of a device.
    pub(in crate::oversight) latest_device_day: Option<Day>,
}

impl RealNameSums {
    /// The latest day with attendance of a device.
    #[must_use]
    pub fn latest_device_day(&self) -> Option<Day> {
        self.latest_device_day
    }

    /// Notes a day with attendance of a device.
    pub fn note_device_day(&mut self, day: Day) {
        self.latest_device_day = self.latest_device_day.max(Some(day));
    }

    /// Adds the counts of another line.
    pub fn merge(&mut self, other: &Self) {
        for (sum, more) in [
            (&mut self.registered, other.registered),
            (&mut self.attended, other.attended),
            (&mut self.registered_attended, other.registered_attended),
            (&mut self.contracted, other.contracted),
            (&mut self.account_bound, other.account_bound),
            (&mut self.payroll_confirmed, other.payroll_confirmed),
            (&mut self.device_days, other.device_days),
            (&mut self.manual_days, other.manual_days),
            (&mut self.system_days, other.system_days),
            (&mut self.device_minutes, other.device_minutes),
            (&mut self.manual_minutes, other.manual_minutes),
            (&mut self.system_minutes, other.system_minutes),
            (&mut self.periods_fallen_due, other.periods_fallen_due),
            (&mut self.periods_without_evidence, other.periods_without_evidence),
        ] {
            *sum += more;
        }
        self.latest_device_day = self.latest_device_day.max(other.latest_device_day);
    }

    /// The counts of one engagement; `rows` are its worker-periods.
    fn of(
        keyed: &Keyed,
        engagement: EngagementId,
        periods: &WorkerPeriods,
        rows: std::ops::Range<usize>,
        as_of: Day,
    ) -> Self {
        let worker = keyed.engagements.worker[engagement.index()].index();
        let mut lines = keyed.payroll.of(engagement).iter().filter(|line| !line.is_back_pay);
        let is_confirmed = lines.next().is_some_and(|line| line.is_confirmed)
            && lines.all(|line| line.is_confirmed);
        let is_registered = keyed.has_id_number[worker];
        let others = keyed.attendance_sources.others_of(engagement);
        let days: u64 = rows.clone().map(|row| u64::from(periods.attended_days[row])).sum();
        let minutes: u64 = rows.clone().map(|row| u64::from(periods.attended_minutes[row])).sum();
        let is_fallen_due =
            |row: &usize| periods.due_fen[*row] > 0 && as_of > periods.due_day[*row];
        let lacks_evidence =
            |row: &usize| periods.due_source[*row] == DueSourceWord::EvidenceMissing;
        let mut sums = Self {
            registered: u64::from(is_registered),
            attended: u64::from(minutes > 0),
            registered_attended: u64::from(is_registered && minutes > 0),
            contracted: u64::from(!keyed.contracts.of(engagement).is_empty()),
            account_bound: u64::from(keyed.pay_account[worker].is_some()),
            payroll_confirmed: u64::from(is_confirmed),
            device_days: days.saturating_sub(others.manual_days + others.system_days),
            manual_days: others.manual_days,
            system_days: others.system_days,
            device_minutes: minutes.saturating_sub(others.manual_minutes + others.system_minutes),
            manual_minutes: others.manual_minutes,
            system_minutes: others.system_minutes,
            periods_fallen_due: rows.clone().filter(is_fallen_due).count() as u64,
            periods_without_evidence: rows.filter(lacks_evidence).count() as u64,
            latest_device_day: None,
        };
        if let Some(day) = keyed.attendance_sources.latest_device_day_of(engagement) {
            sums.note_device_day(day);
        }
        sums
    }
}

/// The counts of projects, made from any chunk of workers.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::ProjectId;
/// use anxin::oversight::real_name::{RealNamePartial, RealNameSums};
///
/// let mut one = RealNameSums::default();
/// one.registered = 1;
/// one.note_device_day(Day(20_000));
/// let mut first = RealNamePartial::default();
/// first.add(ProjectId(1), &one);
/// let second = first.clone();
///
/// let both = first.merge(second).project(ProjectId(1));
/// assert_eq!((both.registered, both.latest_device_day()), (2, Some(Day(20_000))));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RealNamePartial {
    /// By position of the project; those beyond the end have nothing.
    projects: Vec<RealNameSums>,
}

impl RealNamePartial {
    /// Adds the engagements `own` of one worker; his worker-periods are those from `first_row` on.
    ///
    /// **Basis:** Decree 724 Art. 28 (contract and real-name registration before work), Art. 31
    /// (signed payroll, own account). **Choice:** the counts are of engagements, so that they add;
    /// without a payroll line nothing is confirmed.
    pub fn add_worker(
        &mut self,
        keyed: &Keyed,
        own: std::ops::Range<usize>,
        periods: &WorkerPeriods,
        first_row: usize,
        as_of: Day,
    ) {
        let mut row = first_row;
        for place in own {
            let engagement = EngagementId(u32::try_from(place).unwrap_or(u32::MAX));
            let start = row;
            while row < periods.len() && periods.engagement[row] == engagement {
                row += 1;
            }
            let sums = RealNameSums::of(keyed, engagement, periods, start..row, as_of);
            self.add(keyed.engagements.project[place], &sums);
        }
    }

    /// The same with projects under other ids.
    #[must_use]
    pub fn renumbered(&self, project: impl Fn(ProjectId) -> ProjectId) -> Self {
        let mut renumbered = Self::default();
        for (number, sums) in (0_u32..).zip(&self.projects) {
            renumbered.add(project(ProjectId(number)), sums);
        }
        renumbered
    }

    /// Projects with counts, by position; those beyond have nothing.
    #[must_use]
    pub fn project_count(&self) -> usize {
        self.projects.len()
    }

    /// Adds counts of a project.
    pub fn add(&mut self, project: ProjectId, sums: &RealNameSums) {
        if self.projects.len() <= project.index() {
            self.projects.resize(project.index() + 1, RealNameSums::default());
        }
        self.projects[project.index()].merge(sums);
    }

    /// Both together.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        let (mut into, from) =
            if self.projects.len() < other.projects.len() { (other, self) } else { (self, other) };
        into.add_all(&from);
        into
    }

    /// As [`Partial::set_all`](super::partial::Partial::set_all).
    pub(super) fn set_all<'p>(
        &mut self,
        parts: impl Iterator<Item = &'p Self> + Clone,
        projects: &BTreeSet<usize>,
    ) {
        let count = parts.clone().map(|part| part.projects.len()).max().unwrap_or(0);
        self.projects.resize(count, RealNameSums::default());
        for &place in projects.range(..count) {
            self.projects[place] = RealNameSums::default();
            let own = parts.clone().filter_map(|part| part.projects.get(place));
            own.for_each(|part| self.projects[place].merge(part));
        }
    }

    /// Whether the counts of a project are the same in both.
    pub(super) fn is_same_of(&self, other: &Self, place: usize) -> bool {
        self.projects.get(place) == other.projects.get(place)
    }

    /// Adds other counts.
    pub(crate) fn add_all(&mut self, other: &Self) {
        let reach = self.projects.len().max(other.projects.len());
        self.projects.resize(reach, RealNameSums::default());
        for (sums, other) in self.projects.iter_mut().zip(&other.projects) {
            sums.merge(other);
        }
    }

    /// The counts of a project; nothing where no engagement was added.
    #[must_use]
    pub fn project(&self, project: ProjectId) -> RealNameSums {
        self.projects.get(project.index()).copied().unwrap_or_default()
    }
}

/// Whether the works of a project go on, so that its data must come in.
///
/// **Choice:** one completed on or before `as_of`, suspended, being prepared or not begun is not
/// active; where the status is not known, the dates alone tell.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::intake::facts::{Project, ProjectStatus};
/// use anxin::oversight::real_name::is_active;
///
/// let status = Some(ProjectStatus::Active);
/// let project = Project { is_known: true, status, ..Project::UNKNOWN };
/// assert!(is_active(&project, Day(20_000)));
/// let status = Some(ProjectStatus::Suspended);
/// assert!(!is_active(&Project { status, ..project }, Day(20_000)));
/// ```
#[must_use]
pub fn is_active(project: &Project, as_of: Day) -> bool {
    project.is_known
        && project.completed_day.is_none_or(|day| day > as_of)
        && match project.status {
            Some(status) => status == ProjectStatus::Active,
            None => project.start_day.is_none_or(|day| day <= as_of),
        }
}

/// Whether a device recorded attendance within the last `window_days` days, `as_of` included.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::oversight::real_name::is_updated;
///
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// assert!(is_updated(Day::from_ymd(2025, 12, 25), as_of, 7));
/// assert!(!is_updated(Day::from_ymd(2025, 12, 24), as_of, 7));
/// assert!(!is_updated(None, as_of, 7));
/// ```
#[must_use]
pub fn is_updated(latest_device_day: Option<Day>, as_of: Day, window_days: u32) -> bool {
    let days = i32::try_from(window_days).unwrap_or(i32::MAX);
    latest_device_day.is_some_and(|day| day > as_of.plus_days(-days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(number: u64) -> RealNameSums {
        let mut sums = RealNameSums {
            registered: number % 2,
            attended: 1,
            registered_attended: number % 2,
            device_minutes: number * 10,
            ..RealNameSums::default()
        };
        if number > 2 {
            sums.note_device_day(Day(i32::try_from(20_000 + number).unwrap()));
        }
        sums
    }

    #[test]
    fn any_cutting_and_any_order_give_the_same_value() {
        let one = |number: u64| {
            let mut partial = RealNamePartial::default();
            partial.add(ProjectId(u32::try_from(number % 5).unwrap()), &sums(number));
            partial
        };
        let merged = |parts: &mut dyn Iterator<Item = RealNamePartial>| {
            parts.fold(RealNamePartial::default(), RealNamePartial::merge)
        };
        let whole = merged(&mut (0..30).map(one));
        assert_eq!(merged(&mut (0..30).rev().map(one)), whole);
        let cut = merged(&mut (0..10).map(one)).merge(merged(&mut (10..30).rev().map(one)));
        assert_eq!(cut, whole);
        assert_eq!(whole.project(ProjectId(0)).attended, 6);
        assert_eq!(whole.project(ProjectId(3)).latest_device_day(), Some(Day(20_028)));
        assert_eq!(whole.project(ProjectId(9)), RealNameSums::default());
        let text = serde_json::to_string(&whole).unwrap();
        assert_eq!(serde_json::from_str::<RealNamePartial>(&text).unwrap(), whole);
    }

    #[test]
    fn works_that_stand_still_need_not_be_updated() {
        let as_of = Day(100);
        let of = |status, completed_day, start_day| {
            let known = Project { is_known: true, status, ..Project::UNKNOWN };
            is_active(&Project { completed_day, start_day, ..known }, as_of)
        };
        assert!(of(Some(ProjectStatus::Active), None, None));
        assert!(of(Some(ProjectStatus::Active), Some(Day(101)), Some(Day(200))));
        assert!(!of(Some(ProjectStatus::Active), Some(Day(100)), None));
        assert!(!of(Some(ProjectStatus::Suspended), None, None));
        assert!(!of(Some(ProjectStatus::Preparing), None, None));
        assert!(of(None, None, Some(Day(100))));
        assert!(!of(None, None, Some(Day(101))));
        assert!(!is_active(&Project::UNKNOWN, as_of), "nothing is known of it");
    }
}
