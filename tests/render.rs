//! Documents as pages and packs: what readers of every kind can rely on.

mod specimen;
pub mod tags;

use std::path::Path;

use moderato::dates::Day;
use moderato::pack::*;
use moderato::render::{RenderError, Templates, render_html, render_pdf};

/// Keeps what a test makes where a person can look at it.
fn keep(name: &str, contents: &[u8]) {
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), contents).unwrap();
}

fn dated() -> Day {
    Day::from_ymd(2026, 3, 6).unwrap()
}

fn html(document: &Document) -> String {
    render_html(document, &Templates::embedded()).unwrap_or_else(|error| panic!("{error}"))
}

fn pdf(document: &Document) -> moderato::render::Pdf {
    render_pdf(document, &Templates::embedded(), dated()).unwrap_or_else(|error| panic!("{error}"))
}

/// The opening tags of one kind, as they stand in the page.
fn elements<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    page.match_indices(&format!("<{name}"))
        .map(|(at, _)| &page[at..at + page[at..].find('>').unwrap() + 1])
        .filter(|tag| tag[name.len() + 1..].starts_with([' ', '>']))
        .collect()
}

fn pages() -> Vec<(&'static str, String)> {
    vec![("overview", html(&specimen::overview())), ("pack", html(&specimen::pack(2)))]
}

#[test]
fn headings_of_a_page_do_not_skip_a_level() {
    for (name, page) in pages() {
        keep(&format!("{name}.html"), page.as_bytes());
        let levels: Vec<u32> = page
            .match_indices("<h")
            .filter_map(|(at, _)| page[at + 2..].chars().next()?.to_digit(10))
            .collect();
        assert_eq!(levels.first(), Some(&1), "{name}");
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: {levels:?}");
        assert!(levels.contains(&2));
    }
}

#[test]
fn every_table_of_a_page_has_a_caption_and_scoped_headers_for_columns_and_rows() {
    for (name, page) in pages() {
        let tables: Vec<&str> =
            page.split("<table>").skip(1).map(|rest| &rest[..rest.find("</table>").unwrap()]).collect();
        assert!(tables.len() >= 2, "{name}");
        for table in tables {
            assert_eq!(elements(table, "caption").len(), 1, "{name}");
            let headers = elements(table, "th");
            assert!(headers.iter().all(|header| header.contains("scope=\"")), "{name}: {headers:?}");
            let rows = table.split("<tbody>").nth(1).unwrap();
            let row_headers = elements(rows, "th");
            assert_eq!(row_headers.len(), elements(rows, "tr").len(), "{name}");
            assert!(row_headers.iter().all(|header| header.contains("scope=\"row\"")), "{name}");
            let columns = headers.len() - row_headers.len();
            assert_eq!(
                elements(rows, "td").len(),
                row_headers.len() * (columns - 1),
                "{name}: a cell is missing"
            );
        }
    }
}

#[test]
fn a_page_needs_no_network_and_no_script() {
    for (name, page) in pages() {
        let page = page.replace("http://www.w3.org/2000/svg", "");
        for outside in
            ["http:", "https:", "src=\"//", "@import", "<script", "<link", "<iframe", "javascript:"]
        {
            assert!(!page.contains(outside), "{name} has {outside}");
        }
        assert!(
            page.matches("url(").count() == 2 && page.matches("url(data:font/woff2;base64,").count() == 2,
            "{name}"
        );
    }
}

#[test]
fn every_link_within_a_page_leads_somewhere_and_ids_are_unique() {
    for (name, page) in pages() {
        let mut ids: Vec<&str> =
            page.split(" id=\"").skip(1).map(|rest| &rest[..rest.find('"').unwrap()]).collect();
        for link in page.split("href=\"#").skip(1).map(|rest| &rest[..rest.find('"').unwrap()]) {
            assert!(ids.contains(&link), "{name}: nothing is called {link}");
        }
        for pointed in page.split("aria-labelledby=\"").skip(1).map(|rest| &rest[..rest.find('"').unwrap()]) {
            assert!(pointed.split(' ').all(|id| ids.contains(&id)), "{name}: {pointed}");
        }
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}");
    }
}

/// Every place that takes words gets words that would be markup.
#[test]
fn words_from_records_are_never_markup() {
    let bad = "<img src=x onerror=alert(1)>\"'&";
    let mut document = specimen::overview();
    document.title = bad.into();
    document.head.authority = bad.into();
    document.head.about = bad.into();
    document.head.rulebook = bad.into();
    document.head.records_to = bad.into();
    document.head.classification = Some(bad.into());
    document.foot = vec![Text::from(bad).bold(bad).marked(Status::Late, bad)];
    document.navigation.breadcrumb =
        vec![PageLink { words: bad.into(), to: Target::page("javascript:alert(1)") }];
    let part = &mut document.parts[0];
    part.title = bad.into();
    part.place = bad.into();
    part.beside = Some(bad.into());
    part.lead = Some(Text::new().link(bad, Target::place_on("a b?\"#<", bad)));
    let mut table = Table::new(bad, bad, [Column::new(bad, ColumnKind::Text)]).folded(bad).note(bad);
    table.push(bad, [Cell::status(Status::Late, bad)]);
    let mut drawing = specimen::drawing(bad, bad, 300);
    drawing.title = bad.into();
    part.areas.push(Area::Section(
        Section::new(bad, bad)
            .topic(bad)
            .beside(bad)
            .block(Block::Heading(bad.into()))
            .block(Block::Figure(Figure { caption: Some(bad.into()), drawing, table: Some(table) }))
            .block(Block::Facts(vec![Fact { label: bad.into(), value: bad.into(), note: Some(bad.into()) }]))
            .notes(SideNotes {
                label: bad.into(),
                notes: vec![Note { term: Some(bad.into()), text: bad.into() }],
            }),
    ));
    part.areas.push(Area::Record(Record {
        place: bad.into(),
        heading: bad.into(),
        decisions: vec![bad.into()],
        writing: vec![Writing { label: bad.into(), lines: 1 }],
        signatures: vec![bad.into()],
        fields: vec![
            Field::new(bad, FieldAnswer::Words { known: Some(bad.into()) }),
            Field::new(bad, FieldAnswer::Choice { from: vec![bad.into()], known: Some(bad.into()) }),
        ],
        decided: Some(bad.into()),
    }));
    let page = html(&document);
    assert!(!page.contains("<img"));
    assert!(!page.contains("onerror=alert(1)>\""));
    assert!(!page.contains("href=\"javascript:"));
    assert!(page.matches("&#60;img").count() + page.matches("&lt;img").count() > 25);
    // Paper shows the same words as words, too.
    pdf(&document);
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = specimen::pack(1);
    assert_eq!(html(&document), html(&document));
    let (first, other, again) = (pdf(&document), pdf(&specimen::overview()), pdf(&document));
    assert!(first.bytes == again.bytes);
    assert!(first.bytes != other.bytes);
}

#[test]
fn a_candidate_fits_on_two_sheets() {
    let pack = pdf(&specimen::pack(2));
    keep("pack.pdf", &pack.bytes);
    assert_eq!(pack.part_pages, [1, 1, 2, 2, 1]);
    assert_eq!(pack.pages, 7);
    let overview = pdf(&specimen::overview());
    keep("overview.pdf", &overview.bytes);
    assert_eq!(overview.part_pages, [overview.pages]);
}

/// Five matters are the most that the first page takes; two of these run to three lines.
#[test]
fn a_candidate_with_much_to_discuss_is_set_closer() {
    let mut pack = specimen::pack(1);
    let Some(Area::Section(discuss)) = pack.parts[2].areas.first_mut() else { panic!("no section") };
    let Some(Block::Matters(matters)) = discuss.body.first_mut() else { panic!("no matters") };
    matters.push(matters[1].clone());
    matters.push(matters[2].clone());
    let full = pdf(&pack);
    keep("full.pdf", &full.bytes);
    assert_eq!(full.part_pages, [1, 1, 2, 1]);
}

#[test]
fn a_pack_is_tagged_for_those_who_hear_it() {
    let structure = tags::read(&pdf(&specimen::pack(2)).bytes);
    assert!(structure.is_marked && structure.shows_title);
    assert_eq!(structure.language.as_deref(), Some("en-GB"));

    let tables = structure.root.of_kind("Table");
    assert_eq!(tables.len(), 2 + 2 * 4);
    for table in &tables {
        let rows = table.of_kind("TR");
        let head = rows[0].of_kind("TH");
        assert!(
            head.len() > 1 && head.iter().all(|cell| cell.scope.as_deref() == Some("Column")),
            "{head:?}"
        );
        for row in &rows[1..] {
            let headers = row.of_kind("TH");
            assert_eq!(headers.len(), 1);
            assert_eq!(headers[0].scope.as_deref(), Some("Row"));
            assert_eq!(row.of_kind("TD").len(), head.len() - 1);
        }
    }
    // A table with a visible caption keeps its rows: the whole is not one picture.
    assert_eq!(structure.root.of_kind("Caption").len(), 2);

    let figures = structure.root.of_kind("Figure");
    assert_eq!(figures.len(), 2, "one chart a candidate, and no mark among them");
    for figure in figures {
        let alt = figure.alt.as_deref().unwrap_or_default();
        assert!(alt.contains("on one clock. Children held rose"), "{alt}");
    }

    let levels: Vec<u32> =
        structure.root.all().iter().filter_map(|tag| tag.kind.strip_prefix('H')?.parse().ok()).collect();
    assert_eq!(levels.first(), Some(&1));
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 5);
    assert_eq!(structure.root.of_kind("L").len(), 2 + 2 * 2, "marks key, points, and two lists a candidate");
    assert!(structure.bookmarks.contains(&"Candidate 2".to_owned()), "{:?}", structure.bookmarks);
    assert_eq!(structure.bookmarks.len(), levels.len());
}

#[test]
fn letters_the_typeface_lacks_do_not_stop_a_pack() {
    let mut document = specimen::overview();
    document.parts[0].title = "Ngọc 北京 \u{1F600} e\u{301} \u{200D} ﷺ".into();
    let drawing = specimen::drawing_of("Ngọc 北 \u{1F600}", "Ngọc 北", "北", 300);
    document.parts[0].opening.push(Block::Figure(Figure { caption: None, drawing, table: None }));
    pdf(&document);
}

#[test]
fn places_that_are_missing_or_named_twice_are_no_links_and_no_errors() {
    let mut document = specimen::overview();
    let twice =
        Section::new("now", "Named twice").paragraph(Text::new().link("nowhere", Target::place("nowhere")));
    document.parts[0].areas.push(Area::Section(twice));
    document.parts[0].areas.push(Area::Section(Section::new("", "No name at all")));
    pdf(&document);
    let page = html(&document);
    assert_eq!(page.matches(" id=\"now\"").count(), 1);
}

#[test]
fn a_faulty_template_is_an_error_with_its_place() {
    let templates = Templates::embedded().with("blocks.typ", "#let section(it) = [\n#unknown-word\n]");
    let error = render_pdf(&specimen::overview(), &templates, dated()).unwrap_err();
    assert!(matches!(error, RenderError::Typesetting { .. }));
    let said = error.to_string();
    assert!(said.contains("“Overview” could not be typeset") && said.contains(".typ, line "), "{said}");

    let templates = Templates::embedded().with("pack.typ", "#image(\"/etc/hostname\", alt: \"x\")");
    let said = render_pdf(&specimen::overview(), &templates, dated()).unwrap_err().to_string();
    assert!(said.contains("not found"), "{said}");
}

#[test]
fn an_authority_can_change_words_and_layout() {
    let own = include_str!("../reports/typst/pack.typ").replace("Records to", "Our records reach to");
    assert!(own.contains("Our records reach to"));
    let changed =
        render_pdf(&specimen::overview(), &Templates::embedded().with("pack.typ", own), dated()).unwrap();
    assert!(changed.bytes != pdf(&specimen::overview()).bytes);
}
