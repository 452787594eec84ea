//! Can the checks fail? Every law and the comparison with the twin, on ways to reconcile that are
//! wrong on purpose: a corrupted copy of the output, or of the input, has to be reported.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test may end where it stands")]

mod ways;

use std::collections::BTreeSet;

use anxin::report::tables::OutputTable;
use anxin_datasets::World;
use anxin_tests::corruptions;
use anxin_tests::enriched;
use anxin_tests::folder::Folder;
use anxin_tests::laws::{self, Asked, law, search};
use anxin_tests::oversight_checks;
use anxin_tests::tables::{Sheet, Tables, differences_as_sets, fen};
use anxin_tests::worlds;

/// What was handed in, for ways that are wrong by looking at it.
fn text(asked: &Asked<'_>, table: &str) -> String {
    std::fs::read_to_string(asked.folder.join(format!("{table}.csv"))).unwrap_or_default()
}

fn yuan(fen: i128) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// Changes a cell of the first row of a table.
fn set(tables: &mut Tables, name: &str, column: &str, change: impl Fn(&str) -> String) {
    let mut sheet = Sheet::read(&tables[name]);
    let place = sheet.column(column).expect("the column");
    if let Some(row) = sheet.rows.first_mut() {
        row[place] = change(&row[place]);
    }
    tables.insert(name.to_string(), sheet.csv());
}

fn more(cell: &str, by: i128) -> String {
    yuan(fen(cell).unwrap() + by)
}

fn plus_one(cell: &str) -> String {
    (cell.parse::<i128>().unwrap() + 1).to_string()
}

fn rows(text: &str) -> i128 {
    i128::try_from(text.lines().count()).unwrap()
}

/// The engine with one fault, told by the name of the law that has to notice it.
fn faulty(fault: &str, asked: &Asked<'_>) -> Result<Tables, String> {
    let mut tables = ways::engine(asked)?;
    let sheet = &mut tables;
    match fault {
        // A fen appears from nowhere.
        "the_equations_hold_for_every_worker_and_in_total" => {
            set(sheet, "worker_periods", "due", |cell| more(cell, 1));
        }
        // A region loses a fen.
        "each_level_is_the_sum_of_the_level_below" => {
            set(sheet, "region_totals", "paid", |cell| more(cell, 1));
        }
        // Every project is in order.
        "projects_have_the_colour_of_their_gravest_warning" => {
            set(sheet, "project_totals", "colour", |_| "green".to_string());
        }
        // A row vanishes.
        "rows_in_are_rows_used_and_rows_set_aside" => {
            set(sheet, "accounting", "rows", |cell| format!("{}1", cell));
        }
        // The last row stands first.
        "tables_stand_in_the_order_of_their_keys" => {
            let mut table = Sheet::read(&sheet["worker_periods"]);
            table.rows.reverse();
            sheet.insert("worker_periods".to_string(), table.csv());
        }
        // What is read first counts.
        "the_order_of_rows_changes_nothing" => {
            let first = text(asked, "attendance").lines().nth(1).unwrap_or_default().to_string();
            set(sheet, "worker_totals", "worker_id", |_| first.replace(',', ";"));
        }
        // The number of files counts.
        "the_split_into_files_changes_nothing" => {
            let is_split = asked.folder.join("transfers").is_dir();
            let by = i128::from(is_split);
            set(sheet, "worker_periods", "due", |cell| more(cell, by));
        }
        // The number of threads counts.
        "threads_change_not_a_byte" => {
            let by = i128::from(asked.threads == Some(8));
            set(sheet, "project_totals", "paid", |cell| more(cell, by));
        }
        // The size of the record batches counts.
        "record_batches_of_any_size_change_not_a_byte" => {
            let by = i128::from(asked.batch_rows == Some(7));
            set(sheet, "contractor_totals", "due", |cell| more(cell, by));
        }
        // Rows after the day count.
        "rows_after_the_day_of_the_report_change_nothing_else" => {
            let by = rows(&text(asked, "transfers")) + rows(&text(asked, "attendance"));
            set(sheet, "worker_periods", "due", |cell| more(cell, by));
        }
        other if faulty_of_people(other, sheet) => {}
        other => faulty_between_runs(other, asked, sheet),
    }
    Ok(tables)
}

/// Faults in the figures of people, systems, employers and flags; `false` where it is another law.
fn faulty_of_people(fault: &str, sheet: &mut Tables) -> bool {
    match fault {
        // A region gains a registered worker.
        "counts_of_people_add_up" => {
            set(sheet, "region_totals", "registered", plus_one);
        }
        // A rate is written by hand.
        "rates_follow_from_their_counts" => {
            set(sheet, "project_totals", "contract_rate", |_| "0.9140".to_string());
        }
        // A system counts as in place and is not.
        "systems_and_employers_add_up" => {
            set(sheet, "contractor_totals", "real_name_in_place", plus_one);
        }
        // A flag rests on a fen that nobody owes.
        "flags_rest_on_their_worker_periods" => {
            set(sheet, "credit_flags", "arrears", |cell| more(cell, 1));
        }
        _ => return false,
    }
    true
}

/// Faults that only a second run of a changed world shows.
fn faulty_between_runs(fault: &str, asked: &Asked<'_>, sheet: &mut Tables) {
    match fault {
        // Every payment makes arrears.
        "one_more_payment_never_raises_arrears" => {
            let by = rows(&text(asked, "transfers"));
            set(sheet, "worker_periods", "arrears", |cell| more(cell, by));
        }
        // The number of transfers counts.
        "a_transfer_split_in_two_gives_the_same_arrears" => {
            let by = rows(&text(asked, "transfers"));
            set(sheet, "worker_periods", "arrears", |cell| more(cell, by));
        }
        // Days run backwards.
        "a_later_day_never_lowers_overdue_days" => {
            let mut table = Sheet::read(&sheet["worker_periods"]);
            let place = table.column("overdue_days").expect("the column");
            for row in &mut table.rows {
                if let Ok(days) = row[place].parse::<i64>() {
                    row[place] = (1_000_000 - days).to_string();
                }
            }
            sheet.insert("worker_periods".to_string(), table.csv());
        }
        // A day worked costs money.
        "one_more_day_worked_never_lowers_dues" => {
            let by = 1_000_000 - rows(&text(asked, "attendance"));
            let mut table = Sheet::read(&sheet["worker_periods"]);
            let place = table.column("attendance_due").expect("the column");
            table.rows.iter_mut().for_each(|row| row[place] = yuan(by));
            sheet.insert("worker_periods".to_string(), table.csv());
        }
        // All projects share one purse.
        "two_regions_apart_are_two_regions_together" => {
            let by = rows(&text(asked, "projects"));
            set(sheet, "project_totals", "covered", |cell| more(cell, by));
        }
        // The spelling of an id counts.
        "other_ids_give_the_same_figures" => {
            let ids = &sheet["worker_periods"];
            let by = i128::try_from(ids.len()).unwrap();
            set(sheet, "worker_periods", "due", |cell| more(cell, by));
        }
        // A fen of labour cost is lost on the way to the projects.
        "every_fen_of_labour_cost_ends_in_one_place" => {
            set(sheet, "labour_cost_months", "received_late", |cell| more(cell, 1));
        }
        // Every step of a deposit ends on its first day.
        "every_day_of_a_deposit_stands_in_one_row" => {
            let mut table = Sheet::read(&sheet["deposit_days"]);
            let from = table.column("from_date").expect("the column");
            let to = table.column("to_date").expect("the column");
            table.rows.iter_mut().for_each(|row| row[to] = row[from].clone());
            sheet.insert("deposit_days".to_string(), table.csv());
        }
        // A debit leaves arrears that transfers would not.
        "a_batch_payout_gives_the_arrears_of_its_transfers" => {
            let by = rows(&text(asked, "account_entries"));
            set(sheet, "worker_periods", "arrears", |cell| more(cell, by));
        }
        _ => faulty_between_tables(fault, sheet),
    }
}

/// Faults that only another table of the same run shows.
fn faulty_between_tables(fault: &str, sheet: &mut Tables) {
    match fault {
        // A worker-period is matched twice.
        "the_match_adds_up_to_the_worker_periods" => {
            set(sheet, "matches", "worker_periods", |cell| format!("{cell}0"));
        }
        // The last one read is forgotten.
        "everyone_who_was_read_is_reconciled_or_excluded_once" => {
            let mut table = Sheet::read(&sheet["population"]);
            table.rows.pop();
            sheet.insert("population".to_string(), table.csv());
        }
        // A fen is put down to nobody.
        "causes_add_up_to_the_arrears" => set(sheet, "causes", "amount", |cell| more(cell, -1)),
        other => panic!("no fault for the law {other}: add one"),
    }
}

#[test]
fn every_law_notices_a_fault() {
    let mut blind = Vec::new();
    for (name, _) in laws::ALL {
        let wrong = |asked: &Asked<'_>| faulty(name, asked);
        if search(law(name).expect("the law"), &wrong, 0..12).is_ok() {
            blind.push(name);
        }
    }
    assert!(blind.is_empty(), "laws that hold for a faulty engine: {blind:?}");
}

/// One fen or one more in any figure of labour cost, accounts and deposits is noticed, whichever
/// table and column it is in.
#[test]
fn the_figures_of_accounts_and_deposits_notice_one_fen() {
    let (world, policy) = worlds::of_seed(5);
    let (_, honest) = reconciled(&world, policy);
    let is_good = |tables: &Tables| {
        oversight_checks::labour_cost(tables).and_then(|()| oversight_checks::deposit_days(tables))
    };
    is_good(&honest).unwrap();
    let months = ["expected", "received_on_time", "received_late", "short", "not_yet_due"];
    let mut cells: Vec<(&str, &str)> = months.map(|name| ("labour_cost_months", name)).to_vec();
    for table in ["project_totals", "contractor_totals", "region_totals"] {
        cells.extend(oversight_checks::MONEY.map(|name| (table, name)));
        cells.extend(oversight_checks::COUNTS.map(|name| (table, name)));
    }
    for (table, column) in cells {
        let mut wrong = honest.clone();
        let is_count = oversight_checks::COUNTS.contains(&column);
        set(&mut wrong, table, column, |cell| match cell.parse::<i128>() {
            Ok(number) if is_count => (number + 1).to_string(),
            _ => more(cell, 1),
        });
        assert!(is_good(&wrong).is_err(), "{table}.{column}: one more is not noticed");
    }
}

fn reconciled(world: &World, policy: Option<&str>) -> (Tables, Tables) {
    let folder = Folder::new("mutation").unwrap();
    world.write_csv(folder.path()).unwrap();
    let (folder_path, as_of) = (folder.path().into(), world.as_of());
    let asked = Asked { folder: folder_path, as_of, policy, threads: None, batch_rows: None };
    (ways::twin(&asked).unwrap(), ways::engine(&asked).unwrap())
}

/// A world of which no table is empty, by both.
fn full() -> (Tables, Tables) {
    for seed in 0..50 {
        let world = enriched::of_seed(seed);
        let folder = Folder::new("mutation").unwrap();
        world.write_csv(folder.path()).unwrap();
        let (path, as_of) = (folder.path().into(), world.world.as_of());
        let policy = world.policy;
        let asked = Asked { folder: path, as_of, policy, threads: None, batch_rows: None };
        let (twin, engine) = (ways::twin(&asked).unwrap(), ways::engine(&asked).unwrap());
        if OutputTable::ALL.iter().all(|table| engine[table.name()].lines().count() > 1) {
            return (twin, engine);
        }
    }
    panic!("each of fifty worlds has an empty table");
}

/// Every column of every table: a changed cell, a lost row, a row that stands twice.
#[test]
fn the_comparison_with_the_twin_notices_a_changed_cell_of_every_table() {
    let (twin, engine) = full();
    assert_eq!(differences_as_sets(&twin, &engine), None, "engine and twin differ");
    for name in OutputTable::ALL.map(OutputTable::name) {
        let told = |sheet: &Sheet, what: &str| {
            let mut wrong = engine.clone();
            wrong.insert(name.to_string(), sheet.csv());
            assert!(differences_as_sets(&twin, &wrong).is_some(), "{name}: {what}");
        };
        let sheet = Sheet::read(&engine[name]);
        assert_eq!(sheet.header, Sheet::read(&twin[name]).header, "{name}");
        for (place, column) in sheet.header.iter().enumerate() {
            let mut changed = sheet.clone();
            changed.rows[0][place].push('7');
            if column != "detail" && column != "steps" {
                told(&changed, column);
            }
        }
        let mut fewer = sheet.clone();
        let lost = fewer.rows.pop().unwrap();
        told(&fewer, "a lost row");
        let mut more = sheet.clone();
        more.rows.push(lost);
        told(&more, "a row that stands twice");
    }
}

/// Input columns that decide a result, each with how one cell of it is made wrong.
const DECIDING: [(&str, &str); 24] = [
    ("attendance", "minutes"),
    ("attendance", "work_date"),
    ("contracts", "rate"),
    ("contracts", "start_date"),
    ("payroll", "net"),
    ("payroll", "period"),
    ("transfers", "amount"),
    ("transfers", "paid_date"),
    ("transfers", "status"),
    ("deposits", "amount"),
    ("account_entries", "amount"),
    ("projects", "contract_amount"),
    ("projects", "status"),
    ("projects", "unsettled_amount"),
    ("projects", "category"),
    ("projects", "wage_account_opened_date"),
    ("workers", "id_number"),
    ("workers", "pay_account"),
    ("deposits", "valid_to"),
    ("account_entries", "purpose"),
    ("contractor_events", "event"),
    ("cases", "closed_date"),
    ("cases", "amount_claimed"),
    ("signals", "signal"),
];

/// An engine that sees another cell than the twin is told apart from it.
#[test]
fn the_comparison_with_the_twin_notices_a_changed_input() {
    let mut blind = Vec::new();
    for (table, column) in DECIDING {
        let noticed = (0..8).any(|seed| {
            let (world, policy) = worlds::of_seed(seed);
            let (_, honest) = reconciled(&world, policy);
            let mut wrong = world.clone();
            let Some(sheet) = worlds::table_mut(&mut wrong, table) else { return false };
            let Some(row) = (0..sheet.rows()).find(|&row| sheet.cell(row, column).is_some()) else {
                return false;
            };
            let cell = match column {
                "work_date" | "paid_date" => "2024-02-29",
                "start_date" | "closed_date" | "valid_to" => "2029-01-01",
                "wage_account_opened_date" => "2001-01-01",
                "period" => "2024-02",
                "status" if table == "projects" => "preparing",
                "status" => "failed",
                "minutes" => "7",
                "category" => "77",
                "id_number" => "无",
                "purpose" => "opening",
                "event" => "mass_incident",
                "signal" => "opinion",
                _ => "777.77",
            };
            sheet.set(row, column, Some(cell.to_string()));
            let (_, met) = reconciled(&wrong, policy);
            differences_as_sets(&honest, &met).is_some()
        });
        if !noticed {
            blind.push(format!("{table}.{column}"));
        }
    }
    assert!(blind.is_empty(), "changed cells that nothing noticed: {blind:?}");
}

/// Findings of a world, by the engine and by the twin: code and worker, each once.
fn findings(world: &World) -> BTreeSet<(String, String)> {
    let (twin, engine) = reconciled(world, None);
    assert_eq!(differences_as_sets(&twin, &engine), None, "engine and twin differ");
    let sheet = Sheet::read(&engine["findings"]);
    let cell = |row, name: &str| sheet.cell(row, name).to_string();
    (0..sheet.rows.len()).map(|row| (cell(row, "code"), cell(row, "worker_id"))).collect()
}

/// Codes that no world of text can hold, each with the reason.
const EXCUSED: [(&str, &str); 5] = [
    ("id_types_differ", "needs a column of integers"),
    ("published_rate_differs", "no world has published rates; a golden case has it"),
    ("batch_payout_alternatives", "needs a sheet of its own; a golden case has it"),
    ("batch_payout_undecided", "needs a policy of few steps; a golden case has it"),
    ("file_sum_differs", "no world has files that tell sums; samples of `formats` have it"),
];

#[test]
fn every_finding_code_fires_on_its_corruption_and_on_nothing_clean() {
    let quiet = corruptions::quiet();
    assert_eq!(findings(&quiet), BTreeSet::new(), "the clean world is not silent");
    let subjects = corruptions::subjects(&quiet);
    assert!(subjects.len() >= 5, "only {} workers of whom every table tells", subjects.len());
    let mut faults = Vec::new();
    for corruption in corruptions::ALL {
        let mut world = quiet.clone();
        (corruption.plant)(&mut world, &subjects[0]);
        let met = findings(&world);
        if !met.iter().any(|(code, _)| code == corruption.code) {
            faults.push(format!("{} does not fire, but {met:?}", corruption.code));
        }
        // What was done to one worker is found of no other who was not touched.
        let last = &subjects[subjects.len() - 1].worker;
        if met.iter().any(|(_, worker)| worker == last) {
            faults.push(format!("{} fires on the untouched worker {last}", corruption.code));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_finding_code_has_a_corruption() {
    let planted = corruptions::ALL.iter().map(|corruption| corruption.code);
    let excused = EXCUSED.iter().map(|(code, _)| *code);
    let mut planted: Vec<&str> = planted.chain(excused).collect();
    let mut codes: Vec<&str> = anxin::Code::ALL.iter().map(|code| code.word()).collect();
    planted.sort_unstable();
    codes.sort_unstable();
    assert_eq!(planted, codes);
}
