//! What falls due on the programme clock: supervision, reviews, observations, feedback, portfolio items.

use super::Context;
use super::clock::{Stretch, check_begins, check_steps, due, late_after, only, share_workers, stretch};
use crate::rulebook::fault::Fault;
use crate::rulebook::written::Written;
use crate::rulebook::{Feedback, ItemDue, Observation, PortfolioItem, Review, SupervisionStep};

pub fn supervision(context: &mut Context<'_>) -> Vec<SupervisionStep> {
    let written = context.written;
    let mut stretches = Vec::new();
    let mut steps = Vec::new();
    for form in written.forms("supervision") {
        let (from, until) = stretch(form, "until_month", "until_week", context.faults);
        check_begins(form, from, context.programme, context.faults);
        stretches.push(Stretch { form, from, to: until });
        if let Some(every_days) = form.whole("every_days") {
            steps.push(SupervisionStep {
                kinds: form.texts("kinds").to_vec(),
                from,
                until,
                every_days,
                grace_days: form.whole("grace_days").unwrap_or(0),
                cited: context.cited(form),
            });
        }
    }
    check_steps(&stretches, "supervision step", "", ("until_month", "until_week"), context.faults);
    steps.sort_by(|a, b| super::clock::days_of(a.from).total_cmp(&super::clock::days_of(b.from)));
    if let Some(last) = steps.last_mut() {
        last.until = None;
    }
    steps
}

pub fn reviews(context: &mut Context<'_>) -> Vec<Review> {
    let written = context.written;
    check_repeats(
        written.forms("review"),
        |form| form.text("stage").map(str::to_lowercase),
        "stage",
        context,
    );
    check_other_names(context);
    written
        .forms("review")
        .filter_map(|form| {
            let (due, late_after) = due(form, context.programme, context.faults)?;
            Some(Review {
                stage: form.text("stage")?.to_owned(),
                also: form.texts("also").to_vec(),
                due,
                late_after,
                only: only(form),
                requires: form.texts("requires").to_vec(),
                cited: context.cited(form),
            })
        })
        .collect()
}

/// Faults where another name of a stage is a stage of its own for the same workers.
fn check_other_names(context: &mut Context<'_>) {
    for form in context.written.forms("review") {
        for name in form.texts("also") {
            let other = context.written.forms("review").find(|other| {
                other.text("stage").is_some_and(|stage| stage.eq_ignore_ascii_case(name))
                    && share_workers(only(form), only(other))
            });
            if let Some(other) = other {
                context.faults.add(
                    Fault::at(
                        form.span_of("also"),
                        format!("`{name}` is another name of this review and a stage of its own"),
                        "a review held under this name would be two",
                        "take the name out here, or the stage out there",
                    )
                    .beside(other.span_of("stage"), "the stage"),
                );
            }
        }
    }
}

pub fn observations(context: &mut Context<'_>) -> Vec<Observation> {
    let written = context.written;
    check_repeats(
        written.forms("observation"),
        |form| form.whole("number").map(|n| n.to_string()),
        "number",
        context,
    );
    written
        .forms("observation")
        .filter_map(|form| {
            let (due, late_after) = due(form, context.programme, context.faults)?;
            Some(Observation {
                number: u32::try_from(form.whole("number")?).ok()?,
                due,
                late_after,
                only: only(form),
                cited: context.cited(form),
            })
        })
        .collect()
}

pub fn feedback(context: &mut Context<'_>) -> Option<Feedback> {
    let form = context.written.form("feedback")?;
    if !form.has("verbal_working_days") && !form.has("written_working_days") {
        context.faults.add(Fault::at(
            form.span.clone(),
            "`feedback` says nothing",
            "`verbal_working_days` or `written_working_days` is needed here",
            "add one of the two, or take [feedback] out",
        ));
    }
    let days = |key: &str| form.whole(key).and_then(|n| u32::try_from(n).ok());
    Some(Feedback {
        verbal_working_days: days("verbal_working_days"),
        written_working_days: days("written_working_days"),
        cited: context.cited(form),
    })
}

pub fn portfolio(context: &mut Context<'_>) -> Vec<PortfolioItem> {
    let written = context.written;
    check_repeats(
        written.forms("portfolio"),
        |form| form.text("item").map(|item| format!("{item} {}", form.whole("number").unwrap_or(1))),
        "item",
        context,
    );
    written.forms("portfolio").filter_map(|form| portfolio_item(form, context)).collect()
}

fn portfolio_item(form: &Written, context: &mut Context<'_>) -> Option<PortfolioItem> {
    let (item_due, late_after) = if form.has("before_review") {
        for key in ["due_month", "due_week", "plus_days"] {
            if form.has(key) {
                context.faults.add(
                    Fault::at(
                        form.span_of(key),
                        format!("both `before_review` and `{key}` are given"),
                        "one too many",
                        "an item falls due before a review or at a month: keep one of the two",
                    )
                    .beside(form.span_of("before_review"), "the other"),
                );
            }
        }
        context.check_stage(form, "before_review");
        check_same_workers(form, context);
        let late = late_after(form, context.faults);
        let working_days = u32::try_from(form.whole("working_days_before").unwrap_or(0)).ok()?;
        (ItemDue::BeforeReview { stage: form.text("before_review")?.to_owned(), working_days }, late)
    } else {
        if form.has("working_days_before") {
            context.faults.add(Fault::at(
                form.span_of("working_days_before"),
                "`working_days_before` counts back from a review, and none is named",
                "before which review?",
                "add `before_review = \"…\"`, or take `working_days_before` out",
            ));
        }
        let (at, late) = due(form, context.programme, context.faults)?;
        (ItemDue::Clock(at), late)
    };
    Some(PortfolioItem {
        item: form.text("item")?.to_owned(),
        number: u32::try_from(form.whole("number").unwrap_or(1)).ok()?,
        owner: form.text("owner")?.to_owned(),
        due: item_due,
        late_after,
        only: only(form),
        cited: context.cited(form),
    })
}

/// A fault where an item is due before a review that none of its workers has.
fn check_same_workers(form: &Written, context: &mut Context<'_>) {
    let Some(stage) = form.text("before_review") else { return };
    let named =
        |review: &&Written| review.text("stage").is_some_and(|named| named.eq_ignore_ascii_case(stage));
    let reviews: Vec<&Written> = context.written.forms("review").filter(named).collect();
    let Some(first) = reviews.first() else { return };
    if !reviews.iter().any(|review| share_workers(only(form), only(review))) {
        context.faults.add(
            Fault::at(
                form.span_of("before_review"),
                format!("this `portfolio` can never fall due: review `{stage}` is for other workers"),
                "the item and the review are for different people",
                "let both be `only` for the same, or add a review of that stage for the others",
            )
            .beside(first.span_of("only"), "whom the review is for"),
        );
    }
}

/// Faults where two forms give the same workers the same stage twice.
fn check_repeats<'a>(
    forms: impl Iterator<Item = &'a Written>,
    name_of: impl Fn(&Written) -> Option<String>,
    key: &str,
    context: &mut Context<'_>,
) {
    let mut seen: Vec<(String, &Written)> = Vec::new();
    for form in forms {
        let Some(name) = name_of(form) else { continue };
        if let Some((_, first)) =
            seen.iter().find(|(known, other)| *known == name && share_workers(only(form), only(other)))
        {
            context.faults.add(
                Fault::at(
                    form.span_of(key),
                    format!("`{}` {name} is there twice for the same workers", form.spec.name),
                    "the second",
                    "take one out, give it another name, or say whom each is `only` for",
                )
                .beside(first.span_of(key), "the first"),
            );
        }
        seen.push((name, form));
    }
}
