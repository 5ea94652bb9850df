//! The portfolio checklist, folded as far as the page asks, and drift by who could act.
//!
//! What is late, overdue or cannot be told never folds out of sight.

use super::Candidate;
use super::room::Folding;
use super::things::Thing;
use crate::pack::words;
use crate::pack::{Block, Cell, Column, ColumnKind, Display, Section, Status, Table};

/// Items of portfolios that are feedback from people.
const FEEDBACK: [&str; 3] = ["child_feedback", "parent_feedback", "professional_feedback"];

/// A row of the checklist: what it is called and the items it stands for.
struct Entry<'c, 'a> {
    name: String,
    items: Vec<&'c Thing<'a>>,
}

/// Nothing where the rulebook asks for no items.
pub fn portfolio(candidate: &Candidate, folding: Folding) -> Option<Section> {
    if candidate.items.is_empty() {
        return None;
    }
    let columns = [Column::new("Status", ColumnKind::Status)];
    let mut table =
        Table::new("Portfolio items and their status", "Item", columns).shown(Display::UnderHeading);
    for entry in entries(&candidate.items, folding) {
        let name = match entry.items.len() {
            1 => entry.name,
            n => format!("{} ({})", entry.name, words::number(n as i64)),
        };
        table.push(words::capital(&name), [standing(&entry.items)]);
    }
    let count = candidate.items.len() as i64;
    let on_time = candidate.items.iter().filter(|item| item.is(Status::OnTime)).count() as i64;
    let beside = format!("{}: {} on time", words::counted(count, "item", "items"), words::number(on_time));
    let section = Section::new(candidate.placed("portfolio"), "Portfolio");
    Some(section.beside(beside).block(Block::Table(table)))
}

fn entries<'c, 'a>(items: &'c [Thing<'a>], folding: Folding) -> Vec<Entry<'c, 'a>> {
    let one_by_one = !folding.folds_items();
    let mut entries: Vec<Entry> = Vec::new();
    for item in items {
        let code = item.line.text("item").unwrap_or_default();
        let name = match (one_by_one, folding.folds_feedback() && FEEDBACK.contains(&code)) {
            (true, _) => item.name.clone(),
            (false, true) => "feedback".to_owned(),
            (false, false) => words::item(code),
        };
        match entries.iter_mut().find(|entry| entry.name == name) {
            Some(entry) => entry.items.push(item),
            None => entries.push(Entry { name, items: vec![item] }),
        }
    }
    if folding.folds_what_is_well() {
        let (well, open): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(|entry| entry.items.iter().all(|item| is_well(item)));
        let folded: Vec<&Thing> = well.into_iter().flat_map(|entry| entry.items).collect();
        entries = open;
        if !folded.is_empty() {
            let name = if entries.is_empty() { "all items" } else { "all other items" };
            entries.push(Entry { name: name.to_owned(), items: folded });
        }
    }
    entries
}

fn is_well(item: &Thing) -> bool {
    matches!(item.status, Status::OnTime | Status::NotDue | Status::NotRequired)
}

/// The mark that most asks for a look, and all counts: `2 on time, 1 late 14 days`.
fn standing(items: &[&Thing]) -> Cell {
    const ORDER: [Status; 6] = [
        Status::Overdue,
        Status::Late,
        Status::CannotTell,
        Status::NotDue,
        Status::OnTime,
        Status::NotRequired,
    ];
    let of =
        |status: Status| -> Vec<&Thing> { items.iter().copied().filter(|item| item.is(status)).collect() };
    let mark = ORDER.into_iter().find(|status| !of(*status).is_empty()).unwrap_or(Status::CannotTell);
    if let [one] = items {
        let said = match (one.done_on, one.status, one.due_on) {
            (Some(day), Status::OnTime, _) => words::date(day),
            (_, Status::NotDue, Some(due)) => format!("Due by {}", words::date(due)),
            _ => words::capital(&one.standing()),
        };
        return Cell::status(mark, said);
    }
    let spoken = [
        Status::OnTime,
        Status::Late,
        Status::Overdue,
        Status::NotDue,
        Status::CannotTell,
        Status::NotRequired,
    ];
    let counts = spoken.into_iter().filter_map(|status| {
        let found = of(status);
        match (found.len() as i64, status) {
            (0, _) => None,
            (1, Status::Late | Status::Overdue) => Some(format!("1 {}", found.first()?.standing())),
            (n, Status::Late | Status::Overdue) => {
                let most = found.iter().filter_map(|item| item.days_late).max().unwrap_or_default();
                Some(format!("{n} {} up to {}", status.word(), words::days(most)))
            }
            (n, status) => Some(format!("{n} {}", status.word())),
        }
    });
    Cell::status(mark, counts.collect::<Vec<String>>().join(", "))
}

/// Late and overdue by who could act: portfolio items by owner, then reviews and observations.
pub fn drift(candidate: &Candidate) -> Option<Section> {
    let number = |heading: &str| Column::new(heading, ColumnKind::Number);
    let columns = [number("Due"), number("Late"), number("Overdue")];
    let mut table = Table::new("Items due, late and overdue, by who could act", "What", columns)
        .shown(Display::UnderHeading);
    let mut owners: Vec<&str> = candidate.items.iter().filter_map(|item| item.line.text("owner")).collect();
    owners.sort_unstable_by_key(|owner| (words::owner_order(owner), *owner));
    owners.dedup();
    for owner in owners {
        let theirs: Vec<&Thing> =
            candidate.items.iter().filter(|item| item.line.is("owner", owner)).collect();
        push_counts(&mut table, format!("Portfolio: {}", words::owner(owner)), &theirs);
    }
    for (name, things) in [("Reviews", &candidate.reviews), ("Observations", &candidate.observations)] {
        push_counts(&mut table, name.to_owned(), &things.iter().collect::<Vec<&Thing>>());
    }
    if table.rows().is_empty() {
        return None;
    }
    let mut section = Section::new(candidate.placed("drift"), "Drift, by who could act");
    let drift = candidate.rows("drift_status").first().copied();
    if let Some(days) = drift.and_then(|line| line.int("total_days_late")).filter(|days| *days > 0) {
        section = section.beside(format!("{} in all", words::days(days)));
    }
    Some(section.block(Block::Table(table)))
}

fn push_counts(table: &mut Table, name: String, things: &[&Thing]) {
    let count = |is: &dyn Fn(&Thing) -> bool| {
        let n = things.iter().filter(|thing| is(thing)).count();
        Cell::figure(words::number(n as i64), n as f64)
    };
    if things.iter().any(|thing| thing.is_due()) {
        let cells = [
            count(&|thing| thing.is_due()),
            count(&|thing| thing.is(Status::Late)),
            count(&|thing| thing.is(Status::Overdue)),
        ];
        table.push(name, cells);
    }
}
