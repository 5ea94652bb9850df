//! The pages of the sample, opened in a real Chromium: keyboard, 320 px, print, dark, and axe.
//!
//! What it needs it installs; where it cannot, it fails.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

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

/// Every page of a run, sorted; of the worker pages the first three an authority.
fn pages(out: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![out.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut here: Vec<PathBuf> =
            std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        here.sort();
        folders.extend(here.iter().filter(|path| path.is_dir()).cloned());
        let html = here.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "html"));
        let most = if folder.ends_with("workers") { 3 } else { usize::MAX };
        found.extend(html.take(most));
    }
    found.sort();
    found
}

#[test]
fn every_page_works_in_a_browser() {
    let checks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let chromium = chromium();
    run("npm", &["ci", "--no-audit", "--no-fund"], &checks).expect("npm could not install the checks");
    let out = support::sample_run();
    let pages = pages(&out);
    assert!(pages.len() >= 4, "only {} pages", pages.len());
    let mut args = vec!["check.mjs".to_owned(), chromium];
    args.extend(pages.iter().map(|page| page.to_string_lossy().into_owned()));
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    if let Err(report) = run("node", &args, &checks) {
        panic!("{report}");
    }
}
