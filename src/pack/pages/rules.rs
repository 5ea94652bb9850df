//! The rulebook in words: a row a rule, with its place in the source and the reading taken.

use super::cells::{text_column, text_or};
use crate::pack::further_rules::{further_rules, offset};
use crate::pack::{Cell, Symbol, Table, words};
use crate::rulebook::{Cap, Cited, Completion, Due, ItemDue, LateAfter, Offset, Only, Rulebook, Unit};

/// Every rule that is judged, in the order of the programme.
pub fn table(rulebook: &Rulebook) -> Table {
    let mut table = Table::new(
        format!("The rules of {} that this run judges", rulebook.title),
        "About",
        [text_column("Rule"), text_column("Place in the source"), text_column("Reading taken")],
    );
    for (about, rule, cited) in rules(rulebook) {
        table.push(
            about,
            [
                Cell::text(rule),
                text_or(place(cited), Symbol::NotApplicable),
                text_or(cited.note.clone(), Symbol::NotApplicable),
            ],
        );
    }
    table
}

fn place(cited: &Cited) -> Option<String> {
    cited.clause.clone().or_else(|| words::place_of_rule(&cited.text).map(str::to_owned))
}

fn rules(rulebook: &Rulebook) -> Vec<(String, String, &Cited)> {
    let mut rules: Vec<(String, String, &Cited)> = Vec::new();
    let mut put =
        |about: &str, rule: String, cited| rules.push((about.to_owned(), words::capital(&rule), cited));
    put("Programme", programme(rulebook), &rulebook.programme.cited);
    for pause in &rulebook.pauses {
        let kinds: Vec<String> = pause.absence.iter().map(|kind| words::plain(kind)).collect();
        let rule =
            format!("absence by {} of {} or more stops the clock", or(&kinds), words::days(pause.min_days));
        put("Pause", rule, &pause.cited);
    }
    if let Some(caseload) = &rulebook.caseload {
        put("Caseload", counted(rulebook), &caseload.cited);
        for rule in &caseload.caps {
            put("Cap", cap(rule), &rule.cited);
        }
    }
    for rule in &rulebook.restrictions {
        let says = rule.title.as_ref().map(|title| format!("{title}: ")).unwrap_or_default();
        put("Restricted work", format!("{says}{}", restriction(rule)), &rule.cited);
    }
    for step in &rulebook.supervision {
        let kinds: Vec<String> = step.kinds.iter().map(|kind| words::plain(kind)).collect();
        let rule = format!(
            "{}: {} every {}, out of date {} later",
            from_until(step.from, step.until),
            or(&kinds),
            words::days(step.every_days),
            words::days(step.grace_days)
        );
        put("Supervision", rule, &step.cited);
    }
    for review in &rulebook.reviews {
        let rule = format!(
            "{} review, due {}",
            words::stage(&review.stage),
            when(review.due, review.late_after, review.only)
        );
        put("Review", rule, &review.cited);
    }
    for observation in &rulebook.observations {
        let rule = format!(
            "{} observation, due by {}",
            words::ordinal(i64::from(observation.number)),
            when(observation.due, observation.late_after, observation.only)
        );
        put("Observation", rule, &observation.cited);
    }
    if let Some(feedback) = &rulebook.feedback {
        let within = |days: u32, kind: &str| {
            format!(
                "{kind} feedback within {}",
                words::counted(i64::from(days), "working day", "working days")
            )
        };
        let parts: Vec<String> =
            [(feedback.verbal_working_days, "verbal"), (feedback.written_working_days, "written")]
                .into_iter()
                .filter_map(|(days, kind)| Some(within(days?, kind)))
                .collect();
        put("Feedback", words::list(&parts), &feedback.cited);
    }
    for item in &rulebook.portfolio {
        let due = match &item.due {
            ItemDue::Clock(due) => format!("by {}", when(*due, item.late_after, item.only)),
            ItemDue::BeforeReview { stage, working_days } => format!(
                "{} before the {} review",
                words::counted(i64::from(*working_days), "working day", "working days"),
                words::stage(stage)
            ),
        };
        let rule = format!(
            "{}, due {due}; the {} can act",
            words::item_of_many(rulebook, &item.item, i64::from(item.number)),
            words::owner(&item.owner)
        );
        put("Portfolio", rule, &item.cited);
    }
    let drift = format!(
        "a programme is delayed when something has been overdue for {} or more, and drifts before that",
        words::days(rulebook.drift.delay_days)
    );
    put("Drift", drift, &rulebook.drift.cited);
    if let Some(panel) = &rulebook.panel {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(
            panel
                .submit_days_before
                .map(|days| format!("portfolios are submitted {} before", words::days(days))),
        );
        parts.extend(
            panel.capacity.map(|n| format!("at most {} each", words::counted(n, "candidate", "candidates"))),
        );
        parts.extend(panel.every_months.map(|n| match n {
            1 => "held monthly".to_owned(),
            n => format!("held every {n} months"),
        }));
        let rule = if parts.is_empty() {
            "panels are held, without a day or number".to_owned()
        } else {
            parts.join("; ")
        };
        put("Panel", rule, &panel.cited);
    }
    if let Some(rule) = &rulebook.progression {
        put("Progression", progression(rule), &rule.cited);
    }
    for rule in further_rules(rulebook) {
        put(rule.about, rule.asks, rule.cited);
    }
    rules
}

fn or(kinds: &[String]) -> String {
    match kinds {
        [] => "any kind".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

fn programme(rulebook: &Rulebook) -> String {
    let rule = &rulebook.programme;
    let months = |n: i32| words::counted(i64::from(n), "month", "months");
    let part_time =
        rule.part_time_months.map(|n| format!(", {} for part-time", months(n))).unwrap_or_default();
    let most = rule.max_months.map(|n| format!(", never more than {}", months(n))).unwrap_or_default();
    let done = match rule.completion {
        Completion::Decision => "the panel’s decision",
        Completion::Submitted => "the submission of the portfolio that passed",
        Completion::FinalReview => "the final review",
    };
    format!("{}{part_time}{most}; completed by {done}", months(rule.months))
}

fn counted(rulebook: &Rulebook) -> String {
    let Some(caseload) = &rulebook.caseload else { return String::new() };
    let unit = if caseload.unit == Unit::Families { "families" } else { "children" };
    let roles: Vec<String> =
        [(caseload.counts_allocated, "as allocated worker"), (caseload.counts_co_worked, "as co-worker")]
            .into_iter()
            .filter(|(counts, _)| *counts)
            .map(|(_, role)| role.to_owned())
            .collect();
    let from = if caseload.escalates_from_report { "" } else { " from the first day" };
    let escalate =
        caseload.escalate_after_days.map(|days| format!("; escalated after {}{from}", words::days(days)));
    format!("{unit} held {} count{}", or(&roles), escalate.unwrap_or_default())
}

fn cap(rule: &Cap) -> String {
    let services = if rule.services.is_empty() {
        String::new()
    } else {
        format!(", in {}", words::list(&rule.services))
    };
    let own = match rule.own_at_most {
        Some(0) => ", none as allocated worker".to_owned(),
        Some(n) => format!(", at most {n} as allocated worker"),
        None => String::new(),
    };
    let most = if rule.cap == 0 { "none".to_owned() } else { format!("at most {}", rule.cap) };
    format!("{}: {most}{own} ({}){services}", from_until(rule.from, rule.to), rule.strength.word())
}

fn restriction(rule: &crate::rulebook::Restriction) -> String {
    let types: Vec<String> = rule.case_types.iter().map(|code| words::case_type(code)).collect();
    let roles: Vec<String> =
        rule.roles.iter().map(|role| format!("as {} worker", words::plain(role))).collect();
    let roles: Vec<String> =
        roles.into_iter().map(|role| role.replace("co worker worker", "co-worker")).collect();
    let review = rule
        .until_review
        .as_ref()
        .map(|stage| format!(" and the {} review has been held", words::stage(stage)));
    let mut unless = Vec::new();
    if rule.unless_experienced_co_worker {
        unless.push("with an experienced co-worker".to_owned());
    }
    if rule.unless_agreement {
        unless.push("by agreement".to_owned());
    }
    let unless = if unless.is_empty() { String::new() } else { format!(", unless {}", or(&unless)) };
    let services = if rule.services.is_empty() {
        String::new()
    } else {
        format!(", in {}", words::list(&rule.services))
    };
    let from =
        if rule.from == Offset::START { String::new() } else { format!("from {} ", offset(rule.from)) };
    format!(
        "no {} {} {from}until {}{}{unless}{services}",
        or(&types),
        or(&roles),
        offset(rule.until),
        review.unwrap_or_default()
    )
}

fn progression(rule: &crate::rulebook::ProgressionRule) -> String {
    let mut parts = vec![format!("Grade {} to {}", rule.from_grade, rule.to_grade)];
    let months = |n: i64| words::counted(n, "month", "months");
    let from = if rule.limits_from_log { "the log of the intention" } else { "permission" };
    parts.extend(rule.limit_months.map(|n| format!("within {} of {from}", months(i64::from(n)))));
    parts.extend(rule.min_months_in_grade.map(|n| format!("{} in grade", months(n))));
    parts.extend(rule.min_cpd_activities.map(|n| words::counted(n, "CPD activity", "CPD activities")));
    let before = if rule.ages_from_panel { " before the panel" } else { "" };
    parts.extend(
        rule.observation_within_months
            .map(|n| format!("an observation within {}{before}", months(i64::from(n)))),
    );
    parts.extend(rule.signatures.map(|n| words::counted(n, "signature", "signatures")));
    parts.join("; ")
}

fn from_until(from: Offset, until: Option<Offset>) -> String {
    match (from, until) {
        (from, Some(until)) if from == Offset::START || from == Offset::Weeks(0) => {
            format!("up to {}", offset(until))
        }
        (from, Some(until)) => format!("from {} to {}", offset(from), offset(until)),
        (from, None) if from == Offset::START || from == Offset::Weeks(0) => "throughout".to_owned(),
        (from, None) => format!("from {}", offset(from)),
    }
}

fn when(due: Due, late_after: LateAfter, only: Option<Only>) -> String {
    let plus = if due.plus_days > 0 { format!(" and {}", words::days(due.plus_days)) } else { String::new() };
    let late = match late_after {
        LateAfter::GraceDays(0) => String::new(),
        LateAfter::GraceDays(days) => format!(", late {} after", words::days(days)),
        LateAfter::Point(point) => format!(", late after {}", offset(point)),
    };
    let only = match only {
        None => "",
        Some(Only::FullTime) => ", for full-time staff",
        Some(Only::PartTime) => ", for part-time staff",
    };
    format!("{}{plus}{late}{only}", offset(due.at))
}
