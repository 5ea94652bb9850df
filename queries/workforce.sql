-- title: The workforce around the programme
-- question: How many of the social work workforce leave, how many posts are vacant, and how heavy are caseloads?
-- grain: one row for each authority and year of its workforce figures
-- unit: people and full-time equivalents; percentages from 0 to 100; cases for each full-time case holder
-- reading: By the formulas of the published workforce statistics. Turnover is leavers of those in post at the
--   year's end. The vacancy rate is vacant posts of those in post and vacant posts together; the agency rate is
--   agency workers of those in post and agency workers together. caseload_fte is cases for each full-time case
--   holder; absence_fte_pct is working days lost of 253 working days for each in post. The interval is of
--   turnover_headcount_pct. A figure that the source gives as a symbol is empty, never 0, and symbols says which:
--   c confidential, x not available, z not applicable, u low reliability, low above nothing but rounded to it;
--   a rate made from it is empty too. A nought among leavers may be a return not filled in: look at it first.
-- source: facts.workforce_years
select authority, "year",
  inpost_headcount, inpost_fte, leavers_headcount, leavers_fte, agency_headcount, agency_fte, vacancies_fte,
  case_holders_fte, cases, days_lost,
  100.0 * cast(leavers_headcount as double) / nullif(cast(inpost_headcount as double), 0.0)
    as turnover_headcount_pct,
  100.0 * cast(leavers_fte as double) / nullif(cast(inpost_fte as double), 0.0) as turnover_fte_pct,
  100.0 * cast(vacancies_fte as double) / nullif(cast(vacancies_fte + inpost_fte as double), 0.0)
    as vacancy_fte_pct,
  100.0 * cast(agency_headcount as double)
    / nullif(cast(agency_headcount + inpost_headcount as double), 0.0) as agency_headcount_pct,
  100.0 * cast(agency_fte as double) / nullif(cast(agency_fte + inpost_fte as double), 0.0) as agency_fte_pct,
  cast(cases as double) / nullif(cast(case_holders_fte as double), 0.0) as caseload_fte,
  100.0 * cast(days_lost as double) / nullif(cast(253.0 * inpost_fte as double), 0.0) as absence_fte_pct,
  symbols
from workforce_years
