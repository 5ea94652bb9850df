//! `moderato check`: ingest alone, in memory.

use super::account::{by_table, row_counts};
use super::inputs::{ingest_all, is_good_enough};
use super::{Ending, print, said};
use crate::cli::CheckArgs;
use crate::diagnostic::Error;
use crate::plan::Plan;

/// Says what is wrong with the exports, and a line of counts a table.
pub fn check(args: &CheckArgs) -> Result<Ending, Error> {
    let plan = Plan::new(&args.folders, args.as_of, None)?;
    let ingested = ingest_all(&plan)?;
    let mut lines = String::new();
    let mut all_good = true;
    for (authority, ingested) in plan.authorities.iter().zip(&ingested) {
        said::say_found(authority, ingested, &[], "`moderato run` writes the whole list to rejected.csv.");
        for count in by_table(&row_counts(&authority.folder.code, ingested)) {
            lines.push_str(&said::count_line(&authority.folder.name, &count));
        }
        all_good &= is_good_enough(authority, ingested, args.strict);
    }
    print(lines.as_bytes())?;
    Ok(if all_good { Ending::Done } else { Ending::NotGoodEnough })
}
