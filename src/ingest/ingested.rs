//! What comes out of ingest.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Place};
use crate::model::{Records, Table, TableSpec};

use super::check::Counts;
use super::faults::Fault;
use super::teams::Teams;

/// The checked records of one authority's folder, and all there is to say about the files.
pub struct Ingested {
    pub records: Records,
    /// worker_id, name and swe_number of the workers that were kept. Only the named variant of a pack may
    /// print it.
    pub people: Table,
    /// Every row that could not be used.
    pub rejected: Rejected,
    /// What there is to know beside: nothing was rejected for it.
    pub notices: Vec<Diagnostic>,
    /// One entry a file, or sheet of a workbook.
    pub sources: Vec<SourceReport>,
    /// Workers one of whose allocations was rejected: what rests on their caseload is understated.
    pub understated: BTreeSet<String>,
}

/// The rows of one file or sheet, each counted in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceReport {
    pub table: &'static str,
    /// The file's path in the folder.
    pub file: String,
    pub sheet: Option<String>,
    pub counts: Counts,
    pub notices: u64,
    /// The columns that it supplies.
    pub columns: Vec<SourceColumn>,
}

/// A column that a file supplies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceColumn {
    pub name: &'static str,
    /// Its heading in the file; `None` for a constant of `moderato.toml`.
    pub heading: Option<String>,
    /// Faults in it.
    pub rejected: u64,
    /// What was assumed to read it.
    pub assumed: Option<String>,
}

impl Ingested {
    /// The rows of a table over all its sources.
    pub fn table_counts(&self, table: &str) -> Counts {
        let mut counts = Counts::default();
        for source in self.sources.iter().filter(|source| source.table == table) {
            counts.merge(source.counts);
        }
        counts
    }

    /// The share of a table's rows that were rejected, 0–100; rows about people not in workers count
    /// neither above nor below. `None` where there are no rows.
    pub fn rejected_pct(&self, table: &str) -> Option<f64> {
        let counts = self.table_counts(table);
        let rows = counts.read - counts.others - counts.set_aside;
        let rejected = counts.rejected - counts.others;
        (rows > 0).then(|| rejected as f64 * 100.0 / rows as f64)
    }

    /// The tables of which more than `max_pct` was rejected, with the share, worst first.
    pub fn too_much_rejected(&self, max_pct: f64) -> Vec<(&'static str, f64)> {
        let tables: BTreeSet<&'static str> = self.sources.iter().map(|source| source.table).collect();
        let mut worst: Vec<(&'static str, f64)> = tables
            .into_iter()
            .filter_map(|table| Some((table, self.rejected_pct(table)?)))
            .filter(|(_, pct)| *pct > max_pct)
            .collect();
        worst.sort_by(|a, b| b.1.total_cmp(&a.1));
        worst
    }
}

/// The faults of one input, and what it takes to put them in words.
pub(super) struct InputFaults {
    pub spec: &'static TableSpec,
    pub file: String,
    pub sheet: Option<String>,
    /// For each column of the table, its heading as the file spells it.
    pub headings: Vec<String>,
    pub faults: Vec<Fault>,
}

/// Every fault of every rejected row: what `rejected.csv` lists.
#[derive(Default)]
pub struct Rejected {
    pub(super) authority: String,
    pub(super) inputs: Vec<InputFaults>,
    /// The teams of the workers.
    pub(super) teams: Teams,
}

impl Rejected {
    /// How many faults there are. A row may have several.
    pub fn len(&self) -> usize {
        self.inputs.iter().map(|input| input.faults.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.inputs.iter().all(|input| input.faults.is_empty())
    }

    /// The faults in the order of tables, files, rows and columns, each put in words as it is reached.
    pub fn iter(&self) -> impl Iterator<Item = Diagnostic> + '_ {
        self.inputs
            .iter()
            .flat_map(move |input| input.faults.iter().map(move |fault| self.in_words(input, fault)))
    }

    fn in_words(&self, input: &InputFaults, fault: &Fault) -> Diagnostic {
        let heading = fault.column.and_then(|index| input.headings.get(usize::from(index)));
        let shown = heading.map(String::as_str).unwrap_or("the row");
        Diagnostic {
            code: fault.reason.code(),
            table: input.spec.name,
            place: Place {
                authority: self.authority.clone(),
                file: input.file.clone(),
                sheet: input.sheet.clone(),
                row: Some(fault.row),
                column: heading.cloned(),
            },
            value: fault.value.to_string(),
            message: fault.reason.message(input.spec, fault.column, shown, &fault.value),
            fix: fault.reason.fix(input.spec, fault.column, shown, &fault.value),
        }
    }
}
