//! A second, slow, independent implementation of the reconciliation rules.
//!
//! Written from the documents alone, row at a time, with nothing but maps and text. It shares no
//! code with the engine: where both agree, the documents were read in the same way twice.
//!
//! It covers every output table. Not covered: header aliases, formats other than CSV, the limit of
//! steps of batch payouts, warnings carried over from an earlier report, partial results.

mod accounts; // 7.3, figures of wage accounts
mod batch; // 4.4
mod causes; // 7.10
mod credit; // 7.9
mod deposit; // 7.4 and 7.5
mod deposit_days; // 7.5, day by day
mod deposit_terms; // 7.5, in time
mod labour_cost; // 7.3, month by month
mod output;
mod people; // 7.7
mod periods; // 7.1 and 7.2
mod population; // 7.1
mod punches; // 1a
mod rollups; // 7
mod step1; // read and check
mod step2; // key
mod step3; // due
mod step4; // paid
mod step5; // allocated, arrears
mod systems; // 7.7
mod totals; // 7
mod wage; // 3.3 and 3.4
mod warnings; // 8
mod waterfall; // 7.3 and 7.6

mod book;
mod calendar;
mod cases;
mod cells;
mod csv;
mod date;
mod facts;
mod figures;
mod fraction;
mod matching;
mod policy;
mod policy_file;
mod schema;

#[cfg(test)]
mod worlds;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use crate::book::{Book, Finding};
use crate::calendar::{Calendar, Class};
use crate::deposit::Builders;
use crate::facts::Facts;
use crate::figures::Line;
use crate::policy::Policy;
use crate::step1::Tables;
use crate::step3::Setting;
use crate::warnings::Warning;

/// Output tables as canonical CSV, by name.
///
/// Reads every `<table>.csv` of `folder`; `as_of` is a date (`2025-06-30`); `policy_toml` is the
/// text of a policy file. With `detail` also `wage_lines` and `cover`.
///
/// # Errors
///
/// What cannot be carried out: an unreadable file, a missing required column, a wrong policy,
/// money that does not fit, neither attendance nor payroll.
///
/// # Example
///
/// ```
/// let folder = std::env::temp_dir().join(format!("anxin-twin-doc-{}", std::process::id()));
/// std::fs::create_dir_all(&folder)?;
/// let payroll = "payroll_id,worker_id,project_id,period,net\nL1,W1,P1,2025-03,5000\n";
/// std::fs::write(folder.join("payroll.csv"), payroll)?;
/// let tables = anxin_twin::reconcile(&folder, "2025-06-30", None, false)?;
/// assert!(tables["worker_totals"].contains("W1,5000.00,0.00,5000.00"));
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn reconcile(
    folder: &Path,
    as_of: &str,
    policy_toml: Option<&str>,
    detail: bool,
) -> Result<BTreeMap<String, String>, String> {
    reconcile_texts(&step1::read_folder(folder)?, as_of, policy_toml, detail)
}

/// The same from the text of each table, by table name.
///
/// # Errors
///
/// As [`reconcile`].
///
/// # Example
///
/// ```
/// let payroll = "payroll_id,worker_id,project_id,period,net\nL1,W1,P1,2025-03,5000\n";
/// let texts = [("payroll".to_string(), payroll.to_string())].into();
/// let tables = anxin_twin::reconcile_texts(&texts, "2025-04-30", None, false)?;
/// assert!(tables["worker_totals"].contains("W1,5000.00,0.00,0.00,5000.00"));
/// # Ok::<(), String>(())
/// ```
pub fn reconcile_texts(
    texts: &BTreeMap<String, String>,
    as_of: &str,
    policy_toml: Option<&str>,
    detail: bool,
) -> Result<BTreeMap<String, String>, String> {
    let as_of = cells::day(as_of).ok_or_else(|| format!("as_of: {as_of} is no date"))?;
    let policy = policy_file::read(policy_toml)?;
    let mut book = Book::default();
    let tables = step1::read_tables(texts, as_of, &mut book)?;
    run(&tables, as_of, &policy, detail, &mut book)
}

fn run(
    tables: &Tables,
    as_of: i128,
    policy: &Policy,
    detail: bool,
    book: &mut Book,
) -> Result<BTreeMap<String, String>, String> {
    count_used(tables, book);
    let calendar = Calendar::new(&replaced_days(tables));
    let world = step2::world(tables, policy, book);
    let setting = Setting { world: &world, calendar: &calendar, policy, as_of };
    let (mut periods, wage_lines) = step3::due(&setting, book)?;
    let mut transfers = step4::fates(tables, &world, policy, book);
    let payouts = batch::payouts(tables, &world, &mut transfers, policy, book);
    let allocations = step5::allocate(&world, &mut transfers, &mut periods);
    step5::balance(&periods, &transfers, &allocations, book)?;

    let projects = &world.projects;
    let builders = Builders { projects, events: tables.of("contractor_events"), policy };
    let required = deposit::required(&builders, &calendar, book)?;
    let held = deposit::held(tables, &builders, &required, as_of)?;
    deposit::overdrawn(tables, as_of, book);
    cases::findings(tables, book)?;
    let balances = waterfall::balances(tables, book);
    let covers = waterfall::cover(tables, projects, &periods, &balances, policy, as_of)?;
    let (dues, unassigned) = labour_cost::labour_cost(tables, projects, as_of)?;
    let facts = Facts {
        tables,
        world: &world,
        policy,
        calendar: &calendar,
        as_of,
        periods: &periods,
        transfers: &transfers,
        allocations: &allocations,
        builders: &builders,
        required: &required,
        balances: &balances,
        dues: &dues,
        unassigned: &unassigned,
        unknown_years: RefCell::default(),
    };
    let engagements = totals::of_engagements(&world, &periods, &transfers, &covers, as_of);
    let sums = totals::of_projects(&world, &engagements, &required, &held);
    let mut lines = figures::of_projects(&facts, &sums)?;
    tell_unknown_years(&facts, book);
    let mut told = warnings::of_projects(&facts, book, &lines)?;
    warnings::colour(&told, &mut lines);
    told.extend(warnings::of_workers(&facts, book, &engagements)?);
    let mut out = of_figures(&facts, &lines, told)?;
    let mut put = |name: &str, text: String| out.insert(name.to_string(), text);
    put("worker_periods", output::worker_periods(&periods, policy, as_of)?);
    put("matches", output::matches(&periods, policy)?);
    put("worker_totals", output::worker_totals(&engagements, &transfers, as_of)?);
    put("transfer_fates", output::transfer_fates(&transfers)?);
    put("allocations", output::allocations(&allocations)?);
    put("labour_cost_months", output::labour_cost_months(&dues, as_of)?);
    let steps = deposit_days::steps(tables, &builders, &required, as_of)?;
    put("deposit_days", output::deposit_days(&steps)?);
    put("batch_payouts", output::batch_payouts(&payouts)?);
    put("batch_payout_workers", output::batch_payout_workers(&payouts)?);
    put("findings", output::findings(book)?);
    put("accounting", output::accounting(book)?);
    if detail {
        put("wage_lines", output::wage_lines(&wage_lines)?);
        put("cover", output::cover(&covers)?);
    }
    Ok(out)
}

/// A finding for each year that something was asked of and no calendar knows.
fn tell_unknown_years(facts: &Facts, book: &mut Book) {
    book.unknown_years.append(&mut facts.unknown_years.take());
    for _ in &book.unknown_years {
        book.findings.push(Finding::new("calendar_year_missing", "calendar"));
    }
}

/// The tables that are made from the figures of projects, and those beside them.
fn of_figures(
    facts: &Facts,
    lines: &BTreeMap<String, Line>,
    mut told: Vec<Warning>,
) -> Result<BTreeMap<String, String>, String> {
    let debts = credit::debts(facts);
    let mut contractors = rollups::of_contractors(facts, lines);
    credit::add(facts, &debts, &mut contractors)?;
    let regions = rollups::of_regions(facts, lines);
    let employers = people::employers(facts);
    told.extend(warnings::of_accounts(facts)?);
    told.extend(warnings::of_contractors(facts, &debts, &contractors)?);
    told.extend(warnings::of_regions(facts, &regions)?);
    told.extend(warnings::of_employers(facts, &debts, &employers)?);
    told.extend(warnings::of_worker_periods(facts)?);
    let mut out = BTreeMap::new();
    let mut put = |name: &str, text: String| out.insert(name.to_string(), text);
    put("project_totals", rollups::project_totals(lines)?);
    put("contractor_totals", rollups::contractor_totals(&contractors)?);
    put("region_totals", rollups::region_totals(&regions)?);
    put("rollup_totals", rollups::rollup_totals(&rollups::of_kinds(facts, lines))?);
    put("month_totals", periods::month_totals(facts)?);
    put("warnings", warnings::table(facts, &told));
    put("population", population::population(facts));
    put("causes", causes::causes(facts)?);
    put("deposit_status", deposit_terms::deposit_status(facts)?);
    put("six_systems", systems::six_systems(facts, lines));
    put("case_totals", cases::case_totals(&cases::of_subjects(facts))?);
    put("credit_flags", credit::credit_flags(&debts)?);
    put("employer_totals", people::employer_totals(&employers)?);
    Ok(out)
}

/// Rows that passed step 1 are used; attendance, punches and transfers are counted where they end.
fn count_used(tables: &Tables, book: &mut Book) {
    for (table, records) in &tables.rows {
        let is_later = matches!(*table, "attendance" | "punches" | "transfers");
        let rows = if is_later { 0 } else { records.len() };
        book.count(table, "used", i128::try_from(rows).unwrap_or(i128::MAX));
    }
}

fn replaced_days(tables: &Tables) -> BTreeMap<i128, Class> {
    let class = |word: Option<&str>| match word {
        Some("workday") => Class::Workday,
        Some("holiday") => Class::Holiday,
        _ => Class::RestDay,
    };
    let rows = tables.of("calendar").iter();
    rows.map(|row| (row.value("date"), class(row.text("day_class")))).collect()
}
