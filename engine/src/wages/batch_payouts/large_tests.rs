//! How long it takes: a million debits against 200,000 workers, and sheets of 300 lines.
//!
//! Runs where `ANXIN_PAYOUTS` gives the number of debits (1000000), and tells seconds on standard
//! error; else with a thousandth of it, for the answers alone.

use std::io::Write as _;
use std::ops::ControlFlow;
use std::time::Instant;

use super::subsets::{Line, Steps, each_solution, least_and_most};
use super::{Outcome, batch_payouts};
use crate::basics::day::Month;
use crate::basics::ids::{NameId, ProjectId, WorkerId};
use crate::basics::policy::BatchPayoutRules;
use crate::intake::batch_debits::BatchDebit;
use crate::intake::facts::Project;
use crate::intake::keyed::Keyed;
use crate::intake::terms::{Engagements, Grouped, PayrollLine};

/// Workers of a project: three are paid a day, so that no day of a month is one of the next.
const CREW: u32 = 80;
/// Lines of a sheet.
const SHEET: u32 = 10;
/// Wage months.
const MONTHS: u32 = 6;

const RULES: BatchPayoutRules = BatchPayoutRules { window_days: 45, steps: 6_000_000 };

/// What a worker is owed for a month: no two of a crew alike, no two below 9,200.00 together.
fn net_fen(worker: u32, month: u32) -> i64 {
    let spread = u64::from(worker) * 2_654_435_761 + u64::from(month) * 97_531;
    460_000 + i64::from(worker % CREW) + 100 * i64::try_from(spread % 4_399).unwrap()
}

fn month(number: u32) -> Month {
    Month::from_ym(2025, number + 1)
}

/// The sheet of a worker and month.
fn sheet(worker: u32, month: u32) -> u32 {
    worker / SHEET * MONTHS + month
}

/// Workers with a line a month; accounts 0 to `projects` are wage accounts, the others workers'.
fn payroll(workers: u32) -> Keyed {
    let projects = workers / CREW;
    let mut rows = Vec::new();
    for worker in 0..workers {
        rows.extend((0..MONTHS).map(|number| PayrollLine {
            month: month(number),
            sheet: NameId(sheet(worker, number)),
            gross_fen: None,
            deductions_fen: None,
            net_fen: net_fen(worker, number),
            is_confirmed: true,
            is_back_pay: false,
            days_e2: None,
        }));
    }
    Keyed {
        engagements: Engagements {
            worker: (0..workers).map(WorkerId).collect(),
            project: (0..workers).map(|worker| ProjectId(worker / CREW)).collect(),
            of_worker: (0..=workers).collect(),
        },
        payroll: Grouped { offsets: (0..=workers).map(|at| at * MONTHS).collect(), rows },
        pay_account: (0..workers).map(|worker| NameId(projects + worker)).collect(),
        projects: (0..projects)
            .map(|place| Project { wage_account: NameId(place), ..Project::UNKNOWN })
            .collect(),
        ..Keyed::default()
    }
}

/// One debit a line: of three one names the sheet, one the worker's account, one only the amount.
/// Three workers of a crew are paid a day, one in each way; what names the same lines is one
/// payout.
fn debits(workers: u32, count: u32) -> Vec<BatchDebit> {
    let all = (0..MONTHS).flat_map(|month| (0..workers).map(move |worker| (worker, month)));
    let all = (0_u32..).zip(all).take(count as usize);
    all.map(|(number, (worker, of))| BatchDebit {
        entry: NameId(number),
        row: number,
        account: NameId(worker / CREW),
        entry_day: month(of).last_day().plus_days(5 + i32::try_from(worker % CREW / 3).unwrap()),
        amount_fen: net_fen(worker, of),
        project: ProjectId::NONE,
        sheet: if number % 3 == 0 { NameId(sheet(worker, of)) } else { NameId::NONE },
        counter_account: match number % 3 {
            1 => NameId(workers / CREW + worker),
            _ => NameId::NONE,
        },
    })
    .collect()
}

fn tell(what: &str, start: Instant) {
    writeln!(std::io::stderr(), "{what}: {:.2} s", start.elapsed().as_secs_f64()).unwrap();
}

fn asked() -> Option<u32> {
    std::env::var("ANXIN_PAYOUTS").ok().and_then(|count| count.parse().ok())
}

#[test]
fn debits_that_a_sheet_an_account_or_an_amount_decides() {
    let count = asked().unwrap_or(1_000);
    let workers = (count / 5).next_multiple_of(CREW).max(CREW);
    let mut keyed = payroll(workers);
    keyed.batch_debits = debits(workers, count);
    let start = Instant::now();
    let found = batch_payouts(&keyed, RULES).unwrap();
    if asked().is_some() {
        tell(&format!("{count} debits, {workers} workers"), start);
    }
    let unique = found.payouts.iter().filter(|own| own.outcome == Outcome::Unique).count();
    // Debits of one day that name the same lines are one payout; each line is paid once.
    assert_eq!((unique, found.payments.len()), (found.payouts.len(), count as usize));
}

/// 300 lines of 18 to 27 days at 260 to 400 yuan, net of a deduction in steps of `unit_fen`.
fn sheet_of_300(unit_fen: i64) -> Vec<Line> {
    let mut state = 7_u64;
    let mut below = |end: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        i64::try_from((state >> 33) % end).unwrap()
    };
    (0..300)
        .map(|group| {
            let gross_fen = (18 + below(10)) * (26 + below(15)) * 10_00;
            Line { group, amount_fen: gross_fen - below(200) * unit_fen }
        })
        .collect()
}

#[test]
fn sheets_of_300_lines() {
    let sets: Vec<u32> = (0..300).collect();
    for (unit_fen, name) in [(10_00, "ten yuan"), (1_00, "yuan"), (1, "fen")] {
        let lines = sheet_of_300(unit_fen);
        let total: i64 = lines.iter().map(|line| line.amount_fen).sum();
        let all_but =
            |count: usize| total - lines[..count].iter().map(|l| l.amount_fen).sum::<i64>();
        for (target, what) in [(total, "whole"), (all_but(3), "all but 3"), (all_but(150), "half")]
        {
            let (mut told, start) = (0, Instant::now());
            let mut steps = Steps::up_to(6_000_000);
            let found = each_solution(&lines, 300, target, &mut steps, &mut |_| {
                told += 1;
                if told > 1_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            let mut more = Steps::up_to(48_000_000);
            let ranges = if told > 1_000 {
                least_and_most(&lines, &sets, 300, target, &mut more).ok().flatten()
            } else {
                None
            };
            if asked().is_some() {
                let ranged = ranges.map_or("", |_| ", least and most");
                let steps = (steps.taken(), more.taken());
                tell(&format!("{name}, {what}: {found:?}, {told}{ranged}, {steps:?} steps"), start);
            }
            assert!(told > 0 || found.is_err(), "{name}, {what}");
            assert!(what != "whole" || told == 1);
        }
    }
}
