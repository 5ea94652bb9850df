//! What the records cannot tell of a candidate, and which export would.

use super::Candidate;
use super::room::Folding;
use crate::pack::lines::Line;
use crate::pack::words;
use crate::pack::{Answer, Block, Matter, Section, Status, Text};

/// What a fact table answers, its subject, and the export it rests on.
const QUESTIONS: [(&str, &str, &str, &str); 8] = [
    ("cap_breaches", "Whether the caseload was within the cap.", "the caseload", "allocations"),
    (
        "own_cap_breaches",
        "Whether more of the caseload was the candidate’s own than the cap allows.",
        "own cases",
        "allocations, with roles",
    ),
    ("supervision_status", "Whether supervision was in date.", "supervision", "supervisions"),
    ("review_status", "Whether reviews were held on time.", "reviews", "reviews"),
    ("observation_status", "Whether practice was observed on time.", "observations", "observations"),
    ("observation_feedback", "Whether feedback was given on time.", "feedback", "feedback dates"),
    ("milestone_status", "Whether portfolio items were in on time.", "portfolio items", "portfolio"),
    (
        "work_restrictions",
        "Whether restricted work was kept away.",
        "restricted work",
        "case types, co-workers",
    ),
];

/// Nothing where everything could be told.
pub fn cannot_be_told(candidate: &Candidate, folding: Folding) -> Option<Section> {
    let untold: Vec<_> = QUESTIONS.into_iter().filter(|(fact, ..)| some_untold(candidate, fact)).collect();
    let mut matters: Vec<Matter> = match folding.shortens_context() && untold.len() > 1 {
        false => untold.iter().map(|(_, question, _, export)| question_for(question, "", export)).collect(),
        true => {
            let subjects: Vec<&str> = untold.iter().map(|(_, _, subject, _)| *subject).collect();
            let exports: Vec<&str> = untold.iter().map(|(.., export)| *export).collect();
            vec![question_for(
                &format!("How it stands with {}.", words::list(&subjects)),
                "",
                &exports.join("; "),
            )]
        }
    };
    matters.extend(
        small_ones(candidate)
            .into_iter()
            .map(|(question, why, export)| question_for(&question, &why, export)),
    );
    if matters.is_empty() {
        return None;
    }
    let section = Section::new(candidate.placed("untold"), "What cannot be told from the records");
    Some(section.block(Block::Matters(matters)))
}

fn question_for(question: &str, why: &str, export: &str) -> Matter {
    Matter {
        status: Status::CannotTell,
        finding: question.to_owned(),
        facts: Text::from(why),
        answer: (!export.is_empty()).then(|| Answer::WouldTell { export: export.to_owned() }),
    }
}

/// Some rule of a fact applies to the candidate, and records for it are not supplied.
fn some_untold(candidate: &Candidate, fact: &str) -> bool {
    let is_untold = |line: &Line| {
        line.is("fact", fact) && line.flag("applies") == Some(true) && line.flag("supplied") == Some(false)
    };
    candidate.rows("coverage").iter().any(is_untold)
}

/// Single gaps in records that are supplied.
fn small_ones(candidate: &Candidate) -> Vec<(String, String, &'static str)> {
    let mut found = Vec::new();
    let is_asked = candidate
        .rulebook()
        .reviews
        .iter()
        .any(|rule| rule.requires.iter().any(|key| key == "manager_attended"));
    let unattended: Vec<String> = candidate
        .reviews
        .iter()
        .filter(|review| {
            is_asked && review.done_on.is_some() && review.line.flag("manager_attended").is_none()
        })
        .map(|review| review.name.clone())
        .collect();
    if !unattended.is_empty() {
        found.push((
            format!("Whether the manager attended the {}.", words::list(&unattended)),
            String::new(),
            "reviews, manager attended",
        ));
    }
    let held: Vec<_> = candidate.reviews.iter().filter(|review| review.done_on.is_some()).collect();
    if !held.is_empty() && held.iter().all(|review| review.line.text("rating").is_none()) {
        found.push(("How reviews rated progress.".to_owned(), String::new(), "reviews, rating"));
    }
    let undated =
        candidate.things().filter(|thing| thing.is(Status::CannotTell) && thing.due_on.is_none()).count()
            as i64;
    if undated > 0 {
        let items = words::spelt_of(undated, "item is", "items are");
        found.push((
            format!("When {items} due."),
            " The due date lies beyond the known bank holidays.".to_owned(),
            "",
        ));
    }
    if candidate.rows("caseload_steps").iter().any(|line| line.flag("is_understated") == Some(true)) {
        found.push((
            "The whole caseload.".to_owned(),
            " A row of allocations was left out; the figures may be too low.".to_owned(),
            "",
        ));
    }
    if !candidate.pack.is_submission_told() {
        found.push((
            "When the portfolio was submitted.".to_owned(),
            String::new(),
            "panel cases, submitted on",
        ));
    }
    if !candidate.pack.supplies("concerns", candidate.case.line.text("service")) {
        found.push(("Whether a concern was raised.".to_owned(), String::new(), "concerns"));
    }
    found
}
