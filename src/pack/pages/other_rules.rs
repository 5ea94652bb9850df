//! The policy's other rules, those of the further forms, on a worker's page, and what of them needs attention
//! now.

use std::collections::BTreeMap;

use super::attention::{Attention, Kind, MANAGER};
use super::cells::{rule, source, status_column, text_column};
use super::figures::fold_line;
use super::report::{Person, Report};
use crate::dates::Day;
use crate::pack::further_rules::{further_rules, named};
use crate::pack::lines::Line;
use crate::pack::standings::{Standing, standings};
use crate::pack::{Block, Cell, Section, Status, Symbol, Table, words};

/// The section of a worker's page; `None` where no further rule is for the worker.
pub fn section<'a>(report: &Report<'a>, person: &Person<'a>) -> Option<Section> {
    let standings = standings(report.view.rulebook_of(person.id), &report.view.rows, person.id);
    if standings.is_empty() {
        return None;
    }
    let not_met = standings.iter().filter(|standing| standing.not_met > 0).count() as i64;
    let judged = standings.iter().filter(|standing| standing.not_met + standing.met > 0).count() as i64;
    let finding = match (not_met, judged) {
        (_, 0) => "None of the policy’s other rules could be judged yet".to_owned(),
        (0, 1) => "The one other rule that could be judged is met".to_owned(),
        (0, n) => format!("All {} other rules that could be judged are met", words::number(n)),
        (n, of) => format!(
            "{} of the {} other rules that could be judged {} not met at least once",
            words::capital(&words::spelt(n)),
            words::number(of),
            if n == 1 { "was" } else { "were" }
        ),
    };
    let mut section = Section::new("other-rules", finding).topic("Other rules of the policy");
    if not_met > 0 {
        let open = standings.iter().filter(|standing| standing.not_met > 0);
        section = section.block(Block::Table(table("Other rules that were not met", open)));
    }
    let all = table("All other rules of the policy, and how each stands", standings.iter());
    let line = fold_line(&all.caption);
    Some(section.block(Block::Table(all.folded(line))))
}

fn table<'s>(caption: &str, standings: impl Iterator<Item = &'s Standing<'s>>) -> Table {
    let mut table = Table::new(
        caption,
        "Asked for",
        [status_column("How it stands"), text_column("Rule"), text_column("Rests on")],
    );
    for standing in standings {
        let rests_on = match standing.not_met {
            0 => Cell::missing(Symbol::NotApplicable),
            _ => source(standing.shown),
        };
        let status = Cell::status(standing.status(), standing.words());
        table.push(standing.name.clone(), [status, rule(standing.shown), rests_on]);
    }
    table
}

/// Something of the further forms that is open on the last day of the records.
struct Open<'a> {
    since: Day,
    who: &'static str,
    /// `Induction completed`.
    name: String,
    /// `14 days overdue`.
    how: String,
    is_overdue: bool,
    line: Line<'a>,
}

/// One matter for each who can act: a person with five of them open is one phone call.
pub fn matters<'a>(report: &Report<'a>, person: &Person<'a>) -> Vec<Attention<'a>> {
    let mut by_who: BTreeMap<&str, Vec<Open>> = BTreeMap::new();
    for open in open(report, person) {
        by_who.entry(open.who).or_default().push(open);
    }
    by_who.into_values().filter_map(|open| matter(person, open)).collect()
}

fn matter<'a>(person: &Person<'a>, mut open: Vec<Open<'a>>) -> Option<Attention<'a>> {
    const NAMED: usize = 3;
    open.sort_by(|a, b| (a.since, &a.name).cmp(&(b.since, &b.name)));
    let first = open.first()?;
    let is_overdue = open.iter().any(|one| one.is_overdue);
    let (finding, more) = if let [one] = open.as_slice() {
        let due =
            if one.is_overdue { format!("It was due by {}.", words::date(one.since)) } else { String::new() };
        (format!("{}: {}.", one.name, one.how), due)
    } else {
        let many =
            words::capital(&words::spelt_of(open.len() as i64, "", "other things that the policy asks for"));
        let mut named: Vec<String> =
            open.iter().take(NAMED).map(|one| format!("{} ({})", one.name, one.how)).collect();
        let left = open.len().saturating_sub(NAMED) as i64;
        if left > 0 {
            named.push(format!("{} more", words::spelt(left)));
        }
        (format!("{many} are open."), format!("{}.", words::list(&named)))
    };
    Some(Attention {
        since: first.since,
        worker: person.id,
        status: if is_overdue { Status::Overdue } else { Status::Outside },
        who: first.who,
        finding,
        more,
        clause: first.line.text("clause").unwrap_or_default(),
        kind: Kind::OtherRule,
    })
}

/// What is open: deadlines overdue, the last period of sessions short, counts short or over, what stands
/// in the workers' own rows, and what somebody has said is not so.
fn open<'a>(report: &Report<'a>, person: &Person<'a>) -> Vec<Open<'a>> {
    let known = further_rules(report.view.rulebook_of(person.id));
    let as_of = report.view.as_of;
    let rows = |table: &str| report.view.rows.of(table, person.id).iter().copied();
    let rule = |table: &str, line: Line| {
        let id = line.text("rule").unwrap_or_default().to_owned();
        known.iter().find(|rule| rule.fact == table && rule.id == id)
    };
    let name = |table: &str, line: Line| {
        rule(table, line).map_or_else(
            || words::capital(&named(line.text("rule").unwrap_or_default())),
            |rule| rule.name.clone(),
        )
    };
    let mut found = Vec::new();
    let mut put = |table: &str, line: Line<'a>, since: Option<Day>, how: String, is_overdue: bool| {
        let who = who(line.text("owner"));
        found.push(Open {
            since: since.unwrap_or(as_of),
            who,
            name: name(table, line),
            how,
            is_overdue,
            line,
        });
    };
    for line in rows("deadline_status").filter(|line| line.is("status", "overdue")) {
        let days = line.int("days_late").map_or_else(String::new, |days| format!("{} ", words::days(days)));
        put("deadline_status", line, line.day("due_on"), format!("{days}overdue"), true);
    }
    for line in rows("session_status").filter(|line| matches!(line.text("status"), Some("short" | "over"))) {
        let is_last = !rows("session_status").any(|other| {
            other.text("rule") == line.text("rule")
                && other.day("due_on") > line.day("due_on")
                && !other.is("status", "not_due")
        });
        if is_last {
            let counted = words::decimal(line.float("attended").unwrap_or_default());
            let required = words::decimal(line.float("required").unwrap_or_default());
            let how = match line.is("status", "over") {
                true => format!("{counted}, where {}", allowed(&required)),
                false => format!(
                    "{counted} of {required} by {}",
                    line.day("due_on").map_or_else(String::new, words::date)
                ),
            };
            put("session_status", line, line.day("due_on"), how, false);
        }
    }
    let counts = rows("at_least_status").filter(|line| line.is("counted_for", "worker"));
    for line in counts.filter(|line| matches!(line.text("status"), Some("short" | "over"))) {
        let (counted, required) =
            (line.int("counted").unwrap_or_default(), line.int("required").unwrap_or_default());
        let how = match line.is("status", "over") {
            true => {
                format!("{}, where {}", words::number(counted), allowed(&words::number(required)))
            }
            false => format!("{} of {}", words::number(counted), words::number(required)),
        };
        put("at_least_status", line, line.day("due_on").map(|day| day.min(as_of)), how, false);
    }
    for table in ["distinct_status", "allowed_status"] {
        for line in rows(table).filter(|line| line.is("status", "not_met")) {
            if rule(table, line).is_some_and(|rule| rule.is_of_workers) {
                put(table, line, line.day("dated_on"), "not so in the records".to_owned(), false);
            }
        }
    }
    for line in rows("attestation_status").filter(|line| line.is("met", "no")) {
        put("attestation_status", line, person.started_on, "said not to be so".to_owned(), false);
    }
    found
}

/// `at most 3 are allowed`, `none is allowed`.
fn allowed(most: &str) -> String {
    match most {
        "0" => "none is allowed".to_owned(),
        "1" => "at most 1 is allowed".to_owned(),
        most => format!("at most {most} are allowed"),
    }
}

/// Who can act: the deadline's owner, else the team manager.
fn who(owner: Option<&str>) -> &'static str {
    match owner {
        Some("nqsw") => "Candidate",
        Some("assessor") => "Assessor",
        Some("organisation") => "Programme lead",
        Some("panel") => "Panel",
        _ => MANAGER,
    }
}
