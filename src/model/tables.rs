//! The canonical record tables: what an export must come down to.
//!
//! One declaration a table; readers, the store, `show` and the documentation all follow it.
//! The columns, their kinds and the closed lists of words are the contract's (section 3).

/// What a cell of a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A reference: trimmed, inner white space folded, upper-cased, a spreadsheet's `.0` dropped.
    Id,
    /// Free text, trimmed.
    Text,
    /// An open vocabulary: lower-cased, spaces and hyphens as underscores.
    Word,
    /// A published id, such as a rulebook's: lower-cased, spaces and underscores as hyphens.
    Slug,
    /// One of these words.
    OneOf(&'static [&'static str]),
    Date,
    /// A whole number from `min` to `max`.
    Whole {
        min: i64,
        max: i64,
    },
    /// A number greater than `above` and at most `max`.
    Number {
        above: f64,
        max: f64,
    },
    YesNo,
}

/// A column of a record table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    /// Must be present and filled.
    pub is_required: bool,
    /// What an empty cell means.
    pub default: Option<&'static str>,
}

/// A record table.
#[derive(Clone, Copy, Debug)]
pub struct TableSpec {
    pub name: &'static str,
    pub columns: &'static [Column],
    /// The columns no two rows may agree in; empty where rows may repeat.
    pub key: &'static [&'static str],
    /// Pairs of columns, the first of which may not be later than the second.
    pub periods: &'static [(&'static str, &'static str)],
}

impl TableSpec {
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Whether each row is about one worker, who must stand in `workers`.
    pub fn is_about_workers(&self) -> bool {
        self.name != "workers" && self.column("worker_id").is_some_and(|column| column.is_required)
    }
}

/// How the published workforce statistics write a figure that is not given: confidential, not available,
/// not applicable, low reliability, and above nothing but rounded to it. None of them is 0.
pub const SYMBOLS: [&str; 5] = ["c", "x", "z", "u", "low"];

/// Columns that stay with every record from the first reader on: file, sheet (null for a text file)
/// and the row as a spreadsheet numbers it.
pub const LINEAGE: [&str; 3] = ["source_file", "source_sheet", "source_row"];

/// Columns that hold what identifies a person: kept in `people` alone, and masked in every message.
pub const PRIVATE: [&str; 2] = ["name", "swe_number"];

/// Columns whose values no message and no list of rejected rows shows: [`PRIVATE`], and the references
/// of children and families.
pub const MASKED: [&str; 4] = ["name", "swe_number", "child_id", "family_id"];

const fn must(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, is_required: true, default: None }
}
const fn may(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, is_required: false, default: None }
}
const fn or(name: &'static str, kind: Kind, default: &'static str) -> Column {
    Column { name, kind, is_required: false, default: Some(default) }
}

use Kind::{Date, Id, OneOf, Slug, Text, Word, YesNo};

const CASE_TYPES: Kind = OneOf(&[
    "child_in_need",
    "child_protection",
    "looked_after",
    "interim_care_order",
    "care_proceedings",
    "private_law",
    "section_47",
    "other",
]);
const COUNT: Kind = Kind::Whole { min: 0, max: 10_000_000 };
/// A published rate: usually a percentage, for caseload cases per full-time worker.
const RATE: Kind = Kind::Number { above: -0.000_001, max: 1_000_000.0 };
const FTE_COUNT: Kind = Kind::Number { above: -0.000_001, max: 10_000_000.0 };

pub const TABLES: &[TableSpec] = &[
    TableSpec {
        name: "workers",
        columns: &[
            must("worker_id", Id),
            must("started_on", Date),
            // A rulebook's id, or `none`.
            may("programme", Slug),
            may("credited_months", Kind::Whole { min: 0, max: 60 }),
            may("cohort", Text),
            may("service", Text),
            may("team", Text),
            may("fte", Kind::Number { above: 0.0, max: 1.0 }),
            may("route", Text),
            may("qualified_on", Date),
            may("employed_on", Date),
            may("left_on", Date),
            may("leaving_reason", Text),
            may("withdrawn_on", Date),
            may("manager_id", Id),
            may("assessor_id", Id),
            may("grade", Text),
            may("name", Text),
            may("swe_number", Text),
        ],
        key: &["worker_id"],
        // Someone who left before the first day is known and never started: no fault (contract, section 4).
        periods: &[("employed_on", "left_on")],
    },
    TableSpec {
        name: "postings",
        columns: &[
            must("worker_id", Id),
            must("from_on", Date),
            may("to_on", Date),
            may("service", Text),
            may("team", Text),
            may("manager_id", Id),
            may("assessor_id", Id),
            may("fte", Kind::Number { above: 0.0, max: 1.0 }),
        ],
        key: &[],
        periods: &[("from_on", "to_on")],
    },
    TableSpec {
        name: "allocations",
        columns: &[
            must("worker_id", Id),
            must("child_id", Id),
            must("started_on", Date),
            may("ended_on", Date),
            or("role", OneOf(&["allocated", "co_worker"]), "allocated"),
            may("case_type", CASE_TYPES),
            may("family_id", Id),
            may("experienced_co_worker", YesNo),
        ],
        key: &[],
        periods: &[("started_on", "ended_on")],
    },
    TableSpec {
        name: "supervisions",
        columns: &[
            must("worker_id", Id),
            must("held_on", Date),
            or(
                "kind",
                OneOf(&["one_to_one", "group", "reflective_consultation", "practice_support", "forum"]),
                "one_to_one",
            ),
            or("status", OneOf(&["held", "cancelled", "missed"]), "held"),
            may("reflective", YesNo),
        ],
        key: &[],
        periods: &[],
    },
    TableSpec {
        name: "reviews",
        columns: &[
            must("worker_id", Id),
            must("stage", Id),
            may("planned_on", Date),
            may("held_on", Date),
            may("manager_attended", YesNo),
            may("rating", OneOf(&["on_track", "concern", "fail_pathway"])),
            may("postponed_reason", Text),
        ],
        key: &[],
        periods: &[],
    },
    TableSpec {
        name: "observations",
        columns: &[
            must("worker_id", Id),
            must("observed_on", Date),
            may("observer_role", OneOf(&["manager", "assessor", "advanced_practitioner", "other"])),
            may("with_child", YesNo),
            may("verbal_feedback_on", Date),
            may("written_feedback_on", Date),
        ],
        key: &[],
        periods: &[],
    },
    TableSpec {
        name: "portfolio",
        columns: &[
            must("worker_id", Id),
            must("item", Word),
            may("submitted_on", Date),
            may("signed_off_on", Date),
            may("outcome", Text),
        ],
        key: &[],
        periods: &[],
    },
    TableSpec {
        name: "concerns",
        columns: &[
            must("worker_id", Id),
            must("level", Kind::Whole { min: 1, max: 3 }),
            must("raised_on", Date),
            may("meeting_on", Date),
            may("resolved_on", Date),
            may("owner", OneOf(&["nqsw", "manager", "assessor"])),
            may("theme", Text),
        ],
        key: &[],
        periods: &[("raised_on", "resolved_on")],
    },
    TableSpec {
        name: "breach_reports",
        columns: &[
            must("worker_id", Id),
            must("reported_on", Date),
            may("reason", Text),
            may("resolved_on", Date),
            may("escalated_on", Date),
        ],
        key: &[],
        periods: &[("reported_on", "resolved_on"), ("reported_on", "escalated_on")],
    },
    TableSpec {
        name: "absences",
        columns: &[
            must("worker_id", Id),
            must("kind", OneOf(&["sickness", "maternity", "adoption", "annual_leave", "other"])),
            must("started_on", Date),
            may("ended_on", Date),
        ],
        key: &[],
        periods: &[("started_on", "ended_on")],
    },
    TableSpec {
        name: "extensions",
        columns: &[
            must("worker_id", Id),
            must("agreed_on", Date),
            must("new_end_on", Date),
            may("reason", Text),
            may("approved_by", Text),
        ],
        key: &[],
        periods: &[],
    },
    TableSpec {
        name: "agreements",
        columns: &[
            must("worker_id", Id),
            must("kind", OneOf(&["complex_work"])),
            must("agreed_on", Date),
            may("ended_on", Date),
            may("case_type", CASE_TYPES),
            may("child_id", Id),
        ],
        key: &[],
        periods: &[("agreed_on", "ended_on")],
    },
    TableSpec {
        name: "sessions",
        columns: &[
            must("worker_id", Id),
            must("kind", Word),
            must("held_on", Date),
            or("days", Kind::Number { above: 0.0, max: 31.0 }, "1"),
            or("status", OneOf(&["attended", "missed", "excused"]), "attended"),
            may("authorised_by", Text),
        ],
        key: &[],
        periods: &[],
    },
    TableSpec {
        name: "events",
        columns: &[
            must("worker_id", Id),
            must("kind", Word),
            must("occurred_on", Date),
            may("reference", Id),
            may("child_id", Id),
            may("by_id", Id),
            may("by_role", Word),
            may("accompanied_by", Word),
            may("value", Text),
        ],
        key: &[],
        periods: &[],
    },
    TableSpec {
        name: "attestations",
        columns: &[
            must("rule", Text),
            may("worker_id", Id),
            may("panel_id", Id),
            may("application_id", Id),
            may("reference", Id),
            must("met", YesNo),
            may("on", Date),
            may("by_role", Word),
        ],
        key: &[],
        periods: &[],
    },
    TableSpec {
        name: "panels",
        columns: &[
            must("panel_id", Id),
            must("kind", OneOf(&["interim", "final", "external", "progression"])),
            must("held_on", Date),
            may("capacity", Kind::Whole { min: 0, max: 1_000 }),
        ],
        key: &["panel_id"],
        periods: &[],
    },
    TableSpec {
        name: "panel_members",
        columns: &[
            must("panel_id", Id),
            must("member_id", Id),
            may("role", Word),
            may("attended", YesNo),
            may("independent", YesNo),
        ],
        key: &["panel_id", "member_id"],
        periods: &[],
    },
    TableSpec {
        name: "panel_cases",
        columns: &[
            must("panel_id", Id),
            must("worker_id", Id),
            may("submitted_on", Date),
            may("moderator_id", Id),
            may("recommendation", OneOf(&["pass", "fail"])),
            may("decision", OneOf(&["pass", "fail", "defer", "refer"])),
            may("decided_on", Date),
        ],
        key: &["panel_id", "worker_id"],
        periods: &[],
    },
    TableSpec {
        name: "progressions",
        columns: &[
            must("application_id", Id),
            must("worker_id", Id),
            must("from_grade", Id),
            must("to_grade", Id),
            must(
                "event",
                OneOf(&[
                    "permission",
                    "logged",
                    "submitted",
                    "quality_assured",
                    "returned",
                    "resubmitted",
                    "panel",
                    "approved",
                    "deferred",
                    "withdrawn",
                    "hr_notified",
                ]),
            ),
            must("occurred_on", Date),
        ],
        key: &[],
        periods: &[],
    },
    TableSpec {
        name: "progression_evidence",
        columns: &[
            must("application_id", Id),
            may("months_in_grade", Kind::Whole { min: 0, max: 1_200 }),
            may("cpd_activities", Kind::Whole { min: 0, max: 10_000 }),
            may("latest_observation_on", Date),
            may("signatures", Kind::Whole { min: 0, max: 4 }),
            may("recommendation", Text),
        ],
        key: &["application_id"],
        periods: &[],
    },
    TableSpec {
        name: "workforce",
        columns: &[
            must("authority", Id),
            must("year", Kind::Whole { min: 1990, max: 2200 }),
            may("inpost_headcount", COUNT),
            may("inpost_fte", FTE_COUNT),
            may("starters_headcount", COUNT),
            may("starters_fte", FTE_COUNT),
            may("leavers_headcount", COUNT),
            may("leavers_fte", FTE_COUNT),
            may("agency_headcount", COUNT),
            may("agency_fte", FTE_COUNT),
            may("vacancies_fte", FTE_COUNT),
            may("case_holders_fte", FTE_COUNT),
            may("cases", COUNT),
            may("days_lost", FTE_COUNT),
            // What the published statistics say beside: the area, the rates, and figures that are symbols.
            may("old_code", Id),
            may("area_name", Text),
            may("level", Word),
            may("turnover_rate_headcount", RATE),
            may("turnover_rate_fte", RATE),
            may("agency_rate_headcount", RATE),
            may("agency_rate_fte", RATE),
            // Of the agency workers, those who cover vacant posts; and of the vacant posts, those covered so.
            may("agency_cover_fte", FTE_COUNT),
            may("agency_cover_rate_fte", RATE),
            may("vacancy_rate_fte", RATE),
            may("vacancy_agency_cover_rate_fte", RATE),
            may("caseload_fte", RATE),
            may("absence_rate_fte", RATE),
            // Why a figure is null: `leavers_fte=u agency_fte=low`.
            may("symbols", Text),
        ],
        key: &["authority", "year"],
        periods: &[],
    },
];

/// The specification of a record table; `None` for a name that is not one.
pub fn table_spec(name: &str) -> Option<&'static TableSpec> {
    TABLES.iter().find(|spec| spec.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_and_periods_name_columns_of_their_table() {
        for spec in TABLES {
            for name in spec.key.iter().chain(spec.periods.iter().flat_map(|(a, b)| [a, b])) {
                assert!(spec.column(name).is_some(), "{}.{name}", spec.name);
            }
            for column in spec.columns {
                assert!(!(column.is_required && column.default.is_some()), "{}.{}", spec.name, column.name);
                if let (Kind::OneOf(words), Some(default)) = (column.kind, column.default) {
                    assert!(words.contains(&default), "{}.{}", spec.name, column.name);
                }
            }
        }
    }
}
