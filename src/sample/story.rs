//! What kind of year somebody has. Stories are dealt like cards from a shuffled deck, so that every kind
//! of year comes up in a small authority, and as often as it should in a large one.

use super::authority::{Aspect, Authority};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Story {
    /// Most things on time.
    Steady,
    /// Above the cap for a few days, more than once.
    ShortBreaches,
    /// Above the cap for weeks.
    LongBreach,
    /// Above the cap when the exports are made.
    OpenBreach,
    /// The portfolio falls behind half-way and catches up.
    DriftsAndRecovers,
    /// The portfolio falls behind; the panel asks for more and passes it later.
    Deferred,
    Maternity,
    LongSickness,
    PartTime,
    /// A concern that is worked on and resolved; also deferred once.
    Concern,
    Fails,
    /// The panel refers the case on.
    Referred,
    Leaves,
    Withdraws,
    /// Changes team, at times service, during the year.
    Moves,
    /// Began the programme elsewhere.
    TransfersIn,
    /// Supervision thins out for a while, and reviews are missed.
    SupervisionGap,
    /// A short illness over the day of a review.
    ReviewRebuilt,
}

const DECK: [Story; 24] = [
    Story::Steady,
    Story::Steady,
    Story::Steady,
    Story::Steady,
    Story::Steady,
    Story::Steady,
    Story::ShortBreaches,
    Story::ShortBreaches,
    Story::LongBreach,
    Story::OpenBreach,
    Story::DriftsAndRecovers,
    Story::Deferred,
    Story::Maternity,
    Story::LongSickness,
    Story::PartTime,
    Story::Concern,
    Story::Fails,
    Story::Referred,
    Story::Leaves,
    Story::Withdraws,
    Story::Moves,
    Story::TransfersIn,
    Story::SupervisionGap,
    Story::ReviewRebuilt,
];

/// The story of a worker by number.
pub fn deal(authority: &Authority, number: u32) -> Story {
    let place = number.saturating_sub(1);
    let mut deck = DECK;
    let deals = DECK.len() as u32;
    authority.random(Aspect::Deck, place / deals).shuffle(&mut deck);
    deck[(place % deals) as usize]
}
