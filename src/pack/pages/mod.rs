//! The report pages of one authority, and the overview across authorities: finished tables in, documents out.
//!
//! Pages pick, count rows for a sentence and format; every rate, interval and median is a metric's. People
//! appear under pseudonyms, and children's references never.

mod affected;
mod attention;
mod authorities;
mod caseload;
mod cells;
mod changes;
mod cohort;
mod cohort_by_cohort;
mod cohorts;
mod context;
mod data_quality;
mod drift;
mod due;
mod exports;
mod figures;
mod going_well;
mod leadership;
mod left_out;
mod meetings;
mod method;
mod notes;
mod on_time;
mod other_rules;
mod outcomes;
mod overview;
mod page;
mod panels;
mod progression;
mod report;
mod retention;
mod room;
mod rules;
mod teams;
mod untold;
mod worker;
mod worker_tables;

use rayon::prelude::*;

use super::panel_pack::{PanelRef, pack_file_name};
use super::view::View;
use super::{Document, words};
use report::Report;

pub use authorities::compose_overview;

/// The PDF pack of a panel that this run wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackLink {
    /// Null for the progression panel of applications that wait, where none is recorded.
    pub panel_id: Option<String>,
    /// Under the authority's folder: `packs/2026-03-19-final-p7.pdf`.
    pub path: String,
    /// What the link says: `Pack for the final panel on 19 March 2026 (PDF)`.
    pub words: String,
}

impl PackLink {
    /// The link to a panel's pack, in the folder `packs` of its authority.
    pub fn new(panel: &PanelRef) -> PackLink {
        let held_on = panel.held_on.map_or_else(String::new, |day| format!(" on {}", words::date(day)));
        PackLink {
            panel_id: panel.panel_id.clone(),
            path: format!("packs/{}", pack_file_name(panel)),
            words: format!("Pack for the {} panel{held_on} (PDF)", panel.kind.code()),
        }
    }
}

/// The pages of one authority but its workers' own: each page's path under the authority's folder, and the page.
pub fn compose_pages(view: &View, packs: &[PackLink]) -> Vec<(String, Document)> {
    let report = Report::new(view, packs);
    let mut pages = vec![
        overview::compose(&report),
        cohorts::compose(&report),
        teams::compose(&report),
        panels::compose(&report),
        leadership::compose(&report),
        data_quality::compose(&report),
        method::compose(&report),
    ];
    pages.extend(report.cohorts.iter().map(|cohort| cohort::compose(&report, cohort)));
    pages
}

/// Composes a page for each worker who has started, several at a time, and hands on its path under the
/// authority's folder and the page. No metric stands on them: they can be made before any is worked out.
///
/// # Errors
/// The first that handing on gave; further pages may have been made by then.
pub fn compose_worker_pages<E: Send>(
    view: &View,
    packs: &[PackLink],
    hand_on: impl Fn(String, Document) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let report = Report::new(view, packs);
    report.workers.par_iter().filter(|person| person.has_started()).try_for_each(|person| {
        let (path, page) = worker::compose(&report, person);
        hand_on(path, page)
    })
}
