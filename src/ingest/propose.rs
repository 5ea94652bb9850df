//! A mapping proposed from the exports themselves: for `moderato init --from`.
//!
//! What is sure is written; what is a guess is written as a comment, with the reason, for a person to
//! decide. Nothing is asserted about files that do not say what they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::dates::Day;
use crate::diagnostic::{Error, nearest};
use crate::model::{Column, Kind, MASKED, PRIVATE, TABLES, TableSpec, table_spec};

use super::cells::Cell;
use super::census::Census;
use super::check::{looks_like_swe_number, may_be_a_name};
use super::columnar::ParquetFile;
use super::days::{DateRules, Epoch, Order};
use super::faults::{Reason, TEXT};
use super::files::{FileKind, kind_of, table_of};
use super::folder::{Source, WorkerBy};
use super::layout::{Layout, find_layout, names_swe_number, recognised};
use super::read::head_of;
use super::reading::ColumnReader;
use super::text::{Head, TextFile};
use super::workbook::Workbook;

/// How sure a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    Guess,
    Likely,
    Sure,
}

impl Sureness {
    pub fn word(self) -> &'static str {
        match self {
            Sureness::Guess => "a guess",
            Sureness::Likely => "likely",
            Sureness::Sure => "sure",
        }
    }
}

/// One column's proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedColumn {
    pub column: &'static str,
    pub heading: String,
    pub sureness: Sureness,
    pub why: String,
}

/// What a file or sheet seems to hold.
#[derive(Clone, Debug)]
pub struct ProposedSource {
    /// The file's path as given.
    pub path: String,
    pub sheet: Option<String>,
    /// `None` when no table's headings are in it.
    pub table: Option<&'static TableSpec>,
    pub sureness: Sureness,
    pub why: String,
    pub header_row: u64,
    pub worker_by: WorkerBy,
    pub columns: Vec<ProposedColumn>,
    /// Required columns that no heading gives.
    pub missing: Vec<&'static str>,
    /// Spellings that are not known, by column, with the nearest word where there is one.
    pub spellings: BTreeMap<&'static str, BTreeMap<String, Option<&'static str>>>,
}

/// What a caseload without ends comes to.
pub const NO_ENDS: &str = "no heading looks like it; without it every allocation counts as held to this day";

impl ProposedSource {
    /// Whether it is a caseload in which no column says when an allocation ended.
    pub fn has_no_ends(&self) -> bool {
        self.table.is_some_and(|spec| spec.name == "allocations")
            && !self.columns.iter().any(|column| column.column == "ended_on")
    }

    /// A file that holds no table that could be told, and why.
    pub fn nothing(path: &str, sheet: Option<String>, why: impl Into<String>) -> ProposedSource {
        ProposedSource {
            path: path.to_owned(),
            sheet,
            table: None,
            sureness: Sureness::Guess,
            why: why.into(),
            header_row: 1,
            worker_by: WorkerBy::Id,
            columns: Vec::new(),
            missing: Vec::new(),
            spellings: BTreeMap::new(),
        }
    }
}

/// Proposes a source for every file, and every sheet of a workbook. `files` are paths as they shall stand
/// in `moderato.toml`, relative to `root`.
pub fn propose(root: &Path, files: &[String]) -> Result<Vec<ProposedSource>, Error> {
    let mut proposed = Vec::new();
    for file in files {
        let path = root.join(file);
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        match kind_of(&path, file)? {
            FileKind::Text => {
                let known_anywhere =
                    |cells: &[String]| TABLES.iter().map(|spec| known(spec, cells)).max().unwrap_or(0);
                let (_, head) = TextFile::open(&path, file)?.dialect(known_anywhere)?;
                proposed.push(proposal(file, None, &stem, &head));
            }
            FileKind::Parquet => {
                let head = vec![(1, ParquetFile::open(&path, file)?.headings)];
                proposed.push(proposal(file, None, &stem, &head));
            }
            FileKind::Workbook(kind) => {
                let mut book = Workbook::open(&path, kind, file)?;
                let sheets = book.sheets().to_vec();
                for sheet in &sheets {
                    let rows = book.read_sheet(sheet)?;
                    let head = head_of(&rows, book.epoch());
                    let name = if sheets.len() == 1 { &stem } else { sheet };
                    proposed.push(proposal(file, (sheets.len() > 1).then(|| sheet.clone()), name, &head));
                }
            }
            FileKind::Census => proposed.extend(census(file, &Census::read(&path, file)?)),
        }
    }
    Ok(proposed)
}

/// A census return gives the authority's own figures, and the workers in their assessed and supported year.
fn census(file: &str, census: &Census) -> Vec<ProposedSource> {
    let of = |table: &str, why: &str| ProposedSource {
        table: table_spec(table),
        sureness: Sureness::Sure,
        ..ProposedSource::nothing(file, None, why)
    };
    let mut proposed = vec![of("workforce", "it is a workforce census return")];
    if census.has_newly_qualified() {
        proposed.push(of("workers", "it is a workforce census return, and has workers with CFKSSstatus 1"));
    }
    proposed
}

/// Where another export lists the workers, those of a census return would be the same people again, for the
/// return has no staff reference: it is then no more than a guess.
pub fn settle_workers(proposed: &mut [ProposedSource]) {
    let is_workers = |source: &ProposedSource| source.table.is_some_and(|spec| spec.name == "workers");
    // A return is mapped without columns: its elements are known.
    let is_return = |source: &ProposedSource| is_workers(source) && source.columns.is_empty();
    if proposed.iter().any(|source| is_workers(source) && !is_return(source)) {
        for source in proposed.iter_mut().filter(|source| is_return(source)) {
            source.sureness = Sureness::Guess;
            source.why =
                "another export lists the workers, and this return has no staff reference: with both, the \
                          same people would count twice"
                    .to_owned();
        }
    }
}

fn known(spec: &'static TableSpec, cells: &[String]) -> usize {
    recognised(&Source::plain(spec, String::new()), cells)
}

fn proposal(file: &str, sheet: Option<String>, name: &str, head: &Head) -> ProposedSource {
    let named = table_of(name);
    let hinted = named.or_else(|| hinted_table(name));
    let best = TABLES
        .iter()
        .filter_map(|spec| {
            let (worker_by, layout) = layout_of(spec, head)?;
            let found = layout.places.iter().flatten().count();
            let required = spec.columns.iter().filter(|column| column.is_required).count();
            let lacking = layout.missing.len();
            let is = |table: Option<&TableSpec>| table.is_some_and(|table| table.name == spec.name);
            // A name is worth much, but not more than all the headings; a hint, half of that.
            let of_name = if is(named) { 120 } else { 60 * usize::from(is(hinted)) };
            // Names and numbers of people stand in a list of them, and in no table of what they did.
            let has_people = PRIVATE.iter().any(|name| {
                let index = spec.columns.iter().position(|column| column.name == *name);
                index.is_some_and(|index| layout.places.get(index).is_some_and(Option::is_some))
            });
            let of_name = of_name + 20 * usize::from(has_people);
            let merit =
                (found > 0).then_some((required - lacking) * 100 / required.max(1) + found * 10)? + of_name;
            Some((merit, spec, (worker_by, layout), is(named)))
        })
        .max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.name.cmp(a.1.name)));
    let Some((_, spec, (worker_by, layout), is_named)) = best else {
        return ProposedSource::nothing(file, sheet, "no heading in its first rows is known");
    };
    let mut columns = columns_of(spec, &layout, head);
    let missing: Vec<&'static str> = spec
        .columns
        .iter()
        .enumerate()
        .filter(|(index, column)| {
            column.is_required
                && layout.places.get(*index).is_some_and(Option::is_none)
                && !columns.iter().any(|proposed| proposed.column == column.name)
        })
        .map(|(_, column)| column.name)
        .collect();
    let required = spec.columns.iter().filter(|column| column.is_required).count();
    let found = layout.places.iter().flatten().count();
    let is_mostly_there = is_named || layout.missing.len() * 2 < required || found >= 4;
    let sureness = match (layout.missing.is_empty(), is_named) {
        (true, true) => Sureness::Sure,
        (true, false) => Sureness::Likely,
        _ if is_mostly_there => Sureness::Likely,
        _ => Sureness::Guess,
    };
    if worker_by == WorkerBy::SweNumber {
        for column in columns.iter_mut().filter(|column| column.column == "worker_id") {
            column.column = "swe_number";
            column.sureness = Sureness::Likely;
            column.why = "no column has the workers' ids, and this one has their numbers".to_owned();
        }
    }
    let by_name = if is_named { "its name and " } else { "" };
    ProposedSource {
        path: file.to_owned(),
        sheet,
        table: Some(spec),
        sureness,
        why: format!(
            "{by_name}{found} of {} headings say so",
            layout.headings.iter().filter(|h| !h.is_empty()).count()
        ),
        header_row: layout.header_row,
        worker_by,
        spellings: spellings_of(spec, &layout, head),
        columns,
        missing,
    }
}

/// How a table would be read from a file. Where no column has the workers' ids, or only what looks like names,
/// and one has Social Work England numbers, workers are told apart by these.
fn layout_of(spec: &'static TableSpec, head: &Head) -> Option<(WorkerBy, Layout)> {
    let mut source = Source::plain(spec, String::new());
    let layout = find_layout(&source, head)?;
    if !spec.is_about_workers() {
        return Some((WorkerBy::Id, layout));
    }
    let all = |place: usize, is: fn(&str) -> bool| {
        let mut values = values_in(&layout, head, place).map(str::to_uppercase).peekable();
        values.peek().is_some() && values.all(|value| is(value.trim()))
    };
    let ids = spec.columns.iter().position(|column| column.name == "worker_id");
    let ids = ids.and_then(|index| layout.places.get(index).copied().flatten());
    let is_number =
        |place: usize, heading: &str| names_swe_number(heading) || all(place, looks_like_swe_number);
    let numbers = layout
        .headings
        .iter()
        .enumerate()
        .find(|(place, heading)| !heading.is_empty() && is_number(*place, heading));
    match numbers {
        Some((_, heading)) if ids.is_none_or(|ids| all(ids, may_be_a_name)) => {
            source.worker_by = WorkerBy::SweNumber;
            source.columns.insert("worker_id", heading.clone());
            Some((WorkerBy::SweNumber, find_layout(&source, head)?))
        }
        _ => Some((WorkerBy::Id, layout)),
    }
}

/// The table that a name's last words stand for: `LCS caseload report` for `caseload report`.
fn hinted_table(name: &str) -> Option<&'static TableSpec> {
    let words: Vec<&str> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    (1..words.len()).find_map(|first| table_of(&words.get(first..)?.join(" ")))
}

/// The columns that headings give, and guesses for required ones that none gives.
fn columns_of(spec: &'static TableSpec, layout: &Layout, head: &Head) -> Vec<ProposedColumn> {
    let mut proposed = Vec::new();
    let mut taken: BTreeSet<usize> = layout.places.iter().flatten().copied().collect();
    for (index, column) in spec.columns.iter().enumerate() {
        if let Some(place) = layout.places.get(index).copied().flatten() {
            let heading = layout.headings.get(place).cloned().unwrap_or_default();
            if !column.is_required && all_people(spec, column, layout, head, place) {
                proposed.push(ProposedColumn {
                    column: column.name,
                    why: format!(
                        "people seem to stand under {}, so that it is not read",
                        quoted(&one_line(&heading))
                    ),
                    heading: String::new(),
                    sureness: Sureness::Likely,
                });
                continue;
            }
            let is_own_name = super::cells::fold(&heading) == super::cells::fold(column.name);
            proposed.push(ProposedColumn {
                column: column.name,
                heading,
                sureness: if is_own_name { Sureness::Sure } else { Sureness::Likely },
                why: if is_own_name { "its own name" } else { "a known name for it" }.to_owned(),
            });
        } else if column.is_required
            && let Some((place, why)) = guess(column.name, column.kind, layout, head, &taken)
        {
            taken.insert(place);
            let heading = layout.headings.get(place).cloned().unwrap_or_default();
            proposed.push(ProposedColumn { column: column.name, heading, sureness: Sureness::Guess, why });
        }
    }
    proposed
}

/// Whether nothing under a heading is a word of the column, and all of it may be people.
fn all_people(
    spec: &'static TableSpec,
    column: &'static Column,
    layout: &Layout,
    head: &Head,
    place: usize,
) -> bool {
    let reader =
        ColumnReader::new(spec, column, [], DateRules::new(Order::DayFirst, Epoch::Y1900, Day(30_000)));
    let is_closed = matches!(column.kind, Kind::OneOf(_) | Kind::YesNo);
    let mut values = values_in(layout, head, place).map(Cell::Text).peekable();
    is_closed
        && values.peek().is_some()
        && values.all(|cell| {
            reader.read(cell, &mut String::new()).parsed.is_err() && &*reader.shown(&cell) == TEXT
        })
}

/// A heading that is spelt nearly like the column, or the only one left whose values are dates.
fn guess(
    column: &str,
    kind: Kind,
    layout: &Layout,
    head: &Head,
    taken: &BTreeSet<usize>,
) -> Option<(usize, String)> {
    let free: Vec<(usize, &str)> = layout
        .headings
        .iter()
        .enumerate()
        .filter(|(place, heading)| !heading.is_empty() && !taken.contains(place))
        .map(|(place, heading)| (place, heading.as_str()))
        .collect();
    if let Some(near) = nearest(column, free.iter().map(|(_, heading)| *heading)) {
        let (place, _) = free.iter().find(|(_, heading)| *heading == near)?;
        return Some((*place, "spelt nearly like it".to_owned()));
    }
    if kind == Kind::Id {
        let mut references = free.iter().filter(|(_, heading)| is_reference(heading));
        return match (references.next(), references.next()) {
            (Some((place, _)), None) => Some((*place, "the only other column of references".to_owned())),
            _ => None,
        };
    }
    if kind != Kind::Date {
        return None;
    }
    let rules = DateRules::new(Order::DayFirst, Epoch::Y1900, Day(30_000));
    let mut dates = free.iter().filter(|(place, _)| {
        let mut values = values_in(layout, head, *place).peekable();
        values.peek().is_some()
            && values.all(|value| {
                let (read, proof) = super::days::read_date(value, &rules);
                read.is_ok() || proof == super::days::Proof::MonthFirst
            })
    });
    match (dates.next(), dates.next()) {
        (Some((place, _)), None) => Some((*place, "the only other column of dates".to_owned())),
        _ => None,
    }
}

/// Whether a heading ends as those of references do.
fn is_reference(heading: &str) -> bool {
    let folded = super::cells::fold(heading);
    ["id", "ref", "reference", "number", "identifier", "code"].iter().any(|end| folded.ends_with(end))
}

/// The filled cells of a column below the heading.
fn values_in<'a>(layout: &'a Layout, head: &'a Head, place: usize) -> impl Iterator<Item = &'a str> {
    head.iter()
        .filter(|(number, _)| *number > layout.header_row)
        .filter_map(move |(_, cells)| cells.get(place))
        .map(String::as_str)
        .filter(|value| !value.trim().is_empty())
}

/// Spellings of closed lists of words that are not known. Only what looks like a word of a list is shown.
fn spellings_of(
    spec: &'static TableSpec,
    layout: &Layout,
    head: &Head,
) -> BTreeMap<&'static str, BTreeMap<String, Option<&'static str>>> {
    let rules = DateRules::new(Order::DayFirst, Epoch::Y1900, Day(30_000));
    let mut spellings = BTreeMap::new();
    for (index, column) in spec.columns.iter().enumerate() {
        let Some(place) = layout.places.get(index).copied().flatten() else { continue };
        if !matches!(column.kind, Kind::OneOf(_) | Kind::YesNo) || MASKED.contains(&column.name) {
            continue;
        }
        let reader = ColumnReader::new(spec, column, [], rules);
        let mut unknown = BTreeMap::new();
        for value in values_in(layout, head, place).filter(|value| value.chars().count() <= 40) {
            if let Err(Reason::UnknownValue { near }) =
                reader.read(Cell::Text(value), &mut String::new()).parsed
            {
                // A name is no spelling that anybody could map.
                if &*reader.shown(&Cell::Text(value)) != TEXT {
                    unknown.insert(value.to_owned(), near);
                }
            }
        }
        if !unknown.is_empty() && unknown.len() <= 20 {
            spellings.insert(column.name, unknown);
        }
    }
    spellings
}

/// A `moderato.toml` that a person can finish: what is sure as it stands, guesses as comments. Without a
/// rulebook, `stand_in` takes its place, and the file says so.
pub fn folder_toml(
    code: &str,
    name: &str,
    rulebook: Option<&str>,
    stand_in: &str,
    proposed: &[ProposedSource],
) -> String {
    let mut toml = String::new();
    toml.push_str(
        "# Proposed by `moderato init`. Lines that begin with # are guesses or notes: read them, and take the # away\n\
         # from what is right. `moderato check` then says what is still wrong.\n\n\
         # Write your authority's nine-character code and its name; letters, digits, - and _ in the code.\n",
    );
    let _ = writeln!(toml, "authority = {{ code = {}, name = {} }}", quoted(code), quoted(name));
    if rulebook.is_none() {
        toml.push_str(
            "# The common yardstick stands in until you name your authority's own rulebook: `moderato rulebook list`.\n",
        );
    }
    let _ = writeln!(toml, "rulebook = {}", quoted(rulebook.unwrap_or(stand_in)));
    toml.push_str(OWN_LOOK);
    for source in proposed {
        write_source(source, &mut toml);
    }
    toml
}

/// How to have an authority's own logo and templates, as comments.
const OWN_LOOK: &str = "\n# Your own logo (SVG or PNG), and your own panel form and templates: `moderato template` lists what there is.\n\
    # [look]\n# logo = \"logo.svg\"\n# logo_says = \"Exampleshire County Council\"\n# templates = \"templates\"\n";

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// One `[[source]]`. Where the table itself is a guess, all of it is a comment.
fn write_source(source: &ProposedSource, toml: &mut String) {
    let sheet = source.sheet.as_ref().map(|sheet| format!(", sheet {sheet}")).unwrap_or_default();
    let place = one_line(&format!("{}{sheet}", source.path));
    let Some(spec) = source.table else {
        let _ = writeln!(toml, "\n# {place}: {}.", one_line(&source.why));
        return;
    };
    let _ = writeln!(toml, "\n# {place}: {}, {}: {}.", spec.name, source.sureness.word(), source.why);
    let all = if source.sureness == Sureness::Guess { "# " } else { "" };
    let _ = writeln!(
        toml,
        "{all}[[source]]\n{all}table = {}\n{all}path = {}",
        quoted(spec.name),
        quoted(&source.path)
    );
    if let Some(sheet) = &source.sheet {
        let _ = writeln!(toml, "{all}sheet = {}", quoted(sheet));
    }
    if source.header_row > 1 {
        let _ = writeln!(toml, "{all}header_row = {}", source.header_row);
    }
    if source.worker_by == WorkerBy::SweNumber {
        let _ = writeln!(toml, "{all}worker_by = \"swe_number\"");
    }
    if !source.columns.is_empty() || !source.missing.is_empty() {
        let _ = writeln!(toml, "{all}[source.columns]");
    }
    for column in &source.columns {
        let mark = if column.sureness == Sureness::Guess { "# " } else { all };
        let _ = writeln!(
            toml,
            "{mark}{} = {} # {}: {}",
            column.column,
            quoted(&column.heading),
            column.sureness.word(),
            column.why
        );
    }
    for column in &source.missing {
        let _ = writeln!(toml, "# {column} = \"…\" # no heading looks like it, and every row needs one");
    }
    if source.has_no_ends() {
        let _ = writeln!(toml, "# ended_on = \"…\" # {NO_ENDS}");
    }
    for (column, spellings) in &source.spellings {
        let _ = writeln!(toml, "{all}[source.values.{column}]");
        for (spelling, near) in spellings {
            let _ = writeln!(toml, "# {} = {}", quoted(spelling), quoted(near.unwrap_or("…")));
        }
    }
}

/// A text that stays within a comment.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::config::check_folder;

    fn head(rows: &[&[&str]]) -> Head {
        (1u64..)
            .zip(rows)
            .map(|(number, cells)| (number, cells.iter().map(|cell| (*cell).to_owned()).collect()))
            .collect()
    }

    #[test]
    fn a_caseload_export_is_known_by_its_headings() {
        let head = head(&[
            &["Caseload at 1 May"],
            &["Allocated Worker", "Person ID", "Begun", "Involvement", "Shoe"],
            &["W1", "C1", "03/04/2025", "Zebra", "5"],
            &["W2", "C2", "14/04/2025", "Lead", "6"],
        ]);
        let proposed = proposal("exports/x.csv", None, "x", &head);
        assert_eq!(proposed.table.map(|spec| spec.name), Some("allocations"));
        assert_eq!(proposed.sureness, Sureness::Likely);
        let begun = proposed.columns.iter().find(|column| column.column == "started_on").unwrap();
        assert_eq!((begun.heading.as_str(), begun.sureness), ("Begun", Sureness::Guess));
        assert_eq!(proposed.spellings["role"].keys().collect::<Vec<_>>(), ["Zebra"]);
        let toml = folder_toml("X01", "Exampleshire", Some("sandwell-2025"), "x", &[proposed]);
        assert!(
            toml.contains("# started_on = \"Begun\" # a guess: the only other column of dates"),
            "{toml}"
        );
        assert!(toml.contains("# \"Zebra\" = \"…\""), "{toml}");
        let folder = check_folder(Path::new("f"), "moderato.toml", &toml).unwrap();
        assert_eq!(folder.sources[0].columns["worker_id"], "Allocated Worker");
        assert_eq!(folder.sources[0].header_row, Some(2));
    }

    #[test]
    fn a_table_that_is_a_guess_stays_a_comment() {
        let head = head(&[&["Employee", "Date", "Vehicle"], &["W1", "03/04/2025", "Bus"]]);
        let proposed = proposal("exports/x.csv", None, "x", &head);
        assert_eq!(proposed.sureness, Sureness::Likely, "{proposed:?}");
        let head = self::head(&[&["Date", "Vehicle", "Mileage"], &["03/04/2025", "Bus", "12"]]);
        let proposed = proposal("exports/x.csv", None, "x", &head);
        assert_eq!(proposed.sureness, Sureness::Guess, "{proposed:?}");
        let toml = folder_toml("X01", "Exampleshire", None, "common-yardstick", &[proposed]);
        let folder = check_folder(Path::new("f"), "moderato.toml", &toml).unwrap();
        assert!(folder.sources.is_empty(), "{toml}");
        assert_eq!(folder.rulebook, "common-yardstick");
        assert!(toml.contains("# table = "), "{toml}");
    }

    #[test]
    fn a_file_of_nothing_known_is_only_remarked_on() {
        let proposed =
            proposal("exports/x.csv", None, "x", &head(&[&["Ada Example", "12"], &["Ben Sample", "13"]]));
        assert!(proposed.table.is_none());
        let toml = folder_toml("X01", "Exampleshire", Some("sandwell-2025"), "x", &[proposed]);
        assert!(!toml.contains("Ada"), "{toml}");
        assert!(check_folder(Path::new("f"), "moderato.toml", &toml).is_ok());
    }
}
