//! The panel's members, who moderates whom, and whether portfolios came in on time.

use super::Moderation;
use super::agenda_page::{recommended, submitted};
use super::calling::members;
use super::pairing::pairing;
use crate::facts::FAMILY_ROLES;
use crate::pack::lines::Line;
use crate::pack::words;
use crate::pack::{Area, Block, Cell, Column, ColumnKind, Display, Part, PartKind, Section, Status, Table};

/// What a suggestion is made of; who moderates is for people to decide.
const SUGGESTIONS: &str = "A suggestion is only that. It never names the candidate’s assessor or manager, keeps the \
                           moderator of the interim portfolio where that can be, and then shares this panel’s \
                           portfolios evenly, those first who moderated least in the year before.";
/// The same at an interim panel, before which there is no moderator to keep.
const FIRST_SUGGESTIONS: &str = "A suggestion is only that. It never names the candidate’s assessor or manager, and \
                                 shares this panel’s portfolios evenly, those first who moderated least in the \
                                 year before.";

pub fn panel_page(pack: &Moderation) -> Part {
    let mut part = Part::new("panel", PartKind::Chapter, "The panel, its moderators and the submissions");
    part.goes_on = true;
    part.areas.push(Area::Section(member_section(pack)));
    if pack.agenda.all().next().is_some() {
        part.areas.push(Area::Section(moderator_section(pack)));
        part.areas.push(Area::Section(submission_section(pack)));
    }
    part
}

fn member_section(pack: &Moderation) -> Section {
    let members = members(pack.view, pack.panel);
    let section = Section::new("members", "Members");
    if members.is_empty() {
        return section.paragraph(
            "Members: none recorded. Independent members: none recorded. Family members: none recorded.",
        );
    }
    let is_past = !pack.panel.is_to_come(pack.view.as_of);
    let mut columns =
        vec![Column::new("Role", ColumnKind::Text), Column::new("Independent", ColumnKind::Text)];
    if is_past {
        columns.push(Column::new("Attended", ColumnKind::Text));
    }
    let mut table = Table::new("Members of the panel", "Member", columns).shown(Display::UnderHeading);
    for member in &members {
        let called = member.text("member_id").map_or_else(String::new, |id| pack.calling.person(id));
        let role = member
            .text("role")
            .map_or_else(|| "Not recorded".to_owned(), |role| words::capital(&words::plain(role)));
        let mut cells = vec![role.into(), yes_or_no(member.flag("independent"))];
        if is_past {
            cells.push(yes_or_no(member.flag("attended")));
        }
        table.push(called, cells);
    }
    let independent = members.iter().filter(|member| member.flag("independent") == Some(true)).count() as i64;
    let family = members.iter().filter(|member| is_family(member)).count() as i64;
    let of = |n: i64| if n == 0 { "none recorded".to_owned() } else { words::number(n) };
    section.block(Block::Table(table)).block(Block::Remark(
        format!("Independent members: {}. Family members: {}.", of(independent), of(family)).into(),
    ))
}

fn is_family(member: &Line) -> bool {
    member.text("role").is_some_and(|role| FAMILY_ROLES.iter().any(|word| role.contains(word)))
}

fn yes_or_no(said: Option<bool>) -> Cell {
    match said {
        Some(true) => "Yes".into(),
        Some(false) => "No".into(),
        None => Cell::status(Status::CannotTell, "Not recorded"),
    }
}

fn moderator_section(pack: &Moderation) -> Section {
    let has_interim = !pack.moderators().is_first();
    let at_interim = has_interim.then(|| Column::new("At the interim panel", ColumnKind::Text));
    let columns = std::iter::once(Column::new("Moderator", ColumnKind::Text))
        .chain(at_interim)
        .chain([Column::new("Why, and what stood in the way", ColumnKind::Text)]);
    let mut table =
        Table::new("Moderators of the candidates heard", "Candidate", columns).shown(Display::UnderHeading);
    for case in &pack.agenda.heard {
        let pairing = pairing(case, pack.moderators());
        let header = pack.calling.candidate_in_full(case.worker_id);
        let at_interim = has_interim.then(|| pairing.at_interim.into());
        let cells = std::iter::once(pairing.moderator.into()).chain(at_interim).chain([pairing.why.into()]);
        table.push(header, cells.collect::<Vec<Cell>>());
    }
    let unnamed =
        pack.agenda.heard.iter().filter(|case| case.line.text("moderator_id").is_none()).count() as i64;
    let are_suggested = pack.agenda.heard.iter().any(|case| pairing(case, pack.moderators()).is_suggested);
    let mut section = Section::new("moderators", "Who moderates whom");
    if !table.rows().is_empty() {
        section = section.block(Block::Table(table));
    }
    if let Some(words) = not_members(pack) {
        section = section.block(Block::Remark(words.into()));
    }
    if unnamed > 0 {
        let who = words::capital(&words::spelt_of(unnamed, "candidate has", "candidates have"));
        section = section.block(Block::Remark(format!("{who} no moderator yet.").into()));
    }
    if are_suggested {
        let what = if has_interim { SUGGESTIONS } else { FIRST_SUGGESTIONS };
        section = section.block(Block::Remark(what.into()));
    }
    section
}

/// Who is recorded as a moderator and is not on the panel's list of members, where there is one.
fn not_members(pack: &Moderation) -> Option<String> {
    let members = members(pack.view, pack.panel);
    let mut others: Vec<&str> = (pack.agenda.heard.iter())
        .filter_map(|case| case.line.text("moderator_id"))
        .filter(|id| members.iter().all(|member| member.text("member_id") != Some(*id)))
        .collect();
    others.sort_unstable();
    others.dedup();
    let called: Vec<String> = others.into_iter().map(|id| pack.calling.person(id)).collect();
    let verb = if called.len() == 1 { "is" } else { "are" };
    (!members.is_empty() && !called.is_empty())
        .then(|| format!("{} {verb} not on the list of members.", words::list(&called)))
}

fn submission_section(pack: &Moderation) -> Section {
    let columns = [
        Column::new("Due by", ColumnKind::Date),
        Column::new("Came in", ColumnKind::Status),
        Column::new("Recommended", ColumnKind::Text),
    ];
    let mut table =
        Table::new("Portfolios: due by and came in", "Candidate", columns).shown(Display::UnderHeading);
    let cases: Vec<_> = pack.agenda.all().collect();
    for case in &cases {
        let by = case.line.day("submit_by").map_or_else(|| "No date set".to_owned(), words::date);
        let header = pack.calling.candidate_in_full(case.worker_id);
        table.push(header, [by.into(), submitted(pack, case), recommended(case)]);
    }
    let with_date = cases.iter().filter(|case| case.line.day("submit_by").is_some()).count() as i64;
    let on_time =
        cases.iter().filter(|case| case.line.flag("submitted_on_time") == Some(true)).count() as i64;
    let in_late =
        cases.iter().filter(|case| case.line.flag("submitted_on_time") == Some(false)).count() as i64;
    let finding = match with_date {
        0 => "Submissions".to_owned(),
        n if on_time + in_late == 0 => {
            format!("Submissions: none of {} in so far", words::spelt_of(n, "portfolio", "portfolios"))
        }
        n => format!(
            "Submissions: {} of {} in on time, {} late",
            words::number(on_time),
            words::number(n),
            words::number(in_late)
        ),
    };
    let section = Section::new("submissions", finding).block(Block::Table(table));
    if with_date > 0 {
        return section;
    }
    section
        .block(Block::Remark("The rulebook sets no day by which portfolios are due before a panel.".into()))
}
