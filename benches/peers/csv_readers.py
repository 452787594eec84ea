"""The core job from CSV beside the CSV readers of other engines, which only read. One command:

    python3 benches/peers/csv_readers.py DIR --python PYTHON [--runs N] [--core-job FILE]

DIR holds `attendance.csv`, `contracts.csv`, `transfers.csv` and `calendar.csv`; PYTHON is an
interpreter with the engines (requirements.txt). Each run is a process of its own with two threads;
all take their turn before the first has its next. The readers read the attendance alone into
memory, with types; Anxin does the whole job on all four tables. Printed as Markdown: medians, how
many times as long Anxin takes, the same of processor time, peak memory.
"""
import argparse
import json
import pathlib
import statistics
import subprocess

from side_by_side import cargo_target

READERS = {
    "duckdb": """
import duckdb
c = duckdb.connect()
c.execute("SET threads = 2")
c.execute("CREATE TABLE t AS SELECT * FROM read_csv(?, columns = {'worker_id': 'VARCHAR', "
          "'project_id': 'VARCHAR', 'work_date': 'DATE', 'minutes': 'INTEGER'}, header = true)", [path])
rows = c.execute("SELECT count(*) FROM t").fetchone()[0]
""",
    "polars": """
import polars as pl
rows = pl.read_csv(path, schema={"worker_id": pl.String, "project_id": pl.String,
                                 "work_date": pl.Date, "minutes": pl.Int32}).height
""",
    "pyarrow": """
import pyarrow as pa
import pyarrow.csv
pa.set_cpu_count(2)
types = {"worker_id": pa.string(), "project_id": pa.string(), "work_date": pa.date32(),
         "minutes": pa.int32()}
convert = pyarrow.csv.ConvertOptions(column_types=types)
rows = pyarrow.csv.read_csv(path, convert_options=convert).num_rows
""",
}
TIMED = """
import os
os.environ["POLARS_MAX_THREADS"] = "2"
import json, resource, sys, time
path = sys.argv[1]
{imports}
before, start = time.process_time(), time.perf_counter()
{body}
took, busy = time.perf_counter() - start, time.process_time() - before
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({{"microseconds": took * 1e6, "cpu_ms": busy * 1e3, "peak_kib": peak,
                   "rows": rows}}))
"""


def reader(body):
    """The program of a reader; its imports are not timed."""
    lines = body.strip().splitlines()
    imports = [line for line in lines if line.startswith("import ")]
    rest = [line for line in lines if not line.startswith("import ")]
    return TIMED.format(imports="\n".join(imports), body="\n".join(rest))


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("dir", type=pathlib.Path)
    words.add_argument("--python", required=True)
    words.add_argument("--runs", type=int, default=5)
    words.add_argument("--core-job", type=pathlib.Path, default=cargo_target() / "core_job")
    asked = words.parse_args()
    commands = {"anxin, whole job": [asked.core_job, asked.dir, "--threads", "2"]}
    for name, body in READERS.items():
        path = asked.dir / "attendance.csv"
        commands[f"{name}, reading"] = [asked.python, "-c", reader(body), path]
    taken = {name: [] for name in commands}
    for _ in range(asked.runs):
        for name, command in commands.items():
            told = subprocess.run([str(word) for word in command], check=True, capture_output=True)
            taken[name].append(json.loads(told.stdout))
    median = lambda name, key: statistics.median(run[key] for run in taken[name])
    ours = next(iter(commands))
    read = {taken[name][0]["rows"] for name in commands if name != ours}
    if len(read) != 1:
        raise SystemExit(f"the readers read {sorted(read)} rows")
    print("| who | seconds | Anxin ÷ | processor seconds | Anxin ÷ | peak MiB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name in commands:
        took, busy = median(name, "microseconds") / 1e6, median(name, "cpu_ms") / 1e3
        by_clock = median(ours, "microseconds") / 1e6 / took
        by_work = median(ours, "cpu_ms") / 1e3 / busy
        peak = max(run["peak_kib"] for run in taken[name]) / 1024
        print(f"| {name} | {took:.3f} | {by_clock:.2f} | {busy:.2f} | {by_work:.2f} | {peak:.0f} |")
    print(f"\n{read.pop():,} rows of attendance, {asked.runs} turns")


if __name__ == "__main__":
    main()
