"""Runs each query of a folder on other engines and compares the rows with the metric's CSV.

usage: compare.py QUERIES RUNS

RUNS holds a folder for each metric: a finished run with facts/<table>/*.parquet and
metrics/<metric>.csv. A metric's table may have more columns than its query (intervals and
Kaplan-Meier figures are added after it); the query's columns are compared, rows in any order.
"""

import csv
import datetime
import sys
from pathlib import Path

import datafusion
import duckdb


def on_duckdb(facts, sql):
    with duckdb.connect() as connection:
        for table in facts:
            files = f"{table}/*.parquet".replace("'", "''")
            connection.execute(f"create view {table.name} as select * from read_parquet('{files}')")
        result = connection.execute(sql)
        return [column[0] for column in result.description], result.fetchall()


def on_datafusion(facts, sql):
    context = datafusion.SessionContext()
    for table in facts:
        context.register_parquet(table.name, str(table))
    result = context.sql(sql)
    rows = [tuple(row.values()) for row in result.to_pylist()]
    return list(result.schema().names), rows


def cell(value):
    """A cell as the CSV has it: text, and a number where it is one."""
    if value is None:
        return ("", 0.0)
    if isinstance(value, bool):
        return (str(value).lower(), 0.0)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return (value.isoformat()[:10], 0.0)
    try:
        return ("number", float(value))
    except ValueError:
        return (str(value), 0.0)


def same(ours, theirs):
    return ours[0] == theirs[0] and abs(ours[1] - theirs[1]) <= 1e-6


def differences(run, metric, sql, engine):
    with open(run / "metrics" / f"{metric}.csv", newline="") as file:
        ours = list(csv.DictReader(file))
    facts = sorted((run / "facts").iterdir())
    names, rows = engine(facts, sql)
    mine = sorted([cell(row[name] or None) for name in names] for row in ours)
    theirs = sorted([cell(value) for value in row] for row in rows)
    if len(mine) != len(theirs):
        return [f"{len(mine)} rows, expected {len(theirs)}"]
    return [
        f"{name}: {a}, expected {b}"
        for one, other in zip(mine, theirs)
        for name, a, b in zip(names, one, other)
        if not same(a, b)
    ]


def main(queries, runs):
    compared, wrong = 0, []
    for query in sorted(Path(queries).glob("*.sql")):
        for engine in (on_duckdb, on_datafusion):
            what = f"{query.stem} {engine.__name__}"
            found = differences(Path(runs) / query.stem, query.stem, query.read_text(), engine)
            wrong += [f"{what}: {difference}" for difference in found]
            compared += 1
    print("\n".join(wrong))
    print(f"compared {compared}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
