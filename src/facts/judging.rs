//! Which rulebooks judge an authority's workers, and which cohorts each of them judges.

use std::collections::BTreeSet;

use super::Rules;
use super::timeline::Worker;
use crate::model::Records;
use crate::rulebook::Rulebook;

/// A rulebook, or a version of one, that judges somebody.
#[derive(Clone, Debug)]
pub struct Judging<'a> {
    pub rulebook: &'a Rulebook,
    /// The cohorts with somebody whom it judges; `None` for people in no cohort.
    pub cohorts: BTreeSet<Option<&'a str>>,
}

/// The rulebooks that judge anybody, each once, by id and the day they hold from.
pub fn judging<'a>(records: &'a Records, rules: &'a Rules) -> Vec<Judging<'a>> {
    let mut used: Vec<Judging> = Vec::new();
    for worker in &Worker::all(records) {
        let Some(rulebook) = rules.for_worker(worker.programme, worker.started_on) else { continue };
        match used.iter_mut().find(|known| std::ptr::eq(known.rulebook, rulebook)) {
            Some(known) => {
                known.cohorts.insert(worker.cohort);
            }
            None => used.push(Judging { rulebook, cohorts: BTreeSet::from([worker.cohort]) }),
        }
    }
    used.sort_by(|a, b| {
        (&a.rulebook.id, a.rulebook.valid_from).cmp(&(&b.rulebook.id, b.rulebook.valid_from))
    });
    used
}
