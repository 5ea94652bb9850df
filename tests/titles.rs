//! What readers see a rule called, and the figures that a rulebook may name: asked of the real binary.

use std::fs;
use std::io::Read;
use std::path::Path;

use moderato::rulebook::SHOWN;

use crate::main_job::RUN;
use crate::support::scene::{Scene, status, stderr, stdout};

const RULEBOOK: &str = r#"id = "titled"
title = "A policy with titles"
source = "Invented"
[programme]
months = 12
[caseload]
[[caseload.cap]]
to_month = 2
cap = 0
[[caseload.cap]]
from_month = 2
to_month = 6
cap = 3
own_at_most = 0
[[caseload.cap]]
from_month = 6
to_month = 9
cap = 3
strength = "advisory"
[[caseload.cap]]
from_month = 9
cap = 4
[[restriction]]
id = "cp-b4-6"
title = "No child protection work yet"
case_type = ["child_protection"]
until_month = 6
[[session]]
kind = "study_day"
title = "Days to study"
every_months = 1
required = 1
[[session]]
id = "no-duty"
kind = "duty"
title = "No days on duty"
in_total = true
required = 0
at_most = true
[[deadline]]
id = "ind-done"
title = "The induction is over"
after = "start"
then = "induction_completed"
within_days = 30
[[at_least]]
id = "one-asmt"
title = "An assessment together"
table = "events"
where = { kind = "joint_assessment" }
count = 1
[[at_least]]
id = "no-court"
table = "events"
where = { kind = "court_attended" }
count = 0
at_most = true
"#;

fn scene() -> Scene {
    let scene = Scene::empty();
    let config = "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"titled.toml\"\n";
    scene.put("a/moderato.toml", config);
    scene.put("a/titled.toml", RULEBOOK);
    scene.put("a/exports/workers.csv", "worker_id,started_on\nW1,2025-01-06\nW2,2024-09-02\n");
    scene.put(
        "a/exports/allocations.csv",
        "worker_id,child_id,started_on,ended_on,case_type\nW1,C1,2025-01-13,,child_protection\n\
         W2,C2,2025-02-03,,child_in_need\n",
    );
    scene.put(
        "a/exports/sessions.csv",
        "worker_id,kind,held_on\nW1,study_day,2025-01-20\nW1,duty,2025-01-21\n",
    );
    scene.put(
        "a/exports/events.csv",
        "worker_id,kind,occurred_on\nW2,induction_completed,2024-09-20\nW2,joint_assessment,2024-10-20\n\
         W1,court_attended,2025-01-21\n",
    );
    scene
}

fn run(scene: &Scene, as_of: &str) {
    let run = scene.moderato(&["run", "a", "--as-of", as_of]);
    assert_eq!(status(&run), Some(0), "{}", stderr(&run));
}

fn page_of(scene: &Scene, worker: &str) -> String {
    let pages = fs::read_dir(scene.path("out/X01/workers")).unwrap();
    let texts = pages.map(|page| fs::read_to_string(page.unwrap().path()).unwrap());
    let found: Vec<String> = texts.filter(|text| text.contains(worker)).collect();
    assert_eq!(found.len(), 1, "{worker}");
    found.concat()
}

#[test]
fn readers_see_titles_and_files_keep_ids() {
    let scene = scene();
    run(&scene, "2025-02-20");
    let page = page_of(&scene, "No child protection work yet");
    for title in ["Days to study", "No days on duty", "The induction is over", "An assessment together"] {
        assert!(page.contains(title), "{title}");
    }
    let method = scene.text("out/X01/method.html");
    assert!(method.contains("No child protection work yet: no child protection"), "the method page");
    let mut workbook =
        zip::ZipArchive::new(fs::File::open(scene.path("out/X01/workbook.xlsx")).unwrap()).unwrap();
    let mut strings = String::new();
    workbook.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut strings).unwrap();
    assert!(strings.contains("No child protection work yet"), "the workbook");
    for (place, text) in [("a page", &page), ("the workbook", &strings)] {
        for id in ["cp-b4-6", "Cp b4 6", "Ind done", "One asmt"] {
            assert!(!text.contains(id), "{place} says {id}");
        }
    }
    let shown = scene.moderato(&["show", "facts.work_restrictions", "--format", "csv"]);
    assert!(stdout(&shown).contains("cp-b4-6") && !stdout(&shown).contains("work yet"));
    assert!(scene.text("out/metrics/work_restrictions.csv").contains("cp-b4-6"));
}

#[test]
fn none_is_called_none() {
    let scene = scene();
    run(&scene, "2025-02-20");
    let page = page_of(&scene, "No child protection work yet");
    for words in ["1, where none is allowed", "none is allowed yet"] {
        assert!(page.contains(words), "{words}");
    }
    let method = scene.text("out/X01/method.html");
    assert!(method.contains("none (mandatory)") && method.contains("none as allocated worker"));
    for path in ["index.html", "method.html", "leadership.html", "teams.html"] {
        let text = scene.text(&format!("out/X01/{path}"));
        assert!(!text.contains("at most 0"), "{path}");
    }
    assert!(!page.contains("at most 0") && !page.contains("cap was 0"), "the page of a worker");
    let compared = scene.moderato(&["rulebook", "compare", "common-yardstick", "a/titled.toml"]);
    let said = stdout(&compared);
    assert!(
        said.contains("restriction cp-b4-6 is called") && said.contains("No child protection work yet"),
        "{said}"
    );
    assert!(!said.contains("at most 0"), "{said}");
}

#[test]
fn the_cap_changes_when_its_number_does() {
    let scene = scene();
    run(&scene, "2025-02-20");
    let shown = scene.moderato(&["show", "headroom", "--format", "csv"]);
    let rows: Vec<csv::StringRecord> = {
        let text = stdout(&shown);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let heading = reader.headers().unwrap().clone();
        let at = |name: &str| heading.iter().position(|column| column == name).unwrap();
        let wanted = [at("worker_id"), at("cap"), at("next_from_on"), at("next_cap")];
        reader
            .records()
            .map(|row| wanted.iter().map(|place| row.as_ref().unwrap()[*place].to_owned()).collect())
            .collect()
    };
    // W1 is in month 1, where none is allowed; W2 in month 5: month 6 changes only how binding the cap is.
    assert_eq!(
        rows,
        [["W1", "0", "2025-03-06", "3"], ["W2", "3", "2025-06-02", "4"]]
            .map(|row| csv::StringRecord::from(row.to_vec()))
    );
}

/// A measure may name every figure of a run, and nothing else.
#[test]
fn the_figures_a_rulebook_may_name_are_those_that_a_run_writes() {
    let listed = std::process::Command::new(env!("CARGO_BIN_EXE_moderato"))
        .args(["show", "--out"])
        .arg(&*RUN)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .unwrap();
    let listed = stdout(&listed);
    let written: Vec<&str> =
        listed.lines().filter(|name| name.starts_with("facts.") || name.starts_with("metrics.")).collect();
    assert_eq!(written, SHOWN);
}
