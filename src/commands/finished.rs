//! Questions to a finished run: `show`, `sql` and `verify`.

use super::{Ending, print};
use crate::cli::{ShowArgs, SqlArgs, TableFormat, VerifyArgs};
use crate::diagnostic::Error;
use crate::metrics;
use crate::model::Table;
use crate::store::{Format, Manifest, find_table, hash_file, list_tables, print_table, read_table};

/// Rows of a table for people, unless told otherwise.
const ROWS_FOR_PEOPLE: usize = 50;

/// Prints a table, or the list of tables.
pub fn show(args: &ShowArgs) -> Result<Ending, Error> {
    let Some(name) = &args.table else {
        let tables = list_tables(&args.finished.out)?;
        let lines: String = tables.iter().map(|table| format!("{}\n", table.full_name())).collect();
        return print(lines.as_bytes());
    };
    let table = read_table(&find_table(&args.finished.out, name)?)?;
    print_rows(&table, args.format, args.limit)
}

/// Answers an analyst's own query.
pub fn sql(args: &SqlArgs) -> Result<Ending, Error> {
    let table = metrics::sql(&args.finished.out, &args.query)?;
    print_rows(&table, args.format, args.limit)
}

fn print_rows(table: &Table, format: TableFormat, limit: Option<usize>) -> Result<Ending, Error> {
    let (format, limit) = match format {
        TableFormat::Table => (Format::Table, limit.or(Some(ROWS_FOR_PEOPLE))),
        TableFormat::Csv => (Format::Csv, limit),
        TableFormat::Json => (Format::Json, limit),
    };
    let mut printed = Vec::new();
    print_table(&mut printed, table, format, limit).map_err(not_printed)?;
    print(&printed)
}

pub fn not_printed(fault: std::io::Error) -> Error {
    Error::new(
        format!("the table could not be printed: {fault}"),
        "Please report this as a fault of moderato.",
    )
}

/// Hashes outputs (and exports, where their folders are named) again and compares with the manifest.
pub fn verify(args: &VerifyArgs) -> Result<Ending, Error> {
    let manifest = Manifest::read(&args.run)?;
    let mut faults = Vec::new();
    let mut checked = 0;
    for output in &manifest.outputs {
        checked += 1;
        faults.extend(difference(&args.run.join(&output.path), &output.path, &output.sha256));
    }
    for folder in &args.folders {
        let config = crate::ingest::read_folder_config(folder)?;
        let inputs = manifest.inputs.iter().filter(|input| input.authority == config.code);
        for input in inputs {
            checked += 1;
            let shown = format!("{}: {}", config.code, input.path);
            faults.extend(difference(&folder.join(&input.path), &shown, &input.sha256));
        }
    }
    for fault in &faults {
        tracing::warn!("{fault}");
    }
    print(format!("{checked} files checked, {} differ from the manifest.\n", faults.len()).as_bytes())?;
    Ok(if faults.is_empty() { Ending::Done } else { Ending::NotGoodEnough })
}

fn difference(path: &std::path::Path, shown: &str, expected: &str) -> Option<String> {
    match hash_file(path) {
        Ok((found, _)) if found == expected => None,
        Ok(_) => Some(format!("{shown} was changed after the run")),
        Err(error) => Some(error.message),
    }
}
