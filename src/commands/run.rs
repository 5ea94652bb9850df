//! `moderato run`: the main job.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::inputs::{is_good_enough, judge_all};
use super::outputs::Outputs;
use super::since::say_changes;
use super::{Ending, print, said};
use crate::changes::Earlier;
use crate::cli::{Everywhere, RunArgs};
use crate::diagnostic::Error;
use crate::pack::panel_pack::PackChoice;
use crate::plan::Plan;
use crate::store::Writer;

/// Ingest, judge, measure, compose, render; then the finished set takes its place.
pub fn run(args: &RunArgs, everywhere: Everywhere) -> Result<Ending, Error> {
    let started = Instant::now();
    let progress = Progress::new(everywhere.quiet);
    progress.step("Reading the folders");
    let plan = Plan::new(&args.folders, args.as_of, args.under.as_deref())?;
    let earlier = args.since.as_deref().map(Earlier::open).transpose()?;
    let writer = Writer::open(&args.out)?;
    for authority in &plan.authorities {
        writer.keep_clear_of(&authority.folder.root)?;
    }
    progress.step("Reading the exports and judging them");
    let judged = judge_all(&plan)?;
    let good = judged.iter().all(|judged| is_good_enough(judged.authority, &judged.ingested, args.strict));
    let packs = if good { args.packs.into() } else { PackChoice::None };
    progress.step("Storing records and facts");
    let mut outputs = Outputs::new(&plan, &judged, writer)?;
    progress.step("Measuring");
    outputs.measure(packs)?;
    progress.step("Comparing with the earlier run");
    let changes = earlier.as_ref().map(|earlier| outputs.compare(earlier)).transpose()?;
    progress.step("Making pages and packs");
    outputs.render(packs, args.named)?;
    let summary = outputs.finish()?;
    progress.done();

    let whole_list = format!("The whole list is {}.", args.out.join("rejected.csv").display());
    for judged in &judged {
        said::say_found(judged.authority, &judged.ingested, &judged.unmatched, &whole_list);
    }
    for (judged, changes) in judged.iter().zip(changes.iter().flatten()) {
        if let Some(earlier) = &earlier {
            say_changes(&judged.authority.folder.name, earlier, changes.as_ref());
        }
    }
    print(summary.listed(&args.out).as_bytes())?;
    tracing::info!(
        "{} and {}, judged to {}: {} and {} written in {:.1} seconds. Open {}",
        said::counted(judged.len() as u64, "authority", "authorities"),
        said::counted(summary.workers, "worker", "workers"),
        plan.as_of.in_words(),
        said::counted(summary.packs as u64, "pack", "packs"),
        said::counted(summary.files as u64, "file", "files"),
        started.elapsed().as_secs_f64(),
        args.out.join("index.html").display(),
    );
    Ok(if good { Ending::Done } else { Ending::NotGoodEnough })
}

/// The stage a run is in, on a terminal only.
struct Progress(ProgressBar);

impl Progress {
    fn new(is_quiet: bool) -> Progress {
        if is_quiet {
            return Progress(ProgressBar::hidden());
        }
        // Drawn on standard error, and only where that is a terminal.
        let bar = ProgressBar::new_spinner().with_style(ProgressStyle::default_spinner());
        bar.enable_steady_tick(Duration::from_millis(120));
        Progress(bar)
    }

    fn step(&self, what: &'static str) {
        self.0.set_message(what);
    }

    fn done(&self) {
        self.0.finish_and_clear();
    }
}
