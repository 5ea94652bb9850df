-- title: Do cohorts differ by more than chance?
-- question: Is the difference between cohorts larger than chance alone would make it?
-- grain: one row for each authority and measure that more than one cohort has
-- unit: reviews, portfolio items and people; percentages from 0 to 100
-- reading: numerator of denominator and pct are of all cohorts together. chi_squared compares each cohort with
--   them (Pearson, cohorts less one degrees of freedom); p_value is how often chance alone would make as
--   large a difference. least_expected is the smallest count that chance leads one to expect: below 5 the
--   test is not to be relied on (Cochran), and p_value and differs are empty. differs is p_value below 0.05.
--   Items of one person go together, so for reviews and portfolio the test is too quick to see a difference.
--   Sums of fractions depend on their order in the last digit: nine decimals are kept.
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
    cast(count(case when counts then 1 end) as bigint) as x,
    cast(count(*) as bigint) as n
  from items
  group by authority, cohort, measure
),
totals as (
  select authority, measure, cast(count(*) as bigint) as cohorts,
    cast(sum(x) as bigint) as numerator, cast(sum(n) as bigint) as denominator, min(n) as least_n
  from sums
  group by authority, measure
),
whole as (
  select authority, measure, cohorts, numerator, denominator, least_n,
    cast(numerator as double) / nullif(cast(denominator as double), 0.0) as share
  from totals
  where cohorts > 1
),
distances as (
  select sums.authority as authority, sums.measure as measure,
    cast(sums.x as double) - cast(sums.n as double) * whole.share as distance,
    cast(sums.n as double) * whole.share * (1.0 - whole.share) as variance
  from sums
  join whole on sums.authority = whole.authority and sums.measure = whole.measure
),
squares as (
  select authority, measure,
    round(cast(sum(cast(distance * distance as double) / nullif(cast(variance as double), 0.0)) as double), 9)
      as chi_squared
  from distances
  group by authority, measure
)
select whole.authority as authority, whole.measure as measure, whole.cohorts as cohorts,
  whole.numerator as numerator, whole.denominator as denominator, 100.0 * whole.share as pct,
  cast(whole.least_n as double)
    * case when whole.share < 0.5 then whole.share else 1.0 - whole.share end as least_expected,
  squares.chi_squared as chi_squared
from whole
join squares on whole.authority = squares.authority and whole.measure = squares.measure
