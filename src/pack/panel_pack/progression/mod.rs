//! The progression pack: applications against the limit, evidence checks, and the forms to fill in.

mod applicant;

use super::calling::Calling;
use super::cover::{front, how_to_read};
use super::judged::JudgedBy;
use super::notes::of_applications;
use super::panels::{PanelKind, PanelRef, is_waiting};
use crate::pack::lines::{Line, facts, records};
use crate::pack::view::View;
use crate::pack::words;
use crate::pack::{
    Area, Block, Cell, Column, ColumnKind, Display, Part, PartKind, People, Section, Status, Table, Target,
    Text,
};

/// A progression panel with everything its pack is composed from.
struct Progression<'a> {
    view: &'a View<'a>,
    panel: &'a PanelRef,
    /// Rows of progression_stages that the panel hears, by submission.
    heard: Vec<Line<'a>>,
    /// In progress and not yet submitted.
    preparing: Vec<Line<'a>>,
    calling: Calling<'a>,
}

pub fn compose(view: &View, panel: &PanelRef, people: People) -> Vec<Part> {
    let pack = Progression::new(view, panel, people);
    let mut parts = vec![cover(&pack), applications(&pack)];
    parts.extend(pack.heard.iter().enumerate().map(|(at, line)| applicant::compose(&pack, at + 1, *line)));
    parts.push(of_applications(view));
    parts
}

impl<'a> Progression<'a> {
    fn new(view: &'a View<'a>, panel: &'a PanelRef, people: People) -> Progression<'a> {
        let all = facts(view, "progression_stages");
        let heard = heard(view, panel, &all);
        let mut preparing: Vec<Line> = all
            .into_iter()
            .filter(|line| line.is("status", "in_progress") && line.day("submitted_on").is_none())
            .filter(|_| panel.is_to_come(view.as_of))
            .collect();
        preparing.sort_by_key(|line| {
            (line.day("permission_on").is_none(), line.day("permission_on"), line.text("application_id"))
        });
        let named = (people == People::Names).then_some(view);
        let workers = heard.iter().chain(&preparing).filter_map(|line| line.text("worker_id"));
        let calling = Calling::new("Applicant", workers, named);
        Progression { view, panel, heard, preparing, calling }
    }

    fn called(&self, line: Line) -> String {
        line.text("worker_id").map_or_else(String::new, |worker| self.calling.candidate_in_full(worker))
    }

    /// `Applicant 2 (W0123)`.
    fn called_with_code(&self, line: Line) -> String {
        let code = line.text("worker_id").map_or("", |worker| self.view.called(worker));
        format!("{} ({code})", self.called(line))
    }
}

/// Those on the panel's list; at a panel already held those who came before it that day; at the next one to
/// come all who have submitted and wait for a decision.
fn heard<'a>(view: &View<'a>, panel: &PanelRef, all: &[Line<'a>]) -> Vec<Line<'a>> {
    let id = panel.panel_id.as_deref();
    let listed: Vec<&str> = records(view, "panel_cases")
        .iter()
        .filter(|line| id.is_some() && line.text("panel_id") == id)
        .filter_map(|line| line.text("worker_id"))
        .collect();
    let came: Vec<&str> = records(view, "progressions")
        .iter()
        .filter(|line| line.is("event", "panel") && line.day("occurred_on") == panel.held_on)
        .filter_map(|line| line.text("application_id"))
        .collect();
    let is_next = is_next(view, panel);
    let is_to_come = panel.is_to_come(view.as_of);
    let mut heard: Vec<Line> = all
        .iter()
        .copied()
        .filter(|line| {
            let is_open = !is_to_come || line.is("status", "in_progress");
            let is_listed = line.text("worker_id").is_some_and(|worker| listed.contains(&worker)) && is_open;
            let came = line.text("application_id").is_some_and(|application| came.contains(&application));
            is_listed || came || (is_next && is_waiting(*line))
        })
        .collect();
    heard.sort_by_key(|line| {
        (line.day("submitted_on").is_none(), line.day("submitted_on"), line.text("application_id"))
    });
    heard
}

/// Whether no other progression panel comes before this one that is to come.
fn is_next(view: &View, panel: &PanelRef) -> bool {
    let Some(held_on) = panel.held_on else { return true };
    let earlier = records(view, "panels").into_iter().any(|line| {
        line.is("kind", PanelKind::Progression.code())
            && line.day("held_on").is_some_and(|day| day >= view.as_of && day < held_on)
    });
    panel.is_to_come(view.as_of) && !earlier
}

fn cover(pack: &Progression) -> Part {
    let mut part = front(pack.view, pack.panel, &JudgedBy::applications(pack.view), pack.calling.is_named());
    let heard = pack.heard.len() as i64;
    let is_past = !pack.panel.is_to_come(pack.view.as_of);
    part.lead = Some(match (heard, is_past) {
        (0, true) => "No application is recorded for this panel.".into(),
        (0, false) => "No application is submitted and waiting.".into(),
        (n, true) => Text::from(format!(
            "{} heard.",
            words::capital(&words::spelt_of(n, "application was", "applications were"))
        )),
        (n, false) => {
            let waiting = words::spelt_of(n, "application waits", "applications wait");
            Text::from(format!("{} for a decision.", words::capital(&waiting)))
        }
    });
    let mut points = vec![
        Text::new().link("Applications", Target::place("applications")).plain(": stages against the limit."),
    ];
    let form = &pack.view.house.progression;
    let forms = form.tables.iter().map(|table| &table.heading).chain([&form.decision.heading]);
    let forms: Vec<&str> = forms.map(String::as_str).collect();
    points.extend(pack.heard.iter().enumerate().map(|(at, line)| {
        let called = line.text("worker_id").map_or("Applicant", |worker| pack.calling.candidate(worker));
        let place = Target::place(applicant::place(at + 1));
        Text::new()
            .link(called, place)
            .plain(format!(": stages, evidence checks; to fill in: {}.", forms.join(", ")))
    }));
    points.push(
        Text::new()
            .link("Notes", Target::place("notes"))
            .plain(": the rules used, how unclear ones were read, definitions."),
    );
    part.areas.push(Area::Section(Section::new("contents", "In this pack").block(Block::Points(points))));
    part.areas.push(Area::Section(how_to_read(false)));
    part
}

fn applications(pack: &Progression) -> Part {
    let over =
        pack.heard.iter().chain(&pack.preparing).filter(|line| line.flag("over_limit") == Some(true)).count()
            as i64;
    let title = match over {
        0 => "Applications".to_owned(),
        n => format!("Applications: {} beyond the limit", words::spelt(n)),
    };
    let mut part = Part::new("applications", PartKind::Chapter, title);
    let rule = pack.view.rulebook_of_applications().progression.as_ref();
    let limit = rule.and_then(|rule| rule.limit_months);
    let from = match rule.is_some_and(|rule| rule.limits_from_log) {
        true => "the log of the intention",
        false => "the manager’s permission",
    };
    part.lead = Some(match limit {
        Some(months) => format!(
            "The limit is {} from {from} to the decision.",
            words::counted(i64::from(months), "calendar month", "calendar months")
        )
        .into(),
        None => "The rulebook sets no limit to the time until the decision.".into(),
    });
    part.areas.push(Area::Section(listed(pack, "heard", "Before this panel", &pack.heard)));
    if !pack.preparing.is_empty() {
        part.areas.push(Area::Section(listed(
            pack,
            "preparing",
            "In preparation, not yet submitted",
            &pack.preparing,
        )));
    }
    part
}

fn listed(pack: &Progression, place: &str, finding: &str, lines: &[Line]) -> Section {
    let section = Section::new(place, finding);
    if lines.is_empty() {
        return section.paragraph("None.");
    }
    let columns = [
        Column::new("Grades", ColumnKind::Text),
        Column::new("Permission", ColumnKind::Date),
        Column::new("Submitted", ColumnKind::Date),
        Column::new("Days open", ColumnKind::Number),
        Column::new("Limit", ColumnKind::Status),
    ];
    let mut table = Table::new(finding, "Applicant", columns).shown(Display::UnderHeading);
    for line in lines {
        let day =
            |column: &str, none: &str| line.day(column).map_or_else(|| none.to_owned(), words::date).into();
        let grades =
            format!("{} to {}", line.text("from_grade").unwrap_or("?"), line.text("to_grade").unwrap_or("?"));
        let open = match line.int("days_open") {
            Some(days) => Cell::figure(words::number(days), days as f64),
            None => "Not known".into(),
        };
        let cells = [
            grades.into(),
            day("permission_on", "Not recorded"),
            day("submitted_on", "Not yet"),
            open,
            against_limit(*line),
        ];
        table.push(pack.called_with_code(*line), cells);
    }
    section.block(Block::Table(table))
}

/// Within the limit, or beyond it: when it ends or ended.
fn against_limit(line: Line) -> Cell {
    let limit = line.day("limit_on").map(words::date);
    match (line.flag("over_limit"), limit) {
        (Some(true), Some(limit)) => Cell::status(Status::Outside, format!("Beyond: ended {limit}")),
        (Some(false), Some(limit)) if line.is("status", "in_progress") => {
            Cell::status(Status::NotDue, format!("Ends {limit}"))
        }
        (Some(false), Some(limit)) => Cell::status(Status::Met, format!("Within: to {limit}")),
        _ => Cell::status(Status::CannotTell, "Cannot tell"),
    }
}
