//! The same records, however they are written: every format gives the same tables, lineage aside.

use std::fs;
use std::path::Path;

use moderato::dates::Day;
use moderato::ingest::{Ingested, ingest, read_folder_config};
use moderato::model::{LINEAGE, Table};
use rust_xlsxwriter::{Format, Workbook};

const HEAD: &str = "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"sandwell-2025\"\n";

/// A date in the forms of the contract: ISO, and the parts to write it otherwise.
type Day3 = (i32, u8, u8);

struct Allocation {
    worker: &'static str,
    child: &'static str,
    started: Day3,
    ended: Option<Day3>,
    role: &'static str,
    case_type: &'static str,
    experienced: Option<bool>,
}

const WORKERS: [(&str, Day3, f64, &str, &str); 3] = [
    ("1001", (2024, 9, 2), 1.0, "Zoë Exemplar", "SW1"),
    ("1002", (2024, 9, 9), 0.8, "Ben Sample", "SW2"),
    ("1003", (2025, 1, 6), 0.6, "Cy Möck", "SW3"),
];

fn allocations() -> Vec<Allocation> {
    let mut rows = Vec::new();
    for (index, (worker, ..)) in WORKERS.iter().cycle().take(40).enumerate() {
        rows.push(Allocation {
            worker,
            child: ["C 01", "C 02", "C 03", "C 04", "C 05", "C 06", "C 07"][index % 7],
            started: (2025, (index % 12 + 1) as u8, (index % 28 + 1) as u8),
            ended: (index % 3 == 0).then_some((2026, 1, (index % 28 + 1) as u8)),
            role: if index % 5 == 0 { "co_worker" } else { "allocated" },
            case_type: ["child_in_need", "child_protection", "looked_after", "section_47"][index % 4],
            experienced: (index % 2 == 0).then_some(index % 4 == 0),
        });
    }
    rows
}

fn iso(day: Day3) -> String {
    format!("{:04}-{:02}-{:02}", day.0, day.1, day.2)
}

fn british(day: Day3) -> String {
    format!("{:02}/{:02}/{:04}", day.2, day.1, day.0)
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

fn read(folder: &Path) -> Ingested {
    let ingested = ingest(&read_folder_config(folder).unwrap(), Day::from_ymd(2026, 1, 31).unwrap()).unwrap();
    let said: Vec<_> = ingested.rejected.iter().collect();
    assert!(said.is_empty(), "{said:#?}");
    ingested
}

fn plain_csv(folder: &Path) {
    write(folder, "moderato.toml", HEAD);
    let mut text = String::from("worker_id,started_on,fte,name,swe_number\n");
    for (id, started, fte, name, swe) in WORKERS {
        text.push_str(&format!("{id},{},{fte},{name},{swe}\n", iso(started)));
    }
    write(folder, "exports/workers.csv", text);
    let mut text =
        String::from("worker_id,child_id,started_on,ended_on,role,case_type,experienced_co_worker\n");
    for a in allocations() {
        let ended = a.ended.map(iso).unwrap_or_default();
        let experienced = a.experienced.map(|yes| if yes { "yes" } else { "no" }).unwrap_or_default();
        text.push_str(&format!(
            "{},{},{},{ended},{},{},{experienced}\n",
            a.worker,
            a.child,
            iso(a.started),
            a.role,
            a.case_type
        ));
    }
    write(folder, "exports/allocations.csv", text);
}

fn own_headings_in_windows_1252(folder: &Path) {
    let config = format!(
        "{HEAD}[[source]]\ntable = \"workers\"\npath = \"exports/staff*.txt\"\n\
         columns = {{ worker_id = \"Payroll £\", started_on = \"Programme begun\", name = \"Who\" }}\n\
         [[source]]\ntable = \"allocations\"\npath = \"exports/cases.csv\"\n\
         columns = {{ child_id = \"Young person\" }}\n\
         values = {{ role = {{ \"Nº 1\" = \"allocated\", \"Nº 2\" = \"co_worker\" }}, experienced_co_worker = {{ \"Ä\" = \"yes\" }} }}\n"
    );
    write(folder, "moderato.toml", config);
    let ansi = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let mut text = String::from("Payroll £;Programme begun;WTE;Who;SWE no.\r\n");
    for (id, started, fte, name, swe) in WORKERS {
        text.push_str(&format!("{id}.0;{};{fte};{name};{swe}\r\n", british(started)));
    }
    write(folder, "exports/staff list.txt", ansi(&text));
    let mut text = String::from(
        "\"Caseload report\"\r\n\r\n\"Allocated Worker\";\"Young person\";\"Start Date\";\"End Date\";\"Involvement\";\"Category\";\"Supported by experienced worker\"\r\n",
    );
    let case_type = |word: &str| match word {
        "child_in_need" => "CiN",
        "child_protection" => "CP Plan",
        "looked_after" => "CLA",
        _ => "s.47 enquiry",
    };
    for a in allocations() {
        let role = if a.role == "allocated" { "Nº 1" } else { "Nº 2" };
        let experienced = a.experienced.map(|yes| if yes { "Ä" } else { "N" }).unwrap_or("NULL");
        text.push_str(&format!(
            "\" {}\";\"{} \";{};{};\"{role}\";\"{}\";{experienced}\r\n",
            a.worker,
            a.child.to_lowercase().replace(' ', "  "),
            british(a.started),
            a.ended.map(british).unwrap_or_default(),
            case_type(a.case_type)
        ));
    }
    write(folder, "exports/cases.csv", ansi(&text));
}

fn workbook(folder: &Path) {
    write(folder, "moderato.toml", HEAD);
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet().set_name("ASYE cohort").unwrap();
    sheet.merge_range(0, 0, 0, 4, "Newly qualified workers", &Format::new().set_bold()).unwrap();
    for (column, heading) in
        ["Employee No.", "Start Date", "FTE", "Full name", "SWE number"].iter().enumerate()
    {
        sheet.write(2, column as u16, *heading).unwrap();
    }
    for (row, (id, started, fte, name, swe)) in (3u32..).zip(WORKERS) {
        sheet.write(row, 0, id.parse::<f64>().unwrap()).unwrap();
        sheet.write(row, 1, british(started)).unwrap();
        sheet.write(row, 2, fte).unwrap();
        sheet.write(row, 3, name).unwrap();
        sheet.write(row, 4, swe).unwrap();
    }
    let sheet = book.add_worksheet().set_name("Caseload").unwrap();
    let headings =
        ["Worker", "Child", "Start Date", "End Date", "Role", "Case type", "Experienced co-worker"];
    for (column, heading) in headings.iter().enumerate() {
        sheet.write(4, 3 + column as u16, *heading).unwrap();
    }
    for (index, a) in allocations().iter().enumerate() {
        // A blank row in the middle, and the sheet begins in column D.
        let row = 5 + index as u32 + u32::from(index > 20);
        sheet.write(row, 3, a.worker).unwrap();
        sheet.write(row, 4, a.child).unwrap();
        let real = |day: Day3| rust_xlsxwriter::ExcelDateTime::from_ymd(day.0 as u16, day.1, day.2).unwrap();
        match index % 3 {
            0 => sheet.write_with_format(row, 5, &real(a.started), &date).unwrap(),
            1 => sheet.write(row, 5, british(a.started)).unwrap(),
            // A serial number that nobody has formatted as a date.
            _ => {
                let day = Day::from_ymd(a.started.0, a.started.1.into(), a.started.2.into()).unwrap();
                sheet.write(row, 5, f64::from(day.0 + 25_569)).unwrap()
            }
        };
        if let Some(ended) = a.ended {
            sheet.write_with_format(row, 6, &real(ended), &date).unwrap();
        }
        sheet.write(row, 7, if a.role == "allocated" { "Primary" } else { "Secondary" }).unwrap();
        sheet.write(row, 8, a.case_type).unwrap();
        if let Some(experienced) = a.experienced {
            sheet.write(row, 9, experienced).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    write(folder, "exports/authority.xlsx", bytes);
}

/// A table's cells as text, without lineage.
fn cells(table: &Table) -> Vec<Vec<String>> {
    let names: Vec<&str> = table.names().filter(|name| !LINEAGE.contains(name)).collect();
    (0..table.rows())
        .map(|row| names.iter().map(|name| format!("{name}={}", table.value(name, row))).collect())
        .collect()
}

#[test]
fn every_format_gives_the_same_tables() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    plain_csv(&root.join("iso"));
    own_headings_in_windows_1252(&root.join("ansi"));
    workbook(&root.join("xlsx"));
    let expected = read(&root.join("iso"));
    let table = expected.records.table("allocations").unwrap();
    assert_eq!(table.rows(), 40);
    assert_eq!(table.texts("child_id").get(0), Some("C 01"));
    for form in ["ansi", "xlsx"] {
        let other = read(&root.join(form));
        for name in ["workers", "allocations"] {
            let (a, b) = (expected.records.table(name).unwrap(), other.records.table(name).unwrap());
            assert_eq!(cells(a), cells(b), "{form} {name}");
        }
        assert_eq!(cells(&expected.people), cells(&other.people), "{form} people");
        for (name, table) in other.records.tables() {
            assert!(table.has("source_row") && !table.has("name") && !table.has("swe_number"), "{name}");
        }
    }
    // The row of a record is the one that a spreadsheet shows.
    let other = read(&root.join("xlsx"));
    let table = other.records.table("allocations").unwrap();
    let numbers = table.ints("source_row");
    let rows: std::collections::BTreeSet<i64> =
        (0..table.rows()).filter_map(|row| numbers.get(row)).collect();
    assert_eq!(rows.iter().next(), Some(&6));
    assert!(!rows.contains(&27) && rows.contains(&26) && rows.contains(&28));
    assert_eq!(table.texts("source_sheet").get(0), Some("Caseload"));
}
