//! Exports as text files.

use super::cells::{Plan, spell};
use super::faults::faulty_rows;
use super::{Dates, Layout, Sheet, Style};
use crate::diagnostic::Error;
use crate::sample::records::{Rows, Tables};

/// The file of every table that a style exports.
pub fn text_file_names(style: &Style) -> Vec<String> {
    style.sheets.iter().map(|sheet| sheet.place.clone()).collect()
}

/// Every sheet's rows as bytes, in the order of the style's sheets.
///
/// Headings come with the first share of an authority's rows only.
pub fn format_tables(style: &Style, tables: &Tables, with_headings: bool) -> Result<Vec<Vec<u8>>, Error> {
    let rows = tables.each();
    style
        .sheets
        .iter()
        .map(|sheet| match rows.iter().find(|(table, _)| *table == sheet.table) {
            Some((_, rows)) => format_sheet(style, sheet, *rows, with_headings),
            None => Ok(Vec::new()),
        })
        .collect()
}

fn format_sheet(
    style: &Style,
    sheet: &Sheet,
    rows: &dyn Rows,
    with_headings: bool,
) -> Result<Vec<u8>, Error> {
    let Layout::Text { dates, windows_1252, with_mark, carriage_returns } = style.layout else {
        return Ok(Vec::new());
    };
    let terminator = if carriage_returns { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut bytes = Vec::with_capacity(rows.count() * 60);
    if with_headings && with_mark {
        bytes.extend_from_slice("\u{feff}".as_bytes());
    }
    if let (Some(title), true) = (sheet.title, with_headings) {
        bytes.extend_from_slice(title.as_bytes());
        bytes.extend_from_slice(if carriage_returns { b"\r\n" } else { b"\n" });
    }
    let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(bytes);
    write_rows(&mut writer, style, sheet, rows, dates, with_headings).map_err(cannot_format)?;
    let bytes = writer.into_inner().map_err(|fault| cannot_format(fault.into_error().into()))?;
    if windows_1252 {
        let text = String::from_utf8_lossy(&bytes);
        return Ok(encoding_rs::WINDOWS_1252.encode(&text).0.into_owned());
    }
    Ok(bytes)
}

fn write_rows(
    writer: &mut csv::Writer<Vec<u8>>,
    style: &Style,
    sheet: &Sheet,
    rows: &dyn Rows,
    dates: Dates,
    with_headings: bool,
) -> csv::Result<()> {
    let plan = Plan::of(sheet, rows.columns());
    if with_headings {
        for (_, heading) in &sheet.columns {
            writer.write_field(heading)?;
        }
        if let Some((heading, _)) = sheet.surplus {
            writer.write_field(heading)?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    let faults = faulty_rows(style, sheet.table, rows);
    let mut faults = faults.iter().peekable();
    let mut cells = Vec::new();
    let mut text = String::new();
    let mut write = |writer: &mut csv::Writer<Vec<u8>>, cells: &[_]| -> csv::Result<()> {
        for column in &plan.columns {
            spell(cells[column.cell], column, style, dates, &mut text);
            writer.write_field(&text)?;
        }
        if let Some((_, value)) = sheet.surplus {
            writer.write_field(value)?;
        }
        writer.write_record(None::<&[u8]>)
    };
    for row in 0..rows.count() {
        rows.read(row, &mut cells);
        write(writer, &cells)?;
        while let Some((_, cells)) = faults.next_if(|(after, _)| *after == row) {
            write(writer, cells)?;
        }
    }
    Ok(())
}

fn cannot_format(fault: csv::Error) -> Error {
    Error::new(format!("the invented rows could not be put into a text file: {fault}"), "")
}
