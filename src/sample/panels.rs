//! Moderation panels: who is heard when, by whom, and what came of it.
//!
//! Panels are the one thing that ties workers together: they have room for so many, and who is put off
//! comes again. Each worker's life says when the work is ready; the rest is decided here, in the order
//! in which people become ready.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::AS_OF;
use super::authority::{Aspect, Authority};
use super::calendar::at_work;
use super::person::Person;
use super::programme::Interim;
use super::random::Random;
use super::records::{Attestation, Event, Id, Panel, PanelCase, PanelMember, Tables};
use super::story::Story;
use crate::dates::Day;

/// How a worker comes to panels.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    number: u32,
    story: Story,
    interim_ready: Option<Day>,
    final_ready: Day,
    /// Nobody is heard after having left or withdrawn.
    off_on: Day,
}

impl Candidate {
    pub fn of(person: &Person, final_ready: Day) -> Candidate {
        let is_heard = match person.authority.programme.panels.interim {
            Interim::Everyone => true,
            Interim::AThird => person.number.is_multiple_of(3),
            Interim::Nobody => false,
        };
        Candidate {
            number: person.number,
            story: person.story,
            interim_ready: is_heard.then(|| person.clock.due(6, 2)),
            final_ready,
            off_on: person.off_programme_on(),
        }
    }
}

/// How far ahead of the exports' day panels are on the calendar.
const AHEAD: i64 = 62;
/// Days between the panels that follow a cohort's own.
const FOLLOWING: i64 = 35;

/// A panel day, with a panel or several in that week.
struct Sitting {
    on: Day,
    /// The workers heard, panel by panel.
    heard: Vec<Vec<PanelCase>>,
}

struct Series<'a> {
    authority: &'a Authority,
    kind: &'static str,
    short: &'static str,
    sittings: Vec<Sitting>,
    panels_a_week: usize,
}

/// Writes panels, their members and cases, and what follows from decisions.
pub fn write_panels(authority: &Authority, candidates: &[Candidate], tables: &mut Tables) {
    let mut passed: Vec<(Day, u32)> = Vec::new();
    let mut interim = Series::new(authority, "interim", "INT", 6, 30);
    interim.hear(candidates.iter().filter_map(|one| Some((one.interim_ready?, one))), &mut passed);
    interim.write(tables);
    let plus = authority.programme.panels.cohort_panel_days;
    let mut last = Series::new(authority, "final", "FIN", authority.programme.months, plus);
    passed.clear();
    last.hear(candidates.iter().map(|one| (one.final_ready, one)), &mut passed);
    last.write(tables);
    if authority.programme.panels.interim != Interim::Nobody {
        write_external(authority, &passed, tables);
    }
}

impl<'a> Series<'a> {
    /// The panel days: every third Thursday where panels are monthly; otherwise some days from each
    /// cohort's month, and every few weeks from then to the next cohort's.
    fn new(authority: &'a Authority, kind: &'static str, short: &'static str, month: i32, plus: i64) -> Self {
        let plan = &authority.programme.panels;
        let end = AS_OF + AHEAD;
        let mut days: Vec<Day> = Vec::new();
        if plan.monthly {
            let first = authority.cohorts.first().map_or(AS_OF, |cohort| cohort.starts_on).add_months(4);
            let mut month = first.month_start();
            while month < end {
                // The first of a month and the weekday it falls on give the third Thursday; day 0 was one.
                let to_thursday = (7 - i64::from(month.0.rem_euclid(7))) % 7;
                days.push(month + to_thursday + 14);
                month = month.add_months(1);
            }
        } else {
            for (n, cohort) in authority.cohorts.iter().enumerate() {
                let next = authority.cohorts.get(n + 1).map(|next| next.starts_on.add_months(month) + plus);
                let until = next.map_or(end, |day| (day - 20).min(end));
                let mut day = cohort.starts_on.add_months(month) + plus;
                while day < until {
                    days.push(at_work(day));
                    day = day + FOLLOWING;
                }
            }
            days.sort_unstable();
        }
        let largest = authority.cohorts.iter().map(|cohort| cohort.workers).max().unwrap_or(0) as usize;
        let sittings = days.into_iter().filter(|day| *day <= end);
        Series {
            authority,
            kind,
            short,
            sittings: sittings.map(|on| Sitting { on, heard: Vec::new() }).collect(),
            panels_a_week: (largest / (plan.capacity * 3)).max(1) + usize::from(largest > plan.capacity),
        }
    }

    /// The first day with room on which work that is ready can be heard.
    fn find(&mut self, ready: Day, random: &mut Random) -> Option<(usize, usize)> {
        let plan = &self.authority.programme.panels;
        let from = self.sittings.partition_point(|sitting| sitting.on < ready + plan.submit_days_before);
        for (n, sitting) in self.sittings.iter_mut().enumerate().skip(from) {
            if let Some(panel) = sitting.heard.last() {
                // Now and then one more is heard than there is room for.
                let has_room =
                    panel.len() < plan.capacity || (panel.len() == plan.capacity && random.chance(12));
                if has_room {
                    return Some((n, sitting.heard.len() - 1));
                }
            }
            if sitting.heard.len() < self.panels_a_week {
                sitting.heard.push(Vec::new());
                return Some((n, sitting.heard.len() - 1));
            }
        }
        None
    }

    fn held_on(&self, sitting: usize, panel: usize) -> Day {
        at_work(self.sittings[sitting].on + (panel % 5) as i64)
    }

    fn panel_id(&self, sitting: usize, panel: usize) -> Id {
        Id::Panel(self.short, self.sittings[sitting].on, panel as u32 + 1)
    }

    fn hear<'c>(
        &mut self,
        candidates: impl Iterator<Item = (Day, &'c Candidate)>,
        passed: &mut Vec<(Day, u32)>,
    ) {
        let candidates: Vec<(Day, &Candidate)> = candidates.collect();
        let mut waiting: BinaryHeap<Reverse<(Day, u32, u32, usize)>> = candidates
            .iter()
            .enumerate()
            .filter(|(_, (ready, _))| *ready <= AS_OF + AHEAD)
            .map(|(n, (ready, one))| Reverse((*ready, one.number, 1, n)))
            .collect();
        while let Some(Reverse((ready, number, round, n))) = waiting.pop() {
            let candidate = candidates[n].1;
            let key = u64::from(round) + if self.kind == "interim" { 10 } else { 0 };
            let mut random =
                Random::new(self.authority.seed, &[Aspect::Panel as u64, u64::from(number), key]);
            let Some((sitting, panel)) = self.find(ready, &mut random) else { continue };
            let held_on = self.held_on(sitting, panel);
            if held_on >= candidate.off_on && candidate.off_on <= AS_OF {
                continue;
            }
            let panel_id = self.panel_id(sitting, panel);
            let case = self.case(candidate, (panel_id, held_on), (ready, round), &mut random);
            if held_on <= AS_OF {
                match case.decision {
                    Some("defer") => {
                        waiting.push(Reverse((held_on + random.between(10, 24), number, round + 1, n)));
                    }
                    Some("refer") if random.chance(70) => {
                        waiting.push(Reverse((held_on + random.between(30, 60), number, round + 1, n)));
                    }
                    Some("pass") => passed.push((held_on, number)),
                    _ => {}
                }
            }
            self.sittings[sitting].heard[panel].push(case);
        }
    }

    fn case(
        &self,
        candidate: &Candidate,
        (panel_id, held_on): (Id, Day),
        (ready, round): (Day, u32),
        random: &mut Random,
    ) -> PanelCase {
        let submit_by = held_on - self.authority.programme.panels.submit_days_before;
        let submitted_on = if random.chance(13) {
            submit_by + random.between(1, 11)
        } else {
            at_work(ready).min(submit_by - random.between(0, 3))
        };
        let (recommendation, decision) = self.judge(candidate.story, round, random);
        let is_over = held_on <= AS_OF;
        let is_in = submitted_on <= AS_OF;
        let recommends = is_over || (is_in && random.chance(80));
        let decided_later = random.chance(12).then(|| at_work(held_on + random.between(1, 6)));
        // A decision still being written up on the exports' day stands at the panel's own.
        let decided_on = decided_later.filter(|day| *day <= AS_OF && is_over);
        PanelCase {
            panel_id,
            worker_id: Id::Worker(candidate.number),
            submitted_on: is_in.then_some(submitted_on),
            moderator_id: Some(self.moderator(candidate.number, random)),
            recommendation: recommends.then_some(recommendation),
            decision: is_over.then_some(decision),
            decided_on,
        }
    }

    /// What the assessor recommends and what the panel decides.
    fn judge(&self, story: Story, round: u32, random: &mut Random) -> (&'static str, &'static str) {
        let is_final = self.kind == "final";
        match (story, round) {
            (Story::Fails, 1) if is_final => (if random.chance(80) { "fail" } else { "pass" }, "fail"),
            (Story::Fails, _) => ("fail", "fail"),
            (Story::Deferred | Story::Concern, 1) if is_final => ("pass", "defer"),
            (Story::Referred, 1) if is_final => ("pass", "refer"),
            (Story::Referred, _) if is_final && random.chance(25) => ("fail", "fail"),
            _ if random.chance(3) => ("fail", "pass"),
            _ if is_final && round == 1 && random.chance(4) => ("pass", "defer"),
            _ => ("pass", "pass"),
        }
    }

    /// The same moderator at both panels, as a rule, and only rarely the worker's own assessor.
    fn moderator(&self, number: u32, random: &mut Random) -> Id {
        let own = self.authority.assessor(number);
        let usual = self.authority.assessor(number.wrapping_mul(7).wrapping_add(3));
        let other = self.authority.assessor(number.wrapping_add(1));
        match random.between(0, 99) {
            0..3 => own,
            3..8 => other,
            _ if usual == own => other,
            _ => usual,
        }
    }

    fn write(&self, tables: &mut Tables) {
        for (n, sitting) in self.sittings.iter().enumerate() {
            // A panel to come stands on the calendar before anybody is down for it.
            let to_come = sitting.heard.is_empty() && sitting.on > AS_OF && self.kind == "final";
            let panels = if to_come { 1 } else { sitting.heard.len() };
            for panel in 0..panels {
                let (panel_id, held_on) = (self.panel_id(n, panel), self.held_on(n, panel));
                write_panel(self.authority, panel_id, self.kind, held_on, tables);
                for case in sitting.heard.get(panel).into_iter().flatten() {
                    tables.panel_cases.push(*case);
                    write_aftermath(case, held_on, tables);
                }
            }
        }
    }
}

/// A panel, who sat on it, and what was attested about it.
pub fn write_panel(
    authority: &Authority,
    panel_id: Id,
    kind: &'static str,
    held_on: Day,
    tables: &mut Tables,
) {
    let plan = &authority.programme.panels;
    let mut random =
        Random::new(authority.seed, &[Aspect::Panel as u64, held_on.0 as u64, kind.len() as u64]);
    let capacity = plan.states_capacity.then_some(plan.capacity as i64);
    tables.panels.push(Panel { panel_id, kind, held_on, capacity });
    let is_over = held_on <= AS_OF;
    for (seat, role) in plan.seats.iter().enumerate() {
        let role = if kind == "progression" && seat == 0 { "principal_social_worker" } else { *role };
        // Adult services cannot always send somebody.
        if role == "adult_services_lead" && random.chance(15) {
            continue;
        }
        let (attends, independent) = (!random.chance(12), seat >= 3 && random.chance(50));
        tables.panel_members.push(PanelMember {
            panel_id,
            member_id: authority.panel_member(seat),
            role,
            attended: is_over.then_some(seat == 0 || attends),
            independent,
        });
    }
    for rule in plan_attestations(authority).iter().filter(|_| is_over && random.chance(80)) {
        tables.attestations.push(Attestation {
            rule,
            worker_id: None,
            panel_id: Some(panel_id),
            application_id: None,
            reference: None,
            met: true,
            on: held_on,
            by_role: plan.seats[0],
        });
    }
}

fn plan_attestations(authority: &Authority) -> &'static [&'static str] {
    authority.programme.panel_attestations
}

/// The letter after a decision, and the certificate after a pass at the end.
fn write_aftermath(case: &PanelCase, held_on: Day, tables: &mut Tables) {
    let (Some(decision), Id::Worker(number)) = (case.decision, case.worker_id) else { return };
    let days = i64::from(number % 9) + 2;
    let mut push = |kind, occurred_on: Day| {
        if occurred_on <= AS_OF {
            tables.events.push(Event {
                worker_id: case.worker_id,
                kind,
                occurred_on,
                reference: Some(case.panel_id),
                child_id: None,
                by_id: None,
                by_role: "panel",
                accompanied_by: None,
                value: (kind == "outcome_notified").then_some(decision),
            });
        }
    };
    push("outcome_notified", at_work(held_on + days));
    if decision == "pass" && matches!(case.panel_id, Id::Panel("FIN", ..)) {
        push("certificate_issued", at_work(held_on + 30 + days));
    }
}

/// One external panel a year looks again at up to three of those who passed in the year before it.
fn write_external(authority: &Authority, passed: &[(Day, u32)], tables: &mut Tables) {
    let Some(first) = passed.iter().map(|(day, _)| *day).min() else { return };
    let mut held_on = at_work(first.add_months(3));
    while held_on <= AS_OF {
        let panel_id = Id::Panel("EXT", held_on, 1);
        let since = held_on.add_months(-12);
        let sample = passed.iter().filter(|(day, _)| since <= *day && *day < held_on - 21).take(3);
        let sample: Vec<u32> = sample.map(|(_, number)| *number).collect();
        if !sample.is_empty() {
            write_panel(authority, panel_id, "external", held_on, tables);
        }
        for number in sample {
            tables.panel_cases.push(PanelCase {
                panel_id,
                worker_id: Id::Worker(number),
                submitted_on: Some(at_work(held_on - 20)),
                moderator_id: Some(authority.panel_member(9)),
                recommendation: Some("pass"),
                decision: Some("pass"),
                decided_on: None,
            });
        }
        held_on = at_work(held_on.add_months(12));
    }
}
