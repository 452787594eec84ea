"""Random data sets for the twin in SQL: tables of text, as a platform would export them."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal

import pyarrow as pa

Rows = list[dict[str, "str | None"]]
# Amounts are fen, rates ten-thousandths, quantities thousandths; the engine reads them as decimals.
SCALES = {"amount": 2, "gross": 2, "deductions": 2, "net": 2, "rate": 4, "quantity": 3}
MONTHS = [f"2025-{month:02}" for month in range(3, 9)]
COLUMNS = {
    "projects": "project_id region_code category investment",
    "contracts": "contract_id worker_id project_id employer_id pay_basis rate start_date end_date pay_day "
    "pay_month_offset hours_system daily_minutes",
    "attendance": "worker_id project_id work_date minutes shift quantity",
    "payroll": "payroll_id worker_id project_id period gross deductions net confirmed is_back_pay",
    "adjustments": "adjustment_id worker_id project_id period kind amount",
    "transfers": "transfer_id amount paid_date status worker_id project_id period reverses payroll_id",
    "calendar": "date day_class",
}


def world(seed: int) -> tuple[dict[str, Rows], str]:
    """A data set and its day."""
    chance = random.Random(seed)
    rows: dict[str, Rows] = {name: [] for name in COLUMNS}
    first = datetime.date(2025, 1, 1)
    for at in range(730):
        day = first + datetime.timedelta(at)
        usual = "rest_day" if day.weekday() > 4 else "workday"
        kind = chance.choice(["holiday", "workday", "rest_day"]) if chance.random() < 0.08 else usual
        rows["calendar"].append({"date": str(day), "day_class": kind})
    projects = [f"P{place}" for place in range(chance.randint(1, 3))]
    for project in projects:
        rows["projects"].append(
            {
                "project_id": project,
                "region_code": chance.choice(["150102", "150104", "150203", None]),
                "category": chance.choice(["01", "02", None]),
                "investment": chance.choice(["government", "private", None]),
            }
        )
    for place in range(chance.randint(2, 7)):
        own = chance.sample(projects, chance.randint(1, min(2, len(projects))))
        for project in own:
            _engagement(chance, rows, f"W{place}", project, len(own) == 1)
    for name in ("contracts", "payroll", "adjustments"):
        rows[name] += [dict(chance.choice(rows[name])) for _ in range(2) if rows[name]]
    _strange(chance, rows)
    for name in COLUMNS:
        chance.shuffle(rows[name])
    as_of = datetime.date(2025, 6, 1) + datetime.timedelta(chance.randint(0, 150))
    return rows, str(as_of)


def _engagement(chance: random.Random, rows: dict[str, Rows], worker: str, project: str, alone: bool) -> None:
    key = {"worker_id": worker, "project_id": project}
    for number in range(chance.choice([0, 1, 1, 1, 2, 3])):
        start = datetime.date(2025, 2, 20) + datetime.timedelta(chance.choice([0, 9, chance.randint(0, 150)]))
        end = start + datetime.timedelta(chance.randint(0, 150)) if chance.random() < 0.4 else None
        rows["contracts"].append(
            {
                **key,
                "contract_id": f"C{number}-{worker}-{project}",
                "employer_id": chance.choice(["E1", None]),
                "pay_basis": chance.choice(["hourly", "daily", "monthly", "monthly", "piece"]),
                "rate": str(chance.choice([chance.randint(1, 9_999_999), 300_0000, 6500_0000])),
                "start_date": str(start),
                "end_date": str(end) if end else None,
                "pay_day": chance.choice([None, "1", "15", "31", str(chance.randint(1, 31))]),
                "pay_month_offset": chance.choice([None, "0", "1", "2"]),
                "hours_system": chance.choice([None, "standard", "comprehensive", "flexible", "none"]),
                "daily_minutes": chance.choice([None, "480", "540", "421"]),
            }
        )
    for month in MONTHS:
        if chance.random() < 0.7:
            _days(chance, rows, key, month)
        if chance.random() < 0.5:
            _line(chance, rows, key, month)
        if chance.random() < 0.2:
            kinds = ["allowance", "bonus", "statutory_deduction", "damage_deduction", "other_deduction"]
            rows["adjustments"].append(
                {
                    **key,
                    "adjustment_id": f"A-{worker}-{project}-{month}",
                    "period": month,
                    "kind": chance.choice(kinds),
                    "amount": str(chance.randint(1, 300_000)),
                }
            )
    for number in range(chance.randint(0, 7)):
        _transfer(chance, rows, key, f"T{number:02}-{worker}-{project}", alone)


def _days(chance: random.Random, rows: dict[str, Rows], key: dict[str, str], month: str) -> None:
    share = chance.choice([0.05, 0.5, 0.95])
    first = datetime.date.fromisoformat(f"{month}-01")
    for at in range(28):
        if chance.random() > share:
            continue
        day = str(first + datetime.timedelta(at + (3 if first.month in (3, 5, 7, 8) else 0)))
        for _ in range(chance.choice([1, 1, 1, 1, 2, 3])):
            row = {
                **key,
                "work_date": day,
                "minutes": str(chance.choice([0, 480, 480, 600, chance.randint(0, 1440)])),
                "shift": chance.choice([None, None, None, "早", "夜"]),
                "quantity": chance.choice([None, str(chance.randint(0, 40_000))]),
            }
            rows["attendance"] += [row] * chance.choice([1, 1, 1, 1, 2])


def _line(chance: random.Random, rows: dict[str, Rows], key: dict[str, str], month: str) -> None:
    for number in range(chance.choice([1, 1, 1, 2])):
        gross = chance.randint(0, 900_000)
        deductions = chance.choice([0, 0, chance.randint(0, 50_000)])
        rows["payroll"].append(
            {
                **key,
                "payroll_id": f"S{number}-{month}",
                "period": month,
                "gross": chance.choice([None, str(gross)]),
                "deductions": chance.choice([None, str(deductions)]),
                "net": str(gross - deductions - chance.choice([0, 0, 0, 1234])),
                "confirmed": chance.choice(["true", "true", "false"]),
                "is_back_pay": "true" if chance.random() < 0.1 else "false",
            }
        )


def _transfer(
    chance: random.Random, rows: dict[str, Rows], key: dict[str, str], name: str, alone: bool
) -> None:
    paid = datetime.date(2025, 3, 20) + datetime.timedelta(chance.randint(0, 240))
    row: dict[str, str | None] = {
        **key,
        "transfer_id": name,
        "amount": str(chance.choice([chance.randint(1, 900_000), 500_000])),
        "paid_date": str(paid),
        "status": chance.choice(["settled"] * 8 + ["pending", "failed", "returned"]),
        "period": chance.choice([None, *MONTHS]),
        "reverses": None,
        "payroll_id": f"S0-{chance.choice(MONTHS)}" if chance.random() < 0.4 else None,
    }
    if alone and chance.random() < 0.3:
        row["project_id"] = None
    rows["transfers"].append(row)
    if chance.random() < 0.1:
        rows["transfers"].append(dict(row))
    if chance.random() < 0.1:
        rows["transfers"].append({**row, "amount": str(chance.randint(1, 900_000))})
    elif chance.random() < 0.15:
        taken = chance.choice([row["amount"], "1", "250000"])
        later = str(paid + datetime.timedelta(chance.randint(0, 30)))
        back = {"transfer_id": f"{name}-R", "reverses": name, "amount": taken, "paid_date": later}
        rows["transfers"].append({**row, **back, "status": "settled", "payroll_id": None})


def _strange(chance: random.Random, rows: dict[str, Rows]) -> None:
    for worker, project in (("W9", None), ("W9", "P0"), ("W0", "P9")):
        if chance.random() < 0.5:
            name = f"X-{worker}-{project}"
            given = {"transfer_id": name, "worker_id": worker, "project_id": project, "status": "settled"}
            rows["transfers"].append({**given, "amount": "100", "paid_date": "2025-04-01"})


def for_engine(rows: dict[str, Rows]) -> dict[str, pa.Table]:
    """As the engine reads it: decimals as text."""
    return {name: _table(name, rows[name], scaled=True) for name in COLUMNS if rows[name] or name != "projects"}


def for_twin(rows: dict[str, Rows]) -> dict[str, pa.Table]:
    """As the twin reads it: whole numbers, named for their unit."""
    return {name: _table(name, rows[name], scaled=False) for name in COLUMNS}


def _table(name: str, rows: Rows, *, scaled: bool) -> pa.Table:
    units = {"rate": "rate_10000", "quantity": "quantity_1000"}
    columns = {}
    for column in COLUMNS[name].split():
        cells = [row.get(column) for row in rows]
        scale = SCALES.get(column)
        if scale is not None and scaled:
            cells = [None if cell is None else str(Decimal(cell).scaleb(-scale)) for cell in cells]
        unit = units.get(column, f"{column}_fen")
        columns[column if scale is None or scaled else unit] = pa.array(cells, pa.string())
    return pa.table(columns)
