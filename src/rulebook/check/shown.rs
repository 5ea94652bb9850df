//! The tables of a finished run that may show an expectation: facts and metrics, as `moderato show` names them.
//!
//! Facts and metrics are made by later stages, which a rulebook cannot ask; a test holds this list to what a run
//! writes.

use super::Context;
use crate::diagnostic::nearest;
use crate::rulebook::fault::{Fault, listed};
use crate::rulebook::written::Written;

/// Facts, then metrics, each by name.
pub const SHOWN: &[&str] = &[
    "facts.affected_metrics",
    "facts.allowed_status",
    "facts.at_least_status",
    "facts.attestation_status",
    "facts.cap_breaches",
    "facts.caseload_months",
    "facts.caseload_steps",
    "facts.column_quality",
    "facts.concern_status",
    "facts.coverage",
    "facts.deadline_status",
    "facts.distinct_status",
    "facts.drift_status",
    "facts.headroom",
    "facts.milestone_status",
    "facts.moderator_suggestions",
    "facts.observation_feedback",
    "facts.observation_status",
    "facts.outcomes",
    "facts.overdue_months",
    "facts.own_cap_breaches",
    "facts.panel_agenda",
    "facts.panel_dates",
    "facts.panel_status",
    "facts.programme_clock",
    "facts.programme_pauses",
    "facts.progression_months",
    "facts.progression_stages",
    "facts.progression_waits",
    "facts.retention_spells",
    "facts.review_status",
    "facts.row_counts",
    "facts.session_status",
    "facts.supervision_gaps",
    "facts.supervision_status",
    "facts.work_restrictions",
    "facts.workforce_years",
    "metrics.cap_breaches",
    "metrics.cap_pressure",
    "metrics.cohort_differences",
    "metrics.cohort_rates",
    "metrics.data_quality",
    "metrics.delay_by_owner",
    "metrics.drift_and_delay",
    "metrics.feedback_on_time",
    "metrics.fg_flow",
    "metrics.fg_stages",
    "metrics.fg_throughput",
    "metrics.forward_look",
    "metrics.moderation_agreement",
    "metrics.observations_on_time",
    "metrics.on_time_together",
    "metrics.panel_throughput",
    "metrics.pass_rates",
    "metrics.retention",
    "metrics.retention_curve",
    "metrics.retention_overall",
    "metrics.reviews_on_time",
    "metrics.supervision_in_date",
    "metrics.work_restrictions",
    "metrics.workforce",
];

/// A fault for each name under `shown_by` that no run writes.
pub fn check_shown(form: &Written, context: &mut Context<'_>) {
    for name in form.texts("shown_by").iter().filter(|name| !SHOWN.contains(&name.as_str())) {
        let meant = meant(name);
        let near =
            if meant.is_empty() { String::new() } else { format!("did you mean {}? ", listed(&meant, "or")) };
        let fix = format!("{near}`moderato show` lists the facts and metrics of a run");
        context.faults.add(Fault::at(
            form.span_of("shown_by"),
            format!("there is no figure `{name}`"),
            "expected `facts.…` or `metrics.…`",
            fix,
        ));
    }
}

/// The figures whose name is nearest, what stands before the dot aside: that is alike in all of them. Of a fact and
/// a metric of one name, the one that was written.
fn meant(name: &str) -> Vec<&'static str> {
    let (kind, wanted) = name.split_once('.').unwrap_or(("", name));
    let split = |full: &'static str| full.split_once('.').unwrap_or(("", full));
    let Some(near) = nearest(wanted, SHOWN.iter().map(|full| split(full).1)) else { return Vec::new() };
    let of_name: Vec<&str> = SHOWN.iter().copied().filter(|full| split(full).1 == near).collect();
    let of_kind: Vec<&str> = of_name.iter().copied().filter(|full| split(full).0 == kind).collect();
    if of_kind.is_empty() { of_name } else { of_kind }
}
