//! The same records, however they are written: every format gives the same tables, lineage aside.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use arrow::array::Array;
use moderato::dates::Day;
use moderato::facts::{Bench, judge};
use moderato::ingest::{Ingested, ingest, read_folder_config};
use moderato::model::{LINEAGE, Table};
use moderato::plan::Plan;
use rust_xlsxwriter::{Format, Workbook};

pub const HEAD: &str =
    "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"sandwell-2025\"\n";

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

pub fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

pub fn read(folder: &Path) -> Ingested {
    let ingested = ingest(&read_folder_config(folder).unwrap(), Day::from_ymd(2026, 1, 31).unwrap()).unwrap();
    let said: Vec<_> = ingested.rejected.iter().collect();
    assert!(said.is_empty(), "{said:#?}");
    ingested
}

pub fn plain_csv(folder: &Path) {
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

pub fn workbook(folder: &Path) {
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
            0 => sheet.write_with_format(row, 5, real(a.started), &date).unwrap(),
            1 => sheet.write(row, 5, british(a.started)).unwrap(),
            // A serial number that nobody has formatted as a date.
            _ => {
                let day = Day::from_ymd(a.started.0, a.started.1.into(), a.started.2.into()).unwrap();
                sheet.write(row, 5, f64::from(day.0 + 25_569)).unwrap()
            }
        };
        if let Some(ended) = a.ended {
            sheet.write_with_format(row, 6, real(ended), &date).unwrap();
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

/// An OpenDocument sheet's cell.
fn ods_cell(kind: &str, value: &str, text: &str) -> String {
    match kind {
        "string" => format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        ),
        "date" => format!(
            "<table:table-cell office:value-type=\"date\" office:date-value=\"{value}\"><text:p>{text}</text:p></table:table-cell>"
        ),
        "boolean" => format!(
            "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"{value}\"><text:p>{text}</text:p></table:table-cell>"
        ),
        "float" => format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\"><text:p>{text}</text:p></table:table-cell>"
        ),
        _ => "<table:table-cell/>".to_owned(),
    }
}

pub fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = zip::write::SimpleFileOptions::default();
        let options = if *name == "mimetype" {
            options.compression_method(zip::CompressionMethod::Stored)
        } else {
            options.compression_method(zip::CompressionMethod::Deflated)
        };
        archive.start_file(*name, options).unwrap();
        std::io::Write::write_all(&mut archive, bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

pub fn ods_with(rows: &[(&str, String)]) -> Vec<u8> {
    let tables: String = rows
        .iter()
        .map(|(name, rows)| format!("<table:table table:name=\"{name}\">{rows}</table:table>"))
        .collect();
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"><office:body>\
         <office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" \
         manifest:version=\"1.2\"><manifest:file-entry manifest:full-path=\"/\" \
         manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/></manifest:manifest>";
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet".to_vec()),
        ("META-INF/manifest.xml", manifest.as_bytes().to_vec()),
        ("content.xml", content.into_bytes()),
    ])
}

pub fn ods(folder: &Path) {
    write(folder, "moderato.toml", HEAD);
    let row = |cells: Vec<String>| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let headings = |names: &[&str]| row(names.iter().map(|name| ods_cell("string", "", name)).collect());
    let mut workers = headings(&["worker_id", "started_on", "fte", "name", "swe_number"]);
    for (id, started, fte, name, swe) in WORKERS {
        workers.push_str(&row(vec![
            ods_cell("float", id, id),
            ods_cell("date", &iso(started), &british(started)),
            ods_cell("float", &fte.to_string(), &fte.to_string()),
            ods_cell("string", "", name),
            ods_cell("string", "", swe),
        ]));
    }
    let mut cases = headings(&[
        "worker",
        "child",
        "start date",
        "end date",
        "role",
        "case type",
        "experienced co worker",
    ]);
    for a in allocations() {
        cases.push_str(&row(vec![
            ods_cell("string", "", a.worker),
            ods_cell("string", "", a.child),
            ods_cell("date", &format!("{}T00:00:00", iso(a.started)), &british(a.started)),
            a.ended.map_or(ods_cell("", "", ""), |ended| ods_cell("string", "", &british(ended))),
            ods_cell("string", "", a.role),
            ods_cell("string", "", a.case_type),
            a.experienced.map_or(ods_cell("", "", ""), |yes| {
                ods_cell("boolean", if yes { "true" } else { "false" }, if yes { "TRUE" } else { "FALSE" })
            }),
        ]));
    }
    write(folder, "exports/authority.ods", ods_with(&[("workers", workers), ("allocations", cases)]));
}

pub fn parquet(folder: &Path, from: &Ingested) {
    write(folder, "moderato.toml", HEAD);
    let options = arrow::record_batch::RecordBatchOptions::new();
    for name in ["workers", "allocations"] {
        let table = from.records.table(name).unwrap();
        let mut fields = Vec::new();
        let mut columns = Vec::new();
        for (field, column) in table.batch().schema().fields().iter().zip(table.batch().columns()) {
            // A column that no export supplies is in none.
            let is_supplied = column.null_count() < column.len();
            if is_supplied && !LINEAGE.contains(&field.name().as_str()) {
                // Dates as moments: what most programs write.
                let kind = match field.data_type() {
                    arrow::datatypes::DataType::Date32 => {
                        arrow::datatypes::DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, None)
                    }
                    kind => kind.clone(),
                };
                let column = arrow::compute::cast(column, &kind).unwrap();
                fields.push(arrow::datatypes::Field::new(field.name(), kind, true));
                columns.push(column);
            }
        }
        if name == "workers" {
            for private in ["name", "swe_number"] {
                let names: arrow::array::StringArray =
                    (0..from.people.rows()).map(|row| from.people.texts(private).get(row)).collect();
                fields.push(arrow::datatypes::Field::new(private, arrow::datatypes::DataType::Utf8, true));
                columns.push(std::sync::Arc::new(names));
            }
        }
        let schema = std::sync::Arc::new(arrow::datatypes::Schema::new(fields));
        let batch = arrow::record_batch::RecordBatch::try_new_with_options(schema.clone(), columns, &options)
            .unwrap();
        let mut writer = parquet::arrow::ArrowWriter::try_new(Vec::new(), schema, None).unwrap();
        writer.write(&batch).unwrap();
        write(folder, &format!("exports/{name}.parquet"), writer.into_inner().unwrap());
    }
}

fn xls(folder: &Path) {
    write(folder, "moderato.toml", HEAD);
    let bytes = fs::read("tests/data/workbooks/counted-from-1904.xls").unwrap();
    write(folder, "exports/authority.xls", bytes);
}

/// A table's cells as text, without lineage.
fn cells(table: &Table) -> Vec<Vec<String>> {
    let names: Vec<&str> = table.names().filter(|name| !LINEAGE.contains(name)).collect();
    (0..table.rows())
        .map(|row| names.iter().map(|name| format!("{name}={}", table.value(name, row))).collect())
        .collect()
}

/// Every fact of a folder, cell for cell, but for where its rows stood.
fn judged(folder: &Path, ingested: &Ingested) -> BTreeMap<&'static str, Vec<Vec<String>>> {
    let as_of = Day::from_ymd(2026, 1, 31).unwrap();
    let plan = Plan::new(&[folder.to_owned()], Some(as_of.date()), None).unwrap();
    let authority = &plan.authorities[0];
    let bench = Bench {
        authority: &authority.folder.code,
        rules: &authority.rules,
        as_of,
        understated: &ingested.understated,
    };
    let of = |table: &Table| {
        let names: Vec<&str> = table.names().filter(|name| *name != "source").collect();
        (0..table.rows())
            .map(|row| names.iter().map(|name| format!("{name}={}", table.value(name, row))).collect())
            .collect()
    };
    judge(&ingested.records, &bench).iter().map(|(name, table)| (*name, of(table))).collect()
}

#[test]
fn every_format_gives_the_same_tables_and_facts() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    plain_csv(&root.join("iso"));
    own_headings_in_windows_1252(&root.join("ansi"));
    workbook(&root.join("xlsx"));
    ods(&root.join("ods"));
    xls(&root.join("xls"));
    let expected = read(&root.join("iso"));
    parquet(&root.join("parquet"), &expected);
    let table = expected.records.table("allocations").unwrap();
    assert_eq!(table.rows(), 40);
    assert_eq!(table.texts("child_id").get(0), Some("C 01"));
    let facts = judged(&root.join("iso"), &expected);
    assert!(facts["caseload_steps"].len() > 20, "{:#?}", facts["caseload_steps"]);
    for form in ["ansi", "xlsx", "ods", "xls", "parquet"] {
        let other = read(&root.join(form));
        assert_eq!(facts, judged(&root.join(form), &other), "{form}");
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

#[test]
fn the_order_of_rows_and_the_cut_into_files_do_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    plain_csv(&whole);
    plain_csv(&parts);
    let text = fs::read_to_string(parts.join("exports/allocations.csv")).unwrap();
    fs::remove_file(parts.join("exports/allocations.csv")).unwrap();
    let (heading, rows) = text.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().rev().collect();
    for (number, rows) in rows.chunks(13).enumerate() {
        // A row of the part before is exported again.
        let text = format!("{heading}\n{}\n{}\n", rows.join("\n"), text.lines().nth(40).unwrap());
        write(&parts, &format!("exports/allocations-{number}.csv"), text);
    }
    let (whole, parts) = (read(&whole), read(&parts));
    for (name, table) in whole.records.tables() {
        assert_eq!(cells(table), cells(parts.records.table(name).unwrap()), "{name}");
    }
    assert_eq!(parts.table_counts("allocations").duplicates, 4);
    assert_eq!(whole.records.supply, parts.records.supply);
}

#[test]
fn every_worked_case_is_read_without_fault() {
    let mut read_any = 0;
    for entry in fs::read_dir("tests/cases").unwrap() {
        let folder = entry.unwrap().path();
        if folder.join("moderato.toml").is_file() {
            let ingested = read(&folder);
            assert!(
                ingested
                    .sources
                    .iter()
                    .all(|source| source.counts.kept + source.counts.set_aside == source.counts.read),
                "{folder:?}"
            );
            read_any += 1;
        }
    }
    assert!(read_any >= 15, "{read_any} cases");
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_shows_them_though_a_line_states_the_delimiter() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "moderato.toml", HEAD);
    write(folder.path(), "exports/workers.csv", "worker_id,started_on\nW1,2024-09-02\n");
    write(
        folder.path(),
        "exports/reviews.csv",
        "sep=;\nworker_id;stage;TM attended;held_on\nW1;3;yes;2024-12-02\nW1;6;yes;soon\n",
    );
    let ingested =
        ingest(&read_folder_config(folder.path()).unwrap(), Day::from_ymd(2026, 1, 31).unwrap()).unwrap();
    let reviews = ingested.records.table("reviews").unwrap();
    assert_eq!((reviews.rows(), reviews.ints("source_row").get(0)), (1, Some(2)));
    assert_eq!(reviews.bools("manager_attended").get(0), Some(true));
    let rejected: Vec<_> = ingested.rejected.iter().collect();
    assert_eq!(rejected.len(), 1, "{rejected:#?}");
    assert_eq!(rejected[0].place.to_string(), "exports/reviews.csv, row 3, column \"held_on\"");
}

#[test]
fn each_column_of_each_file_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    own_headings_in_windows_1252(folder.path());
    let table = read(folder.path()).quality();
    let row_of = |column: &str| {
        (0..table.rows())
            .find(|row| {
                table.texts("column").get(*row) == Some(column)
                    && table.texts("table").get(*row) == Some("allocations")
            })
            .unwrap()
    };
    let started = row_of("started_on");
    assert_eq!(table.texts("heading").get(started), Some("Start Date"));
    assert_eq!(table.ints("rows").get(started), Some(40));
    assert_eq!(table.dates("earliest").get(started), Day::from_ymd(2025, 1, 1));
    assert_eq!(table.dates("latest").get(started), Day::from_ymd(2025, 12, 24));
    let assumed = table.texts("assumed").get(started).unwrap();
    assert!(assumed.starts_with("day first, proved by "), "{assumed}");
    assert_eq!(table.ints("filled").get(row_of("ended_on")), Some(14));
    assert_eq!(table.ints("distinct").get(row_of("child_id")), Some(7));
    assert!(table.texts("assumed").get(row_of("child_id")).is_none());
}
