//! Which rules apply to a worker, and whether records of their kind are supplied.
//!
//! So that a query can tell none from unknown. Caseload and supervision say so themselves.

use std::borrow::Cow;

use super::kinds::Coverage;
use super::restrictions;
use super::timeline::Timeline;
use crate::dates::Day;
use crate::rulebook::{Cited, ItemDue, Only};

/// One row for each rule, with the day that says where the worker worked.
pub fn judge_coverage<'a>(t: &Timeline<'a>) -> Vec<(Day, Coverage<'a>)> {
    let mut found = Vec::new();
    let mut put = |day: Day, fact: &'a str, rule: String, applies: bool, supplied: bool, cited: &'a Cited| {
        let (rule, clause) = (Cow::Owned(rule), Cow::Borrowed(cited.text.as_str()));
        found.push((day, Coverage { fact, rule, applies, supplied, clause, source: None }));
    };
    let staged = |only: Option<Only>, day: Day, table: &str| (t.is_for(only, day), t.is_supplied(table, day));
    for rule in &t.rulebook.reviews {
        let day = t.clock.due(rule.due);
        let (applies, supplied) = staged(rule.only, day, "reviews");
        put(day, "review_status", format!("review {}", rule.stage), applies, supplied, &rule.cited);
    }
    for rule in &t.rulebook.observations {
        let day = t.clock.due(rule.due);
        let (applies, supplied) = staged(rule.only, day, "observations");
        put(
            day,
            "observation_status",
            format!("observation {}", rule.number),
            applies,
            supplied,
            &rule.cited,
        );
    }
    for rule in &t.rulebook.portfolio {
        let day = match &rule.due {
            ItemDue::Clock(due) => t.clock.due(*due),
            ItemDue::BeforeReview { .. } => t.period.from,
        };
        let (applies, supplied) = staged(rule.only, day, "portfolio");
        let name = format!("{} {}", rule.item, rule.number);
        put(day, "milestone_status", name, applies, supplied, &rule.cited);
    }
    let start = t.period.from;
    for rule in &t.rulebook.restrictions {
        let (applies, supplied) = (restrictions::is_for(t, rule), restrictions::is_told(t, rule));
        put(start, "work_restrictions", rule.id.clone(), applies, supplied, &rule.cited);
    }
    if let Some(rule) = &t.rulebook.feedback {
        let kinds = [("verbal", rule.verbal_working_days), ("written", rule.written_working_days)];
        for (kind, _) in kinds.into_iter().filter(|(_, within)| within.is_some()) {
            let supplied = t.is_supplied("observations", start)
                && t.shelf.supply.has_column("observations", &format!("{kind}_feedback_on"));
            put(start, "observation_feedback", format!("{kind} feedback"), true, supplied, &rule.cited);
        }
    }
    found
}
