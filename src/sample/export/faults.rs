//! What is wrong in real exports, in a few rows of an invented one.
//!
//! A faulty row is a copy of a sound one, with the fault in it: what the sound rows tell stays whole.

use super::Style;
use crate::sample::records::{Cell, Id, Rows};

/// A row that cannot be used, or should be said something about.
#[derive(Clone, Debug)]
pub struct Fault {
    pub table: &'static str,
    /// Where in the table, in hundredths of its rows.
    pub at: usize,
    pub harm: Harm,
}

#[derive(Clone, Debug)]
pub enum Harm {
    /// This text stands in this column.
    Says(&'static str, &'static str),
    /// Nothing stands in this column.
    Lacks(&'static str),
    /// The row is there twice.
    Repeats,
    /// The row is about somebody the workers export does not know.
    IsAboutAStranger,
    /// Two days are the wrong way round.
    EndsBeforeStart(&'static str, &'static str),
}

/// The faulty rows of a table: after which row, and the cells; in the order of rows.
pub(super) fn faulty_rows(style: &Style, table: &str, rows: &dyn Rows) -> Vec<(usize, Vec<Cell>)> {
    let mut faulty: Vec<(usize, Vec<Cell>)> = style
        .faults
        .iter()
        .filter(|fault| fault.table == table && rows.count() > 0)
        .map(|fault| {
            let after = (rows.count() * fault.at / 100).min(rows.count() - 1);
            (after, harmed(rows, after, &fault.harm))
        })
        .collect();
    faulty.sort_by_key(|(after, _)| *after);
    faulty
}

fn harmed(rows: &dyn Rows, row: usize, harm: &Harm) -> Vec<Cell> {
    let mut cells = Vec::new();
    rows.read(row, &mut cells);
    let place = |name: &str| rows.columns().iter().position(|column| *column == name);
    match harm {
        Harm::Repeats => {}
        Harm::Says(column, text) => {
            if let Some(cell) = place(column) {
                cells[cell] = Cell::AsIs(text);
            }
        }
        Harm::Lacks(column) => {
            if let Some(cell) = place(column) {
                cells[cell] = Cell::Empty;
            }
        }
        Harm::IsAboutAStranger => {
            if let Some(cell) = place("worker_id") {
                cells[cell] = Cell::Id(Id::Stranger(77));
            }
        }
        Harm::EndsBeforeStart(from, to) => {
            if let (Some(from), Some(to)) = (place(from), place(to))
                && let Cell::Day(day) = cells[from]
            {
                cells[to] = Cell::Day(day - 12);
            }
        }
    }
    cells
}
