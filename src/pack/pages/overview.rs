//! The principal social worker's first page: what needs attention, and who can act.

use super::attention::{Attention, Kind, attention};
use super::cells::{status_column, text_column};
use super::meetings::{self, Meeting};
use super::notes::{note, notes};
use super::page::{Main, Page};
use super::report::Report;
use super::room::Room;
use super::{changes, context, drift, due, figures, going_well, left_out, on_time, untold};
use crate::pack::{
    Answer, Area, Block, Cell, Document, LargeFigure, Section, SideNotes, Symbol, Table, Target, Text, words,
};

/// So many matters stand open; the rest are in the table below them.
const OPEN: usize = 12;

pub fn compose(report: &Report) -> (String, Document) {
    let page = Page::new(report, Main::Overview);
    let open = attention(report);
    let panels = meetings::to_come(report.view);
    let next = meetings::next(&panels);
    let mut part = Page::part(title(report, &open, next), Some(lead(report, &open).into()));
    part.opening = vec![Block::LargeFigures(three_figures(&page, &open, next))];
    let mut sections = vec![now_section(&page, &open)];
    sections.extend(panel_sections(&page, next));
    sections.push(due::section(&page));
    sections.extend(going_well::section(report));
    sections.extend(on_time::section(&page, &on_time::REVIEWS, None));
    sections.extend(drift::section(&page, None));
    sections.push(untold::section(&untold::untold(report, None), false));
    sections.push(left_out_section(&page));
    sections.extend(changes::in_short(&page));
    part.areas = sections.into_iter().map(Area::Section).collect();
    page.finish(vec![part], Vec::new())
}

fn title(report: &Report, open: &[Attention], next: Option<&Meeting>) -> String {
    let before = next.map(|panel| format!(" before the panel on {}", words::day_and_month(panel.held_on)));
    let before = before.unwrap_or_default();
    match open.len() as i64 {
        0 if report.nobody_is_in_programme() => "Nobody is in programme now".to_owned(),
        0 => "Nothing is open or overdue".to_owned(),
        1 => format!("One thing needs attention{before}"),
        n => format!("{} things need attention{before}", words::capital(&words::spelt(n))),
    }
}

/// Who can act on how many, and how many caseloads are within the cap.
fn lead(report: &Report, open: &[Attention]) -> String {
    let mut sentences = Vec::new();
    if let Some(sentence) = who_can_act(open) {
        sentences.push(sentence);
    }
    let room = Room::of(report, report.in_programme());
    if room.known > 0 {
        let sentence = if room.above == 0 {
            "Every caseload is within the cap.".to_owned()
        } else {
            format!(
                "{} of {} caseloads are within the cap.",
                words::number(room.within()),
                words::number(room.known)
            )
        };
        sentences.push(sentence);
    }
    sentences.push(match report.in_programme().count() as i64 {
        0 if report.nobody_is_in_programme() => "Nobody in the records is in programme now.".to_owned(),
        people => format!("{} in programme.", words::counted(people, "person is", "people are")),
    });
    sentences.join(" ")
}

/// `Four of them a team manager can act on, one an assessor.`
fn who_can_act(open: &[Attention]) -> Option<String> {
    let mut counts: Vec<(&str, i64)> = Vec::new();
    for matter in open {
        match counts.iter_mut().find(|(who, _)| *who == matter.who) {
            Some((_, n)) => *n += 1,
            None => counts.push((matter.who, 1)),
        }
    }
    counts.sort_by_key(|(who, n)| (std::cmp::Reverse(*n), *who));
    let whom = |who: &str| {
        let lower = who.to_lowercase();
        match lower.as_str() {
            "candidate and assessor" => "a candidate and their assessor".to_owned(),
            other if other.starts_with(['a', 'o']) => format!("an {other}"),
            other => format!("a {other}"),
        }
    };
    let (first, rest) = counts.split_first()?;
    let mut parts = vec![if open.len() as i64 == first.1 {
        format!(
            "{} can act on {}",
            words::capital(&whom(first.0)),
            if first.1 == 1 { "it" } else { "all of them" }
        )
    } else {
        format!("{} of them {} can act on", words::capital(&words::spelt(first.1)), whom(first.0))
    }];
    parts.extend(rest.iter().map(|(who, n)| format!("{} {}", words::spelt(*n), whom(who))));
    Some(format!("{}.", words::list(&parts)))
}

fn three_figures(page: &Page, open: &[Attention], next: Option<&Meeting>) -> Vec<LargeFigure> {
    let n = open.len() as i64;
    let things = if n == 1 { "thing needs attention now" } else { "things need attention now" };
    let mut figures = vec![LargeFigure {
        figure: words::number(n),
        beside: None,
        line: Text::new().link(things, Target::place("now")),
    }];
    if let Some(panel) = next {
        let candidates = panel.agenda.all().count() as i64;
        figures.push(LargeFigure {
            figure: words::number(candidates),
            beside: panel.agenda.capacity.map(|n| format!("for {}", words::counted(n, "place", "places"))),
            line: Text::new()
                .link(
                    format!(
                        "{} for the {} panel",
                        if candidates == 1 { "candidate" } else { "candidates" },
                        words::plain(panel.kind)
                    ),
                    Target::place("panel"),
                )
                .plain(format!(" on {}", words::meeting(panel.held_on))),
        });
    }
    let due = due::items(page.report).len() as i64;
    figures.push(LargeFigure {
        figure: words::number(due),
        beside: None,
        line: Text::new()
            .link(if due == 1 { "item falls due" } else { "items fall due" }, Target::place("due"))
            .plain(format!(" in the 28 days to {}", words::date(due::last_day(page.report)))),
    });
    figures
}

/// `One caseload is above the cap; five things are overdue`.
fn now_finding(open: &[Attention]) -> String {
    let count = |kind: Kind| open.iter().filter(|matter| matter.kind == kind).count() as i64;
    let is = |n: i64| if n == 1 { "is" } else { "are" };
    let mut parts = Vec::new();
    let n = count(Kind::Caseload);
    if n > 0 {
        parts.push(format!("{} {} above the cap", words::spelt_of(n, "caseload", "caseloads"), is(n)));
    }
    let n = count(Kind::OwnCaseload);
    if n > 0 {
        let hold = words::spelt_of(n, "person holds", "people hold");
        parts.push(format!("{hold} more own cases than the cap allows"));
    }
    let n = count(Kind::Restriction);
    if n > 0 {
        parts.push(format!("{} restricted work", words::spelt_of(n, "person holds", "people hold")));
    }
    let n = count(Kind::Supervision);
    if n > 0 {
        let have = if n == 1 { "person’s supervision is" } else { "people’s supervision is" };
        parts.push(format!("{} {have} out of date", words::spelt(n)));
    }
    let n = count(Kind::Overdue);
    if n > 0 {
        parts.push(format!("{} {} overdue", words::spelt_of(n, "thing", "things"), is(n)));
    }
    let mut people: Vec<&str> =
        open.iter().filter(|matter| matter.kind == Kind::OtherRule).map(|matter| matter.worker).collect();
    people.sort_unstable();
    people.dedup();
    if !people.is_empty() {
        let people = words::spelt_of(people.len() as i64, "person", "people");
        parts.push(format!("other rules of the policy are open for {people}"));
    }
    words::capital(&parts.join("; "))
}

fn now_section(page: &Page, open: &[Attention]) -> Section {
    let topic = "What needs attention now";
    let side = about_the_list(page);
    if open.is_empty() {
        let nothing = "Nothing is overdue, and no breach or gap is open";
        return Section::new("now", nothing)
            .topic(topic)
            .paragraph(
                "This is about what the records supplied can tell. What they cannot tell is listed below.",
            )
            .notes(side);
    }
    let matters = open.iter().take(OPEN).map(|matter| matter.matter(page)).collect();
    let mut section =
        Section::new("now", now_finding(open)).topic(topic).block(Block::Matters(matters)).notes(side);
    if open.len() > OPEN {
        let rest = (open.len() - OPEN) as i64;
        let table = all_of_them(page, open);
        let line = figures::fold_line(&table.caption);
        section = section
            .paragraph(format!(
                "These are the {OPEN} that come first in the calendar, and {} more. The table has them all.",
                words::number(rest)
            ))
            .block(Block::Table(table.folded(line)));
    }
    section
}

fn about_the_list(page: &Page) -> SideNotes {
    let mut side = vec![note(
        "Order",
        Text::from("By what comes first in the calendar. It is not a ranking of people."),
    )];
    if let Some(context) = context::vacancies(page.report) {
        side.push(note("Context", Text::from(context)));
    }
    notes("About this list", side)
}

fn all_of_them(page: &Page, open: &[Attention]) -> Table {
    let mut table = Table::new(
        "Everything that needs attention now",
        "Who",
        [
            status_column("What"),
            text_column("Since or due"),
            text_column("Team"),
            text_column("Who can act"),
            text_column("Rule"),
        ],
    );
    for matter in open {
        let team = page.report.person(matter.worker).and_then(|person| person.team);
        let Answer::CanAct { who, rule } = matter.answer() else { continue };
        table.push(
            page.called(matter.worker),
            [
                Cell::status(matter.status, matter.finding.trim_end_matches('.')),
                Cell::text(words::date(matter.since)),
                super::cells::text_or(team, Symbol::NotAvailable),
                Cell::text(who),
                super::cells::text_or(rule, Symbol::NotApplicable),
            ],
        );
    }
    table
}

fn panel_sections(page: &Page, next: Option<&Meeting>) -> Vec<Section> {
    let mut sections = Vec::new();
    match next {
        Some(panel) => sections.push(meetings::section(page, panel, "panel")),
        None => sections.push(
            Section::new("panel", "No moderation panel is recorded after the last day of the records")
                .topic("Panels")
                .paragraph("Panels, with the dates to come, would show the next agenda here."),
        ),
    }
    sections.extend(meetings::load_section(page));
    sections
}

fn left_out_section(page: &Page) -> Section {
    let link = Text::new().link("Data quality", page.to(Main::DataQuality.path()));
    match left_out::sentence(page.report.view) {
        Some(sentence) => Section::new("left-out", sentence)
            .topic("Rows left out")
            .block(Block::Paragraph(link.plain(" has each reason, an example’s place, and the mend."))),
        None => Section::new("left-out", "The rows of this run were not counted")
            .topic("Rows left out")
            .block(Block::Paragraph(link.plain(" has what is known."))),
    }
}
