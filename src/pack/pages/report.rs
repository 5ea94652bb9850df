//! What every page of one authority looks up: its people, cohorts and teams, and where their pages are.

use std::collections::BTreeSet;

use super::PackLink;
use crate::dates::Day;
use crate::pack::lines::{Line, facts, records};
use crate::pack::view::View;

/// A worker on a programme, as the outcomes tell of one.
pub struct Person<'a> {
    pub id: &'a str,
    /// The pseudonym.
    pub called: &'a str,
    pub cohort: Option<&'a str>,
    pub service: Option<&'a str>,
    pub team: Option<&'a str>,
    pub started_on: Option<Day>,
    /// When the programme falls due, extensions and pauses allowed for.
    pub due_on: Option<Day>,
    /// The first day after the last in programme.
    pub ended_on: Option<Day>,
    /// `in_progress`, `passed` and so on.
    pub status: &'a str,
    /// In programme on the last day of the records.
    pub is_in_programme: bool,
    /// The row of the outcomes.
    pub outcome: Line<'a>,
}

impl Person<'_> {
    pub fn has_started(&self) -> bool {
        self.status != "not_started"
    }
}

/// A cohort or a team: some people under one name.
pub struct Group<'a> {
    /// Null: the records do not say.
    pub name: Option<&'a str>,
    /// Its name in addresses, unlike any other's of its kind.
    pub slug: String,
}

impl Group<'_> {
    /// The name as a heading has it.
    pub fn title(&self, otherwise: &str) -> String {
        self.name.map_or_else(|| otherwise.to_owned(), str::to_owned)
    }
}

/// One authority's report: what its pages are composed from.
pub struct Report<'a> {
    pub view: &'a View<'a>,
    pub packs: &'a [PackLink],
    /// In order of start date.
    pub workers: Vec<Person<'a>>,
    /// In order of time, by their earliest start.
    pub cohorts: Vec<Group<'a>>,
    /// In order of the alphabet.
    pub teams: Vec<Group<'a>>,
}

impl<'a> Report<'a> {
    pub fn new(view: &'a View<'a>, packs: &'a [PackLink]) -> Report<'a> {
        let mut people: Vec<Person> =
            facts(view, "outcomes").into_iter().filter_map(|line| person(view, line)).collect();
        people.sort_by(|a, b| (a.started_on, a.called).cmp(&(b.started_on, b.called)));
        let cohorts = in_order_of_start(&people);
        let teams: BTreeSet<(bool, Option<&str>)> = people
            .iter()
            .filter(|person| person.has_started())
            .map(|person| (person.team.is_none(), person.team))
            .collect();
        Report {
            view,
            packs,
            cohorts: grouped(cohorts, "no-cohort"),
            teams: grouped(teams.into_iter().map(|(_, name)| name).collect(), "no-team"),
            workers: people,
        }
    }

    pub fn person(&self, id: &str) -> Option<&Person<'a>> {
        self.workers.iter().find(|person| person.id == id)
    }

    /// Those in programme on the last day of the records.
    pub fn in_programme(&self) -> impl Iterator<Item = &Person<'a>> {
        self.workers.iter().filter(|person| person.is_in_programme)
    }

    /// Workers are on record, and none of them is in programme on the last day of the records. False where nothing
    /// is known of anybody.
    pub fn nobody_is_in_programme(&self) -> bool {
        self.in_programme().next().is_none() && !records(self.view, "workers").is_empty()
    }

    pub fn of_cohort(&self, cohort: &Group) -> Vec<&Person<'a>> {
        self.workers.iter().filter(|person| person.cohort == cohort.name).collect()
    }

    pub fn of_team(&self, team: &Group) -> Vec<&Person<'a>> {
        self.workers.iter().filter(|person| person.team == team.name && person.has_started()).collect()
    }

    pub fn team(&self, name: Option<&str>) -> Option<&Group<'a>> {
        self.teams.iter().find(|team| team.name == name)
    }

    pub fn cohort(&self, name: Option<&str>) -> Option<&Group<'a>> {
        self.cohorts.iter().find(|cohort| cohort.name == name)
    }

    /// The stretch of caseload that holds on the last day of the records; `None` for one not in programme
    /// and where no allocations were supplied.
    pub fn caseload_now(&self, worker: &str) -> Option<Line<'a>> {
        let as_of = self.view.as_of;
        self.view.rows.of("caseload_steps", worker).iter().copied().find(|line| {
            line.day("from_on").is_some_and(|from| from <= as_of)
                && line.day("to_on").is_some_and(|to| to > as_of)
        })
    }
}

fn person<'a>(view: &'a View<'a>, line: Line<'a>) -> Option<Person<'a>> {
    let id = line.text("worker_id")?;
    let status = line.text("status")?;
    let ended_on = line.day("ended_on");
    Some(Person {
        id,
        called: view.called(id),
        cohort: line.text("cohort"),
        service: line.text("service"),
        team: line.text("team"),
        started_on: line.day("started_on"),
        due_on: line.day("programme_due_on"),
        ended_on,
        status,
        is_in_programme: matches!(status, "in_progress" | "deferred" | "referred")
            && ended_on.is_none_or(|day| day > view.as_of),
        outcome: line,
    })
}

/// The cohorts by the earliest start among their people; people come by start already.
fn in_order_of_start<'a>(people: &[Person<'a>]) -> Vec<Option<&'a str>> {
    let mut cohorts: Vec<Option<&str>> = Vec::new();
    for person in people {
        if !cohorts.contains(&person.cohort) {
            cohorts.push(person.cohort);
        }
    }
    cohorts
}

fn grouped<'a>(names: Vec<Option<&'a str>>, nameless: &str) -> Vec<Group<'a>> {
    let mut taken = BTreeSet::new();
    names
        .into_iter()
        .map(|name| {
            let plain = name.map(slug).filter(|slug| !slug.is_empty()).unwrap_or_else(|| nameless.to_owned());
            let again = (2..).map(|n| format!("{plain}-{n}"));
            let slug = std::iter::once(plain.clone()).chain(again).find(|slug| taken.insert(slug.clone()));
            Group { name, slug: slug.unwrap_or(plain) }
        })
        .collect()
}

/// A name in an address: letters and digits, hyphens between.
pub fn slug(name: &str) -> String {
    let words: Vec<String> = name
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-").chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_read_alike_keep_addresses_of_their_own() {
        let groups = grouped(vec![Some("North 1"), Some("North-1"), None, Some("…")], "no-team");
        let slugs: Vec<&str> = groups.iter().map(|group| group.slug.as_str()).collect();
        assert_eq!(slugs, ["north-1", "north-1-2", "no-team", "no-team-2"]);
    }
}
