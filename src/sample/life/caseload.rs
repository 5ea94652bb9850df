//! A caseload over time: children come, in families, up to what the month allows or a little over it;
//! their plans change, some are shared with a colleague, and they go.

use crate::dates::{Day, Period};
use crate::sample::AS_OF;
use crate::sample::authority::Aspect;
use crate::sample::person::Person;
use crate::sample::programme::Restricted;
use crate::sample::random::Random;
use crate::sample::records::{Agreement, Allocation, Id, Tables};
use crate::sample::story::Story;

/// Days after the programme's end in which new allocations still stand in the export.
const AFTERWARDS: i64 = 90;

/// A time above the cap, as it came about.
#[derive(Clone, Copy, Debug)]
pub struct Surge {
    pub period: Period,
    /// Children above the cap.
    pub excess: usize,
    /// Whether the caseload really went above the cap.
    pub is_above: bool,
}

/// A child held now.
struct Held {
    child: u32,
    family: u32,
    case_type: &'static str,
    role: &'static str,
    experienced: bool,
    from: Day,
    until: Day,
}

struct Caseload<'p, 't> {
    person: &'p Person<'p>,
    random: Random,
    held: Vec<Held>,
    children: u32,
    families: u32,
    tables: &'t mut Tables,
}

/// Writes the allocations and the agreements they rest on; returns the times above the cap.
pub fn write_allocations(person: &Person, tables: &mut Tables) -> Vec<Surge> {
    let mut random = person.random(Aspect::Caseload);
    let mut surges = draw_surges(&mut random, person);
    let horizon = person.gone_on().min(person.programme_end + AFTERWARDS);
    let mut day = person.started_on + random.between(9, 19);
    let full = random.between(64, 97) * (100 + person.fte) / 200;
    let mut caseload = Caseload { person, random, held: Vec::new(), children: 0, families: 0, tables };
    while day < horizon {
        caseload.close_until(day);
        if let Some(away) = person.is_away(day).filter(|away| away.is_long()) {
            caseload.hand_over(away.period.from);
            day = away.period.to + 2;
            continue;
        }
        let place = person.place_on(day);
        let month = person.clock.months_by(day);
        let cap = (person.authority.programme.cap)(place.service, month);
        let surge = surges.iter_mut().find(|surge| surge.period.contains(day));
        match surge {
            Some(surge) => {
                // Nothing closes in such a time; that is how it comes about.
                for held in &mut caseload.held {
                    held.until = held.until.max(surge.period.to);
                }
                caseload.take_on(day, cap + surge.excess, month);
                surge.is_above |= caseload.counted() > cap;
            }
            None => {
                let settled = cap * full as usize / 100;
                let weeks = ((day - person.started_on) / 7).max(1) as usize;
                let after_leave =
                    person.away.iter().rev().find(|away| away.is_long() && away.period.to <= day);
                let back = after_leave.map_or(weeks, |away| ((day - away.period.to) / 7).max(1) as usize);
                let target = settled.min(weeks).min(back * 2 + 1);
                caseload.reduce(day, cap);
                caseload.change_something(day, month);
                // Weeks without a new allocation, and weeks that fall a little short, are as common.
                if caseload.random.chance(55) {
                    let short = caseload.random.below(3);
                    caseload.take_on(day, target.saturating_sub(short), month);
                }
            }
        }
        day = next_step(&mut caseload.random, day, &surges);
    }
    caseload.finish(person.gone_on());
    surges
}

/// Three to eight days on, but on the day a surge begins or ends.
fn next_step(random: &mut Random, day: Day, surges: &[Surge]) -> Day {
    let next = day + random.between(3, 8);
    surges
        .iter()
        .flat_map(|surge| [surge.period.from, surge.period.to])
        .filter(|edge| *edge > day && *edge < next)
        .min()
        .unwrap_or(next)
}

fn draw_surges(random: &mut Random, person: &Person) -> Vec<Surge> {
    let mut surges: Vec<Surge> = Vec::new();
    let mut add = |random: &mut Random, from: Day, days: i64, excess: i64| {
        let period = Period::new(from, from + days);
        if surges.iter().all(|surge| period.within(surge.period).is_empty()) {
            surges.push(Surge { period, excess: random.between(1, excess) as usize, is_above: false });
        }
    };
    let in_month = |random: &mut Random, low: i64, high: i64| {
        person.clock.due(random.between(low, high) as i32, random.between(0, 25))
    };
    let is_current = person.programme_end > AS_OF + 5;
    if is_current && (person.story == Story::OpenBreach || random.chance(9)) {
        let from = AS_OF - random.between(5, 40);
        add(random, from, 200, 3);
    }
    match person.story {
        Story::ShortBreaches => {
            for (low, high) in [(2, 4), (6, 9)] {
                let from = in_month(random, low, high);
                let days = random.between(3, 12);
                add(random, from, days, 3);
            }
        }
        Story::LongBreach => {
            let from = in_month(random, 2, 8);
            let days = random.between(32, 75);
            add(random, from, days, 4);
        }
        Story::OpenBreach if !is_current => {
            let from = in_month(random, 5, 9);
            add(random, from, 40, 3);
        }
        Story::OpenBreach => {}
        _ => {
            if random.chance(22) {
                let from = in_month(random, 1, 10);
                let days = random.between(2, 18);
                add(random, from, days, 2);
            }
        }
    }
    surges
}

impl Caseload<'_, '_> {
    /// Children that count towards the cap.
    fn counted(&self) -> usize {
        let all = self.person.authority.programme.co_worked_counts;
        self.held.iter().filter(|held| all || held.role == "allocated").count()
    }

    fn write(&mut self, held: &Held, ended_on: Option<Day>) {
        self.tables.allocations.push(Allocation {
            worker_id: self.person.id(),
            child_id: Id::Child(held.child),
            started_on: held.from,
            ended_on: ended_on.filter(|day| *day <= AS_OF),
            role: held.role,
            case_type: held.case_type,
            family_id: Id::Family(held.family),
            experienced_co_worker: held.experienced,
        });
    }

    /// Closes what was to close by a day.
    fn close_until(&mut self, day: Day) {
        let mut n = 0;
        while n < self.held.len() {
            if self.held[n].until <= day {
                let held = self.held.swap_remove(n);
                self.write(&held, Some(held.until));
            } else {
                n += 1;
            }
        }
    }

    /// Hands every child over to colleagues in the days around the beginning of an absence.
    fn hand_over(&mut self, from: Day) {
        for held in std::mem::take(&mut self.held) {
            let until = (from + self.random.between(-2, 8)).max(held.from + 1).min(held.until);
            self.write(&held, Some(until));
        }
    }

    /// Brings a caseload above the cap back within it in the coming days.
    fn reduce(&mut self, day: Day, cap: usize) {
        let counted = self.counted();
        if counted > cap {
            let all = self.person.authority.programme.co_worked_counts;
            let excess = counted - cap;
            let closing = self.held.iter_mut().filter(|held| all || held.role == "allocated").take(excess);
            for held in closing {
                held.until = held.until.min(day + self.random.between(0, 2)).max(held.from + 1);
            }
            self.close_until(day);
        }
    }

    /// Now and then a plan changes, or a shared child becomes the worker's own.
    fn change_something(&mut self, day: Day, month: i32) {
        if self.held.is_empty() || !self.random.chance(9) {
            return;
        }
        let n = self.random.below(self.held.len());
        if self.held[n].from >= day {
            return;
        }
        let mut held = self.held.swap_remove(n);
        let until = held.until;
        let handed_on = self.random.chance(12);
        self.write(&held, Some(if handed_on { day + 10 } else { day }.min(until)));
        let waits = self.person.authority.programme.restricted.iter();
        let waits =
            waits.filter(|rule| rule.case_type == held.case_type).any(|rule| month < rule.until_month);
        if held.role == "co_worker" && !waits && self.random.chance(60) {
            held.role = "allocated";
        } else {
            held.case_type = next_case_type(held.case_type);
            let (role, experienced) = self.hold_as(held.case_type, month, day, held.child);
            (held.role, held.experienced) = (role, experienced);
        }
        held.from = day;
        held.until = until.max(day + self.random.between(20, 90));
        self.held.push(held);
    }

    /// Takes families on until so many children count.
    fn take_on(&mut self, day: Day, target: usize, month: i32) {
        let types = self.person.authority.programme.case_types[self.person.place_on(day).service];
        let mut families_left = 40;
        while self.counted() < target && families_left > 0 {
            families_left -= 1;
            let siblings = self.random.pick(&[1, 1, 1, 1, 1, 2, 2, 2, 3]);
            let room = target - self.counted();
            self.families += 1;
            let case_type = self.random.pick(types);
            let length = self.length_of(case_type);
            for _ in 0..siblings.min(room) {
                self.children += 1;
                let child = self.person.number.wrapping_mul(1_000) + self.children;
                let (role, experienced) = self.hold_as(case_type, month, day, child);
                let until = day + length + self.random.between(0, 6);
                self.held.push(Held {
                    child,
                    family: self.person.number.wrapping_mul(1_000) + self.families,
                    case_type,
                    role,
                    experienced,
                    from: day,
                    until,
                });
            }
        }
    }

    fn length_of(&mut self, case_type: &str) -> i64 {
        let (low, high) = match case_type {
            "section_47" => (8, 40),
            "other" => (20, 60),
            "looked_after" | "interim_care_order" => (90, 240),
            "care_proceedings" => (90, 190),
            _ => (40, 150),
        };
        self.random.between(low, high)
    }

    /// How a child is held: role, and whether an experienced colleague is named. Nearly always as the
    /// programme wants it for work that waits, and now and then not.
    fn hold_as(&mut self, case_type: &str, month: i32, day: Day, child: u32) -> (&'static str, bool) {
        let programme = self.person.authority.programme;
        let rule = programme.restricted.iter().find(|rule| rule.case_type == case_type);
        match rule.filter(|rule| month < rule.until_month) {
            Some(rule) => self.hold_restricted(rule, month, day, child),
            None => {
                let shared = if month < 3 { 26 } else { 11 };
                if self.random.chance(shared) {
                    ("co_worker", true)
                } else {
                    let is_drawn = self.random.chance(8);
                    let is_shared = programme.shared.contains(&case_type) && !child.is_multiple_of(12);
                    ("allocated", is_drawn || is_shared)
                }
            }
        }
    }

    fn hold_restricted(
        &mut self,
        rule: &Restricted,
        month: i32,
        day: Day,
        child: u32,
    ) -> (&'static str, bool) {
        if self.random.chance(3) {
            return ("allocated", false);
        }
        if rule.with_experienced {
            return if self.random.chance(30) { ("co_worker", true) } else { ("allocated", true) };
        }
        if rule.agreement_from.is_some_and(|from| month >= from) && self.random.chance(55) {
            if self.random.chance(90) {
                self.tables.agreements.push(Agreement {
                    worker_id: self.person.id(),
                    kind: "complex_work",
                    agreed_on: day - self.random.between(0, 9),
                    ended_on: None,
                    case_type: Some(rule.case_type),
                    child_id: self.random.chance(70).then_some(Id::Child(child)),
                });
            }
            return ("allocated", true);
        }
        ("co_worker", true)
    }

    /// Writes what is still held; a leaver's children are handed over by the last day.
    fn finish(&mut self, gone_on: Day) {
        for held in std::mem::take(&mut self.held) {
            let until = held.until.min(gone_on).max(held.from);
            let leaves = self.person.left.is_some() && held.until > gone_on;
            self.write(&held, Some(if leaves { gone_on } else { until }));
        }
    }
}

fn next_case_type(case_type: &str) -> &'static str {
    match case_type {
        "child_in_need" => "child_protection",
        "section_47" => "child_protection",
        "child_protection" => "child_in_need",
        "interim_care_order" => "looked_after",
        "care_proceedings" => "looked_after",
        "looked_after" => "care_proceedings",
        _ => "child_in_need",
    }
}
