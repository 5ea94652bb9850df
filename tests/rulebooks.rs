//! Rulebooks: the published ones and the worked cases' parse; each broken one gives the messages beside it.
//!
//! `tests/rulebooks/NAME.toml` is a rulebook with a fault, `NAME.txt` what is said about it. To write the
//! expected messages anew after a change on purpose, run with `WRITE_EXPECTED=1` and read what changed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use moderato::model::Table;
use moderato::rulebook::{
    LateAfter, Offset, Only, PUBLISHED, Strength, Unit, compare_rulebooks, find_published, find_rulebook,
    parse_rulebook, published, rulebook_schema, template,
};

fn files(folder: &str, wanted: impl Fn(&Path) -> bool) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if wanted(&path) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn every_published_rulebook_parses() {
    let books = published().unwrap_or_else(|error| panic!("{error}"));
    let ids: Vec<&str> = books.iter().map(|book| book.id.as_str()).collect();
    assert_eq!(ids, PUBLISHED.iter().map(|book| book.id).collect::<Vec<_>>());
}

#[test]
fn the_worked_cases_rulebooks_parse() {
    let books = files("tests/cases", |path| path.file_name().is_some_and(|name| name == "rulebook.toml"));
    assert!(books.len() >= 13, "{} rulebooks", books.len());
    for path in books {
        let text = fs::read_to_string(&path).unwrap();
        parse_rulebook("rulebook.toml", &text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

#[test]
fn every_fault_is_named_with_its_line_and_its_mending() {
    let broken = files("tests/rulebooks", |path| path.extension().is_some_and(|kind| kind == "toml"));
    assert!(broken.len() >= 30, "{} broken rulebooks", broken.len());
    let mut wrong = Vec::new();
    for path in broken {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        let said = match parse_rulebook(&name, &text) {
            Ok(_) => "no fault found".to_owned(),
            Err(error) => error.to_string(),
        };
        let beside = path.with_extension("txt");
        if std::env::var_os("WRITE_EXPECTED").is_some() {
            fs::write(&beside, format!("{said}\n")).unwrap();
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if said.trim_end() != expected.trim_end() || said == "no fault found" {
            wrong.push(format!("{name} says:\n{said}\n\nand should say:\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn no_text_makes_the_parser_panic() {
    // A rulebook cut anywhere is read or refused, and so is one with a character in the wrong place.
    let text = find_published("west-sussex-2016").unwrap().text;
    for end in (0..text.len()).step_by(211).filter(|end| text.is_char_boundary(*end)) {
        let _ = parse_rulebook("cut", &text[..end]);
        for wrong in ["[", "\"", "=", "é", "\r", "\u{0}"] {
            let from = end.saturating_sub(900);
            let from = (from..=end).find(|at| text.is_char_boundary(*at)).unwrap_or(end);
            let _ = parse_rulebook(
                "wrong",
                &format!("{}{wrong}{}", &text[from..end], &text[end..].chars().take(300).collect::<String>()),
            );
        }
    }
}

/// The caps of contract, section 9: service, then month by month of the clock: cap, `a` for advisory,
/// `/` and the floor.
const CAPS: &[(&str, &str, &str)] = &[
    ("west-sussex-2016", "CA&I", "10 10 10 10 10 10 15 18 18 18 18a 18a"),
    ("west-sussex-2016", "CLA", "8/6 8/6 8/6 8/6 11/8 11/8 11a 11a 11a 15/12 18/15 18a"),
    ("west-sussex-2016", "FSP", "10 10 10 10 15 15 18a 18a 18a 20/18 20 20a"),
    ("west-sussex-2016", "Duty", "- - - - - - - - - - - -"),
    ("sandwell-2025", "any", "12a 12a 12a 14a 14a 14a 16a 16a 16a 18a 18a 18a"),
    ("stoke-on-trent-2022", "any", "16 16 16 16 16 16 16 16 16 16 16 16"),
    ("common-yardstick", "any", "12a 12a 12a 14a 14a 14a 16a 16a 16a 18a 18a 18a"),
];

#[test]
fn the_published_caps_are_those_of_the_documents() {
    let books = published().unwrap_or_else(|error| panic!("{error}"));
    for (id, service, expected) in CAPS {
        let book = books.iter().find(|book| book.id == *id).unwrap();
        let caps = &book.caseload.as_ref().unwrap().caps;
        let is_named = caps.iter().any(|cap| cap.services.iter().any(|name| name == service));
        let months: Vec<String> = (0..12)
            .map(|month| {
                let at = Offset::Months(month);
                let mut held = caps.iter().filter(|cap| {
                    let is_for = cap.services.iter().any(|name| name == service)
                        || (!is_named && cap.services.is_empty());
                    is_for && cap.from <= at && cap.to.is_none_or(|to| at < to)
                });
                let Some(cap) = held.next() else { return "-".into() };
                assert!(held.next().is_none(), "{id} {service} month {month}: two caps");
                let strength = if cap.strength == Strength::Advisory { "a" } else { "" };
                let floor = cap.floor.map_or(String::new(), |floor| format!("/{floor}"));
                format!("{}{strength}{floor}", cap.cap)
            })
            .collect();
        assert_eq!(months.join(" "), *expected, "{id} {service}");
    }
}

/// Stages and when they fall due: contract, section 9.
const REVIEWS: &[(&str, &str)] = &[
    ("common-yardstick", "3:3 6:6 9:9 12:12"),
    ("sandwell-2025", "3:3 6:6 9:9 final:11+15>12"),
    ("stoke-on-trent-2022", "3:3f 6:6f 9:9f 11:11f 3:3p 6:6p 9:9p 12:12p 15:15p 18:18p"),
    ("west-sussex-2016", "6:6 final:12"),
];

#[test]
fn the_published_reviews_are_those_of_the_documents() {
    for (id, expected) in REVIEWS {
        let book = find_rulebook(id, None).unwrap();
        let stages: Vec<String> = book
            .reviews
            .iter()
            .map(|review| {
                let Offset::Months(at) = review.due.at else { panic!("{id}: not in months") };
                let plus =
                    if review.due.plus_days > 0 { format!("+{}", review.due.plus_days) } else { "".into() };
                let late = match review.late_after {
                    LateAfter::GraceDays(0) => String::new(),
                    LateAfter::GraceDays(days) => format!("~{days}"),
                    LateAfter::Point(Offset::Months(at)) => format!(">{at}"),
                    LateAfter::Point(Offset::Weeks(at)) => format!(">w{at}"),
                };
                let only = match review.only {
                    None => "",
                    Some(Only::FullTime) => "f",
                    Some(Only::PartTime) => "p",
                };
                format!("{}:{at}{plus}{late}{only}", review.stage)
            })
            .collect();
        assert_eq!(stages.join(" "), *expected, "{id}");
    }
}

#[test]
fn facts_can_say_where_a_rule_stands() {
    let text = "id = \"own\"\ntitle = \"t\"\nsource = \"s\"\n[programme]\nmonths = 12\n\
                [[review]]\nstage = \"3\"\ndue_month = 3\n\
                [[review]]\nstage = \"6\"\ndue_month = 6\nclause = \"4.2\"\n\
                [[review]]\nstage = \"9\"\ndue_month = 9\nrule = [\"own/a\", \"own/b\"]\nclause = \"4.3\"\n";
    let book = parse_rulebook("own.toml", text).unwrap();
    let cited: Vec<&str> = book.reviews.iter().map(|review| review.cited.text.as_str()).collect();
    assert_eq!(cited, ["own: review 1", "own: review 2 (4.2)", "own/a, own/b (4.3)"]);
    assert_eq!(book.programme.cited.text, "own: programme");
    assert_eq!(book.drift.delay_days, 28);
}

#[test]
fn a_rulebook_is_found_by_id_or_by_its_text() {
    assert_eq!(find_rulebook("sandwell-2025", None).unwrap().id, "sandwell-2025");
    let text = "id = \"own\"\ntitle = \"t\"\nsource = \"s\"\n[programme]\nmonths = 24\n";
    assert_eq!(find_rulebook("rules/own.toml", Some(text)).unwrap().programme.months, 24);
    let error = find_rulebook("sandwel-2025", None).unwrap_err();
    assert!(error.fix.contains("did you mean `sandwell-2025`?"), "{error}");
}

#[test]
fn the_template_is_a_sound_rulebook_that_names_every_key() {
    let template = template();
    assert_eq!(parse_rulebook("template", &template).unwrap().id, "example");
    let schema = rulebook_schema();
    let mut keys = BTreeSet::new();
    collect_keys(&schema, &mut keys);
    assert!(keys.len() > 90, "{} keys", keys.len());
    for key in keys {
        let is_there = template.lines().any(|line| {
            let line = line.strip_prefix("# ").unwrap_or(line);
            line.starts_with(&format!("{key} = "))
                || line.trim_matches(['[', ']']).rsplit('.').next() == Some(key.as_str())
        });
        assert!(is_there, "{key}");
    }
}

/// The names of all keys and forms of a schema.
fn collect_keys(schema: &serde_json::Value, keys: &mut BTreeSet<String>) {
    if let Some(properties) = schema["properties"].as_object() {
        for (name, inner) in properties {
            keys.insert(name.clone());
            collect_keys(inner, keys);
            collect_keys(&inner["items"], keys);
        }
    }
}

#[test]
fn the_schema_knows_what_the_check_knows() {
    let schema = rulebook_schema();
    assert_eq!(schema["required"], serde_json::json!(["id", "title", "source", "programme"]));
    assert_eq!(schema["additionalProperties"], false);
    let cap = &schema["properties"]["caseload"]["properties"]["cap"];
    assert_eq!(cap["type"], "array");
    assert_eq!(cap["items"]["required"], serde_json::json!(["cap"]));
    assert_eq!(cap["items"]["properties"]["strength"]["enum"], serde_json::json!(["mandatory", "advisory"]));
    assert_eq!(cap["items"]["properties"]["strength"]["default"], "mandatory");
    let kinds = &schema["properties"]["pause"]["items"]["properties"]["absence"]["items"]["enum"];
    assert!(kinds.as_array().unwrap().contains(&serde_json::json!("maternity")));
}

#[test]
fn two_policies_stand_side_by_side() {
    let (one, other) =
        (find_rulebook("sandwell-2025", None).unwrap(), find_rulebook("stoke-on-trent-2022", None).unwrap());
    let table = compare_rulebooks(&one, &other).table();
    assert_eq!(
        table.names().collect::<Vec<_>>(),
        ["topic", "differs", "sandwell-2025", "stoke-on-trent-2022"]
    );
    let row = |topic: &str| {
        let at = (0..table.rows()).find(|row| table.texts("topic").get(*row) == Some(topic)).unwrap();
        (table.texts("sandwell-2025").get(at), table.texts("stoke-on-trent-2022").get(at))
    };
    assert_eq!(row("length"), (Some("12 months"), Some("12 months")));
    assert_eq!(row("length, part-time"), (None, Some("18 months below 1 of full time")));
    assert_eq!(
        row("cap").0,
        Some(
            "month 0 to month 3: 12 (advisory); month 3 to month 6: 14 (advisory); month 6 to month 9: 16 (advisory); month 9 to the end: 18 (advisory)"
        )
    );
    assert_eq!(row("cap").1, Some("month 0 to the end: 16"));
    assert_eq!(row("review final"), (Some("month 11 + 15 days, late after month 12"), None));
    assert_eq!(row("review 3").1, Some("month 3 (full-time); month 3 (part-time)"));
    // The same rulebook twice says the same twice.
    let same = compare_rulebooks(&one, &one);
    assert_eq!(same.differing(), 0);
    let table = same.table();
    for at in 0..table.rows() {
        assert_eq!(table.texts("sandwell-2025").get(at), table.texts("sandwell-2025 (2)").get(at));
    }
}

#[test]
fn a_two_year_programme_in_families_is_a_rulebook_too() {
    let text = "id = \"two-years\"\ntitle = \"t\"\nsource = \"s\"\n[programme]\nmonths = 24\n\
                [caseload]\nunit = \"families\"\n[[caseload.cap]]\nto_week = 3\ncap = 0\n\
                [[caseload.cap]]\nfrom_week = 3\nto_month = 12\ncap = 8\n[[caseload.cap]]\nfrom_month = 12\nto_month = 24\ncap = 14\n\
                [[review]]\nstage = \"4\"\ndue_month = 4\n[[review]]\nstage = \"20\"\ndue_month = 20\n";
    let book = parse_rulebook("two-years.toml", text).unwrap_or_else(|error| panic!("{error}"));
    let caseload = book.caseload.unwrap();
    assert_eq!(caseload.unit, Unit::Families);
    // The last cap runs to the end whatever end it was given; the others end where they say.
    let ends: Vec<Option<Offset>> = caseload.caps.iter().map(|cap| cap.to).collect();
    assert_eq!(ends, [Some(Offset::Weeks(3)), Some(Offset::Months(12)), None]);
}

#[test]
fn the_published_readings_are_the_ones_agreed() {
    let path = format!("{}/tests/published-readings.txt", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).unwrap();
    let lines: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.splitn(3, '|').collect())
        .collect();
    assert!(lines.len() > 90, "{} readings", lines.len());
    let books = published().unwrap_or_else(|error| panic!("{error}"));
    let tables: Vec<(&str, Table)> =
        books.iter().map(|book| (book.id.as_str(), compare_rulebooks(book, book).table())).collect();
    for line in lines {
        let [id, topic, expected] = line[..] else { panic!("{line:?}") };
        let (_, table) = tables.iter().find(|(known, _)| *known == id).unwrap();
        let at = (0..table.rows()).find(|row| table.texts("topic").get(*row) == Some(topic));
        let said = at.and_then(|row| table.texts(id).get(row)).unwrap_or("-");
        assert_eq!(said, expected, "{id}: {topic}");
    }
}
