"""A second opinion in another language: steps 3 to 6 and totals in SQL, against the engine, to the fen.

`ANXIN_MINUTES=n` goes on for so long, `ANXIN_SEED=n` begins elsewhere.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import anxin
import duckdb
import pytest
import worlds

LINES = (Path(__file__).parent / "twin.sql").read_text(encoding="utf-8").splitlines()
CODE = "\n".join(line for line in LINES if not line.startswith("--"))
STATEMENTS = [part for part in CODE.split(";") if part.strip()]
FEN = "(round({0} * 100))::hugeint"
SEED = int(os.environ.get("ANXIN_SEED", "1"))
MINUTES = float(os.environ.get("ANXIN_MINUTES", "0"))

MONEY_OF_PERIOD = "attendance_due payroll_due due paid paid_on_time arrears not_yet_due".split()
MONEY = "due paid arrears not_yet_due".split()


def fen(names: list[str]) -> str:
    return ", ".join(FEN.format(name) + f" as {name}" for name in names)


# What is compared: a name, what the engine says (its table is `t`), what the twin says.
COMPARED = [
    (
        "worker_periods",
        f"""select worker_id, project_id, period, attended_days, attended_minutes, {fen(MONEY_OF_PERIOD)},
            due_source::varchar, due_date, settled_date, overdue_days, age_bracket::varchar from t""",
        f"""select worker_id, project_id, period, attended_days, attended_minutes,
            {", ".join(MONEY_OF_PERIOD)}, due_source, due_date, settled_date,
            case when arrears > 0 then $as_of - due_date end as overdue_days,
            case when arrears = 0 then null when $as_of - due_date <= 30 then '1-30'
              when $as_of - due_date <= 90 then '31-90' when $as_of - due_date <= 180 then '91-180'
              when $as_of - due_date <= 365 then '181-365' else 'over_365' end from worker_period""",
    ),
    (
        "allocations",
        f"select transfer_id, worker_id, project_id, period, pass::varchar, {fen(['amount'])} from t",
        "select transfer_id, worker_id, project_id, period, pass, amount from allocation",
    ),
    (
        "transfer_fates",
        f"""select transfer_id, fate::varchar, {fen(["amount", "allocated", "advance"])},
            case when fate = 'reversal' then null else {FEN.format("taken_back")} end,
            case when fate = 'reversal' then null else {FEN.format("set_aside")} end, paid_date from t""",
        """select t.transfer_id, fate, t.amount, coalesce(paid, 0),
            case when fate = 'counted' then t.amount - taken - coalesce(paid, 0) else 0 end,
            case fate when 'counted' then taken when 'unmatched' then taken when 'reversed' then t.amount
              when 'reversal' then null else 0 end,
            case fate when 'counted' then 0 when 'reversed' then 0 when 'reversal' then null
              when 'unmatched' then t.amount - taken else t.amount end, t.paid_date
            from transfer t left join (
              select transfer_id, sum(amount) as paid from allocation group by all
            ) a on a.transfer_id = t.transfer_id and fate = 'counted'""",
    ),
    (
        "worker_totals",
        f"select worker_id, {fen([*MONEY, 'advance'])}, periods_in_arrears, oldest_due_date from t",
        """with advances as (
            select p.worker_id, sum(p.amount - coalesce(paid, 0)) as advance from paying p left join (
              select transfer_id, sum(amount) as paid from allocation group by all) using (transfer_id)
            group by all
          ), engaged as (
            select worker_id from contract union select worker_id from period_of
            union select worker_id from sheet
          )
          select worker_id, coalesce(sum(due), 0), coalesce(sum(paid), 0), coalesce(sum(arrears), 0),
            coalesce(sum(not_yet_due), 0), coalesce(any_value(advance), 0),
            count(*) filter (arrears > 0), min(due_date) filter (arrears > 0)
          from engaged left join worker_period using (worker_id) left join advances using (worker_id)
          group by worker_id""",
    ),
    (
        "project_totals",
        f"""select project_id, {fen([*MONEY, "paid_on_time", "largest_arrears"])}, workers_owed,
            oldest_due_date from t where due > 0""",
        """with pairs as (
            select project_id, worker_id, sum(arrears) as arrears from worker_period group by all
          )
          select project_id, sum(due), sum(paid), sum(w.arrears), sum(not_yet_due), sum(paid_on_time),
            (select max(arrears) from pairs p where p.project_id = w.project_id),
            (select count(*) from pairs p where p.project_id = w.project_id and p.arrears > 0),
            min(due_date) filter (arrears > 0)
          from worker_period w group by project_id having sum(due) > 0""",
    ),
    (
        "month_totals",
        f"""select period, worker_periods, worker_periods_owed, attended_days, attended_minutes,
            {fen([*MONEY, "paid_on_time"])} from t""",
        """select period, count(*), count(*) filter (arrears > 0), sum(attended_days),
            sum(attended_minutes), sum(due), sum(paid), sum(arrears), sum(not_yet_due), sum(paid_on_time)
          from worker_period group by period""",
    ),
    (
        "rollup_totals",
        f"select dimension::varchar, key, {fen([*MONEY, 'paid_on_time'])} from t where due > 0",
        """with kinds as (
            select project_id, unnest(['category', 'investment']) as dimension,
              unnest([category, investment]) as key from (select distinct * from projects)
          )
          select dimension, key, sum(due), sum(paid), sum(arrears), sum(not_yet_due), sum(paid_on_time)
          from worker_period join kinds using (project_id) group by dimension, key having sum(due) > 0""",
    ),
    (
        "region_totals",
        f"select level, region_code, {fen([*MONEY, 'paid_on_time'])} from t where due > 0",
        """select level, region_code[:level] as code, sum(due), sum(paid), sum(arrears), sum(not_yet_due),
            sum(paid_on_time)
          from worker_period join (select distinct project_id, region_code from projects) using (project_id),
            unnest([2, 4, 6]) as levels(level)
          group by level, code having sum(due) > 0""",
    ),
]


def differences(rows: dict[str, worlds.Rows], as_of: str, run: anxin.Run) -> list[str]:
    """What engine and twin say differently of one data set."""
    with duckdb.connect() as twin:
        for name, table in worlds.for_twin(rows).items():
            twin.register(name, table)
        day = f"date '{as_of}'"
        for statement in STATEMENTS:
            twin.execute(statement.replace("$as_of", day))
        found = []
        for name, engine, own in COMPARED:
            twin.register("t", run[name].to_arrow())
            sides = [
                sorted(map(repr, twin.execute(query.replace("$as_of", day)).fetchall()))
                for query in (engine, own)
            ]
            twin.unregister("t")
            only = [sorted(_without(sides[0], sides[1])), sorted(_without(sides[1], sides[0]))]
            found += [f"{name}: engine {line}" for line in only[0]]
            found += [f"{name}: twin {line}" for line in only[1]]
    return found


def _without(lines: list[str], others: list[str]) -> list[str]:
    left = list(others)
    missing = []
    for line in lines:
        if line in left:
            left.remove(line)
        else:
            missing.append(line)
    return missing


def reconciled(rows: dict[str, worlds.Rows], as_of: str) -> anxin.Run | None:
    try:
        return anxin.reconcile(as_of=as_of, threads=1, **worlds.for_engine(rows))
    except anxin.AnxinError as error:
        assert error.code == "missing_table"
        return None


def checked(seed: int) -> dict[str, int]:
    """Holds one world; how much stood in it."""
    rows, as_of = worlds.world(seed)
    run = reconciled(rows, as_of)
    assert run is not None
    found = differences(rows, as_of, run)
    assert not found, f"seed {seed}, as of {as_of}:\n" + "\n".join(found[:20])
    return {name: len(run[name]) for name in ("worker_periods", "allocations", "transfer_fates")}


def test_engine_and_twin_agree_to_the_fen() -> None:
    start, seed = time.monotonic(), SEED
    sums: dict[str, int] = {}
    while seed < SEED + 20 or time.monotonic() - start < MINUTES * 60:
        for name, count in checked(seed).items():
            sums[name] = sums.get(name, 0) + count
        seed += 1
    print(f"{seed - SEED} worlds: {sums}")
    assert sums["worker_periods"] > 100 and sums["allocations"] > 100


# One value of the input is changed for the twin alone: it must be seen, and where.
MUTATIONS: list[tuple[str, str, Any, str]] = [
    ("contracts", "rate", lambda cell: str(int(cell) + 100), "worker_periods"),
    ("attendance", "minutes", lambda cell: str((int(cell) + 61) % 1440), "worker_periods"),
    ("payroll", "net", lambda cell: str(int(cell) + 1_000_000), "worker_periods"),
    ("transfers", "amount", lambda cell: str(int(cell) + 1), "transfer_fates"),
    ("transfers", "paid_date", lambda _: "2025-03-19", "transfer_fates"),
    ("contracts", "pay_day", lambda cell: "7" if cell != "7" else "8", "worker_periods"),
]


@pytest.mark.parametrize(("table", "column", "change", "seen"), MUTATIONS)
def test_one_altered_value_is_seen(table: str, column: str, change: Any, seen: str) -> None:
    noticed = 0
    for seed in range(SEED, SEED + 3):
        rows, as_of = worlds.world(seed)
        run = reconciled(rows, as_of)
        assert run is not None
        first = next(row for row in rows[table] if row.get("status", "settled") == "settled")
        same = [row for row in rows[table] if row == first]
        for row in same:
            row[column] = change(row[column])
        found = differences(rows, as_of, run)
        noticed += any(line.startswith(seen) for line in found)
    assert noticed > 0
