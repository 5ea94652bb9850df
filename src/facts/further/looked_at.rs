//! Rules about single rows: two references that must differ, and what a column may hold.

use std::borrow::Cow;

use super::ground::Ground;
use super::select::{Column, Row, Selection, is_alike, is_empty, is_wanted};
use super::subject::{Subject, is_of_applications, references};
use super::told::Needs;
use crate::dates::{Day, Period};
use crate::facts::kinds::{AllowedStatus, DistinctStatus};
use crate::facts::stretch::stretch;
use crate::facts::timeline::{Timeline, source};
use crate::model::{MASKED, Texts};
use crate::rulebook::Cited;
use crate::rulebook::further::{Allowed, ColumnRef, Distinct, Rows, Wanted};

/// Tables whose rows are looked at whatever their date.
const WHENEVER: [&str; 3] = ["workers", "postings", "progression_evidence"];

/// The rows of one table that a rule looks at, whichever rule it is.
pub struct LookedAt<'g> {
    pub needs: Needs,
    table_name: &'g str,
    selection: Selection<'g>,
    /// By which rows of events about an application are told.
    references: Option<Texts<'g>>,
}

impl<'g> LookedAt<'g> {
    fn find(
        ground: &Ground<'g>,
        rows: &'g Rows,
        dated_by: Option<&str>,
        columns: &[&ColumnRef],
    ) -> Option<LookedAt<'g>> {
        let selection = Selection::new(ground, rows, dated_by)?;
        let mut needs = Needs::default();
        needs.rows(ground.told, &rows.table, &rows.conditions);
        columns.iter().for_each(|column| needs.column(ground.told, column, None));
        let references = references(&rows.table, selection.place.table);
        Some(LookedAt { needs, table_name: &rows.table, selection, references })
    }

    fn column(&self, ground: &Ground<'g>, column: &ColumnRef) -> Option<Column<'g>> {
        Column::find(ground, self.table_name, self.selection.place, column)
    }

    /// Whether any worker's rows are looked at as an applicant's.
    fn is_of_applications(&self) -> bool {
        is_of_applications(self.table_name) || self.references.is_some()
    }

    fn is_of_programmes(&self) -> bool {
        !is_of_applications(self.table_name)
    }

    /// The rows of a worker on days that count.
    fn rows(&self, subject: &Subject<'_, 'g>, days: Period) -> Vec<Row<'g>> {
        let is_for = match subject.is_applicant {
            true => self.is_of_applications(),
            false => self.is_of_programmes(),
        };
        if !is_for {
            return Vec::new();
        }
        let is_whenever = WHENEVER.contains(&self.table_name);
        let counts = |row: &Row| is_whenever || row.on.is_some_and(|on| days.contains(on));
        self.selection
            .of_worker(subject.whose)
            .filter(|row| counts(row) && subject.is_of(self.references, row))
            .collect()
    }

    fn source(&self, row: &Row) -> Option<String> {
        match self.table_name.starts_with("facts.") {
            true => self.selection.place.table.texts("source").get(row.at).map(str::to_owned),
            false => source(self.selection.place.table, [row.at]),
        }
    }
}

/// The day that says where the worker works: the row's, else the last that is known of.
fn day_of(row: &Row, subject: &Subject) -> Day {
    row.on.unwrap_or(subject.seen())
}

fn clause(cited: &Cited) -> Cow<'_, str> {
    Cow::Borrowed(&cited.text)
}

/// Two references that must differ (or agree).
pub struct References<'g> {
    pub rule: &'g Distinct,
    pub looked_at: LookedAt<'g>,
    column: Column<'g>,
    other: Column<'g>,
}

impl<'g> References<'g> {
    pub fn find(ground: &Ground<'g>, rule: &'g Distinct) -> Option<References<'g>> {
        let columns = [&rule.column, &rule.other];
        let looked_at = LookedAt::find(ground, &rule.rows, rule.dated_by.as_deref(), &columns)?;
        let column = looked_at.column(ground, &rule.column)?;
        let other = looked_at.column(ground, &rule.other)?;
        Some(References { rule, looked_at, column, other })
    }

    /// One row for each row looked at, with the day that says where the worker worked.
    pub fn judge(&self, subject: &Subject<'_, 'g>, ground: &Ground<'g>) -> Vec<(Day, DistinctStatus<'g>)> {
        let rule = self.rule;
        let mut found = Vec::new();
        for row in self.looked_at.rows(subject, subject.period) {
            let day = day_of(&row, subject);
            if !subject.is_for(None, &rule.services, day) {
                continue;
            }
            let (one, other) = (self.column.value(&row), self.other.value(&row));
            let status = match rule.must_be_same {
                _ if !self.looked_at.needs.are_told_for(ground.told, subject.service_on(day)) => "no_records",
                _ if is_empty(one) || is_empty(other) => "cannot_tell",
                same if is_alike(one, other) == same => "met",
                _ => "not_met",
            };
            let fact = DistinctStatus {
                rule: &rule.id,
                dated_on: row.on,
                status,
                clause: clause(&rule.cited),
                source: self.looked_at.source(&row),
            };
            found.push((day, fact));
        }
        found
    }
}

/// What a column may hold.
pub struct Values<'g> {
    pub rule: &'g Allowed,
    pub looked_at: LookedAt<'g>,
    column: Column<'g>,
    must_be_filled: bool,
}

impl<'g> Values<'g> {
    pub fn find(ground: &Ground<'g>, rule: &'g Allowed) -> Option<Values<'g>> {
        let looked_at = LookedAt::find(ground, &rule.rows, rule.dated_by.as_deref(), &[&rule.column])?;
        let column = looked_at.column(ground, &rule.column)?;
        Some(Values { rule, looked_at, column, must_be_filled: rule.demands.contains(&Wanted::Filled) })
    }

    /// The days on which the rule holds for a worker.
    fn days(&self, subject: &Subject<'_, 'g>) -> Period {
        let held = &self.rule.stretch;
        match subject.is_applicant {
            true => subject.period,
            false => stretch(subject.t, held.from, held.until, held.until_review.as_deref()),
        }
    }

    /// One row for each row looked at, with the day that says where the worker worked.
    pub fn judge(&self, subject: &Subject<'_, 'g>, ground: &Ground<'g>) -> Vec<(Day, AllowedStatus<'g>)> {
        let rule = self.rule;
        let mut found = Vec::new();
        for row in self.looked_at.rows(subject, self.days(subject)) {
            let day = day_of(&row, subject);
            if subject.is_for(rule.only, &rule.services, day) {
                let needs = &self.looked_at.needs;
                let is_told = needs.are_told_for(ground.told, subject.service_on(day));
                found.push((day, self.status(&row, is_told)));
            }
        }
        found
    }

    fn status(&self, row: &Row<'g>, is_told: bool) -> AllowedStatus<'g> {
        let rule = self.rule;
        let cell = self.column.value(row);
        let status = match is_empty(cell) {
            _ if !is_told => "no_records",
            true if !self.must_be_filled => "cannot_tell",
            true => "not_met",
            false if rule.demands.iter().all(|wanted| is_wanted(wanted, cell)) => "met",
            false => "not_met",
        };
        let is_shown = !is_empty(cell) && !MASKED.contains(&rule.column.column.as_str());
        AllowedStatus {
            rule: &rule.id,
            dated_on: row.on,
            value: is_shown.then(|| cell.to_string()),
            status,
            clause: clause(&rule.cited),
            source: self.looked_at.source(row),
        }
    }
}

/// Whether a rule is for a worker on any day of the programme.
pub fn is_for_any_day(t: &Timeline, subject: &Subject, rule: &Allowed) -> bool {
    let mut days = t.worker.post_changes(t.period);
    days.push(t.period.from);
    days.iter().any(|day| subject.is_for(rule.only, &rule.services, *day))
}
