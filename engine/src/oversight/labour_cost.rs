//! Labour cost month by month: what the project owner must move into the wage account, and what
//! came (step 7.3).

use crate::basics::day::{Day, Month};
use crate::basics::error::{Error, Result};
use crate::basics::ids::ProjectId;
use crate::basics::money::{div_half_up, largest_remainder, largest_remainder_into};
use crate::intake::facts::{AccountEntry, EntryPurpose, Project};
use crate::oversight::partial::add;
use crate::oversight::wage_account::WageAccounts;

/// Day of the month by which labour cost must arrive where none is agreed; clamped to its end.
const DEFAULT_DAY: u8 = 31;

/// What is expected for one project and month, and what came for it.
///
/// `expected = on time + late + short + not yet due + not known`.
///
/// Example: [`labour_cost()`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabourCostMonth {
    /// The project.
    pub project: ProjectId,
    /// The month.
    pub month: Month,
    /// Last day on which it comes in time.
    pub due_day: Day,
    /// What must come, in fen. Zero or more.
    pub expected_fen: i64,
    /// What came on or before that day, in fen.
    pub on_time_fen: i64,
    /// What came after it, in fen.
    pub late_fen: i64,
    /// The day on which the last fen came; [`Day::NONE`] where some is missing or nothing is
    /// expected.
    pub settled_day: Day,
    /// Whether movements of that time are on record; where they are not, nothing is laid on it.
    pub is_on_record: bool,
}

impl LabourCostMonth {
    /// What did not come, in fen, whether or not it is due or on record.
    #[must_use]
    pub const fn open_fen(&self) -> i64 {
        self.expected_fen - self.on_time_fen - self.late_fen
    }

    /// What is overdue on `as_of`, in fen.
    #[must_use]
    pub fn short_fen(&self, as_of: Day) -> i64 {
        if self.is_on_record && as_of > self.due_day { self.open_fen() } else { 0 }
    }

    /// What has not come and need not have on `as_of`, in fen.
    #[must_use]
    pub fn not_yet_due_fen(&self, as_of: Day) -> i64 {
        if self.is_on_record && as_of <= self.due_day { self.open_fen() } else { 0 }
    }

    /// What no record tells of, in fen.
    #[must_use]
    pub const fn not_known_fen(&self) -> i64 {
        if self.is_on_record { 0 } else { self.expected_fen }
    }

    /// Days from the due date to `as_of` where something is short.
    #[must_use]
    pub fn overdue_days(&self, as_of: Day) -> Option<i32> {
        (self.short_fen(as_of) > 0).then(|| as_of.0 - self.due_day.0)
    }

    /// Takes up to `amount_fen` that came on `day`; what is left.
    fn take(&mut self, amount_fen: i64, day: Day) -> i64 {
        let taken_fen = amount_fen.min(self.open_fen());
        if day <= self.due_day {
            self.on_time_fen += taken_fen;
        } else {
            self.late_fen += taken_fen;
        }
        if taken_fen > 0 && self.open_fen() == 0 {
            self.settled_day = day;
        }
        amount_fen - taken_fen
    }
}

/// The labour cost of one project, or of many; all in fen.
///
/// Example: [`labour_cost()`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LabourCostSums {
    /// Expected over all months; `None` where it is not known.
    pub expected_fen: Option<i64>,
    /// Of it, what fell due before `as_of` in months on record.
    pub due_fen: i64,
    /// Of `due_fen`, what came in time.
    pub due_on_time_fen: i64,
    /// What came in time, also for months that are not yet due.
    pub on_time_fen: i64,
    /// What came late.
    pub late_fen: i64,
    /// What is overdue.
    pub short_fen: i64,
    /// What came beyond all that is expected.
    pub unassigned_fen: i64,
    /// What is expected for months of which no movement is on record.
    pub not_known_fen: i64,
}

impl LabourCostSums {
    /// Adds another project, or line.
    ///
    /// # Errors
    ///
    /// [`Error::AmountOverflow`] where a sum does not fit.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        if let Some(expected_fen) = other.expected_fen {
            add(self.expected_fen.get_or_insert(0), expected_fen)?;
        }
        for (sum_fen, amount_fen) in [
            (&mut self.due_fen, other.due_fen),
            (&mut self.due_on_time_fen, other.due_on_time_fen),
            (&mut self.on_time_fen, other.on_time_fen),
            (&mut self.late_fen, other.late_fen),
            (&mut self.short_fen, other.short_fen),
            (&mut self.unassigned_fen, other.unassigned_fen),
            (&mut self.not_known_fen, other.not_known_fen),
        ] {
            add(sum_fen, amount_fen)?;
        }
        Ok(())
    }

    /// The figures of a month.
    fn of_month(row: &LabourCostMonth, as_of: Day) -> Self {
        let is_due = row.is_on_record && as_of > row.due_day;
        let if_due = |amount_fen| if is_due { amount_fen } else { 0 };
        Self {
            expected_fen: Some(row.expected_fen),
            due_fen: if_due(row.expected_fen),
            due_on_time_fen: if_due(row.on_time_fen),
            on_time_fen: row.on_time_fen,
            late_fen: row.late_fen,
            short_fen: row.short_fen(as_of),
            unassigned_fen: 0,
            not_known_fen: row.not_known_fen(),
        }
    }
}

/// Labour cost of all projects.
///
/// Example: [`labour_cost()`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabourCost {
    /// By project and month.
    pub months: Vec<LabourCostMonth>,
    /// One row a project.
    pub project: Vec<LabourCostSums>,
    /// What came into accounts that no project has, in fen.
    pub without_project_fen: i64,
}

/// Labour cost expected and received, one row a project and month.
///
/// Step 7.3. Expected is the agreed monthly amount, else the agreed part of the contract amount in
/// equal parts over the months from the start (else the signing) to the planned end, fen by largest
/// remainder, the earlier month first. Received are credits with the purpose `labour_cost` up to
/// `as_of`, day by day: each is laid on the oldest month that is still open, months to come
/// included.
///
/// A credit that names a project with a row is that project's. Others belong to the projects of
/// their account together: the month with the earliest due date is met first, months of one due
/// date in proportion to what is open, fen by largest remainder, the smaller id first. What no
/// month can take is `unassigned`, of a shared account in equal parts.
///
/// Holds: on time, late, unassigned and what has no project add up to the credits; `expected` of
/// the months adds up to the amount agreed.
///
/// **Basis:** Decree 724 Art. 24, 29: labour cost is transferred at least monthly.
/// **Choice:** due on the agreed day of the month itself, clamped to its end, not moved, never
/// before the works; a monthly amount ends with the works (the earlier of planned end and
/// completion), without an end with the month of `as_of`; months due before an opening balance, or
/// of a project without any movement on its account, are not known; a project exempt from the wage
/// account is expected nothing.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where a sum of money does not fit.
///
/// # Example
///
/// A quarter of 10,000.00 yuan by the 10th of each month; the second payment is a day late and
/// 500.00 short:
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::{NameId, ProjectId};
/// use anxin::intake::facts::{AccountEntry, EntryPurpose, Project};
/// use anxin::oversight::labour_cost::labour_cost;
/// use anxin::oversight::wage_account::wage_accounts;
///
/// let day = |text: &str| text.parse::<Day>().unwrap();
/// let projects = [Project {
///     is_known: true,
///     wage_account: NameId(0),
///     labour_cost_monthly_fen: Some(10_000_00),
///     labour_cost_day: Some(10),
///     start_day: Some(day("2025-01-01")),
///     planned_end_day: Some(day("2025-03-31")),
///     ..Project::UNKNOWN
/// }];
/// let credit = |on, movement_fen| AccountEntry {
///     account: NameId(0),
///     entry_day: day(on),
///     movement_fen,
///     purpose: Some(EntryPurpose::LabourCost),
///     project: ProjectId::NONE,
///     counter_account: NameId::NONE,
/// };
/// let entries = [credit("2025-01-10", 10_000_00), credit("2025-02-11", 9_500_00)];
/// let as_of = day("2025-03-10");
/// let accounts = wage_accounts(&entries, &projects, as_of).unwrap();
/// let found = labour_cost(&entries, &projects, &accounts, as_of).unwrap();
/// assert_eq!(found.months[0].on_time_fen, 10_000_00);
/// assert_eq!(found.months[1].late_fen, 9_500_00);
/// assert_eq!(found.months[1].short_fen(as_of), 500_00);
/// assert_eq!(found.months[2].not_yet_due_fen(as_of), 10_000_00); // the tenth itself
/// assert_eq!(found.project[0].expected_fen, Some(30_000_00));
/// ```
pub fn labour_cost(
    entries: &[AccountEntry],
    projects: &[Project],
    accounts: &WageAccounts,
    as_of: Day,
) -> Result<LabourCost> {
    let first_days = first_days_on_record(entries, projects, accounts, as_of);
    let mut found = LabourCost::default();
    let mut ends = Vec::with_capacity(projects.len());
    for (number, (project, &first_day)) in (0_u32..).zip(projects.iter().zip(&first_days)) {
        let mut sums = LabourCostSums::default();
        if let Some(plan) = Plan::of(project, as_of)? {
            sums.expected_fen = Some(0);
            plan.months(ProjectId(number), first_day, &mut found.months);
        }
        found.project.push(sums);
        ends.push(found.months.len());
    }
    let mut queues = Queues::new(&found.months, &ends);
    for credit in credits(entries, projects, accounts, as_of)? {
        match credit.to {
            To::Project(project) => {
                let left_fen =
                    queues.fill(&mut found.months, project, credit.amount_fen, credit.day);
                add(&mut found.project[project].unassigned_fen, left_fen)?;
            }
            To::Account(position) => {
                let sharing = accounts.projects_of(position);
                let left_fen =
                    queues.fill_shared(&mut found.months, sharing, credit.amount_fen, credit.day);
                if sharing.is_empty() {
                    add(&mut found.without_project_fen, left_fen)?;
                }
                let parts = largest_remainder(left_fen, &vec![1; sharing.len()]);
                for (project, part_fen) in sharing.iter().zip(parts) {
                    add(&mut found.project[project.index()].unassigned_fen, part_fen)?;
                }
            }
        }
    }
    for row in &found.months {
        let sums = LabourCostSums::of_month(row, as_of);
        found.project[row.project.index()].merge(&sums)?;
    }
    Ok(found)
}

/// What a project is expected to receive, month by month.
struct Plan {
    first_month: Month,
    last_month: Month,
    first_day: Day,
    day_of_month: u8,
    amount: PlanAmount,
}

/// How much, in fen.
enum PlanAmount {
    EachMonth(i64),
    InEqualParts(i64),
}

impl Plan {
    /// `None` where nothing is agreed or the months are not known.
    fn of(project: &Project, as_of: Day) -> Result<Option<Self>> {
        let first_day = project.start_day.or(project.signed_day);
        let (Some(first_day), false) = (first_day, project.wage_account_exempt == Some(true))
        else {
            return Ok(None);
        };
        let (amount, last_day) = if let Some(monthly_fen) = project.labour_cost_monthly_fen {
            let ends = [project.planned_end_day, project.completed_day];
            let last_day = ends.into_iter().flatten().min().unwrap_or(as_of);
            (PlanAmount::EachMonth(monthly_fen), last_day)
        } else {
            let agreed = project.labour_cost_ratio_e4.zip(project.contract_fen);
            let (Some((ratio_e4, contract_fen)), Some(last_day)) =
                (agreed, project.planned_end_day)
            else {
                return Ok(None);
            };
            let total = div_half_up(i128::from(ratio_e4) * i128::from(contract_fen), 10_000);
            let total_fen = i64::try_from(total)
                .map_err(|_| Error::AmountOverflow { what: "labour cost of a project" })?;
            (PlanAmount::InEqualParts(total_fen), last_day)
        };
        let (first_month, last_month) = (first_day.month(), last_day.month());
        if last_month < first_month {
            return Ok(None);
        }
        let day_of_month = project.labour_cost_day.unwrap_or(DEFAULT_DAY);
        Ok(Some(Self { first_month, last_month, first_day, day_of_month, amount }))
    }

    /// Appends its months; those due before `first_on_record_day` are not on record.
    fn months(
        &self,
        project: ProjectId,
        first_on_record_day: Option<Day>,
        months: &mut Vec<LabourCostMonth>,
    ) {
        let count = usize::try_from(self.last_month.0 - self.first_month.0 + 1).unwrap_or(0);
        let amounts = match self.amount {
            PlanAmount::EachMonth(amount_fen) => vec![amount_fen; count],
            PlanAmount::InEqualParts(total_fen) => largest_remainder(total_fen, &vec![1; count]),
        };
        for (later, expected_fen) in (0..).zip(amounts) {
            let month = self.first_month.plus(later);
            let due_day = month.day_clamped(u32::from(self.day_of_month)).max(self.first_day);
            months.push(LabourCostMonth {
                project,
                month,
                due_day,
                expected_fen,
                on_time_fen: 0,
                late_fen: 0,
                settled_day: Day::NONE,
                is_on_record: first_on_record_day.is_some_and(|first| first <= due_day),
            });
        }
    }
}

/// The first day of which each project's movements are on record; `None` where none is.
///
/// An opening balance other than zero says that there was a time before it.
fn first_days_on_record(
    entries: &[AccountEntry],
    projects: &[Project],
    accounts: &WageAccounts,
    as_of: Day,
) -> Vec<Option<Day>> {
    let always_day = Day::NONE;
    let mut opening_day: Vec<Option<Day>> = vec![None; accounts.account.len()];
    let mut is_named = vec![false; projects.len()];
    for entry in entries.iter().filter(|entry| entry.entry_day <= as_of) {
        if let Some(named) = named_project(entry, projects) {
            is_named[named] = true;
        }
        let is_opening = entry.purpose == Some(EntryPurpose::Opening) && entry.movement_fen != 0;
        if let (true, Some(position)) = (is_opening, accounts.position(entry.account)) {
            let day = opening_day[position].get_or_insert(entry.entry_day);
            *day = (*day).min(entry.entry_day);
        }
    }
    let first_day = |(project, is_named): (&Project, bool)| {
        let position = accounts.position(project.wage_account);
        let has_movement =
            position.is_some_and(|position| accounts.balance_fen[position].is_some());
        let opening_day = position.and_then(|position| opening_day[position]);
        (has_movement || is_named).then(|| opening_day.unwrap_or(always_day))
    };
    projects.iter().zip(is_named).map(first_day).collect()
}

/// The project an entry names, where it has a row of its own.
pub(in crate::oversight) fn named_project(
    entry: &AccountEntry,
    projects: &[Project],
) -> Option<usize> {
    let named = entry.project.get()?.index();
    projects.get(named).filter(|project| project.is_known).map(|_| named)
}

/// Where credits of a day go; what names a project comes first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum To {
    Project(usize),
    Account(usize),
}

/// Credits of one day with one aim, added up.
struct Credit {
    day: Day,
    to: To,
    amount_fen: i64,
}

/// Credits of labour cost up to `as_of`, by day, then aim.
fn credits(
    entries: &[AccountEntry],
    projects: &[Project],
    accounts: &WageAccounts,
    as_of: Day,
) -> Result<Vec<Credit>> {
    let mut all: Vec<(Day, To, i64)> = entries
        .iter()
        .filter(|entry| {
            let is_credit = entry.movement_fen > 0 && entry.entry_day <= as_of;
            is_credit && entry.purpose == Some(EntryPurpose::LabourCost)
        })
        .filter_map(|entry| {
            let to = match named_project(entry, projects) {
                Some(project) => To::Project(project),
                None => To::Account(accounts.position(entry.account)?),
            };
            Some((entry.entry_day, to, entry.movement_fen))
        })
        .collect();
    all.sort_unstable();
    let mut credits: Vec<Credit> = Vec::new();
    for (day, to, amount_fen) in all {
        match credits.last_mut() {
            Some(last) if last.day == day && last.to == to => {
                add(&mut last.amount_fen, amount_fen)?;
            }
            _ => credits.push(Credit { day, to, amount_fen }),
        }
    }
    Ok(credits)
}

/// The months of each project that are still open, the oldest first.
struct Queues {
    /// Position of the first open month on record.
    next: Vec<usize>,
    /// Position after its last month.
    ends: Vec<usize>,
}

impl Queues {
    fn new(months: &[LabourCostMonth], ends: &[usize]) -> Self {
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let mut queues = Self { next: starts.take(ends.len()).collect(), ends: ends.to_vec() };
        (0..ends.len()).for_each(|project| queues.advance(months, project));
        queues
    }

    /// Passes over months that can take nothing.
    fn advance(&mut self, months: &[LabourCostMonth], project: usize) {
        let is_passed = |row: &LabourCostMonth| !row.is_on_record || row.open_fen() == 0;
        while self.front(project).is_some_and(|row| is_passed(&months[row])) {
            self.next[project] += 1;
        }
    }

    /// The first open month of a project.
    fn front(&self, project: usize) -> Option<usize> {
        Some(self.next[project]).filter(|&row| row < self.ends[project])
    }

    /// Lays an amount on the months of one project; what is left.
    fn fill(
        &mut self,
        months: &mut [LabourCostMonth],
        project: usize,
        amount_fen: i64,
        day: Day,
    ) -> i64 {
        let mut left_fen = amount_fen;
        while left_fen > 0
            && let Some(row) = self.front(project)
        {
            left_fen = months[row].take(left_fen, day);
            self.advance(months, project);
        }
        left_fen
    }

    /// Lays an amount on the months of several projects, by due date; what is left.
    fn fill_shared(
        &mut self,
        months: &mut [LabourCostMonth],
        projects: &[ProjectId],
        amount_fen: i64,
        day: Day,
    ) -> i64 {
        let (mut weights, mut shares, mut remainders) = (Vec::new(), Vec::new(), Vec::new());
        let mut left_fen = amount_fen;
        while left_fen > 0 {
            let front = |project: &ProjectId| self.front(project.index());
            let due_day = |row: usize| months[row].due_day;
            let Some(first_day) = projects.iter().filter_map(front).map(due_day).min() else {
                break;
            };
            let rows: Vec<usize> = projects
                .iter()
                .filter_map(front)
                .filter(|&row| due_day(row) == first_day)
                .collect();
            weights.clear();
            weights.extend(rows.iter().map(|&row| months[row].open_fen()));
            let open: i128 = weights.iter().map(|&fen| i128::from(fen)).sum();
            let part_fen = left_fen.min(i64::try_from(open).unwrap_or(i64::MAX));
            largest_remainder_into(part_fen, &weights, &mut shares, &mut remainders);
            for (&row, &share_fen) in rows.iter().zip(&shares) {
                months[row].take(share_fen, day);
                self.advance(months, months[row].project.index());
            }
            left_fen -= part_fen;
        }
        left_fen
    }
}

#[cfg(test)]
#[path = "labour_cost_tests.rs"]
mod tests;
