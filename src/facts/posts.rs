//! Time in post, and concerns: facts that no stage of a rulebook sets.

use std::borrow::Cow;

use super::kinds::{ConcernStatus, RetentionSpell};
use super::timeline::{Timeline, Worker};
use crate::dates::Day;

/// The mean length of a month in days: 365.25 / 12.
const DAYS_A_MONTH: f64 = 30.4375;

/// A worker's time in post up to the day of leaving or `as_of`; `None` for one who has not begun.
pub fn judge_retention<'a>(worker: &Worker<'a>, as_of: Day) -> Option<RetentionSpell<'a>> {
    let from_on = worker.employed_on.unwrap_or(worker.started_on);
    let left_on = worker.left_on.filter(|day| *day <= as_of);
    let until = left_on.unwrap_or(as_of);
    (until >= from_on).then(|| RetentionSpell {
        from_on,
        months: (until - from_on) as f64 / DAYS_A_MONTH,
        left: left_on.is_some(),
        clause: Cow::Borrowed(""),
        source: None,
    })
}

/// One row for each concern raised by `as_of`, the earliest first.
pub fn judge_concerns<'a>(t: &Timeline<'a>) -> Vec<ConcernStatus<'a>> {
    let Some(rows) = t.rows("concerns") else { return Vec::new() };
    let table = rows.table;
    let by_now = |column: &str, row: usize| table.dates(column).get(row).filter(|day| *day <= t.as_of);
    let mut found: Vec<ConcernStatus> = rows
        .iter()
        .filter_map(|row| {
            let raised_on = by_now("raised_on", row)?;
            let resolved_on = by_now("resolved_on", row);
            Some(ConcernStatus {
                level: table.ints("level").get(row)?,
                raised_on,
                meeting_on: by_now("meeting_on", row),
                resolved_on,
                open_days: resolved_on.unwrap_or(t.as_of) - raised_on,
                owner: table.texts("owner").get(row),
                clause: Cow::Borrowed(""),
                source: rows.source([row]),
            })
        })
        .collect();
    found.sort_by_key(|concern| (concern.raised_on, concern.level));
    found
}
