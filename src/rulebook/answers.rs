//! Which fact answers each form of a rulebook.

use super::{AttestedOf, Cited, Rulebook};

/// A form of a rulebook, and the tables that show how it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer<'a> {
    pub cited: &'a Cited,
    /// Fact tables without `facts.`; what a `[[measure]]` names, as it names it; `report wording`.
    pub by: Vec<&'a str>,
    /// Nothing but somebody's word answers it.
    pub is_attested: bool,
}

/// Every form that may cite a rule, in the order of the contract.
pub fn answers(rulebook: &Rulebook) -> Vec<Answer<'_>> {
    let mut answers = Vec::new();
    let mut add = |cited, by: &[&'static str]| {
        answers.push(Answer { cited, by: by.to_vec(), is_attested: false });
    };
    add(&rulebook.programme.cited, &["outcomes"]);
    rulebook.pauses.iter().for_each(|pause| add(&pause.cited, &["review_status"]));
    if let Some(caseload) = &rulebook.caseload {
        add(&caseload.cited, &["caseload_steps", "cap_breaches"]);
        for cap in &caseload.caps {
            let of_own: &[&str] = if cap.own_at_most.is_some() { &["own_cap_breaches"] } else { &[] };
            add(&cap.cited, &[&["cap_breaches"], of_own].concat());
        }
    }
    rulebook.restrictions.iter().for_each(|rule| add(&rule.cited, &["work_restrictions"]));
    rulebook.supervision.iter().for_each(|step| add(&step.cited, &["supervision_status"]));
    rulebook.reviews.iter().for_each(|review| add(&review.cited, &["review_status"]));
    rulebook.observations.iter().for_each(|rule| add(&rule.cited, &["observation_status"]));
    rulebook.feedback.iter().for_each(|rule| add(&rule.cited, &["observation_feedback"]));
    rulebook.portfolio.iter().for_each(|item| add(&item.cited, &["milestone_status"]));
    add(&rulebook.drift.cited, &["drift_status"]);
    rulebook.panel.iter().for_each(|rule| add(&rule.cited, &["panel_status"]));
    rulebook.progression.iter().for_each(|rule| add(&rule.cited, &["progression_stages"]));
    rulebook.sessions.iter().for_each(|rule| add(&rule.cited, &["session_status"]));
    rulebook.deadlines.iter().for_each(|rule| add(&rule.cited, &["deadline_status"]));
    rulebook.at_least.iter().for_each(|rule| add(&rule.cited, &["at_least_status"]));
    rulebook.distinct.iter().for_each(|rule| add(&rule.cited, &["distinct_status"]));
    rulebook.allowed.iter().for_each(|rule| add(&rule.cited, &["allowed_status"]));
    answers.extend(rulebook.measures.iter().map(|measure| Answer {
        cited: &measure.cited,
        by: measure.shown_by.iter().map(String::as_str).collect(),
        is_attested: false,
    }));
    answers.extend(rulebook.attestations.iter().map(|rule| Answer {
        cited: &rule.cited,
        by: vec![if rule.of == AttestedOf::Report { "report wording" } else { "attestation_status" }],
        is_attested: true,
    }));
    answers
}
