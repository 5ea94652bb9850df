//! A candidate's reviews, observations and portfolio items as one list of things that fall due.

use crate::dates::Day;
use crate::pack::Status;
use crate::pack::lines::Line;
use crate::pack::words;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Review,
    Observation,
    Item,
}

/// A thing that falls due, as the facts judge it.
#[derive(Clone)]
pub struct Thing<'a> {
    pub kind: Kind,
    /// `month 6 review`, `observation 2`, `second critical reflection log`.
    pub name: String,
    /// As short as a drawing needs it: `6`, `2`.
    pub short: String,
    /// Who can act: `manager`, `candidate`.
    pub who: String,
    pub due_on: Option<Day>,
    pub done_on: Option<Day>,
    pub status: Status,
    /// Null unless late or overdue.
    pub days_late: Option<i64>,
    pub line: Line<'a>,
}

impl Thing<'_> {
    pub fn is(&self, status: Status) -> bool {
        self.status == status
    }

    /// On time, late or overdue: it has been judged.
    pub fn is_due(&self) -> bool {
        matches!(self.status, Status::OnTime | Status::Late | Status::Overdue)
    }

    /// `late 12 days`; the rule's place is given elsewhere.
    pub fn standing(&self) -> String {
        words::status_words(self.status, self.days_late)
    }
}

fn thing<'a>(line: Line<'a>, kind: Kind, done: &str, name: String, short: String, who: String) -> Thing<'a> {
    Thing {
        kind,
        name,
        short,
        who,
        due_on: line.day("due_on"),
        done_on: line.day(done),
        status: line.text("status").and_then(words::status).unwrap_or(Status::CannotTell),
        days_late: line.int("days_late"),
        line,
    }
}

pub fn reviews<'a>(lines: &[Line<'a>]) -> Vec<Thing<'a>> {
    let review = |line: &Line<'a>| {
        let stage = line.text("stage").unwrap_or_default();
        let name = format!("{} review", words::stage(stage));
        let short = words::capital(&stage.to_lowercase());
        thing(*line, Kind::Review, "held_on", name, short, words::CONVENES.to_owned())
    };
    lines.iter().map(review).collect()
}

pub fn observations<'a>(lines: &[Line<'a>]) -> Vec<Thing<'a>> {
    let observation = |line: &Line<'a>| {
        let number = line.int("number").unwrap_or_default();
        let name = format!("observation {number}");
        thing(*line, Kind::Observation, "done_on", name, number.to_string(), words::CONVENES.to_owned())
    };
    lines.iter().map(observation).collect()
}

pub fn items<'a>(lines: &[Line<'a>]) -> Vec<Thing<'a>> {
    let item = |line: &Line<'a>| {
        let code = line.text("item").unwrap_or_default();
        let number = line.int("number").unwrap_or(1);
        let has_others = lines.iter().filter(|other| other.is("item", code)).count() > 1;
        let name = match has_others {
            true => format!("{} {}", words::ordinal(number), words::item(code)),
            false => words::item(code),
        };
        let short = name.clone();
        let who = words::owner(line.text("owner").unwrap_or_default());
        thing(*line, Kind::Item, "done_on", name, short, who)
    };
    lines.iter().map(item).collect()
}
