//! The rows of a table that a rule looks at, and the cells it compares: conditions and columns found once
//! for a rule, then asked of each row.

use super::ground::{Ground, Place};
use super::told::default_of;
use crate::dates::Day;
use crate::facts::panels::Panels;
use crate::facts::timeline::{Post, Worker};
use crate::model::{Cells, Dates, Texts, Value};
use crate::rulebook::further::{ColumnRef, Condition, Rows, Wanted};

/// A worker and the place among the authority's workers.
#[derive(Clone, Copy)]
pub struct Whose<'g> {
    pub index: usize,
    pub worker: &'g Worker<'g>,
}

/// A row that is looked at.
#[derive(Clone, Copy)]
pub struct Row<'g> {
    pub at: usize,
    /// Its date; null where it has none.
    pub on: Option<Day>,
    /// Whose it is; null in a table about no worker.
    pub of: Option<Whose<'g>>,
}

/// A column that a rule names.
#[derive(Clone, Copy)]
pub enum Column<'g> {
    /// Of the row itself.
    Own { cells: Cells<'g>, default: Option<&'static str> },
    /// What held for the row's worker on the row's date; on `as_of` for a row without one.
    Post { of: for<'p> fn(Post<'p>) -> Value<'p>, as_of: Day },
    /// Of the row's worker in `workers`.
    Worker { place: Place<'g>, cells: Cells<'g> },
    /// Of the panel that the row names.
    Panel { named: Texts<'g>, panels: &'g Panels<'g>, cells: Cells<'g> },
}

impl<'g> Column<'g> {
    /// Finds a column that rows of a table are asked for; `None` for a table that is not there.
    pub fn find(
        ground: &Ground<'g>,
        table: &str,
        place: Place<'g>,
        column: &ColumnRef,
    ) -> Option<Column<'g>> {
        let name = column.column.as_str();
        // A panel case's facts hold its record's columns as they were on `as_of`.
        let is_case = table == "facts.panel_status" && column.table == "panel_cases";
        if column.table == table || is_case {
            return Some(Column::Own { cells: place.table.cells(name), default: default_of(table, name) });
        }
        match column.table.as_str() {
            "workers" => Some(match post_column(name) {
                Some(of) => Column::Post { of, as_of: ground.as_of },
                None => {
                    let workers = ground.place("workers")?;
                    Column::Worker { place: workers, cells: workers.table.cells(name) }
                }
            }),
            "panels" => Some(Column::Panel {
                named: place.table.texts("panel_id"),
                panels: ground.panels,
                cells: ground.place("panels")?.table.cells(name),
            }),
            _ => None,
        }
    }

    /// The cell of a row.
    pub fn value(&self, row: &Row<'g>) -> Value<'g> {
        match self {
            Column::Own { cells, default } => match cells.get(row.at) {
                Value::Null => (*default).into(),
                value => value,
            },
            Column::Post { of, as_of } => {
                row.of.map_or(Value::Null, |whose| of(whose.worker.post_on(row.on.unwrap_or(*as_of))))
            }
            Column::Worker { place, cells } => row
                .of
                .and_then(|whose| place.rows(whose.index).into_iter().next())
                .map_or(Value::Null, |at| cells.get(at)),
            Column::Panel { named, panels, cells } => {
                let panel = named.get(row.at).and_then(|id| panels.get(id));
                panel.map_or(Value::Null, |panel| cells.get(panel.row))
            }
        }
    }
}

/// The columns of `workers` that a posting may change.
fn post_column(name: &str) -> Option<for<'p> fn(Post<'p>) -> Value<'p>> {
    Some(match name {
        "service" => |post| post.service.into(),
        "team" => |post| post.team.into(),
        "manager_id" => |post| post.manager_id.into(),
        "assessor_id" => |post| post.assessor_id.into(),
        "fte" => |post| post.fte.into(),
        _ => return None,
    })
}

/// Whether a cell is what is asked for.
pub fn is_wanted(wanted: &Wanted, cell: Value) -> bool {
    match wanted {
        Wanted::OneOf(words) => words.iter().any(|word| reads(cell, word)),
        Wanted::NoneOf(words) => !words.iter().any(|word| reads(cell, word)),
        Wanted::Filled => !is_empty(cell),
        Wanted::Empty => is_empty(cell),
        Wanted::HasWord(word) => match cell {
            Value::Text(text) => text.split_whitespace().any(|part| is_same_text(part, word)),
            other => reads(other, word),
        },
        Wanted::AtLeast(least) => number(cell).is_some_and(|number| number >= *least),
        Wanted::AtMost(most) => number(cell).is_some_and(|number| number <= *most),
    }
}

/// Whether nothing stands in a cell.
pub fn is_empty(cell: Value) -> bool {
    match cell {
        Value::Null => true,
        Value::Text(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// Whether two cells are printed the same way, but for case; an empty one is like no other.
pub fn is_alike(a: Value, b: Value) -> bool {
    match (a, b) {
        (Value::Null, _) | (_, Value::Null) => false,
        (a, Value::Text(text)) | (Value::Text(text), a) => reads(a, text),
        (a, b) => a == b,
    }
}

fn reads(cell: Value, word: &str) -> bool {
    match cell {
        Value::Null => false,
        Value::Text(text) => is_same_text(text, word),
        Value::Bool(yes) => is_same_text(if yes { "true" } else { "false" }, word),
        other => is_same_text(&other.to_string(), word),
    }
}

fn is_same_text(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || (!a.is_ascii() && a.to_lowercase() == b.to_lowercase())
}

fn number(cell: Value) -> Option<f64> {
    match cell {
        Value::Int(n) => Some(n as f64),
        Value::Float(x) => Some(x),
        Value::Text(text) => text.trim().parse().ok().filter(|x: &f64| x.is_finite()),
        _ => None,
    }
}

/// What dates a row.
#[derive(Clone, Copy)]
enum DatedBy<'g> {
    Nothing,
    Column(Dates<'g>),
    /// The column, else the day of the row's panel.
    Panel {
        own: Option<Dates<'g>>,
        named: Texts<'g>,
        panels: &'g Panels<'g>,
    },
}

/// The rows of one table that meet every condition of a rule.
pub struct Selection<'g> {
    pub place: Place<'g>,
    tests: Vec<(Column<'g>, &'g Wanted)>,
    dated_by: DatedBy<'g>,
}

impl<'g> Selection<'g> {
    /// `None` where the table is not there.
    pub fn new(ground: &Ground<'g>, rows: &'g Rows, dated_by: Option<&str>) -> Option<Selection<'g>> {
        Selection::of_table(ground, &rows.table, &rows.conditions, dated_by)
    }

    /// The rows of a table that meet conditions, dated by a column.
    pub fn of_table(
        ground: &Ground<'g>,
        name: &str,
        conditions: &'g [Condition],
        dated_by: Option<&str>,
    ) -> Option<Selection<'g>> {
        let place = ground.place(name)?;
        let tests = conditions
            .iter()
            .map(|condition| Some((Column::find(ground, name, place, &condition.column)?, &condition.wanted)))
            .collect::<Option<_>>()?;
        let own = dated_by.map(|column| place.table.dates(column));
        let dated_by = match (name, dated_by) {
            // A case or a member that says no day is of the panel's.
            ("panel_cases", Some("submitted_on")) | ("panel_members", _) => {
                DatedBy::Panel { own, named: place.table.texts("panel_id"), panels: ground.panels }
            }
            _ => own.map_or(DatedBy::Nothing, DatedBy::Column),
        };
        Some(Selection { place, tests, dated_by })
    }

    /// The rows of a worker.
    pub fn of_worker(&self, whose: Whose<'g>) -> impl Iterator<Item = Row<'g>> {
        self.place.rows(whose.index).into_iter().filter_map(move |at| self.chosen(at, Some(whose)))
    }

    /// A row, where it meets the conditions.
    pub fn chosen(&self, at: usize, of: Option<Whose<'g>>) -> Option<Row<'g>> {
        let row = Row { at, on: self.day(at), of };
        self.tests.iter().all(|(column, wanted)| is_wanted(wanted, column.value(&row))).then_some(row)
    }

    fn day(&self, at: usize) -> Option<Day> {
        match self.dated_by {
            DatedBy::Nothing => None,
            DatedBy::Column(dates) => dates.get(at),
            DatedBy::Panel { own, named, panels } => {
                own.and_then(|dates| dates.get(at)).or_else(|| Some(panels.get(named.get(at)?)?.held_on))
            }
        }
    }
}
