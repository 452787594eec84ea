//! The end of intake: names are ranked, rows become terms and facts, transfers get their verdicts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{PoisonError, RwLock};

use super::accounts;
use super::attendance_sources::{AttendanceSources, attendance_sources};
use super::build::{self, Ranked};
use super::cases;
use super::duplicates::{counting_order, equal_adjustments};
use super::fold::{Folder, SetAside, Shared};
use super::key::Names;
use super::keyed::{Directory, Keyed};
use super::lines::DayNote;
use super::outsiders::outsiders;
use super::positions::{DayRows, positions};
use super::read::{Opened, ROW_BITS};
use super::resolve::in_order;
use super::tables::calendar;
use super::tables::{Space, TableName};
use super::take_in::{Folded, Intake, PunchNotes, TakenIn};
use super::terms::{Engagements, Grouped};
use super::timesheet::{DAY_MINUTES, Timesheet};
use super::transfer_step::{TransferRules, TransferStep, TransferTables, by_id};
use super::transfers::Transfers;
use crate::basics::calendar::{Calendar, DayClass};
use crate::basics::day::{Day, Month};
use crate::basics::error::Result;
use crate::basics::finding::Code;
use crate::basics::finding::{AccountingLine, Finding};
use crate::basics::ids::{EngagementId, ProjectId, WorkerId};

/// Days of the timesheet that have something to say, and the rows behind them.
struct Days {
    notes: Vec<DayNote>,
    rows: BTreeMap<(u32, u8), DayRows>,
    /// By line: engagement (by order of appearance) and month, of the lines that are spoken of.
    keys: BTreeMap<u32, (u32, Month)>,
    /// Smallest row of the punches behind a day that punches alone made.
    punched: BTreeMap<(u32, u8), u32>,
}

/// Numbers of before and after ranking.
struct Numbers<'a> {
    ranked: &'a Ranked,
    /// Final number of each engagement.
    rank: &'a [u32],
    engagements: &'a Engagements,
}

impl Numbers<'_> {
    /// Worker and project of an engagement by its number before.
    fn pair(&self, engagement: u32) -> (WorkerId, ProjectId) {
        let place = self.rank[engagement as usize] as usize;
        (self.engagements.worker[place], self.engagements.project[place])
    }
}

impl Intake<'_> {
    /// Steps 2 (settling the timesheet) and 4; everything gets its final number.
    ///
    /// # Errors
    ///
    /// What the second read of attendance gives; an amount that does not fit.
    pub(super) fn finish(mut self, mut folded: Folded, punched: &PunchNotes) -> Result<TakenIn> {
        let Shared { lines, engaged, .. } = &self.shared;
        let by_hand = &punched.by_hand;
        let sources = attendance_sources(lines, &mut folded.extras, by_hand, engaged.pairs().len());
        let mut notes = self.shared.lines.settle(&mut folded.extras);
        folded.extras = Vec::new();
        let uncounted: u64 = notes.iter().map(|note| u64::from(note.uncounted_rows)).sum();
        self.add_days_over_all_projects(&punched.days, &mut notes);
        let days = self.days(notes, &mut folded.folders, punched)?;
        folded.folders.iter_mut().for_each(Folder::rest);
        let transfer_order = self.transfer_order();
        let equal = self.equal_adjustments();

        let Shared { mut spaces, engaged, lines } = std::mem::take(&mut self.shared);
        let mut ranked = Ranked::new(&mut spaces);
        let (engagements, rank) = build::engagements(engaged.pairs(), &ranked);
        for rows in self.tables.values_mut() {
            ranked.renumber(rows);
        }
        let numbers = Numbers { ranked: &ranked, rank: &rank, engagements: &engagements };
        let mut accounting = Vec::new();
        self.attendance_findings(&folded, &days, &numbers);
        self.account_attendance(&folded, uncounted, &mut accounting);
        self.punch_findings(punched, &days, &numbers);
        for row in equal {
            let rows = &self.tables[&TableName::Adjustments];
            self.findings.push(accounts::equal_adjustment(rows, row));
        }
        let timesheet = lines.into_timesheet(&rank);
        let (mut keyed, deposit_rows, mut step) =
            self.keyed(engagements, timesheet, &mut ranked, transfer_order)?;
        let attendance: Vec<&SetAside> =
            folded.folders.iter().flat_map(|folder| &folder.set_aside).collect();
        keyed.outsiders = outsiders(&self.tables, &attendance, &ranked, &keyed, self.as_of);
        keyed.attendance_sources = sources.renumbered(&rank);
        let unpaired = punched.unpaired.iter();
        keyed.unpaired_days =
            unpaired.map(|own| (EngagementId(rank[own.0 as usize]), own.1)).collect();
        keyed.unpaired_days.sort_unstable();
        keyed.unpaired_days.dedup();
        self.account_tables(&keyed, &mut accounting);
        accounting.sort_unstable();
        if let Some(step) = &mut step {
            step.transfers = self.tables.remove(&TableName::Transfers);
            step.entries = self.tables.remove(&TableName::AccountEntries);
        }
        let rank = self.is_kept.then_some(rank);
        Ok(TakenIn {
            rank,
            calendar: self.calendar(),
            deposit_rows,
            keyed,
            findings: self.findings,
            accounting,
            opened: self.opened.into_values().collect(),
            fingerprints: self.fingerprints,
            step,
        })
    }

    /// Days on which a worker has more than 24 hours over all his projects; no day stands twice.
    fn add_days_over_all_projects(
        &self,
        punched: &[(u32, u8, u32, u32)],
        notes: &mut Vec<DayNote>,
    ) {
        let Shared { engaged, lines, .. } = &self.shared;
        let mut projects = vec![0_u32; self.shared.spaces.of(Space::Worker).len()];
        engaged.pairs().iter().for_each(|&(worker, _)| projects[worker as usize] += 1);
        let mut months: Vec<(u32, Month, u32)> = (lines.all())
            .map(|(line, engagement, month)| (engaged.pairs()[engagement as usize].0, month, line))
            .filter(|&(worker, ..)| projects[worker as usize] > 1)
            .collect();
        months.sort_unstable();
        let over = punched.iter().filter(|day| day.2 > u32::from(DAY_MINUTES));
        over.for_each(|&(line, day, minutes, _)| add_over(notes, line, day, minutes));
        let known: BTreeSet<(u32, u8)> = (notes.iter())
            .filter(|note| note.counted_minutes > u32::from(DAY_MINUTES))
            .map(|note| (note.line, note.day))
            .collect();
        for own in months.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            if own.len() < 2 {
                continue;
            }
            for day in 0..31_u8 {
                let minutes = |line| u32::from(lines.minutes(line, day).unwrap_or(0));
                let sum: u32 = own.iter().map(|month| minutes(month.2)).sum();
                if sum <= u32::from(DAY_MINUTES) {
                    continue;
                }
                for &(.., line) in own.iter().filter(|month| minutes(month.2) > 0) {
                    if !known.contains(&(line, day)) {
                        add_over(notes, line, day, sum);
                    }
                }
            }
        }
        notes.sort_unstable_by_key(|note| (note.line, note.day));
    }

    /// The rows behind the days that have something to say, by a second read.
    fn days(
        &mut self,
        notes: Vec<DayNote>,
        folders: &mut [Folder],
        punched: &PunchNotes,
    ) -> Result<Days> {
        let shared = RwLock::new(std::mem::take(&mut self.shared));
        let opened = self.opened.get(&TableName::Attendance);
        let rows = opened.map_or(Ok(BTreeMap::new()), |opened| {
            positions(opened, &shared, &notes, folders, self.as_of)
        });
        self.shared = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
        let lines = &self.shared.lines;
        let spoken_of =
            notes.iter().map(|note| note.line).chain(punched.beside.iter().map(|day| day.0));
        let keys = spoken_of.map(|line| (line, lines.key(line))).collect();
        let punched = punched.days.iter().map(|&(line, day, _, row)| ((line, day), row)).collect();
        Ok(Days { notes, rows: rows?, keys, punched })
    }

    /// Transfers that passed step 1; those of one id in canonical order.
    fn transfer_order(&self) -> Vec<u32> {
        let Some(rows) = self.tables.get(&TableName::Transfers) else { return Vec::new() };
        let spaces = &self.shared.spaces;
        in_order(rows, |a, b| counting_order(rows, a, b, spaces).then(a.cmp(&b)))
    }

    /// First rows of the groups of equal adjustments.
    fn equal_adjustments(&self) -> Vec<usize> {
        let rows = self.tables.get(&TableName::Adjustments);
        rows.map_or_else(Vec::new, |rows| equal_adjustments(rows, &self.shared.spaces))
    }

    /// Findings of attendance: faulty cells, rows after `as_of`, days that have something to say.
    fn attendance_findings(&mut self, folded: &Folded, days: &Days, numbers: &Numbers<'_>) {
        let table = TableName::Attendance;
        let file_rows = self.opened.get(&table).map(|opened| file_starts(opened, folded));
        let row = |position: u64| file_rows.as_ref().map(|starts| row_of(starts, position));
        let mut faults: Vec<&SetAside> =
            folded.folders.iter().flat_map(|folder| &folder.set_aside).collect();
        faults.sort_unstable();
        for cells in faults.chunk_by(|a, b| a.position == b.position) {
            let about = |cell: &SetAside, code| Finding {
                worker: WorkerId(numbers.ranked.rank(Space::Worker, cell.worker)),
                project: ProjectId(numbers.ranked.rank(Space::Project, cell.project)),
                row: row(cell.position),
                ..accounts::finding(code, table)
            };
            let name = |cell: &SetAside| table.table().columns[usize::from(cell.column)].name;
            let missing: Vec<&str> =
                cells.iter().filter(|cell| cell.is_missing).map(|cell| name(cell)).collect();
            if !missing.is_empty() {
                let detail = missing.join(", ").into();
                let finding = about(cells[0], Code::MissingRequired);
                self.findings.push(Finding { detail, ..finding });
            }
            for cell in cells.iter().filter(|cell| !cell.is_missing) {
                let detail = format!("{}: {}", name(cell), cell.met).into();
                self.findings.push(Finding { detail, ..about(cell, Code::BadCell) });
            }
        }
        for (day, (count, position)) in late_days(folded) {
            let finding = accounts::finding(Code::AfterAsOf, table);
            let detail = format!("{day}: {count} rows").into();
            self.findings.push(Finding { row: row(position), detail, ..finding });
        }
        self.day_findings(days, numbers, &row);
    }

    /// `duplicate_attendance` and `day_over_24h`, one finding a worker, project and day.
    fn day_findings(
        &mut self,
        days: &Days,
        numbers: &Numbers<'_>,
        row: &dyn Fn(u64) -> Option<u64>,
    ) {
        for note in &days.notes {
            let rows = days.rows.get(&(note.line, note.day)).copied().unwrap_or_default();
            let about = |code, position: Option<u64>, detail: String| Finding {
                row: position.and_then(row),
                detail: detail.into(),
                ..days.about(note.line, code, TableName::Attendance, numbers)
            };
            let date = days.date(note.line, note.day);
            if note.uncounted_rows > 0 {
                let (rows_again, minutes) = (note.uncounted_rows, note.uncounted_minutes);
                let detail = format!("{date}: {rows_again} rows, {minutes} minutes not counted");
                let code = Code::DuplicateAttendance;
                self.findings.push(about(code, rows.uncounted, detail));
            }
            if note.counted_minutes > u32::from(DAY_MINUTES) {
                let detail = format!("{date}: {} minutes", note.counted_minutes);
                let mut finding = about(Code::DayOver24h, rows.counted, detail);
                if let Some(&row) = days.punched.get(&(note.line, note.day)) {
                    finding.table = TableName::Punches.word();
                    finding.row = Some(u64::from(row));
                }
                self.findings.push(finding);
            }
        }
    }

    /// Findings of punches that are about days, and the verdicts of single rows.
    fn punch_findings(&mut self, punched: &PunchNotes, days: &Days, numbers: &Numbers<'_>) {
        let Some(rows) = self.tables.get_mut(&TableName::Punches) else { return };
        for &(row, code) in &punched.aside {
            rows.set_aside(row, code);
        }
        let mut unpaired = punched.unpaired.clone();
        unpaired.sort_unstable();
        for punches in unpaired.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (engagement, day, row) = punches[0];
            let (worker, project) = numbers.pair(engagement);
            self.findings.push(Finding {
                worker,
                project,
                month: Some(day.month()),
                row: Some(u64::from(row)),
                detail: format!("{day}: {} punches", punches.len()).into(),
                ..accounts::finding(Code::PunchUnpaired, TableName::Punches)
            });
        }
        for &(line, day, row) in &punched.beside {
            let code = Code::PunchesBesideAttendance;
            self.findings.push(Finding {
                row: Some(u64::from(row)),
                detail: days.date(line, day).to_string().into(),
                ..days.about(line, code, TableName::Punches, numbers)
            });
        }
    }

    /// The built-in calendar with the rows of the table.
    fn calendar(&self) -> Calendar {
        let builtin = Calendar::builtin();
        let Some(rows) = self.tables.get(&TableName::Calendar) else { return builtin };
        let days = rows.used().filter_map(|row| {
            let class = match rows.word(calendar::DAY_CLASS, row)? {
                "workday" => DayClass::Workday,
                "rest_day" => DayClass::RestDay,
                _ => DayClass::Holiday,
            };
            Some((Day(rows.small_value(calendar::DATE, row)?), class))
        });
        builtin.with_rows(days)
    }

    /// Rows become terms and facts, transfers get their verdicts; what is not known is said. Beside
    /// the data set: the row of each deposit, and step 4 where it is kept.
    fn keyed(
        &mut self,
        engagements: Engagements,
        timesheet: Timesheet,
        ranked: &mut Ranked,
        transfer_order: Vec<u32>,
    ) -> Result<(Keyed, Vec<u64>, Option<TransferStep>)> {
        let table = |name| self.tables.get(&name);
        let count = engagements.len();
        let names = directory(ranked);
        let texts = ranked.take(Space::Text);
        let workers = build::workers(table(TableName::Workers), names.workers.len(), &texts);
        let projects = build::projects(table(TableName::Projects), names.projects.len());
        let deposits = build::deposits(table(TableName::Deposits));
        let deposit_rows = deposits.iter().map(|entry| entry.1 as u64).collect();
        let mut keyed = Keyed {
            contracts: table(TableName::Contracts)
                .map_or_else(|| Grouped::empty(count), |rows| build::contracts(rows, &engagements)),
            payroll: table(TableName::Payroll)
                .map_or_else(|| Grouped::empty(count), |rows| build::payroll(rows, &engagements)),
            adjustments: table(TableName::Adjustments).map_or_else(
                || Grouped::empty(count),
                |rows| build::adjustments(rows, &engagements),
            ),
            transfers: Transfers::default(),
            batch_debits: Vec::new(),
            unpaired_days: Vec::new(),
            pay_account: workers.account,
            worker_name: workers.name,
            projects,
            deposit_id: deposits.iter().map(|entry| entry.0).collect(),
            deposits: deposits.into_iter().map(|entry| entry.2).collect(),
            is_listed: workers.is_known,
            outsiders: Vec::new(),
            contractor_events: build::contractor_events(table(TableName::ContractorEvents)),
            account_entries: build::account_entries(table(TableName::AccountEntries)),
            has_id_number: workers.has_id_number,
            cases: cases::cases(table(TableName::Cases)),
            signals: cases::signals(table(TableName::Signals)),
            published_rates: cases::published_rates(table(TableName::PublishedRates), &texts),
            contractor_of_employer: cases::contractor_of_employer(&names),
            given: cases::given(&self.tables),
            attendance_sources: AttendanceSources::default(),
            shared_payees: Vec::new(),
            counted: Vec::new(),
            names,
            engagements,
            timesheet,
        };
        let step = self.settle_transfers(&mut keyed, transfer_order, ranked)?;
        self.unknown_findings(&keyed);
        if let Some(rows) = self.tables.get(&TableName::Cases) {
            cases::dates_reversed(rows, &mut self.findings);
        }
        Ok((keyed, deposit_rows, step))
    }

    /// Step 4: transfers get their verdicts. Gives the step where it is kept; its rows are still to
    /// come.
    fn settle_transfers(
        &mut self,
        keyed: &mut Keyed,
        transfer_order: Vec<u32>,
        ranked: &mut Ranked,
    ) -> Result<Option<TransferStep>> {
        let of = |name| self.tables.get(&name);
        let order = by_id(of(TableName::Transfers), transfer_order);
        let entry_names = ranked.take(Space::Entry);
        let tables = TransferTables {
            transfers: of(TableName::Transfers),
            entries: of(TableName::AccountEntries),
            order: &order,
            entry_names: &entry_names,
            settlement: self.settlement.as_deref(),
        };
        let first = self.findings.len();
        let rules = TransferRules::of(self.policy);
        tables.settle(keyed, rules, &mut self.findings)?;
        let is_asked = !keyed.batch_debits.is_empty();
        let step = self.keeps.then(|| TransferStep {
            transfers: None,
            entries: None,
            order,
            entry_names: entry_names.clone(),
            settlement: self.settlement.clone(),
            rules: Some(rules),
            findings: self.findings.drain(first..).collect(),
        });
        if is_asked {
            keyed.names.entries = entry_names;
        }
        Ok(step)
    }

    /// Workers and projects with an engagement and no row of their own.
    fn unknown_findings(&mut self, keyed: &Keyed) {
        let engagements = &keyed.engagements;
        let mut workers = engagements.worker.clone();
        workers.dedup();
        let unknown = workers.into_iter().filter(|worker| !keyed.is_listed[worker.index()]);
        self.findings.extend(unknown.map(|worker| Finding {
            worker,
            ..accounts::finding(Code::UnknownWorker, TableName::Workers)
        }));
        let mut projects = engagements.project.clone();
        projects.sort_unstable();
        projects.dedup();
        let is_unknown = |project: &ProjectId| !keyed.projects[project.index()].is_known;
        self.findings.extend(projects.into_iter().filter(is_unknown).map(|project| Finding {
            project,
            ..accounts::finding(Code::UnknownProject, TableName::Projects)
        }));
    }

    /// Findings and accounting lines of the tables kept whole.
    fn account_tables(&mut self, keyed: &Keyed, accounting: &mut Vec<AccountingLine>) {
        for (&table, rows) in &self.tables {
            accounts::findings(rows, &mut self.findings);
            if table == TableName::Transfers {
                accounts::transfer_lines(rows, &keyed.transfers, accounting);
            } else {
                let aside = accounts::set_aside(rows);
                accounts::row_lines(table, rows.len() as u64, &aside, accounting);
            }
        }
    }

    /// Accounting lines of attendance.
    fn account_attendance(
        &self,
        folded: &Folded,
        uncounted: u64,
        accounting: &mut Vec<AccountingLine>,
    ) {
        if !self.opened.contains_key(&TableName::Attendance) {
            return;
        }
        let sum = |count: &dyn Fn(&Folder) -> u64| folded.folders.iter().map(count).sum::<u64>();
        let aside = BTreeMap::from([
            (Code::MissingRequired.word(), sum(&|folder| folder.rows_faulty[0])),
            (Code::BadCell.word(), sum(&|folder| folder.rows_faulty[1])),
            (Code::AfterAsOf.word(), late_days(folded).values().map(|late| late.0).sum()),
            (Code::DuplicateAttendance.word(), uncounted),
        ]);
        let read = sum(&|folder| folder.rows_read);
        accounts::row_lines(TableName::Attendance, read, &aside, accounting);
    }
}

impl Days {
    /// The date of a day of a line.
    fn date(&self, line: u32, day: u8) -> Day {
        self.keys[&line].1.first_day().plus_days(i32::from(day))
    }

    /// A finding about the worker-month of a line.
    fn about(&self, line: u32, code: Code, table: TableName, numbers: &Numbers<'_>) -> Finding {
        let (engagement, month) = self.keys[&line];
        let (worker, project) = numbers.pair(engagement);
        Finding { worker, project, month: Some(month), ..accounts::finding(code, table) }
    }
}

/// The names of every space that the data set keeps.
fn directory(ranked: &mut Ranked) -> Directory {
    Directory {
        workers: ranked.take(Space::Worker),
        projects: ranked.take(Space::Project),
        contractors: ranked.take(Space::Contractor),
        employers: ranked.take(Space::Employer),
        contracts: ranked.take(Space::Contract),
        teams: ranked.take(Space::Team),
        accounts: ranked.take(Space::Account),
        transfers: ranked.take(Space::Transfer),
        sheets: ranked.take(Space::Sheet),
        deposits: ranked.take(Space::Deposit),
        people: ranked.take(Space::Person),
        cases: ranked.take(Space::Case),
        entries: Names::default(),
    }
}

/// Notes that a day is over 24 hours over all projects, beside what else is noted of it.
fn add_over(notes: &mut Vec<DayNote>, line: u32, day: u8, counted_minutes: u32) {
    let note = DayNote { line, day, uncounted_rows: 0, uncounted_minutes: 0, counted_minutes };
    notes.push(note);
}

/// Rows after `as_of` by day: their number and smallest position.
fn late_days(folded: &Folded) -> BTreeMap<Day, (u64, u64)> {
    let mut days = BTreeMap::new();
    for (&day, &(count, position)) in folded.folders.iter().flat_map(|folder| &folder.late) {
        let late = days.entry(day).or_insert((0, u64::MAX));
        late.0 += count;
        late.1 = late.1.min(position);
    }
    days
}

/// The row before the first of each file.
fn file_starts(opened: &Opened, folded: &Folded) -> Vec<u64> {
    if let Some(starts) = opened.file_starts() {
        return starts.to_vec();
    }
    let mut rows = vec![0_u64; opened.files().len()];
    for folder in &folded.folders {
        for (file, count) in folder.file_rows.iter().enumerate() {
            rows[file] += count;
        }
    }
    let mut start = 0;
    rows.iter_mut().for_each(|rows| start += std::mem::replace(rows, start));
    rows
}

/// The row of a position in the table as handed over.
fn row_of(starts: &[u64], position: u64) -> u64 {
    let file = usize::try_from(position >> ROW_BITS).unwrap_or(usize::MAX);
    starts.get(file).copied().unwrap_or(0) + (position & ((1 << ROW_BITS) - 1))
}
