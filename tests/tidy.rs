//! The invariants of the structure, checked over the source itself.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder with this ending, sorted.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no .{ending} file below {folder}");
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")
}

/// The program's source files: those below `src` that are not compiled for tests alone.
fn sources() -> Vec<PathBuf> {
    let all = files("src", "rs");
    let mut for_tests = Vec::new();
    for path in &all {
        let text = fs::read_to_string(path).unwrap();
        let folder = match path.file_name().unwrap().to_str() {
            Some("mod.rs" | "lib.rs" | "main.rs") => path.parent().unwrap().to_owned(),
            _ => path.with_extension(""),
        };
        for after in text.split("#[cfg(test)]\n").skip(1) {
            let mut lines = after.lines();
            let first = lines.next().unwrap_or_default();
            if let Some(named) = first.strip_prefix("#[path = \"") {
                for_tests.push(path.parent().unwrap().join(named.trim_end_matches("\"]")));
            } else if let Some(name) = first.strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';')) {
                for_tests.push(folder.join(format!("{name}.rs")));
            }
        }
    }
    all.into_iter().filter(|path| !for_tests.contains(path)).collect()
}

/// A source file's code: what stands before its tests.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text[..end].lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The first folder or file below `src` that a file belongs to.
fn module(path: &Path) -> String {
    let path = shown(path);
    let below = path.strip_prefix("src/").unwrap_or(&path);
    below.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned()
}

/// The stages, in the order in which data passes through them.
const STAGES: &[&str] = &[
    "rulebook", "ingest", "clock", "store", "facts", "metrics", "changes", "charts", "pack", "render",
    "sample", "plan", "commands",
];
/// What every stage may use.
const FOR_ALL: &[&str] = &["model", "dates", "stats", "diagnostic"];

#[test]
fn a_module_uses_only_stages_before_its_own() {
    let mut faults = Vec::new();
    for path in sources() {
        let module = module(&path);
        if ["main", "lib"].contains(&module.as_str()) {
            continue;
        }
        let place = STAGES.iter().position(|stage| *stage == module);
        assert!(
            place.is_some() || FOR_ALL.contains(&module.as_str()) || module == "cli",
            "{module} is not in the list of stages"
        );
        for (number, line) in code(&path).lines().enumerate() {
            for used in line.split("crate::").skip(1) {
                let used: String = used.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let is_allowed = used == module
                    || FOR_ALL.contains(&used.as_str())
                    || (used == "cli" && module == "commands")
                    || (used == "pack" && module == "cli")
                    || match (STAGES.iter().position(|stage| *stage == used), place) {
                        (Some(used), Some(place)) => used < place,
                        _ => false,
                    };
                if !is_allowed {
                    faults.push(format!("{}:{} uses {used}", shown(&path), number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_disk_and_the_clock_are_touched_where_they_should_be() {
    let may_touch_the_disk = ["plan", "ingest", "store", "sample"];
    for path in sources() {
        let (module, code) = (module(&path), code(&path));
        for word in ["fs::", "File::open", "File::create", "OpenOptions"] {
            let is_ours = may_touch_the_disk.contains(&module.as_str());
            // The metrics hand Polars the paths of files; they open none.
            assert!(is_ours || !code.contains(word), "{} touches the disk: {word}", shown(&path));
        }
        for word in ["Local::now", "Utc::now", "SystemTime::now"] {
            assert!(module == "plan" || !code.contains(word), "{} reads the clock", shown(&path));
        }
    }
}

#[test]
fn names_are_read_for_named_packs_alone() {
    for path in sources() {
        if ["pages", "charts", "metrics", "facts"].iter().any(|part| shown(&path).contains(part)) {
            let code = code(&path);
            // A chart's `people` is a number of them.
            let is_chart = shown(&path).contains("charts");
            assert!(is_chart || !code.contains(".people"), "{} reads people's names", shown(&path));
            assert!(!code.contains("swe_number"), "{} names SWE numbers", shown(&path));
        }
    }
}

#[test]
fn files_are_small_and_rightly_named() {
    for ending in ["rs", "sql", "typ", "css", "html"] {
        let folders: &[&str] = match ending {
            "rs" => &["src", "tests", "benches"],
            "sql" => &["queries"],
            _ => &["reports"],
        };
        for path in folders.iter().flat_map(|folder| files(folder, ending)) {
            let lines = fs::read_to_string(&path).unwrap().lines().count();
            assert!(lines <= 600, "{} has {lines} lines", shown(&path));
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            for word in ["util", "utils", "helper", "helpers", "common", "manager", "misc"] {
                assert_ne!(stem, word, "{}", shown(&path));
            }
        }
    }
}

#[test]
fn nothing_is_left_open() {
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        if path.ends_with("tests/tidy.rs") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for word in ["todo!(", "unimplemented!(", "#[ignore", "FIXME", "dbg!("] {
            assert!(!text.contains(word), "{}: {word}", shown(&path));
        }
    }
    for path in sources() {
        for (number, line) in code(&path).lines().enumerate() {
            for word in [".unwrap()", ".expect(", "panic!(", "unreachable!("] {
                assert!(!line.contains(word), "{}:{} could panic: {}", shown(&path), number + 1, line.trim());
            }
        }
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut in_dependencies = false;
    let mut before = "";
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.contains("dependencies");
        } else if in_dependencies && line.contains('=') {
            assert!(before.starts_with('#') || before.contains('='), "no reason above `{line}`");
        }
        before = line;
    }
    // The one test program says where it stands; no dependency does.
    let lines = manifest.lines().filter(|line| *line != "path = \"tests/main.rs\"" && !line.starts_with('#'));
    for line in lines {
        // Whole words: there are crates whose names end in one of these.
        let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
        assert!(!words.any(|word| word == "git" || word == "path"), "{line}");
    }
}

#[test]
fn no_path_of_a_machine_stands_anywhere() {
    let home = ["/ho", "me/"].concat();
    let root_home = ["/ro", "ot/"].concat();
    for (folder, ending) in
        [("src", "rs"), ("tests", "rs"), ("queries", "sql"), ("reports", "typ"), ("sample-data", "toml")]
    {
        for path in files(folder, ending) {
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains(&home) && !text.contains(&root_home), "{}", shown(&path));
        }
    }
}
