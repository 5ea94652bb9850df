//! The moderation records: read back part by part by an independent reader, against the blank record of the
//! pack and against what the records know.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use moderato::pack::panel_pack::{compose_pack, compose_records, find_panel};
use moderato::pack::{Area, Block, Document, Part, People, Record, Section};
use moderato::render::{Templates, render_docx};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::main_job::RUN;
use crate::panel_packs::authority::{AS_OF, Authority, day};

/// A content control as a form-reading program finds it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Control {
    label: String,
    tag: String,
    id: String,
    /// `text`, `date`, `dropDownList` or `checkbox`.
    kind: String,
    choices: Vec<String>,
    is_checked: bool,
    /// A prompt stands in it, and no answer.
    is_blank: bool,
    shown: String,
}

/// What a reader finds in a Word file.
#[derive(Default)]
struct Form {
    parts: BTreeMap<String, String>,
    controls: Vec<Control>,
    /// Heading levels in order.
    headings: Vec<u32>,
    /// For each table: whether its first row is marked as a header, and its number of rows.
    tables: Vec<(bool, usize)>,
}

fn read(bytes: &[u8]) -> Form {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut form = Form::default();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let name = part.name().unwrap().into_owned();
        is_well_formed(&name, &text);
        form.parts.insert(name, text);
    }
    let body = form.parts["word/document.xml"].clone();
    read_body(&mut form, &body);
    form
}

fn is_well_formed(name: &str, text: &str) {
    let mut reader = Reader::from_str(text);
    let mut depth = 0i64;
    loop {
        match reader.read_event().unwrap_or_else(|fault| panic!("{name}: {fault}")) {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{name}");
}

fn read_body(form: &mut Form, body: &str) {
    let mut reader = Reader::from_str(body);
    let (mut control, mut in_control, mut in_text): (Control, bool, bool) = Default::default();
    loop {
        let event = reader.read_event().unwrap();
        let is_start = matches!(event, Event::Start(_));
        match event {
            Event::Start(element) | Event::Empty(element) => {
                let attributes: BTreeMap<String, String> = element
                    .attributes()
                    .map(|attribute| attribute.unwrap())
                    .map(|attribute| {
                        (attribute.key.local_name().as_ref().to_owned(), attribute.value.into_owned())
                    })
                    .collect();
                let value = attributes.get("val").cloned().unwrap_or_default();
                match element.local_name().as_ref() {
                    "sdt" => (control, in_control) = (Control::default(), true),
                    "alias" => control.label = value,
                    "tag" => control.tag = value,
                    "id" if in_control => control.id = value,
                    "showingPlcHdr" => control.is_blank = true,
                    "checked" => control.is_checked = value == "1",
                    "listItem" => control.choices.push(attributes["displayText"].clone()),
                    kind @ ("text" | "date" | "dropDownList" | "checkbox") => {
                        control.kind = kind.to_owned();
                    }
                    "pStyle" if value.starts_with("Heading") => {
                        form.headings.push(value["Heading".len()..].parse().unwrap());
                    }
                    "tbl" => form.tables.push((false, 0)),
                    "tr" => form.tables.last_mut().unwrap().1 += 1,
                    "tblHeader" => {
                        let table = form.tables.last_mut().unwrap();
                        assert_eq!(table.1, 1, "only the first row heads a table");
                        table.0 = true;
                    }
                    "t" => in_text = is_start,
                    _ => {}
                }
            }
            Event::Text(text) if in_control && in_text => {
                control.shown.push_str(&text);
            }
            Event::GeneralRef(reference) if in_control && in_text => {
                control.shown.push_str(&format!("&{};", &*reference));
            }
            Event::End(element) => match element.local_name().as_ref() {
                "sdt" => {
                    form.controls.push(std::mem::take(&mut control));
                    in_control = false;
                }
                "t" => in_text = false,
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
}

impl Form {
    fn control(&self, tag: &str) -> &Control {
        self.controls.iter().find(|control| control.tag == tag).unwrap_or_else(|| {
            panic!("no control {tag} among {:?}", self.controls.iter().map(|it| &it.tag).collect::<Vec<_>>())
        })
    }
}

fn records(authority: &Authority, panel: &str, people: People) -> Vec<(String, Document)> {
    let view = authority.view(people == People::Names);
    compose_records(&view, &find_panel(&view, panel).unwrap(), people)
}

fn form(document: &Document) -> Form {
    read(&render_docx(document, &Templates::embedded(), day(AS_OF)).unwrap())
}

#[test]
fn every_record_of_the_sample_can_be_filled_in_by_a_screen_reader() {
    let mut found = 0;
    for code in ["X91", "X92", "X93"] {
        for entry in std::fs::read_dir(RUN.join(code).join("packs")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !name.ends_with(".docx") {
                continue;
            }
            found += 1;
            let form = read(&std::fs::read(&path).unwrap());
            assert!(name.contains("-record-w"), "{name}");
            let tags: BTreeSet<&str> = form.controls.iter().map(|control| control.tag.as_str()).collect();
            let ids: BTreeSet<&str> = form.controls.iter().map(|control| control.id.as_str()).collect();
            assert_eq!((tags.len(), ids.len()), (form.controls.len(), form.controls.len()), "{name}");
            for control in &form.controls {
                assert!(!control.label.is_empty() && !control.tag.is_empty(), "{name}: {control:?}");
                assert!(control.tag.len() <= 64 && !control.kind.is_empty(), "{name}: {control:?}");
            }
            let of_kind = |kind: &str| form.controls.iter().filter(|control| control.kind == kind).count();
            assert!(of_kind("checkbox") >= 6 && of_kind("date") == 3, "{name}");
            assert!(of_kind("dropDownList") == 3 && of_kind("text") >= 9, "{name}");
            assert_eq!(form.headings.first(), Some(&1), "{name}");
            for pair in form.headings.windows(2) {
                assert!(pair[1] <= pair[0] + 1, "{name}: a heading level is skipped");
            }
            assert!(form.tables.iter().all(|(has_header, rows)| *has_header && *rows > 1), "{name}");
            let core = &form.parts["docProps/core.xml"];
            assert!(core.contains("<dc:title>Moderation record, Candidate "), "{name}: {core}");
            assert!(
                core.contains("<dc:language>en-GB</dc:language>") && core.contains(">2026-03-06T"),
                "{name}"
            );
            assert!(form.parts["word/styles.xml"].contains("<w:lang w:val=\"en-GB\""), "{name}");
            assert!(form.parts["word/header1.xml"].contains("Pseudonyms used"), "{name}");
        }
    }
    assert!(found > 15, "{found} records");
}

#[test]
fn what_is_known_is_filled_in_and_the_rest_is_left_blank() {
    let authority = Authority::new();
    let view = authority.view(false);
    let march = records(&authority, "P-MAR", People::Pseudonyms);
    let called = |worker: &str| view.called(worker).to_lowercase();
    let of = |worker: &str| {
        let name = format!("2026-03-19-final-p-mar-record-{}.docx", called(worker));
        let record = march.iter().find(|(file, _)| *file == name);
        form(&record.unwrap_or_else(|| panic!("no {name}")).1)
    };
    assert_eq!(march.len(), 3, "those heard, and none who moves on");

    let birch = of("BIRCH");
    assert_eq!(birch.control("portfolio.panel").shown, "Final panel, 19 March 2026");
    assert!(birch.control("portfolio.candidate").shown.starts_with("Candidate 1 (W"));
    assert_eq!(birch.control("portfolio.the-assessors-recommendation").shown, "Not a pass");
    assert!(birch.control("portfolio.on-a-fail-pathway-discussed-in-full").is_checked);
    assert!(!birch.control("portfolio.a-concern-is-open-tell-the-chair-beforehand").is_blank);
    let came_in = birch.control("portfolio.portfolio-came-in-on");
    assert_eq!((came_in.kind.as_str(), came_in.shown.as_str()), ("date", "4 March 2026"));
    let decision = birch.control("panels-decision.decision");
    assert_eq!(decision.choices, ["Pass", "Deferred to the next panel", "Not passed", "Referred"]);
    assert!(decision.is_blank, "the panel has not met");
    for tag in ["moderators-view.what-was-good", "panels-decision.reasons", "panels-decision.signed.date"] {
        assert!(birch.control(tag).is_blank, "{tag}");
    }
    let seen = birch.control("evidence-seen.critical-reflection-log.seen");
    assert!(seen.kind == "checkbox" && !seen.is_checked);

    let cedar = of("CEDAR");
    assert!(cedar.control("portfolio.a-concern-is-open-tell-the-chair-beforehand").is_checked);
    assert!(!cedar.control("portfolio.on-a-fail-pathway-discussed-in-full").is_checked);

    let past = records(&authority, "P-INT", People::Pseudonyms);
    let decided: BTreeSet<String> = past
        .iter()
        .map(|(_, document)| form(document).control("panels-decision.decision").shown.clone())
        .collect();
    assert_eq!(decided, BTreeSet::from(["Pass".to_owned(), "Deferred to the next panel".to_owned()]));
}

fn parts_of(part: &Part) -> (Vec<&Record>, Vec<&Section>) {
    let records = part.areas.iter().filter_map(|area| match area {
        Area::Record(record) => Some(record),
        _ => None,
    });
    let sections = part.areas.iter().filter_map(|area| match area {
        Area::Section(section) => Some(section),
        _ => None,
    });
    (records.collect(), sections.collect())
}

#[test]
fn the_form_asks_what_the_blank_record_of_the_pack_asks() {
    let authority = Authority::new();
    let view = authority.view(false);
    let panel = find_panel(&view, "P-MAR").unwrap();
    let pack = compose_pack(&view, &panel, People::Pseudonyms);
    let blank = pack.parts.iter().find(|part| part.place == "moderation-record").unwrap();
    let (blank_records, blank_sections) = parts_of(blank);
    for (_, document) in compose_records(&view, &panel, People::Pseudonyms) {
        let (filled, sections) = parts_of(&document.parts[0]);
        assert_eq!(filled.len(), blank_records.len());
        for (one, other) in filled.iter().zip(&blank_records) {
            let labels = |record: &Record| -> Vec<String> {
                let fields = record.fields.iter().chain(&record.signatures).map(|field| field.label.clone());
                let writing = record.writing.iter().map(|writing| writing.label.clone());
                fields.chain(writing).chain(record.decisions.iter().cloned()).collect()
            };
            assert_eq!(labels(one), labels(other));
        }
        let evidence = |section: &Section| -> Vec<String> {
            let Some(Block::Table(table)) = section.body.first() else { panic!("no table") };
            table.rows().iter().map(|row| row.header.words()).collect()
        };
        assert_eq!(evidence(sections[0]), evidence(blank_sections[0]));
        assert!(evidence(sections[0]).len() > 10);
        // Every label is in the file, to be seen and to be found.
        let form = form(&document);
        for record in filled {
            for field in record.fields.iter().chain(&record.signatures) {
                assert!(form.controls.iter().any(|control| control.label == field.label), "{}", field.label);
            }
        }
    }
}

#[test]
fn names_are_in_a_record_only_where_they_are_wanted() {
    let authority = Authority::new();
    let whole = |people| -> String {
        records(&authority, "P-MAR", people)
            .iter()
            .flat_map(|(name, document)| {
                let parts = form(document).parts.into_values();
                std::iter::once(name.clone()).chain(parts).collect::<Vec<_>>()
            })
            .collect()
    };
    let (without, with) = (whole(People::Pseudonyms), whole(People::Names));
    assert!(!without.contains("Invented") && without.contains("Pseudonyms used"));
    assert!(with.contains("Bo Invented") && with.contains("Names shown"));
    for text in [&without, &with] {
        assert!(!text.contains("CHILD"), "a child's reference");
    }
    for (name, _) in records(&authority, "P-MAR", People::Names) {
        assert!(!name.to_lowercase().contains("invented"), "{name}");
    }
}

#[test]
fn hostile_words_stay_words() {
    let authority = Authority::new();
    let (_, mut document) = records(&authority, "P-MAR", People::Pseudonyms).remove(0);
    let bad = "<w:p>&amp;\"'\u{0}\u{B}\u{FFFF} ]]> ☐";
    document.title = bad.to_owned();
    document.head.authority = bad.to_owned();
    let part = &mut document.parts[0];
    part.title = bad.to_owned();
    let before = {
        let (records, _) = parts_of(part);
        records.len()
    };
    for area in &mut part.areas {
        if let Area::Record(record) = area {
            record.heading = bad.to_owned();
            record.decisions = vec![bad.to_owned()];
            record.writing.iter_mut().for_each(|writing| writing.label = bad.to_owned());
            record.signatures.iter_mut().for_each(|field| field.label = bad.to_owned());
        }
    }
    let form = form(&document);
    let tags: BTreeSet<&String> = form.controls.iter().map(|control| &control.tag).collect();
    assert_eq!(tags.len(), form.controls.len());
    assert!(before == 3 && form.parts["word/document.xml"].contains("&#60;w:p&#62;"));
}
