//! What was done on time: reviews, observations, feedback and portfolio items, for a cohort or for all.

use super::cells::{count_of, decimal_of, interval_of, number_column, rate, share_of, text_column};
use super::figures;
use super::notes;
use super::page::Page;
use super::report::Group;
use super::untold::is_told;
use crate::charts::{OnTimeLadder, Rate, Rung, draw_on_time};
use crate::pack::lines::{Line, metrics};
use crate::pack::{Block, Cell, Section, Table, words};

/// A thing that falls due, and how it is told of.
pub struct Measure {
    /// The metric table.
    pub metric: &'static str,
    /// Its name among the shares of everybody together.
    pub measure: &'static str,
    /// The column that says which stage, number, kind or owner.
    part: &'static str,
    /// The heading of that column.
    part_heading: &'static str,
    /// The fact and its column that tell whether anything could be judged.
    fact: (&'static str, &'static str),
    pub topic: &'static str,
    things: &'static str,
    done: &'static str,
    export: &'static str,
}

pub const REVIEWS: Measure = Measure {
    metric: "reviews_on_time",
    measure: "reviews",
    part: "stage",
    part_heading: "Stage",
    fact: ("review_status", "status"),
    topic: "Reviews on time",
    things: "reviews",
    done: "held on time",
    export: "reviews",
};

pub const OBSERVATIONS: Measure = Measure {
    metric: "observations_on_time",
    measure: "observations",
    part: "number",
    part_heading: "Observation",
    fact: ("observation_status", "status"),
    topic: "Observations on time",
    things: "observations",
    done: "done on time",
    export: "observations",
};

pub const FEEDBACK: Measure = Measure {
    metric: "feedback_on_time",
    measure: "feedback",
    part: "kind",
    part_heading: "Feedback",
    fact: ("observation_feedback", "verbal_status"),
    topic: "Feedback on observations",
    things: "pieces of feedback",
    done: "given on time",
    export: "feedback dates of observations",
};

pub const PORTFOLIO: Measure = Measure {
    metric: "delay_by_owner",
    measure: "portfolio",
    part: "owner",
    part_heading: "Who could act",
    fact: ("milestone_status", "status"),
    topic: "Portfolio items on time",
    things: "portfolio items",
    done: "submitted on time",
    export: "portfolio",
};

/// One row of a ladder.
struct Step<'a> {
    label: String,
    order: usize,
    line: Line<'a>,
}

fn due(line: Line) -> Option<i64> {
    line.int("items_due").or_else(|| {
        let counts = ["on_time", "late", "overdue"].map(|column| line.int(column));
        counts.into_iter().try_fold(0, |sum, n| n.map(|n| sum + n))
    })
}

/// A section on one measure: of a cohort, or of all where that is `None`. `None` where the run has no
/// such metric or the rulebook no such rule.
pub fn section(page: &Page, measure: &Measure, cohort: Option<&Group>) -> Option<Section> {
    let steps = steps(page, measure, cohort);
    if steps.is_empty() {
        return None;
    }
    let told = is_told(page.report, measure.fact.0, measure.fact.1, cohort)
        || (measure.metric == "feedback_on_time"
            && is_told(page.report, measure.fact.0, "written_status", cohort));
    let together = together(page, measure, cohort);
    let of_all = |column: &str| {
        together
            .and_then(|line| line.int(column))
            .or_else(|| steps.iter().map(|step| step.line.int(column)).sum())
    };
    let all_due = together.and_then(due).or_else(|| steps.iter().map(|step| due(step.line)).sum());
    let on_time = of_all("on_time");
    let pct = together.and_then(|line| line.float("on_time_pct"));
    let finding = match (on_time, all_due) {
        _ if !told => format!("Cannot tell whether {} were {}", measure.things, measure.done),
        (Some(on_time), Some(due)) if due > 0 => headline(on_time, due, pct, measure),
        _ => format!("No {} have fallen due yet", measure.things),
    };
    let place = format!("{}-on-time", measure.measure);
    let mut section = Section::new(&place, finding).topic(measure.topic);
    if !told {
        section = section.paragraph(format!(
            "No records of this kind were supplied. {} would answer it.",
            words::capital(measure.export)
        ));
        return Some(section.notes(notes::on_metric(page, measure.metric)));
    }
    if let Some(words) = late_and_overdue(of_all("late"), of_all("overdue"), measure) {
        section = section.paragraph(words);
    }
    let whose = cohort.map_or_else(|| "all cohorts".to_owned(), |cohort| cohort.title("no cohort recorded"));
    let table = table(measure, &steps, &whose);
    if measure.part == "owner" {
        return Some(section.block(Block::Table(table)).notes(notes::on_metric(page, measure.metric)));
    }
    let ladder = OnTimeLadder {
        things: measure.things.to_owned(),
        done: measure.done.to_owned(),
        all: together.map_or(Rate::NotYetKnown, |line| line_rate(line, told)),
        differ: None,
        rungs: steps
            .iter()
            .map(|step| Rung { stage: step.label.clone(), rate: line_rate(step.line, told) })
            .collect(),
        answered_by: measure.export.to_owned(),
    };
    let caption = format!("{} {}, with 95% intervals: {whose}", words::capital(measure.things), measure.done);
    for block in figures::blocks(draw_on_time(&ladder), &caption, table) {
        section = section.block(block);
    }
    Some(section.notes(notes::on_metric(page, measure.metric)))
}

fn line_rate(line: Line, told: bool) -> Rate {
    rate(
        line.int("on_time"),
        due(line),
        line.float("on_time_pct"),
        line.between("lower_95", "upper_95"),
        told,
    )
}

fn headline(on_time: i64, due: i64, pct: Option<f64>, measure: &Measure) -> String {
    let per_cent = pct.filter(|_| due >= words::SHOWN_FROM).map(|pct| format!(" ({})", words::percent(pct)));
    format!(
        "{} of {} {} were {}{}",
        words::number(on_time),
        words::number(due),
        measure.things,
        measure.done,
        per_cent.unwrap_or_default()
    )
}

fn late_and_overdue(late: Option<i64>, overdue: Option<i64>, measure: &Measure) -> Option<String> {
    let (late, overdue) = (late?, overdue?);
    if late == 0 && overdue == 0 {
        return None;
    }
    let was = |n: i64| if n == 1 { "was" } else { "were" };
    let late_words = (late > 0).then(|| format!("{} {} late", words::number(late), was(late)));
    let is = if overdue == 1 { "is" } else { "are" };
    let overdue_words = (overdue > 0).then(|| {
        format!(
            "{} {is} overdue or {} still not done when the programme ended",
            words::number(overdue),
            was(overdue)
        )
    });
    let parts: Vec<String> = late_words.into_iter().chain(overdue_words).collect();
    Some(format!("Of the {} that fell due, {}.", measure.things, words::list(&parts)))
}

fn steps<'a>(page: &Page<'_, 'a>, measure: &Measure, cohort: Option<&Group>) -> Vec<Step<'a>> {
    let view = page.report.view;
    let lines: Vec<Line> = match cohort {
        Some(cohort) => metrics(view, measure.metric)
            .into_iter()
            .filter(|line| line.text("cohort") == cohort.name)
            .collect(),
        None => metrics(view, "on_time_together")
            .into_iter()
            .filter(|line| line.is("scope", "authority") && line.is("measure", measure.measure))
            .filter(|line| line.text("part").is_some())
            .collect(),
    };
    let mut steps: Vec<Step> = lines
        .into_iter()
        .map(|line| {
            let part = if cohort.is_some() { measure.part } else { "part" };
            let code = line.text(part).map(str::to_owned).or_else(|| line.int(part).map(|n| n.to_string()));
            let code = code.unwrap_or_default();
            let (label, order) = label(page, measure, &code);
            Step { label, order, line }
        })
        .collect();
    steps.sort_by(|a, b| (a.order, &a.label).cmp(&(b.order, &b.label)));
    steps
}

/// What a part is called, and where it stands: in the order of the programme.
fn label(page: &Page, measure: &Measure, code: &str) -> (String, usize) {
    match measure.part {
        "stage" => {
            let reviews = &page.report.view.rulebook.reviews;
            let place = reviews.iter().position(|review| review.stage.eq_ignore_ascii_case(code));
            let place = place.unwrap_or_else(|| reviews.len() + code.parse::<usize>().unwrap_or(1000));
            (words::capital(&words::stage(code)), place)
        }
        "number" => {
            let number = code.parse::<i64>().unwrap_or_default();
            (words::capital(&words::ordinal(number)), usize::try_from(number).unwrap_or_default())
        }
        "owner" => (words::capital(&words::owner(code)), words::owner_order(code)),
        _ => (words::capital(&words::plain(code)), usize::from(code == "written")),
    }
}

/// The row of everything together; `None` where the run has no such metric.
fn together<'a>(page: &Page<'_, 'a>, measure: &Measure, cohort: Option<&Group>) -> Option<Line<'a>> {
    let scope = if cohort.is_some() { "cohort" } else { "authority" };
    metrics(page.report.view, "on_time_together").into_iter().find(|line| {
        line.is("scope", scope)
            && line.is("measure", measure.measure)
            && line.text("part").is_none()
            && cohort.is_none_or(|cohort| line.text("cohort") == cohort.name)
    })
}

fn table(measure: &Measure, steps: &[Step], whose: &str) -> Table {
    let optional = [("Not yet due", "not_due"), ("Not required", "not_required")];
    let optional: Vec<(&str, &str)> = optional
        .into_iter()
        .filter(|(_, column)| steps.iter().any(|step| step.line.int(column).is_some()))
        .collect();
    let has_median = steps.iter().any(|step| step.line.float("median_days_late").is_some());
    let mut columns = vec![number_column("On time"), number_column("Late"), number_column("Overdue")];
    columns.extend(optional.iter().map(|(heading, _)| number_column(heading)));
    columns.extend([text_column("On time, of those due"), text_column("95% interval")]);
    if has_median {
        columns.push(number_column("Median days late"));
    }
    let caption = format!("{}: {whose}", measure.topic);
    let mut table = Table::new(caption, measure.part_heading, columns);
    for step in steps {
        let line = step.line;
        let mut cells: Vec<Cell> = ["on_time", "late", "overdue"].map(|column| count_of(line, column)).into();
        cells.extend(optional.iter().map(|(_, column)| count_of(line, column)));
        let among: &[&str] = match line.int("items_due") {
            Some(_) => &["items_due"],
            None => &["on_time", "late", "overdue"],
        };
        cells.push(share_of(line, "on_time", among, "on_time_pct"));
        cells.push(interval_of(line, due(line)));
        if has_median {
            cells.push(decimal_of(line, "median_days_late"));
        }
        table.push(step.label.clone(), cells);
    }
    table
}
