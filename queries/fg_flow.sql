-- title: Progression applications month by month
-- question: Are applications decided as fast as they are opened?
-- grain: one row for each authority and calendar month, from the first permission to the last month of the records
-- unit: applications
-- reading: opened counts permissions given in the month, approved and deferred the decisions of the month.
--   in_progress is how many were neither decided nor withdrawn when the month ended, or on the last day of
--   the records in the last month.
-- source: facts.progression_months, facts.progression_stages
with seen as (
  select months.authority as authority, months.month as month, stages.opened_month as opened_month,
    stages.closed_month as closed_month, stages.status as status
  from progression_months as months
  join progression_stages as stages on months.authority = stages.authority
  where stages.opened_month <= months.month
)
select authority, month,
  cast(count(case when opened_month = month then 1 end) as bigint) as opened,
  cast(count(case when closed_month = month and status = 'approved' then 1 end) as bigint) as approved,
  cast(count(case when closed_month = month and status = 'deferred' then 1 end) as bigint) as deferred,
  cast(count(case when closed_month is null or closed_month > month then 1 end) as bigint) as in_progress
from seen
group by authority, month
