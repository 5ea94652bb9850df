//! The dates of a deadline: where each comes from, and of which row it is.

use super::ground::Ground;
use super::select::{Column, Row, Selection, is_alike};
use super::subject::Subject;
use super::told::Needs;
use crate::dates::Day;
use crate::facts::timeline::source;
use crate::model::{Dates as Days, Table, Texts, Value};
use crate::rulebook::further::{ColumnRef, DateOf, Dates};

/// Columns that say when something is to be: their days exist before they have come.
const PLANNED: [&str; 5] = ["planned_on", "due_on", "programme_due_on", "submit_by", "new_end_on"];

/// A date and the row it stands in.
#[derive(Clone, Copy)]
pub struct Dated<'g> {
    pub on: Day,
    pub row: Row<'g>,
}

/// Dates that a rule names, found.
pub struct DateSource<'g> {
    pub of: &'g DateOf,
    pub needs: Needs,
    table_name: &'g str,
    selection: Selection<'g>,
    kind: Option<(Texts<'g>, &'g str)>,
    /// The column of the date, and the one that stands in where it is empty.
    day: Days<'g>,
    otherwise: Option<Days<'g>>,
    /// Whether the dates say when something is to be, and so may be still to come.
    pub is_plan: bool,
    as_of: Day,
}

impl<'g> DateSource<'g> {
    /// Finds the dates to count from; or, with `is_done`, those that say that something was done.
    pub fn find(ground: &Ground<'g>, dates: &'g Dates, is_done: bool) -> Option<DateSource<'g>> {
        let mut needs = Needs::default();
        let (table, column, otherwise) = match &dates.of {
            DateOf::Start => ("workers", "started_on", None),
            DateOf::End => ("facts.outcomes", "programme_due_on", None),
            DateOf::Review if is_done => ("facts.review_status", "held_on", None),
            DateOf::Review => ("facts.review_status", "planned_on", Some("due_on")),
            DateOf::Panel => ("facts.panel_status", "held_on", None),
            DateOf::Submission => ("facts.panel_status", "submitted_on", None),
            DateOf::Decision => ("facts.panel_status", "decided_on", None),
            DateOf::Event(kind) => {
                needs.kinds(ground.told, "events", std::slice::from_ref(kind));
                ("events", "occurred_on", None)
            }
            DateOf::Column(of) => (of.table.as_str(), of.column.as_str(), None),
        };
        // A review that is due is due whether or not reviews are recorded.
        let is_clock = !is_done && matches!(dates.of, DateOf::Review);
        let named = |column: &str| ColumnRef { table: table.to_owned(), column: column.to_owned() };
        match &dates.of {
            DateOf::Decision => needs.column(ground.told, &named("decision"), None),
            DateOf::End => {}
            _ if is_clock => {}
            _ => needs.column(ground.told, &named(column), None),
        }
        match is_clock || dates.of == DateOf::End {
            true => needs.conditions(ground.told, &dates.conditions),
            false => needs.rows(ground.told, table, &dates.conditions),
        }
        let selection = Selection::of_table(ground, table, &dates.conditions, Some(column))?;
        let columns = selection.place.table;
        let kind = match &dates.of {
            DateOf::Event(kind) => Some((columns.texts("kind"), kind.as_str())),
            _ => None,
        };
        let is_plan = PLANNED.contains(&column) || (!is_done && dates.of == DateOf::Panel);
        Some(DateSource {
            of: &dates.of,
            needs,
            table_name: table,
            kind,
            day: columns.dates(column),
            otherwise: otherwise.map(|column| columns.dates(column)),
            is_plan,
            as_of: ground.as_of,
            selection,
        })
    }

    /// The table that the dates stand in.
    pub fn table(&self) -> &'g Table {
        self.selection.place.table
    }

    pub fn table_name(&self) -> &'g str {
        self.table_name
    }

    /// The dates of a worker, in the order of the rows.
    pub fn of_subject(&self, subject: &Subject<'_, 'g>) -> Vec<Dated<'g>> {
        let is_of_kind = |row: usize| self.kind.is_none_or(|(kinds, wanted)| kinds.get(row) == Some(wanted));
        let rows = self.selection.place.rows(subject.whose.index).into_iter().filter(|&row| is_of_kind(row));
        rows.filter_map(|at| self.at(at, subject)).collect()
    }

    /// The date of one row, where it has one that the rule means.
    pub fn at(&self, at: usize, subject: &Subject<'_, 'g>) -> Option<Dated<'g>> {
        let on = self.day.get(at).or_else(|| self.otherwise?.get(at))?;
        if on > self.as_of && !self.is_plan {
            return None;
        }
        let row = self.selection.chosen(at, Some(subject.whose))?;
        Some(Dated { on, row: Row { on: Some(on), ..row } })
    }

    /// File and rows of the export that a row rests on.
    pub fn source(&self, row: Row) -> Option<String> {
        match self.table_name.starts_with("facts.") {
            true => self.table().texts("source").get(row.at).map(str::to_owned),
            false => source(self.table(), [row.at]),
        }
    }
}

/// How rows of two tables are known to be about the same thing.
pub enum Matching<'g> {
    /// Both dates stand in one row.
    SameRow,
    /// They agree in these columns, of the first and of the second.
    Columns(Vec<(Column<'g>, Column<'g>)>),
    /// They agree in what they refer to, where both say so.
    References(Key<'g>, Key<'g>),
}

/// What a row refers to.
pub struct Key<'g> {
    texts: Texts<'g>,
    about: About,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Nothing,
    /// `reference`: a review, a panel, an application, or whatever the authority numbers.
    Anything,
    Panel,
    Application,
}

impl<'g> Key<'g> {
    fn of(table: &'g Table) -> Key<'g> {
        let known = [
            ("reference", About::Anything),
            ("panel_id", About::Panel),
            ("application_id", About::Application),
        ];
        let found = known.into_iter().find(|(column, _)| table.has(column));
        let (column, about) = found.unwrap_or(("reference", About::Nothing));
        Key { texts: table.texts(column), about }
    }

    fn can_be_compared(&self, other: &Key) -> bool {
        self.about != About::Nothing
            && other.about != About::Nothing
            && (self.about == other.about || self.about == About::Anything || other.about == About::Anything)
    }
}

impl<'g> Matching<'g> {
    pub fn find(
        ground: &Ground<'g>,
        anchor: (&DateSource<'g>, &Dates),
        then: (&DateSource<'g>, &Dates),
        columns: &[String],
    ) -> Option<Matching<'g>> {
        let differs = anchor.1.conditions.iter().any(|one| {
            then.1.conditions.iter().any(|other| one.column == other.column && one.wanted != other.wanted)
        });
        let (anchor, then) = (anchor.0, then.0);
        let both_are_columns = matches!((anchor.of, then.of), (DateOf::Column(_), DateOf::Column(_)));
        if both_are_columns && anchor.table_name == then.table_name && !differs {
            return Some(Matching::SameRow);
        }
        if columns.is_empty() {
            return Some(Matching::References(Key::of(anchor.table()), Key::of(then.table())));
        }
        let column = |source: &DateSource<'g>, name: &str| {
            let is_named_by_reference = source.table_name == "events" && !source.table().has(name);
            let column = if is_named_by_reference { "reference" } else { name };
            let named = ColumnRef { table: source.table_name.to_owned(), column: column.to_owned() };
            Column::find(ground, source.table_name, source.selection.place, &named)
        };
        let pairs = columns.iter().map(|name| Some((column(anchor, name)?, column(then, name)?)));
        Some(Matching::Columns(pairs.collect::<Option<_>>()?))
    }

    /// Whether a date that something was done belongs to the one it is counted from.
    pub fn belong(&self, anchor: &Row<'g>, then: &Row<'g>) -> bool {
        match self {
            Matching::SameRow => anchor.at == then.at,
            Matching::Columns(pairs) => pairs.iter().all(|(of_anchor, of_then)| {
                let wanted = of_anchor.value(anchor);
                wanted == Value::Null || is_alike(wanted, of_then.value(then))
            }),
            Matching::References(a, b) if a.can_be_compared(b) => {
                match (a.texts.get(anchor.at), b.texts.get(then.at)) {
                    (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
                    _ => true,
                }
            }
            Matching::References(..) => true,
        }
    }
}
