//! Choices that follow from a seed, and numberings without repetition.

use fastrand::Rng;

/// A source of choices. The same seed and key give the same choices on every machine.
#[derive(Clone, Debug)]
pub(super) struct Dice(Rng);

impl Dice {
    /// The dice of one thing (a child, a school) under the township's seed: things do not disturb each other.
    pub(super) fn of(seed: u64, kind: Thing, number: usize) -> Self {
        let key = (number as u64).wrapping_mul(8).wrapping_add(kind as u64);
        Self(Rng::with_seed(mixed(seed ^ mixed(key))))
    }

    /// A number below `end`; 0 where there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { self.0.usize(..end) }
    }

    /// A number from `least` to `greatest`.
    pub(super) fn within(&mut self, least: u32, greatest: u32) -> u32 {
        if least >= greatest { least } else { self.0.u32(least..=greatest) }
    }

    /// True so often in one.
    pub(super) fn chance(&mut self, share: f64) -> bool {
        self.0.f64() < share
    }

    /// A number from 0 to 1.
    pub(super) fn share(&mut self) -> f64 {
        self.0.f64()
    }

    /// One of a list.
    pub(super) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.below(of.len()))
    }

    /// One of a list of texts, empty where there is none.
    pub(super) fn say<'a>(&mut self, of: &'a [String]) -> &'a str {
        self.pick(of).map(String::as_str).unwrap_or_default()
    }

    /// One of a list by weight.
    pub(super) fn weighted<T>(&mut self, of: impl Iterator<Item = (T, u32)> + Clone) -> Option<T> {
        let all: u32 = of.clone().map(|(_, weight)| weight).sum();
        let mut left = if all == 0 { 0 } else { self.0.u32(..all) };
        for (item, weight) in of {
            if left < weight {
                return Some(item);
            }
            left -= weight;
        }
        None
    }

    /// Puts a list into some order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        self.0.shuffle(list);
    }
}

/// What dice are thrown for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Thing {
    Township,
    School,
    Child,
    /// What else stands in a child's row.
    Row,
    #[allow(dead_code, reason = "TEMP")]
    Mess,
}

/// The finaliser of SplitMix64, so that neighbouring keys share nothing.
const fn mixed(key: u64) -> u64 {
    let mut z = key.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The `nth` of `size` things in an order that looks like none and repeats nothing before all have come.
pub(super) fn nth_of(nth: usize, size: usize, seed: u64) -> usize {
    let size = size.max(1);
    let offset = (mixed(seed) % size as u64) as usize;
    let mut step = (size as f64 * 0.618) as usize | 1;
    while common_divisor(step, size) != 1 {
        step += 1;
    }
    ((nth % size) * (step % size) + offset) % size
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_numbering_repeats_nothing() {
        for size in [1, 2, 3, 10, 96, 1000, 3650] {
            for seed in [0, 7] {
                let seen: BTreeSet<usize> = (0..size).map(|nth| nth_of(nth, size, seed)).collect();
                assert_eq!(seen.len(), size);
            }
        }
    }

    #[test]
    fn one_seed_gives_one_sequence() {
        let throws = |seed, number| {
            let mut dice = Dice::of(seed, Thing::Child, number);
            [dice.below(1000), dice.below(1000), dice.below(1000)]
        };
        assert_eq!(throws(1, 5), throws(1, 5));
        assert_ne!(throws(1, 5), throws(2, 5));
        assert_ne!(throws(1, 5), throws(1, 6));
        // Other machines and later versions of the generator must give the same township.
        assert_eq!(throws(1, 5), [174, 22, 505]);
    }

    #[test]
    fn weights_are_kept() {
        let mut dice = Dice::of(3, Thing::School, 0);
        let often = (0..1000).filter(|_| dice.weighted([("a", 9), ("b", 1)].into_iter()) == Some("a")).count();
        assert!((850..950).contains(&often), "{often}");
        assert_eq!(dice.weighted([("a", 0)].into_iter()), None);
    }
}
