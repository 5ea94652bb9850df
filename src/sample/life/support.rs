//! What was done when things were hard: reports of breaches, concerns, extensions.

use super::caseload::Surge;
use crate::dates::Day;
use crate::sample::AS_OF;
use crate::sample::authority::Aspect;
use crate::sample::calendar::at_work;
use crate::sample::person::Person;
use crate::sample::records::{BreachReport, Concern, Extension, Tables};
use crate::sample::story::Story;

/// A report for most times above the cap that last longer than a week; some are escalated, some are not.
pub fn write_breach_reports(person: &Person, surges: &[Surge], tables: &mut Tables) {
    let mut random = person.random(Aspect::Support);
    for surge in surges.iter().filter(|surge| surge.is_above && surge.period.from <= AS_OF) {
        let reported_on = at_work(surge.period.from + random.between(1, 5));
        let reason = random.pick(&[
            "Colleague’s sickness",
            "Vacancy in the team",
            "Rise in referrals",
            "Large sibling group",
        ]);
        let (reports, escalates, after) = (random.chance(85), random.chance(60), random.between(13, 19));
        if surge.period.days() <= 7 || reported_on > AS_OF || reported_on >= surge.period.to || !reports {
            continue;
        }
        let known = |day: Day| Some(day).filter(|day| *day <= AS_OF);
        let escalated_on = at_work(reported_on + after);
        tables.breach_reports.push(BreachReport {
            worker_id: person.id(),
            reported_on,
            reason,
            resolved_on: known(surge.period.to),
            escalated_on: known(escalated_on).filter(|day| escalates && *day < surge.period.to),
        });
    }
}

pub fn write_concerns(person: &Person, tables: &mut Tables) {
    let mut random = person.random(Aspect::Portfolio);
    // The level, the month it was raised in, and the days until it was resolved, if it was.
    let levels: &[(i64, i32, Option<i64>)] = match person.story {
        Story::Fails => &[(1, 3, Some(60)), (2, 5, None), (3, 9, None)],
        Story::Concern => &[(1, 2, Some(45)), (2, 4, Some(80))],
        Story::Referred => &[(2, 9, None)],
        Story::Deferred => &[(1, 8, Some(95))],
        Story::Withdraws => &[(1, 3, None)],
        Story::Steady if random.chance(10) => &[(1, 4, Some(50))],
        _ => &[],
    };
    for (level, month, resolved_after) in levels {
        let raised_on = at_work(person.clock.due(*month, random.between(0, 24)));
        let meeting_after = random.between(4, 16);
        let owner = random.pick(&["nqsw", "manager", "assessor"]);
        let theme = random.pick(&["Recording", "Timeliness", "Analysis", "Support offered", "Direct work"]);
        if raised_on > AS_OF || raised_on >= person.off_programme_on() {
            continue;
        }
        let known = |day: Day| Some(at_work(day)).filter(|day| *day <= AS_OF);
        tables.concerns.push(Concern {
            worker_id: person.id(),
            level: *level,
            raised_on,
            meeting_on: known(raised_on + meeting_after).filter(|_| *level > 1),
            resolved_on: resolved_after.and_then(|days| known(raised_on + days)),
            owner,
            theme,
        });
    }
}

/// An extension for a long absence, agreed after the return, and for some of those who fell behind.
pub fn write_extensions(person: &Person, tables: &mut Tables) {
    let mut random = person.random(Aspect::Reviews);
    let away = person.away.iter().find(|away| away.is_long());
    let (agreed_on, new_end_on, reason) = match (person.story, away) {
        (Story::Maternity, Some(away)) => {
            (away.period.to + random.between(5, 20), person.programme_end + 7, "Maternity leave")
        }
        (Story::LongSickness, Some(away)) => {
            (away.period.to + random.between(5, 20), person.programme_end, "Long-term sickness")
        }
        (Story::Deferred, _) => (
            person.programme_end - random.between(5, 30),
            person.programme_end.add_months(2),
            "Evidence delayed by the team’s workload",
        ),
        _ => return,
    };
    let agreed_on = at_work(agreed_on);
    let approved_by = random.pick(&["head_of_service", "service_manager", "programme_coordinator"]);
    if agreed_on <= AS_OF && agreed_on < person.off_programme_on() {
        tables.extensions.push(Extension {
            worker_id: person.id(),
            agreed_on,
            new_end_on,
            reason,
            approved_by,
        });
    }
}
