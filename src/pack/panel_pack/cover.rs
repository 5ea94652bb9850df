//! The cover: which panel, on what records, by which rules, and how to read the pack.

use super::Moderation;
use super::agenda::Hearing;
use super::judged::{self, JudgedBy};
use super::panels::PanelRef;
use crate::pack::view::View;
use crate::pack::words;
use crate::pack::{Area, Block, Fact, Part, PartKind, Section, Status, Target, Text};

pub fn cover(pack: &Moderation) -> Part {
    let mut part = front(pack.view, pack.panel, &pack.judged, pack.calling.is_named());
    part.lead = Some(finding(pack).into());
    part.areas.push(Area::Section(contents(pack)));
    part.areas.push(Area::Section(how_to_read(true)));
    part
}

/// What the cover of every pack says: panel, authority, rulebook, records, people.
pub fn front(view: &View, panel: &PanelRef, judged: &[JudgedBy], is_named: bool) -> Part {
    let title = words::panel_kind(panel.kind.code());
    let mut part = Part::new("cover", PartKind::Cover, format!("{title} pack"));
    let fact = |label: &str, value: String, note: Option<String>| Fact {
        label: label.to_owned(),
        value: value.into(),
        note: note.map(Text::from),
    };
    let held_on = panel.held_on.map_or_else(|| "Date not set".to_owned(), words::meeting);
    let (judged_by, which) = judged::on_cover(view, judged);
    let by = if view.is_other_rulebook { "All judged by" } else { "Judged by" };
    let people = if is_named { "Names are shown" } else { "Pseudonyms are used" };
    let people_note = match is_named {
        true => "keep this pack to those who need it",
        false => "the small code beside each, such as W0123, is the one on the report’s pages",
    };
    part.opening = vec![Block::Facts(vec![
        fact("Panel", held_on, panel.panel_id.as_ref().map(|id| format!("reference {id}"))),
        fact("Authority", view.name.to_owned(), Some(format!("records to {}", words::date(view.as_of)))),
        fact(by, judged_by, Some(which)),
        fact("People", people.to_owned(), Some(people_note.to_owned())),
    ])];
    part
}

/// `Three candidates are heard, one of them in full.`
fn finding(pack: &Moderation) -> String {
    let agenda = &pack.agenda;
    let is_past = !pack.panel.is_to_come(pack.view.as_of);
    let heard = agenda.heard.len() as i64;
    if heard == 0 {
        return if is_past {
            "No candidate is recorded for this panel."
        } else {
            "No candidate is on the list for this panel yet."
        }
        .to_owned();
    }
    let (is, are) = if is_past { ("was", "were") } else { ("is", "are") };
    let verb = if heard == 1 { is } else { are };
    let mut said =
        format!("{} {verb} heard", words::capital(&words::spelt_of(heard, "candidate", "candidates")));
    let of_them = |n: i64, what: &str| {
        format!("{} {what}", if n == heard && n > 1 { "all".to_owned() } else { words::spelt(n) })
    };
    let parts: Vec<String> = [
        (agenda.count(Hearing::InFull), "in full, on a fail pathway or not recommended to pass"),
        (agenda.count(Hearing::ForChair), "with an open concern for the chair"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, what)| of_them(n, what))
    .collect();
    if !parts.is_empty() {
        said = format!("{said}: {}", words::list(&parts));
    }
    let moved = agenda.moved.len() as i64;
    let rest = match (moved, agenda.next_on) {
        (0, _) => String::new(),
        (n, Some(day)) => format!(" {} to the panel of {}.", moves(n), words::date(day)),
        (n, None) => format!(" {} to the next panel, whose date is not recorded.", moves(n)),
    };
    format!("{said}.{rest}")
}

/// `Two move`.
fn moves(n: i64) -> String {
    format!("{} {}", words::capital(&words::spelt(n)), if n == 1 { "moves on" } else { "move on" })
}

fn contents(pack: &Moderation) -> Section {
    let mut points = vec![
        Text::new().link("Agenda", Target::place("agenda")).plain(": who is heard, in which order, and why."),
        Text::new()
            .link("The panel", Target::place("panel"))
            .plain(": members, who moderates whom, submissions."),
    ];
    points.extend(pack.agenda.heard.iter().map(|case| {
        let called = pack.calling.candidate(case.worker_id);
        Text::new()
            .link(called, Target::place(super::place_of(called)))
            .plain(": the first page can be read alone.")
    }));
    points.push(
        Text::new()
            .link(&pack.view.house.form.title, Target::place(super::record::PLACE))
            .plain(": blank, to copy."),
    );
    points.push(
        Text::new()
            .link("Notes", Target::place("notes"))
            .plain(": the rules used, how unclear ones were read, definitions."),
    );
    Section::new("contents", "In this pack").block(Block::Points(points))
}

/// The marks, and what has none.
pub fn how_to_read(has_caps: bool) -> Section {
    let mut marks = vec![Status::OnTime, Status::Late, Status::Overdue];
    if has_caps {
        marks.push(Status::OutsideAdvisory);
    }
    marks.extend([Status::NotDue, Status::NotRequired, Status::CannotTell]);
    Section::new("marks", "How to read the marks")
        .block(Block::MarksKey(marks))
        .paragraph(
            "A mark stands only where a rule has been judged, and words beside it always say the same. A triangle \
             also marks time outside a rule, such as days above a cap. A dash stands before what no rule judges. \
             Each finding names who can act; it is about the support a programme asks for, and never a score.",
        )
}
