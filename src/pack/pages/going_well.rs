//! What goes well now: people with nothing overdue, caseloads with room, supervision in date.

use super::report::Report;
use super::room::Room;
use crate::pack::{Block, Section, Text, words};

/// `None` where nothing of the kind can be told.
pub fn section(report: &Report) -> Option<Section> {
    let people: Vec<&str> = report.in_programme().map(|person| person.id).collect();
    let first = |table: &str, id: &str| report.view.rows.of(table, id).first().copied();
    let mut points = Vec::new();
    let overdue: Vec<i64> =
        people.iter().filter_map(|id| first("drift_status", id)?.int("overdue_items")).collect();
    let clear = overdue.iter().filter(|n| **n == 0).count() as i64;
    if clear > 0 {
        points.push(format!("{} people have nothing overdue.", of(clear, overdue.len() as i64)));
    }
    let room = Room::of(report, report.in_programme());
    if room.below > 0 {
        points.push(format!("{} caseloads have room within the cap.", of(room.below, room.known)));
    }
    let supervised = people
        .iter()
        .filter(|id| first("supervision_status", id).is_some_and(|line| line.int("in_date_days").is_some()));
    let (mut told, mut in_date) = (0, 0);
    for id in supervised {
        told += 1;
        let gaps = report.view.rows.of("supervision_gaps", id);
        in_date += i64::from(gaps.iter().all(|line| line.day("to_on").is_some()));
    }
    if in_date > 0 {
        points.push(format!("{} people’s supervision is in date.", of(in_date, told)));
    }
    let finding = points.first()?.trim_end_matches('.').to_owned();
    let rest: Vec<Text> = points.into_iter().skip(1).map(Text::from).collect();
    let section = Section::new("well", finding).topic("What goes well");
    Some(if rest.is_empty() { section } else { section.block(Block::Points(rest)) })
}

/// `14 of 16`, or `All 16`.
fn of(k: i64, n: i64) -> String {
    if k == n {
        format!("All {}", words::number(n))
    } else {
        format!("{} of {}", words::number(k), words::number(n))
    }
}
