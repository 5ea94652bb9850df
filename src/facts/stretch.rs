//! The days and the people that a rule is for: a stretch of the programme clock, and services.

use super::timeline::Timeline;
use crate::dates::{Day, Period};
use crate::rulebook::Offset;

/// Whether a rule of these services is for somebody in a service; a rule without services is for all.
pub fn is_for_service(services: &[String], service: Option<&str>) -> bool {
    services.is_empty()
        || service.is_some_and(|service| services.iter().any(|named| named.eq_ignore_ascii_case(service)))
}

/// The days in programme of a stretch: to its end on the clock (W where it has none), or to the day its
/// review was held when that is later; without end while it has not been held. Where no reviews are
/// supplied the clock alone decides.
pub fn stretch(t: &Timeline, from: Offset, until: Option<Offset>, until_review: Option<&str>) -> Period {
    let from = t.clock.at(from);
    let until = until.map_or(t.period.to, |until| t.clock.at(until));
    let until = match until_review {
        Some(stage) if t.is_supplied("reviews", until) => {
            review_held(t, stage).map_or(t.period.to, |(held, _)| held.max(until))
        }
        _ => until,
    };
    Period::new(from, until).within(t.period)
}

/// The day the review of a stage was first held, and its row among the worker's reviews.
pub fn review_held(t: &Timeline, stage: &str) -> Option<(Day, usize)> {
    let rows = t.rows("reviews")?;
    let (named, held) = (rows.table.texts("stage"), rows.table.dates("held_on"));
    let rule = t.rulebook.reviews.iter().find(|review| review.is_named(stage));
    let is_of_stage =
        |named: &str| rule.map_or(named.eq_ignore_ascii_case(stage), |review| review.is_named(named));
    rows.iter()
        .filter(|&row| named.get(row).is_some_and(is_of_stage))
        .filter_map(|row| Some((held.get(row)?, row)))
        .filter(|(day, _)| *day <= t.as_of)
        .min()
}
