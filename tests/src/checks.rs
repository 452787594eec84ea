//! What is true of the output of every run: the equations, the roll-ups, the accounting, the order.

use std::collections::{BTreeMap, BTreeSet};

use crate::tables::{Sheet, Tables, fen};

/// What a check says: nothing, or what does not hold.
pub type Checked = Result<(), String>;

/// Sums that must agree.
fn same(what: &str, left: i128, right: i128) -> Checked {
    if left == right { Ok(()) } else { Err(format!("{what}: {left} fen is not {right} fen")) }
}

/// A table of the output.
///
/// # Errors
///
/// When there is none of that name.
pub fn sheet(tables: &Tables, name: &str) -> Result<Sheet, String> {
    tables.get(name).map(|text| Sheet::read(text)).ok_or_else(|| format!("no table {name}"))
}

/// The two equations of step 6, row by row and in total, and both sides of every allocation.
///
/// # Errors
///
/// The first that does not hold.
pub fn equations(tables: &Tables) -> Checked {
    let periods = sheet(tables, "worker_periods")?;
    let fates = sheet(tables, "transfer_fates")?;
    let allocations = sheet(tables, "allocations")?;
    for row in 0..periods.rows.len() {
        let at = |name| fen(periods.cell(row, name));
        let what = format!("worker_periods row {row}: due = paid + arrears + not_yet_due");
        same(&what, at("due")?, at("paid")? + at("arrears")? + at("not_yet_due")?)?;
        let is_split = at("arrears")? > 0 && at("not_yet_due")? > 0;
        if is_split || at("paid_on_time")? > at("paid")? || at("arrears")? < 0 {
            return Err(format!("worker_periods row {row}: {}", periods.rows.concat().join(",")));
        }
        let is_overdue = !periods.cell(row, "overdue_days").is_empty();
        if is_overdue != (at("arrears")? > 0) {
            return Err(format!("worker_periods row {row}: overdue_days without arrears or less"));
        }
    }
    for row in 0..fates.rows.len() {
        let at = |name| fen(fates.cell(row, name));
        let parts = at("allocated")? + at("advance")? + at("taken_back")? + at("set_aside")?;
        same(&format!("transfer_fates row {row}: amount"), at("amount")?, parts)?;
    }
    let paid = sums(&periods, &["worker_id", "project_id", "period"], "paid")?;
    let given = sums(&allocations, &["worker_id", "project_id", "period"], "amount")?;
    agree("paid of a worker-period = its allocations", &paid, &given)?;
    let sent = sums(&fates, &["transfer_id"], "allocated")?;
    let arrived = sums(&allocations, &["transfer_id"], "amount")?;
    agree("allocated of a transfer = its allocations", &sent, &arrived)
}

/// Each level is the sum of the level below, and nobody is lost on the way.
///
/// # Errors
///
/// The first sum that does not hold.
pub fn roll_ups(tables: &Tables) -> Checked {
    let periods = sheet(tables, "worker_periods")?;
    let workers = sheet(tables, "worker_totals")?;
    let projects = sheet(tables, "project_totals")?;
    let contractors = sheet(tables, "contractor_totals")?;
    let regions = sheet(tables, "region_totals")?;
    for money in ["due", "paid", "arrears", "not_yet_due"] {
        let what = |of: &str| format!("{money} of {of} = of the worker-periods");
        let lower = sums(&periods, &["worker_id"], money)?;
        agree(&what("workers"), &sums(&workers, &["worker_id"], money)?, &lower)?;
        let lower = sums(&periods, &["project_id"], money)?;
        agree(&what("projects"), &sums(&projects, &["project_id"], money)?, &lower)?;
        same(&what("contractors"), contractors.sum(money)?, periods.sum(money)?)?;
    }
    let lower = sums(&periods, &["project_id"], "paid_on_time")?;
    agree("paid on time", &sums(&projects, &["project_id"], "paid_on_time")?, &lower)?;
    for level in ["2", "4", "6"] {
        let mut lines = regions.clone();
        let place = lines.column("level").ok_or("region_totals: no level")?;
        lines.rows.retain(|row| row.get(place).is_some_and(|cell| cell == level));
        regions_add_up(level, &lines, &projects, &workers)?;
    }
    // A second implementation may lag behind.
    if tables.contains_key("rollup_totals") {
        let rollups = sheet(tables, "rollup_totals")?;
        for dimension in ["category", "investment"] {
            let mut lines = rollups.clone();
            let place = lines.column("dimension").ok_or("rollup_totals: no dimension")?;
            lines.rows.retain(|row| row.get(place).is_some_and(|cell| cell == dimension));
            regions_add_up(dimension, &lines, &projects, &workers)?;
        }
        let months = sheet(tables, "month_totals")?;
        for money in ["due", "paid", "paid_on_time", "arrears", "not_yet_due"] {
            let lower = sums(&periods, &["period"], money)?;
            agree(&format!("{money} of months"), &sums(&months, &["period"], money)?, &lower)?;
        }
    }
    same("advance of contractors", contractors.sum("advance")?, workers.sum("advance")?)?;
    for money in ["covered", "uncovered"] {
        same(money, projects.sum(money)?, workers.sum(money)?)?;
        same(money, contractors.sum(money)?, workers.sum(money)?)?;
    }
    let covered = projects.sum("covered")? + projects.sum("uncovered")?;
    same("covered + uncovered = arrears", covered, projects.sum("arrears")?)?;
    closure("worker_id", &periods, &workers)?;
    closure("project_id", &periods, &projects)
}

/// Projects have the colour of their gravest warning, and every level counts them.
///
/// # Errors
///
/// The first that does not hold.
pub fn colours(tables: &Tables) -> Checked {
    if !tables.contains_key("warnings") {
        return Ok(());
    }
    let (warnings, projects) = (sheet(tables, "warnings")?, sheet(tables, "project_totals")?);
    let mut graves: BTreeMap<String, u8> = BTreeMap::new();
    for row in 0..projects.rows.len() {
        graves.insert(projects.cell(row, "project_id").to_string(), 0);
    }
    let owed = sums(&projects, &["project_id"], "arrears")?;
    for row in 0..warnings.rows.len() {
        let cell = |name| warnings.cell(row, name);
        let id = cell("subject_id").to_string();
        if cell("subject") != "project" || cell("state") == "cleared" {
            continue;
        }
        let is_stuck = cell("state") == "overdue";
        let is_owed = owed.get(&vec![id.clone()]).is_some_and(|fen| *fen > 0);
        let grave = match cell("level") {
            "key" if is_stuck || is_owed => 3,
            "general" if !is_stuck => 1,
            _ => 2,
        };
        let known = graves.get_mut(&id).ok_or_else(|| format!("a warning about {id:?}"))?;
        *known = grave.max(*known);
    }
    let words = ["green", "blue", "yellow", "red"];
    let mut counts = [0_i128; 4];
    for row in 0..projects.rows.len() {
        let grave = usize::from(graves[projects.cell(row, "project_id")]);
        let met = projects.cell(row, "colour");
        if met != words[grave] {
            return Err(format!("project_totals row {row}: {met}, not {}", words[grave]));
        }
        counts[grave] += 1;
    }
    for (table, levels) in [("contractor_totals", 1), ("region_totals", 3), ("rollup_totals", 2)] {
        let lines = sheet(tables, table)?;
        for (word, count) in words.iter().zip(counts) {
            let column = format!("projects_{word}");
            let cells = (0..lines.rows.len()).map(|row| lines.cell(row, &column).parse::<i128>());
            let sum: i128 = cells.map(|cell| cell.unwrap_or(i128::MIN / 1_000_000)).sum();
            same(&format!("{column} of {table}"), sum, levels * count)?;
        }
    }
    Ok(())
}

fn regions_add_up(level: &str, lines: &Sheet, projects: &Sheet, workers: &Sheet) -> Checked {
    let all = ["due", "paid", "arrears", "not_yet_due", "paid_on_time", "covered", "uncovered"];
    let means = [
        "covered_by_wage_account",
        "covered_by_project_deposit",
        "covered_by_contractor_deposit",
        "covered_by_owner",
        "covered_by_emergency_fund",
        "deposit_required",
        "deposit_held",
        "deposit_shortfall",
    ];
    for money in all.iter().chain(&means) {
        same(&format!("{money}, level {level}"), lines.sum(money)?, projects.sum(money)?)?;
    }
    for count in ["workers", "workers_owed"] {
        let add = |sheet: &Sheet| -> i128 {
            let cells = (0..sheet.rows.len()).map(|row| sheet.cell(row, count).parse::<i128>());
            cells.map(|cell| cell.unwrap_or(i128::MIN / 1_000_000)).sum()
        };
        same(&format!("{count}, level {level}"), add(lines), add(projects))?;
    }
    same(&format!("advance, level {level}"), lines.sum("advance")?, workers.sum("advance")?)
}

fn closure(column: &str, lower: &Sheet, upper: &Sheet) -> Checked {
    let ids = |sheet: &Sheet| -> BTreeSet<String> {
        (0..sheet.rows.len()).map(|row| sheet.cell(row, column).to_string()).collect()
    };
    let lost: Vec<String> = ids(lower).difference(&ids(upper)).cloned().collect();
    if lost.is_empty() { Ok(()) } else { Err(format!("{column} without a row: {lost:?}")) }
}

/// Codes with one finding for each row set aside, wherever they stand.
const ONE_A_ROW: [&str; 13] = [
    "missing_required",
    "contract_dates_reversed",
    "negative_amount",
    "other_currency",
    "deposit_without_scope",
    "punch_not_presence",
    "duplicate_row",
    "conflicting_duplicate",
    "duplicate_punch",
    "punch_repeat",
    "pending",
    "returned",
    "failed",
];

/// Rows read = rows used + rows set aside, for every table; each row set aside has its finding.
///
/// # Errors
///
/// The first table whose accounts do not balance, or the code whose findings are too many or few.
pub fn accounts(tables: &Tables, rows_given: &BTreeMap<String, u64>) -> Checked {
    let accounting = sheet(tables, "accounting")?;
    let mut lines: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut payouts = 0;
    for row in 0..accounting.rows.len() {
        let cell = |name: &str| accounting.cell(row, name).to_string();
        let rows: u64 = cell("rows").parse().map_err(|_| format!("accounting row {row}: rows"))?;
        match accounting.cell(row, "what") {
            "rows" => drop(lines.insert((cell("table"), cell("code")), rows)),
            "money" => {
                fen(accounting.cell(row, "amount"))?;
                payouts += if cell("table") == "account_entries" { rows } else { 0 };
            }
            other => return Err(format!("accounting row {row}: what is {other:?}")),
        }
    }
    let debits = sheet(tables, "batch_payouts")?.rows.len() as u64;
    if payouts != debits {
        return Err(format!(
            "account_entries: {debits} batch payouts, {payouts} in the accounting"
        ));
    }
    for (table, given) in rows_given {
        let of = |code: &str| lines.get(&(table.clone(), code.to_string())).copied();
        if of("read") != Some(*given) {
            return Err(format!("{table}: {given} rows given, read {:?}", of("read")));
        }
        let others = lines.iter().filter(|((name, code), _)| name == table && code != "read");
        let ended: u64 = others.map(|(_, rows)| rows).sum();
        if ended != *given {
            return Err(format!("{table}: {given} rows read, {ended} used or set aside"));
        }
    }
    named(tables, &lines)
}

/// Findings of rows set aside against the lines of the accounting, both ways.
fn named(tables: &Tables, lines: &BTreeMap<(String, String), u64>) -> Checked {
    let findings = sheet(tables, "findings")?;
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    for row in 0..findings.rows.len() {
        let (table, code) = (findings.cell(row, "table"), findings.cell(row, "code"));
        // A transfer without a candidate has one of two codes and one line.
        let code = if code == "transfer_without_engagement" { "unmatched" } else { code };
        *counts.entry((table.to_string(), code.to_string())).or_default() += 1;
    }
    for (key, rows) in lines {
        let met = counts.get(key).copied().unwrap_or(0);
        let (table, code) = key;
        let is_one_a_row = ONE_A_ROW.contains(&code.as_str()) || code == "unmatched";
        if is_one_a_row && met != *rows {
            return Err(format!("{table}: {rows} rows set aside as {code}, {met} findings"));
        }
        if !["read", "used"].contains(&code.as_str()) && !is_fate(code) && met == 0 {
            return Err(format!("{table}: {rows} rows set aside as {code}, no finding"));
        }
    }
    for ((table, code), met) in &counts {
        let rows = lines.get(&(table.clone(), code.clone())).copied().unwrap_or(0);
        if ONE_A_ROW.contains(&code.as_str()) && rows != *met {
            return Err(format!("{table}: {met} findings {code}, {rows} rows set aside"));
        }
    }
    Ok(())
}

/// Fates under which a transfer is used.
fn is_fate(code: &str) -> bool {
    ["counted", "reversed", "reversal"].contains(&code)
}

/// Sort keys of the output tables: the ids and the period each begins with.
const SORTED_BY: [(&str, usize); 18] = [
    ("worker_periods", 3),
    ("worker_totals", 1),
    ("project_totals", 1),
    ("contractor_totals", 2),
    ("region_totals", 2),
    ("allocations", 4),
    ("accounting", 3),
    ("wage_lines", 4),
    ("cover", 4),
    ("transfer_fates", 1),
    ("labour_cost_months", 2),
    ("deposit_status", 1),
    ("deposit_days", 2),
    ("matches", 4),
    ("population", 2),
    ("causes", 5),
    ("six_systems", 2),
    ("credit_flags", 7),
];

/// Tables where two rows of one key are a fault.
const MAY_REPEAT: [&str; 3] = ["transfer_fates", "allocations", "cover"];

/// Every table stands in the order of its key, and no key stands twice.
///
/// # Errors
///
/// The first two rows out of order.
pub fn order(tables: &Tables) -> Checked {
    for (name, length) in SORTED_BY {
        let Some(text) = tables.get(name) else { continue };
        let sheet = Sheet::read(text);
        let keys: Vec<_> = sheet.rows.iter().map(|row| &row[..length.min(row.len())]).collect();
        for pair in keys.windows(2) {
            let is_good =
                if MAY_REPEAT.contains(&name) { pair[0] <= pair[1] } else { pair[0] < pair[1] };
            if !is_good {
                return Err(format!("{name}: {:?} stands before {:?}", pair[0], pair[1]));
            }
        }
    }
    Ok(())
}

/// Sums of a money column by the cells of some columns; zero sums are left out.
///
/// # Errors
///
/// A cell that is no amount.
pub fn sums(
    sheet: &Sheet,
    by: &[&str],
    money: &str,
) -> Result<BTreeMap<Vec<String>, i128>, String> {
    let mut found: BTreeMap<Vec<String>, i128> = BTreeMap::new();
    for (row, amount) in sheet.fen(money)?.into_iter().enumerate() {
        let key = by.iter().map(|name| sheet.cell(row, name).to_string()).collect();
        *found.entry(key).or_default() += amount;
    }
    found.retain(|_, sum| *sum != 0);
    Ok(found)
}

fn agree<K: Ord + std::fmt::Debug>(
    what: &str,
    left: &BTreeMap<K, i128>,
    right: &BTreeMap<K, i128>,
) -> Checked {
    for key in left.keys().chain(right.keys()) {
        let of = |map: &BTreeMap<K, i128>| map.get(key).copied().unwrap_or(0);
        same(&format!("{what}, {key:?}"), of(left), of(right))?;
    }
    Ok(())
}
