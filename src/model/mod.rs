//! The shape of everything that is stored: record tables, and columnar tables in general.

mod pseudonym;
mod records;
mod table;
mod tables;

pub use pseudonym::pseudonyms;
pub use records::{Records, Supply, TableSupply, rows_by_worker};
pub use table::{Bools, Cells, Dates, Floats, Ints, Table, TableBuilder, Texts, Value};
pub use tables::{Column, Kind, LINEAGE, MASKED, PRIVATE, SYMBOLS, TABLES, TableSpec, table_spec};
