//! Exported files into checked records.
//!
//! In: an authority's folder. Out: the canonical record tables, every row that could not be used with
//! what is wrong and how to mend it, and what there is to know beside. Every row read is kept, rejected,
//! a repeat, or set aside; none is changed in silence. The disk is only read here, never written.

mod aliases;
mod alike;
mod cells;
mod census;
mod check;
mod columnar;
mod config;
mod days;
mod faults;
mod files;
mod folder;
mod gather;
mod guard;
mod ingested;
mod layout;
mod mapping;
mod measure;
mod notices;
mod parts;
mod propose;
mod quality;
mod read;
mod reading;
mod rows;
mod schema;
mod split;
mod suffered;
mod teams;
mod text;
mod workbook;
mod workers;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

use crate::dates::Day;
use crate::diagnostic::Error;
use crate::model::{PRIVATE, Records, Supply, TABLES, Table, TableBuilder, TableSpec, TableSupply, Value};

pub use check::Counts;
pub use config::read_folder_config;
pub use files::{EXPORTS, files_in, shown_in};
pub use folder::{CONFIG_NAME, Folder, Look, Others, SheetChoice, Source, WorkerBy, plain_io};
pub use ingested::{Ingested, Rejected, SourceColumn, SourceReport};
pub use propose::{NO_ENDS, ProposedColumn, ProposedSource, Sureness, folder_toml, propose, settle_workers};
pub use schema::folder_schema;
pub use suffered::LOST_ROWS;

use check::{Checked, Evidence, Tally};
use days::Order;
use faults::{Fault, Reason};
use files::{Input, find_inputs};
use gather::{Gathered, Origin, Part, gather};
use ingested::InputFaults;
use notices::Notices;
use read::{ReadInput, Reader};
use teams::Teams;
use workers::WorkerIndex;

/// Reads and checks every export of a folder. `as_of` is the last day the run knows about.
pub fn ingest(folder: &Folder, as_of: Day) -> Result<Ingested, Error> {
    let mut found = find_inputs(folder)?;
    for input in &mut found.inputs {
        input.source.programmes.clone_from(&folder.programmes);
    }
    let mut run = Run {
        as_of,
        workers: WorkerIndex::default(),
        notices: Notices::new(&folder.code),
        tables: BTreeMap::new(),
        supply: Supply::default(),
        sources: Vec::new(),
        faults: Vec::new(),
        understated: BTreeSet::new(),
    };
    run.notices.of_unused_files(&found.unused);
    run.notices.of_unused_sheets(&found.unused_sheets);
    // Workers come first in TABLES: the other tables are checked against them.
    for spec in TABLES {
        let inputs: Vec<&Input> =
            found.inputs.iter().filter(|input| input.source.table.name == spec.name).collect();
        run.read_table(spec, &inputs)?;
    }
    run.finish(folder)
}

/// The state of one folder's ingest, table after table.
struct Run {
    as_of: Day,
    workers: WorkerIndex,
    notices: Notices,
    tables: BTreeMap<&'static str, Table>,
    supply: Supply,
    sources: Vec<SourceReport>,
    faults: Vec<InputFaults>,
    understated: BTreeSet<String>,
}

impl Run {
    fn read_table(&mut self, spec: &'static TableSpec, inputs: &[&Input]) -> Result<(), Error> {
        let workers = if spec.name == "workers" { None } else { Some(&self.workers) };
        let reader = Reader { workers, as_of: self.as_of };
        let mut reads: Vec<ReadInput> = inputs
            .par_iter()
            .map(|input| reader.read(input, &said_orders(input)))
            .collect::<Result<_, _>>()?;
        let settled = settle_orders(reader, inputs, &mut reads)?;
        for ((input, read), settled) in inputs.iter().zip(&reads).zip(&settled) {
            let before = self.notices.list.len();
            self.notices.of_input(input, read, |column| settled.get(column).copied().unwrap_or(false));
            if spec.name != "workers" {
                self.notices.of_near_ids(input, read, &self.workers);
            }
            self.sources.push(SourceReport {
                table: spec.name,
                file: input.shown.clone(),
                sheet: input.sheet.clone(),
                counts: counts_of(&read.blocks),
                notices: (self.notices.list.len() - before) as u64,
                columns: columns_of(input, read, settled),
            });
        }
        self.note_supply(spec, inputs, &reads);
        self.note_hurt(spec, &reads);
        let rejected_workers = reads
            .iter_mut()
            .flat_map(|read| read.blocks.iter_mut())
            .flat_map(|block| block.rejected_workers.drain())
            .collect::<HashSet<_>>();
        let first_source = self.sources.len() - inputs.len();
        let gathered = self.gather(spec, inputs, reads)?;
        self.settle_taken_out(spec, inputs, first_source, &gathered);
        let mut table = gathered.table;
        if spec.name == "workers" {
            self.workers = WorkerIndex::new(&table, rejected_workers);
        }
        if spec.name == "panel_cases" {
            table = with_decision_dates(&table, self.tables.get("panels"));
        }
        let faults = self.faults.get(self.faults.len() - inputs.len()..).unwrap_or_default();
        self.notices.of_alike_ids(spec, &table, &self.workers, |file, sheet, column| {
            let input = faults.iter().find(|input| input.file == file && input.sheet.as_deref() == sheet);
            let index = spec.columns.iter().position(|own| own.name == column);
            let heading = input.zip(index).and_then(|(input, index)| input.headings.get(index));
            heading.map_or_else(|| column.to_owned(), Clone::clone)
        });
        if let Some(supply) = self.supply.tables.get_mut(spec.name) {
            supply.has_rows = table.rows() > 0;
        }
        self.tables.insert(spec.name, table);
        Ok(())
    }

    fn note_supply(&mut self, spec: &'static TableSpec, inputs: &[&Input], reads: &[ReadInput]) {
        if inputs.is_empty() {
            return;
        }
        let mut supply = TableSupply { services: Some(BTreeSet::new()), ..TableSupply::default() };
        for (input, read) in inputs.iter().zip(reads) {
            match (&input.source.services, &mut supply.services) {
                (Some(services), Some(all)) => all.extend(services.iter().cloned()),
                _ => supply.services = None,
            }
            let Some(layout) = &read.layout else { continue };
            for (column, place) in spec.columns.iter().zip(&layout.places) {
                if place.is_some() || input.source.constants.contains_key(column.name) {
                    supply.columns.insert(column.name.to_owned());
                }
            }
        }
        self.supply.tables.insert(spec.name.to_owned(), supply);
    }

    fn note_hurt(&mut self, spec: &TableSpec, reads: &[ReadInput]) {
        if spec.name == "allocations" {
            let hurt = reads.iter().flat_map(|read| &read.blocks).flat_map(|block| &block.hurt);
            self.understated.extend(hurt.filter_map(|code| self.workers.id(*code)).map(str::to_owned));
        }
    }

    /// Puts the blocks of all inputs together; their faults move to the list of rejected rows.
    fn gather(
        &mut self,
        spec: &'static TableSpec,
        inputs: &[&Input],
        reads: Vec<ReadInput>,
    ) -> Result<Gathered, Error> {
        let origins: Vec<Origin> = inputs
            .iter()
            .map(|input| Origin { file: input.shown.clone(), sheet: input.sheet.clone().unwrap_or_default() })
            .collect();
        let mut parts = Vec::new();
        for (index, (read, input)) in (0u32..).zip(reads.into_iter().zip(inputs)) {
            let headings = match &read.layout {
                Some(layout) => {
                    (0..spec.columns.len()).map(|column| layout.heading(spec, column).to_owned()).collect()
                }
                None => Vec::new(),
            };
            let mut faults = read.layout.map(|layout| layout.missing).unwrap_or_default();
            for block in read.blocks {
                faults.extend(block.faults);
                parts.push(Part { input: index, table: block.table, codes: block.codes });
            }
            self.faults.push(InputFaults {
                spec,
                file: input.shown.clone(),
                sheet: input.sheet.clone(),
                headings,
                faults,
            });
        }
        gather(spec, parts, &origins, &self.workers)
    }

    /// Counts exact repeats, and rejects rows whose key an earlier row has.
    fn settle_taken_out(
        &mut self,
        spec: &'static TableSpec,
        inputs: &[&Input],
        first_source: usize,
        gathered: &Gathered,
    ) {
        let mut repeats: HashMap<u32, Tally> = HashMap::new();
        for taken in &gathered.repeats {
            repeats.entry(taken.input).or_default().add(taken.row);
        }
        let first_fault = self.faults.len() - inputs.len();
        for (index, input) in (0u32..).zip(inputs) {
            let tally = repeats.get(&index).copied().unwrap_or_default();
            self.notices.of_repeats(input, tally);
            if let Some(source) = self.sources.get_mut(first_source + index as usize) {
                source.counts.kept -= tally.count;
                source.counts.duplicates += tally.count;
                source.notices += u64::from(tally.count > 0);
            }
        }
        let key = spec.key.first().and_then(|key| spec.columns.iter().position(|column| column.name == *key));
        for (taken, value) in &gathered.same_key {
            let first_file = (taken.kept_input != taken.input)
                .then(|| inputs.get(taken.kept_input as usize).map(|input| input.shown.as_str().into()))
                .flatten();
            if let Some(source) = self.sources.get_mut(first_source + taken.input as usize) {
                source.counts.kept -= 1;
                source.counts.rejected += 1;
            }
            if let Some(list) = self.faults.get_mut(first_fault + taken.input as usize) {
                list.faults.push(Fault {
                    row: taken.row,
                    column: key.and_then(|index| u16::try_from(index).ok()),
                    worker: 0,
                    on: None,
                    value: value.as_str().into(),
                    reason: Reason::DuplicateKey { first_row: taken.kept_row, first_file },
                });
            }
        }
    }

    fn finish(mut self, folder: &Folder) -> Result<Ingested, Error> {
        if let Some(panels) = self.tables.get("panels") {
            let ids = panels.texts("panel_id");
            let known: HashSet<&str> = (0..panels.rows()).filter_map(|row| ids.get(row)).collect();
            for spec in TABLES {
                if let Some(table) = self.tables.get(spec.name) {
                    self.notices.of_panels(spec, table, &known);
                }
            }
        }
        let workers = self.tables.remove("workers").unwrap_or_else(|| TableBuilder::new(NO_COLUMNS).finish());
        let teams = Teams::new(&self.workers, &workers, self.tables.get("postings"));
        let people = chosen(&workers, |name| name == "worker_id" || PRIVATE.contains(&name));
        self.tables.insert("workers", chosen(&workers, |name| !PRIVATE.contains(&name)));
        for input in &mut self.faults {
            input.faults.sort_by_key(|fault| (fault.row, fault.column));
        }
        Ok(Ingested {
            records: Records::new(self.tables, self.supply),
            people,
            rejected: Rejected { authority: folder.code.clone(), inputs: self.faults, teams },
            notices: self.notices.list,
            sources: self.sources,
            understated: self.understated,
        })
    }
}

const NO_COLUMNS: [(&str, arrow::datatypes::DataType); 0] = [];

/// The orders to begin with: what moderato.toml says, or the day first.
fn said_orders(input: &Input) -> Vec<Order> {
    vec![input.source.order.unwrap_or_default(); input.source.table.columns.len()]
}

/// Decides on the order of day and month of every column, from all its values: first those of the file,
/// then those of all files of the source. An input that was read in another order is read again. Returns
/// for each input and column whether anything settled the order.
fn settle_orders(
    reader: Reader<'_>,
    inputs: &[&Input],
    reads: &mut [ReadInput],
) -> Result<Vec<Vec<bool>>, Error> {
    let mut of_source: HashMap<(usize, usize), Evidence> = HashMap::new();
    for (input, read) in inputs.iter().zip(reads.iter()) {
        for column in 0..input.source.table.columns.len() {
            of_source.entry((input.source_index, column)).or_default().merge(read.evidence(column));
        }
    }
    inputs
        .par_iter()
        .zip(reads.par_iter_mut())
        .map(|(input, read)| {
            let columns = 0..input.source.table.columns.len();
            if input.source.order.is_some() {
                return Ok(vec![true; columns.len()]);
            }
            let proven: Vec<Option<Order>> = columns
                .map(|column| {
                    let shared = of_source.get(&(input.source_index, column)).and_then(Evidence::order);
                    read.evidence(column).order().or(shared)
                })
                .collect();
            let orders: Vec<Order> = proven.iter().map(|order| order.unwrap_or_default()).collect();
            if orders.contains(&Order::MonthFirst) {
                *read = reader.read(input, &orders)?;
            }
            Ok(proven.iter().map(Option::is_some).collect())
        })
        .collect()
}

/// The columns that an input supplies, with what was assumed to read them.
fn columns_of(input: &Input, read: &ReadInput, settled: &[bool]) -> Vec<SourceColumn> {
    let Some(layout) = &read.layout else { return Vec::new() };
    let spec = input.source.table;
    let mut columns = Vec::new();
    for (index, column) in spec.columns.iter().enumerate() {
        let heading =
            layout.places.get(index).copied().flatten().and_then(|place| layout.headings.get(place)).cloned();
        if heading.is_none() && !input.source.constants.contains_key(column.name) {
            continue;
        }
        let is_settled = settled.get(index).copied().unwrap_or(false);
        columns.push(SourceColumn {
            name: column.name,
            heading,
            rejected: read
                .blocks
                .iter()
                .filter_map(|block| block.columns.get(index))
                .map(|c| c.rejected)
                .sum(),
            assumed: assumed(input, read.evidence(index), is_settled),
        });
    }
    columns
}

/// What was assumed about the order of day and month, and on what evidence.
fn assumed(input: &Input, evidence: Evidence, is_settled: bool) -> Option<String> {
    let turned = evidence.day_first.count + evidence.month_first.count + evidence.either.count;
    if turned == 0 {
        return None;
    }
    let words = |order: Order| if order == Order::DayFirst { "day first" } else { "month first" };
    Some(match (input.source.order, evidence.order()) {
        (Some(order), _) => format!("{}, as moderato.toml says", words(order)),
        (None, Some(order)) => {
            let proofs = evidence.day_first.count.max(evidence.month_first.count);
            format!("{}, proved by {proofs} of {turned} dates", words(order))
        }
        (None, None) if is_settled => "as the source's other files prove".to_owned(),
        (None, None) => "day first, which no date proves".to_owned(),
    })
}

fn counts_of(blocks: &[Checked]) -> Counts {
    let mut counts = Counts::default();
    blocks.iter().for_each(|block| counts.merge(block.counts));
    counts
}

/// The columns of a table that are wanted.
fn chosen(table: &Table, is_wanted: impl Fn(&str) -> bool) -> Table {
    let schema = table.batch().schema();
    let wanted: Vec<usize> = schema
        .fields()
        .iter()
        .enumerate()
        .filter(|(_, field)| is_wanted(field.name()))
        .map(|(index, _)| index)
        .collect();
    // The places come from the schema itself, so that none can be out of bounds.
    table.batch().project(&wanted).map(Table::new).unwrap_or_else(|_| TableBuilder::new(NO_COLUMNS).finish())
}

/// A decision without a date is of its panel's day (contract, section 3).
fn with_decision_dates(cases: &Table, panels: Option<&Table>) -> Table {
    let held: HashMap<&str, Day> = panels
        .map(|panels| {
            let (ids, days) = (panels.texts("panel_id"), panels.dates("held_on"));
            (0..panels.rows()).filter_map(|row| Some((ids.get(row)?, days.get(row)?))).collect()
        })
        .unwrap_or_default();
    let schema = cases.batch().schema();
    let mut builder = TableBuilder::new(
        schema.fields().iter().map(|field| (field.name().clone(), field.data_type().clone())),
    );
    for row in 0..cases.rows() {
        let decided = cases.texts("decision").get(row);
        builder.push(schema.fields().iter().map(|field| match cases.value(field.name(), row) {
            Value::Null if field.name() == "decided_on" && decided.is_some() => {
                cases.texts("panel_id").get(row).and_then(|panel| held.get(panel).copied()).into()
            }
            value => value,
        }));
    }
    builder.finish()
}
