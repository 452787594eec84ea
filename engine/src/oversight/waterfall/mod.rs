//! Which means at hand meet overdue arrears, step by step (step 7.6).

use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::basics::ids::ProjectId;
use crate::basics::policy::DepositKind;
use crate::basics::region::Region;
use crate::intake::facts::{Deposit, DepositScope, Project};
use crate::oversight::area::{ByContractor, contractor_projects, text_order};
use crate::oversight::deposit::held::{available_fen, is_wage_deposit};
use crate::oversight::wage_account::WageAccounts;

mod flow;

use flow::Flow;
pub use flow::{Cover, Covered, Owed, Source, Waterfall};

/// What the waterfall draws on.
///
/// Example: [`waterfall()`].
#[derive(Clone, Copy, Debug)]
pub struct Means<'a> {
    /// Projects; the position is the id.
    pub projects: &'a [Project],
    /// Deposits; the position is the order of their ids.
    pub deposits: &'a [Deposit],
    /// Balances of the wage accounts.
    pub accounts: &'a WageAccounts,
    /// Digits of a region that make a management area.
    pub area_digits: u8,
    /// The day of the report.
    pub as_of: Day,
}

/// Overdue arrears of each project and engagement, met by the means at hand: not a liability.
///
/// Step 7.6. All projects finish a step before the next begins:
///
/// 1. the wage account, where its balance is above zero;
/// 2. deposits that stand for the project, by kind, end (open last), id;
/// 3. deposits that stand for its contractor, in the same order;
/// 4. what the owner still owes where known, else the payment guarantees in force: first those of
///    the project, then those of its contractor, shared among his projects without a known amount;
/// 5. emergency funds: of the project, of the contractor, of a region, the narrower first.
///
/// A shared source is divided among its projects in proportion to what is still uncovered. What a
/// project has received in a whole step is divided once among its engagements in the same way: fen
/// by largest remainder, the smaller id first where remainders are equal. The sources of the step,
/// in their order, then fill these parts, which matters for [`Waterfall::cover`] alone.
///
/// Holds: what is covered and what is not add up to the arrears, by project and by engagement; no
/// source gives more than it holds.
///
/// **Basis:** Decree 724 Art. 24, 29, 30, 32. **Choice:** the order, and every kind counts here
/// whether or not a region accepts it as deposit; within an emergency fund's kind of scope the
/// earlier end counts first, and contractors' funds are not told apart by the width of their
/// region.
///
/// # Errors
///
/// [`crate::Error::AmountOverflow`] where the arrears of a project do not fit.
///
/// # Example
///
/// Two workers are owed 300 and 100 fen; the wage account holds 200:
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::{NameId, ProjectId};
/// use anxin::intake::facts::Project;
/// use anxin::oversight::wage_account::WageAccounts;
/// use anxin::oversight::waterfall::{Means, Owed, waterfall};
///
/// let projects = [Project { wage_account: NameId(0), ..Project::UNKNOWN }];
/// let accounts = WageAccounts {
///     account: vec![NameId(0)],
///     balance_fen: vec![Some(200)],
///     is_from_movements: vec![false],
///     project_offsets: vec![0, 1],
///     projects: vec![ProjectId(0)],
/// };
/// let means = Means {
///     projects: &projects,
///     deposits: &[],
///     accounts: &accounts,
///     area_digits: 4,
///     as_of: Day(0),
/// };
/// let owed = Owed::new(1, &[ProjectId(0), ProjectId(0)], &[300, 100]);
/// let waterfall = waterfall(&owed, &means, false).unwrap();
/// assert_eq!(waterfall.covered_fen, [150, 50]);
/// assert_eq!(waterfall.project[0].by_wage_account_fen, 200);
/// assert_eq!(waterfall.project[0].uncovered_fen, 200);
/// ```
pub fn waterfall(owed: &Owed, means: &Means<'_>, with_cover: bool) -> Result<Waterfall> {
    let mut flow = Flow::new(owed, means.projects.len(), with_cover)?;
    let by_contractor = ByContractor::new(means.projects);
    let in_order = in_order(means.deposits);
    wage_accounts(&mut flow, means);
    flow.finish_step();
    project_deposits(&mut flow, means, &in_order);
    flow.finish_step();
    contractor_deposits(&mut flow, means, &by_contractor, &in_order);
    flow.finish_step();
    owners(&mut flow, means, &by_contractor, &in_order);
    flow.finish_step();
    emergency_funds(&mut flow, means, &by_contractor, in_order);
    flow.finish_step();
    Ok(flow.finish())
}

/// Positions of the deposits by (kind, end with the open last, position).
fn in_order(deposits: &[Deposit]) -> Vec<u32> {
    let mut order: Vec<u32> = (0_u32..).zip(deposits).map(|(number, _)| number).collect();
    order.sort_unstable_by_key(|&number| {
        let deposit = &deposits[number as usize];
        (deposit.kind, deposit.valid_to_day.unwrap_or(Day::OPEN), number)
    });
    order
}

/// Step 1.
fn wage_accounts(flow: &mut Flow<'_>, means: &Means<'_>) {
    let accounts = means.accounts;
    for (position, (&account, balance)) in
        accounts.account.iter().zip(&accounts.balance_fen).enumerate()
    {
        let source = Source::WageAccount(account);
        flow.share(accounts.projects_of(position), source, balance.unwrap_or(0));
    }
}

/// Step 2.
fn project_deposits(flow: &mut Flow<'_>, means: &Means<'_>, in_order: &[u32]) {
    for &number in in_order {
        let deposit = &means.deposits[number as usize];
        if let DepositScope::Project(project) = deposit.scope
            && is_wage_deposit(deposit.kind)
        {
            let available_fen = available_fen(deposit, means.as_of);
            flow.pay(project, Source::ProjectDeposit(number), available_fen);
        }
    }
}

/// Step 3.
fn contractor_deposits(
    flow: &mut Flow<'_>,
    means: &Means<'_>,
    by_contractor: &ByContractor,
    in_order: &[u32],
) {
    let mut scope = Vec::new();
    for &number in in_order {
        let deposit = &means.deposits[number as usize];
        if is_wage_deposit(deposit.kind)
            && find_contractor_projects(deposit, means, by_contractor, &mut scope)
        {
            let available_fen = available_fen(deposit, means.as_of);
            flow.share(&scope, Source::ContractorDeposit(number), available_fen);
        }
    }
}

/// The projects a deposit of a contractor stands for; `false` where its scope is another.
fn find_contractor_projects(
    deposit: &Deposit,
    means: &Means<'_>,
    by_contractor: &ByContractor,
    scope: &mut Vec<ProjectId>,
) -> bool {
    let DepositScope::Contractor(contractor, region) = deposit.scope else { return false };
    let area = region.prefix(means.area_digits);
    contractor_projects(means.projects, by_contractor, contractor, area, scope);
    true
}

/// Step 4.
fn owners(flow: &mut Flow<'_>, means: &Means<'_>, by_contractor: &ByContractor, in_order: &[u32]) {
    for (number, project) in (0_u32..).zip(means.projects) {
        let project_id = ProjectId(number);
        flow.pay(
            project_id,
            Source::OwnerUnsettled(project_id),
            project.unsettled_fen.unwrap_or(0),
        );
    }
    let is_open = |project: ProjectId| means.projects[project.index()].unsettled_fen.is_none();
    let guarantees = || {
        in_order
            .iter()
            .map(|&number| (number, &means.deposits[number as usize]))
            .filter(|(_, deposit)| deposit.kind == DepositKind::PaymentGuarantee)
    };
    for (number, deposit) in guarantees() {
        if let DepositScope::Project(project) = deposit.scope
            && is_open(project)
        {
            let available_fen = available_fen(deposit, means.as_of);
            flow.pay(project, Source::PaymentGuarantee(number), available_fen);
        }
    }
    let mut scope = Vec::new();
    for (number, deposit) in guarantees() {
        if find_contractor_projects(deposit, means, by_contractor, &mut scope) {
            scope.retain(|&project| is_open(project));
            let available_fen = available_fen(deposit, means.as_of);
            flow.share(&scope, Source::PaymentGuarantee(number), available_fen);
        }
    }
}

/// Step 5.
fn emergency_funds(
    flow: &mut Flow<'_>,
    means: &Means<'_>,
    by_contractor: &ByContractor,
    in_order: Vec<u32>,
) {
    let mut funds = in_order;
    funds.retain(|&number| means.deposits[number as usize].kind == DepositKind::EmergencyFund);
    if funds.is_empty() {
        return;
    }
    // Stable: within one width of scope the order by end and id stays.
    funds.sort_by_key(|&number| width(means.deposits[number as usize].scope));
    let by_region = by_region(means.projects);
    let mut scope = Vec::new();
    for number in funds {
        let deposit = &means.deposits[number as usize];
        match deposit.scope {
            DepositScope::Project(project) => {
                scope.clear();
                scope.push(project);
            }
            DepositScope::Contractor(..) => {
                find_contractor_projects(deposit, means, by_contractor, &mut scope);
            }
            DepositScope::Region(region) => {
                find_projects_in(region, means.projects, &by_region, &mut scope);
            }
        }
        flow.share(&scope, Source::EmergencyFund(number), available_fen(deposit, means.as_of));
    }
}

/// How wide a scope is: projects, then contractors, then regions, longer prefixes first, everywhere
/// last.
fn width(scope: DepositScope) -> (u8, u8) {
    match scope {
        DepositScope::Project(_) => (0, 0),
        DepositScope::Contractor(..) => (1, 0),
        DepositScope::Region(region) => (2, 6 - region.digits()),
    }
}

/// Projects in the order of their region's digits, the unknown first.
fn by_region(projects: &[Project]) -> Vec<ProjectId> {
    let mut order: Vec<ProjectId> =
        (0_u32..).zip(projects).map(|(number, _)| ProjectId(number)).collect();
    order.sort_by(|a, b| text_order(projects[a.index()].region, projects[b.index()].region));
    order
}

/// The projects in a region (everywhere: all), the smaller id first.
fn find_projects_in(
    region: Region,
    projects: &[Project],
    by_region: &[ProjectId],
    found: &mut Vec<ProjectId>,
) {
    found.clear();
    if region == Region::EVERYWHERE {
        found.extend_from_slice(by_region);
    } else {
        let region_of = |project: &ProjectId| projects[project.index()].region;
        let start = by_region
            .partition_point(|project| text_order(region_of(project), Some(region)).is_lt());
        found.extend(
            by_region[start..]
                .iter()
                .take_while(|project| region_of(project).is_some_and(|of| region.contains(of))),
        );
    }
    found.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::error::Error;
    use crate::basics::ids::{ContractorId, NameId};
    use crate::intake::facts::AccountEntry;
    use crate::oversight::wage_account::wage_accounts;

    const AS_OF: Day = Day(100);

    fn region(text: &str) -> Region {
        Region::parse(text).unwrap()
    }

    fn deposit(kind: DepositKind, amount_fen: i64, scope: DepositScope) -> Deposit {
        Deposit {
            kind,
            amount_fen,
            drawn_fen: 0,
            drawn_day: None,
            valid_from_day: None,
            valid_to_day: None,
            scope,
        }
    }

    fn of_contractor() -> DepositScope {
        DepositScope::Contractor(ContractorId(0), Region::EVERYWHERE)
    }

    /// Three projects of one contractor; one engagement of each is owed `arrears_fen`.
    fn run(
        arrears_fen: [i64; 3],
        deposits: &[Deposit],
        balances: &[(u32, i64)],
        edit: impl Fn(&mut [Project; 3]),
    ) -> Waterfall {
        let place = |text| Project {
            contractor: ContractorId(0),
            region: Region::parse(text),
            ..Project::UNKNOWN
        };
        let mut projects = [place("520102"), place("520103"), place("5301")];
        edit(&mut projects);
        let mut entries = Vec::new();
        for &(account, movement_fen) in balances {
            entries.push(AccountEntry {
                account: NameId(account),
                entry_day: AS_OF,
                movement_fen,
                purpose: None,
                project: ProjectId::NONE,
                counter_account: NameId::NONE,
            });
        }
        let accounts = wage_accounts(&entries, &projects, AS_OF).unwrap();
        let means = Means {
            projects: &projects,
            deposits,
            accounts: &accounts,
            area_digits: 4,
            as_of: AS_OF,
        };
        let owed = Owed::new(3, &[ProjectId(0), ProjectId(1), ProjectId(2)], &arrears_fen);
        let waterfall = waterfall(&owed, &means, true).unwrap();
        for (position, row) in waterfall.project.iter().enumerate() {
            assert_eq!(row.covered_fen + row.uncovered_fen, arrears_fen[position]);
            let steps = row.by_wage_account_fen
                + row.by_project_deposit_fen
                + row.by_contractor_deposit_fen
                + row.by_owner_fen
                + row.by_emergency_fund_fen;
            assert_eq!(steps, row.covered_fen);
        }
        let cover_fen: i64 = waterfall.cover.iter().map(|cover| cover.amount_fen).sum();
        assert_eq!(cover_fen, waterfall.covered_fen.iter().sum::<i64>());
        waterfall
    }

    fn columns(waterfall: &Waterfall, of: impl Fn(&Covered) -> i64) -> Vec<i64> {
        waterfall.project.iter().map(of).collect()
    }

    #[test]
    fn a_shared_account_is_divided_by_what_is_uncovered() {
        let shared = |projects: &mut [Project; 3]| {
            projects[0].wage_account = NameId(5);
            projects[2].wage_account = NameId(5);
        };
        let result = run([100, 100, 50], &[], &[(5, 100)], shared);
        assert_eq!(columns(&result, |row| row.by_wage_account_fen), [67, 0, 33]);
        assert_eq!(result.cover[0].source, Source::WageAccount(NameId(5)));
        let overdrawn = run([100, 100, 50], &[], &[(5, -100)], shared);
        assert_eq!(columns(&overdrawn, |row| row.covered_fen), [0, 0, 0]);
    }

    #[test]
    fn every_project_finishes_a_step_before_the_next_begins() {
        // Project 0 has its own deposit, so less of the shared one goes to it.
        let deposits = [
            deposit(DepositKind::Cash, 90, of_contractor()),
            deposit(DepositKind::OtherSecurity, 60, DepositScope::Project(ProjectId(0))),
        ];
        let result = run([100, 80, 0], &deposits, &[], |_| {});
        assert_eq!(columns(&result, |row| row.by_project_deposit_fen), [60, 0, 0]);
        assert_eq!(columns(&result, |row| row.by_contractor_deposit_fen), [30, 60, 0]);
    }

    #[test]
    fn deposits_come_by_kind_then_end_then_id() {
        let mine = DepositScope::Project(ProjectId(0));
        let mut ending = deposit(DepositKind::Cash, 10, mine);
        ending.valid_to_day = Some(Day(200));
        let deposits = [
            deposit(DepositKind::BankGuarantee, 10, mine),
            deposit(DepositKind::Cash, 10, mine),
            deposit(DepositKind::Cash, 10, mine),
            ending,
        ];
        let sources = |arrears_fen| -> Vec<Source> {
            let result = run([arrears_fen, 0, 0], &deposits, &[], |_| {});
            result.cover.iter().map(|cover| cover.source).collect()
        };
        assert_eq!(sources(10), [Source::ProjectDeposit(3)]);
        assert_eq!(sources(20), [Source::ProjectDeposit(1), Source::ProjectDeposit(3)]);
        assert_eq!(sources(30).len(), 3);
        assert!(!sources(30).contains(&Source::ProjectDeposit(0)));
    }

    #[test]
    fn guarantees_stand_in_only_where_the_owners_amount_is_not_known() {
        let guarantees = [
            deposit(DepositKind::PaymentGuarantee, 40, DepositScope::Project(ProjectId(0))),
            deposit(DepositKind::PaymentGuarantee, 60, of_contractor()),
            deposit(DepositKind::PaymentGuarantee, 20, DepositScope::Project(ProjectId(2))),
        ];
        let result = run([100, 100, 100], &guarantees, &[], |projects| {
            projects[1].unsettled_fen = Some(0);
            projects[2].unsettled_fen = Some(70);
        });
        // 0 is known: project 1 gets nothing; project 0 gets its own and all of the shared one.
        assert_eq!(columns(&result, |row| row.by_owner_fen), [100, 0, 70]);
        let divided = run([100, 100, 0], &guarantees, &[], |_| {});
        assert_eq!(columns(&divided, |row| row.by_owner_fen), [40 + 23, 37, 0]);
    }

    #[test]
    fn emergency_funds_come_last_and_the_narrower_scope_first() {
        let fund = |scope| deposit(DepositKind::EmergencyFund, 10, scope);
        let funds = [
            fund(DepositScope::Region(region("52"))),
            fund(DepositScope::Region(region("520102"))),
            fund(of_contractor()),
            fund(DepositScope::Project(ProjectId(0))),
        ];
        let sources = |arrears_fen| -> Vec<u32> {
            let result = run([arrears_fen, 0, 0], &funds, &[], |_| {});
            let mut found: Vec<_> = result
                .cover
                .iter()
                .map(|cover| match cover.source {
                    Source::EmergencyFund(number) => number,
                    other => panic!("{other:?}"),
                })
                .collect();
            found.sort_unstable();
            found
        };
        assert_eq!(sources(10), [3]);
        assert_eq!(sources(20), [2, 3]);
        assert_eq!(sources(30), [1, 2, 3]);
        assert_eq!(sources(50), [0, 1, 2, 3]);
        let shared = run([30, 30, 30], &funds[..1], &[], |_| {});
        assert_eq!(columns(&shared, |row| row.by_emergency_fund_fen), [5, 5, 0]);
    }

    #[test]
    fn a_contractors_deposit_stays_in_its_area() {
        let scope = DepositScope::Contractor(ContractorId(0), region("520101"));
        let result = run([100, 100, 100], &[deposit(DepositKind::Cash, 90, scope)], &[], |_| {});
        assert_eq!(columns(&result, |row| row.by_contractor_deposit_fen), [45, 45, 0]);
    }

    #[test]
    fn workers_share_by_their_arrears_and_no_one_gets_more() {
        let projects = [Project { unsettled_fen: Some(100), ..Project::UNKNOWN }];
        let accounts = WageAccounts { project_offsets: vec![0], ..WageAccounts::default() };
        let means = Means {
            projects: &projects,
            deposits: &[],
            accounts: &accounts,
            area_digits: 4,
            as_of: AS_OF,
        };
        let arrears = [33, 0, 33, 34, 1, 99];
        let owed = Owed::new(1, &[ProjectId(0); 6], &arrears);
        let result = waterfall(&owed, &means, false).unwrap();
        // 100 of 200: halves are 16.5, 16.5, 17, 0.5, 49.5; two of the four left go by the smaller
        // id.
        assert_eq!(result.covered_fen, [17, 17, 17, 0, 49]);
        assert!(result.cover.is_empty());
    }

    #[test]
    fn a_step_is_divided_once_and_its_sources_fill_the_parts() {
        let mine = |fen| deposit(DepositKind::Cash, fen, DepositScope::Project(ProjectId(0)));
        let projects = [Project::UNKNOWN];
        let accounts = WageAccounts { project_offsets: vec![0], ..WageAccounts::default() };
        let deposits = [mine(1), mine(1), mine(1)];
        let means = Means {
            projects: &projects,
            deposits: &deposits,
            accounts: &accounts,
            area_digits: 4,
            as_of: AS_OF,
        };
        let owed = Owed::new(1, &[ProjectId(0); 3], &[60, 20, 20]);
        let result = waterfall(&owed, &means, true).unwrap();
        // 3 of 100: 1.8, 0.6, 0.6; one by one each fen would have gone to the first worker.
        assert_eq!(result.covered_fen, [2, 1, 0]);
        let lines: Vec<_> =
            result.cover.iter().map(|line| (line.engagement.0, line.source)).collect();
        let from = Source::ProjectDeposit;
        assert_eq!(lines, [(0, from(0)), (0, from(1)), (1, from(2))]);
    }

    #[test]
    fn contractors_funds_count_by_their_end_whatever_their_region() {
        let fund = |region, end| Deposit {
            valid_to_day: Some(Day(end)),
            ..deposit(
                DepositKind::EmergencyFund,
                10,
                DepositScope::Contractor(ContractorId(0), region),
            )
        };
        let funds = [fund(region("520102"), 300), fund(Region::EVERYWHERE, 200)];
        let result = run([10, 0, 0], &funds, &[], |_| {});
        assert_eq!(result.cover[0].source, Source::EmergencyFund(1));
    }

    /// A small generator of worlds: the same numbers on every machine.
    struct Dice(u64);

    impl Dice {
        fn below(&mut self, end: u32) -> u32 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            u32::try_from((self.0 >> 33) % u64::from(end)).unwrap()
        }

        fn scope(&mut self) -> DepositScope {
            let regions = ["52", "5201", "520102", "53"];
            let region = region(regions[self.below(4) as usize]);
            match self.below(3) {
                0 => DepositScope::Project(ProjectId(self.below(8))),
                1 => DepositScope::Contractor(ContractorId(self.below(2)), region),
                _ => DepositScope::Region(region),
            }
        }
    }

    #[test]
    fn no_source_gives_more_than_it_holds_and_nothing_is_lost() {
        let kinds = [
            DepositKind::Cash,
            DepositKind::InsuranceBond,
            DepositKind::PaymentGuarantee,
            DepositKind::EmergencyFund,
        ];
        let mut worlds = 0;
        for seed in 0..200 {
            let mut dice = Dice(seed);
            let regions = ["520102", "520103", "5202", "530101", ""];
            let projects: Vec<Project> = (0..8)
                .map(|_| Project {
                    contractor: ContractorId(dice.below(2)),
                    region: Region::parse(regions[dice.below(5) as usize]),
                    unsettled_fen: (dice.below(3) == 0).then(|| i64::from(dice.below(90))),
                    wage_account: NameId(dice.below(4)),
                    ..Project::UNKNOWN
                })
                .collect();
            let deposits: Vec<Deposit> = (0..12)
                .map(|_| {
                    let kind = kinds[dice.below(4) as usize];
                    deposit(kind, i64::from(dice.below(120)), dice.scope())
                })
                .collect();
            let accounts = WageAccounts {
                account: (0..4).map(NameId).collect(),
                balance_fen: (0..4).map(|_| Some(i64::from(dice.below(200)) - 50)).collect(),
                ..wage_accounts(&[], &projects, AS_OF).unwrap()
            };
            if accounts.project_offsets.len() != 5 {
                continue;
            }
            let of: Vec<ProjectId> = (0..40).map(|_| ProjectId(dice.below(8))).collect();
            let arrears_fen: Vec<i64> = (0..40).map(|_| i64::from(dice.below(60))).collect();
            let owed = Owed::new(8, &of, &arrears_fen);
            let means = Means {
                projects: &projects,
                deposits: &deposits,
                accounts: &accounts,
                area_digits: 4,
                as_of: AS_OF,
            };
            let result = waterfall(&owed, &means, true).unwrap();
            hold(&result, &owed, &means);
            worlds += 1;
        }
        assert!(worlds > 100, "{worlds}");
    }

    /// The laws of the waterfall.
    fn hold(result: &Waterfall, owed: &Owed, means: &Means<'_>) {
        let mut given_fen = std::collections::BTreeMap::new();
        for cover in &result.cover {
            assert!(cover.amount_fen > 0);
            *given_fen.entry(cover.source).or_insert(0) += cover.amount_fen;
        }
        for (source, given_fen) in given_fen {
            let holds_fen = match source {
                Source::WageAccount(account) => means.accounts.balance_of(account).unwrap(),
                Source::OwnerUnsettled(project) => {
                    means.projects[project.index()].unsettled_fen.unwrap()
                }
                Source::ProjectDeposit(at)
                | Source::ContractorDeposit(at)
                | Source::PaymentGuarantee(at)
                | Source::EmergencyFund(at) => means.deposits[at as usize].amount_fen,
            };
            assert!(given_fen <= holds_fen, "{source:?}");
        }
        for (project, row) in result.project.iter().enumerate() {
            let rows = owed.offsets[project]..owed.offsets[project + 1];
            assert_eq!(result.covered_fen[rows.clone()].iter().sum::<i64>(), row.covered_fen);
            let arrears_fen: i64 = owed.arrears_fen[rows].iter().sum();
            assert_eq!(row.covered_fen + row.uncovered_fen, arrears_fen);
        }
        for (row, engagement) in owed.engagement.iter().enumerate() {
            let of = result.cover.iter().filter(|cover| cover.engagement == *engagement);
            assert_eq!(of.map(|cover| cover.amount_fen).sum::<i64>(), result.covered_fen[row]);
            assert!((0..=owed.arrears_fen[row]).contains(&result.covered_fen[row]));
        }
        // While a project is uncovered, its own sources are used up.
        for (at, deposit) in means.deposits.iter().enumerate() {
            if let DepositScope::Project(project) = deposit.scope
                && deposit.kind == DepositKind::Cash
                && result.project[project.index()].uncovered_fen > 0
            {
                let source = Source::ProjectDeposit(u32::try_from(at).unwrap());
                let given = result.cover.iter().filter(|cover| cover.source == source);
                assert_eq!(given.map(|cover| cover.amount_fen).sum::<i64>(), deposit.amount_fen);
            }
        }
    }

    #[test]
    fn arrears_that_do_not_fit_are_an_error() {
        let owed = Owed::new(1, &[ProjectId(0); 2], &[i64::MAX, 1]);
        let accounts = WageAccounts { project_offsets: vec![0], ..WageAccounts::default() };
        let means = Means {
            projects: &[Project::UNKNOWN],
            deposits: &[],
            accounts: &accounts,
            area_digits: 4,
            as_of: AS_OF,
        };
        assert!(matches!(waterfall(&owed, &means, false), Err(Error::AmountOverflow { .. })));
    }
}
