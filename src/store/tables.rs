//! The tables of a run's folder: writing, finding by name, and reading.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions, StringArray, new_null_array};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};

use super::disk::{sha256, unreadable, write_file};
use super::{Lineage, OutputFile, PEOPLE, Stage, code_is_safe, decode, encode};
use crate::diagnostic::{Error, nearest};
use crate::model::{PRIVATE, Table};

/// A table of a finished run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredTable {
    pub stage: Stage,
    pub name: String,
    /// One file an authority, sorted, or one for all.
    pub files: Vec<PathBuf>,
}

impl StoredTable {
    /// `facts.cap_breaches`.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.stage, self.name)
    }
}

/// Writes one authority's part of a table of records or facts.
///
/// Records get an `authority` column in front where they have none, and columns that identify a person
/// are left out of every table but [`PEOPLE`].
pub fn write_part(
    run_dir: &Path,
    stage: Stage,
    name: &str,
    code: &str,
    table: &Table,
    lineage: &Lineage,
) -> Result<OutputFile, Error> {
    if !code_is_safe(code) {
        return Err(Error::new(
            format!("the authority's code \"{code}\" cannot name a file"),
            "Write `code` in moderato.toml with letters, digits, - and _ only.",
        ));
    }
    let shaped = if stage == Stage::Records {
        for_storage(name, code, table).map_err(|_| unstorable(name))?
    } else {
        table.clone()
    };
    let bytes = encode(&shaped, lineage).map_err(|_| unstorable(name))?;
    write_bytes(run_dir, &stage.part(name, code), &bytes)
}

/// Writes a table that is one file for all authorities, as Parquet.
pub fn write_whole(
    run_dir: &Path,
    stage: Stage,
    name: &str,
    table: &Table,
    lineage: &Lineage,
) -> Result<OutputFile, Error> {
    let bytes = encode(table, lineage).map_err(|_| unstorable(name))?;
    write_bytes(run_dir, &stage.whole(name, "parquet"), &bytes)
}

/// Writes any output under a run's folder (`path` with `/`) and says what the manifest says of it.
pub fn write_bytes(run_dir: &Path, path: &str, bytes: &[u8]) -> Result<OutputFile, Error> {
    write_file(&run_dir.join(path), bytes)?;
    Ok(OutputFile { path: path.to_owned(), sha256: sha256(bytes), bytes: bytes.len() as u64 })
}

fn unstorable(name: &str) -> Error {
    Error::new(
        format!("the table {name} could not be put into a file"),
        "Please report this as a fault of moderato.",
    )
}

fn for_storage(name: &str, code: &str, table: &Table) -> Result<Table, ArrowError> {
    let batch = table.batch();
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    if !table.has("authority") {
        fields.push(Arc::new(Field::new("authority", DataType::Utf8, true)));
        columns.push(Arc::new(StringArray::from_iter_values(std::iter::repeat_n(code, table.rows()))));
    }
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        if name == PEOPLE || !PRIVATE.contains(&field.name().as_str()) {
            fields.push(field.clone());
            columns.push(column.clone());
        }
    }
    let options = RecordBatchOptions::new().with_row_count(Some(table.rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), columns, &options).map(Table::new)
}

/// Every table of a finished run but [`PEOPLE`], sorted by stage and name.
pub fn list_tables(run_dir: &Path) -> Result<Vec<StoredTable>, Error> {
    let mut tables = Vec::new();
    for stage in Stage::ALL {
        let folder = stage.folder(run_dir);
        if !folder.is_dir() {
            continue;
        }
        for entry in entries(&folder)? {
            let Some(stem) = entry.file_stem().and_then(|stem| stem.to_str()) else { continue };
            let name = stem.to_owned();
            if stage.is_by_authority() && entry.is_dir() && name != PEOPLE {
                let files = entries(&entry)?.into_iter().filter(|file| is_parquet(file)).collect();
                tables.push(StoredTable { stage, name, files });
            } else if !stage.is_by_authority() && is_parquet(&entry) {
                tables.push(StoredTable { stage, name, files: vec![entry] });
            }
        }
    }
    if tables.is_empty() {
        return Err(Error::new(
            format!("there is no finished run in {}", run_dir.display()),
            "Run `moderato run` first, or say with --out where the run was written.",
        ));
    }
    Ok(tables)
}

/// What a folder holds, sorted by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
    };
    let mut paths = read().map_err(|fault| unreadable(folder, &fault))?;
    paths.sort();
    Ok(paths)
}

fn is_parquet(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    path.extension().is_some_and(|extension| extension == "parquet") && !is_hidden
}

/// The table of a name: `facts.cap_breaches`, or `cap_breaches` where no other stage has one of that name.
pub fn find_table(run_dir: &Path, name: &str) -> Result<StoredTable, Error> {
    if name.rsplit('.').next() == Some(PEOPLE) {
        return Err(Error::new(
            "the table people holds names, which are not printed".to_owned(),
            "Packs made with --named are the one place where names appear.",
        ));
    }
    let tables = list_tables(run_dir)?;
    let found: Vec<&StoredTable> =
        tables.iter().filter(|table| table.full_name() == name || table.name == name).collect();
    match found.as_slice() {
        [table] => Ok((*table).clone()),
        [] => Err(no_table(name, &tables)),
        several => {
            let names: Vec<String> = several.iter().map(|table| table.full_name()).collect();
            Err(Error::new(
                format!("{name} could be {}", names.join(" or ")),
                format!("Write the one you mean in full, such as {}.", names[0]),
            ))
        }
    }
}

fn no_table(name: &str, tables: &[StoredTable]) -> Error {
    let known: Vec<String> =
        tables.iter().flat_map(|table| [table.full_name(), table.name.clone()]).collect();
    let fix = match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("Did you mean {near}? `moderato show` lists the tables."),
        None => "`moderato show` lists the tables.".to_owned(),
    };
    Error::new(format!("this run has no table {name}"), fix)
}

/// A table with the rows of all authorities, in the order of their codes.
pub fn read_table(table: &StoredTable) -> Result<Table, Error> {
    let mut parts = Vec::with_capacity(table.files.len());
    for file in &table.files {
        parts.push(read_parquet(file)?);
    }
    together(&parts).map_err(|_| {
        Error::new(
            format!("the parts of {} do not fit together", table.full_name()),
            "Run `moderato run` again, so that all of them are of one version.",
        )
    })
}

/// One authority's part of a table; `None` where the run has none.
pub fn read_part(run_dir: &Path, stage: Stage, name: &str, code: &str) -> Result<Option<Table>, Error> {
    let path = run_dir.join(stage.part(name, code));
    if code_is_safe(code) && path.is_file() { read_parquet(&path).map(Some) } else { Ok(None) }
}

fn read_parquet(path: &Path) -> Result<Table, Error> {
    let file = File::open(path).map_err(|fault| unreadable(path, &fault))?;
    decode(file).map(|(table, _)| table).map_err(|_| not_parquet(path))
}

/// What a stored table was made from.
pub fn read_lineage(path: &Path) -> Result<Lineage, Error> {
    let file = File::open(path).map_err(|fault| unreadable(path, &fault))?;
    let metadata =
        ArrowReaderMetadata::load(&file, ArrowReaderOptions::new()).map_err(|_| not_parquet(path))?;
    Ok(Lineage::from_metadata(metadata.metadata().file_metadata().key_value_metadata()))
}

pub(super) fn not_parquet(path: &Path) -> Error {
    Error::new(
        format!("{} is not a whole Parquet file", path.display()),
        "Run `moderato run` again: the file was changed or cut short after it was written.",
    )
}

/// Parts one under another, by column name: a column that a part lacks is null there.
fn together(parts: &[Table]) -> Result<Table, ArrowError> {
    let mut fields: Vec<Arc<Field>> = Vec::new();
    for field in parts.iter().flat_map(|part| part.batch().schema_ref().fields()) {
        if !fields.iter().any(|known| known.name() == field.name()) {
            fields.push(field.clone());
        }
    }
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let mut batches = Vec::with_capacity(parts.len());
    for part in parts {
        let columns = schema.fields().iter().map(|field| match part.batch().column_by_name(field.name()) {
            Some(column) => cast(column, field.data_type()),
            None => Ok(new_null_array(field.data_type(), part.rows())),
        });
        let options = RecordBatchOptions::new().with_row_count(Some(part.rows()));
        batches.push(RecordBatch::try_new_with_options(
            schema.clone(),
            columns.collect::<Result<_, _>>()?,
            &options,
        )?);
    }
    concat_batches(&schema, &batches).map(Table::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dates::Day;
    use crate::model::{TableBuilder, Value};
    use crate::store::{RulebookHash, hash_file};

    fn one(column: &'static str, cell: &str) -> Table {
        let mut builder = TableBuilder::new([(column, DataType::Utf8), ("days", DataType::Int64)]);
        builder.push([Value::Text(cell), Value::Int(7)]);
        builder.finish()
    }

    fn lineage() -> Lineage {
        Lineage {
            version: "0.1.0".into(),
            as_of: Some(Day(19_000)),
            authorities: vec!["X01".into()],
            rulebooks: vec![RulebookHash { id: "example".into(), sha256: "ab".into() }],
            under: Some("example".into()),
            made_from: vec!["records.reviews".into(), "records.workers".into()],
        }
    }

    #[test]
    fn a_table_comes_back_with_its_lineage_and_the_same_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let table = one("authority", "X01");
        let first = write_part(folder.path(), Stage::Facts, "outcomes", "X01", &table, &lineage()).unwrap();
        let path = folder.path().join("facts/outcomes/X01.parquet");
        assert_eq!(hash_file(&path).unwrap(), (first.sha256.clone(), first.bytes));
        let read = read_part(folder.path(), Stage::Facts, "outcomes", "X01").unwrap().unwrap();
        assert_eq!(read.batch(), table.batch());
        assert_eq!(read_lineage(&path).unwrap(), lineage());
        let again = write_part(folder.path(), Stage::Facts, "outcomes", "X01", &read, &lineage()).unwrap();
        assert_eq!(again, first);
        assert!(read_part(folder.path(), Stage::Facts, "outcomes", "X02").unwrap().is_none());
        assert!(write_part(folder.path(), Stage::Facts, "outcomes", "../X", &table, &lineage()).is_err());
    }

    #[test]
    fn records_carry_their_authority_and_no_name() {
        let folder = tempfile::tempdir().unwrap();
        for (name, code) in [("workers", "X02"), ("workers", "X01"), ("people", "X01")] {
            write_part(folder.path(), Stage::Records, name, code, &one("name", "Invented"), &lineage())
                .unwrap();
        }
        let workers = read_table(&find_table(folder.path(), "workers").unwrap()).unwrap();
        assert_eq!(workers.names().collect::<Vec<_>>(), ["authority", "days"]);
        assert_eq!([0, 1].map(|row| workers.texts("authority").get(row)), [Some("X01"), Some("X02")]);
        assert_eq!(list_tables(folder.path()).unwrap().len(), 1);
        assert!(find_table(folder.path(), "records.people").unwrap_err().message.contains("names"));
        assert!(read_part(folder.path(), Stage::Records, "people", "X01").unwrap().unwrap().has("name"));
    }

    #[test]
    fn a_name_is_found_in_full_or_alone_or_said_to_be_two() {
        let folder = tempfile::tempdir().unwrap();
        let table = one("authority", "X01");
        write_part(folder.path(), Stage::Facts, "cap_breaches", "X01", &table, &lineage()).unwrap();
        write_part(folder.path(), Stage::Facts, "outcomes", "X01", &table, &lineage()).unwrap();
        write_whole(folder.path(), Stage::Metrics, "cap_breaches", &table, &lineage()).unwrap();
        let found = |name: &str| find_table(folder.path(), name).map(|table| table.full_name());
        assert_eq!(found("outcomes").unwrap(), "facts.outcomes");
        assert_eq!(found("metrics.cap_breaches").unwrap(), "metrics.cap_breaches");
        assert_eq!(
            found("cap_breaches").unwrap_err().message,
            "cap_breaches could be facts.cap_breaches or metrics.cap_breaches"
        );
        assert!(found("facts.outcome").unwrap_err().fix.contains("Did you mean facts.outcomes?"));
        assert!(
            find_table(&folder.path().join("none"), "x").unwrap_err().message.contains("no finished run")
        );
    }

    #[test]
    fn parts_of_two_versions_stand_under_their_columns_names() {
        let whole = together(&[one("a", "1"), one("b", "2")]).unwrap();
        assert_eq!(whole.names().collect::<Vec<_>>(), ["a", "days", "b"]);
        assert_eq!((whole.texts("a").get(1), whole.texts("b").get(1)), (None, Some("2")));
        assert_eq!(together(&[]).unwrap().rows(), 0);
    }

    #[test]
    fn a_file_cut_short_is_said_to_be() {
        let folder = tempfile::tempdir().unwrap();
        write_bytes(folder.path(), "facts/outcomes/X01.parquet", b"PAR1").unwrap();
        let table = find_table(folder.path(), "outcomes").unwrap();
        assert!(read_table(&table).unwrap_err().message.ends_with("is not a whole Parquet file"));
    }
}
