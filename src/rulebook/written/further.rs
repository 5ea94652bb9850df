//! The further forms: sessions, deadlines between any two dates, counts, allowed values, attestations,
//! measures, readings. Generic on purpose: a rule of a policy is data, never a piece of code.
//!
//! What each means exactly is said at its checked type, in [`crate::rulebook::further`].

use super::forms::{FROM_MONTH, FROM_WEEK, MONTHS, ONLY, SERVICE, UNTIL_MONTH, UNTIL_WEEK, WEEKS};
use super::keys::{FormSpec, Holds, Key, may, must};
use Holds::{Amount, Id, OneOf, Pairs, Text, Texts, Whole, Word, Words, WordsOf, YesNo};

const COUNT: Holds = Whole(0, 10_000);
const ID: Key = must("id", Id, "Its name in facts and files.");
/// What readers see in the place of an id.
pub const TITLE: Key =
    may("title", Text, "(the id, in words)", "What readers see in its place: a few plain words.");
const TABLE: Key =
    must("table", Text, "The record table, or `facts.` and a fact table, whose rows are looked at.");
const WHERE: Key = may(
    "where",
    Pairs,
    "(every row)",
    "Only rows with these values: { column = \"value\" } or a list of values; \"*\" is any, \"\" is none, \
     \"~word\" is one of several words. A column of the worker's or the panel's own row is written \
     workers.grade, panels.kind.",
);
const UNTIL_REVIEW: Key =
    may("until_review", Text, "(none)", "It runs on until the review of this stage has been held.");

const SESSION: FormSpec = FormSpec {
    name: "session",
    may_repeat: true,
    is_required: false,
    keys: &[
        may("id", Id, "(the kind)", "Its name in facts and files, where two rules are about one kind."),
        TITLE,
        may("kind", Word, "(one of kind, kinds)", "The kind of session in the records."),
        may("kinds", Words, "(one of kind, kinds)", "Several kinds that count alike."),
        may(
            "table",
            OneOf(&["sessions", "supervisions", "events", "panels"]),
            "\"sessions\"",
            "The record table they are in.",
        ),
        may("status", Words, "[\"attended\"], [\"held\"]", "The statuses that count."),
        may(
            "every_months",
            Whole(1, 60),
            "(one of every_months, every_weeks, in_total)",
            "The length of a period.",
        ),
        may(
            "every_weeks",
            Whole(1, 260),
            "(one of every_months, every_weeks, in_total)",
            "The same in weeks.",
        ),
        may("in_total", YesNo, "false", "One period for the whole programme."),
        must("required", Amount(1_000.0), "Days in a period; sessions where days are not given."),
        may("at_most", YesNo, "false", "What is required is a ceiling."),
        may("of", OneOf(&["worker", "authority"]), "\"worker\"", "Whose sessions are counted together."),
        FROM_MONTH,
        FROM_WEEK,
        UNTIL_MONTH,
        UNTIL_WEEK,
        ONLY,
        SERVICE,
    ],
    forms: &[],
    says: "Sessions in each period of the programme clock.",
};

const DEADLINE: FormSpec = FormSpec {
    name: "deadline",
    may_repeat: true,
    is_required: false,
    keys: &[
        ID,
        TITLE,
        may(
            "after",
            Text,
            "(one of after, before)",
            "The date it runs from: a kind of event, `table.column`, `facts.table.column`, or one of start, end, \
             review, panel, submission, decision.",
        ),
        may("before", Text, "(one of after, before)", "The date it counts back from, named in the same way."),
        may("when", Pairs, "(every row)", "Only rows of that date with these values, as `where` elsewhere."),
        must("then", Text, "The date by which it is done, named in the same way."),
        may("then_when", Pairs, "(every row)", "Only rows of that date with these values."),
        may("match", Words, "(reference, where both have one)", "Columns in which the two rows agree."),
        may(
            "within_days",
            Whole(0, 1_830),
            "(no number)",
            "Calendar days from the one to the other at most.",
        ),
        may("within_working_days", Whole(0, 1_000), "(no number)", "The same in working days."),
        may("within_weeks", WEEKS, "(no number)", "The same in weeks."),
        may("within_months", MONTHS, "(no number)", "The same in calendar months."),
        may("days_before", Whole(0, 1_830), "0", "With `before`: so many calendar days before it at least."),
        may("working_days_before", Whole(0, 1_000), "0", "The same in working days."),
        may("weeks_before", WEEKS, "0", "The same in weeks."),
        may("months_before", MONTHS, "0", "The same in calendar months."),
        may(
            "counts_from",
            OneOf(&["month"]),
            "(the day itself)",
            "Counts from the last day before the month of that date: one working day is the month's first.",
        ),
        may("early_counts", YesNo, "false", "With `after`: done before it is done."),
        may("first_only", YesNo, "false", "Only the worker's first such row starts it."),
        may("only_with", Word, "(everybody)", "Only for workers with an event of this kind."),
        may(
            "owner",
            OneOf(&["nqsw", "manager", "assessor", "panel", "organisation"]),
            "(nobody named)",
            "Who can act.",
        ),
        ONLY,
        SERVICE,
    ],
    forms: &[],
    says: "A deadline between any two dates.",
};

const AT_LEAST: FormSpec = FormSpec {
    name: "at_least",
    may_repeat: true,
    is_required: false,
    keys: &[
        ID,
        TITLE,
        TABLE,
        WHERE,
        must("count", COUNT, "How many rows at least."),
        may("at_most", YesNo, "false", "How many at most."),
        may("distinct", Word, "(rows)", "Different values of this column are counted, not rows."),
        may(
            "of",
            OneOf(&["worker", "review", "panel", "application", "team", "authority"]),
            "\"worker\"",
            "What the rows are counted for.",
        ),
        may(
            "panel_kind",
            WordsOf("panels", "kind"),
            "(every panel)",
            "With `of = \"panel\"`: these panels only.",
        ),
        FROM_MONTH,
        FROM_WEEK,
        may("by_month", MONTHS, "(the end)", "Counted up to, and due on, this month of the programme clock."),
        may("by_week", WEEKS, "(by_month)", "The same in weeks."),
        may(
            "in_post_under_months",
            Whole(1, 120),
            "(everybody)",
            "Only for those in post for less than so many months when it is due; of an application: when it was submitted.",
        ),
        ONLY,
        SERVICE,
    ],
    forms: &[],
    says: "How many rows of a kind there are at least, or at most.",
};

const DISTINCT: FormSpec = FormSpec {
    name: "distinct",
    may_repeat: true,
    is_required: false,
    keys: &[
        ID,
        TITLE,
        TABLE,
        WHERE,
        must("column", Text, "The one column."),
        must(
            "other",
            Text,
            "The other: of the same row, or `workers.` and a column for what held on that day.",
        ),
        may("same", YesNo, "false", "The two must be the same instead."),
        SERVICE,
    ],
    forms: &[],
    says: "Two references that must not be the same person.",
};

const ALLOWED: FormSpec = FormSpec {
    name: "allowed",
    may_repeat: true,
    is_required: false,
    keys: &[
        ID,
        TITLE,
        TABLE,
        WHERE,
        must("column", Text, "The column looked at."),
        may("one_of", Texts, "(any)", "The values it may have."),
        may("none_of", Texts, "(none)", "The values it may not have."),
        may("filled", YesNo, "false", "It must not be empty."),
        may("at_least", Amount(1_000_000.0), "(any)", "The smallest number it may be."),
        may("at_most", Amount(1_000_000.0), "(any)", "The largest number it may be."),
        FROM_MONTH,
        FROM_WEEK,
        UNTIL_MONTH,
        UNTIL_WEEK,
        UNTIL_REVIEW,
        ONLY,
        SERVICE,
    ],
    forms: &[],
    says: "What a column may hold.",
};

const ATTESTATION: FormSpec = FormSpec {
    name: "attestation",
    may_repeat: true,
    is_required: false,
    keys: &[
        ID,
        must("text", Text, "What is attested, in a sentence."),
        may(
            "of",
            OneOf(&["worker", "observation", "panel", "application", "authority", "report"]),
            "\"worker\"",
            "What it is said of. `report`: the wording of pages and packs keeps it.",
        ),
    ],
    forms: &[],
    says: "What no record can decide: somebody says yes or no.",
};

const MEASURE: FormSpec = FormSpec {
    name: "measure",
    may_repeat: true,
    is_required: false,
    keys: &[
        ID,
        must("text", Text, "What is expected, in a sentence."),
        must("shown_by", Texts, "The `facts.` or `metrics.` tables that show it."),
    ],
    forms: &[],
    says: "An expectation without a number, and the figures that show how it stands.",
};

const READING: FormSpec = FormSpec {
    name: "reading",
    may_repeat: true,
    is_required: false,
    keys: &[
        must("ref", Text, "What the ambiguity is called, such as SW-A9."),
        must("taken", Text, "The reading taken."),
        must("alternative", Text, "The other reading."),
        may(
            "sets",
            Pairs,
            "(nothing: no value of the rulebook depends on it)",
            "What the other reading changes: { \"review[stage=final].due_month\" = 12 }; false leaves a key, or a \
             whole form, out; a list of forms, [{ stage = \"9\", due_month = 9 }], is added to those there.",
        ),
        may(
            "fixed",
            Text,
            "(the other reading can be taken, or nobody says why not)",
            "Why no value of a rulebook says the other reading.",
        ),
        may("flipped", YesNo, "false", "The other reading is taken."),
    ],
    forms: &[],
    says: "An unclear place of the source: how it was read, and how it could have been.",
};

pub const FURTHER: &[FormSpec] =
    &[SESSION, DEADLINE, AT_LEAST, DISTINCT, ALLOWED, ATTESTATION, MEASURE, READING];
