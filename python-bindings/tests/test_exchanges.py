"""The exchanges of a cluster in one process: every case cut into buckets is that of one machine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import anxin
import pyarrow as pa
import pyarrow.csv
import pytest
from anxin import _anxin, spark, values
from conftest import ROOT

CASES = sorted(path.parent for path in (ROOT / "datasets" / "cases").glob("*/*/case.md"))
Pieces = list[tuple[int, str, bytes, bytes]]


def by_bucket(pieces: Iterable[Any], work: Callable[[int, Pieces], Pieces]) -> Pieces:
    """One exchange: the pieces of each bucket together."""
    buckets: dict[int, Pieces] = defaultdict(list)
    for piece in pieces:
        buckets[piece[0]].append(piece)
    return [given for bucket in sorted(buckets) for given in work(bucket, buckets[bucket])]


def of(part: str, pieces: Pieces) -> Pieces:
    return [piece for piece in pieces if piece[1] == part]


def exchanged(
    tables: dict[str, pa.Table], as_of: str, policy: anxin.Policy, buckets: int
) -> tuple[dict[str, list[pa.Table]], dict[str, Any]]:
    """What `anxin.spark` does, with loops in the place of Spark."""
    cut, of_workers = _anxin.cluster_tables()
    known = [
        (name, spark._ipc(table.slice(0, 0) if name in cut else table))
        for name, table in tables.items()
    ]
    engine = spark._engine((policy.to_toml(), as_of, buckets, known))
    every: Pieces = [(bucket, "", b"", b"") for bucket in range(buckets)]
    # Rows in small batches: those of one worker stand in several pieces.
    batches = [(name, batch) for name in cut if name in tables
               for batch in tables[name].to_batches(max_chunksize=7)]
    routed = [piece for name, batch in batches for piece in engine.route(name, batch)]
    workers = [piece for piece in routed if piece[1] != "transfers"]
    same = by_bucket(of("transfers", routed), lambda _, own: engine.same_id(own))
    transfers = by_bucket(same, lambda _, own: engine.reversed(own))
    placed: Pieces = []
    if wanted := of("wanted", transfers):
        told = by_bucket(workers, lambda _, own: engine.look_up(wanted, own))
        placed = by_bucket(of("unplaced", transfers), lambda _, own: engine.place(told, own))
    debits = by_bucket(every + of("debited", transfers), engine.open_debits)
    engine.refuse_open_debits(debits)
    together = every + workers + of("transfers", transfers) + placed
    worked = by_bucket(together, lambda _, own: engine.work(own))
    compared = by_bucket(
        of("payees", worked) + of("teams", worked), lambda _, own: engine.compare(own)
    )
    finished = engine.finish(of("sums", worked) + compared)
    result = {}
    for name in anxin.output_tables():
        sources = worked + finished if name in of_workers else finished
        result[name] = [pa.ipc.open_stream(piece[2]).read_all() for piece in of(name, sources)]
    (cover,) = (pa.ipc.open_stream(piece[2]).read_all() for piece in of("worker_cover", finished))
    met = {row["worker_id"]: row for row in cover.to_pylist()}
    totals = []
    for table in result["worker_totals"]:
        rows = [{**row, **met.get(row["worker_id"], {})} for row in table.to_pylist()]
        totals.append(pa.Table.from_pylist(rows, schema=table.schema))
    (summary,) = of("summary", finished)
    return {**result, "worker_totals": totals}, values.read(summary[3].decode())


def counted(tables: Iterable[pa.Table], name: str) -> Counter[tuple[str, ...]]:
    rows: Counter[tuple[str, ...]] = Counter()
    for table in tables:
        kept = table.drop_columns(["row"]) if name == "findings" else table
        texts = (map(str, column.to_pylist()) for column in kept.columns)
        rows.update(zip(*texts, strict=True))
    return rows


def read(folder: Path) -> dict[str, pa.Table]:
    tables = {}
    for file in sorted(folder.glob("*.csv")):
        header = file.read_text(encoding="utf-8").splitlines()[0].split(",")
        options = pa.csv.ConvertOptions(
            column_types={name: pa.string() for name in header},
            strings_can_be_null=True,
            null_values=[""],
        )
        tables[file.stem] = pa.csv.read_csv(file, convert_options=options)
    return {name: table for name, table in tables.items() if name in anxin.input_tables()}


def test_every_case_cut_into_buckets_is_that_of_one_machine() -> None:
    refused = []
    for case in CASES:
        story = (case / "case.md").read_text(encoding="utf-8").splitlines()
        as_of = next(line.removeprefix("as_of: ") for line in story if line.startswith("as_of: "))
        own = case / "policy.toml"
        policy = anxin.Policy.load(own if own.exists() else "cn")
        tables = read(case / "in")
        one = anxin.reconcile(as_of=as_of.strip(), policy=policy, threads=1, **tables)
        has_payouts = len(one.batch_payouts) > 0
        try:
            result, summary = exchanged(tables, as_of.strip(), policy, 3)
        except anxin.AnxinError as error:
            assert has_payouts and error.code == "input", (case.name, error)
            refused.append(case.name)
            continue
        assert not has_payouts, case.name
        for name in anxin.output_tables():
            expected = counted([one[name].to_arrow()], name)
            assert counted(result[name], name) == expected, (case.name, name)
        for key in set(summary) - {"inputs"}:
            assert summary[key] == one.summary[key], (case.name, key)
    assert 0 < len(refused) < 20 and len(CASES) > 200


@pytest.mark.parametrize("figure", ["shared_payee_account", "possible_duplicate_payment"])
def test_a_rule_about_workers_that_counts_findings_between_workers_is_refused(figure: str) -> None:
    rule = (
        '[[warning]]\ncode = "r"\nlevel = "key"\nsubject = "worker"\n'
        f'figure = "{figure}"\nabove = 0\nmend_days = 5\nbasis = "b"\n'
    )
    policy = _anxin.Policy.from_toml(rule, "policy.toml")
    with pytest.raises(anxin.AnxinError, match=figure) as refused:
        _anxin.Cluster(policy, "2025-12-31", 3, [])
    assert refused.value.code == "input"
