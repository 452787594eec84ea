"""Tables from every library that analysts use, and back into them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import anxin
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import AS_OF, SITE

Tables = dict[str, pa.Table]


def as_stream(table: pa.Table) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches(max_chunksize=7))


def as_generated(table: pa.Table) -> pa.RecordBatchReader:
    def rows() -> Iterator[pa.RecordBatch]:
        yield from table.to_batches(max_chunksize=3)

    return pa.RecordBatchReader.from_batches(table.schema, rows())


def as_pandas_objects(table: pa.Table) -> pd.DataFrame:
    """As notebooks have it: text, `Decimal` and `date` objects."""
    return table.to_pandas(date_as_object=True)


IN_MEMORY: dict[str, Callable[[pa.Table], Any]] = {
    "pyarrow": lambda table: table,
    "pyarrow chunks": lambda table: pa.Table.from_batches(table.to_batches(max_chunksize=5), table.schema),
    "pandas": as_pandas_objects,
    "pandas of Arrow types": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "polars": pl.DataFrame,
    "duckdb": duckdb.from_arrow,
    "polars lazy": lambda table: pl.DataFrame(table).lazy(),
}
STREAMS: dict[str, Callable[[pa.Table], Any]] = {
    "reader": as_stream,
    "generator": as_generated,
}


@pytest.fixture(scope="module")
def expected() -> anxin.Run:
    return anxin.reconcile(SITE, as_of=AS_OF)


@pytest.mark.parametrize("library", IN_MEMORY)
def test_a_table_in_memory_gives_the_same_bytes(
    library: str, site: Tables, expected: anxin.Run
) -> None:
    make = IN_MEMORY[library]
    run = anxin.reconcile(as_of=AS_OF, **{name: make(table) for name, table in site.items()})
    assert run.digests == expected.digests
    assert run.summary["inputs"] == expected.summary["inputs"]


@pytest.mark.parametrize("library", STREAMS)
def test_a_stream_gives_the_same_but_for_rows_of_findings(
    library: str, site: Tables, expected: anxin.Run
) -> None:
    make = STREAMS[library]
    run = anxin.reconcile(as_of=AS_OF, **{name: make(table) for name, table in site.items()})
    differ = {name for name, digest in run.digests.items() if digest != expected.digests[name]}
    assert differ <= {"findings"}
    met, known = (one.findings.to_arrow().drop_columns(["row"]).to_pylist() for one in (run, expected))
    assert sorted(map(repr, met)) == sorted(map(repr, known))


def test_paths_and_parts_and_a_folder_beside_tables(
    site: Tables, expected: anxin.Run, tmp_path: Path
) -> None:
    names = sorted(file.stem for file in SITE.glob("*.csv"))
    by_path = anxin.reconcile(as_of=AS_OF, **{name: SITE / f"{name}.csv" for name in names})
    assert by_path.digests == expected.digests
    table = site["attendance"]
    parts = [table.slice(0, 10), pl.DataFrame(table.slice(10))]
    others = {name: table for name, table in site.items() if name != "attendance"}
    in_parts = anxin.reconcile(as_of=AS_OF, attendance=parts, **others)
    # Rows of findings are counted in each part.
    assert {**in_parts.digests, "findings": ""} == {**expected.digests, "findings": ""}
    assert len(in_parts.findings) == len(expected.findings)
    for name in names:
        if name != "transfers":
            (tmp_path / f"{name}.csv").write_bytes((SITE / f"{name}.csv").read_bytes())
    beside = anxin.reconcile(tmp_path, as_of=datetime.date(2025, 12, 31), transfers=site["transfers"])
    assert beside.digests == expected.digests


def test_every_output_table_is_read_by_every_library(expected: anxin.Run) -> None:
    for name in anxin.output_tables():
        made = expected[name]
        rows = len(made)
        arrow = made.to_arrow()
        assert (arrow.num_rows, arrow.column_names) == (rows, made.columns)
        assert made.to_polars().shape == (rows, len(made.columns))
        assert len(made.to_pandas()) == rows
        assert duckdb.sql("select count(*) from made").fetchall() == [(rows,)]
        assert made.head(2) == arrow.slice(0, 2).to_pylist()
    assert sum(len(expected[name]) for name in anxin.output_tables()) > 200


def test_money_is_decimal_and_days_are_dates(expected: anxin.Run) -> None:
    row = expected.worker_periods.to_pandas().iloc[0]
    assert (type(row["due"]), type(row["due_date"])) == (Decimal, datetime.date)
    total = expected.worker_periods.to_polars()["due"].sum()
    assert total == expected.summary["totals"]["due"] == Decimal("153852.18")
    made = expected.worker_periods
    due = duckdb.sql("select sum(due) from made").fetchall()
    assert due == [(Decimal("153852.18"),)]


def test_statements_as_dict_text_and_page(expected: anxin.Run) -> None:
    worker = "990100197901011054"
    told = expected.explain(worker, "P1", "2025-09")
    (statement,) = told.dict()["statements"]
    assert (statement["due"], statement["paid"]) == (Decimal("7040.00"), Decimal("3520.00"))
    assert statement["due_date"]["due_date"] == datetime.date(2025, 10, 20)
    assert told.dict() == expected.explain(worker, "P1", datetime.date(2025, 9, 30)).dict()
    assert "3520.00" in told.text("en") and "拖欠" in told.text("zh")
    assert told.html("zh").startswith("<!DOCTYPE html>")
    why = expected.why_not("T03")
    assert why.dict()["rows"][0]["fate"] == "counted" and "T03" in why.text("en")


def test_partials_of_two_sites_merge_to_the_whole(site: Tables, expected: anxin.Run) -> None:
    merged = anxin.merge([expected])
    assert merged.summary["totals"]["arrears"] == Decimal("17125.00")
    assert merged["project_totals"].to_arrow().num_rows == 2
    assert anxin.merge([merged.partial()]).digests == merged.digests


def test_a_policy_is_changed_and_put_back() -> None:
    policy = anxin.Policy.load("cn")
    changed = policy.replace({"wages.default_pay_day": 15, "wages.payroll_tolerance": Decimal("0.05")})
    assert changed.dict()["wages"]["default_pay_day"] == 15
    assert changed != policy and hash(changed) != hash(policy)
    back = changed.replace({"wages.default_pay_day": 31, "wages.payroll_tolerance": "0.01"})
    assert back == policy and back.to_toml() == policy.to_toml()
    run = anxin.reconcile(SITE, as_of=AS_OF, policy=changed)
    assert run.summary["policy"]["fingerprint"] == changed.fingerprint
