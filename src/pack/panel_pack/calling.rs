//! What people are called in one pack: candidates by their place on the agenda, everybody else by a letter.

use std::collections::BTreeMap;

use super::agenda::Agenda;
use super::panels::PanelRef;
use crate::pack::lines::{Line, lines, records};
use crate::pack::view::View;

/// The pseudonyms of one pack, and the names where they are wanted.
pub struct Calling<'a> {
    candidates: BTreeMap<&'a str, String>,
    staff: BTreeMap<&'a str, String>,
    /// Names by worker; none in a pack without names.
    names: Option<BTreeMap<&'a str, &'a str>>,
}

impl<'a> Calling<'a> {
    /// `word` is what they are here: `Candidate`, `Applicant`. They are numbered in the order given.
    pub fn new(
        word: &str,
        workers: impl IntoIterator<Item = &'a str>,
        names: Option<&View<'a>>,
    ) -> Calling<'a> {
        let mut candidates = BTreeMap::new();
        for worker in workers {
            let number = candidates.len() + 1;
            candidates.entry(worker).or_insert_with(|| format!("{word} {number}"));
        }
        let people = names.and_then(|view| view.people);
        let names = people.map(|table| {
            lines(table).filter_map(|line| Some((line.text("worker_id")?, line.text("name")?))).collect()
        });
        Calling { candidates, staff: BTreeMap::new(), names }
    }

    /// Letters for the panel's members, then for moderators who are not among them, then for assessors.
    pub fn with_staff(mut self, view: &View<'a>, panel: &PanelRef, agenda: &Agenda<'a>) -> Calling<'a> {
        let members = members(view, panel);
        let member_ids = members.iter().filter_map(|line| line.text("member_id")).map(|id| (id, "Member"));
        let mut moderators: Vec<&str> = agenda
            .all()
            .flat_map(|case| [Some(case.line), case.suggestion])
            .flatten()
            .flat_map(|line| [line.text("moderator_id"), line.text("interim_moderator_id")])
            .flatten()
            .collect();
        moderators.sort_unstable();
        let assessors = agenda.all().filter_map(|case| case.line.text("assessor_id"));
        let others = moderators.into_iter().map(|id| (id, "Moderator"));
        for (id, word) in member_ids.chain(others).chain(assessors.map(|id| (id, "Assessor"))) {
            let number = self.staff.len();
            self.staff.entry(id).or_insert_with(|| format!("{word} {}", letters(number)));
        }
        self
    }

    pub fn is_named(&self) -> bool {
        self.names.is_some()
    }

    /// `Candidate 3`, within a sentence or as a link.
    pub fn candidate(&self, worker_id: &str) -> &str {
        self.candidates.get(worker_id).map_or("A candidate", String::as_str)
    }

    /// `Candidate 3`, and the name where names are wanted and known: `Candidate 3: Ada Example`.
    pub fn candidate_in_full(&self, worker_id: &str) -> String {
        let called = self.candidate(worker_id);
        self.name(worker_id).map_or_else(|| called.to_owned(), |name| format!("{called}: {name}"))
    }

    /// `Member B`; with names wanted, the name or the authority's own reference too.
    pub fn person(&self, id: &str) -> String {
        let called = self.staff.get(id).map_or("A moderator", String::as_str);
        match (self.name(id), self.is_named()) {
            (Some(name), _) => format!("{called}: {name}"),
            (None, true) => format!("{called} (reference {id})"),
            (None, false) => called.to_owned(),
        }
    }

    fn name(&self, id: &str) -> Option<&str> {
        self.names.as_ref()?.get(id).copied()
    }
}

/// The panel's members as recorded, the chair first.
pub fn members<'a>(view: &View<'a>, panel: &PanelRef) -> Vec<Line<'a>> {
    let mut members: Vec<Line> = records(view, "panel_members")
        .into_iter()
        .filter(|line| panel.panel_id.is_some() && line.text("panel_id") == panel.panel_id.as_deref())
        .collect();
    let order = |line: &Line<'a>| {
        let role = line.text("role");
        (!role.is_some_and(|role| role.contains("chair")), role, line.text("member_id"))
    };
    members.sort_by(|a, b| order(a).cmp(&order(b)));
    members
}

/// A to Z, then AA, AB and so on.
fn letters(mut number: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (number % 26) as u8));
        if number < 26 {
            break;
        }
        number = number / 26 - 1;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }
}
