//! What needs attention now: everything open or overdue on the last day of the records, and who can act.
//!
//! About people in programme; one entry a matter, in the order of the calendar.

use std::collections::BTreeMap;

use super::other_rules;
use super::page::Page;
use super::report::{Person, Report};
use crate::dates::Day;
use crate::pack::escalation::Escalation;
use crate::pack::lines::{Line, facts};
use crate::pack::words;
use crate::pack::{Answer, Matter, Status};
use crate::rulebook::Rulebook;

/// A matter open on the last day of the records.
pub struct Attention<'a> {
    /// The day it opened or was due.
    pub since: Day,
    pub worker: &'a str,
    pub status: Status,
    /// Who can act: `Team manager`.
    pub who: &'static str,
    /// The finding, a sentence.
    pub finding: String,
    /// What follows who and where, in sentences.
    pub more: String,
    /// The clause of the rule; empty where it names none.
    pub clause: &'a str,
    pub kind: Kind,
}

/// What a matter is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Caseload,
    /// More held as allocated worker than the cap allows of it.
    OwnCaseload,
    Restriction,
    Supervision,
    /// Reviews, observations, feedback, portfolio items, submissions: due and not done.
    Overdue,
    /// What else the policy asks for: the further forms.
    OtherRule,
}

pub const MANAGER: &str = "Team manager";
/// Reviews and observations are convened by the assessor, as in the facts by month.
const CONVENES: &str = "Assessor";
const CANDIDATE_AND_ASSESSOR: &str = "Candidate and assessor";

/// Every open matter, the earliest first; what else the policy asks for comes after what protects a year.
pub fn attention<'a>(report: &Report<'a>) -> Vec<Attention<'a>> {
    let mut found: Vec<Attention> = Vec::new();
    for person in report.in_programme() {
        found.extend(of_person(report, person));
    }
    found.extend(submissions(report));
    found.sort_by(|a, b| {
        (a.kind == Kind::OtherRule, a.since, report.view.called(a.worker), &a.finding).cmp(&(
            b.kind == Kind::OtherRule,
            b.since,
            report.view.called(b.worker),
            &b.finding,
        ))
    });
    found
}

/// The open matters of one person, in no order.
pub fn of_person<'a>(report: &Report<'a>, person: &Person<'a>) -> Vec<Attention<'a>> {
    let rows = |table: &str| report.view.rows.of(table, person.id).iter().copied();
    let as_of = report.view.as_of;
    let rulebook = report.view.rulebook_of(person.id);
    let breaches = rows("cap_breaches").filter_map(|line| breach(rulebook, line, as_of));
    let own = rows("own_cap_breaches").filter_map(own_breach);
    let gaps = rows("supervision_gaps").filter_map(gap);
    let reviews = rows("review_status").filter_map(|line| review(line, as_of));
    let observations = rows("observation_status").filter_map(observation);
    let feedback = rows("observation_feedback").flat_map(feedback);
    breaches
        .chain(own)
        .chain(gaps)
        .chain(restrictions(rows("work_restrictions").collect()))
        .chain(reviews)
        .chain(observations)
        .chain(feedback)
        .chain(portfolio(rulebook, rows("milestone_status").collect()))
        .chain(other_rules::matters(report, person))
        .collect()
}

impl Attention<'_> {
    /// The matter on the worker's own page, where nobody needs to be told who it is about.
    pub fn own_matter(&self) -> Matter {
        Matter {
            status: self.status,
            finding: self.finding.clone(),
            facts: self.more.clone().into(),
            answer: Some(self.answer()),
        }
    }

    /// The matter on a page, with a link to the worker's.
    pub fn matter(&self, page: &Page) -> Matter {
        let mut facts = page.called(self.worker);
        let team = page.report.person(self.worker).and_then(|person| person.team);
        if let Some(team) = team {
            facts = facts.plain(format!(", {team}"));
        }
        Matter {
            status: self.status,
            finding: self.finding.clone(),
            facts: facts.plain(format!(". {}", self.more)),
            answer: Some(self.answer()),
        }
    }

    pub fn answer(&self) -> Answer {
        Answer::CanAct {
            who: self.who.to_owned(),
            rule: words::place_of_rule(self.clause).map(str::to_owned),
        }
    }
}

fn clause<'a>(line: Line<'a>) -> &'a str {
    line.text("clause").unwrap_or_default()
}

fn breach<'a>(rulebook: &Rulebook, line: Line<'a>, as_of: Day) -> Option<Attention<'a>> {
    let unit = rulebook.caseload.as_ref().map(|caseload| caseload.unit);
    let counts = line.int("peak_children").zip(line.int("peak_excess")).map(|(peak, excess)| {
        let (peak, excess) = (words::held(unit, peak), words::number(excess));
        format!("with up to {peak}, {excess} more than the cap")
    });
    let found = ["A caseload has been above the", "cap for"];
    open_breach(
        line,
        Kind::Caseload,
        found,
        "Above it since",
        counts,
        Escalation::of(line, as_of).map(Escalation::sentence),
    )
}

/// More held as allocated worker than the cap allows of it.
fn own_breach(line: Line) -> Option<Attention> {
    let counts = line.int("peak_own").zip(line.int("own_at_most")).map(|(peak, most)| {
        let (peak, most) = (words::number(peak), words::at_most(most));
        format!("with up to {peak} held as allocated worker, where {most} may be")
    });
    let found = ["More of a caseload has been the worker’s own than the", "cap allows for"];
    open_breach(line, Kind::OwnCaseload, found, "Since", counts, None)
}

/// A breach of the cap, or of a part of it, that goes on. `found` is what stands before the cap's strength, and
/// before the days.
fn open_breach<'a>(
    line: Line<'a>,
    kind: Kind,
    found: [&str; 2],
    since: &str,
    counts: Option<String>,
    escalation: Option<String>,
) -> Option<Attention<'a>> {
    let opened_on = line.day("opened_on").filter(|_| line.day("closed_on").is_none())?;
    let is_advisory = line.is("strength", "advisory");
    let counts = counts.map(|counts| format!(", {counts}")).unwrap_or_default();
    let mut more = format!("{since} {}{counts}.", words::date(opened_on));
    if let Some(escalation) = escalation {
        more += &format!(" {escalation}");
    }
    if line.flag("is_understated") == Some(true) {
        more += " It may be more: a row of the allocations was left out.";
    }
    let [before, after] = found;
    let advisory = if is_advisory { "advisory " } else { "" };
    let days = words::days(line.int("days").unwrap_or_default());
    Some(Attention {
        since: opened_on,
        worker: line.text("worker_id")?,
        status: if is_advisory { Status::OutsideAdvisory } else { Status::Outside },
        who: MANAGER,
        finding: format!("{before} {advisory}{after} {days}."),
        more,
        clause: clause(line),
        kind,
    })
}

fn gap(line: Line) -> Option<Attention> {
    let from_on = line.day("from_on").filter(|_| line.day("to_on").is_none())?;
    if line.flag("explained") == Some(true) {
        return None;
    }
    let every = line.int("every_days").map(|days| format!(" It is to be held every {}.", words::days(days)));
    Some(Attention {
        since: from_on,
        worker: line.text("worker_id")?,
        status: Status::Outside,
        who: MANAGER,
        finding: format!(
            "Supervision has been out of date for {}.",
            words::days(line.int("days").unwrap_or_default())
        ),
        more: format!("Out of date since {}.{}", words::date(from_on), every.unwrap_or_default()),
        clause: clause(line),
        kind: Kind::Supervision,
    })
}

/// One matter a restriction: the children held against it are counted, never named.
fn restrictions(lines: Vec<Line>) -> Vec<Attention> {
    let mut open: BTreeMap<&str, Vec<Line>> = BTreeMap::new();
    for line in lines.into_iter().filter(|line| line.day("to_on").is_none()) {
        open.entry(line.text("restriction").unwrap_or_default()).or_default().push(line);
    }
    open.into_values()
        .filter_map(|lines| {
            let first = lines.iter().copied().min_by_key(|line| line.day("from_on"))?;
            let since = first.day("from_on")?;
            let mut types: Vec<String> =
                lines.iter().filter_map(|line| line.text("case_type")).map(words::case_type).collect();
            types.sort_unstable();
            types.dedup();
            let children = lines.len() as i64;
            Some(Attention {
                since,
                worker: first.text("worker_id")?,
                status: Status::Outside,
                who: MANAGER,
                finding: format!("Restricted work is held: {}.", words::list(&types)),
                more: format!(
                    "{} since {}, without an exception in the records.",
                    if children == 1 {
                        "One child,".to_owned()
                    } else {
                        format!(
                            "{}, the first",
                            words::capital(&words::spelt_of(children, "child", "children"))
                        )
                    },
                    words::date(since)
                ),
                clause: clause(first),
                kind: Kind::Restriction,
            })
        })
        .collect()
}

/// `24 days overdue`, or `overdue` where the days are not known.
fn overdue_by(line: Line, column: &str) -> String {
    line.int(column).map_or_else(|| "overdue".to_owned(), |days| format!("{} overdue", words::days(days)))
}

fn review(line: Line, as_of: Day) -> Option<Attention> {
    let due_on = line.day("due_on").filter(|_| line.is("status", "overdue"))?;
    let stage = words::stage(line.text("stage")?);
    let planned = line.day("planned_on").map_or_else(
        || "no date is planned".to_owned(),
        |day| match day < as_of {
            true => format!("it was planned for {}, and the records do not show it held", words::date(day)),
            false => format!("it is planned for {}", words::date(day)),
        },
    );
    Some(Attention {
        since: due_on,
        worker: line.text("worker_id")?,
        status: Status::Overdue,
        who: CONVENES,
        finding: format!("A {stage} review is {}.", overdue_by(line, "days_late")),
        more: format!("It was due on {}; {planned}.", words::date(due_on)),
        clause: clause(line),
        kind: Kind::Overdue,
    })
}

fn observation(line: Line) -> Option<Attention> {
    let due_on = line.day("due_on").filter(|_| line.is("status", "overdue"))?;
    Some(Attention {
        since: due_on,
        worker: line.text("worker_id")?,
        status: Status::Overdue,
        who: CONVENES,
        finding: format!(
            "The {} observation is {}.",
            words::ordinal(line.int("number")?),
            overdue_by(line, "days_late")
        ),
        more: format!("It was due on {}.", words::date(due_on)),
        clause: clause(line),
        kind: Kind::Overdue,
    })
}

fn feedback(line: Line) -> Vec<Attention> {
    let who = match line.text("observer_role") {
        Some("manager") => MANAGER,
        Some("assessor") => "Assessor",
        Some("advanced_practitioner") => "Advanced practitioner",
        _ => "Observer",
    };
    [
        ("Verbal", "verbal_status", "verbal_due_on", "verbal_days_late"),
        ("Written", "written_status", "written_due_on", "written_days_late"),
    ]
    .into_iter()
    .filter(|(_, status, ..)| line.is(status, "overdue"))
    .filter_map(|(kind, _, due, late)| {
        let due_on = line.day(due)?;
        let observed = line.day("observed_on").map(|day| format!("Observed on {}; ", words::date(day)));
        Some(Attention {
            since: due_on,
            worker: line.text("worker_id")?,
            status: Status::Overdue,
            who,
            finding: format!("{kind} feedback on an observation is {}.", overdue_by(line, late)),
            more: format!("{}feedback was due by {}.", observed.unwrap_or_default(), words::date(due_on)),
            clause: clause(line),
            kind: Kind::Overdue,
        })
    })
    .collect()
}

/// One matter an owner: a candidate with five items overdue is one phone call.
fn portfolio<'a>(rulebook: &Rulebook, lines: Vec<Line<'a>>) -> Vec<Attention<'a>> {
    let mut overdue: BTreeMap<usize, Vec<Line>> = BTreeMap::new();
    for line in lines.into_iter().filter(|line| line.is("status", "overdue")) {
        let owner = line.text("owner").unwrap_or_default();
        overdue.entry(words::owner_order(owner)).or_default().push(line);
    }
    overdue
        .into_values()
        .filter_map(|mut lines| {
            lines.sort_by_key(|line| line.day("due_on"));
            let first = *lines.first()?;
            let due_on = first.day("due_on")?;
            let name = |line: &Line| {
                let number = line.int("number").unwrap_or(1);
                words::item_of_many(rulebook, line.text("item").unwrap_or_default(), number)
            };
            let (finding, more) = if let [line] = lines.as_slice() {
                (
                    format!("The {} is {}.", name(line), overdue_by(*line, "days_late")),
                    format!("It was due on {}.", words::date(due_on)),
                )
            } else {
                let many = words::capital(&words::spelt_of(lines.len() as i64, "", "portfolio items"));
                let longest = lines.iter().filter_map(|line| line.int("days_late")).max();
                let longest = longest.map(|days| format!(", the longest by {}", words::days(days)));
                (
                    format!("{many} are overdue{}.", longest.unwrap_or_default()),
                    format!("The first, the {}, was due on {}.", name(&first), words::date(due_on)),
                )
            };
            Some(Attention {
                since: due_on,
                worker: first.text("worker_id")?,
                status: Status::Overdue,
                who: match first.text("owner") {
                    Some("nqsw") => "Candidate",
                    Some("manager") => MANAGER,
                    Some("assessor") => "Assessor",
                    _ => "Owner of the item",
                },
                finding,
                more,
                clause: clause(first),
                kind: Kind::Overdue,
            })
        })
        .collect()
}

/// Portfolios for panels to come that are not in, and should be.
fn submissions<'a>(report: &Report<'a>) -> Vec<Attention<'a>> {
    let as_of = report.view.as_of;
    facts(report.view, "panel_status")
        .into_iter()
        .filter(|line| line.day("submitted_on").is_none() && line.text("decision").is_none())
        .filter(|line| line.day("held_on").is_some_and(|day| day >= as_of))
        .filter_map(|line| {
            let submit_by = line.day("submit_by").filter(|day| *day < as_of)?;
            let panel = words::day_and_month(line.day("held_on")?);
            Some(Attention {
                since: submit_by,
                worker: line.text("worker_id")?,
                status: Status::Overdue,
                who: CANDIDATE_AND_ASSESSOR,
                finding: format!("A portfolio for the {panel} panel is overdue."),
                more: format!("It was due on {}.", words::date(submit_by)),
                clause: clause(line),
                kind: Kind::Overdue,
            })
        })
        .collect()
}
