//! How far the second page folds so that a candidate stays within two.
//!
//! Heights are reckoned from the number of characters, on the safe side of the template's sizes; a test
//! sets full candidates and counts pages.

use crate::pack::{Area, Block, Cell, Matter, Section, Table, Text};

/// What is folded, each with all before it. What is open never folds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Folding {
    /// Every portfolio item has its row.
    Open,
    /// Items of one kind share a row, with counts.
    Items,
    /// All feedback from people shares a row.
    Feedback,
    /// Items with nothing late, overdue or untold share a row.
    Well,
    /// Reviews held on time, attended and on track share a line.
    Reviews,
    /// The cohort is told in one sentence.
    Context,
}

/// Millimetres between the page's head and foot.
const PAGE: f64 = 250.0;
/// A line of text, its distance to the next included.
const LINE: f64 = 4.4;
/// Characters on a line of the full width, and of the two columns.
const WIDE: f64 = 98.0;
const LEFT: f64 = 50.0;
const RIGHT: f64 = 45.0;

impl Folding {
    const ALL: [Folding; 6] =
        [Folding::Open, Folding::Items, Folding::Feedback, Folding::Well, Folding::Reviews, Folding::Context];

    pub fn folds_items(self) -> bool {
        self >= Folding::Items
    }

    pub fn folds_feedback(self) -> bool {
        self >= Folding::Feedback
    }

    pub fn folds_what_is_well(self) -> bool {
        self >= Folding::Well
    }

    pub fn folds_reviews(self) -> bool {
        self >= Folding::Reviews
    }

    pub fn shortens_context(self) -> bool {
        self >= Folding::Context
    }

    /// The least that lets the page fit; the most where none does.
    pub fn that_fits(page: impl Fn(Folding) -> Vec<Area>) -> Folding {
        Folding::ALL.into_iter().find(|folding| height(&page(*folding)) <= PAGE).unwrap_or(Folding::Context)
    }
}

fn height(areas: &[Area]) -> f64 {
    let run = |sections: &[Section], width: f64| sections.iter().map(|it| section(it, width)).sum::<f64>();
    areas
        .iter()
        .map(|area| match area {
            Area::Section(it) => section(it, WIDE),
            Area::Columns(left, right) => run(left, LEFT).max(run(right, RIGHT)),
            Area::Record(record) => {
                let written: u32 = record.writing.iter().map(|writing| 1 + u32::from(writing.lines)).sum();
                27.0 + f64::from(written) * 7.2 + 14.0
            }
            Area::NewSheet => 0.0,
        })
        .sum()
}

fn section(it: &Section, width: f64) -> f64 {
    let heading =
        it.finding.chars().count() + it.beside.as_ref().map_or(0, |beside| beside.chars().count() + 3);
    8.0 + lines(heading, width * 0.8) * 5.4 + it.body.iter().map(|one| block(one, width)).sum::<f64>()
}

fn block(it: &Block, width: f64) -> f64 {
    match it {
        Block::Paragraph(text) | Block::Remark(text) | Block::Notice(text) => {
            lines(letters(text), width) * LINE + 1.5
        }
        Block::Points(points) => {
            points.iter().map(|text| lines(letters(text), width - 3.0) * LINE + 1.4).sum()
        }
        Block::Matters(matters) => {
            matters.iter().map(|one| lines(matter(one), width - 4.0) * LINE + 1.6).sum()
        }
        Block::Table(it) => table(it, width),
        Block::Heading(_) => 9.0,
        Block::Facts(_) | Block::LargeFigures(_) => 24.0,
        Block::Figure(_) => 130.0,
        Block::MarksKey(statuses) => statuses.len() as f64 * 5.5,
    }
}

fn matter(it: &Matter) -> usize {
    it.finding.chars().count() + letters(&it.facts) + it.answer.as_ref().map_or(0, |_| 40)
}

fn letters(text: &Text) -> usize {
    text.words().chars().count()
}

fn lines(letters: usize, width: f64) -> f64 {
    (letters as f64 / width).ceil().max(1.0)
}

/// Columns share the width by their longest cell, as the template has it.
fn table(it: &Table, width: f64) -> f64 {
    let longest = |column: usize| {
        it.rows().iter().map(|row| letters_at(row, column)).max().unwrap_or(0).max(heading(it, column))
    };
    let shares: Vec<f64> =
        (0..it.columns().len()).map(|column| (longest(column) + 2).clamp(6, 36) as f64).collect();
    let all: f64 = shares.iter().sum();
    let row_lines = |letters_of: &dyn Fn(usize) -> usize| {
        shares
            .iter()
            .enumerate()
            .map(|(column, share)| lines(letters_of(column), (width * share / all - 1.8).max(3.0)))
            .fold(1.0, f64::max)
    };
    let rows: f64 =
        it.rows().iter().map(|row| row_lines(&|column| letters_at(row, column))).map(row_height).sum();
    2.0 + row_height(row_lines(&|column| heading(it, column))) + rows + it.notes.len() as f64 * 6.0
}

fn row_height(lines: f64) -> f64 {
    5.0 + (lines - 1.0) * LINE
}

fn heading(it: &Table, column: usize) -> usize {
    it.columns().get(column).map_or(0, |column| column.heading.chars().count())
}

fn letters_at(row: &crate::pack::Row, column: usize) -> usize {
    let cell = column.checked_sub(1).map(|at| row.cells.get(at));
    match cell {
        None => letters(&row.header),
        Some(Some(Cell::Text { text })) => letters(text),
        Some(Some(Cell::Status { words, .. })) => letters(words) + 3,
        Some(Some(Cell::Figure { shown, .. })) => shown.chars().count(),
        Some(_) => 4,
    }
}
