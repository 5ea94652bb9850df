//! What is said when something is wrong.
//!
//! A [`Diagnostic`] is about the user's data: it is collected, and the run goes on. An [`Error`] means
//! that the run cannot go on. How grave a code is, is decided here and nowhere else.

mod toml_faults;
mod toml_walk;

use std::fmt;

pub use toml_faults::{Fault, Faults, TomlFaults, render_faults};
pub use toml_walk::{TomlEntry, TomlWalk};

/// What was found wrong with a row, a column or a file of an export.
///
/// Codes are public (they stand in `rejected.csv`) and are never reused for something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    MissingColumn,
    MissingValue,
    BadDate,
    BadNumber,
    UnknownValue,
    UnknownWorker,
    EndsBeforeStart,
    DuplicateKey,
    /// The row's cells are not those of the headings: too many, or an unclosed quote.
    RaggedRow,
    DuplicateRow,
    AmbiguousDates,
    UnusedColumn,
    IdsDifferByZeros,
    EmptyTable,
    DateInFuture,
    TimesDropped,
    NearMissId,
    SetAside,
    RepeatedColumn,
    ShortRows,
    UnknownPanel,
    EncodingAssumed,
    UnusedFile,
    CensusReturn,
    SharedSweNumber,
    /// A rule of the rulebook found nothing to judge in the whole run.
    UnmatchedRule,
}

/// What a code does to the rows it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The row cannot be used; it is listed in `rejected.csv`.
    Rejects,
    /// Every row is kept; there is something to know.
    Notice,
}

impl Code {
    pub const ALL: [Code; 26] = [
        Code::MissingColumn,
        Code::MissingValue,
        Code::BadDate,
        Code::BadNumber,
        Code::UnknownValue,
        Code::UnknownWorker,
        Code::EndsBeforeStart,
        Code::DuplicateKey,
        Code::RaggedRow,
        Code::DuplicateRow,
        Code::AmbiguousDates,
        Code::UnusedColumn,
        Code::IdsDifferByZeros,
        Code::EmptyTable,
        Code::DateInFuture,
        Code::TimesDropped,
        Code::NearMissId,
        Code::SetAside,
        Code::RepeatedColumn,
        Code::ShortRows,
        Code::UnknownPanel,
        Code::EncodingAssumed,
        Code::UnusedFile,
        Code::CensusReturn,
        Code::SharedSweNumber,
        Code::UnmatchedRule,
    ];

    /// The code that stands so in `rejected.csv` and `notices.csv`.
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.into_iter().find(|code| code.name() == name)
    }

    /// The code as it stands in `rejected.csv`, `notices.csv` and messages.
    pub fn name(self) -> &'static str {
        match self {
            Code::MissingColumn => "missing-column",
            Code::MissingValue => "missing-value",
            Code::BadDate => "bad-date",
            Code::BadNumber => "bad-number",
            Code::UnknownValue => "unknown-value",
            Code::UnknownWorker => "unknown-worker",
            Code::EndsBeforeStart => "ends-before-start",
            Code::DuplicateKey => "duplicate-key",
            Code::RaggedRow => "ragged-row",
            Code::DuplicateRow => "duplicate-row",
            Code::AmbiguousDates => "ambiguous-dates",
            Code::UnusedColumn => "unused-column",
            Code::IdsDifferByZeros => "ids-differ-by-zeros",
            Code::EmptyTable => "empty-table",
            Code::DateInFuture => "date-in-future",
            Code::TimesDropped => "times-dropped",
            Code::NearMissId => "near-miss-id",
            Code::SetAside => "set-aside",
            Code::RepeatedColumn => "repeated-column",
            Code::ShortRows => "short-rows",
            Code::UnknownPanel => "unknown-panel",
            Code::EncodingAssumed => "encoding-assumed",
            Code::UnusedFile => "unused-file",
            Code::CensusReturn => "census-return",
            Code::SharedSweNumber => "shared-swe-number",
            Code::UnmatchedRule => "unmatched-rule",
        }
    }

    pub fn severity(self) -> Severity {
        match self {
            Code::MissingColumn
            | Code::MissingValue
            | Code::BadDate
            | Code::BadNumber
            | Code::UnknownValue
            | Code::UnknownWorker
            | Code::EndsBeforeStart
            | Code::DuplicateKey
            | Code::RaggedRow => Severity::Rejects,
            Code::DuplicateRow
            | Code::AmbiguousDates
            | Code::UnusedColumn
            | Code::IdsDifferByZeros
            | Code::EmptyTable
            | Code::DateInFuture
            | Code::TimesDropped
            | Code::NearMissId
            | Code::SetAside
            | Code::RepeatedColumn
            | Code::ShortRows
            | Code::UnknownPanel
            | Code::EncodingAssumed
            | Code::UnusedFile
            | Code::CensusReturn
            | Code::SharedSweNumber
            | Code::UnmatchedRule => Severity::Notice,
        }
    }
}

/// Where in the user's files something stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The authority's code.
    pub authority: String,
    /// The file's path in the authority's folder.
    pub file: String,
    /// The sheet's name, for a workbook.
    pub sheet: Option<String>,
    /// The row as a spreadsheet numbers it: the heading of a plain CSV is row 1.
    pub row: Option<u64>,
    /// The column's heading as the file spells it, or the canonical name where the file has none.
    pub column: Option<String>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.file, place_in_file(self.sheet.as_deref(), self.row))?;
        if let Some(column) = &self.column {
            write!(f, ", column \"{column}\"")?;
        }
        Ok(())
    }
}

/// What stands for the sheet of a row that is one of the workers of a census return: the element's name.
pub const WORKERS_OF_RETURN: &str = "CSWWWorker";

/// What stands for the sheet of the authority's own figures in a census return.
pub const FIGURES_OF_RETURN: &str = "LALevelVacancies";

/// The words after a file's name: `, sheet Reviews, row 7`; `, worker 12 of the return` in a census return,
/// which has no rows. Empty for a whole text file.
pub fn place_in_file(sheet: Option<&str>, row: Option<u64>) -> String {
    match (sheet.filter(|sheet| !sheet.is_empty()), row) {
        (Some(WORKERS_OF_RETURN), Some(row)) => format!(", worker {row} of the return"),
        (Some(WORKERS_OF_RETURN), None) => ", the workers of the return".to_owned(),
        (Some(FIGURES_OF_RETURN), _) => ", the authority's own figures in the return".to_owned(),
        (Some(sheet), Some(row)) => format!(", sheet {sheet}, row {row}"),
        (Some(sheet), None) => format!(", sheet {sheet}"),
        (None, Some(row)) => format!(", row {row}"),
        (None, None) => String::new(),
    }
}

/// Something to say about the user's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    /// The record table the row was meant for.
    pub table: &'static str,
    pub place: Place,
    /// The value found, masked where it is about a person; empty where there is none.
    pub value: String,
    /// What was found and what was expected.
    pub message: String,
    /// How to put it right.
    pub fix: String,
}

/// The run cannot go on: exit status 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What happened, in a sentence.
    pub message: String,
    /// How to put it right, in a sentence.
    pub fix: String,
    /// More to show under the message, such as lines of a rulebook with what is wrong in them.
    pub detail: String,
}

impl Error {
    pub fn new(message: impl Into<String>, fix: impl Into<String>) -> Error {
        Error { message: message.into(), fix: fix.into(), detail: String::new() }
    }

    pub fn with_detail(mut self, detail: impl Into<String>) -> Error {
        self.detail = detail.into();
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        if !self.detail.is_empty() {
            write!(f, "\n\n{}", self.detail.trim_end())?;
        }
        if !self.fix.is_empty() {
            write!(f, "\n  to mend it: {}", self.fix)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// The known name most like `given`, for "did you mean"; `None` when none is near.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&given, &name.to_lowercase()), name))
        .filter(|(likeness, _)| *likeness >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_name_is_found_and_a_far_one_is_not() {
        assert_eq!(nearest("started_onn", ["ended_on", "started_on"]), Some("started_on"));
        assert_eq!(nearest("zzz", ["ended_on", "started_on"]), None);
    }

    #[test]
    fn a_place_reads_as_a_spreadsheet_numbers_it() {
        let place = Place {
            file: "exports/a.xlsx".into(),
            sheet: Some("Reviews".into()),
            row: Some(7),
            column: Some("Held".into()),
            ..Place::default()
        };
        assert_eq!(place.to_string(), "exports/a.xlsx, sheet Reviews, row 7, column \"Held\"");
        let place = Place { file: "a.xml".into(), sheet: Some(WORKERS_OF_RETURN.into()), ..place };
        assert_eq!(place.to_string(), "a.xml, worker 7 of the return, column \"Held\"");
    }
}
