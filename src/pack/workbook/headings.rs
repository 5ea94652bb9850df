//! What a metric's columns are called over figures: words, and in brackets the unit.

use crate::pack::words;

/// Of one metric: its id, then a column, its words and its unit.
const OF_METRIC: &[(&str, &str, &str, &str)] = &[
    ("cap_breaches", "workers_breached", "Workers who were above the cap", "people"),
    ("cap_breaches", "episodes", "Breaches", "number"),
    ("work_restrictions", "workers_breached", "Workers who held restricted work", "people"),
    ("work_restrictions", "episodes", "Periods", "number"),
    ("panel_throughput", "passed", "Passed", "cases"),
    ("panel_throughput", "failed", "Not passed", "cases"),
    ("panel_throughput", "deferred", "Deferred", "cases"),
    ("panel_throughput", "referred", "Referred", "cases"),
    ("fg_throughput", "deferred", "Deferred", "applications"),
    ("fg_throughput", "withdrawn", "Withdrawn", "applications"),
    ("fg_throughput", "in_progress", "In progress", "applications"),
    ("fg_flow", "deferred", "Deferred in the month", "applications"),
    ("fg_flow", "in_progress", "In progress at the month’s end", "applications"),
    ("fg_flow", "opened", "Opened in the month", "applications"),
    ("fg_flow", "approved", "Approved in the month", "applications"),
    ("retention", "month", "Time in post", ""),
    ("retention_overall", "month", "Time in post", ""),
    ("observations_on_time", "number", "Observation", ""),
    ("cap_pressure", "days", "Days in programme under a cap", "days"),
    ("feedback_on_time", "kind", "Kind of feedback", ""),
    ("panel_throughput", "kind", "Kind of panel", ""),
    ("retention_curve", "months", "Time in post", "months"),
    ("retention_curve", "leavers", "Left after that time", "people"),
    ("retention_curve", "censored", "Still in post when their records end", "people"),
    ("fg_stages", "step", "Order of the stage", ""),
    ("fg_stages", "stage", "Stage", ""),
    ("fg_stages", "reached", "Reached the stage", "applications"),
    ("fg_stages", "median_days", "Median wait from the stage before", "days"),
    ("fg_stages", "in_progress", "Waiting at this stage", "applications"),
    ("fg_stages", "deferred", "Deferred at this stage", "applications"),
    ("fg_stages", "withdrawn", "Withdrawn at this stage", "applications"),
    ("cohort_rates", "numerator", "Of them, on time or passed", "reviews, items or people"),
    ("cohort_rates", "denominator", "Fell due, or were decided", "reviews, items or people"),
    ("cohort_rates", "pct", "On time, or passed", "% of what fell due or was decided"),
    ("cohort_differences", "cohorts", "Cohorts compared", "number"),
    ("cohort_differences", "numerator", "On time or passed, all cohorts", "reviews, items or people"),
    (
        "cohort_differences",
        "denominator",
        "Fell due or were decided, all cohorts",
        "reviews, items or people",
    ),
    ("cohort_differences", "pct", "On time or passed, all cohorts", "% of what fell due or was decided"),
    ("cohort_differences", "least_expected", "Smallest count that chance leads one to expect", "number"),
    (
        "cohort_differences",
        "chi_squared",
        "Distance of the cohorts from each other, chi-squared",
        "0 or more",
    ),
    ("cohort_differences", "p_value", "How often chance alone would make as large a difference", "0 to 1"),
    ("cohort_differences", "differs", "More than chance would make", ""),
    ("workforce", "year", "Year", ""),
    ("workforce", "inpost_headcount", "In post", "people"),
    ("workforce", "inpost_fte", "In post", "full-time equivalents"),
    ("workforce", "leavers_headcount", "Left in the year", "people"),
    ("workforce", "leavers_fte", "Left in the year", "full-time equivalents"),
    ("workforce", "agency_headcount", "Agency staff", "people"),
    ("workforce", "agency_fte", "Agency staff", "full-time equivalents"),
    ("workforce", "vacancies_fte", "Vacant posts", "full-time equivalents"),
    ("workforce", "case_holders_fte", "Staff who hold cases", "full-time equivalents"),
    ("workforce", "cases", "Cases held", "number"),
    ("workforce", "days_lost", "Working days lost to absence", "days"),
    ("workforce", "turnover_headcount_pct", "Turnover", "% of people in post"),
    ("workforce", "turnover_fte_pct", "Turnover", "% of full-time equivalents in post"),
    ("workforce", "vacancy_fte_pct", "Vacancy rate", "% of filled and vacant posts"),
    ("workforce", "agency_headcount_pct", "Agency rate", "% of people in post and agency staff"),
    ("workforce", "agency_fte_pct", "Agency rate", "% of full-time equivalents in post and agency"),
    ("workforce", "caseload_fte", "Caseload", "cases a full-time case holder"),
    ("workforce", "absence_fte_pct", "Absence", "% of working days"),
    ("workforce", "lower_95", "Lower end of the 95% interval of turnover", "% of people"),
    ("workforce", "upper_95", "Upper end of the 95% interval of turnover", "% of people"),
    ("workforce", "symbols", "Figures the source gives as symbols", ""),
];

/// The unit of what is on time or late, by metric.
const COUNTED: &[(&str, &str)] = &[
    ("reviews_on_time", "reviews"),
    ("observations_on_time", "observations"),
    ("feedback_on_time", "pieces of feedback"),
    ("delay_by_owner", "items"),
    ("on_time_together", "things"),
];

/// Of any metric: a column, its words and its unit; `*` stands for what the metric counts.
const OF_ANY: &[(&str, &str, &str)] = &[
    ("cohort", "Cohort", ""),
    ("service", "Service", ""),
    ("team", "Team", ""),
    ("stage", "Review stage", ""),
    ("restriction", "Restriction", ""),
    ("owner", "Who can act", ""),
    ("scope", "Scope", ""),
    ("measure", "Measure", ""),
    ("part", "Part", ""),
    ("panel_month", "Month of the panel", ""),
    ("month", "Month", ""),
    ("from_grade", "From grade", ""),
    ("to_grade", "To grade", ""),
    ("quarter", "Quarter of permission", ""),
    ("table", "Record table", ""),
    ("workers", "Workers", "people"),
    ("people", "In programme in the month", "people"),
    ("breach_days", "Days above the cap", "days"),
    ("days_in_programme", "Days in programme", "days"),
    ("breach_day_pct", "Days above the cap", "% of days in programme"),
    ("median_days", "Typical breach, the median", "days"),
    ("max_peak_excess", "Most held above the cap on a day", "number"),
    ("escalations_due", "Breaches long enough to be escalated", "number"),
    ("child_days", "Days on which a child was held", "child-days"),
    ("programme_days", "Programme days outside pauses", "days"),
    ("in_date_days", "Days with supervision in date", "days"),
    ("in_date_pct", "Supervision in date", "% of programme days"),
    ("gaps", "Gaps in supervision", "number"),
    ("longest_gap_days", "Longest gap", "days"),
    ("on_time", "On time", "*"),
    ("late", "Late", "*"),
    ("overdue", "Overdue", "*"),
    ("not_due", "Not due yet", "*"),
    ("not_required", "No longer required", "*"),
    ("on_time_pct", "On time", "% of what fell due"),
    ("lower_95", "Lower end of the 95% interval", "%"),
    ("upper_95", "Upper end of the 95% interval", "%"),
    ("median_days_late", "Median lateness", "days"),
    ("items_due", "Fell due", "items"),
    ("total_days_late", "Lateness of everything together", "days"),
    ("no_records", "Nothing can be told", "people"),
    ("finished", "Programme over", "people"),
    ("on_track", "On track", "people"),
    ("drifting", "Drifting", "people"),
    ("delayed", "Delayed", "people"),
    ("overdue_items", "Overdue", "items"),
    ("started", "Started", "people"),
    ("passed", "Passed", "people"),
    ("failed", "Not passed", "people"),
    ("deferred", "Deferred", "people"),
    ("referred", "Referred", "people"),
    ("in_progress", "In progress", "people"),
    ("left", "Left", "people"),
    ("withdrawn", "Withdrawn", "people"),
    ("decided", "Decided", "people"),
    ("pass_pct", "Passed", "% of decided"),
    ("due", "Programme due by now", "people"),
    ("completed_of_due_pct", "Passed", "% of those due"),
    ("passed_first_time", "Passed at the first panel", "people"),
    ("first_time_pct", "Passed at the first panel", "% of decided"),
    ("within_programme", "Passed within the programme", "people"),
    ("within_programme_pct", "Passed within the programme", "% of passed"),
    ("panels", "Panels", "number"),
    ("cases", "Cases", "number"),
    ("capacity", "Places", "cases"),
    ("submitted_on_time", "Submitted on time", "cases"),
    ("agreed", "Decided as recommended", "cases"),
    ("agreed_pct", "Decided as recommended", "% of cases"),
    ("kappa", "Agreement beyond chance, Cohen’s kappa", "-1 to 1"),
    ("kappa_pass_fail", "The same, of cases passed or not", "-1 to 1"),
    ("opened", "Opened", "applications"),
    ("submitted", "Submitted", "applications"),
    ("approved", "Approved", "applications"),
    ("over_limit", "Over the limit", "applications"),
    ("median_days_to_approval", "Median wait for approval", "days"),
    ("approved_pct", "Approved", "% of approved and deferred"),
    ("at_risk", "Followed for so long", "people"),
    ("retained_pct", "Still in post", "%"),
    ("rows_read", "Read", "rows"),
    ("rows_kept", "Kept", "rows"),
    ("rows_rejected", "Left out", "rows"),
    ("duplicates", "Exact repeats", "rows"),
    ("set_aside", "Set aside", "rows"),
    ("notices", "Notices", "number"),
    ("days_above", "Days above the cap", "days"),
    ("above_pct", "Days above the cap", "% of days under a cap"),
];

/// A column's heading: `Late (reviews)`, `Cohort`. `is_figure` says that a unit is wanted.
pub fn heading(metric: &str, column: &str, is_figure: bool) -> String {
    match listed(metric, column) {
        Some((label, "")) => label.to_owned(),
        Some((label, "*")) => format!("{label} ({})", counted(metric)),
        Some((label, unit)) => format!("{label} ({unit})"),
        None => unknown(column, is_figure),
    }
}

/// A column's words and unit; `None` where it is in neither list.
fn listed(metric: &str, column: &str) -> Option<(&'static str, &'static str)> {
    let own = OF_METRIC.iter().find(|row| row.0 == metric && row.1 == column).map(|row| (row.2, row.3));
    own.or_else(|| OF_ANY.iter().find(|row| row.0 == column).map(|row| (row.1, row.2)))
}

fn counted(metric: &str) -> &'static str {
    COUNTED.iter().find(|row| row.0 == metric).map_or("number", |row| row.1)
}

/// A column that is not in the lists yet: its name in words, and the unit its ending tells.
fn unknown(column: &str, is_figure: bool) -> String {
    let (name, unit) = match column.strip_suffix("_pct") {
        Some(name) => (name, "%"),
        None if column.ends_with("_days") => (column, "days"),
        None => (column, "number"),
    };
    let label = words::capital(&words::plain(name));
    if is_figure { format!("{label} ({unit})") } else { label }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::QUERIES;

    /// The columns of a metric, from its worked case.
    fn columns(metric: &str) -> Vec<String> {
        let case = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/metrics").join(metric);
        let expected = std::fs::read_to_string(case.join("expected.csv")).unwrap();
        let names = expected.lines().next().unwrap().split(',').map(str::to_owned);
        names.filter(|name| name != "authority").collect()
    }

    #[test]
    fn every_column_of_the_workbook_has_a_heading_of_its_own() {
        let mut lacking = Vec::new();
        for query in QUERIES {
            let columns = columns(query.id);
            if columns.iter().any(|column| column == "worker_id") {
                continue;
            }
            for column in &columns {
                if listed(query.id, column).is_none() {
                    lacking.push(format!("{}.{column}", query.id));
                }
            }
            let mut headings: Vec<String> =
                columns.iter().map(|column| heading(query.id, column, true)).collect();
            headings.sort();
            headings.dedup();
            assert_eq!(headings.len(), columns.len(), "two columns of {} have one heading", query.id);
        }
        assert!(lacking.is_empty(), "{lacking:?}");
        // No line is of a column that has gone.
        for (metric, column, ..) in OF_METRIC {
            assert!(columns(metric).iter().any(|name| name == column), "{metric}.{column}");
        }
    }

    #[test]
    fn headings_say_their_unit() {
        for (metric, column, wanted) in [
            ("reviews_on_time", "late", "Late (reviews)"),
            ("pass_rates", "passed", "Passed (people)"),
            ("panel_throughput", "passed", "Passed (cases)"),
            ("some_new_one", "held_pct", "Held (%)"),
            ("some_new_one", "things", "Things (number)"),
        ] {
            assert_eq!(heading(metric, column, true), wanted);
        }
        assert_eq!(heading("some_new_one", "some_group", false), "Some group");
    }
}
