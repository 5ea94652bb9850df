//! The policy's other rules, those of the further forms, in a few lines: what was not met, what cannot be told,
//! and how many are met.

use super::Candidate;
use super::room::Folding;
use crate::pack::standings::{Standing, standings};
use crate::pack::words;
use crate::pack::{Block, Matter, Section, Status};

/// Nothing where no further rule is for the candidate.
pub fn other_rules(candidate: &Candidate, folding: Folding) -> Option<Section> {
    let pack = candidate.pack;
    let all = standings(pack.view.rulebook, &pack.rows, candidate.case.worker_id);
    let of = |status: Status| all.iter().filter(|one| one.status() == status).collect::<Vec<&Standing>>();
    let (not_met, late, untold) = (of(Status::Outside), of(Status::Late), of(Status::CannotTell));
    let (met, to_come) = (of(Status::Met).len() as i64, of(Status::NotDue).len() as i64);
    let judged = not_met.len() as i64 + late.len() as i64 + met;
    if judged + untold.len() as i64 == 0 {
        return None;
    }
    let most = if folding.is_short() {
        NAMED_AT_LEAST
    } else if folding.shortens_context() {
        NAMED
    } else {
        usize::MAX
    };
    let mut matters = Vec::new();
    matters.extend(matter(Status::Outside, "not met", &not_met, most));
    matters.extend(matter(Status::Late, "met late", &late, most));
    matters.extend(matter(Status::CannotTell, "cannot be told from the records", &untold, most.min(NAMED)));
    let mut beside = match judged {
        0 => "none could be judged".to_owned(),
        _ => format!("{} of {} that could be judged met", words::number(met), words::number(judged)),
    };
    if to_come > 0 {
        beside.push_str(&format!("; {} not due yet", words::number(to_come)));
    }
    let section = Section::new(candidate.placed("other-rules"), "Other rules of the policy").beside(beside);
    Some(if matters.is_empty() { section } else { section.block(Block::Matters(matters)) })
}

/// The most rules that are named where room is short, and where it is shortest. The rest are counted, and stand
/// on the candidate's page of the report.
const NAMED: usize = 5;
const NAMED_AT_LEAST: usize = 3;

/// `Three are not met.` and which, each with its place in the policy; nothing where there is none.
fn matter(status: Status, how: &str, standings: &[&Standing], most: usize) -> Option<Matter> {
    let count = standings.len() as i64;
    let finding = match count {
        0 => return None,
        1 => format!("One {}{how}.", verb(status, "is ", "was ", "")),
        n => format!("{} {}{how}.", words::capital(&words::spelt(n)), verb(status, "are ", "were ", "")),
    };
    let mut named: Vec<String> = standings.iter().take(most).map(|one| named(status, one)).collect();
    if let left @ 1.. = standings.len().saturating_sub(most) {
        named.push(format!("{} more on the candidate’s page of the report", words::spelt(left as i64)));
    }
    Some(Matter { status, finding, facts: format!(" {}.", named.join("; ")).into(), answer: None })
}

fn verb(status: Status, now: &'static str, then: &'static str, none: &'static str) -> &'static str {
    match status {
        Status::Outside => now,
        Status::Late => then,
        _ => none,
    }
}

/// `Study days, 2 of 6 times (Supporting NQSWs)`.
fn named(status: Status, standing: &Standing) -> String {
    let times = match status {
        Status::CannotTell => None,
        _ => Some(standing.not_met + standing.met).filter(|judged| *judged > 1),
    };
    let times = times
        .map(|judged| format!(", {} of {} times", words::number(standing.not_met), words::number(judged)));
    let place = words::place_of_rule(standing.shown.text("clause").unwrap_or_default());
    let place = place.map(|place| format!(" ({place})"));
    format!("{}{}{}", standing.name, times.unwrap_or_default(), place.unwrap_or_default())
}
