//! The moderation record: short on each candidate's page, in full and blank at the end of the pack, and as
//! a form for each candidate, filled in with what is known. What is asked is the panel form's to say.

use super::agenda::{Case, Hearing};
use super::candidate::Candidate;
use super::form::{FieldKind, FormBox, FormField, KnownDate, KnownLine, KnownTick};
use super::judged::JudgedBy;
use super::pairing::pairing;
use super::{Moderation, PanelRef, document_of, file_stem};
use crate::dates::Day;
use crate::pack::lines::Line;
use crate::pack::view::View;
use crate::pack::{
    Area, Block, Cell, Column, ColumnKind, Display, Document, Field, FieldAnswer, Part, PartKind, People,
    Record, Section, Table, Text, Writing, words,
};

/// The form's name for links.
pub const PLACE: &str = "moderation-record";

/// The record at the foot of a candidate's second page; `is_short` leaves one line to each piece of writing.
pub fn of_candidate(candidate: &Candidate, place: &str, is_short: bool) -> Option<Record> {
    let short = candidate.pack().view.house.form.on_candidate_page.as_ref()?;
    let mut record = record_of(candidate.pack(), Some(candidate.case()), short);
    record.place = format!("{place}-record");
    if is_short {
        record.writing.iter_mut().for_each(|writing| writing.lines = 1);
    }
    Some(record)
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
        let judged = JudgedBy::candidates(view, [case.worker_id]);
        let mut document = document_of(view, panel, people, &judged, vec![part]);
        document.title = format!("{}, {called}: {}", view.house.form.title, panel.title());
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
    let form = &pack.view.house.form;
    let mut part = Part::new(PLACE, PartKind::Chapter, &form.title);
    part.beside = case.map(|case| pack.calling.candidate_in_full(case.worker_id));
    part.lead = form.lead.as_deref().map(Text::from);
    let area = |form_box: &FormBox| match form_box.is_evidence {
        true => Area::Section(evidence_seen(pack, case, form_box)),
        false => Area::Record(record_of(pack, case, form_box)),
    };
    part.areas = form.boxes.iter().map(area).collect();
    part
}

/// A box of the form: short answers, then the decision, what is to be written, and the signatures.
fn record_of(pack: &Moderation, case: Option<&Case>, form_box: &FormBox) -> Record {
    let decision = case.and_then(|case| case.line.text("decision"));
    let signatures = form_box.signatures.iter().map(|who| Field::from(who.as_str()));
    Record {
        place: form_box.place.clone(),
        heading: form_box.heading.clone(),
        fields: form_box.fields.iter().filter_map(|field| short_answer(pack, case, field)).collect(),
        decisions: form_box.decisions.clone(),
        decided: decision.and_then(|word| form_box.means.get(word)).cloned(),
        writing: form_box.fields.iter().filter_map(writing).collect(),
        signatures: signatures.chain(form_box.signed_on.iter().map(Field::date)).collect(),
    }
}

fn writing(field: &FormField) -> Option<Writing> {
    match field.kind {
        FieldKind::Writing { lines } => Some(Writing { label: field.label.clone(), lines }),
        _ => None,
    }
}

/// A short answer, filled in with what is known; none for what is to be written at length.
fn short_answer(pack: &Moderation, case: Option<&Case>, field: &FormField) -> Option<Field> {
    let answer = match &field.kind {
        FieldKind::Line { known } => {
            FieldAnswer::Words { known: known.and_then(|known| known_line(pack, case, known)) }
        }
        FieldKind::Date { known } => {
            let day = known.and_then(|known| known_date(pack, case, known));
            FieldAnswer::Date { known: day.map(words::date), iso: day.map(|day| day.to_string()) }
        }
        FieldKind::Tick { known } => FieldAnswer::Tick {
            is_known: known.zip(case).is_some_and(|(known, case)| known_tick(case, known)),
        },
        FieldKind::Choice { from, means } => {
            let recorded = case.and_then(|case| case.line.text("recommendation"));
            FieldAnswer::Choice {
                from: from.clone(),
                known: recorded.and_then(|word| means.get(word)).cloned(),
            }
        }
        FieldKind::Writing { .. } => return None,
    };
    Some(Field::new(&field.label, answer))
}

fn known_line(pack: &Moderation, case: Option<&Case>, known: KnownLine) -> Option<String> {
    let line = case.map(|case| case.line);
    match known {
        KnownLine::Panel => Some(pack.panel.title()),
        KnownLine::Authority => Some(pack.view.name.to_owned()),
        KnownLine::Candidate => case.map(|case| called(pack, case)),
        KnownLine::Service => line.and_then(|line| line.text("service")).map(str::to_owned),
        KnownLine::Cohort => line.and_then(|line| line.text("cohort")).map(str::to_owned),
        KnownLine::Assessor => {
            line.and_then(|line| line.text("assessor_id")).map(|id| pack.calling.person(id))
        }
        KnownLine::Moderator => case.map(|case| pairing(case, pack.moderators()).moderator),
        KnownLine::ModeratorAtInterim if pack.moderators().is_first() => {
            case.map(|_| "This is the interim panel".to_owned())
        }
        KnownLine::ModeratorAtInterim => case.map(|case| pairing(case, pack.moderators()).at_interim),
    }
}

fn known_date(pack: &Moderation, case: Option<&Case>, known: KnownDate) -> Option<Day> {
    let line = case.map(|case| case.line);
    match known {
        KnownDate::Submitted => line.and_then(|line| line.day("submitted_on")),
        KnownDate::SubmitBy => line.and_then(|line| line.day("submit_by")),
        KnownDate::Held => pack.panel.held_on,
    }
}

fn known_tick(case: &Case, known: KnownTick) -> bool {
    let has = |flag: &str| case.line.text("flags").is_some_and(|flags| flags.contains(flag));
    match known {
        KnownTick::InFull => has("fail_pathway") || case.hearing == Hearing::InFull,
        KnownTick::ConcernOpen => has("concern_open"),
    }
}

fn called(pack: &Moderation, case: &Case) -> String {
    format!("{} ({})", pack.calling.candidate_in_full(case.worker_id), pack.view.called(case.worker_id))
}

fn evidence_seen(pack: &Moderation, case: Option<&Case>, form_box: &FormBox) -> Section {
    let candidate = case.map(|case| Candidate::new(pack, *case));
    let mut columns =
        vec![Column::new("Seen", ColumnKind::Text), Column::new("Not in the portfolio", ColumnKind::Text)];
    if case.is_some() {
        columns.insert(0, Column::new("On record", ColumnKind::Text));
    }
    let mut table =
        Table::new("Evidence seen by the moderator", "Evidence", columns).shown(Display::UnderHeading);
    for evidence in evidence(pack, case) {
        let mut cells = vec![Cell::TickBox, Cell::TickBox];
        if let Some(candidate) = &candidate {
            cells.insert(0, evidence.on_record(candidate).into());
        }
        table.push(Text::from(evidence.name), cells);
    }
    Section::new(&form_box.place, &form_box.heading).block(Block::Table(table))
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
    /// `2 of 3 due`: how many of those due by now, or done before, the records show done.
    fn on_record(&self, candidate: &Candidate) -> String {
        match self.kind {
            EvidenceKind::Recommendation => match candidate.case().line.text("recommendation") {
                Some(word) => {
                    candidate.pack().view.house.form.recommended(word).unwrap_or("Recorded").to_owned()
                }
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
    let later = rows.iter().filter(|line| line.day(column).is_none() && line.is("status", "not_due")).count();
    match (rows.len() - later, later) {
        (all, 0) => format!("{done} of {all}"),
        (0, _) => "None due yet".to_owned(),
        (due, _) => format!("{done} of {due} due"),
    }
}

/// Observed practice first, then the kinds of item asked for: of a case by its own rulebook, in a blank form by any
/// that judges a candidate of the panel.
fn evidence<'r>(pack: &'r Moderation, case: Option<&Case>) -> Vec<Evidence<'r>> {
    let of_case = case.map(|case| vec![pack.view.rulebook_of(case.worker_id)]);
    let rulebooks = of_case.unwrap_or_else(|| pack.judged.iter().map(|judged| judged.rulebook).collect());
    let named = |name: &str, kind| Evidence { name: name.to_owned(), kind };
    let mut evidence = Vec::new();
    if rulebooks.iter().any(|rulebook| !rulebook.observations.is_empty()) {
        evidence.push(named("Records of direct observations", EvidenceKind::Observations));
    }
    if rulebooks.iter().any(|rulebook| !rulebook.reviews.is_empty()) {
        evidence.push(named("Records of reviews", EvidenceKind::Reviews));
    }
    for item in rulebooks.iter().flat_map(|rulebook| &rulebook.portfolio) {
        let name = words::capital(&words::item(&item.item));
        if !evidence.iter().any(|known: &Evidence| known.name == name) {
            evidence.push(Evidence { name, kind: EvidenceKind::Item(&item.item) });
        }
    }
    evidence.push(named("The assessor’s recommendation", EvidenceKind::Recommendation));
    evidence
}
