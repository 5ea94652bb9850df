//! How this was judged: the rulebook, the clock with a worked example, every measure's definition, every
//! rule with its place and the reading taken, and the limits of it all.

use super::cells::{date_column, text_column};
use super::page::{Main, Page};
use super::report::Report;
use super::{notes, rules};
use crate::clock::{Absence, Clock, pauses};
use crate::dates::Day;
use crate::facts::Judging;
use crate::metrics::{Head, QUERIES};
use crate::pack::view::View;
use crate::pack::{Area, Block, Cell, Document, Fact, Section, Table, Text, words};
use crate::rulebook::{Offset, Rulebook};

pub fn compose(report: &Report) -> (String, Document) {
    let page = Page::new(report, Main::Method);
    let rulebook = report.view.rulebook;
    let own = if report.view.is_other_rulebook {
        "This is not the authority’s own rulebook: its records are set against it for comparison."
    } else {
        "Every judgement comes from it; where it is unclear, the reading taken is given."
    };
    let mut part = Page::part(format!("Judged by {}", rulebook.title), Some(own.into()));
    let mut opening = vec![
        fact("Rulebook", &rulebook.id),
        fact("Source", &rulebook.source),
        fact("Records to", &words::date(report.view.as_of)),
    ];
    opening.extend(rulebook.valid_from.filter(|_| !report.view.is_other_rulebook).map(|day| {
        let holds = format!(
            "{}; cohorts that began before are judged by the version before, where the folder names one",
            words::date(day)
        );
        fact("Holds from", &holds)
    }));
    let others: Vec<&Judging> =
        report.view.judges.all.iter().filter(|judging| judging.rulebook != rulebook).collect();
    if !others.is_empty() {
        let own = report.view.judges.all.iter().find(|judging| judging.rulebook == rulebook);
        opening.push(fact("Judges", &own.map_or("nobody".to_owned(), cohorts)));
        opening.extend(others.iter().map(|judging| {
            fact(
                "Beside it",
                &format!("{}, which judges {}", version(report.view, judging.rulebook), cohorts(judging)),
            )
        }));
    }
    part.opening = vec![Block::Facts(opening)];
    let mut sections = vec![clock_section(report.view.as_of, rulebook), rules_section(rulebook)];
    sections.extend(readings_section(rulebook));
    for (n, judging) in others.into_iter().enumerate() {
        sections.push(other_rules_section(report.view, n + 1, judging));
    }
    sections.push(
        Section::new("measures", "What each measure asks, and how it is counted").topic("Measures").paragraph(
            "Each measure is one query over the facts, in the folder queries. The same file runs here and in an \
             analyst’s own tool. Intervals are 95% intervals by Wilson’s method; shares still in post and waits are \
             Kaplan–Meier estimates.",
        ),
    );
    sections.extend(QUERIES.iter().map(|query| measure(query.id, &query.head())));
    sections.push(limits());
    part.areas = sections.into_iter().map(Area::Section).collect();
    page.finish(vec![part], Vec::new())
}

fn fact(label: &str, value: &str) -> Fact {
    Fact { label: label.to_owned(), value: Text::from(value), note: None }
}

/// The clock by the rulebook's first pause, as an example that anybody can check on a calendar.
fn clock_section(as_of: Day, rulebook: &Rulebook) -> Section {
    let section = Section::new("clock", "Months count from the first day, and pauses move what comes after them")
        .topic("The programme clock")
        .paragraph(
            "A programme’s months are calendar months from the day it began. Days within a pause do not count: \
             whatever was still to come falls due so many days later. Months served elsewhere count as served.",
        );
    let Some((pause, kind)) = rulebook.pauses.first().and_then(|pause| Some((pause, pause.absence.first()?)))
    else {
        return section.paragraph("By this rulebook nothing pauses the clock.");
    };
    let start = as_of.month_start().add_months(-12);
    let days = pause.min_days.max(28);
    let from = start + 60;
    let away = Absence { kind, started_on: from, ended_on: Some(from + days - 1) };
    let plain = Clock::new(start, Vec::new());
    let paused = Clock::new(start, pauses(&[away], &rulebook.pauses, as_of));
    let mut table = Table::new(
        format!(
            "An example: someone who begins on {} and is away ({}) for {}, from {}",
            words::date(start),
            words::plain(kind),
            words::days(days),
            words::from_to(from, from + days - 1)
        ),
        "Falls due",
        [date_column("Without the absence"), date_column("With it")],
    );
    for month in [1, 3, 6, 9, 12] {
        let at = Offset::Months(month);
        table.push(
            words::capital(&crate::pack::further_rules::offset(at)),
            [Cell::text(words::date(plain.at(at))), Cell::text(words::date(paused.at(at)))],
        );
    }
    section.block(Block::Table(table))
}

fn rules_section(rulebook: &Rulebook) -> Section {
    let table = rules::table(rulebook);
    let n = table.rows().len() as i64;
    Section::new("rules", format!("{} are judged", words::capital(&words::spelt_of(n, "rule", "rules"))))
        .topic("Rules")
        .block(Block::Table(table))
        .notes(notes::notes(
            "About the rules",
            vec![notes::note(
                "Reading",
                Text::from("Where the source is unclear, the reading taken stands beside the rule."),
            )],
        ))
}

/// The rules of another rulebook or version that judges some cohorts, the n-th of them.
fn other_rules_section(view: &View, n: usize, judging: &Judging) -> Section {
    let rulebook = judging.rulebook;
    let mut section = Section::new(
        format!("rules-{n}"),
        words::capital(&format!("{} judged by {}", cohorts(judging), version(view, rulebook))),
    )
    .topic("Rules of other cohorts")
    .paragraph(format!("Source: {}.", rulebook.source.trim_end_matches('.')))
    .block(Block::Table(rules::table(rulebook)));
    let flipped: Vec<Text> = rulebook
        .readings
        .iter()
        .filter(|reading| reading.is_flipped)
        .map(|reading| Text::from(format!("{}: {}", reading.reference, reading.alternative)))
        .collect();
    if !flipped.is_empty() {
        section = section
            .paragraph("Where its source is unclear, the other reading is taken of these:")
            .block(Block::Points(flipped));
    }
    section
}

/// `the cohorts September 2023 and September 2024, and people in no cohort`; `applications to progress`.
fn cohorts(judging: &Judging) -> String {
    let named: Vec<String> = judging.cohorts.iter().flatten().map(|&cohort| cohort.to_owned()).collect();
    let mut whom = match named.as_slice() {
        [] => Vec::new(),
        [one] => vec![format!("the cohort {one}")],
        many => vec![format!("the cohorts {}", words::list(many))],
    };
    whom.extend(judging.cohorts.contains(&None).then(|| "people in no cohort".to_owned()));
    whom.extend(judging.judges_applications.then(|| "applications to progress".to_owned()));
    whom.join(", and ")
}

/// `Sandwell ASYE (sandwell-2025, the version that holds from 1 September 2025)`.
fn version(view: &View, rulebook: &Rulebook) -> String {
    format!("{} ({})", rulebook.title, view.which(rulebook))
}

/// Every unclear place of the source: the reading that was used, and the other; `None` where the rulebook
/// names none.
fn readings_section(rulebook: &Rulebook) -> Option<Section> {
    let readings = &rulebook.readings;
    if readings.is_empty() {
        return None;
    }
    let mut table = Table::new(
        "Unclear places of the source: the reading used, and the other",
        "Reading",
        [
            text_column("Used here"),
            text_column("The other reading"),
            text_column("What changing it would change"),
        ],
    );
    for reading in readings {
        let (used, other) = if reading.is_flipped {
            (&reading.alternative, &reading.taken)
        } else {
            (&reading.taken, &reading.alternative)
        };
        let changes = match (reading.is_flipped, reading.sets_values) {
            (true, _) => "The other was chosen in this rulebook",
            (false, true) => "What the rules judge",
            (false, false) => reading.fixed.as_deref().unwrap_or("Nothing that the rules judge"),
        };
        let cells = [used.as_str(), other.as_str(), changes].map(Cell::text);
        table.push(reading.reference.as_str(), cells);
    }
    let all = words::spelt_of(readings.len() as i64, "unclear place was read", "unclear places were read");
    let flipped = readings.iter().filter(|reading| reading.is_flipped).count() as i64;
    let chosen = match flipped {
        0 => String::new(),
        1 => "; one the other way".to_owned(),
        n => format!("; {} the other way", words::spelt(n)),
    };
    let section = Section::new("readings", format!("{}{chosen}", words::capital(&all)));
    Some(section.topic("Readings").block(Block::Table(table)).paragraph(
        "A rulebook of your own can take the other reading: copy this one and write flipped = true under its \
         [[reading]].",
    ))
}

/// A measure's definition, under the place that side notes lead to.
fn measure(id: &str, head: &Head) -> Section {
    let mut table = Table::new(format!("Definition: {}", head.title), "Part", [text_column("Definition")]);
    for (part, text) in [
        ("One row is", head.grain.clone()),
        ("Counted in", head.unit.clone()),
        ("How to read it", head.reading.clone()),
        ("Made from", head.source.clone()),
        ("Query", format!("queries/{id}.sql")),
    ] {
        if !text.is_empty() {
            table.push(part, [Cell::text(text)]);
        }
    }
    Section::new(id, head.question.clone()).topic(head.title.clone()).block(Block::Table(table))
}

fn limits() -> Section {
    let points = [
        "It judges what the exports say. What was done and not recorded looks as if it had not been done.",
        "Small cohorts differ by chance. Intervals say how much; they do not say why.",
        "It counts days, dates and numbers. Whether practice is good is for people to say.",
        "A caseload’s number says nothing of its complexity, of travel, or of the team around it.",
        "Equality data are not read, on purpose: these pages cannot show whether outcomes differ between groups.",
        "Pseudonyms stay the same from run to run. Someone who knows the team may still recognise a person.",
    ];
    Section::new("limits", "What these pages cannot say")
        .topic("Limits")
        .block(Block::Points(points.into_iter().map(Text::from).collect()))
}
