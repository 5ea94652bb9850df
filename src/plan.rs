//! What was typed becomes what it means: folders, rulebooks and the day, all resolved before any work.

mod look;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::dates::Day;
use crate::diagnostic::Error;
use crate::facts::Rules;
use crate::ingest::{Folder, read_folder_config};
use crate::rulebook::{PUBLISHED, Rulebook, find_rulebook};
use crate::store::{RulebookHash, sha256};
pub use look::{OwnFile, OwnLook};

/// A run, planned.
pub struct Plan {
    /// By code.
    pub authorities: Vec<Authority>,
    pub as_of: Day,
    /// The id of the rulebook that `--under` puts in the place of the authorities' own.
    pub under: Option<String>,
}

/// A rulebook, or a version of one, as it was read.
#[derive(Clone, Debug)]
pub struct RulebookText {
    pub hash: RulebookHash,
    pub valid_from: Option<Day>,
    pub text: String,
}

impl RulebookText {
    fn new(rulebook: &Rulebook, text: String) -> RulebookText {
        let hash = RulebookHash { id: rulebook.id.clone(), sha256: sha256(text.as_bytes()) };
        RulebookText { hash, valid_from: rulebook.valid_from, text }
    }
}

/// An authority whose folder and rulebook are read.
pub struct Authority {
    pub folder: Folder,
    pub rules: Rules,
    /// The rulebook it is judged by.
    pub rulebook: Rulebook,
    pub rulebook_text: String,
    /// Of every rulebook and version that may judge a worker.
    pub texts: Vec<RulebookText>,
    /// Its own logo, panel form and templates.
    pub look: OwnLook,
}

impl Plan {
    /// Reads the folders' `moderato.toml` and the rulebooks. The clock is read only where no day is given.
    pub fn new(folders: &[PathBuf], as_of: Option<NaiveDate>, under: Option<&str>) -> Result<Plan, Error> {
        let as_of = as_of.unwrap_or_else(|| chrono::Local::now().date_naive());
        let mut authorities =
            folders.iter().map(|folder| Authority::read(folder, under)).collect::<Result<Vec<_>, _>>()?;
        authorities.sort_by(|a, b| a.folder.code.cmp(&b.folder.code));
        if let Some(twice) = authorities.windows(2).find(|pair| pair[0].folder.code == pair[1].folder.code) {
            return Err(Error::new(
                format!(
                    "{} and {} are both of the authority {}",
                    twice[0].folder.root.display(),
                    twice[1].folder.root.display(),
                    twice[0].folder.code
                ),
                "Give each folder's moderato.toml the code of its own authority, or name the folder once.",
            ));
        }
        // Outputs name the rulebook, never the path it was read from.
        let under = under.and(authorities.first()).map(|authority| authority.rulebook.id.clone());
        Ok(Plan { authorities, as_of: Day::from(as_of), under })
    }
}

impl Authority {
    fn read(root: &Path, under: Option<&str>) -> Result<Authority, Error> {
        let mut folder = read_folder_config(root)?;
        let (rulebook, text) = match under {
            Some(named) => read_rulebook(named, Path::new("."))?,
            None => read_rulebook(&folder.rulebook, &folder.root)?,
        };
        let mut texts = vec![RulebookText::new(&rulebook, text.clone())];
        let mut rulebooks = vec![rulebook.clone()];
        // A worker's programme may name another published rulebook than the folder's.
        for other in PUBLISHED.iter().filter(|other| other.id != rulebook.id && under.is_none()) {
            let published = find_rulebook(other.id, None)?;
            texts.push(RulebookText::new(&published, other.text.to_owned()));
            rulebooks.push(published);
        }
        if under.is_none() {
            for (earlier, text) in earlier_versions(&folder, &rulebook)? {
                texts.push(RulebookText::new(&earlier, text));
                rulebooks.push(earlier);
            }
        }
        if under.is_none() {
            let ids = texts.iter().map(|text| text.hash.id.to_lowercase());
            folder.programmes = ids.chain(["none".to_owned()]).collect();
        }
        let look = OwnLook::read(&folder)?;
        let rules = Rules::new(&rulebook.id, rulebooks, under.is_some());
        Ok(Authority { folder, rules, rulebook, rulebook_text: text, texts, look })
    }
}

/// The versions of a folder's rulebook that held before, each with its text, which the days they hold from tell apart.
fn earlier_versions(folder: &Folder, current: &Rulebook) -> Result<Vec<(Rulebook, String)>, Error> {
    let mut found: Vec<(Rulebook, String)> = Vec::new();
    for named in &folder.earlier_rulebooks {
        let (earlier, text) = read_rulebook(named, &folder.root)?;
        if earlier.id != current.id {
            return Err(Error::new(
                format!(
                    "{named} has the id `{}`, and the rulebook it came before has `{}`",
                    earlier.id, current.id
                ),
                "Give all versions of a rulebook one id: they are told apart by valid_from.",
            ));
        }
        let same_day = |other: &&Rulebook| other.valid_from == earlier.valid_from;
        if let Some(other) = found.iter().map(|(other, _)| other).chain([current]).find(same_day) {
            let when = other.valid_from.map_or("no day".to_owned(), |day| day.in_words());
            return Err(Error::new(
                format!("two versions of `{}` hold from the same day ({when}); one is {named}", current.id),
                "Write in each version from when it holds, such as valid_from = 2025-09-01; the first may leave it out.",
            ));
        }
        if earlier.valid_from > current.valid_from {
            return Err(Error::new(
                format!("{named} holds from a later day than {}", folder.rulebook),
                "Name the latest version as rulebook, and those before it under earlier_rulebooks.",
            ));
        }
        found.push((earlier, text));
    }
    Ok(found)
}

/// A published rulebook by its id, or a file by its path from `base`, with its text.
pub fn read_rulebook(named: &str, base: &Path) -> Result<(Rulebook, String), Error> {
    if let Some(published) = PUBLISHED.iter().find(|published| published.id == named) {
        return Ok((find_rulebook(named, None)?, published.text.to_owned()));
    }
    let path = base.join(named);
    let text = if path.exists() { Some(read_text(&path)?) } else { None };
    let rulebook = find_rulebook(named, text.as_deref())?;
    Ok((rulebook, text.unwrap_or_default()))
}

/// The text of a rulebook file.
pub fn read_text(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|fault| {
        Error::new(
            format!("the rulebook {} cannot be read: {fault}", path.display()),
            "Check the path, and that it is a text file in UTF-8 that you may open.",
        )
    })
}
