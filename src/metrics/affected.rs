//! Which metrics rows that were lost can have changed, and which way.

use arrow::datatypes::DataType;

use super::catalogue::QUERIES;
use crate::facts::rests_on;
use crate::ingest::LOST_ROWS;
use crate::model::{Table, TableBuilder};

/// Metrics whose main figure a lost row can only lower: fewer children held, fewer things on time.
const UNDERSTATED: [(&str, &str); 10] = [
    ("allocations", "cap_breaches"),
    ("allocations", "cap_pressure"),
    ("allocations", "work_restrictions"),
    ("supervisions", "supervision_in_date"),
    ("reviews", "reviews_on_time"),
    ("reviews", "on_time_together"),
    ("observations", "observations_on_time"),
    ("observations", "on_time_together"),
    ("portfolio", "delay_by_owner"),
    ("portfolio", "on_time_together"),
];

/// The metrics that rest on a record table, in the order of the catalogue.
pub fn metrics_on(table: &str) -> impl Iterator<Item = &'static str> {
    QUERIES
        .iter()
        .filter(move |query| query.head().facts().any(|fact| rests_on(fact, table)))
        .map(|query| query.id)
}

/// For each of [`LOST_ROWS`] (by table, column, code and team), the metrics that rest on the table:
/// `understated` where a lost row can only lower the figure, else `uncertain`.
pub fn affected_metrics(lost: &Table) -> Table {
    let mut builder = TableBuilder::new(
        LOST_ROWS.into_iter().chain([("metric", DataType::Utf8), ("effect", DataType::Utf8)]),
    );
    for row in 0..lost.rows() {
        let Some(table) = lost.texts("table").get(row) else { continue };
        for metric in metrics_on(table) {
            let effect = if UNDERSTATED.contains(&(table, metric)) { "understated" } else { "uncertain" };
            let cause = LOST_ROWS.iter().map(|(column, _)| lost.value(column, row));
            builder.push(cause.chain([metric.into(), effect.into()]));
        }
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_understated_rests_on_the_table() {
        for (table, metric) in UNDERSTATED {
            assert!(metrics_on(table).any(|id| id == metric), "{metric} does not rest on {table}");
        }
    }

    #[test]
    fn every_fact_that_a_metric_reads_is_fed_by_something_known() {
        for query in QUERIES {
            for fact in query.head().facts() {
                assert!(crate::facts::FEEDS.iter().any(|feed| feed.fact == fact), "{}: {fact}", query.id);
            }
        }
    }
}
