//! Direct observations with their feedback: they come before documents.

use super::Candidate;
use super::things::Thing;
use crate::pack::lines::Line;
use crate::pack::words;
use crate::pack::{Block, Cell, Column, ColumnKind, Display, Section, Status, Table, Text};

/// One row an observation; nothing where the rulebook has no observations and none is recorded.
pub fn observations(candidate: &Candidate) -> Option<Section> {
    let rule = candidate.rulebook().feedback.as_ref();
    let kinds: Vec<&str> = [
        ("verbal", rule.and_then(|rule| rule.verbal_working_days)),
        ("written", rule.and_then(|rule| rule.written_working_days)),
    ]
    .into_iter()
    .filter_map(|(kind, within)| within.map(|_| kind))
    .collect();
    if candidate.observations.is_empty() {
        return None;
    }
    let made = made(candidate);
    let mut columns = vec![
        Column::new("Due by", ColumnKind::Date),
        Column::new("Observed", ColumnKind::Status),
        Column::new("Observer", ColumnKind::Text),
    ];
    columns.extend(
        kinds
            .iter()
            .map(|kind| Column::new(format!("{} feedback", words::capital(kind)), ColumnKind::Status)),
    );
    let caption = "Observations and feedback: due by, observed, observer and feedback";
    let mut table = Table::new(caption, "No.", columns).shown(Display::UnderHeading);
    let feedback = candidate.rows("observation_feedback");
    for thing in &candidate.observations {
        let nth = thing.line.int("number").and_then(|number| usize::try_from(number - 1).ok());
        let record = nth.and_then(|nth| made.get(nth)).copied();
        let mut cells = vec![due(thing), done(thing), observer(record)];
        let given = nth.and_then(|nth| feedback.get(nth)).copied();
        cells.extend(kinds.iter().map(|kind| feedback_cell(thing, given, kind)));
        table.push(thing.short.as_str(), cells);
    }
    let section = Section::new(candidate.placed("observations"), "Observations and feedback");
    let mut section = section.beside("observed practice comes before documents").block(Block::Table(table));
    let remarks: Vec<String> =
        [with_child(&made), extra(candidate, made.len())].into_iter().flatten().collect();
    if !remarks.is_empty() {
        section = section.block(Block::Remark(remarks.join(" ").into()));
    }
    Some(section)
}

/// `A child was present at observations 2 and 3.`
fn with_child(made: &[Line]) -> Option<String> {
    let numbered = made.iter().enumerate().filter(|(_, line)| line.flag("with_child") == Some(true));
    let numbers: Vec<String> = numbered.map(|(at, _)| words::number(at as i64 + 1)).collect();
    let word = if numbers.len() == 1 { "observation" } else { "observations" };
    (!numbers.is_empty()).then(|| format!("A child was present at {word} {}.", words::list(&numbers)))
}

/// Observations beyond those that the rulebook asks for.
fn extra(candidate: &Candidate, made: usize) -> Option<String> {
    let extra = made.saturating_sub(candidate.observations.len()) as i64;
    let more = || words::capital(&words::spelt_of(extra, "more observation is", "more observations are"));
    (extra > 0).then(|| format!("{} recorded.", more()))
}

/// The observations made by the day of the records, by date: the n-th of them is the n-th asked for.
fn made<'a>(candidate: &Candidate<'a>) -> Vec<Line<'a>> {
    let as_of = candidate.pack.view.as_of;
    let mut made: Vec<Line> = candidate
        .rows("observations")
        .iter()
        .copied()
        .filter(|line| line.day("observed_on").is_some_and(|day| day <= as_of))
        .collect();
    made.sort_by_key(|line| line.day("observed_on"));
    made
}

/// The day a thing was due by.
pub fn due(thing: &Thing) -> Cell {
    thing.due_on.map_or_else(|| "Not known".into(), |day| words::date(day).into())
}

/// When a thing was done, and how that stands against its rule.
pub fn done(thing: &Thing) -> Cell {
    let words = match (thing.done_on, thing.status) {
        (Some(day), Status::Late) => format!("{}, {}", words::date(day), thing.standing()),
        (Some(day), _) => words::date(day),
        (None, _) => words::capital(&thing.standing()),
    };
    Cell::status(thing.status, words)
}

fn observer(record: Option<Line>) -> Cell {
    let Some(record) = record else { return "Not yet".into() };
    match record.text("observer_role").map(words::plain) {
        Some(role) => words::capital(&role).into(),
        None => Cell::status(Status::CannotTell, "Not recorded"),
    }
}

fn feedback_cell(thing: &Thing, given: Option<Line>, kind: &str) -> Cell {
    if thing.done_on.is_none() {
        return if thing.is(Status::CannotTell) {
            Cell::status(Status::CannotTell, "Cannot tell")
        } else {
            "Not yet".into()
        };
    }
    let Some(given) = given else { return Cell::status(Status::CannotTell, "Cannot tell") };
    let status = given.text(&format!("{kind}_status")).and_then(words::status).unwrap_or(Status::CannotTell);
    let date = |column: &str| given.day(&format!("{kind}_{column}")).map(words::date);
    let due_day = given.day(&format!("{kind}_due_on")).map(words::day_and_month);
    let said = match (status, date("done_on"), date("due_on")) {
        (Status::Late, Some(done), _) => format!("{done}, late"),
        (Status::Overdue, _, Some(_)) => format!("Overdue, due {}", due_day.unwrap_or_default()),
        (Status::NotDue, _, Some(due)) => format!("Due by {due}"),
        (_, Some(done), _) => done,
        (status, None, _) => words::capital(status.word()),
    };
    Cell::status(status, Text::from(said))
}
