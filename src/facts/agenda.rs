//! The agendas of moderation panels: who is heard where, in which order, and who moves on.
//!
//! Fail pathway first, then open concerns, then the rest, as the policies ask. A panel already held heard
//! all on its list. Of those to come each takes as many as it has places, in the order of its agenda, and
//! hands the rest to the next of its kind; a case already decided takes no place.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use arrow::datatypes::DataType;

use super::Bench;
use crate::dates::Day;
use crate::model::{Table, TableBuilder, Value};

/// How a candidate is heard; the policies' order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Hearing {
    /// On a fail pathway, or recommended not to pass: discussed in full.
    InFull,
    /// A concern is open: the chair knows beforehand and allows time.
    ForChair,
    InTurn,
}

impl Hearing {
    fn code(self) -> &'static str {
        match self {
            Hearing::InFull => "in_full",
            Hearing::ForChair => "for_chair",
            Hearing::InTurn => "in_turn",
        }
    }
}

/// A candidate on the way through the panels of one kind.
#[derive(Clone, Copy)]
struct Case<'a> {
    worker_id: &'a str,
    /// The row of panel_status.
    row: usize,
    hearing: Hearing,
    submitted_on: Option<Day>,
    is_decided: bool,
    /// The latest panel that had no place left.
    moved_from: Option<Day>,
}

#[derive(Clone, Copy)]
struct Sitting<'a> {
    panel_id: &'a str,
    held_on: Day,
    /// The panel's own, or the rulebook's; null where neither says.
    capacity: Option<i64>,
}

/// `panel_agenda`: a row for each candidate that a moderation panel has before it, those heard first.
///
/// Made from panel_dates and panel_status. `called` gives a worker's pseudonym, the last key of the order:
/// it says nothing of anybody.
pub fn judge_agenda(
    bench: &Bench,
    facts: &BTreeMap<&'static str, Table>,
    called: &BTreeMap<&str, String>,
) -> Table {
    let mut builder = TableBuilder::new([
        ("authority", DataType::Utf8),
        ("panel_id", DataType::Utf8),
        ("worker_id", DataType::Utf8),
        // From 1; those for whom no place is left come after those heard.
        ("place", DataType::Int64),
        ("hearing", DataType::Utf8),
        ("is_heard", DataType::Boolean),
        // The panel on whose list the case stands; another where it moved on from that.
        ("listed_at", DataType::Utf8),
        // The latest panel that had no place left; null where there was none.
        ("moved_from_on", DataType::Date32),
        ("clause", DataType::Utf8),
        ("source", DataType::Utf8),
    ]);
    let (Some(dates), Some(status)) = (facts.get("panel_dates"), facts.get("panel_status")) else {
        return builder.finish();
    };
    let lists = lists(status);
    for sittings in sittings(dates).values() {
        let mut carried: Vec<Case> = Vec::new();
        for sitting in sittings {
            let mut list = lists.get(sitting.panel_id).cloned().unwrap_or_default();
            list.extend(carried.iter().filter(|case| !on_list(&lists, sitting, case)));
            put_in_order(&mut list, called);
            let is_to_come = sitting.held_on >= bench.as_of;
            let (heard, moved) = if is_to_come { seat(list, sitting) } else { (list, Vec::new()) };
            let all = heard.iter().map(|case| (case, true)).chain(moved.iter().map(|case| (case, false)));
            for (place, (case, is_heard)) in (1..).zip(all) {
                builder.push([
                    bench.authority.into(),
                    sitting.panel_id.into(),
                    case.worker_id.into(),
                    Value::Int(place),
                    case.hearing.code().into(),
                    is_heard.into(),
                    status.texts("panel_id").get(case.row).into(),
                    case.moved_from.into(),
                    status.texts("clause").get(case.row).into(),
                    status.texts("source").get(case.row).into(),
                ]);
            }
            carried = moved;
        }
    }
    builder.finish()
}

/// The panels of each kind, by date and id.
fn sittings(dates: &Table) -> BTreeMap<&str, Vec<Sitting<'_>>> {
    let (id, kind, held_on) = (dates.texts("panel_id"), dates.texts("kind"), dates.dates("held_on"));
    let mut sittings: BTreeMap<&str, Vec<Sitting>> = BTreeMap::new();
    for row in 0..dates.rows() {
        let (Some(panel_id), Some(kind), Some(held_on)) = (id.get(row), kind.get(row), held_on.get(row))
        else {
            continue;
        };
        let capacity = dates.ints("capacity").get(row);
        sittings.entry(kind).or_default().push(Sitting { panel_id, held_on, capacity });
    }
    for of_kind in sittings.values_mut() {
        of_kind.sort_by_key(|sitting| (sitting.held_on, sitting.panel_id));
    }
    sittings
}

/// The cases on each panel's list.
fn lists(status: &Table) -> BTreeMap<&str, Vec<Case<'_>>> {
    let mut lists: BTreeMap<&str, Vec<Case>> = BTreeMap::new();
    for row in 0..status.rows() {
        let text = |column: &str| status.texts(column).get(row);
        let (Some(panel_id), Some(worker_id)) = (text("panel_id"), text("worker_id")) else { continue };
        let has = |flag: &str| text("flags").is_some_and(|flags| flags.split(' ').any(|word| word == flag));
        let hearing = if has("fail_pathway") || text("recommendation") == Some("fail") {
            Hearing::InFull
        } else if has("concern_open") {
            Hearing::ForChair
        } else {
            Hearing::InTurn
        };
        lists.entry(panel_id).or_default().push(Case {
            worker_id,
            row,
            hearing,
            submitted_on: status.dates("submitted_on").get(row),
            is_decided: text("decision").is_some(),
            moved_from: None,
        });
    }
    lists
}

fn on_list(lists: &BTreeMap<&str, Vec<Case>>, sitting: &Sitting, case: &Case) -> bool {
    let own = lists.get(sitting.panel_id);
    own.is_some_and(|own| own.iter().any(|own| own.worker_id == case.worker_id))
}

/// By hearing; within that by submission, those not in last; at last by what they are called.
fn put_in_order(cases: &mut [Case], called: &BTreeMap<&str, String>) {
    cases.sort_by_key(|case| {
        let submitted = (Reverse(case.submitted_on.is_some()), case.submitted_on);
        (case.hearing, submitted, called.get(case.worker_id), case.worker_id)
    });
}

/// As many as there are places; a case already decided takes none.
fn seat<'a>(list: Vec<Case<'a>>, sitting: &Sitting) -> (Vec<Case<'a>>, Vec<Case<'a>>) {
    let Some(places) = sitting.capacity else { return (list, Vec::new()) };
    let mut taken = 0;
    let (heard, mut moved): (Vec<Case>, Vec<Case>) = list.into_iter().partition(|case| {
        taken += i64::from(!case.is_decided);
        case.is_decided || taken <= places
    });
    for case in &mut moved {
        case.moved_from = Some(sitting.held_on);
    }
    (heard, moved)
}
