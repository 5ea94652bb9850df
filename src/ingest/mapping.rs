//! `moderato.toml`: what an authority says about its folder, as written and then checked.
//!
//! Every fault is gathered with its line and a fix. Nothing of the exports is read here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::dates::Day;
use crate::diagnostic::{Error, TomlFaults, nearest};
use crate::model::{Column, Kind, TABLES, TableSpec};

use super::cells::{Cell, fold};
use super::days::{DateRules, Epoch, Order};
use super::folder::{CONFIG_NAME, Folder, Others, SheetChoice, Source, WorkerBy, plain_io};
use super::reading::ColumnReader;

const TOP_KEYS: [&str; 5] = ["authority", "rulebook", "earlier_rulebooks", "source", "max_rejected_pct"];
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

/// Reads and checks the `moderato.toml` of a folder.
pub fn read_folder_config(root: &Path) -> Result<Folder, Error> {
    let path = root.join(CONFIG_NAME);
    let shown = path.display().to_string();
    let bytes = fs::read(&path).map_err(|error| {
        if root.is_dir() {
            Error::new(
                format!("{shown} cannot be read: {}", plain_io(&error)),
                format!("every authority folder needs one; `moderato init {}` starts it", root.display()),
            )
        } else {
            Error::new(
                format!("{} is not a folder", root.display()),
                "give the path of an authority's folder, the one that holds moderato.toml",
            )
        }
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Error::new(format!("{shown} is not UTF-8 text"), "save it again with the encoding UTF-8")
    })?;
    check_folder(root, &shown, text.trim_start_matches('\u{feff}'))
}

/// Checks the text of a `moderato.toml`; `shown` is its path in messages.
pub fn check_folder(root: &Path, shown: &str, text: &str) -> Result<Folder, Error> {
    let mut faults = TomlFaults::new(shown, text);
    let (table, syntax) = DeTable::parse_recoverable(text);
    for fault in &syntax {
        faults.add(
            fault.span().unwrap_or(0..0),
            format!("this is not TOML: {}", fault.message()),
            "text stands in quotation marks, lists in square brackets, and one key on a line",
        );
    }
    if !syntax.is_empty() {
        return Err(faults.into_error());
    }
    let table = table.get_ref();
    let mut walk = Walk { faults, text };
    walk.known_keys(table, "moderato.toml", &TOP_KEYS);
    let start = 0..text.len().min(1);
    let (code, name) = match walk.required(table, "authority", &start, "moderato.toml") {
        Some(authority) => match authority.get_ref().as_table() {
            Some(inner) => {
                walk.known_keys(inner, "authority", &["code", "name"]);
                let span = authority.span();
                (walk.required_text(inner, "code", &span), walk.required_text(inner, "name", &span))
            }
            None => {
                walk.wrong_kind(
                    authority,
                    "authority",
                    "a table: { code = \"E08000028\", name = \"Sandwell\" }",
                );
                (None, None)
            }
        },
        None => (None, None),
    };
    let rulebook = walk.required_text(table, "rulebook", &start);
    let rulebook_line = table.get("rulebook").map_or(1, |value| walk.line(value.span().start));
    let versions = "a list of rulebooks: [\"rules-2023.toml\"]";
    let earlier = table.get("earlier_rulebooks");
    let earlier = earlier.and_then(|value| walk.texts(value, "earlier_rulebooks", versions));
    let max_rejected_pct = match table.get("max_rejected_pct") {
        None => 5.0,
        Some(value) => walk.percentage(value),
    };
    let sources = match table.get("source") {
        None => Vec::new(),
        Some(value) => match value.get_ref().as_array() {
            Some(list) => list.iter().filter_map(|entry| walk.source(entry)).collect(),
            None => {
                walk.wrong_kind(value, "source", "a list: write [[source]] with double brackets");
                Vec::new()
            }
        },
    };
    walk.faults.into_result()?;
    Ok(Folder {
        root: root.to_owned(),
        code: code.unwrap_or_default(),
        name: name.unwrap_or_default(),
        rulebook: rulebook.unwrap_or_default(),
        earlier_rulebooks: earlier.unwrap_or_default(),
        rulebook_line,
        sources,
        max_rejected_pct,
    })
}

type Entry<'i> = Spanned<DeValue<'i>>;

/// A walk over the file that gathers every fault.
struct Walk<'t> {
    faults: TomlFaults<'t>,
    text: &'t str,
}

impl<'t> Walk<'t> {
    fn line(&self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1
    }

    fn known_keys(&mut self, table: &DeTable<'_>, place: &str, known: &[&str]) {
        for key in table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                self.faults.add_unknown_key(key.span(), key.get_ref(), place, known);
            }
        }
    }

    fn wrong_kind(&mut self, value: &Entry<'_>, key: &str, expected: &str) {
        self.faults.add(
            value.span(),
            format!("`{key}` is {}", kind_in_words(value.get_ref())),
            format!("it should be {expected}"),
        );
    }

    fn required<'a, 'i>(
        &mut self,
        table: &'a DeTable<'i>,
        key: &str,
        place: &Range<usize>,
        place_name: &str,
    ) -> Option<&'a Entry<'i>> {
        let value = table.get(key);
        if value.is_none() {
            self.faults.add(
                place.clone(),
                format!("`{key}` is missing in {place_name}"),
                match key {
                    "authority" => "write authority = { code = \"E08000028\", name = \"Sandwell\" }",
                    "rulebook" => "write rulebook = \"sandwell-2025\", or another id that `moderato rulebook list` prints",
                    "table" => "say which table the file holds, such as table = \"allocations\"",
                    "path" => "say where the file is, such as path = \"exports/caseload.csv\"",
                    _ => "add it",
                },
            );
        }
        value
    }

    fn required_text(&mut self, table: &DeTable<'_>, key: &str, place: &Range<usize>) -> Option<String> {
        let value = self.required(table, key, place, "moderato.toml")?;
        self.text_of(value, key)
    }

    fn text_of(&mut self, value: &Entry<'_>, key: &str) -> Option<String> {
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Some(_) => {
                self.faults.add(
                    value.span(),
                    format!("`{key}` is empty"),
                    "write it between the quotation marks",
                );
                None
            }
            None => {
                self.wrong_kind(value, key, "text in quotation marks");
                None
            }
        }
    }

    /// A list of texts, or one text alone; `expected` says what it should be.
    fn texts(&mut self, value: &Entry<'_>, key: &str, expected: &str) -> Option<Vec<String>> {
        let list: Vec<&Entry<'_>> = match value.get_ref() {
            DeValue::Array(list) => list.iter().collect(),
            DeValue::String(_) => vec![value],
            _ => {
                self.wrong_kind(value, key, expected);
                return None;
            }
        };
        Some(list.into_iter().filter_map(|entry| self.text_of(entry, key)).collect())
    }

    fn percentage(&mut self, value: &Entry<'_>) -> f64 {
        let number = match value.get_ref() {
            DeValue::Integer(n) => n.as_str().parse::<f64>().ok(),
            DeValue::Float(n) => n.as_str().parse::<f64>().ok(),
            _ => None,
        };
        match number {
            Some(number) if (0.0..=100.0).contains(&number) => number,
            _ => {
                self.faults.add(
                    value.span(),
                    "`max_rejected_pct` should be a number from 0 to 100",
                    "write max_rejected_pct = 5 to allow 5 rows in a hundred",
                );
                5.0
            }
        }
    }

    fn source(&mut self, entry: &Entry<'_>) -> Option<Source> {
        let Some(table) = entry.get_ref().as_table() else {
            self.wrong_kind(entry, "source", "a table: write [[source]] with double brackets");
            return None;
        };
        let place = entry.span();
        let place = place.start..place.end.min(place.start + "[[source]]".len());
        self.known_keys(table, "[[source]]", &SOURCE_KEYS);
        let path = self.required(table, "path", &place, "[[source]]").and_then(|v| self.text_of(v, "path"));
        let named = self.required(table, "table", &place, "[[source]]");
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

    fn table_named(&mut self, value: &Entry<'_>) -> Option<&'static TableSpec> {
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

    fn sheet(&mut self, value: &Entry<'_>) -> Option<SheetChoice> {
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

    fn row_number(&mut self, value: &Entry<'_>) -> Option<u64> {
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
    fn date_format(&mut self, value: &Entry<'_>, source: &mut Source) {
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

    fn others(&mut self, value: &Entry<'_>) -> Others {
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

    fn worker_by(&mut self, value: &Entry<'_>, spec: &TableSpec) -> WorkerBy {
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
                    "write worker_by = \"swe_number\" where it holds Social Work England numbers, or leave it out",
                );
                WorkerBy::Id
            }
        }
    }

    fn covers(&mut self, value: &Entry<'_>) -> Option<BTreeSet<String>> {
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
        spec: &'static TableSpec,
    ) -> Vec<(&'static Column, &'a Entry<'i>)> {
        let Some(value) = table.get(key) else { return Vec::new() };
        let Some(entries) = value.get_ref().as_table() else {
            self.wrong_kind(value, key, "a table whose keys are columns, such as { worker_id = … }");
            return Vec::new();
        };
        let names: Vec<&str> = spec.columns.iter().map(|column| column.name).collect();
        let mut found = Vec::new();
        for (name, entry) in entries {
            match spec.column(name.get_ref()) {
                Some(column) => found.push((column, entry)),
                None => {
                    let place = format!("the table {}", spec.name);
                    let known: &[&str] = &names;
                    let fix = match nearest(name.get_ref(), known.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("its columns are {}", known.join(", ")),
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
        for (column, entry) in self.by_column(table, "columns", source.table) {
            if let Some(heading) = self.text_of(entry, column.name) {
                source.columns.insert(column.name, heading);
            }
        }
    }

    fn values(&mut self, table: &DeTable<'_>, source: &mut Source) {
        for (column, entry) in self.by_column(table, "values", source.table) {
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
        for (column, entry) in self.by_column(table, "constants", source.table) {
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

fn kind_in_words(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Folder, Error> {
        check_folder(Path::new("folder"), "folder/moderato.toml", text)
    }

    const HEAD: &str =
        "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"sandwell-2025\"\n";

    #[test]
    fn a_whole_file_is_read() {
        let text = format!(
            "{HEAD}max_rejected_pct = 2.5\n[[source]]\ntable = \"allocations\"\npath = \"exports/*.csv\"\n\
             date_format = \"mm/dd/yyyy\"\nheader_row = 3\nothers = \"set_aside\"\nsheet = 2\n\
             covers = {{ service = [\"CLA\"] }}\n\
             columns = {{ worker_id = \"Worker Ref\" }}\nconstants = {{ role = \"Allocated\" }}\n\
             [source.values.case_type]\n\"Zed\" = \"looked_after\"\n\"-?-\" = \"\"\n"
        );
        let folder = check(&text).unwrap();
        assert_eq!((folder.code.as_str(), folder.max_rejected_pct), ("X01", 2.5));
        assert_eq!(folder.rulebook_line, 2);
        let source = &folder.sources[0];
        assert_eq!(source.table.name, "allocations");
        assert_eq!(source.order, Some(Order::MonthFirst));
        assert_eq!(source.header_row, Some(3));
        assert_eq!(source.sheet, Some(SheetChoice::Numbered(2)));
        assert_eq!(source.others, Others::SetAside);
        assert_eq!(source.columns["worker_id"], "Worker Ref");
        assert_eq!(source.values["case_type"]["Zed"], "looked_after");
        assert_eq!(source.services, Some(BTreeSet::from(["CLA".to_owned()])));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let text = "authority = { code = \"X01\", nam = \"E\" }\nrulebok = \"x\"\nmax_rejected_pct = 400\n\
                    [[source]]\ntable = \"alocations\"\npath = \"a.csv\"\n\
                    [[source]]\ntable = \"reviews\"\ndate_format = \"whenever\"\n\
                    columns = { hold_on = \"Held\" }\nvalues = { rating = { \"G\" = \"on_trak\" } }\n";
        let error = check(text).unwrap_err();
        for expected in [
            "did you mean `name`?",
            "did you mean `rulebook`?",
            "from 0 to 100",
            "did you mean \"allocations\"?",
            "`path` is missing in [[source]]",
            "\"whenever\" is not a date format",
            "did you mean `held_on`?",
            "did you mean \"on_track\"?",
        ] {
            assert!(error.detail.contains(expected), "{expected} not in:\n{}", error.detail);
        }
    }

    #[test]
    fn what_is_no_toml_is_said_with_its_line() {
        let error = check("authority = { code = \"X01\nrulebook = 3").unwrap_err();
        assert!(error.detail.contains("moderato.toml:1"), "{}", error.detail);
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in "\\PC{0,80}", keys in "[a-z_]{1,9} = [\\[{\"0-9a-z, =\\]}]{0,20}") {
            let _ = check(&text);
            let _ = check(&format!("{HEAD}{keys}"));
        }
    }
}
