//! Check digits and shapes of what people type: telephone, identity and credit numbers.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::civil;
use crate::number::check_character;

/// What people type between the digits of a number, and digits of an input method's full width, taken for what they mean.
fn narrow(text: &str) -> String {
    let half = |c: char| match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let between = |c: &char| {
        c.is_whitespace()
            || matches!(c, '-' | '(' | ')' | '\u{2010}'..='\u{2015}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{FEFF}')
    };
    text.chars().map(half).filter(|c| !between(c)).collect()
}

/// A mobile or fixed-line number of the mainland, without what stands between its digits and without the country's code;
/// none if it is neither.
pub fn phone(text: &str) -> Option<String> {
    let plain = narrow(text);
    let plain = ["+86", "0086"].iter().find_map(|code| plain.strip_prefix(code)).unwrap_or(&plain);
    let digits = plain.bytes().all(|b| b.is_ascii_digit());
    let repeated = plain.bytes().all(|b| Some(&b) == plain.as_bytes().first());
    let mobile = plain.len() == 11 && plain.starts_with('1') && !matches!(plain.as_bytes().get(1), Some(b'0'..=b'2'));
    let fixed = (10..=12).contains(&plain.len()) && plain.starts_with('0') && !plain.starts_with("00");
    let local = (7..=8).contains(&plain.len()) && !plain.starts_with(['0', '1']);
    (digits && !repeated && (mobile || fixed || local)).then(|| plain.to_owned())
}

/// A resident identity number (GB 11643): eighteen characters, a day that was, and the check character of MOD 11-2.
pub(super) fn identity_number(text: &str, now: Timestamp) -> Option<String> {
    let upper = narrow(text).to_ascii_uppercase();
    if !upper.is_ascii() {
        return None;
    }
    let (digits, check) = upper.split_at_checked(17)?;
    let numeric = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    let born = birthday(digits.get(6..14)?)?;
    let plausible = born >= jiff::civil::date(1850, 1, 1) && born <= civil(now).date();
    let fits = check.len() == 1 && check.starts_with(check_character(digits));
    (numeric && plausible && fits).then_some(upper)
}

fn birthday(digits: &str) -> Option<Date> {
    let year = digits.get(0..4)?.parse().ok()?;
    let month = digits.get(4..6)?.parse().ok()?;
    let day = digits.get(6..8)?.parse().ok()?;
    Date::new(year, month, day).ok()
}

/// A unified social credit code (GB 32100): eighteen characters of its alphabet with a weighted check character.
pub(super) fn credit_code(text: &str) -> Option<String> {
    const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    let upper = text.trim().to_ascii_uppercase();
    let values: Option<Vec<usize>> = upper.bytes().map(|b| ALPHABET.iter().position(|a| *a == b)).collect();
    let values = values.filter(|values| values.len() == 18)?;
    let sum: usize = values.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    (values.last() == Some(&((31 - sum % 31) % 31))).then_some(upper)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones_are_told_from_any_eleven_digits() {
        assert_eq!(phone("138 0013 8000").as_deref(), Some("13800138000"));
        assert_eq!(phone("+86 13800138000").as_deref(), Some("13800138000"));
        assert_eq!(phone("027-85481234").as_deref(), Some("02785481234"));
        for wrong in ["99999999999", "11111111111", "12345", "1380013800", "138001380000", "电话", ""] {
            assert_eq!(phone(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_are_known_however_they_are_typed() {
        let typed = ["138 0013 8000", "１３８００１３８０００", "+86 138-0013-8000", "0086１３８ ００１３ ８０００"];
        for typed in typed {
            assert_eq!(phone(typed).as_deref(), Some("13800138000"), "{typed}");
        }
        assert_eq!(phone("（027）8548 1234").as_deref(), Some("02785481234"));
        let now = "2026-11-21T00:00:00Z".parse().unwrap();
        let typed = "１１０１０５ 19491231 ００２ｘ";
        assert_eq!(identity_number(typed, now).as_deref(), Some("11010519491231002X"));
    }

    proptest::proptest! {
        #[test]
        fn what_stands_between_the_digits_changes_nothing(number in "1[3-9][0-9]{9}", gap in "[ \\-　（）]{0,3}", at in 0_usize..11, wide: bool) {
            let (before, after) = number.split_at(at);
            let typed = format!("{before}{gap}{after}");
            let widen = |c: char| if wide && c.is_ascii_digit() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c };
            let typed: String = typed.chars().map(widen).collect();
            proptest::prop_assert_eq!(phone(&typed), phone(&number));
        }
    }

    #[test]
    fn identity_numbers_have_a_check_character_and_a_day() {
        let now = "2026-11-21T00:00:00Z".parse().unwrap();
        assert!(identity_number("11010519491231002X", now).is_some());
        assert!(identity_number("11010519491231002x", now).is_some());
        assert!(identity_number("110105194912310021", now).is_none());
        assert!(identity_number("110105194902300029", now).is_none());
        assert!(identity_number("一一0105194912310", now).is_none());
        assert!(identity_number("", now).is_none());
    }

    #[test]
    fn credit_codes_have_a_check_character() {
        assert!(credit_code("91350100M000100Y43").is_some(), "the example of GB 32100");
        assert!(credit_code("91350100M000100Y44").is_none());
        assert!(credit_code("91350100I000100Y43").is_none());
    }
}
