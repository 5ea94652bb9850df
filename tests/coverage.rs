//! Every rule of every source document is accounted for by its published rulebook.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use moderato::facts::FACT_TABLES;
use moderato::metrics::QUERIES;
use moderato::rulebook::further::CountedFor;
use moderato::rulebook::{
    Coverage, PUBLISHED, REASONS, Rulebook, Status, answers, check_rulebook, compare_rulebooks, coverage_of,
    event_kinds, known_event_kinds, parse_rulebook, published, published_coverage, remarks, render_faults,
};

fn all() -> Vec<Coverage> {
    published_coverage().unwrap_or_else(|error| panic!("{error}"))
}

fn books() -> Vec<Rulebook> {
    published().unwrap_or_else(|error| panic!("{error}"))
}

/// Rulebook, the prefix of the rules' ids, how many there are.
const COUNTS: &[(&str, &[&str], usize)] = &[
    ("west-sussex-2016", &["west-sussex/"], 93),
    ("sandwell-2025", &["sandwell/"], 142),
    ("sandwell-2025", &["fg/"], 58),
    ("stoke-on-trent-2022", &["stoke/"], 88),
    ("common-yardstick", &["dfe/", "frg/"], 65),
];

#[test]
fn every_rule_is_listed_once() {
    let coverages = all();
    let mut total = 0;
    for (book, prefixes, count) in COUNTS {
        let coverage = coverages.iter().find(|coverage| coverage.rulebook == *book).unwrap();
        let listed = coverage
            .rules
            .iter()
            .filter(|rule| prefixes.iter().any(|prefix| rule.id.starts_with(prefix)))
            .count();
        assert_eq!(listed, *count, "{book} {prefixes:?}");
        total += listed;
    }
    assert_eq!(total, 446);
    assert_eq!(coverages.iter().map(|coverage| coverage.rules.len()).sum::<usize>(), 446);
}

#[test]
fn ids_and_checks_are_those_of_the_source_documents() {
    let path = format!("{}/tests/source-rules.txt", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(path).unwrap();
    let source: BTreeSet<String> =
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    let listed: BTreeSet<String> =
        all().iter().flat_map(|c| &c.rules).map(|rule| format!("{} {}", rule.id, rule.check)).collect();
    assert_eq!(source.len(), 446);
    assert_eq!(listed, source);
}

#[test]
fn each_rule_is_answered_by_a_form_or_has_a_reason_of_the_list() {
    for coverage in all() {
        for rule in &coverage.rules {
            assert!(!rule.clause.is_empty() && !rule.kind.is_empty() && !rule.asks.is_empty(), "{}", rule.id);
            match rule.status {
                Status::NotCheckable => {
                    assert!(REASONS.contains(&rule.by.as_str()), "{}: {:?}", rule.id, rule.by)
                }
                _ => assert!(!rule.by.is_empty(), "{}", rule.id),
            }
        }
    }
    // A rule that a form answers carries no reason against it.
    for (book, published) in books().iter().zip(PUBLISHED) {
        let answered: BTreeSet<&str> =
            answers(book).iter().flat_map(|answer| &answer.cited.rules).map(String::as_str).collect();
        for line in published.rules.lines().skip(1) {
            let id = line.split(',').next().unwrap();
            let has_reason = REASONS.iter().any(|reason| line.ends_with(&format!(",{reason}")));
            assert_eq!(has_reason, !answered.contains(id), "{id}");
        }
    }
}

/// A rule is only called computed where some table of a run tells how it stands.
#[test]
fn what_is_called_computed_is_answered_by_a_table_that_exists() {
    let made_once = ["panel_dates", "progression_months", "row_counts", "workforce_years"];
    let facts: Vec<&str> = FACT_TABLES.iter().map(|(name, _)| *name).chain(made_once).collect();
    let exists = |table: &str| match table.strip_prefix("metrics.") {
        Some(metric) => QUERIES.iter().any(|query| query.id == metric),
        None => facts.contains(&table.strip_prefix("facts.").unwrap_or(table)),
    };
    let mut computed = 0;
    for coverage in all() {
        for rule in coverage.rules.iter().filter(|rule| rule.status == Status::Computed) {
            // Attested for the rest, or kept by wording: at least one table of facts or metrics is there.
            let by: Vec<&str> = rule.by.split(", ").collect();
            assert!(by.iter().any(|table| exists(table)), "{}: {}", rule.id, rule.by);
            let unknown: Vec<&&str> =
                by.iter().filter(|table| !exists(table) && **table != "report wording").collect();
            assert!(unknown.is_empty(), "{}: {unknown:?}", rule.id);
            computed += 1;
        }
    }
    assert!(computed > 250, "{computed}");
    for answer in books().iter().flat_map(answers) {
        let is_told = answer.by.iter().all(|table| exists(table) || *table == "report wording");
        assert!(is_told, "{:?}: {:?}", answer.cited.rules, answer.by);
    }
}

#[test]
fn forms_name_only_rules_of_their_document() {
    for (book, coverage) in books().iter().zip(all()) {
        let listed: BTreeSet<&str> = coverage.rules.iter().map(|rule| rule.id.as_str()).collect();
        for answer in answers(book) {
            for rule in &answer.cited.rules {
                assert!(listed.contains(rule.as_str()), "{}: {rule}", book.id);
            }
        }
    }
}

#[test]
fn nine_in_ten_of_what_records_can_decide_is_computed() {
    let (mut decidable, mut computed) = (0, 0);
    for coverage in all() {
        let (of, is) = coverage.decidable();
        decidable += of;
        computed += is;
        if coverage.rulebook != "common-yardstick" {
            assert!(is * 10 >= of * 9, "{}", coverage.summary());
        }
        // What only somebody's word can decide is attested.
        for rule in coverage.rules.iter().filter(|rule| rule.check == "M") {
            assert!(rule.status == Status::Attested || rule.by == "not a programme worker", "{}", rule.id);
        }
    }
    assert_eq!(decidable, 298);
    assert!(computed * 10 >= decidable * 9, "{computed} of {decidable}");
}

#[test]
fn an_authoritys_own_rulebook_is_covered_as_far_as_it_names_rules() {
    let text = "id = \"own\"\ntitle = \"t\"\nsource = \"s\"\n[programme]\nmonths = 12\n\
                [[review]]\nstage = \"3\"\ndue_month = 3\nrule = [\"sandwell/review-3\", \"own/three\"]\nclause = \"2\"\n\
                [[attestation]]\nid = \"said\"\ntext = \"It was said\"\nrule = [\"own/said\"]\n";
    let coverage = coverage_of(&parse_rulebook("own.toml", text).unwrap());
    let lines: Vec<String> =
        coverage.rules.iter().map(|r| format!("{} {} {} {}", r.id, r.check, r.status.word(), r.by)).collect();
    assert_eq!(
        lines,
        [
            "sandwell/review-3 A computed review_status",
            "own/three  computed review_status",
            "own/said  attested attestation_status"
        ]
    );
    assert_eq!(
        coverage.summary(),
        "own: 3 rules, 2 computed, 1 attested, 0 not checkable; of the 1 that records can decide, 1 are computed"
    );
    assert_eq!(coverage.table().rows(), 3);
}

#[test]
fn every_reading_that_changes_values_can_be_flipped() {
    let mut flips = 0;
    for (book, published) in books().iter().zip(PUBLISHED) {
        for reading in &book.readings {
            // What cannot be flipped says why.
            assert_ne!(reading.sets_values, reading.fixed.is_some(), "{}", reading.reference);
        }
        for reading in book.readings.iter().filter(|reading| reading.sets_values) {
            let line = format!("ref = \"{}\"\n", reading.reference);
            assert!(published.text.contains(&line), "{}", reading.reference);
            let text = published.text.replace(&line, &format!("{line}flipped = true\n"));
            let flipped = check_rulebook(&text).unwrap_or_else(|faults| {
                panic!("{}", render_faults(&reading.reference, &text, &faults, false))
            });
            assert!(flipped.readings.iter().any(|r| r.is_flipped && r.reference == reading.reference));
            let mut unmarked = flipped.clone();
            unmarked.readings.clone_from(&book.readings);
            assert_ne!(unmarked, *book, "{} changes nothing", reading.reference);
            // Side by side, the two say different things on more than the reading itself.
            let comparison = compare_rulebooks(book, &flipped);
            assert!(comparison.differing() >= 2, "{}: {}", reading.reference, comparison.summary());
            flips += 1;
        }
    }
    assert!(flips >= 72, "{flips}");
}

/// Every ambiguity that the documents hold, by document: WS 25, SW 37, FG 19, ST 19, DF 5, between them 15.
#[test]
fn every_ambiguity_is_kept_as_a_reading() {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for book in books() {
        for reading in &book.readings {
            let prefix = reading.reference.split('-').next().unwrap().to_owned();
            *found.entry(prefix).or_default() += 1;
        }
    }
    let expected = [("DF", 5), ("FG", 19), ("ST", 19), ("SW", 37), ("WS", 25), ("X", 15)];
    assert_eq!(found, expected.map(|(prefix, n)| (prefix.to_owned(), n)).into());
}

#[test]
fn the_vocabulary_of_events_is_what_rulebooks_ask_for() {
    let books = books();
    let asked: BTreeSet<&str> = books.iter().flat_map(event_kinds).collect();
    assert_eq!(asked, known_event_kinds().collect());
    for book in &books {
        assert_eq!(remarks(book), Vec::<String>::new(), "{}", book.id);
    }
}

#[test]
fn each_generic_form_is_used_by_a_published_rulebook() {
    let books = books();
    let used = |is: &dyn Fn(&Rulebook) -> bool| books.iter().any(is);
    assert!(used(&|b| !b.sessions.is_empty()) && used(&|b| b.sessions.iter().any(|s| s.is_of_authority)));
    assert!(used(&|b| !b.deadlines.is_empty()) && used(&|b| !b.distinct.is_empty()));
    assert!(used(&|b| !b.allowed.is_empty()) && used(&|b| !b.attestations.is_empty()));
    for of in [
        CountedFor::Worker,
        CountedFor::Review,
        CountedFor::Panel,
        CountedFor::Application,
        CountedFor::Team,
        CountedFor::Authority,
    ] {
        assert!(used(&|b| b.at_least.iter().any(|rule| rule.counted_for == of)), "{of:?}");
    }
}
