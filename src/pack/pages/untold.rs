//! What cannot be told from the records, for how many people, and the export that would answer it.

use std::collections::{BTreeMap, BTreeSet};

use super::report::{Group, Report};
use crate::pack::lines::{Line, facts};
use crate::pack::words;
use crate::pack::{Answer, Block, Matter, Section, Status};

/// A question, and the export that would answer it, by the fact table that stays empty.
const QUESTIONS: [(&str, &str, &str); 12] = [
    ("cap_breaches", "whether caseloads were within the cap", "allocations"),
    (
        "own_cap_breaches",
        "whether more of a caseload was a worker’s own than the cap allows",
        "allocations, with who is allocated and who co-works",
    ),
    ("work_restrictions", "whether restricted work was held", "allocations, with case types and co-workers"),
    ("supervision_status", "whether supervision was in date", "supervisions"),
    ("review_status", "whether reviews were held on time", "reviews"),
    ("observation_status", "whether direct observations were done on time", "observations"),
    (
        "observation_feedback",
        "whether feedback on observations was given on time",
        "observations, with feedback dates",
    ),
    ("milestone_status", "whether portfolio items were submitted on time", "portfolio"),
    (
        "session_status",
        "whether some kinds of session were held as often as the policy asks",
        "sessions, with every kind that the policy names",
    ),
    (
        "deadline_status",
        "whether some of the policy’s other deadlines were kept",
        "events, with every kind that the policy names",
    ),
    (
        "at_least_status",
        "whether some things were done as often as the policy asks",
        "events, with every kind that the policy names",
    ),
    ("allowed_status", "whether some records are as the policy asks", "the columns that these rules look at"),
];

/// A question without an answer.
pub struct Untold {
    pub question: &'static str,
    pub export: &'static str,
    /// How many people it is open for, and how many it should be answered for.
    pub open: i64,
    pub of: i64,
}

/// What cannot be told: of one cohort, or of all where that is `None`.
pub fn untold(report: &Report, cohort: Option<&Group>) -> Vec<Untold> {
    let rows = facts(report.view, "coverage");
    untold_by(rows.into_iter().filter(|line| cohort.is_none_or(|cohort| line.text("cohort") == cohort.name)))
}

/// What cannot be told of one worker.
pub fn untold_of(report: &Report, worker: &str) -> Vec<Untold> {
    untold_by(report.view.rows.of("coverage", worker).iter().copied())
}

fn untold_by<'a>(rows: impl Iterator<Item = Line<'a>>) -> Vec<Untold> {
    let mut people: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for line in rows.filter(|line| line.flag("applies") == Some(true)) {
        let (Some(fact), Some(worker)) = (line.text("fact"), line.text("worker_id")) else { continue };
        let (open, all) = people.entry(fact).or_default();
        all.insert(worker);
        if line.flag("supplied") == Some(false) {
            open.insert(worker);
        }
    }
    QUESTIONS
        .into_iter()
        .filter_map(|(fact, question, export)| {
            let (open, all) = people.get(fact).filter(|(open, _)| !open.is_empty())?;
            Some(Untold { question, export, open: open.len() as i64, of: all.len() as i64 })
        })
        .collect()
}

/// The list under its heading. `is_one` is for one worker's page.
pub fn section(untold: &[Untold], is_one: bool) -> Section {
    let topic = "What cannot be told";
    let n = untold.len() as i64;
    if n == 0 {
        return Section::new("told", "Every rule that this run judges could be judged")
            .topic(topic)
            .paragraph("Records of every kind that the rulebook’s rules rest on were supplied.");
    }
    let matters = untold.iter().map(|one| matter(one, is_one)).collect();
    let questions = words::capital(&words::spelt_of(n, "question", "questions"));
    Section::new("told", format!("{questions} cannot be answered from these records"))
        .topic(topic)
        .block(Block::Matters(matters))
}

fn matter(one: &Untold, is_one: bool) -> Matter {
    let facts = if is_one || one.open == one.of {
        "No records of this kind were supplied.".to_owned()
    } else {
        format!(
            "No records of this kind were supplied for {} of {} people.",
            words::number(one.open),
            words::number(one.of)
        )
    };
    Matter {
        status: Status::CannotTell,
        finding: format!("Cannot tell {}.", one.question),
        facts: facts.into(),
        answer: Some(Answer::WouldTell { export: one.export.to_owned() }),
    }
}

/// Whether any row of a fact about these people could be judged.
pub fn is_told(report: &Report, fact: &str, status: &str, cohort: Option<&Group>) -> bool {
    facts(report.view, fact)
        .iter()
        .filter(|line| cohort.is_none_or(|cohort| line.text("cohort") == cohort.name))
        .any(|line| line.text(status).is_some_and(|word| word != "no_records"))
}
