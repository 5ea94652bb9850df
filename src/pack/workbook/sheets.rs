//! One metric's sheet: its definition from the head of its query, and its rows.

use arrow::datatypes::DataType;

use super::headings::heading;
use super::{NOTES, Sheet, given};
use crate::metrics::{Head, Query};
use crate::model::{self, Value};
use crate::pack::view::View;
use crate::pack::{Cell, Column, ColumnKind, Symbol, Table, Target, Text, words};

/// What a reader who hears the sheet is told first.
pub const ONE_TABLE: &str = "This worksheet contains one table.";

/// The longest name a tab may have.
const LONGEST_TAB: usize = 31;

/// Whole numbers that are empty for a reason of their own, whatever else the row tells: nothing was above a
/// cap, no gap was the longest, no panel states its places.
const EMPTY_WITHOUT_CAUSE: [&str; 4] =
    ["max_peak_excess", "longest_gap_days", "capacity", "submitted_on_time"];

/// Metrics whose rows count statuses; all of them nought means that no records of the kind were supplied.
const OF_STATUSES: [&str; 4] =
    ["reviews_on_time", "observations_on_time", "feedback_on_time", "on_time_together"];

/// A metric's sheet. Groups stand first, as the metric has them; the authority itself is on the cover.
pub fn metric_sheet(query: &Query, metric: &model::Table, view: &View) -> Sheet {
    let head = query.head();
    let columns: Vec<&str> = metric.names().filter(|name| *name != "authority").collect();
    let is_group = |column: &str| query.order.contains(&column);
    let headings: Vec<String> =
        columns.iter().map(|column| heading(query.id, column, !is_group(column))).collect();
    let mut table = Table::new(
        head.title.clone(),
        headings.first().cloned().unwrap_or_default(),
        columns.iter().zip(&headings).skip(1).map(|(column, heading)| {
            Column::new(heading.clone(), if is_group(column) { ColumnKind::Text } else { kind(column) })
        }),
    );
    for row in 0..metric.rows() {
        let nothing_told = tells_nothing(query, metric, row);
        let mut cells = columns.iter().map(|column| match metric.value(column, row) {
            Value::Text(id) if *column == "restriction" => view.restriction_name(id).into(),
            value if is_group(column) => group_cell(query.id, column, value, metric, row),
            Value::Text(code) if *column == "stage" => words::capital(&words::plain(code)).into(),
            Value::Null if metric.has(given::SYMBOLS) => given::missing(column, metric, row),
            value => figure_cell(value, nothing_told),
        });
        let header = match cells.next() {
            Some(Cell::Text { text }) => text,
            _ => Text::from(NOT_RECORDED),
        };
        table.push(header, cells.collect::<Vec<_>>());
    }
    let tab: String = words::capital(query.id).chars().take(LONGEST_TAB).collect();
    Sheet { tab, title: head.title.clone(), lines: lines(&head, &columns, &headings), table: Some(table) }
}

const NOT_RECORDED: &str = "Not recorded";

fn kind(column: &str) -> ColumnKind {
    if ["stage", "differs", given::SYMBOLS].contains(&column) {
        return ColumnKind::Text;
    }
    let is_share = column.ends_with("_pct") || ["lower_95", "upper_95"].contains(&column);
    if is_share { ColumnKind::Percent } else { ColumnKind::Number }
}

/// What is said of a group: words for the field's codes.
fn group_cell(metric: &str, column: &str, value: Value, table: &model::Table, row: usize) -> Cell {
    let is_whole = table.texts("scope").get(row) == Some("authority");
    match (column, value) {
        ("cohort", Value::Null) if is_whole => "All cohorts".into(),
        ("part", Value::Null) => "All parts".into(),
        (_, Value::Null) => NOT_RECORDED.into(),
        ("stage", Value::Text(code)) => words::capital(&words::stage(code)).into(),
        ("owner", Value::Text(code)) => words::capital(&words::owner(code)).into(),
        ("month" | "panel_month", Value::Text(code)) => words::month(code).into(),
        ("quarter", Value::Text(code)) => words::quarter(code).into(),
        ("kind" | "scope" | "measure", Value::Text(code)) => words::capital(&words::plain(code)).into(),
        ("part", Value::Text(code)) if metric == "on_time_together" => part(table, row, code).into(),
        (_, Value::Text(text)) => text.into(),
        ("month", Value::Int(n)) => words::counted(n, "month", "months").into(),
        ("number", Value::Int(n)) => format!("Observation {n}").into(),
        (_, value) => value.to_string().into(),
    }
}

/// A part of a measure: a stage, the number of an observation, a kind of feedback, an owner.
fn part(table: &model::Table, row: usize, code: &str) -> String {
    words::capital(&match table.texts("measure").get(row) {
        Some("reviews") => words::stage(code),
        Some("observations") => format!("observation {code}"),
        Some("portfolio") => words::owner(code),
        _ => words::plain(code),
    })
}

fn figure_cell(value: Value, nothing_told: bool) -> Cell {
    match value {
        Value::Int(n) => Cell::figure(words::number(n), n as f64),
        Value::Float(x) => Cell::figure(words::decimal(x), x),
        Value::Text(text) => text.into(),
        Value::Bool(yes) => if yes { "Yes" } else { "No" }.into(),
        Value::Date(day) => words::date(day).into(),
        Value::Null if nothing_told => Cell::missing(Symbol::NotAvailable),
        Value::Null => Cell::missing(Symbol::NotApplicable),
    }
}

/// Whether no records of the kind were supplied for a row's group: the metric leaves a count empty, or
/// counts no status at all.
fn tells_nothing(query: &Query, metric: &model::Table, row: usize) -> bool {
    let counts: Vec<Value> = metric
        .batch()
        .schema_ref()
        .fields()
        .iter()
        .filter(|field| field.data_type() == &DataType::Int64)
        .map(|field| field.name().as_str())
        .filter(|name| !query.order.contains(name) && !EMPTY_WITHOUT_CAUSE.contains(name))
        .map(|name| metric.value(name, row))
        .collect();
    let is_none_counted = counts.iter().all(|count| matches!(count, Value::Int(0) | Value::Null));
    counts.contains(&Value::Null) || (OF_STATUSES.contains(&query.id) && is_none_counted)
}

/// The definition, a line a sentence, so that none is long.
fn lines(head: &Head, columns: &[&str], headings: &[String]) -> Vec<Text> {
    let mut lines = vec![Text::from(ONE_TABLE), Text::from(head.question.clone())];
    lines.push(format!("{}.", words::capital(&head.grain)).into());
    lines.push(format!("Counted in {}.", head.unit).into());
    let reading = in_words(&head.reading, columns, headings);
    lines.extend(sentences(&reading).into_iter().map(Text::from));
    lines.push(format!("Made from {}.", head.source).into());
    lines.push(Text::new().link("What symbols in square brackets mean", Target::place(NOTES)));
    lines
}

/// A definition with columns called by their headings. A column's name that is also a plain word stays.
fn in_words(reading: &str, columns: &[&str], headings: &[String]) -> String {
    let mut said = reading.to_owned();
    let mut names: Vec<(&str, &String)> =
        columns.iter().copied().zip(headings).filter(|(column, _)| column.contains('_')).collect();
    // The longest first: one name may hold another.
    names.sort_by_key(|(column, _)| std::cmp::Reverse(column.len()));
    for (column, heading) in names {
        said = said.replace(column, &format!("“{heading}”"));
    }
    said
}

/// A text's sentences and clauses after a semicolon, each beginning with a capital.
fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = [". ", "; "].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len());
        let (sentence, after) = rest.split_at(end);
        let sentence = sentence.trim_end_matches('.');
        found.push(format!("{}.", words::capital(sentence)));
        rest = after.get(2..).unwrap_or_default().trim_start();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_definition_falls_into_sentences_that_call_columns_by_their_headings() {
        let headings = ["Days above the cap (%)", "Days (days)"].map(str::to_owned);
        let said = in_words(
            "breach_day_pct is the share; days are counted. None here.",
            &["breach_day_pct", "days"],
            &headings,
        );
        assert_eq!(
            sentences(&said),
            ["“Days above the cap (%)” is the share.", "Days are counted.", "None here."]
        );
    }
}
