//! The further rules, checked: sessions, deadlines, counts, distinct references, allowed values,
//! attestations, measures, readings.
//!
//! What a kernel needs to know is said here, at each rule, and nowhere else. Common to all of them:
//!
//! * S, W and the programme clock are the contract's (section 4). `seen` is the earlier of `as_of` and
//!   W − 1 day. A worker-level rule judges workers of its `services` (empty: all) and `only`.
//! * Only rows dated on or before `as_of` exist, except planned dates.
//! * `no_records`: the authority supplies nothing that could answer: the table has no rows (for the
//!   worker's service, where sources say what they cover); for `events`, `sessions` and `portfolio`
//!   narrowed to kinds (or items), no row of any of those kinds; for a column that the rule demands or
//!   filters by, no source supplies it (a filter on the word that an empty cell stands for can be told
//!   without). No records is never met and never missed.
//! * What concerns an application to progress is judged for any worker, on a programme or on none, by the
//!   folder's rulebook as it stands on `as_of`, all days up to `as_of` (or leaving) counting: rows of
//!   `progressions`, `progression_evidence` and `facts.progression_stages`, and rows of `events` whose
//!   reference is an application of the worker. An application that was withdrawn owes nothing more.
//! * A row of `panel_cases` without `submitted_on` is of its panel's day, as a row of `panel_members` is.
//! * Each fact row carries the rule's id and `clause`.

use super::{Cited, Offset, Only};

/// A column: of a record table (`events`), or of a fact table (`facts.cap_breaches`).
///
/// `workers.…` names what held for the row's worker on the row's date, or on `as_of` for a row without one
/// (the posting of that day, else the worker's row); `panels.…` the panel of the row's `panel_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnRef {
    pub table: String,
    pub column: String,
}

/// What is asked of a cell. Texts are compared, without regard to case, with the cell as it is printed
/// (`true`, `false`, `3`).
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    OneOf(Vec<String>),
    NoneOf(Vec<String>),
    Filled,
    Empty,
    /// The cell holds several words with spaces between, this among them.
    HasWord(String),
    /// A number not below (for a text column: a text that is one).
    AtLeast(f64),
    AtMost(f64),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    pub column: ColumnRef,
    pub wanted: Wanted,
}

/// Rows of a table that meet every condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// A record table, or `facts.` and a fact table.
    pub table: String,
    pub conditions: Vec<Condition>,
}

/// A stretch of the programme clock, `[due(from), due(until))`; with `until_review` it runs on until that
/// review has been held (a review held early does not end it early), as for restrictions.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    pub from: Offset,
    /// `None`: to W.
    pub until: Option<Offset>,
    pub until_review: Option<String>,
}

/// The table that sessions are counted in, and the column that dates them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionTable {
    /// `held_on`, weighed by `days`.
    Sessions,
    /// `held_on`.
    Supervisions,
    /// `occurred_on`.
    Events,
    /// `held_on`; for rules of the authority only.
    Panels,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    Months(i32),
    Weeks(i32),
    /// One period for all of it.
    InTotal,
}

/// Sessions in each period. Fact: `session_status`, one row a worker, rule and period.
///
/// Periods are `[due(from + i·n), due(from + (i+1)·n))` of the programme clock, from `from` on, the last
/// one cut at `until` (the programme's due end where there is none); `InTotal` is one period. Periods that
/// begin at or after W, or were over before the worker came, have no row. `attended` is the sum of `days` (rows, where the table has no days) of
/// the rows of these kinds and statuses in the period. At least: `met` as soon as attended ≥ required;
/// else `not_due` while the period's last day is after `seen` (also where W cuts it short); else `short`.
/// At most: `over` as soon as attended > required; else `not_due` while the period runs; else `met`.
/// Nothing carries over from one period to the next.
///
/// Of the authority: one row a period, no worker; periods are of n calendar months (weeks) from the first
/// day of the month of the earliest S on; all rows of the authority count.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRule {
    /// The author's, or the kinds joined by hyphens.
    pub id: String,
    /// What readers see in the place of the id.
    pub title: Option<String>,
    pub kinds: Vec<String>,
    pub table: SessionTable,
    /// Statuses that count; empty where the table has no status.
    pub statuses: Vec<String>,
    pub every: Every,
    pub required: f64,
    pub is_at_most: bool,
    pub is_of_authority: bool,
    pub stretch: Stretch,
    pub only: Option<Only>,
    pub services: Vec<String>,
    pub cited: Cited,
}

/// Where a date comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateOf {
    /// S: one row a worker, with the columns of `workers`.
    Start,
    /// The programme's due end (`outcomes.programme_due_on`): one row a worker.
    End,
    /// Each review that applies: its planned day, or its due day where none is planned; as `then`, the day
    /// it was held. Columns of `facts.review_status`.
    Review,
    /// Each panel case: the panel's day. Columns of `panel_cases`, of `panels`, and `flags` of `facts.panel_status`.
    Panel,
    /// Each panel case: `submitted_on`. The same columns.
    Submission,
    /// Each panel case with a decision: `decided_on`, the panel's day where it is empty. The same columns.
    Decision,
    /// Each event of a kind: `occurred_on`.
    Event(String),
    /// Each row of a table with that column filled.
    Column(ColumnRef),
}

/// Dates, each of a row that meets every condition.
#[derive(Clone, Debug, PartialEq)]
pub struct Dates {
    pub of: DateOf,
    pub conditions: Vec<Condition>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Days(i64),
    WorkingDays(u32),
    /// Calendar months, clamped to the month's end.
    Months(i32),
}

/// How the two dates of a deadline lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// `then` follows: due on anchor + `within`; `None`: no number is stated and nothing is ever late.
    After {
        within: Option<Span>,
        /// Done before the anchor is done.
        early_counts: bool,
    },
    /// `then` comes first: due on anchor − `at_least`, and not sooner than anchor − `within` (`None`: any time).
    Before { at_least: Span, within: Option<Span> },
}

/// A deadline between two dates. Fact: `deadline_status`, one row an anchor.
///
/// Anchors are the dates of `anchor` of one worker in `[S, W)` (`Start` and `workers` columns always; the
/// anchor of a `Before` also where it was planned for later than that: a review, a panel, the due end), the
/// earliest only with `first_only`, none for a worker without an event of kind `only_with`.
/// `counts_from_month` moves an anchor to the last day before its month.
///
/// A `then` date belongs to an anchor when it is of the same worker and, where both are columns of one
/// table and no condition differs, of the same row; else when the rows agree in every column of `matching`
/// that the anchor's row has filled. Without `matching`: `reference`, where both rows have one (the
/// `reference` of an event may name a panel or an application: it then agrees with `panel_id` or
/// `application_id`).
///
/// `started_on` is the anchor. After: `done_on` is the earliest such date on or after the anchor (with
/// `early_counts` the latest before it, where there is none after). Before: `done_on` is the latest such
/// date not after `due_on` and not sooner than `within` allows, else the earliest after `due_on`.
/// Status: `on_time` (done_on ≤ due_on, or done and no number stated), `late` (done after), `overdue` (not
/// done, seen > due_on), `not_required` (not done, W ≤ `as_of`), `not_due`. `days_late` as for reviews. Working
/// days are counted strictly after (before) the anchor; 0 is the anchor itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Deadline {
    pub id: String,
    /// What readers see in the place of the id.
    pub title: Option<String>,
    pub anchor: Dates,
    pub then: Dates,
    pub order: Order,
    pub matching: Vec<String>,
    pub counts_from_month: bool,
    pub first_only: bool,
    pub only_with: Option<String>,
    pub owner: Option<String>,
    pub only: Option<Only>,
    pub services: Vec<String>,
    pub cited: Cited,
}

/// What rows are counted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedFor {
    /// A row a worker: rows of the worker in the stretch; due at its end.
    Worker,
    /// A row a review held: rows of the worker whose `reference` (or `stage`) is the review's stage.
    Review,
    /// A row a panel held by `as_of`: rows with its `panel_id` (or with it as `reference`).
    Panel,
    /// A row an application decided or open (not one withdrawn): rows with its `application_id` (or with it as `reference`);
    /// due on its decision, or, while it is open, not yet.
    Application,
    /// A row a team that a programme worker is in on `as_of`: rows whose worker is in that team then, and
    /// has not left.
    Team,
    /// One row: all rows of the authority by `as_of`; always due.
    Authority,
}

impl CountedFor {
    pub fn word(self) -> &'static str {
        match self {
            CountedFor::Worker => "worker",
            CountedFor::Review => "review",
            CountedFor::Panel => "panel",
            CountedFor::Application => "application",
            CountedFor::Team => "team",
            CountedFor::Authority => "authority",
        }
    }
}

/// How many rows there are. Fact: `at_least_status`.
///
/// `counted` is the number of rows (of different filled values of `distinct`, where named), dated by the
/// table's own date (`dated_by`) and within `[due(from), due(by)]` where counted for a worker.
/// At least: `met` as soon as counted ≥ required; else `not_due` while due_on ≥ `as_of` or W ended it first;
/// else `short`. At most: `over` as soon as counted > required; else `not_due` until due_on has passed;
/// else `met`. Reviews, panels, teams and the authority are always due. What was due before the worker came
/// has no row.
#[derive(Clone, Debug, PartialEq)]
pub struct AtLeast {
    pub id: String,
    /// What readers see in the place of the id.
    pub title: Option<String>,
    pub rows: Rows,
    /// The column that dates the rows; `None` for tables without one (`panel_members` by its panel).
    pub dated_by: Option<String>,
    pub count: i64,
    pub is_at_most: bool,
    pub distinct: Option<String>,
    pub counted_for: CountedFor,
    /// With [`CountedFor::Panel`]: empty for every kind.
    pub panel_kinds: Vec<String>,
    pub from: Offset,
    /// `None`: the programme's due end.
    pub by: Option<Offset>,
    /// Only for those who had been in post (since `employed_on`, else S) for fewer calendar months on the day it
    /// is due; of an application on the day it was submitted, or as it stands where it was not.
    pub in_post_under_months: Option<i32>,
    pub only: Option<Only>,
    pub services: Vec<String>,
    pub cited: Cited,
}

/// Two references that must differ (or agree). Fact: `distinct_status`, one row a row looked at.
///
/// Rows are of programme workers and dated in `[S, W)` (`workers` and `postings` rows always). `dated_on`
/// is the row's date. Status: `cannot_tell` where either cell is empty, else `met` or `not_met`.
#[derive(Clone, Debug, PartialEq)]
pub struct Distinct {
    pub id: String,
    /// What readers see in the place of the id.
    pub title: Option<String>,
    pub rows: Rows,
    pub dated_by: Option<String>,
    pub column: ColumnRef,
    pub other: ColumnRef,
    pub must_be_same: bool,
    pub services: Vec<String>,
    pub cited: Cited,
}

/// What a column may hold. Fact: `allowed_status`, one row a row looked at.
///
/// Rows are of programme workers and dated in the stretch (`workers`, `postings` and
/// `progression_evidence` rows always). `dated_on` is the row's date, `value` the cell (never a reference of
/// a child or family). Status: `met` where the cell meets every demand, `not_met` where it does not, `cannot_tell`
/// where it is empty and no demand is [`Wanted::Filled`].
#[derive(Clone, Debug, PartialEq)]
pub struct Allowed {
    pub id: String,
    /// What readers see in the place of the id.
    pub title: Option<String>,
    pub rows: Rows,
    pub dated_by: Option<String>,
    pub column: ColumnRef,
    pub demands: Vec<Wanted>,
    pub stretch: Stretch,
    pub only: Option<Only>,
    pub services: Vec<String>,
    pub cited: Cited,
}

/// What an attestation is said of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttestedOf {
    Worker,
    /// Each observation: `reference` holds its date or number; a row without one is about all those made
    /// by its day.
    Observation,
    Panel,
    Application,
    /// The authority as a whole: neither worker, panel nor application stands in the row.
    Authority,
    /// Kept by the wording of pages and packs: no row of records, no fact.
    Report,
}

impl AttestedOf {
    pub fn word(self) -> &'static str {
        match self {
            AttestedOf::Worker => "worker",
            AttestedOf::Observation => "observation",
            AttestedOf::Panel => "panel",
            AttestedOf::Application => "application",
            AttestedOf::Authority => "authority",
            AttestedOf::Report => "report",
        }
    }
}

/// What no record can decide. Fact: `attestation_status`, one row a worker (panel, …) and rule.
///
/// A row of `attestations` is about it when its `rule` is the id or one of the cited rules. `met`: `no`
/// where any such row says no, `yes` where one says yes, else `cannot_tell`.
#[derive(Clone, Debug, PartialEq)]
pub struct Attestation {
    pub id: String,
    pub text: String,
    pub of: AttestedOf,
    pub cited: Cited,
}

/// An expectation without a number, and the tables that show how it stands. No fact of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    pub id: String,
    pub text: String,
    /// `facts.cap_breaches`, `metrics.retention`.
    pub shown_by: Vec<String>,
    pub cited: Cited,
}

/// An unclear place of the source, and how it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub reference: String,
    pub taken: String,
    pub alternative: String,
    /// Whether the alternative is in force.
    pub is_flipped: bool,
    /// Whether flipping it changes a value of the rulebook.
    pub sets_values: bool,
    /// Why no value of a rulebook says the other reading; `None` where one does, or no reason is given.
    pub fixed: Option<String>,
    pub cited: Cited,
}
