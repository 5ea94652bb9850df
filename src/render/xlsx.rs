//! Workbook → XLSX, the same bytes every time.
//!
//! No merged, hidden or empty cells, no frozen panes, no filters, no colour: what those who hear a
//! spreadsheet, or enlarge it, can use as well as anybody. Every table is marked up as one.

use std::io::{Cursor, Read, Write};

use chrono::Datelike;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatUnderline, Table as Marked, TableColumn,
    TableStyle, Url, Workbook as File, Worksheet, XlsxError,
};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::RenderError;
use crate::dates::Day;
use crate::pack::workbook::{Sheet, Workbook};
use crate::pack::{Cell, Column, ColumnKind, Row, Span, Table, Text};

/// A type without serifs, large enough to read: the conventions ask for at least 12 points.
const TYPE: &str = "Arial";
const SIZE: f64 = 12.0;
/// How wide a column of words may be, in letters; longer words wrap.
const WIDEST: usize = 42;
const NARROWEST: usize = 14;
/// As spreadsheets number sizes of paper.
const A4: u8 = 9;
/// The first column of a sheet of words alone, in letters.
const PROSE: usize = 100;
/// What a line of words is high, in points.
const LINE: f64 = 16.0;

/// Makes the whole file. The same workbook gives the same bytes.
pub fn render_xlsx(workbook: &Workbook) -> Result<Vec<u8>, RenderError> {
    let fault = |reason: String| RenderError::Workbook { title: workbook.title.clone(), reason };
    let bytes = write(workbook).map_err(|error| fault(error.to_string()))?;
    with_language(&bytes).map_err(|error| fault(error.to_string()))
}

struct Look {
    title: Format,
    line: Format,
    link: Format,
    heading: Format,
    heading_of_figures: Format,
    words: Format,
}

impl Look {
    fn new() -> Look {
        let plain = Format::new().set_font_name(TYPE).set_font_size(SIZE);
        let top = plain.clone().set_text_wrap().set_align(FormatAlign::Top);
        let heading = top.clone().set_bold().set_align(FormatAlign::Bottom);
        Look {
            title: plain.clone().set_bold().set_font_size(16.0),
            line: plain.clone(),
            link: plain
                .set_align(FormatAlign::Top)
                .set_underline(FormatUnderline::Single)
                .set_font_color("#0B3D91"),
            heading_of_figures: heading.clone().set_align(FormatAlign::Right),
            heading,
            words: top,
        }
    }

    /// Thousands set apart; as many decimals as the column calls for.
    fn figure(&self, kind: ColumnKind, value: f64) -> Format {
        let shape = match kind {
            ColumnKind::Percent => "0.0",
            _ if value.fract() == 0.0 => "#,##0",
            _ => "#,##0.0##",
        };
        self.words.clone().set_num_format(shape).set_align(FormatAlign::Right)
    }
}

fn write(workbook: &Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut file = File::new();
    file.set_properties(
        &DocProperties::new()
            .set_title(&workbook.title)
            .set_subject(&workbook.about)
            .set_author("Moderato")
            .set_creation_datetime(&moment(workbook.records_to)?),
    );
    let look = Look::new();
    for sheet in &workbook.sheets {
        write_sheet(file.add_worksheet(), sheet, &look)?;
    }
    file.save_to_buffer()
}

/// The records' last day: the machine's clock is not read.
fn moment(day: Day) -> Result<ExcelDateTime, XlsxError> {
    let date = day.date();
    let year = u16::try_from(date.year()).unwrap_or(1900);
    ExcelDateTime::from_ymd(year, date.month() as u8, date.day() as u8)
}

fn write_sheet(worksheet: &mut Worksheet, sheet: &Sheet, look: &Look) -> Result<(), XlsxError> {
    worksheet.set_name(&sheet.tab)?;
    // On paper all columns stand side by side.
    worksheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    worksheet.write_string_with_format(0, 0, &sheet.title, &look.title)?;
    let mut row = 1;
    let line = match sheet.table {
        Some(_) => look.line.clone(),
        None => look.line.clone().set_text_wrap(),
    };
    for text in &sheet.lines {
        write_text(worksheet, row, 0, text, &line, look)?;
        if sheet.table.is_none() {
            set_height(worksheet, row, lines(&text.words(), PROSE))?;
        }
        row += 1;
    }
    match &sheet.table {
        Some(table) => write_table(worksheet, row, &sheet.tab, table, look)?,
        None => {
            worksheet.set_column_width(0, PROSE as f64)?;
        }
    }
    Ok(())
}

/// Words; a link where the text is one, to another worksheet.
fn write_text(
    worksheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &Text,
    format: &Format,
    look: &Look,
) -> Result<(), XlsxError> {
    let place = match text.spans() {
        [Span::Link { to, .. }] => to.place.as_deref(),
        _ => None,
    };
    match place {
        Some(place) => {
            let url = Url::new(format!("internal:'{place}'!A1")).set_text(text.words());
            worksheet.write_url_with_format(row, column, url, &look.link)?
        }
        None => worksheet.write_string_with_format(row, column, text.words(), format)?,
    };
    Ok(())
}

fn write_table(
    worksheet: &mut Worksheet,
    first: u32,
    tab: &str,
    table: &Table,
    look: &Look,
) -> Result<(), XlsxError> {
    let columns = table.columns();
    let headings: Vec<TableColumn> = columns
        .iter()
        .map(|column| {
            let format = if column.kind.is_figure() { &look.heading_of_figures } else { &look.heading };
            TableColumn::new().set_header(&column.heading).set_header_format(format)
        })
        .collect();
    let widths: Vec<usize> =
        columns.iter().enumerate().map(|(at, column)| width(table, at, column)).collect();
    for (at, letters) in (0u16..).zip(&widths) {
        worksheet.set_column_width(at, *letters as f64)?;
    }
    let headings_high = columns.iter().zip(&widths).map(|(column, letters)| lines(&column.heading, *letters));
    set_height(worksheet, first, headings_high.max().unwrap_or(1))?;
    let last_column = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    // A table has at least one row: where the metric has none, one says so.
    let last = first + u32::try_from(table.rows().len().max(1)).unwrap_or(u32::MAX - first);
    let marked = Marked::new()
        .set_name(format!("{tab}_table"))
        .set_columns(&headings)
        .set_autofilter(false)
        .set_banded_rows(false)
        .set_first_column(true)
        .set_style(TableStyle::Light1)
        .set_alt_text_title(&table.caption);
    worksheet.add_table(first, 0, last, last_column, &marked)?;
    if table.rows().is_empty() {
        worksheet.write_string_with_format(first + 1, 0, "No rows", &look.words)?;
        for column in 1..=last_column {
            worksheet.write_string_with_format(first + 1, column, "[z]", &look.words)?;
        }
    }
    for (row, line) in (first + 1..).zip(table.rows()) {
        let cells = (0..columns.len()).zip(&widths).map(|(at, letters)| lines(&said(line, at), *letters));
        set_height(worksheet, row, cells.max().unwrap_or(1))?;
        write_text(worksheet, row, 0, &line.header, &look.words, look)?;
        for (column, cell) in (1u16..).zip(&line.cells) {
            let kind = columns.get(usize::from(column)).map_or(ColumnKind::Text, |column| column.kind);
            write_cell(worksheet, (row, column), cell, kind, look)?;
        }
    }
    Ok(())
}

fn write_cell(
    worksheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    kind: ColumnKind,
    look: &Look,
) -> Result<(), XlsxError> {
    let right = || look.words.clone().set_align(FormatAlign::Right);
    match cell {
        Cell::Figure { value: Some(value), .. } => {
            worksheet.write_number_with_format(row, column, *value, &look.figure(kind, *value))?;
        }
        Cell::Figure { shown, value: None, .. } => {
            worksheet.write_string_with_format(row, column, shown, &right())?;
        }
        Cell::Missing { symbol } => {
            worksheet.write_string_with_format(row, column, format!("[{}]", symbol.sign()), &right())?;
        }
        Cell::Text { text } | Cell::Status { words: text, .. } => {
            write_text(worksheet, row, column, text, &look.words, look)?;
        }
        Cell::TickBox => {
            worksheet.write_string_with_format(row, column, "Not ticked", &look.words)?;
        }
    }
    Ok(())
}

/// The words of a row's n-th cell; the first is its header. A figure never wraps.
fn said(row: &Row, at: usize) -> String {
    match at.checked_sub(1).map(|cell| row.cells.get(cell)) {
        None => row.header.words(),
        Some(Some(Cell::Text { text } | Cell::Status { words: text, .. })) => text.words(),
        _ => String::new(),
    }
}

/// As wide as its longest word or cell asks for, within bounds.
fn width(table: &Table, at: usize, column: &Column) -> usize {
    let cells = table.rows().iter().map(|row| said(row, at).chars().count());
    let word = column.heading.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
    let widest = cells.max().unwrap_or(0).max(word);
    widest.clamp(NARROWEST, WIDEST) + 4
}

/// Over how many lines words run in a column of so many letters; bold and wide letters allowed for.
fn lines(words: &str, letters: usize) -> usize {
    let room = letters * 4 / 5;
    let mut lines = 1;
    let mut used = 0;
    for word in words.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > room {
            lines += 1;
            used = length;
        } else {
            used += length + usize::from(used > 0);
        }
    }
    lines
}

fn set_height(worksheet: &mut Worksheet, row: u32, lines: usize) -> Result<(), XlsxError> {
    worksheet.set_row_height(row, LINE * lines as f64 + 1.0)?;
    Ok(())
}

/// The part of the file that tells who made it, what about and in which language.
const PROPERTIES: &str = "docProps/core.xml";

/// The same file with its language: the writing library has no setting for it.
fn with_language(bytes: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let mut file = ZipArchive::new(Cursor::new(bytes))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() + 64)));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for at in 0..file.len() {
        let mut part = file.by_index(at)?;
        if part.name()? != PROPERTIES {
            out.raw_copy_file(part)?;
            continue;
        }
        let mut text = String::new();
        part.read_to_string(&mut text)?;
        let text =
            text.replace("</cp:coreProperties>", "<dc:language>en-GB</dc:language></cp:coreProperties>");
        out.start_file(PROPERTIES, options)?;
        out.write_all(text.as_bytes())?;
    }
    Ok(out.finish()?.into_inner())
}
