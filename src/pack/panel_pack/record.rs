//! The moderation record: short on each candidate's page, in full and blank at the end of the pack, and as
//! a form for each candidate, filled in with what is known. All three are made from the fields here.

use super::agenda::{Case, Hearing};
use super::candidate::Candidate;
use super::pairing::pairing;
use super::{Moderation, PanelRef, document_of, file_stem};
use crate::pack::lines::Line;
use crate::pack::view::View;
use crate::pack::{
    Area, Block, Cell, Column, ColumnKind, Display, Document, Field, FieldAnswer, Part, PartKind, People,
    Record, Section, Table, Text, Writing, words,
};

const DECISIONS: [&str; 4] = ["Pass", "Deferred to the next panel", "Not passed", "Referred"];
const RECOMMENDATIONS: [&str; 2] = ["Pass", "Not a pass"];

fn writing(label: &str, lines: u8) -> Writing {
    Writing { label: label.to_owned(), lines }
}

fn signatures() -> Vec<Field> {
    vec!["Moderator".into(), "Chair".into(), Field::date("Date")]
}

/// The record at the foot of a candidate's second page.
pub fn of_candidate(place: &str, lines: u8) -> Record {
    Record {
        place: format!("{place}-record"),
        heading: "Record of the panel".to_owned(),
        decisions: DECISIONS.map(str::to_owned).to_vec(),
        writing: vec![writing("Reasons, and what is needed next, by whom and by when", lines)],
        signatures: signatures(),
        ..Record::default()
    }
}

/// A moderation record to copy: one for each portfolio that is moderated.
pub fn blank(pack: &Moderation) -> Part {
    let mut part = form(pack, None);
    part.beside = Some("to copy: one for each portfolio".to_owned());
    part
}

/// A moderation record for each candidate heard, filled in with what is known: its file's name, and the form.
///
/// People are called as in the panel's pack, by name only where `people` asks for it and the view has names.
/// No records for a progression panel: its forms are its own.
pub fn compose_records(view: &View, panel: &PanelRef, people: People) -> Vec<(String, Document)> {
    if panel.kind == super::PanelKind::Progression {
        return Vec::new();
    }
    let people = super::people_of(view, people);
    let pack = Moderation::new(view, panel, people, super::PAGE_ROOM);
    let form_of = |case: &Case| {
        let called = pack.calling.candidate_in_full(case.worker_id);
        let part = form(&pack, Some(case));
        let mut document = document_of(view, panel, people, vec![part]);
        document.title = format!("Moderation record, {called}: {}", panel.title());
        (record_file_name(view, panel, case.worker_id), document)
    };
    pack.agenda.heard.iter().map(form_of).collect()
}

/// A record's file name: `2026-03-19-final-p7-record-w4821.docx`. It holds no name of a person.
pub fn record_file_name(view: &View, panel: &PanelRef, worker_id: &str) -> String {
    format!("{}-record-{}.docx", file_stem(panel), view.called(worker_id).to_lowercase().replace(' ', "-"))
}

/// The form; blank, or with what is known of a case.
fn form(pack: &Moderation, case: Option<&Case>) -> Part {
    let mut part = Part::new("moderation-record", PartKind::Chapter, "Moderation record");
    part.beside = case.map(|case| pack.calling.candidate_in_full(case.worker_id));
    part.lead = Some("The moderator fills in the first half before the panel, the panel the second.".into());
    part.areas = vec![
        Area::Record(portfolio(pack, case)),
        Area::Section(evidence_seen(pack, case)),
        Area::Record(Record {
            place: "moderators-view".to_owned(),
            heading: "The moderator’s view".to_owned(),
            decisions: ["Agree with the recommendation", "Do not agree", "Cannot say yet"]
                .map(str::to_owned)
                .to_vec(),
            writing: vec![
                writing("What was good", 2),
                writing("Gaps", 2),
                writing("Comments and questions for the assessor", 2),
            ],
            signatures: vec!["Moderator".into(), Field::date("Date")],
            ..Record::default()
        }),
        Area::Record(Record {
            place: "panels-decision".to_owned(),
            heading: "The panel’s decision".to_owned(),
            decisions: DECISIONS.map(str::to_owned).to_vec(),
            decided: case.and_then(|case| decided(case.line)).map(str::to_owned),
            writing: vec![writing("Reasons", 2), writing("What is needed next, by whom and by when", 2)],
            signatures: signatures(),
            ..Record::default()
        }),
    ];
    part
}

/// Which portfolio it is, and what is known of it before anybody reads it.
fn portfolio(pack: &Moderation, case: Option<&Case>) -> Record {
    let words = |label: &str, known: Option<String>| Field::new(label, FieldAnswer::Words { known });
    let line = case.map(|case| case.line);
    let submitted = line.and_then(|line| line.day("submitted_on"));
    let hearing = case.map(|case| case.hearing);
    let is_failing =
        line.and_then(|line| line.text("flags")).is_some_and(|flags| flags.contains("fail_pathway"));
    let has_concern =
        line.and_then(|line| line.text("flags")).is_some_and(|flags| flags.contains("concern_open"));
    Record {
        place: "portfolio".to_owned(),
        heading: "The portfolio".to_owned(),
        fields: vec![
            words("Candidate", case.map(|case| called(pack, case))),
            words("Panel", Some(pack.panel.title())),
            words("Moderator", case.map(|case| pairing(case, pack.moderators()).moderator)),
            words(
                "Moderator at the interim panel",
                case.map(|case| pairing(case, pack.moderators()).at_interim),
            ),
            Field::new(
                "Portfolio came in on",
                FieldAnswer::Date {
                    known: submitted.map(words::date),
                    iso: submitted.map(|day| day.to_string()),
                },
            ),
            Field::new(
                "The assessor’s recommendation",
                FieldAnswer::Choice {
                    from: RECOMMENDATIONS.map(str::to_owned).to_vec(),
                    known: line.and_then(recommended).map(str::to_owned),
                },
            ),
            Field::new(
                "On a fail pathway: discussed in full",
                FieldAnswer::Tick { is_known: is_failing || hearing == Some(Hearing::InFull) },
            ),
            Field::new(
                "A concern is open: tell the chair beforehand",
                FieldAnswer::Tick { is_known: has_concern },
            ),
        ],
        ..Record::default()
    }
}

fn called(pack: &Moderation, case: &Case) -> String {
    format!("{} ({})", pack.calling.candidate_in_full(case.worker_id), pack.view.called(case.worker_id))
}

fn recommended(line: Line) -> Option<&'static str> {
    let [pass, not] = RECOMMENDATIONS;
    line.text("recommendation").map(|word| if word == "pass" { pass } else { not })
}

fn decided(line: Line) -> Option<&'static str> {
    let [pass, deferred, failed, referred] = DECISIONS;
    Some(match line.text("decision")? {
        "pass" => pass,
        "defer" => deferred,
        "fail" => failed,
        "refer" => referred,
        _ => return None,
    })
}

fn evidence_seen(pack: &Moderation, case: Option<&Case>) -> Section {
    let candidate = case.map(|case| Candidate::new(pack, *case));
    let mut columns =
        vec![Column::new("Seen", ColumnKind::Text), Column::new("Not in the portfolio", ColumnKind::Text)];
    if case.is_some() {
        columns.insert(0, Column::new("On record", ColumnKind::Text));
    }
    let mut table =
        Table::new("Evidence seen by the moderator", "Evidence", columns).shown(Display::UnderHeading);
    for evidence in evidence(pack) {
        let mut cells = vec![Cell::TickBox, Cell::TickBox];
        if let Some(candidate) = &candidate {
            cells.insert(0, evidence.on_record(candidate).into());
        }
        table.push(Text::from(evidence.name), cells);
    }
    Section::new("evidence-seen", "Evidence seen").block(Block::Table(table))
}

/// A kind of evidence that a portfolio holds.
struct Evidence<'r> {
    name: String,
    kind: EvidenceKind<'r>,
}

#[derive(Clone, Copy)]
enum EvidenceKind<'r> {
    Observations,
    Reviews,
    /// An item of the rulebook.
    Item(&'r str),
    Recommendation,
}

impl Evidence<'_> {
    /// `2 of 3`: how many of those that apply the records show done.
    fn on_record(&self, candidate: &Candidate) -> String {
        match self.kind {
            EvidenceKind::Recommendation => match recommended(candidate.line()) {
                Some(word) => word.to_owned(),
                None => "Not recorded".to_owned(),
            },
            EvidenceKind::Observations => done(candidate, "observation_status", "done_on", |_| true),
            EvidenceKind::Reviews => done(candidate, "review_status", "held_on", |_| true),
            EvidenceKind::Item(item) => {
                done(candidate, "milestone_status", "done_on", |line| line.is("item", item))
            }
        }
    }
}

fn done(candidate: &Candidate, table: &str, column: &str, is_meant: impl Fn(Line) -> bool) -> String {
    let rows: Vec<Line> = candidate
        .rows(table)
        .iter()
        .copied()
        .filter(|line| is_meant(*line) && !line.is("status", "not_required"))
        .collect();
    if rows.is_empty() || rows.iter().all(|line| line.is("status", "no_records")) {
        return "Cannot tell".to_owned();
    }
    let done = rows.iter().filter(|line| line.day(column).is_some()).count();
    format!("{done} of {}", rows.len())
}

/// Observed practice first, then the kinds of item the rulebook asks for.
fn evidence<'r>(pack: &'r Moderation) -> Vec<Evidence<'r>> {
    let rulebook = pack.view.rulebook;
    let named = |name: &str, kind| Evidence { name: name.to_owned(), kind };
    let mut evidence = Vec::new();
    if !rulebook.observations.is_empty() {
        evidence.push(named("Records of direct observations", EvidenceKind::Observations));
    }
    if !rulebook.reviews.is_empty() {
        evidence.push(named("Records of reviews", EvidenceKind::Reviews));
    }
    for item in &rulebook.portfolio {
        let name = words::capital(&words::item(&item.item));
        if !evidence.iter().any(|known: &Evidence| known.name == name) {
            evidence.push(Evidence { name, kind: EvidenceKind::Item(&item.item) });
        }
    }
    evidence.push(named("The assessor’s recommendation", EvidenceKind::Recommendation));
    evidence
}
