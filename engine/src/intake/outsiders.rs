//! Who is named in the tables and has no engagement: nobody who was read is lost (step 7.1).

use super::build::Ranked;
use super::fold::SetAside;
use super::keyed::Keyed;
use super::rows::Rows;
use super::tables::{Space, TableName};
use super::transfers::Fate;
use super::verdicts::row_day;
use crate::basics::day::Day;
use crate::basics::finding::Code;
use crate::basics::ids::{EngagementId, ProjectId, WorkerId};
use std::collections::BTreeMap;

/// Where a worker, or a worker on a project, is named.
///
/// Example: [`population`](crate::oversight::population::population()).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// In rows of attendance or punches.
    pub in_attendance: bool,
    /// In rows of contracts.
    pub in_contracts: bool,
    /// In rows of payroll.
    pub in_payroll: bool,
    /// In transfers.
    pub in_transfers: bool,
    /// In a row that was set aside in step 1.
    pub is_set_aside: bool,
}

impl Named {
    /// Named by a row of `table`.
    const fn by(table: TableName, is_set_aside: bool) -> Self {
        Self {
            in_attendance: matches!(table, TableName::Attendance | TableName::Punches),
            in_contracts: matches!(table, TableName::Contracts),
            in_payroll: matches!(table, TableName::Payroll),
            in_transfers: matches!(table, TableName::Transfers),
            is_set_aside,
        }
    }

    /// Named here and there.
    fn join(&mut self, other: Self) {
        self.in_attendance |= other.in_attendance;
        self.in_contracts |= other.in_contracts;
        self.in_payroll |= other.in_payroll;
        self.in_transfers |= other.in_transfers;
        self.is_set_aside |= other.is_set_aside;
    }
}

/// A worker without an engagement where he is named.
///
/// Example: [`population`](crate::oversight::population::population()).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outsider {
    /// The worker.
    pub worker: WorkerId,
    /// The project he is named with; `NONE` where no row of his names one.
    pub project: ProjectId,
    /// Where; nowhere for one who stands in the table of workers alone.
    pub named: Named,
}

/// Tables whose rows may name a worker and a project, attendance aside, which is not kept.
const TABLES: [TableName; 5] = [
    TableName::Contracts,
    TableName::Punches,
    TableName::Payroll,
    TableName::Adjustments,
    TableName::Transfers,
];

/// Everyone who is named without an engagement, by worker and project, no two of one pair.
///
/// Step 7.1. **Choice:** rows dated after `as_of` name nobody; a row without project names the
/// worker alone, which matters where he has no engagement at all.
#[must_use]
pub(crate) fn outsiders(
    tables: &BTreeMap<TableName, Rows>,
    attendance: &[&SetAside],
    ranked: &Ranked,
    keyed: &Keyed,
    as_of: Day,
) -> Vec<Outsider> {
    let mut found = Found { keyed, all: Vec::new() };
    for rows in TABLES.iter().filter_map(|table| tables.get(table)) {
        found.add_set_aside(rows, as_of);
    }
    let aside = Named::by(TableName::Attendance, true);
    for row in attendance.iter().filter(|row| row.day.is_none_or(|day| day <= as_of)) {
        let worker = ranked.rank(Space::Worker, row.worker);
        let project = ranked.rank(Space::Project, row.project);
        found.add(WorkerId(worker), ProjectId(project), aside);
    }
    let transfers = &keyed.transfers;
    for place in 0..transfers.len() {
        if !matches!(transfers.fate[place], Fate::Counted | Fate::AfterAsOf) {
            let named = Named::by(TableName::Transfers, false);
            found.add(transfers.worker[place], transfers.project[place], named);
        }
    }
    let mut all = found.all;
    all.sort_unstable_by_key(|one| (one.worker, one.project));
    all.dedup_by(|next, first| {
        let is_same = (next.worker, next.project) == (first.worker, first.project);
        if is_same {
            first.named.join(next.named);
        }
        is_same
    });
    add_unnamed(&mut all, keyed);
    all
}

/// Those of the table of workers whom no other row names.
fn add_unnamed(all: &mut Vec<Outsider>, keyed: &Keyed) {
    let named: Vec<WorkerId> = all.iter().map(|one| one.worker).collect();
    for (number, _) in (0_u32..).zip(&keyed.is_listed).filter(|listed| *listed.1) {
        let worker = WorkerId(number);
        if keyed.engagements.of(worker).is_empty() && named.binary_search(&worker).is_err() {
            all.push(Outsider { worker, project: ProjectId::NONE, named: Named::default() });
        }
    }
    all.sort_by_key(|one| (one.worker, one.project));
}

/// Outsiders while they are looked for.
struct Found<'a> {
    keyed: &'a Keyed,
    all: Vec<Outsider>,
}

impl Found<'_> {
    /// Notes one who is named, unless he has the engagement, or any where no project is named.
    fn add(&mut self, worker: WorkerId, project: ProjectId, named: Named) {
        let engagements = &self.keyed.engagements;
        let is_known = if project.is_some() {
            engagements.find(worker, project) != EngagementId::NONE
        } else {
            !engagements.of(worker).is_empty()
        };
        if worker.is_some() && !is_known {
            self.all.push(Outsider { worker, project, named });
        }
    }

    /// Notes those of the rows that were set aside in step 1.
    fn add_set_aside(&mut self, rows: &Rows, as_of: Day) {
        let place = |name| rows.table.columns.iter().position(|column| column.name == name);
        let (Some(worker), Some(project)) = (place("worker_id"), place("project_id")) else {
            return;
        };
        let named = Named::by(rows.table.name, true);
        for row in 0..rows.len() {
            let is_later = || row_day(rows, row).is_some_and(|day| day > as_of);
            // What stands twice is named by the row that counts, or by its fate.
            let is_aside = rows.verdict[row].is_some_and(|code| {
                !matches!(
                    code,
                    Code::AfterAsOf
                        | Code::Duplicate
                        | Code::DuplicateRow
                        | Code::ConflictingDuplicate
                )
            });
            if is_aside && !is_later() {
                let (worker, project) = (rows.name(worker, row), rows.name(project, row));
                self.add(WorkerId(worker), ProjectId(project), named);
            }
        }
    }
}
