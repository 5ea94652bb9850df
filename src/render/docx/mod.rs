//! Document → a Word file whose blanks are content controls, the same bytes every time.
//!
//! The parts of the file and their fixed words are in `reports/docx/`. Headings are heading styles, tables
//! have a header row and a caption, title and language are set: what a screen reader asks of a form.

mod flow;
mod picture;

use std::borrow::Cow;
use std::io::{Cursor, Write};

use askama::Template;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{RenderError, Templates};
use crate::dates::Day;
use crate::pack::{Document, People};
use flow::{ControlKind, Inline, Piece, pieces};
use picture::Picture;

/// The parts that are the same in every file, in the order in which readers look for them.
const FIXED: [(&str, &str); 5] = [
    ("[Content_Types].xml", include_str!("../../../reports/docx/content-types.xml")),
    ("_rels/.rels", include_str!("../../../reports/docx/package-links.xml")),
    ("docProps/app.xml", include_str!("../../../reports/docx/app.xml")),
    ("word/numbering.xml", include_str!("../../../reports/docx/numbering.xml")),
    ("word/settings.xml", include_str!("../../../reports/docx/settings.xml")),
];

/// Makes the whole file. The same document, templates and day give the same bytes; the machine's clock is not read.
pub fn render_docx(
    document: &Document,
    templates: &Templates,
    records_to: Day,
) -> Result<Vec<u8>, RenderError> {
    let fault = |reason: String| RenderError::Form { title: document.title.clone(), reason };
    let pieces = pieces(document);
    let logo = document.head.logo.as_ref().map(Picture::of).transpose().map_err(fault)?;
    let made = [
        ("docProps/core.xml", Core { document, dated: records_to.to_string() }.render()),
        ("word/_rels/document.xml.rels", Links { has_logo: logo.is_some() }.render()),
        ("word/document.xml", Body { pieces: &pieces, logo: logo.as_ref() }.render()),
        ("word/footer1.xml", Footer { document }.render()),
        ("word/header1.xml", Header { document }.render()),
    ];
    let mut parts: Vec<(&str, Cow<[u8]>)> =
        FIXED.iter().map(|(name, text)| (*name, text.as_bytes().into())).collect();
    parts.push(("word/styles.xml", templates.text("styles.xml").as_bytes().into()));
    for (name, text) in made {
        parts.push((name, legal(&text.map_err(|error| fault(error.to_string()))?).into_bytes().into()));
    }
    parts.extend(logo.map(|logo| ("word/media/logo.png", logo.png)));
    packed(&parts).map_err(|error| fault(error.to_string()))
}

fn packed(parts: &[(&str, Cow<[u8]>)]) -> zip::result::ZipResult<Vec<u8>> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, contents) in parts {
        file.start_file(*name, options)?;
        file.write_all(contents)?;
    }
    Ok(file.finish()?.into_inner())
}

/// The text without what XML cannot hold, in whatever words it stood.
fn legal(text: &str) -> String {
    let is_legal = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}');
    text.chars().filter(|c| is_legal(*c)).collect()
}

#[derive(Template)]
#[template(path = "core.xml")]
struct Core<'a> {
    document: &'a Document,
    /// ISO, without a time.
    dated: String,
}

#[derive(Template)]
#[template(path = "header.xml")]
struct Header<'a> {
    document: &'a Document,
}

#[derive(Template)]
#[template(path = "footer.xml")]
struct Footer<'a> {
    document: &'a Document,
}

#[derive(Template)]
#[template(path = "document-links.xml")]
struct Links {
    has_logo: bool,
}

#[derive(Template)]
#[template(path = "document.xml")]
struct Body<'a> {
    pieces: &'a [Piece],
    /// The authority's own, before everything else.
    logo: Option<&'a Picture<'a>>,
}

#[derive(Template)]
#[template(path = "inline.xml")]
struct InlineView<'a> {
    inline: &'a Inline,
}

fn inline(inline: &Inline) -> askama::Result<String> {
    InlineView { inline }.render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(legal("a\u{0}b\u{B}c\u{FFFE}d\te"), "abcd\te");
    }
}
