//! What becomes of each rule of a source document: computed, attested, or out of reach, and why.
//!
//! Beside each published rulebook stands the table of all its document's rules, with the reason for those
//! that no form answers. Which form answers the others is read off the rulebook itself, so that the two
//! cannot contradict each other.

use arrow::datatypes::DataType;

use super::answers::answers;
use super::published::{PUBLISHED, find_published};
use super::{Rulebook, parse_rulebook};
use crate::diagnostic::Error;
use crate::model::{Table, TableBuilder, Value};

/// Why no form answers a rule: the whole list.
pub const REASONS: [&str; 4] =
    ["no export carries it", "not a programme worker", "no number stated", "context only"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Dates, counts or codes of the records decide it, as far as they go.
    Computed,
    /// Somebody says yes or no.
    Attested,
    NotCheckable,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Status::Computed => "computed",
            Status::Attested => "attested",
            Status::NotCheckable => "not_checkable",
        }
    }
}

/// A rule of the source document.
#[derive(Clone, Debug, PartialEq)]
pub struct CoveredRule {
    pub id: String,
    /// The place in the document.
    pub clause: String,
    /// What it is about, in one word; empty for a rule of no published table.
    pub kind: String,
    /// How far records could decide it: A wholly, P in part, M somebody's word only, X not at all.
    pub check: String,
    /// What the document asks for, in short.
    pub asks: String,
    pub status: Status,
    /// The tables that answer it, or the reason out of [`REASONS`].
    pub by: String,
    /// How the forms that answer it read it; empty where none needed to.
    pub note: String,
}

/// Every rule of a rulebook's source document, in the document's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    pub rulebook: String,
    pub rules: Vec<CoveredRule>,
}

impl Coverage {
    pub fn count(&self, status: Status) -> usize {
        self.rules.iter().filter(|rule| rule.status == status).count()
    }

    /// The rules that records could decide wholly, and how many of them are computed.
    pub fn decidable(&self) -> (usize, usize) {
        let decidable = self.rules.iter().filter(|rule| rule.check == "A");
        (decidable.clone().count(), decidable.filter(|rule| rule.status == Status::Computed).count())
    }

    /// The counts in a line.
    pub fn summary(&self) -> String {
        let (decidable, computed) = self.decidable();
        format!(
            "{}: {} rules, {} computed, {} attested, {} not checkable; of the {decidable} that records can \
             decide, {computed} are computed",
            self.rulebook,
            self.rules.len(),
            self.count(Status::Computed),
            self.count(Status::Attested),
            self.count(Status::NotCheckable),
        )
    }

    /// A row a rule, for people: rule, kind, status, by, asks.
    pub fn in_brief(&self) -> Table {
        let columns = ["rule", "kind", "status", "by", "asks"];
        let mut table = TableBuilder::new(columns.map(|name| (name, DataType::Utf8)));
        for rule in &self.rules {
            table.push([
                text_or_null(&rule.id),
                text_or_null(&rule.kind),
                Value::Text(rule.status.word()),
                text_or_null(&rule.by),
                text_or_null(&rule.asks),
            ]);
        }
        table.finish()
    }

    /// A row a rule: rule, clause, kind, check, status, by, asks, note.
    pub fn table(&self) -> Table {
        let columns = ["rule", "clause", "kind", "check", "status", "by", "asks", "note"];
        let mut table = TableBuilder::new(columns.map(|name| (name, DataType::Utf8)));
        for rule in &self.rules {
            let texts = [&rule.id, &rule.clause, &rule.kind, &rule.check];
            table.push(texts.into_iter().map(|text| text_or_null(text)).chain([
                Value::Text(rule.status.word()),
                text_or_null(&rule.by),
                text_or_null(&rule.asks),
                text_or_null(&rule.note),
            ]));
        }
        table.finish()
    }
}

fn text_or_null(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Null } else { Value::Text(text) }
}

/// A line of a published table of rules.
struct SourceRule {
    id: String,
    clause: String,
    kind: String,
    check: String,
    asks: String,
    reason: String,
}

/// Reads a published table of rules; lines that are not whole are left out (a test finds them).
fn source_rules(text: &str) -> Vec<SourceRule> {
    csv::Reader::from_reader(text.as_bytes())
        .records()
        .filter_map(Result::ok)
        .map(|line| {
            let cell = |i: usize| line.get(i).unwrap_or_default().to_owned();
            SourceRule {
                id: cell(0),
                clause: cell(1),
                kind: cell(2),
                check: cell(3),
                asks: cell(4),
                reason: cell(5),
            }
        })
        .collect()
}

/// The coverage of a rulebook: of its document's rules for a published one; of the rules that its forms
/// name for one of an authority's own, with what the published tables know of them.
pub fn coverage_of(rulebook: &Rulebook) -> Coverage {
    let own = find_published(&rulebook.id).map(|book| source_rules(book.rules));
    let rules = own.unwrap_or_else(|| {
        let known: Vec<SourceRule> = PUBLISHED.iter().flat_map(|book| source_rules(book.rules)).collect();
        named_rules(rulebook, known)
    });
    let answers = answers(rulebook);
    let rules = rules
        .into_iter()
        .map(|rule| {
            let mut by: Vec<&str> = Vec::new();
            let mut notes: Vec<&str> = Vec::new();
            let mut is_computed = false;
            for answer in answers.iter().filter(|answer| answer.cited.rules.contains(&rule.id)) {
                notes.extend(answer.cited.note.as_deref().filter(|note| !notes.contains(note)));
                is_computed |= !answer.is_attested;
                by.extend(answer.by.iter().filter(|table| !by.contains(table)).collect::<Vec<_>>());
            }
            let status = match (by.is_empty(), is_computed) {
                (true, _) => Status::NotCheckable,
                (false, true) => Status::Computed,
                (false, false) => Status::Attested,
            };
            let by = if by.is_empty() { rule.reason } else { by.join(", ") };
            CoveredRule {
                id: rule.id,
                clause: rule.clause,
                kind: rule.kind,
                check: rule.check,
                asks: rule.asks,
                status,
                by,
                note: notes.join(" "),
            }
        })
        .collect();
    Coverage { rulebook: rulebook.id.clone(), rules }
}

/// The rules that forms name, each once, in the order of the forms.
fn named_rules(rulebook: &Rulebook, mut known: Vec<SourceRule>) -> Vec<SourceRule> {
    let mut rules: Vec<SourceRule> = Vec::new();
    for answer in answers(rulebook) {
        for id in &answer.cited.rules {
            if rules.iter().any(|rule| rule.id == *id) {
                continue;
            }
            let rule = match known.iter().position(|rule| rule.id == *id) {
                Some(i) => known.swap_remove(i),
                None => SourceRule {
                    id: id.clone(),
                    clause: answer.cited.clause.clone().unwrap_or_default(),
                    kind: String::new(),
                    check: String::new(),
                    asks: String::new(),
                    reason: String::new(),
                },
            };
            rules.push(rule);
        }
    }
    rules
}

/// The coverage of every published rulebook, by id.
pub fn published_coverage() -> Result<Vec<Coverage>, Error> {
    PUBLISHED.iter().map(|book| Ok(coverage_of(&parse_rulebook(book.id, book.text)?))).collect()
}
