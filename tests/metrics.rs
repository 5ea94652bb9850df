//! Every metric against facts made by hand: `tests/metrics/<metric>/facts.<table>.csv` in,
//! `expected.csv` out, rows, columns and order.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use moderato::metrics::{QUERIES, measure, sql, write_metric};
use moderato::store::{Lineage, find_table, read_table, to_csv};

const CASES: &str = "tests/metrics";

/// A run's folder with the facts of one case.
fn run_of(case: &Path) -> tempfile::TempDir {
    let run = tempfile::tempdir().unwrap();
    crate::made::write_facts(run.path(), case);
    run
}

#[test]
fn every_metric_agrees_with_its_case() {
    let mut wrong = Vec::new();
    for query in QUERIES {
        let case = Path::new(CASES).join(query.id);
        let expected = fs::read_to_string(case.join("expected.csv")).expect(query.id);
        let run = run_of(&case);
        let metrics = measure(run.path()).unwrap();
        assert_eq!(metrics.len(), QUERIES.len());
        let metric = metrics.into_iter().find(|metric| metric.id == query.id).unwrap();
        let found = String::from_utf8(to_csv(&metric.table)).unwrap();
        if found != expected {
            wrong.push(format!("{}\nfound\n{found}expected\n{expected}", query.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_is_of_a_metric() {
    let ids: BTreeSet<&str> = QUERIES.iter().map(|query| query.id).collect();
    for entry in fs::read_dir(CASES).unwrap() {
        let name = entry.unwrap().file_name();
        assert!(ids.contains(name.to_str().unwrap()), "{name:?}");
    }
}

#[test]
fn without_facts_there_are_no_rows_and_without_their_tables_no_metrics() {
    let run = run_of(Path::new("none"));
    for metric in measure(run.path()).unwrap() {
        assert_eq!(metric.table.rows(), 0, "{}", metric.id);
    }
    fs::remove_dir_all(run.path().join("facts/outcomes")).unwrap();
    let left: Vec<&str> = measure(run.path()).unwrap().into_iter().map(|metric| metric.id).collect();
    assert_eq!(left.len(), QUERIES.len() - 6);
    assert!(!left.contains(&"pass_rates") && !left.contains(&"forward_look"));
    assert!(!left.contains(&"retention_overall") && !left.contains(&"retention_curve"));
}

/// The published workforce statistics of 2022 print the rates beside the figures they are made from.
#[test]
fn workforce_rates_are_those_of_the_published_statistics() {
    let case = tempfile::tempdir().unwrap();
    let mut published = csv::Reader::from_path("tests/data/csww/csww_indicators_2017_to_2023.csv").unwrap();
    let headings = published.headers().unwrap().clone();
    let figures = [
        ("inpost_headcount", "inpost_headcount"),
        ("leavers_headcount", "leavers_headcount"),
        ("agency_headcount", "agency_headcount"),
        ("cases", "cases"),
        ("inpost_fte", "inpost_fte"),
        ("leavers_fte", "leavers_fte"),
        ("agency_fte", "agency_fte"),
        ("vacancies_fte", "vacancy_fte"),
        ("case_holders_fte", "case_holders_fte"),
        ("days_lost", "working_days_lost_fte"),
    ];
    let mut facts = format!("authority,year,{}\n", figures.map(|(ours, _)| ours).join(","));
    let mut rates: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    for row in published.records() {
        let row = row.unwrap();
        let cell = |name: &str| &row[headings.iter().position(|heading| heading == name).unwrap()];
        if (cell("geographic_level"), cell("time_period")) != ("Local authority", "2022") {
            continue;
        }
        let given = figures.map(|(_, theirs)| match cell(theirs).parse::<f64>() {
            Ok(_) => cell(theirs).to_owned(),
            Err(_) => String::new(),
        });
        // Two areas make one return: a code for both names a file here.
        let code = cell("new_la_code").replace(" / ", "-");
        facts.push_str(&format!("{code},2022,{}\n", given.join(",")));
        let of_area = headings
            .iter()
            .zip(row.iter())
            .filter_map(|(heading, cell)| Some((heading.to_owned(), cell.parse::<f64>().ok()?)));
        rates.insert(code, of_area.collect());
    }
    fs::write(case.path().join("facts.workforce_years.csv"), facts).unwrap();
    let run = run_of(case.path());
    let metric = measure(run.path()).unwrap().into_iter().find(|metric| metric.id == "workforce").unwrap();
    assert_eq!(metric.table.rows(), 150);
    // How many areas have figures and rate as numbers, and in how many the two are within 0.1: parts are
    // printed to one decimal, so one rate of full-time equivalents is a little further away.
    for (ours, theirs, compared, near) in [
        ("turnover_headcount_pct", "turnover_rate_headcount", 148, 148),
        ("turnover_fte_pct", "turnover_rate_fte", 148, 147),
        ("vacancy_fte_pct", "vacancy_rate_fte", 150, 150),
        ("agency_headcount_pct", "agency_rate_headcount", 150, 150),
        ("agency_fte_pct", "agency_rate_fte", 148, 148),
        ("caseload_fte", "caseload_fte", 150, 150),
        ("absence_fte_pct", "absence_rate_fte", 148, 148),
    ] {
        let distances: Vec<f64> = (0..metric.table.rows())
            .filter_map(|row| {
                let code = metric.table.texts("authority").get(row)?;
                Some((metric.table.floats(ours).get(row)? - rates[code].get(theirs)?).abs())
            })
            .collect();
        let is_near = distances.iter().filter(|distance| **distance <= 0.1 + 1e-9).count();
        assert_eq!((distances.len(), is_near), (compared, near), "{ours}");
    }
}

#[test]
fn a_written_metric_reads_back_the_same_and_the_same_bytes() {
    let run = run_of(&Path::new(CASES).join("reviews_on_time"));
    let metric =
        measure(run.path()).unwrap().into_iter().find(|metric| metric.id == "reviews_on_time").unwrap();
    let first = write_metric(run.path(), &metric, &Lineage::default()).unwrap();
    let again = write_metric(run.path(), &metric, &Lineage::default()).unwrap();
    assert_eq!(first, again);
    let read = read_table(&find_table(run.path(), "metrics.reviews_on_time").unwrap()).unwrap();
    assert_eq!(read.batch(), metric.table.batch());
    assert_eq!(fs::read(run.path().join(&first[1].path)).unwrap(), to_csv(&metric.table));
}

#[test]
fn an_analyst_may_ask_in_sql() {
    let run = run_of(&Path::new(CASES).join("cap_breaches"));
    let metrics = measure(run.path()).unwrap();
    write_metric(run.path(), &metrics[0], &Lineage::default()).unwrap();
    let asked = |query: &str| sql(run.path(), query).map(|table| String::from_utf8(to_csv(&table)).unwrap());
    for (query, answer) in [
        ("select count(*) as n from coverage;", "n\n9\n"),
        ("SELECT workers FROM metrics.cap_breaches WHERE service = 'Fostering'", "workers\n1\n"),
        (
            "select facts.cap_breaches.worker_id as w, sum(days) as d from facts.cap_breaches -- all\n\
             where cohort is null group by facts.cap_breaches.worker_id",
            "w,d\nW4,7\n",
        ),
        (
            "select max(closed_on - opened_on) as d, max(closed_on) as c from facts.cap_breaches",
            "d,c\n8,2024-05-25\n",
        ),
        (
            "with late as (select * from facts.cap_breaches where days > 14) select worker_id from late",
            "worker_id\nW1\n",
        ),
        ("select 'read_parquet(x); drop' as text", "text\nread_parquet(x); drop\n"),
    ] {
        assert_eq!(asked(query).map_err(|fault| fault.to_string()), Ok(answer.to_owned()), "{query}");
    }
}

#[test]
fn a_question_that_cannot_be_answered_says_why_in_plain_words() {
    let run = run_of(&Path::new(CASES).join("cap_breaches"));
    let metrics = measure(run.path()).unwrap();
    write_metric(run.path(), &metrics[0], &Lineage::default()).unwrap();
    for (query, said) in [
        ("", "only questions can be asked"),
        ("drop table coverage", "only questions can be asked"),
        ("create table x as select 1", "only questions can be asked"),
        ("select 1; select 2", "one question can be asked at a time"),
        ("select * from read_parquet('/etc/x')", "no other file"),
        ("select * from people", "holds names"),
        ("select * from \"records\".people", "holds names"),
        ("select * from cap_breaches", "cap_breaches could be facts.cap_breaches or metrics.cap_breaches"),
        ("select * from facts.outcome", "has no table"),
        ("select * from outcome", "this run has no table outcome"),
        ("select worker from coverage", "has a column worker"),
        ("select c.worker from coverage c", "has a column worker"),
        ("select * frm coverage", "could not be read near"),
        ("select (1 from coverage", "could not be read"),
        ("select 'open from coverage", "could not be read"),
        ("with outcomes as (select 1 as x) select * from outcomes", "this run has a table outcomes"),
        ("select * from (select 1 as x) as outcomes", "this run has a table outcomes"),
        ("select fact, fact from coverage", "two columns of the result have the same name"),
        ("select nonsense(fact) from coverage", "cannot do"),
    ] {
        let fault = sql(run.path(), query).expect_err(query);
        let text = fault.to_string();
        assert!(text.contains(said), "{query}: {text}");
        for engine in ["polars", "Polars", "sql parser", "relation", "LogicalPlan", "Resolved plan"] {
            assert!(!text.contains(engine), "{query}: {text}");
        }
    }
}
