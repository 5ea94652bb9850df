//! Tables, columns, conditions and dates that a further form names.

use super::Context;
use crate::model::{Column, Kind, PRIVATE, TABLES, table_spec};
use crate::rulebook::fault::{Fault, did_you_mean, listed};
use crate::rulebook::further::{ColumnRef, Condition, DateOf, Dates, Rows, Wanted};
use crate::rulebook::written::{Node, NodeValue, Span, Table, Written};

/// The fact tables that a rule may look at, their dates and their other columns.
pub const FACTS: &[(&str, &[&str], &[&str])] = &[
    (
        "cap_breaches",
        &["opened_on", "closed_on", "reported_on", "escalated_on"],
        &["strength", "reason", "escalation_due"],
    ),
    ("own_cap_breaches", &["opened_on", "closed_on"], &["strength"]),
    ("work_restrictions", &["from_on", "to_on"], &["restriction", "case_type"]),
    ("supervision_gaps", &["from_on", "to_on"], &["explained"]),
    ("review_status", &["due_on", "planned_on", "held_on"], &["stage", "status", "postponed_reason"]),
    ("observation_feedback", &["observed_on", "verbal_done_on", "written_done_on"], &["observer_role"]),
    ("milestone_status", &["due_on", "done_on"], &["item", "number", "owner", "status"]),
    ("concern_status", &["raised_on", "meeting_on", "resolved_on"], &["level"]),
    (
        "outcomes",
        &["decided_on", "programme_due_on", "completed_on"],
        &["status", "within_programme", "passed_first_time"],
    ),
    (
        "panel_status",
        &["submitted_on", "submit_by"],
        &["recommendation", "decision", "flags", "same_moderator"],
    ),
    (
        "progression_stages",
        &["permission_on", "submitted_on", "quality_assured_on", "panel_on", "decided_on"],
        &["from_grade", "to_grade", "status", "over_limit"],
    ),
];

/// The column that dates a table's rows.
pub fn dated_by(table: &str) -> Option<&'static str> {
    Some(match table {
        "workers" => "started_on",
        "postings" => "from_on",
        "allocations" | "absences" => "started_on",
        "supervisions" | "reviews" | "sessions" | "panels" => "held_on",
        "observations" => "observed_on",
        "portfolio" | "panel_cases" => "submitted_on",
        "concerns" => "raised_on",
        "breach_reports" => "reported_on",
        "extensions" | "agreements" => "agreed_on",
        "events" | "progressions" => "occurred_on",
        "attestations" => "on",
        _ => table.strip_prefix("facts.").and_then(fact).and_then(|(_, dates, _)| dates.first())?,
    })
}

/// Whether rows of a table are of a worker, be it by way of an application.
pub fn is_about_workers(table: &str) -> bool {
    table_spec(table)
        .is_none_or(|spec| spec.column("worker_id").is_some() || spec.column("application_id").is_some())
}

fn fact(name: &str) -> Option<&'static (&'static str, &'static [&'static str], &'static [&'static str])> {
    FACTS.iter().find(|(known, _, _)| *known == name)
}

/// A column that a condition or a demand may name, with its kind where it is of a record table.
struct Found {
    column: ColumnRef,
    kind: Option<Kind>,
    is_date: bool,
}

impl Context<'_> {
    fn wrong_name(&mut self, span: Span, what: String, name: &str, known: &[&str]) {
        self.faults.add(Fault::at(
            span,
            format!("{what} `{name}`"),
            "not known",
            format!("{}there are {}", did_you_mean(name, known.iter().copied()), listed(known, "and")),
        ));
    }

    fn no_table(&mut self, span: Span, name: &str) {
        let facts: Vec<String> = FACTS.iter().map(|(name, _, _)| format!("facts.{name}")).collect();
        let known: Vec<&str> =
            TABLES.iter().map(|table| table.name).chain(facts.iter().map(String::as_str)).collect();
        self.wrong_name(span, "there is no table".into(), name, &known);
    }

    /// A table by name: a record table or `facts.…`; a fault else.
    pub fn table(&mut self, form: &Written, key: &str) -> Option<String> {
        let name = form.text(key)?;
        let is_known = match name.strip_prefix("facts.") {
            Some(name) => fact(name).is_some(),
            None => table_spec(name).is_some(),
        };
        if is_known {
            return Some(name.to_owned());
        }
        self.no_table(form.span_of(key), name);
        None
    }

    /// A column of `table` (or `workers.x`, `panels.x`); a fault where there is none.
    fn column(&mut self, table: &str, name: &str, span: &Span) -> Option<Found> {
        let (table, name) = match name.split_once('.') {
            Some((joined @ ("workers" | "panels"), name)) => (joined, name),
            _ => (table, name),
        };
        let found = |column: &Column| Found {
            column: ColumnRef { table: table.to_owned(), column: name.to_owned() },
            kind: Some(column.kind),
            is_date: column.kind == Kind::Date,
        };
        let known: Vec<&str> = if let Some((_, dates, others)) = table.strip_prefix("facts.").and_then(fact) {
            if dates.contains(&name) || others.contains(&name) {
                return Some(Found {
                    column: ColumnRef { table: table.to_owned(), column: name.to_owned() },
                    kind: None,
                    is_date: dates.contains(&name),
                });
            }
            dates.iter().chain(others.iter()).copied().collect()
        } else {
            let spec = table_spec(table)?;
            if self.check_private(name, span) {
                return None;
            }
            if let Some(column) = spec.column(name) {
                return Some(found(column));
            }
            spec.columns.iter().map(|column| column.name).collect()
        };
        self.wrong_name(span.clone(), format!("`{table}` has no column"), name, &known);
        None
    }

    /// A fault where a column identifies a person.
    fn check_private(&mut self, name: &str, span: &Span) -> bool {
        let is_private = PRIVATE.contains(&name);
        if is_private {
            self.faults.add(Fault::at(
                span.clone(),
                format!("no rule looks at `{name}`"),
                "it identifies a person",
                "take it out: such columns are kept apart from all that is judged",
            ));
        }
        is_private
    }

    /// A column that a key of a form names.
    pub fn column_key(
        &mut self,
        table: &str,
        form: &Written,
        key: &str,
    ) -> Option<(ColumnRef, Option<Kind>)> {
        let found = self.column(table, form.text(key)?, &form.span_of(key))?;
        Some((found.column, found.kind))
    }

    /// The rows that `table` and `where` of a form name.
    pub fn rows(&mut self, form: &Written) -> Option<Rows> {
        let table = self.table(form, "table")?;
        let conditions = self.conditions(&table, form, "where");
        let is_narrowed = conditions.iter().any(|condition| condition.column.column == "kind");
        if table == "events"
            && !is_narrowed
            && form.pairs("where").is_none_or(|pairs| pairs.get("kind").is_none())
        {
            self.faults.add(Fault::at(
                form.span_of("table"),
                "events of every kind are meant here",
                "which kind?",
                "add `where = { kind = \"…\" }`",
            ));
        }
        Some(Rows { table, conditions })
    }

    /// The conditions of a key that holds pairs.
    pub fn conditions(&mut self, table: &str, form: &Written, key: &str) -> Vec<Condition> {
        let Some(pairs) = form.pairs(key) else { return Vec::new() };
        let mut conditions = Vec::new();
        for (name, span, node) in named(pairs) {
            let column = if table == PANEL_CASE { self.panel_column(&name, span) } else { None };
            let found = column.or_else(|| {
                let table = if table == PANEL_CASE { "panel_cases" } else { table };
                self.column(table, &name, span)
            });
            if let Some(found) = found
                && let Some(wanted) = self.wanted(&found, node)
            {
                conditions.push(Condition { column: found.column, wanted });
            }
        }
        conditions
    }

    /// Columns of a panel case that stand in another table than `panel_cases`.
    fn panel_column(&mut self, name: &str, span: &Span) -> Option<Found> {
        match name {
            "flags" => self.column("facts.panel_status", name, span),
            "kind" | "capacity" => self.column("panels", name, span),
            _ => None,
        }
    }

    fn wanted(&mut self, found: &Found, node: &Node) -> Option<Wanted> {
        let items: Vec<&Node> = match &node.value {
            NodeValue::List(items) => items.iter().collect(),
            _ => vec![node],
        };
        let mut values = Vec::new();
        for item in items {
            let text = match &item.value {
                NodeValue::Text(text) => text.trim().to_owned(),
                NodeValue::Whole(n) => n.to_string(),
                NodeValue::YesNo(yes) => yes.to_string(),
                other => {
                    self.faults.add(Fault::at(
                        item.span.clone(),
                        format!("a column cannot be compared with {}", other.is_what()),
                        "expected a text, a whole number, true or false",
                        "write the value as the records spell it, in quotation marks",
                    ));
                    return None;
                }
            };
            values.push((text, &item.span));
        }
        if let [(one, _)] = values.as_slice() {
            match one.as_str() {
                "" => return Some(Wanted::Empty),
                "*" => return Some(Wanted::Filled),
                word if word.starts_with('~') => return Some(Wanted::HasWord(word[1..].to_owned())),
                _ => {}
            }
        }
        let faulty = values.iter().filter(|(text, span)| !self.check_value(found, text, span)).count();
        (faulty == 0).then(|| {
            Wanted::OneOf(values.into_iter().map(|(text, _)| as_stored(found.kind, &text)).collect())
        })
    }

    /// Whether a value can stand in a column; a fault else.
    fn check_value(&mut self, found: &Found, text: &str, span: &Span) -> bool {
        let expected: &[&str] = match found.kind {
            Some(Kind::OneOf(words)) => words,
            Some(Kind::YesNo) => &["yes", "no", "true", "false"],
            Some(Kind::Whole { .. }) if text.parse::<i64>().is_err() => &["1"],
            _ if found.is_date => &[],
            _ => return true,
        };
        if expected.contains(&text) {
            return true;
        }
        let name = &found.column.column;
        let fix = match found.kind {
            Some(Kind::Whole { .. }) => "write a whole number".to_owned(),
            _ if found.is_date => {
                "ask for a date that is there with \"*\", or not there with \"\"".to_owned()
            }
            _ => format!(
                "{}the words are {}",
                did_you_mean(text, expected.iter().copied()),
                listed(expected, "and")
            ),
        };
        self.faults.add(Fault::at(
            span.clone(),
            format!("`{name}` is never `{text}`"),
            "no record can have this",
            fix,
        ));
        false
    }

    /// The texts of a key that a column is compared with.
    pub fn values(
        &mut self,
        column: &ColumnRef,
        kind: Option<Kind>,
        form: &Written,
        key: &str,
    ) -> Vec<String> {
        let found = Found { column: column.clone(), kind, is_date: kind == Some(Kind::Date) };
        let span = form.span_of(key);
        let texts = form.texts(key);
        for text in texts {
            self.check_value(&found, text, &span);
        }
        texts.iter().map(|text| as_stored(kind, text)).collect()
    }

    /// Dates that a key names, with the conditions of another key.
    pub fn dates(&mut self, form: &Written, key: &str, when: &str) -> Option<Dates> {
        let name = form.text(key)?;
        let (of, table) = match name {
            "start" => (DateOf::Start, "workers".to_owned()),
            "end" => (DateOf::End, "facts.outcomes".to_owned()),
            "review" => (DateOf::Review, "facts.review_status".to_owned()),
            "panel" => (DateOf::Panel, PANEL_CASE.to_owned()),
            "submission" => (DateOf::Submission, PANEL_CASE.to_owned()),
            "decision" => (DateOf::Decision, PANEL_CASE.to_owned()),
            _ if name.contains('.') => self.dates_of_column(form, key, name)?,
            _ => {
                if !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
                    self.faults.add(Fault::at(
                        form.span_of(key),
                        format!("`{name}` is no kind of event"),
                        "expected lower-case letters, digits and underscores",
                        "write a kind of event, `table.column`, or one of `start`, `end`, `review`, `panel`, \
                         `submission` and `decision`",
                    ));
                    return None;
                }
                (DateOf::Event(name.to_owned()), "events".to_owned())
            }
        };
        Some(Dates { of, conditions: self.conditions(&table, form, when) })
    }

    fn dates_of_column(&mut self, form: &Written, key: &str, name: &str) -> Option<(DateOf, String)> {
        let span = form.span_of(key);
        let (table, column) = name.rsplit_once('.')?;
        let is_known = match table.strip_prefix("facts.") {
            Some(table) => fact(table).is_some(),
            None => table_spec(table).is_some(),
        };
        if !is_known {
            let known: Vec<&str> =
                TABLES.iter().map(|table| table.name).chain(FACTS.iter().map(|f| f.0)).collect();
            self.wrong_name(span, "there is no table".into(), table, &known);
            return None;
        }
        let found = self.column(table, column, &span)?;
        if !is_about_workers(table) {
            self.faults.add(Fault::at(
                span,
                format!("rows of `{table}` are about no worker"),
                "a deadline is a worker's",
                "for panels write `panel`: the day of each panel that the worker is before",
            ));
            return None;
        }
        if !found.is_date {
            self.faults.add(Fault::at(
                span,
                format!("`{name}` is not a date"),
                "a date is needed here",
                "name a column that ends in `_on`",
            ));
            return None;
        }
        Some((DateOf::Column(found.column), table.to_owned()))
    }
}

/// Stands for the columns of a panel case: `panel_cases`, with `kind`, `capacity` and `flags`.
const PANEL_CASE: &str = "panel case";

/// The pairs of a table, `workers.grade` as one name however TOML was told of it.
fn named(pairs: &Table) -> Vec<(String, &Span, &Node)> {
    pairs
        .entries
        .iter()
        .flat_map(|entry| match &entry.node.value {
            NodeValue::Table(inner) => inner
                .entries
                .iter()
                .map(|below| (format!("{}.{}", entry.key, below.key), &below.key_span, &below.node))
                .collect(),
            _ => vec![(entry.key.clone(), &entry.key_span, &entry.node)],
        })
        .collect()
}

/// A value as the records hold it: references in upper case, yes and no as true and false.
fn as_stored(kind: Option<Kind>, text: &str) -> String {
    match kind {
        Some(Kind::Id) => text.to_uppercase(),
        Some(Kind::Word) => text.to_lowercase(),
        Some(Kind::YesNo) if text == "yes" => "true".to_owned(),
        Some(Kind::YesNo) if text == "no" => "false".to_owned(),
        _ => text.to_owned(),
    }
}
