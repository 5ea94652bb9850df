//! One small authority folder for every diagnostic code, with what must be said about it.
//!
//! Each folder of `tests/broken` holds `expected.csv`: first the rows of `rejected.csv`, then the
//! notices, in the columns of `rejected.csv`. `UPDATE_BROKEN=1 cargo test broken::` writes them
//! anew, to be read before they are kept.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use moderato::dates::Day;
use moderato::diagnostic::{Code, Diagnostic};
use moderato::ingest::{ingest, read_folder_config};

fn as_csv<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(["authority", "file", "sheet", "row", "column", "value", "code", "message", "fix"])
        .unwrap();
    for d in diagnostics {
        let row = d.place.row.map(|row| row.to_string()).unwrap_or_default();
        writer
            .write_record([
                d.place.authority.as_str(),
                &d.place.file,
                d.place.sheet.as_deref().unwrap_or_default(),
                &row,
                d.place.column.as_deref().unwrap_or_default(),
                &d.value,
                d.code.name(),
                &d.message,
                &d.fix,
            ])
            .unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

#[test]
fn every_fault_is_said_as_expected() {
    let as_of = Day::from_ymd(2026, 1, 31).unwrap();
    let mut folders: Vec<_> = fs::read_dir("tests/broken")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|p| p.is_dir())
        .collect();
    folders.sort();
    assert!(folders.len() >= 25, "{} folders", folders.len());
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for folder in &folders {
        let code = folder.file_name().unwrap().to_string_lossy().into_owned();
        let ingested = ingest(&read_folder_config(folder).unwrap(), as_of).unwrap();
        let said: Vec<Diagnostic> = ingested.rejected.iter().chain(ingested.notices).collect();
        for source in &ingested.sources {
            assert!(source.counts.add_up(), "{code}: {source:?}");
        }
        assert!(said.iter().any(|d| d.code.name() == code), "{code} is not said in {}", folder.display());
        seen.extend(said.iter().map(|d| d.code.name()));
        let said = as_csv(said.iter());
        for private in ["Ada", "Example", "Ben", "SW7000003"] {
            assert!(!said.contains(private), "{code}: {private}");
        }
        let path = folder.join("expected.csv");
        if std::env::var_os("UPDATE_BROKEN").is_some() {
            fs::write(&path, &said).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != said {
            wrong.push(format!("{code}:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // A rule that matched nothing is found when records are judged, not when they are read.
    for code in Code::ALL.into_iter().filter(|code| *code != Code::UnmatchedRule) {
        assert!(seen.contains(code.name()), "no folder of tests/broken is about {}", code.name());
    }
}

#[test]
fn the_worked_folders_are_all_kept() {
    // Rows kept of a folder without faults are the rows read.
    let folder = Path::new("tests/broken/duplicate-row");
    let ingested = ingest(&read_folder_config(folder).unwrap(), Day::from_ymd(2026, 1, 31).unwrap()).unwrap();
    let counts = ingested.table_counts("supervisions");
    assert_eq!((counts.read, counts.kept, counts.duplicates), (5, 3, 2));
    assert_eq!(ingested.records.table("supervisions").map(|table| table.rows()), Some(3));
}
