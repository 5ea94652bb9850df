//! Work that may not be held for a while: the days on which it was.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::kinds::WorkRestriction;
use super::stretch::{is_for_service, review_held, stretch};
use super::timeline::{Timeline, WorkerRows, sources};
use crate::dates::{Period, union_of};
use crate::rulebook::Restriction;

/// One row for each restriction, child and case type, and maximal run of days on which the child was
/// held in a way that the restriction forbids.
pub fn judge_restrictions<'a>(t: &Timeline<'a>) -> Vec<WorkRestriction<'a>> {
    let Some(rows) = t.rows("allocations") else { return Vec::new() };
    let mut found = Vec::new();
    for rule in t.rulebook.restrictions.iter().filter(|rule| is_told(t, rule)) {
        let window = stretch(t, rule.from, Some(rule.until), rule.until_review.as_deref());
        let mut forbidden: BTreeMap<(&str, &str), Vec<(Period, usize)>> = BTreeMap::new();
        for row in rows.iter() {
            if let Some((held, days)) = forbidden_by(t, rule, &rows, row, window) {
                forbidden.entry(held).or_default().extend(days.into_iter().map(|period| (period, row)));
            }
        }
        for ((child_id, case_type), periods) in forbidden {
            for run in union_of(periods.iter().map(|(period, _)| *period).collect()) {
                let held = periods.iter().filter(|(period, _)| !period.within(run).is_empty());
                let held = rows.source(held.map(|(_, row)| *row));
                let bounds = bounded_by(t, rule, (child_id, case_type), run);
                found.push(WorkRestriction {
                    restriction: &rule.id,
                    child_id,
                    case_type,
                    from_on: run.from,
                    to_on: (run.to <= t.as_of).then_some(run.to),
                    days: run.days(),
                    is_understated: t.is_understated,
                    clause: Cow::Borrowed(&rule.cited.text),
                    source: sources([held].into_iter().chain(bounds)),
                });
            }
        }
    }
    found
}

/// Whether the records can tell of a restriction for this worker: allocations, their case types, and
/// the exceptions it allows for.
pub fn is_told(t: &Timeline, rule: &Restriction) -> bool {
    let supply = t.shelf.supply;
    t.is_supplied("allocations", t.period.from)
        && supply.has_column("allocations", "case_type")
        && (!rule.unless_experienced_co_worker || supply.has_column("allocations", "experienced_co_worker"))
        && (!rule.unless_agreement || supply.tables.contains_key("agreements"))
}

/// Whether a restriction is for any service the worker is in during the programme.
pub fn is_for(t: &Timeline, rule: &Restriction) -> bool {
    let mut days = t.worker.post_changes(t.period);
    days.push(t.period.from);
    days.iter().any(|day| is_for_service(&rule.services, t.post_on(*day).service))
}

/// The child and case type of an allocation and the days on which holding it was forbidden.
fn forbidden_by<'a>(
    t: &Timeline,
    rule: &Restriction,
    rows: &WorkerRows<'a>,
    row: usize,
    window: Period,
) -> Option<((&'a str, &'a str), Vec<Period>)> {
    let table = rows.table;
    let case_type = table.texts("case_type").get(row)?;
    let child_id = table.texts("child_id").get(row)?;
    let role = table.texts("role").get(row).unwrap_or("allocated");
    if !rule.case_types.iter().any(|named| named == case_type)
        || !rule.roles.iter().any(|named| named == role)
    {
        return None;
    }
    if rule.unless_experienced_co_worker && table.bools("experienced_co_worker").get(row) == Some(true) {
        return None;
    }
    let held = Period::new(
        table.dates("started_on").get(row)?,
        table.dates("ended_on").get(row).unwrap_or(t.period.to),
    );
    let mut days: Vec<Period> = in_services(t, rule, held.within(window));
    if rule.unless_agreement {
        for (agreed, _) in agreements(t, child_id, case_type) {
            days = days.into_iter().flat_map(|period| period.without(agreed)).collect();
        }
    }
    days.retain(|period| !period.is_empty());
    (!days.is_empty()).then_some(((child_id, case_type), days))
}

/// The parts of a period on which the worker is in a service that the restriction is for.
fn in_services(t: &Timeline, rule: &Restriction, period: Period) -> Vec<Period> {
    if period.is_empty() {
        return Vec::new();
    }
    let mut starts = t.worker.post_changes(period);
    starts.insert(0, period.from);
    starts
        .iter()
        .enumerate()
        .filter(|(_, from)| is_for_service(&rule.services, t.post_on(**from).service))
        .map(|(index, from)| Period::new(*from, starts.get(index + 1).copied().unwrap_or(period.to)))
        .collect()
}

/// The rows besides allocations that say when a run began or ended: the review that lifted the restriction,
/// and agreements that began or ended on that day.
fn bounded_by(t: &Timeline, rule: &Restriction, held: (&str, &str), run: Period) -> [Option<String>; 2] {
    let review = rule.until_review.as_deref().and_then(|stage| review_held(t, stage));
    let review = review.filter(|(held_on, _)| *held_on == run.to).map(|(_, row)| row);
    let agreed = agreements(t, held.0, held.1);
    let is_bound = |agreed: Period| agreed.from == run.to || agreed.to == run.from;
    let agreed = agreed.into_iter().filter(|(agreed, _)| rule.unless_agreement && is_bound(*agreed));
    [
        t.rows("reviews").and_then(|rows| rows.source(review)),
        t.rows("agreements").and_then(|rows| rows.source(agreed.map(|(_, row)| row))),
    ]
}

/// The days that each agreement of the worker covers for a child and kind of case, with its row.
fn agreements(t: &Timeline, child_id: &str, case_type: &str) -> Vec<(Period, usize)> {
    let Some(rows) = t.rows("agreements") else { return Vec::new() };
    let table = rows.table;
    let matches = |column: &str, row: usize, wanted: &str| {
        table.texts(column).get(row).is_none_or(|given| given == wanted)
    };
    rows.iter()
        .filter(|&row| matches("case_type", row, case_type) && matches("child_id", row, child_id))
        .filter_map(|row| {
            let until = table.dates("ended_on").get(row).unwrap_or(t.period.to);
            Some((Period::new(table.dates("agreed_on").get(row)?, until), row))
        })
        .collect()
}
