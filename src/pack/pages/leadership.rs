//! Leadership: who stays, where there is room, the way to the next grade, cohorts, and what falls to leaders.

use super::cells::{text_column, text_or};
use super::page::{Main, Page};
use super::report::Report;
use super::room::Room;
use super::{cohort_by_cohort, context, drift, meetings, on_time, progression, retention, room};
use crate::pack::lines::{facts, metrics};
use crate::pack::{Area, Block, Document, LargeFigure, Section, Symbol, Table, Target, Text, words};

pub fn compose(report: &Report) -> (String, Document) {
    let page = Page::new(report, Main::Leadership);
    let mut part = Page::part(title(report), Some(lead(report).into()));
    part.opening = vec![Block::LargeFigures(large_figures(report))];
    let mut sections = vec![retention::section(&page), room::section(&page)];
    sections.extend(progression::section(&page));
    sections.extend(cohort_by_cohort::section(&page));
    sections.extend(drift::section(&page, None));
    sections.extend(on_time::section(&page, &on_time::PORTFOLIO, None));
    sections.push(for_leaders(&page));
    part.areas = sections.into_iter().map(Area::Section).collect();
    page.finish(vec![part], Vec::new())
}

fn title(report: &Report) -> String {
    if let Some(words) = retention::headline(report).and_then(retention::headline_words) {
        return words;
    }
    let (all, left) = retention::leavers(report);
    match all {
        0 => "How the programme stands".to_owned(),
        1 if left == 0 => "The one person who started is still in post".to_owned(),
        1 => "The one person who started has left".to_owned(),
        all => format!(
            "{} of the {} people who started are still in post",
            words::number(all - left),
            words::number(all)
        ),
    }
}

fn lead(report: &Report) -> String {
    let mut sentences: Vec<String> = Vec::new();
    sentences.extend(Room::of(report, report.in_programme()).sentence());
    let applications = facts(report.view, "progression_stages");
    let open = applications.iter().filter(|line| line.is("status", "in_progress")).count() as i64;
    if !applications.is_empty() {
        sentences.push(format!(
            "{} to progress {} open.",
            words::capital(&words::spelt_of(open, "application", "applications")),
            if open == 1 { "is" } else { "are" }
        ));
    }
    sentences.push(match context::vacancies(report) {
        Some(context) => context,
        None => "Cannot tell how many posts are vacant: no workforce return was supplied.".to_owned(),
    });
    sentences.join(" ")
}

fn large_figures(report: &Report) -> Vec<LargeFigure> {
    let mut figures = Vec::new();
    if let Some(line) = retention::headline(report)
        && let (Some(pct), Some(month)) = (line.float("retained_pct"), line.int("month"))
    {
        let between = line.between("lower_95", "upper_95");
        let between =
            between.map(|(lower, upper)| format!(" (95% interval {})", words::interval(lower, upper)));
        figures.push(LargeFigure {
            figure: words::percent(pct),
            beside: None,
            line: Text::new()
                .link(format!("still in post at {month} months"), Target::place("stay"))
                .plain(between.unwrap_or_default()),
        });
    }
    let room = Room::of(report, report.in_programme());
    if room.known > 0 {
        figures.push(LargeFigure {
            figure: words::number(room.within()),
            beside: Some(format!("of {}", words::number(room.known))),
            line: Text::new().link("caseloads within the cap now", Target::place("room")),
        });
    }
    let people = report.in_programme().count() as i64;
    figures.push(LargeFigure {
        figure: words::number(people),
        beside: None,
        line: Text::new().link(
            if people == 1 { "person in programme" } else { "people in programme" },
            Target::place("cohort-by-cohort"),
        ),
    });
    let applications = facts(report.view, "progression_stages");
    let open = applications.iter().filter(|line| line.is("status", "in_progress")).count() as i64;
    if !applications.is_empty() && figures.len() < 3 {
        figures.push(LargeFigure {
            figure: words::number(open),
            beside: None,
            line: Text::new().link("open applications to progress", Target::place("grade")),
        });
    }
    figures
}

/// What leaders themselves are asked to do: escalations, and panels with more candidates than places.
fn for_leaders(page: &Page) -> Section {
    let report = page.report;
    let mut points: Vec<Text> = Vec::new();
    for line in facts(report.view, "cap_breaches") {
        let is_open = line.day("closed_on").is_none() && line.day("escalated_on").is_none();
        let (Some(due), Some(worker)) = (line.day("escalate_on"), line.text("worker_id")) else { continue };
        if !is_open || !report.person(worker).is_some_and(|person| person.is_in_programme) {
            continue;
        }
        let text = page.called(worker);
        let text = text.plain(format!(", {}", line.text("team").unwrap_or("no team recorded")));
        let said = if due < report.view.as_of {
            format!(
                ": a caseload above the cap. Escalation was due on {}; the records do not show whether it was made.",
                words::date(due)
            )
        } else {
            format!(": a caseload above the cap. Escalation falls due on {}.", words::date(due))
        };
        points.push(text.plain(said));
    }
    for panel in meetings::to_come(report.view) {
        let moved = panel.agenda.moved.len() as i64;
        if moved > 0 {
            points.push(Text::from(format!(
                "{}: {} more than there are places.",
                meetings::finding(&panel),
                words::spelt_of(moved, "candidate", "candidates")
            )));
        }
    }
    let extensions = ends_soon(page);
    let n = points.len() as i64;
    let finding = match n {
        0 => "No escalation and no full panel waits for a leader".to_owned(),
        n => format!("{} for leaders", words::capital(&words::spelt_of(n, "matter is", "matters are"))),
    };
    let mut section = Section::new("for-leaders", finding).topic("Falls to leaders");
    if n > 0 {
        section = section.block(Block::Points(points));
    }
    match extensions {
        Some(table) => section.block(Block::Table(table)),
        None => section.paragraph("No programme ends in the next 28 days."),
    }
}

/// Programmes that end in 28 days: those not yet decided may need an extension.
fn ends_soon(page: &Page) -> Option<Table> {
    let ends: Vec<_> = metrics(page.report.view, "forward_look")
        .into_iter()
        .filter(|line| line.is("kind", "programme_end"))
        .collect();
    if ends.is_empty() {
        return None;
    }
    let mut table = Table::new(
        "Programmes that end in the next 28 days, for extensions to be agreed in time",
        "Who",
        [text_column("Ends on"), text_column("Team")],
    );
    for line in ends {
        let who = line.text("worker_id").map_or_else(Text::new, |id| page.called(id));
        table.push(
            who,
            [super::cells::date(line.day("due_on")), text_or(line.text("team"), Symbol::NotAvailable)],
        );
    }
    Some(table)
}
