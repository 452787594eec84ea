"""A run over executors that are processes of their own gives what one machine gives."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from worlds import assert_equal, frames, read, without_wage_debits

import anxin
from anxin import spark as anxin_spark

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "datasets" / "samples" / "site"


def made(kind: str, out: Path, *arguments: str) -> Path:
    """A generated data set."""
    command = ["cargo", "run", "--quiet", "--package", "anxin-datasets", "--", kind]
    environment = {**os.environ, "CARGO_INCREMENTAL": "0", "CARGO_PROFILE_DEV_DEBUG": "0"}
    whole = [*command, "--out", str(out), *arguments]
    subprocess.run(whole, cwd=ROOT, check=True, stdin=subprocess.DEVNULL, env=environment)
    return out


def test_a_hostile_world_is_that_of_one_machine(spark: Any, tmp_path: Path) -> None:
    tables = without_wage_debits(read(made("world", tmp_path / "world", "--seed", "3") / "in"))
    one = anxin.reconcile(as_of="2025-03-10", **tables)
    run = anxin_spark.reconcile(spark, frames(spark, tables, tmp_path), "2025-03-10", buckets=3)
    assert_equal(run, one)
    run.unpersist()


def test_debits_that_no_transfers_tell_of_are_refused(spark: Any, tmp_path: Path) -> None:
    tables = read(made("world", tmp_path / "world", "--seed", "3") / "in")
    open_debits = len(anxin.reconcile(as_of="2025-04-15", **tables).batch_payouts)
    assert open_debits > 0
    with pytest.raises(anxin.AnxinError, match=f"{open_debits} debits for wages") as refused:
        anxin_spark.reconcile(spark, frames(spark, tables, tmp_path), "2025-04-15", buckets=3)
    assert refused.value.code == "input"


def test_errors_of_tasks_and_of_the_call_keep_their_code(spark: Any, tmp_path: Path) -> None:
    site = read(SITE)
    transfers = frames(spark, {"transfers": site["transfers"]}, tmp_path)
    with pytest.raises(anxin.AnxinError) as missing:
        anxin_spark.reconcile(spark, transfers, "2025-12-31")
    assert missing.value.code == "missing_table"
    payroll = {"payroll": site["payroll"].drop_columns(["net"])}
    with pytest.raises(anxin.AnxinError, match="net") as column:
        anxin_spark.reconcile(spark, frames(spark, payroll, tmp_path), "2025-12-31", buckets=2)
    assert column.value.code == "missing_column"
    with pytest.raises(ValueError, match="wages"):
        anxin_spark.reconcile(spark, {"wages": transfers["transfers"]}, "2025-12-31")


def executors() -> list[int]:
    """Processes that are executors of this test's Spark."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        is_executor = any(b"CoarseGrainedExecutorBackend" in word for word in words)
        if is_executor and any(b"driver-url" in word for word in words):
            found.append(int(entry.name))
    return found


def test_an_executor_killed_in_the_middle_changes_nothing(spark: Any, tmp_path: Path) -> None:
    folder = made("region", tmp_path / "region", "--scale", "0.02", "--months", "2", "--seed", "5")
    tables = read(folder)
    one = anxin.reconcile(as_of="2025-12-31", **tables)
    given = frames(spark, tables, tmp_path)
    own = set(executors())
    assert own, "executors are processes of their own"
    killed: list[int] = []

    def kill() -> None:
        # In the middle: while the workers' exchange has finished some of its tasks.
        tracker = spark.sparkContext.statusTracker()
        until = time.monotonic() + 120
        while time.monotonic() < until:
            for stage in tracker.getActiveStageIds():
                info = tracker.getStageInfo(stage)
                if info is not None and info.numTasks == 16 and info.numCompletedTasks >= 2:
                    victim = sorted(own)[0]
                    os.kill(victim, signal.SIGKILL)
                    killed.append(victim)
                    return
            time.sleep(0.05)

    thread = threading.Thread(target=kill)
    spark.conf.set("spark.sql.shuffle.partitions", "16")
    spark.conf.set("spark.sql.adaptive.enabled", "false")
    try:
        thread.start()
        run = anxin_spark.reconcile(spark, given, "2025-12-31", buckets=16)
        thread.join()
        assert killed and killed[0] not in executors()
        assert_equal(run, one)
    finally:
        spark.conf.set("spark.sql.shuffle.partitions", "4")
        spark.conf.set("spark.sql.adaptive.enabled", "true")


@pytest.mark.skipif("ANXIN_SPARK_WORLD" not in os.environ, reason="ANXIN_SPARK_WORLD is not set")
def test_a_large_world_is_that_of_one_machine(spark: Any) -> None:
    """By hand: `ANXIN_SPARK_WORLD` is a folder of CSV files (`anxin-datasets region`)."""
    folder = Path(os.environ["ANXIN_SPARK_WORLD"])
    names = [name for name in anxin.input_tables() if (folder / f"{name}.csv").exists()]
    given = {name: spark.read.csv(str(folder / f"{name}.csv"), header=True) for name in names}
    start = time.monotonic()
    run = anxin_spark.reconcile(spark, given, "2025-12-31", buckets=8)
    print(f"{time.monotonic() - start:.0f} s, {given['attendance'].count()} rows of attendance")
    assert_equal(run, anxin.reconcile(folder, as_of="2025-12-31"))
