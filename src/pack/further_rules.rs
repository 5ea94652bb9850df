//! The further forms of a rulebook in words: what each rule is called, and what it asks for.

use crate::pack::words;
use crate::rulebook::further::{
    Allowed, AtLeast, AttestedOf, ColumnRef, Condition, CountedFor, DateOf, Dates, Every, Order, Span,
    Stretch, Wanted,
};
use crate::rulebook::{Cited, Deadline, Distinct, Offset, Rulebook, SessionRule};

/// A rule of a further form.
pub struct FurtherRule<'a> {
    /// The fact table that tells how it stands.
    pub fact: &'static str,
    pub id: &'a str,
    /// What kind of rule it is: `Sessions`, `Deadline`.
    pub about: &'static str,
    /// A short name: `Portfolio day`.
    pub name: String,
    /// What it asks for, in a line.
    pub asks: String,
    /// Whether it looks at rows of `workers`, which tell how things stand now.
    pub is_of_workers: bool,
    pub cited: &'a Cited,
}

/// Every rule of a further form that records can answer, in the order of the contract.
pub fn further_rules(rulebook: &Rulebook) -> Vec<FurtherRule<'_>> {
    let mut rules = Vec::new();
    let mut put = |fact, about, id, name, asks: String, table: &str, cited| {
        let asks = words::capital(&asks);
        rules.push(FurtherRule { fact, id, about, name, asks, is_of_workers: table == "workers", cited });
    };
    for rule in &rulebook.sessions {
        let name = name(&rule.title, &rule.id);
        put("session_status", "Sessions", &rule.id, name, session(rule), "", &rule.cited);
    }
    for rule in &rulebook.deadlines {
        let name = name(&rule.title, &rule.id);
        put("deadline_status", "Deadline", &rule.id, name, deadline(rule), "", &rule.cited);
    }
    for rule in &rulebook.at_least {
        let name = name(&rule.title, &rule.id);
        put("at_least_status", "How many", &rule.id, name, at_least(rule), &rule.rows.table, &rule.cited);
    }
    for rule in &rulebook.distinct {
        let name = name(&rule.title, &rule.id);
        put("distinct_status", "Who", &rule.id, name, distinct(rule), &rule.rows.table, &rule.cited);
    }
    for rule in &rulebook.allowed {
        let name = name(&rule.title, &rule.id);
        put("allowed_status", "Records", &rule.id, name, allowed(rule), &rule.rows.table, &rule.cited);
    }
    for rule in rulebook.attestations.iter().filter(|rule| rule.of != AttestedOf::Report) {
        let name = rule.text.trim_end_matches('.').to_owned();
        let asks = format!("{name}; somebody says so of {}", of(rule.of));
        put("attestation_status", "Attested", &rule.id, name, asks, "", &rule.cited);
    }
    rules
}

/// What readers see a rule called: its title, else its id in words.
pub fn name(title: &Option<String>, id: &str) -> String {
    words::capital(title.as_deref().unwrap_or(&named(id)))
}

/// What readers see a restriction called: as the first of these rulebooks that has it calls it.
pub fn restriction_name<'a>(rulebooks: impl IntoIterator<Item = &'a Rulebook>, id: &str) -> String {
    let mut all = rulebooks.into_iter().flat_map(|rulebook| &rulebook.restrictions);
    name(all.find(|rule| rule.id == id).map_or(&None, |rule| &rule.title), id)
}

/// An id in words: `induction-completed` is `induction completed`, `hr-considered` is `HR considered`.
pub fn named(id: &str) -> String {
    const SHORT: [&str; 6] = ["asye", "cpd", "fg", "hr", "mash", "qa"];
    let word = |word: &str| if SHORT.contains(&word) { word.to_uppercase() } else { word.to_owned() };
    let words: Vec<String> = id.split(['-', '_', ' ']).filter(|part| !part.is_empty()).map(word).collect();
    words.join(" ")
}

fn of(attested: AttestedOf) -> &'static str {
    match attested {
        AttestedOf::Worker => "each worker",
        AttestedOf::Observation => "each observation",
        AttestedOf::Panel => "each panel",
        AttestedOf::Application => "each application",
        AttestedOf::Authority | AttestedOf::Report => "the authority",
    }
}

fn session(rule: &SessionRule) -> String {
    let kinds: Vec<String> = rule.kinds.iter().map(|kind| words::plain(kind)).collect();
    let often = match rule.every {
        Every::Months(1) => "every month".to_owned(),
        Every::Months(n) => format!("every {n} months"),
        Every::Weeks(1) => "every week".to_owned(),
        Every::Weeks(n) => format!("every {n} weeks"),
        Every::InTotal => "in all".to_owned(),
    };
    let whose = if rule.is_of_authority { ", by the authority" } else { "" };
    format!(
        "{}: {} {often}{}{whose}",
        words::list(&kinds),
        match (rule.is_at_most, words::decimal(rule.required)) {
            (true, none) if none == "0" => "none".to_owned(),
            (true, most) => format!("at most {most}"),
            (false, least) => format!("at least {least}"),
        },
        within(&rule.stretch)
    )
}

/// `month 3`, `week 6`.
pub fn offset(offset: Offset) -> String {
    match offset {
        Offset::Months(n) => format!("month {n}"),
        Offset::Weeks(n) => format!("week {n}"),
    }
}

fn within(stretch: &Stretch) -> String {
    let from = match stretch.from {
        Offset::Months(0) | Offset::Weeks(0) => String::new(),
        from => format!(", from {}", offset(from)),
    };
    let until = stretch.until.map(|until| format!(", until {}", offset(until))).unwrap_or_default();
    let review = stretch.until_review.as_ref();
    let review = review.map(|stage| format!(" and the {} review", words::stage(stage))).unwrap_or_default();
    format!("{from}{until}{review}")
}

fn deadline(rule: &Deadline) -> String {
    let (anchor, then) = (date(&rule.anchor, false), date(&rule.then, true));
    match rule.order {
        Order::After { within: None, .. } => format!("{then} after {anchor}; no number of days is stated"),
        Order::After { within: Some(span), .. } => match span {
            Span::Days(0) => format!("{then} on the day of {anchor}"),
            span => format!("{then} within {} of {anchor}", spell(span)),
        },
        Order::Before { at_least: Span::Days(0) | Span::WorkingDays(0), .. } => format!("{then} by {anchor}"),
        Order::Before { at_least, .. } => format!("{then} {} before {anchor}", spell(at_least)),
    }
}

fn spell(span: Span) -> String {
    match span {
        Span::Days(n) => words::days(n),
        Span::WorkingDays(n) => words::counted(i64::from(n), "working day", "working days"),
        Span::Months(n) => words::counted(i64::from(n), "month", "months"),
    }
}

fn date(dates: &Dates, is_done: bool) -> String {
    let of = match &dates.of {
        DateOf::Start => "the start".to_owned(),
        DateOf::End => "the programme’s due end".to_owned(),
        DateOf::Review if is_done => "a review held".to_owned(),
        DateOf::Review => "each review".to_owned(),
        DateOf::Panel => "each panel".to_owned(),
        DateOf::Submission => "submission to the panel".to_owned(),
        DateOf::Decision => "the panel’s decision".to_owned(),
        DateOf::Event(kind) => words::plain(kind),
        DateOf::Column(column) => column_words(column),
    };
    format!("{of}{}", conditions(&dates.conditions))
}

/// `concerns: raised`, `cap breaches: opened`.
fn column_words(column: &ColumnRef) -> String {
    let table = column.table.strip_prefix("facts.").unwrap_or(&column.table);
    let name = column.column.strip_suffix("_on").unwrap_or(&column.column);
    format!("{}: {}", words::plain(table), words::plain(name))
}

fn conditions(conditions: &[Condition]) -> String {
    let parts: Vec<String> = conditions
        .iter()
        .map(|condition| format!("{} {}", words::plain(&condition.column.column), wanted(&condition.wanted)))
        .collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}

fn wanted(wanted: &Wanted) -> String {
    let texts = |texts: &[String]| {
        let plain: Vec<String> = texts.iter().map(|text| words::plain(text)).collect();
        plain.join(" or ")
    };
    match wanted {
        Wanted::OneOf(words) if words.as_slice() == ["true"] => "yes".to_owned(),
        Wanted::OneOf(words) if words.as_slice() == ["false"] => "no".to_owned(),
        Wanted::OneOf(words) => texts(words),
        Wanted::NoneOf(words) => format!("not {}", texts(words)),
        Wanted::Filled => "given".to_owned(),
        Wanted::Empty => "not given".to_owned(),
        Wanted::HasWord(word) => words::plain(word),
        Wanted::AtLeast(n) => format!("at least {}", words::decimal(*n)),
        Wanted::AtMost(n) => format!("at most {}", words::decimal(*n)),
    }
}

fn at_least(rule: &AtLeast) -> String {
    let rows = words::plain(rule.rows.table.trim_start_matches("facts."));
    let what = match &rule.distinct {
        // One of them is one row: `at least 1 event`, `at least 1 of the panel cases`.
        None if rule.count == 1 => one_of(&rows),
        None => rows,
        Some(column) => format!("different {} of {rows}", words::plain(column)),
    };
    let whose = match rule.counted_for {
        CountedFor::Worker => String::new(),
        CountedFor::Review => " for each review".to_owned(),
        CountedFor::Panel => " for each panel".to_owned(),
        CountedFor::Application => " for each application".to_owned(),
        CountedFor::Team => " for each team".to_owned(),
        CountedFor::Authority => " in the authority".to_owned(),
    };
    let by = rule.by.map(|by| format!(", by {}", offset(by))).unwrap_or_default();
    let months = |n: i32| words::counted(i64::from(n), "month", "months");
    let new = rule.in_post_under_months;
    let new = new.map(|n| format!(", for those in post for less than {}", months(n))).unwrap_or_default();
    format!(
        "{} {what}{}{whose}{by}{new}",
        match (rule.is_at_most, rule.count) {
            (true, 0) => "none of the".to_owned(),
            (true, most) => format!("at most {}", words::number(most)),
            (false, least) => format!("at least {}", words::number(least)),
        },
        conditions(&rule.rows.conditions)
    )
}

/// What one row of a table is called: the singular, where the table's name is a plain plural.
fn one_of(rows: &str) -> String {
    match rows.strip_suffix('s') {
        Some(one) if !rows.ends_with("ss") && !rows.ends_with("status") => match one.strip_suffix("ie") {
            Some(stem) => format!("{stem}y"),
            None => one.to_owned(),
        },
        _ => format!("row of {rows}"),
    }
}

fn distinct(rule: &Distinct) -> String {
    format!(
        "{}{}: {} {} {}",
        words::plain(rule.rows.table.trim_start_matches("facts.")),
        conditions(&rule.rows.conditions),
        words::plain(&rule.column.column),
        if rule.must_be_same { "is the same as" } else { "differs from" },
        words::plain(&rule.other.column)
    )
}

fn allowed(rule: &Allowed) -> String {
    let demands: Vec<String> = rule.demands.iter().map(wanted).collect();
    format!(
        "{}{}: {} {}{}",
        words::plain(rule.rows.table.trim_start_matches("facts.")),
        conditions(&rule.rows.conditions),
        words::plain(&rule.column.column),
        words::list(&demands),
        within(&rule.stretch)
    )
}
