//! Whether a wage account was opened in time, lasts for what falls due, and serves wages alone
//! (step 7.3).

use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::ids::{NameId, ProjectId, WorkerId};
use crate::basics::money::largest_remainder;
use crate::intake::facts::{AccountEntry, EntryPurpose, Project};
use crate::oversight::deposit::rate::ratio_e4;
use crate::oversight::labour_cost::named_project;
use crate::oversight::partial::{Partial, add};
use crate::oversight::wage_account::WageAccounts;

/// Days after the signing within which the account must be opened.
pub const OPENING_DAYS: i32 = 30;

/// How a project stands to its duty to open a wage account.
///
/// Example: [`AccountStatus::of`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountStatus {
    /// The project has no row, or nothing says since when an account is missing.
    #[default]
    NotKnown,
    /// It needs none.
    Exempt,
    /// None is open, and the deadline has not passed.
    NotYetDue,
    /// Opened within the time.
    OnTime,
    /// Opened after it.
    Late,
    /// Open, since a day or after a signing that is not known.
    Opened,
    /// None is open, and the deadline has passed.
    Missing,
}

impl AccountStatus {
    /// All, in the order of their words here.
    pub const ALL: [Self; 7] = [
        Self::NotKnown,
        Self::Exempt,
        Self::NotYetDue,
        Self::OnTime,
        Self::Late,
        Self::Opened,
        Self::Missing,
    ];

    /// The word in the tables.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotKnown => "not_known",
            Self::Exempt => "exempt",
            Self::NotYetDue => "not_yet_due",
            Self::OnTime => "on_time",
            Self::Late => "late",
            Self::Opened => "opened",
            Self::Missing => "missing",
        }
    }

    /// Whether an account is open.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::OnTime | Self::Late | Self::Opened)
    }

    /// The status of a project on `as_of`, and the last day for the opening.
    ///
    /// `is_column_given`: whether the projects have the column `wage_account` at all.
    ///
    /// **Basis:** 人社部发〔2021〕53号: within 30 days of the signing. **Choice:** civil days, the
    /// signing not counted; an opening after `as_of` has not happened; a project without an account
    /// has none, but where the column was not given nobody says so; works that are over need none
    /// any more (choices 61, 111).
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::Day;
    /// use anxin::intake::facts::Project;
    /// use anxin::oversight::account_use::AccountStatus;
    ///
    /// let signed = Project { is_known: true, signed_day: Some(Day(100)), ..Project::UNKNOWN };
    /// let on = |as_of| AccountStatus::of(&signed, true, Day(as_of)).0;
    /// assert_eq!(on(130), AccountStatus::NotYetDue);
    /// assert_eq!(on(131), AccountStatus::Missing);
    /// assert_eq!(AccountStatus::of(&signed, false, Day(131)).0, AccountStatus::NotKnown);
    /// ```
    #[must_use]
    pub fn of(project: &Project, is_column_given: bool, as_of: Day) -> (Self, Option<Day>) {
        if !project.is_known {
            return (Self::NotKnown, None);
        }
        let opened_day = project.wage_account_opened_day;
        let is_open = match opened_day {
            Some(day) => day <= as_of,
            None => project.wage_account.is_some(),
        };
        if project.wage_account_exempt == Some(true) || !is_open && project.is_completed(as_of) {
            return (Self::Exempt, None);
        }
        let deadline_day = project.signed_day.map(|day| day.plus_days(OPENING_DAYS));
        let is_told = is_column_given || opened_day.is_some();
        let status = match (is_open, opened_day, deadline_day) {
            (true, Some(opened), Some(deadline)) if opened <= deadline => Self::OnTime,
            (true, Some(_), Some(_)) => Self::Late,
            (true, _, _) => Self::Opened,
            (false, _, Some(deadline)) if is_told && as_of <= deadline => Self::NotYetDue,
            (false, _, Some(_)) if is_told => Self::Missing,
            (false, _, _) => Self::NotKnown,
        };
        (status, deadline_day)
    }
}

/// Figures of wage accounts that add up over projects.
///
/// Example: [`account_use()`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountSums {
    /// Wages that fall due within a month of `as_of`, that day included, in fen.
    pub due_within_month_fen: i64,
    /// Debits with a known purpose other than wages, in fen.
    pub other_purpose_fen: i64,
    /// Other debits to an account that no worker has registered, in fen.
    pub other_payee_fen: i64,
    /// Projects that must have an account and whose deadline is known to have been met or passed.
    pub obliged: u64,
    /// Of them, those that have one.
    pub opened: u64,
    /// Of them, those known to have opened it in time.
    pub opened_on_time: u64,
    /// Projects that need none.
    pub exempt: u64,
    /// Projects whose account holds less than what falls due within a month from it.
    pub low: u64,
}

impl AccountSums {
    /// Adds another project, or line.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum does not fit.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        add(&mut self.due_within_month_fen, other.due_within_month_fen)?;
        add(&mut self.other_purpose_fen, other.other_purpose_fen)?;
        add(&mut self.other_payee_fen, other.other_payee_fen)?;
        self.obliged += other.obliged;
        self.opened += other.opened;
        self.opened_on_time += other.opened_on_time;
        self.exempt += other.exempt;
        self.low += other.low;
        Ok(())
    }
}

/// The wage account of one project.
///
/// Example: [`account_use()`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountUse {
    /// How it stands to its duty to have one.
    pub status: AccountStatus,
    /// Last day for the opening.
    pub deadline_day: Option<Day>,
    /// Balance ÷ what falls due within a month from it, in ten-thousandths; `None` where there is
    /// no balance or nothing falls due.
    pub runway_e4: Option<i64>,
    /// Balance ÷ all that is unpaid from it, in ten-thousandths.
    pub unpaid_coverage_e4: Option<i64>,
    /// What adds up.
    pub sums: AccountSums,
}

/// What the use of wage accounts is judged by.
///
/// Example: [`account_use()`].
#[derive(Clone, Copy, Debug)]
pub struct AccountFacts<'a> {
    /// Movements on wage accounts, any order.
    pub entries: &'a [AccountEntry],
    /// Projects; the position is the id.
    pub projects: &'a [Project],
    /// Balances, and the projects of each account.
    pub accounts: &'a WageAccounts,
    /// Sums over the engagements of each project.
    pub partial: &'a Partial,
    /// The worker of each engagement.
    pub worker_of_engagement: &'a [WorkerId],
    /// The project of each engagement.
    pub project_of_engagement: &'a [ProjectId],
    /// The account registered for each worker.
    pub pay_account: &'a [NameId],
    /// Whether the projects have the column `wage_account` at all.
    pub is_column_given: bool,
    /// The day of the report.
    pub as_of: Day,
}

/// The use of wage accounts, one row a project.
///
/// Step 7.3. Runway and coverage are those of the account: its balance against what all its
/// projects owe. A debit of a known purpose other than wages (or an opening balance) is of another
/// purpose; any other debit whose counter-account no worker has registered went to another payee. A
/// debit that names a project with a row is that project's; others are divided in equal parts among
/// the projects of the account.
///
/// **Basis:** 人社部发〔2021〕53号; Decree 724 Art. 26, 33, 55. **Choice:** payees are judged only
/// where a worker of the account's projects has a registered account; a purpose, or
/// counter-account, that is not given is not judged.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where a sum or ratio does not fit.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::{NameId, ProjectId};
/// use anxin::intake::facts::{AccountEntry, EntryPurpose, Project};
/// use anxin::oversight::account_use::{AccountFacts, AccountStatus, account_use};
/// use anxin::oversight::partial::Partial;
/// use anxin::oversight::wage_account::wage_accounts;
///
/// // 5,000.00 yuan came in, 800.00 went out for something else than wages.
/// let entry = |movement_fen, purpose| AccountEntry {
///     account: NameId(0),
///     entry_day: Day(10),
///     movement_fen,
///     purpose: Some(purpose),
///     project: ProjectId::NONE,
///     counter_account: NameId::NONE,
/// };
/// let entries = [entry(5_000_00, EntryPurpose::LabourCost), entry(-800_00, EntryPurpose::Other)];
/// let projects = [Project { is_known: true, wage_account: NameId(0), ..Project::UNKNOWN }];
/// let used = account_use(&AccountFacts {
///     entries: &entries,
///     projects: &projects,
///     accounts: &wage_accounts(&entries, &projects, Day(20))?,
///     partial: &Partial::default(),
///     worker_of_engagement: &[],
///     project_of_engagement: &[],
///     pay_account: &[],
///     is_column_given: true,
///     as_of: Day(20),
/// })?;
/// assert_eq!((used[0].status, used[0].sums.other_purpose_fen), (AccountStatus::Opened, 800_00));
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn account_use(facts: &AccountFacts<'_>) -> Result<Vec<AccountUse>> {
    let mut found: Vec<AccountUse> =
        facts.projects.iter().map(|project| opening(project, facts)).collect();
    for (number, row) in (0_u32..).zip(&mut found) {
        row.sums.due_within_month_fen =
            facts.partial.project(ProjectId(number)).due_within_month_fen;
    }
    for position in 0..facts.accounts.account.len() {
        let Some(balance_fen) = facts.accounts.balance_fen[position] else { continue };
        let (mut due_fen, mut unpaid_fen) = (0, 0);
        for &project in facts.accounts.projects_of(position) {
            let sums = facts.partial.project(project);
            add(&mut due_fen, sums.due_within_month_fen)?;
            add(&mut unpaid_fen, sums.arrears_fen)?;
            add(&mut unpaid_fen, sums.not_yet_due_fen)?;
        }
        for project in facts.accounts.projects_of(position) {
            let row = &mut found[project.index()];
            row.runway_e4 = ratio_e4(balance_fen, due_fen)?;
            row.unpaid_coverage_e4 = ratio_e4(balance_fen, unpaid_fen)?;
            row.sums.low = u64::from(due_fen > 0 && balance_fen < due_fen);
        }
    }
    misuse(facts, &mut found)?;
    Ok(found)
}

/// The duty to open, as counts.
fn opening(project: &Project, facts: &AccountFacts<'_>) -> AccountUse {
    let (status, deadline_day) = AccountStatus::of(project, facts.is_column_given, facts.as_of);
    let sums = AccountSums {
        obliged: u64::from(status.is_open() || status == AccountStatus::Missing),
        opened: u64::from(status.is_open()),
        opened_on_time: u64::from(status == AccountStatus::OnTime),
        exempt: u64::from(status == AccountStatus::Exempt),
        ..AccountSums::default()
    };
    AccountUse { status, deadline_day, sums, ..AccountUse::default() }
}

/// Debits that serve no wages, added to their projects.
fn misuse(facts: &AccountFacts<'_>, found: &mut [AccountUse]) -> Result<()> {
    let payees = Payees::new(facts);
    // By account: other purpose, other payee.
    let mut shared = vec![[0_i128; 2]; facts.accounts.account.len()];
    for entry in facts.entries.iter().filter(|entry| entry.entry_day <= facts.as_of) {
        let Some(position) = facts.accounts.position(entry.account) else { continue };
        let Some(kind) = payees.misuse(entry, position) else { continue };
        let amount_fen = -entry.movement_fen;
        match named_project(entry, facts.projects) {
            Some(project) => add(found[project].sums.misuse_mut(kind), amount_fen)?,
            None => shared[position][usize::from(kind == Misuse::Payee)] += i128::from(amount_fen),
        }
    }
    for (position, sums) in shared.iter().enumerate() {
        let projects = facts.accounts.projects_of(position);
        for (kind, &sum) in [Misuse::Purpose, Misuse::Payee].into_iter().zip(sums) {
            let sum_fen = i64::try_from(sum)
                .map_err(|_| Error::AmountOverflow { what: "debits of a wage account" })?;
            let parts = largest_remainder(sum_fen, &vec![1; projects.len()]);
            for (project, part_fen) in projects.iter().zip(parts) {
                add(found[project.index()].sums.misuse_mut(kind), part_fen)?;
            }
        }
    }
    Ok(())
}

/// Why a debit serves no wages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Misuse {
    Purpose,
    Payee,
}

impl AccountSums {
    fn misuse_mut(&mut self, kind: Misuse) -> &mut i64 {
        match kind {
            Misuse::Purpose => &mut self.other_purpose_fen,
            Misuse::Payee => &mut self.other_payee_fen,
        }
    }
}

/// Whom wage accounts may pay.
struct Payees {
    /// Registered accounts, rising.
    registered: Vec<NameId>,
    /// By wage account: whether a worker of its projects has a registered account.
    is_judged: Vec<bool>,
}

impl Payees {
    fn new(facts: &AccountFacts<'_>) -> Self {
        let mut is_judged = vec![false; facts.accounts.account.len()];
        let mut registered: Vec<NameId> = Vec::new();
        if !facts.entries.is_empty() {
            registered.extend(facts.pay_account.iter().filter_map(|account| account.get()));
            registered.sort_unstable();
            registered.dedup();
            let pairs = facts.worker_of_engagement.iter().zip(facts.project_of_engagement);
            for (worker, project) in pairs {
                let account = facts.projects[project.index()].wage_account;
                if facts.pay_account[worker.index()].is_some()
                    && let Some(position) = facts.accounts.position(account)
                {
                    is_judged[position] = true;
                }
            }
        }
        Self { registered, is_judged }
    }

    /// Why an entry serves no wages, if so.
    fn misuse(&self, entry: &AccountEntry, position: usize) -> Option<Misuse> {
        if entry.movement_fen >= 0 || entry.purpose == Some(EntryPurpose::Opening) {
            return None;
        }
        if entry.purpose.is_some_and(|purpose| purpose != EntryPurpose::Wage) {
            return Some(Misuse::Purpose);
        }
        let payee = entry.counter_account.get()?;
        let is_other = self.is_judged[position] && self.registered.binary_search(&payee).is_err();
        is_other.then_some(Misuse::Payee)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oversight::partial::EngagementSums;
    use crate::oversight::wage_account::wage_accounts;

    fn project(account: u32) -> Project {
        Project { is_known: true, wage_account: NameId(account), ..Project::UNKNOWN }
    }

    fn status(signed: Option<i32>, opened: Option<i32>, has_account: bool) -> AccountStatus {
        let project = Project {
            signed_day: signed.map(Day),
            wage_account_opened_day: opened.map(Day),
            wage_account: if has_account { NameId(0) } else { NameId::NONE },
            ..project(0)
        };
        AccountStatus::of(&project, true, Day(200)).0
    }

    #[test]
    fn the_thirtieth_day_after_the_signing_is_in_time() {
        assert_eq!(status(Some(100), Some(130), true), AccountStatus::OnTime);
        assert_eq!(status(Some(100), Some(131), true), AccountStatus::Late);
        assert_eq!(status(Some(100), None, true), AccountStatus::Opened);
        assert_eq!(status(None, Some(5), false), AccountStatus::Opened);
        assert_eq!(status(Some(169), Some(201), true), AccountStatus::Missing);
        assert_eq!(status(Some(170), Some(201), true), AccountStatus::NotYetDue);
        assert_eq!(status(None, None, false), AccountStatus::NotKnown);
        let exempt = Project { wage_account_exempt: Some(true), ..project(0) };
        assert_eq!(AccountStatus::of(&exempt, true, Day(0)).0, AccountStatus::Exempt);
        assert_eq!(AccountStatus::of(&Project::UNKNOWN, true, Day(0)).0, AccountStatus::NotKnown);
        let signed = Project { signed_day: Some(Day(100)), is_known: true, ..Project::UNKNOWN };
        let of = |project: &Project, given| AccountStatus::of(project, given, Day(200)).0;
        assert_eq!(of(&signed, true), AccountStatus::Missing);
        assert_eq!(of(&signed, false), AccountStatus::NotKnown);
        let ahead = Project { wage_account_opened_day: Some(Day(201)), ..signed };
        assert_eq!(of(&ahead, false), AccountStatus::Missing);
        let over = Project { completed_day: Some(Day(200)), ..ahead };
        assert_eq!(of(&over, true), AccountStatus::Exempt);
        let words: Vec<_> = AccountStatus::ALL.iter().map(|status| status.word()).collect();
        assert_eq!(words.len(), 7);
    }

    fn debit(account: u32, fen: i64, purpose: Option<EntryPurpose>, to: u32) -> AccountEntry {
        AccountEntry {
            account: NameId(account),
            entry_day: Day(10),
            movement_fen: -fen,
            purpose,
            project: ProjectId::NONE,
            counter_account: NameId(to),
        }
    }

    /// Projects 0 and 1 on account 50, project 2 on account 60; worker 0 with account 90 on project
    /// 0, worker 1 without account on project 2.
    fn found(entries: &[AccountEntry], partial: &Partial) -> Vec<AccountUse> {
        let projects = [project(50), project(50), project(60)];
        let as_of = Day(10);
        let accounts = wage_accounts(entries, &projects, as_of).unwrap();
        account_use(&AccountFacts {
            entries,
            projects: &projects,
            accounts: &accounts,
            partial,
            worker_of_engagement: &[WorkerId(0), WorkerId(1)],
            project_of_engagement: &[ProjectId(0), ProjectId(2)],
            pay_account: &[NameId(90), NameId::NONE],
            is_column_given: true,
            as_of,
        })
        .unwrap()
    }

    #[test]
    fn debits_of_other_purposes_and_to_others_are_told_apart() {
        let wage = Some(EntryPurpose::Wage);
        let none = u32::MAX;
        let mut named = debit(50, 64, Some(EntryPurpose::Interest), none);
        named.project = ProjectId(2);
        let mut late = debit(50, 1_000, Some(EntryPurpose::Other), none);
        late.entry_day = Day(11);
        let entries = [
            debit(50, 1, wage, 90),
            debit(50, 3, wage, 91),
            debit(50, 4, None, 91),
            debit(50, 8, None, none),
            debit(50, 16, wage, none),
            debit(50, 33, Some(EntryPurpose::Other), 90),
            debit(50, 512, Some(EntryPurpose::Opening), 91),
            debit(50, -128, Some(EntryPurpose::Other), 91),
            debit(60, 256, wage, 91),
            named,
            late,
        ];
        let found = found(&entries, &Partial::default());
        let fen = |row: &AccountUse| (row.sums.other_purpose_fen, row.sums.other_payee_fen);
        // 33 and 3 + 4 in halves, the odd fen to the smaller id.
        assert_eq!(found.iter().map(fen).collect::<Vec<_>>(), [(17, 4), (16, 3), (64, 0)]);
    }

    #[test]
    fn runway_and_coverage_are_those_of_the_account() {
        let mut partial = Partial::default();
        for (project, due_within_month_fen, arrears_fen) in [(0, 300, 50), (1, 100, 0), (2, 0, 7)] {
            let sums = EngagementSums {
                due_within_month_fen,
                not_yet_due_fen: due_within_month_fen * 2,
                arrears_fen,
                ..EngagementSums::default()
            };
            partial.add_engagement(ProjectId(project), &sums).unwrap();
        }
        let opening =
            |account, fen: i64| debit(account, -fen, Some(EntryPurpose::Opening), u32::MAX);
        let found = found(&[opening(50, 399), opening(60, 7)], &partial);
        let ratios = |row: &AccountUse| (row.runway_e4, row.unpaid_coverage_e4, row.sums.low);
        // 399 of 300 + 100, and of 800 + 50.
        assert_eq!(ratios(&found[0]), (Some(9_975), Some(4_694), 1));
        assert_eq!(ratios(&found[1]), ratios(&found[0]));
        assert_eq!(ratios(&found[2]), (None, Some(10_000), 0));
    }
}
