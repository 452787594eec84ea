//! The edges of every day, and that each day agrees with what is held on that day.

use std::slice::from_ref;

use super::*;
use crate::basics::ids::ContractorId;
use crate::basics::policy::Policy;
use crate::basics::region::Region;
use crate::intake::facts::DepositScope;
use crate::oversight::deposit::clause::DepositClauseName;
use crate::oversight::deposit::held::deposit_held;
use crate::oversight::partial::EngagementSums;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn required(required_fen: Option<i64>, deadline: Option<&str>) -> DepositRequired {
    DepositRequired {
        base_fen: None,
        rate: None,
        required_fen,
        clause: DepositClauseName::BaseRate,
        deadline_day: deadline.map(day),
        deadline_year_missing: None,
        is_provisional: false,
    }
}

fn project() -> Project {
    Project {
        is_known: true,
        contractor: ContractorId(0),
        region: Region::parse("520102"),
        permit_day: Some(day("2025-06-03")),
        ..Project::UNKNOWN
    }
}

fn deposit(amount_fen: i64, from: &str, to: Option<&str>) -> Deposit {
    Deposit {
        kind: DepositKind::BankGuarantee,
        amount_fen,
        drawn_fen: 0,
        drawn_day: None,
        valid_from_day: Some(day(from)),
        valid_to_day: to.map(day),
        scope: DepositScope::Project(ProjectId(0)),
    }
}

fn drawn(of: Deposit, drawn_fen: i64, on: &str) -> Deposit {
    Deposit { drawn_fen, drawn_day: Some(day(on)), ..of }
}

fn in_time(
    deposits: &[Deposit],
    projects: &[Project],
    required: &[DepositRequired],
    arrears_fen: i64,
    as_of: &str,
) -> DepositsInTime {
    let policy = Policy::default();
    let calendar = Calendar::builtin();
    let facts = DepositFacts { projects, events: &[], calendar: &calendar, policy: &policy };
    let mut partial = Partial::default();
    let sums = EngagementSums { arrears_fen, ..EngagementSums::default() };
    partial.add_engagement(ProjectId(0), &sums).unwrap();
    deposits_in_time(deposits, &facts, required, &partial, day(as_of)).unwrap()
}

/// The first project, with 100 fen required by 2025-07-01.
fn one(deposits: &[Deposit], as_of: &str) -> ProjectDeposit {
    let required = [required(Some(100), Some("2025-07-01"))];
    in_time(deposits, &[project()], &required, 0, as_of).project[0]
}

#[test]
fn enough_on_the_deadline_is_in_time_and_a_day_later_is_late() {
    let on = |from| one(&[deposit(100, from, None)], "2025-07-10");
    assert_eq!((on("2025-07-01").status, on("2025-07-01").late_days), (Timeliness::OnTime, None));
    let late = on("2025-07-02");
    assert_eq!((late.status, late.late_days), (Timeliness::Late, Some(1)));
    assert_eq!(late.uncovered_days, Some(0)); // enough from the first day after the deadline
    let later = on("2025-07-05");
    assert_eq!(later.filled_day, Some(day("2025-07-05")));
    assert_eq!(later.first_uncovered_day, Some(day("2025-07-02")));
    assert_eq!(later.uncovered_days, Some(3));
    let never = one(&[deposit(99, "2025-06-10", None)], "2025-07-02");
    assert_eq!((never.status, never.late_days), (Timeliness::Missing, Some(1)));
    assert_eq!((never.filled_day, never.uncovered_days), (None, Some(1)));
    assert_eq!((never.sums.obliged, never.sums.on_time, never.sums.late), (1, 0, 0));
    let not_yet = one(&[], "2025-07-01");
    assert_eq!((not_yet.status, not_yet.uncovered_days), (Timeliness::NotYetDue, Some(0)));
    assert_eq!(not_yet.sums.obliged, 0);
    // What begins after the day of the report is not there yet.
    assert_eq!(one(&[deposit(100, "2025-07-03", None)], "2025-07-02").status, Timeliness::Missing);
    let always = Deposit { valid_from_day: None, ..deposit(100, "2025-07-01", None) };
    let always = one(&[always], "2025-07-10");
    assert_eq!((always.status, always.filled_day), (Timeliness::OnTime, None));
}

#[test]
fn an_end_that_lies_ahead_is_the_first_uncovered_day_unless_the_works_end_before() {
    let bond = deposit(100, "2025-06-10", Some("2026-06-30"));
    let first = |completed: Option<&str>| {
        let project = Project { completed_day: completed.map(day), ..project() };
        let required = [required(Some(100), Some("2025-07-01"))];
        let found = in_time(from_ref(&bond), &[project], &required, 0, "2025-12-31");
        found.project[0].first_uncovered_day
    };
    assert_eq!(first(None), Some(day("2026-07-01")));
    assert_eq!(first(Some("2026-07-01")), Some(day("2026-07-01")));
    assert_eq!(first(Some("2026-06-30")), None);
}

#[test]
fn what_is_required_may_be_nothing_or_not_known() {
    let cash = deposit(5, "2025-06-10", None);
    let status = |required_fen, deadline: Option<&str>| {
        let required = [required(required_fen, deadline)];
        in_time(from_ref(&cash), &[project()], &required, 0, "2025-12-31").project[0].status
    };
    assert_eq!(status(None, Some("2025-07-01")), Timeliness::NotKnown);
    assert_eq!(status(Some(0), Some("2025-07-01")), Timeliness::NothingRequired);
    assert_eq!(status(Some(5), None), Timeliness::NotKnown);
    let words: Vec<_> = Timeliness::ALL.iter().map(|status| status.word()).collect();
    assert_eq!(words[3], "on_time");
}

#[test]
fn a_draw_is_topped_up_within_ten_working_days() {
    // 2025-09-26 and ten working days: 2025-10-16.
    let used = drawn(deposit(100, "2025-06-10", None), 40, "2025-09-26");
    let of = |more: Option<&str>, as_of: &str| {
        let more = more.map(|from| deposit(40, from, None));
        let deposits: Vec<Deposit> = [Some(used.clone()), more].into_iter().flatten().collect();
        let required = [required(Some(100), Some("2025-07-01"))];
        let found = in_time(&deposits, &[project()], &required, 0, as_of);
        assert_eq!(found.deposit[0].top_up_deadline_day, Some(day("2025-10-16")));
        (found.deposit[0].top_up.unwrap(), found.project[0].sums.not_topped_up_fen)
    };
    assert_eq!(of(None, "2025-10-16"), (Timeliness::NotYetDue, 0));
    assert_eq!(of(None, "2025-10-17"), (Timeliness::Missing, 40));
    assert_eq!(of(Some("2025-10-16"), "2025-10-17"), (Timeliness::OnTime, 0));
    assert_eq!(of(Some("2025-10-17"), "2025-10-17"), (Timeliness::Late, 0));
    assert_eq!(of(Some("2025-10-18"), "2025-10-17"), (Timeliness::Missing, 40));
    // There before the draw already: enough stays enough.
    assert_eq!(of(Some("2025-07-01"), "2025-10-17"), (Timeliness::OnTime, 0));
}

#[test]
fn what_a_draw_needs_may_not_be_known() {
    let plain = deposit(100, "2025-06-10", None);
    let top_up = |of: Deposit, required_fen, as_of: &str| {
        let required = [required(required_fen, Some("2025-07-01"))];
        let found = in_time(&[of], &[project()], &required, 0, as_of);
        (found.deposit[0].top_up, found.years_missing)
    };
    let undated = Deposit { drawn_fen: 1, ..plain.clone() };
    assert_eq!(top_up(undated, Some(100), "2025-12-31"), (Some(Timeliness::NotKnown), vec![]));
    let later = drawn(plain.clone(), 1, "2026-01-01");
    assert_eq!(top_up(later, Some(100), "2025-12-31"), (None, vec![]));
    let nothing = drawn(plain.clone(), 1, "2025-12-01");
    let needs = |required_fen| top_up(nothing.clone(), required_fen, "2025-12-31").0;
    assert_eq!(needs(Some(0)), Some(Timeliness::NothingRequired));
    assert_eq!(needs(None), Some(Timeliness::NotKnown));
    let unknown_year = drawn(plain.clone(), 1, "2026-12-30");
    let found = top_up(unknown_year, Some(100), "2027-01-31");
    assert_eq!(found, (Some(Timeliness::NotKnown), vec![2027]));
    let guarantee =
        Deposit { kind: DepositKind::PaymentGuarantee, ..drawn(plain, 1, "2025-12-01") };
    assert_eq!(top_up(guarantee, Some(100), "2025-12-31"), (None, vec![]));
}

#[test]
fn a_deposit_expires_after_its_last_day_and_is_expiring_thirty_days_before() {
    let of = |to: &str, completed: Option<&str>| {
        let project = Project { completed_day: completed.map(day), ..project() };
        let required = [required(Some(100), Some("2025-07-01"))];
        let bond = deposit(70, "2024-01-01", Some(to));
        let found = in_time(&[bond], &[project], &required, 0, "2025-12-01");
        let (row, sums) = (found.deposit[0], found.project[0].sums);
        (row.is_expired, row.left_days, sums.expiring_fen, sums.expired_fen)
    };
    assert_eq!(of("2025-11-30", None), (true, None, 0, 70));
    assert_eq!(of("2025-12-01", None), (false, Some(0), 70, 0));
    assert_eq!(of("2025-12-31", None), (false, Some(30), 70, 0));
    assert_eq!(of("2026-01-01", None), (false, Some(31), 0, 0));
    assert_eq!(of("2025-12-31", Some("2025-12-01")), (false, Some(30), 0, 0));
    assert_eq!(of("2025-11-30", Some("2025-12-02")), (true, None, 0, 70));
    assert_eq!(of("2025-11-30", Some("2025-12-01")), (true, None, 0, 0));
}

#[test]
fn a_guarantee_lasts_a_year_and_as_long_as_the_works() {
    let of = |from: Option<&str>, to: Option<&str>, planned: Option<&str>, kind| {
        let project = Project { planned_end_day: planned.map(day), ..project() };
        let mut bond = deposit(70, "2025-06-10", to);
        bond.valid_from_day = from.map(day);
        bond.kind = kind;
        let required = [required(Some(100), Some("2025-07-01"))];
        in_time(&[bond], &[project], &required, 0, "2025-12-01").deposit[0].is_too_short
    };
    let bank = DepositKind::BankGuarantee;
    let from = Some("2025-06-10");
    assert_eq!(of(from, Some("2026-06-09"), None, bank), Some(false));
    assert_eq!(of(from, Some("2026-06-08"), None, bank), Some(true));
    assert_eq!(of(None, Some("2026-06-08"), None, bank), Some(false));
    assert_eq!(of(from, Some("2026-06-09"), Some("2026-06-09"), bank), Some(false));
    assert_eq!(of(from, Some("2026-06-09"), Some("2026-06-10"), bank), Some(true));
    assert_eq!(of(from, None, Some("2099-01-01"), DepositKind::InsuranceBond), Some(false));
    assert_eq!(of(from, Some("2025-07-01"), None, DepositKind::Cash), None);
}

#[test]
fn a_deposit_is_returned_after_completion_without_arrears_and_thirty_days_of_notice() {
    let of = |completed: Option<&str>, status, arrears_fen, as_of: &str| {
        let project = Project { completed_day: completed.map(day), status, ..project() };
        let required = [required(Some(100), Some("2025-07-01"))];
        let cash = deposit(70, "2025-06-10", None);
        in_time(&[cash], &[project], &required, arrears_fen, as_of).project[0]
    };
    let done = Some("2025-11-01");
    // 1 November and 30 days: 1 December; 8 working days more: 2 to 5, 8 to 11 December.
    let notice = of(done, None, 0, "2025-12-01");
    assert_eq!((notice.returned, notice.notice_end_day), (Return::Notice, Some(day("2025-12-01"))));
    assert_eq!(notice.return_by_day, Some(day("2025-12-11")));
    assert_eq!(of(done, None, 0, "2025-12-02").returned, Return::Eligible);
    let owed = of(done, None, 1, "2025-12-02");
    assert_eq!((owed.returned, owed.return_by_day), (Return::InArrears, None));
    assert_eq!(of(done, None, 0, "2025-10-31").returned, Return::NotCompleted);
    assert_eq!(of(None, None, 0, "2025-12-02").returned, Return::NotCompleted);
    let completed = Some(ProjectStatus::Completed);
    assert_eq!(of(None, completed, 0, "2025-12-02").returned, Return::NotKnown);
    assert_eq!(of(done, completed, 0, "2025-06-09").returned, Return::NothingHeld);
    assert_eq!(Return::ALL.map(Return::word).len(), 6);
}

#[test]
fn the_mix_is_by_kind_and_counts_what_is_in_force() {
    let mut cash = deposit(25, "2025-06-10", None);
    cash.kind = DepositKind::Cash;
    let deposits = [
        cash,
        deposit(50, "2025-06-10", None),
        deposit(25, "2025-06-10", Some("2025-12-31")),
        deposit(7, "2025-06-10", Some("2025-12-30")),
        Deposit { kind: DepositKind::PaymentGuarantee, ..deposit(9, "2025-06-10", None) },
    ];
    let sums = one(&deposits, "2025-12-31").sums;
    assert_eq!((sums.held_fen, sums.count), ([25, 75, 0, 0], [1, 2, 0, 0]));
    assert_eq!(sums.guarantee_share_e4().unwrap(), Some(7_500));
    assert_eq!(one(&[], "2025-12-31").sums.guarantee_share_e4().unwrap(), None);
}

/// Deposits made from a fixed rule, of three projects of one contractor.
fn some_deposits(seed: i32) -> Vec<Deposit> {
    let first = day("2025-06-01");
    let any = |number: i32, span: i32| (number * 37 + seed * 53).rem_euclid(span);
    (0..9)
        .map(|number| {
            let from_day = first.plus_days(any(number, 60));
            let is_open = any(number, 5) == 0;
            Deposit {
                kind: KINDS[usize::try_from(any(number, 4)).unwrap()],
                amount_fen: i64::from(any(number, 90)) + 10,
                drawn_fen: i64::from(any(number, 3)) * 20,
                drawn_day: (any(number, 7) > 0).then(|| first.plus_days(any(number + 1, 150))),
                valid_from_day: (any(number, 11) > 0).then_some(from_day),
                valid_to_day: (!is_open).then(|| from_day.plus_days(any(number, 100))),
                scope: if number % 3 == 0 {
                    DepositScope::Contractor(ContractorId(0), Region::EVERYWHERE)
                } else {
                    DepositScope::Project(ProjectId(any(number, 3).cast_unsigned()))
                },
            }
        })
        .collect()
}

#[test]
fn every_day_of_the_history_is_what_is_held_on_that_day() {
    let policy = Policy::default();
    let calendar = Calendar::builtin();
    let projects = [project(), project(), Project { region: None, ..project() }];
    let facts =
        DepositFacts { projects: &projects, events: &[], calendar: &calendar, policy: &policy };
    let needs = [Some(70), Some(31), None].map(|fen| required(fen, Some("2025-07-01")));
    let as_of = day("2025-09-15");
    for seed in 0..25 {
        let mut deposits = some_deposits(seed);
        let found =
            deposits_in_time(&deposits, &facts, &needs, &Partial::default(), as_of).unwrap();
        // A draw after the day of the report has not happened.
        for deposit in &mut deposits {
            if deposit.drawn_day.is_some_and(|day| day > as_of) {
                deposit.drawn_fen = 0;
            }
        }
        for later in 0..200 {
            let on = day("2025-05-25").plus_days(later);
            let held = deposit_held(&deposits, &facts, &needs, on).unwrap().held_fen;
            for (number, held_fen) in (0..).zip(held) {
                assert_eq!(found.history.held_on(ProjectId(number), on), held_fen, "{seed} {on}");
            }
        }
        one_row_a_day(&found, &needs, as_of);
    }
}

/// Steps follow each other day by day, and sums by kind are what is held.
fn one_row_a_day(found: &DepositsInTime, needs: &[DepositRequired], as_of: Day) {
    let (from_day, to_day) = (day("2025-06-03"), as_of);
    for (number, needed) in (0..).zip(needs) {
        let project = ProjectId(number);
        let kinds: i64 = found.project[project.index()].sums.held_fen.iter().sum();
        assert_eq!(kinds, found.history.held_on(project, as_of));
        let rows: Vec<_> = found.spans.iter().filter(|row| row.project == project).collect();
        let Some(required_fen) = needed.required_fen else {
            assert_eq!(rows.len(), 0);
            continue;
        };
        let days = found.history.days(project, required_fen, from_day, to_day).unwrap();
        assert_eq!(days.len(), usize::try_from(to_day.0 - from_day.0 + 1).unwrap());
        let mut next_day = from_day;
        for row in rows {
            assert_eq!(row.from_day, next_day);
            next_day = row.to_day.plus_days(1);
            let at = usize::try_from(row.to_day.0 - from_day.0).unwrap();
            assert_eq!((days[at].day, days[at].held_fen), (row.to_day, row.held_fen));
            let coverage_e4 = ratio_e4(row.held_fen, required_fen).unwrap();
            assert_eq!(days[at].coverage_e4, coverage_e4);
        }
        assert_eq!(next_day, to_day.plus_days(1));
    }
}
