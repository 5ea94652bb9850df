//! A person's programme clock, as those who plan the year reckon it, and days at work.

use crate::dates::{Day, Period, union_of, working_days_after, working_days_before};

/// The programme clock: calendar months from a start, longer by what the person was away.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Day,
    /// Sorted, apart from each other.
    pauses: Vec<Period>,
}

impl Clock {
    pub fn new(start: Day, pauses: Vec<Period>) -> Clock {
        Clock { start, pauses: union_of(pauses) }
    }

    /// The day so many months and days of the programme are over.
    pub fn due(&self, months: i32, plus_days: i64) -> Day {
        let mut due = self.start.add_months(months) + plus_days;
        for pause in self.pauses.iter().filter(|pause| pause.from >= self.start) {
            if pause.from < due {
                due = due + pause.days();
            }
        }
        due
    }

    /// How many whole months of the programme are over on a day.
    pub fn months_by(&self, day: Day) -> i32 {
        let mut months = ((day - self.start) / 31).max(0) as i32;
        while months > 0 && self.due(months, 0) > day {
            months -= 1;
        }
        while self.due(months + 1, 0) <= day {
            months += 1;
        }
        months
    }

    /// Weeks of the programme before a day, weeks away left out.
    pub fn weeks_by(&self, day: Day) -> i64 {
        let so_far = Period::new(self.start, day);
        let away: i64 = self.pauses.iter().map(|pause| pause.within(so_far).days()).sum();
        (so_far.days() - away) / 7
    }
}

/// The day itself if it is a working day, otherwise the next one.
pub fn at_work(day: Day) -> Day {
    after(day - 1, 1)
}

/// The n-th working day after a day; without bank holidays where they are not published.
pub fn after(day: Day, n: u32) -> Day {
    working_days_after(day, n).unwrap_or(day + i64::from(n))
}

/// The n-th working day before a day; without bank holidays where they are not published.
pub fn before(day: Day, n: u32) -> Day {
    working_days_before(day, n).unwrap_or(day - i64::from(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::from_ymd(year, month, day).unwrap()
    }

    #[test]
    fn what_falls_due_waits_for_the_return() {
        let pause = Period::new(day(2025, 1, 1), day(2025, 2, 1));
        let clock = Clock::new(day(2024, 9, 2), vec![pause]);
        assert_eq!(clock.due(3, 0), day(2024, 12, 2));
        assert_eq!(clock.due(6, 0), day(2025, 4, 2));
        assert_eq!(clock.months_by(day(2025, 4, 1)), 5);
        assert_eq!(clock.months_by(day(2025, 4, 2)), 6);
        assert_eq!(clock.weeks_by(day(2024, 9, 16)), 2);
    }

    #[test]
    fn nobody_meets_on_christmas_day() {
        assert_eq!(at_work(day(2025, 12, 25)), day(2025, 12, 29));
        assert_eq!(at_work(day(2025, 12, 29)), day(2025, 12, 29));
    }
}
