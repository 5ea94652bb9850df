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
    /// One for each day of the programme and the day after it: by how much the numbers change on that day.
    /// To count days takes less than to sort the days on which something begins or ends.
    changes: Vec<Change>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Change {
    children: i32,
    own: i32,
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
        if let Some((first, last)) = caps.first().zip(caps.last()) {
            self.count(held, Period::new(first.days.from, last.days.to));
        }
        self.counted_steps(caps, splits, out);
    }

    /// Counts who is held on each day of the programme; `held` as for [`Sweep::steps`].
    pub fn count(&mut self, held: &[Held], programme: Period) {
        let days = if programme.is_empty() { 0 } else { programme.days() };
        self.changes.clear();
        self.changes.resize(days as usize + 1, Change::default());
        for of_unit in held.chunk_by(|a, b| a.unit == b.unit) {
            self.add_union(of_unit.iter(), programme, Change { children: 1, own: 0 });
            self.add_union(
                of_unit.iter().filter(|held| held.is_own),
                programme,
                Change { children: 0, own: 1 },
            );
        }
    }

    /// The most children held on any one day that was counted. A caseload that never passes the least cap needs
    /// no further look.
    pub fn most_children(&self) -> i64 {
        let (mut children, mut most) = (0, 0);
        for change in &self.changes {
            children += change.children;
            most = most.max(children);
        }
        i64::from(most)
    }

    /// The steps over `caps`, which cover the days that were counted.
    pub fn counted_steps<C: Copy>(
        &self,
        caps: &[CapSpan<C>],
        splits: impl Fn(C, C) -> bool,
        out: &mut Vec<Step<C>>,
    ) {
        out.clear();
        let (mut children, mut own) = (0, 0);
        let mut changes = self.changes.iter();
        for span in caps {
            let mut step = Step { days: span.days, children, own, cap: span.cap, rule: span.rule };
            for (day, change) in (span.days.from.0..span.days.to.0).zip(&mut changes) {
                if *change == Change::default() {
                    continue;
                }
                step.days.to = Day(day);
                push_step(out, step, &splits);
                children += i64::from(change.children);
                own += i64::from(change.own);
                step = Step { days: Period::new(Day(day), span.days.to), children, own, ..step };
            }
            push_step(out, step, &splits);
        }
    }

    /// Counts the days of one child, held under rows that are sorted by their first day: of each row, the days
    /// that no row before it covers.
    fn add_union<'a>(&mut self, held: impl Iterator<Item = &'a Held>, programme: Period, by: Change) {
        let mut covered = programme.from;
        for days in held.map(|held| held.days.within(programme)) {
            let from = days.from.max(covered);
            if from < days.to {
                let at = |day: Day| day.0.abs_diff(programme.from.0) as usize;
                if let Some(begins) = self.changes.get_mut(at(from)) {
                    begins.children += by.children;
                    begins.own += by.own;
                }
                if let Some(ends) = self.changes.get_mut(at(days.to)) {
                    ends.children -= by.children;
                    ends.own -= by.own;
                }
                covered = days.to;
            }
        }
    }
}

fn push_step<C: Copy>(out: &mut Vec<Step<C>>, step: Step<C>, splits: &impl Fn(C, C) -> bool) {
    if step.days.is_empty() {
        return;
    }
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
            let mut counted = Sweep::default();
            counted.count(&held, programme);
            prop_assert_eq!(counted.most_children(), most);

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
