//! Document → one HTML page that needs nothing else: style, typeface and drawings are inside, no script, no
//! address outside the output. The markup is in `reports/html/`, the style in `reports/style/`.
//!
//! Everything that comes from data is escaped by the templates; what is put in as it stands (`|safe`) is what
//! another template here has made, a status mark, or a chart's drawing.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::sync::LazyLock;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{RenderError, Templates, marks};
use crate::charts::{Drawing, Sheet};
use crate::pack::{
    Answer, Area, Block, Cell, ColumnKind, Display, Document, FieldAnswer, Logo, Part, PartKind, People,
    Record, Section, Span, Status, Symbol, Table, Target, Text,
};

const STYLE: [&str; 3] = ["palette.css", "page.css", "print.css"];

static REGULAR: LazyLock<String> =
    LazyLock::new(|| STANDARD.encode(include_bytes!("../../reports/fonts/ModeratoSans-Regular.woff2")));
static SEMIBOLD: LazyLock<String> =
    LazyLock::new(|| STANDARD.encode(include_bytes!("../../reports/fonts/ModeratoSans-Semibold.woff2")));

/// Tables of so few columns wrap on a telephone instead of scrolling.
const COLUMNS_THAT_WRAP: usize = 3;

/// Tables of so many columns scroll rather than squeeze.
const COLUMNS_THAT_NEED_ROOM: usize = 6;

/// Tables of so few rows are not torn over two sheets.
const ROWS_KEPT_TOGETHER: usize = 8;

/// Makes the whole page. The same document and templates give the same bytes.
pub fn render_html(document: &Document, templates: &Templates) -> Result<String, RenderError> {
    let page = Page {
        document,
        style: STYLE.map(|name| templates.text(name)).concat(),
        regular: &REGULAR,
        semibold: &SEMIBOLD,
        taken: RefCell::new(HashSet::from(["main".to_owned()])),
    };
    page.render()
        .map_err(|error| RenderError::Page { title: document.title.clone(), reason: reason_of(&error) })
}

/// A template's own error, or the drawing's that it carries.
fn reason_of(error: &askama::Error) -> String {
    match error {
        askama::Error::Custom(inner) => inner.to_string(),
        other => other.to_string(),
    }
}

#[derive(Template)]
#[template(path = "page.html")]
struct Page<'a> {
    document: &'a Document,
    style: String,
    regular: &'static str,
    semibold: &'static str,
    /// Ids given out so far: each is given once.
    taken: RefCell<HashSet<String>>,
}

impl<'a> Page<'a> {
    /// The id for a place; one that is wanted twice gets a number the second time.
    fn anchor(&self, place: &str) -> String {
        let wanted = if place.is_empty() { "place".to_owned() } else { slug(place) };
        let mut taken = self.taken.borrow_mut();
        let mut id = wanted.clone();
        let mut times = 1;
        while !taken.insert(id.clone()) {
            times += 1;
            id = format!("{wanted}-{times}");
        }
        id
    }

    /// The picture within the page itself, as one that can run nothing.
    fn picture(&self, logo: &Logo) -> String {
        format!("data:{};base64,{}", logo.kind.media_type(), STANDARD.encode(&logo.bytes))
    }

    fn is_current(&self, index: &usize) -> bool {
        self.document.navigation.current == Some(*index)
    }

    fn section(&'a self, section: &'a Section) -> askama::Result<String> {
        SectionView { page: self, section, anchor: self.anchor(&section.place) }.render()
    }

    fn block(&'a self, block: &'a Block) -> askama::Result<String> {
        BlockView { page: self, block }.render()
    }

    fn record(&self, record: &'a Record) -> askama::Result<String> {
        RecordView { record, anchor: self.anchor(&record.place) }.render()
    }

    fn table(&self, table: &'a Table) -> askama::Result<String> {
        TableView {
            table,
            id: self.anchor("table"),
            is_narrow: table.columns().len() <= COLUMNS_THAT_WRAP,
            is_wide: table.columns().len() >= COLUMNS_THAT_NEED_ROOM,
            is_short: table.rows().len() <= ROWS_KEPT_TOGETHER,
            symbols: table.symbols(),
        }
        .render()
    }

    /// Both drawings for the screen; the style sheet shows the one that fits.
    fn drawing(&self, drawing: &Drawing) -> String {
        let id = self.anchor("chart");
        let wide = inline(&drawing.wide, "w", &format!("{id}-w"), drawing);
        let narrow = inline(&drawing.narrow, "n", &format!("{id}-n"), drawing);
        format!("{wide}\n{narrow}")
    }
}

#[derive(Template)]
#[template(path = "section.html")]
struct SectionView<'a> {
    page: &'a Page<'a>,
    section: &'a Section,
    anchor: String,
}

#[derive(Template)]
#[template(path = "block.html")]
struct BlockView<'a> {
    page: &'a Page<'a>,
    block: &'a Block,
}

#[derive(Template)]
#[template(path = "table.html")]
struct TableView<'a> {
    table: &'a Table,
    id: String,
    is_narrow: bool,
    is_short: bool,
    is_wide: bool,
    symbols: Vec<Symbol>,
}

#[derive(Template)]
#[template(path = "record.html")]
struct RecordView<'a> {
    record: &'a Record,
    anchor: String,
}

#[derive(Template)]
#[template(path = "words.html")]
struct WordsView<'a> {
    text: &'a Text,
}

fn words(text: &Text) -> String {
    // Writing words into a string cannot fail; if it ever did, the bare words would still be escaped.
    WordsView { text }.render().unwrap_or_else(|_| escape(&text.words()))
}

/// A mark takes the colour of its role from the style sheet.
fn mark(status: &Status) -> String {
    format!(
        r#"<svg class="m {}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>"#,
        status.role(),
        marks::strokes(*status, "currentColor")
    )
}

/// A box to tick; a cross in it where that is known. Templates give the flag or a reference to it.
fn tick_box(is_known: impl Borrow<bool>) -> &'static str {
    if *is_known.borrow() {
        r#"<span class="box">×</span><span class="unseen">chosen: </span>"#
    } else {
        r#"<span class="box"></span>"#
    }
}

/// Figures stand to the right; neither they nor dates are broken.
fn cell_class(kind: &ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Number | ColumnKind::Percent => " class=\"num\"",
        ColumnKind::Date => " class=\"date\"",
        ColumnKind::Text | ColumnKind::Status => "",
    }
}

fn part_class(part: &Part) -> &'static str {
    match part.kind {
        PartKind::Chapter => "chapter",
        PartKind::Cover => "cover",
        PartKind::Candidate => "candidate",
    }
}

/// A link's address: always relative, whatever a name in it may look like.
fn address(to: &Target) -> String {
    let page = to.page.as_deref().map(|page| {
        let path = percent(page.trim_start_matches('/'));
        // A colon in the first step of a path would be read as a scheme.
        if path.split('/').next().is_some_and(|step| step.contains(':')) { format!("./{path}") } else { path }
    });
    match (page, &to.place) {
        (Some(page), Some(place)) => format!("{page}#{}", slug(place)),
        (Some(page), None) => page,
        (None, Some(place)) => format!("#{}", slug(place)),
        (None, None) => "#main".to_owned(),
    }
}

/// Percent-encodes what would end or change a relative path.
fn percent(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// An id that needs no escaping anywhere: letters, figures and hyphens.
fn slug(place: &str) -> String {
    let mut out = String::with_capacity(place.len());
    for c in place.chars() {
        if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
            out.push(c);
        } else if c == ' ' {
            out.push('-');
        } else {
            out.push_str(&format!("_{:x}", u32::from(c)));
        }
    }
    out
}

fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A drawing's strokes under a root of the page's own: its ids are unlike any other on the page, and its
/// width follows the column up to the width it was drawn for.
fn inline(sheet: &Sheet, class: &str, id: &str, drawing: &Drawing) -> String {
    let (width, height) = sheet.size();
    format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\" \
         style=\"max-width:{}px\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{}</svg>",
        width / 2,
        escape(&drawing.title),
        escape(&drawing.description),
        sheet.strokes().trim_end(),
    )
}
