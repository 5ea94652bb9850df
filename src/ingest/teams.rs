//! The team a worker was in on a day: that of the posting that held then, else that of the workers row.

use std::collections::HashMap;

use crate::dates::{Day, Period};
use crate::model::Table;

use super::workers::WorkerIndex;

/// A team; `None` where the row names none.
type Team = Option<Box<str>>;

/// The teams of all workers, by their places in the list, counted from 1.
#[derive(Debug, Default)]
pub struct Teams {
    of_workers: Vec<Team>,
    /// Of workers who have any, sorted by their first day.
    postings: HashMap<u32, Vec<(Period, Team)>>,
}

impl Teams {
    pub fn new(index: &WorkerIndex, workers: &Table, postings: Option<&Table>) -> Teams {
        let mut teams =
            Teams { of_workers: vec![None; index.len()], postings: HashMap::with_capacity(index.len()) };
        let (ids, names) = (workers.texts("worker_id"), workers.texts("team"));
        for row in 0..workers.rows() {
            let place = ids.get(row).and_then(|id| index.code(id)).map(|code| code as usize - 1);
            if let Some(team) = place.and_then(|place| teams.of_workers.get_mut(place)) {
                *team = names.get(row).map(Into::into);
            }
        }
        let Some(table) = postings else { return teams };
        let (ids, names) = (table.texts("worker_id"), table.texts("team"));
        let (from, to) = (table.dates("from_on"), table.dates("to_on"));
        for row in 0..table.rows() {
            let Some((code, from)) = ids.get(row).and_then(|id| index.code(id)).zip(from.get(row)) else {
                continue;
            };
            let period = Period::new(from, to.get(row).unwrap_or(Day(i32::MAX)));
            teams.postings.entry(code).or_default().push((period, names.get(row).map(Into::into)));
        }
        teams.postings.values_mut().for_each(|postings| postings.sort_by_key(|(period, _)| *period));
        teams
    }

    /// The team of a worker (0: not known) on a day; of the latest posting where the day is not known. `None`
    /// where no row names a team.
    pub fn on(&self, worker: u32, day: Option<Day>) -> Option<&str> {
        let own = self.of_workers.get((worker as usize).checked_sub(1)?)?.as_deref();
        let mut latest_first = self.postings.get(&worker).into_iter().flatten().rev();
        let held = latest_first.find(|(period, _)| day.is_none_or(|day| period.contains(day)));
        held.and_then(|(_, team)| team.as_deref()).or(own)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use arrow::datatypes::DataType;

    use super::*;
    use crate::model::{TableBuilder, Value};

    fn day(month: u32) -> Day {
        Day::from_ymd(2025, month, 1).unwrap()
    }

    #[test]
    fn the_posting_that_held_on_the_day_says_the_team() {
        let mut workers = TableBuilder::new([("worker_id", DataType::Utf8), ("team", DataType::Utf8)]);
        workers.push(["A".into(), "North".into()]);
        workers.push(["B".into(), "West".into()]);
        workers.push(["C".into(), Value::Null]);
        let workers = workers.finish();
        let mut postings = TableBuilder::new([
            ("worker_id", DataType::Utf8),
            ("from_on", DataType::Date32),
            ("to_on", DataType::Date32),
            ("team", DataType::Utf8),
        ]);
        postings.push(["A".into(), day(6).into(), Value::Null, "South".into()]);
        postings.push(["A".into(), day(2).into(), day(5).into(), "East".into()]);
        postings.push(["B".into(), day(2).into(), Value::Null, Value::Null]);
        let index = WorkerIndex::new(&workers, HashSet::new());
        let teams = Teams::new(&index, &workers, Some(&postings.finish()));
        let [a, b, c] = ["A", "B", "C"].map(|id| index.code(id).unwrap());
        for (worker, day, team) in [
            (a, Some(day(3)), Some("East")),
            (a, Some(day(7)), Some("South")),
            // Between two postings, and before the first, the workers row holds.
            (a, Some(day(5)), Some("North")),
            (a, Some(day(1)), Some("North")),
            (a, None, Some("South")),
            (b, Some(day(3)), Some("West")),
            (c, None, None),
            (0, Some(day(3)), None),
        ] {
            assert_eq!(teams.on(worker, day), team, "{worker} {day:?}");
        }
    }
}
