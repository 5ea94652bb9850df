//! Ids that are another id but for leading zeros, and numbers that stand at several people: where they stand,
//! never what they are.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};

use rayon::prelude::*;

use crate::model::Table;

use super::check::Tally;
use super::workers::without_zeros;

/// The file, and the sheet, that a record comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordPlace<'a> {
    pub file: &'a str,
    pub sheet: Option<&'a str>,
}

impl<'a> RecordPlace<'a> {
    pub fn of(records: &'a Table, row: usize) -> Option<RecordPlace<'a>> {
        Some(RecordPlace {
            file: records.texts("source_file").get(row)?,
            sheet: records.texts("source_sheet").get(row),
        })
    }
}

/// A record's row as the spreadsheet shows it; 0 where it is not known.
pub fn row_number(records: &Table, row: usize) -> u64 {
    records.ints("source_row").get(row).and_then(|number| u64::try_from(number).ok()).unwrap_or(0)
}

/// How many different values there are in each place, of some rows, and the first row there.
fn by_place<'a>(
    records: &'a Table,
    column: &str,
    rows: impl IntoIterator<Item = u32>,
) -> BTreeMap<RecordPlace<'a>, Tally> {
    let values = records.texts(column);
    let mut places: BTreeMap<RecordPlace<'a>, (BTreeSet<&str>, u64)> = BTreeMap::new();
    for row in rows.into_iter().map(|row| row as usize) {
        let (Some(place), Some(value)) = (RecordPlace::of(records, row), values.get(row)) else { continue };
        let number = row_number(records, row);
        let (seen, first_row) = places.entry(place).or_insert((BTreeSet::new(), number));
        seen.insert(value);
        *first_row = number.min(*first_row);
    }
    let tally = |(seen, first_row): (BTreeSet<&str>, u64)| Tally { count: seen.len() as u64, first_row };
    places.into_iter().map(|(place, found)| (place, tally(found))).collect()
}

/// Where values of a column stand that more than one row has.
pub fn shared_values<'a>(records: &'a Table, column: &str) -> BTreeMap<RecordPlace<'a>, Tally> {
    let values = records.texts(column);
    let mut rows_of: HashMap<&str, Vec<u32>> = HashMap::new();
    for row in 0..u32::try_from(records.rows()).unwrap_or(u32::MAX) {
        if let Some(value) = values.get(row as usize) {
            rows_of.entry(value).or_default().push(row);
        }
    }
    by_place(records, column, rows_of.into_values().filter(|rows| rows.len() > 1).flatten())
}

/// Where ids of a column stand that are a longer id without its leading zeros.
pub fn without_their_zeros<'a>(records: &'a Table, column: &str) -> BTreeMap<RecordPlace<'a>, Tally> {
    let ids = records.texts(column);
    let rows = u32::try_from(records.rows()).unwrap_or(u32::MAX);
    // Only where some id has zeros in front can two differ by them.
    let has_zeros = |id: &str| {
        id.starts_with('0')
            || id.chars().next().is_some_and(|c| !c.is_ascii_digit()) && without_zeros(id).len() != id.len()
    };
    let id_of = |row: u32| ids.get(row as usize).unwrap_or_default();
    // Ids that differ by zeros differ in length.
    let mut lengths = (0..rows).filter_map(|row| ids.get(row as usize).map(str::len));
    let first = lengths.next();
    if lengths.all(|length| Some(length) == first) {
        return BTreeMap::new();
    }
    if !(0..rows).into_par_iter().any(|row| has_zeros(id_of(row))) {
        return BTreeMap::new();
    }
    // Ids that are alike come side by side by the hash of what they have in common: to hold millions of such
    // forms would take far longer. Whether they are alike is then seen from the ids themselves.
    let hasher = RandomState::new();
    let mut forms: Vec<(u64, u32)> =
        (0..rows).into_par_iter().map(|row| (hasher.hash_one(without_zeros(id_of(row))), row)).collect();
    forms.par_sort_unstable();
    let alike = forms.par_chunk_by(|(a, _), (b, _)| a == b).flat_map_iter(|run| {
        if run.len() < 2 {
            return Vec::new();
        }
        let mut different: Vec<&str> = run.iter().map(|(_, row)| id_of(*row)).collect();
        different.sort_unstable();
        different.dedup();
        if different.len() < 2 {
            return Vec::new();
        }
        different.sort_by_cached_key(|&id| without_zeros(id));
        let shortened: BTreeSet<&str> = different
            .chunk_by(|a, b| without_zeros(a) == without_zeros(b))
            .filter(|alike| alike.iter().any(|id| has_zeros(id)))
            .flat_map(|alike| {
                let longest = alike.iter().map(|id| id.len()).max().unwrap_or(0);
                alike.iter().copied().filter(move |id| id.len() < longest)
            })
            .collect();
        run.iter().map(|(_, row)| *row).filter(|row| shortened.contains(id_of(*row))).collect()
    });
    let rows: Vec<u32> = alike.collect();
    by_place(records, column, rows)
}
