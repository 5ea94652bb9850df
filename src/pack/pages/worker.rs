//! One worker, under a pseudonym: the answer, the programme on one clock, then the tables that prove it,
//! each row with its rule and the rows of the exports it rests on.

use super::attention::{Kind, of_person};
use super::page::{Main, Page};
use super::report::{Person, Report};
use super::worker_tables as tables;
use super::{meetings, other_rules, untold};
use crate::charts::Figure as Drawn;
use crate::pack::lines::Line;
use crate::pack::year::Year;
use crate::pack::{Area, Block, Document, Fact, Figure, PageLink, Section, Text, words};

pub fn compose(report: &Report, person: &Person) -> (String, Document) {
    let page = Page::worker(report, person);
    let open = if person.is_in_programme { of_person(report, person) } else { Vec::new() };
    let mut part =
        Page::part(format!("{}: {}", person.called, answer(report, person, open.len() as i64)), None);
    part.beside = Some(beside(report, person));
    part.opening = vec![Block::Facts(four_facts(report, person))];
    let mut sections: Vec<Section> = Vec::new();
    if !open.is_empty() {
        let n = open.len() as i64;
        let finding =
            format!("{} attention", words::capital(&words::spelt_of(n, "thing needs", "things need")));
        let mut open = open;
        open.sort_by_key(|matter| (matter.kind == Kind::OtherRule, matter.since));
        sections.push(
            Section::new("now", finding)
                .topic("What needs attention now")
                .block(Block::Matters(open.iter().map(|matter| matter.own_matter()).collect())),
        );
    }
    sections.push(on_one_clock(report, person));
    sections.extend(tables::sections(&page, person));
    sections.extend(other_rules::section(report, person));
    sections.extend(panel_section(&page, person));
    sections.push(untold::section(&untold::untold_of(report, person.id), true));
    part.areas = sections.into_iter().map(Area::Section).collect();
    let breadcrumb = breadcrumb(&page, person);
    page.finish(vec![part], breadcrumb)
}

fn breadcrumb(page: &Page, person: &Person) -> Vec<PageLink> {
    let mut links = vec![PageLink { words: "Cohorts".to_owned(), to: page.to(Main::Cohorts.path()) }];
    if let Some(cohort) = page.report.cohort(person.cohort) {
        links.push(PageLink { words: cohort.title("No cohort recorded"), to: page.to_cohort(cohort) });
    }
    if let Some(team) = page.report.team(person.team) {
        links.push(PageLink { words: team.title("No team recorded"), to: page.to_team(team) });
    }
    links
}

fn answer(report: &Report, person: &Person, open: i64) -> String {
    if !person.is_in_programme {
        let when = person.outcome.day("decided_on").or(person.ended_on);
        let when = when.map(|day| format!(" on {}", words::date(day))).unwrap_or_default();
        return match person.status {
            "passed" => format!("passed{when}"),
            "failed" => format!("did not pass, decided{when}"),
            "left" => format!("left{when}"),
            "withdrawn" => format!("withdrew{when}"),
            other => words::outcome(other),
        };
    }
    let told = untold::untold_of(report, person.id);
    match open {
        0 if told.is_empty() => "nothing is open or overdue".to_owned(),
        0 => "nothing is open or overdue, as far as the records tell".to_owned(),
        n => words::spelt_of(n, "thing needs attention", "things need attention"),
    }
}

fn beside(report: &Report, person: &Person) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(person.team.or(person.service).map(str::to_owned));
    parts.extend(person.cohort.map(|cohort| format!("{cohort} cohort")));
    let fte = report.view.rows.of("workers", person.id).first().and_then(|line| line.float("fte"));
    if let Some(fte) = fte {
        let below = report.view.rulebook_of(person.id).programme.part_time_below;
        parts.push(if fte < below { "part time" } else { "full time" }.to_owned());
    }
    parts.join(" · ")
}

fn fact(label: &str, value: String, note: Option<String>) -> Fact {
    Fact { label: label.to_owned(), value: Text::from(value), note: note.map(Text::from) }
}

fn four_facts(report: &Report, person: &Person) -> Vec<Fact> {
    let rows = |table: &str| report.view.rows.of(table, person.id);
    let mut facts = Vec::new();
    if let Some((started, due)) = person.started_on.zip(person.due_on) {
        facts.push(fact("Programme", words::from_to(started, due), Some(words::outcome(person.status))));
    }
    if let Some(line) = report.caseload_now(person.id).filter(|_| person.is_in_programme) {
        let held = line.int("children").map_or_else(|| "cannot tell".to_owned(), words::number);
        let cap = line.int("cap").map(|cap| match cap {
            0 => "none is allowed yet".to_owned(),
            cap => format!("the cap is {}", words::number(cap)),
        });
        let cap = cap.unwrap_or_else(|| "no cap is set for this service".to_owned());
        facts.push(fact("Caseload now", held, Some(cap)));
    }
    if let Some(line) = rows("supervision_status").first() {
        let said = supervision(*line);
        facts.push(fact("Supervision", said.0, said.1));
    }
    if let Some(line) = rows("drift_status").first() {
        let overdue = line.int("overdue_items");
        let value =
            overdue.map_or_else(|| "Cannot tell".to_owned(), |n| format!("{} overdue", words::number(n)));
        let due = line.int("items_due").map(|n| format!("of {} that fell due", words::number(n)));
        facts.push(fact("Reviews, observations, portfolio", value, due));
    }
    facts
}

fn supervision(line: Line) -> (String, Option<String>) {
    match line.int("in_date_days").zip(line.int("programme_days")) {
        Some((in_date, all)) => {
            let of_days = words::days_of(in_date, all, line.float("in_date_pct"));
            (format!("In date on {of_days}"), None)
        }
        None => ("Cannot tell".to_owned(), Some("no supervision records were supplied".to_owned())),
    }
}

/// The worker's cases before panels; `None` where there are none.
fn panel_section(page: &Page, person: &Person) -> Option<Section> {
    let lines = page.report.view.rows.of("panel_status", person.id);
    if lines.is_empty() {
        return None;
    }
    let decided = lines.iter().filter(|line| line.text("decision").is_some()).count() as i64;
    let finding = match decided {
        0 => "No panel has decided yet".to_owned(),
        n => format!("{} so far", words::capital(&words::spelt_of(n, "panel decision", "panel decisions"))),
    };
    let mut section =
        Section::new("panels", finding).topic("Panels").block(Block::Table(tables::panels(page, lines)));
    for line in lines {
        if let Some(link) = meetings::pack_link(page, line.text("panel_id")) {
            section = section.block(Block::Paragraph(link));
        }
    }
    Some(section)
}

/// The programme on one clock; the tables below prove it.
fn on_one_clock(report: &Report, person: &Person) -> Section {
    let year = Year { view: report.view, rows: &report.view.rows, worker_id: person.id };
    let paused = year.paused_days();
    let mut section = Section::new("year", "The programme on one clock");
    if paused > 0 {
        section = section.beside(format!("due dates move by the {} of the pause", words::days(paused)));
    }
    section = match year.draw(person.called) {
        None => section.paragraph("Cannot tell: the days in programme are not known."),
        Some(Drawn::Sentence(sentence)) => section.paragraph(sentence),
        Some(Drawn::Drawings(drawings)) => drawings.into_iter().fold(section, |section, drawing| {
            section.block(Block::Figure(Figure { caption: None, drawing, table: None }))
        }),
    };
    match year.in_figures() {
        Some(said) => section.block(Block::Remark(said.into())),
        None => section,
    }
}
