//! Who started and where they are now: counts that add up, and what the panels decided.

use super::cells::{count, interval, number_column, share, text_column};
use super::notes;
use super::page::Page;
use super::report::Group;
use crate::pack::lines::{Line, metrics};
use crate::pack::{Block, Section, Table, words};

/// The states that add up to all who started, in the order of a programme.
const STATES: [(&str, &str); 7] = [
    ("in_progress", "in progress"),
    ("passed", "passed"),
    ("failed", "not passed"),
    ("deferred", "deferred"),
    ("referred", "referred"),
    ("left", "left"),
    ("withdrawn", "withdrawn"),
];

/// A cohort's row of the pass rates.
pub fn row<'a>(page: &Page<'_, 'a>, cohort: &Group) -> Option<Line<'a>> {
    metrics(page.report.view, "pass_rates").into_iter().find(|line| line.text("cohort") == cohort.name)
}

/// `Of the 18 who started, 9 are in progress, 8 passed and 1 left.`
pub fn counts_line(line: Line) -> Option<String> {
    let started = line.int("started")?;
    let states: Vec<String> = STATES
        .into_iter()
        .filter_map(|(column, word)| {
            let n = line.int(column).filter(|n| *n > 0)?;
            let said = match (column, n) {
                ("failed", _) => "did not pass".to_owned(),
                ("passed" | "left", _) => word.to_owned(),
                (_, 1) => format!("is {word}"),
                _ => format!("are {word}"),
            };
            Some(format!("{} {said}", words::number(n)))
        })
        .collect();
    if states.is_empty() {
        return Some("Nobody has started yet.".to_owned());
    }
    Some(format!("Of the {} who started, {}.", words::number(started), words::list(&states)))
}

/// What the cohort's heading says of it.
pub fn finding(line: Line) -> String {
    let figure = |column: &str| line.int(column).unwrap_or_default();
    let (decided, passed, started) = (figure("decided"), figure("passed"), figure("started"));
    if decided == 0 {
        return format!(
            "{} started; no final panel has decided yet",
            words::capital(&words::spelt_of(started, "person", "people"))
        );
    }
    let pct = line.float("pass_pct").filter(|_| decided >= words::SHOWN_FROM);
    let pct = pct.map(|pct| format!(" ({})", words::percent(pct))).unwrap_or_default();
    format!("{} of {} decided have passed{pct}", words::number(passed), words::number(decided))
}

/// Final panels' decisions of a cohort.
pub fn section(page: &Page, cohort: &Group) -> Option<Section> {
    let line = row(page, cohort)?;
    let decided = line.int("decided").unwrap_or_default();
    let mut section = Section::new("outcomes", finding(line)).topic("Final panel");
    if let Some(words) = counts_line(line) {
        section = section.paragraph(words);
    }
    if decided > 0 && decided < words::SHOWN_FROM {
        section = section.paragraph("So far that is too few to say more.");
    }
    let mut table = Table::new(
        format!("Where programmes stand: {}", cohort.title("no cohort recorded")),
        "Figure",
        [number_column("People"), text_column("Share"), text_column("95% interval")],
    );
    table.push("Started", [count(line.int("started"))]);
    for (column, word) in STATES {
        table.push(words::capital(word), [count(line.int(column))]);
    }
    let bounds = line.between("lower_95", "upper_95");
    let of_decided = line.int("decided");
    table.push(
        "Passed, of those decided",
        [
            count(line.int("passed")),
            share(line.int("passed"), of_decided, line.float("pass_pct")),
            interval(of_decided, bounds),
        ],
    );
    let first = line.int("passed_first_time");
    table.push(
        "Passed at the first final panel, of those decided",
        [count(first), share(first, of_decided, line.float("first_time_pct"))],
    );
    let within = line.int("within_programme");
    table.push(
        "Completed within the programme, of those passed",
        [count(within), share(within, line.int("passed"), line.float("within_programme_pct"))],
    );
    section = section.block(Block::Table(table));
    if let Some(due) = line.int("due").filter(|due| *due < words::SHOWN_FROM) {
        let few = if due == 0 { "None".to_owned() } else { words::capital(&words::spelt(due)) };
        section = section.paragraph(format!(
            "{few} of these programmes had fallen due by the last day of the records: the cohort is not yet mature."
        ));
    }
    Some(section.notes(notes::on_metric(page, "pass_rates")))
}

/// Whether panels decided what moderators recommended. `None` where no case has both.
pub fn agreement(page: &Page, cohort: &Group) -> Option<Section> {
    let line = metrics(page.report.view, "moderation_agreement")
        .into_iter()
        .find(|line| line.text("cohort") == cohort.name)?;
    let (agreed, cases) = (line.int("agreed")?, line.int("cases").filter(|cases| *cases > 0)?);
    let said =
        words::share_between(agreed, cases, line.float("agreed_pct"), line.between("lower_95", "upper_95"));
    let mut section = Section::new("agreement", format!("Panels decided as recommended in {said}"))
        .topic("Moderation")
        .notes(notes::on_metric(page, "moderation_agreement"));
    section = match line.float("kappa") {
        Some(kappa) if cases >= words::SHOWN_FROM => section.paragraph(format!(
            "Beyond what chance alone would give, agreement is {kappa:.2} on a scale on which 1 is full agreement \
             and 0 is chance (Cohen’s kappa)."
        )),
        _ => section.paragraph("There is too little variety among decisions to set them against chance."),
    };
    Some(section)
}
