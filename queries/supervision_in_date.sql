-- title: Supervision in date
-- question: For how much of their time in programme was workers' supervision as recent as it should be?
-- grain: one row for each authority, cohort and service
-- unit: people, gaps and days; percentages from 0 to 100
-- reading: A day is in date when the last supervision that counts is no longer ago than the rulebook
--   allows at that point of the programme. Days in a pause, such as maternity leave, are left out. A gap is
--   an unbroken run of days out of date. Where supervision was not supplied, only workers is filled.
-- source: facts.coverage, facts.supervision_status, facts.supervision_gaps
with parts as (
  select authority, cohort, service,
    cast(count(distinct worker_id) as bigint) as workers,
    cast(count(case when applies and supplied then 1 end) as bigint) as told,
    cast(null as bigint) as programme_days,
    cast(null as bigint) as in_date_days,
    cast(0 as bigint) as gaps,
    cast(null as bigint) as longest_gap_days
  from coverage
  where fact = 'supervision_status'
  group by authority, cohort, service
  union all
  select authority, cohort, service,
    cast(0 as bigint) as workers,
    cast(0 as bigint) as told,
    cast(sum(programme_days) as bigint) as programme_days,
    cast(sum(in_date_days) as bigint) as in_date_days,
    cast(0 as bigint) as gaps,
    cast(null as bigint) as longest_gap_days
  from supervision_status
  where in_date_days is not null
  group by authority, cohort, service
  union all
  select authority, cohort, service,
    cast(0 as bigint) as workers,
    cast(0 as bigint) as told,
    cast(null as bigint) as programme_days,
    cast(null as bigint) as in_date_days,
    cast(count(*) as bigint) as gaps,
    max(days) as longest_gap_days
  from supervision_gaps
  group by authority, cohort, service
),
totals as (
  select authority, cohort, service,
    cast(sum(workers) as bigint) as workers,
    cast(sum(told) as bigint) as told,
    cast(sum(programme_days) as bigint) as programme_days,
    cast(sum(in_date_days) as bigint) as in_date_days,
    cast(sum(gaps) as bigint) as gaps,
    max(longest_gap_days) as longest_gap_days
  from parts
  group by authority, cohort, service
)
select authority, cohort, service, workers,
  case when told > 0 then programme_days end as programme_days,
  case when told > 0 then in_date_days end as in_date_days,
  case when told > 0
    then 100.0 * cast(in_date_days as double) / nullif(cast(programme_days as double), 0.0)
  end as in_date_pct,
  case when told > 0 then gaps end as gaps,
  case when told > 0 then longest_gap_days end as longest_gap_days
from totals
