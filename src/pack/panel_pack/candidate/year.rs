//! The year on one clock, with the panels this candidate comes to.

use super::Candidate;
use crate::charts::Figure as Chart;
use crate::dates::Day;
use crate::pack::words;
use crate::pack::year::Year;
use crate::pack::{Block, Figure, Section};

fn year<'c, 'a>(candidate: &'c Candidate<'a>) -> Year<'c, 'a> {
    Year { view: candidate.pack.view, rows: &candidate.pack.view.rows, worker_id: candidate.case.worker_id }
}

/// The drawing, or the sentence that stands for it.
pub fn on_one_clock(candidate: &Candidate) -> Section {
    let mut section = Section::new(candidate.placed("year"), "The programme on one clock");
    let paused = paused_days(candidate);
    if paused > 0 {
        section = section.beside(format!("due dates move by {} of pause", words::days(paused)));
    }
    let called = candidate.pack.calling.candidate(candidate.case.worker_id);
    match year(candidate).draw_with_panels(called, panel_days(candidate)) {
        None => section.paragraph("Cannot tell: the days in programme are not known."),
        Some(Chart::Sentence(sentence)) => section.paragraph(sentence),
        Some(Chart::Drawings(drawings)) => drawings.into_iter().fold(section, |section, drawing| {
            section.block(Block::Figure(Figure { caption: None, drawing, table: None }))
        }),
    }
}

/// How many days the clock stands still.
pub fn paused_days(candidate: &Candidate) -> i64 {
    year(candidate).paused_days()
}

/// What the drawing cannot say: supervision in figures, and the caseload on the last day.
pub fn in_figures(candidate: &Candidate) -> Option<String> {
    year(candidate).in_figures()
}

/// The panels the candidate comes to. One who moved on is heard on this panel's day instead.
fn panel_days(candidate: &Candidate) -> Vec<Day> {
    let this = candidate.case.line.text("panel_id");
    let moved_to = candidate.pack.panel.held_on.filter(|_| candidate.case.moved_from.is_some());
    let day = |line: &crate::pack::lines::Line| match moved_to.filter(|_| line.text("panel_id") == this) {
        Some(day) => Some(day),
        None => line.day("held_on"),
    };
    let mut days: Vec<Day> = candidate.rows("panel_status").iter().filter_map(day).collect();
    days.sort_unstable();
    days.dedup();
    days
}
