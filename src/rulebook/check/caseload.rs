//! Caps and restrictions on work.

use std::collections::BTreeMap;

use super::Context;
use super::clock::{Stretch, check_begins, check_steps, days_of, stretch};
use crate::rulebook::fault::Fault;
use crate::rulebook::written::Written;
use crate::rulebook::{Cap, Caseload, Cited, Restriction, Strength, Unit};

pub fn caseload(context: &mut Context<'_>) -> Option<Caseload> {
    let form = context.written.form("caseload")?;
    let counts = form.texts("counts");
    let is_counted = |role: &str| counts.is_empty() || counts.iter().any(|known| known == role);
    let mut caps: Vec<Cap> = form.forms("cap").filter_map(|cap| one_cap(cap, context)).collect();
    check_caps(form, context);
    if !is_counted("allocated") {
        check_own_is_counted(form, context);
    }
    run_to_the_end(&mut caps);
    let cited = context.cited(form);
    if !cited.rules.is_empty() || cited.clause.is_some() {
        // A cap that names neither rule nor clause stands where the whole of the caseload's rule does.
        for cap in caps.iter_mut().filter(|cap| cap.cited.rules.is_empty() && cap.cited.clause.is_none()) {
            cap.cited = Cited { note: cap.cited.note.take(), ..cited.clone() };
        }
    }
    Some(Caseload {
        unit: if form.text("unit") == Some("families") { Unit::Families } else { Unit::Children },
        counts_allocated: is_counted("allocated"),
        counts_co_worked: is_counted("co_worker"),
        escalate_after_days: form.whole("escalate_after_days"),
        escalates_from_report: form.text("escalate_from") != Some("first_day"),
        caps,
        cited,
    })
}

fn one_cap(form: &Written, context: &mut Context<'_>) -> Option<Cap> {
    let (from, to) = stretch(form, "to_month", "to_week", context.faults);
    check_begins(form, from, context.programme, context.faults);
    let cap = form.whole("cap")?;
    for (key, what) in [("own_at_most", "as allocated worker"), ("floor", "at the low end")] {
        if let Some(part) = form.whole(key)
            && part > cap
        {
            context.faults.add(
                Fault::at(
                    form.span_of(key),
                    format!("{part} {what} is more than the cap of {cap}"),
                    "more than the cap",
                    format!("write at most {cap}"),
                )
                .beside(form.span_of("cap"), "the cap"),
            );
        }
    }
    Some(Cap {
        from,
        to,
        cap,
        own_at_most: form.whole("own_at_most"),
        strength: if form.text("strength") == Some("advisory") {
            Strength::Advisory
        } else {
            Strength::Mandatory
        },
        floor: form.whole("floor"),
        services: form.texts("service").to_vec(),
        cited: context.cited(form),
    })
}

/// A limit on own cases matches nothing where own cases do not count.
fn check_own_is_counted(caseload: &Written, context: &mut Context<'_>) {
    for cap in caseload.forms("cap").filter(|cap| cap.has("own_at_most")) {
        context.faults.add(
            Fault::at(
                cap.span_of("own_at_most"),
                "no case held as allocated worker counts",
                "so nothing could ever be above this",
                "add \"allocated\" to `counts`, or take `own_at_most` out",
            )
            .beside(caseload.span_of("counts"), "what counts"),
        );
    }
}

/// Caps by service: gaps, overlaps, none at all.
fn check_caps(caseload: &Written, context: &mut Context<'_>) {
    if caseload.form("cap").is_none() {
        context.faults.add(Fault::at(
            caseload.span.clone(),
            "`caseload` has no cap",
            "a `[[caseload.cap]]` is needed under this",
            "add [[caseload.cap]] with `cap = …`, or take [caseload] out if the policy has no cap",
        ));
    }
    let mut by_service: BTreeMap<Option<&str>, Vec<Stretch<'_>>> = BTreeMap::new();
    // Faults of a cap's own stretch have been gathered already.
    let mut gathered = Default::default();
    for form in caseload.forms("cap") {
        let services = form.texts("service");
        let named = services.iter().map(|service| Some(service.as_str()));
        let all: Vec<Option<&str>> = if services.is_empty() { vec![None] } else { named.collect() };
        for service in all {
            let (from, to) = stretch(form, "to_month", "to_week", &mut gathered);
            by_service.entry(service).or_default().push(Stretch { form, from, to });
        }
    }
    for (service, stretches) in &by_service {
        let whose = service.map_or(String::new(), |service| format!(" for {service}"));
        check_steps(stretches, "cap", &whose, ("to_month", "to_week"), context.faults);
    }
}

/// A service's last cap holds to the end of the programme, whatever end it was given.
fn run_to_the_end(caps: &mut [Cap]) {
    let ends: Vec<bool> = caps
        .iter()
        .map(|cap| {
            !caps.iter().any(|other| {
                days_of(other.from) > days_of(cap.from)
                    && (other.services == cap.services
                        || other.services.iter().any(|service| cap.services.contains(service)))
            })
        })
        .collect();
    for (cap, is_last) in caps.iter_mut().zip(ends) {
        if is_last {
            cap.to = None;
        }
    }
}

pub fn restrictions(context: &mut Context<'_>) -> Vec<Restriction> {
    let written = context.written;
    context.check_unique(written.forms("restriction"), "id", "restriction");
    written.forms("restriction").filter_map(|form| restriction(form, context)).collect()
}

fn restriction(form: &Written, context: &mut Context<'_>) -> Option<Restriction> {
    let (from, until) = stretch(form, "until_month", "until_week", context.faults);
    check_begins(form, from, context.programme, context.faults);
    if until.is_none() && !form.has("until_month") && !form.has("until_week") {
        context.faults.add(Fault::at(
            form.span.clone(),
            "this `restriction` never ends",
            "`until_month` or `until_week` is needed here",
            "add `until_month = …`: the month of the programme from which the work is allowed",
        ));
    }
    context.check_stage(form, "until_review");
    let roles = form.texts("role");
    Some(Restriction {
        id: form.text("id")?.to_owned(),
        title: form.text("title").map(str::to_owned),
        case_types: form.texts("case_type").to_vec(),
        roles: if roles.is_empty() { vec!["allocated".into()] } else { roles.to_vec() },
        from,
        until: until?,
        until_review: form.text("until_review").map(str::to_owned),
        unless_experienced_co_worker: form.yes("unless_experienced_co_worker"),
        unless_agreement: form.yes("unless_agreement"),
        services: form.texts("service").to_vec(),
        cited: context.cited(form),
    })
}
