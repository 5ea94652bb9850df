//! The further forms of a rulebook against cases that a policy person can read: `tests/forms/<form>.toml`.
//!
//! Each case is a few rules, a few records as an authority would export them, and the fact rows that must
//! come out, compared on the columns named.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use moderato::facts::{Bench, FACT_TABLES, judge};
use moderato::ingest::ingest;
use moderato::model::Table;
use moderato::plan::Plan;
use moderato::rulebook::{coverage_of, parse_rulebook};
use moderato::store::to_csv;
use serde::Deserialize;

/// A file of cases about one form.
#[derive(Deserialize)]
struct Form {
    /// The fact table that the form fills.
    fact: String,
    /// What every rulebook of the file begins with.
    rulebook: String,
    #[serde(rename = "case")]
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    says: String,
    as_of: toml::value::Datetime,
    rules: String,
    /// CSV by record table.
    #[serde(default)]
    records: BTreeMap<String, String>,
    /// CSV by fact table: the columns compared, and every row.
    #[serde(default)]
    expect: BTreeMap<String, String>,
    /// What becomes of each rule that is cited: CSV of id, status and the tables that show it.
    covered: Option<String>,
    /// What `rulebook check` says, of a rulebook that nobody can be judged by.
    fault: Option<String>,
}

/// A CSV text's rows, the cells trimmed; the first is the heading.
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(text.trim().as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn write_records(folder: &Path, table: &str, text: &str) {
    let mut writer = csv::Writer::from_path(folder.join(format!("{table}.csv"))).unwrap();
    cells(text).iter().for_each(|row| writer.write_record(row).unwrap());
    writer.flush().unwrap();
}

/// The rulebook of a case, with a head.
fn rulebook(form: &Form, case: &Case) -> String {
    let head = "id = \"example\"\ntitle = \"Example\"\nsource = \"Invented\"";
    format!("{head}\n{}\n{}", form.rulebook, case.rules)
}

/// What is wrong with what a case says of its rulebook alone; empty where all agrees.
fn about_the_rulebook(form: &Form, case: &Case) -> String {
    let read = parse_rulebook("rulebook.toml", &rulebook(form, case));
    if let Some(fault) = &case.fault {
        let said = read.map_or_else(|error| error.to_string(), |_| "no fault found".to_owned());
        return if said.contains(fault) { String::new() } else { format!("\n{}: {said}", case.says) };
    }
    let Some(covered) = &case.covered else { return String::new() };
    let coverage = coverage_of(&read.unwrap_or_else(|error| panic!("{}: {error}", case.says)));
    let mut found: Vec<Vec<String>> = coverage
        .rules
        .iter()
        .map(|rule| vec![rule.id.clone(), rule.status.word().to_owned(), rule.by.clone()])
        .collect();
    let mut expected = cells(covered);
    expected.remove(0);
    expected.sort();
    found.sort();
    if found == expected { String::new() } else { format!("\n{}: {found:?}", case.says) }
}

/// Reads a case as an authority's folder and judges it.
fn judged(form: &Form, case: &Case) -> BTreeMap<&'static str, Table> {
    let folder = tempfile::tempdir().unwrap();
    let exports = folder.path().join("exports");
    fs::create_dir(&exports).unwrap();
    fs::write(
        folder.path().join("moderato.toml"),
        "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"rulebook.toml\"\n",
    )
    .unwrap();
    fs::write(folder.path().join("rulebook.toml"), rulebook(form, case)).unwrap();
    case.records.iter().for_each(|(table, text)| write_records(&exports, table, text));
    let as_of: NaiveDate = case.as_of.to_string().parse().unwrap();
    let plan = Plan::new(&[folder.path().to_owned()], Some(as_of), None)
        .unwrap_or_else(|fault| panic!("{}: {fault}", case.says));
    let authority = &plan.authorities[0];
    let ingested = ingest(&authority.folder, plan.as_of).unwrap();
    let rejected: Vec<_> = ingested.rejected.iter().collect();
    assert!(rejected.is_empty(), "{}: {rejected:?}", case.says);
    let bench = Bench {
        authority: &authority.folder.code,
        rules: &authority.rules,
        as_of: plan.as_of,
        understated: &ingested.understated,
    };
    judge(&ingested.records, &bench)
}

/// The rows of a fact table on some columns, sorted; a fact table without such a column fails the test.
fn rows(table: &Table, columns: &[String], says: &str) -> Vec<Vec<String>> {
    let found = cells(&String::from_utf8(to_csv(table)).unwrap());
    let (heading, rows) = found.split_first().unwrap();
    let places: Vec<usize> = columns
        .iter()
        .map(|column| {
            heading
                .iter()
                .position(|name| name == column)
                .unwrap_or_else(|| panic!("{says}: no column {column}"))
        })
        .collect();
    let mut rows: Vec<Vec<String>> =
        rows.iter().map(|row| places.iter().map(|at| row[*at].clone()).collect()).collect();
    rows.sort();
    rows
}

fn lines(rows: &[Vec<String>]) -> String {
    rows.iter().map(|row| format!("    {}\n", row.join(", "))).collect()
}

#[test]
fn every_form_agrees_with_its_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms");
    let (mut facts, mut names): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let mut wrong = String::new();
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let form: Form = toml::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|fault| panic!("{name}: {fault}"));
        // Each file shows the form held to and the form not held to.
        let all: String = form.cases.iter().filter_map(|case| case.expect.get(&form.fact)).cloned().collect();
        let shows =
            |words: &[&str]| words.iter().any(|word| all.split([',', '\n']).any(|cell| cell.trim() == *word));
        assert!(shows(&["met", "on_time", "yes", "true"]), "{name} has no case that passes");
        assert!(
            shows(&["short", "over", "late", "overdue", "not_met", "no", "false"]),
            "{name} has no case that fails"
        );
        assert!(shows(&["no_records", "cannot_tell", ""]), "{name} has no case that cannot be told");
        for case in &form.cases {
            wrong += &about_the_rulebook(&form, case);
            if case.fault.is_some() {
                continue;
            }
            assert!(!case.expect.is_empty(), "{name}: {} expects nothing", case.says);
            let judged = judged(&form, case);
            for (fact, text) in &case.expect {
                let mut expected = cells(text);
                let columns = expected.remove(0);
                expected.sort();
                let found = rows(&judged[fact.as_str()], &columns, &case.says);
                if found != expected {
                    wrong += &format!(
                        "\n{name}: {}\n  {fact}: {}\n  expected\n{}  found\n{}",
                        case.says,
                        columns.join(", "),
                        lines(&expected),
                        lines(&found)
                    );
                }
            }
        }
        if name == "measure" {
            // It has no fact of its own: the tables that it names show it.
            let has = |of: fn(&Case) -> bool| form.cases.iter().any(of);
            assert!(has(|case| case.covered.is_some()) && has(|case| case.fault.is_some()), "{name}");
        }
        names.push(name);
        facts.push(form.fact);
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(names.iter().any(|name| name == "measure"), "no cases of a measure");
    for fact in ["session", "deadline", "at_least", "distinct", "allowed", "attestation"] {
        let table = format!("{fact}_status");
        assert!(facts.contains(&table), "no cases of {table}");
        assert!(FACT_TABLES.iter().any(|(name, _)| *name == table));
    }
}
