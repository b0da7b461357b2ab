//! Bytes into text: UTF-8, UTF-16, GB18030 (with GBK and GB2312), Big5.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::Unreadable;

/// Characters that every report is full of, in both scripts.
const FREQUENT: &[char] = &[
    '的', '和', '年', '工', '作', '政', '府', '人', '民', '全', '区', '區', '市', '发', '發', '展', '建', '设', '設',
    '。', '、', '，',
];

/// Decodes a text. A byte order mark stays the text's first character, so that offsets count it.
pub fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return readable(text.into_owned());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => return readable(text.to_owned()),
        // Cut off in the middle of a character: the rest is whole.
        Err(error) if error.error_len().is_none() => return readable(String::from_utf8_lossy(bytes).into_owned()),
        Err(_) => {}
    }
    if let Some(encoding) = wide(bytes) {
        return readable(encoding.decode_without_bom_handling(bytes).0.into_owned());
    }
    let best = [UTF_8, GB18030, BIG5]
        .into_iter()
        .map(|encoding| encoding.decode_without_bom_handling(bytes).0)
        .max_by_key(|text| likeness(text));
    readable(best.map(std::borrow::Cow::into_owned).unwrap_or_default())
}

/// UTF-16 without a mark shows by the zero bytes of its line ends, digits and stops.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = bytes.len() / 50 + 2;
    match (even > many, odd > many) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// How much a text reads like a report; what could not be decoded counts against it.
fn likeness(text: &str) -> i64 {
    text.chars().map(|letter| if letter == '\u{FFFD}' { -20 } else { i64::from(FREQUENT.contains(&letter)) }).sum()
}

/// Refuses what is no text: too many characters that could not be decoded, or that nobody writes.
fn readable(text: String) -> Result<String, Unreadable> {
    let strange = |letter: char| {
        letter == '\u{FFFD}'
            || (letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{C}' | '\u{B}' | '\u{85}'))
    };
    let (all, odd) =
        text.chars().fold((0_usize, 0_usize), |(all, odd), letter| (all + 1, odd + usize::from(strange(letter))));
    if odd > 1 + all / 50 { Err(Unreadable::UnreadableEncoding) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "政府工作报告\r\n2031年，全区生产总值增长5.1%。";

    #[test]
    fn every_encoding_gives_the_same_text() {
        let gbk = GB18030.encode(TEXT).0.into_owned();
        let big5 = BIG5.encode("政府工作報告，全區的發展和人民的工作。").0.into_owned();
        let little: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [0xFE, 0xFF].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        for bytes in [TEXT.as_bytes().to_vec(), gbk, little] {
            assert_eq!(decode(&bytes).as_deref(), Ok(TEXT));
        }
        assert_eq!(decode(&marked), Ok(format!("\u{FEFF}{TEXT}")));
        assert_eq!(decode(&big5).as_deref(), Ok("政府工作報告，全區的發展和人民的工作。"));
    }

    #[test]
    fn a_mark_stays_and_a_cut_character_does_no_harm() {
        assert_eq!(decode("\u{FEFF}年".as_bytes()).as_deref(), Ok("\u{FEFF}年"));
        let bytes = TEXT.as_bytes();
        let cut = bytes.get(..bytes.len() - 2).unwrap_or_default();
        assert!(decode(cut).is_ok_and(|text| text.starts_with("政府工作报告")));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let noise: Vec<u8> = (0..4000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(decode(&noise), Err(Unreadable::UnreadableEncoding));
    }
}
