//! A JSON Schema for `moderato.toml`, so that editors complete and check it.
//!
//! What only the whole file can tell (a column under both columns and constants, a date that does not
//! exist) is left to the reading of the file itself.

use serde_json::{Map, Value, json};

use crate::model::{Column, Kind, TABLES, TableSpec};

/// The schema (draft 7, which every editor reads) of `moderato.toml` as TOML holds it.
pub fn folder_schema() -> Value {
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "moderato.toml",
        "description": "An authority's folder: who it is, which rulebook judges it, and where its exports are.",
        "type": "object",
        "properties": {
            "authority": {
                "description": "The authority, such as { code = \"E08000028\", name = \"Sandwell\" }.",
                "type": "object",
                "properties": {
                    "code": text("Its code: on every row of every output."),
                    "name": text("What people call it."),
                },
                "required": ["code", "name"],
                "additionalProperties": false,
            },
            "rulebook": text("A published rulebook's id, or the path of a rulebook from this folder."),
            "earlier_rulebooks": {
                "description": "Versions of the same rulebook that held before: a cohort is judged by the version in \
                                force when it began, which valid_from tells.",
                "anyOf": texts(),
            },
            "look": {
                "description": "The authority's own logo and templates.",
                "type": "object",
                "properties": {
                    "logo": text("An SVG or PNG picture in this folder, of at most 1 MB: on every page and on the cover \
                                  of every pack."),
                    "logo_says": text("What the logo says to those who cannot see it; needed with a logo."),
                    "templates": text("A folder in this folder: a file in it stands in the place of the program's file \
                                       of the same name, which `moderato template` prints."),
                },
                "dependencies": { "logo": ["logo_says"], "logo_says": ["logo"] },
                "additionalProperties": false,
            },
            "max_rejected_pct": {
                "description": "The share of a table's rows that may be left out before no pack is made.",
                "type": "number",
                "minimum": 0,
                "maximum": 100,
                "default": 5,
            },
            "source": {
                "description": "The exports, one entry a file or pattern; without any, files in exports/ that are \
                                named after a table are read.",
                "type": "array",
                "items": source(),
            },
        },
        "required": ["authority", "rulebook"],
        "additionalProperties": false,
    })
}

fn text(says: &str) -> Value {
    json!({ "description": says, "type": "string", "pattern": "\\S" })
}

/// One text, or a list of them.
fn texts() -> Value {
    let one = json!({ "type": "string", "pattern": "\\S" });
    json!([one, { "type": "array", "items": one }])
}

/// One `[[source]]`; which columns it may name follows from its table.
fn source() -> Value {
    let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    let by_table: Vec<Value> = TABLES
        .iter()
        .map(|table| {
            json!({
                "if": { "properties": { "table": { "const": table.name } }, "required": ["table"] },
                "then": { "properties": of_table(table) },
            })
        })
        .collect();
    let formats = "How dates are written: dd/mm/yyyy, mm/dd/yyyy, yyyy-mm-dd, dd-Mon-yy, iso, excel-1900 or \
                   excel-1904. Left out, it is told from the column itself.";
    json!({
        "type": "object",
        "properties": {
            "table": { "description": "Which records the file holds.", "type": "string", "enum": names },
            "path": text("The file or pattern, from this folder."),
            "sheet": {
                "description": "The sheet of a workbook: its name, or its number counted from 1.",
                "anyOf": [{ "type": "string", "pattern": "\\S" }, { "type": "integer", "minimum": 1 }],
            },
            "header_row": {
                "description": "The row of the headings, counted from 1; left out, it is found.",
                "type": "integer",
                "minimum": 1,
            },
            "date_format": text(formats),
            "columns": { "description": "Column = the heading in the file; \"\" leaves a column unread.", "type": "object" },
            "values": { "description": "For a column: spelling in the file = the word it means.", "type": "object" },
            "constants": { "description": "Column = a value that every row has.", "type": "object" },
            "others": {
                "description": "Rows about people who are not in workers: list them as left out, or only count them.",
                "type": "string",
                "enum": ["reject", "set_aside"],
                "default": "reject",
            },
            "covers": {
                "description": "The services the export is about; of others it tells nothing.",
                "type": "object",
                "properties": {
                    "service": {
                        "anyOf": texts(),
                    },
                },
                "additionalProperties": false,
            },
            "worker_by": {
                "description": "What tells workers apart: with swe_number, a column of Social Work England numbers.",
                "type": "string",
                "enum": ["worker_id", "swe_number"],
                "default": "worker_id",
            },
        },
        "required": ["table", "path"],
        "additionalProperties": false,
        "allOf": by_table,
    })
}

/// What `columns`, `values` and `constants` may hold for a table.
fn of_table(table: &TableSpec) -> Value {
    let each = |schema: &dyn Fn(&Column) -> Value| {
        let properties: Map<String, Value> =
            table.columns.iter().map(|column| (column.name.to_owned(), schema(column))).collect();
        json!({ "properties": properties, "additionalProperties": false })
    };
    let heading = json!({ "type": "string", "pattern": "\\S" });
    let mut columns = each(&|_| heading.clone());
    if table.is_about_workers() {
        // With worker_by = "swe_number" the column may be called what it is.
        columns["properties"]["swe_number"] = heading;
    }
    json!({
        "columns": columns,
        "values": each(&|column| json!({ "type": "object", "additionalProperties": value_of(column) })),
        "constants": each(&value_of),
    })
}

/// What a column's word may be; "" means nothing.
///
/// Only what TOML holds is said: a word may be spelt in any way that exports spell it.
fn value_of(column: &Column) -> Value {
    let examples: &[&str] = match column.kind {
        Kind::OneOf(words) => words,
        Kind::YesNo => &["yes", "no"],
        _ => &[],
    };
    let mut schema = json!({ "type": ["string", "number", "boolean"] });
    if let (Value::Object(schema), false) = (&mut schema, examples.is_empty()) {
        schema.insert("examples".into(), json!(examples));
    }
    schema
}
