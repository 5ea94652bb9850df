//! Reviews: planned when the year begins, held early, on the day, late or never, and planned again when
//! something comes between.

use crate::dates::Day;
use crate::sample::AS_OF;
use crate::sample::authority::Aspect;
use crate::sample::calendar::{after, at_work};
use crate::sample::person::Person;
use crate::sample::records::{Review, Tables};
use crate::sample::story::Story;

/// A review's stage and the day it is planned for in the end.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub stage: &'static str,
    pub planned_on: Day,
}

/// How far ahead of the exports' day a plan stands in them.
const AHEAD: i64 = 130;

pub fn write_reviews(person: &Person, tables: &mut Tables) -> Vec<Plan> {
    let mut random = person.random(Aspect::Reviews);
    let programme = person.authority.programme;
    let stages = if person.is_part_time() && person.months > programme.months {
        programme.part_time_reviews
    } else {
        programme.reviews
    };
    let mut plans = Vec::new();
    for (n, stage) in stages.iter().enumerate() {
        let due = person.clock.due(stage.month, stage.plus_days);
        let first = person.clock.due(stage.month, 0).min(due);
        if first <= person.started_on {
            continue;
        }
        let mut row = Review {
            worker_id: person.id(),
            stage: stage.stage,
            planned_on: None,
            held_on: None,
            manager_attended: None,
            rating: None,
            postponed_reason: None,
        };
        // The plan is made as if nobody would be away.
        let as_first_planned = due - person.clock_shift(due);
        let mut planned_on = at_work(as_first_planned - random.between(0, 11));
        let mut put_off = |row: Review, planned_on: Day, reason| {
            tables.reviews.push(Review {
                planned_on: Some(planned_on),
                postponed_reason: Some(reason),
                ..row
            });
        };
        let gone = person.off_programme_on();
        if planned_on - AHEAD > AS_OF || (planned_on >= gone && gone <= AS_OF) {
            plans.push(Plan { stage: stage.stage, planned_on });
            continue;
        }
        // Away on the planned day: the review is rebuilt around the absence.
        if let Some(away) = person.is_away(planned_on) {
            let reason = match away.kind {
                "maternity" => "Maternity leave",
                "annual_leave" => "Annual leave",
                _ => "Sickness",
            };
            put_off(row, planned_on, reason);
            planned_on =
                at_work(due.max(away.period.to + 3) - random.between(0, 6)).max(at_work(away.period.to + 3));
        } else if as_first_planned != due {
            planned_on = at_work(due - random.between(0, 11));
        }
        let delay = match person.story {
            Story::SupervisionGap if n % 2 == 0 => random.between(18, 45),
            Story::Fails | Story::Deferred => random.between(-3, 14),
            _ if random.chance(16) => random.between(8, 30),
            _ if random.chance(10) => -random.between(3, 12),
            _ => 0,
        };
        if delay > 7 && planned_on <= AS_OF {
            let reasons = ["Court hearing", "Manager’s absence", "Emergency on duty", "Assessor’s absence"];
            put_off(row, planned_on, random.pick(&reasons));
        }
        let held_on =
            if delay > 7 { after(planned_on, (delay * 5 / 7) as u32) } else { at_work(planned_on + delay) };
        plans.push(Plan { stage: stage.stage, planned_on });
        // The programme's last review is at times never held, or not yet.
        let is_last = n + 1 == stages.len();
        let is_missed = (person.story == Story::SupervisionGap && n == 1)
            || random.chance(if is_last { 2 } else { 4 })
            || person.is_away(held_on).is_some();
        row.planned_on = Some(if delay > 7 { held_on } else { planned_on });
        if is_missed || held_on > AS_OF || held_on >= gone {
            if held_on < gone || gone > AS_OF {
                tables.reviews.push(row);
            }
            continue;
        }
        row.held_on = Some(held_on);
        row.manager_attended = Some(!random.chance(8));
        row.rating = Some(rating(person.story, n, stages.len()));
        tables.reviews.push(row);
    }
    plans
}

fn rating(story: Story, n: usize, stages: usize) -> &'static str {
    let is_last = n + 1 == stages;
    match story {
        Story::Fails if n > 0 || stages < 3 => "fail_pathway",
        Story::Fails | Story::Referred => "concern",
        Story::Concern if !is_last => "concern",
        Story::Deferred if is_last => "concern",
        _ => "on_track",
    }
}

impl Person<'_> {
    /// By how much absences have moved a day.
    fn clock_shift(&self, due: Day) -> i64 {
        self.away
            .iter()
            .filter(|away| away.is_long() && away.period.from < due)
            .map(|away| away.period.days())
            .sum::<i64>()
            .min(due - self.started_on)
    }
}
