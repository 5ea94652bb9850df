//! Who moderates which portfolio: the assignment problem, solved exactly.
//!
//! In this order: as many portfolios as can be have a moderator; as many wishes as can be are met; the
//! portfolios of one panel are shared evenly (the sum of the squares of what each holds is least); those who
//! moderated least before come first. Kuhn–Munkres over places: a moderator's n-th portfolio costs more than
//! the one before, so that the cheapest assignment is the evenest.

use pathfinding::prelude::{Matrix, kuhn_munkres_min};

/// A portfolio without a moderator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Portfolio {
    /// For each moderator, whether they may take it.
    pub allowed: Vec<bool>,
    /// The moderator whom one would wish for, met only where allowed.
    pub wish: Option<usize>,
}

/// What a moderator has already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Portfolios at this panel.
    pub held: u32,
    /// Portfolios at other panels.
    pub earlier: u32,
}

/// How many cells a matrix may have for each portfolio of it, so that a list of any length is done in a
/// moment. A panel of 20 moderators is solved whole up to 100 portfolios.
const LARGEST: usize = 2_000_000;

/// The moderator of each portfolio; `None` where nobody may take it.
///
/// Beyond some hundred portfolios the list is taken in parts, in its order, each part solved exactly with
/// what the parts before have given out.
pub fn assign(portfolios: &[Portfolio], loads: &[Load]) -> Vec<Option<usize>> {
    if loads.is_empty() {
        return vec![None; portfolios.len()];
    }
    let mut loads = loads.to_vec();
    let at_once = (LARGEST / (loads.len() + 1)).isqrt().clamp(1, 100);
    let mut given = Vec::with_capacity(portfolios.len());
    for part in portfolios.chunks(at_once) {
        let chosen = assign_part(part, &loads);
        for moderator in chosen.iter().flatten() {
            if let Some(load) = loads.get_mut(*moderator) {
                load.held = load.held.saturating_add(1);
            }
        }
        given.extend(chosen);
    }
    given
}

fn assign_part(portfolios: &[Portfolio], loads: &[Load]) -> Vec<Option<usize>> {
    let (rows, places) = (portfolios.len(), loads.len() * portfolios.len());
    if rows == 0 {
        return Vec::new();
    }
    let prices = Prices::new(rows, loads);
    // The columns are every moderator's first place, then every second one, and so on; at last a place
    // with nobody for each portfolio.
    let costs = Matrix::from_fn(rows, places + rows, |(row, column)| {
        let (Some(portfolio), true) = (portfolios.get(row), column < places) else { return prices.nobody };
        let (moderator, place) = (column % loads.len(), column / loads.len());
        let is_allowed = portfolio.allowed.get(moderator).copied().unwrap_or(false);
        match loads.get(moderator).filter(|_| is_allowed) {
            Some(load) => {
                let is_unmet = portfolio.wish.is_some_and(|wish| wish != moderator);
                prices.of(*load, place, is_unmet)
            }
            None => prices.never,
        }
    });
    let (_, chosen) = kuhn_munkres_min(&costs);
    let moderator = |column: usize| (column < places).then(|| column % loads.len());
    chosen.into_iter().map(moderator).collect()
}

/// Costs such that no sum of lesser ones is worth a greater one.
struct Prices {
    /// Of one square more; a portfolio moderated before costs 1.
    square: i128,
    unmet: i128,
    nobody: i128,
    never: i128,
}

impl Prices {
    fn new(rows: usize, loads: &[Load]) -> Prices {
        let rows = rows as i128;
        let most_earlier = loads.iter().map(|load| i128::from(load.earlier)).max().unwrap_or(0);
        let most_held = loads.iter().map(|load| i128::from(load.held)).max().unwrap_or(0);
        let square = 1 + rows * most_earlier;
        // The dearest place costs less than this, and so do all of them together.
        let unmet = square * (1 + rows * (2 * (most_held + rows) + 2));
        let nobody = unmet * (rows + 1);
        Prices { square, unmet, nobody, never: nobody * (rows + 1) }
    }

    /// The n-th further place, from 0: (held + n + 1)² − (held + n)² squares.
    fn of(&self, load: Load, place: usize, is_unmet: bool) -> i128 {
        let more = 2 * (i128::from(load.held) + place as i128) + 1;
        i128::from(load.earlier) + self.square * more + if is_unmet { self.unmet } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Portfolios with nobody, unmet wishes, squares of loads, portfolios moderated before: less is better.
    fn worth(portfolios: &[Portfolio], loads: &[Load], given: &[Option<usize>]) -> (usize, usize, u64, u64) {
        let nobody = given.iter().filter(|moderator| moderator.is_none()).count();
        let unmet = portfolios
            .iter()
            .zip(given)
            .filter(|(portfolio, moderator)| {
                moderator.is_some() && portfolio.wish.is_some() && portfolio.wish != **moderator
            })
            .count();
        let mut held: Vec<u64> = loads.iter().map(|load| u64::from(load.held)).collect();
        given.iter().flatten().for_each(|moderator| held[*moderator] += 1);
        let earlier = given.iter().flatten().map(|moderator| u64::from(loads[*moderator].earlier)).sum();
        (nobody, unmet, held.iter().map(|n| n * n).sum(), earlier)
    }

    /// The best of all assignments there are.
    fn best(portfolios: &[Portfolio], loads: &[Load]) -> (usize, usize, u64, u64) {
        let choices = loads.len() + 1;
        (0..choices.pow(portfolios.len() as u32))
            .filter_map(|mut number| {
                let mut given = Vec::new();
                for portfolio in portfolios {
                    let choice = Some(number % choices).filter(|choice| *choice < loads.len());
                    number /= choices;
                    if choice.is_some_and(|choice| !portfolio.allowed[choice]) {
                        return None;
                    }
                    given.push(choice);
                }
                Some(worth(portfolios, loads, &given))
            })
            .min()
            .unwrap()
    }

    fn problem() -> impl Strategy<Value = (Vec<Portfolio>, Vec<Load>)> {
        (1usize..4).prop_flat_map(|moderators| {
            let wish = proptest::option::of(0..moderators);
            let portfolio = (proptest::collection::vec(any::<bool>(), moderators), wish)
                .prop_map(|(allowed, wish)| Portfolio { allowed, wish });
            let load = (0u32..4, 0u32..9).prop_map(|(held, earlier)| Load { held, earlier });
            (proptest::collection::vec(portfolio, 0..6), proptest::collection::vec(load, moderators))
        })
    }

    proptest! {
        #[test]
        fn nothing_better_can_be_found_by_trying_everything((portfolios, loads) in problem()) {
            let given = assign(&portfolios, &loads);
            prop_assert_eq!(given.len(), portfolios.len());
            for (portfolio, moderator) in portfolios.iter().zip(&given) {
                prop_assert!(moderator.is_none_or(|moderator| portfolio.allowed[moderator]));
            }
            prop_assert_eq!(worth(&portfolios, &loads, &given), best(&portfolios, &loads));
        }
    }

    #[test]
    fn a_wish_counts_more_than_an_even_load_and_less_than_a_moderator_for_all() {
        let wished = |wish| Portfolio { allowed: vec![true, true], wish };
        let even = assign(&[wished(None), wished(None)], &[Load::default(); 2]);
        assert!(even.contains(&Some(0)) && even.contains(&Some(1)), "{even:?}");
        assert_eq!(assign(&[wished(Some(1)), wished(Some(1))], &[Load::default(); 2]), [Some(1), Some(1)]);
        let nobody = Portfolio { allowed: vec![false, false], wish: Some(0) };
        assert_eq!(assign(&[nobody], &[Load::default(); 2]), [None]);
        assert_eq!(assign(&[wished(None)], &[]), [None]);
    }

    #[test]
    fn a_list_of_any_length_is_shared_evenly() {
        let portfolios = vec![Portfolio { allowed: vec![true; 4], wish: None }; 250];
        let given = assign(&portfolios, &[Load::default(); 4]);
        for moderator in 0..4 {
            let held = given.iter().filter(|given| **given == Some(moderator)).count();
            assert!((62..=63).contains(&held), "{held}");
        }
    }
}
