//! Parquet files: their columns as rows of cells, a batch at a time.

use std::fs::File;
use std::path::Path;

use arrow::array::{Array, ArrayRef, BooleanArray, Date32Array, Float64Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimeUnit};
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};

use crate::diagnostic::Error;

use super::guard::{damaged, guarded};
use super::rows::{Block, SheetCell, SheetRow};

/// The serial number of 1 January 1970 in a workbook that counts from 1900.
const EPOCH_SERIAL: f64 = 25_569.0;

/// An open Parquet file. Its headings stand in row 1, as they would in a text file.
pub struct ParquetFile {
    reader: ParquetRecordBatchReader,
    shown: String,
    pub headings: Vec<String>,
    next_row: u64,
    is_done: bool,
}

impl ParquetFile {
    pub fn open(path: &Path, shown: &str) -> Result<ParquetFile, Error> {
        let file = File::open(path).map_err(|_| damaged(shown))?;
        guarded(shown, || {
            let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|_| unreadable(shown))?;
            let headings = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
            let reader = builder.with_batch_size(16_384).build().map_err(|_| unreadable(shown))?;
            Ok(ParquetFile { reader, shown: shown.to_owned(), headings, next_row: 2, is_done: false })
        })
    }
}

fn unreadable(shown: &str) -> Error {
    Error::new(
        format!("{shown} cannot be read as Parquet"),
        "write it again without encryption, uncompressed or compressed with snappy or zstd",
    )
}

impl Iterator for ParquetFile {
    type Item = Result<Block, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_done {
            return None;
        }
        let reader = &mut self.reader;
        let shown = self.shown.as_str();
        let batch = guarded(shown, || reader.next().transpose().map_err(|_| unreadable(shown)));
        match batch {
            Ok(Some(batch)) => {
                let first = self.next_row;
                self.next_row += batch.num_rows() as u64;
                Some(guarded(shown, || Ok(Block::Sheet(rows_of(&batch, first)))))
            }
            Ok(None) => {
                self.is_done = true;
                None
            }
            Err(error) => {
                self.is_done = true;
                Some(Err(error))
            }
        }
    }
}

fn rows_of(batch: &RecordBatch, first: u64) -> Vec<SheetRow> {
    let mut rows: Vec<SheetRow> =
        (first..).take(batch.num_rows()).map(|number| SheetRow { number, cells: Vec::new() }).collect();
    for (column, array) in (0u32..).zip(batch.columns()) {
        let plain = plain(array);
        for (row, kept) in rows.iter_mut().enumerate() {
            if let Some(cell) = plain.as_ref().and_then(|plain| cell(plain, array.data_type(), row)) {
                kept.cells.push((column, cell));
            }
        }
    }
    rows
}

/// A column as one of the few kinds that cells have; `None` for one that is no table's column, such as a
/// list.
fn plain(array: &ArrayRef) -> Option<ArrayRef> {
    let kind = match array.data_type() {
        DataType::Boolean => DataType::Boolean,
        DataType::Date32 | DataType::Date64 => DataType::Date32,
        DataType::Timestamp(_, _) => {
            // A time zone is left off as it stands: a record is of the day it was written down.
            let array = cast(array, &DataType::Timestamp(TimeUnit::Millisecond, None)).ok()?;
            return cast(&cast(&array, &DataType::Int64).ok()?, &DataType::Float64).ok();
        }
        kind if kind.is_integer() || kind.is_floating() => DataType::Float64,
        DataType::Decimal128(_, _) | DataType::Decimal256(_, _) => DataType::Float64,
        _ => DataType::Utf8,
    };
    cast(array, &kind).ok()
}

fn cell(array: &ArrayRef, kind: &DataType, row: usize) -> Option<SheetCell> {
    if row >= array.len() || array.is_null(row) {
        return None;
    }
    let any = array.as_any();
    if let Some(texts) = any.downcast_ref::<StringArray>() {
        Some(SheetCell::Text(texts.value(row).into()))
    } else if let Some(numbers) = any.downcast_ref::<Float64Array>() {
        let number = numbers.value(row);
        if matches!(kind, DataType::Timestamp(_, _)) {
            return Some(SheetCell::Serial(number / 86_400_000.0 + EPOCH_SERIAL));
        }
        Some(SheetCell::Number(number))
    } else if let Some(days) = any.downcast_ref::<Date32Array>() {
        Some(SheetCell::Serial(f64::from(days.value(row)) + EPOCH_SERIAL))
    } else {
        any.downcast_ref::<BooleanArray>().map(|answers| SheetCell::Bool(answers.value(row)))
    }
}
