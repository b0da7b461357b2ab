//! How sure a difference is: the days of the period, drawn again and again with their matters. A difference that a few days
//! make disappears when they are not drawn.

use serde::Serialize;

use super::chance::Chance;

/// How often the days are drawn.
const DRAWS: usize = 1000;

/// Between what and what a difference lies, 95 times in a hundred.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Band {
    /// At least.
    pub low: i64,
    /// At most.
    pub high: i64,
}

/// The band around the sum of differences, one for each day. None for fewer than seven days: they say too little.
#[must_use]
pub fn band(differences: &[i64], chance: &mut Chance) -> Option<Band> {
    if differences.len() < 7 {
        return None;
    }
    let mut sums: Vec<i64> = (0..DRAWS).map(|_| drawn(differences, chance)).collect();
    sums.sort_unstable();
    Some(Band { low: *sums.get(DRAWS / 40)?, high: *sums.get(DRAWS - DRAWS / 40 - 1)? })
}

/// As many days as there are, each drawn from all of them.
fn drawn(differences: &[i64], chance: &mut Chance) -> i64 {
    differences.iter().filter_map(|_| chance.of(differences)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_holds_the_sum_and_comes_from_the_seed_alone() {
        let days: Vec<i64> = (0..30).map(|day| day % 4).collect();
        let found = band(&days, &mut Chance::new(7)).unwrap();
        assert!(found.low < days.iter().sum::<i64>() && days.iter().sum::<i64>() < found.high, "{found:?}");
        assert_eq!(band(&days, &mut Chance::new(7)), Some(found));
        assert_eq!(band(&[1; 30], &mut Chance::new(1)), Some(Band { low: 30, high: 30 }));
        assert_eq!(band(&[1, 2, 3], &mut Chance::new(1)), None);
    }
}
