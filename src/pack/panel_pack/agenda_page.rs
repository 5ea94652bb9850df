//! The agenda: who is heard, in which order, how, and who moves on.

use super::Moderation;
use super::agenda::{Case, Hearing};
use super::pairing::pairing;
use crate::pack::words;
use crate::pack::{
    Area, Block, Cell, Column, ColumnKind, Display, Part, PartKind, Section, Status, Table, Target, Text,
};

pub fn agenda_page(pack: &Moderation) -> Part {
    let mut part = Part::new("agenda", PartKind::Chapter, title(pack));
    const ORDER: &str = "Portfolios on a fail pathway come first and are discussed in full; then those with an open concern, of \
         which the chair should know beforehand; then the rest, in the order in which they came in.";
    part.lead = (!pack.agenda.heard.is_empty()).then(|| ORDER.into());
    let mut order = Section::new("order", "Order of the meeting");
    order = match pack.agenda.heard.is_empty() {
        true => order.paragraph("Nobody is on the list."),
        false => order.block(Block::Table(agenda_table(pack))),
    };
    for remark in remarks(pack) {
        order = order.block(Block::Remark(remark.into()));
    }
    part.areas.push(Area::Section(order));
    if !pack.agenda.moved.is_empty() {
        part.areas.push(Area::Section(moved(pack)));
    }
    part
}

fn title(pack: &Moderation) -> String {
    let heard = pack.agenda.heard.len() as i64;
    let places = pack.agenda.capacity.filter(|_| heard > 0);
    let candidates = words::capital(&words::spelt_of(heard, "candidate", "candidates"));
    match places {
        Some(places) => format!("{candidates} for {}", words::spelt_of(places, "place", "places")),
        None => candidates,
    }
}

fn agenda_table(pack: &Moderation) -> Table {
    let columns = [
        Column::new("How heard", ColumnKind::Text),
        Column::new("Portfolio", ColumnKind::Status),
        Column::new("Recommended", ColumnKind::Text),
        Column::new("Moderator", ColumnKind::Text),
    ];
    let caption = format!("Agenda: {}", pack.panel.title());
    let mut table = Table::new(caption, "Candidate", columns).shown(Display::UnderHeading);
    for case in &pack.agenda.heard {
        let called = pack.calling.candidate_in_full(case.worker_id);
        let place = super::place_of(pack.calling.candidate(case.worker_id));
        let header = Text::new().link(called, Target::place(place));
        let header = header.plain(format!(" ({})", pack.view.called(case.worker_id)));
        let cells = [
            how_heard(pack, case),
            submitted(pack, case),
            recommended(case),
            pairing(case, pack.moderators()).moderator.into(),
        ];
        table.push(header, cells);
    }
    table
}

/// How a case is heard and why; every reason that holds is given.
fn how_heard(pack: &Moderation, case: &Case) -> Cell {
    let flags: Vec<&str> =
        case.line.text("flags").map(|flags| flags.split(' ').collect()).unwrap_or_default();
    let mut reasons: Vec<&str> = Vec::new();
    if flags.contains(&"fail_pathway") {
        reasons.push("fail pathway");
    }
    if case.line.is("recommendation", "fail") {
        reasons.push("a pass is not recommended");
    }
    if flags.contains(&"concern_open") {
        reasons.push("open concern");
    }
    if flags.contains(&"cap_breach_open") {
        reasons.push("above the cap now");
    }
    if flags.contains(&"overdue_items") {
        reasons.push("items overdue");
    }
    let how = match case.hearing {
        Hearing::InFull => "In full",
        Hearing::ForChair => "Chair to allow time",
        Hearing::InTurn => "In turn",
    };
    let mut said = Text::new().bold(how);
    if !reasons.is_empty() {
        said = said.plain(format!(": {}", reasons.join(", ")));
    }
    if let Some(from) = case.moved_from.filter(|day| Some(*day) != pack.panel.held_on) {
        said = said.plain(format!("; moved on from {}", words::date(from)));
    }
    Cell::text(said)
}

/// When the portfolio came in, and how that stands.
pub fn submitted(pack: &Moderation, case: &Case) -> Cell {
    let line = case.line;
    let by = line.day("submit_by");
    match (line.day("submitted_on"), line.flag("submitted_on_time")) {
        (Some(day), Some(true)) => Cell::status(Status::OnTime, words::date(day)),
        (Some(day), Some(false)) => Cell::status(Status::Late, format!("{}, late", words::date(day))),
        (Some(day), None) => words::date(day).into(),
        (None, _) if !pack.is_submission_told() => Cell::status(Status::CannotTell, "Cannot tell"),
        (None, _) if line.text("decision").is_some() => Cell::status(Status::CannotTell, "Not recorded"),
        (None, _) => match by {
            Some(by) if by < pack.view.as_of => Cell::status(Status::Overdue, "Not in"),
            Some(_) => Cell::status(Status::NotDue, "Not yet in"),
            None => "Not yet in".into(),
        },
    }
}

pub fn recommended(case: &Case) -> Cell {
    match case.line.text("recommendation") {
        Some("pass") => "Pass".into(),
        Some(_) => "Not a pass".into(),
        None => "Not recorded".into(),
    }
}

fn remarks(pack: &Moderation) -> Vec<String> {
    let mut remarks = Vec::new();
    let heard = pack.agenda.heard.len() as i64;
    let is_past = !pack.panel.is_to_come(pack.view.as_of);
    match pack.agenda.capacity {
        Some(places) if is_past && heard > places => {
            remarks.push(format!(
                "The panel had {}; all on its list are shown.",
                words::spelt_of(places, "place", "places")
            ));
        }
        Some(_) => {}
        None => remarks.push("Neither the panel nor the rulebook says how many it can hear.".to_owned()),
    }
    if is_past && heard > 0 {
        remarks.push(format!(
            "The panel has been held. The order is by what the records say on {}.",
            words::date(pack.view.as_of)
        ));
    }
    if pack.agenda.unjudged > 0 {
        let who = words::spelt_of(
            pack.agenda.unjudged as i64,
            "person who had not started or is on no programme",
            "people who had not started or are on no programme",
        );
        remarks.push(format!("The panel’s list also has {who}, so that nothing could be judged."));
    }
    remarks
}

fn moved(pack: &Moderation) -> Section {
    let count = words::spelt(pack.agenda.moved.len() as i64);
    let verb = if pack.agenda.moved.len() == 1 { "moves" } else { "move" };
    let to = match pack.agenda.next_on {
        Some(day) => format!("to the panel of {}", words::date(day)),
        None => "to the next panel; no later one is recorded".to_owned(),
    };
    let columns = [
        Column::new("Portfolio", ColumnKind::Status),
        Column::new("Recommended", ColumnKind::Text),
        Column::new("Heard at", ColumnKind::Text),
    ];
    let mut table =
        Table::new("Candidates for whom no place is left", "Candidate", columns).shown(Display::UnderHeading);
    for case in &pack.agenda.moved {
        let header = format!(
            "{} ({})",
            pack.calling.candidate_in_full(case.worker_id),
            pack.view.called(case.worker_id)
        );
        let next =
            pack.agenda.next_on.map_or_else(|| "Next panel, date not recorded".to_owned(), words::date);
        table.push(header, [submitted(pack, case), recommended(case), next.into()]);
    }
    let finding = words::capital(&format!("{count} {verb} {to}"));
    let section = Section::new("moved", finding).block(Block::Table(table));
    section.block(Block::Remark(
        "The places are taken in the order above. Their pages are in that panel’s pack.".into(),
    ))
}
