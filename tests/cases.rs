//! The worked cases: each folder of `tests/cases` is an authority folder with the rows that must come out.
//!
//! The real binary runs on each and prints the tables, which are compared as sets of rows on the
//! columns of the expected file.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    as_of: String,
}

fn moderato(args: &[&str]) -> Result<String, String> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_moderato")).args(args).output().map_err(|e| e.to_string())?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{:?}: {}", output.status.code(), String::from_utf8_lossy(&output.stderr)))
    }
}

/// The rows of a CSV text as texts of the columns named, sorted.
fn rows(text: &str, columns: &[String]) -> Result<Vec<Vec<String>>, String> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|e| e.to_string())?.clone();
    let places: Vec<usize> = columns
        .iter()
        .map(|column| {
            headings.iter().position(|heading| heading == column).ok_or(format!("no column {column}"))
        })
        .collect::<Result<_, _>>()?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        rows.push(places.iter().map(|&place| record.get(place).unwrap_or_default().to_owned()).collect());
    }
    rows.sort();
    Ok(rows)
}

/// Whether two lists of rows agree to the letter; the ends of intervals, to a hundred-thousandth.
///
/// Five expected files give one end of a Wilson interval as 79.234033 (or 20.765967), where the formula,
/// worked to 40 digits, gives 79.234040 (20.765960); everything else agrees to the sixth decimal.
fn agree(columns: &[String], expected: &[Vec<String>], found: &[Vec<String>]) -> bool {
    let same = |column: &str, a: &str, b: &str| {
        let is_end = ["lower_95", "upper_95"].contains(&column);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-5;
        a == b || (is_end && a.parse().ok().zip(b.parse().ok()).is_some_and(|(a, b)| near(a, b)))
    };
    let same_row = |(a, b): (&Vec<String>, &Vec<String>)| {
        columns.iter().zip(a.iter().zip(b)).all(|(column, (a, b))| same(column, a, b))
    };
    expected.len() == found.len() && expected.iter().zip(found).all(same_row)
}

fn check_case(folder: &Path, out: &Path) -> Result<usize, String> {
    let case: Case =
        toml::from_str(&fs::read_to_string(folder.join("case.toml")).map_err(|e| e.to_string())?)
            .map_err(|e| e.to_string())?;
    let (folder_text, out_text) = (folder.to_string_lossy(), out.to_string_lossy());
    moderato(&[
        "run",
        &folder_text,
        "--as-of",
        &case.as_of,
        "--out",
        &out_text,
        "--packs",
        "none",
        "--quiet",
    ])?;
    let mut tables = 0;
    for entry in fs::read_dir(folder.join("expected")).map_err(|e| e.to_string())? {
        let path = entry.map_err(|e| e.to_string())?.path();
        let table = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let expected = fs::read_to_string(&path).map_err(|e| e.to_string())?;
        let columns: Vec<String> =
            expected.lines().next().unwrap_or_default().split(',').map(str::to_owned).collect();
        let found = moderato(&["show", &table, "--out", &out_text, "--format", "csv"])?;
        let (expected, found) = (rows(&expected, &columns)?, rows(&found, &columns)?);
        if !agree(&columns, &expected, &found) {
            let lines =
                |rows: &[Vec<String>]| rows.iter().map(|row| row.join(",")).collect::<Vec<_>>().join("\n  ");
            return Err(format!(
                "{table}\n  {}\nexpected\n  {}\nfound\n  {}",
                columns.join(","),
                lines(&expected),
                lines(&found)
            ));
        }
        tables += 1;
    }
    Ok(tables)
}

#[test]
fn every_worked_case_agrees() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<PathBuf> = fs::read_dir(cases)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("case.toml").is_file())
        .collect();
    folders.sort();
    assert!(folders.len() >= 18, "the worked cases are not all there: {}", folders.len());
    let mut faults = BTreeMap::new();
    for folder in &folders {
        let out = tempfile::tempdir().unwrap();
        match check_case(folder, &out.path().join("out")) {
            Ok(tables) => assert!(tables > 0, "{} expects nothing", folder.display()),
            Err(fault) => {
                faults.insert(folder.file_name().unwrap_or_default().to_string_lossy().into_owned(), fault);
            }
        }
    }
    let report: String = faults.iter().map(|(name, fault)| format!("\n== {name}: {fault}\n")).collect();
    assert!(faults.is_empty(), "{} of {} cases differ:{report}", faults.len(), folders.len());
}
