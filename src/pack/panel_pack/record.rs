//! The blank moderation record: short on each candidate's page, in full at the end of the pack.

use super::Moderation;
use crate::pack::{
    Area, Block, Cell, Column, ColumnKind, Display, Part, PartKind, Record, Section, Table, Writing,
};

const DECISIONS: [&str; 4] = ["Pass", "Deferred to the next panel", "Not passed", "Referred"];

fn writing(label: &str, lines: u8) -> Writing {
    Writing { label: label.to_owned(), lines }
}

fn signatures() -> Vec<String> {
    ["Moderator", "Chair", "Date"].map(str::to_owned).to_vec()
}

/// The record at the foot of a candidate's second page.
pub fn of_candidate(place: &str, lines: u8) -> Record {
    Record {
        place: format!("{place}-record"),
        heading: "Record of the panel".to_owned(),
        decisions: DECISIONS.map(str::to_owned).to_vec(),
        writing: vec![writing("Reasons, and what is needed next, by whom and by when", lines)],
        signatures: signatures(),
    }
}

/// A moderation record to copy: one for each portfolio that is moderated.
pub fn blank(pack: &Moderation) -> Part {
    let mut part = Part::new("moderation-record", PartKind::Chapter, "Moderation record");
    part.beside = Some("to copy: one for each portfolio".to_owned());
    part.lead = Some("The moderator fills in the first half before the panel, the panel the second.".into());
    let columns =
        [Column::new("Seen", ColumnKind::Text), Column::new("Not in the portfolio", ColumnKind::Text)];
    let mut table =
        Table::new("Evidence seen by the moderator", "Evidence", columns).shown(Display::UnderHeading);
    for evidence in evidence(pack) {
        table.push(evidence, [Cell::TickBox, Cell::TickBox]);
    }
    let seen = Section::new("evidence-seen", "Evidence seen").block(Block::Table(table));
    part.areas = vec![
        Area::Section(seen),
        Area::Record(Record {
            place: "moderators-view".to_owned(),
            heading: "The moderator’s view".to_owned(),
            decisions: ["Agree with the recommendation", "Do not agree", "Cannot say yet"]
                .map(str::to_owned)
                .to_vec(),
            writing: vec![
                writing("Candidate, panel and date", 1),
                writing("What was good", 2),
                writing("Gaps", 2),
                writing("Comments and questions for the assessor", 2),
            ],
            signatures: vec!["Moderator".to_owned(), "Date".to_owned()],
        }),
        Area::Record(Record {
            place: "panels-decision".to_owned(),
            heading: "The panel’s decision".to_owned(),
            decisions: DECISIONS.map(str::to_owned).to_vec(),
            writing: vec![writing("Reasons", 2), writing("What is needed next, by whom and by when", 2)],
            signatures: signatures(),
        }),
    ];
    part
}

/// Observed practice first, then the kinds of item the rulebook asks for.
fn evidence(pack: &Moderation) -> Vec<String> {
    let rulebook = pack.view.rulebook;
    let mut evidence = Vec::new();
    if !rulebook.observations.is_empty() {
        evidence.push("Records of direct observations".to_owned());
    }
    if !rulebook.reviews.is_empty() {
        evidence.push("Records of reviews".to_owned());
    }
    for item in &rulebook.portfolio {
        let name = crate::pack::words::capital(&crate::pack::words::item(&item.item));
        if !evidence.contains(&name) {
            evidence.push(name);
        }
    }
    evidence.push("The assessor’s recommendation".to_owned());
    evidence
}
