//! The files of `reports/` that an authority may put its own in the place of: the layout of packs, the style
//! of pages, the styles of Word records.
//!
//! The markup of pages and of Word files is compiled in and cannot be replaced.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use quick_xml::Reader;
use quick_xml::events::Event;
use typst::syntax::{FileId, Source};

use crate::diagnostic::{Error, nearest};

/// A file that comes with the program and can be replaced.
#[derive(Debug, Clone, Copy)]
pub struct Original {
    /// Its name, here and in an authority's folder of templates.
    pub name: &'static str,
    pub text: &'static str,
    /// What it is for, in a few words.
    pub says: &'static str,
}

/// Every file that can be replaced but the forms, which are data for composing.
pub const ORIGINALS: [Original; 9] = [
    original("pack.typ", include_str!("../../reports/typst/pack.typ"), "packs: page, head and foot, cover"),
    original(
        "blocks.typ",
        include_str!("../../reports/typst/blocks.typ"),
        "packs: paragraphs, facts, the record",
    ),
    original("look.typ", include_str!("../../reports/typst/look.typ"), "packs: sizes and colours"),
    original("table.typ", include_str!("../../reports/typst/table.typ"), "packs: tables"),
    original("words.typ", include_str!("../../reports/typst/words.typ"), "packs: words, links and marks"),
    original(
        "palette.css",
        include_str!("../../reports/style/palette.css"),
        "pages: colours, light and dark",
    ),
    original("page.css", include_str!("../../reports/style/page.css"), "pages: type and layout"),
    original("print.css", include_str!("../../reports/style/print.css"), "pages: on paper"),
    original(
        "styles.xml",
        include_str!("../../reports/docx/styles.xml"),
        "Word records: typeface, sizes and colours",
    ),
];

const fn original(name: &'static str, text: &'static str, says: &'static str) -> Original {
    Original { name, text, says }
}

/// The templates of one authority's outputs, by name.
#[derive(Debug, Clone)]
pub struct Templates {
    files: BTreeMap<String, File>,
}

#[derive(Debug, Clone)]
pub(super) struct File {
    pub contents: Vec<u8>,
    /// What messages call it: its path where it is an authority's own.
    pub shown: String,
    /// What the typesetter made of it, once for all packs.
    parsed: OnceLock<Source>,
}

impl File {
    fn new(contents: Vec<u8>, shown: String) -> File {
        File { contents, shown, parsed: OnceLock::new() }
    }

    /// The file as the typesetter's source, read as it is first wanted. `id` is its name's; `None`: it is no text.
    pub fn source(&self, id: FileId) -> Option<&Source> {
        let text = std::str::from_utf8(&self.contents).ok()?;
        Some(self.parsed.get_or_init(|| Source::new(id, text.to_owned())))
    }
}

impl Templates {
    /// The project's own, of `reports/`.
    pub fn embedded() -> Self {
        ORIGINALS.iter().fold(Self { files: BTreeMap::new() }, |templates, original| {
            templates.with(original.name, original.text)
        })
    }

    /// The same with one file put in or replaced: a template, or a picture that one shows.
    pub fn with(mut self, name: impl Into<String>, contents: impl Into<Vec<u8>>) -> Self {
        let name = name.into();
        self.files.insert(name.clone(), File::new(contents.into(), name));
        self
    }

    /// The same with an authority's own file, checked as far as can be without a document; `shown` is its
    /// path in messages.
    pub fn with_own(mut self, name: &str, shown: &str, contents: Vec<u8>) -> Result<Self, Error> {
        if !ORIGINALS.iter().any(|original| original.name == name) {
            return Err(unknown(name, shown, ORIGINALS.iter().map(|original| original.name)));
        }
        let text = std::str::from_utf8(&contents).map_err(|_| {
            Error::new(format!("{shown} is not UTF-8 text"), "Save it again with the encoding UTF-8.")
        })?;
        match name.rsplit_once('.').map(|(_, ending)| ending) {
            Some("css") => check_style(text, shown)?,
            Some("xml") => check_word_styles(text, shown)?,
            _ => {}
        }
        self.files.insert(name.to_owned(), File::new(contents, shown.to_owned()));
        Ok(self)
    }

    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(name, file)| (name.as_str(), file))
    }

    /// The text of a template; empty for one that is not there.
    pub(super) fn text(&self, name: &str) -> &str {
        let file = self.files.get(name);
        file.and_then(|file| std::str::from_utf8(&file.contents).ok()).unwrap_or_default()
    }
}

/// A file among an authority's templates that stands in the place of nothing.
pub fn unknown<'n>(name: &str, shown: &str, known: impl Iterator<Item = &'n str>) -> Error {
    let known: Vec<&str> = known.collect();
    let near = nearest(name, known.iter().copied());
    let fix = match near {
        Some(near) => format!("Did you mean {near}? "),
        None => format!("The templates are {}. ", known.join(", ")),
    };
    Error::new(
        format!("{shown} stands in the place of no template"),
        fix + "Rename it, or move it out of the folder of templates.",
    )
}

/// A page is whole in itself and runs nothing: a style sheet can neither end its element nor fetch.
fn check_style(text: &str, shown: &str) -> Result<(), Error> {
    let small = text.to_lowercase();
    let fetches =
        "A page needs no network: put the picture or typeface in as a data: address, or leave it out.";
    for (forbidden, fix) in [
        ("</", "Take it out: a style sheet holds rules alone, no markup."),
        ("@import", fetches),
        ("://", fetches),
        ("url(//", fetches),
    ] {
        if let Some(at) = small.find(forbidden) {
            let line = small[..at].matches('\n').count() + 1;
            return Err(Error::new(
                format!("{shown}, line {line}: `{forbidden}` cannot stand in a style sheet of the pages"),
                fix,
            ));
        }
    }
    match unclosed(text) {
        Some(line) => Err(Error::new(
            format!("{shown}, line {line}: a bracket of the style sheet has no other half"),
            "Close each { of a rule with a }.",
        )),
        None => Ok(()),
    }
}

/// The line of the first `}` that closes nothing, or of the last `{` that nothing closes; strings and comments
/// may hold either.
fn unclosed(text: &str) -> Option<usize> {
    let mut open: Vec<usize> = Vec::new();
    let mut within: Option<char> = None;
    let (mut line, mut before) = (1, ' ');
    for c in text.chars() {
        match (within, c) {
            (Some('*'), '/') if before == '*' => within = None,
            (None, '*') if before == '/' => within = Some('*'),
            (Some('*'), _) => {}
            (Some(quote), _) if c == quote && before != '\\' => within = None,
            (None, '"' | '\'') => within = Some(c),
            (None, '{') => open.push(line),
            (None, '}') if open.pop().is_none() => return Some(line),
            _ => {}
        }
        line += usize::from(c == '\n');
        // A comment's end is not the beginning of another.
        before = if within.is_none() && before == '*' && c == '/' { ' ' } else { c };
    }
    open.pop()
}

/// Word opens no file whose parts are not well-formed.
fn check_word_styles(text: &str, shown: &str) -> Result<(), Error> {
    let mut xml = Reader::from_str(text);
    let (mut depth, mut root) = (0_usize, None);
    let reason = loop {
        match xml.read_event() {
            Ok(Event::Start(element)) => {
                depth += 1;
                root.get_or_insert_with(|| element.name().as_ref().to_owned());
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::DocType(_)) => break Some("Word reads no document type".to_owned()),
            Ok(Event::Eof) if depth > 0 => break Some("an element is not closed".to_owned()),
            Ok(Event::Eof) if root.as_deref() != Some("w:styles") => {
                break Some("its first element is not w:styles".to_owned());
            }
            Ok(Event::Eof) => break None,
            Ok(_) => {}
            Err(fault) => break Some(fault.to_string()),
        }
    };
    let Some(reason) = reason else { return Ok(()) };
    let at = usize::try_from(xml.error_position().max(xml.buffer_position())).unwrap_or(0).min(text.len());
    let line = text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1;
    Err(Error::new(
        format!("{shown}, line {line}: this is not a Word file's styles: {reason}"),
        "Begin again from `moderato template styles.xml`, and change a little at a time.",
    ))
}
