//! The program a bench compares with: a Python script beside the bench, and the package it needs.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What both sides must say alike.
pub type Answers = [i64; 5];

/// A Python with one package, pinned, made once in a folder.
pub fn python(folder: &Path, package: &str) -> PathBuf {
    let venv = folder.join("venv");
    let python = venv.join("bin/python");
    let run = |program: &Path, args: &[&str]| {
        let status = Command::new(program).args(args).status();
        assert!(status.is_ok_and(|status| status.success()), "{} {args:?} failed", program.display());
    };
    if !python.is_file() {
        run(Path::new("python3"), &["-m", "venv", &venv.to_string_lossy()]);
    }
    run(&python, &["-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]);
    python
}

/// Runs a script of `benches/`, which prints its seconds, then its answers.
pub fn ask(python: &Path, script: &str, args: &[&OsStr]) -> (f64, Answers) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches").join(script);
    let output = Command::new(python).arg(script).args(args).output().expect("python was just installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut lines = text.lines();
    let seconds = lines.next().and_then(|line| line.parse().ok()).expect("the seconds");
    let mut answers = [0; 5];
    for (answer, word) in answers.iter_mut().zip(lines.next().unwrap_or_default().split(',')) {
        *answer = word.parse().expect("a whole number");
    }
    (seconds, answers)
}
