//! Sandhaven: text files with ISO dates and headings near the canonical ones; exports about everybody.

use std::fmt::Write;

use super::{cohort, opening};
use crate::dates::Day;
use crate::sample::authority::Authority;
use crate::sample::export::{Dates, Fault, Harm, Layout, Sheet, Style};
use crate::sample::programme::SANDWELL;
use crate::sample::records::Id;

pub fn authority(seed: u64) -> (Authority, Style) {
    let authority = Authority {
        folder: "sandhaven".to_owned(),
        code: "X92".to_owned(),
        name: "Sandhaven".to_owned(),
        programme: &SANDWELL,
        cohorts: vec![cohort((2023, 9, 18), 14), cohort((2024, 9, 16), 17), cohort((2025, 3, 3), 16)],
        services: [
            ("Assessment and Intervention", &["A&I North", "A&I South"]),
            ("Child Protection and Court", &["CP & Court 1", "CP & Court 2", "CP & Court 3"]),
            ("Children in Care", &["CIC East", "CIC West"]),
        ],
        part_time_pct: 8,
        unprogrammed: 48,
        strangers: 14,
        applications: 40,
        seed: seed.wrapping_add(92),
    };
    let mut comment = opening("Text files with ISO dates; the workers and caseload exports list everybody.");
    comment.extend(
        [
            "an allocation that ends before it starts and one in an unknown role; a supervision on 30 February;",
            "a portfolio item without its name; a review and an event there twice. The caseload export's rows",
            "about agency and other staff who are not in the workers export are set aside, and only counted.",
        ]
        .map(str::to_owned),
    );
    let style = Style {
        layout: Layout::Text {
            dates: Dates::Iso,
            windows_1252: false,
            with_mark: true,
            carriage_returns: true,
        },
        id,
        cohort: |day: Day| {
            let month = day.in_words();
            let mut words = month.split(' ').skip(1);
            format!("{} {}", words.next().unwrap_or_default(), words.next().unwrap_or_default())
        },
        yes_no: ["yes", "no"],
        sheets: sheets(),
        faults: vec![
            Fault { table: "allocations", at: 12, harm: Harm::EndsBeforeStart("started_on", "ended_on") },
            Fault { table: "allocations", at: 33, harm: Harm::Says("role", "cover") },
            Fault { table: "supervisions", at: 52, harm: Harm::Says("held_on", "2025-02-30") },
            Fault { table: "portfolio", at: 61, harm: Harm::Lacks("item") },
            Fault { table: "reviews", at: 40, harm: Harm::Repeats },
            Fault { table: "events", at: 70, harm: Harm::Repeats },
        ],
        names_sources: true,
        comment,
    };
    (authority, style)
}

fn id(id: Id, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = match id {
        Id::Worker(n) => write!(out, "SH{n:04}"),
        Id::Stranger(n) => write!(out, "AG{n:04}"),
        Id::Staff(n) => write!(out, "ST{n:05}"),
        Id::Child(n) => write!(out, "{:07}", 300_000 + n),
        Id::Family(n) => write!(out, "F{:06}", 100_000 + n),
        Id::Panel("FIN", day, n) => write!(out, "QAP-{}-{n}", day.month()),
        Id::Panel("INT", day, n) => write!(out, "QAPM-{}-{n}", day.month()),
        Id::Panel("PRO", day, _) => write!(out, "FG-{}", day.month()),
        Id::Panel(kind, day, n) => write!(out, "{kind}-{}-{n}", day.month()),
        Id::Application(n) => write!(out, "FG{n:03}"),
        Id::Reference(n) => write!(out, "TR{n:05}"),
    };
}

fn sheets() -> Vec<Sheet> {
    vec![
        Sheet::new(
            "workers",
            "workers.csv",
            &[
                ("worker_id", "worker_id"),
                ("name", "name"),
                ("swe_number", "swe_number"),
                ("programme", "programme"),
                ("cohort", "cohort"),
                ("started_on", "start_date"),
                ("credited_months", "credited_months"),
                ("service", "service"),
                ("team", "team"),
                ("grade", "grade"),
                ("fte", "fte"),
                ("route", "route"),
                ("qualified_on", "qualified_date"),
                ("employed_on", "employment_start"),
                ("left_on", "leaving_date"),
                ("leaving_reason", "leaving_reason"),
                ("withdrawn_on", "withdrawn_date"),
                ("manager_id", "manager_id"),
                ("assessor_id", "assessor_id"),
            ],
        )
        .noting("The whole workforce; the programme of those who are on none says so."),
        Sheet::new(
            "postings",
            "postings.csv",
            &[
                ("worker_id", "worker_id"),
                ("from_on", "from_date"),
                ("to_on", "to_date"),
                ("service", "service"),
                ("team", "team"),
                ("manager_id", "manager_id"),
                ("assessor_id", "assessor_id"),
                ("fte", "fte"),
            ],
        ),
        Sheet::new(
            "allocations",
            "caseload.csv",
            &[
                ("worker_id", "worker_id"),
                ("child_id", "child_id"),
                ("family_id", "family_id"),
                ("role", "role"),
                ("case_type", "case_type"),
                ("started_on", "start_date"),
                ("ended_on", "end_date"),
                ("experienced_co_worker", "ap_co_allocated"),
            ],
        )
        .setting_others_aside()
        .noting("The caseload of the whole workforce, agency staff too."),
        Sheet::new(
            "supervisions",
            "supervision.csv",
            &[
                ("worker_id", "worker_id"),
                ("held_on", "date"),
                ("kind", "kind"),
                ("status", "status"),
                ("reflective", "reflective"),
            ],
        ),
        Sheet::new(
            "reviews",
            "reviews.csv",
            &[
                ("worker_id", "worker_id"),
                ("stage", "stage"),
                ("planned_on", "planned_date"),
                ("held_on", "held_date"),
                ("manager_attended", "tm_attended"),
                ("rating", "rating"),
                ("postponed_reason", "postponed_reason"),
            ],
        ),
        Sheet::new(
            "observations",
            "observations.csv",
            &[
                ("worker_id", "worker_id"),
                ("observed_on", "observation_date"),
                ("observer_role", "observer_role"),
                ("with_child", "with_child"),
                ("verbal_feedback_on", "verbal_feedback_date"),
                ("written_feedback_on", "written_feedback_date"),
            ],
        ),
        Sheet::new(
            "portfolio",
            "portfolio.csv",
            &[
                ("worker_id", "worker_id"),
                ("item", "item"),
                ("submitted_on", "submitted_date"),
                ("signed_off_on", "signed_off_date"),
                ("outcome", "outcome"),
            ],
        ),
        Sheet::new(
            "concerns",
            "concerns.csv",
            &[
                ("worker_id", "worker_id"),
                ("level", "level"),
                ("raised_on", "raised_date"),
                ("meeting_on", "roc_meeting_date"),
                ("resolved_on", "resolved_date"),
                ("owner", "owner"),
                ("theme", "theme"),
            ],
        ),
        Sheet::new(
            "breach_reports",
            "caseload_exceptions.csv",
            &[
                ("worker_id", "worker_id"),
                ("reported_on", "reported_date"),
                ("reason", "reason"),
                ("resolved_on", "resolved_date"),
                ("escalated_on", "escalated_date"),
            ],
        ),
        Sheet::new(
            "absences",
            "absences.csv",
            &[
                ("worker_id", "worker_id"),
                ("kind", "kind"),
                ("started_on", "first_day"),
                ("ended_on", "last_day"),
            ],
        ),
        Sheet::new(
            "extensions",
            "extensions.csv",
            &[
                ("worker_id", "worker_id"),
                ("agreed_on", "agreed_date"),
                ("new_end_on", "new_end_date"),
                ("reason", "reason"),
                ("approved_by", "approved_by"),
            ],
        ),
        Sheet::new(
            "sessions",
            "sessions.csv",
            &[
                ("worker_id", "worker_id"),
                ("kind", "kind"),
                ("held_on", "date"),
                ("days", "days"),
                ("status", "status"),
                ("authorised_by", "authorised_by"),
            ],
        ),
        Sheet::new(
            "events",
            "events.csv",
            &[
                ("worker_id", "worker_id"),
                ("kind", "kind"),
                ("occurred_on", "date"),
                ("reference", "reference"),
                ("child_id", "child_id"),
                ("by_id", "by_id"),
                ("by_role", "by_role"),
                ("accompanied_by", "accompanied_by"),
                ("value", "value"),
            ],
        ),
        Sheet::new(
            "attestations",
            "attestations.csv",
            &[
                ("rule", "rule"),
                ("worker_id", "worker_id"),
                ("panel_id", "panel_id"),
                ("application_id", "application_id"),
                ("met", "met"),
                ("on", "date"),
                ("by_role", "by_role"),
            ],
        ),
        Sheet::new(
            "panels",
            "panels.csv",
            &[
                ("panel_id", "panel_id"),
                ("kind", "kind"),
                ("held_on", "panel_date"),
                ("capacity", "capacity"),
            ],
        ),
        Sheet::new(
            "panel_members",
            "panel_members.csv",
            &[
                ("panel_id", "panel_id"),
                ("member_id", "member_id"),
                ("role", "role"),
                ("attended", "attended"),
                ("independent", "independent"),
            ],
        ),
        Sheet::new(
            "panel_cases",
            "panel_cases.csv",
            &[
                ("panel_id", "panel_id"),
                ("worker_id", "worker_id"),
                ("submitted_on", "submitted_date"),
                ("moderator_id", "moderator_id"),
                ("recommendation", "recommendation"),
                ("decision", "decision"),
                ("decided_on", "decision_date"),
            ],
        ),
        Sheet::new(
            "progressions",
            "fg_log.csv",
            &[
                ("application_id", "application_id"),
                ("worker_id", "worker_id"),
                ("from_grade", "from_grade"),
                ("to_grade", "to_grade"),
                ("event", "event"),
                ("occurred_on", "date"),
            ],
        )
        .noting("The workforce development team's log of applications from grade F to grade G."),
        Sheet::new(
            "progression_evidence",
            "fg_evidence.csv",
            &[
                ("application_id", "application_id"),
                ("months_in_grade", "months_in_grade"),
                ("cpd_activities", "cpd_activities"),
                ("latest_observation_on", "latest_observation_date"),
                ("signatures", "signatures"),
                ("recommendation", "recommendation"),
            ],
        ),
    ]
}
