//! A newly qualified worker: the outline of a life, drawn before its days are filled in.

use super::AS_OF;
use super::authority::{Aspect, Authority};
use super::calendar::{Clock, at_work};
use super::random::Random;
use super::records::{self, Cohort, Hundredths, Id, Name, Registration, Tables};
use super::story::{Story, deal};
use crate::dates::{Day, Period};

/// Time away; `to` is the first day back.
#[derive(Clone, Copy, Debug)]
pub struct Away {
    pub kind: &'static str,
    pub period: Period,
}

impl Away {
    /// Whether work is handed over for it.
    pub fn is_long(&self) -> bool {
        self.period.days() >= 21
    }
}

/// A place of work from a day on.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub from: Day,
    pub service: usize,
    pub team: usize,
}

#[derive(Clone, Debug)]
pub struct Person<'a> {
    pub authority: &'a Authority,
    pub number: u32,
    pub story: Story,
    pub cohort_on: Day,
    pub started_on: Day,
    pub credited_months: i32,
    /// In hundredths.
    pub fte: i64,
    pub away: Vec<Away>,
    /// Sorted; the first from the start.
    pub places: Vec<Place>,
    pub clock: Clock,
    /// Length of the programme in months of the clock.
    pub months: i32,
    pub programme_end: Day,
    pub left: Option<(Day, &'static str)>,
    pub withdrawn_on: Option<Day>,
}

impl<'a> Person<'a> {
    pub fn draw(authority: &'a Authority, number: u32) -> Person<'a> {
        let mut random = authority.random(Aspect::Person, number);
        let story = deal(authority, number);
        let programme = authority.programme;
        let (cohort, place) = authority.cohort_of(number);
        // Two in three begin with their cohort; late starters follow within five weeks.
        let late = if random.chance(33) { 7 * random.between(1, 5) } else { 0 };
        let started_on = at_work(cohort.starts_on + late);
        let credited_months = if story == Story::TransfersIn { random.between(2, 5) as i32 } else { 0 };
        let fte = match story {
            Story::PartTime => random.pick(&[50, 60, 60, 80]),
            Story::Maternity | Story::LongSickness | Story::Fails => 100,
            _ if random.chance(authority.part_time_pct) => random.pick(&[60, 80]),
            _ => 100,
        };
        let months = programme.part_time_months.filter(|_| fte < 100).unwrap_or(programme.months);
        let clock_start = started_on.add_months(-credited_months);
        let plain = Clock::new(clock_start, Vec::new());
        let away = draw_absences(&mut random, story, &plain, started_on, programme.reviews[0].month);
        let pauses = away
            .iter()
            .filter(|away| {
                programme.pauses.iter().any(|(kind, days)| *kind == away.kind && away.period.days() >= *days)
            })
            .map(|away| away.period)
            .collect();
        let clock = Clock::new(clock_start, pauses);
        let programme_end = clock.due(months, 0);
        let places = draw_places(&mut random, authority, story, &clock, started_on, place);
        let left = draw_leaving(&mut random, story, &clock, programme_end).filter(|(day, _)| *day <= AS_OF);
        let withdrawn_on = (story == Story::Withdraws)
            .then(|| at_work(clock.due(random.between(4, 8) as i32, random.between(0, 20))))
            .filter(|day| *day <= AS_OF);
        Person {
            authority,
            number,
            story,
            cohort_on: cohort.starts_on,
            started_on,
            credited_months,
            fte,
            away,
            places,
            clock,
            months,
            programme_end,
            left,
            withdrawn_on,
        }
    }

    pub fn id(&self) -> Id {
        Id::Worker(self.number)
    }

    pub fn random(&self, aspect: Aspect) -> Random {
        self.authority.random(aspect, self.number)
    }

    pub fn is_part_time(&self) -> bool {
        self.fte < 100
    }

    /// The first day of which there is nothing to record, for work: left, or after the exports' day.
    pub fn gone_on(&self) -> Day {
        self.left.map_or(AS_OF + 1, |(day, _)| day)
    }

    /// The same for the programme.
    pub fn off_programme_on(&self) -> Day {
        self.withdrawn_on.map_or(self.gone_on(), |day| day.min(self.gone_on()))
    }

    pub fn place_on(&self, day: Day) -> Place {
        self.places.iter().rev().find(|place| place.from <= day).copied().unwrap_or(self.places[0])
    }

    pub fn is_away(&self, day: Day) -> Option<&Away> {
        self.away.iter().find(|away| away.period.contains(day))
    }

    pub fn manager(&self) -> Id {
        let place = self.places[0];
        self.authority.manager(place.service, place.team, self.number)
    }

    pub fn assessor(&self) -> Id {
        self.authority.assessor(self.number)
    }

    /// The worker's own row, the places worked at, and the absences.
    pub fn write(&self, tables: &mut Tables) {
        let mut random = self.authority.random(Aspect::Workforce, self.number);
        let first = self.places[0];
        let (service, teams) = self.authority.services[first.service];
        tables.workers.push(records::Worker {
            worker_id: self.id(),
            name: Name(self.number),
            swe_number: Registration(self.number),
            started_on: self.started_on,
            programme: self.authority.programme.rulebook,
            credited_months: Some(i64::from(self.credited_months)).filter(|months| *months > 0),
            cohort: Some(Cohort(self.cohort_on)),
            service,
            team: teams[first.team],
            fte: Hundredths(self.fte),
            route: Some(random.pick(&["BA", "BA", "MA", "MA", "Step Up", "Apprenticeship"])),
            qualified_on: Some(self.started_on - random.between(50, 420)),
            employed_on: self.started_on - random.pick(&[0, 0, 0, 14, 21, 200]),
            left_on: self.left.map(|(day, _)| day),
            leaving_reason: self.left.map(|(_, reason)| reason),
            withdrawn_on: self.withdrawn_on,
            manager_id: self.manager(),
            assessor_id: Some(self.assessor()),
            grade: "F",
        });
        if self.places.len() > 1 {
            for (n, place) in self.places.iter().enumerate() {
                let (service, teams) = self.authority.services[place.service];
                tables.postings.push(records::Posting {
                    worker_id: self.id(),
                    from_on: place.from,
                    to_on: self.places.get(n + 1).map(|next| next.from),
                    service,
                    team: teams[place.team],
                    manager_id: self.authority.manager(place.service, place.team, self.number),
                    assessor_id: self.assessor(),
                    fte: Hundredths(self.fte),
                });
            }
        }
        for away in self.away.iter().filter(|away| away.period.from < self.gone_on()) {
            let is_over = away.period.to <= AS_OF;
            tables.absences.push(records::Absence {
                worker_id: self.id(),
                kind: away.kind,
                started_on: away.period.from,
                // A planned return is known for maternity; an illness has an end once it is over.
                ended_on: (is_over || away.kind == "maternity").then(|| away.period.to - 1),
            });
        }
    }
}

fn draw_absences(
    random: &mut Random,
    story: Story,
    clock: &Clock,
    started_on: Day,
    first_review: i32,
) -> Vec<Away> {
    let mut away: Vec<Away> = Vec::new();
    let mut add = |kind, from: Day, days: i64| {
        let period = Period::new(from, from + days);
        let apart = away.iter().all(|other: &Away| period.within(other.period).is_empty());
        if from > started_on + 14 && from <= AS_OF && apart {
            away.push(Away { kind, period });
        }
    };
    match story {
        Story::Maternity => {
            let planned = clock.due(random.between(4, 8) as i32, random.between(0, 27));
            // In a cohort too young for it the leave has just begun.
            let from = if planned <= AS_OF { planned } else { AS_OF - random.between(20, 50) };
            add("maternity", at_work(from), random.between(170, 300));
        }
        Story::LongSickness => {
            let planned = clock.due(random.between(2, 7) as i32, random.between(0, 27));
            let from = if planned <= AS_OF { planned } else { AS_OF - random.between(15, 35) };
            add("sickness", at_work(from), random.between(46, 80));
        }
        Story::ReviewRebuilt => {
            let review = clock.due(first_review, 0);
            add("sickness", at_work(review - random.between(4, 9)), random.between(11, 19));
        }
        _ => {
            if random.chance(30) {
                let from = clock.due(random.between(1, 11) as i32, random.between(0, 27));
                add("sickness", at_work(from), random.between(1, 9));
            }
        }
    }
    for month in [3, 9] {
        if random.chance(45) {
            let from = at_work(clock.due(month, random.between(0, 60)));
            add("annual_leave", from, random.pick(&[5, 7, 12, 14]));
        }
    }
    away.sort_by_key(|away| away.period);
    away
}

fn draw_places(
    random: &mut Random,
    authority: &Authority,
    story: Story,
    clock: &Clock,
    started_on: Day,
    place_in_cohort: u32,
) -> Vec<Place> {
    let service = place_in_cohort as usize % 3;
    let team = random.below(authority.services[service].1.len());
    let mut places = vec![Place { from: started_on, service, team }];
    if story == Story::Moves {
        let from = at_work(clock.due(random.between(5, 10) as i32, 0));
        let service = if random.chance(35) { (service + 1) % 3 } else { service };
        let teams = authority.services[service].1.len();
        places.push(Place { from, service, team: (team + 1) % teams });
    }
    places
}

fn draw_leaving(
    random: &mut Random,
    story: Story,
    clock: &Clock,
    programme_end: Day,
) -> Option<(Day, &'static str)> {
    match story {
        Story::Leaves => Some((
            at_work(clock.due(random.between(4, 9) as i32, random.between(0, 27))),
            random.pick(&["Resigned", "Relocated", "Career change"]),
        )),
        Story::Fails => Some((at_work(programme_end + random.between(95, 150)), "Programme not completed")),
        Story::Withdraws => None,
        _ if random.chance(22) => Some((
            at_work(programme_end + random.between(70, 620)),
            random.pick(&["Resigned", "New post elsewhere", "Relocated", "Agency work"]),
        )),
        _ => None,
    }
}
