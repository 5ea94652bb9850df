//! Workbooks: XLSX, XLS and ODS sheets as rows.
//!
//! Cells are kept sparse, so that one far-away cell costs no more than a near one. A workbook's own
//! error text is never shown: it can hold what a cell holds.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime, Ods, Reader, Xls, Xlsx, open_workbook_from_rs};

use quick_xml::events::{BytesStart, Event};

use crate::dates::Day;
use crate::diagnostic::Error;

use super::days::Epoch;
use super::folder::plain_io;
use super::guard::{check_zip, damaged, guarded};
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
        Ok(Workbook { book, shown: shown.to_owned(), sheets, epoch })
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
        let book = &mut self.book;
        let epoch = &mut self.epoch;
        guarded(&shown, || match book {
            Book::Xlsx(book) => read_xlsx(book, sheet, &shown),
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

/// Refuses an ODS sheet that repeats filled cells beyond all measure: its rows would not fit in memory.
fn check_repeats(path: &Path, shown: &str) -> Result<(), Error> {
    const MOST_CELLS: u64 = 50_000_000;
    guarded(shown, || {
        let file = File::open(path).map_err(|_| damaged(shown))?;
        let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| damaged(shown))?;
        let content = archive.by_name("content.xml").map_err(|_| damaged(shown))?;
        let mut xml = quick_xml::Reader::from_reader(BufReader::new(content));
        let mut buffer = Vec::new();
        let (mut cells, mut row_times, mut in_row, mut cell_times, mut is_filled) =
            (0u64, 1, 0u64, 1u64, false);
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|_| damaged(shown))? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "table-row" => (row_times, in_row) = (repeats(&tag, "table:number-rows-repeated"), 0),
                    "table-cell" => {
                        (cell_times, is_filled) = (repeats(&tag, "table:number-columns-repeated"), true);
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "table-cell" if is_filled => {
                        in_row = in_row.saturating_add(cell_times);
                        is_filled = false;
                    }
                    "table-row" => cells = cells.saturating_add(in_row.saturating_mul(row_times)),
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
            if cells.max(in_row) > MOST_CELLS {
                return Err(Error::new(
                    format!("{shown} repeats its cells more often than any export of records does"),
                    "export the records again, as CSV",
                ));
            }
        }
        Ok(())
    })
}

fn repeats(tag: &BytesStart<'_>, name: &str) -> u64 {
    tag.attributes()
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)
        .and_then(|attribute| attribute.value.parse().ok())
        .unwrap_or(1)
}

fn read_xlsx(book: &mut Xlsx<BufReader<File>>, sheet: &str, shown: &str) -> Result<Vec<SheetRow>, Error> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|_| damaged(shown))?;
    let mut rows: Vec<SheetRow> = Vec::new();
    let mut is_sorted = true;
    while let Some(cell) = cells.next_cell().map_err(|_| damaged(shown))? {
        let (row, column) = cell.get_position();
        let Some(kept) = kept_ref(cell.get_value()) else { continue };
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
