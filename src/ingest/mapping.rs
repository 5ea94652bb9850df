//! `[[source]]` in `moderato.toml`: which export holds which table, and what its columns and words mean.
//!
//! Every fault is gathered with its line and a fix. Nothing of the exports is read here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::dates::Day;
use crate::diagnostic::{TomlEntry, TomlWalk, nearest};
use crate::model::{Column, Kind, TABLES, TableSpec};

use super::cells::{Cell, fold};
use super::days::{DateRules, Epoch, Order};
use super::folder::{Others, SheetChoice, Source, WorkerBy};
use super::reading::ColumnReader;

const SOURCE_KEYS: [&str; 11] = [
    "table",
    "path",
    "sheet",
    "header_row",
    "date_format",
    "columns",
    "values",
    "constants",
    "others",
    "covers",
    "worker_by",
];

const TABLE_FIX: &str = "say which table the file holds, such as table = \"allocations\"";
const PATH_FIX: &str = "say where the file is, such as path = \"exports/caseload.csv\"";

impl TomlWalk<'_> {
    pub(super) fn source(&mut self, entry: &TomlEntry<'_>) -> Option<Source> {
        let Some(table) = entry.get_ref().as_table() else {
            self.wrong_kind(entry, "source", "a table: write [[source]] with double brackets");
            return None;
        };
        let place = entry.span();
        let place = place.start..place.end.min(place.start + "[[source]]".len());
        self.known_keys(table, "[[source]]", &SOURCE_KEYS);
        let here = (&place, "[[source]]");
        let path = self.required(table, "path", here, PATH_FIX).and_then(|v| self.text_of(v, "path"));
        let named = self.required(table, "table", here, TABLE_FIX);
        let spec = named.and_then(|value| self.table_named(value));
        let spec = spec?;
        let mut source = Source::plain(spec, path.unwrap_or_default());
        if let Some(value) = table.get("sheet") {
            source.sheet = self.sheet(value);
        }
        if let Some(value) = table.get("header_row") {
            source.header_row = self.row_number(value);
        }
        if let Some(value) = table.get("date_format") {
            self.date_format(value, &mut source);
        }
        if let Some(value) = table.get("others") {
            source.others = self.others(value);
        }
        if let Some(value) = table.get("worker_by") {
            source.worker_by = self.worker_by(value, spec);
        }
        if let Some(value) = table.get("covers") {
            source.services = self.covers(value);
        }
        self.columns(table, &mut source);
        self.values(table, &mut source);
        self.constants(table, &mut source);
        Some(source)
    }

    fn table_named(&mut self, value: &TomlEntry<'_>) -> Option<&'static TableSpec> {
        let name = self.text_of(value, "table")?;
        let known = TABLES.iter().find(|spec| spec.name == name);
        if known.is_none() {
            let names: Vec<&str> = TABLES.iter().map(|spec| spec.name).collect();
            let fix = match super::aliases::ALIASES.table(&name) {
                Some(spec) => format!("did you mean \"{}\"?", spec.name),
                None => match nearest(&name, names.iter().copied()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("the tables are {}", names.join(", ")),
                },
            };
            self.faults.add(value.span(), format!("there is no table \"{name}\""), fix);
        }
        known
    }

    fn sheet(&mut self, value: &TomlEntry<'_>) -> Option<SheetChoice> {
        match value.get_ref() {
            DeValue::String(_) => self.text_of(value, "sheet").map(SheetChoice::Named),
            DeValue::Integer(n) => match n.as_str().parse::<usize>() {
                Ok(number) if number >= 1 => Some(SheetChoice::Numbered(number)),
                _ => {
                    self.faults.add(value.span(), "sheets count from 1", "write sheet = 1 for the first");
                    None
                }
            },
            _ => {
                self.wrong_kind(value, "sheet", "a sheet's name, or its number counted from 1");
                None
            }
        }
    }

    fn row_number(&mut self, value: &TomlEntry<'_>) -> Option<u64> {
        let number = match value.get_ref() {
            DeValue::Integer(n) => n.as_str().parse::<u64>().ok().filter(|n| *n >= 1),
            _ => None,
        };
        if number.is_none() {
            self.faults.add(
                value.span(),
                "`header_row` should be a row's number, counted from 1",
                "write header_row = 1 where the headings are in the first row",
            );
        }
        number
    }

    /// The order of the parts is what matters: `dd/mm/yyyy` and `%d/%m/%Y` say the same.
    fn date_format(&mut self, value: &TomlEntry<'_>, source: &mut Source) {
        let Some(format) = self.text_of(value, "date_format") else { return };
        let letters: String = format.to_lowercase().chars().filter(char::is_ascii_alphabetic).collect();
        let mut order: Vec<char> = letters.chars().filter(|c| "dmy".contains(*c)).collect();
        order.dedup();
        let order: String = order.into_iter().collect();
        match (fold(&format).as_str(), order.as_str()) {
            ("excel" | "excel1900", _) => source.epoch = Epoch::Y1900,
            ("excel1904", _) => source.epoch = Epoch::Y1904,
            ("iso" | "iso8601", _) => {}
            (_, "dmy") => source.order = Some(Order::DayFirst),
            (_, "mdy") => source.order = Some(Order::MonthFirst),
            (_, "ymd") => {}
            _ => self.faults.add(
                value.span(),
                format!("\"{format}\" is not a date format"),
                "write it like dd/mm/yyyy, mm/dd/yyyy, yyyy-mm-dd, dd-Mon-yy, excel-1900 or excel-1904",
            ),
        }
    }

    fn others(&mut self, value: &TomlEntry<'_>) -> Others {
        match value.get_ref().as_str() {
            Some("set_aside") => Others::SetAside,
            Some("reject") => Others::Reject,
            _ => {
                self.faults.add(
                    value.span(),
                    "`others` says what to do with rows about people not in workers",
                    "write others = \"set_aside\" to count them only, or leave the key out",
                );
                Others::Reject
            }
        }
    }

    fn worker_by(&mut self, value: &TomlEntry<'_>, spec: &TableSpec) -> WorkerBy {
        match value.get_ref().as_str() {
            Some("worker_id") => WorkerBy::Id,
            Some("swe_number") if spec.is_about_workers() => WorkerBy::SweNumber,
            Some("swe_number") => {
                self.faults.add(
                    value.span(),
                    format!("rows of {} are not found by a Social Work England number", spec.name),
                    "leave worker_by out here",
                );
                WorkerBy::Id
            }
            _ => {
                self.faults.add(
                    value.span(),
                    "`worker_by` says what the column worker_id holds",
                    "write worker_by = \"swe_number\" where a column holds Social Work England numbers, or leave it out",
                );
                WorkerBy::Id
            }
        }
    }

    fn covers(&mut self, value: &TomlEntry<'_>) -> Option<BTreeSet<String>> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_kind(value, "covers", "a table: covers = { service = [\"CLA\"] }");
            return None;
        };
        self.known_keys(table, "covers", &["service"]);
        let services = table.get("service")?;
        let services = self.texts(services, "service", "a list of services: [\"CLA\"]")?;
        Some(services.into_iter().collect())
    }

    /// The entries of a table under a source whose keys are columns of the source's table.
    fn by_column<'a, 'i>(
        &mut self,
        table: &'a DeTable<'i>,
        key: &str,
        source: &Source,
    ) -> Vec<(&'static Column, &'a TomlEntry<'i>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(entries) = value.get_ref().as_table() else {
            self.wrong_kind(value, key, "a table whose keys are columns, such as { worker_id = … }");
            return Vec::new();
        };
        let spec = source.table;
        let names: Vec<&str> = spec.columns.iter().map(|column| column.name).collect();
        let mut found = Vec::new();
        for (name, entry) in entries {
            // Where workers are told apart by their number, its column may be called what it is.
            let is_number = key == "columns" && name.get_ref() == "swe_number" && spec.is_about_workers();
            let known = if is_number && source.worker_by == WorkerBy::SweNumber {
                "worker_id"
            } else {
                name.get_ref()
            };
            match spec.column(known) {
                Some(column) => found.push((column, entry)),
                None => {
                    let place = format!("the table {}", spec.name);
                    let fix = match nearest(name.get_ref(), names.iter().copied()) {
                        _ if is_number => {
                            "write worker_by = \"swe_number\" too, where workers are told apart by it"
                                .to_owned()
                        }
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("its columns are {}", names.join(", ")),
                    };
                    self.faults.add(
                        name.span(),
                        format!("`{}` is not a column of {place}", name.get_ref()),
                        fix,
                    );
                }
            }
        }
        found
    }

    fn columns(&mut self, table: &DeTable<'_>, source: &mut Source) {
        for (column, entry) in self.by_column(table, "columns", source) {
            // An empty heading leaves a column unread that need not be there.
            let is_unread =
                !column.is_required && entry.get_ref().as_str().is_some_and(|text| text.trim().is_empty());
            let heading = if is_unread { Some(String::new()) } else { self.text_of(entry, column.name) };
            let Some(heading) = heading else { continue };
            if source.columns.insert(column.name, heading).is_some() {
                self.faults.add(
                    entry.span(),
                    format!(
                        "`{}` and `swe_number` both name the column that tells workers apart",
                        column.name
                    ),
                    "keep `swe_number`",
                );
            }
        }
    }

    fn values(&mut self, table: &DeTable<'_>, source: &mut Source) {
        for (column, entry) in self.by_column(table, "values", source) {
            let Some(spellings) = entry.get_ref().as_table() else {
                self.wrong_kind(
                    entry,
                    column.name,
                    "a table of spellings: { \"Allocated SW\" = \"allocated\" }",
                );
                continue;
            };
            let mut known = BTreeMap::new();
            for (spelling, meaning) in spellings {
                let Some(text) = scalar_text(meaning.get_ref()) else {
                    self.wrong_kind(meaning, spelling.get_ref(), "a word in quotation marks");
                    continue;
                };
                self.check_value(source.table, column, &text, meaning.span());
                known.insert(spelling.get_ref().to_string(), text);
            }
            source.values.insert(column.name, known);
        }
    }

    fn constants(&mut self, table: &DeTable<'_>, source: &mut Source) {
        for (column, entry) in self.by_column(table, "constants", source) {
            let Some(text) = scalar_text(entry.get_ref()) else {
                self.wrong_kind(entry, column.name, "one value, such as \"CLA\"");
                continue;
            };
            if source.columns.contains_key(column.name) {
                self.faults.add(
                    entry.span(),
                    format!("`{}` stands both under columns and under constants", column.name),
                    "keep one of the two",
                );
            }
            self.check_value(source.table, column, &text, entry.span());
            source.constants.insert(column.name, text);
        }
    }

    /// Whether a value can be what the column holds; "" is always allowed and means nothing.
    fn check_value(
        &mut self,
        spec: &'static TableSpec,
        column: &'static Column,
        text: &str,
        span: Range<usize>,
    ) {
        if text.is_empty() {
            return;
        }
        let wide =
            DateRules { order: Order::DayFirst, epoch: Epoch::Y1900, plausible: (Day(-36_525), Day(73_050)) };
        let reader = ColumnReader::new(spec, column, [], wide);
        if reader.read(Cell::Text(text), &mut String::new()).parsed.is_ok() {
            return;
        }
        let fix = match column.kind {
            Kind::OneOf(words) => match nearest(text, words.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("it should be one of {}", words.join(", ")),
            },
            Kind::YesNo => "write \"yes\" or \"no\"".to_owned(),
            Kind::Date => "write a date such as \"2025-04-30\"".to_owned(),
            Kind::Whole { min, max } => format!("write a whole number from {min} to {max}"),
            Kind::Number { .. } => "write a number within the column's range".to_owned(),
            _ => "write another value".to_owned(),
        };
        self.faults.add(span, format!("\"{text}\" is not a value of {}.{}", spec.name, column.name), fix);
    }
}

fn scalar_text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.trim().to_owned()),
        DeValue::Integer(n) => Some(n.as_str().to_owned()),
        DeValue::Float(n) => Some(n.as_str().to_owned()),
        DeValue::Boolean(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        DeValue::Datetime(date) => Some(date.to_string()),
        DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
