//! Applications for the senior grade: permission, the log, submission, quality assurance, the panel and
//! what came of it, with the evidence that was sent in.

use super::AS_OF;
use super::authority::{Aspect, Authority};
use super::calendar::at_work;
use super::panels::write_panel;
use super::person::Person;
use super::random::Random;
use super::records::{Attestation, Event, Id, Progression, ProgressionEvidence, Tables};
use crate::dates::Day;

/// Permissions are spread over so many days before the exports' day.
const SPREAD: i64 = 780;

/// How an application goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    Approved,
    /// Approved, beyond the limit of six months.
    Slow,
    /// Sent back by quality assurance, then approved.
    Returned,
    Deferred,
    /// Deferred, sent in again, approved.
    Resubmitted,
    Withdrawn,
    /// Begun, and not sent in yet.
    Stalled,
}

const COURSES: [Course; 12] = [
    Course::Approved,
    Course::Approved,
    Course::Approved,
    Course::Approved,
    Course::Slow,
    Course::Slow,
    Course::Returned,
    Course::Returned,
    Course::Deferred,
    Course::Resubmitted,
    Course::Withdrawn,
    Course::Stalled,
];

/// Writes all applications, their evidence, and the panels they were heard at.
///
/// Most applicants are on no programme; some of the later ones passed the programme of the first cohort,
/// as the panels' cases among `tables` say.
pub fn write_progressions(authority: &Authority, tables: &mut Tables) {
    if authority.applications == 0 {
        return;
    }
    let mut passed = passed_and_stayed(authority, tables).into_iter().peekable();
    let mut panels: Vec<Day> = Vec::new();
    for n in 0..authority.applications {
        let mut random = authority.random(Aspect::Progression, n);
        let is_late = n * 100 / authority.applications >= 65;
        let (worker, in_grade_since) = match passed.next_if(|_| is_late && n % 4 == 3) {
            Some((number, started_on)) => (number, Some(started_on)),
            None => (authority.workers() + 1 + n % authority.unprogrammed.max(1), None),
        };
        let spread = SPREAD * i64::from(n) / i64::from(authority.applications);
        let permission = at_work(AS_OF - SPREAD + spread - random.between(0, 12));
        let mut course = COURSES;
        let deals = COURSES.len() as u32;
        Random::new(authority.seed, &[Aspect::Progression as u64, 1, u64::from(n / deals)])
            .shuffle(&mut course);
        let application = Application {
            application_id: Id::Application(n + 1),
            worker_id: Id::Worker(worker),
            in_grade_since,
            course: course[(n % deals) as usize],
        };
        application.write(permission, &mut random, &mut panels, tables);
    }
    panels.sort_unstable();
    panels.dedup();
    for day in panels {
        write_panel(authority, Id::Panel("PRO", day, 1), "progression", day, tables);
    }
}

/// Workers of the first cohort who passed and are still there, with the day they began.
fn passed_and_stayed(authority: &Authority, tables: &Tables) -> Vec<(u32, Day)> {
    let first = authority.cohorts.first().map_or(0, |cohort| cohort.workers);
    let mut numbers: Vec<u32> = tables
        .panel_cases
        .iter()
        .filter(|case| case.decision == Some("pass") && matches!(case.panel_id, Id::Panel("FIN", ..)))
        .filter_map(|case| match case.worker_id {
            Id::Worker(number) if number <= first => Some(number),
            _ => None,
        })
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let people = numbers.into_iter().map(|number| Person::draw(authority, number));
    people.filter(|person| person.left.is_none()).map(|person| (person.number, person.started_on)).collect()
}

struct Application {
    application_id: Id,
    worker_id: Id,
    /// Known for those who came by the programme.
    in_grade_since: Option<Day>,
    course: Course,
}

/// The second Tuesday of the month, from a day on.
fn panel_from(day: Day) -> Day {
    let second_tuesday = |month: Day| {
        // Day 0 was a Thursday, so that Tuesdays leave 5.
        let to_tuesday = (5 - i64::from(month.0.rem_euclid(7))).rem_euclid(7);
        month + to_tuesday + 7
    };
    let this = second_tuesday(day.month_start());
    if this >= day { this } else { second_tuesday(day.month_start().add_months(1)) }
}

impl Application {
    fn write(&self, permission: Day, random: &mut Random, panels: &mut Vec<Day>, tables: &mut Tables) {
        let mut day = permission;
        let mut steps: Vec<(&'static str, Day)> = vec![("permission", day)];
        let mut next = |event, days: i64, steps: &mut Vec<(&'static str, Day)>| {
            day = at_work(day + days);
            steps.push((event, day));
            day
        };
        next("logged", random.between(2, 10), &mut steps);
        let writing =
            if self.course == Course::Slow { random.between(150, 200) } else { random.between(35, 105) };
        let writing = if self.course == Course::Stalled { SPREAD } else { writing };
        let submitted = next("submitted", writing, &mut steps);
        if self.course == Course::Withdrawn {
            steps.pop();
            steps.push(("withdrawn", submitted));
        } else {
            if self.course == Course::Returned {
                next("returned", random.between(6, 12), &mut steps);
                next("resubmitted", random.between(10, 25), &mut steps);
            }
            let assured = next("quality_assured", random.between(5, 12), &mut steps);
            let panel = panel_from(assured + 7);
            steps.push(("panel", panel));
            if matches!(self.course, Course::Deferred | Course::Resubmitted) {
                steps.push(("deferred", panel));
            }
            let mut decided = panel;
            if self.course == Course::Resubmitted {
                let again = at_work(panel + random.between(30, 60));
                decided = panel_from(again + 14);
                steps.extend([("resubmitted", again), ("panel", decided)]);
            }
            if self.course != Course::Deferred {
                steps.push(("approved", decided));
                steps.push(("hr_notified", at_work(decided + random.between(2, 9))));
            }
        }
        if self.course != Course::Withdrawn {
            self.write_documents(submitted, tables);
        }
        for (event, occurred_on) in steps {
            if matches!(event, "approved" | "deferred") {
                self.write_event("outcome_notified", occurred_on, "panel", None, tables);
            }
            // A panel to come is known once the work is assured.
            if event == "panel" && occurred_on <= AS_OF + 40 {
                panels.push(occurred_on);
            }
            if occurred_on <= AS_OF {
                tables.progressions.push(Progression {
                    application_id: self.application_id,
                    worker_id: self.worker_id,
                    from_grade: "F",
                    to_grade: "G",
                    event,
                    occurred_on,
                });
            }
        }
        self.write_evidence(submitted, random, tables);
        let is_said = random.chance(85);
        if submitted <= AS_OF && is_said {
            tables.attestations.push(Attestation {
                rule: "fg/decision-in-supervision",
                worker_id: None,
                panel_id: None,
                application_id: Some(self.application_id),
                reference: None,
                met: true,
                on: submitted,
                by_role: "manager",
            });
        }
    }

    /// What stands in the application when it is sent in; now and then the log of learning is not there.
    fn write_documents(&self, submitted: Day, tables: &mut Tables) {
        let Id::Application(number) = self.application_id else { return };
        for (document, by_role) in [
            ("manager_statement", "manager"),
            ("worker_statement", "nqsw"),
            ("practice_observation", "manager"),
            ("cpd_log", "nqsw"),
        ] {
            if document != "cpd_log" || !number.is_multiple_of(9) {
                self.write_event("application_document", submitted, by_role, Some(document), tables);
            }
        }
    }

    fn write_event(
        &self,
        kind: &'static str,
        occurred_on: Day,
        by_role: &'static str,
        value: Option<&'static str>,
        tables: &mut Tables,
    ) {
        if occurred_on <= AS_OF {
            tables.events.push(Event {
                worker_id: self.worker_id,
                kind,
                occurred_on,
                reference: Some(self.application_id),
                child_id: None,
                by_id: None,
                by_role,
                accompanied_by: None,
                value,
            });
        }
    }

    /// What came with the application, or what is there so far.
    fn write_evidence(&self, submitted: Day, random: &mut Random, tables: &mut Tables) {
        let is_in = submitted <= AS_OF;
        let usual = if random.chance(8) { random.between(13, 17) } else { random.between(18, 70) };
        let in_grade = self.in_grade_since.map(|since| (submitted.min(AS_OF) - since) / 31);
        let observed = if random.chance(12) { random.between(190, 300) } else { random.between(5, 170) };
        let observed_on = at_work(submitted.min(AS_OF + 60) - observed);
        tables.progression_evidence.push(ProgressionEvidence {
            application_id: self.application_id,
            months_in_grade: in_grade.unwrap_or(usual),
            cpd_activities: if random.chance(10) { random.between(2, 4) } else { random.between(5, 14) },
            latest_observation_on: Some(observed_on).filter(|day| *day <= AS_OF),
            signatures: if !is_in {
                random.between(0, 2)
            } else if random.chance(10) {
                3
            } else {
                4
            },
            recommendation: is_in.then(|| {
                if self.course == Course::Deferred && random.chance(50) {
                    "defer progression"
                } else {
                    "agree progression"
                }
            }),
        });
    }
}
