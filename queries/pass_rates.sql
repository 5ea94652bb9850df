-- title: Where workers' programmes stand
-- question: Of those who started, how many passed, how many are still to be decided, and in what time?
-- grain: one row for each authority and cohort
-- unit: people; percentages from 0 to 100
-- reading: The seven statuses add up to started. pass_pct is the share of decided (passed and failed)
--   workers who passed. due counts programmes that should have been completed by the last day of the
--   records, and completed_of_due_pct the share of them passed: a cohort with few due is not yet mature.
--   within_programme counts those who passed and completed by the day their programme was due.
-- source: facts.outcomes
with counts as (
  select authority, cohort,
    cast(count(*) as bigint) as started,
    cast(count(case when status = 'passed' then 1 end) as bigint) as passed,
    cast(count(case when status = 'failed' then 1 end) as bigint) as failed,
    cast(count(case when status = 'deferred' then 1 end) as bigint) as deferred,
    cast(count(case when status = 'referred' then 1 end) as bigint) as referred,
    cast(count(case when status = 'in_progress' then 1 end) as bigint) as in_progress,
    cast(count(case when status = 'left' then 1 end) as bigint) as gone,
    cast(count(case when status = 'withdrawn' then 1 end) as bigint) as withdrawn,
    cast(count(case when is_due then 1 end) as bigint) as due,
    cast(count(case when is_due and status = 'passed' then 1 end) as bigint) as completed_of_due,
    cast(count(case when passed_first_time then 1 end) as bigint) as passed_first_time,
    cast(count(case when status = 'passed' and within_programme then 1 end) as bigint) as within_programme
  from outcomes
  where status <> 'not_started'
  group by authority, cohort
)
select authority, cohort, started, passed, failed, deferred, referred, in_progress, gone as "left",
  withdrawn, passed + failed as decided,
  100.0 * cast(passed as double) / nullif(cast(passed + failed as double), 0.0) as pass_pct,
  due,
  100.0 * cast(completed_of_due as double) / nullif(cast(due as double), 0.0) as completed_of_due_pct,
  passed_first_time,
  100.0 * cast(passed_first_time as double) / nullif(cast(passed + failed as double), 0.0)
    as first_time_pct,
  within_programme,
  100.0 * cast(within_programme as double) / nullif(cast(passed as double), 0.0) as within_programme_pct
from counts
