//! Review meetings: due, held, who came, how progress was rated.

use super::Candidate;
use super::observed::{done, due};
use super::room::Folding;
use super::things::Thing;
use crate::pack::words;
use crate::pack::{Block, Cell, Column, ColumnKind, Display, Section, Status, Table};

/// One row a stage; nothing where the rulebook has no reviews.
pub fn reviews(candidate: &Candidate, folding: Folding) -> Option<Section> {
    if candidate.reviews.is_empty() {
        return None;
    }
    let columns = [
        Column::new("Due by", ColumnKind::Date),
        Column::new("Held", ColumnKind::Status),
        Column::new("Manager attended", ColumnKind::Text),
        Column::new("Rating", ColumnKind::Text),
    ];
    let caption = "Reviews: due by, held, whether the manager attended, and rating";
    let mut table = Table::new(caption, "Stage", columns).shown(Display::UnderHeading);
    let (folded, shown): (Vec<&Thing>, Vec<&Thing>) =
        candidate.reviews.iter().partition(|review| folding.folds_reviews() && is_plain(review));
    // One alone is as short as a sentence about it.
    let (folded, shown) =
        if folded.len() > 1 { (folded, shown) } else { (Vec::new(), candidate.reviews.iter().collect()) };
    for review in shown {
        table.push(
            words::capital(&stage(review)),
            [due(review), held(review), attended(review), rating(review)],
        );
    }
    let mut section = Section::new(candidate.placed("reviews"), "Reviews");
    if !table.rows().is_empty() {
        section = section.block(Block::Table(table));
    }
    if !folded.is_empty() {
        let stages: Vec<String> = folded.iter().map(|review| stage(review)).collect();
        let said = format!(
            "{}: held on time, the manager attended, rated on track.",
            words::capital(&words::list(&stages))
        );
        section = section.block(Block::Remark(said.into()));
    }
    Some(section)
}

/// Held on time, attended and on track: nothing in it asks for a look.
fn is_plain(review: &Thing) -> bool {
    review.is(Status::OnTime)
        && review.line.flag("manager_attended") == Some(true)
        && review.line.is("rating", "on_track")
}

fn stage(review: &Thing) -> String {
    words::stage(review.line.text("stage").unwrap_or_default())
}

fn held(review: &Thing) -> Cell {
    match (review.done_on, review.line.day("planned_on"), review.status) {
        (None, Some(planned), Status::NotDue | Status::Overdue) => {
            let standing = words::capital(&review.standing());
            let tense = if review.is(Status::Overdue) { "was planned" } else { "planned" };
            Cell::status(review.status, format!("{standing}; {tense} for {}", words::date(planned)))
        }
        _ => done(review),
    }
}

fn attended(review: &Thing) -> Cell {
    match (review.done_on, review.line.flag("manager_attended")) {
        (None, _) => "Not yet held".into(),
        (_, Some(true)) => "Yes".into(),
        (_, Some(false)) => "No".into(),
        (_, None) => Cell::status(Status::CannotTell, "Cannot tell"),
    }
}

fn rating(review: &Thing) -> Cell {
    match (review.done_on, review.line.text("rating")) {
        (None, _) => "Not yet held".into(),
        (_, Some(rating)) => words::capital(&words::rating(rating)).into(),
        (_, None) => Cell::status(Status::CannotTell, "Not recorded"),
    }
}
