//! The portfolio: items handed in by their day, or adrift for a while.

use super::reviews::Plan;
use crate::dates::Day;
use crate::sample::AS_OF;
use crate::sample::authority::Aspect;
use crate::sample::calendar::{at_work, before};
use crate::sample::person::Person;
use crate::sample::programme::{Item, ItemDue};
use crate::sample::random::Random;
use crate::sample::records::{PortfolioItem, Tables};
use crate::sample::story::Story;

/// Writes the portfolio; returns the day the work is ready for its final panel.
pub fn write_portfolio(person: &Person, plans: &[Plan], tables: &mut Tables) -> Day {
    let mut random = person.random(Aspect::Portfolio);
    for item in person.authority.programme.items {
        let due = due_on(person, plans, item);
        if due <= person.started_on {
            continue;
        }
        let delay = delay(&mut random, person, due);
        let planned = at_work(due + delay);
        // Nobody hands work in while away.
        let submitted_on = person
            .is_away(planned)
            .filter(|away| away.is_long())
            .map_or(planned, |away| at_work(away.period.to + random.between(6, 20)));
        let gone = person.off_programme_on();
        let is_missing = random.chance(2);
        let signs_after = random.between(2, 16);
        let outcome = if random.chance(12) { "amendments asked for" } else { accepted_as(item) };
        let row = PortfolioItem {
            worker_id: person.id(),
            item: item.item,
            submitted_on: Some(submitted_on),
            signed_off_on: Some(at_work(submitted_on + signs_after)).filter(|day| *day < gone.min(AS_OF + 1)),
            outcome: Some(outcome),
        };
        if !is_missing && submitted_on < gone && submitted_on <= AS_OF {
            let outcome = row.signed_off_on.is_some().then_some(outcome);
            tables.portfolio.push(PortfolioItem { outcome, ..row });
        } else if due <= AS_OF + 45 && (due < gone || gone > AS_OF) {
            // Begun, not handed in.
            tables.portfolio.push(PortfolioItem {
                submitted_on: None,
                signed_off_on: None,
                outcome: Some("in progress"),
                ..row
            });
        }
    }
    let [early, late] = person.authority.programme.panels.ready_days;
    let behind = match person.story {
        Story::Deferred | Story::Fails | Story::Concern => random.between(6, 30),
        _ if random.chance(12) => random.between(10, 50),
        _ => 0,
    };
    at_work(person.programme_end + random.between(early, late) + behind)
}

/// What the records say of an item that was taken: a log passes; the first feedback of each kind came from
/// outside, or by way of the observer.
fn accepted_as(item: &Item) -> &'static str {
    match (item.item, item.due) {
        ("critical_reflection_log", _) => "pass",
        ("professional_feedback", ItemDue::Month(..6)) => "external",
        ("child_feedback" | "parent_feedback", ItemDue::Month(..6)) => "collected_by_observer",
        _ => "accepted",
    }
}

fn due_on(person: &Person, plans: &[Plan], item: &Item) -> Day {
    match item.due {
        ItemDue::Week(weeks) => person.clock.due(0, 7 * weeks),
        ItemDue::Month(month) => person.clock.due(month, 0),
        ItemDue::End => person.programme_end,
        ItemDue::BeforeReview(stage, days) => plans
            .iter()
            .find(|plan| plan.stage == stage)
            .map_or(person.clock.due(0, 0), |plan| before(plan.planned_on, days)),
    }
}

/// Days after the due day, by the kind of year; most people are a little early.
fn delay(random: &mut Random, person: &Person, due: Day) -> i64 {
    let month = person.clock.months_by(due);
    let usual = match random.between(0, 99) {
        ..80 => -random.between(0, 12),
        80..95 => random.between(1, 9),
        _ => random.between(10, 26),
    };
    match person.story {
        Story::DriftsAndRecovers if (3..=8).contains(&month) => random.between(12, 55),
        Story::Deferred if month >= 5 => random.between(8, 48),
        Story::Fails if month >= 4 => random.between(20, 80),
        Story::Withdraws | Story::Leaves if month >= 3 => random.between(5, 40),
        Story::Concern if (2..=6).contains(&month) => random.between(4, 34),
        Story::OpenBreach | Story::LongBreach if random.chance(35) => random.between(5, 36),
        _ => usual,
    }
}
