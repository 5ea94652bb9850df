//! What falls due in the next 28 days: the drawing by day, the table by kind, and the list.

use std::collections::BTreeMap;

use super::cells::{date_column, number_column, text_column};
use super::figures::{self, whole};
use super::notes::{note, notes};
use super::page::Page;
use super::report::Report;
use crate::charts::{Busiest, DueDay, DueKind, FallsDue, draw_falls_due};
use crate::dates::Day;
use crate::pack::further_rules;
use crate::pack::lines::{Line, metrics};
use crate::pack::{Block, Cell, Section, Symbol, Table, Text, words};
use crate::rulebook::Rulebook;

const AHEAD_DAYS: i64 = 28;

/// The kinds in the order of the page: the metric's word, and what many are called.
const KINDS: [(&str, &str); 9] = [
    ("review", "Reviews"),
    ("observation", "Observations"),
    ("verbal_feedback", "Verbal feedback"),
    ("written_feedback", "Written feedback"),
    ("portfolio", "Portfolio items"),
    ("session", "Sessions"),
    ("deadline", "Other deadlines"),
    ("submission", "Panel submissions"),
    ("programme_end", "Programme ends"),
];

/// What falls due, panels aside.
pub fn items<'a>(report: &Report<'a>) -> Vec<Line<'a>> {
    metrics(report.view, "forward_look").into_iter().filter(|line| !line.is("kind", "panel")).collect()
}

/// The last of the 28 days.
pub fn last_day(report: &Report) -> Day {
    report.view.as_of + AHEAD_DAYS
}

pub fn section(page: &Page) -> Section {
    let report = page.report;
    let items = items(report);
    let mut days: BTreeMap<Day, i64> = BTreeMap::new();
    for day in items.iter().filter_map(|line| line.day("due_on")) {
        *days.entry(day).or_default() += 1;
    }
    let busiest =
        days.iter().max_by_key(|(day, n)| (**n, std::cmp::Reverse(**day))).map(|(day, n)| (*day, *n));
    let total = items.len() as i64;
    let finding = match busiest {
        None => format!("Nothing falls due by {}", words::date(last_day(report))),
        Some((day, n)) if n > 1 && n < total => {
            format!(
                "{} of the {} items fall due on {}",
                words::number(n),
                words::number(total),
                words::day_and_month(day)
            )
        }
        Some(_) => {
            let verb = if total == 1 { "falls" } else { "fall" };
            format!(
                "{} {verb} due by {}",
                words::capital(&words::spelt_of(total, "item", "items")),
                words::date(last_day(report))
            )
        }
    };
    let mut section = Section::new("due", finding).topic("Falls due in 28 days");
    if items.is_empty() {
        return section;
    }
    let chart = chart(report, &items, busiest);
    let caption = format!(
        "Items falling due, {}. Shaded days are weekends.",
        words::from_to(report.view.as_of, last_day(report))
    );
    for block in figures::blocks(draw_falls_due(&chart), &caption, by_week(report, &items)) {
        section = section.block(block);
    }
    let list = list(page, &items, "Everything that falls due in 28 days");
    let line = figures::fold_line(&list.caption);
    section.block(Block::Table(list.folded(line))).notes(notes(
        "About due dates",
        vec![note(
            "How to read it",
            Text::from(
                "Each ring is one item. Due dates already allow for pauses. A due date at a weekend is not moved; \
                 the rules do not say that it should be.",
            ),
        )],
    ))
}

fn chart(report: &Report, items: &[Line], busiest: Option<(Day, i64)>) -> FallsDue {
    let kinds = KINDS
        .into_iter()
        .filter_map(|(kind, name)| {
            let mut days: BTreeMap<Day, i64> = BTreeMap::new();
            for day in items.iter().filter(|line| line.is("kind", kind)).filter_map(|line| line.day("due_on"))
            {
                *days.entry(day).or_default() += 1;
            }
            let total: i64 = days.values().sum();
            (total > 0).then(|| DueKind {
                name: name.to_owned(),
                days: Some(days.iter().map(|(day, n)| DueDay { on: day.date(), count: whole(*n) }).collect()),
                total: Some(whole(total)),
            })
        })
        .collect();
    let panels = metrics(report.view, "forward_look")
        .iter()
        .filter(|line| line.is("kind", "panel"))
        .filter_map(|line| line.day("due_on"))
        .map(Day::date)
        .collect();
    FallsDue {
        from_on: report.view.as_of.date(),
        last_on: last_day(report).date(),
        kinds,
        panels,
        total: Some(whole(items.len() as i64)),
        busiest: busiest.map(|(day, n)| Busiest {
            from_on: day.date(),
            last_on: day.date(),
            count: whole(n),
        }),
    }
}

/// The Monday of a day's week.
fn week(day: Day) -> Day {
    use chrono::Datelike;
    day - i64::from(day.date().weekday().num_days_from_monday())
}

fn by_week(report: &Report, items: &[Line]) -> Table {
    let first = week(report.view.as_of);
    let weeks: Vec<Day> = (0..).map(|n| first + 7 * n).take_while(|day| *day <= last_day(report)).collect();
    let mut table = Table::new(
        "What falls due, by week beginning",
        "Item",
        weeks.iter().map(|day| number_column(&words::day_and_month(*day))).chain([number_column("Total")]),
    );
    for (kind, name) in KINDS {
        let of_kind: Vec<Day> =
            items.iter().filter(|line| line.is("kind", kind)).filter_map(|line| line.day("due_on")).collect();
        if of_kind.is_empty() {
            continue;
        }
        let in_week = |start: &Day| of_kind.iter().filter(|day| week(**day) == *start).count() as i64;
        let counts = weeks.iter().map(in_week).chain([of_kind.len() as i64]);
        table.push(name, counts.map(|n| super::cells::count(Some(n))).collect::<Vec<_>>());
    }
    table
}

/// What falls due, the earliest first: a row a thing.
pub fn list(page: &Page, items: &[Line], caption: &str) -> Table {
    listed(page, items, caption, true)
}

/// The same under the heading of the team, which it then does not repeat.
pub fn list_of_team(page: &Page, items: &[Line], caption: &str) -> Table {
    listed(page, items, caption, false)
}

fn listed(page: &Page, items: &[Line], caption: &str, names_team: bool) -> Table {
    let mut items = items.to_vec();
    let view = page.report.view;
    items.sort_by_key(|line| {
        (line.day("due_on"), line.text("worker_id").map(|id| view.called(id).to_owned()))
    });
    let mut columns = vec![text_column("What"), date_column("Due by")];
    columns.extend(names_team.then(|| text_column("Team")));
    columns.push(text_column("Who can act"));
    let mut table = Table::new(caption, "Who", columns);
    for line in items {
        let who = line.text("worker_id").map_or_else(|| Text::from("The authority"), |id| page.called(id));
        let rulebook = line.text("worker_id").map_or(view.rulebook, |id| view.rulebook_of(id));
        let mut cells = vec![Cell::text(what(rulebook, line)), super::cells::date(line.day("due_on"))];
        cells.extend(names_team.then(|| super::cells::text_or(line.text("team"), Symbol::NotAvailable)));
        cells.push(Cell::text(owner(line)));
        table.push(who, cells);
    }
    table
}

/// `Month 6 review`, `Second critical reflection log`.
fn what(rulebook: &Rulebook, line: Line) -> String {
    let item = line.text("item").unwrap_or_default();
    match line.text("kind") {
        Some("review") => words::capital(&format!("{} review", words::stage(item))),
        Some("observation") => {
            words::capital(&format!("{} observation", words::ordinal(item.parse().unwrap_or_default())))
        }
        Some("verbal_feedback") => "Verbal feedback on an observation".to_owned(),
        Some("written_feedback") => "Written feedback on an observation".to_owned(),
        Some("portfolio") => {
            let (code, number) = item.rsplit_once(' ').unwrap_or((item, "1"));
            words::capital(&words::item_of_many(rulebook, code, number.parse().unwrap_or(1)))
        }
        Some("submission") => "Portfolio for the panel".to_owned(),
        Some(kind @ ("session" | "deadline")) => {
            let fact = format!("{kind}_status");
            let mut known = further_rules::further_rules(rulebook).into_iter();
            let rule = known.find(|rule| rule.fact == fact && rule.id == item);
            rule.map_or_else(|| words::capital(&further_rules::named(item)), |rule| rule.name)
        }
        Some("programme_end") => "End of the programme".to_owned(),
        other => words::capital(&words::plain(other.unwrap_or("item"))),
    }
}

fn owner(line: Line) -> String {
    match (line.text("owner"), line.text("kind")) {
        (Some(owner), _) => words::capital(&words::owner(owner)),
        (None, Some("review" | "observation")) => words::capital(words::CONVENES),
        (None, Some("verbal_feedback" | "written_feedback")) => "Observer".to_owned(),
        (None, Some("session")) if line.text("worker_id").is_none() => "Programme lead".to_owned(),
        _ => "Candidate and manager".to_owned(),
    }
}
