//! The whole run over the core job, from Parquet files, by number of attendance rows.

#![expect(clippy::unwrap_used, reason = "a bench may end where it stands")]

use anxin::{Day, Inputs, Policy, Run};
use anxin_datasets::big::{Format, core_job};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Attendance rows of a year; `ANXIN_BENCH_ROWS=10000000` adds a larger one.
const ROWS: [i64; 2] = [100_000, 1_000_000];

fn whole_run(criterion: &mut Criterion) {
    let policy = include_str!("../engine/policies/core_job.toml");
    let policy = Policy::from_toml(policy, "core_job").unwrap();
    let as_of = Day::from_ymd(2026, 12, 31).unwrap();
    let more = std::env::var("ANXIN_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok());
    let mut group = criterion.benchmark_group("whole_run");
    group.sample_size(10);
    for rows in ROWS.into_iter().chain(more) {
        let folder = tempfile::tempdir().unwrap();
        core_job(folder.path(), rows, 12, 7, Format::Parquet).unwrap();
        let inputs = Inputs::folder(folder.path()).unwrap();
        group.throughput(Throughput::Elements(rows.unsigned_abs()));
        for threads in [1, 2] {
            let run = Run { threads: Some(threads), ..Run::default() };
            let name = BenchmarkId::new(format!("threads_{threads}"), rows);
            group.bench_function(name, |bencher| {
                bencher.iter(|| run.reconcile(&inputs, &policy, as_of).unwrap());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, whole_run);
criterion_main!(benches);
