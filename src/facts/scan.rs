//! Breaches of the cap straight from the store's sorted columns, for millions of allocations.
//!
//! The same sweep and the same caps as [`super::judge`] runs, over Arrow arrays as Parquet gives them:
//! no table of rows is built, and text is compared only between neighbours.

use std::ops::Range;

use arrow::array::{
    Array, Date32Array, DictionaryArray, Int32Array, RecordBatch, StringArray, StringViewArray,
};
use arrow::buffer::NullBuffer;
use arrow::datatypes::Int32Type;
use rayon::prelude::*;

use super::caseload::spans;
use super::panels::{Panels, panels};
use super::sweep::{Breach, CapSpan, Held, Step, Sweep, breaches};
use super::timeline::{Shelf, Timeline, Worker, Workers};
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

/// A batch of the allocations, sorted by worker, child and first day.
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
/// `records` holds the workers (and absences, extensions and panel cases, where there are any); `read` gives
/// the n-th of `groups` row groups, batch by batch, which hold [`SCANNED`] in the order of the store. Batches
/// are judged as they are read, a group a core, so that no more of the file is in memory. Families need `judge`:
/// `None` where a rulebook counts them, or where a column is not of the type the store writes. An error is
/// one of `read`. The breaches come in the order of workers.
pub fn scan_cap_breaches<E: Send, Batches: Iterator<Item = Result<RecordBatch, E>>>(
    records: &Records,
    groups: usize,
    read: impl Fn(usize) -> Result<Batches, E> + Sync,
    bench: &Bench,
) -> Result<Option<Vec<ScannedBreach>>, E> {
    let Some(workers) = Workers::of(records) else { return Ok(Some(Vec::new())) };
    let counts_families = |worker: Worker| {
        let rulebook = bench.rules.for_worker(worker.programme, worker.started_on);
        rulebook.and_then(|book| book.caseload.as_ref()).is_some_and(|rule| rule.unit == Unit::Families)
    };
    if bench.rules.caseloads().any(|rule| rule.unit == Unit::Families)
        && (0..workers.ids.len()).filter_map(|place| workers.worker(place)).any(counts_families)
    {
        return Ok(None);
    }
    let caps = bench.rules.caseloads().flat_map(|rule| &rule.caps).map(|cap| cap.cap);
    let scan = Scan {
        workers: &workers,
        shelf: &Shelf::new(records, &workers.ids),
        panels: &panels(records),
        bench,
        least_cap: caps.min().unwrap_or(i64::MAX),
    };
    let groups: Vec<Option<Vec<Part>>> = (0..groups)
        .into_par_iter()
        .map(|group| {
            let mut judge = Judge::default();
            let mut parts = Vec::new();
            for batch in read(group)? {
                let batch = batch?;
                let Some(columns) = Columns::of(&batch) else { return Ok(None) };
                parts.push(scan.batch(&columns, &mut judge));
            }
            Ok(Some(parts))
        })
        .collect::<Result<_, E>>()?;
    let Some(groups) = groups.into_iter().collect::<Option<Vec<Vec<Part>>>>() else { return Ok(None) };
    let mut found = Vec::new();
    let mut at_borders: Vec<AtBorder> = Vec::new();
    for part in groups.into_iter().flatten() {
        found.extend(part.found);
        for next in part.at_borders {
            match at_borders.last_mut() {
                Some(last) if last.holding.worker == next.holding.worker => last.append(next),
                _ => at_borders.push(next),
            }
        }
    }
    let mut judge = Judge::default();
    at_borders.iter().for_each(|border| scan.judge(&border.holding, &mut judge, &mut found));
    found.sort_unstable();
    Ok(Some(found))
}

/// What one batch gives: the breaches of the workers who are wholly in it, and what its first and its last
/// worker hold, whose rows may go over into the batches beside it.
struct Part {
    found: Vec<ScannedBreach>,
    at_borders: Vec<AtBorder>,
}

/// Buffers that one worker after another uses.
#[derive(Default)]
struct Judge {
    sweep: Sweep,
    steps: Vec<Step<()>>,
}

struct Scan<'a> {
    workers: &'a Workers<'a>,
    shelf: &'a Shelf<'a>,
    panels: &'a Panels<'a>,
    bench: &'a Bench<'a>,
    /// Of all rulebooks. Most workers have fewer rows than this, and need no further look.
    least_cap: i64,
}

impl Scan<'_> {
    fn batch(&self, columns: &Columns, judge: &mut Judge) -> Part {
        let mut part = Part { found: Vec::new(), at_borders: Vec::new() };
        let mut holding = Holding::default();
        let mut row = 0;
        let mut index = self.workers.ids.partition_point(|known| Some(*known) < columns.worker(0));
        while let Some(id) = columns.worker(row) {
            let end = columns.rows_of(id, row);
            while self.workers.ids.get(index).is_some_and(|known| *known < id) {
                index += 1;
            }
            let is_at_border = row == 0 || end == columns.len();
            if self.workers.ids.get(index) == Some(&id)
                && (is_at_border || (end - row) as i64 > self.least_cap)
                && let Some(worker) = self.workers.worker(index)
                && let Some((t, caseload)) = self.timeline(index, &worker)
            {
                holding.begin(index);
                columns.hold(row..end, caseload, t.period, &mut holding);
                if is_at_border {
                    part.at_borders.push(AtBorder {
                        holding: holding.clone(),
                        first_child: columns.child_of(row).map(str::to_owned),
                        last_child: columns.child_of(end - 1).map(str::to_owned),
                    });
                } else {
                    judge.breaches(&t, caseload, &holding, &mut part.found);
                }
            }
            row = end;
        }
        part
    }

    fn judge(&self, holding: &Holding, judge: &mut Judge, found: &mut Vec<ScannedBreach>) {
        if let Some(worker) = self.workers.worker(holding.worker)
            && let Some((t, caseload)) = self.timeline(holding.worker, &worker)
        {
            judge.breaches(&t, caseload, holding, found);
        }
    }

    /// The worker's timeline and the rule about caseloads; `None` for one on no programme, with no day in it, or
    /// without such a rule.
    fn timeline<'w>(&'w self, index: usize, worker: &'w Worker<'w>) -> Option<(Timeline<'w>, &'w Caseload)> {
        let rulebook = self.bench.rules.for_worker(worker.programme, worker.started_on)?;
        let (t, _) = set_up(self.bench, self.shelf, self.panels, (index, worker), rulebook);
        (!t.period.is_empty()).then_some(t).zip(rulebook.caseload.as_ref())
    }
}

impl Judge {
    fn breaches(
        &mut self,
        t: &Timeline,
        caseload: &Caseload,
        holding: &Holding,
        found: &mut Vec<ScannedBreach>,
    ) {
        let least = caseload.caps.iter().map(|cap| cap.cap).min();
        self.sweep.count(&holding.held, t.period);
        if least.is_none_or(|least| self.sweep.most_children() <= least) {
            return;
        }
        let caps: Vec<CapSpan<()>> = spans(t, caseload, t.period)
            .into_iter()
            .map(|span| CapSpan { days: span.days, cap: span.cap, rule: () })
            .collect();
        self.sweep.counted_steps(&caps, |(), ()| false, &mut self.steps);
        found.extend(breaches(&self.steps).iter().map(|breach| ScannedBreach::of(holding.worker, breach)));
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
    fn rows_of(&self, worker: &str, from: usize) -> usize {
        let mut row = from;
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
    fn hold(&self, rows: Range<usize>, caseload: &Caseload, programme: Period, holding: &mut Holding) {
        let (started, ended) = (self.started.values(), self.ended.values());
        let (not_started, not_ended) = (self.started.nulls(), self.ended.nulls());
        let is_null = |nulls: Option<&NullBuffer>, row: usize| nulls.is_some_and(|nulls| nulls.is_null(row));
        let first = rows.start;
        for row in rows {
            if row > first && !self.is_same_child(row - 1, row) {
                holding.unit += 1;
            }
            let role = usize::try_from(self.role.code(row)).ok();
            let is_own = !role.and_then(|code| self.is_co_worked.get(code)).is_some_and(|is_co| *is_co);
            let counts = if is_own { caseload.counts_allocated } else { caseload.counts_co_worked };
            if !counts || is_null(not_started, row) {
                continue;
            }
            let Some((from, to)) = started.get(row).zip(ended.get(row)) else { break };
            let to = if is_null(not_ended, row) { programme.to } else { Day(*to) };
            let days = Period::new(Day(*from), to).within(programme);
            if !days.is_empty() {
                // Whose own a child is, no breach asks.
                holding.held.push(Held { unit: holding.unit, days, is_own: false });
            }
        }
    }

    fn child_of(&self, row: usize) -> Option<&'a str> {
        (!self.child.is_null(row)).then(|| self.child.value(row))
    }

    fn is_same_child(&self, a: usize, b: usize) -> bool {
        // A text of up to twelve bytes stands in its view whole, a longer one with its length and first bytes.
        let views = self.child.views();
        if let (Some(one), Some(other)) = (views.get(a), views.get(b))
            && !self.child.is_null(a)
            && !self.child.is_null(b)
            && (one == other || (*one as u32) <= 12 || *one as u64 != *other as u64)
        {
            return one == other;
        }
        self.child_of(a) == self.child_of(b)
    }
}

/// What one worker holds, its children numbered from 1 as they stand in the store.
#[derive(Clone, Default)]
struct Holding {
    /// The worker's place among the workers.
    worker: usize,
    held: Vec<Held>,
    /// The last child's number.
    unit: u32,
}

impl Holding {
    fn begin(&mut self, worker: usize) {
        self.worker = worker;
        self.held.clear();
        self.unit = 1;
    }
}

/// What the first or last worker of a batch holds in it.
struct AtBorder {
    holding: Holding,
    first_child: Option<String>,
    last_child: Option<String>,
}

impl AtBorder {
    /// Adds what the same worker holds in the next batch, where a child's rows may go on.
    fn append(&mut self, next: AtBorder) {
        let goes_on = self.last_child == next.first_child;
        let before = self.holding.unit - u32::from(goes_on);
        let held = next.holding.held.into_iter();
        self.holding.held.extend(held.map(|held| Held { unit: held.unit + before, ..held }));
        self.holding.unit = next.holding.unit + before;
        self.last_child = next.last_child;
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
