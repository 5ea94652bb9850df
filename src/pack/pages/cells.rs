//! Cells of a page's tables: figures, dates and marks, and the reason where there is none.

use crate::charts::{Rate, Share};
use crate::dates::Day;
use crate::pack::lines::Line;
use crate::pack::words;
use crate::pack::{Cell, Column, ColumnKind, Symbol, Text};

/// A count; `x` where it is not known.
pub fn count(n: Option<i64>) -> Cell {
    n.map_or(Cell::missing(Symbol::NotAvailable), |n| Cell::figure(words::number(n), n as f64))
}

/// A count; `z` where there can be none.
pub fn count_if_any(n: Option<i64>) -> Cell {
    n.map_or(Cell::missing(Symbol::NotApplicable), |n| Cell::figure(words::number(n), n as f64))
}

/// A row's count; `x` where it is not known.
pub fn count_of(line: Line, column: &str) -> Cell {
    count(line.int(column)).looked_up(line.origin(&[column]))
}

/// A row's count; `z` where there can be none.
pub fn count_if_any_of(line: Line, column: &str) -> Cell {
    count_if_any(line.int(column)).looked_up(line.origin(&[column]))
}

/// A row's number; `z` where there can be none.
pub fn decimal_of(line: Line, column: &str) -> Cell {
    decimal(line.float(column)).looked_up(line.origin(&[column]))
}

/// A row's percentage; `x` where it is not known.
pub fn percent_of(line: Line, column: &str) -> Cell {
    percent(line.float(column)).looked_up(line.origin(&[column]))
}

/// `14 of 18 (78%)` of a row: a count, what it is a share of (columns added up), and the percentage.
pub fn share_of(line: Line, k: &str, among: &[&str], pct: &str) -> Cell {
    let n = among.iter().map(|column| line.int(column)).sum::<Option<i64>>();
    let columns: Vec<&str> = [k].into_iter().chain(among.iter().copied()).chain([pct]).collect();
    share(line.int(k), n, line.float(pct)).looked_up(line.origin(&columns))
}

/// The interval of a row's share of so many.
pub fn interval_of(line: Line, n: Option<i64>) -> Cell {
    let bounds = ["lower_95", "upper_95"];
    interval(n, line.between(bounds[0], bounds[1])).looked_up(line.origin(&bounds))
}

/// A number with one decimal at most; `z` where there can be none.
pub fn decimal(x: Option<f64>) -> Cell {
    x.map_or(Cell::missing(Symbol::NotApplicable), |x| Cell::figure(words::decimal(x), x))
}

/// A number with one decimal at most; `x` where it is not known.
pub fn decimal_or_none(x: Option<f64>) -> Cell {
    x.map_or(Cell::missing(Symbol::NotAvailable), |x| Cell::figure(words::decimal(x), x))
}

/// A percentage (0 to 100); `x` where it is not known.
pub fn percent(pct: Option<f64>) -> Cell {
    pct.map_or(Cell::missing(Symbol::NotAvailable), |pct| Cell::figure(words::percent(pct), pct))
}

/// A date; `z` where there is none.
pub fn date(day: Option<Day>) -> Cell {
    day.map_or(Cell::missing(Symbol::NotApplicable), |day| Cell::text(words::date(day)))
}

/// Words; the reason given where there are none.
pub fn text_or(text: Option<impl Into<Text>>, symbol: Symbol) -> Cell {
    text.map_or(Cell::missing(symbol), |text| Cell::text(text))
}

/// Yes, no, or that the records do not say.
pub fn yes_no(flag: Option<bool>) -> Cell {
    match flag {
        Some(true) => Cell::text("Yes"),
        Some(false) => Cell::text("No"),
        None => Cell::missing(Symbol::NotAvailable),
    }
}

/// `14 of 18 (78%)`; `z` where nothing is counted.
pub fn share(k: Option<i64>, n: Option<i64>, pct: Option<f64>) -> Cell {
    match (k, n) {
        (_, Some(0)) => Cell::missing(Symbol::NotApplicable),
        (Some(k), Some(n)) => Cell::figures(words::share(k, n, pct)),
        _ => Cell::missing(Symbol::NotAvailable),
    }
}

/// `55% to 91%`; `u` where it rests on too few, `z` where nothing is counted.
pub fn interval(n: Option<i64>, between: Option<(f64, f64)>) -> Cell {
    match (n, between) {
        (Some(n), Some((lower, upper))) if n >= words::SHOWN_FROM => {
            Cell::figures(words::interval(lower, upper))
        }
        (Some(n), _) if n > 0 => Cell::missing(Symbol::Unreliable),
        _ => Cell::missing(Symbol::NotApplicable),
    }
}

/// The rule's place in its source.
pub fn rule(line: Line) -> Cell {
    text_or(line.text("clause").and_then(words::place_of_rule), Symbol::NotApplicable)
}

/// The export rows a fact rests on.
pub fn source(line: Line) -> Cell {
    text_or(line.text("source"), Symbol::NotApplicable)
}

/// A share of a metric as charts take it. `is_told` is false where no records of the kind were supplied.
pub fn rate(
    k: Option<i64>,
    n: Option<i64>,
    pct: Option<f64>,
    between: Option<(f64, f64)>,
    is_told: bool,
) -> Rate {
    match (k, n, pct, between) {
        (Some(k), Some(n), Some(pct), Some((lower_95, upper_95))) if n > 0 => {
            Rate::Known(Share { count: k.max(0) as u64, of: n as u64, pct, lower_95, upper_95 })
        }
        (_, Some(0), ..) if is_told => Rate::NoneDue,
        _ => Rate::CannotTell,
    }
}

pub fn number_column(heading: &str) -> Column {
    Column::new(heading, ColumnKind::Number)
}

pub fn text_column(heading: &str) -> Column {
    Column::new(heading, ColumnKind::Text)
}

pub fn date_column(heading: &str) -> Column {
    Column::new(heading, ColumnKind::Date)
}

pub fn status_column(heading: &str) -> Column {
    Column::new(heading, ColumnKind::Status)
}
