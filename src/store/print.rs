//! A table as text: aligned for people, CSV and JSON for programs.

use std::io::{self, Write};

use arrow::datatypes::DataType;
use serde_json::Value as Json;

use crate::model::{Table, Value};

/// How `show` and `sql` print a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns, cut to a number of rows, and long cells cut too.
    #[default]
    Table,
    /// Aligned columns; long cells run over several lines, and nothing is cut.
    Whole,
    /// Every row, with a heading; an empty cell is null.
    Csv,
    /// Every row as an object in one list.
    Json,
}

/// The longest cell of an aligned table, in characters; longer ones end in an ellipsis.
const WIDEST: usize = 48;

/// Prints a table. `limit` is for [`Format::Table`] alone; the others have every row.
pub fn print_table(
    out: &mut impl Write,
    table: &Table,
    format: Format,
    limit: Option<usize>,
) -> io::Result<()> {
    match format {
        Format::Table => print_aligned(out, table, limit, cut),
        Format::Whole => print_aligned(out, table, None, wrapped),
        Format::Csv => out.write_all(&to_csv(table)),
        Format::Json => print_json(out, table),
    }
}

/// A table as CSV: ISO dates, `true` and `false`, numbers with up to six decimals, an empty cell for null.
pub fn to_csv(table: &Table) -> Vec<u8> {
    let names: Vec<&str> = table.names().collect();
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    // Writing to memory does not fail.
    let mut written = writer.write_record(&names);
    for row in 0..table.rows() {
        let cells = names.iter().map(|name| table.value(name, row).to_string());
        written = written.and_then(|()| writer.write_record(cells));
    }
    debug_assert!(written.is_ok());
    writer.into_inner().unwrap_or_default()
}

fn print_json(out: &mut impl Write, table: &Table) -> io::Result<()> {
    let names: Vec<&str> = table.names().collect();
    write!(out, "[")?;
    for row in 0..table.rows() {
        let object: serde_json::Map<String, Json> =
            names.iter().map(|name| ((*name).to_owned(), json(table.value(name, row)))).collect();
        write!(out, "{}{}", if row == 0 { "\n" } else { ",\n" }, Json::Object(object))?;
    }
    writeln!(out, "{}]", if table.rows() == 0 { "" } else { "\n" })
}

fn json(value: Value<'_>) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(yes) => Json::Bool(yes),
        Value::Int(n) => Json::from(n),
        // As printed, to six decimals; what is no number is null.
        Value::Float(_) => value.to_string().parse::<serde_json::Number>().map_or(Json::Null, Json::Number),
        Value::Text(_) | Value::Date(_) => Json::from(value.to_string()),
    }
}

fn print_aligned(
    out: &mut impl Write,
    table: &Table,
    limit: Option<usize>,
    lines_of: impl Fn(&str) -> Vec<String>,
) -> io::Result<()> {
    let shown = limit.map_or(table.rows(), |limit| limit.min(table.rows()));
    // For each column, for its heading and each cell, the lines it takes.
    let columns: Vec<(bool, Vec<Vec<String>>)> = table
        .batch()
        .schema_ref()
        .fields()
        .iter()
        .map(|field| {
            let is_number = matches!(field.data_type(), DataType::Int64 | DataType::Float64);
            let cells = (0..shown).map(|row| lines_of(&on_one_line(table.value(field.name(), row))));
            (is_number, std::iter::once(vec![field.name().clone()]).chain(cells).collect())
        })
        .collect();
    let widest = |cells: &[Vec<String>]| cells.iter().flatten().map(|line| width(line)).max().unwrap_or(0);
    let widths: Vec<usize> = columns.iter().map(|(_, cells)| widest(cells)).collect();
    for row in 0..=shown {
        let height = columns.iter().filter_map(|(_, cells)| Some(cells.get(row)?.len())).max().unwrap_or(1);
        for line in 0..height {
            let mut text = String::new();
            for ((is_number, cells), width) in columns.iter().zip(&widths) {
                let cell = cells.get(row).and_then(|lines| lines.get(line)).map_or("", String::as_str);
                let filling = " ".repeat(width - self::width(cell));
                let (before, after) =
                    if *is_number { (filling.as_str(), "") } else { ("", filling.as_str()) };
                text.push_str(before);
                text.push_str(cell);
                text.push_str(after);
                text.push_str("  ");
            }
            writeln!(out, "{}", text.trim_end())?;
        }
        if row == 0 {
            let rules: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
            writeln!(out, "{}", rules.join("  "))?;
        }
    }
    match table.rows() {
        0 => writeln!(out, "no rows"),
        rows if shown < rows => writeln!(out, "{shown} of {rows} rows; --limit {rows} shows all"),
        1 => writeln!(out, "1 row"),
        rows => writeln!(out, "{rows} rows"),
    }
}

fn on_one_line(value: Value<'_>) -> String {
    value.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A cell on one line, cut to [`WIDEST`].
fn cut(text: &str) -> Vec<String> {
    if width(text) <= WIDEST {
        return vec![text.to_owned()];
    }
    vec![text.chars().take(WIDEST - 1).chain(['…']).collect()]
}

/// A cell on as many lines as it needs, broken between words; a word longer than [`WIDEST`] stays whole.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() || width(line) + 1 + width(word) <= WIDEST => {
                if !line.is_empty() {
                    line.push(' ');
                }
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::Day;
    use crate::model::TableBuilder;

    fn table() -> Table {
        let mut builder = TableBuilder::new([
            ("name", DataType::Utf8),
            ("days", DataType::Int64),
            ("pct", DataType::Float64),
            ("on", DataType::Date32),
            ("met", DataType::Boolean),
        ]);
        builder.push(["a, \"b\"".into(), 12.into(), (100.0 / 3.0).into(), Day(0).into(), true.into()]);
        builder.push([Value::Null; 5]);
        builder.push(["x\ny".into(), (-1).into(), f64::NAN.into(), Value::Null, false.into()]);
        builder.finish()
    }

    fn printed(format: Format, limit: Option<usize>) -> String {
        let mut out = Vec::new();
        print_table(&mut out, &table(), format, limit).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn csv_quotes_what_needs_it_and_leaves_null_empty() {
        let expected = "name,days,pct,on,met\n\"a, \"\"b\"\"\",12,33.333333,1970-01-01,true\n,,,,\n\"x\ny\",-1,NaN,,false\n";
        assert_eq!(printed(Format::Csv, Some(1)), expected);
    }

    #[test]
    fn json_keeps_kinds_and_nulls() {
        let rows: Json = serde_json::from_str(&printed(Format::Json, Some(1))).unwrap();
        assert_eq!(
            rows,
            serde_json::json!([
                {"name": "a, \"b\"", "days": 12, "pct": 33.333333, "on": "1970-01-01", "met": true},
                {"name": null, "days": null, "pct": null, "on": null, "met": null},
                {"name": "x\ny", "days": -1, "pct": null, "on": null, "met": false},
            ])
        );
        let mut empty = Vec::new();
        print_table(&mut empty, &TableBuilder::new([("a", DataType::Utf8)]).finish(), Format::Json, None)
            .unwrap();
        assert_eq!(empty, b"[]\n");
    }

    #[test]
    fn a_long_cell_runs_over_several_lines_or_is_cut() {
        let mut builder = TableBuilder::new([("what", DataType::Utf8), ("n", DataType::Int64)]);
        builder
            .push(["a rule that says more than one line of a column of a table can hold".into(), 3.into()]);
        let table = builder.finish();
        let shown = |format| {
            let mut out = Vec::new();
            print_table(&mut out, &table, format, None).unwrap();
            String::from_utf8(out).unwrap()
        };
        assert!(shown(Format::Table).contains("one line of a column…  3\n1 row"), "{}", shown(Format::Table));
        let whole = shown(Format::Whole);
        assert!(whole.contains("a column  3\nof a table can hold\n1 row"), "{whole}");
    }

    #[test]
    fn people_get_aligned_columns_and_are_told_what_is_left_out() {
        let expected = "\
name    days        pct  on          met
──────  ────  ─────────  ──────────  ────
a, \"b\"    12  33.333333  1970-01-01  true
1 of 3 rows; --limit 3 shows all
";
        assert_eq!(printed(Format::Table, Some(1)), expected);
        assert!(printed(Format::Table, None).ends_with("\n3 rows\n"));
    }
}
