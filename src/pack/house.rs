//! What is an authority's own in everything that is composed for it: its logo and its forms.

use std::sync::Arc;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::panel_pack::{
    PANEL_FORM, PANEL_FORM_TEXT, PROGRESSION_FORM, PROGRESSION_FORM_TEXT, PanelForm, ProgressionForm,
    read_panel_form, read_progression_form,
};
use crate::diagnostic::Error;

/// An authority's own logo and forms.
#[derive(Clone, Debug)]
pub struct House {
    pub logo: Option<Logo>,
    pub form: PanelForm,
    pub progression: ProgressionForm,
}

impl House {
    /// No logo, and the forms that come with the program.
    pub fn published() -> Result<House, Error> {
        Ok(House {
            logo: None,
            form: read_panel_form(PANEL_FORM, PANEL_FORM_TEXT)?,
            progression: read_progression_form(PROGRESSION_FORM, PROGRESSION_FORM_TEXT)?,
        })
    }
}

/// A picture, and what it says to those who cannot see it.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    pub kind: PictureKind,
    pub says: String,
    pub bytes: Arc<[u8]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    Svg,
    Png,
}

impl PictureKind {
    /// What the bytes begin as; none for another kind of file.
    pub fn of(bytes: &[u8]) -> Option<PictureKind> {
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(PictureKind::Png);
        }
        let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}').trim_start();
        (text.starts_with('<') && text.contains("<svg")).then_some(PictureKind::Svg)
    }

    pub fn media_type(self) -> &'static str {
        match self {
            PictureKind::Svg => "image/svg+xml",
            PictureKind::Png => "image/png",
        }
    }
}

impl Logo {
    /// The name that templates and a finished run have for the file.
    pub fn file(&self) -> &'static str {
        match self.kind {
            PictureKind::Svg => "logo.svg",
            PictureKind::Png => "logo.png",
        }
    }
}

impl std::fmt::Debug for Logo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} of {} bytes: {}", self.kind, self.bytes.len(), self.says)
    }
}

impl Serialize for Logo {
    /// For paper: the file that the template shows, and the words that stand for it.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut logo = serializer.serialize_struct("Logo", 2)?;
        logo.serialize_field("file", self.file())?;
        logo.serialize_field("says", &self.says)?;
        logo.end()
    }
}
