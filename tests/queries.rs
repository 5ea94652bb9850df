//! `queries/*.sql` keep to the subset that every engine reads the same way (`queries/README.md`).

use std::collections::BTreeSet;
use std::fs;

use moderato::metrics::QUERIES;

/// A query without its comments, in small letters, white space as single spaces.
fn plain(sql: &str) -> String {
    let code: Vec<&str> = sql.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    code.join(" ").to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The names a query takes rows from.
fn read_by(sql: &str) -> BTreeSet<String> {
    let words: Vec<&str> =
        sql.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()).collect();
    let after = words.windows(2).filter(|pair| pair[0] == "from" || pair[0] == "join");
    after.map(|pair| pair[1].to_owned()).collect()
}

/// The names of a query's `with` parts.
fn parts_of(sql: &str) -> BTreeSet<String> {
    let before = |place: usize| sql[..place].rsplit([' ', '(', ',']).next().unwrap_or_default().to_owned();
    sql.match_indices(" as (").map(|(place, _)| before(place)).collect()
}

#[test]
fn every_query_stands_in_the_catalogue_and_says_what_it_is() {
    let files: BTreeSet<String> = fs::read_dir("queries")
        .unwrap()
        .filter_map(|entry| {
            entry.unwrap().file_name().into_string().unwrap().strip_suffix(".sql").map(str::to_owned)
        })
        .collect();
    assert_eq!(files, QUERIES.iter().map(|query| query.id.to_owned()).collect());
    for query in QUERIES {
        let keys: Vec<&str> = query
            .sql
            .lines()
            .take_while(|line| line.starts_with("--"))
            .filter_map(|line| line.strip_prefix("-- ")?.split_once(": "))
            .map(|(key, _)| key)
            .filter(|key| !key.starts_with(' '))
            .collect();
        assert_eq!(keys, ["title", "question", "grain", "unit", "reading", "source"], "{}", query.id);
        let head = query.head();
        for text in [&head.title, &head.question, &head.grain, &head.unit, &head.reading, &head.source] {
            assert!(!text.is_empty(), "{}", query.id);
        }
        assert!(head.question.ends_with('?') && head.reading.ends_with('.'), "{}", query.id);
    }
}

#[test]
fn a_query_reads_the_facts_it_names_and_no_other() {
    for query in QUERIES {
        let sql = plain(query.sql);
        let parts = parts_of(&sql);
        let read: BTreeSet<String> = read_by(&sql).difference(&parts).cloned().collect();
        let head = query.head();
        let named: BTreeSet<String> = head.facts().map(str::to_owned).collect();
        assert_eq!(read, named, "{}", query.id);
        assert!(parts.is_disjoint(&named), "{}", query.id);
    }
}

#[test]
fn queries_keep_to_the_subset() {
    for query in QUERIES {
        let sql = plain(query.sql);
        let id = query.id;
        for unwanted in [
            " over (",
            " order by",
            " limit ",
            "interval",
            "date '",
            "date_trunc",
            "date_part",
            "date_diff",
            "datediff",
            "strftime",
            "extract(",
            "percentile",
            "quantile",
            "select *",
            " using ",
            " left join",
            " right join",
            " full join",
            " ilike",
            "::",
            "qualify",
            " having ",
            "lateral",
        ] {
            assert!(!sql.contains(unwanted), "{id} has {unwanted}");
        }
        for (place, _) in sql.match_indices('/') {
            assert!(sql[..place].ends_with("as double) "), "{id}: left of / is no double");
            assert!(sql[place..].starts_with("/ nullif(cast("), "{id}: right of / may be 0 or no double");
        }
        for (function, wanted) in [("count(", "cast("), ("sum(", "cast("), ("median(", "")] {
            for (place, _) in sql.match_indices(function) {
                let before = &sql[..place];
                let is_compared = before.ends_with("case when ") || before.ends_with("= ");
                let is_inside = before.ends_with("coalesce(");
                assert!(
                    before.ends_with(wanted) || is_compared || is_inside,
                    "{id}: {function} is not cast at once"
                );
            }
        }
        assert_eq!(
            sql.matches("nullif(cast(").count(),
            sql.matches(" as double), 0.0)").count(),
            "{id}: what may be 0 is told so as a double"
        );
        for (place, _) in sql.match_indices(" - ") {
            let (left, right) = (sql[..place].rsplit(' ').next(), sql[place + 3..].split([' ', ')']).next());
            for side in [left, right].into_iter().flatten() {
                assert!(!side.ends_with("_on"), "{id} subtracts dates");
            }
        }
        for (place, _) in sql.match_indices(" on ") {
            let rest = &sql[place..];
            let on = &rest[..rest.find(" where ").or(rest.find(" group ")).unwrap_or(rest.len())];
            assert!(
                on.contains(" = ") && !["<", ">", " or "].iter().any(|sign| on.contains(sign)),
                "{id}:{on}"
            );
        }
        assert!(!sql.contains(" as bigint) as bigint"), "{id}");
    }
}
