//! Places in an order, told behind a figure: 位居中心城区第一, 增速全市第二, 居全省第3位; 全市前列 has no number.

use super::line::Line;
use super::numerals;
use super::words::{self, Words};
use crate::report::model::Rank;
use std::sync::LazyLock;

/// How far behind a figure its place in an order is looked for.
const REACH: usize = 48;

/// The longest scope: 长江经济带同类城市.
const SCOPE: usize = 12;

/// By what things are put in order.
static BASES: LazyLock<Words> = LazyLock::new(|| {
    words::by_first(
        "总量 增速 增幅 增长速度 增量 规模 总额 总数 数量 人均 降幅 涨幅 占比 强度 密度 净增 增长率 总规模 综合实力 完成率 完成量 完成额 排名 绝对值 体量 存量 均值",
    )
});

/// Words beside: they say nothing of the place.
static BESIDE: LazyLock<Words> = LazyLock::new(|| {
    words::by_first(
        "均 都 分别 双双 双 持续 继续 连续 首次 稳 稳定 仍 仍然 依然 再次 已 已经 一直 始终 以 的 其 其中 同比 年均 保持 一举 成功 历史性 并 且 在 按 由 从 上年 去年 较上年 比上年",
    )
});

/// Words that put a thing in its place.
static VERBS: LazyLock<Words> = LazyLock::new(|| {
    words::by_first(
        "位居 居 位列 列 名列 排名 排 排在 排位 位于 跃居 跃升至 跃升到 跃升 升至 升到 上升至 上升到 升居 前移至 前进至 进位至 提升至 提升到 稳居 高居 雄踞 跻身 进入 保持 保持在 稳定在 达到 为 是 夺得 获得 取得 继续位居 蝉联 连居 位次 位 步入 挺进 领跑 领先 走在 处于",
    )
});

/// Whom a thing may be set among without a verb before it.
static SCOPES: LazyLock<Words> = LazyLock::new(|| {
    words::by_first(
        "全市 全省 全国 全区 全县 全州 全盟 全旗 全疆 全球 世界 亚洲 中心城区 主城区 新城区 远城区 城区 各区 各县 各市 区县 县市区 县区 县域 同类城市 副省级城市 省会城市 计划单列市 地级市 直辖市 同类 园区 开发区 高新区 长三角 珠三角 京津冀 中部 西部 东部 沿海 国内 省内 市内 地区 六省 五区",
    )
});

/// The place that is told behind a figure, between its end and the next figure's beginning.
pub(super) fn behind(line: &Line, from: usize, until: usize) -> Option<Rank> {
    let until = until.min(from + REACH).min(line.len());
    let sentence = (from..until).find(|at| matches!(line.at(*at), '。' | ';' | '!' | '?')).unwrap_or(until);
    let comma = |at: &usize| matches!(line.at(*at), ',' | '、');
    let own = (from..sentence).find(comma).unwrap_or(sentence);
    let next = (own + 1..sentence).find(|at| line.at(*at) == ',').unwrap_or(sentence);
    placed(line, from, own).or_else(|| placed(line, (own + 1).min(next), next))
}

/// Reads a clause that says nothing but a place: a clause about another thing has another subject.
fn placed(line: &Line, from: usize, end: usize) -> Option<Rank> {
    let mut told = Told::default();
    let mut at = skipped_years(line, from);
    while at < end {
        if let Some((place, _)) = place(line, at, end).filter(|_| told.verb || told.scope.is_some()) {
            return Some(told.rank(place));
        }
        let step = |words: &Words| words::longest(words, line, at).filter(|length| at + length <= end);
        let (base, verb, scope) = (step(&BASES), step(&VERBS), step(&SCOPES));
        if let Some(length) = base.filter(|length| Some(*length) >= verb && told.scope.is_none()) {
            told.bases.push(line.words(at..at + length));
            at += length;
        } else if let Some(length) = verb.filter(|length| Some(*length) >= scope) {
            told.leads |= line.starts(at, "领");
            told.verb = true;
            at = skipped_years(line, at + length);
        } else if let Some(length) = scope.filter(|_| told.scope.is_none()).or(step(&BESIDE)) {
            let scoped = scope == Some(length) && told.scope.is_none();
            let stretch = if scoped { scoped_to(line, at + length, end) } else { at + length };
            told.scope = if scoped { Some(line.words(at..stretch)) } else { told.scope };
            at = skipped_years(line, stretch);
        } else if matches!(line.at(at), '、' | '和' | '与' | '及') && !told.bases.is_empty() && !told.verb {
            at += 1;
        } else if told.verb && told.scope.is_none() {
            let stretch = (at + 1..end.min(at + SCOPE)).find(|stretch| place(line, *stretch, end).is_some())?;
            let open = line.slice(at..stretch).iter().all(|letter| letter.is_alphanumeric());
            told.scope = Some(line.words(at..stretch)).filter(|_| open);
            told.scope.as_ref()?;
            at = stretch;
        } else {
            break;
        }
    }
    // 领跑全市, 全市领跑: first or among the first, the words do not say which.
    (told.leads && told.scope.is_some() && at == end).then(|| told.rank(None))
}

/// 连续三年, 连续5年: how long it has held.
fn skipped_years(line: &Line, at: usize) -> usize {
    let from = at + if line.starts(at, "连续") { 2 } else { 0 };
    let end = numerals::read(line, from).map_or(from, |numeral| numeral.end);
    if end > from && matches!(line.at(end), '年' | '个') {
        let unit = if line.starts(end, "个季度") {
            3
        } else if line.starts(end, "个月") {
            2
        } else {
            1
        };
        return end + unit;
    }
    at
}

/// 全市中心城区: several words of one scope.
fn scoped_to(line: &Line, from: usize, end: usize) -> usize {
    let mut at = from;
    while let Some(length) = words::longest(&SCOPES, line, at).filter(|length| at + length <= end) {
        at += length;
    }
    at
}

/// 第一, 第3位, 首位 with their number; 前列, 前三 without: the words do not say which. And where it ends.
fn place(line: &Line, at: usize, end: usize) -> Option<(Option<u32>, usize)> {
    for (word, place) in
        [("首位", Some(1)), ("榜首", Some(1)), ("之首", Some(1)), ("第一方阵", None), ("第一梯队", None)]
    {
        if line.starts(at, word) {
            return Some((place, at + word.chars().count()));
        }
    }
    for word in ["前列", "前茅", "上游", "领先地位", "先进行列"] {
        if line.starts(at, word) {
            return Some((None, at + word.chars().count()));
        }
    }
    if !matches!(line.at(at), '第' | '前') {
        return None;
    }
    let numeral = numerals::read(line, at + 1).filter(|numeral| numeral.value >= 1.0 && numeral.value <= 9999.0)?;
    let unit = if matches!(line.at(numeral.end), '位' | '名' | '强') { 1 } else { 0 };
    let stop = numeral.end + unit;
    let ends = stop >= end || !line.at(stop).is_alphanumeric() || line.at(stop) == '的';
    let exact = line.at(at) == '第' && numeral.value.fract() == 0.0;
    // Within four digits by the filter above.
    ends.then_some((exact.then_some(numeral.value as u32), stop))
}

#[derive(Default)]
struct Told {
    bases: Vec<String>,
    scope: Option<String>,
    verb: bool,
    leads: bool,
}

impl Told {
    fn rank(self, place: Option<u32>) -> Rank {
        let basis = Some(self.bases.join("、")).filter(|basis| !basis.is_empty() && basis != "排名");
        Rank { place, scope: self.scope, basis }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::text::Clean;

    fn told(text: &str) -> Option<(Option<u32>, String, String)> {
        let mut clean = Clean::default();
        text.chars().enumerate().for_each(|(place, letter)| clean.push(letter, place));
        let line = Line::of(&clean, 0..clean.len());
        let words = |said: Option<String>| said.unwrap_or_default();
        behind(&line, 0, line.len()).map(|rank| (rank.place, words(rank.scope), words(rank.basis)))
    }

    #[test]
    fn a_place_in_an_order_has_its_scope_and_basis() {
        let said = |place: u32, scope: &str, basis: &str| Some((Some(place), scope.to_owned(), basis.to_owned()));
        let among = |scope: &str, basis: &str| Some((None, scope.to_owned(), basis.to_owned()));
        for (text, expected) in [
            ("、位居全市第一。", said(1, "全市", "")),
            (",居全市第3位,同比前移1位。", said(3, "全市", "")),
            (",增速全市第二。", said(2, "全市", "增速")),
            (",增速中心城区第一。", said(1, "中心城区", "增速")),
            (",总量保持全省第一;", said(1, "全省", "总量")),
            (",总量位居中心城区第一。", said(1, "中心城区", "总量")),
            (",排名全省第5,", said(5, "全省", "")),
            (",连续三年排名全省第一。", said(1, "全省", "")),
            (",总量、增速均居全市首位。", said(1, "全市", "总量、增速")),
            (",总量和增速分别居全省第四、第二位。", said(4, "全省", "总量、增速")),
            ("左右,位居全市前列。", among("全市", "")),
            (",持续全市领跑。", among("全市", "")),
            (",增速领跑全省。", among("全省", "增速")),
            ("、跃居长江经济带同类城市第8位。", said(8, "长江经济带同类城市", "")),
            (",位列全市前三。", among("全市", "")),
            (",全市名列前茅。", among("全市", "")),
            ("、居全市中心城区第2名。", said(2, "全市中心城区", "")),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_said_of_another_thing_is_no_place_of_this_one() {
        for text in [
            ",工业投资增速居全市第一。",
            ",第一产业增长5%。",
            ",高于全市平均水平。",
            ",获评全国百强区。",
            "。位居全市第一。",
            ",成立全市第一家合成书院。",
            "",
        ] {
            assert_eq!(told(text), None, "{text}");
        }
    }
}
