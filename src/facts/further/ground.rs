//! What the further forms look at: record and fact tables by name, with each worker's rows found.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::dates::Day;
use crate::facts::panels::Panels;
use crate::facts::timeline::{Shelf, Worker};
use crate::model::{Records, Table, Texts, rows_by_worker};

use super::told::Told;

/// The fact tables that rules may name, each with the rows of some workers.
pub struct FactRows<'g> {
    tables: BTreeMap<&'static str, (&'g Table, Vec<Range<usize>>)>,
}

impl<'g> FactRows<'g> {
    /// `workers` are those that the tables are about, sorted.
    pub fn new(facts: Option<&'g BTreeMap<&'static str, Table>>, workers: &[Worker]) -> FactRows<'g> {
        let ids = || workers.iter().map(|worker| worker.id);
        let tables = facts
            .into_iter()
            .flatten()
            .map(|(name, table)| (*name, (table, rows_by_worker(table, ids()))))
            .collect();
        FactRows { tables }
    }
}

/// The rows of a table by the words of one of its columns.
pub struct Named<'g>(BTreeMap<&'g str, Vec<usize>>);

impl<'g> Named<'g> {
    pub fn of(names: Texts<'g>, rows: impl IntoIterator<Item = usize>) -> Named<'g> {
        let mut found: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for row in rows {
            if let Some(name) = names.get(row) {
                found.entry(name).or_default().push(row);
            }
        }
        Named(found)
    }

    pub fn rows(&self, name: &str) -> &[usize] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}

/// What was attested of applications and of panels.
pub struct Attestations<'g> {
    pub by_application: Named<'g>,
    pub by_panel: Named<'g>,
}

impl<'g> Attestations<'g> {
    pub fn new(records: &'g Records) -> Attestations<'g> {
        let by = |column: &str| match records.table("attestations") {
            Some(table) => Named::of(table.texts(column), 0..table.rows()),
            None => Named(BTreeMap::new()),
        };
        Attestations { by_application: by("application_id"), by_panel: by("panel_id") }
    }
}

/// An authority's records, and the facts of the workers that are looked at.
#[derive(Clone, Copy)]
pub struct Ground<'g> {
    pub records: &'g Records,
    pub shelf: &'g Shelf<'g>,
    pub panels: &'g Panels<'g>,
    /// The row of progression_evidence of each application.
    pub evidence: &'g BTreeMap<&'g str, usize>,
    pub told: &'g Told<'g>,
    /// The rows of attestations by the application and by the panel that they name.
    pub attested: &'g Attestations<'g>,
    pub facts: &'g FactRows<'g>,
    /// The place among the authority's workers of the first whose facts are there.
    pub first: usize,
    pub as_of: Day,
}

impl<'g> Ground<'g> {
    /// A table that a rule names, `events` or `facts.cap_breaches`; `None` for a name that is no table.
    pub fn place(&self, name: &str) -> Option<Place<'g>> {
        if let Some(fact) = name.strip_prefix("facts.") {
            let (table, runs) = self.facts.tables.get(fact)?;
            return Some(Place { table, of: ByWorker::Runs { runs, first: self.first } });
        }
        if name == "progression_evidence" {
            let applications = self.place("progressions")?;
            let ByWorker::Runs { runs, first } = applications.of else { return None };
            let named = applications.table.texts("application_id");
            let of = ByWorker::Applications { named, runs, first, evidence: self.evidence };
            return Some(Place { table: self.records.table(name)?, of });
        }
        if let Some((table, runs)) = self.shelf.place(name) {
            return Some(Place { table, of: ByWorker::Runs { runs, first: 0 } });
        }
        Some(Place { table: self.records.table(name)?, of: ByWorker::None })
    }
}

/// A table, and where each worker's rows stand in it.
#[derive(Clone, Copy)]
pub struct Place<'g> {
    pub table: &'g Table,
    of: ByWorker<'g>,
}

#[derive(Clone, Copy)]
enum ByWorker<'g> {
    /// The rows of the workers from the n-th on.
    Runs { runs: &'g [Range<usize>], first: usize },
    /// The evidence of the applications that the worker's progressions name.
    Applications {
        named: Texts<'g>,
        runs: &'g [Range<usize>],
        first: usize,
        evidence: &'g BTreeMap<&'g str, usize>,
    },
    /// The table is about no worker.
    None,
}

impl Place<'_> {
    /// The rows about the n-th worker.
    pub fn rows(&self, worker: usize) -> RowSet {
        let run = |runs: &[Range<usize>], first: usize| {
            worker.checked_sub(first).and_then(|at| runs.get(at)).cloned().unwrap_or_default()
        };
        match self.of {
            ByWorker::Runs { runs, first } => RowSet { run: run(runs, first), these: Vec::new() },
            ByWorker::Applications { named, runs, first, evidence } => {
                let rows = run(runs, first).filter_map(|row| evidence.get(named.get(row)?).copied());
                let mut these: Vec<usize> = rows.collect();
                these.sort_unstable();
                these.dedup();
                RowSet { run: 0..0, these }
            }
            ByWorker::None => RowSet { run: 0..0, these: Vec::new() },
        }
    }

    /// Whether the table tells whose its rows are.
    pub fn is_about_workers(&self) -> bool {
        !matches!(self.of, ByWorker::None)
    }

    /// Every row, whoever it is about.
    pub fn all(&self) -> RowSet {
        RowSet { run: 0..self.table.rows(), these: Vec::new() }
    }
}

/// Some rows of a table, by their numbers.
pub struct RowSet {
    run: Range<usize>,
    these: Vec<usize>,
}

impl IntoIterator for RowSet {
    type Item = usize;
    type IntoIter = std::iter::Chain<Range<usize>, std::vec::IntoIter<usize>>;

    fn into_iter(self) -> Self::IntoIter {
        self.run.chain(self.these)
    }
}
