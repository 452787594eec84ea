"""The golden cases through Python: the same bytes as the Rust engine."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import anxin
import pytest
from conftest import ROOT

CASES = sorted(path.parent for path in (ROOT / "datasets" / "cases").glob("*/*/case.md"))


def test_there_are_cases() -> None:
    assert len(CASES) > 200


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case_gives_the_bytes_it_expects(case: Path, tmp_path: Path) -> None:
    story = (case / "case.md").read_text(encoding="utf-8").splitlines()
    as_of = next(line.removeprefix("as_of: ") for line in story if line.startswith("as_of: "))
    policy = case / "policy.toml"
    run = anxin.reconcile(
        case / "in", as_of=as_of.strip(), policy=policy if policy.exists() else "cn", threads=1
    )
    run.write(tmp_path / "out", "csv", detail=True)
    expected = sorted((case / "expected").glob("*.csv"))
    assert expected
    for file in expected:
        known = file.read_bytes()
        columns = next(csv.reader([known.decode().splitlines()[0]]))
        assert known_columns(tmp_path / "out" / file.name, columns) == known, file.name


def known_columns(file: Path, columns: list[str]) -> bytes:
    """A table with the columns of the case alone: later ones may have come after it.

    The column `detail` is for reading; it is empty in the cases.
    """
    with file.open(encoding="utf-8", newline="") as text:
        header, *rows = csv.reader(text)
    assert set(columns) <= set(header)
    places = [header.index(name) for name in columns]
    kept = [["" if header[at] == "detail" else row[at] for at in places] for row in rows]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([columns, *kept])
    return out.getvalue().encode()
