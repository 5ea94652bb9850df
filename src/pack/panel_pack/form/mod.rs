//! The form of the moderation record, as data: what is asked, in which order, and what is filled in from
//! the records. The program's own is `reports/panel-form.toml`; an authority can have another. Beside it, the
//! forms of a progression pack.

mod progression;
mod read;

use std::collections::BTreeMap;

pub use progression::{
    FormTable, PROGRESSION_FORM, PROGRESSION_FORM_TEXT, ProgressionForm, read_progression_form,
};
pub use read::read_panel_form;

/// The name of the file that holds a panel form.
pub const PANEL_FORM: &str = "panel-form.toml";
/// The form that comes with the program.
pub const PANEL_FORM_TEXT: &str = include_str!("../../../../reports/panel-form.toml");

/// What a moderation record asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PanelForm {
    pub title: String,
    pub lead: Option<String>,
    pub boxes: Vec<FormBox>,
    /// The short record on each candidate's second page; none is wanted where it is not there.
    pub on_candidate_page: Option<FormBox>,
}

/// A frame with a heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormBox {
    /// Its name for links and for what is filled in: `panels-decision`.
    pub place: String,
    pub heading: String,
    /// It is the list of the evidence that the rulebook asks for, and holds nothing else.
    pub is_evidence: bool,
    pub fields: Vec<FormField>,
    /// Out of which one is chosen; none where the box decides nothing.
    pub decisions: Vec<String>,
    /// A recorded decision's word, and the one of `decisions` that it is; empty to leave the choice blank.
    pub means: BTreeMap<String, String>,
    pub signatures: Vec<String>,
    /// The label of the date beside the signatures.
    pub signed_on: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    pub label: String,
    pub kind: FieldKind,
}

/// What a field takes, and the record that fills it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldKind {
    Line {
        known: Option<KnownLine>,
    },
    Date {
        known: Option<KnownDate>,
    },
    Tick {
        known: Option<KnownTick>,
    },
    /// `means`: a recorded recommendation's word, and the one of `from` that it is; empty to leave it blank.
    Choice {
        from: Vec<String>,
        means: BTreeMap<String, String>,
    },
    Writing {
        lines: u8,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownLine {
    Candidate,
    Service,
    Cohort,
    Panel,
    Authority,
    Assessor,
    Moderator,
    ModeratorAtInterim,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownDate {
    /// The day the portfolio came in.
    Submitted,
    /// The day it was to come in by.
    SubmitBy,
    /// The panel's own day.
    Held,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownTick {
    /// On a fail pathway, or recommended not to pass.
    InFull,
    ConcernOpen,
}

impl PanelForm {
    /// A recorded recommendation as this form words it; none where it does not ask for it.
    pub fn recommended(&self, word: &str) -> Option<&str> {
        let fields = self.boxes.iter().flat_map(|form_box| &form_box.fields);
        fields
            .filter_map(|field| match &field.kind {
                FieldKind::Choice { means, .. } => means.get(word),
                _ => None,
            })
            .next()
            .map(String::as_str)
    }
}
