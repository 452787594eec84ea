//! Projects, contractors by area, and regions: rows whose sums agree level by level (step 7).

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::ids::{ContractorId, ProjectId};
use crate::basics::region::Region;
use crate::intake::facts::Project;
use crate::oversight::account_use::{AccountSums, AccountUse};
use crate::oversight::area::{area_of, text_order};
use crate::oversight::deposit::clause::DepositClauseName;
use crate::oversight::deposit::in_time::{DepositSums, ProjectDeposit};
use crate::oversight::deposit::rate::ratio_e4;
use crate::oversight::deposit::required::DepositRequired;
use crate::oversight::labour_cost::LabourCostSums;
use crate::oversight::matches::MatchLines;
use crate::oversight::partial::{Partial, ProjectSums, add, earlier};
use crate::oversight::six_systems::RealName;
use crate::oversight::warnings::state::Colour;
use crate::oversight::waterfall::Covered;

/// The levels of `region_totals`: digits of a region code.
pub const REGION_LEVELS: [u8; 3] = [2, 4, 6];

/// Figures of one line, of a project or of many. `None` means not known.
///
/// Example: [`figures`](crate::oversight::figures).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Projects.
    pub projects: u64,
    /// Due, in fen.
    pub due_fen: i64,
    /// Paid of it, in fen.
    pub paid_fen: i64,
    /// Overdue and unpaid, in fen.
    pub arrears_fen: i64,
    /// Unpaid and not yet due, in fen.
    pub not_yet_due_fen: i64,
    /// Paid on or before the due date, in fen.
    pub paid_on_time_fen: i64,
    /// Paid beyond all that is due, in fen.
    pub advance_fen: i64,
    /// Worker-project pairs.
    pub workers: u64,
    /// Worker-project pairs with arrears.
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
    /// Worker-periods past their due date of which there is attendance, payroll or a transfer.
    pub periods_compared: u64,
    /// Of them, those where all three are there and agree.
    pub periods_matched: u64,
    /// Projects with arrears.
    pub projects_in_arrears: u64,
    /// Employer-project pairs.
    pub employers: u64,
    /// Employer-project pairs with arrears.
    pub employers_in_arrears: u64,
    /// The largest arrears of one worker on one project, in fen.
    pub largest_arrears_fen: i64,
    /// Due date of the oldest period in arrears.
    pub oldest_due_day: Option<Day>,
    /// Deposit required, in fen: the sum of what is known.
    pub deposit_required_fen: Option<i64>,
    /// Deposit held, in fen.
    pub deposit_held_fen: Option<i64>,
    /// Held ÷ required, in ten-thousandths, half up; `None` where nothing is required.
    pub deposit_coverage_e4: Option<i64>,
    /// Required and not held, in fen, project by project.
    pub deposit_shortfall_fen: Option<i64>,
    /// Held ÷ arrears, in ten-thousandths, half up; `None` without arrears.
    pub arrears_coverage_e4: Option<i64>,
    /// What covers the arrears, step by step.
    pub covered: Covered,
    /// Labour cost expected and received.
    pub labour_cost: LabourCostSums,
    /// Use of wage accounts.
    pub account: AccountSums,
    /// Deposits in time.
    pub deposits: DepositSums,
    /// People and systems.
    pub real_name: RealName,
    /// Paid since a case of a project opened, to what fell due before it, in fen.
    pub recovered_since_case_fen: i64,
    /// Projects by their colour, in the order of [`Colour::ALL`].
    pub colours: [u64; Colour::ALL.len()],
}

impl Totals {
    /// Adds what the worker-periods of a project say beside sums of money.
    fn with_periods(self, partial: &Partial, project: ProjectId) -> Self {
        let lines = partial.matches_of(project);
        let (periods_compared, periods_matched) = lines.map_or((0, 0), MatchLines::fallen_due);
        let (employers, employers_in_arrears) = partial.employers_of(project);
        Self { periods_compared, periods_matched, employers, employers_in_arrears, ..self }
    }

    /// The figures of one project, coverages included.
    fn of_project(
        sums: &ProjectSums,
        required_fen: Option<i64>,
        held_fen: i64,
        covered: Covered,
    ) -> Result<Self> {
        let mut totals = Self {
            projects: 1,
            due_fen: sums.due_fen,
            paid_fen: sums.paid_fen,
            arrears_fen: sums.arrears_fen,
            not_yet_due_fen: sums.not_yet_due_fen,
            paid_on_time_fen: sums.paid_on_time_fen,
            advance_fen: sums.advance_fen,
            workers: sums.workers,
            workers_owed: sums.workers_owed,
            worker_periods: sums.worker_periods,
            worker_periods_on_time: sums.worker_periods_on_time,
            fallen_due_fen: sums.fallen_due_fen,
            fallen_due_on_time_fen: sums.fallen_due_on_time_fen,
            periods_fallen_due: sums.periods_fallen_due,
            periods_on_time: sums.periods_on_time,
            projects_in_arrears: u64::from(sums.arrears_fen > 0),
            largest_arrears_fen: sums.largest_arrears_fen,
            oldest_due_day: sums.oldest_due_day(),
            deposit_required_fen: required_fen,
            deposit_held_fen: Some(held_fen),
            deposit_shortfall_fen: required_fen
                .map(|required_fen| required_fen.saturating_sub(held_fen).max(0)),
            covered,
            ..Self::default()
        };
        totals.set_coverage()?;
        Ok(totals)
    }

    /// Adds another line; coverages are made again by [`Self::set_coverage`].
    fn merge(&mut self, other: &Self) -> Result<()> {
        self.projects += other.projects;
        self.workers += other.workers;
        self.workers_owed += other.workers_owed;
        self.worker_periods += other.worker_periods;
        self.worker_periods_on_time += other.worker_periods_on_time;
        self.periods_fallen_due += other.periods_fallen_due;
        self.periods_on_time += other.periods_on_time;
        self.periods_compared += other.periods_compared;
        self.periods_matched += other.periods_matched;
        self.projects_in_arrears += other.projects_in_arrears;
        self.employers += other.employers;
        self.employers_in_arrears += other.employers_in_arrears;
        for (count, more) in self.colours.iter_mut().zip(other.colours) {
            *count += more;
        }
        self.largest_arrears_fen = self.largest_arrears_fen.max(other.largest_arrears_fen);
        self.oldest_due_day = earlier(self.oldest_due_day, other.oldest_due_day);
        self.real_name.merge(&other.real_name);
        let (mine, theirs) = (&mut self.covered, &other.covered);
        for (sum_fen, amount_fen) in [
            (&mut self.due_fen, other.due_fen),
            (&mut self.paid_fen, other.paid_fen),
            (&mut self.arrears_fen, other.arrears_fen),
            (&mut self.not_yet_due_fen, other.not_yet_due_fen),
            (&mut self.paid_on_time_fen, other.paid_on_time_fen),
            (&mut self.advance_fen, other.advance_fen),
            (&mut self.fallen_due_fen, other.fallen_due_fen),
            (&mut self.fallen_due_on_time_fen, other.fallen_due_on_time_fen),
            (&mut self.recovered_since_case_fen, other.recovered_since_case_fen),
            (&mut mine.by_wage_account_fen, theirs.by_wage_account_fen),
            (&mut mine.by_project_deposit_fen, theirs.by_project_deposit_fen),
            (&mut mine.by_contractor_deposit_fen, theirs.by_contractor_deposit_fen),
            (&mut mine.by_owner_fen, theirs.by_owner_fen),
            (&mut mine.by_emergency_fund_fen, theirs.by_emergency_fund_fen),
            (&mut mine.covered_fen, theirs.covered_fen),
            (&mut mine.uncovered_fen, theirs.uncovered_fen),
        ] {
            add(sum_fen, amount_fen)?;
        }
        self.labour_cost.merge(&other.labour_cost)?;
        self.account.merge(&other.account)?;
        self.deposits.merge(&other.deposits)?;
        add_known(&mut self.deposit_required_fen, other.deposit_required_fen)?;
        add_known(&mut self.deposit_held_fen, other.deposit_held_fen)?;
        add_known(&mut self.deposit_shortfall_fen, other.deposit_shortfall_fen)
    }

    /// Coverages from the sums.
    fn set_coverage(&mut self) -> Result<()> {
        let over = |below_fen: Option<i64>| match self.deposit_held_fen.zip(below_fen) {
            Some((held_fen, below_fen)) => ratio_e4(held_fen, below_fen),
            None => Ok(None),
        };
        let coverage_e4 = over(self.deposit_required_fen)?;
        self.arrears_coverage_e4 = over(Some(self.arrears_fen))?;
        self.deposit_coverage_e4 = coverage_e4;
        Ok(())
    }
}

/// Adds to a sum of known values; it stays unknown until one is known.
fn add_known(sum_fen: &mut Option<i64>, amount_fen: Option<i64>) -> Result<()> {
    if let Some(amount_fen) = amount_fen {
        add(sum_fen.get_or_insert(0), amount_fen)?;
    }
    Ok(())
}

/// A row of `project_totals`.
///
/// Example: [`figures`](crate::oversight::figures).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProjectTotals {
    /// The project.
    pub project: ProjectId,
    /// Its figures.
    pub totals: Totals,
    /// What its wage account holds, in fen, shared or not.
    pub wage_account_balance_fen: Option<i64>,
    /// What the deposit rate is taken of, in fen.
    pub deposit_base_fen: Option<i64>,
    /// The exact rate.
    pub deposit_rate: Option<Decimal>,
    /// The clause that decided.
    pub deposit_clause: DepositClauseName,
    /// Last day for the deposit.
    pub deposit_deadline_day: Option<Day>,
    /// Whether the requirement rests on a stand-in.
    pub is_deposit_provisional: bool,
    /// Its wage account.
    pub account: AccountUse,
    /// Its deposit in time.
    pub deposit: ProjectDeposit,
}

/// A row of `contractor_totals`.
///
/// Example: [`figures`](crate::oversight::figures).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContractorTotals {
    /// The general contractor; [`ContractorId::NONE`] is the line of the unknown.
    pub contractor: ContractorId,
    /// The management area; `None` is unknown.
    pub area: Option<Region>,
    /// The sums of its projects.
    pub totals: Totals,
}

/// A row of `region_totals`.
///
/// Example: [`RegionTotals::code`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegionTotals {
    /// 2, 4 or 6 digits.
    pub level: u8,
    /// The first `level` digits of the regions of its projects; `None` is unknown.
    pub region: Option<Region>,
    /// The sums of its projects.
    pub totals: Totals,
}

impl RegionTotals {
    /// The region code in as many digits as the level has, padded with zeros; empty where unknown.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::basics::region::Region;
    /// use anxin::oversight::totals::{RegionTotals, Totals};
    ///
    /// let (region, totals) = (Region::parse("5201"), Totals::default());
    /// let row = RegionTotals { level: 6, region, totals };
    /// assert_eq!(row.code(), "520100");
    /// ```
    #[must_use]
    pub fn code(&self) -> String {
        let width = usize::from(self.level);
        self.region.map_or(String::new(), |region| format!("{:0<width$}", region.to_string()))
    }
}

/// What is known of the projects when their totals are made; every slice has a row for each.
///
/// Example: [`figures`](crate::oversight::figures).
#[derive(Clone, Copy, Debug)]
pub struct ProjectFigures<'a> {
    /// What their row says.
    pub projects: &'a [Project],
    /// Sums over their engagements.
    pub partial: &'a Partial,
    /// Deposits required.
    pub required: &'a [DepositRequired],
    /// Deposits held, in fen.
    pub held_fen: &'a [i64],
    /// Coverage of arrears.
    pub covered: &'a [Covered],
    /// Balance of the wage account, in fen.
    pub wage_account_balance_fen: &'a [Option<i64>],
    /// Labour cost.
    pub labour_cost: &'a [LabourCostSums],
    /// Use of the wage account.
    pub account: &'a [AccountUse],
    /// Deposits in time.
    pub deposit: &'a [ProjectDeposit],
    /// People and systems.
    pub real_name: &'a [RealName],
    /// Paid since a case opened, in fen.
    pub recovered_since_case_fen: &'a [i64],
}

/// Rows of `project_totals`: every project with an engagement or a row of its own, by id.
///
/// Step 7.1, 7.4 to 7.6, brought together.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where a ratio does not fit.
///
/// Example: [`figures`](crate::oversight::figures).
pub fn project_totals(figures: &ProjectFigures<'_>) -> Result<Vec<ProjectTotals>> {
    let mut rows = Vec::with_capacity(figures.projects.len());
    for (number, (at, project)) in (0_u32..).zip(figures.projects.iter().enumerate()) {
        let sums = figures.partial.project(ProjectId(number));
        if !project.is_known && sums.workers == 0 {
            continue;
        }
        let required = &figures.required[at];
        let (held_fen, covered) = (figures.held_fen[at], figures.covered[at]);
        rows.push(ProjectTotals {
            project: ProjectId(number),
            totals: Totals {
                labour_cost: figures.labour_cost[at],
                account: figures.account[at].sums,
                deposits: figures.deposit[at].sums,
                real_name: figures.real_name[at],
                recovered_since_case_fen: figures.recovered_since_case_fen[at],
                ..Totals::of_project(&sums, required.required_fen, held_fen, covered)?
            }
            .with_periods(figures.partial, ProjectId(number)),
            wage_account_balance_fen: figures.wage_account_balance_fen[at],
            deposit_base_fen: required.base_fen,
            deposit_rate: required.rate,
            deposit_clause: required.clause,
            deposit_deadline_day: required.deadline_day,
            is_deposit_provisional: required.is_provisional,
            account: figures.account[at],
            deposit: figures.deposit[at],
        });
    }
    Ok(rows)
}

/// Rows of `contractor_totals`, by contractor and area, the unknown first.
///
/// Holds: every sum is the sum of its projects; `split_advance_fen` belongs to no project and goes
/// to the line without contractor and area.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where a sum or ratio does not fit.
///
/// Example: [`figures`](crate::oversight::figures).
pub fn contractor_totals(
    rows: &[ProjectTotals],
    projects: &[Project],
    area_digits: u8,
    split_advance_fen: i64,
) -> Result<Vec<ContractorTotals>> {
    type Key = (Option<ContractorId>, Option<Region>);
    let key = |row: &ProjectTotals| -> Key {
        let project = &projects[row.project.index()];
        (project.contractor.get(), area_of(project.region, area_digits))
    };
    let order = |a: &Key, b: &Key| a.0.cmp(&b.0).then_with(|| text_order(a.1, b.1));
    let lines = grouped(rows, key, order, (None, None), split_advance_fen)?;
    Ok(lines
        .into_iter()
        .map(|((contractor, area), totals)| ContractorTotals {
            contractor: contractor.unwrap_or(ContractorId::NONE),
            area,
            totals,
        })
        .collect())
}

/// Rows of `region_totals`, by level (2, 4, 6 digits) and region, the unknown first.
///
/// A region code shorter than the level stands for itself; [`RegionTotals::code`] pads it with
/// zeros, and two codes that are padded to the same one are one [`Region`].
///
/// Holds: the sums of each level are the sums of all projects; a region of 2 or 4 digits is the sum
/// of its regions one level below.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where a sum or ratio does not fit.
///
/// Example: [`figures`](crate::oversight::figures).
pub fn region_totals(
    rows: &[ProjectTotals],
    projects: &[Project],
    split_advance_fen: i64,
) -> Result<Vec<RegionTotals>> {
    let mut found = Vec::new();
    for level in REGION_LEVELS {
        let key = |row: &ProjectTotals| area_of(projects[row.project.index()].region, level);
        let order = |a: &Option<Region>, b: &Option<Region>| text_order(*a, *b);
        let lines = grouped(rows, key, order, None, split_advance_fen)?;
        found.extend(lines.into_iter().map(|(region, totals)| RegionTotals {
            level,
            region,
            totals,
        }));
    }
    Ok(found)
}

/// Sums the rows of equal keys, in the order of the keys; what belongs to no project goes to
/// `unknown`.
pub(super) fn grouped<K: Copy>(
    rows: &[ProjectTotals],
    key: impl Fn(&ProjectTotals) -> K,
    order: impl Fn(&K, &K) -> Ordering,
    unknown: K,
    split_advance_fen: i64,
) -> Result<Vec<(K, Totals)>> {
    let mut keyed: Vec<(K, Totals)> = rows.iter().map(|row| (key(row), row.totals)).collect();
    if split_advance_fen != 0 {
        keyed.push((unknown, Totals { advance_fen: split_advance_fen, ..Totals::default() }));
    }
    keyed.sort_by(|a, b| order(&a.0, &b.0));
    let mut lines: Vec<(K, Totals)> = Vec::new();
    for (key, totals) in keyed {
        match lines.last_mut() {
            Some(line) if order(&line.0, &key).is_eq() => line.1.merge(&totals)?,
            _ => lines.push((key, totals)),
        }
    }
    for (_, totals) in &mut lines {
        if totals.projects == 0 {
            // The line of split advances alone: no project asks for a deposit or has one.
            totals.deposit_required_fen = Some(0);
            totals.deposit_held_fen = Some(0);
            totals.deposit_shortfall_fen = Some(0);
        }
        totals.set_coverage()?;
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oversight::partial::EngagementSums;

    const REGIONS: [&str; 6] = ["520102", "520103", "5202", "52", "", "530101"];

    fn projects() -> Vec<Project> {
        (0..12_u32)
            .map(|number| Project {
                is_known: number != 5,
                region: Region::parse(REGIONS[number as usize % 6]),
                contractor: if number % 4 == 3 {
                    ContractorId::NONE
                } else {
                    ContractorId(number % 4)
                },
                ..Project::UNKNOWN
            })
            .collect()
    }

    fn required(required_fen: Option<i64>) -> DepositRequired {
        DepositRequired {
            base_fen: None,
            rate: None,
            required_fen,
            clause: DepositClauseName::BaseRate,
            deadline_day: None,
            deadline_year_missing: None,
            is_provisional: false,
        }
    }

    fn account_use(number: u64) -> AccountUse {
        let sums = AccountSums {
            due_within_month_fen: 3,
            other_purpose_fen: number.cast_signed(),
            other_payee_fen: 5,
            obliged: number % 2,
            opened: number % 3,
            opened_on_time: number % 5,
            exempt: 1,
            low: number % 4,
        };
        AccountUse { sums, ..AccountUse::default() }
    }

    fn deposit(number: u64) -> ProjectDeposit {
        let sums = DepositSums {
            obliged: number % 2,
            on_time: number % 3,
            late: number % 5,
            held_fen: [1, number.cast_signed(), 3, 4],
            count: [number, 1, 2, 3],
            expiring_fen: 9,
            expired_fen: number.cast_signed(),
            too_short_fen: 2,
            not_topped_up_fen: 8,
        };
        ProjectDeposit { sums, ..ProjectDeposit::default() }
    }

    fn labour_cost(number: i64) -> LabourCostSums {
        LabourCostSums {
            expected_fen: (number % 3 > 0).then_some(number * 11),
            due_fen: number * 7,
            due_on_time_fen: number * 5,
            on_time_fen: number * 6,
            late_fen: number,
            short_fen: number * 2,
            unassigned_fen: number % 2,
            not_known_fen: number % 5,
        }
    }

    fn rows(projects: &[Project]) -> Vec<ProjectTotals> {
        let mut partial = Partial::default();
        for number in [0_u32, 0, 1, 2, 4, 7, 9, 11] {
            let arrears_fen = i64::from(number) * 100 + 7;
            let sums = EngagementSums {
                due_fen: 5_000 + arrears_fen,
                paid_fen: 5_000,
                arrears_fen,
                worker_periods: 2,
                oldest_due_day: Some(Day(20_000 - number.cast_signed())),
                ..EngagementSums::default()
            };
            partial.add_engagement(ProjectId(number), &sums).unwrap();
        }
        let required: Vec<_> =
            (0..12_i64).map(|number| required((number % 3 != 1).then_some(number * 100))).collect();
        let covered: Vec<_> = (0..12_u32)
            .map(|number| {
                let arrears_fen = partial.project(ProjectId(number)).arrears_fen;
                Covered {
                    by_owner_fen: arrears_fen / 2,
                    covered_fen: arrears_fen / 2,
                    uncovered_fen: arrears_fen - arrears_fen / 2,
                    ..Covered::default()
                }
            })
            .collect();
        let held_fen: Vec<i64> = (0..12).map(|number| number * 30).collect();
        let accounts: Vec<AccountUse> = (0..12).map(account_use).collect();
        let deposits: Vec<ProjectDeposit> = (0..12).map(deposit).collect();
        let labour_cost: Vec<LabourCostSums> = (0..12).map(labour_cost).collect();
        project_totals(&ProjectFigures {
            projects,
            partial: &partial,
            required: &required,
            held_fen: &held_fen,
            covered: &covered,
            wage_account_balance_fen: &[None; 12],
            labour_cost: &labour_cost,
            account: &accounts,
            deposit: &deposits,
            real_name: &[RealName::default(); 12],
            recovered_since_case_fen: &[1; 12],
        })
        .unwrap()
    }

    fn sum(lines: impl IntoIterator<Item = Totals>) -> Totals {
        let mut sum = Totals::default();
        for line in lines {
            sum.merge(&line).unwrap();
        }
        sum.set_coverage().unwrap();
        sum
    }

    #[test]
    fn every_level_is_the_sum_of_the_level_below() {
        let projects = projects();
        let rows = rows(&projects);
        let mut whole = sum(rows.iter().map(|row| row.totals));
        whole.advance_fen += 77;
        let contractors = contractor_totals(&rows, &projects, 4, 77).unwrap();
        assert_eq!(sum(contractors.iter().map(|row| row.totals)), whole);
        let regions = region_totals(&rows, &projects, 77).unwrap();
        for level in REGION_LEVELS {
            let of_level = regions.iter().filter(|row| row.level == level);
            assert_eq!(sum(of_level.map(|row| row.totals)), whole);
        }
        for row in regions.iter().filter(|row| row.level < 6) {
            let below = regions.iter().filter(|inner| {
                inner.level == row.level + 2 && area_of(inner.region, row.level) == row.region
            });
            assert_eq!(sum(below.map(|inner| inner.totals)), row.totals);
        }
    }

    #[test]
    fn rows_are_sorted_with_the_unknown_first_and_keys_stand_once() {
        let projects = projects();
        let rows = rows(&projects);
        let regions = region_totals(&rows, &projects, 0).unwrap();
        let shown: Vec<String> = regions
            .iter()
            .map(|row| {
                format!("{} {}", row.level, row.region.map_or(String::new(), |r| r.to_string()))
            })
            .collect();
        assert_eq!(
            shown,
            [
                "2 ", "2 52", "2 53", "4 ", "4 52", "4 5201", "4 5202", "4 5301", "6 ", "6 52",
                "6 520102", "6 520103", "6 5202", "6 530101",
            ]
        );
        let contractors = contractor_totals(&rows, &projects, 4, 0).unwrap();
        assert_eq!(contractors[0].contractor, ContractorId::NONE);
        let keys: Vec<_> = contractors.iter().map(|row| row.contractor.get()).collect();
        assert!(keys.is_sorted());
    }

    #[test]
    fn a_project_without_row_and_engagement_has_no_line() {
        let projects = projects();
        let found: Vec<u32> = rows(&projects).iter().map(|row| row.project.0).collect();
        assert_eq!(found, [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11]);
    }

    #[test]
    fn coverage_comes_from_the_sums_and_unknown_requirements_stay_out() {
        let projects: Vec<_> =
            (0..2).map(|_| Project { is_known: true, ..Project::UNKNOWN }).collect();
        let row = |required_fen, held_fen| {
            let totals = Totals::of_project(
                &ProjectSums::default(),
                required_fen,
                held_fen,
                Covered::default(),
            );
            ProjectTotals {
                project: ProjectId(0),
                totals: totals.unwrap(),
                wage_account_balance_fen: None,
                deposit_base_fen: None,
                deposit_rate: None,
                deposit_clause: DepositClauseName::BaseRate,
                deposit_deadline_day: None,
                is_deposit_provisional: false,
                account: AccountUse::default(),
                deposit: ProjectDeposit::default(),
            }
        };
        let line =
            |rows: &[ProjectTotals]| contractor_totals(rows, &projects, 4, 0).unwrap()[0].totals;
        let both = line(&[row(Some(300), 50), row(Some(0), 50), row(None, 0)]);
        assert_eq!(both.deposit_required_fen, Some(300));
        assert_eq!(both.deposit_coverage_e4, Some(3_333));
        assert_eq!(both.deposit_shortfall_fen, Some(250));
        assert_eq!(both.arrears_coverage_e4, None);
        let unknown = line(&[row(None, 50), row(None, 0)]);
        assert_eq!((unknown.deposit_required_fen, unknown.deposit_coverage_e4), (None, None));
        assert_eq!(unknown.deposit_shortfall_fen, None);
        assert_eq!(line(&[row(Some(0), 50)]).deposit_coverage_e4, None);
    }

    #[test]
    fn the_advance_of_split_transfers_makes_the_unknown_line_where_there_is_none() {
        let lines = contractor_totals(&[], &[], 4, 5).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].totals.projects, lines[0].totals.advance_fen), (0, 5));
        assert_eq!(lines[0].totals.deposit_required_fen, Some(0));
        assert_eq!(lines[0].totals.deposit_held_fen, Some(0));
        assert_eq!(lines[0].totals.deposit_coverage_e4, None);
        assert!(contractor_totals(&[], &[], 4, 0).unwrap().is_empty());
        assert_eq!(region_totals(&[], &[], 5).unwrap().len(), 3);
    }
}
