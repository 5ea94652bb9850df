//! The checked records of one authority: its tables, and what it supplies at all.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Table;

/// What an authority's sources supply of one table, whether or not a row was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableSupply {
    /// Canonical columns that at least one source supplies (constants included).
    pub columns: BTreeSet<String>,
    /// The services the sources are about; `None` when at least one source is about all of them.
    pub services: Option<BTreeSet<String>>,
    /// Whether any row was kept.
    pub has_rows: bool,
}

/// What can be told from an authority's exports, and what cannot.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supply {
    /// One entry a table that a source supplies.
    pub tables: BTreeMap<String, TableSupply>,
}

impl Supply {
    /// Whether records of a kind can be told of for a service: some source of the table covers it, and
    /// the table has rows (contract, section 5).
    pub fn has(&self, table: &str, service: Option<&str>) -> bool {
        self.tables.get(table).is_some_and(|supply| {
            supply.has_rows
                && match (&supply.services, service) {
                    (None, _) => true,
                    (Some(covered), Some(service)) => covered.contains(service),
                    (Some(_), None) => false,
                }
        })
    }

    /// Whether a column that a rule rests on is supplied by any source.
    pub fn has_column(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|supply| supply.columns.contains(column))
    }
}

/// The checked records of one authority.
///
/// Every table is sorted by worker (where it has one) and then by all its columns, so that the order of
/// rows in the exports does not matter. All canonical columns are there, null where not supplied, with
/// [`super::LINEAGE`] after them.
#[derive(Clone, Debug, Default)]
pub struct Records {
    tables: BTreeMap<&'static str, Table>,
    pub supply: Supply,
}

impl Records {
    pub fn new(tables: BTreeMap<&'static str, Table>, supply: Supply) -> Records {
        Records { tables, supply }
    }

    /// A table by its name; `None` only for a name that is no record table.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    pub fn tables(&self) -> impl Iterator<Item = (&'static str, &Table)> {
        self.tables.iter().map(|(name, table)| (*name, table))
    }
}

/// For each of `workers` (sorted), the rows of a table sorted by worker that are about that worker: one
/// pass over both.
pub fn rows_by_worker<'w>(table: &Table, workers: impl Iterator<Item = &'w str>) -> Vec<Range<usize>> {
    let ids = table.texts("worker_id");
    let mut row = 0;
    workers
        .map(|worker| {
            while row < table.rows() && ids.get(row).is_none_or(|id| id < worker) {
                row += 1;
            }
            let from = row;
            while row < table.rows() && ids.get(row) == Some(worker) {
                row += 1;
            }
            from..row
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TableBuilder;
    use arrow::datatypes::DataType;

    #[test]
    fn rows_are_found_by_worker() {
        let mut builder = TableBuilder::new([("worker_id", DataType::Utf8)]);
        for id in ["", "A", "B", "B", "D"] {
            builder.push([if id.is_empty() { crate::model::Value::Null } else { id.into() }]);
        }
        let reviews = builder.finish();
        assert_eq!(rows_by_worker(&reviews, ["A", "B", "C", "D"].into_iter()), [1..2, 2..4, 4..4, 4..5]);
        assert!(rows_by_worker(&Table::default(), ["A"].into_iter())[0].is_empty());
    }

    #[test]
    fn what_is_not_supplied_cannot_be_told() {
        let mut supply = Supply::default();
        let mut reviews = TableSupply { has_rows: true, ..TableSupply::default() };
        reviews.services = Some(BTreeSet::from(["CLA".to_owned()]));
        supply.tables.insert("reviews".into(), reviews);
        assert!(supply.has("reviews", Some("CLA")));
        assert!(!supply.has("reviews", Some("Duty")));
        assert!(!supply.has("sessions", Some("CLA")));
    }
}
