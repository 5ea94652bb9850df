//! The Kaplan–Meier estimate: how many remain, when some are still watched (Kaplan and Meier, 1958).
//!
//! Who is censored at a length is at risk at it: what happened comes first. Intervals are log-log
//! (Kalbfleisch and Prentice), from Greenwood's sum.

use super::Z_95;

/// How long something lasted, or has lasted so far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spell {
    pub length: f64,
    /// Whether it ended; not ended is censored at its length.
    pub ended: bool,
}

/// One length at which a spell ended or was censored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub at: f64,
    /// Spells of at least this length.
    pub at_risk: usize,
    pub events: usize,
    pub censored: usize,
    /// The share that lasts longer than `at`, from 0 to 1.
    pub survival: f64,
    /// The 95% interval of `survival`; `None` where it is 1 or 0, where the method gives none.
    pub interval: Option<(f64, f64)>,
}

/// The estimate, step by step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Survival {
    pub steps: Vec<Step>,
}

/// The Kaplan–Meier estimate of spells in any order. A length that is no number is left out.
pub fn kaplan_meier(spells: impl IntoIterator<Item = Spell>) -> Survival {
    let mut spells: Vec<Spell> = spells.into_iter().filter(|spell| spell.length.is_finite()).collect();
    spells.sort_unstable_by(|a, b| a.length.total_cmp(&b.length));
    let mut at_risk = spells.len();
    let (mut survival, mut greenwood) = (1.0, 0.0);
    let mut steps = Vec::new();
    for group in spells.chunk_by(|a, b| a.length == b.length) {
        let events = group.iter().filter(|spell| spell.ended).count();
        let (n, d) = (at_risk as f64, events as f64);
        survival *= 1.0 - d / n;
        greenwood += d / (n * (n - d));
        steps.push(Step {
            at: group[0].length,
            at_risk,
            events,
            censored: group.len() - events,
            survival,
            interval: log_log(survival, greenwood),
        });
        at_risk -= group.len();
    }
    Survival { steps }
}

/// S to the power of exp(±z·√Greenwood / |log S|).
fn log_log(survival: f64, greenwood: f64) -> Option<(f64, f64)> {
    if survival <= 0.0 || survival >= 1.0 {
        return None;
    }
    let spread = Z_95 * greenwood.sqrt() / survival.ln().abs();
    Some((survival.powf(spread.exp()), survival.powf((-spread).exp())))
}

impl Survival {
    /// The estimate at a length: its last step at or before it. `None` before the first step, where
    /// nothing has happened and everybody remains.
    pub fn at(&self, length: f64) -> Option<&Step> {
        self.steps.iter().take_while(|step| step.at <= length).last()
    }

    /// Spells of at least this length.
    pub fn at_risk(&self, length: f64) -> usize {
        self.steps.iter().find(|step| step.at >= length).map_or(0, |step| step.at_risk)
    }

    /// The smallest length that at most half outlast; `None` while more than half do.
    pub fn median(&self) -> Option<f64> {
        self.first(|step| step.survival <= HALF)
    }

    /// The smallest lengths at which the lower and the upper end of the interval are at most one half;
    /// `None` for an end that never is.
    pub fn median_interval(&self) -> (Option<f64>, Option<f64>) {
        (
            self.first(|step| step.interval.is_some_and(|(lower, _)| lower <= HALF)),
            self.first(|step| step.interval.is_some_and(|(_, upper)| upper <= HALF)),
        )
    }

    fn first(&self, is_reached: impl Fn(&Step) -> bool) -> Option<f64> {
        self.steps.iter().find(|step| is_reached(step)).map(|step| step.at)
    }
}

/// One half, and what a product of shares may be off by: of four spells, two ended are half.
const HALF: f64 = 0.5 + 1e-12;

#[cfg(test)]
mod tests {
    use super::super::reference::{assert_near, rows};
    use super::*;

    fn reference() -> Survival {
        let spells = rows(include_str!("../../tests/data/spells.csv"));
        assert_eq!(spells.len(), 40);
        kaplan_meier(spells.into_iter().rev().map(|row| Spell { length: row[0], ended: row[1] == 1.0 }))
    }

    #[test]
    fn every_step_agrees_with_reference_results() {
        let survival = reference();
        let expected = rows(include_str!("../../tests/data/survival.csv"));
        assert_eq!(survival.steps.len(), expected.len());
        for (step, row) in survival.steps.iter().zip(expected) {
            assert_eq!(step.at, row[0]);
            assert_eq!(
                [step.at_risk, step.events, step.censored],
                [row[1] as usize, row[2] as usize, row[3] as usize]
            );
            assert_near(step.survival, row[4], "survival");
            let (lower, upper) = step.interval.unwrap();
            assert_near(lower, row[6], "lower");
            assert_near(upper, row[7], "upper");
        }
    }

    #[test]
    fn medians_and_points_between_steps() {
        let survival = reference();
        assert_eq!(survival.median(), Some(24.0));
        assert_eq!(survival.median_interval(), (Some(15.0), Some(33.0)));
        assert_eq!(survival.at(35.9).map(|step| step.at), Some(33.0));
        assert_eq!(survival.at(2.9), None);
        assert_eq!([12.0, 12.5, 36.0, 48.1].map(|at| survival.at_risk(at)), [29, 26, 5, 0]);
    }

    #[test]
    fn half_is_half_and_no_event_has_no_interval() {
        let spell = |length, ended| Spell { length, ended };
        let three = kaplan_meier([spell(1.0, true), spell(2.0, true), spell(3.0, true), spell(9.0, true)]);
        assert_eq!(three.median(), Some(2.0));
        assert_eq!(three.steps[3].interval, None);
        let none = kaplan_meier([spell(5.0, false), spell(f64::NAN, true)]);
        assert_eq!((none.steps.len(), none.median(), none.steps[0].interval), (1, None, None));
        assert_eq!(kaplan_meier([]).median(), None);
    }
}
