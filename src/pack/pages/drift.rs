//! Drift and delay: what is overdue, since when, and who could act.

use std::collections::BTreeMap;

use super::cells::{count, number_column};
use super::figures::{self, month_day, whole};
use super::notes;
use super::page::Page;
use super::report::Group;
use crate::charts::{DriftHeatMap, HeatCell, HeatRow, draw_drift};
use crate::pack::lines::{Line, facts, metrics};
use crate::pack::view::View;
use crate::pack::{Block, Cell, Section, Table, words};

/// How people stand, of one cohort or of all, as a section with what was overdue month by month.
pub fn section(page: &Page, cohort: Option<&Group>) -> Option<Section> {
    let rows: Vec<Line> = metrics(page.report.view, "drift_and_delay")
        .into_iter()
        .filter(|line| cohort.is_none_or(|cohort| line.text("cohort") == cohort.name))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let sum = |column: &str| rows.iter().filter_map(|line| line.int(column)).sum::<i64>();
    let (on_track, drifting, delayed) = (sum("on_track"), sum("drifting"), sum("delayed"));
    let current = on_track + drifting + delayed;
    let told = sum("workers") - sum("no_records");
    let finding = if told == 0 {
        "Cannot tell whether anything is overdue".to_owned()
    } else if current == 0 {
        "Nobody is in programme now".to_owned()
    } else if drifting + delayed == 0 {
        "Nothing is overdue".to_owned()
    } else {
        let behind = drifting + delayed;
        format!(
            "{} of {} people in programme {} something overdue",
            words::number(behind),
            words::number(current),
            if behind == 1 { "has" } else { "have" }
        )
    };
    let mut section = Section::new("drift", finding).topic("Drift and delay");
    if told > 0 {
        let delayed_after = delayed_after(page.report.view);
        let states = [
            (on_track, "on track".to_owned()),
            (drifting, "with something overdue".to_owned()),
            (delayed, format!("with something overdue for {delayed_after} or more")),
            (sum("finished"), "out of the programme".to_owned()),
            (sum("no_records"), "of whom nothing can be told".to_owned()),
        ];
        let states: Vec<String> = states
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, words)| format!("{} {words}", words::number(n)))
            .collect();
        section = section.paragraph(format!(
            "Of {}: {}.",
            words::counted(sum("workers"), "person", "people"),
            states.join(", ")
        ));
    }
    for block in by_month(page, cohort) {
        section = section.block(block);
    }
    Some(section.notes(notes::on_metric(page, "drift_and_delay")))
}

/// `28 days`; `28 or 42 days`, where versions of the rules differ.
fn delayed_after(view: &View) -> String {
    let mut days: Vec<i64> = view.judges.of_cohorts().map(|rulebook| rulebook.drift.delay_days).collect();
    days.sort_unstable();
    days.dedup();
    match days.as_slice() {
        [] => words::days(view.rulebook.drift.delay_days),
        [fewer @ .., most] => {
            let fewer: Vec<String> = fewer.iter().map(|days| words::number(*days)).collect();
            let or = if fewer.is_empty() { String::new() } else { format!("{} or ", fewer.join(", ")) };
            format!("{or}{}", words::days(*most))
        }
    }
}

/// Items overdue at each month's end, by owner: the drawing and its table; nothing where the run does not
/// judge month by month.
fn by_month(page: &Page, cohort: Option<&Group>) -> Vec<Block> {
    let mut grid: BTreeMap<usize, (String, BTreeMap<String, i64>)> = BTreeMap::new();
    let mut months: BTreeMap<String, i64> = BTreeMap::new();
    let lines = facts(page.report.view, "overdue_months");
    for line in lines.iter().filter(|line| cohort.is_none_or(|cohort| line.text("cohort") == cohort.name)) {
        let (Some(owner), Some(month), Some(items)) =
            (line.text("owner"), line.text("month"), line.int("overdue_items"))
        else {
            continue;
        };
        let row = grid.entry(words::owner_order(owner));
        let row = row.or_insert_with(|| (words::capital(&words::owner(owner)), BTreeMap::new()));
        *row.1.entry(month.to_owned()).or_default() += items;
        *months.entry(month.to_owned()).or_default() += items;
    }
    if months.is_empty() {
        return Vec::new();
    }
    // The last two years: a longer row of months would be too narrow to read.
    let shown: Vec<&String> = months.keys().rev().take(24).collect::<Vec<_>>().into_iter().rev().collect();
    let days: Option<Vec<_>> = shown.iter().map(|month| month_day(month)).collect();
    let Some(days) = days else { return Vec::new() };
    let owners: Vec<HeatRow> = grid
        .values()
        .map(|(owner, items)| HeatRow {
            name: owner.clone(),
            cells: shown
                .iter()
                .map(|month| {
                    items.get(*month).map_or(HeatCell::NotInProgramme, |n| HeatCell::Overdue(whole(*n)))
                })
                .collect(),
        })
        .collect();
    let totals = shown.iter().map(|month| months.get(*month).map(|n| whole(*n))).collect();
    let map = DriftHeatMap { months: days, owners, workers: Vec::new(), totals };
    let mut table = Table::new(
        "Items overdue at each month’s end, by who could act",
        "Month",
        grid.values().map(|(owner, _)| number_column(owner)).chain([number_column("All")]),
    );
    for month in &shown {
        let mut cells: Vec<Cell> =
            grid.values().map(|(_, items)| super::cells::count_if_any(items.get(*month).copied())).collect();
        cells.push(count(months.get(*month).copied()));
        table.push(words::month(month), cells);
    }
    let caption = "Items overdue at each month’s end, by who could act";
    figures::blocks(draw_drift(&map), caption, table)
}
