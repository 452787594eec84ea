//! 7.7: the six systems of a project, and what decided on each.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::figures::Line;
use crate::output;
use crate::step5;

/// Each system with the columns of a roll-up and of a project.
const SYSTEMS: [(&str, &str, &str, &str); 6] = [
    ("deposit", "deposit_in_place", "deposit_obliged", "system_deposit"),
    (
        "monthly_full_payment",
        "monthly_full_payment_in_place",
        "monthly_full_payment_obliged",
        "system_monthly_full_payment",
    ),
    ("notice_board", "notice_board_in_place", "notice_board_obliged", "system_notice_board"),
    (
        "paid_by_general_contractor",
        "paid_by_general_contractor_in_place",
        "paid_by_general_contractor_obliged",
        "system_paid_by_general_contractor",
    ),
    ("real_name", "real_name_in_place", "real_name_obliged", "system_real_name"),
    ("wage_account", "wage_account_in_place", "wage_account_obliged", "system_wage_account"),
];

/// State and basis.
type State = (&'static str, String);

fn state(state: &'static str, basis: &str) -> State {
    (state, basis.to_string())
}

/// Adds to the lines of projects.
pub fn add(facts: &Facts, lines: &mut BTreeMap<String, Line>) {
    for (id, line) in lines.iter_mut() {
        line.set("systems_exempt", 0);
        line.set("systems_unknown", 0);
        for (system, in_place, obliged, word) in SYSTEMS {
            let (state, _) = of_project(facts, id, line, system);
            line.say(word, state);
            line.set(in_place, i128::from(state == "in_place"));
            line.set(obliged, i128::from(matches!(state, "in_place" | "missing")));
            line.count("systems_exempt", i128::from(state == "exempt"));
            line.count("systems_unknown", i128::from(state == "unknown"));
        }
    }
}

/// One row a project and system.
pub fn six_systems(facts: &Facts, lines: &BTreeMap<String, Line>) -> String {
    let mut rows = Vec::new();
    for (id, line) in lines {
        for (system, ..) in SYSTEMS {
            let (state, basis) = of_project(facts, id, line, system);
            rows.push(vec![id.clone(), system.to_string(), state.to_string(), basis]);
        }
    }
    output::table("project_id,system,state,basis", rows)
}

fn of_project(facts: &Facts, id: &str, line: &Line, system: &str) -> State {
    match system {
        "deposit" => deposit(facts, line),
        "monthly_full_payment" => full_payment(facts, id),
        "notice_board" => stated(facts, id, "notice_board_complete"),
        "paid_by_general_contractor" => stated(facts, id, "paid_by_general_contractor"),
        "real_name" => stated(facts, id, "real_name_in_place"),
        _ => wage_account(facts, id, line),
    }
}

fn deposit(facts: &Facts, line: &Line) -> State {
    let clause = line.word("deposit_clause").unwrap_or("not_known");
    let Some(required) = line.number("deposit_required") else {
        return state("unknown", clause);
    };
    if required == 0 {
        return state("exempt", clause);
    }
    if !facts.tables.rows.contains_key("deposits") {
        return state("unknown", "not_given");
    }
    if line.value("deposit_held") >= required {
        return state("in_place", "held");
    }
    let is_early = line.number("deposit_deadline").is_some_and(|day| facts.as_of <= day);
    if is_early { state("exempt", "before_deadline") } else { state("missing", "short") }
}

fn wage_account(facts: &Facts, id: &str, line: &Line) -> State {
    match line.word("wage_account_status").unwrap_or("") {
        "on_time" | "late" | "opened" => state("in_place", "account"),
        "missing" => state("missing", "no_account"),
        "not_yet_due" => state("exempt", "before_deadline"),
        "exempt" => {
            let flag = facts.project(id).is_some_and(|project| project.is("wage_account_exempt"));
            state("exempt", if flag { "exempt" } else { "completed" })
        }
        _ => state("unknown", "not_given"),
    }
}

fn stated(facts: &Facts, id: &str, column: &str) -> State {
    let said = facts.project(id).and_then(|project| project.number(column));
    match said {
        Some(1) => state("in_place", "stated"),
        _ if facts.is_completed(id) => state("exempt", "completed"),
        Some(_) => state("missing", "stated_missing"),
        None => state("unknown", "not_given"),
    }
}

fn full_payment(facts: &Facts, id: &str) -> State {
    let (mut owed, mut without, mut fell_due) = (false, false, false);
    for (((_, project), _), period) in facts.periods {
        if project == id {
            owed |= step5::arrears(period, facts.as_of) > 0;
            without |= period.due_source == "evidence_missing";
            fell_due |= period.due > 0 && facts.as_of > period.due_date;
        }
    }
    match (owed, without, fell_due) {
        (true, ..) => state("missing", "arrears"),
        (_, true, _) => state("unknown", "evidence_missing"),
        (_, _, true) => state("in_place", "paid_in_full"),
        _ => state("exempt", "nothing_due"),
    }
}
