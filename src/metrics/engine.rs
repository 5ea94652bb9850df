//! The SQL engine: stored tables in, a table out.
//!
//! Polars runs the SQL; its own words for what went wrong stay here.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatchOptions;
use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{Field, Schema};
use polars::prelude::{
    AnyValue, DataFrame, DataType as Kind, LazyFrame, PlRefPath, PolarsError, PolarsResult, ScanArgsParquet,
    Series, TimeUnit,
};
use polars::sql::SQLContext;

use crate::model::Table;
use crate::store::StoredTable;

/// Tables that SQL can name.
#[derive(Default)]
pub struct Engine {
    tables: BTreeMap<String, LazyFrame>,
}

impl Engine {
    /// Lets SQL name a stored table. One without a file is not there.
    pub fn add(&mut self, name: &str, table: &StoredTable) -> PolarsResult<()> {
        if table.files.is_empty() {
            return Ok(());
        }
        let paths = table
            .files
            .iter()
            .map(|file| PlRefPath::try_from_path(file))
            .collect::<PolarsResult<Vec<_>>>()?;
        let args = ScanArgsParquet { glob: false, allow_missing_columns: true, ..ScanArgsParquet::default() };
        let frame = LazyFrame::scan_parquet_files(paths.into_iter().collect(), args)?;
        self.tables.insert(name.to_owned(), frame);
        Ok(())
    }

    pub fn has(&self, name: &str) -> bool {
        self.tables.contains_key(name)
    }

    /// Runs one query over the tables named.
    ///
    /// Each query has a context of its own: an alias of a subquery stays behind in a context and would
    /// stand for a table of that name in the next query.
    pub fn run<'a>(&self, sql: &str, names: impl IntoIterator<Item = &'a str>) -> PolarsResult<Table> {
        let mut context = SQLContext::new();
        for name in names {
            if let Some(frame) = self.tables.get(name) {
                context.register(name, frame.clone());
            }
        }
        to_table(&context.execute(sql)?.collect()?)
    }
}

/// A result with columns of the five kinds. Spans of time come as whole days, anything else as text.
fn to_table(frame: &DataFrame) -> PolarsResult<Table> {
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for column in frame.columns() {
        let array = to_array(column.as_materialized_series())?;
        fields.push(Field::new(column.name().as_str(), array.data_type().clone(), true));
        columns.push(array);
    }
    let options = RecordBatchOptions::new().with_row_count(Some(frame.height()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options)
        .map(Table::new)
        .map_err(|_| PolarsError::ShapeMismatch("columns of one result".into()))
}

fn to_array(series: &Series) -> PolarsResult<ArrayRef> {
    Ok(match series.dtype() {
        Kind::Boolean => Arc::new(series.bool()?.iter().collect::<BooleanArray>()),
        Kind::String => Arc::new(series.str()?.iter().collect::<StringArray>()),
        Kind::Date => {
            let days = series.cast(&Kind::Int32)?;
            Arc::new(days.i32()?.iter().collect::<Date32Array>())
        }
        Kind::Duration(unit) => {
            let day = match unit {
                TimeUnit::Nanoseconds => 86_400_000_000_000,
                TimeUnit::Microseconds => 86_400_000_000,
                TimeUnit::Milliseconds => 86_400_000,
            };
            let spans = series.cast(&Kind::Int64)?;
            Arc::new(
                spans.i64()?.iter().map(|span| span.map(|span| span.div_euclid(day))).collect::<Int64Array>(),
            )
        }
        Kind::Null => Arc::new(StringArray::new_null(series.len())),
        kind if kind.is_integer() => {
            Arc::new(series.cast(&Kind::Int64)?.i64()?.iter().collect::<Int64Array>())
        }
        kind if kind.is_numeric() => {
            Arc::new(series.cast(&Kind::Float64)?.f64()?.iter().collect::<Float64Array>())
        }
        _ => Arc::new(
            series
                .iter()
                .map(|value| (!matches!(value, AnyValue::Null)).then(|| value.to_string()))
                .collect::<StringArray>(),
        ),
    })
}
