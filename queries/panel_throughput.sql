-- title: Moderation panels month by month
-- question: How many cases did each month's panels hear, had they room, and what was decided?
-- grain: one row for each authority, month of the panel and kind of panel (interim, final, external)
-- unit: panels and cases
-- reading: capacity adds up what the month's panels can hear; it is empty where one of them states none.
--   submitted_on_time counts the cases submitted by the day the rulebook sets; it is empty where there is no
--   such rule or nothing submitted. Panels to come are included, with what is known of them.
-- source: facts.panel_dates, facts.panel_status
with parts as (
  select authority, panel_month, kind,
    cast(count(*) as bigint) as panels,
    case when count(capacity) = count(*) then cast(sum(capacity) as bigint) end as capacity,
    cast(0 as bigint) as cases,
    cast(0 as bigint) as told,
    cast(0 as bigint) as submitted_on_time,
    cast(0 as bigint) as passed,
    cast(0 as bigint) as failed,
    cast(0 as bigint) as deferred,
    cast(0 as bigint) as referred
  from panel_dates
  group by authority, panel_month, kind
  union all
  select authority, panel_month, kind,
    cast(0 as bigint) as panels,
    cast(null as bigint) as capacity,
    cast(count(*) as bigint) as cases,
    cast(count(submitted_on_time) as bigint) as told,
    cast(count(case when submitted_on_time then 1 end) as bigint) as submitted_on_time,
    cast(count(case when decision = 'pass' then 1 end) as bigint) as passed,
    cast(count(case when decision = 'fail' then 1 end) as bigint) as failed,
    cast(count(case when decision = 'defer' then 1 end) as bigint) as deferred,
    cast(count(case when decision = 'refer' then 1 end) as bigint) as referred
  from panel_status
  group by authority, panel_month, kind
),
totals as (
  select authority, panel_month, kind,
    cast(sum(panels) as bigint) as panels,
    cast(sum(cases) as bigint) as cases,
    max(capacity) as capacity,
    cast(sum(told) as bigint) as told,
    cast(sum(submitted_on_time) as bigint) as submitted_on_time,
    cast(sum(passed) as bigint) as passed,
    cast(sum(failed) as bigint) as failed,
    cast(sum(deferred) as bigint) as deferred,
    cast(sum(referred) as bigint) as referred
  from parts
  group by authority, panel_month, kind
)
select authority, panel_month, kind, panels, cases, capacity,
  case when told > 0 then submitted_on_time end as submitted_on_time,
  passed, failed, deferred, referred
from totals
