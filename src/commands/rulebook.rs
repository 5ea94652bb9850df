//! `moderato rulebook`: the published rulebooks, checks of an authority's own, what becomes of each rule
//! of a document, and two policies side by side.

use std::path::Path;

use super::{Ending, is_coloured, print};
use crate::cli::{CompareArgs, CoverageArgs, Everywhere, RulebookCommand, TableFormat};
use crate::diagnostic::{Error, nearest};
use crate::model::Table;
use crate::plan::{read_rulebook, read_text};
use crate::rulebook::{
    PUBLISHED, compare_rulebooks, coverage_of, published, published_text, report_check, template,
};
use crate::store::{Format, print_table};

/// Carries out a command about rulebooks.
pub fn rulebook(command: RulebookCommand, everywhere: Everywhere) -> Result<Ending, Error> {
    match command {
        RulebookCommand::List => {
            let lines = published()?.into_iter().map(|book| format!("{:<22} {}\n", book.id, book.title));
            print(lines.collect::<String>().as_bytes())
        }
        RulebookCommand::Show { id } => match published_text(&id) {
            Some(text) => print(text.as_bytes()),
            None => Err(no_such_rulebook(&id)),
        },
        RulebookCommand::Check { file } => {
            let shown = file.display().to_string();
            let text = read_text(&file)?;
            print(report_check(&shown, &text, is_coloured(everywhere))?.as_bytes())
        }
        RulebookCommand::Coverage(args) => coverage(&args),
        RulebookCommand::Compare(args) => compare(&args),
        RulebookCommand::Template => print(template().as_bytes()),
    }
}

fn no_such_rulebook(id: &str) -> Error {
    let ids: Vec<&str> = PUBLISHED.iter().map(|book| book.id).collect();
    let near =
        nearest(id, ids.iter().copied()).map_or(String::new(), |near| format!("Did you mean `{near}`? "));
    let fix = format!("{near}The published ones are {}.", ids.join(", "));
    Error::new(format!("there is no published rulebook `{id}`"), fix)
}

/// Every rule of a rulebook's document, and the counts.
fn coverage(args: &CoverageArgs) -> Result<Ending, Error> {
    let (rulebook, _) = read_rulebook(&args.rulebook, Path::new("."))?;
    let coverage = coverage_of(&rulebook);
    let table = match args.format {
        TableFormat::Table => coverage.in_brief(),
        TableFormat::Csv | TableFormat::Json => coverage.table(),
    };
    print_with_summary(&table, args.format, &coverage.summary())
}

/// Two rulebooks, topic by topic, and how many topics differ.
fn compare(args: &CompareArgs) -> Result<Ending, Error> {
    let (one, _) = read_rulebook(&args.one, Path::new("."))?;
    let (other, _) = read_rulebook(&args.other, Path::new("."))?;
    let comparison = compare_rulebooks(&one, &other);
    let table = match args.format {
        TableFormat::Table => comparison.step_by_step(),
        TableFormat::Csv | TableFormat::Json => comparison.table(),
    };
    print_with_summary(&table, args.format, &comparison.summary())
}

/// A whole table. What it comes to is its last line for people; for programs it goes to standard error,
/// so that CSV and JSON hold the table alone.
fn print_with_summary(table: &Table, format: TableFormat, summary: &str) -> Result<Ending, Error> {
    let mut printed = Vec::new();
    let whole = match format {
        TableFormat::Table => Format::Whole,
        TableFormat::Csv => Format::Csv,
        TableFormat::Json => Format::Json,
    };
    print_table(&mut printed, table, whole, None).map_err(super::finished::not_printed)?;
    if format == TableFormat::Table {
        printed.extend_from_slice(format!("{summary}\n").as_bytes());
    } else {
        tracing::info!("{summary}");
    }
    print(&printed)
}
