//! Packs of panels: who is heard and in which order, what is said, and how it fits on paper.

#[path = "panel_packs/authority.rs"]
mod authority;
mod support;

use authority::{Authority, day, rows};
use moderato::pack::panel_pack::{PackChoice, PanelRef, compose_pack, find_panel, pack_file_name, panels_due};
use moderato::pack::{Document, PartKind, People};
use moderato::render::{Templates, render_pdf};

fn pack(authority: &Authority, panel: &str, people: People) -> Document {
    let view = authority.view(people == People::Names);
    let panel = find_panel(&view, panel).unwrap();
    compose_pack(&view, &panel, people)
}

#[test]
fn look_at_it() {
    let authority = Authority::new();
    let dir = std::path::Path::new("/tmp/packs");
    for (panel, people) in [("P-MAR", People::Pseudonyms), ("P-APR", People::Pseudonyms)] {
        let document = pack(&authority, panel, people);
        let pdf = render_pdf(&document, &Templates::embedded(), day(authority::AS_OF)).unwrap();
        println!("{panel} {:?}", pdf.part_pages);
        std::fs::write(dir.join(format!("{panel}-{people:?}.pdf")), pdf.bytes).unwrap();
    }
}
