//! The packs of 50 panels of 12 candidates, from facts in memory to PDF: one at a time and on every core.
//!
//! `cargo bench --bench packs` prints seconds, milliseconds a pack, the ratio of a pack alone to one in bulk,
//! and the most memory used. The authority is invented; its panels are written over the sample's own. Records
//! are ingested and judged as a run does it, before the clock starts.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use moderato::facts::{Bench, Judges, judge};
use moderato::ingest::{Ingested, ingest};
use moderato::metrics::measure;
use moderato::model::Table;
use moderato::pack::People;
use moderato::pack::lines::ByWorker;
use moderato::pack::panel_pack::{PackChoice, PanelRef, compose_pack, compose_records, panels_due};
use moderato::pack::view::View;
use moderato::plan::Plan;
use moderato::render::{STACK, Templates, one_a_core, render_docx, render_pdf};
use moderato::sample::{AS_OF, SampleOptions, write_samples};
use moderato::store::{Lineage, Stage, write_part};
use rayon::prelude::*;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PANELS: usize = 50;
const CANDIDATES: usize = 12;
/// The first argument of the process that writes the folder.
const WRITE: &str = "--write-folder-to";
/// Packs timed one after the other, on one core.
const ALONE: usize = 8;

/// The invented authority's folder, its panels written over.
fn write_folder(out: &Path) -> PathBuf {
    let options = SampleOptions {
        authorities: Some(1),
        cohorts: Some(1),
        workers: Some(PANELS * CANDIDATES),
        ..SampleOptions::default()
    };
    let folder = write_samples(out, &options).expect("the target folder can be written").remove(0);
    let exports = folder.join("exports");
    let workers = std::fs::read_to_string(exports.join("workers.csv")).expect("the sample has workers");
    let ids: Vec<&str> =
        workers.lines().skip(1).filter_map(|line| line.split(',').next()).take(PANELS * CANDIDATES).collect();
    assert_eq!(ids.len(), PANELS * CANDIDATES, "the sample has too few workers");
    let mut panels = "panel_id,kind,held_on,capacity\n".to_owned();
    let mut members = "panel_id,member_id,role,attended,independent\n".to_owned();
    let mut cases = "panel_id,worker_id,submitted_on,moderator_id,recommendation,decision\n".to_owned();
    for (panel, candidates) in ids.chunks(CANDIDATES).enumerate() {
        let held_on = AS_OF + 7 * panel as i64;
        // Writing to a text cannot fail.
        let _ = writeln!(panels, "BENCH-{panel},final,{held_on},{CANDIDATES}");
        for member in 0..6 {
            let _ = writeln!(members, "BENCH-{panel},MOD{member},member,,no");
        }
        for id in candidates {
            let _ = writeln!(cases, "BENCH-{panel},{id},{},,pass,", AS_OF - 3);
        }
    }
    for (name, text) in [("panels.csv", panels), ("panel_members.csv", members), ("panel_cases.csv", cases)] {
        std::fs::write(exports.join(name), text).expect("the target folder can be written");
    }
    folder
}

/// Has another process write the folder, so that what inventing it takes is not counted.
fn have_written(out: &Path) -> PathBuf {
    let this = std::env::current_exe().expect("this program has a path");
    let ended = Command::new(this).arg(WRITE).arg(out).status().expect("this program can be run again");
    assert!(ended.success(), "the folder could not be written");
    let mut folders = std::fs::read_dir(out).expect("the folder was just written");
    folders.next().expect("one authority's folder").expect("it can be read").path()
}

/// The most memory that the process has held so far, in MB; `None` where the system does not tell.
fn peak() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
}

fn said(peak: Option<f64>) -> String {
    peak.map_or_else(|| "not told by this system".to_owned(), |peak| format!("{peak:.0} MB"))
}

/// One pack's bytes and pages.
fn one(view: &View, templates: &Templates, panel: &PanelRef) -> (usize, usize) {
    let document = compose_pack(view, panel, People::Pseudonyms);
    let pdf = render_pdf(&document, templates, view.as_of).expect("a pack can be typeset");
    (pdf.bytes.len(), pdf.pages)
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, first, out] = arguments.as_slice()
        && first == WRITE
    {
        write_folder(Path::new(out));
        return;
    }
    rayon::ThreadPoolBuilder::new().stack_size(STACK).build_global().expect("the first pool");
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packs");
    if place.exists() {
        std::fs::remove_dir_all(&place).expect("the target folder can be written");
    }
    let folder = have_written(&place);
    let plan = Plan::new(&[folder], Some(AS_OF.date()), None).expect("the sample's configuration is sound");
    let authority = plan.authorities.first().expect("one folder");
    let ingested: Ingested = ingest(&authority.folder, plan.as_of).expect("the sample can be read");
    let bench = Bench {
        authority: &authority.folder.code,
        rules: &authority.rules,
        as_of: plan.as_of,
        understated: &ingested.understated,
    };
    let judged = judge(&ingested.records, &bench);
    let run = place.join("run");
    for (name, table) in &judged {
        write_part(&run, Stage::Facts, name, &authority.folder.code, table, &Lineage::default())
            .expect("the target folder can be written");
    }
    let metrics: BTreeMap<String, Table> = measure(&run)
        .expect("the facts were just written")
        .into_iter()
        .map(|metric| (metric.id.to_owned(), metric.table))
        .collect();
    let facts: BTreeMap<String, Table> =
        judged.into_iter().map(|(name, table)| (name.to_owned(), table)).collect();
    let rejected = Table::default();
    let view = View {
        code: &authority.folder.code,
        name: &authority.folder.name,
        as_of: plan.as_of,
        rulebook: &authority.rulebook,
        judges: Judges::new(&ingested.records, &authority.rules, plan.as_of),
        is_other_rulebook: false,
        records: &ingested.records,
        facts: &facts,
        metrics: &metrics,
        rejected: &rejected,
        house: &authority.look.house,
        people: None,
        pseudonyms: View::name_workers(&authority.folder.code, &ingested.records),
        rows: ByWorker::of_all(&facts, &ingested.records),
    };
    let mut panels = panels_due(&view, PackChoice::Due);
    panels.retain(|panel| panel.panel_id.as_deref().is_some_and(|id| id.starts_with("BENCH-")));
    assert_eq!(panels.len(), PANELS, "every panel has its pack");
    println!(
        "{PANELS} panels of {CANDIDATES} candidates, {} cores; before the first pack {} of memory",
        rayon::current_num_threads(),
        said(peak())
    );

    let templates = Templates::embedded();
    // The first pack of a process loads the typeface and the library: it is not timed.
    one(&view, &templates, &panels[0]);
    let started = Instant::now();
    let pages: usize = panels.iter().skip(1).take(ALONE).map(|panel| one(&view, &templates, panel).1).sum();
    let alone = started.elapsed().as_secs_f64() / ALONE as f64;
    println!("alone: {:.0} ms a pack, one after the other ({ALONE} packs, {pages} pages)", alone * 1000.0);

    let started = Instant::now();
    let (bytes, pages) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let made: Result<(), Infallible> = one_a_core(&panels, |panel| {
        let pack = one(&view, &templates, panel);
        bytes.fetch_add(pack.0, Ordering::Relaxed);
        pages.fetch_add(pack.1, Ordering::Relaxed);
        Ok(())
    });
    let seconds = started.elapsed().as_secs_f64();
    assert!(made.is_ok());
    let in_bulk = seconds / PANELS as f64;
    let (bytes, pages) = (bytes.into_inner(), pages.into_inner());
    println!(
        "in bulk: {seconds:.2} s, {:.0} ms a pack, {:.1} ms a page ({pages} pages, {:.1} MB), peak memory {}",
        in_bulk * 1000.0,
        seconds * 1000.0 / pages.max(1) as f64,
        bytes as f64 / 1e6,
        said(peak())
    );
    println!("ratio per pack, alone to in bulk: {:.2}", alone / in_bulk);

    let started = Instant::now();
    let forms: usize = panels
        .par_iter()
        .map(|panel| {
            let records = compose_records(&view, panel, People::Pseudonyms);
            records
                .iter()
                .map(|(_, record)| {
                    render_docx(record, &templates, view.as_of).expect("a form can be made").len()
                })
                .sum::<usize>()
        })
        .sum();
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "records: {} Word forms in {seconds:.2} s ({:.1} MB), peak memory {}",
        PANELS * CANDIDATES,
        forms as f64 / 1e6,
        said(peak())
    );
}
