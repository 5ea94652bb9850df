//! The store: tables as Parquet under a run's folder, with lineage and hashes, and the way back.
//!
//! `records/<table>/<authority>.parquet` and `facts/<table>/<authority>.parquet` are one file an authority,
//! written even when empty; `metrics/<metric>.parquet` (and `.csv`) and `compare/<table>.parquet` are one
//! file for all. Every file is written beside its place and renamed. Names and SWE numbers stand in
//! `records/people` alone, which is neither listed nor printed.

mod columns;
mod disk;
mod encoding;
mod lineage;
mod manifest;
mod place;
mod print;
mod tables;
mod writer;

pub use columns::{Form, RowGroups};
pub use disk::{copy_file, hash_file, make_folder, sha256, write_file};
pub use encoding::{decode, encode};
pub use lineage::{Lineage, RulebookHash};
pub use manifest::{
    AuthorityRun, InputFile, Manifest, OtherRulebook, OutputFile, RowCount, Since, TableRows,
};
pub use place::{PEOPLE, Stage, code_is_safe};
pub use print::{Format, print_table, to_csv};
pub use tables::{
    StoredTable, find_table, list_tables, read_lineage, read_part, read_table, write_bytes, write_part,
    write_whole,
};
pub use writer::{MANIFEST, WriteError, Writer};
