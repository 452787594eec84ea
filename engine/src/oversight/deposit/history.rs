//! What a contractor's past says about a new project (step 7.4, history).

use crate::basics::day::Day;
use crate::basics::ids::ContractorId;
use crate::basics::region::Region;
use crate::intake::facts::{ContractorEvent, ContractorEventKind, Project};
use crate::oversight::area::{area_of, concerns};

/// What holds for a contractor in a management area on the reference date of one of his projects.
///
/// All is false for an unknown contractor: he has no history.
///
/// Example: [`histories`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Listed on or before that day, not beyond the end of the listing, not cleared since.
    pub is_blacklisted: bool,
    /// `arrears` in the 12 months before.
    pub has_arrears_12_months: bool,
    /// `arrears` in the 24 months before.
    pub has_arrears_24_months: bool,
    /// A project signed 24 months ago or earlier and nothing against him since.
    pub is_clean_24_months: bool,
    /// The same with 36 months.
    pub is_clean_36_months: bool,
    /// Another project of his, earlier by reference date and id, is in progress in the area.
    pub has_several_projects: bool,
}

/// Day by which a project is measured: signing, else permit, else start of the works.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::intake::facts::Project;
/// use anxin::oversight::deposit::history::reference_day;
///
/// let dated = Project { permit_day: Some(Day(20)), start_day: Some(Day(10)), ..Project::UNKNOWN };
/// assert_eq!(reference_day(&dated), Some(Day(20)));
/// assert_eq!(reference_day(&Project::UNKNOWN), None);
/// ```
#[must_use]
pub fn reference_day(project: &Project) -> Option<Day> {
    project.signed_day.or(project.permit_day).or(project.start_day)
}

/// The history of each project on its reference date, one row a project.
///
/// Step 7.4. `events` are sorted by contractor, day, kind. Windows include both ends.
///
/// **Basis:** 人社部发〔2021〕65号 Art. 11, 12: projects in progress in one management area, arrears
/// and clean years. **Choice:** "signed that long ago" asks for a signing date; a listing cleared
/// on its own day is cleared.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::ContractorId;
/// use anxin::intake::facts::Project;
/// use anxin::oversight::deposit::history::histories;
///
/// let signed = |day| Project {
///     contractor: ContractorId(0),
///     signed_day: Day::from_ymd(2020 + day, 3, 1),
///     ..Project::UNKNOWN
/// };
/// let histories = histories(&[signed(0), signed(5)], &[], 4);
/// assert!(!histories[0].is_clean_36_months, "a newcomer is not clean");
/// assert!(histories[1].is_clean_36_months && histories[1].has_several_projects);
/// ```
#[must_use]
pub fn histories(
    projects: &[Project],
    events: &[ContractorEvent],
    area_digits: u8,
) -> Vec<History> {
    let mut histories = vec![History::default(); projects.len()];
    let mut order: Vec<Dated> = projects
        .iter()
        .enumerate()
        .filter_map(|(position, project)| Dated::of(position, project, area_digits))
        .collect();
    order.sort_unstable();
    for group in order.chunk_by(|a, b| (a.contractor, a.area) == (b.contractor, b.area)) {
        let start = events.partition_point(|event| event.contractor < group[0].contractor);
        let end = events.partition_point(|event| event.contractor <= group[0].contractor);
        let first_signed_day =
            group.iter().filter_map(|dated| projects[dated.position].signed_day).min();
        let mut latest_completed_day = Day::NONE;
        for dated in group {
            let mut history = of_events(&events[start..end], dated, first_signed_day);
            history.has_several_projects = latest_completed_day > dated.reference_day;
            histories[dated.position] = history;
            let completed_day = projects[dated.position].completed_day.unwrap_or(Day::OPEN);
            latest_completed_day = latest_completed_day.max(completed_day);
        }
    }
    histories
}

/// A project with contractor and reference date, in the order in which projects are counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Dated {
    contractor: ContractorId,
    area: Option<Region>,
    reference_day: Day,
    position: usize,
}

impl Dated {
    fn of(position: usize, project: &Project, area_digits: u8) -> Option<Self> {
        Some(Self {
            contractor: project.contractor.get()?,
            area: area_of(project.region, area_digits),
            reference_day: reference_day(project)?,
            position,
        })
    }
}

/// What the events of one contractor say about one of his projects.
fn of_events(events: &[ContractorEvent], dated: &Dated, first_signed_day: Option<Day>) -> History {
    let reference_day = dated.reference_day;
    let mut history = History::default();
    let [mut is_spotless_24, mut is_spotless_36] = [true; 2];
    let months_before = |months: i32| reference_day.plus_months(-months);
    for event in events {
        if event.event_day > reference_day || !concerns(event.region, dated.area) {
            continue;
        }
        let day = event.event_day;
        match event.kind {
            ContractorEventKind::Arrears => {
                history.has_arrears_12_months |= day >= months_before(12);
                history.has_arrears_24_months |= day >= months_before(24);
            }
            ContractorEventKind::Blacklisted => {
                let until_day = event.until_day.unwrap_or_else(|| day.plus_months(36));
                history.is_blacklisted |=
                    reference_day <= until_day && !is_cleared(events, dated, day);
            }
            ContractorEventKind::OrderDisobeyed => {}
            ContractorEventKind::Order
            | ContractorEventKind::Punished
            | ContractorEventKind::MassIncident
            | ContractorEventKind::Cleared => continue,
        }
        is_spotless_24 &= day < months_before(24);
        is_spotless_36 &= day < months_before(36);
    }
    let is_signed_before =
        |months| first_signed_day.is_some_and(|signed_day| signed_day <= months_before(months));
    history.is_clean_24_months = is_spotless_24 && is_signed_before(24);
    history.is_clean_36_months = is_spotless_36 && is_signed_before(36);
    history
}

/// Whether a listing of `listed_day` was cleared by the reference date.
fn is_cleared(events: &[ContractorEvent], dated: &Dated, listed_day: Day) -> bool {
    events.iter().any(|event| {
        event.kind == ContractorEventKind::Cleared
            && (listed_day..=dated.reference_day).contains(&event.event_day)
            && concerns(event.region, dated.area)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn project(region: &str, signed: &str) -> Project {
        Project {
            contractor: ContractorId(1),
            region: Region::parse(region),
            signed_day: Some(day(signed)),
            ..Project::UNKNOWN
        }
    }

    fn event(kind: ContractorEventKind, on: &str, region: &str) -> ContractorEvent {
        ContractorEvent {
            contractor: ContractorId(1),
            kind,
            event_day: day(on),
            until_day: None,
            region: Region::parse(region).unwrap_or(Region::EVERYWHERE),
        }
    }

    /// Whether each row is clean for 24 and 36 months.
    fn clean(histories: &[History]) -> Vec<(bool, bool)> {
        histories.iter().map(|one| (one.is_clean_24_months, one.is_clean_36_months)).collect()
    }

    fn one(events: &[ContractorEvent]) -> History {
        histories(&[project("520102", "2025-06-15")], events, 4)[0]
    }

    #[test]
    fn the_window_includes_both_of_its_ends() {
        use ContractorEventKind::Arrears;
        assert!(one(&[event(Arrears, "2023-06-15", "")]).has_arrears_24_months);
        assert!(!one(&[event(Arrears, "2023-06-14", "")]).has_arrears_24_months);
        assert!(one(&[event(Arrears, "2025-06-15", "")]).has_arrears_12_months);
        assert!(!one(&[event(Arrears, "2025-06-16", "")]).has_arrears_12_months);
        assert!(!one(&[event(Arrears, "2024-06-14", "")]).has_arrears_12_months);
    }

    #[test]
    fn an_event_elsewhere_is_no_event() {
        use ContractorEventKind::Arrears;
        assert!(one(&[event(Arrears, "2025-01-01", "520100")]).has_arrears_24_months);
        assert!(one(&[event(Arrears, "2025-01-01", "52")]).has_arrears_24_months);
        assert!(!one(&[event(Arrears, "2025-01-01", "5203")]).has_arrears_24_months);
    }

    #[test]
    fn a_listing_holds_three_years_or_until_its_end_or_until_it_is_cleared() {
        use ContractorEventKind::{Blacklisted, Cleared};
        assert!(one(&[event(Blacklisted, "2022-06-15", "")]).is_blacklisted);
        assert!(!one(&[event(Blacklisted, "2022-06-14", "")]).is_blacklisted);
        let mut short = event(Blacklisted, "2025-01-01", "");
        short.until_day = Some(day("2025-06-14"));
        assert!(!one(&[short.clone()]).is_blacklisted);
        short.until_day = Some(day("2025-06-15"));
        assert!(one(&[short.clone()]).is_blacklisted);
        for (cleared, holds) in [
            ("2025-01-01", false),
            ("2025-06-15", false),
            ("2025-06-16", true),
            ("2024-12-31", true),
        ] {
            let mut events = vec![short.clone(), event(Cleared, cleared, "")];
            events.sort_by_key(|event| (event.event_day, event.kind));
            assert_eq!(one(&events).is_blacklisted, holds, "cleared on {cleared}");
        }
    }

    #[test]
    fn clean_needs_a_project_signed_that_long_ago_in_the_area() {
        let projects = [
            project("520102", "2022-06-15"),
            project("520103", "2025-06-15"),
            project("5203", "2025-06-15"),
        ];
        assert_eq!(
            clean(&histories(&projects, &[], 4)),
            [(false, false), (true, true), (false, false)]
        );
        let late = [project("5201", "2022-06-16"), project("5201", "2025-06-15")];
        assert_eq!(clean(&histories(&late, &[], 4))[1], (true, false));
    }

    #[test]
    fn a_disobeyed_order_spoils_and_a_punishment_does_not() {
        let with = |kind| {
            let projects = [project("5201", "2020-01-01"), project("5201", "2025-06-15")];
            clean(&histories(&projects, &[event(kind, "2023-01-01", "")], 4))[1]
        };
        assert_eq!(with(ContractorEventKind::OrderDisobeyed), (true, false));
        assert_eq!(with(ContractorEventKind::Punished), (true, true));
    }

    #[test]
    fn projects_are_counted_by_date_and_id_and_completed_ones_are_not() {
        let mut first = project("5201", "2024-01-01");
        let second = project("5201", "2025-06-15");
        let third = project("5201", "2025-06-15");
        let several = |projects: &[Project]| -> Vec<bool> {
            histories(projects, &[], 4).iter().map(|one| one.has_several_projects).collect()
        };
        assert_eq!(several(&[third.clone(), second.clone(), first.clone()]), [true, true, false]);
        first.completed_day = Some(day("2025-06-15"));
        assert_eq!(several(&[third.clone(), second.clone(), first.clone()]), [false, true, false]);
        first.completed_day = Some(day("2025-06-16"));
        assert_eq!(several(&[third, second, first]), [true, true, false]);
    }

    #[test]
    fn an_unknown_contractor_has_no_history() {
        let unknown =
            |signed| Project { contractor: ContractorId::NONE, ..project("5201", signed) };
        let histories = histories(&[unknown("2020-01-01"), unknown("2025-01-01")], &[], 4);
        assert_eq!(histories, [History::default(); 2]);
    }
}
