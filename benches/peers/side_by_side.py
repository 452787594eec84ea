"""Anxin beside the engines that a user would otherwise write the core job in. One command:

    python3 benches/peers/side_by_side.py WORK [--rows N] [--runs N] [--engines A,B] [--forms S:I,..]

WORK is a folder outside the project: a virtual environment with the engines (requirements.txt), the
inputs (`anxin-datasets core-job`) and their copy with integer ids are made there once. Every run is a
process of its own; all engines take their turn before the first has its next. All sums must agree to
the fen. Printed as Markdown: medians, how many times as long as Anxin (and, as other work may be on
the machine, how many times its processor time), peak memory, attendance rows a second. `--data DIR`
takes inputs that are there, `--python FILE` an interpreter with the engines, `--core-job FILE` a
program built before.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import venv

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENGINES = ["duckdb", "polars", "polars_in_memory", "datafusion", "chdb"]
FORMS = ["file:text", "memory:text", "memory:dictionary", "memory:integer"]

INTEGERS = """
import sys, pyarrow as pa, pyarrow.compute as pc, pyarrow.parquet as pq
source, target = sys.argv[1:]
contracts = pq.read_table(f"{source}/contracts.parquet", columns=["worker_id", "project_id"])
known = {c: pc.unique(contracts[c]) for c in ("worker_id", "project_id")}
first = {"worker_id": 110101199001010000, "project_id": 15010000}
for table in ("attendance", "contracts", "transfers", "calendar"):
    reader = pq.ParquetFile(f"{source}/{table}.parquet")
    writer = None
    for group in range(reader.num_row_groups):
        rows = reader.read_row_group(group)
        for name in known:
            if name in rows.column_names:
                place = pc.index_in(rows[name], value_set=known[name]).cast(pa.int64())
                rows = rows.set_column(rows.column_names.index(name), name,
                                       pc.add(place, pa.scalar(first[name], pa.int64())))
        writer = writer or pq.ParquetWriter(f"{target}/{table}.parquet", rows.schema)
        writer.write_table(rows, row_group_size=1_000_000)
    writer.close()
"""


def run(command, **more):
    return subprocess.run([str(word) for word in command], check=True, **more)


def cargo_target():
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release"


def build():
    for words in (["anxin-datasets", "--features", "parquet"], ["anxin-benches", "--bin", "core_job"]):
        run(["cargo", "build", "--release", "--quiet", "-p", *words], cwd=ROOT)


def interpreter(work, given):
    if given:
        return pathlib.Path(given)
    folder = work / "venv"
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        run([python, "-m", "pip", "install", "--quiet", "-r", HERE / "requirements.txt"])
    return python


def inputs(work, given, rows, python):
    text = pathlib.Path(given) if given else work / f"text-{rows}"
    if not text.exists():
        run([cargo_target() / "anxin-datasets", "core-job", "--out", text, "--rows", rows])
    integer = work / f"integer-{text.name}"
    if not integer.exists():
        integer.mkdir(parents=True)
        run([python, "-c", INTEGERS, text, integer])
    return {"text": text, "dictionary": text, "integer": integer}


def commands(folders, forms, engines, python, core_job):
    for form in forms:
        source, ids = form.split(":")
        how = ["--source", source, "--ids", "dictionary" if ids == "dictionary" else "text"]
        for threads in (2, 1):
            name = "anxin" if threads == 2 else "anxin, 1 thread"
            yield form, name, [core_job, folders[ids], *how, "--threads", threads]
        for engine in engines:
            yield form, engine, [python, HERE / "engines.py", folders[ids], engine, source, ids]
    for floor in ("decode", "bytes"):
        yield "floor", floor, [core_job, folders["text"], "--floor", floor]


def measure(work, runs, todo):
    env = {**os.environ, "POLARS_MAX_THREADS": "2", "OMP_NUM_THREADS": "2"}
    results = {}
    for turn in range(runs):
        for form, name, command in todo:
            done = subprocess.run([str(word) for word in command], env=env, cwd=work, text=True,
                                  capture_output=True)
            if done.returncode != 0:
                print(f"{form} {name} failed: {done.stderr.strip()[-300:]}", file=sys.stderr)
                continue
            figures = json.loads(done.stdout.strip().splitlines()[-1])
            print(f"turn {turn + 1} {form} {name}: {figures}", file=sys.stderr)
            results.setdefault((form, name), []).append(figures)
    return results


def agree(results):
    """All sums of all engines are one."""
    sums = {key: {tuple(f[c] for c in ("rows", "due", "paid", "arrears")) for f in figures}
            for key, figures in results.items() if key[0] != "floor"}
    met = set().union(*sums.values())
    if len(met) != 1:
        sys.exit("the sums differ:\n" + "\n".join(f"{key}: {value}" for key, value in sums.items()))
    return met.pop()


def report(results, attendance):
    rows, due, paid, arrears = agree(results)
    fen = [f"{value // 100:,}.{value % 100:02}" for value in (due, paid, arrears)]
    print(f"\nAll sums agree: {rows:,} worker-months, due {fen[0]}, paid {fen[1]}, "
          f"arrears {fen[2]}.\n")
    print("| source:ids | engine | seconds | × Anxin | processor | × Anxin | peak MiB | rows/s |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    middle = {key: {c: statistics.median(f[c] for f in figures)
                    for c in ("microseconds", "cpu_ms", "peak_kib")}
              for key, figures in results.items()}
    for (form, name), at in middle.items():
        base = middle.get(("file:text" if form == "floor" else form, "anxin"))
        times = [f"{at[c] / base[c]:.2f}" if base else "-" for c in ("microseconds", "cpu_ms")]
        print(f"| {form} | {name} | {at['microseconds'] / 1e6:.3f} | {times[0]} "
              f"| {at['cpu_ms'] / 1e3:.2f} | {times[1]} | {at['peak_kib'] / 1024:,.0f} "
              f"| {attendance / at['microseconds'] * 1e6:,.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--forms", default=",".join(FORMS))
    parser.add_argument("--data")
    parser.add_argument("--python")
    parser.add_argument("--core-job", type=pathlib.Path)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    if not given.core_job:
        build()
    core_job = given.core_job or cargo_target() / "core_job"
    python = interpreter(given.work, given.python)
    folders = inputs(given.work, given.data, given.rows, python)
    engines = [engine for engine in given.engines.split(",") if engine]
    todo = list(commands(folders, given.forms.split(","), engines, python, core_job))
    results = measure(given.work, given.runs, todo)
    counted = [python, "-c", "import sys, pyarrow.parquet as p; "
               "print(p.read_metadata(sys.argv[1]).num_rows)", folders["text"] / "attendance.parquet"]
    attendance = int(run(counted, capture_output=True, text=True).stdout)
    print(f"{platform.system()}, {os.cpu_count()} cores; {attendance:,} rows of attendance; "
          f"medians of {given.runs} turns; two threads.")
    report(results, attendance)


if __name__ == "__main__":
    main()
