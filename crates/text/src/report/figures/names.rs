//! The subject's name as people would call it, and its canonical name where the vocabulary knows it.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::clauses::Statement;
use super::units::Sort;

const VOCABULARY: &str = include_str!("../../../../../data/vocabulary/indicators.json");

/// An indicator of the vocabulary.
#[derive(Clone, Debug, Deserialize)]
pub struct Entry {
    /// Snake case English.
    pub canonical: String,
    /// Chinese name as the statistics bureau calls it.
    pub name: String,
    /// Other ways to call it.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// `growth`, `percent`, `money`, `count`, `amount`: what its statements may say; empty for any.
    #[serde(default)]
    pub says: Vec<String>,
}

/// The vocabulary with its entries under each way to call them.
pub struct Vocabulary {
    /// The entries in the file's order.
    pub entries: Vec<Entry>,
    by_name: HashMap<String, usize>,
    /// Any of the names, to tell in one pass that none is there.
    any: Option<AhoCorasick>,
}

static KNOWN: LazyLock<Vocabulary> = LazyLock::new(|| {
    let entries: Vec<Entry> = serde_json::from_str(VOCABULARY).unwrap_or_default();
    let mut by_name = HashMap::new();
    for (place, entry) in entries.iter().enumerate() {
        for name in entry.synonyms.iter().chain([&entry.name]) {
            by_name.insert(plain(name), place);
        }
    }
    let any = AhoCorasick::new(by_name.keys()).ok();
    Vocabulary { entries, by_name, any }
});

/// The vocabulary of indicators.
pub fn vocabulary() -> &'static Vocabulary {
    &KNOWN
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| !matches!(letter, '(' | ')' | '“' | '”' | '"' | '‘' | '’' | '、' | ' '))
        .collect::<String>()
        .to_uppercase()
}

/// Words before a name that say where or when, not what.
const BEFORE: &[&str] = &[
    "预计",
    "全年",
    "全区",
    "全市",
    "全省",
    "全县",
    "全国",
    "我区",
    "我市",
    "我省",
    "我县",
    "我国",
    "区级",
    "市级",
    "县级",
    "年度",
    "当年",
    "今年",
    "去年",
    "完成",
    "实现",
    "达到",
    "其中",
    "新增",
    "力争",
    "确保",
    "保持",
    "推动",
    "累计",
    "总体",
    "全社会",
    "规划",
    "主要",
    "经济",
    "辖区",
    "区域",
    "本级",
    "全镇",
    "全旗",
    "全州",
    "自治区",
    "年",
    "季度",
    "上半年",
    "前三季度",
    "年末",
    "年底",
    "人均",
    "实际",
    "的",
    "将",
    "使",
    "争取",
    "促进",
    "促",
    "全口径",
    "初步核算",
    "经初步核算",
    "初步统计",
    "经济总量",
    "以上",
    "开发区",
    "同时",
    "和",
    "与",
    "及",
    "口径",
    "新城区",
    "中心城区",
    "我们",
    "五年来",
    "五年",
    "有效",
    "城市",
    "地方",
    "地级及以上城市",
    "地级以上城市",
    "区县",
    "县区",
];

/// Words behind a name that say how it moves.
const AFTER: &[&str] = &[
    "总额",
    "总量",
    "增速",
    "增幅",
    "增长",
    "增长率",
    "增长速度",
    "同比",
    "分别",
    "完成",
    "实现",
    "达到",
    "达",
    "为",
    "均",
    "规模",
    "控制在",
    "稳定在",
    "保持在",
    "累计",
    "年均",
    "水平",
    "数",
    "实际",
    "名义",
    "平均",
    "预计",
    "全年",
    "的",
    "占比",
    "总数",
    "人数",
    "提高",
    "下降",
    "控制",
    "指数",
    "累计完成",
    "稳步",
    "值",
    "年均值",
    "平均浓度",
    "浓度",
    "浓度均值",
    "增收",
    "年均浓度",
    "浓度年均值",
    "预期",
    "目标",
    "比例",
    "达标",
    "比上年",
    "比率",
    "分别达到",
];

/// The canonical name of a subject, if the vocabulary knows it by any of its ways to be called.
pub fn canonical(name: &str, statement: &Statement, region: Option<&str>) -> Option<String> {
    let name = ["累计", "年均", "预计"].iter().fold(plain(name), |name, word| name.replace(word, ""));
    if KNOWN.any.as_ref().is_some_and(|any| !any.is_match(&name)) {
        return None;
    }
    // 收入完成预算目标并力争…: what stands before the verb is the subject.
    let heads = ["完成", "达到", "实现", "保持", "连跨", "跨越", "首次", "稳步", "持续", "迈上", "连续", "由", "从"]
        .iter()
        .filter_map(|verb| name.split_once(verb))
        .map(|(head, _)| head.to_owned());
    std::iter::once(name.clone()).chain(heads).find_map(|name| known_as(&name, statement, region))
}

fn known_as(name: &str, statement: &Statement, region: Option<&str>) -> Option<String> {
    let whole: Vec<char> = name.chars().collect();
    let known = vocabulary();
    // Longest tail first: 城镇居民人均可支配收入 before 可支配收入.
    for start in 0..whole.len().min(40) {
        let before: String = whole.get(..start)?.iter().collect();
        if start > 0 && !only_before(&before, region) {
            continue;
        }
        let tail: String = whole.get(start..)?.iter().collect();
        if let Some(entry) = by_tail(known, &tail).filter(|entry| says(entry, statement)) {
            return Some(entry.canonical.clone());
        }
    }
    None
}

fn by_tail<'a>(known: &'a Vocabulary, tail: &str) -> Option<&'a Entry> {
    let mut rest = tail.to_owned();
    for _ in 0..4 {
        if let Some(place) = known.by_name.get(&rest) {
            return known.entries.get(*place);
        }
        let word = AFTER
            .iter()
            .filter(|word| rest.ends_with(**word) && rest.len() > word.len())
            .max_by_key(|word| word.len())?;
        rest.truncate(rest.len() - word.len());
    }
    known.by_name.get(&rest).and_then(|place| known.entries.get(*place))
}

/// Whether only words of place and time stand before the name.
fn only_before(before: &str, region: Option<&str>) -> bool {
    let mut rest = before;
    loop {
        if rest.is_empty() {
            return true;
        }
        let region = region.and_then(|region| rest.strip_prefix(region));
        let word = BEFORE.iter().filter_map(|word| rest.strip_prefix(word)).min_by_key(|rest| rest.len());
        match region.or(word) {
            Some(shorter) => rest = shorter,
            None => return place_name(rest),
        }
    }
}

/// 武汉市, 江汉区: a short name that ends like a place.
fn place_name(words: &str) -> bool {
    let letters: Vec<char> = words.chars().collect();
    !words.ends_with("地区")
        && !words.ends_with("老区")
        && (2..=6).contains(&letters.len())
        && matches!(letters.last(), Some('省' | '市' | '区' | '县' | '州' | '盟' | '旗'))
}

/// Whether an entry may be said the way the statement says it: a rate in percent, money in yuan.
fn says(entry: &Entry, statement: &Statement) -> bool {
    if entry.says.is_empty() {
        return true;
    }
    let way = match (statement.value, statement.sort) {
        (None, _) => "growth",
        (_, Some(Sort::Money)) => "money",
        (_, Some(Sort::Percent)) => "percent",
        (_, Some(Sort::Points | Sort::Times | Sort::Tenths)) => "points",
        (_, Some(Sort::Count | Sort::People | Sort::Time)) => "count",
        _ => "amount",
    };
    entry.says.iter().any(|said| said == way)
}

/// The name without the growth noun or verb that trails it, and without marks at its ends.
pub fn trimmed(name: &str) -> String {
    let paired = name.contains('“') && name.contains('”');
    let mut rest = name.trim_matches(|letter: char| {
        matches!(letter, '、' | ',' | '(' | ')' | ':' | '的' | '·') || !paired && matches!(letter, '“' | '”')
    });
    for word in ["增速", "增幅", "增长", "同比", "分别", "累计", "预计", "全年"] {
        if let Some(shorter) = rest.strip_suffix(word).filter(|shorter| shorter.chars().count() >= 2) {
            rest = shorter;
        }
    }
    rest.to_owned()
}
