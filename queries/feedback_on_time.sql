-- title: Feedback on direct observations
-- question: How often was feedback on an observation given within the working days allowed?
-- grain: one row for each authority, cohort and kind of feedback (verbal, written)
-- unit: observations; percentages from 0 to 100
-- reading: on_time_pct is the share of the feedback that fell due (on time, late and overdue) that was
--   given by the last working day allowed. Where feedback dates were not supplied every count is 0 and the
--   percentage empty.
-- source: facts.observation_feedback
with feedback as (
  select authority, cohort, 'verbal' as kind, verbal_status as status
  from observation_feedback
  where verbal_status is not null
  union all
  select authority, cohort, 'written' as kind, written_status as status
  from observation_feedback
  where written_status is not null
),
counts as (
  select authority, cohort, kind,
    cast(count(case when status = 'on_time' then 1 end) as bigint) as on_time,
    cast(count(case when status = 'late' then 1 end) as bigint) as late,
    cast(count(case when status = 'overdue' then 1 end) as bigint) as overdue,
    cast(count(case when status = 'not_due' then 1 end) as bigint) as not_due
  from feedback
  group by authority, cohort, kind
)
select authority, cohort, kind, on_time, late, overdue, not_due,
  100.0 * cast(on_time as double) / nullif(cast(on_time + late + overdue as double), 0.0) as on_time_pct
from counts
