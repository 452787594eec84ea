//! Which link of the chain broke: every fen of overdue arrears is put down to one (step 7.10).

use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::basics::ids::{EngagementId, ProjectId, WorkerId};
use crate::basics::money::largest_remainder;
use crate::intake::facts::{AccountEntry, EntryPurpose, Project};
use crate::intake::keyed::Keyed;
use crate::intake::transfers::CameBack;
use crate::oversight::Figures;
use crate::oversight::wage_account::WageAccounts;
use crate::wages::worker_periods::WorkerPeriods;

/// The first broken link between the owner's money and the worker.
///
/// Example: [`causes()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CauseName {
    /// The payout was sent and came back.
    BankReturn,
    /// Labour cost that is due has not come.
    Owner,
    /// The sheet orders it, and nobody sent it.
    Payout,
    /// The sheet orders less than is due, or there is none.
    PayrollSheet,
    /// It came, and left the wage account for something else.
    WageAccount,
}

impl CauseName {
    /// All causes, in the order of their words.
    pub const ALL: [Self; 5] =
        [Self::BankReturn, Self::Owner, Self::Payout, Self::PayrollSheet, Self::WageAccount];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::BankReturn => "bank_return",
            Self::Owner => "owner",
            Self::PayrollSheet => "payroll_sheet",
            Self::Payout => "payout",
            Self::WageAccount => "wage_account",
        }
    }
}

/// Who must pay first, whoever bears it in the end.
///
/// Example: [`causes()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LiableFirst {
    /// The employer alone is known (Art. 30 ¶1).
    Employer,
    /// The general contractor, for his own workers and for those of subcontractors (Art. 30 ¶3).
    GeneralContractor,
    /// Neither is known.
    NotKnown,
    /// The project owner, up to what it still owes for the works (Art. 29 ¶2).
    Owner,
}

impl LiableFirst {
    /// All words, in their order.
    pub const ALL: [Self; 4] =
        [Self::Employer, Self::GeneralContractor, Self::NotKnown, Self::Owner];

    /// The word in the table.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Employer => "employer",
            Self::GeneralContractor => "general_contractor",
            Self::NotKnown => "not_known",
            Self::Owner => "owner",
        }
    }
}

/// A worker-period in arrears, and what its sheet lacks.
///
/// Example: [`causes()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The engagement.
    pub engagement: EngagementId,
    /// Its worker.
    pub worker: WorkerId,
    /// Its project.
    pub project: ProjectId,
    /// The wage month.
    pub month: Month,
    /// When it fell due.
    pub due_day: Day,
    /// Overdue and unpaid, in fen; above zero.
    pub arrears_fen: i64,
    /// What is due beyond what the sheet orders to be paid, in fen.
    pub sheet_gap_fen: i64,
    /// Whether an employer is known.
    pub has_employer: bool,
}

/// Labour cost of a project and month that is due and has not come.
///
/// Example: [`causes()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// The project.
    pub project: ProjectId,
    /// The month whose work it is for.
    pub month: Month,
    /// In fen; zero or more.
    pub short_fen: i64,
}

/// A part of the arrears of a worker-period, and its cause.
///
/// Example: [`causes()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The engagement.
    pub engagement: EngagementId,
    /// The wage month.
    pub month: Month,
    /// The first broken link.
    pub cause: CauseName,
    /// Who must pay first.
    pub liable_first: LiableFirst,
    /// In fen; above zero.
    pub amount_fen: i64,
}

/// What the causes follow from.
///
/// Example: [`causes()`].
#[derive(Clone, Copy, Debug)]
pub struct CauseFacts<'a> {
    /// Worker-periods in arrears, by engagement and month.
    pub overdue: &'a [Overdue],
    /// Payouts that came back, by worker, then in the order in which they were sent.
    pub came_back: &'a [CameBack],
    /// Labour cost that has not come, by project and month, no two of one key.
    pub shortages: &'a [Shortage],
    /// Projects; the position is the id.
    pub projects: &'a [Project],
    /// Balances of the wage accounts.
    pub accounts: &'a WageAccounts,
    /// Movements on wage accounts.
    pub entries: &'a [AccountEntry],
    /// The day of the report.
    pub as_of: Day,
}

/// The worker-periods in arrears among `periods`, appended to `overdue`.
///
/// # Example
///
/// ```
/// use anxin::basics::ids::EngagementId;
/// use anxin::intake::take_in::take_in;
/// use anxin::oversight::causes::overdue;
/// use anxin::wages::due::{DueNotes, due, rules};
/// use anxin::wages::worker_periods::WorkerPeriods;
/// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let (policy, as_of) = (Policy::default(), Day::from_ymd(2025, 12, 31).unwrap());
/// let taken = take_in(&inputs, &policy, as_of, 1, &|_, _| Ok(()))?;
/// let rules = rules(&taken.keyed, &policy, &taken.calendar, as_of);
/// let (mut periods, mut notes) = (WorkerPeriods::default(), DueNotes::default());
/// due(&taken.keyed, EngagementId(0), &rules, &mut periods, &mut notes)?;
///
/// let mut found = Vec::new();
/// overdue(&taken.keyed, &periods, as_of, &mut found);
/// // The sheet orders all.
/// assert_eq!((found[0].arrears_fen, found[0].sheet_gap_fen), (4_500_00, 0));
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn overdue(keyed: &Keyed, periods: &WorkerPeriods, as_of: Day, overdue: &mut Vec<Overdue>) {
    for row in 0..periods.len() {
        let arrears_fen = periods.arrears(row, as_of).arrears_fen;
        if arrears_fen == 0 {
            continue;
        }
        let engagement = periods.engagement[row];
        let month = periods.month[row];
        let lines = keyed.payroll.of(engagement).iter();
        let ordered: i128 = lines
            .filter(|line| line.month == month && !line.is_back_pay)
            .map(|line| i128::from(line.net_fen.max(0)))
            .sum();
        let gap = (i128::from(periods.due_fen[row]) - ordered).max(0);
        overdue.push(Overdue {
            engagement,
            worker: keyed.engagements.worker[engagement.index()],
            project: keyed.engagements.project[engagement.index()],
            month,
            due_day: periods.due_day[row],
            arrears_fen,
            sheet_gap_fen: i64::try_from(gap).unwrap_or(i64::MAX),
            has_employer: periods.employer[row].is_some(),
        });
    }
}

/// The causes of all arrears, by engagement, month, cause and who is liable first.
///
/// Step 7.10. Each step takes from what the steps before it left:
///
/// 1. `bank_return`: payouts that came back are laid on the worker's periods in arrears, the named
///    one first, then the oldest. A fen that was sent has passed all other links.
/// 2. `owner`: labour cost of the month that is due and has not come, divided among the periods of
///    the project and month.
/// 3. `wage_account`: what the account lacks of all that is left to its projects, up to what left
///    it for other purposes, divided among them.
/// 4. `payroll_sheet`: what is due beyond what the sheet orders.
/// 5. `payout`: the rest.
///
/// **Basis:** Decree 724 Art. 24, 29 (the owner's labour cost), 26, 33 (the wage account serves
/// wages alone), 31 (sheet and payout); Art. 29 ¶2 and 30 for who pays first. **Choice:** labour
/// cost that came late has come; what is divided is divided in proportion to what is left, by
/// largest remainder, the smaller engagement and earlier month first.
///
/// Holds: the amounts of a worker-period add up to its arrears.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where a sum of movements does not fit.
///
/// # Example
///
/// The owner is 300.00 short; of 500.00 in arrears the sheet orders all, and nobody sent it:
///
/// ```
/// use anxin::Day;
/// use anxin::basics::day::Month;
/// use anxin::basics::ids::{EngagementId, ProjectId, WorkerId};
/// use anxin::intake::facts::Project;
/// use anxin::oversight::causes::{CauseFacts, Overdue, Shortage, causes};
/// use anxin::oversight::wage_account::WageAccounts;
///
/// let month = Month::from_ym(2025, 9);
/// let overdue = Overdue {
///     engagement: EngagementId(0),
///     worker: WorkerId(0),
///     project: ProjectId(0),
///     month,
///     due_day: Day(1),
///     arrears_fen: 500_00,
///     sheet_gap_fen: 0,
///     has_employer: true,
/// };
/// let found = causes(&CauseFacts {
///     overdue: &[overdue],
///     came_back: &[],
///     shortages: &[Shortage { project: ProjectId(0), month, short_fen: 300_00 }],
///     projects: &[Project::UNKNOWN],
///     accounts: &WageAccounts::default(),
///     entries: &[],
///     as_of: Day(2),
/// })
/// .unwrap();
/// let words: Vec<_> = found
///     .iter()
///     .map(|part| (part.cause.word(), part.liable_first.word(), part.amount_fen))
///     .collect();
/// assert_eq!(words, [("owner", "owner", 300_00), ("payout", "employer", 200_00)]);
/// ```
pub fn causes(facts: &CauseFacts<'_>) -> Result<Vec<Cause>> {
    let overdue = facts.overdue;
    let mut open_fen: Vec<i64> = overdue.iter().map(|row| row.arrears_fen).collect();
    let bank_fen = sent_and_back(facts, &mut open_fen);
    let owner_fen = owner(facts, &mut open_fen);
    let account_fen = drained(facts, &mut open_fen)?;
    let advanced_fen = advanced(facts, &owner_fen);
    let mut found = Vec::with_capacity(overdue.len());
    for (at, row) in overdue.iter().enumerate() {
        let sheet_fen = open_fen[at].min(row.sheet_gap_fen);
        let liable = match facts.projects[row.project.index()].contractor.is_some() {
            true => LiableFirst::GeneralContractor,
            false if row.has_employer => LiableFirst::Employer,
            false => LiableFirst::NotKnown,
        };
        let by_owner_fen = advanced_fen[at];
        let parts = [
            (CauseName::BankReturn, liable, bank_fen[at]),
            (CauseName::Owner, liable, owner_fen[at] - by_owner_fen),
            (CauseName::Owner, LiableFirst::Owner, by_owner_fen),
            (CauseName::Payout, liable, open_fen[at] - sheet_fen),
            (CauseName::PayrollSheet, liable, sheet_fen),
            (CauseName::WageAccount, liable, account_fen[at]),
        ];
        let parts = parts.into_iter().filter(|part| part.2 > 0);
        found.extend(parts.map(|(cause, liable_first, amount_fen)| Cause {
            engagement: row.engagement,
            month: row.month,
            cause,
            liable_first,
            amount_fen,
        }));
    }
    Ok(found)
}

/// The causes of `overdue`, by the facts and figures of a run.
///
/// # Errors
///
/// As [`causes()`].
pub(crate) fn causes_of(
    keyed: &Keyed,
    overdue: &[Overdue],
    figures: &Figures,
    as_of: Day,
) -> Result<Vec<Cause>> {
    let months = figures.labour_cost.months.iter();
    let shortages: Vec<Shortage> = months
        .map(|row| Shortage {
            project: row.project,
            month: row.month,
            short_fen: row.short_fen(as_of),
        })
        .collect();
    causes(&CauseFacts {
        overdue,
        came_back: &keyed.transfers.came_back,
        shortages: &shortages,
        projects: &keyed.projects,
        accounts: &figures.accounts,
        entries: &keyed.account_entries,
        as_of,
    })
}

/// What was sent and came back, by row; taken from `open_fen`.
fn sent_and_back(facts: &CauseFacts<'_>, open_fen: &mut [i64]) -> Vec<i64> {
    let overdue = facts.overdue;
    let mut taken_fen = vec![0; overdue.len()];
    let workers = overdue.first().zip(overdue.last()).map(|(one, last)| one.worker..=last.worker);
    let came_back = workers.map_or(&[][..], |workers| {
        let before = facts.came_back.partition_point(|back| back.worker < *workers.start());
        let behind = facts.came_back.partition_point(|back| back.worker <= *workers.end());
        &facts.came_back[before..behind]
    });
    for sent in came_back.chunk_by(|a, b| a.worker == b.worker) {
        let first = overdue.partition_point(|row| row.worker < sent[0].worker);
        let count = overdue[first..].partition_point(|row| row.worker == sent[0].worker);
        let mut order: Vec<usize> = (first..first + count).collect();
        order.sort_by_key(|&at| {
            let row = &overdue[at];
            (row.due_day, row.month, row.engagement)
        });
        for back in sent {
            let mut left_fen = back.amount_fen;
            let named = order.iter().filter(|&&at| back.named_month == Some(overdue[at].month));
            for &at in named.chain(&order) {
                if back.engagement.get().is_none_or(|own| own == overdue[at].engagement) {
                    let part_fen = open_fen[at].min(left_fen);
                    open_fen[at] -= part_fen;
                    taken_fen[at] += part_fen;
                    left_fen -= part_fen;
                }
            }
        }
    }
    taken_fen
}

/// What labour cost that has not come would have paid, by row; taken from `open_fen`.
fn owner(facts: &CauseFacts<'_>, open_fen: &mut [i64]) -> Vec<i64> {
    let key = |at: &usize| (facts.overdue[*at].project, facts.overdue[*at].month);
    let mut order: Vec<usize> = (0..facts.overdue.len()).collect();
    order.sort_by_key(key);
    let mut taken_fen = vec![0; facts.overdue.len()];
    for rows in order.chunk_by(|a, b| key(a) == key(b)) {
        let found = facts
            .shortages
            .binary_search_by_key(&key(&rows[0]), |shortage| (shortage.project, shortage.month));
        if let Ok(place) = found {
            divide(facts.shortages[place].short_fen, rows, open_fen, &mut taken_fen);
        }
    }
    taken_fen
}

/// What left the wage accounts for other purposes and is lacking there, by row; taken from
/// `open_fen`.
fn drained(facts: &CauseFacts<'_>, open_fen: &mut [i64]) -> Result<Vec<i64>> {
    let mut taken_fen = vec![0; facts.overdue.len()];
    let gone_fen = gone(facts)?;
    let account = |at: &usize| facts.projects[facts.overdue[*at].project.index()].wage_account;
    let mut order: Vec<usize> = (0..facts.overdue.len()).collect();
    order.retain(|at| account(at).is_some());
    order.sort_by_key(account);
    for rows in order.chunk_by(|a, b| account(a) == account(b)) {
        let Some(place) = facts.accounts.position(account(&rows[0])) else { continue };
        let Some(balance_fen) = facts.accounts.balance_fen[place] else { continue };
        let wanted: i128 = rows.iter().map(|&at| i128::from(open_fen[at])).sum();
        let lacking = (wanted - i128::from(balance_fen.max(0))).max(0);
        let part_fen = i64::try_from(lacking).unwrap_or(i64::MAX).min(gone_fen[place]);
        divide(part_fen, rows, open_fen, &mut taken_fen);
    }
    Ok(taken_fen)
}

/// What left each wage account for other purposes and did not come back, in fen.
fn gone(facts: &CauseFacts<'_>) -> Result<Vec<i64>> {
    let mut sums = vec![0_i128; facts.accounts.account.len()];
    for entry in facts.entries {
        let is_other = entry.purpose == Some(EntryPurpose::Other);
        if is_other
            && entry.entry_day <= facts.as_of
            && let Some(place) = entry.account.get().and_then(|own| facts.accounts.position(own))
        {
            sums[place] -= i128::from(entry.movement_fen);
        }
    }
    let fen = |sum: i128| i64::try_from(sum.max(0)).map_err(|_| OVERFLOW);
    sums.into_iter().map(fen).collect()
}

/// What the owner must advance of its part, by row: up to what it still owes for the works of the
/// project, where that is known.
fn advanced(facts: &CauseFacts<'_>, owner_fen: &[i64]) -> Vec<i64> {
    let mut left_fen = owner_fen.to_vec();
    let mut advanced_fen = vec![0; owner_fen.len()];
    let project = |at: &usize| facts.overdue[*at].project;
    let mut order: Vec<usize> = (0..owner_fen.len()).collect();
    order.sort_by_key(project);
    for rows in order.chunk_by(|a, b| project(a) == project(b)) {
        let unsettled_fen = facts.projects[project(&rows[0]).index()].unsettled_fen;
        divide(unsettled_fen.unwrap_or(i64::MAX), rows, &mut left_fen, &mut advanced_fen);
    }
    advanced_fen
}

/// Divides up to `total_fen` among `rows` in proportion to what is open, and takes it from there.
fn divide(total_fen: i64, rows: &[usize], open_fen: &mut [i64], taken_fen: &mut [i64]) {
    let open: Vec<i64> = rows.iter().map(|&at| open_fen[at]).collect();
    let sum: i128 = open.iter().map(|&fen| i128::from(fen)).sum();
    let total_fen = i64::try_from(sum).map_or(total_fen, |sum_fen| total_fen.min(sum_fen));
    for (&at, part_fen) in rows.iter().zip(largest_remainder(total_fen, &open)) {
        open_fen[at] -= part_fen;
        taken_fen[at] += part_fen;
    }
}

/// A sum of movements that does not fit.
const OVERFLOW: Error = Error::AmountOverflow { what: "movements of a wage account" };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::basics::ids::{ContractorId, NameId};

    const MONTH: Month = Month(660);

    /// A period of worker, project and arrears; engagements are numbered by worker.
    fn row(number: u32, project: u32, arrears_fen: i64, sheet_gap_fen: i64) -> Overdue {
        Overdue {
            engagement: EngagementId(number),
            worker: WorkerId(number),
            project: ProjectId(project),
            month: MONTH,
            due_day: Day(100),
            arrears_fen,
            sheet_gap_fen,
            has_employer: false,
        }
    }

    fn back(worker: u32, named_month: Option<Month>, amount_fen: i64) -> CameBack {
        CameBack {
            worker: WorkerId(worker),
            engagement: EngagementId(worker),
            named_month,
            paid_day: Day(90),
            amount_fen,
        }
    }

    fn short(project: u32, short_fen: i64) -> Shortage {
        Shortage { project: ProjectId(project), month: MONTH, short_fen }
    }

    fn entry(account: u32, movement_fen: i64, purpose: EntryPurpose) -> AccountEntry {
        AccountEntry {
            account: NameId(account),
            entry_day: Day(50),
            movement_fen,
            purpose: Some(purpose),
            project: ProjectId::NONE,
            counter_account: NameId::NONE,
        }
    }

    fn accounts(balance_fen: Option<i64>) -> WageAccounts {
        WageAccounts {
            account: vec![NameId(7)],
            balance_fen: vec![balance_fen],
            is_from_movements: vec![false],
            project_offsets: vec![0, 2],
            projects: vec![ProjectId(0), ProjectId(1)],
        }
    }

    /// Two projects of one contractor on account 7.
    fn projects() -> [Project; 2] {
        let project =
            Project { contractor: ContractorId(0), wage_account: NameId(7), ..Project::UNKNOWN };
        [project.clone(), project]
    }

    struct World {
        overdue: Vec<Overdue>,
        came_back: Vec<CameBack>,
        shortages: Vec<Shortage>,
        projects: [Project; 2],
        accounts: WageAccounts,
        entries: Vec<AccountEntry>,
    }

    impl World {
        fn new(overdue: Vec<Overdue>) -> Self {
            Self {
                overdue,
                came_back: Vec::new(),
                shortages: Vec::new(),
                projects: projects(),
                accounts: WageAccounts::default(),
                entries: Vec::new(),
            }
        }

        /// Engagement, cause, liable, amount; the parts of each period add up to its arrears.
        fn found(&self) -> Vec<(u32, &'static str, &'static str, i64)> {
            let found = causes(&CauseFacts {
                overdue: &self.overdue,
                came_back: &self.came_back,
                shortages: &self.shortages,
                projects: &self.projects,
                accounts: &self.accounts,
                entries: &self.entries,
                as_of: Day(200),
            })
            .unwrap();
            for row in &self.overdue {
                let own = found
                    .iter()
                    .filter(|part| (part.engagement, part.month) == (row.engagement, row.month));
                assert_eq!(own.map(|part| part.amount_fen).sum::<i64>(), row.arrears_fen);
            }
            assert!(found.is_sorted_by_key(|part| {
                let words = (part.cause.word(), part.liable_first.word());
                (part.engagement, part.month, words)
            }));
            let line = |part: &Cause| {
                (part.engagement.0, part.cause.word(), part.liable_first.word(), part.amount_fen)
            };
            found.iter().map(line).collect()
        }
    }

    #[test]
    fn without_any_sign_the_payout_is_missing() {
        let mut world = World::new(vec![row(0, 0, 500, 0)]);
        assert_eq!(world.found(), [(0, "payout", "general_contractor", 500)]);
        world.projects[0].contractor = ContractorId::NONE;
        assert_eq!(world.found(), [(0, "payout", "not_known", 500)]);
        world.overdue[0].has_employer = true;
        assert_eq!(world.found(), [(0, "payout", "employer", 500)]);
    }

    #[test]
    fn the_sheet_answers_for_what_it_does_not_order() {
        let world = World::new(vec![row(0, 0, 500, 200), row(1, 0, 300, 900)]);
        assert_eq!(
            world.found(),
            [
                (0, "payout", "general_contractor", 300),
                (0, "payroll_sheet", "general_contractor", 200),
                (1, "payroll_sheet", "general_contractor", 300),
            ]
        );
    }

    #[test]
    fn what_was_sent_and_came_back_goes_to_the_named_month_then_to_the_oldest() {
        let mut later = row(0, 0, 400, 0);
        (later.month, later.due_day) = (Month(661), Day(130));
        let mut world = World::new(vec![row(0, 0, 500, 0), later, row(1, 0, 100, 0)]);
        world.came_back = vec![back(0, Some(Month(661)), 450), back(1, None, 700)];
        assert_eq!(
            world.found(),
            [
                (0, "bank_return", "general_contractor", 50),
                (0, "payout", "general_contractor", 450),
                (0, "bank_return", "general_contractor", 400),
                (1, "bank_return", "general_contractor", 100),
            ]
        );
    }

    #[test]
    fn a_return_to_one_project_does_not_explain_another() {
        let mut world = World::new(vec![row(0, 0, 500, 0)]);
        world.came_back = vec![CameBack { engagement: EngagementId(9), ..back(0, None, 500) }];
        assert_eq!(world.found()[0].1, "payout");
        world.came_back[0].engagement = EngagementId::NONE;
        assert_eq!(world.found()[0].1, "bank_return");
    }

    #[test]
    fn labour_cost_that_has_not_come_is_divided_by_what_is_left() {
        let mut world = World::new(vec![row(0, 0, 300, 0), row(1, 0, 100, 0), row(2, 1, 50, 0)]);
        world.shortages = vec![short(0, 201)];
        // 201 over 300 and 100: 150.75 and 50.25.
        assert_eq!(
            world.found(),
            [
                (0, "owner", "owner", 151),
                (0, "payout", "general_contractor", 149),
                (1, "owner", "owner", 50),
                (1, "payout", "general_contractor", 50),
                (2, "payout", "general_contractor", 50),
            ]
        );
        world.projects[0].unsettled_fen = Some(100);
        // The owner advances 100 of 201: 75.12 and 24.88.
        assert_eq!(
            world.found()[..3],
            [
                (0, "owner", "general_contractor", 76),
                (0, "owner", "owner", 75),
                (0, "payout", "general_contractor", 149),
            ]
        );
    }

    #[test]
    fn the_account_answers_for_what_it_lacks_and_lost() {
        let mut world = World::new(vec![row(0, 0, 300, 300), row(1, 1, 100, 0)]);
        world.accounts = accounts(Some(250));
        world.entries = vec![
            entry(7, -400, EntryPurpose::Other),
            entry(7, 320, EntryPurpose::Other),
            entry(7, -900, EntryPurpose::Wage),
        ];
        // 150 are lacking, 80 are gone: 60 and 20.
        assert_eq!(
            world.found(),
            [
                (0, "payroll_sheet", "general_contractor", 240),
                (0, "wage_account", "general_contractor", 60),
                (1, "payout", "general_contractor", 80),
                (1, "wage_account", "general_contractor", 20),
            ]
        );
        world.accounts = accounts(Some(400));
        assert!(world.found().iter().all(|part| part.1 != "wage_account"));
        world.accounts = accounts(None);
        assert!(world.found().iter().all(|part| part.1 != "wage_account"));
        world.accounts = accounts(Some(-5));
        let gone: i64 = world.found().iter().filter(|p| p.1 == "wage_account").map(|p| p.3).sum();
        assert_eq!(gone, 80);
    }

    #[test]
    fn each_link_takes_what_the_ones_before_it_left() {
        let mut world = World::new(vec![row(0, 0, 1_000, 150)]);
        world.came_back = vec![back(0, None, 100)];
        world.shortages = vec![short(0, 400)];
        world.accounts = accounts(Some(0));
        world.entries = vec![entry(7, -200, EntryPurpose::Other)];
        assert_eq!(
            world.found(),
            [
                (0, "bank_return", "general_contractor", 100),
                (0, "owner", "owner", 400),
                (0, "payout", "general_contractor", 150),
                (0, "payroll_sheet", "general_contractor", 150),
                (0, "wage_account", "general_contractor", 200),
            ]
        );
    }
}
