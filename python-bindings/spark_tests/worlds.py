"""Worlds as tables, and the comparison of a cluster with one machine."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

import anxin


def read(folder: Path) -> dict[str, pa.Table]:
    """The tables of a folder; cells of CSV as text."""
    tables = {}
    for file in sorted(folder.iterdir()):
        if file.stem not in anxin.input_tables():
            continue
        if file.suffix == ".parquet":
            tables[file.stem] = pq.read_table(file)
        elif file.suffix == ".csv":
            header = file.read_text(encoding="utf-8").splitlines()[0].split(",")
            options = pa.csv.ConvertOptions(
                column_types={name: pa.string() for name in header},
                strings_can_be_null=True,
                null_values=[""],
            )
            tables[file.stem] = pa.csv.read_csv(file, convert_options=options)
    return tables


def without_wage_debits(tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The same without debits for wages: batch payouts are not done on a cluster."""
    entries = tables["account_entries"]
    is_debit = pc.equal(entries["direction"], "debit")
    is_wage = pc.fill_null(pc.and_(is_debit, pc.equal(entries["purpose"], "wage")), False)
    return {**tables, "account_entries": entries.filter(pc.invert(is_wage))}


def frames(spark: Any, tables: dict[str, pa.Table], folder: Path) -> dict[str, Any]:
    """DataFrames over Parquet files of the tables."""
    made = {}
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
        made[name] = spark.read.parquet(str(folder / f"{name}.parquet"))
    return made


def counted(table: pa.Table, name: str) -> Counter[tuple[str, ...]]:
    """The rows of a table as text, each with how often it stands there."""
    if name == "findings":
        table = table.drop_columns(["row"])
    rows = zip(*(map(str, column.to_pylist()) for column in table.columns), strict=True)
    return Counter(rows)


def assert_equal(run: Any, one: anxin.Run) -> None:
    """Every table of the cluster is that of one machine."""
    for name in anxin.output_tables():
        expected = one[name].to_arrow()
        given = run[name].toArrow()
        assert given.column_names == expected.column_names, name
        ours, theirs = counted(given, name), counted(expected, name)
        missing, strange = list((theirs - ours).items())[:3], list((ours - theirs).items())[:3]
        assert not missing and not strange, (name, missing, strange)
        if name == "findings":
            assert given["row"].null_count == given.num_rows
    summary = one.summary
    del summary["inputs"]
    assert {key: run.summary[key] for key in summary} == summary
