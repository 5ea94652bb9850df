-- title: Direct observations done on time
-- question: How many of the direct observations that should have been done were done in time?
-- grain: one row for each authority, cohort and number of the observation
-- unit: observations and days; percentages from 0 to 100
-- reading: number 1 is the first observation of a worker by date, 2 the second. on_time_pct is the share of the
--   observations that fell due (on time, late and overdue) that were done by the last day allowed; those
--   not due yet or no longer required are in no percentage. median_days_late is over late and overdue
--   ones. Where observations were not supplied every count is 0 and the percentage empty.
-- source: facts.observation_status
with counts as (
  select authority, cohort, number,
    cast(count(case when status = 'on_time' then 1 end) as bigint) as on_time,
    cast(count(case when status = 'late' then 1 end) as bigint) as late,
    cast(count(case when status = 'overdue' then 1 end) as bigint) as overdue,
    cast(count(case when status = 'not_due' then 1 end) as bigint) as not_due,
    cast(count(case when status = 'not_required' then 1 end) as bigint) as not_required,
    median(case when status in ('late', 'overdue') then cast(days_late as double) end) as median_days_late
  from observation_status
  group by authority, cohort, number
)
select authority, cohort, number, on_time, late, overdue, not_due, not_required,
  100.0 * cast(on_time as double) / nullif(cast(on_time + late + overdue as double), 0.0) as on_time_pct,
  median_days_late
from counts
