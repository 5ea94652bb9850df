//! Invented authority folders of any size: the same seed gives the same bytes.
//!
//! A simulated authority lives first ([`life`], [`panels`], [`progression`]): each worker begins, is
//! supervised, takes children on, falls behind, catches up, leaves. Only then do its systems export it,
//! each in its own way ([`export`]). Nothing here judges anything, and nothing here is used by a stage.

mod authority;
mod calendar;
mod export;
mod fixed;
mod folder;
mod life;
mod panels;
mod person;
mod programme;
mod progression;
mod random;
mod records;
#[cfg(test)]
mod situations;
mod story;
mod workforce;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use authority::Authority;
use export::{Layout, Style};
use folder::{Pending, prepare_folder, write_file};
use panels::Candidate;
use person::Person;
use records::Tables;

use crate::dates::Day;
use crate::diagnostic::Error;

/// The day the exports were made: 6 March 2026. Runs over samples name it with `--as-of 2026-03-06`.
pub const AS_OF: Day = Day(20_518);

/// The seed of the three fixed folders, and of larger samples unless another is given.
pub const SEED: u64 = 2026;

/// The most workers in one authority: a child's number is its worker's and three digits more.
const LARGEST: u32 = 4_000_000;

/// Workers simulated at a time by one core.
const SHARE: u32 = 256;

/// How large a sample to write; `None` for all three sizes writes the three fixed folders.
#[derive(Clone, Debug, Default)]
pub struct SampleOptions {
    /// Authorities, on each of the published rulebooks in turn; 1 unless set.
    pub authorities: Option<usize>,
    /// Cohorts of an authority, a year apart; 3 unless set.
    pub cohorts: Option<usize>,
    /// Newly qualified workers in a cohort; 16 unless set.
    pub workers: Option<usize>,
    pub seed: Option<u64>,
    /// Only these record tables; all of them where this is empty.
    pub tables: Vec<String>,
}

/// Writes a sample under `out`; returns the authority folders in order.
pub fn write_samples(out: &Path, options: &SampleOptions) -> Result<Vec<PathBuf>, Error> {
    let seed = options.seed.unwrap_or(SEED);
    if options.authorities.is_none() && options.cohorts.is_none() && options.workers.is_none() {
        return write_fixed_with(out, seed);
    }
    let number = |size: Option<usize>, usual: u32| {
        size.map_or(usual, |size| u32::try_from(size).unwrap_or(u32::MAX).min(LARGEST))
    };
    let (cohorts, workers) = (number(options.cohorts, 3), number(options.workers, 16));
    if u64::from(cohorts) * u64::from(workers) > u64::from(LARGEST) {
        return Err(Error::new(
            format!("{cohorts} cohorts of {workers} workers are too many for one authority"),
            format!("ask for at most {LARGEST} workers in an authority"),
        ));
    }
    (0..number(options.authorities, 1))
        .into_par_iter()
        .map(|n| {
            let authority = Authority::numbered(n, cohorts, workers, seed);
            let mut style = Style::canonical(vec![
                format!("The exports were made on {}: run with --as-of {AS_OF}.", AS_OF.in_words()),
                format!("Seed {seed}; {cohorts} cohorts of {workers} workers."),
            ]);
            if !options.tables.is_empty() {
                style.sheets.retain(|sheet| options.tables.iter().any(|table| table == sheet.table));
            }
            write_authority(out, &authority, &style)
        })
        .collect()
}

/// Writes the three folders of `sample-data`.
pub fn write_fixed(out: &Path) -> Result<Vec<PathBuf>, Error> {
    write_fixed_with(out, SEED)
}

fn write_fixed_with(out: &Path, seed: u64) -> Result<Vec<PathBuf>, Error> {
    fixed::authorities(seed)
        .par_iter()
        .map(|(authority, style)| write_authority(out, authority, style))
        .collect()
}

fn write_authority(out: &Path, authority: &Authority, style: &Style) -> Result<PathBuf, Error> {
    let folder = out.join(&authority.folder);
    let exports = prepare_folder(&folder)?;
    match style.layout {
        Layout::Workbook(name) => {
            let tables = simulate(authority);
            write_file(&exports.join(name), &export::write_workbook(style, &tables)?)?;
        }
        Layout::Text { .. } => write_text_files(&exports, authority, style)?,
    }
    let configuration = export::write_configuration(authority, style);
    write_file(&folder.join("moderato.toml"), configuration.as_bytes())?;
    Ok(folder)
}

/// Writes a large authority a few shares of workers at a time, so that memory does not grow with it.
///
/// A small one, or one whose exports rest on each other, is one share.
fn write_text_files(exports: &Path, authority: &Authority, style: &Style) -> Result<(), Error> {
    let mut files = export::text_file_names(style)
        .iter()
        .map(|name| Pending::create(&exports.join(name)))
        .collect::<Result<Vec<Pending>, Error>>()?;
    let mut append = |sheets: Vec<Vec<u8>>| -> Result<(), Error> {
        files.iter_mut().zip(sheets).try_for_each(|(file, bytes)| file.write(&bytes))
    };
    if authority.workers() <= SHARE {
        append(export::format_tables(style, &simulate(authority), true)?)?;
    } else {
        let shares: Vec<u32> = (0..authority.workers().div_ceil(SHARE)).collect();
        let mut candidates = Vec::with_capacity(authority.workers() as usize);
        for some in shares.chunks(4 * rayon::current_num_threads()) {
            let written: Vec<_> = some
                .par_iter()
                .map(|share| {
                    let mut tables = Tables::default();
                    let candidates = simulate_share(authority, *share, &mut tables);
                    export::format_tables(style, &tables, *share == 0).map(|sheets| (candidates, sheets))
                })
                .collect::<Result<_, Error>>()?;
            for (heard, sheets) in written {
                candidates.extend(heard);
                append(sheets)?;
            }
        }
        let mut rest = Tables::default();
        simulate_rest(authority, &candidates, &mut rest);
        append(export::format_tables(style, &rest, false)?)?;
    }
    files.into_iter().try_for_each(Pending::finish)
}

/// Everything an authority's records tell.
fn simulate(authority: &Authority) -> Tables {
    let mut tables = Tables::default();
    let shares = authority.workers().div_ceil(SHARE);
    let candidates: Vec<Candidate> =
        (0..shares).flat_map(|share| simulate_share(authority, share, &mut tables)).collect();
    simulate_rest(authority, &candidates, &mut tables);
    tables
}

fn simulate_share(authority: &Authority, share: u32, tables: &mut Tables) -> Vec<Candidate> {
    let first = share * SHARE + 1;
    let last = authority.workers().min(first + SHARE - 1);
    (first..=last).map(|number| life::live(&Person::draw(authority, number), tables)).collect()
}

/// What ties workers together, or is about others.
fn simulate_rest(authority: &Authority, candidates: &[Candidate], tables: &mut Tables) {
    panels::write_panels(authority, candidates, tables);
    workforce::write_unprogrammed(authority, tables);
    workforce::write_colleagues_caseloads(authority, tables);
    progression::write_progressions(authority, tables);
}
