//! Rows of fact and metric tables, read cell by cell.
//!
//! A missing table has no rows, and a missing column only nulls, so that a page is composed from
//! whatever a run could judge.

use std::collections::BTreeMap;

use super::Origin;
use super::view::View;
use crate::dates::Day;
use crate::model::{Records, Table};

/// One row of a table; every cell may be null.
#[derive(Clone, Copy)]
pub struct Line<'a> {
    table: &'a Table,
    row: usize,
    /// The metric it is a row of; none for a fact or a record.
    metric: Option<&'a str>,
}

impl<'a> Line<'a> {
    pub fn text(self, column: &str) -> Option<&'a str> {
        self.table.texts(column).get(self.row)
    }

    pub fn day(self, column: &str) -> Option<Day> {
        self.table.dates(column).get(self.row)
    }

    pub fn int(self, column: &str) -> Option<i64> {
        self.table.ints(column).get(self.row)
    }

    pub fn float(self, column: &str) -> Option<f64> {
        self.table.floats(column).get(self.row)
    }

    pub fn flag(self, column: &str) -> Option<bool> {
        self.table.bools(column).get(self.row)
    }

    /// Whether a text column holds this word.
    pub fn is(self, column: &str, word: &str) -> bool {
        self.text(column) == Some(word)
    }

    /// Where cells of this row can be looked up; none for a fact or a record.
    pub fn origin(self, columns: &[&str]) -> Option<Origin> {
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        self.metric.map(|metric| Origin { metric: metric.to_owned(), row: self.row + 1, columns })
    }

    /// Two bounds, both known.
    pub fn between(self, lower: &str, upper: &str) -> Option<(f64, f64)> {
        self.float(lower).zip(self.float(upper))
    }
}

/// All rows of a table, in its order.
pub fn lines(table: &Table) -> impl Iterator<Item = Line<'_>> {
    (0..table.rows()).map(move |row| Line { table, row, metric: None })
}

/// All rows of a fact table.
pub fn facts<'a>(view: &View<'a>, name: &str) -> Vec<Line<'a>> {
    view.facts.get(name).map(|table| lines(table).collect()).unwrap_or_default()
}

/// All rows of a metric table.
pub fn metrics<'a>(view: &View<'a>, name: &str) -> Vec<Line<'a>> {
    let Some((name, table)) = view.metrics.get_key_value(name) else { return Vec::new() };
    (0..table.rows()).map(|row| Line { table, row, metric: Some(name) }).collect()
}

/// All rows of a record table.
pub fn records<'a>(view: &View<'a>, name: &str) -> Vec<Line<'a>> {
    view.records.table(name).map(|table| lines(table).collect()).unwrap_or_default()
}

/// The fact and record rows of each worker, found once for all pages.
pub struct ByWorker<'a> {
    rows: BTreeMap<&'a str, BTreeMap<&'a str, Vec<Line<'a>>>>,
}

impl<'a> ByWorker<'a> {
    /// The rows of all facts and records.
    pub fn of_all(facts: &'a BTreeMap<String, Table>, records: &'a Records) -> ByWorker<'a> {
        let facts = facts.iter().map(|(name, table)| -> (&'a str, &'a Table) { (name, table) });
        let records = records.tables().map(|(name, table)| -> (&'a str, &'a Table) { (name, table) });
        ByWorker::new(facts.chain(records))
    }

    /// Files the rows of these tables under their `worker_id`; rows without one are left out.
    pub fn new(tables: impl IntoIterator<Item = (&'a str, &'a Table)>) -> ByWorker<'a> {
        let mut rows: BTreeMap<&str, BTreeMap<&str, Vec<Line>>> = BTreeMap::new();
        for (name, table) in tables {
            let of_table = rows.entry(name).or_default();
            for line in lines(table) {
                if let Some(worker) = line.text("worker_id") {
                    of_table.entry(worker).or_default().push(line);
                }
            }
        }
        ByWorker { rows }
    }

    /// A worker's rows of a table, in the table's order; none for an unknown table or worker.
    pub fn of(&self, table: &str, worker: &str) -> &[Line<'a>] {
        self.rows.get(table).and_then(|rows| rows.get(worker)).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::DataType;

    use super::*;
    use crate::model::{TableBuilder, Value};

    #[test]
    fn rows_are_filed_under_their_worker_and_missing_cells_are_null() {
        let mut builder = TableBuilder::new([("worker_id", DataType::Utf8), ("days", DataType::Int64)]);
        builder.push(["A".into(), Value::Int(3)]);
        builder.push([Value::Null, Value::Int(9)]);
        builder.push(["A".into(), Value::Null]);
        let table = builder.finish();
        let by_worker = ByWorker::new([("gaps", &table)]);
        let days: Vec<Option<i64>> = by_worker.of("gaps", "A").iter().map(|line| line.int("days")).collect();
        assert_eq!(days, [Some(3), None]);
        assert!(by_worker.of("gaps", "B").is_empty() && by_worker.of("other", "A").is_empty());
        assert_eq!(by_worker.of("gaps", "A")[0].text("missing"), None);
    }
}
