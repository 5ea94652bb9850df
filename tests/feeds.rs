//! Which records a fact rests on is declared; here it is tried: rows are taken away, and only facts that
//! are said to rest on them may change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use arrow::array::BooleanArray;
use arrow::compute::filter_record_batch;
use moderato::dates::Day;
use moderato::facts::{Bench, FEEDS, judge};
use moderato::ingest::ingest;
use moderato::model::{Records, TABLES, Table};
use moderato::plan::Plan;

/// What no declaration is about: where a row stood, and the flags, which rest on everything.
const BESIDE: [&str; 2] = ["source", "flags"];

fn cells(table: &Table) -> Vec<String> {
    let names: Vec<&str> = table.names().filter(|name| !BESIDE.contains(name)).collect();
    (0..table.rows())
        .map(|row| names.iter().map(|name| format!("{}|", table.value(name, row))).collect())
        .collect()
}

/// The records with every second row of one table taken away, so that none becomes a table without rows.
fn without_some(records: &Records, name: &str) -> Option<Records> {
    let table = records.table(name)?;
    if table.rows() < 2 {
        return None;
    }
    let kept: BooleanArray = (0..table.rows()).map(|row| Some(row % 2 == 0)).collect();
    let fewer = Table::new(filter_record_batch(table.batch(), &kept).unwrap());
    let tables: BTreeMap<&'static str, Table> = records
        .tables()
        .map(|(other, table)| (other, if other == name { fewer.clone() } else { table.clone() }))
        .collect();
    Some(Records::new(tables, records.supply.clone()))
}

#[test]
fn a_fact_changes_only_with_the_records_it_rests_on() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    let folders = ["sandhaven", "stokeley", "westmere"].map(|name| root.join(name));
    let as_of = Day::from_ymd(2026, 3, 6).unwrap();
    let plan = Plan::new(&folders, Some(as_of.date()), None).unwrap();
    let mut seen: BTreeSet<(String, &str)> = BTreeSet::new();
    let mut tried: BTreeSet<&str> = BTreeSet::new();
    for authority in &plan.authorities {
        let ingested = ingest(&authority.folder, as_of).unwrap();
        let none = BTreeSet::new();
        let bench =
            Bench { authority: &authority.folder.code, rules: &authority.rules, as_of, understated: &none };
        let whole = judge(&ingested.records, &bench);
        for name in whole.keys() {
            assert!(FEEDS.iter().any(|feed| feed.fact == *name), "{name} is fed by nothing known");
        }
        for spec in TABLES {
            let Some(fewer) = without_some(&ingested.records, spec.name) else { continue };
            tried.insert(spec.name);
            for (fact, table) in judge(&fewer, &bench) {
                if cells(&table) != cells(&whole[fact]) {
                    seen.insert((fact.to_owned(), spec.name));
                }
            }
        }
    }
    assert!(tried.len() >= 10, "{tried:?}");
    let mut wrong = Vec::new();
    for (fact, table) in &seen {
        let feed = FEEDS.iter().find(|feed| feed.fact == fact).unwrap();
        if !feed.rests_on(table) {
            wrong.push(format!("{fact} changes with {table}, and is not said to rest on it"));
        }
    }
    for feed in FEEDS.iter().filter(|feed| feed.fact != "row_counts") {
        // Where somebody worked is in every fact's service and team, and changes little else.
        for table in feed.tables.iter().filter(|t| tried.contains(*t) && **t != "postings") {
            if !seen.contains(&(feed.fact.to_owned(), *table)) {
                wrong.push(format!("{} is said to rest on {table}, and does not change with it", feed.fact));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
