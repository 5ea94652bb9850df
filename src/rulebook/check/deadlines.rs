//! Deadlines between two dates.

use super::Context;
use super::clock::only;
use crate::rulebook::fault::Fault;
use crate::rulebook::further::{Deadline, Order, Span};
use crate::rulebook::written::Written;

const WITHIN: [&str; 4] = ["within_days", "within_working_days", "within_weeks", "within_months"];
const BEFORE: [&str; 4] = ["days_before", "working_days_before", "weeks_before", "months_before"];

pub fn deadlines(context: &mut Context<'_>) -> Vec<Deadline> {
    let written = context.written;
    context.check_unique(written.forms("deadline"), "id", "deadline");
    written.forms("deadline").filter_map(|form| deadline(form, context)).collect()
}

fn deadline(form: &Written, context: &mut Context<'_>) -> Option<Deadline> {
    let is_before = form.has("before");
    if is_before == form.has("after") {
        let (span, message) = if is_before {
            (form.span_of("before"), "both `after` and `before` are given")
        } else {
            (form.span.clone(), "this `deadline` runs from nowhere")
        };
        context.faults.add(Fault::at(
            span,
            message,
            "one of the two is needed",
            "name the one date that it is counted from",
        ));
    }
    let anchor = context.dates(form, if is_before { "before" } else { "after" }, "when");
    let then = context.dates(form, "then", "then_when");
    let within = span(form, WITHIN, context);
    let at_least = span(form, BEFORE, context);
    for key in BEFORE.into_iter().filter(|key| form.has(key) && !is_before) {
        context.faults.add(Fault::at(
            form.span_of(key),
            format!("`{key}` counts back, and this deadline runs forward"),
            "there is no `before` here",
            "name the date it counts back from with `before`, or use `within_days`",
        ));
    }
    if is_before && form.has("early_counts") {
        context.faults.add(Fault::at(
            form.span_of("early_counts"),
            "`early_counts` is for deadlines with `after`",
            "here early is the rule",
            "take it out; `within_days` says how early is too early",
        ));
    }
    for (dates, key) in [(&anchor, "when"), (&then, "then_when")] {
        for column in form.texts("match") {
            if let Some(dates) = dates {
                check_match(dates, column, form, key, context);
            }
        }
    }
    let order = if is_before {
        Order::Before { at_least: at_least.unwrap_or(Span::Days(0)), within }
    } else {
        Order::After { within, early_counts: form.yes("early_counts") }
    };
    Some(Deadline {
        id: form.text("id")?.to_owned(),
        title: form.text("title").map(str::to_owned),
        anchor: anchor?,
        then: then?,
        order,
        matching: form.texts("match").to_vec(),
        counts_from_month: form.has("counts_from"),
        first_only: form.yes("first_only"),
        only_with: form.text("only_with").map(str::to_owned),
        owner: form.text("owner").map(str::to_owned),
        only: only(form),
        services: form.texts("service").to_vec(),
        cited: context.cited(form),
    })
}

fn span(form: &Written, keys: [&str; 4], context: &mut Context<'_>) -> Option<Span> {
    let given: Vec<&str> = keys.into_iter().filter(|key| form.has(key)).collect();
    context.check_one_of(form, &given);
    let [days, working_days, weeks, months] = keys.map(|key| form.whole(key));
    days.map(Span::Days)
        .or_else(|| working_days.and_then(|n| u32::try_from(n).ok()).map(Span::WorkingDays))
        .or_else(|| weeks.map(|n| Span::Days(n * 7)))
        .or_else(|| months.and_then(|n| i32::try_from(n).ok()).map(Span::Months))
}

/// A fault where a row that a deadline looks at has no such column.
fn check_match(
    dates: &crate::rulebook::further::Dates,
    column: &str,
    form: &Written,
    side: &str,
    context: &mut Context<'_>,
) {
    use crate::rulebook::further::DateOf;
    let tables: &[&str] = match &dates.of {
        DateOf::Event(_) => &["events"],
        DateOf::Start | DateOf::End => &["workers"],
        DateOf::Review => &["reviews"],
        DateOf::Panel | DateOf::Submission | DateOf::Decision => &["panel_cases", "panels"],
        DateOf::Column(of) => &[of.table.as_str()],
    };
    let has = tables.iter().any(|table| {
        table.starts_with("facts.")
            || crate::model::table_spec(table).is_some_and(|spec| spec.column(column).is_some())
    });
    // An event's reference may name an application or a panel.
    let is_reference =
        matches!(dates.of, DateOf::Event(_)) && (column == "application_id" || column == "panel_id");
    if !has && !is_reference {
        let which = if side == "when" { "first" } else { "second" };
        context.faults.add(Fault::at(
            form.span_of("match"),
            format!("rows of the {which} date have no `{column}`"),
            "both rows need the column",
            format!("name columns that `{}` and the other both have", tables.join("`, `")),
        ));
    }
}
