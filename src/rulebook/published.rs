//! The rulebooks that come with the program.

use super::check::parse_rulebook;
use super::{Rulebook, fault::did_you_mean};
use crate::diagnostic::Error;

/// A rulebook embedded in the program.
#[derive(Clone, Copy, Debug)]
pub struct Published {
    pub id: &'static str,
    pub text: &'static str,
    /// The table of all rules of its source document (CSV: rule, clause, kind, check, asks, reason).
    pub rules: &'static str,
}

/// The kinds of event that published rulebooks ask for (CSV: kind, says, and what the columns hold).
pub const EVENT_KINDS: &str = include_str!("published/events.csv");

/// Every published rulebook, by id.
pub const PUBLISHED: &[Published] = &[
    Published {
        id: "common-yardstick",
        text: include_str!("published/common-yardstick.toml"),
        rules: include_str!("published/common-yardstick.rules.csv"),
    },
    Published {
        id: "sandwell-2025",
        text: include_str!("published/sandwell-2025.toml"),
        rules: include_str!("published/sandwell-2025.rules.csv"),
    },
    Published {
        id: "stoke-on-trent-2022",
        text: include_str!("published/stoke-on-trent-2022.toml"),
        rules: include_str!("published/stoke-on-trent-2022.rules.csv"),
    },
    Published {
        id: "west-sussex-2016",
        text: include_str!("published/west-sussex-2016.toml"),
        rules: include_str!("published/west-sussex-2016.rules.csv"),
    },
];

/// Every published rulebook, checked, by id.
pub fn published() -> Result<Vec<Rulebook>, Error> {
    PUBLISHED.iter().map(|book| parse_rulebook(book.id, book.text)).collect()
}

pub fn find_published(id: &str) -> Option<&'static Published> {
    PUBLISHED.iter().find(|book| book.id == id)
}

/// The text of a published rulebook; `None` for an id that is not one.
pub fn published_text(id: &str) -> Option<&'static str> {
    find_published(id).map(|book| book.text)
}

/// The rulebook that `id_or_path` names, without touching the disk: a published one by its id, else the
/// one whose text the caller has read from that path (`None`: there is no such file).
pub fn find_rulebook(id_or_path: &str, text: Option<&str>) -> Result<Rulebook, Error> {
    match (published_text(id_or_path), text) {
        (Some(text), _) => parse_rulebook(id_or_path, text),
        (None, Some(text)) => parse_rulebook(id_or_path, text),
        (None, None) => {
            let ids: Vec<&str> = PUBLISHED.iter().map(|book| book.id).collect();
            Err(Error::new(
                format!("there is no rulebook `{id_or_path}`: neither a published one nor a file"),
                format!(
                    "{}name a published rulebook ({}) or the path of a rulebook file",
                    did_you_mean(id_or_path, ids.iter().copied()),
                    ids.join(", ")
                ),
            ))
        }
    }
}
