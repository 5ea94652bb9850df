//! Fact tables made by hand from CSV.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use arrow::datatypes::DataType;
use chrono::NaiveDate;
use moderato::dates::Day;
use moderato::facts::FACT_TABLES;
use moderato::model::{Table, TableBuilder, Value};
use moderato::store::{Lineage, Stage, write_part};

type Columns = Vec<(String, DataType)>;

/// Writes the facts of a case, `facts.<table>.csv`, into a run's folder; tables it does not give have no rows.
pub fn write_facts(run: &Path, case: &Path) {
    for (name, columns) in fact_tables() {
        let file = case.join(format!("facts.{name}.csv"));
        let text = if file.is_file() { fs::read_to_string(file).unwrap() } else { String::new() };
        for (code, table) in by_authority(&text, &name, &columns) {
            write_part(run, Stage::Facts, &name, &code, &table, &Lineage::default()).unwrap();
        }
    }
}

/// Every fact table and all its columns.
fn fact_tables() -> Vec<(String, Columns)> {
    let text =
        |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), DataType::Utf8)).collect::<Columns>();
    let own = |columns: &[(&str, DataType)]| {
        columns.iter().map(|(name, kind)| ((*name).to_owned(), kind.clone())).collect::<Columns>()
    };
    let common = text(&["authority", "cohort", "service", "team", "worker_id"]);
    let mut tables: Vec<(String, Columns)> = FACT_TABLES
        .iter()
        .map(|(name, columns)| ((*name).to_owned(), [common.clone(), own(columns)].concat()))
        .collect();
    let calendar = [
        text(&["authority", "panel_id", "kind"]),
        own(&[("held_on", DataType::Date32)]),
        text(&["panel_month"]),
        own(&[("capacity", DataType::Int64), ("days_to_panel", DataType::Int64)]),
    ];
    tables.push(("panel_dates".into(), calendar.concat()));
    tables.push(("progression_months".into(), text(&["authority", "month"])));
    let counted =
        ["inpost_headcount", "starters_headcount", "leavers_headcount", "agency_headcount", "cases"];
    let measured =
        "inpost_fte starters_fte leavers_fte agency_fte vacancies_fte case_holders_fte days_lost".split(' ');
    let years = std::iter::once("year").chain(counted).map(|name| (name.to_owned(), DataType::Int64));
    let figures = years.chain(measured.map(|name| (name.to_owned(), DataType::Float64))).collect();
    tables.push(("workforce_years".into(), [text(&["authority"]), figures, text(&["symbols"])].concat()));
    let counts = ["rows_read", "rows_kept", "rows_rejected", "duplicates", "set_aside", "notices"];
    let counts = counts.map(|name| (name.to_owned(), DataType::Int64)).to_vec();
    tables.push(("row_counts".into(), [text(&["authority", "table"]), counts].concat()));
    tables
}

/// The rows of a CSV as one table an authority; columns not given are null. At least one table, so that
/// every fact has a file.
fn by_authority(text: &str, name: &str, columns: &Columns) -> BTreeMap<String, Table> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    for header in headers.iter() {
        assert!(columns.iter().any(|(column, _)| column == header), "{name} has no column {header}");
    }
    let mut builders: BTreeMap<String, TableBuilder> = BTreeMap::new();
    builders.insert("X00".into(), TableBuilder::new(columns.clone()));
    for record in reader.records() {
        let record = record.unwrap();
        let cells: Vec<&str> = columns
            .iter()
            .map(|(column, _)| {
                headers.iter().position(|header| header == column).map_or("", |at| &record[at])
            })
            .collect();
        let builder =
            builders.entry(cells[0].to_owned()).or_insert_with(|| TableBuilder::new(columns.clone()));
        builder.push(cells.iter().zip(columns).map(|(cell, (_, kind))| value(cell, kind)));
    }
    builders.into_iter().map(|(code, builder)| (code, builder.finish())).collect()
}

fn value<'a>(cell: &'a str, kind: &DataType) -> Value<'a> {
    if cell.is_empty() {
        return Value::Null;
    }
    match kind {
        DataType::Int64 => Value::Int(cell.parse().unwrap()),
        DataType::Float64 => Value::Float(cell.parse().unwrap()),
        DataType::Boolean => Value::Bool(cell.parse().unwrap()),
        DataType::Date32 => Value::Date(Day::from(cell.parse::<NaiveDate>().unwrap())),
        _ => Value::Text(cell),
    }
}
