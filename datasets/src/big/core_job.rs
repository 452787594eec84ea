//! The core job: attendance, contracts, transfers and calendar in arrival order, for measuring.

use std::io;
use std::path::Path;

use super::sink::{Format, Sink, Type, Value};
use super::{about, attended, minutes_of, worker_ids};
use crate::civil::{day, day_class, first_day, month};

const YEAR: i64 = 2025;
const BASES: [&str; 3] = ["daily", "hourly", "monthly"];

/// What stays the same over all tables of a job.
struct Job<'a> {
    folder: &'a Path,
    format: Format,
    seed: u64,
    months: i64,
    workers: Vec<String>,
    projects: Vec<String>,
}

/// A contract of a job.
struct Terms {
    basis: usize,
    rate_fen: i64,
    start_day: i64,
    end_day: Option<i64>,
}

/// Writes a job of about `rows` attendance rows over so many months from January 2025, and says
/// what it wrote.
///
/// Workers of a project stand together in a day's upload; about seven in ten attend. Everybody has
/// one to three contracts, one after the other. Of the monthly transfers nine in ten are in full,
/// some in part, some missing, some late, a few returned.
///
/// # Errors
///
/// What the file system says; [`Format::Parquet`] without the feature `parquet`.
///
/// # Example
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// use anxin_datasets::big::{Format, core_job};
/// let said = core_job(folder.path(), 2_000, 1, 7, Format::Csv)?;
/// assert!(said.starts_with("workers 100, projects 4"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn core_job(
    folder: &Path,
    rows: i64,
    months: i64,
    seed: u64,
    format: Format,
) -> io::Result<String> {
    let months = months.clamp(1, 24);
    let days = first_day(month(YEAR, 1) + months) - day(YEAR, 1, 1);
    // 0.7 of the workers a day, less on rest days and holidays: about 0.68.
    let workers = (rows.max(0) * 100 / (days * 68)).max(100);
    let projects = (workers / 80).max(4);
    let job = Job {
        folder,
        format,
        seed,
        months,
        workers: worker_ids(workers),
        projects: (0..projects).map(|number| format!("P1501{number:08}")).collect(),
    };
    job.write_calendar()?;
    let contracts = job.write_contracts()?;
    let attendance = job.write_attendance()?;
    let transfers = job.write_transfers()?;
    Ok(format!(
        "workers {workers}, projects {projects}, attendance {attendance}, contracts {contracts}, \
         transfers {transfers}"
    ))
}

impl Job<'_> {
    fn open(&self, table: &str, columns: &[(&str, Type)]) -> io::Result<Sink> {
        Sink::open(self.folder, table, columns, self.format)
    }

    fn days(&self) -> std::ops::Range<i64> {
        day(YEAR, 1, 1)..first_day(month(YEAR, 1) + self.months)
    }

    /// Workers with their numbers; neighbours work on the same project.
    fn crew(&self) -> impl Iterator<Item = (i64, &str, &str)> {
        let (workers, projects) = (self.workers.len(), self.projects.len());
        let number = |place: usize| i64::try_from(place).unwrap_or(0);
        self.workers.iter().enumerate().map(move |(place, worker)| {
            let project = self.projects[place * projects / workers].as_str();
            (number(place), worker.as_str(), project)
        })
    }

    fn write_calendar(&self) -> io::Result<()> {
        let mut sink = self.open("calendar", &[("date", Type::Day), ("day_class", Type::Text)])?;
        for day in self.days() {
            sink.row(&[Value::Day(day), Value::Text(day_class(day))])?;
        }
        sink.close()
    }

    fn terms(&self, worker: i64) -> Vec<Terms> {
        let mut random = about(self.seed, 2, worker, 0);
        let count = match random.between(0, 99) {
            0..70 => 1,
            70..92 => 2,
            _ => 3,
        };
        let (first, length) = (self.days().start, self.days().end - self.days().start);
        let terms = (0..count).map(|place| {
            let basis = [0, 0, 0, 1, 2][random.below(5)];
            let rate_fen = match basis {
                0 => random.between(180, 519) * 100 + random.pick(&[0, 50]),
                1 => random.between(2_200, 6_499),
                _ => random.between(4_500, 12_999) * 100,
            };
            let end_day = (place + 1 < count).then(|| first + (place + 1) * (length / count) - 1);
            Terms { basis, rate_fen, start_day: first + place * (length / count), end_day }
        });
        terms.collect()
    }

    fn write_contracts(&self) -> io::Result<i64> {
        let mut sink = self.open(
            "contracts",
            &[
                ("contract_id", Type::Text),
                ("worker_id", Type::Text),
                ("project_id", Type::Text),
                ("pay_basis", Type::Text),
                ("rate", Type::Money),
                ("start_date", Type::Day),
                ("end_date", Type::Day),
            ],
        )?;
        let mut written = 0;
        for (number, worker, project) in self.crew() {
            for terms in self.terms(number) {
                let id = format!("C{written}");
                sink.row(&[
                    Value::Text(&id),
                    Value::Text(worker),
                    Value::Text(project),
                    Value::Text(BASES[terms.basis]),
                    Value::Fen(terms.rate_fen),
                    Value::Day(terms.start_day),
                    terms.end_day.map_or(Value::Null, Value::Day),
                ])?;
                written += 1;
            }
        }
        sink.close()?;
        Ok(written)
    }

    fn write_attendance(&self) -> io::Result<i64> {
        let columns = [
            ("worker_id", Type::Text),
            ("project_id", Type::Text),
            ("work_date", Type::Day),
            ("minutes", Type::Int),
        ];
        let mut sink = self.open("attendance", &columns)?;
        let mut written = 0;
        for day in self.days() {
            let class = day_class(day);
            for (number, worker, project) in self.crew() {
                if let Some(minutes) = minutes_of(self.seed, number, day, class) {
                    sink.row(&[
                        Value::Text(worker),
                        Value::Text(project),
                        Value::Day(day),
                        Value::Int(minutes),
                    ])?;
                    written += 1;
                }
            }
        }
        sink.close()?;
        Ok(written)
    }

    /// What a worker gets for a month: fen and the day, nothing where nothing is paid.
    fn payment(&self, worker: i64, place: i64) -> Option<(i64, i64)> {
        let mut random = about(self.seed, 3, worker, place);
        let share = match random.between(0, 99) {
            0..90 => 1_000,
            90..97 => random.between(300, 900),
            _ => return None,
        };
        let first = first_day(month(YEAR, 1) + place);
        let last = first_day(month(YEAR, 1) + place + 1) - 1;
        Some((share, last + random.between(5, 39))).map(|(share, day)| {
            let (_, minutes) = attended(self.seed, worker, first..=last);
            let day_fen = self.terms(worker).iter().map(day_rate_fen).max().unwrap_or(0);
            // Eight in a hundred more, for overtime.
            (day_fen * minutes * 108 / 480 * share / 100_000, day)
        })
    }

    fn write_transfers(&self) -> io::Result<i64> {
        let mut sink = self.open(
            "transfers",
            &[
                ("transfer_id", Type::Text),
                ("worker_id", Type::Text),
                ("project_id", Type::Text),
                ("amount", Type::Money),
                ("paid_date", Type::Day),
                ("status", Type::Text),
            ],
        )?;
        // In order of the day: sums are kept as numbers, sixteen bytes and an index each.
        let mut payments: Vec<(i64, i64, usize)> = Vec::new();
        for place in 0..self.months {
            for (number, _, _) in self.crew() {
                if let Some((fen, day)) = self.payment(number, place).filter(|(fen, _)| *fen > 0) {
                    payments.push((day, fen, usize::try_from(number).unwrap_or(0)));
                }
            }
        }
        payments.sort_by_key(|(day, _, _)| *day);
        let (workers, projects) = (self.workers.len(), self.projects.len());
        for (place, (day, fen, worker)) in payments.iter().enumerate() {
            let is_returned = about(self.seed, 4, *day, *fen).chance(4);
            let id = format!("T{place}");
            sink.row(&[
                Value::Text(&id),
                Value::Text(&self.workers[*worker]),
                Value::Text(&self.projects[worker * projects / workers]),
                Value::Fen(*fen),
                Value::Day(*day),
                Value::Text(if is_returned { "returned" } else { "settled" }),
            ])?;
        }
        sink.close()?;
        Ok(i64::try_from(payments.len()).unwrap_or(0))
    }
}

/// About what a day of eight hours earns.
fn day_rate_fen(terms: &Terms) -> i64 {
    match terms.basis {
        0 => terms.rate_fen,
        1 => terms.rate_fen * 8,
        _ => terms.rate_fen * 4 / 87,
    }
}
