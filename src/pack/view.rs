//! What the pages and packs of one authority are composed from: finished tables, and nothing else.

use std::collections::BTreeMap;

use super::House;
use super::further_rules::restriction_name;
use super::lines::ByWorker;
use super::words;
use crate::dates::Day;
use crate::facts::Judges;
use crate::model::{Records, Table, pseudonyms};
use crate::rulebook::Rulebook;

/// One authority's finished run.
pub struct View<'a> {
    /// The authority's code and name.
    pub code: &'a str,
    pub name: &'a str,
    pub as_of: Day,
    /// The authority's own rulebook as it stands now.
    pub rulebook: &'a Rulebook,
    /// Every rulebook and version that judges somebody, and whom.
    pub judges: Judges<'a>,
    /// The cohorts are judged by another rulebook than their own (`--under`).
    pub is_other_rulebook: bool,
    pub records: &'a Records,
    /// Fact tables by name, this authority's rows.
    pub facts: &'a BTreeMap<String, Table>,
    /// Metric tables by name, this authority's rows.
    pub metrics: &'a BTreeMap<String, Table>,
    /// The rows that were left out and the notices: the columns of `rejected.csv`.
    pub rejected: &'a Table,
    /// worker_id, name, swe_number; only for a pack in which names are wanted.
    pub people: Option<&'a Table>,
    /// The authority's own logo and panel form.
    pub house: &'a House,
    /// What each worker is called on pages.
    pub pseudonyms: BTreeMap<&'a str, String>,
    /// The rows of facts and records that are about each worker.
    pub rows: ByWorker<'a>,
}

impl<'a> View<'a> {
    /// A fact table; empty without columns for a name that is not one.
    pub fn fact(&self, name: &str) -> Table {
        self.facts.get(name).cloned().unwrap_or_default()
    }

    /// A metric table; empty without columns for a name that is not one.
    pub fn metric(&self, name: &str) -> Table {
        self.metrics.get(name).cloned().unwrap_or_default()
    }

    /// The rulebook, or the version of one, that judged a worker; the authority's own for one on no programme.
    pub fn rulebook_of(&self, worker_id: &str) -> &'a Rulebook {
        self.judges.of(worker_id).unwrap_or(self.rulebook)
    }

    /// The rulebook that judged applications to progress.
    pub fn rulebook_of_applications(&self) -> &'a Rulebook {
        self.judges.of_applications.unwrap_or(self.rulebook)
    }

    /// A rulebook's id, and which version it is where several of them judge somebody.
    pub fn which(&self, rulebook: &Rulebook) -> String {
        match self.judges.all.iter().filter(|judging| judging.rulebook.id == rulebook.id).count() {
            0 | 1 => rulebook.id.clone(),
            _ => format!("{}, {}", rulebook.id, words::version(rulebook)),
        }
    }

    /// What readers see a restriction called, by the latest version that has it.
    pub fn restriction_name(&self, id: &str) -> String {
        let latest: Vec<&Rulebook> = self.judges.of_cohorts().collect();
        restriction_name(latest.into_iter().rev().chain([self.rulebook]), id)
    }

    /// What a worker is called: the pseudonym.
    pub fn called(&self, worker_id: &str) -> &str {
        self.pseudonyms.get(worker_id).map_or("a worker", String::as_str)
    }

    /// The pseudonyms of all workers in the records.
    pub fn name_workers(code: &str, records: &'a Records) -> BTreeMap<&'a str, String> {
        let Some(table) = records.table("workers") else { return BTreeMap::new() };
        let ids = table.texts("worker_id");
        pseudonyms(code, (0..table.rows()).filter_map(|row| ids.get(row)))
    }
}
