//! Numerals in front of headings and items, Chinese numbers and years: small readers of the first characters.

/// The kinds of numerals, from the highest rank down as offices use them.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Numeral {
    /// 第一部分.
    Part,
    /// 一、
    Chinese,
    /// (一)
    Bracketed,
    /// 1.
    Arabic,
    /// 1.1
    Second,
    /// 1.1.1
    Third,
    /// (1)
    BracketedArabic,
    /// 一是, 一要.
    Firstly,
    /// ①
    Circled,
}

/// A numeral at the beginning of a stretch.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Mark {
    /// Which kind.
    pub kind: Numeral,
    /// Its number.
    pub number: u32,
    /// How many characters it takes, its own punctuation included.
    pub length: usize,
}

/// Whether `text` begins with `words`.
pub fn begins(text: &[char], words: &str) -> bool {
    let mut letters = text.iter();
    words.chars().all(|word| letters.next() == Some(&word))
}

/// Whether `text` ends with `words`.
pub fn ends(text: &[char], words: &str) -> bool {
    let mut letters = text.iter().rev();
    words.chars().rev().all(|word| letters.next() == Some(&word))
}

/// Where `words` first stand in `text`.
pub fn find(text: &[char], words: &str) -> Option<usize> {
    let first = words.chars().next()?;
    (0..text.len()).find(|at| text.get(*at) == Some(&first) && text.get(*at..).is_some_and(|rest| begins(rest, words)))
}

/// Whether `words` stand in `text`.
pub fn holds(text: &[char], words: &str) -> bool {
    find(text, words).is_some()
}

/// Whether any of `words` stands in `text`.
pub fn holds_any(text: &[char], words: &[&str]) -> bool {
    words.iter().any(|words| holds(text, words))
}

/// A Chinese digit.
pub fn digit(letter: char) -> Option<u32> {
    match letter {
        '零' | '〇' | '○' => Some(0),
        '一' | '壹' => Some(1),
        '二' | '两' | '贰' => Some(2),
        '三' | '叁' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    }
}

/// A Chinese number below a hundred at the beginning, and its length: 十二, 二十, 三.
pub fn counting(text: &[char]) -> Option<(u32, usize)> {
    match text {
        ['十', one, ..] if digit(*one).is_some_and(|one| one > 0) => Some((10 + digit(*one)?, 2)),
        ['十', ..] => Some((10, 1)),
        [ten, '十', one, ..] if digit(*ten).is_some() && digit(*one).is_some_and(|one| one > 0) => {
            Some((digit(*ten)? * 10 + digit(*one)?, 3))
        }
        [ten, '十', ..] if digit(*ten).is_some() => Some((digit(*ten)? * 10, 2)),
        [one, ..] => Some((digit(*one)?, 1)),
        [] => None,
    }
}

/// An Arabic number of at most four digits at the beginning, and its length.
pub fn figure(text: &[char]) -> Option<(u32, usize)> {
    let length = text.iter().take(5).take_while(|letter| letter.is_ascii_digit()).count();
    if length == 0 || length > 4 {
        return None;
    }
    let number = text.iter().take(length).filter_map(|letter| letter.to_digit(10)).fold(0, |sum, one| sum * 10 + one);
    Some((number, length))
}

/// The numeral that `text` begins with.
pub fn mark(text: &[char]) -> Option<Mark> {
    let made = |kind, number, length| Some(Mark { kind, number, length });
    match text {
        ['第', rest @ ..] => {
            let (number, length) = counting(rest).or_else(|| figure(rest))?;
            let after = rest.get(length..)?;
            let word = ["部分", "章", "节", "篇"].into_iter().find(|word| begins(after, word))?;
            let length = 1 + length + word.chars().count();
            let comma = text.get(length).is_some_and(|letter| matches!(letter, '、' | ',' | ':' | '.'));
            made(Numeral::Part, number, length + usize::from(comma))
        }
        ['(', rest @ ..] => {
            let (kind, (number, length)) = match counting(rest) {
                Some(counted) => (Numeral::Bracketed, counted),
                None => (Numeral::BracketedArabic, figure(rest)?),
            };
            let closed = rest.get(length) == Some(&')') && number <= 60;
            let comma = matches!(rest.get(length + 1), Some('、' | '.'));
            if closed { made(kind, number, length + 2 + usize::from(comma)) } else { None }
        }
        [circled @ '\u{2460}'..='\u{2473}', ..] => made(Numeral::Circled, u32::from(*circled) - 0x245F, 1),
        [first, ..] if first.is_ascii_digit() => {
            let (number, length) = figure(text)?;
            let next = text.get(length + 1);
            let point = match text.get(length)? {
                '.' => next.is_some_and(|next| !next.is_ascii_digit()),
                '、' => next.is_some_and(|next| !next.is_ascii_digit()),
                _ => false,
            };
            if point && number <= 200 { made(Numeral::Arabic, number, length + 1) } else { None }
        }
        _ => {
            let (number, length) = counting(text)?;
            match text.get(length)? {
                '、' | '.'
                    if !text.get(length + 1).is_some_and(|next| digit(*next).is_some() && enumerates(text, length)) =>
                {
                    made(Numeral::Chinese, number, length + 1)
                }
                '是' | '要' => made(Numeral::Firstly, number, length + 1),
                _ => None,
            }
        }
    }
}

/// A numeral of two or three figures, as engineers number: 2.1, 2.2.1. Only the page tells it from a quantity: a space
/// or a word must follow, and the line must be short.
pub fn decimal(line: &[char], spaced: impl Fn(usize) -> bool) -> Option<Mark> {
    let (_, mut length) = figure(line)?;
    let mut figures = 1;
    let mut last = 0;
    while let Some(('.', rest)) =
        line.get(length..).and_then(|rest| rest.split_first()).map(|(point, rest)| (*point, rest))
    {
        let Some((number, more)) = figure(rest).filter(|(number, _)| (1..=30).contains(number)) else { break };
        (figures, last, length) = (figures + 1, number, length + 1 + more);
    }
    let kind = match figures {
        2 => Numeral::Second,
        3 => Numeral::Third,
        _ => return None,
    };
    let next = line.get(length)?;
    let word = *next == ' ' || *next == '、' || spaced(length) || figures == 3;
    (word && line.len() <= 44 && !line.contains(&'。')).then_some(Mark { kind, number: last, length })
}

/// 一、二、三产业 counts, it does not head: another numeral with a comma or a noun follows at once.
fn enumerates(text: &[char], length: usize) -> bool {
    let after = text.get(length + 1..).unwrap_or_default();
    counting(after).is_some_and(|(_, more)| {
        matches!(after.get(more), Some('、' | '季' | '产' | '级' | '类' | '期' | '线' | '次' | '批'))
    })
}

/// A year at the beginning: 2024, 二〇二四, 一九八四; and its length. 年 must follow, 度 may stand between.
pub fn year(text: &[char]) -> Option<(i16, usize)> {
    let digits: Vec<u32> = text
        .iter()
        .take(4)
        .map_while(|letter| match letter {
            'O' | 'o' => Some(0),
            _ => letter.to_digit(10).or_else(|| digit(*letter)),
        })
        .collect();
    let number = digits.iter().fold(0, |sum, one| sum * 10 + one);
    if digits.len() != 4 || !(1949..=2100).contains(&number) || text.get(4) != Some(&'年') {
        return None;
    }
    Some((i16::try_from(number).ok()?, 5))
}

/// The first year in a stretch.
pub fn first_year(text: &[char]) -> Option<i16> {
    years(text).next()
}

/// Every year in a stretch, in its order.
pub fn years(text: &[char]) -> impl Iterator<Item = i16> + '_ {
    (0..text.len())
        .filter(|at| !at.checked_sub(1).and_then(|at| text.get(at)).is_some_and(char::is_ascii_digit))
        .filter_map(|at| year(text.get(at..)?))
        .map(|(year, _)| year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(Numeral, u32, usize)> {
        let letters: Vec<char> = text.chars().collect();
        mark(&letters).map(|mark| (mark.kind, mark.number, mark.length))
    }

    #[test]
    fn numerals_of_headings() {
        assert_eq!(read("一、2023年工作回顾"), Some((Numeral::Chinese, 1, 2)));
        assert_eq!(read("十二、附则"), Some((Numeral::Chinese, 12, 3)));
        assert_eq!(read("(三)精益求精"), Some((Numeral::Bracketed, 3, 3)));
        assert_eq!(read("1.推进金融惠民"), Some((Numeral::Arabic, 1, 2)));
        assert_eq!(read("1.5万人"), None);
        assert_eq!(read("一是全力以赴"), Some((Numeral::Firstly, 1, 2)));
        assert_eq!(read("第二部分 今后五年"), Some((Numeral::Part, 2, 4)));
        assert_eq!(read("一、二、三产业"), None);
        assert_eq!(read("(2)新建"), Some((Numeral::BracketedArabic, 2, 3)));
    }

    #[test]
    fn years_in_both_scripts() {
        let letters: Vec<char> = "二○二四年和2025年,一九八四年,12024年".chars().collect();
        assert_eq!(years(&letters).collect::<Vec<_>>(), [2024, 2025, 1984]);
    }
}
