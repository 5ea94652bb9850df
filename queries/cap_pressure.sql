-- title: Days above the cap by team and month
-- question: Where and when is there no room within the cap?
-- grain: one row for each authority, team and calendar month in which somebody was in programme under a cap
-- unit: people and days; percentages from 0 to 100
-- reading: people counts those in programme in the month. days adds up their days in programme under a cap,
--   days_above those with more than the cap, and above_pct is the share of them. Teams do different work.
-- source: facts.caseload_months
with counts as (
  select authority, team, month,
    cast(count(distinct worker_id) as bigint) as people,
    cast(sum(days) as bigint) as days,
    cast(sum(days_above) as bigint) as days_above
  from caseload_months
  group by authority, team, month
)
select authority, team, month, people, days, days_above,
  100.0 * cast(days_above as double) / nullif(cast(days as double), 0.0) as above_pct
from counts
