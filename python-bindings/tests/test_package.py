"""The package as a whole: types, command, names, charts, notebooks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import altair
import anxin
import nbclient
import nbformat
import polars as pl
import pytest
from conftest import AS_OF, ROOT, SITE

PACKAGE = ROOT / "python-bindings"


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=PACKAGE, capture_output=True, text=True, check=False
    )


def test_types_are_right_and_the_stub_tells_what_is_there() -> None:
    checked = python("-m", "mypy")
    assert checked.returncode == 0, checked.stdout
    stub = python("-m", "mypy.stubtest", "anxin._anxin", "--mypy-config-file", "pyproject.toml")
    assert stub.returncode == 0, stub.stdout


def test_the_command_is_that_of_the_binary(tmp_path: Path) -> None:
    done = python("-m", "anxin", "reconcile", str(SITE), "--as-of", AS_OF, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    run = anxin.reconcile(SITE, as_of=AS_OF)
    assert Decimal(told["totals"]["arrears"]) == run.summary["totals"]["arrears"]
    wrong = python("-m", "anxin", "reconcile")
    assert wrong.returncode == 2 and "--as-of" in wrong.stderr


def test_names_are_those_of_the_documentation() -> None:
    text = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    headings = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^### .*$", text, re.MULTILINE))))
    assert set(anxin.output_tables()) <= headings
    assert set(anxin.output_tables()) - set(anxin.output_tables(detail=False)) == {"wage_lines", "cover"}
    assert {"attendance", "contracts", "transfers"} <= set(anxin.input_tables())
    run = anxin.reconcile(SITE, as_of=AS_OF)
    assert set(anxin.output_tables()) <= set(dir(run)) and list(run) == anxin.output_tables()
    assert anxin.__version__ in python("-m", "anxin", "--version").stdout


def test_a_notebook_shows_the_figures_that_matter() -> None:
    run = anxin.reconcile(SITE, as_of=AS_OF)
    page = run._repr_html_()
    for figure in ("153,852.18", "136,727.18", "17,125.00", "Arrears by age"):
        assert figure in page
    assert "990100197503011016" in run.worker_periods._repr_html_()
    assert repr(run) == "<anxin.Run due 153852.18, paid 136727.18, arrears 17125.00>"


def drawn(chart: altair.Chart, field: str) -> float:
    """The sum of what a chart draws."""
    (rows,) = chart.to_dict()["datasets"].values()
    return sum(row[field] for row in rows)


def test_charts_show_the_figures_of_the_run(tmp_path: Path) -> None:
    run = anxin.reconcile(SITE, as_of=AS_OF)
    assert drawn(run.plot.ageing(), "arrears") == 17125.0
    assert drawn(run.plot.coverage(), "amount") == 17125.0
    assert drawn(run.plot.timesheet("990100197901011054", "2025-09"), "hours") == 22 * 8
    owed = run.project_totals.to_polars().filter(pl.col("project_id") == "P1")["arrears"].item()
    assert drawn(run.plot.waterfall("P1"), "amount") == float(owed)
    with pytest.raises(ValueError, match="P9"):
        run.plot.waterfall("P9")
    charts = {
        "ageing": run.plot.ageing(),
        "coverage": run.plot.coverage(),
        "timesheet": run.plot.timesheet("990100197901011054", "2025-09"),
        "waterfall": run.plot.waterfall("P1"),
    }
    for name, chart in charts.items():
        chart.save(tmp_path / f"{name}.png")
        assert (tmp_path / f"{name}.png").stat().st_size > 2000


def test_the_polars_namespace() -> None:
    import anxin.frames  # noqa: F401

    attendance = pl.read_csv(SITE / "attendance.csv", infer_schema=False)
    run = attendance.anxin.reconcile(as_of=AS_OF, contracts=SITE / "contracts.csv")
    assert run.summary["totals"]["due"] > 0


@pytest.mark.parametrize("name", ["county_month", "policy_what_if"])
def test_a_notebook_runs(name: str, county: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANXIN_COUNTY", str(county))
    path = PACKAGE / "notebooks" / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "outputs are not kept"
    client = nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": path.parent}})
    client.execute()
    pages = [
        output.get("data", {}).get("text/html", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    assert any("<b>anxin</b> as of 2025-12-31" in page for page in pages)
    assert any("vega-embed" in page for page in pages)
