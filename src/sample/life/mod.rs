//! A worker's days, aspect by aspect: each writes its rows, and draws from a stream of its own.

mod caseload;
mod happenings;
mod learning;
mod portfolio;
mod reviews;
mod supervision;
mod support;

use super::panels::Candidate;
use super::person::Person;
use super::records::Tables;

/// Writes a worker's rows in every table but the panels', and says how the worker comes to panels.
pub fn live(person: &Person, tables: &mut Tables) -> Candidate {
    person.write(tables);
    let first_allocation = tables.allocations.len();
    let surges = caseload::write_allocations(person, tables);
    support::write_breach_reports(person, &surges, tables);
    supervision::write_supervisions(person, tables);
    let plans = reviews::write_reviews(person, tables);
    let ready = portfolio::write_portfolio(person, &plans, tables);
    learning::write_observations(person, tables);
    learning::write_sessions(person, tables);
    support::write_concerns(person, tables);
    support::write_extensions(person, tables);
    happenings::write_events(person, first_allocation, tables);
    happenings::write_attestations(person, tables);
    Candidate::of(person, ready)
}
