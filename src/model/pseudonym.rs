//! The names that pages and packs call workers by, so that they can be left on a table.
//!
//! A pseudonym stays with a person from run to run, and tells nothing of the id to one who does not
//! have the authority's own list of ids: `records.workers` gives both.

use std::collections::{BTreeMap, BTreeSet};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A pseudonym such as `W4821` for each id, keyed by the authority's code.
///
/// Digits come from HMAC-SHA-256 of the id; where two ids fall on the same digits, the later id (in
/// order) is hashed again. At least four digits, and so many that most are unused.
pub fn pseudonyms<'a>(authority: &str, ids: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, String> {
    let ids: BTreeSet<&str> = ids.into_iter().collect();
    let digits = (ids.len().saturating_mul(20).max(2).ilog10() + 1).max(4);
    let space = 10u64.pow(digits.min(18));
    let mut taken = BTreeSet::new();
    ids.into_iter()
        .map(|id| {
            let number =
                (0u32..).map(|again| digest(authority, id, again) % space).find(|n| taken.insert(*n));
            (id, format!("W{:0width$}", number.unwrap_or_default(), width = digits as usize))
        })
        .collect()
}

fn digest(authority: &str, id: &str, again: u32) -> u64 {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(authority.as_bytes()) else { return 0 };
    mac.update(id.as_bytes());
    mac.update(&again.to_le_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_stays_and_no_two_are_alike() {
        let many: Vec<String> = (0..5000).map(|n| format!("EMP{n}")).collect();
        let of_all = pseudonyms("X01", many.iter().map(String::as_str));
        let distinct: BTreeSet<&String> = of_all.values().collect();
        assert_eq!(distinct.len(), 5000);
        let few = pseudonyms("X01", ["EMP1", "EMP2"]);
        assert_eq!(few["EMP1"], pseudonyms("X01", ["EMP2", "EMP1", "EMP9"])["EMP1"]);
        assert_ne!(few["EMP1"], pseudonyms("X02", ["EMP1"])["EMP1"]);
    }
}
