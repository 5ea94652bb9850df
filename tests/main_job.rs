//! The main job, by the real binary on `sample-data`: files, streams, the same bytes twice, and the pages
//! opened in a real Chromium (keyboard, 320 px, print, dark, and axe).
//!
//! What it needs it installs; where it cannot, it fails.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use moderato::store::{Manifest, find_table, read_table};

/// One run of the sample, for all tests of this file.
pub static RUN: LazyLock<PathBuf> = LazyLock::new(|| crate::support::sample_run("first"));

/// Every file below a folder, by its path from there.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(&inner).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_second_run_gives_the_same_bytes() {
    let (first, second) = (contents(&RUN), contents(&crate::support::sample_run("second")));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, bytes) in &first {
        assert!(second[name] == *bytes, "{name} differs");
    }
}

#[test]
fn the_files_of_the_main_job_are_there_and_the_manifest_lists_them() {
    let files = contents(&RUN);
    for code in ["X91", "X92", "X93"] {
        for page in ["index", "cohorts", "teams", "panels", "leadership", "data-quality", "method"] {
            assert!(files.contains_key(&format!("{code}/{page}.html")), "{code}/{page}.html");
        }
        assert!(
            files.keys().any(|name| name.starts_with(&format!("{code}/packs/")) && name.ends_with(".pdf"))
        );
        assert!(files.contains_key(&format!("facts/cap_breaches/{code}.parquet")));
    }
    for name in [
        "index.html",
        "rejected.csv",
        "notices.csv",
        "metrics/cap_breaches.csv",
        "metrics/pass_rates.parquet",
    ] {
        assert!(files.contains_key(name), "{name}");
    }
    let manifest = Manifest::read(&RUN).unwrap();
    let listed: Vec<&str> = manifest.outputs.iter().map(|output| output.path.as_str()).collect();
    let written: Vec<&str> =
        files.keys().map(String::as_str).filter(|name| *name != "manifest.json").collect();
    assert_eq!(listed, written);
    assert!(manifest.unbalanced().is_empty());
    assert!(manifest.inputs.len() > 20 && manifest.rulebooks.len() >= 3);
    assert_eq!(manifest.metrics.len(), moderato::metrics::QUERIES.len(), "a metric was not made");
    for pdf in files.iter().filter(|(name, _)| name.ends_with(".pdf")) {
        assert!(pdf.1.starts_with(b"%PDF-1."), "{}", pdf.0);
    }
}

#[test]
fn a_pack_made_again_from_a_finished_run_is_the_same() {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packs-again");
    std::fs::remove_dir_all(&out).ok();
    for (name, bytes) in contents(&RUN) {
        let path = out.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    for code in ["X91", "X92", "X93"] {
        let panels =
            moderato::store::read_part(&out, moderato::store::Stage::Records, "panels", code).unwrap();
        let panels = panels.unwrap();
        let ids = panels.texts("panel_id");
        let is_made = |id: &&str| {
            let plain = |text: &str| text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
            let packs = contents(&out.join(code).join("packs"));
            packs.keys().any(|name| plain(name).ends_with(&format!("{}pdf", plain(id))))
        };
        let id = (0..panels.rows()).rev().filter_map(|row| ids.get(row)).find(is_made).unwrap();
        let (before, of_packs) = (contents(&out), format!("{code}/packs/"));
        let again = Command::new(env!("CARGO_BIN_EXE_moderato"))
            .args(["pack", "--panel", id, "--authority", code, "--out"])
            .arg(&out)
            .output()
            .unwrap();
        assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
        for (name, bytes) in contents(&out) {
            assert!(before[&name] == bytes, "{name} differs");
        }
        assert!(before.keys().any(|name| name.starts_with(&of_packs)));
    }
}

#[test]
fn workers_who_name_their_programme_are_judged_by_another_rulebook_too() {
    let named = cells("workers.csv", &["programme"]);
    assert!(named.iter().any(|programme| programme == "sandwell-2025"));
    let out = crate::support::sample_run_with("under", &["--under", "common-yardstick", "--packs", "none"]);
    let outcomes = find_table(&out, "facts.outcomes").and_then(|table| read_table(&table)).unwrap();
    let own = find_table(&RUN, "facts.outcomes").and_then(|table| read_table(&table)).unwrap();
    assert!(outcomes.rows() > 40);
    assert_eq!(outcomes.rows(), own.rows());
    let reviews = find_table(&out, "facts.review_status").and_then(|table| read_table(&table)).unwrap();
    let stages: BTreeSet<&str> =
        (0..reviews.rows()).filter_map(|row| reviews.texts("stage").get(row)).collect();
    assert_eq!(stages, ["12", "3", "6", "9"].into(), "the yardstick's stages, and no authority's own");
}

/// The cells of columns of an export of the sample.
fn cells(export: &str, columns: &[&str]) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data/sandhaven/exports").join(export);
    let text = std::fs::read_to_string(path).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headings = reader.headers().unwrap().clone();
    let places: Vec<usize> = columns
        .iter()
        .map(|column| headings.iter().position(|heading| heading == *column).unwrap())
        .collect();
    let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let found = records.iter().flat_map(|record| places.iter().filter_map(|&place| record.get(place)));
    found.filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

#[test]
fn no_name_no_swe_number_and_no_reference_of_a_child_leaves_the_records() {
    let mut private = cells("workers.csv", &["name", "swe_number"]);
    assert!(private.len() > 100);
    private.extend(cells("caseload.csv", &["child_id"]).into_iter().step_by(40));
    let files = contents(&RUN);
    let mut looked = 0;
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".html") || name.ends_with(".csv")) {
        let text = String::from_utf8_lossy(bytes);
        // What a page shows: its typefaces are letters and figures too.
        let text: String =
            text.split("base64,").map(|part| part.split_once('\'').map_or(part, |rest| rest.1)).collect();
        let found = private.iter().find(|word| text.contains(word.as_str()));
        assert!(found.is_none(), "{name} holds what is private");
        looked += 1;
    }
    assert!(looked > 20);
}

/// Runs a program to its end; its output where it succeeds.
fn run(program: &str, args: &[&str], folder: &Path) -> Result<String, String> {
    let output = Command::new(program)
        .args(args)
        .current_dir(folder)
        .output()
        .map_err(|fault| format!("{program} cannot be started: {fault}"))?;
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(text) } else { Err(format!("{program} {args:?}:\n{text}")) }
}

/// The path of Chromium, installed from the system's packages where it is not there.
fn chromium() -> String {
    let find = || {
        ["chromium", "chromium-browser", "google-chrome"]
            .iter()
            .find_map(|name| run("sh", &["-c", &format!("command -v {name}")], Path::new(".")).ok())
    };
    if find().is_none() {
        let install = "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium";
        run("sh", &["-c", install], Path::new(".")).expect("Chromium is needed, and could not be installed");
    }
    find().expect("Chromium is needed: install it and run the tests again").trim().to_owned()
}

/// What a page is made of: its sections, the marks of its statuses, what folds.
fn parts_of(page: &Path) -> BTreeSet<String> {
    let html = std::fs::read_to_string(page).unwrap();
    let body = html.split("<body").nth(1).unwrap_or_default();
    let named = |attribute: &str| -> Vec<String> {
        let begins = format!(" {attribute}=\"");
        let values = body.split(&begins).skip(1);
        values.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let ids = named("id").into_iter().filter(|id| !id.contains(|c: char| c.is_ascii_digit()));
    ids.chain(named("class")).collect()
}

/// Every page of a run, sorted. Of the worker pages of an authority the first three, and each that holds a part no
/// page before it has; the others apart.
fn pages(out: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut found, mut alike) = (Vec::new(), Vec::new());
    let mut folders = vec![out.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut here: Vec<PathBuf> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        here.sort();
        folders.extend(here.iter().filter(|path| path.is_dir()).cloned());
        here.retain(|path| path.extension().is_some_and(|ending| ending == "html"));
        if folder.ends_with("workers") {
            let mut known = BTreeSet::new();
            for (at, page) in std::mem::take(&mut here).into_iter().enumerate() {
                let parts = parts_of(&page);
                let is_new = !parts.is_subset(&known);
                known.extend(parts);
                if at < 3 || is_new { here.push(page) } else { alike.push(page) }
            }
        }
        found.extend(here);
    }
    found.sort();
    alike.sort();
    (found, alike)
}

#[test]
fn every_page_works_in_a_browser() {
    let checks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let chromium = chromium();
    run("npm", &["ci", "--no-audit", "--no-fund"], &checks).expect("npm could not install the checks");
    let (pages, alike) = pages(&RUN);
    assert!(pages.len() > 30 && alike.len() > 100, "only {} and {} pages", pages.len(), alike.len());

    // The check can fail: a page with a fault of every sort is found out.
    let faulty = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/faulty.html");
    let report = run("node", &["check.mjs", &chromium, faulty], &checks).unwrap_err();
    for fault in [
        "light: axe image-alt",
        "light: axe color-contrast",
        "dark: axe image-alt",
        "320 px: axe image-alt",
        "320 px: the page is",
        "no focus is shown",
        "print: 1 tables stay folded",
        "asks for",
    ] {
        assert!(report.contains(fault), "not found out: {fault}\n{report}");
    }

    let mut args = vec!["check.mjs".to_owned(), chromium];
    let shown = |page: &PathBuf| page.to_string_lossy().into_owned();
    args.extend(pages.iter().map(shown).chain(["--alike".to_owned()]).chain(alike.iter().map(shown)));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    if let Err(report) = run("node", &args, &checks) {
        panic!("{report}");
    }
}
