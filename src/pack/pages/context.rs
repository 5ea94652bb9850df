//! Context for caseloads and delays: posts vacant and agency staff, where a workforce return says so.

use super::report::Report;
use crate::pack::lines::{Line, metrics, records};
use crate::pack::words;

/// The latest year of the authority's workforce figures.
fn latest<'a>(report: &Report<'a>) -> Option<Line<'a>> {
    let rows = metrics(report.view, "workforce");
    rows.into_iter().max_by_key(|line| line.int("year"))
}

/// Vacancies and agency staff in a sentence; `None` where no workforce return was supplied.
pub fn vacancies(report: &Report) -> Option<String> {
    if let Some(line) = latest(report) {
        let vacancy = line.float("vacancy_fte").or(line.float("vacancy_rate"));
        let agency = line.float("agency_fte").or(line.float("agency_rate"));
        let parts: Vec<String> =
            [(vacancy, "of posts were vacant"), (agency, "of posts were held by agency staff")]
                .into_iter()
                .filter_map(|(pct, words)| Some(format!("{}% {words}", words::decimal(pct?))))
                .collect();
        if !parts.is_empty() {
            let year = line.int("year").map(|year| format!("In {year}, ")).unwrap_or_default();
            return Some(format!("{year}{}.", words::list(&parts)));
        }
    }
    let line = records(report.view, "workforce").into_iter().max_by_key(|line| line.int("year"))?;
    let parts: Vec<String> =
        [("vacancies_fte", "posts vacant"), ("agency_fte", "agency staff"), ("inpost_fte", "people in post")]
            .into_iter()
            .filter_map(|(column, words)| Some(format!("{} {words}", words::decimal(line.float(column)?))))
            .collect();
    let year = line.int("year")?;
    (!parts.is_empty()).then(|| format!("In {year}: {} (full-time equivalents).", words::list(&parts)))
}
