//! Breaches of the cap straight from the store's sorted columns, for millions of allocations.
//!
//! The same sweep and the same caps as [`super::judge`] runs, over Arrow arrays as Parquet gives them:
//! no table of rows is built, and text is compared only between neighbours.

use std::ops::Range;

use arrow::array::{
    Array, Date32Array, DictionaryArray, Int32Array, RecordBatch, StringArray, StringViewArray,
};
use arrow::datatypes::Int32Type;
use rayon::prelude::*;

use super::caseload::spans;
use super::panels::{Panels, panels};
use super::sweep::{Breach, Held, Sweep, breaches};
use super::timeline::{Shelf, Timeline, Worker};
use super::{Bench, set_up};
use crate::dates::{Day, Period};
use crate::model::Records;
use crate::rulebook::{Caseload, Unit};
use crate::store::Form;

/// The columns of the allocations that the scan reads, in this order, and the forms it takes them in.
pub const SCANNED: [(&str, Form); 5] = [
    ("worker_id", Form::Coded),
    ("child_id", Form::Viewed),
    ("started_on", Form::AsStored),
    ("ended_on", Form::AsStored),
    ("role", Form::Coded),
];

/// A breach found by the scan: the worker's place among the workers, and the breach's figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScannedBreach {
    pub worker: usize,
    pub opened_on: Day,
    /// The first day after it; beyond `as_of` while it goes on.
    pub closed_on: Day,
    pub peak_children: i64,
    pub peak_excess: i64,
    pub excess_child_days: i64,
}

/// One row group of the allocations, sorted by worker, child and first day.
struct Columns<'a> {
    worker: Coded<'a>,
    child: &'a StringViewArray,
    started: &'a Date32Array,
    ended: &'a Date32Array,
    role: Coded<'a>,
    /// For each code of `role`, whether it says co-worker.
    is_co_worked: Vec<bool>,
}

/// Finds the breaches of a cap on children; workers who are in a service with no cap have none.
///
/// `records` holds the workers (and absences, extensions and panel cases, where there are any);
/// `row_groups` hold [`SCANNED`] in the order of the store, text coded. Families need `judge`: `None`
/// where a rulebook counts them, or where a column is not of the type the store writes.
pub fn scan_cap_breaches(
    records: &Records,
    row_groups: &[RecordBatch],
    bench: &Bench,
) -> Option<Vec<ScannedBreach>> {
    let columns: Vec<Columns> = row_groups.iter().map(Columns::of).collect::<Option<_>>()?;
    let workers = Worker::all(records);
    let shelf = Shelf::new(records, &workers);
    let panels = panels(records);
    let counts_families = |worker: &Worker| {
        let rulebook = bench.rules.for_worker(worker.programme, worker.started_on);
        rulebook.and_then(|book| book.caseload.as_ref()).is_some_and(|rule| rule.unit == Unit::Families)
    };
    if workers.iter().any(counts_families) {
        return None;
    }
    // A worker whose rows go over into the next row group is judged with the group they begin in.
    let parts: Vec<Vec<ScannedBreach>> = (0..columns.len())
        .into_par_iter()
        .map(|group| {
            Scan { columns: &columns, workers: &workers, shelf: &shelf, panels: &panels, bench }.group(group)
        })
        .collect();
    Some(parts.concat())
}

struct Scan<'a> {
    columns: &'a [Columns<'a>],
    workers: &'a [Worker<'a>],
    shelf: &'a Shelf<'a>,
    panels: &'a Panels<'a>,
    bench: &'a Bench<'a>,
}

impl Scan<'_> {
    /// The breaches of the workers whose rows begin in a row group.
    fn group(&self, group: usize) -> Vec<ScannedBreach> {
        let columns = &self.columns[group];
        let mut found = Vec::new();
        let mut sweep = Sweep::default();
        let (mut holding, mut steps) = (Holding::default(), Vec::new());
        let mut row = columns.rows_of(self.last_worker_before(group), 0);
        let first = columns.worker(row);
        let mut index = self.workers.partition_point(|worker| Some(worker.id) < first);
        while let Some(id) = columns.worker(row) {
            let end = columns.rows_of(Some(id), row);
            while self.workers.get(index).is_some_and(|worker| worker.id < id) {
                index += 1;
            }
            if let Some(t) =
                self.workers.get(index).filter(|worker| worker.id == id).and_then(|_| self.timeline(index))
                && let Some(caseload) = &t.rulebook.caseload
            {
                holding.clear();
                columns.hold(row..end, caseload, t.period, &mut holding);
                // Rows that go over into the groups that follow.
                let mut next = group + 1;
                let mut is_at_end = end == columns.len();
                while is_at_end && let Some(more) = self.columns.get(next) {
                    let rows = 0..more.rows_of(Some(id), 0);
                    is_at_end = rows.end == more.len();
                    more.hold(rows, caseload, t.period, &mut holding);
                    next += 1;
                }
                let spans = spans(&t, caseload, t.period);
                sweep.steps(&holding.held, &spans, |_, _| false, &mut steps);
                found.extend(breaches(&steps).into_iter().map(|breach| ScannedBreach::of(index, &breach)));
            }
            row = end;
        }
        found
    }

    fn last_worker_before(&self, group: usize) -> Option<&str> {
        self.columns[..group].iter().rev().find_map(|columns| columns.worker(columns.len().checked_sub(1)?))
    }

    /// The worker's timeline; `None` for one on no programme or with no day in it.
    fn timeline(&self, index: usize) -> Option<Timeline<'_>> {
        let worker = &self.workers[index];
        let rulebook = self.bench.rules.for_worker(worker.programme, worker.started_on)?;
        let (timeline, _) = set_up(self.bench, self.shelf, self.panels, (index, worker), rulebook);
        (!timeline.period.is_empty()).then_some(timeline)
    }
}

impl ScannedBreach {
    fn of<C>(worker: usize, breach: &Breach<C>) -> ScannedBreach {
        ScannedBreach {
            worker,
            opened_on: breach.days.from,
            closed_on: breach.days.to,
            peak_children: breach.peak_children,
            peak_excess: breach.peak_excess,
            excess_child_days: breach.excess_child_days,
        }
    }
}

impl<'a> Columns<'a> {
    fn of(batch: &'a RecordBatch) -> Option<Columns<'a>> {
        fn column<T: 'static>(batch: &RecordBatch, index: usize) -> Option<&T> {
            batch.columns().get(index)?.as_any().downcast_ref()
        }
        let role = Coded::of(column(batch, 4)?)?;
        Some(Columns {
            worker: Coded::of(column(batch, 0)?)?,
            child: column(batch, 1)?,
            started: column(batch, 2)?,
            ended: column(batch, 3)?,
            is_co_worked: role.texts.iter().map(|text| text == Some("co_worker")).collect(),
            role,
        })
    }

    fn len(&self) -> usize {
        self.started.len()
    }

    fn worker(&self, row: usize) -> Option<&'a str> {
        (row < self.len()).then(|| self.worker.text(row)).flatten()
    }

    /// The first row from `from` on that is not of the worker.
    fn rows_of(&self, worker: Option<&str>, from: usize) -> usize {
        let mut row = from;
        let Some(worker) = worker else { return row };
        // Equal codes are equal texts; only where the code changes is the text looked at.
        let mut same: Option<i32> = None;
        while row < self.len() {
            let code = self.worker.code(row);
            if same != Some(code) && self.worker.text(row) != Some(worker) {
                break;
            }
            same = Some(code);
            row += 1;
        }
        row
    }

    /// Adds the counted allocations of one worker. A child's rows stand together in the store.
    fn hold(&self, rows: Range<usize>, caseload: &Caseload, programme: Period, holding: &mut Holding<'a>) {
        let Range { start: first, end } = rows;
        if first == end {
            return;
        }
        if self.child_of(rows.start) != holding.last_child {
            holding.unit += 1;
        }
        for row in rows {
            if row > first && !self.is_same_child(row - 1, row) {
                holding.unit += 1;
            }
            let role = usize::try_from(self.role.code(row)).ok();
            let is_own = !role.and_then(|code| self.is_co_worked.get(code)).is_some_and(|is_co| *is_co);
            let counts = if is_own { caseload.counts_allocated } else { caseload.counts_co_worked };
            if !counts || self.started.is_null(row) {
                continue;
            }
            let ended = if self.ended.is_null(row) { programme.to } else { Day(self.ended.value(row)) };
            let days = Period::new(Day(self.started.value(row)), ended).within(programme);
            if !days.is_empty() {
                holding.held.push(Held { unit: holding.unit, days, is_own });
            }
        }
        holding.last_child = self.child_of(end - 1);
    }

    fn child_of(&self, row: usize) -> Option<&'a str> {
        (!self.child.is_null(row)).then(|| self.child.value(row))
    }

    fn is_same_child(&self, a: usize, b: usize) -> bool {
        self.child_of(a) == self.child_of(b)
    }
}

/// What one worker holds, gathered over one row group or several.
#[derive(Default)]
struct Holding<'a> {
    held: Vec<Held>,
    unit: u32,
    last_child: Option<&'a str>,
}

impl Holding<'_> {
    fn clear(&mut self) {
        self.held.clear();
        self.unit = 0;
        self.last_child = None;
    }
}

/// A text column as numbers into a dictionary.
struct Coded<'a> {
    codes: &'a Int32Array,
    texts: &'a StringArray,
}

impl<'a> Coded<'a> {
    fn of(array: &'a DictionaryArray<Int32Type>) -> Option<Coded<'a>> {
        Some(Coded { codes: array.keys(), texts: array.values().as_any().downcast_ref()? })
    }

    /// The number in the dictionary; -1 for null.
    fn code(&self, row: usize) -> i32 {
        if self.codes.is_null(row) { -1 } else { self.codes.value(row) }
    }

    fn text(&self, row: usize) -> Option<&'a str> {
        usize::try_from(self.code(row)).ok().map(|code| self.texts.value(code))
    }
}
