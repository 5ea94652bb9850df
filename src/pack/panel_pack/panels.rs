//! Which panels there are, which packs are due, and what their files are called.

use sha2::{Digest, Sha256};

use crate::dates::Day;
use crate::pack::lines::{Line, facts, records};
use crate::pack::view::View;
use crate::pack::words;

/// How long after a panel its pack is still made when only due ones are.
const DUE_FOR_DAYS: i64 = 90;

/// Which packs a run makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PackChoice {
    /// Panels to come, and those of the 90 days before `as_of`.
    #[default]
    Due,
    All,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PanelKind {
    Interim,
    Final,
    External,
    Progression,
}

impl PanelKind {
    /// The kind a record's word stands for.
    pub fn of(code: &str) -> Option<PanelKind> {
        Some(match code {
            "interim" => PanelKind::Interim,
            "final" => PanelKind::Final,
            "external" => PanelKind::External,
            "progression" => PanelKind::Progression,
            _ => return None,
        })
    }

    pub fn code(self) -> &'static str {
        match self {
            PanelKind::Interim => "interim",
            PanelKind::Final => "final",
            PanelKind::External => "external",
            PanelKind::Progression => "progression",
        }
    }
}

/// A panel, past or to come, whose pack can be composed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelRef {
    /// Null for the progression panel that waiting applications will go to, where none is recorded.
    pub panel_id: Option<String>,
    pub kind: PanelKind,
    /// Null where `panel_id` is.
    pub held_on: Option<Day>,
}

impl PanelRef {
    fn of(line: Line) -> Option<PanelRef> {
        Some(PanelRef {
            panel_id: Some(line.text("panel_id")?.to_owned()),
            kind: PanelKind::of(line.text("kind")?)?,
            held_on: Some(line.day("held_on")?),
        })
    }

    /// Whether it is held on `as_of` or later; one without a date is.
    pub(super) fn is_to_come(&self, as_of: Day) -> bool {
        self.held_on.is_none_or(|day| day >= as_of)
    }

    /// `Final panel, 19 March 2026`.
    pub(super) fn title(&self) -> String {
        let kind = words::panel_kind(self.kind.code());
        self.held_on
            .map_or_else(|| format!("{kind}, date not set"), |day| format!("{kind}, {}", words::date(day)))
    }
}

/// The panels whose packs a run makes, by date, kind and id.
///
/// Where no progression panel is to come and applications wait for a decision, theirs is added, without
/// an id or a date.
pub fn panels_due(view: &View, choice: PackChoice) -> Vec<PanelRef> {
    if choice == PackChoice::None {
        return Vec::new();
    }
    let mut panels: Vec<PanelRef> = records(view, "panels").into_iter().filter_map(PanelRef::of).collect();
    let is_served =
        panels.iter().any(|panel| panel.kind == PanelKind::Progression && panel.is_to_come(view.as_of));
    panels.retain(|panel| {
        choice == PackChoice::All || panel.held_on.is_none_or(|day| day >= view.as_of - DUE_FOR_DAYS)
    });
    if !is_served && facts(view, "progression_stages").into_iter().any(is_waiting) {
        panels.push(PanelRef { panel_id: None, kind: PanelKind::Progression, held_on: None });
    }
    panels.sort_by(|a, b| {
        (a.held_on.is_none(), a.held_on, a.kind, &a.panel_id).cmp(&(
            b.held_on.is_none(),
            b.held_on,
            b.kind,
            &b.panel_id,
        ))
    });
    panels
}

/// The panel of this id; none where the records have no such panel.
pub fn find_panel(view: &View, panel_id: &str) -> Option<PanelRef> {
    let is_meant = |line: &Line| line.text("panel_id").is_some_and(|id| id.eq_ignore_ascii_case(panel_id));
    records(view, "panels").into_iter().find(is_meant).and_then(PanelRef::of)
}

/// Whether an application has been submitted and not decided.
pub(super) fn is_waiting(application: Line) -> bool {
    application.is("status", "in_progress") && application.day("submitted_on").is_some()
}

/// The pack's file name: `2026-03-19-final-p7.pdf`. It holds no name of a person, and only letters, digits
/// and `-._~`, whatever the panel's id holds; no two panels share one.
pub fn pack_file_name(panel: &PanelRef) -> String {
    format!("{}.pdf", file_stem(panel))
}

/// What the names of all files of a panel begin with.
pub(super) fn file_stem(panel: &PanelRef) -> String {
    let held_on = panel.held_on.map_or_else(|| "date-not-set".to_owned(), |day| day.to_string());
    let id = panel.panel_id.as_deref().map(file_part).map(|id| format!("-{id}")).unwrap_or_default();
    format!("{held_on}-{}{id}", panel.kind.code())
}

/// An id as part of a file name. Ids differ in more than case, so that lower case loses nothing; what a
/// file name cannot hold is told apart by a digest of the id.
fn file_part(id: &str) -> String {
    const LONGEST: usize = 60;
    let lower = id.to_lowercase();
    let mut is_same = lower.len() <= LONGEST;
    let letter = |c: char| match c {
        'a'..='z' | '0'..='9' | '-' | '.' => c,
        ' ' => '_',
        '/' => '~',
        _ => {
            is_same = false;
            '-'
        }
    };
    let part: String = lower.chars().map(letter).take(LONGEST).collect();
    if is_same {
        return part;
    }
    let digest = Sha256::digest(id.as_bytes());
    let digest: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{part}_{digest}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn panel(id: &str) -> PanelRef {
        PanelRef { panel_id: Some(id.into()), kind: PanelKind::Final, held_on: Day::from_ymd(2026, 3, 19) }
    }

    #[test]
    fn file_names_are_safe_and_tell_panels_apart() {
        assert_eq!(pack_file_name(&panel("P-7")), "2026-03-19-final-p-7.pdf");
        assert_eq!(pack_file_name(&panel("FIN/2026-03 1")), "2026-03-19-final-fin~2026-03_1.pdf");
        let long = "X".repeat(300);
        let other = format!("{}Y", "X".repeat(299));
        let ids = ["P/1", "P 1", "P_1", "../P1", "P1", "P1.", "CON:1", "Ünit", long.as_str(), other.as_str()];
        let names: BTreeSet<String> = ids.map(|id| pack_file_name(&panel(id))).into_iter().collect();
        assert_eq!(names.len(), ids.len());
        for name in names {
            assert!(
                name.len() < 120 && name.chars().all(|c| c.is_ascii_alphanumeric() || "-._~".contains(c)),
                "{name}"
            );
        }
        let undated = PanelRef { panel_id: None, kind: PanelKind::Progression, held_on: None };
        assert_eq!(pack_file_name(&undated), "date-not-set-progression.pdf");
    }
}
