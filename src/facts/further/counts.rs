//! How many rows there are, where a rule asks for so many, or for no more.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::ground::Ground;
use super::select::{Column, Row, Selection};
use super::subject::Subject;
use super::told::Needs;
use crate::clock::Clock;
use crate::dates::Day;
use crate::facts::kinds::AtLeastStatus;
use crate::facts::timeline::source;
use crate::model::{Texts, Value};
use crate::rulebook::further::{AtLeast, ColumnRef};

/// The most rows that a fact names as its source.
const MOST_NAMED: usize = 50;

/// A rule that counts, and the rows it counts.
pub struct Counts<'g> {
    pub rule: &'g AtLeast,
    pub needs: Needs,
    pub selection: Selection<'g>,
    distinct: Option<Column<'g>>,
    as_of: Day,
}

/// What rows are counted for: when it is due, and whether it is over.
pub struct Counted<'g> {
    pub reference: Option<&'g str>,
    pub due_on: Day,
    /// Nothing more can come that counts.
    pub is_due: bool,
    pub is_told: bool,
}

impl<'g> Counts<'g> {
    pub fn find(ground: &Ground<'g>, rule: &'g AtLeast) -> Option<Counts<'g>> {
        let selection = Selection::new(ground, &rule.rows, rule.dated_by.as_deref())?;
        let mut needs = Needs::default();
        needs.rows(ground.told, &rule.rows.table, &rule.rows.conditions);
        let distinct = match &rule.distinct {
            None => None,
            Some(column) => {
                let column = ColumnRef { table: rule.rows.table.clone(), column: column.clone() };
                needs.column(ground.told, &column, None);
                Some(Column::find(ground, &rule.rows.table, selection.place, &column)?)
            }
        };
        Some(Counts { rule, needs, selection, distinct, as_of: ground.as_of })
    }

    /// When the rows of a worker are to be there, and from when on they count.
    pub fn due(&self, clock: &Clock, programme_due_on: Day) -> (Day, Day) {
        (clock.at(self.rule.from), self.rule.by.map_or(programme_due_on, |by| clock.at(by)))
    }

    /// The row of a worker; `None` for whom the rule is not, or was due before the worker came.
    pub fn judge_worker(&self, subject: &Subject<'_, 'g>, ground: &Ground<'g>) -> Option<AtLeastStatus<'g>> {
        let t = subject.t;
        let (from, due_on) = self.due(&t.clock, t.programme_due_on);
        let is_for = subject.is_for(self.rule.only, &self.rule.services, due_on);
        if due_on < t.worker.started_on || !is_for || !self.is_new_enough(subject, due_on) {
            return None;
        }
        let rows: Vec<Row> = self
            .selection
            .of_worker(subject.whose)
            .filter(|row| row.on.is_some_and(|on| from <= on && on <= due_on && on <= self.as_of))
            .collect();
        let is_due = due_on < self.as_of && due_on < subject.period.to;
        let is_told = self.needs.are_told_for(ground.told, subject.service_on(due_on));
        Some(self.status(&rows, Counted { reference: None, due_on, is_due, is_told }))
    }

    /// One row for each review of a worker that was held.
    pub fn judge_reviews(&self, subject: &Subject<'_, 'g>, ground: &Ground<'g>) -> Vec<AtLeastStatus<'g>> {
        let Some(reviews) = ground.place("facts.review_status") else { return Vec::new() };
        let (stages, held) = (reviews.table.texts("stage"), reviews.table.dates("held_on"));
        let table = self.selection.place.table;
        let names = match table.has("reference") {
            true => table.texts("reference"),
            false => table.texts("stage"),
        };
        let mut found = Vec::new();
        for review in reviews.rows(subject.whose.index) {
            let Some((stage, held_on)) = stages.get(review).zip(held.get(review)) else { continue };
            if !subject.is_for(self.rule.only, &self.rule.services, held_on) {
                continue;
            }
            let rule = subject.t.rulebook.reviews.iter().find(|rule| rule.stage == stage);
            let is_of_stage = |row: &Row| {
                names.get(row.at).is_some_and(|named| rule.is_some_and(|rule| rule.is_named(named)))
            };
            let rows: Vec<Row> =
                self.known(self.selection.of_worker(subject.whose)).filter(is_of_stage).collect();
            let is_told = self.needs.are_told_for(ground.told, subject.service_on(held_on));
            let of = Counted { reference: Some(stage), due_on: held_on, is_due: true, is_told };
            found.push(self.status(&rows, of));
        }
        found
    }

    /// Whether somebody had not been in post for too long on a day, where the rule is for those alone.
    pub fn is_new_enough(&self, subject: &Subject<'_, 'g>, day: Day) -> bool {
        let worker = subject.t.worker;
        let since = worker.employed_on.unwrap_or(worker.started_on);
        self.rule.in_post_under_months.is_none_or(|months| day < since.add_months(months))
    }

    /// The row of an application.
    pub fn judge_application(
        &self,
        subject: &Subject<'_, 'g>,
        ground: &Ground<'g>,
        (application, submitted_on, decided_on): (&'g str, Option<Day>, Option<Day>),
    ) -> Option<AtLeastStatus<'g>> {
        let due_on = decided_on.unwrap_or(self.as_of);
        let is_for = subject.is_for(self.rule.only, &self.rule.services, due_on);
        if !is_for || !self.is_new_enough(subject, submitted_on.unwrap_or(due_on)) {
            return None;
        }
        let names = self.names("application_id");
        let rows: Vec<Row> = self
            .known(self.selection.of_worker(subject.whose))
            .filter(|row| names.get(row.at).is_some_and(|named| named.eq_ignore_ascii_case(application)))
            .collect();
        let is_due = decided_on.is_some_and(|day| day < self.as_of);
        let is_told = self.needs.are_told_for(ground.told, subject.service_on(due_on));
        Some(self.status(&rows, Counted { reference: Some(application), due_on, is_due, is_told }))
    }

    /// The column by which rows say what they are of: its own id, else a reference.
    pub fn names(&self, column: &str) -> Texts<'g> {
        let table = self.selection.place.table;
        if table.has(column) { table.texts(column) } else { table.texts("reference") }
    }

    /// Rows of today or before, or of no day.
    pub fn known<'r>(&self, rows: impl Iterator<Item = Row<'r>>) -> impl Iterator<Item = Row<'r>> {
        let as_of = self.as_of;
        rows.filter(move |row| row.on.is_none_or(|on| on <= as_of))
    }

    /// How the rows counted stand to the rule.
    pub fn status(&self, rows: &[Row<'g>], of: Counted<'g>) -> AtLeastStatus<'g> {
        let rule = self.rule;
        let counted = match &self.distinct {
            None => rows.len() as i64,
            Some(column) => {
                let cells = rows.iter().map(|row| column.value(row)).filter(|cell| *cell != Value::Null);
                cells.map(|cell| cell.to_string().to_lowercase()).collect::<BTreeSet<_>>().len() as i64
            }
        };
        let status = match rule.is_at_most {
            _ if !of.is_told => "no_records",
            true if counted > rule.count => "over",
            false if counted >= rule.count => "met",
            _ if !of.is_due => "not_due",
            true => "met",
            false => "short",
        };
        let named = rows.iter().map(|row| row.at).take(MOST_NAMED);
        AtLeastStatus {
            rule: &rule.id,
            counted_for: rule.counted_for.word(),
            reference: of.reference,
            due_on: of.due_on,
            required: rule.count,
            counted: of.is_told.then_some(counted),
            status,
            is_at_most: rule.is_at_most,
            clause: Cow::Borrowed(&rule.cited.text),
            source: source(self.selection.place.table, named),
        }
    }
}
