//! Each step of the run alone, over the core job: the sum has to explain the whole run.
//!
//! 100,000 attendance rows, or as many as `ANXIN_BENCH_ROWS` says; one thread.

#![expect(clippy::unwrap_used, reason = "a bench may end where it stands")]

use std::hint::black_box;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use anxin::basics::ids::{EngagementId, WorkerId};
use anxin::intake::keyed::Keyed;
use anxin::intake::read::{Opened, ReadOptions};
use anxin::intake::take_in::{TakenIn, take_in};
use anxin::intake::transfers::Fate;
use anxin::oversight::partial::{EngagementSums, Partial};
use anxin::oversight::{FigureInputs, figures};
use anxin::report::digest::digest;
use anxin::report::sink;
use anxin::report::tables::OutputTable;
use anxin::wages::allocated::{Payment, Scratch, allocated};
use anxin::wages::allocations::Allocations;
use anxin::wages::due::{DueNotes, due, rules};
use anxin::wages::rules::Rules;
use anxin::wages::worker_periods::WorkerPeriods;
use anxin::{Day, Inputs, Policy, Run, Source, TableName};
use anxin_datasets::Random;
use anxin_datasets::big::{Format, core_job};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, DictionaryArray, Int16Array, Int64Array, RecordBatch, StringArray,
};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

/// Attendance rows.
fn rows() -> i64 {
    std::env::var("ANXIN_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(100_000)
}

fn policy() -> Policy {
    Policy::from_toml(include_str!("../engine/policies/core_job.toml"), "core_job").unwrap()
}

fn as_of() -> Day {
    Day::from_ymd(2026, 12, 31).unwrap()
}

/// The core job in a folder of its own.
fn job(format: Format) -> (tempfile::TempDir, Inputs) {
    let folder = tempfile::tempdir().unwrap();
    core_job(folder.path(), rows(), 12, 7, format).unwrap();
    let inputs = Inputs::folder(folder.path()).unwrap();
    (folder, inputs)
}

/// Batches of a Parquet file.
fn batches(file: &Path) -> Vec<RecordBatch> {
    let file = std::fs::File::open(file).unwrap();
    let reader =
        parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    reader.with_batch_size(65_536).build().unwrap().map(Result::unwrap).collect()
}

/// Opens attendance and checks every batch of it; nothing is kept.
fn read(source: &Source) -> u64 {
    let opened = Opened::open(TableName::Attendance, source, &ReadOptions::default()).unwrap();
    let unit = |unit| {
        opened.read_unit(unit, None, &mut |batch| {
            black_box(&batch);
            Ok(())
        })
    };
    (0..opened.units()).map(|number| unit(number).unwrap()).sum()
}

/// Step 1 for attendance: bytes of a format become typed columns.
fn reading(criterion: &mut Criterion) {
    let (_csv_folder, csv) = job(Format::Csv);
    let (folder, parquet) = job(Format::Parquet);
    let memory = Source::batches(batches(&folder.path().join("attendance.parquet")));
    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Elements(read(&memory)));
    let file = |inputs: &Inputs| inputs.get(TableName::Attendance).unwrap().clone();
    for (name, source) in [("parquet", file(&parquet)), ("csv", file(&csv)), ("memory", memory)] {
        group.bench_function(name, |bencher| bencher.iter(|| read(&source)));
    }
    group.finish();
}

/// How the ids of attendance come.
#[derive(Clone, Copy)]
enum Ids {
    Text,
    Dictionaries,
    Integers,
}

/// The order of attendance.
#[derive(Clone, Copy)]
enum Order {
    ByDay,
    ByWorker,
    Shuffled,
}

/// A column of ids; worker 7 is `110101199001010007` as text, and the same number as an integer.
fn ids(form: Ids, first: i64, numbers: &[i64]) -> ArrayRef {
    let id = |number: &i64| first + number;
    match form {
        Ids::Integers => Arc::new(numbers.iter().map(id).collect::<Int64Array>()),
        Ids::Text => {
            Arc::new(StringArray::from_iter_values(numbers.iter().map(|n| id(n).to_string())))
        }
        Ids::Dictionaries => {
            let text: Vec<String> = numbers.iter().map(|number| id(number).to_string()).collect();
            let words: DictionaryArray<Int32Type> = text.iter().map(String::as_str).collect();
            Arc::new(words)
        }
    }
}

/// Attendance of a year with its contracts, in memory.
fn year(form: Ids, order: Order) -> Inputs {
    const DAYS: i64 = 250;
    const PER_PROJECT: i64 = 80;
    let workers = (rows() / DAYS).max(1);
    let mut cells: Vec<(i64, i64)> = match order {
        Order::ByWorker => (0..workers).flat_map(|w| (0..DAYS).map(move |d| (w, d))).collect(),
        _ => (0..DAYS).flat_map(|d| (0..workers).map(move |w| (w, d))).collect(),
    };
    if matches!(order, Order::Shuffled) {
        let mut random = Random::new(7);
        (1..cells.len()).rev().for_each(|place| cells.swap(place, random.below(place + 1)));
    }
    let columns = |who: &[i64], first: (&'static str, ArrayRef), last: (&'static str, ArrayRef)| {
        let projects: Vec<i64> = who.iter().map(|worker| worker / PER_PROJECT).collect();
        let worker = ids(form, 110_101_199_001_010_000, who);
        let project = ids(form, 15_010_000, &projects);
        RecordBatch::try_from_iter([("worker_id", worker), ("project_id", project), first, last])
            .unwrap()
    };
    let cut = |cells: &[(i64, i64)]| {
        let who: Vec<i64> = cells.iter().map(|cell| cell.0).collect();
        let day = |cell: &(i64, i64)| i32::try_from(20_089 + cell.1).unwrap();
        let days: ArrayRef = Arc::new(Date32Array::from_iter_values(cells.iter().map(day)));
        let minutes: ArrayRef = Arc::new(Int16Array::from(vec![480; cells.len()]));
        columns(&who, ("work_date", days), ("minutes", minutes))
    };
    let attendance = cells.chunks(65_536).map(cut).collect();
    let who: Vec<i64> = (0..workers).collect();
    let repeat = |text: &'static str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(who.iter().map(|_| text)))
    };
    let base = columns(&who, ("pay_basis", repeat("daily")), ("rate", repeat("300.00")));
    let starts = RecordBatch::try_from_iter([
        ("contract_id", ids(Ids::Text, 1_000_000, &who)),
        ("start_date", repeat("2025-01-01")),
    ])
    .unwrap();
    let schema = base.schema();
    let fields = schema.fields().iter().chain(starts.schema_ref().fields()).cloned();
    let schema = Arc::new(arrow_schema::Schema::new(fields.collect::<Vec<_>>()));
    let contracts = RecordBatch::try_new(schema, [base.columns(), starts.columns()].concat());
    Inputs::default()
        .with(TableName::Attendance, Source::batches(attendance))
        .with(TableName::Contracts, Source::batches(vec![contracts.unwrap()]))
}

fn taken_in(inputs: &Inputs, policy: &Policy) -> TakenIn {
    take_in(inputs, policy, as_of(), 1, &|_, _| Ok(())).unwrap()
}

/// Steps 1 and 2 from memory: ids become numbers, attended minutes go into the timesheet.
fn keying(criterion: &mut Criterion) {
    let policy = policy();
    let mut group = criterion.benchmark_group("keying");
    group.throughput(Throughput::Elements(rows().unsigned_abs()));
    for (form, ids) in
        [("text", Ids::Text), ("dictionaries", Ids::Dictionaries), ("integers", Ids::Integers)]
    {
        for (name, order) in [
            ("by_day", Order::ByDay),
            ("by_worker", Order::ByWorker),
            ("shuffled", Order::Shuffled),
        ] {
            let inputs = year(ids, order);
            group.bench_function(format!("{form}_{name}"), |bencher| {
                bencher.iter(|| taken_in(&inputs, &policy));
            });
        }
    }
    group.finish();
}

/// Engagements of a worker, and his counted transfers from the oldest.
type Worker = (Range<usize>, Vec<u32>);

fn by_worker(keyed: &Keyed) -> Vec<Worker> {
    let workers = u32::try_from(keyed.names.workers.len()).unwrap();
    let mut found: Vec<_> =
        (0..workers).map(|worker| (keyed.engagements.of(WorkerId(worker)), Vec::new())).collect();
    let transfers = &keyed.transfers;
    let counted = (0..transfers.len()).filter(|&place| transfers.fate[place] == Fate::Counted);
    for place in counted {
        found[transfers.worker[place].index()].1.push(u32::try_from(place).unwrap());
    }
    for (_, transfers) in &mut found {
        transfers.sort_by_key(|&place| keyed.transfers.paid_day[place as usize]);
    }
    found
}

/// What is due to one worker, appended to `periods`.
fn add_due(
    keyed: &Keyed,
    engagements: &Range<usize>,
    rules: &Rules<'_>,
    periods: &mut WorkerPeriods,
) {
    for engagement in engagements.clone() {
        let engagement = EngagementId(u32::try_from(engagement).unwrap());
        due(keyed, engagement, rules, periods, &mut DueNotes::default()).unwrap();
    }
}

/// The payments of all workers into their own worker-periods.
fn allocate(keyed: &Keyed, workers: &[Worker], periods: &mut [WorkerPeriods]) -> Allocations {
    let mut allocations = Allocations::default();
    let (mut advances, mut scratch) = (Vec::new(), Scratch::default());
    for ((_, transfers), periods) in workers.iter().zip(periods) {
        let (advances, scratch) = (&mut advances, &mut scratch);
        let payments: Vec<Payment> =
            transfers.iter().map(|&transfer| Payment::of(keyed, transfer)).collect();
        allocated(&payments, 0, periods, &mut allocations, advances, scratch);
    }
    allocations
}

/// Step 6 and the way to projects: sums of every engagement.
fn all_arrears(keyed: &Keyed, paid: &[WorkerPeriods]) -> (Partial, Vec<i64>) {
    let mut sums = vec![EngagementSums::default(); keyed.engagements.len()];
    for periods in paid {
        for row in 0..periods.len() {
            sums[periods.engagement[row].index()].add(periods, row, as_of()).unwrap();
        }
    }
    let mut partial = Partial::default();
    for (sums, &project) in sums.iter().zip(&keyed.engagements.project) {
        partial.add_engagement(project, sums).unwrap();
    }
    (partial, sums.iter().map(|sums| sums.arrears_fen).collect())
}

/// Steps 3, 5, 6 and 7 over a data set that was taken in.
fn wages_and_figures(criterion: &mut Criterion) {
    let (_folder, inputs) = job(Format::Parquet);
    let policy = policy();
    let TakenIn { keyed, calendar, .. } = taken_in(&inputs, &policy);
    let rules = rules(&keyed, &policy, &calendar, as_of());
    let workers = by_worker(&keyed);
    let periods: Vec<WorkerPeriods> = (workers.iter())
        .map(|(engagements, _)| {
            let mut periods = WorkerPeriods::default();
            add_due(&keyed, engagements, &rules, &mut periods);
            periods
        })
        .collect();
    let mut paid = periods.clone();
    allocate(&keyed, &workers, &mut paid);
    let (partial, arrears_fen) = all_arrears(&keyed, &paid);
    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Elements(paid.iter().map(|periods| periods.len() as u64).sum()));
    group.bench_function("due", |bencher| {
        bencher.iter(|| {
            let mut periods = WorkerPeriods::default();
            for (engagements, _) in &workers {
                add_due(&keyed, engagements, &rules, &mut periods);
            }
            periods
        });
    });
    group.bench_function("allocated", |bencher| {
        bencher.iter_batched(
            || periods.clone(),
            |mut periods| (allocate(&keyed, &workers, &mut periods), periods),
            BatchSize::LargeInput,
        );
    });
    group.bench_function("arrears", |bencher| bencher.iter(|| all_arrears(&keyed, &paid)));
    group.bench_function("figures", |bencher| {
        bencher.iter(|| {
            let inputs = FigureInputs {
                projects: &keyed.projects,
                deposits: &keyed.deposits,
                events: &keyed.contractor_events,
                entries: &keyed.account_entries,
                partial: &partial,
                worker_of_engagement: &keyed.engagements.worker,
                project_of_engagement: &keyed.engagements.project,
                pay_account: &keyed.pay_account,
                arrears_fen: &arrears_fen,
                policy: &policy,
                calendar: &calendar,
                as_of: as_of(),
                given: keyed.given,
                recovered_since_case_fen: &[],
                with_cover: true,
            };
            figures(&inputs).unwrap()
        });
    });
    group.finish();
}

/// Step 9: record batches, their canonical CSV hashed, a folder of files.
fn report(criterion: &mut Criterion) {
    let (folder, inputs) = job(Format::Parquet);
    let run = Run { threads: Some(1), ..Run::default() };
    let result = run.reconcile(&inputs, &policy(), as_of()).unwrap();
    let count = || result.worker_periods().map(|batch| batch.unwrap().num_rows()).sum::<usize>();
    let mut group = criterion.benchmark_group("report");
    group.throughput(Throughput::Elements(count() as u64));
    group.bench_function("worker_periods_in_memory", |bencher| bencher.iter(count));
    group.bench_function("worker_periods_digest", |bencher| {
        bencher.iter(|| digest(&result, OutputTable::WorkerPeriods).unwrap());
    });
    for format in sink::Format::ALL {
        let out = folder.path().join(format!("out-{}", format.name()));
        group.bench_function(format!("folder_{}", format.name()), |bencher| {
            bencher.iter(|| result.write(&out, format, false).unwrap());
        });
    }
    group.finish();
}

/// The whole that the stages have to explain.
fn whole(criterion: &mut Criterion) {
    let (_folder, inputs) = job(Format::Parquet);
    let (policy, run) = (policy(), Run { threads: Some(1), ..Run::default() });
    let mut group = criterion.benchmark_group("whole");
    group.throughput(Throughput::Elements(rows().unsigned_abs()));
    group.bench_function("take_in", |bencher| bencher.iter(|| taken_in(&inputs, &policy)));
    group.bench_function("reconcile", |bencher| {
        bencher.iter(|| run.reconcile(&inputs, &policy, as_of()).unwrap());
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = reading, keying, wages_and_figures, report, whole
}
criterion_main!(benches);
