//! Every form of a rulebook and its keys: the rules on cases, supervision, stages and panels.
//!
//! The further forms stand in [`super::further`].

use super::further::{FURTHER, TITLE};
use super::keys::{FormSpec, Holds, Key, may, must};
use Holds::{Date, Id, Number, OneOf, SomeOf, Text, Texts, Whole, Word, WordsOf, YesNo};

/// Months and weeks of a programme: none lasts longer.
pub const MONTHS: Holds = Whole(0, 60);
pub const WEEKS: Holds = Whole(0, 260);

pub const FROM_MONTH: Key = may("from_month", MONTHS, "0", "From this month of the programme clock on.");
pub const FROM_WEEK: Key = may("from_week", WEEKS, "(from_month)", "The same in weeks.");
const TO_MONTH: Key =
    may("to_month", MONTHS, "(to the end)", "Up to, not including, this month of the programme clock.");
const TO_WEEK: Key = may("to_week", WEEKS, "(to_month)", "The same in weeks.");
pub const UNTIL_MONTH: Key =
    may("until_month", MONTHS, "(to the end)", "Up to, not including, this month of the programme clock.");
pub const UNTIL_WEEK: Key = may("until_week", WEEKS, "(until_month)", "The same in weeks.");
const DUE_MONTH: Key = may("due_month", MONTHS, "(one of due_month, due_week)", "The month it falls due.");
const DUE_WEEK: Key = may("due_week", WEEKS, "(one of due_month, due_week)", "The week it falls due.");
const PLUS_DAYS: Key =
    may("plus_days", Whole(0, 366), "0", "Days after that month or week, on the same clock.");
const GRACE_DAYS: Key =
    may("grace_days", Whole(0, 366), "0", "Late only when so many days have passed since.");
const LATE_AFTER_MONTH: Key =
    may("late_after_month", MONTHS, "(grace_days)", "Late only after this month of the programme clock.");
const LATE_AFTER_WEEK: Key = may("late_after_week", WEEKS, "(grace_days)", "The same in weeks.");
pub const ONLY: Key = may("only", OneOf(&["full_time", "part_time"]), "(everybody)", "Whom it is for.");
pub const SERVICE: Key = may("service", Texts, "(every service)", "The services it is for.");

const CAP: FormSpec = FormSpec {
    name: "cap",
    may_repeat: true,
    is_required: false,
    keys: &[
        FROM_MONTH,
        FROM_WEEK,
        TO_MONTH,
        TO_WEEK,
        must("cap", Whole(0, 1_000), "How many children (or families) at most; 0: no allocation yet."),
        may(
            "own_at_most",
            Whole(0, 1_000),
            "(the cap)",
            "Of the cap, how many may be held as allocated worker.",
        ),
        may(
            "strength",
            OneOf(&["mandatory", "advisory"]),
            "\"mandatory\"",
            "Whether it must be kept or is a recommendation.",
        ),
        may("floor", Whole(0, 1_000), "(none)", "The low end of a range; being below it is never a breach."),
        may("service", Texts, "(every service that no other cap names)", "The services it is for."),
    ],
    forms: &[],
    says: "A cap from one point of the programme clock to another. For each service the caps follow each other \
           without gap or overlap, and the last one runs to the end.",
};

const MAIN: &[FormSpec] = &[
    FormSpec {
        name: "programme",
        may_repeat: false,
        is_required: true,
        keys: &[
            must("months", Whole(1, 60), "How long the programme is."),
            may(
                "completion",
                OneOf(&["decision", "submitted", "final_review"]),
                "\"decision\"",
                "What counts as the day it was completed: the panel's decision, the submission of the case that \
                 passed, or the last review.",
            ),
            may("part_time_months", Whole(1, 60), "(months)", "How long it is for part-time workers."),
            may("part_time_below", Number(0.0, 1.0), "1.0", "Who works less than this share is part-time."),
            may(
                "max_months",
                Whole(1, 120),
                "(no limit)",
                "No end is later than so many calendar months after the start.",
            ),
        ],
        forms: &[],
        says: "The programme's length.",
    },
    FormSpec {
        name: "pause",
        may_repeat: true,
        is_required: false,
        keys: &[
            must("absence", WordsOf("absences", "kind"), "Kinds of absence that stop the clock."),
            may("min_days", Whole(1, 366), "1", "Only absences of at least so many days do."),
        ],
        forms: &[],
        says: "Absences that stop the programme clock.",
    },
    FormSpec {
        name: "caseload",
        may_repeat: false,
        is_required: false,
        keys: &[
            may("unit", OneOf(&["children", "families"]), "\"children\"", "What is counted."),
            may(
                "counts",
                WordsOf("allocations", "role"),
                "[\"allocated\", \"co_worker\"]",
                "The roles in which a child counts.",
            ),
            may(
                "escalate_after_days",
                Whole(1, 366),
                "(no escalation)",
                "A breach open for longer is to be escalated: from its report, or its first day where none was made.",
            ),
            may(
                "escalate_from",
                OneOf(&["report", "first_day"]),
                "\"report\"",
                "The day these days run from; the first day of the breach where no report was made.",
            ),
        ],
        forms: &[CAP],
        says: "How many children a worker may hold.",
    },
    FormSpec {
        name: "restriction",
        may_repeat: true,
        is_required: false,
        keys: &[
            must("id", Id, "Its name in facts and files."),
            TITLE,
            must("case_type", WordsOf("allocations", "case_type"), "The kinds of case it is about."),
            may("role", WordsOf("allocations", "role"), "[\"allocated\"]", "The roles that are not allowed."),
            FROM_MONTH,
            FROM_WEEK,
            UNTIL_MONTH,
            UNTIL_WEEK,
            may("until_review", Text, "(none)", "It runs on until the review of this stage has been held."),
            may(
                "unless_experienced_co_worker",
                YesNo,
                "false",
                "Allowed with an experienced co-worker named on the allocation.",
            ),
            may("unless_agreement", YesNo, "false", "Allowed while an agreement of the worker covers it."),
            SERVICE,
        ],
        forms: &[],
        says: "Work that may not be held for a while.",
    },
    FormSpec {
        name: "supervision",
        may_repeat: true,
        is_required: false,
        keys: &[
            must("kinds", WordsOf("supervisions", "kind"), "The kinds of supervision that count."),
            FROM_MONTH,
            FROM_WEEK,
            UNTIL_MONTH,
            UNTIL_WEEK,
            must("every_days", Whole(1, 366), "At most so many days from one to the next."),
            may("grace_days", Whole(0, 366), "0", "Out of date only when so many days more have passed."),
        ],
        forms: &[],
        says: "How often supervision is held. The steps follow each other without gap or overlap.",
    },
    FormSpec {
        name: "review",
        may_repeat: true,
        is_required: false,
        keys: &[
            must("stage", Text, "Its name in the records: \"3\", \"final\"."),
            may("also", Texts, "(none)", "Other names by which records may call it."),
            DUE_MONTH,
            DUE_WEEK,
            PLUS_DAYS,
            GRACE_DAYS,
            LATE_AFTER_MONTH,
            LATE_AFTER_WEEK,
            ONLY,
            may(
                "requires",
                SomeOf(&["manager_attended"]),
                "(nothing)",
                "Columns of the review that must say yes.",
            ),
        ],
        forms: &[],
        says: "A review stage and when it falls due.",
    },
    FormSpec {
        name: "observation",
        may_repeat: true,
        is_required: false,
        keys: &[
            must("number", Whole(1, 50), "The first, second, … by date."),
            DUE_MONTH,
            DUE_WEEK,
            PLUS_DAYS,
            GRACE_DAYS,
            LATE_AFTER_MONTH,
            LATE_AFTER_WEEK,
            ONLY,
        ],
        forms: &[],
        says: "A direct observation and when it falls due.",
    },
    FormSpec {
        name: "feedback",
        may_repeat: false,
        is_required: false,
        keys: &[
            may(
                "verbal_working_days",
                Whole(0, 260),
                "(no rule)",
                "Working days within which it is given in words.",
            ),
            may(
                "written_working_days",
                Whole(0, 260),
                "(no rule)",
                "Working days within which it is written.",
            ),
        ],
        forms: &[],
        says: "Feedback after each direct observation.",
    },
    FormSpec {
        name: "portfolio",
        may_repeat: true,
        is_required: false,
        keys: &[
            must("item", Word, "What the records call it."),
            may(
                "number",
                Whole(1, 50),
                "1",
                "The first, second, … of that item by the day it was submitted.",
            ),
            must("owner", OneOf(&["nqsw", "manager", "assessor"]), "Who can act."),
            DUE_MONTH,
            DUE_WEEK,
            PLUS_DAYS,
            may(
                "before_review",
                Text,
                "(due_month)",
                "Due before the review of this stage: its planned day, or its due day where none is planned.",
            ),
            may("working_days_before", Whole(0, 260), "0", "So many working days before that review."),
            GRACE_DAYS,
            LATE_AFTER_MONTH,
            LATE_AFTER_WEEK,
            ONLY,
        ],
        forms: &[],
        says: "A portfolio item and when it falls due.",
    },
    FormSpec {
        name: "drift",
        may_repeat: false,
        is_required: false,
        keys: &[may(
            "delay_days",
            Whole(1, 366),
            "28",
            "From so many days overdue on, a programme is delayed, not drifting.",
        )],
        forms: &[],
        says: "When drift becomes delay.",
    },
    FormSpec {
        name: "panel",
        may_repeat: false,
        is_required: false,
        keys: &[
            may(
                "kinds",
                SomeOf(&["interim", "final", "external"]),
                "(every kind but progression)",
                "The panels that cases go to.",
            ),
            may(
                "submit_days_before",
                Whole(0, 366),
                "(no rule)",
                "Days before the panel by which a case is submitted.",
            ),
            may("capacity", Whole(1, 1_000), "(no rule)", "Cases a panel can take."),
            may("every_months", Whole(1, 60), "(no rule)", "How often a panel is held."),
        ],
        forms: &[],
        says: "The moderation panel.",
    },
    FormSpec {
        name: "progression",
        may_repeat: false,
        is_required: false,
        keys: &[
            must("from_grade", Text, "The grade before."),
            must("to_grade", Text, "The grade after."),
            may(
                "limit_months",
                Whole(1, 120),
                "(no rule)",
                "Calendar months from permission to decision at most.",
            ),
            may(
                "limit_from",
                OneOf(&["permission", "logged"]),
                "\"permission\"",
                "The day these months run from: the manager's permission, or the log of the intention.",
            ),
            may("min_months_in_grade", Whole(0, 600), "(no rule)", "Months in the grade before at least."),
            may("min_cpd_activities", Whole(0, 1_000), "(no rule)", "Development activities at least."),
            may(
                "observation_within_months",
                Whole(1, 120),
                "(no rule)",
                "The latest observation is not older than so many calendar months on submission.",
            ),
            may(
                "ages_from",
                OneOf(&["submission", "panel"]),
                "\"submission\"",
                "The day that age is counted back from: the latest submission or the latest panel.",
            ),
            may("signatures", Whole(0, 4), "(no rule)", "Signatures at least."),
        ],
        forms: &[],
        says: "Progression from one grade to the next.",
    },
];

const ALL: [FormSpec; MAIN.len() + FURTHER.len()] = {
    let mut all = [MAIN[0]; MAIN.len() + FURTHER.len()];
    let mut i = 0;
    while i < all.len() {
        all[i] = if i < MAIN.len() { MAIN[i] } else { FURTHER[i - MAIN.len()] };
        i += 1;
    }
    all
};

/// The whole rulebook: the keys at its head and all forms.
pub static RULEBOOK: FormSpec = FormSpec {
    name: "",
    may_repeat: false,
    is_required: true,
    keys: &[
        must("id", Id, "Its name: in moderato.toml, in workers' programme column, on every page."),
        must("title", Text, "What people call it."),
        must("source", Text, "The policy document and its date."),
        may("valid_from", Date, "(always)", "Cohorts that began earlier keep the version before."),
    ],
    forms: &ALL,
    says: "An authority's policy as data. Months and weeks run on the programme clock, which stands still while \
           a pause lasts; month 3 is the day three months after the start.",
};
