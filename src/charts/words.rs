//! Numbers and dates as sentences need them.
//!
//! Counts first; whole per cents; under ten the count alone; "to", never a
//! dash. Nothing here computes a figure.

use chrono::{Datelike, NaiveDate};

use crate::dates::MONTHS;

/// The month's name in full.
pub(super) fn month(date: NaiveDate) -> &'static str {
    MONTHS.get(date.month0() as usize).copied().unwrap_or("")
}

/// The month's name cut to three letters: for axes.
pub(super) fn month_cut(date: NaiveDate) -> &'static str {
    month(date).get(..3).unwrap_or("")
}

/// 6 March 2026
pub(super) fn day(date: NaiveDate) -> String {
    format!("{} {}", day_and_month(date), date.year())
}

/// 6 March
pub(super) fn day_and_month(date: NaiveDate) -> String {
    format!("{} {}", date.day(), month(date))
}

/// March 2026
pub(super) fn month_and_year(date: NaiveDate) -> String {
    format!("{} {}", month(date), date.year())
}

/// 3 March to 9 May 2025: both days included, nothing said twice.
pub(super) fn days(from: NaiveDate, to: NaiveDate) -> String {
    if from == to {
        day(from)
    } else if from.year() != to.year() {
        format!("{} to {}", day(from), day(to))
    } else if from.month() != to.month() {
        format!("{} to {}", day_and_month(from), day(to))
    } else {
        format!("{} to {}", from.day(), day(to))
    }
}

/// 1,204
pub(super) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 day", "23 days".
pub(super) fn count(n: impl Into<u64>, one: &str, many: &str) -> String {
    let n = n.into();
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// A whole per cent: "83%". Given as 0 to 100.
pub(super) fn per_cent(pct: f64) -> String {
    format!("{:.0}%", pct.round() + 0.0)
}

/// "29 of 35 (83%)"; under ten "3 of 4".
pub(super) fn share(count: u64, of: u64, pct: f64) -> String {
    if of < 10 {
        format!("{} of {}", number(count), number(of))
    } else {
        format!("{} of {} ({})", number(count), number(of), per_cent(pct))
    }
}

/// "29 of 35 (83%; 95% interval 67% to 92%)"; under ten "3 of 4".
pub(super) fn share_and_interval(count: u64, of: u64, pct: f64, interval: (f64, f64)) -> String {
    if of < 10 {
        return share(count, of, pct);
    }
    format!(
        "{} of {} ({}; 95% interval {} to {})",
        number(count),
        number(of),
        per_cent(pct),
        per_cent(interval.0),
        per_cent(interval.1)
    )
}

/// "a", "a and b", "a, b and c".
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The sentence with its first letter raised.
pub(super) fn raised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn dates_say_nothing_twice() {
        assert_eq!(day(date(2026, 3, 6)), "6 March 2026");
        assert_eq!(days(date(2025, 3, 3), date(2025, 5, 9)), "3 March to 9 May 2025");
        assert_eq!(days(date(2025, 3, 3), date(2025, 3, 9)), "3 to 9 March 2025");
        assert_eq!(days(date(2024, 12, 3), date(2025, 1, 9)), "3 December 2024 to 9 January 2025");
        assert_eq!(days(date(2025, 3, 3), date(2025, 3, 3)), "3 March 2025");
        assert_eq!(month_cut(date(2025, 9, 1)), "Sep");
    }

    #[test]
    fn counts_come_first_and_small_ones_alone() {
        assert_eq!(share(29, 35, 82.857), "29 of 35 (83%)");
        assert_eq!(share(3, 4, 75.0), "3 of 4");
        assert_eq!(share_and_interval(14, 18, 77.8, (54.8, 91.0)), "14 of 18 (78%; 95% interval 55% to 91%)");
        assert_eq!(number(1_204_000), "1,204,000");
        assert_eq!(count(1u32, "day", "days"), "1 day");
        assert_eq!(per_cent(-0.2), "0%");
        let items: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
        assert_eq!(list(&items), "a, b and c");
    }
}
