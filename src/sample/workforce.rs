//! The rest of the workforce, as far as exports about everybody show it: colleagues on no programme, and
//! people whom the workers export does not know.

use super::AS_OF;
use super::authority::{Aspect, Authority};
use super::calendar::at_work;
use super::records::{Allocation, Hundredths, Id, Name, Registration, Tables, Worker};

/// Writes the workers rows of those on no programme.
pub fn write_unprogrammed(authority: &Authority, tables: &mut Tables) {
    let first = authority.workers() + 1;
    for number in first..first + authority.unprogrammed {
        let mut random = authority.random(Aspect::Workforce, number);
        let (service, teams) = random.pick(&authority.services);
        let team = random.below(teams.len());
        let service_index = authority.services.iter().position(|(name, _)| *name == service).unwrap_or(0);
        let employed_on = at_work(AS_OF - random.between(800, 4_500));
        let left_on = random.chance(12).then(|| at_work(AS_OF - random.between(10, 500)));
        tables.workers.push(Worker {
            worker_id: Id::Worker(number),
            name: Name(number),
            swe_number: Registration(number),
            started_on: employed_on,
            programme: "none",
            credited_months: None,
            cohort: None,
            service,
            team: teams[team],
            fte: Hundredths(random.pick(&[100, 100, 100, 80, 60])),
            route: None,
            qualified_on: Some(employed_on - random.between(60, 3_000)),
            employed_on,
            left_on,
            leaving_reason: left_on.map(|_| random.pick(&["Resigned", "New post elsewhere", "Retired"])),
            withdrawn_on: None,
            manager_id: authority.manager(service_index, team, number),
            assessor_id: None,
            grade: if random.chance(70) { "F" } else { "G" },
        });
    }
}

/// Writes allocations of people outside the programme: cases of their own, and the children they are
/// allocated whom a newly qualified colleague co-works.
pub fn write_colleagues_caseloads(authority: &Authority, tables: &mut Tables) {
    if authority.strangers == 0 {
        return;
    }
    let shared: Vec<Allocation> = tables
        .allocations
        .iter()
        .filter(|row| row.role == "co_worker")
        .map(|row| Allocation { role: "allocated", experienced_co_worker: false, ..*row })
        .collect();
    let colleague = |n: u32| {
        let n = n % (authority.strangers + authority.unprogrammed);
        match n.checked_sub(authority.strangers) {
            Some(known) => Id::Worker(authority.workers() + 1 + known),
            None => Id::Stranger(n + 1),
        }
    };
    for (n, row) in shared.into_iter().enumerate() {
        tables.allocations.push(Allocation { worker_id: colleague(n as u32), ..row });
    }
    let mut child = (authority.workers() + 1).wrapping_mul(1_000);
    for n in 0..authority.strangers + authority.unprogrammed {
        let mut random = authority.random(Aspect::Workforce, 500_000 + n);
        let services = &authority.programme.case_types;
        let types = services[random.below(services.len())];
        for _ in 0..random.between(8, 17) {
            child += 1;
            let started_on = at_work(AS_OF - random.between(4, 260));
            let ends = random.chance(45).then(|| started_on + random.between(10, 150));
            tables.allocations.push(Allocation {
                worker_id: colleague(n),
                child_id: Id::Child(child),
                started_on,
                ended_on: ends.filter(|day| *day <= AS_OF),
                role: "allocated",
                case_type: random.pick(types),
                family_id: Id::Family(child),
                experienced_co_worker: false,
            });
        }
    }
}
