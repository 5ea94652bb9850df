//! How often chance alone would make a difference as large.

/// The upper tail of the chi-squared distribution with whole degrees of freedom (Pearson, 1900), by the
/// finite sums of Abramowitz and Stegun, 26.4.4 and 26.4.5. `None` without a degree of freedom, or where
/// the statistic is no number.
pub fn chi_squared_p(statistic: f64, freedom: i64) -> Option<f64> {
    if !statistic.is_finite() || statistic < 0.0 || freedom < 1 {
        return None;
    }
    let half = statistic / 2.0;
    // The sum begins with erfc(sqrt(half)) for an odd number of degrees of freedom, with 0 for an even one,
    // and each term is the one before it times half over the next place: 1, 2, … or 3/2, 5/2, …
    let (mut tail, mut term, mut place) = if freedom % 2 == 1 {
        (libm::erfc(half.sqrt()), (-half).exp() * (half / std::f64::consts::PI).sqrt() * 2.0, 1.5)
    } else {
        (0.0, (-half).exp(), 1.0)
    };
    for _ in 0..freedom / 2 {
        tail += term;
        term *= half / place;
        place += 1.0;
    }
    Some(tail.min(1.0))
}

#[cfg(test)]
mod tests {
    use super::super::reference::assert_near;
    use super::*;

    #[test]
    fn tails_are_those_of_the_printed_tables() {
        // The 5% and 1% points of the distribution as statistical tables print them.
        for (statistic, freedom, tail) in [
            (3.841_458_820_694_124, 1, 0.05),
            (5.991_464_547_107_979, 2, 0.05),
            (6.634_896_601_021_213, 1, 0.01),
            (18.307_038_053_275_14, 10, 0.05),
            (7.814_727_903_251_18, 3, 0.05),
            (15.086_272_469_388_99, 5, 0.01),
        ] {
            assert_near(chi_squared_p(statistic, freedom).unwrap(), tail, "tail");
        }
        assert_eq!(chi_squared_p(0.0, 3), Some(1.0));
        for (statistic, freedom) in [(f64::NAN, 2), (-1.0, 2), (1.0, 0)] {
            assert_eq!(chi_squared_p(statistic, freedom), None);
        }
    }
}
