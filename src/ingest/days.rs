//! Dates as exports write them.
//!
//! One text or number in, one day out, or what is wrong with it. Whether the day or the month comes
//! first is not decided here: each reading says what it proves, and the caller decides for a column.

use std::fmt;

use crate::dates::{Day, MONTHS};

/// Which of two numbers is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    DayFirst,
    MonthFirst,
}

/// How a workbook counts days: from 1900, or (old Mac workbooks) from 1904.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Epoch {
    #[default]
    Y1900,
    Y1904,
}

impl Epoch {
    fn day_zero(self) -> Day {
        match self {
            // Excel believes in a 29 February 1900; from March 1900 on its days count from here.
            Epoch::Y1900 => Day(-25_569),
            Epoch::Y1904 => Day(-24_107),
        }
    }
}

/// How to read the dates of one column.
#[derive(Clone, Copy, Debug)]
pub struct DateRules {
    pub order: Order,
    pub epoch: Epoch,
    /// The earliest and latest day a record can plausibly have.
    pub plausible: (Day, Day),
}

impl DateRules {
    /// From 1950 to ten years after `as_of`.
    pub fn new(order: Order, epoch: Epoch, as_of: Day) -> DateRules {
        DateRules { order, epoch, plausible: (Day(-7_305), as_of.add_months(120)) }
    }

    /// The year that two digits stand for: the latest that is plausible.
    fn century(&self, two_digits: i32) -> i32 {
        use chrono::Datelike;
        let latest = self.plausible.1.date().year();
        let year = latest - latest.rem_euclid(100) + two_digits;
        if year > latest { year - 100 } else { year }
    }

    fn within(&self, day: Day) -> Result<Day, DateFault> {
        if day < self.plausible.0 || day > self.plausible.1 { Err(DateFault::FarOff(day)) } else { Ok(day) }
    }
}

/// What a date proves about the order of day and month in its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The order does not matter: ISO, a month in letters, a serial, or day and month alike.
    None,
    /// Either reading is a date.
    Either,
    DayFirst,
    MonthFirst,
}

/// A date that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadDay {
    pub day: Day,
    /// Whether a time of day other than midnight was left off.
    pub has_time: bool,
}

/// What is wrong with `########`, of a date as of a number.
pub const TOO_NARROW: &str =
    "the column was too narrow to show the value when the export was made, so that only # was written";

/// How to put it right.
pub const WIDEN: &str =
    "widen the column in the spreadsheet and export again; the value itself is not in this file";

/// Whether a trimmed value is what a spreadsheet shows where a date or a number does not fit.
pub fn is_too_narrow(text: &str) -> bool {
    text.len() >= 2 && text.bytes().all(|byte| byte == b'#')
}

/// Why a value is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    NotADate,
    NoSuchMonth {
        month: u32,
        would_be_month_first: bool,
    },
    NoSuchDay {
        year: i32,
        month: u32,
    },
    FarOff(Day),
    EmptySerial,
    /// `########`: what a spreadsheet shows where a date does not fit.
    TooNarrow,
}

impl fmt::Display for DateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            DateFault::NotADate => f.write_str("this is not a date"),
            DateFault::NoSuchMonth { month, would_be_month_first: false } => {
                write!(f, "there is no month {month}")
            }
            DateFault::NoSuchMonth { month, would_be_month_first: true } => {
                write!(f, "there is no month {month}, and this column's dates put the day first")
            }
            DateFault::NoSuchDay { year, month } => {
                let name = MONTHS.get(month as usize - 1).copied().unwrap_or("that month");
                match days_in(year, month) {
                    28 => write!(f, "{name} {year} has 28 days"),
                    days => write!(f, "{name} has {days} days"),
                }
            }
            DateFault::FarOff(day) => write!(f, "{} is too far off to be meant", day.in_words()),
            DateFault::EmptySerial => {
                f.write_str("a spreadsheet shows an empty date that was copied like this")
            }
            DateFault::TooNarrow => f.write_str(TOO_NARROW),
        }
    }
}

impl DateFault {
    /// How to put it right.
    pub fn fix(&self) -> &'static str {
        match self {
            DateFault::FarOff(day) if *day > Day(47_482) => {
                "correct the year; where a system writes a far-off date for \"no end\", leave the cell empty or \
                 map the date to \"\" under `values` in moderato.toml"
            }
            DateFault::FarOff(_) => "correct the year in the source system",
            DateFault::EmptySerial => {
                "leave the cell empty, or map 0 to \"\" under `values` in moderato.toml"
            }
            DateFault::TooNarrow => WIDEN,
            DateFault::NotADate => "write a date such as 2025-04-30 or 30/04/2025",
            DateFault::NoSuchMonth { .. } | DateFault::NoSuchDay { .. } => {
                "correct the date in the source system and export again"
            }
        }
    }
}

fn days_in(year: i32, month: u32) -> u32 {
    match month {
        2 if Day::from_ymd(year, 2, 29).is_some() => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads a spreadsheet's serial number.
pub fn read_serial(serial: f64, rules: &DateRules) -> Result<ReadDay, DateFault> {
    if serial == 0.0 {
        return Err(DateFault::EmptySerial);
    }
    if !serial.is_finite() || serial.abs() > 3_000_000.0 {
        return Err(DateFault::NotADate);
    }
    let day = rules.within(rules.epoch.day_zero() + serial.floor() as i64)?;
    // Less than half a second is a rounding fault, not a time.
    Ok(ReadDay { day, has_time: serial.fract().abs() > 0.000_006 })
}

/// Reads a date in any of the forms of the contract, and says what it proves about the order.
pub fn read_date(text: &str, rules: &DateRules) -> (Result<ReadDay, DateFault>, Proof) {
    match Parts::of(text) {
        Some(parts) => parts.read(rules),
        None => (Err(DateFault::NotADate), Proof::None),
    }
}

/// A date's parts as they stand in the text.
enum Parts {
    Known { year: Year, month: u32, day: u32, has_time: bool },
    Numbers { first: u32, second: u32, year: Year, has_time: bool },
    Serial(f64),
}

#[derive(Clone, Copy)]
enum Year {
    Full(i32),
    TwoDigits(i32),
}

impl Year {
    fn of(number: Number) -> Option<Year> {
        match number.digits {
            4 => Some(Year::Full(number.value as i32)),
            2 => Some(Year::TwoDigits(number.value as i32)),
            _ => None,
        }
    }
}

#[derive(Clone, Copy)]
struct Number {
    value: u32,
    digits: usize,
}

/// Takes a text apart from the left.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn number(&mut self) -> Option<Number> {
        let digits = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits > 8 {
            return None;
        }
        let value = self.0[..digits].iter().fold(0, |sum, b| sum * 10 + u32::from(b - b'0'));
        self.0 = &self.0[digits..];
        Some(Number { value, digits })
    }

    fn word(&mut self) -> Option<&'a [u8]> {
        let letters = self.0.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if letters == 0 {
            return None;
        }
        let (word, rest) = self.0.split_at(letters);
        self.0 = rest;
        Some(word)
    }

    fn skip_any(&mut self, bytes: &[u8]) {
        let skipped = self.0.iter().take_while(|b| bytes.contains(b)).count();
        self.0 = &self.0[skipped..];
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let first = *self.0.first()?;
        if !bytes.contains(&first) {
            return None;
        }
        self.0 = &self.0[1..];
        Some(first)
    }

    /// The rest as a time of day, or nothing: whether there is one other than midnight.
    fn time(&self) -> Option<bool> {
        let rest = self.0;
        match rest.first() {
            None => Some(false),
            Some(b' ' | b'T' | b't' | b',') => {
                let rest = rest[1..].trim_ascii();
                let is_time = rest.first().is_some_and(u8::is_ascii_digit)
                    && rest.iter().all(|b| b.is_ascii_digit() || b":. +-ZzAaPpMm".contains(b));
                if rest.is_empty() {
                    return Some(false);
                }
                if !is_time || rest.len() > 30 {
                    return None;
                }
                let clock: &[u8] = rest.split(|b| b"+-Zz".contains(b)).next().unwrap_or(rest);
                let clock = clock.trim_ascii();
                let is_twelve_am = clock.to_ascii_lowercase().ends_with(b"am") && clock.starts_with(b"12");
                let digits = if is_twelve_am { &clock[2..] } else { clock };
                Some(digits.iter().any(|b| (b'1'..=b'9').contains(b)))
            }
            Some(_) => None,
        }
    }
}

/// Whether a word is a month's or a weekday's name, or the beginning of one.
pub fn names_month_or_weekday(word: &str) -> bool {
    month_named(word.as_bytes()).is_some() || is_weekday(word.as_bytes())
}

fn month_named(word: &[u8]) -> Option<u32> {
    if word.len() < 3 {
        return None;
    }
    let found = MONTHS.iter().position(|name| {
        name.len() >= word.len() && name.as_bytes()[..word.len()].eq_ignore_ascii_case(word)
    });
    found.map(|index| index as u32 + 1)
}

fn is_weekday(word: &[u8]) -> bool {
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 3
        && DAYS.iter().any(|d| d.len() >= word.len() && d.as_bytes()[..word.len()].eq_ignore_ascii_case(word))
}

impl Parts {
    fn of(text: &str) -> Option<Parts> {
        let bytes = text.trim().as_bytes();
        if let Some(parts) = Parts::iso(bytes) {
            return Some(parts);
        }
        if bytes.len() > 60 {
            return None;
        }
        let mut cursor = Cursor(bytes);
        if bytes.first().is_some_and(u8::is_ascii_alphabetic) {
            let word = cursor.word()?;
            if is_weekday(word) {
                cursor.skip_any(b", ");
            } else {
                return Parts::month_in_front(month_named(word)?, cursor);
            }
        }
        let first = cursor.number()?;
        if cursor.0.is_empty() || first.digits == 5 {
            return Parts::alone(first, cursor, text);
        }
        // "1st March 2025"
        if [b"st", b"nd", b"rd", b"th"].iter().any(|ending| cursor.0.starts_with(*ending)) {
            cursor.0 = &cursor.0[2..];
        }
        let separator = cursor.one_of(b"/-. ");
        cursor.skip_any(b" ");
        if cursor.0.first().is_some_and(u8::is_ascii_alphabetic) {
            let month = month_named(cursor.word()?)?;
            cursor.skip_any(b"/-., ");
            let last = cursor.number()?;
            let has_time = cursor.time()?;
            return if first.digits == 4 {
                Some(Parts::Known { year: Year::of(first)?, month, day: last.value, has_time })
            } else {
                Some(Parts::Known { year: Year::of(last)?, month, day: first.value, has_time })
            };
        }
        let separator = separator?;
        let second = cursor.number()?;
        cursor.skip_any(b" ");
        if cursor.one_of(b"/-. ").unwrap_or(b' ') != separator {
            return None;
        }
        cursor.skip_any(b" ");
        let third = cursor.number()?;
        let has_time = cursor.time()?;
        if first.digits == 4 {
            return Some(Parts::Known {
                year: Year::of(first)?,
                month: second.value,
                day: third.value,
                has_time,
            });
        }
        if first.digits > 2 || second.digits > 2 {
            return None;
        }
        Some(Parts::Numbers { first: first.value, second: second.value, year: Year::of(third)?, has_time })
    }

    /// `2025-04-30`, alone: by far the most frequent form.
    fn iso(bytes: &[u8]) -> Option<Parts> {
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let number = |from: usize, to: usize| {
            bytes[from..to]
                .iter()
                .try_fold(0u32, |sum, b| b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0')))
        };
        let year = Year::Full(number(0, 4)? as i32);
        Some(Parts::Known { year, month: number(5, 7)?, day: number(8, 10)?, has_time: false })
    }

    /// `March 30, 2025`
    fn month_in_front(month: u32, mut cursor: Cursor<'_>) -> Option<Parts> {
        cursor.skip_any(b"/-. ");
        let day = cursor.number()?;
        if day.digits > 2 {
            return None;
        }
        if [b"st", b"nd", b"rd", b"th"].iter().any(|ending| cursor.0.starts_with(*ending)) {
            cursor.0 = &cursor.0[2..];
        }
        cursor.skip_any(b"/-., ");
        let year = Year::of(cursor.number()?)?;
        let has_time = cursor.time()?;
        Some(Parts::Known { year, month, day: day.value, has_time })
    }

    /// One number: a serial, `20250430`, or 0.
    fn alone(first: Number, cursor: Cursor<'_>, text: &str) -> Option<Parts> {
        match first.digits {
            8 if cursor.0.is_empty() => Some(Parts::Known {
                year: Year::Full((first.value / 10_000) as i32),
                month: first.value / 100 % 100,
                day: first.value % 100,
                has_time: false,
            }),
            5 => text.trim().parse().ok().map(Parts::Serial),
            1 if first.value == 0 => Some(Parts::Serial(0.0)),
            _ => None,
        }
    }

    fn read(self, rules: &DateRules) -> (Result<ReadDay, DateFault>, Proof) {
        match self {
            Parts::Serial(serial) => (read_serial(serial, rules), Proof::None),
            Parts::Known { year, month, day, has_time } => {
                (make(year, month, day, has_time, rules), Proof::None)
            }
            Parts::Numbers { first, second, year, has_time } => {
                let proof = match (first, second) {
                    (a, b) if a == b => Proof::None,
                    (1..=12, 1..=12) => Proof::Either,
                    (13..=31, 1..=12) => Proof::DayFirst,
                    (1..=12, 13..=31) => Proof::MonthFirst,
                    _ => Proof::None,
                };
                let (day, month) = match rules.order {
                    Order::DayFirst => (first, second),
                    Order::MonthFirst => (second, first),
                };
                let read = make(year, month, day, has_time, rules).map_err(|fault| match fault {
                    DateFault::NoSuchMonth { month, .. } => DateFault::NoSuchMonth {
                        month,
                        would_be_month_first: rules.order == Order::DayFirst && proof == Proof::MonthFirst,
                    },
                    other => other,
                });
                (read, proof)
            }
        }
    }
}

fn make(year: Year, month: u32, day: u32, has_time: bool, rules: &DateRules) -> Result<ReadDay, DateFault> {
    let year = match year {
        Year::Full(year) => year,
        Year::TwoDigits(year) => rules.century(year),
    };
    if !(1..=12).contains(&month) {
        return Err(DateFault::NoSuchMonth { month, would_be_month_first: false });
    }
    match Day::from_ymd(year, month, day) {
        Some(day) => Ok(ReadDay { day: rules.within(day)?, has_time }),
        None if year == 0 => Err(DateFault::NotADate),
        None => Err(DateFault::NoSuchDay { year, month }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules(order: Order) -> DateRules {
        DateRules::new(order, Epoch::Y1900, Day::from_ymd(2026, 1, 31).unwrap())
    }

    fn read(text: &str, order: Order) -> String {
        match read_date(text, &rules(order)).0 {
            Ok(read) => format!("{}{}", read.day, if read.has_time { " +time" } else { "" }),
            Err(fault) => fault.to_string(),
        }
    }

    #[test]
    fn forms_of_the_contract_are_read() {
        for (text, expected) in [
            ("2025-04-30", "2025-04-30"),
            ("2025-04-30T00:00:00", "2025-04-30"),
            ("2025-04-30T10:22:05Z", "2025-04-30 +time"),
            ("2025-04-30 10:22:05.123+01:00", "2025-04-30 +time"),
            ("2025/4/3", "2025-04-03"),
            ("30/04/2025", "2025-04-30"),
            (" 3/4/2025 ", "2025-04-03"),
            ("30-04-2025", "2025-04-30"),
            ("30.04.2025", "2025-04-30"),
            ("30/04/25", "2025-04-30"),
            ("30/04/98", "1998-04-30"),
            ("30/04/2025 00:00", "2025-04-30"),
            ("30/04/2025 12:00:00 AM", "2025-04-30"),
            ("30/04/2025 12:30", "2025-04-30 +time"),
            ("30 Apr 2025", "2025-04-30"),
            ("30 April 2025", "2025-04-30"),
            ("30-Apr-25", "2025-04-30"),
            ("5 Sept 2025", "2025-09-05"),
            ("Wed 30 Apr 2025", "2025-04-30"),
            ("Wednesday, 30th April 2025", "2025-04-30"),
            ("April 30, 2025", "2025-04-30"),
            ("2025-Apr-30", "2025-04-30"),
            ("30Apr2025", "2025-04-30"),
            ("20250430", "2025-04-30"),
            ("45777", "2025-04-30"),
            ("45777.5", "2025-04-30 +time"),
        ] {
            assert_eq!(read(text, Order::DayFirst), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, expected) in [
            ("31/04/2025", "April has 30 days"),
            ("29/02/2025", "February 2025 has 28 days"),
            ("03/25/2025", "there is no month 25, and this column's dates put the day first"),
            ("2025-13-01", "there is no month 13"),
            ("31/12/9999", "31 December 9999 is too far off to be meant"),
            ("01/01/1900", "1 January 1900 is too far off to be meant"),
            ("0", "a spreadsheet shows an empty date that was copied like this"),
            ("tbc", "this is not a date"),
            ("April", "this is not a date"),
            ("30/04", "this is not a date"),
            ("30/04-2025", "this is not a date"),
            ("2025-04-30 by phone", "this is not a date"),
        ] {
            assert_eq!(read(text, Order::DayFirst), expected, "{text}");
        }
    }

    #[test]
    fn the_order_can_be_the_other_way() {
        assert_eq!(read("04/30/2025", Order::MonthFirst), "2025-04-30");
        assert_eq!(read("2025-04-03", Order::MonthFirst), "2025-04-03");
        for (text, proof) in [
            ("04/30/2025", Proof::MonthFirst),
            ("30/04/2025", Proof::DayFirst),
            ("03/04/2025", Proof::Either),
            ("04/04/2025", Proof::None),
            ("2025-04-03", Proof::None),
        ] {
            assert_eq!(read_date(text, &rules(Order::DayFirst)).1, proof, "{text}");
        }
    }

    #[test]
    fn serials_follow_the_workbook() {
        let old_mac = DateRules { epoch: Epoch::Y1904, ..rules(Order::DayFirst) };
        let day = Day::from_ymd(2025, 4, 30).unwrap();
        assert_eq!(read_serial(44_315.0, &old_mac).unwrap().day, day);
        assert_eq!(read_serial(45_777.0, &rules(Order::DayFirst)).unwrap().day, day);
        assert!(read_serial(f64::NAN, &old_mac).is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_it_stumble(text in ".{0,40}") {
            let _ = read_date(&text, &rules(Order::MonthFirst)).0.map_err(|fault| (fault.to_string(), fault.fix()));
        }

        #[test]
        fn every_plausible_day_comes_back(days in 0i32..23_000) {
            let day = Day(days);
            let date = day.date();
            for form in ["%Y-%m-%d", "%d/%m/%Y", "%-d %b %Y", "%d-%b-%Y", "%A %d %B %Y", "%Y%m%d"] {
                let text = date.format(form).to_string();
                prop_assert_eq!(read_date(&text, &rules(Order::DayFirst)).0.unwrap().day, day, "{}", text);
            }
        }
    }
}
