//! A small world for tests: one engagement after the other, by hand.

use crate::basics::day::{Day, Month};
use crate::basics::ids::{NameId, ProjectId, WorkerId};
use crate::intake::attendance_sources::AttendanceSources;
use crate::intake::facts::{Given, Project};
use crate::intake::key::{Interner, Names};
use crate::intake::keyed::{Directory, Keyed};
use crate::intake::lines::{Extra, Lines};
use crate::intake::terms::{Adjustment, Contract, Engagements, Grouped, PayBasis, PayrollLine};
use crate::intake::transfers::Transfers;

/// One worker on one project.
#[derive(Clone, Debug, Default)]
pub(crate) struct Work {
    pub(crate) worker: u32,
    pub(crate) project: u32,
    pub(crate) contracts: Vec<Contract>,
    /// Month, day of the month, minutes, thousandths of a piece.
    pub(crate) attendance: Vec<(Month, u8, u16, i64)>,
    pub(crate) payroll: Vec<PayrollLine>,
    pub(crate) adjustments: Vec<Adjustment>,
}

/// An open daily contract of 300.00 yuan from 1 January 2020.
pub(crate) fn contract(id: u32) -> Contract {
    Contract {
        start_day: Month::from_ym(2020, 1).first_day(),
        end_day: Day::OPEN,
        contract: NameId(id),
        employer: NameId(0),
        team: NameId::NONE,
        rate_e4: 3_000_000,
        pay_basis: PayBasis::Daily,
        hours_system: None,
        daily_minutes: 480,
        pay_day: None,
        pay_month_offset: None,
    }
}

/// `letter` and a number, `count` of them, in order.
fn names(letter: char, count: u32) -> Names {
    let mut interner = Interner::default();
    for number in 0..count {
        interner.intern(&format!("{letter}{number}")).unwrap();
    }
    interner.into_ranked().0
}

fn grouped<T: Clone>(works: &[Work], rows: impl Fn(&Work) -> &[T]) -> Grouped<T> {
    let mut grouped = Grouped { offsets: vec![0], rows: Vec::new() };
    for work in works {
        grouped.rows.extend_from_slice(rows(work));
        grouped.offsets.push(u32::try_from(grouped.rows.len()).unwrap());
    }
    grouped
}

/// The world of `works`, which stand in the order of worker and project, without transfers.
///
/// Names are `W0`, `P0`, `C0` … up to nine of each.
pub(crate) fn keyed(works: &[Work]) -> Keyed {
    let workers = works.iter().map(|work| work.worker + 1).max().unwrap_or(0);
    let projects = works.iter().map(|work| work.project + 1).max().unwrap_or(0);
    let before = |worker| works.iter().filter(|work| work.worker < worker).count();
    let engagements = Engagements {
        worker: works.iter().map(|work| WorkerId(work.worker)).collect(),
        project: works.iter().map(|work| ProjectId(work.project)).collect(),
        of_worker: (0..=workers).map(|worker| u32::try_from(before(worker)).unwrap()).collect(),
    };
    let mut lines = Lines::default();
    let mut extras = Vec::new();
    for (engagement, work) in (0..).zip(works) {
        let has_pieces = work.contracts.iter().any(|own| own.pay_basis == PayBasis::Piece);
        for &(month, day, minutes, quantity_e3) in &work.attendance {
            let line = lines.find_or_add(engagement, month, has_pieces).unwrap();
            let row = Extra { line, day: day - 1, source: 0, minutes, shift: 0, quantity_e3 };
            if !lines.put(&row) {
                extras.push(row);
            }
        }
    }
    lines.settle(&mut extras);
    let rank: Vec<u32> = (0..).take(works.len()).collect();
    Keyed {
        names: Directory {
            workers: names('W', workers),
            projects: names('P', projects),
            employers: names('E', 9),
            contracts: names('C', 9),
            teams: names('T', 9),
            accounts: names('A', 9),
            transfers: names('X', 9),
            sheets: names('S', 9),
            ..Directory::default()
        },
        engagements,
        timesheet: lines.into_timesheet(&rank),
        contracts: grouped(works, |work| &work.contracts),
        payroll: grouped(works, |work| &work.payroll),
        adjustments: grouped(works, |work| &work.adjustments),
        transfers: Transfers::default(),
        pay_account: vec![NameId::NONE; workers as usize],
        worker_name: vec![NameId::NONE; workers as usize],
        projects: vec![Project::UNKNOWN; projects as usize],
        deposits: Vec::new(),
        deposit_id: Vec::new(),
        contractor_events: Vec::new(),
        is_listed: vec![false; workers as usize],
        outsiders: Vec::new(),
        account_entries: Vec::new(),
        has_id_number: vec![false; workers as usize],
        cases: Vec::new(),
        signals: Vec::new(),
        published_rates: Vec::new(),
        contractor_of_employer: Vec::new(),
        attendance_sources: AttendanceSources::default(),
        given: Given::default(),
        shared_payees: Vec::new(),
        counted: Vec::new(),
        batch_debits: Vec::new(),
        unpaired_days: Vec::new(),
    }
}
