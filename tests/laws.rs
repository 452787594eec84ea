//! What is true of *every* input? One test a law, each on many random worlds.
//!
//! A failure names the seed and keeps its world. `ANXIN_SEEDS=n` tries more worlds.

mod ways;

use anxin::TableName;
use anxin::report::tables::OutputTable;
use anxin_tests::folder::Folder;
use anxin_tests::laws::{self, law, search};
use anxin_tests::worlds;

fn seeds() -> std::ops::Range<u64> {
    let count = std::env::var("ANXIN_SEEDS").ok().and_then(|text| text.parse().ok());
    0..count.unwrap_or(24)
}

/// The law holds for the engine on all seeds, and for the twin on some where it can be asked.
fn holds(name: &str) {
    let law = law(name).unwrap_or_else(|| panic!("no law is named `{name}`"));
    if let Err(what) = search(law, &ways::engine, seeds()) {
        let seed = what.trim_start_matches("seed ").split(':').next().unwrap_or_default();
        let kept = seed.parse().ok().and_then(|seed| laws::keep(seed).ok());
        panic!("{what}\nthe world is kept in {}", kept.unwrap_or_default().display());
    }
    // The twin reads one CSV a table, and knows neither threads nor record batches.
    let is_beyond = ["files", "threads", "batches"].iter().any(|word| name.contains(word));
    if !is_beyond {
        search(law, &ways::twin, 0..8).unwrap_or_else(|what| panic!("the twin: {what}"));
    }
}

#[test]
fn a_batch_payout_gives_the_arrears_of_its_transfers() {
    holds("a_batch_payout_gives_the_arrears_of_its_transfers");
}

#[test]
fn counts_of_people_add_up() {
    holds("counts_of_people_add_up");
}

#[test]
fn rates_follow_from_their_counts() {
    holds("rates_follow_from_their_counts");
}

#[test]
fn systems_and_employers_add_up() {
    holds("systems_and_employers_add_up");
}

#[test]
fn flags_rest_on_their_worker_periods() {
    holds("flags_rest_on_their_worker_periods");
}

#[test]
fn the_equations_hold_for_every_worker_and_in_total() {
    holds("the_equations_hold_for_every_worker_and_in_total");
}

#[test]
fn each_level_is_the_sum_of_the_level_below() {
    holds("each_level_is_the_sum_of_the_level_below");
}

#[test]
fn projects_have_the_colour_of_their_gravest_warning() {
    holds("projects_have_the_colour_of_their_gravest_warning");
}

#[test]
fn rows_in_are_rows_used_and_rows_set_aside() {
    holds("rows_in_are_rows_used_and_rows_set_aside");
}

#[test]
fn tables_stand_in_the_order_of_their_keys() {
    holds("tables_stand_in_the_order_of_their_keys");
}

#[test]
fn the_order_of_rows_changes_nothing() {
    holds("the_order_of_rows_changes_nothing");
}

#[test]
fn the_split_into_files_changes_nothing() {
    holds("the_split_into_files_changes_nothing");
}

#[test]
fn threads_change_not_a_byte() {
    holds("threads_change_not_a_byte");
}

#[test]
fn record_batches_of_any_size_change_not_a_byte() {
    holds("record_batches_of_any_size_change_not_a_byte");
}

/// The worlds of the laws are small: one unit of reading, one chunk of workers. This one is not.
#[test]
fn record_batches_and_threads_change_not_a_byte_of_a_large_world() {
    laws::large_world_in_batches(&ways::engine).unwrap_or_else(|what| panic!("{what}"));
}

/// What the laws compare is everything that a run writes.
#[test]
fn the_laws_see_every_table_and_the_summary() {
    let (world, policy) = worlds::of_seed(1);
    let folder = Folder::new("all").unwrap_or_else(|error| panic!("{error}"));
    world.write_csv(folder.path()).unwrap_or_else(|error| panic!("{error}"));
    let (folder, as_of) = (folder.path().into(), world.as_of());
    let asked = laws::Asked { folder, as_of, policy, threads: None, batch_rows: None };
    let tables = ways::engine(&asked).unwrap_or_else(|what| panic!("{what}"));
    let mut expected: Vec<_> = OutputTable::ALL.iter().map(|table| table.name()).collect();
    expected.push("summary");
    expected.sort_unstable();
    assert_eq!(tables.keys().map(String::as_str).collect::<Vec<_>>(), expected);
    // Published rates stand for themselves: golden cases hold them, nothing else looks at them.
    let of_worlds = TableName::ALL.into_iter().filter(|&table| table != TableName::PublishedRates);
    for table in of_worlds {
        let is_in_some = (0..24).any(|seed| worlds::of_seed(seed).0.table(table.word()).is_some());
        assert!(is_in_some, "no world has the table {}", table.word());
    }
}

#[test]
fn rows_after_the_day_of_the_report_change_nothing_else() {
    holds("rows_after_the_day_of_the_report_change_nothing_else");
}

#[test]
fn one_more_payment_never_raises_arrears() {
    holds("one_more_payment_never_raises_arrears");
}

#[test]
fn a_transfer_split_in_two_gives_the_same_arrears() {
    holds("a_transfer_split_in_two_gives_the_same_arrears");
}

#[test]
fn a_later_day_never_lowers_overdue_days() {
    holds("a_later_day_never_lowers_overdue_days");
}

#[test]
fn one_more_day_worked_never_lowers_dues() {
    holds("one_more_day_worked_never_lowers_dues");
}

#[test]
fn two_regions_apart_are_two_regions_together() {
    holds("two_regions_apart_are_two_regions_together");
}

#[test]
fn other_ids_give_the_same_figures() {
    holds("other_ids_give_the_same_figures");
}

#[test]
fn every_fen_of_labour_cost_ends_in_one_place() {
    holds("every_fen_of_labour_cost_ends_in_one_place");
}

#[test]
fn every_day_of_a_deposit_stands_in_one_row() {
    holds("every_day_of_a_deposit_stands_in_one_row");
}

#[test]
fn every_law_has_a_test() {
    let source = include_str!("laws.rs");
    for (name, _) in laws::ALL {
        assert!(source.contains(&format!("fn {name}()")), "no test of the law {name}");
    }
}

#[test]
fn the_match_adds_up_to_the_worker_periods() {
    holds("the_match_adds_up_to_the_worker_periods");
}

#[test]
fn everyone_who_was_read_is_reconciled_or_excluded_once() {
    holds("everyone_who_was_read_is_reconciled_or_excluded_once");
}

#[test]
fn causes_add_up_to_the_arrears() {
    holds("causes_add_up_to_the_arrears");
}
