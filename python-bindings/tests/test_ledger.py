"""Ledgers: any history is `reconcile` over the rows that stand. And the other questions about figures."""

from __future__ import annotations

import datetime
import random
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import anxin
import pandas
import polars as pl
import pyarrow as pa
import pytest
from conftest import AS_OF, SITE

Tables = dict[str, pa.Table]


def equal(one: anxin.Run, other: anxin.Run) -> None:
    """The same tables; the column `row` of `findings` is the position in the ledger, not in the run."""
    left, right = one.digests, other.digests
    assert {name for name in left if left[name] != right[name]} <= {"findings"}
    findings = [run.findings.to_polars().drop("row") for run in (one, other)]
    assert findings[0].sort(pl.all()).equals(findings[1].sort(pl.all()))


def as_producer(table: pa.Table, kind: int) -> object:
    """A table as one of the libraries hands it over."""
    if kind == 0:
        return table
    if kind == 1:
        return pl.DataFrame(table)
    if kind == 2:
        return table.to_pandas(types_mapper=pandas.ArrowDtype)
    return pa.RecordBatchReader.from_batches(table.schema, table.to_batches())


@pytest.mark.parametrize("seed", range(6))
def test_any_history_is_a_run_over_the_rows_that_stand(
    seed: int, site: Tables, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    # Of every table the rows that were added, and which of them stand.
    standing: dict[str, list[tuple[pa.Table, bool]]] = {}
    days = ["2025-10-31", "2025-11-30", AS_OF]
    left = {name: table for name, table in site.items()}
    with anxin.Ledger.init(tmp_path / "L", as_of=days[0]) as ledger:
        for turn in range(6):
            add, withdraw = {}, {}
            for name, table in left.items():
                rows = table.num_rows if turn == 3 else chance.randint(0, table.num_rows)
                # Rows that all stand from the first commit on are those of `attendance`.
                if turn == 0 and name == "attendance":
                    rows = max(rows, 1)
                if rows:
                    add[name] = as_producer(table.slice(0, rows), chance.randint(0, 3))
                left[name] = table.slice(rows)
                known = standing.setdefault(name, [])
                taken = [at for at, (_, stands) in enumerate(known) if stands and chance.random() < 0.1]
                if taken and turn > 0:
                    withdraw[name] = taken
                    for at in taken:
                        known[at] = (known[at][0], False)
                    # Half of them come again, behind what is there.
                    for at in taken[::2]:
                        left[name] = pa.concat_tables([left[name], known[at][0]])
                known += [(table.slice(at, 1), True) for at in range(rows)]
            day = days[min(turn // 2, 2)]
            moved = day if str(ledger.as_of) != day else None
            if not (add or withdraw or moved):
                continue
            number = ledger.add(withdraw=withdraw, as_of=moved, **add)
            assert number == ledger.commits - 1
            rows_of = {
                name: pa.concat_tables([row for row, stands in rows if stands])
                for name, rows in standing.items()
                if any(stands for _, stands in rows)
            }
            empty = [name for name in standing if standing[name] and name not in rows_of]
            rows_of |= {name: site[name].slice(0, 0) for name in empty}
            equal(ledger.report(), anxin.reconcile(as_of=day, **rows_of))
        for name, rows in standing.items():
            assert ledger.rows(name) == (len(rows), sum(not stands for _, stands in rows))


def test_what_changed_has_a_cause_and_earlier_states_come_back(tmp_path: Path) -> None:
    folder = tmp_path / "L"
    with anxin.Ledger.init(folder, as_of="2025-10-31") as ledger:
        with pytest.raises(anxin.AnxinError) as caught:
            ledger.report()
        assert caught.value.code == "missing_table"
        assert ledger.add(SITE) == 1
        assert ledger.advance(AS_OF) == 2
        assert str(ledger.as_of) == AS_OF
        equal(ledger.report(), anxin.reconcile(SITE, as_of=AS_OF))
        equal(ledger.report(at=1), anxin.reconcile(SITE, as_of="2025-10-31"))
        equal(ledger.report(at="2025-11-30"), anxin.reconcile(SITE, as_of="2025-11-30"))
        moved = ledger.diff(1, 2)
        assert {change.cause for change in moved} == {f"as_of 2025-10-31 to {AS_OF}"}
        assert pl.DataFrame(moved).columns[:2] == ["table", "change"]
        number = ledger.add(withdraw={"transfers": [0]})
        changes = ledger.diff(number - 1)
        assert changes and {change.cause for change in changes} == {"transfers 0"}
        assert any(change.table == "accounting" for change in changes)
        ours = anxin.Policy.load("cn").replace({"wages.default_pay_day": 15})
        ledger.add(policy=ours)
        assert ledger.policy == ours
        with pytest.raises(anxin.AnxinError) as caught:
            ledger.report(at=9)
        assert caught.value.code == "not_found"
        with pytest.raises(ValueError, match="soon"):
            ledger.report(at="soon")
        known = (ledger.commits, ledger.sum)
    with anxin.Ledger.open(folder, read_only=True) as read:
        assert (read.commits, read.sum) == known
        with pytest.raises(anxin.AnxinError):
            read.advance("2026-01-31")
        assert (read.commits, read.sum) == known


def test_one_writer_and_a_block_that_lets_the_next_one_in(tmp_path: Path) -> None:
    folder = tmp_path / "L"
    with anxin.Ledger.init(folder, as_of=AS_OF) as ledger:
        with pytest.raises(anxin.AnxinError, match="another process") as caught:
            anxin.Ledger.open(folder)
        assert caught.value.code == "input"
        assert anxin.Ledger.open(folder, read_only=True).commits == 1
        words = [sys.executable, "-m", "anxin", "ledger", "add", str(folder), str(SITE)]
        assert subprocess.run(words, capture_output=True, check=False).returncode != 0
    assert repr(ledger) == "<anxin.Ledger closed>"
    ledger.close()
    with pytest.raises(anxin.AnxinError, match="closed"):
        ledger.advance("2026-01-31")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # What the command has written is here as well.
    with pytest.raises(ZeroDivisionError), anxin.Ledger.open(folder) as again:
        assert again.commits == 2
        raise ZeroDivisionError
    with anxin.Ledger.open(folder) as again:
        equal(again.report(), anxin.reconcile(SITE, as_of=AS_OF))


def test_a_row_that_cannot_be_taken_back_changes_nothing(tmp_path: Path) -> None:
    with anxin.Ledger.init(tmp_path / "L", as_of=AS_OF) as ledger:
        ledger.add(SITE)
        known = ledger.sum
        for arguments in ({"withdraw": {"transfers": [10**6]}}, {}, {"payroll": pa.table({"a": [1]})}):
            with pytest.raises(anxin.AnxinError):
                ledger.add(**arguments)
            assert ledger.sum == known
        with pytest.raises(ValueError, match="`wages`"):
            ledger.add(withdraw={"wages": [0]})
    other = next((tmp_path / "L").glob("000001-0-*"))
    other.write_bytes(other.read_bytes() + b"\n")
    with pytest.raises(anxin.AnxinError, match=other.name) as caught:
        anxin.Ledger.open(tmp_path / "L")
    assert caught.value.code == "decode"


def test_many_policies_over_one_data_set(tmp_path: Path) -> None:
    later = anxin.Policy.load("cn").replace({"name": "later", "wages.default_pay_month_offset": 12})
    sheet = tmp_path / "payroll.csv"
    line = "S1,W1,P1,2025-03,4500.00"
    sheet.write_text(f"payroll_id,worker_id,project_id,period,net\n{line}\n", encoding="utf-8")
    for given in ({"folder": SITE}, {"folder": tmp_path}, {"payroll": sheet}):
        first, second = anxin.what_if(**given, policies=["cn", later], as_of=AS_OF)
        for one, policy in ((first, "cn"), (second, later)):
            run = anxin.reconcile(**given, as_of=AS_OF, policy=policy)
            assert one.summary["totals"] == run.summary["totals"]
            for figure in ("due", "paid", "arrears"):
                assert one.figures[figure] == run.summary["totals"][figure]
        arrears = second.figures["arrears"] - first.figures["arrears"]
        assert second.differences["arrears"] == arrears
    assert (first.figures["arrears"], arrears) == (Decimal("4500.00"), Decimal("-4500.00"))
    assert first.figures["workers_owed"] == 1 and second.policy.name == "later"
    assert anxin.what_if(SITE, policies=[], as_of=AS_OF) == []


def test_what_hangs_on_doubtful_records(tmp_path: Path) -> None:
    day = "worker_id,project_id,work_date,minutes\nW1,P1,2025-03-03,480\nW2,P1,2025-03-03,480\n"
    contracts = "contract_id,worker_id,project_id,pay_basis,rate,start_date\n"
    contracts += "C1,W1,P1,daily,300,2025-03-01\nC2,W1,P1,daily,350,2025-03-01\n"
    contracts += "C3,W2,P1,daily,200,2025-03-01\n"
    (tmp_path / "attendance.csv").write_text(day, encoding="utf-8")
    (tmp_path / "contracts.csv").write_text(contracts, encoding="utf-8")
    found = anxin.disputed(tmp_path, as_of=AS_OF)
    totals = (found.arrears, found.least, found.most)
    assert totals == (Decimal("550.00"), Decimal("500.00"), Decimal("550.00"))
    assert found.periods == (
        anxin.DisputedPeriod(
            worker_id="W1",
            project_id="P1",
            period=datetime.date(2025, 3, 1),
            arrears=Decimal("350.00"),
            least=Decimal("300.00"),
            most=Decimal("350.00"),
            is_exact=True,
            doubts=("two_rates C1 C2",),
            documents=("signed_contract",),
        ),
    )


def test_two_runs_apart(site: Tables) -> None:
    ours = anxin.Policy.load("cn").replace({"wages.due_source": "greater"})
    changes = anxin.diff(SITE, as_of=AS_OF, policy_after=ours)
    assert changes and all("policy wages.due_source" in change.cause for change in changes)
    assert anxin.diff(SITE, as_of=AS_OF) == []
    assert anxin.diff(SITE, SITE, as_of=AS_OF) == []
    fewer = {**site, "transfers": site["transfers"].slice(1)}
    found = anxin.diff(site, fewer, as_of=AS_OF)
    assert {change.cause for change in found} == {"before transfers 0"}


def test_what_a_run_needs(site: Tables) -> None:
    plan = anxin.plan(SITE, as_of=AS_OF)
    run = anxin.reconcile(SITE, as_of=AS_OF)
    assert plan.rows["attendance"] == site["attendance"].num_rows
    assert plan.worker_months == len(run.worker_periods) and plan.sample == 1
    assert plan.parts(plan.memory_bytes) == 1
    with pytest.raises(anxin.AnxinError) as caught:
        plan.parts(1)
    assert caught.value.code == "input"
