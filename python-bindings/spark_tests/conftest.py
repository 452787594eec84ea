"""A Spark of real executor processes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Two executors, each a process of its own (`ANXIN_SPARK_MASTER`: another cluster)."""
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    master = os.environ.get("ANXIN_SPARK_MASTER", "local-cluster[2,1,1024]")
    builder = SparkSession.builder.master(master)
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.default.parallelism": "4",
        "spark.executor.memory": os.environ.get("ANXIN_SPARK_MEMORY", "1g"),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.task.maxFailures": "8",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
