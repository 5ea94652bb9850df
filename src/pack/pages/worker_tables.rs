//! The tables of one worker's page: every row with the rule it was judged by and its rows in the exports.

use super::cells::{
    count_if_any, date, date_column, number_column, rule, source, status_column, text_column, text_or, yes_no,
};
use super::meetings;
use super::page::Page;
use super::report::Person;
use crate::pack::escalation::Escalation;
use crate::pack::further_rules::restriction_name;
use crate::pack::lines::Line;
use crate::pack::{Block, Cell, Column, Section, Status, Symbol, Table, words};
use crate::rulebook::{Rulebook, Unit};

/// Every section of tables that the worker has rows for.
pub fn sections(page: &Page, person: &Person) -> Vec<Section> {
    let rows = |table: &str| page.report.view.rows.of(table, person.id);
    let rulebook = page.report.view.rulebook_of(person.id);
    [
        breaches(page, rulebook, rows("cap_breaches"), rows("caseload_steps"), rows("own_cap_breaches")),
        restrictions(rulebook, rows("work_restrictions")),
        gaps(rows("supervision_gaps"), rows("supervision_status")),
        reviews(rows("review_status")),
        observations(rows("observation_status"), rows("observation_feedback")),
        portfolio(rows("milestone_status")),
        concerns(rows("concern_status")),
        progression(rows("progression_stages")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Columns, and the two that every table ends with.
fn columns(own: impl IntoIterator<Item = Column>) -> Vec<Column> {
    own.into_iter().chain([text_column("Rule"), text_column("Rests on")]).collect()
}

fn cells(own: impl IntoIterator<Item = Cell>, line: Line) -> Vec<Cell> {
    own.into_iter().chain([rule(line), source(line)]).collect()
}

/// When something was done and how that stands: `13 October 2025, late 12 days`; `overdue 3 days`.
fn done(line: Line, column: &str) -> Cell {
    let status = line.text("status").and_then(words::status).unwrap_or(Status::CannotTell);
    let said = words::status_words(status, line.int("days_late"));
    Cell::status(status, line.day(column).map_or(said.clone(), |day| format!("{}, {said}", words::date(day))))
}

/// `3 of 4 were on time; one is overdue`: what a list of judged rows comes to.
fn tally(lines: &[Line], column: &str, things: &str, done: &str) -> String {
    let n = |code: &str| lines.iter().filter(|line| line.is(column, code)).count() as i64;
    let (on_time, late, overdue) = (n("on_time"), n("late"), n("overdue"));
    let due = on_time + late + overdue;
    if lines.iter().all(|line| line.is(column, "no_records")) {
        return format!("Cannot tell whether {things} were {done} on time");
    }
    if due == 0 {
        return format!("No {things} have fallen due yet");
    }
    let overdue = if overdue > 0 { format!("; {} not done", words::spelt(overdue)) } else { String::new() };
    if due == 1 {
        let one = things.trim_end_matches('s');
        let was = if on_time == 1 { "was" } else { "was not" };
        return format!("The one {one} due {was} {done} on time");
    }
    format!("{} of {} {things} due were {done} on time{overdue}", words::number(on_time), words::number(due))
}

fn breaches(
    page: &Page,
    rulebook: &Rulebook,
    lines: &[Line],
    steps: &[Line],
    own: &[Line],
) -> Option<Section> {
    let (is_told, is_capped) = (!steps.is_empty(), steps.iter().any(|line| line.int("cap").is_some()));
    let (most, excess) = match rulebook.caseload.as_ref().map(|rule| rule.unit) {
        Some(Unit::Families) => ("Most families", "Excess family-days"),
        _ => ("Most children", "Excess child-days"),
    };
    let own_table = own_breaches(own, excess);
    if lines.is_empty() {
        let finding = if own_table.is_some() {
            "The caseload was within the cap, with more of it the worker’s own than the cap allows"
        } else if is_capped {
            "The caseload was within the cap throughout"
        } else {
            "No cap is set for this service"
        };
        let section = is_told.then(|| Section::new("caseload", finding).topic("Caseload"))?;
        return Some(with_table(section, own_table));
    }
    let days: i64 = lines.iter().filter_map(|line| line.int("days")).sum();
    let finding = match lines {
        [one] => {
            let when = one.day("opened_on").map(|from| words::period(from, one.day("closed_on")));
            format!("The caseload was above the cap for {}, {}", words::days(days), when.unwrap_or_default())
        }
        many => format!(
            "The caseload was above the cap {}, for {} in all",
            words::times(many.len() as i64),
            words::days(days)
        ),
    };
    let mut table = Table::new(
        "Days above the cap",
        "When",
        columns([
            number_column("Days"),
            number_column(most),
            number_column("Most above the cap"),
            number_column(excess),
            text_column("Strength"),
            text_column("Escalation"),
        ]),
    );
    for line in lines {
        let when = line.day("opened_on").map(|from| words::period(from, line.day("closed_on")));
        let escalation = Escalation::of(*line, page.report.view.as_of).map(Escalation::sentence);
        let own = [
            count_if_any(line.int("days")),
            count_if_any(line.int("peak_children")),
            count_if_any(line.int("peak_excess")),
            count_if_any(line.int("excess_child_days")),
            text_or(line.text("strength").map(words::capital), Symbol::NotApplicable),
            text_or(escalation, Symbol::NotApplicable),
        ];
        table.push(words::capital(&when.unwrap_or_default()), cells(own, *line));
    }
    let section = Section::new("caseload", finding).topic("Caseload").block(Block::Table(table));
    Some(with_table(section, own_table))
}

fn with_table(section: Section, table: Option<Table>) -> Section {
    match table {
        Some(table) => section.block(Block::Table(table)),
        None => section,
    }
}

/// Days on which more was held as allocated worker than the cap allows of it.
fn own_breaches(lines: &[Line], excess: &str) -> Option<Table> {
    if lines.is_empty() {
        return None;
    }
    let mut table = Table::new(
        "Days with more own cases than the cap allows",
        "When",
        columns([
            number_column("Days"),
            number_column("Most own cases"),
            number_column("Own cases at most"),
            number_column(excess),
            text_column("Strength"),
        ]),
    );
    for line in lines {
        let when = line.day("opened_on").map(|from| words::period(from, line.day("closed_on")));
        let own = [
            count_if_any(line.int("days")),
            count_if_any(line.int("peak_own")),
            count_if_any(line.int("own_at_most")),
            count_if_any(line.int("excess_child_days")),
            text_or(line.text("strength").map(words::capital), Symbol::NotApplicable),
        ];
        table.push(words::capital(&when.unwrap_or_default()), cells(own, *line));
    }
    Some(table)
}

/// Children are counted by the rows and never named.
fn restrictions(rulebook: &Rulebook, lines: &[Line]) -> Option<Section> {
    if lines.is_empty() {
        return None;
    }
    let mut table = Table::new(
        "Restricted work held without an exception, a row a child",
        "When",
        columns([text_column("Work"), text_column("Restriction"), number_column("Days")]),
    );
    for line in lines {
        let when = line.day("from_on").map(|from| words::period(from, line.day("to_on")));
        let own = [
            text_or(
                line.text("case_type").map(|code| words::capital(&words::case_type(code))),
                Symbol::NotAvailable,
            ),
            text_or(
                line.text("restriction").map(|id| restriction_name([rulebook], id)),
                Symbol::NotApplicable,
            ),
            count_if_any(line.int("days")),
        ];
        table.push(words::capital(&when.unwrap_or_default()), cells(own, *line));
    }
    let days: i64 = lines.iter().filter_map(|line| line.int("days")).sum();
    let finding = format!("Restricted work was held for {}", words::counted(days, "child-day", "child-days"));
    Some(Section::new("restrictions", finding).topic("Restricted work").block(Block::Table(table)))
}

fn gaps(lines: &[Line], status: &[Line]) -> Option<Section> {
    let summary = status.first()?;
    let (in_date, all) = summary.int("in_date_days").zip(summary.int("programme_days"))?;
    let of_days = words::days_of(in_date, all, summary.float("in_date_pct"));
    let finding = format!("Supervision was in date on {of_days}");
    let section = Section::new("supervision", finding).topic("Supervision");
    if lines.is_empty() {
        return Some(section.paragraph("There was no gap."));
    }
    let mut table = Table::new(
        "Gaps in supervision",
        "When",
        columns([number_column("Days"), text_column("To be held every"), text_column("Within an absence")]),
    );
    for line in lines {
        let when = line.day("from_on").map(|from| words::period(from, line.day("to_on")));
        let own = [
            count_if_any(line.int("days")),
            text_or(line.int("every_days").map(words::days), Symbol::NotApplicable),
            yes_no(line.flag("explained")),
        ];
        table.push(words::capital(&when.unwrap_or_default()), cells(own, *line));
    }
    Some(section.block(Block::Table(table)))
}

fn reviews(lines: &[Line]) -> Option<Section> {
    if lines.is_empty() {
        return None;
    }
    let mut table = Table::new(
        "Reviews",
        "Stage",
        columns([
            date_column("Due by"),
            status_column("Held"),
            text_column("Manager attended"),
            text_column("Rating"),
        ]),
    );
    let mut lines: Vec<Line> = lines.to_vec();
    lines.sort_by_key(|line| line.day("due_on"));
    for line in &lines {
        let held = line.day("held_on").is_some();
        let own = [
            date(line.day("due_on")),
            done(*line, "held_on"),
            if held { yes_no(line.flag("manager_attended")) } else { Cell::missing(Symbol::NotApplicable) },
            text_or(
                line.text("rating").map(|code| words::capital(&words::rating(code))),
                Symbol::NotApplicable,
            ),
        ];
        // "Month 3" stays on one line in a narrow column.
        let stage = words::capital(&words::stage(line.text("stage").unwrap_or_default()));
        table.push(stage.replace(' ', "\u{a0}"), cells(own, *line));
    }
    let finding = tally(&lines, "status", "reviews", "held");
    Some(Section::new("reviews", finding).topic("Reviews").block(Block::Table(table)))
}

fn observations(lines: &[Line], feedback: &[Line]) -> Option<Section> {
    if lines.is_empty() && feedback.is_empty() {
        return None;
    }
    let finding = match lines {
        [] => "Direct observations".to_owned(),
        lines => tally(lines, "status", "observations", "done"),
    };
    let mut section = Section::new("observations", finding).topic("Observations and feedback");
    if !lines.is_empty() {
        let mut table = Table::new(
            "Direct observations",
            "Observation",
            columns([date_column("Due by"), status_column("Observed")]),
        );
        for line in lines {
            let own = [date(line.day("due_on")), done(*line, "done_on")];
            let name = words::capital(&words::ordinal(line.int("number").unwrap_or_default()));
            table.push(name, cells(own, *line));
        }
        section = section.block(Block::Table(table));
    }
    if feedback.is_empty() {
        return Some(section);
    }
    let mut table = Table::new(
        "Feedback on observations",
        "Observed on",
        columns([
            text_column("Observer"),
            status_column("Verbal feedback"),
            status_column("Written feedback"),
        ]),
    );
    for line in feedback {
        let own = [
            text_or(
                line.text("observer_role").map(|role| words::capital(&words::plain(role))),
                Symbol::NotAvailable,
            ),
            given(*line, "verbal"),
            given(*line, "written"),
        ];
        table.push(line.day("observed_on").map_or_else(String::new, words::date), cells(own, *line));
    }
    Some(section.block(Block::Table(table)))
}

/// When feedback was given, and how that stands; `z` where there is no rule for it.
fn given(line: Line, kind: &str) -> Cell {
    let Some(code) = line.text(&format!("{kind}_status")) else {
        return Cell::missing(Symbol::NotApplicable);
    };
    let status = words::status(code).unwrap_or(Status::CannotTell);
    let (done, due) = (line.day(&format!("{kind}_done_on")), line.day(&format!("{kind}_due_on")));
    let mut said = words::status_words(status, line.int(&format!("{kind}_days_late")));
    if let Some(day) = done {
        said = format!("{}, {said}", words::date(day));
    } else if let Some(day) = due.filter(|_| matches!(status, Status::Overdue | Status::NotDue)) {
        said = format!("{said}, due by {}", words::date(day));
    }
    Cell::status(status, said)
}

fn portfolio(lines: &[Line]) -> Option<Section> {
    if lines.is_empty() {
        return None;
    }
    let mut table = Table::new(
        "Portfolio items",
        "Item",
        columns([text_column("Who can act"), date_column("Due by"), status_column("Submitted")]),
    );
    let mut lines: Vec<Line> = lines.to_vec();
    lines.sort_by_key(|line| (line.day("due_on"), line.text("item"), line.int("number")));
    for line in &lines {
        let code = line.text("item").unwrap_or_default();
        let is_one_of_many = lines.iter().filter(|other| other.is("item", code)).count() > 1;
        let name = match line.int("number").filter(|_| is_one_of_many) {
            Some(n) => format!("{} {}", words::ordinal(n), words::item(code)),
            None => words::item(code),
        };
        let own = [
            text_or(
                line.text("owner").map(|owner| words::capital(&words::owner(owner))),
                Symbol::NotAvailable,
            ),
            date(line.day("due_on")),
            done(*line, "done_on"),
        ];
        table.push(words::capital(&name), cells(own, *line));
    }
    let finding = tally(&lines, "status", "portfolio items", "submitted");
    Some(Section::new("portfolio", finding).topic("Portfolio").block(Block::Table(table)))
}

fn concerns(lines: &[Line]) -> Option<Section> {
    if lines.is_empty() {
        return None;
    }
    let open = lines.iter().filter(|line| line.day("resolved_on").is_none()).count() as i64;
    let all =
        words::capital(&words::spelt_of(lines.len() as i64, "concern was raised", "concerns were raised"));
    let finding = match open {
        0 => format!("{all} and resolved"),
        n if n == lines.len() as i64 => format!("{all} and {} open", if n == 1 { "is" } else { "are" }),
        n => format!("{all}; {} {} open", words::spelt(n), if n == 1 { "is" } else { "are" }),
    };
    let mut table = Table::new(
        "Concerns",
        "Raised on",
        columns([
            number_column("Level"),
            date_column("Meeting"),
            date_column("Resolved"),
            number_column("Days open"),
        ]),
    );
    for line in lines {
        let own = [
            count_if_any(line.int("level")),
            date(line.day("meeting_on")),
            date(line.day("resolved_on")),
            count_if_any(line.int("open_days")),
        ];
        table.push(line.day("raised_on").map_or_else(String::new, words::date), cells(own, *line));
    }
    Some(Section::new("concerns", finding).topic("Concerns").block(Block::Table(table)))
}

fn progression(lines: &[Line]) -> Option<Section> {
    if lines.is_empty() {
        return None;
    }
    let mut table = Table::new(
        "Applications to progress",
        "Grades",
        columns([
            date_column("Permission"),
            date_column("Submitted"),
            date_column("Panel"),
            text_column("Status"),
            date_column("Decided"),
            text_column("Past the limit"),
        ]),
    );
    for line in lines {
        let grades =
            format!("{} to {}", line.text("from_grade").unwrap_or("?"), line.text("to_grade").unwrap_or("?"));
        let own = [
            date(line.day("permission_on")),
            date(line.day("submitted_on")),
            date(line.day("panel_on")),
            text_or(
                line.text("status").map(|code| words::capital(&words::outcome(code))),
                Symbol::NotAvailable,
            ),
            date(line.day("decided_on")),
            yes_no(line.flag("over_limit")),
        ];
        table.push(grades, cells(own, *line));
    }
    Some(
        Section::new("progression", "Applications to progress")
            .topic("Progression")
            .block(Block::Table(table)),
    )
}

/// Cases before panels. Moderators are not named: whether it was the same one is what matters.
pub fn panels(page: &Page, lines: &[Line]) -> Table {
    let mut table = Table::new(
        "Cases before panels",
        "Panel",
        columns([
            status_column("Portfolio"),
            text_column("Recommended"),
            text_column("Decided"),
            text_column("Same moderator as at interim"),
            text_column("Moderator independent"),
        ]),
    );
    for line in lines {
        let submission = meetings::standing(page.report.view, *line);
        let said = match line.day("submitted_on") {
            Some(day) => format!(
                "{}, {}",
                words::date(day),
                if submission == Status::Met { "submitted" } else { submission.word() }
            ),
            None if submission == Status::NotDue && line.day("submit_by").is_none() => {
                "not yet in: no day is set".to_owned()
            }
            None => submission.word().to_owned(),
        };
        let own = [
            Cell::status(submission, said),
            text_or(line.text("recommendation").map(words::decision), Symbol::NotAvailable),
            text_or(line.text("decision").map(words::decision), Symbol::NotApplicable),
            line.flag("same_moderator")
                .map_or(Cell::missing(Symbol::NotApplicable), |flag| yes_no(Some(flag))),
            yes_no(line.flag("independent")),
        ];
        let header = format!(
            "{}, {}",
            words::panel_kind(line.text("kind").unwrap_or("panel")),
            line.day("held_on").map_or_else(String::new, words::date)
        );
        table.push(header, cells(own, *line));
    }
    table
}
