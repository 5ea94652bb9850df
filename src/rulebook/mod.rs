//! An authority's policy as data: a programme, its caps, stages, deadlines and panels.
//!
//! These are the checked rules that the kernels judge by; nothing here is left to be found wrong later.
//! Months and weeks run on the programme clock ([`crate::clock`]).

mod answers;
mod beside;
mod check;
mod coverage;
mod fault;
pub mod further;
mod published;
mod schema;
mod template;
mod vocabulary;
mod written;

pub use answers::{Answer, answers};
pub use beside::{Comparison, compare_rulebooks};
pub use check::{SHOWN, check_rulebook, parse_rulebook, report_check};
pub use coverage::{Coverage, CoveredRule, REASONS, Status, coverage_of, published_coverage};
pub use fault::{Fault, render_faults};
pub use further::{
    Allowed, AtLeast, Attestation, AttestedOf, Deadline, Distinct, Measure, Reading, SessionRule,
};
pub use published::{
    EVENT_KINDS, PUBLISHED, Published, find_published, find_rulebook, published, published_text,
};
pub use schema::rulebook_schema;
pub use template::template;
pub use vocabulary::{event_kinds, known_event_kinds, remarks, session_kinds};

use crate::dates::Day;

/// Where a rule stands in its source, for every fact that rests on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cited {
    /// Ids of the source's rules that the form serves, such as `sandwell/review-3`.
    pub rules: Vec<String>,
    /// The place in the source document.
    pub clause: Option<String>,
    /// How an unclear sentence was read.
    pub note: Option<String>,
    /// What a fact's `clause` column holds: the rules and the place, or the rulebook's id and the form
    /// where the author gave neither.
    pub text: String,
}

/// A point on the programme clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Offset {
    Months(i32),
    Weeks(i32),
}

impl Offset {
    pub const START: Offset = Offset::Months(0);
}

/// When something falls due: a point on the programme clock and days after it (on the clock too).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    pub at: Offset,
    pub plus_days: i64,
}

/// When a thing is late: so many days after it fell due, or at a point of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LateAfter {
    GraceDays(i64),
    Point(Offset),
}

/// Whom a stage is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    FullTime,
    PartTime,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Rulebook {
    pub id: String,
    pub title: String,
    pub source: String,
    /// Cohorts that began earlier keep the version before.
    pub valid_from: Option<Day>,
    pub programme: Programme,
    pub pauses: Vec<Pause>,
    pub caseload: Option<Caseload>,
    pub restrictions: Vec<Restriction>,
    pub supervision: Vec<SupervisionStep>,
    pub reviews: Vec<Review>,
    pub observations: Vec<Observation>,
    pub feedback: Option<Feedback>,
    pub portfolio: Vec<PortfolioItem>,
    pub drift: Drift,
    pub panel: Option<PanelRule>,
    pub progression: Option<ProgressionRule>,
    pub sessions: Vec<SessionRule>,
    pub deadlines: Vec<Deadline>,
    pub at_least: Vec<AtLeast>,
    pub distinct: Vec<Distinct>,
    pub allowed: Vec<Allowed>,
    pub attestations: Vec<Attestation>,
    pub measures: Vec<Measure>,
    pub readings: Vec<Reading>,
}

/// What counts as the day a programme was completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Completion {
    #[default]
    Decision,
    Submitted,
    FinalReview,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Programme {
    pub months: i32,
    pub completion: Completion,
    /// The length for those who work less than `part_time_below`; `None`: the same for all.
    pub part_time_months: Option<i32>,
    /// A worker with a smaller share of full time than this is part-time; 1 unless set.
    pub part_time_below: f64,
    /// No end is later than so many calendar months after the start.
    pub max_months: Option<i32>,
    pub cited: Cited,
}

/// Absences of these kinds stop the clock when they last at least `min_days`.
#[derive(Clone, Debug, PartialEq)]
pub struct Pause {
    pub absence: Vec<String>,
    pub min_days: i64,
    pub cited: Cited,
}

/// What a caseload is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Unit {
    #[default]
    Children,
    Families,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Caseload {
    pub unit: Unit,
    /// Whether children held as allocated worker count.
    pub counts_allocated: bool,
    /// Whether co-worked children count.
    pub counts_co_worked: bool,
    pub escalate_after_days: Option<i64>,
    /// Whether these days run from the report of the breach where there is one, not from its first day.
    pub escalates_from_report: bool,
    pub caps: Vec<Cap>,
    pub cited: Cited,
}

/// Whether a cap must be kept or is a recommendation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    Mandatory,
    Advisory,
}

impl Strength {
    pub fn word(self) -> &'static str {
        match self {
            Strength::Mandatory => "mandatory",
            Strength::Advisory => "advisory",
        }
    }
}

/// A cap in force from one point of the clock up to, not including, another.
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    pub from: Offset,
    /// `None`: to the end of the programme.
    pub to: Option<Offset>,
    pub cap: i64,
    /// Of the cap, how many may be held as allocated worker.
    pub own_at_most: Option<i64>,
    pub strength: Strength,
    /// The low end of a range; being below it is never a breach.
    pub floor: Option<i64>,
    /// The services it is for; empty: every service that no other cap names.
    pub services: Vec<String>,
    pub cited: Cited,
}

/// Work that may not be held in some way for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct Restriction {
    pub id: String,
    /// What readers see in the place of the id.
    pub title: Option<String>,
    pub case_types: Vec<String>,
    /// `allocated`, `co_worker`.
    pub roles: Vec<String>,
    pub from: Offset,
    pub until: Offset,
    /// It runs on until the review of this stage has been held.
    pub until_review: Option<String>,
    pub unless_experienced_co_worker: bool,
    pub unless_agreement: bool,
    /// Empty: every service.
    pub services: Vec<String>,
    pub cited: Cited,
}

/// How often supervision is held from one point of the clock to another.
#[derive(Clone, Debug, PartialEq)]
pub struct SupervisionStep {
    pub kinds: Vec<String>,
    pub from: Offset,
    /// `None`: to the end of the programme.
    pub until: Option<Offset>,
    pub every_days: i64,
    pub grace_days: i64,
    pub cited: Cited,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    pub stage: String,
    /// Other names by which records may call the stage: a review held under any of them is this one.
    pub also: Vec<String>,
    pub due: Due,
    pub late_after: LateAfter,
    pub only: Option<Only>,
    /// Columns of the review that must be yes, such as `manager_attended`. They do not change its status:
    /// a review held on time without them was held on time, and its requirements were not met.
    pub requires: Vec<String>,
    pub cited: Cited,
}

impl Review {
    /// Whether records that name a stage so mean this one.
    pub fn is_named(&self, stage: &str) -> bool {
        self.stage.eq_ignore_ascii_case(stage)
            || self.also.iter().any(|also| also.eq_ignore_ascii_case(stage))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    pub number: u32,
    pub due: Due,
    pub late_after: LateAfter,
    pub only: Option<Only>,
    pub cited: Cited,
}

/// Working days within which feedback on an observation is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Feedback {
    pub verbal_working_days: Option<u32>,
    pub written_working_days: Option<u32>,
    pub cited: Cited,
}

/// When a portfolio item falls due.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemDue {
    Clock(Due),
    /// So many working days before the review's planned day, or its due day where none is planned.
    BeforeReview {
        stage: String,
        working_days: u32,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct PortfolioItem {
    pub item: String,
    pub number: u32,
    /// Who can act: `nqsw`, `manager`, `assessor`.
    pub owner: String,
    pub due: ItemDue,
    pub late_after: LateAfter,
    pub only: Option<Only>,
    pub cited: Cited,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// From so many days overdue on, a worker's programme is delayed, not drifting.
    pub delay_days: i64,
    pub cited: Cited,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PanelRule {
    /// Empty: every kind but progression.
    pub kinds: Vec<String>,
    pub submit_days_before: Option<i64>,
    pub capacity: Option<i64>,
    pub every_months: Option<i32>,
    pub cited: Cited,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ProgressionRule {
    pub from_grade: String,
    pub to_grade: String,
    pub limit_months: Option<i32>,
    /// Whether the limit runs from the day the intention was logged, not from permission.
    pub limits_from_log: bool,
    pub min_months_in_grade: Option<i64>,
    pub min_cpd_activities: Option<i64>,
    pub observation_within_months: Option<i32>,
    /// Whether that age is counted back from the latest panel, not from the latest submission.
    pub ages_from_panel: bool,
    pub signatures: Option<i64>,
    pub cited: Cited,
}
