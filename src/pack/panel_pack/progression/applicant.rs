//! The two pages of one applicant: what the records say, then the forms to fill in.

use super::super::form::{FieldKind, FormBox, FormField, FormTable};
use super::{Progression, against_limit};
use crate::dates::Day;
use crate::pack::lines::{Line, records};
use crate::pack::words;
use crate::pack::{
    Area, Block, Cell, Column, ColumnKind, Display, Field, FieldAnswer, Part, PartKind, Record, Section,
    Status, Table, Text, Writing,
};

/// The name for links to the n-th application's pages.
pub fn place(number: usize) -> String {
    format!("application-{number}")
}

pub fn compose(pack: &Progression, number: usize, line: Line) -> Part {
    let place = place(number);
    let mut part = Part::new(&place, PartKind::Candidate, pack.called(line));
    let checks = checks(pack, line);
    part.beside = Some(beside(pack, line));
    part.lead = Some(plain_answer(line, &checks));
    part.areas = vec![Area::Section(stages(pack, &place, line)), Area::Section(evidence(&place, &checks))];
    let form = &pack.view.house.progression;
    for form_table in &form.tables {
        if form_table.starts_page {
            part.areas.push(Area::NewSheet);
        }
        part.areas.push(Area::Section(to_tick(&place, form_table)));
    }
    part.areas.push(Area::Record(decision(&place, &form.decision)));
    part
}

fn beside(pack: &Progression, line: Line) -> String {
    let mut parts: Vec<String> =
        line.text("worker_id").map(|worker| pack.view.called(worker).to_owned()).into_iter().collect();
    parts.push(format!(
        "grade {} to {}",
        line.text("from_grade").unwrap_or("?"),
        line.text("to_grade").unwrap_or("?")
    ));
    parts.extend(line.text("service").map(str::to_owned));
    parts.join(" · ")
}

/// A check of the evidence.
struct Check {
    what: &'static str,
    asked: Option<String>,
    recorded: Option<String>,
    met: Option<bool>,
}

fn checks(pack: &Progression, line: Line) -> Vec<Check> {
    let rule = pack.view.rulebook_of_applications().progression.as_ref();
    let id = line.text("application_id");
    let evidence = records(pack.view, "progression_evidence")
        .into_iter()
        .find(|row| id.is_some() && row.text("application_id") == id);
    let counted = |column: &str, one: &str, many: &str| {
        evidence.and_then(|row| row.int(column)).map(|n| words::counted(n, one, many))
    };
    let at_least = |n: Option<i64>, one: &str, many: &str| {
        n.map(|n| format!("at least {}", words::counted(n, one, many)))
    };
    vec![
        Check {
            what: "Experience in the grade",
            asked: at_least(rule.and_then(|rule| rule.min_months_in_grade), "month", "months"),
            recorded: counted("months_in_grade", "month", "months"),
            met: line.flag("experience_met"),
        },
        Check {
            what: "Continuous professional development",
            asked: at_least(rule.and_then(|rule| rule.min_cpd_activities), "activity", "activities"),
            recorded: counted("cpd_activities", "activity", "activities"),
            met: line.flag("cpd_met"),
        },
        Check {
            what: "A recent practice observation",
            asked: rule.and_then(|rule| {
                let months = words::counted(i64::from(rule.observation_within_months?), "month", "months");
                let before = if rule.ages_from_panel { "the panel" } else { "submission" };
                Some(format!("within {months} before {before}"))
            }),
            recorded: evidence.and_then(|row| row.day("latest_observation_on")).map(words::date),
            met: line.flag("observation_recent"),
        },
        Check {
            what: "Signatures",
            asked: rule
                .and_then(|rule| rule.signatures)
                .map(|n| words::counted(n, "signature", "signatures")),
            recorded: counted("signatures", "signature", "signatures"),
            met: line.flag("signatures_complete"),
        },
    ]
}

fn plain_answer(line: Line, checks: &[Check]) -> Text {
    let decision = match (line.text("status").unwrap_or_default(), line.day("decided_on")) {
        ("in_progress", _) => "The decision is to come.".to_owned(),
        (status, Some(day)) => {
            format!("The application was {} on {}.", words::plain(status), words::date(day))
        }
        (status, None) => format!("The application is {}.", words::plain(status)),
    };
    let is_open = line.is("status", "in_progress");
    let limit = match (line.flag("over_limit"), line.day("limit_on").map(words::date)) {
        (Some(true), Some(limit)) => format!(" It is beyond the limit, which ended on {limit}."),
        (Some(false), Some(limit)) if is_open => format!(" It is within the limit, which ends on {limit}."),
        (Some(false), Some(limit)) => format!(" That was within the limit, which ran to {limit}."),
        _ => " Whether it is within a limit cannot be told.".to_owned(),
    };
    Text::new().bold(decision).plain(format!("{limit} {}", checks_in_words(checks)))
}

/// `Two of the four evidence checks are met, one is not met and one cannot be told.`
fn checks_in_words(checks: &[Check]) -> String {
    let all = words::spelt(checks.len() as i64);
    let mut parts: Vec<String> = Vec::new();
    for (met, many, one, of_all) in [
        (Some(true), "are met", "is met", format!("all {all} evidence checks are met")),
        (Some(false), "are not met", "is not met", format!("none of the {all} evidence checks is met")),
        (None, "cannot be told", "cannot be told", format!("none of the {all} evidence checks can be told")),
    ] {
        let n = checks.iter().filter(|check| check.met == met).count();
        let of = if parts.is_empty() { format!(" of the {all} evidence checks") } else { String::new() };
        let says = if n == 1 { one } else { many };
        match n {
            0 => {}
            n if n == checks.len() => parts.push(of_all),
            n => parts.push(format!("{}{of} {says}", words::spelt(n as i64))),
        }
    }
    format!("{}.", words::capital(&words::list(&parts)))
}

fn stages(pack: &Progression, place: &str, line: Line) -> Section {
    let columns = [Column::new("On", ColumnKind::Date)];
    let mut table = Table::new("Stages of the application", "Stage", columns).shown(Display::UnderHeading);
    let mut on: Vec<(&str, Vec<Day>)> = [
        ("Manager gave permission", "permission_on"),
        ("Intention logged", "logged_on"),
        ("Portfolio submitted", "submitted_on"),
        ("Quality assured", "quality_assured_on"),
        ("First before a panel", "panel_on"),
    ]
    .map(|(stage, column)| (stage, line.day(column).into_iter().collect()))
    .into();
    on.extend(
        [("returned", "Returned for more"), ("resubmitted", "Submitted again")]
            .map(|(event, name)| (name, days_of(pack, line, event)))
            .into_iter()
            .filter(|(_, days)| !days.is_empty()),
    );
    // In the order in which they came; what is not recorded stands last.
    on.sort_by_key(|(_, days)| (days.is_empty(), days.first().copied()));
    for (stage, days) in on {
        let days: Vec<String> = days.into_iter().map(words::date).collect();
        let said = if days.is_empty() { "Not recorded".to_owned() } else { words::list(&days) };
        table.push(stage, [said.into()]);
    }
    let mut limit = Table::new(
        "Time against the limit",
        "Time",
        [Column::new("Days", ColumnKind::Number), Column::new("Limit", ColumnKind::Status)],
    )
    .shown(Display::UnderHeading);
    let open = line
        .int("days_open")
        .map_or_else(|| "Not known".into(), |days| Cell::figure(words::number(days), days as f64));
    limit.push("From permission to decision, or to the last day of the records", [open, against_limit(line)]);
    let section = Section::new(format!("{place}-stages"), "Stages against the limit");
    let section = section.block(Block::Table(table)).block(Block::Table(limit));
    match line.int("attempts") {
        Some(n) if n > 1 => {
            section.block(Block::Remark(format!("It has been before a panel {}.", words::times(n)).into()))
        }
        _ => section,
    }
}

/// The days of an event of this application, known by the last day of the records.
fn days_of(pack: &Progression, line: Line, event: &str) -> Vec<Day> {
    let of_worker =
        line.text("worker_id").map(|worker| pack.view.rows.of("progressions", worker)).unwrap_or_default();
    let mut days: Vec<_> = of_worker
        .iter()
        .filter(|row| row.text("application_id") == line.text("application_id") && row.is("event", event))
        .filter_map(|row| row.day("occurred_on").filter(|day| *day <= pack.view.as_of))
        .collect();
    days.sort_unstable();
    days
}

fn evidence(place: &str, checks: &[Check]) -> Section {
    let columns = [
        Column::new("The rule asks for", ColumnKind::Text),
        Column::new("Recorded", ColumnKind::Text),
        Column::new("Check", ColumnKind::Status),
    ];
    let mut table = Table::new("Evidence checks", "Evidence", columns).shown(Display::UnderHeading);
    for check in checks {
        let status = match check.met {
            Some(true) => Cell::status(Status::Met, "Met"),
            Some(false) => Cell::status(Status::Outside, "Not met"),
            None => Cell::status(Status::CannotTell, "Cannot tell"),
        };
        let asked = check.asked.clone().unwrap_or_else(|| "No rule".to_owned());
        let recorded = check.recorded.clone().unwrap_or_else(|| "Not recorded".to_owned());
        table.push(check.what, [words::capital(&asked).into(), words::capital(&recorded).into(), status]);
    }
    Section::new(format!("{place}-evidence"), "Evidence checks").block(Block::Table(table))
}

/// A list to tick, as the authority's form has it.
fn to_tick(place: &str, form: &FormTable) -> Section {
    let columns = form.ticks.iter().chain(&form.notes).map(|heading| Column::new(heading, ColumnKind::Text));
    let mut table =
        Table::new(&form.says, &form.row_head, columns.collect::<Vec<_>>()).shown(Display::UnderHeading);
    // One tick leaves more room to write.
    let room = if form.ticks.len() > 1 {
        "……………………"
    } else {
        "……………………………………"
    };
    for row in &form.rows {
        let notes = form.notes.iter().map(|_| Cell::text(room));
        table.push(row.as_str(), form.ticks.iter().map(|_| Cell::TickBox).chain(notes).collect::<Vec<_>>());
    }
    let mut section = Section::new(format!("{place}-{}", form.place), &form.heading);
    section.beside.clone_from(&form.beside);
    let section = section.block(Block::Table(table));
    match &form.below {
        Some(below) => section.block(Block::Remark(below.as_str().into())),
        None => section,
    }
}

/// The panel's decision, to fill in by hand.
fn decision(place: &str, form: &FormBox) -> Record {
    let short = |field: &FormField| {
        let answer = match &field.kind {
            FieldKind::Line { .. } => FieldAnswer::Words { known: None },
            FieldKind::Date { .. } => FieldAnswer::Date { known: None, iso: None },
            FieldKind::Tick { .. } => FieldAnswer::Tick { is_known: false },
            FieldKind::Choice { from, .. } => FieldAnswer::Choice { from: from.clone(), known: None },
            FieldKind::Writing { .. } => return None,
        };
        Some(Field::new(&field.label, answer))
    };
    let writing = |field: &FormField| match field.kind {
        FieldKind::Writing { lines } => Some(Writing { label: field.label.clone(), lines }),
        _ => None,
    };
    let signatures = form.signatures.iter().map(|who| Field::from(who.as_str()));
    Record {
        place: format!("{place}-record"),
        heading: form.heading.clone(),
        fields: form.fields.iter().filter_map(short).collect(),
        decisions: form.decisions.clone(),
        decided: None,
        writing: form.fields.iter().filter_map(writing).collect(),
        signatures: signatures.chain(form.signed_on.iter().map(Field::date)).collect(),
    }
}
