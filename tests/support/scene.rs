//! The real binary in a folder of its own.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use tempfile::TempDir;

pub const RULEBOOK: &str = "id = \"small\"\ntitle = \"Small\"\nsource = \"Invented\"\n\n[programme]\nmonths = 12\n\n[[review]]\nstage = \"3\"\ndue_month = 3\n";

pub struct Scene {
    pub folder: TempDir,
}

impl Scene {
    /// A folder with nothing in it.
    pub fn empty() -> Scene {
        Scene { folder: TempDir::new().unwrap() }
    }

    /// An authority folder with two workers and two reviews.
    pub fn new() -> Scene {
        let scene = Scene::empty();
        scene.put(
            "a/moderato.toml",
            "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"rulebook.toml\"\n",
        );
        scene.put("a/rulebook.toml", RULEBOOK);
        scene.put("a/exports/workers.csv", "worker_id,started_on,cohort,name\nW1,2024-01-15,2024,Jo Invented\nW2,2024-01-15,2024,Al Invented\n");
        scene.put("a/exports/reviews.csv", "worker_id,stage,held_on\nW1,3,2024-04-15\nW2,3,2024-04-20\n");
        scene
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn put(&self, name: &str, text: &str) {
        self.put_bytes(name, text.as_bytes());
    }

    pub fn put_bytes(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|fault| panic!("{name}: {fault}"))
    }

    pub fn moderato(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_moderato"))
            .args(args)
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    pub fn run(&self) -> Output {
        self.moderato(&["run", "a", "--as-of", "2024-12-31"])
    }
}

pub fn status(output: &Output) -> Option<i32> {
    output.status.code()
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What is said on standard error holds these words, no name, and no breakdown.
pub fn assert_says(output: &Output, words: &[&str]) {
    let said = stderr(output);
    for word in words {
        assert!(said.contains(word), "`{word}` is not in:\n{said}");
    }
    assert!(!said.contains("Invented") && !said.contains("panicked"), "{said}");
}
