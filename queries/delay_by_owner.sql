-- title: Portfolio items by who could act
-- question: Where portfolio items were late, whose were they to do?
-- grain: one row for each authority, cohort and owner (nqsw, manager, assessor)
-- unit: items and days; percentages from 0 to 100
-- reading: items_due counts the items that fell due (on time, late and overdue). The owner is who can act,
--   not who is at fault. total_days_late adds up the days of everything late or overdue; it is empty where
--   portfolios were not supplied.
-- source: facts.milestone_status
with counts as (
  select authority, cohort, owner,
    cast(count(case when status <> 'no_records' then 1 end) as bigint) as told,
    cast(count(case when status = 'on_time' then 1 end) as bigint) as on_time,
    cast(count(case when status = 'late' then 1 end) as bigint) as late,
    cast(count(case when status = 'overdue' then 1 end) as bigint) as overdue,
    cast(coalesce(sum(case when status in ('late', 'overdue') then days_late end), 0) as bigint)
      as total_days_late
  from milestone_status
  group by authority, cohort, owner
)
select authority, cohort, owner,
  on_time + late + overdue as items_due, on_time, late, overdue,
  100.0 * cast(on_time as double) / nullif(cast(on_time + late + overdue as double), 0.0) as on_time_pct,
  case when told > 0 then total_days_late end as total_days_late
from counts
