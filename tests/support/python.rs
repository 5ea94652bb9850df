//! A Python with packages of others' making, for tests that read our outputs by other means.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a program to its end and gives what it printed; anything but success fails the test.
pub fn run(program: &Path, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|fault| panic!("{} cannot be run: {fault}", program.display()));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{} {arguments:?}\n{out}\n{err}", program.display());
    out
}

/// A Python that has the packages of `tests/<name>/requirements.txt`, made once for each list of them.
pub fn python(name: &str) -> PathBuf {
    let requirements = format!("tests/{name}/requirements.txt");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let python = folder.join("bin/python");
    let done = folder.join("requirements.txt");
    let wanted = std::fs::read(&requirements).unwrap();
    if std::fs::read(&done).ok().as_ref() != Some(&wanted) {
        run(Path::new("python3"), &["-m", "venv", "--clear", folder.to_str().unwrap()]);
        run(
            &python,
            &["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", &requirements],
        );
        std::fs::write(done, wanted).unwrap();
    }
    python
}
