//! How two states of a ledger differ, and what made them differ.

use super::state::{State, source_of};
use super::{Ledger, policy_of};
use crate::basics::day::Day;
use crate::basics::error::Result;
use crate::differences::rows::Causes;
use crate::differences::{Caused, Side, explained};
use std::collections::BTreeMap;

/// A state of a ledger.
///
/// # Example
///
/// ```
/// use anxin::ledger::Point;
///
/// assert_eq!("3".parse(), Ok(Point::Commit(3)));
/// assert!(matches!("2025-12-31".parse(), Ok(Point::Day(_))));
/// assert!("soon".parse::<Point>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// After a commit.
    Commit(u64),
    /// The rows and rules of today, as of a day.
    Day(Day),
}

impl std::str::FromStr for Point {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let commit = text.parse().map(Self::Commit).ok();
        let point = commit.or_else(|| text.parse().map(Self::Day).ok());
        point.ok_or_else(|| format!("met `{text}`, expected a commit such as 3, or 2025-12-31"))
    }
}

impl Ledger {
    /// Hands over what differs between two states, each figure with its cause: the rows that were
    /// added or taken back between them, the day, the key of the policy; see
    /// [`differences`](crate::differences::differences()).
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`](crate::Error::NotFound) where there is no such commit; else as
    /// [`Run::reconcile`](crate::Run::reconcile) and what `on_change` gives.
    ///
    /// # Example
    ///
    /// ```
    /// use anxin::ledger::{Commit, Ledger, Point, disk::Memory};
    /// use anxin::{Day, Format, Inputs, Policy, Source, TableName};
    ///
    /// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
    /// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
    /// let rows = Inputs::default().with(TableName::Payroll, source);
    /// let day = Day::from_ymd(2025, 12, 31).unwrap();
    /// let mut ledger = Ledger::init(Box::new(Memory::default()), &Policy::default(), day)?;
    /// ledger.append(Commit::default().with_rows(&rows))?;
    /// let policy = Some(Policy::from_toml("[wages]\ndefault_pay_day = 25\n", "policy.toml")?);
    /// ledger.append(Commit { policy, ..Commit::default() })?;
    ///
    /// let mut causes = Vec::new();
    /// ledger.diff(Point::Commit(1), Point::Commit(2), &mut |caused| {
    ///     causes.push(caused.cause);
    ///     Ok(())
    /// })?;
    /// assert_eq!(&*causes[0], "policy wages.default_pay_day 31 to 25");
    /// # Ok::<(), anxin::Error>(())
    /// ```
    pub fn diff(
        &self,
        from: Point,
        to: Point,
        on_change: &mut dyn FnMut(Caused) -> Result<()>,
    ) -> Result<()> {
        let states = [self.state_at(from)?, self.state_at(to)?];
        let [before, after] = &states;
        let rows = self.rows_between(before, after)?;
        let policies =
            [policy_of(self.disk.as_ref(), before)?, policy_of(self.disk.as_ref(), after)?];
        let inputs = before.inputs(self.disk.as_ref(), &BTreeMap::new())?;
        let other = match rows {
            Some(_) => Some(after.inputs(self.disk.as_ref(), &BTreeMap::new())?),
            None => None,
        };
        let as_of = [before, after].map(|state| state.as_of.unwrap_or(Day::NONE));
        let before = Side { inputs: &inputs, policy: &policies[0], as_of: as_of[0] };
        let inputs = other.as_ref().unwrap_or(&inputs);
        let after = Side { inputs, policy: &policies[1], as_of: as_of[1] };
        explained(&self.run, before, after, rows, on_change)
    }

    /// The state at a point.
    fn state_at(&self, point: Point) -> Result<State> {
        match point {
            Point::Commit(commit) => self.state_after(commit),
            Point::Day(day) => Ok(State { as_of: Some(day), ..self.state.clone() }),
        }
    }

    /// The rows that stand in one of two states alone; `None` where both hold the same tables and
    /// rows.
    fn rows_between(&self, before: &State, after: &State) -> Result<Option<Causes>> {
        let mut causes = Causes::default();
        let mut is_same = true;
        for name in crate::TableName::ALL {
            let sides = [before, after].map(|state| state.tables.get(&name).cloned());
            let [before, after] = sides.map(Option::unwrap_or_default);
            is_same &= before.parts.len() == after.parts.len();
            if before.parts.is_empty() != after.parts.is_empty() && before.rows == after.rows {
                causes.others.push(format!("{} without rows", name.word()));
            }
            let longer = if before.parts.len() < after.parts.len() { &after } else { &before };
            let stands = |table: &super::state::Table, row: u64| {
                row < table.rows && table.withdrawn.binary_search(&row).is_err()
            };
            for (place, part) in longer.parts.iter().enumerate() {
                let rows = longer.starts[place]..longer.starts[place] + part.rows;
                let is_old = place < before.parts.len().min(after.parts.len());
                let differs = |row: &u64| stands(&before, *row) != stands(&after, *row);
                let wanted: Vec<u64> = if is_old {
                    let taken = before.withdrawn.iter().chain(&after.withdrawn).copied();
                    let mut taken: Vec<u64> =
                        taken.filter(|row| rows.contains(row)).filter(differs).collect();
                    taken.sort_unstable();
                    taken
                } else {
                    rows.clone().filter(differs).collect()
                };
                if !wanted.is_empty() {
                    is_same = false;
                    let source = source_of(self.disk.as_ref(), part)?;
                    causes.take(name, &source, rows.start, Some(&wanted))?;
                }
            }
        }
        Ok((!is_same).then_some(causes))
    }
}
