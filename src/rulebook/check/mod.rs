//! From the rulebook as written to the checked [`Rulebook`], with every fault gathered.

mod caseload;
mod cited;
mod clock;
mod deadlines;
mod further;
mod programme;
mod readings;
mod rows;
mod shown;
mod stages;

pub use shown::SHOWN;

use super::fault::{Fault, Faults, did_you_mean, listed, render_faults};
use super::written::{RULEBOOK, Written, read_tree, read_written};
use super::{Cited, Programme, Rulebook};
use crate::diagnostic::Error;

/// What the checks of the forms share.
pub(crate) struct Context<'a> {
    pub written: &'a Written,
    pub id: &'a str,
    pub programme: Option<&'a Programme>,
    pub faults: &'a mut Faults,
}

impl Context<'_> {
    pub fn cited(&self, form: &Written) -> Cited {
        cited::cited(self.written, self.id, form)
    }

    /// A fault where a key names a review stage that the rulebook does not have.
    pub fn check_stage(&mut self, form: &Written, key: &str) {
        let Some(stage) = form.text(key) else { return };
        let stages: Vec<&str> =
            self.written.forms("review").filter_map(|review| review.text("stage")).collect();
        if stages.iter().any(|known| known.eq_ignore_ascii_case(stage)) {
            return;
        }
        let fix = if stages.is_empty() {
            "add the [[review]] it means".to_owned()
        } else {
            format!(
                "{}the stages are {}",
                did_you_mean(stage, stages.iter().copied()),
                listed(&stages, "and")
            )
        };
        self.faults.add(Fault::at(
            form.span_of(key),
            format!("`{key}` names a review `{stage}`, and there is none"),
            "no review has this stage",
            fix,
        ));
    }

    /// A fault where more than one of several keys is given.
    pub fn check_one_of(&mut self, form: &Written, given: &[&str]) {
        if let [_, second, ..] = given {
            self.faults.add(Fault::at(
                form.span_of(second),
                format!("{} exclude each other", listed(given, "and")),
                "one too many",
                "keep one of them",
            ));
        }
    }

    /// A fault where two forms have the same value in a key that names them.
    pub fn check_unique<'f>(&mut self, forms: impl Iterator<Item = &'f Written>, key: &str, what: &str) {
        let mut seen: Vec<&Written> = Vec::new();
        for form in forms {
            let Some(name) = form.text(key) else { continue };
            if let Some(first) = seen.iter().find(|first| first.text(key) == Some(name)) {
                self.faults.add(
                    Fault::at(
                        form.span_of(key),
                        format!("two of `{what}` have the {key} `{name}`"),
                        "the second",
                        format!("give one of them another {key}"),
                    )
                    .beside(first.span_of(key), "the first"),
                );
            }
            seen.push(form);
        }
    }
}

/// Checks a rulebook's text: the checked rulebook, or every fault in the order of the text.
pub fn check_rulebook(text: &str) -> Result<Rulebook, Vec<Fault>> {
    let (rulebook, faults) = read_rulebook(text)?;
    if faults.is_empty() { rulebook.ok_or(faults) } else { Err(faults) }
}

/// What can be read of a rulebook's text beside its faults, in the order of the text: `None` where it has no
/// programme or no head. An error where it is no TOML.
fn read_rulebook(text: &str) -> Result<(Option<Rulebook>, Vec<Fault>), Vec<Fault>> {
    let mut tree = read_tree(text)?;
    let mut faults = Faults::default();
    readings::apply_readings(&mut tree, &mut faults);
    let written = read_written(&RULEBOOK, &tree, &mut faults);
    let id = written.text("id").unwrap_or("rulebook").to_owned();
    let programme = programme::programme(&written, &id, &mut faults);
    let mut context =
        Context { written: &written, id: &id, programme: programme.as_ref(), faults: &mut faults };
    let pauses = programme::pauses(&mut context);
    let caseload = caseload::caseload(&mut context);
    let restrictions = caseload::restrictions(&mut context);
    let supervision = stages::supervision(&mut context);
    let reviews = stages::reviews(&mut context);
    let observations = stages::observations(&mut context);
    let feedback = stages::feedback(&mut context);
    let portfolio = stages::portfolio(&mut context);
    let drift = programme::drift(&context);
    let panel = programme::panel(&context);
    let progression = programme::progression(&mut context);
    let sessions = further::sessions(&mut context);
    let deadlines = deadlines::deadlines(&mut context);
    let at_least = further::at_least(&mut context);
    let distinct = further::distinct(&mut context);
    let allowed = further::allowed(&mut context);
    let attestations = further::attestations(&mut context);
    let measures = further::measures(&mut context);
    let readings = readings::readings(&mut context);
    let text_of = |key: &str| written.text(key).map(str::to_owned);
    let rulebook = match (programme, text_of("id"), text_of("title"), text_of("source")) {
        (Some(programme), Some(id), Some(title), Some(source)) => Some(Rulebook {
            id,
            title,
            source,
            valid_from: written.date("valid_from"),
            programme,
            pauses,
            caseload,
            restrictions,
            supervision,
            reviews,
            observations,
            feedback,
            portfolio,
            drift,
            panel,
            progression,
            sessions,
            deadlines,
            at_least,
            distinct,
            allowed,
            attestations,
            measures,
            readings,
        }),
        _ => None,
    };
    Ok((rulebook, faults.sorted()))
}

/// The checked rulebook of a text, or an error that shows every fault under its line.
///
/// `name` is what messages call the text: its path, or its id where it is a published one.
pub fn parse_rulebook(name: &str, text: &str) -> Result<Rulebook, Error> {
    check_rulebook(text).map_err(|faults| faults_as_error(name, text, &faults, false))
}

/// What `rulebook check` prints: a few lines about a sound rulebook, with what is worth a remark; an error
/// that shows every fault else.
pub fn report_check(name: &str, text: &str, is_coloured: bool) -> Result<String, Error> {
    let rulebook = match read_rulebook(text) {
        Ok((Some(rulebook), faults)) if faults.is_empty() => rulebook,
        Ok((rulebook, faults)) => return Err(faults_and_remarks(name, text, &faults, rulebook, is_coloured)),
        Err(faults) => return Err(faults_as_error(name, text, &faults, is_coloured)),
    };
    let counts = [
        (rulebook.caseload.as_ref().map_or(0, |caseload| caseload.caps.len()), "caps"),
        (rulebook.restrictions.len(), "restrictions"),
        (rulebook.supervision.len(), "supervision steps"),
        (rulebook.reviews.len(), "reviews"),
        (rulebook.observations.len(), "observations"),
        (rulebook.portfolio.len(), "portfolio items"),
        (rulebook.sessions.len(), "session rules"),
        (rulebook.deadlines.len(), "deadlines"),
        (rulebook.at_least.len() + rulebook.distinct.len() + rulebook.allowed.len(), "other checks"),
        (rulebook.attestations.len(), "attestations"),
        (rulebook.readings.len(), "readings"),
    ];
    let counts: Vec<String> =
        counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{what}: {n}")).collect();
    let mut report =
        format!("{name}: no fault found.\n{} ({}). {}\n", rulebook.title, rulebook.id, counts.join(", "));
    for remark in super::vocabulary::remarks(&rulebook) {
        report.push_str(&format!("worth a look: {remark}\n"));
    }
    Ok(report)
}

/// The faults, and words that look misspelt in what could be read beside them.
fn faults_and_remarks(
    name: &str,
    text: &str,
    faults: &[Fault],
    rulebook: Option<Rulebook>,
    is_coloured: bool,
) -> Error {
    let error = faults_as_error(name, text, faults, is_coloured);
    let remarks = rulebook.map(|rulebook| super::vocabulary::unknown_words(&rulebook)).unwrap_or_default();
    let remarks: String = remarks.iter().map(|remark| format!("worth a look: {remark}\n")).collect();
    let detail = format!("{}{remarks}", render_faults(name, text, faults, is_coloured));
    error.with_detail(detail)
}

fn faults_as_error(name: &str, text: &str, faults: &[Fault], is_coloured: bool) -> Error {
    let message = match faults.len() {
        1 => format!("{name} has a fault"),
        n => format!("{name} has {n} faults"),
    };
    Error::new(message, "mend what is marked, then try `moderato rulebook check` on it")
        .with_detail(render_faults(name, text, faults, is_coloured))
}
