//! What each of the three invented authorities plans by: caps, stages, items, sessions and panels.
//!
//! A simulated year needs a plan to keep to, or to fall behind. These tables say what managers had in
//! mind, after the published rulebook each folder names; nothing is judged by them, and a change to a
//! rulebook leaves the samples as they are.

/// What the people of an authority try to do in the protected year.
#[derive(Debug)]
pub struct Programme {
    /// The published rulebook that the authority's `moderato.toml` names.
    pub rulebook: &'static str,
    pub months: i32,
    pub part_time_months: Option<i32>,
    /// Case types of each of the three services, the common ones more often.
    pub case_types: [&'static [&'static str]; 3],
    /// The cap of a service (0, 1, 2) in a month of the programme (the first is 0).
    pub cap: fn(usize, i32) -> usize,
    pub co_worked_counts: bool,
    pub restricted: &'static [Restricted],
    /// Kinds of case that are held with an experienced colleague all year, as a rule.
    pub shared: &'static [&'static str],
    /// Kinds of absence that stop the clock, and from how many days on.
    pub pauses: &'static [(&'static str, i64)],
    pub supervision: &'static [SupervisionStep],
    /// Kinds held once a month beside one-to-one supervision.
    pub monthly_meetings: &'static [&'static str],
    pub reviews: &'static [Stage],
    pub part_time_reviews: &'static [Stage],
    /// Months by which the first, second and third observation fall due; part-time after full-time.
    pub observations: [[i32; 3]; 2],
    pub items: &'static [Item],
    pub sessions: &'static [Sessions],
    pub happenings: &'static [Happening],
    pub attestations: &'static [&'static str],
    pub panel_attestations: &'static [&'static str],
    pub panels: Panels,
}

/// Work that is not given to somebody early on, or only in a certain way.
#[derive(Debug)]
pub struct Restricted {
    pub case_type: &'static str,
    pub until_month: i32,
    /// Held with an experienced co-worker; otherwise held as co-worker.
    pub with_experienced: bool,
    /// From this month on it may be held under a written agreement.
    pub agreement_from: Option<i32>,
}

#[derive(Debug)]
pub struct SupervisionStep {
    pub from_week: i64,
    pub every_days: i64,
    /// Group sessions count in these weeks.
    pub group_counts: bool,
}

/// A review's stage and its place on the programme clock.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    pub stage: &'static str,
    pub month: i32,
    pub plus_days: i64,
}

#[derive(Clone, Copy, Debug)]
pub enum ItemDue {
    Week(i64),
    Month(i32),
    /// The programme's last month, full-time or part-time.
    End,
    /// So many working days before a review.
    BeforeReview(&'static str, u32),
}

#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub item: &'static str,
    pub due: ItemDue,
}

#[derive(Debug)]
pub enum When {
    /// Once in every month of the programme before this one.
    Monthly { until_month: i32 },
    /// So many in all, spread between two months.
    InTotal { count: i32, from_month: i32, until_month: i32 },
    /// Every week from a month on.
    Weekly { from_month: i32, weeks: i64 },
}

#[derive(Debug)]
pub struct Sessions {
    pub kind: &'static str,
    pub when: When,
    /// Now and then taken as two half days.
    pub may_be_halved: bool,
}

/// An event, and the one that should follow it.
#[derive(Debug)]
pub struct Happening {
    pub kind: &'static str,
    pub by_role: &'static str,
    pub months: &'static [i32],
    pub then: Option<(&'static str, u32)>,
    /// What it is about, where it is not about a child.
    pub value: Option<&'static str>,
    /// About a child the worker holds; what it is about is then the child's case type.
    pub is_about_child: bool,
    /// Who goes along, as a rule.
    pub accompanied_by: Option<&'static str>,
}

#[derive(Debug)]
pub struct Panels {
    /// Panels are held every month; otherwise for each cohort, and every second month for those who follow.
    pub monthly: bool,
    pub capacity: usize,
    /// Whether the authority states the capacity in its exports.
    pub states_capacity: bool,
    /// Days by which work is sent in before a panel.
    pub submit_days_before: i64,
    /// All are moderated half-way; otherwise a third, drawn at random; otherwise nobody.
    pub interim: Interim,
    /// Days from the end of a cohort's programme to its panel, where panels are for each cohort.
    pub cohort_panel_days: i64,
    /// Days from the programme's end to the day the work is ready for its final panel.
    pub ready_days: [i64; 2],
    pub seats: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interim {
    Everyone,
    AThird,
    Nobody,
}

const fn stage(stage: &'static str, month: i32) -> Stage {
    Stage { stage, month, plus_days: 0 }
}
const fn item(item: &'static str, due: ItemDue) -> Item {
    Item { item, due }
}
const fn step(from_week: i64, every_days: i64, group_counts: bool) -> SupervisionStep {
    SupervisionStep { from_week, every_days, group_counts }
}
const fn until(case_type: &'static str, until_month: i32, with_experienced: bool) -> Restricted {
    Restricted { case_type, until_month, with_experienced, agreement_from: None }
}
const fn event(kind: &'static str, by_role: &'static str, months: &'static [i32]) -> Happening {
    Happening { kind, by_role, months, then: None, value: None, is_about_child: false, accompanied_by: None }
}
const fn readiness(value: &'static str, months: &'static [i32]) -> Happening {
    Happening { value: Some(value), ..event("readiness", "manager", months) }
}
const fn about_child(
    kind: &'static str,
    months: &'static [i32],
    accompanied_by: Option<&'static str>,
) -> Happening {
    Happening { is_about_child: true, accompanied_by, ..event(kind, "nqsw", months) }
}

use ItemDue::{BeforeReview, End, Month, Week};

fn west_sussex_cap(service: usize, month: i32) -> usize {
    match (service, month) {
        (0, ..6) => 10,
        (0, 6) => 15,
        (1, ..4) => 8,
        (1, 4..9) => 11,
        (1, 9) => 15,
        (2, ..4) => 10,
        (2, 4..6) => 15,
        (2, 9..) => 20,
        _ => 18,
    }
}

fn sandwell_cap(_service: usize, month: i32) -> usize {
    match month {
        ..3 => 12,
        3..6 => 14,
        6..9 => 16,
        _ => 18,
    }
}

fn stoke_cap(_service: usize, _month: i32) -> usize {
    16
}

const ASSESSMENT: &[&str] = &[
    "child_in_need",
    "child_in_need",
    "section_47",
    "child_in_need",
    "other",
    "child_protection",
    "child_in_need",
];
const CARE: &[&str] = &[
    "looked_after",
    "looked_after",
    "looked_after",
    "interim_care_order",
    "looked_after",
    "care_proceedings",
];
const SUPPORT: &[&str] = &[
    "child_in_need",
    "child_protection",
    "child_in_need",
    "child_protection",
    "private_law",
    "child_in_need",
    "care_proceedings",
];

pub const WEST_SUSSEX: Programme = Programme {
    rulebook: "west-sussex-2016",
    months: 12,
    part_time_months: None,
    case_types: [ASSESSMENT, CARE, SUPPORT],
    cap: west_sussex_cap,
    co_worked_counts: true,
    restricted: &[
        until("child_protection", 6, true),
        until("looked_after", 6, true),
        until("section_47", 7, true),
        until("care_proceedings", 9, false),
    ],
    shared: &[],
    pauses: &[("maternity", 1), ("sickness", 43), ("other", 43)],
    supervision: &[step(0, 7, true), step(6, 14, false), step(35, 21, false)],
    monthly_meetings: &["group"],
    reviews: &[stage("6", 6), stage("final", 12)],
    part_time_reviews: &[stage("6", 6), stage("final", 12)],
    observations: [[4, 8, 12]; 2],
    items: &[
        item("critical_reflection_log", Month(6)),
        item("critical_reflection_log", Month(12)),
        item("record_of_progressive_assessment", Month(6)),
        item("record_of_progressive_assessment", Month(12)),
    ],
    sessions: &[
        Sessions { kind: "training", when: When::Monthly { until_month: 8 }, may_be_halved: false },
        Sessions {
            kind: "workshop",
            when: When::InTotal { count: 3, from_month: 1, until_month: 10 },
            may_be_halved: false,
        },
        Sessions {
            kind: "study_day",
            when: When::InTotal { count: 3, from_month: 2, until_month: 12 },
            may_be_halved: false,
        },
        Sessions { kind: "mash", when: When::Weekly { from_month: 4, weeks: 6 }, may_be_halved: false },
    ],
    happenings: &[
        event("registered", "regulator", &[0]),
        readiness("visits", &[3]),
        event("duty_shadowed", "nqsw", &[4]),
        about_child("visit", &[4, 5, 6], Some("experienced_worker")),
    ],
    attestations: &["west-sussex/supervision-content", "west-sussex/pathway-embed-discussion"],
    panel_attestations: &["west-sussex/panel-present", "west-sussex/panel-fail-full-discussion"],
    panels: Panels {
        monthly: false,
        capacity: 10,
        states_capacity: false,
        submit_days_before: 14,
        interim: Interim::Everyone,
        cohort_panel_days: -6,
        ready_days: [-34, -20],
        seats: &[
            "principal_social_worker",
            "service_development_lead",
            "learning_and_development_officer",
            "group_manager",
            "service_user",
            "university",
            "assessor",
            "adult_services_lead",
        ],
    },
};

pub const SANDWELL: Programme = Programme {
    rulebook: "sandwell-2025",
    months: 12,
    part_time_months: None,
    case_types: [ASSESSMENT, SUPPORT, CARE],
    cap: sandwell_cap,
    co_worked_counts: true,
    restricted: &[until("section_47", 4, true), until("care_proceedings", 6, false)],
    shared: &["child_protection", "section_47"],
    pauses: &[("maternity", 1), ("adoption", 1), ("sickness", 28)],
    supervision: &[step(0, 7, false), step(6, 14, false), step(26, 29, false)],
    monthly_meetings: &["reflective_consultation", "forum", "group"],
    reviews: &[
        stage("3", 3),
        stage("6", 6),
        stage("9", 9),
        Stage { stage: "final", month: 11, plus_days: 15 },
    ],
    part_time_reviews: &[
        stage("3", 3),
        stage("6", 6),
        stage("9", 9),
        Stage { stage: "final", month: 11, plus_days: 15 },
    ],
    observations: [[3, 6, 12]; 2],
    items: &[
        item("support_agreement", Week(3)),
        item("professional_development_plan", Week(3)),
        item("professional_development_plan", Month(3)),
        item("professional_development_plan", Month(6)),
        item("professional_development_plan", Month(9)),
        item("professional_development_plan", Month(12)),
        item("pqs_self_assessment", Week(3)),
        item("pqs_self_assessment", Month(6)),
        item("pqs_self_assessment", Month(12)),
        item("critical_reflection_log", BeforeReview("3", 10)),
        item("critical_reflection_log", BeforeReview("6", 10)),
        item("critical_reflection_log", BeforeReview("final", 10)),
        item("verification", BeforeReview("3", 5)),
        item("verification", BeforeReview("6", 5)),
        item("verification", BeforeReview("final", 5)),
        item("rspa", Month(3)),
        item("rspa", Month(6)),
        item("rspa", Month(12)),
        item("child_feedback", Month(5)),
        item("child_feedback", Month(9)),
        item("child_feedback", Month(12)),
        item("parent_feedback", Month(4)),
        item("parent_feedback", Month(8)),
        item("parent_feedback", Month(12)),
        item("professional_feedback", Month(5)),
        item("professional_feedback", Month(8)),
        item("professional_feedback", Month(12)),
        item("evaluation_nqsw", Month(12)),
        item("evaluation_assessor", Month(12)),
        item("final_assessment", Month(12)),
    ],
    sessions: &[
        Sessions { kind: "induction", when: When::Weekly { from_month: 0, weeks: 2 }, may_be_halved: false },
        Sessions { kind: "learning_day", when: When::Monthly { until_month: 12 }, may_be_halved: false },
        Sessions { kind: "portfolio_day", when: When::Monthly { until_month: 12 }, may_be_halved: true },
        Sessions {
            kind: "three_way_supervision",
            when: When::InTotal { count: 6, from_month: 1, until_month: 12 },
            may_be_halved: false,
        },
    ],
    happenings: &[
        event("registered", "regulator", &[0]),
        Happening {
            then: Some(("thematic_review_feedback", 7)),
            ..event("thematic_review", "assessor", &[3, 7, 11])
        },
        Happening { then: Some(("dip_sample_feedback", 10)), ..event("dip_sample", "assessor", &[5, 10]) },
        event("appraisal", "manager", &[5]),
        about_child("visit", &[2, 3, 4], Some("advanced_practitioner")),
        readiness("joint_visits", &[5]),
        readiness("child_protection_visits", &[6]),
        about_child("visit", &[7, 9], None),
        event("agreement_meeting", "assessor", &[0]),
        event("induction_completed", "manager", &[0]),
    ],
    attestations: &["sandwell/observation-consent", "sandwell/supervision-content", "sandwell/crl-content"],
    panel_attestations: &["sandwell/pass-criteria"],
    panels: Panels {
        monthly: true,
        capacity: 3,
        states_capacity: true,
        submit_days_before: 14,
        interim: Interim::AThird,
        cohort_panel_days: 0,
        ready_days: [-16, 1],
        seats: &["academy_manager", "assessor", "advanced_practitioner", "team_manager"],
    },
};

pub const STOKE: Programme = Programme {
    rulebook: "stoke-on-trent-2022",
    months: 12,
    part_time_months: Some(18),
    case_types: [ASSESSMENT, SUPPORT, CARE],
    cap: stoke_cap,
    co_worked_counts: false,
    restricted: &[
        Restricted {
            case_type: "child_protection",
            until_month: 9,
            with_experienced: false,
            agreement_from: Some(6),
        },
        until("care_proceedings", 9, false),
        until("interim_care_order", 9, false),
        until("private_law", 3, false),
    ],
    shared: &[],
    pauses: &[("maternity", 1), ("sickness", 28)],
    supervision: &[step(0, 14, false), step(26, 28, false)],
    monthly_meetings: &["group"],
    reviews: &[stage("3", 3), stage("6", 6), stage("9", 9), stage("11", 11)],
    part_time_reviews: &[
        stage("3", 3),
        stage("6", 6),
        stage("9", 9),
        stage("12", 12),
        stage("15", 15),
        stage("18", 18),
    ],
    observations: [[4, 7, 11], [6, 12, 18]],
    items: &[
        item("learning_agreement", Month(1)),
        item("self_assessment", Month(1)),
        item("portfolio", End),
        item("managers_final_report", End),
    ],
    sessions: &[
        Sessions { kind: "induction", when: When::Weekly { from_month: 0, weeks: 1 }, may_be_halved: false },
        Sessions { kind: "workshop", when: When::Monthly { until_month: 12 }, may_be_halved: false },
        Sessions {
            kind: "study_day",
            when: When::InTotal { count: 6, from_month: 2, until_month: 12 },
            may_be_halved: false,
        },
    ],
    happenings: &[
        event("registered", "regulator", &[0]),
        about_child("visit", &[2, 4, 5, 7], Some("experienced_worker")),
        readiness("child_in_need", &[4]),
        readiness("private_law", &[3]),
        readiness("court_work", &[7]),
        about_child("court_attended", &[8, 10], Some("manager")),
        event("induction_completed", "manager", &[0]),
    ],
    attestations: &["stoke/complexity-appropriate", "stoke/review-evidence-available"],
    panel_attestations: &["stoke/research-access"],
    panels: Panels {
        monthly: false,
        capacity: 8,
        states_capacity: false,
        submit_days_before: 10,
        interim: Interim::Nobody,
        cohort_panel_days: 24,
        ready_days: [-14, 12],
        seats: &[
            "principal_social_worker",
            "programme_lead",
            "service_manager",
            "learning_and_development_officer",
        ],
    },
};
