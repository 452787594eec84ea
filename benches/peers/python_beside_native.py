"""The core job from Arrow tables in memory, in Python and in a Rust program, in pairs. One command:

    python3 benches/peers/python_beside_native.py DIR --core-job FILE [--runs N] [--python FILE]

DIR holds the four tables of the core job as Parquet (`anxin-datasets core-job`), FILE is the
program `core_job` of a release build, and the interpreter has `anxin` and pyarrow. Each turn is a
process of its own: one of Rust, one of Python, the next turn the other way round. Both read the
tables into memory first; timed is from there to the table of due, paid and arrears. Printed:
medians of seconds and of processor seconds, the ratio of each, and what a run of Python takes in
memory beside its tables. That no table is copied is shown by that: the tables are larger.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
COLUMNS = ["worker_id", "project_id", "period", "due", "paid", "arrears"]
TABLES = ["attendance", "contracts", "transfers", "calendar"]


def resident_kib():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    kib = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Vm")}
    return int(kib["VmRSS"]), int(kib["VmHWM"])


def job(folder):
    """The job once, in Python: one line of JSON."""
    import anxin
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables = {}
    for name in TABLES:
        file = pq.ParquetFile(f"{folder}/{name}.parquet")
        batches = [pa.Table.from_batches(file.iter_batches(65_536, row_groups=[group]))
                   for group in range(file.num_row_groups)]
        tables[name] = pa.concat_tables(batches)
        del file, batches
    pa.default_memory_pool().release_unused()
    size = sum(table.get_total_buffer_size() for table in tables.values())
    policy = anxin.Policy.load(ROOT / "engine" / "policies" / "core_job.toml")
    pathlib.Path("/proc/self/clear_refs").write_text("5")  # the peak so far is that of reading
    before, _ = resident_kib()
    used = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    run = anxin.reconcile(as_of="2026-12-31", policy=policy, threads=2, progress=False, **tables)
    reader = pa.RecordBatchReader.from_stream(run.worker_periods)
    table = pa.Table.from_batches([batch.select(COLUMNS) for batch in reader])
    seconds = time.perf_counter() - start
    spent = resource.getrusage(resource.RUSAGE_SELF)
    cpu = spent.ru_utime + spent.ru_stime - used.ru_utime - used.ru_stime
    _, peak = resident_kib()
    fen = {name: int(sum(table[name].to_pylist()) * 100) for name in ("due", "paid", "arrears")}
    print(json.dumps({"seconds": seconds, "cpu": cpu, "table_bytes": size,
                      "grown_kib": peak - before, "rows": table.num_rows, **fen}))


def measured(command):
    line = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    told = json.loads(line.strip().splitlines()[-1])
    if "microseconds" in told:
        told = {**told, "seconds": told["microseconds"] / 1e6, "cpu": told["cpu_ms"] / 1e3}
    return told


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--core-job")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--job", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.job:
        return job(asked.folder)
    commands = {
        "native": [asked.core_job, asked.folder, "--source", "memory"],
        "Python": [asked.python, __file__, asked.folder, "--job"],
    }
    told = {name: [] for name in commands}
    for turn in range(asked.runs):
        for name in sorted(commands, reverse=turn % 2 == 1):
            told[name].append(measured(commands[name]))
    all_runs = [one for runs in told.values() for one in runs]
    sums = {tuple(one[k] for k in ("rows", "due", "paid", "arrears")) for one in all_runs}
    assert len(sums) == 1, sums
    print(f"load {os.getloadavg()[0]:.1f}, {asked.runs} turns, sums {sums.pop()}\n")
    print("| | seconds | processor seconds |\n| --- | ---: | ---: |")
    median = {}
    for name, runs in told.items():
        median[name] = [statistics.median(run[k] for run in runs) for k in ("seconds", "cpu")]
        print(f"| {name} | {median[name][0]:.3f} | {median[name][1]:.3f} |")
    pairs = list(zip(told["Python"], told["native"], strict=True))
    ratio = [statistics.median(p[k] / n[k] for p, n in pairs) for k in ("seconds", "cpu")]
    print(f"| Python ÷ native, median of pairs | {ratio[0]:.3f} | {ratio[1]:.3f} |")
    size = told["Python"][0]["table_bytes"] / 2**20
    grown = statistics.median(run["grown_kib"] for run in told["Python"]) / 1024
    print(f"\nTables in memory: {size:.0f} MiB. The run took {grown:.0f} MiB more at its peak.")


if __name__ == "__main__":
    main()
