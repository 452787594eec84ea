"""A data set that is kept: rows come and go, the day moves, every state can be computed again."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, NamedTuple, Union

from anxin import _anxin
from anxin.policy import Policy
from anxin.reconcile import Data, OnProgress, Run, _inputs, _watch

# A commit, or a day.
Point = Union[int, str, datetime.date]


class Change(NamedTuple):
    """A figure that differs between two states, and what made it differ.

    ``change`` is `changed`, `added` or `removed`; ``key`` the cells of the sort key as canonical CSV;
    ``from_`` and ``to`` the values as canonical CSV writes them (empty: null; of a row that came or
    went ``column``, ``from_`` and ``to`` are empty); ``cause`` the rows, the day or the key of the
    policy. A list of them is a data frame: ``polars.DataFrame(changes)``.
    """

    table: str
    change: str
    key: str
    column: str
    from_: str
    to: str
    cause: str


class Ledger:
    """A ledger in a folder. What was committed is there, whatever happens; one writer at a time.

    >>> with anxin.Ledger.init("L", as_of="2025-12-31") as ledger:
    ...     ledger.add(attendance=frame, contracts="contracts.csv")
    ...     ledger.add(attendance=corrected, withdraw={"attendance": [120, 130]})
    ...     ledger.advance("2026-01-31")
    ...     ledger.report().summary["totals"]["arrears"]
    ...     ledger.diff(1, 2)
    1
    2
    3
    Decimal('17125.00')
    [Change(table='worker_periods', change='changed', …)]

    Leaving the block closes it and lets the next writer in. What it keeps is what `anxin ledger`
    keeps: either can open what the other wrote. Errors are `AnxinError`; after one the ledger stands
    as it did before the call.
    """

    def __init__(self, ledger: _anxin.Ledger) -> None:
        self._ledger = ledger

    @staticmethod
    def init(
        folder: str | os.PathLike[str],
        *,
        as_of: str | datetime.date,
        policy: Policy | str | os.PathLike[str] | Mapping[str, Any] = "cn",
    ) -> Ledger:
        """Begins a ledger without rows in a folder that is new or empty, open to be written to."""
        chosen = Policy.load(policy)
        return Ledger(_anxin.Ledger.init(os.fspath(folder), chosen._policy, str(as_of)))

    @staticmethod
    def open(folder: str | os.PathLike[str], *, read_only: bool = False) -> Ledger:
        """Opens a ledger; every file is held against its length and its sum.

        Raises `AnxinError` with code `input` where there is none or another process writes to it (to
        read needs no lock), `decode` where a file is not as it was written.
        """
        return Ledger(_anxin.Ledger.open(os.fspath(folder), read_only))

    def add(
        self,
        folder: str | os.PathLike[str] | None = None,
        *,
        withdraw: Mapping[str, Iterable[int]] | None = None,
        as_of: str | datetime.date | None = None,
        policy: Policy | str | os.PathLike[str] | Mapping[str, Any] | None = None,
        threads: int | None = None,
        progress: bool | OnProgress | None = None,
        **tables: Data,
    ) -> int:
        """Adds rows, takes rows back, or both at once: a correction. All of it is kept, or nothing.

        Tables are given as to `reconcile`. ``withdraw`` names rows of a table by their positions: the
        column `row` of `findings`. ``as_of`` moves the day, ``policy`` changes the rules from here on.
        Gives the number of the commit; `diff(number - 1, number)` tells what it changed.
        """
        inputs = _inputs(folder, tables)
        taken = [(table, list(rows)) for table, rows in (withdraw or {}).items()]
        day = None if as_of is None else str(as_of)
        chosen = None if policy is None else Policy.load(policy)._policy
        with _watch(progress) as told:
            return self._ledger.commit(inputs, taken, day, chosen, threads, told)

    def advance(
        self,
        as_of: str | datetime.date,
        *,
        threads: int | None = None,
        progress: bool | OnProgress | None = None,
    ) -> int:
        """Moves the day; gives the number of the commit."""
        return self.add(as_of=as_of, threads=threads, progress=progress)

    def report(
        self,
        at: Point | None = None,
        *,
        threads: int | None = None,
        progress: bool | OnProgress | None = None,
    ) -> Run:
        """The result: of all that stands, of the state after a commit, or as of another day.

        It is, byte for byte, that of `reconcile` over the rows that stand, with `row` of `findings` the
        position in the ledger. Raises `AnxinError` with code `missing_table` as long as there are
        neither attendance, punches nor payroll, `not_found` where there is no such commit.
        """
        with _watch(progress) as told:
            return Run(self._ledger.report(None if at is None else str(at), threads, told))

    def diff(
        self,
        from_: Point,
        to: Point | None = None,
        *,
        threads: int | None = None,
        progress: bool | OnProgress | None = None,
    ) -> list[Change]:
        """What differs between two states, commits or days, each figure with its cause.

        Without ``to``: up to what stands today.
        """
        later = None if to is None else str(to)
        with _watch(progress) as told:
            found = self._ledger.diff(str(from_), later, threads, told)
        return [Change(*one) for one in found]

    def rows(self, table: str) -> tuple[int, int]:
        """Rows ever added to a table, and how many of them were taken back."""
        return self._ledger.rows(table)

    @property
    def commits(self) -> int:
        """Commits in its log, the beginning among them."""
        return self._ledger.commits()

    @property
    def as_of(self) -> datetime.date:
        """The day it stands at."""
        return datetime.date.fromisoformat(self._ledger.as_of())

    @property
    def policy(self) -> Policy:
        """The rules it stands under."""
        return Policy(self._ledger.policy())

    @property
    def sum(self) -> str:
        """The sum over all that was committed: two ledgers of one sum hold the same."""
        return self._ledger.sum()

    def close(self) -> None:
        """Closes it and lets the next writer in; closing twice does no harm."""
        self._ledger.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        if self._ledger.is_closed():
            return "<anxin.Ledger closed>"
        return f"<anxin.Ledger {self.commits} commits, as of {self.as_of}>"
