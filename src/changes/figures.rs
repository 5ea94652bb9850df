//! Metrics of two runs set beside each other: which cells are not what they were.

use std::collections::BTreeMap;
use std::path::Path;

use arrow::datatypes::DataType;

use crate::diagnostic::Error;
use crate::metrics::{Metric, QUERIES, metrics_on};
use crate::model::{Table, TableBuilder, Value};
use crate::store::{Stage, StoredTable, list_tables, read_table};

/// Metrics whose rows are things, not groups of them, or that count the exports' rows themselves.
const NO_FIGURES: [&str; 2] = ["forward_look", "data_quality"];

/// Every figure of an authority that is not what it was. `part` says which row of the metric it is in;
/// `because` names the record tables that changed and that the metric rests on, and what else is not as it
/// was (`as_of`, `rulebook`, `configuration`, `version`).
pub fn compare_figures(
    earlier: &Path,
    code: &str,
    metrics: &[Metric],
    changed_tables: &[&str],
    other_reasons: &[&str],
) -> Result<Table, Error> {
    let texts = ["authority", "metric", "part", "figure"].map(|name| (name, DataType::Utf8));
    let numbers = ["before", "now"].map(|name| (name, DataType::Float64));
    let columns = texts.into_iter().chain(numbers).chain([("because", DataType::Utf8)]);
    let mut builder = TableBuilder::new(columns);
    let stored: BTreeMap<String, StoredTable> = list_tables(earlier)?
        .into_iter()
        .filter(|table| table.stage == Stage::Metrics)
        .map(|table| (table.name.clone(), table))
        .collect();
    for query in QUERIES.iter().filter(|query| !NO_FIGURES.contains(&query.id)) {
        let (Some(metric), Some(before)) =
            (metrics.iter().find(|metric| metric.id == query.id), stored.get(query.id))
        else {
            continue;
        };
        let before = read_table(before)?;
        let (before, now) = (parts(&before, code, query.order), parts(&metric.table, code, query.order));
        let because: Vec<&str> = changed_tables
            .iter()
            .copied()
            .filter(|table| metrics_on(table).any(|id| id == query.id))
            .chain(other_reasons.iter().copied())
            .collect();
        let because = because.join(", ");
        for moved in moved(&before, &now) {
            builder.push([
                code.into(),
                query.id.into(),
                moved.part.into(),
                moved.figure.into(),
                moved.before.into(),
                moved.now.into(),
                Some(because.as_str()).filter(|text| !text.is_empty()).into(),
            ]);
        }
    }
    Ok(builder.finish())
}

/// The figures of a metric's rows, by what says which row it is.
type Parts<'a> = BTreeMap<String, BTreeMap<&'a str, Option<f64>>>;

fn parts<'a>(table: &'a Table, code: &str, order: &[&str]) -> Parts<'a> {
    let figures: Vec<&str> = table
        .batch()
        .schema_ref()
        .fields()
        .iter()
        .filter(|field| matches!(field.data_type(), DataType::Int64 | DataType::Float64))
        .map(|field| field.name().as_str())
        .filter(|name| !order.contains(name))
        .collect();
    let mut parts = Parts::new();
    for row in 0..table.rows() {
        if table.texts("authority").get(row) != Some(code) {
            continue;
        }
        let named: Vec<String> = order
            .iter()
            .filter(|column| **column != "authority")
            .map(|column| (column, table.value(column, row)))
            .filter(|(_, value)| *value != Value::Null)
            .map(|(column, value)| format!("{column} {value}"))
            .collect();
        let number = |name: &str| match table.value(name, row) {
            Value::Int(n) => Some(n as f64),
            Value::Float(x) => Some(x),
            _ => None,
        };
        parts.insert(named.join(", "), figures.iter().map(|name| (*name, number(name))).collect());
    }
    parts
}

/// A figure that is not what it was.
struct MovedFigure<'a> {
    part: &'a str,
    figure: &'a str,
    before: Option<f64>,
    now: Option<f64>,
}

fn moved<'a>(before: &'a Parts<'_>, now: &'a Parts<'_>) -> Vec<MovedFigure<'a>> {
    let mut names: Vec<&String> = before.keys().chain(now.keys()).collect();
    names.sort();
    names.dedup();
    let mut moved = Vec::new();
    for part in names {
        let (old, new) = (before.get(part), now.get(part));
        let mut figures: Vec<&str> = old.into_iter().chain(new).flat_map(|row| row.keys().copied()).collect();
        figures.sort_unstable();
        figures.dedup();
        for figure in figures {
            let of = |row: Option<&BTreeMap<&str, Option<f64>>>| {
                row.and_then(|row| row.get(figure).copied().flatten())
            };
            let (before, now) = (of(old), of(new));
            if !are_equal(before, now) {
                moved.push(MovedFigure { part, figure, before, now });
            }
        }
    }
    moved
}

/// Whether two figures are the same to the last digit that is ever shown.
fn are_equal(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0),
        (None, None) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[(&str, &str, i64, Option<f64>)]) -> Table {
        let mut builder = TableBuilder::new([
            ("authority", DataType::Utf8),
            ("cohort", DataType::Utf8),
            ("passed", DataType::Int64),
            ("pass_pct", DataType::Float64),
        ]);
        for (authority, cohort, passed, pct) in rows {
            builder.push([(*authority).into(), (*cohort).into(), (*passed).into(), (*pct).into()]);
        }
        builder.finish()
    }

    #[test]
    fn figures_of_one_authority_that_moved_are_found() {
        let order = ["authority", "cohort"];
        let before =
            table(&[("X1", "2024", 3, Some(50.0)), ("X1", "2023", 4, None), ("X2", "2024", 1, None)]);
        let now = table(&[("X1", "2024", 3, Some(60.0)), ("X1", "2025", 0, None), ("X2", "2024", 9, None)]);
        let (before, now) = (parts(&before, "X1", &order), parts(&now, "X1", &order));
        let found: Vec<(&str, &str, Option<f64>, Option<f64>)> =
            moved(&before, &now).iter().map(|m| (m.part, m.figure, m.before, m.now)).collect();
        assert_eq!(
            found,
            [
                ("cohort 2023", "passed", Some(4.0), None),
                ("cohort 2024", "pass_pct", Some(50.0), Some(60.0)),
                ("cohort 2025", "passed", None, Some(0.0)),
            ]
        );
    }
}
