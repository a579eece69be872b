//! What an injection is drawn from: a seed and its number, so that each is repeated by one command.

/// A sequence of numbers (SplitMix64: Steele, Lea and Flood, *Fast splittable pseudorandom number
/// generators*, 2014); not for keys.
#[derive(Debug, Clone)]
pub struct Draw(u64);

/// The step of the sequence: 2^64 divided by the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Draw {
    /// The sequence of injection `index` of the campaign `seed`.
    pub fn of(seed: u64, index: u64) -> Self {
        let mut mixed = Self(seed);
        Self(mixed.next() ^ index.wrapping_mul(STEP))
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 if that is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    /// One of `all`.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let at = self.below(all.len() as u64);
        all.get(usize::try_from(at).unwrap_or(0))
    }

    /// One of `all`, as often as its weight says.
    pub fn weighed<'a, T>(&mut self, all: &'a [T], weight: impl Fn(&T) -> u64) -> Option<&'a T> {
        let mut left = self.below(all.iter().map(&weight).sum());
        all.iter().find(|one| {
            let within = left < weight(one);
            left = left.saturating_sub(weight(one));
            within
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_injection_is_drawn_alike_and_another_is_not() {
        let drawn = |seed, index| {
            let mut draw = Draw::of(seed, index);
            [draw.next(), draw.next()]
        };
        assert_eq!(drawn(21, 7), drawn(21, 7));
        assert_ne!(drawn(21, 7), drawn(21, 8));
        assert_ne!(drawn(21, 7), drawn(22, 7));
    }

    #[test]
    fn what_weighs_nothing_is_never_drawn_and_all_else_is() {
        let (mut draw, mut counts) = (Draw::of(1, 1), [0u32; 3]);
        for _ in 0..600 {
            let at = *draw.weighed(&[0usize, 1, 2], |at| [1, 0, 5][*at]).unwrap();
            counts[at] += 1;
        }
        assert_eq!(counts[1], 0);
        assert!(counts[0] > 50 && counts[2] > 400, "{counts:?}");
        assert_eq!((draw.below(0), draw.pick::<u8>(&[])), (0, None));
    }
}
