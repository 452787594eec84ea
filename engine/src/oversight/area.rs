//! Management areas: which of a contractor's projects stand together (steps 7.4 to 7.6).

use std::cmp::Ordering;

use crate::basics::ids::{ContractorId, ProjectId};
use crate::basics::region::Region;
use crate::intake::facts::Project;

/// The management area of a region: its first `area_digits` digits; `None` where it is not known.
///
/// # Example
///
/// ```
/// use anxin::basics::region::Region;
/// use anxin::oversight::area::area_of;
///
/// assert_eq!(area_of(Region::parse("520102"), 4), Region::parse("5201"));
/// assert_eq!(area_of(None, 4), None);
/// ```
#[must_use]
pub fn area_of(region: Option<Region>, area_digits: u8) -> Option<Region> {
    region.filter(|region| region.digits() > 0).map(|region| region.prefix(area_digits))
}

/// Whether something of region `of` (everywhere: not given) concerns the area `area`.
///
/// It does where one of the two lies in the other. An unknown area is concerned by what is valid
/// everywhere alone.
///
/// # Example
///
/// ```
/// use anxin::basics::region::Region;
/// use anxin::oversight::area::concerns;
///
/// let area = Region::parse("5201");
/// assert!(concerns(Region::parse("52").unwrap(), area) && concerns(Region::EVERYWHERE, None));
/// assert!(!concerns(Region::parse("5202").unwrap(), area));
/// ```
#[must_use]
pub fn concerns(of: Region, area: Option<Region>) -> bool {
    of == Region::EVERYWHERE || area.is_some_and(|area| of.contains(area) || area.contains(of))
}

/// Order of the digits as text: `52` before `5201` before `53`; not known first.
///
/// # Example
///
/// ```
/// use anxin::basics::region::Region;
/// use anxin::oversight::area::text_order;
///
/// let mut regions = ["53", "5201", "52"].map(Region::parse).to_vec();
/// regions.push(None);
/// regions.sort_by(|a, b| text_order(*a, *b));
/// assert_eq!(regions, [None, Region::parse("52"), Region::parse("5201"), Region::parse("53")]);
/// ```
#[must_use]
pub fn text_order(a: Option<Region>, b: Option<Region>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => {
            let shared = a.digits().min(b.digits());
            a.prefix(shared).cmp(&b.prefix(shared)).then(a.digits().cmp(&b.digits()))
        }
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

/// Projects by contractor, rising within one; those without a contractor are left out.
///
/// Example: [`contractor_projects`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByContractor {
    pairs: Vec<(ContractorId, ProjectId)>,
}

impl ByContractor {
    /// Groups `projects`.
    #[must_use]
    pub fn new(projects: &[Project]) -> Self {
        let mut pairs: Vec<_> = (0_u32..)
            .zip(projects)
            .filter_map(|(number, project)| Some((project.contractor.get()?, ProjectId(number))))
            .collect();
        pairs.sort_unstable();
        Self { pairs }
    }

    /// The projects of one contractor, the smaller id first.
    pub fn projects_of(&self, contractor: ContractorId) -> impl Iterator<Item = ProjectId> + '_ {
        let start = self.pairs.partition_point(|pair| pair.0 < contractor);
        self.pairs[start..].iter().take_while(move |pair| pair.0 == contractor).map(|pair| pair.1)
    }
}

/// The projects of `contractor` in `area` (everywhere: all of them), the smaller id first, into
/// `found`.
///
/// # Example
///
/// ```
/// use anxin::basics::ids::{ContractorId, ProjectId};
/// use anxin::basics::region::Region;
/// use anxin::intake::facts::Project;
/// use anxin::oversight::area::{ByContractor, contractor_projects};
///
/// let in_region = |code| Project {
///     contractor: ContractorId(0),
///     region: Region::parse(code),
///     ..Project::UNKNOWN
/// };
/// let projects = [in_region("520102"), Project::UNKNOWN, in_region("530100")];
/// let by_contractor = ByContractor::new(&projects);
/// let mut found = Vec::new();
/// let guizhou = Region::parse("52").unwrap();
/// contractor_projects(&projects, &by_contractor, ContractorId(0), guizhou, &mut found);
/// assert_eq!(found, [ProjectId(0)]);
/// assert_eq!(by_contractor.projects_of(ContractorId(0)).count(), 2);
/// ```
pub fn contractor_projects(
    projects: &[Project],
    by_contractor: &ByContractor,
    contractor: ContractorId,
    area: Region,
    found: &mut Vec<ProjectId>,
) {
    found.clear();
    found.extend(by_contractor.projects_of(contractor).filter(|project| {
        area == Region::EVERYWHERE
            || projects[project.index()].region.is_some_and(|region| area.contains(region))
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(text: &str) -> Region {
        Region::parse(text).unwrap()
    }

    #[test]
    fn an_area_is_concerned_by_its_counties_its_province_and_everywhere() {
        let area = Some(region("5201"));
        for of in ["520102", "5201", "52"] {
            assert!(concerns(region(of), area));
        }
        assert!(!concerns(region("5202"), area));
        assert!(!concerns(region("53"), area));
        assert!(concerns(Region::EVERYWHERE, area));
        assert!(concerns(Region::EVERYWHERE, None));
        assert!(!concerns(region("52"), None));
    }

    #[test]
    fn regions_sort_as_text_with_the_unknown_first() {
        let mut regions: Vec<_> = ["53", "5201", "5202", "52", "110101"]
            .iter()
            .map(|text| Region::parse(text))
            .chain([None])
            .collect();
        regions.sort_by(|a, b| text_order(*a, *b));
        let shown: Vec<_> =
            regions.iter().map(|region| region.map_or(String::new(), |r| r.to_string())).collect();
        assert_eq!(shown, ["", "110101", "52", "5201", "5202", "53"]);
    }

    #[test]
    fn projects_without_a_contractor_stand_in_no_group() {
        let of = |number| Project { contractor: ContractorId(number), ..Project::UNKNOWN };
        let groups = ByContractor::new(&[of(2), Project::UNKNOWN, of(1), of(2)]);
        assert_eq!(
            groups.projects_of(ContractorId(2)).collect::<Vec<_>>(),
            [ProjectId(0), ProjectId(3)]
        );
        assert_eq!(groups.projects_of(ContractorId(0)).count(), 0);
    }
}
