//! The agenda of one panel, as the facts have it: who is heard, in which order, and who moves on.

use std::collections::BTreeMap;

use super::panels::PanelRef;
use crate::dates::Day;
use crate::pack::lines::{Line, facts, records};
use crate::pack::view::View;

/// How a candidate is heard; the policy's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hearing {
    /// On a fail pathway, or recommended not to pass: discussed in full.
    InFull,
    /// A concern is open: the chair knows beforehand and allows time.
    ForChair,
    InTurn,
}

impl Hearing {
    fn of(code: &str) -> Hearing {
        match code {
            "in_full" => Hearing::InFull,
            "for_chair" => Hearing::ForChair,
            _ => Hearing::InTurn,
        }
    }
}

/// A candidate before a panel.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    pub worker_id: &'a str,
    /// The row of panel_status; of the earlier panel for one who moved on from it.
    pub line: Line<'a>,
    /// The row of moderator_suggestions; none for a panel already held, for one that moves on, and for
    /// panels that are not moderated from within.
    pub suggestion: Option<Line<'a>>,
    pub hearing: Hearing,
    /// The panel that had no place left.
    pub moved_from: Option<Day>,
}

/// The agenda of one panel.
pub struct Agenda<'a> {
    /// In the order in which they are heard.
    pub heard: Vec<Case<'a>>,
    /// No place is left for them; a panel already held has none.
    pub moved: Vec<Case<'a>>,
    /// The panel's own, else the rulebook's; null where neither says.
    pub capacity: Option<i64>,
    /// The next panel of the kind; null where none is recorded.
    pub next_on: Option<Day>,
    /// Rows of the panel's list about people who are on no programme that could be judged.
    pub unjudged: usize,
}

impl<'a> Agenda<'a> {
    pub fn new(view: &View<'a>, panel: &PanelRef) -> Agenda<'a> {
        let is_this =
            |line: &Line| panel.panel_id.is_some() && line.text("panel_id") == panel.panel_id.as_deref();
        let sittings = sittings(view, panel);
        let place = sittings.iter().position(is_this);
        let own = |name| facts(view, name).into_iter().filter(is_this);
        let on_list = records(view, "panel_cases").iter().filter(|line| is_this(line)).count();
        let mut agenda = Agenda {
            heard: Vec::new(),
            moved: Vec::new(),
            capacity: place.and_then(|place| sittings.get(place)).and_then(|line| line.int("capacity")),
            next_on: place.and_then(|place| sittings.get(place + 1)).and_then(|line| line.day("held_on")),
            unjudged: on_list.saturating_sub(own("panel_status").count()),
        };
        let suggestions: BTreeMap<&str, Line> =
            own("moderator_suggestions").filter_map(|line| Some((line.text("worker_id")?, line))).collect();
        let mut places: Vec<Line> = own("panel_agenda").collect();
        places.sort_by_key(|line| line.int("place"));
        let listed: BTreeMap<(Option<&str>, Option<&str>), Line> = facts(view, "panel_status")
            .into_iter()
            .map(|line| ((line.text("panel_id"), line.text("worker_id")), line))
            .collect();
        for place in places {
            let row = listed.get(&(place.text("listed_at"), place.text("worker_id")));
            let (Some(worker_id), Some(line)) = (place.text("worker_id"), row.copied()) else { continue };
            let case = Case {
                worker_id,
                line,
                suggestion: suggestions.get(worker_id).copied(),
                hearing: Hearing::of(place.text("hearing").unwrap_or_default()),
                moved_from: place.day("moved_from_on"),
            };
            let is_heard = place.flag("is_heard") == Some(true);
            if is_heard { agenda.heard.push(case) } else { agenda.moved.push(case) }
        }
        agenda
    }

    /// All candidates, those who move on after those who are heard.
    pub fn all(&self) -> impl Iterator<Item = &Case<'a>> {
        self.heard.iter().chain(&self.moved)
    }

    /// How many of those heard are heard this way.
    pub fn count(&self, hearing: Hearing) -> i64 {
        self.heard.iter().filter(|case| case.hearing == hearing).count() as i64
    }
}

/// The panels of the same kind, by date; the panel itself among them.
fn sittings<'a>(view: &View<'a>, panel: &PanelRef) -> Vec<Line<'a>> {
    let mut sittings: Vec<Line> = facts(view, "panel_dates");
    sittings.retain(|line| line.is("kind", panel.kind.code()));
    sittings.sort_by_key(|line| (line.day("held_on"), line.text("panel_id")));
    sittings
}
