//! What the typesetter may see: our templates, our typeface and one document. No disk, no network, no clock.
//!
//! The same few file names serve every pack, because the typesetter never forgets a name.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use unicode_normalization::UnicodeNormalization;

use super::templates::Templates;
use crate::pack::Logo;

/// The template that is typeset first.
const MAIN: &str = "pack.typ";
/// The name under which templates read the document.
const DATA: &str = "document.json";

struct Type {
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    library: LazyHash<Library>,
}

static TYPE: LazyLock<Type> = LazyLock::new(|| {
    let files: [&'static [u8]; 2] = [
        include_bytes!("../../reports/fonts/ModeratoSans-Regular.ttf"),
        include_bytes!("../../reports/fonts/ModeratoSans-Semibold.ttf"),
    ];
    let fonts: Vec<Font> = files.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    let book = FontBook::from_fonts(&fonts);
    // Row headers in tables are not yet in the typesetter's stable set.
    let features = [Feature::A11yExtras].into_iter().collect();
    Type {
        fonts,
        book: LazyHash::new(book),
        library: LazyHash::new(Library::builder().with_features(features).build()),
    }
});

/// Everything one run of the typesetter can read.
pub(super) struct Desk {
    main: FileId,
    sources: Vec<Source>,
    /// What messages call each source.
    shown: Vec<(FileId, String)>,
    files: Vec<(FileId, Bytes)>,
}

impl Desk {
    /// `data` is what templates read as `document.json`. None: a file's name cannot be a path.
    pub(super) fn new(templates: &Templates, logo: Option<&Logo>, data: Vec<u8>) -> Option<Self> {
        let mut desk =
            Self { main: file_id(MAIN)?, sources: Vec::new(), shown: Vec::new(), files: Vec::new() };
        for (name, file) in templates.files() {
            let id = file_id(name)?;
            match name.ends_with(".typ").then(|| file.source(id)).flatten() {
                Some(source) => {
                    desk.sources.push(source.clone());
                    desk.shown.push((id, file.shown.clone()));
                }
                None => desk.files.push((id, Bytes::new(file.contents.clone()))),
            }
        }
        if let Some(logo) = logo {
            desk.files.push((file_id(logo.file())?, Bytes::new(logo.bytes.clone())));
        }
        desk.files.push((file_id(DATA)?, Bytes::new(data)));
        Some(desk)
    }

    /// "blocks.typ, line 12" of a place in a template.
    pub(super) fn place(&self, id: FileId, byte: usize) -> Option<String> {
        let source = self.sources.iter().find(|source| source.id() == id)?;
        let line = source.lines().byte_to_line(byte)? + 1;
        let shown = self.shown.iter().find(|(shown, _)| *shown == id).map(|(_, shown)| shown.as_str());
        Some(format!("{}, line {line}", shown.unwrap_or_else(|| id.vpath().get_without_slash())))
    }
}

fn file_id(name: &str) -> Option<FileId> {
    VirtualPath::new(name).ok().map(|path| RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &TYPE.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &TYPE.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.iter().find(|source| source.id() == id).cloned().ok_or_else(|| not_there(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files
            .iter()
            .find(|(file, _)| *file == id)
            .map(|(_, bytes)| bytes.clone())
            .ok_or_else(|| not_there(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        TYPE.fonts.get(index).cloned()
    }

    /// Nothing typeset may depend on the day it is typeset.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn not_there(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}

/// The text with every character the typeface lacks replaced, since one missing glyph stops the typesetter:
/// by its base letters where it has any, left out where it is invisible, else by a question mark.
pub(super) fn printable(text: &str) -> String {
    if text.is_ascii() {
        return text.chars().map(|c| if c.is_ascii_control() { ' ' } else { c }).collect();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        if has_glyph(c) {
            out.push(c);
        } else if c.is_whitespace() || c.is_control() {
            out.push(' ');
        } else if is_invisible(c) {
            // Joiners, direction marks and variation selectors change nothing in this typeface.
        } else {
            out.push_str(&nearest(c));
        }
    }
    out
}

/// The letter with as many of its accents as the typeface has, or the letters a sign stands for.
fn nearest(c: char) -> String {
    let parts: Vec<char> = c.nfkd().collect();
    let bare = parts.iter().filter(|part| !is_invisible(**part)).count();
    (bare..=parts.len())
        .rev()
        .map(|kept| parts[..kept].iter().copied().nfc().collect::<String>())
        .find(|letters| !letters.is_empty() && letters.chars().all(|c| has_glyph(c) && !is_invisible(c)))
        .unwrap_or_else(|| "?".to_owned())
}

fn has_glyph(c: char) -> bool {
    !TYPE.fonts.is_empty() && TYPE.fonts.iter().all(|font| font.info().coverage.contains(u32::from(c)))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{0300}'..='\u{036F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_typeface_lacks_is_replaced_and_the_rest_kept() {
        for (given, wanted) in [
            ("Łukasz Ünal", "Łukasz Ünal"),
            ("≤ ≥ → ✓ ☐ φ τ κ", "≤ ≥ → ✓ ☐ φ τ κ"),
            ("e\u{301}", "é"),
            ("Ngọc Trần", "Ngoc Trân"),
            ("½ ℡ ﬃ", "½ TEL ffi"),
            ("a\tb\u{200B}c", "a bc"),
            ("北", "?"),
        ] {
            assert_eq!(printable(given), wanted, "{given:?}");
        }
    }
}
