//! Metrics: the facts of a run through `queries/*.sql`.
//!
//! The SQL is the definition; intervals and Kaplan–Meier figures are added to its counts once, by the
//! table in `catalogue`. Every table is sorted before it leaves.

mod affected;
mod catalogue;
mod engine;
mod finish;
mod head;
mod question;
mod words;

use std::path::Path;

use arrow::error::ArrowError;
use polars::prelude::PolarsError;

pub use affected::{affected_metrics, metrics_on};
pub use catalogue::{ChanceTest, Estimate, Figure, QUERIES, Query, Share};
pub use head::Head;
pub use question::sql;

use crate::diagnostic::Error;
use crate::model::Table;
use crate::store::{Lineage, OutputFile, Stage, list_tables, to_csv, write_bytes, write_whole};
use engine::Engine;

/// A metric of a run: what it says of itself, its query, and its rows.
#[derive(Clone, Debug)]
pub struct Metric {
    pub id: &'static str,
    pub head: Head,
    pub sql: &'static str,
    pub table: Table,
}

/// Every metric whose facts the run has, in the order of [`QUERIES`].
///
/// A run has a fact when its folder stands under `facts/` with a file in it, be it of no rows.
pub fn measure(run_dir: &Path) -> Result<Vec<Metric>, Error> {
    let mut engine = Engine::default();
    for table in list_tables(run_dir)?.iter().filter(|table| table.stage == Stage::Facts) {
        engine.add(&table.name, table).map_err(|_| {
            Error::new(
                format!("{} could not be read", table.full_name()),
                "Run `moderato run` again: the facts were changed or cut short after they were written.",
            )
        })?;
    }
    let mut metrics = Vec::new();
    for query in QUERIES {
        let head = query.head();
        if head.facts().all(|fact| engine.has(fact)) {
            let table = measure_one(&engine, query, &head).map_err(|_| {
                Error::new(
                    format!("the metric {} could not be worked out from this run's facts", query.id),
                    "Run `moderato run` again: the facts are of another version, or were changed.",
                )
            })?;
            metrics.push(Metric { id: query.id, head, sql: query.sql, table });
        }
    }
    Ok(metrics)
}

/// What can go wrong in between; told to nobody in these words.
enum Fault {
    Engine,
    Shape,
}

impl From<PolarsError> for Fault {
    fn from(_: PolarsError) -> Fault {
        Fault::Engine
    }
}

impl From<ArrowError> for Fault {
    fn from(_: ArrowError) -> Fault {
        Fault::Shape
    }
}

fn measure_one(engine: &Engine, query: &Query, head: &Head) -> Result<Table, Fault> {
    let mut table = engine.run(query.sql, head.facts())?;
    for share in query.shares {
        table = finish::with_interval(&table, share)?;
    }
    if let Some(estimate) = &query.survival {
        let spells = engine.run(estimate.spells, head.facts())?;
        table = finish::with_estimate(&table, estimate, &spells)?;
    }
    if let Some(test) = &query.test {
        table = finish::with_chance(&table, test)?;
    }
    Ok(finish::sorted(&table, query.order)?)
}

/// The column that says by which other rulebook the rows were judged.
pub const JUDGED_UNDER: &str = "judged_under";

/// Writes a metric as `metrics/<id>.parquet` and `metrics/<id>.csv`.
///
/// `lineage` is the run's; the facts the metric is made from are filled in. Where another rulebook than the
/// authorities' own judged, a last column names it on every row, so that a file taken out of its folder still
/// says so.
pub fn write_metric(run_dir: &Path, metric: &Metric, lineage: &Lineage) -> Result<[OutputFile; 2], Error> {
    let made_from = metric.head.facts().map(|fact| format!("facts.{fact}")).collect();
    let lineage = Lineage { made_from, ..lineage.clone() };
    let table = match &lineage.under {
        None => metric.table.clone(),
        Some(under) => finish::with_word(&metric.table, JUDGED_UNDER, under).map_err(|_| {
            Error::new(
                format!("the metric {} could not be written", metric.id),
                "Please report this as a fault of moderato.",
            )
        })?,
    };
    let parquet = write_whole(run_dir, Stage::Metrics, metric.id, &table, &lineage)?;
    let csv = write_bytes(run_dir, &Stage::Metrics.whole(metric.id, "csv"), &to_csv(&table))?;
    Ok([parquet, csv])
}
