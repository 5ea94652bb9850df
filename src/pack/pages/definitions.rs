//! What a metric's query says of itself, for side notes and for the page on how this was judged.

use crate::metrics::{Head, QUERIES};

/// The head of a metric's query; `None` for a metric that has none.
pub fn find(id: &str) -> Option<Head> {
    QUERIES.iter().find(|query| query.id == id).map(|query| query.head())
}
