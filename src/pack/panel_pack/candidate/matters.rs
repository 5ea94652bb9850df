//! What the panel may want to discuss: at most five matters, the open ones first.
//!
//! A matter that a rule has been judged on carries the mark of its status; a rating, a concern and an
//! earlier panel's decision carry a dash, since no rule says how they should be.

use super::Candidate;
use super::caseload::{
    breach_facts, breach_finding, breach_status, cap_word, own_breach_facts, own_breach_finding, restricted,
};
use super::later::{concern_words, earlier_cases};
use super::things::{Kind, Thing};
use crate::pack::lines::Line;
use crate::pack::panel_pack::pairing::pairing;
use crate::pack::words;
use crate::pack::{Answer, Block, Matter, Section, Status, Text};

/// The most items that are named one by one before they are told together, and the most named then.
const NAMED: usize = 2;
const NAMED_TOGETHER: usize = 3;

/// A matter for the panel, with a mark or with a dash.
enum Topic {
    Point(Text),
    Marked(Matter),
}

/// `most` is how many fit.
pub fn to_discuss(candidate: &Candidate, most: usize) -> Section {
    let mut open = open_points(candidate);
    open.extend(open_matters(candidate));
    open.extend(moderator(candidate));
    let open_count = open.len();
    let mut topics = open;
    topics.extend(past(candidate));
    let left = topics.len().saturating_sub(most);
    let open_left = open_count.saturating_sub(most);
    topics.truncate(most);

    let mut section = Section::new(candidate.placed("discuss"), "For the panel to discuss");
    if topics.is_empty() {
        return section.paragraph(nothing(candidate));
    }
    let mut points = Vec::new();
    let mut matters = Vec::new();
    for topic in topics {
        match topic {
            Topic::Point(text) => points.push(text),
            Topic::Marked(matter) => matters.push(matter),
        }
    }
    if !points.is_empty() {
        section = section.block(Block::Points(points));
    }
    if !matters.is_empty() {
        section = section.block(Block::Matters(matters));
    }
    if left > 0 {
        let open = if open_left > 0 {
            format!(", {} of them open", words::spelt(open_left as i64))
        } else {
            String::new()
        };
        let more = words::capital(&words::spelt_of(left as i64, "more matter", "more matters"));
        section = section.block(Block::Remark(format!("{more}{open}: see the second page.").into()));
    }
    section
}

/// Only what has been judged is called well: where nothing could be, that is said.
fn nothing(candidate: &Candidate) -> String {
    let judged =
        candidate.things().any(|thing| thing.is_due()) || candidate.is_told("cap_breaches") == Some(true);
    match judged {
        true => "Nothing in the records asks for the panel’s attention. What they cannot tell is on the second page.",
        false => "The records hold too little to say. What would tell is on the second page.",
    }
    .to_owned()
}

fn open_points(candidate: &Candidate) -> Vec<Topic> {
    let mut points = Vec::new();
    let case = candidate.case.line;
    let rated: Option<&Thing> = candidate
        .reviews
        .iter()
        .filter(|review| review.done_on.is_some() && review.line.text("rating").is_some())
        .max_by_key(|review| review.done_on);
    let latest = rated.map(|review| (review, review.line.text("rating").unwrap_or_default()));
    if case.text("flags").is_some_and(|flags| flags.contains("fail_pathway")) {
        let facts = match latest {
            Some((review, "fail_pathway")) => {
                let on = review.done_on.map(words::date).unwrap_or_default();
                format!(" The {}, held on {on}, rated it so.", review.name)
            }
            _ => " The latest rating says so.".to_owned(),
        };
        points.push(Topic::Point(Text::new().bold("The programme is on a fail pathway.").plain(facts)));
    } else if let Some((review, "concern")) = latest {
        let on = review.done_on.map(words::date).unwrap_or_default();
        let said = Text::new().bold("The latest review rated progress as a concern.");
        points.push(Topic::Point(said.plain(format!(" It was the {}, held on {on}.", review.name))));
    }
    for concern in candidate.rows("concern_status").iter().filter(|line| line.day("resolved_on").is_none()) {
        let (finding, facts) = concern_words(*concern, candidate.pack.view.as_of);
        points.push(Topic::Point(Text::new().bold(finding).plain(format!(" {facts}"))));
    }
    points
}

fn moderator(candidate: &Candidate) -> Option<Topic> {
    let said = Text::new().bold("The moderator named is the candidate’s assessor or manager.");
    let is_too_near = pairing(&candidate.case, candidate.pack.moderators()).is_too_near;
    is_too_near.then(|| Topic::Point(said.plain(" Somebody else is needed, or a reason.")))
}

fn open_matters(candidate: &Candidate) -> Vec<Topic> {
    let mut matters = Vec::new();
    matters.extend(portfolio_not_in(candidate));
    let rows = |table: &str, end: &str| -> Vec<Line> {
        candidate.rows(table).iter().copied().filter(|line| line.day(end).is_none()).collect()
    };
    for breach in rows("cap_breaches", "closed_on") {
        matters.push(marked(
            breach_status(breach),
            breach_finding(candidate, breach),
            breach_facts(candidate, breach),
            "manager",
            breach,
        ));
    }
    for breach in rows("own_cap_breaches", "closed_on") {
        matters.push(own_breach(candidate, breach));
    }
    for gap in rows("supervision_gaps", "to_on") {
        let finding = format!(
            "Supervision has been out of date for {}.",
            words::days(gap.int("days").unwrap_or_default())
        );
        matters.push(marked(Status::Overdue, finding, gap_facts(gap), "manager", gap));
    }
    if let Some((finding, facts, line)) = restricted(candidate, true) {
        matters.push(marked(Status::Outside, finding, facts, "manager", line));
    }
    matters.extend(overdue(candidate));
    matters.extend(feedback(candidate, "overdue"));
    matters.into_iter().map(Topic::Marked).collect()
}

fn past(candidate: &Candidate) -> Vec<Topic> {
    let mut topics = Vec::new();
    for earlier in earlier_cases(candidate) {
        if let Some(decision @ ("defer" | "refer" | "fail")) = earlier.text("decision") {
            let on = earlier.day("held_on").map(words::date).unwrap_or_default();
            let kind = words::panel_kind(earlier.text("kind").unwrap_or_default()).to_lowercase();
            let word = words::decision(decision).to_lowercase();
            let said = Text::new().bold(format!("An earlier {kind}, on {on}, decided: {word}."));
            topics.push(Topic::Point(said.plain(" What it asked for is not part of these records.")));
        }
    }
    let mut breaches: Vec<Line> = candidate
        .rows("cap_breaches")
        .iter()
        .copied()
        .filter(|line| line.day("closed_on").is_some())
        .collect();
    breaches.sort_by_key(|line| std::cmp::Reverse(line.int("days")));
    match breaches.as_slice() {
        [] => {}
        [one] => topics.push(Topic::Marked(marked(
            breach_status(*one),
            breach_finding(candidate, *one),
            breach_facts(candidate, *one),
            "manager",
            *one,
        ))),
        [longest, ..] => {
            let (times, cap) = (words::times(breaches.len() as i64), cap_word(*longest));
            let most = words::days(longest.int("days").unwrap_or_default());
            let finding = format!("The caseload was above the {cap} {times}, for at most {most}.");
            let facts = format!("The longest: {}", breach_facts(candidate, *longest));
            topics.push(Topic::Marked(marked(breach_status(*longest), finding, facts, "manager", *longest)));
        }
    }
    let own = candidate.rows("own_cap_breaches").iter().copied();
    let longest_own = own.filter(|line| line.day("closed_on").is_some()).max_by_key(|line| line.int("days"));
    topics.extend(longest_own.map(|breach| Topic::Marked(own_breach(candidate, breach))));
    topics.extend(late(candidate).map(Topic::Marked));
    topics.extend(feedback(candidate, "late").map(Topic::Marked));
    topics.extend(gaps(candidate).map(Topic::Marked));
    if let Some((finding, facts, line)) = restricted(candidate, false) {
        topics.push(Topic::Marked(marked(Status::Outside, finding, facts, "manager", line)));
    }
    // What is over is nobody's to act on: the rule alone stands at its end.
    for topic in &mut topics {
        if let Topic::Marked(matter) = topic
            && let Some(Answer::CanAct { rule: Some(rule), .. }) = matter.answer.take()
        {
            matter.facts = std::mem::take(&mut matter.facts).plain(format!(" Rule {rule}."));
        }
    }
    topics
}

fn marked(status: Status, finding: String, facts: String, who: &str, line: Line) -> Matter {
    let rule = words::place_of_rule(line.text("clause").unwrap_or_default()).map(str::to_owned);
    Matter {
        status,
        finding,
        facts: facts.into(),
        answer: Some(Answer::CanAct { who: words::capital(who), rule }),
    }
}

/// More held as allocated worker than the cap allows of it.
fn own_breach(candidate: &Candidate, breach: Line) -> Matter {
    let (finding, facts) = (own_breach_finding(candidate, breach), own_breach_facts(candidate, breach));
    marked(breach_status(breach), finding, facts, "manager", breach)
}

fn portfolio_not_in(candidate: &Candidate) -> Option<Matter> {
    let case = candidate.case.line;
    let by = case.day("submit_by").filter(|day| *day < candidate.pack.view.as_of)?;
    if case.day("submitted_on").is_some()
        || case.text("decision").is_some()
        || !candidate.pack.is_submission_told()
    {
        return None;
    }
    let facts = format!("It was due by {}.", words::date(by));
    Some(marked(
        Status::Overdue,
        "The portfolio is not in.".to_owned(),
        facts,
        "candidate and assessor",
        case,
    ))
}

/// Each on its own where there are few; else together, the longest named with who can act.
fn overdue(candidate: &Candidate) -> Vec<Matter> {
    let mut overdue: Vec<&Thing> = candidate.things().filter(|thing| thing.is(Status::Overdue)).collect();
    if overdue.len() <= NAMED {
        return overdue.into_iter().map(|thing| overdue_one(candidate, thing)).collect();
    }
    overdue.sort_by_key(|thing| std::cmp::Reverse(thing.days_late));
    let items = words::capital(&words::spelt_of(overdue.len() as i64, "item is", "items are"));
    let named: Vec<String> = overdue
        .iter()
        .take(NAMED_TOGETHER)
        .map(|thing| {
            format!("{} ({}, {})", thing.name, thing.who, words::days(thing.days_late.unwrap_or_default()))
        })
        .collect();
    let facts = match overdue.len() - named.len() {
        0 => format!("{}.", words::list(&named)),
        _ => format!("The longest: {}. The second page has all.", words::list(&named)),
    };
    vec![Matter {
        status: Status::Overdue,
        finding: format!("{items} overdue."),
        facts: words::capital(&facts).into(),
        answer: None,
    }]
}

fn overdue_one(candidate: &Candidate, thing: &Thing) -> Matter {
    let days = words::days(thing.days_late.unwrap_or_default());
    let name = match thing.kind {
        Kind::Observation => words::capital(&thing.name),
        Kind::Review | Kind::Item => format!("The {}", thing.name),
    };
    let finding = format!("{name} is {days} overdue.");
    let is_to_come = |day: &crate::dates::Day| *day >= candidate.pack.view.as_of;
    let planned = thing.line.day("planned_on").filter(is_to_come);
    let planned = planned.map(|day| format!(" It is planned for {}.", words::date(day))).unwrap_or_default();
    let facts = format!("It was due on {}.{planned}", thing.due_on.map(words::date).unwrap_or_default());
    marked(Status::Overdue, finding, facts, &thing.who, thing.line)
}

/// `month 6 review (12 days)`
fn named(thing: &Thing) -> String {
    format!("{} ({})", thing.name, words::days(thing.days_late.unwrap_or_default()))
}

fn late(candidate: &Candidate) -> Option<Matter> {
    let mut late: Vec<&Thing> = candidate.things().filter(|thing| thing.is(Status::Late)).collect();
    let count = late.len() as i64;
    if let [one] = late.as_slice() {
        let finding =
            format!("The {} was {} late.", one.name, words::days(one.days_late.unwrap_or_default()));
        let (due, done) = (
            one.due_on.map(words::date).unwrap_or_default(),
            one.done_on.map(words::date).unwrap_or_default(),
        );
        return Some(marked(
            Status::Late,
            finding,
            format!("It was due on {due} and done on {done}."),
            &one.who,
            one.line,
        ));
    }
    late.sort_by_key(|thing| std::cmp::Reverse(thing.days_late));
    let first = late.first()?;
    let named: Vec<String> = late.iter().take(4).map(|thing| named(thing)).collect();
    let more = late.len().saturating_sub(4);
    let list = match more {
        0 => words::list(&named),
        more => format!("{}, and {} for fewer days", named.join(", "), words::spelt(more as i64)),
    };
    let finding = format!("{} were late.", words::capital(&words::spelt_of(count, "thing", "things")));
    let mut matter =
        marked(Status::Late, finding, words::capital(&format!("{list}.")), &first.who, first.line);
    matter.answer = None;
    Some(matter)
}

fn feedback(candidate: &Candidate, status: &str) -> Option<Matter> {
    let mut named = Vec::new();
    let mut observers = Vec::new();
    let mut rule = None;
    for (at, line) in candidate.rows("observation_feedback").iter().enumerate() {
        for kind in ["verbal", "written"] {
            if line.is(&format!("{kind}_status"), status) {
                let due = line.day(&format!("{kind}_due_on")).map(words::date).unwrap_or_default();
                named.push(format!("{kind} feedback on observation {} (due by {due})", at + 1));
                observers.push(words::observer(line.text("observer_role")));
                rule.get_or_insert(*line);
            }
        }
    }
    let count = named.len() as i64;
    let line = rule?;
    let (mark, finding) = match (status, count) {
        ("late", 1) => (Status::Late, "Feedback on an observation was late.".to_owned()),
        ("late", n) => (Status::Late, format!("Feedback was late {}.", words::times(n))),
        (_, 1) => (Status::Overdue, "Feedback on an observation is overdue.".to_owned()),
        (_, n) => (Status::Overdue, format!("Feedback is overdue {}.", words::times(n))),
    };
    observers.sort_unstable();
    observers.dedup();
    let who = words::list(&observers);
    Some(marked(mark, finding, words::capital(&format!("{}.", words::list(&named))), &who, line))
}

fn gap_facts(gap: Line) -> String {
    let since = gap.day("from_on").map(words::date).unwrap_or_default();
    let every = words::days(gap.int("every_days").unwrap_or_default());
    let explained = if gap.flag("explained") == Some(true) { " An absence covers it." } else { "" };
    format!("It is due every {every}, and has been out of date since {since}.{explained}")
}

/// Closed gaps in supervision together.
fn gaps(candidate: &Candidate) -> Option<Matter> {
    let gaps: Vec<Line> = candidate
        .rows("supervision_gaps")
        .iter()
        .copied()
        .filter(|gap| gap.day("to_on").is_some() && gap.flag("explained") != Some(true))
        .collect();
    let longest = gaps.iter().copied().max_by_key(|gap| gap.int("days"))?;
    let days = words::days(longest.int("days").unwrap_or_default());
    let finding = match gaps.len() {
        1 => format!("Supervision was out of date for {days}."),
        n => format!("Supervision was out of date {}, for at most {days}.", words::times(n as i64)),
    };
    let when =
        longest.day("from_on").map(|from| words::period(from, longest.day("to_on"))).unwrap_or_default();
    let every = words::days(longest.int("every_days").unwrap_or_default());
    let said = if gaps.len() == 1 {
        format!("That was {when}, when it was due every {every}.")
    } else {
        format!("The longest was {when}, when it was due every {every}.")
    };
    Some(marked(Status::Late, finding, said, "manager", longest))
}
