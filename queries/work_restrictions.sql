-- title: Work held before it is allowed
-- question: Which kinds of restricted work did newly qualified workers hold, and for how long?
-- grain: one row for each authority, cohort and restriction of the rulebook
-- unit: people, periods, and days a child was held
-- reading: child_days adds up the days on which each child was held against the restriction, with no
--   exception that covers them. Two children held on one day are two child-days. Where the records that
--   the restriction rests on were not supplied, only workers is filled.
-- source: facts.coverage, facts.work_restrictions
with parts as (
  select authority, cohort, rule as restriction,
    cast(count(distinct worker_id) as bigint) as workers,
    cast(count(case when applies and supplied then 1 end) as bigint) as told,
    cast(0 as bigint) as workers_breached,
    cast(0 as bigint) as episodes,
    cast(0 as bigint) as child_days
  from coverage
  where fact = 'work_restrictions'
  group by authority, cohort, rule
  union all
  select authority, cohort, restriction,
    cast(0 as bigint) as workers,
    cast(0 as bigint) as told,
    cast(count(distinct worker_id) as bigint) as workers_breached,
    cast(count(*) as bigint) as episodes,
    cast(sum(days) as bigint) as child_days
  from work_restrictions
  group by authority, cohort, restriction
),
totals as (
  select authority, cohort, restriction,
    cast(sum(workers) as bigint) as workers,
    cast(sum(told) as bigint) as told,
    cast(sum(workers_breached) as bigint) as workers_breached,
    cast(sum(episodes) as bigint) as episodes,
    cast(sum(child_days) as bigint) as child_days
  from parts
  group by authority, cohort, restriction
)
select authority, cohort, restriction, workers,
  case when told > 0 then workers_breached end as workers_breached,
  case when told > 0 then episodes end as episodes,
  case when told > 0 then child_days end as child_days
from totals
