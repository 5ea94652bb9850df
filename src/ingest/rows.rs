//! The one shape that every reader yields: rows with their number, and cells.

use csv::StringRecord;

use crate::diagnostic::Error;

use super::cells::Cell;
use super::split::Dialect;

/// A cell of a workbook, kept.
#[derive(Clone, Debug, PartialEq)]
pub enum SheetCell {
    Text(Box<str>),
    Number(f64),
    Bool(bool),
    Serial(f64),
    Error(&'static str),
}

/// A row of a sheet: its number as the spreadsheet shows it, and its filled cells by column from 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetRow {
    pub number: u64,
    pub cells: Vec<(u32, SheetCell)>,
}

/// Some rows of a file, to be read side by side with others.
pub enum Block {
    Text(TextBlock),
    Sheet(Vec<SheetRow>),
}

/// Whole records of a delimited text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextBlock {
    pub text: String,
    /// The number of the block's first row.
    pub first_row: u64,
    pub dialect: Dialect,
    /// Rows with a quotation mark that is not closed; the mark itself stands in `text` as a space.
    pub unclosed: Vec<u64>,
}

/// One row, borrowed from its block.
#[derive(Clone, Copy)]
pub enum Row<'a> {
    Record(&'a StringRecord),
    Sheet(&'a SheetRow),
}

impl<'a> Row<'a> {
    /// The cell of a column, counted from 0; empty beyond the last.
    #[inline]
    pub fn cell(self, column: usize) -> Cell<'a> {
        match self {
            Row::Record(record) => match record.get(column) {
                Some(text) if !text.is_empty() => Cell::Text(text),
                _ => Cell::Empty,
            },
            Row::Sheet(row) => {
                let Ok(place) = row.cells.binary_search_by_key(&column, |(at, _)| *at as usize) else {
                    return Cell::Empty;
                };
                match row.cells.get(place).map(|(_, cell)| cell) {
                    Some(SheetCell::Text(text)) => Cell::Text(text),
                    Some(SheetCell::Number(number)) => Cell::Number(*number),
                    Some(SheetCell::Bool(yes)) => Cell::Bool(*yes),
                    Some(SheetCell::Serial(serial)) => Cell::Serial(*serial),
                    Some(SheetCell::Error(error)) => Cell::Error(error),
                    None => Cell::Empty,
                }
            }
        }
    }

    /// How many cells there are, up to the last.
    pub fn width(self) -> usize {
        match self {
            Row::Record(record) => record.len(),
            Row::Sheet(row) => row.cells.last().map_or(0, |(at, _)| *at as usize + 1),
        }
    }

    pub fn is_blank(self) -> bool {
        match self {
            Row::Record(record) => record.iter().all(|cell| Cell::Text(cell).is_blank()),
            Row::Sheet(_) => (0..self.width()).all(|column| self.cell(column).is_blank()),
        }
    }
}

impl Block {
    /// Calls `each` with the number of every row that is no blank line, and the row.
    pub fn each_row(&self, mut each: impl FnMut(u64, Row<'_>)) -> Result<(), Error> {
        match self {
            Block::Sheet(rows) => {
                rows.iter().for_each(|row| each(row.number, Row::Sheet(row)));
                Ok(())
            }
            Block::Text(block) => block.each_row(each),
        }
    }

    /// Rows in which a quotation mark is not closed.
    pub fn unclosed(&self) -> &[u64] {
        match self {
            Block::Text(block) => &block.unclosed,
            Block::Sheet(_) => &[],
        }
    }
}

impl TextBlock {
    fn each_row(&self, mut each: impl FnMut(u64, Row<'_>)) -> Result<(), Error> {
        let bytes = self.text.as_bytes();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.dialect.delimiter)
            .quote(self.dialect.quote)
            .buffer_capacity(1 << 16)
            .from_reader(bytes);
        let mut record = StringRecord::new();
        let mut number = self.first_row;
        let mut start = 0;
        loop {
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(_) => {
                    return Err(Error::new(
                        "a text file could not be taken apart into cells",
                        "export it again as CSV UTF-8",
                    ));
                }
            }
            number += blank_lines(bytes, start);
            each(number, Row::Record(&record));
            number += 1;
            start = reader.position().byte() as usize;
        }
    }
}

/// Blank lines at a place where a record may begin. The csv crate ends a record after its `\r`, so that
/// a `\n` may be left over from the row before.
fn blank_lines(bytes: &[u8], start: usize) -> u64 {
    let rest = bytes.get(start..).unwrap_or_default();
    let is_left_over = start > 0 && bytes.get(start - 1) == Some(&b'\r') && rest.first() == Some(&b'\n');
    let mut rest = if is_left_over { &rest[1..] } else { rest };
    let mut lines = 0;
    loop {
        rest = match rest {
            [b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..] => rest,
            _ => return lines,
        };
        lines += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows_of(text: &str) -> Vec<(u64, Vec<String>)> {
        let dialect = Dialect { delimiter: b',', quote: b'"', width: 0 };
        let block = TextBlock { text: text.to_owned(), first_row: 1, dialect, unclosed: vec![] };
        let mut rows = Vec::new();
        let each = |number, row: Row<'_>| {
            let cells = (0..row.width()).map(|i| row.cell(i).shown(Default::default())).collect();
            rows.push((number, cells));
        };
        block.each_row(each).unwrap();
        rows
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_numbers_them() {
        for text in [
            "a\n\n\"x\ny\"\nb\n\n\nc",
            "a\r\n\r\n\"x\r\ny\"\r\nb\r\n\r\n\r\nc\r\n",
            "a\r\r\"x\ry\"\rb\r\r\rc",
        ] {
            let numbers: Vec<u64> = rows_of(text).into_iter().map(|(number, _)| number).collect();
            assert_eq!(numbers, [1, 3, 4, 7], "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_cut_and_the_reader_count_the_same_rows(text in "[a\",\n\r]{0,40}") {
            let dialect = Dialect { delimiter: b',', quote: b'"', width: 0 };
            let cut = dialect.cut(text.as_bytes(), true);
            prop_assume!(cut.lone_quotes.is_empty());
            let rows = rows_of(&text);
            // Blank lines at the very end are no rows to the reader.
            prop_assert!(rows.last().is_none_or(|(number, _)| *number <= cut.rows), "{:?}", rows);
            let with_end = format!("{}\nz", text.trim_end_matches(['\n', '\r']));
            let cut = dialect.cut(with_end.as_bytes(), true);
            prop_assume!(cut.lone_quotes.is_empty());
            prop_assert_eq!(rows_of(&with_end).last().map(|(number, _)| *number), Some(cut.rows));
        }
    }
}
