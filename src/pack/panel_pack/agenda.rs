//! Who is heard at a moderation panel, in which order, and who moves on to the next one.

use std::cmp::Reverse;

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

/// A candidate before a panel.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    pub worker_id: &'a str,
    /// The row of panel_status; of the earlier panel for one who moved on from it.
    pub line: Line<'a>,
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

/// A panel of the kind at hand, with its places.
#[derive(Clone, Copy)]
struct Sitting<'a> {
    panel_id: &'a str,
    held_on: Day,
    capacity: Option<i64>,
}

impl<'a> Agenda<'a> {
    /// A panel already held heard all on its list. Of those to come each takes as many as it has places,
    /// in the order of its agenda, and hands the rest to the next of its kind.
    pub fn new(view: &View<'a>, panel: &PanelRef) -> Agenda<'a> {
        let sittings = sittings(view, panel);
        let is_this = |sitting: &Sitting| Some(sitting.panel_id) == panel.panel_id.as_deref();
        let own = panel.panel_id.as_deref().map(|id| cases_of(view, id)).unwrap_or_default();
        let on_list = |line: &Line| line.text("panel_id") == panel.panel_id.as_deref();
        let mut agenda = Agenda {
            unjudged: records(view, "panel_cases")
                .iter()
                .filter(|line| on_list(line))
                .count()
                .saturating_sub(own.len()),
            heard: own,
            moved: Vec::new(),
            capacity: sittings.iter().find(|sitting| is_this(sitting)).and_then(|sitting| sitting.capacity),
            next_on: None,
        };
        let place = sittings.iter().position(&is_this);
        agenda.next_on = place.and_then(|place| sittings.get(place + 1)).map(|next| next.held_on);
        put_in_order(view, &mut agenda.heard);
        if !panel.is_to_come(view.as_of) {
            return agenda;
        }
        for sitting in sittings.iter().filter(|sitting| sitting.held_on >= view.as_of) {
            let mut list = cases_of(view, sitting.panel_id);
            let is_new = |case: &Case| !list.iter().any(|own| own.worker_id == case.worker_id);
            let carried: Vec<Case> = agenda.moved.iter().copied().filter(is_new).collect();
            list.extend(carried);
            put_in_order(view, &mut list);
            (agenda.heard, agenda.moved) = seat(list, sitting);
            if is_this(sitting) {
                break;
            }
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
fn sittings<'a>(view: &View<'a>, panel: &PanelRef) -> Vec<Sitting<'a>> {
    let mut sittings: Vec<Sitting> = facts(view, "panel_dates")
        .into_iter()
        .filter(|line| line.is("kind", panel.kind.code()))
        .filter_map(|line| {
            Some(Sitting {
                panel_id: line.text("panel_id")?,
                held_on: line.day("held_on")?,
                capacity: line.int("capacity"),
            })
        })
        .collect();
    sittings.sort_by_key(|sitting| (sitting.held_on, sitting.panel_id));
    sittings
}

fn cases_of<'a>(view: &View<'a>, panel_id: &str) -> Vec<Case<'a>> {
    facts(view, "panel_status")
        .into_iter()
        .filter(|line| line.is("panel_id", panel_id))
        .filter_map(|line| {
            Some(Case { worker_id: line.text("worker_id")?, line, hearing: hearing(line), moved_from: None })
        })
        .collect()
}

fn hearing(case: Line) -> Hearing {
    let has = |flag: &str| case.text("flags").is_some_and(|flags| flags.split(' ').any(|word| word == flag));
    if has("fail_pathway") || case.is("recommendation", "fail") {
        Hearing::InFull
    } else if has("concern_open") {
        Hearing::ForChair
    } else {
        Hearing::InTurn
    }
}

/// Fail pathway, then open concerns, then the rest; within each by submission, those not in last, and at
/// last by what they are called, which says nothing of them.
fn put_in_order(view: &View, cases: &mut [Case]) {
    cases.sort_by(|a, b| {
        let key = |case: &Case| {
            let submitted = case.line.day("submitted_on");
            (case.hearing, Reverse(submitted.is_some()), submitted)
        };
        let name = |case: &Case| (view.called(case.worker_id).to_owned(), case.worker_id.to_owned());
        key(a).cmp(&key(b)).then_with(|| name(a).cmp(&name(b)))
    });
}

/// As many as there are places; a case already decided takes none.
fn seat<'a>(list: Vec<Case<'a>>, sitting: &Sitting) -> (Vec<Case<'a>>, Vec<Case<'a>>) {
    let Some(places) = sitting.capacity else { return (list, Vec::new()) };
    let mut taken = 0;
    let (heard, mut moved): (Vec<Case>, Vec<Case>) = list.into_iter().partition(|case| {
        let is_decided = case.line.text("decision").is_some();
        taken += i64::from(!is_decided);
        is_decided || taken <= places
    });
    for case in &mut moved {
        case.moved_from = Some(sitting.held_on);
    }
    (heard, moved)
}
