//! What changed since an earlier run: rows of the exports, and the figures that moved with them.
//!
//! In: an earlier finished run's folder, and this run's records, counts and metrics. Out: three tables an
//! authority, and what else is different between the runs. No figure is judged anew: a figure of both runs is
//! set beside itself.

mod conditions;
mod figures;
mod rows;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow::datatypes::DataType;

use crate::dates::Day;
use crate::diagnostic::Error;
use crate::metrics::Metric;
use crate::model::{Records, TABLES, Table, TableBuilder, Value};
use crate::store::{MANIFEST, Manifest, RowCount, RulebookHash, Since, Stage, hash_file, read_part};

pub use conditions::conditions_in_words;

use conditions::compare_conditions;
use rows::{Moved, compare_rows};

/// An earlier finished run.
pub struct Earlier {
    folder: PathBuf,
    manifest: Manifest,
    /// The hash of its manifest.
    sha256: String,
}

/// One authority in this run.
pub struct Now<'a> {
    pub code: &'a str,
    pub as_of: Day,
    /// Moderato's version.
    pub version: &'a str,
    /// The rulebook it is judged by.
    pub rulebook: &'a str,
    pub rulebooks: &'a [RulebookHash],
    /// The hash of its `moderato.toml`.
    pub configuration: &'a str,
    pub records: &'a Records,
    pub counts: &'a [RowCount],
    pub metrics: &'a [Metric],
}

/// What changed for one authority.
#[derive(Clone, Debug)]
pub struct Changes {
    /// `changes`: rows added, vanished and altered, by record table and worker (null: not about a worker).
    pub rows: Table,
    /// `changed_exports`: rows read before and now, by record table (file null) and by file of both runs.
    pub exports: Table,
    /// `changed_figures`: every cell of a metric that is not what it was, and what may have moved it.
    pub figures: Table,
    /// `changed_conditions`: what beside the rows is not as it was, such as the last day or the rulebook.
    pub conditions: Table,
}

impl Changes {
    /// The tables by their names among the facts.
    pub fn tables(&self) -> [(&'static str, &Table); 4] {
        [
            ("changes", &self.rows),
            ("changed_exports", &self.exports),
            ("changed_figures", &self.figures),
            ("changed_conditions", &self.conditions),
        ]
    }
}

impl Earlier {
    /// Opens a finished run; `folder` is what `--since` names.
    pub fn open(folder: &Path) -> Result<Earlier, Error> {
        let manifest = Manifest::read(folder).map_err(|error| {
            Error::new(
                format!("--since: {}", error.message),
                "name the folder of a run that was finished, the one that holds manifest.json",
            )
        })?;
        let (sha256, _) = hash_file(&folder.join(MANIFEST))?;
        Ok(Earlier { folder: folder.to_owned(), manifest, sha256 })
    }

    pub fn as_of(&self) -> Day {
        self.manifest.as_of()
    }

    /// What the manifest of a run that is compared with it says of it.
    pub fn as_recorded(&self) -> Since {
        Since { as_of: self.manifest.as_of, sha256: self.sha256.clone() }
    }

    /// What changed for an authority; `None` where the earlier run does not have it.
    pub fn changes(&self, now: &Now) -> Result<Option<Changes>, Error> {
        let authorities = &self.manifest.authorities;
        let Some(before) = authorities.iter().find(|authority| authority.code == now.code) else {
            return Ok(None);
        };
        let mut moved: BTreeMap<&'static str, BTreeMap<Option<String>, Moved>> = BTreeMap::new();
        for spec in TABLES {
            let earlier = read_part(&self.folder, Stage::Records, spec.name, now.code)?.unwrap_or_default();
            let empty = Table::default();
            let current = now.records.table(spec.name).unwrap_or(&empty);
            let rows = compare_rows(spec, &earlier, current).map_err(|_| another_version(&self.folder))?;
            if !rows.is_empty() {
                moved.insert(spec.name, rows);
            }
        }
        let conditions = compare_conditions(&self.manifest, &before.rulebook, now);
        let what = conditions.texts("what");
        let mut other_reasons: Vec<&str> = (0..conditions.rows()).filter_map(|row| what.get(row)).collect();
        other_reasons.dedup();
        let figures = figures::compare_figures(
            &self.folder,
            now.code,
            now.metrics,
            &moved.keys().copied().collect::<Vec<_>>(),
            &other_reasons,
        )?;
        let rows = rows_table(now.code, &moved);
        Ok(Some(Changes { rows, exports: self.exports(now), figures, conditions }))
    }

    /// Rows read before and now: of each record table, and of each file that both runs read.
    fn exports(&self, now: &Now) -> Table {
        let mut builder = TableBuilder::new([
            ("authority", DataType::Utf8),
            ("before_as_of", DataType::Date32),
            ("table", DataType::Utf8),
            ("file", DataType::Utf8),
            ("rows_before", DataType::Int64),
            ("rows_now", DataType::Int64),
            ("lost_a_third", DataType::Boolean),
        ]);
        for spec in TABLES {
            let of_table = |counts: &[RowCount]| {
                let counts = counts.iter().filter(|c| c.authority == now.code && c.table == spec.name);
                counts.cloned().collect::<Vec<_>>()
            };
            let (before, current) = (of_table(&self.manifest.records), of_table(now.counts));
            if before.is_empty() && current.is_empty() {
                continue;
            }
            let mut push = |file: Option<&str>, before: u64, current: u64| {
                builder.push([
                    now.code.into(),
                    self.as_of().into(),
                    spec.name.into(),
                    file.into(),
                    (before as i64).into(),
                    (current as i64).into(),
                    lost_a_third(before, current).into(),
                ]);
            };
            let read = |counts: &[RowCount]| counts.iter().map(|count| count.rows_read).sum();
            push(None, read(&before), read(&current));
            for file in &current {
                let same = before
                    .iter()
                    .find(|b| b.file.is_some() && (&b.file, &b.sheet) == (&file.file, &file.sheet));
                if let Some(same) = same {
                    push(file.file.as_deref(), same.rows_read, file.rows_read);
                }
            }
        }
        builder.finish()
    }
}

fn another_version(folder: &Path) -> Error {
    Error::new(
        format!("--since: the records in {} cannot be compared with these", folder.display()),
        "make that run again with this version of moderato",
    )
}

/// Whether a third of the rows, or more, is gone.
fn lost_a_third(before: u64, now: u64) -> bool {
    now < before && (before - now) * 3 >= before
}

fn rows_table(code: &str, moved: &BTreeMap<&'static str, BTreeMap<Option<String>, Moved>>) -> Table {
    let texts = ["authority", "table", "worker_id"].map(|name| (name, DataType::Utf8));
    let numbers = ["added", "vanished", "altered"].map(|name| (name, DataType::Int64));
    let mut builder = TableBuilder::new(texts.into_iter().chain(numbers));
    for (table, of_workers) in moved {
        for (worker, moved) in of_workers {
            let texts: [Value; 3] = [code.into(), (*table).into(), worker.as_deref().into()];
            let numbers = [moved.added, moved.vanished, moved.altered].map(|n| Value::Int(n as i64));
            builder.push(texts.into_iter().chain(numbers));
        }
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_is_lost_at_a_third() {
        for (before, now, lost) in
            [(412, 274, true), (412, 275, false), (3, 2, true), (0, 0, false), (4, 3, false), (5, 9, false)]
        {
            assert_eq!(lost_a_third(before, now), lost, "{before} to {now}");
        }
    }
}
