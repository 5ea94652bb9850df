//! Supervision: as often as the programme asks for, thinner in a busy spell, and back again.

use crate::dates::Period;
use crate::sample::authority::Aspect;
use crate::sample::calendar::at_work;
use crate::sample::person::Person;
use crate::sample::records::{Supervision, Tables};
use crate::sample::story::Story;

/// Days after the programme's end until which the export lists supervision.
const AFTERWARDS: i64 = 60;

pub fn write_supervisions(person: &Person, tables: &mut Tables) {
    let mut random = person.random(Aspect::Supervision);
    let programme = person.authority.programme;
    let end = person.gone_on().min(person.programme_end + AFTERWARDS);
    let thin_from = person.clock.due(random.between(3, 6) as i32, random.between(0, 20));
    let thin_days = match person.story {
        Story::SupervisionGap | Story::Moves => random.between(50, 80),
        _ if random.chance(25) => random.between(20, 40),
        _ => 0,
    };
    let thin = Period::new(thin_from, thin_from + thin_days);

    let mut day = at_work(person.started_on + random.between(2, 7));
    while day < end {
        if let Some(away) = person.is_away(day) {
            day = at_work(away.period.to + random.between(1, 4));
            continue;
        }
        let week = person.clock.weeks_by(day);
        let step = programme.supervision.iter().rev().find(|step| step.from_week <= week);
        let (every, group_counts) = step.map_or((28, false), |step| (step.every_days, step.group_counts));
        let off = if thin.contains(day) { 60 } else { 4 };
        let status = match random.between(0, 99) {
            n if n < off / 2 => "missed",
            n if n < off => "cancelled",
            _ => "held",
        };
        let kind = if group_counts && random.chance(30) { "group" } else { "one_to_one" };
        let reflective = (status == "held").then(|| random.chance(70));
        tables.supervisions.push(Supervision {
            worker_id: person.id(),
            held_on: day,
            kind,
            status,
            reflective,
        });
        let jitter = if every <= 7 { random.between(-1, 1) } else { random.between(-3, 2) };
        day = at_work(day + every + jitter);
    }

    for kind in programme.monthly_meetings {
        let mut month = 0;
        while month < person.months {
            let planned = at_work(person.clock.due(month, random.between(3, 26)));
            month += 1;
            if planned >= end || person.is_away(planned).is_some() || planned < person.started_on {
                continue;
            }
            let status = if random.chance(8) { "missed" } else { "held" };
            tables.supervisions.push(Supervision {
                worker_id: person.id(),
                held_on: planned,
                kind,
                status,
                reflective: (status == "held").then_some(*kind == "reflective_consultation"),
            });
        }
    }
}
