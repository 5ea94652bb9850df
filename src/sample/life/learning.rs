//! Direct observations with their feedback, and learning sessions of every kind.

use crate::dates::Day;
use crate::sample::AS_OF;
use crate::sample::authority::Aspect;
use crate::sample::calendar::{after, at_work};
use crate::sample::person::Person;
use crate::sample::programme::When;
use crate::sample::records::{Hundredths, Observation, Session, Tables};
use crate::sample::story::Story;

pub fn write_observations(person: &Person, tables: &mut Tables) {
    let mut random = person.random(Aspect::Learning);
    let programme = person.authority.programme;
    let months = programme.observations[usize::from(person.months > programme.months)];
    let observers = ["manager", "assessor", random.pick(&["assessor", "advanced_practitioner"])];
    for (n, observer_role) in observers.into_iter().enumerate() {
        let due = person.clock.due(months[n], 0);
        let late = match person.story {
            Story::Fails | Story::SupervisionGap if n > 0 => random.between(5, 50),
            _ if random.chance(14) => random.between(3, 30),
            _ => -random.between(2, 32),
        };
        let planned = at_work(due + late);
        let observed_on = person.is_away(planned).map_or(planned, |away| at_work(away.period.to + 9));
        let written_days = if random.chance(14) { random.between(11, 19) } else { random.between(2, 10) };
        let verbal_days = if random.chance(9) { random.between(2, 4) } else { random.between(0, 1) };
        let gives_written = !random.chance(4);
        let with_child = n == 0 || random.chance(60);
        let gone = person.off_programme_on();
        if due <= person.started_on || observed_on <= person.started_on || observed_on >= gone {
            continue;
        }
        let given =
            |days: i64| Some(after(observed_on, days as u32)).filter(|day| *day <= AS_OF && *day < gone);
        tables.observations.push(Observation {
            worker_id: person.id(),
            observed_on,
            observer_role,
            with_child,
            verbal_feedback_on: given(verbal_days),
            written_feedback_on: given(written_days).filter(|_| gives_written),
        });
    }
}

pub fn write_sessions(person: &Person, tables: &mut Tables) {
    let mut random = person.random(Aspect::Learning);
    let started_on = person.started_on;
    for sessions in person.authority.programme.sessions {
        let days: Vec<Day> = match sessions.when {
            When::Monthly { until_month } => {
                (0..until_month).map(|month| person.clock.due(month, random.between(2, 24))).collect()
            }
            When::InTotal { count, from_month, until_month } => (0..count)
                .map(|n| {
                    let month = from_month + (until_month - from_month) * n / count.max(1);
                    person.clock.due(month, random.between(0, 26))
                })
                .collect(),
            When::Weekly { from_month, weeks } => {
                let first = person.clock.due(from_month, 0);
                (0..weeks).map(|week| first + 7 * week + random.between(0, 3)).collect()
            }
        };
        let drifting = matches!(person.story, Story::SupervisionGap | Story::Fails);
        for day in days.into_iter().map(at_work) {
            if day < started_on || day > AS_OF || day >= person.off_programme_on() {
                continue;
            }
            let away = person.is_away(day);
            let status = match away {
                // What falls in a long absence is not held at all.
                Some(away) if away.is_long() => continue,
                Some(_) => "excused",
                None if random.chance(if drifting { 25 } else { 5 }) => "missed",
                None => "attended",
            };
            let authorised_by = (status != "attended" && random.chance(75)).then_some("manager");
            let mut push = |held_on: Day, share: i64| {
                tables.sessions.push(Session {
                    worker_id: person.id(),
                    kind: sessions.kind,
                    held_on,
                    days: Hundredths(share),
                    status,
                    authorised_by,
                });
            };
            if sessions.may_be_halved && status == "attended" && random.chance(20) {
                push(day, 50);
                let second = after(day, 3);
                if second <= AS_OF && second < person.off_programme_on() && second.month() == day.month() {
                    push(second, 50);
                }
            } else {
                push(day, 100);
            }
        }
    }
}
