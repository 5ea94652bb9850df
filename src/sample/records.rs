//! The rows a simulated authority has, before any export gives them its own headings and spellings.
//!
//! One structure a record table, its fields named as the table's columns (contract, section 3).

use crate::dates::Day;

/// Who or what a row refers to; an export's style decides what the reference looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Id {
    Worker(u32),
    /// Somebody in the caseload export who is not in the workers export.
    Stranger(u32),
    /// A manager, an assessor, an advanced practitioner, a member of a panel.
    Staff(u32),
    Child(u32),
    Family(u32),
    /// A panel by its kind's short name, its day, and its number among the panels of that day.
    Panel(&'static str, Day, u32),
    Application(u32),
    /// What ties two events together.
    Reference(u32),
}

/// One cell of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    Empty,
    Id(Id),
    Word(&'static str),
    Day(Day),
    Whole(i64),
    /// A number in hundredths: 60 is 0.6.
    Hundredths(i64),
    YesNo(bool),
    /// A cohort, by the day it began.
    Cohort(Day),
    /// The plainly invented name of a worker.
    Name(u32),
    /// The plainly invented registration number of a worker.
    Registration(u32),
    /// Text that no style spells in its own way: what is wrong with a faulty row.
    AsIs(&'static str),
}

/// Wraps what has no type of its own.
#[derive(Clone, Copy, Debug)]
pub struct Hundredths(pub i64);
#[derive(Clone, Copy, Debug)]
pub struct Cohort(pub Day);
#[derive(Clone, Copy, Debug)]
pub struct Name(pub u32);
#[derive(Clone, Copy, Debug)]
pub struct Registration(pub u32);

macro_rules! cell_from {
    ($($from:ty => $make:expr),* $(,)?) => {
        $(impl From<$from> for Cell {
            fn from(value: $from) -> Cell {
                let make: fn($from) -> Cell = $make;
                make(value)
            }
        })*
    };
}

cell_from! {
    Id => Cell::Id,
    &'static str => Cell::Word,
    Day => Cell::Day,
    i64 => Cell::Whole,
    bool => Cell::YesNo,
    Hundredths => |value| Cell::Hundredths(value.0),
    Cohort => |value| Cell::Cohort(value.0),
    Name => |value| Cell::Name(value.0),
    Registration => |value| Cell::Registration(value.0),
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Cell {
        value.map_or(Cell::Empty, Into::into)
    }
}

/// Rows of one table, read a row at a time.
pub trait Rows {
    /// The table's canonical columns, in the order of a row's cells.
    fn columns(&self) -> &'static [&'static str];
    fn count(&self) -> usize;
    /// Puts a row's cells in place of what `cells` holds.
    fn read(&self, row: usize, cells: &mut Vec<Cell>);
}

macro_rules! tables {
    ($($field:ident: $record:ident { $($column:ident: $kind:ty),* $(,)? })*) => {
        $(
            #[derive(Clone, Copy, Debug)]
            pub struct $record {
                $(pub $column: $kind),*
            }

            impl Rows for Vec<$record> {
                fn columns(&self) -> &'static [&'static str] {
                    &[$(stringify!($column)),*]
                }
                fn count(&self) -> usize {
                    self.len()
                }
                fn read(&self, row: usize, cells: &mut Vec<Cell>) {
                    cells.clear();
                    if let Some(record) = self.get(row) {
                        cells.extend([$(Cell::from(record.$column)),*]);
                    }
                }
            }
        )*

        /// The rows of all tables: of one worker, of a share of an authority, or of all of it.
        #[derive(Clone, Debug, Default)]
        pub struct Tables {
            $(pub $field: Vec<$record>),*
        }

        impl Tables {
            /// Every table by its name.
            pub fn each(&self) -> Vec<(&'static str, &dyn Rows)> {
                vec![$((stringify!($field), &self.$field as &dyn Rows)),*]
            }
        }
    };
}

tables! {
    workers: Worker {
        worker_id: Id, name: Name, swe_number: Registration, started_on: Day, programme: &'static str,
        credited_months: Option<i64>, cohort: Option<Cohort>, service: &'static str, team: &'static str,
        fte: Hundredths, route: Option<&'static str>, qualified_on: Option<Day>, employed_on: Day,
        left_on: Option<Day>, leaving_reason: Option<&'static str>, withdrawn_on: Option<Day>,
        manager_id: Id, assessor_id: Option<Id>, grade: &'static str,
    }
    postings: Posting {
        worker_id: Id, from_on: Day, to_on: Option<Day>, service: &'static str, team: &'static str,
        manager_id: Id, assessor_id: Id, fte: Hundredths,
    }
    allocations: Allocation {
        worker_id: Id, child_id: Id, started_on: Day, ended_on: Option<Day>, role: &'static str,
        case_type: &'static str, family_id: Id, experienced_co_worker: bool,
    }
    supervisions: Supervision {
        worker_id: Id, held_on: Day, kind: &'static str, status: &'static str, reflective: Option<bool>,
    }
    reviews: Review {
        worker_id: Id, stage: &'static str, planned_on: Option<Day>, held_on: Option<Day>,
        manager_attended: Option<bool>, rating: Option<&'static str>, postponed_reason: Option<&'static str>,
    }
    observations: Observation {
        worker_id: Id, observed_on: Day, observer_role: &'static str, with_child: bool,
        verbal_feedback_on: Option<Day>, written_feedback_on: Option<Day>,
    }
    portfolio: PortfolioItem {
        worker_id: Id, item: &'static str, submitted_on: Option<Day>, signed_off_on: Option<Day>,
        outcome: Option<&'static str>,
    }
    concerns: Concern {
        worker_id: Id, level: i64, raised_on: Day, meeting_on: Option<Day>, resolved_on: Option<Day>,
        owner: &'static str, theme: &'static str,
    }
    breach_reports: BreachReport {
        worker_id: Id, reported_on: Day, reason: &'static str, resolved_on: Option<Day>,
        escalated_on: Option<Day>,
    }
    absences: Absence {
        worker_id: Id, kind: &'static str, started_on: Day, ended_on: Option<Day>,
    }
    extensions: Extension {
        worker_id: Id, agreed_on: Day, new_end_on: Day, reason: &'static str, approved_by: &'static str,
    }
    agreements: Agreement {
        worker_id: Id, kind: &'static str, agreed_on: Day, ended_on: Option<Day>,
        case_type: Option<&'static str>, child_id: Option<Id>,
    }
    sessions: Session {
        worker_id: Id, kind: &'static str, held_on: Day, days: Hundredths, status: &'static str,
        authorised_by: Option<&'static str>,
    }
    events: Event {
        worker_id: Id, kind: &'static str, occurred_on: Day, reference: Option<Id>, child_id: Option<Id>,
        by_id: Option<Id>, by_role: &'static str, accompanied_by: Option<&'static str>,
        value: Option<&'static str>,
    }
    attestations: Attestation {
        rule: &'static str, worker_id: Option<Id>, panel_id: Option<Id>, application_id: Option<Id>,
        reference: Option<Id>, met: bool, on: Day, by_role: &'static str,
    }
    panels: Panel {
        panel_id: Id, kind: &'static str, held_on: Day, capacity: Option<i64>,
    }
    panel_members: PanelMember {
        panel_id: Id, member_id: Id, role: &'static str, attended: Option<bool>, independent: bool,
    }
    panel_cases: PanelCase {
        panel_id: Id, worker_id: Id, submitted_on: Option<Day>, moderator_id: Option<Id>,
        recommendation: Option<&'static str>, decision: Option<&'static str>, decided_on: Option<Day>,
    }
    progressions: Progression {
        application_id: Id, worker_id: Id, from_grade: &'static str, to_grade: &'static str,
        event: &'static str, occurred_on: Day,
    }
    progression_evidence: ProgressionEvidence {
        application_id: Id, months_in_grade: i64, cpd_activities: i64, latest_observation_on: Option<Day>,
        signatures: i64, recommendation: Option<&'static str>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::table_spec;

    #[test]
    fn every_table_and_column_is_one_of_the_contracts() {
        for (table, rows) in Tables::default().each() {
            let spec = table_spec(table).unwrap_or_else(|| panic!("no table {table}"));
            for column in rows.columns() {
                assert!(spec.column(column).is_some(), "{table} has no {column}");
            }
            for column in spec.columns.iter().filter(|column| column.is_required) {
                assert!(rows.columns().contains(&column.name), "{table} lacks {}", column.name);
            }
        }
    }
}
