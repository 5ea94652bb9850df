-- title: Still in post, the whole curve
-- question: After how many months did people leave, and how many were still followed then?
-- grain: one row for each authority and length of time in post
-- unit: months and people; percentages from 0 to 100
-- reading: Everybody who is or was on a programme counts, and nobody else. leavers left after so many months;
--   censored are those whose records end then while they are still in post. retained_pct allows for them
--   (Kaplan-Meier); at_risk counts those followed for at least that long.
-- source: facts.retention_spells, facts.outcomes
select spells.authority as authority, spells.months as months,
  cast(count(case when spells."left" then 1 end) as bigint) as leavers,
  cast(count(case when not spells."left" then 1 end) as bigint) as censored
from retention_spells as spells
join outcomes as places on spells.authority = places.authority and spells.worker_id = places.worker_id
group by spells.authority, spells.months
