//! Which part of an XLSX container holds which sheet, as the container's own directory of parts says.

use std::io::{BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// No workbook's directory is longer.
const LONGEST: u64 = 16 << 20;

/// Where the parts of a workbook are.
#[derive(Debug, PartialEq, Eq)]
pub struct Parts {
    /// The folder of the workbook's own part, with `/` at its end, and that part.
    folder: String,
    own: String,
    /// Each sheet's name and part, as they are spelt.
    sheets: Vec<(String, String)>,
}

impl Parts {
    /// Reads a container's directory of parts; `None` where there is none, or it is no workbook's.
    pub fn of<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Option<Parts> {
        let mut target = None;
        each_tag(archive, "_rels/.rels", "Relationship", |tag| {
            if value(tag, "Type").is_some_and(|kind| kind.ends_with("/relationships/officeDocument")) {
                target = value(tag, "Target");
            }
        })?;
        let target = target.unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let (folder, name) = target.split_at(target.rfind('/').map_or(0, |slash| slash + 1));
        let folder = folder.strip_prefix('/').unwrap_or(folder).to_owned();
        let name = if name.is_empty() { "workbook.xml" } else { name };
        let mut relations: Vec<(String, String)> = Vec::new();
        each_tag(archive, &format!("{folder}_rels/{name}.rels"), "Relationship", |tag| {
            relations.extend(value(tag, "Id").zip(value(tag, "Target")));
        })?;
        let mut sheets = Vec::new();
        each_tag(archive, &format!("{folder}{name}"), "sheet", |tag| {
            let id = tag.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "id");
            let id = id.map(|id| plain(&id.value));
            for (_, target) in relations.iter().filter(|(own, _)| Some(own) == id.as_ref()) {
                let part = match target.strip_prefix('/') {
                    Some(whole) => whole.to_owned(),
                    None => format!("{folder}{target}"),
                };
                sheets.extend(value(tag, "name").map(|name| (name, part)));
            }
        })?;
        Some(Parts { own: format!("{folder}{name}"), folder, sheets })
    }

    /// Whether a part is read as soon as the workbook is opened. What else a container holds (an authority's
    /// document management puts its own labels there) is nobody's business, and may be any XML.
    pub fn is_read_at_once(&self, part: &str) -> bool {
        let part = alike(part);
        let (folder, own) = (alike(&self.folder), alike(&self.own));
        let name = own.strip_prefix(&folder).unwrap_or(&own);
        let below =
            ["sharedstrings.xml", "styles.xml", "theme/theme1.xml"].map(|below| format!("{folder}{below}"));
        part == own
            || part == "_rels/.rels"
            || part == format!("{folder}_rels/{name}.rels")
            || below.contains(&part)
    }

    /// Whether a part is the workbook's, wherever its sheets may be.
    pub fn is_within(&self, part: &str) -> bool {
        alike(part).starts_with(&alike(&self.folder))
    }

    /// Whether a part holds, or may hold, a sheet.
    pub fn may_hold(&self, part: &str, sheet: &str) -> bool {
        self.sheets.iter().any(|(name, own)| name == sheet && alike(own) == alike(part))
    }
}

/// Whether a part is XML by its name. Pictures and the like are never read.
pub fn is_xml(part: &str) -> bool {
    let part = alike(part);
    part.ends_with(".xml") || part.ends_with(".rels")
}

/// A part's name as names of parts are compared.
fn alike(part: &str) -> String {
    part.replace('\\', "/").to_lowercase()
}

/// Calls `each` with every tag of a name in a part; `None` where the part is not there, or cannot be read.
fn each_tag<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    part: &str,
    name: &str,
    mut each: impl FnMut(&BytesStart<'_>),
) -> Option<()> {
    let wanted = alike(part);
    let own = archive.file_names().flatten().find(|own| alike(own) == wanted)?.into_owned();
    let part = archive.by_name(&own).ok()?.take(LONGEST);
    let mut xml = Reader::from_reader(BufReader::new(part));
    xml.config_mut().check_end_names = false;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).ok()? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == name => each(&tag),
            Event::Eof => return Some(()),
            _ => {}
        }
    }
}

fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
    Some(plain(&attribute.value))
}

/// An attribute's text with what stands for a character put in its place.
fn plain(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), |plain| plain.into_owned())
}
