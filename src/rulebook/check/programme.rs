//! The programme, its pauses, drift, panels and progression.

use super::Context;
use crate::rulebook::fault::{Fault, Faults};
use crate::rulebook::written::Written;
use crate::rulebook::{Completion, Drift, PanelRule, Pause, Programme, ProgressionRule};

fn small(form: &Written, key: &str) -> Option<i32> {
    form.whole(key).and_then(|n| i32::try_from(n).ok())
}

/// The programme; `None` where it is missing or has no length (both are faults of their own).
pub fn programme(written: &Written, id: &str, faults: &mut Faults) -> Option<Programme> {
    let form = written.form("programme")?;
    let months = small(form, "months")?;
    if let Some(max) = small(form, "max_months") {
        for key in ["months", "part_time_months"] {
            if small(form, key).is_some_and(|length| length > max) {
                faults.add(
                    Fault::at(
                        form.span_of("max_months"),
                        format!("`max_months` is less than `{key}`"),
                        "the longest a programme may last",
                        format!("let `max_months` be at least `{key}`"),
                    )
                    .beside(form.span_of(key), "longer than that"),
                );
            }
        }
    }
    Some(Programme {
        months,
        completion: match form.text("completion") {
            Some("submitted") => Completion::Submitted,
            Some("final_review") => Completion::FinalReview,
            _ => Completion::Decision,
        },
        part_time_months: small(form, "part_time_months"),
        part_time_below: form.number("part_time_below").unwrap_or(1.0),
        max_months: small(form, "max_months"),
        cited: super::cited::cited(written, id, form),
    })
}

pub fn pauses(context: &mut Context<'_>) -> Vec<Pause> {
    let written = context.written;
    let mut seen: Vec<(&str, &Written)> = Vec::new();
    for form in written.forms("pause") {
        for kind in form.texts("absence") {
            if let Some((_, first)) = seen.iter().find(|(known, _)| known == kind) {
                context.faults.add(
                    Fault::at(
                        form.span_of("absence"),
                        format!("`{kind}` is in two pauses"),
                        "the second",
                        "name each kind of absence in one [[pause]]",
                    )
                    .beside(first.span_of("absence"), "the first"),
                );
            }
            seen.push((kind, form));
        }
    }
    written
        .forms("pause")
        .map(|form| Pause {
            absence: form.texts("absence").to_vec(),
            min_days: form.whole("min_days").unwrap_or(1),
            cited: context.cited(form),
        })
        .collect()
}

pub fn drift(context: &Context<'_>) -> Drift {
    let form = context.written.form("drift");
    Drift {
        delay_days: form.and_then(|form| form.whole("delay_days")).unwrap_or(28),
        cited: form.map_or_else(
            || crate::rulebook::Cited { text: format!("{}: drift", context.id), ..Default::default() },
            |form| context.cited(form),
        ),
    }
}

pub fn panel(context: &Context<'_>) -> Option<PanelRule> {
    let form = context.written.form("panel")?;
    Some(PanelRule {
        kinds: form.texts("kinds").to_vec(),
        submit_days_before: form.whole("submit_days_before"),
        capacity: form.whole("capacity"),
        every_months: small(form, "every_months"),
        cited: context.cited(form),
    })
}

pub fn progression(context: &mut Context<'_>) -> Option<ProgressionRule> {
    let form = context.written.form("progression")?;
    // Grades are references in the records: upper case, so that `f` and `F` are one.
    let from_grade = form.text("from_grade")?.to_uppercase();
    let to_grade = form.text("to_grade")?.to_uppercase();
    if from_grade == to_grade {
        context.faults.add(
            Fault::at(
                form.span_of("to_grade"),
                "the grade before and the grade after are the same",
                "the same grade",
                "name the grade that the worker progresses to",
            )
            .beside(form.span_of("from_grade"), "the grade before"),
        );
    }
    Some(ProgressionRule {
        from_grade,
        to_grade,
        limit_months: small(form, "limit_months"),
        limits_from_log: form.text("limit_from") == Some("logged"),
        min_months_in_grade: form.whole("min_months_in_grade"),
        min_cpd_activities: form.whole("min_cpd_activities"),
        observation_within_months: small(form, "observation_within_months"),
        ages_from_panel: form.text("ages_from") == Some("panel"),
        signatures: form.whole("signatures"),
        cited: context.cited(form),
    })
}
