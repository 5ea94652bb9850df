//! One cohort: who started and where they are, then caseload, supervision, reviews, observations and
//! feedback, portfolio, panel and progression, each with its finding, figures, definition and rule.

use super::cells::{count_if_any, date_column, number_column, text_or};
use super::page::{Main, Page};
use super::report::{Group, Person, Report};
use super::{caseload, drift, on_time, outcomes, untold};
use crate::pack::lines::facts;
use crate::pack::{Area, Block, Cell, Document, PageLink, Section, Status, Symbol, Table, Text, words};

pub fn compose(report: &Report, cohort: &Group) -> (String, Document) {
    let page = Page::cohort(report, cohort);
    let line = outcomes::row(&page, cohort);
    let name = cohort.title("No cohort recorded");
    let finding = line.map_or_else(|| "cannot tell where its people are".to_owned(), outcomes::finding);
    let lead = line.and_then(outcomes::counts_line).map(Text::from);
    let mut part = Page::part(format!("{name}: {}", lower_first(&finding)), lead);
    part.opening = vec![Block::Paragraph(team_links(&page, cohort))];
    let mut sections: Vec<Section> = Vec::new();
    sections.extend(caseload::cap_section(&page, cohort));
    sections.extend(caseload::restriction_section(&page, cohort));
    sections.extend(caseload::supervision_section(&page, cohort));
    for measure in [&on_time::REVIEWS, &on_time::OBSERVATIONS, &on_time::FEEDBACK, &on_time::PORTFOLIO] {
        sections.extend(on_time::section(&page, measure, Some(cohort)));
    }
    sections.extend(drift::section(&page, Some(cohort)));
    sections.extend(outcomes::section(&page, cohort));
    sections.extend(outcomes::agreement(&page, cohort));
    sections.extend(progression(&page, cohort));
    sections.push(people_section(&page, cohort));
    sections.push(untold::section(&untold::untold(report, Some(cohort)), false));
    part.areas = sections.into_iter().map(Area::Section).collect();
    let breadcrumb = vec![PageLink { words: "Cohorts".to_owned(), to: page.to(Main::Cohorts.path()) }];
    page.finish(vec![part], breadcrumb)
}

/// A finding within a sentence: a word loses its capital, a figure has none.
fn lower_first(finding: &str) -> String {
    let mut letters = finding.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn team_links(page: &Page, cohort: &Group) -> Text {
    let people = page.report.of_cohort(cohort);
    let teams: Vec<&Group> = page
        .report
        .teams
        .iter()
        .filter(|team| people.iter().any(|person| person.has_started() && person.team == team.name))
        .collect();
    let mut text = Text::from("Teams: ");
    for (n, team) in teams.iter().enumerate() {
        if n > 0 {
            text = text.plain(", ");
        }
        text = text.link(team.title("no team recorded"), page.to_team(team));
    }
    text.plain(".")
}

/// The cohort's own applications to progress; `None` where it has none.
fn progression(page: &Page, cohort: &Group) -> Option<Section> {
    let lines: Vec<_> = facts(page.report.view, "progression_stages")
        .into_iter()
        .filter(|line| line.text("cohort") == cohort.name)
        .collect();
    if lines.is_empty() {
        return None;
    }
    let states = [
        ("approved", "approved"),
        ("in_progress", "in progress"),
        ("deferred", "deferred"),
        ("withdrawn", "withdrawn"),
    ];
    let states: Vec<String> = states
        .into_iter()
        .map(|(code, word)| (lines.iter().filter(|line| line.is("status", code)).count() as i64, word))
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{} {word}", words::number(n)))
        .collect();
    let link = Text::new().link("The way to the next grade", page.to_place(Main::Leadership, "grade"));
    let all = lines.len() as i64;
    Some(
        Section::new(
            "progression",
            format!(
                "{}: {}",
                words::capital(&words::spelt_of(all, "application", "applications")),
                words::list(&states)
            ),
        )
        .topic("Progression")
        .block(Block::Paragraph(link.plain(" shows where all applications wait."))),
    )
}

fn people_section(page: &Page, cohort: &Group) -> Section {
    let people = page.report.of_cohort(cohort);
    let n = people.len() as i64;
    let caption = format!("Everybody in the cohort, by start date: {}", cohort.title("no cohort recorded"));
    Section::new(
        "people",
        format!("{}, each with a page", words::capital(&words::spelt_of(n, "person", "people"))),
    )
    .topic("People")
    .block(Block::Table(people_table(page, &people, &caption)))
}

/// People in order of start date, with where they stand.
pub fn people_table(page: &Page, people: &[&Person], caption: &str) -> Table {
    let of_one_team = people.windows(2).all(|pair| pair[0].team == pair[1].team);
    let mut columns = vec![date_column("Started")];
    if !of_one_team {
        columns.push(super::cells::text_column("Team"));
    }
    columns.extend([
        super::cells::text_column("Programme"),
        date_column("Programme due"),
        super::cells::status_column("Reviews, observations, portfolio"),
        number_column("Held now"),
        number_column("Cap now"),
    ]);
    let mut table = Table::new(caption, "Who", columns);
    for person in people {
        let now = page.report.caseload_now(person.id).filter(|_| person.is_in_programme);
        let mut cells = vec![super::cells::date(person.started_on)];
        if !of_one_team {
            cells.push(text_or(person.team, Symbol::NotAvailable));
        }
        cells.extend([
            Cell::text(words::capital(&words::outcome(person.status))),
            super::cells::date(person.due_on),
            drift_cell(page.report, person),
            count_if_any(now.and_then(|line| line.int("children"))),
            count_if_any(now.and_then(|line| line.int("cap"))),
        ]);
        table.push(page.called(person.id), cells);
    }
    table
}

/// How somebody's reviews, observations and portfolio stand: nothing, or so many items, overdue.
pub fn drift_cell(report: &Report, person: &Person) -> Cell {
    let Some(line) = report.view.rows.of("drift_status", person.id).first() else {
        return Cell::missing(Symbol::NotApplicable);
    };
    let overdue = line.int("overdue_items");
    match line.text("band") {
        Some("no_records") | None => Cell::status(Status::CannotTell, "cannot tell"),
        Some(_) if overdue == Some(0) => Cell::status(Status::OnTime, "nothing overdue"),
        Some("finished") => Cell::status(
            Status::Late,
            format!("{} not done when it ended", words::number(overdue.unwrap_or_default())),
        ),
        Some(_) => {
            Cell::status(Status::Overdue, format!("{} overdue", words::number(overdue.unwrap_or_default())))
        }
    }
}
