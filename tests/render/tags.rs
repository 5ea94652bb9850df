//! Reads a PDF's structure tree back, as a screen reader would.

use std::collections::BTreeMap;

use hayro_syntax::Pdf;
use hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};

/// One element of the structure tree.
#[derive(Debug, Default)]
pub struct Tag {
    /// "Table", "TH", "Figure" …
    pub kind: String,
    pub alt: Option<String>,
    /// Of a header cell: "Row", "Column" or "Both".
    pub scope: Option<String>,
    pub children: Vec<Tag>,
}

impl Tag {
    /// This element and all beneath it, in reading order.
    pub fn all(&self) -> Vec<&Tag> {
        let mut found = vec![self];
        for child in &self.children {
            found.extend(child.all());
        }
        found
    }

    pub fn of_kind(&self, kind: &str) -> Vec<&Tag> {
        self.all().into_iter().filter(|tag| tag.kind == kind).collect()
    }
}

/// What a PDF says about itself.
pub struct Structure {
    pub root: Tag,
    pub language: Option<String>,
    pub is_marked: bool,
    pub shows_title: bool,
    pub bookmarks: Vec<String>,
}

pub fn read(bytes: &[u8]) -> Structure {
    let pdf = Pdf::new(bytes.to_vec()).expect("a readable PDF");
    let xref = pdf.xref();
    let catalog: Dict = xref.get(xref.root_id()).expect("a catalog");
    let tree: Dict = catalog.get("StructTreeRoot").expect("a structure tree");
    let roles: Option<Dict> = tree.get("RoleMap");
    let roles: BTreeMap<String, String> = roles
        .map(|roles| {
            roles
                .keys()
                .filter_map(|key| {
                    let to: Name = roles.get(key.as_ref())?;
                    Some((key.as_str().to_owned(), to.as_str().to_owned()))
                })
                .collect()
        })
        .unwrap_or_default();
    let marked: Option<Dict> = catalog.get("MarkInfo");
    let view: Option<Dict> = catalog.get("ViewerPreferences");
    let mut bookmarks = Vec::new();
    if let Some(outlines) = catalog.get::<Dict>("Outlines") {
        follow_bookmarks(&outlines, &mut bookmarks);
    }
    Structure {
        root: Tag { kind: "Root".into(), children: children(&tree, &roles), ..Tag::default() },
        language: catalog.get::<PdfString>("Lang").map(|lang| text(&lang)),
        is_marked: marked.and_then(|marked| marked.get::<bool>("Marked")).unwrap_or(false),
        shows_title: view.and_then(|view| view.get::<bool>("DisplayDocTitle")).unwrap_or(false),
        bookmarks,
    }
}

fn follow_bookmarks(parent: &Dict, into: &mut Vec<String>) {
    let mut next: Option<Dict> = parent.get("First");
    while let Some(item) = next {
        into.extend(item.get::<PdfString>("Title").map(|title| text(&title)));
        follow_bookmarks(&item, into);
        next = item.get("Next");
    }
}

fn children(of: &Dict, roles: &BTreeMap<String, String>) -> Vec<Tag> {
    match of.get::<Object>("K") {
        Some(Object::Array(array)) => array.iter::<Object>().filter_map(|kid| tag(kid, roles)).collect(),
        Some(kid) => tag(kid, roles).into_iter().collect(),
        None => Vec::new(),
    }
}

fn tag(object: Object, roles: &BTreeMap<String, String>) -> Option<Tag> {
    let Object::Dict(dict) = object else { return None };
    let kind = dict.get::<Name>("S")?.as_str().to_owned();
    let kind = roles.get(&kind).cloned().unwrap_or(kind);
    Some(Tag {
        kind,
        alt: dict.get::<PdfString>("Alt").map(|alt| text(&alt)),
        scope: attributes(&dict)
            .iter()
            .find_map(|one| one.get::<Name>("Scope"))
            .map(|scope| scope.as_str().to_owned()),
        children: children(&dict, roles),
    })
}

fn attributes<'a>(of: &Dict<'a>) -> Vec<Dict<'a>> {
    match of.get::<Array>("A") {
        Some(array) => array.iter::<Dict>().collect(),
        None => of.get::<Dict>("A").into_iter().collect(),
    }
}

/// A PDF text string: UTF-16 with a mark, else near enough to ASCII for what we ask.
fn text(string: &PdfString) -> String {
    let bytes = string.as_bytes();
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units: Vec<u16> =
                rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}
