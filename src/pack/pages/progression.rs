//! The way to the next grade: where applications stand and where they wait.

use std::collections::BTreeMap;

use super::cells::{count_if_any_of, count_of, decimal_of, number_column, text_column};
use super::figures::{self, whole};
use super::notes;
use super::page::Page;
use crate::charts::{NotGoneOn, ProgressionFunnel, ProgressionStage, Wait, draw_progression};
use crate::pack::lines::{Line, facts, metrics};
use crate::pack::{Block, Cell, Section, Symbol, Table, words};

/// The stages in the order of the process: the metric's code, and its name.
const STAGES: [(&str, &str); 5] = [
    ("permission", "Permission given"),
    ("submitted", "Submitted"),
    ("quality_assured", "Quality assured"),
    ("panel", "Heard by panel"),
    ("approved", "Approved"),
];

/// Applications to progress. `None` where there are none and the rulebook has no such rule.
pub fn section(page: &Page) -> Option<Section> {
    let view = page.report.view;
    let applications = facts(view, "progression_stages");
    let rule = view.rulebook_of_applications().progression.as_ref();
    if applications.is_empty() {
        rule?;
        return Some(
            Section::new("grade", "Cannot tell how applications progress")
                .topic("The way to the next grade")
                .paragraph("No applications were supplied. Progressions would answer it."),
        );
    }
    let of = |status: &str| applications.iter().filter(|line| line.is("status", status)).count() as i64;
    let (approved, in_progress) = (of("approved"), of("in_progress"));
    let over_limit = applications.iter().filter(|line| line.flag("over_limit") == Some(true)).count() as i64;
    let all = applications.len() as i64;
    let longest = longest_wait(page);
    let finding = longest.map_or_else(
        || format!("{} of {} applications have been approved", words::number(approved), words::number(all)),
        |(name, days)| {
            format!(
                "The longest wait is before “{}”: a median of {} days",
                name.to_lowercase(),
                words::decimal(days)
            )
        },
    );
    let grades = grades(&applications);
    let mut section = Section::new("grade", finding).topic(format!("The way to {grades}"));
    let limit = rule.and_then(|rule| rule.limit_months).map_or_else(String::new, |months| {
        format!(
            " {} {} past the limit of {}.",
            words::capital(&words::spelt(over_limit)),
            if over_limit == 1 { "is or was" } else { "are or were" },
            words::counted(i64::from(months), "month", "months")
        )
    });
    let rest = [(of("deferred"), "deferred"), (of("withdrawn"), "withdrawn"), (in_progress, "in progress")];
    let rest: Vec<String> = rest
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{} {word}", words::number(*n)))
        .collect();
    section = section.paragraph(format!(
        "Of {}, {} {} been approved{}.{limit}",
        words::counted(all, "application", "applications"),
        words::number(approved),
        if approved == 1 { "has" } else { "have" },
        if rest.is_empty() { String::new() } else { format!(", {}", words::list(&rest)) }
    ));
    for block in funnels(page) {
        section = section.block(block);
    }
    if let Some(table) = by_quarter(page) {
        section = section.block(Block::Table(table));
    }
    Some(section.notes(notes::on_metric(page, "fg_throughput")))
}

fn grades(applications: &[Line]) -> String {
    let mut to: Vec<&str> = applications.iter().filter_map(|line| line.text("to_grade")).collect();
    to.sort_unstable();
    to.dedup();
    match to.as_slice() {
        [one] => format!("Grade {one}"),
        _ => "the next grade".to_owned(),
    }
}

fn stage_name(code: &str) -> Option<&'static str> {
    STAGES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// The stage with the longest median wait before it, where the run knows the waits.
fn longest_wait(page: &Page) -> Option<(&'static str, f64)> {
    metrics(page.report.view, "fg_stages")
        .into_iter()
        .filter_map(|line| Some((stage_name(line.text("stage")?)?, line.float("median_days")?)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
}

/// A funnel for each pair of grades, on one scale; nothing where the run does not judge the stages.
fn funnels(page: &Page) -> Vec<Block> {
    let lines = metrics(page.report.view, "fg_stages");
    let mut pairs: BTreeMap<(&str, &str), Vec<Line>> = BTreeMap::new();
    for line in &lines {
        let grades = (line.text("from_grade").unwrap_or_default(), line.text("to_grade").unwrap_or_default());
        pairs.entry(grades).or_default().push(*line);
    }
    let scale_to = lines.iter().filter_map(|line| line.int("reached")).max().map_or(0, whole);
    let mut blocks = Vec::new();
    for ((from, to), lines) in pairs {
        let lines: Vec<Line> = STAGES
            .iter()
            .filter_map(|(code, _)| lines.iter().copied().find(|line| line.is("stage", code)))
            .collect();
        let name = |line: Line| line.text("stage").and_then(stage_name).unwrap_or("Stage").to_owned();
        let medians: Vec<Option<f64>> = lines.iter().map(|line| line.float("median_days")).collect();
        let longest = medians
            .iter()
            .enumerate()
            .filter_map(|(index, median)| Some((index, (*median)?)))
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .map(|(index, _)| index);
        let stages = lines
            .iter()
            .enumerate()
            .map(|(index, line)| ProgressionStage {
                name: name(*line),
                reached: line.int("reached").map(whole),
                wait: (index > 0).then(|| line.float("median_days").map_or(Wait::TooFew, Wait::Median)),
                not_gone_on: not_gone_on(*line),
            })
            .collect();
        let funnel = ProgressionFunnel {
            from_grade: from.to_owned(),
            to_grade: to.to_owned(),
            stages: Some(stages),
            longest_wait: longest,
            scale_to,
        };
        let mut table = Table::new(
            "Applications by stage",
            "Stage",
            [
                number_column("Reached"),
                number_column("Median days from the stage before"),
                text_column("Those who have not gone on"),
            ],
        );
        for line in &lines {
            let waiting: Vec<String> = not_gone_on(*line)
                .into_iter()
                .filter_map(|not| Some(format!("{} {}", not.count?, not.why)))
                .collect();
            let waiting = if waiting.is_empty() {
                Cell::missing(Symbol::NotApplicable)
            } else {
                Cell::text(waiting.join(", "))
            };
            table.push(name(*line), [count_of(*line, "reached"), decimal_of(*line, "median_days"), waiting]);
        }
        let caption = "Applications by the stage reached, with the median days between stages";
        blocks.extend(figures::blocks(draw_progression(&funnel), caption, table));
    }
    blocks
}

fn not_gone_on(line: Line) -> Vec<NotGoneOn> {
    [("in_progress", "in progress"), ("deferred", "deferred"), ("withdrawn", "withdrawn")]
        .into_iter()
        .filter_map(|(column, why)| {
            let n = line.int(column).filter(|n| *n > 0)?;
            Some(NotGoneOn { count: Some(whole(n)), why: why.to_owned() })
        })
        .collect()
}

fn by_quarter(page: &Page) -> Option<Table> {
    let lines = metrics(page.report.view, "fg_throughput");
    if lines.is_empty() {
        return None;
    }
    let pair = |line: &Line| {
        format!("{} to {}", line.text("from_grade").unwrap_or("?"), line.text("to_grade").unwrap_or("?"))
    };
    let is_one_pair = lines.windows(2).all(|two| pair(&two[0]) == pair(&two[1]));
    let mut table = Table::new(
        "Applications by the quarter in which permission was given",
        "Permission given",
        [
            number_column("Opened"),
            number_column("Submitted"),
            number_column("Approved"),
            number_column("Deferred"),
            number_column("Withdrawn"),
            number_column("In progress"),
            number_column("Past the limit"),
            number_column("Median days"),
        ],
    )
    .note("Median days run from permission to approval.");
    for line in lines {
        let mut quarter = line.text("quarter").map_or_else(|| "Not recorded".to_owned(), words::quarter);
        if !is_one_pair {
            quarter = format!("{quarter}, {}", pair(&line));
        }
        let counts = ["opened", "submitted", "approved", "deferred", "withdrawn", "in_progress"];
        let mut cells: Vec<Cell> = counts.map(|column| count_of(line, column)).into();
        cells.push(count_if_any_of(line, "over_limit"));
        cells.push(decimal_of(line, "median_days_to_approval"));
        table.push(quarter, cells);
    }
    Some(table)
}
