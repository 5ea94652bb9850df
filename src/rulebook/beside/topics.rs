//! What a rulebook says of programme, caps, stages and panels, topic by topic, in words.

use super::further::{called, further_topics};
use crate::rulebook::{
    Cap, Completion, Due, ItemDue, LateAfter, Offset, Only, Programme, ProgressionRule, Restriction,
    Rulebook, Strength, Unit,
};

/// What a rulebook says, topic by topic, in words.
pub fn topics(book: &Rulebook) -> Vec<(String, Vec<String>)> {
    let mut topics: Vec<(String, Vec<String>)> = Vec::new();
    let mut say = |topic: String, text: String| match topics.iter_mut().find(|(known, _)| *known == topic) {
        Some((_, says)) => says.push(text),
        None => topics.push((topic, vec![text])),
    };
    say("title".into(), book.title.clone());
    say("source".into(), book.source.clone());
    if let Some(day) = book.valid_from {
        say("holds from".into(), day.in_words());
    }
    programme(&book.programme, &mut say);
    for pause in &book.pauses {
        say("clock stops for".into(), format!("{} from {} on", words(&pause.absence), days(pause.min_days)));
    }
    if let Some(caseload) = &book.caseload {
        let unit = match caseload.unit {
            Unit::Children => "children",
            Unit::Families => "families",
        };
        let roles = match (caseload.counts_allocated, caseload.counts_co_worked) {
            (true, true) => "allocated and co-worked",
            (true, false) => "allocated",
            _ => "co-worked",
        };
        say("caseload counts".into(), format!("{unit}, {roles}"));
        for cap in &caseload.caps {
            say(cap_topic(cap), cap_in_words(cap));
        }
        if let Some(after) = caseload.escalate_after_days {
            let from = if caseload.escalates_from_report { "" } else { " from its first day" };
            say("breach escalated".into(), format!("after {}{from}", days(after)));
        }
    }
    for rule in &book.restrictions {
        say(format!("not held: {}", words(&rule.case_types)), restriction_in_words(rule));
        called(&mut say, "restriction", &rule.id, &rule.title);
    }
    for step in &book.supervision {
        let until = step.until.map_or("the end".to_owned(), point);
        say(
            "supervision".into(),
            format!(
                "{} to {until}: every {} days (+{}), {}",
                point(step.from),
                step.every_days,
                step.grace_days,
                words(&step.kinds)
            ),
        );
    }
    for review in &book.reviews {
        let topic = format!("review {}", review.stage);
        say(topic.clone(), format!("{}{}", due(review.due, review.late_after), only(review.only)));
        for (what, texts) in [("called", &review.also), ("requires", &review.requires)] {
            if !texts.is_empty() {
                say(format!("{topic}, {what}"), format!("{}{}", words(texts), only(review.only)));
            }
        }
    }
    for rule in &book.observations {
        say(
            format!("observation {}", rule.number),
            format!("{}{}", due(rule.due, rule.late_after), only(rule.only)),
        );
    }
    if let Some(rule) = &book.feedback {
        let parts = [("in words", rule.verbal_working_days), ("written", rule.written_working_days)];
        for (how, within) in parts {
            if let Some(n) = within {
                let unit = if n == 1 { "working day" } else { "working days" };
                say(format!("feedback {how}"), format!("within {n} {unit}"));
            }
        }
    }
    for item in &book.portfolio {
        let when = match &item.due {
            ItemDue::Clock(at) => due(*at, item.late_after),
            ItemDue::BeforeReview { stage, working_days } => {
                format!("{working_days} working days before review {stage}{}", late(item.late_after))
            }
        };
        say(
            format!("{} {}", item.item.replace('_', " "), item.number),
            format!("{when}{}, {}", only(item.only), item.owner),
        );
    }
    say("delay from".into(), format!("{} days overdue", book.drift.delay_days));
    if let Some(panel) = &book.panel {
        let parts = [
            ("panel kinds", (!panel.kinds.is_empty()).then(|| words(&panel.kinds))),
            ("submitted before the panel", panel.submit_days_before.map(days)),
            ("cases a panel", panel.capacity.map(|n| n.to_string())),
            ("panel held", panel.every_months.map(months)),
        ];
        for (topic, text) in parts {
            if let Some(text) = text {
                say(topic.into(), text);
            }
        }
    }
    if let Some(rule) = &book.progression {
        say("progression".into(), progression_in_words(rule));
    }
    further_topics(book, &mut say);
    topics
}

fn programme(programme: &Programme, say: &mut impl FnMut(String, String)) {
    say("length".into(), format!("{} months", programme.months));
    if let Some(months) = programme.part_time_months {
        say(
            "length, part-time".into(),
            format!("{months} months below {} of full time", programme.part_time_below),
        );
    }
    if programme.part_time_months.is_none() && programme.part_time_below < 1.0 {
        say("part-time".into(), format!("below {} of full time", programme.part_time_below));
    }
    if let Some(months) = programme.max_months {
        say("longest".into(), format!("{months} calendar months"));
    }
    let completion = match programme.completion {
        Completion::Decision => "the panel's decision",
        Completion::Submitted => "submission of the case that passed",
        Completion::FinalReview => "the last review",
    };
    say("completed on".into(), completion.into());
}

fn progression_in_words(rule: &ProgressionRule) -> String {
    let parts = [
        rule.limit_months
            .map(|n| format!("within {n} months{}", if rule.limits_from_log { " of the log" } else { "" })),
        rule.min_months_in_grade.map(|n| format!("{n} months in the grade")),
        rule.min_cpd_activities.map(|n| format!("{n} development activities")),
        rule.observation_within_months.map(|n| {
            format!(
                "an observation of the last {n} months{}",
                if rule.ages_from_panel { " before the panel" } else { "" }
            )
        }),
        rule.signatures.map(|n| format!("{n} signatures")),
    ];
    let grades = format!("{} to {}", rule.from_grade, rule.to_grade);
    std::iter::once(grades).chain(parts.into_iter().flatten()).collect::<Vec<_>>().join(", ")
}

fn cap_topic(cap: &Cap) -> String {
    if cap.services.is_empty() { "cap".into() } else { format!("cap, {}", cap.services.join(", ")) }
}

fn cap_in_words(cap: &Cap) -> String {
    let to = cap.to.map_or("the end".to_owned(), point);
    let advisory = if cap.strength == Strength::Advisory { " (advisory)" } else { "" };
    let floor = cap.floor.map_or(String::new(), |floor| format!(", low end {floor}"));
    let own = match cap.own_at_most {
        Some(0) => ", none as allocated worker".to_owned(),
        Some(own) => format!(", at most {own} as allocated worker"),
        None => String::new(),
    };
    let most = if cap.cap == 0 { "none".to_owned() } else { cap.cap.to_string() };
    format!("{} to {to}: {most}{advisory}{floor}{own}", point(cap.from))
}

fn restriction_in_words(rule: &Restriction) -> String {
    let gate = rule.until_review.as_ref().map_or(String::new(), |stage| format!(" and review {stage} held"));
    let with = [
        (rule.unless_experienced_co_worker, " unless with an experienced co-worker"),
        (rule.unless_agreement, " unless agreed"),
    ];
    let unless: String = with.iter().filter(|(holds, _)| *holds).map(|(_, text)| *text).collect();
    let roles =
        if rule.roles == ["allocated"] { String::new() } else { format!(" as {}", words(&rule.roles)) };
    format!("{} to {}{gate}{unless}{roles}{}", point(rule.from), point(rule.until), services(&rule.services))
}

fn days(n: i64) -> String {
    if n == 1 { "1 day".into() } else { format!("{n} days") }
}

pub(super) fn months(n: i32) -> String {
    if n == 1 { "every month".into() } else { format!("every {n} months") }
}

pub(super) fn point(at: Offset) -> String {
    match at {
        Offset::Months(n) => format!("month {n}"),
        Offset::Weeks(n) => format!("week {n}"),
    }
}

fn due(due: Due, late_after: LateAfter) -> String {
    let plus = if due.plus_days > 0 { format!(" + {} days", due.plus_days) } else { String::new() };
    format!("{}{plus}{}", point(due.at), late(late_after))
}

fn late(late_after: LateAfter) -> String {
    match late_after {
        LateAfter::GraceDays(0) => String::new(),
        LateAfter::GraceDays(days) => format!(", late after {days} days"),
        LateAfter::Point(at) => format!(", late after {}", point(at)),
    }
}

pub(super) fn only(only: Option<Only>) -> &'static str {
    match only {
        None => "",
        Some(Only::FullTime) => " (full-time)",
        Some(Only::PartTime) => " (part-time)",
    }
}

pub(super) fn words(words: &[String]) -> String {
    words.iter().map(|word| word.replace('_', " ")).collect::<Vec<_>>().join(", ")
}

pub(super) fn services(services: &[String]) -> String {
    if services.is_empty() { String::new() } else { format!(" ({})", services.join(", ")) }
}
