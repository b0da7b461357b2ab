//! One linear pass over a line: quantities, years, punctuation, and the runs of text between them.
//!
//! Digits that are names (5G, 12号线, “135”), dates, sessions and ordinals stay text; classes (亿元以上项目) are
//! told apart from values.

use std::ops::Range;

use super::line::Line;
use super::numerals::{self, Numeral};
use super::units::{self, Sort};
use super::words::{self, Governor};
use crate::report::model::Comparator;

/// A piece of the line.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Its stretch of the line.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number with its unit.
    Quantity(Quantity),
    /// A year, or the first and last of several.
    Year(i16, i16),
    /// Punctuation that ends a clause or a part of one.
    Mark(char),
    /// Anything else.
    Text,
}

/// A number with its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The number as written; the low end of a range.
    pub value: f64,
    /// The high end of a range.
    pub high: Option<f64>,
    /// The unit as written, without 多 or 余.
    pub unit: String,
    /// What it counts.
    pub sort: Sort,
    /// One past the unit: a word of comparison behind it lies beyond.
    pub unit_end: usize,
    /// 余 and 多 inside, 以上 and 左右 behind.
    pub bound: Option<Comparator>,
    /// A small Chinese numeral before a measure word: a figure only behind a verb that counts.
    pub weak: bool,
    /// It describes a class: 亿元以上, 30岁以上.
    pub class: bool,
}

/// Cuts a line into tokens.
pub fn read(line: &Line) -> Vec<Token> {
    let mut pass = Pass { line, named: named(line), tokens: Vec::new(), text: 0, at: 0 };
    while pass.at < line.len() {
        pass.step();
    }
    pass.flush(line.len());
    let mut tokens = pass.tokens;
    shared_units(line, &mut tokens);
    classes(line, &mut tokens);
    tokens
}

struct Pass<'a> {
    line: &'a Line,
    named: Vec<bool>,
    tokens: Vec<Token>,
    text: usize,
    at: usize,
}

impl Pass<'_> {
    fn step(&mut self) {
        let letter = self.line.at(self.at);
        if let Some((range, quantity)) = doubled(self.line, self.at) {
            self.take(range, Kind::Quantity(quantity));
        } else if starts_number(letter) {
            self.number();
        } else if matches!(letter, ',' | '。' | '、' | ';' | ':' | '!' | '?' | '…') {
            self.take(self.at..self.at + 1, Kind::Mark(letter));
        } else {
            self.at += 1;
        }
    }

    fn number(&mut self) {
        if let Some((range, first, last)) = years(self.line, self.at) {
            self.take(range, Kind::Year(first, last));
            return;
        }
        let named = self.named.get(self.at).copied().unwrap_or(false);
        match quantity(self.line, self.at).filter(|_| !named) {
            Some((range, quantity)) => self.take(range, Kind::Quantity(quantity)),
            None => self.at = past_numeral(self.line, self.at),
        }
    }

    fn take(&mut self, range: Range<usize>, kind: Kind) {
        self.flush(range.start);
        self.at = range.end.max(self.at + 1);
        self.text = self.at;
        self.tokens.push(Token { range, kind });
    }

    fn flush(&mut self, end: usize) {
        if self.text < end {
            self.tokens.push(Token { range: self.text..end, kind: Kind::Text });
        }
        self.text = end;
    }
}

fn starts_number(letter: char) -> bool {
    letter.is_ascii_digit()
        || numerals::digit(letter).is_some_and(|digit| digit > 0)
        || matches!(letter, '十' | '百' | '千' | '万' | '亿' | '半')
}

/// Where the scan goes on behind a number that is no quantity.
fn past_numeral(line: &Line, at: usize) -> usize {
    let end = numerals::read(line, at).map_or(at + 1, |numeral| numeral.end);
    // Bare scale words may open a real unit later on; digits never do.
    end.max(at + 1)
}

/// Marks what stands inside short quotation marks and book titles: names, whatever digits they hold.
fn named(line: &Line) -> Vec<bool> {
    let mut named = vec![false; line.len()];
    let mut open: Option<(usize, char)> = None;
    for (at, &letter) in line.chars().iter().enumerate() {
        match (open, letter) {
            (Some((start, close)), _) if letter == close => {
                let longest = if close == '》' { 80 } else { 16 };
                if at - start <= longest {
                    named.iter_mut().take(at).skip(start).for_each(|name| *name = true);
                }
                open = None;
            }
            (Some((_, '》')), '“') => {}
            (_, '“') => open = Some((at, '”')),
            (None, '"') => open = Some((at, '"')),
            (None, '《') => open = Some((at, '》')),
            (None, '「') => open = Some((at, '」')),
            (Some(_), '。') => open = None,
            _ => {}
        }
    }
    named
}

/// 2017年, 2016—2020年, “十四五” is none. The months and days behind belong to the year's words.
fn years(line: &Line, at: usize) -> Option<(Range<usize>, i16, i16)> {
    let first = four_digits(line, at)?;
    let mut end = at + 4;
    let mut last = first;
    if matches!(line.at(end), '—' | '-' | '至' | '到')
        || line.at(end) == '年' && matches!(line.at(end + 1), '—' | '-' | '至' | '到')
    {
        let second = end + if line.at(end) == '年' { 2 } else { 1 };
        if let Some(year) = four_digits(line, second) {
            last = year;
            end = second + 4;
        }
    }
    if line.at(end) != '年' {
        return (last != first).then_some((at..end, first, last));
    }
    Some((at..end + 1, first, last))
}

fn four_digits(line: &Line, at: usize) -> Option<i16> {
    let four: String = line.slice(at..at + 4).iter().collect();
    let alone = !line.at(at + 4).is_ascii_digit() && !line.before(at).is_ascii_digit() && line.before(at) != '.';
    let year: i16 = four.parse().ok()?;
    (alone && (1949..=2100).contains(&year) && four.len() == 4).then_some(year)
}

/// A number with its unit at a place, or nothing where the number is a name, an ordinal or a date.
fn quantity(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    if is_name(line, at) {
        return None;
    }
    percent_words(line, at)
        .or_else(|| fraction(line, at))
        .or_else(|| half(line, at))
        .or_else(|| bare_scale(line, at))
        .or_else(|| plain(line, at))
        .or_else(|| index(line, at))
}

/// Whether what stands before makes the digits part of a name: C40, PM2.5, 第3, 1+5.
fn is_name(line: &Line, at: usize) -> bool {
    let before = line.before(at);
    if matches!(before, '第' | '+' | '.' | '×' | '·' | '/')
        || before == '前' && !["目前", "提前", "当前", "年前"].iter().any(|word| line.ends(at, word))
    {
        return true;
    }
    // A numeral is never begun in its middle.
    before.is_ascii_digit() && !line.gap(at) && line.at(at).is_ascii_digit()
        || before.is_ascii_alphabetic() && !statistic(line, at)
}

/// GDP, R&D and their like end in letters and still are subjects.
fn statistic(line: &Line, at: usize) -> bool {
    ["GDP", "CPI", "PPI", "R&D", "VOCs", "NOx", "FDI"].iter().any(|word| line.ends(at, word))
}

/// 百分之三十, 千分之二.
fn percent_words(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    let unit = if line.starts(at, "百分之") {
        "%"
    } else if line.starts(at, "千分之") {
        "‰"
    } else {
        return None;
    };
    let numeral = numerals::read(line, at + 3)?;
    Some(built(
        line,
        at,
        Parts { numeral, high: None, hint: None, unit: unit.to_owned(), sort: Sort::Percent, unit_end: numeral.end },
    ))
}

/// 三分之一, 2/3: a share, as a decimal without a unit.
fn fraction(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    let first = numerals::read(line, at)?;
    let (value, end) = if line.starts(first.end, "分之") {
        let second = numerals::read(line, first.end + 2)?;
        (first_places(second.value / first.value), second.end)
    } else if line.at(first.end) == '/' && !first.chinese {
        let second = numerals::read(line, first.end + 1).filter(|_| line.at(first.end + 1).is_ascii_digit())?;
        (first_places(first.value / second.value), second.end)
    } else {
        return None;
    };
    let share = value.is_finite() && (0.0..1.0).contains(&value) && units::read(line, end).is_none();
    let numeral = Numeral { value, end, ..first };
    share.then(|| {
        built(
            line,
            at,
            Parts { numeral, high: None, hint: None, unit: String::new(), sort: Sort::Tenths, unit_end: end },
        )
    })
}

/// Four places: 2/3 is 0.6667.
fn first_places(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// 半天, 半小时 where a time is cut to it.
fn half(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    if line.at(at) != '半' {
        return None;
    }
    let unit = units::read(line, at + 1).filter(|unit| unit.sort == Sort::Time)?;
    let numeral = Numeral { value: 0.5, end: at + 1, chinese: true, bare: false };
    let changed = matches!(words::governor(line, 0, at), Some((Governor::ChangeTo | Governor::To, _)));
    let words = line.words(at + 1..unit.end);
    changed.then(|| {
        built(line, at, Parts { numeral, high: None, hint: None, unit: words, sort: unit.sort, unit_end: unit.end })
    })
}

/// 突破亿元, 近万人, 超万亿元: a scale word alone counts one of itself.
fn bare_scale(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    if !matches!(line.at(at), '万' | '亿') {
        return None;
    }
    let hinted = matches!(line.at(at + 1), '余' | '多');
    let bound = matches!(words::governor(line, 0, at), Some((Governor::Binds(_), _)));
    let unit = units::read(line, at).filter(|unit| unit.scaled && (hinted || bound))?;
    let numeral = Numeral { value: 1.0, end: at, chinese: true, bare: true };
    let hint = hinted.then_some(Comparator::Over);
    let words = without_hint(line, at..unit.end);
    Some(built(line, at, Parts { numeral, high: None, hint, unit: words, sort: unit.sort, unit_end: unit.end }))
}

/// A numeral or a range, 余, and a unit.
fn plain(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    let numeral = numerals::read(line, at)?;
    if let Some(range) = ranged(line, at, numeral) {
        return Some(range);
    }
    let (hint, unit_at) = hint(line, numeral.end);
    let unit = units::read(line, unit_at)?;
    if unit.sort == Sort::People && line.words(unit_at..unit.end) == "位" && moves_in_rank(line, at) {
        return None;
    }
    let inner = line.slice(unit_at..unit.end).iter().any(|letter| matches!(letter, '余' | '多'));
    let hint = hint.or(inner.then_some(Comparator::Over));
    let words = without_hint(line, unit_at..unit.end);
    let parts = Parts { numeral, high: None, hint, unit: words, sort: unit.sort, unit_end: unit.end };
    if numeral.chinese && !spoken(line, at, &parts, &unit)
        || unit.loose && !numeral.chinese && !unit.scaled && loose_name(line, unit.end)
    {
        return None;
    }
    Some(built(line, at, parts))
}

/// What is measured by a bare number.
const INDICES: &[&str] = &["指数", "系数", "得分", "收入比", "评分", "容积率", "密度"];

/// 综合指数3.98, 收入比缩小至2.18: a bare number that an index is measured by.
fn index(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    let numeral = numerals::read(line, at).filter(|numeral| !numeral.chinese && line.at(numeral.end) != '年')?;
    let named = |end: usize| INDICES.iter().any(|word| line.ends(end, word));
    let mut start = at;
    while !named(start) {
        start = words::governor(line, 0, start)?.1;
    }
    let ends = !line.at(numeral.end).is_alphanumeric()
        || ["以上", "以下", "以内", "左右"].iter().any(|word| line.starts(numeral.end, word));
    let parts =
        Parts { numeral, high: None, hint: None, unit: String::new(), sort: Sort::Amount, unit_end: numeral.end };
    (ends && line.at(numeral.end) != '-').then(|| built(line, at, parts))
}

/// 翻番: twice as much, without a numeral.
fn doubled(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    let multiplied = line.starts(at, "倍增") && matches!(line.at(at + 2), ',' | '。' | ';' | '、' | '\0');
    if !line.starts(at, "翻番") && !multiplied {
        return None;
    }
    let numeral = Numeral { value: 1.0, end: at, chinese: true, bare: true };
    let parts = Parts { numeral, high: None, hint: None, unit: "番".to_owned(), sort: Sort::Times, unit_end: at + 2 };
    Some(built(line, at, parts))
}

/// 前移1位, 上升3位: places in an order, no persons.
fn moves_in_rank(line: &Line, at: usize) -> bool {
    matches!(line.before(at), '移' | '升' | '进' | '降' | '退' | '列' | '居' | '和' | '了')
}

/// 13省市 counts, 3村合并 hardly: a noun as measure word must end its clause or be followed by another noun of place.
fn loose_name(line: &Line, end: usize) -> bool {
    !matches!(line.at(end), ',' | '。' | '、' | ';' | '\0' | '(')
}

/// 2—3栋, 5%—6%, 5000至6000万元.
fn ranged(line: &Line, at: usize, low: Numeral) -> Option<(Range<usize>, Quantity)> {
    let low_unit = units::read(line, low.end);
    let mark = low_unit.map_or(low.end, |unit| unit.end);
    let dash = matches!(line.at(mark), '—' | '-') && !matches!(line.at(mark + 1), '—' | '-');
    let word = matches!(line.at(mark), '至' | '到') && !changes_from(line, at);
    let twice = line.at(mark) == '—' && line.at(mark + 1) == '—';
    let next = mark + if twice { 2 } else { 1 };
    if !(dash || word || twice) || low.chinese || !line.at(next).is_ascii_digit() {
        return None;
    }
    let high = numerals::read(line, next)?;
    let unit = units::read(line, high.end).filter(|unit| unit.sort != Sort::Time || low.value < high.value)?;
    let same = low_unit.is_none_or(|first| line.slice(low.end..first.end) == line.slice(high.end..unit.end));
    let words = line.words(high.end..unit.end);
    let parts =
        Parts { numeral: low, high: Some(high.value), hint: None, unit: words, sort: unit.sort, unit_end: unit.end };
    (same && low.value < high.value).then(|| built(line, at, parts))
}

/// 从40%至55%: a base and a level, no range.
fn changes_from(line: &Line, at: usize) -> bool {
    matches!(words::governor(line, 0, at), Some((Governor::From, _)))
}

/// 余 and 多 between the number and its unit: 2000余亿元.
fn hint(line: &Line, at: usize) -> (Option<Comparator>, usize) {
    match line.at(at) {
        '余' | '多' => (Some(Comparator::Over), at + 1),
        '来' => (Some(Comparator::About), at + 1),
        _ => (None, at),
    }
}

fn without_hint(line: &Line, range: Range<usize>) -> String {
    line.slice(range).iter().filter(|letter| !matches!(letter, '余' | '多' | '来')).collect()
}

/// Whether a Chinese numeral with this unit is said as a quantity at all: 最后一公里 and 十分 are not.
fn spoken(line: &Line, at: usize, parts: &Parts, unit: &units::Unit) -> bool {
    let governed = words::governor(line, 0, at).map(|(governor, _)| governor);
    let bound = matches!(governed, Some(Governor::Binds(_)));
    let led = bound
        || matches!(governed, Some(Governor::To | Governor::ChangeTo | Governor::Up | Governor::Down | Governor::Each));
    let one = parts.numeral.value == 1.0 && !parts.numeral.bare;
    let shortened =
        matches!(parts.unit.as_str(), "分" | "方" | "度" | "升" | "石" | "斤" | "两" | "米" | "克" | "桶" | "担");
    match parts.sort {
        _ if unit.loose => false,
        _ if parts.numeral.bare => unit.scaled && led || bound || parts.hint.is_some(),
        Sort::Tenths => {
            led || governed == Some(Governor::Beside)
                || matches!(line.before(at), '占' | '有' | '的')
                || shared(line, at)
        }
        Sort::Times => {
            !line.ends(at, "事") && (led || line.before(at) == '翻' || matches!(line.before(at), '的' | '了'))
        }
        Sort::Percent | Sort::Points => true,
        Sort::Money => parts.numeral.value >= 10.0 || unit.scaled,
        Sort::Amount => unit.scaled || !one && !shortened,
        Sort::Time => led && (!one || matches!(line.at(unit.end), ',' | '。' | ';' | '以' | '内')),
        Sort::Age => false,
        Sort::Count | Sort::People => (parts.numeral.value != 1.0 && parts.unit != "次") || unit.scaled,
    }
}

/// 占武汉市总量七成: a share told some words before.
fn shared(line: &Line, at: usize) -> bool {
    let near = line.words(at.saturating_sub(10)..at);
    near.rfind('占').is_some_and(|place| !near.get(place..).unwrap_or_default().contains(['。', ',']))
        && !line.at(at + 2).is_alphabetic()
}

struct Parts {
    numeral: Numeral,
    high: Option<f64>,
    hint: Option<Comparator>,
    unit: String,
    sort: Sort,
    unit_end: usize,
}

/// The quantity with what binds it from behind.
fn built(line: &Line, at: usize, parts: Parts) -> (Range<usize>, Quantity) {
    let (behind, end) = behind(line, parts.unit_end, parts.sort);
    let small = parts.numeral.chinese && !parts.numeral.bare && parts.hint.is_none();
    let scaled = parts.unit.starts_with(['万', '亿', '千', '百']);
    let weak = small && !scaled && matches!(parts.sort, Sort::Count | Sort::People | Sort::Amount);
    let quantity = Quantity {
        value: parts.numeral.value,
        high: parts.high,
        unit: parts.unit,
        sort: parts.sort,
        unit_end: parts.unit_end,
        bound: behind.or(parts.hint),
        weak,
        class: false,
    };
    (at..end, quantity)
}

/// 以上 左右 以内 behind a unit.
fn behind(line: &Line, at: usize, sort: Sort) -> (Option<Comparator>, usize) {
    const WORDS: &[(&str, Comparator)] = &[
        ("及以上", Comparator::AtLeast),
        ("(含)以上", Comparator::AtLeast),
        ("以上", Comparator::AtLeast),
        ("左右", Comparator::About),
        ("上下", Comparator::About),
        ("以内", Comparator::Within),
        ("之内", Comparator::Within),
        ("及以下", Comparator::Within),
        ("以下", Comparator::Within),
        ("之下", Comparator::Within),
        ("多", Comparator::Over),
        ("余", Comparator::Over),
    ];
    if let Some((word, bound)) = WORDS.iter().find(|(word, _)| line.starts(at, word)) {
        let word_of_noun = *word == "多" && !matches!(line.at(at + 1), ',' | '。' | ';' | '、' | '\0' | '的');
        if !word_of_noun {
            return (Some(*bound), at + word.chars().count());
        }
    }
    let inside = line.at(at) == '内'
        && matches!(sort, Sort::Time | Sort::Percent)
        && !matches!(line.at(at + 1), '部' | '外' | '环');
    if inside { (Some(Comparator::Within), at + 1) } else { (None, at) }
}

/// 提高1.1个和0.8个百分点: the unit told in full behind the last of two numbers.
fn shared_units(line: &Line, tokens: &mut [Token]) {
    for place in 0..tokens.len().saturating_sub(2) {
        let Some([first, between, last]) = tokens.get(place..place + 3) else { continue };
        let (Kind::Quantity(short), Kind::Quantity(whole)) = (&first.kind, &last.kind) else { continue };
        let joins = between.kind == Kind::Mark('、')
            || matches!(line.words(between.range.clone()).as_str(), "和" | "与" | "及");
        if joins && short.unit == "个" && whole.sort == Sort::Points {
            let unit = whole.unit.clone();
            if let Some(Token { kind: Kind::Quantity(short), .. }) = tokens.get_mut(place) {
                short.unit = unit;
                short.sort = Sort::Points;
            }
        }
    }
}

/// Tells classes from values, now that what follows is known.
fn classes(line: &Line, tokens: &mut [Token]) {
    for place in 0..tokens.len() {
        let class = is_class(line, tokens, place);
        if let Some(Token { kind: Kind::Quantity(quantity), .. }) = tokens.get_mut(place) {
            quantity.class = class;
        }
    }
}

fn is_class(line: &Line, tokens: &[Token], place: usize) -> bool {
    let Some(Token { range, kind: Kind::Quantity(quantity) }) = tokens.get(place) else { return false };
    let noun = followed_by_noun(line, range.end);
    let ranked = matches!(quantity.bound, Some(Comparator::AtLeast | Comparator::Within));
    let chinese = !line.at(range.start).is_ascii_digit();
    match quantity.sort {
        Sort::Age => noun || ranked && !matches!(line.at(range.end), ',' | '。' | ';' | '\0'),
        Sort::Time => time_names_something(line, range, quantity),
        Sort::Money if ranked && counted_next(tokens, place) => true,
        Sort::Money => {
            noun && (line.at(range.end) == '级'
                || counted_behind(line, tokens, place, ranked || chinese)
                || ranked && !spending(line, range.start))
        }
        Sort::Amount => noun && (line.at(range.end) == '级' || ranked && counted_behind(line, tokens, place, true)),
        Sort::Count | Sort::People
            if ranked && noun && matches!(quantity.unit.as_str(), "户" | "人") && clause_starts(line, range.start) =>
        {
            true
        }
        Sort::Count | Sort::People => {
            line.at(range.end) == '级'
                || ranked && noun && counted_behind(line, tokens, place, false) && money_like(line, range.end)
        }
        _ => false,
    }
}

/// Nothing but marks and small words before it in its clause.
fn clause_starts(line: &Line, at: usize) -> bool {
    !line.before(at).is_alphanumeric()
}

fn money_like(line: &Line, at: usize) -> bool {
    ["企业", "村", "规模", "项目"].iter().any(|word| line.starts(at, word))
}

fn followed_by_noun(line: &Line, at: usize) -> bool {
    let letter = line.at(at);
    letter.is_alphabetic()
        && !matches!(letter, '的')
        && !line.starts(at, "左右")
        && !line.starts(at, "大关")
        && words::governor(line, at, at + 2).is_none()
}

/// 投入2亿元以上实施…: money spent, whatever follows.
fn spending(line: &Line, at: usize) -> bool {
    ["投入", "投资", "筹集", "争取", "发放", "达到", "突破", "完成", "增长", "实现", "超过", "资金"]
        .iter()
        .any(|word| line.ends(at, word))
}

/// 10亿元以上8个: the class stands right before its count.
fn counted_next(tokens: &[Token], place: usize) -> bool {
    matches!(tokens.get(place + 1).map(|token| &token.kind), Some(Kind::Quantity(next)) if next.sort == Sort::Count)
}

/// 亿元项目30个: the money names the sort of thing that is counted behind it.
fn counted_behind(line: &Line, tokens: &[Token], place: usize, open: bool) -> bool {
    const KINDS: &[&str] = &[
        "项目",
        "企业",
        "产业",
        "集群",
        "楼宇",
        "园区",
        "工业",
        "服务业",
        "制造业",
        "重大",
        "税收",
        "税源",
        "单体",
        "现代",
        "重点",
        "优质",
        "乡镇",
        "街道",
        "村",
        "强",
        "大项目",
        "龙头",
        "先进",
        "特色",
        "级",
    ];
    let (Some(here), Some(text), Some(next)) = (tokens.get(place), tokens.get(place + 1), tokens.get(place + 2)) else {
        return false;
    };
    let counted = matches!(&next.kind, Kind::Quantity(next) if matches!(next.sort, Sort::Count));
    let named = KINDS.iter().any(|word| line.starts(here.range.end, word));
    text.kind == Kind::Text && (named && (open || counted) || open && counted)
        || named
            && place
                .checked_sub(1)
                .and_then(|before| tokens.get(before))
                .is_some_and(|before| matches!(&before.kind, Kind::Quantity(before) if before.sort == Sort::Count))
}

/// 15分钟便民生活圈, 24小时自助: a time that names something; 压缩至3小时 is a value.
fn time_names_something(line: &Line, range: &Range<usize>, quantity: &Quantity) -> bool {
    let governed = words::governor(line, 0, range.start).map(|(governor, _)| governor);
    let led = matches!(
        governed,
        Some(
            Governor::To
                | Governor::ChangeTo
                | Governor::From
                | Governor::Up
                | Governor::Down
                | Governor::Binds(_)
                | Governor::Average
                | Governor::Sum
        )
    );
    let stop = matches!(line.at(range.end), ',' | '。' | ';' | '、' | '\0' | '(' | ')');
    let months = quantity.unit.contains('月') || quantity.unit == "周" || quantity.unit.contains("季度");
    !(led || stop && !months || quantity.bound == Some(Comparator::Within) && !months)
}
