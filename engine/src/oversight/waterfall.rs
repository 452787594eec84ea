//! Which means at hand meet overdue arrears, step by step (step 7.6).

use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::ids::{EngagementId, NameId, ProjectId};
use crate::basics::money::largest_remainder_into;
use crate::basics::policy::DepositKind;
use crate::basics::region::Region;
use crate::intake::facts::{Deposit, DepositScope, Project};
use crate::oversight::area::{ByContractor, contractor_projects, text_order};
use crate::oversight::deposit::held::{available_fen, is_wage_deposit};
use crate::oversight::wage_account::WageAccounts;

/// Overdue arrears grouped by project; only engagements that are owed something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// The rows of project `p` are `offsets[p]..offsets[p + 1]`.
    pub offsets: Vec<usize>,
    /// The engagement, rising within a project, so that workers stand in their order.
    pub engagement: Vec<EngagementId>,
    /// What it is owed, in fen. Above zero.
    pub arrears_fen: Vec<i64>,
}

impl Owed {
    /// Groups the arrears of engagements by project; one pass to count, one to fill.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::basics::ids::{EngagementId, ProjectId};
    /// use anxin::oversight::waterfall::Owed;
    ///
    /// let projects = [ProjectId(1), ProjectId(0), ProjectId(1), ProjectId(1)];
    /// let owed = Owed::new(2, &projects, &[50, 70, 0, 20]);
    /// assert_eq!(owed.offsets, [0, 1, 3]);
    /// assert_eq!(owed.engagement, [EngagementId(1), EngagementId(0), EngagementId(3)]);
    /// assert_eq!(owed.arrears_fen, [70, 50, 20]);
    /// ```
    #[must_use]
    pub fn new(
        project_count: usize,
        project_of_engagement: &[ProjectId],
        arrears_fen: &[i64],
    ) -> Self {
        let mut offsets = vec![0; project_count + 1];
        let owed = || {
            (0_u32..)
                .zip(project_of_engagement.iter().zip(arrears_fen))
                .filter(|(_, (_, fen))| **fen > 0)
        };
        for (_, (project, _)) in owed() {
            offsets[project.index() + 1] += 1;
        }
        for position in 0..project_count {
            offsets[position + 1] += offsets[position];
        }
        let mut next = offsets.clone();
        let count = offsets[project_count];
        let mut grouped = Self {
            offsets,
            engagement: vec![EngagementId::NONE; count],
            arrears_fen: vec![0; count],
        };
        for (engagement, (project, &fen)) in owed() {
            let row = next[project.index()];
            next[project.index()] += 1;
            grouped.engagement[row] = EngagementId(engagement);
            grouped.arrears_fen[row] = fen;
        }
        grouped
    }
}

/// Where money that covers arrears comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Step 1: this wage account.
    WageAccount(NameId),
    /// Step 2: the deposit at this position, which stands for one project.
    ProjectDeposit(u32),
    /// Step 3: the deposit at this position, which stands for a contractor.
    ContractorDeposit(u32),
    /// Step 4: what the owner of this project still owes for the works.
    OwnerUnsettled(ProjectId),
    /// Step 4: the payment guarantee at this position.
    PaymentGuarantee(u32),
    /// Step 5: the emergency fund at this position.
    EmergencyFund(u32),
}

impl Source {
    /// The word of the output column `source`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::WageAccount(_) => "wage_account",
            Self::ProjectDeposit(_) => "project_deposit",
            Self::ContractorDeposit(_) => "contractor_deposit",
            Self::OwnerUnsettled(_) => "owner_unsettled",
            Self::PaymentGuarantee(_) => "payment_guarantee",
            Self::EmergencyFund(_) => "emergency_fund",
        }
    }
}

/// What covers one engagement, one row an engagement and source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cover {
    /// Whose arrears.
    pub engagement: EngagementId,
    /// By what.
    pub source: Source,
    /// How much, in fen. Above zero.
    pub amount_fen: i64,
}

/// What covers the overdue arrears of one project, in fen. All zero or more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    /// Step 1.
    pub by_wage_account_fen: i64,
    /// Step 2.
    pub by_project_deposit_fen: i64,
    /// Step 3.
    pub by_contractor_deposit_fen: i64,
    /// Step 4: unsettled amount and payment guarantees.
    pub by_owner_fen: i64,
    /// Step 5.
    pub by_emergency_fund_fen: i64,
    /// All steps together.
    pub covered_fen: i64,
    /// What no source meets.
    pub uncovered_fen: i64,
}

impl Covered {
    fn of_step(&mut self, source: Source) -> &mut i64 {
        match source {
            Source::WageAccount(_) => &mut self.by_wage_account_fen,
            Source::ProjectDeposit(_) => &mut self.by_project_deposit_fen,
            Source::ContractorDeposit(_) => &mut self.by_contractor_deposit_fen,
            Source::OwnerUnsettled(_) | Source::PaymentGuarantee(_) => &mut self.by_owner_fen,
            Source::EmergencyFund(_) => &mut self.by_emergency_fund_fen,
        }
    }
}

/// The funding waterfall of all projects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waterfall {
    /// One row a project.
    pub project: Vec<Covered>,
    /// What is covered of each row of [`Owed`], in fen; the rest of its arrears is uncovered.
    pub covered_fen: Vec<i64>,
    /// By engagement, then step, then source; empty unless asked for.
    pub cover: Vec<Cover>,
}

/// What the waterfall draws on.
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
/// 4. what the owner still owes where known, else the payment guarantees in force: first those of the
///    project, then those of its contractor, shared among his projects without a known amount;
/// 5. emergency funds: of the project, of the contractor, of a region, the narrower first.
///
/// A shared source is divided among its projects in proportion to what is still uncovered, and what a
/// project receives from a source among its engagements in the same way: fen by largest remainder, the
/// smaller id first where remainders are equal. The figure of a step is the sum of its sources.
///
/// Holds: what is covered and what is not add up to the arrears, by project and by engagement; no
/// source gives more than it holds.
///
/// **Basis:** Decree 724 Art. 24, 29, 30, 32. **Choice:** the order, and every kind counts here whether
/// or not a region accepts it as deposit; the division among workers is done source by source.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where the arrears of a project do not fit.
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
    project_deposits(&mut flow, means, &in_order);
    contractor_deposits(&mut flow, means, &by_contractor, &in_order);
    owners(&mut flow, means, &by_contractor, &in_order);
    emergency_funds(&mut flow, means, &by_contractor, in_order);
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
            DepositScope::Elsewhere => continue,
        }
        flow.share(&scope, Source::EmergencyFund(number), available_fen(deposit, means.as_of));
    }
}

/// How wide a scope is: projects, then contractors, then regions, longer prefixes first.
fn width(scope: DepositScope) -> (u8, u8) {
    match scope {
        DepositScope::Project(_) => (0, 0),
        DepositScope::Contractor(_, region) => (1, 6 - region.digits()),
        DepositScope::Region(region) => (2, 6 - region.digits()),
        DepositScope::Elsewhere => (3, 0),
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

/// What is still uncovered while sources are drawn on.
struct Flow<'a> {
    owed: &'a Owed,
    /// By row of `owed`.
    left_fen: Vec<i64>,
    /// By project: the sum of its rows.
    project_left_fen: Vec<i64>,
    project: Vec<Covered>,
    cover: Option<Vec<Cover>>,
    weights: Vec<i64>,
    project_shares: Vec<i64>,
    shares: Vec<i64>,
    remainders: Vec<(i128, usize)>,
}

impl<'a> Flow<'a> {
    fn new(owed: &'a Owed, project_count: usize, with_cover: bool) -> Result<Self> {
        assert_eq!(owed.offsets.len(), project_count + 1, "arrears are grouped by these projects");
        let mut project_left_fen = Vec::with_capacity(project_count);
        for rows in owed.offsets.windows(2) {
            let sum = owed.arrears_fen[rows[0]..rows[1]]
                .iter()
                .try_fold(0_i64, |sum, &fen| sum.checked_add(fen))
                .ok_or(Error::AmountOverflow { what: "arrears of a project" })?;
            project_left_fen.push(sum);
        }
        Ok(Self {
            owed,
            left_fen: owed.arrears_fen.clone(),
            project_left_fen,
            project: vec![Covered::default(); project_count],
            cover: with_cover.then(Vec::new),
            weights: Vec::new(),
            project_shares: Vec::new(),
            shares: Vec::new(),
            remainders: Vec::new(),
        })
    }

    /// Divides a source among projects in proportion to what is still uncovered there.
    fn share(&mut self, projects: &[ProjectId], source: Source, available_fen: i64) {
        if available_fen <= 0 {
            return;
        }
        self.weights.clear();
        self.weights.extend(projects.iter().map(|project| self.project_left_fen[project.index()]));
        let wanted: i128 = self.weights.iter().map(|&fen| i128::from(fen)).sum();
        let total_fen = i64::try_from(wanted).map_or(available_fen, |fen| fen.min(available_fen));
        let mut shares = std::mem::take(&mut self.project_shares);
        largest_remainder_into(total_fen, &self.weights, &mut shares, &mut self.remainders);
        for (&project, &share_fen) in projects.iter().zip(&shares) {
            self.pay(project, source, share_fen);
        }
        self.project_shares = shares;
    }

    /// Lays money of a source against what is uncovered in one project, worker by worker.
    fn pay(&mut self, project: ProjectId, source: Source, available_fen: i64) {
        let at = project.index();
        let amount_fen = available_fen.min(self.project_left_fen[at]);
        if amount_fen <= 0 {
            return;
        }
        let rows = self.owed.offsets[at]..self.owed.offsets[at + 1];
        let left_fen = &mut self.left_fen[rows.clone()];
        if amount_fen == self.project_left_fen[at] {
            self.shares.clear();
            self.shares.extend_from_slice(left_fen);
        } else {
            largest_remainder_into(amount_fen, left_fen, &mut self.shares, &mut self.remainders);
        }
        for ((left, &share_fen), row) in left_fen.iter_mut().zip(&self.shares).zip(rows) {
            *left -= share_fen;
            if let Some(cover) = &mut self.cover
                && share_fen > 0
            {
                let engagement = self.owed.engagement[row];
                cover.push(Cover { engagement, source, amount_fen: share_fen });
            }
        }
        self.project_left_fen[at] -= amount_fen;
        let covered = &mut self.project[at];
        *covered.of_step(source) += amount_fen;
        covered.covered_fen += amount_fen;
    }

    fn finish(mut self) -> Waterfall {
        for (covered, &left_fen) in self.project.iter_mut().zip(&self.project_left_fen) {
            covered.uncovered_fen = left_fen;
        }
        for (left_fen, &arrears_fen) in self.left_fen.iter_mut().zip(&self.owed.arrears_fen) {
            *left_fen = arrears_fen - *left_fen;
        }
        let mut cover = self.cover.unwrap_or_default();
        cover.sort_unstable();
        Waterfall { project: self.project, covered_fen: self.left_fen, cover }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::ids::ContractorId;

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
            entries.push(crate::intake::facts::AccountEntry {
                account: NameId(account),
                entry_day: AS_OF,
                movement_fen,
                purpose: None,
                project: ProjectId::NONE,
                counter_account: NameId::NONE,
            });
        }
        let accounts =
            crate::oversight::wage_account::wage_accounts(&entries, &projects, AS_OF).unwrap();
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
            fund(DepositScope::Elsewhere),
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
        // 100 of 200: halves are 16.5, 16.5, 17, 0.5, 49.5; two of the four left go by the smaller id.
        assert_eq!(result.covered_fen, [17, 17, 17, 0, 49]);
        assert!(result.cover.is_empty());
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
