//! What a form says of its source.

use crate::rulebook::Cited;
use crate::rulebook::written::Written;

/// The citation of a form: `sandwell/review-3 (K7; S3.5)`, or `example: review 1` where the author names
/// neither rule nor clause. `book` is the whole rulebook, whose readings may turn a note round.
pub fn cited(book: &Written, rulebook: &str, form: &Written) -> Cited {
    let rules = form.texts("rule").to_vec();
    let clause = form.text("clause").map(str::to_owned);
    let mut text = if rules.is_empty() { format!("{rulebook}: {}", form.label) } else { rules.join(", ") };
    if let Some(clause) = &clause {
        text = format!("{text} ({clause})");
    }
    Cited { rules, clause, note: form.text("note").map(|note| note_in_force(book, note)), text }
}

/// A note as it holds: where it names a reading that is flipped, the reading in force is added to it.
fn note_in_force(book: &Written, note: &str) -> String {
    let flipped = book.forms("reading").filter(|reading| reading.yes("flipped"));
    let named = flipped.filter(|reading| reading.text("ref").is_some_and(|reference| names(note, reference)));
    let in_force = named.filter_map(|reading| {
        let alternative = reading.text("alternative")?.trim_end_matches('.');
        Some(format!(" Here the other reading is taken: {alternative} ({}).", reading.text("ref")?))
    });
    std::iter::once(note.to_owned()).chain(in_force).collect()
}

/// Whether a note names a reading: `SW-A1` is not named by `(SW-A10)`.
fn names(note: &str, reference: &str) -> bool {
    note.match_indices(reference).any(|(at, _)| {
        let after = note.get(at + reference.len()..).and_then(|rest| rest.chars().next());
        after.is_none_or(|letter| !letter.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_reading_is_named_whole() {
        assert!(names("Late after 12 (SW-A1; SW-A9).", "SW-A1"));
        assert!(!names("Late after 12 (SW-A10).", "SW-A1"));
    }
}
