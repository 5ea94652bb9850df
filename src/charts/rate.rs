//! A share of people or events with its interval, or the reason there is none.

use super::words;

/// A share as a metric table has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rate {
    /// Computed.
    Known(Share),
    /// Nothing has fallen due: the denominator is 0.
    NoneDue,
    /// Withheld, so that nobody can be picked out.
    TooFew,
    /// No records of this kind were supplied.
    CannotTell,
    /// Time has not run long enough to know.
    NotYetKnown,
}

/// A count, what it is of, and the interval, in per cent (0 to 100).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Numerator.
    pub count: u64,
    /// Denominator, above 0.
    pub of: u64,
    /// The share, 0 to 100.
    pub pct: f64,
    /// Lower end of its 95% interval (Wilson), 0 to 100.
    pub lower_95: f64,
    /// Upper end of it.
    pub upper_95: f64,
}

/// Below this a mark is hollow and no percentage is said.
pub(super) const FEW: u64 = 10;

impl Share {
    /// "29 of 35 (83%)".
    pub(super) fn said(&self) -> String {
        words::share(self.count, self.of, self.pct)
    }

    /// "29 of 35 (83%; 95% interval 67% to 92%)".
    pub(super) fn said_in_full(&self) -> String {
        words::share_and_interval(self.count, self.of, self.pct, (self.lower_95, self.upper_95))
    }

    pub(super) fn is_few(&self) -> bool {
        self.of < FEW
    }

    /// Where low end, share and high end stand between `left` (0%) and `right` (100%).
    pub(super) fn places(&self, left: i32, right: i32) -> (i32, i32, i32) {
        (along(self.lower_95, left, right), along(self.pct, left, right), along(self.upper_95, left, right))
    }
}

impl Rate {
    pub(super) fn share(&self) -> Option<&Share> {
        match self {
            Rate::Known(share) => Some(share),
            _ => None,
        }
    }

    /// What stands in place of a share, or the share.
    pub(super) fn said(&self) -> String {
        match self {
            Rate::Known(share) => share.said(),
            Rate::NoneDue => "none due yet".to_string(),
            Rate::TooFew => "too few to show".to_string(),
            Rate::CannotTell => "cannot tell".to_string(),
            Rate::NotYetKnown => "not yet known".to_string(),
        }
    }
}

/// Where `pct` (0 to 100) stands between `left` and `right`.
pub(super) fn along(pct: f64, left: i32, right: i32) -> i32 {
    let held = if pct.is_finite() { pct.clamp(0.0, 100.0) } else { 0.0 };
    left + (held / 100.0 * f64::from(right - left)).round() as i32
}
