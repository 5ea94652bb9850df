//! The real binary: exit statuses, both streams, and the messages of common faults.

use std::fs;
use std::path::Path;

use crate::support::scene::{RULEBOOK, Scene, assert_says, status, stderr, stdout};

#[test]
fn results_go_to_standard_output_and_the_rest_to_standard_error() {
    let scene = Scene::new();
    let output = scene.run();
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).lines().all(|line| scene.path(line).is_file()), "{}", stdout(&output));
    assert_says(&output, &["1 authority and 2 workers, judged to 31 December 2024", "out/index.html"]);

    let quiet = scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--quiet"]);
    assert_eq!((status(&quiet), stderr(&quiet).as_str()), (Some(0), ""));

    let shown = scene.moderato(&["show", "review_status", "--format", "csv"]);
    assert_eq!(stdout(&shown).lines().count(), 3);
    assert!(stdout(&shown).contains("X01,2024,,,W2,3,2024-04-15,,2024-04-20,late,5"), "{}", stdout(&shown));
    let json = scene.moderato(&["show", "facts.review_status", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_str(&stdout(&json)).unwrap();
    assert_eq!(rows[1]["days_late"], 5);
    assert!(rows[0]["days_late"].is_null());
    let asked = scene.moderato(&[
        "sql",
        "select count(*) as n from facts.review_status where status = 'late'",
        "--format",
        "csv",
    ]);
    assert_eq!(stdout(&asked), "n\n1\n");
}

#[test]
fn a_name_for_two_tables_is_refused_and_a_near_one_suggested() {
    let scene = Scene::new();
    assert_eq!(status(&scene.run()), Some(0));
    let two = scene.moderato(&["show", "cap_breaches"]);
    assert_eq!(status(&two), Some(2));
    assert_says(&two, &["facts.cap_breaches", "metrics.cap_breaches"]);
    let near = scene.moderato(&["show", "review_statu"]);
    assert_eq!(status(&near), Some(2));
    assert_says(&near, &["review_status"]);
    let people = scene.moderato(&["show", "records.people"]);
    assert_eq!(status(&people), Some(2));
    let nothing = scene.moderato(&["show", "--out", "elsewhere"]);
    assert_eq!(status(&nothing), Some(2));
    assert_says(&nothing, &["moderato run"]);
}

#[test]
fn a_wrong_column_and_a_wrong_date_say_where_and_how_to_mend_them() {
    let scene = Scene::new();
    scene.put("a/exports/reviews.csv", "worker_id,stage,held_on\nW1,3,31/04/2024\nW2,3,20/04/2024\n");
    let output = scene.moderato(&["check", "a", "--as-of", "2024-12-31"]);
    assert_eq!(status(&output), Some(1));
    assert_says(
        &output,
        &["bad-date", "April has 30 days", "exports/reviews.csv, row 2, column \"held_on\"", "to mend it"],
    );
    assert!(!scene.path("out").exists());

    scene.put("a/exports/reviews.csv", "worker_id,phase,held_on\nW1,3,2024-04-15\n");
    let output = scene.moderato(&["check", "a", "--as-of", "2024-12-31"]);
    assert_eq!(status(&output), Some(1));
    assert_says(&output, &["missing-column", "stage", "exports/reviews.csv, row 1"]);
}

#[test]
fn rows_left_out_are_listed_and_end_a_strict_run() {
    let scene = Scene::new();
    let mut reviews = "worker_id,stage,held_on\n".to_owned();
    (0..60).for_each(|day| reviews.push_str(&format!("W1,S{day},2024-04-15\n")));
    scene.put("a/exports/reviews.csv", &(reviews.clone() + "W2,3,2024-04-99\n"));
    let output = scene.run();
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    let rejected = fs::read_to_string(scene.path("out/rejected.csv")).unwrap();
    let line = rejected.lines().nth(1).unwrap();
    assert!(line.starts_with("X01,exports/reviews.csv,,62,held_on,2024-04-99,bad-date,"), "{line}");
    let strict = scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--strict"]);
    assert_eq!(status(&strict), Some(1));
}

#[test]
fn a_mistyped_rulebook_key_names_the_line_and_the_right_key() {
    let scene = Scene::new();
    scene.put("a/rulebook.toml", &RULEBOOK.replace("due_month", "due_mnth"));
    let output = scene.run();
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["rulebook.toml", "due_mnth", "due_month", "10"]);
    let checked = scene.moderato(&["rulebook", "check", "a/rulebook.toml"]);
    assert_eq!(status(&checked), Some(2));
    assert_says(&checked, &["due_month"]);
    scene.put("a/rulebook.toml", RULEBOOK);
    assert_eq!(status(&scene.moderato(&["rulebook", "check", "a/rulebook.toml"])), Some(0));
    scene.put(
        "a/moderato.toml",
        "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebok = \"rulebook.toml\"\n",
    );
    let output = scene.run();
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["rulebok", "rulebook"]);
}

#[test]
fn what_cannot_be_read_or_written_is_said_before_any_work() {
    let scene = Scene::new();
    let missing = scene.moderato(&["run", "nowhere"]);
    assert_eq!(status(&missing), Some(2));
    assert_says(&missing, &["nowhere"]);

    scene.put("out", "a file where the folder should be");
    let output = scene.run();
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["out", "--out"]);

    fs::remove_file(scene.path("out")).unwrap();
    fs::write(scene.path("a/exports/reviews.xlsx"), b"PK\x03\x04 not a workbook").unwrap();
    fs::remove_file(scene.path("a/exports/reviews.csv")).unwrap();
    let output = scene.run();
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["exports/reviews.xlsx"]);
    assert!(!scene.path("out").exists());

    let inside = scene.moderato(&["run", "a", "--out", "."]);
    assert_eq!(status(&inside), Some(2));
}

#[test]
fn a_failed_run_leaves_the_last_good_one() {
    let scene = Scene::new();
    assert_eq!(status(&scene.run()), Some(0));
    let before = fs::read(scene.path("out/manifest.json")).unwrap();
    scene.put("out/mine.txt", "the reader's own file");
    scene.put("a/rulebook.toml", "id = ");
    assert_eq!(status(&scene.run()), Some(2));
    assert_eq!(fs::read(scene.path("out/manifest.json")).unwrap(), before);
    scene.put("a/rulebook.toml", RULEBOOK);
    assert_eq!(status(&scene.run()), Some(0));
    assert!(scene.path("out/mine.txt").is_file());
    let left: Vec<_> = fs::read_dir(scene.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_changed_file_is_found_by_verify() {
    let scene = Scene::new();
    assert_eq!(status(&scene.run()), Some(0));
    let sound = scene.moderato(&["verify", "out", "a"]);
    assert_eq!(status(&sound), Some(0), "{}", stderr(&sound));
    scene.put("a/exports/reviews.csv", "worker_id,stage,held_on\n");
    let changed = scene.moderato(&["verify", "out", "a"]);
    assert_eq!(status(&changed), Some(1));
    assert_says(&changed, &["exports/reviews.csv was changed"]);
}

#[test]
fn the_published_rulebooks_are_listed_and_shown() {
    let scene = Scene::new();
    let listed = stdout(&scene.moderato(&["rulebook", "list"]));
    for id in ["west-sussex-2016", "sandwell-2025", "stoke-on-trent-2022", "common-yardstick"] {
        assert!(listed.contains(id), "{listed}");
        let shown = stdout(&scene.moderato(&["rulebook", "show", id]));
        assert!(shown.contains("[programme]"), "{id}");
    }
    let unknown = scene.moderato(&["rulebook", "show", "sandwel-2025"]);
    assert_eq!(status(&unknown), Some(2));
}

#[test]
fn the_same_records_under_another_rulebook_say_so() {
    let scene = Scene::new();
    let output = scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--under", "common-yardstick"]);
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    let page = fs::read_to_string(scene.path("out/X01/index.html")).unwrap();
    assert!(page.contains("common-yardstick"));
    let manifest = fs::read_to_string(scene.path("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"under\": \"common-yardstick\""));
    let home = fs::read_to_string(scene.path("out/index.html")).unwrap();
    assert!(
        home.contains("which is not their own rulebook") && !home.contains("by its own rulebook"),
        "{home}"
    );
    for file in ["rejected.csv", "notices.csv"] {
        let text = fs::read_to_string(scene.path("out").join(file)).unwrap();
        let mut lines = text.lines();
        assert!(lines.next().unwrap().ends_with(",judged_under"), "{file}");
        assert!(lines.all(|line| line.ends_with(",common-yardstick")), "{file}: {text}");
    }
    // A rulebook named by its path goes by its id: no output tells where it lay.
    fs::write(scene.path("theirs.toml"), RULEBOOK.replace("\"small\"", "\"theirs\"")).unwrap();
    let output = scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--under", "theirs.toml"]);
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    let manifest = fs::read_to_string(scene.path("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"under\": \"theirs\"") && !manifest.contains("theirs.toml"), "{manifest}");
}

#[test]
fn help_manual_and_completions_are_printed() {
    let scene = Scene::new();
    for args in [&["--help"][..], &["man"], &["completions", "bash"], &["run", "--help"]] {
        let output = scene.moderato(args);
        assert_eq!(status(&output), Some(0));
        assert!(stdout(&output).contains("moderato"), "{args:?}");
    }
    assert_eq!(status(&scene.moderato(&["runn"])), Some(2));
    assert!(Path::new(env!("CARGO_BIN_EXE_moderato")).is_file());
}

#[test]
fn workforce_figures_are_context_where_they_are_the_authoritys_own() {
    let scene = Scene::new();
    let heading = "authority,year,inpost_headcount,inpost_fte,leavers_headcount,vacancies_fte,agency_fte\n";
    let rows = "X02,2023,10,10,1,90,1\nX01,2021,200,150,50,1,1\nX01,2022,200,150,u,50,low\n";
    scene.put("a/exports/workforce.csv", &format!("{heading}{rows}"));
    let output = scene.run();
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    let metric = scene.text("out/metrics/workforce.csv");
    let lines: Vec<&str> = metric.lines().skip(1).collect();
    assert!(lines[0].starts_with("X01,2021,200,150,50,") && lines[0].contains(",25,"), "{metric}");
    // A symbol is a reason, and no rate is made from it.
    assert_eq!(lines[1], "X01,2022,200,150,,,,,50,,,,,,,,25,,,,,leavers_headcount=u agency_fte=low");
    assert_eq!(lines.len(), 2, "{metric}");
    let said = "In 2022, 25% of posts were vacant (full-time equivalents). Cannot tell for 2022 how many social workers \
                were agency staff (given as “low”: more than nothing, but rounded to it).";
    for page in ["teams", "leadership"] {
        assert!(scene.text(&format!("out/X01/{page}.html")).contains(said), "{page}");
    }
    scene.put("a/exports/workforce.csv", &format!("{heading}X02,2023,10,10,1,90,1\nX03,2023,10,10,1,90,1\n"));
    assert_eq!(status(&scene.run()), Some(0));
    let page = scene.text("out/X01/teams.html");
    assert!(page.contains("no row of the workforce figures supplied has the code X01"));
}
