//! What is said on standard error about the user's data, and the lines of counts.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::facts::Unmatched;
use crate::ingest::Ingested;
use crate::plan::Authority;
use crate::store::RowCount;

/// How many diagnostics of a code are printed before the rest is counted.
const SHOWN_A_CODE: usize = 20;

/// Says what was found in an authority's exports, and of its rules: twenty a code, then a count.
pub fn say_found(authority: &Authority, ingested: &Ingested, of_rules: &[Unmatched], whole_list: &str) {
    let mut of_code: BTreeMap<Code, (Vec<Diagnostic>, usize)> = BTreeMap::new();
    let of_rules =
        of_rules.iter().map(|rule| Diagnostic { message: rule.in_short.clone(), ..rule.whole.clone() });
    let notices = ingested.notices.iter().cloned().chain(of_rules);
    for diagnostic in ingested.rejected.iter().chain(notices) {
        let (shown, count) = of_code.entry(diagnostic.code).or_default();
        *count += 1;
        if shown.len() < SHOWN_A_CODE {
            shown.push(diagnostic);
        }
    }
    for (code, (shown, count)) in of_code {
        shown.iter().for_each(|diagnostic| say(&authority.folder.name, diagnostic));
        if count > shown.len() {
            tracing::warn!(
                "{}: {}: {} more. {whole_list}",
                authority.folder.name,
                code.name(),
                count - shown.len()
            );
        }
    }
    for (table, pct) in ingested.too_much_rejected(authority.folder.max_rejected_pct) {
        tracing::warn!(
            "{}: {pct:.1}% of the rows of {table} could not be used, more than the {}% allowed. No pack is made \
             from such records.\n  to mend it: mend the rows listed, or raise max_rejected_pct in moderato.toml \
             where the rows do not matter",
            authority.folder.name,
            authority.folder.max_rejected_pct
        );
    }
}

fn say(authority: &str, diagnostic: &Diagnostic) {
    let Diagnostic { code, place, message, fix, .. } = diagnostic;
    let text = format!("{authority}: {}: {message}\n  where: {place}\n  to mend it: {fix}", code.name());
    match code.severity() {
        Severity::Rejects => tracing::warn!("{text}"),
        Severity::Notice => tracing::info!("{text}"),
    }
}

/// `Westmere: reviews: 120 rows read, 118 kept, 1 left out, 1 repeat.`
pub fn count_line(authority: &str, count: &RowCount) -> String {
    let mut line = format!(
        "{authority}: {}: {} read, {} kept",
        count.table,
        counted(count.rows_read, "row", "rows"),
        count.rows_kept
    );
    if count.rows_rejected > 0 {
        line.push_str(&format!(", {} left out", count.rows_rejected));
    }
    if count.duplicates > 0 {
        line.push_str(&format!(", {}", counted(count.duplicates, "repeat", "repeats")));
    }
    if count.set_aside > 0 {
        line.push_str(&format!(", {} about other people set aside", count.set_aside));
    }
    line.push_str(".\n");
    line
}

/// `1 row`, `2 rows`.
pub fn counted(count: u64, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}
