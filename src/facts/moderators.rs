//! Who could moderate whom at the interim and final panels to come: a suggestion, which the panel decides.
//!
//! Never the candidate's assessor or manager; the moderator of the interim portfolio where that can be; an
//! even load. A recorded moderator stands, unless it is the assessor or manager: then another is suggested
//! beside it. Where a panel has no list of members, those who moderated in the year before are thought of.

use std::collections::{BTreeMap, BTreeSet};

use arrow::datatypes::DataType;

use super::Bench;
use super::assignment::{Load, Portfolio, assign};
use super::timeline::Worker;
use crate::dates::Day;
use crate::model::{Records, Table, TableBuilder, Value};

/// The panels at which portfolios are moderated by one of the authority's own.
const MODERATED: [&str; 2] = ["interim", "final"];
/// How far back moderations count, for the load and where a panel has no list of members.
const RECENT_DAYS: i64 = 365;
/// Words in a member's role that say they speak for families or from experience of services.
pub const FAMILY_ROLES: [&str; 8] = [
    "family",
    "parent",
    "carer",
    "service_user",
    "lived_experience",
    "expert_by_experience",
    "care_leaver",
    "young_person",
];
/// Words in the role of those who take notes or watch. Neither they nor those who speak for families are
/// asked to moderate a portfolio alone.
const LOOKS_ON: [&str; 6] = ["minute", "note", "admin", "clerk", "observer", "student"];

/// What stands in the way of a moderator for a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Obstacle {
    Assessor,
    Manager,
    NotMember,
    NotAttending,
    NotAsked,
}

impl Obstacle {
    fn code(self) -> &'static str {
        match self {
            Obstacle::Assessor => "assessor",
            Obstacle::Manager => "manager",
            Obstacle::NotMember => "not_member",
            Obstacle::NotAttending => "not_attending",
            Obstacle::NotAsked => "not_asked",
        }
    }
}

/// A candidate who is heard.
#[derive(Clone, Copy)]
struct Case<'a> {
    worker_id: &'a str,
    /// The row of panel_status.
    row: usize,
    recorded: Option<&'a str>,
    /// The moderator of the interim portfolio: recorded, or suggested for an interim panel to come.
    interim: Option<&'a str>,
    assessors: [Option<&'a str>; 2],
    managers: [Option<&'a str>; 2],
}

impl Case<'_> {
    /// Whether somebody is the candidate's assessor or manager, or the candidate.
    fn nearness(&self, moderator: &str) -> Option<Obstacle> {
        if self.assessors.contains(&Some(moderator)) {
            Some(Obstacle::Assessor)
        } else if self.managers.contains(&Some(moderator)) || self.worker_id == moderator {
            Some(Obstacle::Manager)
        } else {
            None
        }
    }
}

/// Whom a panel can ask.
struct Pool<'a> {
    /// Sorted.
    moderators: Vec<&'a str>,
    /// Members who are not asked, and why.
    others: BTreeMap<&'a str, Obstacle>,
    /// From the panel's own list of members.
    is_listed: bool,
}

impl<'a> Pool<'a> {
    fn of(panel_id: &str, records: &'a Records, recent: &BTreeMap<&'a str, u32>) -> Pool<'a> {
        let members = members(panel_id, records);
        if members.is_empty() {
            return Pool {
                moderators: recent.keys().copied().collect(),
                others: BTreeMap::new(),
                is_listed: false,
            };
        }
        let are_named = members.values().any(|(role, _)| role.is_some_and(|role| role.contains("moderator")));
        let mut pool = Pool { moderators: Vec::new(), others: BTreeMap::new(), is_listed: true };
        for (id, (role, attends)) in members {
            let is_asked = match role {
                Some(role) if are_named => role.contains("moderator"),
                Some(role) => !FAMILY_ROLES.iter().chain(&LOOKS_ON).any(|word| role.contains(word)),
                None => !are_named,
            };
            if attends == Some(false) {
                pool.others.insert(id, Obstacle::NotAttending);
            } else if is_asked {
                pool.moderators.push(id);
            } else {
                pool.others.insert(id, Obstacle::NotAsked);
            }
        }
        pool
    }

    /// What stands in the way of somebody for a candidate.
    fn obstacle(&self, case: &Case, moderator: &str) -> Option<Obstacle> {
        case.nearness(moderator).or_else(|| {
            let is_asked = self.moderators.contains(&moderator);
            (!is_asked).then(|| self.others.get(moderator).copied().unwrap_or(Obstacle::NotMember))
        })
    }
}

type Members<'a> = BTreeMap<&'a str, (Option<&'a str>, Option<bool>)>;

/// A panel's members: role, and whether they attend where that is known.
fn members<'a>(panel_id: &str, records: &'a Records) -> Members<'a> {
    let Some(table) = records.table("panel_members") else { return Members::new() };
    let (panel, member) = (table.texts("panel_id"), table.texts("member_id"));
    (0..table.rows())
        .filter(|row| panel.get(*row) == Some(panel_id))
        .filter_map(|row| {
            Some((member.get(row)?, (table.texts("role").get(row), table.bools("attended").get(row))))
        })
        .collect()
}

/// `moderator_suggestions`: a row for each candidate heard at an interim or final panel to come, in the
/// order of its agenda, the panels by date.
pub fn suggest_moderators(
    records: &Records,
    workers: &[Worker],
    bench: &Bench,
    facts: &BTreeMap<&'static str, Table>,
) -> Table {
    let mut builder = TableBuilder::new([
        ("authority", DataType::Utf8),
        ("panel_id", DataType::Utf8),
        ("worker_id", DataType::Utf8),
        // Suggested, or recorded where that stands; null where nobody can.
        ("moderator_id", DataType::Utf8),
        // recorded, suggested, instead (the recorded one is assessor or manager) or nobody.
        ("standing", DataType::Utf8),
        ("interim_moderator_id", DataType::Utf8),
        // Whether the interim moderator moderates again; null where none is known.
        ("same_moderator", DataType::Boolean),
        // What stood in the way of that: assessor, manager, not_member, not_attending, not_asked; null where
        // nothing did.
        ("obstacle", DataType::Utf8),
        // Portfolios that this moderator has at this panel, this one counted.
        ("portfolios", DataType::Int64),
        // How many the panel can ask, and how many of them are this candidate's assessor or manager.
        ("moderators", DataType::Int64),
        ("too_near", DataType::Int64),
        // Both assessor and manager are recorded, so that nearness can be told.
        ("is_nearness_known", DataType::Boolean),
        // The panel has a list of members; without one, those who moderated in the year before are asked.
        ("is_listed", DataType::Boolean),
        ("clause", DataType::Utf8),
        ("source", DataType::Utf8),
    ]);
    let (Some(dates), Some(agenda), Some(status)) =
        (facts.get("panel_dates"), facts.get("panel_agenda"), facts.get("panel_status"))
    else {
        return builder.finish();
    };
    let scene = Scene::new(bench, workers, agenda, status);
    let recent = moderated_recently(status, bench.as_of);
    let mut earlier = recent.clone();
    let mut at_interim: BTreeMap<&str, &str> = BTreeMap::new();
    for (held_on, panel_id, kind) in panels_to_come(dates, bench.as_of) {
        let pool = Pool::of(panel_id, records, &recent);
        let cases = scene.cases(panel_id, held_on, &at_interim);
        let given = give(&cases, &pool, &earlier);
        let mut portfolios: BTreeMap<&str, i64> = BTreeMap::new();
        given.iter().filter_map(|(_, moderator)| *moderator).for_each(|moderator| {
            *portfolios.entry(moderator).or_default() += 1;
        });
        for (case, (standing, moderator)) in cases.iter().zip(&given) {
            let obstacle = case.interim.filter(|_| *standing != "recorded");
            let obstacle = obstacle.and_then(|interim| pool.obstacle(case, interim));
            let too_near =
                pool.moderators.iter().filter(|moderator| case.nearness(moderator).is_some()).count();
            builder.push([
                bench.authority.into(),
                panel_id.into(),
                case.worker_id.into(),
                (*moderator).into(),
                (*standing).into(),
                case.interim.into(),
                case.interim.zip(*moderator).map(|(a, b)| a == b).into(),
                obstacle.map(Obstacle::code).into(),
                moderator.and_then(|moderator| portfolios.get(moderator).copied()).into(),
                Value::Int(pool.moderators.len() as i64),
                Value::Int(too_near as i64),
                [case.assessors, case.managers].iter().all(|known| known[0].is_some()).into(),
                pool.is_listed.into(),
                status.texts("clause").get(case.row).into(),
                status.texts("source").get(case.row).into(),
            ]);
            if let Some(moderator) = moderator {
                let load = earlier.entry(*moderator).or_default();
                *load = load.saturating_add(1);
                if kind == "interim" {
                    at_interim.insert(case.worker_id, *moderator);
                }
            }
        }
    }
    builder.finish()
}

/// A recorded moderator who is not too near stands; the rest are assigned.
fn give<'a>(
    cases: &[Case<'a>],
    pool: &Pool<'a>,
    earlier: &BTreeMap<&str, u32>,
) -> Vec<(&'static str, Option<&'a str>)> {
    let stands = |case: &Case<'a>| case.recorded.filter(|moderator| case.nearness(moderator).is_none());
    let open: Vec<&Case> = cases.iter().filter(|case| stands(case).is_none()).collect();
    let portfolios: Vec<Portfolio> = open
        .iter()
        .map(|case| Portfolio {
            allowed: pool.moderators.iter().map(|moderator| case.nearness(moderator).is_none()).collect(),
            wish: case
                .interim
                .and_then(|wish| pool.moderators.iter().position(|moderator| *moderator == wish)),
        })
        .collect();
    let loads: Vec<Load> = pool
        .moderators
        .iter()
        .map(|moderator| Load {
            held: cases.iter().filter(|case| stands(case) == Some(*moderator)).count() as u32,
            earlier: earlier.get(moderator).copied().unwrap_or_default(),
        })
        .collect();
    let mut assigned = assign(&portfolios, &loads).into_iter();
    cases
        .iter()
        .map(|case| {
            if let Some(moderator) = stands(case) {
                return ("recorded", Some(moderator));
            }
            let chosen = assigned.next().flatten().and_then(|place| pool.moderators.get(place).copied());
            match (chosen, case.recorded) {
                (None, _) => ("nobody", None),
                (chosen, Some(_)) => ("instead", chosen),
                (chosen, None) => ("suggested", chosen),
            }
        })
        .collect()
}

/// The interim and final panels to come, by date and id.
fn panels_to_come(dates: &Table, as_of: Day) -> BTreeSet<(Day, &str, &str)> {
    let (id, kind, held_on) = (dates.texts("panel_id"), dates.texts("kind"), dates.dates("held_on"));
    (0..dates.rows())
        .filter_map(|row| Some((held_on.get(row)?, id.get(row)?, kind.get(row)?)))
        .filter(|(held_on, _, kind)| *held_on >= as_of && MODERATED.contains(kind))
        .collect()
}

/// How many portfolios each moderated at the panels of the year before `as_of`.
fn moderated_recently(status: &Table, as_of: Day) -> BTreeMap<&str, u32> {
    let (held_on, moderator) = (status.dates("held_on"), status.texts("moderator_id"));
    let mut recent: BTreeMap<&str, u32> = BTreeMap::new();
    for row in 0..status.rows() {
        let is_recent = held_on.get(row).is_some_and(|day| day < as_of && day >= as_of - RECENT_DAYS);
        if let Some(moderator) = moderator.get(row).filter(|_| is_recent) {
            let moderated = recent.entry(moderator).or_default();
            *moderated = moderated.saturating_add(1);
        }
    }
    recent
}

/// What the cases of every panel are made from.
struct Scene<'a> {
    as_of: Day,
    workers: BTreeMap<&'a str, &'a Worker<'a>>,
    /// The places of each panel's agenda: worker and the panel on whose list the case stands.
    heard: BTreeMap<&'a str, Vec<(i64, &'a str, &'a str)>>,
    status: &'a Table,
    /// The row of panel_status of a panel and a worker.
    rows: BTreeMap<(&'a str, &'a str), usize>,
}

impl<'a> Scene<'a> {
    fn new(bench: &Bench, workers: &'a [Worker<'a>], agenda: &'a Table, status: &'a Table) -> Scene<'a> {
        let mut heard: BTreeMap<&str, Vec<(i64, &str, &str)>> = BTreeMap::new();
        let text = |column: &str, row: usize| agenda.texts(column).get(row);
        for row in (0..agenda.rows()).filter(|row| agenda.bools("is_heard").get(*row) == Some(true)) {
            let place = agenda.ints("place").get(row);
            let (panel, worker, listed) =
                (text("panel_id", row), text("worker_id", row), text("listed_at", row));
            if let (Some(panel), Some(place), Some(worker), Some(listed)) = (panel, place, worker, listed) {
                heard.entry(panel).or_default().push((place, worker, listed));
            }
        }
        heard.values_mut().for_each(|places| places.sort_unstable());
        let (panel, worker) = (status.texts("panel_id"), status.texts("worker_id"));
        let rows = (0..status.rows()).filter_map(|row| Some(((panel.get(row)?, worker.get(row)?), row)));
        Scene {
            as_of: bench.as_of,
            workers: workers.iter().map(|worker| (worker.id, worker)).collect(),
            heard,
            status,
            rows: rows.collect(),
        }
    }

    /// Those heard at a panel, in the order of its agenda.
    fn cases(&self, panel_id: &str, held_on: Day, at_interim: &BTreeMap<&str, &'a str>) -> Vec<Case<'a>> {
        let places = self.heard.get(panel_id).map(Vec::as_slice).unwrap_or_default();
        let case = |(_, worker_id, listed): &(i64, &'a str, &'a str)| {
            let row = *self.rows.get(&(listed, worker_id))?;
            let worker = self.workers.get(worker_id)?;
            let text = |column: &str| self.status.texts(column).get(row);
            // Who is near now may not be on the day of the panel, and the other way about: neither is asked.
            let posts = [worker.post_on(self.as_of), worker.post_on(held_on)];
            Some(Case {
                worker_id,
                row,
                recorded: text("moderator_id"),
                interim: text("interim_moderator_id").or(at_interim.get(worker_id).copied()),
                assessors: posts.map(|post| post.assessor_id),
                managers: posts.map(|post| post.manager_id),
            })
        };
        places.iter().filter_map(case).collect()
    }
}
