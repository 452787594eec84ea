//! What is true of every input: each law takes a way to reconcile and the seed of a world.
//!
//! The same laws hold the engine and its second implementation; a deliberately wrong way to
//! reconcile has to break them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anxin_datasets::{Random, Table, World, civil, row_day};

use crate::checks::{self, Checked, sheet, sums};
use crate::folder::Folder;
use crate::oversight_checks;
use crate::people;
use crate::social_checks;
use crate::tables::{Sheet, Tables, difference, fen};
use crate::worlds;

/// What is asked of a way to reconcile.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// The folder of the input tables.
    pub folder: PathBuf,
    /// The day of the report.
    pub as_of: String,
    /// The text of the policy file, if not the built-in policy alone.
    pub policy: Option<&'a str>,
    /// Number of threads, if it is to be another than the machine's.
    pub threads: Option<usize>,
    /// The tables are handed in from memory, in record batches of so many rows; if not, as files.
    pub batch_rows: Option<usize>,
}

/// A way to reconcile: the output tables, those of `--detail` too.
pub type Reconcile<'a> = &'a dyn Fn(&Asked<'_>) -> Result<Tables, String>;

/// A law: its name, and whether it holds for a seed.
pub type Law = (&'static str, fn(Reconcile<'_>, u64) -> Checked);

/// All laws, in the order of the tests.
pub const ALL: [Law; 26] = [
    ("the_equations_hold_for_every_worker_and_in_total", equations),
    ("each_level_is_the_sum_of_the_level_below", roll_ups),
    ("projects_have_the_colour_of_their_gravest_warning", colours),
    ("rows_in_are_rows_used_and_rows_set_aside", accounts),
    ("tables_stand_in_the_order_of_their_keys", order),
    ("the_order_of_rows_changes_nothing", shuffled),
    ("the_split_into_files_changes_nothing", split),
    ("threads_change_not_a_byte", threads),
    ("record_batches_of_any_size_change_not_a_byte", batches),
    ("rows_after_the_day_of_the_report_change_nothing_else", without_later_rows),
    ("one_more_payment_never_raises_arrears", one_more_payment),
    ("a_transfer_split_in_two_gives_the_same_arrears", split_transfer),
    ("a_later_day_never_lowers_overdue_days", later_day),
    ("one_more_day_worked_never_lowers_dues", one_more_day),
    ("two_regions_apart_are_two_regions_together", two_regions),
    ("other_ids_give_the_same_figures", other_ids),
    ("every_fen_of_labour_cost_ends_in_one_place", labour_cost),
    ("every_day_of_a_deposit_stands_in_one_row", deposit_days),
    ("the_match_adds_up_to_the_worker_periods", matches),
    ("everyone_who_was_read_is_reconciled_or_excluded_once", population),
    ("causes_add_up_to_the_arrears", causes),
    ("counts_of_people_add_up", people_add_up),
    ("rates_follow_from_their_counts", rates_follow),
    ("systems_and_employers_add_up", systems_add_up),
    ("flags_rest_on_their_worker_periods", flags_rest),
    ("a_batch_payout_gives_the_arrears_of_its_transfers", batch_payout),
];

/// A law by name.
#[must_use]
pub fn law(name: &str) -> Option<Law> {
    ALL.into_iter().find(|law| law.0 == name)
}

/// Tries a law on seeds one after the other; the first seed that breaks it ends the search.
///
/// # Errors
///
/// The seed and what does not hold.
pub fn search(law: Law, reconcile: Reconcile<'_>, seeds: std::ops::Range<u64>) -> Checked {
    for seed in seeds {
        let broken = |what| format!("seed {seed}: {}: {what}", law.0.replace('_', " "));
        law.1(reconcile, seed).map_err(broken)?;
    }
    Ok(())
}

/// Writes a world into a folder of its own and reconciles it.
fn run(reconcile: Reconcile<'_>, world: &World, policy: Option<&str>) -> Result<Tables, String> {
    let folder = Folder::new("law").map_err(|error| error.to_string())?;
    world.write_csv(folder.path()).map_err(|error| error.to_string())?;
    run_folder(reconcile, folder.path(), &world.as_of(), policy, None)
}

fn run_folder(
    reconcile: Reconcile<'_>,
    folder: &Path,
    as_of: &str,
    policy: Option<&str>,
    threads: Option<usize>,
) -> Result<Tables, String> {
    let as_of = as_of.to_string();
    reconcile(&Asked { folder: folder.into(), as_of, policy, threads, batch_rows: None })
}

fn equations(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    checks::equations(&run(reconcile, &world, policy)?)
}

fn roll_ups(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    checks::roll_ups(&run(reconcile, &world, policy)?)
}

fn colours(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    checks::colours(&run(reconcile, &world, policy)?)
}

fn accounts(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    let given = world.tables.iter().map(|table| {
        let rows = u64::try_from(table.rows()).unwrap_or(u64::MAX);
        (table.name.to_string(), rows)
    });
    checks::accounts(&run(reconcile, &world, policy)?, &given.collect())
}

fn matches(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    people::matches(&run(reconcile, &world, policy)?, &world.as_of())
}

fn population(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    people::population(&run(reconcile, &world, policy)?, &world)
}

fn causes(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    people::causes(&run(reconcile, &world, policy)?)
}

fn people_add_up(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    social_checks::counts(&run(reconcile, &world, policy)?)
}

fn rates_follow(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    social_checks::rates(&run(reconcile, &world, policy)?)
}

fn systems_add_up(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    social_checks::systems(&run(reconcile, &world, policy)?)
}

/// Amounts so small that little worlds reach them.
const SMALL_AMOUNTS: &str = "[credit]\ncrime_months = 2\ncrime_workers = 3\n\
    [[crime]]\nregion = \"\"\none_worker = \"100\"\nten_workers = \"100\"\n";

fn flags_rest(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, _) = worlds::of_seed(seed);
    social_checks::flags(&run(reconcile, &world, Some(SMALL_AMOUNTS))?)
}

fn order(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    checks::order(&run(reconcile, &world, policy)?)
}

/// Equal in every byte but for `findings.row` (and the order it gives) and the summary.
fn all_but_row(one: &Tables, other: &Tables) -> Checked {
    if one.keys().ne(other.keys()) {
        return Err("other tables".to_string());
    }
    for (name, text) in one {
        let met = other.get(name).map_or("", String::as_str);
        let (mut left, mut right) = (text.clone(), met.to_string());
        if name == "findings" {
            left = Sheet::read(&left).without(&["row", "detail"]).sorted().csv();
            right = Sheet::read(&right).without(&["row", "detail"]).sorted().csv();
        }
        if left != right {
            return Err(difference(name, &left, &right).unwrap_or_else(|| format!("{name}: bytes")));
        }
    }
    Ok(())
}

fn shuffled(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    let one = run(reconcile, &world, policy)?;
    all_but_row(&one, &run(reconcile, &world.shuffled(seed ^ 0x5eed), policy)?)
}

fn split(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    let one = run(reconcile, &world, policy)?;
    let parts = world.shuffled(seed).split(3);
    let folder = Folder::new("split").map_err(|error| error.to_string())?;
    parts.write_csv(folder.path()).map_err(|error| error.to_string())?;
    let threads = Some([1, 2, 8][Random::new(seed).below(3)]);
    all_but_row(&one, &run_folder(reconcile, folder.path(), &world.as_of(), policy, threads)?)
}

fn threads(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    let folder = Folder::new("threads").map_err(|error| error.to_string())?;
    world.write_csv(folder.path()).map_err(|error| error.to_string())?;
    let day = world.as_of();
    let one = run_folder(reconcile, folder.path(), &day, policy, Some(1))?;
    for count in [2, 8] {
        let other = run_folder(reconcile, folder.path(), &day, policy, Some(count))?;
        same_bytes(&one, &other).map_err(|what| format!("{count} threads: {what}"))?;
    }
    Ok(())
}

/// Equal in every byte of every table and of the summary.
fn same_bytes(one: &Tables, other: &Tables) -> Checked {
    if one.keys().ne(other.keys()) {
        return Err("other tables".to_string());
    }
    for (name, text) in one {
        if other.get(name) != Some(text) {
            let met = other.get(name).map_or("", String::as_str);
            return Err(difference(name, text, met).unwrap_or_else(|| format!("{name}: bytes")));
        }
    }
    Ok(())
}

fn batches(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    in_batches(reconcile, &world, policy, &[1, 7, 1000, usize::MAX], &[1, 2, 8])
}

/// A world so large that the reading and the wages of one run are cut into several pieces: its
/// tables from files and in record batches give the same bytes on any number of threads.
///
/// # Errors
///
/// The size of the batches, the number of threads and the first difference.
pub fn large_world_in_batches(reconcile: Reconcile<'_>) -> Checked {
    let world = worlds::large();
    let rows = |table| world.table(table).map_or(0, Table::rows);
    if rows("attendance") <= 65_536 || rows("workers") <= 2_048 {
        return Err("the large world is worked out in one piece".to_string());
    }
    for (batch_rows, threads) in [(1, 2), (7, 8), (1000, 1), (1000, 2), (usize::MAX, 8)] {
        in_batches(reconcile, &world, None, &[batch_rows], &[threads])?;
    }
    Ok(())
}

/// The tables as record batches of some sizes, each on some numbers of threads, against the files.
fn in_batches(
    reconcile: Reconcile<'_>,
    world: &World,
    policy: Option<&str>,
    sizes: &[usize],
    threads: &[usize],
) -> Checked {
    let folder = Folder::new("batches").map_err(|error| error.to_string())?;
    world.write_csv(folder.path()).map_err(|error| error.to_string())?;
    let one = run_folder(reconcile, folder.path(), &world.as_of(), policy, Some(1))?;
    for &size in sizes {
        for &count in threads {
            let (folder, as_of) = (folder.path().into(), world.as_of());
            let (threads, batch_rows) = (Some(count), Some(size));
            let asked = Asked { folder, as_of, policy, threads, batch_rows };
            let broken = |what| format!("batches of {size} rows, {count} threads: {what}");
            same_bytes(&one, &reconcile(&asked)?).map_err(broken)?;
        }
    }
    Ok(())
}

fn without_later_rows(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    let one = before(run(reconcile, &world, policy)?, &world)?;
    let less = world.without_rows_after(world.as_of_day);
    all_but_row(&one, &before(run(reconcile, &less, policy)?, &less)?)
}

/// The tables without what they say of rows dated after the day of the report: of these a row may
/// be set aside with another code that comes first.
fn before(mut kept: Tables, world: &World) -> Result<Tables, String> {
    kept.remove("summary"); // its fingerprint is that of all rows
    let is_later = |table: &str, row: &str| -> bool {
        let table = world.table(table);
        let day = row.parse().ok().and_then(|row| row_day(table?, row));
        day.is_some_and(|day| day > world.as_of_day)
    };
    let mut findings = sheet(&kept, "findings")?;
    let later = |row: &usize| {
        let (table, place) = (findings.cell(*row, "table"), findings.cell(*row, "row"));
        findings.cell(*row, "code") == "after_as_of" || is_later(table, place)
    };
    let later: Vec<usize> = (0..findings.rows.len()).filter(later).collect();
    for row in later.into_iter().rev() {
        findings.rows.remove(row);
    }
    kept.insert("findings".to_string(), findings.csv());
    let mut fates = sheet(&kept, "transfer_fates")?;
    let place = fates.column("fate").ok_or("transfer_fates: no fate")?;
    fates.rows.retain(|row| row[place] != "after_as_of");
    kept.insert("transfer_fates".to_string(), fates.csv());
    let mut accounting = sheet(&kept, "accounting")?;
    let place = accounting.column("code").ok_or("accounting: no code")?;
    let ends = ["used", "counted", "reversed", "reversal"];
    accounting.rows.retain(|row| ends.contains(&row[place].as_str()));
    kept.insert("accounting".to_string(), accounting.csv());
    Ok(kept)
}

/// Engagements of a world, from its output.
fn engagements(tables: &Tables) -> Result<Vec<(String, String)>, String> {
    let periods = sheet(tables, "worker_periods")?;
    let pairs = (0..periods.rows.len()).map(|row| {
        let cell = |name| periods.cell(row, name).to_string();
        (cell("worker_id"), cell("project_id"))
    });
    let mut pairs: Vec<_> = pairs.collect();
    pairs.dedup();
    Ok(pairs)
}

fn one_more_payment(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (mut world, policy) = worlds::of_seed(seed);
    // A payment can take the lines of a batch payout away, which is then no payment any more.
    worlds::empty(&mut world, "account_entries");
    let one = run(reconcile, &world, policy)?;
    let pairs = engagements(&one)?;
    if pairs.is_empty() {
        return Ok(());
    }
    let mut random = Random::new(seed);
    let as_of_day = world.as_of_day;
    let Some(transfers) = worlds::table_mut(&mut world, "transfers") else { return Ok(()) };
    for number in 0..3 {
        let (worker, project) = pairs[random.below(pairs.len())].clone();
        let project = random.chance(700).then_some(project);
        transfers.push(&[
            ("transfer_id", Some(format!("~more{number}"))),
            ("amount", Some(anxin_datasets::table::yuan(random.between(1, 900_000)))),
            ("paid_date", Some(civil::day_text(as_of_day - random.between(0, 90)))),
            ("status", Some("settled".to_string())),
            ("worker_id", Some(worker)),
            ("project_id", project),
        ]);
    }
    let more = run(reconcile, &world, policy)?;
    let key = ["worker_id", "project_id", "period"];
    let less = sums(&sheet(&one, "worker_periods")?, &key, "arrears")?;
    for (of, fen) in sums(&sheet(&more, "worker_periods")?, &key, "arrears")? {
        let was = less.get(&of).copied().unwrap_or(0);
        if fen > was {
            return Err(format!("{of:?}: arrears were {was} fen and are {fen}"));
        }
    }
    Ok(())
}

fn split_transfer(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (mut world, policy) = worlds::of_seed(seed);
    let one = run(reconcile, &world, policy)?;
    let fates = sheet(&one, "transfer_fates")?;
    let taken: Vec<String> = world.table("transfers").map_or(vec![], |table| {
        (0..table.rows()).filter_map(|row| table.cell(row, "reverses").map(String::from)).collect()
    });
    let ids: Vec<String> =
        (0..fates.rows.len()).map(|row| fates.cell(row, "transfer_id").to_string()).collect();
    let is_alone = |id: &String| ids.iter().filter(|other| other.starts_with(id)).count() == 1;
    let can_split = |row: &usize| {
        let id = fates.cell(*row, "transfer_id").to_string();
        let is_free = !taken.iter().any(|other| other.contains(&id));
        fates.cell(*row, "fate") == "counted" && is_free && is_alone(&id)
    };
    let chosen: Vec<usize> = (0..fates.rows.len()).filter(can_split).collect();
    if chosen.is_empty() {
        return Ok(());
    }
    let chosen = chosen[Random::new(seed).below(chosen.len())];
    let id = fates.cell(chosen, "transfer_id").to_string();
    let amount = fen(fates.cell(chosen, "amount"))?;
    let Some(transfers) = worlds::table_mut(&mut world, "transfers") else { return Ok(()) };
    let rows: Vec<usize> = (0..transfers.rows())
        .filter(|&row| transfers.cell(row, "transfer_id") == Some(id.as_str()))
        .collect();
    let [row] = rows.as_slice() else { return Ok(()) };
    let other = transfers.push_copy(*row);
    let first = i64::try_from(amount / 3).unwrap_or(0);
    let second = i64::try_from(amount).unwrap_or(0) - first;
    for (row, part, suffix) in [(*row, first, "-1"), (other, second, "-2")] {
        transfers.set(row, "transfer_id", Some(format!("{id}{suffix}")));
        transfers.set(row, "amount", Some(anxin_datasets::table::yuan(part)));
    }
    let two = run(reconcile, &world, policy)?;
    for name in ["worker_periods", "worker_totals"] {
        if let Some(text) = difference(name, &one[name], &two[name]) {
            return Err(format!("{id} split in two: {text}"));
        }
    }
    Ok(())
}

fn later_day(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    // The months of the world end first: a month not yet over is paid by other rules than a full
    // one.
    let end_day = world.tables.iter().flat_map(|table| days(table, world.as_of_day)).max();
    let next_month = civil::month_of_day(end_day.unwrap_or(world.as_of_day)) + 1;
    let first_day = civil::first_day(next_month).max(world.as_of_day);
    let mut world = world.without_rows_after(world.as_of_day);
    world.as_of_day = first_day;
    let one = sheet(&run(reconcile, &world, policy)?, "worker_periods")?;
    let days = i64::try_from(seed % 40).unwrap_or(0) + 1;
    world.as_of_day += days;
    let later = sheet(&run(reconcile, &world, policy)?, "worker_periods")?;
    for row in 0..one.rows.len() {
        let number = |of: &Sheet| of.cell(row, "overdue_days").parse::<i64>().unwrap_or(0);
        if one.rows[row][..3] != later.rows[row][..3] || number(&later) < number(&one) {
            let rows = (one.rows[row].join(","), later.rows[row].join(","));
            return Err(format!("{days} days later: {} became {}", rows.0, rows.1));
        }
        let is_due = !one.cell(row, "overdue_days").is_empty();
        if is_due && number(&later) != number(&one) + days {
            return Err(format!("{days} days later: {}", later.rows[row].join(",")));
        }
    }
    Ok(())
}

fn days(table: &Table, last_day: i64) -> Vec<i64> {
    let all = (0..table.rows()).filter_map(|row| row_day(table, row));
    all.filter(|&day| day <= last_day).collect()
}

fn one_more_day(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (mut world, policy) = worlds::of_seed(seed);
    let one = run(reconcile, &world, policy)?;
    let pairs = engagements(&one)?;
    if pairs.is_empty() {
        return Ok(());
    }
    let mut random = Random::new(seed);
    let (worker, project) = pairs[random.below(pairs.len())].clone();
    let as_of_day = world.as_of_day;
    let mut taken = Vec::new();
    for name in ["attendance", "punches"] {
        let Some(table) = world.table(name) else { continue };
        let mine = (0..table.rows())
            .filter(|&row| table.cell(row, "worker_id").is_none_or(|id| id.trim() == worker));
        // A punch belongs to the date of its first `in`, so the day before counts as taken too.
        taken.extend(mine.filter_map(|row| row_day(table, row)).flat_map(|day| [day, day - 1]));
    }
    let day = (0..40).map(|_| as_of_day - random.between(0, 100)).find(|day| !taken.contains(day));
    let Some(day) = day else { return Ok(()) };
    let minutes = random.between(1, 720);
    let Some(attendance) = worlds::table_mut(&mut world, "attendance") else { return Ok(()) };
    attendance.push(&[
        ("worker_id", Some(worker.clone())),
        ("project_id", Some(project.clone())),
        ("work_date", Some(civil::day_text(day))),
        ("minutes", Some(minutes.to_string())),
    ]);
    let more = run(reconcile, &world, policy)?;
    let key = ["worker_id", "project_id", "period"];
    for money in ["attendance_due", "due"] {
        let now = sums(&sheet(&more, "worker_periods")?, &key, money)?;
        for (of, fen) in sums(&sheet(&one, "worker_periods")?, &key, money)? {
            let met = now.get(&of).copied().unwrap_or(0);
            if met < fen {
                let when = civil::day_text(day);
                return Err(format!(
                    "{worker} on {project} works {minutes} minutes more on {when}: {money} of \
                     {of:?} was {fen} fen and is {met}"
                ));
            }
        }
    }
    Ok(())
}

/// What follows warnings: whether something is missing is known only where its kind is recorded
/// anywhere in the data, so the records of one region can tell of the other.
const COLOURS: [&str; 5] =
    ["colour", "projects_green", "projects_blue", "projects_yellow", "projects_red"];

fn two_regions(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (mut first, policy) = worlds::of_seed(seed);
    let (mut second, _) = worlds::of_seed(seed + 1_000_003);
    worlds::bind_deposits(&mut first);
    worlds::bind_deposits(&mut second);
    second.as_of_day = first.as_of_day;
    let mut second = worlds::moved(&worlds::renamed(&second, "Z"));
    if let (Some(table), Some(other)) =
        (worlds::table_mut(&mut second, "calendar"), first.table("calendar"))
    {
        *table = other.clone();
    }
    let both = run(reconcile, &worlds::together(&first, &second), policy)?;
    let (one, two) = (run(reconcile, &first, policy)?, run(reconcile, &second, policy)?);
    let named =
        ["worker_periods", "worker_totals", "project_totals", "transfer_fates", "allocations"];
    let more = ["wage_lines", "cover", "contractor_totals", "region_totals"];
    let made =
        ["matches", "population", "causes"].into_iter().filter(|name| both.contains_key(*name));
    for name in named.into_iter().chain(more).chain(made) {
        let known = |tables: &Tables| -> Result<Sheet, String> {
            let mut table = sheet(tables, name)?;
            // Lines of the unknown are added up, not put side by side.
            let ids = match name {
                "contractor_totals" => 0..2,
                "region_totals" => 1..2,
                _ => 0..0,
            };
            table.rows.retain(|row| row[ids.clone()].iter().all(|cell| !cell.is_empty()));
            Ok(table.without(&COLOURS))
        };
        let (mut sum, whole) = (known(&one)?, known(&both)?);
        sum.rows.extend(known(&two)?.rows);
        if let Some(text) = difference(name, &sum.sorted().csv(), &whole.sorted().csv()) {
            return Err(text);
        }
    }
    Ok(())
}

fn other_ids(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    let one = run(reconcile, &world, policy)?;
    let other = run(reconcile, &worlds::renamed(&world, "~"), policy)?;
    let mut plain = BTreeMap::new();
    for (name, text) in other {
        let mut table = Sheet::read(&text);
        for (row, cells) in table.rows.iter_mut().enumerate() {
            // The id of a region is its code.
            let is_region = table.header.iter().zip(cells.iter()).any(|(column, cell)| {
                ["subject", "dimension"].contains(&column.as_str()) && cell == "region"
            });
            for (cell, column) in cells.iter_mut().zip(&table.header) {
                let is_name = column.ends_with("_id") || column == "wage_account";
                if is_name && !is_region {
                    if !cell.is_empty() && !cell.starts_with('~') {
                        return Err(format!("{name} row {row}: {column} {cell:?} is no id given"));
                    }
                    *cell = cell.trim_start_matches('~').to_string();
                }
            }
        }
        plain.insert(name, table.csv());
    }
    let (mut one, mut plain) = (one, plain);
    one.remove("summary");
    plain.remove("summary");
    all_but_row(&one, &plain)
}

/// Labour cost adds up, and one more credit of it is found again to the fen.
fn labour_cost(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (mut world, policy) = worlds::of_seed(seed);
    let one = run(reconcile, &world, policy)?;
    oversight_checks::labour_cost(&one)?;
    let projects = sheet(&one, "project_totals")?;
    let is_known = |row: &usize| projects.cell(*row, "wage_account_status") != "not_known";
    let Some(row) = (0..projects.rows.len()).find(is_known) else { return Ok(()) };
    let mut random = Random::new(seed);
    let (amount, day) = (random.between(1, 90_000_000), world.as_of_day - random.between(0, 200));
    let Some(entries) = worlds::table_mut(&mut world, "account_entries") else { return Ok(()) };
    entries.push(&[
        ("entry_id", Some("~more".to_string())),
        ("wage_account", Some("~nobodys".to_string())),
        ("entry_date", Some(civil::day_text(day))),
        ("direction", Some("credit".to_string())),
        ("amount", Some(anxin_datasets::table::yuan(amount))),
        ("purpose", Some("labour_cost".to_string())),
        ("project_id", Some(projects.cell(row, "project_id").to_string())),
    ]);
    let more = run(reconcile, &world, policy)?;
    oversight_checks::labour_cost(&more)?;
    let received = |tables: &Tables| -> Result<i128, String> {
        let of = sheet(tables, "project_totals")?;
        let came = of.sum("labour_cost_on_time")? + of.sum("labour_cost_late")?;
        Ok(came + of.sum("labour_cost_unassigned")?)
    };
    let (before, after) = (received(&one)?, received(&more)?);
    if after != before + i128::from(amount) {
        return Err(format!("received {before} fen, then {amount} more, found {after}"));
    }
    Ok(())
}

/// Sheets of one month without back pay: each named by the id of a debit.
fn plain_sheets(payroll: &Table) -> BTreeSet<String> {
    let rows = || 0..payroll.rows();
    let ids: BTreeSet<&str> = rows().filter_map(|row| payroll.cell(row, "payroll_id")).collect();
    let is_plain = |id: &&str| {
        let own = || rows().filter(|&row| payroll.cell(row, "payroll_id") == Some(*id));
        let months: BTreeSet<_> = own().map(|row| payroll.cell(row, "period")).collect();
        months.len() == 1 && own().all(|row| payroll.cell(row, "is_back_pay").is_none())
    };
    ids.into_iter().filter(is_plain).map(String::from).collect()
}

/// Debits of `~wages` on the last day, one a sheet.
fn debit_sheets(world: &mut World, sheets: &[(String, String)]) {
    let day = civil::day_text(world.as_of_day);
    worlds::empty(world, "account_entries");
    let Some(entries) = worlds::table_mut(world, "account_entries") else { return };
    for (id, amount) in sheets {
        entries.push(&[
            ("entry_id", Some(id.clone())),
            ("wage_account", Some("~wages".to_string())),
            ("entry_date", Some(day.clone())),
            ("direction", Some("debit".to_string())),
            ("amount", Some(amount.clone())),
            ("purpose", Some("wage".to_string())),
        ]);
    }
}

/// One debit a sheet, and transfers to its workers instead, leave the same arrears.
fn batch_payout(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (mut world, policy) = worlds::of_seed(seed);
    worlds::empty(&mut world, "transfers");
    let Some(sheets) = world.table("payroll").map(plain_sheets) else { return Ok(()) };
    let cents: Vec<_> = sheets.into_iter().map(|id| (id, "0.01".to_string())).collect();
    debit_sheets(&mut world, &cents);
    let asked = sheet(&run(reconcile, &world, policy)?, "batch_payouts")?;
    let rows = (0..asked.rows.len()).filter(|&row| asked.cell(row, "open") != "0.00");
    let cell = |row, name| asked.cell(row, name).to_string();
    let whole: Vec<_> = rows.map(|row| (cell(row, "entry_id"), cell(row, "open"))).collect();
    debit_sheets(&mut world, &whole);
    let one = run(reconcile, &world, policy)?;
    let payouts = sheet(&one, "batch_payouts")?;
    if (0..payouts.rows.len()).any(|row| payouts.cell(row, "outcome") != "unique") {
        return Err(format!("a whole sheet is not unique: {:?}", payouts.rows));
    }
    let fates = sheet(&one, "transfer_fates")?;
    let day = civil::day_text(world.as_of_day);
    worlds::empty(&mut world, "account_entries");
    let Some(transfers) = worlds::table_mut(&mut world, "transfers") else { return Ok(()) };
    for row in 0..fates.rows.len() {
        let cell = |name| Some(fates.cell(row, name).to_string());
        transfers.push(&[
            ("transfer_id", Some(format!("~{row:05}"))),
            ("amount", cell("amount")),
            ("paid_date", Some(day.clone())),
            ("status", Some("settled".to_string())),
            ("worker_id", cell("worker_id")),
            ("project_id", cell("project_id")),
            ("payroll_id", cell("transfer_id")),
        ]);
    }
    let other = run(reconcile, &world, policy)?;
    for name in ["worker_periods", "worker_totals"] {
        if let Some(text) = difference(name, &one[name], &other[name]) {
            return Err(format!("debits and then transfers: {text}"));
        }
    }
    Ok(())
}

fn deposit_days(reconcile: Reconcile<'_>, seed: u64) -> Checked {
    let (world, policy) = worlds::of_seed(seed);
    oversight_checks::deposit_days(&run(reconcile, &world, policy)?)
}

/// Writes the world of a seed where a reader can look into it.
///
/// # Errors
///
/// What the file system says.
pub fn keep(seed: u64) -> io::Result<PathBuf> {
    let (world, policy) = worlds::of_seed(seed);
    let folder = Folder::new(&format!("seed-{seed}"))?;
    world.write_csv(folder.path())?;
    let note = format!("as_of: {}\n", world.as_of());
    fs::write(folder.join("case.md"), note)?;
    if let Some(policy) = policy {
        fs::write(folder.join("policy.toml"), policy)?;
    }
    Ok(folder.keep())
}
