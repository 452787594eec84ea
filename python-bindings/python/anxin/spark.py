"""The same call over a Spark cluster: DataFrames in, DataFrames out.

    >>> from anxin import spark as anxin_spark
    >>> run = anxin_spark.reconcile(spark, {"attendance": attendance, …}, as_of="2025-12-31")
    >>> run["worker_periods"].write.parquet("…")

A data set is cut into buckets four times, each time by one exchange of the cluster, and in every
bucket the engine runs over what came together. Nothing is computed here: this module moves pieces
(bucket, part, bytes) between functions of the engine. Design and limits: `docs/spark.md`.
"""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from anxin import _anxin, values
from anxin.policy import Policy

if TYPE_CHECKING:
    import pyarrow
    from pyspark import StorageLevel
    from pyspark.sql import DataFrame, SparkSession

# Bucket, part, rows (an Arrow IPC stream), notes (JSON).
Piece = tuple[int, str, bytes, bytes]
_PIECE = "bucket int, part string, rows binary, notes binary"
# Bytes of pieces handed to Spark at once.
_BATCH_BYTES = 32 << 20
# Rows that are cut at once: pieces of a few thousand rows rather than of a few.
_CUT_ROWS = 1 << 18
# Stands before the code and message of an exception of the engine in a task.
_MARK = "anxin error "
# What a step needs beside its pieces.
_Context = tuple[str, str, int, list[tuple[str, bytes]]]
# A function of the engine over the pieces of a bucket.
_Call = Callable[[Any, int, list[Piece]], list[Piece]]


class SparkRun(Mapping[str, "DataFrame"]):
    """A finished run: its tables as DataFrames, its summary.

    Rows of workers stand where they were computed and are kept there (`unpersist` lets go of them).
    """

    def __init__(
        self, tables: dict[str, DataFrame], summary: dict[str, Any], kept: list[DataFrame]
    ) -> None:
        self._tables, self._summary, self._kept = tables, summary, kept

    def __getitem__(self, name: str) -> DataFrame:
        """The output table of that name; its rows are in no order."""
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    @property
    def summary(self) -> dict[str, Any]:
        """Totals, counts and fates of transfers; money is `decimal.Decimal`."""
        return self._summary

    def unpersist(self) -> None:
        """Lets go of what the cluster keeps; the tables can no longer be read without a new run."""
        for frame in self._kept:
            frame.unpersist()


def reconcile(
    spark: SparkSession,
    tables: Mapping[str, DataFrame],
    as_of: str | datetime.date,
    policy: Policy | str | os.PathLike[str] | Mapping[str, Any] = "cn",
    *,
    buckets: int | None = None,
) -> SparkRun:
    """Reconciles `tables` (by name, as in `anxin.reconcile`) on the cluster of `spark`.

    Every output table is that of one machine, but that `row` of `findings` is null and rows are in
    no order. `buckets` are the parts into which workers are cut: as many as make one fit into an
    executor; by itself the partitions of a shuffle.

    Raises `AnxinError` where one machine does, and where the data set asks for what is not done on
    a cluster (see `docs/spark.md`); `ValueError` for a table that there is not.
    """
    run = _Run(spark, tables, str(as_of), Policy.load(policy), buckets)
    try:
        return run.done()
    except Exception as error:
        raised = None if isinstance(error, _anxin.AnxinError) else _raised(error)
        if raised is None:
            raise
        raise raised from error


class _Run:
    """The exchanges of a run, in their order."""

    def __init__(
        self,
        spark: SparkSession,
        tables: Mapping[str, DataFrame],
        as_of: str,
        policy: Policy,
        buckets: int | None,
    ) -> None:
        from pyspark import StorageLevel

        self.spark = spark
        partitions = int(spark.conf.get("spark.sql.shuffle.partitions") or "200")
        self.buckets = max(1, buckets if buckets is not None else partitions)
        self.level: StorageLevel = StorageLevel.MEMORY_AND_DISK
        self.kept: list[DataFrame] = []
        cut, self.of_workers = _anxin.cluster_tables()
        unknown = sorted(set(tables) - set(_anxin.input_tables()))
        if unknown:
            known = ", ".join(_anxin.input_tables())
            raise ValueError(f"met the table `{unknown[0]}`, expected one of {known}")
        self.cut = {name: tables[name] for name in cut if name in tables}
        facts = {name: tables[name] for name in tables if name not in cut}
        known_tables = [(name, _ipc(_columns(frame))) for name, frame in self.cut.items()]
        known_tables += [(name, _ipc(frame.toArrow())) for name, frame in facts.items()]
        context: _Context = (policy.to_toml(), as_of, self.buckets, known_tables)
        self.engine = _engine(context)  # looks at the policy, and at the columns
        self.context = spark.sparkContext.broadcast(context)

    def done(self) -> SparkRun:
        own = [self._routed(name) for name in self.cut if name != "transfers"]
        workers = self._union(own or [self._every().filter("false")])
        pieces = workers
        if "transfers" in self.cut:
            of_one_id = self._step(self._routed("transfers"), _call("same_id"))
            transfers = self._keep(self._step(of_one_id, _call("reversed")))
            self._refuse_open_debits(transfers)
            pieces = self._union([workers, *self._by_worker(workers, transfers)])
        else:
            self._refuse_open_debits(None)
        worked = self._keep(self._step(self._union([pieces, self._every()]), _call("work")))
        compared = self._step(worked.filter("part in ('payees', 'teams')"), _call("compare"))
        sums = self._union([worked.filter("part = 'sums'"), compared])
        together = sums.selectExpr("0 bucket", "part", "rows", "notes")
        finished = self._keep(self._step(together, _call("finish")))
        return self._result(worked, finished)

    def _by_worker(self, workers: DataFrame, transfers: DataFrame) -> list[DataFrame]:
        """Transfers by worker, those looked up that name none."""
        given = [transfers.filter("part = 'transfers'")]
        wanted = _collected(transfers.filter("part = 'wanted'"))
        if wanted:
            asked = self.spark.sparkContext.broadcast(wanted)
            known = _collected(self._step(workers, _call("look_up", asked)))
            told = self.spark.sparkContext.broadcast(known)
            place, context = _call("place", told), self.context

            def placed(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
                pieces = [piece for batch in batches for piece in _pieces(batch)]
                return _batches(place(_engine(context.value), 0, pieces) if pieces else [])

            given.append(transfers.filter("part = 'unplaced'").mapInArrow(placed, _PIECE))
        return given

    def _refuse_open_debits(self, transfers: DataFrame | None) -> None:
        """Step 4.4 is not done on a cluster: debits of which no transfers tell are refused."""
        frames = [self._every()]
        if transfers is not None:
            frames.append(transfers.filter("part = 'debited'"))
        debits = self._step(self._union(frames), _call("open_debits"))
        self.engine.refuse_open_debits(_collected(debits))

    def _every(self) -> DataFrame:
        """A piece without content for every bucket: what has no rows is worked on too."""
        return self.spark.range(self.buckets).selectExpr(
            "cast(id as int) bucket", "'' part", "binary('') rows", "binary('') notes"
        )

    def _routed(self, name: str) -> DataFrame:
        """The rows of a table that is cut, as pieces for buckets."""
        context = self.context

        def routed(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
            engine = _engine(context.value)
            for table in _together(batches):
                yield from _batches(engine.route(name, table))

        return self.cut[name].mapInArrow(routed, _PIECE)

    def _step(self, frame: DataFrame, call: _Call) -> DataFrame:
        """One exchange: pieces of a bucket together, and a function of the engine over them."""
        context = self.context

        def stepped(table: pyarrow.Table) -> pyarrow.Table:
            import pyarrow

            pieces = [piece for batch in table.to_batches() for piece in _pieces(batch)]
            given = call(_engine(context.value), pieces[0][0], pieces)
            return pyarrow.Table.from_batches(list(_batches(given)))

        return frame.groupBy("bucket").applyInArrow(stepped, _PIECE)

    def _keep(self, frame: DataFrame) -> DataFrame:
        kept = frame.persist(self.level)
        self.kept.append(kept)
        return kept

    def _union(self, frames: list[DataFrame]) -> DataFrame:
        whole = frames[0]
        for frame in frames[1:]:
            whole = whole.unionByName(frame)
        return whole

    def _result(self, worked: DataFrame, finished: DataFrame) -> SparkRun:
        (summary,) = finished.filter("part = 'summary'").select("notes").collect()
        tables: dict[str, DataFrame] = {}
        for name in _anxin_tables():
            schema = _schema(name)
            sources = [finished] if name not in self.of_workers else [worked, finished]
            decoded = [
                source.filter(f"part = '{name}'").mapInArrow(_decoded, schema) for source in sources
            ]
            tables[name] = self._union(decoded)
        tables["worker_totals"] = _with_cover(tables["worker_totals"], finished)
        told: dict[str, Any] = values.read(bytes(summary[0]).decode())
        return SparkRun(tables, told, self.kept)


def _anxin_tables() -> list[str]:
    return [name for name, _ in _anxin.output_tables()]


def _with_cover(totals: DataFrame, finished: DataFrame) -> DataFrame:
    """Workers' totals with what covers their arrears, which is divided over all areas."""
    from pyspark.sql import functions as f

    schema = "worker_id string, covered decimal(18,2), uncovered decimal(18,2)"
    cover = finished.filter("part = 'worker_cover'").mapInArrow(_decoded, schema)
    cover = cover.selectExpr("worker_id of_worker", "covered met", "uncovered unmet")
    joined = totals.join(cover, totals["worker_id"] == cover["of_worker"], "left")
    known = {"covered": "met", "uncovered": "unmet"}
    columns = [
        f.coalesce(f.col(known[name]), totals[name]).alias(name) if name in known else totals[name]
        for name in totals.columns
    ]
    return joined.select(*columns)


def _schema(name: str) -> Any:
    """The Spark schema of an output table."""
    import pyarrow
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(pyarrow.schema(_anxin.cluster_schema(name)))


def _engine(context: _Context) -> Any:
    """The engine with what every machine knows; made once in a process."""
    key = hash((context[0], context[1], context[2], tuple(context[3])))
    if _MADE.get("key") != key:
        import pyarrow

        toml, as_of, buckets, tables = context
        policy = _anxin.Policy.from_toml(toml, "policy")
        read = [(name, pyarrow.ipc.open_stream(data).read_all()) for name, data in tables]
        _MADE.update(key=key, engine=_anxin.Cluster(policy, as_of, buckets, read))
    return _MADE["engine"]


_MADE: dict[str, Any] = {}


def _call(name: str, *broadcast: Any) -> _Call:
    """A function of the engine over the pieces of a bucket."""

    def call(engine: Any, bucket: int, pieces: list[Piece]) -> list[Piece]:
        first = [bucket] if name == "open_debits" else [known.value for known in broadcast]
        try:
            given: list[Piece] = getattr(engine, name)(*first, pieces)
        except _anxin.AnxinError as error:
            # An exception of a task comes back as text.
            raise RuntimeError(f"{_MARK}{json.dumps([error.code, str(error)])}") from None
        return given

    return call


def _columns(frame: DataFrame) -> pyarrow.Table:
    """The columns of a frame, without rows and without a job."""
    from pyspark.sql.pandas.types import to_arrow_schema

    table: pyarrow.Table = to_arrow_schema(frame.schema).empty_table()
    return table


def _ipc(table: pyarrow.Table) -> bytes:
    import pyarrow

    sink = pyarrow.BufferOutputStream()
    with pyarrow.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _pieces(batch: pyarrow.RecordBatch) -> list[Piece]:
    columns = [batch.column(name).to_pylist() for name in ("bucket", "part", "rows", "notes")]
    return list(zip(*columns, strict=True))


def _collected(frame: DataFrame) -> list[Piece]:
    return [(row[0], row[1], bytes(row[2]), bytes(row[3])) for row in frame.collect()]


def _batches(pieces: Iterable[Piece]) -> Iterator[pyarrow.RecordBatch]:
    """Pieces as record batches of some megabytes."""
    held: list[Piece] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece[2]) + len(piece[3])
        if size >= _BATCH_BYTES:
            yield _batch(held)
            held, size = [], 0
    yield _batch(held)


def _batch(pieces: list[Piece]) -> pyarrow.RecordBatch:
    import pyarrow

    kinds = [pyarrow.int32(), pyarrow.string(), pyarrow.binary(), pyarrow.binary()]
    columns: list[Any] = list(zip(*pieces, strict=True)) if pieces else [[]] * 4
    arrays = [pyarrow.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
    return pyarrow.RecordBatch.from_arrays(arrays, ["bucket", "part", "rows", "notes"])


def _together(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.Table]:
    """Batches as tables of so many rows that their pieces are worth a header."""
    import pyarrow

    held: list[pyarrow.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= _CUT_ROWS:
            yield pyarrow.Table.from_batches(held).combine_chunks()
            held = []
    if held:
        yield pyarrow.Table.from_batches(held).combine_chunks()


def _decoded(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """The rows of pieces of one table."""
    import pyarrow

    for batch in batches:
        for _, _, rows, _ in _pieces(batch):
            yield from pyarrow.ipc.open_stream(rows)


def _raised(error: BaseException) -> Exception | None:
    """The exception of the engine that a task failed with, as far as its text tells."""
    _, mark, rest = str(error).partition(_MARK)
    if not mark:
        return None
    code, message = json.loads(rest.splitlines()[0])
    found = _anxin.AnxinError(message)
    found.code = code
    return found
