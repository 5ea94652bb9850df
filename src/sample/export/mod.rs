//! How an authority's systems write their exports: headings, spellings, dates, references, file formats.
//!
//! The same [`Style`] writes the files and the `moderato.toml` that says how they map to the record
//! tables, so that the two cannot disagree.

mod cells;
mod configuration;
mod csv;
mod faults;
mod workbook;

use super::records::{Id, Tables};
use crate::dates::Day;

pub use cells::{cohort_plain, id_plain};
pub use configuration::{MARK, write_configuration};
pub use csv::{format_tables, text_file_names};
pub use faults::{Fault, Harm};
pub use workbook::write_workbook;

/// How dates are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    Iso,
    DayFirst,
}

/// What the export files are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A text file a table.
    Text { dates: Dates, windows_1252: bool, with_mark: bool, carriage_returns: bool },
    /// One workbook of this name with a sheet a table.
    Workbook(&'static str),
}

/// One table's place and words in the exports.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub table: &'static str,
    /// The text file's name, or the sheet's.
    pub place: String,
    /// A line above the headings, as report writers put it.
    pub title: Option<&'static str>,
    /// Canonical column and heading, in the export's order.
    pub columns: Vec<(&'static str, &'static str)>,
    /// For a column: canonical word and the export's spelling.
    pub values: Vec<(&'static str, Vec<(&'static str, &'static str)>)>,
    /// A last column that no record needs: heading and what stands in every row.
    pub surplus: Option<(&'static str, &'static str)>,
    /// Rows about people who are not in workers are set aside.
    pub sets_others_aside: bool,
    /// What to know about this export, for the comment above its source.
    pub comment: &'static str,
}

/// The exports of one authority.
#[derive(Clone, Debug)]
pub struct Style {
    pub layout: Layout,
    pub id: fn(Id, &mut String),
    pub cohort: fn(Day) -> String,
    pub yes_no: [&'static str; 2],
    pub sheets: Vec<Sheet>,
    pub faults: Vec<Fault>,
    /// Whether `moderato.toml` names each source; without it files are found by their names.
    pub names_sources: bool,
    /// What to know about the folder, for the head of `moderato.toml`; a line each.
    pub comment: Vec<String>,
}

impl Sheet {
    pub fn new(table: &'static str, place: &str, columns: &[(&'static str, &'static str)]) -> Sheet {
        Sheet {
            table,
            place: place.to_owned(),
            title: None,
            columns: columns.to_vec(),
            values: Vec::new(),
            surplus: None,
            sets_others_aside: false,
            comment: "",
        }
    }

    /// A column's words in the export's spelling.
    pub fn spelling(mut self, column: &'static str, words: &[(&'static str, &'static str)]) -> Sheet {
        self.values.push((column, words.to_vec()));
        self
    }

    pub fn titled(mut self, title: &'static str) -> Sheet {
        self.title = Some(title);
        self
    }

    pub fn with_surplus(mut self, heading: &'static str, value: &'static str) -> Sheet {
        self.surplus = Some((heading, value));
        self
    }

    pub fn noting(mut self, comment: &'static str) -> Sheet {
        self.comment = comment;
        self
    }

    pub fn setting_others_aside(mut self) -> Sheet {
        self.sets_others_aside = true;
        self
    }
}

impl Style {
    /// Every table under its own name with the canonical columns: what needs no mapping.
    pub fn canonical(comment: Vec<String>) -> Style {
        let sheets = Tables::default()
            .each()
            .into_iter()
            .map(|(table, rows)| {
                let columns: Vec<_> = rows.columns().iter().map(|column| (*column, *column)).collect();
                Sheet::new(table, &format!("{table}.csv"), &columns)
            })
            .collect();
        Style {
            layout: Layout::Text {
                dates: Dates::Iso,
                windows_1252: false,
                with_mark: false,
                carriage_returns: false,
            },
            id: id_plain,
            cohort: cohort_plain,
            yes_no: ["yes", "no"],
            sheets,
            faults: Vec::new(),
            names_sources: false,
            comment,
        }
    }
}
