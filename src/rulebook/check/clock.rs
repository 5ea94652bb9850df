//! Points of the programme clock in a form: from, to, due, late after.

use crate::rulebook::fault::{Fault, Faults};
use crate::rulebook::written::Written;
use crate::rulebook::{Due, LateAfter, Offset, Only, Programme};

/// Days of a month, on average: only to tell which of a month and a week comes first.
const MONTH: f64 = 30.4375;

/// Where a point lies, in days: exact among months and among weeks, near enough between the two.
pub fn days_of(at: Offset) -> f64 {
    match at {
        Offset::Months(n) => f64::from(n) * MONTH,
        Offset::Weeks(n) => f64::from(n) * 7.0,
    }
}

fn is_same(a: Offset, b: Offset) -> bool {
    a == b || (days_of(a) == 0.0 && days_of(b) == 0.0)
}

/// `month 3`, `week 6`.
pub fn in_words(at: Offset) -> String {
    match at {
        Offset::Months(n) => format!("month {n}"),
        Offset::Weeks(n) => format!("week {n}"),
    }
}

/// A point given in months or in weeks; both at once is a fault.
pub fn point(form: &Written, month: &str, week: &str, faults: &mut Faults) -> Option<Offset> {
    if form.has(month) && form.has(week) {
        faults.add(
            Fault::at(
                form.span_of(week),
                format!("both `{month}` and `{week}` are given"),
                "one too many",
                "keep one of the two",
            )
            .beside(form.span_of(month), "the other"),
        );
    }
    // Months and weeks are limited to a few hundred where keys are declared.
    let whole = |key: &str| form.whole(key).and_then(|n| i32::try_from(n).ok());
    whole(month).map(Offset::Months).or_else(|| whole(week).map(Offset::Weeks))
}

/// The key that gives a point, for pointing at it.
pub fn given<'a>(form: &Written, month: &'a str, week: &'a str) -> &'a str {
    if form.has(week) && !form.has(month) { week } else { month }
}

/// From and to of a form that holds for a while; an end that is not after the start is a fault.
pub fn stretch(
    form: &Written,
    to_month: &'static str,
    to_week: &'static str,
    faults: &mut Faults,
) -> (Offset, Option<Offset>) {
    let from = point(form, "from_month", "from_week", faults).unwrap_or(Offset::START);
    let to = point(form, to_month, to_week, faults);
    if let Some(to) = to
        && days_of(to) <= days_of(from)
    {
        faults.add(
            Fault::at(
                form.span_of(given(form, to_month, to_week)),
                format!("it ends at {} and begins at {}", in_words(to), in_words(from)),
                "no day lies between",
                format!("let it end after {}", in_words(from)),
            )
            .beside(form.span_of(given(form, "from_month", "from_week")), "the beginning"),
        );
    }
    (from, to)
}

/// A stretch and the form it stands in.
pub struct Stretch<'a> {
    pub form: &'a Written,
    pub from: Offset,
    pub to: Option<Offset>,
}

/// Faults unless the stretches follow each other from the start on, without gap or overlap.
///
/// `what` names them (`cap`, `supervision step`), `whose` whom they are for (` of service CLA`).
pub fn check_steps(
    stretches: &[Stretch<'_>],
    what: &str,
    whose: &str,
    keys: (&str, &str),
    faults: &mut Faults,
) {
    let mut sorted: Vec<&Stretch<'_>> = stretches.iter().collect();
    sorted.sort_by(|a, b| days_of(a.from).total_cmp(&days_of(b.from)));
    let begins = |form: &Written| form.span_of(given(form, "from_month", "from_week"));
    if let Some(first) = sorted.first()
        && !is_same(first.from, Offset::START)
    {
        faults.add(Fault::at(
            begins(first.form),
            format!("there is no {what}{whose} before {}", in_words(first.from)),
            "the first one begins here",
            format!("let the first {what} begin at month 0, or add one for the time before"),
        ));
    }
    for pair in sorted.windows(2) {
        let [one, next] = pair else { continue };
        match one.to {
            Some(to) if is_same(to, next.from) => {}
            Some(to) if days_of(to) < days_of(next.from) => faults.add(
                Fault::at(
                    begins(next.form),
                    format!("there is no {what}{whose} between {} and {}", in_words(to), in_words(next.from)),
                    "the next one begins here",
                    format!("let it begin at {}, or add a {what} for the time between", in_words(to)),
                )
                .beside(one.form.span_of(given(one.form, keys.0, keys.1)), "the one before ends here"),
            ),
            Some(_) | None => {
                let end = one.to.map_or("has no end".to_owned(), |to| format!("ends at {}", in_words(to)));
                faults.add(
                    Fault::at(
                        begins(next.form),
                        format!("two {what}s{whose} hold at {}", in_words(next.from)),
                        "this one begins before the other has ended",
                        format!("let the other end at {}, where this one begins", in_words(next.from)),
                    )
                    .beside(one.form.span_of(given(one.form, keys.0, keys.1)), format!("the other {end}")),
                );
            }
        }
    }
}

/// The latest point of the clock that a worker of a kind can reach.
pub fn reach(programme: &Programme, only: Option<Only>) -> i32 {
    let part_time = programme.part_time_months.unwrap_or(programme.months);
    programme.max_months.unwrap_or(match only {
        Some(Only::FullTime) => programme.months,
        Some(Only::PartTime) => part_time,
        None => programme.months.max(part_time),
    })
}

pub fn only(form: &Written) -> Option<Only> {
    match form.text("only") {
        Some("full_time") => Some(Only::FullTime),
        Some("part_time") => Some(Only::PartTime),
        _ => None,
    }
}

/// Whether a stage for the one can be a stage for the other too.
pub fn share_workers(a: Option<Only>, b: Option<Only>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// When a stage falls due and when it is late; `None` where the author did not say (a fault).
pub fn due(form: &Written, programme: Option<&Programme>, faults: &mut Faults) -> Option<(Due, LateAfter)> {
    let at = point(form, "due_month", "due_week", faults);
    let late_after = late_after(form, faults);
    let Some(at) = at else {
        if !form.has("due_month") && !form.has("due_week") {
            faults.add(Fault::at(
                form.span.clone(),
                format!("this `{}` never falls due", form.spec.name),
                "`due_month` or `due_week` is needed here",
                format!("add `due_month = …` or `due_week = …` under this `{}`", form.spec.name),
            ));
        }
        return None;
    };
    let due = Due { at, plus_days: form.whole("plus_days").unwrap_or(0) };
    let key = given(form, "due_month", "due_week");
    if let LateAfter::Point(late) = late_after
        && days_of(late) < days_of(at) + due.plus_days as f64
    {
        faults.add(
            Fault::at(
                form.span_of(given(form, "late_after_month", "late_after_week")),
                format!("it is late after {}, before it falls due", in_words(late)),
                "before the due date",
                "let it be late when it is due or later, or give `grace_days`",
            )
            .beside(form.span_of(key), "due here"),
        );
    }
    check_falls_due(form, key, days_of(at) + due.plus_days as f64, programme, faults);
    Some((due, late_after))
}

/// A fault where a form falls due after the latest day that a programme may reach. `days` on the clock.
pub fn check_falls_due(
    form: &Written,
    key: &str,
    days: f64,
    programme: Option<&Programme>,
    faults: &mut Faults,
) {
    let Some(reach) = programme.map(|programme| reach(programme, only(form))) else { return };
    if days > f64::from(reach) * MONTH {
        let after = match form.whole(key) {
            Some(n) => {
                format!("{} {n} is after the end", if key.ends_with("week") { "week" } else { "month" })
            }
            None => "after the end".to_owned(),
        };
        faults.add(Fault::at(
            form.span_of(key),
            format!("this `{}` can never fall due: the programme ends at month {reach}", form.spec.name),
            after,
            "let it fall due by then, or make the programme longer: `months`, `part_time_months` or \
             `max_months` under `[programme]`",
        ));
    }
}

/// A fault where a form begins only after the last day that a programme may have. Without `max_months` an
/// extension may always make it longer.
pub fn check_begins(form: &Written, from: Offset, programme: Option<&Programme>, faults: &mut Faults) {
    let Some(last) = programme.and_then(|programme| programme.max_months) else { return };
    if days_of(from) >= days_of(Offset::Months(last)) {
        let what = form.spec.name;
        faults.add(Fault::at(
            form.span_of(given(form, "from_month", "from_week")),
            format!("this `{what}` never holds: the programme ends at month {last}"),
            format!("{} is after the end", in_words(from)),
            format!("take this `{what}` out, or let it begin earlier"),
        ));
    }
}

pub fn late_after(form: &Written, faults: &mut Faults) -> LateAfter {
    let late = point(form, "late_after_month", "late_after_week", faults);
    if late.is_some() && form.has("grace_days") {
        let key = given(form, "late_after_month", "late_after_week");
        faults.add(
            Fault::at(
                form.span_of(key),
                format!("both `grace_days` and `{key}` are given"),
                "one too many",
                "keep one of the two",
            )
            .beside(form.span_of("grace_days"), "the other"),
        );
    }
    late.map_or(LateAfter::GraceDays(form.whole("grace_days").unwrap_or(0)), LateAfter::Point)
}
