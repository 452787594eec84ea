//! Cases: complaints and clues received, closed, overdue, and what they brought (step 7.8).

use std::cmp::Ordering;

use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::ids::{ContractorId, NameId, ProjectId};
use crate::basics::region::Region;
use crate::intake::facts::{Case, Project};
use crate::oversight::area::{area_of, text_order};
use crate::oversight::deposit::rate::ratio_e4;
use crate::oversight::partial::add;
use crate::oversight::totals::REGION_LEVELS;

/// Counts and sums of cases. They add: any cutting and any order give the same value.
///
/// Example: [`case_totals`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseSums {
    /// Received on or before `as_of`.
    pub received: u64,
    /// Closed on or before `as_of`.
    pub closed: u64,
    /// Of those closed, the ones on or before their due date.
    pub closed_in_time: u64,
    /// Of those closed, the ones after their due date.
    pub closed_late: u64,
    /// Open, and `as_of` is after the due date.
    pub overdue: u64,
    /// Workers they are about, where stated.
    pub workers: u64,
    /// Claimed where stated, in fen.
    pub claimed_fen: i64,
    /// Recovered where stated, in fen.
    pub recovered_fen: i64,
    /// Days from receipt to closing, rising, and how many cases took so many.
    days: Vec<(u32, u64)>,
}

impl CaseSums {
    /// The sums of one case.
    ///
    /// **Choice:** a case closed after `as_of` is open; one closed before it was received is closed
    /// and has no days; without a due date a case is neither in time nor late nor overdue.
    #[must_use]
    pub fn of(case: &Case, as_of: Day) -> Self {
        let closed_day = case.closed_day.filter(|&day| day <= as_of);
        let is_late = |day: Day| case.due_day.is_some_and(|due_day| day > due_day);
        let is_in_time = |day: Day| case.due_day.is_some_and(|due_day| day <= due_day);
        let days = closed_day.and_then(|day| u32::try_from(day.0 - case.received_day.0).ok());
        Self {
            received: 1,
            closed: u64::from(closed_day.is_some()),
            closed_in_time: u64::from(closed_day.is_some_and(is_in_time)),
            closed_late: u64::from(closed_day.is_some_and(is_late)),
            overdue: u64::from(closed_day.is_none() && is_late(as_of)),
            workers: u64::from(case.workers.unwrap_or(0)),
            claimed_fen: case.claimed_fen.unwrap_or(0),
            recovered_fen: case.recovered_fen.unwrap_or(0),
            days: days.map(|days| (days, 1)).into_iter().collect(),
        }
    }

    /// Adds another line.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where a sum of money does not fit.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.received += other.received;
        self.closed += other.closed;
        self.closed_in_time += other.closed_in_time;
        self.closed_late += other.closed_late;
        self.overdue += other.overdue;
        self.workers += other.workers;
        for &(days, count) in &other.days {
            match self.days.binary_search_by_key(&days, |entry| entry.0) {
                Ok(place) => self.days[place].1 += count,
                Err(place) => self.days.insert(place, (days, count)),
            }
        }
        add(&mut self.claimed_fen, other.claimed_fen)?;
        add(&mut self.recovered_fen, other.recovered_fen)
    }

    /// Not closed on `as_of`.
    #[must_use]
    pub const fn open(&self) -> u64 {
        self.received - self.closed
    }

    /// Closed ÷ received, in ten-thousandths, half up; `None` where nothing was received.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where the ratio does not fit.
    pub fn closing_rate_e4(&self) -> Result<Option<i64>> {
        rate_e4(self.closed, self.received)
    }

    /// The median of the days from receipt to closing; of an even number the lower of the two in
    /// the middle.
    #[must_use]
    pub fn median_days(&self) -> Option<u32> {
        let count: u64 = self.days.iter().map(|entry| entry.1).sum();
        let mut before = 0;
        self.days
            .iter()
            .find(|entry| {
                before += entry.1;
                2 * before >= count
            })
            .map(|entry| entry.0)
    }
}

/// A count ÷ another, in ten-thousandths, half up; `None` where the denominator is zero.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where the ratio does not fit.
///
/// # Example
///
/// ```
/// assert_eq!(anxin::oversight::cases::rate_e4(4_171, 4_524)?, Some(9_220));
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn rate_e4(numerator: u64, denominator: u64) -> Result<Option<i64>> {
    let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    ratio_e4(whole(numerator), whole(denominator))
}

/// What the cases of a line have in common; null ids are the line of the unknown.
///
/// Example: [`case_totals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseSubject {
    /// A region of 2, 4 or 6 digits.
    Region(u8, Option<Region>),
    /// The general contractor of their project.
    Contractor(ContractorId),
    /// Their employer.
    Employer(NameId),
    /// Their project.
    Project(ProjectId),
}

impl CaseSubject {
    /// The words in the table, in the order of its rows.
    pub const WORDS: [&str; 4] = ["contractor", "employer", "project", "region"];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Contractor(_) => Self::WORDS[0],
            Self::Employer(_) => Self::WORDS[1],
            Self::Project(_) => Self::WORDS[2],
            Self::Region(..) => Self::WORDS[3],
        }
    }

    /// The order of the rows: word, level, id; not known first.
    #[must_use]
    pub fn order(self, other: Self) -> Ordering {
        self.word().cmp(other.word()).then_with(|| match (self, other) {
            (Self::Region(a, x), Self::Region(b, y)) => a.cmp(&b).then_with(|| text_order(x, y)),
            (Self::Contractor(a), Self::Contractor(b)) => a.get().cmp(&b.get()),
            (Self::Employer(a), Self::Employer(b)) => a.get().cmp(&b.get()),
            (Self::Project(a), Self::Project(b)) => a.get().cmp(&b.get()),
            _ => Ordering::Equal,
        })
    }
}

/// A row of `case_totals`.
///
/// Example: [`case_totals`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseTotals {
    /// Whose cases they are.
    pub subject: CaseSubject,
    /// Their counts and sums.
    pub sums: CaseSums,
}

/// Rows of `case_totals`: every region at three levels, contractor, employer and project that has a
/// case.
///
/// Step 7.8. Holds: the lines of one subject (of regions: of one level) add up to all cases.
///
/// **Basis:** Labour Inspection Regulation Art. 17 (time limits), Art. 26 (recovery). **Choice:** a
/// case without a region lies where its project does.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where a sum of money does not fit.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::{NameId, ProjectId};
/// use anxin::intake::facts::Case;
/// use anxin::oversight::cases::case_totals;
///
/// let case = Case {
///     case: NameId(0),
///     region: None,
///     project: ProjectId::NONE,
///     employer: NameId(2),
///     received_day: Day(100),
///     due_day: Some(Day(160)),
///     closed_day: Some(Day(130)),
///     workers: None,
///     claimed_fen: Some(900_00),
///     recovered_fen: None,
/// };
/// let rows = case_totals(&[case], &[], Day(200))?;
/// let words: Vec<_> = rows.iter().map(|row| row.subject.word()).collect();
/// assert_eq!(words, ["contractor", "employer", "project", "region", "region", "region"]);
/// let sums = &rows[1].sums;
/// assert_eq!((sums.received, sums.closed_in_time, sums.median_days()), (1, 1, Some(30)));
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn case_totals(cases: &[Case], projects: &[Project], as_of: Day) -> Result<Vec<CaseTotals>> {
    let mut keyed: Vec<(CaseSubject, u32)> = Vec::with_capacity(cases.len() * 6);
    for (place, case) in (0_u32..).zip(cases) {
        let project = case.project.get().map(|project| &projects[project.index()]);
        let region = case.region.or_else(|| project.and_then(|project| project.region));
        let contractor = project.map_or(ContractorId::NONE, |project| project.contractor);
        let levels = REGION_LEVELS.map(|level| CaseSubject::Region(level, area_of(region, level)));
        keyed.extend(levels.map(|subject| (subject, place)));
        keyed.push((CaseSubject::Contractor(contractor), place));
        keyed.push((CaseSubject::Employer(case.employer), place));
        keyed.push((CaseSubject::Project(case.project), place));
    }
    keyed.sort_by(|a, b| a.0.order(b.0).then(a.1.cmp(&b.1)));
    keyed
        .chunk_by(|a, b| a.0.order(b.0).is_eq())
        .map(|group| {
            let mut sums = CaseSums::default();
            for &(_, place) in group {
                sums.merge(&CaseSums::of(&cases[place as usize], as_of))?;
            }
            Ok(CaseTotals { subject: group[0].0, sums })
        })
        .collect()
}

/// The days on which the cases of a project were received, for what was recovered since.
///
/// Example: [`CaseDays::is_recovery`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseDays {
    /// Project and day, rising.
    days: Vec<(ProjectId, Day)>,
}

impl CaseDays {
    /// The days of `cases` that name a project.
    #[must_use]
    pub fn new(cases: &[Case]) -> Self {
        let named = cases.iter().filter(|case| case.project.is_some());
        let mut days: Vec<_> = named.map(|case| (case.project, case.received_day)).collect();
        days.sort_unstable();
        Self { days }
    }

    /// Whether no case names a project.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Whether a payment was made after a case of the project opened, to what fell due before it.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::Day;
    /// use anxin::basics::ids::{NameId, ProjectId};
    /// use anxin::intake::facts::Case;
    /// use anxin::oversight::cases::CaseDays;
    ///
    /// let case = Case {
    ///     case: NameId(0),
    ///     region: None,
    ///     project: ProjectId(3),
    ///     employer: NameId::NONE,
    ///     received_day: Day(100),
    ///     due_day: None,
    ///     closed_day: None,
    ///     workers: None,
    ///     claimed_fen: None,
    ///     recovered_fen: None,
    /// };
    /// let days = CaseDays::new(&[case]);
    /// assert!(days.is_recovery(ProjectId(3), Day(99), Day(101)));
    /// assert!(!days.is_recovery(ProjectId(3), Day(100), Day(101)), "fell due on the day itself");
    /// assert!(!days.is_recovery(ProjectId(3), Day(99), Day(100)), "paid on the day itself");
    /// assert!(!days.is_recovery(ProjectId(2), Day(99), Day(101)));
    /// ```
    #[must_use]
    pub fn is_recovery(&self, project: ProjectId, due_day: Day, paid_day: Day) -> bool {
        let first = self.days.partition_point(|&day| day <= (project, due_day));
        self.days.get(first).is_some_and(|&(of, day)| of == project && day < paid_day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(number: u32, received: i32, due: Option<i32>, closed: Option<i32>) -> Case {
        Case {
            case: NameId(number),
            region: None,
            project: ProjectId::NONE,
            employer: NameId::NONE,
            received_day: Day(received),
            due_day: due.map(Day),
            closed_day: closed.map(Day),
            workers: Some(2),
            claimed_fen: Some(100),
            recovered_fen: None,
        }
    }

    fn sums(cases: &[Case]) -> CaseSums {
        cases.iter().fold(CaseSums::default(), |mut sums, case| {
            sums.merge(&CaseSums::of(case, Day(100))).unwrap();
            sums
        })
    }

    #[test]
    fn a_case_is_closed_by_the_day_or_open() {
        let cases = [
            case(0, 10, Some(40), Some(40)),
            case(1, 10, Some(40), Some(41)),
            case(2, 10, Some(100), None),
            case(3, 10, Some(99), None),
            case(4, 10, None, Some(100)),
            case(5, 10, Some(99), Some(101)),
        ];
        let sums = sums(&cases);
        assert_eq!((sums.received, sums.closed, sums.open()), (6, 3, 3));
        assert_eq!((sums.closed_in_time, sums.closed_late, sums.overdue), (1, 1, 2));
        assert_eq!((sums.workers, sums.claimed_fen), (12, 600));
        assert_eq!(sums.closing_rate_e4().unwrap(), Some(5000));
    }

    #[test]
    fn the_median_comes_from_the_histogram() {
        let took = |days: &[i32]| {
            let cases: Vec<_> =
                days.iter().map(|days| case(0, 10, None, Some(10 + days))).collect();
            sums(&cases).median_days()
        };
        assert_eq!(took(&[]), None);
        assert_eq!(took(&[7]), Some(7));
        assert_eq!(took(&[30, 1, 7]), Some(7));
        assert_eq!(took(&[30, 1, 9, 7]), Some(7));
        assert_eq!(took(&[0, 0, 0, 90]), Some(0));
        assert_eq!(took(&[-3, 5]), Some(5), "closed before it was received: no days");
    }

    #[test]
    fn any_order_gives_the_same_sums() {
        let cases: Vec<_> =
            (0..20).map(|n| case(n, 10, Some(40), Some(10 + (n * 7 % 60).cast_signed()))).collect();
        let reversed: Vec<_> = cases.iter().rev().cloned().collect();
        assert_eq!(sums(&cases), sums(&reversed));
        let mut halves = sums(&cases[..7]);
        halves.merge(&sums(&cases[7..])).unwrap();
        assert_eq!(halves, sums(&cases));
    }

    #[test]
    fn every_subject_adds_up_to_all_cases() {
        let projects = [
            Project {
                region: Region::parse("520102"),
                contractor: ContractorId(4),
                ..Project::UNKNOWN
            },
            Project::UNKNOWN,
        ];
        let cases = [
            Case { project: ProjectId(0), employer: NameId(1), ..case(0, 1, None, None) },
            Case { region: Region::parse("5202"), ..case(1, 1, None, None) },
            Case { project: ProjectId(1), ..case(2, 1, None, None) },
        ];
        let rows = case_totals(&cases, &projects, Day(100)).unwrap();
        for word in CaseSubject::WORDS {
            let own = || rows.iter().filter(|row| row.subject.word() == word);
            let received: u64 = own().map(|row| row.sums.received).sum();
            assert_eq!(received, if word == "region" { 9 } else { 3 }, "{word}");
        }
        let subjects: Vec<_> = rows.iter().map(|row| row.subject).collect();
        assert_eq!(
            subjects[..7],
            [
                CaseSubject::Contractor(ContractorId::NONE),
                CaseSubject::Contractor(ContractorId(4)),
                CaseSubject::Employer(NameId::NONE),
                CaseSubject::Employer(NameId(1)),
                CaseSubject::Project(ProjectId::NONE),
                CaseSubject::Project(ProjectId(0)),
                CaseSubject::Project(ProjectId(1)),
            ]
        );
        assert_eq!(subjects[7], CaseSubject::Region(2, None));
        assert_eq!(subjects[8], CaseSubject::Region(2, Region::parse("52")));
        assert_eq!(rows[8].sums.received, 2);
    }

    #[test]
    fn of_two_cases_either_makes_a_recovery() {
        let of = |day| Case { project: ProjectId(0), ..case(0, day, None, None) };
        let days = CaseDays::new(&[of(50), of(20)]);
        assert!(days.is_recovery(ProjectId(0), Day(10), Day(30)));
        assert!(days.is_recovery(ProjectId(0), Day(30), Day(60)));
        assert!(!days.is_recovery(ProjectId(0), Day(30), Day(40)));
        assert!(!days.is_recovery(ProjectId(0), Day(50), Day(90)));
    }
}
