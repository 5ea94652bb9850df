//! `--since`: what changed between two runs, on both streams, in the tables and on the pages.

use crate::support::scene::{Scene, assert_says, status, stderr, stdout};

/// Two runs of the same folder: twelve reviews at first, then eight, one of them altered and one new.
fn two_runs() -> (Scene, std::process::Output) {
    let scene = Scene::new();
    let row = |stage: usize, day: &str| format!("W1,S{stage},2024-04-{day}\n");
    let heading = "worker_id,stage,held_on\n";
    let many: String = (0..11).map(|stage| row(stage, "15")).collect();
    scene.put("a/exports/reviews.csv", &format!("{heading}{many}W1,3,2024-04-15\nW2,3,2024-04-20\n"));
    let first = scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--out", "before"]);
    assert_eq!(status(&first), Some(0), "{}", stderr(&first));
    let some: String = (0..5).map(|stage| row(stage, "15")).collect();
    scene.put(
        "a/exports/reviews.csv",
        &format!("{heading}{some}W1,3,2024-04-25\nW2,3,2024-04-20\nW2,9,2024-05-01\n"),
    );
    let second = scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--since", "before"]);
    assert_eq!(status(&second), Some(0), "{}", stderr(&second));
    (scene, second)
}

#[test]
fn what_changed_is_said_and_stored() {
    let (scene, second) = two_runs();
    assert_says(
        &second,
        &[
            "exports/reviews.csv had 13 rows then and has 8 now: a third of the rows or more is gone",
            "since the run to 31 December 2024: 1 row added, 6 vanished, 1 altered, about 2 workers (reviews 1 added, 6 \
             vanished, 1 altered)",
            "figures moved: ",
            "reviews_on_time",
        ],
    );
    let shown = |args: &[&str]| {
        let output = scene.moderato(args);
        assert_eq!(status(&output), Some(0), "{}", stderr(&output));
        stdout(&output)
    };
    assert_eq!(
        shown(&["show", "changes", "--format", "csv"]),
        "authority,table,worker_id,added,vanished,altered\nX01,reviews,W1,0,6,1\nX01,reviews,W2,1,0,0\n"
    );
    let exports = shown(&["show", "changed_exports", "--format", "csv"]);
    assert!(exports.contains("X01,2024-12-31,reviews,exports/reviews.csv,13,8,true\n"), "{exports}");
    assert!(exports.contains("X01,2024-12-31,workers,,2,2,false\n"), "{exports}");
    let moved = shown(&[
        "sql",
        "select part, before, now, because from changed_figures where metric = 'reviews_on_time' and figure = 'on_time'",
        "--format",
        "csv",
    ]);
    assert_eq!(moved, "part,before,now,because\n\"cohort 2024, stage 3\",1,0,reviews\n");
    let manifest = scene.text("out/manifest.json");
    assert!(manifest.contains("\"since\": {\n    \"as_of\": \"2024-12-31\""), "{manifest}");
    let sound = scene.moderato(&["verify", "out", "a"]);
    assert_eq!(status(&sound), Some(0), "{}", stderr(&sound));
}

#[test]
fn what_changed_is_on_the_pages() {
    let (scene, _) = two_runs();
    let page = scene.text("out/X01/data-quality.html");
    for words in [
        "Since the run to 31 December 2024, one row was added, six vanished and one was altered",
        "exports/reviews.csv had 13 rows then and has 8 now",
        "Figures that moved",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains("W1<") && !page.contains("Invented"));
    let first = scene.text("out/X01/index.html");
    assert!(first.contains("exports/reviews.csv had 13 rows then and has 8 now"));
    // A run that is compared with none says nothing of changes.
    let before = scene.text("before/X01/data-quality.html");
    assert!(!before.contains("What changed"));
}

#[test]
fn the_same_records_have_not_changed_and_a_later_day_is_named_as_the_reason() {
    let scene = Scene::new();
    assert_eq!(status(&scene.moderato(&["run", "a", "--as-of", "2024-04-10", "--out", "before"])), Some(0));
    let same = scene.moderato(&["run", "a", "--as-of", "2024-04-10", "--since", "before"]);
    assert_eq!(status(&same), Some(0), "{}", stderr(&same));
    assert_says(&same, &["no row is other than it was. No figure moved."]);
    let later = scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--since", "out"]);
    assert_eq!(status(&later), Some(0), "{}", stderr(&later));
    let because = scene.moderato(&["sql", "select distinct because from changed_figures", "--format", "csv"]);
    assert_eq!(stdout(&because), "because\nas_of\n");
}

#[test]
fn a_folder_without_a_run_is_no_earlier_run() {
    let scene = Scene::new();
    let output = scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--since", "nowhere"]);
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["--since: there is no finished run in nowhere", "manifest.json"]);
    assert!(!scene.path("out").exists());
    scene.put("odd/manifest.json", "{}");
    let output = scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--since", "odd"]);
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["--since: ", "odd"]);
}

#[test]
fn an_authority_that_the_earlier_run_did_not_have_is_said() {
    let scene = Scene::new();
    assert_eq!(status(&scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--out", "before"])), Some(0));
    let config = scene.text("a/moderato.toml").replace("X01", "X02").replace("Exampleshire", "Otherton");
    scene.put("a/moderato.toml", &config);
    let output = scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--since", "before"]);
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert_says(&output, &["Otherton: the run to 31 December 2024 has no such authority"]);
}
