-- title: Agreement of moderators and panels
-- question: How often did the panel decide what the moderator had recommended, beyond what chance would give?
-- grain: one row for each authority and cohort
-- unit: cases; percentages from 0 to 100; kappa from -1 to 1
-- reading: agreed counts the cases with the same word on both sides. kappa is Cohen's: 1 is full agreement,
--   0 is what chance alone would give, and it is empty where chance agreement is 1. kappa_pass_fail is the
--   same over the cases that the panel passed or failed.
-- source: facts.panel_status
with scoped as (
  select authority, cohort, 'all' as scope, recommendation, decision
  from panel_status
  where recommendation is not null and decision is not null
  union all
  select authority, cohort, 'pass_fail' as scope, recommendation, decision
  from panel_status
  where recommendation is not null and decision in ('pass', 'fail')
),
words as (
  select authority, cohort, scope, recommendation as word,
    cast(count(*) as bigint) as recommended,
    cast(0 as bigint) as decided,
    cast(count(case when recommendation = decision then 1 end) as bigint) as agreed
  from scoped
  group by authority, cohort, scope, recommendation
  union all
  select authority, cohort, scope, decision as word,
    cast(0 as bigint) as recommended,
    cast(count(*) as bigint) as decided,
    cast(0 as bigint) as agreed
  from scoped
  group by authority, cohort, scope, decision
),
by_word as (
  select authority, cohort, scope, word,
    cast(sum(recommended) as bigint) as recommended,
    cast(sum(decided) as bigint) as decided,
    cast(sum(agreed) as bigint) as agreed
  from words
  group by authority, cohort, scope, word
),
-- Chance agreement is chance / (cases * cases): for each word, the product of both sides' counts.
by_scope as (
  select authority, cohort, scope,
    cast(sum(recommended) as bigint) as cases,
    cast(sum(agreed) as bigint) as agreed,
    cast(sum(recommended * decided) as bigint) as chance
  from by_word
  group by authority, cohort, scope
),
kappas as (
  select authority, cohort, scope, cases, agreed,
    cast(agreed * cases - chance as double) / nullif(cast(cases * cases - chance as double), 0.0) as kappa
  from by_scope
),
totals as (
  select authority, cohort,
    max(case when scope = 'all' then cases end) as cases,
    max(case when scope = 'all' then agreed end) as agreed,
    max(case when scope = 'all' then kappa end) as kappa,
    max(case when scope = 'pass_fail' then kappa end) as kappa_pass_fail
  from kappas
  group by authority, cohort
)
select authority, cohort, cases, agreed,
  100.0 * cast(agreed as double) / nullif(cast(cases as double), 0.0) as agreed_pct,
  kappa, kappa_pass_fail
from totals
