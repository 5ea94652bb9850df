//! Which rows were lost, by cause and team: what tells how far figures can be relied on.

use std::collections::BTreeMap;

use arrow::datatypes::DataType;

use crate::model::{Table, TableBuilder};

use super::faults::Reason;
use super::ingested::{Ingested, InputFaults};

/// The columns of the table that [`Ingested::lost_rows`] gives.
pub const LOST_ROWS: [(&str, DataType); 7] = [
    ("authority", DataType::Utf8),
    ("table", DataType::Utf8),
    ("column", DataType::Utf8),
    ("code", DataType::Utf8),
    ("team", DataType::Utf8),
    ("rows", DataType::Int64),
    ("rows_read", DataType::Int64),
];

/// Table, column, code and team.
type Cause<'a> = (&'a str, Option<&'a str>, &'a str, Option<&'a str>);

impl Ingested {
    /// How many rows of each record table were rejected, by column (null: the whole row), code and the
    /// team that the worker was in on the row's day (null: not known), with the rows read of the table. A row with two faults stands
    /// under both. Rows about people who are not in workers are left out, above and below: they are in no
    /// figure.
    pub fn lost_rows(&self) -> Table {
        let mut lost: BTreeMap<Cause, u64> = BTreeMap::new();
        for input in &self.rejected.inputs {
            for fault in &input.faults {
                let rows = match fault.reason {
                    Reason::UnknownWorker { .. } => continue,
                    // One line at the heading stands for every row below it.
                    Reason::MissingColumn { .. } => self.rows_rejected(input),
                    _ => 1,
                };
                let column = fault.column.and_then(|index| input.spec.columns.get(usize::from(index)));
                let team = self.rejected.teams.on(fault.worker, fault.on);
                let cause =
                    (input.spec.name, column.map(|column| column.name), fault.reason.code().name(), team);
                *lost.entry(cause).or_default() += rows;
            }
        }
        let mut builder = TableBuilder::new(LOST_ROWS);
        for ((table, column, code, team), rows) in lost.into_iter().filter(|(_, rows)| *rows > 0) {
            let counts = self.table_counts(table);
            builder.push([
                self.rejected.authority.as_str().into(),
                table.into(),
                column.into(),
                code.into(),
                team.into(),
                (rows as i64).into(),
                ((counts.read - counts.others - counts.set_aside) as i64).into(),
            ]);
        }
        builder.finish()
    }

    fn rows_rejected(&self, input: &InputFaults) -> u64 {
        let source = self.sources.iter().find(|source| {
            source.table == input.spec.name && source.file == input.file && source.sheet == input.sheet
        });
        source.map_or(0, |source| source.counts.rejected - source.counts.others)
    }
}
