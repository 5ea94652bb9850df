//! Concerns with their meetings, and what earlier panels decided and who moderated.

use super::Candidate;
use crate::dates::Day;
use crate::pack::lines::Line;
use crate::pack::words;
use crate::pack::{Block, Section, Text};

/// The most concerns that are told one by one; open ones always are.
const TOLD: usize = 2;

/// The finding and the facts of a concern. Its theme is free text and stays out.
pub fn concern_words(concern: Line, as_of: Day) -> (String, String) {
    let level = concern.int("level").unwrap_or_default();
    let open = words::days(concern.int("open_days").unwrap_or_default());
    let raised = concern.day("raised_on").map(words::date).unwrap_or_default();
    let by = concern
        .text("owner")
        .map(|owner| format!(" It is with the {}.", words::owner(owner)))
        .unwrap_or_default();
    let meeting = match concern.day("meeting_on") {
        Some(day) if day > as_of => format!(" A meeting is planned for {}.", words::date(day)),
        Some(day) => format!(" A meeting is recorded on {}.", words::date(day)),
        None => " No meeting is recorded.".to_owned(),
    };
    match concern.day("resolved_on") {
        None => (
            format!("A level {level} concern has been open for {open}."),
            format!("It was raised on {raised}.{by}{meeting}"),
        ),
        Some(day) => (
            format!("A level {level} concern was resolved after {open}."),
            format!("It was raised on {raised} and resolved on {}.{meeting}", words::date(day)),
        ),
    }
}

/// Every concern; where the authority supplies none at all, that is said elsewhere.
pub fn concerns(candidate: &Candidate) -> Option<Section> {
    let mut concerns = candidate.rows("concern_status").to_vec();
    concerns.sort_by_key(|line| (line.day("resolved_on").is_some(), line.day("raised_on")));
    let section = Section::new(candidate.placed("concerns"), "Concerns");
    if concerns.is_empty() {
        let is_told = candidate.pack.supplies("concerns", candidate.case.line.text("service"));
        return is_told.then(|| section.paragraph("None is recorded."));
    }
    let open = concerns.iter().filter(|line| line.day("resolved_on").is_none()).count();
    let told = open.max(TOLD);
    let point = |concern: &Line| {
        let (finding, facts) = concern_words(*concern, candidate.pack.view.as_of);
        Text::new().bold(finding).plain(format!(" {facts}"))
    };
    let mut points: Vec<Text> = concerns.iter().take(told).map(point).collect();
    if let more @ 1.. = concerns.len().saturating_sub(told) {
        let more = words::capital(&words::spelt_of(more as i64, "more is", "more are"));
        points.push(Text::from(format!("{more} resolved.")));
    }
    Some(section.block(Block::Points(points)))
}

/// The candidate's cases before earlier panels, by date.
pub fn earlier_cases<'a>(candidate: &Candidate<'a>) -> Vec<Line<'a>> {
    let held_on = candidate.pack.panel.held_on;
    let mut earlier: Vec<Line> = candidate
        .rows("panel_status")
        .iter()
        .copied()
        .filter(|line| line.day("held_on").is_some_and(|day| held_on.is_none_or(|this| day < this)))
        .filter(|line| line.text("panel_id") != candidate.case.line.text("panel_id"))
        .collect();
    earlier.sort_by_key(|line| (line.day("held_on"), line.text("panel_id")));
    earlier
}

/// Earlier panels, their decisions and moderators. One alone stands among the four facts already.
pub fn earlier_panels(candidate: &Candidate) -> Option<Section> {
    let earlier = earlier_cases(candidate);
    if earlier.len() < 2 {
        return None;
    }
    let point = |line: &Line| {
        let kind = words::panel_kind(line.text("kind").unwrap_or_default());
        let on = line.day("held_on").map(words::date).unwrap_or_default();
        let decided = line
            .text("decision")
            .map_or_else(|| "no decision recorded".to_owned(), |word| words::decision(word).to_lowercase());
        let moderator = line.text("moderator_id").map_or_else(
            || "no moderator recorded".to_owned(),
            |id| format!("moderated by {}", candidate.pack.calling.person(id)),
        );
        Text::from(format!("{kind}, {on}: {decided}; {moderator}."))
    };
    let section = Section::new(candidate.placed("earlier"), "Earlier panels");
    Some(section.block(Block::Points(earlier.iter().map(point).collect())))
}
