//! What must hold for any credits, and the edges of the months.

use super::*;
use crate::basics::ids::NameId;
use crate::oversight::wage_account::wage_accounts;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn project(account: u32, start: &str, end: &str) -> Project {
    Project {
        is_known: true,
        wage_account: NameId(account),
        start_day: Some(day(start)),
        planned_end_day: Some(day(end)),
        ..Project::UNKNOWN
    }
}

fn credit(account: u32, on: Day, movement_fen: i64, project: ProjectId) -> AccountEntry {
    AccountEntry {
        account: NameId(account),
        entry_day: on,
        movement_fen,
        purpose: Some(EntryPurpose::LabourCost),
        project,
        counter_account: NameId::NONE,
    }
}

fn found(entries: &[AccountEntry], projects: &[Project], as_of: &str) -> LabourCost {
    let as_of = day(as_of);
    let accounts = wage_accounts(entries, projects, as_of).unwrap();
    labour_cost(entries, projects, &accounts, as_of).unwrap()
}

fn expected(project: &Project) -> Vec<(String, i64)> {
    let found = found(&[], std::slice::from_ref(project), "2025-06-15");
    found.months.iter().map(|row| (row.due_day.to_string(), row.expected_fen)).collect()
}

#[test]
fn equal_parts_add_up_and_the_earlier_month_takes_the_odd_fen() {
    let mut of = project(0, "2025-01-31", "2025-03-01");
    of.labour_cost_ratio_e4 = Some(2_345);
    of.contract_fen = Some(1_001);
    // 0.2345 of 10.01 yuan is 234.7345 fen, 235 half up: 79 + 78 + 78.
    let row = |day: &str, fen| (day.to_string(), fen);
    assert_eq!(
        expected(&of),
        [row("2025-01-31", 79), row("2025-02-28", 78), row("2025-03-31", 78)]
    );
    of.labour_cost_monthly_fen = Some(5);
    of.labour_cost_day = Some(1);
    assert_eq!(expected(&of), [row("2025-01-31", 5), row("2025-02-01", 5), row("2025-03-01", 5)]);
}

#[test]
fn without_an_end_a_monthly_amount_runs_to_the_month_of_the_report_and_parts_are_not_known() {
    let mut of = project(0, "2025-05-01", "2025-05-01");
    of.planned_end_day = None;
    of.labour_cost_monthly_fen = Some(5);
    assert_eq!(expected(&of).len(), 2);
    of.completed_day = Some(day("2025-07-01"));
    assert_eq!(expected(&of).len(), 3);
    of.labour_cost_monthly_fen = None;
    of.labour_cost_ratio_e4 = Some(1);
    of.contract_fen = Some(1_000_000);
    assert_eq!(expected(&of), []);
    of.planned_end_day = Some(day("2025-05-31"));
    assert_eq!(expected(&of).len(), 1);
    of.planned_end_day = Some(day("2025-04-30"));
    assert_eq!(expected(&of), []);
    of.planned_end_day = Some(day("2025-05-31"));
    of.start_day = None;
    assert_eq!(expected(&of), []);
    of.signed_day = Some(day("2025-05-20"));
    assert_eq!(expected(&of).len(), 1);
    of.wage_account_exempt = Some(true);
    assert_eq!(expected(&of), []);
}

#[test]
fn a_credit_for_an_account_of_nobody_has_no_project_and_one_for_an_unknown_project_is_the_accounts()
{
    let mut one = project(0, "2025-05-01", "2025-05-31");
    one.labour_cost_monthly_fen = Some(100);
    let projects = [one, Project::UNKNOWN];
    let entries = [
        credit(9, day("2025-05-02"), 70, ProjectId::NONE),
        credit(0, day("2025-05-02"), 30, ProjectId(1)),
        credit(9, day("2025-05-03"), 20, ProjectId(0)),
        credit(0, day("2025-06-30"), 99, ProjectId::NONE),
        credit(0, day("2025-05-30"), -99, ProjectId::NONE),
    ];
    let found = found(&entries, &projects, "2025-06-29");
    assert_eq!((found.without_project_fen, found.months[0].on_time_fen), (70, 50));
    assert_eq!(found.project[0].short_fen, 50);
    assert_eq!(found.months[0].overdue_days(day("2025-06-29")), Some(29));
}

/// Credits made from a fixed rule: every fen ends in one place, whatever the order of the rows.
#[test]
fn every_fen_expected_and_received_ends_in_one_place_in_any_order() {
    for seed in 0..60_i64 {
        let projects: Vec<Project> = (0..5_u32)
            .map(|number| {
                let mut of = project(number / 2, "2025-01-10", "2025-06-30");
                of.labour_cost_monthly_fen =
                    (number != 3).then_some(1_000 + i64::from(number) * seed * 7 % 500);
                of.labour_cost_day = Some(u8::try_from(1 + seed % 28).unwrap());
                of
            })
            .collect();
        let mut entries: Vec<AccountEntry> = (0..25_i64)
            .map(|number| {
                let turn = (number * 31 + seed * 17) % 97;
                let project = if turn % 3 == 0 {
                    ProjectId(u32::try_from(turn % 5).unwrap())
                } else {
                    ProjectId::NONE
                };
                let on = day("2025-01-01").plus_days(i32::try_from(turn * 2).unwrap());
                credit(u32::try_from(turn % 4).unwrap(), on, 300 + turn * 13, project)
            })
            .collect();
        let first = found(&entries, &projects, "2025-05-20");
        entries.rotate_left(7);
        entries.swap(3, 11);
        assert_eq!(found(&entries, &projects, "2025-05-20"), first);

        let as_of = day("2025-05-20");
        let given: i64 = entries
            .iter()
            .filter(|entry| entry.entry_day <= as_of)
            .map(|entry| entry.movement_fen)
            .sum();
        let sum = |fen: fn(&LabourCostSums) -> i64| first.project.iter().map(fen).sum::<i64>();
        let placed = sum(|row| row.on_time_fen + row.late_fen + row.unassigned_fen);
        assert_eq!(placed + first.without_project_fen, given, "seed {seed}");
        for row in &first.months {
            let rest = row.short_fen(as_of) + row.not_yet_due_fen(as_of) + row.not_known_fen();
            assert_eq!(row.on_time_fen + row.late_fen + rest, row.expected_fen);
            assert!(row.on_time_fen >= 0 && row.late_fen >= 0 && row.open_fen() >= 0);
        }
        for (number, sums) in (0_u32..).zip(&first.project) {
            let months = first.months.iter().filter(|row| row.project == ProjectId(number));
            let of_months = months.clone().map(|row| row.expected_fen).sum::<i64>();
            assert_eq!(sums.expected_fen.unwrap_or(0), of_months);
            assert_eq!(sums.expected_fen.is_none(), number == 3);
            // The oldest first: after an open month nothing has come.
            let open = months.clone().skip_while(|row| row.open_fen() == 0).skip(1);
            assert_eq!(open.map(|row| row.on_time_fen + row.late_fen).sum::<i64>(), 0);
        }
    }
}
