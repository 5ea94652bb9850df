//! Panels: the agenda of each to come, how full they are, what past ones decided, and the packs.

use super::meetings;
use super::page::{Main, Page};
use super::report::Report;
use crate::pack::{Area, Block, Document, Section, Text, words};

pub fn compose(report: &Report) -> (String, Document) {
    let page = Page::new(report, Main::Panels);
    let panels = meetings::to_come(report.view);
    let title = match meetings::next(&panels) {
        Some(next) => meetings::finding(next),
        None => "No moderation panel is planned in the records".to_owned(),
    };
    let lead = match panels.len() as i64 {
        0 => "Panels with dates to come would show their agendas here.".to_owned(),
        1 => "It is the one panel to come in the records.".to_owned(),
        n => format!(
            "{} are to come, the last on {}.",
            words::capital(&words::spelt_of(n, "panel", "panels")),
            panels.last().map(|last| words::date(last.held_on)).unwrap_or_default()
        ),
    };
    let mut part = Page::part(title, Some(lead.into()));
    let agendas = panels.iter().enumerate().map(|(n, panel)| {
        let place = if n == 0 { "next".to_owned() } else { format!("panel-{}", n + 1) };
        meetings::section(&page, panel, &place)
    });
    let mut sections: Vec<Section> = agendas.collect();
    sections.extend(meetings::load_section(&page));
    sections.extend(meetings::past_section(&page));
    sections.push(packs(&page));
    part.areas = sections.into_iter().map(Area::Section).collect();
    page.finish(vec![part], Vec::new())
}

fn packs(page: &Page) -> Section {
    let packs = page.report.packs;
    if packs.is_empty() {
        return Section::new("packs", "This run made no packs").topic("Packs").paragraph(
            "Packs are made for panels to come and those of the last 90 days, unless the run says otherwise.",
        );
    }
    let links = packs.iter().map(|pack| Text::new().link(pack.words.clone(), page.to(&pack.path))).collect();
    Section::new("packs", words::capital(&words::spelt_of(packs.len() as i64, "panel pack", "panel packs")))
        .topic("Packs")
        .block(Block::Points(links))
}
