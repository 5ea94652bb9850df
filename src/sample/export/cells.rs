//! A cell as an export spells it.

use std::fmt::Write;

use chrono::Datelike;

use super::{Dates, Sheet, Style};
use crate::dates::Day;
use crate::sample::records::{Cell, Id};

/// References as a plain system numbers them.
pub fn id_plain(id: Id, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = match id {
        Id::Worker(n) => write!(out, "W{n:06}"),
        Id::Stranger(n) => write!(out, "A{n:04}"),
        Id::Staff(n) => write!(out, "S{n:05}"),
        Id::Child(n) => write!(out, "C{n:09}"),
        Id::Family(n) => write!(out, "F{n:09}"),
        Id::Panel(kind, day, n) => write!(out, "{kind}-{day}-{n}"),
        Id::Application(n) => write!(out, "P{n:05}"),
        Id::Reference(n) => write!(out, "R{n:07}"),
    };
}

/// `2024-09`: a cohort by the month it began.
pub fn cohort_plain(day: Day) -> String {
    day.month()
}

/// What a sheet's columns take from a row: the cell's place and the words spelled otherwise.
pub(super) struct Plan<'a> {
    pub columns: Vec<ColumnPlan<'a>>,
}

pub(super) struct ColumnPlan<'a> {
    pub cell: usize,
    words: Option<&'a [(&'static str, &'static str)]>,
}

impl<'a> Plan<'a> {
    pub fn of(sheet: &'a Sheet, columns: &[&'static str]) -> Plan<'a> {
        let plan = |(name, _): &(&'static str, &'static str)| {
            let cell = columns.iter().position(|column| column == name)?;
            let words =
                sheet.values.iter().find(|(column, _)| column == name).map(|(_, words)| words.as_slice());
            Some(ColumnPlan { cell, words })
        };
        Plan { columns: sheet.columns.iter().filter_map(plan).collect() }
    }
}

impl ColumnPlan<'_> {
    fn spell(&self, word: &'static str) -> &'static str {
        self.words
            .and_then(|words| words.iter().find(|(canonical, _)| *canonical == word))
            .map_or(word, |(_, spelled)| spelled)
    }
}

/// Puts a cell's text in place of what `out` holds.
pub(super) fn spell(cell: Cell, column: &ColumnPlan, style: &Style, dates: Dates, out: &mut String) {
    out.clear();
    // Writing to a string cannot fail.
    let _ = match cell {
        Cell::Empty => Ok(()),
        Cell::Id(id) => {
            (style.id)(id, out);
            Ok(())
        }
        Cell::Word(word) => {
            out.push_str(column.spell(word));
            Ok(())
        }
        Cell::AsIs(text) => {
            out.push_str(text);
            Ok(())
        }
        Cell::Day(day) => {
            write_day(day, dates, out);
            Ok(())
        }
        Cell::Whole(n) => write!(out, "{n}"),
        Cell::Hundredths(n) if n % 100 == 0 => write!(out, "{}", n / 100),
        Cell::Hundredths(n) if n % 10 == 0 => write!(out, "{}.{}", n / 100, n % 100 / 10),
        Cell::Hundredths(n) => write!(out, "{}.{:02}", n / 100, n % 100),
        Cell::YesNo(yes) => {
            out.push_str(style.yes_no[usize::from(!yes)]);
            Ok(())
        }
        Cell::Cohort(day) => {
            out.push_str(&(style.cohort)(day));
            Ok(())
        }
        Cell::Name(n) => write!(out, "Sample Worker {n:03}"),
        Cell::Registration(n) => write!(out, "SAMPLE{n:06}"),
    };
}

/// Tens of millions of days stand in a large sample: their digits are put down one by one.
fn write_day(day: Day, dates: Dates, out: &mut String) {
    let date = day.date();
    let year = date.year().unsigned_abs();
    let year = [year / 1000, year / 100, year / 10, year];
    let (month, day) = ([date.month() / 10, date.month()], [date.day() / 10, date.day()]);
    let (parts, between): ([&[u32]; 3], char) = match dates {
        Dates::Iso => ([&year, &month, &day], '-'),
        Dates::DayFirst => ([&day, &month, &year], '/'),
    };
    for (n, part) in parts.into_iter().enumerate() {
        if n > 0 {
            out.push(between);
        }
        out.extend(part.iter().filter_map(|digit| char::from_digit(digit % 10, 10)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_the_system_writes_them() {
        let day = Day::from_ymd(2025, 4, 3).unwrap();
        for (dates, text) in [(Dates::Iso, "2025-04-03"), (Dates::DayFirst, "03/04/2025")] {
            let mut out = String::new();
            write_day(day, dates, &mut out);
            assert_eq!(out, text);
        }
    }
}
