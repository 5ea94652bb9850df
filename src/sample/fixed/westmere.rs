//! Westmere: one workbook with a sheet a table, as an HR and a case management system fill it.

use std::fmt::Write;

use super::{cohort, opening};
use crate::dates::Day;
use crate::sample::authority::Authority;
use crate::sample::export::{Fault, Harm, Layout, Sheet, Style};
use crate::sample::programme::WEST_SUSSEX;
use crate::sample::records::Id;

pub fn authority(seed: u64) -> (Authority, Style) {
    let authority = Authority {
        folder: "westmere".to_owned(),
        code: "X91".to_owned(),
        name: "Westmere".to_owned(),
        programme: &WEST_SUSSEX,
        cohorts: vec![cohort((2023, 9, 4), 15), cohort((2024, 9, 2), 18), cohort((2025, 9, 1), 16)],
        services: [
            ("CA&I", &["Practice Group Heron", "Practice Group Kestrel"]),
            ("CLA", &["Practice Group Lapwing", "Practice Group Plover"]),
            ("FSP", &["Practice Group Swift", "Practice Group Teal", "Practice Group Wren"]),
        ],
        part_time_pct: 8,
        unprogrammed: 0,
        strangers: 0,
        applications: 0,
        seed: seed.wrapping_add(91),
    };
    let mut comment = opening("One workbook, a sheet a table, with Excel's own dates.");
    comment.extend(
        [
            "an allocation that starts on 31/04/2025, one in an unknown role, one there twice; a supervision",
            "without a date. After a run they stand in rejected.csv and among the notices.",
        ]
        .map(str::to_owned),
    );
    let style = Style {
        layout: Layout::Workbook("Westmere ASYE monitoring.xlsx"),
        id,
        cohort: |day: Day| format!("September {}", day.quarter().get(..4).unwrap_or_default()),
        yes_no: ["Y", "N"],
        sheets: sheets(),
        faults: vec![
            Fault { table: "allocations", at: 21, harm: Harm::Says("started_on", "31/04/2025") },
            Fault { table: "allocations", at: 48, harm: Harm::Says("role", "Duty cover") },
            Fault { table: "allocations", at: 77, harm: Harm::Repeats },
            Fault { table: "supervisions", at: 35, harm: Harm::Lacks("held_on") },
        ],
        names_sources: true,
        comment,
    };
    (authority, style)
}

/// Pay numbers for staff, the case system's seven-digit numbers for children and families.
fn id(id: Id, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = match id {
        Id::Worker(n) => write!(out, "{}", 810_000 + n),
        Id::Stranger(n) => write!(out, "{}", 990_000 + n),
        Id::Staff(n) => write!(out, "{}", 700_000 + n),
        Id::Child(n) => write!(out, "{}", 2_000_000 + n),
        Id::Family(n) => write!(out, "G{}", 400_000 + n),
        Id::Panel(kind, day, n) => write!(out, "{kind}/{}/{n}", day.month()),
        Id::Application(n) => write!(out, "APP{n:04}"),
        Id::Reference(n) => write!(out, "REF{n:05}"),
    };
}

const CASE_TYPES: &[(&str, &str)] = &[
    ("child_in_need", "Child in Need"),
    ("child_protection", "Child Protection Plan"),
    ("looked_after", "Child Looked After"),
    ("interim_care_order", "CLA - Interim Care Order"),
    ("care_proceedings", "Care Proceedings"),
    ("private_law", "Private Law"),
    ("section_47", "S47 Enquiry"),
    ("other", "Child & Family Assessment"),
];
const YES_NO: &[(&str, &str)] = &[("yes", "Y"), ("no", "N")];

fn sheets() -> Vec<Sheet> {
    vec![
        Sheet::new(
            "workers",
            "NQSW list",
            &[
                ("worker_id", "Payroll No"),
                ("name", "Employee Name"),
                ("swe_number", "SWE Registration No"),
                ("cohort", "Academy Cohort"),
                ("service", "Service"),
                ("team", "Practice Group"),
                ("fte", "FTE"),
                ("started_on", "ASYE Start Date"),
                ("credited_months", "Months Credited"),
                ("route", "Qualifying Route"),
                ("qualified_on", "Date Qualified"),
                ("employed_on", "Continuous Service Date"),
                ("left_on", "Leaving Date"),
                ("leaving_reason", "Leaving Reason"),
                ("withdrawn_on", "ASYE Withdrawn Date"),
                ("manager_id", "Practice Manager Payroll No"),
                ("assessor_id", "ASYE Assessor Payroll No"),
                ("grade", "Grade"),
            ],
        )
        .titled("Academy: newly qualified social workers, all cohorts")
        .noting("A title stands above the headings, which are in row 3."),
        Sheet::new(
            "postings",
            "Moves",
            &[
                ("worker_id", "Payroll No"),
                ("from_on", "Effective From"),
                ("to_on", "Effective To"),
                ("service", "Service"),
                ("team", "Practice Group"),
                ("manager_id", "Practice Manager Payroll No"),
                ("assessor_id", "ASYE Assessor Payroll No"),
                ("fte", "FTE"),
            ],
        ),
        Sheet::new(
            "allocations",
            "Caseload",
            &[
                ("worker_id", "Worker Payroll No"),
                ("child_id", "Person ID"),
                ("family_id", "Group ID"),
                ("role", "Worker Involvement"),
                ("case_type", "Category of Need"),
                ("started_on", "Allocation Start"),
                ("ended_on", "Allocation End"),
                ("experienced_co_worker", "Experienced SW Named"),
            ],
        )
        .spelling("role", &[("allocated", "Allocated SW"), ("co_worker", "Co-worker")])
        .spelling("case_type", CASE_TYPES)
        .spelling("experienced_co_worker", YES_NO)
        .titled("Caseload history - allocations to Academy workers")
        .noting("From the case management system, a row for every allocation; a title above the headings."),
        Sheet::new(
            "supervisions",
            "Supervision",
            &[
                ("worker_id", "Payroll No"),
                ("held_on", "Supervision Date"),
                ("kind", "Type"),
                ("status", "Outcome"),
                ("reflective", "Reflective Y/N"),
            ],
        )
        .spelling("kind", &[("one_to_one", "1:1"), ("group", "Group supervision")])
        .spelling("status", &[("held", "Held"), ("cancelled", "Cancelled"), ("missed", "Did not take place")])
        .spelling("reflective", YES_NO),
        Sheet::new(
            "reviews",
            "Reviews",
            &[
                ("worker_id", "Payroll No"),
                ("stage", "Review"),
                ("planned_on", "Planned Date"),
                ("held_on", "Date Held"),
                ("manager_attended", "PM Attended"),
                ("rating", "Progress"),
                ("postponed_reason", "Reason Postponed"),
            ],
        )
        .spelling("stage", &[("6", "6 month review"), ("final", "Final review")])
        .spelling(
            "rating",
            &[("on_track", "On track"), ("concern", "Some concern"), ("fail_pathway", "Fail pathway")],
        )
        .spelling("manager_attended", YES_NO),
        Sheet::new(
            "observations",
            "Observations",
            &[
                ("worker_id", "Payroll No"),
                ("observed_on", "Date of Observation"),
                ("observer_role", "Observed By"),
                ("with_child", "Direct Work With Child"),
                ("verbal_feedback_on", "Verbal Feedback Given"),
                ("written_feedback_on", "Written Feedback Given"),
            ],
        )
        .spelling(
            "observer_role",
            &[
                ("manager", "Practice Manager"),
                ("assessor", "ASYE Assessor"),
                ("advanced_practitioner", "Grade 10/11"),
            ],
        )
        .spelling("with_child", YES_NO),
        Sheet::new(
            "portfolio",
            "Portfolio",
            &[
                ("worker_id", "Payroll No"),
                ("item", "Document"),
                ("submitted_on", "Date Submitted"),
                ("signed_off_on", "Date Signed Off"),
                ("outcome", "Outcome"),
            ],
        )
        .spelling(
            "item",
            &[
                ("critical_reflection_log", "Critical Reflection Log"),
                ("record_of_progressive_assessment", "Record of Progressive Assessment"),
            ],
        ),
        Sheet::new(
            "concerns",
            "Concerns",
            &[
                ("worker_id", "Payroll No"),
                ("level", "Step"),
                ("raised_on", "Date Raised"),
                ("meeting_on", "Meeting Date"),
                ("resolved_on", "Date Resolved"),
                ("owner", "With"),
                ("theme", "Theme"),
            ],
        )
        .spelling("owner", &[("nqsw", "NQSW"), ("manager", "Practice Manager"), ("assessor", "Assessor")]),
        Sheet::new(
            "breach_reports",
            "Caseload exceptions",
            &[
                ("worker_id", "Payroll No"),
                ("reported_on", "Date Reported"),
                ("reason", "Reason"),
                ("resolved_on", "Date Resolved"),
                ("escalated_on", "Date Escalated"),
            ],
        ),
        Sheet::new(
            "absences",
            "Absence",
            &[
                ("worker_id", "Payroll No"),
                ("kind", "Absence Type"),
                ("started_on", "First Day"),
                ("ended_on", "Last Day"),
            ],
        )
        .spelling(
            "kind",
            &[("sickness", "Sickness"), ("maternity", "Maternity Leave"), ("annual_leave", "Annual Leave")],
        ),
        Sheet::new(
            "extensions",
            "Extensions",
            &[
                ("worker_id", "Payroll No"),
                ("agreed_on", "Date Agreed"),
                ("new_end_on", "New End Date"),
                ("reason", "Grounds"),
                ("approved_by", "Approved By"),
            ],
        ),
        Sheet::new(
            "sessions",
            "Training",
            &[
                ("worker_id", "Payroll No"),
                ("kind", "Event"),
                ("held_on", "Event Date"),
                ("days", "Days"),
                ("status", "Attendance"),
                ("authorised_by", "Absence Authorised By"),
            ],
        )
        .spelling(
            "kind",
            &[
                ("training", "Pathway course"),
                ("workshop", "University workshop"),
                ("study_day", "Study day"),
                ("mash", "MASH day"),
            ],
        )
        .spelling("status", &[("attended", "Attended"), ("missed", "DNA"), ("excused", "Apologies")]),
        Sheet::new(
            "events",
            "Events",
            &[
                ("worker_id", "Payroll No"),
                ("kind", "Event"),
                ("occurred_on", "Date"),
                ("reference", "Ref"),
                ("child_id", "Person ID"),
                ("by_role", "By"),
                ("accompanied_by", "Accompanied By"),
                ("value", "Detail"),
            ],
        ),
        Sheet::new(
            "attestations",
            "Confirmations",
            &[
                ("rule", "Rule"),
                ("worker_id", "Payroll No"),
                ("panel_id", "Panel Ref"),
                ("met", "Confirmed"),
                ("on", "Date"),
                ("by_role", "By"),
            ],
        )
        .spelling("met", YES_NO),
        Sheet::new(
            "panels",
            "Panels",
            &[("panel_id", "Panel Ref"), ("kind", "Panel"), ("held_on", "Panel Date")],
        )
        .spelling(
            "kind",
            &[
                ("interim", "Interim moderation"),
                ("final", "Final moderation"),
                ("external", "Regional external panel"),
            ],
        ),
        Sheet::new(
            "panel_members",
            "Panel members",
            &[
                ("panel_id", "Panel Ref"),
                ("member_id", "Payroll No"),
                ("role", "Seat"),
                ("attended", "Attended"),
                ("independent", "Independent"),
            ],
        )
        .spelling("attended", YES_NO)
        .spelling("independent", YES_NO),
        Sheet::new(
            "panel_cases",
            "Panel cases",
            &[
                ("panel_id", "Panel Ref"),
                ("worker_id", "Payroll No"),
                ("submitted_on", "Portfolio Received"),
                ("moderator_id", "Moderator Payroll No"),
                ("recommendation", "Assessor Recommendation"),
                ("decision", "Panel Decision"),
                ("decided_on", "Decision Date"),
            ],
        )
        .spelling("recommendation", &[("pass", "PASS"), ("fail", "FAIL")])
        .spelling("decision", &[("pass", "PASS"), ("fail", "FAIL"), ("defer", "DEFER"), ("refer", "REFER")]),
    ]
}
