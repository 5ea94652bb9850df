//! All cohorts, in order of time: who started and where they are now, each with a link to its own page.

use super::cells::{count_of, number_column, share_of, text_column};
use super::outcomes;
use super::page::{Main, Page};
use super::report::{Group, Report};
use crate::pack::{Area, Block, Cell, Document, Section, Symbol, Table, Text, words};

pub fn compose(report: &Report) -> (String, Document) {
    let page = Page::new(report, Main::Cohorts);
    let started = report.workers.iter().filter(|person| person.has_started()).count() as i64;
    let cohorts = report.cohorts.len() as i64;
    let title = match cohorts {
        0 => "No cohort is in the records".to_owned(),
        _ if started == 0 => "Nobody has started yet".to_owned(),
        n => format!(
            "{} started in {}",
            words::capital(&words::spelt_of(started, "person", "people")),
            words::spelt_of(n, "cohort", "cohorts")
        ),
    };
    let mut part = Page::part(
        title,
        Some("Cohorts stand in order of time. What differs between small cohorts is often chance.".into()),
    );
    if cohorts > 0 {
        part.opening = vec![Block::Table(table(&page))];
    }
    part.areas = report
        .cohorts
        .iter()
        .map(|cohort| {
            let line = outcomes::row(&page, cohort);
            let finding = match line {
                Some(line) => outcomes::finding(line),
                None if !has_begun(report, cohort) => "Nobody has started yet".to_owned(),
                None => "Cannot tell where its people are".to_owned(),
            };
            let mut section = Section::new(format!("cohort-{}", cohort.slug), finding)
                .topic(cohort.title("No cohort recorded"));
            if let Some(words) = line.and_then(outcomes::counts_line) {
                section = section.paragraph(words);
            }
            let link = Text::new().link(
                "Caseload, supervision, reviews, observations, portfolio and panel",
                page.to_cohort(cohort),
            );
            Area::Section(section.block(Block::Paragraph(link.plain(" of this cohort."))))
        })
        .collect();
    page.finish(vec![part], Vec::new())
}

/// Whether anybody of a cohort has started.
fn has_begun(report: &Report, cohort: &Group) -> bool {
    report.of_cohort(cohort).iter().any(|person| person.has_started())
}

fn table(page: &Page) -> Table {
    let mut table = Table::new(
        "Where each cohort’s people are now",
        "Cohort",
        [
            number_column("Started"),
            number_column("In progress"),
            number_column("Passed"),
            number_column("Not passed"),
            number_column("Deferred"),
            number_column("Referred"),
            number_column("Left"),
            number_column("Withdrawn"),
            text_column("Passed, of those decided"),
        ],
    );
    for cohort in &page.report.cohorts {
        let line = outcomes::row(page, cohort);
        // A cohort without a row in the metric.
        let begun = has_begun(page.report, cohort);
        let unknown = || Cell::missing(if begun { Symbol::NotAvailable } else { Symbol::NotApplicable });
        let header = Text::new().link(cohort.title("No cohort recorded"), page.to_cohort(cohort));
        let mut cells: Vec<_> =
            ["started", "in_progress", "passed", "failed", "deferred", "referred", "left", "withdrawn"]
                .map(|column| line.map_or_else(unknown, |line| count_of(line, column)))
                .into();
        cells.push(line.map_or_else(unknown, |line| share_of(line, "passed", &["decided"], "pass_pct")));
        table.push(header, cells);
    }
    table
}
