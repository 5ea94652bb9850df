//! How wide the columns of a table on paper would like to be, from the typeface's own advances.
//!
//! The typesetter could measure each cell itself; over a pack of tables that took most of its time.

use serde_json::{Value, json};

use crate::charts::em_width;

/// A mark and the gap after it, in ems, as the templates set them.
const MARK: f64 = 1.1;
/// A tick box, in ems.
const TICK_BOX: f64 = 1.0;
/// Figures are set in columns: each is as wide as the widest.
const SPARE: f64 = 1.02;

/// Adds `widths` to every table within: for each column, the row headers' first, `full` (ems that hold its
/// cells unbroken) and `least` (ems below which a date, a name or a word of the heading would break).
pub(super) fn add_widths(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(add_widths),
        Value::Object(fields) => {
            if fields.contains_key("columns") && fields.contains_key("rows") {
                let widths = widths(&fields["columns"], &fields["rows"]);
                fields.insert("widths".to_owned(), widths);
            } else {
                fields.values_mut().for_each(add_widths);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn widths(columns: &Value, rows: &Value) -> Value {
    let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
    let columns = columns.as_array().map(Vec::as_slice).unwrap_or_default();
    let of_column = |(index, column): (usize, &Value)| {
        let heading = column["heading"].as_str().unwrap_or_default();
        let mut full = em_width(heading, true);
        let mut least = heading.split(' ').map(|word| em_width(word, true)).fold(0.0, f64::max);
        for row in rows {
            let is_strong = row["is_emphasised"] == json!(true);
            let (whole, piece) = match index {
                0 => {
                    let whole = words(&row["header"], is_strong);
                    (whole, whole)
                }
                index => cell(&row["cells"][index - 1], is_strong),
            };
            full = full.max(whole);
            least = least.max(piece);
        }
        json!({ "full": full * SPARE, "least": least.min(full) * SPARE })
    };
    columns.iter().enumerate().map(of_column).collect()
}

/// The width of a cell, and of the widest piece of it: it may break after a comma.
fn cell(cell: &Value, is_strong: bool) -> (f64, f64) {
    match cell["cell"].as_str() {
        Some("text") => (words(&cell["text"], is_strong), widest_piece(&cell["text"], is_strong)),
        Some("figure") => same(em_width(cell["shown"].as_str().unwrap_or_default(), is_strong)),
        Some("status") => {
            let said = &cell["words"];
            (MARK + words(said, is_strong), MARK + widest_piece(said, is_strong))
        }
        Some("tick_box") => same(TICK_BOX),
        _ => same(em_width(cell["symbol"]["sign"].as_str().unwrap_or_default(), is_strong)),
    }
}

fn same(width: f64) -> (f64, f64) {
    (width, width)
}

fn spans(spans: &Value) -> impl Iterator<Item = (&str, bool, bool)> {
    spans.as_array().into_iter().flatten().map(|span| {
        let kind = span["span"].as_str();
        (span["words"].as_str().unwrap_or_default(), kind == Some("bold"), kind == Some("marked"))
    })
}

fn words(text: &Value, is_strong: bool) -> f64 {
    spans(text)
        .map(|(words, is_bold, is_marked)| {
            em_width(words, is_bold || is_strong) + if is_marked { MARK } else { 0.0 }
        })
        .sum()
}

fn widest_piece(text: &Value, is_strong: bool) -> f64 {
    spans(text)
        .flat_map(|(words, is_bold, _)| {
            words.split_inclusive(", ").map(move |piece| em_width(piece.trim_end(), is_bold || is_strong))
        })
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_as_wide_as_its_widest_cell_and_may_break_after_a_comma() {
        let text = |words: &str| json!([{ "span": "plain", "words": words }]);
        let mut table = json!({ "with": {
            "columns": [{ "heading": "Stage" }, { "heading": "Held on" }],
            "rows": [
                { "header": text("Month 6 review"), "is_emphasised": false,
                  "cells": [{ "cell": "status", "words": text("4 June 2025, late 12 days") }] },
            ],
        }});
        add_widths(&mut table);
        let width = |column: usize, which: &str| table["with"]["widths"][column][which].as_f64().unwrap();
        assert_eq!(width(0, "full"), em_width("Month 6 review", false) * SPARE);
        assert_eq!(width(0, "least"), width(0, "full"));
        assert_eq!(width(1, "full"), (MARK + em_width("4 June 2025, late 12 days", false)) * SPARE);
        assert!(width(1, "least") < width(1, "full") && width(1, "least") > MARK + 3.0);
    }
}
