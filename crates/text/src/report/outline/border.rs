//! Where a heading ends that runs on into its text without a stop, a space or a line end.
//!
//! Nothing on the page says it. Headings of one report are made alike: two clauses, often the same last words; and
//! what follows begins in one of a few ways, or with a short phrase that ends in 。

use std::collections::BTreeMap;
use std::ops::Range;

use crate::report::marks::{begins, ends, year};

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

/// The lengths of headings that run on, guessed together since they are made alike.
pub fn lengths(headings: &[Open<'_>]) -> Vec<usize> {
    let endings = common_endings(headings);
    headings.iter().map(|heading| length(heading.text, &endings, headings.len())).collect()
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

fn length(text: &[char], endings: &BTreeMap<[char; 3], usize>, siblings: usize) -> usize {
    let region = region(text);
    let best = (region.start..=region.end).filter_map(|at| Some((score(text, at, &region, endings, siblings)?, at)));
    best.max_by_key(|(score, at)| (*score, std::cmp::Reverse(*at))).map_or(region.end.min(text.len()), |(_, at)| at)
}

/// How much speaks for the heading's end at a place; `None` if it cannot end there.
fn score(
    text: &[char],
    at: usize,
    region: &Range<usize>,
    endings: &BTreeMap<[char; 3], usize>,
    siblings: usize,
) -> Option<i32> {
    let (before, after) = (text.get(..at)?, text.get(at..)?);
    let comma = before.iter().position(|letter| *letter == ',');
    let clause = comma.map_or(at, |comma| at - comma - 1);
    let stopped = at == region.end && matches!(after.first(), Some('。' | ':'));
    let broken =
        before.last().is_some_and(|letter| matches!(letter, ',' | '、' | '“' | '《' | '(' | '的' | '和' | '与'));
    let runs_on = after.first().is_some_and(|letter| matches!(letter, ',' | '、' | '。' | '”' | '》' | ')' | '的'));
    if clause < CLAUSE || broken || (runs_on && !stopped) {
        return None;
    }
    let mut score = STARTERS.iter().find(|(word, _)| begins(after, word)).map_or(0, |(_, weight)| *weight);
    score += if year(after).is_some() { 9 } else { 0 };
    score += if PART_ENDS.iter().any(|word| ends(before, word)) { 5 } else { 0 };
    score += lead(text, at, region);
    score += alike(text, at, endings, siblings);
    score += if stopped { 4 } else { 0 };
    score += if stopped && comma.is_some_and(|comma| clause <= comma + 6) { 2 } else { 0 };
    // Two clauses are the rule; a heading of one is the exception.
    score += if comma.is_some() { 2 } else { 0 };
    score += if comma == Some(clause) { 1 } else { 0 };
    Some(score)
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
