//! What there is to know about the files though nothing was rejected for it.

use std::collections::{BTreeMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{MASKED, Table, TableSpec};

use super::alike::{RecordPlace, row_number, shared_values, without_their_zeros};
use super::check::{Checked, ColumnTally, Evidence, Tally};
use super::files::Input;
use super::folder::{Others, WorkerBy};
use super::read::ReadInput;
use super::workers::{WorkerIndex, without_zeros};

/// Collects the notices of one authority.
pub struct Notices {
    authority: String,
    pub list: Vec<Diagnostic>,
}

impl Notices {
    pub fn new(authority: &str) -> Notices {
        Notices { authority: authority.to_owned(), list: Vec::new() }
    }

    fn add(&mut self, code: Code, table: &'static str, place: Place, message: String, fix: &str) {
        let place = Place { authority: self.authority.clone(), ..place };
        let fix = fix.to_owned();
        self.list.push(Diagnostic { code, table, place, value: String::new(), message, fix });
    }

    /// What the headings, the encoding and the columns of an input tell.
    pub fn of_input(&mut self, input: &Input, read: &ReadInput, is_order_settled: impl Fn(usize) -> bool) {
        let table = input.source.table.name;
        let at = |row: Option<u64>, column: Option<&str>| Place {
            file: input.shown.clone(),
            sheet: input.sheet.clone(),
            row,
            column: column.map(str::to_owned),
            ..Place::default()
        };
        let Some(layout) = &read.layout else {
            self.add(
                Code::EmptyTable,
                table,
                at(None, None),
                "the file is empty: it has not even headings".to_owned(),
                "export it again if there should be records",
            );
            return;
        };
        for remark in &layout.remarks {
            let place = at(remark.row, remark.heading.as_deref());
            self.add(remark.code, table, place, remark.message.clone(), &remark.fix);
        }
        if let Some((encoding, unreadable @ 1..)) = read.encoding {
            self.add(
                Code::EncodingAssumed,
                table,
                at(None, None),
                format!("the file was read as {encoding}, but {} in it could not be", places(unreadable)),
                "export it again as CSV UTF-8",
            );
        }
        if read.blocks.iter().all(|block| block.counts.read == 0) {
            self.add(
                Code::EmptyTable,
                table,
                at(Some(layout.header_row).filter(|row| *row > 0), None),
                if layout.header_row > 0 { "there are headings and no rows" } else { "there are no rows" }
                    .to_owned(),
                "export it again if there should be records",
            );
        }
        let short = sum(&read.blocks, |block| Some(block.short_rows));
        if short.count > 0 {
            self.add(
                Code::ShortRows,
                table,
                at(Some(short.first_row), None),
                format!(
                    "{} fewer cells than headings; what is missing was read as empty",
                    rows_have(short.count)
                ),
                "look for a line break inside a cell, if cells have moved",
            );
        }
        for (index, column) in input.source.table.columns.iter().enumerate() {
            let place = |row| at(Some(row), Some(layout.heading(input.source.table, index)));
            let tally = column_tally(&read.blocks, index);
            // Where moderato.toml says the order, values of another are rejected, and nothing is in doubt.
            let tally = if input.source.order.is_some() {
                ColumnTally { evidence: Evidence::default(), ..tally }
            } else {
                tally
            };
            self.of_column(table, column.name, tally, is_order_settled(index), place);
        }
        self.of_unknown(input, &read.blocks, at);
    }

    fn of_column(
        &mut self,
        table: &'static str,
        column: &str,
        tally: ColumnTally,
        is_order_settled: bool,
        place: impl Fn(u64) -> Place,
    ) {
        let evidence = tally.evidence;
        let fix = "settle it with date_format = \"dd/mm/yyyy\" or \"mm/dd/yyyy\" in its [[source]] in moderato.toml";
        if evidence.day_first.count > 0 && evidence.month_first.count > 0 {
            self.add(
                Code::AmbiguousDates,
                table,
                place(evidence.month_first.first_row.min(evidence.day_first.first_row)),
                format!(
                    "{column} is written in both orders: {} with the day first, {} with the month first; the more \
                     frequent order was taken",
                    evidence.day_first.count, evidence.month_first.count
                ),
                fix,
            );
        } else if evidence.either.count > 0 && !is_order_settled {
            self.add(
                Code::AmbiguousDates,
                table,
                place(evidence.either.first_row),
                format!(
                    "{} of {column} could be read with the day or the month first, and none proves the order; the \
                     day was taken first",
                    dates(evidence.either.count)
                ),
                fix,
            );
        } else if evidence.month_first.count > 0 && evidence.either.count > 0 {
            self.add(
                Code::AmbiguousDates,
                table,
                place(evidence.month_first.first_row),
                format!(
                    "{column} was read with the month first: {} can be read in no other way, and {} could be read \
                     either way",
                    dates(evidence.month_first.count),
                    dates(evidence.either.count)
                ),
                "if the day comes first, correct the dates that cannot be read so, or write date_format = \
                 \"dd/mm/yyyy\" in its [[source]] in moderato.toml",
            );
        }
        if tally.times.count > 0 {
            self.add(
                Code::TimesDropped,
                table,
                place(tally.times.first_row),
                format!("{} of {column} had a time of day, which was left off", dates(tally.times.count)),
                "nothing: only the day counts",
            );
        }
        if tally.future.count > 0 {
            self.add(
                Code::DateInFuture,
                table,
                place(tally.future.first_row),
                format!("{column}: {} after the last day this run knows about", dates(tally.future.count)),
                "correct the dates if the thing has happened; what is only planned does not count yet",
            );
        }
    }

    /// People who are not in workers: how many were set aside, and ids that nearly match a worker's.
    fn of_unknown(
        &mut self,
        input: &Input,
        blocks: &[Checked],
        at: impl Fn(Option<u64>, Option<&str>) -> Place,
    ) {
        let set_aside: u64 = blocks.iter().map(|block| block.counts.set_aside).sum();
        if input.source.others == Others::SetAside && set_aside > 0 {
            let without = match input.source.worker_by {
                WorkerBy::Id => "",
                WorkerBy::SweNumber => ", those without a Social Work England number among them",
            };
            self.add(
                Code::SetAside,
                input.source.table.name,
                at(None, None),
                format!("{} about people not in workers set aside{without}", rows(set_aside)),
                "nothing: its [[source]] says so",
            );
        }
    }

    /// Ids in an input that nearly match a worker's.
    pub fn of_near_ids(&mut self, input: &Input, read: &ReadInput, workers: &WorkerIndex) {
        let mut unknown: BTreeMap<&str, Tally> = BTreeMap::new();
        for block in &read.blocks {
            for (id, tally) in &block.unknown {
                unknown.entry(id).or_default().merge(*tally);
            }
        }
        let column = read.layout.as_ref().map(|layout| {
            let spec = input.source.table;
            let index = spec.columns.iter().position(|column| column.name == "worker_id").unwrap_or(0);
            layout.heading(spec, index).to_owned()
        });
        for (id, tally) in unknown {
            let Some(worker) = workers.nearly(id) else { continue };
            let is_zeros = without_zeros(id) == without_zeros(worker);
            let code = if is_zeros { Code::IdsDifferByZeros } else { Code::NearMissId };
            let how = if is_zeros { "differs only by leading zeros from" } else { "nearly matches" };
            self.add(
                code,
                input.source.table.name,
                Place {
                    file: input.shown.clone(),
                    sheet: input.sheet.clone(),
                    row: Some(tally.first_row),
                    column: column.clone(),
                    ..Place::default()
                },
                format!("{id}, in {}, {how} worker {worker}", rows(tally.count)),
                "if they are one person, correct the id, or map it under values = { worker_id = { … } }",
            );
        }
    }

    /// Workers, and children, whose ids differ by leading zeros alone, and numbers that several workers have.
    /// `heading_of` gives a column as the file and sheet spell it.
    pub fn of_alike_ids(
        &mut self,
        table: &'static TableSpec,
        records: &Table,
        workers: &WorkerIndex,
        heading_of: impl Fn(&str, Option<&str>, &str) -> String,
    ) {
        let place = |place: RecordPlace<'_>, row: u64, column: &str| Place {
            file: place.file.to_owned(),
            sheet: place.sheet.map(str::to_owned),
            row: Some(row),
            column: Some(heading_of(place.file, place.sheet, column)),
            ..Place::default()
        };
        if table.name == "workers" {
            for (at, tally) in shared_values(records, "swe_number") {
                self.add(
                    Code::SharedSweNumber,
                    table.name,
                    place(at, tally.first_row, "swe_number"),
                    format!(
                        "{} at more than one worker",
                        counted(tally.count, "Social Work England number stands", "Social Work England numbers stand")
                    ),
                    "if they are one person under two ids, keep one of the two rows; otherwise correct the number",
                );
            }
            let ids = records.texts("worker_id");
            for (a, b) in workers.alike_but_for_zeros() {
                let row = (0..records.rows()).find(|row| ids.get(*row) == Some(b));
                let at = row.and_then(|row| Some((RecordPlace::of(records, row)?, row_number(records, row))));
                let column = Place { column: Some("worker_id".to_owned()), ..Place::default() };
                self.add(
                    Code::IdsDifferByZeros,
                    table.name,
                    at.map_or(column, |(at, row)| place(at, row, "worker_id")),
                    format!("workers {a} and {b} differ only by leading zeros"),
                    "if they are one person, keep one of the two rows",
                );
            }
        }
        for column in MASKED.iter().filter(|column| table.column(column).is_some_and(is_id)) {
            for (at, tally) in without_their_zeros(records, column) {
                self.add(
                    Code::IdsDifferByZeros,
                    table.name,
                    place(at, tally.first_row, column),
                    format!("{column}: {} only by leading zeros", values_differ(tally.count)),
                    "format the column as text before exporting, so that no zeros are lost",
                );
            }
        }
    }

    /// Rows that name a panel which panels does not have. They are kept: the decision is a record.
    pub fn of_panels(&mut self, table: &'static TableSpec, records: &Table, panels: &HashSet<&str>) {
        if table.column("panel_id").is_none() || table.name == "panels" {
            return;
        }
        let ids = records.texts("panel_id");
        let files = records.texts("source_file");
        let sheets = records.texts("source_sheet");
        let numbers = records.ints("source_row");
        let mut unknown: BTreeMap<(&str, Option<&str>), (Tally, &str)> = BTreeMap::new();
        for row in 0..records.rows() {
            if let Some(id) = ids.get(row).filter(|id| !panels.contains(id)) {
                let place = (files.get(row).unwrap_or_default(), sheets.get(row));
                let seen = unknown.entry(place).or_insert((Tally::default(), id));
                let number = numbers.get(row).and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
                if seen.0.count == 0 || number < seen.0.first_row {
                    seen.1 = id;
                }
                seen.0.add(number);
            }
        }
        for ((file, sheet), (tally, id)) in unknown {
            self.add(
                Code::UnknownPanel,
                table.name,
                Place {
                    file: file.to_owned(),
                    sheet: sheet.map(str::to_owned),
                    row: Some(tally.first_row),
                    column: Some("panel_id".to_owned()),
                    ..Place::default()
                },
                format!("{} a panel that panels does not have, such as {id}; kept", rows_name(tally.count)),
                "add the panel, with its kind and date, to panels",
            );
        }
    }

    /// Exact repeats, by where they were.
    pub fn of_repeats(&mut self, input: &Input, repeats: Tally) {
        if repeats.count > 0 {
            self.add(
                Code::DuplicateRow,
                input.source.table.name,
                Place {
                    file: input.shown.clone(),
                    sheet: input.sheet.clone(),
                    row: Some(repeats.first_row),
                    ..Place::default()
                },
                format!("{} an earlier row exactly; each was kept once", rows_repeat(repeats.count)),
                "nothing, unless two records should differ",
            );
        }
    }

    /// Sheets that nothing reads, of workbooks that are read.
    pub fn of_unused_sheets(&mut self, sheets: &[(String, String)]) {
        for (file, sheet) in sheets {
            self.add(
                Code::UnusedFile,
                "",
                Place { file: file.clone(), sheet: Some(sheet.clone()), ..Place::default() },
                "this sheet was not read: it is not named after a table".to_owned(),
                "nothing, unless it holds records: then name it after its table, or by a [[source]] in moderato.toml",
            );
        }
    }

    /// Files in `exports/` that nothing reads.
    pub fn of_unused_files(&mut self, files: &[String]) {
        for file in files {
            self.add(
                Code::UnusedFile,
                "",
                Place { file: file.clone(), ..Place::default() },
                "this file was not read: it is not named after a table, nor by any [[source]]".to_owned(),
                "add a [[source]] for it in moderato.toml, or move it out of the folder",
            );
        }
    }
}

fn is_id(column: &crate::model::Column) -> bool {
    column.kind == crate::model::Kind::Id
}

fn sum(blocks: &[Checked], tally: impl Fn(&Checked) -> Option<Tally>) -> Tally {
    let mut total = Tally::default();
    blocks.iter().filter_map(tally).for_each(|tally| total.merge(tally));
    total
}

fn column_tally(blocks: &[Checked], column: usize) -> ColumnTally {
    let mut total = ColumnTally::default();
    for tally in blocks.iter().filter_map(|block| block.columns.get(column)) {
        total.evidence.merge(tally.evidence);
        total.times.merge(tally.times);
        total.future.merge(tally.future);
        total.rejected += tally.rejected;
    }
    total
}

fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

fn rows(count: u64) -> String {
    counted(count, "row", "rows")
}

fn rows_have(count: u64) -> String {
    counted(count, "row has", "rows have")
}

fn rows_name(count: u64) -> String {
    counted(count, "row names", "rows name")
}

fn rows_repeat(count: u64) -> String {
    counted(count, "row repeats", "rows repeat")
}

fn dates(count: u64) -> String {
    counted(count, "date", "dates")
}

fn values_differ(count: u64) -> String {
    counted(count, "value differs from another", "values differ from others")
}

fn places(count: u64) -> String {
    counted(count, "place", "places")
}
