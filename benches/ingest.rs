//! Ten million allocations from CSV into the store's Parquet, with every check on, against Polars reading
//! the same file with its types given and writing Parquet.
//!
//! `cargo bench --bench ingest` prints seconds and ratios; the two take turns (A B A B) and must have read
//! the same. Moderato also reads the workers, finds the encoding, delimiter and heading, checks each row
//! against the workers, sorts the rows by worker and looks for repeats; Polars does none of this. Polars
//! comes from PyPI, pinned, into a folder under the target folder.

mod numbers;
mod peer;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use moderato::dates::Day;
use moderato::ingest::{ingest, read_folder_config};
use moderato::model::Table;
use moderato::store::{Lineage, encode, write_file};
use numbers::Numbers;
use peer::Answers;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const POLARS: &str = "polars==2.1.0";
/// Rounds of A and B.
const ROUNDS: usize = 2;
/// What is aimed at: Moderato's seconds over Polars'.
const AIM: f64 = 2.0;

fn as_of() -> Day {
    Day::from_ymd(2026, 3, 6).unwrap_or(Day(0))
}

/// Writes an authority folder with canonical headings and ISO dates, the rows of allocations in no order.
fn write_folder(folder: &Path, workers: u64, allocations: u64) -> std::io::Result<()> {
    let done = folder.join("written");
    if done.is_file() {
        return Ok(());
    }
    std::fs::create_dir_all(folder.join("exports"))?;
    let config = "authority = { code = \"X01\", name = \"Exampleshire\" }\nrulebook = \"sandwell-2025\"\n";
    std::fs::write(folder.join("moderato.toml"), config)?;
    let mut numbers = Numbers(7);
    let mut text = BufWriter::new(File::create(folder.join("exports/workers.csv"))?);
    writeln!(text, "worker_id,started_on")?;
    for worker in 0..workers {
        writeln!(text, "W{worker:07},{}", as_of() - 500 + numbers.below(300) as i64)?;
    }
    text.flush()?;
    let mut text = BufWriter::new(File::create(folder.join("exports/allocations.csv"))?);
    writeln!(text, "worker_id,child_id,started_on,ended_on,role,case_type")?;
    let case_types = ["child_in_need", "child_protection", "looked_after", "section_47", ""];
    for child in 0..allocations {
        let worker = numbers.below(workers);
        let from = as_of() - 500 + numbers.below(400) as i64;
        write!(text, "W{worker:07},C{child:09},{from},")?;
        if numbers.below(5) > 0 {
            write!(text, "{}", from + numbers.below(90) as i64)?;
        }
        let role = if numbers.below(6) == 0 { "co_worker" } else { "allocated" };
        writeln!(text, ",{role},{}", case_types[numbers.below(5) as usize])?;
    }
    text.flush()?;
    std::fs::write(done, "")
}

/// Reads, checks and stores; what was read is counted afterwards, not timed.
fn ours(folder: &Path) -> (f64, Answers) {
    let started = Instant::now();
    let config = read_folder_config(folder).expect("written before");
    let ingested = ingest(&config, as_of()).expect("the files are sound");
    let table = ingested.records.table("allocations").expect("a record table");
    let bytes = encode(table, &Lineage::default()).expect("the table has columns of the store");
    write_file(&folder.join("ours.parquet"), &bytes).expect("the target folder can be written");
    let seconds = started.elapsed().as_secs_f64();
    assert!(ingested.rejected.is_empty(), "no row should be rejected");
    (seconds, answers(table))
}

fn answers(table: &Table) -> Answers {
    let (started, ended, role) = (table.dates("started_on"), table.dates("ended_on"), table.texts("role"));
    let mut answers = [table.rows() as i64, 0, 0, 0, 0];
    for row in 0..table.rows() {
        answers[1] += started.get(row).map_or(0, |day| i64::from(day.0));
        answers[2] += ended.get(row).map_or(0, |day| i64::from(day.0));
        answers[3] += i64::from(ended.get(row).is_some());
        answers[4] += i64::from(role.get(row) == Some("allocated"));
    }
    answers
}

fn polars(python: &Path, folder: &Path) -> (f64, Answers) {
    let (csv, parquet) = (folder.join("exports/allocations.csv"), folder.join("polars.parquet"));
    peer::ask(python, "ingest.py", &[csv.as_os_str(), parquet.as_os_str()])
}

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ingest");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    let python = peer::python(&folder, POLARS);
    println!("allocations from CSV into Parquet, every check on; {POLARS}, the two taking turns");
    for (allocations, workers) in [(1_000_000, 25_000), (10_000_000, 250_000)] {
        let folder = folder.join(format!("{allocations}"));
        write_folder(&folder, workers, allocations).expect("the target folder can be written");
        let mut ratios = Vec::new();
        for round in 1..=ROUNDS {
            let (a, ours) = ours(&folder);
            let (b, theirs) = polars(&python, &folder);
            assert_eq!(ours, theirs, "the two did not read the same");
            println!(
                "{allocations} allocations of {workers} workers, round {round}: moderato {a:.3} s, Polars {b:.3} s, \
                 ratio {:.2} ({} rows, equal)",
                a / b,
                ours[0]
            );
            ratios.push(a / b);
        }
        let most = ratios.iter().copied().fold(0.0, f64::max);
        println!("{allocations} allocations: ratio at most {most:.2} (aim: {AIM} or less)");
    }
}
