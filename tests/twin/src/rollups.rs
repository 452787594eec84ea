//! 7, roll-ups: projects by contractor and area, region, kind of works, and who pays for them.

use std::collections::BTreeMap;

use crate::cases;
use crate::deposit;
use crate::facts::Facts;
use crate::figures::{self, Line};
use crate::output;
use crate::totals::ContractorKey;

/// What every level has had from the beginning.
const WAGES: &str = "due:m paid:m arrears:m not_yet_due:m paid_on_time:m advance:m workers:c \
    workers_owed:c largest_arrears:m oldest_due_date:d";

const COVER: &str = "deposit_held:m deposit_coverage:r deposit_shortfall:m arrears_coverage:r \
    covered_by_wage_account:m covered_by_project_deposit:m covered_by_contractor_deposit:m \
    covered_by_owner:m covered_by_emergency_fund:m covered:m uncovered:m";

const LABOUR_COST: &str = "labour_cost_expected:m labour_cost_due:m labour_cost_on_time:m \
    labour_cost_late:m labour_cost_overdue:m labour_cost_unassigned:m labour_cost_not_known:m \
    labour_cost_on_time_rate:r due_within_month:m debits_other_purpose:m debits_other_payee:m";

const KINDS: &str = "deposit_cash:m deposit_bank_guarantee:m deposit_insurance_bond:m \
    deposit_other_security:m deposits_cash:c deposits_bank_guarantee:c deposits_insurance_bond:c \
    deposits_other_security:c deposit_guarantee_share:r deposit_expiring:m deposit_expired:m \
    deposit_too_short:m deposit_not_topped_up:m";

const ON_TIME: &str = "periods_fallen_due:c periods_on_time:c on_time_rate:r fallen_due:m \
    on_time_amount_rate:r periods_compared:c periods_matched:c match_rate:r employers:c \
    employers_in_arrears:c";

const PEOPLE: &str = "registered:c attended:c registered_attended:c contracted:c account_bound:c \
    payroll_confirmed:c real_name_rate:r attendance_rate:r contract_rate:r account_rate:r \
    confirmed_rate:r device_days:c manual_days:c system_days:c device_minutes:c manual_minutes:c \
    system_minutes:c";

const SYSTEMS: &str = "deposit_in_place:c deposit_obliged:c deposit_in_place_rate:r \
    wage_account_in_place:c wage_account_obliged:c wage_account_in_place_rate:r \
    paid_by_general_contractor_in_place:c paid_by_general_contractor_obliged:c \
    paid_by_general_contractor_in_place_rate:r real_name_in_place:c real_name_obliged:c \
    real_name_in_place_rate:r monthly_full_payment_in_place:c monthly_full_payment_obliged:c \
    monthly_full_payment_in_place_rate:r notice_board_in_place:c notice_board_obliged:c \
    notice_board_in_place_rate:r systems_exempt:c systems_unknown:c recovered_since_case:m";

const COLOURS: &str = "projects_green:c projects_blue:c projects_yellow:c projects_red:c";

/// The columns of `project_totals` after the id.
fn project_columns() -> Vec<(&'static str, &'static str)> {
    let parts = [
        WAGES,
        "wage_account_balance:m deposit_base:m deposit_rate:r deposit_required:m deposit_clause:w \
         deposit_deadline:d",
        COVER,
        "deposit_provisional:w",
        LABOUR_COST,
        "wage_account_status:w wage_account_deadline:d wage_account_runway:r unpaid_coverage:r",
        KINDS,
        "deposit_status:w deposit_filled_date:d deposit_late_days:n \
         deposit_first_uncovered_date:d deposit_uncovered_days:n deposit_return:w \
         deposit_notice_end_date:d deposit_return_date:d",
        ON_TIME,
        PEOPLE,
        "latest_device_date:d updated:w system_deposit:w system_wage_account:w \
         system_paid_by_general_contractor:w system_real_name:w system_monthly_full_payment:w \
         system_notice_board:w recovered_since_case:m colour:w",
    ];
    parts.into_iter().flat_map(figures::columns).collect()
}

/// The columns of a roll-up from `projects` on, with some of its own before the colours.
fn columns(own: &'static str) -> Vec<(&'static str, &'static str)> {
    let parts = [
        "projects:c",
        WAGES,
        "deposit_required:m",
        COVER,
        LABOUR_COST,
        "wage_accounts_obliged:c wage_accounts_opened:c wage_accounts_on_time:c \
         wage_accounts_exempt:c wage_accounts_low:c",
        KINDS,
        "deposits_obliged:c deposits_on_time:c deposits_late:c",
        ON_TIME,
        "projects_in_arrears:c projects_incidence:r employers_incidence:r",
        PEOPLE,
        "projects_active:c projects_updated:c update_rate:r",
        SYSTEMS,
        own,
        COLOURS,
    ];
    parts.into_iter().flat_map(figures::columns).collect()
}

/// A table of lines: the cells of the key, then columns.
fn table<'a>(
    key: &str,
    columns: &[(&'static str, &'static str)],
    lines: impl Iterator<Item = (Vec<String>, &'a Line)>,
) -> Result<String, String> {
    let mut rows = Vec::new();
    for (mut row, line) in lines {
        for (name, kind) in columns {
            row.push(line.cell(name, kind)?);
        }
        rows.push(row);
    }
    let names = columns.iter().map(|(name, _)| *name);
    let header = std::iter::once(key).chain(names).collect::<Vec<_>>().join(",");
    Ok(output::table(&header, rows))
}

/// One row a project.
pub fn project_totals(lines: &BTreeMap<String, Line>) -> Result<String, String> {
    let rows = lines.iter().map(|(id, line)| (vec![id.clone()], line));
    table("project_id", &project_columns(), rows)
}

/// One row a general contractor and area.
pub fn contractor_totals(lines: &BTreeMap<ContractorKey, Line>) -> Result<String, String> {
    let own = "deposit_rate_next:r deposit_clause_next:w grade:w blacklist_candidate:w \
               blacklist_months:n";
    let rows = lines.iter().map(|((contractor, area), line)| {
        (vec![contractor.clone().unwrap_or_default(), area.clone().unwrap_or_default()], line)
    });
    table("general_contractor_id,area", &columns(own), rows)
}

const CASES: &str = "cases_received:c cases_closed:c closing_rate:r";

/// Level and region.
pub type RegionKey = (usize, Option<String>);

/// One row a level and region.
pub fn region_totals(lines: &BTreeMap<RegionKey, Line>) -> Result<String, String> {
    let rows = lines.iter().map(|((level, region), line)| {
        (vec![level.to_string(), region.clone().unwrap_or_default()], line)
    });
    table("level,region_code", &columns(CASES), rows)
}

/// Dimension and key.
pub type RollupKey = (&'static str, Option<String>);

/// One row a kind of works, and one a kind of owner.
pub fn rollup_totals(lines: &BTreeMap<RollupKey, Line>) -> Result<String, String> {
    let rows = lines.iter().map(|((dimension, key), line)| {
        (vec![(*dimension).to_string(), key.clone().unwrap_or_default()], line)
    });
    table("dimension,key", &columns(""), rows)
}

/// Adds the advance of split transfers, which belongs to no project, to the line "unknown". A line
/// made for it alone has no project: all its counts and sums are 0.
fn add_homeless<K: Ord>(facts: &Facts, key: K, lines: &mut BTreeMap<K, Line>) {
    let splits = facts.transfers.iter().filter(|transfer| transfer.pays.len() > 1);
    let advance: i128 = splits.map(|transfer| transfer.advance).sum();
    if advance > 0 {
        let line = lines.entry(key).or_default();
        line.count("projects", 0);
        line.count("advance", advance);
    }
}

/// Sums by contractor and area.
pub fn of_contractors(
    facts: &Facts,
    projects: &BTreeMap<String, Line>,
) -> BTreeMap<ContractorKey, Line> {
    let mut lines: BTreeMap<ContractorKey, Line> = BTreeMap::new();
    for (id, part) in projects {
        let contractor = facts.text(id, "general_contractor_id").map(String::from);
        let area = deposit::area(facts.text(id, "region_code"), facts.policy).map(String::from);
        lines.entry((contractor, area)).or_default().add(part);
    }
    add_homeless(facts, (None, None), &mut lines);
    lines
}

/// Sums by level and region.
pub fn of_regions(facts: &Facts, projects: &BTreeMap<String, Line>) -> BTreeMap<RegionKey, Line> {
    let mut lines: BTreeMap<RegionKey, Line> = BTreeMap::new();
    for level in [2, 4, 6] {
        for (id, part) in projects {
            let region = cases::padded(facts.text(id, "region_code"), level);
            lines.entry((level, region)).or_default().add(part);
        }
        add_homeless(facts, (level, None), &mut lines);
    }
    let cases = cases::of_subjects(facts);
    for ((level, region), line) in &mut lines {
        let of_region = cases.get(&("region", Some(*level), region.clone()));
        for name in ["cases_received", "cases_closed", "cases_overdue"] {
            line.set(name, of_region.map_or(0, |cases| cases.value(name)));
        }
    }
    lines
}

/// Sums by kind of works, and by who pays.
pub fn of_kinds(facts: &Facts, projects: &BTreeMap<String, Line>) -> BTreeMap<RollupKey, Line> {
    let mut lines: BTreeMap<RollupKey, Line> = BTreeMap::new();
    for dimension in ["category", "investment"] {
        for (id, part) in projects {
            let key = facts.text(id, dimension).map(String::from);
            lines.entry((dimension, key)).or_default().add(part);
        }
        add_homeless(facts, (dimension, None), &mut lines);
    }
    lines
}
