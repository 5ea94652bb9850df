"""The cap-breach facts by DuckDB: the peer of `benches/cap_breaches.rs`.

Reads the store's Parquet, merges a child's overlapping rows, lets the cap step by programme month, and
finds the maximal runs of days above it, with window functions. Prints the seconds, then the answers.
"""

import sys
import time

import duckdb

workers, allocations, as_of = sys.argv[1:4]
connection = duckdb.connect()
started = time.perf_counter()
answers = connection.execute(
    """
    with people as (
        select worker_id, started_on as s, least(coalesce(left_on, $as_of::date + 1), $as_of::date + 1) as e
        from read_parquet($workers)
    ),
    caps(from_month, cap) as (values (0, 12), (3, 14), (6, 16), (9, 18)),
    held as (
        select a.worker_id, a.child_id,
               greatest(a.started_on, p.s) as f, least(coalesce(a.ended_on, p.e), p.e) as t
        from read_parquet($allocations) a join people p using (worker_id)
        where greatest(a.started_on, p.s) < least(coalesce(a.ended_on, p.e), p.e)
    ),
    begun as (
        select *, case when f <= max(t) over (
                partition by worker_id, child_id order by f, t
                rows between unbounded preceding and 1 preceding) then 0 else 1 end as is_new
        from held
    ),
    numbered as (
        select *, sum(is_new) over (partition by worker_id, child_id order by f, t
                rows between unbounded preceding and current row) as island
        from begun
    ),
    distinct_children as (
        select worker_id, min(f) as f, max(t) as t from numbered group by worker_id, child_id, island
    ),
    events as (
        select worker_id, f as d, 1 as change, null as cap from distinct_children
        union all select worker_id, t, -1, null from distinct_children
        union all select worker_id, (s + to_months(from_month))::date, 0, cap from people, caps
                  where (s + to_months(from_month))::date < e
        union all select worker_id, e, 0, null from people where s < e
    ),
    days as (
        select worker_id, d, sum(change) as change, max(cap) as cap from events group by worker_id, d
    ),
    steps as (
        select worker_id, d, lead(d) over w as until,
               sum(change) over w as children, last_value(cap ignore nulls) over w as cap
        from days window w as (partition by worker_id order by d)
    ),
    over_cap as (
        select *, lag(until) over (partition by worker_id order by d) as before
        from steps where until is not null and children > cap
    ),
    runs as (
        select *, sum(case when before is not distinct from d then 0 else 1 end)
                  over (partition by worker_id order by d) as run
        from over_cap
    ),
    breaches as (
        select worker_id, min(d) as opened_on, max(until) as closed_on, max(children) as peak_children,
               max(children - cap) as peak_excess, sum((children - cap) * (until - d)) as excess_child_days
        from runs group by worker_id, run
    )
    select count(*), sum(closed_on - opened_on), sum(peak_children), sum(peak_excess), sum(excess_child_days)
    from breaches
    """,
    {"workers": workers, "allocations": allocations, "as_of": as_of},
).fetchone()
print(f"{time.perf_counter() - started:.4f}")
print(",".join(str(int(answer or 0)) for answer in answers))
