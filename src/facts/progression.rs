//! Applications to progress from one grade to another.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::kinds::{ProgressionStages, ProgressionWait};
use super::timeline::{WorkerRows, source, sources};
use crate::dates::Day;
use crate::model::{Records, Table};
use crate::rulebook::ProgressionRule;

/// An event of an application, as known on `as_of`.
#[derive(Clone, Copy)]
struct Event<'a> {
    word: &'a str,
    on: Day,
}

/// The rows of progression_evidence by application.
pub fn evidence_rows(records: &Records) -> BTreeMap<&str, usize> {
    let Some(table) = records.table("progression_evidence") else { return BTreeMap::new() };
    let id = table.texts("application_id");
    (0..table.rows()).filter_map(|row| Some((id.get(row)?, row))).collect()
}

/// One row for each application of a worker, by its id.
pub fn judge_applications<'a>(
    rows: &WorkerRows<'a>,
    evidence: Option<(&'a Table, &BTreeMap<&'a str, usize>)>,
    rules: Option<&'a ProgressionRule>,
    as_of: Day,
) -> Vec<ProgressionStages<'a>> {
    let table = rows.table;
    let id = table.texts("application_id");
    let mut applications: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in rows.iter() {
        if let Some(application) = id.get(row) {
            applications.entry(application).or_default().push(row);
        }
    }
    applications
        .into_iter()
        .filter_map(|(application, rows)| {
            judge_application(table, application, &rows, evidence, rules, as_of)
        })
        .collect()
}

fn judge_application<'a>(
    table: &'a Table,
    application_id: &'a str,
    rows: &[usize],
    evidence: Option<(&'a Table, &BTreeMap<&'a str, usize>)>,
    rules: Option<&'a ProgressionRule>,
    as_of: Day,
) -> Option<ProgressionStages<'a>> {
    let (word, on) = (table.texts("event"), table.dates("occurred_on"));
    let first = *rows.first()?;
    let from_grade = table.texts("from_grade").get(first)?;
    let to_grade = table.texts("to_grade").get(first)?;
    let is_ruled = |rule: &&ProgressionRule| {
        rule.from_grade.eq_ignore_ascii_case(from_grade) && rule.to_grade.eq_ignore_ascii_case(to_grade)
    };
    let rule = rules.filter(is_ruled);
    let events: Vec<Event> = rows
        .iter()
        .filter_map(|&row| Some(Event { word: word.get(row)?, on: on.get(row)? }))
        .filter(|event| event.on <= as_of)
        .collect();
    let earliest = |word: &str| events.iter().filter(|event| event.word == word).map(|event| event.on).min();
    let permission = earliest("permission");
    let submitted = earliest("submitted");
    let (status, decided_on) = status(&events);
    let logged = earliest("logged");
    let limit_from = if rule.is_some_and(|rule| rule.limits_from_log) { logged } else { permission };
    let limit_on = limit_from.zip(rule.and_then(|rule| rule.limit_months)).map(|(day, m)| day.add_months(m));
    let until = decided_on.unwrap_or(as_of);
    let checks = Checks::of(application_id, evidence, rule, &events);
    Some(ProgressionStages {
        application_id,
        from_grade,
        to_grade,
        permission_on: permission,
        submitted_on: submitted,
        quality_assured_on: earliest("quality_assured"),
        panel_on: earliest("panel"),
        decided_on,
        status,
        attempts: events.iter().filter(|event| event.word == "panel").count() as i64,
        days_to_submission: permission.zip(submitted).map(|(from, to)| to - from),
        days_to_decision: permission.zip(decided_on).map(|(from, to)| to - from),
        days_open: permission.map(|from| until - from),
        over_limit: limit_on.map(|limit| until > limit),
        experience_met: checks.experience,
        cpd_met: checks.cpd,
        observation_recent: checks.observation,
        signatures_complete: checks.signatures,
        logged_on: logged,
        limit_on,
        quarter: permission.map(Day::quarter),
        opened_month: permission.map(Day::month),
        closed_month: decided_on.map(Day::month),
        clause: rule.map_or(Cow::Borrowed(""), |rule| Cow::Borrowed(&rule.cited.text)),
        source: sources([source(table, rows.iter().copied()), checks.source]),
    })
}

/// The stages of an application in their order, each with the wait before it.
pub fn waits<'a>(application: &ProgressionStages<'a>, as_of: Day) -> Vec<ProgressionWait<'a>> {
    let approved_on = application.decided_on.filter(|_| application.status == "approved");
    let stages = [
        ("permission", application.permission_on),
        ("submitted", application.submitted_on),
        ("quality_assured", application.quality_assured_on),
        ("panel", application.panel_on),
        ("approved", approved_on),
    ];
    let furthest = stages.iter().rposition(|(_, day)| day.is_some());
    let until = application.decided_on.unwrap_or(as_of);
    let mut found = Vec::with_capacity(stages.len());
    let mut before: Option<Day> = None;
    for (index, (stage, reached_on)) in stages.into_iter().enumerate() {
        let waits_for_it = furthest.is_some_and(|furthest| furthest + 1 == index);
        let ends_on = reached_on.or(waits_for_it.then_some(until));
        found.push(ProgressionWait {
            application_id: application.application_id,
            from_grade: application.from_grade,
            to_grade: application.to_grade,
            stage,
            step: index as i64 + 1,
            reached_on,
            is_reached: furthest.is_some_and(|furthest| index <= furthest),
            days: before.zip(ends_on).map(|(from, to)| to - from).filter(|days| *days >= 0),
            is_furthest: furthest == Some(index),
            status: application.status,
            clause: application.clause.clone(),
            source: application.source.clone(),
        });
        before = before.max(reached_on);
    }
    found
}

/// The latest of approved, deferred and withdrawn, and its day, unless resubmitted after it.
fn status(events: &[Event]) -> (&'static str, Option<Day>) {
    let latest = ["withdrawn", "deferred", "approved"]
        .into_iter()
        .filter_map(|word| {
            events
                .iter()
                .filter(|event| event.word == word)
                .map(|event| event.on)
                .max()
                .map(|day| (day, word))
        })
        .max_by_key(|(day, _)| *day);
    match latest {
        Some((day, word)) if !events.iter().any(|e| e.word == "resubmitted" && e.on > day) => {
            (word, Some(day))
        }
        _ => ("in_progress", None),
    }
}

/// The checks of the evidence; null where the evidence or the rule is not there.
#[derive(Default)]
struct Checks {
    experience: Option<bool>,
    cpd: Option<bool>,
    observation: Option<bool>,
    signatures: Option<bool>,
    /// The row of the evidence.
    source: Option<String>,
}

impl Checks {
    fn of(
        application_id: &str,
        evidence: Option<(&Table, &BTreeMap<&str, usize>)>,
        rule: Option<&ProgressionRule>,
        events: &[Event],
    ) -> Checks {
        let Some(((table, rows), rule)) = evidence.zip(rule) else { return Checks::default() };
        let Some(&row) = rows.get(application_id) else { return Checks::default() };
        let at_least = |column: &str, least: Option<i64>| {
            table.ints(column).get(row).zip(least).map(|(found, least)| found >= least)
        };
        let dates_back_from: &[&str] =
            if rule.ages_from_panel { &["panel"] } else { &["submitted", "resubmitted"] };
        let latest =
            events.iter().filter(|event| dates_back_from.contains(&event.word)).map(|event| event.on).max();
        let observed = table.dates("latest_observation_on").get(row);
        Checks {
            experience: at_least("months_in_grade", rule.min_months_in_grade),
            cpd: at_least("cpd_activities", rule.min_cpd_activities),
            observation: observed
                .zip(latest)
                .zip(rule.observation_within_months)
                .map(|((observed, latest), months)| observed.add_months(months) >= latest),
            signatures: at_least("signatures", rule.signatures),
            source: source(table, [row]),
        }
    }
}
