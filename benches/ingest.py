"""Polars reads the same CSV with its types given, and writes Parquet: the peer of `benches/ingest.rs`.

Prints the seconds; then, not timed, what was read: rows, the sums of first and last days counted from
1970, how many have a last day, and how many are held as allocated worker.
"""

import sys
import time

import polars as pl

source, target = sys.argv[1:3]
schema = {
    "worker_id": pl.String,
    "child_id": pl.String,
    "started_on": pl.Date,
    "ended_on": pl.Date,
    "role": pl.String,
    "case_type": pl.String,
}
started = time.perf_counter()
pl.scan_csv(source, schema=schema).sink_parquet(target)
print(f"{time.perf_counter() - started:.4f}")

answers = (
    pl.scan_parquet(target)
    .select(
        pl.len().alias("rows"),
        pl.col("started_on").cast(pl.Int32).cast(pl.Int64).sum().alias("started"),
        pl.col("ended_on").cast(pl.Int32).cast(pl.Int64).sum().alias("ended"),
        pl.col("ended_on").count().alias("closed"),
        (pl.col("role") == "allocated").sum().alias("allocated"),
    )
    .collect()
    .row(0)
)
print(",".join(str(answer) for answer in answers))
