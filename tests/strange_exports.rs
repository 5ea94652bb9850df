//! Exports as strangers make them: what a first reading of another authority's files stumbled over.

use std::fs;
use std::path::Path;

use moderato::dates::Day;
use moderato::diagnostic::{Code, Diagnostic};
use moderato::ingest::{Ingested, ingest, read_folder_config};
use moderato::plan::Plan;
use rust_xlsxwriter::Workbook;

use crate::formats::{HEAD, write, zipped};
use crate::support::scene::{Scene, assert_says, status, stderr, stdout};

const WORKERS: &str = "worker_id,started_on,swe_number\nW1,2024-09-02,SW123456\nW2,2024-09-13,SW654321\n";

/// Reads a folder of these files, beside two workers.
fn read(folder: &Path, source: &str, files: &[(&str, &[u8])]) -> Ingested {
    write(folder, "moderato.toml", format!("{HEAD}{source}"));
    write(folder, "exports/workers.csv", WORKERS);
    for (name, bytes) in files {
        write(folder, &format!("exports/{name}"), bytes);
    }
    ingest(&read_folder_config(folder).unwrap(), Day::from_ymd(2026, 1, 31).unwrap()).unwrap()
}

/// All that is said of a folder, with every cell of it.
fn said(ingested: &Ingested) -> (Vec<Diagnostic>, String) {
    let all: Vec<Diagnostic> = ingested.rejected.iter().chain(ingested.notices.iter().cloned()).collect();
    let text =
        all.iter().map(|d| format!("{} | {} | {} | {}\n", d.place, d.value, d.message, d.fix)).collect();
    (all, text)
}

fn kept(ingested: &Ingested, table: &str) -> u64 {
    ingested.sources.iter().filter(|source| source.table == table).map(|source| source.counts.kept).sum()
}

#[test]
fn no_person_or_number_is_shown_from_a_column_where_it_does_not_belong() {
    let folder = tempfile::tempdir().unwrap();
    let allocations = "worker_id,child_id,started_on,role,case_type\n\
        W1,C1,SW7654321,,\nW1,C2,987654,,\nW1,C3,P77123,,\nW1,C4,2024-09-10,Zelda Quux,\n\
        W1,C5,2024-09-10,,SWE 7654321\nW1,C5,2024-09-10,,7654321\nSWE/7654321,C6,2024-09-10,,\n\
        W1,C7,2024-09-10,Duty Social Worker,\nW1,C8,31/04/2025,,\nW1,C9,10Sept24x,,Zorg Plan\n";
    let observations =
        "worker_id,observed_on,Observed by,with_child\nW1,2024-10-10,\"QUUX, Zelda\",Lee Watcher\n";
    let files: [(&str, &[u8]); 2] =
        [("allocations.csv", allocations.as_bytes()), ("observations.csv", observations.as_bytes())];
    let ingested = read(folder.path(), "", &files);
    let (all, text) = said(&ingested);
    for hidden in ["7654321", "987654", "P77123", "Quux", "QUUX", "Watcher"] {
        assert!(!text.contains(hidden), "{hidden} is shown:\n{text}");
    }
    // What a person needs to mend a fault is still shown.
    for shown in ["31/04/2025", "\"Zorg Plan\"", "\"Duty Social Worker\"", "leave it unread"] {
        assert!(text.contains(shown), "{shown} is not shown:\n{text}");
    }
    let number = all.iter().find(|d| d.place.row == Some(8) && d.code == Code::UnknownWorker).unwrap();
    assert!(number.message.starts_with("a Social Work England number stands under"), "{}", number.message);
    assert!(ingested.sources.iter().all(|source| source.counts.add_up()));

    // A column of people can be left unread.
    let folder = tempfile::tempdir().unwrap();
    let source = "[[source]]\ntable = \"workers\"\npath = \"exports/workers.csv\"\n\
        [[source]]\ntable = \"observations\"\npath = \"exports/observations.csv\"\n\
        columns = { observer_role = \"\", with_child = \"\" }\n";
    let ingested = read(folder.path(), source, &files[1..]);
    assert_eq!(kept(&ingested, "observations"), 1, "{}", said(&ingested).1);
}

#[test]
fn a_column_read_with_the_month_first_is_said_to_be() {
    let folder = tempfile::tempdir().unwrap();
    let reviews =
        b"worker_id,stage,held_on\nW1,3,02/12/2024\nW1,6,03/03/2025\nW1,9,11/13/2024\nW2,3,05/06/2025\n";
    let (all, text) = said(&read(folder.path(), "", &[("reviews.csv", reviews)]));
    let found: Vec<_> = all.iter().filter(|d| d.code == Code::AmbiguousDates).collect();
    assert_eq!(found.len(), 1, "{text}");
    assert_eq!(found[0].place.row, Some(4));
    assert!(
        found[0].message.contains("with the month first: 1 date can be read in no other way, and 2 dates"),
        "{text}"
    );
    let folder = tempfile::tempdir().unwrap();
    let ingested = read(folder.path(), "", &[("reviews.csv", b"worker_id,stage,held_on\nW1,3,2024-12-02\n")]);
    assert!(ingested.notices.iter().all(|d| d.code != Code::AmbiguousDates));
}

#[test]
fn the_sheet_with_the_headings_is_read_and_the_others_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap().write(0, 0, "Confidential").unwrap();
    let sheet = book.add_worksheet().set_name("Extract").unwrap();
    for (row, cells) in
        [["Key Worker Ref", "Person ID", "Date Allocated"], ["W1", "C1", "2024-09-10"]].iter().enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write(row as u32, column as u16, *cell).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let ingested = read(folder.path(), "", &[("caseload.xlsx", &bytes)]);
    let (all, text) = said(&ingested);
    assert_eq!(kept(&ingested, "allocations"), 1, "{text}");
    let unused: Vec<_> =
        all.iter().filter(|d| d.code == Code::UnusedFile).map(|d| d.place.to_string()).collect();
    assert_eq!(unused, ["exports/caseload.xlsx, sheet Cover"], "{text}");
}

#[test]
fn a_question_is_no_date() {
    let folder = tempfile::tempdir().unwrap();
    let log = b"Worker ID,Date of 1:1,Held?\nW1,10/09/2025,Y\n";
    let ingested = read(folder.path(), "", &[("supervisions.csv", log)]);
    assert_eq!(kept(&ingested, "supervisions"), 1, "{}", said(&ingested).1);
}

#[test]
fn a_return_in_utf_16_is_a_return_and_half_of_one_is_said_to_be_none() {
    let xml = fs::read_to_string("tests/broken/census-return/exports/workforce.xml").unwrap();
    let source = "[[source]]\ntable = \"workforce\"\npath = \"exports/return.xml\"\n";
    let folder = tempfile::tempdir().unwrap();
    let utf_16: Vec<u8> = [0xFEFF].into_iter().chain(xml.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(kept(&read(folder.path(), source, &[("return.xml", &utf_16)]), "workforce"), 1);

    let scene = Scene::empty();
    scene.put("a/moderato.toml", &format!("{HEAD}{source}"));
    scene.put("a/exports/return.xml", &xml[..xml.len() / 2]);
    scene.put("b/moderato.toml", HEAD);
    scene.put("b/exports/workers.xlsx", "");
    let output = scene.moderato(&["check", "a"]);
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["exports/return.xml is not", "or not the whole of one", "to its last line"]);
    let output = scene.moderato(&["check", "b"]);
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["exports/workers.xlsx is empty", "export it again"]);
}

/// More rows than a spreadsheet has: refused long before the bytes or tags are too many.
#[test]
fn more_rows_than_a_sheet_can_have_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "<row><c t=\"str\"><v>W1</v></c></row>".repeat((1 << 20) + 1);
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let book = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"reviews\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    let relations =
        "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>";
    write(folder.path(), "moderato.toml", HEAD);
    write(folder.path(), "exports/workers.csv", WORKERS);
    let parts = [
        ("xl/workbook.xml", book.as_bytes().to_vec()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes().to_vec()),
        ("xl/worksheets/sheet1.xml", sheet.into_bytes()),
    ];
    write(folder.path(), "exports/reviews.xlsx", zipped(&parts));
    let folder = read_folder_config(folder.path()).unwrap();
    let error = ingest(&folder, Day::from_ymd(2026, 1, 31).unwrap()).err().unwrap();
    assert!(error.message.contains("would unpack to more than any export"), "{error}");
}

#[test]
fn what_init_proposes_for_columns_of_people_names_nobody_and_can_be_read() {
    let scene = Scene::empty();
    scene.put("downloads/workers.csv", WORKERS);
    scene.put(
        "downloads/Direct observations.csv",
        "Worker number,Date of Observation,Observed by,Child Present?\nW1,10/10/2025,Pat Invented,Yes\n\
         W2,20/10/2025,Lee Invented,No\n",
    );
    scene.put(
        "downloads/Eclipse case holding.csv",
        "Client Number,Key Worker Reference,Key Worker,Date Allocated,Date Unallocated,Classification\n\
         E1,W1,Jo Invented,01-Sep-25,,Child Protection\nE2,W2,Al Invented,15-Sep-25,30-Sep-25,ICO\n",
    );
    let output = scene.moderato(&["init", "a", "--from", "downloads"]);
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    let written = scene.text("a/moderato.toml");
    let told = format!("{}{}{written}", stdout(&output), stderr(&output));
    assert!(!told.contains("Invented"), "{told}");
    assert_says(
        &output,
        &[
            "observer_role is left out, likely: people seem to stand under \"Observed by\"",
            "worker_id is \"Key Worker Reference\"",
        ],
    );
    assert!(written.contains("ended_on = \"Date Unallocated\""), "{written}");
    let checked = scene.moderato(&["check", "a", "--as-of", "2025-12-31"]);
    assert_eq!(status(&checked), Some(0), "{}", stderr(&checked));
    for table in ["observations", "allocations"] {
        let expected = format!("{table}: 2 rows read, 2 kept.");
        assert!(stdout(&checked).contains(&expected), "{}\n{}", stdout(&checked), stderr(&checked));
    }
}

#[test]
fn a_programme_that_is_no_rulebook_costs_its_own_row_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "moderato.toml", HEAD);
    let workers = "worker_id,started_on,programme\nW1,2024-09-02,Sandwell 2025\nW2,2024-09-02,ASYE\n\
        W3,2024-09-02,\nW4,2024-09-02,none\n";
    write(folder.path(), "exports/workers.csv", workers);
    let read_under = |under: Option<&str>| {
        let plan = Plan::new(&[folder.path().to_owned()], "2026-01-31".parse().ok(), under).unwrap();
        ingest(&plan.authorities[0].folder, plan.as_of).unwrap()
    };
    let ingested = read_under(None);
    assert_eq!(kept(&ingested, "workers"), 3);
    let rejected: Vec<Diagnostic> = ingested.rejected.iter().collect();
    let [one] = rejected.as_slice() else { panic!("{rejected:?}") };
    assert_eq!(
        (one.code, one.place.row, one.place.column.as_deref()),
        (Code::UnknownValue, Some(3), Some("programme"))
    );
    assert!(one.message.contains("the id of a rulebook"), "{}", one.message);
    assert!(one.fix.contains("values = { programme = { \"ASYE\" = "), "{}", one.fix);
    // A number that may be somebody's is not shown.
    write(folder.path(), "exports/workers.csv", "worker_id,started_on,programme\nW1,2024-09-02,SW7654321\n");
    let (_, text) = said(&read_under(None));
    assert!(text.contains("the id of a rulebook") && !text.contains("7654321"), "{text}");
    write(folder.path(), "exports/workers.csv", workers);
    // Under another rulebook nobody's own is asked for.
    assert_eq!(kept(&read_under(Some("common-yardstick")), "workers"), 4);
}
