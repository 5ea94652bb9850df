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

/// A workbook of sheets whose XML is as given, and of further parts.
fn xlsx_of<T: AsRef<[u8]>>(sheets: &[(&str, String)], further: &[(&str, T)]) -> Vec<u8> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: usize, kind: &str, target: &str| {
        format!("<Relationship Id=\"rId{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let relations =
        |all: String| format!("<Relationships xmlns=\"{RELATIONS}\">{all}</Relationships>").into_bytes();
    let numbered = || sheets.iter().enumerate().map(|(index, (name, _))| (index + 1, name));
    let listed: String = numbered()
        .map(|(id, name)| format!("<sheet name=\"{name}\" sheetId=\"{id}\" r:id=\"rId{id}\"/>"))
        .collect();
    let targets: String =
        numbered().map(|(id, _)| relation(id, "worksheet", &format!("worksheets/sheet{id}.xml"))).collect();
    let book = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{OFFICE}\"><sheets>{listed}</sheets></workbook>"
    );
    let names: Vec<String> = numbered().map(|(id, _)| format!("xl/worksheets/sheet{id}.xml")).collect();
    let mut parts = vec![
        ("_rels/.rels", relations(relation(1, "officeDocument", "xl/workbook.xml"))),
        ("xl/workbook.xml", book.into_bytes()),
        ("xl/_rels/workbook.xml.rels", relations(targets)),
    ];
    parts.extend(names.iter().zip(sheets).map(|(name, (_, xml))| (name.as_str(), xml.as_bytes().to_vec())));
    parts.extend(further.iter().map(|(name, part)| (*name, part.as_ref().to_vec())));
    zipped(&parts)
}

/// A workbook of one sheet whose XML is as given.
fn xlsx_with(sheet: &str) -> Vec<u8> {
    xlsx_of::<String>(&[("reviews", sheet.to_owned())], &[])
}

/// A sheet of one row of headings, and one of a worker, a stage and what is given.
fn review_sheet(third: &str) -> String {
    let text = |text: &str| format!("<c t=\"str\"><v>{text}</v></c>");
    let heads = [text("worker_id"), text("stage"), text("postponed_reason")].concat();
    format!(
        "<worksheet><sheetData><row r=\"1\">{heads}</row><row r=\"2\">{}{}{third}</row></sheetData></worksheet>",
        text("W1"),
        text("3")
    )
}

fn read_reviews(
    root: &std::path::Path,
    file: &str,
    bytes: Vec<u8>,
) -> Result<u64, moderato::diagnostic::Error> {
    write(root, "moderato.toml", HEAD);
    write(root, "exports/workers.csv", "worker_id,started_on\nW1,2024-09-02\n");
    write(root, &format!("exports/{file}"), bytes);
    let ingested = ingest(&read_folder_config(root).unwrap(), Day::from_ymd(2026, 1, 31).unwrap())?;
    Ok(ingested.table_counts("reviews").kept)
}

#[test]
fn what_else_a_workbook_holds_does_not_keep_it_from_being_read() {
    // Labels of a document management system, in names and encodings of its own; links to other workbooks.
    let label = "Records_x0020_Management_x0020_Classification_x0020_Label";
    let utf_16 = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-16\"?><a><b>x</b></a>";
    let utf_16: Vec<u8> = utf_16.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let labels = format!("<p:properties xmlns:p=\"x\"><{label} xmlns=\"y\"><a/></{label}></p:properties>");
    let sheet = review_sheet("<c t=\"str\"><v>x</v></c>");
    for (part, bytes) in [
        ("customXml/item1.xml", labels.clone().into_bytes()),
        ("customXml/item2.xml", utf_16.clone()),
        ("docProps/custom.xml", labels.clone().into_bytes()),
        ("xl/externalLinks/externalLink1.xml", labels.into_bytes()),
        ("xl/comments1.xml", utf_16),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let with = xlsx_of(&[("reviews", sheet.clone())], &[(part, bytes)]);
        assert_eq!(read_reviews(folder.path(), "reviews.xlsx", with).unwrap(), 1, "{part}");
    }
}

#[test]
fn a_cell_longer_than_any_record_is_refused_before_it_is_held() {
    let folder = tempfile::tempdir().unwrap();
    let long = "x".repeat(8 << 20);
    let pieces = format!("<r><t>{}</t></r>", "x".repeat(500_000)).repeat(16);
    let shared = |count: u64, inner: &str| {
        [("xl/sharedStrings.xml", format!("<sst uniqueCount=\"{count}\">{inner}</sst>"))]
    };
    let first = review_sheet("<c t=\"s\"><v>0</v></c>");
    let of_shared = |count: u64, inner: &str| xlsx_of(&[("reviews", first.clone())], &shared(count, inner));
    let ods_row = |cell: String| {
        let plain = |text: &str| {
            format!(
                "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
            )
        };
        let heads = [plain("worker_id"), plain("stage"), plain("postponed_reason")].concat();
        let row = [plain("W1"), plain("3"), cell].concat();
        let rows =
            format!("<table:table-row>{heads}</table:table-row><table:table-row>{row}</table:table-row>");
        ods_with(&[("reviews", rows)])
    };
    let ods_cell = |repeated: u32, text: &str| {
        ods_row(format!(
            "<table:table-cell table:number-columns-repeated=\"{repeated}\" office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        ))
    };
    // The same workbooks with a short text are read.
    for (name, file, bytes) in [
        ("plain", "reviews.xlsx", xlsx_with(&review_sheet("<c t=\"inlineStr\"><is><t>ill</t></is></c>"))),
        ("shared", "reviews.xlsx", of_shared(1, "<si><t>ill</t></si>")),
        ("ods", "reviews.ods", ods_cell(1, "ill<text:s text:c=\"3\"/>again")),
    ] {
        assert_eq!(read_reviews(&folder.path().join(name), file, bytes), Ok(1), "{name}");
    }
    for (name, file, bytes) in [
        ("inline", "reviews.xlsx", xlsx_with(&review_sheet(&format!("<c t=\"str\"><v>{long}</v></c>")))),
        (
            "in pieces",
            "reviews.xlsx",
            xlsx_with(&review_sheet(&format!("<c t=\"inlineStr\"><is>{pieces}</is></c>"))),
        ),
        ("long shared", "reviews.xlsx", of_shared(1, &format!("<si><t>{long}</t></si>"))),
        ("shared in pieces", "reviews.xlsx", of_shared(1, &format!("<si>{pieces}</si>"))),
        // Room is made at once for as many texts as are promised.
        ("promised", "reviews.xlsx", of_shared(1 << 50, "<si><t>ill</t></si>")),
        ("long ods", "reviews.ods", ods_cell(1, &long)),
        ("spaces", "reviews.ods", ods_cell(1, "<text:s text:c=\"2000000000\"/>")),
        ("repeated", "reviews.ods", ods_cell(2_000_000, &"x".repeat(1_000))),
    ] {
        let started = Instant::now();
        let error = read_reviews(&folder.path().join(name), file, bytes)
            .err()
            .unwrap_or_else(|| panic!("{name} was read"));
        assert!(error.message.contains(file) && !error.fix.is_empty(), "{name}: {error}");
        assert!(!error.message.contains("damaged"), "{name}: {error}");
        assert!(started.elapsed() < Duration::from_secs(10), "{name} took {:?}", started.elapsed());
    }
}

#[test]
fn a_sheet_that_nobody_asks_for_is_not_unpacked() {
    let folder = tempfile::tempdir().unwrap();
    let long = format!("<c t=\"str\"><v>{}</v></c>", "x".repeat(2 << 20));
    let sheets = [("reviews", review_sheet("")), ("archive", review_sheet(&long))];
    assert_eq!(read_reviews(folder.path(), "reviews.xlsx", xlsx_of::<String>(&sheets, &[])), Ok(1));
    // The other one is refused as soon as it is asked for, wherever its part lies.
    let config = format!(
        "{HEAD}[[source]]\ntable = \"reviews\"\npath = \"exports/reviews.xlsx\"\nsheet = \"archive\"\n"
    );
    let hidden = xlsx_of::<String>(&sheets, &[]);
    write(folder.path(), "moderato.toml", config);
    write(folder.path(), "exports/reviews.xlsx", hidden);
    let error = ingest(&read_folder_config(folder.path()).unwrap(), Day::from_ymd(2026, 1, 31).unwrap())
        .err()
        .unwrap();
    assert!(error.message.contains("sheet archive has a cell of more than a million"), "{error}");
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
