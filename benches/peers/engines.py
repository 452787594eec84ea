"""The core job in one engine, once: `engines.py DIR ENGINE SOURCE IDS`; one line of JSON.

SOURCE is `file` (Parquet) or `memory` (tables held by the engine before the clock starts), IDS says
what ids are in memory: `text`, `dictionary` (the engine's own kind of it) or `integer` (as they are
in the files). Two threads. Each program is written the way its engine is fastest at it: days are
joined to their contract by a number of the contract, and grouped by that number and the month.

Per worker, project and month: due by attendance (overtime 1.5 times on workdays, 2 on rest days, 3
on holidays; per contract rounded once, half up), paid (the oldest month first), arrears; in fen.
"""
import json
import resource
import sys
import time

THREADS = 2
TABLES = ["attendance", "contracts", "transfers", "calendar"]

# Half minutes of a day at the plain rate: a workday counts 2, its overtime 3, and so on.
WEIGHTED = """CASE k.kind WHEN 0 THEN 2 * a.minutes + greatest(a.minutes - 480, 0)
                          WHEN 1 THEN 4 * a.minutes ELSE 6 * a.minutes END"""
SQL = """
WITH k AS (SELECT date, {month} AS period,
             CASE day_class WHEN 'workday' THEN 0 WHEN 'rest_day' THEN 1 ELSE 2 END AS kind
           FROM {calendar}),
c AS (SELECT row_number() OVER () AS number, worker_id, project_id, start_date,
        coalesce(end_date, CAST('9999-12-31' AS DATE)) AS end_date,
        CAST(rate * 100 AS BIGINT) * CASE pay_basis WHEN 'monthly' THEN 100 ELSE 1 END AS rate,
        CASE pay_basis WHEN 'daily' THEN 960 WHEN 'hourly' THEN 120 ELSE 2088000 END AS unit
      FROM {contracts}),
w AS (SELECT c.number AS number, k.period AS period, sum({weighted}) AS worked
      FROM {attendance} a JOIN k ON k.date = a.work_date
        JOIN c ON c.worker_id = a.worker_id AND c.project_id = a.project_id
      WHERE a.work_date BETWEEN c.start_date AND c.end_date
      GROUP BY 1, 2),
due AS (SELECT c.worker_id AS worker_id, c.project_id AS project_id, w.period AS period,
          sum({half_up}) AS due
        FROM w JOIN c ON c.number = w.number GROUP BY 1, 2, 3),
paid AS (SELECT worker_id, project_id, sum(CAST(amount * 100 AS BIGINT)) AS paid
         FROM {transfers} WHERE status = 'settled' GROUP BY 1, 2),
run AS (SELECT d.worker_id AS worker_id, d.project_id AS project_id, d.period AS period,
          CAST(d.due AS BIGINT) AS due, CAST(coalesce(p.paid, 0) AS BIGINT) AS total,
          CAST(sum(d.due) OVER (PARTITION BY d.worker_id, d.project_id ORDER BY d.period
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) - CAST(d.due AS BIGINT)
            AS before
        FROM due d LEFT JOIN paid p ON p.worker_id = d.worker_id AND p.project_id = d.project_id)
SELECT worker_id, project_id, period, due, greatest(0, least(due, total - before)) AS paid,
  due - greatest(0, least(due, total - before)) AS arrears FROM run
"""


def sql(tables, month, divide="({0}) // ({1})"):
    half_up = divide.format("2 * c.rate * CAST(w.worked AS BIGINT) + c.unit", "2 * c.unit")
    return SQL.format(weighted=WEIGHTED, month=month, half_up=half_up, **tables)


class Clock:
    def __enter__(self):
        self.cpu = self.now()
        self.start = time.perf_counter()
        return self

    def __exit__(self, *_):
        self.seconds = time.perf_counter() - self.start
        self.cpu = self.now() - self.cpu

    @staticmethod
    def now():
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime + usage.ru_stime


def duckdb(files, source, ids):
    import duckdb

    con = duckdb.connect()
    con.execute(f"SET threads = {THREADS}")
    for table, file in files.items():
        kind = "TABLE" if source == "memory" else "VIEW"
        con.execute(f"CREATE {kind} {table} AS FROM '{file}'")
    if source == "memory" and ids == "dictionary":
        for column in ("worker_id", "project_id"):
            con.execute(f"CREATE TYPE {column} AS ENUM (SELECT DISTINCT {column} FROM contracts)")
            for table in TABLES[:3]:
                con.execute(f"ALTER TABLE {table} ALTER {column} TYPE {column}")
    with Clock() as clock:
        con.execute("CREATE TABLE result AS "
                    + sql({t: t for t in TABLES}, "date_trunc('month', date)"))
    sums = con.execute("SELECT count(*), sum(due), sum(paid), sum(arrears) FROM result").fetchone()
    return clock, sums


def arrow_sums(table):
    import pyarrow.compute as pc

    return [table.num_rows] + [pc.sum(table[c]).as_py() for c in ("due", "paid", "arrears")]


def datafusion(files, source, ids):
    import datafusion
    import pyarrow as pa
    import pyarrow.parquet as pq

    context = datafusion.SessionContext(
        datafusion.SessionConfig().with_target_partitions(THREADS))
    for table, file in files.items():
        if source == "memory":
            columns = ["worker_id", "project_id"] if ids == "dictionary" else None
            batches = pq.read_table(file, read_dictionary=columns).to_batches(65_536)
            # As many partitions as threads, as the engine would make them.
            parts = [batches[place::THREADS] for place in range(THREADS)]
            context.register_record_batches(table, [part for part in parts if part])
        else:
            context.register_parquet(table, file)
    query = sql({t: t for t in TABLES}, "date_trunc('month', date)", "({0}) / ({1})")
    with Clock() as clock:
        result = context.sql(query).collect()
    return clock, arrow_sums(pa.Table.from_batches(result))


def chdb(files, source, ids):
    from chdb import session

    engine = session.Session()
    engine.query(f"SET max_threads = {THREADS}")
    # Joins of SQL, where what has no partner is null.
    engine.query("SET join_use_nulls = 1")
    tables = {t: f"file('{file}', Parquet)" for t, file in files.items()}
    if source == "memory":
        engine.query("CREATE DATABASE m")
        for table, file in list(tables.items()):
            cast = "*"
            if ids == "dictionary" and table != "calendar":
                cast = ("* REPLACE (toLowCardinality(assumeNotNull(worker_id)) AS worker_id, "
                        "toLowCardinality(assumeNotNull(project_id)) AS project_id)")
            engine.query(f"CREATE TABLE m.{table} ENGINE = Memory AS SELECT {cast} FROM {file}")
            tables[table] = f"m.{table}"
    query = sql(tables, "toStartOfMonth(date)", "intDiv({0}, {1})")
    query = query.replace("CAST('9999-12-31' AS DATE)", "CAST('2149-06-06' AS Date32)")
    with Clock() as clock:
        answer = engine.query(
            f"SELECT count(), sum(due), sum(paid), sum(arrears) FROM ({query})", "CSV")
    return clock, [int(cell) for cell in str(answer).strip().split(",")]


def polars(files, source, ids, engine="streaming"):
    import polars as pl

    if source == "memory":
        frames = {t: pl.read_parquet(file) for t, file in files.items()}
        if ids == "dictionary":
            kinds = {c: pl.Enum(frames["contracts"][c].unique().sort())
                     for c in ("worker_id", "project_id")}
            for table in TABLES[:3]:
                frames[table] = frames[table].with_columns(
                    pl.col(c).cast(kind) for c, kind in kinds.items())
        frames = {t: frame.lazy() for t, frame in frames.items()}
    else:
        frames = {t: pl.scan_parquet(file) for t, file in files.items()}
    attendance, contracts, transfers, calendar = (frames[t] for t in TABLES)
    key = ["worker_id", "project_id"]
    basis, minutes = pl.col("pay_basis"), pl.col("minutes").cast(pl.Int64)
    with Clock() as clock:
        days = calendar.select(
            "date", "day_class", period=pl.col("date").dt.truncate("1mo"))
        terms = contracts.with_row_index("number").select(
            "number", *key, "start_date", pl.col("end_date").fill_null(pl.date(9999, 12, 31)),
            rate=(pl.col("rate") * 100).cast(pl.Int64) * pl.when(basis == "monthly").then(100)
            .otherwise(1),
            unit=pl.when(basis == "daily").then(960).when(basis == "hourly").then(120)
            .otherwise(2_088_000))
        kind = pl.col("day_class")
        weighted = (pl.when(kind == "workday")
                    .then(2 * minutes + pl.max_horizontal(minutes - 480, 0))
                    .when(kind == "rest_day").then(4 * minutes).otherwise(6 * minutes))
        worked = (attendance.join(days, left_on="work_date", right_on="date")
                  .join(terms.select("number", *key, "start_date", "end_date"), on=key)
                  .filter(pl.col("work_date").is_between(pl.col("start_date"), pl.col("end_date")))
                  .group_by("number", "period").agg(worked=weighted.sum()))
        product = 2 * pl.col("rate") * pl.col("worked") + pl.col("unit")
        due = (worked.join(terms.select("number", *key, "rate", "unit"), on="number")
               .with_columns(due=product // (2 * pl.col("unit")))
               .group_by(*key, "period").agg(pl.col("due").sum()))
        paid = (transfers.filter(pl.col("status") == "settled").group_by(key)
                .agg(total=(pl.col("amount") * 100).cast(pl.Int64).sum()))
        left = pl.col("total").fill_null(0) - pl.col("before")
        result = (due.join(paid, on=key, how="left").sort("period")
                  .with_columns(before=pl.col("due").cum_sum().over(key) - pl.col("due"))
                  .with_columns(paid=pl.max_horizontal(0, pl.min_horizontal("due", left)))
                  .select(*key, "period", "due", "paid", arrears=pl.col("due") - pl.col("paid"))
                  .collect(engine=engine))
    return clock, [result.height] + [result[c].sum() for c in ("due", "paid", "arrears")]


def polars_in_memory(files, source, ids):
    return polars(files, source, ids, "in-memory")


ENGINES = {f.__name__: f for f in (duckdb, datafusion, chdb, polars, polars_in_memory)}


def main():
    folder, engine, source, ids = sys.argv[1:]
    files = {table: f"{folder}/{table}.parquet" for table in TABLES}
    clock, (rows, due, paid, arrears) = ENGINES[engine](files, source, ids)
    print(json.dumps({
        "microseconds": round(clock.seconds * 1e6),
        "cpu_ms": round(clock.cpu * 1e3),
        "peak_kib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "rows": rows, "due": int(due), "paid": int(paid), "arrears": int(arrears),
    }))


if __name__ == "__main__":
    main()
