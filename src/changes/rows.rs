//! Rows of a record table in two runs: which came, which went, and which are not what they were.
//!
//! A row is the same thing in both when it agrees in the columns that say what it is about: the table's
//! key, or its required columns. Of such rows those that agree in everything cancel out; the rest pair up
//! as altered, and what is left over was added or has vanished.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;

use arrow::array::{ArrayRef, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use arrow::row::{RowConverter, Rows, SortField};
use rayon::prelude::*;

use crate::model::{Kind, PRIVATE, Table, TableSpec};

/// How many rows came, went and were altered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    pub added: u64,
    pub vanished: u64,
    pub altered: u64,
}

/// What changed between two states of a record table, by worker (`None`: not about a worker). Workers for
/// whom nothing changed are not there. Names and Social Work England numbers are not looked at.
pub fn compare_rows(
    spec: &TableSpec,
    before: &Table,
    now: &Table,
) -> Result<BTreeMap<Option<String>, Moved>, ArrowError> {
    let (subject, rest) = columns_of(spec);
    let pair = Pair { before, now };
    let (before_subjects, now_subjects) = pair.rows(&subject)?;
    let (before_rest, now_rest) = pair.rows(&rest)?;
    let before_side = Side::new(before, before_subjects, before_rest);
    let now_side = Side::new(now, now_subjects, now_rest);
    let mut moved: BTreeMap<Option<String>, Moved> = BTreeMap::new();
    let (mut b, mut n) = (0, 0);
    while b < before_side.order.len() || n < now_side.order.len() {
        let next = match (before_side.subject(b), now_side.subject(n)) {
            (Some(x), Some(y)) => x.cmp(&y),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        let gone = if next.is_le() { before_side.group(b) } else { b..b };
        let new = if next.is_ge() { now_side.group(n) } else { n..n };
        let same = shared(&before_side, gone.clone(), &now_side, new.clone());
        let (left, come) = ((gone.len() - same) as u64, (new.len() - same) as u64);
        if left + come > 0 {
            let worker = if gone.is_empty() { now_side.worker(n) } else { before_side.worker(b) };
            let counts = moved.entry(worker).or_default();
            let altered = left.min(come);
            counts.altered += altered;
            counts.vanished += left - altered;
            counts.added += come - altered;
        }
        (b, n) = (gone.end, new.end);
    }
    Ok(moved)
}

/// The columns that say what a row is about, and all others that are stored.
fn columns_of(spec: &TableSpec) -> (Vec<&'static str>, Vec<&'static str>) {
    let is_subject = |column: &crate::model::Column| {
        if spec.key.is_empty() {
            (column.is_required && column.kind != Kind::YesNo) || column.name == "worker_id"
        } else {
            spec.key.contains(&column.name)
        }
    };
    let stored = spec.columns.iter().filter(|column| !PRIVATE.contains(&column.name));
    let (subject, rest): (Vec<_>, Vec<_>) = stored.partition(|column| is_subject(column));
    let names =
        |columns: Vec<&'static crate::model::Column>| columns.iter().map(|column| column.name).collect();
    (names(subject), names(rest))
}

/// A table in two states.
struct Pair<'a> {
    before: &'a Table,
    now: &'a Table,
}

impl Pair<'_> {
    /// Columns of both states as rows that can be compared.
    fn rows(&self, names: &[&str]) -> Result<(Rows, Rows), ArrowError> {
        // Where every column says what the row is about, the rest is one column of nothing: of no column
        // at all there would be no row.
        let names = if names.is_empty() { &[""] } else { names };
        let kinds: Vec<DataType> = names.iter().map(|name| self.kind(name)).collect();
        let converter = RowConverter::new(kinds.iter().cloned().map(SortField::new).collect())?;
        let of = |table: &Table| {
            let columns = names
                .iter()
                .zip(&kinds)
                .map(|(name, kind)| match table.batch().column_by_name(name) {
                    Some(column) => cast(column, kind),
                    None => Ok(new_null_array(kind, table.rows())),
                })
                .collect::<Result<Vec<ArrayRef>, _>>()?;
            converter.convert_columns(&columns)
        };
        Ok((of(self.before)?, of(self.now)?))
    }

    fn kind(&self, name: &str) -> DataType {
        let of = |table: &Table| table.batch().column_by_name(name).map(|column| column.data_type().clone());
        of(self.now).or_else(|| of(self.before)).unwrap_or(DataType::Utf8)
    }
}

/// One state, its rows in the order of what they are about and then of everything else.
struct Side<'a> {
    table: &'a Table,
    subjects: Rows,
    rest: Rows,
    order: Vec<usize>,
}

impl<'a> Side<'a> {
    fn new(table: &'a Table, subjects: Rows, rest: Rows) -> Side<'a> {
        let mut order: Vec<usize> = (0..table.rows()).collect();
        order.par_sort_unstable_by(|a, b| {
            (subjects.row(*a), rest.row(*a)).cmp(&(subjects.row(*b), rest.row(*b)))
        });
        Side { table, subjects, rest, order }
    }

    fn subject(&self, place: usize) -> Option<arrow::row::Row<'_>> {
        self.order.get(place).map(|row| self.subjects.row(*row))
    }

    fn rest(&self, place: usize) -> Option<arrow::row::Row<'_>> {
        self.order.get(place).map(|row| self.rest.row(*row))
    }

    /// The places from this one on that are about the same thing.
    fn group(&self, from: usize) -> Range<usize> {
        let subject = self.subject(from);
        let mut to = from;
        while to < self.order.len() && self.subject(to) == subject {
            to += 1;
        }
        from..to
    }

    fn worker(&self, place: usize) -> Option<String> {
        self.table.texts("worker_id").get(*self.order.get(place)?).map(str::to_owned)
    }
}

/// How many rows of two groups agree in everything; both are in order.
fn shared(a: &Side, mut of_a: Range<usize>, b: &Side, mut of_b: Range<usize>) -> usize {
    let mut same = 0;
    while !of_a.is_empty() && !of_b.is_empty() {
        match a.rest(of_a.start).cmp(&b.rest(of_b.start)) {
            Ordering::Less => of_a.start += 1,
            Ordering::Greater => of_b.start += 1,
            Ordering::Equal => {
                same += 1;
                of_a.start += 1;
                of_b.start += 1;
            }
        }
    }
    same
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{TableBuilder, Value, table_spec};

    fn allocations(rows: &[[&str; 4]]) -> Table {
        let columns = ["worker_id", "child_id", "started_on", "role"].map(|name| (name, DataType::Utf8));
        let mut builder = TableBuilder::new(columns);
        for row in rows {
            builder.push(row.map(|cell| if cell.is_empty() { Value::Null } else { cell.into() }));
        }
        builder.finish()
    }

    #[test]
    fn rows_come_go_and_are_altered() {
        let spec = table_spec("allocations").unwrap();
        let before = allocations(&[
            ["W1", "C1", "1", "allocated"],
            ["W1", "C2", "1", "allocated"],
            ["W2", "C3", "1", "co_worker"],
            ["W2", "C3", "1", "co_worker"],
            ["W3", "C9", "1", ""],
        ]);
        let now = allocations(&[
            ["W3", "C9", "1", ""],
            ["W1", "C1", "1", "co_worker"],
            ["W1", "C4", "2", "allocated"],
            ["W2", "C3", "1", "co_worker"],
        ]);
        let moved = compare_rows(spec, &before, &now).unwrap();
        let of = |worker: &str| moved.get(&Some(worker.to_owned())).copied();
        assert_eq!(of("W1"), Some(Moved { added: 1, vanished: 1, altered: 1 }));
        assert_eq!(of("W2"), Some(Moved { vanished: 1, ..Moved::default() }));
        assert_eq!(of("W3"), None);
        assert!(compare_rows(spec, &now, &now).unwrap().is_empty());
    }

    #[test]
    fn a_table_that_was_not_there_has_only_come() {
        let spec = table_spec("allocations").unwrap();
        let now = allocations(&[["W1", "C1", "1", ""]]);
        let moved = compare_rows(spec, &Table::default(), &now).unwrap();
        assert_eq!(moved[&Some("W1".to_owned())], Moved { added: 1, ..Moved::default() });
        let moved = compare_rows(spec, &now, &Table::default()).unwrap();
        assert_eq!(moved[&Some("W1".to_owned())], Moved { vanished: 1, ..Moved::default() });
        assert!(compare_rows(spec, &Table::default(), &Table::default()).unwrap().is_empty());
    }

    #[test]
    fn every_table_can_be_compared_with_itself() {
        for spec in crate::model::TABLES {
            let names: Vec<&str> = spec.columns.iter().map(|column| column.name).collect();
            let mut builder = TableBuilder::new(names.iter().map(|name| (*name, DataType::Utf8)));
            builder.push(names.iter().map(|name| Value::Text(name)));
            builder.push(names.iter().map(|_| Value::Null));
            let table = builder.finish();
            assert!(compare_rows(spec, &table, &table).unwrap().is_empty(), "{}", spec.name);
            let come: u64 = compare_rows(spec, &Table::default(), &table)
                .unwrap()
                .values()
                .map(|moved| moved.added)
                .sum();
            assert_eq!(come, 2, "{}", spec.name);
        }
    }

    #[test]
    fn a_panel_is_about_no_worker() {
        let spec = table_spec("panels").unwrap();
        let panel = |held: &str| {
            let mut builder =
                TableBuilder::new(["panel_id", "kind", "held_on"].map(|name| (name, DataType::Utf8)));
            builder.push(["P1".into(), "final".into(), held.into()]);
            builder.finish()
        };
        let moved = compare_rows(spec, &panel("1"), &panel("2")).unwrap();
        assert_eq!(moved[&None], Moved { altered: 1, ..Moved::default() });
    }
}
