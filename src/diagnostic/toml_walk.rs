//! A walk over a TOML file that a person wrote: it gathers every fault of keys and kinds with its line.
//!
//! What the values mean is for those who walk; here is only what every such file has in common.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Error, TomlFaults};

/// A value and where it stands.
pub type TomlEntry<'i> = Spanned<DeValue<'i>>;

/// A walk over the file that gathers every fault.
pub struct TomlWalk<'t> {
    pub faults: TomlFaults<'t>,
    text: &'t str,
}

impl<'t> TomlWalk<'t> {
    /// Begins a walk; an error where the text is not TOML. `shown` is the file's path in messages.
    pub fn begin(shown: &str, text: &'t str) -> Result<(TomlWalk<'t>, DeTable<'t>), Error> {
        let mut faults = TomlFaults::new(shown, text);
        let (table, syntax) = DeTable::parse_recoverable(text);
        for fault in &syntax {
            faults.add(
                fault.span().unwrap_or(0..0),
                format!("this is not TOML: {}", fault.message()),
                "text stands in quotation marks, lists in square brackets, and one key on a line",
            );
        }
        faults.into_result()?;
        Ok((TomlWalk { faults: TomlFaults::new(shown, text), text }, table.into_inner()))
    }

    /// The line of a byte, counted from 1.
    pub fn line(&self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1
    }

    /// Where a fault of the whole file is shown.
    pub fn start(&self) -> Range<usize> {
        0..self.text.len().min(1)
    }

    pub fn known_keys(&mut self, table: &DeTable<'_>, place: &str, known: &[&str]) {
        for key in table.keys() {
            if !known.contains(&key.get_ref().as_ref()) {
                self.faults.add_unknown_key(key.span(), key.get_ref(), place, known);
            }
        }
    }

    pub fn wrong_kind(&mut self, value: &TomlEntry<'_>, key: &str, expected: &str) {
        self.faults.add(
            value.span(),
            format!("`{key}` is {}", kind_in_words(value.get_ref())),
            format!("it should be {expected}"),
        );
    }

    /// A key that must be there: `place` is where its absence is shown, `in_place` what that is called.
    pub fn required<'a, 'i>(
        &mut self,
        table: &'a DeTable<'i>,
        key: &str,
        (place, in_place): (&Range<usize>, &str),
        fix: &str,
    ) -> Option<&'a TomlEntry<'i>> {
        let value = table.get(key);
        if value.is_none() {
            self.faults.add(place.clone(), format!("`{key}` is missing in {in_place}"), fix);
        }
        value
    }

    pub fn text_of(&mut self, value: &TomlEntry<'_>, key: &str) -> Option<String> {
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

    /// The text of a key that may be left out.
    pub fn optional_text(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        table.get(key).and_then(|value| self.text_of(value, key))
    }

    /// A list of texts, or one text alone; `expected` says what it should be.
    pub fn texts(&mut self, value: &TomlEntry<'_>, key: &str, expected: &str) -> Option<Vec<String>> {
        let list: Vec<&TomlEntry<'_>> = match value.get_ref() {
            DeValue::Array(list) => list.iter().collect(),
            DeValue::String(_) => vec![value],
            _ => {
                self.wrong_kind(value, key, expected);
                return None;
            }
        };
        Some(list.into_iter().filter_map(|entry| self.text_of(entry, key)).collect())
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
