//! 7.5, deposits in time: enough by the deadline, topped up, ending, too short, returned.

use std::collections::{BTreeMap, BTreeSet};

use crate::date;
use crate::deposit::{self, KINDS};
use crate::facts::Facts;
use crate::figures::Line;
use crate::output;
use crate::step1::Record;

/// Since ever.
const ALWAYS: i128 = -1_000_000;

/// Working days from a draw in which it must be topped up.
const TOP_UP_WORKDAYS: i128 = 10;

/// Days of public notice after the completion, and working days after it for the return.
const NOTICE_DAYS: i128 = 30;
const RETURN_WORKDAYS: i128 = 5 + 3;

/// What is to be said of one deposit beside its own cells.
#[derive(Debug, Default)]
struct Terms {
    available: i128,
    drawn: i128,
    is_expired: bool,
    is_expiring: bool,
    is_too_short: Option<bool>,
    top_up: Option<&'static str>,
    top_up_deadline: Option<i128>,
    topped_up: Option<i128>,
}

/// Adds to the lines of projects.
pub fn add(facts: &Facts, lines: &mut BTreeMap<String, Line>) -> Result<(), String> {
    for (id, line) in lines.iter_mut() {
        for name in [
            "deposit_cash",
            "deposit_bank_guarantee",
            "deposit_insurance_bond",
            "deposit_other_security",
            "deposits_cash",
            "deposits_bank_guarantee",
            "deposits_insurance_bond",
            "deposits_other_security",
            "deposit_expiring",
            "deposit_expired",
            "deposit_too_short",
            "deposit_not_topped_up",
        ] {
            line.set(name, 0);
        }
        in_time(facts, id, line)?;
        returned(facts, id, line);
        guarantees(facts, id, line);
    }
    for row in facts.tables.of("deposits") {
        sums(facts, row, lines)?;
    }
    Ok(())
}

/// What of an amount of a deposit stands for each project.
fn shares(facts: &Facts, row: &Record, amount: i128) -> Result<Vec<(String, i128)>, String> {
    deposit::shares(row, amount, facts.builders, facts.required, facts.as_of)
}

fn sums(facts: &Facts, row: &Record, lines: &mut BTreeMap<String, Line>) -> Result<(), String> {
    const NAMES: [(&str, &str, &str); 4] = [
        ("cash", "deposit_cash", "deposits_cash"),
        ("bank_guarantee", "deposit_bank_guarantee", "deposits_bank_guarantee"),
        ("insurance_bond", "deposit_insurance_bond", "deposits_insurance_bond"),
        ("other_security", "deposit_other_security", "deposits_other_security"),
    ];
    let terms = terms(facts, row)?;
    let names = NAMES.iter().find(|(kind, ..)| row.text("kind") == Some(kind));
    let Some((_, amount_name, count_name)) = names else { return Ok(()) };
    for (id, part) in shares(facts, row, terms.available)? {
        let Some(line) = lines.get_mut(&id) else { continue };
        line.count(amount_name, part);
        line.count(count_name, i128::from(part > 0));
        if terms.is_expiring {
            line.count("deposit_expiring", part);
        }
        if terms.is_too_short == Some(true) {
            line.count("deposit_too_short", part);
        }
    }
    let goes_on = stands_for(facts, row).iter().any(|id| !facts.is_completed(id));
    if terms.is_expired && goes_on {
        for (id, part) in shares(facts, row, row.value("amount"))? {
            if let Some(line) = lines.get_mut(&id) {
                line.count("deposit_expired", part);
            }
        }
    }
    if terms.top_up == Some("missing") {
        for (id, part) in shares(facts, row, terms.drawn)? {
            if let Some(line) = lines.get_mut(&id) {
                line.count("deposit_not_topped_up", part);
            }
        }
    }
    Ok(())
}

/// Payment guarantees in force for a project or its contractor; not known where no row is one.
fn guarantees(facts: &Facts, id: &str, line: &mut Line) {
    let rows = facts.tables.of("deposits");
    let is_one = |row: &&Record| row.text("kind") == Some("payment_guarantee");
    if rows.iter().any(|row| is_one(&row)) {
        let stands = |row: &&Record| stands_for(facts, row).iter().any(|other| other == id);
        let worth = |row: &Record| deposit::worth(row, facts.as_of);
        line.set(
            "payment_guarantee_held",
            rows.iter().filter(is_one).filter(stands).map(worth).sum::<i128>(),
        );
    }
}

/// The projects that a deposit stands for; a fund stands for none.
fn stands_for(facts: &Facts, row: &Record) -> Vec<String> {
    if row.text("kind") == Some("emergency_fund") && row.text("project_id").is_none() {
        return Vec::new();
    }
    match row.text("project_id") {
        Some(project) => vec![project.to_string()],
        None => {
            let behind = deposit::projects_behind(row, &facts.world.projects, facts.policy);
            behind.into_iter().cloned().collect()
        }
    }
}

/// What is worth something on a day, with what is known on the day of the report.
fn worth(facts: &Facts, row: &Record, day: i128) -> i128 {
    let known = day.min(facts.as_of);
    let begins = row.number("valid_from").is_none_or(|from| from <= day);
    let ends = row.number("valid_to").is_some_and(|to| to < day);
    let left = row.value("amount") - deposit::drawn(row, known);
    if begins && !ends { left.max(0) } else { 0 }
}

/// The days on which what is held may change, and what is held of a project from each of them on.
fn history(facts: &Facts, id: &str) -> Result<Vec<(i128, i128)>, String> {
    let mut days = BTreeSet::from([ALWAYS]);
    for row in facts.tables.of("deposits") {
        days.extend(row.number("valid_from"));
        days.extend(row.number("valid_to").map(|day| day + 1));
        days.extend(row.number("drawn_date"));
    }
    let mut steps = Vec::new();
    for day in days {
        let mut held = 0;
        for row in facts.tables.of("deposits") {
            let shares = shares(facts, row, worth(facts, row, day))?;
            held +=
                shares.iter().filter(|(other, _)| other == id).map(|(_, part)| part).sum::<i128>();
        }
        steps.push((day, held));
    }
    Ok(steps)
}

/// Whether enough was there by the deadline, and on which days it was not (choices 63).
fn in_time(facts: &Facts, id: &str, line: &mut Line) -> Result<(), String> {
    let required = line.number("deposit_required");
    let deadline = line.number("deposit_deadline");
    let (status, filled) = match required {
        None => ("not_known", None),
        Some(0) => ("nothing_required", None),
        Some(required) => {
            let steps = history(facts, id)?;
            let enough = |(day, held): &&(i128, i128)| *held >= required && *day <= facts.as_of;
            let filled = steps.iter().find(enough).map(|(day, _)| *day);
            let status = match (deadline, filled) {
                (None, _) => "not_known",
                (Some(deadline), Some(filled)) if filled <= deadline => "on_time",
                (_, Some(_)) => "late",
                (Some(deadline), None) if facts.as_of > deadline => "missing",
                _ => "not_yet_due",
            };
            if let Some(deadline) = deadline {
                uncovered(facts, id, line, (required, deadline), &steps);
            }
            (status, filled)
        }
    };
    line.say("deposit_status", status);
    line.set("deposit_filled_date", filled.filter(|day| *day != ALWAYS));
    let late = deadline.map(|deadline| filled.unwrap_or(facts.as_of) - deadline);
    line.set("deposit_late_days", late.filter(|_| matches!(status, "late" | "missing")));
    let is = |words: &[&str]| i128::from(words.contains(&status));
    line.set("deposits_obliged", is(&["on_time", "late", "missing"]));
    line.set("deposits_on_time", is(&["on_time"]));
    line.set("deposits_late", is(&["late"]));
    let short = line.number("deposit_shortfall");
    // Without a deadline it is not known whether it has passed.
    let overdue = short.zip(deadline).map(|(short, day)| if facts.as_of > day { short } else { 0 });
    line.set("deposit_overdue_shortfall", overdue);
    Ok(())
}

fn uncovered(
    facts: &Facts,
    id: &str,
    line: &mut Line,
    (required, deadline): (i128, i128),
    steps: &[(i128, i128)],
) {
    let completed = facts.project(id).and_then(|project| project.number("completed_date"));
    let end = completed.unwrap_or(i128::MAX);
    let (mut first, mut days) = (None, 0);
    for (place, (from, held)) in steps.iter().enumerate() {
        let next = steps.get(place + 1).map_or(i128::MAX, |(day, _)| *day);
        let (from, to) = ((*from).max(deadline + 1), (next - 1).min(end));
        if *held >= required || from > to {
            continue;
        }
        first = first.or(Some(from));
        days += (to.min(facts.as_of) - from + 1).max(0);
    }
    line.set("deposit_first_uncovered_date", first);
    line.set("deposit_uncovered_days", days);
}

/// Whether the deposit may go back (choices 66).
fn returned(facts: &Facts, id: &str, line: &mut Line) {
    let completed = facts.project(id).and_then(|project| project.number("completed_date"));
    let day = completed.filter(|day| *day <= facts.as_of);
    let notice_end = day.map(|day| day + NOTICE_DAYS);
    let word = if line.value("deposit_held") == 0 {
        "nothing_held"
    } else if let Some(notice_end) = notice_end {
        line.set("deposit_notice_end_date", notice_end);
        if line.value("arrears") > 0 {
            "in_arrears"
        } else {
            line.set("deposit_return_date", facts.workdays_after(notice_end, RETURN_WORKDAYS));
            if facts.as_of <= notice_end { "notice" } else { "eligible" }
        }
    } else if completed.is_none() && facts.is_completed(id) {
        "not_known"
    } else {
        "not_completed"
    };
    line.say("deposit_return", word);
}

fn terms(facts: &Facts, row: &Record) -> Result<Terms, String> {
    let ids = stands_for(facts, row);
    let goes_on = ids.iter().any(|id| !facts.is_completed(id));
    let valid_to = row.number("valid_to");
    let available = deposit::worth(row, facts.as_of);
    let soon = facts.as_of..=facts.as_of + facts.policy.deposit_expiring_days;
    let mut terms = Terms {
        available,
        drawn: deposit::drawn(row, facts.as_of),
        is_expired: valid_to.is_some_and(|day| day < facts.as_of),
        is_expiring: available > 0 && goes_on && valid_to.is_some_and(|day| soon.contains(&day)),
        is_too_short: is_too_short(facts, row, &ids),
        ..Terms::default()
    };
    let is_wage = row.text("kind").is_some_and(|kind| KINDS.contains(&kind));
    if is_wage && terms.drawn > 0 {
        top_up(facts, row, &ids, &mut terms)?;
    }
    Ok(terms)
}

fn is_too_short(facts: &Facts, row: &Record, ids: &[String]) -> Option<bool> {
    if !matches!(row.text("kind"), Some("bank_guarantee" | "insurance_bond")) {
        return None;
    }
    let Some(last_day) = row.number("valid_to") else { return Some(false) };
    let end = |id: &String| {
        let project = facts.project(id)?;
        let completed = project.number("completed_date").filter(|day| *day <= facts.as_of);
        completed.or(project.number("planned_end_date"))
    };
    let works = ids.iter().filter_map(end).max();
    let year = row.number("valid_from").map(|from| date::add_months(from, 12) - 1);
    Some(works.into_iter().chain(year).any(|needed| last_day < needed))
}

/// Whether a draw was made good in time (choices 64).
fn top_up(facts: &Facts, row: &Record, ids: &[String], terms: &mut Terms) -> Result<(), String> {
    let required = |id: &String| facts.required.get(id).and_then(|required| required.required);
    let needing: Vec<(&String, i128)> = ids
        .iter()
        .filter_map(|id| Some((id, required(id)?)))
        .filter(|(_, required)| *required > 0)
        .collect();
    let Some(drawn) = row.number("drawn_date") else {
        terms.top_up = Some("not_known");
        return Ok(());
    };
    if !ids.is_empty() && ids.iter().all(|id| required(id) == Some(0)) {
        terms.top_up = Some("nothing_required");
        return Ok(());
    }
    terms.top_up_deadline = facts.workdays_after(drawn, TOP_UP_WORKDAYS);
    if needing.is_empty() {
        terms.top_up = Some("not_known");
        return Ok(());
    }
    let mut histories = Vec::new();
    let mut days = BTreeSet::from([drawn]);
    for (id, required) in needing {
        let steps = history(facts, id)?;
        days.extend(steps.iter().map(|(day, _)| *day));
        histories.push((steps, required));
    }
    let is_enough = |day: &&i128| {
        histories.iter().all(|(steps, required)| {
            let step = steps.iter().rev().find(|(from, _)| from <= day);
            step.is_some_and(|(_, held)| held >= required)
        })
    };
    let within = days.range(drawn..=facts.as_of);
    terms.topped_up = within.into_iter().find(is_enough).copied();
    terms.top_up = Some(match (terms.top_up_deadline, terms.topped_up) {
        (None, _) => "not_known",
        (Some(deadline), Some(day)) if day <= deadline => "on_time",
        (_, Some(_)) => "late",
        (Some(deadline), None) if facts.as_of > deadline => "missing",
        _ => "not_yet_due",
    });
    Ok(())
}

/// One row a used row of `deposits`.
pub fn deposit_status(facts: &Facts) -> Result<String, String> {
    let mut rows: Vec<&Record> = facts.tables.of("deposits").iter().collect();
    rows.sort_by_key(|row| row.id("deposit_id"));
    let mut lines = Vec::new();
    for row in rows {
        let terms = terms(facts, row)?;
        let valid_to = row.number("valid_to");
        let left = valid_to.map(|day| day - facts.as_of).filter(|days| *days >= 0);
        let word = |is: Option<bool>| is.map_or(String::new(), |is| is.to_string());
        lines.push(vec![
            row.id("deposit_id"),
            row.id("kind"),
            row.id("project_id"),
            if row.text("project_id").is_some() { String::new() } else { row.id("contractor_id") },
            output::money(row.value("amount"))?,
            output::money(terms.available)?,
            output::day(row.number("valid_from")),
            output::day(valid_to),
            terms.is_expired.to_string(),
            output::number(left),
            terms.is_expiring.to_string(),
            word(terms.is_too_short),
            output::money(terms.drawn)?,
            output::day(row.number("drawn_date").filter(|_| terms.drawn > 0)),
            output::day(terms.top_up_deadline),
            terms.top_up.unwrap_or("").to_string(),
            output::day(terms.topped_up),
        ]);
    }
    let header = "deposit_id,kind,project_id,contractor_id,amount,available,valid_from,valid_to,\
        is_expired,left_days,is_expiring,is_too_short,drawn,drawn_date,top_up_deadline,top_up,\
        topped_up_date";
    Ok(output::table(header, lines))
}
