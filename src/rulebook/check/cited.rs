//! What a form says of its source.

use crate::rulebook::Cited;
use crate::rulebook::written::Written;

/// The citation of a form: `sandwell/review-3 (K7; S3.5)`, or `example: review 1` where the author names
/// neither rule nor clause.
pub fn cited(rulebook: &str, form: &Written) -> Cited {
    let rules = form.texts("rule").to_vec();
    let clause = form.text("clause").map(str::to_owned);
    let mut text = if rules.is_empty() { format!("{rulebook}: {}", form.label) } else { rules.join(", ") };
    if let Some(clause) = &clause {
        text = format!("{text} ({clause})");
    }
    Cited { rules, clause, note: form.text("note").map(str::to_owned), text }
}
