//! An analyst's own query over a finished run: what may be asked, and plain words for what cannot.
//!
//! Tables go by `facts.cap_breaches`, and by `cap_breaches` alone where no other stage has one of that
//! name. Nothing is written, and no file but the run's tables is read.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Mutex;

use polars::prelude::PolarsError;

use super::engine::Engine;
use super::words::{Word, words};
use crate::diagnostic::{Error, nearest};
use crate::model::Table;
use crate::store::{PEOPLE, StoredTable, list_tables, read_table};

/// Runs one query over all tables of a finished run.
pub fn sql(run_dir: &Path, query: &str) -> Result<Table, Error> {
    let tables = list_tables(run_dir)?;
    let names = Names::of(&tables);
    let asked = names.understand(query)?;
    let mut engine = Engine::default();
    for table in &tables {
        let used = [table.full_name(), table.name.clone()]
            .into_iter()
            .filter(|name| asked.tables.contains(name) && names.known.get(name) == Some(&table.full_name()));
        for name in used {
            engine.add(&name, table).map_err(|_| unreadable(&table.full_name()))?;
        }
    }
    let found = quietly(|| engine.run(&asked.query, asked.tables.iter().map(String::as_str)));
    match found {
        Some(Ok(table)) => Ok(table),
        Some(Err(fault)) => Err(plain(&fault, &names, &asked.tables, &tables)),
        None => Err(beyond()),
    }
}

/// What the tables of a run can be called.
struct Names {
    /// Every name that stands for one table, and that table's full name.
    known: BTreeMap<String, String>,
    /// Bare names that stand for several, and their full names.
    shared: BTreeMap<String, Vec<String>>,
}

/// A query as the engine takes it, and the tables it may be about.
#[derive(Debug)]
struct Asked {
    query: String,
    tables: BTreeSet<String>,
}

impl Names {
    fn of(tables: &[StoredTable]) -> Names {
        let mut bare: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for table in tables {
            bare.entry(table.name.clone()).or_default().push(table.full_name());
        }
        let mut known: BTreeMap<String, String> =
            tables.iter().map(|table| (table.full_name(), table.full_name())).collect();
        known.extend(
            bare.iter()
                .filter(|(_, full)| full.len() == 1)
                .map(|(name, full)| (name.clone(), full[0].clone())),
        );
        Names { known, shared: bare.into_iter().filter(|(_, full)| full.len() > 1).collect() }
    }

    /// Checks that a query only asks, and makes `facts.cap_breaches` one name.
    fn understand(&self, query: &str) -> Result<Asked, Error> {
        let all = words(query);
        let meant: Vec<Word> = all.iter().copied().filter(|word| !matches!(word, Word::Space(_))).collect();
        let end = meant.iter().rposition(|word| !word.is_sign(";")).map_or(0, |last| last + 1);
        let meant = &meant[..end];
        let first = meant.iter().find(|word| !word.is_sign("("));
        if !first.is_some_and(|word| word.is("select") || word.is("with")) {
            return Err(Error::new(
                "only questions can be asked of a run, and a question begins with SELECT or WITH",
                "For example: moderato sql 'SELECT * FROM facts.outcomes'.",
            ));
        }
        if meant.iter().any(|word| word.is_sign(";")) {
            return Err(Error::new(
                "one question can be asked at a time",
                "Leave out all but one, and the semicolon.",
            ));
        }
        self.refuse_files(meant)?;
        self.refuse_taken_names(meant)?;
        Ok(self.joined(&all))
    }

    /// No table function, such as one that reads any file, and not the table of names.
    fn refuse_files(&self, meant: &[Word]) -> Result<(), Error> {
        for pair in meant.windows(2) {
            let reads = matches!(pair[0].name(), Some(name) if {
                let name = name.to_ascii_lowercase();
                name.starts_with("read_") || name.starts_with("scan_")
            });
            if reads && pair[1].is_sign("(") {
                return Err(Error::new(
                    "a query reads the tables of the run, and no other file",
                    "`moderato show` lists the tables.",
                ));
            }
            if (pair[0].is("from") || pair[0].is("join")) && pair[1].name() == Some(PEOPLE) {
                return Err(no_names());
            }
        }
        let records_people = |four: &[Word]| {
            four[0].name() == Some("records") && four[1].is_sign(".") && four[2].name() == Some(PEOPLE)
        };
        if meant.windows(3).any(records_people) { Err(no_names()) } else { Ok(()) }
    }

    /// The engine takes a table of the run before a WITH part or a subquery of the same name, whatever
    /// was meant: such a name has to be another.
    fn refuse_taken_names(&self, meant: &[Word]) -> Result<(), Error> {
        let mut opened: Vec<bool> = Vec::new();
        for (place, word) in meant.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|place| meant.get(place));
            let named = if word.is_sign("(") {
                opened
                    .push(before.is_some_and(|word| word.is("from") || word.is("join") || word.is_sign(",")));
                let is_part = before.is_some_and(|word| word.is("as"));
                is_part.then(|| place.checked_sub(2).and_then(|place| meant.get(place))).flatten()
            } else if word.is_sign(")") && opened.pop() == Some(true) {
                let after = meant.get(place + 1);
                if after.is_some_and(|word| word.is("as")) { meant.get(place + 2) } else { after }
            } else {
                None
            };
            if let Some(name) = named.and_then(|word| word.name()).filter(|name| self.is_taken(name)) {
                return Err(Error::new(
                    format!("this run has a table {name}, so a part of the query cannot have that name too"),
                    format!("Give the part another name, such as my_{name}."),
                ));
            }
        }
        Ok(())
    }

    fn is_taken(&self, name: &str) -> bool {
        self.known.contains_key(name) || self.shared.contains_key(name)
    }

    /// The query with every `stage.table` as one quoted name, and the tables it names.
    fn joined(&self, all: &[Word]) -> Asked {
        let mut asked = Asked { query: String::new(), tables: BTreeSet::new() };
        let mut place = 0;
        while let Some(word) = all.get(place) {
            let full =
                match (word.name(), all.get(place + 1), all.get(place + 2).and_then(|word| word.name())) {
                    (Some(stage), Some(dot), Some(table)) if dot.is_sign(".") => {
                        Some(format!("{stage}.{table}"))
                    }
                    _ => None,
                };
            if let Some(full) = full.filter(|full| self.known.contains_key(full)) {
                asked.query.push_str(&format!("\"{full}\""));
                asked.tables.insert(full);
                place += 3;
                continue;
            }
            match word {
                Word::Quoted(name) => asked.query.push_str(&format!("\"{name}\"")),
                Word::Name(text) | Word::Other(text) | Word::Space(text) => asked.query.push_str(text),
            }
            if let Some(name) = word.name().filter(|name| self.known.contains_key(*name)) {
                asked.tables.insert(name.to_owned());
            }
            place += 1;
        }
        asked
    }
}

fn no_names() -> Error {
    Error::new(
        "the table people holds names, which are not printed",
        "Packs made with --named are the one place where names appear.",
    )
}

fn unreadable(table: &str) -> Error {
    Error::new(
        format!("{table} could not be read"),
        "Run `moderato run` again: its files were changed or cut short after they were written.",
    )
}

fn beyond() -> Error {
    Error::new(
        "the query asks for something this engine cannot do",
        "Ask it in a simpler way, or read the run's Parquet files with a tool of your own.",
    )
}

/// Runs the engine so that a fault inside it is neither printed nor the end of the program.
fn quietly<T>(run: impl FnOnce() -> T) -> Option<T> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let outcome = panic::catch_unwind(AssertUnwindSafe(run));
    panic::set_hook(hook);
    outcome.ok()
}

/// What the engine found wrong, in words for people.
fn plain(fault: &PolarsError, names: &Names, asked: &BTreeSet<String>, tables: &[StoredTable]) -> Error {
    let said = fault.to_string();
    match innermost(fault) {
        PolarsError::ColumnNotFound(column) | PolarsError::SchemaFieldNotFound(column) => {
            no_column(named_in(column), names, asked, tables)
        }
        PolarsError::Duplicate(_) => Error::new(
            "two columns of the result have the same name",
            "Give one of them another name with AS.",
        ),
        _ => {
            if let Some(name) = between(&said, "relation '", "'") {
                return no_table(name, names);
            }
            if said.contains("sql parser error") {
                return unread(&said);
            }
            if let Some(column) =
                between(&said, "column named '", "'").or(between(&said, "unable to find column \"", "\""))
            {
                return no_column(column, names, asked, tables);
            }
            beyond()
        }
    }
}

fn innermost(fault: &PolarsError) -> &PolarsError {
    match fault {
        PolarsError::Context { error, .. } | PolarsError::ExprContext { error, .. } => innermost(error),
        other => other,
    }
}

/// What stands between two marks, the first time both are found.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    text.split_once(from)?.1.split_once(to).map(|(inside, _)| inside)
}

/// The name in an engine's message about it, which may quote it and say more.
fn named_in(message: &str) -> &str {
    between(message, "\"", "\"")
        .or(between(message, "'", "'"))
        .unwrap_or(message.split_whitespace().next().unwrap_or(message))
}

/// The place in a parser's message, "… found: FORM at Line: 1, Column: 9".
fn unread(said: &str) -> Error {
    let near = between(said, "found: ", " at Line").filter(|near| *near != "EOF");
    let line = between(said, "at Line: ", ",").filter(|line| *line != "1");
    let line = line.map(|line| format!(", line {line}")).unwrap_or_default();
    let message = match near {
        Some(near) => format!("the query could not be read near `{near}`{line}"),
        None => {
            "the query could not be read: it ends too early, or a quote or bracket is left open".to_owned()
        }
    };
    Error::new(
        message,
        "See that each word is spelt as SQL has it, and that commas and brackets are in place.",
    )
}

fn no_table(name: &str, names: &Names) -> Error {
    if let Some(full) = names.shared.get(name) {
        return Error::new(
            format!("{name} could be {}", full.join(" or ")),
            format!("Write the one you mean in full, such as {}.", full[0]),
        );
    }
    let fix = match nearest(name, names.known.keys().map(String::as_str)) {
        Some(near) => format!("Did you mean {near}? `moderato show` lists the tables."),
        None => "`moderato show` lists the tables.".to_owned(),
    };
    Error::new(format!("this run has no table {name}"), fix)
}

fn no_column(column: &str, names: &Names, asked: &BTreeSet<String>, tables: &[StoredTable]) -> Error {
    let full: BTreeSet<&String> = asked.iter().filter_map(|name| names.known.get(name)).collect();
    let mut columns: BTreeSet<String> = BTreeSet::new();
    for table in tables.iter().filter(|table| full.contains(&table.full_name())) {
        if let Ok(table) = read_table(table) {
            columns.extend(table.names().map(str::to_owned));
        }
    }
    let fix = match nearest(column, columns.iter().map(String::as_str)) {
        Some(near) => format!("Did you mean {near}?"),
        None if columns.is_empty() => "`moderato show TABLE` prints a table with its columns.".to_owned(),
        None => format!("The columns are {}.", columns.into_iter().collect::<Vec<_>>().join(", ")),
    };
    Error::new(format!("no table of the query has a column {column}"), fix)
}
