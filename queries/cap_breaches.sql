-- title: Caseloads above the cap
-- question: For how much of their time in programme did newly qualified workers hold more than the cap?
-- grain: one row for each authority, cohort and service
-- unit: people, breaches and days; percentages from 0 to 100
-- reading: A breach is an unbroken run of days above the cap in force. breach_day_pct is the share of all
--   days in programme that were above it; median_days is the length of a typical breach, one still open
--   counted to the last day of the records; max_peak_excess is the most held above the cap on any day.
--   Where a service has no cap, or allocations were not supplied, only workers is filled.
-- source: facts.coverage, facts.caseload_steps, facts.cap_breaches
with parts as (
  select authority, cohort, service,
    cast(count(distinct worker_id) as bigint) as workers,
    cast(count(case when applies and supplied then 1 end) as bigint) as told,
    cast(0 as bigint) as workers_breached,
    cast(0 as bigint) as episodes,
    cast(0 as bigint) as breach_days,
    cast(null as bigint) as days_in_programme,
    cast(null as double) as median_days,
    cast(null as bigint) as max_peak_excess,
    cast(0 as bigint) as escalations_due
  from coverage
  where fact = 'cap_breaches'
  group by authority, cohort, service
  union all
  select authority, cohort, service,
    cast(0 as bigint) as workers,
    cast(0 as bigint) as told,
    cast(count(distinct worker_id) as bigint) as workers_breached,
    cast(count(*) as bigint) as episodes,
    cast(sum(days) as bigint) as breach_days,
    cast(null as bigint) as days_in_programme,
    median(cast(days as double)) as median_days,
    max(peak_excess) as max_peak_excess,
    cast(count(case when escalation_due then 1 end) as bigint) as escalations_due
  from cap_breaches
  group by authority, cohort, service
  union all
  select authority, cohort, service,
    cast(0 as bigint) as workers,
    cast(0 as bigint) as told,
    cast(0 as bigint) as workers_breached,
    cast(0 as bigint) as episodes,
    cast(0 as bigint) as breach_days,
    cast(sum(days) as bigint) as days_in_programme,
    cast(null as double) as median_days,
    cast(null as bigint) as max_peak_excess,
    cast(0 as bigint) as escalations_due
  from caseload_steps
  where cap is not null
  group by authority, cohort, service
),
totals as (
  select authority, cohort, service,
    cast(sum(workers) as bigint) as workers,
    cast(sum(told) as bigint) as told,
    cast(sum(workers_breached) as bigint) as workers_breached,
    cast(sum(episodes) as bigint) as episodes,
    cast(sum(breach_days) as bigint) as breach_days,
    cast(sum(days_in_programme) as bigint) as days_in_programme,
    max(median_days) as median_days,
    max(max_peak_excess) as max_peak_excess,
    cast(sum(escalations_due) as bigint) as escalations_due
  from parts
  group by authority, cohort, service
)
select authority, cohort, service, workers,
  case when told > 0 then workers_breached end as workers_breached,
  case when told > 0 then episodes end as episodes,
  case when told > 0 then breach_days end as breach_days,
  case when told > 0 then days_in_programme end as days_in_programme,
  case when told > 0
    then 100.0 * cast(breach_days as double) / nullif(cast(days_in_programme as double), 0.0)
  end as breach_day_pct,
  case when told > 0 then median_days end as median_days,
  case when told > 0 then max_peak_excess end as max_peak_excess,
  case when told > 0 then escalations_due end as escalations_due
from totals
