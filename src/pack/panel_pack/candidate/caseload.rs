//! Caseload above the cap, and work of a restricted kind: as matters, and in full on the second page.
//!
//! A child's reference never appears.

use super::Candidate;
use crate::pack::escalation::Escalation;
use crate::pack::lines::Line;
use crate::pack::words;
use crate::pack::{Block, Section, Status, Text};

pub fn breach_status(breach: Line) -> Status {
    if breach.is("strength", "advisory") { Status::OutsideAdvisory } else { Status::Outside }
}

pub fn cap_word(breach: Line) -> &'static str {
    if breach.is("strength", "advisory") { "recommended cap" } else { "cap" }
}

/// `17 children`.
fn held(candidate: &Candidate, count: i64) -> String {
    words::held(candidate.rulebook().caseload.as_ref().map(|rule| rule.unit), count)
}

pub fn breach_finding(candidate: &Candidate, breach: Line) -> String {
    let (days, cap) = (words::days(breach.int("days").unwrap_or_default()), cap_word(breach));
    let is_open = breach.day("closed_on").is_none();
    let verb = if is_open && !is_over(candidate) { "has been" } else { "was" };
    format!("The caseload {verb} above the {cap} for {days}.")
}

/// The programme has ended.
fn is_over(candidate: &Candidate) -> bool {
    let ended_on = candidate.outcome.and_then(|line| line.day("ended_on"));
    ended_on.is_some_and(|day| day <= candidate.pack.view.as_of)
}

/// When, how many, reported and escalated; the rule follows.
pub fn breach_facts(candidate: &Candidate, breach: Line) -> String {
    let (opened, closed) = (breach.day("opened_on"), breach.day("closed_on"));
    let when = opened.map(|from| words::period(from, closed)).unwrap_or_default();
    let peak = held(candidate, breach.int("peak_children").unwrap_or_default());
    let cap = cap_at_peak(candidate, breach);
    let cap = match cap {
        Some(0) => ", where none was allowed".to_owned(),
        Some(cap) => format!(", where the cap was {}", words::number(cap)),
        None => String::new(),
    };
    let mut said = words::capital(&format!("{when}: at most {peak}{cap}."));
    if let Some(report) = reported(candidate, breach) {
        said = format!("{said} {report}");
    }
    if let Some(escalation) = Escalation::of(breach, candidate.pack.view.as_of) {
        said = format!("{said} {}", escalation.sentence());
    }
    if breach.flag("is_understated") == Some(true) {
        said.push_str(UNDERSTATED);
    }
    said
}

pub fn own_breach_finding(candidate: &Candidate, breach: Line) -> String {
    let (days, cap) = (words::days(breach.int("days").unwrap_or_default()), cap_word(breach));
    let is_open = breach.day("closed_on").is_none();
    let verb = if is_open && !is_over(candidate) { "has been" } else { "was" };
    format!("More of the caseload {verb} the candidate’s own than the {cap} allows for {days}.")
}

/// When, how many, and how many may be; the rule follows.
pub fn own_breach_facts(candidate: &Candidate, breach: Line) -> String {
    let (opened, closed) = (breach.day("opened_on"), breach.day("closed_on"));
    let when = opened.map(|from| words::period(from, closed)).unwrap_or_default();
    let peak = held(candidate, breach.int("peak_own").unwrap_or_default());
    let most = words::at_most(breach.int("own_at_most").unwrap_or_default());
    let mut said =
        words::capital(&format!("{when}: up to {peak} held as allocated worker, where {most} may be."));
    if breach.flag("is_understated") == Some(true) {
        said.push_str(UNDERSTATED);
    }
    said
}

const UNDERSTATED: &str = " A row of allocations was left out, so the figures may be too low.";

/// The cap in force when the most were first held, as the caseload steps have it.
fn cap_at_peak(candidate: &Candidate, breach: Line) -> Option<i64> {
    let (opened, peak) = (breach.day("opened_on")?, breach.int("peak_children")?);
    let is_peak = |line: &&Line| {
        line.day("from_on").is_some_and(|from| from >= opened) && line.int("children") == Some(peak)
    };
    candidate.rows("caseload_steps").iter().find(is_peak).and_then(|line| line.int("cap"))
}

/// Free text may hold a name, so that a reason is only printed where names are.
fn reported(candidate: &Candidate, breach: Line) -> Option<String> {
    let on = words::date(breach.day("reported_on")?);
    Some(match breach.text("reason") {
        Some(reason) if candidate.pack.calling.is_named() => format!("Reported on {on}: “{reason}”."),
        Some(_) => format!("Reported on {on}, with a reason."),
        None => format!("Reported on {on}; no reason is recorded."),
    })
}

/// Work of restricted kinds, open or over: finding, facts, and the longest run.
pub fn restricted<'a>(candidate: &Candidate<'a>, is_open: bool) -> Option<(String, String, Line<'a>)> {
    let runs: Vec<Line> = candidate
        .rows("work_restrictions")
        .iter()
        .copied()
        .filter(|line| line.day("to_on").is_none() == is_open)
        .collect();
    let longest = runs.iter().copied().max_by_key(|line| line.int("days"))?;
    let mut children: Vec<&str> = runs.iter().filter_map(|line| line.text("child_id")).collect();
    children.sort_unstable();
    children.dedup();
    let mut kinds: Vec<String> =
        runs.iter().filter_map(|line| line.text("case_type")).map(words::case_type).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let count = children.len() as i64;
    let child = words::capital(&words::spelt_of(count, "child", "children"));
    let verb = match (is_open, count) {
        (true, 1) => "is",
        (true, _) => "are",
        (false, 1) => "was",
        (false, _) => "were",
    };
    let which = if is_open { "this" } else { "that" };
    let finding = format!("{child} {verb} held in a way the rulebook restricts at {which} stage.");
    let when =
        longest.day("from_on").map(|from| words::period(from, longest.day("to_on"))).unwrap_or_default();
    let days = words::days(longest.int("days").unwrap_or_default());
    let longest_words =
        if runs.len() == 1 { format!("{when} ({days})") } else { format!("the longest {when} ({days})") };
    let facts = words::capital(&format!("{}; {longest_words}.", words::list(&kinds)));
    Some((finding, facts, longest))
}

/// The most breaches that are told one by one; open ones always are.
const TOLD: usize = 3;

/// Breaches, the open and then the longest first, and restricted work; nothing where there is none.
/// `has_remark`: the figures of supervision and caseload had no room on the first page and stand here.
pub fn caseload(candidate: &Candidate, has_remark: bool) -> Option<Section> {
    let mut points: Vec<Text> = Vec::new();
    points.extend(super::year::in_figures(candidate).filter(|_| has_remark).map(Text::from));
    let mut breaches: Vec<Line> = candidate.rows("cap_breaches").to_vec();
    breaches.sort_by_key(|line| (line.day("closed_on").is_some(), std::cmp::Reverse(line.int("days"))));
    let open = breaches.iter().filter(|line| line.day("closed_on").is_none()).count();
    let told = TOLD.max(open);
    for breach in breaches.iter().take(told) {
        let days = words::days(breach.int("days").unwrap_or_default());
        let said =
            Text::new().marked(breach_status(*breach), format!("{days} above the {}. ", cap_word(*breach)));
        points.push(said.plain(breach_facts(candidate, *breach)));
    }
    if let shorter @ 1.. = breaches.len().saturating_sub(told) {
        let more = words::capital(&words::spelt_of(shorter as i64, "shorter time", "shorter times"));
        points.push(Text::from(format!("{more} above the cap are on the candidate’s page of the report.")));
    }
    for breach in candidate.rows("own_cap_breaches") {
        let said = Text::new().marked(breach_status(*breach), own_breach_finding(candidate, *breach));
        points.push(said.plain(format!(" {}", own_breach_facts(candidate, *breach))));
    }
    for is_open in [true, false] {
        if let Some((finding, facts, _)) = restricted(candidate, is_open) {
            points.push(Text::new().marked(Status::Outside, finding).plain(format!(" {facts}")));
        }
    }
    if points.is_empty() {
        return None;
    }
    let section = Section::new(
        candidate.placed("caseload"),
        if has_remark { "Caseload, supervision and restricted work" } else { "Caseload and restricted work" },
    );
    Some(section.block(Block::Points(points)))
}
