//! Feedback on observations, in working days.

use std::borrow::Cow;

use super::kinds::ObservationFeedback;
use super::timeline::Timeline;
use crate::dates::{Day, working_days_after};

/// Where one kind of feedback on one observation stands.
struct Given {
    due_on: Option<Day>,
    done_on: Option<Day>,
    status: Option<&'static str>,
    days_late: Option<i64>,
    days_to_due: Option<i64>,
}

/// One row for each observation made by `as_of`; nothing where the rulebook has no feedback rule.
pub fn judge_feedback<'a>(t: &Timeline<'a>) -> Vec<ObservationFeedback<'a>> {
    let (Some(rule), Some(rows)) = (&t.rulebook.feedback, t.rows("observations")) else { return Vec::new() };
    let (verbal_on, written_on) =
        (rows.table.dates("verbal_feedback_on"), rows.table.dates("written_feedback_on"));
    let observed = rows.table.dates("observed_on");
    let mut seen: Vec<(Day, usize)> = rows
        .iter()
        .filter_map(|row| Some((observed.get(row)?, row)))
        .filter(|(day, _)| *day <= t.as_of)
        .collect();
    seen.sort_unstable();
    seen.into_iter()
        .map(|(observed_on, row)| {
            let verbal =
                given(t, observed_on, rule.verbal_working_days, verbal_on.get(row), "verbal_feedback_on");
            let written =
                given(t, observed_on, rule.written_working_days, written_on.get(row), "written_feedback_on");
            ObservationFeedback {
                observed_on,
                observer_role: rows.table.texts("observer_role").get(row),
                verbal_due_on: verbal.due_on,
                verbal_done_on: verbal.done_on,
                verbal_status: verbal.status,
                written_due_on: written.due_on,
                written_done_on: written.done_on,
                written_status: written.status,
                verbal_days_late: verbal.days_late,
                written_days_late: written.days_late,
                verbal_days_to_due: verbal.days_to_due,
                written_days_to_due: written.days_to_due,
                clause: Cow::Borrowed(&rule.cited.text),
                source: rows.source([row]),
            }
        })
        .collect()
}

fn given(t: &Timeline, observed_on: Day, within: Option<u32>, done: Option<Day>, column: &str) -> Given {
    let done_on = done.filter(|day| *day <= t.as_of);
    let Some(within) = within else {
        return Given { due_on: None, done_on, status: None, days_late: None, days_to_due: None };
    };
    let due_on = working_days_after(observed_on, within).ok();
    let (status, days_late) = match due_on {
        Some(due) if t.shelf.supply.has_column("observations", column) => match done_on {
            Some(done) if done <= due => ("on_time", None),
            Some(done) => ("late", Some(done - due)),
            None if t.seen() > due => ("overdue", Some(t.seen() - due)),
            None => ("not_due", None),
        },
        _ => ("no_records", None),
    };
    let days_to_due = due_on.filter(|due| status == "not_due" && *due >= t.as_of).map(|due| due - t.as_of);
    Given { due_on, done_on, status: Some(status), days_late, days_to_due }
}
