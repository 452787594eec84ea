"""Calls that cannot be carried out: a clear exception with a code; and calls that are stopped."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import anxin
import polars as pl
import pyarrow as pa
import pytest
from conftest import AS_OF, SITE

Tables = dict[str, pa.Table]


def refused(code: str, *words: str, **arguments: object) -> None:
    with pytest.raises(anxin.AnxinError) as caught:
        anxin.reconcile(as_of=AS_OF, **arguments)
    assert caught.value.code == code
    for word in words:
        assert word in str(caught.value)


def test_without_a_table_that_makes_wages_due() -> None:
    refused("missing_table", "attendance, punches and payroll")


def test_a_missing_column_is_named_with_what_was_found(site: Tables) -> None:
    attendance = site["attendance"].drop_columns(["work_date"])
    refused("missing_column", "work_date", "project_id", attendance=attendance)


def test_a_wrong_type_is_named_with_what_is_expected(site: Tables) -> None:
    table = site["attendance"]
    place = table.schema.get_field_index("work_date")
    wrong = table.set_column(place, "work_date", pa.array([[1]] * table.num_rows))
    refused("column_type", "work_date", "List", attendance=wrong)


def test_money_as_floating_point_is_refused(site: Tables) -> None:
    frame = pl.DataFrame(site["transfers"]).with_columns(pl.col("amount").cast(pl.Float64))
    refused("column_type", "amount", "accept_float_money", payroll=site["payroll"], transfers=frame)


def test_a_stream_that_was_read_is_refused(site: Tables) -> None:
    table = site["attendance"]
    stream = pa.RecordBatchReader.from_batches(table.schema, table.to_batches())
    anxin.reconcile(as_of=AS_OF, attendance=stream)
    with pytest.raises(ValueError, match="attendance: this stream was read"):
        anxin.reconcile(as_of=AS_OF, attendance=stream)
    closed = anxin.reconcile(SITE, as_of=AS_OF).worker_periods.__arrow_c_stream__()
    once = Capsule(closed)
    anxin._anxin.Inputs().add_stream("payroll", once)
    with pytest.raises(ValueError, match="released"):
        anxin._anxin.Inputs().add_stream("payroll", once)


class Capsule:
    """A producer that hands out one capsule twice, as a broken library might."""

    def __init__(self, capsule: object) -> None:
        self.capsule = capsule

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.capsule


def test_a_stream_that_breaks_says_why(site: Tables) -> None:
    table = site["attendance"]

    def rows() -> Iterator[pa.RecordBatch]:
        yield table.to_batches()[0]
        raise RuntimeError("the cable was pulled")

    stream = pa.RecordBatchReader.from_batches(table.schema, rows())
    refused("input", "the cable was pulled", attendance=stream)


def test_a_path_that_is_not_there() -> None:
    refused("io", "no-such-folder", folder="no-such-folder")


def test_a_policy_with_a_wrong_value_names_the_key() -> None:
    with pytest.raises(anxin.AnxinError) as caught:
        anxin.Policy.load({"wages": {"default_pay_day": 32}})
    assert caught.value.code == "policy" and "wages.default_pay_day" in str(caught.value)
    with pytest.raises(anxin.AnxinError, match="floating point numbers are not exact"):
        anxin.Policy.load({"wages": {"payroll_tolerance": 0.01}})
    with pytest.raises(TypeError, match="met a set"):
        anxin.Policy.load({"wages": {"default_pay_day": {1}}})


def test_arguments_of_no_use_are_named(site: Tables) -> None:
    with pytest.raises(ValueError, match="attendence.*attendance"):
        anxin.reconcile(as_of=AS_OF, attendence=site["attendance"])
    with pytest.raises(TypeError, match="attendance: met a int.*Arrow"):
        anxin.reconcile(as_of=AS_OF, attendance=7)
    with pytest.raises(ValueError, match="2025-13-01.*YYYY-MM-DD"):
        anxin.reconcile(SITE, as_of="2025-13-01")
    run = anxin.reconcile(SITE, as_of=AS_OF)
    with pytest.raises(ValueError, match="parquet"):
        run.write("out", "xlsx")
    with pytest.raises(ValueError, match="worker_periods"):
        run["worker_period"]
    with pytest.raises(AttributeError):
        run.worker_period  # noqa: B018
    with pytest.raises(anxin.AnxinError) as caught:
        run.explain("nobody")
    assert caught.value.code == "not_found"


def test_a_folder_with_something_else_in_it_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    run = anxin.reconcile(SITE, as_of=AS_OF)
    with pytest.raises(anxin.AnxinError) as caught:
        run.write(tmp_path)
    assert caught.value.code == "output" and "thesis.txt" in str(caught.value)


def test_threads_do_not_change_a_byte(county: Path) -> None:
    one, two = (anxin.reconcile(county, as_of=AS_OF, threads=threads) for threads in (1, 2))
    assert one.digests == two.digests
    assert one.summary["counts"]["workers"] > 1000


def test_progress_is_told_and_its_exception_stops_the_run(county: Path) -> None:
    calls: list[tuple[str, int, int | None]] = []

    def slow(table: pa.Table) -> pa.RecordBatchReader:
        def rows() -> Iterator[pa.RecordBatch]:
            for batch in table.to_batches(max_chunksize=table.num_rows // 8 + 1):
                time.sleep(0.1)
                yield batch

        return pa.RecordBatchReader.from_batches(table.schema, rows())

    attendance = pl.read_csv(county / "attendance.csv", infer_schema=False).to_arrow()
    contracts = county / "contracts.csv"
    run = anxin.reconcile(
        as_of=AS_OF,
        attendance=slow(attendance),
        contracts=contracts,
        progress=lambda *told: calls.append(told),
    )
    assert run.summary["totals"]["due"] > 0
    assert {name for name, _, _ in calls} & {"attendance"}
    assert [done for name, done, _ in calls if name == "attendance"] == sorted(
        done for name, done, _ in calls if name == "attendance"
    )

    def stop(*_: object) -> None:
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        anxin.reconcile(
            as_of=AS_OF, attendance=slow(attendance), contracts=contracts, progress=stop
        )


ENDLESS = """
import anxin, pyarrow as pa, sys, itertools
batch = pa.record_batch({
    "worker_id": ["W1"] * 1000, "project_id": ["P1"] * 1000,
    "work_date": ["2025-03-03"] * 1000, "minutes": [480] * 1000,
})
stream = pa.RecordBatchReader.from_batches(batch.schema, itertools.repeat(batch))
print("ready", flush=True)
try:
    anxin.reconcile(as_of="2025-12-31", attendance=stream)
except KeyboardInterrupt:
    print("interrupted", flush=True)
    # The interpreter is in order and the engine can be called again.
    sheet = pa.table({"payroll_id": ["S"], "worker_id": ["W"], "project_id": ["P"],
                      "period": ["2025-03"], "net": ["1.00"]})
    print(anxin.reconcile(as_of="2025-12-31", payroll=sheet).summary["totals"]["due"])
"""


def test_an_interrupt_stops_the_run_cleanly() -> None:
    process = subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    start = time.monotonic()
    out, _ = process.communicate(timeout=20)
    assert (out, process.returncode) == ("interrupted\n1.00\n", 0)
    assert time.monotonic() - start < 10
