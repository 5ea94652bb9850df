//! The account of an authority's exports: what became of every row, how well each column is filled, and
//! what the rows that were lost do to the measures.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;

use crate::ingest::Ingested;
use crate::metrics::affected_metrics;
use crate::model::{Table, TableBuilder, Value};
use crate::store::RowCount;

/// The tables of the account, stored among the facts.
pub fn account(code: &str, ingested: &Ingested) -> BTreeMap<&'static str, Table> {
    BTreeMap::from([
        ("row_counts", table_of(&row_counts(code, ingested))),
        ("column_quality", ingested.quality()),
        ("affected_metrics", affected_metrics(&ingested.lost_rows())),
    ])
}

/// What became of the rows of each file, or sheet of a workbook.
pub fn row_counts(code: &str, ingested: &Ingested) -> Vec<RowCount> {
    let count = |source: &crate::ingest::SourceReport| RowCount {
        authority: code.to_owned(),
        table: source.table.to_owned(),
        file: Some(source.file.clone()),
        sheet: source.sheet.clone(),
        rows_read: source.counts.read,
        rows_kept: source.counts.kept,
        rows_rejected: source.counts.rejected,
        duplicates: source.counts.duplicates,
        set_aside: source.counts.set_aside,
        notices: source.notices,
    };
    ingested.sources.iter().map(count).collect()
}

/// The counts of several files put together by authority and table, in the order in which they come.
pub fn by_table(counts: &[RowCount]) -> Vec<RowCount> {
    let mut tables: Vec<RowCount> = Vec::new();
    for count in counts {
        let same = |table: &&mut RowCount| table.authority == count.authority && table.table == count.table;
        match tables.iter_mut().find(same) {
            Some(table) => table.add(count),
            None => tables.push(RowCount { file: None, sheet: None, ..count.clone() }),
        }
    }
    tables
}

fn table_of(counts: &[RowCount]) -> Table {
    let texts = ["authority", "table", "file", "sheet"].map(|name| (name, DataType::Utf8));
    let numbers = ["rows_read", "rows_kept", "rows_rejected", "duplicates", "set_aside", "notices"]
        .map(|name| (name, DataType::Int64));
    let mut builder = TableBuilder::new(texts.into_iter().chain(numbers));
    for count in counts {
        let texts: [Value; 4] =
            [(&count.authority).into(), (&count.table).into(), (&count.file).into(), (&count.sheet).into()];
        let numbers = [
            count.rows_read,
            count.rows_kept,
            count.rows_rejected,
            count.duplicates,
            count.set_aside,
            count.notices,
        ];
        builder.push(texts.into_iter().chain(numbers.into_iter().map(|n| Value::Int(n as i64))));
    }
    builder.finish()
}
