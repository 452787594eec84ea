//! What is true of *every* input? One test a law, each on many random worlds.
//!
//! A failure names the seed and keeps its world. `ANXIN_SEEDS=n` tries more worlds.

mod ways;

use anxin_tests::laws::{self, law, search};

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
    // The twin reads one CSV a table, knows no threads and makes no figures of people.
    let is_asked = !name.contains("files") && !name.contains("threads");
    if is_asked && !OF_PEOPLE.contains(&name) {
        search(law, &ways::twin, 0..8).unwrap_or_else(|what| panic!("the twin: {what}"));
    }
}

/// Laws of the figures of people, systems, employers and flags.
const OF_PEOPLE: [&str; 4] = [
    "counts_of_people_add_up",
    "rates_follow_from_their_counts",
    "systems_and_employers_add_up",
    "flags_rest_on_their_worker_periods",
];

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
fn every_law_has_a_test() {
    let source = include_str!("laws.rs");
    for (name, _) in laws::ALL {
        assert!(source.contains(&format!("fn {name}()")), "no test of the law {name}");
    }
}
