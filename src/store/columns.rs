//! Chosen columns of a large sorted file, row group by row group.
//!
//! For kernels over millions of rows, which take Arrow's arrays as they are.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::error::ArrowError;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;

use super::disk::unreadable;
use super::tables::not_parquet;
use crate::diagnostic::{Error, nearest};

/// How a column comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As the file has it: `StringArray` for text.
    AsStored,
    /// `DictionaryArray<Int32Type>`, for texts that repeat: within a row group, equal texts mostly have
    /// equal keys (a text may stand twice in a dictionary), and a million ids are a million small numbers.
    Coded,
    /// `StringViewArray`, for texts that hardly repeat: nothing is copied out of the file's pages.
    Viewed,
}

/// A file whose row groups can be read one by one, on any core.
pub struct RowGroups {
    path: PathBuf,
    metadata: ArrowReaderMetadata,
    mask: ProjectionMask,
    /// Where the columns asked for stand among those the reader gives, which are in the file's order.
    order: Vec<usize>,
}

impl RowGroups {
    /// Looks at the file, of which the columns named will be read.
    pub fn open(path: &Path, columns: &[(&str, Form)]) -> Result<RowGroups, Error> {
        let file = File::open(path).map_err(|fault| unreadable(path, &fault))?;
        let parquet = |_: ParquetError| not_parquet(path);
        let stored = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(parquet)?;
        let options = ArrowReaderOptions::new().with_schema(Arc::new(formed(stored.schema(), columns)));
        let metadata = ArrowReaderMetadata::try_new(stored.metadata().clone(), options).map_err(parquet)?;
        let mut places = Vec::with_capacity(columns.len());
        for (column, _) in columns {
            places.push(
                metadata.schema().index_of(column).map_err(|_| no_column(path, column, metadata.schema()))?,
            );
        }
        let mask = ProjectionMask::roots(metadata.parquet_schema(), places.iter().copied());
        let mut in_file = places.clone();
        in_file.sort_unstable();
        in_file.dedup();
        let order = places.iter().filter_map(|place| in_file.binary_search(place).ok()).collect();
        Ok(RowGroups { path: path.to_owned(), metadata, mask, order })
    }

    /// How many row groups there are.
    pub fn count(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// The rows of one row group, some at a time, the columns in the order they were named; `group` is below
    /// [`RowGroups::count`].
    pub fn read(
        &self,
        group: usize,
    ) -> Result<impl Iterator<Item = Result<RecordBatch, Error>> + use<'_>, Error> {
        let damaged = |_: ArrowError| not_parquet(&self.path);
        // A handle of its own for each: handles that are clones share one place in the file.
        let file = File::open(&self.path).map_err(|fault| unreadable(&self.path, &fault))?;
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_row_groups(vec![group])
            .with_projection(self.mask.clone())
            .with_batch_size(BATCH_ROWS)
            .build()
            .map_err(|_| not_parquet(&self.path))?;
        Ok(reader.map(move |batch| batch.and_then(|batch| batch.project(&self.order)).map_err(damaged)))
    }
}

/// So many rows stay in a core's cache while they are judged, and their memory is used again for the next.
const BATCH_ROWS: usize = 16 * 1024;

/// The schema with the text columns in the forms asked for.
fn formed(schema: &Schema, columns: &[(&str, Form)]) -> Schema {
    let form_of = |name: &str| columns.iter().find(|(column, _)| *column == name).map(|(_, form)| *form);
    let fields = schema.fields().iter().map(|field| {
        let kind = match (field.data_type(), form_of(field.name())) {
            (DataType::Utf8, Some(Form::Coded)) => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
            (DataType::Utf8, Some(Form::Viewed)) => DataType::Utf8View,
            (kind, _) => kind.clone(),
        };
        Arc::new(Field::new(field.name(), kind, field.is_nullable()))
    });
    Schema::new(fields.collect::<Vec<_>>())
}

fn no_column(path: &Path, column: &str, schema: &Schema) -> Error {
    let names = schema.fields().iter().map(|field| field.name().as_str());
    let fix = match nearest(column, names) {
        Some(name) => format!("Its nearest column is {name}."),
        None => "Make the file again with this version of moderato.".to_owned(),
    };
    Error::new(format!("{} has no column {column}", path.display()), fix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{TableBuilder, Value};
    use crate::store::{Lineage, encode, write_file};
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::{Int32Type, Int64Type};

    #[test]
    fn row_groups_come_back_in_order_with_the_columns_asked_for() {
        let mut builder =
            TableBuilder::new([("id", DataType::Utf8), ("n", DataType::Int64), ("x", DataType::Utf8)]);
        let rows = 600_000;
        for row in 0..rows {
            builder.push([Value::Text(&format!("W{:06}", row / 3)), Value::Int(row), Value::Null]);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("allocations.parquet");
        write_file(&path, &encode(&builder.finish(), &Lineage::default()).unwrap()).unwrap();

        for form in [Form::AsStored, Form::Coded, Form::Viewed] {
            let groups = RowGroups::open(&path, &[("n", Form::AsStored), ("id", form)]).unwrap();
            let batches: Vec<RecordBatch> = (0..groups.count())
                .flat_map(|group| groups.read(group).unwrap())
                .map(Result::unwrap)
                .collect();
            assert!(groups.count() > 1 && batches.len() > groups.count());
            let mut next = 0;
            for batch in &batches {
                let numbers = batch.column(0).as_primitive::<Int64Type>();
                for row in 0..batch.num_rows() {
                    assert_eq!(numbers.value(row), next);
                    next += 1;
                }
            }
            assert_eq!(next, rows);
            let last = batches.last().map(|batch| batch.column(1).clone()).unwrap();
            let text = match form {
                Form::AsStored => last.as_string::<i32>().value(last.len() - 1).to_owned(),
                Form::Viewed => last.as_string_view().value(last.len() - 1).to_owned(),
                Form::Coded => {
                    let coded = last.as_dictionary::<Int32Type>();
                    let key = coded.key(last.len() - 1).unwrap();
                    coded.values().as_string::<i32>().value(key).to_owned()
                }
            };
            assert_eq!(text, "W199999");
        }
        let fault = RowGroups::open(&path, &[("nn", Form::AsStored)]).err().unwrap();
        assert!(fault.message.ends_with("has no column nn"), "{}", fault.message);
    }
}
