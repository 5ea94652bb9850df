//! What somebody has said of rules that no record can decide.

use std::borrow::Cow;

use super::ground::{Ground, Place};
use super::subject::Subject;
use crate::dates::Day;
use crate::facts::kinds::AttestationStatus;
use crate::facts::timeline::source;
use crate::model::{Bools, Dates, Texts};
use crate::rulebook::further::{Attestation, AttestedOf};

/// A rule to be attested, and the rows that attest.
pub struct Attested<'g> {
    pub rule: &'g Attestation,
    place: Place<'g>,
    rules: Texts<'g>,
    reference: Texts<'g>,
    met: Bools<'g>,
    on: Dates<'g>,
    as_of: Day,
}

impl<'g> Attested<'g> {
    /// `None` for what pages keep by their wording: no row of records is about it.
    pub fn find(ground: &Ground<'g>, rule: &'g Attestation) -> Option<Attested<'g>> {
        let place = ground.place("attestations").filter(|_| rule.of != AttestedOf::Report)?;
        let table = place.table;
        Some(Attested {
            rule,
            place,
            rules: table.texts("rule"),
            reference: table.texts("reference"),
            met: table.bools("met"),
            on: table.dates("on"),
            as_of: ground.as_of,
        })
    }

    /// Of the worker as a whole.
    pub fn judge_worker(&self, subject: &Subject<'_, 'g>) -> AttestationStatus<'g> {
        self.status(None, self.place.rows(subject.whose.index))
    }

    /// Of each observation of a worker in programme, by its number, with its day. A row that names none is
    /// about all those made by its day.
    pub fn judge_observations(
        &self,
        subject: &Subject<'_, 'g>,
        ground: &Ground<'g>,
    ) -> Vec<(Day, AttestationStatus<'g>)> {
        let Some(observations) = ground.place("observations") else { return Vec::new() };
        let observed = observations.table.dates("observed_on");
        let mut days: Vec<Day> = observations
            .rows(subject.whose.index)
            .into_iter()
            .filter_map(|row| observed.get(row))
            .filter(|day| *day <= self.as_of)
            .collect();
        days.sort_unstable();
        let mut found = Vec::new();
        for (at, day) in days.into_iter().enumerate().filter(|(_, day)| subject.period.contains(*day)) {
            let number = (at + 1).to_string();
            let names = [number.clone(), day.to_string(), day.date().format("%d/%m/%Y").to_string()];
            let rows = self.place.rows(subject.whose.index).into_iter().filter(|&row| {
                match self.reference.get(row) {
                    Some(named) => names.iter().any(|name| name == named),
                    None => self.on.get(row).is_none_or(|on| day <= on),
                }
            });
            found.push((day, self.status(Some(Cow::Owned(number)), rows)));
        }
        found
    }

    /// Of an application or a panel: `rows` name it, be they about a worker or not.
    pub fn judge_named(&self, named: &'g str, rows: &[usize]) -> AttestationStatus<'g> {
        self.status(Some(Cow::Borrowed(named)), rows.iter().copied())
    }

    /// Of the authority as a whole: rows that name nobody and nothing.
    pub fn judge_authority(&self) -> AttestationStatus<'g> {
        let table = self.place.table;
        let names = ["worker_id", "panel_id", "application_id"].map(|column| table.texts(column));
        let rows = self.place.all().into_iter();
        self.status(None, rows.filter(|&row| names.iter().all(|names| names.get(row).is_none())))
    }

    fn status(
        &self,
        reference: Option<Cow<'g, str>>,
        rows: impl IntoIterator<Item = usize>,
    ) -> AttestationStatus<'g> {
        let rule = self.rule;
        let is_about = |named: &str| {
            named.eq_ignore_ascii_case(&rule.id)
                || rule.cited.rules.iter().any(|rule| named.eq_ignore_ascii_case(rule))
        };
        let said: Vec<(usize, bool)> = rows
            .into_iter()
            .filter(|&row| self.rules.get(row).is_some_and(is_about))
            .filter(|&row| self.on.get(row).is_none_or(|on| on <= self.as_of))
            .filter_map(|row| Some((row, self.met.get(row)?)))
            .collect();
        let met = match said.iter().all(|(_, met)| *met) {
            _ if said.is_empty() => "cannot_tell",
            true => "yes",
            false => "no",
        };
        AttestationStatus {
            rule: &rule.id,
            attested_of: rule.of.word(),
            reference,
            met,
            clause: Cow::Borrowed(&rule.cited.text),
            source: source(self.place.table, said.iter().map(|(row, _)| *row)),
        }
    }
}
