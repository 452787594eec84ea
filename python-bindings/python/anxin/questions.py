"""Questions about figures: what if, what changed, and what a run will need."""

from __future__ import annotations

import csv
import datetime
import io
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Union

from anxin import _anxin, values
from anxin.ledger import Change
from anxin.policy import Policy
from anxin.reconcile import Data, OnProgress, _inputs, _watch

AnyPolicy = Union[Policy, str, "os.PathLike[str]", Mapping[str, Any]]
# A folder, or tables by their names.
Inputs = Union[str, "os.PathLike[str]", Mapping[str, Data]]


@dataclass(frozen=True)
class WhatIf:
    """What one policy comes to.

    ``figures`` are yuan as `decimal.Decimal`, or numbers (`workers_owed`, …); ``differences`` the same
    less those of the first policy.
    """

    policy: Policy
    summary: dict[str, Any]
    figures: dict[str, Decimal | int]
    differences: dict[str, Decimal | int]


def what_if(
    folder: str | os.PathLike[str] | None = None,
    *,
    policies: Iterable[AnyPolicy],
    as_of: str | datetime.date,
    threads: int | None = None,
    progress: bool | OnProgress | None = None,
    **tables: Data,
) -> list[WhatIf]:
    """One data set under several policies, side by side; tables are given as to `reconcile`.

    >>> later = anxin.Policy.load("cn").replace({"wages.default_pay_month_offset": 12})
    >>> [one.figures["arrears"] for one in anxin.what_if(site, policies=["cn", later], as_of=day)]
    [Decimal('17125.00'), Decimal('0.00')]

    Tables are read once for all policies that read them alike; the figures are those of a run under
    each policy. Raises what `reconcile` raises.
    """
    chosen = [Policy.load(policy) for policy in policies]
    inputs = _inputs(folder, tables)
    with _watch(progress) as told:
        summaries, text = _anxin.what_if(
            inputs, [policy._policy for policy in chosen], str(as_of), threads, told
        )
    figures: list[dict[str, Decimal | int]] = [{} for _ in chosen]
    differences: list[dict[str, Decimal | int]] = [{} for _ in chosen]
    for line in csv.DictReader(io.StringIO(text)):
        place = int(line["place"])
        figures[place][line["figure"]] = _number(line["value"])
        differences[place][line["figure"]] = _number(line["difference"])
    rows = zip(chosen, summaries, figures, differences, strict=True)
    return [WhatIf(policy, values.read(summary), *both) for policy, summary, *both in rows]


@dataclass(frozen=True)
class DisputedPeriod:
    """A worker-period whose arrears depend on how doubtful records are read; amounts in yuan.

    ``most`` is `None` where it is not known; ``is_exact`` says whether some reading gives the least and
    some the most. ``doubts`` and ``documents`` are words, the former with their ids.
    """

    worker_id: str
    project_id: str
    period: datetime.date
    arrears: Decimal
    least: Decimal
    most: Decimal | None
    is_exact: bool
    doubts: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Disputed:
    """The arrears of a run, the least and the most they add up to, and what of them is disputed.

    Worker-periods that are not among ``periods`` are certain. ``most`` is `None` where it is not known.
    """

    arrears: Decimal
    least: Decimal
    most: Decimal | None
    periods: tuple[DisputedPeriod, ...]


def disputed(
    folder: str | os.PathLike[str] | None = None,
    *,
    as_of: str | datetime.date,
    policy: AnyPolicy = "cn",
    threads: int | None = None,
    progress: bool | OnProgress | None = None,
    **tables: Data,
) -> Disputed:
    """What of the arrears is certain, and between which sums the rest lies; tables as to `reconcile`.

    >>> found = anxin.disputed(site, as_of="2025-12-31")
    >>> found.periods[0].doubts, found.periods[0].documents
    (('two_rates C1 C2',), ('signed_contract',))

    Raises what `reconcile` raises.
    """
    inputs = _inputs(folder, tables)
    rules = Policy.load(policy)._policy
    with _watch(progress) as told:
        text, arrears, least, most = _anxin.disputed(inputs, rules, str(as_of), threads, told)
    return Disputed(
        arrears=_yuan(arrears),
        least=_yuan(least),
        most=None if most is None else _yuan(most),
        periods=tuple(_disputed(line) for line in csv.DictReader(io.StringIO(text))),
    )


def _disputed(line: dict[str, str]) -> DisputedPeriod:
    return DisputedPeriod(
        worker_id=line["worker_id"],
        project_id=line["project_id"],
        period=datetime.date.fromisoformat(line["period"]),
        arrears=Decimal(line["arrears"]),
        least=Decimal(line["least"]),
        most=Decimal(line["most"]) if line["most"] else None,
        is_exact=line["is_exact"] == "true",
        doubts=tuple(line["doubts"].split("; ")),
        documents=tuple(line["documents"].split()),
    )


def diff(
    before: Inputs,
    after: Inputs | None = None,
    *,
    as_of: str | datetime.date,
    as_of_after: str | datetime.date | None = None,
    policy: AnyPolicy = "cn",
    policy_after: AnyPolicy | None = None,
    threads: int | None = None,
    progress: bool | OnProgress | None = None,
) -> list[Change]:
    """What differs between two runs, each figure with its cause: rows, the day, a key of the policy.

    ``before`` and ``after`` are folders, or tables by their names; without ``after`` both runs are over
    the same data set. What is not given of the later run is as in the earlier one.
    """
    rules = Policy.load(policy)
    later = rules if policy_after is None else Policy.load(policy_after)
    days = (str(as_of), str(as_of if as_of_after is None else as_of_after))
    sides = (_side(before), None if after is None else _side(after))
    with _watch(progress) as told:
        found = _anxin.diff(*sides, (rules._policy, later._policy), days, threads, told)
    return [Change(*one) for one in found]


class Plan:
    """What a run over a data set will need."""

    def __init__(self, plan: _anxin.Plan) -> None:
        self._plan = plan

    @property
    def rows(self) -> dict[str, int]:
        """Rows of every table."""
        return dict(self._plan.rows)

    @property
    def workers(self) -> int:
        """Workers; estimated where `sample` is not 1."""
        return self._plan.workers

    @property
    def worker_months(self) -> int:
        """Worker-periods; estimated where `sample` is not 1."""
        return self._plan.worker_months

    @property
    def sample(self) -> int:
        """One worker in so many was looked at."""
        return self._plan.sample

    @property
    def memory_bytes(self) -> int:
        """What one run over all will need at most, in bytes."""
        return self._plan.memory_bytes

    def parts(self, memory_bytes: int) -> int:
        """In how many parts the command keeps to so many bytes; 1: all at once.

        Raises `AnxinError` with code `input` where no number of parts does.
        """
        return self._plan.parts(memory_bytes)

    def __repr__(self) -> str:
        return f"<anxin.Plan {self.workers} workers, at most {self.memory_bytes >> 20} MiB>"


def plan(
    folder: str | os.PathLike[str] | None = None,
    *,
    as_of: str | datetime.date,
    policy: AnyPolicy = "cn",
    threads: int | None = None,
    **tables: Data,
) -> Plan:
    """Says what a run will need, before it: rows, workers, memory. Tables are given as to `reconcile`.

    >>> anxin.plan("datasets/samples/site", as_of="2025-12-31").worker_months
    28
    """
    inputs = _inputs(folder, tables)
    return Plan(_anxin.plan(inputs, Policy.load(policy)._policy, str(as_of), threads))


def _side(given: Inputs) -> _anxin.Inputs:
    return _inputs(None, given) if isinstance(given, Mapping) else _inputs(given, {})


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _number(text: str) -> Decimal | int:
    return Decimal(text) if "." in text else int(text)
