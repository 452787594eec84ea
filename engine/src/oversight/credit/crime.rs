//! Arrears that reach the amounts of the crime of refusing to pay, with the worker-periods they
//! rest on (step 7.9). A flag for a human, never a verdict.

use serde::{Deserialize, Serialize};

use crate::basics::day::{Day, Month};
use crate::basics::error::Result;
use crate::basics::ids::{ContractorId, EngagementId, NameId, ProjectId, WorkerId};
use crate::basics::policy::Policy;
use crate::basics::region::Region;
use crate::intake::facts::Project;
use crate::intake::keyed::Keyed;
use crate::oversight::area::area_of;
use crate::oversight::deposit::rate::fen_of_yuan;
use crate::oversight::partial::add;
use crate::wages::worker_periods::WorkerPeriods;

/// Who owes: the employer, and the general contractor, who has to pay first.
///
/// Example: [`crime_flags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Debtor {
    /// The general contractor of the project.
    Contractor(ContractorId),
    /// The employer of the worker-period.
    Employer(NameId),
}

impl Debtor {
    /// The words in the table.
    pub const WORDS: [&str; 2] = ["contractor", "employer"];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Contractor(_) => Self::WORDS[0],
            Self::Employer(_) => Self::WORDS[1],
        }
    }
}

/// A debtor in a province; `None`: the region of the project is not known.
type Place = (Debtor, Option<Region>);

/// The amounts of the province of each project.
///
/// Example: [`crime_flags`].
#[derive(Clone, Debug)]
pub struct CrimeRules {
    /// By project: its province.
    province: Vec<Option<Region>>,
    /// By project: from this amount on one worker's arrears count, in fen.
    one_worker_fen: Vec<i64>,
    /// From so many months in arrears on.
    months: u32,
}

impl CrimeRules {
    /// The rules for each of `projects`.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where an amount of the policy does not fit.
    pub fn new(projects: &[Project], policy: &Policy) -> Result<Self> {
        let province: Vec<_> = projects.iter().map(|project| area_of(project.region, 2)).collect();
        let amount = |province: &Option<Region>| -> Result<i64> {
            fen_of_yuan(policy.crime_threshold(*province).one_worker)
        };
        Ok(Self {
            one_worker_fen: province.iter().map(amount).collect::<Result<_>>()?,
            province,
            months: policy.credit.crime_months,
        })
    }
}

/// What is owed by a debtor in a province. It adds over chunks cut between workers.
///
/// Example: [`crime_flags`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrimeSums {
    /// Distinct workers in arrears.
    pub workers: u64,
    /// Of them, those whose arrears alone reach the amount over enough months.
    pub workers_over: u64,
    /// All their arrears, in fen.
    pub arrears_fen: i64,
}

/// What is owed, by debtor and province, made from any chunk of workers.
///
/// Example: [`crime_flags`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrimePartial {
    /// Rising.
    places: Vec<(Place, CrimeSums)>,
    /// The worker at hand, kept for its room.
    #[serde(skip)]
    scratch: Vec<Owed>,
}

/// Arrears of a worker-period that a debtor answers for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Owed {
    place: Place,
    month: Month,
    one_worker_fen: i64,
    arrears_fen: i64,
}

impl CrimePartial {
    /// Adds all worker-periods of one worker: those from `first_row` on.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where a sum does not fit.
    pub fn add_worker(
        &mut self,
        keyed: &Keyed,
        rules: &CrimeRules,
        periods: &WorkerPeriods,
        first_row: usize,
        as_of: Day,
    ) -> Result<()> {
        let mut own = std::mem::take(&mut self.scratch);
        own.clear();
        for row in first_row..periods.len() {
            let arrears_fen = periods.arrears(row, as_of).arrears_fen;
            if arrears_fen > 0 {
                let project = keyed.engagements.project[periods.engagement[row].index()];
                let province = rules.province[project.index()];
                let debtors = debtors(&keyed.projects, project, periods.employer[row]);
                own.extend(debtors.into_iter().flatten().map(|debtor| Owed {
                    place: (debtor, province),
                    month: periods.month[row],
                    one_worker_fen: rules.one_worker_fen[project.index()],
                    arrears_fen,
                }));
            }
        }
        own.sort_unstable();
        for owed in own.chunk_by(|a, b| a.place == b.place) {
            let sums = of_worker(owed, rules.months)?;
            merge_into(&mut self.places, owed[0].place, &sums)?;
        }
        self.scratch = own;
        Ok(())
    }

    /// The same with debtors under other ids.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where two get one id and their sums do not fit.
    pub fn renumbered(&self, debtor: impl Fn(Debtor) -> Debtor) -> Result<Self> {
        let mut renumbered = Self::default();
        for ((own, province), sums) in &self.places {
            merge_into(&mut renumbered.places, (debtor(*own), *province), sums)?;
        }
        Ok(renumbered)
    }

    /// Whether every debtor has a name.
    pub fn all_debtors(&self, is_named: impl Fn(Debtor) -> bool) -> bool {
        self.places.iter().all(|place| is_named(place.0.0))
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`crate::Error::AmountOverflow`] where a sum does not fit.
    pub fn merge(mut self, other: &Self) -> Result<Self> {
        for (place, sums) in &other.places {
            merge_into(&mut self.places, *place, sums)?;
        }
        Ok(self)
    }
}

/// Who answers for a worker-period; a firm that is both stands in both roles.
fn debtors(projects: &[Project], project: ProjectId, employer: NameId) -> [Option<Debtor>; 2] {
    let contractor = projects[project.index()].contractor.get().map(Debtor::Contractor);
    [contractor, employer.get().map(Debtor::Employer)]
}

/// The sums of one worker at one debtor and province; `owed` is sorted by month.
fn of_worker(owed: &[Owed], months: u32) -> Result<CrimeSums> {
    let mut arrears_fen = 0;
    for owed in owed {
        add(&mut arrears_fen, owed.arrears_fen)?;
    }
    let count = owed.chunk_by(|a, b| a.month == b.month).count();
    let is_over = count >= months as usize && arrears_fen >= owed[0].one_worker_fen;
    Ok(CrimeSums { workers: 1, workers_over: u64::from(is_over), arrears_fen })
}

/// Adds to the entry of `place` in a list that is rising.
fn merge_into(list: &mut Vec<(Place, CrimeSums)>, place: Place, sums: &CrimeSums) -> Result<()> {
    match list.binary_search_by_key(&place, |entry| entry.0) {
        Ok(at) => {
            let sum = &mut list[at].1;
            sum.workers += sums.workers;
            sum.workers_over += sums.workers_over;
            add(&mut sum.arrears_fen, sums.arrears_fen)
        }
        Err(at) => {
            list.insert(at, (place, *sums));
            Ok(())
        }
    }
}

/// A debtor whose arrears in a province reach an amount.
///
/// Example: [`crime_flags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrimeFlag {
    /// Who owes.
    pub debtor: Debtor,
    /// The province; `None` is not known, and the national amounts hold.
    pub province: Option<Region>,
    /// What is owed there.
    pub sums: CrimeSums,
    /// Whether one worker's arrears reach the amount over enough months.
    pub is_one_worker: bool,
    /// Whether enough workers' arrears together reach the amount.
    pub is_ten_workers: bool,
    /// The amount for one worker, in fen.
    pub one_worker_fen: i64,
    /// The amount for ten workers, in fen.
    pub ten_workers_fen: i64,
}

/// The debtors that reach an amount, by debtor and province.
///
/// Step 7.9.
///
/// **Basis:** Criminal Law Art. 276-1; 法释〔2013〕3号 Art. 3: one worker, three months and the
/// province's amount; ten workers and theirs. Decree 724 Art. 30: the general contractor pays
/// first.
/// **Choice:** months are distinct wage months in arrears, amounts are reached at equality; the
/// other conditions of the crime (ability to pay, an order not obeyed) are for a human.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where an amount of the policy does not fit.
///
/// # Example
///
/// Nobody owes anything:
///
/// ```
/// use anxin::basics::policy::Policy;
/// use anxin::oversight::credit::crime::{CrimePartial, crime_flags};
///
/// assert!(crime_flags(&CrimePartial::default(), &Policy::default()).unwrap().is_empty());
/// ```
pub fn crime_flags(partial: &CrimePartial, policy: &Policy) -> Result<Vec<CrimeFlag>> {
    let mut flags = Vec::new();
    for &((debtor, province), sums) in &partial.places {
        let threshold = policy.crime_threshold(province);
        let ten_workers_fen = fen_of_yuan(threshold.ten_workers)?;
        let is_ten_workers = sums.workers >= u64::from(policy.credit.crime_workers)
            && sums.arrears_fen >= ten_workers_fen;
        if sums.workers_over > 0 || is_ten_workers {
            flags.push(CrimeFlag {
                debtor,
                province,
                sums,
                is_one_worker: sums.workers_over > 0,
                is_ten_workers,
                one_worker_fen: fen_of_yuan(threshold.one_worker)?,
                ten_workers_fen,
            });
        }
    }
    Ok(flags)
}

/// A worker-period that a flag rests on.
///
/// Example: [`crime_flags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagRow {
    /// Position of the flag.
    pub flag: u32,
    /// Whether it is about one worker; else about ten.
    pub is_one_worker: bool,
    /// Whose period.
    pub engagement: EngagementId,
    /// The wage month.
    pub month: Month,
    /// Its arrears, in fen.
    pub arrears_fen: i64,
}

/// The worker-periods of `periods` that flags rest on: for one worker those of the workers who
/// reach the amount, for ten workers all in arrears.
///
/// Example: [`crime_flags`].
#[must_use]
pub fn flag_rows(
    flags: &[CrimeFlag],
    keyed: &Keyed,
    rules: &CrimeRules,
    periods: &WorkerPeriods,
    as_of: Day,
) -> Vec<FlagRow> {
    let mut rows: Vec<(u32, WorkerId, FlagRow)> = Vec::new();
    for row in 0..periods.len() {
        let arrears_fen = periods.arrears(row, as_of).arrears_fen;
        if arrears_fen <= 0 {
            continue;
        }
        let engagement = periods.engagement[row];
        let project = keyed.engagements.project[engagement.index()];
        let province = rules.province[project.index()];
        let worker = keyed.engagements.worker[engagement.index()];
        let debtors = debtors(&keyed.projects, project, periods.employer[row]);
        for debtor in debtors.into_iter().flatten() {
            let place = (debtor, province);
            let found = flags.binary_search_by_key(&place, |flag| (flag.debtor, flag.province));
            if let Some(flag) = found.ok().and_then(|place| u32::try_from(place).ok()) {
                let month = periods.month[row];
                let row = FlagRow { flag, is_one_worker: false, engagement, month, arrears_fen };
                rows.push((flag, worker, row));
            }
        }
    }
    rows.sort_by_key(|&(flag, worker, row)| (flag, worker, row.engagement, row.month));
    let mut found = Vec::new();
    for own in rows.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let flag = &flags[own[0].0 as usize];
        if flag.is_ten_workers {
            found.extend(own.iter().map(|entry| entry.2));
        }
        let arrears_fen =
            own.iter().fold(0, |sum: i64, entry| sum.saturating_add(entry.2.arrears_fen));
        let mut months: Vec<Month> = own.iter().map(|entry| entry.2.month).collect();
        months.sort_unstable();
        months.dedup();
        if months.len() >= rules.months as usize && arrears_fen >= flag.one_worker_fen {
            found.extend(own.iter().map(|entry| FlagRow { is_one_worker: true, ..entry.2 }));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const HENAN: Option<&str> = Some("410105");

    /// Arrears in yuan of (worker, month), all at one employer and one contractor.
    fn flags(region: Option<&str>, owed: &[(u32, i32, i64)]) -> Vec<CrimeFlag> {
        let policy = Policy::default();
        let province = area_of(region.and_then(Region::parse), 2);
        let one_worker_fen = fen_of_yuan(policy.crime_threshold(province).one_worker).unwrap();
        let mut workers: Vec<u32> = owed.iter().map(|entry| entry.0).collect();
        workers.sort_unstable();
        workers.dedup();
        let mut partial = CrimePartial::default();
        for worker in workers {
            let mut own: Vec<Owed> = owed
                .iter()
                .filter(|entry| entry.0 == worker)
                .map(|&(_, month, yuan)| Owed {
                    place: (Debtor::Employer(NameId(7)), province),
                    month: Month(month),
                    one_worker_fen,
                    arrears_fen: yuan * 100,
                })
                .collect();
            own.sort_unstable();
            let sums = of_worker(&own, policy.credit.crime_months).unwrap();
            merge_into(&mut partial.places, own[0].place, &sums).unwrap();
        }
        crime_flags(&partial, &policy).unwrap()
    }

    #[test]
    fn the_vectors_of_henan_for_one_worker() {
        let found = flags(HENAN, &[(0, 1, 3_000), (0, 2, 3_000), (0, 3, 2_000)]);
        assert!(found[0].is_one_worker && !found[0].is_ten_workers);
        assert_eq!(found[0].one_worker_fen, 800_000);
        assert_eq!(flags(HENAN, &[(0, 1, 3_000), (0, 2, 3_000), (0, 3, 1_999)]), []);
        assert_eq!(flags(HENAN, &[(0, 1, 15_000), (0, 2, 15_000)]), [], "two months");
        let twice = [(0, 1, 4_000), (0, 1, 4_000), (0, 2, 4_000)];
        assert_eq!(flags(HENAN, &twice), [], "one month on two projects is one month");
    }

    #[test]
    fn the_vectors_of_henan_for_ten_workers() {
        let each = |workers: u32, yuan: i64| -> Vec<(u32, i32, i64)> {
            (0..workers).map(|worker| (worker, 1, yuan)).collect()
        };
        let found = flags(HENAN, &each(10, 4_000));
        assert!(found[0].is_ten_workers && !found[0].is_one_worker);
        assert_eq!((found[0].sums.workers, found[0].sums.arrears_fen), (10, 4_000_000));
        assert_eq!(flags(HENAN, &each(10, 3_999)), []);
        assert_eq!(flags(HENAN, &each(9, 10_000)), [], "nine workers");
        let mut nine = each(9, 10_000);
        nine.extend([(0, 2, 1), (0, 3, 1)]);
        assert!(flags(HENAN, &nine)[0].is_one_worker, "unless one of them passes alone");
    }

    #[test]
    fn without_a_province_the_national_lower_bound_holds() {
        let owed = [(0, 1, 2_000), (0, 2, 2_000), (0, 3, 1_000)];
        assert_eq!(flags(None, &owed)[0].one_worker_fen, 500_000);
        assert_eq!(flags(Some("15"), &owed).len(), 1, "a province that is not listed");
        assert_eq!(flags(HENAN, &owed), []);
    }

    #[test]
    fn merging_adds_in_any_order() {
        let place = |number| (Debtor::Employer(NameId(number)), None);
        let part = |number, arrears_fen| {
            let sums = CrimeSums { workers: 1, workers_over: 0, arrears_fen };
            CrimePartial { places: vec![(place(number), sums)], scratch: Vec::new() }
        };
        let parts = [part(1, 5), part(0, 7), part(1, 9)];
        let merged = |order: [usize; 3]| {
            order.iter().fold(CrimePartial::default(), |sum, &at| sum.merge(&parts[at]).unwrap())
        };
        assert_eq!(merged([0, 1, 2]), merged([2, 1, 0]));
        assert_eq!(merged([0, 1, 2]).places[1].1.arrears_fen, 14);
    }

    #[test]
    fn a_firm_answers_as_employer_and_as_general_contractor() {
        let projects = [Project { contractor: ContractorId(3), ..Project::UNKNOWN }];
        let both = debtors(&projects, ProjectId(0), NameId(1));
        assert_eq!(
            both,
            [Some(Debtor::Contractor(ContractorId(3))), Some(Debtor::Employer(NameId(1)))]
        );
        assert_eq!(debtors(&projects, ProjectId(0), NameId::NONE)[1], None);
    }
}
