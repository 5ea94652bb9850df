//! Which files hold which table: the sources of `moderato.toml`, or files named after a table.
//!
//! What a file is, is told by its first bytes, for names can be wrong.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Error, nearest};
use crate::model::{TABLES, TableSpec};

use super::aliases::ALIASES;
use super::census::Census;
use super::folder::{Folder, SheetChoice, Source, plain_io};
use super::layout::find_layout;
use super::read::head_of;
use super::workbook::{Workbook, WorkbookKind};

/// Where exports are looked for when `moderato.toml` names none.
pub const EXPORTS: &str = "exports";

/// What kind of file an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Text,
    Workbook(WorkbookKind),
    Parquet,
    /// The workforce census return.
    Census,
}

/// One file, or one sheet of a workbook, that holds records of one table.
#[derive(Clone, Debug)]
pub struct Input {
    pub source: Source,
    /// The source's place in `moderato.toml`; inputs of one source share it.
    pub source_index: usize,
    pub path: PathBuf,
    /// The file's path in the folder, with `/`.
    pub shown: String,
    pub kind: FileKind,
    pub sheet: Option<String>,
}

/// The inputs of a folder, and files in `exports/` that nothing reads.
#[derive(Debug, Default)]
pub struct Found {
    pub inputs: Vec<Input>,
    pub unused: Vec<String>,
    /// Sheets that nothing reads, of workbooks named after a table: the file and the sheet.
    pub unused_sheets: Vec<(String, String)>,
}

/// Finds every input of a folder.
pub fn find_inputs(folder: &Folder) -> Result<Found, Error> {
    if folder.sources.is_empty() { named_after_tables(folder) } else { as_mapped(folder) }
}

fn as_mapped(folder: &Folder) -> Result<Found, Error> {
    let mut found = Found::default();
    let mut used = BTreeSet::new();
    for (source_index, source) in folder.sources.iter().enumerate() {
        for path in matching(&folder.root, source)? {
            let shown = shown_in(&folder.root, &path);
            used.insert(shown.clone());
            let kind = kind_of(&path, &shown)?;
            let sheet = match kind {
                FileKind::Text | FileKind::Parquet => None,
                FileKind::Census => Census::part(source.table.name).map(str::to_owned),
                FileKind::Workbook(kind) => {
                    Some(choose_sheet(source, &Workbook::open(&path, kind, &shown)?, &shown)?)
                }
            };
            found.inputs.push(Input { source: source.clone(), source_index, path, shown, kind, sheet });
        }
    }
    found.unused = files_in(&folder.root.join(EXPORTS))
        .unwrap_or_default()
        .iter()
        .map(|path| shown_in(&folder.root, path))
        .filter(|shown| !used.contains(shown))
        .collect();
    Ok(found)
}

fn named_after_tables(folder: &Folder) -> Result<Found, Error> {
    let exports = folder.root.join(EXPORTS);
    let files = files_in(&exports).map_err(|error| {
        Error::new(
            format!("{} cannot be read: {}", exports.display(), plain_io(&error)),
            "put the exports in a folder of that name, or name them under [[source]] in moderato.toml",
        )
    })?;
    let mut found = Found::default();
    for path in files {
        let shown = shown_in(&folder.root, &path);
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let table = table_of(&stem);
        let is_workbook_name = path.extension().is_some_and(|e| {
            ["xlsx", "xlsm", "xls", "ods"].contains(&e.to_string_lossy().to_lowercase().as_str())
        });
        if table.is_none() && !is_workbook_name {
            found.unused.push(shown);
            continue;
        }
        let kind = kind_of(&path, &shown)?;
        let mut book = match kind {
            FileKind::Text | FileKind::Parquet | FileKind::Census => None,
            FileKind::Workbook(kind) => Some(Workbook::open(&path, kind, &shown)?),
        };
        let sheets = book.as_ref().map_or_else(Vec::new, |book| book.sheets().to_vec());
        let is_sheet_per_table = sheets.len() > 1 && sheets.iter().any(|sheet| table_of(sheet).is_some());
        let holds: Vec<(&'static TableSpec, Option<String>)> = match table {
            Some(spec) if kind == FileKind::Census => {
                vec![(spec, Census::part(spec.name).map(str::to_owned))]
            }
            Some(spec) if !is_sheet_per_table => {
                vec![(spec, book.as_mut().and_then(|book| sheet_of(spec, book)))]
            }
            _ => sheets.iter().filter_map(|sheet| Some((table_of(sheet)?, Some(sheet.clone())))).collect(),
        };
        let is_read = |sheet: &String| holds.iter().any(|(_, held)| held.as_ref() == Some(sheet));
        let unused = sheets.iter().filter(|sheet| !holds.is_empty() && !is_read(sheet));
        found.unused_sheets.extend(unused.map(|sheet| (shown.clone(), sheet.clone())));
        if holds.is_empty() {
            found.unused.push(shown.clone());
        }
        for (spec, sheet) in holds {
            found.inputs.push(Input {
                source: Source::plain(spec, shown.clone()),
                source_index: found.inputs.len(),
                path: path.clone(),
                shown: shown.clone(),
                kind,
                sheet,
            });
        }
    }
    if found.inputs.is_empty() {
        let names: Vec<&str> = TABLES.iter().map(|spec| spec.name).collect();
        return Err(Error::new(
            format!("no file in {} is named after a table", exports.display()),
            format!(
                "name files like workers.csv or allocations.xlsx, or say in moderato.toml which file holds what; the \
                 tables are {}",
                names.join(", ")
            ),
        ));
    }
    Ok(found)
}

/// The sheet of a workbook that holds a table, where none is named after it: the first that has every heading
/// the table needs, or else the first.
fn sheet_of(spec: &'static TableSpec, book: &mut Workbook) -> Option<String> {
    let sheets = book.sheets().to_vec();
    let mut is_whole = |sheet: &String| {
        let rows = book.read_sheet(sheet).unwrap_or_default();
        let layout = find_layout(&Source::plain(spec, String::new()), &head_of(&rows, book.epoch()));
        layout.is_some_and(|layout| layout.missing.is_empty())
    };
    let whole = if sheets.len() > 1 { sheets.iter().find(|sheet| is_whole(sheet)) } else { None };
    whole.or(sheets.first()).cloned()
}

/// The table that a file's stem or a sheet stands for, with or without a date or number after it.
pub fn table_of(name: &str) -> Option<&'static TableSpec> {
    let without_number = name.trim_end_matches(|c: char| c.is_ascii_digit() || " _-.()".contains(c));
    ALIASES.table(name).or_else(|| ALIASES.table(without_number))
}

/// The files that a source's path or pattern names, in order.
fn matching(root: &Path, source: &Source) -> Result<Vec<PathBuf>, Error> {
    let plain = root.join(&source.path);
    if plain.is_file() {
        return Ok(vec![plain]);
    }
    let missing = || {
        let names: Vec<String> = plain
            .parent()
            .and_then(|parent| files_in(parent).ok())
            .unwrap_or_default()
            .iter()
            .map(|path| shown_in(root, path))
            .collect();
        let fix = match nearest(&source.path, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean \"{near}\"? Correct path in its [[source]] in moderato.toml"),
            None => "put the export there, or correct path in its [[source]] in moderato.toml".to_owned(),
        };
        Error::new(
            format!(
                "{}: there is no file \"{}\" for the table {}",
                root.display(),
                source.path,
                source.table.name
            ),
            fix,
        )
    };
    // The folder's own name may hold marks that mean something in a pattern.
    let pattern = format!("{}/{}", glob::Pattern::escape(&root.to_string_lossy()), source.path);
    let paths = glob::glob(&pattern).map_err(|_| missing())?;
    let mut files: Vec<PathBuf> =
        paths.filter_map(Result::ok).filter(|path| path.is_file() && !is_hidden(path)).collect();
    files.sort();
    if files.is_empty() { Err(missing()) } else { Ok(files) }
}

/// The files of a folder that could be exports, sorted: no hidden file, none that a program left there.
pub fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_file() && !is_hidden(path))
        .collect();
    files.sort();
    Ok(files)
}

/// Lock files and the like, which programs leave beside a file that is open.
fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.starts_with('.') || name.starts_with('~') || name.eq_ignore_ascii_case("thumbs.db")
}

/// A file's path in a folder, with `/` on every system; the whole path where it lies elsewhere.
pub fn shown_in(root: &Path, path: &Path) -> String {
    let inside = path.strip_prefix(root).unwrap_or(path);
    inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn choose_sheet(source: &Source, book: &Workbook, shown: &str) -> Result<String, Error> {
    let sheets = book.sheets();
    let named = || sheets.iter().map(|sheet| format!("\"{sheet}\"")).collect::<Vec<_>>().join(", ");
    let found = match &source.sheet {
        Some(SheetChoice::Named(name)) => sheets
            .iter()
            .find(|sheet| *sheet == name)
            .or_else(|| sheets.iter().find(|sheet| sheet.trim().eq_ignore_ascii_case(name.trim()))),
        Some(SheetChoice::Numbered(number)) => sheets.get(number - 1),
        None if sheets.len() == 1 => sheets.first(),
        None => {
            sheets.iter().find(|sheet| table_of(sheet).is_some_and(|spec| spec.name == source.table.name))
        }
    };
    found.cloned().ok_or_else(|| match &source.sheet {
        Some(SheetChoice::Named(name)) => {
            let fix = match nearest(name, sheets.iter().map(String::as_str)) {
                Some(near) => format!("did you mean sheet = \"{near}\"?"),
                None => format!("its sheets are {}", named()),
            };
            Error::new(format!("{shown} has no sheet \"{name}\""), fix)
        }
        Some(SheetChoice::Numbered(number)) => Error::new(
            format!("{shown} has no sheet {number}: it has {}", sheets.len()),
            format!("its sheets are {}", named()),
        ),
        None => Error::new(
            format!("{shown} has several sheets, and none is named {}", source.table.name),
            format!("add sheet = \"…\" to its [[source]]; its sheets are {}", named()),
        ),
    })
}

/// What a file is, by its first bytes.
pub fn kind_of(path: &Path, shown: &str) -> Result<FileKind, Error> {
    let mut first = Vec::with_capacity(512);
    File::open(path).and_then(|file| file.take(512).read_to_end(&mut first)).map_err(|error| {
        Error::new(
            format!("{shown} cannot be read: {}", plain_io(&error)),
            "check that the file is there, is not open in another program, and that you may read it",
        )
    })?;
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let text = match encoding_rs::Encoding::for_bom(&first) {
        Some((encoding, _)) => encoding.decode(&first).0,
        None => String::from_utf8_lossy(&first),
    };
    let beginning = text.trim_start_matches('\u{feff}').trim_start().to_lowercase();
    match first.as_slice() {
        [] if ["xlsx", "xlsm", "xls", "ods", "parquet", "xml"].contains(&extension.as_str()) => {
            Err(Error::new(
                format!("{shown} is empty: it has no bytes at all"),
                "export it again, or take it out of the folder",
            ))
        }
        [b'P', b'K', 3, 4, ..] => {
            let is_ods =
                extension == "ods" || contains(&first, b"mimetypeapplication/vnd.oasis.opendocument");
            Ok(FileKind::Workbook(if is_ods { WorkbookKind::Ods } else { WorkbookKind::Xlsx }))
        }
        [b'P', b'A', b'R', b'1', ..] => Ok(FileKind::Parquet),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Ok(FileKind::Workbook(WorkbookKind::Xls)),
        _ if beginning.starts_with("<html")
            || beginning.starts_with("<!doctype html")
            || beginning.starts_with("<table") =>
        {
            Err(Error::new(
                format!("{shown} is a web page, whatever its name says"),
                "open it in a spreadsheet program and save it as .xlsx or CSV UTF-8",
            ))
        }
        [b'%', b'P', b'D', b'F', ..] => {
            Err(Error::new(format!("{shown} is a PDF"), "export the records as CSV or as a workbook"))
        }
        _ if beginning.starts_with("<?xml") || beginning.starts_with("<message") => Ok(FileKind::Census),
        _ if ["xlsx", "xlsm", "xls", "ods"].contains(&extension.as_str()) && !looks_like_text(&first) => {
            Err(Error::new(
                format!("{shown} is not a workbook, whatever its name says"),
                "open it in a spreadsheet program and save it again; it may have been damaged",
            ))
        }
        _ => Ok(FileKind::Text),
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(bytes, part).is_some()
}

fn looks_like_text(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| *byte >= b' ' || b"\t\r\n".contains(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dated_name_is_still_a_tables() {
        for (name, table) in [
            ("allocations", Some("allocations")),
            ("Allocations_2024-09", Some("allocations")),
            ("caseload (2)", Some("allocations")),
            ("notes", None),
        ] {
            assert_eq!(table_of(name).map(|spec| spec.name), table, "{name}");
        }
    }
}
