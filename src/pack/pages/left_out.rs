//! Rows of the exports: how many were read, kept and left out.

use super::cells::{count_of, number_column};
use crate::pack::lines::{Line, metrics};
use crate::pack::view::View;
use crate::pack::{Cell, Table, words};

/// The rows of `data_quality`, one a record table that was read.
fn rows<'a>(view: &View<'a>) -> Vec<Line<'a>> {
    metrics(view, "data_quality")
}

/// The sum of a column over all tables; `None` where the counts are not there.
fn total(view: &View, column: &str) -> Option<i64> {
    let rows = rows(view);
    (!rows.is_empty()).then(|| rows.iter().filter_map(|line| line.int(column)).sum())
}

/// How many rows were left out of all read, as a sentence; `None` where the run has no counts.
pub fn sentence(view: &View) -> Option<String> {
    let read = total(view, "rows_read")?;
    let rejected = total(view, "rows_rejected")?;
    if rejected == 0 {
        return Some(format!("None of the {} rows read had to be left out", words::number(read)));
    }
    Some(format!(
        "{} of {} rows read {} left out",
        words::capital(&words::spelt(rejected)),
        words::number(read),
        if rejected == 1 { "was" } else { "were" }
    ))
}

/// Read, kept and left out by table.
pub fn table(view: &View) -> Option<Table> {
    let rows = rows(view);
    if rows.is_empty() {
        return None;
    }
    let columns = [
        ("Read", "rows_read"),
        ("Kept", "rows_kept"),
        ("Left out", "rows_rejected"),
        ("Repeats", "duplicates"),
        ("Set aside", "set_aside"),
        ("Notices", "notices"),
    ];
    let columns: Vec<(&str, &str)> = columns
        .into_iter()
        .filter(|(_, column)| rows.iter().any(|line| line.int(column).is_some()))
        .collect();
    let mut table = Table::new(
        "Rows read, kept and left out, by record table",
        "Record table",
        columns.iter().map(|(heading, _)| number_column(heading)),
    );
    for line in &rows {
        let name = words::capital(&words::export(line.text("table").unwrap_or("not named")));
        let cells: Vec<Cell> = columns.iter().map(|(_, column)| count_of(*line, column)).collect();
        table.push(name, cells);
    }
    Some(table)
}
