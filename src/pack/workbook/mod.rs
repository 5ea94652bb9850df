//! The workbook: every metric of one authority, a table a sheet, before it is a file of any format.
//!
//! It follows the UK Government Analysis Function's conventions for accessible spreadsheets: a cover, the
//! contents, the notes, then one table a sheet, no empty cell, units in the headings, and every symbol
//! explained. It holds counts and shares, and nothing about one person: a metric whose rows name a worker is
//! left out.

mod given;
mod headings;
mod sheets;

use super::view::View;
use super::{Cell, Column, ColumnKind, Symbol, Table, Target, Text, words};
use crate::dates::Day;
use crate::metrics::QUERIES;

/// Everything a reader gets in one workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// The file's title, as windows show it.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// The last day the records know: the file's own date.
    pub records_to: Day,
    pub sheets: Vec<Sheet>,
}

/// One worksheet: a title, lines under it, and at most one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// The tab, and its table's name: letters, digits and `_`, at most 31, unlike any other's.
    pub tab: String,
    pub title: String,
    /// A cell each, under the title.
    pub lines: Vec<Text>,
    pub table: Option<Table>,
}

pub const COVER: &str = "Cover";
pub const CONTENTS: &str = "Contents";
pub const NOTES: &str = "Notes";

/// Whether a row of a metric can be about one person: it names a worker, or is a length of time in post
/// that hardly two people share.
fn is_about_people(id: &str, table: &crate::model::Table) -> bool {
    table.has("worker_id") || id == "retention_curve"
}

/// The workbook of an authority's finished run.
pub fn compose_workbook(view: &View) -> Workbook {
    let figures: Vec<Sheet> = QUERIES
        .iter()
        .filter_map(|query| {
            let table = view.metrics.get(query.id).filter(|table| !is_about_people(query.id, table))?;
            Some(sheets::metric_sheet(query, table, view))
        })
        .collect();
    let title = format!("Newly qualified social workers: figures of {}", view.name);
    let about = format!(
        "Every measure of the run to {}, judged by {}.",
        words::date(view.as_of),
        view.rulebook.title
    );
    let mut sheets = vec![cover(view, &title, &about), contents(&figures), notes()];
    sheets.extend(figures);
    Workbook { title, about, records_to: view.as_of, sheets }
}

fn cover(view: &View, title: &str, about: &str) -> Sheet {
    let mut lines = vec![
        Text::from(about),
        Text::from(format!("Rulebook: {}. Source: {}", view.rulebook.id, view.rulebook.source)),
    ];
    if view.is_other_rulebook {
        lines.push(
            "This is not the authority’s own rulebook: its records are set against it for comparison.".into(),
        );
    }
    lines.extend([
        Text::from(
            "It holds counts and shares of cohorts, services, teams and panels. Nobody is named, and no row is about \
             one person.",
        ),
        Text::from(
            "For use inside the authority only: small numbers are shown, and it has not been through disclosure \
             control.",
        ),
        Text::from(
            "Intervals are 95% intervals by Wilson’s method; shares still in post and waits are Kaplan–Meier \
             estimates. Shares show one decimal; the cells hold the whole figure.",
        ),
        Text::new().link("Contents of this workbook", Target::place(CONTENTS)),
        Text::new().link("Notes: what symbols mean", Target::place(NOTES)),
    ]);
    Sheet { tab: COVER.to_owned(), title: title.to_owned(), lines, table: None }
}

fn contents(figures: &[Sheet]) -> Sheet {
    let mut table = Table::new(
        "Worksheets of this workbook",
        "Worksheet",
        [Column::new("Title", ColumnKind::Text), Column::new("Rows (number)", ColumnKind::Number)],
    );
    let rows = |sheet: &Sheet| sheet.table.as_ref().map_or(0, |table| table.rows().len()) as i64;
    for sheet in figures {
        let header = Text::new().link(sheet.tab.clone(), Target::place(sheet.tab.clone()));
        let count = rows(sheet);
        table.push(header, [sheet.title.clone().into(), Cell::figure(words::number(count), count as f64)]);
    }
    Sheet {
        tab: CONTENTS.to_owned(),
        title: "Contents".to_owned(),
        lines: vec![
            sheets::ONE_TABLE.into(),
            "Each title leads to a measure with its definition and its table.".into(),
        ],
        table: Some(table),
    }
}

fn notes() -> Sheet {
    let mut table =
        Table::new("Symbols in place of a figure", "Symbol", [Column::new("Meaning", ColumnKind::Text)]);
    for symbol in Symbol::ALL {
        table.push(format!("[{}]", symbol.sign()), [words::capital(symbol.meaning()).into()]);
    }
    Sheet {
        tab: NOTES.to_owned(),
        title: "Notes".to_owned(),
        lines: vec![
            sheets::ONE_TABLE.into(),
            "A symbol stands where there is no figure. A nought is a figure: it was counted, and there was none.".into(),
            "Where a measure’s definition calls a cell empty or not filled, a symbol stands in it.".into(),
            "“Made from” names the tables of the same run that a measure rests on, for those who check a figure.".into(),
        ],
        table: Some(table),
    }
}
