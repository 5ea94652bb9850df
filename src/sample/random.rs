//! Numbers that look random and are the same for the same seed, on every machine and in any order.
//!
//! A stream is named by a seed and a path of numbers (authority, worker, aspect), and its n-th number
//! depends on nothing else: workers can be simulated on any core, and a change to one aspect of a life
//! leaves the others as they were. The mixing function is SplitMix64's. Nothing here is for secrets.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub struct Random {
    key: u64,
    drawn: u64,
}

/// 2^64 divided by the golden ratio: steps that spread evenly.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Random {
    /// The stream named by a seed and a path.
    pub fn new(seed: u64, path: &[u64]) -> Random {
        let key = path.iter().fold(mix(seed.wrapping_add(STEP)), |key, part| {
            mix(key ^ mix(part.wrapping_add(1).wrapping_mul(STEP)))
        });
        Random { key, drawn: 0 }
    }

    fn next(&mut self) -> u64 {
        self.drawn = self.drawn.wrapping_add(1);
        mix(self.key.wrapping_add(self.drawn.wrapping_mul(STEP)))
    }

    /// A number from 0 up to, not including, `n`; 0 for `n` of 0.
    pub fn below(&mut self, n: usize) -> usize {
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low).max(0) as usize + 1) as i64
    }

    /// Yes in so many of a hundred draws.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(0, 99) < percent
    }

    /// One of the choices; the choices are never none.
    pub fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Puts items in another order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_its_seed_and_path_alone() {
        let draw = |seed, path: &[u64]| Random::new(seed, path).between(0, 1_000_000);
        assert_eq!(draw(1, &[2, 3]), draw(1, &[2, 3]));
        assert_ne!(draw(1, &[2, 3]), draw(1, &[3, 2]));
        assert_ne!(draw(1, &[2, 3]), draw(2, &[2, 3]));
        assert_ne!(draw(1, &[2]), draw(1, &[2, 0]));
    }

    #[test]
    fn every_number_in_the_range_comes_up_about_as_often() {
        let mut random = Random::new(7, &[]);
        let mut seen = [0; 6];
        for _ in 0..6000 {
            seen[random.between(0, 5) as usize] += 1;
        }
        assert!(seen.iter().all(|count| (850..1150).contains(count)), "{seen:?}");
        let mut items: Vec<usize> = (0..50).collect();
        random.shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
