//! One calendar day.

use std::fmt;
use std::ops::{Add, Sub};

use chrono::{Datelike, Months, NaiveDate};

/// The months' names, January first.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// One calendar day, counted from 1 January 1970 as Arrow's `Date32` counts it.
///
/// Kernels compare and subtract millions of days; a whole number does that without thinking.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// Days between 1 January of year 1 and 1 January 1970.
const EPOCH: i32 = 719_163;

impl Day {
    /// The first and last day that can be shown; sums beyond them stop there.
    const FIRST: Day = Day(-719_162);
    const LAST: Day = Day(2_932_896);

    /// The day of a date; `None` for a date that does not exist, such as 31 April.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day::from)
    }

    /// The day as a chrono date.
    pub fn date(self) -> NaiveDate {
        let within = self.clamp(Day::FIRST, Day::LAST);
        NaiveDate::from_num_days_from_ce_opt(within.0 + EPOCH).unwrap_or_default()
    }

    /// The day `months` calendar months later (earlier if negative), clamped to the month's end:
    /// one month after 31 August is 30 September.
    pub fn add_months(self, months: i32) -> Day {
        let step = Months::new(months.unsigned_abs());
        let moved = if months < 0 {
            self.date().checked_sub_months(step)
        } else {
            self.date().checked_add_months(step)
        };
        moved.map_or(if months < 0 { Day::FIRST } else { Day::LAST }, Day::from)
    }

    /// `2024-Q1`: the calendar quarter the day lies in.
    pub fn quarter(self) -> String {
        let date = self.date();
        format!("{}-Q{}", date.year(), date.month0() / 3 + 1)
    }

    /// `2024-01`: the calendar month the day lies in.
    pub fn month(self) -> String {
        self.date().format("%Y-%m").to_string()
    }

    /// The first day of the day's calendar month.
    pub fn month_start(self) -> Day {
        let date = self.date();
        Day(self.0 - date.day0() as i32)
    }

    /// `5 March 2026`, as pages and packs write a date.
    pub fn in_words(self) -> String {
        self.date().format("%-d %B %Y").to_string()
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Day {
        Day(date.num_days_from_ce() - EPOCH)
    }
}

impl Add<i64> for Day {
    type Output = Day;
    fn add(self, days: i64) -> Day {
        let sum = i64::from(self.0).saturating_add(days);
        Day(sum.clamp(i64::from(Day::FIRST.0), i64::from(Day::LAST.0)) as i32)
    }
}

impl Sub<i64> for Day {
    type Output = Day;
    fn sub(self, days: i64) -> Day {
        self + -days
    }
}

/// Days from the other day to this one.
impl Sub for Day {
    type Output = i64;
    fn sub(self, other: Day) -> i64 {
        i64::from(self.0) - i64::from(other.0)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date().format("%Y-%m-%d"))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse::<NaiveDate>().map(Day::from).unwrap()
    }

    #[test]
    fn months_are_clamped_to_the_month_end() {
        for (from, months, to) in [
            ("2024-08-31", 1, "2024-09-30"),
            ("2024-08-31", 6, "2025-02-28"),
            ("2024-02-29", 12, "2025-02-28"),
            ("2024-03-31", -1, "2024-02-29"),
        ] {
            assert_eq!(day(from).add_months(months), day(to), "{from} {months}");
        }
    }

    #[test]
    fn days_round_trip_and_print() {
        let d = day("2026-03-05");
        assert_eq!(d.to_string(), "2026-03-05");
        assert_eq!(d.in_words(), "5 March 2026");
        assert_eq!(d.quarter(), "2026-Q1");
        assert_eq!(d.month_start(), day("2026-03-01"));
        assert_eq!((d + 30) - d, 30);
        assert_eq!(Day(0), day("1970-01-01"));
    }

    #[test]
    fn sums_stop_at_the_ends_of_the_calendar() {
        assert_eq!((Day(0) + i64::MAX).date().year(), 9999);
        assert_eq!(Day(0).add_months(i32::MAX).date().year(), 9999);
        assert_eq!((Day(0) - i64::MAX / 2).date().year(), 1);
    }
}
