//! What holds of every world.

use crate::shape::TABLES;
use crate::world::{Planted, Spec, World, row_day, world};

/// Every kind that is planted, sorted.
const KINDS: &[&str] = &[
    "advance",
    "after_as_of",
    "attendance_outside_contract",
    "attendance_without_contract",
    "attendance_without_payroll",
    "back_pay",
    "bad_cell",
    "batch_payout",
    "blacklisted_contractor",
    "calendar_override",
    "calendar_year_missing",
    "conflicting_duplicate",
    "contract_dates_reversed",
    "day_over_24h",
    "days_mismatch",
    "deposit_expired",
    "deposit_without_scope",
    "duplicate",
    "duplicate_attendance",
    "duplicate_punch",
    "duplicate_row",
    "equal_adjustments",
    "exactly_16_hours",
    "exactly_one_percent_below",
    "failed",
    "late_payment",
    "missing_payment",
    "missing_required",
    "negative_amount",
    "night_shift",
    "no_direction",
    "on_the_day",
    "other_currency",
    "out_before_in",
    "over_reversal",
    "overdrawn_deposit",
    "overlapping_contracts",
    "overpayment",
    "paid_on_due_date",
    "paid_outside_wage_account",
    "partial_payment",
    "payee_not_worker",
    "payroll_above_attendance",
    "payroll_below_attendance",
    "payroll_net_short",
    "payroll_unconfirmed",
    "payroll_without_attendance",
    "pending",
    "possible_duplicate_payment",
    "punch_not_presence",
    "punch_repeat",
    "punch_unpaired",
    "punches_beside_attendance",
    "returned",
    "reversal",
    "reversal_without_original",
    "second_shift",
    "split_payment",
    "transfer_without_engagement",
    "two_sheets",
    "unknown_project",
    "unknown_worker",
    "unmatched",
    "valid_on_the_day",
];

fn seeds() -> impl Iterator<Item = World> {
    (1..=12).map(|seed| world(&Spec { seed, ..Spec::default() }))
}

fn sorted_rows(world: &World, table: &str) -> Vec<Vec<Option<String>>> {
    let table = world.table(table).unwrap();
    let row = |r| table.row(r).iter().map(|cell| cell.map(str::to_owned)).collect();
    let mut rows: Vec<Vec<Option<String>>> = (0..table.rows()).map(row).collect();
    rows.sort();
    rows
}

#[test]
fn the_same_seed_makes_the_same_bytes_and_another_seed_others() {
    let made = |seed| {
        let world = world(&Spec { seed, ..Spec::default() });
        let csv: Vec<String> = world.tables.iter().map(super::table::Table::csv).collect();
        (csv, world.truth)
    };
    assert_eq!(made(5), made(5));
    assert_ne!(made(5).0, made(6).0);
}

#[test]
fn every_column_of_every_table_is_filled_somewhere_in_the_default_world() {
    let world = world(&Spec::default());
    for shape in TABLES {
        let table = world.table(shape.name).unwrap();
        for column in &table.columns {
            let filled = column.cells.iter().flatten().count();
            assert!(filled > 0, "{}.{} is null everywhere", shape.name, column.name);
        }
    }
}

#[test]
fn shuffling_and_splitting_keep_the_multiset_of_rows() {
    let world = world(&Spec::default());
    let (shuffled, parts) = (world.shuffled(9), world.split(4));
    for (number, shape) in TABLES.iter().enumerate() {
        let rows = sorted_rows(&world, shape.name);
        assert_eq!(rows, sorted_rows(&shuffled, shape.name));
        let part_rows: usize = parts.tables[number].iter().map(super::table::Table::rows).sum();
        assert_eq!(rows.len(), part_rows);
    }
    assert_ne!(world.tables, shuffled.tables);
}

#[test]
fn the_truth_follows_its_rows_through_a_shuffle() {
    let world = world(&Spec::default());
    let shuffled = world.shuffled(4);
    assert_eq!(world.truth.len(), shuffled.truth.len());
    for (before, after) in world.truth.iter().zip(&shuffled.truth) {
        let row = |w: &World, p: &Planted| -> Option<Vec<Option<String>>> {
            let table = w.table(p.table)?;
            Some(table.row(p.row?).iter().map(|c| c.map(str::to_owned)).collect())
        };
        assert_eq!(row(&world, before), row(&shuffled, after));
    }
}

#[test]
fn no_row_is_left_after_the_day_and_all_earlier_ones_are() {
    let world = world(&Spec::default());
    let cut = world.without_rows_after(world.as_of_day);
    for (table, kept) in world.tables.iter().zip(&cut.tables) {
        let late = |r: &usize| row_day(table, *r).is_some_and(|day| day > world.as_of_day);
        let late_rows = (0..table.rows()).filter(late).count();
        assert_eq!(kept.rows() + late_rows, table.rows(), "{}", table.name);
    }
    assert!(world.truth.len() > cut.truth.len());
    assert!(cut.truth.iter().all(|p| p.kind != "after_as_of"));
}

/// What must be true of the row that a planted kind names.
fn matches(world: &World, p: &Planted) -> bool {
    let Some(table) = world.table(p.table) else { return false };
    let Some(row) = p.row else { return true };
    let cell = |column: &str| table.cell(row, column);
    let shape = table.shape().unwrap();
    let same = |other: &usize, columns: &[&str]| {
        *other != row && columns.iter().all(|c| table.cell(*other, c) == table.cell(row, c))
    };
    let others = || 0..table.rows();
    let names: Vec<&str> = shape.columns.iter().map(|c| c.name).collect();
    match p.kind {
        "after_as_of" => row_day(table, row).is_some_and(|day| day > world.as_of_day),
        "on_the_day" => row_day(table, row) == Some(world.as_of_day),
        "missing_required" => {
            let empty = |c: &str| cell(c).is_none_or(|text| text.trim().is_empty());
            shape.columns.iter().any(|c| c.is_required && c.name != "minutes" && empty(c.name))
        }
        "duplicate_punch" => {
            let columns = ["worker_id", "project_id", "punched_at", "direction", "punch_type"];
            others().any(|other| same(&other, &columns))
        }
        "duplicate_row" | "duplicate" | "equal_adjustments" => {
            others().any(|other| same(&other, &names))
        }
        "conflicting_duplicate" => {
            others().any(|other| same(&other, shape.key) && !same(&other, &names))
        }
        "duplicate_attendance" => {
            let columns = ["worker_id", "project_id", "work_date", "minutes", "hours", "shift"];
            others().any(|other| same(&other, &columns))
        }
        "returned" | "failed" | "pending" => cell("status") == Some(p.kind),
        "negative_amount" => cell("amount").is_some_and(|a| a.starts_with('-')),
        "reversal" | "reversal_without_original" => cell("reverses").is_some(),
        "other_currency" => cell("currency") == Some("USD"),
        "contract_dates_reversed" => cell("end_date") < cell("start_date"),
        "punch_not_presence" => matches!(cell("punch_type"), Some("007" | "008" | "009")),
        "payroll_unconfirmed" => cell("confirmed") != Some("true"),
        "partial_payment" | "late_payment" | "paid_on_due_date" => cell("worker_id").is_some(),
        "unmatched" => cell("worker_id").is_none() && cell("project_id").is_none(),
        _ => true,
    }
}

#[test]
fn the_truth_names_rows_that_are_what_it_says() {
    // One spelling, so that copies can be compared as texts.
    for seed in 1..=12 {
        let world = world(&Spec { seed, spelling_permille: 0, ..Spec::default() });
        for planted in &world.truth {
            assert!(matches(&world, planted), "{planted:?}");
            let table = world.table(planted.table).unwrap();
            assert!(planted.row.is_none_or(|row| row < table.rows()));
        }
    }
}

#[test]
fn an_unknown_worker_has_no_row_of_his_own() {
    for world in seeds() {
        let workers = world.table("workers").unwrap();
        for planted in world.truth.iter().filter(|p| p.kind == "unknown_worker") {
            let id = planted.worker_id.as_deref();
            assert!((0..workers.rows()).all(|row| workers.cell(row, "worker_id") != id));
        }
    }
}

#[test]
fn every_kind_of_fault_and_near_miss_occurs_within_a_dozen_worlds() {
    let mut seen: Vec<&str> = seeds().flat_map(|w| w.truth).map(|p| p.kind).collect();
    seen.sort_unstable();
    seen.dedup();

    assert_eq!(seen, KINDS);
}

#[test]
fn the_smallest_worlds_and_a_year_can_be_made() {
    for (projects, workers_per_project, months) in [(0, 0, 0), (1, 0, 1), (1, 1, 1), (2, 3, 12)] {
        let usual = Spec { projects, workers_per_project, ..Spec::default() };
        let world = world(&usual.over(months));
        assert_eq!(world.tables.len(), TABLES.len());
    }
}

#[test]
fn a_clean_world_has_no_spoiled_rows() {
    let world = world(&Spec::default().clean());
    let mut kinds: Vec<&str> = world.truth.iter().map(|planted| planted.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["batch_payout", "blacklisted_contractor", "calendar_override"]);
}
