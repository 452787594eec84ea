//! `bench-core`: the core job, timed.

use std::fs;
use std::io::Write;
use std::time::Instant;

use super::arguments::BenchCore;
use super::watch::Watch;
use super::{DONE, policy, print};
use crate::basics::error::Result;
use crate::intake::source::Inputs;
use crate::pipeline::Run;

/// What is timed.
const TIMED: &str =
    "from opened inputs to due, paid and arrears by worker, project and period, nothing written";
/// Columns of `worker_periods` that are the table of the core job.
const COLUMNS: [&str; 6] = ["worker_id", "project_id", "period", "due", "paid", "arrears"];

/// Runs the verb: one line for each run.
pub(super) fn run(arguments: &BenchCore, stdout: &mut dyn Write) -> Result<u8> {
    let policy = policy::named(&arguments.policy)?;
    let inputs = Inputs::folder(&arguments.dir)?;
    let watch = Watch::new(true);
    let run = Run {
        threads: arguments.threads.map(usize::from),
        on_progress: Some(watch.on_progress()),
        ..Run::default()
    };
    for _ in 0..arguments.repeat.get() {
        let start = Instant::now();
        let reconciliation = run.reconcile(&inputs, &policy, arguments.as_of)?;
        let table = reconciliation.worker_periods().select(&COLUMNS).collect::<Result<Vec<_>>>()?;
        let wall = start.elapsed();
        let rows: usize = table.iter().map(|batch| batch.num_rows()).sum();
        let (mut due_fen, mut paid_fen, mut arrears_fen) = (0_i128, 0_i128, 0_i128);
        for chunk in &reconciliation.chunks {
            let periods = &chunk.periods;
            for row in 0..periods.len() {
                due_fen += i128::from(periods.due_fen[row]);
                paid_fen += i128::from(periods.paid_fen[row]);
                arrears_fen += i128::from(periods.arrears(row, arguments.as_of).arrears_fen);
            }
        }
        let peak = peak_rss_mib().map_or("unknown".to_owned(), |mib| mib.to_string());
        let line = format!(
            "wall_s={}.{:03} peak_rss_mib={peak} rows={rows} due_fen={due_fen} \
             paid_fen={paid_fen} arrears_fen={arrears_fen} timed=\"{TIMED}\"\n",
            wall.as_secs(),
            wall.subsec_millis(),
        );
        print(stdout, &line)?;
    }
    Ok(DONE)
}

/// The most memory the process ever held, in MiB; `None` where the system does not tell.
fn peak_rss_mib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024)
}
