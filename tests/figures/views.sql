-- What the queries of the phrases share.
create macro days_of(a, b) as strftime(a, '%Y-%m-%d') || '/' || strftime(b, '%Y-%m-%d');
create macro place(clause) as case when regexp_matches(clause, ' \(.*\)$') then regexp_extract(clause, '^[^(]* \((.*)\)$', 1) else clause end;
create macro ordinal(n) as case n when 1 then 'first' when 2 then 'second' when 3 then 'third' when 4 then 'fourth' when 5 then 'fifth'
  when 6 then 'sixth' when 7 then 'seventh' when 8 then 'eighth' when 9 then 'ninth' else n || 'th' end;
create macro item_of(code) as case code when 'rspa' then 'record of support and progressive assessment'
  when 'pqs_self_assessment' then 'PQS self-assessment' when 'self_assessment' then 'self-assessment'
  when 'verification' then 'manager’s verification' when 'managers_final_report' then 'manager’s final report'
  when 'child_feedback' then 'feedback from a child' when 'parent_feedback' then 'feedback from a parent or carer'
  when 'professional_feedback' then 'feedback from a professional' when 'evaluation_nqsw' then 'candidate’s evaluation'
  when 'evaluation_assessor' then 'assessor’s evaluation' else replace(code, '_', ' ') end;
create macro column_said(code) as case when code = 'on' then 'on' when code like '%\_on' escape '\' then 'date ' || replace(left(code, -3), '_', ' ')
  when code in ('worker_id', 'child_id') then left(code, -3) || '’s id' else replace(code, '_', ' ') end;
create macro stage_of(stage) as case when regexp_full_match(stage, '\d+') then 'month ' || stage else lower(stage) end;

-- In programme on the last day of the records.
create view now as select * from facts.outcomes, run where status in ('in_progress', 'deferred', 'referred') and (ended_on is null or ended_on > as_of);
create view items as
  select authority, cohort, team, worker_id, 'milestone' as kind, case when exists (select 1 from forms f where f.authority = m.authority and f.form = 'portfolio' and f.held->>'$.item' = item and (f.held->>'$.number')::int > 1) then ordinal(number) || ' ' else '' end || item_of(item) as label, number, owner, due_on, done_on, status, days_late, days_to_due from facts.milestone_status m
  union all select authority, cohort, team, worker_id, 'review', stage, null, 'assessor', due_on, held_on, status, days_late, days_to_due from facts.review_status
  union all select authority, cohort, team, worker_id, 'observation', number || '', number, 'assessor', due_on, done_on, status, days_late, days_to_due from facts.observation_status;
-- The same as the tables of a person's page name them.
create view item_rows as select *, case kind when 'review' then stage_of(label) when 'observation' then ordinal(number) else label end as said from items
;
-- How many of a kind and a status can stand together under one mark.
create view many as select authority, worker_id, kind, status, unnest(range(2, c + 1)) as n from (select authority, worker_id, kind, status, count(*) as c from items group by all);
create view heaps as select authority, worker_id, kind, status, unnest(range(2, c + 1)) as n from (
    select a.authority, a.worker_id, a.kind, a.status, max(c) as c from (select i.authority, i.worker_id, i.kind, i.status, i.due_on, count(*) as c from items i
      join items k on k.authority = i.authority and k.worker_id = i.worker_id and k.kind = i.kind and k.status = i.status and abs(coalesce(k.done_on, k.due_on) - coalesce(i.done_on, i.due_on)) <= 31 group by all) a group by all);
create view standings as -- null: it cannot be told; what is not due or not required is no row

  select authority, worker_id, rule, 's' as tbl, case when status in ('met', 'on_time') then true when status in ('short', 'over', 'late', 'overdue', 'not_met') then false end as met from facts.session_status where status not in ('not_due', 'not_required')
  union all select authority, worker_id, rule, 'd', case when status in ('met', 'on_time') then true when status in ('short', 'over', 'late', 'overdue', 'not_met') then false end from facts.deadline_status where status not in ('not_due', 'not_required')
  union all select authority, worker_id, rule, 'l', case when status in ('met', 'on_time') then true when status in ('short', 'over', 'late', 'overdue', 'not_met') then false end from facts.at_least_status where status not in ('not_due', 'not_required')
  union all select authority, worker_id, rule, 'i', case when status in ('met', 'on_time') then true when status in ('short', 'over', 'late', 'overdue', 'not_met') then false end from facts.distinct_status where status not in ('not_due', 'not_required')
  union all select authority, worker_id, rule, 'a', case when status in ('met', 'on_time') then true when status in ('short', 'over', 'late', 'overdue', 'not_met') then false end from facts.allowed_status where status not in ('not_due', 'not_required')
  union all select authority, worker_id, rule, 't', case met when 'yes' then true when 'no' then false end from facts.attestation_status;
create view all_standings as -- null: it cannot be told; what is not due or not required is no row

  select authority, worker_id, rule, 's' as tbl, case when status in ('met', 'on_time') then true when status in ('short', 'over', 'late', 'overdue', 'not_met') then false end as met, status = 'not_due' as is_to_come from facts.session_status where status <> 'not_required'
  union all select authority, worker_id, rule, 'd', case when status in ('met', 'on_time') then true when status in ('short', 'over', 'late', 'overdue', 'not_met') then false end, status = 'not_due' from facts.deadline_status where status <> 'not_required'
  union all select authority, worker_id, rule, 'l', case when status in ('met', 'on_time') then true when status in ('short', 'over', 'late', 'overdue', 'not_met') then false end, status = 'not_due' from facts.at_least_status where status <> 'not_required'
  union all select authority, worker_id, rule, 'i', case when status in ('met', 'on_time') then true when status in ('short', 'over', 'late', 'overdue', 'not_met') then false end, status = 'not_due' from facts.distinct_status where status <> 'not_required'
  union all select authority, worker_id, rule, 'a', case when status in ('met', 'on_time') then true when status in ('short', 'over', 'late', 'overdue', 'not_met') then false end, status = 'not_due' from facts.allowed_status where status <> 'not_required'
  union all select authority, worker_id, rule, 't', case met when 'yes' then true when 'no' then false end, false from facts.attestation_status
  union all select authority, worker_id, rule, case fact when 'session_status' then 's' when 'deadline_status' then 'd' when 'at_least_status' then 'l' when 'distinct_status' then 'i' when 'allowed_status' then 'a' else 't' end, null, false from facts.coverage where applies and not supplied and fact in ('session_status', 'deadline_status', 'at_least_status', 'distinct_status', 'allowed_status', 'attestation_status');
create view clauses as
  select distinct authority, clause from (
    select authority, clause from facts.review_status union all select authority, clause from facts.milestone_status
    union all select authority, clause from facts.observation_status union all select authority, clause from facts.observation_feedback
    union all select authority, clause from facts.cap_breaches union all select authority, clause from facts.own_cap_breaches union all select authority, clause from facts.supervision_gaps
    union all select authority, clause from facts.work_restrictions union all select authority, clause from facts.panel_status
    union all select authority, clause from facts.session_status union all select authority, clause from facts.deadline_status
    union all select authority, clause from facts.at_least_status union all select authority, clause from facts.distinct_status
    union all select authority, clause from facts.allowed_status union all select authority, clause from facts.attestation_status
    union all select authority, clause from facts.progression_stages);
create view places as select distinct authority, place(clause) as place from clauses where clause <> ''
  union select authority, words from said;
-- Everything open or overdue of those in programme: one matter an owner for portfolio items and for the policy's other rules.
create view other_matters as
  select authority, cohort, team, worker_id, case owner when 'nqsw' then 'candidate' when 'assessor' then 'assessor' when 'organisation' then 'programme lead' when 'panel' then 'panel' else 'team manager' end as who, due_on as since
  from facts.deadline_status where status = 'overdue'
  union all select authority, cohort, team, worker_id, 'team manager', due_on from facts.session_status s where status in ('short', 'over')
    and not exists (select 1 from facts.session_status l where l.authority = s.authority and l.worker_id = s.worker_id and l.rule = s.rule and l.due_on > s.due_on and l.status <> 'not_due')
  union all select authority, cohort, team, worker_id, 'team manager', coalesce(least(due_on, as_of), as_of) from facts.at_least_status, run where counted_for = 'worker' and status in ('short', 'over')
  union all select s.authority, cohort, team, worker_id, 'team manager', coalesce(dated_on, as_of) from facts.distinct_status s, run, forms f where status = 'not_met' and f.authority = s.authority and f.form = 'distinct' and f.held->>'$.id' = s.rule and coalesce(f.held->>'$.table', 'workers') = 'workers'
  union all select s.authority, cohort, team, worker_id, 'team manager', coalesce(dated_on, as_of) from facts.allowed_status s, run, forms f where status = 'not_met' and f.authority = s.authority and f.form = 'allowed' and f.held->>'$.id' = s.rule and coalesce(f.held->>'$.table', 'workers') = 'workers'
  union all select a.authority, a.cohort, a.team, a.worker_id, 'team manager', o.started_on from facts.attestation_status a join facts.outcomes o on o.authority = a.authority and o.worker_id = a.worker_id where met = 'no';
create view matters as
  select m.* from (
    select authority, cohort, team, worker_id, 'caseload' as kind, 'team manager' as who, opened_on as since from facts.cap_breaches where closed_on is null
    union all select authority, cohort, team, worker_id, 'own caseload', 'team manager', opened_on from facts.own_cap_breaches where closed_on is null
    union all select authority, cohort, team, worker_id, 'restriction', 'team manager', min(from_on) from facts.work_restrictions where to_on is null group by authority, cohort, team, worker_id, restriction
    union all select authority, cohort, team, worker_id, 'supervision', 'team manager', from_on from facts.supervision_gaps where to_on is null and explained is not true
    union all select authority, cohort, team, worker_id, 'overdue', 'assessor', due_on from items where kind in ('review', 'observation') and status = 'overdue'
    union all select authority, cohort, team, worker_id, 'overdue', case observer_role when 'manager' then 'team manager' when 'assessor' then 'assessor' when 'advanced_practitioner' then 'advanced practitioner' else 'observer' end, verbal_due_on from facts.observation_feedback where verbal_status = 'overdue'
    union all select authority, cohort, team, worker_id, 'overdue', case observer_role when 'manager' then 'team manager' when 'assessor' then 'assessor' when 'advanced_practitioner' then 'advanced practitioner' else 'observer' end, written_due_on from facts.observation_feedback where written_status = 'overdue'
    union all select authority, cohort, team, worker_id, 'overdue', case owner when 'nqsw' then 'candidate' when 'manager' then 'team manager' else owner end, min(due_on) from items where kind = 'milestone' and status = 'overdue' group by authority, cohort, team, worker_id, owner
    union all select authority, cohort, team, worker_id, 'overdue', 'candidate and assessor', submit_by from facts.panel_status, run where submitted_on is null and decision is null and held_on >= as_of and submit_by < as_of
    union all select authority, cohort, team, worker_id, 'other', who, min(since) from other_matters group by authority, cohort, team, worker_id, who
  ) m join now n on n.authority = m.authority and n.worker_id = m.worker_id;
create view matter_counts as select authority, count(*) as n from matters group by authority;
-- Caseloads of those in programme on the last day.
create view loads as select s.authority, n.cohort, n.team, s.worker_id, children, cap from facts.caseload_steps s join now n on n.authority = s.authority and n.worker_id = s.worker_id
  where s.from_on <= n.as_of and s.to_on > n.as_of and cap is not null;
create view room as select authority, team, count(*) as known, count(*) filter (children <= cap) as within, count(*) filter (children < cap) as below, count(*) filter (children = cap) as at_cap, count(*) filter (children > cap) as above
  from loads group by grouping sets ((authority), (authority, team));
create view due as select * from metrics.forward_look where kind <> 'panel';
-- The panels to come, each with those before it.
create view agendas as select p.authority, p.panel_id, p.kind, p.held_on, p.capacity, count(a.worker_id) as n from facts.panel_dates p left join facts.panel_agenda a on a.authority = p.authority and a.panel_id = p.panel_id
  where p.kind <> 'progression' group by all;
-- Shares of what fell due that was done on time, by the words they are told with; of a cohort, or (cohort empty) of all.
create view on_time as
  select authority, cohort, measure, coalesce(part, '') as part, on_time as k, on_time + late + overdue as n, late, overdue, on_time_pct as p, lower_95 as lo, upper_95 as hi from metrics.on_time_together
  union all select authority, cohort, 'reviews', stage, on_time, on_time + late + overdue, late, overdue, on_time_pct, lower_95, upper_95 from metrics.reviews_on_time
  union all select authority, cohort, 'observations', number || '', on_time, on_time + late + overdue, late, overdue, on_time_pct, lower_95, upper_95 from metrics.observations_on_time
  union all select authority, cohort, 'feedback', kind, on_time, on_time + late + overdue, late, overdue, on_time_pct, lower_95, upper_95 from metrics.feedback_on_time;
-- The same, with null where a percentage is not shown: on fewer than ten.
create view shares as select authority, coalesce(cohort, '') as of_cohort, measure, case when measure = 'observations' and part <> '' then ordinal(part::int) when measure = 'reviews' then stage_of(part) else part end as part, k, n, late, overdue,
  case when n >= 10 then p end as p, case when n >= 10 then lo end as lo, case when n >= 10 then hi end as hi from on_time;
-- Items overdue at each month's end, of a cohort or (cohort empty) of all, by owner or (owner empty) together; the last two years.
create view drift as select authority, coalesce(cohort, '') as of_cohort, case owner when 'nqsw' then 'candidate' else coalesce(owner, '') end as owner, month, sum(overdue_items)::bigint as n from facts.overdue_months
  group by grouping sets ((authority, cohort, owner, month), (authority, owner, month), (authority, cohort, month), (authority, month));
create view drift_shown as select d.* from drift d join (select authority, of_cohort, month, dense_rank() over (partition by authority, of_cohort order by month desc) as nth from drift) m on m.authority = d.authority and m.of_cohort = d.of_cohort and m.month = d.month and nth <= 24 group by all;
create view panel_counts as select p.authority, p.panel_id, p.kind, p.held_on, p.capacity, count(c.worker_id) as n, count(*) filter (submitted_on_time) as in_time, count(*) filter (submitted_on_time = false) as late,
    count(*) filter (c.worker_id is not null and submitted_on is null and decision is null and (submit_by < as_of)) as overdue,
    count(*) filter (c.worker_id is not null and submitted_on is null and not (submit_by < as_of and submit_by is not null)) as not_due, count(*) filter (submitted_on is not null and submitted_on_time is null) as submitted
  from facts.panel_dates p left join facts.panel_status c on c.authority = p.authority and c.panel_id = p.panel_id, run where p.kind <> 'progression' group by all;
create view in_names as select * from (values ('review', 'reviews'), ('observation', 'observations'), ('verbal_feedback', 'verbal feedback'), ('written_feedback', 'written feedback'), ('portfolio', 'portfolio items'), ('session', 'sessions'), ('deadline', 'other deadlines'), ('submission', 'panel submissions'), ('programme_end', 'programme ends')) t(kind, name);
-- The columns of CSV files: what was left out and noted, and what each query says of itself.
create view rejects as select authority, code, row from csv_rejected;
create view noted as select authority, code, row from csv_notices;
-- Of the policy's other rules: those of which nothing could be judged, and those not due yet.
create view further as select authority, worker_id, count(*) filter (not j and u) as u, count(*) filter (not j and not u) as d from ( -- as the other rules are counted: one a rule

    select authority, worker_id, tbl, rule, bool_or(met is not null) as j, bool_or(met is null and not is_to_come) as u from all_standings group by all) group by all;
-- The policy's other rules as pages name them.
create view rule_names as select distinct authority, coalesce(held->>'$.id', replace(held->>'$.kind', '_', '-')) as rule, held->>'$.clause' as clause,
    case when form = 'attestation' then rtrim(held->>'$.text', '.') else coalesce(held->>'$.title', replace(replace(coalesce(held->>'$.id', held->>'$.kind'), '-', ' '), '_', ' ')) end as name
  from forms where form in ('session', 'deadline', 'at_least', 'distinct', 'allowed', 'attestation');
