//! `moderato init` as a person uses it, on exports with headings of their own.

use moderato::ingest::{SheetChoice, Sureness, files_in, propose, read_folder_config, shown_in};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::support::scene::{Scene, assert_says, status, stderr, stdout};

/// Exports as a case system, an HR system and people's own workbooks write them.
fn exports(scene: &Scene) {
    scene.put(
        "downloads/ASYE staff list.csv",
        "Employee Number;Full Name;Start Date;Team;Hours (FTE);SWE Registration No\n\
         100234;Jo Invented;02/09/2024;North;1.0;SW100001\n\
         100235;Al Invented;13/09/2024;South;0.8;SW100002\n",
    );
    scene.put(
        "downloads/LCS_Caseload_Report.csv",
        "Caseload by worker\n\nAllocated Worker ID,Person ID,Involvement Start Date,Involvement End Date,Involvement Type,Legal Status\n\
         100234,P77,09/09/2024,,Lead,CPP\n100235,P78,16/09/2024,30/11/2024,Buddy,CiN\n",
    );
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet().set_name("Supervision log").unwrap();
    sheet.merge_range(0, 0, 0, 2, "Supervision of newly qualified workers", &Format::new()).unwrap();
    for (column, heading) in ["Worker", "Supervision Date", "Type"].iter().enumerate() {
        sheet.write(2, column as u16, *heading).unwrap();
    }
    for (row, worker) in [(3u32, 100_234.0), (4, 100_235.0)] {
        sheet.write(row, 0, worker).unwrap();
        let day = ExcelDateTime::from_ymd(2024, 10, row as u8).unwrap();
        sheet.write_with_format(row, 1, day, &date).unwrap();
        sheet.write(row, 2, "1:1").unwrap();
    }
    book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "Ask Jo Invented").unwrap();
    scene.put_bytes("downloads/supervision.xlsx", &book.save_to_buffer().unwrap());
}

#[test]
fn a_folder_begun_from_exports_can_be_checked() {
    let scene = Scene::empty();
    exports(&scene);
    let output = scene.moderato(&["init", "exampleshire", "--like", "sandwell-2025", "--from", "downloads"]);
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), "exampleshire/moderato.toml\n");
    assert_says(
        &output,
        &[
            "exports/LCS_Caseload_Report.csv: allocations, likely",
            "worker_id is \"Allocated Worker ID\", likely: a known name for it",
            "exports/supervision.xlsx, sheet Supervision log: supervisions",
            "sheet Notes: not mapped",
            "moderato check exampleshire",
        ],
    );
    let written = scene.text("exampleshire/moderato.toml");
    assert!(written.contains("name = \"Exampleshire\""), "{written}");
    assert!(written.contains("header_row = 3"), "{written}");
    assert!(!written.contains("Invented"), "{written}");
    assert!(written.contains("# [look]\n# logo = \"logo.svg\"\n"), "{written}");
    assert_eq!(
        scene.text("exampleshire/exports/LCS_Caseload_Report.csv"),
        scene.text("downloads/LCS_Caseload_Report.csv")
    );

    let checked = scene.moderato(&["check", "exampleshire", "--as-of", "2024-12-31"]);
    let lines = stdout(&checked);
    for table in ["workers: 2 rows read, 2 kept", "supervisions: 2 rows read, 2 kept"] {
        assert!(lines.contains(table), "{lines}\n{}", stderr(&checked));
    }
    // A spelling that nobody knows is left for a person to decide.
    assert!(written.contains("# \"Buddy\" = "), "{written}");
    assert!(lines.contains("allocations: 2 rows read, 1 kept, 1 left out"), "{lines}");
    scene.put(
        "exampleshire/moderato.toml",
        &finished(&written, "# \"Buddy\" = \"…\"", "\"Buddy\" = \"co_worker\""),
    );
    let checked = scene.moderato(&["check", "exampleshire", "--as-of", "2024-12-31"]);
    assert_eq!(status(&checked), Some(0), "{}", stderr(&checked));
}

#[test]
fn a_census_return_gives_workers_where_no_other_export_does() {
    let scene = Scene::empty();
    let census = std::fs::read("tests/data/csww/social_work_workforce_2022.xml").unwrap();
    scene.put_bytes("downloads/return.xml", &census);
    let output = scene.moderato(&["init", "a", "--from", "downloads/return.xml"]);
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert_says(&output, &["exports/return.xml: workforce, sure", "exports/return.xml: workers, sure"]);
    let checked = scene.moderato(&["check", "a", "--as-of", "2024-12-31"]);
    assert_eq!(status(&checked), Some(0), "{}", stderr(&checked));
    for table in ["workforce: 1 row read, 1 kept.", "workers: 6 rows read, 6 kept."] {
        assert!(stdout(&checked).contains(table), "{}", stdout(&checked));
    }
    // The same people must not count twice.
    scene.put("downloads/workers.csv", "worker_id,started_on\nW1,2024-01-15\n");
    let output = scene.moderato(&["init", "b", "--from", "downloads"]);
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert_says(&output, &["exports/return.xml: workers, a guess: another export lists the workers"]);
    let checked = scene.moderato(&["check", "b", "--as-of", "2024-12-31"]);
    assert!(stdout(&checked).contains("workers: 1 row read, 1 kept."), "{}", stdout(&checked));
    // What is XML and no return is not taken for one.
    scene.put("other/export.xml", "<?xml version=\"1.0\"?><rss><item/></rss>");
    let output = scene.moderato(&["init", "c", "--from", "other"]);
    assert_says(&output, &["is not a children's social work workforce census return"]);
    assert!(!scene.text("c/moderato.toml").contains("table = "), "{}", scene.text("c/moderato.toml"));
}

#[test]
fn an_export_with_numbers_and_no_ids_is_joined_by_the_number() {
    let scene = Scene::empty();
    scene.put(
        "downloads/workers.csv",
        "Employee Number,Start Date,SWE No\n100234,02/09/2024,SW100001\n100235,13/09/2024,SW100002\n",
    );
    // By the heading; by what stands in it; and names under Worker are no ids.
    scene.put("downloads/training.csv", "SWE Registration No,Course,Date\n100001,MASH,16/09/2024\n");
    scene.put("downloads/absences.csv", "Registration,Type,First day\nSW100002,Sickness,17/09/2024\n");
    scene.put(
        "downloads/supervision.csv",
        "Worker,SWE No,Supervision Date\nJo Invented,SW100001,18/09/2024\n",
    );
    // Ids that only look like numbers stay ids.
    scene.put("downloads/reviews.csv", "Worker ID,SWE No,Stage\n100234,SW100001,3\n");
    let output = scene.moderato(&["init", "a", "--from", "downloads"]);
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    let written = scene.text("a/moderato.toml");
    assert_eq!(written.matches("worker_by = \"swe_number\"").count(), 3, "{written}");
    assert!(
        written.contains("swe_number = \"Registration\" # likely: no column has the workers' ids"),
        "{written}"
    );
    let checked = scene.moderato(&["check", "a", "--as-of", "2024-12-31"]);
    assert_eq!(status(&checked), Some(0), "{}", stderr(&checked));
    for table in ["sessions", "absences", "supervisions", "reviews"] {
        let expected = format!("{table}: 1 row read, 1 kept.");
        assert!(stdout(&checked).contains(&expected), "{}\n{}", stdout(&checked), stderr(&checked));
    }
}

/// Headings as Mosaic, Liquidlogic and Eclipse write them, with an HR system's list of staff.
#[test]
fn what_case_systems_call_things_is_known() {
    let scene = Scene::empty();
    scene.put(
        "downloads/Person Relationships.csv",
        "Subject Person ID,Professional Relationship,Practitioner ID,Relationship Start Date,Relationship Close Date\n\
         55001,Key Worker,PR-77,09-Sep-2024,\n55002,Co-worker,PR-78,16-Sep-2024,30-Nov-2024\n",
    );
    scene.put(
        "downloads/HR Establishment.csv",
        "Assignment Number,Employee Name,Job Title,Grade,FTE,Hire Date,Position Start Date,Termination Date,Reports To,\
         Org Unit,Registration Number\n10234,Jo Invented,ASYE,F,1,02/09/2024,02/09/2024,,900,North,SW100001\n",
    );
    scene.put(
        "downloads/ASYE Reviews.csv",
        "Username,Review Point,Date Due,Date Held,TM attended,Outcome\njinvented,3 month,02/12/2024,13/12/2024,Y,On Track\n",
    );
    scene.put(
        "downloads/CS Caseload.csv",
        "Child Id,Allocated Worker Id,Allocation Start Date\nL1,PR-77,13/09/2024\n",
    );
    let output = scene.moderato(&["init", "a", "--from", "downloads"]);
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert_says(
        &output,
        &[
            "ended_on is \"Relationship Close Date\", likely",
            "role is \"Professional Relationship\", likely",
            "exports/HR Establishment.csv: workers, likely",
            "started_on is \"Position Start Date\", a guess: the only other column of dates",
            "planned_on is \"Date Due\", likely",
            "manager_attended is \"TM attended\", likely",
            "ended_on: no heading looks like it; without it every allocation counts as held to this day",
        ],
    );
}

/// The file as a person finishes it.
fn finished(written: &str, from: &str, to: &str) -> String {
    assert!(written.contains(from), "{written}");
    written.replace(from, to)
}

#[test]
fn what_is_there_is_never_replaced() {
    let scene = Scene::new();
    let before = scene.text("a/moderato.toml");
    let output = scene.moderato(&["init", "a"]);
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["a/moderato.toml is there already", "left as it is", "to mend it"]);
    assert_eq!(scene.text("a/moderato.toml"), before);

    scene.put("b/exports/workers.csv", "worker_id,started_on\nW1,2024-01-15\n");
    scene.put("elsewhere/workers.csv", "worker_id,started_on\nW2,2024-01-15\n");
    let output = scene.moderato(&["init", "b", "--from", "elsewhere/workers.csv"]);
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["b/exports/workers.csv is there already", "--from"]);
    assert!(!scene.path("b/moderato.toml").exists());
}

#[test]
fn a_folder_with_exports_needs_no_names_of_them() {
    let scene = Scene::empty();
    scene.put("b/exports/workers.csv", "worker_id,started_on\nW1,2024-01-15\n");
    scene.put("b/exports/odd.csv", "\"Jo Invented\",12\n");
    scene.put("b/exports/letter.pdf", "%PDF-1.7 and so on");
    let output = scene.moderato(&["init", "b"]);
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert_says(&output, &["letter.pdf is a PDF", "exports/workers.csv: workers, sure"]);
    let written = scene.text("b/moderato.toml");
    assert!(
        written.contains("rulebook = \"common-yardstick\"") && !written.contains("Invented"),
        "{written}"
    );
    let checked = scene.moderato(&["check", "b", "--as-of", "2024-12-31"]);
    assert_eq!(status(&checked), Some(0), "{}", stderr(&checked));
    assert!(stdout(&checked).contains("workers: 1 row read, 1 kept"), "{}", stdout(&checked));
}

#[test]
fn a_mistyped_rulebook_or_export_is_said_before_anything_is_written() {
    let scene = Scene::empty();
    let output = scene.moderato(&["init", "c", "--like", "sandwel-2025"]);
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["sandwel-2025", "did you mean `sandwell-2025`?"]);
    let output = scene.moderato(&["init", "c", "--from", "nowhere.csv"]);
    assert_eq!(status(&output), Some(2));
    assert_says(&output, &["there is no file nowhere.csv"]);
    assert!(!scene.path("c").exists());
}

#[test]
fn an_empty_folder_is_begun_and_says_what_to_do() {
    let scene = Scene::empty();
    let output = scene.moderato(&["init", "new place"]);
    assert_eq!(status(&output), Some(0), "{}", stderr(&output));
    assert_says(&output, &["Put the exports in new place/exports"]);
    assert!(scene.path("new place/exports").is_dir());
    assert!(scene.text("new place/moderato.toml").contains("code = \"NEWPLACE\", name = \"New place\""));
}

#[test]
fn a_rulebook_of_ones_own_is_named_from_the_folder() {
    let scene = Scene::new();
    scene.put("rules/mine.toml", crate::support::scene::RULEBOOK);
    scene.put("b/exports/workers.csv", "worker_id,started_on\nW1,2024-01-15\n");
    scene.put("b/rulebook.toml", crate::support::scene::RULEBOOK);
    for (like, expected) in
        [("b/rulebook.toml", "rulebook = \"rulebook.toml\""), ("rules/mine.toml", "rules/mine.toml")]
    {
        let output = scene.moderato(&["init", "b", "--like", like]);
        assert_eq!(status(&output), Some(0), "{}", stderr(&output));
        let written = scene.text("b/moderato.toml");
        assert!(written.contains(expected), "{written}");
        let checked = scene.moderato(&["check", "b", "--as-of", "2024-12-31"]);
        assert_eq!(status(&checked), Some(0), "{}", stderr(&checked));
        std::fs::remove_file(scene.path("b/moderato.toml")).unwrap();
    }
}

/// The sample folders' exports have headings of three kinds of system, and their moderato.toml says what
/// each is: what is proposed must not contradict it, and must find most of it.
#[test]
fn what_is_proposed_for_the_sample_folders_is_right() {
    let mut wrong = Vec::new();
    let mut untold = Vec::new();
    let mut columns = 0;
    for name in ["westmere", "sandhaven", "stokeley"] {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data").join(name);
        let folder = read_folder_config(&root).unwrap();
        let mut files: Vec<String> =
            files_in(&root.join("exports")).unwrap().iter().map(|f| shown_in(&root, f)).collect();
        files.sort();
        let proposed = propose(&root, &files).unwrap();
        for source in &folder.sources {
            let sheet = match &source.sheet {
                Some(SheetChoice::Named(sheet)) => Some(sheet.clone()),
                _ => None,
            };
            let of = proposed
                .iter()
                .find(|p| p.path == source.path && (sheet.is_none() || p.sheet == sheet))
                .unwrap();
            let place = format!("{} {}", source.path, sheet.unwrap_or_default());
            let table = of.table.map(|spec| spec.name);
            if table != Some(source.table.name) {
                let list = if of.sureness == Sureness::Guess { &mut untold } else { &mut wrong };
                list.push(format!("{place}: {table:?} for {}", source.table.name));
                columns += source.columns.len();
                continue;
            }
            for (column, heading) in &source.columns {
                columns += 1;
                match of.columns.iter().find(|proposed| proposed.column == *column) {
                    Some(proposed) if proposed.heading == *heading => {}
                    Some(proposed) if proposed.sureness == Sureness::Guess => {
                        untold.push(format!(
                            "{place}: {column} is \"{heading}\", guessed \"{}\"",
                            proposed.heading
                        ));
                    }
                    Some(proposed) => {
                        wrong.push(format!(
                            "{place}: {column} is \"{heading}\", not \"{}\"",
                            proposed.heading
                        ));
                    }
                    None => untold.push(format!("{place}: {column} is \"{heading}\"")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(untold.len() * 5 <= columns, "{} of {columns} columns:\n{}", untold.len(), untold.join("\n"));
}
