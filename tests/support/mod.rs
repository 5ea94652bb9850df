//! Records and rulebooks made by hand, for the tests of the kernels.

#![allow(dead_code)] // Each test binary uses its own part.

use std::collections::{BTreeMap, BTreeSet};

use arrow::datatypes::DataType;
use moderato::dates::Day;
use moderato::facts::{Bench, Rules, judge};
use moderato::model::{Kind, Records, Supply, TABLES, Table, TableBuilder, TableSupply, Value};
use moderato::rulebook::*;

/// Day 0 of the timelines: a Monday.
pub const S: Day = Day(19_723);

fn kind_of(kind: Kind) -> DataType {
    match kind {
        Kind::Date => DataType::Date32,
        Kind::Whole { .. } => DataType::Int64,
        Kind::Number { .. } => DataType::Float64,
        Kind::YesNo => DataType::Boolean,
        _ => DataType::Utf8,
    }
}

/// Records from rows of named cells; a row that names no worker is about W1.
pub fn records(rows: Vec<(&'static str, Vec<(&'static str, Value<'static>)>)>) -> Records {
    let mut tables = BTreeMap::new();
    let mut supply = Supply::default();
    for spec in TABLES {
        let columns = spec.columns.iter().map(|column| (column.name, kind_of(column.kind)));
        let mut builder = TableBuilder::new(columns);
        let mut of_table: Vec<&Vec<(&str, Value)>> =
            rows.iter().filter(|(name, _)| *name == spec.name).map(|(_, cells)| cells).collect();
        of_table.sort_by_key(|cells| format!("{cells:?}"));
        let has_rows = !of_table.is_empty();
        for cells in of_table {
            builder.push(spec.columns.iter().map(|column| {
                let given = cells.iter().find(|(name, _)| *name == column.name).map(|(_, cell)| *cell);
                given.unwrap_or(if column.name == "worker_id" { Value::Text("W1") } else { Value::Null })
            }));
        }
        tables.insert(spec.name, builder.finish());
        let columns = spec.columns.iter().map(|column| column.name.to_owned()).collect();
        supply.tables.insert(spec.name.to_owned(), TableSupply { columns, services: None, has_rows });
    }
    Records::new(tables, supply)
}

pub fn rulebook() -> Rulebook {
    Rulebook {
        id: "test".into(),
        title: "Test".into(),
        source: "Invented".into(),
        valid_from: None,
        programme: Programme {
            months: 12,
            completion: Completion::Decision,
            part_time_months: None,
            part_time_below: 1.0,
            max_months: None,
            cited: Cited::default(),
        },
        pauses: vec![Pause { absence: vec!["sickness".into()], min_days: 10, cited: Cited::default() }],
        caseload: None,
        restrictions: Vec::new(),
        supervision: Vec::new(),
        reviews: Vec::new(),
        observations: Vec::new(),
        feedback: None,
        portfolio: Vec::new(),
        drift: Drift { delay_days: 28, cited: Cited::default() },
        panel: None,
        progression: None,
        sessions: Vec::new(),
        deadlines: Vec::new(),
        at_least: Vec::new(),
        distinct: Vec::new(),
        allowed: Vec::new(),
        attestations: Vec::new(),
        measures: Vec::new(),
        readings: Vec::new(),
    }
}

/// Runs something with one rulebook for everybody.
pub fn with_bench<T>(rulebook: Rulebook, as_of: Day, run: impl FnOnce(&Bench) -> T) -> T {
    let rules = Rules::new("test", vec![rulebook], false);
    let understated = BTreeSet::new();
    run(&Bench { authority: "X01", rules: &rules, as_of, understated: &understated })
}

pub fn judged(records: &Records, rulebook: Rulebook, as_of: Day) -> BTreeMap<&'static str, Table> {
    with_bench(rulebook, as_of, |bench| judge(records, bench))
}
