//! The report pages of an authority made by hand: every page is there, every link leads somewhere, nobody is
//! named, and what cannot be told is said.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::Mutex;

use crate::panel_packs::authority::Authority;
use moderato::pack::lines::ByWorker;
use moderato::pack::pages::{PackLink, compose_overview, compose_pages, compose_worker_pages};
use moderato::pack::panel_pack::{PackChoice, compose_records, panels_due};
use moderato::pack::view::View;
use moderato::pack::{Area, Block, Cell, Document, People, Section, Span, Target, Text};
use moderato::render::{Templates, render_html};

pub type Pages = BTreeMap<String, Document>;

fn pages(authority: &Authority) -> Pages {
    let view = authority.view(true);
    let packs: Vec<PackLink> = panels_due(&view, PackChoice::All).iter().map(PackLink::new).collect();
    assert!(!packs.is_empty());
    every_page(&view, &packs)
}

/// The pages of a view by their paths, the workers' own among them.
pub fn every_page(view: &View, packs: &[PackLink]) -> Pages {
    compose_pages(view, packs).into_iter().chain(worker_pages(view, packs)).collect()
}

fn worker_pages(view: &View, packs: &[PackLink]) -> Pages {
    let pages = Mutex::new(Pages::new());
    let made = compose_worker_pages(view, packs, |path, page| {
        assert!(pages.lock().unwrap().insert(path, page).is_none());
        Ok::<(), Infallible>(())
    });
    assert_eq!(made, Ok(()));
    pages.into_inner().unwrap()
}

/// Every text of a block.
fn texts(block: &Block) -> Vec<Text> {
    let of_table = |table: &moderato::pack::Table| -> Vec<Text> {
        let cells = table.rows().iter().flat_map(|row| {
            let cells = row.cells.iter().filter_map(|cell| match cell {
                Cell::Text { text } | Cell::Status { words: text, .. } => Some(text.clone()),
                Cell::Figure { shown, .. } => Some(Text::from(shown.clone())),
                Cell::Missing { .. } | Cell::TickBox => None,
            });
            std::iter::once(row.header.clone()).chain(cells)
        });
        std::iter::once(Text::from(table.caption.clone())).chain(cells).collect()
    };
    match block {
        Block::Heading(words) => vec![Text::from(words.clone())],
        Block::Paragraph(text) | Block::Remark(text) | Block::Notice(text) => vec![text.clone()],
        Block::Points(points) => points.clone(),
        Block::Matters(matters) => matters
            .iter()
            .flat_map(|matter| [Text::from(matter.finding.clone()), matter.facts.clone()])
            .collect(),
        Block::LargeFigures(figures) => figures.iter().map(|figure| figure.line.clone()).collect(),
        Block::Facts(facts) => {
            facts.iter().flat_map(|fact| [Some(fact.value.clone()), fact.note.clone()]).flatten().collect()
        }
        Block::Table(table) => of_table(table),
        Block::Figure(figure) => {
            figure.table.iter().flat_map(of_table).chain(figure.caption.clone()).collect()
        }
        Block::MarksKey(_) => Vec::new(),
    }
}

/// Every text of a page, side notes and foot included.
fn all_texts(page: &Document) -> Vec<Text> {
    let mut found: Vec<Text> = page.foot.clone();
    for part in &page.parts {
        found.push(Text::from(part.title.clone()));
        found.extend(part.lead.clone());
        found.extend(part.opening.iter().flat_map(texts));
    }
    for section in page.sections() {
        found.push(Text::from(section.finding.clone()));
        found.extend(section.body.iter().flat_map(texts));
        found.extend(section.notes.iter().flat_map(|notes| notes.notes.iter().map(|note| note.text.clone())));
    }
    found
}

fn links(page: &Document) -> Vec<Target> {
    let in_texts = all_texts(page);
    let in_texts = in_texts.iter().flat_map(Text::spans).filter_map(|span| match span {
        Span::Link { to, .. } => Some(to.clone()),
        _ => None,
    });
    let navigation =
        page.navigation.pages.iter().chain(&page.navigation.breadcrumb).map(|link| link.to.clone());
    in_texts.chain(navigation).collect()
}

/// A link of a page, from the authority's folder.
fn resolved(from: &str, to: &str) -> String {
    match to.strip_prefix("../") {
        Some(rest) if from.contains('/') => rest.to_owned(),
        Some(_) => panic!("{from} leads out of the folder: {to}"),
        None if from.contains('/') => format!("{}/{to}", from.rsplit_once('/').unwrap().0),
        None => to.to_owned(),
    }
}

fn section<'a>(page: &'a Document, place: &str) -> &'a Section {
    page.sections().find(|section| section.place == place).unwrap_or_else(|| panic!("no section {place}"))
}

#[test]
fn every_link_leads_to_a_page_a_place_or_a_pack() {
    let authority = Authority::new();
    let pages = pages(&authority);
    for page in [
        "index.html",
        "cohorts.html",
        "teams.html",
        "panels.html",
        "leadership.html",
        "data-quality.html",
        "method.html",
    ] {
        assert!(pages.contains_key(page), "{page} is missing");
    }
    let view = authority.view(false);
    let panels = panels_due(&view, PackChoice::All);
    let packs: BTreeSet<String> = panels.iter().map(|panel| PackLink::new(panel).path).collect();
    let records: BTreeSet<String> = panels
        .iter()
        .flat_map(|panel| compose_records(&view, panel, People::Pseudonyms))
        .map(|(name, _)| format!("packs/{name}"))
        .collect();
    let mut to_records = 0;
    let mut to_packs = 0;
    for (path, page) in &pages {
        for link in links(page) {
            let target = link.page.as_deref().map_or_else(|| path.clone(), |to| resolved(path, to));
            if packs.contains(&target) {
                to_packs += 1;
                continue;
            }
            if records.contains(&target) {
                to_records += 1;
                continue;
            }
            let found =
                pages.get(&target).unwrap_or_else(|| panic!("{path} links to {target}, which is not there"));
            if let Some(place) = &link.place {
                assert!(found.places().contains(&place.as_str()), "{path} links to {target}#{place}");
            }
        }
    }
    assert!(to_packs >= packs.len(), "only {to_packs} links to packs");
    assert!(to_records >= 5, "only {to_records} links to records");
}

#[test]
fn places_are_unlike_each_other_and_every_page_renders() {
    for (path, page) in pages(&Authority::new()) {
        let places = page.places();
        let distinct: BTreeSet<&str> = places.iter().copied().collect();
        assert_eq!(distinct.len(), places.len(), "{path}: {places:?}");
        let html =
            render_html(&page, &Templates::embedded()).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        assert!(html.contains("Pseudonyms"), "{path} does not say whether names are in it");
    }
}

#[test]
fn no_name_no_id_and_no_childs_reference_stands_on_a_page() {
    let authority = Authority::new();
    let view = authority.view(true);
    let table = view.records.table("workers").unwrap();
    let ids: Vec<&str> = (0..table.rows()).filter_map(|row| table.texts("worker_id").get(row)).collect();
    assert!(ids.len() >= 5);
    for (path, page) in pages(&authority) {
        let html = render_html(&page, &Templates::embedded()).unwrap();
        for word in ["Invented", "CHILD"] {
            assert!(
                !html.contains(word) || (path == "method.html" && word == "Invented"),
                "{path} has {word}"
            );
        }
        let words: String = all_texts(&page).iter().map(|text| text.words() + "\n").collect();
        for id in &ids {
            let is_there = words.split(|c: char| !c.is_alphanumeric()).any(|word| word == *id);
            assert!(!is_there, "{path} has the id {id}");
        }
    }
}

#[test]
fn the_overview_counts_what_it_lists() {
    let pages = pages(&Authority::new());
    let overview = &pages["index.html"];
    let now = section(overview, "now");
    let listed: usize = now
        .body
        .iter()
        .map(|block| match block {
            Block::Matters(matters) => matters.len(),
            _ => 0,
        })
        .sum();
    let tabled = now.body.iter().find_map(|block| match block {
        Block::Table(table) => Some(table.rows().len()),
        _ => None,
    });
    let all = tabled.unwrap_or(listed);
    assert!(all >= listed && listed > 0 && listed <= 12);
    let Some(Block::LargeFigures(figures)) = overview.parts[0].opening.first() else {
        panic!("no large figures")
    };
    assert_eq!(figures[0].figure, all.to_string());
    // The teams list the same matters, panel submissions aside.
    let on_teams: usize = pages["teams.html"]
        .sections()
        .flat_map(|section| &section.body)
        .map(|block| match block {
            Block::Matters(matters) => matters.len(),
            _ => 0,
        })
        .sum();
    let submissions =
        all_texts(overview).iter().filter(|text| text.words().starts_with("A portfolio for the")).count();
    assert!(
        on_teams <= all && all <= on_teams + submissions,
        "{on_teams} on teams, {all} in all, {submissions}"
    );
}

#[test]
fn without_facts_metrics_or_records_every_page_says_so_and_shows_no_nought() {
    let authority = Authority::new();
    let full = authority.view(false);
    let (facts, metrics) = (BTreeMap::new(), BTreeMap::new());
    let records = moderato::model::Records::default();
    let view = View {
        facts: &facts,
        metrics: &metrics,
        records: &records,
        people: None,
        pseudonyms: BTreeMap::new(),
        rows: ByWorker::of_all(&facts, &records),
        ..full
    };
    let pages: Pages = every_page(&view, &[]);
    assert_eq!(pages.len(), 7, "{:?}", pages.keys());
    for (path, page) in &pages {
        render_html(page, &Templates::embedded()).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        for area in &page.parts[0].areas {
            let Area::Section(section) = area else { panic!("{path} has an area that is no section") };
            assert!(!section.finding.is_empty(), "{path} {}", section.place);
            assert!(!section.finding.starts_with("0 of 0"), "{path}: {}", section.finding);
        }
    }
    let room = section(&pages["leadership.html"], "room");
    assert_eq!(room.finding, "Cannot tell how much room there is within the cap");
}

#[test]
fn where_nobody_is_in_programme_the_pages_say_so_and_count_nobody() {
    let authority = Authority::new();
    let full = authority.view(false);
    let facts = BTreeMap::new();
    let view = View { facts: &facts, rows: ByWorker::of_all(&facts, full.records), ..full };
    let pages: Pages = every_page(&view, &[]);
    for path in ["index.html", "teams.html"] {
        assert_eq!(pages[path].parts[0].title, "Nobody is in programme now", "{path}");
    }
    let lead = pages["index.html"].parts[0].lead.as_ref().map(Text::words);
    assert_eq!(lead.as_deref(), Some("Nobody in the records is in programme now."));
    assert_eq!(section(&pages["leadership.html"], "room").finding, "Nobody is in programme now");
    let overview = compose_overview(&[view]);
    let said: Vec<String> = all_texts(&overview).iter().map(Text::words).collect();
    assert!(
        said.iter().any(|text| text.starts_with("Nobody in the records is in programme now.")),
        "{said:?}"
    );
    assert!(!said.iter().any(|text| text.contains("0 people") || text.contains("0 items")), "{said:?}");
}

#[test]
fn the_overview_across_authorities_stands_in_the_order_of_the_alphabet() {
    let authority = Authority::new();
    let (a, b) = (authority.view(false), authority.view(false));
    let zed = View { name: "Zed", code: "X99", ..a };
    let abbot = View { name: "Abbot", code: "X98", ..b };
    let page = compose_overview(&[zed, abbot]);
    let topics: Vec<&str> = page.sections().filter_map(|section| section.topic.as_deref()).collect();
    assert_eq!(topics, ["Abbot", "Zed"]);
    let targets: BTreeSet<String> = links(&page).into_iter().filter_map(|link| link.page).collect();
    assert_eq!(targets, BTreeSet::from(["X98/index.html".to_owned(), "X99/index.html".to_owned()]));
    render_html(&page, &Templates::embedded()).unwrap();
}

#[test]
fn no_metric_stands_on_a_workers_page() {
    let authority = Authority::new();
    let full = authority.view(false);
    let with_all = worker_pages(&full, &[]);
    assert!(with_all.len() > 1, "{:?}", with_all.keys());
    let none = BTreeMap::new();
    let without = worker_pages(&View { metrics: &none, ..full }, &[]);
    assert_eq!(with_all, without);
}
