//! Sessions, counts, distinct references, allowed values, attestations, measures.

use super::Context;
use super::clock::{check_begins, check_falls_due, days_of, given, in_words, only, point, stretch};
use super::rows::is_about_workers;
use super::shown::check_shown;
use crate::model::{Kind, table_spec};
use crate::rulebook::Offset;
use crate::rulebook::fault::{Fault, did_you_mean, listed};
use crate::rulebook::further::{
    Allowed, AtLeast, Attestation, AttestedOf, CountedFor, Distinct, Every, Measure, SessionRule,
    SessionTable, Stretch, Wanted,
};
use crate::rulebook::written::Written;

fn stretch_of(form: &Written, review: Option<&str>, context: &mut Context<'_>) -> Stretch {
    let (from, until) = stretch(form, "until_month", "until_week", context.faults);
    check_begins(form, from, context.programme, context.faults);
    let until_review = review.and_then(|key| {
        context.check_stage(form, key);
        form.text(key).map(str::to_owned)
    });
    Stretch { from, until, until_review }
}

pub fn sessions(context: &mut Context<'_>) -> Vec<SessionRule> {
    let written = context.written;
    let rules: Vec<(SessionRule, &Written)> =
        written.forms("session").filter_map(|form| session(form, context).map(|rule| (rule, form))).collect();
    let mut seen: Vec<(&str, &Written)> = Vec::new();
    for (rule, form) in &rules {
        if let Some((_, first)) = seen.iter().find(|(id, _)| *id == rule.id) {
            context.faults.add(
                Fault::at(
                    form.span.clone(),
                    format!("two sessions are called `{}`", rule.id),
                    "the second",
                    "give one of them an `id`",
                )
                .beside(first.span.clone(), "the first"),
            );
        }
        seen.push((rule.id.as_str(), *form));
    }
    rules.iter().map(|(rule, _)| rule.clone()).collect()
}

fn session(form: &Written, context: &mut Context<'_>) -> Option<SessionRule> {
    let table_name = form.text("table").unwrap_or("sessions");
    let table = match table_name {
        "supervisions" => SessionTable::Supervisions,
        "events" => SessionTable::Events,
        "panels" => SessionTable::Panels,
        _ => SessionTable::Sessions,
    };
    if form.has("kind") == form.has("kinds") {
        let (span, message) = if form.has("kind") {
            (form.span_of("kinds"), "both `kind` and `kinds` are given")
        } else {
            (form.span.clone(), "this `session` names no kind")
        };
        context.faults.add(Fault::at(
            span,
            message,
            "one of the two is needed",
            "write `kind = \"…\"`, or a list of `kinds`",
        ));
    }
    let kinds: Vec<String> =
        form.text("kind").map(str::to_owned).into_iter().chain(form.texts("kinds").to_vec()).collect();
    let key = if form.has("kind") { "kind" } else { "kinds" };
    check_words(table_name, "kind", &kinds, form, key, context);
    let statuses = match (form.texts("status"), table) {
        ([], SessionTable::Sessions) => vec!["attended".to_owned()],
        ([], SessionTable::Supervisions) => vec!["held".to_owned()],
        ([], _) => Vec::new(),
        (words, _) => {
            check_words(table_name, "status", words, form, "status", context);
            words.to_vec()
        }
    };
    let is_of_authority = form.text("of") == Some("authority");
    if table == SessionTable::Panels && !is_of_authority {
        context.faults.add(Fault::at(
            form.span_of("table"),
            "panels are not a worker's sessions",
            "this table is the authority's",
            "add `of = \"authority\"`",
        ));
    }
    let every = every(form, context);
    let id = form.text("id").map_or_else(|| kinds.join("-").replace('_', "-"), str::to_owned);
    Some(SessionRule {
        id,
        title: form.text("title").map(str::to_owned),
        kinds,
        table,
        statuses,
        every: every?,
        required: form.number("required")?,
        is_at_most: form.yes("at_most"),
        is_of_authority,
        stretch: stretch_of(form, None, context),
        only: only(form),
        services: form.texts("service").to_vec(),
        cited: context.cited(form),
    })
}

fn every(form: &Written, context: &mut Context<'_>) -> Option<Every> {
    let mut given: Vec<&str> =
        ["every_months", "every_weeks"].into_iter().filter(|key| form.has(key)).collect();
    if form.yes("in_total") {
        given.push("in_total");
    }
    context.check_one_of(form, &given);
    let small = |key: &str| form.whole(key).and_then(|n| i32::try_from(n).ok());
    if form.yes("in_total") {
        return Some(Every::InTotal);
    }
    let every = small("every_months").map(Every::Months).or_else(|| small("every_weeks").map(Every::Weeks));
    if every.is_none() && !form.has("every_months") && !form.has("every_weeks") {
        context.faults.add(Fault::at(
            form.span.clone(),
            "this `session` names no period",
            "`every_months`, `every_weeks` or `in_total` is needed here",
            "add `every_months = 1`, or `in_total = true` for the whole programme",
        ));
    }
    every
}

/// Faults where words cannot stand in a column of a record table, or the table has no such column.
fn check_words(
    table: &str,
    column: &str,
    words: &[String],
    form: &Written,
    key: &str,
    context: &mut Context<'_>,
) {
    let known: &[&str] =
        match table_spec(table).and_then(|spec| spec.column(column)).map(|column| column.kind) {
            Some(Kind::OneOf(known)) => known,
            Some(_) => return,
            None => {
                context.faults.add(Fault::at(
                    form.span_of(key),
                    format!("`{table}` have no {column}"),
                    "nothing to compare it with",
                    format!("take `{key}` out"),
                ));
                return;
            }
        };
    for word in words.iter().filter(|word| !known.contains(&word.as_str())) {
        context.faults.add(Fault::at(
            form.span_of(key),
            format!("no {column} in `{table}` is `{word}`"),
            "no record can have this",
            format!("{}the words are {}", did_you_mean(word, known.iter().copied()), listed(known, "and")),
        ));
    }
}

pub fn at_least(context: &mut Context<'_>) -> Vec<AtLeast> {
    let written = context.written;
    context.check_unique(written.forms("at_least"), "id", "at_least");
    written.forms("at_least").filter_map(|form| count(form, context)).collect()
}

fn count(form: &Written, context: &mut Context<'_>) -> Option<AtLeast> {
    let rows = context.rows(form);
    let from = point(form, "from_month", "from_week", context.faults).unwrap_or(Offset::START);
    let by = point(form, "by_month", "by_week", context.faults);
    if let Some(by) = by {
        check_counted_by(form, from, by, context);
    }
    if form.has("panel_kind") && form.text("of") != Some("panel") {
        context.faults.add(Fault::at(
            form.span_of("panel_kind"),
            "`panel_kind` is for counts of a panel",
            "nothing to narrow here",
            "add `of = \"panel\"`, or take it out",
        ));
    }
    let rows = rows?;
    check_counted_for(form, &rows.table, context);
    check_in_post(form, context);
    let distinct = if form.has("distinct") {
        Some(context.column_key(&rows.table, form, "distinct")?.0.column)
    } else {
        None
    };
    if !form.yes("at_most") && form.whole("count") == Some(0) {
        context.faults.add(Fault::at(
            form.span_of("count"),
            "there are always at least 0",
            "this is never short",
            "write a larger number, or add `at_most = true`",
        ));
    }
    Some(AtLeast {
        id: form.text("id")?.to_owned(),
        title: form.text("title").map(str::to_owned),
        dated_by: super::rows::dated_by(&rows.table).map(str::to_owned),
        rows,
        count: form.whole("count")?,
        is_at_most: form.yes("at_most"),
        distinct,
        counted_for: match form.text("of") {
            Some("review") => CountedFor::Review,
            Some("panel") => CountedFor::Panel,
            Some("application") => CountedFor::Application,
            Some("team") => CountedFor::Team,
            Some("authority") => CountedFor::Authority,
            _ => CountedFor::Worker,
        },
        panel_kinds: form.texts("panel_kind").to_vec(),
        in_post_under_months: form.whole("in_post_under_months").map(|months| months as i32),
        from,
        by,
        only: only(form),
        services: form.texts("service").to_vec(),
        cited: context.cited(form),
    })
}

/// A fault where a rule is for those new in post and counts for something that is not one person's.
fn check_in_post(form: &Written, context: &mut Context<'_>) {
    let of = form.text("of").unwrap_or("worker");
    if form.has("in_post_under_months") && !["worker", "application"].contains(&of) {
        context.faults.add(Fault::at(
            form.span_of("in_post_under_months"),
            format!("a count for each {of} is of nobody who is new in post"),
            "not possible here",
            "leave it out, or count for a worker or an application",
        ));
    }
}

/// A fault where rows of a table do not say whose, or of what, they are.
fn check_counted_for(form: &Written, table: &str, context: &mut Context<'_>) {
    let (what, columns): (&str, &[&str]) = match form.text("of") {
        Some("review") => ("review", &["reference", "stage"]),
        Some("panel") => ("panel", &["panel_id", "reference"]),
        Some("application") => ("application", &["application_id", "reference"]),
        Some("authority") => return,
        _ => ("worker", &["worker_id"]),
    };
    let fact = match what {
        "review" => "facts.review_status",
        "panel" => "facts.panel_status",
        "application" => "facts.progression_stages",
        _ => table,
    };
    let is_told = match table_spec(table) {
        Some(spec) => columns.iter().any(|column| spec.column(column).is_some()),
        None => table == fact,
    };
    if !is_told {
        let columns: Vec<String> = columns.iter().map(|column| format!("`{column}`")).collect();
        context.faults.add(Fault::at(
            form.span_of("table"),
            format!("rows of `{table}` name no {what}"),
            format!("they cannot be counted for a {what}"),
            format!("count rows of a table with a column {}", columns.join(" or ")),
        ));
    }
}

/// A fault where rows that are looked at one by one are of nobody.
fn check_about_workers(form: &Written, table: &str, context: &mut Context<'_>) {
    if !is_about_workers(table) {
        context.faults.add(Fault::at(
            form.span_of("table"),
            format!("rows of `{table}` are about no worker"),
            "they are never looked at",
            "name a table with a `worker_id`, or count its rows with `[[at_least]]`",
        ));
    }
}

/// Faults where a count ends before it begins, or after the programme.
fn check_counted_by(form: &Written, from: Offset, by: Offset, context: &mut Context<'_>) {
    let key = given(form, "by_month", "by_week");
    if days_of(by) <= days_of(from) {
        context.faults.add(
            Fault::at(
                form.span_of(key),
                format!("it is counted from {} and due at {}", in_words(from), in_words(by)),
                "no day lies between",
                format!("let it be due after {}", in_words(from)),
            )
            .beside(form.span_of(given(form, "from_month", "from_week")), "the beginning"),
        );
    }
    check_falls_due(form, key, days_of(by), context.programme, context.faults);
}

pub fn distinct(context: &mut Context<'_>) -> Vec<Distinct> {
    let written = context.written;
    context.check_unique(written.forms("distinct"), "id", "distinct");
    written
        .forms("distinct")
        .filter_map(|form| {
            let rows = context.rows(form)?;
            check_about_workers(form, &rows.table, context);
            let column = context.column_key(&rows.table, form, "column");
            let other = context.column_key(&rows.table, form, "other");
            let (column, other) = (column?.0, other?.0);
            if column == other {
                context.faults.add(Fault::at(
                    form.span_of("other"),
                    "a column is compared with itself",
                    "the same column",
                    "name two columns",
                ));
            }
            Some(Distinct {
                id: form.text("id")?.to_owned(),
                title: form.text("title").map(str::to_owned),
                dated_by: super::rows::dated_by(&rows.table).map(str::to_owned),
                rows,
                column,
                other,
                must_be_same: form.yes("same"),
                services: form.texts("service").to_vec(),
                cited: context.cited(form),
            })
        })
        .collect()
}

pub fn allowed(context: &mut Context<'_>) -> Vec<Allowed> {
    let written = context.written;
    context.check_unique(written.forms("allowed"), "id", "allowed");
    written.forms("allowed").filter_map(|form| one_allowed(form, context)).collect()
}

fn one_allowed(form: &Written, context: &mut Context<'_>) -> Option<Allowed> {
    let stretch = stretch_of(form, Some("until_review"), context);
    let rows = context.rows(form)?;
    check_about_workers(form, &rows.table, context);
    let (column, kind) = context.column_key(&rows.table, form, "column")?;
    let mut demands = Vec::new();
    if form.has("one_of") {
        demands.push(Wanted::OneOf(context.values(&column, kind, form, "one_of")));
    }
    if form.has("none_of") {
        demands.push(Wanted::NoneOf(context.values(&column, kind, form, "none_of")));
    }
    if form.yes("filled") {
        demands.push(Wanted::Filled);
    }
    demands.extend(form.number("at_least").map(Wanted::AtLeast));
    demands.extend(form.number("at_most").map(Wanted::AtMost));
    if demands.is_empty() {
        context.faults.add(Fault::at(
            form.span.clone(),
            "this `allowed` allows everything",
            "a demand is needed here",
            "add `one_of`, `none_of`, `filled`, `at_least` or `at_most`",
        ));
    }
    if let (Some(min), Some(max)) = (form.number("at_least"), form.number("at_most"))
        && min > max
    {
        context.faults.add(
            Fault::at(
                form.span_of("at_most"),
                format!("no number is at least {min} and at most {max}"),
                "less than the other",
                "let `at_most` be the larger one",
            )
            .beside(form.span_of("at_least"), "the other"),
        );
    }
    Some(Allowed {
        id: form.text("id")?.to_owned(),
        title: form.text("title").map(str::to_owned),
        dated_by: super::rows::dated_by(&rows.table).map(str::to_owned),
        rows,
        column,
        demands,
        stretch,
        only: only(form),
        services: form.texts("service").to_vec(),
        cited: context.cited(form),
    })
}

pub fn attestations(context: &mut Context<'_>) -> Vec<Attestation> {
    let written = context.written;
    context.check_unique(written.forms("attestation"), "id", "attestation");
    written
        .forms("attestation")
        .filter_map(|form| {
            Some(Attestation {
                id: form.text("id")?.to_owned(),
                text: form.text("text")?.to_owned(),
                of: match form.text("of") {
                    Some("observation") => AttestedOf::Observation,
                    Some("panel") => AttestedOf::Panel,
                    Some("application") => AttestedOf::Application,
                    Some("authority") => AttestedOf::Authority,
                    Some("report") => AttestedOf::Report,
                    _ => AttestedOf::Worker,
                },
                cited: context.cited(form),
            })
        })
        .collect()
}

pub fn measures(context: &mut Context<'_>) -> Vec<Measure> {
    let written = context.written;
    context.check_unique(written.forms("measure"), "id", "measure");
    written
        .forms("measure")
        .filter_map(|form| {
            check_shown(form, context);
            Some(Measure {
                id: form.text("id")?.to_owned(),
                text: form.text("text")?.to_owned(),
                shown_by: form.texts("shown_by").to_vec(),
                cited: context.cited(form),
            })
        })
        .collect()
}
