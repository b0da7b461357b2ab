//! Numerals as reports write them: Arabic, Chinese and mixed, with decimals and thousands separators.
//!
//! A numeral is read without its scale word: 13.5万 is 13.5 and 万 belongs to the unit, as the contract wants it.

use super::line::Line;

/// A numeral and where it ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Numeral {
    /// What it says.
    pub value: f64,
    /// One past its last character.
    pub end: usize,
    /// Written in Chinese characters.
    pub chinese: bool,
    /// A scale word alone: the 百 of 百亿元, the 千 of 千家.
    pub bare: bool,
}

/// Reads the numeral that starts at `place`.
pub fn read(line: &Line, place: usize) -> Option<Numeral> {
    if line.at(place).is_ascii_digit() { arabic(line, place) } else { chinese(line, place) }
}

fn arabic(line: &Line, place: usize) -> Option<Numeral> {
    let mut digits = String::new();
    let mut at = take_digits(line, place, &mut digits);
    while (at > place + 3 || digits.len() <= 3) && grouped(line, at) {
        at = take_digits(line, at + 1, &mut digits);
    }
    if line.at(at) == '.' && line.at(at + 1).is_ascii_digit() && !line.gap(at) && !line.gap(at + 1) {
        digits.push('.');
        at = take_digits(line, at + 1, &mut digits);
    }
    let value = digits.parse().ok().filter(|value: &f64| value.is_finite())?;
    Some(Numeral { value, end: at, chinese: false, bare: false })
}

/// Digits up to the first that is none or stands behind a space.
fn take_digits(line: &Line, from: usize, digits: &mut String) -> usize {
    let mut at = from;
    while line.at(at).is_ascii_digit() && (at == from || !line.gap(at)) {
        digits.push(line.at(at));
        at += 1;
    }
    at
}

/// Whether a thousands separator stands at `at`: a comma before exactly three digits.
fn grouped(line: &Line, at: usize) -> bool {
    let three = (1..=3).all(|step| line.at(at + step).is_ascii_digit() && !line.gap(at + step));
    line.at(at) == ',' && !line.gap(at) && three && !line.at(at + 4).is_ascii_digit()
}

/// The worth of a Chinese digit.
pub fn digit(letter: char) -> Option<u32> {
    Some(match letter {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

fn step(letter: char) -> Option<u64> {
    Some(match letter {
        '十' => 10,
        '百' => 100,
        '千' => 1000,
        _ => return None,
    })
}

/// 三千五百, 十二, 两, 一万五千: digits and steps; a 万 inside only if more follows, else it scales the unit.
fn chinese(line: &Line, place: usize) -> Option<Numeral> {
    let mut reading = Reading::default();
    let mut at = place;
    while reading.take(line, at) {
        at += 1;
    }
    (at > place && !reading.named).then(|| Numeral {
        value: reading.total(),
        end: at,
        chinese: true,
        bare: reading.bare,
    })
}

/// 八千万 behind 亿: the number goes on to a 万 that scales the unit.
fn counts_in_ten_thousands(line: &Line, from: usize) -> bool {
    let end = (from..from + 8).find(|at| digit(line.at(*at)).is_none() && step(line.at(*at)).is_none());
    end.is_some_and(|end| line.at(end) == '万')
}

#[derive(Default)]
struct Reading {
    above: f64,
    section: u64,
    digit: Option<u32>,
    taken: usize,
    bare: bool,
    /// Digits side by side without a step: 七一九所 is a name.
    named: bool,
    parts: String,
}

impl Reading {
    fn take(&mut self, line: &Line, at: usize) -> bool {
        let letter = line.at(at);
        if self.taken > 0 && line.gap(at) || self.taken >= 16 {
            return false;
        }
        let taken =
            self.take_digit(letter) || self.take_step(letter) || self.take_scale(line, at) || self.take_point(line, at);
        self.taken += usize::from(taken);
        taken
    }

    fn take_digit(&mut self, letter: char) -> bool {
        let Some(digit) = digit(letter) else { return false };
        if !self.parts.is_empty() {
            self.parts.push_str(&digit.to_string());
            return true;
        }
        self.named |= self.digit.is_some_and(|before| before > 0) && digit > 0;
        self.section += self.digit.take().map_or(0, u64::from);
        self.digit = Some(digit);
        self.bare = false;
        true
    }

    fn take_step(&mut self, letter: char) -> bool {
        let Some(step) = step(letter).filter(|_| self.parts.is_empty()) else { return false };
        self.bare = self.taken == 0 && letter != '十';
        self.section += self.digit.take().map_or(1, u64::from) * step;
        true
    }

    /// 一万五千, 四亿八千万: a scale word inside the number, told in the smallest scale that follows.
    fn take_scale(&mut self, line: &Line, at: usize) -> bool {
        let more = digit(line.at(at + 1)).is_some() && step(line.at(at + 2)).is_some();
        let scale = match line.at(at) {
            '万' if more => 10_000.0,
            '亿' if more && counts_in_ten_thousands(line, at + 1) => 10_000.0,
            '亿' if more => 100_000_000.0,
            _ => return false,
        };
        if self.taken == 0 || self.above > 0.0 {
            return false;
        }
        self.section += self.digit.take().map_or(0, u64::from);
        self.above = self.section as f64 * scale;
        self.section = 0;
        true
    }

    /// 三点五: a decimal in characters.
    fn take_point(&mut self, line: &Line, at: usize) -> bool {
        let decimal =
            line.at(at) == '点' && self.taken > 0 && digit(line.at(at + 1)).is_some() && self.parts.is_empty();
        if decimal {
            self.parts.push_str("0.");
        }
        decimal
    }

    fn total(&self) -> f64 {
        let whole = self.above + (self.section + self.digit.map_or(0, u64::from)) as f64;
        whole + self.parts.parse::<f64>().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::Clean;

    fn value(text: &str) -> Option<(f64, usize)> {
        let mut clean = Clean::default();
        text.chars().enumerate().for_each(|(place, letter)| clean.push(letter, place));
        read(&Line::of(&clean, 0..clean.len()), 0).map(|numeral| (numeral.value, numeral.end))
    }

    #[test]
    fn every_script_says_its_number() {
        for (text, said, end) in [
            ("1680亿元", 1680.0, 4),
            ("13.5万件", 13.5, 4),
            ("1,234,567元", 1_234_567.0, 9),
            ("12345", 12345.0, 5),
            ("5,6个", 5.0, 1),
            ("十二个", 12.0, 2),
            ("二十个", 20.0, 2),
            ("一百零五项", 105.0, 4),
            ("三千五百万", 3500.0, 4),
            ("一万五千户", 15_000.0, 4),
            ("两条", 2.0, 1),
            ("千亿元", 1000.0, 1),
            ("三点五", 3.5, 3),
            ("零点五个", 0.5, 3),
            ("四亿八千万斤", 48_000.0, 4),
            ("两千三百零五户", 2305.0, 6),
            ("百分", 100.0, 1),
        ] {
            assert_eq!(value(text), Some((said, end)), "{text}");
        }
        assert_eq!(value("万亿"), None);
    }
}
