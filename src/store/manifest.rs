//! `manifest.json`: what a run was made from and what it wrote.
//!
//! No path of a machine and no time of day: the same inputs give the same bytes. Paths are with `/`,
//! inputs under their authority's folder, outputs under the run's.

use std::path::Path;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::disk::read_file;
use super::{OutputFile as Output, RulebookHash, write_bytes};
use crate::dates::Day;
use crate::diagnostic::Error;
use crate::model::Supply;

/// The whole manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Moderato's version.
    pub version: String,
    /// The last day the run knows about.
    pub as_of: NaiveDate,
    /// The rulebook that `--under` put in the place of the authorities' own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
    /// The earlier run that this one was compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Since>,
    pub authorities: Vec<AuthorityRun>,
    pub rulebooks: Vec<RulebookHash>,
    pub inputs: Vec<InputFile>,
    /// Row counts of ingest: read = kept + rejected + duplicates + set aside.
    pub records: Vec<RowCount>,
    pub facts: Vec<TableRows>,
    pub metrics: Vec<TableRows>,
    /// Every file written but the manifest itself.
    pub outputs: Vec<OutputFile>,
}

/// An earlier run: the last day it knew about, and the hash of its manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Since {
    pub as_of: NaiveDate,
    pub sha256: String,
}

/// An authority and the rulebook it was judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityRun {
    pub code: String,
    pub name: String,
    pub rulebook: String,
    /// What judged somebody beside that rulebook as it stands now: versions before, and others that
    /// workers' programmes name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherRulebook>,
    /// What its exports supply at all: a pack made again later must not mistake what is not supplied for what
    /// was not done, or the other way round.
    #[serde(default)]
    pub supply: Supply,
}

/// A rulebook, or a version of one, that judged some of an authority's cohorts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherRulebook {
    pub id: String,
    /// None for one that always held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<NaiveDate>,
    /// Where its text is kept in the run.
    pub path: String,
    /// The cohorts with somebody whom it judged.
    pub cohorts: Vec<String>,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    pub authority: String,
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OutputFile {
    pub path: String,
    pub sha256: String,
    pub bytes: u64,
}

/// What became of the rows of one file, or of all files of a record table together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCount {
    pub authority: String,
    pub table: String,
    /// The file's path in the authority's folder; none for all files together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    pub rows_read: u64,
    pub rows_kept: u64,
    pub rows_rejected: u64,
    pub duplicates: u64,
    pub set_aside: u64,
    pub notices: u64,
}

impl RowCount {
    /// Adds the rows of another file.
    pub fn add(&mut self, other: &RowCount) {
        self.rows_read += other.rows_read;
        self.rows_kept += other.rows_kept;
        self.rows_rejected += other.rows_rejected;
        self.duplicates += other.duplicates;
        self.set_aside += other.set_aside;
        self.notices += other.notices;
    }

    /// Whether no row was lost.
    pub fn adds_up(&self) -> bool {
        self.rows_read == self.rows_kept + self.rows_rejected + self.duplicates + self.set_aside
    }
}

/// How many rows a table has; all authorities together where `authority` is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableRows {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    pub table: String,
    pub rows: u64,
}

const PATH: &str = "manifest.json";

impl Manifest {
    pub fn as_of(&self) -> Day {
        Day::from(self.as_of)
    }

    /// The record tables whose counts do not add up; none in a sound run.
    pub fn unbalanced(&self) -> Vec<&RowCount> {
        self.records.iter().filter(|count| !count.adds_up()).collect()
    }

    /// Writes `manifest.json` into a run's folder, its outputs sorted by path.
    pub fn write(&self, run_dir: &Path) -> Result<Output, Error> {
        let mut sorted = self.clone();
        sorted.outputs.sort();
        let mut text = serde_json::to_string_pretty(&sorted).map_err(|_| {
            Error::new("the manifest could not be written", "Please report this as a fault of moderato.")
        })?;
        text.push('\n');
        write_bytes(run_dir, PATH, text.as_bytes())
    }

    /// The manifest of a finished run.
    pub fn read(run_dir: &Path) -> Result<Manifest, Error> {
        let path = run_dir.join(PATH);
        if !path.is_file() {
            return Err(Error::new(
                format!("there is no finished run in {}", run_dir.display()),
                "Run `moderato run` first, or say with --out where the run was written.",
            ));
        }
        serde_json::from_slice(&read_file(&path)?).map_err(|fault| {
            Error::new(
                format!("{} cannot be read at line {}", path.display(), fault.line()),
                "Run `moderato run` again: the manifest was changed after it was written, or is of another version.",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_comes_back_as_written_and_its_counts_are_checked() {
        let count = RowCount {
            authority: "X01".into(),
            table: "reviews".into(),
            file: Some("exports/reviews.csv".into()),
            sheet: None,
            rows_read: 12,
            rows_kept: 8,
            rows_rejected: 2,
            duplicates: 1,
            set_aside: 1,
            notices: 3,
        };
        let output = |path: &str| OutputFile { path: path.into(), sha256: "0".into(), bytes: 1 };
        let mut manifest = Manifest {
            version: "0.1.0".into(),
            as_of: NaiveDate::default(),
            under: None,
            since: None,
            authorities: vec![],
            rulebooks: vec![],
            inputs: vec![],
            records: vec![count],
            facts: vec![TableRows { authority: Some("X01".into()), table: "outcomes".into(), rows: 4 }],
            metrics: vec![TableRows { authority: None, table: "pass_rates".into(), rows: 1 }],
            outputs: vec![output("b.csv"), output("a.csv")],
        };
        let folder = tempfile::tempdir().unwrap();
        manifest.write(folder.path()).unwrap();
        let read = Manifest::read(folder.path()).unwrap();
        assert_eq!(read.outputs[0].path, "a.csv");
        manifest.outputs.reverse();
        assert_eq!(read, manifest);
        assert!(manifest.unbalanced().is_empty());
        manifest.records[0].rows_kept = 9;
        assert_eq!(manifest.unbalanced().len(), 1);
    }

    #[test]
    fn a_folder_without_a_run_says_so() {
        let folder = tempfile::tempdir().unwrap();
        assert!(
            Manifest::read(folder.path()).unwrap_err().message.starts_with("there is no finished run in")
        );
        write_bytes(folder.path(), PATH, b"{\n}").unwrap();
        assert!(Manifest::read(folder.path()).unwrap_err().message.contains("line 2"));
    }
}
