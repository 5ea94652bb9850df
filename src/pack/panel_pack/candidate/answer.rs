//! The recommendation and the plain answer, in a few sentences.

use super::Candidate;
use super::things::{Kind, Thing};
use crate::pack::words;
use crate::pack::{Status, Text};

pub fn plain_answer(candidate: &Candidate) -> Text {
    let mut said = recommendation(candidate);
    let sentences =
        [held(candidate), portfolio(candidate), overdue(candidate), untold(candidate)].into_iter().flatten();
    for sentence in sentences {
        said = said.plain(format!(" {sentence}"));
    }
    said
}

fn recommendation(candidate: &Candidate) -> Text {
    let case = candidate.case.line;
    let verb = |word: &str| match word {
        "pass" => "passed",
        "fail" => "not passed",
        "defer" => "deferred",
        _ => "referred",
    };
    let had_recommended = match case.text("recommendation") {
        Some("pass") => "The assessor had recommended a pass.",
        Some(_) => "The assessor had not recommended a pass.",
        None => "No recommendation is recorded.",
    };
    match (case.text("decision"), case.text("recommendation")) {
        (Some(decision), _) => {
            let on =
                case.day("decided_on").map(|day| format!(" of {}", words::date(day))).unwrap_or_default();
            let said = Text::from(format!("The panel’s decision{on}: ")).bold(verb(decision));
            said.plain(format!(". {had_recommended}"))
        }
        (None, Some("pass")) => Text::from("The assessor recommends ").bold("a pass").plain("."),
        (None, Some(_)) => Text::from("The assessor ").bold("does not recommend a pass").plain("."),
        (None, None) => Text::new().bold("No recommendation is recorded yet."),
    }
}

/// `All three reviews and two of three observations due so far have been held.` What has none held has a
/// sentence of its own.
fn held(candidate: &Candidate) -> Option<String> {
    let shares = [
        share_held(&candidate.reviews, "review", "reviews"),
        share_held(&candidate.observations, "observation", "observations"),
    ];
    let mut some: Vec<(String, bool)> = Vec::new();
    let mut none: Vec<String> = Vec::new();
    for share in shares.into_iter().flatten() {
        match share {
            Share::Some { phrase, is_one } => some.push((phrase, is_one)),
            Share::None(sentence) => none.push(sentence),
        }
    }
    let verb = if matches!(some.as_slice(), [(_, true)]) { "has" } else { "have" };
    let phrases: Vec<String> = some.into_iter().map(|(phrase, _)| phrase).collect();
    let held = (!phrases.is_empty())
        .then(|| words::capital(&format!("{} {verb} been held.", words::list(&phrases))));
    let sentences: Vec<String> = held.into_iter().chain(none).collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// How many of those due have been held.
enum Share {
    /// `All three reviews`, and whether that is one in the singular.
    Some { phrase: String, is_one: bool },
    /// A whole sentence.
    None(String),
}

/// None where nothing was due yet.
fn share_held(things: &[Thing], one: &str, many: &str) -> Option<Share> {
    let due = things.iter().filter(|thing| thing.is_due()).count() as i64;
    let held =
        things.iter().filter(|thing| thing.is(Status::OnTime) || thing.is(Status::Late)).count() as i64;
    let to_come = things.iter().any(|thing| thing.is(Status::NotDue));
    if due == 0 {
        return None;
    }
    let so_far = if to_come { " due so far" } else { "" };
    let some = |phrase: String, is_one| Share::Some { phrase, is_one };
    Some(match (held == due, due) {
        (true, 1) => some(format!("the {one}{so_far}"), true),
        (true, 2) => some(format!("both {many}{so_far}"), false),
        (true, _) => some(format!("all {} {many}{so_far}", words::spelt(due)), false),
        (false, 1) => Share::None(format!("The {one}{so_far} has not been held.")),
        (false, _) if held == 0 => {
            Share::None(format!("None of the {} {many}{so_far} has been held.", words::spelt(due)))
        }
        (false, _) => some(format!("{} of {} {many}{so_far}", words::spelt(held), words::spelt(due)), false),
    })
}

fn portfolio(candidate: &Candidate) -> Option<String> {
    let case = candidate.case.line;
    let submit_by = case.day("submit_by").map(words::date);
    Some(match (case.day("submitted_on"), case.flag("submitted_on_time"), submit_by) {
        (Some(_), Some(true), _) => "The portfolio was submitted on time.".to_owned(),
        (Some(day), Some(false), Some(by)) => {
            format!("The portfolio was submitted on {}; it was due by {by}.", words::date(day))
        }
        (Some(day), ..) => format!("The portfolio was submitted on {}.", words::date(day)),
        (None, _, _) if !candidate.pack.is_submission_told() => return None,
        (None, _, Some(by)) if case.day("submit_by") < Some(candidate.pack.view.as_of) => {
            format!("The portfolio is not in; it was due by {by}.")
        }
        (None, _, Some(by)) => format!("The portfolio is due by {by} and is not yet in."),
        (None, _, None) => "The portfolio is not yet in.".to_owned(),
    })
}

/// `Three items are overdue: two with the manager and one with the candidate.`
fn overdue(candidate: &Candidate) -> Option<String> {
    let overdue: Vec<&Thing> = candidate.things().filter(|thing| thing.is(Status::Overdue)).collect();
    let judged = candidate.things().filter(|thing| thing.is_due()).count();
    let mut owners: Vec<(&str, i64)> = Vec::new();
    for thing in &overdue {
        match owners.iter_mut().find(|(who, _)| *who == thing.who) {
            Some((_, count)) => *count += 1,
            None => owners.push((&thing.who, 1)),
        }
    }
    let with = |(who, count): &(&str, i64)| format!("{} with the {who}", words::spelt(*count));
    match (overdue.len() as i64, owners.as_slice()) {
        (0, _) => (judged > 0).then(|| "Nothing is overdue.".to_owned()),
        (1, [(who, _)]) => Some(format!("One item is overdue, and it is with the {who}.")),
        (n, [(who, _)]) => Some(format!(
            "{} are overdue, all with the {who}.",
            words::capital(&words::spelt_of(n, "item", "items"))
        )),
        (n, many) => {
            let with: Vec<String> = many.iter().map(with).collect();
            let items = words::capital(&words::spelt_of(n, "item", "items"));
            Some(format!("{items} are overdue: {}.", words::list(&with)))
        }
    }
}

/// Whole subjects of which nothing is known, so that silence is not read as met.
fn untold(candidate: &Candidate) -> Option<String> {
    let all_untold = |kind: Kind| {
        let mut things = candidate.things().filter(|thing| thing.kind == kind).peekable();
        things.peek().is_some() && things.all(|thing| thing.is(Status::CannotTell))
    };
    let subjects = [
        (candidate.is_told("cap_breaches") == Some(false), "caseload"),
        (candidate.is_told("supervision_status") == Some(false), "supervision"),
        (all_untold(Kind::Review), "reviews"),
        (all_untold(Kind::Observation), "observations"),
        (all_untold(Kind::Item), "portfolio items"),
        (candidate.is_told("work_restrictions") == Some(false), "restricted work"),
    ];
    let untold: Vec<&str> =
        subjects.into_iter().filter_map(|(is_untold, word)| is_untold.then_some(word)).collect();
    (!untold.is_empty()).then(|| format!("The records cannot tell of {}.", words::list(&untold)))
}
