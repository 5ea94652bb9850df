//! Checked rows of all files into one table: sorted, exact repeats kept once, keys unique.
//!
//! Rows are grouped by worker with one counting pass and sorted within each worker, which for millions
//! of rows is a fraction of the work of sorting the whole.

use std::cmp::Ordering;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, RecordBatchOptions,
    StringArray, StringBuilder, UInt32Array, new_empty_array,
};
use arrow::compute::{cast, concat, take};
use arrow::datatypes::{DataType, Field, Schema};
use rayon::prelude::*;

use crate::diagnostic::Error;
use crate::model::{LINEAGE, Table, TableSpec};

use super::check::{ROW_COLUMN, data_type};
use super::workers::WorkerIndex;

/// Checked rows of one input, in the order of its rows.
pub struct Part {
    /// The input's place among the table's inputs.
    pub input: u32,
    pub table: Table,
    pub codes: Vec<u32>,
}

/// A file and sheet that rows come from.
pub struct Origin {
    pub file: String,
    pub sheet: String,
}

/// A row that was taken out while the table was put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakenOut {
    pub input: u32,
    pub row: u64,
    /// The row that was kept in its place.
    pub kept_input: u32,
    pub kept_row: u64,
}

/// A finished table and what was taken out of it.
pub struct Gathered {
    pub table: Table,
    /// Exact repeats.
    pub repeats: Vec<TakenOut>,
    /// Other rows with the same key, with the key as it stands in the row.
    pub same_key: Vec<(TakenOut, String)>,
}

/// Puts the parts of a table together. `codes` are the places of `workers`, 0 where a row is of none of them.
pub fn gather(
    spec: &'static TableSpec,
    parts: Vec<Part>,
    origins: &[Origin],
    workers: &WorkerIndex,
) -> Result<Gathered, Error> {
    let total: usize = parts.iter().map(|part| part.table.rows()).sum();
    if u32::try_from(total).is_err() {
        return Err(too_large(spec));
    }
    let mut inputs: Vec<u32> = Vec::with_capacity(total);
    let mut codes: Vec<u32> = Vec::with_capacity(total);
    let width = spec.columns.len();
    let mut pieces: Vec<Vec<ArrayRef>> = vec![Vec::with_capacity(parts.len()); width + 1];
    for part in parts {
        inputs.resize(inputs.len() + part.table.rows(), part.input);
        codes.extend(part.codes);
        for (pieces, column) in pieces.iter_mut().zip(part.table.batch().columns()) {
            pieces.push(column.clone());
        }
    }
    codes.resize(total, 0);
    let mut columns: Vec<ArrayRef> = pieces
        .into_par_iter()
        .enumerate()
        .map(|(index, pieces)| {
            let kind = spec.columns.get(index).map_or(DataType::Int64, |column| data_type(column.kind));
            joined(spec, &pieces, kind)
        })
        .collect::<Result<_, _>>()?;
    let Some(rows) = columns.pop() else { return Err(too_large(spec)) };
    let sorter = Sorter::new(spec, &columns);
    let row_of = |place: u32| whole_number(&rows, place) as u64;
    let key: Vec<usize> = spec
        .key
        .iter()
        .filter_map(|name| spec.columns.iter().position(|column| column.name == *name))
        .collect();
    let sifted = sorter.sift(&codes, workers.len(), &key);
    let out = |taken: u32, kept: u32| TakenOut {
        input: inputs.get(taken as usize).copied().unwrap_or(0),
        row: row_of(taken),
        kept_input: inputs.get(kept as usize).copied().unwrap_or(0),
        kept_row: row_of(kept),
    };
    let repeats = sifted.repeats.iter().map(|(taken, kept)| out(*taken, *kept)).collect();
    let same_key = sifted
        .same_key
        .iter()
        .map(|(taken, kept)| {
            let shown: Vec<String> = key.iter().map(|index| sorter.shown(*index, *taken)).collect();
            (out(*taken, *kept), shown.join(", "))
        })
        .collect();
    let read = Read { spec, columns, rows: &rows, inputs: &inputs };
    let table = read.ordered(origins, workers, &sifted.kept)?;
    Ok(Gathered { table, repeats, same_key })
}

fn too_large(spec: &TableSpec) -> Error {
    Error::new(
        format!("{} is too large to hold: more than two thousand million characters in a column", spec.name),
        "split the folder, one authority or some years at a time",
    )
}

/// A column of all parts as one array.
fn joined(spec: &TableSpec, pieces: &[ArrayRef], kind: DataType) -> Result<ArrayRef, Error> {
    let text: usize = pieces
        .iter()
        .filter_map(|array| array.as_any().downcast_ref::<StringArray>())
        .map(|array| array.value_data().len())
        .sum();
    if i32::try_from(text).is_err() {
        return Err(too_large(spec));
    }
    if pieces.is_empty() {
        return Ok(new_empty_array(&kind));
    }
    let borrowed: Vec<&dyn Array> = pieces.iter().map(AsRef::as_ref).collect();
    concat(&borrowed).map_err(|_| too_large(spec))
}

fn whole_number(array: &ArrayRef, place: u32) -> i64 {
    array.as_any().downcast_ref::<Int64Array>().map_or(0, |array| array.value(place as usize))
}

/// Typed columns, for comparing rows.
struct Sorter<'a> {
    columns: Vec<Comparable<'a>>,
    /// The columns in which rows of one worker can differ.
    within_worker: Vec<usize>,
}

enum Comparable<'a> {
    Text(&'a StringArray),
    Int(&'a Int64Array),
    Float(&'a Float64Array),
    Bool(&'a BooleanArray),
    Date(&'a Date32Array),
}

impl<'a> Sorter<'a> {
    fn new(spec: &TableSpec, columns: &'a [ArrayRef]) -> Sorter<'a> {
        let columns: Vec<Comparable> = columns
            .iter()
            .filter_map(|array| {
                let any = array.as_any();
                any.downcast_ref()
                    .map(Comparable::Text)
                    .or_else(|| any.downcast_ref().map(Comparable::Int))
                    .or_else(|| any.downcast_ref().map(Comparable::Float))
                    .or_else(|| any.downcast_ref().map(Comparable::Bool))
                    .or_else(|| any.downcast_ref().map(Comparable::Date))
            })
            .collect();
        let is_worker =
            |index: usize| spec.columns.get(index).is_some_and(|column| column.name == "worker_id");
        let within_worker = (0..columns.len()).filter(|index| !is_worker(*index)).collect();
        Sorter { columns, within_worker }
    }

    /// The places of all rows, sorted by code and then by all columns, equal rows in the order in which they
    /// were read; then, worker by worker, exact repeats are taken out.
    fn sift(&self, codes: &[u32], workers: usize, key: &[usize]) -> Sifted {
        let mut order = vec![0u32; codes.len()];
        let all: Vec<usize> = (0..self.columns.len()).collect();
        let groups = grouped(&mut order, codes, workers);
        let sifted: Vec<Sifted> = groups
            .into_par_iter()
            .with_min_len(64)
            .fold(Sifted::default, |mut sifted, (code, group)| {
                // Rows without a worker may differ in the worker's column as well.
                let columns = if code == 0 { &all } else { &self.within_worker };
                self.sort(group, columns);
                self.sift_repeats(code, group, columns, &mut sifted);
                sifted
            })
            .collect();
        let mut all = Sifted { kept: Vec::with_capacity(codes.len()), ..Sifted::default() };
        for mut part in sifted {
            all.kept.append(&mut part.kept);
            all.repeats.append(&mut part.repeats);
        }
        self.sift_keys(key, &mut all);
        all
    }

    fn sort(&self, group: &mut [u32], columns: &[usize]) {
        if group.len() > 100_000 {
            group.par_sort_by(|a, b| self.compare(columns, *a, *b));
        } else if group.len() > 1 {
            group.sort_by(|a, b| self.compare(columns, *a, *b));
        }
    }

    fn compare(&self, columns: &[usize], a: u32, b: u32) -> Ordering {
        columns
            .iter()
            .map(|column| self.compare_in(*column, a, b))
            .find(|ordering| ordering.is_ne())
            .unwrap_or(Ordering::Equal)
    }

    /// Null comes before every value.
    fn compare_in(&self, column: usize, a: u32, b: u32) -> Ordering {
        let (a, b) = (a as usize, b as usize);
        macro_rules! by {
            ($array:expr, $compare:expr) => {
                match ($array.is_null(a), $array.is_null(b)) {
                    (true, true) => Ordering::Equal,
                    (true, false) => Ordering::Less,
                    (false, true) => Ordering::Greater,
                    (false, false) => $compare($array.value(a), $array.value(b)),
                }
            };
        }
        match self.columns.get(column) {
            Some(Comparable::Text(array)) => by!(array, |x: &str, y: &str| x.cmp(y)),
            Some(Comparable::Int(array)) => by!(array, |x: i64, y: i64| x.cmp(&y)),
            Some(Comparable::Float(array)) => by!(array, |x: f64, y: f64| x.total_cmp(&y)),
            Some(Comparable::Bool(array)) => by!(array, |x: bool, y: bool| x.cmp(&y)),
            Some(Comparable::Date(array)) => by!(array, |x: i32, y: i32| x.cmp(&y)),
            None => Ordering::Equal,
        }
    }

    fn same(&self, columns: &[usize], a: u32, b: u32) -> bool {
        columns.iter().all(|column| self.compare_in(*column, a, b).is_eq())
    }

    /// Keeps the first of rows that are equal. In a sorted group they are neighbours.
    fn sift_repeats(&self, code: u32, group: &[u32], columns: &[usize], sifted: &mut Sifted) {
        for run in group.chunk_by(|a, b| self.same(columns, *a, *b)) {
            let Some((first, rest)) = run.split_first() else { continue };
            sifted.repeats.extend(rest.iter().map(|taken| (*taken, *first)));
            sifted.kept.push(Kept { place: *first, code });
        }
    }

    /// Of rows with one key keeps the first read. Keys are the first columns, so that such rows are neighbours.
    fn sift_keys(&self, key: &[usize], sifted: &mut Sifted) {
        if key.is_empty() {
            return;
        }
        let unique = std::mem::take(&mut sifted.kept);
        for run in unique.chunk_by(|a, b| self.same(key, a.place, b.place)) {
            let Some(first) = run.iter().min_by_key(|kept| kept.place) else { continue };
            sifted.kept.push(*first);
            let others = run.iter().filter(|other| other.place != first.place);
            sifted.same_key.extend(others.map(|taken| (taken.place, first.place)));
        }
    }

    fn shown(&self, column: usize, row: u32) -> String {
        let row = row as usize;
        match self.columns.get(column) {
            Some(Comparable::Text(array)) if !array.is_null(row) => array.value(row).to_owned(),
            Some(Comparable::Int(array)) if !array.is_null(row) => array.value(row).to_string(),
            _ => String::new(),
        }
    }
}

/// The places of rows, those of one code side by side, each with its code. `order` is as long as `codes`.
fn grouped<'o>(order: &'o mut [u32], codes: &[u32], workers: usize) -> Vec<(u32, &'o mut [u32])> {
    let mut ends = vec![0usize; workers + 2];
    for code in codes {
        if let Some(count) = ends.get_mut(*code as usize + 1) {
            *count += 1;
        }
    }
    for index in 1..ends.len() {
        ends[index] += ends[index - 1];
    }
    let mut next = ends.clone();
    for (place, code) in (0u32..).zip(codes) {
        if let Some(at) = next.get_mut(*code as usize) {
            if let Some(slot) = order.get_mut(*at) {
                *slot = place;
            }
            *at += 1;
        }
    }
    let mut groups = Vec::with_capacity(workers + 1);
    let mut rest = order;
    for (code, pair) in (0u32..).zip(ends.windows(2)) {
        let (group, after) = rest.split_at_mut((pair[1] - pair[0]).min(rest.len()));
        if !group.is_empty() {
            groups.push((code, group));
        }
        rest = after;
    }
    groups
}

/// A row that stays: its place among the rows read, and its worker's code.
#[derive(Clone, Copy)]
struct Kept {
    place: u32,
    code: u32,
}

/// Rows kept, and the places of rows taken out with the row that stays in their place.
#[derive(Default)]
struct Sifted {
    kept: Vec<Kept>,
    repeats: Vec<(u32, u32)>,
    same_key: Vec<(u32, u32)>,
}

/// The rows of all parts, in the order in which they were read.
struct Read<'a> {
    spec: &'static TableSpec,
    columns: Vec<ArrayRef>,
    /// Each row's number in its input, and its input.
    rows: &'a ArrayRef,
    inputs: &'a [u32],
}

impl Read<'_> {
    /// The kept rows in their order, with the lineage columns at the end.
    fn ordered(&self, origins: &[Origin], workers: &WorkerIndex, kept: &[Kept]) -> Result<Table, Error> {
        let places: UInt32Array = kept.iter().map(|kept| kept.place).collect::<Vec<_>>().into();
        let inputs: UInt32Array =
            places.values().iter().map(|place| self.inputs.get(*place as usize).copied()).collect();
        let arrays: Vec<ArrayRef> = (0..self.columns.len() + LINEAGE.len())
            .into_par_iter()
            .map(|index| match index.checked_sub(self.columns.len()) {
                None if self.is_worker(index) => self.workers_of(kept, workers, index),
                None => taken(self.columns.get(index)?, &places),
                Some(0) => named(&inputs, origins.iter().map(|origin| origin.file.as_str())),
                Some(1) => named(&inputs, origins.iter().map(|origin| origin.sheet.as_str())),
                Some(_) => taken(self.rows, &places),
            })
            .collect::<Option<_>>()
            .ok_or_else(|| too_large(self.spec))?;
        let of_lineage =
            [(LINEAGE[0], DataType::Utf8), (LINEAGE[1], DataType::Utf8), (ROW_COLUMN, DataType::Int64)];
        let fields: Vec<Field> = self
            .spec
            .columns
            .iter()
            .map(|column| (column.name, data_type(column.kind)))
            .chain(of_lineage)
            .map(|(name, kind)| Field::new(name, kind, true))
            .collect();
        let options = RecordBatchOptions::new().with_row_count(Some(kept.len()));
        RecordBatch::try_new_with_options(Arc::new(Schema::new(fields)), arrays, &options)
            .map(Table::new)
            .map_err(|_| too_large(self.spec))
    }

    fn is_worker(&self, column: usize) -> bool {
        self.spec.columns.get(column).is_some_and(|column| column.name == "worker_id")
    }

    /// The ids of the kept rows' workers: rows of one worker stand side by side, so that nothing has to be looked
    /// for. A row of no worker has what was read.
    fn workers_of(&self, kept: &[Kept], workers: &WorkerIndex, column: usize) -> Option<ArrayRef> {
        let read = self.columns.get(column)?.as_any().downcast_ref::<StringArray>()?;
        let id = |kept: &Kept| {
            let place = kept.place as usize;
            workers.id(kept.code).or_else(|| (!read.is_null(place)).then(|| read.value(place)))
        };
        let text: usize = kept.iter().filter_map(id).map(str::len).sum();
        i32::try_from(text).ok()?;
        let mut ids = StringBuilder::with_capacity(kept.len(), text);
        kept.iter().for_each(|kept| ids.append_option(id(kept)));
        Some(Arc::new(ids.finish()))
    }
}

/// A column's values at some places; `None` where it would be too large to hold.
fn taken(column: &ArrayRef, places: &UInt32Array) -> Option<ArrayRef> {
    // A text of few values is moved as small numbers.
    let coded = DataType::Dictionary(Box::new(DataType::UInt8), Box::new(DataType::Utf8));
    if *column.data_type() == DataType::Utf8
        && let Ok(coded) = cast(column, &coded)
    {
        return cast(&take(&coded, places, None).ok()?, &DataType::Utf8).ok();
    }
    take(column, places, None).ok()
}

/// A name for each row, by its input; null where the name is empty, `None` where that is too large to hold.
fn named<'n>(of_rows: &UInt32Array, names: impl Iterator<Item = &'n str>) -> Option<ArrayRef> {
    let names: StringArray = names.map(|name| (!name.is_empty()).then_some(name)).collect();
    take(&names, of_rows, None).ok()
}
