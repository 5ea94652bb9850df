//! Room within the cap: now, and when the next step of the cap comes.

use super::caseload::caps_for;
use super::kinds::{CaseloadStep, Headroom};
use super::timeline::Timeline;

/// One row for somebody in programme on `as_of` whose caseload can be told; nothing for others.
///
/// `steps` are the same worker's. The next step is the first cap of the worker's present service that begins
/// after `as_of` and before the programme falls due and is another number than the cap now; what is held is taken to
/// stay as it is.
pub fn judge_headroom<'a>(t: &Timeline<'a>, steps: &[CaseloadStep<'a>]) -> Option<Headroom<'a>> {
    let caseload = t.rulebook.caseload.as_ref()?;
    if t.is_finished() {
        return None;
    }
    let now = steps.iter().find(|step| step.from_on <= t.as_of && t.as_of < step.to_on)?;
    let next = caps_for(caseload, t.post_on(t.as_of).service)
        .into_iter()
        .map(|cap| (t.clock.at(cap.from), cap))
        .filter(|(day, cap)| *day > t.as_of && *day < t.programme_due_on && Some(cap.cap) != now.cap)
        .min_by_key(|(day, _)| *day);
    let rows = t.rows("allocations")?;
    let (started, ended) = (rows.table.dates("started_on"), rows.table.dates("ended_on"));
    let is_held = |row: &usize| {
        started.get(*row).is_some_and(|day| day <= t.as_of) && ended.get(*row).is_none_or(|day| day > t.as_of)
    };
    Some(Headroom {
        held: now.children,
        cap: now.cap,
        room: now.cap.map(|cap| cap - now.children),
        next_from_on: next.map(|(day, _)| day),
        next_cap: next.map(|(_, cap)| cap.cap),
        next_room: next.map(|(_, cap)| cap.cap - now.children),
        is_understated: t.is_understated,
        clause: now.clause.clone(),
        source: rows.source(rows.iter().filter(is_held)),
    })
}
