//! Records and rulebooks made by hand, for the tests of the kernels.

pub mod python;
pub mod scene;

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

/// A rulebook of twelve months, in which sickness of ten days or more stops the clock, and nothing else.
pub fn rulebook() -> Rulebook {
    let text = "
        id = 'test'
        title = 'Test'
        source = 'Invented'
        [programme]
        months = 12
        [[pause]]
        absence = ['sickness']
        min_days = 10
    ";
    parse_rulebook("test", text).unwrap_or_else(|fault| panic!("{fault}"))
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

/// The folder of a new run of the real binary on `sample-data`.
pub fn sample_run(name: &str) -> std::path::PathBuf {
    sample_run_with(name, &[])
}

/// The same with more arguments.
pub fn sample_run_with(name: &str, more: &[&str]) -> std::path::PathBuf {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("main-job").join(name);
    if out.exists() {
        std::fs::remove_dir_all(&out).unwrap_or_else(|fault| panic!("{}: {fault}", out.display()));
    }
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_moderato"));
    command
        .arg("run")
        .args(["westmere", "sandhaven", "stokeley"].map(|name| root.join("sample-data").join(name)));
    let output = command.args(["--as-of", "2026-03-06", "--out"]).arg(&out).args(more).output();
    let output = output.unwrap_or_else(|fault| panic!("the program cannot be started: {fault}"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    out
}
