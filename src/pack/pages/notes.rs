//! Side notes: how a measure is read, and the rule it is judged by.

use super::page::{Main, Page};
use crate::pack::{Note, SideNotes, Text, words};
use crate::rulebook::{Cited, Rulebook};

/// The definition of a metric beside its section.
pub fn on_metric(page: &Page, metric: &str) -> SideNotes {
    let mut notes = Vec::new();
    if let Some(definition) = super::definitions::find(metric) {
        let reading = in_plain_words(&definition.reading);
        if !reading.is_empty() {
            notes.push(note("How to read it", Text::from(reading)));
        }
    }
    if let Some(rule) = rules_of(page.report.view.rulebook, metric) {
        notes.push(note("Rule", Text::from(rule)));
    }
    let link = Text::new().link("Definition and query", page.to_place(Main::Method, metric));
    notes.push(Note { term: None, text: link });
    SideNotes { label: "About this measure".to_owned(), notes }
}

/// The sentences of a definition that name no column; the whole stands on the page on how this was judged.
fn in_plain_words(reading: &str) -> String {
    let sentences: Vec<&str> =
        reading.split_inclusive(". ").filter(|sentence| !sentence.contains('_')).collect();
    sentences.concat().trim().to_owned()
}

pub fn note(term: &str, text: Text) -> Note {
    Note { term: Some(term.to_owned()), text }
}

pub fn notes(label: &str, notes: Vec<Note>) -> SideNotes {
    SideNotes { label: label.to_owned(), notes }
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
    for place in cited.iter().filter_map(|cited| words::place_of_rule(&cited.text)) {
        for part in place.split("; ") {
            if !places.contains(&part) {
                places.push(part);
            }
        }
    }
    (!places.is_empty()).then(|| format!("{} of {}.", words::list(&places), rulebook.source))
}

#[cfg(test)]
mod tests {
    use super::in_plain_words;

    #[test]
    fn sentences_with_column_names_are_left_to_the_definition() {
        assert_eq!(
            in_plain_words("A breach is a run of days. x_pct is the share. It ends."),
            "A breach is a run of days. It ends."
        );
        assert_eq!(in_plain_words("all of on_time_pct."), "");
    }
}
