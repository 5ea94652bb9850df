//! Teams in the order of the alphabet: context first, room within the cap, then what is above it, then
//! people in order of start date.

use super::attention::of_person;
use super::cohort::people_table;
use super::notes::{note, notes};
use super::page::{Main, Page, team_place};
use super::report::{Group, Person, Report};
use super::room::Room;
use super::{attention, context, due, room};
use crate::pack::lines::Line;
use crate::pack::{Area, Block, Document, Section, Text, words};

pub fn compose(report: &Report) -> (String, Document) {
    let page = Page::new(report, Main::Teams);
    let room = Room::of(report, report.in_programme());
    let teams = report.teams.len() as i64;
    let title = match (teams, room.known) {
        _ if report.nobody_is_in_programme() => "Nobody is in programme now".to_owned(),
        (0, _) => "No team is in the records".to_owned(),
        (n, 0) => words::capital(&words::spelt_of(n, "team", "teams")),
        (n, known) => format!(
            "{} of {} caseloads in {} are within the cap",
            words::number(room.within()),
            words::number(known),
            words::spelt_of(n, "team", "teams")
        ),
    };
    let context = context::vacancies(report).unwrap_or_else(|| {
        "Cannot tell how many posts are vacant: no workforce return was supplied.".to_owned()
    });
    let mut part = Page::part(title, Some(Text::from(context)));
    part.areas = report.teams.iter().map(|team| Area::Section(section(&page, team))).collect();
    page.finish(vec![part], Vec::new())
}

fn section(page: &Page, team: &Group) -> Section {
    let report = page.report;
    let people = report.of_team(team);
    let now: Vec<&Person> = people.iter().copied().filter(|person| person.is_in_programme).collect();
    let room = Room::of(report, now.iter().copied());
    let finding = if now.is_empty() {
        "Nobody is in programme now".to_owned()
    } else if room.known == 0 {
        format!(
            "{}; room within the cap cannot be told",
            words::capital(&words::spelt_of(
                now.len() as i64,
                "person is in programme",
                "people are in programme"
            ))
        )
    } else if room.above == 0 {
        match room.known {
            1 => "The one caseload is within the cap".to_owned(),
            n => format!("All {} caseloads are within the cap", words::spelt(n)),
        }
    } else if room.known == 1 {
        "The one caseload is above the cap".to_owned()
    } else {
        format!(
            "{} of {} caseloads {} within the cap",
            words::number(room.within()),
            words::number(room.known),
            if room.within() == 1 { "is" } else { "are" }
        )
    };
    let mut section = Section::new(team_place(team), finding).topic(team.title("No team recorded"));
    let mut services: Vec<&str> = people.iter().filter_map(|person| person.service).collect();
    services.sort_unstable();
    services.dedup();
    let services = words::list(&services);
    let mut sentences = match (now.len(), services.as_str()) {
        (0, "") => Vec::new(),
        (0, services) => vec![format!("Those who were in it worked in {services}.")],
        (n, services) => {
            let people = words::counted(n as i64, "person is", "people are");
            let services = if services.is_empty() { String::new() } else { format!(", in {services}") };
            vec![format!("{people} in programme{services}.")]
        }
    };
    sentences.extend(room.sentence());
    if !sentences.is_empty() {
        section = section.paragraph(sentences.join(" "));
    }
    let mut open: Vec<attention::Attention> =
        now.iter().flat_map(|person| of_person(report, person)).collect();
    open.sort_by_key(|matter| (matter.since, report.view.called(matter.worker).to_owned()));
    if !open.is_empty() {
        section = section.block(Block::Heading(format!(
            "{} attention now",
            words::capital(&words::spelt_of(open.len() as i64, "thing needs", "things need"))
        )));
        section = section.block(Block::Matters(open.iter().map(|matter| matter.matter(page)).collect()));
    }
    let name = team.title("no team recorded");
    if let Some(list) = room::list(page, &now, &name) {
        section = section.block(Block::Table(list)).paragraph(
            "Room within the cap says nothing of whether somebody is ready for another case: a manager does.",
        );
    }
    let is_of_team = |line: &Line| line.text("worker_id").is_some() && line.text("team") == team.name;
    let falls_due: Vec<Line> = due::items(report).into_iter().filter(is_of_team).collect();
    if !falls_due.is_empty() {
        let caption = format!("What falls due in 28 days: {name}");
        section = section.block(Block::Table(due::list_of_team(page, &falls_due, &caption)));
    } else if !now.is_empty() {
        section = section.paragraph("Nothing falls due in the next 28 days.");
    }
    if !now.is_empty() {
        let caption = format!("People in programme, by start date: {}", name);
        section = section.block(Block::Table(people_table(page, &now, &caption)));
    }
    let before = people.len() - now.len();
    if before > 0 {
        section = section.paragraph(format!(
            "{} in this team whose programme is over {} on the cohorts’ pages.",
            words::capital(&words::spelt_of(before as i64, "person", "people")),
            if before == 1 { "is" } else { "are" }
        ));
    }
    section.notes(notes(
        "About this team",
        vec![note("Order", Text::from("People stand in order of start date. It is not a ranking."))],
    ))
}
