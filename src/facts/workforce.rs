//! The authority's own years of workforce figures, from a census return or the published statistics.

use std::collections::{BTreeMap, BTreeSet};

use arrow::datatypes::DataType;

use super::Bench;
use super::timeline::source;
use crate::model::{Records, Table, TableBuilder};

/// Whole numbers of the fact, by their names in the record table.
const COUNTS: [&str; 5] =
    ["inpost_headcount", "starters_headcount", "leavers_headcount", "agency_headcount", "cases"];
/// Full-time equivalents, and working days lost of such.
const FTES: [&str; 7] = [
    "inpost_fte",
    "starters_fte",
    "leavers_fte",
    "agency_fte",
    "vacancies_fte",
    "case_holders_fte",
    "days_lost",
];

/// `workforce_years`: a row a year of this authority's figures, the earliest first.
///
/// The published statistics hold every authority, region and nation: a row counts where its `authority` or its
/// `old_code` is the folder's code, and a return about one area alone is this authority's, however it is coded.
/// A figure is null where it was not supplied, or where `symbols` says why (`leavers_fte=u`).
pub fn judge_workforce(records: &Records, bench: &Bench) -> Table {
    let text = |name| (name, DataType::Utf8);
    let mut builder = TableBuilder::new(
        [text("authority"), ("year", DataType::Int64)]
            .into_iter()
            .chain(COUNTS.map(|name| (name, DataType::Int64)))
            .chain(FTES.map(|name| (name, DataType::Float64)))
            .chain(["symbols", "clause", "source"].map(text)),
    );
    let Some(table) = records.table("workforce") else { return builder.finish() };
    for (year, row) in own_years(table, bench.authority) {
        let source = source(table, [row]);
        let own = [bench.authority.into(), year.into()];
        let figures = COUNTS.into_iter().chain(FTES).map(|name| table.value(name, row));
        let rest = [table.texts("symbols").get(row).into(), "".into(), (&source).into()];
        builder.push(own.into_iter().chain(figures).chain(rest));
    }
    builder.finish()
}

/// The row of each year that is about this authority.
fn own_years(table: &Table, code: &str) -> BTreeMap<i64, usize> {
    let (areas, old_codes, years) = (table.texts("authority"), table.texts("old_code"), table.ints("year"));
    let is_code = |text: Option<&str>| text.is_some_and(|text| text.eq_ignore_ascii_case(code));
    let all: BTreeSet<Option<&str>> = (0..table.rows()).map(|row| areas.get(row)).collect();
    let mut found: BTreeMap<i64, usize> = BTreeMap::new();
    let mut keep = |is_own: &dyn Fn(usize) -> bool| {
        for row in (0..table.rows()).filter(|row| is_own(*row)) {
            if let Some(year) = years.get(row) {
                found.entry(year).or_insert(row);
            }
        }
    };
    keep(&|row| is_code(areas.get(row)));
    keep(&|row| is_code(old_codes.get(row)));
    if all.len() == 1 {
        keep(&|_| true);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Value;

    fn table(rows: &[(&str, Option<&str>, i64)]) -> Table {
        let columns =
            [("authority", DataType::Utf8), ("old_code", DataType::Utf8), ("year", DataType::Int64)];
        let mut builder = TableBuilder::new(columns);
        for (area, old_code, year) in rows {
            builder.push([(*area).into(), (*old_code).into(), Value::Int(*year)]);
        }
        builder.finish()
    }

    #[test]
    fn only_the_authoritys_own_rows_are_taken_whichever_code_they_have() {
        let published = table(&[
            ("E92000001", None, 2022),
            ("E08000029", Some("334"), 2022),
            ("E08000028", Some("333"), 2022),
            ("E08000099", Some("333"), 2021),
        ]);
        let years = |code: &str| own_years(&published, code).into_iter().collect::<Vec<_>>();
        assert_eq!(years("e08000028"), [(2022, 2)]);
        assert_eq!(years("333"), [(2021, 3), (2022, 2)]);
        assert_eq!(years("X01"), []);
    }

    #[test]
    fn a_return_of_one_area_alone_is_the_authoritys() {
        let census = table(&[("301", None, 2022), ("301", None, 2023)]);
        assert_eq!(own_years(&census, "X01").into_iter().collect::<Vec<_>>(), [(2022, 0), (2023, 1)]);
    }
}
