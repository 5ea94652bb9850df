//! Room within the cap: who has some now, team by team, and month by month where the run judges that.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{count_if_any, date, date_column, number_column, percent_of, text_column};
use super::figures::{self, month_day};
use super::notes;
use super::page::Page;
use super::report::{Person, Report};
use crate::charts::{CapPressure, TeamPressure, draw_cap_pressure};
use crate::pack::lines::{Line, metrics};
use crate::pack::{Block, Cell, Section, Symbol, Table, words};
use crate::rulebook::Unit;

/// How the caseloads of some people stand against their caps on the last day of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Caseload and cap are known.
    pub known: i64,
    pub below: i64,
    pub at_cap: i64,
    pub above: i64,
}

impl Room {
    pub fn of<'p, 'a: 'p>(report: &Report<'a>, people: impl IntoIterator<Item = &'p Person<'a>>) -> Room {
        let mut room = Room::default();
        for person in people.into_iter().filter(|person| person.is_in_programme) {
            let Some((held, cap)) = now(report, person.id) else { continue };
            room.known += 1;
            match held.cmp(&cap) {
                std::cmp::Ordering::Less => room.below += 1,
                std::cmp::Ordering::Equal => room.at_cap += 1,
                std::cmp::Ordering::Greater => room.above += 1,
            }
        }
        room
    }

    pub fn within(self) -> i64 {
        self.below + self.at_cap
    }

    /// `Four of six caseloads have room; one is at the cap and one above it.` `None` where none is known.
    pub fn sentence(self) -> Option<String> {
        match self {
            Room { known: 0, .. } => return None,
            Room { known: 1, below: 1, .. } => {
                return Some("The one caseload has room within the cap.".to_owned());
            }
            Room { known: 1, at_cap: 1, .. } => return Some("The one caseload is at the cap.".to_owned()),
            Room { known: 1, .. } => return Some("The one caseload is above the cap.".to_owned()),
            _ => {}
        }
        let have = if self.below == 1 { "has" } else { "have" };
        let start = format!(
            "{} of {} {have} room within the cap",
            words::capital(&words::spelt(self.below)),
            words::spelt_of(self.known, "caseload", "caseloads")
        );
        let is = |n: i64| if n == 1 { "is" } else { "are" };
        let mut rest = Vec::new();
        if self.at_cap > 0 {
            rest.push(format!("{} {} at it", words::spelt(self.at_cap), is(self.at_cap)));
        }
        if self.above > 0 {
            rest.push(format!("{} {} above it", words::spelt(self.above), is(self.above)));
        }
        let rest = if rest.is_empty() { String::new() } else { format!("; {}", words::list(&rest)) };
        Some(format!("{start}{rest}."))
    }
}

/// Children held and the cap, on the last day of the records.
pub fn now(report: &Report, worker: &str) -> Option<(i64, i64)> {
    let line = report.caseload_now(worker)?;
    line.int("children").zip(line.int("cap"))
}

/// Who has room now, and as the next step of the cap comes: somebody a row. `None` where it can be told of
/// nobody.
pub fn list(page: &Page, people: &[&Person], whose: &str) -> Option<Table> {
    let report = page.report;
    let units = people.iter().filter_map(|person| report.view.rulebook_of(person.id).caseload.as_ref());
    let (families, children): (Vec<Unit>, Vec<Unit>) =
        units.map(|caseload| caseload.unit).partition(|unit| *unit == Unit::Families);
    let unit = match (families.is_empty(), children.is_empty()) {
        (true, _) => "Children held",
        (false, true) => "Families held",
        (false, false) => "Children or families held",
    };
    let mut table = Table::new(
        format!("Room within the cap, now and when the cap next changes, by start date: {whose}"),
        "Who",
        [
            number_column(unit),
            number_column("Cap"),
            number_column("Room now"),
            date_column("The cap changes on"),
            number_column("Cap then"),
            number_column("Room then"),
        ],
    );
    for person in people {
        let Some(line) = report.view.rows.of("headroom", person.id).first() else { continue };
        table.push(
            page.called(person.id),
            [
                count_if_any(line.int("held")),
                count_if_any(line.int("cap")),
                count_if_any(line.int("room")),
                date(line.day("next_from_on")),
                count_if_any(line.int("next_cap")),
                count_if_any(line.int("next_room")),
            ],
        );
    }
    (!table.rows().is_empty()).then_some(table)
}

/// Room within the cap by team and month.
pub fn section(page: &Page) -> Section {
    let report = page.report;
    let room = Room::of(report, report.in_programme());
    let has_nobody = report.nobody_is_in_programme();
    let finding = match room.known {
        0 if has_nobody => "Nobody is in programme now".to_owned(),
        0 => "Cannot tell how much room there is within the cap".to_owned(),
        known => format!(
            "{} of {} caseloads are within the cap now",
            words::number(room.within()),
            words::number(known)
        ),
    };
    let mut section = Section::new("room", finding)
        .topic("Room within the cap")
        .notes(notes::on_metric(page, "cap_breaches"));
    section = match room.sentence() {
        Some(sentence) => section.paragraph(sentence),
        None if has_nobody => section.paragraph("So there is no caseload to set against a cap."),
        None => section.paragraph(
            "No allocations were supplied for people in programme now, or the rulebook sets no cap for their services.",
        ),
    };
    let people: Vec<&Person> = report.in_programme().collect();
    if let Some(list) = list(page, &people, "everybody in programme") {
        let line = figures::fold_line(&list.caption);
        section = section.block(Block::Table(list.folded(line)));
    }
    let lines = metrics(report.view, "cap_pressure");
    if lines.is_empty() {
        return section;
    }
    let (chart, table) = by_month(&lines, headroom(report));
    let caption = "Share of programme days above the cap, each month, on the same scale for each team";
    for block in figures::blocks(draw_cap_pressure(&chart), caption, table) {
        section = section.block(block);
    }
    section
}

fn headroom(report: &Report) -> Option<String> {
    Room::of(report, report.in_programme())
        .sentence()
        .map(|sentence| sentence.trim_end_matches('.').to_owned())
}

/// The latest twelve months of each team that has any.
fn by_month(lines: &[Line], headroom: Option<String>) -> (CapPressure, Table) {
    let all: BTreeSet<&str> = lines.iter().filter_map(|line| line.text("month")).collect();
    let months: Vec<&str> =
        all.iter().rev().take(12).rev().copied().filter(|month| month_day(month).is_some()).collect();
    let mut teams: BTreeMap<&str, BTreeMap<&str, Line>> = BTreeMap::new();
    for line in lines {
        let Some(month) = line.text("month").filter(|month| months.contains(month)) else { continue };
        teams.entry(line.text("team").unwrap_or("No team recorded")).or_default().insert(month, *line);
    }
    let few = |lines: &BTreeMap<&str, Line>| lines.values().filter_map(|line| line.int("people")).max();
    let mut table = Table::new(
        "Share of programme days above the cap, by month",
        "Month",
        teams.keys().map(|team| text_column(team)),
    );
    for month in &months {
        let cells: Vec<Cell> = teams
            .values()
            .map(|lines| {
                let line = lines.get(month);
                line.map_or(Cell::missing(Symbol::NotApplicable), |line| percent_of(*line, "above_pct"))
            })
            .collect();
        table.push(words::month(month), cells);
    }
    let teams = teams
        .iter()
        .map(|(team, lines)| TeamPressure {
            team: (*team).to_owned(),
            people: few(lines).map(figures::whole),
            months: Some(
                months
                    .iter()
                    .map(|month| lines.get(month).and_then(|line| line.float("above_pct")))
                    .collect(),
            ),
        })
        .collect();
    let pressure = CapPressure {
        headroom,
        months: months.iter().filter_map(|month| month_day(month)).collect(),
        teams: Some(teams),
    };
    (pressure, table)
}
