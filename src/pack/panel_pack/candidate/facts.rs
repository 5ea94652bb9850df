//! The four facts of a candidate: programme, portfolio, earlier panel, moderator.

use super::Candidate;
use super::later::earlier_cases;
use crate::pack::panel_pack::pairing::pairing;
use crate::pack::words;
use crate::pack::{Fact, Text};

pub fn four_facts(candidate: &Candidate) -> Vec<Fact> {
    vec![programme(candidate), portfolio(candidate), earlier(candidate), moderator(candidate)]
}

fn fact(label: &str, value: String, note: Option<String>) -> Fact {
    Fact { label: label.to_owned(), value: Text::from(value), note: note.map(Text::from) }
}

fn programme(candidate: &Candidate) -> Fact {
    let outcome = candidate.outcome;
    let started = outcome.and_then(|line| line.day("started_on"));
    let due = outcome.and_then(|line| line.day("programme_due_on"));
    let Some((started, due)) = started.zip(due) else {
        return fact("Programme", "Not recorded".to_owned(), None);
    };
    let mut notes = Vec::new();
    let paused = super::year::paused_days(candidate);
    if paused > 0 {
        notes.push(format!("paused {}", words::days(paused)));
    }
    let as_of = candidate.pack.view.as_of;
    if candidate.rows("extensions").iter().any(|line| line.day("agreed_on").is_some_and(|day| day <= as_of)) {
        notes.push("an extension is agreed".to_owned());
    }
    let note = (!notes.is_empty()).then(|| notes.join("; "));
    fact("Programme", format!("{} to {}", words::date(started), words::date(due)), note)
}

fn portfolio(candidate: &Candidate) -> Fact {
    let case = candidate.case.line;
    let by = case.day("submit_by").map(words::date);
    match (case.day("submitted_on"), case.flag("submitted_on_time"), by) {
        (Some(day), on_time, by) => {
            let note = match (on_time, by) {
                (Some(true), Some(by)) => format!("on time: due by {by}"),
                (Some(false), Some(by)) => format!("late: due by {by}"),
                _ => "no date is set for it".to_owned(),
            };
            fact("Portfolio", format!("Submitted {}", words::date(day)), Some(note))
        }
        (None, ..) if !candidate.pack.is_submission_told() => {
            fact("Portfolio", "Cannot tell".to_owned(), Some("no submission dates were supplied".to_owned()))
        }
        (None, _, Some(by)) => fact("Portfolio", "Not yet in".to_owned(), Some(format!("due by {by}"))),
        (None, _, None) => {
            fact("Portfolio", "Not yet in".to_owned(), Some("no date is set for it".to_owned()))
        }
    }
}

fn earlier(candidate: &Candidate) -> Fact {
    let Some(latest) = earlier_cases(candidate).last().copied() else {
        return fact("Earlier panel", "None on record".to_owned(), None);
    };
    let kind = latest.text("kind").unwrap_or_default();
    let label = words::panel_kind(kind);
    let label = match kind == candidate.pack.panel.kind.code() {
        true => format!("Earlier {}", label.to_lowercase()),
        false => label,
    };
    let held_on = latest.day("held_on").map(words::date).unwrap_or_default();
    let value = match latest.text("decision") {
        Some(decision) => format!("{}, {held_on}", words::decision(decision)),
        None => format!("No decision recorded, {held_on}"),
    };
    let mut notes = Vec::new();
    match latest.flag("agreed") {
        Some(true) => notes.push("as recommended".to_owned()),
        Some(false) => notes.push("not as recommended".to_owned()),
        None => {}
    }
    let moderator = latest.text("moderator_id").map(|id| candidate.pack.calling.person(id));
    notes.extend(moderator.map(|moderator| format!("moderated by {moderator}")));
    fact(&label, value, (!notes.is_empty()).then(|| notes.join("; ")))
}

fn moderator(candidate: &Candidate) -> Fact {
    let pairing = pairing(&candidate.case, candidate.pack.moderators());
    fact("Moderator", pairing.moderator, Some(pairing.in_short))
}
