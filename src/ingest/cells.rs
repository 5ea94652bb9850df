//! Single cells: what every reader yields, and how ids, words and numbers are read.
//!
//! Nothing here knows of tables or rows. Text that does not change is borrowed, so that millions of
//! cells cost no allocation.

use super::days::Epoch;

/// A cell as a reader found it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    Empty,
    Text(&'a str),
    Number(f64),
    Bool(bool),
    /// A number that the workbook shows as a date.
    Serial(f64),
    /// A formula's error, such as `#REF!`.
    Error(&'a str),
}

impl Cell<'_> {
    /// Whether the cell holds nothing but white space.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => trim(text).is_empty(),
            _ => false,
        }
    }

    /// The cell as a person would see it, for headings and messages.
    pub fn shown(&self, epoch: Epoch) -> String {
        match *self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Error(text) => trim(text).to_owned(),
            Cell::Number(number) => number_as_text(number),
            Cell::Bool(yes) => if yes { "TRUE" } else { "FALSE" }.to_owned(),
            Cell::Serial(serial) => {
                let rules = super::days::DateRules {
                    order: super::days::Order::DayFirst,
                    epoch,
                    plausible: (crate::dates::Day(i32::MIN), crate::dates::Day(i32::MAX)),
                };
                match super::days::read_serial(serial, &rules) {
                    Ok(read) => read.day.to_string(),
                    Err(_) => number_as_text(serial),
                }
            }
        }
    }
}

/// A number without a needless `.0`.
pub fn number_as_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { format!("{number}") }
}

/// Trims white space, and the marks without width that web pages and exports leave around a value.
pub fn trim(text: &str) -> &str {
    // Nearly every cell is clean ASCII; the general rule is an order of magnitude slower.
    match (text.as_bytes().first(), text.as_bytes().last()) {
        (None, _) => text,
        (Some(b'!'..=b'~'), Some(b'!'..=b'~')) => text,
        _ => text.trim_matches(|c: char| {
            c.is_whitespace() || c.is_control() || "\u{feff}\u{200b}\u{200e}\u{200f}".contains(c)
        }),
    }
}

/// Lower case, without white space and punctuation: how headings, table names and words are compared.
pub fn fold(text: &str) -> String {
    with_folded(text, &mut String::with_capacity(text.len()), str::to_owned)
}

/// Looks at the folded form of a text, which is written at the end of `scratch` for that time only.
pub fn with_folded<T>(text: &str, scratch: &mut String, look: impl FnOnce(&str) -> T) -> T {
    let from = scratch.len();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            scratch.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && c.is_alphanumeric() {
            scratch.extend(c.to_lowercase());
        }
    }
    let found = look(scratch.get(from..).unwrap_or_default());
    scratch.truncate(from);
    found
}

/// Whether a trimmed value is how a database or a person writes "nothing".
pub fn says_nothing(text: &str) -> bool {
    match text.len() {
        0 => true,
        1..=7 => ["-", "--", "–", "—", "n/a", "null", "(null)", "(blank)"]
            .iter()
            .any(|nothing| nothing.eq_ignore_ascii_case(text)),
        _ => false,
    }
}

/// Whether a value is the error of a spreadsheet's formula.
pub fn is_formula_error(text: &str) -> bool {
    text.starts_with('#')
        && ["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"]
            .iter()
            .any(|error| error.eq_ignore_ascii_case(text))
}

/// A text that was read: as it stood, or made anew at the end of the scratch text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Read<'a> {
    AsIs(&'a str),
    Made { from: usize, to: usize },
}

fn make<'a>(scratch: &mut String, write: impl FnOnce(&mut String)) -> Read<'a> {
    let from = scratch.len();
    write(scratch);
    Read::Made { from, to: scratch.len() }
}

/// An id's canonical form: trimmed, inner white space folded, upper-cased, and without the `.0` that a
/// spreadsheet put after digits. `Err` when a spreadsheet has shortened it (`1.23457E+11`): its digits
/// are lost.
pub fn read_id<'a>(text: &'a str, scratch: &mut String) -> Result<Read<'a>, ShortenedId> {
    let text = trim(text);
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits > 0 && digits < bytes.len() {
        let rest = &bytes[digits..];
        if rest.len() >= 2 && rest[0] == b'.' && rest[1..].iter().all(|b| *b == b'0') {
            return Ok(Read::AsIs(&text[..digits]));
        }
        if is_exponent(rest) && text.parse::<f64>().is_ok() {
            return Err(ShortenedId);
        }
    }
    let is_canonical = |b: &u8| b.is_ascii_graphic() && !b.is_ascii_lowercase();
    if bytes.iter().all(is_canonical) {
        return Ok(Read::AsIs(text));
    }
    Ok(make(scratch, |made| {
        for (index, part) in text.split_whitespace().enumerate() {
            if index > 0 {
                made.push(' ');
            }
            made.extend(part.chars().flat_map(char::to_uppercase));
        }
    }))
}

/// A spreadsheet has written a long number as `1.23457E+11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortenedId;

/// `.23457E+11` or `E+11`.
fn is_exponent(rest: &[u8]) -> bool {
    let rest = match rest.first() {
        Some(b'.') => {
            let digits = rest[1..].iter().take_while(|b| b.is_ascii_digit()).count();
            &rest[1 + digits..]
        }
        _ => rest,
    };
    match rest {
        [b'E' | b'e', b'+', exponent @ ..] => !exponent.is_empty() && exponent.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// A word of an open vocabulary: lower-cased, spaces, hyphens and other marks as single underscores,
/// apostrophes left out.
pub fn read_word<'a>(text: &'a str, scratch: &mut String) -> Read<'a> {
    let text = trim(text);
    let is_canonical = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    let simple = bytes.iter().all(|b| is_canonical(*b) || *b == b'_')
        && bytes.first().is_some_and(|b| is_canonical(*b))
        && bytes.last().is_some_and(|b| is_canonical(*b))
        && !text.contains("__");
    if simple {
        return Read::AsIs(text);
    }
    make(scratch, |made| join_words(text, '_', made))
}

/// A published id: lower-cased, spaces and underscores as hyphens.
pub fn read_slug<'a>(text: &'a str, scratch: &mut String) -> Read<'a> {
    make(scratch, |made| join_words(trim(text), '-', made))
}

fn join_words(text: &str, joint: char, made: &mut String) {
    let mut is_pending = false;
    let start = made.len();
    for c in text.chars().filter(|c| !matches!(c, '\'' | '’' | '‘')) {
        if c.is_alphanumeric() {
            if is_pending && made.len() > start {
                made.push(joint);
            }
            is_pending = false;
            made.extend(c.to_lowercase());
        } else {
            is_pending = true;
        }
    }
}

/// A Social Work England number's one form: `SW` and digits, however it was written (`SWE 123456`,
/// `sw0123456`, `123456`). Other references, such as those of old returns, lose marks and case only.
pub fn read_swe_number(text: &str) -> String {
    let plain: String =
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    let digits = plain.strip_prefix("SWE").or_else(|| plain.strip_prefix("SW")).unwrap_or(&plain);
    // A spreadsheet's `.0` has lost its point by now only where it stood after digits alone.
    let digits = match text.trim().strip_suffix(".0") {
        Some(_) if digits.ends_with('0') => &digits[..digits.len() - 1],
        _ => digits,
    };
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        format!("SW{}", digits.trim_start_matches('0'))
    } else {
        plain
    }
}

/// Yes or no in the spellings of forms and databases; `None` for anything else.
pub fn read_yes_no(text: &str) -> Option<bool> {
    let text = trim(text);
    if text.len() > 8 {
        return None;
    }
    let is = |word: &&str| word.eq_ignore_ascii_case(text);
    if ["yes", "y", "true", "t", "1", "1.0", "✓", "✔"].iter().any(&is) {
        Some(true)
    } else if ["no", "n", "false", "f", "0", "0.0", "✗", "✘"].iter().any(&is) {
        Some(false)
    } else {
        None
    }
}

/// A number, with thousands separated by commas or not. `80%` is 0.8.
pub fn read_number(text: &str) -> Option<f64> {
    let text = trim(text);
    if text.len() > 40 {
        return None;
    }
    if let Some(percentage) = text.strip_suffix('%') {
        return plain_number(percentage.trim_end()).map(|n| n / 100.0);
    }
    plain_number(text)
}

fn plain_number(text: &str) -> Option<f64> {
    let is_plain = |b: &u8| b.is_ascii_digit() || b"+-.".contains(b);
    if text.as_bytes().iter().all(is_plain) {
        return text.parse().ok();
    }
    // "1,234,567.5": groups of three after the first.
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut joined = first.to_owned();
    for group in groups {
        if group.len() != 3 || !is_digits(group) {
            return None;
        }
        joined.push_str(group);
    }
    if first.len() > 3 || !is_digits(first) || !is_digits(fraction) {
        return None;
    }
    format!("{joined}.{fraction}").parse::<f64>().ok().map(|n| sign * n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(read: Read<'_>, scratch: &str) -> String {
        match read {
            Read::AsIs(text) => text.to_owned(),
            Read::Made { from, to } => scratch[from..to].to_owned(),
        }
    }

    fn id(text: &str) -> Option<String> {
        let mut scratch = "before".to_owned();
        read_id(text, &mut scratch).ok().map(|read| shown(read, &scratch))
    }

    #[test]
    fn ids_have_one_form() {
        for (text, expected) in [
            (" w001 ", "W001"),
            ("W  12\u{a0}3", "W 12 3"),
            ("123.0", "123"),
            ("123.00", "123"),
            ("00123", "00123"),
            ("3.0", "3"),
            ("3.5", "3.5"),
            ("ab.0", "AB.0"),
            ("final", "FINAL"),
            ("\u{feff}W1", "W1"),
            ("12E4", "12E4"),
        ] {
            assert_eq!(id(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(id("1.23457E+11"), None);
        assert_eq!(id("4E+05"), None);
    }

    #[test]
    fn words_and_slugs_have_one_form() {
        let mut scratch = String::new();
        for (text, word) in [
            ("Critical Reflection Log", "critical_reflection_log"),
            ("manager's-report ", "managers_report"),
            ("a / b", "a_b"),
            ("mash", "mash"),
            ("_x_", "x"),
        ] {
            let read = read_word(text, &mut scratch);
            assert_eq!(shown(read, &scratch), word);
        }
        let read = read_slug("Sandwell_2025", &mut scratch);
        assert_eq!(shown(read, &scratch), "sandwell-2025");
    }

    #[test]
    fn swe_numbers_have_one_form() {
        for (text, expected) in [
            ("SW123456", "SW123456"),
            ("swe 123456", "SW123456"),
            ("SWE-0123456", "SW123456"),
            ("123456.0", "SW123456"),
            (" 123456", "SW123456"),
            ("Oz2054309383", "OZ2054309383"),
        ] {
            assert_eq!(read_swe_number(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_and_nothing_else() {
        for (text, number) in [
            ("0.8", Some(0.8)),
            (" 12 ", Some(12.0)),
            ("-3.5", Some(-3.5)),
            ("80%", Some(0.8)),
            ("1,234,567.5", Some(1_234_567.5)),
            ("12,34", None),
            ("1234,567", None),
            ("NaN", None),
            ("inf", None),
            ("1e5", None),
            ("", None),
            ("1.2.3", None),
        ] {
            assert_eq!(read_number(text), number, "{text}");
        }
    }

    #[test]
    fn yes_and_no_have_many_spellings() {
        for (text, expected) in
            [("Y", Some(true)), ("TRUE", Some(true)), ("1", Some(true)), ("no", Some(false)), ("maybe", None)]
        {
            assert_eq!(read_yes_no(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reading_an_id_twice_changes_nothing(text in ".{0,20}") {
            if let Some(once) = id(&text) {
                // Letters whose capital is several letters settle after one step.
                prop_assert_eq!(id(&once).unwrap_or(once.clone()), once);
            }
        }

        #[test]
        fn no_text_makes_it_stumble(text in "\\PC{0,30}") {
            let mut scratch = String::new();
            let _ = (read_number(&text), read_yes_no(&text), fold(&text), says_nothing(&text));
            let _ = read_word(&text, &mut scratch);
            let _ = read_slug(&text, &mut scratch);
        }
    }
}
