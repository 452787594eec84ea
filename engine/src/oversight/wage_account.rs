//! Balance of every wage account, and the projects that share it (step 7.3).

use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::ids::{NameId, ProjectId};
use crate::intake::facts::{AccountEntry, EntryPurpose, Project};

/// The wage accounts that have a movement or a project, one row an account, by account.
///
/// Example: [`wage_accounts`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WageAccounts {
    /// The account; rising, no two equal.
    pub account: Vec<NameId>,
    /// What it holds on `as_of`, in fen, below zero where more left than came; `None` where no
    /// movement is known.
    pub balance_fen: Vec<Option<i64>>,
    /// Whether it has movements and none of them is an opening entry: finding
    /// `balance_from_movements`.
    pub is_from_movements: Vec<bool>,
    /// The projects of account `i` are `projects[project_offsets[i]..project_offsets[i + 1]]`.
    pub project_offsets: Vec<usize>,
    /// Projects, account by account, rising within one.
    pub projects: Vec<ProjectId>,
}

impl WageAccounts {
    /// The row of an account.
    #[must_use]
    pub fn position(&self, account: NameId) -> Option<usize> {
        self.account.binary_search(&account).ok()
    }

    /// What an account holds, in fen; `None` where it is not given or no movement is known.
    #[must_use]
    pub fn balance_of(&self, account: NameId) -> Option<i64> {
        self.balance_fen[self.position(account)?]
    }

    /// The projects that share the account of row `position`.
    #[must_use]
    pub fn projects_of(&self, position: usize) -> &[ProjectId] {
        &self.projects[self.project_offsets[position]..self.project_offsets[position + 1]]
    }
}

/// Wage accounts with their balance on `as_of`, one row an account.
///
/// Step 7.3. Opening entries, credits and debits up to `as_of` are added up. Entries may come in
/// any order.
///
/// **Basis:** 人社部发〔2021〕53号: the account serves the wages of its projects alone.
/// **Choice:** an account without any movement has no balance, not a balance of zero.
///
/// # Errors
///
/// [`Error::AmountOverflow`] where a balance does not fit.
///
/// # Example
///
/// ```
/// use anxin::Day;
/// use anxin::basics::ids::{NameId, ProjectId};
/// use anxin::intake::facts::{AccountEntry, EntryPurpose, Project};
/// use anxin::oversight::wage_account::wage_accounts;
///
/// let entry = |day, movement_fen, purpose| AccountEntry {
///     account: NameId(7),
///     entry_day: Day(day),
///     movement_fen,
///     purpose: Some(purpose),
///     project: ProjectId::NONE,
///     counter_account: NameId::NONE,
/// };
/// let entries = [
///     entry(10, 5_000_00, EntryPurpose::Opening),
///     entry(20, -1_200_00, EntryPurpose::Wage),
///     entry(40, 9_000_00, EntryPurpose::LabourCost),
/// ];
/// let projects = [Project { wage_account: NameId(7), ..Project::UNKNOWN }];
/// let accounts = wage_accounts(&entries, &projects, Day(30)).unwrap();
/// assert_eq!(accounts.balance_of(NameId(7)), Some(3_800_00));
/// assert_eq!(accounts.projects_of(0), [ProjectId(0)]);
/// assert_eq!(accounts.balance_of(NameId(8)), None);
/// ```
pub fn wage_accounts(
    entries: &[AccountEntry],
    projects: &[Project],
    as_of: Day,
) -> Result<WageAccounts> {
    let is_counted = |entry: &&AccountEntry| entry.entry_day <= as_of && entry.account.is_some();
    let mut account: Vec<NameId> = entries
        .iter()
        .filter(is_counted)
        .map(|entry| entry.account)
        .chain(projects.iter().filter_map(|project| project.wage_account.get()))
        .collect();
    account.sort_unstable();
    account.dedup();

    let mut sum_fen = vec![0_i128; account.len()];
    let mut has_movement = vec![false; account.len()];
    let mut has_opening = vec![false; account.len()];
    for entry in entries.iter().filter(is_counted) {
        if let Ok(position) = account.binary_search(&entry.account) {
            sum_fen[position] += i128::from(entry.movement_fen);
            has_movement[position] = true;
            has_opening[position] |= entry.purpose == Some(EntryPurpose::Opening);
        }
    }
    let mut balance_fen = Vec::with_capacity(account.len());
    for (&sum, &is_known) in sum_fen.iter().zip(&has_movement) {
        let sum = i64::try_from(sum)
            .map_err(|_| Error::AmountOverflow { what: "balance of a wage account" })?;
        balance_fen.push(is_known.then_some(sum));
    }
    let is_from_movements =
        has_movement.iter().zip(&has_opening).map(|(&moved, &opened)| moved && !opened).collect();
    let (project_offsets, projects) = sharing(&account, projects);
    Ok(WageAccounts { account, balance_fen, is_from_movements, project_offsets, projects })
}

/// The projects of each account, as offsets and a list.
fn sharing(account: &[NameId], projects: &[Project]) -> (Vec<usize>, Vec<ProjectId>) {
    let mut pairs: Vec<(NameId, ProjectId)> = (0_u32..)
        .zip(projects)
        .filter_map(|(number, project)| Some((project.wage_account.get()?, ProjectId(number))))
        .collect();
    pairs.sort_unstable();
    let mut offsets = Vec::with_capacity(account.len() + 1);
    let mut end = 0;
    offsets.push(0);
    for &name in account {
        end += pairs[end..].iter().take_while(|pair| pair.0 == name).count();
        offsets.push(end);
    }
    (offsets, pairs.into_iter().map(|pair| pair.1).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(account: u32, day: i32, movement_fen: i64, purpose: EntryPurpose) -> AccountEntry {
        AccountEntry {
            account: NameId(account),
            entry_day: Day(day),
            movement_fen,
            purpose: Some(purpose),
            project: ProjectId::NONE,
            counter_account: NameId::NONE,
        }
    }

    fn project(account: u32) -> Project {
        Project { wage_account: NameId(account), ..Project::UNKNOWN }
    }

    #[test]
    fn an_account_without_opening_entry_is_named_and_one_with_it_is_not() {
        let entries = [
            entry(3, 1, 100, EntryPurpose::LabourCost),
            entry(1, 1, 500, EntryPurpose::Opening),
            entry(1, 2, -700, EntryPurpose::Wage),
        ];
        let accounts = wage_accounts(&entries, &[project(5)], Day(9)).unwrap();
        assert_eq!(accounts.account, [NameId(1), NameId(3), NameId(5)]);
        assert_eq!(accounts.balance_fen, [Some(-200), Some(100), None]);
        assert_eq!(accounts.is_from_movements, [false, true, false]);
    }

    #[test]
    fn projects_on_one_account_share_it() {
        let projects = [project(4), project(2), Project::UNKNOWN, project(4)];
        let entries = [entry(3, 1, 1, EntryPurpose::Opening)];
        let accounts = wage_accounts(&entries, &projects, Day(9)).unwrap();
        assert_eq!(accounts.account, [NameId(2), NameId(3), NameId(4)]);
        assert_eq!(accounts.projects_of(0), [ProjectId(1)]);
        assert_eq!(accounts.projects_of(1), []);
        assert_eq!(accounts.projects_of(2), [ProjectId(0), ProjectId(3)]);
    }

    #[test]
    fn an_entry_on_the_day_counts_and_one_after_it_does_not() {
        let entries =
            [entry(1, 9, 5, EntryPurpose::Opening), entry(1, 10, 70, EntryPurpose::Other)];
        let balance = |as_of| wage_accounts(&entries, &[], as_of).unwrap().balance_of(NameId(1));
        assert_eq!(balance(Day(8)), None);
        assert_eq!(balance(Day(9)), Some(5));
        assert_eq!(balance(Day(10)), Some(75));
    }

    #[test]
    fn a_sum_that_does_not_fit_is_an_error_and_one_that_comes_back_is_not() {
        let most = entry(1, 1, i64::MAX, EntryPurpose::Opening);
        let one = entry(1, 1, 1, EntryPurpose::Other);
        let back = entry(1, 1, -1, EntryPurpose::Other);
        let over = wage_accounts(&[most.clone(), one.clone()], &[], Day(1));
        assert!(matches!(over, Err(Error::AmountOverflow { .. })));
        let fits = wage_accounts(&[most, one, back], &[], Day(1)).unwrap();
        assert_eq!(fits.balance_of(NameId(1)), Some(i64::MAX));
    }
}
