//! Working days: Monday to Friday less the bank holidays of England and Wales.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Day, Period};

/// A count of working days left the years whose bank holidays are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("working days are known from {} to {}; {day} lies outside", .known.from, .known.to - 1)]
pub struct OutsideCalendar {
    pub day: Day,
    pub known: Period,
}

struct Calendar {
    /// Bank holidays, sorted.
    holidays: Vec<Day>,
    /// From the first day of the first year published to the last day of the last.
    known: Period,
}

/// Bank holidays as published at gov.uk/bank-holidays.json (Open Government Licence v3.0).
static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| {
    #[derive(serde::Deserialize)]
    struct Published {
        events: Vec<Event>,
    }
    #[derive(serde::Deserialize)]
    struct Event {
        date: NaiveDate,
    }
    let published: Published =
        serde_json::from_str(include_str!("bank-holidays.json")).unwrap_or(Published { events: Vec::new() });
    let mut holidays: Vec<Day> = published.events.iter().map(|event| Day::from(event.date)).collect();
    holidays.sort_unstable();
    let year_start = |day: Day, add: i32| Day::from_ymd(day.date().year() + add, 1, 1).unwrap_or(day);
    let known = match (holidays.first(), holidays.last()) {
        (Some(&first), Some(&last)) => Period::new(year_start(first, 0), year_start(last, 1)),
        _ => Period::new(Day(0), Day(0)),
    };
    Calendar { holidays, known }
});

fn is_working(day: Day) -> Result<bool, OutsideCalendar> {
    let calendar = &*CALENDAR;
    if !calendar.known.contains(day) {
        return Err(OutsideCalendar { day, known: calendar.known });
    }
    let weekend = matches!(day.date().weekday(), Weekday::Sat | Weekday::Sun);
    Ok(!weekend && calendar.holidays.binary_search(&day).is_err())
}

/// The `n`-th working day, counted strictly after `day`; `day` itself for 0.
pub fn working_days_after(day: Day, n: u32) -> Result<Day, OutsideCalendar> {
    step(day, n, 1)
}

/// The `n`-th working day, counted strictly before `day`; `day` itself for 0.
pub fn working_days_before(day: Day, n: u32) -> Result<Day, OutsideCalendar> {
    step(day, n, -1)
}

fn step(mut day: Day, n: u32, by: i64) -> Result<Day, OutsideCalendar> {
    let mut left = n;
    while left > 0 {
        day = day + by;
        if is_working(day)? {
            left -= 1;
        }
    }
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse::<NaiveDate>().map(Day::from).unwrap()
    }

    #[test]
    fn easter_and_christmas_are_passed_over() {
        for (from, n, to) in [
            ("2025-04-10", 10, "2025-04-28"),
            ("2024-12-20", 10, "2025-01-08"),
            ("2025-04-30", 10, "2025-05-15"),
            ("2025-04-12", 1, "2025-04-14"),
        ] {
            assert_eq!(working_days_after(day(from), n), Ok(day(to)), "{n} after {from}");
        }
        assert_eq!(working_days_before(day("2025-04-30"), 10), Ok(day("2025-04-14")));
        assert_eq!(working_days_before(day("2025-05-05"), 10), Ok(day("2025-04-17")));
    }

    #[test]
    fn years_without_published_holidays_are_an_error() {
        assert!(working_days_after(day("2028-12-28"), 10).is_err());
        assert!(working_days_before(day("2012-01-03"), 10).is_err());
    }
}
