//! Agreement between two judges beyond what chance would give.

use std::collections::BTreeMap;

/// Cohen's kappa over pairs of words, one of each judge: (observed − chance) / (1 − chance), chance being
/// the sum over all words of the product of the two judges' shares (Cohen, 1960). `None` without pairs,
/// and where chance agreement is 1.
pub fn cohen_kappa<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<f64> {
    let mut words: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    let (mut cases, mut agreed) = (0, 0);
    for (first, second) in pairs {
        words.entry(first).or_default().0 += 1;
        words.entry(second).or_default().1 += 1;
        cases += 1;
        agreed += i64::from(first == second);
    }
    let chance: i64 = words.values().map(|(first, second)| first * second).sum();
    // Over whole numbers, so that chance agreement of exactly 1 is seen as such.
    let possible = cases * cases - chance;
    (possible > 0).then(|| (agreed * cases - chance) as f64 / possible as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_is_what_is_left_after_chance() {
        // Three of six agree, where chance would give 10 in 36.
        let cases = [
            ("pass", "defer"),
            ("pass", "pass"),
            ("pass", "pass"),
            ("fail", "fail"),
            ("pass", "defer"),
            ("fail", "refer"),
        ];
        assert!((cohen_kappa(cases).unwrap() - 8.0 / 26.0).abs() < 1e-12);
        assert_eq!(cohen_kappa([("a", "a"), ("b", "b")]), Some(1.0));
        assert_eq!(cohen_kappa([("a", "b"), ("b", "a")]), Some(-1.0));
    }

    #[test]
    fn kappa_is_empty_where_nothing_could_have_differed() {
        assert_eq!(cohen_kappa([]), None);
        assert_eq!(cohen_kappa([("pass", "pass"), ("pass", "pass")]), None);
    }
}
