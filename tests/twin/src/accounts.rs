//! 7.3: labour cost of projects, what wage accounts hold and pay, and whether they were opened.

use std::collections::{BTreeMap, BTreeSet};

use crate::date;
use crate::facts::Facts;
use crate::figures::Line;
use crate::fraction::{self, Fraction};
use crate::labour_cost;
use crate::step1::Record;
use crate::step5;

/// Civil days from the signing in which the account must be opened.
const DAYS_TO_OPEN: i128 = 30;

/// Adds the figures of wage accounts to the lines of projects.
pub fn add(facts: &Facts, lines: &mut BTreeMap<String, Line>) -> Result<(), String> {
    for (id, line) in lines.iter_mut() {
        labour_cost_of(facts, id, line)?;
        opening(facts, id, line);
        for name in ["debits_other_purpose", "debits_other_payee", "labour_cost_unassigned"] {
            line.set(name, 0);
        }
    }
    for (id, amount) in facts.unassigned {
        lines.entry(id.clone()).or_default().count("labour_cost_unassigned", *amount);
    }
    balances(facts, lines);
    debits(facts, lines)
}

fn labour_cost_of(facts: &Facts, id: &str, line: &mut Line) -> Result<(), String> {
    for name in [
        "labour_cost_due",
        "labour cost due in time",
        "labour_cost_on_time",
        "labour_cost_late",
        "labour_cost_overdue",
        "labour_cost_not_known",
    ] {
        line.set(name, 0);
    }
    let Some(project) = facts.project(id) else { return Ok(()) };
    let months = labour_cost::expected(project, facts.as_of)?;
    if let Some(months) = months.filter(|_| !project.is("wage_account_exempt")) {
        line.set("labour_cost_expected", months.values().map(|due| due.expected).sum::<i128>());
    }
    for ((_, _), due) in facts.dues.iter().filter(|((project, _), _)| project == id) {
        line.count("labour_cost_on_time", due.on_time);
        line.count("labour_cost_late", due.late);
        line.count("labour_cost_overdue", due.short(facts.as_of));
        line.count("labour_cost_not_known", due.not_known());
        if due.on_record && facts.as_of > due.due_date {
            line.count("labour_cost_due", due.expected);
            line.count("labour cost due in time", due.on_time);
        }
    }
    Ok(())
}

/// Whether the account was opened in time (choices 61).
fn opening(facts: &Facts, id: &str, line: &mut Line) {
    let project = facts.project(id);
    let number = |column: &str| project.and_then(|project| project.number(column));
    let is_flagged = project.is_some_and(|project| project.is("wage_account_exempt"));
    let deadline = number("signed_date").map(|day| day + DAYS_TO_OPEN);
    let opened = number("wage_account_opened_date");
    let has_account = facts.text(id, "wage_account").is_some();
    let is_open = opened.map_or(has_account, |day| day <= facts.as_of);
    let is_exempt = is_flagged || !is_open && facts.is_completed(id);
    // An empty cell says that there is none; a column that was not given says nothing.
    let is_told = facts.tables.has_column("projects", "wage_account") || opened.is_some();
    let status = match (is_exempt, is_open, deadline.filter(|_| is_told || is_open)) {
        (true, ..) => "exempt",
        (_, true, Some(deadline)) if opened.is_some() => {
            if opened <= Some(deadline) {
                "on_time"
            } else {
                "late"
            }
        }
        (_, true, _) => "opened",
        (_, _, Some(deadline)) if facts.as_of > deadline => "missing",
        (_, _, Some(_)) => "not_yet_due",
        _ => "not_known",
    };
    line.say("wage_account_status", status);
    line.set("wage_account_deadline", deadline.filter(|_| !is_exempt));
    let is = |words: &[&str]| i128::from(words.contains(&status));
    line.set("wage_accounts_obliged", is(&["on_time", "late", "opened", "missing"]));
    line.set("wage_accounts_opened", is(&["on_time", "late", "opened"]));
    line.set("wage_accounts_on_time", is(&["on_time"]));
    line.set("wage_accounts_exempt", is(&["exempt"]));
}

/// Balances, and how long they last (choices 62).
fn balances(facts: &Facts, lines: &mut BTreeMap<String, Line>) {
    let last = date::add_months(facts.as_of, 1);
    let (mut soon, mut unpaid) = (BTreeMap::new(), BTreeMap::new());
    for (((_, project), _), period) in facts.periods {
        let is_soon = (facts.as_of..=last).contains(&period.due_date);
        let open = step5::not_yet_due(period, facts.as_of);
        *soon.entry(project.as_str()).or_insert(0) += if is_soon { open } else { 0 };
        *unpaid.entry(project.as_str()).or_insert(0) += period.open();
    }
    let of = |sums: &BTreeMap<&str, i128>, id: &str| sums.get(id).copied().unwrap_or(0);
    for (id, line) in lines.iter_mut() {
        line.set("due_within_month", of(&soon, id));
        line.set("wage_accounts_low", 0);
    }
    for (account, ids) in facts.projects_of_accounts() {
        let Some(balance) = facts.balances.get(account).copied() else { continue };
        let soon: i128 = ids.iter().map(|id| of(&soon, id)).sum();
        let unpaid: i128 = ids.iter().map(|id| of(&unpaid, id)).sum();
        let part = |under: i128| (under > 0).then(|| Fraction::new(balance, under));
        for id in ids {
            let Some(line) = lines.get_mut(id) else { continue };
            line.set("wage_account_balance", balance);
            line.set_ratio("wage_account_runway", part(soon));
            line.set_ratio("unpaid_coverage", part(unpaid));
            line.set("wage_accounts_low", i128::from(balance.max(0) < soon));
        }
    }
}

/// Debits for other purposes, and to accounts of no worker.
fn debits(facts: &Facts, lines: &mut BTreeMap<String, Line>) -> Result<(), String> {
    let of_accounts = facts.projects_of_accounts();
    let registered: BTreeSet<&str> =
        facts.world.workers.values().filter_map(|worker| worker.text("pay_account")).collect();
    let has_registered = |account: &str| {
        let ids = of_accounts.get(account).map_or(&[][..], Vec::as_slice);
        facts.world.engagements.iter().any(|(worker, project)| {
            ids.contains(&project.as_str())
                && facts.world.worker_text(worker, "pay_account").is_some()
        })
    };
    let what = |entry: &Record| -> Option<&'static str> {
        match entry.text("purpose") {
            Some(word) if word != "wage" && word != "opening" => Some("debits_other_purpose"),
            _ => {
                let counter = entry.text("counter_account")?;
                let is_judged = has_registered(entry.text("wage_account")?);
                (is_judged && !registered.contains(counter)).then_some("debits_other_payee")
            }
        }
    };
    let mut of_account: BTreeMap<(&str, &'static str), i128> = BTreeMap::new();
    for entry in facts.tables.of("account_entries") {
        if entry.text("direction") != Some("debit") {
            continue;
        }
        let Some(name) = what(entry) else { continue };
        let amount = entry.value("amount");
        match entry.text("project_id").filter(|id| facts.project(id).is_some()) {
            Some(id) => lines.entry(id.to_string()).or_default().count(name, amount),
            None => {
                let account = entry.text("wage_account").unwrap_or("");
                *of_account.entry((account, name)).or_default() += amount;
            }
        }
    }
    for ((account, name), amount) in of_account {
        let ids = of_accounts.get(account).map_or(&[][..], Vec::as_slice);
        for (id, part) in ids.iter().zip(fraction::share(amount, &vec![1; ids.len()])?) {
            lines.entry((*id).to_string()).or_default().count(name, part);
        }
    }
    Ok(())
}
