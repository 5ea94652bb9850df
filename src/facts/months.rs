//! The same facts month by month: what was overdue, how full the caseload was, and the clock itself.

use std::borrow::Cow;

use super::kinds::{
    CaseloadMonth, CaseloadStep, ClockMonth, ClockPause, MilestoneStatus, ObservationStatus, OverdueMonth,
    ReviewStatus,
};
use super::timeline::Timeline;
use crate::dates::{Day, Period};
use crate::rulebook::Offset;

/// Who convenes reviews and observations: in each of the published policies the assessor (or the lead
/// who stands in for one).
const CONVENES: &str = "assessor";

/// The calendar months that a period touches, each cut to it.
fn months(period: Period) -> Vec<Period> {
    let mut found = Vec::new();
    let mut from = period.from;
    while from < period.to {
        let next = from.month_start().add_months(1);
        found.push(Period::new(from, next.min(period.to)));
        from = next;
    }
    found
}

/// An item with a due date, for counting when it was overdue.
struct Item<'a> {
    owner: &'a str,
    late_after: Option<Day>,
    done_on: Option<Day>,
}

/// For each owner and month in programme, the items overdue on its last day in programme. Nothing for a
/// worker of whom nothing can be told.
pub fn judge_overdue_months<'a>(
    t: &Timeline<'a>,
    reviews: &[ReviewStatus<'a>],
    observations: &[ObservationStatus<'a>],
    milestones: &[MilestoneStatus<'a>],
) -> Vec<(Day, OverdueMonth<'a>)> {
    let counts = |status: &str| !matches!(status, "no_records" | "not_required");
    let item = |owner, late_after, done_on| Item { owner, late_after, done_on };
    let items: Vec<Item> = reviews
        .iter()
        .filter(|row| counts(row.status))
        .map(|row| item(CONVENES, row.late_after_on, row.held_on))
        .chain(
            observations
                .iter()
                .filter(|row| counts(row.status))
                .map(|row| item(CONVENES, row.late_after_on, row.done_on)),
        )
        .chain(
            milestones
                .iter()
                .filter(|row| counts(row.status))
                .map(|row| item(row.owner, row.late_after_on, row.done_on)),
        )
        .collect();
    let mut owners: Vec<&str> = items.iter().map(|item| item.owner).collect();
    owners.sort_unstable();
    owners.dedup();
    let mut found = Vec::new();
    for month in months(t.period) {
        let last = month.to - 1;
        for owner in &owners {
            let is_overdue = |item: &&Item| {
                item.owner == *owner
                    && item.late_after.is_some_and(|late_after| late_after < last)
                    && item.done_on.is_none_or(|done| done > last)
            };
            let row = OverdueMonth {
                owner,
                month: last.month(),
                overdue_items: items.iter().filter(is_overdue).count() as i64,
                is_paused: t.clock.counted_days(month) == 0,
                clause: Cow::Borrowed(&t.rulebook.drift.cited.text),
                source: None,
            };
            found.push((last, row));
        }
    }
    found
}

/// For each month with a cap on any day in programme, how full the caseload was.
pub fn judge_caseload_months<'a>(
    t: &Timeline<'a>,
    steps: &[CaseloadStep<'a>],
) -> Vec<(Day, CaseloadMonth<'a>)> {
    let mut found = Vec::new();
    for month in months(t.period) {
        let within = |step: &CaseloadStep| Period::new(step.from_on, step.to_on).within(month).days();
        let capped: Vec<(&CaseloadStep, i64, i64)> = steps
            .iter()
            .filter_map(|step| Some((step, step.cap?, within(step))))
            .filter(|s| s.2 > 0)
            .collect();
        let Some((step, cap, _)) = capped.last() else { continue };
        let row = CaseloadMonth {
            month: month.from.month(),
            days: capped.iter().map(|(_, _, days)| days).sum(),
            days_above: capped
                .iter()
                .filter(|(step, cap, _)| step.children > *cap)
                .map(|(_, _, days)| days)
                .sum(),
            children: step.children,
            cap: *cap,
            clause: step.clause.clone(),
            source: step.source.clone(),
        };
        found.push((month.to - 1, row));
    }
    found
}

/// When each month of the programme is over, to the first that is not over before the programme is due.
pub fn judge_clock<'a>(t: &Timeline<'a>) -> Vec<ClockMonth<'a>> {
    let clause = || Cow::Borrowed(t.rulebook.programme.cited.text.as_str());
    let month = |n: i32| ClockMonth {
        month: i64::from(n),
        falls_on: t.clock.at(Offset::Months(n)),
        clause: clause(),
        source: None,
    };
    let mut found: Vec<ClockMonth> = Vec::new();
    for n in 1..=120 {
        found.push(month(n));
        if found.last().is_none_or(|last| last.falls_on >= t.programme_due_on) {
            break;
        }
    }
    found
}

/// The pauses that lie in the programme.
pub fn judge_pauses<'a>(t: &Timeline<'a>) -> Vec<ClockPause<'a>> {
    let programme = Period::new(t.period.from, t.programme_due_on.max(t.period.to));
    t.clock
        .pauses()
        .iter()
        .map(|pause| pause.within(programme))
        .filter(|pause| !pause.is_empty())
        .map(|pause| ClockPause {
            from_on: pause.from,
            to_on: pause.to,
            clause: Cow::Borrowed(t.rulebook.pauses.first().map_or("", |rule| rule.cited.text.as_str())),
            source: t.rows("absences").and_then(|rows| {
                let (from, to) = (rows.table.dates("started_on"), rows.table.dates("ended_on"));
                let meets = |row: &usize| {
                    let until = to.get(*row).unwrap_or(t.as_of) + 1;
                    from.get(*row).is_some_and(|from| !Period::new(from, until).within(pause).is_empty())
                };
                rows.source(rows.iter().filter(meets))
            }),
        })
        .collect()
}
