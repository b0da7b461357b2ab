//! What a share among few cases is worth: the interval in which it lies with 95 % certainty (Wilson 1927), in integers, so
//! that every machine finds the same; and how many cases a ranking needs.

/// z² for 95 %: 1.96² in ten-thousandths.
const Z2: i128 = 38_416;
/// Ten-thousandths, in which shares are told.
pub const WHOLE: i64 = 10_000;
/// Places that the root is drawn with, beyond the scale of [`Z2`].
const FINE: i128 = 10_000;

/// The interval of a share, in ten-thousandths; `low <= share <= high`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Interval {
    /// Its low end.
    pub low: i64,
    /// Its high end.
    pub high: i64,
}

/// The Wilson interval of `hits` among `cases`, rounded outwards. None without cases, or where the numbers are no share.
pub fn wilson(hits: i64, cases: i64) -> Option<Interval> {
    if cases <= 0 || hits < 0 || hits > cases {
        return None;
    }
    let (k, n, scale) = (i128::from(hits), i128::from(cases), i128::from(WHOLE));
    // Twice the middle, and twice the half width, both over `below`: all times z's scale.
    let middle = k.checked_mul(2)?.checked_mul(scale)?.checked_add(Z2)?;
    let spread =
        k.checked_mul(4)?.checked_mul(n.checked_sub(k)?)?.checked_mul(scale)?.checked_div(n)?.checked_add(Z2)?;
    let half = root(Z2.checked_mul(spread)?.checked_mul(FINE * FINE)?)?.checked_add(1)?;
    let below = n.checked_mul(scale)?.checked_add(Z2)?.checked_mul(2)?.checked_mul(FINE)?;
    let fine = middle.checked_mul(FINE)?;
    let low = fine.checked_sub(half)?.max(0).checked_mul(scale)?.checked_div(below)?;
    let high = fine.checked_add(half)?.checked_mul(scale)?.checked_add(below - 1)?.checked_div(below)?;
    let share = k.checked_mul(scale)?.checked_div(n)?;
    // The root is drawn outwards by one part in ten thousand; at the ends the share itself is the bound.
    Some(Interval { low: i64::try_from(low.min(share)).ok()?, high: i64::try_from(high.min(scale).max(share)).ok()? })
}

/// The whole root below, by Newton's way from above.
fn root(of: i128) -> Option<i128> {
    if of < 2 {
        return (of >= 0).then_some(of);
    }
    let bits = 128 - of.leading_zeros();
    let mut guess = 1_i128.checked_shl(bits.div_ceil(2))?;
    loop {
        let next = (guess + of / guess) / 2;
        if next >= guess {
            return Some(guess);
        }
        guess = next;
    }
}

/// A share in ten-thousandths as per cent with one decimal: `87.5`.
pub fn per_cent(share: i64) -> String {
    let tenths = (share + 5) / 10;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_intervals_come_out_as_the_tables_have_them() {
        // Wilson 95 %: 10 of 10 → 72.2–100, 3 of 3 → 43.85–100, 45 of 50 → 78.6–95.7, 0 of 5 → 0–43.4.
        let told = |k, n| wilson(k, n).map(|it| (per_cent(it.low), per_cent(it.high))).unwrap();
        assert_eq!(told(10, 10), ("72.2".into(), "100.0".into()));
        assert_eq!(told(3, 3), ("43.8".into(), "100.0".into()));
        assert_eq!(told(45, 50), ("78.6".into(), "95.7".into()));
        assert_eq!(told(0, 5), ("0.0".into(), "43.5".into()));
    }

    #[test]
    fn no_cases_have_no_interval() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(2, 1), None);
        assert_eq!(wilson(-1, 1), None);
    }
}
