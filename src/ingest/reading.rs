//! One cell of one column: from what the reader found to what the canonical column holds.
//!
//! First the source's own `values`, then the known spellings, then the canonical words. What cannot be
//! read is said, never guessed.

use std::collections::{BTreeSet, HashMap};

use crate::dates::Day;
use crate::diagnostic::nearest;
use crate::model::{Column, Kind, MASKED, TableSpec, Value};

use super::aliases::ALIASES;
use super::cells::{
    Cell, Read, fold, is_formula_error, number_as_text, read_id, read_number, read_slug, read_swe_number,
    read_word, read_yes_no, says_nothing, trim, with_folded,
};
use super::check::looks_like_swe_number;
use super::days::{
    DateFault, DateRules, Proof, is_too_narrow, names_month_or_weekday, read_date, read_serial,
};
use super::faults::{HIDDEN, Reason, TEXT};

/// A canonical value, before it is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Parsed<'a> {
    Null,
    Text(&'a str),
    /// A text made anew, by its place in the scratch text.
    Made {
        from: usize,
        to: usize,
    },
    Int(i64),
    Float(f64),
    Bool(bool),
    Date(Day),
}

impl<'a> Parsed<'a> {
    /// The value to store; `scratch` is what the reading was given.
    pub fn value<'b>(&self, scratch: &'b str) -> Value<'b>
    where
        'a: 'b,
    {
        match *self {
            Parsed::Null => Value::Null,
            Parsed::Text(text) => Value::Text(text),
            Parsed::Made { from, to } => Value::Text(scratch.get(from..to).unwrap_or_default()),
            Parsed::Int(n) => Value::Int(n),
            Parsed::Float(x) => Value::Float(x),
            Parsed::Bool(yes) => Value::Bool(yes),
            Parsed::Date(day) => Value::Date(day),
        }
    }

    /// The text of a text value.
    pub fn text<'b>(&self, scratch: &'b str) -> Option<&'b str>
    where
        'a: 'b,
    {
        match self.value(scratch) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// What came of reading a cell.
pub struct Reading<'a> {
    pub parsed: Result<Parsed<'a>, Reason>,
    /// What a date says about the order of day and month.
    pub proof: Proof,
    /// Whether a time of day was left off.
    pub has_time: bool,
}

impl<'a> From<Result<Parsed<'a>, Reason>> for Reading<'a> {
    fn from(parsed: Result<Parsed<'a>, Reason>) -> Reading<'a> {
        Reading { parsed, proof: Proof::None, has_time: false }
    }
}

/// How to read one column of one source.
pub struct ColumnReader {
    column: &'static Column,
    rules: DateRules,
    /// The source's own spellings: as written, and folded.
    own: HashMap<String, String>,
    own_folded: HashMap<String, String>,
    /// Known spellings, folded, with the canonical word.
    words: HashMap<String, &'static str>,
    default: Option<&'static str>,
    /// Whether no message may show the column's values.
    is_hidden: bool,
    /// What alone the column may hold; empty where that is not given.
    known: BTreeSet<String>,
}

impl ColumnReader {
    /// `own` are the source's `values` for this column.
    pub fn new<'v>(
        spec: &TableSpec,
        column: &'static Column,
        own: impl IntoIterator<Item = (&'v str, &'v str)>,
        rules: DateRules,
    ) -> ColumnReader {
        let own: HashMap<String, String> =
            own.into_iter().map(|(from, to)| (trim(from).to_owned(), to.to_owned())).collect();
        let own_folded = own
            .iter()
            .map(|(from, to)| (fold(from), to.clone()))
            .filter(|(from, _)| !from.is_empty())
            .collect();
        let mut words: HashMap<String, &'static str> = HashMap::new();
        match column.kind {
            Kind::OneOf(allowed) => {
                for (spelling, word) in ALIASES.words(spec.name, column.name) {
                    if let Some(word) = allowed.iter().find(|allowed| **allowed == word) {
                        words.insert(spelling.to_owned(), word);
                    }
                }
                words.extend(allowed.iter().map(|word| (fold(word), *word)));
            }
            _ => words.extend(
                ALIASES.words(spec.name, column.name).map(|(spelling, word)| (spelling.to_owned(), word)),
            ),
        }
        let is_hidden = MASKED.contains(&column.name);
        ColumnReader {
            column,
            rules,
            own,
            own_folded,
            words,
            default: column.default,
            is_hidden,
            known: BTreeSet::new(),
        }
    }

    /// The same column, whose values no message may show.
    pub fn hidden(self) -> ColumnReader {
        ColumnReader { is_hidden: true, ..self }
    }

    /// The same; where it is the column of programmes, it may hold these alone.
    pub fn among(self, programmes: &BTreeSet<String>) -> ColumnReader {
        if self.column.name == "programme" {
            ColumnReader { known: programmes.clone(), ..self }
        } else {
            self
        }
    }

    /// Reads a cell. A text that is made anew is written at the end of `scratch`.
    pub fn read<'a>(&'a self, cell: Cell<'a>, scratch: &mut String) -> Reading<'a> {
        match cell {
            Cell::Empty => self.read_text("", scratch),
            Cell::Text(text) => self.read_text(text, scratch),
            Cell::Error(_) => Err(Reason::FormulaError).into(),
            Cell::Number(number) | Cell::Serial(number) if self.own.is_empty() => match self.column.kind {
                Kind::Date => self.read_serial(number),
                Kind::Whole { .. } | Kind::Number { .. } => self.read_amount(number).into(),
                _ => self.read_made(&cell, scratch),
            },
            Cell::Bool(yes) if self.column.kind == Kind::YesNo && self.own.is_empty() => {
                Ok(Parsed::Bool(yes)).into()
            }
            Cell::Number(number) | Cell::Serial(number) => {
                let shown = cell.shown(self.rules.epoch);
                match (self.mapped(&shown), self.column.kind) {
                    (None, Kind::Date) => self.read_serial(number),
                    (None, Kind::Whole { .. } | Kind::Number { .. }) => self.read_amount(number).into(),
                    _ => self.read_made(&cell, scratch),
                }
            }
            Cell::Bool(_) => self.read_made(&cell, scratch),
        }
    }

    /// Reads a cell that is no text by what it shows.
    fn read_made<'a>(&'a self, cell: &Cell<'_>, scratch: &mut String) -> Reading<'a> {
        let shown = cell.shown(self.rules.epoch);
        let Reading { parsed, proof, has_time } = self.read_text(&shown, scratch);
        let parsed = parsed.map(|parsed| match parsed {
            Parsed::Text(text) => {
                let from = scratch.len();
                scratch.push_str(text);
                Parsed::Made { from, to: scratch.len() }
            }
            Parsed::Null => Parsed::Null,
            Parsed::Made { from, to } => Parsed::Made { from, to },
            Parsed::Int(n) => Parsed::Int(n),
            Parsed::Float(x) => Parsed::Float(x),
            Parsed::Bool(yes) => Parsed::Bool(yes),
            Parsed::Date(day) => Parsed::Date(day),
        });
        Reading { parsed, proof, has_time }
    }

    /// What the source's `values` make of a text.
    fn mapped(&self, text: &str) -> Option<&str> {
        if self.own.is_empty() {
            return None;
        }
        self.own
            .get(text)
            .or_else(|| Some(fold(text)).filter(|f| !f.is_empty()).and_then(|f| self.own_folded.get(&f)))
            .map(String::as_str)
    }

    /// The canonical word of a known spelling.
    fn word(&self, text: &str, scratch: &mut String) -> Option<&'static str> {
        if self.words.is_empty() {
            return None;
        }
        with_folded(text, scratch, |folded| self.words.get(folded).copied())
    }

    fn read_text<'a, 'b>(&'a self, text: &'b str, scratch: &mut String) -> Reading<'b>
    where
        'a: 'b,
    {
        let text = trim(text);
        let text = self.mapped(text).unwrap_or(text);
        if says_nothing(text) {
            return self.nothing().into();
        }
        if text.starts_with('#') {
            match self.column.kind {
                _ if is_formula_error(text) => return Err(Reason::FormulaError).into(),
                Kind::Date if is_too_narrow(text) => {
                    return Err(Reason::BadDate(DateFault::TooNarrow)).into();
                }
                Kind::Whole { .. } | Kind::Number { .. } | Kind::Id if is_too_narrow(text) => {
                    return Err(Reason::TooNarrow).into();
                }
                _ => {}
            }
        }
        let made = |read| {
            Ok(match read {
                Read::AsIs(text) => Parsed::Text(text),
                Read::Made { from, to } => Parsed::Made { from, to },
            })
        };
        match self.column.kind {
            Kind::Text if self.column.name == "swe_number" => {
                let from = scratch.len();
                scratch.push_str(&read_swe_number(text));
                Ok(Parsed::Made { from, to: scratch.len() }).into()
            }
            Kind::Text => Ok(Parsed::Text(text)).into(),
            Kind::Id => {
                let text = self.word(text, scratch).unwrap_or(text);
                match read_id(text, scratch) {
                    Ok(read) => made(read).into(),
                    Err(_) => Err(Reason::ShortenedId).into(),
                }
            }
            Kind::Word => match self.word(text, scratch) {
                Some(word) => Ok(Parsed::Text(word)).into(),
                None => made(read_word(text, scratch)).into(),
            },
            Kind::Slug => {
                let parsed = made(read_slug(text, scratch));
                let is_known = |slug: &str| self.known.is_empty() || self.known.contains(slug);
                let slug = parsed.as_ref().ok().and_then(|parsed| parsed.text(scratch));
                if slug.is_none_or(is_known) {
                    parsed.into()
                } else {
                    Err(Reason::UnknownValue { near: None }).into()
                }
            }
            Kind::OneOf(allowed) => {
                if let Some(word) = allowed.iter().find(|word| **word == text) {
                    return Ok(Parsed::Text(word)).into();
                }
                match self.word(text, scratch) {
                    Some(word) => Ok(Parsed::Text(word)).into(),
                    None => Err(Reason::UnknownValue { near: nearest(text, allowed.iter().copied()) }).into(),
                }
            }
            Kind::YesNo => match read_yes_no(text) {
                Some(yes) => Ok(Parsed::Bool(yes)).into(),
                None => Err(Reason::UnknownValue { near: None }).into(),
            },
            Kind::Whole { .. } | Kind::Number { .. } => match read_number(text) {
                Some(number) if !text.ends_with('%') || self.is_share() => self.read_amount(number).into(),
                _ => Err(Reason::NotANumber).into(),
            },
            Kind::Date => {
                let (read, proof) = read_date(text, &self.rules);
                match read {
                    Ok(read) => {
                        Reading { parsed: Ok(Parsed::Date(read.day)), proof, has_time: read.has_time }
                    }
                    Err(fault) => Reading { parsed: Err(Reason::BadDate(fault)), proof, has_time: false },
                }
            }
        }
    }

    /// Whether a percentage is a way to write this column.
    fn is_share(&self) -> bool {
        matches!(self.column.kind, Kind::Number { max, .. } if max == 1.0)
    }

    fn nothing(&self) -> Result<Parsed<'static>, Reason> {
        match (self.default, self.column.kind) {
            (None, _) if self.column.is_required => Err(Reason::MissingValue),
            (None, _) => Ok(Parsed::Null),
            (Some(default), Kind::Number { .. }) => {
                Ok(read_number(default).map_or(Parsed::Null, Parsed::Float))
            }
            (Some(default), Kind::OneOf(_) | Kind::Text | Kind::Word | Kind::Id | Kind::Slug) => {
                Ok(Parsed::Text(default))
            }
            (Some(_), _) => Ok(Parsed::Null),
        }
    }

    fn read_serial(&self, serial: f64) -> Reading<'static> {
        match read_serial(serial, &self.rules) {
            Ok(read) => {
                Reading { parsed: Ok(Parsed::Date(read.day)), proof: Proof::None, has_time: read.has_time }
            }
            Err(fault) => Err(Reason::BadDate(fault)).into(),
        }
    }

    fn read_amount(&self, number: f64) -> Result<Parsed<'static>, Reason> {
        match self.column.kind {
            Kind::Whole { min, max } => {
                if number.fract() != 0.0 {
                    return Err(Reason::NotANumber);
                }
                if number < min as f64 || number > max as f64 {
                    return Err(Reason::OutOfRange);
                }
                Ok(Parsed::Int(number as i64))
            }
            Kind::Number { above, max } => {
                if number.is_nan() || number <= above || number > max {
                    return Err(Reason::OutOfRange);
                }
                // Minus nothing is nothing: a small allowance below 0 is not kept.
                Ok(Parsed::Float(if above < 0.0 { number.max(0.0) } else { number }))
            }
            _ => Err(Reason::NotANumber),
        }
    }

    /// A cell as `rejected.csv` may show it: cut short, hidden where it is about a person, and where a
    /// name might have slipped into a date or a number.
    pub fn shown(&self, cell: &Cell<'_>) -> Box<str> {
        let shown = match cell {
            Cell::Number(number) if self.column.kind != Kind::Date => number_as_text(*number),
            cell => cell.shown(self.rules.epoch),
        };
        if shown.is_empty() {
            return "".into();
        }
        if self.is_hidden {
            return HIDDEN.into();
        }
        let may_be_about_somebody = match self.column.kind {
            Kind::Date | Kind::Whole { .. } | Kind::Number { .. } => {
                holds_words(&shown) || holds_reference(&shown)
            }
            Kind::OneOf(_) | Kind::YesNo => self.may_name_somebody(&shown),
            Kind::Slug if !self.known.is_empty() => self.may_name_somebody(&shown),
            Kind::Id | Kind::Text | Kind::Word | Kind::Slug => false,
        };
        if may_be_about_somebody {
            return TEXT.into();
        }
        shown.chars().take(80).collect::<String>().into_boxed_str()
    }
}

impl ColumnReader {
    /// Whether an unknown word of a closed list may be a person: a long number, or, where an
    /// export may well give the person in place of what they are or whether they were there, several words
    /// none of which is of the list.
    fn may_name_somebody(&self, text: &str) -> bool {
        let is_number = text.bytes().filter(u8::is_ascii_digit).count() > 5;
        if is_number || looks_like_swe_number(&text.to_uppercase()) {
            return true;
        }
        if self.column.kind != Kind::YesNo && !OFTEN_PEOPLE.contains(&self.column.name) {
            return false;
        }
        let words: Vec<&str> = text
            .split(|c: char| c.is_whitespace() || ",.".contains(c))
            .filter(|word| !word.is_empty())
            .collect();
        words.len() > 1
            && words.iter().all(|word| word.chars().all(|c| c.is_alphabetic() || "'’-".contains(c)))
            && !words.iter().any(|word| self.is_of_the_list(&fold(word)))
    }

    fn is_of_the_list(&self, word: &str) -> bool {
        ["yes", "no", "not"].contains(&word)
            || word.len() > 3 && self.words.keys().any(|spelling| spelling.contains(word))
    }
}

/// Columns of roles in which exports give the people themselves: `Observed by`, `Primary worker`.
const OFTEN_PEOPLE: [&str; 3] = ["role", "observer_role", "owner"];

/// Whether a text holds what may be a reference: many digits that are no date, or letters and digits in one
/// word, as where the cells of a row have moved.
fn holds_reference(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).any(|word| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
        let is_of_a_date = ["st", "nd", "rd", "th", "am", "pm", "t", "z", "e"]
            .iter()
            .any(|part| part.eq_ignore_ascii_case(&letters))
            || names_month_or_weekday(&letters);
        digits == 6 || digits == 7 || digits > 8 || digits > 0 && !letters.is_empty() && !is_of_a_date
    })
}

/// Whether a text holds a word that is not part of a date.
fn holds_words(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic())
        .any(|word| word.chars().count() >= 4 && !names_month_or_weekday(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::days::{Epoch, Order};
    use crate::model::table_spec;

    fn read(table: &str, column: &str, own: &[(&str, &str)], cell: Cell<'_>) -> String {
        let spec = table_spec(table).unwrap();
        let as_of = Day::from_ymd(2026, 1, 31).unwrap();
        let rules = DateRules::new(Order::DayFirst, Epoch::Y1900, as_of);
        let reader = ColumnReader::new(spec, spec.column(column).unwrap(), own.iter().copied(), rules);
        let mut scratch = String::new();
        match reader.read(cell, &mut scratch).parsed {
            Ok(parsed) => parsed.value(&scratch).to_string(),
            Err(reason) => reason.code().name().to_owned(),
        }
    }

    #[test]
    fn cells_come_down_to_canonical_values() {
        use Cell::{Bool, Empty, Error, Number, Serial, Text};
        for (table, column, cell, expected) in [
            ("allocations", "case_type", Text("CiN"), "child_in_need"),
            ("allocations", "case_type", Text("Child Protection Plan"), "child_protection"),
            ("allocations", "case_type", Text("looked-after"), "looked_after"),
            ("allocations", "case_type", Text("zebra"), "unknown-value"),
            ("allocations", "case_type", Text("N/A"), ""),
            ("allocations", "role", Empty, "allocated"),
            ("allocations", "role", Text("Joint worked"), "co_worker"),
            ("allocations", "experienced_co_worker", Bool(true), "true"),
            ("allocations", "experienced_co_worker", Text("perhaps"), "unknown-value"),
            ("allocations", "child_id", Number(123.0), "123"),
            ("allocations", "child_id", Text("NULL"), "missing-value"),
            ("allocations", "child_id", Text("1.2E+11"), "bad-number"),
            ("allocations", "started_on", Serial(45_777.0), "2025-04-30"),
            ("allocations", "started_on", Number(45_777.0), "2025-04-30"),
            ("allocations", "started_on", Text("30/04/2025"), "2025-04-30"),
            ("allocations", "started_on", Error("#REF!"), "unknown-value"),
            ("allocations", "started_on", Text("#N/A"), "unknown-value"),
            ("workers", "fte", Text("80%"), "0.8"),
            ("workers", "fte", Number(37.0), "bad-number"),
            ("workers", "credited_months", Text("3.0"), "3"),
            ("workers", "credited_months", Text("3.5"), "bad-number"),
            ("workers", "programme", Text("Sandwell 2025"), "sandwell-2025"),
            ("sessions", "days", Text(""), "1"),
            ("reviews", "stage", Text("3 month review"), "3"),
            ("reviews", "stage", Number(3.0), "3"),
            ("portfolio", "item", Text("CRL"), "critical_reflection_log"),
            ("portfolio", "item", Text("Something New"), "something_new"),
        ] {
            assert_eq!(read(table, column, &[], cell), expected, "{column} {cell:?}");
        }
    }

    #[test]
    fn the_source_has_the_first_word() {
        let own = [("Duty SW", "allocated"), ("31/12/9999", ""), ("0", "")];
        assert_eq!(read("allocations", "role", &own, Cell::Text("duty sw")), "allocated");
        assert_eq!(read("allocations", "ended_on", &own, Cell::Text("31/12/9999")), "");
        assert_eq!(read("allocations", "ended_on", &own, Cell::Number(0.0)), "");
        assert_eq!(read("allocations", "ended_on", &own, Cell::Number(45_777.0)), "2025-04-30");
    }

    #[test]
    fn what_is_about_a_person_is_not_shown() {
        let spec = table_spec("allocations").unwrap();
        let rules = DateRules::new(Order::DayFirst, Epoch::Y1900, Day(20_000));
        let shown = |column: &str, text: &str| {
            ColumnReader::new(spec, spec.column(column).unwrap(), [], rules)
                .shown(&Cell::Text(text))
                .to_string()
        };
        assert_eq!(shown("child_id", "C123"), "(hidden)");
        assert_eq!(shown("started_on", "Ada Example"), "(text)");
        assert_eq!(shown("started_on", "31 April 2025"), "31 April 2025");
        assert_eq!(shown("role", "zebra"), "zebra");
    }
}
