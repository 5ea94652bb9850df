//! The states a rule's judgement can have, each told by a shape and a word;
//! colour comes third and may be lost.

use serde::Serialize;

/// How something stands against its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    OnTime,
    /// A requirement without a date, fulfilled.
    Met,
    Late,
    /// Due, not done, and past what the rule allows.
    Overdue,
    /// Outside a mandatory rule: above the cap, a restriction broken, not met.
    Outside,
    /// Outside an advisory rule.
    OutsideAdvisory,
    NotDue,
    CannotTell,
    Paused,
    NotRequired,
}

/// The outline that tells a status without its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    FilledCircle,
    Diamond,
    Triangle,
    HollowTriangle,
    Ring,
    QuestionInSquare,
    HatchedBand,
    ShortDash,
}

impl Status {
    pub const ALL: [Status; 10] = [
        Status::OnTime,
        Status::Met,
        Status::Late,
        Status::Overdue,
        Status::Outside,
        Status::OutsideAdvisory,
        Status::NotDue,
        Status::CannotTell,
        Status::Paused,
        Status::NotRequired,
    ];

    /// The word for it in a sentence or a cell.
    pub fn word(self) -> &'static str {
        match self {
            Status::OnTime => "on time",
            Status::Met => "met",
            Status::Late => "late",
            Status::Overdue => "overdue",
            Status::Outside => "outside the rule",
            Status::OutsideAdvisory => "outside the guideline",
            Status::NotDue => "not yet due",
            Status::CannotTell => "cannot tell",
            Status::Paused => "paused",
            Status::NotRequired => "not required",
        }
    }

    pub fn shape(self) -> Shape {
        match self {
            Status::OnTime | Status::Met => Shape::FilledCircle,
            Status::Late => Shape::Diamond,
            Status::Overdue | Status::Outside => Shape::Triangle,
            Status::OutsideAdvisory => Shape::HollowTriangle,
            Status::NotDue => Shape::Ring,
            Status::CannotTell => Shape::QuestionInSquare,
            Status::Paused => Shape::HatchedBand,
            Status::NotRequired => Shape::ShortDash,
        }
    }

    /// The palette's name for its colour; style sheets give the colour.
    pub fn role(self) -> &'static str {
        match self {
            Status::OnTime | Status::Met => "on-time",
            Status::Late => "late",
            Status::Overdue | Status::Outside | Status::OutsideAdvisory => "outside",
            Status::NotDue | Status::NotRequired => "not-due",
            Status::CannotTell => "cannot-tell",
            Status::Paused => "paused",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_states_of_one_colour_and_shape_mean_the_same_to_the_eye_and_differ_in_words() {
        for (i, a) in Status::ALL.iter().enumerate() {
            for b in &Status::ALL[i + 1..] {
                assert_ne!(a.word(), b.word());
                if a.shape() == b.shape() {
                    assert_eq!(a.role(), b.role(), "{a:?} and {b:?} share a shape");
                }
            }
        }
    }
}
