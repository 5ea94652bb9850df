//! The overview across authorities: a paragraph and a few counts each, in the order of the alphabet.
//!
//! Context and links, not a ranking: programmes, caps and recording differ.

use super::cells::{count, number_column, text_column};
use super::meetings;
use super::report::Report;
use super::room::Room;
use super::{attention, due, left_out};
use crate::pack::view::View;
use crate::pack::{
    Area, Block, Cell, Document, Navigation, Part, PartKind, People, RunningHead, Section, Symbol, Table,
    Target, Text, words,
};

/// The page at the top of a run's folder. Each authority's pages lie in a folder named by its code.
pub fn compose_overview(views: &[View]) -> Document {
    let mut views: Vec<&View> = views.iter().collect();
    views.sort_by_key(|view| (view.name.to_lowercase(), view.code));
    let reports: Vec<Report> = views.iter().map(|view| Report::new(view, &[])).collect();
    let title = match reports.len() as i64 {
        1 => "One authority in this run".to_owned(),
        n => format!("{} authorities in this run", words::capital(&words::spelt(n))),
    };
    let mut part = Part::new("main-part", PartKind::Chapter, title);
    let judged = match views.iter().find(|view| view.is_other_rulebook) {
        Some(view) => format!(
            "All are judged by {}, which is not their own rulebook: its rules are not those they work to.",
            view.rulebook.title
        ),
        None => "Each is judged by its own rulebook, so counts differ for reasons that have nothing to do with people."
            .to_owned(),
    };
    part.lead = Some(format!("{judged} The order is the alphabet’s; it is not a ranking.").into());
    if !reports.is_empty() {
        part.opening = vec![Block::Table(table(&reports))];
    }
    part.areas = reports.iter().enumerate().map(|(n, report)| Area::Section(section(report, n))).collect();
    Document {
        title: part.title.clone(),
        head: head(&views),
        navigation: Navigation::default(),
        parts: vec![part],
        foot: vec![Text::from(
            "Nobody is mentioned on this page, but small numbers are shown: it has not been through disclosure \
             control, and is for use inside these authorities.",
        )],
    }
}

/// Every rulebook that somebody is judged by; one run has one last day of the records.
fn head(views: &[&View]) -> RunningHead {
    let all_of = |mut all: Vec<String>| {
        all.sort_unstable();
        all.dedup();
        if all.len() > 4 { "the rulebook of each authority".to_owned() } else { words::list(&all) }
    };
    RunningHead {
        authority: match views {
            many if many.len() > 4 => words::counted(many.len() as i64, "authority", "authorities"),
            some => words::list(&some.iter().map(|view| view.name).collect::<Vec<_>>()),
        },
        logo: match views {
            [only] => only.house.logo.clone(),
            _ => None,
        },
        about: "Newly qualified social workers".to_owned(),
        records_to: views.iter().map(|view| view.as_of).max().map(words::date).unwrap_or_default(),
        rulebook: all_of(views.iter().map(|view| view.rulebook.id.clone()).collect()),
        is_other_rulebook: views.iter().any(|view| view.is_other_rulebook),
        people: People::Nobody,
        classification: None,
    }
}

fn home(report: &Report) -> Target {
    Target::page(format!("{}/index.html", report.view.code))
}

fn table(reports: &[Report]) -> Table {
    let mut table = Table::new(
        "Authorities in the order of the alphabet",
        "Authority",
        [
            text_column("Rulebook"),
            text_column("Records to"),
            number_column("In programme"),
            number_column("Need attention now"),
            text_column("Caseloads within the cap"),
            number_column("Fall due in 28 days"),
            text_column("Next panel"),
        ],
    );
    for report in reports {
        let view = report.view;
        let room = Room::of(report, report.in_programme());
        let within = match room.known {
            0 => Cell::missing(Symbol::NotAvailable),
            known => Cell::figures(words::share(room.within(), known, None)),
        };
        let panels = meetings::to_come(view);
        let panel = meetings::next(&panels).map(|panel| words::date(panel.held_on));
        table.push(
            Text::new().link(view.name, home(report)),
            [
                Cell::text(view.rulebook.id.clone()),
                Cell::text(words::date(view.as_of)),
                count(Some(report.in_programme().count() as i64)),
                count(Some(attention::attention(report).len() as i64)),
                within,
                count(Some(due::items(report).len() as i64)),
                Cell::text(panel.unwrap_or_else(|| "None recorded".to_owned())),
            ],
        );
    }
    table
}

fn section(report: &Report, n: usize) -> Section {
    let open = attention::attention(report).len() as i64;
    let finding = match open {
        0 if report.nobody_is_in_programme() => "Nobody is in programme now".to_owned(),
        0 => "Nothing is open or overdue".to_owned(),
        n => words::capital(&words::spelt_of(n, "thing needs attention now", "things need attention now")),
    };
    let rulebook = &report.view.rulebook.title;
    let mut sentences = vec![match report.in_programme().count() as i64 {
        0 if report.nobody_is_in_programme() => {
            format!("Nobody in the records is in programme now. The rulebook is {rulebook}.")
        }
        people => format!(
            "{} in programme in {}, judged by {rulebook}.",
            words::counted(people, "person is", "people are"),
            words::spelt_of(report.cohorts.len() as i64, "cohort", "cohorts")
        ),
    }];
    sentences.extend(Room::of(report, report.in_programme()).sentence());
    sentences.push(match due::items(report).len() as i64 {
        0 => "Nothing falls due in the next 28 days.".to_owned(),
        due => format!("{} in the next 28 days.", words::counted(due, "item falls due", "items fall due")),
    });
    if let Some(next) = meetings::next(&meetings::to_come(report.view)) {
        sentences.push(format!("{}.", meetings::finding(next)));
    }
    sentences.extend(left_out::sentence(report.view).map(|sentence| format!("{sentence}.")));
    let text = Text::from(format!("{} ", sentences.join(" ")))
        .link(format!("{}: every page", report.view.name), home(report));
    Section::new(format!("authority-{}", n + 1), finding)
        .topic(report.view.name)
        .block(Block::Paragraph(text.plain(".")))
}
