//! How a form of a rulebook and its keys are declared.
//!
//! One declaration serves reading, checking, the template and the JSON Schema.

use crate::model::{Kind, table_spec};

/// What the value of a key is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Holds {
    /// Any text that is not blank.
    Text,
    /// An id: lower-case letters, digits, hyphens.
    Id,
    /// A word of an open vocabulary: lower-case letters, digits, underscores.
    Word,
    /// One of these words.
    OneOf(&'static [&'static str]),
    Texts,
    Words,
    SomeOf(&'static [&'static str]),
    /// Words of a record table's column.
    WordsOf(&'static str, &'static str),
    /// A whole number from the first to the second.
    Whole(i64, i64),
    /// A number above the first, at most the second.
    Number(f64, f64),
    /// A number from 0 to this.
    Amount(f64),
    YesNo,
    Date,
    /// Keys and values that the form gives its own meaning to.
    Pairs,
}

impl Holds {
    /// What is expected, in words.
    pub fn in_words(self) -> String {
        match self {
            Holds::Text => "a text in quotation marks".into(),
            Holds::Id => "an id of lower-case letters, digits and hyphens in quotation marks".into(),
            Holds::Word => "a word of lower-case letters, digits and underscores in quotation marks".into(),
            Holds::OneOf(_) => match self.words() {
                Some(words) => crate::rulebook::fault::listed(words, "or"),
                None => Holds::Word.in_words(),
            },
            Holds::Texts => "a list of texts, such as [\"…\"]".into(),
            Holds::Words | Holds::SomeOf(_) | Holds::WordsOf(..) => match self.words() {
                Some(words) => {
                    format!("a list of words out of {}", crate::rulebook::fault::listed(words, "and"))
                }
                None => "a list of words, such as [\"…\"]".into(),
            },
            Holds::Whole(min, max) => format!("a whole number from {min} to {max}"),
            Holds::Number(above, max) => format!("a number above {above}, at most {max}"),
            Holds::Amount(max) => format!("a number from 0 to {max}"),
            Holds::YesNo => "true or false".into(),
            Holds::Date => "a date such as 2025-09-01, without quotation marks".into(),
            Holds::Pairs => "keys and values in braces, such as { key = \"value\" }".into(),
        }
    }

    /// What is expected, for the place where something else stands; the fix names the words of a list.
    pub fn expected(self) -> String {
        if self.words().is_some() {
            if self.is_list() {
                "a list of its words is expected".into()
            } else {
                "not one of its words".into()
            }
        } else {
            format!("expected {}", self.in_words())
        }
    }

    /// The closed list of words, where there is one.
    pub fn words(self) -> Option<&'static [&'static str]> {
        match self {
            Holds::OneOf(words) | Holds::SomeOf(words) => Some(words),
            Holds::WordsOf(table, column) => {
                match table_spec(table).and_then(|spec| spec.column(column)).map(|column| column.kind) {
                    Some(Kind::OneOf(words)) => Some(words),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    pub fn is_list(self) -> bool {
        matches!(self, Holds::Texts | Holds::Words | Holds::SomeOf(_) | Holds::WordsOf(..))
    }
}

/// A key of a form.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub name: &'static str,
    pub holds: Holds,
    pub is_required: bool,
    /// What leaving it out means: a value as TOML writes it, or words in brackets.
    pub default: &'static str,
    /// What it says, for the template and the schema.
    pub says: &'static str,
}

/// A form: a table of the rulebook, once or as often as wanted.
#[derive(Clone, Copy, Debug)]
pub struct FormSpec {
    /// Its name in its parent: `cap` in `[[caseload.cap]]`.
    pub name: &'static str,
    /// Whether it has double brackets.
    pub may_repeat: bool,
    pub is_required: bool,
    pub keys: &'static [Key],
    pub forms: &'static [FormSpec],
    pub says: &'static str,
}

impl FormSpec {
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().chain(if self.name.is_empty() { &[] } else { CITED }).find(|key| key.name == name)
    }

    /// Its own keys, then those that every form has.
    pub fn all_keys(&self) -> impl Iterator<Item = &'static Key> {
        self.keys.iter().chain(if self.name.is_empty() { &[] } else { CITED })
    }

    pub fn form(&self, name: &str) -> Option<&'static FormSpec> {
        self.forms.iter().find(|form| form.name == name)
    }

    /// How a head of the form is written under the form `path`.
    pub fn head(&self, path: &str) -> String {
        let name = if path.is_empty() { self.name.to_owned() } else { format!("{path}.{}", self.name) };
        if self.may_repeat { format!("[[{name}]]") } else { format!("[{name}]") }
    }
}

pub const fn must(name: &'static str, holds: Holds, says: &'static str) -> Key {
    Key { name, holds, is_required: true, default: "", says }
}

pub const fn may(name: &'static str, holds: Holds, default: &'static str, says: &'static str) -> Key {
    Key { name, holds, is_required: false, default, says }
}

/// The keys that every form has.
pub const CITED: &[Key] = &[
    may("rule", Holds::Texts, "(none)", "The ids of the source document's rules that the form serves."),
    may("clause", Holds::Text, "(none)", "The place in the source document."),
    may("note", Holds::Text, "(none)", "How an unclear sentence was read."),
];
