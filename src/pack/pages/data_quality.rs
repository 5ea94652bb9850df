//! Data quality: whether the records can be trusted, what was left out and how to mend it, and what cannot
//! be told. Places are given, values never.

use std::collections::BTreeMap;

use super::cells::{number_column, text_column};
use super::page::{Main, Page};
use super::report::Report;
use super::{affected, changes, exports, left_out, notes, untold};
use crate::diagnostic::{Code, Severity, place_in_file};
use crate::pack::lines::{Line, lines};
use crate::pack::{Area, Block, Cell, Document, Section, Symbol, Table, words};

pub fn compose(report: &Report) -> (String, Document) {
    let page = Page::new(report, Main::DataQuality);
    let view = report.view;
    let title =
        left_out::sentence(view).unwrap_or_else(|| "The rows of this run were not counted".to_owned());
    let lead = "A row that cannot be used is left out and listed, never changed and never lost. Mend it in the \
                export, or in the system it comes from, and run again.";
    let mut part = Page::part(title, Some(lead.into()));
    let (left_out, notices) = by_code(view.rejected);
    let mut sections = Vec::new();
    if let Some(table) = left_out::table(view) {
        let tables = table.rows().len() as i64;
        sections.push(
            Section::new(
                "rows",
                format!(
                    "{} read",
                    words::capital(&words::spelt_of(tables, "record table was", "record tables were"))
                ),
            )
            .topic("Rows by table")
            .block(Block::Table(table))
            .notes(notes::on_metric(&page, "data_quality")),
        );
    }
    if let (Some(rows), Some(files)) = (sections.last_mut(), exports::rows_by_file(view)) {
        rows.body.push(Block::Table(files));
    }
    sections.extend(changes::section(&page));
    sections.extend(affected::section(view));
    sections.push(codes_section(
        "left-out",
        "Why rows were left out",
        &left_out,
        "No row had to be left out",
        ("reason", "reasons"),
    ));
    sections.push(codes_section(
        "notices",
        "To know",
        &notices,
        "There is nothing else to know about the exports",
        ("thing to know that left no row out", "things to know that left no row out"),
    ));
    sections.extend(exports::columns_section(view));
    sections.push(untold::section(&untold::untold(report, None), false));
    part.areas = sections.into_iter().map(Area::Section).collect();
    page.finish(vec![part], Vec::new())
}

/// One code: how often, an example's place, and the mend.
struct OfCode<'a> {
    code: &'a str,
    rows: i64,
    example: Line<'a>,
}

/// What was said about the exports: what left rows out, and the notices, each by its code.
fn by_code(rejected: &crate::model::Table) -> (Vec<OfCode<'_>>, Vec<OfCode<'_>>) {
    let mut codes: BTreeMap<&str, OfCode> = BTreeMap::new();
    for line in lines(rejected) {
        let Some(code) = line.text("code") else { continue };
        codes.entry(code).or_insert(OfCode { code, rows: 0, example: line }).rows += 1;
    }
    let leaves_out = |code: &str| Code::from_name(code).map(Code::severity) == Some(Severity::Rejects);
    codes.into_values().partition(|of| leaves_out(of.code))
}

fn codes_section(place: &str, topic: &str, codes: &[OfCode], none: &str, things: (&str, &str)) -> Section {
    if codes.is_empty() {
        return Section::new(place, none).topic(topic);
    }
    let finding = words::capital(&words::spelt_of(codes.len() as i64, things.0, things.1));
    let mut table = Table::new(
        format!("{topic}: how often, an example’s place, and the mend"),
        "What",
        [number_column("Times"), text_column("For example at"), text_column("How to mend it")],
    );
    for of in codes {
        table.push(
            words::capital(&of.code.replace('-', " ")),
            [
                super::cells::count(Some(of.rows)),
                super::cells::text_or(place_of(of.example), Symbol::NotApplicable),
                Cell::text(mend(of.code)),
            ],
        );
    }
    Section::new(place, finding)
        .topic(topic)
        .block(Block::Table(table))
        .paragraph("Every one is listed, with its place, in rejected.csv and notices.csv beside these pages.")
}

/// What to do about a code, without the value of any example.
fn mend(code: &str) -> &'static str {
    match code {
        "missing-column" => "Export the column, or name its heading under columns in moderato.toml.",
        "missing-value" => "Fill the cell in the system the export comes from.",
        "bad-date" => "Correct the date in the system the export comes from.",
        "bad-number" => "Correct the number in the system the export comes from.",
        "unknown-value" => "Correct the word, or say what it means under values in moderato.toml.",
        "unknown-worker" => {
            "Correct the id, or add the person to the workers; for an export about everybody, set others to set_aside."
        }
        "ends-before-start" => "Correct whichever of the two dates is wrong.",
        "duplicate-key" => "Keep one of the rows that are about the same thing; the first was used.",
        "ragged-row" => "Look for a comma, a line break or a quotation mark inside a cell.",
        "duplicate-row" => "Nothing, unless the two rows should differ.",
        "ambiguous-dates" => "Say the order of day and month with date_format in moderato.toml.",
        "unused-column" => "Nothing, unless the column belongs to the table: then name it under columns.",
        "ids-differ-by-zeros" => "Check whether ids that differ by leading zeros are one person’s.",
        "near-miss-id" => "Check whether the id was mistyped.",
        "empty-table" => "Nothing, if there are no such records; otherwise export again.",
        "unmatched-rule" => {
            "Nothing, if there were none of the kind; otherwise let the rulebook and the export spell it alike."
        }
        "date-in-future" => "Check whether the date was mistyped.",
        _ => "See the message beside it in the list.",
    }
}

/// File, sheet, row and column of an example; its value is not shown.
fn place_of(line: Line) -> Option<String> {
    let mut place = line.text("file")?.to_owned();
    let row = line.int("row").and_then(|row| u64::try_from(row).ok());
    let row = row.or_else(|| line.text("row")?.parse().ok());
    place += &place_in_file(line.text("sheet"), row);
    if let Some(column) = line.text("column").filter(|column| !column.is_empty()) {
        place += &format!(", column “{column}”");
    }
    Some(place)
}
