-- title: What was read and what was left out
-- question: Can these records be trusted?
-- grain: one row for each authority and record table
-- unit: rows of the exports
-- reading: rows_read is rows_kept, rows_rejected, duplicates and set_aside together. Rejected rows could not
--   be used and are listed in rejected.csv; duplicates are exact repeats, kept once; rows set aside are
--   about people who are not in the workers table. Notices leave nothing out.
-- source: facts.row_counts
select authority, "table",
  cast(sum(rows_read) as bigint) as rows_read,
  cast(sum(rows_kept) as bigint) as rows_kept,
  cast(sum(rows_rejected) as bigint) as rows_rejected,
  cast(sum(duplicates) as bigint) as duplicates,
  cast(sum(set_aside) as bigint) as set_aside,
  cast(sum(notices) as bigint) as notices
from row_counts
group by authority, "table"
