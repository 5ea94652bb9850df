//! Cohort by cohort: the same shares side by side, and whether they differ by more than chance.

use super::cells::{count, number_column, rate, share, share_of, text_column};
use super::figures;
use super::notes::{note, notes};
use super::page::Page;
use super::report::Group;
use super::untold::is_told;
use crate::charts::{CohortMeasure, CohortMultiples, Rate, draw_cohorts};
use crate::pack::lines::{Line, metrics};
use crate::pack::{Cell, Section, Table, Text, words};

/// A share that cohorts are compared by.
struct Measure {
    /// As `cohort_rates` and `cohort_differences` name it.
    id: &'static str,
    /// Over its panel of the chart.
    name: &'static str,
    /// Over its column of the table.
    heading: &'static str,
    /// The fact and its column that tell whether anything could be judged.
    fact: (&'static str, &'static str),
}

const MEASURES: [Measure; 4] = [
    Measure {
        id: "reviews",
        name: "Reviews on time",
        heading: "Reviews on time, of those due",
        fact: ("review_status", "status"),
    },
    Measure {
        id: "portfolio",
        name: "Portfolio items on time",
        heading: "Portfolio items on time, of those due",
        fact: ("milestone_status", "status"),
    },
    Measure {
        id: "first_time",
        name: "Passed at the first panel",
        heading: "Passed at the first panel, of those decided",
        fact: ("outcomes", "status"),
    },
    Measure {
        id: "passed",
        name: "Passed",
        heading: "Passed, of those decided",
        fact: ("outcomes", "status"),
    },
];

/// The comparison; `None` where no cohort is in the records.
pub fn section(page: &Page) -> Option<Section> {
    let cohorts = &page.report.cohorts;
    if cohorts.is_empty() {
        return None;
    }
    let mut section = Section::new("cohort-by-cohort", finding(page)).topic("Cohort by cohort").notes(notes(
        "About cohorts",
        vec![
            note(
                "Small cohorts",
                Text::from(
                    "A cohort of ten can move by 30 percentage points by chance alone: look at the counts and the \
                     intervals before the percentages.",
                ),
            ),
            note(
                "More than chance",
                Text::from(
                    "A difference is called more than chance where chance alone would make one as large less than \
                     once in 20 times (chi-squared test). Where a cohort is too small for the test, nothing is said. \
                     Reviews and portfolio items of one person go together, so for them the test is too quick to \
                     see a difference.",
                ),
            ),
        ],
    ));
    let multiples = CohortMultiples {
        one: "cohort".to_owned(),
        many: "cohorts".to_owned(),
        rows: cohorts.iter().map(|cohort| cohort.title("No cohort recorded")).collect(),
        measures: MEASURES.iter().map(|measure| panel(page, measure)).collect(),
    };
    let caption = "Shares by cohort, with 95% intervals";
    for block in figures::blocks(draw_cohorts(&multiples), caption, table(page)) {
        section = section.block(block);
    }
    Some(section)
}

fn finding(page: &Page) -> String {
    let lines = metrics(page.report.view, "cohort_differences");
    let differing: Vec<String> = MEASURES
        .iter()
        .filter(|measure| {
            lines.iter().any(|line| line.is("measure", measure.id) && line.flag("differs") == Some(true))
        })
        .map(|measure| format!("“{}”", measure.name.to_lowercase()))
        .collect();
    let tested = lines.iter().filter(|line| line.flag("differs").is_some()).count();
    match (differing.is_empty(), tested) {
        (false, _) => {
            format!("Cohorts differ by more than chance would explain in {}", words::list(&differing))
        }
        (true, 0) => "Too little is known to say whether cohorts differ".to_owned(),
        (true, _) => "Cohorts differ by no more than chance would explain".to_owned(),
    }
}

fn line_of<'a>(page: &Page<'_, 'a>, measure: &Measure, cohort: &Group) -> Option<Line<'a>> {
    metrics(page.report.view, "cohort_rates")
        .into_iter()
        .find(|line| line.is("measure", measure.id) && line.text("cohort") == cohort.name)
}

fn rate_of(line: Line, is_told: bool) -> Rate {
    let between = line.between("lower_95", "upper_95");
    rate(line.int("numerator"), line.int("denominator"), line.float("pct"), between, is_told)
}

fn panel(page: &Page, measure: &Measure) -> CohortMeasure {
    let together = metrics(page.report.view, "cohort_differences")
        .into_iter()
        .find(|line| line.is("measure", measure.id));
    let (fact, status) = measure.fact;
    let rates = page.report.cohorts.iter().map(|cohort| match line_of(page, measure, cohort) {
        Some(line) => rate_of(line, true),
        None if is_told(page.report, fact, status, Some(cohort)) => Rate::NoneDue,
        None => Rate::CannotTell,
    });
    CohortMeasure {
        name: measure.name.to_owned(),
        together: together.and_then(|line| match rate_of(line, true) {
            Rate::Known(share) => Some(share),
            _ => None,
        }),
        differ: together.and_then(|line| line.flag("differs")),
        rates: rates.collect(),
    }
}

fn table(page: &Page) -> Table {
    let columns = MEASURES.iter().map(|measure| text_column(measure.heading));
    let mut table =
        Table::new("Measures by cohort", "Cohort", columns.chain([number_column("In programme now")]));
    for cohort in &page.report.cohorts {
        let mut cells: Vec<Cell> = MEASURES
            .iter()
            .map(|measure| match line_of(page, measure, cohort) {
                Some(line) => share_of(line, "numerator", &["denominator"], "pct"),
                None => {
                    let (fact, status) = measure.fact;
                    let is_told = is_told(page.report, fact, status, Some(cohort));
                    share(Some(0).filter(|_| is_told), Some(0).filter(|_| is_told), None)
                }
            })
            .collect();
        let now = page.report.of_cohort(cohort).iter().filter(|person| person.is_in_programme).count() as i64;
        cells.push(count(Some(now)));
        let header = Text::new().link(cohort.title("No cohort recorded"), page.to_cohort(cohort));
        table.push(header, cells);
    }
    table
}
