//! `sample-data` is what `moderato sample` writes, and the same seed gives the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use moderato::sample::{SampleOptions, write_fixed, write_samples};

/// Every file under a folder, by its path in it.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn sized(seed: u64) -> SampleOptions {
    SampleOptions {
        authorities: Some(3),
        cohorts: Some(2),
        workers: Some(150),
        seed: Some(seed),
        ..Default::default()
    }
}

#[test]
fn sample_data_is_what_the_generator_writes() {
    let out = tempfile::tempdir().unwrap();
    let folders = write_fixed(out.path()).unwrap();
    assert_eq!(folders.len(), 3);
    let committed = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data"));
    let written = files(out.path());
    assert_eq!(committed.keys().collect::<Vec<_>>(), written.keys().collect::<Vec<_>>());
    for (path, bytes) in &written {
        assert!(
            committed[path] == *bytes,
            "{} differs: run `moderato sample --out sample-data`",
            path.display()
        );
    }
    let total: usize = written.values().map(Vec::len).sum();
    assert!(total < 3_000_000, "{total} bytes");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let write = |seed| {
        let out = tempfile::tempdir().unwrap();
        write_samples(out.path(), &sized(seed)).unwrap();
        files(out.path())
    };
    let first = write(5);
    assert_eq!(first.len(), 3 * 21);
    // However many cores there are.
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert!(first == one.install(|| write(5)));
    let other = write(6);
    assert!(
        first
            .iter()
            .filter(|(path, _)| path.ends_with("allocations.csv"))
            .all(|(path, bytes)| other[path] != *bytes)
    );
}

#[test]
fn a_single_cohort_takes_on_about_fifty_children_each() {
    let out = tempfile::tempdir().unwrap();
    let options = SampleOptions {
        authorities: Some(1),
        cohorts: Some(1),
        workers: Some(400),
        tables: vec!["workers".into(), "allocations".into()],
        ..Default::default()
    };
    let folders = write_samples(out.path(), &options).unwrap();
    let written = files(&folders[0]);
    assert_eq!(written.len(), 3, "{:?}", written.keys());
    let rows = |name: &str| written[Path::new(name)].iter().filter(|byte| **byte == b'\n').count() - 1;
    let each = rows("exports/allocations.csv") / 400;
    assert!((40..=60).contains(&each), "{each}");
}

#[test]
fn no_size_is_too_odd() {
    for (authorities, cohorts, workers, folders) in [(0, 1, 1, 0), (3, 0, 9, 3), (3, 2, 0, 3), (3, 60, 1, 3)]
    {
        let out = tempfile::tempdir().unwrap();
        let options = SampleOptions {
            authorities: Some(authorities),
            cohorts: Some(cohorts),
            workers: Some(workers),
            ..Default::default()
        };
        assert_eq!(write_samples(out.path(), &options).unwrap().len(), folders);
    }
    let out = tempfile::tempdir().unwrap();
    let options = SampleOptions { workers: Some(usize::MAX), ..Default::default() };
    let fault = write_samples(out.path(), &options).unwrap_err();
    assert!(fault.fix.contains("4000000"), "{fault}");
    assert!(files(out.path()).is_empty());
}

#[test]
fn a_folder_of_somebody_elses_is_left_alone() {
    let out = tempfile::tempdir().unwrap();
    let own = out.path().join("westmere");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("moderato.toml"), "authority = { code = \"E1\", name = \"Real\" }\n").unwrap();
    let fault = write_fixed(out.path()).unwrap_err();
    assert!(fault.message.contains("westmere") && fault.fix.contains("--out"), "{fault}");
    assert_eq!(files(&own).len(), 1);
}
