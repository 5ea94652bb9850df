-- title: Drift and delay
-- question: How many workers are on track, and how many have reviews, observations or portfolio items overdue?
-- grain: one row for each authority and cohort
-- unit: people, items and days
-- reading: Drifting means something is overdue; delayed means it has been for as long as the rulebook
--   calls significant. finished workers have left the programme. no_records counts workers of whom nothing
--   can be told. total_days_late adds up the days of everything late or overdue.
-- source: facts.drift_status
with counts as (
  select authority, cohort,
    cast(count(*) as bigint) as workers,
    cast(count(case when band = 'no_records' then 1 end) as bigint) as no_records,
    cast(count(case when band = 'finished' then 1 end) as bigint) as finished,
    cast(count(case when band = 'on_track' then 1 end) as bigint) as on_track,
    cast(count(case when band = 'drifting' then 1 end) as bigint) as drifting,
    cast(count(case when band = 'delayed' then 1 end) as bigint) as delayed,
    cast(sum(case when band <> 'no_records' then overdue_items end) as bigint) as overdue_items,
    cast(sum(case when band <> 'no_records' then total_days_late end) as bigint) as total_days_late
  from drift_status
  group by authority, cohort
)
select authority, cohort, workers, no_records, finished, on_track, drifting, delayed,
  case when workers > no_records then overdue_items end as overdue_items,
  case when workers > no_records then total_days_late end as total_days_late
from counts
