-- title: Reviews held on time
-- question: At each stage, how many of the reviews that should have been held were held in time?
-- grain: one row for each authority, cohort and review stage
-- unit: reviews and days; percentages from 0 to 100
-- reading: on_time_pct is the share of the reviews that fell due (on time, late and overdue) that were held
--   by the last day allowed. Overdue means not held yet. Reviews not due yet, and those no longer required
--   because the programme had ended, are counted beside it and in no percentage. median_days_late is over
--   late and overdue reviews. Where reviews were not supplied every count is 0 and the percentage empty.
-- source: facts.review_status
with counts as (
  select authority, cohort, stage,
    cast(count(case when status = 'on_time' then 1 end) as bigint) as on_time,
    cast(count(case when status = 'late' then 1 end) as bigint) as late,
    cast(count(case when status = 'overdue' then 1 end) as bigint) as overdue,
    cast(count(case when status = 'not_due' then 1 end) as bigint) as not_due,
    cast(count(case when status = 'not_required' then 1 end) as bigint) as not_required,
    median(case when status in ('late', 'overdue') then cast(days_late as double) end) as median_days_late
  from review_status
  group by authority, cohort, stage
)
select authority, cohort, stage, on_time, late, overdue, not_due, not_required,
  100.0 * cast(on_time as double) / nullif(cast(on_time + late + overdue as double), 0.0) as on_time_pct,
  median_days_late
from counts
