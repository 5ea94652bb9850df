//! Whether the records can tell of a rule at all: the tables, kinds and columns it rests on.

use std::collections::{BTreeMap, HashSet};

use crate::model::{Kind, PRIVATE, Records, Supply, table_spec};
use crate::rulebook::further::{ColumnRef, Condition, Wanted};

/// What an authority supplies, down to the kinds of event, session and portfolio item that occur.
pub struct Told<'g> {
    supply: &'g Supply,
    kinds: BTreeMap<&'static str, HashSet<&'g str>>,
}

/// The tables of an open vocabulary, and the column of the words.
const VOCABULARIES: [(&str, &str); 3] = [("events", "kind"), ("sessions", "kind"), ("portfolio", "item")];

/// What a fact table rests on, or a column of it that rests on more: fact, column, record table, column.
/// An empty column stands for all the others.
const RESTS_ON: &[(&str, &str, &str, &str)] = &[
    ("cap_breaches", "", "allocations", ""),
    ("cap_breaches", "reported_on", "breach_reports", "reported_on"),
    ("cap_breaches", "reason", "breach_reports", "reason"),
    ("cap_breaches", "escalated_on", "breach_reports", "escalated_on"),
    ("own_cap_breaches", "", "allocations", "role"),
    ("work_restrictions", "", "allocations", "case_type"),
    ("supervision_gaps", "", "supervisions", ""),
    ("review_status", "", "reviews", ""),
    // The clock alone says what is due and when.
    ("review_status", "stage", "workers", ""),
    ("review_status", "due_on", "workers", ""),
    ("review_status", "planned_on", "reviews", "planned_on"),
    ("review_status", "postponed_reason", "reviews", "postponed_reason"),
    ("observation_feedback", "", "observations", ""),
    ("observation_feedback", "verbal_done_on", "observations", "verbal_feedback_on"),
    ("observation_feedback", "written_done_on", "observations", "written_feedback_on"),
    ("observation_feedback", "observer_role", "observations", "observer_role"),
    ("milestone_status", "", "portfolio", ""),
    ("milestone_status", "item", "workers", ""),
    ("milestone_status", "number", "workers", ""),
    ("milestone_status", "owner", "workers", ""),
    ("milestone_status", "due_on", "workers", ""),
    ("concern_status", "", "concerns", ""),
    ("concern_status", "meeting_on", "concerns", "meeting_on"),
    ("concern_status", "resolved_on", "concerns", "resolved_on"),
    ("outcomes", "programme_due_on", "workers", ""),
    ("outcomes", "", "panel_cases", ""),
    ("panel_status", "flags", "workers", ""),
    ("panel_status", "", "panel_cases", ""),
    ("panel_status", "submitted_on", "panel_cases", "submitted_on"),
    ("panel_status", "recommendation", "panel_cases", "recommendation"),
    ("panel_status", "decision", "panel_cases", "decision"),
    ("panel_status", "same_moderator", "panel_cases", "moderator_id"),
    ("progression_stages", "", "progressions", ""),
];

impl<'g> Told<'g> {
    pub fn new(records: &'g Records) -> Told<'g> {
        let kinds = VOCABULARIES
            .into_iter()
            .filter_map(|(name, column)| {
                let table = records.table(name)?;
                let words = table.texts(column);
                Some((name, (0..table.rows()).filter_map(|row| words.get(row)).collect()))
            })
            .collect();
        Told { supply: &records.supply, kinds }
    }

    fn has_rows(&self, table: &str) -> bool {
        self.supply.tables.get(table).is_some_and(|supply| supply.has_rows)
    }

    /// Whether a source supplies a column; one whose values stand apart with the names does not count.
    fn has_column(&self, table: &str, column: &str) -> bool {
        !PRIVATE.contains(&column) && self.supply.has_column(table, column)
    }
}

/// What a rule rests on, gathered once; then asked for each worker.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    tables: Vec<&'static str>,
    /// Something that no source supplies for anybody.
    is_missing: bool,
}

impl Needs {
    /// Rows of a table, of those kinds alone where conditions name them.
    pub fn rows(&mut self, told: &Told, table: &str, conditions: &[Condition]) {
        self.table(told, table);
        if let Some((_, column)) = VOCABULARIES.iter().find(|(name, _)| *name == table) {
            let words = conditions.iter().filter(|c| c.column.table == table && c.column.column == *column);
            for condition in words {
                if let Wanted::OneOf(words) = &condition.wanted {
                    self.kinds(told, table, words);
                }
            }
        }
        self.conditions(told, conditions);
    }

    /// The columns that rows are chosen by.
    pub fn conditions(&mut self, told: &Told, conditions: &[Condition]) {
        for condition in conditions {
            self.column(told, &condition.column, Some(&condition.wanted));
        }
    }

    /// Any row of any of these kinds.
    pub fn kinds(&mut self, told: &Told, table: &str, words: &[String]) {
        self.table(told, table);
        if let Some(known) = told.kinds.get(table)
            && !words.iter().any(|word| known.contains(word.as_str()))
        {
            self.is_missing = true;
        }
    }

    /// Rows of a table at all.
    pub fn table(&mut self, told: &Told, table: &str) {
        match table.strip_prefix("facts.") {
            Some(fact) => self.fact(told, fact, ""),
            None => self.record_table(told, table),
        }
    }

    fn record_table(&mut self, told: &Told, table: &str) {
        if let Some(spec) = table_spec(table)
            && !self.tables.contains(&spec.name)
        {
            self.tables.push(spec.name);
        }
        self.is_missing |= !told.has_rows(table);
    }

    /// A column that is looked at; `wanted` where rows are chosen by it, for an empty cell of a column
    /// with a default says that word.
    pub fn column(&mut self, told: &Told, column: &ColumnRef, wanted: Option<&Wanted>) {
        let (table, name) = (column.table.as_str(), column.column.as_str());
        if let Some(fact) = table.strip_prefix("facts.") {
            return self.fact(told, fact, name);
        }
        let Some(known) = table_spec(table).and_then(|spec| spec.column(name)) else {
            self.is_missing = true;
            return;
        };
        let is_told = (known.is_required && !PRIVATE.contains(&name))
            || known.default.zip(wanted).is_some_and(|(word, wanted)| is_said_by(word, wanted))
            || told.has_column(table, name)
            || (table == "workers" && told.has_column("postings", name));
        self.is_missing |= !is_told;
        if table == "panels" {
            self.record_table(told, table);
        }
    }

    fn fact(&mut self, told: &Told, fact: &str, column: &str) {
        let of = |column: &str| RESTS_ON.iter().find(|(name, of, ..)| *name == fact && *of == column);
        let Some((_, _, table, column)) = of(column).or_else(|| of("")) else { return };
        self.record_table(told, table);
        if !column.is_empty() {
            self.is_missing |= !told.has_column(table, column);
        }
    }

    /// What another rests on too.
    pub fn and(&mut self, other: &Needs) {
        self.tables
            .extend(other.tables.iter().filter(|table| !self.tables.contains(table)).collect::<Vec<_>>());
        self.is_missing |= other.is_missing;
    }

    /// Whether it is told of the workers of a service.
    pub fn are_told_for(&self, told: &Told, service: Option<&str>) -> bool {
        !self.is_missing && self.tables.iter().all(|table| told.supply.has(table, service))
    }

    /// Whether it is told of anybody.
    pub fn are_told(&self) -> bool {
        !self.is_missing
    }
}

/// Whether rows that say nothing, and so the default, can be told from the others: the default is wanted.
fn is_said_by(default: &str, wanted: &Wanted) -> bool {
    match wanted {
        Wanted::OneOf(words) => words.iter().any(|word| word.eq_ignore_ascii_case(default)),
        Wanted::NoneOf(words) => !words.iter().any(|word| word.eq_ignore_ascii_case(default)),
        Wanted::Filled => true,
        _ => false,
    }
}

/// What an empty cell of a column says; `None` where it says nothing.
pub fn default_of(table: &str, column: &str) -> Option<&'static str> {
    let column = table_spec(table)?.column(column)?;
    column.default.filter(|_| matches!(column.kind, Kind::OneOf(_)))
}
