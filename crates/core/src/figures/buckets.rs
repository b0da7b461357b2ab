//! Fixed buckets for lengths of time: tenths of a unit up to one, and from there on the 24 preferred numbers of each power
//! of ten (E24, IEC 60063), about a tenth apart. They never change, so counts of any year can be added and compared.

/// The preferred numbers of one power of ten, in tenths.
const STEPS: [i64; 24] =
    [10, 11, 12, 13, 15, 16, 18, 20, 22, 24, 27, 30, 33, 36, 39, 43, 47, 51, 56, 62, 68, 75, 82, 91];

/// Powers of ten that are told apart; what is longer is in the last bucket.
const POWERS: u32 = 5;

/// How many buckets there are.
pub const BUCKETS: usize = 10 + STEPS.len() * POWERS as usize;

/// Where a bucket begins, in tenths of the unit.
#[must_use]
pub fn lower(bucket: usize) -> i64 {
    let Some(above) = bucket.checked_sub(10) else { return i64::try_from(bucket).unwrap_or_default() };
    let power = u32::try_from(above / STEPS.len()).unwrap_or(POWERS);
    let step = STEPS.get(above % STEPS.len()).copied().unwrap_or_default();
    step.saturating_mul(10_i64.saturating_pow(power.min(POWERS)))
}

/// The bucket that holds a length in tenths of the unit; a negative one is none at all.
#[must_use]
pub fn bucket(tenths: i64) -> usize {
    (0..BUCKETS).rev().find(|bucket| lower(*bucket) <= tenths).unwrap_or_default()
}

/// The name of a bucket in what is kept.
#[must_use]
pub fn facet(bucket: usize) -> String {
    format!("b{bucket:03}")
}

/// The bucket of a name.
#[must_use]
pub fn of_facet(facet: &str) -> Option<usize> {
    facet.strip_prefix('b')?.parse().ok().filter(|bucket| *bucket < BUCKETS)
}

/// The value in tenths that `percent` of all do not exceed, by even spread within its bucket; none where there is nothing.
#[must_use]
pub fn percentile(counts: &[i64], percent: u8) -> Option<i64> {
    let all: i64 = counts.iter().sum();
    if all <= 0 {
        return None;
    }
    // Hundredths of a place in the row of all of them, counted from 0 to `all`.
    let wanted = all.saturating_mul(i64::from(percent.min(100)));
    let mut before = 0_i64;
    for (bucket, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let until = before.saturating_add(count.saturating_mul(100));
        if wanted <= until {
            let (low, high) = (lower(bucket), lower(bucket + 1));
            let width = high.saturating_sub(low).max(0);
            return Some(low + width.saturating_mul(wanted - before) / count.saturating_mul(100).max(1));
        }
        before = until;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_length_is_in_the_bucket_that_it_belongs_to(tenths in 0_i64..20_000_000) {
            let found = bucket(tenths);
            prop_assert!(lower(found) <= tenths);
            prop_assert!(found + 1 == BUCKETS || tenths < lower(found + 1));
            prop_assert_eq!(of_facet(&facet(found)), Some(found));
        }

        #[test]
        fn a_percentile_lies_within_a_tenth_of_the_true_one(mut lengths in prop::collection::vec(10_i64..900_000, 1..200), percent in 1_u8..100) {
            let mut counts = vec![0; BUCKETS];
            lengths.iter().for_each(|length| counts[bucket(*length)] += 1);
            lengths.sort_unstable();
            let told = percentile(&counts, percent).unwrap();
            let place = (lengths.len() * usize::from(percent)).div_ceil(100).max(1) - 1;
            let found = bucket(lengths[place]);
            prop_assert!(lower(found) <= told && told <= lower(found + 1), "{told} for {}", lengths[place]);
            prop_assert!(percentile(&counts, 1).unwrap() <= told);
        }
    }

    #[test]
    fn buckets_grow_and_nothing_has_no_middle() {
        assert!((1..BUCKETS).all(|bucket| lower(bucket) > lower(bucket - 1)));
        assert_eq!(percentile(&vec![0; BUCKETS], 50), None);
        assert_eq!((bucket(-5), bucket(0), bucket(9), bucket(10), lower(34)), (0, 0, 9, 10, 100));
    }
}
