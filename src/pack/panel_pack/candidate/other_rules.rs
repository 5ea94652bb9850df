//! The policy's other rules, those of the further forms, in a few lines: what was not met, and how many are met,
//! late, or cannot be told.

use super::Candidate;
use super::room::Folding;
use crate::pack::standings::{Standing, standings};
use crate::pack::words;
use crate::pack::{Block, Matter, Section, Status};

/// The section; where room is short one line of the numbers, for another section to end with. Nothing where no
/// further rule is for the candidate, or where there is no room at all.
pub fn other_rules(candidate: &Candidate, folding: Folding) -> (Option<Section>, Option<Block>) {
    let pack = candidate.pack;
    let all = standings(candidate.rulebook(), &pack.view.rows, candidate.case.worker_id);
    let of = |status: Status| all.iter().filter(|one| one.status() == status).collect::<Vec<&Standing>>();
    let (not_met, late) = (of(Status::Outside), of(Status::Late));
    let [met, untold, to_come] =
        [Status::Met, Status::CannotTell, Status::NotDue].map(|status| of(status).len() as i64);
    let judged = (not_met.len() + late.len()) as i64 + met;
    if judged + untold == 0 || folding >= Folding::RulesLeft {
        return (None, None);
    }
    let mut numbers = vec![match judged {
        0 => "none could be judged".to_owned(),
        _ => format!("{} of {} that could be judged met", words::number(met), words::number(judged)),
    }];
    for (count, how) in [(late.len() as i64, "late"), (untold, "cannot be told"), (to_come, "not due yet")] {
        if count > 0 {
            numbers.push(format!("{} {how}", words::number(count)));
        }
    }
    let (title, numbers) = ("Other rules of the policy", numbers.join("; "));
    if folding == Folding::RulesInALine {
        return (None, Some(Block::Remark(format!("{title}: {numbers}.").into())));
    }
    let section = Section::new(candidate.placed("other-rules"), title).beside(numbers);
    let mut matters = Vec::new();
    if !folding.folds_items() {
        matters.extend(matter(Status::Outside, "not met", &not_met));
        matters.extend(matter(Status::Late, "met late", &late));
    }
    (Some(if matters.is_empty() { section } else { section.block(Block::Matters(matters)) }), None)
}

/// The most rules that are named. The rest are counted, and stand on the candidate's page of the report.
const NAMED: usize = 4;

/// `Three were not met.` and which, each with its place in the policy; nothing where there is none.
fn matter(status: Status, how: &str, standings: &[&Standing]) -> Option<Matter> {
    let count = standings.len() as i64;
    let was = if count == 1 { "was " } else { "were " };
    let finding = match count {
        0 => return None,
        n => format!("{} {was}{how}.", words::capital(&words::spelt(n))),
    };
    let mut named: Vec<String> = standings.iter().take(NAMED).map(|one| named(status, one)).collect();
    if let left @ 1.. = standings.len().saturating_sub(NAMED) {
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
