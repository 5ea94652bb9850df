//! Half-open periods of days and their union.

use super::Day;

/// The days from `from` up to, not including, `to`. Empty when `to` is not later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    pub from: Day,
    pub to: Day,
}

impl Period {
    pub fn new(from: Day, to: Day) -> Period {
        Period { from, to }
    }

    /// How many days it holds; 0 when empty.
    pub fn days(self) -> i64 {
        (self.to - self.from).max(0)
    }

    pub fn is_empty(self) -> bool {
        self.to <= self.from
    }

    pub fn contains(self, day: Day) -> bool {
        self.from <= day && day < self.to
    }

    /// The days of this one that are not in the other, as two periods, either of which may be empty.
    pub fn without(self, other: Period) -> [Period; 2] {
        let shared = other.within(self);
        if shared.is_empty() {
            return [self, Period::new(self.to, self.to)];
        }
        [Period::new(self.from, shared.from), Period::new(shared.to, self.to)]
    }

    /// The days in both; empty when they do not meet.
    pub fn within(self, other: Period) -> Period {
        Period::new(self.from.max(other.from), self.to.min(other.to))
    }
}

/// The days that lie in at least one of the periods, as sorted periods that neither touch nor overlap.
pub fn union_of(mut periods: Vec<Period>) -> Vec<Period> {
    periods.retain(|p| !p.is_empty());
    periods.sort_unstable();
    let mut merged: Vec<Period> = Vec::with_capacity(periods.len());
    for period in periods {
        match merged.last_mut() {
            Some(last) if period.from <= last.to => last.to = last.to.max(period.to),
            _ => merged.push(period),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: i32, to: i32) -> Period {
        Period::new(Day(from), Day(to))
    }

    #[test]
    fn what_is_left_of_a_period() {
        let left = |a: Period, b| a.without(b).into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>();
        assert_eq!(left(period(0, 10), period(3, 5)), [period(0, 3), period(5, 10)]);
        assert_eq!(left(period(0, 10), period(0, 5)), [period(5, 10)]);
        assert_eq!(left(period(0, 10), period(5, 12)), [period(0, 5)]);
        assert_eq!(left(period(0, 10), period(12, 15)), [period(0, 10)]);
        assert_eq!(left(period(0, 10), period(-1, 10)), []);
    }

    #[test]
    fn touching_and_overlapping_periods_are_one() {
        let union = union_of(vec![
            period(5, 8),
            period(1, 3),
            period(3, 5),
            period(9, 9),
            period(10, 12),
            period(11, 20),
        ]);
        assert_eq!(union, [period(1, 8), period(10, 20)]);
    }
}
