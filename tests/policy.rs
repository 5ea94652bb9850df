//! Questions about a policy, asked of the real binary: what becomes of each rule, two policies side by side,
//! the template, the schemas, rules that nothing matched, and the figures that README gives.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use moderato::model::Table;
use moderato::rulebook::find_rulebook;
use moderato::store::{Manifest, Stage, read_part};
use tempfile::TempDir;

use crate::main_job::RUN;

fn moderato(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_moderato")).args(args).current_dir(folder).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a command that ends well prints.
fn printed(args: &[&str]) -> String {
    let output = moderato(Path::new(env!("CARGO_MANIFEST_DIR")), args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    stdout(&output)
}

fn rows(csv: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(csv.as_bytes()).records().map(Result::unwrap).collect()
}

#[test]
fn coverage_lists_every_rule_and_its_counts() {
    let people = printed(&["rulebook", "coverage", "stoke-on-trent-2022"]);
    let summary = "stoke-on-trent-2022: 88 rules, 63 computed, 19 attested, 6 not checkable; of the 61 that records \
                   can decide, 59 are computed";
    assert_eq!(people.lines().last(), Some(summary));
    assert!(people.lines().next().unwrap().starts_with("rule "), "{people}");

    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = moderato(root, &["rulebook", "coverage", "stoke-on-trent-2022", "--format", "csv"]);
    let listed = rows(&stdout(&output));
    assert_eq!(listed.len(), 88);
    assert!(stderr(&output).contains(summary), "{}", stderr(&output));
    let of = |status: &str| listed.iter().filter(|row| &row[4] == status).count();
    assert_eq!((of("computed"), of("attested"), of("not_checkable")), (63, 19, 6));
    let quiet =
        moderato(root, &["rulebook", "coverage", "stoke-on-trent-2022", "--format", "json", "--quiet"]);
    assert_eq!(stderr(&quiet), "");
    let json: Vec<serde_json::Value> = serde_json::from_str(&stdout(&quiet)).unwrap();
    let restriction = json.iter().find(|row| row["rule"] == "stoke/private-law-none-3m").unwrap();
    assert_eq!(
        (&restriction["kind"], &restriction["status"], &restriction["by"]),
        (&"phased".into(), &"computed".into(), &"work_restrictions".into())
    );
}

#[test]
fn a_mistyped_rulebook_is_answered_with_the_nearest() {
    let folder = TempDir::new().unwrap();
    for args in [
        &["rulebook", "coverage", "sandwel-2025"][..],
        &["rulebook", "show", "sandwel-2025"],
        &["rulebook", "compare", "common-yardstick", "sandwel-2025"],
    ] {
        let output = moderato(folder.path(), args);
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""), "{args:?}");
        assert!(
            stderr(&output).to_lowercase().contains("did you mean `sandwell-2025`?"),
            "{}",
            stderr(&output)
        );
    }
}

#[test]
fn two_policies_are_compared_by_id_or_path() {
    let folder = TempDir::new().unwrap();
    let own = printed(&["rulebook", "show", "sandwell-2025"])
        .replace("id = \"sandwell-2025\"", "id = \"own\"")
        .replace("ref = \"SW-A9\"\n", "ref = \"SW-A9\"\nflipped = true\n");
    fs::write(folder.path().join("own.toml"), own).unwrap();
    let output =
        moderato(folder.path(), &["rulebook", "compare", "sandwell-2025", "own.toml", "--format", "csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let listed = rows(&stdout(&output));
    let differing: Vec<&str> = listed.iter().filter(|row| &row[1] == "true").map(|row| &row[0]).collect();
    assert_eq!(differing, ["review final", "reading SW-A9"]);
    let review = listed.iter().find(|row| &row[0] == "review final").unwrap();
    assert_eq!((&review[2], &review[3]), ("month 11 + 15 days, late after month 12", "month 12"));
    assert!(stderr(&output).contains("2 differ"), "{}", stderr(&output));

    let people = printed(&["rulebook", "compare", "west-sussex-2016", "stoke-on-trent-2022"]);
    for words in ["length", "clock stops for", "supervision", "review final", "week 6 to month 8", "differ"] {
        assert!(people.contains(words), "{words}");
    }
}

#[test]
fn the_template_passes_the_check() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("own.toml"), printed(&["rulebook", "template"])).unwrap();
    let checked = moderato(folder.path(), &["rulebook", "check", "own.toml"]);
    assert_eq!(checked.status.code(), Some(0), "{}", stderr(&checked));
    assert!(stdout(&checked).starts_with("own.toml: no fault found."), "{}", stdout(&checked));
}

#[test]
fn misspelt_kinds_are_said_beside_other_faults() {
    let folder = TempDir::new().unwrap();
    let text = "id = \"own\"\ntitle = \"t\"\nsource = \"s\"\n[programme]\nmonths = 12\n\
                [[session]]\nkind = \"portfolio_days\"\nevery_months = 1\nrequired = 1\n\
                [[review]]\nstage = \"3\"\ndue_mont = 3\n";
    fs::write(folder.path().join("own.toml"), text).unwrap();
    let checked = moderato(folder.path(), &["rulebook", "check", "own.toml"]);
    assert_eq!(checked.status.code(), Some(2));
    let said = stderr(&checked);
    assert!(said.contains("has no key `due_mont`"), "{said}");
    assert!(said.contains("did you mean `portfolio_day`?"), "{said}");
}

#[test]
fn a_copy_that_says_other_things_under_a_published_id_is_remarked_on() {
    let folder = TempDir::new().unwrap();
    let text = printed(&["rulebook", "show", "common-yardstick"]);
    fs::write(folder.path().join("same.toml"), &text).unwrap();
    fs::write(folder.path().join("other.toml"), text.replacen("cap = 12", "cap = 11", 1)).unwrap();
    let checked = |file: &str| stdout(&moderato(folder.path(), &["rulebook", "check", file]));
    assert!(!checked("same.toml").contains("worth a look"), "{}", checked("same.toml"));
    assert!(checked("other.toml").contains("give it an id of its own"), "{}", checked("other.toml"));
}

/// Document, and the prefixes of its rules' ids.
const DOCUMENTS: &[(&str, &[&str])] = &[
    ("West Sussex, guidance of 2016", &["west-sussex/"]),
    ("Sandwell, handbook of 2025", &["sandwell/"]),
    ("Sandwell, F to G progression", &["fg/"]),
    ("Stoke-on-Trent, policy of 2022", &["stoke/"]),
    ("Practice supervisors and leaders, consultation of 2015", &["dfe/", "frg/"]),
];

#[test]
fn the_table_in_readme_is_what_the_command_gives() {
    let mut listed = Vec::new();
    for id in ["west-sussex-2016", "sandwell-2025", "stoke-on-trent-2022", "common-yardstick"] {
        listed.extend(rows(&printed(&["rulebook", "coverage", id, "--format", "csv"])));
    }
    let line = |document: &str, wanted: &dyn Fn(&str) -> bool| {
        let rules: Vec<_> = listed.iter().filter(|row| wanted(&row[0])).collect();
        let count = |check: Option<&str>, status: Option<&str>| {
            let is_wanted = |row: &&&csv::StringRecord| {
                check.is_none_or(|check| &row[3] == check) && status.is_none_or(|status| &row[4] == status)
            };
            rules.iter().filter(is_wanted).count()
        };
        format!(
            "| {document} | {} | {} | {} | {} | {} of {} |",
            count(None, None),
            count(None, Some("computed")),
            count(None, Some("attested")),
            count(None, Some("not_checkable")),
            count(Some("A"), Some("computed")),
            count(Some("A"), None),
        )
    };
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let mut expected: Vec<String> = DOCUMENTS
        .iter()
        .map(|(document, prefixes)| {
            line(document, &|rule| prefixes.iter().any(|prefix| rule.starts_with(prefix)))
        })
        .collect();
    expected.push(line("All five", &|_| true));
    for line in expected {
        assert!(readme.contains(&line), "README should have the line\n{line}");
    }
}

const HEAD: &str = "id = \"two-years\"\ntitle = \"Two years\"\nsource = \"Invented\"\n";

/// A small authority on a rulebook of its own.
fn authority(rulebook: &str, exports: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let exports_folder = folder.path().join("a/exports");
    fs::create_dir_all(&exports_folder).unwrap();
    fs::write(
        folder.path().join("a/moderato.toml"),
        "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"rulebook.toml\"\n",
    )
    .unwrap();
    fs::write(folder.path().join("a/rulebook.toml"), rulebook).unwrap();
    for (name, text) in exports {
        fs::write(exports_folder.join(name), text).unwrap();
    }
    folder
}

fn shown(folder: &Path, table: &str, columns: &[&str]) -> Vec<String> {
    let output = moderato(folder, &["show", table, "--format", "csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headings = reader.headers().unwrap().clone();
    let places: Vec<usize> =
        columns.iter().map(|column| headings.iter().position(|name| name == *column).unwrap()).collect();
    let lines = reader.records().map(Result::unwrap);
    lines.map(|row| places.iter().map(|&place| &row[place]).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn two_years_with_reviews_every_four_months_and_a_cap_in_families_work_end_to_end() {
    let mut rulebook = format!(
        "{HEAD}[programme]\nmonths = 24\n[caseload]\nunit = \"families\"\n[[caseload.cap]]\nto_month = 12\ncap = 2\n\
         [[caseload.cap]]\nfrom_month = 12\ncap = 3\n"
    );
    for month in (4..=24).step_by(4) {
        rulebook.push_str(&format!("[[review]]\nstage = \"{month}\"\ndue_month = {month}\n"));
    }
    let folder = authority(
        &rulebook,
        &[
            ("workers.csv", "worker_id,started_on,cohort\nW1,2024-01-15,2024\n"),
            (
                "allocations.csv",
                "worker_id,child_id,started_on,ended_on,family_id\n\
                 W1,C1,2024-02-01,,F1\nW1,C2,2024-02-01,,F1\nW1,C3,2024-03-01,,F2\nW1,C4,2024-12-01,,F3\n\
                 W1,C5,2025-06-01,2025-06-11,F4\n",
            ),
            ("reviews.csv", "worker_id,stage,held_on\nW1,4,2024-05-15\nW1,8,2024-09-20\nW1,16,2025-05-15\n"),
        ],
    );
    let output = moderato(folder.path(), &["run", "a", "--as-of", "2025-10-01"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let reviews = shown(folder.path(), "review_status", &["stage", "due_on", "status", "days_late"]);
    assert_eq!(
        reviews,
        [
            "4 2024-05-15 on_time ",
            "8 2024-09-15 late 5",
            "12 2025-01-15 overdue 259",
            "16 2025-05-15 on_time ",
            "20 2025-09-15 overdue 16",
            "24 2026-01-15 not_due "
        ]
    );
    // Two children of one family count once: three families from December until the cap steps up in January,
    // and four for ten days of June.
    let breaches =
        shown(folder.path(), "facts.cap_breaches", &["opened_on", "closed_on", "peak_children", "source"]);
    assert_eq!(
        breaches,
        [
            "2024-12-01 2025-01-15 3 exports/allocations.csv rows 2, 3, 4, 5",
            "2025-06-01 2025-06-11 4 exports/allocations.csv rows 2, 3, 4, 5, 6"
        ]
    );
    let due = shown(folder.path(), "facts.outcomes", &["programme_due_on", "status"]);
    assert_eq!(due, ["2026-01-15 in_progress"]);
    let page = fs::read_to_string(folder.path().join("out/X01/method.html")).unwrap();
    assert!(page.contains("Families held") && page.contains("24 months"), "the method page");

    // What is overdue rests on the worker's own row, from whose start the day runs.
    let sources = shown(folder.path(), "review_status", &["stage", "source", "clause"]);
    assert_eq!(sources[1], "8 exports/reviews.csv row 3 two-years: review 2");
    assert_eq!(sources[2], "12 exports/workers.csv row 2 two-years: review 3");
}

#[test]
fn every_output_of_another_rulebook_says_so() {
    let folder = authority(
        &format!("{HEAD}[programme]\nmonths = 24\n"),
        &[
            ("workers.csv", "worker_id,started_on,cohort\nW1,2024-01-15,2024\n"),
            ("reviews.csv", "worker_id,stage,held_on\nW1,3,2024-05-15\n"),
            ("panels.csv", "panel_id,kind,held_on\nP1,final,2025-01-10\n"),
            ("panel_cases.csv", "panel_id,worker_id,submitted_on\nP1,W1,2025-01-01\n"),
        ],
    );
    let run = |args: &[&str]| {
        let output = moderato(folder.path(), &[&["run", "a", "--as-of", "2025-01-01"], args].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    };
    let metric = |name: &str| fs::read_to_string(folder.path().join("out/metrics").join(name)).unwrap();
    run(&[]);
    assert!(!metric("reviews_on_time.csv").contains("judged_under"));
    run(&["--under", "common-yardstick"]);
    for csv in ["reviews_on_time.csv", "drift_and_delay.csv", "pass_rates.csv"] {
        let text = metric(csv);
        assert!(text.lines().next().unwrap().ends_with(",judged_under"), "{text}");
        assert!(text.lines().count() > 1, "{text}");
        assert!(text.lines().skip(1).all(|line| line.ends_with(",common-yardstick")), "{text}");
    }
    let mut pages = 0;
    let mut folders = vec![folder.path().join("out")];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner).unwrap() {
            let path = entry.unwrap().path();
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if ending == "html" {
                let page = fs::read_to_string(&path).unwrap();
                assert!(page.contains("All judged by common-yardstick"), "{}", path.display());
                pages += 1;
            } else if ending == "parquet" {
                let lineage = moderato::store::read_lineage(&path).unwrap();
                let is_judged = !path.components().any(|part| part.as_os_str() == "records");
                assert_eq!(lineage.under.is_some(), is_judged, "{}", path.display());
            }
        }
    }
    assert!(pages >= 8, "{pages} pages");
    let manifest = fs::read_to_string(folder.path().join("out/manifest.json")).unwrap();
    assert!(manifest.contains("\"under\": \"common-yardstick\""));
    let packs = fs::read_dir(folder.path().join("out/X01/packs")).unwrap();
    let mut endings: Vec<String> = packs
        .map(|entry| entry.unwrap().path().extension().unwrap().to_string_lossy().into_owned())
        .collect();
    endings.sort();
    assert_eq!(endings, ["docx", "pdf"], "one candidate's record, and one pack");
}

#[test]
fn a_rule_that_matched_nothing_is_said() {
    let rulebook = format!(
        "{HEAD}[programme]\nmonths = 24\n\
         [[portfolio]]\nitem = \"critical_reflexion_log\"\nowner = \"nqsw\"\ndue_month = 6\n\
         [[review]]\nstage = \"4\"\ndue_month = 4\n\
         [[review]]\nstage = \"9\"\ndue_month = 9\nonly = \"part_time\"\n\
         [[deadline]]\nid = \"told\"\nafter = \"start\"\nthen = \"induction_done\"\nwithin_days = 20\n"
    );
    let folder = authority(
        &rulebook,
        &[
            ("workers.csv", "worker_id,started_on,fte\nW1,2024-01-15,1\n"),
            ("portfolio.csv", "worker_id,item,submitted_on\nW1,critical_reflection_log,2024-05-15\n"),
            ("reviews.csv", "worker_id,stage,held_on\nW1,4,2024-05-15\n"),
            ("events.csv", "worker_id,kind,occurred_on\nW1,visit,2024-05-15\n"),
        ],
    );
    let output = moderato(folder.path(), &["run", "a", "--as-of", "2025-01-01"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stderr(&output);
    for words in [
        "unmatched-rule: no item in portfolio is `critical_reflexion_log`",
        "did you mean `critical_reflection_log`",
        "no stage in reviews is `9`",
        "no kind in events is `induction_done`; nothing to judge for told",
        "these rules are for nobody in the records: review 9",
    ] {
        assert!(said.contains(words), "`{words}` is not in\n{said}");
    }
    assert!(!said.contains("no stage in reviews is `4`"), "{said}");
    let notices = fs::read_to_string(folder.path().join("out/notices.csv")).unwrap();
    assert_eq!(notices.lines().filter(|line| line.contains(",unmatched-rule,")).count(), 4);
}

#[test]
fn of_many_rules_that_matched_nothing_the_first_are_said_and_all_are_listed() {
    let deadlines: String = (1..=9)
        .map(|n| {
            format!(
                "[[deadline]]\nid = \"told-{n}\"\nafter = \"start\"\nthen = \"thing_{n}\"\nwithin_days = 20\n"
            )
        })
        .collect();
    let folder = authority(
        &format!("{HEAD}[programme]\nmonths = 12\n{deadlines}"),
        &[
            ("workers.csv", "worker_id,started_on,fte\nW1,2024-01-15,1\n"),
            ("events.csv", "worker_id,kind,occurred_on\nW1,zebra,2024-05-15\n"),
        ],
    );
    let output = moderato(folder.path(), &["run", "a", "--as-of", "2025-01-01"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stderr(&output);
    let short = "no kind in events is `thing_1`, `thing_2`, `thing_3` and 6 more, all in notices.csv; nothing to judge \
                 for told-1, told-2, told-3 and 6 more, all in notices.csv";
    assert!(said.contains(short), "{said}");
    assert!(!said.contains("thing_4") && !said.contains("told-4"), "{said}");
    let notices = fs::read_to_string(folder.path().join("out/notices.csv")).unwrap();
    assert!(
        (1..=9).all(|n| notices.contains(&format!("`thing_{n}`")) && notices.contains(&format!("told-{n}")))
    );
}

#[test]
fn each_cohort_is_judged_by_the_version_in_force_when_it_began() {
    let version = |days: u32, from: &str| {
        format!("{HEAD}{from}[programme]\nmonths = 12\n[[review]]\nstage = \"1\"\ndue_month = {days}\n")
    };
    let folder = authority(
        &version(3, "valid_from = 2025-01-01\n"),
        &[
            ("workers.csv", "worker_id,cohort,started_on\nW1,2024-12,2024-12-31\nW2,2025-01,2025-01-01\n"),
            ("reviews.csv", "worker_id,stage,held_on\nW1,1,2025-01-20\n"),
        ],
    );
    let config = folder.path().join("a/moderato.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("{text}earlier_rulebooks = [\"before.toml\"]\n")).unwrap();
    let before = folder.path().join("a/before.toml");
    fs::write(&before, version(1, "")).unwrap();
    let run = || moderato(folder.path(), &["run", "a", "--as-of", "2025-06-01"]);
    let output = run();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let due = shown(folder.path(), "review_status", &["worker_id", "due_on"]);
    assert_eq!(due, ["W1 2025-01-31", "W2 2025-04-01"]);
    // Every version that judged somebody is kept with the run, named in its manifest and shown with its cohorts.
    let out = folder.path().join("out");
    let manifest = Manifest::read(&out).unwrap();
    let [other] = manifest.authorities[0].others.as_slice() else {
        panic!("{:?}", manifest.authorities[0].others)
    };
    assert_eq!((other.valid_from, other.cohorts.as_slice()), (None, ["2024-12".to_owned()].as_slice()));
    assert_eq!(fs::read_to_string(out.join(&other.path)).unwrap(), version(1, ""));
    assert_eq!(manifest.rulebooks.len(), 2);
    let method = fs::read_to_string(out.join("X01/method.html")).unwrap();
    for words in ["the cohort 2024-12", "the cohort 2025-01", "the version without a first day"] {
        assert!(method.contains(words), "{words}");
    }
    assert!(
        method.contains("review, due month 3") && method.contains("review, due month 1"),
        "a version is not shown"
    );
    for (wrong, words) in [
        (version(1, "valid_from = 2025-01-01\n"), "hold from the same day (1 January 2025)"),
        (version(1, "valid_from = 2025-02-01\n"), "holds from a later day"),
        (version(1, "").replace("two-years", "other"), "has the id `other`"),
    ] {
        fs::write(&before, wrong).unwrap();
        let output = run();
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
    }
}

#[test]
fn room_is_told_now_and_as_the_next_step_comes() {
    let rulebook = format!(
        "{HEAD}[programme]\nmonths = 12\n[caseload]\n[[caseload.cap]]\nto_month = 3\ncap = 2\n\
         [[caseload.cap]]\nfrom_month = 3\nto_month = 6\ncap = 4\n[[caseload.cap]]\nfrom_month = 6\ncap = 9\n"
    );
    let folder = authority(
        &rulebook,
        &[
            (
                "workers.csv",
                "worker_id,started_on,left_on,team\nW1,2025-01-10,,North\nW2,2024-03-01,,North\nW3,2025-01-10,2025-02-01,North\n",
            ),
            (
                "allocations.csv",
                "worker_id,child_id,started_on,ended_on\nW1,C1,2025-01-15,\nW1,C2,2025-01-20,2025-02-03\n\
                 W1,C3,2025-02-01,\nW1,C4,2025-02-02,\nW2,C5,2025-01-01,\n",
            ),
        ],
    );
    let output = moderato(folder.path(), &["run", "a", "--as-of", "2025-03-01"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let columns = ["worker_id", "held", "cap", "room", "next_from_on", "next_cap", "next_room", "source"];
    assert_eq!(
        shown(folder.path(), "headroom", &columns),
        [
            "W1 3 2 -1 2025-04-10 4 1 exports/allocations.csv rows 2, 4, 5",
            // The last step came long ago.
            "W2 1 9 8    exports/allocations.csv row 6"
        ]
    );
    let page = fs::read_to_string(folder.path().join("out/X01/teams.html")).unwrap();
    assert!(page.contains("Room within the cap, now and when the cap next changes"));
}

/// The rows of a fact of the sample, with the places they rest on.
fn places(fact: &str, code: &str) -> Table {
    read_part(&RUN, Stage::Facts, fact, code).unwrap().unwrap()
}

#[test]
fn a_fact_rests_on_every_record_that_decided_it() {
    // Restricted work names the review that lifted its restriction, where it ended on the day of that, and no other.
    let stoke = find_rulebook("stoke-on-trent-2022", None).unwrap();
    let until_review = |id: Option<&str>| {
        let rule = stoke.restrictions.iter().find(|rule| Some(rule.id.as_str()) == id).unwrap();
        rule.until_review.as_deref().unwrap()
    };
    let restricted = places("work_restrictions", "X93");
    let reviews = places("review_status", "X93");
    let (mut lifted, mut others) = (0, 0);
    for row in 0..restricted.rows() {
        let stage = until_review(restricted.texts("restriction").get(row));
        let is_lifted = (0..reviews.rows()).any(|other| {
            reviews.texts("worker_id").get(other) == restricted.texts("worker_id").get(row)
                && reviews.texts("stage").get(other) == Some(stage)
                && reviews.dates("held_on").get(other).is_some()
                && reviews.dates("held_on").get(other) == restricted.dates("to_on").get(row)
        });
        let names_it = restricted.texts("source").get(row).unwrap().contains("ASYE_reviews.csv row");
        assert_eq!(names_it, is_lifted, "row {row}");
        lifted += usize::from(is_lifted);
        others += usize::from(!is_lifted);
    }
    // An application names its evidence.
    let applications = places("progression_stages", "X92");
    let checked = (0..applications.rows()).filter(|row| applications.bools("cpd_met").get(*row).is_some());
    let mut with_evidence = 0;
    for row in checked {
        assert!(applications.texts("source").get(row).unwrap().contains("evidence"), "row {row}");
        with_evidence += 1;
    }
    assert!(lifted > 3 && others > 3 && with_evidence > 20, "{lifted} {others} {with_evidence}");
}

#[test]
fn a_gap_that_began_after_an_absence_rests_on_the_absence() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("exports")).unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    put(
        "moderato.toml",
        "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"sandwell-2025\"\n",
    );
    put("exports/workers.csv", "worker_id,started_on\nA,2025-01-06\n");
    put("exports/supervisions.csv", "worker_id,held_on\nA,2025-01-30\n");
    put(
        "exports/absences.csv",
        "worker_id,kind,started_on,ended_on\nA,annual_leave,2025-01-20,2025-01-21\nA,maternity,2025-02-03,2025-05-30\n",
    );
    let out = folder.path().join("out");
    let run = Command::new(env!("CARGO_BIN_EXE_moderato"))
        .args(["run", folder.path().to_str().unwrap(), "--as-of", "2025-08-29", "--quiet", "--out"])
        .arg(&out)
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{run:?}");
    let gaps = read_part(&out, Stage::Facts, "supervision_gaps", "X01").unwrap().unwrap();
    let sources: Vec<_> = (0..gaps.rows()).map(|row| gaps.texts("source").get(row).unwrap()).collect();
    let after_the_absence = "exports/supervisions.csv row 2; exports/absences.csv row 3";
    assert_eq!(sources, ["exports/supervisions.csv row 2", after_the_absence, after_the_absence]);
}
