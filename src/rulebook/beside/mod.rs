//! Two policies side by side, topic by topic, in words.
//!
//! Whatever a rulebook judges by stands under some topic, so that two rulebooks that say the same here
//! judge alike. Clauses and notes are left aside: where a rule stands is no part of what it asks for.

mod further;
mod topics;

use arrow::datatypes::DataType;

use super::Rulebook;
use crate::model::{Table, TableBuilder, Value};
use topics::topics;

/// A topic, and what each of two rulebooks says on it, a sentence a step of the rule.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Compared {
    topic: String,
    one: Vec<String>,
    other: Vec<String>,
}

impl Compared {
    fn differs(&self) -> bool {
        self.one != self.other
    }
}

/// Two rulebooks, topic by topic, in the order of the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    names: [String; 2],
    topics: Vec<Compared>,
}

/// Sets two rulebooks side by side.
pub fn compare_rulebooks(one: &Rulebook, other: &Rulebook) -> Comparison {
    let (says_one, says_other) = (topics(one), topics(other));
    let mut names: Vec<&str> = says_one.iter().map(|(topic, _)| topic.as_str()).collect();
    for (i, (topic, _)) in says_other.iter().enumerate() {
        if !names.contains(&topic.as_str()) {
            // Beside the topic that it follows in its own rulebook.
            let mut before = says_other.iter().take(i).rev();
            let after = before.find_map(|(topic, _)| names.iter().position(|name| name == topic));
            names.insert(after.map_or(0, |at| at + 1), topic);
        }
    }
    let says = |topics: &[(String, Vec<String>)], name: &str| {
        topics.iter().find(|(topic, _)| topic == name).map(|(_, says)| says.clone()).unwrap_or_default()
    };
    let topics = names
        .into_iter()
        .map(|topic| Compared {
            topic: topic.to_owned(),
            one: says(&says_one, topic),
            other: says(&says_other, topic),
        })
        .collect();
    let twice = if one.id == other.id { format!("{} (2)", other.id) } else { other.id.clone() };
    Comparison { names: [one.id.clone(), twice], topics }
}

impl Comparison {
    /// How many topics the two say different things on.
    pub fn differing(&self) -> usize {
        self.topics.iter().filter(|topic| topic.differs()).count()
    }

    /// `a and b: 40 topics, 12 differ`.
    pub fn summary(&self) -> String {
        let [one, other] = &self.names;
        let (all, differing) = (self.topics.len(), self.differing());
        let verb = if differing == 1 { "differs" } else { "differ" };
        format!("{one} and {other}: {all} topics, {differing} {verb}")
    }

    fn builder(&self, differs: DataType) -> TableBuilder {
        let [one, other] = &self.names;
        let text = |name: &str| (name.to_owned(), DataType::Utf8);
        TableBuilder::new([text("topic"), ("differs".to_owned(), differs), text(one), text(other)])
    }

    /// A row a topic: topic, differs, what the one says, what the other says; null where one says nothing.
    pub fn table(&self) -> Table {
        let mut table = self.builder(DataType::Boolean);
        for topic in &self.topics {
            let (one, other) = (topic.one.join("; "), topic.other.join("; "));
            table.push([
                Value::Text(&topic.topic),
                Value::Bool(topic.differs()),
                text_or_null(&one),
                text_or_null(&other),
            ]);
        }
        table.finish()
    }

    /// The same for people: a row a step of a rule, the topic at the first of its rows.
    pub fn step_by_step(&self) -> Table {
        let mut table = self.builder(DataType::Utf8);
        for topic in &self.topics {
            for row in 0..topic.one.len().max(topic.other.len()) {
                let first = row == 0;
                let differs = if topic.differs() { "yes" } else { "no" };
                table.push([
                    Value::from(first.then_some(topic.topic.as_str())),
                    Value::from(first.then_some(differs)),
                    Value::from(topic.one.get(row).map(String::as_str)),
                    Value::from(topic.other.get(row).map(String::as_str)),
                ]);
            }
        }
        table.finish()
    }
}

fn text_or_null(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Null } else { Value::Text(text) }
}
