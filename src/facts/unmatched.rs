//! Rules that found nothing to judge in a whole run: words that no record has, and rules for nobody.
//!
//! A misspelt word in a rulebook matches no record, and everybody looks overdue: so it is said. Tables that
//! no source supplies are left to the coverage of each rule, which shows them as not told.

use std::collections::{BTreeMap, BTreeSet};

use super::Bench;
use super::judging::Judges;
use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::model::{Records, Table};
use crate::rulebook::Rulebook;
use crate::rulebook::further::{DateOf, Rows, SessionTable, Wanted};

/// How many words or rules are named before the rest is counted, where all are in a file.
const NAMED: usize = 3;

/// A notice of rules that found nothing to judge.
#[derive(Clone, Debug)]
pub struct Unmatched {
    /// With every word and rule, for `notices.csv`.
    pub whole: Diagnostic,
    /// The same message with the first few, to be read on a screen.
    pub in_short: String,
}

/// What a rule must find in a column for there to be anything to judge: any of some words.
struct Asked<'a> {
    table: &'static str,
    column: &'static str,
    words: Vec<&'a str>,
    /// What people call the rule.
    rule: String,
}

/// A notice for each word that looks misspelt, one for the other words of a column that no record has, and
/// one for the rules that are for nobody; for every rulebook that judges somebody.
pub fn unmatched_rules(
    records: &Records,
    bench: &Bench,
    facts: &BTreeMap<&'static str, Table>,
) -> Vec<Unmatched> {
    let mut found = Vec::new();
    let judges = Judges::new(records, bench.rules, bench.as_of);
    for rulebook in judges.of_cohorts() {
        let asked = asked(rulebook);
        let columns: BTreeSet<(&str, &str)> = asked.iter().map(|asked| (asked.table, asked.column)).collect();
        for (table, column) in columns {
            let of_column: Vec<&Asked> =
                asked.iter().filter(|asked| (asked.table, asked.column) == (table, column)).collect();
            found.extend(in_column(records, bench.authority, rulebook, &of_column));
        }
    }
    found.extend(facts.get("coverage").and_then(|coverage| for_nobody(coverage, bench.authority)));
    found
}

fn asked(rulebook: &Rulebook) -> Vec<Asked<'_>> {
    let mut found: Vec<Asked> = Vec::new();
    let mut ask = |table, column, words: Vec<_>, rule: String| {
        if !words.is_empty() {
            found.push(Asked { table, column, words, rule });
        }
    };
    for rule in &rulebook.reviews {
        let names = std::iter::once(&rule.stage).chain(&rule.also).map(String::as_str);
        ask("reviews", "stage", names.collect(), format!("review {}", rule.stage));
    }
    for rule in &rulebook.portfolio {
        ask("portfolio", "item", vec![rule.item.as_str()], format!("{} {}", rule.item, rule.number));
    }
    for rule in &rulebook.supervision {
        ask("supervisions", "kind", texts(&rule.kinds), "supervision".into());
    }
    for rule in &rulebook.sessions {
        let table = match rule.table {
            SessionTable::Sessions => "sessions",
            SessionTable::Supervisions => "supervisions",
            SessionTable::Events => "events",
            SessionTable::Panels => "panels",
        };
        ask(table, "kind", texts(&rule.kinds), rule.id.clone());
    }
    for rule in &rulebook.deadlines {
        for dates in [&rule.anchor, &rule.then] {
            if let DateOf::Event(kind) = &dates.of {
                ask("events", "kind", vec![kind.as_str()], rule.id.clone());
            }
        }
    }
    let counts = rulebook.at_least.iter().map(|rule| (&rule.rows, &rule.id));
    let allowed = rulebook.allowed.iter().map(|rule| (&rule.rows, &rule.id));
    let distinct = rulebook.distinct.iter().map(|rule| (&rule.rows, &rule.id));
    for (rows, id) in counts.chain(allowed).chain(distinct) {
        let table = match rows.table.as_str() {
            "events" => "events",
            "sessions" => "sessions",
            _ => continue,
        };
        ask(table, "kind", kinds(rows), id.clone());
    }
    let caps = rulebook.caseload.iter().flat_map(|caseload| &caseload.caps);
    let named = caps.map(|cap| (&cap.services, "caseload".to_owned()));
    let named = named.chain(rulebook.restrictions.iter().map(|rule| (&rule.services, rule.id.clone())));
    let named = named.chain(rulebook.sessions.iter().map(|rule| (&rule.services, rule.id.clone())));
    let named = named.chain(rulebook.deadlines.iter().map(|rule| (&rule.services, rule.id.clone())));
    let named = named.chain(rulebook.at_least.iter().map(|rule| (&rule.services, rule.id.clone())));
    for (services, rule) in named {
        for service in services {
            ask("workers", "service", vec![service.as_str()], rule.clone());
        }
    }
    found
}

fn texts(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

/// The kinds that rows are narrowed to; none where any kind will do.
fn kinds(rows: &Rows) -> Vec<&str> {
    let of_kind = rows.conditions.iter().filter(|condition| condition.column.column == "kind");
    of_kind
        .flat_map(|condition| match &condition.wanted {
            Wanted::OneOf(words) => texts(words),
            _ => Vec::new(),
        })
        .collect()
}

/// The words that a column of the records holds; `None` where nothing is told of it.
fn held<'a>(records: &'a Records, table: &str, column: &str) -> Option<BTreeSet<&'a str>> {
    // A person may have moved: the service of any posting is one that people here work in.
    let tables: &[&str] = if table == "workers" { &["workers", "postings"] } else { &[table] };
    let mut words = BTreeSet::new();
    for table in tables {
        let Some(records) = records.table(table) else { continue };
        let texts = records.texts(column);
        words.extend((0..records.rows()).filter_map(|row| texts.get(row)));
    }
    (!words.is_empty()).then_some(words)
}

/// What the rules ask of one column and no record has.
fn in_column(records: &Records, authority: &str, rulebook: &Rulebook, asked: &[&Asked]) -> Vec<Unmatched> {
    let Some(first) = asked.first() else { return Vec::new() };
    let Some(held) = held(records, first.table, first.column) else { return Vec::new() };
    let is_held = |word: &&str| held.iter().any(|known| known.eq_ignore_ascii_case(word));
    let is_asked = |known: &str| {
        asked.iter().any(|asked| asked.words.iter().any(|word| word.eq_ignore_ascii_case(known)))
    };
    let mut missing: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for asked in asked.iter().filter(|asked| !asked.words.iter().any(is_held)) {
        for word in &asked.words {
            missing.entry(*word).or_default().insert(asked.rule.as_str());
        }
    }
    // A word of the records that no rule asks for may be what a rule means.
    let spare: Vec<&str> = held.iter().copied().filter(|known| !is_asked(known)).collect();
    let say = |value: String, message: &dyn Fn(usize) -> String, fix: String| Unmatched {
        whole: Diagnostic {
            code: Code::UnmatchedRule,
            table: first.table,
            place: Place {
                authority: authority.to_owned(),
                file: format!("rulebook {}", rulebook.id),
                column: Some(first.column.to_owned()),
                ..Place::default()
            },
            value,
            message: message(usize::MAX),
            fix,
        },
        in_short: message(NAMED),
    };
    let what = format!("{} in {}", first.column, first.table);
    let mut found = Vec::new();
    let mut others: Vec<&str> = Vec::new();
    for (word, rules) in &missing {
        let Some(near) = nearest(word, spare.iter().copied()) else {
            others.push(*word);
            continue;
        };
        found.push(say(
            (*word).to_owned(),
            &|most| format!("no {what} is `{word}`, which the rulebook asks for: {}", listed(rules, most)),
            format!(
                "did you mean `{near}`, which the records have? Correct the rulebook, or say under values in \
                 moderato.toml what the export's word means"
            ),
        ));
    }
    if !others.is_empty() {
        let rules: BTreeSet<&str> =
            others.iter().filter_map(|word| missing.get(word)).flatten().copied().collect();
        found.push(say(
            others.join(" "),
            &|most| {
                let words = others.iter().map(|word| format!("`{word}`"));
                format!(
                    "no {what} is {}; nothing to judge for {}",
                    first_of(words, most),
                    listed(&rules, most)
                )
            },
            "nothing, if there were none; otherwise see that an export carries them under these words"
                .to_owned(),
        ));
    }
    found
}

/// The rules that apply to no worker at all, in one notice.
fn for_nobody(coverage: &Table, authority: &str) -> Option<Unmatched> {
    let (rule, applies) = (coverage.texts("rule"), coverage.bools("applies"));
    let mut rules: BTreeMap<&str, bool> = BTreeMap::new();
    for row in 0..coverage.rows() {
        if let Some(rule) = rule.get(row) {
            *rules.entry(rule).or_default() |= applies.get(row) == Some(true);
        }
    }
    let idle: BTreeSet<&str> =
        rules.iter().filter(|(_, applies)| !**applies).map(|(rule, _)| *rule).collect();
    if idle.is_empty() {
        return None;
    }
    let message = |most| format!("these rules are for nobody in the records: {}", listed(&idle, most));
    let whole = Diagnostic {
        code: Code::UnmatchedRule,
        table: "workers",
        place: Place { authority: authority.to_owned(), file: "rulebook".to_owned(), ..Place::default() },
        value: String::new(),
        message: message(usize::MAX),
        fix:
            "nothing, if so; otherwise see that services and hours are in the workers export as the rulebook \
              spells them"
                .to_owned(),
    };
    Some(Unmatched { whole, in_short: message(NAMED) })
}

fn listed(words: &BTreeSet<&str>, most: usize) -> String {
    first_of(words.iter().map(|word| (*word).to_owned()), most)
}

/// `a, b, c and 37 more, all in notices.csv`; all of them where there are no more than `most`.
fn first_of(words: impl Iterator<Item = String>, most: usize) -> String {
    let mut words: Vec<String> = words.collect();
    let left = words.len().saturating_sub(most);
    words.truncate(most);
    let named = words.join(", ");
    if left == 0 { named } else { format!("{named} and {left} more, all in notices.csv") }
}
