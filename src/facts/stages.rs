//! Things with a due date: review stages, observations and portfolio items, and drift over all three.

use std::borrow::Cow;

use super::kinds::{DriftStatus, MilestoneStatus, ObservationStatus, ReviewStatus};
use super::timeline::{Timeline, WorkerRows};
use crate::dates::{Day, working_days_before};
use crate::rulebook::{ItemDue, LateAfter, PortfolioItem};

/// Where a thing with a due date stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub status: &'static str,
    /// Days late or overdue; null otherwise.
    pub days_late: Option<i64>,
    /// Days from `as_of` to the due date while that is to come.
    pub days_to_due: Option<i64>,
}

/// The status of a thing due on `due_on`, late after `late_after`, done on `done_on`
/// (contract, section 5, review_status): the first that applies.
///
/// A due date that cannot be worked out (`None`) cannot be judged; nor can records not supplied.
pub fn standing(
    t: &Timeline,
    due_on: Option<Day>,
    late_after: Option<Day>,
    done_on: Option<Day>,
    is_supplied: bool,
) -> Standing {
    let seen = t.seen();
    let (status, days_late) = match (due_on, late_after) {
        (Some(due), Some(late_after)) if is_supplied => match done_on {
            Some(done) if done <= late_after => ("on_time", None),
            Some(done) => ("late", Some(done - due)),
            // What fell due before the worker came was another employer's to see to.
            None if due < t.worker.started_on => ("not_required", None),
            None if seen > late_after => ("overdue", Some(seen - due)),
            None if t.is_finished() => ("not_required", None),
            None => ("not_due", None),
        },
        _ => ("no_records", None),
    };
    let days_to_due = due_on.filter(|due| status == "not_due" && *due >= t.as_of).map(|due| due - t.as_of);
    Standing { status, days_late, days_to_due }
}

/// One row for each review stage that applies, in the rulebook's order.
pub fn judge_reviews<'a>(t: &Timeline<'a>) -> Vec<ReviewStatus<'a>> {
    let Some(rows) = t.rows("reviews") else { return Vec::new() };
    let (stage, planned, held) =
        (rows.table.texts("stage"), rows.table.dates("planned_on"), rows.table.dates("held_on"));
    let reason = rows.table.texts("postponed_reason");
    let mut found = Vec::new();
    for rule in &t.rulebook.reviews {
        let due_on = t.clock.due(rule.due);
        if !t.is_for(rule.only, due_on) {
            continue;
        }
        let is_of_stage = |row: &usize| stage.get(*row).is_some_and(|named| rule.is_named(named));
        let of_stage: Vec<usize> = rows.iter().filter(is_of_stage).collect();
        let was_held = |row: usize| held.get(row).filter(|day| *day <= t.as_of);
        let held_row =
            of_stage.iter().copied().filter_map(|row| Some((was_held(row)?, row))).min().map(|(_, row)| row);
        let latest_plan = of_stage
            .iter()
            .copied()
            .filter_map(|row| Some((planned.get(row)?, row)))
            .max()
            .map(|(_, row)| row);
        let shown = held_row.or(latest_plan);
        let held_on = held_row.and_then(was_held);
        let late_after = t.clock.late_after(due_on, rule.late_after);
        let standing = standing(t, Some(due_on), Some(late_after), held_on, t.is_supplied("reviews", due_on));
        found.push(ReviewStatus {
            stage: &rule.stage,
            due_on: Some(due_on),
            planned_on: shown.and_then(|row| planned.get(row)),
            held_on,
            status: standing.status,
            days_late: standing.days_late,
            days_to_due: standing.days_to_due,
            postponed_reason: shown.and_then(|row| reason.get(row)).or_else(|| {
                let with_reason =
                    of_stage.iter().filter_map(|&row| Some((planned.get(row), reason.get(row)?)));
                with_reason.max().map(|(_, reason)| reason)
            }),
            late_after_on: Some(late_after),
            manager_attended: held_row.and_then(|row| rows.table.bools("manager_attended").get(row)),
            rating: held_row.and_then(|row| rows.table.texts("rating").get(row)),
            requirements_met: held_row.and_then(|row| requirements_met(&rows, row, &rule.requires)),
            clause: Cow::Borrowed(&rule.cited.text),
            source: rests_on(t, standing.status, rows.source(of_stage)),
        });
    }
    found
}

/// Whether every column that must be yes is: no as soon as one says no, null where one says nothing.
fn requirements_met(rows: &WorkerRows, row: usize, requires: &[String]) -> Option<bool> {
    let said: Vec<Option<bool>> = requires.iter().map(|column| rows.table.bools(column).get(row)).collect();
    match said.contains(&Some(false)) {
        true => Some(false),
        false => (!said.is_empty() && !said.contains(&None)).then_some(true),
    }
}

/// One row for each observation that applies.
pub fn judge_observations<'a>(t: &Timeline<'a>) -> Vec<ObservationStatus<'a>> {
    let Some(rows) = t.rows("observations") else { return Vec::new() };
    let observed = rows.table.dates("observed_on");
    let done = in_order(rows.iter().filter_map(|row| Some((observed.get(row)?, row))), t.as_of);
    let mut found = Vec::new();
    for rule in &t.rulebook.observations {
        let due_on = t.clock.due(rule.due);
        if !t.is_for(rule.only, due_on) {
            continue;
        }
        let nth = done.get(rule.number.saturating_sub(1) as usize).copied();
        let done_on = nth.map(|(day, _)| day);
        let late_after = t.clock.late_after(due_on, rule.late_after);
        let standing =
            standing(t, Some(due_on), Some(late_after), done_on, t.is_supplied("observations", due_on));
        found.push(ObservationStatus {
            number: i64::from(rule.number),
            due_on: Some(due_on),
            done_on,
            status: standing.status,
            days_late: standing.days_late,
            days_to_due: standing.days_to_due,
            late_after_on: Some(late_after),
            clause: Cow::Borrowed(&rule.cited.text),
            source: rests_on(t, standing.status, rows.source(nth.map(|(_, row)| row))),
        });
    }
    found
}

/// One row for each portfolio item that applies. `reviews` are the same worker's.
pub fn judge_milestones<'a>(t: &Timeline<'a>, reviews: &[ReviewStatus<'a>]) -> Vec<MilestoneStatus<'a>> {
    let Some(rows) = t.rows("portfolio") else { return Vec::new() };
    let (item, submitted) = (rows.table.texts("item"), rows.table.dates("submitted_on"));
    let mut found = Vec::new();
    for rule in &t.rulebook.portfolio {
        let Some(due_on) = item_due(t, rule, reviews) else { continue };
        let somewhere = due_on.unwrap_or(t.period.from);
        if !t.is_for(rule.only, somewhere) {
            continue;
        }
        let of_item = rows.iter().filter(|&row| item.get(row) == Some(rule.item.as_str()));
        let done = in_order(of_item.filter_map(|row| Some((submitted.get(row)?, row))), t.as_of);
        let nth = done.get(rule.number.saturating_sub(1) as usize).copied();
        let done_on = nth.map(|(day, _)| day);
        let late_after = due_on.map(|due| match rule.late_after {
            LateAfter::GraceDays(days) => due + days,
            LateAfter::Point(offset) => t.clock.at(offset),
        });
        let standing = standing(t, due_on, late_after, done_on, t.is_supplied("portfolio", somewhere));
        found.push(MilestoneStatus {
            item: &rule.item,
            number: i64::from(rule.number),
            owner: &rule.owner,
            due_on,
            done_on,
            status: standing.status,
            days_late: standing.days_late,
            days_to_due: standing.days_to_due,
            late_after_on: late_after,
            clause: Cow::Borrowed(&rule.cited.text),
            source: rests_on(
                t,
                standing.status,
                rows.source(nth.map(|(_, row)| row)).or_else(|| review_before(rule, reviews)?.source.clone()),
            ),
        });
    }
    found
}

/// When an item falls due: `None` where it waits for a review that is not for this worker;
/// `Some(None)` where the working days before the review cannot be counted.
fn item_due(t: &Timeline, rule: &PortfolioItem, reviews: &[ReviewStatus]) -> Option<Option<Day>> {
    match &rule.due {
        ItemDue::Clock(due) => Some(Some(t.clock.due(*due))),
        ItemDue::BeforeReview { working_days, .. } => {
            let review = review_before(rule, reviews)?;
            let day = review.planned_on.or(review.due_on)?;
            Some(working_days_before(day, *working_days).ok())
        }
    }
}

/// The review that an item is due before, where it is for this worker.
fn review_before<'r, 'a>(
    rule: &PortfolioItem,
    reviews: &'r [ReviewStatus<'a>],
) -> Option<&'r ReviewStatus<'a>> {
    let ItemDue::BeforeReview { stage, .. } = &rule.due else { return None };
    reviews.iter().find(|review| review.stage == stage)
}

/// The rows that a standing rests on: those of the thing itself, or else the worker's own, from whose start
/// the due date runs. Nothing where nothing can be told.
fn rests_on(t: &Timeline, status: &str, source: Option<String>) -> Option<String> {
    source.or_else(|| if status == "no_records" { None } else { t.own_source() })
}

/// The things done by `as_of`, in the order in which they were done.
fn in_order(done: impl Iterator<Item = (Day, usize)>, as_of: Day) -> Vec<(Day, usize)> {
    let mut done: Vec<(Day, usize)> = done.filter(|(day, _)| *day <= as_of).collect();
    done.sort_unstable();
    done
}

/// How far a worker's reviews, observations and portfolio have drifted; `None` where no rule sets any.
pub fn judge_drift<'a>(
    t: &Timeline<'a>,
    reviews: &[ReviewStatus],
    observations: &[ObservationStatus],
    milestones: &[MilestoneStatus],
) -> Option<DriftStatus<'a>> {
    let items: Vec<(&str, Option<i64>)> = reviews
        .iter()
        .map(|row| (row.status, row.days_late))
        .chain(observations.iter().map(|row| (row.status, row.days_late)))
        .chain(milestones.iter().map(|row| (row.status, row.days_late)))
        .collect();
    if items.is_empty() {
        return None;
    }
    let cited = &t.rulebook.drift.cited;
    let untold = DriftStatus {
        items_due: None,
        overdue_items: None,
        max_days_overdue: None,
        total_days_late: None,
        band: "no_records",
        clause: Cow::Borrowed(&cited.text),
        source: None,
    };
    if items.iter().all(|(status, _)| *status == "no_records") {
        return Some(untold);
    }
    let count = |wanted: &[&str]| items.iter().filter(|(status, _)| wanted.contains(status)).count() as i64;
    let overdue = count(&["overdue"]);
    let max_days_overdue =
        items.iter().filter(|(status, _)| *status == "overdue").filter_map(|(_, days)| *days).max();
    let band = if t.is_finished() {
        "finished"
    } else if overdue == 0 {
        "on_track"
    } else if max_days_overdue >= Some(t.rulebook.drift.delay_days) {
        "delayed"
    } else {
        "drifting"
    };
    Some(DriftStatus {
        items_due: Some(count(&["on_time", "late", "overdue"])),
        overdue_items: Some(overdue),
        max_days_overdue,
        total_days_late: Some(items.iter().filter_map(|(_, days)| *days).sum()),
        band,
        ..untold
    })
}
