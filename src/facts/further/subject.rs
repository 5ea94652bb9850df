//! The worker that a rule is judged for, and the days that count: those of the programme, or, for what
//! concerns an application to progress, all up to `as_of`.

use super::select::{Row, Whose};
use crate::dates::{Day, Period};
use crate::facts::row::Whom;
use crate::facts::stretch::is_for_service;
use crate::facts::timeline::Timeline;
use crate::model::{Table, Texts};
use crate::rulebook::Only;

pub struct Subject<'t, 'g> {
    pub t: &'t Timeline<'g>,
    pub whose: Whose<'g>,
    /// The days that count.
    pub period: Period,
    /// Judged as one who applies to progress: then the programme is no bound.
    pub is_applicant: bool,
    /// The worker's applications, sorted.
    pub applications: Vec<&'g str>,
}

impl<'t, 'g> Subject<'t, 'g> {
    /// A worker on a programme.
    pub fn on_programme(t: &'t Timeline<'g>) -> Subject<'t, 'g> {
        Subject {
            t,
            whose: Whose { index: t.index, worker: t.worker },
            period: t.period,
            is_applicant: false,
            applications: applications(t),
        }
    }

    /// A worker who has applied to progress, on whatever programme or on none.
    pub fn applicant(t: &'t Timeline<'g>) -> Subject<'t, 'g> {
        let until = t.worker.left_on.map_or(t.as_of + 1, |left| left.min(t.as_of + 1));
        Subject { period: Period::new(Day(i32::MIN), until), is_applicant: true, ..Subject::on_programme(t) }
    }

    /// The last day that the run knows of.
    pub fn seen(&self) -> Day {
        self.t.as_of.min(self.period.to - 1)
    }

    /// Whether nothing more is to come.
    pub fn is_finished(&self) -> bool {
        self.period.to <= self.t.as_of
    }

    /// The service on a day.
    pub fn service_on(&self, day: Day) -> Option<&'g str> {
        self.on(day).service
    }

    /// Whom a fact is about that belongs to a day.
    pub fn whom_on(&self, day: Day) -> Whom<'g> {
        self.t.worker.whom(self.t.authority, self.on(day))
    }

    fn on(&self, day: Day) -> crate::facts::timeline::Post<'g> {
        if self.is_applicant { self.t.worker.post_on(day) } else { self.t.post_on(day) }
    }

    /// Whether a rule is for this worker on a day: by hours and by service.
    pub fn is_for(&self, only: Option<Only>, services: &[String], day: Day) -> bool {
        self.t.is_for(only, day) && is_for_service(services, self.service_on(day))
    }

    /// Whether a row of events is this subject's: about an application, where judged as an applicant;
    /// about anything else on the programme. Rows of other tables are.
    pub fn is_of(&self, references: Option<Texts<'g>>, row: &Row) -> bool {
        let Some(references) = references else { return true };
        let names_one =
            references.get(row.at).is_some_and(|named| self.applications.binary_search(&named).is_ok());
        names_one == self.is_applicant
    }
}

/// The references of a table of events, by which applications are told from the programme.
pub fn references<'g>(table: &str, rows: &'g Table) -> Option<Texts<'g>> {
    (table == "events").then(|| rows.texts("reference"))
}

/// Whether a table's rows concern applications to progress.
pub fn is_of_applications(table: &str) -> bool {
    matches!(table, "progressions" | "progression_evidence" | "facts.progression_stages")
}

fn applications<'g>(t: &Timeline<'g>) -> Vec<&'g str> {
    let Some(rows) = t.rows("progressions") else { return Vec::new() };
    let named = rows.table.texts("application_id");
    let mut found: Vec<&str> = rows.iter().filter_map(|row| named.get(row)).collect();
    found.sort_unstable();
    found.dedup();
    found
}
