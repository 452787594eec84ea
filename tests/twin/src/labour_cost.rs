//! 7.3, labour cost: what is expected of every project and month, and what came, a day at a time.

use std::collections::{BTreeMap, BTreeSet};

use crate::date;
use crate::fraction::{self, Fraction};
use crate::step1::{Record, Tables};

/// One project and month.
#[derive(Debug, Clone, Default)]
pub struct Due {
    /// Last day on which it comes in time.
    pub due_date: i128,
    /// Fen.
    pub expected: i128,
    /// Fen.
    pub on_time: i128,
    /// Fen.
    pub late: i128,
    /// The day the last fen came.
    pub settled: Option<i128>,
    /// Whether movements of that time are on record.
    pub on_record: bool,
}

impl Due {
    fn open(&self) -> i128 {
        if self.on_record { self.expected - self.on_time - self.late } else { 0 }
    }

    /// Fen that are overdue.
    pub fn short(&self, as_of: i128) -> i128 {
        if as_of > self.due_date { self.open() } else { 0 }
    }

    /// Fen that may still come in time.
    pub fn not_yet_due(&self, as_of: i128) -> i128 {
        self.open() - self.short(as_of)
    }

    /// Fen of which no movement tells.
    pub fn not_known(&self) -> i128 {
        if self.on_record { 0 } else { self.expected }
    }

    fn receive(&mut self, amount: i128, day: i128) {
        if day <= self.due_date {
            self.on_time += amount;
        } else {
            self.late += amount;
        }
        if amount > 0 && self.open() == 0 {
            self.settled = Some(day);
        }
    }
}

/// By project and month.
pub type Dues = BTreeMap<(String, i128), Due>;

/// Expected and received labour cost, and what no month of a project could take.
pub fn labour_cost(
    tables: &Tables,
    projects: &BTreeMap<String, Record>,
    as_of: i128,
) -> Result<(Dues, BTreeMap<String, i128>), String> {
    let mut dues = Dues::new();
    let mut unassigned = BTreeMap::new();
    for (id, project) in projects {
        let since = on_record_since(tables, project, projects);
        for (month, due) in expected(project, as_of)?.unwrap_or_default() {
            let on_record = since.is_some_and(|since| since <= due.due_date);
            dues.insert((id.clone(), month), Due { on_record, ..due });
        }
    }
    let days: BTreeSet<i128> = credits(tables).map(|entry| entry.value("entry_date")).collect();
    for day in days {
        receive(tables, projects, day, &mut dues, &mut unassigned)?;
    }
    Ok((dues, unassigned))
}

/// The months of a project with what is expected in each; none where that is not known.
pub fn expected(project: &Record, as_of: i128) -> Result<Option<BTreeMap<i128, Due>>, String> {
    let mut months = BTreeMap::new();
    if project.is("wage_account_exempt") {
        return Ok(Some(months));
    }
    let first = project.number("start_date").or(project.number("signed_date"));
    let Some(first) = first else { return Ok(None) };
    let planned = project.number("planned_end_date");
    let monthly = project.number("labour_cost_monthly");
    let completed = project.number("completed_date");
    let last = match monthly {
        Some(_) => planned.into_iter().chain(completed).min().or(Some(as_of)),
        None => planned,
    };
    let Some(last) = last else { return Ok(None) };
    if date::month_of(last) < date::month_of(first) {
        return Ok(None);
    }
    let all: Vec<i128> = (date::month_of(first)..=date::month_of(last)).collect();
    let part = project.number("labour_cost_ratio").zip(project.number("contract_amount"));
    let amounts = match (monthly, part) {
        (Some(amount), _) => vec![amount; all.len()],
        (None, Some((ratio, amount))) => {
            let total = Fraction::new(ratio * amount, 10_000).half_up()?;
            fraction::share(total, &vec![1; all.len()])?
        }
        (None, None) => return Ok(None),
    };
    let by = project.number("labour_cost_day").unwrap_or(31);
    for (month, expected) in all.into_iter().zip(amounts) {
        let due_date = date::clamped(month, by).max(first);
        months.insert(month, Due { due_date, expected, ..Due::default() });
    }
    Ok(Some(months))
}

/// The project an entry names, if it has a row.
fn named<'a>(entry: &'a Record, projects: &BTreeMap<String, Record>) -> Option<&'a str> {
    entry.text("project_id").filter(|id| projects.contains_key(*id))
}

/// Since when the movements of a project are on record.
fn on_record_since(
    tables: &Tables,
    project: &Record,
    projects: &BTreeMap<String, Record>,
) -> Option<i128> {
    let id = project.id("project_id");
    let account = project.text("wage_account");
    let (mut is_known, mut opening) = (false, None);
    for entry in tables.of("account_entries") {
        let is_own = account.is_some() && entry.text("wage_account") == account;
        is_known |= is_own || named(entry, projects) == Some(id.as_str());
        if is_own && entry.text("purpose") == Some("opening") && entry.value("amount") != 0 {
            let day = entry.value("entry_date");
            opening = Some(opening.map_or(day, |earliest: i128| earliest.min(day)));
        }
    }
    is_known.then(|| opening.unwrap_or(i128::MIN))
}

fn credits(tables: &Tables) -> impl Iterator<Item = &Record> {
    tables.of("account_entries").iter().filter(|entry| {
        entry.text("direction") == Some("credit") && entry.text("purpose") == Some("labour_cost")
    })
}

/// The credits of one day: first those that name a project, then each account's.
fn receive(
    tables: &Tables,
    projects: &BTreeMap<String, Record>,
    day: i128,
    dues: &mut Dues,
    unassigned: &mut BTreeMap<String, i128>,
) -> Result<(), String> {
    let mut to_projects: BTreeMap<String, i128> = BTreeMap::new();
    let mut to_accounts: BTreeMap<String, i128> = BTreeMap::new();
    for entry in credits(tables).filter(|entry| entry.value("entry_date") == day) {
        let sum = match named(entry, projects) {
            Some(id) => to_projects.entry(id.to_string()).or_default(),
            None => to_accounts.entry(entry.id("wage_account")).or_default(),
        };
        *sum += entry.value("amount");
    }
    for (id, amount) in to_projects {
        let left = lay(dues, std::slice::from_ref(&id), amount, day)?;
        *unassigned.entry(id).or_default() += left;
    }
    for (account, amount) in to_accounts {
        let of_account = projects
            .iter()
            .filter(|(_, project)| project.text("wage_account") == Some(account.as_str()));
        let ids: Vec<String> = of_account.map(|(id, _)| id.clone()).collect();
        let left = lay(dues, &ids, amount, day)?;
        let parts = fraction::share(left, &vec![1; ids.len()])?;
        for (id, part) in ids.into_iter().zip(parts) {
            *unassigned.entry(id).or_default() += part;
        }
    }
    Ok(())
}

/// Lays money on the open months of some projects, one due date after the other, and gives what
/// is left.
fn lay(dues: &mut Dues, ids: &[String], amount: i128, day: i128) -> Result<i128, String> {
    let mut left = amount;
    loop {
        let open: Vec<(String, i128)> = dues
            .iter()
            .filter(|((id, _), due)| ids.contains(id) && due.open() > 0)
            .map(|(key, _)| key.clone())
            .collect();
        let Some(first) = open.iter().map(|key| dues[key].due_date).min() else {
            return Ok(left);
        };
        let next: Vec<_> = open.into_iter().filter(|key| dues[key].due_date == first).collect();
        let weights: Vec<i128> = next.iter().map(|key| dues[key].open()).collect();
        let part = left.min(weights.iter().sum());
        for (key, share) in next.iter().zip(fraction::share(part, &weights)?) {
            dues.entry(key.clone()).or_default().receive(share, day);
        }
        left -= part;
        if left == 0 {
            return Ok(0);
        }
    }
}
