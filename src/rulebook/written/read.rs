//! Reads a tree by the declared forms, gathering every key that is unknown, missing, of the wrong kind
//! or out of range.

use super::keys::{FormSpec, Holds, Key};
use super::tree::{Node, NodeValue, Span, Table};
use crate::dates::Day;
use crate::rulebook::fault::{Fault, Faults, did_you_mean, listed};

/// A value that is of its key's kind and within its range.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Texts(Vec<String>),
    Whole(i64),
    Number(f64),
    YesNo(bool),
    Date(Day),
    Pairs(Table),
}

/// A form as written: usable values only, the rest are faults.
#[derive(Clone, Debug)]
pub struct Written {
    pub spec: &'static FormSpec,
    /// Its path and, where it may repeat, which one it is: `caseload.cap 2`.
    pub label: String,
    /// Its head in the text; the first byte for the whole rulebook.
    pub span: Span,
    /// Keys that are there, with their value where it is usable.
    entries: Vec<(&'static str, Span, Option<Value>)>,
    forms: Vec<Written>,
}

impl Written {
    fn value(&self, key: &str) -> Option<&Value> {
        debug_assert!(self.spec.key(key).is_some(), "{} has no key {key}", self.spec.name);
        self.entries.iter().find(|(name, _, _)| *name == key).and_then(|(_, _, value)| value.as_ref())
    }

    /// Whether a key is there, be its value usable or not.
    pub fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, _, _)| *name == key)
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        match self.value(key) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub fn texts(&self, key: &str) -> &[String] {
        match self.value(key) {
            Some(Value::Texts(texts)) => texts,
            _ => &[],
        }
    }

    pub fn whole(&self, key: &str) -> Option<i64> {
        match self.value(key) {
            Some(Value::Whole(n)) => Some(*n),
            _ => None,
        }
    }

    pub fn number(&self, key: &str) -> Option<f64> {
        match self.value(key) {
            Some(Value::Number(n)) => Some(*n),
            _ => None,
        }
    }

    pub fn yes(&self, key: &str) -> bool {
        self.value(key) == Some(&Value::YesNo(true))
    }

    pub fn date(&self, key: &str) -> Option<Day> {
        match self.value(key) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        }
    }

    pub fn pairs(&self, key: &str) -> Option<&Table> {
        match self.value(key) {
            Some(Value::Pairs(table)) => Some(table),
            _ => None,
        }
    }

    /// Where a key's value stands; the form's head where the key is not there.
    pub fn span_of(&self, key: &str) -> Span {
        self.entries
            .iter()
            .find(|(name, _, _)| *name == key)
            .map_or_else(|| self.span.clone(), |(_, span, _)| span.clone())
    }

    /// All forms of a name, in the order of the text.
    pub fn forms<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Written> {
        debug_assert!(self.spec.form(name).is_some(), "{} has no form {name}", self.spec.name);
        self.forms.iter().filter(move |form| form.spec.name == name)
    }

    pub fn form(&self, name: &str) -> Option<&Written> {
        debug_assert!(self.spec.form(name).is_some(), "{} has no form {name}", self.spec.name);
        self.forms.iter().find(|form| form.spec.name == name)
    }
}

/// Reads a tree as a form of `spec`.
pub fn read_written(spec: &'static FormSpec, table: &Table, faults: &mut Faults) -> Written {
    read_form(spec, "", String::new(), 0..0, table, faults)
}

fn read_form(
    spec: &'static FormSpec,
    path: &str,
    label: String,
    span: Span,
    table: &Table,
    faults: &mut Faults,
) -> Written {
    let mut written = Written { spec, label, span, entries: Vec::new(), forms: Vec::new() };
    for entry in &table.entries {
        if let Some(key) = spec.key(&entry.key) {
            let value = read_value(key, &entry.node, faults);
            written.entries.push((key.name, entry.node.span.clone(), value));
        } else if let Some(form) = spec.form(&entry.key) {
            read_forms(form, path, &entry.node, &mut written.forms, faults);
        } else {
            faults.add(unknown(spec, path, &entry.key, entry.key_span.clone()));
        }
    }
    for key in spec.all_keys().filter(|key| key.is_required && !written.has(key.name)) {
        let (place, form) = if spec.name.is_empty() {
            ("the rulebook".to_owned(), "at the head of the rulebook".to_owned())
        } else {
            let head = if path.is_empty() { spec.name.to_owned() } else { path.to_owned() };
            (format!("`{head}`"), format!("under this `{head}`"))
        };
        faults.add(Fault::at(
            written.span.clone(),
            format!("{place} has no `{}`", key.name),
            format!("`{}` is needed here", key.name),
            format!("add `{} = …` {form}: {}", key.name, key.holds.in_words()),
        ));
    }
    for form in spec.forms.iter().filter(|form| form.is_required && written.form(form.name).is_none()) {
        faults.add(Fault::at(
            written.span.clone(),
            format!("the rulebook has no {}", form.head(path)),
            format!("{} is needed", form.head(path)),
            format!("add {} on a line of its own, and its keys under it. {}", form.head(path), form.says),
        ));
    }
    written
}

fn read_forms(
    spec: &'static FormSpec,
    parent: &str,
    node: &Node,
    forms: &mut Vec<Written>,
    faults: &mut Faults,
) {
    let path = if parent.is_empty() { spec.name.to_owned() } else { format!("{parent}.{}", spec.name) };
    match (&node.value, spec.may_repeat) {
        (NodeValue::Table(table), false) => {
            forms.push(read_form(spec, &path, path.clone(), node.span.clone(), table, faults));
        }
        (NodeValue::List(list), true) => {
            for (i, item) in list.iter().enumerate() {
                if let NodeValue::Table(table) = &item.value {
                    let label = format!("{path} {}", i + 1);
                    forms.push(read_form(spec, &path, label, item.span.clone(), table, faults));
                } else {
                    faults.add(not_a_form(spec, parent, &path, item));
                }
            }
        }
        _ => faults.add(not_a_form(spec, parent, &path, node)),
    }
}

fn not_a_form(spec: &FormSpec, parent: &str, path: &str, node: &Node) -> Fault {
    let head = spec.head(parent);
    let message = match (&node.value, spec.may_repeat) {
        (NodeValue::Table(_), true) => {
            format!("`{path}` may be there several times and needs double brackets")
        }
        (NodeValue::List(_), false) => format!("`{path}` is there once only and needs single brackets"),
        _ => format!("`{path}` is a form with keys of its own, not {}", node.value.is_what()),
    };
    Fault::at(
        node.span.clone(),
        message,
        format!("expected {head}"),
        format!("write {head} on a line of its own, and its keys under it"),
    )
}

fn unknown(spec: &FormSpec, path: &str, key: &str, span: Span) -> Fault {
    let known: Vec<&str> =
        spec.all_keys().map(|key| key.name).chain(spec.forms.iter().map(|form| form.name)).collect();
    let place = if path.is_empty() { "a rulebook".to_owned() } else { format!("`{path}`") };
    Fault::at(
        span,
        format!("{place} has no key `{key}`"),
        "not known here",
        format!("{}the keys are {}", did_you_mean(key, known.iter().copied()), listed(&known, "and")),
    )
}

fn read_value(key: &Key, node: &Node, faults: &mut Faults) -> Option<Value> {
    let mut wrong = |span: &Span, message: String, fix: String| {
        faults.add(Fault::at(span.clone(), message, key.holds.expected(), fix));
    };
    let name = key.name;
    match (key.holds, &node.value) {
        (Holds::Text | Holds::Id | Holds::Word | Holds::OneOf(_), NodeValue::Text(text)) => {
            match text_fault(key.holds, name, text) {
                None => Some(Value::Text(text.trim().to_owned())),
                Some((message, fix)) => {
                    wrong(&node.span, message, fix);
                    None
                }
            }
        }
        (Holds::Texts | Holds::Words | Holds::SomeOf(_) | Holds::WordsOf(..), NodeValue::List(list)) => {
            let mut texts: Vec<String> = Vec::new();
            let mut is_good = true;
            for item in list {
                let NodeValue::Text(text) = &item.value else {
                    wrong(
                        &item.span,
                        format!("`{name}` lists texts, and this is {}", item.value.is_what()),
                        "put it in quotation marks".into(),
                    );
                    is_good = false;
                    continue;
                };
                let text = text.trim();
                if let Some((message, fix)) = text_fault(key.holds, name, text) {
                    wrong(&item.span, message, fix);
                    is_good = false;
                } else if texts.iter().any(|known| known == text) {
                    wrong(
                        &item.span,
                        format!("`{name}` lists `{text}` twice"),
                        "take one of them out".into(),
                    );
                    is_good = false;
                } else {
                    texts.push(text.to_owned());
                }
            }
            if list.is_empty() {
                wrong(
                    &node.span,
                    format!("`{name}` is empty"),
                    "list at least one, or leave the key out".into(),
                );
                is_good = false;
            }
            is_good.then_some(Value::Texts(texts))
        }
        (Holds::Whole(min, max), NodeValue::Whole(n)) => {
            if (min..=max).contains(n) {
                return Some(Value::Whole(*n));
            }
            wrong(&node.span, format!("`{name}` cannot be {n}"), format!("write {}", key.holds.in_words()));
            None
        }
        (Holds::Number(..) | Holds::Amount(_), NodeValue::Whole(_) | NodeValue::Number(_)) => {
            let number = match node.value {
                NodeValue::Whole(n) => n as f64,
                NodeValue::Number(n) => n,
                _ => return None,
            };
            let is_within = match key.holds {
                Holds::Number(above, max) => number > above && number <= max,
                Holds::Amount(max) => (0.0..=max).contains(&number),
                _ => false,
            };
            if is_within {
                return Some(Value::Number(number));
            }
            wrong(
                &node.span,
                format!("`{name}` cannot be {number}"),
                format!("write {}", key.holds.in_words()),
            );
            None
        }
        (Holds::YesNo, NodeValue::YesNo(yes)) => Some(Value::YesNo(*yes)),
        (Holds::Date, NodeValue::Date(day)) => Some(Value::Date(*day)),
        (Holds::Pairs, NodeValue::Table(table)) => Some(Value::Pairs(table.clone())),
        (holds, value) => {
            let fix = match (holds, value) {
                (h, NodeValue::Text(text)) if h.is_list() => format!("write `{name} = [\"{text}\"]`"),
                (h, NodeValue::Whole(n)) if h.is_list() => format!("write `{name} = [\"{n}\"]`"),
                (Holds::YesNo, _) => format!("write `{name} = true` or `{name} = false`"),
                (
                    Holds::Whole(..) | Holds::Number(..) | Holds::Amount(_) | Holds::Date,
                    NodeValue::Text(text),
                ) if !text.trim().is_empty() && !text.contains(char::is_whitespace) => {
                    format!(
                        "leave the quotation marks out if `{}` is meant: `{name} = {}`",
                        text.trim(),
                        text.trim()
                    )
                }
                (Holds::Text | Holds::Id | Holds::Word, NodeValue::Whole(n)) => {
                    format!("put it in quotation marks: `{name} = \"{n}\"`")
                }
                (Holds::Text | Holds::Id | Holds::Word, NodeValue::Number(n)) => {
                    format!("put it in quotation marks: `{name} = \"{n}\"`")
                }
                _ => format!("write `{name} = …` with {}", holds.in_words()),
            };
            wrong(&node.span, format!("`{name}` is {}", value.is_what()), fix);
            None
        }
    }
}

/// What is wrong with a text for a key, and how to mend it.
fn text_fault(holds: Holds, name: &str, text: &str) -> Option<(String, String)> {
    let text = text.trim();
    if text.is_empty() {
        return Some((format!("`{name}` is blank"), "write it, or leave the key out".into()));
    }
    if let Some(words) = holds.words() {
        if words.contains(&text) {
            return None;
        }
        return Some((
            format!("`{name}` cannot be `{text}`"),
            format!("{}the words are {}", did_you_mean(text, words.iter().copied()), listed(words, "and")),
        ));
    }
    let (joint, is_plain) = match holds {
        Holds::Id => ('-', true),
        Holds::Word | Holds::Words | Holds::WordsOf(..) => ('_', true),
        _ => (' ', false),
    };
    if !is_plain || text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint) {
        return None;
    }
    let mut plain = String::new();
    for c in text.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            plain.push(c);
        } else if !plain.ends_with(joint) && !plain.is_empty() {
            plain.push(joint);
        }
    }
    let plain = plain.trim_end_matches(joint);
    let joints = if joint == '-' { "hyphens" } else { "underscores" };
    Some((
        format!("`{text}` has more than lower-case letters, digits and {joints}"),
        if plain.is_empty() { "choose another name".into() } else { format!("write \"{plain}\"") },
    ))
}
