//! How much of a caseload is held as allocated worker, where a cap says how much of it may be.

use std::borrow::Cow;

use super::caseload::InForce;
use super::kinds::{Coverage, OwnCapBreach};
use super::sweep::{Breach, CapSpan, Held, Sweep, breaches};
use super::timeline::{Timeline, WorkerRows};
use crate::rulebook::{Cap, Caseload};

/// Whether some cap of a rulebook limits what is held as allocated worker.
pub fn limits_own(caseload: &Caseload) -> bool {
    caseload.caps.iter().any(|cap| cap.own_at_most.is_some())
}

/// Whether own cases can be told from co-worked ones: an export without roles calls all of them own.
pub fn are_own_told(t: &Timeline) -> bool {
    t.shelf.supply.has_column("allocations", "role")
}

/// Whether the caps of a service limit what is held as allocated worker, and whether that can be told;
/// `is_supplied` is whether allocations are.
pub fn cover_own<'a>(
    t: &Timeline,
    caseload: &'a Caseload,
    caps: &[&'a Cap],
    is_supplied: bool,
) -> Coverage<'a> {
    let limit = caps.iter().find(|cap| cap.own_at_most.is_some());
    Coverage {
        fact: "own_cap_breaches",
        rule: "own caseload".into(),
        applies: limit.is_some(),
        supplied: is_supplied && are_own_told(t),
        clause: Cow::Borrowed(limit.map_or(&caseload.cited.text, |cap| &cap.cited.text)),
        source: None,
    }
}

/// The breaches of what may be held as allocated worker, over spans that lie side by side: the sweep over
/// own cases alone, each cap's `own_at_most` in the place of the cap.
pub fn judge_own<'a>(
    t: &Timeline<'a>,
    rows: &WorkerRows<'a>,
    held: &[(Held, usize)],
    spans: &[CapSpan<InForce<'a>>],
) -> Vec<OwnCapBreach<'a>> {
    let own: Vec<(Held, usize)> = held.iter().copied().filter(|(held, _)| held.is_own).collect();
    let limits: Vec<CapSpan<Option<&Cap>>> = spans
        .iter()
        .map(|span| CapSpan {
            days: span.days,
            cap: span.rule.cap.and_then(|cap| cap.own_at_most),
            rule: span.rule.cap,
        })
        .collect();
    let plain: Vec<Held> = own.iter().map(|(held, _)| *held).collect();
    let mut steps = Vec::new();
    Sweep::default().steps(&plain, &limits, |_, _| false, &mut steps);
    breaches(&steps).iter().filter_map(|breach| breach_fact(t, rows, &own, breach)).collect()
}

/// A breach rests on every own case held on some day of it.
fn breach_fact<'a>(
    t: &Timeline<'a>,
    rows: &WorkerRows<'a>,
    own: &[(Held, usize)],
    breach: &Breach<Option<&'a Cap>>,
) -> Option<OwnCapBreach<'a>> {
    let (cap, days) = (breach.rule?, breach.days);
    let held_in_it = own.iter().filter(|(held, _)| !held.days.within(days).is_empty());
    Some(OwnCapBreach {
        opened_on: days.from,
        closed_on: (days.to <= t.as_of).then_some(days.to),
        days: days.days(),
        own_at_most: cap.own_at_most?,
        peak_own: breach.peak_children,
        peak_excess: breach.peak_excess,
        excess_child_days: breach.excess_child_days,
        months_in: t.clock.months_at(days.from),
        strength: cap.strength.word(),
        is_understated: t.is_understated,
        clause: Cow::Borrowed(&cap.cited.text),
        source: rows.source(held_in_it.map(|(_, row)| *row)),
    })
}
