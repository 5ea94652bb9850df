//! The programme clock: when a month of a worker's programme is over, pauses left out.
//!
//! Definitions: contract, section 4. Months are calendar months from the start; days that lie in a
//! pause do not count towards them.

use crate::dates::{Day, Period, union_of};
use crate::rulebook::{Due, LateAfter, Offset, Pause};

/// One absence as recorded: its kind, its days, the last day inclusive; no end while it goes on.
#[derive(Clone, Copy, Debug)]
pub struct Absence<'a> {
    pub kind: &'a str,
    pub started_on: Day,
    pub ended_on: Option<Day>,
}

/// A worker's programme clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// The first day of the programme, credited months counted back.
    start: Day,
    /// The days that do not count: sorted, neither touching nor overlapping.
    pauses: Vec<Period>,
}

impl Clock {
    /// A clock from `start` that stops during `pauses`.
    pub fn new(start: Day, pauses: Vec<Period>) -> Clock {
        Clock { start, pauses: union_of(pauses) }
    }

    pub fn start(&self) -> Day {
        self.start
    }

    pub fn pauses(&self) -> &[Period] {
        &self.pauses
    }

    /// The first day by which so many days outside the pauses have gone by as lie between the start
    /// and the offset on the calendar.
    pub fn at(&self, offset: Offset) -> Day {
        self.at_plus(offset, 0)
    }

    /// As [`Clock::at`], with days more (or fewer) to go by.
    pub fn at_plus(&self, offset: Offset, plus_days: i64) -> Day {
        let length = match offset {
            Offset::Months(months) => self.start.add_months(months) - self.start,
            Offset::Weeks(weeks) => i64::from(weeks) * 7,
        };
        self.after_counted_days(length + plus_days)
    }

    pub fn due(&self, due: Due) -> Day {
        self.at_plus(due.at, due.plus_days)
    }

    /// The last day on which a thing due on `due_on` is still on time.
    pub fn late_after(&self, due_on: Day, late_after: LateAfter) -> Day {
        match late_after {
            LateAfter::GraceDays(days) => due_on + days,
            LateAfter::Point(offset) => self.at(offset),
        }
    }

    /// The whole months of the programme that are over on a day; 0 before the first.
    pub fn months_at(&self, day: Day) -> i64 {
        let mut months = 0;
        while months < 1200 && self.at(Offset::Months(months + 1)) <= day {
            months += 1;
        }
        i64::from(months)
    }

    /// How many days of a period count: those outside the pauses.
    pub fn counted_days(&self, period: Period) -> i64 {
        period.days() - self.pauses.iter().map(|pause| pause.within(period).days()).sum::<i64>()
    }

    fn after_counted_days(&self, mut left: i64) -> Day {
        let mut day = self.start;
        if left <= 0 {
            return day + left;
        }
        for pause in self.pauses.iter().filter(|pause| pause.to > self.start) {
            let run = (pause.from - day).max(0);
            if left <= run {
                break;
            }
            left -= run;
            day = pause.to;
        }
        day + left
    }
}

/// The days on which the clock stands still: the union of the absences that a rulebook's pauses name.
///
/// Rows of one kind that touch or overlap are one absence; it counts when it is long enough. One with
/// no end runs to `as_of`, that day included.
pub fn pauses(absences: &[Absence], rules: &[Pause], as_of: Day) -> Vec<Period> {
    let mut kinds: Vec<&str> = absences.iter().map(|absence| absence.kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut found = Vec::new();
    for kind in kinds {
        let Some(min_days) = rules
            .iter()
            .filter(|rule| rule.absence.iter().any(|named| named == kind))
            .map(|rule| rule.min_days)
            .min()
        else {
            continue;
        };
        let away = absences.iter().filter(|absence| absence.kind == kind).map(|absence| absence.days(as_of));
        found.extend(union_of(away.collect()).into_iter().filter(|absence| absence.days() >= min_days));
    }
    union_of(found)
}

impl Absence<'_> {
    /// The days away; one that goes on runs to `as_of`, that day included.
    pub fn days(&self, as_of: Day) -> Period {
        Period::new(self.started_on, self.ended_on.unwrap_or(as_of) + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse::<chrono::NaiveDate>().map(Day::from).unwrap()
    }

    /// The definition, day by day: the first date `t` such that `[start, t)` holds at least `length`
    /// days outside the pauses.
    fn slow_due(start: Day, length: i64, pauses: &[Period]) -> Day {
        let mut day = start;
        let mut counted = 0;
        while counted < length {
            if !pauses.iter().any(|pause| pause.contains(day)) {
                counted += 1;
            }
            day = day + 1;
        }
        day
    }

    #[test]
    fn a_pause_that_begins_when_all_is_counted_moves_nothing() {
        for (from, to, due) in [
            ("2024-04-01", "2024-05-01", "2024-05-15"),
            ("2024-04-15", "2024-05-15", "2024-04-15"),
            ("2024-04-14", "2024-05-14", "2024-05-15"),
        ] {
            let clock = Clock::new(day("2024-01-15"), vec![Period::new(day(from), day(to))]);
            assert_eq!(clock.at(Offset::Months(3)), day(due));
        }
    }

    proptest! {
        #[test]
        fn due_dates_equal_the_definition(
            start in 0i32..2000,
            months in 0i32..30,
            plus in 0i64..40,
            pauses in prop::collection::vec((0i32..2500, 0i32..120), 0..6),
        ) {
            let pauses: Vec<Period> =
                pauses.into_iter().map(|(from, days)| Period::new(Day(from), Day(from + days))).collect();
            let clock = Clock::new(Day(start), pauses.clone());
            let length = Day(start).add_months(months) - Day(start) + plus;
            let slow = slow_due(Day(start), length, &pauses);
            prop_assert_eq!(clock.at_plus(Offset::Months(months), plus), slow);
            let in_months = clock.months_at(slow);
            prop_assert!(clock.at(Offset::Months(in_months as i32)) <= slow);
            prop_assert!(clock.at(Offset::Months(in_months as i32 + 1)) > slow);
        }

        #[test]
        fn pauses_equal_the_definition(
            rows in prop::collection::vec((0usize..3, 0i32..200, prop::option::of(0i32..60)), 0..8),
            min_days in 1i64..40,
        ) {
            let kinds = ["sickness", "maternity", "other"];
            let as_of = Day(230);
            let absences: Vec<Absence> = rows.iter().map(|&(kind, from, days)| Absence {
                kind: kinds[kind], started_on: Day(from), ended_on: days.map(|days| Day(from + days)),
            }).collect();
            let rules = [Pause { absence: vec!["sickness".into(), "maternity".into()], min_days, cited: Default::default() }];
            let found = pauses(&absences, &rules, as_of);
            for d in -1..300 {
                let d = Day(d);
                // A day is paused when the run of days away with one kind around it is long enough.
                let paused = ["sickness", "maternity"].iter().any(|kind| {
                    let away = |day: Day| absences.iter().any(|a| a.kind == *kind && a.days(as_of).contains(day));
                    if !away(d) { return false; }
                    let (mut from, mut to) = (d, d);
                    while away(from - 1) { from = from - 1; }
                    while away(to + 1) { to = to + 1; }
                    to - from + 1 >= min_days
                });
                prop_assert_eq!(found.iter().any(|p| p.contains(d)), paused, "day {}", d.0);
            }
        }
    }
}
