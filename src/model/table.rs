//! A table in memory: Arrow columns with typed, named access.
//!
//! Every column is one of five kinds (text, whole number, number, yes/no, date): the ones that
//! every engine reads the same way from Parquet.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, BooleanBuilder, Date32Array, Date32Builder, Float64Array, Float64Builder,
    Int64Array, Int64Builder, RecordBatch, RecordBatchOptions, StringArray, StringBuilder,
};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use crate::dates::Day;

/// A table: a schema and its columns, all of one length.
#[derive(Clone, Debug)]
pub struct Table {
    batch: RecordBatch,
    /// Where each column stands: pages ask for cells by the column's name, thousands of times.
    places: Arc<HashMap<String, usize>>,
}

/// One cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Text(&'a str),
    Int(i64),
    Float(f64),
    Bool(bool),
    Date(Day),
}

/// No columns and no rows.
impl Default for Table {
    fn default() -> Table {
        TableBuilder::new(Vec::<(String, DataType)>::new()).finish()
    }
}

impl Table {
    pub fn new(batch: RecordBatch) -> Table {
        let fields = batch.schema_ref().fields().iter().enumerate();
        // Of two columns of one name the first counts, as in Arrow itself.
        let places = fields.rev().map(|(place, field)| (field.name().clone(), place)).collect();
        Table { batch, places: Arc::new(places) }
    }

    pub fn batch(&self) -> &RecordBatch {
        &self.batch
    }

    pub fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.batch.schema_ref().fields().iter().map(|field| field.name().as_str())
    }

    pub fn has(&self, column: &str) -> bool {
        self.places.contains_key(column)
    }

    fn column(&self, column: &str) -> Option<&ArrayRef> {
        self.batch.columns().get(*self.places.get(column)?)
    }

    fn typed<T: 'static>(&self, column: &str) -> Option<&T> {
        self.column(column).and_then(|array| array.as_any().downcast_ref::<T>())
    }

    /// A text column; without the column every cell is null.
    pub fn texts(&self, column: &str) -> Texts<'_> {
        Texts(self.typed(column))
    }

    /// A column of days; without the column every cell is null.
    pub fn dates(&self, column: &str) -> Dates<'_> {
        Dates(self.typed(column))
    }

    /// A column of whole numbers; without the column every cell is null.
    pub fn ints(&self, column: &str) -> Ints<'_> {
        Ints(self.typed(column))
    }

    /// A column of numbers; without the column every cell is null.
    pub fn floats(&self, column: &str) -> Floats<'_> {
        Floats(self.typed(column))
    }

    /// A yes/no column; without the column every cell is null.
    pub fn bools(&self, column: &str) -> Bools<'_> {
        Bools(self.typed(column))
    }

    /// The cells of a column of any kind; without the column every cell is null.
    pub fn cells(&self, column: &str) -> Cells<'_> {
        Cells(self.column(column))
    }

    /// Any cell; null beyond the last row or without the column.
    pub fn value(&self, column: &str, row: usize) -> Value<'_> {
        self.cells(column).get(row)
    }
}

/// A column of any of the five kinds.
#[derive(Clone, Copy)]
pub struct Cells<'a>(Option<&'a ArrayRef>);

impl<'a> Cells<'a> {
    /// The cell of a row; null beyond the last row or without the column.
    pub fn get(self, row: usize) -> Value<'a> {
        let Some(array) = self.0 else { return Value::Null };
        if row >= array.len() || array.is_null(row) {
            return Value::Null;
        }
        let any = array.as_any();
        if let Some(a) = any.downcast_ref::<StringArray>() {
            Value::Text(a.value(row))
        } else if let Some(a) = any.downcast_ref::<Int64Array>() {
            Value::Int(a.value(row))
        } else if let Some(a) = any.downcast_ref::<Float64Array>() {
            Value::Float(a.value(row))
        } else if let Some(a) = any.downcast_ref::<BooleanArray>() {
            Value::Bool(a.value(row))
        } else if let Some(a) = any.downcast_ref::<Date32Array>() {
            Value::Date(Day(a.value(row)))
        } else {
            Value::Null
        }
    }
}

/// A cell as `show --format csv` and the metrics' CSV print it: ISO dates, `true` and `false`, numbers
/// with up to six decimals, an empty cell for null.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => Ok(()),
            Value::Text(text) => f.write_str(text),
            Value::Int(n) => write!(f, "{n}"),
            Value::Float(x) => {
                let text = format!("{x:.6}");
                let text = text.trim_end_matches('0').trim_end_matches('.');
                f.write_str(if text == "-0" { "0" } else { text })
            }
            Value::Bool(b) => write!(f, "{b}"),
            Value::Date(day) => write!(f, "{day}"),
        }
    }
}

macro_rules! column_view {
    ($(#[$doc:meta])* $name:ident, $array:ty, $item:ty, $read:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $name<'a>(Option<&'a $array>);

        impl<'a> $name<'a> {
            /// The cell of a row; `None` when it is null or the column is absent.
            #[inline]
            pub fn get(self, row: usize) -> Option<$item> {
                let array = self.0?;
                if array.is_null(row) { None } else { Some($read(array, row)) }
            }

            /// Whether the table has the column at all.
            pub fn is_present(self) -> bool {
                self.0.is_some()
            }
        }
    };
}

column_view!(/// A text column.
    Texts, StringArray, &'a str, |array: &'a StringArray, row| array.value(row));
column_view!(/// A column of days.
    Dates, Date32Array, Day, |array: &Date32Array, row| Day(array.value(row)));
column_view!(/// A column of whole numbers.
    Ints, Int64Array, i64, |array: &Int64Array, row| array.value(row));
column_view!(/// A column of numbers.
    Floats, Float64Array, f64, |array: &Float64Array, row| array.value(row));
column_view!(/// A yes/no column.
    Bools, BooleanArray, bool, |array: &BooleanArray, row| array.value(row));

enum Builder {
    Text(StringBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
    Bool(BooleanBuilder),
    Date(Date32Builder),
}

/// Builds a table row by row from cells in the order of its columns.
pub struct TableBuilder {
    schema: SchemaRef,
    builders: Vec<Builder>,
    rows: usize,
}

impl TableBuilder {
    /// A table of these columns, all nullable. Types other than the five are treated as text.
    pub fn new(columns: impl IntoIterator<Item = (impl Into<String>, DataType)>) -> TableBuilder {
        let fields: Vec<Field> =
            columns.into_iter().map(|(name, kind)| Field::new(name, kind, true)).collect();
        let builders = fields
            .iter()
            .map(|field| match field.data_type() {
                DataType::Int64 => Builder::Int(Int64Builder::new()),
                DataType::Float64 => Builder::Float(Float64Builder::new()),
                DataType::Boolean => Builder::Bool(BooleanBuilder::new()),
                DataType::Date32 => Builder::Date(Date32Builder::new()),
                _ => Builder::Text(StringBuilder::new()),
            })
            .collect();
        TableBuilder { schema: Arc::new(Schema::new(fields)), builders, rows: 0 }
    }

    /// Adds a row. A cell of another kind than its column, or one that is missing, becomes null.
    pub fn push<'a>(&mut self, cells: impl IntoIterator<Item = Value<'a>>) {
        let mut cells = cells.into_iter();
        for builder in &mut self.builders {
            let cell = cells.next().unwrap_or(Value::Null);
            match (builder, cell) {
                (Builder::Text(b), Value::Text(text)) => b.append_value(text),
                (Builder::Text(b), _) => b.append_null(),
                (Builder::Int(b), Value::Int(n)) => b.append_value(n),
                (Builder::Int(b), _) => b.append_null(),
                (Builder::Float(b), Value::Float(x)) => b.append_value(x),
                (Builder::Float(b), Value::Int(n)) => b.append_value(n as f64),
                (Builder::Float(b), _) => b.append_null(),
                (Builder::Bool(b), Value::Bool(yes)) => b.append_value(yes),
                (Builder::Bool(b), _) => b.append_null(),
                (Builder::Date(b), Value::Date(day)) => b.append_value(day.0),
                (Builder::Date(b), _) => b.append_null(),
            }
        }
        self.rows += 1;
    }

    pub fn finish(self) -> Table {
        let columns: Vec<ArrayRef> = self
            .builders
            .into_iter()
            .map(|builder| -> ArrayRef {
                match builder {
                    Builder::Text(mut b) => Arc::new(b.finish()),
                    Builder::Int(mut b) => Arc::new(b.finish()),
                    Builder::Float(mut b) => Arc::new(b.finish()),
                    Builder::Bool(mut b) => Arc::new(b.finish()),
                    Builder::Date(mut b) => Arc::new(b.finish()),
                }
            })
            .collect();
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        let batch = RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)
            .unwrap_or_else(|_| RecordBatch::new_empty(self.schema));
        Table::new(batch)
    }
}

impl<'a> From<Option<&'a str>> for Value<'a> {
    fn from(text: Option<&'a str>) -> Value<'a> {
        text.map_or(Value::Null, Value::Text)
    }
}
impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Value<'a> {
        Value::Text(text)
    }
}
impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Value<'a> {
        Value::Text(text)
    }
}
impl<'a> From<&'a Option<String>> for Value<'a> {
    fn from(text: &'a Option<String>) -> Value<'a> {
        text.as_deref().map_or(Value::Null, Value::Text)
    }
}
macro_rules! value_from {
    ($($kind:ty => $variant:ident),*) => {$(
        impl From<$kind> for Value<'_> {
            fn from(value: $kind) -> Self {
                Value::$variant(value)
            }
        }
        impl From<Option<$kind>> for Value<'_> {
            fn from(value: Option<$kind>) -> Self {
                value.map_or(Value::Null, Value::$variant)
            }
        }
    )*};
}
value_from!(i64 => Int, f64 => Float, bool => Bool, Day => Date);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_went_in() {
        let mut builder =
            TableBuilder::new([("a", DataType::Utf8), ("b", DataType::Date32), ("c", DataType::Float64)]);
        builder.push(["x".into(), Value::Date(Day(3)), 0.5.into()]);
        builder.push([Value::Null, Value::Null]);
        let table = builder.finish();
        assert_eq!(table.rows(), 2);
        assert_eq!(table.texts("a").get(0), Some("x"));
        assert_eq!(table.dates("b").get(0), Some(Day(3)));
        assert_eq!(table.value("c", 0), Value::Float(0.5));
        assert_eq!(table.value("c", 1), Value::Null);
        assert_eq!(table.ints("missing").get(1), None);
    }

    #[test]
    fn numbers_print_with_up_to_six_decimals() {
        for (number, text) in [(50.0, "50"), (13.754_646_8, "13.754647"), (-0.000_000_1, "0"), (1.5, "1.5")] {
            assert_eq!(Value::Float(number).to_string(), text);
        }
    }
}
