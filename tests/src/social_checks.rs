//! What is true of the figures of people, systems, employers and flags in every run.

use std::collections::{BTreeMap, BTreeSet};

use crate::checks::{Checked, sheet, sums};
use crate::tables::{Sheet, Tables, fen};

/// Counts that add from projects to contractors and regions.
const COUNTS: [&str; 12] = [
    "registered",
    "attended",
    "registered_attended",
    "contracted",
    "account_bound",
    "payroll_confirmed",
    "device_days",
    "manual_days",
    "system_days",
    "device_minutes",
    "manual_minutes",
    "system_minutes",
];

/// Rates, each with the counts it is made of.
const RATES: [(&str, &str, &str); 12] = [
    ("real_name_rate", "registered", "workers"),
    ("attendance_rate", "registered_attended", "registered"),
    ("contract_rate", "contracted", "workers"),
    ("account_rate", "account_bound", "workers"),
    ("confirmed_rate", "payroll_confirmed", "workers"),
    ("update_rate", "projects_updated", "projects_active"),
    ("deposit_in_place_rate", "deposit_in_place", "deposit_obliged"),
    ("wage_account_in_place_rate", "wage_account_in_place", "wage_account_obliged"),
    (
        "paid_by_general_contractor_in_place_rate",
        "paid_by_general_contractor_in_place",
        "paid_by_general_contractor_obliged",
    ),
    ("real_name_in_place_rate", "real_name_in_place", "real_name_obliged"),
    (
        "monthly_full_payment_in_place_rate",
        "monthly_full_payment_in_place",
        "monthly_full_payment_obliged",
    ),
    ("notice_board_in_place_rate", "notice_board_in_place", "notice_board_obliged"),
];

/// The tables of totals; regions by level.
fn totals(tables: &Tables) -> Result<Vec<(String, Sheet)>, String> {
    let mut all = vec![("contractors".to_string(), sheet(tables, "contractor_totals")?)];
    let regions = sheet(tables, "region_totals")?;
    for level in ["2", "4", "6"] {
        let mut lines = regions.clone();
        lines.rows.retain(|row| row.first().is_some_and(|cell| cell == level));
        all.push((format!("regions, level {level}"), lines));
    }
    Ok(all)
}

fn count(sheet: &Sheet, row: usize, name: &str) -> Result<i128, String> {
    let cell = sheet.cell(row, name);
    cell.parse().map_err(|_| format!("{name}, row {row}: {cell:?} is no count"))
}

fn sum(sheet: &Sheet, name: &str) -> Result<i128, String> {
    (0..sheet.rows.len()).map(|row| count(sheet, row, name)).sum()
}

fn same(what: &str, left: i128, right: i128) -> Checked {
    if left == right { Ok(()) } else { Err(format!("{what}: {left} is not {right}")) }
}

/// Counts add up level by level, and days and minutes of the three sources to those attended.
///
/// # Errors
///
/// The first that does not hold.
pub fn counts(tables: &Tables) -> Checked {
    let projects = sheet(tables, "project_totals")?;
    for (what, lines) in totals(tables)? {
        for name in COUNTS {
            same(&format!("{name} of {what}"), sum(&lines, name)?, sum(&projects, name)?)?;
        }
    }
    let periods = sheet(tables, "worker_periods")?;
    for row in 0..projects.rows.len() {
        let project = projects.cell(row, "project_id");
        let own = (0..periods.rows.len()).filter(|&at| periods.cell(at, "project_id") == project);
        let own: Vec<usize> = own.collect();
        for unit in ["days", "minutes"] {
            let attended: Result<Vec<_>, _> =
                own.iter().map(|&at| count(&periods, at, &format!("attended_{unit}"))).collect();
            let by_source: Result<Vec<_>, _> = ["device", "manual", "system"]
                .iter()
                .map(|source| count(&projects, row, &format!("{source}_{unit}")))
                .collect();
            let (attended, by_source): (i128, i128) =
                (attended?.iter().sum(), by_source?.iter().sum());
            same(&format!("{unit} by source of {project}"), by_source, attended)?;
        }
        let is_attended = |at: &&usize| count(&periods, **at, "attended_minutes").unwrap_or(0) > 0;
        let workers: BTreeSet<_> =
            own.iter().filter(is_attended).map(|&at| periods.cell(at, "worker_id")).collect();
        let attended = count(&projects, row, "attended")?;
        same(
            &format!("attended of {project}"),
            attended,
            i128::try_from(workers.len()).unwrap_or(0),
        )?;
        for name in &COUNTS[..6] {
            if count(&projects, row, name)? > count(&projects, row, "workers")? {
                return Err(format!("{name} of {project} exceeds its workers"));
            }
        }
    }
    Ok(())
}

/// A ratio of two counts with four decimals, half up; empty where the denominator is zero.
fn ratio(numerator: i128, denominator: i128) -> String {
    if denominator == 0 {
        return String::new();
    }
    let e4 = (numerator * 20_000 + denominator) / (2 * denominator);
    format!("{}.{:04}", e4 / 10_000, e4 % 10_000)
}

/// Every rate is made from the counts beside it.
///
/// # Errors
///
/// The first that is not.
pub fn rates(tables: &Tables) -> Checked {
    for name in ["project_totals", "contractor_totals", "region_totals", "case_totals"] {
        let sheet = sheet(tables, name)?;
        for (rate, numerator, denominator) in
            RATES.into_iter().chain([("closing_rate", "closed", "received")])
        {
            let is_there = |column| sheet.column(column).is_some();
            if !is_there(rate) || !is_there(numerator) {
                continue;
            }
            for row in 0..sheet.rows.len() {
                let made = ratio(count(&sheet, row, numerator)?, count(&sheet, row, denominator)?);
                if sheet.cell(row, rate) != made {
                    let met = sheet.cell(row, rate);
                    return Err(format!("{name} row {row}: {rate} {met:?} is not {made:?}"));
                }
            }
        }
    }
    Ok(())
}

/// Six systems a project, the same in `project_totals` and counted in the totals; employers hold
/// what the worker-periods hold.
///
/// # Errors
///
/// The first that does not hold.
pub fn systems(tables: &Tables) -> Checked {
    let systems = sheet(tables, "six_systems")?;
    let projects = sheet(tables, "project_totals")?;
    same(
        "rows of six_systems",
        i128::try_from(systems.rows.len()).unwrap_or(0),
        6 * i128::try_from(projects.rows.len()).unwrap_or(0),
    )?;
    let mut states: BTreeMap<(String, String), i128> = BTreeMap::new();
    for row in 0..systems.rows.len() {
        let (system, state) = (systems.cell(row, "system"), systems.cell(row, "state"));
        *states.entry((system.to_string(), state.to_string())).or_default() += 1;
        let project = systems.cell(row, "project_id");
        let column = format!("system_{system}");
        let met = (0..projects.rows.len())
            .find(|&at| projects.cell(at, "project_id") == project)
            .map(|at| projects.cell(at, &column));
        if met != Some(state) {
            return Err(format!("{column} of {project}: {met:?} is not {state:?}"));
        }
    }
    let of = |system: &str, state: &str| {
        states.get(&(system.to_string(), state.to_string())).copied().unwrap_or(0)
    };
    let names: BTreeSet<&String> = states.keys().map(|key| &key.0).collect();
    for (what, lines) in totals(tables)? {
        for system in &names {
            let (there, missing) = (of(system, "in_place"), of(system, "missing"));
            let column = format!("{system}_in_place");
            same(&format!("{column} of {what}"), sum(&lines, &column)?, there)?;
            let column = format!("{system}_obliged");
            same(&format!("{column} of {what}"), sum(&lines, &column)?, there + missing)?;
        }
        // Who must have a wage account is read in one way.
        let pairs = [
            ("wage_accounts_obliged", "wage_account_obliged"),
            ("wage_accounts_opened", "wage_account_in_place"),
        ];
        for (left, right) in pairs {
            same(&format!("{left} of {what}"), sum(&lines, left)?, sum(&lines, right)?)?;
        }
        for state in ["exempt", "unknown"] {
            let all: i128 = names.iter().map(|system| of(system, state)).sum();
            let column = format!("systems_{state}");
            same(&format!("{column} of {what}"), sum(&lines, &column)?, all)?;
        }
    }
    let (periods, employers) =
        (sheet(tables, "worker_periods")?, sheet(tables, "employer_totals")?);
    for money in ["due", "paid", "arrears", "not_yet_due"] {
        let left = sums(&employers, &["employer_id"], money)?;
        if left != sums(&periods, &["employer_id"], money)? {
            return Err(format!("{money} of the employers is not that of the worker-periods"));
        }
    }
    Ok(())
}

/// Every flag rests on worker-periods in arrears; those for ten workers add up to what is owed, and
/// those for one worker reach the amount.
///
/// # Errors
///
/// The first that does not hold.
pub fn flags(tables: &Tables) -> Checked {
    let flags = sheet(tables, "credit_flags")?;
    let key = ["worker_id", "project_id", "period"];
    let arrears = sums(&sheet(tables, "worker_periods")?, &key, "arrears")?;
    let mut of_flag: BTreeMap<Vec<String>, (i128, BTreeSet<String>, usize)> = BTreeMap::new();
    for row in 0..flags.rows.len() {
        let cell = |name: &str| flags.cell(row, name).to_string();
        let own = fen(&cell("arrears"))?;
        if arrears.get(key.map(cell).as_slice()) != Some(&own) || own == 0 {
            return Err(format!("credit_flags row {row}: not the arrears of the worker-period"));
        }
        let is_one = cell("flag") == "crime_one_worker";
        let mut name = vec![cell("flag"), cell("subject"), cell("subject_id"), cell("region_code")];
        name.push(if is_one { cell("worker_id") } else { String::new() });
        let (sum, workers, first) = of_flag.entry(name).or_insert((0, BTreeSet::new(), row));
        *sum += own;
        workers.insert(cell("worker_id"));
        *first = (*first).min(row);
    }
    for (name, (sum, workers, row)) in &of_flag {
        let threshold = fen(flags.cell(*row, "threshold"))?;
        let all = fen(flags.cell(*row, "subject_arrears"))?;
        let count = count(&flags, *row, "subject_workers")?;
        if *sum < threshold || *sum > all {
            return Err(format!("{name:?}: {sum} fen, threshold {threshold}, in all {all}"));
        }
        let is_whole = *sum == all && i128::try_from(workers.len()) == Ok(count);
        if name.last().is_some_and(String::is_empty) && !is_whole {
            return Err(format!("{name:?}: {sum} of {all} fen, {} of {count}", workers.len()));
        }
    }
    Ok(())
}
