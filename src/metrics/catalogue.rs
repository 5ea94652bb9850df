//! The metrics: their queries, and what is added to them after.

use super::head::Head;

/// One metric's definition.
#[derive(Clone, Copy, Debug)]
pub struct Query {
    /// The metric's id: its query's file, its table's name.
    pub id: &'static str,
    pub sql: &'static str,
    /// The columns its rows are sorted by.
    pub order: &'static [&'static str],
    /// The percentages of people or events, each with an interval after it.
    pub shares: &'static [Share],
    /// What is estimated from how long things lasted.
    pub survival: Option<Estimate>,
    /// Whether groups differ by more than chance.
    pub test: Option<ChanceTest>,
}

impl Query {
    pub fn head(&self) -> Head {
        Head::read(self.sql)
    }
}

/// A percentage of people or events: 100 × `of` / the sum of `among`.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// The column of the percentage; `lower_95` and `upper_95` come after it.
    pub pct: &'static str,
    pub of: &'static str,
    pub among: &'static [&'static str],
}

/// Pearson's chi-squared test: `p_value` and `differs` come after the statistic's column.
#[derive(Clone, Copy, Debug)]
pub struct ChanceTest {
    pub statistic: &'static str,
    /// How many groups were compared: one more than the degrees of freedom.
    pub groups: &'static str,
    /// The smallest count expected, which says whether the test can be relied on.
    pub least_expected: &'static str,
}

/// A Kaplan–Meier estimate for each group of rows.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    /// Selects `by`, then `length` and `ended`, a row a spell.
    pub spells: &'static str,
    /// The columns that say which rows of the metric a spell belongs to.
    pub by: &'static [&'static str],
    pub figure: Figure,
}

/// What is read off a Kaplan–Meier estimate.
#[derive(Clone, Copy, Debug)]
pub enum Figure {
    /// The median, in a column of this name after another.
    Median { column: &'static str, after: &'static str },
    /// The percentage that remains at the length in column `at`, with its interval; `column` comes after
    /// `at_risk`, and all three are null where that is 0.
    Remaining { column: &'static str, at: &'static str, at_risk: &'static str },
    /// Every step: the number at risk, and the percentage that remains with its interval, at the length in
    /// column `at`. They come after `after`.
    Curve { at: &'static str, after: &'static str },
}

macro_rules! query {
    ($id:literal, $order:expr, $shares:expr) => {
        query!($id, $order, $shares, None)
    };
    ($id:literal, $order:expr, $shares:expr, $survival:expr) => {
        query!($id, $order, $shares, $survival, None)
    };
    ($id:literal, $order:expr, $shares:expr, $survival:expr, $test:expr) => {
        Query {
            id: $id,
            sql: include_str!(concat!("../../queries/", $id, ".sql")),
            order: $order,
            shares: $shares,
            survival: $survival,
            test: $test,
        }
    };
}

/// How long those who are or were on a programme have been in post.
const SPELLS_OF_PROGRAMMES: &str = "select spells.authority as authority, spells.months as length, \
     spells.\"left\" as ended from retention_spells as spells join outcomes as places \
     on spells.authority = places.authority and spells.worker_id = places.worker_id";

const ON_TIME: &[Share] =
    &[Share { pct: "on_time_pct", of: "on_time", among: &["on_time", "late", "overdue"] }];

/// Every metric whose facts a run makes, in the order of the contract.
pub const QUERIES: &[Query] = &[
    query!("cap_breaches", &["authority", "cohort", "service"], &[]),
    query!("work_restrictions", &["authority", "cohort", "restriction"], &[]),
    query!("supervision_in_date", &["authority", "cohort", "service"], &[]),
    query!("reviews_on_time", &["authority", "cohort", "stage"], ON_TIME),
    query!("observations_on_time", &["authority", "cohort", "number"], ON_TIME),
    query!("feedback_on_time", &["authority", "cohort", "kind"], ON_TIME),
    query!("drift_and_delay", &["authority", "cohort"], &[]),
    query!("delay_by_owner", &["authority", "cohort", "owner"], ON_TIME),
    query!(
        "pass_rates",
        &["authority", "cohort"],
        &[Share { pct: "pass_pct", of: "passed", among: &["decided"] }]
    ),
    query!("panel_throughput", &["authority", "panel_month", "kind"], &[]),
    query!(
        "moderation_agreement",
        &["authority", "cohort"],
        &[Share { pct: "agreed_pct", of: "agreed", among: &["cases"] }]
    ),
    query!(
        "fg_throughput",
        &["authority", "from_grade", "to_grade", "quarter"],
        &[Share { pct: "approved_pct", of: "approved", among: &["approved", "deferred"] }],
        Some(Estimate {
            spells: "select authority, from_grade, to_grade, quarter, cast(days_open as double) as length, \
                     status = 'approved' as ended from progression_stages",
            by: &["authority", "from_grade", "to_grade", "quarter"],
            figure: Figure::Median { column: "median_days_to_approval", after: "over_limit" },
        })
    ),
    query!("fg_flow", &["authority", "month"], &[]),
    query!(
        "retention",
        &["authority", "cohort", "month"],
        &[],
        Some(Estimate {
            spells: "select authority, cohort, months as length, \"left\" as ended from retention_spells",
            by: &["authority", "cohort"],
            figure: Figure::Remaining { column: "retained_pct", at: "month", at_risk: "at_risk" },
        })
    ),
    query!(
        "workforce",
        &["authority", "year"],
        &[Share { pct: "turnover_headcount_pct", of: "leavers_headcount", among: &["inpost_headcount"] }]
    ),
    query!("forward_look", &["authority", "due_on", "kind", "item", "worker_id"], &[]),
    query!("data_quality", &["authority", "table"], &[]),
    query!("on_time_together", &["authority", "scope", "cohort", "measure", "part"], ON_TIME),
    query!(
        "retention_overall",
        &["authority", "month"],
        &[],
        Some(Estimate {
            spells: SPELLS_OF_PROGRAMMES,
            by: &["authority"],
            figure: Figure::Remaining { column: "retained_pct", at: "month", at_risk: "at_risk" },
        })
    ),
    query!("cap_pressure", &["authority", "team", "month"], &[]),
    query!(
        "retention_curve",
        &["authority", "months"],
        &[],
        Some(Estimate {
            spells: SPELLS_OF_PROGRAMMES,
            by: &["authority"],
            figure: Figure::Curve { at: "months", after: "censored" },
        })
    ),
    query!(
        "fg_stages",
        &["authority", "from_grade", "to_grade", "step"],
        &[],
        Some(Estimate {
            spells: "select authority, from_grade, to_grade, stage, cast(days as double) as length, \
                     reached_on is not null as ended from progression_waits",
            by: &["authority", "from_grade", "to_grade", "stage"],
            figure: Figure::Median { column: "median_days", after: "reached" },
        })
    ),
    query!(
        "cohort_rates",
        &["authority", "cohort", "measure"],
        &[Share { pct: "pct", of: "numerator", among: &["denominator"] }]
    ),
    query!(
        "cohort_differences",
        &["authority", "measure"],
        &[Share { pct: "pct", of: "numerator", among: &["denominator"] }],
        None,
        Some(ChanceTest { statistic: "chi_squared", groups: "cohorts", least_expected: "least_expected" })
    ),
];
