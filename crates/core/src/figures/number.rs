//! Amounts as figures reckon with them: exact decimals, bounded where they come in, so that no product leaves the range.

use rust_decimal::{Decimal, RoundingStrategy};

/// The largest amount that is read, in its own measure: a thousand trillion, more than any district's yuan.
const LARGEST: i64 = 1_000_000_000_000_000;
/// The most places behind the point that are read.
const PLACES: u32 = 4;

/// Reads an amount as a person or a program writes it: digits, a sign, a point, thousands commas (also full-width). None
/// for anything else, for more than four places and for more than a thousand trillion.
pub fn amount(text: &str) -> Option<Decimal> {
    let plain: String = text.trim().chars().filter_map(plain_letter).collect();
    let digits = plain.strip_prefix(['-', '+']).unwrap_or(&plain);
    let is_written = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit())
        && digits.len() <= 24
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let read: Decimal = is_written.then(|| plain.parse().ok()).flatten()?;
    let read = read.normalize();
    (read.abs() <= Decimal::from(LARGEST) && read.scale() <= PLACES).then_some(read)
}

/// One letter of an amount; thousands commas and blanks between digits are left out.
fn plain_letter(c: char) -> Option<char> {
    match c {
        ',' | '，' | ' ' | '\u{a0}' => None,
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        '．' => Some('.'),
        '－' | '−' => Some('-'),
        other => Some(other),
    }
}

/// `total × part ÷ whole`; none where there is nothing to divide by.
pub fn portion(total: Decimal, part: Decimal, whole: Decimal) -> Option<Decimal> {
    total.checked_mul(part)?.checked_div(whole)
}

/// What stands behind the name of a figure where its growth against the same part of last year is meant, in per cent.
const GROWTH: &str = ":growth";

/// The name of a figure's growth: `investment.contracted:growth`.
#[must_use]
pub fn growth_name(figure: &str) -> String {
    format!("{figure}{GROWTH}")
}

/// The figure whose growth a name means; none where it means the figure itself.
#[must_use]
pub fn grown(name: &str) -> Option<&str> {
    name.strip_suffix(GROWTH)
}

/// By how many per cent `now` is above `before`; none where before is not above zero, as no growth can be told then.
pub fn growth(now: Decimal, before: Decimal) -> Option<Decimal> {
    if before <= Decimal::ZERO {
        return None;
    }
    portion(now.checked_sub(before)?, Decimal::ONE_HUNDRED, before)
}

/// An amount as pages write it: at most two places, halves away from zero, no zeros behind.
pub fn shown(amount: Decimal) -> String {
    rounded(amount, 2).to_string()
}

/// The same with other places.
pub fn rounded(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it_and_nothing_else_is() {
        let told = |text: &str| amount(text).map(|read| read.to_string());
        assert_eq!(told("1,680.50").as_deref(), Some("1680.5"));
        assert_eq!(told("－７．２").as_deref(), Some("-7.2"));
        assert_eq!(told(" 420 ").as_deref(), Some("420"));
        for wrong in ["", "-", ".", "5.", ".5", "1.2.3", "1e9", "420亿", "NaN", "0.00001", "1000000000000001", "--1"] {
            assert_eq!(amount(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_name_of_a_growth_leads_back_to_its_figure() {
        assert_eq!(grown(&growth_name("a.b")), Some("a.b"));
        assert_eq!(grown("a.b"), None);
    }

    #[test]
    fn growth_is_told_against_more_than_nothing_only() {
        assert_eq!(growth(Decimal::from(110), Decimal::from(100)), Some(Decimal::from(10)));
        assert_eq!(growth(Decimal::from(110), Decimal::ZERO), None);
        assert_eq!(growth(Decimal::from(1), Decimal::from(-1)), None);
    }

    #[test]
    fn an_amount_is_shown_with_at_most_two_places() {
        assert_eq!(shown(Decimal::new(12_345, 3)), "12.35");
        assert_eq!(shown(Decimal::new(1_200, 2)), "12");
        assert_eq!(shown(Decimal::new(-5, 3)), "-0.01");
    }
}
