//! The `moderato.toml` of an invented authority, written from the same style as its exports.

use std::fmt::Write;

use super::{Dates, Layout, Sheet, Style};
use crate::sample::authority::Authority;

/// The first line of every `moderato.toml` written here: folders without it are left alone.
pub const MARK: &str = "# Invented by `moderato sample`; no person, child or authority in it is real.";

/// The file's text.
pub fn write_configuration(authority: &Authority, style: &Style) -> String {
    let mut text = format!("{MARK}\n");
    for line in &style.comment {
        text.push_str(&comment(line));
    }
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "\nauthority = {{ code = {}, name = {} }}\nrulebook = {}\n",
        quoted(&authority.code),
        quoted(&authority.name),
        quoted(authority.programme.rulebook),
    );
    if style.names_sources {
        for sheet in &style.sheets {
            write_source(&mut text, style, sheet);
        }
    }
    text
}

fn write_source(text: &mut String, style: &Style, sheet: &Sheet) {
    text.push('\n');
    text.push_str(&comment(sheet.comment));
    let mut line = |key: &str, value: &str| {
        let _ = writeln!(text, "{key} = {value}");
    };
    line("[[source]]\ntable", &quoted(sheet.table));
    match style.layout {
        Layout::Workbook(name) => {
            line("path", &quoted(&format!("exports/{name}")));
            line("sheet", &quoted(&sheet.place));
            if sheet.title.is_some() {
                line("header_row", "3");
            }
        }
        Layout::Text { dates, .. } => {
            line("path", &quoted(&format!("exports/{}", sheet.place)));
            if sheet.title.is_some() {
                line("header_row", "2");
            }
            if dates == Dates::DayFirst {
                line("date_format", &quoted("dd/mm/yyyy"));
            }
        }
    }
    if sheet.sets_others_aside {
        line("others", &quoted("set_aside"));
    }
    let renamed = sheet.columns.iter().filter(|(name, heading)| name != heading);
    let renamed: Vec<String> =
        renamed.map(|(name, heading)| format!("{name} = {}", quoted(heading))).collect();
    write_part(text, "columns", &renamed);
    for (column, words) in &sheet.values {
        let words: Vec<String> = words
            .iter()
            .map(|(canonical, spelled)| format!("{} = {}", quoted(spelled), quoted(canonical)))
            .collect();
        write_part(text, &format!("values.{column}"), &words);
    }
}

/// A part of a source, a line a pair.
fn write_part(text: &mut String, name: &str, pairs: &[String]) {
    if !pairs.is_empty() {
        let _ = writeln!(text, "[source.{name}]\n{}", pairs.join("\n"));
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn comment(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!("# {line}\n") }
}
