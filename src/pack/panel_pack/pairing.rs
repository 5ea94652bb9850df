//! Who moderates whom, why, and what stood in the way of a wish, in words.
//!
//! The wishes: the same moderator at the interim and the final panel, and never the candidate's assessor
//! or manager. The second is this project's own, not stated by every policy; the notes say so. Where nobody
//! is named, or the one named is the assessor or manager, the facts suggest somebody.

use std::collections::BTreeMap;

use super::agenda::{Agenda, Case};
use super::calling::{Calling, members};
use super::panels::{PanelKind, PanelRef};
use crate::pack::lines::Line;
use crate::pack::view::View;
use crate::pack::words;

/// Whom a panel's moderators are told of with: what they are called, and whether its members are known.
#[derive(Clone, Copy)]
pub struct Room<'p, 'a> {
    pub view: &'p View<'a>,
    pub panel: &'p PanelRef,
    pub calling: &'p Calling<'a>,
}

impl Room<'_, '_> {
    /// An interim panel is the first: there is none before it to tell of.
    pub fn is_first(&self) -> bool {
        self.panel.kind == PanelKind::Interim
    }
}

/// A candidate's moderator in words.
pub struct Pairing {
    /// `Member B`, `Suggested: Member B`, or `Not yet named`.
    pub moderator: String,
    /// `Member A`, or `none on record`.
    pub at_interim: String,
    /// Same and independent, for the four facts.
    pub in_short: String,
    /// Why, and what stood in the way, in sentences.
    pub why: String,
    /// The recorded moderator is the candidate's assessor or manager.
    pub is_too_near: bool,
    /// It is a suggestion, or stands beside one.
    pub is_suggested: bool,
}

/// The moderators of all who are heard, by worker, people called as in the panel's pack without names.
pub fn pairings<'a>(view: &View<'a>, panel: &PanelRef, agenda: &Agenda<'a>) -> BTreeMap<&'a str, Pairing> {
    let workers = agenda.all().map(|case| case.worker_id);
    let calling = Calling::new("Candidate", workers, None).with_staff(view, panel, agenda);
    let room = Room { view, panel, calling: &calling };
    agenda.heard.iter().map(|case| (case.worker_id, pairing(case, room))).collect()
}

pub fn pairing(case: &Case, room: Room) -> Pairing {
    match (case.line.text("moderator_id"), case.suggestion) {
        (Some(moderator_id), suggestion) => recorded(case, room, moderator_id, suggestion),
        (None, Some(suggestion)) => suggested(room, suggestion),
        (None, None) => unnamed(case, room),
    }
}

/// Nobody is named, and nobody is suggested: a panel already held, or one that is not moderated from within.
fn unnamed(case: &Case, room: Room) -> Pairing {
    let interim_id = case.line.text("interim_moderator_id");
    let at_interim = at_interim(interim_id, room);
    let (why, in_short) = match interim_id {
        Some(_) => (
            format!("{at_interim} moderated the interim portfolio{}.", absence(room, interim_id)),
            format!("{at_interim} at the interim panel"),
        ),
        None if room.is_first() => ("No moderator is recorded.".to_owned(), "none on record".to_owned()),
        None => (
            "No moderator is recorded, and none for an interim panel.".to_owned(),
            "none on record before".to_owned(),
        ),
    };
    let moderator = "Not yet named".to_owned();
    Pairing { moderator, at_interim, in_short, why, is_too_near: false, is_suggested: false }
}

/// Nobody is named; a suggestion, or why there is none.
fn suggested(room: Room, suggestion: Line) -> Pairing {
    let interim_id = suggestion.text("interim_moderator_id");
    let (is_same, before) = before(room, suggestion);
    let (moderator, in_short, why) = match suggestion.text("moderator_id") {
        Some(id) => {
            let called = room.calling.person(id);
            let same = if is_same { "the same as at the interim panel; " } else { "" };
            let (near_short, near) = nearness(suggestion);
            (
                format!("Suggested: {called}"),
                format!("{same}{near_short}"),
                joined(" ", [before.as_str(), near, &load(suggestion)]),
            )
        }
        None => {
            let why = joined(" ", [before.as_str(), nobody(suggestion)]);
            ("Not yet named".to_owned(), "nobody to suggest".to_owned(), why)
        }
    };
    Pairing {
        moderator,
        at_interim: at_interim(interim_id, room),
        in_short,
        why,
        is_too_near: false,
        is_suggested: true,
    }
}

/// Somebody is named; where that is the assessor or manager, somebody else is suggested if anybody can.
fn recorded(case: &Case, room: Room, moderator_id: &str, suggestion: Option<Line>) -> Pairing {
    let line = case.line;
    let interim_id = line.text("interim_moderator_id");
    let at_interim = at_interim(interim_id, room);
    let (same_short, same) = match line.flag("same_moderator") {
        Some(true) => {
            ("the same as at the interim panel".to_owned(), "The same as at the interim panel.".to_owned())
        }
        Some(false) => (
            format!("{at_interim} at the interim panel"),
            match absence(room, interim_id).as_str() {
                // Somebody else who is not on the list moderates too: that is no reason.
                _ if !absence(room, Some(moderator_id)).is_empty() => {
                    "Not the same as at the interim panel; the records do not say why.".to_owned()
                }
                "" => "Not the same as at the interim panel; the records do not say why.".to_owned(),
                absence => format!("Not the same as at the interim panel: {at_interim}{absence}."),
            },
        ),
        None if room.is_first() => (String::new(), String::new()),
        None => {
            ("no interim moderator on record".to_owned(), "No interim moderator is on record.".to_owned())
        }
    };
    let instead = suggestion.filter(|suggestion| suggestion.is("standing", "instead"));
    let other =
        instead.and_then(|suggestion| suggestion.text("moderator_id")).map(|id| room.calling.person(id));
    let is_too_near = line.flag("independent") == Some(false) || other.is_some();
    let (near_short, near) = match (line.flag("independent"), &other) {
        (_, Some(other)) => (
            format!("is the assessor or manager; {other} could"),
            format!(
                "This is the candidate’s assessor or manager: name somebody else, or say why not. {other} could \
                 moderate instead."
            ),
        ),
        (Some(true), None) => (
            "not assessor or manager".to_owned(),
            "Is neither the candidate’s assessor nor manager.".to_owned(),
        ),
        (Some(false), None) => (
            "is the assessor or manager".to_owned(),
            "This is the candidate’s assessor or manager: name somebody else, or say why not.".to_owned(),
        ),
        (None, None) => (
            "cannot tell if independent".to_owned(),
            "Cannot tell whether this is the assessor or manager: one of them is not recorded.".to_owned(),
        ),
    };
    Pairing {
        moderator: room.calling.person(moderator_id),
        at_interim,
        in_short: joined("; ", [&same_short, &near_short]),
        why: joined(" ", [&same, &near]),
        is_too_near,
        is_suggested: other.is_some(),
    }
}

fn at_interim(interim_id: Option<&str>, room: Room) -> String {
    interim_id.map_or_else(|| "None on record".to_owned(), |id| room.calling.person(id))
}

/// Whether it is the interim moderator again, and in a sentence what stood in the way where it is not.
fn before(room: Room, suggestion: Line) -> (bool, String) {
    let Some(interim_id) = suggestion.text("interim_moderator_id") else {
        let words = if room.is_first() { "" } else { "No interim moderator is on record." };
        return (false, words.to_owned());
    };
    if suggestion.flag("same_moderator") == Some(true) {
        return (true, "The same as at the interim panel.".to_owned());
    }
    let called = room.calling.person(interim_id);
    let in_the_way = match suggestion.text("obstacle") {
        Some("assessor") => "is now the candidate’s assessor",
        Some("manager") => "is now the candidate’s manager",
        Some("not_member") if suggestion.flag("is_listed") == Some(true) => "is not on this panel’s list",
        Some("not_member") => "has not moderated in the last year",
        Some("not_attending") => "is not attending this panel",
        _ => "does not moderate at this panel",
    };
    (false, format!("{called} moderated the interim portfolio, but {in_the_way}."))
}

fn nearness(suggestion: Line) -> (&'static str, &'static str) {
    match suggestion.flag("is_nearness_known") {
        Some(true) => ("not assessor or manager", "Is neither the candidate’s assessor nor manager."),
        _ => (
            "cannot tell if independent",
            "Not known to be the assessor or manager; one of them is not recorded.",
        ),
    }
}

/// What is said of them, one after another.
fn joined<const N: usize>(between: &str, said: [&str; N]) -> String {
    let said: Vec<&str> = said.into_iter().filter(|words| !words.is_empty()).collect();
    said.join(between)
}

/// `Has 2 of this panel's portfolios.`
fn load(suggestion: Line) -> String {
    let portfolios = suggestion.int("portfolios").unwrap_or_default();
    format!("Would have {} at this panel.", words::spelt_of(portfolios, "portfolio", "portfolios"))
}

fn nobody(suggestion: Line) -> &'static str {
    let is_listed = suggestion.flag("is_listed") == Some(true);
    match (suggestion.int("moderators").unwrap_or_default(), is_listed) {
        (0, true) => "Nobody on this panel’s list can be asked to moderate.",
        (0, false) => "This panel has no list of members, and nobody moderated in the last year.",
        _ => "Everybody who could be asked is the candidate’s assessor or manager.",
    }
}

/// ` is not on this panel’s list`, where the list is known and that is so.
fn absence(room: Room, member_id: Option<&str>) -> String {
    let members = members(room.view, room.panel);
    let is_on = members.iter().any(|line| line.text("member_id") == member_id);
    if members.is_empty() || is_on { String::new() } else { " is not on this panel’s list".to_owned() }
}
