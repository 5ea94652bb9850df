//! What authorities return to the Department, and what it publishes: the workforce census and its statistics.

use std::fs;

use moderato::dates::Day;
use moderato::ingest::{ingest, read_folder_config};

use crate::formats::{HEAD, read, write};

#[test]
fn the_published_statistics_are_read_with_every_symbol() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read("tests/data/csww/csww_indicators_2017_to_2023.csv").unwrap();
    write(folder.path(), "moderato.toml", HEAD);
    write(folder.path(), "exports/workers.csv", "worker_id,started_on\nW1,2024-09-02\n");
    write(folder.path(), "exports/workforce.csv", bytes);
    let ingested = read(folder.path());
    let table = ingested.records.table("workforce").unwrap();
    assert_eq!(table.rows(), 1_137);
    let symbols = table.texts("symbols");
    let mut counts = std::collections::BTreeMap::new();
    for row in 0..table.rows() {
        for pair in symbols.get(row).unwrap_or_default().split_whitespace() {
            let (column, symbol) = pair.split_once('=').unwrap();
            assert_eq!(table.value(column, row), moderato::model::Value::Null);
            *counts.entry(symbol.to_owned()).or_insert(0) += 1;
        }
    }
    // Every cell of the file that is a symbol, by the kinds of symbol.
    let expected =
        [("c", 8), ("low", 6), ("u", 33), ("x", 46), ("z", 61)].map(|(name, count)| (name.to_owned(), count));
    assert_eq!(counts, std::collections::BTreeMap::from(expected));
    let of_england = (0..table.rows()).find(|row| {
        table.texts("level").get(*row) == Some("national") && table.ints("year").get(*row) == Some(2023)
    });
    let of_england = of_england.unwrap();
    for (column, value) in [
        ("agency_cover_fte", 5744.2),
        ("agency_cover_rate_fte", 79.8),
        ("vacancy_agency_cover_rate_fte", 74.4),
    ] {
        assert_eq!(table.floats(column).get(of_england), Some(value), "{column}");
    }
    assert!(
        !ingested.notices.iter().any(|notice| notice.message.contains("cover")),
        "{:#?}",
        ingested.notices
    );
    assert_eq!(table.ints("year").get(0), Some(2017));
    let names = table.texts("area_name");
    assert!((0..table.rows()).any(|row| names.get(row) == Some("Bristol, City of")));
}

#[test]
fn the_census_return_is_read_with_its_breaches() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read("tests/data/csww/social_work_workforce_2022.xml").unwrap();
    let config = format!(
        "{HEAD}[[source]]\ntable = \"workforce\"\npath = \"exports/return.xml\"\n[[source]]\ntable = \"workers\"\npath = \"exports/return.xml\"\n"
    );
    write(folder.path(), "moderato.toml", config);
    write(folder.path(), "exports/return.xml", bytes);
    let folder = read_folder_config(folder.path()).unwrap();
    let ingested = ingest(&folder, Day::from_ymd(2026, 1, 31).unwrap()).unwrap();
    let workforce = ingested.records.table("workforce").unwrap();
    assert_eq!(workforce.rows(), 1);
    assert_eq!(workforce.floats("vacancies_fte").get(0), Some(79.68));
    assert_eq!(workforce.ints("agency_headcount").get(0), Some(71));
    // Somebody who has left has FTE 0, and is kept.
    let counts = ingested.table_counts("workers");
    assert_eq!((counts.read, counts.kept), (6, 6));
    let workers = ingested.records.table("workers").unwrap();
    let row_of = |id: &str| (0..6).find(|row| workers.texts("worker_id").get(*row) == Some(id)).unwrap();
    let left = row_of("CSWW-0012");
    assert_eq!(workers.floats("fte").get(left), None);
    assert_eq!(workers.dates("left_on").get(left), Day::from_ymd(2023, 3, 28));
    assert_eq!(workers.floats("fte").get(row_of("CSWW-0005")), Some(0.133587));
    assert_eq!(workers.texts("route").get(row_of("CSWW-0001")), Some("Frontline"));
    assert_eq!(workers.ints("source_row").get(left), Some(12));
    // Totals are whole, or are not given.
    assert_eq!(workforce.floats("days_lost").get(0), None);
    let said: Vec<String> = ingested.notices.iter().map(|notice| notice.message.clone()).collect();
    for expected in [
        "12 of 30 workers have no QualInst",
        "24 of 30 workers are not in their assessed and supported year",
        "2 of these 6 workers have a RoleEndDate and FTE 0",
        "of these 6 workers 2 were away on the census day (Absat30Sept, ReasonAbsence) and 5 lost days",
        "days_lost was left empty: 2 of 12 workers who are not from an agency give no WorkingDaysLost",
        "those in post, starters, leavers and case holders were not counted",
    ] {
        assert!(said.iter().any(|message| message.starts_with(expected)), "{expected}: {said:#?}");
    }
    for diagnostic in ingested.rejected.iter().chain(ingested.notices) {
        assert!(!format!("{diagnostic:?}").contains("2054309383"));
    }
}

/// A census return of two workers, with elements put into each.
fn census_of(first: &str, second: &str) -> String {
    let header = "<Header><CollectionDetails><Year>2022</Year></CollectionDetails><Source><LEA>301</LEA></Source>\
                  </Header><LALevelVacancies><NumberOfVacancies>1</NumberOfVacancies><NoAgencyFTE>2</NoAgencyFTE>\
                  <NoAgencyHeadcount>3</NoAgencyHeadcount></LALevelVacancies>";
    let worker = |inner: &str| {
        format!(
            "<CSWWWorker><AgencyWorker>0</AgencyWorker><SWENo>XX1234567890</SWENo><QualInst>A</QualInst>{inner}</CSWWWorker>"
        )
    };
    format!("<Message>{header}{}{}</Message>", worker(first), worker(second))
}

#[test]
fn a_place_in_a_census_return_is_a_worker_and_totals_are_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "{HEAD}[[source]]\ntable = \"workforce\"\npath = \"return.xml\"\n[[source]]\ntable = \"workers\"\npath = \"return.xml\"\n"
    );
    write(folder.path(), "moderato.toml", &config);
    let in_post = "<FTE>0</FTE><RoleStartDate>2022-01-10</RoleStartDate><Cases30>12</Cases30><WorkingDaysLost>1.25</WorkingDaysLost>\
                   <CFKSSstatus>2</CFKSSstatus><CFKSSstatus>1</CFKSSstatus>";
    let other = "<FTE>1</FTE><WorkingDaysLost>0.1</WorkingDaysLost><OrgRole>3</OrgRole>";
    write(folder.path(), "return.xml", census_of(other, in_post));
    let read = || {
        let folder = read_folder_config(folder.path()).unwrap();
        ingest(&folder, Day::from_ymd(2026, 1, 31).unwrap()).unwrap()
    };
    let ingested = read();
    let workforce = ingested.records.table("workforce").unwrap();
    assert_eq!(workforce.floats("days_lost").get(0), Some(1.35));
    assert_eq!(workforce.ints("cases").get(0), Some(12));
    // Nobody in post works no hours; the second status counts as the first does.
    let rejected: Vec<_> = ingested.rejected.iter().collect();
    assert_eq!(rejected.len(), 1, "{rejected:#?}");
    assert_eq!(rejected[0].place.to_string(), "return.xml, worker 2 of the return, column \"fte\"");
    let out = folder.path().join("out");
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_moderato"))
        .args(["run", folder.path().to_str().unwrap(), "--as-of", "2026-01-31", "--quiet", "--out"])
        .arg(&out)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1), "{run:?}");
    let page = fs::read_to_string(out.join("X01/data-quality.html")).unwrap();
    assert!(page.contains("worker 2 of the return") && !page.contains("CSWWWorker"), "{page}");
    // A case holder without a number of cases: no total.
    write(folder.path(), "return.xml", census_of(&other.replace('3', "5"), in_post));
    let ingested = read();
    assert_eq!(ingested.records.table("workforce").unwrap().ints("cases").get(0), None);
    // Absences have no dates in a return, and it is said why.
    write(folder.path(), "moderato.toml", config.replace("\"workforce\"", "\"absences\""));
    let folder = read_folder_config(folder.path()).unwrap();
    let error = ingest(&folder, Day::from_ymd(2026, 1, 31).unwrap()).err().unwrap();
    assert!(error.message.contains("no first and no last day"), "{error}");
}
