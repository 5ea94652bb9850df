//! Packs of panels: who is heard and in which order, what is said of them, and that it fits on paper.

pub mod authority;

use std::collections::BTreeSet;

use authority::{AS_OF, Authority, day, rows};
use moderato::pack::panel_pack::{
    PackChoice, PanelKind, PanelRef, compose_pack, find_panel, pack_file_name, panels_due,
};
use moderato::pack::view::View;
use moderato::pack::{Area, Block, Document, Part, PartKind, People, Section};
use moderato::render::{Pdf, Templates, render_pdf};

fn pack_of(authority: &Authority, panel: &str, people: People) -> Document {
    let view = authority.view(people == People::Names);
    compose_pack(&view, &find_panel(&view, panel).unwrap(), people)
}

fn pack(authority: &Authority, panel: &str) -> Document {
    pack_of(authority, panel, People::Pseudonyms)
}

/// Everything a reader could find in it, drawings too.
fn said(document: &Document) -> String {
    serde_json::to_string(document).unwrap()
}

fn candidates(document: &Document) -> Vec<&Part> {
    document.parts.iter().filter(|part| part.kind == PartKind::Candidate).collect()
}

/// The codes of the report's pages, in the pack's order.
fn order(document: &Document) -> Vec<&str> {
    let beside = candidates(document).into_iter().filter_map(|part| part.beside.as_deref());
    beside.filter_map(|beside| beside.split(' ').next()).collect()
}

fn codes<'v>(view: &'v View, workers: &[&str]) -> Vec<&'v str> {
    workers.iter().map(|worker| view.called(worker)).collect()
}

fn lead(part: &Part) -> String {
    part.lead.as_ref().unwrap().words()
}

fn section<'d>(document: &'d Document, place: &str) -> &'d Section {
    document.sections().find(|section| section.place == place).unwrap_or_else(|| panic!("no section {place}"))
}

/// The words of a section's paragraphs, points, matters and tables, a line each.
fn lines(section: &Section) -> Vec<String> {
    let mut lines = Vec::new();
    for block in &section.body {
        match block {
            Block::Paragraph(text) | Block::Remark(text) | Block::Notice(text) => lines.push(text.words()),
            Block::Points(points) => lines.extend(points.iter().map(|point| point.words())),
            Block::Matters(matters) => {
                lines.extend(
                    matters.iter().map(|matter| format!("{} {}", matter.finding, matter.facts.words())),
                );
            }
            Block::Table(table) => lines.extend(table.rows().iter().map(|row| {
                let cells = row.cells.iter().map(|cell| match cell {
                    moderato::pack::Cell::Text { text } => text.words(),
                    moderato::pack::Cell::Status { words, .. } => words.words(),
                    moderato::pack::Cell::Figure { shown, .. } => shown.clone(),
                    moderato::pack::Cell::TickBox => "☐".to_owned(),
                    moderato::pack::Cell::Missing { symbol } => symbol.sign().to_owned(),
                });
                format!("{} | {}", row.header.words(), cells.collect::<Vec<_>>().join(" | "))
            })),
            _ => {}
        }
    }
    lines
}

fn has(lines: &[String], words: &str) -> bool {
    lines.iter().any(|line| line.contains(words))
}

fn typeset(document: &Document) -> Pdf {
    render_pdf(document, &Templates::embedded(), day(AS_OF)).unwrap()
}

#[test]
fn fail_pathway_comes_first_then_open_concerns_then_the_rest_by_submission() {
    let authority = Authority::new();
    let view = authority.view(false);
    let march = pack(&authority, "P-MAR");
    assert_eq!(order(&march), codes(&view, &["BIRCH", "CEDAR", "ASH"]));
    let heard = lines(section(&march, "order"));
    assert!(heard[0].contains("In full: fail pathway"), "{heard:?}");
    assert!(heard[1].contains("Chair to allow time: open concern"), "{heard:?}");
    assert!(heard[2].contains("In turn"), "{heard:?}");
    assert!(has(&heard, "also has one person who had not started or is on no programme"), "{heard:?}");

    let interim = pack(&authority, "P-INT");
    assert_eq!(order(&interim), codes(&view, &["BIRCH", "CEDAR", "ASH"]), "a past panel: all on its list");
}

#[test]
fn no_more_than_the_places_are_heard_and_the_rest_move_to_the_next_panel() {
    let authority = Authority::new();
    let view = authority.view(false);
    let march = pack(&authority, "P-MAR");
    let moved = section(&march, "moved");
    assert_eq!(moved.finding, "Two move to the panel of 16 April 2026");
    let elder_then_damson = codes(&view, &["ELDER", "DAMSON"]);
    for (line, code) in lines(moved).iter().zip(&elder_then_damson) {
        assert!(line.contains(code) && line.contains("16 April 2026"), "{line}");
    }
    let april = pack(&authority, "P-APR");
    assert_eq!(order(&april), elder_then_damson);
    assert!(has(&lines(section(&april, "order")), "moved on from 19 March 2026"));

    let may = Authority::and(rows(
        "panels",
        "panel_id, kind, held_on, capacity\n P-MAY, final, 2026-05-14, 1\n P-JUN, final, 2026-06-11, 0",
    ));
    assert_eq!(order(&pack(&may, "P-MAY")), Vec::<&str>::new(), "April has room for all who moved on");
    assert!(has(&lines(section(&pack(&may, "P-JUN"), "order")), "Nobody is on the list"));
}

#[test]
fn nobody_is_named_unless_names_are_wanted_and_no_child_ever() {
    let authority = Authority::new();
    let private =
        ["Invented", "CHILD", "BIRCH", "DAMSON", "ELDER", "MGR1", "ASR1", "AP4", "UNI2", "GM9", "FAM1"];
    for panel in ["P-MAR", "P-INT", "P-APR", "P-OLD"] {
        let document = pack(&authority, panel);
        let said = said(&document);
        for word in private {
            assert!(!said.contains(word), "{panel} says {word}");
        }
        assert_eq!(document.head.people, People::Pseudonyms);
    }
    let named = pack_of(&authority, "P-MAR", People::Names);
    assert_eq!(named.head.people, People::Names);
    assert_eq!(candidates(&named)[0].title, "Candidate 1: Bo Invented");
    assert!(said(&named).contains("reference AP4") && !said(&named).contains("CHILD"));

    let view = authority.view(false);
    let without = compose_pack(&view, &find_panel(&view, "P-MAR").unwrap(), People::Names);
    assert_eq!(without.head.people, People::Pseudonyms, "names were wanted, and the view has none");
    assert!(!said(&without).contains("Invented"));
}

#[test]
fn the_plain_answer_says_what_is_known_and_what_is_not() {
    let authority = Authority::new();
    let march = pack(&authority, "P-MAR");
    let ash = candidates(&march)[2];
    assert_eq!(
        lead(ash),
        "The assessor recommends a pass. All four reviews and all three observations have been held. The portfolio \
         was submitted on 2 March 2026. Nothing is overdue."
    );
    let birch = candidates(&march)[0];
    assert!(
        lead(birch).starts_with("The assessor does not recommend a pass. Three of four reviews"),
        "{}",
        lead(birch)
    );
    let interim = pack(&authority, "P-INT");
    let birch = lead(candidates(&interim)[0]);
    assert!(
        birch.starts_with(
            "The panel’s decision of 16 October 2025: deferred. The assessor had recommended a pass."
        ),
        "{birch}"
    );

    let discussed = lines(section(&march, "candidate-1-discuss"));
    assert!(discussed.len() <= 6, "at most five matters and a remark: {discussed:?}");
    assert!(discussed[0].starts_with("The programme is on a fail pathway."), "{discussed:?}");
    assert!(discussed[1].starts_with("A level 3 concern has been open for 182 days."), "{discussed:?}");
    assert!(
        has(&discussed, "The caseload has been above the recommended cap for 120 days."),
        "{discussed:?}"
    );
    assert!(has(&discussed, "at most 24 children, where the cap was 18"), "{discussed:?}");
}

#[test]
fn what_has_none_held_has_a_sentence_of_its_own() {
    let mut all =
        rows("workers", "worker_id, started_on, cohort, service\n ONE, 2025-03-03, March 2025, Duty");
    all.extend(rows("reviews", "worker_id, stage, planned_on\n ONE, 3, 2025-06-03"));
    all.extend(rows("observations", "worker_id, observed_on\n ONE, 2025-06-02"));
    all.extend(rows("panels", "panel_id, kind, held_on\n P1, final, 2026-03-19"));
    all.extend(rows("panel_cases", "worker_id, panel_id, recommendation\n ONE, P1, pass"));
    let authority = Authority::with(all, "sandwell-2025");
    let document = pack(&authority, "P1");
    let said = lead(candidates(&document)[0]);
    assert!(
        said.contains("One of three observations have been held. None of the four reviews has been held."),
        "{said}"
    );
}

#[test]
fn what_the_records_do_not_hold_is_said_and_never_shown_as_met() {
    let workers =
        rows("workers", "worker_id, started_on, cohort, service\n ONE, 2025-03-03, March 2025, Duty");
    let mut all = workers;
    all.extend(rows("panels", "panel_id, kind, held_on\n P1, final, 2026-03-19"));
    all.extend(rows("panel_cases", "worker_id, panel_id, recommendation\n ONE, P1, pass"));
    let authority = Authority::with(all, "sandwell-2025");
    let document = pack(&authority, "P1");
    let only = candidates(&document)[0];
    assert!(
        lead(only).ends_with(
            "The records cannot tell of caseload, supervision, reviews, observations and portfolio items."
        ),
        "{}",
        lead(only)
    );
    assert!(!lead(only).contains("Nothing is overdue"), "{}", lead(only));
    assert!(has(&lines(section(&document, "candidate-1-discuss")), "too little to say"));
    let untold = section(&document, "candidate-1-untold");
    assert!(
        has(&lines(untold), "caseload") && has(&lines(untold), "Whether a concern was raised"),
        "{:?}",
        lines(untold)
    );
    let portfolio = lines(section(&document, "candidate-1-portfolio"));
    assert!(portfolio.iter().all(|line| line.to_lowercase().contains("cannot tell")), "{portfolio:?}");
    assert!(has(&lines(section(&document, "members")), "none recorded"));
}

#[test]
fn moderators_are_told_with_what_stood_in_the_way() {
    let authority = Authority::new();
    let told = lines(section(&pack(&authority, "P-MAR"), "moderators"));
    assert!(told[0].contains("This is the candidate’s assessor or manager"), "{told:?}");
    assert!(
        told[1].contains(
            "Moderator F is not on this panel’s list. Is neither the candidate’s assessor nor manager."
        ),
        "{told:?}"
    );
    assert!(told[2].contains("Member B | Member B | The same as at the interim panel."), "{told:?}");
    let april = lines(section(&pack(&authority, "P-APR"), "moderators"));
    // Elder and Damson move on to April, for which no members are recorded: those who moderated in the year
    // before share them.
    assert!(has(&april, "Two candidates have no moderator yet."), "{april:?}");
    assert!(april[0].contains("Candidate 1 | Suggested: Moderator "), "{april:?}");
    assert!(
        april[0]
            .contains("No interim moderator is on record. Is neither the candidate’s assessor nor manager.")
    );
    assert!(
        april[1].contains("one of them is not recorded. Would have one portfolio at this panel."),
        "{april:?}"
    );
    assert!(has(&april, "A suggestion is only that."), "{april:?}");
    assert!(has(
        &lines(section(&pack(&authority, "P-MAR"), "members")),
        "Independent members: 2. Family members: 1."
    ));
}

#[test]
fn every_name_for_links_is_the_only_one_and_composing_twice_is_the_same() {
    let authority = Authority::new();
    for panel in ["P-MAR", "P-APR", "P-OLD"] {
        let document = pack(&authority, panel);
        let places = document.places();
        assert_eq!(places.iter().collect::<BTreeSet<_>>().len(), places.len(), "{places:?}");
        assert_eq!(said(&document), said(&pack(&authority, panel)));
    }
}

#[test]
fn due_packs_are_those_to_come_and_those_of_the_last_ninety_days() {
    let authority = Authority::and(rows(
        "panels",
        "panel_id, kind, held_on\n P-90, final, 2025-12-06\n P-91, interim, 2025-12-05\n P-NOW, external, 2026-03-06",
    ));
    let view = authority.view(false);
    let names = |choice| -> Vec<String> { panels_due(&view, choice).iter().map(pack_file_name).collect() };
    assert_eq!(
        names(PackChoice::Due),
        [
            "2025-12-06-final-p-90.pdf",
            "2026-03-06-external-p-now.pdf",
            "2026-03-19-final-p-mar.pdf",
            "2026-04-16-final-p-apr.pdf"
        ]
    );
    assert_eq!(names(PackChoice::All).len(), 8);
    assert!(names(PackChoice::None).is_empty());
    assert_eq!(find_panel(&view, "p-mar").unwrap().kind, PanelKind::Final);
    assert_eq!(find_panel(&view, "P-NONE"), None);
}

const APPLICATIONS: &str = "worker_id, application_id, from_grade, to_grade, event, occurred_on
    ASH,   FG1, F, G, permission, 2025-07-01
    ASH,   FG1, F, G, logged, 2025-07-08
    ASH,   FG1, F, G, submitted, 2026-02-02
    ASH,   FG1, F, G, returned, 2026-02-10
    ASH,   FG1, F, G, resubmitted, 2026-02-20
    ELDER, FG2, F, G, permission, 2025-12-01
    ELDER, FG2, F, G, submitted, 2026-01-20
    CEDAR, FG3, F, G, permission, 2026-01-05
    FIR,   FG4, F, G, permission, 2025-01-05
    FIR,   FG4, F, G, submitted, 2025-03-01
    FIR,   FG4, F, G, panel, 2025-04-10
    FIR,   FG4, F, G, approved, 2025-04-10";

fn with_applications(more: &'static str) -> Authority {
    let mut all = rows("progressions", APPLICATIONS);
    all.extend(rows(
        "progression_evidence",
        "application_id, months_in_grade, cpd_activities, latest_observation_on, signatures
         FG1, 20, 4, 2025-11-01, 4",
    ));
    if !more.is_empty() {
        all.extend(rows("panels", more));
    }
    Authority::and(all)
}

#[test]
fn a_progression_pack_holds_what_waits_for_a_decision() {
    let authority = with_applications("");
    let view = authority.view(false);
    let undated = PanelRef { panel_id: None, kind: PanelKind::Progression, held_on: None };
    assert_eq!(panels_due(&view, PackChoice::Due).last(), Some(&undated));
    let document = compose_pack(&view, &undated, People::Pseudonyms);
    assert_eq!(order(&document), codes(&view, &["ELDER", "ASH"]), "by submission");
    assert!(has(&lines(section(&document, "preparing")), view.called("CEDAR")));
    let ash = candidates(&document)[1];
    assert_eq!(
        lead(ash),
        "The decision is to come. It is beyond the limit, which ended on 1 January 2026. Three of the four evidence \
         checks are met and one is not met."
    );
    assert!(lead(candidates(&document)[0]).ends_with("None of the four evidence checks can be told."));
    let stages = lines(section(&document, "application-2-stages"));
    assert!(
        has(&stages, "Returned for more | 10 February 2026") && has(&stages, "Beyond: ended 1 January 2026"),
        "{stages:?}"
    );
    assert_eq!(lines(section(&document, "application-2-competency-grid")).len(), 12);
    assert!(!said(&document).contains("Invented"));
}

#[test]
fn progression_panels_hear_at_the_next_what_waits_and_show_at_past_ones_what_came() {
    let authority = with_applications(
        "panel_id, kind, held_on\n G-OLD, progression, 2025-04-10\n G-NEXT, progression, 2026-03-20\n G-LATER, progression, 2026-04-20",
    );
    let view = authority.view(false);
    assert_eq!(order(&pack(&authority, "G-OLD")), codes(&view, &["FIR"]));
    assert_eq!(order(&pack(&authority, "G-NEXT")), codes(&view, &["ELDER", "ASH"]));
    assert!(order(&pack(&authority, "G-LATER")).is_empty());
    assert!(panels_due(&view, PackChoice::Due).iter().all(|panel| panel.panel_id.is_some()));
}

#[test]
fn a_candidate_has_two_pages_and_open_matters_do_not_fold() {
    let authority = Authority::new();
    let march = pack(&authority, "P-MAR");
    let pdf = typeset(&march);
    for (part, pages) in march.parts.iter().zip(&pdf.part_pages) {
        if part.kind == PartKind::Candidate {
            assert_eq!(*pages, 2, "{}", part.title);
            assert!(matches!(part.areas.last(), Some(Area::Record(_))));
        }
    }
    // Cedar has an overdue item of every kind: each keeps its row, whatever folds.
    let portfolio = lines(section(&march, "candidate-2-portfolio"));
    for item in ["Critical reflection log", "Manager’s verification", "Final assessment"] {
        assert!(
            portfolio.iter().any(|line| line.starts_with(item) && line.to_lowercase().contains("overdue")),
            "{portfolio:?}"
        );
    }
}

/// The further rules that a fact table says were not met, for one worker.
fn not_met(authority: &Authority, worker: &str) -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    for (name, column) in [
        ("session_status", "status"),
        ("deadline_status", "status"),
        ("at_least_status", "status"),
        ("distinct_status", "status"),
        ("allowed_status", "status"),
        ("attestation_status", "met"),
    ] {
        let table = &authority.facts[name];
        for row in 0..table.rows() {
            let status = table.texts(column).get(row).unwrap_or_default();
            let is_not = ["short", "over", "late", "overdue", "not_met", "no"].contains(&status);
            if is_not && table.texts("worker_id").get(row) == Some(worker) {
                rules.insert(format!("{name} {}", table.texts("rule").get(row).unwrap()));
            }
        }
    }
    rules
}

#[test]
fn a_candidates_pages_show_the_other_rules_of_the_policy() {
    let authority = Authority::new();
    let view = authority.view(false);
    let workers = view.records.table("workers").unwrap();
    let mut shown = 0;
    for panel in panels_due(&view, PackChoice::All) {
        let pack = compose_pack(&view, &panel, People::Pseudonyms);
        for (number, code) in (1..).zip(order(&pack)) {
            let ids = workers.texts("worker_id");
            let worker =
                (0..workers.rows()).filter_map(|row| ids.get(row)).find(|id| view.called(id) == code);
            let place = format!("candidate-{number}");
            // A section of its own, or where room is short a line of the caseload's; the fullest pages leave
            // them to the report.
            let own = pack.sections().find(|section| section.place == format!("{place}-other-rules"));
            let line =
                pack.sections().find(|section| section.place == format!("{place}-caseload")).map(lines);
            let line =
                line.into_iter().flatten().find(|line| line.starts_with("Other rules of the policy: "));
            let Some(told) = own.and_then(|section| section.beside.clone()).or(line) else { continue };
            shown += 1;
            // How many were met of how many that could be judged: the rest were not, or late.
            let number = |word: &str| word.trim_end_matches([';', '.']).parse::<usize>().ok();
            let numbers: Vec<usize> = told.split(' ').filter_map(number).collect();
            let [met, judged, ..] = numbers.as_slice() else { panic!("{told}") };
            assert!(told.contains("that could be judged met"), "{told}");
            assert_eq!(judged - met, not_met(&authority, worker.unwrap()).len(), "{place}: {told}");
            // Each that is named stands with its place in the policy.
            let named = own.map(lines).unwrap_or_default();
            assert!(named.iter().all(|line| !line.contains("not met. ") || line.contains('(')), "{named:?}");
        }
    }
    assert!(shown > 0, "nobody's other rules are told");
}

#[test]
fn an_interim_panels_pack_has_no_column_on_the_interim_panel() {
    let authority = Authority::new();
    let headings = |panel: &str| -> Vec<String> {
        let pack = pack(&authority, panel);
        let tables = section(&pack, "moderators").body.iter().filter_map(|block| match block {
            Block::Table(table) => Some(table.columns().iter().map(|column| column.heading.clone())),
            _ => None,
        });
        tables.flatten().collect()
    };
    let at_final = ["Candidate", "Moderator", "At the interim panel", "Why, and what stood in the way"];
    assert_eq!(headings("P-MAR"), at_final);
    assert_eq!(headings("P-INT"), [at_final[0], at_final[1], at_final[3]]);
}
