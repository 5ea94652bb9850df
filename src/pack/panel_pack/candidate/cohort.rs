//! The cohort, for context: counts first, with intervals; never a comparison of people.

use super::Candidate;
use super::room::Folding;
use crate::pack::lines::{Line, metrics};
use crate::pack::words;
use crate::pack::{Section, Status};

/// Outcomes of the cohort, then the review stage last due for the candidate; nothing without metrics.
pub fn for_context(candidate: &Candidate, folding: Folding) -> Option<Section> {
    if folding.is_short() {
        return None;
    }
    let cohort = candidate.case.line.text("cohort");
    let of_cohort = |name: &str| -> Vec<Line> {
        metrics(candidate.pack.view, name).into_iter().filter(|line| line.text("cohort") == cohort).collect()
    };
    let started = cohort.map_or_else(String::new, |cohort| format!(" in {}", cohort_words(cohort)));
    let mut said = Vec::new();
    said.extend(of_cohort("pass_rates").first().and_then(|line| outcomes(*line, &started)));
    let latest = candidate.reviews.iter().rfind(|review| review.is_due());
    let stage = latest.and_then(|review| review.line.text("stage"));
    if let (false, Some(stage)) = (folding.shortens_context(), stage) {
        said.extend(
            of_cohort("reviews_on_time")
                .into_iter()
                .find(|line| line.is("stage", stage))
                .and_then(|line| on_time(line, stage)),
        );
    }
    if said.is_empty() {
        return None;
    }
    let section = Section::new(candidate.placed("cohort"), "The cohort, for context");
    Some(section.paragraph(said.join(" ")))
}

/// `the March 2025 cohort`; the authority's own words where they say cohort themselves.
fn cohort_words(cohort: &str) -> String {
    if cohort.to_lowercase().contains("cohort") { cohort.to_owned() } else { format!("the {cohort} cohort") }
}

/// `Of 11 people who started in the March 2025 cohort, 3 have been decided: 3 passed …`
fn outcomes(line: Line, started: &str) -> Option<String> {
    let count = |column: &str| line.int(column);
    let (all, decided, passed) = (count("started")?, count("decided")?, count("passed")?);
    let people = words::counted(all, "person", "people");
    if decided == 0 {
        return Some(format!(
            "Of {people} who started{started}, none has been decided by a final panel yet."
        ));
    }
    let share =
        words::share_between(passed, decided, line.float("pass_pct"), line.between("lower_95", "upper_95"));
    let few = if decided < words::SHOWN_FROM { "; that is too few to say more" } else { "" };
    let verb = if decided == 1 { "has" } else { "have" };
    Some(format!(
        "Of {people} who started{started}, {} {verb} been decided by a final panel; {share} passed{few}.",
        words::number(decided)
    ))
}

fn on_time(line: Line, stage: &str) -> Option<String> {
    let (on_time, late, overdue) = (line.int("on_time")?, line.int("late")?, line.int("overdue")?);
    let due = on_time + late + overdue;
    if due == 0 {
        return None;
    }
    let share =
        words::share_between(on_time, due, line.float("on_time_pct"), line.between("lower_95", "upper_95"));
    let stage = words::capital(&words::stage(stage));
    Some(format!("{stage} reviews were {} for {share}.", Status::OnTime.word()))
}
