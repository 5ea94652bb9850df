//! What is said on standard error of what changed since an earlier run.

use std::collections::{BTreeMap, BTreeSet};

use super::said::counted;
use crate::changes::{Changes, Earlier, conditions_in_words};
use crate::model::Table;

/// Says what changed for one authority; `changes` is none where the earlier run did not have it.
pub fn say_changes(authority: &str, earlier: &Earlier, changes: Option<&Changes>) {
    let since = earlier.as_of().in_words();
    let Some(changes) = changes else {
        tracing::info!("{authority}: the run to {since} has no such authority, so nothing is compared.");
        return;
    };
    for line in lost_exports(&changes.exports) {
        tracing::warn!(
            "{authority}: {line}: a third of the rows or more is gone since the run to {since}.\n  to mend it: see \
             whether the export was cut short, or filtered"
        );
    }
    tracing::info!(
        "{authority}: since the run to {since}: {} {}",
        rows(&changes.rows),
        figures(&changes.figures)
    );
    let different = conditions_in_words(&changes.conditions);
    if !different.is_empty() {
        tracing::info!(
            "{authority}: also different between the two runs: {}. A figure may have moved with that, and not with \
             the rows.",
            different.join("; ")
        );
    }
}

/// `exports/reviews.csv had 120 rows then and has 70 now`, for each that lost a third or more.
fn lost_exports(exports: &Table) -> Vec<String> {
    let (tables, files) = (exports.texts("table"), exports.texts("file"));
    let (before, now) = (exports.ints("rows_before"), exports.ints("rows_now"));
    let lost: Vec<usize> =
        (0..exports.rows()).filter(|row| exports.bools("lost_a_third").get(*row) == Some(true)).collect();
    // A table is said to have lost rows only where none of its files says so already.
    let is_said = |table| lost.iter().any(|row| files.get(*row).is_some() && tables.get(*row) == table);
    lost.iter()
        .copied()
        .filter(|row| files.get(*row).is_some() || !is_said(tables.get(*row)))
        .map(|row| {
            let what = files.get(row).or(tables.get(row)).unwrap_or_default();
            let (before, now) = (before.get(row).unwrap_or(0), now.get(row).unwrap_or(0));
            format!("{what} had {} then and has {now} now", counted(before as u64, "row", "rows"))
        })
        .collect()
}

/// `12 rows added, 3 vanished, 5 altered, about 9 workers (allocations 8, 2 and 5; …).`
fn rows(rows: &Table) -> String {
    let mut tables: BTreeMap<&str, [i64; 3]> = BTreeMap::new();
    let mut workers: BTreeSet<&str> = BTreeSet::new();
    for row in 0..rows.rows() {
        let Some(table) = rows.texts("table").get(row) else { continue };
        let counts = tables.entry(table).or_default();
        for (count, name) in counts.iter_mut().zip(["added", "vanished", "altered"]) {
            *count += rows.ints(name).get(row).unwrap_or(0);
        }
        workers.extend(rows.texts("worker_id").get(row));
    }
    if tables.is_empty() {
        return "no row is other than it was.".to_owned();
    }
    let total = |place: usize| tables.values().filter_map(|counts| counts.get(place)).sum::<i64>();
    let of_tables: Vec<String> = tables
        .iter()
        .map(|(table, [added, vanished, altered])| {
            let parts = [(added, "added"), (vanished, "vanished"), (altered, "altered")];
            let parts: Vec<String> =
                parts.iter().filter(|(n, _)| **n > 0).map(|(n, word)| format!("{n} {word}")).collect();
            format!("{table} {}", parts.join(", "))
        })
        .collect();
    format!(
        "{} added, {} vanished, {} altered, about {} ({}).",
        counted(total(0) as u64, "row", "rows"),
        total(1),
        total(2),
        counted(workers.len() as u64, "worker", "workers"),
        of_tables.join("; ")
    )
}

/// `38 figures moved: cap_breaches 12, reviews_on_time 26. `moderato show changed_figures` prints them.`
fn figures(figures: &Table) -> String {
    let mut metrics: BTreeMap<&str, u64> = BTreeMap::new();
    for row in 0..figures.rows() {
        *metrics.entry(figures.texts("metric").get(row).unwrap_or_default()).or_default() += 1;
    }
    if metrics.is_empty() {
        return "No figure moved.".to_owned();
    }
    let of_metrics: Vec<String> = metrics.iter().map(|(metric, n)| format!("{metric} {n}")).collect();
    format!(
        "{} moved: {}. `moderato show changed_figures` prints them, with what may have moved each.",
        counted(figures.rows() as u64, "figure", "figures"),
        of_metrics.join(", ")
    )
}
