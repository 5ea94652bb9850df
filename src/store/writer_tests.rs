use std::fs;
use std::path::Path;

use serde_json::json;

use super::*;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// A whole run that writes these files and a manifest of them.
fn run(out: &Path, files: &[(&str, &str)]) -> Result<Vec<OutputFile>, WriteError> {
    let writer = Writer::open(out)?;
    for (path, contents) in files {
        writer.write(path, contents.as_bytes())?;
    }
    writer.write(MANIFEST, json!({ "outputs": writer.written() }).to_string().as_bytes())?;
    writer.finish()
}

#[test]
fn a_finished_run_replaces_its_own_files_and_keeps_the_others() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("deep/out");
    let written = run(&out, &[("index.html", "one"), ("packs/a.pdf", "a"), ("packs/b.pdf", "b")]).unwrap();
    assert_eq!(
        written.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(),
        ["index.html", MANIFEST, "packs/a.pdf", "packs/b.pdf"]
    );
    assert_eq!(written[0].bytes, 3);
    assert_eq!(written[0].sha256, "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");

    fs::write(out.join("packs/notes.txt"), "mine").unwrap();
    fs::create_dir_all(out.join("own/empty")).unwrap();
    run(&out, &[("index.html", "two"), ("packs/b.pdf", "b2")]).unwrap();
    assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "two");
    assert_eq!(fs::read_to_string(out.join("packs/notes.txt")).unwrap(), "mine");
    assert_eq!(names(&out.join("packs")), ["b.pdf", "notes.txt"]);
    assert!(out.join("own/empty").is_dir());
    assert_eq!(names(out.parent().unwrap()), ["out"], "nothing is left beside it");
}

#[test]
fn an_interrupted_run_leaves_the_last_output_as_it_was() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    run(&out, &[("index.html", "good")]).unwrap();

    let writer = Writer::open(&out).unwrap();
    writer.write("index.html", b"half").unwrap();
    drop(writer);
    assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "good");
    assert_eq!(names(place.path()), ["out"]);

    // Killed: nothing was cleared away, and nobody holds the lock.
    fs::create_dir_all(place.path().join(".out.moderato-new/packs")).unwrap();
    fs::write(place.path().join(".out.moderato-lock"), "").unwrap();
    run(&out, &[("index.html", "better")]).unwrap();
    assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "better");
    assert_eq!(names(place.path()), ["out"]);
}

#[test]
fn an_output_moved_aside_by_a_killed_run_comes_back() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    run(&out, &[("index.html", "good")]).unwrap();
    fs::rename(&out, place.path().join(".out.moderato-old")).unwrap();
    let writer = Writer::open(&out).unwrap();
    assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "good");
    drop(writer);
    assert_eq!(names(place.path()), ["out"]);
}

#[test]
fn a_file_that_no_run_wrote_is_not_replaced() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("index.html"), "mine").unwrap();
    let said = run(&out, &[("index.html", "ours")]).unwrap_err().to_string();
    assert!(said.contains("index.html") && said.contains("was not written by an earlier run"), "{said}");
    assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "mine");
}

#[test]
fn two_runs_cannot_write_one_folder() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let first = Writer::open(&out).unwrap();
    assert!(matches!(Writer::open(&out), Err(WriteError::Busy { .. })));
    first.write("index.html", b"x").unwrap();
    first.finish().unwrap();
    assert!(out.join("index.html").is_file());
    Writer::open(&out).unwrap();
}

#[test]
fn what_cannot_be_written_is_said_before_any_work() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(matches!(Writer::open(&file), Err(WriteError::NotAFolder { .. })));
    let said = Writer::open(&file.join("inside")).unwrap_err().to_string();
    assert!(said.contains("cannot be written") && said.contains("--out"), "{said}");
    assert!(matches!(Writer::open(Path::new(".")), Err(WriteError::HoldsThisFolder { .. })));
    assert!(matches!(Writer::open(Path::new("/")), Err(WriteError::HoldsThisFolder { .. })));
    assert!(Writer::open(Path::new("")).is_err());
}

#[test]
fn a_path_cannot_leave_the_folder() {
    let place = tempfile::tempdir().unwrap();
    let writer = Writer::open(&place.path().join("out")).unwrap();
    for path in ["", "../x", "/x", "a/../../x", "./x"] {
        assert!(matches!(writer.write(path, b""), Err(WriteError::Outside { .. })), "{path}");
    }
}

#[test]
fn a_stage_can_write_its_own_file() {
    let place = tempfile::tempdir().unwrap();
    let writer = Writer::open(&place.path().join("out")).unwrap();
    fs::write(writer.place("facts/reviews.parquet").unwrap(), "PAR1").unwrap();
    let written = writer.record("facts/reviews.parquet").unwrap();
    assert_eq!((written.bytes, written.sha256.len()), (4, 64));
    assert_eq!(writer.finish().unwrap(), [written]);
}
