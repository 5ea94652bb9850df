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

/// Runs `before`, makes a change, runs again compared with it; gives what is said and the page of changes.
fn after(change: impl Fn(&Scene), as_of: &str) -> (Scene, std::process::Output, String) {
    let scene = Scene::new();
    assert_eq!(status(&scene.moderato(&["run", "a", "--as-of", "2024-12-31", "--out", "before"])), Some(0));
    change(&scene);
    let second = scene.moderato(&["run", "a", "--as-of", as_of, "--since", "before"]);
    assert_eq!(status(&second), Some(0), "{}", stderr(&second));
    let page = scene.text("out/X01/data-quality.html");
    (scene, second, page)
}

fn because(scene: &Scene) -> String {
    stdout(&scene.moderato(&[
        "sql",
        "select distinct because from changed_figures where metric = 'reviews_on_time'",
        "--format",
        "csv",
    ]))
}

fn stricter(scene: &Scene) {
    let rulebook = scene.text("a/rulebook.toml");
    scene.put("a/rulebook.toml", &rulebook.replace("due_month = 3", "due_month = 2"));
}

#[test]
fn the_rows_alone_are_named_where_nothing_else_is_different() {
    let (_, second, page) = after(
        |scene| scene.put("a/exports/reviews.csv", "worker_id,stage,held_on\nW1,3,2024-05-25\n"),
        "2024-12-31",
    );
    assert!(!stderr(&second).contains("also different"), "{}", stderr(&second));
    assert!(page.contains("Nothing else is different between the two runs"));
    assert!(page.contains("Only reviews"));
}

#[test]
fn another_day_is_named_with_both_days() {
    let (_, second, page) = after(|_| (), "2025-03-31");
    let said = "lso different between the two runs: the last day of the records (from 31 December 2024 to 31 March 2025).";
    assert_says(&second, &[said]);
    assert!(page.contains(said));
}

#[test]
fn another_text_of_the_rulebook_is_named() {
    let (scene, second, page) = after(stricter, "2024-12-31");
    let said = "lso different between the two runs: the text of the rulebook small.";
    assert_says(&second, &[said]);
    assert!(page.contains(said) && page.contains("Only the rulebook"));
    assert_eq!(because(&scene), "because\nrulebook\n");
}

#[test]
fn another_rulebook_is_named_with_both() {
    let (scene, second, _) = after(
        |scene| {
            stricter(scene);
            let rulebook = scene.text("a/rulebook.toml");
            scene.put("a/rulebook.toml", &rulebook.replace("\"small\"", "\"smaller\""));
        },
        "2024-12-31",
    );
    assert_says(&second, &["lso different between the two runs: the rulebook (from small to smaller)."]);
    assert_eq!(because(&scene), "because\nrulebook\n");
}

#[test]
fn another_configuration_is_named() {
    let (scene, second, page) = after(
        |scene| {
            let config = scene.text("a/moderato.toml");
            scene.put("a/moderato.toml", &format!("{config}max_rejected_pct = 9\n"));
        },
        "2024-12-31",
    );
    let said = "lso different between the two runs: what moderato.toml says.";
    assert_says(&second, &[said]);
    assert!(page.contains(said) && page.contains("No figure of any measure moved."));
    let shown =
        stdout(&scene.moderato(&["sql", "select what, name from changed_conditions", "--format", "csv"]));
    assert_eq!(shown, "what,name\nconfiguration,moderato.toml\n");
}

#[test]
fn another_version_is_named_and_several_things_all_are() {
    let version = env!("CARGO_PKG_VERSION");
    let (scene, second, page) = after(
        |scene| {
            stricter(scene);
            let manifest = scene.text("before/manifest.json");
            let this = format!("\"version\": \"{version}\"");
            assert!(manifest.contains(&this));
            scene.put("before/manifest.json", &manifest.replacen(&this, "\"version\": \"0.0.1\"", 1));
            scene.put("a/exports/reviews.csv", "worker_id,stage,held_on\nW1,3,2024-04-10\nW2,3,2024-04-20\n");
        },
        "2025-03-31",
    );
    let said = format!(
        "the last day of the records (from 31 December 2024 to 31 March 2025); the text of the rulebook small; \
         moderato’s version (from 0.0.1 to {version})."
    );
    assert_says(&second, &[&said]);
    assert!(page.contains("Reviews, the last day of the records, the rulebook and moderato’s version"));
    assert_eq!(because(&scene), "because\n\"reviews, as_of, rulebook, version\"\n");
}
