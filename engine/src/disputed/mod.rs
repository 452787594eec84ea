//! What of the arrears is certain, and what hangs on records that can be read in two ways: an
//! interval over the readings, and the documents that would settle it.
//!
//! ```text
//! run → doubts (two rates, ambiguous payouts, forgotten stamps) → readings of one worker
//!     → steps 3 and 5 under each → least and most of each of his months
//! ```
//!
//! Doubts, readings and what is not covered: `docs/disputed.md`. **Choice:** 250 to 254.

mod doubts;
mod readings;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::basics::day::{Day, Month};
use crate::basics::error::Result;
use crate::basics::ids::EngagementId;
use crate::basics::policy::Policy;
use crate::intake::keyed::Keyed;
use crate::intake::source::Inputs;
use crate::pipeline::{Run, counted_by_worker};
use crate::report::changes::quoted;
use crate::report::summary::yuan;
use crate::wages::due::rules;
use doubts::{Doubt, doubts};
use readings::{Interval, intervals};

/// The first line of the CSV.
const HEADER: &str = "worker_id,project_id,period,arrears,least,most,is_exact,doubts,documents\n";

/// A worker-period whose arrears depend on how doubtful records are read.
///
/// Example: [`disputed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DisputedPeriod {
    /// `worker_id`.
    pub worker: String,
    /// `project_id`.
    pub project: String,
    /// The wage month.
    pub period: Month,
    /// Arrears as the run has them, in fen.
    pub arrears_fen: i64,
    /// The least of all readings, in fen.
    pub least_fen: i64,
    /// The most of all readings, in fen; `None` where there are too many to say.
    pub most_fen: Option<i64>,
    /// Whether some reading gives the least and some the most; else they enclose all readings.
    pub is_exact: bool,
    /// The doubts about the worker, as `two_rates C1 C2; ambiguous_payout T7`.
    pub doubts: String,
    /// What would settle them, in words: `payee_of_transfer`, `signed_contract`,
    /// `site_record_of_day`.
    pub documents: String,
}

/// The arrears of a run, and between which sums they lie.
///
/// Example: [`disputed`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disputed {
    /// Worker-periods that are disputed, by worker, project and month; all others are certain.
    pub periods: Vec<DisputedPeriod>,
    /// All arrears as the run has them, in fen.
    pub arrears_fen: i128,
}

impl Disputed {
    /// The least that all arrears add up to, in fen: each worker's least.
    ///
    /// Example: [`disputed`].
    #[must_use]
    pub fn least_fen(&self) -> i128 {
        let less = |row: &DisputedPeriod| i128::from(row.arrears_fen) - i128::from(row.least_fen);
        self.arrears_fen - self.periods.iter().map(less).sum::<i128>()
    }

    /// The most that they add up to, in fen; `None` where it is not known of a worker-period.
    ///
    /// Example: [`disputed`].
    #[must_use]
    pub fn most_fen(&self) -> Option<i128> {
        let more = |row: &DisputedPeriod| {
            row.most_fen.map(|most_fen| i128::from(most_fen) - i128::from(row.arrears_fen))
        };
        let all: Option<i128> = self.periods.iter().map(more).sum();
        all.map(|more_fen| self.arrears_fen + more_fen)
    }

    /// Canonical CSV: one line a disputed worker-period, by worker, project and month; amounts in
    /// yuan, `most` empty where it is not known.
    ///
    /// Example: [`disputed`].
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = String::from(HEADER);
        for row in &self.periods {
            quoted(&mut text, &row.worker);
            text.push(',');
            quoted(&mut text, &row.project);
            let period = row.period.first_day();
            let [arrears, least] = [row.arrears_fen, row.least_fen].map(|fen| yuan(fen.into()));
            let most = row.most_fen.map_or_else(String::new, |fen| yuan(fen.into()));
            // A `String` takes all that is written.
            let _infallible = write!(text, ",{period},{arrears},{least},{most},{},", row.is_exact);
            quoted(&mut text, &row.doubts);
            text.push(',');
            quoted(&mut text, &row.documents);
            text.push('\n');
        }
        text
    }
}

/// Reconciles a data set, and tells which arrears are certain and between which sums the others
/// lie.
///
/// Doubtful are contracts that tie for being the one in force and differ (`two_rates`), payouts
/// that a rule leaves to two engagements or more (`ambiguous_payout`), and days with a punch that
/// has no partner (`forgotten_stamp`). The run reads each in one way; the interval is what the
/// arrears of a worker-period are at least and at most over all ways of reading the doubts about
/// its worker. It holds the run's own figure. A worker-period that is not told is certain.
///
/// **Choice:** which records are doubtful, and how each may be read: 250 to 253.
///
/// # Errors
///
/// As [`Run::reconcile`].
///
/// # Example
///
/// ```
/// use anxin::disputed::disputed;
/// use anxin::{Day, Format, Inputs, Policy, Run, Source, TableName};
///
/// let csv = |name, text: &'static str| Source::bytes(name, Format::Csv, text.into());
/// // A day of work, at 300 or at 400 yuan: two contracts of one day.
/// let attendance = "worker_id,project_id,work_date,minutes\nW1,P1,2025-03-03,480\n";
/// let contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date\n\
///                  C1,W1,P1,daily,300,2025-03-01\nC2,W1,P1,daily,400,2025-03-01\n";
/// let inputs = Inputs::default()
///     .with(TableName::Attendance, csv("attendance.csv", attendance))
///     .with(TableName::Contracts, csv("contracts.csv", contracts));
///
/// let as_of = Day::from_ymd(2025, 12, 31).unwrap();
/// let found = disputed(&Run::default(), &inputs, &Policy::default(), as_of)?;
/// let row = &found.periods[0];
/// assert_eq!((row.arrears_fen, row.least_fen, row.most_fen), (400_00, 300_00, Some(400_00)));
/// assert_eq!((found.least_fen(), found.most_fen()), (300_00, Some(400_00)));
/// let line = "W1,P1,2025-03-01,400.00,300.00,400.00,true,two_rates C1 C2,signed_contract\n";
/// assert!(found.to_csv().ends_with(line));
/// # Ok::<(), anxin::Error>(())
/// ```
pub fn disputed(run: &Run, inputs: &Inputs, policy: &Policy, as_of: Day) -> Result<Disputed> {
    of_readings(run, inputs, (policy, as_of), MOST_READINGS)
}

/// Readings of the doubts about a worker that are gone through one by one, where that is needed;
/// where there are more they are enclosed.
const MOST_READINGS: usize = 256;

/// The same, with the readings that are gone through.
fn of_readings(
    run: &Run,
    inputs: &Inputs,
    (policy, as_of): (&Policy, Day),
    most_readings: usize,
) -> Result<Disputed> {
    let (mut result, step) = run.reconcile_keeping_step(inputs, policy, as_of)?;
    let rows = result.chunks.iter().flat_map(|chunk| {
        (0..chunk.periods.len()).map(|row| chunk.periods.arrears(row, as_of).arrears_fen)
    });
    let arrears_fen = rows.map(i128::from).sum();
    let doubts = doubts(&result, step.as_ref(), policy);
    let keyed = &mut result.keyed;
    let paid = counted_by_worker(keyed);
    let rules = rules(keyed, policy, &result.calendar, as_of);
    let mut periods = Vec::new();
    for own in doubts.chunk_by(|a, b| a.0 == b.0) {
        let worker = own[0].0;
        let own: Vec<&Doubt> = own.iter().map(|doubt| &doubt.1).collect();
        let found = intervals(keyed, &rules, worker, &own, (paid.of(worker), most_readings))?;
        periods.extend(told(keyed, &own, &found));
    }
    Ok(Disputed { periods, arrears_fen })
}

/// The worker-periods of one worker that are disputed.
fn told(keyed: &Keyed, doubts: &[&Doubt], found: &[Interval]) -> Vec<DisputedPeriod> {
    let texts: Vec<String> = doubts.iter().map(|doubt| doubt.text(keyed)).collect();
    let documents: BTreeSet<&str> = doubts.iter().map(|doubt| doubt.document()).collect();
    let documents: Vec<&str> = documents.into_iter().collect();
    let is_disputed =
        |own: &&Interval| own.least_fen != own.arrears_fen || own.most_fen != Some(own.arrears_fen);
    let row = |own: &Interval| {
        let (worker, project) = names(keyed, own.engagement);
        DisputedPeriod {
            worker,
            project,
            period: own.month,
            arrears_fen: own.arrears_fen,
            least_fen: own.least_fen,
            most_fen: own.most_fen,
            is_exact: own.is_exact,
            doubts: texts.join("; "),
            documents: documents.join(" "),
        }
    };
    found.iter().filter(is_disputed).map(row).collect()
}

/// Worker and project of an engagement by their names.
fn names(keyed: &Keyed, engagement: EngagementId) -> (String, String) {
    let place = engagement.index();
    let worker = keyed.names.workers.get(keyed.engagements.worker[place].0);
    let project = keyed.names.projects.get(keyed.engagements.project[place].0);
    (worker.unwrap_or_default().to_owned(), project.unwrap_or_default().to_owned())
}
