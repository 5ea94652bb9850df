//! Figures agree everywhere: what pages, packs and records of the sample show is taken back to the metric
//! cells, facts and records it comes from. (The workbook's numbers, those in its words too, are compared in `workbook`.)
//!
//! Cells that name their metric cell are looked up here. Every other number, in sentences, drawings, tables, packs
//! and records, is read and taken back by `figures/check.py`, with the queries of `figures/phrases`, by another
//! engine; it alters numbers on purpose too, so that what it would not notice is known.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

use moderato::metrics::QUERIES;
use moderato::model::{Table, Value};
use moderato::store::{Stage, find_table, read_part, read_table};

use crate::main_job::RUN;
use crate::support::python::{python, run};

const CODES: [&str; 3] = ["X91", "X92", "X93"];

type RowsByCode = BTreeMap<String, Vec<usize>>;

/// The metrics of the run, each with the rows of every authority in their order.
static METRICS: LazyLock<BTreeMap<&str, (Table, RowsByCode)>> = LazyLock::new(|| {
    let rows_of = |table: &Table| {
        let mut rows = RowsByCode::new();
        for row in 0..table.rows() {
            rows.entry(table.texts("authority").get(row).unwrap().to_owned()).or_default().push(row);
        }
        rows
    };
    QUERIES
        .iter()
        .map(|query| {
            let table = read_table(&find_table(&RUN, &format!("metrics.{}", query.id)).unwrap()).unwrap();
            let rows = rows_of(&table);
            (query.id, (table, rows))
        })
        .collect()
});

fn metric_value(code: &str, metric: &str, row: usize, column: &str) -> Value<'static> {
    let (table, rows) = &METRICS[metric];
    table.value(column, rows[code][row - 1])
}

fn pages(code: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![RUN.join(code)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "html") {
                found.push((path.clone(), std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

/// A whole number with commas, by other means than the pages'.
fn whole(n: i64) -> String {
    let digits: Vec<char> = n.to_string().chars().rev().collect();
    let groups: Vec<String> = digits.chunks(3).map(|group| group.iter().rev().collect()).collect();
    groups.into_iter().rev().collect::<Vec<_>>().join(",")
}

fn whole_percent(x: f64) -> String {
    format!("{}%", (x + 0.5).floor() as i64)
}

/// What a page should show of these cells of a metric.
fn expected(columns: &[&str], values: &[Value]) -> String {
    let int = |value: &Value| match value {
        Value::Int(n) => *n,
        other => panic!("{columns:?}: {other:?} is no count"),
    };
    match (columns, values) {
        (_, [Value::Int(n)]) => whole(*n),
        ([column], [Value::Float(x)]) if column.ends_with("_pct") => whole_percent(*x),
        ([_], [Value::Float(x)]) => {
            let tenths = format!("{x:.1}");
            tenths.strip_suffix(".0").map(str::to_owned).unwrap_or(tenths)
        }
        (["lower_95", "upper_95"], [Value::Float(lower), Value::Float(upper)]) => {
            format!("{} to {}", whole_percent(*lower), whole_percent(*upper))
        }
        (_, [k, among @ .., pct]) => {
            let n: i64 = among.iter().map(int).sum();
            let counts = format!("{} of {}", whole(int(k)), whole(n));
            match pct {
                Value::Float(pct) if n >= 10 => format!("{counts} ({})", whole_percent(*pct)),
                _ => counts,
            }
        }
        _ => panic!("{columns:?} {values:?}"),
    }
}

/// Every cell of a page that says where it comes from: metric, row, columns, and what is shown.
fn looked_up(page: &str) -> Vec<(String, usize, Vec<String>, String)> {
    page.split(" data-from=\"")
        .skip(1)
        .map(|rest| {
            let (from, rest) = rest.split_once("\">").unwrap();
            let (shown, _) = rest.split_once("</td>").unwrap();
            let mut words = from.split(' ').map(str::to_owned);
            let (metric, row) = (words.next().unwrap(), words.next().unwrap().parse().unwrap());
            (metric, row, words.collect(), shown.trim().to_owned())
        })
        .collect()
}

#[test]
fn every_figure_of_a_metric_on_a_page_is_the_metrics() {
    let (mut compared, mut seen) = (0, BTreeSet::new());
    for code in CODES {
        for (path, page) in pages(code) {
            for (metric, row, columns, shown) in looked_up(&page) {
                let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
                let values: Vec<Value> =
                    columns.iter().map(|column| metric_value(code, &metric, row, column)).collect();
                assert_eq!(
                    shown,
                    expected(&columns, &values),
                    "{}: {metric} {row} {columns:?}",
                    path.display()
                );
                compared += 1;
                seen.insert(metric);
            }
        }
    }
    assert!(compared > 500, "{compared} figures");
    let wanted = [
        "cap_breaches",
        "cap_pressure",
        "cohort_rates",
        "data_quality",
        "fg_throughput",
        "on_time_together",
        "panel_throughput",
        "pass_rates",
        "retention_overall",
        "reviews_on_time",
        "supervision_in_date",
        "work_restrictions",
    ];
    for metric in wanted {
        assert!(seen.contains(metric), "no page shows a figure of {metric}: {seen:?}");
    }
}

/// Text without its markup.
fn words(html: &str) -> String {
    let body = html.split("<main").nth(1).unwrap_or(html);
    let mut out = String::new();
    let mut in_tag = false;
    for c in body.chars() {
        match c {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                out.push(' ');
            }
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `14 of 18 (78%` and `332 of 341 days (97%` in a text, with the words before it.
fn shares(text: &str) -> Vec<(i64, i64, i64, String)> {
    let number = |word: &str| word.replace(',', "").parse::<i64>().ok();
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    for (at, four) in words.windows(4).enumerate() {
        let of_days = matches!(four[3], "day" | "days").then(|| words.get(at + 4)).flatten();
        let share = of_days.unwrap_or(&four[3]);
        let pct = share.strip_prefix('(').and_then(|rest| rest.split_once('%')).map(|(pct, _)| pct);
        let share = (number(four[0]), four[1], number(four[2]), pct.and_then(number));
        if let (Some(k), "of", Some(n), Some(pct)) = share {
            found.push((k, n, pct, words[at.saturating_sub(12)..(at + 4).min(words.len())].join(" ")));
        }
    }
    found
}

/// The shares that a metric's rows hold beside those of the catalogue: percentage, count, and of what.
const MORE_SHARES: [(&str, &str, &str, &str); 6] = [
    ("cap_breaches", "breach_day_pct", "breach_days", "days_in_programme"),
    ("supervision_in_date", "in_date_pct", "in_date_days", "programme_days"),
    ("pass_rates", "first_time_pct", "passed_first_time", "decided"),
    ("pass_rates", "within_programme_pct", "within_programme", "passed"),
    ("pass_rates", "completed_of_due_pct", "", "due"),
    ("cap_pressure", "above_pct", "days_above", "days"),
];

/// Every share that some metric has for an authority: count, of how many, per cent.
fn known_shares(code: &str) -> BTreeSet<(i64, i64, i64)> {
    let mut known = BTreeSet::new();
    let mut put = |metric: &str, pct: &str, k: &str, among: &[&str]| {
        let (table, rows) = &METRICS[metric];
        for row in rows.get(code).into_iter().flatten() {
            let n: Option<i64> = among.iter().map(|column| table.ints(column).get(*row)).sum();
            let (Some(n), Some(pct)) = (n, table.floats(pct).get(*row)) else { continue };
            let k = match k {
                "" => Some((n as f64 * pct / 100.0).round() as i64),
                k => table.ints(k).get(*row),
            };
            known.insert((k.unwrap(), n, (pct + 0.5).floor() as i64));
        }
    };
    for query in QUERIES {
        for share in query.shares {
            put(query.id, share.pct, share.of, share.among);
        }
        if ["pct", "numerator", "denominator"].iter().all(|column| METRICS[query.id].0.has(column)) {
            put(query.id, "pct", "numerator", &["denominator"]);
        }
    }
    for (metric, pct, k, n) in MORE_SHARES {
        put(metric, pct, k, &[n]);
    }
    // A person's page tells of the person's own days: a fact, which the metric adds up.
    let own = read_part(&RUN, Stage::Facts, "supervision_status", code).unwrap().unwrap();
    for row in 0..own.rows() {
        let days = own.ints("in_date_days").get(row).zip(own.ints("programme_days").get(row));
        if let (Some((k, n)), Some(pct)) = (days, own.floats("in_date_pct").get(row)) {
            known.insert((k, n, (pct + 0.5).floor() as i64));
        }
    }
    known
}

#[test]
fn every_share_in_the_words_of_a_page_is_a_metrics() {
    let mut found = 0;
    for code in CODES {
        let known = known_shares(code);
        for (path, page) in pages(code) {
            for (k, n, pct, said) in shares(&words(&page)) {
                assert!(known.contains(&(k, n, pct)), "{}: “{said}” is in no metric", path.display());
                found += 1;
            }
        }
    }
    assert!(found > 100, "{found} shares");
}

/// What libraries of others read in the packs and records.
static READ: LazyLock<serde_json::Value> = LazyLock::new(|| {
    let text = run(&python("readers"), &["tests/readers/read.py", RUN.to_str().unwrap()]);
    serde_json::from_str(&text).unwrap()
});

#[test]
fn every_share_in_the_words_of_a_pack_is_a_metrics() {
    let mut found = 0;
    for (path, pack) in READ["pdf"].as_object().unwrap() {
        let code = path.split('/').next().unwrap();
        let known = known_shares(code);
        for (k, n, pct, said) in shares(pack["text"].as_str().unwrap()) {
            assert!(known.contains(&(k, n, pct)), "{path}: “{said}” is in no metric");
            found += 1;
        }
    }
    assert!(found >= 10, "{found} shares");
}

#[test]
fn packs_tell_of_the_other_rules_where_there_is_room() {
    let mut found = 0;
    for (path, pack) in READ["pdf"].as_object().unwrap() {
        let text = pack["text"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        for told in text.split("Other rules of the policy").skip(1) {
            let numbers =
                told.trim_start_matches([' ', '–', ':']).split(" that could be judged met").next().unwrap();
            let (met, judged) = numbers.split_once(" of ").unwrap_or_else(|| panic!("{path}: {numbers:.60}"));
            let (met, judged): (i64, i64) = (met.parse().unwrap(), judged.parse().unwrap());
            assert!(met <= judged && judged > 0, "{path}: {met} of {judged}");
            found += 1;
        }
    }
    assert!(found >= 15, "told of {found} candidates");
}

#[test]
fn another_reader_finds_the_controls_of_every_record_and_the_pack_names_the_same_people() {
    let forms = READ["docx"].as_object().unwrap();
    assert!(forms.len() > 15);
    for (path, form) in forms {
        let text = |name: &str| form[name].as_str().unwrap();
        assert!(text("title").starts_with("Moderation record, Candidate "), "{path}");
        assert_eq!(text("language"), "en-GB", "{path}");
        let headings: Vec<&str> =
            form["headings"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        assert_eq!(
            headings,
            [
                "Moderation record",
                "The portfolio",
                "Evidence seen",
                "The moderator’s view",
                "The panel’s decision"
            ],
            "{path}"
        );
        let controls = form["controls"].as_array().unwrap();
        let shown = |tag: &str| {
            let control = controls.iter().find(|control| control["tag"] == tag);
            control.unwrap_or_else(|| panic!("{path}: no {tag}"))["shown"].as_str().unwrap()
        };
        assert!(controls.len() > 20, "{path}");
        assert!(controls.iter().all(|control| control["label"] != ""), "{path}");
        // The pack of the same panel says the same of the same candidate.
        let stem = path.split("-record-").next().unwrap();
        let pack = READ["pdf"][format!("{stem}.pdf")]["text"].as_str().unwrap();
        let pack = pack.split_whitespace().collect::<Vec<_>>().join(" ");
        for tag in ["portfolio.candidate", "portfolio.panel"] {
            assert!(pack.contains(shown(tag)), "{path}: {} is not in the pack", shown(tag));
        }
        let came_in =
            controls.iter().find(|control| control["tag"] == "portfolio.portfolio-came-in-on").unwrap();
        if came_in["is_blank"] == false {
            assert!(pack.contains(came_in["shown"].as_str().unwrap()), "{path}");
        }
    }
}

/// Every number shown, and where `figures/check.py` can take each back to.
static TAKEN_BACK: LazyLock<serde_json::Value> = LazyLock::new(|| {
    let text =
        run(&python("figures"), &["tests/figures/check.py", RUN.to_str().unwrap(), "tests/figures/phrases"]);
    serde_json::from_str(&text).unwrap()
});

#[test]
fn every_number_of_a_page_a_pack_and_a_record_is_taken_back() {
    let left = TAKEN_BACK["left"].as_array().unwrap();
    let told: Vec<String> = left
        .iter()
        .take(40)
        .map(|it| {
            format!(
                "{} ({}): {} in “{}”; {}",
                it["file"], it["place"], it["number"], it["text"], it["refused"]
            )
        })
        .collect();
    assert!(left.is_empty(), "{} numbers are taken back to nothing:\n{}", left.len(), told.join("\n"));
    assert!(TAKEN_BACK["numbers"].as_u64() > Some(70_000), "{}", TAKEN_BACK["numbers"]);
    for (kind, least) in [
        ("all", 50),
        ("index", 2_000),
        ("leadership", 2_000),
        ("cohorts", 50),
        ("cohort", 3_000),
        ("teams", 1_000),
        ("panels", 700),
        ("data-quality", 1_000),
        ("method", 800),
        ("workers", 40_000),
        ("pack", 7_000),
        ("record", 700),
    ] {
        let read = TAKEN_BACK["by_kind"][kind].as_u64();
        assert!(read > Some(least), "{kind}: only {read:?} numbers were read");
    }
}

/// Of the numbers that the check altered (one in seventeen of the pages, one in seven of the packs, each of the
/// records), how many per cent it must find out. What it misses are mostly rows of an export that another finding of
/// the same person rests on, and how many portfolio items a drawing heaps under one mark.
const FOUND_OUT: [(&str, f64); 3] = [("html", 97.5), ("pdf", 96.0), ("docx", 99.5)];

#[test]
fn a_number_that_is_altered_is_found_out() {
    for (product, least) in FOUND_OUT {
        let counts = &TAKEN_BACK["altered"][product];
        let (tried, found) = (counts[0].as_u64().unwrap(), counts[1].as_u64().unwrap());
        let pct = 100.0 * found as f64 / tried as f64;
        println!("{product}: {found} of {tried} altered numbers were found out ({pct:.1}%)");
        assert!(tried > 50, "{product}: {tried} tried");
        assert!(
            pct >= least,
            "{product}: only {found} of {tried} altered numbers were found out ({pct:.1}%)"
        );
    }
}
