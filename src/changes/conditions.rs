//! What else is different between two runs, beside the rows: the last day, the rulebook, the configuration and
//! moderato itself. Each can move a figure with no row moved.

use std::collections::BTreeSet;

use arrow::datatypes::DataType;

use super::Now;
use crate::dates::Day;
use crate::ingest::CONFIG_NAME;
use crate::model::{Table, TableBuilder};
use crate::store::{InputFile, Manifest, RulebookHash};

/// How much of a hash is kept: enough to tell two files apart.
const HASH: usize = 12;

/// `changed_conditions`: a row for each thing that is not as it was. `what` is as_of, rulebook, configuration or
/// version; `name` is the rulebook of which the text alone changed, or the file; `before` and `now` are days,
/// ids, versions, or the beginnings of hashes, null where there was or is none.
pub fn compare_conditions(before: &Manifest, before_rulebook: &str, now: &Now) -> Table {
    let columns = ["authority", "what", "name", "before", "now"];
    let mut builder = TableBuilder::new(columns.map(|name| (name, DataType::Utf8)));
    let mut put = |what: &str, name: Option<&str>, before: Option<&str>, current: Option<&str>| {
        if before != current {
            builder.push([now.code.into(), what.into(), name.into(), before.into(), current.into()]);
        }
    };
    let days = [before.as_of(), now.as_of].map(|day| day.to_string());
    put("as_of", None, Some(&days[0]), Some(&days[1]));
    put("rulebook", None, Some(before_rulebook), Some(now.rulebook));
    let ids: BTreeSet<&str> = now.rulebooks.iter().map(|book| book.id.as_str()).collect();
    // Of a rulebook that took another's place, that is said already.
    let is_told = |id: &str| id == now.rulebook && id != before_rulebook;
    for id in ids.into_iter().filter(|id| !is_told(id)) {
        let (then, current) = (texts_of(&before.rulebooks, id), texts_of(now.rulebooks, id));
        put("rulebook", Some(id), then.as_deref(), current.as_deref());
    }
    let is_configuration = |file: &&InputFile| file.authority == now.code && file.path == CONFIG_NAME;
    let then = before.inputs.iter().find(is_configuration).map(|file| beginning(&file.sha256));
    put("configuration", Some(CONFIG_NAME), then, Some(beginning(now.configuration)));
    put("version", None, Some(&before.version), Some(now.version));
    builder.finish()
}

/// The beginnings of the hashes of a rulebook's versions; `None` where it was not used.
fn texts_of(rulebooks: &[RulebookHash], id: &str) -> Option<String> {
    let hashes: BTreeSet<&str> =
        rulebooks.iter().filter(|book| book.id == id).map(|book| beginning(&book.sha256)).collect();
    (!hashes.is_empty()).then(|| hashes.into_iter().collect::<Vec<_>>().join(" "))
}

fn beginning(hash: &str) -> &str {
    hash.get(..HASH).unwrap_or(hash)
}

/// Each row of `changed_conditions` as a reader knows it: `the last day of the records (from 6 February 2026 to
/// 6 March 2026)`.
pub fn conditions_in_words(conditions: &Table) -> Vec<String> {
    let text = |column: &str, row: usize| conditions.texts(column).get(row);
    (0..conditions.rows())
        .filter_map(|row| {
            let (before, now) = (text("before", row), text("now", row));
            let between = |say: fn(&str) -> String| match before.zip(now) {
                Some((before, now)) => format!(" (from {} to {})", say(before), say(now)),
                None => String::new(),
            };
            Some(match (text("what", row)?, text("name", row)) {
                ("as_of", _) => format!("the last day of the records{}", between(day_in_words)),
                ("rulebook", None) => format!("the rulebook{}", between(str::to_owned)),
                ("rulebook", Some(id)) if before.is_none() => format!("the rulebook {id}, not used then"),
                ("rulebook", Some(id)) => format!("the text of the rulebook {id}"),
                ("configuration", _) => format!("what {CONFIG_NAME} says"),
                (_, _) => format!("moderato’s version{}", between(str::to_owned)),
            })
        })
        .collect()
}

fn day_in_words(iso: &str) -> String {
    iso.parse().map_or_else(|_| iso.to_owned(), |day: chrono::NaiveDate| Day::from(day).in_words())
}
