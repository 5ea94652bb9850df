//! Events of the year with a day, a role and at times a follow-up, and what was attested.

use crate::sample::AS_OF;
use crate::sample::authority::Aspect;
use crate::sample::calendar::{after, at_work};
use crate::sample::person::Person;
use crate::sample::records::{Attestation, Event, Id, Tables};

/// Writes events; those about a child choose from the worker's allocations, which begin at a row.
pub fn write_events(person: &Person, first_allocation: usize, tables: &mut Tables) {
    let mut random = person.random(Aspect::Support);
    let gone = person.off_programme_on();
    let mut reference = person.number.wrapping_mul(20);
    for happening in person.authority.programme.happenings {
        for month in happening.months {
            // Registration comes before the first day.
            let (from, days) = if happening.kind == "registered" {
                (person.started_on, -random.between(3, 60))
            } else {
                (person.clock.due(*month, 0), random.between(1, 25))
            };
            let occurred_on = at_work(from + days);
            let (is_late, late_days) = (random.chance(15), random.between(1, 7) as u32);
            let is_followed = random.chance(93);
            let goes_alone = random.chance(6);
            if occurred_on > AS_OF || occurred_on >= gone || person.is_away(occurred_on).is_some() {
                continue;
            }
            let held = tables.allocations[first_allocation..].iter().find(|row| {
                happening.is_about_child
                    && row.started_on <= occurred_on
                    && row.ended_on.is_none_or(|end| end > occurred_on)
            });
            let about = held.map(|row| (row.child_id, row.case_type));
            if happening.is_about_child && about.is_none() {
                continue;
            }
            reference += 1;
            let tie = happening.then.map(|_| Id::Reference(reference));
            let event = Event {
                worker_id: person.id(),
                kind: happening.kind,
                occurred_on,
                reference: tie,
                child_id: about.map(|(child, _)| child),
                by_id: (happening.by_role == "assessor").then(|| person.assessor()),
                by_role: happening.by_role,
                accompanied_by: happening.accompanied_by.filter(|_| !goes_alone),
                value: about.map(|(_, case_type)| case_type).or(happening.value),
            };
            tables.events.push(event);
            if let Some((kind, within)) = happening.then.filter(|_| is_followed) {
                let days = if is_late { within + late_days } else { within - within.min(late_days) / 2 };
                let occurred_on = after(occurred_on, days);
                if occurred_on <= AS_OF && occurred_on < gone {
                    tables.events.push(Event { kind, occurred_on, ..event });
                }
            }
        }
    }
}

/// What somebody has said about rules that no record can show.
pub fn write_attestations(person: &Person, tables: &mut Tables) {
    let mut random = person.random(Aspect::Panel);
    for rule in person.authority.programme.attestations {
        let on = at_work(person.clock.due(random.between(3, 9) as i32, 0));
        let (is_said, met) = (random.chance(80), !random.chance(10));
        if is_said && on <= AS_OF && on < person.off_programme_on() {
            tables.attestations.push(Attestation {
                rule,
                worker_id: Some(person.id()),
                panel_id: None,
                application_id: None,
                reference: None,
                met,
                on,
                by_role: "manager",
            });
        }
    }
}
