//! A table as the bytes of a Parquet file, and back.
//!
//! The same table and lineage give the same bytes. Columns come back as one of the five kinds of
//! [`crate::model::Table`], whoever wrote the file.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, RecordBatchOptions};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Field, Int64Type, Schema};
use arrow::error::ArrowError;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::arrow_writer::{ArrowColumnChunk, ArrowColumnWriter, compute_leaves};
use parquet::basic::{Compression, Encoding};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::ChunkReader;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;

use super::Lineage;
use crate::model::Table;

/// Rows a row group holds: enough groups in a large file for every core to have its own.
const GROUP_ROWS: usize = 256 * 1024;

/// So many rows show whether a column's values repeat.
const SAMPLE: usize = 4096;

/// The Parquet file of a table.
pub fn encode(table: &Table, lineage: &Lineage) -> Result<Vec<u8>, ParquetError> {
    let batch = table.batch();
    let schema = batch.schema();
    let mut properties = WriterProperties::builder()
        // Every reader of Parquet knows it, and it unpacks faster than anything that packs closer.
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_key_value_metadata(Some(lineage.to_metadata()));
    for (field, cells) in schema.fields().iter().zip(batch.columns()) {
        // A dictionary of what does not repeat takes time and room.
        if hardly_repeats(&cells.slice(0, cells.len().min(SAMPLE))) {
            let column = ColumnPath::from(field.name().as_str());
            properties = properties.set_column_dictionary_enabled(column.clone(), false);
            if *field.data_type() == DataType::Int64 {
                properties = properties.set_column_encoding(column, Encoding::DELTA_BINARY_PACKED);
            }
        }
    }
    let mut bytes = Vec::new();
    let (mut writer, columns) = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties.build()))?
        .into_serialized_writer()?;
    let groups: Vec<RecordBatch> = (0..batch.num_rows())
        .step_by(GROUP_ROWS)
        .map(|from| batch.slice(from, GROUP_ROWS.min(batch.num_rows() - from)))
        .collect();
    // The columns of every group are packed on all cores, then put one behind the other.
    let packed: Vec<Vec<ArrowColumnChunk>> = groups
        .par_iter()
        .enumerate()
        .map(|(index, group)| {
            let cells = schema.fields().par_iter().zip(group.columns());
            let columns = columns.create_column_writers(index)?.into_par_iter().zip(cells);
            columns.map(|(writer, (field, cells))| packed(writer, field, cells)).collect()
        })
        .collect::<Result<_, ParquetError>>()?;
    for columns in packed {
        let mut group = writer.next_row_group()?;
        for column in columns {
            column.append_to_row_group(&mut group)?;
        }
        group.close()?;
    }
    writer.close()?;
    Ok(bytes)
}

/// Whether more than half of the values, as far as they are text or whole numbers, stand there once.
fn hardly_repeats(cells: &dyn Array) -> bool {
    let distinct = if let Some(texts) = cells.as_string_opt::<i32>() {
        texts.iter().flatten().collect::<HashSet<_>>().len()
    } else if let Some(numbers) = cells.as_primitive_opt::<Int64Type>() {
        numbers.iter().flatten().collect::<HashSet<_>>().len()
    } else {
        0
    };
    distinct > cells.len() / 2
}

fn packed(
    mut writer: ArrowColumnWriter,
    field: &Field,
    cells: &ArrayRef,
) -> Result<ArrowColumnChunk, ParquetError> {
    for leaf in compute_leaves(field, cells)? {
        writer.write(&leaf)?;
    }
    writer.close()
}

/// The table and lineage of a Parquet file.
pub fn decode(file: impl ChunkReader + 'static) -> Result<(Table, Lineage), ParquetError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let lineage = Lineage::from_metadata(builder.metadata().file_metadata().key_value_metadata());
    let schema = builder.schema().clone();
    // In one piece where it can be, so that nothing has to be put together.
    let rows = usize::try_from(builder.metadata().file_metadata().num_rows()).unwrap_or_default();
    let batches = builder.with_batch_size(rows.max(1)).build()?.collect::<Result<Vec<_>, ArrowError>>()?;
    let whole = match <[RecordBatch; 1]>::try_from(batches) {
        Ok([batch]) => batch,
        Err(batches) => concat_batches(&schema, &batches)?,
    };
    let table = of_five_kinds(&whole)?;
    Ok((table, lineage))
}

/// The same columns as text, whole numbers, numbers, yes/no and dates only, without the schema's metadata.
pub(super) fn of_five_kinds(batch: &RecordBatch) -> Result<Table, ArrowError> {
    let mut fields = Vec::with_capacity(batch.num_columns());
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let kind = kind_of(field.data_type());
        columns.push(if *field.data_type() == kind { column.clone() } else { cast(column, &kind)? });
        fields.push(Field::new(field.name(), kind, true));
    }
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options).map(Table::new)
}

/// Which of the five kinds holds values of a type.
fn kind_of(of: &DataType) -> DataType {
    match of {
        DataType::Boolean => DataType::Boolean,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => DataType::Date32,
        kind if kind.is_integer() => DataType::Int64,
        kind if kind.is_numeric() => DataType::Float64,
        _ => DataType::Utf8,
    }
}
