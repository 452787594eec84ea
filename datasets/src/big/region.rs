//! A whole field of data: every input table of a region, at any scale.

use std::io;
use std::path::Path;

use super::faults::Faults;
use super::sink::{Format, Sink, Type, Value};
use super::{about, attended, minutes_of, worker_ids};
use crate::civil::{day, day_class, first_day, month, month_days, time_text};
use crate::ids;

/// Registered workers and projects at scale 1: the figures of the field.
const WORKERS: i64 = 240_000;
const PROJECTS: i64 = 2_921;
const FIRST_MONTH: (i64, i64) = (2025, 1);

/// Counties of the five provinces of the field.
const COUNTIES: &[&str] = &[
    "150102", "150104", "150105", "150203", "640104", "640105", "640106", "371302", "371311",
    "371312", "652301", "652302", "652323", "330282", "330203", "330205",
];

/// How large a region is, over how many months, and how faulty.
///
/// Example: [`region`].
#[derive(Clone, Copy, Debug)]
pub struct RegionSpec {
    /// The scale in millionths (see [`super::parts_per_million`]); the smallest region is one site.
    pub scale_parts: i64,
    /// Months from January 2025.
    pub months: i64,
    /// What all random numbers come from.
    pub seed: u64,
    /// Faulty rows in a million, of the tables that platforms and banks send row by row.
    pub fault_parts: i64,
}

impl Default for RegionSpec {
    fn default() -> Self {
        Self { scale_parts: 1_000_000, months: 12, seed: 7, fault_parts: 0 }
    }
}

/// What stays the same over all tables of a region.
pub(super) struct Region<'a> {
    folder: &'a Path,
    format: Format,
    pub(super) seed: u64,
    pub(super) months: i64,
    fault_parts: i64,
    pub(super) workers: Vec<String>,
    pub(super) projects: Vec<String>,
}

/// Writes every input table of a region and says what it wrote.
///
/// # Errors
///
/// What the file system says; [`Format::Parquet`] without the feature `parquet`.
///
/// # Example: one site of 82 workers
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// use anxin_datasets::big::{Format, RegionSpec, region};
/// let spec = RegionSpec { scale_parts: 0, months: 2, ..RegionSpec::default() };
/// let said = region(folder.path(), &spec, Format::Csv)?;
/// assert!(said.starts_with("projects 1, workers 82"), "{said}");
/// assert!(folder.path().join("published_rates.csv").exists());
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn region(folder: &Path, spec: &RegionSpec, format: Format) -> io::Result<String> {
    let parts = spec.scale_parts.clamp(0, 100_000_000);
    let scaled = |figure: i64| (figure * parts + 500_000) / 1_000_000;
    let projects = scaled(PROJECTS).max(1);
    let workers = scaled(WORKERS).max(WORKERS * projects / PROJECTS);
    let region = Region {
        folder,
        format,
        seed: spec.seed,
        months: spec.months.clamp(1, 24),
        fault_parts: spec.fault_parts,
        workers: worker_ids(workers),
        projects: (0..projects)
            .map(|number| format!("{}2024{:07}", county(number), number + 1))
            .collect(),
    };
    region.write_contractors()?;
    region.write_projects()?;
    region.write_workers()?;
    region.write_contracts()?;
    let (attendance, punches) = region.write_days()?;
    let lines = region.write_payroll()?;
    region.write_adjustments()?;
    let transfers = region.write_transfers()?;
    region.write_entries()?;
    region.write_deposits()?;
    region.write_events()?;
    region.write_cases()?;
    region.write_signals()?;
    region.write_calendar()?;
    region.write_published_rates()?;
    Ok(format!(
        "projects {projects}, workers {workers}, attendance {attendance}, punches {punches}, \
         payroll {lines}, transfers {transfers}; as of the 15th of the month after"
    ))
}

/// The county of a project.
pub(super) fn county(project: i64) -> &'static str {
    // Three projects of one contractor stand in one county.
    let length = i64::try_from(COUNTIES.len()).unwrap_or(1);
    COUNTIES[usize::try_from(project / 3 % length).unwrap_or(0)]
}

/// Whether a project clocks its workers instead of keeping attendance.
fn has_clocks(project: usize) -> bool {
    project % 50 == 7
}

impl Region<'_> {
    pub(super) fn open(&self, table: &str, columns: &[(&str, Type)]) -> io::Result<Sink> {
        let faults = Faults::new(self.seed, self.fault_parts, table, columns);
        Ok(Sink::open(self.folder, table, columns, self.format)?.with_faults(faults))
    }

    /// The wage months.
    pub(super) fn all_months(&self) -> std::ops::Range<i64> {
        let first = month(FIRST_MONTH.0, FIRST_MONTH.1);
        first..first + self.months
    }

    /// The project of a worker: neighbours work together.
    pub(super) fn project_of(&self, worker: usize) -> usize {
        worker * self.projects.len() / self.workers.len()
    }

    /// A daily rate in fen.
    pub(super) fn rate_fen(&self, worker: usize) -> i64 {
        let mut random = about(self.seed, 5, number(worker), 0);
        random.between(200, 480) * 100
    }

    /// Days and wage in fen of a worker and month: days are paid by the minute, without overtime.
    pub(super) fn wage(&self, worker: usize, month_number: i64) -> (i64, i64) {
        let first = first_day(month_number);
        let last = first + month_days(month_number) - 1;
        let (days, minutes) = attended(self.seed, number(worker), first..=last);
        (days, (2 * self.rate_fen(worker) * minutes + 480) / 960)
    }

    fn write_contractors(&self) -> io::Result<()> {
        let mut sink = self.open(
            "contractors",
            &[
                ("contractor_id", Type::Text),
                ("contractor_name", Type::Text),
                ("credit_code", Type::Text),
            ],
        )?;
        for contractor in 0..self.projects.len().div_ceil(3) {
            let code = ids::credit_code(number(contractor));
            let name = format!("第{}建设有限公司", contractor + 1);
            sink.row(&[Value::Text(&code), Value::Text(&name), Value::Text(&code)])?;
        }
        sink.close()
    }

    fn write_projects(&self) -> io::Result<()> {
        let mut sink = self.open("projects", PROJECT_COLUMNS)?;
        let start = day(FIRST_MONTH.0, FIRST_MONTH.1, 1);
        for (place, id) in self.projects.iter().enumerate() {
            let mut random = about(self.seed, 6, number(place), 0);
            let name = format!("第{}号工程", place + 1);
            let contractor = ids::credit_code(number(place / 3));
            let owner = ids::credit_code(5_000_000 + number(place % 500));
            let fen = random.between(200_000_000, 40_000_000_000);
            let signed = start - random.between(20, 900);
            let account = ids::company_account(number(place) + 1);
            let crew = number(self.workers.len()) / number(self.projects.len()).max(1);
            sink.row(&[
                Value::Text(id),
                Value::Text(&name),
                Value::Text(county(number(place))),
                Value::Text(random.pick(&["01", "02", "05", "07", "99"])),
                Value::Text(random.pick(&["government", "state_owned", "private"])),
                Value::Text(&owner),
                Value::Text(&contractor),
                Value::Fen(fen),
                Value::Fen(fen / 2),
                Value::Day(signed),
                Value::Day(signed + 15),
                Value::Day(signed + 20),
                Value::Day(signed + random.between(300, 1_500)),
                Value::Text(random.pick(&["active", "active", "active", "suspended", "completed"])),
                Value::Fen(crew * 700_000),
                Value::Int(10),
                if random.chance(970) { Value::Text(&account) } else { Value::Null },
                Value::Day(signed + random.between(5, 45)),
                Value::Bool(random.chance(960)),
                Value::Bool(random.chance(940)),
                Value::Bool(random.chance(900)),
                Value::Bool(random.chance(920)),
                if random.chance(300) {
                    Value::Fen(random.between(0, 500_000_000))
                } else {
                    Value::Null
                },
            ])?;
        }
        sink.close()
    }

    fn write_workers(&self) -> io::Result<()> {
        let columns = [
            ("worker_id", Type::Text),
            ("worker_name", Type::Text),
            ("id_number", Type::Text),
            ("pay_account", Type::Text),
        ];
        let mut sink = self.open("workers", &columns)?;
        for (place, id) in self.workers.iter().enumerate() {
            let mut random = about(self.seed, 7, number(place), 0);
            let name = format!("工{}", place % 60_000);
            let account = ids::card(number(place));
            sink.row(&[
                Value::Text(id),
                Value::Text(&name),
                if random.chance(985) { Value::Text(id) } else { Value::Null },
                if random.chance(975) { Value::Text(&account) } else { Value::Null },
            ])?;
        }
        sink.close()
    }

    fn write_contracts(&self) -> io::Result<()> {
        let mut sink = self.open("contracts", CONTRACT_COLUMNS)?;
        let start = day(FIRST_MONTH.0, FIRST_MONTH.1, 1) - 10;
        for (place, worker) in self.workers.iter().enumerate() {
            let mut random = about(self.seed, 8, number(place), 0);
            if random.chance(20) {
                continue;
            }
            let project = self.project_of(place);
            let id = format!("C{place}");
            let employer = ids::credit_code(3_000_000 + number(project / 2));
            let team = format!("T{}", place / 15);
            sink.row(&[
                Value::Text(&id),
                Value::Text(worker),
                Value::Text(&self.projects[project]),
                Value::Text(&employer),
                Value::Text(&team),
                Value::Text(random.pick(&["钢筋工", "木工", "瓦工", "杂工"])),
                Value::Text("daily"),
                Value::Fen(self.rate_fen(place)),
                Value::Day(start),
                Value::Null,
                Value::Int(20),
                Value::Int(1),
                Value::Text("none"),
                Value::Int(480),
            ])?;
        }
        sink.close()
    }

    /// Attendance and punches, day by day.
    fn write_days(&self) -> io::Result<(i64, i64)> {
        let columns = [
            ("worker_id", Type::Text),
            ("project_id", Type::Text),
            ("work_date", Type::Day),
            ("minutes", Type::Int),
            ("source", Type::Text),
        ];
        let mut attendance = self.open("attendance", &columns)?;
        let columns = [
            ("worker_id", Type::Text),
            ("project_id", Type::Text),
            ("punched_at", Type::Text),
            ("direction", Type::Text),
            ("punch_type", Type::Text),
        ];
        let mut punches = self.open("punches", &columns)?;
        let (mut rows, mut stamps) = (0, 0);
        let months = self.all_months();
        for day in first_day(months.start)..first_day(months.end) {
            let class = day_class(day);
            for (place, worker) in self.workers.iter().enumerate() {
                let Some(minutes) = minutes_of(self.seed, number(place), day, class) else {
                    continue;
                };
                let project = self.project_of(place);
                let id = Value::Text(&self.projects[project]);
                if has_clocks(project) {
                    for (second, direction) in [(25_200, "in"), (25_200 + minutes * 60, "out")] {
                        let at = time_text(day, second);
                        let (direction, kind) = (Value::Text(direction), Value::Text("001"));
                        punches.row(&[
                            Value::Text(worker),
                            id,
                            Value::Text(&at),
                            direction,
                            kind,
                        ])?;
                        stamps += 1;
                    }
                } else {
                    let source = if place % 97 == 0 { "manual" } else { "device" };
                    let (date, minutes) = (Value::Day(day), Value::Int(minutes));
                    attendance.row(&[
                        Value::Text(worker),
                        id,
                        date,
                        minutes,
                        Value::Text(source),
                    ])?;
                    rows += 1;
                }
            }
        }
        attendance.close()?;
        punches.close()?;
        Ok((rows, stamps))
    }
}

/// A place as a number.
pub(super) fn number(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

const PROJECT_COLUMNS: &[(&str, Type)] = &[
    ("project_id", Type::Text),
    ("project_name", Type::Text),
    ("region_code", Type::Text),
    ("category", Type::Text),
    ("investment", Type::Text),
    ("owner_id", Type::Text),
    ("general_contractor_id", Type::Text),
    ("contract_amount", Type::Money),
    ("annual_contract_amount", Type::Money),
    ("signed_date", Type::Day),
    ("permit_date", Type::Day),
    ("start_date", Type::Day),
    ("planned_end_date", Type::Day),
    ("status", Type::Text),
    ("labour_cost_monthly", Type::Money),
    ("labour_cost_day", Type::Int),
    ("wage_account", Type::Text),
    ("wage_account_opened_date", Type::Day),
    ("real_name_in_place", Type::Bool),
    ("paid_by_general_contractor", Type::Bool),
    ("notice_board_complete", Type::Bool),
    ("payroll_officer_named", Type::Bool),
    ("unsettled_amount", Type::Money),
];

const CONTRACT_COLUMNS: &[(&str, Type)] = &[
    ("contract_id", Type::Text),
    ("worker_id", Type::Text),
    ("project_id", Type::Text),
    ("employer_id", Type::Text),
    ("team_id", Type::Text),
    ("trade", Type::Text),
    ("pay_basis", Type::Text),
    ("rate", Type::Money),
    ("start_date", Type::Day),
    ("end_date", Type::Day),
    ("pay_day", Type::Int),
    ("pay_month_offset", Type::Int),
    ("hours_system", Type::Text),
    ("daily_minutes", Type::Int),
];
