//! Where each table stands under a run's folder.

use std::fmt;
use std::path::{Path, PathBuf};

/// The table of names and SWE numbers: only the named variant of a pack reads it.
pub const PEOPLE: &str = "people";

/// What kind of table it is: the part before the dot in `facts.cap_breaches`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    Records,
    Facts,
    Metrics,
    Compare,
}

impl Stage {
    pub const ALL: [Stage; 4] = [Stage::Records, Stage::Facts, Stage::Metrics, Stage::Compare];

    /// The folder's name, and the part before the dot.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Records => "records",
            Stage::Facts => "facts",
            Stage::Metrics => "metrics",
            Stage::Compare => "compare",
        }
    }

    pub fn from_name(name: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.name() == name)
    }

    /// Whether a table is a folder with one file an authority.
    pub fn is_by_authority(self) -> bool {
        matches!(self, Stage::Records | Stage::Facts)
    }

    pub fn folder(self, run_dir: &Path) -> PathBuf {
        run_dir.join(self.name())
    }

    /// The path of one authority's part of a table, under the run's folder, with `/`.
    pub fn part(self, table: &str, code: &str) -> String {
        format!("{}/{table}/{code}.parquet", self.name())
    }

    /// The path of a table that is one file, under the run's folder, with `/`.
    pub fn whole(self, table: &str, extension: &str) -> String {
        format!("{}/{table}.{extension}", self.name())
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether an authority's code can name a file on every system: letters, digits, `-` and `_`.
pub fn code_is_safe(code: &str) -> bool {
    !code.is_empty()
        && code.len() <= 64
        && code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_never_leaves_its_folder() {
        assert!(code_is_safe("E08000028"));
        for code in ["", "..", "a/b", "a\\b", "C:", "é", "a b"] {
            assert!(!code_is_safe(code), "{code}");
        }
    }

    #[test]
    fn stages_are_found_by_their_folder() {
        for stage in Stage::ALL {
            assert_eq!(Stage::from_name(stage.name()), Some(stage));
        }
        assert_eq!(Stage::Facts.part("outcomes", "X01"), "facts/outcomes/X01.parquet");
        assert_eq!(Stage::Metrics.whole("pass_rates", "csv"), "metrics/pass_rates.csv");
    }
}
