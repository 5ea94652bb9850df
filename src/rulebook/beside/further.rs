//! The further forms in words: sessions, deadlines, counts, distinct references, allowed values,
//! attestations, measures, readings.

use super::topics::{months, only, point, services, words};
use crate::rulebook::Rulebook;
use crate::rulebook::further::{
    Allowed, AtLeast, ColumnRef, Condition, DateOf, Dates, Deadline, Distinct, Every, Order, Rows,
    SessionRule, SessionTable, Span, Stretch, Wanted,
};

/// Says each further rule under a topic of its own, which its id makes.
pub fn further_topics(book: &Rulebook, say: &mut impl FnMut(String, String)) {
    for rule in &book.sessions {
        say(format!("session {}", rule.id), session(rule));
        called(say, "session", &rule.id, &rule.title);
    }
    for rule in &book.deadlines {
        say(format!("deadline {}", rule.id), deadline(rule));
        called(say, "deadline", &rule.id, &rule.title);
    }
    for rule in &book.at_least {
        say(format!("count {}", rule.id), count(rule));
        called(say, "count", &rule.id, &rule.title);
    }
    for rule in &book.distinct {
        say(format!("references {}", rule.id), distinct(rule));
        called(say, "references", &rule.id, &rule.title);
    }
    for rule in &book.allowed {
        say(format!("values {}", rule.id), allowed(rule));
        called(say, "values", &rule.id, &rule.title);
    }
    for rule in &book.attestations {
        say(format!("attested {}", rule.id), format!("{} (said of: {})", rule.text, rule.of.word()));
    }
    for rule in &book.measures {
        say(format!("measure {}", rule.id), format!("{} ({})", rule.text, rule.shown_by.join(", ")));
    }
    for reading in &book.readings {
        let text = if reading.is_flipped { &reading.alternative } else { &reading.taken };
        let flipped = if reading.is_flipped { " (flipped)" } else { "" };
        say(format!("reading {}", reading.reference), format!("{text}{flipped}"));
    }
}

/// What readers see a rule called, where it has a title.
pub(super) fn called(say: &mut impl FnMut(String, String), what: &str, id: &str, title: &Option<String>) {
    if let Some(title) = title {
        say(format!("{what} {id} is called"), title.clone());
    }
}

fn session(rule: &SessionRule) -> String {
    let bound = match (rule.is_at_most, rule.required) {
        (true, 0.0) => "none".to_owned(),
        (true, most) => format!("at most {most}"),
        (false, least) => format!("at least {least}"),
    };
    let every = match rule.every {
        Every::Months(n) => months(n),
        Every::Weeks(1) => "every week".into(),
        Every::Weeks(n) => format!("every {n} weeks"),
        Every::InTotal => "in total".into(),
    };
    let table = match rule.table {
        SessionTable::Sessions => "",
        SessionTable::Supervisions => " in supervisions",
        SessionTable::Events => " in events",
        SessionTable::Panels => " in panels",
    };
    let statuses = if rule.statuses.is_empty() || rule.statuses == ["attended"] || rule.statuses == ["held"] {
        String::new()
    } else {
        format!(", {}", words(&rule.statuses))
    };
    let of = if rule.is_of_authority { ", of the authority" } else { "" };
    format!(
        "{bound} {every}: {}{table}{statuses}{}{of}{}{}",
        words(&rule.kinds),
        stretch(&rule.stretch),
        only(rule.only),
        services(&rule.services)
    )
}

fn deadline(rule: &Deadline) -> String {
    let (then, anchor) = (dates(&rule.then), dates(&rule.anchor));
    let order = match &rule.order {
        Order::After { within: None, early_counts } => {
            format!("{then} after {anchor}{}", early(*early_counts))
        }
        Order::After { within: Some(within), early_counts } => {
            format!("{then} within {} of {anchor}{}", span(*within), early(*early_counts))
        }
        Order::Before { at_least, within } => {
            let before = match at_least {
                Span::Days(0) | Span::WorkingDays(0) => "by".to_owned(),
                span_before => format!("at least {} before", span(*span_before)),
            };
            let sooner = within.map_or(String::new(), |within| format!(", not sooner than {}", span(within)));
            format!("{then} {before} {anchor}{sooner}")
        }
    };
    let parts = [
        rule.counts_from_month.then(|| "counted from its month".to_owned()),
        rule.first_only.then(|| "the first only".to_owned()),
        rule.only_with.as_ref().map(|kind| format!("with {} only", kind.replace('_', " "))),
        (!rule.matching.is_empty()).then(|| format!("matched by {}", words(&rule.matching))),
        rule.owner.as_ref().map(|owner| format!("the {owner} can act")),
    ];
    let parts: String = parts.into_iter().flatten().map(|part| format!(", {part}")).collect();
    format!("{order}{parts}{}{}", only(rule.only), services(&rule.services))
}

fn early(counts: bool) -> &'static str {
    if counts { " or before it" } else { "" }
}

fn span(span: Span) -> String {
    let counted = |n: i64, unit: &str| format!("{n} {unit}{}", if n == 1 { "" } else { "s" });
    match span {
        Span::Days(n) => counted(n, "day"),
        Span::WorkingDays(n) => counted(i64::from(n), "working day"),
        Span::Months(n) => counted(i64::from(n), "month"),
    }
}

fn dates(dates: &Dates) -> String {
    let name = match &dates.of {
        DateOf::Start => "the start".into(),
        DateOf::End => "the programme's end".into(),
        DateOf::Review => "the review".into(),
        DateOf::Panel => "the panel".into(),
        DateOf::Submission => "the submission".into(),
        DateOf::Decision => "the decision".into(),
        DateOf::Event(kind) => kind.replace('_', " "),
        DateOf::Column(column) => column_name(column, None),
    };
    let table = match &dates.of {
        DateOf::Column(column) => Some(column.table.as_str()),
        _ => None,
    };
    format!("{name}{}", conditions(&dates.conditions, table))
}

fn count(rule: &AtLeast) -> String {
    let bound = match (rule.is_at_most, rule.count) {
        (true, 0) => "none of".to_owned(),
        (true, most) => format!("at most {most}"),
        (false, least) => format!("at least {least}"),
    };
    let different = rule.distinct.as_ref().map_or(String::new(), |column| format!(" different {column} in"));
    let each = rule.counted_for.word();
    let kinds =
        if rule.panel_kinds.is_empty() { String::new() } else { format!(" ({})", words(&rule.panel_kinds)) };
    let by = rule.by.map_or("the end".to_owned(), point);
    format!(
        "{bound}{different} {}, a {each}{kinds}, {} to {by}{}{}{}",
        rows(&rule.rows),
        point(rule.from),
        rule.in_post_under_months.map_or(String::new(), |n| format!(", in post for less than {n} months")),
        only(rule.only),
        services(&rule.services)
    )
}

fn distinct(rule: &Distinct) -> String {
    let verb = if rule.must_be_same { "is" } else { "is not" };
    let own = Some(rule.rows.table.as_str());
    format!(
        "{} {verb} {} in {}{}",
        column_name(&rule.column, own),
        column_name(&rule.other, own),
        rows(&rule.rows),
        services(&rule.services)
    )
}

fn allowed(rule: &Allowed) -> String {
    let demands: Vec<String> = rule.demands.iter().map(wanted).collect();
    format!(
        "{} {} in {}{}{}{}",
        column_name(&rule.column, Some(rule.rows.table.as_str())),
        demands.join(" and "),
        rows(&rule.rows),
        stretch(&rule.stretch),
        only(rule.only),
        services(&rule.services)
    )
}

fn rows(rows: &Rows) -> String {
    format!("{}{}", rows.table, conditions(&rows.conditions, Some(rows.table.as_str())))
}

fn conditions(conditions: &[Condition], own: Option<&str>) -> String {
    if conditions.is_empty() {
        return String::new();
    }
    let parts: Vec<String> = conditions
        .iter()
        .map(|condition| format!("{} {}", column_name(&condition.column, own), wanted(&condition.wanted)))
        .collect();
    format!(" where {}", parts.join(" and "))
}

/// A column, with its table where that is not the one spoken of.
fn column_name(column: &ColumnRef, own: Option<&str>) -> String {
    if own == Some(column.table.as_str()) {
        return column.column.clone();
    }
    format!("{}.{}", column.table, column.column)
}

fn wanted(wanted: &Wanted) -> String {
    match wanted {
        Wanted::OneOf(values) => values.join(" or "),
        Wanted::NoneOf(values) => format!("not {}", values.join(" or ")),
        Wanted::Filled => "filled".into(),
        Wanted::Empty => "empty".into(),
        Wanted::HasWord(word) => format!("with {word}"),
        Wanted::AtLeast(n) => format!("at least {n}"),
        Wanted::AtMost(n) => format!("at most {n}"),
    }
}

/// Nothing for the whole programme, else from, until and the review that ends it.
fn stretch(stretch: &Stretch) -> String {
    if stretch.from == crate::rulebook::Offset::START
        && stretch.until.is_none()
        && stretch.until_review.is_none()
    {
        return String::new();
    }
    let until = stretch.until.map_or("the end".to_owned(), point);
    let gate =
        stretch.until_review.as_ref().map_or(String::new(), |stage| format!(" and review {stage} held"));
    format!(", {} to {until}{gate}", point(stretch.from))
}
