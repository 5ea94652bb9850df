//! The year on one clock: the facts of one candidate as the timeline drawing takes them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Candidate;
use super::things::Thing;
use crate::charts::{
    CapBreach, CapStep, CaseloadRow, CaseloadStep, DueItem, EarlyEnd, Figure as Chart, Frequency, PanelDay,
    ProgrammeMonth, Row, Span, Strength, SupervisionGap, SupervisionRow, Timeline, Unit as ChartUnit,
    draw_timeline,
};
use crate::clock::Clock;
use crate::dates::{Day, Period};
use crate::pack::lines::Line;
use crate::pack::words;
use crate::pack::{Block, Figure, Section, Status};
use crate::rulebook::{SupervisionStep, Unit};

/// The drawing, or the sentence that stands for it.
pub fn on_one_clock(candidate: &Candidate) -> Section {
    let mut section = Section::new(candidate.placed("year"), "The programme on one clock");
    let pauses = pauses(candidate);
    let paused: i64 = pauses.iter().map(|pause| pause.days()).sum();
    if paused > 0 {
        let pause = if pauses.len() == 1 { "the pause" } else { "the pauses" };
        section = section.beside(format!("due dates move by the {} of {pause}", words::days(paused)));
    }
    let Some(timeline) = timeline(candidate) else {
        return section.paragraph("Cannot tell: the days in programme are not known.");
    };
    match draw_timeline(&timeline, &candidate.placed("year")) {
        Chart::Sentence(sentence) => section.paragraph(sentence),
        Chart::Drawings(drawings) => drawings.into_iter().fold(section, |section, drawing| {
            section.block(Block::Figure(Figure { caption: None, drawing, table: None }))
        }),
    }
}

/// What the drawing cannot say: supervision in figures, and the caseload on the last day.
pub fn in_figures(candidate: &Candidate) -> Option<String> {
    let said: Vec<String> =
        [supervision_said(candidate), caseload_said(candidate)].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.join(" "))
}

/// The candidate's programme clock, by the pauses of the facts.
fn clock(candidate: &Candidate) -> Option<Clock> {
    let worker = candidate.worker?;
    let start = worker.day("started_on")?.add_months(-(worker.int("credited_months").unwrap_or(0) as i32));
    Some(Clock::new(start, pauses(candidate)))
}

/// The days of the programme on which the clock stands still.
pub fn pauses(candidate: &Candidate) -> Vec<Period> {
    let pause = |line: &Line| Some(Period::new(line.day("from_on")?, line.day("to_on")?));
    candidate.rows("programme_pauses").iter().filter_map(pause).collect()
}

/// The supervision steps the candidate is judged by, by their first day; none where the programme is
/// another rulebook's than the one at hand.
fn supervision_steps<'a>(candidate: &Candidate<'a>) -> BTreeMap<Day, &'a SupervisionStep> {
    let view = candidate.pack.view;
    let programme = candidate.worker.and_then(|worker| worker.text("programme"));
    let is_own = programme.is_none_or(|programme| programme.eq_ignore_ascii_case(&view.rulebook.id));
    match clock(candidate).filter(|_| is_own || view.is_other_rulebook) {
        Some(clock) => view.rulebook.supervision.iter().map(|step| (clock.at(step.from), step)).collect(),
        None => BTreeMap::new(),
    }
}

fn span(from: Day, to: Day) -> Span {
    Span { from_on: from.date(), to_on: to.date() }
}

fn small(n: i64) -> u32 {
    u32::try_from(n.max(0)).unwrap_or(u32::MAX)
}

fn date(line: Line, column: &str) -> Option<NaiveDate> {
    line.day(column).map(Day::date)
}

fn timeline(candidate: &Candidate) -> Option<Timeline> {
    let outcome = candidate.outcome?;
    let view = candidate.pack.view;
    let (started, due) = (outcome.day("started_on")?, outcome.day("programme_due_on")?);
    let ended = outcome.day("ended_on").unwrap_or(view.as_of + 1);
    let last_due = candidate.things().filter_map(|thing| thing.due_on).fold(due, Day::max);
    let to = last_due.max(ended - 1).max(started) + 1;
    let panels = panel_days(candidate);
    Some(Timeline {
        subject: candidate.pack.calling.candidate(candidate.case.worker_id).to_owned(),
        from_on: started.date(),
        to_on: panels
            .iter()
            .map(|panel| panel.held_on)
            .fold(to.date(), |to, day| to.max(Day::from(day).date())),
        records_to: view.as_of.date(),
        months: months(candidate),
        pauses: pauses(candidate).iter().map(|pause| span(pause.from, pause.to)).collect(),
        panels,
        ended: early_end(candidate, outcome),
        caseload: caseload(candidate),
        supervision: supervision(candidate, Period::new(started, ended)),
        reviews: due_items(&candidate.reviews),
        observations: due_items(&candidate.observations),
        portfolio: due_items(&candidate.items),
    })
}

/// The panels the candidate comes to. One who moved on is heard on this panel's day instead.
fn panel_days(candidate: &Candidate) -> Vec<PanelDay> {
    let this = candidate.case.line.text("panel_id");
    let moved_to = candidate.pack.panel.held_on.filter(|_| candidate.case.moved_from.is_some());
    let mut days: Vec<NaiveDate> = candidate
        .rows("panel_status")
        .iter()
        .filter_map(|line| match moved_to.filter(|_| line.text("panel_id") == this) {
            Some(day) => Some(day.date()),
            None => date(*line, "held_on"),
        })
        .collect();
    days.sort_unstable();
    days.dedup();
    days.into_iter().map(|held_on| PanelDay { held_on }).collect()
}

/// Every third month of the clock.
fn months(candidate: &Candidate) -> Vec<ProgrammeMonth> {
    let month = |line: &Line| {
        let month = line.int("month").filter(|month| month % 3 == 0)?;
        Some(ProgrammeMonth { month: small(month), falls_on: date(*line, "falls_on")? })
    };
    candidate.rows("programme_clock").iter().filter_map(month).collect()
}

fn early_end(candidate: &Candidate, outcome: Line) -> Option<EarlyEnd> {
    let word = match outcome.text("status")? {
        "left" => "Left",
        "withdrawn" => "Withdrew",
        _ => return None,
    };
    let on = candidate
        .worker
        .and_then(|worker| date(worker, if word == "Left" { "left_on" } else { "withdrawn_on" }))?;
    Some(EarlyEnd { on, word: word.to_owned() })
}

fn due_items(things: &[Thing]) -> Row<Vec<DueItem>> {
    if things.is_empty() {
        return Row::NoRule;
    }
    if things.iter().all(|thing| thing.is(Status::CannotTell)) {
        return Row::CannotTell;
    }
    let item = |thing: &Thing| DueItem {
        label: thing.short.clone(),
        due_on: thing.due_on.map(Day::date),
        done_on: thing.done_on.map(Day::date),
        status: chart_status(thing.status),
        days_late: thing.days_late.map(small),
    };
    Row::Known(things.iter().map(item).collect())
}

fn chart_status(status: Status) -> crate::charts::Status {
    use crate::charts::Status as Chart;
    match status {
        Status::OnTime | Status::Met => Chart::OnTime,
        Status::Late => Chart::Late,
        Status::Overdue | Status::Outside | Status::OutsideAdvisory => Chart::Overdue,
        Status::NotDue | Status::Paused => Chart::NotDue,
        Status::NotRequired => Chart::NotRequired,
        Status::CannotTell => Chart::NoRecords,
    }
}

fn caseload(candidate: &Candidate) -> Row<CaseloadRow> {
    match candidate.is_told("cap_breaches") {
        None => return Row::NoRule,
        Some(false) => return Row::CannotTell,
        Some(true) => {}
    }
    let lines = candidate.rows("caseload_steps");
    let days = |line: &Line| Some(span(line.day("from_on")?, line.day("to_on")?));
    let steps: Vec<CaseloadStep> = lines
        .iter()
        .filter_map(|line| Some(CaseloadStep { days: days(line)?, held: small(line.int("children")?) }))
        .collect();
    let mut caps: Vec<CapStep> = Vec::new();
    for line in lines {
        let Some((days, cap)) = days(line).zip(line.int("cap").map(small)) else { continue };
        match caps.last_mut() {
            Some(last) if last.cap == cap && last.days.to_on == days.from_on => last.days.to_on = days.to_on,
            _ => caps.push(CapStep { days, cap }),
        }
    }
    let cap_on = |day: NaiveDate| {
        caps.iter().find(|step| step.days.from_on <= day && day < step.days.to_on).map(|step| step.cap)
    };
    let breach = |line: &Line| {
        let opened_on = date(*line, "opened_on")?;
        Some(CapBreach {
            opened_on,
            closed_on: date(*line, "closed_on"),
            days: small(line.int("days")?),
            peak: small(line.int("peak_children")?),
            cap: cap_on(opened_on)?,
            strength: if line.is("strength", "advisory") { Strength::Advisory } else { Strength::Mandatory },
        })
    };
    let breaches = candidate.rows("cap_breaches").iter().filter_map(breach).collect();
    let unit = match candidate.pack.view.rulebook.caseload.as_ref().map(|rule| rule.unit) {
        Some(Unit::Families) => ChartUnit::Families,
        _ => ChartUnit::Children,
    };
    Row::Known(CaseloadRow { unit, steps, caps, breaches })
}

fn supervision(candidate: &Candidate, in_programme: Period) -> Row<SupervisionRow> {
    match candidate.is_told("supervision_status") {
        None => return Row::NoRule,
        Some(false) => return Row::CannotTell,
        Some(true) => {}
    }
    let steps = supervision_steps(candidate);
    let counts = |day: Day, kind: &str| match steps.range(..=day).next_back() {
        Some((_, step)) => step.kinds.iter().any(|counted| counted == kind),
        None => steps.is_empty(),
    };
    let held = |line: &Line| {
        let day = line.day("held_on").filter(|day| in_programme.contains(*day))?;
        let is_held = line.text("status").is_none_or(|status| status == "held");
        (is_held && counts(day, line.text("kind").unwrap_or("one_to_one"))).then(|| day.date())
    };
    let mut sessions: Vec<NaiveDate> = candidate.rows("supervisions").iter().filter_map(held).collect();
    sessions.sort_unstable();
    let gap = |line: &Line| {
        Some(SupervisionGap {
            from_on: date(*line, "from_on")?,
            to_on: date(*line, "to_on"),
            days: small(line.int("days")?),
        })
    };
    let frequency = |(from, step): (&Day, &&SupervisionStep)| Frequency {
        from_on: (*from).max(in_programme.from).date(),
        every_days: small(step.every_days),
    };
    Row::Known(SupervisionRow {
        in_programme: span(in_programme.from, in_programme.to),
        sessions,
        gaps: candidate.rows("supervision_gaps").iter().filter_map(gap).collect(),
        frequencies: steps.iter().filter(|(from, _)| **from < in_programme.to).map(frequency).collect(),
    })
}

/// `Supervision was in date on 332 of 341 days (97%); the longest gap was 9 days, 20 to 28 September 2025.`
fn supervision_said(candidate: &Candidate) -> Option<String> {
    let status = candidate.rows("supervision_status").first()?;
    let (in_date, all) = (status.int("in_date_days")?, status.int("programme_days")?);
    let pct = status.float("in_date_pct").filter(|_| all >= words::SHOWN_FROM);
    let pct = pct.map(|pct| format!(" ({})", words::percent(pct))).unwrap_or_default();
    let longest = candidate.rows("supervision_gaps").iter().max_by_key(|gap| gap.int("days"));
    let gap = longest.and_then(|gap| {
        let when = words::period(gap.day("from_on")?, gap.day("to_on"));
        Some(format!("; the longest gap was {}, {when}", words::days(gap.int("days")?)))
    });
    let of = format!("{} of {}{pct}", words::number(in_date), words::days(all));
    Some(format!("Supervision was in date on {of}{}.", gap.unwrap_or_default()))
}

/// `Caseload on the last day: 18 children, cap 18, of whom 2 are co-worked.`
fn caseload_said(candidate: &Candidate) -> Option<String> {
    let last = candidate.rows("caseload_steps").last()?;
    let view = candidate.pack.view;
    let is_now = last.day("to_on").is_some_and(|to| to > view.as_of);
    let when = if is_now { "now" } else { "on the last day in programme" };
    let held = match view.rulebook.caseload.as_ref().map(|rule| rule.unit) {
        Some(Unit::Families) => words::counted(last.int("children")?, "family", "families"),
        _ => words::counted(last.int("children")?, "child", "children"),
    };
    let cap = last.int("cap").map(|cap| format!(", cap {}", words::number(cap))).unwrap_or_default();
    let co_worked = match last.int("co_worked") {
        Some(n) if n > 0 => format!(", of whom {} co-worked", words::number(n)),
        _ => String::new(),
    };
    Some(format!("Caseload {when}: {held}{cap}{co_worked}."))
}
