//! Side notes: how a measure is read, and the rule it is judged by.

use super::page::{Main, Page};
use crate::pack::view::View;
use crate::pack::{Note, SideNotes, Text, words};
use crate::rulebook::{Cited, Rulebook};

/// The definition of a metric beside its section.
pub fn on_metric(page: &Page, metric: &str) -> SideNotes {
    let mut notes = Vec::new();
    if let Some(reading) = reading(metric) {
        notes.push(note("How to read it", Text::from(reading)));
    }
    let mut rules: Vec<String> =
        judging(page.report.view, metric).filter_map(|rulebook| rules_of(rulebook, metric)).collect();
    rules.dedup();
    if !rules.is_empty() {
        notes.push(note("Rule", Text::from(rules.join(" "))));
    }
    let link = Text::new().link("Definition and query", page.to_place(Main::Method, metric));
    notes.push(Note { term: None, text: link });
    SideNotes { label: "About this measure".to_owned(), notes }
}

/// How a measure is read, for somebody who will not open its query.
fn reading(metric: &str) -> Option<&'static str> {
    Some(match metric {
        "cap_breaches" => {
            "A breach is an unbroken run of days with more than the cap in force on them. A typical one is the median; \
             one still open counts up to the last day of the records."
        }
        "work_restrictions" => {
            "Each child counts for each day it was held against the rule, without an exception in the records: two \
             children on one day are two child-days."
        }
        "supervision_in_date" => {
            "A day is in date when the last supervision that counts is no longer ago than the rulebook allows at that \
             point. Days in a pause are left out. A gap is an unbroken run of days out of date."
        }
        "reviews_on_time" | "observations_on_time" | "delay_by_owner" => {
            "The share is of those that fell due. What is not due yet, and what was no longer required because the \
             programme had ended, is in no share. Who can act is not who is at fault."
        }
        "feedback_on_time" => "The share is of the feedback that fell due within its working days.",
        "drift_and_delay" => {
            "What is overdue counts on the last day of each month, and now on the last day of the records. Months with \
             none are shown too."
        }
        "pass_rates" => "People still in progress, deferred or referred are in no share of those decided.",
        "moderation_agreement" => "A case agrees when recommendation and decision are the same word.",
        "panel_throughput" => {
            "Places add up what the month’s panels can hear, where every one of them says so."
        }
        "fg_throughput" => {
            "An application counts in the quarter of its permission, whatever came later. The median allows for those not \
             yet approved."
        }
        "retention" => {
            "The share allows for those who have not been in post that long yet (Kaplan–Meier). At risk are the people \
             followed for at least that long."
        }
        "data_quality" => {
            "Rows read are those kept, left out, repeated and set aside together. Repeats are kept once; rows set aside \
             are about people who are not in the workers table. Notices leave nothing out."
        }
        _ => return None,
    })
}

pub fn note(term: &str, text: Text) -> Note {
    Note { term: Some(term.to_owned()), text }
}

pub fn notes(label: &str, notes: Vec<Note>) -> SideNotes {
    SideNotes { label: label.to_owned(), notes }
}

/// The rulebooks and versions that a metric's facts are judged by.
fn judging<'a>(view: &View<'a>, metric: &str) -> impl Iterator<Item = &'a Rulebook> {
    let of_applications =
        matches!(metric, "fg_throughput" | "fg_flow").then(|| view.rulebook_of_applications());
    let mut of_cohorts: Vec<&Rulebook> = match of_applications {
        Some(_) => Vec::new(),
        None => view.judges.of_cohorts().collect(),
    };
    if of_cohorts.is_empty() && of_applications.is_none() {
        of_cohorts.push(view.rulebook);
    }
    of_cohorts.into_iter().chain(of_applications)
}

/// The places of the rules that a metric's facts are judged by; `None` where the rulebook has none.
fn rules_of(rulebook: &Rulebook, metric: &str) -> Option<String> {
    let cited: Vec<&Cited> = match metric {
        "cap_breaches" => {
            let caseload = rulebook.caseload.as_ref()?;
            std::iter::once(&caseload.cited).chain(caseload.caps.iter().map(|cap| &cap.cited)).collect()
        }
        "work_restrictions" => rulebook.restrictions.iter().map(|rule| &rule.cited).collect(),
        "supervision_in_date" => rulebook.supervision.iter().map(|rule| &rule.cited).collect(),
        "reviews_on_time" => rulebook.reviews.iter().map(|rule| &rule.cited).collect(),
        "observations_on_time" => rulebook.observations.iter().map(|rule| &rule.cited).collect(),
        "feedback_on_time" => rulebook.feedback.iter().map(|rule| &rule.cited).collect(),
        "delay_by_owner" => rulebook.portfolio.iter().map(|rule| &rule.cited).collect(),
        "drift_and_delay" => vec![&rulebook.drift.cited],
        "pass_rates" => vec![&rulebook.programme.cited],
        "panel_throughput" | "moderation_agreement" => {
            rulebook.panel.iter().map(|rule| &rule.cited).collect()
        }
        "fg_throughput" | "fg_flow" => rulebook.progression.iter().map(|rule| &rule.cited).collect(),
        _ => Vec::new(),
    };
    let mut places: Vec<&str> = Vec::new();
    for place in cited.iter().filter_map(|cited| cited.clause.as_deref()) {
        for part in place.split("; ") {
            if !places.contains(&part) {
                places.push(part);
            }
        }
    }
    (!places.is_empty()).then(|| format!("{} of {}.", words::list(&places), rulebook.source))
}
