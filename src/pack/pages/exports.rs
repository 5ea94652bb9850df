//! The exports themselves: what became of each file's rows, and how well each column is filled.

use super::affected::column;
use super::cells::{count, date, date_column, number_column, text_column, text_or};
use super::figures::fold_line;
use crate::diagnostic::place_in_file;
use crate::pack::lines::{Line, facts};
use crate::pack::view::View;
use crate::pack::{Block, Cell, Section, Symbol, Table, words};

/// Rows read, kept, left out, repeated and set aside, a row a file or sheet; `None` where that is not known.
pub fn rows_by_file(view: &View) -> Option<Table> {
    let rows = facts(view, "row_counts");
    let is_known = rows.iter().any(|line| line.text("file").is_some());
    if !is_known {
        return None;
    }
    let counts = [
        ("Read", "rows_read"),
        ("Kept", "rows_kept"),
        ("Left out", "rows_rejected"),
        ("Repeats", "duplicates"),
        ("Set aside", "set_aside"),
    ];
    let mut table = Table::new(
        "Rows read, kept and left out, by file",
        "File",
        std::iter::once(text_column("Record table"))
            .chain(counts.iter().map(|(heading, _)| number_column(heading))),
    );
    for line in &rows {
        let kind = text_or(line.text("table").map(words::export), Symbol::NotAvailable);
        let numbers = counts.iter().map(|(_, column)| count(line.int(column)));
        table.push(file_of(*line), std::iter::once(kind).chain(numbers).collect::<Vec<Cell>>());
    }
    let line = fold_line(&table.caption);
    Some(table.folded(line))
}

/// The file and sheet a line is about.
fn file_of(line: Line) -> String {
    let file = line.text("file").unwrap_or("not named");
    format!("{file}{}", place_in_file(line.text("sheet"), None))
}

/// How well each column of each file is filled, a folded table a record table; `None` where it was not
/// measured.
pub fn columns_section(view: &View) -> Option<Section> {
    let lines = facts(view, "column_quality");
    let mut names: Vec<&str> = lines.iter().filter_map(|line| line.text("table")).collect();
    names.dedup();
    if names.is_empty() {
        return None;
    }
    let unproven = lines.iter().filter(|line| line.text("assumed").is_some()).count() as i64;
    let read = words::counted(lines.len() as i64, "column was", "columns were");
    let finding = match unproven {
        0 => format!("{read} read, and nothing had to be assumed"),
        n => format!("{read} read; of {} the order of day and month was worked out", words::spelt(n)),
    };
    let mut section = Section::new("columns", words::capital(&finding)).topic("Columns").paragraph(
        "For each column that an export supplies: how many of the rows kept are filled, how many different values \
         there are, the earliest and the latest date, and what was assumed to read it.",
    );
    for name in names {
        let of_table = lines.iter().filter(|line| line.is("table", name)).copied();
        section = section.block(Block::Table(table_of(name, of_table)));
    }
    Some(section)
}

fn table_of<'a>(name: &str, lines: impl Iterator<Item = Line<'a>>) -> Table {
    let mut table = Table::new(
        format!("Columns of {}, and how well each is filled", words::export(name)),
        "Column",
        [
            text_column("File"),
            text_column("Heading"),
            number_column("Rows"),
            number_column("Filled"),
            number_column("Different values"),
            date_column("Earliest"),
            date_column("Latest"),
            number_column("Faults"),
            text_column("Assumed"),
        ],
    );
    for line in lines {
        let Some(name) = line.text("column") else { continue };
        table.push(
            words::capital(&column(name)),
            [
                Cell::text(file_of(line)),
                text_or(line.text("heading"), Symbol::NotApplicable),
                count(line.int("rows")),
                count(line.int("filled")),
                count(line.int("distinct")),
                date(line.day("earliest")),
                date(line.day("latest")),
                count(line.int("rejected")),
                text_or(line.text("assumed"), Symbol::NotApplicable),
            ],
        );
    }
    let line = fold_line(&table.caption);
    table.folded(line)
}
