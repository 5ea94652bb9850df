//! The queries give the same rows on other engines: DuckDB and DataFusion, unchanged.
//!
//! Needs Python 3 with venv; the engines come from the package index, at the versions of
//! `tests/engines/requirements.txt`.

use std::path::Path;

use moderato::metrics::{QUERIES, measure, write_metric};
use moderato::store::Lineage;

use crate::support::python::{python, run};

#[test]
fn other_engines_give_the_same_rows() {
    let runs = tempfile::tempdir().unwrap();
    for query in QUERIES {
        let run = runs.path().join(query.id);
        crate::made::write_facts(&run, &Path::new("tests/metrics").join(query.id));
        let metrics = measure(&run).unwrap();
        let metric = metrics.iter().find(|metric| metric.id == query.id).unwrap();
        assert!(metric.table.rows() > 0, "{}", query.id);
        write_metric(&run, metric, &Lineage::default()).unwrap();
    }
    let out =
        run(&python("engines"), &["tests/engines/compare.py", "queries", runs.path().to_str().unwrap()]);
    assert_eq!(out.trim(), format!("compared {}", 2 * QUERIES.len()));
}
