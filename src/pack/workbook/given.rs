//! Why a workforce figure is missing: the symbol its source gives, for the figure itself or for one it is
//! made from.

use crate::model::{self, Value};
use crate::pack::{Cell, Symbol};

/// The column of a metric that keeps the symbols of its source.
pub const SYMBOLS: &str = "symbols";

/// Rates, and the two figures each is made from.
const MADE_FROM: [(&str, [&str; 2]); 9] = [
    ("turnover_headcount_pct", ["leavers_headcount", "inpost_headcount"]),
    ("lower_95", ["leavers_headcount", "inpost_headcount"]),
    ("upper_95", ["leavers_headcount", "inpost_headcount"]),
    ("turnover_fte_pct", ["leavers_fte", "inpost_fte"]),
    ("vacancy_fte_pct", ["vacancies_fte", "inpost_fte"]),
    ("agency_headcount_pct", ["agency_headcount", "inpost_headcount"]),
    ("agency_fte_pct", ["agency_fte", "inpost_fte"]),
    ("caseload_fte", ["cases", "case_holders_fte"]),
    ("absence_fte_pct", ["days_lost", "inpost_fte"]),
];

/// What stands in place of a missing figure: the source's own symbol, not available where the figure or one it
/// is made from was not supplied, and not applicable where there is nothing to take a share of.
pub fn missing(column: &str, metric: &model::Table, row: usize) -> Cell {
    if column == SYMBOLS {
        return "None".into();
    }
    let symbols = metric.texts(SYMBOLS).get(row).unwrap_or_default();
    let made_from = MADE_FROM.iter().find(|(rate, _)| *rate == column);
    let itself = [column];
    let figures: &[&str] = made_from.map_or(&itself, |(_, figures)| figures);
    let given = figures.iter().find_map(|figure| Symbol::given(symbols, figure));
    let is_unsupplied = figures.iter().any(|figure| metric.value(figure, row) == Value::Null);
    let otherwise = if is_unsupplied { Symbol::NotAvailable } else { Symbol::NotApplicable };
    Cell::missing(given.unwrap_or(otherwise))
}

#[cfg(test)]
mod tests {
    use arrow::datatypes::DataType;

    use super::*;
    use crate::metrics::QUERIES;
    use crate::model::TableBuilder;

    #[test]
    fn a_rate_is_missing_for_the_reason_its_figures_are() {
        let columns = ["leavers_fte", "inpost_fte", "agency_fte", "vacancies_fte"];
        let kinds =
            columns.map(|name| (name, DataType::Float64)).into_iter().chain([(SYMBOLS, DataType::Utf8)]);
        let mut builder = TableBuilder::new(kinds);
        builder.push([Value::Null, 0.0.into(), Value::Null, 0.0.into(), "leavers_fte=u".into()]);
        let metric = builder.finish();
        for (column, symbol) in [
            ("leavers_fte", Symbol::Unreliable),
            ("turnover_fte_pct", Symbol::Unreliable),
            ("agency_fte_pct", Symbol::NotAvailable),
            ("vacancy_fte_pct", Symbol::NotApplicable),
        ] {
            assert_eq!(missing(column, &metric, 0), Cell::missing(symbol), "{column}");
        }
    }

    #[test]
    fn every_rate_is_a_column_of_the_metric() {
        let query = QUERIES.iter().find(|query| query.id == "workforce").unwrap();
        for (rate, figures) in MADE_FROM {
            let is_added = ["lower_95", "upper_95"].contains(&rate);
            assert!(is_added || query.sql.contains(&format!("as {rate}")), "{rate}");
            assert!(figures.iter().all(|figure| query.sql.contains(figure)), "{rate}");
        }
    }
}
