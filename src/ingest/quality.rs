//! How well each column of each file is filled: what the data-quality page shows.
//!
//! Measured over the rows that were kept. Names and Social Work England numbers are left out.

use std::collections::{BTreeMap, HashSet};

use arrow::datatypes::DataType;
use rayon::prelude::*;

use crate::dates::Day;
use crate::model::{Table, TableBuilder, Value};

use super::ingested::{Ingested, SourceReport};

/// The columns of the table that [`Ingested::quality`] gives.
const COLUMNS: [(&str, DataType); 13] = [
    ("authority", DataType::Utf8),
    ("table", DataType::Utf8),
    ("file", DataType::Utf8),
    ("sheet", DataType::Utf8),
    ("column", DataType::Utf8),
    ("heading", DataType::Utf8),
    ("rows", DataType::Int64),
    ("filled", DataType::Int64),
    ("distinct", DataType::Int64),
    ("earliest", DataType::Date32),
    ("latest", DataType::Date32),
    ("rejected", DataType::Int64),
    ("assumed", DataType::Utf8),
];

/// What is measured of a column in the rows of one file.
#[derive(Default)]
struct Measured<'a> {
    rows: i64,
    filled: i64,
    texts: HashSet<&'a str>,
    others: HashSet<u64>,
    earliest: Option<Day>,
    latest: Option<Day>,
}

impl<'a> Measured<'a> {
    fn add(&mut self, value: Value<'a>) {
        self.rows += 1;
        self.filled += i64::from(value != Value::Null);
        match value {
            Value::Null => {}
            Value::Text(text) => {
                self.texts.insert(text);
            }
            Value::Int(n) => {
                self.others.insert(n as u64);
            }
            Value::Float(x) => {
                self.others.insert(x.to_bits());
            }
            Value::Bool(yes) => {
                self.others.insert(u64::from(yes));
            }
            Value::Date(day) => {
                self.others.insert(day.0 as u64);
                self.earliest = Some(self.earliest.map_or(day, |earliest| earliest.min(day)));
                self.latest = Some(self.latest.map_or(day, |latest| latest.max(day)));
            }
        }
    }
}

impl Ingested {
    /// One row a file (or sheet) and column that it supplies, sorted by table, file, sheet and the order
    /// of the table's columns: how many of the rows kept are filled, how many different values there are,
    /// the earliest and latest date, faults in the column, and what was assumed to read it (null:
    /// nothing).
    pub fn quality(&self) -> Table {
        let mut sources: Vec<&SourceReport> = self.sources.iter().collect();
        sources.sort_by_key(|source| (source.table, &source.file, &source.sheet));
        let tables: Vec<&'static str> = {
            let mut tables: Vec<_> = sources.iter().map(|source| source.table).collect();
            tables.dedup();
            tables
        };
        let mut builder = TableBuilder::new(COLUMNS);
        for name in tables {
            let Some(table) = self.records.table(name) else { continue };
            let of_table: Vec<&SourceReport> =
                sources.iter().copied().filter(|source| source.table == name).collect();
            self.add_table(name, table, &of_table, &mut builder);
        }
        builder.finish()
    }

    fn add_table(&self, name: &str, table: &Table, sources: &[&SourceReport], builder: &mut TableBuilder) {
        let by_place: BTreeMap<(&str, Option<&str>), usize> = sources
            .iter()
            .enumerate()
            .map(|(index, source)| ((source.file.as_str(), source.sheet.as_deref()), index))
            .collect();
        let (files, sheets) = (table.texts("source_file"), table.texts("source_sheet"));
        let source_of: Vec<Option<usize>> = (0..table.rows())
            .map(|row| by_place.get(&(files.get(row).unwrap_or_default(), sheets.get(row))).copied())
            .collect();
        let columns: Vec<&str> = table.names().filter(|name| !name.starts_with("source_")).collect();
        let measured: Vec<Vec<Measured<'_>>> = columns
            .par_iter()
            .map(|column| {
                let mut of_sources: Vec<Measured<'_>> = sources.iter().map(|_| Measured::default()).collect();
                let cells = table.cells(column);
                for (row, source) in source_of.iter().enumerate() {
                    if let Some(measured) = source.and_then(|source| of_sources.get_mut(source)) {
                        measured.add(cells.get(row));
                    }
                }
                of_sources
            })
            .collect();
        for (index, source) in sources.iter().enumerate() {
            for (column, of_sources) in columns.iter().zip(&measured) {
                let supplied = source.columns.iter().find(|supplied| supplied.name == *column);
                let (Some(supplied), Some(measured)) = (supplied, of_sources.get(index)) else { continue };
                builder.push([
                    self.rejected.authority.as_str().into(),
                    name.into(),
                    source.file.as_str().into(),
                    source.sheet.as_deref().into(),
                    (*column).into(),
                    supplied.heading.as_deref().into(),
                    measured.rows.into(),
                    measured.filled.into(),
                    ((measured.texts.len() + measured.others.len()) as i64).into(),
                    measured.earliest.into(),
                    measured.latest.into(),
                    (supplied.rejected as i64).into(),
                    supplied.assumed.as_deref().into(),
                ]);
            }
        }
    }
}
