//! The cap-breach facts of 1 and 10 million allocations, from the store's sorted Parquet, reading
//! included, against DuckDB over the same files.
//!
//! `cargo bench --bench cap_breaches` prints seconds and ratios; the two take turns (A B A B) and their
//! answers must be equal. DuckDB comes from PyPI, pinned, into a folder under the target folder.

mod numbers;
mod peer;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use arrow::datatypes::DataType;
use moderato::dates::Day;
use moderato::facts::{Bench, Rules, SCANNED, scan_cap_breaches};
use moderato::model::{Records, Supply, TableBuilder, Value};
use moderato::rulebook::find_rulebook;
use moderato::store::{Lineage, RowGroups, decode, encode, write_file};
use numbers::Numbers;
use peer::Answers;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const DUCKDB: &str = "duckdb==2.0.0";
/// Rounds of A and B.
const ROUNDS: usize = 2;

fn as_of() -> Day {
    Day::from_ymd(2026, 3, 6).unwrap_or(Day(0))
}

/// Of so many workers, the first carries as many allocations as [`BUSY`] others: some are above their cap.
const TEAM: u64 = 10;
const BUSY: u64 = 6;

/// How many of all allocations the first `workers` of `all` carry.
fn carried(allocations: u64, workers: u64, all: u64) -> u64 {
    let shares = |workers: u64| workers + (BUSY - 1) * workers.div_ceil(TEAM);
    allocations * shares(workers) / shares(all)
}

/// Writes workers and allocations as the store holds them: sorted by worker, child and first day. About
/// one child in eight is held under two rows that touch or overlap, one in six is co-worked.
fn write_store(folder: &Path, workers: u64, allocations: u64) -> (PathBuf, PathBuf) {
    let places = (folder.join("workers.parquet"), folder.join("allocations.parquet"));
    if places.0.is_file() && places.1.is_file() {
        return places;
    }
    let mut numbers = Numbers(7);
    let date = DataType::Date32;
    let mut of_workers = TableBuilder::new([
        ("worker_id", DataType::Utf8),
        ("started_on", date.clone()),
        ("left_on", date.clone()),
    ]);
    let mut of_allocations = TableBuilder::new([
        ("authority", DataType::Utf8),
        ("worker_id", DataType::Utf8),
        ("child_id", DataType::Utf8),
        ("started_on", date.clone()),
        ("ended_on", date),
        ("role", DataType::Utf8),
    ]);
    let mut written = 0;
    for worker in 0..workers {
        let id = format!("W{worker:07}");
        let start = as_of() - 500 + numbers.below(300) as i64;
        let left = (numbers.below(12) == 0).then(|| start + 60 + numbers.below(300) as i64);
        of_workers.push([Value::Text(&id), start.into(), left.into()]);
        let until = carried(allocations, worker + 1, workers);
        let mut child = 0;
        while written < until {
            let child_id = format!("C{worker:07}{child:03}");
            child += 1;
            let from = start - 10 + numbers.below(360) as i64;
            let to = (numbers.below(5) > 0).then(|| from + 20 + numbers.below(160) as i64);
            let role = if numbers.below(6) == 0 { "co_worker" } else { "allocated" };
            let row = |from: Day, to: Option<Day>| {
                ["X01".into(), Value::Text(&id), Value::Text(&child_id), from.into(), to.into(), role.into()]
            };
            of_allocations.push(row(from, to));
            written += 1;
            if let Some(to) = to.filter(|_| written < until && numbers.below(8) == 0) {
                let again = to - numbers.below(10) as i64;
                of_allocations.push(row(again, Some(again + 15 + numbers.below(40) as i64)));
                written += 1;
            }
        }
    }
    for (path, table) in [(&places.0, of_workers), (&places.1, of_allocations)] {
        let bytes =
            encode(&table.finish(), &Lineage::default()).expect("the tables have columns of the store");
        write_file(path, &bytes).expect("the target folder can be written");
    }
    places
}

/// Reads and judges; the same work as a run does for these facts, less writing them.
fn ours(workers: &Path, allocations: &Path) -> (f64, Answers) {
    let started = Instant::now();
    let sandwell = find_rulebook("sandwell-2025", None).expect("a published rulebook");
    let rules = Rules::new("sandwell-2025", vec![sandwell], false);
    let (table, _) = decode(std::fs::File::open(workers).expect("written before")).expect("a whole file");
    let records = Records::new(BTreeMap::from([("workers", table)]), Supply::default());
    let groups = RowGroups::open(allocations, &SCANNED).expect("written before");
    let understated = BTreeSet::new();
    let bench = Bench { authority: "X01", rules: &rules, as_of: as_of(), understated: &understated };
    let breaches = scan_cap_breaches(&records, groups.count(), |group| groups.read(group), &bench)
        .expect("written before")
        .expect("columns as the store has them");
    let mut answers = [0; 5];
    for breach in &breaches {
        answers[0] += 1;
        answers[1] += breach.closed_on - breach.opened_on;
        answers[2] += breach.peak_children;
        answers[3] += breach.peak_excess;
        answers[4] += breach.excess_child_days;
    }
    (started.elapsed().as_secs_f64(), answers)
}

fn duckdb(python: &Path, workers: &Path, allocations: &Path) -> (f64, Answers) {
    let as_of = as_of().to_string();
    let args = [workers.as_os_str(), allocations.as_os_str(), as_of.as_ref()];
    peer::ask(python, "cap_breaches.py", &args)
}

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cap_breaches");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    let python = peer::python(&folder, DUCKDB);
    println!("cap-breach facts from Parquet, reading included; {DUCKDB}, the two taking turns");
    for (allocations, workers) in [(1_000_000, 150_000), (10_000_000, 250_000)] {
        let (of_workers, of_allocations) =
            write_store(&folder.join(format!("{allocations}-uneven")), workers, allocations);
        let mut ratios = Vec::new();
        for round in 1..=ROUNDS {
            let (a, ours) = ours(&of_workers, &of_allocations);
            let (b, theirs) = duckdb(&python, &of_workers, &of_allocations);
            assert_eq!(ours, theirs, "the answers differ");
            assert!(ours[0] > 0, "data without a breach prove nothing");
            println!(
                "{allocations} allocations of {workers} workers, round {round}: moderato {a:.3} s, DuckDB {b:.3} s, \
                 ratio {:.1} ({} breaches, {} child-days above the cap, equal)",
                b / a,
                ours[0],
                ours[4]
            );
            ratios.push(b / a);
        }
        let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        println!("{allocations} allocations: ratio at least {least:.1}");
    }
}
