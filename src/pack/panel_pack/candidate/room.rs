//! What fits on a candidate's first page, and how far the second folds.
//!
//! Heights are reckoned from the number of characters, on the safe side of the template's sizes; a test
//! sets full candidates and counts pages.

use crate::charts::Sheet;
use crate::pack::{Area, Block, Cell, Fact, Matter, Part, Section, Table, Text, Writing};

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
    /// The policy's other rules share a line.
    RulesInALine,
    /// They are left to the report: the cohort has the room first.
    RulesLeft,
    /// The cohort is told in one sentence, and what cannot be told in one.
    Context,
    /// The cohort is left to the report, and the record has one line to write on.
    Short,
}

/// Millimetres between the page's head and foot, less a little.
pub const PAGE: f64 = 251.0;
/// How much more a page holds that the template sets closer because it is too full.
const CLOSE: f64 = 1.08;
/// A line of text, its distance to the next included.
const LINE: f64 = 4.4;
/// Characters on a line of the full width, and of the two columns.
const WIDE: f64 = 106.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 46.0;
/// The same in the larger type of the plain answer, and of one of four facts.
const LEAD: f64 = 86.0;
const FACT: f64 = 25.0;
/// The width of the page, in millimetres.
const WIDTH: f64 = 180.0;

impl Folding {
    const ALL: [Folding; 9] = [
        Folding::Open,
        Folding::Items,
        Folding::Feedback,
        Folding::Well,
        Folding::Reviews,
        Folding::RulesInALine,
        Folding::RulesLeft,
        Folding::Context,
        Folding::Short,
    ];

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

    pub fn is_short(self) -> bool {
        self == Folding::Short
    }

    /// The least that lets the page fit. Before the cohort is shortened, the page is set closer.
    pub fn that_fits(room: f64, page: impl Fn(Folding) -> Vec<Area>) -> Folding {
        let comfortable = Folding::ALL.into_iter().take_while(|folding| *folding < Folding::Context);
        let close = Folding::ALL.into_iter().skip_while(|folding| *folding < Folding::Reviews);
        let fits = |folding: &Folding, room: f64| height(&page(*folding)) <= room;
        let mut comfortable = comfortable.filter(|folding| fits(folding, room));
        let mut close = close.filter(|folding| fits(folding, room * CLOSE));
        comfortable.next().or_else(|| close.next()).unwrap_or(Folding::Short)
    }
}

/// Whether a candidate's first page fits on one sheet.
pub fn fits(part: &Part, room: f64) -> bool {
    let lead = part.lead.as_ref().map_or(0.0, |lead| lines(letters(lead), LEAD) * 5.9 + 2.3);
    let opening: f64 = part.opening.iter().map(|one| block(one, WIDE)).sum();
    12.0 + lead + opening + height(&part.areas) <= room * CLOSE
}

fn height(areas: &[Area]) -> f64 {
    let run = |sections: &[Section], width: f64| sections.iter().map(|it| section(it, width)).sum::<f64>();
    areas
        .iter()
        .map(|area| match area {
            Area::Section(it) => section(it, WIDE),
            Area::Columns(left, right) => run(left, LEFT).max(run(right, RIGHT)),
            Area::Record(record) => {
                let written = |writing: &Writing| 7.0 + f64::from(writing.lines) * 7.5;
                let fields = 13.0 * record.fields.len().div_ceil(2) as f64;
                23.0 + fields + record.writing.iter().map(written).sum::<f64>() + 14.0
            }
            Area::NewSheet => 0.0,
        })
        .sum()
}

fn section(it: &Section, width: f64) -> f64 {
    let heading =
        it.finding.chars().count() + it.beside.as_ref().map_or(0, |beside| beside.chars().count() + 3);
    6.3 + lines(heading, width * 0.8) * 5.2 + it.body.iter().map(|one| block(one, width)).sum::<f64>()
}

fn block(it: &Block, width: f64) -> f64 {
    match it {
        Block::Paragraph(text) | Block::Remark(text) | Block::Notice(text) => {
            lines(letters(text), width) * LINE + 1.0
        }
        Block::Points(points) => {
            points.iter().map(|text| lines(letters(text), width - 3.0) * LINE + 1.6).sum()
        }
        Block::Matters(matters) => {
            matters.iter().map(|one| lines(matter(one), width - 4.0) * LINE + 2.2).sum()
        }
        Block::Table(it) => table(it, width),
        Block::Heading(_) => 9.0,
        Block::Facts(facts) => 19.0 + (facts.iter().map(fact_lines).fold(2.0, f64::max) - 1.0) * LINE,
        Block::LargeFigures(_) => 26.0,
        Block::Figure(figure) => WIDTH * proportion(&figure.drawing.print),
        Block::MarksKey(statuses) => statuses.len() as f64 * 5.5,
    }
}

fn fact_lines(fact: &Fact) -> f64 {
    lines(letters(&fact.value), FACT) + fact.note.as_ref().map_or(0.0, |note| lines(letters(note), FACT))
}

/// Height over width of a drawing.
fn proportion(sheet: &Sheet) -> f64 {
    let (width, height) = sheet.size();
    f64::from(height) / f64::from(width)
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
    3.0 + row_height(row_lines(&|column| heading(it, column))) + rows + it.notes.len() as f64 * 6.0
}

fn row_height(lines: f64) -> f64 {
    5.75 + (lines - 1.0) * LINE
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
