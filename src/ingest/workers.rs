//! The workers that other records may be about.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::model::Table;

/// Workers by id, and the ids of workers whose own row was rejected.
#[derive(Debug, Default)]
pub struct WorkerIndex {
    /// Each id's place in the sorted list, counted from 1.
    codes: Codes,
    ids: Vec<Box<str>>,
    rejected: HashSet<Box<str>>,
    /// Social Work England numbers; `None` where several workers have the same.
    swe_numbers: HashMap<Box<str>, Option<u32>>,
    /// Ids as they would be without what people leave out or mistake.
    likenesses: BTreeMap<String, u32>,
}

impl WorkerIndex {
    /// `table` is the finished workers table; `rejected` the ids of workers whose row was rejected.
    pub fn new(table: &Table, rejected: HashSet<Box<str>>) -> WorkerIndex {
        let column = table.texts("worker_id");
        let mut ids: Vec<Box<str>> =
            (0..table.rows()).filter_map(|row| column.get(row)).map(Into::into).collect();
        ids.sort_unstable();
        ids.dedup();
        let codes = Codes::of(&ids);
        let likenesses = ids.iter().zip(1u32..).map(|(id, code)| (likeness(id), code)).collect();
        let mut index = WorkerIndex { codes, ids, rejected, likenesses, swe_numbers: HashMap::new() };
        let numbers = table.texts("swe_number");
        for row in 0..table.rows() {
            let (Some(number), Some(id)) = (numbers.get(row), column.get(row)) else { continue };
            let code = index.code(id);
            index.swe_numbers.entry(number.into()).and_modify(|known| *known = None).or_insert(code);
        }
        index
    }

    /// The worker who alone has a Social Work England number, given in its one form.
    pub fn code_of_swe_number(&self, number: &str) -> Option<u32> {
        self.swe_numbers.get(number).copied().flatten()
    }

    /// Whether a Social Work England number, given in its one form, is some worker's.
    pub fn has_swe_number(&self, number: &str) -> bool {
        self.swe_numbers.contains_key(number)
    }

    /// The worker's place in the sorted list, counted from 1.
    #[inline]
    pub fn code(&self, id: &str) -> Option<u32> {
        self.codes.get(id)
    }

    /// The id of a place.
    pub fn id(&self, code: u32) -> Option<&str> {
        self.ids.get((code as usize).checked_sub(1)?).map(|id| &**id)
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_rejected(&self, id: &str) -> bool {
        self.rejected.contains(id)
    }

    /// A worker whose id is the same but for leading zeros, marks, or a letter O for a zero.
    pub fn nearly(&self, id: &str) -> Option<&str> {
        self.likenesses.get(&likeness(id)).and_then(|code| self.id(*code))
    }

    /// Pairs of workers whose ids differ by leading zeros alone.
    pub fn alike_but_for_zeros(&self) -> Vec<(&str, &str)> {
        let mut seen: HashMap<Cow<str>, &str> = HashMap::new();
        let mut pairs = Vec::new();
        for id in &self.ids {
            if let Some(other) = seen.insert(without_zeros(id), id) {
                pairs.push((other, &**id));
            }
        }
        pairs
    }
}

/// The places of ids. Every row of every export is looked up here: a short id stands in the table itself, so that
/// there is nothing more to fetch.
#[derive(Debug, Default)]
struct Codes {
    short: HashMap<u128, u32>,
    long: HashMap<Box<str>, u32>,
}

impl Codes {
    fn of(ids: &[Box<str>]) -> Codes {
        let mut codes = Codes::default();
        for (id, code) in ids.iter().zip(1u32..) {
            match in_one_number(id) {
                Some(short) => codes.short.insert(short, code),
                None => codes.long.insert(id.clone(), code),
            };
        }
        codes
    }

    #[inline]
    fn get(&self, id: &str) -> Option<u32> {
        match in_one_number(id) {
            Some(short) => self.short.get(&short).copied(),
            None => self.long.get(id).copied(),
        }
    }
}

/// An id of up to fifteen bytes with its length as one number; `None` for a longer one.
#[inline]
fn in_one_number(id: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes.get_mut(..id.len()).filter(|_| id.len() < 16)?.copy_from_slice(id.as_bytes());
    bytes[15] = id.len() as u8;
    Some(u128::from_le_bytes(bytes))
}

/// An id without the zeros before its digits; borrowed where there are none.
pub fn without_zeros(id: &str) -> Cow<'_, str> {
    let bytes = id.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    // A zero that a digit follows, and no digit precedes but such a zero.
    let mut is_in_number = false;
    let mut goes = |at: usize| {
        let is_zero = !is_in_number && bytes.get(at) == Some(&b'0') && is_digit(at + 1);
        is_in_number = !is_zero && is_digit(at);
        is_zero
    };
    let Some(first) = (0..bytes.len()).find(|at| goes(*at)) else { return Cow::Borrowed(id) };
    let mut kept = String::with_capacity(id.len());
    let mut from = 0;
    for at in first..bytes.len() {
        if at == first || goes(at) {
            kept.push_str(id.get(from..at).unwrap_or_default());
            from = at + 1;
        }
    }
    kept.push_str(id.get(from..).unwrap_or_default());
    Cow::Owned(kept)
}

fn likeness(id: &str) -> String {
    let plain: String = id
        .chars()
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    without_zeros(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TableBuilder;
    use arrow::datatypes::DataType;

    #[test]
    fn near_ids_are_found_and_far_ones_are_not() {
        let mut builder = TableBuilder::new([("worker_id", DataType::Utf8)]);
        for id in ["W001", "1234", "E-77", "01234"] {
            builder.push([id.into()]);
        }
        let index = WorkerIndex::new(&builder.finish(), HashSet::new());
        assert_eq!(index.code("01234"), Some(1));
        assert_eq!(index.nearly("WO01"), Some("W001"));
        assert_eq!(index.nearly("W-1"), Some("W001"));
        assert_eq!(index.nearly("E77"), Some("E-77"));
        assert_eq!(index.nearly("W002"), None);
        assert_eq!(index.nearly("1235"), None);
        assert_eq!(index.alike_but_for_zeros(), [("01234", "1234")]);
    }

    #[test]
    fn ids_of_every_length_are_found_and_no_other() {
        let ids: Vec<String> = (1..40).map(|length| "x".repeat(length)).collect();
        let mut builder = TableBuilder::new([("worker_id", DataType::Utf8)]);
        ids.iter().for_each(|id| builder.push([id.as_str().into()]));
        let index = WorkerIndex::new(&builder.finish(), HashSet::new());
        for id in &ids {
            assert_eq!(index.code(id).and_then(|code| index.id(code)), Some(id.as_str()));
            assert_eq!(index.code(&format!("{id}\0")), None);
            assert_eq!(index.code(&id.replacen('x', "y", 1)), None);
        }
        assert_eq!(index.code(""), None);
    }

    #[test]
    fn zeros_before_digits_are_left_out() {
        for (id, expected) in [("0012", "12"), ("A00B", "A0B"), ("W001", "W1"), ("100", "100"), ("0", "0")] {
            assert_eq!(without_zeros(id), expected, "{id}");
        }
    }
}
