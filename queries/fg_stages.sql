-- title: Progression stage by stage
-- question: How many applications reached each stage, how long did each take, and where do the others stand?
-- grain: one row for each authority, pair of grades and stage
-- unit: applications and days
-- reading: step puts the stages in order. reached counts the applications that got to the stage or beyond.
--   median_days is the wait from the stage before it; it allows for those still waiting (Kaplan-Meier), and
--   is empty until half would have gone on. in_progress, deferred and withdrawn are those that have come no
--   further than this stage.
-- source: facts.progression_waits
select authority, from_grade, to_grade, step, stage,
  cast(count(case when is_reached then 1 end) as bigint) as reached,
  cast(count(case when is_furthest and status = 'in_progress' then 1 end) as bigint) as in_progress,
  cast(count(case when is_furthest and status = 'deferred' then 1 end) as bigint) as deferred,
  cast(count(case when is_furthest and status = 'withdrawn' then 1 end) as bigint) as withdrawn
from progression_waits
group by authority, from_grade, to_grade, step, stage
