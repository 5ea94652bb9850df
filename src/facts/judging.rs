//! Which rulebooks judge an authority's workers, whom each of them judges, and which judges applications to
//! progress.

use std::collections::{BTreeMap, BTreeSet};

use super::Rules;
use super::timeline::Worker;
use crate::dates::Day;
use crate::model::Records;
use crate::rulebook::Rulebook;

/// A rulebook, or a version of one, that judges somebody.
#[derive(Clone, Debug)]
pub struct Judging<'a> {
    pub rulebook: &'a Rulebook,
    /// The cohorts with somebody whom it judges; `None` for people in no cohort.
    pub cohorts: BTreeSet<Option<&'a str>>,
    /// There are applications to progress, and they are judged by it.
    pub judges_applications: bool,
}

/// What judges whom, for everything that says by which rule somebody was judged.
#[derive(Clone, Debug, Default)]
pub struct Judges<'a> {
    /// The rulebooks that judge anybody, each once, by id and the day they hold from.
    pub all: Vec<Judging<'a>>,
    /// The rulebook that applications to progress are judged by, were there any.
    pub of_applications: Option<&'a Rulebook>,
    /// The rulebook of each worker who is on a programme.
    of_workers: BTreeMap<&'a str, &'a Rulebook>,
}

impl<'a> Judges<'a> {
    pub fn new(records: &'a Records, rules: &'a Rules, as_of: Day) -> Judges<'a> {
        let mut judges = Judges { of_applications: rules.default_on(as_of), ..Judges::default() };
        for worker in &Worker::all(records) {
            let Some(rulebook) = rules.for_worker(worker.programme, worker.started_on) else { continue };
            judges.of_workers.insert(worker.id, rulebook);
            judges.entry(rulebook).cohorts.insert(worker.cohort);
        }
        let has_applications = records.table("progressions").is_some_and(|table| table.rows() > 0);
        if let Some(rulebook) = judges.of_applications.filter(|_| has_applications) {
            judges.entry(rulebook).judges_applications = true;
        }
        judges.all.sort_by(|a, b| {
            (&a.rulebook.id, a.rulebook.valid_from).cmp(&(&b.rulebook.id, b.rulebook.valid_from))
        });
        judges
    }

    fn entry(&mut self, rulebook: &'a Rulebook) -> &mut Judging<'a> {
        let known = self.all.iter().position(|known| std::ptr::eq(known.rulebook, rulebook));
        let at = known.unwrap_or(self.all.len());
        if known.is_none() {
            self.all.push(Judging { rulebook, cohorts: BTreeSet::new(), judges_applications: false });
        }
        &mut self.all[at]
    }

    /// The rulebooks and versions that judge somebody on a programme.
    pub fn of_cohorts(&self) -> impl Iterator<Item = &'a Rulebook> {
        self.all.iter().filter(|judging| !judging.cohorts.is_empty()).map(|judging| judging.rulebook)
    }

    /// The rulebook, or the version of one, that judged a worker; `None` for one on no programme.
    pub fn of(&self, worker_id: &str) -> Option<&'a Rulebook> {
        self.of_workers.get(worker_id).copied()
    }
}
