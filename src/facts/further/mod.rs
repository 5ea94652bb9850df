//! The further forms of a rulebook: sessions, deadlines, counts, references that must differ, values that
//! are allowed, and what somebody must say.
//!
//! Their rules name tables, columns and dates as data. What they name is found once for some hundred
//! workers ([`Found`] of a rulebook), then asked of each; rules of panels, teams and the authority are
//! judged once for all. Definitions: [`crate::rulebook::further`].

mod attestations;
mod authority;
mod counts;
mod coverage;
mod dated;
mod deadlines;
mod ground;
mod looked_at;
mod select;
mod sessions;
mod subject;
mod told;

use crate::facts::row::Found as Facts;
use crate::facts::timeline::Timeline;
use crate::rulebook::Rulebook;
use crate::rulebook::further::{AttestedOf, CountedFor};

use attestations::Attested;
use counts::Counts;
use deadlines::DeadlineRule;
use looked_at::{References, Values};
use sessions::Sessions;
use subject::Subject;

pub use authority::judge_authority;
pub use coverage::judge_coverage;
pub use ground::{Attestations, FactRows, Ground};
pub use told::Told;

/// The tables that the further forms fill.
pub const TABLES: [&str; 6] = [
    "session_status",
    "deadline_status",
    "at_least_status",
    "distinct_status",
    "allowed_status",
    "attestation_status",
];

/// Whether a rulebook has any of these forms.
pub fn has_any(rulebook: &Rulebook) -> bool {
    !(rulebook.sessions.is_empty()
        && rulebook.deadlines.is_empty()
        && rulebook.at_least.is_empty()
        && rulebook.distinct.is_empty()
        && rulebook.allowed.is_empty()
        && rulebook.attestations.is_empty())
}

/// The further rules of a rulebook, with the tables and columns they name.
pub struct Found<'g> {
    pub rulebook: &'g Rulebook,
    sessions: Vec<Sessions<'g>>,
    deadlines: Vec<DeadlineRule<'g>>,
    counts: Vec<Counts<'g>>,
    references: Vec<References<'g>>,
    values: Vec<Values<'g>>,
    attested: Vec<Attested<'g>>,
}

impl<'g> Found<'g> {
    pub fn new(ground: &Ground<'g>, rulebook: &'g Rulebook) -> Found<'g> {
        Found {
            rulebook,
            sessions: rulebook.sessions.iter().filter_map(|rule| Sessions::find(ground, rule)).collect(),
            deadlines: rulebook
                .deadlines
                .iter()
                .filter_map(|rule| DeadlineRule::find(ground, rule))
                .collect(),
            counts: rulebook.at_least.iter().filter_map(|rule| Counts::find(ground, rule)).collect(),
            references: rulebook.distinct.iter().filter_map(|rule| References::find(ground, rule)).collect(),
            values: rulebook.allowed.iter().filter_map(|rule| Values::find(ground, rule)).collect(),
            attested: rulebook.attestations.iter().filter_map(|rule| Attested::find(ground, rule)).collect(),
        }
    }
}

/// The further rules of a rulebook: found before, or found now and kept.
pub fn found<'f, 'g>(
    known: &'f mut Vec<Found<'g>>,
    ground: &Ground<'g>,
    rulebook: &'g Rulebook,
) -> Option<&'f Found<'g>> {
    let at = known.iter().position(|found| std::ptr::eq(found.rulebook, rulebook)).unwrap_or_else(|| {
        known.push(Found::new(ground, rulebook));
        known.len() - 1
    });
    known.get(at)
}

/// Judges a worker on a programme with at least one day in it.
pub fn judge_worker<'g>(t: &Timeline<'g>, found: &Found<'g>, ground: &Ground<'g>, facts: &mut Facts) {
    let subject = Subject::on_programme(t);
    for rule in found.sessions.iter().filter(|rule| !rule.rule.is_of_authority) {
        for row in rule.judge(&subject, ground) {
            facts.put(subject.whom_on(row.period_from), &row);
        }
    }
    for rule in found.deadlines.iter().filter(|rule| !rule.is_of_applications()) {
        rule.judge(&subject, ground).iter().for_each(|row| facts.put(subject.whom_on(row.started_on), row));
    }
    for rule in &found.counts {
        let rows = match rule.rule.counted_for {
            CountedFor::Worker => rule.judge_worker(&subject, ground).into_iter().collect(),
            CountedFor::Review => rule.judge_reviews(&subject, ground),
            _ => Vec::new(),
        };
        rows.iter().for_each(|row| facts.put(subject.whom_on(row.due_on), row));
    }
    judge_single_rows(&subject, found, ground, facts);
    for rule in &found.attested {
        match rule.rule.of {
            AttestedOf::Worker => facts.put(subject.whom_on(subject.seen()), &rule.judge_worker(&subject)),
            AttestedOf::Observation => {
                let rows = rule.judge_observations(&subject, ground);
                rows.iter().for_each(|(day, row)| facts.put(subject.whom_on(*day), row));
            }
            _ => {}
        }
    }
}

fn judge_single_rows<'g>(
    subject: &Subject<'_, 'g>,
    found: &Found<'g>,
    ground: &Ground<'g>,
    facts: &mut Facts,
) {
    for rule in &found.references {
        rule.judge(subject, ground).iter().for_each(|(day, row)| facts.put(subject.whom_on(*day), row));
    }
    for rule in &found.values {
        rule.judge(subject, ground).iter().for_each(|(day, row)| facts.put(subject.whom_on(*day), row));
    }
}

/// Judges the applications to progress of a worker, who may be on no programme. `t` is under the rulebook
/// that the authority judges applications by. An application that was withdrawn owes nothing more.
pub fn judge_applicant<'g>(t: &Timeline<'g>, found: &Found<'g>, ground: &Ground<'g>, facts: &mut Facts) {
    let subject = Subject::applicant(t);
    for rule in found.deadlines.iter().filter(|rule| rule.is_of_applications()) {
        rule.judge(&subject, ground).iter().for_each(|row| facts.put(subject.whom_on(row.started_on), row));
    }
    judge_single_rows(&subject, found, ground, facts);
    let Some(applications) = ground.place("facts.progression_stages") else { return };
    let table = applications.table;
    let (id, status) = (table.texts("application_id"), table.texts("status"));
    let (submitted, decided) = (table.dates("submitted_on"), table.dates("decided_on"));
    for row in applications.rows(subject.whose.index) {
        let Some(application) = id.get(row).filter(|_| status.get(row) != Some("withdrawn")) else {
            continue;
        };
        let day = decided.get(row).unwrap_or(t.as_of);
        for rule in found.counts.iter().filter(|rule| rule.rule.counted_for == CountedFor::Application) {
            let judged =
                rule.judge_application(&subject, ground, (application, submitted.get(row), decided.get(row)));
            judged.iter().for_each(|row| facts.put(subject.whom_on(day), row));
        }
        for rule in found.attested.iter().filter(|rule| rule.rule.of == AttestedOf::Application) {
            let rows = ground.attested.by_application.rows(application);
            facts.put(subject.whom_on(day), &rule.judge_named(application, rows));
        }
    }
}
