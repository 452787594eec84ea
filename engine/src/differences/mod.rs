//! How two runs differ, figure by figure, and what made each of them differ: rows, the day, a key
//! of the policy.
//!
//! ```text
//! rows before, day before, rules before → rows after → day after → rules after
//! ```
//!
//! The way from the one run to the other goes over runs between, in this order; a figure has the
//! causes of those steps that changed it. **Choice:** 220 to 224.

pub(crate) mod rows;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::policy::Policy;
use crate::intake::fingerprint::fingerprints;
use crate::intake::read::parallel::with_threads;
use crate::intake::read::{Opened, ReadOptions};
use crate::intake::source::Inputs;
use crate::pipeline::Run;
use crate::reconciliation::Reconciliation;
use crate::report::changes::{Changed, changes};
use rows::{Causes, rows_of_one_alone};

/// Keys of two policies that are tried one at a time; where more differ, all of them are named.
pub const MOST_KEYS: usize = 32;

/// One of two runs: what is reconciled, under which rules, as of which day.
///
/// Example: [`differences`].
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The data set.
    pub inputs: &'a Inputs,
    /// The rules.
    pub policy: &'a Policy,
    /// The day.
    pub as_of: Day,
}

/// A figure that differs, and what made it differ.
///
/// Example: [`differences`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caused {
    /// The figure.
    pub changed: Changed,
    /// Rows, as `attendance 3-7 12; transfers 4` (`before` or `after` in front where there are two
    /// data sets), `as_of 2025-12-31 to 2026-01-31`, `policy wages.default_pay_day 31 to 25`.
    pub cause: Arc<str>,
}

/// Hands over what differs between two runs, in the order of [`changes`], each with its cause.
///
/// Where rows, day and rules differ, the runs between are made: the rows are changed first, then
/// the day, then the policy; a figure has the causes of the steps that changed it. Of the policy
/// the key is named that alone, put over the earlier rules, makes of the figure what it is under
/// the later ones, if no other key alone changes it; else all keys that differ. One data set is
/// the same where both sides refer to one value; else rows are compared. In memory are up to three
/// results.
///
/// # Errors
///
/// As [`Run::reconcile`], and what `on_change` gives.
///
/// # Example
///
/// ```
/// use anxin::differences::{Side, differences};
/// use anxin::{Day, Format, Inputs, Policy, Run, Source, TableName};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// let policy = Policy::from_toml("[wages]\ndefault_pay_day = 25\n", "policy.toml")?;
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let before = Side { inputs: &inputs, policy: &Policy::default(), as_of };
/// let after = Side { policy: &policy, ..before };
///
/// let mut found = Vec::new();
/// differences(&Run::default(), before, after, &mut |caused| {
///     found.push((caused.changed.column, caused.changed.to, caused.cause));
///     Ok(())
/// })?;
/// let cause = "policy wages.default_pay_day 31 to 25";
/// assert_eq!(found[0], ("due_date", "2025-04-25".to_owned(), cause.into()));
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn differences(
    run: &Run,
    before: Side<'_>,
    after: Side<'_>,
    on_change: &mut dyn FnMut(Caused) -> Result<()>,
) -> Result<()> {
    let rows = if std::ptr::eq(before.inputs, after.inputs) {
        None
    } else {
        let sides = [opened(before)?, opened(after)?];
        let rows = with_threads(run.threads(), || {
            let sums = [fingerprints(&sides[0])?, fingerprints(&sides[1])?];
            rows_of_one_alone((&sides[0], &sums[0]), (&sides[1], &sums[1]))
        });
        Some(rows?)
    };
    explained(run, before, after, rows, on_change)
}

/// The tables of a side.
fn opened(side: Side<'_>) -> Result<Vec<Opened>> {
    let options = ReadOptions { accept_float_money: side.policy.money.accept_float_money };
    let given = side.inputs.tables().filter_map(|table| Some((table, side.inputs.get(table)?)));
    given.map(|(table, source)| Opened::open(table, source, &options)).collect()
}

/// The same, with the rows known that one side alone has; without them both have one data set.
pub(crate) fn explained(
    run: &Run,
    before: Side<'_>,
    after: Side<'_>,
    rows: Option<Causes>,
    on_change: &mut dyn FnMut(Caused) -> Result<()>,
) -> Result<()> {
    let plan = plan(before, after, rows);
    if plan.is_empty() {
        return Ok(());
    }
    let first = run.reconcile(before.inputs, before.policy, before.as_of)?;
    let (count, mut last) = (plan.len(), None);
    let mut steps: Vec<Step> = Vec::with_capacity(count);
    let mut is_broken = false;
    for (place, (side, mut what)) in plan.into_iter().enumerate() {
        let result = match run.reconcile(side.inputs, side.policy, side.as_of) {
            // Rows may be such that they cannot be read under the rules between.
            Err(error) if place + 1 < count && !matches!(error, Error::Cancelled) => {
                is_broken = true;
                steps.push(Step { what, cells: None });
                continue;
            }
            result => result?,
        };
        let base = last.as_ref().unwrap_or(&first);
        if let What::Policy(keys) = &mut what
            && !is_broken
        {
            let from = Side { policy: before.policy, ..side };
            keys.try_alone(run, base, from, side.policy)?;
        }
        let cells = (count > 1).then(|| cells(run, base, &result)).transpose()?;
        steps.push(Step { what, cells });
        last = Some(result);
    }
    if is_broken {
        steps.iter_mut().for_each(|step| step.cells = None);
    }
    let Some(last) = last else { return Ok(()) };
    let mut found = Vec::new();
    with_threads(run.threads(), || {
        changes(&first, &last, &mut |changed| {
            found.push(changed);
            Ok(())
        })
    })?;
    drop((first, last));
    found.into_iter().try_for_each(|changed| {
        let cause = cause(&steps, &changed).into();
        on_change(Caused { changed, cause })
    })
}

/// The runs on the way from the one side to the other, and what is another in each.
fn plan<'a>(before: Side<'a>, after: Side<'a>, rows: Option<Causes>) -> Vec<(Side<'a>, What)> {
    let mut plan = Vec::new();
    if let Some(rows) = rows {
        plan.push((Side { inputs: after.inputs, ..before }, What::Rows(Box::new(rows))));
    }
    if before.as_of != after.as_of {
        let text = format!("as_of {} to {}", before.as_of, after.as_of);
        plan.push((Side { policy: before.policy, ..after }, What::Day(text)));
    }
    let changed = before.policy.differing_keys(after.policy);
    if !changed.is_empty() {
        let texts = changed.iter().map(|key| format!("policy {}", key.text())).collect();
        let keys = changed.into_iter().map(|key| key.key).collect();
        plan.push((after, What::Policy(Keys { texts, keys, alone: None })));
    }
    plan
}

/// Which cell, or which row as a whole.
type Cell = (&'static str, Arc<str>, &'static str);

fn cell_of(changed: &Changed) -> Cell {
    (changed.table.name(), Arc::clone(&changed.key), changed.column)
}

/// All that differs between two results.
fn cells(run: &Run, before: &Reconciliation, after: &Reconciliation) -> Result<BTreeSet<Cell>> {
    let mut found = BTreeSet::new();
    with_threads(run.threads(), || {
        changes(before, after, &mut |changed| {
            found.insert(cell_of(&changed));
            Ok(())
        })
    })?;
    Ok(found)
}

/// What is another from one run on the way to the next, and what it changed; `None` where that is
/// not known apart.
struct Step {
    what: What,
    cells: Option<BTreeSet<Cell>>,
}

impl Step {
    /// Whether the step changed this figure, or brought its row or took it.
    fn touches(&self, changed: &Changed) -> bool {
        let Some(cells) = &self.cells else { return true };
        let (table, key, column) = cell_of(changed);
        if cells.contains(&(table, key.clone(), column)) {
            return true;
        }
        cells.contains(&(table, key, ""))
    }
}

enum What {
    Rows(Box<Causes>),
    Day(String),
    Policy(Keys),
}

/// What made a figure another: those steps that changed it.
fn cause(steps: &[Step], changed: &Changed) -> String {
    let touching = steps.iter().filter(|step| step.touches(changed));
    let texts: Vec<String> = touching
        .map(|step| match &step.what {
            What::Rows(rows) => Some(rows.of(changed)).filter(|text| !text.is_empty()),
            What::Day(text) => Some(text.clone()),
            What::Policy(keys) => Some(keys.of(changed)),
        })
        .map(|text| text.unwrap_or_else(|| NO_ROW.to_owned()))
        .collect();
    texts.join("; ")
}

/// The cause where two data sets hold the same rows.
const NO_ROW: &str = "inputs, of which no row differs";

/// The keys on which two policies do not agree.
struct Keys {
    keys: Vec<String>,
    texts: Vec<String>,
    /// What each of them changes alone; `None` where that was not tried.
    alone: Option<BTreeMap<Cell, Alone>>,
}

/// A figure that one key alone makes another.
struct Alone {
    key: usize,
    to: String,
    /// Whether a second key alone does too.
    is_more: bool,
}

impl Keys {
    /// Puts each key over the earlier rules, alone, and notes what that changes.
    fn try_alone(
        &mut self,
        run: &Run,
        base: &Reconciliation,
        from: Side<'_>,
        other: &Policy,
    ) -> Result<()> {
        if self.keys.len() == 1 || self.keys.len() > MOST_KEYS {
            return Ok(());
        }
        let one = |key: &String| from.policy.with_key_of(other, key);
        // A key that says nothing without another one cannot be tried.
        let Ok(policies) = self.keys.iter().map(one).collect::<Result<Vec<_>>>() else {
            return Ok(());
        };
        let mut alone: BTreeMap<Cell, Alone> = BTreeMap::new();
        let done = run.what_if(from.inputs, &policies, from.as_of, &mut |key, result| {
            with_threads(run.threads(), || {
                changes(base, result, &mut |changed| {
                    let known = alone.entry(cell_of(&changed));
                    known
                        .and_modify(|known| known.is_more |= known.key != key)
                        .or_insert_with(|| Alone { key, to: changed.to, is_more: false });
                    Ok(())
                })
            })
        });
        match done {
            Ok(()) => self.alone = Some(alone),
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            // Under one of the keys alone the rows cannot be read.
            Err(_) => {}
        }
        Ok(())
    }

    /// The key that made a figure another; all of them where it is not one alone.
    fn of(&self, changed: &Changed) -> String {
        let alone = self.alone.as_ref().and_then(|alone| alone.get(&cell_of(changed)));
        match alone.filter(|alone| !alone.is_more && alone.to == changed.to) {
            Some(alone) => self.texts[alone.key].clone(),
            None => self.texts.join("; "),
        }
    }
}
