//! Which records each fact rests on: what a row that is missing, or new, can change.

/// What a fact table is made from.
#[derive(Clone, Copy, Debug)]
pub struct Feed {
    pub fact: &'static str,
    /// The record tables whose rows it is about.
    pub tables: &'static [&'static str],
    /// It is about days in programme, so that [`CLOCK`] changes it too.
    is_on_clock: bool,
    /// Its rules name the tables they look at, which may be any.
    is_by_rule: bool,
}

/// The record tables that say when a worker is in programme, and where.
pub const CLOCK: [&str; 6] = ["workers", "postings", "absences", "extensions", "panels", "panel_cases"];

const fn on_clock(fact: &'static str, tables: &'static [&'static str]) -> Feed {
    Feed { fact, tables, is_on_clock: true, is_by_rule: false }
}
const fn off_clock(fact: &'static str, tables: &'static [&'static str]) -> Feed {
    Feed { fact, tables, is_on_clock: false, is_by_rule: false }
}

const fn by_rule(fact: &'static str) -> Feed {
    Feed { fact, tables: &[], is_on_clock: true, is_by_rule: true }
}

/// Every fact table of a run.
pub const FEEDS: &[Feed] = &[
    on_clock("coverage", &[]),
    on_clock("caseload_steps", &["allocations"]),
    on_clock("cap_breaches", &["allocations", "breach_reports"]),
    on_clock("own_cap_breaches", &["allocations"]),
    on_clock("caseload_months", &["allocations"]),
    on_clock("headroom", &["allocations"]),
    on_clock("review_status", &["reviews"]),
    on_clock("observation_status", &["observations"]),
    on_clock("milestone_status", &["portfolio", "reviews"]),
    on_clock("overdue_months", &["observations", "portfolio", "reviews"]),
    on_clock("programme_clock", &[]),
    on_clock("programme_pauses", &["absences"]),
    on_clock("drift_status", &["observations", "portfolio", "reviews"]),
    on_clock("outcomes", &["panel_cases", "panels", "reviews"]),
    on_clock("observation_feedback", &["observations"]),
    on_clock("supervision_status", &["supervisions"]),
    on_clock("supervision_gaps", &["absences", "supervisions"]),
    on_clock("work_restrictions", &["agreements", "allocations", "reviews"]),
    on_clock("concern_status", &["concerns"]),
    // Its flags rest on more; no metric reads them.
    on_clock("panel_status", &["panel_cases", "panels"]),
    off_clock("retention_spells", &["postings", "workers"]),
    off_clock("progression_stages", &["postings", "progression_evidence", "progressions", "workers"]),
    off_clock("progression_waits", &["postings", "progressions", "workers"]),
    off_clock("progression_months", &["postings", "progressions", "workers"]),
    off_clock("panel_dates", &["panels"]),
    off_clock("workforce_years", &["workforce"]),
    by_rule("session_status"),
    by_rule("deadline_status"),
    by_rule("at_least_status"),
    by_rule("distinct_status"),
    by_rule("allowed_status"),
    by_rule("attestation_status"),
    // Who is heard in full, and suggested, rests on the flags of panel_status; no metric reads them.
    on_clock("panel_agenda", &["concerns", "panel_cases", "panels"]),
    on_clock("moderator_suggestions", &["concerns", "panel_cases", "panel_members", "panels"]),
    off_clock("row_counts", &[]),
];

impl Feed {
    /// Whether the rows of a record table are among what the fact rests on.
    pub fn rests_on(&self, table: &str) -> bool {
        self.is_by_rule || self.tables.contains(&table) || (self.is_on_clock && CLOCK.contains(&table))
    }
}

/// Whether the rows of a record table are among what a fact rests on; `false` for a name that is no fact.
pub fn rests_on(fact: &str, table: &str) -> bool {
    FEEDS.iter().any(|feed| feed.fact == fact && feed.rests_on(table))
}
