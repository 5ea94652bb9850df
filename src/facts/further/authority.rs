//! Rules of panels, teams and the authority as a whole: judged once, by the folder's rulebook.

use std::collections::BTreeSet;

use super::attestations::Attested;
use super::counts::{Counted, Counts};
use super::ground::{Ground, Named};
use super::select::{Row, Whose};
use super::sessions::Sessions;
use crate::dates::Day;
use crate::facts::row::{Found as Facts, Whom};
use crate::facts::stretch::is_for_service;
use crate::facts::timeline::Worker;
use crate::facts::{Bench, Rules};
use crate::rulebook::further::{AttestedOf, CountedFor};

/// Judges what is of no single worker. `workers` are all of the authority's, the ground is of all of them.
pub fn judge_authority<'g>(
    bench: &'g Bench,
    workers: &'g [Worker<'g>],
    ground: &Ground<'g>,
    facts: &mut Facts,
) {
    let whom = Whom { authority: bench.authority, cohort: None, service: None, team: None, worker_id: None };
    let people = People { workers, rules: bench.rules, as_of: bench.as_of };
    judge_panels(bench, &people, ground, whom, facts);
    let Some(rulebook) = bench.rules.default_on(bench.as_of) else { return };
    if let Some(earliest) = people.on_programme().map(|whose| whose.worker.started_on).min() {
        for rule in rulebook.sessions.iter().filter(|rule| rule.is_of_authority) {
            let found = Sessions::find(ground, rule).map(|rule| rule.judge_authority(earliest));
            found.iter().flatten().for_each(|row| facts.put(whom, row));
        }
    }
    for rule in &rulebook.at_least {
        let Some(counts) = Counts::find(ground, rule) else { continue };
        let (due_on, is_told) = (bench.as_of, counts.needs.are_told());
        let of = |reference| Counted { reference, due_on, is_due: true, is_told };
        match rule.counted_for {
            CountedFor::Team => {
                for team in people.teams() {
                    let is_in = |whose: &Whose| people.team(whose) == Some(team);
                    let rows = people.rows(&counts, is_in);
                    facts.put(Whom { team: Some(team), ..whom }, &counts.status(&rows, of(Some(team))));
                }
            }
            CountedFor::Authority => {
                facts.put(whom, &counts.status(&people.rows(&counts, |_| true), of(None)));
            }
            _ => {}
        }
    }
    for rule in rulebook.attestations.iter().filter(|rule| rule.of == AttestedOf::Authority) {
        let found = Attested::find(ground, rule).map(|rule| rule.judge_authority());
        found.iter().for_each(|row| facts.put(whom, row));
    }
}

/// Panels held by `as_of`, each by the rulebook of its day.
fn judge_panels<'g>(
    bench: &'g Bench,
    people: &People<'g>,
    ground: &Ground<'g>,
    whom: Whom<'g>,
    facts: &mut Facts,
) {
    let mut held: Vec<_> = ground.panels.values().filter(|panel| panel.held_on <= bench.as_of).collect();
    held.sort_by_key(|panel| (panel.held_on, panel.id));
    let mut days: Vec<Day> = held.iter().map(|panel| panel.held_on).collect();
    days.dedup();
    // The rules of a version are found once, for all the panels of its time.
    let mut versions: Vec<&crate::rulebook::Rulebook> = Vec::new();
    for rulebook in days.iter().filter_map(|day| bench.rules.default_on(*day)) {
        if !versions.iter().any(|known| std::ptr::eq(*known, rulebook)) {
            versions.push(rulebook);
        }
    }
    for rulebook in versions {
        let is_of_version =
            |day: Day| bench.rules.default_on(day).is_some_and(|version| std::ptr::eq(version, rulebook));
        let held: Vec<_> = held.iter().filter(|panel| is_of_version(panel.held_on)).collect();
        for rule in rulebook.at_least.iter().filter(|rule| rule.counted_for == CountedFor::Panel) {
            let Some(counts) = Counts::find(ground, rule) else { continue };
            let rows = people.rows(&counts, |_| true);
            let named = Named::of(counts.names("panel_id"), rows.iter().map(|row| row.at));
            let is_of_kind = |kind: &str| {
                rule.panel_kinds.is_empty() || rule.panel_kinds.iter().any(|named| named == kind)
            };
            for panel in held.iter().filter(|panel| is_of_kind(panel.kind)) {
                let at = named.rows(panel.id);
                let rows: Vec<Row> = at.iter().map(|&at| Row { at, on: None, of: None }).collect();
                let of = Counted {
                    reference: Some(panel.id),
                    due_on: panel.held_on,
                    is_due: true,
                    is_told: counts.needs.are_told(),
                };
                facts.put(whom, &counts.status(&rows, of));
            }
        }
        for rule in rulebook.attestations.iter().filter(|rule| rule.of == AttestedOf::Panel) {
            let Some(attested) = Attested::find(ground, rule) else { continue };
            for panel in &held {
                let rows = ground.attested.by_panel.rows(panel.id);
                facts.put(whom, &attested.judge_named(panel.id, rows));
            }
        }
    }
}

/// The authority's workers.
struct People<'g> {
    workers: &'g [Worker<'g>],
    rules: &'g Rules,
    as_of: Day,
}

impl<'g> People<'g> {
    fn all(&self) -> impl Iterator<Item = Whose<'g>> {
        self.workers.iter().enumerate().map(|(index, worker)| Whose { index, worker })
    }

    /// Those whom a rulebook is for, whether or not they are in programme still.
    fn on_programme(&self) -> impl Iterator<Item = Whose<'g>> {
        let rules = self.rules;
        let is_on_one =
            move |worker: &Worker| rules.for_worker(worker.programme, worker.started_on).is_some();
        self.all().filter(move |whose| is_on_one(whose.worker))
    }

    /// The team of a worker who is there on `as_of`.
    fn team(&self, whose: &Whose<'g>) -> Option<&'g str> {
        let worker = whose.worker;
        let is_there = worker.started_on <= self.as_of && worker.left_on.is_none_or(|day| day > self.as_of);
        worker.post_on(self.as_of).team.filter(|_| is_there)
    }

    /// The teams that somebody on a programme is in on `as_of`.
    fn teams(&self) -> BTreeSet<&'g str> {
        let goes_on = |whose: &Whose| whose.worker.withdrawn_on.is_none_or(|day| day > self.as_of);
        self.on_programme().filter(goes_on).filter_map(|whose| self.team(&whose)).collect()
    }

    /// The rows that a rule counts: of the workers that are meant, in the rule's services on the row's day,
    /// and where the table is about no worker, all.
    fn rows(&self, counts: &Counts<'g>, is_meant: impl Fn(&Whose<'g>) -> bool) -> Vec<Row<'g>> {
        let selection = &counts.selection;
        if !selection.place.is_about_workers() {
            let rows = selection.place.all().into_iter().filter_map(|at| selection.chosen(at, None));
            return counts.known(rows).collect();
        }
        let of_workers = self.all().filter(is_meant).flat_map(|whose| selection.of_worker(whose));
        let is_in_service = |row: &Row| {
            let day = row.on.unwrap_or(self.as_of);
            let service = row.of.and_then(|whose| whose.worker.post_on(day).service);
            is_for_service(&counts.rule.services, service)
        };
        counts.known(of_workers).filter(is_in_service).collect()
    }
}
