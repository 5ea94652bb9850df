//! How sure a share is: the Wilson score interval, and exact binomial tails for small expected counts.

use super::Z_95;

/// The 95% Wilson score interval of `numerator` of `denominator`, as shares from 0 to 1, without
/// continuity correction (Wilson, JASA 1927). `None` where the denominator is 0, or the two are no share.
pub fn wilson(numerator: i64, denominator: i64) -> Option<(f64, f64)> {
    if denominator <= 0 || !(0..=denominator).contains(&numerator) {
        return None;
    }
    let n = denominator as f64;
    let p = numerator as f64 / n;
    let z2 = Z_95 * Z_95;
    let middle = p + z2 / (2.0 * n);
    let spread = Z_95 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z2 / n;
    // Exact at the ends, where the formula leaves a rounding error.
    let lower = if numerator == 0 { 0.0 } else { (middle - spread) / scale };
    let upper = if numerator == denominator { 1.0 } else { (middle + spread) / scale };
    Some((lower.clamp(0.0, 1.0), upper.clamp(0.0, 1.0)))
}

/// The probability of `count` or fewer of `n` when each has the chance `p` (0 to 1).
pub fn binomial_at_most(count: i64, n: i64, p: f64) -> f64 {
    if count < 0 {
        return 0.0;
    }
    if count >= n || p <= 0.0 {
        return 1.0;
    }
    if p >= 1.0 {
        return 0.0;
    }
    // Term by term in logarithms: the first term alone is too small to hold for a large n.
    let odds = p.ln() - (-p).ln_1p();
    let mut term = n as f64 * (-p).ln_1p();
    let mut sum = term.exp();
    for k in 0..count {
        term += ((n - k) as f64 / (k + 1) as f64).ln() + odds;
        sum += term.exp();
    }
    sum.min(1.0)
}

/// The probability of `count` or more of `n` when each has the chance `p` (0 to 1).
pub fn binomial_at_least(count: i64, n: i64, p: f64) -> f64 {
    // As many successes at least is as many failures at most: no small difference of large numbers.
    binomial_at_most(n - count, n, 1.0 - p)
}

#[cfg(test)]
mod tests {
    use super::super::reference::{assert_near, rows};
    use super::*;

    #[test]
    fn wilson_agrees_with_reference_results() {
        let reference = rows(include_str!("../../tests/data/wilson_2022.csv"));
        assert_eq!(reference.len(), 5);
        for row in reference {
            let (lower, upper) = wilson(row[0] as i64, row[1] as i64).unwrap();
            assert_near(lower, row[2], "lower");
            assert_near(upper, row[3], "upper");
        }
    }

    #[test]
    fn wilson_ends_are_exact_and_nothing_of_nothing_is_nothing() {
        assert_eq!(wilson(0, 145).unwrap().0, 0.0);
        assert_eq!(wilson(7, 7).unwrap().1, 1.0);
        for (numerator, denominator) in [(0, 0), (-1, 3), (4, 3), (1, -1)] {
            assert_eq!(wilson(numerator, denominator), None);
        }
    }

    #[test]
    fn tails_agree_with_reference_results() {
        let p0 = 5795.0 / 33525.0;
        for row in rows(include_str!("../../tests/data/binomial_2022.csv")) {
            let (count, n) = (row[0] as i64, row[1] as i64);
            assert_near(binomial_at_most(count, n, p0), row[2], "at most");
            assert_near(binomial_at_least(count, n, p0), row[3], "at least");
        }
    }

    #[test]
    fn tails_hold_at_their_ends_and_for_large_numbers() {
        assert_eq!(binomial_at_least(0, 10, 0.3), 1.0);
        assert_eq!(binomial_at_most(10, 10, 0.3), 1.0);
        assert_eq!(binomial_at_least(11, 10, 0.3), 0.0);
        assert_eq!(binomial_at_least(1, 10, 0.0), 0.0);
        assert_eq!(binomial_at_most(9, 10, 1.0), 0.0);
        assert_near(binomial_at_most(50_000, 100_000, 0.5), 0.501_261_56, "middle of many");
    }
}
