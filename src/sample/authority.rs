//! An invented authority: its cohorts, teams and staff, and whom its exports tell of.

use super::AS_OF;
use super::programme::{Programme, SANDWELL, STOKE, WEST_SUSSEX};
use super::random::Random;
use super::records::Id;
use crate::dates::Day;

/// An authority to invent records for.
#[derive(Clone, Debug)]
pub struct Authority {
    /// The folder's name.
    pub folder: String,
    pub code: String,
    pub name: String,
    pub programme: &'static Programme,
    pub cohorts: Vec<CohortPlan>,
    /// Names of the three services and of each one's teams.
    pub services: [(&'static str, &'static [&'static str]); 3],
    /// Of a hundred workers, how many work part-time, beside those whose story it is.
    pub part_time_pct: i64,
    /// Social workers on no programme who stand in the workers export too.
    pub unprogrammed: u32,
    /// People in the caseload export whom the workers export does not know.
    pub strangers: u32,
    /// Applications for the senior grade.
    pub applications: u32,
    /// The seed of everything about this authority.
    pub seed: u64,
}

#[derive(Clone, Copy, Debug)]
pub struct CohortPlan {
    pub starts_on: Day,
    pub workers: u32,
}

/// What a stream of random numbers is about.
#[derive(Clone, Copy, Debug)]
pub enum Aspect {
    Deck,
    Person,
    Caseload,
    Supervision,
    Reviews,
    Portfolio,
    Learning,
    Support,
    Panel,
    Progression,
    Workforce,
}

const LARGE_TEAMS: [(&str, &[&str]); 3] = [
    ("Assessment", &["Assessment 1", "Assessment 2", "Assessment 3", "Assessment 4", "Assessment 5"]),
    ("Family Support", &["Support 1", "Support 2", "Support 3", "Support 4", "Support 5"]),
    ("Children in Care", &["Care 1", "Care 2", "Care 3", "Care 4"]),
];
const WEST_SUSSEX_TEAMS: [(&str, &[&str]); 3] = [
    ("CA&I", &["CA&I 1", "CA&I 2", "CA&I 3", "CA&I 4"]),
    ("CLA", &["CLA 1", "CLA 2", "CLA 3"]),
    ("FSP", &["FSP 1", "FSP 2", "FSP 3", "FSP 4"]),
];

impl Authority {
    /// The n-th authority of a large sample, on each of the published rulebooks in turn.
    ///
    /// Cohorts begin a year apart, the latest half a year before the day the exports were made; a
    /// single cohort begins fourteen months before it, so that its year is complete.
    pub fn numbered(n: u32, cohorts: u32, workers: u32, seed: u64) -> Authority {
        let (programme, services, has_progression) = match n % 3 {
            0 => (&SANDWELL, LARGE_TEAMS, true),
            1 => (&WEST_SUSSEX, WEST_SUSSEX_TEAMS, false),
            _ => (&STOKE, LARGE_TEAMS, false),
        };
        let latest = if cohorts == 1 { 14 } else { 6 };
        let cohorts = (0..cohorts)
            .rev()
            .map(|age| {
                let months = latest + 12 * i32::try_from(age).unwrap_or(i32::MAX / 12).min(1_000);
                CohortPlan { starts_on: AS_OF.add_months(-months), workers }
            })
            .collect();
        Authority {
            folder: format!("authority-{:03}", n + 1),
            code: format!("X{:03}", n + 1),
            name: format!("Invented Authority {}", n + 1),
            programme,
            cohorts,
            services,
            part_time_pct: 12,
            unprogrammed: if has_progression { (workers / 2).min(2_000) } else { 0 },
            strangers: 0,
            applications: if has_progression { (workers / 3).min(1_500) } else { 0 },
            seed: seed.wrapping_add(u64::from(n).wrapping_mul(0x0100_0003)),
        }
    }

    /// How many newly qualified workers there are; they are numbered from 1.
    pub fn workers(&self) -> u32 {
        self.cohorts.iter().map(|cohort| cohort.workers).sum()
    }

    /// The cohort that a worker's number belongs to, and the place in it.
    pub fn cohort_of(&self, number: u32) -> (CohortPlan, u32) {
        let mut place = number.saturating_sub(1);
        for cohort in &self.cohorts {
            if place < cohort.workers {
                return (*cohort, place);
            }
            place -= cohort.workers;
        }
        (CohortPlan { starts_on: AS_OF, workers: 0 }, place)
    }

    pub fn random(&self, aspect: Aspect, number: u32) -> Random {
        Random::new(self.seed, &[aspect as u64, u64::from(number)])
    }

    /// The manager of a team; where there are very many workers a team's name stands for many teams.
    pub fn manager(&self, service: usize, team: usize, number: u32) -> Id {
        Id::Staff(100 + (service * 10 + team) as u32 + 40 * (number / 200))
    }

    /// One of the assessors, about one for eight workers of a cohort and never fewer than six.
    pub fn assessor(&self, number: u32) -> Id {
        let cohort = self.cohort_of(number).0;
        Id::Staff(20_000 + number % (cohort.workers / 8).max(6))
    }

    /// A senior colleague who sits on panels.
    pub fn panel_member(&self, seat: usize) -> Id {
        Id::Staff(1 + seat as u32)
    }
}
