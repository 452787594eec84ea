//! 7.3 and 7.6: wage account balances, and the means at hand for overdue arrears.

use std::collections::{BTreeMap, BTreeSet};

use crate::book::{Book, Finding};
use crate::cells;
use crate::deposit::{self, KINDS};
use crate::fraction;
use crate::policy::Policy;
use crate::punches::Key;
use crate::step1::{Record, Tables};
use crate::step3::Periods;
use crate::step5;

/// One source's part of one engagement's arrears.
#[derive(Debug, Clone)]
pub struct Cover {
    /// Worker and project.
    pub key: Key,
    /// Kind of source.
    pub source: &'static str,
    /// Its id.
    pub source_id: String,
    /// Fen.
    pub amount: i128,
}

/// The balance of every wage account with entries, in fen.
pub fn balances(tables: &Tables, book: &mut Book) -> BTreeMap<String, i128> {
    let mut balances: BTreeMap<String, (i128, bool)> = BTreeMap::new();
    for entry in tables.of("account_entries") {
        let line = balances.entry(entry.id("wage_account")).or_default();
        let is_credit = entry.text("direction") == Some("credit");
        line.0 += if is_credit { entry.value("amount") } else { -entry.value("amount") };
        line.1 |= entry.text("purpose") == Some("opening");
    }
    for (balance, has_opening) in balances.values() {
        if !has_opening {
            let finding = Finding::new("balance_from_movements", "account_entries");
            book.findings.push(Finding { amount: Some(*balance), ..finding });
        }
    }
    balances.into_iter().map(|(account, (balance, _))| (account, balance)).collect()
}

/// A means that may serve several projects at once.
#[derive(Debug, Clone)]
struct Source {
    word: &'static str,
    id: String,
    worth: i128,
    projects: Vec<String>,
}

/// What is still uncovered of each engagement, and what covers the rest.
#[derive(Debug)]
struct Flow {
    uncovered: BTreeMap<String, BTreeMap<Key, i128>>,
    covers: Vec<Cover>,
}

impl Flow {
    fn open(&self, project: &str) -> i128 {
        self.uncovered.get(project).map_or(0, |workers| workers.values().sum())
    }

    /// One step: every source in turn pays its projects, then each project its workers.
    fn step(&mut self, sources: &[Source]) -> Result<(), String> {
        let mut left: BTreeMap<String, i128> = BTreeMap::new();
        let mut received: BTreeMap<String, Vec<(&Source, i128)>> = BTreeMap::new();
        for source in sources {
            let open = |project: &String| left.get(project).copied().unwrap_or(self.open(project));
            let weights: Vec<i128> = source.projects.iter().map(open).collect();
            let amount = source.worth.min(weights.iter().sum());
            let parts = fraction::share(amount, &weights)?;
            for ((project, part), weight) in source.projects.iter().zip(parts).zip(weights) {
                left.insert(project.clone(), weight - part);
                received.entry(project.clone()).or_default().push((source, part));
            }
        }
        for (project, parts) in received {
            self.hand_to_workers(&project, &parts)?;
        }
        Ok(())
    }

    /// What a project received in a step is divided by uncovered arrears; each source then fills
    /// the workers' parts in the same way.
    fn hand_to_workers(&mut self, project: &str, parts: &[(&Source, i128)]) -> Result<(), String> {
        let Some(workers) = self.uncovered.get_mut(project) else { return Ok(()) };
        let total: i128 = parts.iter().map(|(_, part)| part).sum();
        let weights: Vec<i128> = workers.values().copied().collect();
        let mut owed = fraction::share(total, &weights)?;
        for (uncovered, part) in workers.values_mut().zip(&owed) {
            *uncovered -= part;
        }
        for (source, part) in parts {
            let of_source = fraction::share(*part, &owed)?;
            for ((key, owed), amount) in workers.keys().zip(&mut owed).zip(of_source) {
                *owed -= amount;
                if amount > 0 {
                    let (key, source_id) = (key.clone(), source.id.clone());
                    self.covers.push(Cover { key, source: source.word, source_id, amount });
                }
            }
        }
        Ok(())
    }
}

/// What covers the overdue arrears, in the order of 7.6.
pub fn cover(
    tables: &Tables,
    projects: &BTreeMap<String, Record>,
    periods: &Periods,
    balances: &BTreeMap<String, i128>,
    policy: &Policy,
    as_of: i128,
) -> Result<Vec<Cover>, String> {
    let mut uncovered: BTreeMap<String, BTreeMap<Key, i128>> = BTreeMap::new();
    for ((key, _), period) in periods {
        let workers = uncovered.entry(key.1.clone()).or_default();
        *workers.entry(key.clone()).or_default() += step5::arrears(period, as_of);
    }
    let everywhere: BTreeSet<String> = uncovered.keys().chain(projects.keys()).cloned().collect();
    let mut flow = Flow { uncovered, covers: Vec::new() };
    let means = Means { tables, projects, everywhere, policy, as_of };
    flow.step(&wage_accounts(projects, balances))?;
    flow.step(&means.deposits(&KINDS, "project_deposit", true))?;
    flow.step(&means.deposits(&KINDS, "contractor_deposit", false))?;
    let owners = means.owners();
    flow.step(&owners)?;
    flow.step(&means.emergency_funds())?;
    Ok(flow.covers)
}

fn wage_accounts(
    projects: &BTreeMap<String, Record>,
    balances: &BTreeMap<String, i128>,
) -> Vec<Source> {
    let mut sources = Vec::new();
    for (account, balance) in balances {
        let pays = |(_, project): &(&String, &Record)| {
            project.text("wage_account") == Some(account.as_str())
        };
        let projects: Vec<String> =
            projects.iter().filter(pays).map(|(id, _)| id.clone()).collect();
        let worth = (*balance).max(0);
        sources.push(Source { word: "wage_account", id: account.clone(), worth, projects });
    }
    sources
}

struct Means<'a> {
    tables: &'a Tables,
    projects: &'a BTreeMap<String, Record>,
    /// Also the projects without a row of their own.
    everywhere: BTreeSet<String>,
    policy: &'a Policy,
    as_of: i128,
}

impl Means<'_> {
    /// Rows of some kinds in order of kind, end (open last) and id.
    fn rows(&self, kinds: &[&str]) -> Vec<&Record> {
        let place = |row: &Record| kinds.iter().position(|kind| row.text("kind") == Some(*kind));
        let mut rows: Vec<&Record> =
            self.tables.of("deposits").iter().filter(|row| place(row).is_some()).collect();
        rows.sort_by_key(|row| {
            let end = row.number("valid_to").unwrap_or(i128::MAX);
            (place(row), end, row.id("deposit_id"))
        });
        rows
    }

    fn source(&self, word: &'static str, row: &Record, projects: Vec<String>) -> Source {
        let worth = deposit::worth(row, self.as_of);
        Source { word, id: row.id("deposit_id"), worth, projects }
    }

    /// Deposits of projects, or of contractors for all their projects in the area.
    fn deposits(&self, kinds: &[&str], word: &'static str, of_projects: bool) -> Vec<Source> {
        let mut sources = Vec::new();
        for row in self.rows(kinds) {
            let project = row.text("project_id");
            if project.is_some() != of_projects {
                continue;
            }
            let behind = match project {
                Some(project) => vec![project.to_string()],
                None => self.behind(row),
            };
            sources.push(self.source(word, row, behind));
        }
        sources
    }

    fn behind(&self, row: &Record) -> Vec<String> {
        let behind = deposit::projects_behind(row, self.projects, self.policy);
        behind.into_iter().cloned().collect()
    }

    /// The owner's unsettled amount where known, else the payment guarantees.
    fn owners(&self) -> Vec<Source> {
        let unsettled =
            |id: &str| self.projects.get(id).and_then(|project| project.number("unsettled_amount"));
        let mut sources = Vec::new();
        for id in self.projects.keys() {
            if let Some(worth) = unsettled(id) {
                let (word, projects) = ("owner_unsettled", vec![id.clone()]);
                sources.push(Source { word, id: id.clone(), worth, projects });
            }
        }
        for of_projects in [true, false] {
            for mut source in
                self.deposits(&["payment_guarantee"], "payment_guarantee", of_projects)
            {
                source.projects.retain(|project| unsettled(project).is_none());
                sources.push(source);
            }
        }
        sources
    }

    /// Emergency funds, narrower scope first.
    fn emergency_funds(&self) -> Vec<Source> {
        let kinds = ["emergency_fund"];
        let word = "emergency_fund";
        let mut sources = self.deposits(&kinds, word, true);
        let mut regional: Vec<&Record> = Vec::new();
        for row in self.rows(&kinds).into_iter().filter(|row| row.text("project_id").is_none()) {
            if row.text("contractor_id").is_some() {
                sources.push(self.source(word, row, self.behind(row)));
            } else {
                regional.push(row);
            }
        }
        let length =
            |row: &Record| row.text("region_code").map_or(0, |code| cells::prefix(code).len());
        regional.sort_by_key(|row| std::cmp::Reverse(length(row)));
        for row in regional {
            let region = cells::prefix(row.text("region_code").unwrap_or(""));
            let mut ids: Vec<String> = self.everywhere.iter().cloned().collect();
            ids.retain(|id| {
                let own = self.projects.get(id).and_then(|project| project.text("region_code"));
                cells::prefix(own.unwrap_or("")).starts_with(region)
            });
            sources.push(self.source(word, row, ids));
        }
        sources
    }
}
