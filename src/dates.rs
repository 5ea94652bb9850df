//! Calendar days, half-open periods, calendar months and working days.
//!
//! No time of day and no time zone anywhere: a record says on which day something was.
//! The clock is not read here.

mod day;
mod period;
mod working;

pub use day::{Day, MONTHS};
pub use period::{Period, union_of};
pub use working::{OutsideCalendar, working_days_after, working_days_before};
