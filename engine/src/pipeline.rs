//! One run, steps 1 to 8: the first file to open.
//!
//! ```text
//! tables → take in (1, 2, 4) → batch payouts (4.4) → due (3) → allocated (5) → arrears (6)
//!        → figures (7) → warnings (8)
//! ```

pub(crate) mod kept;
mod standing;
mod what_if;

use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::basics::calendar::Calendar;
use crate::basics::day::Day;
use crate::basics::error::{Error, Result};
use crate::basics::finding::{AccountingLine, Finding};
use crate::basics::ids::{EngagementId, ProjectId, WorkerId};
use crate::basics::policy::Policy;
use crate::intake::batch_debits::add_payments;
use crate::intake::earlier::{EarlierWarning, earlier_warnings};
use crate::intake::keyed::Keyed;
use crate::intake::read::parallel::{each, mapped, with_threads};
use crate::intake::source::Inputs;
use crate::intake::tables::TableName;
use crate::intake::take_in::{How, TakenIn, take_in_with};
use crate::intake::transfers::Fate;
use crate::oversight::causes::{Cause, causes_of, overdue};
use crate::oversight::credit::crime::CrimeRules;
use crate::oversight::deposit::required::DepositFacts;
use crate::oversight::partial::{EngagementSums, Partial};
use crate::oversight::people::{
    PeopleFigures, PeopleInputs, PeoplePartial, people_figures, recovered_since_cases,
};
use crate::oversight::warnings::rules::WarningRules;
use crate::oversight::warnings::state::Warnings;
use crate::oversight::{FigureInputs, Figures, figures};
use crate::reconciliation::{
    Chunk, Reconciliation, account_payouts, count_findings, findings_of_figures, findings_of_files,
    findings_of_payouts, findings_of_periods, findings_of_published_rates,
};
use crate::wages::allocated::{Payment, Scratch, allocated};
use crate::wages::allocations::Allocations;
use crate::wages::batch_payouts::{BatchPayouts, batch_payouts};
use crate::wages::due::{DueNotes, due, rules};
use crate::wages::rules::Rules;
use crate::wages::worker_periods::WorkerPeriods;

use standing::{Left, StandingChunk, StandingRun, Stands};
pub use what_if::OnResult;

/// Workers of a chunk at least: enough to keep a thread busy.
const CHUNK_WORKERS: usize = 2048;
/// Chunks at most: enough to spread well. The sums of a chunk are as long as all projects.
const CHUNKS: usize = 128;

/// How a run is carried out. Nothing here changes a result.
///
/// # Example
///
/// ```
/// use anxin::{Day, Inputs, Policy, Run, Source, TableName};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net,confirmed\n\
///              S1,W1,P1,2025-03,4500.00,true\n";
/// let source = Source::bytes("payroll.csv", anxin::Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
///
/// let run = Run { threads: Some(1), ..Run::default() };
/// let result = run.reconcile(&inputs, &Policy::default(), Day::from_ymd(2025, 12, 31).unwrap())?;
/// assert_eq!(result.summary()?.totals.arrears, "4500.00");
/// # Ok::<(), anxin::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Run {
    /// Threads at most; `None`: as many as the machine has.
    pub threads: Option<usize>,
    /// Whether fingerprints of the inputs are taken while they are read. A summary that is asked
    /// for later has them at hand; else it reads the inputs once more.
    pub fingerprints: bool,
    /// Told how far the run is; answering `Break` ends it with [`Error::Cancelled`].
    pub on_progress: Option<OnProgress>,
}

/// A callback for progress; several threads may call it.
pub type OnProgress = Arc<dyn Fn(&Progress) -> ControlFlow<()> + Send + Sync>;

/// How far a run is.
///
/// # Example
///
/// ```
/// use std::ops::ControlFlow;
/// use std::sync::Arc;
///
/// use anxin::{Day, Error, Format, Inputs, Policy, Progress, Run, Source, Stage, TableName};
///
/// let sheet = "payroll_id,worker_id,project_id,period,net\nS1,W1,P1,2025-03,4500.00\n";
/// let source = Source::bytes("payroll.csv", Format::Csv, sheet.into());
/// let inputs = Inputs::default().with(TableName::Payroll, source);
/// // Stops before step 3.
/// let stop = |progress: &Progress| match progress.stage {
///     Stage::Reading(_) => ControlFlow::Continue(()),
///     Stage::Wages => ControlFlow::Break(()),
/// };
/// let run = Run { on_progress: Some(Arc::new(stop)), ..Run::default() };
/// let result = run.reconcile(&inputs, &Policy::default(), Day::from_ymd(2025, 12, 31).unwrap());
/// assert!(matches!(result, Err(Error::Cancelled)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What is going on.
    pub stage: Stage,
    /// Rows read, or workers done.
    pub done: u64,
    /// Of how many, where known.
    pub total: Option<u64>,
}

/// What a run is doing.
///
/// Example: [`Progress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Reading a table.
    Reading(TableName),
    /// Steps 3, 5 and 6.
    Wages,
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Run").field("threads", &self.threads).finish_non_exhaustive()
    }
}

/// Reconciles `inputs` under `policy` as of a day, with as many threads as the machine has.
///
/// Short for [`Run::reconcile`] of a default [`Run`].
///
/// # Errors
///
/// As [`Run::reconcile`].
///
/// # Example
///
/// ```
/// use anxin::{Day, Inputs, Policy, reconcile};
///
/// let day = Day::from_ymd(2025, 12, 31).unwrap();
/// let error = reconcile(&Inputs::default(), &Policy::default(), day).unwrap_err();
/// assert_eq!(error.code(), "missing_table");
/// ```
pub fn reconcile(inputs: &Inputs, policy: &Policy, as_of: Day) -> Result<Reconciliation> {
    Run::default().reconcile(inputs, policy, as_of)
}

impl Run {
    /// Steps 1 to 8 of the reconciliation.
    ///
    /// # Errors
    ///
    /// A call that cannot be carried out: [`Error::MissingTable`], [`Error::MissingColumn`],
    /// [`Error::ColumnTwice`], [`Error::ColumnType`], [`Error::Input`], [`Error::Decode`],
    /// [`Error::Io`], [`Error::Feature`], [`Error::AmountOverflow`], [`Error::TooMany`],
    /// [`Error::Cancelled`]; [`Error::Policy`] where a rule of early warning names a figure that
    /// there is not; [`Error::Unbalanced`] where the accounts do not balance.
    pub fn reconcile(
        &self,
        inputs: &Inputs,
        policy: &Policy,
        as_of: Day,
    ) -> Result<Reconciliation> {
        let threads = self.threads();
        with_threads(threads, || self.steps(inputs, policy, as_of, threads))
    }

    /// The steps in order.
    fn steps(
        &self,
        inputs: &Inputs,
        policy: &Policy,
        as_of: Day,
        threads: usize,
    ) -> Result<Reconciliation> {
        let earlier = earlier(inputs, policy)?;
        let taken = self.taken_in(inputs, policy, as_of, (threads, false))?;
        Ok(self.after_intake(inputs, policy, as_of, (taken, earlier), None)?.0)
    }

    /// The steps after intake, and what they leave to those under another policy.
    fn after_intake(
        &self,
        inputs: &Inputs,
        policy: &Policy,
        as_of: Day,
        (taken, earlier): (TakenIn, Vec<EarlierWarning>),
        standing: Option<StandingRun>,
    ) -> Result<(Reconciliation, Left)> {
        let TakenIn { mut keyed, calendar, mut findings, mut accounting, deposit_rows, .. } = taken;
        let payouts = payouts(&mut keyed, policy, &mut findings, &mut accounting)?;
        let (mut worked, paid) = self.wages(&keyed, (policy, &calendar), as_of, standing)?;
        keyed.transfers.advance_fen.extend(worked.advances.iter().copied());
        findings_of_periods(&keyed, &worked.notes, &mut findings);
        count_findings(&findings, |table| inputs.counts(table), &mut worked.partial);
        let sums = (worked.chunks.as_slice(), &worked.partial, worked.arrears_fen.as_slice());
        let figures = figures_of(&keyed, sums, (policy, &calendar), as_of)?;
        let deposit = DepositFacts {
            projects: &keyed.projects,
            events: &keyed.contractor_events,
            calendar: &calendar,
            policy,
        };
        let people = people(&keyed, (&worked.people, &worked.chunks), &figures, deposit, as_of)?;
        let years = &worked.notes.years_missing;
        findings_of_figures(&keyed, &figures, &deposit_rows, years, &mut findings);
        let causes = why(&keyed, &worked.chunks, &figures, as_of)?;
        findings_of_published_rates(&keyed.published_rates, &mut findings);
        findings_of_files(inputs, &taken.opened, &mut findings);
        let mut result = Reconciliation {
            as_of,
            policy: policy.clone(),
            calendar,
            keyed,
            chunks: worked.chunks,
            partial: worked.partial,
            people_sums: worked.people,
            figures,
            warnings: Warnings::default(),
            earlier: Vec::new(),
            causes,
            people,
            payouts,
            findings,
            accounting,
            opened: taken.opened,
            fingerprints: taken.fingerprints.map_or_else(OnceLock::new, OnceLock::from),
        };
        result.check_balance()?;
        result.warn(earlier, true)?;
        Ok((result, Left { advances: worked.advances, notes: worked.notes, paid }))
    }

    /// Steps 1, 2 and 4; `keeps` the last of them, to be done again.
    fn taken_in(
        &self,
        inputs: &Inputs,
        policy: &Policy,
        as_of: Day,
        (threads, keeps): (usize, bool),
    ) -> Result<TakenIn> {
        let on_rows = |table, rows| self.tell(Stage::Reading(table), rows, None);
        let fingerprints = self.fingerprints;
        let how = How { threads, fingerprints, keeps, on_rows: &on_rows };
        take_in_with(inputs, policy, as_of, &how)
    }

    /// Steps 3, 5 and 6, chunk by chunk; and what [`Left::paid`] is.
    fn wages(
        &self,
        keyed: &Keyed,
        (policy, calendar): (&Policy, &Calendar),
        as_of: Day,
        standing: Option<StandingRun>,
    ) -> Result<(Worked, Option<CountedByWorker>)> {
        let rules = rules(keyed, policy, calendar, as_of);
        let crime = CrimeRules::new(&keyed.projects, policy)?;
        let (mut stood, mut left, stands) = match standing {
            Some(StandingRun { chunks, left, policy: was }) => {
                (chunks, Some(left), Stands::between(&was, policy))
            }
            None => (Vec::new(), None, Stands::ALL),
        };
        if !stands.due {
            stood.clear();
        }
        let mut paid = match left.as_mut().and_then(|left| left.paid.take()) {
            Some(paid) if stands.transfers => paid,
            _ => counted_by_worker(keyed),
        };
        // A second policy makes a third one likely; a run of its own needs them no longer.
        let is_kept = left.is_some();
        if is_kept {
            paid.look_up(keyed);
        }
        let workers = keyed.names.workers.len();
        let done = AtomicU64::new(0);
        // Sums are as long as all projects: a chunk adds to those that another laid down.
        let sums = Mutex::new(Vec::<Partial>::new());
        let laid_down = || sums.lock().unwrap_or_else(PoisonError::into_inner);
        let chunk = CHUNK_WORKERS.max(workers.div_ceil(CHUNKS));
        let mut stood = stood.into_iter();
        let chunks: Vec<_> = (0..workers)
            .step_by(chunk)
            .map(|first| (first..(first + chunk).min(workers), stood.next()))
            .collect();
        let work = |(chunk, stood): (Range<usize>, Option<Chunk>)| {
            let count = chunk.len() as u64;
            let partial = laid_down().pop().unwrap_or_default();
            let standing = left.as_ref().zip(stood.as_ref()).map(|(left, stood)| {
                left.of_chunk(keyed, &keyed.engagements.of_workers(&chunk), (stood, stands))
            });
            let own = (chunk, partial);
            let mut worked = work_chunk(keyed, &rules, &crime, &paid, own, standing)?;
            laid_down().push(std::mem::take(&mut worked.partial));
            let done = done.fetch_add(count, Ordering::Relaxed) + count;
            self.tell(Stage::Wages, done, Some(workers as u64))?;
            Ok(worked)
        };
        let worked: Vec<Worked> = each(chunks, work)?;
        let sums = std::mem::take(&mut *laid_down());
        let partial = sums.into_iter().try_fold(Partial::default(), Partial::merge)?;
        let mut all = Worked { partial, ..Worked::default() };
        all.arrears_fen.reserve(keyed.engagements.len());
        for worked in worked {
            all.people = all.people.merge(&worked.people)?;
            all.chunks.extend(worked.chunks);
            all.advances.extend(worked.advances);
            all.arrears_fen.extend(worked.arrears_fen);
            all.notes.findings.extend(worked.notes.findings);
            all.notes.years_missing.extend(worked.notes.years_missing);
        }
        Ok((all, is_kept.then_some(paid)))
    }

    /// Threads that the run may use.
    pub(crate) fn threads(&self) -> usize {
        let machine = || std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        self.threads.unwrap_or_else(machine).max(1)
    }

    /// Tells how far the run is, and learns whether to go on.
    fn tell(&self, stage: Stage, done: u64, total: Option<u64>) -> Result<()> {
        match &self.on_progress {
            Some(told) if told(&Progress { stage, done, total }).is_break() => {
                Err(Error::Cancelled)
            }
            _ => Ok(()),
        }
    }
}

/// Step 4.4: debits that payroll lines make in one way pay them, beside the transfers.
fn payouts(
    keyed: &mut Keyed,
    policy: &Policy,
    findings: &mut Vec<Finding>,
    accounting: &mut Vec<AccountingLine>,
) -> Result<BatchPayouts> {
    let payouts = batch_payouts(keyed, policy.batch_payouts)?;
    add_payments(keyed, &payouts.payments);
    findings_of_payouts(keyed, &payouts, findings);
    account_payouts(keyed, &payouts, accounting);
    Ok(payouts)
}

/// The warnings of an earlier run; rules and table are looked at before all else.
fn earlier(inputs: &Inputs, policy: &Policy) -> Result<Vec<EarlierWarning>> {
    WarningRules::of_policy(policy)?;
    Ok(inputs.earlier().map(earlier_warnings).transpose()?.unwrap_or_default())
}

/// Which link of the chain broke, for all arrears.
fn why(keyed: &Keyed, chunks: &[Chunk], figures: &Figures, as_of: Day) -> Result<Vec<Cause>> {
    if are_causes_shared(figures) {
        return why_of(keyed, chunks, figures, as_of);
    }
    let found = each(chunks.chunks(1).collect(), |own| why_of(keyed, own, figures, as_of))?;
    Ok(found.concat())
}

/// Whether money that a project lacks is shared by its workers, whichever chunk they are of.
fn are_causes_shared(figures: &Figures) -> bool {
    !figures.labour_cost.months.is_empty() || !figures.accounts.account.is_empty()
}

/// The same for the arrears of some chunks, which hang together.
fn why_of(keyed: &Keyed, chunks: &[Chunk], figures: &Figures, as_of: Day) -> Result<Vec<Cause>> {
    let mut rows = Vec::new();
    chunks.iter().for_each(|chunk| overdue(keyed, &chunk.periods, as_of, &mut rows));
    causes_of(keyed, &rows, figures, as_of)
}

/// What steps 3, 5 and 6 make of some workers.
#[derive(Default)]
struct Worked {
    chunks: Vec<Chunk>,
    /// Transfer and what it could not place.
    advances: Vec<(u32, i64)>,
    /// Overdue arrears by engagement.
    arrears_fen: Vec<i64>,
    partial: Partial,
    people: PeoplePartial,
    notes: DueNotes,
}

/// Steps 3, 5 and 6 for neighbouring workers, whose sums are added to `partial`; of those that
/// stand, steps 3 and 5 where they make something else.
fn work_chunk(
    keyed: &Keyed,
    rules: &Rules<'_>,
    crime: &CrimeRules,
    paid: &CountedByWorker,
    (workers, partial): (Range<usize>, Partial),
    mut standing: Option<StandingChunk<'_>>,
) -> Result<Worked> {
    let mut worked = Worked { partial, ..Worked::default() };
    let mut chunk = room(keyed, paid, &workers);
    let (mut payments, mut scratch) = (Vec::new(), Scratch::default());
    for worker in workers {
        let worker = WorkerId(u32::try_from(worker).unwrap_or(u32::MAX));
        let first_row = chunk.periods.len();
        let first_advance = worked.advances.len();
        let own = keyed.engagements.of(worker);
        if own.is_empty() {
            continue;
        }
        let is_paid = match &mut standing {
            Some(standing) => {
                standing.take_over((keyed, rules), own.clone(), &mut chunk, &mut worked)?
            }
            None => {
                for engagement in own.clone() {
                    let engagement = EngagementId(u32::try_from(engagement).unwrap_or(u32::MAX));
                    due(keyed, engagement, rules, &mut chunk.periods, &mut worked.notes)?;
                }
                false
            }
        };
        if !is_paid {
            allocated(
                paid.payments(keyed, worker, &mut payments),
                first_row,
                &mut chunk.periods,
                &mut chunk.allocations,
                &mut worked.advances,
                &mut scratch,
            );
        }
        let advances = &worked.advances[first_advance..];
        let real_name = &mut worked.partial.real_name;
        real_name.add_worker(keyed, own.clone(), &chunk.periods, first_row, rules.as_of);
        worked.people.add_worker(keyed, crime, &chunk.periods, first_row, rules.as_of)?;
        let split = add_engagements(keyed, &chunk.periods, first_row, own, advances, rules.as_of);
        let (sums, split_advance_fen) = split?;
        for row in first_row..chunk.periods.len() {
            let project = keyed.engagements.project[chunk.periods.engagement[row].index()];
            let tolerance = rules.policy.wages.payroll_tolerance;
            worked.partial.add_period(project, &chunk.periods, row, rules.as_of, tolerance)?;
            worked.partial.months.add(&chunk.periods, row, rules.as_of)?;
        }
        let is_owed = sums.iter().any(|(_, sums)| sums.arrears_fen > 0);
        for (project, sums) in &sums {
            worked.partial.add_engagement(*project, sums)?;
            worked.arrears_fen.push(sums.arrears_fen);
        }
        worked.partial.add_worker(is_owed, split_advance_fen)?;
    }
    if let Some(standing) = standing {
        standing.finish(&mut chunk, &mut worked.notes);
    }
    worked.notes.years_missing.sort_unstable();
    worked.notes.years_missing.dedup();
    chunk.periods.shrink_to_fit();
    chunk.allocations.shrink_to_fit();
    worked.chunks.push(chunk);
    Ok(worked)
}

/// A chunk with room for all that these workers can have: a worker-period for each month of
/// attendance, payroll line and adjustment; and as every allocation ends a period or a transfer, no
/// more of them than of both.
fn room(keyed: &Keyed, paid: &CountedByWorker, workers: &Range<usize>) -> Chunk {
    let engagements = keyed.engagements.of_workers(workers);
    let periods = keyed.timesheet.rows_of(engagements.clone()).len()
        + keyed.payroll.rows_of(engagements.clone()).len()
        + keyed.adjustments.rows_of(engagements).len();
    let transfers = (paid.offsets[workers.end] - paid.offsets[workers.start]) as usize;
    Chunk {
        periods: WorkerPeriods::with_capacity(periods),
        allocations: Allocations::with_capacity(periods + transfers),
    }
}

/// Sums of a worker's engagements, one for each, and the advance of his split transfers.
fn add_engagements(
    keyed: &Keyed,
    periods: &WorkerPeriods,
    first_row: usize,
    own: Range<usize>,
    advances: &[(u32, i64)],
    as_of: Day,
) -> Result<(Vec<(ProjectId, EngagementSums)>, i64)> {
    const OVERFLOW: Error = Error::AmountOverflow { what: "sums of a worker" };
    let mut sums: Vec<_> = own
        .clone()
        .map(|place| (keyed.engagements.project[place], EngagementSums::default()))
        .collect();
    for row in first_row..periods.len() {
        let sums = &mut sums[periods.engagement[row].index() - own.start].1;
        sums.add(periods, row, as_of).ok_or(OVERFLOW)?;
    }
    let mut split_fen = 0_i64;
    for &(transfer, advance_fen) in advances {
        let sum = match keyed.transfers.engagement[transfer as usize].get() {
            Some(engagement) => &mut sums[engagement.index() - own.start].1.advance_fen,
            None => &mut split_fen,
        };
        *sum = sum.checked_add(advance_fen).ok_or(OVERFLOW)?;
    }
    Ok((sums, split_fen))
}

/// Step 7, from what steps 3 to 6 gave: chunks, their sums, overdue arrears by engagement.
fn figures_of(
    keyed: &Keyed,
    (chunks, partial, arrears_fen): (&[Chunk], &Partial, &[i64]),
    (policy, calendar): (&Policy, &Calendar),
    as_of: Day,
) -> Result<Figures> {
    let lines = chunks.iter().map(|chunk| (&chunk.periods, &chunk.allocations));
    figures(&FigureInputs {
        projects: &keyed.projects,
        deposits: &keyed.deposits,
        events: &keyed.contractor_events,
        entries: &keyed.account_entries,
        partial,
        worker_of_engagement: &keyed.engagements.worker,
        project_of_engagement: &keyed.engagements.project,
        pay_account: &keyed.pay_account,
        arrears_fen,
        policy,
        calendar,
        as_of,
        given: keyed.given,
        recovered_since_case_fen: &recovered_since_cases(keyed, lines)?,
        with_cover: true,
    })
}

/// Cases, employers and credit of the run.
fn people(
    keyed: &Keyed,
    (partial, chunks): (&PeoplePartial, &[Chunk]),
    figures: &Figures,
    deposit: DepositFacts<'_>,
    as_of: Day,
) -> Result<PeopleFigures> {
    let periods: Vec<&WorkerPeriods> = chunks.iter().map(|chunk| &chunk.periods).collect();
    people_figures(&PeopleInputs {
        keyed,
        partial,
        rules: &CrimeRules::new(&keyed.projects, deposit.policy)?,
        periods: &periods,
        contractors: &figures.contractors,
        deposit,
        policy: deposit.policy,
        as_of,
    })
}

/// Counted transfers of each worker in the order of (`paid_date`, `transfer_id`).
#[derive(Debug, Default)]
pub(crate) struct CountedByWorker {
    offsets: Vec<u32>,
    transfers: Vec<u32>,
    /// They themselves, where several runs look them up.
    payments: Vec<Payment>,
}

impl CountedByWorker {
    /// A worker's place among all transfers.
    fn places(&self, worker: WorkerId) -> Range<usize> {
        self.offsets[worker.index()] as usize..self.offsets[worker.index() + 1] as usize
    }

    /// A worker's transfers.
    pub(crate) fn of(&self, worker: WorkerId) -> &[u32] {
        &self.transfers[self.places(worker)]
    }

    /// A worker's transfers to be spent, in `room` where they are not looked up yet.
    fn payments<'a>(
        &'a self,
        keyed: &Keyed,
        worker: WorkerId,
        room: &'a mut Vec<Payment>,
    ) -> &'a [Payment] {
        if let Some(payments) = self.payments.get(self.places(worker)) {
            return payments;
        }
        // Looked up all at once: one by one each would be waited for.
        room.clear();
        room.extend(self.of(worker).iter().map(|&transfer| Payment::of(keyed, transfer)));
        room
    }

    /// Looks all of them up, side by side in memory: it pays where several runs spend them.
    fn look_up(&mut self, keyed: &Keyed) {
        const PART: usize = 1 << 14;
        if self.payments.is_empty() {
            let of = |own: &[u32]| -> Vec<Payment> {
                own.iter().map(|&transfer| Payment::of(keyed, transfer)).collect()
            };
            self.payments = mapped(self.transfers.chunks(PART).collect(), of).concat();
        }
    }
}

/// Groups counted transfers by worker; the table is in the order of transfer ids already.
pub(crate) fn counted_by_worker(keyed: &Keyed) -> CountedByWorker {
    let transfers = &keyed.transfers;
    let counted = || (0..transfers.len()).filter(|&place| transfers.fate[place] == Fate::Counted);
    let mut offsets = vec![0_u32; keyed.names.workers.len() + 1];
    counted().for_each(|place| offsets[transfers.worker[place].index() + 1] += 1);
    for place in 1..offsets.len() {
        offsets[place] += offsets[place - 1];
    }
    let mut next = offsets.clone();
    let mut grouped = vec![(Day::NONE, 0_u32); offsets.last().copied().unwrap_or(0) as usize];
    for place in counted() {
        let slot = &mut next[transfers.worker[place].index()];
        grouped[*slot as usize] =
            (transfers.paid_day[place], u32::try_from(place).unwrap_or(u32::MAX));
        *slot += 1;
    }
    for pair in offsets.windows(2) {
        // Transfers of one day stay in the order of their ids, which is that of their places.
        grouped[pair[0] as usize..pair[1] as usize].sort_unstable();
    }
    let mut transfers: Vec<u32> = grouped.into_iter().map(|(_, place)| place).collect();
    transfers.shrink_to_fit();
    CountedByWorker { offsets, transfers, payments: Vec::new() }
}
