//! Which further rules apply to a worker, and whether the records can tell of them.
//!
//! Rules of panels, teams, applications and the authority say so in their own facts, and so does what is
//! attested: it has a row whether or not anybody has said anything.

use std::borrow::Cow;

use super::looked_at::is_for_any_day;
use super::subject::{Subject, is_of_applications};
use super::told::Needs;
use super::{Found, Ground};
use crate::dates::Day;
use crate::facts::kinds::Coverage;
use crate::facts::timeline::Timeline;
use crate::rulebook::Cited;
use crate::rulebook::further::CountedFor;

/// One row for each rule, with the day that says where the worker worked.
pub fn judge_coverage<'g>(
    t: &Timeline<'g>,
    found: &Found<'g>,
    ground: &Ground<'g>,
) -> Vec<(Day, Coverage<'g>)> {
    let subject = Subject::on_programme(t);
    let mut rows = Vec::new();
    let mut put =
        |day: Day, fact: &'static str, rule: &'g str, applies: bool, needs: &Needs, cited: &'g Cited| {
            rows.push((
                day,
                Coverage {
                    fact,
                    rule: Cow::Borrowed(rule),
                    applies,
                    supplied: needs.are_told_for(ground.told, subject.service_on(day)),
                    clause: Cow::Borrowed(&cited.text),
                    source: None,
                },
            ));
        };
    let start = t.period.from;
    for rule in found.sessions.iter().filter(|rule| !rule.rule.is_of_authority) {
        let day = t.clock.at(rule.rule.stretch.from);
        let applies = subject.is_for(rule.rule.only, &rule.rule.services, day);
        put(day, "session_status", &rule.rule.id, applies, &rule.needs, &rule.rule.cited);
    }
    for rule in found.deadlines.iter().filter(|rule| !rule.is_of_applications()) {
        let applies = subject.is_for(rule.rule.only, &rule.rule.services, start);
        put(start, "deadline_status", &rule.rule.id, applies, &rule.needs, &rule.rule.cited);
    }
    for rule in &found.counts {
        let day = match rule.rule.counted_for {
            CountedFor::Worker => rule.due(&t.clock, t.programme_due_on).1,
            CountedFor::Review => start,
            _ => continue,
        };
        let applies = subject.is_for(rule.rule.only, &rule.rule.services, day)
            && (rule.rule.counted_for != CountedFor::Worker || rule.is_new_enough(&subject, day));
        put(day, "at_least_status", &rule.rule.id, applies, &rule.needs, &rule.rule.cited);
    }
    for rule in found.references.iter().filter(|rule| !is_of_applications(&rule.rule.rows.table)) {
        let applies = subject.is_for(None, &rule.rule.services, start);
        put(start, "distinct_status", &rule.rule.id, applies, &rule.looked_at.needs, &rule.rule.cited);
    }
    for rule in found.values.iter().filter(|rule| !is_of_applications(&rule.rule.rows.table)) {
        let applies = is_for_any_day(t, &subject, rule.rule);
        put(start, "allowed_status", &rule.rule.id, applies, &rule.looked_at.needs, &rule.rule.cited);
    }
    rows
}
