//! Two policies side by side.

use arrow::datatypes::DataType;

use super::{
    Cap, Completion, Due, ItemDue, LateAfter, Offset, Only, Programme, ProgressionRule, Rulebook, Strength,
    Unit,
};
use crate::model::{Table, TableBuilder, Value};

/// Topics of two rulebooks: topic, what the one says, what the other says; null where one says nothing.
pub fn compare_rulebooks(a: &Rulebook, b: &Rulebook) -> Table {
    let (says_a, says_b) = (topics(a), topics(b));
    let mut names: Vec<&str> = says_a.iter().map(|(topic, _)| topic.as_str()).collect();
    for (i, (topic, _)) in says_b.iter().enumerate() {
        if !names.contains(&topic.as_str()) {
            // Beside the topic that it follows in its own rulebook.
            let after =
                says_b[..i].iter().rev().find_map(|(before, _)| names.iter().position(|name| name == before));
            names.insert(after.map_or(0, |at| at + 1), topic);
        }
    }
    let columns =
        ["topic".to_owned(), a.id.clone(), if a.id == b.id { format!("{} (2)", b.id) } else { b.id.clone() }];
    let mut table = TableBuilder::new(columns.map(|name| (name, DataType::Utf8)));
    for name in names {
        table.push([Value::Text(name), cell(&says_a, name), cell(&says_b, name)]);
    }
    table.finish()
}

fn cell<'a>(topics: &'a [(String, String)], name: &str) -> Value<'a> {
    Value::from(topics.iter().find(|(topic, _)| topic == name).map(|(_, text)| text.as_str()))
}

/// What a rulebook says, topic by topic, in words.
fn topics(book: &Rulebook) -> Vec<(String, String)> {
    let mut topics: Vec<(String, String)> = Vec::new();
    let mut say = |topic: String, text: String| match topics.iter_mut().find(|(known, _)| *known == topic) {
        Some((_, says)) => {
            says.push_str("; ");
            says.push_str(&text);
        }
        None => topics.push((topic, text)),
    };
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
            say("breach escalated".into(), format!("after {}", days(after)));
        }
    }
    for rule in &book.restrictions {
        let gate =
            rule.until_review.as_ref().map_or(String::new(), |stage| format!(" and review {stage} held"));
        let with = [
            (rule.unless_experienced_co_worker, " unless with an experienced co-worker"),
            (rule.unless_agreement, " unless agreed"),
        ];
        let unless: String = with.iter().filter(|(holds, _)| *holds).map(|(_, text)| *text).collect();
        say(
            format!("not held: {}", words(&rule.case_types)),
            format!(
                "{} to {}{gate}{unless}{}",
                point(rule.from),
                point(rule.until),
                services(&rule.services)
            ),
        );
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
        say(
            format!("review {}", review.stage),
            format!("{}{}", due(review.due, review.late_after), only(review.only)),
        );
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
                format!("{working_days} working days before review {stage}")
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
    for rule in &book.sessions {
        let every = match rule.every {
            super::further::Every::Months(n) => months(n),
            super::further::Every::Weeks(n) => format!("every {n} weeks"),
            super::further::Every::InTotal => "in total".into(),
        };
        let bound = if rule.is_at_most { "at most" } else { "at least" };
        say(
            format!("session {}", rule.id),
            format!("{bound} {} {every}{}", rule.required, services(&rule.services)),
        );
    }
    let numbers = [
        ("deadlines", book.deadlines.len()),
        ("counts", book.at_least.len()),
        ("references that must differ", book.distinct.len()),
        ("values allowed", book.allowed.len()),
        ("attestations", book.attestations.len()),
        ("readings", book.readings.len()),
    ];
    for (topic, n) in numbers.into_iter().filter(|(_, n)| *n > 0) {
        say(format!("number of {topic}"), n.to_string());
    }
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
        rule.limit_months.map(|n| format!("within {n} months")),
        rule.min_months_in_grade.map(|n| format!("{n} months in the grade")),
        rule.min_cpd_activities.map(|n| format!("{n} development activities")),
        rule.observation_within_months.map(|n| format!("an observation of the last {n} months")),
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
    format!("{} to {to}: {}{advisory}", point(cap.from), cap.cap)
}

fn days(n: i64) -> String {
    if n == 1 { "1 day".into() } else { format!("{n} days") }
}

fn months(n: i32) -> String {
    if n == 1 { "every month".into() } else { format!("every {n} months") }
}

fn point(at: Offset) -> String {
    match at {
        Offset::Months(n) => format!("month {n}"),
        Offset::Weeks(n) => format!("week {n}"),
    }
}

fn due(due: Due, late_after: LateAfter) -> String {
    let plus = if due.plus_days > 0 { format!(" + {} days", due.plus_days) } else { String::new() };
    let late = match late_after {
        LateAfter::GraceDays(0) => String::new(),
        LateAfter::GraceDays(days) => format!(", late after {days} days"),
        LateAfter::Point(at) => format!(", late after {}", point(at)),
    };
    format!("{}{plus}{late}", point(due.at))
}

fn only(only: Option<Only>) -> &'static str {
    match only {
        None => "",
        Some(Only::FullTime) => " (full-time)",
        Some(Only::PartTime) => " (part-time)",
    }
}

fn words(words: &[String]) -> String {
    words.iter().map(|word| word.replace('_', " ")).collect::<Vec<_>>().join(", ")
}

fn services(services: &[String]) -> String {
    if services.is_empty() { String::new() } else { format!(" ({})", services.join(", ")) }
}
