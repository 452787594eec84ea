"""One call: tables in, a run out."""

from __future__ import annotations

import datetime
import os
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Union

from anxin import _anxin, values
from anxin.explained import Explanation, WhyNot
from anxin.policy import Policy
from anxin.table import Table

if TYPE_CHECKING:
    from anxin.plot import Plot

# A path, an Arrow producer, or several of them one after the other.
Data = Union[str, "os.PathLike[str]", Any, list[Any]]
# Told the table that is read (or `wages`), rows or workers done, and of how many where known.
OnProgress = Callable[[str, int, "int | None"], None]

# What these libraries give is taken whole at once: frames lie in memory already, and a DuckDB
# connection has one open result at a time, so relations cannot be read side by side.
_WHOLE = {"arro3", "duckdb", "pandas", "polars", "pyarrow"}
# Streams that a run has read: they would be empty now, without a word.
_READ: weakref.WeakSet[Any] = weakref.WeakSet()


def input_tables() -> list[str]:
    """Names of the input tables; each is a keyword of `reconcile`."""
    return _anxin.input_tables()


def output_tables(*, detail: bool = True) -> list[str]:
    """Names of the output tables; without `detail` those that a run writes by itself."""
    return [name for name, is_detail in _anxin.output_tables() if detail or not is_detail]


def reconcile(
    folder: str | os.PathLike[str] | None = None,
    *,
    as_of: str | datetime.date,
    policy: Policy | str | os.PathLike[str] | Mapping[str, Any] = "cn",
    threads: int | None = None,
    progress: bool | OnProgress | None = None,
    earlier: str | os.PathLike[str] | None = None,
    **tables: Data,
) -> Run:
    """Reconciles what was worked, what was promised and what was paid.

    ``folder`` holds all tables; or each is a keyword of its name (`attendance=`, `contracts=`,
    `transfers=`, …, see `input_tables`): a path, a list of parts, or anything that speaks the
    Arrow PyCapsule interface (pyarrow, pandas, Polars, DuckDB, Ibis). What lies in memory is not
    copied; a stream (a `RecordBatchReader`) is read once, batch by batch, and may be larger than memory (findings about
    its rows have no row number). Tables given beside a folder are added to those in it.

    ``policy`` is `cn`, the path of a policy file, a mapping, or a `Policy`. ``earlier`` is the
    folder of an earlier run, whose warnings are carried over. ``progress`` is a bar (`True`), a
    function, or nothing; by itself a bar in a notebook. Ctrl-C stops the run.

    Raises `AnxinError`, whose `code` says why the call cannot be carried out; `TypeError` or
    `ValueError` where an argument is of no use.
    """
    inputs = _inputs(folder, tables)
    if earlier is not None:
        inputs.add_earlier(os.fspath(earlier))
    chosen = Policy.load(policy)
    with _watch(progress) as on_progress:
        run = _anxin.reconcile(inputs, chosen._policy, str(as_of), threads, on_progress)
    return Run(run)


def _inputs(folder: str | os.PathLike[str] | None, tables: Mapping[str, Data]) -> _anxin.Inputs:
    """The tables of a folder, and those that are given beside it."""
    inputs = _anxin.Inputs() if folder is None else _anxin.Inputs.folder(os.fspath(folder))
    for name, data in tables.items():
        # The engine puts what comes later before what it has.
        for part in reversed(data) if isinstance(data, list) else [data]:
            _add(inputs, name, part)
    return inputs


def _add(inputs: _anxin.Inputs, name: str, data: Any) -> None:
    """Hands one table, or one part of it, to the engine."""
    if isinstance(data, (str, os.PathLike)):
        inputs.add_path(name, os.fspath(data))
        return
    library = type(data).__module__.partition(".")[0]
    if library == "polars" and hasattr(data, "collect"):
        data = data.collect(engine="streaming")
    is_stream = type(data).__name__ == "RecordBatchReader" or library not in _WHOLE
    if hasattr(data, "__arrow_c_stream__") and is_stream:
        _once(name, data)
        inputs.add_stream(name, data)
    elif hasattr(data, "__arrow_c_stream__") or hasattr(data, "__arrow_c_array__"):
        inputs.add_batches(name, data)
    else:
        raise TypeError(
            f"{name}: met a {type(data).__name__}, expected a path, a list of parts, or an Arrow "
            "producer (an object with __arrow_c_stream__: a frame of pyarrow, pandas, Polars, "
            "DuckDB or Ibis)"
        )


def _once(name: str, stream: Any) -> None:
    """Refuses a stream that an earlier run has read."""
    try:
        is_read = stream in _READ
        _READ.add(stream)
    except TypeError:  # no weak reference to it: nothing is known of it
        return
    if is_read:
        raise ValueError(f"{name}: this stream was read by an earlier run; make a new one")


def _watch(progress: bool | OnProgress | None) -> AbstractContextManager[OnProgress | None]:
    """What is told of progress: a function as it is, a bar, or nothing."""
    from anxin import notebook

    if callable(progress):
        return nullcontext(progress)
    is_shown = notebook.is_notebook() if progress is None else progress
    return notebook.Bar() if is_shown else nullcontext()


class _Tables:
    """What a run and a merged run share: their tables."""

    _run: _anxin.Run | _anxin.MergedRun

    def __getitem__(self, name: str) -> Table:
        """The output table of that name."""
        return Table(self._run.table(name))

    def __iter__(self) -> Iterator[str]:
        return iter(output_tables())

    def __getattr__(self, name: str) -> Table:
        if name in output_tables():
            return self[name]
        raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *output_tables()]

    @property
    def digests(self) -> dict[str, str]:
        """SHA-256 of the canonical CSV form of each table: equal for equal results anywhere."""
        return {line["table"]: line["sha256"] for line in values.read(self._run.digests())}

    def partial(self) -> str:
        """What of it merges with other runs (sums, counts, extremes; no worker ids), as text."""
        return self._run.partial()


class Run(_Tables):
    """A finished run: its tables as attributes, its summary, its statements."""

    _run: _anxin.Run

    def __init__(self, run: _anxin.Run) -> None:
        self._run = run

    @property
    def summary(self) -> dict[str, Any]:
        """Totals, counts, fates of transfers and fingerprints; money is `decimal.Decimal`."""
        told: dict[str, Any] = values.read(self._run.summary())
        return told

    def explain(
        self, worker_id: str, project_id: str | None = None, period: str | datetime.date | None = None
    ) -> Explanation:
        """How the figures of a worker's periods came about.

        Raises `AnxinError` with code `not_found` where there is no such worker-period.
        """
        month = period.strftime("%Y-%m") if isinstance(period, datetime.date) else period
        return Explanation(self._run.explain(worker_id, project_id, month))

    def why_not(self, transfer_id: str) -> WhyNot:
        """What became of a transfer, and the nearest change that would have bound it."""
        return WhyNot(self._run.why_not(transfer_id))

    def write(
        self, folder: str | os.PathLike[str], format: str = "parquet", *, detail: bool = False
    ) -> None:
        """Writes all tables and `summary.json` into a folder: whole, or not at all.

        ``format`` is `parquet`, `csv` or `arrow`; ``detail`` adds `wage_lines` and `cover`.
        """
        self._run.write(os.fspath(folder), format, detail)

    @property
    def plot(self) -> Plot:
        """Charts (Altair): `.ageing()`, `.coverage()`, `.timesheet(…)`, `.waterfall(…)`."""
        from anxin.plot import Plot

        return Plot(self)

    def __repr__(self) -> str:
        totals = self.summary["totals"]
        return f"<anxin.Run due {totals['due']}, paid {totals['paid']}, arrears {totals['arrears']}>"

    def _repr_html_(self) -> str:
        from anxin import notebook

        return notebook.summary(self)


class MergedRun(_Tables):
    """Runs of several counties put together: sums, counts and extremes, no worker."""

    _run: _anxin.MergedRun

    def __init__(self, run: _anxin.MergedRun) -> None:
        self._run = run

    @property
    def summary(self) -> dict[str, Any]:
        """Totals and counts of all parts."""
        told: dict[str, Any] = values.read(self._run.summary())
        return told

    def write(self, folder: str | os.PathLike[str], format: str = "parquet") -> None:
        """Writes the tables that need no worker: whole, or not at all."""
        self._run.write(os.fspath(folder), format)


def merge(
    parts: Iterable[str | Run | MergedRun],
    policy: Policy | str | os.PathLike[str] | Mapping[str, Any] = "cn",
) -> MergedRun:
    """Puts partial results together, exactly and in any order: runs, or texts of `partial()`."""
    texts = [part if isinstance(part, str) else part.partial() for part in parts]
    named = [(f"part {place}", text) for place, text in enumerate(texts, start=1)]
    return MergedRun(_anxin.merge(named, Policy.load(policy)._policy))
