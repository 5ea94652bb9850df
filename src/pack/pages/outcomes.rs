//! Who started and where they are now: counts that add up, and what the panels decided.

use super::cells::{count_of, number_column};
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
    if decided == 1 {
        return "One person has been decided so far".to_owned();
    }
    format!("{} of {} people decided have passed{pct}", words::number(passed), words::number(decided))
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
    section = shares(line).into_iter().fold(section, Section::paragraph);
    let mut table = Table::new(
        format!("Where programmes stand: {}", cohort.title("no cohort recorded")),
        "State",
        [number_column("People")],
    );
    for (column, word) in STATES {
        table.push(words::capital(word), [count_of(line, column)]);
    }
    table.push_emphasised("All who started", [count_of(line, "started")]);
    section = section.block(Block::Table(table));
    if let Some(due) = line.int("due").filter(|due| *due < words::SHOWN_FROM) {
        let few = if due == 0 { "None".to_owned() } else { words::capital(&words::spelt(due)) };
        section = section.paragraph(format!(
            "{few} of these programmes had fallen due by the last day of the records: the cohort is not yet mature."
        ));
    }
    Some(section.notes(notes::on_metric(page, "pass_rates")))
}

/// The shares of those decided, in sentences.
fn shares(line: Line) -> Vec<String> {
    let Some(decided) = line.int("decided").filter(|n| *n > 0) else { return Vec::new() };
    let mut sentences = Vec::new();
    if let Some(passed) = line.int("passed") {
        let between = line.between("lower_95", "upper_95");
        let said = words::share_between(passed, decided, line.float("pass_pct"), between);
        sentences.push(format!("Passed, of those decided: {said}."));
    }
    if let Some(first) = line.int("passed_first_time") {
        let said = words::share(first, decided, line.float("first_time_pct"));
        sentences.push(format!("Passed at the first final panel: {said}."));
    }
    if let Some((within, passed)) = line.int("within_programme").zip(line.int("passed").filter(|n| *n > 0)) {
        let said = words::share(within, passed, line.float("within_programme_pct"));
        sentences.push(format!("Completed within the programme, of those passed: {said}."));
    }
    vec![sentences.join(" ")]
}

/// Whether panels decided what moderators recommended. `None` where no case has both.
pub fn agreement(page: &Page, cohort: &Group) -> Option<Section> {
    let line = metrics(page.report.view, "moderation_agreement")
        .into_iter()
        .find(|line| line.text("cohort") == cohort.name)?;
    let (agreed, cases) = (line.int("agreed")?, line.int("cases").filter(|cases| *cases > 0)?);
    let pct = line.float("agreed_pct").zip(line.between("lower_95", "upper_95"));
    let pct = pct.filter(|_| cases >= words::SHOWN_FROM).map(|(pct, (lower, upper))| {
        format!(" ({}; 95% interval {})", words::percent(pct), words::interval(lower, upper))
    });
    let finding = format!(
        "Panels decided as recommended in {} of {}{}",
        words::number(agreed),
        words::counted(cases, "case", "cases"),
        pct.unwrap_or_default()
    );
    let mut section = Section::new("agreement", finding)
        .topic("Moderation")
        .notes(notes::on_metric(page, "moderation_agreement"));
    section = match line.float("kappa") {
        Some(kappa) if cases >= words::SHOWN_FROM => section.paragraph(format!(
            "Beyond what chance alone would give, agreement is {} on a scale on which 1 is full agreement \
             and 0 is chance (Cohen’s kappa). Where nearly every case is a pass, it says little.",
            words::rounded(kappa, 2)
        )),
        _ => section.paragraph("There is too little variety among decisions to set them against chance."),
    };
    Some(section)
}
