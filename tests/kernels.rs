//! The fact kernels against their definitions, day by day, on random timelines.
//!
//! Each property builds one worker's records, judges them, and works the same facts out again slowly
//! from the words of the contract.

use std::collections::BTreeSet;

use crate::support::*;
use moderato::dates::Day;
use moderato::model::{Table, Value};
use moderato::rulebook::*;
use proptest::prelude::*;

/// The days outside the rulebook's pauses, by the definition: sickness of at least ten days.
pub fn is_paused(away: &[(i64, i64)], day: Day) -> bool {
    let off = |day: Day| away.iter().any(|(from, days)| S + *from <= day && day < S + *from + *days);
    if !off(day) {
        return false;
    }
    let (mut from, mut to) = (day, day);
    while off(from - 1) {
        from = from - 1;
    }
    while off(to + 1) {
        to = to + 1;
    }
    to - from + 1 >= 10
}

/// `due(k)` by the definition.
pub fn due(offset: Offset, away: &[(i64, i64)]) -> Day {
    let length = match offset {
        Offset::Months(months) => S.add_months(months) - S,
        Offset::Weeks(weeks) => i64::from(weeks) * 7,
    };
    let (mut day, mut counted) = (S, 0);
    while counted < length {
        counted += i64::from(!is_paused(away, day));
        day = day + 1;
    }
    day
}

pub type Row = (&'static str, Vec<(&'static str, Value<'static>)>);

pub fn worker(left: Option<Day>) -> Row {
    ("workers", vec![("started_on", S.into()), ("left_on", left.into())])
}

pub fn absences(away: &[(i64, i64)]) -> Vec<Row> {
    away.iter()
        .map(|(from, days)| {
            let (from, last) = (S + *from, S + *from + *days - 1);
            (
                "absences",
                vec![("kind", "sickness".into()), ("started_on", from.into()), ("ended_on", last.into())],
            )
        })
        .collect()
}

/// The periods of a fact table, an open end given as `open`.
fn runs(table: &Table, open: Day) -> Vec<(Day, Day)> {
    let (from, to) = (table.dates("from_on"), table.dates("to_on"));
    (0..table.rows()).map(|row| (from.get(row).unwrap(), to.get(row).unwrap_or(open))).collect()
}

/// Maximal runs of the days that are marked.
fn runs_of(days: impl Iterator<Item = Day>) -> Vec<(Day, Day)> {
    let mut runs: Vec<(Day, Day)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, to)) if *to == day => *to = day + 1,
            _ => runs.push((day, day + 1)),
        }
    }
    runs
}

fn programme_days(until: Day) -> impl Iterator<Item = Day> {
    (0..until - S).map(|days| S + days)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn supervision_equals_the_definition(
        held in prop::collection::vec((0i64..150, any::<bool>(), any::<bool>()), 0..14),
        away in prop::collection::vec((0i64..140, 1i64..30), 0..4),
        left in prop::option::of(1i64..160),
        as_of in 20i64..170,
        elsewhere in prop::option::of((0i64..140, 1i64..200)),
    ) {
        let as_of = S + as_of;
        let left = left.map(|days| S + days);
        let until = left.unwrap_or(as_of + 1).min(as_of + 1);
        let mut rows = vec![worker(left)];
        rows.extend(absences(&away));
        // A while in a service that no export is about.
        let elsewhere = elsewhere.map(|(from, days)| (S + from, S + from + days));
        let is_untold = |day: Day| elsewhere.is_some_and(|(from, to)| from <= day && day < to);
        if let Some((from, to)) = elsewhere {
            for (from_on, to_on, service) in [(S, Some(from), "CLA"), (from, Some(to), "Duty"), (to, None, "CLA")] {
                if to_on != Some(from_on) {
                    rows.push(("postings", vec![("from_on", from_on.into()), ("to_on", to_on.into()), ("service", service.into())]));
                }
            }
        }
        // One session that counts for nothing, so that records are supplied at all.
        rows.push(("supervisions", vec![("held_on", S.into()), ("kind", "forum".into()), ("status", "held".into())]));
        for (day, one_to_one, cancelled) in &held {
            let kind = if *one_to_one { "one_to_one" } else { "group" };
            let status = if *cancelled { "cancelled" } else { "held" };
            rows.push(("supervisions", vec![("held_on", (S + *day).into()), ("kind", kind.into()), ("status", status.into())]));
        }
        let steps = [(Offset::Weeks(0), vec!["one_to_one", "group"], 7, 2), (Offset::Weeks(6), vec!["one_to_one"], 14, 3)];
        let mut book = rulebook();
        book.supervision = steps.iter().enumerate().map(|(index, (from, kinds, every, grace))| SupervisionStep {
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            from: *from,
            until: (index == 0).then_some(Offset::Weeks(6)),
            every_days: *every,
            grace_days: *grace,
            cited: Cited::default(),
        }).collect();
        let mut records = records(rows);
        if elsewhere.is_some() {
            let supply = records.supply.tables.get_mut("supervisions").unwrap();
            supply.services = Some(BTreeSet::from(["CLA".to_owned()]));
        }
        let facts = judged(&records, book, as_of);

        let is_break = |day: Day| is_paused(&away, day) || is_untold(day);
        let second = due(Offset::Weeks(6), &away);
        let is_out = |day: Day| {
            let (_, kinds, every, grace) = &steps[usize::from(day >= second)];
            let mut last = S;
            for (on, one_to_one, cancelled) in &held {
                let kind = if *one_to_one { "one_to_one" } else { "group" };
                let on = S + *on;
                if !cancelled && kinds.contains(&kind) && on <= day && on <= as_of {
                    last = last.max(on);
                }
            }
            let mut back = S;
            while back <= day {
                if !is_break(back) && is_break(back - 1) {
                    last = last.max(back);
                }
                back = back + 1;
            }
            day - last > every + grace && !is_break(day)
        };
        let told = programme_days(until).filter(|day| !is_break(*day)).count() as i64;
        let status = &facts["supervision_status"];
        if told == 0 && programme_days(until).any(is_untold) {
            let counted = programme_days(until).filter(|day| !is_paused(&away, *day)).count() as i64;
            prop_assert_eq!(status.ints("programme_days").get(0), Some(counted));
            prop_assert_eq!(status.ints("in_date_days").get(0), None);
            return Ok(());
        }
        let out: Vec<Day> = programme_days(until).filter(|day| is_out(*day)).collect();
        prop_assert_eq!(status.ints("programme_days").get(0), Some(told));
        prop_assert_eq!(status.ints("in_date_days").get(0), Some(told - out.len() as i64));
        let gaps = &facts["supervision_gaps"];
        prop_assert_eq!(runs(gaps, as_of + 1), runs_of(out.into_iter()));
        let off = |day: Day| away.iter().any(|(from, days)| S + *from <= day && day < S + *from + *days);
        for (row, (from, to)) in runs(gaps, as_of + 1).into_iter().enumerate() {
            let explained = (0..to - from).all(|days| off(from + days));
            prop_assert_eq!(gaps.bools("explained").get(row), Some(explained));
            let every = if from >= second { 14 } else { 7 };
            prop_assert_eq!(gaps.ints("every_days").get(row), Some(every));
        }
    }

    #[test]
    fn restrictions_equal_the_definition(
        held in prop::collection::vec((0usize..3, 0usize..2, -10i64..140, 0i64..80, any::<bool>(), prop::option::of(any::<bool>())), 0..10),
        agreed in prop::collection::vec((0i64..150, prop::option::of(0i64..60), prop::option::of(0usize..3), prop::option::of(0usize..2)), 0..3),
        reviewed in prop::option::of(0i64..150),
        away in prop::collection::vec((0i64..140, 1i64..30), 0..3),
        as_of in 60i64..170,
    ) {
        let children = ["C1", "C2", "C3"];
        let types = ["child_protection", "child_in_need"];
        let as_of = S + as_of;
        let mut rows = vec![worker(None)];
        rows.extend(absences(&away));
        rows.push(("reviews", vec![("stage", "0".into())]));
        rows.push(("allocations", vec![("child_id", "C9".into()), ("started_on", S.into())]));
        if let Some(day) = reviewed {
            rows.push(("reviews", vec![("stage", "3".into()), ("held_on", (S + day).into())]));
        }
        for (child, case_type, from, days, own, experienced) in &held {
            rows.push(("allocations", vec![
                ("child_id", children[*child].into()), ("case_type", types[*case_type].into()),
                ("started_on", (S + *from).into()), ("ended_on", (S + *from + *days).into()),
                ("role", if *own { "allocated" } else { "co_worker" }.into()),
                ("experienced_co_worker", (*experienced).into()),
            ]));
        }
        for (from, days, child, case_type) in &agreed {
            rows.push(("agreements", vec![
                ("kind", "complex_work".into()), ("agreed_on", (S + *from).into()),
                ("ended_on", days.map(|days| S + *from + days).into()),
                ("child_id", child.map(|child| children[child]).into()),
                ("case_type", case_type.map(|case_type| types[case_type]).into()),
            ]));
        }
        let mut book = rulebook();
        book.restrictions = vec![Restriction {
            title: None,
            id: "gate".into(),
            case_types: vec!["child_protection".into()],
            roles: vec!["allocated".into()],
            from: Offset::Weeks(2),
            until: Offset::Months(3),
            until_review: Some("3".into()),
            unless_experienced_co_worker: true,
            unless_agreement: true,
            services: Vec::new(),
            cited: Cited::default(),
        }];
        let facts = judged(&records(rows), book, as_of);

        let (opens, calendar_end) = (due(Offset::Weeks(2), &away), due(Offset::Months(3), &away));
        let gate = reviewed.map(|day| S + day).filter(|day| *day <= as_of).map(|day| day.max(calendar_end));
        let mut expected = Vec::new();
        for (child, name) in children.iter().enumerate() {
            let forbidden = programme_days(as_of + 1).filter(|day| {
                let in_force = opens <= *day && gate.is_none_or(|gate| *day < gate);
                let covered = agreed.iter().any(|(from, days, of_child, of_type)| {
                    S + *from <= *day
                        && days.is_none_or(|days| *day < S + *from + days)
                        && of_child.is_none_or(|of| of == child)
                        && of_type.is_none_or(|of| types[of] == "child_protection")
                });
                in_force && !covered && held.iter().any(|(of, case_type, from, days, own, experienced)| {
                    *of == child && types[*case_type] == "child_protection" && *own && *experienced != Some(true)
                        && S + *from <= *day && *day < S + *from + *days
                })
            });
            expected.extend(runs_of(forbidden).into_iter().map(|(from, to)| (name.to_string(), from, to)));
        }
        let table = &facts["work_restrictions"];
        // Without a row of agreements none is supplied, but the column is: it can be told.
        let found: Vec<(String, Day, Day)> = runs(table, as_of + 1)
            .into_iter()
            .enumerate()
            .map(|(row, (from, to))| (table.texts("child_id").get(row).unwrap().to_owned(), from, to))
            .collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn stages_equal_the_definition(
        away in prop::collection::vec((0i64..140, 1i64..40), 0..3),
        held in prop::collection::vec((0i64..200, 0i64..200), 0..3),
        left in prop::option::of(0i64..200),
        grace in 0i64..10,
        as_of in 1i64..200,
    ) {
        let as_of = S + as_of;
        let left = left.map(|days| S + days);
        let until = left.unwrap_or(as_of + 1).min(as_of + 1);
        let mut rows = vec![worker(left), ("reviews", vec![("stage", "9".into())])];
        rows.extend(absences(&away));
        for (planned, on) in &held {
            rows.push(("reviews", vec![("stage", "3".into()), ("planned_on", (S + *planned).into()), ("held_on", (S + *on).into())]));
        }
        let mut book = rulebook();
        book.reviews = vec![Review {
            stage: "3".into(),
            due: Due { at: Offset::Months(3), plus_days: 5 },
            late_after: LateAfter::GraceDays(grace),
            only: None,
            requires: Vec::new(),
            also: Vec::new(),
            cited: Cited::default(),
        }];
        let facts = judged(&records(rows), book, as_of);
        let table = &facts["review_status"];
        if until <= S {
            prop_assert_eq!(table.rows(), 0);
            prop_assert_eq!(facts["outcomes"].texts("status").get(0), Some("not_started"));
            return Ok(());
        }
        // Five days more on the clock.
        let (mut day, mut counted) = (S, 0);
        while counted < S.add_months(3) - S + 5 {
            counted += i64::from(!is_paused(&away, day));
            day = day + 1;
        }
        let done = held.iter().map(|(_, on)| S + *on).filter(|on| *on <= as_of).min();
        let seen = as_of.min(until - 1);
        let (status, late) = match done {
            Some(done) if done <= day + grace => ("on_time", None),
            Some(done) => ("late", Some(done - day)),
            None if seen > day + grace => ("overdue", Some(seen - day)),
            None if until <= as_of => ("not_required", None),
            None => ("not_due", None),
        };
        prop_assert_eq!(table.dates("due_on").get(0), Some(day));
        prop_assert_eq!(table.texts("status").get(0), Some(status));
        prop_assert_eq!(table.ints("days_late").get(0), late);
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        held in prop::collection::vec((0usize..4, 0i64..150, 0i64..60, any::<bool>()), 1..12),
        turn in 0usize..12,
    ) {
        let children = ["C1", "C2", "C3", "C4"];
        let row = |(child, from, days, own): &(usize, i64, i64, bool)| -> Row {
            ("allocations", vec![
                ("child_id", children[*child].into()), ("started_on", (S + *from).into()),
                ("ended_on", (S + *from + *days).into()), ("role", if *own { "allocated" } else { "co_worker" }.into()),
            ])
        };
        let mut book = rulebook();
        book.caseload = Some(Caseload {
            unit: Unit::Children, counts_allocated: true, counts_co_worked: true, escalate_after_days: Some(14), escalates_from_report: true,
            caps: vec![Cap {
                from: Offset::START, to: None, cap: 2, own_at_most: None, strength: Strength::Mandatory,
                floor: None, services: Vec::new(), cited: Cited::default(),
            }],
            cited: Cited::default(),
        });
        let mut turned = held.clone();
        turned.rotate_left(turn % held.len());
        let of = |held: &[(usize, i64, i64, bool)]| {
            let mut rows = vec![worker(None)];
            rows.extend(held.iter().map(row));
            let facts = judged(&records(rows), book.clone(), S + 200);
            (facts["caseload_steps"].batch().clone(), facts["cap_breaches"].batch().clone())
        };
        let (steps, breaches) = of(&held);
        prop_assert_eq!(&of(&turned), &(steps.clone(), breaches.clone()));
        // Parts add up to the whole: the steps cover the programme, and the breaches' days are theirs.
        let steps = Table::new(steps);
        let days: i64 = (0..steps.rows()).filter_map(|row| steps.ints("days").get(row)).sum();
        prop_assert_eq!(days, 201);
        let over: i64 = (0..steps.rows())
            .map(|row| (steps.ints("children").get(row).unwrap() - 2).max(0) * steps.ints("days").get(row).unwrap())
            .sum();
        let breaches = Table::new(breaches);
        let excess: i64 = (0..breaches.rows()).filter_map(|row| breaches.ints("excess_child_days").get(row)).sum();
        prop_assert_eq!(excess, over);
    }

    #[test]
    fn own_cases_above_what_a_cap_allows_equal_the_definition(
        held in prop::collection::vec((0usize..5, -20i64..150, 0i64..90, any::<bool>()), 0..16),
        limits in (prop::option::of(0i64..3), prop::option::of(0i64..3), prop::option::of(0i64..3)),
        away in prop::collection::vec((0i64..140, 1i64..30), 0..3),
        families in any::<bool>(),
        left in prop::option::of(1i64..200),
        as_of in 10i64..200,
    ) {
        let (children, family_of) = (["C1", "C2", "C3", "C4", "C5"], [0usize, 0, 1, 1, 2]);
        let as_of = S + as_of;
        let left = left.map(|days| S + days);
        let until = left.unwrap_or(as_of + 1).min(as_of + 1);
        let mut rows = vec![worker(left)];
        rows.extend(absences(&away));
        // One that ended before the programme, so that allocations are supplied at all.
        rows.push(("allocations", vec![("child_id", "C9".into()), ("started_on", (S + -9).into()), ("ended_on", (S + -1).into())]));
        for (child, from, days, own) in &held {
            rows.push(("allocations", vec![
                ("child_id", children[*child].into()), ("family_id", ["F1", "F2", "F3"][family_of[*child]].into()),
                ("started_on", (S + *from).into()), ("ended_on", (S + *from + *days).into()),
                ("role", if *own { "allocated" } else { "co_worker" }.into()),
            ]));
        }
        let cap = |from: i32, to: Option<i32>, own_at_most, strength, text: &str| Cap {
            from: Offset::Months(from), to: to.map(Offset::Months), cap: 4, own_at_most, strength,
            floor: None, services: Vec::new(), cited: Cited { text: text.to_owned(), ..Cited::default() },
        };
        let mut book = rulebook();
        book.caseload = Some(Caseload {
            unit: if families { Unit::Families } else { Unit::Children },
            counts_allocated: true, counts_co_worked: true, escalate_after_days: None, escalates_from_report: true,
            caps: vec![
                cap(0, Some(2), limits.0, Strength::Mandatory, "first"),
                cap(2, Some(4), limits.1, Strength::Advisory, "second"),
                cap(4, None, limits.2, Strength::Mandatory, "third"),
            ],
            cited: Cited::default(),
        });
        let facts = judged(&records(rows), book, as_of);

        let (second, third) = (due(Offset::Months(2), &away), due(Offset::Months(4), &away));
        let in_force = |day: Day| match day {
            day if day < second => (limits.0, "mandatory", "first"),
            day if day < third => (limits.1, "advisory", "second"),
            _ => (limits.2, "mandatory", "third"),
        };
        let own_on = |day: Day| {
            let mut units: Vec<usize> = held
                .iter()
                .filter(|(_, from, days, own)| *own && S + *from <= day && day < S + *from + *days)
                .map(|(child, ..)| if families { family_of[*child] } else { *child })
                .collect();
            units.sort_unstable();
            units.dedup();
            units.len() as i64
        };
        let excess_on = |day: Day| in_force(day).0.map_or(0, |most| (own_on(day) - most).max(0));
        let expected = runs_of(programme_days(until).filter(|day| excess_on(*day) > 0));
        let Some(table) = facts.get("own_cap_breaches") else {
            prop_assert!(until <= S);
            return Ok(());
        };
        let (opened, closed) = (table.dates("opened_on"), table.dates("closed_on"));
        let found: Vec<(Day, Day)> =
            (0..table.rows()).map(|row| (opened.get(row).unwrap(), closed.get(row).unwrap_or(as_of + 1))).collect();
        prop_assert_eq!(&found, &expected);
        for (row, (from, to)) in found.into_iter().enumerate() {
            let days = || (0..to - from).map(|days| from + days);
            let (most, strength, clause) = in_force(from);
            prop_assert_eq!(table.ints("days").get(row), Some(to - from));
            prop_assert_eq!(table.ints("own_at_most").get(row), most);
            prop_assert_eq!(table.ints("peak_own").get(row), days().map(own_on).max());
            prop_assert_eq!(table.ints("peak_excess").get(row), days().map(excess_on).max());
            prop_assert_eq!(table.ints("excess_child_days").get(row), Some(days().map(excess_on).sum()));
            prop_assert_eq!(table.texts("strength").get(row), Some(strength));
            prop_assert_eq!(table.texts("clause").get(row), Some(clause));
        }
        // What is held as co-worker alone is in no breach of own cases; the coverage says that it was judged.
        let coverage = &facts["coverage"];
        let of_own: Vec<usize> =
            (0..coverage.rows()).filter(|row| coverage.texts("fact").get(*row) == Some("own_cap_breaches")).collect();
        let is_limited = [limits.0, limits.1, limits.2].iter().any(Option::is_some);
        prop_assert_eq!(of_own.len(), usize::from(is_limited && until > S));
        for row in of_own {
            prop_assert_eq!(coverage.bools("applies").get(row), Some(true));
            prop_assert_eq!(coverage.bools("supplied").get(row), Some(true));
        }
    }
}
