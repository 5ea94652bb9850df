//! Moderation panels: the next one and its agenda, how full they are, and what past ones decided.

use super::PackLink;
use super::cells::{count, count_if_any_of, count_of, number_column, status_column, text_column};
use super::figures::{self, whole};
use super::notes::{note, notes};
use super::page::{Main, Page};
use crate::charts::{Moved, PanelLoad, PanelRow, Submissions, draw_panel_load};
use crate::dates::Day;
use crate::pack::lines::{Line, facts, metrics};
use crate::pack::panel_pack::{Agenda, Case, Hearing, PanelRef, find_panel, pairings, record_file_name};
use crate::pack::view::View;
use crate::pack::{Block, Cell, Note, Section, Status, Symbol, Table, Text, words};

/// A moderation panel.
pub struct Meeting<'a> {
    pub panel: PanelRef,
    pub held_on: Day,
    pub kind: &'a str,
    pub agenda: Agenda<'a>,
}

/// The moderation panels to come, the next first.
pub fn to_come<'a>(view: &View<'a>) -> Vec<Meeting<'a>> {
    let mut panels: Vec<Meeting> = facts(view, "panel_dates")
        .into_iter()
        .filter(|line| line.day("held_on").is_some_and(|day| day >= view.as_of))
        .filter_map(|line| meeting(view, line))
        .collect();
    panels.sort_by(|a, b| (a.held_on, &a.panel.panel_id).cmp(&(b.held_on, &b.panel.panel_id)));
    panels
}

/// The next panel that somebody goes to; the very next where nobody is on any list yet.
pub fn next<'p, 'a>(panels: &'p [Meeting<'a>]) -> Option<&'p Meeting<'a>> {
    panels.iter().find(|panel| panel.agenda.all().next().is_some()).or(panels.first())
}

fn meeting<'a>(view: &View<'a>, line: Line<'a>) -> Option<Meeting<'a>> {
    let panel = find_panel(view, line.text("panel_id")?)?;
    let agenda = Agenda::new(view, &panel);
    Some(Meeting { held_on: line.day("held_on")?, kind: line.text("kind")?, agenda, panel })
}

/// `The final panel on 19 March has five candidates and three places`.
pub fn finding(meeting: &Meeting) -> String {
    let candidates = meeting.agenda.all().count() as i64;
    let panel =
        format!("The {} panel on {}", words::plain(meeting.kind), words::day_and_month(meeting.held_on));
    let candidates = words::spelt_of(candidates, "candidate", "candidates");
    match meeting.agenda.capacity {
        Some(places) => {
            format!("{panel} has {candidates} and {}", words::spelt_of(places, "place", "places"))
        }
        None => format!("{panel} has {candidates}"),
    }
}

/// The agenda of a panel to come.
pub fn section(page: &Page, meeting: &Meeting, place: &str) -> Section {
    let is_overview = place == "panel";
    let mut section = Section::new(place, finding(meeting)).topic("Panels");
    let moved = meeting.agenda.moved.len() as i64;
    if moved > 0 {
        let to = meeting.agenda.next_on.map_or_else(
            || "to the next panel, for which no date is recorded".to_owned(),
            |day| format!("to {}", words::date(day)),
        );
        section = section.paragraph(format!(
            "{} {} {to}, because the places are taken.",
            words::capital(&words::spelt_of(moved, "candidate", "candidates")),
            if moved == 1 { "moves" } else { "move" }
        ));
    }
    section = if meeting.agenda.all().next().is_none() {
        section.paragraph("Nobody is on its list yet.")
    } else {
        section.block(Block::Table(agenda_table(page, meeting, !is_overview)))
    };
    let mut side = vec![note(
        "Agenda order",
        Text::from("Fail pathway in full, then concerns for the chair, then the rest by submission date."),
    )];
    if !is_overview {
        side.push(note(
            "Moderators",
            Text::from(
                "Lettered as in the panel’s pack, which gives the reason for each. A suggestion is for the panel \
                 to take or leave.",
            ),
        ));
    }
    if let Some(pack) = pack_link(page, meeting.panel.panel_id.as_deref()) {
        side.push(Note { term: None, text: pack });
    }
    if is_overview {
        let link = Text::new().link("Every panel, past and to come", page.to(Main::Panels.path()));
        side.push(Note { term: None, text: link });
    }
    section.notes(notes("About the agenda", side))
}

fn pack_of<'r>(page: &Page<'r, '_>, panel_id: Option<&str>) -> Option<&'r PackLink> {
    page.report.packs.iter().find(|pack| pack.panel_id.is_some() && pack.panel_id.as_deref() == panel_id)
}

/// The link to a panel's pack; `None` where this run made none.
pub fn pack_link(page: &Page, panel_id: Option<&str>) -> Option<Text> {
    let pack = pack_of(page, panel_id)?;
    Some(Text::new().link(pack.words.clone(), page.to(&pack.path)))
}

/// The agenda; with who moderates whom, members lettered as in the panel's pack.
fn agenda_table(page: &Page, meeting: &Meeting, with_moderators: bool) -> Table {
    let title = format!("Agenda: {}, {}", words::panel_kind(meeting.kind), words::meeting(meeting.held_on));
    let mut columns = vec![
        text_column("How it is heard"),
        status_column("Portfolio submitted"),
        text_column("Recommended"),
    ];
    let has_records = with_moderators && pack_of(page, meeting.panel.panel_id.as_deref()).is_some();
    if with_moderators {
        columns.push(text_column("Moderator"));
    }
    if has_records {
        columns.push(text_column("To fill in"));
    }
    let pairings = pairings(page.report.view, &meeting.panel, &meeting.agenda);
    let mut table = Table::new(title, "Candidate", columns);
    let next = meeting.agenda.next_on.map_or_else(|| "a later panel".to_owned(), words::day_and_month);
    for case in meeting.agenda.all() {
        let pairing = pairings.get(case.worker_id);
        let how = if pairing.is_some() { how_heard(case) } else { format!("Moves to {next}") };
        let mut cells = vec![how.into(), submitted(page, case.line), recommended(case.line)];
        if with_moderators {
            cells
                .push(pairing.map_or(Cell::missing(Symbol::NotApplicable), |it| it.moderator.clone().into()));
        }
        if has_records && pairing.is_some() {
            let called = page.report.view.called(case.worker_id);
            let file = record_file_name(page.report.view, &meeting.panel, case.worker_id);
            let words = format!("Record for {called} (Word)");
            cells.push(Cell::text(Text::new().link(words, page.to(&format!("packs/{file}")))));
        }
        table.push(page.called(case.worker_id), cells);
    }
    table
}

fn how_heard(case: &Case) -> String {
    let flags: Vec<&str> =
        case.line.text("flags").map(|flags| flags.split(' ').collect()).unwrap_or_default();
    let has = |flag: &str| flags.contains(&flag);
    let mut also: Vec<&str> = Vec::new();
    if has("concern_open") && case.hearing != Hearing::ForChair {
        also.push("concern open");
    }
    if has("overdue_items") {
        also.push("items overdue");
    }
    if has("cap_breach_open") {
        also.push("above the cap now");
    }
    let how = match case.hearing {
        Hearing::InFull if has("fail_pathway") => "In full: fail pathway",
        Hearing::InFull => "In full: a pass is not recommended",
        Hearing::ForChair => "Chair to raise: concern open",
        Hearing::InTurn => "In turn",
    };
    if also.is_empty() { how.to_owned() } else { format!("{how}; {}", also.join(", ")) }
}

fn is_submission_told(view: &View) -> bool {
    view.records.supply.has_column("panel_cases", "submitted_on")
}

/// How a submission stands against its day.
pub fn standing(view: &View, line: Line) -> Status {
    match (line.day("submitted_on"), line.flag("submitted_on_time"), line.day("submit_by")) {
        (Some(_), Some(false), _) => Status::Late,
        (Some(_), Some(true), _) => Status::OnTime,
        (Some(_), None, _) => Status::Met,
        _ if !is_submission_told(view) || line.text("decision").is_some() => Status::CannotTell,
        (None, _, Some(by)) if by < view.as_of => Status::Overdue,
        _ => Status::NotDue,
    }
}

fn submitted(page: &Page, line: Line) -> Cell {
    let view = page.report.view;
    let status = standing(view, line);
    let by = line.day("submit_by");
    let words = match (status, line.day("submitted_on")) {
        (Status::Late, Some(day)) => format!("{}, late", words::date(day)),
        (_, Some(day)) => words::date(day),
        (Status::Overdue, None) => {
            by.map_or_else(|| "Overdue".to_owned(), |by| format!("Overdue: due by {}", words::date(by)))
        }
        (Status::NotDue, None) => by.map_or_else(
            || "Not yet in: no day is set".to_owned(),
            |by| format!("Due by {}", words::date(by)),
        ),
        _ => "Cannot tell".to_owned(),
    };
    // Where no day was set, nothing is judged: no mark.
    match line.day("submitted_on").is_some() && status == Status::Met {
        true => words.into(),
        false => Cell::status(status, words),
    }
}

fn recommended(line: Line) -> Cell {
    Cell::text(line.text("recommendation").map_or_else(|| "Not recorded".to_owned(), words::decision))
}

/// How full the panels are: the six latest of the past, and all to come.
pub fn load_section(page: &Page) -> Option<Section> {
    let view = page.report.view;
    let mut panels: Vec<Line> = facts(view, "panel_dates");
    panels.sort_by_key(|line| (line.day("held_on"), line.text("panel_id")));
    if panels.is_empty() {
        return None;
    }
    let cases = facts(view, "panel_status");
    // A past panel that nobody went to says nothing of the load.
    let is_empty = |line: &Line| !cases.iter().any(|case| case.text("panel_id") == line.text("panel_id"));
    panels.retain(|line| line.day("held_on") >= Some(view.as_of) || !is_empty(line));
    let past = panels.iter().filter(|line| line.day("held_on") < Some(view.as_of)).count();
    let shown: Vec<Line> = panels.into_iter().skip(past.saturating_sub(6)).take(14).collect();
    let next = shown.iter().find_map(|line| line.day("held_on").filter(|day| *day >= view.as_of));
    let mut rows = Vec::new();
    let mut table = Table::new(
        "Panels, their candidates and places",
        "Panel",
        [
            number_column("Candidates"),
            number_column("Places"),
            number_column("Submitted on time"),
            number_column("Submitted, no day set"),
            number_column("Late"),
            number_column("Overdue"),
            number_column("Not yet due"),
        ],
    );
    for line in &shown {
        let (Some(held_on), Some(id)) = (line.day("held_on"), line.text("panel_id")) else { continue };
        let of_panel: Vec<Line> = cases.iter().copied().filter(|case| case.is("panel_id", id)).collect();
        let n =
            |wanted: Status| of_panel.iter().filter(|case| standing(view, **case) == wanted).count() as i64;
        let (on_time, late, overdue) = (n(Status::OnTime), n(Status::Late), n(Status::Overdue));
        let (not_due, cannot_tell) = (n(Status::NotDue), n(Status::CannotTell));
        // In, where no rule sets the day: neither on time nor late.
        let undated = n(Status::Met);
        let meeting = if Some(held_on) >= next { meeting(view, *line) } else { None };
        let moved = meeting.map(|meeting| (meeting.agenda.moved.len() as i64, meeting.agenda.next_on));
        rows.push(PanelRow {
            held_on: held_on.date(),
            candidates: view.records.supply.tables.contains_key("panel_cases").then(|| Submissions {
                on_time: whole(on_time),
                undated: whole(undated),
                late: whole(late),
                overdue: whole(overdue),
                not_due: whole(not_due),
                cannot_tell: whole(cannot_tell),
            }),
            capacity: line.int("capacity").map(whole),
            is_next: Some(held_on) == next,
            moved: moved
                .filter(|(n, _)| *n > 0)
                .map(|(n, to)| Moved { candidates: whole(n), to: to.map(Day::date) }),
        });
        let kind = words::plain(line.text("kind").unwrap_or("panel"));
        let cells = [
            count(Some(of_panel.len() as i64)),
            count_if_any_of(*line, "capacity"),
            count(Some(on_time)),
            count(Some(undated)),
            count(Some(late)),
            count(Some(overdue)),
            count(Some(not_due)),
        ];
        let header = format!("{} ({kind})", words::date(held_on));
        if Some(held_on) == next { table.push_emphasised(header, cells) } else { table.push(header, cells) }
    }
    let full = rows.iter().filter(|row| row.moved.is_some()).count() as i64;
    let finding = match (full, next) {
        (0, None) => "No panel is planned".to_owned(),
        (0, Some(_)) => "Every panel to come has room for its candidates".to_owned(),
        (n, _) => format!(
            "{} to come {} more candidates than places",
            words::capital(&words::spelt_of(n, "panel", "panels")),
            if n == 1 { "has" } else { "have" }
        ),
    };
    let mut section = Section::new("load", finding).topic("Panel load");
    for block in figures::blocks(
        draw_panel_load(&PanelLoad { panels: rows }),
        "Candidates at each panel, against its places",
        table,
    ) {
        section = section.block(block);
    }
    Some(section)
}

/// What past panels decided, month by month.
pub fn past_section(page: &Page) -> Option<Section> {
    let view = page.report.view;
    let this_month = view.as_of.month();
    let mut months: Vec<Line> = metrics(view, "panel_throughput")
        .into_iter()
        .filter(|line| {
            let decided = ["passed", "failed", "deferred", "referred"]
                .map(|column| line.int(column).unwrap_or_default());
            let is_past = line.text("panel_month").is_some_and(|month| month < this_month.as_str());
            decided.iter().sum::<i64>() > 0 || (is_past && line.int("cases") > Some(0))
        })
        .collect();
    if months.is_empty() {
        return None;
    }
    months.sort_by_key(|line| (std::cmp::Reverse(line.text("panel_month")), line.text("kind")));
    let sum = |column: &str| months.iter().filter_map(|line| line.int(column)).sum::<i64>();
    let (passed, failed) = (sum("passed"), sum("failed"));
    let decided = passed + failed + sum("deferred") + sum("referred");
    let mut section = Section::new(
        "past",
        format!("Panels so far have made {}", words::counted(decided, "decision", "decisions")),
    )
    .topic("Past panels")
    .paragraph(format!(
        "{} passed, {} not passed, {} deferred and {} referred, panels of every kind together.",
        words::number(passed),
        words::number(failed),
        words::number(sum("deferred")),
        words::number(sum("referred"))
    ));
    let mut table = Table::new(
        "Moderation panels by month",
        "Month",
        [
            text_column("Kind"),
            number_column("Cases"),
            number_column("Places"),
            number_column("Submitted on time"),
            number_column("Passed"),
            number_column("Not passed"),
            number_column("Deferred"),
            number_column("Referred"),
        ],
    );
    for line in &months {
        let mut cells = vec![
            Cell::text(words::capital(&words::plain(line.text("kind").unwrap_or("panel")))),
            count_of(*line, "cases"),
            count_if_any_of(*line, "capacity"),
            count_if_any_of(*line, "submitted_on_time"),
        ];
        cells.extend(["passed", "failed", "deferred", "referred"].map(|column| count_of(*line, column)));
        table.push(words::month(line.text("panel_month").unwrap_or_default()), cells);
    }
    section = section.block(Block::Table(table));
    Some(section.notes(super::notes::on_metric(page, "panel_throughput")))
}
