//! Sessions and deadlines against their definitions, day by day, on random timelines.

use crate::kernels::{Row, absences, due, worker};
use crate::support::*;
use chrono::{Datelike, Weekday};
use moderato::dates::Day;
use moderato::rulebook::{Offset, Rulebook, parse_rulebook};
use proptest::prelude::*;

/// A rulebook in which sickness of ten days or more stops the clock, with these rules besides.
fn book(rules: &str) -> Rulebook {
    let text = format!(
        "id = 'test'\ntitle = 'Test'\nsource = 'Invented'\n[programme]\nmonths = 5\n\
         [[pause]]\nabsence = ['sickness']\nmin_days = 10\n{rules}"
    );
    parse_rulebook("test", &text).unwrap_or_else(|fault| panic!("{fault}"))
}

/// Monday to Friday, less the bank holidays that fall in the days of these tests.
fn is_working(day: Day) -> bool {
    const HOLIDAYS: [(u32, u32); 5] = [(1, 1), (3, 29), (4, 1), (5, 6), (5, 27)];
    let date = day.date();
    let is_holiday = date.year() == 2024 && HOLIDAYS.contains(&(date.month(), date.day()));
    !is_holiday && !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

fn event(kind: &'static str, on: i64, reference: Option<usize>) -> Row {
    let reference = reference.map(|reference| ["R1", "R2"][reference]);
    ("events", vec![("kind", kind.into()), ("occurred_on", (S + on).into()), ("reference", reference.into())])
}

/// What a deadline's row says.
type Judged = (Day, Option<Day>, Option<Day>, String, Option<i64>);

fn deadlines(rows: Vec<Row>, rules: &str, as_of: Day) -> Vec<Judged> {
    let facts = judged(&records(rows), book(rules), as_of);
    let table = &facts["deadline_status"];
    let mut found: Vec<Judged> = (0..table.rows())
        .map(|row| {
            (
                table.dates("started_on").get(row).unwrap(),
                table.dates("due_on").get(row),
                table.dates("done_on").get(row),
                table.texts("status").get(row).unwrap().to_owned(),
                table.ints("days_late").get(row),
            )
        })
        .collect();
    found.sort();
    found
}

/// The status of a thing by the definition.
fn standing(due: Option<Day>, done: Option<Day>, seen: Day, is_over: bool) -> (String, Option<i64>) {
    let (status, late) = match (done, due) {
        (Some(done), Some(due)) if done > due => ("late", Some(done - due)),
        (Some(_), _) => ("on_time", None),
        (None, Some(due)) if seen > due => ("overdue", Some(seen - due)),
        _ if is_over => ("not_required", None),
        _ => ("not_due", None),
    };
    (status.to_owned(), late)
}

/// Events on a day that may belong to one with a reference.
fn is_done(then: &[(i64, Option<usize>)], day: Day, reference: Option<usize>) -> bool {
    then.iter()
        .any(|(on, named)| S + *on == day && (named.is_none() || reference.is_none() || *named == reference))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn sessions_equal_the_definition(
        held in prop::collection::vec((-10i64..180, 0usize..3, any::<bool>()), 0..14),
        away in prop::collection::vec((0i64..140, 1i64..30), 0..4),
        left in prop::option::of(1i64..160),
        as_of in 1i64..170,
        from_week in 0i32..6,
        in_weeks in any::<bool>(),
        every in 1i32..4,
        at_most in any::<bool>(),
    ) {
        let weights = [0.5, 1.0, 1.5];
        let as_of = S + as_of;
        let left = left.map(|days| S + days);
        let until = left.unwrap_or(as_of + 1).min(as_of + 1);
        let mut rows = vec![worker(left)];
        rows.extend(absences(&away));
        // One of the kind outside every period, so that records are supplied at all.
        let session = |on: Day, days: f64, status: &'static str| -> Row {
            ("sessions", vec![("kind", "study_day".into()), ("held_on", on.into()), ("days", days.into()), ("status", status.into())])
        };
        rows.push(session(S - 40, 1.0, "attended"));
        for (on, weight, attended) in &held {
            rows.push(session(S + *on, weights[*weight], if *attended { "attended" } else { "missed" }));
        }
        let unit = if in_weeks { "every_weeks" } else { "every_months" };
        let rules = format!(
            "[[session]]\nkind = 'study_day'\n{unit} = {every}\nfrom_week = {from_week}\nrequired = 1.5\nat_most = {at_most}\n"
        );
        let facts = judged(&records(rows), book(&rules), as_of);
        let table = &facts["session_status"];

        // The n-th period begins when so many weeks or months more have gone by.
        let starts = |n: i32| match in_weeks {
            true => due(Offset::Weeks(from_week + n * every), &away),
            false => {
                // Months from the start, and the weeks on top of them.
                let length = S.add_months(n * every) - S + i64::from(from_week) * 7;
                let mut day = S;
                let mut counted = 0;
                while counted < length {
                    counted += i64::from(due_is_running(day, &away));
                    day = day + 1;
                }
                day
            }
        };
        let end = due(Offset::Months(5), &away);
        let seen = as_of.min(until - 1);
        let mut expected = Vec::new();
        let mut n = 0;
        while until > S && starts(n) < end && starts(n) < until {
            let (from, to) = (starts(n), starts(n + 1).min(end));
            let mut attended = 0.0;
            let mut day = from;
            while day < to {
                if day <= as_of {
                    attended += held.iter().filter(|(on, _, counts)| S + *on == day && *counts).map(|(_, w, _)| weights[*w]).sum::<f64>();
                }
                day = day + 1;
            }
            let runs = to - 1 > seen;
            let status = match at_most {
                true if attended > 1.5 => "over",
                false if attended >= 1.5 => "met",
                _ if runs => "not_due",
                true => "met",
                false => "short",
            };
            expected.push((from, to, attended, status.to_owned()));
            n += 1;
        }
        let found: Vec<(Day, Day, f64, String)> = (0..table.rows()).map(|row| (
            table.dates("period_from").get(row).unwrap(),
            table.dates("period_to").get(row).unwrap(),
            table.floats("attended").get(row).unwrap(),
            table.texts("status").get(row).unwrap().to_owned(),
        )).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn deadlines_after_a_date_equal_the_definition(
        anchors in prop::collection::vec((-10i64..150, prop::option::of(0usize..2)), 0..5),
        then in prop::collection::vec((-20i64..180, prop::option::of(0usize..2)), 0..7),
        left in prop::option::of(1i64..150),
        as_of in 1i64..160,
        within in prop::option::of((any::<bool>(), 0i64..25)),
        early in any::<bool>(),
    ) {
        let as_of = S + as_of;
        let left = left.map(|days| S + days);
        let until = left.unwrap_or(as_of + 1).min(as_of + 1);
        // One long before, so that records are supplied at all; it refers to something else.
        let mut rows = vec![worker(left), ("events", vec![("kind", "feedback".into()), ("occurred_on", (S + 999).into())])];
        rows.extend(anchors.iter().map(|(on, reference)| event("thematic_review", *on, *reference)));
        rows.extend(then.iter().map(|(on, reference)| event("feedback", *on, *reference)));
        let number = within.map_or_else(String::new, |(working, n)| {
            format!("within_{}days = {n}\n", if working { "working_" } else { "" })
        });
        let rules = format!(
            "[[deadline]]\nid = 'a'\nafter = 'thematic_review'\nthen = 'feedback'\n{number}early_counts = {early}\n"
        );
        let found = deadlines(rows, &rules, as_of);

        let seen = as_of.min(until - 1);
        let mut expected = Vec::new();
        for (on, reference) in anchors.iter().filter(|(on, _)| S <= S + *on && S + *on < until) {
            let anchor = S + *on;
            let due = within.map(|(working, n)| {
                let (mut day, mut left) = (anchor, n);
                while left > 0 {
                    day = day + 1;
                    left -= i64::from(!working || is_working(day));
                }
                day
            });
            let mut done = (0..=as_of - anchor).map(|n| anchor + n).find(|day| is_done(&then, *day, *reference));
            if done.is_none() && early {
                done = (1..=anchor - S + 20).map(|n| anchor - n).find(|day| is_done(&then, *day, *reference));
            }
            let (status, late) = standing(due, done, seen, until <= as_of);
            expected.push((anchor, due, done, status, late));
        }
        expected.sort();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn deadlines_before_a_date_equal_the_definition(
        anchors in prop::collection::vec((-10i64..150, prop::option::of(0usize..2)), 0..5),
        then in prop::collection::vec((-60i64..180, prop::option::of(0usize..2)), 0..7),
        left in prop::option::of(1i64..150),
        as_of in 1i64..160,
        ahead in 0i64..10,
        within in prop::option::of(10i64..40),
        first_only in any::<bool>(),
    ) {
        let as_of = S + as_of;
        let left = left.map(|days| S + days);
        let until = left.unwrap_or(as_of + 1).min(as_of + 1);
        let mut rows = vec![worker(left), ("events", vec![("kind", "readiness".into()), ("occurred_on", (S + 999).into())])];
        rows.extend(anchors.iter().map(|(on, reference)| event("visit", *on, *reference)));
        rows.extend(then.iter().map(|(on, reference)| event("readiness", *on, *reference)));
        let not_sooner = within.map_or_else(String::new, |n| format!("within_days = {n}\n"));
        let rules = format!(
            "[[deadline]]\nid = 'a'\nbefore = 'visit'\nthen = 'readiness'\ndays_before = {ahead}\n{not_sooner}first_only = {first_only}\n"
        );
        let found = deadlines(rows, &rules, as_of);

        let seen = as_of.min(until - 1);
        let mut expected = Vec::new();
        for (on, reference) in anchors.iter().filter(|(on, _)| S <= S + *on && S + *on < until) {
            let anchor = S + *on;
            let due = anchor - ahead;
            let earliest = within.map_or(S - 100, |n| anchor - n);
            let in_time = (0..=due - earliest).map(|n| due - n).find(|day| *day <= as_of && is_done(&then, *day, *reference));
            let done = in_time.or_else(|| (1..=as_of - due).map(|n| due + n).find(|day| is_done(&then, *day, *reference)));
            let (status, late) = standing(Some(due), done, seen, until <= as_of);
            expected.push((anchor, Some(due), done, status, late));
        }
        expected.sort();
        if first_only {
            // Of two on the first day, either may be the one looked at.
            prop_assert_eq!(found.len(), expected.len().min(1));
            prop_assert_eq!(found.first().map(|row| row.0), expected.first().map(|row| row.0));
            prop_assert!(found.iter().all(|row| expected.contains(row)), "{:?}: {:?}", found, expected);
        } else {
            prop_assert_eq!(found, expected);
        }
    }
}

/// Whether the programme clock runs on a day: it lies in no absence of ten days or more.
fn due_is_running(day: Day, away: &[(i64, i64)]) -> bool {
    !crate::kernels::is_paused(away, day)
}
