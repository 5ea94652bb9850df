//! A folder with a known number of each fault: exactly those rows are rejected, where they stand, and what
//! is judged of the rest is what is judged of the folder without them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use moderato::dates::Day;
use moderato::diagnostic::{Code, Severity};
use moderato::facts::{Bench, judge};
use moderato::ingest::{Ingested, ingest};
use moderato::model::Table;
use moderato::plan::Plan;

/// One fault: the row as it stands in the file, and what must be said of it.
struct Planted {
    file: &'static str,
    /// After so many sound rows.
    after: usize,
    row: &'static str,
    /// Column and code of every fault of the row; none: it is a repeat of another.
    said: &'static [(&'static str, Code)],
}

const fn planted(
    file: &'static str,
    after: usize,
    row: &'static str,
    said: &'static [(&'static str, Code)],
) -> Planted {
    Planted { file, after, row, said }
}

const PLANTED: &[Planted] = &[
    planted("workers", 2, "W7,31/04/2024,CLA,North,1", &[("started_on", Code::BadDate)]),
    planted("workers", 5, "W8,2024-09-02,CLA,North,1.2", &[("fte", Code::BadNumber)]),
    planted("workers", 6, "W1,2024-10-07,Duty,South,0.5", &[("worker_id", Code::DuplicateKey)]),
    planted("allocations", 0, "W1,X1,,,allocated,", &[("started_on", Code::MissingValue)]),
    planted("allocations", 7, ",X2,2024-10-01,,allocated,", &[("worker_id", Code::MissingValue)]),
    planted("allocations", 8, "W2,X3,2024-10-40,,allocated,", &[("started_on", Code::BadDate)]),
    planted(
        "allocations",
        20,
        "W2,X4,2024-11-01,2024-10-01,allocated,",
        &[("ended_on", Code::EndsBeforeStart)],
    ),
    planted(
        "allocations",
        21,
        "W3,X5,2024-11-01,,boss,zebra",
        &[("role", Code::UnknownValue), ("case_type", Code::UnknownValue)],
    ),
    planted("allocations", 30, "W99,X6,2024-11-01,,allocated,", &[("worker_id", Code::UnknownWorker)]),
    planted("allocations", 35, "W7,X7,2024-11-01,,allocated,", &[("worker_id", Code::UnknownWorker)]),
    planted("allocations", 40, "W4,X8,2024-11-01,,allocated,,extra", &[("", Code::RaggedRow)]),
    planted("supervisions", 3, "W1,soon,one_to_one,held", &[("held_on", Code::BadDate)]),
    planted("supervisions", 9, "W2,2024-12-02,walk,held", &[("kind", Code::UnknownValue)]),
    planted("supervisions", 9, "W1,2024-09-09,one_to_one,held", &[]),
    planted("reviews", 2, "W5,,2024-12-02", &[("stage", Code::MissingValue)]),
    planted("reviews", 4, "W5,3,2024-13-02", &[("held_on", Code::BadDate)]),
    planted("concerns", 1, "W1,4,2024-12-02,late", &[("level", Code::BadNumber)]),
    planted("concerns", 1, "W1,two,2024-12-02,late", &[("level", Code::BadNumber)]),
    planted("concerns", 2, "W2,1,2024-12-03,\"late", &[("", Code::RaggedRow)]),
    planted("panels", 1, "P1,interim,2025-01-01", &[("panel_id", Code::DuplicateKey)]),
    planted("panel_cases", 2, "P1,W2,fail", &[("panel_id", Code::DuplicateKey)]),
    planted("panel_cases", 3, "P2,W3,maybe", &[("decision", Code::UnknownValue)]),
];

/// The sound rows of each file, its heading first.
fn sound() -> BTreeMap<&'static str, Vec<String>> {
    let mut files: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    let mut put = |file: &'static str, row: String| files.entry(file).or_default().push(row);
    for (file, heading) in [
        ("workers", "worker_id,started_on,service,team,fte"),
        ("allocations", "worker_id,child_id,started_on,ended_on,role,case_type"),
        ("supervisions", "worker_id,held_on,kind,status"),
        ("reviews", "worker_id,stage,held_on"),
        ("concerns", "worker_id,level,raised_on,theme"),
        ("panels", "panel_id,kind,held_on"),
        ("panel_cases", "panel_id,worker_id,decision"),
    ] {
        put(file, heading.to_owned());
    }
    for panel in ["P1,final,2025-09-01", "P2,final,2025-10-01"] {
        put("panels", panel.to_owned());
    }
    let start = Day::from_ymd(2024, 9, 2).unwrap();
    for worker in 1..=6i32 {
        let team = if worker % 2 == 0 { "South" } else { "North" };
        put("workers", format!("W{worker},{start},CLA,{team},1"));
        for child in 0..(30 + worker) {
            let from = start + i64::from(child * 5);
            let to = if child % 3 == 0 { (from + 60).to_string() } else { String::new() };
            put("allocations", format!("W{worker},C{worker}{child},{from},{to},allocated,child_in_need"));
        }
        for week in 1..40 {
            put(
                "supervisions",
                format!("W{worker},{},one_to_one,held", start + i64::from(week * 7 * (1 + worker / 4))),
            );
        }
        for month in [3, 6, 9] {
            put("reviews", format!("W{worker},{month},{}", start + i64::from(month * 30 + worker * 3)));
        }
        put("concerns", format!("W{worker},1,2024-12-{:02},late", worker + 1));
        put("panel_cases", format!("P{},W{worker},pass", 1 + worker % 2));
    }
    files
}

/// The folder, with or without the faults; and what must be said of each row of each file.
fn write(root: &Path, is_planted: bool) -> BTreeSet<(String, u64, String, &'static str)> {
    std::fs::create_dir_all(root.join("exports")).unwrap();
    let config = "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"common-yardstick\"\n";
    std::fs::write(root.join("moderato.toml"), config).unwrap();
    let mut expected = BTreeSet::new();
    for (file, rows) in sound() {
        let mut text = String::new();
        let mut number = 0;
        for (place, row) in rows.iter().enumerate() {
            text.push_str(row);
            text.push('\n');
            number += 1;
            for fault in PLANTED.iter().filter(|f| is_planted && f.file == file && f.after == place) {
                text.push_str(fault.row);
                text.push('\n');
                number += 1;
                for (column, code) in fault.said {
                    expected.insert((
                        format!("exports/{file}.csv"),
                        number,
                        (*column).to_owned(),
                        code.name(),
                    ));
                }
            }
        }
        std::fs::write(root.join(format!("exports/{file}.csv")), text).unwrap();
    }
    expected
}

fn read_and_judge(root: &Path) -> (Ingested, BTreeMap<&'static str, Table>) {
    let as_of = Day::from_ymd(2026, 1, 31).unwrap();
    let plan = Plan::new(&[root.to_owned()], Some(as_of.date()), None).unwrap();
    let authority = &plan.authorities[0];
    let ingested = ingest(&authority.folder, as_of).unwrap();
    let bench = Bench {
        authority: &authority.folder.code,
        rules: &authority.rules,
        as_of,
        understated: &ingested.understated,
    };
    let facts = judge(&ingested.records, &bench);
    (ingested, facts)
}

fn cells(table: &Table) -> Vec<String> {
    let names: Vec<&str> =
        table.names().filter(|name| !["source", "is_understated"].contains(name)).collect();
    (0..table.rows())
        .map(|row| names.iter().map(|name| format!("{}|", table.value(name, row))).collect())
        .collect()
}

#[test]
fn every_code_that_rejects_a_row_is_planted() {
    for code in Code::ALL.into_iter().filter(|code| code.severity() == Severity::Rejects) {
        let is_planted = PLANTED.iter().any(|fault| fault.said.iter().any(|(_, said)| *said == code));
        // A column that is missing takes every row of its file with it.
        assert!(is_planted || code == Code::MissingColumn, "{}", code.name());
    }
}

#[test]
fn planted_faults_are_found_where_they_stand_and_change_no_fact() {
    let folder = tempfile::tempdir().unwrap();
    let (sound, planted) = (folder.path().join("sound"), folder.path().join("planted"));
    assert!(write(&sound, false).is_empty());
    let expected = write(&planted, true);
    let (whole, whole_facts) = read_and_judge(&sound);
    assert!(whole.rejected.is_empty(), "{:#?}", whole.rejected.iter().collect::<Vec<_>>());
    let (ingested, facts) = read_and_judge(&planted);

    let found: BTreeSet<(String, u64, String, &str)> = ingested
        .rejected
        .iter()
        .map(|d| (d.place.file, d.place.row.unwrap_or(0), d.place.column.unwrap_or_default(), d.code.name()))
        .collect();
    assert_eq!(found, expected);
    for source in &ingested.sources {
        let file = source.file.trim_start_matches("exports/").trim_end_matches(".csv");
        let of_file = || PLANTED.iter().filter(|fault| fault.file == file);
        let sound_rows = sound_rows(file);
        let rejected = of_file().filter(|fault| !fault.said.is_empty()).count() as u64;
        let repeats = of_file().filter(|fault| fault.said.is_empty()).count() as u64;
        assert_eq!(source.counts.read, sound_rows + rejected + repeats, "{file}");
        assert_eq!(
            (source.counts.kept, source.counts.rejected, source.counts.duplicates),
            (sound_rows, rejected, repeats),
            "{file}"
        );
    }
    for (name, table) in &whole_facts {
        assert_eq!(cells(table), cells(&facts[name]), "{name}");
    }
    assert!(whole_facts["cap_breaches"].rows() > 0 && whole_facts["supervision_gaps"].rows() > 0);
    // Whose allocations were rejected is said, and of nobody else.
    let hurt: Vec<&str> = ingested.understated.iter().map(String::as_str).collect();
    assert_eq!(hurt, ["W1", "W2", "W3", "W4"]);
    let breaches = &facts["cap_breaches"];
    for row in 0..breaches.rows() {
        let worker = breaches.texts("worker_id").get(row).unwrap();
        assert_eq!(breaches.bools("is_understated").get(row), Some(hurt.contains(&worker)), "{worker}");
    }
}

fn sound_rows(file: &str) -> u64 {
    sound().get(file).map_or(0, |rows| rows.len() as u64 - 1)
}

#[test]
fn what_lost_rows_do_to_the_measures_is_told_by_team() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), true);
    let (ingested, _) = read_and_judge(folder.path());
    let lost = ingested.lost_rows();
    let text = |table: &Table, row| -> String {
        table.names().skip(1).map(|name| format!("{},", table.value(name, row))).collect()
    };
    let lines: Vec<String> = (0..lost.rows()).map(|row| text(&lost, row)).collect();
    let read = sound_rows("supervisions") + 3;
    assert!(lines.contains(&format!("supervisions,held_on,bad-date,North,1,{read},")), "{lines:#?}");
    assert!(lines.contains(&format!("supervisions,kind,unknown-value,South,1,{read},")), "{lines:#?}");
    // Rows about people who are not in workers are in no figure, and hurt none.
    assert!(!lines.iter().any(|line| line.contains("unknown-worker")), "{lines:#?}");
    let affected = moderato::metrics::affected_metrics(&lost);
    let of = |table: &str, metric: &str| {
        (0..affected.rows()).find_map(|row| {
            let is = affected.texts("table").get(row) == Some(table)
                && affected.texts("metric").get(row) == Some(metric);
            is.then(|| affected.texts("effect").get(row).unwrap_or_default().to_owned())
        })
    };
    assert_eq!(of("supervisions", "supervision_in_date").as_deref(), Some("understated"));
    assert_eq!(of("workers", "supervision_in_date").as_deref(), Some("uncertain"));
    assert_eq!(of("supervisions", "cap_breaches"), None);
}

#[test]
fn a_lost_row_is_of_the_team_that_the_worker_was_in_on_its_day() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    put(
        "moderato.toml",
        "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"common-yardstick\"\n",
    );
    put("exports/workers.csv", "worker_id,started_on,team\nW1,2024-09-02,North\n");
    put(
        "exports/postings.csv",
        "worker_id,from_on,to_on,team\nW1,2024-09-02,2025-01-06,East\nW1,2025-01-06,,South\n",
    );
    put(
        "exports/supervisions.csv",
        "worker_id,held_on,kind,status\nW1,2024-10-01,walk,held\nW1,2025-02-03,walk,held\nW1,2025-02-10,walk,held\n\
         W1,,one_to_one,held\n",
    );
    let lost = read_and_judge(folder.path()).0.lost_rows();
    let lines: Vec<String> = (0..lost.rows())
        .map(|row| {
            let shown = ["column", "team", "rows"].map(|name| lost.value(name, row).to_string());
            shown.join(" ")
        })
        .collect();
    assert_eq!(lines, ["held_on South 1", "kind East 1", "kind South 2"]);
}
