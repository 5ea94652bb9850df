//! Document → PDF by the typesetter: PDF/UA-1 and PDF/A-2a, tagged, offline, the same bytes every time. Words
//! and layout are in `reports/typst/`; here the document becomes the data those templates read.

use std::collections::BTreeSet;

use chrono::Datelike;
use serde_json::{Map, Value, json};
use typst::WorldExt;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Label, Selector, Smart};
use typst::introspection::Introspector;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::columns::add_widths;
use super::paper::{Desk, printable};
use super::templates::Templates;
use super::{RenderError, marks};
use crate::dates::Day;
use crate::pack::{Document, Logo, PartKind, Status};

/// A finished pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// Pages of each part, in order: whether a candidate's fit on two is seen here.
    pub part_pages: Vec<usize>,
}

/// Typesets the document. What the typesetter remembered of earlier packs and did not need for this one is
/// forgotten at the end, so that memory stays bounded over any number of packs.
///
/// `records_to` becomes the file's own date, which archives ask for; the machine's clock is not read.
pub fn render_pdf(document: &Document, templates: &Templates, records_to: Day) -> Result<Pdf, RenderError> {
    let result = typeset(document, templates, records_to, &[]).and_then(|pdf| {
        let too_long = candidates_beyond_two_sheets(document, &pdf);
        if too_long.is_empty() { Ok(pdf) } else { typeset(document, templates, records_to, &too_long) }
    });
    typst::comemo::evict(1);
    result
}

/// Which parts are to be set closer. What is still too long then, the composer has to fold.
fn candidates_beyond_two_sheets(document: &Document, pdf: &Pdf) -> Vec<usize> {
    let parts = document.parts.iter().zip(&pdf.part_pages).enumerate();
    parts
        .filter(|(_, (part, pages))| part.kind == PartKind::Candidate && **pages > 2)
        .map(|(at, _)| at)
        .collect()
}

fn typeset(
    document: &Document,
    templates: &Templates,
    records_to: Day,
    close: &[usize],
) -> Result<Pdf, RenderError> {
    let fault =
        |reason: String, place| RenderError::Typesetting { title: document.title.clone(), reason, place };
    let data = template_data(document, records_to, close).map_err(|error| fault(error.to_string(), None))?;
    let desk = Desk::new(templates, document.head.logo.as_ref(), data)
        .ok_or_else(|| fault("a template's file name is not a path".into(), None))?;
    let said = |errors: &[SourceDiagnostic]| {
        let (reason, place) = explain(&desk, errors);
        fault(reason, place)
    };

    let Warned { output, .. } = typst::compile::<PagedDocument>(&desk);
    let paged = output.map_err(|errors| said(&errors))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| fault(error.message().to_string(), None))?;
    let options = PdfOptions {
        ident: Smart::Custom(format!(
            "{} {} {} {}",
            document.head.authority, document.head.about, document.title, document.head.records_to
        )),
        creator: Smart::Custom(Some("Moderato".into())),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&paged, &options).map_err(|errors| said(&errors))?;
    let pages = paged.pages().len();
    Ok(Pdf { bytes, pages, part_pages: part_pages(&paged, pages) })
}

/// Why the typesetter cannot show a picture; none where it can.
pub fn logo_fault(logo: &Logo) -> Option<String> {
    let page = format!("#image(\"{}\", alt: \"logo\", height: 16mm)", logo.file());
    let templates = Templates::embedded().with("pack.typ", page);
    let desk = Desk::new(&templates, Some(logo), b"null".to_vec())?;
    let errors = typst::compile::<PagedDocument>(&desk).output.err()?;
    Some(explain(&desk, &errors).0)
}

/// How many pages lie between the marks that the template sets at the beginning of each part.
fn part_pages(paged: &PagedDocument, pages: usize) -> Vec<usize> {
    let Some(label) = Label::new(PicoStr::intern("part")) else { return Vec::new() };
    let introspector = paged.introspector();
    let starts: Vec<usize> = introspector
        .query(&Selector::Label(label))
        .iter()
        .filter_map(|mark| introspector.page(mark.location()?))
        .map(usize::from)
        .collect();
    let ends = starts.iter().skip(1).copied().chain([pages + 1]);
    starts.iter().zip(ends).map(|(start, end)| end.saturating_sub(*start)).collect()
}

/// The first error in words, with the template's file and line.
fn explain(desk: &Desk, errors: &[SourceDiagnostic]) -> (String, Option<String>) {
    let Some(first) = errors.first() else { return ("the typesetter gave no reason".into(), None) };
    let place = first.span.id().and_then(|id| desk.place(id, desk.range(first.span)?.start));
    let hints = first.hints.iter().map(|hint| format!("; {}", hint.v));
    (std::iter::once(first.message.to_string()).chain(hints).collect(), place)
}

/// The document as templates read it, every letter printable, with the marks and the places links can reach.
fn template_data(
    document: &Document,
    records_to: Day,
    close: &[usize],
) -> Result<Vec<u8>, serde_json::Error> {
    let mut document_data = serde_json::to_value(document)?;
    make_printable(&mut document_data);
    add_widths(&mut document_data);
    make_plain(&mut document_data);

    let all = document.places();
    let reachable: Vec<&str> = all
        .iter()
        .filter(|place| !place.is_empty() && printable(place) == **place)
        .filter(|place| all.iter().filter(|other| other == place).count() == 1)
        .copied()
        .collect();
    let mut drawn = Map::new();
    let mut named = Map::new();
    for status in Status::ALL {
        let key = serde_json::to_value(status)?.as_str().unwrap_or_default().to_owned();
        drawn.insert(key.clone(), json!(mark(status)));
        named.insert(key, json!(status.word()));
    }
    let date = records_to.date();
    serde_json::to_vec(&json!({
        "dated": { "year": date.year(), "month": date.month(), "day": date.day() },
        "document": document_data,
        "close": close,
        "places": reachable,
        "marks": drawn,
        "words": named,
    }))
}

fn make_printable(value: &mut Value) {
    match value {
        Value::String(text) => *text = printable(text),
        Value::Array(items) => items.iter_mut().for_each(make_printable),
        Value::Object(fields) => fields.values_mut().for_each(make_printable),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A text that is one plain span becomes its words, and so does a cell that says nothing but such a text: most
/// do, and templates then have nothing to go through. What the symbols of a table mean is kept beside it.
fn make_plain(value: &mut Value) {
    let is_plain = |value: &Value| match value.as_array().map(Vec::as_slice) {
        Some([span]) => span["span"] == "plain" && span["words"].is_string(),
        _ => false,
    };
    if is_plain(value) {
        *value = value[0]["words"].take();
        return;
    }
    if let Some(symbols) = symbols(value) {
        value["symbols"] = symbols;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(make_plain),
        Value::Object(fields) => fields.values_mut().for_each(make_plain),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    let said = match value["cell"].as_str() {
        Some("text") => value["text"].take(),
        Some("figure") => value["shown"].take(),
        Some("missing") => value["symbol"]["sign"].take(),
        Some("tick_box") => json!("☐"),
        _ => return,
    };
    *value = said;
}

/// The symbols that stand in a table's cells with what they mean, each once; none where it is no table.
fn symbols(table: &Value) -> Option<Value> {
    let rows = table["rows"].as_array()?;
    let cells = rows.iter().filter_map(|row| row["cells"].as_array()).flatten();
    let missing = cells.filter(|cell| cell["cell"] == "missing").map(|cell| &cell["symbol"]);
    let said: BTreeSet<String> = missing
        .filter_map(|symbol| Some(format!("{}: {}.", symbol["sign"].as_str()?, symbol["meaning"].as_str()?)))
        .collect();
    Some(json!(said))
}

/// A mark in the palette's print colours.
fn mark(status: Status) -> String {
    let paint = match status.role() {
        "on-time" => "#2A65A7",
        "late" => "#A35F00",
        "outside" => "#7E1D10",
        "cannot-tell" => "#2C353E",
        "paused" => "#77838F",
        _ => "#5F6B76",
    };
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">{}</svg>"#,
        marks::strokes(status, paint)
    )
}
