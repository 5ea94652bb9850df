//! What a page says of the escalation of a caseload above its cap: it was made, was due, or falls due. Asked of the
//! real binary, for breaches that were reported late or not at all.

use crate::support::scene::{Scene, status, stderr};

const RULEBOOK: &str = r#"id = "escalating"
title = "Escalation after two weeks"
source = "Invented"
[programme]
months = 12
[caseload]
unit = "families"
escalate_after_days = 14
[[caseload.cap]]
cap = 0
"#;

/// What the page of the one worker says, whose breach began on 3 November 2025.
fn page(ended_on: &str, reported: &str, as_of: &str) -> String {
    let scene = Scene::empty();
    let config = "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"rules.toml\"\n";
    scene.put("a/moderato.toml", config);
    scene.put("a/rules.toml", RULEBOOK);
    scene.put("a/exports/workers.csv", "worker_id,started_on\nW1,2025-10-06\n");
    let held = format!("worker_id,child_id,family_id,started_on,ended_on\nW1,C1,F1,2025-11-03,{ended_on}\n");
    scene.put("a/exports/allocations.csv", &held);
    scene.put("a/exports/breach_reports.csv", &format!("worker_id,reported_on,escalated_on\n{reported}"));
    let run = scene.moderato(&["run", "a", "--as-of", as_of, "--packs", "none"]);
    assert_eq!(status(&run), Some(0), "{}", stderr(&run));
    let pages = std::fs::read_dir(scene.path("out/X01/workers")).unwrap();
    pages.map(|page| std::fs::read_to_string(page.unwrap().path()).unwrap()).collect()
}

#[test]
fn an_escalation_was_due_only_where_its_day_came_while_the_breach_was_open() {
    let was_due = |page: &str| page.contains("Escalation was due on");
    // Reported on its 18th day: longer than two weeks, and the day of its escalation is still to come.
    let late = page("", "W1,2025-11-20,\n", "2025-12-01");
    assert!(late.contains("Escalation falls due on 4 December 2025") && !was_due(&late));
    let come = page("", "W1,2025-11-20,\n", "2025-12-04");
    assert!(come.contains("Escalation was due on 4 December 2025"));
    // Over before that day: nothing was to be escalated.
    let over = page("2025-12-04", "W1,2025-11-20,\n", "2025-12-31");
    assert!(!was_due(&over) && !over.contains("Escalation falls due"));
    let made = page("2025-12-31", "W1,2025-11-20,2025-12-03\n", "2025-12-31");
    assert!(made.contains("It was escalated on 3 December 2025"));
    // Without a report the days run from the first day of the breach.
    let unreported = page("", "", "2025-11-17");
    assert!(unreported.contains("Escalation was due on 17 November 2025"));
    let early = page("", "", "2025-11-16");
    assert!(early.contains("Escalation falls due on 17 November 2025") && !was_due(&early));
}

#[test]
fn families_are_called_families() {
    let page = page("", "", "2025-11-20");
    assert!(page.contains("with up to 1 family, 1 more than the cap"));
    assert!(page.contains("Most families") && page.contains("Excess family-days"));
    assert!(page.contains("Caseload now: 1 family, none allowed."));
    assert!(!page.contains("Most children") && !page.contains("child-days"));
}
