-- title: Still in post, all cohorts together
-- question: How many newly qualified workers of all cohorts are still with the authority after 6 to 36 months?
-- grain: one row for each authority and month
-- unit: people; percentages from 0 to 100
-- reading: at_risk counts the workers followed for at least that long. retained_pct allows for those who
--   have not been in post that long yet (Kaplan-Meier), and is empty where nobody has.
-- source: facts.retention_spells
with marks as (
  select cast(6 as bigint) as month
  union all
  select cast(12 as bigint) as month
  union all
  select cast(18 as bigint) as month
  union all
  select cast(24 as bigint) as month
  union all
  select cast(36 as bigint) as month
)
select spells.authority as authority, marks.month as month,
  cast(count(case when spells.months >= cast(marks.month as double) then 1 end) as bigint) as at_risk
from retention_spells as spells
cross join marks
group by spells.authority, marks.month
