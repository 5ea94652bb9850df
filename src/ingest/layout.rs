//! Which column of a file is which column of a table.
//!
//! The heading's row is found by what it says: the row among the first that has most known headings.
//! Headings are matched by the source's mapping, then by the canonical names and the known aliases.

use crate::diagnostic::{Code, nearest};
use crate::model::{Kind, TableSpec, table_spec};

use super::aliases::ALIASES;
use super::cells::fold;
use super::faults::{Fault, Reason};
use super::folder::{Source, WorkerBy};
use super::text::Head;

/// Something to say about the headings of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub code: Code,
    pub row: Option<u64>,
    /// The heading it is about.
    pub heading: Option<String>,
    pub message: String,
    pub fix: String,
}

/// Where a table's columns are in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The heading's row; rows after it are records.
    pub header_row: u64,
    pub headings: Vec<String>,
    /// For each column of the table, its place in the file.
    pub places: Vec<Option<usize>>,
    /// For some columns, further places to look in where the first is empty.
    pub otherwise: Vec<Vec<usize>>,
    /// Required or mapped columns that are not there.
    pub missing: Vec<Fault>,
    pub remarks: Vec<Remark>,
    /// Whether at least one heading was known. What is in an unknown first row may be a person's name.
    pub is_recognised: bool,
}

/// Columns that stand in one of several columns of the published statistics, by the kind of area.
const OTHERWISE: [(&str, &str, [&str; 2]); 2] = [
    ("workforce", "authority", ["regioncode", "countrycode"]),
    ("workforce", "area_name", ["regionname", "countryname"]),
];

/// How a heading was matched: the lower, the better.
type Rank = u32;

/// The column that a heading stands for.
fn column_of(source: &Source, heading: &str) -> Option<(usize, Rank)> {
    let spec = source.table;
    let folded = fold(heading);
    if folded.is_empty() {
        return None;
    }
    for (index, column) in spec.columns.iter().enumerate() {
        if let Some(mapped) = source.columns.get(column.name)
            && fold(mapped) == folded
        {
            return Some((index, u32::from(mapped.trim() != heading.trim())));
        }
    }
    let (index, rank) = match is_swe_number(source, heading) {
        true => (spec.columns.iter().position(|column| column.name == "worker_id")?, 0),
        false => ALIASES.column(spec.name, heading)?,
    };
    let column = spec.columns.get(index)?;
    // `Held?` is answered by yes or no, not by a day.
    if column.kind == Kind::Date && heading.trim_end().ends_with('?') {
        return None;
    }
    let name = column.name;
    // What moderato.toml says about a column stands alone.
    if source.columns.contains_key(name) || source.constants.contains_key(name) {
        return None;
    }
    Some((index, rank + 2))
}

/// Whether a heading is that of the numbers by which the source tells workers apart.
fn is_swe_number(source: &Source, heading: &str) -> bool {
    source.worker_by == WorkerBy::SweNumber && names_swe_number(heading)
}

/// Whether a heading is a known name of a column of Social Work England numbers.
pub fn names_swe_number(heading: &str) -> bool {
    let workers = table_spec("workers");
    ALIASES
        .column("workers", heading)
        .and_then(|(index, _)| workers?.columns.get(index))
        .is_some_and(|column| column.name == "swe_number")
}

/// How many different columns of the source's table a row of headings names.
pub fn recognised(source: &Source, cells: &[String]) -> usize {
    let mut found: Vec<usize> =
        cells.iter().filter_map(|cell| column_of(source, cell)).map(|(i, _)| i).collect();
    found.sort_unstable();
    found.dedup();
    found.len()
}

/// Finds the headings among the first rows of a file. `None` when there are no rows at all.
pub fn find_layout(source: &Source, head: &Head) -> Option<Layout> {
    let (header_row, headings) = match source.header_row {
        Some(wanted) => {
            let found = head.iter().find(|(number, _)| *number == wanted);
            (wanted, found.map(|(_, cells)| cells.clone()).unwrap_or_default())
        }
        None => {
            let mut best: Option<(usize, &(u64, Vec<String>))> = None;
            for row in head.iter().take(25) {
                let known = recognised(source, &row.1);
                if best.is_none_or(|(most, _)| known > most) {
                    best = Some((known, row));
                }
            }
            let (_, (number, cells)) = best?;
            (*number, cells.clone())
        }
    };
    Some(Layout::new(source, header_row, headings))
}

impl Layout {
    fn new(source: &Source, header_row: u64, mut headings: Vec<String>) -> Layout {
        while headings.last().is_some_and(String::is_empty) {
            headings.pop();
        }
        let spec = source.table;
        let mut best: Vec<Option<(Rank, usize)>> = vec![None; spec.columns.len()];
        for (place, heading) in headings.iter().enumerate() {
            if let Some((index, rank)) = column_of(source, heading)
                && let Some(slot) = best.get_mut(index)
                && slot.is_none_or(|(other, _)| rank < other)
            {
                *slot = Some((rank, place));
            }
        }
        let places: Vec<Option<usize>> = best.iter().map(|slot| slot.map(|(_, place)| place)).collect();
        let is_recognised = places.iter().any(Option::is_some);
        let otherwise = spec
            .columns
            .iter()
            .map(|column| {
                let further =
                    OTHERWISE.iter().find(|(table, name, _)| *table == spec.name && *name == column.name);
                further
                    .into_iter()
                    .flat_map(|(_, _, names)| names)
                    .filter_map(|name| headings.iter().position(|heading| fold(heading) == *name))
                    .collect()
            })
            .collect();
        let mut layout = Layout {
            header_row,
            headings,
            places,
            otherwise,
            missing: Vec::new(),
            remarks: Vec::new(),
            is_recognised,
        };
        layout.missing = layout.find_missing(source);
        layout.remarks = layout.find_remarks(source);
        layout
    }

    /// The heading of a column as the file spells it, or the canonical name.
    pub fn heading<'a>(&'a self, spec: &'a TableSpec, column: usize) -> &'a str {
        self.places
            .get(column)
            .copied()
            .flatten()
            .and_then(|place| self.headings.get(place))
            .map(String::as_str)
            .or_else(|| spec.columns.get(column).map(|column| column.name))
            .unwrap_or_default()
    }

    fn unused(&self) -> impl Iterator<Item = (usize, &str)> {
        self.headings
            .iter()
            .enumerate()
            .filter(|(place, heading)| {
                !heading.is_empty()
                    && !self.places.contains(&Some(*place))
                    && !self.otherwise.iter().flatten().any(|further| further == place)
            })
            .map(|(place, heading)| (place, heading.as_str()))
    }

    fn find_missing(&self, source: &Source) -> Vec<Fault> {
        let mut missing = Vec::new();
        for (index, column) in source.table.columns.iter().enumerate() {
            let mapped = source.columns.get(column.name);
            // `observer_role = ""`: the file has no such column, or none that should be read.
            if !column.is_required && mapped.is_some_and(|heading| heading.trim().is_empty()) {
                continue;
            }
            let is_given = self.places.get(index).is_some_and(Option::is_some)
                || source.constants.contains_key(column.name);
            if is_given || (mapped.is_none() && !column.is_required) {
                continue;
            }
            let near = if self.is_recognised {
                let wanted = mapped.map_or(column.name, String::as_str);
                nearest(wanted, self.unused().map(|(_, heading)| heading)).map(Into::into)
            } else {
                None
            };
            missing.push(Fault {
                row: self.header_row,
                column: u16::try_from(index).ok(),
                worker: 0,
                on: None,
                value: "".into(),
                reason: Reason::MissingColumn { heading: mapped.map(|m| m.as_str().into()), near },
            });
        }
        missing
    }

    fn find_remarks(&self, source: &Source) -> Vec<Remark> {
        let mut remarks = Vec::new();
        if !self.is_recognised {
            return remarks;
        }
        let spec = source.table;
        let mut unused: Vec<&str> = Vec::new();
        for (_, heading) in self.unused() {
            match column_of(source, heading) {
                Some((index, _)) => {
                    let column = spec.columns.get(index).map_or("", |column| column.name);
                    let taken = self.heading(spec, index);
                    remarks.push(Remark {
                        code: Code::RepeatedColumn,
                        row: Some(self.header_row),
                        heading: Some(heading.to_owned()),
                        message: format!("this also looks like {column}; \"{taken}\" was read as {column}"),
                        fix: format!(
                            "if this one is right, write columns = {{ {column} = \"{heading}\" }} in its [[source]], \
                             under a heading of its own"
                        ),
                    });
                }
                None => unused.push(heading),
            }
        }
        if !unused.is_empty() {
            remarks.push(self.unused_remark(source, &unused));
        }
        remarks
    }

    fn unused_remark(&self, source: &Source, unused: &[&str]) -> Remark {
        let spec = source.table;
        let free: Vec<&str> = spec
            .columns
            .iter()
            .enumerate()
            .filter(|(index, column)| {
                self.places.get(*index).is_some_and(Option::is_none)
                    && !source.constants.contains_key(column.name)
                    && !self.missing.iter().any(|fault| fault.column.map(usize::from) == Some(*index))
            })
            .map(|(_, column)| column.name)
            .collect();
        let near = unused
            .iter()
            .find_map(|heading| nearest(heading, free.iter().copied()).map(|column| (heading, column)));
        let listed: Vec<String> = unused.iter().take(12).map(|heading| format!("\"{heading}\"")).collect();
        let more = match unused.len().saturating_sub(12) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Remark {
            code: Code::UnusedColumn,
            row: Some(self.header_row),
            heading: None,
            message: format!("not read: {}{more}", listed.join(", ")),
            fix: match near {
                Some((heading, column)) => format!(
                    "if \"{heading}\" is {column}, write columns = {{ {column} = \"{heading}\" }} in its [[source]]; \
                     otherwise there is nothing to do"
                ),
                None => {
                    "nothing, unless one of them belongs to this table: then name it under columns".to_owned()
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(table: &str, columns: &[(&'static str, &str)], rows: &[&[&str]]) -> Layout {
        let mut source = Source::plain(table_spec(table).unwrap(), "x.csv".into());
        source.columns = columns.iter().map(|(name, heading)| (*name, (*heading).to_owned())).collect();
        let head = rows
            .iter()
            .enumerate()
            .map(|(index, cells)| (index as u64 + 1, cells.iter().map(|cell| (*cell).to_owned()).collect()))
            .collect();
        find_layout(&source, &head).unwrap()
    }

    #[test]
    fn the_heading_is_found_under_titles() {
        let found = layout(
            "allocations",
            &[],
            &[
                &["Caseload report", ""],
                &["Run on 1 May 2025"],
                &["Worker ID", "Person ID", "Start Date"],
                &["W1"],
            ],
        );
        assert_eq!(found.header_row, 3);
        assert_eq!(found.places[..3], [Some(0), Some(1), Some(2)]);
        assert!(found.missing.is_empty());
    }

    #[test]
    fn the_mapping_stands_before_the_aliases() {
        let found = layout(
            "allocations",
            &[("started_on", "Begun")],
            &[&["worker_id", "child_id", "Start Date", "begun", "Zoo"]],
        );
        assert_eq!(found.places[2], Some(3));
        let codes: Vec<_> = found.remarks.iter().map(|remark| remark.code).collect();
        assert_eq!(codes, [Code::UnusedColumn]);
        assert_eq!(found.remarks[0].message, "not read: \"Start Date\", \"Zoo\"");
    }

    #[test]
    fn two_headings_for_one_column_are_said() {
        let found = layout("supervisions", &[], &[&["worker_id", "Date", "held_on"]]);
        assert_eq!(found.places[1], Some(2));
        assert_eq!(found.remarks[0].code, Code::RepeatedColumn);
        let twice = layout("supervisions", &[], &[&["worker_id", "Date", "Date"]]);
        assert_eq!(twice.places[1], Some(1));
        assert_eq!(twice.remarks[0].code, Code::RepeatedColumn);
    }

    #[test]
    fn a_missing_column_names_the_nearest_heading() {
        let found = layout("supervisions", &[], &[&["worker_id", "helld_on"]]);
        assert_eq!(found.missing.len(), 1);
        let fix = found.missing[0].reason.fix(table_spec("supervisions").unwrap(), Some(1), "held_on", "");
        assert!(fix.contains("\"helld_on\""), "{fix}");
    }

    #[test]
    fn a_file_without_headings_shows_none_of_its_cells() {
        let found = layout("supervisions", &[], &[&["Ada Example", "2025-01-01"]]);
        assert!(!found.is_recognised);
        assert!(found.remarks.is_empty());
        let text = format!("{:?}", found.missing);
        assert!(!text.contains("Ada"), "{text}");
    }
}
