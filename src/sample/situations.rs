//! Checks that the three fixed authorities hold everything that really happens, so that whatever is
//! built on `sample-data` meets it there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::export::Fault;
use super::person::Person;
use super::records::{Id, Tables};
use super::{AS_OF, Authority, SEED, Style, fixed, simulate};
use crate::dates::Day;

type Simulated = (Authority, Style, Tables);

static ALL: LazyLock<Vec<Simulated>> = LazyLock::new(|| {
    fixed::authorities(SEED)
        .into_iter()
        .map(|(authority, style)| {
            let tables = simulate(&authority);
            (authority, style, tables)
        })
        .collect()
});

fn all() -> &'static [Simulated] {
    &ALL
}

fn people(authority: &Authority) -> Vec<Person<'_>> {
    (1..=authority.workers()).map(|number| Person::draw(authority, number)).collect()
}

/// Runs of days above the cap: the first day, and the last or `None` when open on the exports' day.
fn breaches(person: &Person, tables: &Tables) -> Vec<(Day, Option<Day>)> {
    let programme = person.authority.programme;
    let rows: Vec<_> = tables
        .allocations
        .iter()
        .filter(|row| row.worker_id == person.id())
        .filter(|row| programme.co_worked_counts || row.role == "allocated")
        .collect();
    let mut found: Vec<(Day, Option<Day>)> = Vec::new();
    let mut is_above = false;
    let mut day = person.started_on;
    while day <= AS_OF && day < person.programme_end.min(person.off_programme_on()) {
        let children: BTreeSet<Id> = rows
            .iter()
            .filter(|row| row.started_on <= day && row.ended_on.is_none_or(|end| end > day))
            .map(|row| row.child_id)
            .collect();
        let cap = (programme.cap)(person.place_on(day).service, person.clock.months_by(day));
        match (children.len() > cap, is_above) {
            (true, false) => found.push((day, None)),
            (false, true) => {
                if let Some(last) = found.last_mut() {
                    last.1 = Some(day - 1);
                }
            }
            _ => {}
        }
        is_above = children.len() > cap;
        day = day + 1;
    }
    found
}

#[test]
fn caseloads_go_above_the_cap_for_days_for_weeks_and_still() {
    for (authority, _, tables) in all() {
        let (mut short, mut long, mut open, mut never) = (0, 0, 0, 0);
        for person in people(authority) {
            let found = breaches(&person, tables);
            never += usize::from(found.is_empty());
            for (from, to) in found {
                match to {
                    Some(to) if to - from < 10 => short += 1,
                    Some(to) if to - from >= 28 => long += 1,
                    None if person.programme_end > AS_OF => open += 1,
                    _ => {}
                }
            }
        }
        let what = format!("{}: {short} short, {long} long, {open} open, {never} never", authority.name);
        assert!(short > 0 && long > 0 && open > 0, "{what}");
        assert!(never * 2 > authority.workers() as usize, "most people are never above it; {what}");
    }
}

#[test]
fn children_come_in_families_are_shared_and_change_plan() {
    for (authority, _, tables) in all() {
        let rows = &tables.allocations;
        let mut families: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        let mut by_child: BTreeMap<(Id, Id), Vec<_>> = BTreeMap::new();
        for row in rows {
            families.entry(row.family_id).or_default().insert(row.child_id);
            by_child.entry((row.worker_id, row.child_id)).or_default().push(row);
        }
        assert!(families.values().any(|children| children.len() >= 3), "{}", authority.name);
        let pairs = || by_child.values().flat_map(|rows| rows.windows(2));
        assert!(pairs().any(|p| p[0].case_type != p[1].case_type), "a plan changes");
        assert!(pairs().any(|p| p[0].role == "co_worker" && p[1].role == "allocated"), "a shared child");
        assert!(pairs().any(|p| p[0].ended_on == Some(p[1].started_on)), "periods touch");
        assert!(pairs().any(|p| p[0].ended_on > Some(p[1].started_on)), "periods overlap");
        assert!(rows.iter().any(|row| row.ended_on.is_none()), "some are held today");
        for row in rows {
            assert!(row.started_on <= AS_OF && row.ended_on.is_none_or(|end| end >= row.started_on));
        }
    }
}

#[test]
fn reviews_are_early_late_missed_and_rebuilt_around_an_absence() {
    for (authority, _, tables) in all() {
        let rows = &tables.reviews;
        assert!(rows.iter().any(|row| row.held_on.is_some() && row.held_on < row.planned_on), "early");
        assert!(
            rows.iter().any(|row| row.held_on.is_none() && row.planned_on > Some(AS_OF)),
            "{}: planned for later",
            authority.name
        );
        let later = |row: &super::records::Review| {
            rows.iter()
                .filter(|other| other.worker_id == row.worker_id && other.stage == row.stage)
                .find_map(|other| other.held_on)
        };
        let mut rebuilt = BTreeSet::new();
        let (mut late, mut missed) = (0, 0);
        for row in rows.iter().filter(|row| row.held_on.is_none()) {
            match (later(row), row.planned_on, row.postponed_reason) {
                (Some(_), _, Some(reason)) if reason.contains("leave") || reason == "Sickness" => {
                    rebuilt.insert(reason);
                }
                (Some(held), Some(planned), _) if held - planned > 14 => late += 1,
                (None, Some(planned), _) if AS_OF - planned > 21 => missed += 1,
                _ => {}
            }
        }
        assert!(
            !rebuilt.is_empty() && late > 0 && missed > 0,
            "{}: {rebuilt:?} {late} {missed}",
            authority.name
        );
        let ratings: BTreeSet<_> = rows.iter().filter_map(|row| row.rating).collect();
        assert_eq!(ratings.len(), 3, "{}: {ratings:?}", authority.name);
    }
}

#[test]
fn supervision_thins_out_and_recovers() {
    for (authority, _, tables) in all() {
        let recovered = people(authority).iter().any(|person| {
            let held: Vec<Day> = tables
                .supervisions
                .iter()
                .filter(|row| {
                    row.worker_id == person.id() && row.status == "held" && row.kind == "one_to_one"
                })
                .map(|row| row.held_on)
                .collect();
            let gap = held.windows(2).position(|pair| {
                pair[1] - pair[0] > 35 && !person.away.iter().any(|away| away.period.contains(pair[0] + 15))
            });
            gap.is_some_and(|gap| held.len() > gap + 4)
        });
        assert!(recovered, "{}", authority.name);
    }
}

#[test]
fn portfolios_drift_and_recover_and_observations_have_feedback() {
    for (authority, _, tables) in all() {
        assert!(tables.portfolio.iter().any(|row| row.submitted_on.is_none()), "{}", authority.name);
        assert!(tables.portfolio.iter().any(|row| row.signed_off_on.is_some()));
        assert!(tables.observations.iter().any(|row| row.written_feedback_on.is_none()));
        let roles: BTreeSet<_> = tables.observations.iter().map(|row| row.observer_role).collect();
        assert_eq!(roles.len(), 3);
    }
    let (authority, _, tables) = &all()[0];
    let drifted = people(authority).iter().filter(|person| person.credited_months == 0).any(|person| {
        let clock = &person.clock;
        let dues = [clock.due(0, 21), clock.due(3, 0), clock.due(6, 0), clock.due(9, 0), clock.due(12, 0)];
        let rows = tables.portfolio.iter().filter(|row| row.worker_id == person.id());
        let plans = rows.filter(|row| row.item == "professional_development_plan");
        let late = plans.zip(dues).filter_map(|(row, due)| Some(row.submitted_on? > due + 10));
        let late: Vec<bool> = late.collect();
        let first = late.iter().position(|late| *late);
        first.is_some_and(|first| late[first..].contains(&false))
    });
    assert!(drifted);
}

#[test]
fn people_start_pause_move_leave_and_withdraw() {
    for (authority, _, tables) in all() {
        let name = &authority.name;
        for (cohort, year) in authority.cohorts.iter().zip(["2023", "2024", "2025"]) {
            assert!((12..=20).contains(&cohort.workers), "{name}");
            assert_eq!(&cohort.starts_on.month()[..4], year, "{name}");
        }
        let people = people(authority);
        assert!(people.iter().any(Person::is_part_time), "{name}: part-time");
        assert!(people.iter().any(|one| one.credited_months > 0), "{name}: credited");
        assert!(
            people.iter().any(|one| one.left.is_some_and(|(day, _)| day < one.programme_end)),
            "{name}: leaver"
        );
        assert!(people.iter().any(|one| one.left.is_some_and(|(day, _)| day > one.programme_end)), "{name}");
        assert!(people.iter().any(|one| one.withdrawn_on.is_some()), "{name}: withdrawn");
        let days = |kind: &str| {
            let rows = tables.absences.iter().filter(|row| row.kind == kind);
            rows.map(|row| row.ended_on.map_or(AS_OF, |end| end) - row.started_on + 1).max().unwrap_or(0)
        };
        assert!(days("maternity") > 150 && days("sickness") >= 43, "{name}");
        assert!(tables.postings.len() >= 2 && !tables.extensions.is_empty(), "{name}");
        let levels: BTreeSet<i64> = tables.concerns.iter().map(|row| row.level).collect();
        assert_eq!(levels, BTreeSet::from([1, 2, 3]), "{name}");
        assert!(tables.concerns.iter().any(|row| row.resolved_on.is_none()), "{name}");
        assert!(!tables.breach_reports.is_empty(), "{name}");
        for (table, rows) in tables.each() {
            let is_elsewhere = matches!(table, "agreements" | "progressions" | "progression_evidence");
            assert!(is_elsewhere || rows.count() > 0, "{name} has no {table}");
        }
    }
    let (_, _, stokeley) = &all()[1];
    assert!(!stokeley.agreements.is_empty());
    let reports = || all().iter().flat_map(|(_, _, tables)| &tables.breach_reports);
    assert!(reports().any(|report| report.escalated_on.is_some()));
    assert!(reports().any(|report| report.escalated_on.is_none()));
}

#[test]
fn panels_pass_fail_defer_refer_and_lie_ahead() {
    for (authority, _, tables) in all() {
        let name = &authority.name;
        let held: BTreeMap<Id, (&str, Day)> =
            tables.panels.iter().map(|panel| (panel.panel_id, (panel.kind, panel.held_on))).collect();
        assert_eq!(held.len(), tables.panels.len(), "{name}: each panel once");
        let finals = || tables.panel_cases.iter().filter(|case| held[&case.panel_id].0 == "final");
        let decisions: BTreeSet<_> = finals().filter_map(|case| case.decision).collect();
        assert_eq!(decisions, BTreeSet::from(["pass", "fail", "defer", "refer"]), "{name}");
        let deferred_then_passed = finals().filter(|case| case.decision == Some("defer")).any(|case| {
            finals().any(|other| {
                other.worker_id == case.worker_id
                    && other.decision == Some("pass")
                    && held[&other.panel_id].1 > held[&case.panel_id].1
            })
        });
        assert!(deferred_then_passed, "{name}");
        let ahead = held.values().filter(|(kind, day)| *kind == "final" && *day > AS_OF);
        let ahead: BTreeSet<Day> = ahead.map(|(_, day)| *day).collect();
        assert!((1..=5).contains(&ahead.len()), "{name}: {ahead:?}");
        let waiting = || tables.panel_cases.iter().filter(|case| held[&case.panel_id].1 > AS_OF);
        assert!(waiting().any(|case| case.submitted_on.is_some()), "{name}: partly in");
        assert!(waiting().any(|case| case.submitted_on.is_none()), "{name}: partly to come");
        assert!(waiting().all(|case| case.decision.is_none()), "{name}");
        let keys: BTreeSet<_> =
            tables.panel_cases.iter().map(|case| (case.panel_id, case.worker_id)).collect();
        assert_eq!(keys.len(), tables.panel_cases.len(), "{name}: nobody twice at a panel");
    }
}

#[test]
fn applications_take_every_course() {
    let (authority, _, tables) = &all()[0];
    let mut events: BTreeMap<Id, BTreeMap<&str, Day>> = BTreeMap::new();
    for row in &tables.progressions {
        events.entry(row.application_id).or_default().insert(row.event, row.occurred_on);
    }
    assert_eq!(events.len(), 40);
    let kinds: BTreeSet<_> = tables.progressions.iter().map(|row| row.event).collect();
    assert_eq!(kinds.len(), 11, "{kinds:?}");
    let over = events.values().filter(|steps| {
        let limit = steps["permission"].add_months(6);
        steps.get("approved").copied().unwrap_or(AS_OF) > limit
    });
    assert!(over.count() >= 4);
    let by_programme: BTreeSet<Id> = tables
        .progressions
        .iter()
        .map(|row| row.worker_id)
        .filter(|id| matches!(id, Id::Worker(n) if *n <= authority.workers()))
        .collect();
    assert!((1..=6).contains(&by_programme.len()));
    let evidence = &tables.progression_evidence;
    assert!(
        evidence.iter().any(|row| row.months_in_grade < 18)
            && evidence.iter().any(|row| row.cpd_activities < 5)
    );
    assert!(evidence.iter().any(|row| row.signatures == 3));
    let strangers = tables.allocations.iter().filter(|row| matches!(row.worker_id, Id::Stranger(_)));
    assert!(strangers.count() > 50);
}

#[test]
fn faults_are_few_in_every_table() {
    for (authority, style, tables) in all() {
        for (table, rows) in tables.each() {
            let faulty = style.faults.iter().filter(|Fault { table: of, .. }| *of == table).count();
            assert!(faulty * 50 < rows.count() || faulty == 0, "{}: {faulty} of {table}", authority.name);
        }
        assert!(style.faults.len() >= 4);
    }
}

#[test]
fn every_sheet_names_columns_of_its_table() {
    for (authority, style, tables) in all() {
        for sheet in &style.sheets {
            let all = tables.each();
            let found = all.iter().find(|(table, _)| *table == sheet.table);
            assert!(found.is_some(), "{} has no table {}", authority.name, sheet.table);
            let columns = found.map_or(&[][..], |(_, rows)| rows.columns());
            let named =
                sheet.columns.iter().map(|(column, _)| column).chain(sheet.values.iter().map(|(c, _)| c));
            for column in named {
                assert!(columns.contains(column), "{}: {}.{column}", authority.name, sheet.table);
            }
        }
    }
}
