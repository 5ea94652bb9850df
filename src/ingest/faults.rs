//! Why a row cannot be used, in few bytes, and the sentences that say so.
//!
//! A whole-workforce export can hold millions of rows about other people: a fault is kept small, and
//! becomes a [`crate::diagnostic::Diagnostic`] only when it is listed.

use crate::dates::Day;
use crate::diagnostic::Code;
use crate::model::{Kind, TableSpec};

use super::days::{DateFault, TOO_NARROW, WIDEN};

/// What stands in place of a value that no message may show.
pub const HIDDEN: &str = "(hidden)";

/// What stands in place of words that may be a name.
pub const TEXT: &str = "(text)";

/// What is shown for a Social Work England number where an id was expected.
pub const SWE_NUMBER: &str = "(a Social Work England number)";

/// What is wrong with a cell or a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// A required column, or one that the mapping names, is not there.
    MissingColumn {
        heading: Option<Box<str>>,
        near: Option<Box<str>>,
    },
    MissingValue,
    BadDate(DateFault),
    NotANumber,
    OutOfRange,
    /// A spreadsheet wrote a long reference as `1.23457E+11`.
    ShortenedId,
    /// `####` where a number or an id should be.
    TooNarrow,
    FormulaError,
    UnknownValue {
        near: Option<&'static str>,
    },
    /// `is_rejected`: workers has the person, in a row that was itself rejected.
    UnknownWorker {
        is_rejected: bool,
    },
    EndsBeforeStart {
        start: &'static str,
        started: Day,
        ended: Day,
    },
    DuplicateKey {
        first_row: u64,
        first_file: Option<Box<str>>,
    },
    /// More cells than headings.
    ExtraCells {
        cells: u32,
        headings: u32,
    },
    UnclosedQuote,
}

/// A fault of a row. A row may have several.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The row as a spreadsheet numbers it.
    pub row: u64,
    /// The column's place in its table; `None` for a fault of the whole row.
    pub column: Option<u16>,
    /// The worker that the row is about, by their place in the list; 0 where that is not known.
    pub worker: u32,
    /// The day of the row: the first of its dates that can be read.
    pub on: Option<Day>,
    /// The value found, masked where it must be.
    pub value: Box<str>,
    pub reason: Reason,
}

impl Reason {
    pub fn code(&self) -> Code {
        match self {
            Reason::MissingColumn { .. } => Code::MissingColumn,
            Reason::MissingValue => Code::MissingValue,
            Reason::BadDate(_) => Code::BadDate,
            Reason::NotANumber | Reason::OutOfRange | Reason::ShortenedId | Reason::TooNarrow => {
                Code::BadNumber
            }
            Reason::FormulaError | Reason::UnknownValue { .. } => Code::UnknownValue,
            Reason::UnknownWorker { .. } => Code::UnknownWorker,
            Reason::EndsBeforeStart { .. } => Code::EndsBeforeStart,
            Reason::DuplicateKey { .. } => Code::DuplicateKey,
            Reason::ExtraCells { .. } | Reason::UnclosedQuote => Code::RaggedRow,
        }
    }

    /// What was found and what was expected. `heading` is the column as the file spells it.
    pub fn message(&self, spec: &TableSpec, column: Option<u16>, heading: &str, value: &str) -> String {
        let known = column.and_then(|index| spec.columns.get(usize::from(index)));
        let name = known.map_or("the row", |column| column.name);
        let kind = known.map(|column| column.kind);
        match self {
            Reason::MissingColumn { heading: Some(mapped), .. } => {
                format!("the column \"{mapped}\", which moderato.toml maps to {name}, is not in the file")
            }
            Reason::MissingColumn { heading: None, .. } => {
                format!("no column gives {name}, which every row of {} needs", spec.name)
            }
            Reason::MissingValue => format!("{name} is empty; every row of {} needs one", spec.name),
            Reason::BadDate(fault) => match value {
                "" | TEXT => format!("{name}: {fault}"),
                _ => format!("{value}: {fault}"),
            },
            Reason::NotANumber => match kind {
                Some(Kind::Whole { .. }) => format!("{name} should be a whole number"),
                _ => format!("{name} should be a number"),
            },
            Reason::OutOfRange => match kind {
                Some(Kind::Whole { min, max }) => format!("{name} should be from {min} to {max}"),
                Some(Kind::Number { above, max }) if above >= 0.0 => {
                    format!("{name} should be more than {above} and at most {max}")
                }
                Some(Kind::Number { max, .. }) => format!("{name} should be from 0 to {max}"),
                _ => format!("{name} is out of range"),
            },
            Reason::ShortenedId => {
                format!("a spreadsheet has shortened this {name}: its last digits are lost")
            }
            Reason::TooNarrow => format!("{name}: {TOO_NARROW}"),
            Reason::FormulaError => "the cell holds a formula's error, not a value".to_owned(),
            Reason::UnknownValue { .. } => match kind {
                Some(Kind::YesNo) => format!("{name} should be yes or no"),
                Some(Kind::OneOf(words)) => format!("{name} should be one of {}", words.join(", ")),
                _ if name == "programme" => {
                    "programme should be the id of a rulebook, such as sandwell-2025, or none".to_owned()
                }
                _ => format!("{name} has a value that is not known"),
            },
            Reason::UnknownWorker { .. } if value == SWE_NUMBER => {
                format!("a Social Work England number stands under {heading}, which is no id of a worker")
            }
            Reason::UnknownWorker { is_rejected: true } if value == TEXT => {
                "this worker is in workers, but in a row that was itself rejected".to_owned()
            }
            Reason::UnknownWorker { is_rejected: true } => {
                format!("worker {value} is in workers, but in a row that was itself rejected")
            }
            Reason::UnknownWorker { is_rejected: false } if value == HIDDEN => {
                "no worker in workers has this Social Work England number, or several have".to_owned()
            }
            Reason::UnknownWorker { is_rejected: false } if value == TEXT => {
                format!("no worker in workers has what stands under {heading} as an id; it looks like a name")
            }
            Reason::UnknownWorker { is_rejected: false } => format!("no worker {value} in workers"),
            Reason::EndsBeforeStart { start, started, ended } => {
                format!("{name} {ended} is before {start} {started}")
            }
            Reason::DuplicateKey { first_row, first_file } => {
                let file = first_file.as_ref().map(|file| format!(" of {file}")).unwrap_or_default();
                format!("row {first_row}{file} has the same {}; that row is kept", joined(spec.key))
            }
            Reason::ExtraCells { cells, headings } => {
                let headings =
                    if *headings == 1 { "1 heading".to_owned() } else { format!("{headings} headings") };
                format!("the row has {cells} cells under {headings}, so its cells may have moved")
            }
            Reason::UnclosedQuote => format!(
                "a quotation mark in {heading} is never closed; the rows after it were read as rows of their own"
            ),
        }
    }

    /// How to put it right.
    pub fn fix(&self, spec: &TableSpec, column: Option<u16>, heading: &str, value: &str) -> String {
        let name = column.and_then(|index| spec.columns.get(usize::from(index))).map_or("", |c| c.name);
        match self {
            Reason::MissingColumn { near: Some(near), .. } => format!(
                "if \"{near}\" is that column, write columns = {{ {name} = \"{near}\" }} in its [[source]] in \
                 moderato.toml"
            ),
            Reason::MissingColumn { near: None, .. } => format!(
                "add the column to the export, or say in moderato.toml which heading it has: columns = {{ {name} = \
                 \"…\" }}"
            ),
            Reason::MissingValue => {
                format!("fill in {heading} in the source system, or leave the row out of the export")
            }
            Reason::BadDate(fault) => fault.fix().to_owned(),
            Reason::NotANumber => "write the number alone, without words or units".to_owned(),
            Reason::OutOfRange if name == "fte" => {
                "give the share of full time: hours a week divided by the full-time hours".to_owned()
            }
            Reason::OutOfRange => "correct the number in the source system".to_owned(),
            Reason::ShortenedId => {
                "export again without opening the file in a spreadsheet, or format the column as text first".to_owned()
            }
            Reason::TooNarrow => WIDEN.to_owned(),
            Reason::FormulaError => "mend the formula, or export the values alone".to_owned(),
            Reason::UnknownValue { .. } if value == TEXT => format!(
                "correct the value; where people stand under {heading}, name the column that has {name}, or leave it \
                 unread, in its [[source]] in moderato.toml: columns = {{ {name} = \"\" }}"
            ),
            Reason::UnknownValue { near } => format!(
                "if it is no mistake, say what it means in its [[source]] in moderato.toml: values = {{ {name} = {{ \
                 \"{value}\" = \"{}\" }} }}",
                near.unwrap_or("…")
            ),
            Reason::UnknownWorker { .. } if value == SWE_NUMBER => {
                "where the export tells people apart by this number, write worker_by = \"swe_number\" in its [[source]] \
                 in moderato.toml, and swe_number in workers"
                    .to_owned()
            }
            Reason::UnknownWorker { is_rejected: true } => "mend that row of workers first".to_owned(),
            Reason::UnknownWorker { is_rejected: false } if value == TEXT => {
                "name the column with the workers' ids in its [[source]] in moderato.toml: columns = { worker_id = \"…\" }"
                    .to_owned()
            }
            Reason::UnknownWorker { is_rejected: false } => {
                "if this person is on the programme, correct the id or add them to workers; if the export is about \
                 the whole workforce, write others = \"set_aside\" in its [[source]]"
                    .to_owned()
            }
            Reason::EndsBeforeStart { .. } => "correct whichever of the two dates is wrong".to_owned(),
            Reason::DuplicateKey { .. } => "remove the row that is out of date".to_owned(),
            Reason::ExtraCells { .. } => {
                "look for a comma or a line break inside a cell; export with quotation marks around text".to_owned()
            }
            Reason::UnclosedQuote => "close or remove the quotation mark in the source system".to_owned(),
        }
    }
}

fn joined(columns: &[&str]) -> String {
    columns.join(" and ")
}
