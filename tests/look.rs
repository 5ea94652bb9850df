//! An authority's own logo, panel form and templates: they reach every output, and each fault is said with
//! its place and how to mend it.

use std::fs;
use std::io::{Cursor, Read};

use crate::render::tags;
use crate::support::scene::{Scene, assert_says, status, stderr, stdout};

const LOGO: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 10\"><script>alert(1)</script>\
                    <rect width=\"40\" height=\"10\" fill=\"#124F7B\"/></svg>";
const PNG_HEAD: &[u8] = b"\x89PNG\r\n\x1a\n";
const LOOK: &str = "[look]\nlogo = \"art/our-logo.svg\"\nlogo_says = \"Exampleshire <County> Council\"\ntemplates = \"templates\"\n";
const FORM: &str = "title = \"Our record\"\n\
    [[box]]\nheading = \"Agenda\"\ndecisions = [\"Ready\", \"Not yet\"]\nmeans = { pass = \"Ready\" }\n\
    signatures = [\"Independent chair\"]\nsigned_on = \"Signed on\"\n\
    [[box.field]]\nlabel = \"Newly qualified social worker\"\nkind = \"line\"\nknown = \"candidate\"\n\
    [[box.field]]\nlabel = \"Practice assessor\"\nkind = \"line\"\nknown = \"assessor\"\n\
    [[box.field]]\nlabel = \"Day of the panel\"\nkind = \"date\"\nknown = \"held_on\"\n\
    [[box.field]]\nlabel = \"Assessor says\"\nkind = \"choice\"\nfrom = [\"Go\", \"Stay\"]\n\
    known = \"recommendation\"\nmeans = { pass = \"Go\", fail = \"Stay\" }\n\
    [[box.field]]\nlabel = \"Voice of the child\"\nkind = \"writing\"\nlines = 4\n\
    [on_candidate_page]\nheading = \"Our panel says\"\ndecisions = [\"Ready\", \"Not yet\"]\n";

const PROGRESSION: &str = "[[table]]\nheading = \"Ready for grade G\"\nrow_head = \"What we look for\"\n\
    rows = [\"Court reports of one's own\"]\nticks = [\"Not seen\", \"Seen\"]\n\
    [decision]\nheading = \"Our decision\"\ndecisions = [\"Moves up\", \"Not now\"]\n\
    [[decision.field]]\nlabel = \"Day of the interview\"\nkind = \"date\"\n";

/// An authority with a panel to come, its logo and nothing of its own beside.
fn scene() -> Scene {
    let scene = Scene::new();
    let config = scene.text("a/moderato.toml");
    scene.put("a/moderato.toml", &format!("{config}{LOOK}"));
    scene.put("a/exports/panels.csv", "panel_id,kind,held_on\nP1,final,2025-01-20\n");
    scene.put(
        "a/exports/panel_cases.csv",
        "panel_id,worker_id,submitted_on,recommendation\nP1,W1,2024-12-20,pass\nP1,W2,2024-12-21,fail\n",
    );
    scene.put(
        "a/exports/workers.csv",
        "worker_id,started_on,cohort,assessor_id,name\nW1,2024-01-15,2024,PA7,Jo Invented\n\
         W2,2024-01-15,2024,PA7,Al Invented\n",
    );
    scene.put("a/art/our-logo.svg", LOGO);
    scene.put("a/templates/panel-form.toml", FORM);
    scene
}

/// A template of the program with some words changed.
fn changed(scene: &Scene, name: &str, from: &str, to: &str) -> String {
    let original = stdout(&scene.moderato(&["template", name]));
    assert!(original.contains(from), "{name} has no {from}");
    original.replace(from, to)
}

fn put_own_templates(scene: &Scene) {
    for (name, from, to) in [
        ("pack.typ", "part.place, part.title, ", "part.place, \"Ours: \" + part.title, "),
        ("page.css", ".lead{", ".exampleshire{}\n.lead{"),
        ("styles.xml", "w:ascii=\"Arial\"", "w:ascii=\"Verdana\""),
    ] {
        scene.put(&format!("a/templates/{name}"), &changed(scene, name, from, to));
    }
}

/// The parts of a Word file, one after another, and its picture.
fn word(bytes: &[u8]) -> (String, Vec<u8>) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let (mut all, mut picture) = (String::new(), Vec::new());
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        if part.name().unwrap() == "word/media/logo.png" {
            part.read_to_end(&mut picture).unwrap();
        } else {
            part.read_to_string(&mut all).unwrap();
        }
    }
    (all, picture)
}

#[test]
fn what_is_an_authoritys_own_is_in_every_page_pack_and_record() {
    let scene = scene();
    put_own_templates(&scene);
    let output = scene.run();
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));

    for page in ["out/index.html", "out/X01/index.html", "out/X01/method.html"] {
        let html = scene.text(page);
        assert!(html.contains("<img class=\"logo\" src=\"data:image/svg+xml;base64,"), "{page}");
        assert!(html.contains("alt=\"Exampleshire &#60;County&#62; Council\""), "{page}");
        // The picture's own script stays within the picture, where it cannot run.
        assert!(!html.contains("<script") && html.contains(".exampleshire{}"), "{page}");
    }

    let pack = fs::read(scene.path("out/X01/packs/2025-01-20-final-p1.pdf")).unwrap();
    let structure = tags::read(&pack);
    let figures = structure.root.of_kind("Figure");
    let alt = figures.first().and_then(|figure| figure.alt.as_deref());
    assert_eq!(alt, Some("Exampleshire <County> Council"));
    for heading in ["Ours: Final panel pack", "Ours: Our record", "Our panel says"] {
        let found = structure.bookmarks.iter().filter(|mark| *mark == heading).count();
        assert!(found >= 1, "no {heading} among {:?}", structure.bookmarks);
    }

    let records: Vec<_> = fs::read_dir(scene.path("out/X01/packs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "docx"))
        .collect();
    assert_eq!(records.len(), 2);
    let mut answers = Vec::new();
    for record in &records {
        let (text, picture) = word(&fs::read(record).unwrap());
        // The logo is four times as wide as high, so it is as wide as its room: 80 mm, at 300 dots an inch.
        assert_eq!((&picture[..8], &picture[16..24]), (PNG_HEAD, &[0, 0, 3, 177, 0, 0, 0, 236][..]));
        for expected in [
            "Our record",
            "w:tag w:val=\"agenda.newly-qualified-social-worker\"",
            "w:tag w:val=\"agenda.voice-of-the-child\"",
            "w:tag w:val=\"agenda.practice-assessor\"",
            ">Assessor A</w:t>",
            "w:tag w:val=\"agenda.decision\"",
            "w:tag w:val=\"agenda.signed.independent-chair\"",
            "w:fullDate=\"2025-01-20T00:00:00Z\"",
            "w:ascii=\"Verdana\"",
            "<Default Extension=\"png\" ContentType=\"image/png\"/>",
            "Id=\"rId6\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\"media/logo.png\"",
            "<a:blip r:embed=\"rId6\"/>",
            "name=\"Logo\" descr=\"Exampleshire &#60;County&#62; Council\"",
        ] {
            assert!(text.contains(expected), "{expected} is not in {}", record.display());
        }
        assert!(!text.contains("PA7"), "the authority's own reference is in {}", record.display());
        answers
            .extend(["Go", "Stay"].into_iter().filter(|answer| text.contains(&format!(">{answer}</w:t>"))));
    }
    answers.sort_unstable();
    assert_eq!(answers, ["Go", "Stay"], "one is recommended to pass and one is not");

    // A finished run has all that a pack needs, and the manifest knows what it was made from.
    let manifest = scene.text("out/manifest.json");
    for path in ["art/our-logo.svg", "templates/panel-form.toml", "templates/pack.typ", "look/X01/logo.svg"] {
        assert!(manifest.contains(&format!("\"{path}\"")), "{path}");
    }
    assert_eq!(status(&scene.moderato(&["verify", "out", "a"])), Some(0));
    fs::remove_dir_all(scene.path("a")).unwrap();
    let pack = || fs::read(scene.path("out/X01/packs/2025-01-20-final-p1.pdf")).unwrap();
    let before = pack();
    let again = scene.moderato(&["pack", "--panel", "P1"]);
    assert_eq!(status(&again), Some(0), "{}", stderr(&again));
    assert!(pack() == before, "the pack made again is another");
}

#[test]
fn an_authoritys_own_progression_forms_stand_in_its_progression_packs() {
    let scene = scene();
    scene.put("a/templates/progression-form.toml", PROGRESSION);
    scene.put("a/exports/panels.csv", "panel_id,kind,held_on\nP2,progression,2025-01-20\n");
    scene.put("a/exports/panel_cases.csv", "panel_id,worker_id\n");
    scene.put(
        "a/exports/progressions.csv",
        "application_id,worker_id,from_grade,to_grade,event,occurred_on\n\
         A1,W1,F,G,permission,2024-10-01\nA1,W1,F,G,submitted,2024-12-01\n",
    );
    let output = scene.run();
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    let pack = fs::read(scene.path("out/X01/packs/2025-01-20-progression-p2.pdf")).unwrap();
    let structure = tags::read(&pack);
    for heading in ["Ready for grade G", "Our decision", "Evidence checks"] {
        assert!(
            structure.bookmarks.iter().any(|mark| mark == heading),
            "{heading}: {:?}",
            structure.bookmarks
        );
    }
    for heading in ["Competency grid", "Questions", "Decision of the panel"] {
        assert!(!structure.bookmarks.iter().any(|mark| mark == heading), "{heading} is the program's");
    }
}

#[test]
fn a_template_that_the_typesetter_rejects_is_named_with_its_line() {
    let scene = scene();
    let from = "#let section(it, room, is-close) = {";
    let own = changed(&scene, "blocks.typ", from, &format!("{from}\n  unknown-word"));
    let line = own.lines().position(|line| line.contains("unknown-word")).unwrap() + 1;
    scene.put("a/templates/blocks.typ", &own);
    let output = scene.run();
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &[&format!("a/templates/blocks.typ, line {line}"), "unknown-word", "to mend it"]);
    assert!(!scene.path("out").exists());
}

#[test]
fn every_fault_of_the_look_is_said_before_any_work() {
    let broken_png = b"\x89PNG\r\n\x1a\nnothing".to_vec();
    let large = LOGO.replace("<script>", &format!("<!--{}--><script>", " ".repeat(1 << 20))).into_bytes();
    // What stands in moderato.toml, a file of the folder with its contents, and what is said.
    let faults: Vec<(&str, &str, Vec<u8>, &[&str])> = vec![
        ("logo = \"a.svg\"", "", vec![], &["`logo_says` is missing in [look]", "to those who cannot see it"]),
        ("logo_says = \"E\"", "", vec![], &["without a `logo`", "logo = \"our-logo.svg\""]),
        ("logoo = \"a.svg\"", "", vec![], &["`logoo` is not a key of [look]", "did you mean `logo`?"]),
        (
            "logo = \"../a.svg\"\nlogo_says = \"E\"",
            "",
            vec![],
            &["`logo` lies outside the folder", "copy it"],
        ),
        (
            "logo = \"a.svg\"\nlogo_says = \"E\"",
            "",
            vec![],
            &["moderato.toml, line 4: the logo a.svg cannot be read: there is no such file", "correct logo"],
        ),
        (
            "logo = \"a.svg\"\nlogo_says = \"E\"",
            "a.svg",
            b"GIF89a".to_vec(),
            &["neither an SVG nor a PNG picture", "Save it as SVG or PNG"],
        ),
        (
            "logo = \"a.svg\"\nlogo_says = \"E\"",
            "a.svg",
            large,
            &["larger than 1 MB", "Make the picture smaller"],
        ),
        (
            "logo = \"a.png\"\nlogo_says = \"E\"",
            "a.png",
            broken_png,
            &["the logo a.png cannot be shown", "Save it again"],
        ),
        ("templates = \"tmpl\"", "", vec![], &["line 4", "there is no such folder", "correct templates"]),
        (
            "templates = \"t\"",
            "t/pak.typ",
            b"#x".to_vec(),
            &["a/t/pak.typ stands in the place of no template", "Did you mean pack.typ?"],
        ),
        (
            "templates = \"t\"",
            "t/typst/pack.typ",
            b"#x".to_vec(),
            &["a/t/typst stands in the place of no template", "panel-form.toml"],
        ),
        (
            "templates = \"t\"",
            "t/page.css",
            b"a{}\n</style>".to_vec(),
            &["a/t/page.css, line 2: `</` cannot stand", "Take it out"],
        ),
        (
            "templates = \"t\"",
            "t/page.css",
            b"a{background:url(HTTPS://x/y.png)}".to_vec(),
            &["`://` cannot stand", "needs no network"],
        ),
        (
            "templates = \"t\"",
            "t/page.css",
            b"a{content:\"}\"} /* } */\nb{color:red".to_vec(),
            &["a/t/page.css, line 2: a bracket of the style sheet has no other half", "Close each {"],
        ),
        (
            "logo = \"exports\"\nlogo_says = \"E\"",
            "",
            vec![],
            &["line 4: the logo exports is a folder", "Name the picture itself"],
        ),
        (
            "templates = \"t\"",
            "t/styles.xml",
            b"<w:styles>\n<w:style>\n</w:styles>".to_vec(),
            &["a/t/styles.xml, line 3: this is not a Word file's styles", "moderato template styles.xml"],
        ),
        (
            "templates = \"t\"",
            "t/words.typ",
            b"\xff".to_vec(),
            &["a/t/words.typ is not UTF-8 text", "encoding UTF-8"],
        ),
        (
            "templates = \"t\"",
            "t/panel-form.toml",
            FORM.replace("known = \"candidate\"", "known = \"candiate\"").into_bytes(),
            &["a/t/panel-form.toml:11:", "\"candiate\" cannot fill in a line", "did you mean \"candidate\"?"],
        ),
        (
            "templates = \"t\"",
            "t/progression-form.toml",
            PROGRESSION.replace("ticks", "tickz").into_bytes(),
            &["a/t/progression-form.toml:5:", "`ticks` is missing in [[table]]", "did you mean `ticks`?"],
        ),
    ];
    for (look, file, contents, expected) in faults {
        let scene = Scene::new();
        let config = scene.text("a/moderato.toml");
        scene.put("a/moderato.toml", &format!("{config}[look]\n{look}\n"));
        if !file.is_empty() {
            scene.put_bytes(&format!("a/{file}"), &contents);
        }
        let output = scene.moderato(&["check", "a", "--as-of", "2024-12-31"]);
        assert_eq!(status(&output), Some(2), "{look}, {file}");
        assert_says(&output, expected);
        assert_says(&output, &["to mend it"]);
    }
}

#[test]
fn the_templates_are_listed_and_printed() {
    let scene = Scene::empty();
    let list = stdout(&scene.moderato(&["template"]));
    let names: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(names.first(), Some(&"panel-form.toml"));
    for name in &names {
        assert!(stdout(&scene.moderato(&["template", name])).len() > 100, "{name}");
    }
    assert_eq!(names.len(), 11);
    let output = scene.moderato(&["template", "panel_form.toml"]);
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["there is no template panel_form.toml", "Did you mean panel-form.toml?"]);
}
