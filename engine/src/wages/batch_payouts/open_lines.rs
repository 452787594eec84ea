//! Payroll lines that a debit may pay, and what transfers leave open of each.

use crate::basics::day::{Day, Month};
use crate::basics::ids::{EngagementId, NameId, ProjectId, WorkerId};
use crate::intake::batch_debits::BatchDebit;
use crate::intake::keyed::Keyed;
use crate::intake::transfers::{Fate, MatchRule};

/// Banks book up to so many days after a transfer is dated.
const BOOKED_LATER_DAYS: i32 = 3;

/// A part of a transfer that pays a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Part {
    line: u32,
    paid_day: Day,
    amount_fen: i64,
    /// Whether the transfer names the month of the line.
    is_named: bool,
}

/// Lines by what leads to them, and what transfers pay of them.
pub(super) struct OpenLines<'a> {
    keyed: &'a Keyed,
    window_days: i32,
    /// Engagement of each line.
    engagement: Vec<u32>,
    /// Sheet and line, sorted.
    of_sheet: Vec<(u32, u32)>,
    /// Project, month and line, sorted.
    of_project: Vec<(u32, Month, u32)>,
    /// Wage account and project, sorted.
    project_of_account: Vec<(u32, u32)>,
    /// Registered account and worker, sorted.
    worker_of_account: Vec<(u32, u32)>,
    /// Parts of transfers, by line; those of line `l` are `part_start[l]..part_start[l + 1]`.
    parts: Vec<Part>,
    part_start: Vec<u32>,
}

impl<'a> OpenLines<'a> {
    pub(super) fn new(keyed: &'a Keyed, window_days: u32) -> Self {
        let lines = &keyed.payroll.rows;
        let mut engagement = Vec::with_capacity(lines.len());
        for place in 0..keyed.engagements.len() {
            let count = keyed.payroll.rows_of(place..place + 1).len();
            engagement.extend(std::iter::repeat_n(number(place), count));
        }
        let mut of_sheet: Vec<(u32, u32)> =
            (0_u32..).zip(lines).map(|(place, line)| (line.sheet.0, place)).collect();
        of_sheet.sort_unstable();
        let project = |line: u32| keyed.engagements.project[engagement[line as usize] as usize].0;
        let mut of_project: Vec<(u32, Month, u32)> =
            (0_u32..).zip(lines).map(|(place, line)| (project(place), line.month, place)).collect();
        of_project.sort_unstable();
        let (parts, part_start) = parts(keyed);
        Self {
            keyed,
            window_days: i32::try_from(window_days).unwrap_or(i32::MAX),
            engagement,
            of_sheet,
            of_project,
            project_of_account: by_account(keyed.projects.iter().map(|own| own.wage_account)),
            worker_of_account: by_account(keyed.pay_account.iter().copied()),
            parts,
            part_start,
        }
    }

    /// Number of lines, payable or not.
    pub(super) fn len(&self) -> usize {
        self.engagement.len()
    }

    /// The engagement of a line.
    fn engagement(&self, line: u32) -> EngagementId {
        EngagementId(self.engagement[line as usize])
    }

    /// The worker of a line.
    pub(super) fn worker(&self, line: u32) -> WorkerId {
        self.keyed.engagements.worker[self.engagement(line).index()]
    }

    /// The project of a line.
    pub(super) fn project(&self, line: u32) -> ProjectId {
        self.keyed.engagements.project[self.engagement(line).index()]
    }

    /// What a line pays for: worker and project, and the month that a payment of it names, which
    /// is none for back pay.
    pub(super) fn effect(&self, line: u32) -> (EngagementId, Option<Month>) {
        let own = &self.keyed.payroll.rows[line as usize];
        (self.engagement(line), (!own.is_back_pay).then_some(own.month))
    }

    /// The lines that a debit may pay and what is open of each on its day; those of one worker,
    /// project and month beside each other.
    ///
    /// Choice: see `docs/choices.md` 122 and 123.
    pub(super) fn of(&self, debit: &BatchDebit, into: &mut Vec<(u32, i64)>) {
        into.clear();
        let workers = match debit.counter_account.is_some() {
            true => with(&self.worker_of_account, debit.counter_account.0),
            false => &[],
        };
        let mut push = |line: u32| {
            let open_fen = self.open_fen(line, debit.entry_day);
            if open_fen > 0 {
                into.push((line, open_fen));
            }
        };
        let is_of = |line: &u32| {
            let worker = self.worker(*line);
            let is_project = !debit.project.is_some() || debit.project == self.project(*line);
            let is_worker = workers.is_empty() || workers.iter().any(|own| own.1 == worker.0);
            is_project && is_worker
        };
        if debit.sheet.is_some() {
            let lines = with(&self.of_sheet, debit.sheet.0).iter().map(|own| own.1);
            lines.filter(is_of).for_each(push);
        } else if !workers.is_empty() {
            for &(_, worker) in workers {
                self.of_worker(WorkerId(worker), debit).for_each(&mut push);
            }
        } else if debit.project.is_some() {
            self.in_window(debit.project.0, debit.entry_day).for_each(push);
        } else {
            for &(_, project) in with(&self.project_of_account, debit.account.0) {
                self.in_window(project, debit.entry_day).for_each(&mut push);
            }
        }
        let key = |own: &(u32, i64)| (self.effect(own.0), own.0);
        if !into.is_sorted_by_key(key) {
            into.sort_unstable_by_key(key);
        }
    }

    /// Months that ended within the window before a day, the first and the last of them.
    fn window(&self, day: Day) -> (Month, Month) {
        let own = day.month();
        let last = if own.last_day() == day { own } else { own.plus(-1) };
        (day.plus_days(-self.window_days).month(), last)
    }

    /// Lines of a project for months within the window before a day.
    fn in_window(&self, project: u32, day: Day) -> impl Iterator<Item = u32> + '_ {
        let (first, last) = self.window(day);
        let start = self.of_project.partition_point(|own| (own.0, own.1) < (project, first));
        let own = self.of_project[start..].iter();
        own.take_while(move |own| own.0 == project && own.1 <= last).map(|own| own.2)
    }

    /// Lines of a worker for months within the window, of the project that a debit names, else of
    /// those whose wage account it debits.
    fn of_worker(&self, worker: WorkerId, debit: &BatchDebit) -> impl Iterator<Item = u32> + '_ {
        let (first, last) = self.window(debit.entry_day);
        let (named, account) = (debit.project, debit.account);
        let is_paid = move |project: ProjectId| match named.is_some() {
            true => project == named,
            false => self.project_of_account.binary_search(&(account.0, project.0)).is_ok(),
        };
        let engagements = self.keyed.engagements.of(worker);
        let own = engagements.filter(move |&place| is_paid(self.keyed.engagements.project[place]));
        let offsets = &self.keyed.payroll.offsets;
        let lines = own.flat_map(|place| offsets[place]..offsets[place + 1]);
        lines.filter(move |&line| {
            (first..=last).contains(&self.keyed.payroll.rows[line as usize].month)
        })
    }

    /// What of a line's net is not paid by transfers, as a debit of `day` finds it.
    fn open_fen(&self, line: u32, day: Day) -> i64 {
        let place = line as usize;
        let net_fen = self.keyed.payroll.rows[place].net_fen;
        let own = self.part_start[place] as usize..self.part_start[place + 1] as usize;
        let counts =
            |part: &&Part| part.is_named || part.paid_day <= day.plus_days(BOOKED_LATER_DAYS);
        let paid = self.parts[own].iter().filter(counts);
        net_fen - paid.map(|part| part.amount_fen).sum::<i64>()
    }
}

/// Accounts with the place that has them, sorted.
fn by_account(accounts: impl Iterator<Item = NameId>) -> Vec<(u32, u32)> {
    let known = (0_u32..).zip(accounts).filter(|(_, account)| account.is_some());
    let mut pairs: Vec<(u32, u32)> = known.map(|(place, account)| (account.0, place)).collect();
    pairs.sort_unstable();
    pairs
}

/// The pairs that begin with `key`.
fn with(pairs: &[(u32, u32)], key: u32) -> &[(u32, u32)] {
    let start = pairs.partition_point(|pair| pair.0 < key);
    let count = pairs[start..].partition_point(|pair| pair.0 == key);
    &pairs[start..start + count]
}

/// A position as a number.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// What counted transfers pay of each line, by line, and where each line's parts begin.
fn parts(keyed: &Keyed) -> (Vec<Part>, Vec<u32>) {
    let transfers = &keyed.transfers;
    let mut counted: Vec<(WorkerId, Day, u32)> = (0..transfers.len())
        .filter(|&place| transfers.fate[place] == Fate::Counted)
        .filter(|&place| transfers.rule[place] != MatchRule::BatchPayout)
        .map(|place| (transfers.worker[place], transfers.paid_day[place], number(place)))
        .collect();
    counted.sort_unstable();
    let mut parts = Vec::new();
    let mut lines: Vec<(Month, u32, i64)> = Vec::new();
    for own in counted.chunk_by(|a, b| a.0 == b.0) {
        lines_of(keyed, own[0].0, &mut lines);
        for &(_, paid_day, transfer) in own {
            pay(keyed, transfer as usize, paid_day, &mut lines, &mut parts);
        }
    }
    parts.sort_unstable();
    let mut start = vec![0_u32; keyed.payroll.rows.len() + 1];
    parts.iter().for_each(|part| start[part.line as usize + 1] += 1);
    for line in 1..start.len() {
        start[line] += start[line - 1];
    }
    (parts, start)
}

/// A worker's lines with something to pay, by month, project and sheet.
fn lines_of(keyed: &Keyed, worker: WorkerId, lines: &mut Vec<(Month, u32, i64)>) {
    lines.clear();
    let engagements = keyed.engagements.of(worker);
    let first = keyed.payroll.offsets[engagements.start];
    let own = keyed.payroll.rows_of(engagements);
    lines.extend((first..).zip(own).filter(|(_, line)| line.net_fen > 0).map(|(place, line)| {
        // Lines of a worker stand in the order of project, month and sheet.
        (line.month, place, line.net_fen)
    }));
    lines.sort_unstable();
}

/// One transfer pays the lines of the month it names, then the oldest.
fn pay(
    keyed: &Keyed,
    transfer: usize,
    paid_day: Day,
    lines: &mut [(Month, u32, i64)],
    parts: &mut Vec<Part>,
) {
    let transfers = &keyed.transfers;
    let mut left_fen = transfers.amount_fen[transfer] - transfers.taken_back_fen[transfer];
    let bound = transfers.engagement[transfer].get();
    let offsets = &keyed.payroll.offsets;
    let bound_lines = bound.map(|own| offsets[own.index()]..offsets[own.index() + 1]);
    let named = transfers.named_month[transfer];
    for is_named in [true, false] {
        for (month, line, open_fen) in lines.iter_mut() {
            let is_own = bound_lines.as_ref().is_none_or(|own| own.contains(line));
            if left_fen == 0 || !is_own || is_named && named != Some(*month) {
                continue;
            }
            let amount_fen = left_fen.min(*open_fen);
            if amount_fen > 0 {
                *open_fen -= amount_fen;
                left_fen -= amount_fen;
                parts.push(Part { line: *line, paid_day, amount_fen, is_named });
            }
        }
    }
}
