//! The workbook of the sample, read back: each convention for accessible spreadsheets, and each number
//! against the metric table it comes from.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::LazyLock;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use moderato::metrics::QUERIES;
use moderato::model::{Table, Value};
use moderato::store::{Stage, find_table, read_part, read_table};

use crate::main_job::RUN;

const CODES: [&str; 3] = ["X91", "X92", "X93"];
const WORDS_BEFORE_FIGURES: [&str; 3] = ["Cover", "Contents", "Notes"];

/// A workbook as two readers see it: its cells, and its parts' text.
struct Book {
    sheets: Vec<(String, Range<Data>)>,
    parts: BTreeMap<String, String>,
}

impl Book {
    fn read(code: &str) -> Book {
        let path = RUN.join(code).join("workbook.xlsx");
        let mut workbook: Xlsx<_> = open_workbook(&path).unwrap();
        let names = workbook.sheet_names();
        let sheets =
            names.into_iter().map(|name| (name.clone(), workbook.worksheet_range(&name).unwrap())).collect();
        let mut archive = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
        let parts = (0..archive.len()).map(|at| {
            let mut part = archive.by_index(at).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (part.name().unwrap().into_owned(), text)
        });
        Book { sheets, parts: parts.collect() }
    }

    fn range(&self, name: &str) -> &Range<Data> {
        &self.sheets.iter().find(|(sheet, _)| sheet == name).unwrap_or_else(|| panic!("no sheet {name}")).1
    }

    /// The n-th worksheet's text.
    fn sheet_part(&self, at: usize) -> &str {
        &self.parts[&format!("xl/worksheets/sheet{}.xml", at + 1)]
    }

    /// The table part of the n-th worksheet; exactly one, or none.
    fn table_part(&self, at: usize) -> Option<&str> {
        let links = self.parts.get(&format!("xl/worksheets/_rels/sheet{}.xml.rels", at + 1))?;
        let mut tables = links.split("../tables/").skip(1).filter_map(|rest| rest.split('"').next());
        let table = tables.next()?;
        assert_eq!(tables.next(), None, "one table a sheet");
        Some(&self.parts[&format!("xl/tables/{table}")])
    }
}

static BOOKS: LazyLock<Vec<(&str, Book)>> =
    LazyLock::new(|| CODES.iter().map(|code| (*code, Book::read(code))).collect());

fn said(cell: &Data) -> String {
    match cell {
        Data::String(text) => text.clone(),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Empty => String::new(),
        other => panic!("a cell of another kind: {other:?}"),
    }
}

/// An attribute of the first element of a name.
fn attribute<'t>(text: &'t str, element: &str, name: &str) -> Option<&'t str> {
    let inside = text.split(&format!("<{element} ")).nth(1)?.split('>').next()?;
    inside.split(&format!("{name}=\"")).nth(1)?.split('"').next()
}

/// The row (from 0) of a table's headings, and its last row.
fn rows_of_table(table: &str) -> (u32, u32) {
    let mut ends = attribute(table, "table", "ref")
        .unwrap()
        .split(':')
        .map(|cell| cell.trim_start_matches(|c: char| c.is_ascii_uppercase()).parse::<u32>().unwrap() - 1);
    (ends.next().unwrap(), ends.next().unwrap())
}

#[test]
fn a_cover_the_contents_and_the_notes_come_first_and_every_tab_can_be_told_apart() {
    for (code, book) in BOOKS.iter() {
        let names: Vec<&str> = book.sheets.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names[..3], WORDS_BEFORE_FIGURES, "{code}");
        assert!(names.len() > 12, "{code}: {names:?}");
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        for name in names {
            assert!(
                name.len() <= 31 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'),
                "{name}"
            );
        }
    }
}

#[test]
fn every_sheet_has_its_title_in_the_first_cell_and_one_table_that_is_marked_up() {
    for (code, book) in BOOKS.iter() {
        let mut names = BTreeSet::new();
        for (at, (sheet, range)) in book.sheets.iter().enumerate() {
            assert_eq!(range.start(), Some((0, 0)), "{code} {sheet}: it starts in A1");
            assert!(!said(&range[(0, 0)]).is_empty(), "{code} {sheet}");
            let table = book.table_part(at);
            assert_eq!(table.is_none(), sheet == "Cover", "{code} {sheet}");
            let Some(table) = table else { continue };
            assert_eq!(said(&range[(1, 0)]), "This worksheet contains one table.", "{code} {sheet}");
            assert!(names.insert(attribute(table, "table", "name").unwrap().to_owned()), "{code} {sheet}");
            assert!(!table.contains("<autoFilter"), "{code} {sheet}: a filter");
            let (first, last) = rows_of_table(table);
            assert_eq!(range.end().unwrap().0, last, "{code} {sheet}: nothing stands under the table");
            let width = range.width() as u32;
            let headings: Vec<String> =
                (0..width).map(|column| said(range.get_value((first, column)).unwrap())).collect();
            assert_eq!(headings.iter().collect::<BTreeSet<_>>().len(), headings.len(), "{headings:?}");
            assert!(headings.iter().all(|heading| !heading.is_empty()), "{headings:?}");
            for row in first + 1..=last {
                for column in 0..width {
                    let cell = said(range.get_value((row, column)).unwrap());
                    assert!(!cell.trim().is_empty(), "{code} {sheet}: an empty cell in row {row}");
                }
            }
            for row in 0..first {
                assert!(!said(&range[(row as usize, 0)]).is_empty(), "{code} {sheet}: a blank row");
                for column in 1..width {
                    let cell = range.get_value((row, column)).map(said).unwrap_or_default();
                    assert_eq!(cell, "", "{code} {sheet}: words beside the lines");
                }
            }
        }
    }
}

#[test]
fn nothing_is_merged_hidden_or_frozen() {
    for (code, book) in BOOKS.iter() {
        for (at, (sheet, _)) in book.sheets.iter().enumerate() {
            for word in ["<mergeCell", "hidden=\"1\"", "<pane ", "<conditionalFormatting", "<drawing"] {
                assert!(!book.sheet_part(at).contains(word), "{code} {sheet}: {word}");
            }
        }
        assert!(!book.parts["xl/workbook.xml"].contains("state=\"hidden\""), "{code}");
    }
}

#[test]
fn title_language_and_date_are_set() {
    for (code, book) in BOOKS.iter() {
        let core = &book.parts["docProps/core.xml"];
        assert!(core.contains("<dc:title>Newly qualified social workers: figures of "), "{code} {core}");
        assert!(core.contains("<dc:language>en-GB</dc:language>"), "{code} {core}");
        assert!(core.contains("2026-03-06T00:00:00Z</dcterms:created>"), "{code} {core}");
        let cover = said(&book.range("Cover")[(0, 0)]);
        assert!(core.contains(&cover), "{code}: the cover has the file's title");
    }
}

#[test]
fn every_symbol_is_explained_and_every_figure_has_a_unit() {
    for (code, book) in BOOKS.iter() {
        let notes = book.range("Notes");
        let explained: BTreeSet<String> = notes.rows().map(|row| said(&row[0])).collect();
        let mut seen = 0;
        for (at, (sheet, range)) in book.sheets.iter().enumerate().skip(3) {
            let (first, last) = rows_of_table(book.table_part(at).unwrap());
            for column in 0..range.width() as u32 {
                let heading = said(range.get_value((first, column)).unwrap());
                let cells = (first + 1..=last).map(|row| range.get_value((row, column)).unwrap());
                for cell in cells {
                    match cell {
                        Data::String(text) if text.starts_with('[') => {
                            seen += 1;
                            assert!(explained.contains(text), "{code} {sheet}: {text}");
                        }
                        Data::Float(_) | Data::Int(_) => {
                            assert!(heading.ends_with(')'), "{code} {sheet}: no unit in {heading}");
                        }
                        _ => {}
                    }
                }
            }
        }
        assert!(seen > 10, "{code}: {seen} symbols");
    }
}

#[test]
fn the_contents_lead_to_every_sheet_of_figures() {
    for (code, book) in BOOKS.iter() {
        let links = book.sheet_part(1);
        for (sheet, _) in book.sheets.iter().skip(3) {
            assert!(
                links.contains(&format!("'{sheet}'!A1")) || links.contains(&format!("{sheet}!A1")),
                "{code} {sheet}"
            );
        }
    }
}

#[test]
fn nobody_can_be_told_from_it() {
    for (code, book) in BOOKS.iter() {
        let cells: Vec<String> =
            book.sheets.iter().flat_map(|(_, range)| range.cells().map(|(_, _, cell)| said(cell))).collect();
        let words: BTreeSet<&str> =
            cells.iter().flat_map(|cell| cell.split(|c: char| !c.is_alphanumeric())).collect();
        let workers = read_part(&RUN, Stage::Records, "workers", code).unwrap().unwrap();
        assert!(workers.rows() > 20);
        for row in 0..workers.rows() {
            let id = workers.texts("worker_id").get(row).unwrap();
            // A reference of digits alone could be a figure by chance: as words it would stand alone.
            let is_there = if id.chars().all(|c| c.is_ascii_digit()) {
                cells.iter().any(|cell| cell == id)
            } else {
                words.contains(id)
            };
            assert!(!is_there, "{code}: a worker's reference");
        }
        let people = read_part(&RUN, Stage::Records, "people", code).unwrap().unwrap();
        for row in 0..people.rows() {
            for column in ["name", "swe_number"] {
                let Some(text) = people.texts(column).get(row) else { continue };
                assert!(!cells.iter().any(|cell| cell.contains(text)), "{code}: a {column}");
            }
        }
    }
}

/// The metric's rows of one authority, in its order.
fn rows(metric: &Table, code: &str) -> Vec<usize> {
    (0..metric.rows()).filter(|row| metric.texts("authority").get(*row) == Some(code)).collect()
}

/// `April 2024` of `2024-04`, `April to June 2024` of `2024-Q2`; none for another text.
fn days_said(code: &str) -> Option<String> {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let (year, part) = code.split_once('-')?;
    let year: u32 = year.parse().ok()?;
    match part.strip_prefix('Q') {
        Some(quarter) => {
            let first = (quarter.parse::<usize>().ok()?.checked_sub(1)?) * 3;
            Some(format!("{} to {} {year}", NAMES.get(first)?, NAMES.get(first + 2)?))
        }
        None => Some(format!("{} {year}", NAMES.get(part.parse::<usize>().ok()?.checked_sub(1)?)?)),
    }
}

/// The runs of digits in a text.
fn numbers(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty()).collect()
}

#[test]
fn every_number_is_the_metrics() {
    for (code, book) in BOOKS.iter() {
        let (mut compared, mut sheets) = (0, 0);
        for (at, (sheet, range)) in book.sheets.iter().enumerate().skip(3) {
            let query = QUERIES.iter().find(|query| query.id.eq_ignore_ascii_case(sheet)).unwrap();
            let metric = read_table(&find_table(&RUN, &format!("metrics.{}", query.id)).unwrap()).unwrap();
            let columns: Vec<&str> = metric.names().filter(|name| *name != "authority").collect();
            let (first, last) = rows_of_table(book.table_part(at).unwrap());
            let of_authority = rows(&metric, code);
            if of_authority.is_empty() {
                assert_eq!(said(range.get_value((last, 0)).unwrap()), "No rows", "{code} {sheet}");
                continue;
            }
            assert_eq!((last - first) as usize, of_authority.len(), "{code} {sheet}");
            sheets += 1;
            for (row, of_metric) in (first + 1..).zip(of_authority) {
                for (column, name) in (0u32..).zip(&columns) {
                    let cell = range.get_value((row, column)).unwrap();
                    match metric.value(name, of_metric) {
                        Value::Int(n) if !query.order.contains(name) => {
                            assert_eq!(*cell, Data::Float(n as f64), "{code} {sheet} {name}");
                            compared += 1;
                        }
                        Value::Float(x) if query.order.contains(name) => {
                            assert_eq!(said(cell), Value::Float(x).to_string(), "{code} {sheet} {name}");
                        }
                        Value::Float(x) => {
                            assert_eq!(*cell, Data::Float(x), "{code} {sheet} {name}");
                            compared += 1;
                        }
                        Value::Int(n) => {
                            assert_eq!(numbers(&said(cell)), [n.to_string()], "{code} {sheet} {name}")
                        }
                        Value::Text(text) => {
                            let shown = said(cell);
                            match days_said(text) {
                                Some(days) => assert_eq!(shown, days, "{code} {sheet} {name}"),
                                None => assert_eq!(numbers(&shown), numbers(text), "{code} {sheet} {name}"),
                            }
                        }
                        _ => assert!(matches!(cell, Data::String(_)), "{code} {sheet} {name}: {cell:?}"),
                    }
                }
            }
        }
        assert!(sheets > 12 && compared > 500, "{code}: {compared} numbers on {sheets} sheets");
    }
}

#[test]
fn the_contents_name_every_sheet_with_its_title_and_count_its_rows() {
    for (code, book) in BOOKS.iter() {
        let contents = book.range("Contents");
        let (first, last) = rows_of_table(book.table_part(1).unwrap());
        assert_eq!((last - first) as usize, book.sheets.len() - 3, "{code}");
        for (row, (sheet, range)) in (first + 1..).zip(&book.sheets[3..]) {
            let query = QUERIES.iter().find(|query| query.id.eq_ignore_ascii_case(sheet)).unwrap();
            let metric = read_table(&find_table(&RUN, &format!("metrics.{}", query.id)).unwrap()).unwrap();
            let cell = |column| contents.get_value((row, column)).unwrap();
            assert_eq!(said(cell(0)), *sheet, "{code}");
            assert_eq!(said(cell(1)), said(&range[(0, 0)]), "{code} {sheet}");
            assert_eq!(*cell(2), Data::Float(rows(&metric, code).len() as f64), "{code} {sheet}");
        }
    }
}

/// The comment at the head of a query, on one line.
fn head_of(id: &str) -> String {
    let sql = std::fs::read_to_string(format!("queries/{id}.sql")).unwrap();
    let comment = sql.lines().map_while(|line| line.strip_prefix("--"));
    comment.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a line above a table is one of the fixed ones, or says what the head of the query says; columns
/// stand in the head by their names and in the line by their headings.
fn is_of_the_head(line: &str, head: &str, columns: &[(String, String)]) -> bool {
    if ["This worksheet contains one table.", "What symbols in square brackets mean"].contains(&line) {
        return true;
    }
    let mut line = line.to_owned();
    for (column, heading) in columns {
        line = line.replace(&format!("“{heading}”"), column);
    }
    for (shown, key) in [("Counted in ", "unit: "), ("Made from ", "source: ")] {
        if let Some(rest) = line.strip_prefix(shown) {
            line = format!("{key}{rest}");
        }
    }
    head.contains(&line.trim_end_matches('.').to_lowercase())
}

#[test]
fn the_fixed_words_of_a_sheet_are_the_querys_and_an_altered_number_is_found_out() {
    let (mut lines, mut altered, mut scales) = (0, 0, 0);
    for (code, book) in BOOKS.iter() {
        for (at, (sheet, range)) in book.sheets.iter().enumerate().skip(3) {
            let query = QUERIES.iter().find(|query| query.id.eq_ignore_ascii_case(sheet)).unwrap();
            let metric = read_table(&find_table(&RUN, &format!("metrics.{}", query.id)).unwrap()).unwrap();
            let head = head_of(query.id);
            let (first, _) = rows_of_table(book.table_part(at).unwrap());
            let headings = (0..).map(|column| said(range.get_value((first, column)).unwrap()));
            let names = metric.names().filter(|name| *name != "authority").map(str::to_owned);
            let columns: Vec<(String, String)> = names.zip(headings).collect();
            for (column, heading) in &columns {
                // `lower_95`, or a scale that every figure lies on: `(-1 to 1)`.
                let end = |text: &str| text.parse::<f64>().ok();
                let scale = heading.rsplit_once(" (").and_then(|(words, unit)| {
                    let unit = unit.strip_suffix(')')?;
                    let (low, high) = match unit.strip_suffix(" or more") {
                        Some(low) => (end(low)?, f64::INFINITY),
                        None => unit.split_once(" to ").and_then(|(low, high)| end(low).zip(end(high)))?,
                    };
                    Some((words, low..=high))
                });
                let words = scale.as_ref().map_or(heading.as_str(), |(words, _)| words);
                assert!(
                    numbers(words).iter().all(|it| numbers(column).contains(it)),
                    "{code} {sheet}: {heading}"
                );
                let Some((_, scale)) = scale else { continue };
                let figures: Vec<f64> =
                    (0..metric.rows()).filter_map(|row| metric.floats(column).get(row)).collect();
                assert!(figures.iter().all(|it| scale.contains(it)), "{code} {sheet}: {heading}");
                scales += 1;
            }
            for row in 0..first as usize {
                let line = said(&range[(row, 0)]);
                assert!(
                    is_of_the_head(&line, &head, &columns),
                    "{code} {sheet}: “{line}” is not the query's"
                );
                lines += 1;
                for number in numbers(&line) {
                    let other = line.replacen(number, &format!("{number}1"), 1);
                    assert!(!is_of_the_head(&other, &head, &columns), "{code} {sheet}: “{other}” passes");
                    altered += 1;
                }
            }
        }
    }
    assert!(lines > 300 && altered > 100 && scales > 5, "{lines} lines, {altered} altered, {scales} scales");
}

#[test]
fn the_numbers_in_the_words_of_cover_and_notes_are_the_runs_the_rulebooks_or_a_convention() {
    for (code, book) in BOOKS.iter() {
        let cover: Vec<String> = book.range("Cover").rows().map(|row| said(&row[0])).collect();
        let id = cover.iter().find_map(|line| line.strip_prefix("Rulebook: ")?.split_once(". Source: "));
        let (id, source) = id.unwrap_or_else(|| panic!("{code}: no rulebook on {cover:?}"));
        let rulebook = std::fs::read_to_string(RUN.join(format!("rulebooks/{code}.toml"))).unwrap();
        for known in [format!("id = \"{id}\""), format!("source = \"{source}\"")] {
            assert!(rulebook.contains(&known), "{code}: {known}");
        }
        for line in &cover {
            let known: &[&str] = match line {
                line if line.starts_with("Every measure of the run to 6 March 2026, ") => &["6", "2026"],
                // The level that every interval of the metrics is worked out at: their columns say so.
                line if line.starts_with("Intervals are 95% intervals ") => &["95"],
                line if line.starts_with("Rulebook: ") => continue,
                _ => &[],
            };
            assert_eq!(numbers(line), known, "{code}: {line}");
        }
        // [c] is a symbol of published statistics, which suppress from 1 to 4 people.
        let notes: Vec<String> = book.range("Notes").cells().map(|(_, _, cell)| said(cell)).collect();
        let told: Vec<&str> = notes.iter().flat_map(|note| numbers(note)).collect();
        assert_eq!(told, ["1", "4"], "{code}: {notes:?}");
    }
}
