-- title: Progression applications
-- question: Of the applications opened in a quarter, how many were approved, and how long did it take?
-- grain: one row for each authority, pair of grades and quarter of permission
-- unit: applications and days; percentages from 0 to 100
-- reading: Every application is counted in the quarter in which permission was given, whatever came later.
--   over_limit counts those decided, or still open, later than the limit allows. median_days_to_approval
--   allows for applications not approved yet (Kaplan-Meier) and is empty until half would have been.
--   approved_pct is the share of the approved and deferred that were approved.
-- source: facts.progression_stages
with counts as (
  select authority, from_grade, to_grade, quarter,
    cast(count(*) as bigint) as opened,
    cast(count(submitted_on) as bigint) as submitted,
    cast(count(case when status = 'approved' then 1 end) as bigint) as approved,
    cast(count(case when status = 'deferred' then 1 end) as bigint) as deferred,
    cast(count(case when status = 'withdrawn' then 1 end) as bigint) as withdrawn,
    cast(count(case when status = 'in_progress' then 1 end) as bigint) as in_progress,
    cast(count(case when over_limit then 1 end) as bigint) as over_limit
  from progression_stages
  group by authority, from_grade, to_grade, quarter
)
select authority, from_grade, to_grade, quarter, opened, submitted, approved, deferred, withdrawn,
  in_progress, over_limit,
  100.0 * cast(approved as double) / nullif(cast(approved + deferred as double), 0.0) as approved_pct
from counts
