//! Histories of a site that is known: attendance comes by the day, is taken back and corrected.
//!
//! Most commits of them touch a few workers, and a ledger computes these alone. Held against one
//! run over the rows that stand, and the changes told against the tables of both states.

use std::io::Write as _;

use anxin::ledger::Ledger;
use anxin::ledger::disk::Memory;
use anxin::report::changes::{Changed, changes};

use crate::history::History;
use crate::{holds_one_run, reopened, seeds};

/// Histories that are tried.
const HISTORIES: u64 = 12;
/// Days of a history.
const DAYS: usize = 8;

#[test]
fn days_of_attendance_leave_what_one_run_leaves() {
    let (mut commits, mut followed) = (0_u64, 0_u64);
    let tried = seeds(HISTORIES, |seed| {
        let mut history = History::of_days(seed);
        let machine = crate::Machine::default();
        let policy = history.policy();
        let mut ledger = Ledger::init(Box::new(machine.clone()), &policy, history.as_of()).unwrap();
        ledger.append(history.first_step().commit()).unwrap();
        let all = ledger.workers_computed();
        for number in 0..DAYS {
            let step = history.day_step();
            let told = ledger.commit(step.commit()).unwrap();
            commits += 1;
            followed += u64::from(ledger.workers_computed() < all);
            if step.reopens {
                ledger = reopened(&machine);
            }
            holds_one_run(&history, &mut ledger, (seed, number, &step));
            let told: Vec<Changed> = told.iter().map(|one| one.changed).collect();
            assert_eq!(told, between_the_last(&ledger), "seed {seed}, day {number} ({step:?})");
        }
    });
    // Copies of rows, names that are new and the like are computed whole.
    assert!(followed * 3 > commits, "{followed} of {commits} commits touched some workers alone");
    writeln!(std::io::stderr(), "{tried} histories, {followed} of {commits} followed").unwrap();
}

/// What differs between the tables of the last two commits, each computed again.
fn between_the_last(ledger: &Ledger) -> Vec<Changed> {
    let last = ledger.commits() - 1;
    let [before, after] = [last - 1, last].map(|commit| ledger.at(commit).unwrap().unwrap());
    let mut found = Vec::new();
    let mut push = |changed| {
        found.push(changed);
        Ok(())
    };
    changes(&before, &after, &mut push).unwrap();
    found
}

#[test]
fn a_correction_computes_few_workers() {
    use anxin::ledger::Commit;
    use anxin::{Day, Format, Inputs, Policy, Source, TableName};

    let csv = |name: &str, text: String| Source::bytes(name, Format::Csv, text.into());
    let sheet = |rows: &str| {
        let text = format!("worker_id,project_id,work_date,minutes\n{rows}");
        Inputs::default().with(TableName::Attendance, csv("attendance.csv", text))
    };
    let mut rows = String::new();
    let mut contracts =
        String::from("contract_id,worker_id,project_id,pay_basis,rate,start_date\n");
    for number in 0..1000 {
        let project = number % 7;
        rows += &format!("W{number:04},P{project},2025-03-03,480\n");
        contracts += &format!("C{number},W{number:04},P{project},daily,300,2025-03-01\n");
    }
    let inputs = sheet(&rows).with(TableName::Contracts, csv("contracts.csv", contracts));
    let day = Day::from_ymd(2025, 12, 31).unwrap();
    let mut ledger = Ledger::init(Box::new(Memory::default()), &Policy::default(), day).unwrap();
    ledger.append(Commit::default().with_rows(&inputs)).unwrap();
    assert_eq!(ledger.workers_computed(), 1000);
    // A second day of one worker, then the first one corrected to half a day.
    ledger.append(Commit::default().with_rows(&sheet("W0500,P3,2025-03-04,480\n"))).unwrap();
    assert!(ledger.workers_computed() <= 4, "{}", ledger.workers_computed());
    let half = Commit::default().with_rows(&sheet("W0500,P3,2025-03-03,240\n"));
    let told = ledger.commit(half.without_rows(TableName::Attendance, vec![500])).unwrap();
    assert!(ledger.workers_computed() <= 4, "{}", ledger.workers_computed());
    let due = told
        .iter()
        .find(|one| one.changed.table.name() == "worker_periods" && one.changed.column == "due");
    let due = due.unwrap();
    assert_eq!(&*due.changed.key, "W0500,P3,2025-03-01");
    assert_eq!((due.changed.from.as_str(), due.changed.to.as_str()), ("600.00", "450.00"));
    assert_eq!(&*due.cause, "attendance 500 1001");
    // The only row of a worker and month, corrected; then taken back for good.
    let half = Commit::default().with_rows(&sheet("W0001,P1,2025-03-03,240\n"));
    ledger.append(half.without_rows(TableName::Attendance, vec![1])).unwrap();
    assert!(ledger.workers_computed() <= 4, "{}", ledger.workers_computed());
    let last = ledger.rows(TableName::Attendance).0 - 1;
    ledger.append(Commit::default().without_rows(TableName::Attendance, vec![last])).unwrap();
    assert_eq!(ledger.workers_computed(), 1000);
    assert_eq!(ledger.result().unwrap().unwrap().summary().unwrap().counts.worker_periods, 999);
    // A worker who was never seen: all of them.
    ledger.append(Commit::default().with_rows(&sheet("X,P3,2025-03-04,480\n"))).unwrap();
    assert_eq!(ledger.workers_computed(), 1001);
}
