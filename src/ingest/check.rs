//! Rows into typed columns: the one path that every reader's rows go through.
//!
//! A row is kept whole or not at all. What is wrong with it is gathered, all of it; the row counts once.

use std::collections::{BTreeSet, HashMap, HashSet};

use arrow::datatypes::DataType;

use crate::dates::Day;
use crate::diagnostic::Error;
use crate::model::{Kind, SYMBOLS, Table, TableBuilder, TableSpec, Value};

use super::cells::{Cell, read_swe_number, trim};
use super::days::{DateRules, Order, Proof};
use super::faults::{Fault, HIDDEN, Reason, SWE_NUMBER, TEXT};
use super::folder::{Others, Source, WorkerBy};
use super::layout::Layout;
use super::reading::{ColumnReader, Parsed, Reading};
use super::rows::{Block, Row};
use super::workers::WorkerIndex;

/// No table has more columns.
const MOST_COLUMNS: usize = 32;

/// The name of the column that holds each row's number until the table is put together.
pub const ROW_COLUMN: &str = "source_row";

/// How often something was seen, and where first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub count: u64,
    pub first_row: u64,
}

impl Tally {
    pub fn add(&mut self, row: u64) {
        if self.count == 0 || row < self.first_row {
            self.first_row = row;
        }
        self.count += 1;
    }

    pub fn merge(&mut self, other: Tally) {
        if other.count > 0 && (self.count == 0 || other.first_row < self.first_row) {
            self.first_row = other.first_row;
        }
        self.count += other.count;
    }
}

/// What the dates of a column say about the order of day and month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    pub day_first: Tally,
    pub month_first: Tally,
    pub either: Tally,
}

impl Evidence {
    pub fn merge(&mut self, other: Evidence) {
        self.day_first.merge(other.day_first);
        self.month_first.merge(other.month_first);
        self.either.merge(other.either);
    }

    /// The order that the values prove; `None` when none does.
    pub fn order(&self) -> Option<Order> {
        match (self.day_first.count, self.month_first.count) {
            (0, 0) => None,
            (day, month) if month > day => Some(Order::MonthFirst),
            _ => Some(Order::DayFirst),
        }
    }
}

/// What is counted in a column beside its values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ColumnTally {
    pub evidence: Evidence,
    pub times: Tally,
    pub future: Tally,
    pub rejected: u64,
}

/// Rows of a source, each counted in one place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub read: u64,
    pub kept: u64,
    pub rejected: u64,
    /// Of the rejected: about people not in workers.
    pub others: u64,
    pub duplicates: u64,
    pub set_aside: u64,
}

impl Counts {
    pub fn merge(&mut self, other: Counts) {
        self.read += other.read;
        self.kept += other.kept;
        self.rejected += other.rejected;
        self.others += other.others;
        self.duplicates += other.duplicates;
        self.set_aside += other.set_aside;
    }

    /// Whether every row is accounted for.
    pub fn add_up(&self) -> bool {
        self.read == self.kept + self.rejected + self.duplicates + self.set_aside
    }
}

/// The checked rows of a block.
pub struct Checked {
    /// The table's columns and [`ROW_COLUMN`].
    pub table: Table,
    /// For a table about workers, each row's place in the list of workers; otherwise 0.
    pub codes: Vec<u32>,
    pub faults: Vec<Fault>,
    pub counts: Counts,
    pub columns: Vec<ColumnTally>,
    pub short_rows: Tally,
    /// Ids that no worker has, with where they were seen.
    pub unknown: HashMap<Box<str>, Tally>,
    /// Workers one of whose rows was rejected, by their place in the list.
    pub hurt: BTreeSet<u32>,
    /// Ids of rejected rows of the workers table itself.
    pub rejected_workers: HashSet<Box<str>>,
}

/// Checks the rows of one file or sheet.
pub struct Checker<'a> {
    spec: &'static TableSpec,
    source: &'a Source,
    layout: &'a Layout,
    readers: Vec<ColumnReader>,
    /// Which columns are required or mapped, and not there.
    missing: Vec<bool>,
    is_past: Vec<bool>,
    worker_column: Option<usize>,
    /// Where the symbols of published statistics are kept, in the one table that has them.
    symbols_column: Option<usize>,
    periods: Vec<(usize, usize)>,
    workers: Option<&'a WorkerIndex>,
    as_of: Day,
}

impl<'a> Checker<'a> {
    /// `orders` has an entry a column of the table; `workers` is given for tables about workers.
    pub fn new(
        source: &'a Source,
        layout: &'a Layout,
        rules: impl Fn(usize) -> DateRules,
        workers: Option<&'a WorkerIndex>,
        as_of: Day,
    ) -> Checker<'a> {
        let spec = source.table;
        let readers = spec
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let own = source.values.get(column.name);
                let own = own.into_iter().flatten().map(|(from, to)| (from.as_str(), to.as_str()));
                let reader = ColumnReader::new(spec, column, own, rules(index)).among(&source.programmes);
                let is_swe = source.worker_by == WorkerBy::SweNumber && column.name == "worker_id";
                if is_swe { reader.hidden() } else { reader }
            })
            .collect();
        let place = |name: &str| spec.columns.iter().position(|column| column.name == name);
        let missing = (0..spec.columns.len())
            .map(|index| layout.missing.iter().any(|fault| fault.column.map(usize::from) == Some(index)))
            .collect();
        Checker {
            spec,
            source,
            layout,
            readers,
            missing,
            is_past: spec.columns.iter().map(|column| is_past(spec.name, column.name)).collect(),
            worker_column: place("worker_id"),
            symbols_column: place("symbols"),
            periods: spec.periods.iter().filter_map(|(a, b)| Some((place(a)?, place(b)?))).collect(),
            workers,
            as_of,
        }
    }

    /// Checks the rows of a block that come after the heading.
    pub fn check(&self, block: &Block) -> Result<Checked, Error> {
        let mut out = Output::new(self.spec);
        let mut scratch = String::new();
        block.each_row(|number, row| {
            if number > self.layout.header_row {
                scratch.clear();
                self.check_row(number, row, block.unclosed(), &mut out, &mut scratch);
            }
        })?;
        Ok(out.finish())
    }

    fn cell<'r>(&'r self, row: Row<'r>, column: usize) -> Cell<'r> {
        match self.layout.places.get(column).copied().flatten() {
            Some(place) => match row.cell(place) {
                cell if cell.is_blank() => self.otherwise(row, column).unwrap_or(cell),
                cell => cell,
            },
            None => self
                .spec
                .columns
                .get(column)
                .and_then(|column| self.source.constants.get(column.name))
                .map_or(Cell::Empty, |constant| Cell::Text(constant)),
        }
    }

    /// The cell of the first further place that is filled.
    fn otherwise<'r>(&'r self, row: Row<'r>, column: usize) -> Option<Cell<'r>> {
        let further = self.layout.otherwise.get(column)?;
        further.iter().map(|place| row.cell(*place)).find(|cell| !cell.is_blank())
    }

    fn check_row(&self, number: u64, row: Row<'_>, unclosed: &[u64], out: &mut Output, scratch: &mut String) {
        let first_place = self.layout.places.iter().flatten().next().copied().unwrap_or(0);
        if row.cell(first_place).is_blank() && row.is_blank() {
            return;
        }
        out.counts.read += 1;
        let before = out.faults.len();
        if unclosed.contains(&number) {
            out.fault(number, None, "".into(), Reason::UnclosedQuote);
        }
        self.check_width(number, row, out);
        let mut parsed = [Parsed::Null; MOST_COLUMNS];
        let mut symbols: Vec<String> = Vec::new();
        for (index, (reader, slot)) in self.readers.iter().zip(&mut parsed).enumerate() {
            if self.missing.get(index).copied().unwrap_or(false) {
                continue;
            }
            let cell = self.cell(row, index);
            if let Some(symbol) = self.symbol(index, &cell) {
                let name = self.spec.columns.get(index).map_or("", |column| column.name);
                symbols.push(format!("{name}={symbol}"));
                continue;
            }
            let Reading { parsed: result, proof, has_time } = reader.read(cell, scratch);
            out.note(index, number, proof, has_time);
            match result {
                Ok(value) => *slot = value,
                Err(reason) => out.fault(number, u16::try_from(index).ok(), reader.shown(&cell), reason),
            }
        }
        if let Some(slot) = self.symbols_column.and_then(|column| parsed.get_mut(column))
            && !symbols.is_empty()
        {
            let from = scratch.len();
            scratch.push_str(&symbols.join(" "));
            *slot = Parsed::Made { from, to: scratch.len() };
        }
        self.check_periods(number, row, &parsed, out);
        let Ok(code) = self.check_worker(number, &mut parsed, scratch, before, out) else { return };
        if out.faults.len() > before || !self.layout.missing.is_empty() {
            self.reject(code, &parsed, scratch, before, out);
            return;
        }
        self.note_future(number, &parsed, out);
        out.counts.kept += 1;
        out.codes.push(code);
        let cells = parsed.iter().take(self.readers.len()).map(|value| value.value(scratch));
        out.table.push(cells.chain([Value::Int(number as i64)]));
    }

    /// The symbol that stands in a figure's place in the published statistics.
    fn symbol(&self, column: usize, cell: &Cell<'_>) -> Option<&'static str> {
        self.symbols_column?;
        let kind = self.spec.columns.get(column)?.kind;
        match (kind, cell) {
            (Kind::Whole { .. } | Kind::Number { .. }, Cell::Text(text)) => {
                SYMBOLS.into_iter().find(|symbol| symbol.eq_ignore_ascii_case(trim(text)))
            }
            _ => None,
        }
    }

    fn check_width(&self, number: u64, row: Row<'_>, out: &mut Output) {
        let Row::Record(record) = row else { return };
        let headings = self.layout.headings.len();
        if record.len() > headings {
            let filled = (headings..record.len()).filter(|i| !row.cell(*i).is_blank()).count();
            if filled > 0 {
                let reason = Reason::ExtraCells { cells: record.len() as u32, headings: headings as u32 };
                out.fault(number, None, "".into(), reason);
            }
        } else if record.len() < headings {
            out.short_rows.add(number);
        }
    }

    fn check_periods(&self, number: u64, row: Row<'_>, parsed: &[Parsed<'_>], out: &mut Output) {
        for (start, end) in &self.periods {
            if let (Some(Parsed::Date(started)), Some(Parsed::Date(ended))) =
                (parsed.get(*start), parsed.get(*end))
                && ended < started
            {
                let name = self.spec.columns.get(*start).map_or("", |column| column.name);
                let shown = self.readers.get(*end).map(|reader| reader.shown(&self.cell(row, *end)));
                let reason = Reason::EndsBeforeStart { start: name, started: *started, ended: *ended };
                out.fault(number, u16::try_from(*end).ok(), shown.unwrap_or_default(), reason);
            }
        }
    }

    /// The worker's place in the list; 0 where none is needed or known. `Err` when the row is set aside.
    fn check_worker(
        &self,
        number: u64,
        parsed: &mut [Parsed<'_>],
        scratch: &mut String,
        before: usize,
        out: &mut Output,
    ) -> Result<u32, SetAside> {
        let Some(workers) = self.workers else { return Ok(0) };
        let Some(column) = self.worker_column else { return Ok(0) };
        let Some(id) = parsed.get(column).and_then(|value| value.text(scratch)) else {
            return self.nobody(column, before, out);
        };
        if self.source.worker_by == WorkerBy::SweNumber {
            let found = workers.code_of_swe_number(&read_swe_number(id));
            if let Some((code, id)) = found.and_then(|code| Some((code, workers.id(code)?))) {
                let from = scratch.len();
                scratch.push_str(id);
                if let Some(slot) = parsed.get_mut(column) {
                    *slot = Parsed::Made { from, to: scratch.len() };
                }
                return Ok(code);
            }
            return self.unknown(number, HIDDEN, column, false, before, out);
        }
        if let Some(code) = workers.code(id) {
            return Ok(code);
        }
        if !self.spec.is_about_workers() {
            return Ok(0);
        }
        let is_rejected = workers.is_rejected(id);
        if workers.has_swe_number(&read_swe_number(id)) || looks_like_swe_number(id) {
            return self.unknown(number, SWE_NUMBER, column, is_rejected, before, out);
        }
        if may_be_a_name(id) {
            return self.unknown(number, TEXT, column, is_rejected, before, out);
        }
        out.see_unknown(id, number);
        let shown: String = id.chars().take(80).collect();
        self.unknown(number, &shown, column, is_rejected, before, out)
    }

    /// A row that names nobody. In an export of the whole workforce those without a Social Work England number
    /// are other people, who have none.
    fn nobody(&self, column: usize, before: usize, out: &mut Output) -> Result<u32, SetAside> {
        let is_missing = |fault: &Fault| {
            fault.column.map(usize::from) == Some(column) && fault.reason == Reason::MissingValue
        };
        let has_none = out.faults.iter().skip(before).any(is_missing);
        if self.source.worker_by == WorkerBy::SweNumber && self.source.others == Others::SetAside && has_none
        {
            out.set_aside(before);
            return Err(SetAside);
        }
        Ok(0)
    }

    /// A row about somebody who is not in workers.
    fn unknown(
        &self,
        number: u64,
        shown: &str,
        column: usize,
        is_rejected: bool,
        before: usize,
        out: &mut Output,
    ) -> Result<u32, SetAside> {
        if self.source.others == Others::SetAside {
            out.set_aside(before);
            return Err(SetAside);
        }
        out.fault(number, u16::try_from(column).ok(), shown.into(), Reason::UnknownWorker { is_rejected });
        out.counts.others += 1;
        Ok(0)
    }

    fn reject(&self, code: u32, parsed: &[Parsed<'_>], scratch: &str, before: usize, out: &mut Output) {
        out.counts.rejected += 1;
        if code > 0 {
            out.hurt.insert(code);
            let on = parsed.iter().find_map(|value| match value {
                Parsed::Date(day) => Some(*day),
                _ => None,
            });
            out.faults.iter_mut().skip(before).for_each(|fault| (fault.worker, fault.on) = (code, on));
        }
        if self.spec.name == "workers"
            && let Some(id) = self.worker_column.and_then(|column| parsed.get(column)?.text(scratch))
        {
            out.rejected_workers.insert(id.into());
        }
    }

    fn note_future(&self, number: u64, parsed: &[Parsed<'_>], out: &mut Output) {
        for (index, value) in parsed.iter().enumerate().take(self.readers.len()) {
            if let Parsed::Date(day) = value
                && *day > self.as_of
                && self.is_past.get(index).copied().unwrap_or(false)
                && let Some(tally) = out.columns.get_mut(index)
            {
                tally.future.add(number);
            }
        }
    }
}

struct SetAside;

/// Whether what stands as an id may be somebody's name: it has no digit, or a word of letters alone.
pub fn may_be_a_name(id: &str) -> bool {
    let is_word = |word: &str| word.chars().count() > 1 && word.chars().all(char::is_alphabetic);
    !id.chars().any(|c| c.is_ascii_digit())
        || id.split(|c: char| !c.is_alphanumeric() && c != '-').any(is_word)
}

/// Whether what stands as an id is written as Social Work England writes its numbers: SW and digits.
pub fn looks_like_swe_number(id: &str) -> bool {
    let digits = id.strip_prefix("SWE").or_else(|| id.strip_prefix("SW"));
    digits.is_some_and(|digits| {
        let is_number = digits.bytes().all(|b| b.is_ascii_digit() || b" -/.:".contains(&b));
        is_number && digits.bytes().filter(u8::is_ascii_digit).count() >= 5
    })
}

/// Whether a date can only be of something that has happened. What is planned may lie ahead.
fn is_past(table: &str, column: &str) -> bool {
    const AHEAD: [&str; 9] = [
        "started_on",
        "planned_on",
        "ended_on",
        "to_on",
        "from_on",
        "new_end_on",
        "left_on",
        "employed_on",
        "withdrawn_on",
    ];
    match (table, column) {
        ("panels", "held_on") | ("absences", "started_on") | ("sessions", "held_on") => false,
        ("allocations", "started_on") => true,
        (_, column) => !AHEAD.contains(&column),
    }
}

/// What is gathered from a block.
struct Output {
    table: TableBuilder,
    codes: Vec<u32>,
    faults: Vec<Fault>,
    counts: Counts,
    columns: Vec<ColumnTally>,
    short_rows: Tally,
    unknown: HashMap<Box<str>, Tally>,
    hurt: BTreeSet<u32>,
    rejected_workers: HashSet<Box<str>>,
}

impl Output {
    fn new(spec: &TableSpec) -> Output {
        let columns = spec.columns.iter().map(|column| (column.name, data_type(column.kind)));
        Output {
            table: TableBuilder::new(columns.chain([(ROW_COLUMN, DataType::Int64)])),
            codes: Vec::new(),
            faults: Vec::new(),
            counts: Counts::default(),
            columns: vec![ColumnTally::default(); spec.columns.len()],
            short_rows: Tally::default(),
            unknown: HashMap::new(),
            hurt: BTreeSet::new(),
            rejected_workers: HashSet::new(),
        }
    }

    fn fault(&mut self, row: u64, column: Option<u16>, value: Box<str>, reason: Reason) {
        if let Some(tally) = column.and_then(|index| self.columns.get_mut(usize::from(index))) {
            tally.rejected += 1;
        }
        self.faults.push(Fault { row, column, worker: 0, on: None, value, reason });
    }

    /// Counts a row that is set aside, and takes its faults back.
    fn set_aside(&mut self, before: usize) {
        self.counts.set_aside += 1;
        for fault in self.faults.drain(before..) {
            if let Some(tally) = fault.column.and_then(|index| self.columns.get_mut(usize::from(index))) {
                tally.rejected -= 1;
            }
        }
    }

    #[inline]
    fn note(&mut self, column: usize, row: u64, proof: Proof, has_time: bool) {
        if proof == Proof::None && !has_time {
            return;
        }
        let Some(tally) = self.columns.get_mut(column) else { return };
        if has_time {
            tally.times.add(row);
        }
        match proof {
            Proof::None => {}
            Proof::Either => tally.evidence.either.add(row),
            Proof::DayFirst => tally.evidence.day_first.add(row),
            Proof::MonthFirst => tally.evidence.month_first.add(row),
        }
    }

    fn see_unknown(&mut self, id: &str, row: u64) {
        match self.unknown.get_mut(id) {
            Some(tally) => tally.add(row),
            None => {
                self.unknown.insert(id.into(), Tally { count: 1, first_row: row });
            }
        }
    }

    fn finish(self) -> Checked {
        Checked {
            table: self.table.finish(),
            codes: self.codes,
            faults: self.faults,
            counts: self.counts,
            columns: self.columns,
            short_rows: self.short_rows,
            unknown: self.unknown,
            hurt: self.hurt,
            rejected_workers: self.rejected_workers,
        }
    }
}

/// How a column is stored.
pub fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Id | Kind::Text | Kind::Word | Kind::Slug | Kind::OneOf(_) => DataType::Utf8,
        Kind::Date => DataType::Date32,
        Kind::Whole { .. } => DataType::Int64,
        Kind::Number { .. } => DataType::Float64,
        Kind::YesNo => DataType::Boolean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TABLES;

    #[test]
    fn no_table_has_more_columns_than_a_row_has_room_for() {
        for spec in TABLES {
            assert!(spec.columns.len() <= MOST_COLUMNS, "{}", spec.name);
        }
    }

    #[test]
    fn what_may_be_a_name_is_known_from_an_id() {
        for id in ["JO INVENTED", "INVENTED, JO (1234)", "JO", "O’INVENTED", "JO.INVENTED"] {
            assert!(may_be_a_name(id), "{id}");
        }
        for id in ["W001", "EMP00123", "NQSW-004", "W 12 3", "100234", "00:7"] {
            assert!(!may_be_a_name(id), "{id}");
        }
    }

    #[test]
    fn a_social_work_england_number_is_known_from_an_id() {
        for id in ["SW7000003", "SWE123456", "SW 12345", "SWE-0123456", "SWE/123456", "SW 123 456"] {
            assert!(looks_like_swe_number(id), "{id}");
        }
        for id in ["SW001", "W7000003", "SWAN12345", "7000003"] {
            assert!(!looks_like_swe_number(id), "{id}");
        }
    }

    #[test]
    fn the_majority_decides_on_the_order() {
        let evidence = |day, month| Evidence {
            day_first: Tally { count: day, first_row: 2 },
            month_first: Tally { count: month, first_row: 3 },
            either: Tally::default(),
        };
        assert_eq!(evidence(0, 0).order(), None);
        assert_eq!(evidence(1, 1).order(), Some(Order::DayFirst));
        assert_eq!(evidence(1, 2).order(), Some(Order::MonthFirst));
    }
}
