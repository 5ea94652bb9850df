//! Stokeley: text files as an older case management system writes them: its own headings and words,
//! dd/mm/yyyy, Windows-1252.

use std::fmt::Write;

use super::{cohort, opening};
use crate::dates::Day;
use crate::sample::authority::Authority;
use crate::sample::export::{Dates, Fault, Harm, Layout, Sheet, Style};
use crate::sample::programme::STOKE;
use crate::sample::records::Id;

pub fn authority(seed: u64) -> (Authority, Style) {
    let authority = Authority {
        folder: "stokeley".to_owned(),
        code: "X93".to_owned(),
        name: "Stokeley".to_owned(),
        programme: &STOKE,
        cohorts: vec![cohort((2023, 9, 11), 13), cohort((2024, 9, 9), 16), cohort((2025, 10, 6), 15)],
        services: [
            ("Assessment", &["CSS", "FAST"]),
            ("Children’s Specialist Support", &["CWD", "Next Steps", "YOS"]),
            ("Children in Care", &["CIC", "Adoption"]),
        ],
        part_time_pct: 34,
        unprogrammed: 0,
        strangers: 0,
        applications: 0,
        seed: seed.wrapping_add(3_493),
    };
    let mut comment = opening("Text files in Windows-1252 with dd/mm/yyyy, in the case system's own words.");
    comment.extend(
        [
            "an allocation that starts on 31/04/2025, one in an unknown role, one of somebody who is not in",
            "the staff list and one there twice; a review of an unknown rating.",
        ]
        .map(str::to_owned),
    );
    let style = Style {
        layout: Layout::Text {
            dates: Dates::DayFirst,
            windows_1252: true,
            with_mark: false,
            carriage_returns: true,
        },
        id,
        cohort: |day: Day| format!("Cohort {}", day.quarter().get(..4).unwrap_or_default()),
        yes_no: ["Yes", "No"],
        sheets: sheets(),
        faults: vec![
            Fault { table: "allocations", at: 18, harm: Harm::Says("started_on", "31/04/2025") },
            Fault { table: "allocations", at: 41, harm: Harm::Says("role", "Duty cover") },
            Fault { table: "allocations", at: 63, harm: Harm::IsAboutAStranger },
            Fault { table: "allocations", at: 88, harm: Harm::Repeats },
            Fault { table: "reviews", at: 55, harm: Harm::Says("rating", "Tbc") },
        ],
        names_sources: true,
        comment,
    };
    (authority, style)
}

fn id(id: Id, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = match id {
        Id::Worker(n) => write!(out, "{:06}", 4_100 + n),
        Id::Stranger(n) => write!(out, "{:06}", 90_000 + n),
        Id::Staff(n) => write!(out, "{:06}", 50_000 + n),
        Id::Child(n) => write!(out, "{}", 5_000_000 + n),
        Id::Family(n) => write!(out, "{}", 8_000_000 + n),
        Id::Panel(_, day, n) => write!(out, "IMP {} {n}", day.month()),
        Id::Application(n) => write!(out, "A{n:04}"),
        Id::Reference(n) => write!(out, "{n:06}"),
    };
}

const CASE_TYPES: &[(&str, &str)] = &[
    ("child_in_need", "CIN"),
    ("child_protection", "CP"),
    ("looked_after", "CiC - settled"),
    ("interim_care_order", "CiC - ICO"),
    ("care_proceedings", "Proceedings"),
    ("private_law", "Private law (S7/S37)"),
    ("section_47", "S47"),
    ("other", "C&F assessment"),
];

fn sheets() -> Vec<Sheet> {
    vec![
        Sheet::new(
            "workers",
            "ASYE_staff_list.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("name", "Staff Name"),
                ("swe_number", "SWE No."),
                ("cohort", "ASYE Intake"),
                ("service", "Service Area"),
                ("team", "Team Name"),
                ("fte", "Contracted FTE"),
                ("started_on", "Date ASYE Commenced"),
                ("credited_months", "ASYE Months Elsewhere"),
                ("route", "Training Route"),
                ("qualified_on", "Qualification Date"),
                ("employed_on", "Date Joined Council"),
                ("left_on", "Date Left"),
                ("leaving_reason", "Reason for Leaving"),
                ("withdrawn_on", "Date Withdrawn from ASYE"),
                ("manager_id", "Line Manager Ref"),
                ("assessor_id", "ASYE Lead Ref"),
                ("grade", "Pay Grade"),
            ],
        ),
        Sheet::new(
            "postings",
            "Team_history.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("from_on", "Start Date"),
                ("to_on", "End Date"),
                ("service", "Service Area"),
                ("team", "Team Name"),
                ("manager_id", "Line Manager Ref"),
                ("assessor_id", "ASYE Lead Ref"),
                ("fte", "Contracted FTE"),
            ],
        ),
        Sheet::new(
            "allocations",
            "RPT0417_Worker_Involvements.csv",
            &[
                ("worker_id", "Worker Ref"),
                ("child_id", "Client ID"),
                ("family_id", "Family ID"),
                ("role", "Involvement Type"),
                ("case_type", "Legal/Plan Status"),
                ("started_on", "Involvement From"),
                ("ended_on", "Involvement To"),
                ("experienced_co_worker", "Exp. SW Involved"),
            ],
        )
        .spelling("role", &[("allocated", "Key Worker"), ("co_worker", "Secondary Worker")])
        .spelling("case_type", CASE_TYPES)
        .with_surplus("Report Run", "06/03/2026")
        .noting(
            "The standard report of worker involvements; the date of the report stands in its last column.",
        ),
        Sheet::new(
            "supervisions",
            "Supervision_log.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("held_on", "Session Date"),
                ("kind", "Session Type"),
                ("status", "Status"),
                ("reflective", "Reflective?"),
            ],
        )
        .spelling("kind", &[("one_to_one", "Individual"), ("group", "Group")])
        .spelling(
            "status",
            &[("held", "Completed"), ("cancelled", "Cancelled"), ("missed", "Did not attend")],
        ),
        Sheet::new(
            "reviews",
            "ASYE_reviews.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("stage", "Review Type"),
                ("planned_on", "Scheduled For"),
                ("held_on", "Completed On"),
                ("manager_attended", "Manager Present"),
                ("rating", "Outcome"),
                ("postponed_reason", "Comments"),
            ],
        )
        .spelling(
            "stage",
            &[
                ("3", "3 Month"),
                ("6", "6 Month"),
                ("9", "9 Month"),
                ("11", "Final (11 Month)"),
                ("12", "12 Month (PT)"),
                ("15", "15 Month (PT)"),
                ("18", "Final (18 Month PT)"),
            ],
        )
        .spelling(
            "rating",
            &[("on_track", "Progressing"), ("concern", "Concerns"), ("fail_pathway", "At risk of fail")],
        ),
        Sheet::new(
            "observations",
            "Direct_observations.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("observed_on", "Observation Date"),
                ("observer_role", "Observer"),
                ("with_child", "Direct Work?"),
                ("verbal_feedback_on", "Verbal Feedback"),
                ("written_feedback_on", "Written Feedback"),
            ],
        )
        .spelling(
            "observer_role",
            &[
                ("manager", "Line Manager"),
                ("assessor", "ASYE Lead"),
                ("advanced_practitioner", "Senior Practitioner"),
            ],
        ),
        Sheet::new(
            "portfolio",
            "ASYE_documents.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("item", "Document Type"),
                ("submitted_on", "Received"),
                ("signed_off_on", "Signed Off"),
                ("outcome", "Document Status"),
            ],
        )
        .spelling(
            "item",
            &[
                ("learning_agreement", "Learning Agreement"),
                ("self_assessment", "KSS self-assessment"),
                ("portfolio", "ASYE Portfolio"),
                ("managers_final_report", "Manager’s Final Report"),
            ],
        ),
        Sheet::new(
            "concerns",
            "Concerns_log.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("level", "Level"),
                ("raised_on", "Raised"),
                ("meeting_on", "Meeting"),
                ("resolved_on", "Closed"),
                ("owner", "Action Owner"),
                ("theme", "Theme"),
            ],
        )
        .spelling("owner", &[("nqsw", "NQSW"), ("manager", "Line Manager"), ("assessor", "ASYE Lead")]),
        Sheet::new(
            "breach_reports",
            "Caseload_breach_reports.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("reported_on", "Reported"),
                ("reason", "Reason"),
                ("resolved_on", "Resolved"),
                ("escalated_on", "Escalated to PCFSW"),
            ],
        ),
        Sheet::new(
            "absences",
            "HR_absence.csv",
            &[
                ("worker_id", "Employee No"),
                ("kind", "Absence Category"),
                ("started_on", "Absence Start"),
                ("ended_on", "Absence End"),
            ],
        )
        .spelling("kind", &[("sickness", "Sick Leave"), ("maternity", "Maternity"), ("annual_leave", "A/L")])
        .noting("From the HR system; the last day of an absence is a day away."),
        Sheet::new(
            "extensions",
            "ASYE_extensions.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("agreed_on", "Agreed"),
                ("new_end_on", "Revised End Date"),
                ("reason", "Reason"),
                ("approved_by", "Approver"),
            ],
        )
        .spelling(
            "approved_by",
            &[
                ("head_of_service", "Head of Service"),
                ("service_manager", "Strategic Manager"),
                ("programme_coordinator", "PCFSW"),
            ],
        ),
        Sheet::new(
            "agreements",
            "Complex_work_agreements.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("kind", "Agreement"),
                ("agreed_on", "Date Agreed"),
                ("ended_on", "Date Ended"),
                ("case_type", "Type of Work"),
                ("child_id", "Client ID"),
            ],
        )
        .spelling("kind", &[("complex_work", "Complex Working Agreement")])
        .spelling("case_type", CASE_TYPES),
        Sheet::new(
            "sessions",
            "Learning_attendance.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("kind", "Activity"),
                ("held_on", "Activity Date"),
                ("days", "Days"),
                ("status", "Attended"),
                ("authorised_by", "Authorised By"),
            ],
        )
        .spelling(
            "kind",
            &[
                ("induction", "Corporate induction"),
                ("workshop", "ASYE workshop"),
                ("study_day", "Study day"),
            ],
        )
        .spelling(
            "status",
            &[("attended", "Attended"), ("missed", "Did not attend"), ("excused", "Apologies sent")],
        ),
        Sheet::new(
            "events",
            "Key_events.csv",
            &[
                ("worker_id", "Staff Ref"),
                ("kind", "Event"),
                ("occurred_on", "Event Date"),
                ("reference", "Ref"),
                ("child_id", "Client ID"),
                ("by_role", "By"),
                ("accompanied_by", "Accompanied By"),
                ("value", "Detail"),
            ],
        )
        .spelling("by_role", &[("nqsw", "NQSW"), ("panel", "Panel"), ("regulator", "Social Work England")])
        .spelling("accompanied_by", &[("experienced_worker", "Experienced SW"), ("manager", "Line Manager")])
        .spelling(
            "kind",
            &[
                ("registered", "SWE registration"),
                ("induction_completed", "Induction signed off"),
                ("readiness", "Readiness agreed"),
                ("visit", "Statutory visit"),
                ("court_attended", "Court hearing"),
                ("outcome_notified", "Outcome letter"),
                ("certificate_issued", "Certificate issued"),
            ],
        ),
        Sheet::new(
            "attestations",
            "Policy_confirmations.csv",
            &[
                ("rule", "Policy Rule"),
                ("worker_id", "Staff Ref"),
                ("panel_id", "Panel"),
                ("met", "Confirmed"),
                ("on", "Date"),
                ("by_role", "By"),
            ],
        ),
        Sheet::new(
            "panels",
            "Moderation_panels.csv",
            &[("panel_id", "Panel"), ("kind", "Panel Type"), ("held_on", "Panel Date")],
        )
        .spelling("kind", &[("final", "Internal Moderation Panel")]),
        Sheet::new(
            "panel_members",
            "Panel_attendance.csv",
            &[
                ("panel_id", "Panel"),
                ("member_id", "Staff Ref"),
                ("role", "Seat"),
                ("attended", "Present"),
                ("independent", "Independent Member"),
            ],
        ),
        Sheet::new(
            "panel_cases",
            "Panel_outcomes.csv",
            &[
                ("panel_id", "Panel"),
                ("worker_id", "Staff Ref"),
                ("submitted_on", "Portfolio Received"),
                ("moderator_id", "Moderator Ref"),
                ("recommendation", "Manager Recommendation"),
                ("decision", "Panel Outcome"),
                ("decided_on", "Outcome Date"),
            ],
        )
        .spelling("recommendation", &[("pass", "Standards met"), ("fail", "Standards not met")])
        .spelling(
            "decision",
            &[
                ("pass", "Completed"),
                ("fail", "Not met standards"),
                ("defer", "Adjourned"),
                ("refer", "Referred to Strategic Manager"),
            ],
        ),
    ]
}
