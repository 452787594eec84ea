//! From periods of workers to figures of projects, contractors and regions (step 7).
//!
//! Everything here is a function from columns to columns over dense ids.
//!
//! | Function | Purpose |
//! | --- | --- |
//! | [`wage_account::wage_accounts`] | balance of each wage account, and the projects that share it |
//! | [`labour_cost::labour_cost`] | labour cost expected and received, month by month |
//! | [`account_use::account_use`] | whether an account was opened in time, lasts, and serves wages alone |
//! | [`deposit::history::histories`] | what a contractor's past says about each project |
//! | [`deposit::clause::decision`] | which clause of a rule decides a deposit, and its amount |
//! | [`deposit::required::deposit_required`] | the wage deposit each project must have, and why |
//! | [`deposit::held::deposit_held`] | the wage deposit each project has |
//! | [`deposit::in_time::deposits_in_time`] | whether deposits were there in time, stay, and were topped up |
//! | [`waterfall::waterfall`] | which means at hand meet the overdue arrears |
//! | [`matches::MatchState`] | how attendance, payroll and transfers of a worker-period stand to each other |
//! | [`real_name::RealNamePartial`] | who is registered, attended, contracted and can be paid |
//! | [`six_systems::six_systems`] | which of the six systems of a project are in place |
//! | [`cases::case_totals`] | cases received, closed, overdue, by region, contractor, employer, project |
//! | [`published::check_published_rate`] | a published rate beside its counts |
//! | [`credit::crime::crime_flags`] | arrears that reach the amounts of the crime |
//! | [`credit::contractors::contractor_credit`] | grade, next deposit, candidates for the list |
//! | [`employers::employer_totals`] | what employers owe, and signs of trouble |
//! | [`partial::Partial`] | sums of projects that merge from chunks of workers in any order |
//! | [`population::population`] | everyone who was read, reconciled or excluded with a reason |
//! | [`causes::causes`] | which link of the chain broke, for every fen of arrears |
//! | [`totals::project_totals`], [`totals::contractor_totals`], [`totals::region_totals`] | the rows of the tables of that name |
//! | [`months::Months`], [`rollups::rollup_totals`] | sums by wage month, kind of works and investment |
//! | [`warnings`] | which rules of early warning hold (step 8) |
//! | [`figures`] | all of them, in this order |

use crate::basics::calendar::Calendar;
use crate::basics::day::{Day, Month};
use crate::basics::error::Result;
use crate::basics::ids::{NameId, ProjectId, WorkerId};
use crate::basics::policy::Policy;
use crate::intake::facts::{AccountEntry, ContractorEvent, Deposit, Given, Project};
use crate::oversight::account_use::{AccountFacts, account_use};
use crate::oversight::deposit::held::{OverdrawnDeposit, deposit_held};
use crate::oversight::deposit::in_time::{DepositsInTime, deposits_in_time};
use crate::oversight::deposit::required::{DepositFacts, DepositRequired, deposit_required};
use crate::oversight::labour_cost::{LabourCost, labour_cost};
use crate::oversight::months::MonthSums;
use crate::oversight::partial::Partial;
use crate::oversight::real_name::{is_active, is_updated};
use crate::oversight::rollups::{RollupTotals, rollup_totals};
use crate::oversight::six_systems::{RealName, Standing, SystemFacts, six_systems};
use crate::oversight::totals::{
    ContractorTotals, ProjectFigures, ProjectTotals, RegionTotals, contractor_totals,
    project_totals, region_totals,
};
use crate::oversight::wage_account::{WageAccounts, wage_accounts};
use crate::oversight::waterfall::{Cover, Means, Owed, waterfall};

pub mod account_use;
pub mod area;
pub mod cases;
pub mod causes;
pub mod code_counts;
pub mod credit;
pub mod deposit;
pub mod employers;
pub mod labour_cost;
pub mod matches;
pub mod months;
pub mod partial;
pub(crate) mod people;
pub mod population;
pub mod published;
pub mod real_name;
pub mod rollups;
pub mod six_systems;
pub mod totals;
pub mod wage_account;
pub mod warnings;
pub mod waterfall;

/// What the figures are made of.
///
/// Example: [`figures`].
#[derive(Clone, Copy, Debug)]
pub struct FigureInputs<'a> {
    /// Projects; the position is the id.
    pub projects: &'a [Project],
    /// Deposits; the position is the order of their ids.
    pub deposits: &'a [Deposit],
    /// Sorted by contractor, day, kind.
    pub events: &'a [ContractorEvent],
    /// Movements on wage accounts, any order.
    pub entries: &'a [AccountEntry],
    /// Sums over the engagements of each project, all chunks merged.
    pub partial: &'a Partial,
    /// The worker of each engagement.
    pub worker_of_engagement: &'a [WorkerId],
    /// The project of each engagement.
    pub project_of_engagement: &'a [ProjectId],
    /// The account registered for each worker.
    pub pay_account: &'a [NameId],
    /// Overdue arrears of each engagement, in fen.
    pub arrears_fen: &'a [i64],
    /// The rules.
    pub policy: &'a Policy,
    /// The working calendar.
    pub calendar: &'a Calendar,
    /// The day of the report.
    pub as_of: Day,
    /// Which inputs were given at all.
    pub given: Given,
    /// By project, paid since a case of it opened, in fen; empty: there is no case.
    pub recovered_since_case_fen: &'a [i64],
    /// Whether to name what covers each engagement.
    pub with_cover: bool,
}

/// All figures of a run.
///
/// Example: [`figures`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Rows of `project_totals`, by project.
    pub projects: Vec<ProjectTotals>,
    /// Rows of `contractor_totals`, by contractor and area.
    pub contractors: Vec<ContractorTotals>,
    /// Rows of `region_totals`, by level and region.
    pub regions: Vec<RegionTotals>,
    /// Rows of `rollup_totals`, by dimension and key.
    pub rollups: Vec<RollupTotals>,
    /// Rows of `month_totals`, by month.
    pub months: Vec<(Month, MonthSums)>,
    /// The deposit required, one row a project, listed or not.
    pub required: Vec<DepositRequired>,
    /// The wage accounts; their findings are in `is_from_movements`.
    pub accounts: WageAccounts,
    /// Labour cost expected and received.
    pub labour_cost: LabourCost,
    /// Deposits in time.
    pub deposits: DepositsInTime,
    /// Overdrawn deposits: findings.
    pub overdrawn: Vec<OverdrawnDeposit>,
    /// Years without calendar that hide a deadline of a deposit: findings. Rising, once each.
    pub calendar_years_missing: Vec<i32>,
    /// What is covered of each engagement's arrears, in fen.
    pub engagement_covered_fen: Vec<i64>,
    /// What is not, in fen.
    pub engagement_uncovered_fen: Vec<i64>,
    /// By engagement, step, source; empty unless asked for.
    pub cover: Vec<Cover>,
    /// How the six systems of each project stand, listed or not.
    pub standings: Vec<[Standing; 6]>,
}

/// All figures of a run, from the facts and the sums over engagements.
///
/// Step 7.1, 7.3 (balance), 7.4, 7.5, 7.6.
///
/// Holds: what is covered and what is not add up to the arrears of every engagement, project,
/// contractor and region.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where a sum of money does not fit.
///
/// # Example
///
/// A worker is owed 500.00 yuan, the wage account holds 200.00:
///
/// ```
/// use anxin::Day;
/// use anxin::basics::calendar::Calendar;
/// use anxin::basics::ids::{NameId, ProjectId, WorkerId};
/// use anxin::basics::policy::Policy;
/// use anxin::intake::facts::{AccountEntry, EntryPurpose, Given, Project};
/// use anxin::oversight::partial::{EngagementSums, Partial};
/// use anxin::oversight::{FigureInputs, figures};
///
/// let mut partial = Partial::default();
/// let sums = EngagementSums {
///     due_fen: 900_00,
///     paid_fen: 400_00,
///     arrears_fen: 500_00,
///     ..EngagementSums::default()
/// };
/// partial.add_engagement(ProjectId(0), &sums).unwrap();
/// partial.add_worker(true, 0).unwrap();
/// let opening = AccountEntry {
///     account: NameId(0),
///     entry_day: Day(1),
///     movement_fen: 200_00,
///     purpose: Some(EntryPurpose::Opening),
///     project: ProjectId::NONE,
///     counter_account: NameId::NONE,
/// };
/// let figures = figures(&FigureInputs {
///     projects: &[Project { wage_account: NameId(0), ..Project::UNKNOWN }],
///     deposits: &[],
///     events: &[],
///     entries: &[opening],
///     partial: &partial,
///     worker_of_engagement: &[WorkerId(0)],
///     project_of_engagement: &[ProjectId(0)],
///     pay_account: &[NameId::NONE],
///     arrears_fen: &[500_00],
///     policy: &Policy::default(),
///     calendar: &Calendar::builtin(),
///     as_of: Day(2),
///     given: Given::default(),
///     recovered_since_case_fen: &[],
///     with_cover: true,
/// })
/// .unwrap();
/// assert_eq!(figures.engagement_covered_fen, [200_00]);
/// assert_eq!(figures.projects[0].totals.covered.uncovered_fen, 300_00);
/// assert_eq!(figures.cover[0].source.word(), "wage_account");
/// assert_eq!(figures.regions.len(), 3); // the unknown region, at each level
/// ```
pub fn figures(inputs: &FigureInputs<'_>) -> Result<Figures> {
    let &FigureInputs { projects, deposits, events, policy, calendar, as_of, .. } = inputs;
    let area_digits = policy.figures.area_digits;
    let accounts = wage_accounts(inputs.entries, projects, as_of)?;
    let labour_cost = labour_cost(inputs.entries, projects, &accounts, as_of)?;
    let account_use = account_use(&AccountFacts {
        entries: inputs.entries,
        projects,
        accounts: &accounts,
        partial: inputs.partial,
        worker_of_engagement: inputs.worker_of_engagement,
        project_of_engagement: inputs.project_of_engagement,
        pay_account: inputs.pay_account,
        is_column_given: inputs.given.wage_account,
        as_of,
    })?;
    let facts = DepositFacts { projects, events, calendar, policy };
    let required = deposit_required(&facts)?;
    let held = deposit_held(deposits, &facts, &required, as_of)?;
    let in_time = deposits_in_time(deposits, &facts, &required, inputs.partial, as_of)?;

    let owed = Owed::new(projects.len(), inputs.project_of_engagement, inputs.arrears_fen);
    let means = Means { projects, deposits, accounts: &accounts, area_digits, as_of };
    let waterfall = waterfall(&owed, &means, inputs.with_cover)?;

    let balance_fen: Vec<Option<i64>> =
        projects.iter().map(|project| accounts.balance_of(project.wage_account)).collect();
    let standings = standings(inputs, &required, &held.held_fen);
    let real_name = real_name(inputs, &standings);
    let recovered_since_case_fen = recovered_fen(inputs);
    let rows = project_totals(&ProjectFigures {
        projects,
        partial: inputs.partial,
        required: &required,
        held_fen: &held.held_fen,
        covered: &waterfall.project,
        wage_account_balance_fen: &balance_fen,
        labour_cost: &labour_cost.project,
        account: &account_use,
        deposit: &in_time.project,
        real_name: &real_name,
        recovered_since_case_fen: &recovered_since_case_fen,
    })?;
    let split_advance_fen = inputs.partial.split_advance_fen;
    let contractors = contractor_totals(&rows, projects, area_digits, split_advance_fen)?;
    let regions = region_totals(&rows, projects, split_advance_fen)?;
    let rollups = rollup_totals(&rows, projects, split_advance_fen)?;
    let months = inputs.partial.months.rows().map(|(month, sums)| (month, *sums)).collect();

    let calendar_years_missing = years_missing(&required, &in_time);
    let (engagement_covered_fen, engagement_uncovered_fen) =
        of_engagements(&owed, &waterfall.covered_fen, inputs.arrears_fen);
    Ok(Figures {
        projects: rows,
        contractors,
        regions,
        rollups,
        months,
        required,
        accounts,
        labour_cost,
        deposits: in_time,
        overdrawn: held.overdrawn,
        calendar_years_missing,
        engagement_covered_fen,
        engagement_uncovered_fen,
        cover: waterfall.cover,
        standings,
    })
}

/// Recovered since a case opened, by project.
fn recovered_fen(inputs: &FigureInputs<'_>) -> Vec<i64> {
    match inputs.recovered_since_case_fen {
        [] => vec![0; inputs.projects.len()],
        known => known.to_vec(),
    }
}

/// Years without calendar that hide a deadline, rising, once each.
fn years_missing(required: &[DepositRequired], in_time: &DepositsInTime) -> Vec<i32> {
    let mut years: Vec<i32> = required.iter().filter_map(|row| row.deadline_year_missing).collect();
    years.extend(&in_time.years_missing);
    years.sort_unstable();
    years.dedup();
    years
}

/// What is covered of the arrears of every engagement, and what is not.
fn of_engagements(
    owed: &Owed,
    owed_covered_fen: &[i64],
    arrears_fen: &[i64],
) -> (Vec<i64>, Vec<i64>) {
    let mut covered_fen = vec![0; arrears_fen.len()];
    for (engagement, &covered) in owed.engagement.iter().zip(owed_covered_fen) {
        covered_fen[engagement.index()] = covered;
    }
    let uncovered_fen =
        arrears_fen.iter().zip(&covered_fen).map(|(arrears, covered)| arrears - covered).collect();
    (covered_fen, uncovered_fen)
}

/// How the six systems of every project stand, listed or not.
fn standings(
    inputs: &FigureInputs<'_>,
    required: &[DepositRequired],
    held_fen: &[i64],
) -> Vec<[Standing; 6]> {
    let of = |(number, project): (u32, &Project)| {
        let id = ProjectId(number);
        six_systems(&SystemFacts {
            project,
            required: &required[id.index()],
            held_fen: held_fen[id.index()],
            arrears_fen: inputs.partial.project(id).arrears_fen,
            real_name: &inputs.partial.real_name.project(id),
            given: inputs.given,
            as_of: inputs.as_of,
        })
    };
    (0_u32..).zip(inputs.projects).map(of).collect()
}

/// People and systems of every project.
fn real_name(inputs: &FigureInputs<'_>, standings: &[[Standing; 6]]) -> Vec<RealName> {
    let window_days = inputs.policy.figures.update_window_days;
    let of = |(number, project): (u32, &Project)| {
        let sums = inputs.partial.real_name.project(ProjectId(number));
        let is_active = is_active(project, inputs.as_of);
        let is_updated = is_updated(sums.latest_device_day(), inputs.as_of, window_days);
        let mut line = RealName {
            sums,
            projects_active: u64::from(is_active),
            projects_updated: u64::from(is_active && is_updated),
            ..RealName::default()
        };
        line.count(&standings[number as usize]);
        line
    };
    (0_u32..).zip(inputs.projects).map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::ids::{ContractorId, NameId};
    use crate::basics::policy::DepositKind;
    use crate::basics::region::Region;
    use crate::intake::facts::{DepositScope, EntryPurpose};
    use crate::oversight::partial::EngagementSums;

    fn project(number: u32) -> Project {
        Project {
            is_known: true,
            region: Region::parse("520102"),
            contractor: ContractorId(0),
            contract_fen: Some(5_000_000_000),
            signed_day: Day::from_ymd(2026, 12, 10).map(|day| day.plus_days(number.cast_signed())),
            wage_account: NameId(number),
            ..Project::UNKNOWN
        }
    }

    #[test]
    fn arrears_are_covered_or_uncovered_at_every_level() {
        let projects = [project(0), project(1), Project::UNKNOWN];
        let of = [ProjectId(0), ProjectId(1), ProjectId(0), ProjectId(2)];
        let arrears_fen = [700, 300, 0, 50];
        let mut partial = Partial::default();
        for (project, arrears_fen) in of.iter().zip(arrears_fen) {
            let sums =
                EngagementSums { due_fen: arrears_fen, arrears_fen, ..EngagementSums::default() };
            partial.add_engagement(*project, &sums).unwrap();
            partial.add_worker(arrears_fen > 0, 1).unwrap();
        }
        let cash = Deposit {
            kind: DepositKind::Cash,
            amount_fen: 100,
            drawn_fen: 900,
            drawn_day: Some(Day(25_000)),
            valid_from_day: None,
            valid_to_day: None,
            scope: DepositScope::Contractor(ContractorId(0), Region::EVERYWHERE),
        };
        let entry = AccountEntry {
            account: NameId(0),
            entry_day: Day(0),
            movement_fen: 500,
            purpose: Some(EntryPurpose::LabourCost),
            project: ProjectId::NONE,
            counter_account: NameId::NONE,
        };
        let figures = figures(&FigureInputs {
            projects: &projects,
            deposits: &[cash.clone(), Deposit { drawn_day: None, ..cash }],
            events: &[],
            entries: &[entry],
            partial: &partial,
            worker_of_engagement: &[0, 1, 2, 3].map(WorkerId),
            project_of_engagement: &of,
            pay_account: &[NameId::NONE; 4],
            arrears_fen: &arrears_fen,
            policy: &Policy::default(),
            calendar: &Calendar::builtin(),
            as_of: Day(21_000),
            given: Given::default(),
            recovered_since_case_fen: &[],
            with_cover: true,
        })
        .unwrap();
        // 500 from the account; 100 of the deposit over 200 and 300 uncovered.
        assert_eq!(figures.engagement_covered_fen, [540, 60, 0, 0]);
        assert_eq!(figures.engagement_uncovered_fen, [160, 240, 0, 50]);
        assert_eq!(figures.cover.len(), 3);
        assert_eq!(figures.accounts.is_from_movements, [true, false]);
        assert_eq!(figures.overdrawn, [OverdrawnDeposit { deposit: 1, excess_fen: 800 }]);
        assert_eq!(figures.calendar_years_missing, [2027]);
        for level in [2, 4, 6] {
            let rows = || figures.regions.iter().filter(|row| row.level == level);
            let covered: i64 = rows().map(|row| row.totals.covered.covered_fen).sum();
            let uncovered: i64 = rows().map(|row| row.totals.covered.uncovered_fen).sum();
            let advance: i64 = rows().map(|row| row.totals.advance_fen).sum();
            assert_eq!((covered, uncovered, advance), (600, 450, 4));
        }
        // The first project is asked for 2 percent, the second for 1.5; the deposit is shared by
        // that.
        let held: Vec<_> = figures.projects.iter().map(|row| row.totals.deposit_held_fen).collect();
        assert_eq!(held, [Some(57), Some(43), Some(0)]);
    }
}
