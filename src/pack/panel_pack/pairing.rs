//! Who moderates whom, why, and what stood in the way of a wish.
//!
//! The wishes: the same moderator at the interim and the final panel, and never the candidate's assessor
//! or manager. The second is this project's own, not stated by every policy; the notes say so.

use super::Moderation;
use super::agenda::Case;
use super::calling::members;

/// A candidate's moderator in words.
pub struct Pairing {
    /// `Member B`, or `Not yet named`.
    pub moderator: String,
    /// `Member A`, or `none on record`.
    pub at_interim: String,
    /// Same and independent, for the four facts.
    pub in_short: String,
    /// Why, and what stood in the way, in sentences.
    pub why: String,
    /// The moderator is the candidate's assessor or manager.
    pub is_too_near: bool,
}

pub fn pairing(case: &Case, pack: &Moderation) -> Pairing {
    let line = case.line;
    let interim_id = line.text("interim_moderator_id");
    let at_interim = interim_id.map_or_else(|| "None on record".to_owned(), |id| pack.calling.person(id));
    let Some(moderator_id) = line.text("moderator_id") else {
        let why = match interim_id {
            Some(_) => format!("{at_interim} moderated the interim portfolio{}.", absence(pack, interim_id)),
            None => "No moderator is recorded, and none for an interim panel.".to_owned(),
        };
        let in_short = match interim_id {
            Some(_) => format!("{at_interim} at the interim panel"),
            None => "none on record before".to_owned(),
        };
        return Pairing {
            moderator: "Not yet named".to_owned(),
            at_interim,
            in_short,
            why,
            is_too_near: false,
        };
    };
    let (same_short, same) = match line.flag("same_moderator") {
        Some(true) => {
            ("the same as at the interim panel".to_owned(), "The same as at the interim panel.".to_owned())
        }
        Some(false) => (
            format!("{at_interim} at the interim panel"),
            match absence(pack, interim_id).as_str() {
                "" => "Not the same as at the interim panel; the records do not say why.".to_owned(),
                absence => format!("Not the same as at the interim panel: {at_interim}{absence}."),
            },
        ),
        None => {
            ("no interim moderator on record".to_owned(), "No interim moderator is on record.".to_owned())
        }
    };
    let (near_short, near) = match line.flag("independent") {
        Some(true) => ("not assessor or manager", "Neither the candidate’s assessor nor manager."),
        Some(false) => (
            "is the assessor or manager",
            "This is the candidate’s assessor or manager: name somebody else, or say why not.",
        ),
        None => (
            "cannot tell if independent",
            "Cannot tell whether this is the assessor or manager: one of them is not recorded.",
        ),
    };
    Pairing {
        moderator: pack.calling.person(moderator_id),
        at_interim,
        in_short: format!("{same_short}; {near_short}"),
        why: format!("{same} {near}"),
        is_too_near: line.flag("independent") == Some(false),
    }
}

/// ` is not on this panel’s list`, where the list is known and that is so.
fn absence(pack: &Moderation, member_id: Option<&str>) -> String {
    let members = members(pack.view, pack.panel);
    let is_on = members.iter().any(|line| line.text("member_id") == member_id);
    if members.is_empty() || is_on { String::new() } else { " is not on this panel’s list".to_owned() }
}
