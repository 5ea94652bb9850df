//! The queries give the same rows on other engines: DuckDB and DataFusion, unchanged.
//!
//! Needs Python 3 with venv; the engines come from the package index, at the versions of
//! `tests/engines/requirements.txt`.


use std::path::{Path, PathBuf};
use std::process::Command;

use moderato::metrics::{QUERIES, measure, write_metric};
use moderato::store::Lineage;

/// Runs a program to its end and gives what it printed; anything but success fails the test.
fn run(program: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|fault| panic!("{} cannot be run: {fault}", program.display()));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{} {arguments:?}\n{out}\n{err}", program.display());
    out
}

/// A Python that has the engines, made once for each list of them.
fn python() -> PathBuf {
    let requirements = "tests/engines/requirements.txt";
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("engines");
    let python = folder.join("bin/python");
    let done = folder.join("requirements.txt");
    let wanted = std::fs::read(requirements).unwrap();
    if std::fs::read(&done).ok().as_ref() != Some(&wanted) {
        run(Path::new("python3"), &["-m", "venv", "--clear", folder.to_str().unwrap()]);
        run(&python, &["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]);
        std::fs::write(done, wanted).unwrap();
    }
    python
}

#[test]
fn other_engines_give_the_same_rows() {
    let runs = tempfile::tempdir().unwrap();
    for query in QUERIES {
        let run = runs.path().join(query.id);
        crate::made::write_facts(&run, &Path::new("tests/metrics").join(query.id));
        let metrics = measure(&run).unwrap();
        let metric = metrics.iter().find(|metric| metric.id == query.id).unwrap();
        assert!(metric.table.rows() > 0, "{}", query.id);
        write_metric(&run, metric, &Lineage::default()).unwrap();
    }
    let out = run(&python(), &["tests/engines/compare.py", "queries", runs.path().to_str().unwrap()]);
    assert_eq!(out.trim(), format!("compared {}", 2 * QUERIES.len()));
}
