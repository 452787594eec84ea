//! Runs of the command, each in a process of its own, with the time and memory they took.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// The first argument of a process that is to be the command `anxin`.
const CHILD: &str = "--as-anxin";
/// What stands before the figures that such a process leaves.
const FIGURES: &str = "figures of the process:";
/// Clock ticks of a second in `/proc`.
const TICKS: u64 = 100;

/// A run of the command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// From the start of the process to its end.
    pub wall: Duration,
    /// User and system time of all its threads.
    pub cpu: Duration,
    /// The most memory that it ever held, in KiB.
    pub peak_kib: u64,
    /// What it wrote to standard output.
    pub stdout: String,
}

/// Is the command `anxin`, where this process was started by [`run`]; `None` elsewhere.
#[must_use]
pub fn serve() -> Option<ExitCode> {
    let mut arguments = std::env::args_os();
    let name = arguments.next()?;
    if arguments.next()? != CHILD {
        return None;
    }
    anxin::command::prepare();
    let code = anxin::command::run(
        std::iter::once(name).chain(arguments),
        &mut io::stdout(),
        &mut io::stderr(),
    );
    let (ticks, peak_kib) = own_figures();
    // Without them the parent says that they are missing.
    let _unheard = writeln!(io::stderr(), "\n{FIGURES} {ticks} {peak_kib}");
    Some(ExitCode::from(code))
}

/// Runs `anxin` with these arguments in a process of its own.
///
/// # Errors
///
/// What the system says; a run that fails, with what it wrote to standard error.
pub fn run(arguments: &[OsString]) -> io::Result<Measured> {
    let start = Instant::now();
    let output = Command::new(std::env::current_exe()?).arg(CHILD).args(arguments).output()?;
    let wall = start.elapsed();
    let stderr = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(io::Error::other(format!("{}: {stderr}", output.status)));
    }
    let figures = stderr.lines().find_map(|line| line.strip_prefix(FIGURES));
    let mut figures = figures.into_iter().flat_map(str::split_whitespace);
    let mut figure = || figures.next().and_then(|figure| figure.parse::<u64>().ok());
    let (Some(ticks), Some(peak_kib)) = (figure(), figure()) else {
        return Err(io::Error::other("the run left no figures: they are read from /proc"));
    };
    Ok(Measured {
        wall,
        cpu: Duration::from_millis(ticks * 1_000 / TICKS),
        peak_kib,
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
    })
}

/// Clock ticks and peak memory in KiB of this process; 0 where the system does not tell.
#[must_use]
pub fn own_figures() -> (u64, u64) {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name of the program, which may hold anything; user and system time are the 14th
    // and 15th field of all.
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields);
    let ticks = fields.split(' ').skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    let ticks = ticks.sum();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok());
    (ticks, peak.unwrap_or(0))
}

/// The middle one; of an even number the lower of the two in the middle; zero of none.
///
/// # Example
///
/// ```
/// use std::time::Duration;
/// let seconds = |numbers: &[u64]| numbers.iter().map(|&s| Duration::from_secs(s)).collect();
/// assert_eq!(anxin_benches::child::median(seconds(&[9, 1, 3])).as_secs(), 3);
/// assert_eq!(anxin_benches::child::median(Vec::new()).as_secs(), 0);
/// ```
#[must_use]
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// `a / b` with two decimals, half up; `-` where `b` is nothing.
///
/// # Example
///
/// ```
/// use std::time::Duration;
/// use anxin_benches::child::ratio;
/// let of = |a, b| ratio(Duration::from_millis(a), Duration::from_millis(b));
/// assert_eq!([of(2_000, 1_000), of(10, 16), of(1, 0)], ["2.00", "0.63", "-"]);
/// ```
#[must_use]
pub fn ratio(a: Duration, b: Duration) -> String {
    let (a, b) = (a.as_micros(), b.as_micros());
    match (200 * a + b).checked_div(2 * b) {
        Some(hundredths) => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        None => "-".to_owned(),
    }
}

/// Seconds with two decimals.
#[must_use]
pub fn seconds(time: Duration) -> String {
    let hundredths = (time.as_millis() + 5) / 10;
    format!("{}.{:02} s", hundredths / 100, hundredths % 100)
}
