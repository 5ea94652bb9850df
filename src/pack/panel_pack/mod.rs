//! The pack of one panel: finished tables in, a [`Document`] out.
//!
//! It picks, counts rows for a sentence and formats; every figure is one of the facts' or metrics'. People
//! appear under the pack's own pseudonyms, with that of the pages in small, unless names are wanted; a
//! child's reference and free text (which may hold a name) never do.

mod agenda;
mod agenda_page;
mod calling;
mod candidate;
mod cover;
mod form;
mod judged;
mod notes;
mod pairing;
mod panel_page;
mod panels;
mod progression;
mod record;

use std::collections::BTreeSet;

use calling::Calling;
use judged::JudgedBy;

use super::view::View;
use super::{Area, Document, Navigation, Part, People, RunningHead, words};
pub use agenda::{Agenda, Case, Hearing};
pub use form::{
    FieldKind, FormBox, FormField, FormTable, KnownDate, KnownLine, KnownTick, PANEL_FORM, PANEL_FORM_TEXT,
    PROGRESSION_FORM, PROGRESSION_FORM_TEXT, PanelForm, ProgressionForm, read_panel_form,
    read_progression_form,
};
pub use pairing::{Pairing, pairings};
use panels::file_stem;
pub use panels::{PackChoice, PanelKind, PanelRef, find_panel, pack_file_name, panels_due};
pub use record::{compose_records, record_file_name};

/// A moderation panel with everything its pack is composed from.
struct Moderation<'a> {
    view: &'a View<'a>,
    panel: &'a PanelRef,
    agenda: Agenda<'a>,
    calling: Calling<'a>,
    /// What judged those who are heard or move on.
    judged: Vec<JudgedBy<'a>>,
    /// Millimetres that a candidate's page is reckoned to hold.
    room: f64,
}

impl<'a> Moderation<'a> {
    fn new(view: &'a View<'a>, panel: &'a PanelRef, people: People, room: f64) -> Moderation<'a> {
        let agenda = Agenda::new(view, panel);
        let named = (people == People::Names).then_some(view);
        let calling = Calling::new("Candidate", agenda.all().map(|case| case.worker_id), named);
        let calling = calling.with_staff(view, panel, &agenda);
        let judged = JudgedBy::candidates(view, agenda.all().map(|case| case.worker_id));
        Moderation { view, panel, agenda, calling, judged, room }
    }

    /// What moderators are told of with.
    fn moderators(&self) -> pairing::Room<'_, 'a> {
        pairing::Room { view: self.view, panel: self.panel, calling: &self.calling }
    }

    /// Whether records of a kind can be told of for a service.
    fn supplies(&self, table: &str, service: Option<&str>) -> bool {
        self.view.records.supply.has(table, service)
    }

    /// Whether the authority says when portfolios were submitted.
    fn is_submission_told(&self) -> bool {
        self.view.records.supply.has_column("panel_cases", "submitted_on")
    }
}

/// The pack of a panel. Names appear only where `people` asks for them and the view has them; the document
/// says on every page which it is.
pub fn compose_pack(view: &View, panel: &PanelRef, people: People) -> Document {
    compose_pack_within(view, panel, people, PAGE_ROOM)
}

/// The room that a candidate's page is reckoned to hold with the templates that come with the program.
pub const PAGE_ROOM: f64 = candidate::room::PAGE;

/// As [`compose_pack`], folded for pages that hold so many millimetres: for templates that take more room,
/// where the typesetter counts more than two pages for a candidate.
pub fn compose_pack_within(view: &View, panel: &PanelRef, people: People, room: f64) -> Document {
    let people = people_of(view, people);
    if panel.kind == PanelKind::Progression {
        let judged = JudgedBy::applications(view);
        return document_of(view, panel, people, &judged, progression::compose(view, panel, people));
    }
    let pack = Moderation::new(view, panel, people, room);
    document_of(view, panel, people, &pack.judged, moderation_parts(&pack))
}

/// Names only where they are asked for and there are any.
fn people_of(view: &View, people: People) -> People {
    match (people, view.people) {
        (People::Names, Some(_)) => People::Names,
        _ => People::Pseudonyms,
    }
}

fn moderation_parts(pack: &Moderation) -> Vec<Part> {
    let mut parts = vec![cover::cover(pack), agenda_page::agenda_page(pack), panel_page::panel_page(pack)];
    parts.extend(
        pack.agenda.heard.iter().map(|case| candidate::compose(&candidate::Candidate::new(pack, *case))),
    );
    let mut blank = record::blank(pack);
    let notes = notes::of_candidates(pack);
    keep_links(&mut blank, parts.iter().chain([&notes]));
    parts.extend([blank, notes]);
    parts
}

/// A box of an authority's own form may have any heading: it does not take a name that links of the pack
/// lead to.
fn keep_links<'p>(form: &mut Part, others: impl Iterator<Item = &'p Part>) {
    let taken: BTreeSet<&str> = others.flat_map(Part::places).chain([record::PLACE]).collect();
    for area in &mut form.areas {
        let place = match area {
            Area::Record(record) => &mut record.place,
            Area::Section(section) => &mut section.place,
            Area::Columns(..) | Area::NewSheet => continue,
        };
        while taken.contains(place.as_str()) {
            place.push_str("-of-the-record");
        }
    }
}

fn document_of(
    view: &View,
    panel: &PanelRef,
    people: People,
    judged: &[JudgedBy],
    parts: Vec<Part>,
) -> Document {
    Document {
        title: format!("{}, {}", panel.title(), view.name),
        head: RunningHead {
            authority: view.name.to_owned(),
            logo: view.house.logo.clone(),
            about: panel.title(),
            records_to: words::date(view.as_of),
            rulebook: judged::in_head(judged),
            is_other_rulebook: view.is_other_rulebook,
            people,
            classification: Some("Official–sensitive: for panel members".to_owned()),
        },
        navigation: Navigation::default(),
        parts,
        foot: Vec::new(),
    }
}

/// A name for links from what somebody is called: `candidate-3`.
fn place_of(called: &str) -> String {
    called.to_lowercase().replace(' ', "-")
}
