//! The policy's other rules, those of the further forms: how each stands for one worker.

use std::collections::BTreeMap;

use super::further_rules::{FurtherRule, further_rules, named};
use super::lines::{ByWorker, Line};
use super::{Status, words};
use crate::rulebook::Rulebook;

/// The fact tables of the further forms, and the column that says how a row stands.
const TABLES: [(&str, &str); 6] = [
    ("session_status", "status"),
    ("deadline_status", "status"),
    ("at_least_status", "status"),
    ("distinct_status", "status"),
    ("allowed_status", "status"),
    ("attestation_status", "met"),
];

/// How one rule stands for a worker: how often it was met, not met, is to come and cannot be told.
pub struct Standing<'a> {
    /// What the rule is called: `Study days`.
    pub name: String,
    pub met: i64,
    pub not_met: i64,
    to_come: i64,
    untold: i64,
    /// The latest row that was not met; else the latest of all.
    pub shown: Line<'a>,
    /// Every row not met was done late.
    is_late_only: bool,
}

impl Standing<'_> {
    /// What most asks for a look: not met before late, late before met.
    pub fn status(&self) -> Status {
        match self {
            Standing { not_met: 1.., is_late_only: true, .. } => Status::Late,
            Standing { not_met: 1.., .. } => Status::Outside,
            Standing { met: 1.., .. } => Status::Met,
            Standing { untold: 1.., .. } => Status::CannotTell,
            Standing { to_come: 1.., .. } => Status::NotDue,
            _ => Status::NotRequired,
        }
    }

    /// `not met, 2 of 9 times`, `met each of 3 times`, `cannot tell`.
    pub fn words(&self) -> String {
        let judged = self.met + self.not_met;
        let said = match (self.status(), judged) {
            (Status::Late, 1) => "late".to_owned(),
            (Status::Late, n) => {
                format!("late, {} of {} times", words::number(self.not_met), words::number(n))
            }
            (Status::Outside, 1) => "not met".to_owned(),
            (Status::Outside, n) => {
                format!("not met, {} of {} times", words::number(self.not_met), words::number(n))
            }
            (Status::Met, 1) => "met".to_owned(),
            (Status::Met, n) => format!("met each of {} times", words::number(n)),
            (status, _) => return status.word().to_owned(),
        };
        match self.untold {
            0 => said,
            1 => format!("{said}; once it cannot be told"),
            n => format!("{said}; {} times it cannot be told", words::spelt(n)),
        }
    }

    /// What is not met first, then what is met, cannot be told, is to come.
    fn order(&self) -> usize {
        let order = [Status::Outside, Status::Late, Status::Met, Status::CannotTell, Status::NotDue];
        order.iter().position(|status| *status == self.status()).unwrap_or(order.len())
    }
}

/// Every further rule that is for a worker, those not met first; the rulebook of the run gives their names.
pub fn standings<'a>(rulebook: &Rulebook, rows: &ByWorker<'a>, worker: &str) -> Vec<Standing<'a>> {
    let known = further_rules(rulebook);
    let mut found: BTreeMap<(usize, &str), Standing> = BTreeMap::new();
    for (at, (table, column)) in TABLES.into_iter().enumerate() {
        for line in rows.of(table, worker) {
            let Some((id, status)) = line.text("rule").zip(line.text(column)) else { continue };
            let standing = found.entry((at, id)).or_insert_with(|| unjudged(&known, table, id, *line));
            standing.add(*line, status);
        }
    }
    // What has no row at all, since the records do not hold what it is counted from.
    for line in rows.of("coverage", worker) {
        let table = TABLES.iter().position(|(table, _)| line.is("fact", table));
        let is_untold = line.flag("applies") == Some(true) && line.flag("supplied") == Some(false);
        if let Some((at, id)) = table.zip(line.text("rule")).filter(|_| is_untold) {
            let of = TABLES.get(at).map_or("", |(table, _)| table);
            let standing = found.entry((at, id)).or_insert_with(|| unjudged(&known, of, id, *line));
            standing.untold = standing.untold.max(1);
        }
    }
    let mut found: Vec<Standing> = found.into_values().collect();
    found.sort_by(|a, b| (a.order(), &a.name).cmp(&(b.order(), &b.name)));
    found
}

fn unjudged<'a>(known: &[FurtherRule], table: &str, id: &str, line: Line<'a>) -> Standing<'a> {
    let rule = known.iter().find(|rule| rule.fact == table && rule.id == id);
    let name = rule.map_or_else(|| words::capital(&named(id)), |rule| rule.name.clone());
    Standing { name, met: 0, not_met: 0, to_come: 0, untold: 0, shown: line, is_late_only: true }
}

impl<'a> Standing<'a> {
    fn add(&mut self, line: Line<'a>, status: &str) {
        match status {
            "met" | "on_time" | "yes" => self.met += 1,
            "short" | "over" | "late" | "overdue" | "not_met" | "no" => {
                self.not_met += 1;
                self.is_late_only &= status == "late";
                self.shown = line;
            }
            "not_due" => self.to_come += 1,
            "not_required" => {}
            _ => self.untold += 1,
        }
        if self.not_met == 0 {
            self.shown = line;
        }
    }
}
