//! The caseload sweep: how many children one worker held on each day, and under which cap.
//!
//! Pure functions over one worker's allocations, with no dates looked up and no text compared but a
//! neighbour's: this is what runs over millions of rows.

use crate::dates::{Day, Period};

/// A child (or family) held for some days.
#[derive(Clone, Copy, Debug)]
pub struct Held {
    /// Which child: any numbers will do, as long as a child's rows stand together.
    pub unit: u32,
    pub days: Period,
    /// Held as allocated worker, not as co-worker.
    pub is_own: bool,
}

/// A cap in force for some days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapSpan<C> {
    pub days: Period,
    /// `None`: no cap.
    pub cap: Option<i64>,
    /// What the caller needs to know of the rule again.
    pub rule: C,
}

/// Days on which all of this was the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<C> {
    pub days: Period,
    pub children: i64,
    pub own: i64,
    pub cap: Option<i64>,
    pub rule: C,
}

/// Buffers that one worker after another uses.
#[derive(Default)]
pub struct Sweep {
    events: Vec<Event>,
}

/// A day on which the numbers of children, and of own children, change by one, or stay.
///
/// One whole number, the day in front: sorting whole numbers is what a processor does fastest, and half
/// of the sweep is sorting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Event(i64);

impl Event {
    fn new(day: Day, children: i64, own: i64) -> Event {
        Event(i64::from(day.0) << 4 | (children + 1) << 2 | (own + 1))
    }

    fn day(self) -> Day {
        Day((self.0 >> 4) as i32)
    }

    fn children(self) -> i64 {
        (self.0 >> 2 & 3) - 1
    }

    fn own(self) -> i64 {
        (self.0 & 3) - 1
    }
}

impl Sweep {
    /// The steps of one worker's caseload over `caps`, which lie side by side and cover the programme.
    ///
    /// `held` has a child's rows together, in the order of their first day; a child held under several
    /// rows on a day counts once, and is own when any of them is. Neighbouring steps that are equal in
    /// numbers and cap are one, and carry the rule of their first day, unless `splits` tells their
    /// rules apart.
    pub fn steps<C: Copy>(
        &mut self,
        held: &[Held],
        caps: &[CapSpan<C>],
        splits: impl Fn(C, C) -> bool,
        out: &mut Vec<Step<C>>,
    ) {
        out.clear();
        self.events.clear();
        let Some((first, last)) = caps.first().zip(caps.last()) else { return };
        let programme = Period::new(first.days.from, last.days.to);
        for of_unit in held.chunk_by(|a, b| a.unit == b.unit) {
            let all = of_unit.iter().map(|held| held.days.within(programme));
            if of_unit.iter().all(|held| held.is_own) {
                self.add_union(all, (1, 1));
                continue;
            }
            self.add_union(all, (1, 0));
            let own = of_unit.iter().filter(|held| held.is_own);
            self.add_union(own.map(|held| held.days.within(programme)), (0, 1));
        }
        self.events.sort_unstable();

        let (mut children, mut own) = (0i64, 0i64);
        let mut events = self.events.iter().copied().peekable();
        for span in caps {
            let mut from = span.days.from;
            while from < span.days.to {
                while let Some(event) = events.next_if(|event| event.day() <= from) {
                    children += event.children();
                    own += event.own();
                }
                let to = events.peek().map_or(span.days.to, |event| event.day().min(span.days.to));
                push_step(
                    out,
                    Step { days: Period::new(from, to), children, own, cap: span.cap, rule: span.rule },
                    &splits,
                );
                from = to;
            }
        }
    }

    /// The most children held on any one day of the programme; `held` as for [`Sweep::steps`]. A caseload that
    /// never passes the least cap needs no further look.
    pub fn most_children(&mut self, held: &[Held], programme: Period) -> i64 {
        self.events.clear();
        for of_unit in held.chunk_by(|a, b| a.unit == b.unit) {
            self.add_union(of_unit.iter().map(|held| held.days.within(programme)), (1, 0));
        }
        // Of a day's events those that end a holding come first: a child is not held on the day it ends.
        self.events.sort_unstable();
        let counts = self.events.iter().scan(0, |children, event| {
            *children += event.children();
            Some(*children)
        });
        counts.max().unwrap_or(0)
    }

    /// Adds an event where the union of the periods, which are sorted by their first day, begins and
    /// one where it ends.
    fn add_union(&mut self, periods: impl Iterator<Item = Period>, (child, own): (i64, i64)) {
        let mut open: Option<Period> = None;
        for period in periods.filter(|period| !period.is_empty()) {
            match &mut open {
                Some(union) if period.from <= union.to => union.to = union.to.max(period.to),
                _ => {
                    if let Some(union) = open.replace(period) {
                        self.events.push(Event::new(union.to, -child, -own));
                    }
                    self.events.push(Event::new(period.from, child, own));
                }
            }
        }
        if let Some(union) = open {
            self.events.push(Event::new(union.to, -child, -own));
        }
    }
}

fn push_step<C: Copy>(out: &mut Vec<Step<C>>, step: Step<C>, splits: &impl Fn(C, C) -> bool) {
    match out.last_mut() {
        Some(last)
            if (last.children, last.own, last.cap) == (step.children, step.own, step.cap)
                && !splits(last.rule, step.rule) =>
        {
            last.days.to = step.days.to;
        }
        _ => out.push(step),
    }
}

/// A maximal run of days with more children than the cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach<C> {
    pub days: Period,
    pub peak_children: i64,
    pub peak_excess: i64,
    pub excess_child_days: i64,
    /// The rule in force on the first day.
    pub rule: C,
}

/// The breaches within steps that lie side by side.
pub fn breaches<C: Copy>(steps: &[Step<C>]) -> Vec<Breach<C>> {
    let mut found: Vec<Breach<C>> = Vec::new();
    for step in steps {
        let excess = step.cap.map_or(0, |cap| step.children - cap);
        if excess <= 0 {
            continue;
        }
        match found.last_mut() {
            Some(breach) if breach.days.to == step.days.from => {
                breach.days.to = step.days.to;
                breach.peak_children = breach.peak_children.max(step.children);
                breach.peak_excess = breach.peak_excess.max(excess);
                breach.excess_child_days += excess * step.days.days();
            }
            _ => found.push(Breach {
                days: step.days,
                peak_children: step.children,
                peak_excess: excess,
                excess_child_days: excess * step.days.days(),
                rule: step.rule,
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// The definition, day by day.
    fn on(day: Day, held: &[Held]) -> (i64, i64) {
        let holding = |own: bool| {
            let units: BTreeSet<u32> = held
                .iter()
                .filter(|held| held.days.contains(day) && (held.is_own || !own))
                .map(|held| held.unit)
                .collect();
            units.len() as i64
        };
        (holding(false), holding(true))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn steps_and_breaches_equal_the_definition(
            rows in prop::collection::vec((0u32..6, 0i32..100, 0i32..60, any::<bool>()), 0..25),
            caps in prop::collection::vec((1i32..40, prop::option::of(0i64..5)), 1..5),
        ) {
            let mut held: Vec<Held> = rows.iter().map(|&(unit, from, days, is_own)| Held {
                unit, days: Period::new(Day(from), Day(from + days)), is_own,
            }).collect();
            held.sort_by_key(|held| (held.unit, held.days));
            let mut from = Day(20);
            let mut spans = Vec::new();
            for (index, (days, cap)) in caps.iter().enumerate() {
                spans.push(CapSpan { days: Period::new(from, from + i64::from(*days)), cap: *cap, rule: index });
                from = from + i64::from(*days);
            }
            let mut steps = Vec::new();
            Sweep::default().steps(&held, &spans, |_, _| false, &mut steps);

            let programme = Period::new(Day(20), from);
            let most = (20..from.0).map(|day| on(Day(day), &held).0).max().unwrap_or(0);
            prop_assert_eq!(Sweep::default().most_children(&held, programme), most);

            let mut expected_excess = 0;
            let mut day = Day(20);
            for step in &steps {
                prop_assert_eq!(step.days.from, day);
                prop_assert!(!step.days.is_empty());
                while day < step.days.to {
                    let cap = spans.iter().find(|span| span.days.contains(day)).and_then(|span| span.cap);
                    prop_assert_eq!((step.children, step.own), on(day, &held), "day {}", day.0);
                    prop_assert_eq!(step.cap, cap);
                    expected_excess += cap.map_or(0, |cap| (step.children - cap).max(0));
                    day = day + 1;
                }
            }
            prop_assert_eq!(day, from);
            for pair in steps.windows(2) {
                prop_assert_ne!((pair[0].children, pair[0].own, pair[0].cap), (pair[1].children, pair[1].own, pair[1].cap));
            }

            let found = breaches(&steps);
            prop_assert_eq!(found.iter().map(|b| b.excess_child_days).sum::<i64>(), expected_excess);
            for breach in &found {
                let over = |day: Day| steps.iter().any(|s| s.days.contains(day) && s.cap.is_some_and(|cap| s.children > cap));
                prop_assert!(!over(breach.days.from - 1) && !over(breach.days.to));
                let mut peak = (0, 0);
                let mut day = breach.days.from;
                while day < breach.days.to {
                    prop_assert!(over(day));
                    let step = steps.iter().find(|s| s.days.contains(day)).unwrap();
                    peak = (peak.0.max(step.children), peak.1.max(step.children - step.cap.unwrap()));
                    day = day + 1;
                }
                prop_assert_eq!(peak, (breach.peak_children, breach.peak_excess));
            }
        }
    }
}
