-- title: Done on time, all together
-- question: Over all stages and cohorts together, how much was done in time?
-- grain: one row for each authority and measure, for each of its parts and (part empty) for all parts
--   together; and one for each cohort and measure, all parts together
-- unit: reviews, observations, pieces of feedback and portfolio items; days; percentages from 0 to 100
-- reading: scope says whether a row is of the whole authority or of one cohort. A part is a review stage, the
--   number of an observation, a kind of feedback, or the owner of a portfolio item. The figures mean what
--   they mean cohort by cohort: on_time_pct is the share of what fell due (on time, late and overdue) that
--   was done by the last day allowed.
-- source: facts.review_status, facts.observation_status, facts.observation_feedback,
--   facts.milestone_status
with items as (
  select authority, cohort, 'reviews' as measure, stage as part, status, days_late
  from review_status
  union all
  select authority, cohort, 'observations' as measure, cast(number as varchar) as part, status, days_late
  from observation_status
  union all
  select authority, cohort, 'feedback' as measure, 'verbal' as part, verbal_status as status,
    cast(null as bigint) as days_late
  from observation_feedback
  where verbal_status is not null
  union all
  select authority, cohort, 'feedback' as measure, 'written' as part, written_status as status,
    cast(null as bigint) as days_late
  from observation_feedback
  where written_status is not null
  union all
  select authority, cohort, 'portfolio' as measure, owner as part, status, days_late
  from milestone_status
),
spread as (
  select authority, 'authority' as scope, cast(null as varchar) as cohort, measure, part, status, days_late
  from items
  union all
  select authority, 'authority' as scope, cast(null as varchar) as cohort, measure,
    cast(null as varchar) as part, status, days_late
  from items
  union all
  select authority, 'cohort' as scope, cohort, measure, cast(null as varchar) as part, status, days_late
  from items
),
counts as (
  select authority, scope, cohort, measure, part,
    cast(count(case when status = 'on_time' then 1 end) as bigint) as on_time,
    cast(count(case when status = 'late' then 1 end) as bigint) as late,
    cast(count(case when status = 'overdue' then 1 end) as bigint) as overdue,
    cast(count(case when status = 'not_due' then 1 end) as bigint) as not_due,
    cast(count(case when status = 'not_required' then 1 end) as bigint) as not_required,
    median(case when status in ('late', 'overdue') then cast(days_late as double) end) as median_days_late
  from spread
  group by authority, scope, cohort, measure, part
)
select authority, scope, cohort, measure, part, on_time, late, overdue, not_due, not_required,
  100.0 * cast(on_time as double) / nullif(cast(on_time + late + overdue as double), 0.0) as on_time_pct,
  median_days_late
from counts
