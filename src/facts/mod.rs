//! Facts: what happened, what was due, and which clause says so.
//!
//! The kernels judge one worker's timeline at a time and know nothing of any other; rayon runs them
//! over all workers. Definitions: contract, section 5.

mod agenda;
mod assignment;
mod calendar;
mod caseload;
mod coverage;
mod feedback;
mod feeds;
mod further;
mod headroom;
mod judging;
mod kinds;
mod moderators;
mod months;
mod own_caps;
mod panels;
mod posts;
mod progression;
mod restrictions;
mod row;
mod scan;
mod stages;
mod stretch;
mod supervision;
pub mod sweep;
mod timeline;
mod unmatched;
mod workforce;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::dates::Day;
use crate::model::{Records, Table, pseudonyms};
use crate::rulebook::{Caseload, Rulebook};
use further::{FactRows, Ground};
use kinds::Coverage;
use panels::{Case, Flags, Panels};
use row::Found;
use timeline::{Shelf, Timeline, Worker};

pub use caseload::caps_for;
pub use feeds::{CLOCK, FEEDS, Feed, rests_on};
pub use judging::{Judges, Judging};
pub use kinds::FACT_TABLES;
pub use moderators::FAMILY_ROLES;
pub use scan::{SCANNED, ScannedBreach, scan_cap_breaches};
pub use timeline::source;
pub use unmatched::{Unmatched, unmatched_rules};

/// What one authority's records are judged by.
pub struct Bench<'a> {
    /// The authority's code.
    pub authority: &'a str,
    pub rules: &'a Rules,
    pub as_of: Day,
    /// Workers one of whose allocations was rejected.
    pub understated: &'a BTreeSet<String>,
}

/// The rulebooks of one authority, by id; several versions of one differ by the day they hold from.
#[derive(Clone, Debug)]
pub struct Rules {
    default_id: String,
    versions: BTreeMap<String, Vec<Rulebook>>,
    /// Everybody is judged by the default, whatever programme the export names.
    is_forced: bool,
}

impl Rules {
    /// `default_id` is the folder's rulebook; `is_forced` is for `--under`.
    pub fn new(default_id: &str, rulebooks: Vec<Rulebook>, is_forced: bool) -> Rules {
        let mut versions: BTreeMap<String, Vec<Rulebook>> = BTreeMap::new();
        for rulebook in rulebooks {
            versions.entry(rulebook.id.to_lowercase()).or_default().push(rulebook);
        }
        for of_id in versions.values_mut() {
            of_id.sort_by_key(|rulebook| rulebook.valid_from);
        }
        Rules { default_id: default_id.to_lowercase(), versions, is_forced }
    }

    /// The version of a rulebook in force for a cohort that began on a day: the latest that holds by
    /// then, or the first of all.
    fn version(&self, id: &str, started_on: Day) -> Option<&Rulebook> {
        let versions = self.versions.get(id)?;
        versions
            .iter()
            .rfind(|rulebook| rulebook.valid_from.is_none_or(|from| from <= started_on))
            .or(versions.first())
    }

    /// The rulebook a worker's programme names, or the folder's; `None` for one on no programme.
    fn for_worker(&self, programme: Option<&str>, started_on: Day) -> Option<&Rulebook> {
        match programme.map(str::to_lowercase) {
            Some(programme) if programme == "none" => None,
            Some(programme) if !self.is_forced => self.version(&programme, started_on),
            _ => self.version(&self.default_id, started_on),
        }
    }

    /// What the rulebooks say of caseloads.
    fn caseloads(&self) -> impl Iterator<Item = &Caseload> {
        self.versions.values().flatten().filter_map(|rulebook| rulebook.caseload.as_ref())
    }

    /// The folder's rulebook as it stands on a day.
    pub fn default_on(&self, day: Day) -> Option<&Rulebook> {
        self.version(&self.default_id, day)
    }
}

/// Judges one authority's records: every fact table by its name, sorted by worker; what is of no worker
/// comes last.
pub fn judge(records: &Records, bench: &Bench) -> BTreeMap<&'static str, Table> {
    let workers = Worker::all(records);
    let ids: Vec<&str> = workers.iter().map(|worker| worker.id).collect();
    let shelf = Shelf::new(records, &ids);
    let panels = panels::panels(records);
    let evidence = progression::evidence_rows(records);
    let of_applications = bench.rules.default_on(bench.as_of);
    let mut rulebooks = workers
        .iter()
        .filter_map(|worker| bench.rules.for_worker(worker.programme, worker.started_on))
        .chain(of_applications);
    let further = rulebooks
        .any(further::has_any)
        .then(|| (further::Told::new(records), further::Attestations::new(records)));
    let scene = Scene {
        bench,
        records,
        shelf: &shelf,
        panels: &panels,
        evidence: &evidence,
        of_applications: of_applications.filter(|rulebook| further::has_any(rulebook)),
        further: further.as_ref(),
    };
    let parts: Vec<BTreeMap<&'static str, Table>> = workers
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(chunk, workers)| judge_chunk(&scene, chunk * CHUNK, workers))
        .collect();
    let mut tables = if parts.is_empty() { Found::new(FACT_TABLES).finish() } else { row::join(parts) };
    let of_authority = judge_authority(&scene, &workers, &tables);
    for (name, table) in of_authority.into_iter().filter(|(_, table)| table.rows() > 0) {
        let of_workers = tables.remove(name).map(|table| BTreeMap::from([(name, table)]));
        tables.extend(row::join(of_workers.into_iter().chain([BTreeMap::from([(name, table)])]).collect()));
    }
    tables.extend(calendar::judge_calendar(records, bench, &panels, &tables));
    tables.insert("workforce_years", workforce::judge_workforce(records, bench));
    let called = pseudonyms(bench.authority, ids);
    tables.insert("panel_agenda", agenda::judge_agenda(bench, &tables, &called));
    tables.insert("moderator_suggestions", moderators::suggest_moderators(records, &workers, bench, &tables));
    tables
}

/// How many workers are judged together: enough that finding what rules name costs nothing.
const CHUNK: usize = 512;

/// Everything about an authority that the judging of one worker looks at.
struct Scene<'a> {
    bench: &'a Bench<'a>,
    records: &'a Records,
    shelf: &'a Shelf<'a>,
    panels: &'a Panels<'a>,
    evidence: &'a BTreeMap<&'a str, usize>,
    /// The rulebook that applications to progress are judged by, where it has further forms.
    of_applications: Option<&'a Rulebook>,
    /// What further forms look things up in; `None` where no rulebook has any.
    further: Option<&'a (further::Told<'a>, further::Attestations<'a>)>,
}

impl<'a> Scene<'a> {
    /// What further forms look at, with the facts of the workers from the n-th on.
    fn ground<'g>(&'g self, facts: &'g FactRows<'g>, first: usize) -> Option<Ground<'g>> {
        let (told, attested) = self.further?;
        Some(Ground {
            records: self.records,
            shelf: self.shelf,
            panels: self.panels,
            evidence: self.evidence,
            told,
            attested,
            facts,
            first,
            as_of: self.bench.as_of,
        })
    }
}

/// A worker on a programme, judged by all but the further forms.
struct Judged<'a> {
    timeline: Timeline<'a>,
    coverage: Vec<(Day, Coverage<'a>)>,
}

/// Judges some workers, the first of whom is the n-th: by the further forms last, since these look at
/// the other facts.
fn judge_chunk<'a>(
    scene: &Scene<'a>,
    first: usize,
    workers: &'a [Worker<'a>],
) -> BTreeMap<&'static str, Table> {
    let mut found = Found::new(FACT_TABLES);
    let mut later = found.split_off(&further::TABLES);
    let mut coverage = found.split_off(&["coverage"]);
    let judged: Vec<Option<Judged>> = workers
        .iter()
        .enumerate()
        .map(|(offset, worker)| judge_worker(scene, first + offset, worker, &mut found))
        .collect();
    let mut tables = found.finish();
    let facts = FactRows::new(scene.further.map(|_| &tables), workers);
    let ground = scene.ground(&facts, first);
    let mut known: Vec<further::Found> = Vec::new();
    for (offset, (worker, judged)) in workers.iter().zip(&judged).enumerate() {
        if let Some(Judged { timeline: t, coverage: rows }) = judged {
            rows.iter().for_each(|(day, row)| coverage.put(t.whom_on(*day), row));
            if let Some(ground) =
                ground.as_ref().filter(|_| further::has_any(t.rulebook) && !t.period.is_empty())
                && let Some(rules) = further::found(&mut known, ground, t.rulebook)
            {
                let rows = further::judge_coverage(t, rules, ground);
                rows.iter().for_each(|(day, row)| coverage.put(t.whom_on(*day), row));
                further::judge_worker(t, rules, ground, &mut later);
            }
        }
        let has_applied =
            || scene.shelf.rows("progressions", first + offset).is_some_and(|rows| !rows.rows.is_empty());
        if let Some((rulebook, ground)) = scene.of_applications.zip(ground.as_ref()).filter(|_| has_applied())
            && let Some(rules) = further::found(&mut known, ground, rulebook)
        {
            let (t, _) = set_up(scene.bench, scene.shelf, scene.panels, (first + offset, worker), rulebook);
            further::judge_applicant(&t, rules, ground, &mut later);
        }
    }
    drop(known);
    let later = later.finish();
    tables.extend(coverage.finish());
    tables.extend(later);
    tables
}

/// The further forms' facts of panels, teams and the authority.
fn judge_authority(
    scene: &Scene,
    workers: &[Worker],
    tables: &BTreeMap<&'static str, Table>,
) -> BTreeMap<&'static str, Table> {
    let mut found = Found::new(FACT_TABLES).split_off(&further::TABLES);
    let facts = FactRows::new(scene.further.map(|_| tables), workers);
    if let Some(ground) = scene.ground(&facts, 0) {
        further::judge_authority(scene.bench, workers, &ground, &mut found);
    }
    found.finish()
}

fn judge_worker<'a>(
    scene: &Scene<'a>,
    index: usize,
    worker: &'a Worker<'a>,
    found: &mut Found,
) -> Option<Judged<'a>> {
    let bench = scene.bench;
    judge_on_any_programme(scene, index, worker, found);
    let rulebook = bench.rules.for_worker(worker.programme, worker.started_on)?;
    let (timeline, cases) = set_up(bench, scene.shelf, scene.panels, (index, worker), rulebook);
    let coverage = judge_programme(&timeline, &cases, found);
    Some(Judged { timeline, coverage })
}

/// A worker's timeline under a rulebook, and the cases before moderation panels, which may end it.
fn set_up<'a>(
    bench: &'a Bench,
    shelf: &'a Shelf<'a>,
    panels: &Panels<'a>,
    (index, worker): (usize, &'a Worker<'a>),
    rulebook: &'a Rulebook,
) -> (Timeline<'a>, Vec<Case<'a>>) {
    let rows = shelf.rows("panel_cases", index);
    let cases = rows.map(|rows| panels::cases(&rows, panels, bench.as_of)).unwrap_or_default();
    let ended_on = panels::ended_by_panel(&cases);
    let is_understated = bench.understated.contains(worker.id);
    let named = (index, worker);
    (Timeline::new(bench.authority, named, rulebook, shelf, bench.as_of, ended_on, is_understated), cases)
}

/// Facts that do not need a programme: time in post and progression.
fn judge_on_any_programme<'a>(scene: &Scene<'a>, index: usize, worker: &'a Worker<'a>, found: &mut Found) {
    let bench = scene.bench;
    let whom = worker.whom(bench.authority, worker.post_on(bench.as_of));
    if let Some(spell) = posts::judge_retention(worker, bench.as_of) {
        found.put(whom, &spell);
    }
    let Some(rows) = scene.shelf.rows("progressions", index) else { return };
    let evidence = scene.records.table("progression_evidence").map(|table| (table, scene.evidence));
    let rules = bench.rules.default_on(bench.as_of).and_then(|rulebook| rulebook.progression.as_ref());
    for application in progression::judge_applications(&rows, evidence, rules, bench.as_of) {
        progression::waits(&application, bench.as_of).iter().for_each(|wait| found.put(whom, wait));
        found.put(whom, &application);
    }
}

/// Puts the facts of a programme; gives back which rules apply and whether they could be judged.
fn judge_programme<'a>(t: &Timeline<'a>, cases: &[Case<'a>], found: &mut Found) -> Vec<(Day, Coverage<'a>)> {
    found.put(t.whom_on(t.seen()), &panels::judge_outcome(t, cases));
    if t.period.is_empty() {
        return Vec::new();
    }
    let caseload = caseload::judge_caseload(t);
    let cap_breach_open = caseload.breaches.iter().any(|breach| breach.closed_on.is_none());
    caseload.steps.iter().for_each(|step| found.put(t.whom_on(step.from_on), step));
    caseload.breaches.iter().for_each(|breach| found.put(t.whom_on(breach.opened_on), breach));
    caseload.own_breaches.iter().for_each(|breach| found.put(t.whom_on(breach.opened_on), breach));
    let by_month = months::judge_caseload_months(t, &caseload.steps);
    by_month.iter().for_each(|(day, row)| found.put(t.whom_on(*day), row));
    headroom::judge_headroom(t, &caseload.steps).iter().for_each(|row| found.put(t.whom_on(t.as_of), row));
    months::judge_clock(t).iter().for_each(|row| found.put(t.whom_on(t.seen()), row));
    months::judge_pauses(t).iter().for_each(|row| found.put(t.whom_on(row.from_on), row));
    let mut coverage = caseload.coverage;

    let supervision = supervision::judge_supervision(t);
    supervision.status.iter().for_each(|row| found.put(t.whom_on(t.seen()), row));
    coverage.extend(supervision.coverage.map(|row| (t.seen(), row)));
    supervision.gaps.iter().for_each(|gap| found.put(t.whom_on(gap.from_on), gap));

    let restrictions = restrictions::judge_restrictions(t);
    restrictions.iter().for_each(|row| found.put(t.whom_on(row.from_on), row));

    let reviews = stages::judge_reviews(t);
    let observations = stages::judge_observations(t);
    let milestones = stages::judge_milestones(t, &reviews);
    let drift = stages::judge_drift(t, &reviews, &observations, &milestones);
    let on = |due: Option<Day>| t.whom_on(due.unwrap_or(t.period.from));
    reviews.iter().for_each(|row| found.put(on(row.due_on), row));
    observations.iter().for_each(|row| found.put(on(row.due_on), row));
    milestones.iter().for_each(|row| found.put(on(row.due_on), row));
    drift.iter().for_each(|row| found.put(t.whom_on(t.seen()), row));
    let overdue = months::judge_overdue_months(t, &reviews, &observations, &milestones);
    overdue.iter().for_each(|(day, row)| found.put(t.whom_on(*day), row));
    let feedback = feedback::judge_feedback(t);
    feedback.iter().for_each(|row| found.put(t.whom_on(row.observed_on), row));

    let concerns = posts::judge_concerns(t);
    concerns.iter().for_each(|row| found.put(t.whom_on(row.raised_on), row));

    let flags = Flags {
        fail_pathway: reviews_latest_rating(t) == Some("fail_pathway"),
        concern_open: concerns.iter().any(|concern| concern.resolved_on.is_none()),
        overdue_items: drift.as_ref().and_then(|drift| drift.overdue_items).is_some_and(|items| items > 0),
        cap_breach_open,
    };
    panels::judge_cases(t, cases, flags).iter().for_each(|row| found.put(t.whom_on(row.held_on), row));
    coverage.extend(coverage::judge_coverage(t));
    coverage
}

/// The rating of the latest review held by `as_of` that has one, of any stage.
fn reviews_latest_rating<'a>(t: &Timeline<'a>) -> Option<&'a str> {
    let rows = t.rows("reviews")?;
    let (held, rating) = (rows.table.dates("held_on"), rows.table.texts("rating"));
    rows.iter()
        .filter_map(|row| Some((held.get(row).filter(|day| *day <= t.as_of)?, rating.get(row)?)))
        .max()
        .map(|(_, rating)| rating)
}
