-- title: What falls due in the next 28 days
-- question: What is coming, when, and whose is it to do?
-- grain: one row for each thing that falls due within 28 days of the last day of the records
-- unit: dates and days
-- reading: kind says what it is, item which one: for deadlines and sessions the rule's id. A session is due
--   on the last day of its period, while more is wanted in it. Panels stand on a row of their own; what has
--   to be submitted to them has a row for each candidate. Nothing that is already late is here.
-- source: facts.review_status, facts.observation_status, facts.observation_feedback,
--   facts.milestone_status, facts.outcomes, facts.panel_dates, facts.panel_status,
--   facts.deadline_status, facts.session_status
with dated as (
  select authority, cohort, service, team, worker_id, 'review' as kind, stage as item,
    cast(null as varchar) as owner, due_on, days_to_due
  from review_status
  union all
  select authority, cohort, service, team, worker_id, 'observation' as kind,
    cast(number as varchar) as item, cast(null as varchar) as owner, due_on, days_to_due
  from observation_status
  union all
  select authority, cohort, service, team, worker_id, 'verbal_feedback' as kind,
    cast(null as varchar) as item, cast(null as varchar) as owner,
    verbal_due_on as due_on, verbal_days_to_due as days_to_due
  from observation_feedback
  union all
  select authority, cohort, service, team, worker_id, 'written_feedback' as kind,
    cast(null as varchar) as item, cast(null as varchar) as owner,
    written_due_on as due_on, written_days_to_due as days_to_due
  from observation_feedback
  union all
  select authority, cohort, service, team, worker_id, 'portfolio' as kind,
    item || ' ' || cast(number as varchar) as item, owner, due_on, days_to_due
  from milestone_status
  union all
  select authority, cohort, service, team, worker_id, 'programme_end' as kind,
    cast(null as varchar) as item, cast(null as varchar) as owner,
    programme_due_on as due_on, days_to_due
  from outcomes
  union all
  select authority, cohort, service, team, worker_id, 'submission' as kind,
    panel_id as item, 'nqsw' as owner, submit_by as due_on, days_to_submit_by as days_to_due
  from panel_status
  union all
  select authority, cast(null as varchar) as cohort, cast(null as varchar) as service,
    cast(null as varchar) as team, cast(null as varchar) as worker_id, 'panel' as kind,
    panel_id as item, cast(null as varchar) as owner, held_on as due_on, days_to_panel as days_to_due
  from panel_dates
  union all
  select authority, cohort, service, team, worker_id, 'deadline' as kind,
    rule as item, owner, due_on, days_to_due
  from deadline_status
  union all
  select authority, cohort, service, team, worker_id, 'session' as kind,
    rule as item, cast(null as varchar) as owner, due_on, days_to_due
  from session_status
)
select authority, cohort, service, team, worker_id, kind, item, owner, due_on, days_to_due
from dated
where days_to_due >= 0 and days_to_due <= 28
