//! One worker's time on a programme: the worker, the clock, the days in programme, and the records.

use std::collections::BTreeMap;
use std::ops::Range;

use super::row::Whom;
use crate::clock::{Absence, Clock, pauses};
use crate::dates::{Day, Period};
use crate::diagnostic::WORKERS_OF_RETURN;
use crate::model::{Dates, Floats, Ints, Records, Supply, Table, Texts, rows_by_worker};
use crate::rulebook::{Offset, Only, Rulebook};

/// Where a worker works on a day, and with whom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Post<'a> {
    pub service: Option<&'a str>,
    pub team: Option<&'a str>,
    pub manager_id: Option<&'a str>,
    pub assessor_id: Option<&'a str>,
    /// The share of full time; 1 where it is not given.
    pub fte: f64,
}

/// A worker as the workers and postings tables tell of one.
#[derive(Clone, Debug)]
pub struct Worker<'a> {
    pub id: &'a str,
    pub cohort: Option<&'a str>,
    pub programme: Option<&'a str>,
    pub started_on: Day,
    pub employed_on: Option<Day>,
    pub left_on: Option<Day>,
    pub withdrawn_on: Option<Day>,
    pub credited_months: i32,
    post: Post<'a>,
    /// Postings, sorted by their first day; the last that holds on a day counts.
    postings: Vec<(Period, Post<'a>)>,
}

/// An authority's workers, sorted by id, as their table tells of them: of those who are known and have a first
/// day.
pub struct Workers<'a> {
    pub ids: Vec<&'a str>,
    /// For each of them, the row and the first day.
    rows: Vec<(usize, Day)>,
    cohort: Texts<'a>,
    programme: Texts<'a>,
    employed: Dates<'a>,
    left: Dates<'a>,
    withdrawn: Dates<'a>,
    credited: Ints<'a>,
    posts: PostColumns<'a>,
    /// The postings, and the rows of each worker.
    postings: Option<(&'a Table, Vec<Range<usize>>)>,
}

impl<'a> Workers<'a> {
    /// `None` where there is no table of workers.
    pub fn of(records: &'a Records) -> Option<Workers<'a>> {
        let table = records.table("workers")?;
        let (ids, started) = (table.texts("worker_id"), table.dates("started_on"));
        let known = |row: usize| Some((ids.get(row)?, (row, started.get(row)?)));
        let (ids, rows): (Vec<&str>, Vec<(usize, Day)>) = (0..table.rows()).filter_map(known).unzip();
        let postings = records.table("postings");
        Some(Workers {
            cohort: table.texts("cohort"),
            programme: table.texts("programme"),
            employed: table.dates("employed_on"),
            left: table.dates("left_on"),
            withdrawn: table.dates("withdrawn_on"),
            credited: table.ints("credited_months"),
            posts: PostColumns::of(table),
            postings: postings.map(|table| (table, rows_by_worker(table, ids.iter().copied()))),
            ids,
            rows,
        })
    }

    /// The n-th worker; `None` beyond the last.
    pub fn worker(&self, place: usize) -> Option<Worker<'a>> {
        let (&id, &(row, started_on)) = self.ids.get(place).zip(self.rows.get(place))?;
        let post = self.posts.at(row, None);
        let postings =
            self.postings.as_ref().and_then(|(table, rows)| Some((*table, rows.get(place)?.clone())));
        Some(Worker {
            id,
            cohort: self.cohort.get(row),
            programme: self.programme.get(row),
            started_on,
            employed_on: self.employed.get(row),
            left_on: self.left.get(row),
            withdrawn_on: self.withdrawn.get(row),
            credited_months: self.credited.get(row).unwrap_or(0) as i32,
            post,
            postings: postings.map_or_else(Vec::new, |(table, rows)| postings_of(table, rows, post)),
        })
    }
}

impl<'a> Worker<'a> {
    /// All workers of an authority, sorted by id.
    pub fn all(records: &'a Records) -> Vec<Worker<'a>> {
        let workers = Workers::of(records);
        workers.iter().flat_map(|workers| (0..workers.ids.len()).filter_map(|n| workers.worker(n))).collect()
    }

    /// Where the worker works on a day.
    pub fn post_on(&self, day: Day) -> Post<'a> {
        self.postings
            .iter()
            .rev()
            .find(|(period, _)| period.contains(day))
            .map_or(self.post, |(_, post)| *post)
    }

    /// The days within a period on which the post may change, the first day left out.
    pub fn post_changes(&self, within: Period) -> Vec<Day> {
        let mut days: Vec<Day> =
            self.postings.iter().flat_map(|(period, _)| [period.from, period.to]).collect();
        days.retain(|&day| within.from < day && day < within.to);
        days.sort_unstable();
        days.dedup();
        days
    }

    pub fn whom(&self, authority: &'a str, post: Post<'a>) -> Whom<'a> {
        Whom {
            authority,
            cohort: self.cohort,
            service: post.service,
            team: post.team,
            worker_id: Some(self.id),
        }
    }
}

/// The columns of workers or postings that make up a [`Post`], looked up once for all rows.
struct PostColumns<'a> {
    service: Texts<'a>,
    team: Texts<'a>,
    manager_id: Texts<'a>,
    assessor_id: Texts<'a>,
    fte: Floats<'a>,
}

impl<'a> PostColumns<'a> {
    fn of(table: &'a Table) -> PostColumns<'a> {
        PostColumns {
            service: table.texts("service"),
            team: table.texts("team"),
            manager_id: table.texts("manager_id"),
            assessor_id: table.texts("assessor_id"),
            fte: table.floats("fte"),
        }
    }

    /// The post of a row; what the row leaves open is as in the other post.
    fn at(&self, row: usize, otherwise: Option<Post<'a>>) -> Post<'a> {
        Post {
            service: self.service.get(row).or(otherwise.and_then(|post| post.service)),
            team: self.team.get(row).or(otherwise.and_then(|post| post.team)),
            manager_id: self.manager_id.get(row).or(otherwise.and_then(|post| post.manager_id)),
            assessor_id: self.assessor_id.get(row).or(otherwise.and_then(|post| post.assessor_id)),
            fte: self.fte.get(row).or(otherwise.map(|post| post.fte)).unwrap_or(1.0),
        }
    }
}

fn postings_of<'a>(table: &'a Table, rows: Range<usize>, post: Post<'a>) -> Vec<(Period, Post<'a>)> {
    if rows.is_empty() {
        return Vec::new();
    }
    let posts = PostColumns::of(table);
    let (from, to) = (table.dates("from_on"), table.dates("to_on"));
    let mut postings: Vec<(Period, Post)> = rows
        .filter_map(|row| {
            let period = Period::new(from.get(row)?, to.get(row).unwrap_or(Day(i32::MAX)));
            Some((period, posts.at(row, Some(post))))
        })
        .collect();
    postings.sort_by_key(|(period, _)| *period);
    postings
}

/// The rows of a record table that are about one worker.
#[derive(Clone)]
pub struct WorkerRows<'a> {
    pub table: &'a Table,
    pub rows: Range<usize>,
}

impl<'a> WorkerRows<'a> {
    pub fn iter(&self) -> Range<usize> {
        self.rows.clone()
    }

    /// File, sheet and rows of the export, for a fact's `source`; `None` for no row.
    pub fn source(&self, rows: impl IntoIterator<Item = usize>) -> Option<String> {
        source(self.table, rows)
    }
}

/// File, sheet and rows of the export that rows of a table come from: `exports/reviews.csv row 12`.
pub fn source(table: &Table, rows: impl IntoIterator<Item = usize>) -> Option<String> {
    let (file, sheet, number) =
        (table.texts("source_file"), table.texts("source_sheet"), table.ints("source_row"));
    let mut places: BTreeMap<(&str, &str), Vec<i64>> = BTreeMap::new();
    for row in rows {
        let place = (file.get(row)?, sheet.get(row).unwrap_or_default());
        places.entry(place).or_default().push(number.get(row)?);
    }
    let texts: Vec<String> = places
        .into_iter()
        .map(|((file, sheet), mut rows)| {
            rows.sort_unstable();
            rows.dedup();
            // A census return has workers where other files have rows.
            let (sheet, one, more) = match sheet {
                "" => (String::new(), "row", "rows"),
                WORKERS_OF_RETURN => (String::new(), "worker", "workers"),
                sheet => (format!(" [{sheet}]"), "row", "rows"),
            };
            let word = if rows.len() == 1 { one } else { more };
            let rows: Vec<String> = rows.iter().map(i64::to_string).collect();
            format!("{file}{sheet} {word} {}", rows.join(", "))
        })
        .collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}

/// Places in several tables, one after another; `None` where there is none at all.
pub fn sources(places: impl IntoIterator<Item = Option<String>>) -> Option<String> {
    let places: Vec<String> = places.into_iter().flatten().collect();
    (!places.is_empty()).then(|| places.join("; "))
}

/// An authority's record tables, with each worker's rows found.
pub struct Shelf<'a> {
    pub supply: &'a Supply,
    tables: BTreeMap<&'static str, (&'a Table, Vec<Range<usize>>)>,
}

impl<'a> Shelf<'a> {
    /// `ids` are the workers', sorted.
    pub fn new(records: &'a Records, ids: &[&str]) -> Shelf<'a> {
        let tables = records
            .tables()
            .filter(|(_, table)| table.has("worker_id"))
            .map(|(name, table)| (name, (table, rows_by_worker(table, ids.iter().copied()))))
            .collect();
        Shelf { supply: &records.supply, tables }
    }

    /// A table about workers, and the rows of each of them.
    pub fn place(&self, table: &str) -> Option<(&'a Table, &[Range<usize>])> {
        self.tables.get(table).map(|(table, rows)| (*table, rows.as_slice()))
    }

    /// The rows about the n-th worker; `None` only for a name that is no table about workers.
    pub fn rows(&self, table: &str, worker: usize) -> Option<WorkerRows<'a>> {
        let (table, rows) = self.tables.get(table)?;
        Some(WorkerRows { table, rows: rows.get(worker)?.clone() })
    }
}

/// One worker on one programme.
pub struct Timeline<'a> {
    pub authority: &'a str,
    pub worker: &'a Worker<'a>,
    /// The worker's place among the authority's workers.
    pub index: usize,
    pub rulebook: &'a Rulebook,
    pub clock: Clock,
    /// The days in programme, `[S, W)`; empty for one who has not started.
    pub period: Period,
    /// The end that the programme is due by, extensions included.
    pub programme_due_on: Day,
    pub as_of: Day,
    pub shelf: &'a Shelf<'a>,
    pub is_understated: bool,
}

impl<'a> Timeline<'a> {
    /// Sets up the clock and the days in programme. `ended_on` is the day of a final pass or fail.
    pub fn new(
        authority: &'a str,
        (index, worker): (usize, &'a Worker<'a>),
        rulebook: &'a Rulebook,
        shelf: &'a Shelf<'a>,
        as_of: Day,
        ended_on: Option<Day>,
        is_understated: bool,
    ) -> Timeline<'a> {
        let start = worker.started_on.add_months(-worker.credited_months);
        let clock = Clock::new(start, pauses(&absences(shelf, index), &rulebook.pauses, as_of));
        let until =
            [ended_on, worker.left_on, worker.withdrawn_on].into_iter().flatten().fold(as_of + 1, Day::min);
        let mut timeline = Timeline {
            authority,
            worker,
            index,
            rulebook,
            clock,
            period: Period::new(worker.started_on, until.max(worker.started_on)),
            programme_due_on: start,
            as_of,
            shelf,
            is_understated,
        };
        timeline.programme_due_on = timeline.programme_end();
        timeline
    }

    /// The last day that the run knows of this worker's programme: `as_of`, or the day before it ended.
    pub fn seen(&self) -> Day {
        self.as_of.min(self.period.to - 1)
    }

    /// Whether the programme is over.
    pub fn is_finished(&self) -> bool {
        self.period.to <= self.as_of
    }

    pub fn rows(&self, table: &str) -> Option<WorkerRows<'a>> {
        self.shelf.rows(table, self.index)
    }

    /// The worker's own row of the export: what a due date rests on where nothing was done.
    pub fn own_source(&self) -> Option<String> {
        self.rows("workers").and_then(|rows| rows.source(rows.iter()))
    }

    /// Whether records of a kind can be told of for this worker on a day.
    pub fn is_supplied(&self, table: &str, day: Day) -> bool {
        self.shelf.supply.has(table, self.post_on(day).service)
    }

    /// Where the worker works on a day; before the first and after the last day in programme, as then.
    pub fn post_on(&self, day: Day) -> Post<'a> {
        self.worker.post_on(day.min(self.period.to - 1).max(self.period.from))
    }

    /// Whom a fact is about that belongs to a day.
    pub fn whom_on(&self, day: Day) -> Whom<'a> {
        self.worker.whom(self.authority, self.post_on(day))
    }

    /// Whether a stage that falls due on a day is for this worker's hours.
    pub fn is_for(&self, only: Option<Only>, due_on: Day) -> bool {
        let part_time = self.post_on(due_on).fte < self.rulebook.programme.part_time_below;
        match only {
            None => true,
            Some(Only::FullTime) => !part_time,
            Some(Only::PartTime) => part_time,
        }
    }

    /// The length by the clock, the latest extension agreed when that is later, never beyond the most
    /// months the rulebook allows.
    fn programme_end(&self) -> Day {
        let programme = &self.rulebook.programme;
        let part_time = self.post_on(self.period.from).fte < programme.part_time_below;
        let months = programme.part_time_months.filter(|_| part_time).unwrap_or(programme.months);
        let mut end = self.clock.at(Offset::Months(months));
        if let Some(extensions) = self.rows("extensions") {
            let (agreed, new_end) =
                (extensions.table.dates("agreed_on"), extensions.table.dates("new_end_on"));
            let latest = extensions
                .iter()
                .filter_map(|row| Some((agreed.get(row)?, new_end.get(row)?)))
                .filter(|(agreed_on, _)| *agreed_on <= self.as_of)
                .max();
            if let Some((_, new_end_on)) = latest {
                end = end.max(new_end_on);
            }
        }
        programme.max_months.map_or(end, |most| end.min(self.clock.start().add_months(most)))
    }
}

fn absences<'a>(shelf: &Shelf<'a>, index: usize) -> Vec<Absence<'a>> {
    let Some(rows) = shelf.rows("absences", index) else { return Vec::new() };
    let (kind, from, to) =
        (rows.table.texts("kind"), rows.table.dates("started_on"), rows.table.dates("ended_on"));
    rows.iter()
        .filter_map(|row| {
            Some(Absence { kind: kind.get(row)?, started_on: from.get(row)?, ended_on: to.get(row) })
        })
        .collect()
}
