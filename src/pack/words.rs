//! Words for counts, shares, dates and the field's codes: one spelling for pages and packs.
//!
//! Sentence templates and rules for numbers: the look's voice. Nothing here looks at a table.

use crate::dates::Day;

use super::Status;
use crate::rulebook::{Rulebook, Unit};

/// A whole number with commas: `1,204`.
pub fn number(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if n < 0 { format!("−{grouped}") } else { grouped }
}

/// A number in running text: `no`, `one` to `nine` in words, else in digits.
pub fn spelt(n: i64) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    usize::try_from(n).ok().and_then(|n| WORDS.get(n)).map_or_else(|| number(n), |word| (*word).to_owned())
}

/// A number and its noun: `one review`, `23 days`.
pub fn spelt_of(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", spelt(n), if n == 1 { one } else { many })
}

/// A number in digits and its noun: `1 day`, `23 days`.
pub fn counted(n: i64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// `1 day`, `23 days`.
pub fn days(n: i64) -> String {
    counted(n, "day", "days")
}

/// `332 of 341 days (97%)`; too few days have no percentage.
pub fn days_of(n: i64, all: i64, pct: Option<f64>) -> String {
    let pct = pct.filter(|_| all >= SHOWN_FROM).map(|pct| format!(" ({})", percent(pct)));
    format!("{} of {}{}", number(n), days(all), pct.unwrap_or_default())
}

/// `once`, `twice`, `three times`.
pub fn times(n: i64) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{} times", spelt(n)),
    }
}

/// `first` to `ninth`, then `10th`, `21st`.
pub fn ordinal(n: i64) -> String {
    const WORDS: [&str; 9] =
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];
    if let Some(word) = usize::try_from(n - 1).ok().and_then(|n| WORDS.get(n)) {
        return (*word).to_owned();
    }
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// A sentence begins with a capital.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `a`, `a and b`, `a, b and c`.
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// A percentage (0 to 100) as whole per cents: `78%`.
pub fn percent(pct: f64) -> String {
    format!("{:.0}%", pct.round())
}

/// An interval of percentages: `55% to 91%`.
pub fn interval(lower: f64, upper: f64) -> String {
    format!("{} to {}", percent(lower), percent(upper))
}

/// The smallest number that percentages are shown on.
pub const SHOWN_FROM: i64 = 10;

/// Counts first: `14 of 18 (78%)`; the counts alone where they are under [`SHOWN_FROM`] or there is no
/// percentage.
pub fn share(k: i64, n: i64, pct: Option<f64>) -> String {
    match pct {
        Some(pct) if n >= SHOWN_FROM => format!("{} of {} ({})", number(k), number(n), percent(pct)),
        _ => format!("{} of {}", number(k), number(n)),
    }
}

/// As [`share`], with the 95% interval: `14 of 18 (78%; 95% interval 55% to 91%)`.
pub fn share_between(k: i64, n: i64, pct: Option<f64>, between: Option<(f64, f64)>) -> String {
    match (pct, between) {
        (Some(pct), Some((lower, upper))) if n >= SHOWN_FROM => {
            format!(
                "{} of {} ({}; 95% interval {})",
                number(k),
                number(n),
                percent(pct),
                interval(lower, upper)
            )
        }
        _ => share(k, n, pct),
    }
}

/// A number with one decimal at most: `4`, `4.5`, `−0.2`; what rounds to nothing has no sign.
pub fn decimal(x: f64) -> String {
    let text = rounded(x, 1);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// A number with so many decimals: `0.52`, `−0.02`; what rounds to nothing has no sign.
pub fn rounded(x: f64, decimals: usize) -> String {
    let size = format!("{:.decimals$}", x.abs());
    let is_nothing = size.chars().all(|c| matches!(c, '0' | '.'));
    if x < 0.0 && !is_nothing { format!("−{size}") } else { size }
}

/// `5 March 2026`.
pub fn date(day: Day) -> String {
    day.in_words()
}

/// `Thursday 19 March 2026`, for meetings.
pub fn meeting(day: Day) -> String {
    day.date().format("%A %-d %B %Y").to_string()
}

/// `19 March`, where the year is clear.
pub fn day_and_month(day: Day) -> String {
    day.date().format("%-d %B").to_string()
}

/// From the first day to the last, both inclusive: `3 March to 9 May 2025`; one day alone is that day.
pub fn from_to(first: Day, last: Day) -> String {
    if first == last {
        return date(first);
    }
    let year = |day: Day| day.date().format("%Y").to_string();
    let from = if year(first) == year(last) { day_and_month(first) } else { date(first) };
    format!("{from} to {}", date(last))
}

/// A half-open period, its last day named; with no end, `since 3 March 2026`.
pub fn period(from: Day, to: Option<Day>) -> String {
    to.map_or_else(|| format!("since {}", date(from)), |to| from_to(from, (to - 1).max(from)))
}

/// `March 2025` for `2025-03`; the text itself where it is no month.
pub fn month(code: &str) -> String {
    format!("{code}-01")
        .parse::<chrono::NaiveDate>()
        .map_or_else(|_| code.to_owned(), |day| day.format("%B %Y").to_string())
}

/// `January to March 2024` for `2024-Q1`; the text itself where it is no quarter.
pub fn quarter(code: &str) -> String {
    const QUARTERS: [&str; 4] =
        ["January to March", "April to June", "July to September", "October to December"];
    let parts = code.split_once("-Q");
    parts
        .and_then(|(year, n)| Some((year, QUARTERS.get(n.parse::<usize>().ok()?.checked_sub(1)?)?)))
        .map_or_else(|| code.to_owned(), |(year, months)| format!("{months} {year}"))
}

/// A code of an open vocabulary in words: `critical_reflection_log` is `critical reflection log`.
pub fn plain(code: &str) -> String {
    code.trim().replace('_', " ")
}

/// A portfolio item among its like: `second critical reflection log`. One that the rulebook asks for once has no
/// number.
pub fn item_of_many(rulebook: &Rulebook, code: &str, number: i64) -> String {
    let numbers = || rulebook.portfolio.iter().filter(|asked| asked.item == code).map(|asked| asked.number);
    if numbers().min() == numbers().max() {
        item(code)
    } else {
        format!("{} {}", ordinal(number), item(code))
    }
}

/// `17 children`, or `17 families` where the rulebook counts those.
pub fn held(unit: Option<Unit>, count: i64) -> String {
    match unit {
        Some(Unit::Families) => counted(count, "family", "families"),
        _ => counted(count, "child", "children"),
    }
}

/// How many may be: `none`, `at most 8`.
pub fn at_most(n: i64) -> String {
    if n == 0 { "none".to_owned() } else { format!("at most {}", number(n)) }
}

/// `the version that holds from 1 September 2025`.
pub fn version(rulebook: &Rulebook) -> String {
    match rulebook.valid_from {
        Some(day) => format!("the version that holds from {}", date(day)),
        None => "the version without a first day".to_owned(),
    }
}

/// A portfolio item's name, in the singular.
pub fn item(code: &str) -> String {
    match code {
        "rspa" => "record of support and progressive assessment".to_owned(),
        "pqs_self_assessment" => "PQS self-assessment".to_owned(),
        "self_assessment" => "self-assessment".to_owned(),
        "verification" => "manager’s verification".to_owned(),
        "managers_final_report" => "manager’s final report".to_owned(),
        "child_feedback" => "feedback from a child".to_owned(),
        "parent_feedback" => "feedback from a parent or carer".to_owned(),
        "professional_feedback" => "feedback from a professional".to_owned(),
        "evaluation_nqsw" => "candidate’s evaluation".to_owned(),
        "evaluation_assessor" => "assessor’s evaluation".to_owned(),
        other => plain(other),
    }
}

/// Who convenes reviews and observations: the assessor, as the monthly facts have it too.
pub const CONVENES: &str = "assessor";

/// Who gives feedback on an observation, by the observer's recorded role.
pub fn observer(role: Option<&str>) -> &'static str {
    match role {
        Some("manager") => "manager",
        Some("assessor") => "assessor",
        Some("advanced_practitioner") => "advanced practitioner",
        _ => "observer",
    }
}

/// Who owns a step: `candidate` for `nqsw`, else the role in words.
pub fn owner(code: &str) -> String {
    if code == "nqsw" { "candidate".to_owned() } else { plain(code) }
}

/// The same for many: `candidates`, `managers`, `assessors`.
pub fn owners(code: &str) -> String {
    format!("{}s", owner(code))
}

/// Where an owner stands in tables: candidate, manager, assessor, then the rest.
pub fn owner_order(code: &str) -> usize {
    ["nqsw", "manager", "assessor"].iter().position(|known| *known == code).unwrap_or(3)
}

/// A review stage: `month 6`, `final`.
pub fn stage(code: &str) -> String {
    if !code.is_empty() && code.chars().all(|letter| letter.is_ascii_digit()) {
        format!("month {code}")
    } else {
        plain(&code.to_lowercase())
    }
}

/// A kind of case, in the plural.
pub fn case_type(code: &str) -> String {
    match code {
        "child_in_need" => "children in need".to_owned(),
        "child_protection" => "child protection".to_owned(),
        "looked_after" => "children looked after".to_owned(),
        "interim_care_order" => "interim care orders".to_owned(),
        "section_47" => "section 47 enquiries".to_owned(),
        other => plain(other),
    }
}

/// `Final panel` and the like.
pub fn panel_kind(code: &str) -> String {
    format!("{} panel", capital(&plain(code)))
}

/// A panel's decision or recommendation, as it stands in a table.
pub fn decision(code: &str) -> String {
    match code {
        "pass" => "Pass".to_owned(),
        "fail" => "Not passed".to_owned(),
        "defer" => "Deferred".to_owned(),
        "refer" => "Referred".to_owned(),
        other => capital(&plain(other)),
    }
}

/// Where a programme stands: `in progress`, `passed`.
pub fn outcome(code: &str) -> String {
    match code {
        "failed" => "not passed".to_owned(),
        "not_started" => "not started".to_owned(),
        "in_progress" => "in progress".to_owned(),
        other => plain(other),
    }
}

/// A review's rating.
pub fn rating(code: &str) -> String {
    match code {
        "on_track" => "on track".to_owned(),
        "fail_pathway" => "fail pathway".to_owned(),
        other => plain(other),
    }
}

/// A record table, as a reader knows it.
pub fn export(table: &str) -> String {
    match table {
        "workers" => "workers".to_owned(),
        "panel_cases" => "panel cases".to_owned(),
        "panel_members" => "panel members".to_owned(),
        "breach_reports" => "breach reports".to_owned(),
        "progression_evidence" => "progression evidence".to_owned(),
        other => plain(other),
    }
}

/// The mark for a status code of the facts; `None` for a word that is none.
pub fn status(code: &str) -> Option<Status> {
    Some(match code {
        "on_time" => Status::OnTime,
        "met" => Status::Met,
        "late" => Status::Late,
        "overdue" | "short" => Status::Overdue,
        "not_due" => Status::NotDue,
        "not_required" => Status::NotRequired,
        "no_records" | "cannot_tell" => Status::CannotTell,
        _ => return None,
    })
}

/// A status and its days: `late 12 days`, `overdue 3 days`, `on time`.
pub fn status_words(status: Status, days_late: Option<i64>) -> String {
    match days_late {
        Some(n) if matches!(status, Status::Late | Status::Overdue) => {
            format!("{} {}", status.word(), days(n))
        }
        _ => status.word().to_owned(),
    }
}

/// The place of a rule in its source, without the rule's id: `S3.4; S5.2` of `x/cap-0-3 (S3.4; S5.2)`.
/// Brackets within the place belong to it. The whole text where there is no place; `None` for an empty one.
pub fn place_of_rule(clause: &str) -> Option<&str> {
    let clause = clause.trim();
    if clause.is_empty() {
        return None;
    }
    let within = || {
        let inside = clause.strip_suffix(')')?;
        let mut open = 1;
        let at = inside.char_indices().rev().find_map(|(at, c)| {
            open += match c {
                ')' => 1,
                '(' => -1,
                _ => 0,
            };
            (open == 0).then_some(at)
        })?;
        inside[..at].ends_with(' ').then(|| &inside[at + 1..]).filter(|place| !place.is_empty())
    };
    within().or(Some(clause))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        Day::from_ymd(year, month, day).unwrap()
    }

    #[test]
    fn numbers_read_as_the_voice_asks() {
        for (n, digits, words) in [
            (0, "0", "no"),
            (1, "1", "one"),
            (9, "9", "nine"),
            (10, "10", "10"),
            (999, "999", "999"),
            (1204, "1,204", "1,204"),
            (1_234_567, "1,234,567", "1,234,567"),
            (-1204, "−1,204", "−1,204"),
        ] {
            assert_eq!((number(n).as_str(), spelt(n).as_str()), (digits, words));
        }
        assert_eq!(counted(1, "day", "days"), "1 day");
        assert_eq!([4.0, 4.25, 0.0, -0.0, -0.04, -0.25].map(decimal).join(" "), "4 4.2 0 0 0 −0.2");
        assert_eq!([0.516, -0.016, -0.001].map(|x| rounded(x, 2)).join(" "), "0.52 −0.02 0.00");
        assert_eq!(
            [1, 3, 10, 11, 21, 102, 113].map(ordinal).join(" "),
            "first third 10th 11th 21st 102nd 113th"
        );
    }

    #[test]
    fn shares_give_counts_first_and_no_percentage_under_ten() {
        assert_eq!(share(14, 18, Some(77.777)), "14 of 18 (78%)");
        assert_eq!(share(3, 4, Some(75.0)), "3 of 4");
        assert_eq!(
            share_between(14, 18, Some(77.8), Some((54.8, 91.0))),
            "14 of 18 (78%; 95% interval 55% to 91%)"
        );
        assert_eq!(share_between(3, 4, Some(75.0), Some((30.0, 95.0))), "3 of 4");
        assert_eq!(share(0, 0, None), "0 of 0");
    }

    #[test]
    fn dates_name_the_year_once() {
        assert_eq!(from_to(day(2025, 3, 3), day(2025, 5, 9)), "3 March to 9 May 2025");
        assert_eq!(from_to(day(2025, 12, 3), day(2026, 5, 9)), "3 December 2025 to 9 May 2026");
        assert_eq!(period(day(2025, 3, 3), Some(day(2025, 3, 4))), "3 March 2025");
        assert_eq!(period(day(2025, 3, 3), None), "since 3 March 2025");
        assert_eq!(meeting(day(2026, 3, 19)), "Thursday 19 March 2026");
        assert_eq!((month("2025-03").as_str(), month("soon").as_str()), ("March 2025", "soon"));
        assert_eq!(quarter("2024-Q1"), "January to March 2024");
        assert_eq!(quarter("2024-Q0"), "2024-Q0");
    }

    #[test]
    fn a_rules_place_is_what_stands_in_brackets() {
        assert_eq!(place_of_rule("sandwell/cap-0-3 (S3.4; S5.2)"), Some("S3.4; S5.2"));
        assert_eq!(place_of_rule("stoke/escalated (Content (e); Roles)"), Some("Content (e); Roles"));
        assert_eq!(place_of_rule("sandwell/day (K2; S3.1(3.1); LS)"), Some("K2; S3.1(3.1); LS"));
        assert_eq!(place_of_rule("x/y (once) more)"), Some("x/y (once) more)"));
        assert_eq!(place_of_rule("example: review 1"), Some("example: review 1"));
        assert_eq!(place_of_rule(" "), None);
    }

    #[test]
    fn lists_and_stages() {
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(
            (stage("6").as_str(), stage("FINAL").as_str(), stage("").as_str()),
            ("month 6", "final", "")
        );
    }
}
