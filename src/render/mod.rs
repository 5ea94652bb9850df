//! Render: a [`Document`](crate::pack::Document) becomes a page or a pack, a
//! [`Workbook`](crate::pack::workbook::Workbook) a spreadsheet, and every output reaches the disk.
//!
//! Renderers compute no figure and say nothing of their own but the fixed words of the templates in
//! `reports/`.

mod columns;
mod docx;
mod html;
mod lanes;
mod marks;
mod paper;
mod pdf;
mod templates;
mod xlsx;

pub use docx::render_docx;
pub use html::render_html;
pub use lanes::{STACK, one_a_core};
pub use pdf::{Pdf, logo_fault, render_pdf};
pub use templates::{ORIGINALS, Original, Templates, unknown as unknown_template};
pub use xlsx::render_xlsx;

/// Why a document could not be rendered: always a fault in a template, never in the records.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A page template failed.
    #[error("the page “{title}” could not be made: {reason}")]
    Page { title: String, reason: String },
    /// A form could not be written.
    #[error("the form “{title}” could not be made: {reason}")]
    Form { title: String, reason: String },
    /// A workbook could not be written.
    #[error("the workbook “{title}” could not be made: {reason}")]
    Workbook { title: String, reason: String },
    /// The typesetter refused; `place` is a template's file and line where it is known.
    #[error("the pack “{title}” could not be typeset: {reason}{}", .place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default())]
    Typesetting { title: String, reason: String, place: Option<String> },
}

impl From<RenderError> for crate::diagnostic::Error {
    fn from(error: RenderError) -> crate::diagnostic::Error {
        crate::diagnostic::Error::new(
            error.to_string(),
            "Mend the template it names, or report this as a fault of moderato.",
        )
    }
}
