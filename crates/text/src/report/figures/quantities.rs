//! A number with its unit at a place, or nothing where the digits are a name, an ordinal or a date.

use std::ops::Range;

use super::line::Line;
use super::numerals::{self, Numeral};
use super::tokens::Quantity;
use super::units::{self, Sort};
use super::words::{self, Governor};
use crate::report::model::Comparator;

/// 落实人才新政二十条, 落实支持企业二十五条措施: a paper that is called by how many points it has.
fn called_by_its_length(line: &Line, at: usize) -> bool {
    let Some(numeral) = numerals::read(line, at).filter(|numeral| numeral.chinese && line.at(numeral.end) == '条')
    else {
        return false;
    };
    let papers = ["新政", "措施", "政策", "意见", "办法", "举措"];
    papers.iter().any(|paper| line.ends(at, paper) || line.starts(numeral.end + 1, paper))
}

/// A number with its unit at a place, or nothing where the number is a name, an ordinal or a date.
pub(super) fn quantity(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    if is_name(line, at) {
        return None;
    }
    percent_words(line, at)
        .or_else(|| years_long(line, at))
        .or_else(|| one_half(line, at))
        .or_else(|| fraction(line, at))
        .or_else(|| half(line, at))
        .or_else(|| bare_scale(line, at))
        .or_else(|| ratio(line, at))
        .or_else(|| plain(line, at))
        .or_else(|| index(line, at))
        .or_else(|| issues(line, at))
        .or_else(|| open_unit(line, at))
}

/// Whether what stands before makes the digits part of a name: C40, PM2.5, 第3, 1+5.
fn is_name(line: &Line, at: usize) -> bool {
    let before = line.before(at);
    if matches!(before, '第' | '+' | '.' | '×' | '·' | '/' | '每')
        || before == '前' && !["目前", "提前", "当前", "年前"].iter().any(|word| line.ends(at, word))
    {
        return true;
    }
    if called_by_its_length(line, at) {
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

/// 平均受教育年限11年: years as a length, where the subject is one.
fn years_long(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    let numeral = numerals::read(line, at).filter(|numeral| line.at(numeral.end) == '年' && numeral.value < 200.0)?;
    let mut start = at;
    while !line.ends(start, "年限") {
        start = words::governor(line, at.saturating_sub(10), start)?.1;
    }
    let unit_end = numeral.end + 1;
    Some(built(line, at, Parts { numeral, high: None, hint: None, unit: "年".to_owned(), sort: Sort::Time, unit_end }))
}

/// 占全国一半, 超过一半: a half of a whole.
fn one_half(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    let near = line.words(at.saturating_sub(8)..at);
    let share = near.rfind('占').is_some_and(|place| !near.get(place..).unwrap_or_default().contains([',', '。', ';']));
    let ends = !line.at(at + 2).is_alphabetic() || line.starts(at + 2, "以上") || line.starts(at + 2, "左右");
    if !line.starts(at, "一半") || !share || !ends {
        return None;
    }
    let numeral = Numeral { value: 0.5, end: at + 2, chinese: true, bare: false };
    let parts = Parts { numeral, high: None, hint: None, unit: String::new(), sort: Sort::Tenths, unit_end: at + 2 };
    Some(built(line, at, parts))
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
    // 百分之七至百分之八: one range.
    let next = numeral.end + 1;
    let again = matches!(line.at(numeral.end), '至' | '到') && line.starts(next, "百分之");
    let high = again.then(|| numerals::read(line, next + 3)).flatten().filter(|high| high.value > numeral.value);
    let unit_end = high.map_or(numeral.end, |high| high.end);
    let high = high.map(|high| high.value);
    Some(built(line, at, Parts { numeral, high, hint: None, unit: unit.to_owned(), sort: Sort::Percent, unit_end }))
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
    // 七成五: tenths with their own tenth.
    let tenth = numerals::digit(line.at(unit.end)).filter(|_| unit.sort == Sort::Tenths);
    let numeral = Numeral { value: numeral.value + tenth.map_or(0.0, |tenth| f64::from(tenth) / 10.0), ..numeral };
    let unit_end = unit.end + usize::from(tenth.is_some());
    let parts = Parts { numeral, high: None, hint, unit: words, sort: unit.sort, unit_end };
    if numeral.chinese && !spoken(line, at, &parts, &unit)
        || unit.loose && !numeral.chinese && !unit.scaled && loose_name(line, unit.end)
    {
        return None;
    }
    Some(built(line, at, parts))
}

/// 与农业总产值之比达到2.1∶1: how many of the one for one of the other.
fn ratio(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    let numeral = numerals::read(line, at).filter(|numeral| !numeral.chinese)?;
    let one = numeral.end + 1;
    let other = numerals::read(line, one)
        .filter(|_| matches!(line.at(numeral.end), ':' | '∶') && line.at(one).is_ascii_digit())?;
    let near = line.words(at.saturating_sub(12)..at);
    let told = ["之比", "比例", "比达", "比为", "收入比", "配比"].iter().any(|word| near.contains(word));
    let share = first_places(numeral.value / other.value);
    let parts = Parts {
        numeral: Numeral { value: share, ..numeral },
        high: None,
        hint: None,
        unit: String::new(),
        sort: Sort::Amount,
        unit_end: other.end,
    };
    (told && share.is_finite()).then(|| built(line, at, parts))
}

/// What is measured by a bare number.
const INDICES: &[&str] = &["指数", "系数", "得分", "收入比", "评分", "容积率", "密度"];

/// 综合指数3.98, 收入比缩小至2.18: a bare number that an index is measured by.
fn index(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    let numeral = numerals::read(line, at).filter(|numeral| !numeral.chinese && line.at(numeral.end) != '年')?;
    let named = |end: usize| INDICES.iter().any(|word| line.ends(end, word));
    let mut start = at;
    let near = line.words(at.saturating_sub(16)..at);
    let changing = near.contains(['由', '从']) && INDICES.iter().any(|word| near.contains(word));
    while !named(start) && !changing {
        start = words::governor(line, 0, start)?.1;
    }
    let ends = !line.at(numeral.end).is_alphanumeric()
        || ["以上", "以下", "以内", "左右", "缩小", "提高", "下降", "降", "升", "提升"]
            .iter()
            .any(|word| line.starts(numeral.end, word));
    let parts =
        Parts { numeral, high: None, hint: None, unit: String::new(), sort: Sort::Amount, unit_end: numeral.end };
    (ends && line.at(numeral.end) != '-').then(|| built(line, at, parts))
}

/// 提升至10万管: a measure word that no list knows, led to by a verb and ending its clause.
fn open_unit(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    let numeral = numerals::read(line, at).filter(|numeral| !numeral.chinese)?;
    let (hint, from) = hint(line, numeral.end);
    let start = units::scale(line, from).map_or(from, |(_, end)| end);
    let letter = line.at(start);
    let known = letter.is_alphabetic()
        && !letter.is_ascii()
        && !"年月日号期届强版时点级岁代环路线楼后前内外中上下起止".contains(letter);
    let ends = matches!(line.at(start + 1), ',' | '。' | ';' | '、' | '\0');
    let governor = words::governor(line, 0, at).map(|(governor, _)| governor);
    let led = matches!(
        governor,
        Some(Governor::To | Governor::ChangeTo | Governor::Binds(_) | Governor::Up | Governor::Down)
    );
    let unit = line.words(from..start + 1);
    let parts = Parts { numeral, high: None, hint, unit, sort: Sort::Count, unit_end: start + 1 };
    (known && ends && led).then(|| built(line, at, parts))
}

/// 举办大讲堂12期: what is given in issues; elsewhere 期 is the phase of a building or the end of a span.
fn issues(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
    let numeral = numerals::read(line, at).filter(|numeral| !numeral.chinese && line.at(numeral.end) == '期')?;
    let ends = matches!(line.at(numeral.end + 1), ',' | '。' | ';' | '、' | '\0' | '以' | '左');
    let before = line.words(at.saturating_sub(16)..at);
    let given = ["讲堂", "讲座", "讲坛", "论坛", "培训", "班", "沙龙", "活动", "简报", "专刊", "课堂", "宣讲"];
    let parts =
        Parts { numeral, high: None, hint: None, unit: "期".to_owned(), sort: Sort::Count, unit_end: numeral.end + 1 };
    (ends && given.iter().any(|word| before.contains(word))).then(|| built(line, at, parts))
}

/// 翻番: twice as much, without a numeral.
pub(super) fn doubled(line: &Line, at: usize) -> Option<(Range<usize>, Quantity)> {
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
    // 3万—4万亩: the scale of the first number stands before the dash.
    let scale = units::scale(line, low.end).filter(|_| low_unit.is_none()).map_or(low.end, |(_, end)| end);
    let mark = low_unit.map_or(scale, |unit| unit.end);
    let dash = matches!(line.at(mark), '—' | '-') && !matches!(line.at(mark + 1), '—' | '-');
    let word = matches!(line.at(mark), '至' | '到') && !changes_from(line, at);
    let twice = line.at(mark) == '—' && line.at(mark + 1) == '—';
    let next = mark + if twice { 2 } else { 1 };
    let alike = if low.chinese {
        numerals::digit(line.at(next)).is_some() || line.at(next) == '十'
    } else {
        line.at(next).is_ascii_digit()
    };
    if !(dash || word || twice) || !alike {
        return None;
    }
    let high = numerals::read(line, next)?;
    let unit = units::read(line, high.end).filter(|unit| unit.sort != Sort::Time || low.value < high.value)?;
    let scaled = line.slice(high.end..unit.end).starts_with(line.slice(low.end..scale));
    let same = scaled && low_unit.is_none_or(|first| line.slice(low.end..first.end) == line.slice(high.end..unit.end));
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
                || matches!(line.at(at + 2), '多' | '的')
                || line.starts(at + 2, "左右")
                || numerals::digit(line.at(at + 2)).is_some()
                || line.starts(at + 2, "以上")
        }
        Sort::Times => {
            !line.ends(at, "事") && (led || line.before(at) == '翻' || matches!(line.before(at), '的' | '了'))
        }
        Sort::Percent | Sort::Points => true,
        Sort::Money => parts.numeral.value >= 10.0 || unit.scaled,
        Sort::Amount => unit.scaled || !one && !shortened,
        Sort::Time => {
            (led || parts.numeral.value >= 10.0)
                && (!one || matches!(line.at(unit.end), ',' | '。' | ';' | '以' | '内'))
        }
        Sort::Age => false,
        Sort::Count | Sort::People if one && matches!(line.at(unit.end), ',' | '。' | ';') => parts.unit != "次",
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
    let small = parts.numeral.chinese && !parts.numeral.bare && parts.hint.is_none() && parts.numeral.value <= 10.0;
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
