//! An authority's folder as its `moderato.toml` describes it, checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::model::TableSpec;

use super::days::{Epoch, Order};

/// The name of the file that makes a folder an authority's.
pub const CONFIG_NAME: &str = "moderato.toml";

/// An authority's folder: who it is, which rulebook judges it, and where its exports are.
#[derive(Clone, Debug)]
pub struct Folder {
    /// The folder itself; every other path is relative to it.
    pub root: PathBuf,
    /// The authority's code, such as `E08000028`.
    pub code: String,
    pub name: String,
    /// A published rulebook's id, or the path of a rulebook file.
    pub rulebook: String,
    /// Versions of the rulebook that held before, each a published id or a path, in any order.
    pub earlier_rulebooks: Vec<String>,
    /// Where the rulebook is named in `moderato.toml`, for a message about it.
    pub rulebook_line: usize,
    pub look: Look,
    /// Empty: files in `exports/` that are named after a table.
    pub sources: Vec<Source>,
    /// The share of a table's rows that may be rejected before the run stops short of packs, 0–100.
    pub max_rejected_pct: f64,
    /// What the programme of a worker may be, in small letters; empty: anything.
    pub programmes: BTreeSet<String>,
}

/// `[look]`: the authority's own logo and templates, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The picture's path in the folder, and what it says to those who cannot see it.
    pub logo: Option<(String, String)>,
    /// Where `moderato.toml` names it, for a message about it.
    pub logo_line: usize,
    /// The folder, in the authority's own, of templates that stand in the place of the program's.
    pub templates: Option<String>,
    pub templates_line: usize,
}

/// Which sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetChoice {
    Named(String),
    /// Counted from 1.
    Numbered(usize),
}

/// What to do with rows about people who are not in workers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Others {
    /// List them as rejected; they never count towards `max_rejected_pct`.
    #[default]
    Reject,
    /// Count them and say no more: the export is about the whole workforce.
    SetAside,
}

/// How a source names the worker that a row is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WorkerBy {
    #[default]
    Id,
    /// Its worker_id column holds Social Work England numbers, to be found in workers.
    SweNumber,
}

/// One `[[source]]`: files that hold records of one table.
#[derive(Clone, Debug)]
pub struct Source {
    pub table: &'static TableSpec,
    /// A file or a pattern, relative to the folder, as written.
    pub path: String,
    pub sheet: Option<SheetChoice>,
    /// The heading's row, counted from 1.
    pub header_row: Option<u64>,
    /// The order of day and month, where `date_format` says it.
    pub order: Option<Order>,
    /// How a text file counts the days of a serial number.
    pub epoch: Epoch,
    /// Canonical column to heading.
    pub columns: BTreeMap<&'static str, String>,
    /// Canonical column to spellings and what they mean.
    pub values: BTreeMap<&'static str, BTreeMap<String, String>>,
    /// Canonical column to the value that every row has.
    pub constants: BTreeMap<&'static str, String>,
    pub others: Others,
    pub worker_by: WorkerBy,
    /// The services that the export is about; `None` for all.
    pub services: Option<BTreeSet<String>>,
    /// The folder's.
    pub programmes: BTreeSet<String>,
}

impl Source {
    /// A source of one file with nothing said about it.
    pub fn plain(table: &'static TableSpec, path: String) -> Source {
        Source {
            table,
            path,
            sheet: None,
            header_row: None,
            order: None,
            epoch: Epoch::Y1900,
            columns: BTreeMap::new(),
            values: BTreeMap::new(),
            constants: BTreeMap::new(),
            others: Others::Reject,
            worker_by: WorkerBy::Id,
            services: None,
            programmes: BTreeSet::new(),
        }
    }
}

/// An operating system's word for what went wrong, in plain English.
pub fn plain_io(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".to_owned(),
        ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}
