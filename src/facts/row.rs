//! How a fact becomes a row: its own columns between those that every fact carries.

use std::borrow::Cow;
use std::collections::BTreeMap;

use arrow::compute::concat_batches;
use arrow::datatypes::DataType;

use crate::dates::Day;
use crate::model::{Table, TableBuilder, Value};

/// A cell of a fact: its Arrow type and its value; `Option` for what may be null.
pub trait Cell {
    const TYPE: DataType;
    fn value(&self) -> Value<'_>;
}

macro_rules! cells {
    ($($kind:ty => $type:ident, $variant:ident);* $(;)?) => {$(
        impl Cell for $kind {
            const TYPE: DataType = DataType::$type;
            fn value(&self) -> Value<'_> {
                Value::$variant(self.clone())
            }
        }
    )*};
}
cells! { i64 => Int64, Int; f64 => Float64, Float; bool => Boolean, Bool; Day => Date32, Date; &str => Utf8, Text }

impl Cell for String {
    const TYPE: DataType = DataType::Utf8;
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl Cell for Cow<'_, str> {
    const TYPE: DataType = DataType::Utf8;
    fn value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl<T: Cell> Cell for Option<T> {
    const TYPE: DataType = T::TYPE;
    fn value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, Cell::value)
    }
}

/// A kind of fact: the table it fills and its own columns, in the contract's order.
pub trait Fact {
    const TABLE: &'static str;
    const COLUMNS: &'static [(&'static str, DataType)];
    fn cells(&self) -> Vec<Value<'_>>;
}

/// Declares fact kinds: a struct each, whose fields are the table's own columns.
macro_rules! facts {
    ($($(#[$doc:meta])* $table:literal $name:ident<$a:lifetime> { $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub struct $name<$a> {
                $($(#[$field_doc])* pub $field: $kind,)*
                /// The rule's id and its place in the source document.
                pub clause: std::borrow::Cow<$a, str>,
                /// The file, sheet and rows of the export it rests on; `None` where it rests on none.
                pub source: Option<String>,
            }

            impl<$a> crate::facts::row::Fact for $name<$a> {
                const TABLE: &'static str = $table;
                const COLUMNS: &'static [(&'static str, arrow::datatypes::DataType)] = &[
                    $((stringify!($field), <$kind as crate::facts::row::Cell>::TYPE),)*
                    ("clause", arrow::datatypes::DataType::Utf8),
                    ("source", arrow::datatypes::DataType::Utf8),
                ];
                fn cells(&self) -> Vec<crate::model::Value<'_>> {
                    vec![
                        $(crate::facts::row::Cell::value(&self.$field),)*
                        crate::model::Value::Text(&self.clause),
                        crate::facts::row::Cell::value(&self.source),
                    ]
                }
            }
        )*

        /// The tables of facts and their own columns, in the order of the contract.
        pub const FACT_TABLES: &[(&str, &[(&str, arrow::datatypes::DataType)])] =
            &[$(($table, <$name<'static> as crate::facts::row::Fact>::COLUMNS),)*];
    };
}
pub(crate) use facts;

/// Whom a fact is about: the columns that every fact carries first.
#[derive(Clone, Copy, Debug)]
pub struct Whom<'a> {
    pub authority: &'a str,
    pub cohort: Option<&'a str>,
    pub service: Option<&'a str>,
    pub team: Option<&'a str>,
    /// Null for what is of a team, a panel or the authority.
    pub worker_id: Option<&'a str>,
}

const COMMON: [&str; 5] = ["authority", "cohort", "service", "team", "worker_id"];

/// The facts found so far, a table of rows for each kind.
pub struct Found {
    builders: BTreeMap<&'static str, TableBuilder>,
}

impl Found {
    /// No facts yet; every fact table is there, empty.
    pub fn new(tables: &'static [(&'static str, &'static [(&'static str, DataType)])]) -> Found {
        let builders = tables
            .iter()
            .map(|(name, own)| {
                let common = COMMON.iter().map(|column| (*column, DataType::Utf8));
                (*name, TableBuilder::new(common.chain(own.iter().cloned())))
            })
            .collect();
        Found { builders }
    }

    /// Takes the builders of some tables out, to be filled when the others are finished.
    pub fn split_off(&mut self, tables: &[&str]) -> Found {
        let builders = std::mem::take(&mut self.builders);
        let (later, now) = builders.into_iter().partition(|(name, _)| tables.contains(name));
        self.builders = now;
        Found { builders: later }
    }

    pub fn put<F: Fact>(&mut self, whom: Whom, fact: &F) {
        if let Some(builder) = self.builders.get_mut(F::TABLE) {
            let common = [
                whom.authority.into(),
                whom.cohort.into(),
                whom.service.into(),
                whom.team.into(),
                whom.worker_id.into(),
            ];
            builder.push(common.into_iter().chain(fact.cells()));
        }
    }

    /// The tables, in the order in which the facts were put.
    pub fn finish(self) -> BTreeMap<&'static str, Table> {
        self.builders.into_iter().map(|(name, builder)| (name, builder.finish())).collect()
    }
}

/// One table a kind from the tables of several runs, in their order.
pub fn join(parts: Vec<BTreeMap<&'static str, Table>>) -> BTreeMap<&'static str, Table> {
    let mut joined: BTreeMap<&'static str, Vec<Table>> = BTreeMap::new();
    for part in parts {
        for (name, table) in part {
            joined.entry(name).or_default().push(table);
        }
    }
    joined
        .into_iter()
        .filter_map(|(name, tables)| {
            let first = tables.first()?;
            let batches = tables.iter().map(Table::batch);
            // The schemas are one declaration's, so that joining cannot fail.
            let batch = concat_batches(first.batch().schema_ref(), batches).ok()?;
            Some((name, Table::new(batch)))
        })
        .collect()
}
