//! One worker's programme on one clock: facts as the timeline drawing takes them, for pages and packs.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::lines::{ByWorker, Line};
use super::view::View;
use super::{Status, words};
use crate::charts::{
    CapBreach, CapStep, CaseloadRow, CaseloadStep, DueItem, EarlyEnd, Figure, Frequency, PanelDay,
    ProgrammeMonth, Row, Span, Strength, SupervisionGap, SupervisionRow, Timeline, Unit as ChartUnit,
    draw_timeline,
};
use crate::clock::Clock;
use crate::dates::{Day, Period};
use crate::rulebook::{Rulebook, SupervisionStep, Unit};

/// A worker whose programme is drawn.
pub struct Year<'v, 'a> {
    pub view: &'v View<'a>,
    pub rows: &'v ByWorker<'a>,
    pub worker_id: &'v str,
}

impl<'a> Year<'_, 'a> {
    fn lines(&self, table: &str) -> &[Line<'a>] {
        self.rows.of(table, self.worker_id)
    }

    fn worker(&self) -> Option<Line<'a>> {
        self.lines("workers").first().copied()
    }

    /// Whether some rule of a fact applies to the worker and its records are supplied; `None` where no
    /// rule applies.
    fn is_told(&self, fact: &str) -> Option<bool> {
        let mut applying = self
            .lines("coverage")
            .iter()
            .filter(|line| line.is("fact", fact) && line.flag("applies") == Some(true));
        let first = applying.next()?;
        Some(first.flag("supplied") == Some(true) || applying.any(|line| line.flag("supplied") == Some(true)))
    }

    /// The programme clock, by the pauses of the facts.
    fn clock(&self) -> Option<Clock> {
        let worker = self.worker()?;
        let credited = i32::try_from(worker.int("credited_months").unwrap_or(0)).unwrap_or(0);
        let start = worker.day("started_on")?.add_months(-credited);
        Some(Clock::new(start, self.pauses().map(|(from, to)| Period::new(from, to)).collect()))
    }

    /// The supervision steps the worker is judged by, by their first day.
    fn supervision_steps(&self) -> BTreeMap<Day, &'a SupervisionStep> {
        let steps = &self.rulebook().supervision;
        let dated = |clock: Clock| steps.iter().map(|step| (clock.at(step.from), step)).collect();
        self.clock().map_or_else(BTreeMap::new, dated)
    }

    /// The rulebook, or the version of one, that judged the worker.
    fn rulebook(&self) -> &'a Rulebook {
        self.view.rulebook_of(self.worker_id)
    }

    /// The drawing, or the sentence in its place; `None` where the days in programme are not known.
    /// `subject` is what the worker is called.
    pub fn draw(&self, subject: &str) -> Option<Figure> {
        let panels = self.lines("panel_status").iter().filter_map(|line| line.day("held_on"));
        self.draw_with_panels(subject, panels.collect())
    }

    /// As [`Year::draw`], with the panels that the caller knows of.
    pub fn draw_with_panels(&self, subject: &str, panels: Vec<Day>) -> Option<Figure> {
        Some(draw_timeline(&self.timeline(subject, panels)?))
    }

    fn timeline(&self, subject: &str, panels: Vec<Day>) -> Option<Timeline> {
        let outcome = self.lines("outcomes").first().copied()?;
        let (started, due) = (outcome.day("started_on")?, outcome.day("programme_due_on")?);
        let ended = outcome.day("ended_on").unwrap_or(self.view.as_of + 1);
        let items = ["review_status", "observation_status", "milestone_status"];
        let last_due = items
            .iter()
            .flat_map(|table| self.lines(table))
            .filter_map(|line| line.day("due_on"))
            .fold(due, Day::max);
        let to = panels.iter().copied().fold(last_due.max(ended - 1).max(started) + 1, Day::max);
        Some(Timeline {
            subject: subject.to_owned(),
            from_on: started.date(),
            to_on: to.date(),
            records_to: self.view.as_of.date(),
            months: self.months(to),
            pauses: self.pauses().map(|(from, to)| span(from, to)).collect(),
            panels: panels.iter().map(|held_on| PanelDay { held_on: held_on.date() }).collect(),
            ended: self.early_end(outcome),
            caseload: self.caseload(),
            supervision: self.supervision(Period::new(started, ended)),
            reviews: self.due_items("review_status", "held_on"),
            observations: self.due_items("observation_status", "done_on"),
            portfolio: self.due_items("milestone_status", "done_on"),
        })
    }

    /// Every third month of the clock up to the end of the drawing.
    fn months(&self, to: Day) -> Vec<ProgrammeMonth> {
        let quarter = |line: &Line| {
            let (month, falls_on) =
                (line.int("month").filter(|month| month % 3 == 0)?, line.day("falls_on")?);
            (falls_on <= to).then(|| ProgrammeMonth { month: small(month), falls_on: falls_on.date() })
        };
        self.lines("programme_clock").iter().filter_map(quarter).collect()
    }

    /// The days on which the clock stands still, each from a first up to, not including, a last.
    fn pauses(&self) -> impl Iterator<Item = (Day, Day)> {
        self.lines("programme_pauses").iter().filter_map(|line| line.day("from_on").zip(line.day("to_on")))
    }

    /// How many days the clock stands still in all.
    pub fn paused_days(&self) -> i64 {
        self.pauses().map(|(from, to)| to - from).sum()
    }

    fn early_end(&self, outcome: Line) -> Option<EarlyEnd> {
        let (word, column) = match outcome.text("status")? {
            "left" => ("Left", "left_on"),
            "withdrawn" => ("Withdrew", "withdrawn_on"),
            _ => return None,
        };
        Some(EarlyEnd { on: self.worker()?.day(column)?.date(), word: word.to_owned() })
    }

    /// As short as a drawing needs it: a stage, a number, an item.
    fn label(&self, line: Line) -> String {
        if let Some(stage) = line.text("stage") {
            return words::capital(&stage.to_lowercase());
        }
        let number = line.int("number").unwrap_or(1);
        match line.text("item") {
            Some(item) => words::item_of_many(self.rulebook(), item, number),
            None => number.to_string(),
        }
    }

    fn due_items(&self, table: &str, done: &str) -> Row<Vec<DueItem>> {
        let lines = self.lines(table);
        if lines.is_empty() {
            return Row::NoRule;
        }
        if lines.iter().all(|line| line.is("status", "no_records")) {
            return Row::CannotTell;
        }
        let item = |line: &Line| DueItem {
            label: self.label(*line),
            due_on: date(*line, "due_on"),
            done_on: date(*line, done),
            status: chart_status(line.text("status").and_then(words::status)),
            days_late: line.int("days_late").map(small),
        };
        Row::Known(lines.iter().map(item).collect())
    }

    fn caseload(&self) -> Row<CaseloadRow> {
        match self.is_told("cap_breaches") {
            None => return Row::NoRule,
            Some(false) => return Row::CannotTell,
            Some(true) => {}
        }
        let lines = self.lines("caseload_steps");
        let days = |line: &Line| Some(span(line.day("from_on")?, line.day("to_on")?));
        let step = |line: &Line| Some(CaseloadStep { days: days(line)?, held: small(line.int("children")?) });
        let steps = lines.iter().filter_map(step).collect();
        let mut caps: Vec<CapStep> = Vec::new();
        for line in lines {
            let Some((days, cap)) = days(line).zip(line.int("cap").map(small)) else { continue };
            match caps.last_mut() {
                Some(last) if last.cap == cap && last.days.to_on == days.from_on => {
                    last.days.to_on = days.to_on
                }
                _ => caps.push(CapStep { days, cap }),
            }
        }
        let in_force =
            |day: NaiveDate| caps.iter().find(|step| step.days.from_on <= day && day < step.days.to_on);
        let breach = |line: &Line| {
            let opened_on = date(*line, "opened_on")?;
            Some(CapBreach {
                opened_on,
                closed_on: date(*line, "closed_on"),
                days: small(line.int("days")?),
                peak: small(line.int("peak_children")?),
                cap: in_force(opened_on)?.cap,
                strength: if line.is("strength", "advisory") {
                    Strength::Advisory
                } else {
                    Strength::Mandatory
                },
            })
        };
        let breaches = self.lines("cap_breaches").iter().filter_map(breach).collect();
        let unit = if self.counts_families() { ChartUnit::Families } else { ChartUnit::Children };
        Row::Known(CaseloadRow { unit, steps, caps, breaches })
    }

    fn counts_families(&self) -> bool {
        self.rulebook().caseload.as_ref().is_some_and(|rule| rule.unit == Unit::Families)
    }

    fn supervision(&self, in_programme: Period) -> Row<SupervisionRow> {
        match self.is_told("supervision_status") {
            None => return Row::NoRule,
            Some(false) => return Row::CannotTell,
            Some(true) => {}
        }
        let steps = self.supervision_steps();
        let counts = |day: Day, kind: &str| match steps.range(..=day).next_back() {
            Some((_, step)) => step.kinds.iter().any(|counted| counted == kind),
            None => steps.is_empty(),
        };
        let held = |line: &Line| {
            let day = line.day("held_on").filter(|day| in_programme.contains(*day))?;
            let is_held = line.text("status").is_none_or(|status| status == "held");
            (is_held && counts(day, line.text("kind").unwrap_or("one_to_one"))).then(|| day.date())
        };
        let mut sessions: Vec<NaiveDate> = self.lines("supervisions").iter().filter_map(held).collect();
        sessions.sort_unstable();
        let gap = |line: &Line| {
            let (from_on, days) = (date(*line, "from_on")?, small(line.int("days")?));
            Some(SupervisionGap { from_on, to_on: date(*line, "to_on"), days })
        };
        let frequency = |(from, step): (&Day, &&SupervisionStep)| Frequency {
            from_on: (*from).max(in_programme.from).date(),
            every_days: small(step.every_days),
        };
        Row::Known(SupervisionRow {
            in_programme: span(in_programme.from, in_programme.to),
            sessions,
            gaps: self.lines("supervision_gaps").iter().filter_map(gap).collect(),
            frequencies: steps.iter().filter(|(from, _)| **from < in_programme.to).map(frequency).collect(),
        })
    }

    /// What the drawing cannot say: supervision in figures, and the caseload on the last day.
    pub fn in_figures(&self) -> Option<String> {
        let said: Vec<String> =
            [self.supervision_said(), self.caseload_said()].into_iter().flatten().collect();
        (!said.is_empty()).then(|| said.join(" "))
    }

    /// `Supervision was in date on 332 of 341 days (97%); the longest gap was 9 days, 20 to 28 September 2025.`
    fn supervision_said(&self) -> Option<String> {
        let status = self.lines("supervision_status").first()?;
        let (in_date, all) = (status.int("in_date_days")?, status.int("programme_days")?);
        let longest = self.lines("supervision_gaps").iter().max_by_key(|gap| gap.int("days"));
        let gap = longest.and_then(|gap| {
            let when = words::period(gap.day("from_on")?, gap.day("to_on"));
            Some(format!("; the longest gap was {}, {when}", words::days(gap.int("days")?)))
        });
        let of = words::days_of(in_date, all, status.float("in_date_pct"));
        Some(format!("Supervision was in date on {of}{}.", gap.unwrap_or_default()))
    }

    /// `Caseload now: 18 children, cap 18, of whom 2 co-worked.`
    fn caseload_said(&self) -> Option<String> {
        let last = self.lines("caseload_steps").last()?;
        let is_now = last.day("to_on").is_some_and(|to| to > self.view.as_of);
        let when = if is_now { "now" } else { "on the last day in programme" };
        let held = last.int("children")?;
        let held = words::held(self.rulebook().caseload.as_ref().map(|rule| rule.unit), held);
        let cap = match last.int("cap") {
            Some(0) => ", none allowed".to_owned(),
            Some(cap) => format!(", cap {}", words::number(cap)),
            None => String::new(),
        };
        let co_worked = match last.int("co_worked") {
            Some(n) if n > 0 => format!(", of whom {} co-worked", words::number(n)),
            _ => String::new(),
        };
        Some(format!("Caseload {when}: {held}{cap}{co_worked}."))
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

fn chart_status(status: Option<Status>) -> crate::charts::Status {
    use crate::charts::Status as Chart;
    match status.unwrap_or(Status::CannotTell) {
        Status::OnTime | Status::Met => Chart::OnTime,
        Status::Late => Chart::Late,
        Status::Overdue | Status::Outside | Status::OutsideAdvisory => Chart::Overdue,
        Status::NotDue | Status::Paused => Chart::NotDue,
        Status::NotRequired => Chart::NotRequired,
        Status::CannotTell => Chart::NoRecords,
    }
}
