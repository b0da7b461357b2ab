//! Where a heading ends that runs on into its text without a stop, a space or a line end.
//!
//! Nothing on the page says it. Headings of one report are made alike: two clauses, often the same last words; and
//! what follows begins in one of a few ways, or with a short phrase that ends in 。

use std::collections::BTreeMap;
use std::ops::Range;

use crate::report::marks::{begins, ends, year};
use crate::segment::word_ends;

/// A heading is not longer than this.
pub const LONGEST: usize = 48;

/// The fewest characters of a clause.
const CLAUSE: usize = 4;

/// Words that begin the text under a heading, and how sure they are.
const STARTERS: &[(&str, i32)] = &[
    ("一年来", 9),
    ("五年来", 9),
    ("过去一年", 9),
    ("过去的一年", 9),
    ("过去五年", 9),
    ("各位代表", 9),
    ("新的一年", 8),
    ("我们", 6),
    ("面对", 6),
    ("坚持", 6),
    ("围绕", 6),
    ("按照", 6),
    ("根据", 6),
    ("对标", 6),
    ("紧扣", 5),
    ("牢牢", 5),
    ("牢固", 5),
    ("始终", 5),
    ("扎实", 5),
    ("主动", 5),
    ("严格", 5),
    ("纵深", 5),
    ("深入", 5),
    ("立足", 5),
    ("抢抓", 5),
    ("聚焦", 4),
    ("认真", 4),
    ("全力", 4),
    ("大力", 4),
    ("积极", 4),
    ("加强", 1),
    ("深化", 1),
    ("实施", 2),
    ("落实", 2),
    ("全面", 3),
    ("着力", 3),
    ("持续", 3),
    ("加快", 1),
    ("推进", 1),
    ("以", 2),
    ("全年", 6),
    ("预计", 6),
    ("全区", 4),
    ("全市", 4),
    ("全县", 4),
    ("过去", 5),
    ("回顾", 5),
    ("今年", 6),
    ("五年", 4),
    ("贯彻", 4),
    ("牢记", 5),
    ("树牢", 5),
    ("树立", 4),
    ("秉承", 5),
    ("践行", 4),
    ("把握", 4),
    ("把", 3),
    ("将", 3),
    ("紧盯", 5),
    ("紧抓", 5),
    ("紧紧", 5),
    ("瞄准", 4),
    ("突出", 4),
    ("统筹", 4),
    ("针对", 5),
    ("依托", 5),
    ("发挥", 4),
    ("顺应", 4),
    ("强化", 2),
    ("完成", 2),
    ("新增", 2),
    ("构建", 2),
    ("打造", 1),
    ("推动", 1),
    ("坚定", 4),
    ("坚决", 4),
    ("高标准", 3),
    ("高质量", 2),
    ("高水平", 2),
    ("有序", 3),
    ("稳步", 2),
    ("不断", 2),
    ("努力", 2),
    ("切实", 3),
    ("加大", 3),
    ("支持", 2),
    ("鼓励", 3),
    ("培育", 2),
    ("做好", 3),
    ("做大", 3),
    ("做强", 3),
    ("做优", 3),
    ("对照", 5),
    ("抓住", 4),
    ("抓好", 3),
    ("狠抓", 4),
    ("推行", 3),
    ("健全", 2),
    ("完善", 2),
    ("巩固", 2),
];

/// Last words of headings: what has become better, or new.
const HEAD_ENDS: &[&str] = &[
    "增强", "加强", "提升", "改善", "优化", "完善", "提高", "向好", "显现", "凸显", "彰显", "夯实", "巩固", "推进",
    "加快", "发展", "进步", "增进", "稳定", "和谐", "见效", "显著", "突破", "台阶", "局面", "活力", "动能", "动力",
    "篇章", "高地", "作为", "格局", "成效", "质效", "水平", "品质", "福祉", "保障", "实力", "能力", "环境", "治理",
    "形象", "面貌", "期待", "阶段", "体系", "基础", "建设", "效能", "魅力", "优势", "后劲", "底线", "防线", "新城",
    "样板", "标杆", "改观", "跨越", "升级", "蝶变", "焕新", "提质", "增效", "扩面", "有力", "有效", "明显", "有序",
];

/// Last words of headings that open a part.
const PART_ENDS: &[&str] = &[
    "工作回顾",
    "回顾",
    "工作安排",
    "工作任务",
    "主要任务",
    "重点工作",
    "主要工作",
    "工作部署",
    "奋斗目标",
    "主要目标",
    "发展目标",
    "总体要求",
    "政策取向",
    "工作思路",
    "工作建议",
];

/// A heading whose end is not marked: the text from behind its numeral, as far as a heading can reach.
#[derive(Clone, Copy, Debug)]
pub struct Open<'t> {
    /// The letters behind the numeral.
    pub text: &'t [char],
}

/// The lengths of headings that run on, guessed together since they are made alike: what is sure of some helps the rest.
pub fn lengths(headings: &[Open<'_>]) -> Vec<usize> {
    let alike = common_endings(headings);
    let marks: Vec<Marks<'_>> =
        headings.iter().map(|heading| Marks::of(heading.text, &alike, headings.len())).collect();
    let first: Vec<(i32, usize)> = marks.iter().map(|marks| marks.best(None)).collect();
    let sure =
        first.iter().zip(&marks).filter(|((score, _), _)| *score >= SURE).map(|((_, at), marks)| marks.clause(*at));
    let usual = most_frequent(sure);
    marks.iter().map(|marks| marks.best(usual).1).collect()
}

/// A score that only clear signs give.
const SURE: i32 = 9;

fn most_frequent(clauses: impl Iterator<Item = usize>) -> Option<usize> {
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    clauses.for_each(|clause| *counts.entry(clause).or_default() += 1);
    counts.into_iter().filter(|(_, count)| *count > 1).max_by_key(|(_, count)| *count).map(|(clause, _)| clause)
}

/// What is known of one heading while its end is sought.
struct Marks<'t> {
    text: &'t [char],
    region: Range<usize>,
    words: Vec<usize>,
    alike: &'t BTreeMap<[char; 3], usize>,
    siblings: usize,
}

impl<'t> Marks<'t> {
    fn of(text: &'t [char], alike: &'t BTreeMap<[char; 3], usize>, siblings: usize) -> Self {
        let region = region(text);
        let reach = text.iter().take(region.end + 6).collect::<String>();
        Self { text, region, words: word_ends(&reach), alike, siblings }
    }

    /// The best place with its score; `usual` is how long the last clause of sure siblings is.
    fn best(&self, usual: Option<usize>) -> (i32, usize) {
        let scored =
            (self.region.start..=self.region.end).filter_map(|at| Some((self.score(at)? + self.usual(at, usual), at)));
        // Between places that nothing else tells apart, the one that makes a clause of the usual length.
        let far = |at: usize| self.clause(at).abs_diff(usual.unwrap_or_else(|| self.first_clause() + 2));
        let best = scored.max_by_key(|(score, at)| (*score, std::cmp::Reverse((far(*at), *at))));
        best.unwrap_or((0, self.region.end.min(self.text.len())))
    }

    fn first_clause(&self) -> usize {
        self.text.iter().take(self.region.end).position(|letter| *letter == ',').unwrap_or(CLAUSE)
    }

    /// How long the last clause would be.
    fn clause(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.iter().position(|letter| *letter == ',').map_or(at, |comma| at - comma - 1)
    }

    fn usual(&self, at: usize, usual: Option<usize>) -> i32 {
        match usual.map(|usual| usual.abs_diff(self.clause(at))) {
            Some(0) => 3,
            Some(1) => 1,
            _ => 0,
        }
    }

    /// How much speaks for the heading's end at a place; `None` if it cannot end there.
    fn score(&self, at: usize) -> Option<i32> {
        let (before, after) = (self.text.get(..at)?, self.text.get(at..)?);
        let comma = before.contains(&',');
        let clause = self.clause(at);
        let stopped = at == self.region.end && matches!(after.first(), Some('。' | ':'));
        if clause < CLAUSE || !self.possible(before, after, stopped, at) {
            return None;
        }
        let mut score = STARTERS
            .iter()
            .filter(|(word, _)| begins(after, word))
            .map(|(_, weight)| *weight)
            .max()
            .unwrap_or_default();
        score += if year(after).is_some() { 9 } else { 0 };
        score += if PART_ENDS.iter().any(|word| ends(before, word)) { 5 } else { 0 };
        score += if !stopped && HEAD_ENDS.iter().any(|word| ends(before, word)) { 3 } else { 0 };
        score += lead(self.text, at, &self.region);
        score += alike(self.text, at, self.alike, self.siblings);
        score += if stopped { 4 } else { 0 };
        score += if stopped && comma && clause * 2 <= before.len() + 6 { 2 } else { 0 };
        // Two clauses are the rule; a heading of one is the exception.
        score += if comma { 2 } else { 0 };
        score += if comma && clause * 2 + 1 == before.len() { 1 } else { 0 };
        Some(score)
    }

    /// A heading ends neither inside a word nor where a phrase must go on.
    fn possible(&self, before: &[char], after: &[char], stopped: bool, at: usize) -> bool {
        let broken =
            before.last().is_some_and(|letter| matches!(letter, ',' | '、' | '“' | '《' | '(' | '的' | '和' | '与'));
        let runs_on = after.first().is_some_and(|letter| matches!(letter, ',' | '、' | '。' | '”' | '》' | ')' | '的'));
        !broken && (!runs_on || stopped) && (stopped || self.words.binary_search(&at).is_ok())
    }
}

/// How many headings hold each run of three characters.
fn common_endings(headings: &[Open<'_>]) -> BTreeMap<[char; 3], usize> {
    let mut counts = BTreeMap::new();
    for heading in headings {
        let reach = heading.text.get(region(heading.text)).unwrap_or_default();
        let mut own: Vec<[char; 3]> = reach.windows(3).filter_map(|three| three.try_into().ok()).collect();
        own.sort_unstable();
        own.dedup();
        for three in own {
            *counts.entry(three).or_insert(0) += 1;
        }
    }
    counts
}

/// Where the end may lie: behind the first clause's beginning, before the second comma or the first stop.
fn region(text: &[char]) -> Range<usize> {
    let mut commas = 0;
    let end = text.iter().take(LONGEST).position(|letter| {
        commas += usize::from(*letter == ',');
        commas == 2 || matches!(letter, '。' | ';' | ':' | '!' | '\n')
    });
    CLAUSE..end.unwrap_or(LONGEST.min(text.len())).max(CLAUSE)
}

/// A phrase of four and four characters up to the first stop is how paragraphs begin: 招商引资成效显著。
fn lead(text: &[char], at: usize, region: &Range<usize>) -> i32 {
    if text.get(region.end) != Some(&'。') {
        return 0;
    }
    match region.end.saturating_sub(at) {
        8 => 5,
        6 | 7 | 9 | 10 => 2,
        _ => 0,
    }
}

/// Whether the last three characters before a place stand in three headings and in a third of their kind, and the next three do not.
fn alike(text: &[char], at: usize, endings: &BTreeMap<[char; 3], usize>, siblings: usize) -> i32 {
    let shared = |end: usize| {
        let three: Option<[char; 3]> = end.checked_sub(3).and_then(|from| text.get(from..end)?.try_into().ok());
        let count = three.and_then(|three| endings.get(&three)).copied().unwrap_or_default();
        count > 2 && count * 10 >= siblings * 3
    };
    if shared(at) && !shared(at + 1) { 7 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(texts: &[&str]) -> Vec<String> {
        let letters: Vec<Vec<char>> = texts.iter().map(|text| text.chars().collect()).collect();
        let open: Vec<Open<'_>> = letters.iter().map(|text| Open { text }).collect();
        lengths(&open).iter().zip(&letters).map(|(length, text)| text.iter().take(*length).collect()).collect()
    }

    #[test]
    fn headings_that_run_on_end_before_their_text() {
        assert_eq!(
            cut(&[
                "工作提速增效,园区经济稳步向前企业服务持续优化。建成",
                "城乡焕然一新,道路管网日益完善一年来,我们修建"
            ]),
            ["工作提速增效,园区经济稳步向前", "城乡焕然一新,道路管网日益完善"]
        );
        assert_eq!(
            cut(&["2031年工作回顾2031年是全面", "努力建设廉洁高效的政府面对新任务,我们"]),
            ["2031年工作回顾", "努力建设廉洁高效的政府"]
        );
    }

    #[test]
    fn headings_of_one_report_end_alike() {
        let texts = [
            "聚焦实业,在壮大产业上开新局推动制造业集聚,发展",
            "聚焦乡村,在振兴农业上开新局建设高标准农田,完成",
            "聚焦民生,在改善生活上开新局办好十件实事,确保",
        ];
        assert_eq!(
            cut(&texts),
            ["聚焦实业,在壮大产业上开新局", "聚焦乡村,在振兴农业上开新局", "聚焦民生,在改善生活上开新局"]
        );
    }
}
