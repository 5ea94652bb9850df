//! Files that mean harm, or were harmed: each ends in a clear error, within seconds and bounded memory, or is
//! read with every row accounted for.

use std::fs;
use std::time::{Duration, Instant};

use moderato::dates::Day;
use moderato::ingest::{ingest, read_folder_config};

use crate::formats::{HEAD, ods, ods_with, parquet, plain_csv, read, workbook, write, zipped};

#[test]
fn a_hostile_file_ends_in_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let workers = "worker_id,started_on\nW1,2024-09-02\n";
    let huge_cell = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16000\" \
                     office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>";
    // A part that says it unpacks to almost four gigabytes: the size stands 24 bytes into the directory.
    let mut bomb = zipped(&[("xl/sharedStrings.xml", vec![b' '; 5_000])]);
    let directory = bomb.windows(4).rposition(|bytes| bytes == b"PK\x01\x02").unwrap();
    bomb[directory + 24..directory + 28].copy_from_slice(&0xFFFF_FFF0_u32.to_le_bytes());
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        ("zeros", "reviews.csv", vec![0; 100_000]),
        ("bomb", "reviews.xlsx", bomb),
        ("repeats", "reviews.ods", ods_with(&[("reviews", huge_cell.to_owned())])),
        ("noise", "reviews.xlsx", b"PK\x03\x04 and then nothing that unpacks".to_vec()),
        ("old noise", "reviews.xls", [&[0xD0, 0xCF, 0x11, 0xE0][..], &[7; 4000]].concat()),
        ("page", "reviews.xls", b"<html><body><table>".to_vec()),
        ("columns", "reviews.csv", b"a,".repeat(1_000_000)),
        ("parquet", "reviews.parquet", b"PAR1 and no more PAR1".to_vec()),
        ("deep", "workforce.xml", "<Message>".repeat(200_000).into_bytes()),
    ];
    for (name, file, bytes) in cases {
        let started = Instant::now();
        let folder = root.join(name);
        write(&folder, "moderato.toml", HEAD);
        write(&folder, "exports/workers.csv", workers);
        write(&folder, &format!("exports/{file}"), bytes);
        let result = ingest(&read_folder_config(&folder).unwrap(), Day::from_ymd(2026, 1, 31).unwrap());
        let error = result.err().unwrap_or_else(|| panic!("{name} was read"));
        assert!(error.message.contains(file) && !error.fix.is_empty(), "{name}: {error}");
        assert!(started.elapsed() < Duration::from_secs(20), "{name} took {:?}", started.elapsed());
    }
}

/// The exports of one format, for doing harm to.
fn real_files() -> Vec<(&'static str, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    workbook(root);
    ods(root);
    plain_csv(&root.join("plain"));
    parquet(root, &read(&root.join("plain")));
    let read = |name: &str| fs::read(root.join(name)).unwrap();
    vec![
        ("authority.xlsx", read("exports/authority.xlsx")),
        ("authority.ods", read("exports/authority.ods")),
        ("allocations.parquet", read("exports/allocations.parquet")),
        ("authority.xls", fs::read("tests/data/workbooks/counted-from-1904.xls").unwrap()),
        ("workforce.xml", fs::read("tests/data/csww/social_work_workforce_2022.xml").unwrap()),
        ("allocations.csv", read("plain/exports/allocations.csv")),
    ]
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
    #[test]
    fn no_damage_to_a_file_makes_ingest_stumble(
        places in proptest::collection::vec((0.0f64..1.0, proptest::num::u8::ANY), 1..12),
        cut in 0.3f64..1.2,
    ) {
        let folder = tempfile::tempdir().unwrap();
        for (name, mut bytes) in real_files() {
            for (place, byte) in &places {
                let at = (place * bytes.len() as f64) as usize;
                if let Some(slot) = bytes.get_mut(at) {
                    *slot = *byte;
                }
            }
            bytes.truncate((cut * bytes.len() as f64) as usize);
            let root = folder.path().join(name);
            write(&root, "moderato.toml", HEAD);
            write(&root, "exports/workers.csv", "worker_id,started_on\n1001,2024-09-02\n");
            write(&root, &format!("exports/{name}"), bytes);
            if let Ok(ingested) = ingest(&read_folder_config(&root).unwrap(), Day::from_ymd(2026, 1, 31).unwrap()) {
                for source in &ingested.sources {
                    proptest::prop_assert!(source.counts.add_up(), "{:?}", source);
                }
                let listed = ingested.rejected.iter().count();
                proptest::prop_assert_eq!(listed, ingested.rejected.len());
            }
        }
    }
}

/// A workbook of one sheet whose XML is as given.
fn xlsx_with(sheet: &str) -> Vec<u8> {
    let part = |text: &str| text.as_bytes().to_vec();
    zipped(&[
        (
            "[Content_Types].xml",
            part(
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>",
            ),
        ),
        (
            "xl/workbook.xml",
            part(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"reviews\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            part(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
            ),
        ),
        ("xl/worksheets/sheet1.xml", part(sheet)),
    ])
}

#[test]
fn xml_however_deep_or_wide_ends_within_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let deep = "<a>".repeat(300_000);
    let wide: String = (0..200_000).map(|_| "<c t=\"str\"><v>x</v></c>").collect();
    let cell = |place: &str| format!("<row r=\"1\"><c r=\"{place}\" t=\"str\"><v>worker_id</v></c></row>");
    let sheet = |inner: &str| format!("<worksheet><sheetData>{inner}</sheetData></worksheet>");
    let cases = [
        ("deep ods", "reviews.ods", ods_with(&[("reviews", deep.clone())])),
        ("deep xlsx", "reviews.xlsx", xlsx_with(&sheet(&deep))),
        ("wide xlsx", "reviews.xlsx", xlsx_with(&sheet(&format!("<row r=\"1\">{wide}</row>")))),
        ("far cells", "reviews.xlsx", xlsx_with(&sheet(&(cell("A1") + &cell("XFD1048576"))))),
        ("beyond", "reviews.xlsx", xlsx_with(&sheet(&cell("ZZZZZZ99999999999")))),
    ];
    for (name, file, bytes) in cases {
        let started = Instant::now();
        let root = folder.path().join(name);
        write(&root, "moderato.toml", HEAD);
        write(&root, "exports/workers.csv", "worker_id,started_on\nW1,2024-09-02\n");
        write(&root, &format!("exports/{file}"), bytes);
        match ingest(&read_folder_config(&root).unwrap(), Day::from_ymd(2026, 1, 31).unwrap()) {
            Err(error) => assert!(error.message.contains(file), "{name}: {error}"),
            Ok(ingested) => assert!(ingested.sources.iter().all(|source| source.counts.add_up()), "{name}"),
        }
        assert!(started.elapsed() < Duration::from_secs(20), "{name} took {:?}", started.elapsed());
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn no_bytes_make_any_reader_stumble(
        bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..2_000),
        beginning in 0usize..8,
    ) {
        let beginnings: [&[u8]; 8] = [
            b"", b"PK\x03\x04", b"PAR1", &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], b"<?xml version=\"1.0\"?><Message>",
            &[0xFF, 0xFE], &[0xFE, 0xFF], b"worker_id,stage,held_on\n\"",
        ];
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(root, "moderato.toml", HEAD);
        write(root, "exports/workers.csv", "worker_id,started_on\n1001,2024-09-02\n");
        write(root, "exports/reviews.csv", [beginnings[beginning], &bytes].concat());
        match ingest(&read_folder_config(root).unwrap(), Day::from_ymd(2026, 1, 31).unwrap()) {
            Err(error) => proptest::prop_assert!(error.message.contains("reviews.csv"), "{}", error),
            Ok(ingested) => {
                for source in &ingested.sources {
                    proptest::prop_assert!(source.counts.add_up(), "{:?}", source);
                }
            }
        }
    }
}
