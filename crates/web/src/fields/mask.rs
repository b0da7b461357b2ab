//! Telephone and identity numbers for reading: in groups while they are checked, and with their middle covered after.

use bihuan_core::pack::model::FieldType;

/// The groups that people read a number in: from the left, the rest last.
fn groups(kind: FieldType, number: &str) -> &'static [usize] {
    match (kind, number.len()) {
        (FieldType::Phone, 11) if number.starts_with('1') => &[3, 4, 4],
        (FieldType::Phone, 11) if is_short_area(number) => &[3, 4, 4],
        (FieldType::Phone, 11 | 12) => &[4, 4, 4],
        (FieldType::Phone, 10) if is_short_area(number) => &[3, 3, 4],
        (FieldType::Phone, 10) => &[4, 3, 3],
        (FieldType::Phone, _) => &[4, 4],
        (FieldType::IdentityNumber, 18) => &[6, 8, 4],
        (FieldType::CreditCode, 18) => &[2, 6, 9, 1],
        _ => &[],
    }
}

/// Area codes of three digits are 010 and those that begin with 02.
fn is_short_area(number: &str) -> bool {
    number.starts_with("010") || number.starts_with("02")
}

/// A number in the groups that people read it in; anything else as it stands.
pub fn grouped(kind: FieldType, number: &str) -> String {
    let mut rest = number;
    let mut parts = Vec::new();
    for size in groups(kind, number) {
        let Some((part, left)) = rest.split_at_checked(*size) else { break };
        parts.push(part);
        rest = left;
    }
    parts.extend((!rest.is_empty()).then_some(rest));
    parts.join(" ")
}

/// The same with its middle covered: of a telephone the first three and the last four digits stay, of an identity number
/// the first and the last four. Whoever gave the number knows it by them; whoever looks over a shoulder does not.
pub fn covered(kind: FieldType, number: &str) -> String {
    let head = match kind {
        FieldType::Phone => 3,
        FieldType::IdentityNumber => 4,
        _ => return grouped(kind, number),
    };
    let count = number.chars().count();
    let tail = if count > head + 4 { count - 4 } else { count };
    let hide = |(at, c): (usize, char)| if at < head || at >= tail { c } else { '*' };
    grouped(kind, &number.chars().enumerate().map(hide).collect::<String>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_stand_in_groups() {
        assert_eq!(grouped(FieldType::Phone, "13800138000"), "138 0013 8000");
        assert_eq!(grouped(FieldType::Phone, "02785481234"), "027 8548 1234");
        assert_eq!(grouped(FieldType::Phone, "071485481234"), "0714 8548 1234");
        assert_eq!(grouped(FieldType::Phone, "85481234"), "8548 1234");
        assert_eq!(grouped(FieldType::IdentityNumber, "11010519491231002X"), "110105 19491231 002X");
        assert_eq!(covered(FieldType::Phone, "13800138000"), "138 **** 8000");
        assert_eq!(covered(FieldType::IdentityNumber, "11010519491231002X"), "1101** ******** 002X");
    }

    proptest! {
        #[test]
        fn groups_lose_nothing(text in "\\PC{0,30}") {
            for kind in [FieldType::Phone, FieldType::IdentityNumber, FieldType::CreditCode] {
                let bare = |text: &str| text.replace(' ', "");
                prop_assert_eq!(bare(&grouped(kind, &text)), bare(&text));
            }
        }

        #[test]
        fn a_covered_number_keeps_its_middle_to_itself(number in "1[3-9][0-9]{9}") {
            let shown = covered(FieldType::Phone, &number).replace(' ', "");
            prop_assert_eq!(shown.len(), number.len());
            prop_assert_eq!(&shown[..3], &number[..3]);
            prop_assert_eq!(&shown[3..7], "****");
        }
    }
}
