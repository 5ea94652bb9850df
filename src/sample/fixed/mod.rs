//! The three authority folders of `sample-data`: each on a published rulebook, each with the exports of
//! an authority of its own kind.

mod sandhaven;
mod stokeley;
mod westmere;

use super::AS_OF;
use super::authority::{Authority, CohortPlan};
use super::export::Style;
use crate::dates::Day;

/// The authorities and how they export.
pub fn authorities(seed: u64) -> Vec<(Authority, Style)> {
    vec![sandhaven::authority(seed), stokeley::authority(seed), westmere::authority(seed)]
}

fn cohort((year, month, day): (i32, u32, u32), workers: u32) -> CohortPlan {
    // The days are written down here, so that all of them exist.
    CohortPlan { starts_on: Day::from_ymd(year, month, day).unwrap_or(AS_OF), workers }
}

/// The lines that every fixed folder's `moderato.toml` begins with.
fn opening(kind: &str) -> Vec<String> {
    vec![
        format!("{kind} The exports were made on {}: run with --as-of {AS_OF}.", AS_OF.in_words()),
        "As in real exports, a handful of rows cannot be used; they are meant to be there:".to_owned(),
    ]
}
