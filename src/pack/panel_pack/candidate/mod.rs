//! The two pages of one candidate: the first can be read alone, the second proves it.

mod answer;
mod caseload;
mod cohort;
mod facts;
mod later;
mod matters;
mod observed;
mod other_rules;
mod portfolio;
mod reviewed;
pub(super) mod room;
mod things;
mod untold;
mod year;

use super::Moderation;
use super::agenda::Case;
use super::judged::JudgedBy;
use super::record;
use crate::pack::lines::Line;
use crate::pack::{Area, Block, Part, PartKind, Section, words};
use crate::rulebook::Rulebook;
use room::Folding;
use things::Thing;

/// Everything known of one candidate.
pub(super) struct Candidate<'a> {
    pack: &'a Moderation<'a>,
    case: Case<'a>,
    /// Names for links begin with it: `candidate-3`.
    place: String,
    worker: Option<Line<'a>>,
    outcome: Option<Line<'a>>,
    reviews: Vec<Thing<'a>>,
    observations: Vec<Thing<'a>>,
    items: Vec<Thing<'a>>,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(pack: &'a Moderation<'a>, case: Case<'a>) -> Candidate<'a> {
        let of = |table: &str| pack.view.rows.of(table, case.worker_id);
        Candidate {
            pack,
            case,
            place: super::place_of(pack.calling.candidate(case.worker_id)),
            worker: of("workers").first().copied(),
            outcome: of("outcomes").first().copied(),
            reviews: things::reviews(of("review_status")),
            observations: things::observations(of("observation_status")),
            items: things::items(of("milestone_status")),
        }
    }

    /// The candidate's rows of a fact or record table.
    pub(super) fn rows(&self, table: &str) -> &[Line<'a>] {
        self.pack.view.rows.of(table, self.case.worker_id)
    }

    pub(super) fn pack(&self) -> &'a Moderation<'a> {
        self.pack
    }

    pub(super) fn case(&self) -> &Case<'a> {
        &self.case
    }

    /// The rulebook, or the version of one, that judged the candidate.
    pub(super) fn rulebook(&self) -> &'a Rulebook {
        self.pack.view.rulebook_of(self.case.worker_id)
    }

    /// What tells the candidate's rulebook from those of the panel's others: its version, or its title.
    fn judged_by(&self) -> String {
        let own = self.rulebook();
        let same = |other: &JudgedBy| other.rulebook.id == own.id;
        match self.pack.judged.iter().filter(|other| same(other)).count() {
            0 | 1 => own.title.clone(),
            _ => words::version(own),
        }
    }

    /// Reviews, observations and portfolio items.
    fn things(&self) -> impl Iterator<Item = &Thing<'a>> {
        self.reviews.iter().chain(&self.observations).chain(&self.items)
    }

    /// Names for links: `candidate-3-reviews`.
    fn placed(&self, what: &str) -> String {
        format!("{}-{what}", self.place)
    }

    /// Whether some rule of a fact applies to the candidate and its records are supplied; none where no
    /// rule applies.
    fn is_told(&self, fact: &str) -> Option<bool> {
        let mut applying = self
            .rows("coverage")
            .iter()
            .filter(|line| line.is("fact", fact) && line.flag("applies") == Some(true));
        let first = applying.next()?;
        Some(first.flag("supplied") == Some(true) || applying.any(|line| line.flag("supplied") == Some(true)))
    }

    /// `W4821 · Children in Care · March 2025 cohort · part time`.
    fn beside(&self) -> String {
        let mut parts = vec![self.pack.view.called(self.case.worker_id).to_owned()];
        parts.extend(self.case.line.text("service").map(str::to_owned));
        parts.extend(self.case.line.text("cohort").map(
            |cohort| match cohort.to_lowercase().contains("cohort") {
                true => cohort.to_owned(),
                false => format!("{cohort} cohort"),
            },
        ));
        let below = self.rulebook().programme.part_time_below;
        if let Some(fte) = self.worker.and_then(|line| line.float("fte")) {
            parts.push(if fte < below { "part time" } else { "full time" }.to_owned());
        }
        if self.pack.judged.len() > 1 {
            parts.push(format!("judged by {}", self.judged_by()));
        }
        parts.join(" · ")
    }
}

/// The candidate's part of the pack: two pages at most.
pub(super) fn compose(candidate: &Candidate) -> Part {
    let clock = year::on_one_clock(candidate);
    let first = [(5, true), (5, false), (4, false), (3, false), (2, false)]
        .map(|(most, has_remark)| (has_remark, first_page(candidate, &clock, most, has_remark)));
    let fits = |(_, part): &(bool, Part)| room::fits(part, candidate.pack.room);
    let [.., tightest] = &first;
    let (has_remark, mut part) = first.iter().find(|page| fits(page)).unwrap_or(tightest).clone();
    part.areas.push(Area::NewSheet);
    let folding =
        Folding::that_fits(candidate.pack.room, |folding| second_page(candidate, folding, !has_remark));
    part.areas.extend(second_page(candidate, folding, !has_remark));
    part
}

/// Recommendation and plain answer, four facts, what to discuss, the year on one clock.
fn first_page(candidate: &Candidate, clock: &Section, most: usize, has_remark: bool) -> Part {
    let title = candidate.pack.calling.candidate_in_full(candidate.case.worker_id);
    let mut part = Part::new(&candidate.place, PartKind::Candidate, title);
    part.beside = Some(candidate.beside());
    part.lead = Some(answer::plain_answer(candidate));
    part.opening = vec![Block::Facts(facts::four_facts(candidate))];
    part.areas.push(Area::Section(matters::to_discuss(candidate, most)));
    let remark = year::in_figures(candidate).filter(|_| has_remark);
    let clock = remark.into_iter().fold(clock.clone(), |clock, said| clock.block(Block::Remark(said.into())));
    part.areas.push(Area::Section(clock));
    part
}

/// What proves the first page, in the policy's order: observed practice before documents.
fn second_page(candidate: &Candidate, folding: Folding, has_remark: bool) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    areas.extend(observed::observations(candidate).map(Area::Section));
    areas.extend(reviewed::reviews(candidate, folding).map(Area::Section));
    let left: Vec<Section> = portfolio::portfolio(candidate, folding).into_iter().collect();
    let right: Vec<Section> = [
        portfolio::drift(candidate),
        later::concerns(candidate),
        later::earlier_panels(candidate),
        untold::cannot_be_told(candidate, folding),
    ]
    .into_iter()
    .flatten()
    .collect();
    areas.push(Area::Columns(left, right));
    let (others, in_a_line) = other_rules::other_rules(candidate, folding);
    let caseload = caseload::caseload(candidate, has_remark);
    let caseload = caseload.map(|section| in_a_line.into_iter().fold(section, Section::block));
    areas.extend(caseload.into_iter().chain(others).map(Area::Section));
    areas.extend(cohort::for_context(candidate, folding).map(Area::Section));
    areas.extend(record::of_candidate(candidate, &candidate.place, folding.is_short()).map(Area::Record));
    areas
}
