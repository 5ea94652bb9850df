//! Caseload steps and breaches of the cap.

use std::borrow::Cow;

use super::kinds::{CapBreach, CaseloadStep, Coverage, OwnCapBreach};
use super::own_caps::{are_own_told, cover_own, judge_own, limits_own};
use super::sweep::{Breach, CapSpan, Held, Step, Sweep, breaches};
use super::timeline::{Post, Timeline, WorkerRows, sources};
use crate::dates::{Day, Period};
use crate::rulebook::{Cap, Caseload, Unit};

/// The caps for a service: those that name it, or else those that name none.
pub fn caps_for<'a>(caseload: &'a Caseload, service: Option<&str>) -> Vec<&'a Cap> {
    let names = |cap: &&Cap| {
        service.is_some_and(|service| cap.services.iter().any(|named| named.eq_ignore_ascii_case(service)))
    };
    let named: Vec<&Cap> = caseload.caps.iter().filter(names).collect();
    if named.is_empty() {
        return caseload.caps.iter().filter(|cap| cap.services.is_empty()).collect();
    }
    named
}

/// What holds on the days of a cap span: the worker's place and the cap's rule.
#[derive(Clone, Copy, Debug)]
pub struct InForce<'a> {
    service: Option<&'a str>,
    team: Option<&'a str>,
    pub cap: Option<&'a Cap>,
}

/// One worker's caseload, judged.
#[derive(Default)]
pub struct CaseloadFacts<'a> {
    pub steps: Vec<CaseloadStep<'a>>,
    pub breaches: Vec<CapBreach<'a>>,
    pub own_breaches: Vec<OwnCapBreach<'a>>,
    pub coverage: Vec<(Day, Coverage<'a>)>,
}

/// Steps, breaches and coverage of one worker; nothing where the rulebook has no caseload rule.
pub fn judge_caseload<'a>(t: &Timeline<'a>) -> CaseloadFacts<'a> {
    let mut facts = CaseloadFacts::default();
    let (Some(caseload), Some(rows)) = (&t.rulebook.caseload, t.rows("allocations")) else { return facts };
    let mut starts = t.worker.post_changes(t.period);
    starts.insert(0, t.period.from);
    let held = held(&rows, caseload, t.period);
    let mut covered: Vec<Option<&str>> = Vec::new();
    let mut spans: Vec<CapSpan<InForce>> = Vec::new();
    for (index, &from) in starts.iter().enumerate() {
        let days = Period::new(from, starts.get(index + 1).copied().unwrap_or(t.period.to));
        let post = t.post_on(from);
        let caps = caps_for(caseload, post.service);
        let is_supplied = is_supplied(t, caseload, from);
        if !covered.contains(&post.service) {
            covered.push(post.service);
            facts.coverage.push((
                from,
                Coverage {
                    fact: "cap_breaches",
                    rule: "caseload".into(),
                    applies: !caps.is_empty(),
                    supplied: is_supplied,
                    clause: Cow::Borrowed(&caseload.cited.text),
                    source: None,
                },
            ));
            if limits_own(caseload) {
                facts.coverage.push((from, cover_own(t, caseload, &caps, is_supplied)));
            }
        }
        if is_supplied {
            spans.extend(spans_in_post(t, &caps, post, days));
        } else {
            judge_spans(t, caseload, &rows, &held, &mut spans, &mut facts);
        }
    }
    judge_spans(t, caseload, &rows, &held, &mut spans, &mut facts);
    facts
}

/// The caps in force over a worker's days in programme, side by side.
pub fn spans<'a>(t: &Timeline<'a>, caseload: &'a Caseload, days: Period) -> Vec<CapSpan<InForce<'a>>> {
    let mut starts = t.worker.post_changes(days);
    starts.insert(0, days.from);
    let in_post = |(index, &from): (usize, &Day)| {
        let post = t.post_on(from);
        let days = Period::new(from, starts.get(index + 1).copied().unwrap_or(days.to));
        spans_in_post(t, &caps_for(caseload, post.service), post, days)
    };
    starts.iter().enumerate().flat_map(in_post).collect()
}

fn spans_in_post<'a>(
    t: &Timeline,
    caps: &[&'a Cap],
    post: Post<'a>,
    days: Period,
) -> Vec<CapSpan<InForce<'a>>> {
    let in_force = |(days, cap): (Period, Option<&'a Cap>)| CapSpan {
        days,
        cap: cap.map(|cap| cap.cap),
        rule: InForce { service: post.service, team: post.team, cap },
    };
    cap_spans(t, caps, days).into_iter().map(in_force).collect()
}

fn is_supplied(t: &Timeline, caseload: &Caseload, day: Day) -> bool {
    t.is_supplied("allocations", day)
        && (caseload.unit == Unit::Children || t.shelf.supply.has_column("allocations", "family_id"))
}

/// Sweeps over spans that lie side by side, and leaves them empty.
fn judge_spans<'a>(
    t: &Timeline<'a>,
    caseload: &'a Caseload,
    rows: &WorkerRows<'a>,
    held: &[(Held, usize)],
    spans: &mut Vec<CapSpan<InForce<'a>>>,
    facts: &mut CaseloadFacts<'a>,
) {
    let mut steps = Vec::new();
    let plain: Vec<Held> = held.iter().map(|(held, _)| *held).collect();
    let moved = |a: InForce, b: InForce| (a.service, a.team) != (b.service, b.team);
    Sweep::default().steps(&plain, spans, moved, &mut steps);
    if limits_own(caseload) && are_own_told(t) {
        facts.own_breaches.extend(judge_own(t, rows, held, spans));
    }
    spans.clear();
    facts.steps.extend(steps.iter().map(|step| step_fact(t, caseload, rows, held, step)));
    facts.breaches.extend(breaches(&steps).iter().map(|breach| breach_fact(t, caseload, rows, held, breach)));
}

/// The caps in force over some days, side by side; `None` where there is none. The last cap of the
/// rulebook runs on to the end of the days.
fn cap_spans<'a>(t: &Timeline, caps: &[&'a Cap], days: Period) -> Vec<(Period, Option<&'a Cap>)> {
    let starts: Vec<(Day, &Cap)> = caps.iter().map(|cap| (t.clock.at(cap.from), *cap)).collect();
    let last_from = starts.iter().map(|(from, _)| *from).max();
    let mut ordered: Vec<(Period, &Cap)> = starts
        .into_iter()
        .map(|(from, cap)| {
            let to = match cap.to {
                Some(to) if Some(from) != last_from => t.clock.at(to),
                _ => days.to,
            };
            (Period::new(from, to).within(days), cap)
        })
        .filter(|(period, _)| !period.is_empty())
        .collect();
    ordered.sort_by_key(|(period, _)| *period);
    let mut spans = Vec::new();
    let mut from = days.from;
    for (period, cap) in ordered {
        let period = Period::new(period.from.max(from), period.to);
        if period.is_empty() {
            continue;
        }
        if from < period.from {
            spans.push((Period::new(from, period.from), None));
        }
        spans.push((period, Some(cap)));
        from = period.to;
    }
    if from < days.to {
        spans.push((Period::new(from, days.to), None));
    }
    spans
}

/// The counted allocations of a worker within the programme, a child's (or family's) together, with
/// their rows.
fn held(rows: &WorkerRows, caseload: &Caseload, programme: Period) -> Vec<(Held, usize)> {
    let (child, family, role) =
        (rows.table.texts("child_id"), rows.table.texts("family_id"), rows.table.texts("role"));
    let (started, ended) = (rows.table.dates("started_on"), rows.table.dates("ended_on"));
    let mut counted: Vec<((bool, &str), Period, bool, usize)> = rows
        .iter()
        .filter_map(|row| {
            let is_own = role.get(row) != Some("co_worker");
            let counts = if is_own { caseload.counts_allocated } else { caseload.counts_co_worked };
            let days =
                Period::new(started.get(row)?, ended.get(row).unwrap_or(programme.to)).within(programme);
            let family = family.get(row).filter(|_| caseload.unit == Unit::Families);
            // A child with no family is a family of its own, whatever the child is called.
            let unit = (family.is_some(), family.or(child.get(row))?);
            (counts && !days.is_empty()).then_some((unit, days, is_own, row))
        })
        .collect();
    counted.sort_unstable();
    let mut unit = 0;
    counted
        .iter()
        .enumerate()
        .map(|(index, &(named, days, is_own, row))| {
            if index > 0 && counted[index - 1].0 != named {
                unit += 1;
            }
            (Held { unit, days, is_own }, row)
        })
        .collect()
}

fn clause<'a>(caseload: &'a Caseload, cap: Option<&'a Cap>) -> Cow<'a, str> {
    Cow::Borrowed(cap.map_or(&caseload.cited.text, |cap| &cap.cited.text))
}

/// A step rests on the allocations that began or ended on its first day.
fn step_fact<'a>(
    t: &Timeline<'a>,
    caseload: &'a Caseload,
    rows: &WorkerRows,
    held: &[(Held, usize)],
    step: &Step<InForce<'a>>,
) -> CaseloadStep<'a> {
    let from = step.days.from;
    let changed = held.iter().filter(|(held, _)| held.days.from == from || held.days.to == from);
    CaseloadStep {
        from_on: from,
        to_on: step.days.to,
        days: step.days.days(),
        children: step.children,
        own: step.own,
        co_worked: step.children - step.own,
        cap: step.cap,
        is_understated: t.is_understated,
        clause: clause(caseload, step.rule.cap),
        source: rows.source(changed.map(|(_, row)| *row)),
    }
}

/// A breach rests on every allocation held on some day of it, and on the report of it.
fn breach_fact<'a>(
    t: &Timeline<'a>,
    caseload: &'a Caseload,
    rows: &WorkerRows,
    held: &[(Held, usize)],
    breach: &Breach<InForce<'a>>,
) -> CapBreach<'a> {
    let days = breach.days;
    let is_open = days.to > t.as_of;
    let report = report_within(t, days);
    let escalate_after = caseload.escalate_after_days;
    let held_in_it = held.iter().filter(|(held, _)| !held.days.within(days).is_empty());
    CapBreach {
        opened_on: days.from,
        closed_on: (!is_open).then_some(days.to),
        days: days.days(),
        peak_children: breach.peak_children,
        peak_excess: breach.peak_excess,
        excess_child_days: breach.excess_child_days,
        months_in: t.clock.months_at(days.from),
        strength: breach.rule.cap.map_or("mandatory", |cap| cap.strength.word()),
        reported_on: report.map(|report| report.reported_on),
        reason: report.and_then(|report| report.reason),
        escalate_on: escalate_after.map(|after| {
            report.filter(|_| caseload.escalates_from_report).map_or(days.from, |report| report.reported_on)
                + after
        }),
        escalated_on: report.and_then(|report| report.escalated_on),
        escalation_due: escalate_after.map(|after| days.days() > after),
        is_understated: t.is_understated,
        clause: clause(caseload, breach.rule.cap),
        source: sources([
            rows.source(held_in_it.map(|(_, row)| *row)),
            report.and_then(|report| t.rows("breach_reports")?.source([report.row])),
        ]),
    }
}

#[derive(Clone, Copy)]
struct Report<'a> {
    row: usize,
    reported_on: Day,
    reason: Option<&'a str>,
    escalated_on: Option<Day>,
}

/// The earliest report of a breach made within it.
fn report_within<'a>(t: &Timeline<'a>, days: Period) -> Option<Report<'a>> {
    let rows = t.rows("breach_reports")?;
    let reported = rows.table.dates("reported_on");
    let (day, row) = rows
        .iter()
        .filter_map(|row| Some((reported.get(row)?, row)))
        .filter(|(day, _)| days.contains(*day) && *day <= t.as_of)
        .min()?;
    Some(Report {
        row,
        reported_on: day,
        reason: rows.table.texts("reason").get(row),
        escalated_on: rows.table.dates("escalated_on").get(row).filter(|day| *day <= t.as_of),
    })
}
