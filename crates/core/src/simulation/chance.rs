//! Chances that come from a seed, and from nothing else: the same seed gives the same chances on every machine.

/// SplitMix64, after Steele, Lea and Flood (2014).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// From a seed.
    pub fn new(seed: u64) -> Chance {
        Chance(seed)
    }

    /// From a seed, for one of many: with chances that have nothing to do with those of its neighbours.
    pub fn apart(seed: u64, one: u64) -> Chance {
        let mut of_one = Chance(one.wrapping_mul(0xd1b5_4a32_d192_ed03));
        Chance(seed ^ of_one.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    /// A number in `from..=to`.
    pub fn within(&mut self, from: i64, to: i64) -> i64 {
        let span = u64::try_from(to.saturating_sub(from)).unwrap_or(0).saturating_add(1);
        from.saturating_add(i64::try_from(self.below(span)).unwrap_or(0))
    }

    /// Yes, so many times in a hundred.
    pub fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    /// One of these.
    pub fn of<'t, T>(&mut self, things: &'t [T]) -> Option<&'t T> {
        let index = usize::try_from(self.below(things.len() as u64)).unwrap_or(0);
        things.get(index)
    }

    /// One of these, each as likely as its weight.
    pub fn weighted<'t, T>(&mut self, things: &'t [(u64, T)]) -> Option<&'t T> {
        let mut left = self.below(things.iter().map(|(weight, _)| weight).sum());
        for (weight, thing) in things {
            match left.checked_sub(*weight) {
                None => return Some(thing),
                Some(rest) => left = rest,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_chances_within_their_bounds() {
        let draw = |seed| {
            let mut chance = Chance::new(seed);
            (0..200).map(|_| chance.within(-3, 9)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        assert!(draw(7).iter().all(|n| (-3..=9).contains(n)));
        let mut chance = Chance::new(1);
        assert_eq!(chance.of::<u8>(&[]), None);
        assert_eq!(chance.weighted(&[(0, 'a'), (5, 'b')]), Some(&'b'));
    }
}
