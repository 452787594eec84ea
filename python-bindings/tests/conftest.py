"""Where the data of the tests is, and the same data as frames of every library."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "datasets" / "samples" / "site"
AS_OF = "2025-12-31"

MONEY = set(
    "amount amount_claimed amount_recovered contract_amount annual_contract_amount deductions "
    "drawn gross labour_cost_monthly net rate unsettled_amount".split()
)
# Not `work_date`: the sample has a 31 September on purpose.
DATES = set(
    "closed_date date drawn_date due_date end_date entry_date event_date paid_date permit_date "
    "planned_end_date received_date signal_date signed_date start_date until_date valid_from "
    "valid_to wage_account_opened_date completed_date".split()
)


def column_type(name: str) -> pa.DataType:
    """The type in which a platform would hold a column of the sample."""
    if name in MONEY:
        return pa.decimal128(18, 4 if name == "rate" else 2)
    return pa.date32() if name in DATES else pa.string()


@pytest.fixture(scope="session")
def site() -> dict[str, pa.Table]:
    """The tables of the sample site, typed."""
    tables = {}
    for file in sorted(SITE.glob("*.csv")):
        header = file.read_text(encoding="utf-8").splitlines()[0].split(",")
        options = pa.csv.ConvertOptions(
            column_types={name: column_type(name) for name in header},
            strings_can_be_null=True,
            null_values=[""],
        )
        tables[file.stem] = pa.csv.read_csv(file, convert_options=options)
    kinds = {str(field.type) for table in tables.values() for field in table.schema}
    assert {"date32[day]", "decimal128(18, 2)", "decimal128(18, 4)", "string"} == kinds
    return tables


def dataset(kind: str, out: Path, *arguments: str) -> Path:
    """A generated data set, made once."""
    if not out.exists():
        command = ["cargo", "run", "--quiet", "--package", "anxin-datasets", "--", kind]
        environment = {**os.environ, "CARGO_INCREMENTAL": "0", "CARGO_PROFILE_DEV_DEBUG": "0"}
        subprocess.run(
            [*command, "--out", out, *arguments],
            cwd=ROOT,
            check=True,
            stdin=subprocess.DEVNULL,
            env=environment,
        )
    return out


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county's two months: some thousand workers with known faults."""
    out = tmp_path_factory.mktemp("data") / "county"
    return dataset("region", out, "--scale", "0.01", "--months", "2", "--seed", "5")
