//! Still in post: the curve where the run has it, and the share at 6 to 36 months.

use super::cells::{count_of, interval_of, number_column, percent_of, text_column};
use super::figures::{self, whole};
use super::notes;
use super::page::Page;
use super::report::Report;
use crate::charts::{SurvivalChart, SurvivalCurve, SurvivalMonth, SurvivalStep, draw_survival};
use crate::pack::lines::{Line, facts, metrics};
use crate::pack::{Block, Cell, Section, Symbol, Table, words};

/// Fewer than so many at risk carry no headline.
const ENOUGH: i64 = 10;

/// The share to name in a heading: at 24 months, else the longest month with enough at risk.
pub fn headline<'a>(report: &Report<'a>) -> Option<Line<'a>> {
    let months = metrics(report.view, "retention_overall");
    let enough = |line: &&Line| {
        line.int("at_risk").is_some_and(|n| n >= ENOUGH) && line.float("retained_pct").is_some()
    };
    let at_24 = months.iter().filter(enough).find(|line| line.int("month") == Some(24)).copied();
    at_24.or_else(|| months.iter().filter(enough).max_by_key(|line| line.int("month")).copied())
}

/// `76% are still in post after 24 months`.
pub fn headline_words(line: Line) -> Option<String> {
    let (month, pct) = (line.int("month")?, line.float("retained_pct")?);
    Some(format!(
        "{} are still in post after {}",
        words::percent(pct),
        words::counted(month, "month", "months")
    ))
}

/// People and leavers, of the spells of those who are or were on a programme.
pub fn leavers(report: &Report) -> (i64, i64) {
    let spells: Vec<Line> = facts(report.view, "retention_spells")
        .into_iter()
        .filter(|line| line.text("worker_id").is_some_and(|id| report.person(id).is_some()))
        .collect();
    let left = spells.iter().filter(|line| line.flag("left") == Some(true)).count() as i64;
    (spells.len() as i64, left)
}

pub fn section(page: &Page) -> Section {
    let report = page.report;
    let (people, left) = leavers(report);
    let topic = "Still in post";
    if people == 0 {
        return Section::new("stay", "Cannot tell who is still in post").topic(topic).paragraph(
            "No dates of starting and leaving were supplied. Workers, with left_on, would answer it.",
        );
    }
    let finding = match left {
        0 => "Nobody has left".to_owned(),
        1 if people == 1 => "The one person who started has left".to_owned(),
        left => format!(
            "{} of the {} people who started {} left",
            words::number(left),
            words::number(people),
            if left == 1 { "has" } else { "have" }
        ),
    };
    let mut section = Section::new("stay", finding)
        .topic(topic)
        .paragraph(match left {
            0 => "Everybody who started is still in post.",
            _ => "The records cannot say why people left.",
        })
        .notes(notes::on_metric(page, "retention"));
    let overall = metrics(report.view, "retention_overall");
    match curve(report, people, left) {
        Some(chart) if !overall.is_empty() => {
            let caption = "Share still in post, by months since starting";
            for block in figures::blocks(draw_survival(&chart), caption, months_table(&overall)) {
                section = section.block(block);
            }
        }
        _ if !overall.is_empty() => section = section.block(Block::Table(months_table(&overall))),
        _ => {}
    }
    match cohort_table(page) {
        Some(table) => section.block(Block::Table(table)),
        None => section,
    }
}

fn months_table(lines: &[Line]) -> Table {
    let mut table = Table::new(
        "Still in post, with 95% intervals and people at risk",
        "Months since starting",
        [number_column("At risk"), number_column("Still in post"), text_column("95% interval")],
    );
    for line in lines {
        let at_risk = line.int("at_risk");
        let pct = match at_risk {
            Some(0) => Cell::missing(Symbol::NotApplicable),
            Some(n) if n < ENOUGH => Cell::missing(Symbol::Unreliable),
            _ => percent_of(*line, "retained_pct"),
        };
        // While nobody has left there is no interval.
        let interval = match line.between("lower_95", "upper_95") {
            None if at_risk >= Some(ENOUGH) => Cell::missing(Symbol::NotApplicable),
            _ => interval_of(*line, at_risk),
        };
        let month = line.int("month").map_or_else(String::new, words::number);
        table.push(month, [count_of(*line, "at_risk"), pct, interval]);
    }
    table
}

/// Each cohort's share at 12 and 24 months: in counts of those followed that long.
fn cohort_table(page: &Page) -> Option<Table> {
    let lines = metrics(page.report.view, "retention");
    let followed = |month: i64| {
        lines.iter().any(|line| line.int("month") == Some(month) && line.int("at_risk") > Some(0))
    };
    let months: Vec<i64> = [6, 12, 18, 24, 36].into_iter().filter(|month| followed(*month)).collect();
    if months.is_empty() || page.report.cohorts.iter().all(|cohort| cohort.name.is_none()) {
        return None;
    }
    let mut table = Table::new(
        "Still in post by cohort: the share, and how many were followed that long",
        "Cohort",
        months.iter().map(|month| text_column(&format!("After {month} months"))),
    );
    // People without a cohort are there with those on no programme, whom this is not about.
    for name in page.report.cohorts.iter().filter_map(|cohort| cohort.name) {
        let cells = months.iter().map(|month| {
            let line = lines
                .iter()
                .find(|line| line.text("cohort") == Some(name) && line.int("month") == Some(*month));
            match line.map(|line| (line.int("at_risk").unwrap_or_default(), line.float("retained_pct"))) {
                Some((n, Some(pct))) if n >= words::SHOWN_FROM => {
                    Cell::figures(format!("{} ({} followed)", words::percent(pct), words::number(n)))
                }
                Some((n, Some(_))) if n > 0 => Cell::missing(Symbol::Unreliable),
                _ => Cell::missing(Symbol::NotApplicable),
            }
        });
        table.push(name, cells.collect::<Vec<_>>());
    }
    Some(table)
}

/// The curve; `None` where the run has no steps of one.
fn curve(report: &Report, people: i64, left: i64) -> Option<SurvivalChart> {
    let lines = metrics(report.view, "retention_curve");
    let known = |line: &Line| Some((line.float("months")?, line.float("retained_pct")?));
    let mut steps = vec![SurvivalStep { month: 0.0, retained_pct: 100.0, interval: None }];
    steps.extend(lines.iter().filter_map(|line| {
        let (month, retained_pct) = known(line)?;
        Some(SurvivalStep { month, retained_pct, interval: line.between("lower_95", "upper_95") })
    }));
    let ends_at = lines.iter().filter_map(|line| line.float("months")).reduce(f64::max)?;
    let censored = lines
        .iter()
        .filter(|line| line.int("censored").is_some_and(|n| n > 0))
        .filter_map(|line| line.float("months"))
        .collect();
    let few_from = lines
        .iter()
        .filter(|line| line.int("at_risk").is_some_and(|n| n < ENOUGH))
        .filter_map(|line| line.float("months"))
        .reduce(f64::min);
    let month = |line: &Line| {
        let is_told = line.int("at_risk") >= Some(ENOUGH);
        SurvivalMonth {
            month: line.int("month").map_or(0, whole),
            at_risk: line.int("at_risk").map(whole),
            retained_pct: line.float("retained_pct").filter(|_| is_told),
            interval: line.between("lower_95", "upper_95").filter(|_| is_told),
        }
    };
    let months = metrics(report.view, "retention_overall").iter().map(month).collect();
    Some(SurvivalChart {
        people: "newly qualified social workers".to_owned(),
        curves: Some(vec![SurvivalCurve {
            group: None,
            people: whole(people),
            left: whole(left),
            steps,
            censored,
            few_from,
            ends_at,
            months,
            labelled: headline(report).as_ref().map(month),
        }]),
    })
}
