//! Documents as pages and packs: what readers of every kind can rely on.

#[path = "render/specimen.rs"]
mod specimen;

use std::path::Path;

use moderato::dates::Day;
use moderato::pack::*;
use moderato::render::{Templates, render_html, render_pdf};

/// Keeps what the tests make where a person can look at it.
fn keep(name: &str, contents: &[u8]) {
    std::fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), contents).unwrap();
}

fn dated() -> Day {
    Day::from_ymd(2026, 3, 6).unwrap()
}

fn html(document: &Document) -> String {
    render_html(document).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn look() {
    keep("overview.html", html(&specimen::overview()).as_bytes());
    keep("pack.html", html(&specimen::pack(2)).as_bytes());
    let now = std::time::Instant::now();
    let pdf = render_pdf(&specimen::pack(2), &Templates::embedded(), dated())
        .unwrap_or_else(|error| panic!("{error}"));
    eprintln!("{} pages {:?} in {:?}", pdf.pages, pdf.part_pages, now.elapsed());
    keep("pack.pdf", &pdf.bytes);
    let now = std::time::Instant::now();
    let pdf = render_pdf(&specimen::overview(), &Templates::embedded(), dated())
        .unwrap_or_else(|error| panic!("{error}"));
    eprintln!("{} pages {:?} in {:?}", pdf.pages, pdf.part_pages, now.elapsed());
    keep("overview.pdf", &pdf.bytes);
}
