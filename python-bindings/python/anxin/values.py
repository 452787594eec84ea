"""Money as `Decimal` and days as `date` in what the engine tells as JSON."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

# Keys whose text is an amount of yuan, or a rate or number that is exact as a decimal.
DECIMALS = frozenset(
    "advance amount arrears attendance_due covered damage_cap damage_not_lawful days deductions "
    "due gross held minimum_wage net not_lawful not_yet_due paid paid_on_time payroll_due quantity "
    "rate required residual set_aside shortfall taken_back uncovered wage".split()
)
# Keys whose text is a day.
DATES = frozenset(
    "as_of date due_date end_date last_attended_date moved_date nominal_date oldest_due_date "
    "paid_date settled_date start_date termination_date".split()
)


def read(text: str) -> Any:
    """A JSON text as lists and dicts, amounts as `Decimal`, days as `date`."""
    return json.loads(text, object_pairs_hook=_typed)


def _typed(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {key: _value(key, value) for key, value in pairs}


def _value(key: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    make: Callable[[str], Any] | None = None
    if key in DECIMALS:
        make = Decimal
    elif key in DATES:
        make = datetime.date.fromisoformat
    return value if make is None else make(value)
