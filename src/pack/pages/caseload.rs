//! Caseloads against the cap, work held before it is allowed, and supervision: a cohort's sections.

use std::collections::BTreeSet;

use super::cells::{count_if_any_of, count_of, decimal_of, number_column, text_column};
use super::notes;
use super::page::Page;
use super::report::Group;
use crate::pack::lines::{Line, facts, metrics};
use crate::pack::{Block, Cell, Section, Symbol, Table, words};

/// A cohort's rows of a metric.
fn rows<'a>(page: &Page<'_, 'a>, metric: &str, cohort: &Group) -> Vec<Line<'a>> {
    metrics(page.report.view, metric).into_iter().filter(|line| line.text("cohort") == cohort.name).collect()
}

/// How many people of a cohort a fact has rows about.
fn people(page: &Page, fact: &str, cohort: &Group) -> i64 {
    let ids: BTreeSet<&str> = facts(page.report.view, fact)
        .into_iter()
        .filter(|line| line.text("cohort") == cohort.name)
        .filter_map(|line| line.text("worker_id"))
        .collect();
    ids.len() as i64
}

/// The sum of a column over rows that know it; `None` where none does.
fn sum(rows: &[Line], column: &str) -> Option<i64> {
    rows.iter().filter_map(|line| line.int(column)).reduce(|a, b| a + b)
}

fn service(line: Line) -> String {
    line.text("service").unwrap_or("No service recorded").to_owned()
}

/// `143 of 4,120 (3%)`, the reason where it cannot be told.
fn days_cell(line: Line, k: &str, n: &str, pct: &str) -> Cell {
    match (line.int(k), line.int(n)) {
        (Some(of), Some(among)) => {
            Cell::figures(words::share(of, among, line.float(pct))).looked_up(line.origin(&[k, n, pct]))
        }
        _ => Cell::missing(Symbol::NotAvailable),
    }
}

/// Caseloads within the cap. `None` where the rulebook has no cap for anybody.
pub fn cap_section(page: &Page, cohort: &Group) -> Option<Section> {
    let rows = rows(page, "cap_breaches", cohort);
    if rows.is_empty() {
        return None;
    }
    let told: Vec<Line> =
        rows.iter().copied().filter(|line| line.int("days_in_programme").is_some()).collect();
    let started = page.report.of_cohort(cohort).iter().filter(|person| person.has_started()).count() as i64;
    let breached = people(page, "cap_breaches", cohort);
    let finding = match sum(&told, "breach_days") {
        None => "Cannot tell whether caseloads were within the cap".to_owned(),
        Some(0) => "Every caseload was within the cap on every day".to_owned(),
        Some(days) => format!(
            "{} of {} people {} been above the cap, for {} in all",
            words::number(breached),
            words::number(started),
            if breached == 1 { "has" } else { "have" },
            words::days(days)
        ),
    };
    let mut section = Section::new("caseload", finding).topic("Caseload");
    if told.is_empty() {
        return Some(section.paragraph(
            "No allocations were supplied, or the rulebook sets no cap for these services. Allocations would answer it.",
        ));
    }
    if let Some(due) = sum(&told, "escalations_due").filter(|due| *due > 0) {
        section = section.paragraph(format!(
            "{} lasted so long that escalation was due.",
            words::capital(&words::spelt_of(due, "breach", "breaches"))
        ));
    }
    let mut table = Table::new(
        format!("Caseloads above the cap, by service: {}", cohort.title("no cohort recorded")),
        "Service",
        [
            number_column("People"),
            number_column("Above the cap"),
            number_column("Breaches"),
            text_column("Days above, of days in programme"),
            number_column("Median days"),
            number_column("Most above the cap"),
            number_column("Escalations due"),
        ],
    );
    for line in &rows {
        table.push(
            service(*line),
            [
                count_if_any_of(*line, "workers"),
                count_of(*line, "workers_breached"),
                count_of(*line, "episodes"),
                days_cell(*line, "breach_days", "days_in_programme", "breach_day_pct"),
                decimal_of(*line, "median_days"),
                count_if_any_of(*line, "max_peak_excess"),
                count_of(*line, "escalations_due"),
            ],
        );
    }
    Some(section.block(Block::Table(table)).notes(notes::on_metric(page, "cap_breaches")))
}

/// Work held before it is allowed. `None` where the rulebook has no such rule.
pub fn restriction_section(page: &Page, cohort: &Group) -> Option<Section> {
    let rows = rows(page, "work_restrictions", cohort);
    if rows.is_empty() {
        return None;
    }
    let told: Vec<Line> = rows.iter().copied().filter(|line| line.int("episodes").is_some()).collect();
    let breached = people(page, "work_restrictions", cohort);
    let finding = match sum(&told, "child_days") {
        None => "Cannot tell whether restricted work was held".to_owned(),
        Some(0) => "No restricted work was held without an exception".to_owned(),
        Some(days) => format!(
            "{} held restricted work, for {} in all",
            words::capital(&words::spelt_of(breached, "person", "people")),
            words::counted(days, "child-day", "child-days")
        ),
    };
    let mut section = Section::new("restrictions", finding).topic("Restricted work");
    let mut table = Table::new(
        format!("Restricted work, by rule: {}", cohort.title("no cohort recorded")),
        "Restriction",
        [
            number_column("People"),
            number_column("Held it"),
            number_column("Periods"),
            number_column("Child-days"),
        ],
    );
    for line in &rows {
        let name =
            line.text("restriction").map(|id| page.report.view.restriction_name(id)).unwrap_or_default();
        table.push(
            name,
            ["workers", "workers_breached", "episodes", "child_days"].map(|c| count_of(*line, c)),
        );
    }
    section = section.block(Block::Table(table));
    Some(section.notes(notes::on_metric(page, "work_restrictions")))
}

/// Supervision in date. `None` where the rulebook sets no frequency.
pub fn supervision_section(page: &Page, cohort: &Group) -> Option<Section> {
    let rows = rows(page, "supervision_in_date", cohort);
    if rows.is_empty() {
        return None;
    }
    let told: Vec<Line> = rows.iter().copied().filter(|line| line.int("in_date_days").is_some()).collect();
    let pct = if let [line] = told.as_slice() { line.float("in_date_pct") } else { None };
    let finding = match sum(&told, "in_date_days").zip(sum(&told, "programme_days")) {
        None => "Cannot tell whether supervision was in date".to_owned(),
        Some((in_date, all)) => {
            format!("Supervision was in date on {}", words::days_of(in_date, all, pct))
        }
    };
    let section = Section::new("supervision", finding).topic("Supervision");
    if told.is_empty() {
        return Some(
            section.paragraph("No supervision records were supplied. Supervisions would answer it."),
        );
    }
    let mut table = Table::new(
        format!("Supervision in date, by service: {}", cohort.title("no cohort recorded")),
        "Service",
        [
            number_column("People"),
            text_column("Days in date, of days in programme"),
            number_column("Gaps"),
            number_column("Longest gap, days"),
        ],
    );
    for line in &rows {
        let is_told = line.int("in_date_days").is_some();
        let longest = if is_told {
            count_if_any_of(*line, "longest_gap_days")
        } else {
            Cell::missing(Symbol::NotAvailable)
        };
        table.push(
            service(*line),
            [
                count_if_any_of(*line, "workers"),
                days_cell(*line, "in_date_days", "programme_days", "in_date_pct"),
                count_of(*line, "gaps"),
                longest,
            ],
        );
    }
    Some(section.block(Block::Table(table)).notes(notes::on_metric(page, "supervision_in_date")))
}
