//! A TOML text as a tree of values, each with its place in the text.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::dates::Day;
use crate::rulebook::fault::{Fault, Faults};

/// Bytes of the text, for pointing at them.
pub type Span = Range<usize>;

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub span: Span,
    pub value: NodeValue,
}

#[derive(Clone, Debug, PartialEq)]
pub enum NodeValue {
    Text(String),
    Whole(i64),
    Number(f64),
    YesNo(bool),
    Date(Day),
    List(Vec<Node>),
    Table(Table),
    /// A number or a date that cannot be held, such as one with a time of day; what it is instead.
    Unusable(&'static str),
}

impl NodeValue {
    /// What the value is, in words.
    pub fn is_what(&self) -> &'static str {
        match self {
            NodeValue::Text(_) => "a text",
            NodeValue::Whole(_) => "a whole number",
            NodeValue::Number(_) => "a number",
            NodeValue::YesNo(_) => "true or false",
            NodeValue::Date(_) => "a date",
            NodeValue::List(_) => "a list",
            NodeValue::Table(_) => "a table",
            NodeValue::Unusable(what) => what,
        }
    }
}

/// The entries of a table in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
    }
}

/// Reads a TOML text; every fault of its grammar where it is not TOML.
pub fn read_tree(text: &str) -> Result<Table, Vec<Fault>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(table_of(table.get_ref()));
    }
    let faults: Vec<Fault> = errors
        .iter()
        .map(|error| {
            let what = error.message().lines().next().unwrap_or_default().to_owned();
            let fix = if what.contains("duplicate key") {
                "give each key once; a form that may repeat has double brackets, such as `[[review]]`"
            } else {
                "write one `key = value` on a line; text stands in quotation marks, a list in square brackets"
            };
            Fault::at(error.span().unwrap_or(0..0), format!("this is not TOML: {what}"), "here", fix)
        })
        .collect();
    Err(Faults::from(faults).sorted())
}

fn table_of(table: &DeTable<'_>) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: key.span(),
            node: Node { span: value.span(), value: value_of(value.get_ref()) },
        })
        .collect();
    entries.sort_by_key(|entry| (entry.key_span.start, entry.key_span.end));
    Table { entries }
}

fn value_of(value: &DeValue<'_>) -> NodeValue {
    match value {
        DeValue::String(text) => NodeValue::Text(text.to_string()),
        DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix())
            .map_or(NodeValue::Unusable("a number too large to hold"), NodeValue::Whole),
        DeValue::Float(n) => match n.as_str().parse::<f64>() {
            Ok(number) if number.is_finite() => NodeValue::Number(number),
            _ => NodeValue::Unusable("not a finite number"),
        },
        DeValue::Boolean(yes) => NodeValue::YesNo(*yes),
        DeValue::Datetime(when) => match (when.date, when.time) {
            (Some(date), None) => {
                Day::from_ymd(i32::from(date.year), u32::from(date.month), u32::from(date.day))
                    .map_or(NodeValue::Unusable("a date that does not exist"), NodeValue::Date)
            }
            _ => NodeValue::Unusable("a time of day"),
        },
        DeValue::Array(list) => NodeValue::List(
            list.iter().map(|item| Node { span: item.span(), value: value_of(item.get_ref()) }).collect(),
        ),
        DeValue::Table(table) => NodeValue::Table(table_of(table)),
    }
}
