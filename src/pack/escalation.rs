//! What became of the escalation of a caseload above its cap, or what is to become of it.

use super::lines::Line;
use super::words;
use crate::dates::Day;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escalation {
    Made(Day),
    /// The day has come, the breach was still open on it, and the records do not show that it was escalated.
    WasDue(Day),
    /// The breach is open, and is to be escalated if it still is on that day.
    FallsDue(Day),
}

impl Escalation {
    /// Of a row of `cap_breaches`; nothing where the rulebook has no such rule, or the breach was over before.
    ///
    /// A breach that was reported late may be longer than the rule allows while the day, which runs from the
    /// report, is still to come.
    pub fn of(breach: Line, as_of: Day) -> Option<Escalation> {
        if let Some(made_on) = breach.day("escalated_on") {
            return Some(Escalation::Made(made_on));
        }
        let due_on = breach.day("escalate_on")?;
        let closed_on = breach.day("closed_on");
        let has_come = due_on <= as_of && closed_on.is_none_or(|closed| due_on < closed);
        match (breach.flag("escalation_due") == Some(true) && has_come, closed_on) {
            (true, _) => Some(Escalation::WasDue(due_on)),
            (false, None) => Some(Escalation::FallsDue(due_on)),
            (false, Some(_)) => None,
        }
    }

    pub fn sentence(self) -> String {
        match self {
            Escalation::Made(day) => format!("It was escalated on {}.", words::date(day)),
            Escalation::WasDue(day) => format!(
                "Escalation was due on {}; the records do not show whether it was made.",
                words::date(day)
            ),
            Escalation::FallsDue(day) => {
                format!("Escalation falls due on {} if it goes on.", words::date(day))
            }
        }
    }
}
