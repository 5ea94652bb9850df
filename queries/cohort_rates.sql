-- title: Cohort by cohort
-- question: How do the same shares compare from one cohort to the next?
-- grain: one row for each authority, cohort and measure
-- unit: reviews, portfolio items and people; percentages from 0 to 100
-- reading: numerator of denominator: reviews held on time of those that fell due, portfolio items in on time
--   of those that fell due, people who passed of those decided, and who passed at their first panel of those
--   decided. A small cohort moves a long way by chance: read pct with its interval.
-- source: facts.review_status, facts.milestone_status, facts.outcomes
with items as (
  select authority, cohort, 'reviews' as measure, status = 'on_time' as counts
  from review_status
  where status in ('on_time', 'late', 'overdue')
  union all
  select authority, cohort, 'portfolio' as measure, status = 'on_time' as counts
  from milestone_status
  where status in ('on_time', 'late', 'overdue')
  union all
  select authority, cohort, 'passed' as measure, status = 'passed' as counts
  from outcomes
  where status in ('passed', 'failed')
  union all
  select authority, cohort, 'first_time' as measure, passed_first_time as counts
  from outcomes
  where status in ('passed', 'failed')
),
sums as (
  select authority, cohort, measure,
    cast(count(case when counts then 1 end) as bigint) as numerator,
    cast(count(*) as bigint) as denominator
  from items
  group by authority, cohort, measure
)
select authority, cohort, measure, numerator, denominator,
  100.0 * cast(numerator as double) / nullif(cast(denominator as double), 0.0) as pct
from sums
