//! What rows that were left out do to the figures: which may be too low, which may be wrong, and where.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{text_column, text_or};
use super::figures::fold_line;
use crate::metrics::QUERIES;
use crate::pack::lines::facts;
use crate::pack::view::View;
use crate::pack::{Block, Section, Symbol, Table, words};

/// So many teams or measures are named; of more, the number is.
const NAMED: usize = 3;

/// One cause by which rows of a record table were lost.
struct Fault<'a> {
    table: &'a str,
    column: Option<&'a str>,
    code: &'a str,
    read: i64,
    /// Rows lost by team; `None`: it is not known whose they are.
    rows: BTreeMap<Option<&'a str>, i64>,
    understated: BTreeSet<&'a str>,
    uncertain: BTreeSet<&'a str>,
}

/// The section, where any row was left out that a measure rests on.
pub fn section(view: &View) -> Option<Section> {
    let faults = faults(view);
    let worst = faults.first()?;
    let finding = format!("{}: {}", worst.said(), worst.effect());
    let mut table = Table::new(
        "Rows left out, and the measures that rest on them",
        "Rows left out",
        [text_column("Too low, if anything"), text_column("May be wrong"), text_column("Teams")],
    );
    for fault in &faults {
        table.push(
            fault.said(),
            [
                text_or(named(&fault.understated), Symbol::NotApplicable),
                text_or(named(&fault.uncertain), Symbol::NotApplicable),
                text_or(fault.teams(), Symbol::NotAvailable),
            ],
        );
    }
    let section = Section::new("affected", finding)
        .topic("Measures that rest on rows left out")
        .paragraph(
            "A row that is left out is in no figure. A measure that only adds up such rows is too low by them, if \
             anything; one that also rests on when things happened may be wrong either way.",
        )
        .block(Block::Table(table))
        .paragraph("The table affected_metrics of this run has them all, with the number of rows of each team.");
    Some(section)
}

/// The causes, those that lost most rows first.
fn faults<'a>(view: &View<'a>) -> Vec<Fault<'a>> {
    let mut causes: BTreeMap<(&str, Option<&str>, &str), Fault> = BTreeMap::new();
    for line in facts(view, "affected_metrics") {
        let (Some(table), Some(code), Some(metric)) =
            (line.text("table"), line.text("code"), line.text("metric"))
        else {
            continue;
        };
        let column = line.text("column");
        let fault = causes.entry((table, column, code)).or_insert_with(|| Fault {
            table,
            column,
            code,
            read: line.int("rows_read").unwrap_or(0),
            rows: BTreeMap::new(),
            understated: BTreeSet::new(),
            uncertain: BTreeSet::new(),
        });
        fault.rows.insert(line.text("team"), line.int("rows").unwrap_or(0));
        if line.is("effect", "understated") {
            fault.understated.insert(metric);
        } else {
            fault.uncertain.insert(metric);
        }
    }
    let mut faults: Vec<Fault> = causes.into_values().collect();
    faults.sort_by_key(|fault| std::cmp::Reverse(fault.rows.values().sum::<i64>()));
    faults
}

impl Fault<'_> {
    /// `38 of 412 supervisions have no date held`.
    fn said(&self) -> String {
        let rows: i64 = self.rows.values().sum();
        let have = if rows == 1 { "has" } else { "have" };
        let column = self.column.map_or_else(|| "cell".to_owned(), column);
        let what = match self.code {
            "missing-value" => format!("{have} no {column}"),
            "bad-date" | "bad-number" => format!("{have} no {column} that can be read"),
            "unknown-value" => format!("{have} no {column} that is known"),
            "missing-column" => format!("{have} no column for the {column}"),
            "ends-before-start" if rows == 1 => "ends before it starts".to_owned(),
            "ends-before-start" => "end before they start".to_owned(),
            "duplicate-key" if rows == 1 => format!("repeats the {column} of an earlier row"),
            "duplicate-key" => format!("repeat the {column} of an earlier row"),
            _ => format!("{have} cells that may have moved"),
        };
        format!(
            "{} of {} rows of {} {what}",
            words::number(rows),
            words::number(self.read),
            words::export(self.table)
        )
    }

    /// `supervision in date is understated for North`.
    fn effect(&self) -> String {
        let teams = self.teams().map(|teams| format!(" for {teams}")).unwrap_or_default();
        let one = self.understated.len() == 1;
        match (named(&self.understated), named(&self.uncertain)) {
            (Some(measures), _) => {
                format!("{measures} {} understated{teams}", if one { "is" } else { "are" })
            }
            (None, Some(measures)) => format!("{measures} may be wrong{teams}"),
            (None, None) => "no measure rests on them".to_owned(),
        }
    }

    /// The teams of the workers; `None` where that is known of no row.
    fn teams(&self) -> Option<String> {
        let teams: Vec<&str> = self.rows.keys().copied().flatten().collect();
        match teams.len() {
            0 => None,
            n if n > NAMED => Some(format!("{} teams", words::number(n as i64))),
            _ => Some(words::list(&teams)),
        }
    }
}

/// Measures by their names, or their number; `None` where there is none.
fn named(metrics: &BTreeSet<&str>) -> Option<String> {
    let titles: Vec<String> = metrics.iter().map(|metric| title(metric)).collect();
    match titles.len() {
        0 => None,
        n if n > NAMED => Some(format!("{} measures", words::number(n as i64))),
        _ => Some(words::list(&titles)),
    }
}

/// A measure's name within a sentence; its id where it has none.
pub fn title(metric: &str) -> String {
    let known = QUERIES.iter().find(|query| query.id == metric).map(|query| fold_line(&query.head().title));
    known.unwrap_or_else(|| words::plain(metric))
}

/// A column as a sentence has it: `date held` for `held_on`.
pub fn column(name: &str) -> String {
    match (name, name.strip_suffix("_on")) {
        ("worker_id", _) => "worker’s id".to_owned(),
        ("child_id", _) => "child’s id".to_owned(),
        (_, Some(happened)) => format!("date {}", words::plain(happened)),
        (other, None) => words::plain(other),
    }
}
