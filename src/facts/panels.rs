//! Moderation panels: their decisions, a worker's outcome, and the state of a case.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::kinds::{Outcome, PanelStatus};
use super::timeline::{Timeline, WorkerRows};
use crate::dates::Day;
use crate::model::Records;
use crate::rulebook::Completion;

/// A panel as the panels table tells of one.
#[derive(Clone, Copy, Debug)]
pub struct Panel<'a> {
    pub id: &'a str,
    pub kind: &'a str,
    pub held_on: Day,
    /// The panel's own; null where it is not given.
    pub capacity: Option<i64>,
    /// Its row of the panels table.
    pub row: usize,
}

/// An authority's panels by id.
pub type Panels<'a> = BTreeMap<&'a str, Panel<'a>>;

pub fn panels(records: &Records) -> Panels<'_> {
    let Some(table) = records.table("panels") else { return Panels::new() };
    let (id, kind, held_on) = (table.texts("panel_id"), table.texts("kind"), table.dates("held_on"));
    (0..table.rows())
        .filter_map(|row| {
            let panel = Panel {
                id: id.get(row)?,
                kind: kind.get(row)?,
                held_on: held_on.get(row)?,
                capacity: table.ints("capacity").get(row),
                row,
            };
            Some((panel.id, panel))
        })
        .collect()
}

/// A worker's case before a moderation panel, as known on `as_of`.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub panel: Panel<'a>,
    pub submitted_on: Option<Day>,
    pub moderator_id: Option<&'a str>,
    pub recommendation: Option<&'a str>,
    pub decision: Option<&'a str>,
    /// The panel's day where the case gives none; null while there is no decision.
    pub decided_on: Option<Day>,
    pub row: usize,
}

/// A worker's cases before moderation panels (progression panels aside), by the panel's day.
/// A case whose panel is not in the panels table is of no known kind and is left out.
pub fn cases<'a>(rows: &WorkerRows<'a>, panels: &Panels<'a>, as_of: Day) -> Vec<Case<'a>> {
    let table = rows.table;
    let mut found: Vec<Case> = rows
        .iter()
        .filter_map(|row| {
            let panel = *panels.get(table.texts("panel_id").get(row)?)?;
            if panel.kind == "progression" {
                return None;
            }
            let decided_on = table.dates("decided_on").get(row).unwrap_or(panel.held_on);
            let decision = table.texts("decision").get(row).filter(|_| decided_on <= as_of);
            Some(Case {
                panel,
                submitted_on: table.dates("submitted_on").get(row).filter(|day| *day <= as_of),
                moderator_id: table.texts("moderator_id").get(row),
                recommendation: table.texts("recommendation").get(row),
                decision,
                decided_on: decision.map(|_| decided_on),
                row,
            })
        })
        .collect();
    found.sort_by_key(|case| (case.panel.held_on, case.panel.id));
    found
}

/// A decision of a final panel.
#[derive(Clone, Copy, Debug)]
struct Decision<'a> {
    on: Day,
    word: &'a str,
    case: Case<'a>,
}

/// The decisions of final panels, the earliest first.
fn final_decisions<'a>(cases: &[Case<'a>]) -> Vec<Decision<'a>> {
    let mut decisions: Vec<Decision> = cases
        .iter()
        .filter(|case| case.panel.kind == "final")
        .filter_map(|case| Some(Decision { on: case.decided_on?, word: case.decision?, case: *case }))
        .collect();
    decisions.sort_by_key(|decision| (decision.on, decision.case.panel.held_on, decision.case.panel.id));
    decisions
}

/// The day of the earliest final pass or fail: it ends the days in programme.
pub fn ended_by_panel(cases: &[Case]) -> Option<Day> {
    final_decisions(cases).iter().find(|decision| ["pass", "fail"].contains(&decision.word)).map(|d| d.on)
}

/// Where a worker's programme stands (contract, section 5, outcomes): the first that applies.
pub fn judge_outcome<'a>(t: &Timeline<'a>, cases: &[Case<'a>]) -> Outcome<'a> {
    let decisions = final_decisions(cases);
    let pass = decisions.iter().find(|decision| decision.word == "pass");
    let latest = decisions.last();
    let latest_is = |word: &str| latest.filter(|decision| decision.word == word);
    let worker = t.worker;
    let by_now = |day: Option<Day>| day.is_some_and(|day| day <= t.as_of);
    let (status, decision) = if t.period.is_empty() {
        ("not_started", None)
    } else if pass.is_some() {
        ("passed", pass)
    } else if let Some(fail) = latest_is("fail") {
        ("failed", Some(fail))
    } else if by_now(worker.left_on) {
        ("left", None)
    } else if by_now(worker.withdrawn_on) {
        ("withdrawn", None)
    } else if let Some(deferred) = latest_is("defer") {
        ("deferred", Some(deferred))
    } else if let Some(referred) = latest_is("refer") {
        ("referred", Some(referred))
    } else {
        ("in_progress", None)
    };
    let is_final = matches!(status, "passed" | "failed");
    let completed_on = pass.filter(|_| status == "passed").map(|pass| completed_on(t, pass));
    let due = t.programme_due_on;
    let goes_on = matches!(status, "in_progress" | "deferred" | "referred");
    Outcome {
        status,
        decided_on: decision.map(|decision| decision.on),
        attempts: decisions.len() as i64,
        passed_first_time: decisions.first().filter(|_| is_final).map(|first| first.word == "pass"),
        programme_due_on: due,
        completed_on,
        within_programme: completed_on.map(|day| day <= due),
        started_on: worker.started_on,
        ended_on: (status != "not_started").then_some(t.period.to),
        is_due: due <= t.as_of,
        days_to_due: (goes_on && due >= t.as_of).then_some(due - t.as_of),
        clause: Cow::Borrowed(&t.rulebook.programme.cited.text),
        source: t
            .rows("panel_cases")
            .and_then(|rows| rows.source(decision.map(|decision| decision.case.row))),
    }
}

fn completed_on(t: &Timeline, pass: &Decision) -> Day {
    let other = match t.rulebook.programme.completion {
        Completion::Decision => None,
        Completion::Submitted => pass.case.submitted_on,
        Completion::FinalReview => t.rows("reviews").and_then(|rows| {
            let held = rows.table.dates("held_on");
            rows.iter().filter_map(|row| held.get(row)).filter(|day| *day <= t.as_of).max()
        }),
    };
    other.unwrap_or(pass.on)
}

/// What a panel must know of a worker beyond the case itself: each holds on `as_of`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Flags {
    pub fail_pathway: bool,
    pub concern_open: bool,
    pub overdue_items: bool,
    pub cap_breach_open: bool,
}

impl Flags {
    fn words(self) -> Option<String> {
        let words: Vec<&str> = [
            (self.fail_pathway, "fail_pathway"),
            (self.concern_open, "concern_open"),
            (self.overdue_items, "overdue_items"),
            (self.cap_breach_open, "cap_breach_open"),
        ]
        .into_iter()
        .filter_map(|(holds, word)| holds.then_some(word))
        .collect();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

/// One row for each case before a moderation panel.
pub fn judge_cases<'a>(t: &Timeline<'a>, cases: &[Case<'a>], flags: Flags) -> Vec<PanelStatus<'a>> {
    let rule = t.rulebook.panel.as_ref();
    let rows = t.rows("panel_cases");
    let judged = |case: &Case<'a>| {
        let held_on = case.panel.held_on;
        let is_ruled =
            rule.filter(|r| r.kinds.is_empty() || r.kinds.iter().any(|kind| kind == case.panel.kind));
        let submit_by = is_ruled.and_then(|rule| rule.submit_days_before).map(|days| held_on - days);
        let interim = cases.iter().rfind(|c| c.panel.kind == "interim" && c.panel.held_on < held_on);
        let interim_moderator = interim.and_then(|interim| interim.moderator_id);
        let to_come = submit_by.filter(|day| *day >= t.as_of && case.submitted_on.is_none());
        PanelStatus {
            panel_id: case.panel.id,
            submitted_on: case.submitted_on,
            submit_by,
            submitted_on_time: case.submitted_on.zip(submit_by).map(|(day, by)| day <= by),
            recommendation: case.recommendation,
            decision: case.decision,
            agreed: case.recommendation.zip(case.decision).map(|(a, b)| a == b),
            moderator_id: case.moderator_id,
            interim_moderator_id: interim_moderator,
            same_moderator: case.moderator_id.zip(interim_moderator).map(|(a, b)| a == b),
            independent: case.moderator_id.and_then(|moderator| independent(t, moderator, held_on)),
            assessor_id: t.post_on(held_on).assessor_id,
            flags: flags.words(),
            kind: case.panel.kind,
            held_on,
            panel_month: held_on.month(),
            decided_on: case.decided_on,
            days_to_submit_by: to_come.map(|day| day - t.as_of),
            clause: is_ruled.map_or(Cow::Borrowed(""), |rule| Cow::Borrowed(&rule.cited.text)),
            source: rows.as_ref().and_then(|rows| rows.source([case.row])),
        }
    };
    cases.iter().map(judged).collect()
}

/// Whether a moderator is neither the worker's assessor nor manager on the panel's day; `None` where
/// one of them is not known and the other is somebody else.
fn independent(t: &Timeline, moderator: &str, held_on: Day) -> Option<bool> {
    let post = t.post_on(held_on);
    let known = [post.manager_id, post.assessor_id];
    if known.contains(&Some(moderator)) {
        return Some(false);
    }
    known.iter().all(Option::is_some).then_some(true)
}
