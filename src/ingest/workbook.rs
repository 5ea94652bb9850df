//! Workbooks: XLSX, XLS and ODS sheets as rows.
//!
//! Cells are kept sparse, so that one far-away cell costs no more than a near one. A workbook's own
//! error text is never shown: it can hold what a cell holds.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime, Ods, Reader, Xls, Xlsx, open_workbook_from_rs};

use quick_xml::events::{BytesStart, Event};

use crate::dates::Day;
use crate::diagnostic::Error;

use super::days::Epoch;
use super::folder::plain_io;
use super::guard::{check_sheet, check_zip, damaged, guarded, too_much};
use super::rows::{SheetCell, SheetRow};

/// What kind of workbook a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkbookKind {
    Xlsx,
    Xls,
    Ods,
}

enum Book {
    Xlsx(Box<Xlsx<BufReader<File>>>),
    Xls(Box<Xls<BufReader<File>>>),
    Ods(Box<Ods<BufReader<File>>>),
}

/// An open workbook.
pub struct Workbook {
    book: Book,
    path: PathBuf,
    shown: String,
    sheets: Vec<String>,
    epoch: Epoch,
}

impl Workbook {
    /// Opens a workbook; `shown` is its name in messages.
    pub fn open(path: &Path, kind: WorkbookKind, shown: &str) -> Result<Workbook, Error> {
        let file = File::open(path).map_err(|error| {
            Error::new(
                format!("{shown} cannot be read: {}", plain_io(&error)),
                "check that the file is there, is not open in another program, and that you may read it",
            )
        })?;
        if kind != WorkbookKind::Xls {
            check_zip(path, shown)?;
        }
        if kind == WorkbookKind::Ods {
            check_repeats(path, shown)?;
        }
        let reader = BufReader::new(file);
        let book = guarded(shown, || {
            Ok(match kind {
                WorkbookKind::Xlsx => Book::Xlsx(Box::new(
                    open_workbook_from_rs(reader).map_err(|error| is_locked(&error, shown))?,
                )),
                WorkbookKind::Xls => Book::Xls(Box::new(
                    open_workbook_from_rs(reader).map_err(|error| is_locked(&error, shown))?,
                )),
                WorkbookKind::Ods => Book::Ods(Box::new(
                    open_workbook_from_rs(reader).map_err(|error| is_locked(&error, shown))?,
                )),
            })
        })?;
        let sheets = match &book {
            Book::Xlsx(book) => book.sheet_names(),
            Book::Xls(book) => book.sheet_names(),
            Book::Ods(book) => book.sheet_names(),
        };
        let epoch = match &book {
            Book::Xlsx(book) if book.has_1904_epoch() => Epoch::Y1904,
            _ => Epoch::Y1900,
        };
        Ok(Workbook { book, path: path.to_owned(), shown: shown.to_owned(), sheets, epoch })
    }

    /// The sheets' names, in the workbook's order.
    pub fn sheets(&self) -> &[String] {
        &self.sheets
    }

    /// How the workbook counts days. For XLS this is known once a sheet has been read.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The rows of a sheet that hold anything.
    pub fn read_sheet(&mut self, sheet: &str) -> Result<Vec<SheetRow>, Error> {
        let shown = format!("{}, sheet {sheet}", self.shown);
        if matches!(self.book, Book::Xlsx(_)) {
            check_sheet(&self.path, &shown, sheet)?;
        }
        let book = &mut self.book;
        let epoch = &mut self.epoch;
        guarded(&shown, || match book {
            Book::Xlsx(book) => read_xlsx(book, sheet, &shown, MOST_TEXT),
            Book::Xls(book) => {
                let range = book.worksheet_range(sheet).map_err(|_| damaged(&shown))?;
                if range.used_cells().any(|(_, _, cell)| counts_from_1904(cell)) {
                    *epoch = Epoch::Y1904;
                }
                Ok(rows_of(&range))
            }
            Book::Ods(book) => {
                let range = book.worksheet_range(sheet).map_err(|_| damaged(&shown))?;
                Ok(rows_of(&range))
            }
        })
    }
}

fn is_locked(error: &impl std::fmt::Display, shown: &str) -> Error {
    if error.to_string().to_lowercase().contains("password") {
        Error::new(format!("{shown} has a password"), "save a copy without a password for Moderato to read")
    } else {
        damaged(shown)
    }
}

/// How many cells a sheet may hold, and how many bytes of text: room for a million rows of forty.
const MOST_CELLS: u64 = 50_000_000;
const MOST_TEXT: u64 = 1 << 30;
/// No spreadsheet program writes more columns.
const MOST_COLUMNS: u32 = 16_384;

/// Refuses an ODS sheet that repeats filled cells beyond all measure: its rows would not fit in memory.
fn check_repeats(path: &Path, shown: &str) -> Result<(), Error> {
    guarded(shown, || {
        let file = File::open(path).map_err(|_| damaged(shown))?;
        let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| damaged(shown))?;
        let content = archive.by_name("content.xml").map_err(|_| damaged(shown))?;
        let mut xml = quick_xml::Reader::from_reader(BufReader::new(content));
        let mut buffer = Vec::new();
        let mut filled = Filled::default();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|_| damaged(shown))? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "table-row" => filled.begin_row(repeats(&tag, "table:number-rows-repeated")),
                    "table-cell" | "covered-table-cell" => filled.begin_cell(&tag),
                    "s" => filled.text += repeats(&tag, "text:c"),
                    _ => {}
                },
                Event::Empty(tag) => match tag.local_name().as_ref() {
                    "table-cell" | "covered-table-cell"
                        if tag.attributes().flatten().any(|a| is_value(a.key.as_ref())) =>
                    {
                        filled.begin_cell(&tag);
                        filled.end_cell();
                    }
                    "s" => filled.text += repeats(&tag, "text:c"),
                    _ => {}
                },
                Event::Text(text) => filled.text += text.len() as u64,
                Event::CData(text) => filled.text += text.len() as u64,
                Event::End(tag) => match tag.local_name().as_ref() {
                    "table-cell" | "covered-table-cell" => filled.end_cell(),
                    "table-row" => filled.end_row(),
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
            if filled.is_too_much() {
                return Err(Error::new(
                    format!("{shown} repeats its cells more often than any export of records does"),
                    "export the records again, as CSV",
                ));
            }
        }
        Ok(())
    })
}

/// Whether an attribute of an ODS cell is its value.
fn is_value(name: &str) -> bool {
    name.starts_with("office:") && name.ends_with("value")
}

/// What the cells of an ODS file come to once all repeats are written out.
#[derive(Default)]
struct Filled {
    /// Of the cell at hand.
    text: u64,
    cell_times: u64,
    /// Of the row at hand.
    row_times: u64,
    in_row: (u64, u64),
    /// Of all rows before.
    all: (u64, u64),
}

impl Filled {
    fn begin_row(&mut self, times: u64) {
        (self.row_times, self.in_row) = (times, (0, 0));
    }

    fn begin_cell(&mut self, tag: &BytesStart<'_>) {
        self.cell_times = repeats(tag, "table:number-columns-repeated");
        // A value, or a formula, may stand in the tag itself.
        self.text = tag.len() as u64;
    }

    fn end_cell(&mut self) {
        let (cells, text) = self.in_row;
        let more = self.text.saturating_mul(self.cell_times);
        self.in_row = (cells.saturating_add(self.cell_times), text.saturating_add(more));
        self.text = 0;
    }

    fn end_row(&mut self) {
        let (cells, text) = self.in_row;
        self.all.0 = self.all.0.saturating_add(cells.saturating_mul(self.row_times));
        self.all.1 = self.all.1.saturating_add(text.saturating_mul(self.row_times));
        self.in_row = (0, 0);
    }

    fn is_too_much(&self) -> bool {
        let most = |(cells, text): (u64, u64)| cells > MOST_CELLS || text > MOST_TEXT;
        most(self.all) || most(self.in_row) || self.text > MOST_TEXT
    }
}

fn repeats(tag: &BytesStart<'_>, name: &str) -> u64 {
    tag.attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)
        .and_then(|attribute| attribute.value.parse().ok())
        .unwrap_or(1)
}

fn read_xlsx(
    book: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    shown: &str,
    most_text: u64,
) -> Result<Vec<SheetRow>, Error> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|_| damaged(shown))?;
    let mut rows: Vec<SheetRow> = Vec::new();
    let mut is_sorted = true;
    // A shared text may stand in any number of cells, each of which keeps its own.
    let mut text = 0;
    while let Some(cell) = cells.next_cell().map_err(|_| damaged(shown))? {
        let (row, column) = cell.get_position();
        let Some(kept) = kept_ref(cell.get_value()) else { continue };
        if column >= MOST_COLUMNS {
            return Err(too_much(shown));
        }
        if let SheetCell::Text(own) = &kept {
            text += own.len() as u64;
            if text > most_text {
                return Err(too_much(shown));
            }
        }
        let number = u64::from(row) + 1;
        match rows.last_mut() {
            Some(last) if last.number == number => {
                is_sorted &= last.cells.last().is_none_or(|(at, _)| *at < column);
                last.cells.push((column, kept));
            }
            last => {
                is_sorted &= last.is_none_or(|last| last.number < number);
                rows.push(SheetRow { number, cells: vec![(column, kept)] });
            }
        }
    }
    if !is_sorted {
        put_in_order(&mut rows);
    }
    Ok(rows)
}

/// Some programs write rows or cells out of order.
fn put_in_order(rows: &mut Vec<SheetRow>) {
    rows.sort_by_key(|row| row.number);
    let mut ordered: Vec<SheetRow> = Vec::with_capacity(rows.len());
    for row in rows.drain(..) {
        match ordered.last_mut() {
            Some(last) if last.number == row.number => last.cells.extend(row.cells),
            _ => ordered.push(row),
        }
    }
    for row in &mut ordered {
        row.cells.sort_by_key(|(column, _)| *column);
        row.cells.dedup_by_key(|(column, _)| *column);
    }
    *rows = ordered;
}

fn rows_of(range: &calamine::Range<Data>) -> Vec<SheetRow> {
    let Some((first_row, first_column)) = range.start() else { return Vec::new() };
    let mut rows = Vec::new();
    for (index, cells) in range.rows().enumerate() {
        let cells: Vec<(u32, SheetCell)> = cells
            .iter()
            .enumerate()
            .filter_map(|(column, cell)| kept(cell).map(|kept| (first_column + column as u32, kept)))
            .collect();
        if !cells.is_empty() {
            rows.push(SheetRow { number: u64::from(first_row) + index as u64 + 1, cells });
        }
    }
    rows
}

/// Whether a date of an XLS workbook only makes sense when days are counted from 1904.
fn counts_from_1904(cell: &Data) -> bool {
    let Data::DateTime(moment) = cell else { return false };
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let serial = moment.as_f64();
    moment.is_datetime()
        && serial >= 61.0
        && Day::from_ymd(year.into(), month.into(), day.into())
            .is_some_and(|day| i64::from(day.0) + 25_569 != serial.floor() as i64)
}

fn kept(cell: &Data) -> Option<SheetCell> {
    Some(match cell {
        Data::Empty => return None,
        Data::Int(n) => SheetCell::Number(*n as f64),
        Data::Float(x) => SheetCell::Number(*x),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            SheetCell::Text(text.as_str().into())
        }
        Data::Bool(yes) => SheetCell::Bool(*yes),
        Data::DateTime(moment) => of_moment(moment),
        Data::Error(error) => SheetCell::Error(error_name(error)),
    })
}

fn kept_ref(cell: &DataRef<'_>) -> Option<SheetCell> {
    Some(match cell {
        DataRef::Empty => return None,
        DataRef::Int(n) => SheetCell::Number(*n as f64),
        DataRef::Float(x) => SheetCell::Number(*x),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            SheetCell::Text(text.as_str().into())
        }
        DataRef::SharedString(text) => SheetCell::Text((*text).into()),
        DataRef::Bool(yes) => SheetCell::Bool(*yes),
        DataRef::DateTime(moment) => of_moment(moment),
        DataRef::Error(error) => SheetCell::Error(error_name(error)),
    })
}

fn of_moment(moment: &ExcelDateTime) -> SheetCell {
    if moment.is_datetime() { SheetCell::Serial(moment.as_f64()) } else { SheetCell::Number(moment.as_f64()) }
}

fn error_name(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_text_counts_in_every_cell_that_has_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.xlsx");
        let mut made = rust_xlsxwriter::Workbook::new();
        let sheet = made.add_worksheet().set_name("x").unwrap();
        for row in 0..50 {
            sheet.write(row, 0, "a text of twenty chars").unwrap();
        }
        made.save(&path).unwrap();
        let mut book = Workbook::open(&path, WorkbookKind::Xlsx, "x.xlsx").unwrap();
        let Book::Xlsx(book) = &mut book.book else { panic!("no workbook") };
        assert_eq!(read_xlsx(book, "x", "x.xlsx", 1_100).unwrap().len(), 50);
        assert!(read_xlsx(book, "x", "x.xlsx", 1_099).is_err());
    }
}
