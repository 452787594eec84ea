//! A small run for the tests of this room: two workers, two projects, four transfers.

use crate::basics::calendar::Calendar;
use crate::basics::day::{Day, Month};
use crate::basics::finding::Code;
use crate::basics::finding::{AccountingLine, Finding};
use crate::basics::ids::{ContractorId, EngagementId, NameId, ProjectId, WorkerId};
use crate::basics::policy::{DepositKind, Policy};
use crate::basics::region::Region;
use crate::intake::attendance_sources::AttendanceSources;
use crate::intake::facts::{AccountEntry, Deposit, DepositScope, EntryPurpose, Given, Project};
use crate::intake::key::{Interner, Names};
use crate::intake::keyed::{Directory, Keyed};
use crate::intake::lines::Lines;
use crate::intake::terms::{Engagements, Grouped};
use crate::intake::transfers::{Fate, MatchRule, SparseFen, Transfers};
use crate::oversight::causes::{Cause, CauseName, LiableFirst};
use crate::oversight::partial::{EngagementSums, Partial};
use crate::oversight::people::{PeopleFigures, PeoplePartial};
use crate::oversight::warnings::state::Warnings;
use crate::oversight::{FigureInputs, Figures, figures};
use crate::reconciliation::{Chunk, Reconciliation};
use crate::wages::allocations::{Allocations, Pass};
use crate::wages::batch_payouts::BatchPayouts;
use crate::wages::worker_periods::{DueSourceWord, Flag, SHEET_BIT, WorkerPeriods};

/// The day `text`.
pub(super) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn names(names: &[&str]) -> Names {
    let mut interner = Interner::default();
    for name in names {
        interner.intern(name).unwrap();
    }
    interner.into_ranked().0
}

/// As of 2025-12-31:
///
/// - `W1` on `P1`: 2025-01, due 1000.00 on 02-28, paid 400.00; 2025-12, due 500.00 on 2026-01-31.
/// - `W2` on `P2`: 2024-11, due 300.00 on 12-31, paid in full on 2025-01-05, 50.00 in advance.
/// - the wage account `A1` of `P1` holds 150.00, a cash deposit `D1` of 100.00 stands for it.
pub(super) fn reconciliation() -> Reconciliation {
    let keyed = keyed();
    let chunks = vec![Chunk::default(), first_chunk(), second_chunk()];
    let as_of = day("2025-12-31");
    let policy = Policy::default();
    let (figures, partial) = of_step_7(&keyed, &policy, as_of, &chunks);
    let contractors = vec![None; figures.contractors.len()];
    let people = PeopleFigures { contractors, ..PeopleFigures::default() };
    let line = |table, what, code, rows, amount_fen| AccountingLine {
        table,
        what,
        code,
        rows,
        amount_fen,
    };
    Reconciliation {
        payouts: BatchPayouts::default(),
        as_of,
        policy,
        keyed,
        chunks,
        findings: findings(),
        accounting: vec![
            line("transfers", "rows", "read", 4, None),
            line("transfers", "rows", "used", 2, None),
            line("transfers", "rows", "pending", 1, None),
            line("transfers", "rows", "unmatched", 1, None),
            line("transfers", "money", "counted", 2, Some(750_00)),
            line("transfers", "money", "pending", 1, Some(10_00)),
            line("transfers", "money", "unmatched", 1, Some(7_05)),
            line("payroll", "rows", "read", 3, None),
            line("payroll", "rows", "used", 3, None),
        ],
        figures,
        partial,
        people_sums: PeoplePartial::default(),
        warnings: Warnings::default(),
        earlier: Vec::new(),
        causes: vec![Cause {
            engagement: EngagementId(0),
            month: month("2025-01"),
            cause: CauseName::Payout,
            liable_first: LiableFirst::GeneralContractor,
            amount_fen: 600_00,
        }],
        calendar: Calendar::builtin(),
        opened: Vec::new(),
        fingerprints: std::sync::OnceLock::new(),
        people,
    }
}

fn keyed() -> Keyed {
    Keyed {
        names: Directory {
            workers: names(&["W1", "W2"]),
            projects: names(&["P1", "P2"]),
            contractors: names(&["C1"]),
            employers: names(&["E,1"]),
            accounts: names(&["A1"]),
            transfers: names(&["T1", "T2", "T3", "T4"]),
            deposits: names(&["D1"]),
            ..Directory::default()
        },
        engagements: Engagements {
            worker: vec![WorkerId(0), WorkerId(1)],
            project: vec![ProjectId(0), ProjectId(1)],
            of_worker: vec![0, 1, 2],
        },
        timesheet: Lines::default().into_timesheet(&[0, 1]),
        contracts: Grouped { offsets: vec![0; 3], rows: Vec::new() },
        payroll: Grouped { offsets: vec![0; 3], rows: Vec::new() },
        adjustments: Grouped { offsets: vec![0; 3], rows: Vec::new() },
        transfers: transfers(),
        pay_account: vec![NameId::NONE; 2],
        worker_name: vec![NameId::NONE; 2],
        projects: vec![
            Project {
                is_known: true,
                region: Region::parse("520102"),
                contractor: ContractorId(0),
                wage_account: NameId(0),
                ..Project::UNKNOWN
            },
            Project::UNKNOWN,
        ],
        deposit_id: vec![NameId(0)],
        deposits: vec![Deposit {
            kind: DepositKind::Cash,
            amount_fen: 100_00,
            drawn_fen: 0,
            drawn_day: None,
            valid_from_day: None,
            valid_to_day: None,
            scope: DepositScope::Project(ProjectId(0)),
        }],
        contractor_events: Vec::new(),
        is_listed: vec![false; 2],
        outsiders: Vec::new(),
        account_entries: vec![AccountEntry {
            account: NameId(0),
            entry_day: day("2025-01-01"),
            movement_fen: 150_00,
            purpose: Some(EntryPurpose::Opening),
            project: ProjectId::NONE,
            counter_account: NameId::NONE,
        }],
        has_id_number: vec![false; 2],
        cases: Vec::new(),
        signals: Vec::new(),
        published_rates: Vec::new(),
        contractor_of_employer: vec![ContractorId::NONE],
        attendance_sources: AttendanceSources::default(),
        given: Given::default(),
        shared_payees: Vec::new(),
        counted: Vec::new(),
        batch_debits: Vec::new(),
        unpaired_days: Vec::new(),
    }
}

fn transfers() -> Transfers {
    Transfers {
        id: (0..4).map(NameId).collect(),
        row: vec![3, 2, 1, 0],
        amount_fen: vec![400_00, 350_00, 10_00, 7_05],
        paid_day: ["2025-02-20", "2025-01-05", "2025-03-01", "2025-03-02"].map(day).to_vec(),
        worker: vec![WorkerId(0), WorkerId(1), WorkerId(0), WorkerId::NONE],
        project: vec![ProjectId(0), ProjectId(1), ProjectId::NONE, ProjectId::NONE],
        engagement: vec![EngagementId(0), EngagementId(1), EngagementId::NONE, EngagementId::NONE],
        named_month: vec![Some(month("2025-01")), None, None, None],
        fate: vec![Fate::Counted, Fate::Counted, Fate::Pending, Fate::Unmatched],
        rule: vec![
            MatchRule::WorkerAndProject,
            MatchRule::WorkerOnly,
            MatchRule::None,
            MatchRule::None,
        ],
        candidates: vec![1, 1, u32::MAX, 0],
        taken_back_fen: SparseFen::default(),
        advance_fen: vec![0, 50_00, 0, 0].into(),
        came_back: Vec::new(),
    }
}

fn first_chunk() -> Chunk {
    Chunk {
        periods: WorkerPeriods {
            engagement: vec![EngagementId(0); 2],
            month: ["2025-01", "2025-12"].map(month).to_vec(),
            employer: vec![NameId(0), NameId::NONE],
            due_day: ["2025-02-28", "2026-01-31"].map(day).to_vec(),
            attended_days: vec![20, 0],
            attended_minutes: vec![9600, 0],
            attendance_due_fen: vec![900_00, 0],
            payroll_due_fen: vec![1000_00, 500_00],
            due_fen: vec![1000_00, 500_00],
            due_source: vec![DueSourceWord::PayrollConfirmed, DueSourceWord::Payroll],
            paid_fen: vec![400_00, 0],
            paid_on_time_fen: vec![400_00, 0],
            settled_day: vec![Day::NONE; 2],
            flags: vec![
                Flag::PayrollAboveAttendance.bit() | Flag::DaysMismatch.bit() | SHEET_BIT,
                Flag::PayrollUnconfirmed.bit() | Flag::PayrollWithoutAttendance.bit() | SHEET_BIT,
            ],
        },
        allocations: Allocations {
            transfer: vec![0],
            engagement: vec![EngagementId(0)],
            month: vec![month("2025-01")],
            pass: vec![Pass::Named],
            amount_fen: vec![400_00],
        },
    }
}

fn second_chunk() -> Chunk {
    Chunk {
        periods: WorkerPeriods {
            engagement: vec![EngagementId(1)],
            month: vec![month("2024-11")],
            employer: vec![NameId::NONE],
            due_day: vec![day("2024-12-31")],
            attended_days: vec![3],
            attended_minutes: vec![1440],
            attendance_due_fen: vec![300_00],
            payroll_due_fen: vec![0],
            due_fen: vec![300_00],
            due_source: vec![DueSourceWord::Attendance],
            paid_fen: vec![300_00],
            paid_on_time_fen: vec![0],
            settled_day: vec![day("2025-01-05")],
            flags: vec![Flag::CalendarYearMissing.bit() | Flag::DaysMismatch.bit()],
        },
        allocations: Allocations {
            transfer: vec![1],
            engagement: vec![EngagementId(1)],
            month: vec![month("2024-11")],
            pass: vec![Pass::Oldest],
            amount_fen: vec![300_00],
        },
    }
}

fn findings() -> Vec<Finding> {
    let finding = |code, table, worker, amount_fen, detail: &str, row| Finding {
        code,
        table,
        worker,
        project: ProjectId::NONE,
        month: None,
        amount_fen,
        detail: detail.into(),
        row,
    };
    vec![
        finding(Code::Unmatched, "transfers", WorkerId::NONE, Some(7_05), "", Some(0)),
        finding(Code::Pending, "transfers", WorkerId(0), Some(10_00), "", Some(1)),
        finding(Code::CalendarYearMissing, "calendar", WorkerId::NONE, None, "year 2027", None),
        finding(Code::DaysMismatch, "payroll", WorkerId::NONE, None, "a, b", None),
    ]
}

/// Figures by the stage itself.
fn of_step_7(keyed: &Keyed, policy: &Policy, as_of: Day, chunks: &[Chunk]) -> (Figures, Partial) {
    let mut partial = Partial::default();
    for periods in chunks.iter().map(|chunk| &chunk.periods) {
        for row in 0..periods.len() {
            let project = keyed.engagements.project[periods.engagement[row].index()];
            let tolerance = policy.wages.payroll_tolerance;
            partial.add_period(project, periods, row, as_of, tolerance).unwrap();
        }
    }
    let first = EngagementSums {
        due_fen: 1500_00,
        paid_fen: 400_00,
        arrears_fen: 600_00,
        not_yet_due_fen: 500_00,
        paid_on_time_fen: 400_00,
        worker_periods: 2,
        fallen_due_fen: 1000_00,
        fallen_due_on_time_fen: 400_00,
        periods_fallen_due: 1,
        oldest_due_day: Some(day("2025-02-28")),
        ..EngagementSums::default()
    };
    let second = EngagementSums {
        due_fen: 300_00,
        paid_fen: 300_00,
        advance_fen: 50_00,
        worker_periods: 1,
        fallen_due_fen: 300_00,
        periods_fallen_due: 1,
        ..EngagementSums::default()
    };
    partial.add_engagement(ProjectId(0), &first).unwrap();
    partial.add_engagement(ProjectId(1), &second).unwrap();
    partial.add_worker(true, 0).unwrap();
    partial.add_worker(false, 0).unwrap();
    let figures = figures(&FigureInputs {
        projects: &keyed.projects,
        deposits: &keyed.deposits,
        events: &keyed.contractor_events,
        entries: &keyed.account_entries,
        partial: &partial,
        worker_of_engagement: &keyed.engagements.worker,
        project_of_engagement: &keyed.engagements.project,
        pay_account: &keyed.pay_account,
        arrears_fen: &[600_00, 0],
        policy,
        calendar: &Calendar::builtin(),
        as_of,
        given: Given::default(),
        recovered_since_case_fen: &[],
        with_cover: true,
    })
    .unwrap();
    (figures, partial)
}
