//! A policy that changed, judged and told by the version that was in force for each person: on pages, in packs,
//! in the records to fill in, and in a pack that is made again later.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use moderato::facts::{Bench, Judges, judge};
use moderato::ingest::ingest;
use moderato::model::Table;
use moderato::pack::lines::ByWorker;
use moderato::pack::panel_pack::{compose_pack, compose_records, find_panel};
use moderato::pack::view::View;
use moderato::pack::{House, People};
use moderato::plan::Plan;
use tempfile::TempDir;

use crate::pages::every_page;
use crate::support::scene::{assert_says, status, stderr};

/// A version: from when it holds, and what tells it from the other.
fn version(valid_from: &str, month: u32, word: &str) -> String {
    format!(
        r#"id = "ours"
title = "Our policy"
source = "Our handbook, {word} edition"
{valid_from}
[programme]
months = 12
[caseload]
[[caseload.cap]]
cap = {month}
note = "The cap as the {word} edition has it"
[[restriction]]
id = "cp-early"
title = "Child protection, {word} rule"
case_type = ["child_protection"]
until_month = {month}
[[review]]
stage = "1"
due_month = {month}
[[portfolio]]
item = "{word}_log"
number = 1
owner = "nqsw"
due_month = {month}
[panel]
kinds = ["final"]
[progression]
from_grade = "F"
to_grade = "G"
limit_months = {month}
"#
    )
}

/// One person of each version before one panel, and one application.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let root = folder.path().join("a");
    fs::create_dir_all(root.join("exports")).unwrap();
    let config = "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"now.toml\"\n\
                  earlier_rulebooks = [\"before.toml\"]\n";
    fs::write(root.join("moderato.toml"), config).unwrap();
    fs::write(root.join("now.toml"), version("valid_from = 2025-01-01", 3, "second")).unwrap();
    fs::write(root.join("before.toml"), version("", 7, "first")).unwrap();
    for (name, text) in [
        ("workers", "worker_id,cohort,started_on\nW1,2024,2024-09-02\nW2,2025,2025-01-06\n"),
        (
            "allocations",
            "worker_id,child_id,started_on,case_type\nW1,C1,2024-10-01,child_protection\n\
             W2,C2,2025-02-03,child_protection\n",
        ),
        ("reviews", "worker_id,stage,held_on\nW1,1,2025-04-02\nW2,1,2025-04-02\n"),
        ("portfolio", "worker_id,item,submitted_on\nW1,first_log,2025-04-02\nW2,second_log,2025-04-02\n"),
        ("panels", "panel_id,kind,held_on\nP1,final,2025-07-01\nP2,progression,2025-07-02\n"),
        ("panel_cases", "panel_id,worker_id\nP1,W1\nP1,W2\n"),
        (
            "progressions",
            "application_id,worker_id,from_grade,to_grade,event,occurred_on\nA1,W1,F,G,permission,2025-06-02\n\
             A1,W1,F,G,submitted,2025-06-03\n",
        ),
    ] {
        fs::write(root.join(format!("exports/{name}.csv")), text).unwrap();
    }
    folder
}

/// What a view of the folder says, as one text for each thing composed from it.
fn composed(root: &Path, as_of: &str) -> BTreeMap<String, String> {
    let plan = Plan::new(&[root.to_owned()], Some(as_of.parse().unwrap()), None).unwrap();
    let authority = &plan.authorities[0];
    let ingested = ingest(&authority.folder, plan.as_of).unwrap();
    let bench = Bench {
        authority: &authority.folder.code,
        rules: &authority.rules,
        as_of: plan.as_of,
        understated: &ingested.understated,
    };
    let facts: BTreeMap<String, Table> =
        judge(&ingested.records, &bench).into_iter().map(|(name, table)| (name.to_owned(), table)).collect();
    let (metrics, rejected, house) = (BTreeMap::new(), Table::default(), House::published().unwrap());
    let view = View {
        code: &authority.folder.code,
        name: &authority.folder.name,
        as_of: plan.as_of,
        rulebook: &authority.rulebook,
        judges: Judges::new(&ingested.records, &authority.rules, plan.as_of),
        is_other_rulebook: false,
        records: &ingested.records,
        facts: &facts,
        metrics: &metrics,
        rejected: &rejected,
        house: &house,
        people: None,
        pseudonyms: View::name_workers(&authority.folder.code, &ingested.records),
        rows: ByWorker::of_all(&facts, &ingested.records),
    };
    let mut said: BTreeMap<String, String> = every_page(&view, &[])
        .into_iter()
        .map(|(path, page)| (path, serde_json::to_string(&page).unwrap()))
        .collect();
    for id in ["P1", "P2"] {
        let panel = find_panel(&view, id).unwrap();
        let pack = compose_pack(&view, &panel, People::Pseudonyms);
        for part in &pack.parts {
            said.insert(format!("{id} {}", part.place), serde_json::to_string(part).unwrap());
        }
        for (n, (_, record)) in compose_records(&view, &panel, People::Pseudonyms).iter().enumerate() {
            said.insert(format!("{id} record {}", n + 1), serde_json::to_string(record).unwrap());
        }
    }
    said
}

#[test]
fn a_pack_tells_each_candidate_by_the_version_that_judged_them() {
    let folder = folder();
    let said = composed(&folder.path().join("a"), "2025-06-20");
    let has = |place: &str, words: &[&str]| {
        for word in words {
            let of_place = said.get(place).unwrap_or_else(|| panic!("no {place} among {:?}", said.keys()));
            assert!(of_place.contains(word), "{place} does not say {word}: {of_place}");
        }
    };
    let has_not = |place: &str, word: &str| assert!(!said[place].contains(word), "{place} says {word}");
    has("P1 cover", &["Our policy", "ours, in two versions"]);
    has(
        "P1 notes",
        &[
            "Rules used for Candidate 1",
            "Rules used for Candidate 2",
            "first edition",
            "second edition",
            "The cap as the first edition has it",
            "The cap as the second edition has it",
            "Child protection, first rule",
            "Child protection, second rule",
            "the version that holds from 1 January 2025",
            "the version without a first day",
        ],
    );
    let first = if said["P1 candidate-1"].contains("without a first day") { 1 } else { 2 };
    let second = 3 - first;
    has(&format!("P1 candidate-{first}"), &["the version without a first day", "irst log"]);
    has(&format!("P1 candidate-{second}"), &["the version that holds from 1 January 2025", "econd log"]);
    has_not(&format!("P1 candidate-{first}"), "econd log");
    // A record to fill in asks for the evidence of its own version; the blank one for that of either.
    has(&format!("P1 record {first}"), &["First log"]);
    has_not(&format!("P1 record {first}"), "Second log");
    has(&format!("P1 record {second}"), &["Second log"]);
    has_not(&format!("P1 record {second}"), "First log");
    has("P1 moderation-record", &["First log", "Second log"]);
    // Applications are judged by the rulebook as it stands.
    has("P2 applications", &["3 calendar months"]);
    has("P2 notes", &["second edition"]);
    // So are pages: a restriction is called as the worker's own version calls it.
    let workers: Vec<&String> =
        said.iter().filter(|(path, _)| path.starts_with("workers/")).map(|(_, page)| page).collect();
    let calls = |word: &str| workers.iter().filter(|page| page.contains(word)).count();
    assert_eq!((calls("Child protection, first rule"), calls("Child protection, second rule")), (1, 1));
    assert_eq!(calls("cp-early"), 0, "an id stands on a page");
}

#[test]
fn before_a_version_holds_applications_go_by_the_one_before() {
    let folder = folder();
    let root = folder.path().join("a");
    let now = root.join("now.toml");
    let text = fs::read_to_string(&now).unwrap().replace("2025-01-01", "2026-01-01");
    fs::write(&now, text).unwrap();
    let said = composed(&root, "2025-06-20");
    assert!(said["P2 applications"].contains("7 calendar months"), "{}", said["P2 applications"]);
    assert!(said["P2 notes"].contains("first edition"));
    assert!(said["P1 cover"].contains("Our policy") && !said["P1 cover"].contains("two versions"));
    assert!(!said["P1 notes"].contains("second edition"), "a version that judged nobody is in the notes");
}

#[test]
fn a_pack_made_again_goes_by_the_same_versions() {
    let folder = folder();
    let root = folder.path();
    let moderato = |args: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_moderato"))
            .args(args)
            .current_dir(root)
            .output()
            .unwrap()
    };
    let run = moderato(&["run", "a", "--as-of", "2025-06-20"]);
    assert_eq!(status(&run), Some(0), "{}", stderr(&run));
    let packs = root.join("out/X01/packs");
    let made = || -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(&packs).unwrap().map(|entry| entry.unwrap().path());
        files.map(|path| (path.display().to_string(), fs::read(&path).unwrap())).collect()
    };
    let before = made();
    assert_eq!(before.len(), 4, "{:?}", before.keys());
    before.keys().for_each(|path| fs::remove_file(path).unwrap());
    // The folder itself may be gone: a pack is made again from the run alone.
    fs::remove_dir_all(root.join("a")).unwrap();
    for panel in ["P1", "P2"] {
        let again = moderato(&["pack", "--panel", panel]);
        assert_eq!(status(&again), Some(0), "{}", stderr(&again));
    }
    assert!(made() == before, "a pack made again differs");
    let verified = moderato(&["verify", "out"]);
    assert_says(&verified, &[]);
    assert_eq!(status(&verified), Some(0), "{}", stderr(&verified));
}
