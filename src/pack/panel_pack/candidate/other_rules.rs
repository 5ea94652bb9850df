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
    let most = if folding.shortens_context() { NAMED_AT_LEAST } else { NAMED };
    let mut matters = Vec::new();
    matters.extend(matter(Status::Outside, "not met", &not_met, most));
    matters.extend(matter(Status::Late, "met late", &late, most));
    matters.extend(matter(Status::CannotTell, "cannot be told from the records", &untold, NAMED_AT_LEAST));
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

/// The most rules that are named, and where room is short. The rest are counted, and stand on the candidate's
/// page of the report.
const NAMED: usize = 6;
const NAMED_AT_LEAST: usize = 3;

/// `Three were not met.` and which, each with its place in the policy; nothing where there is none.
fn matter(status: Status, how: &str, standings: &[&Standing], most: usize) -> Option<Matter> {
    let count = standings.len() as i64;
    let was = match status {
        Status::CannotTell => "",
        _ if count == 1 => "was ",
        _ => "were ",
    };
    let finding = match count {
        0 => return None,
        n => format!("{} {was}{how}.", words::capital(&words::spelt(n))),
    };
    let mut named: Vec<String> = standings.iter().take(most).map(|one| named(status, one)).collect();
    if let left @ 1.. = standings.len().saturating_sub(most) {
        named.push(format!("{} more on the candidate’s page of the report", words::spelt(left as i64)));
    }
    Some(Matter {
        status,
        finding,
        facts: words::capital(&format!("{}.", named.join("; "))).into(),
        answer: None,
    })
}

/// `Study days, not met 2 of 6 times (Supporting NQSWs)`.
fn named(status: Status, standing: &Standing) -> String {
    let judged = standing.not_met + standing.met;
    let how = match status {
        Status::Outside if judged > 1 => ", not met",
        Status::Late if judged > 1 => ", late",
        _ => "",
    };
    let times = match how {
        "" => String::new(),
        how => format!("{how} {} of {} times", words::number(standing.not_met), words::number(judged)),
    };
    let place = words::place_of_rule(standing.shown.text("clause").unwrap_or_default());
    let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
    format!("{}{times}{place}", standing.name)
}
