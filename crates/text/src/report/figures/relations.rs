//! Statistics set beside another statistic without a number: 与经济增长同步, 快于城镇居民, 跑赢经济增速.

use std::ops::Range;

use super::clauses::Statement;
use super::line::Line;
use super::words;

/// Words that set the subject above what follows.
const OVER: &[&str] = &["略高于", "明显高于", "稳定高于", "高于", "超过", "快于", "跑赢", "好于", "优于", "不低于"];

/// Ends of a comparison of movements.
const TOGETHER: &[&str] = &[
    "基本相匹配",
    "基本匹配",
    "相匹配",
    "基本保持同步",
    "保持同步",
    "基本同步",
    "大体同步",
    "同步增长",
    "同步提高",
    "同步",
];

/// The longest comparison.
const LONGEST: usize = 40;

/// The comparisons of a line, clause by clause.
pub fn read(line: &Line) -> Vec<Statement> {
    let marks =
        line.chars().iter().enumerate().filter(|(_, letter)| matches!(letter, ',' | ';' | '。' | ':' | '!' | '?'));
    let mut start = 0;
    let mut found = Vec::new();
    for end in marks.map(|(at, _)| at).chain([line.len()]) {
        found.extend(clause(line, start..end));
        start = end + 1;
    }
    found
}

fn clause(line: &Line, clause: Range<usize>) -> Option<Statement> {
    if clause.len() < 6 || clause.len() > LONGEST || line.slice(clause.clone()).iter().any(char::is_ascii_digit) {
        return None;
    }
    together(line, &clause).or_else(|| over(line, &clause))
}

/// 增长6.3%,与经济增长基本同步: what a figure is set beside in the clause behind it, which begins at its comma.
pub fn behind(line: &Line, comma: usize) -> Option<(String, String)> {
    let start = comma + 1;
    let end = (start..(start + LONGEST).min(line.len()))
        .find(|at| matches!(line.at(*at), ',' | ';' | '。' | ':' | '!' | '?'))
        .unwrap_or(line.len());
    if line.at(comma) != ',' || end - start.min(end) > LONGEST {
        return None;
    }
    if let Some(word) = OVER.iter().find(|word| line.starts(start, word)) {
        return compared(line, start, word, end);
    }
    let word = TOGETHER.iter().find(|word| line.ends(end, word))?;
    let to = line.words(start + 1..end.saturating_sub(word.chars().count()));
    let joins = matches!(line.at(start), '与' | '和' | '同' | '跟');
    (joins && to.chars().count() >= 2).then(|| ("with".to_owned(), to))
}

/// 居民收入增长与经济增长基本同步.
fn together(line: &Line, clause: &Range<usize>) -> Option<Statement> {
    let word = TOGETHER.iter().find(|word| line.ends(clause.end, word))?;
    let end = clause.end - word.chars().count();
    let joint = (clause.start + 2..end).find(|at| matches!(line.at(*at), '与' | '和' | '同' | '跟'))?;
    let to = line.words(joint + 1..end);
    let relation = ("with".to_owned(), to);
    (relation.1.chars().count() >= 2).then(|| statement(line, clause.start..joint, clause.end, relation))
}

/// 城镇居民收入增长速度超过经济增长速度.
fn over(line: &Line, clause: &Range<usize>) -> Option<Statement> {
    let (at, word) = (clause.start + 2..clause.end)
        .find_map(|at| OVER.iter().find(|word| line.starts(at, word)).map(|word| (at, *word)))?;
    let relation = compared(line, at, word, clause.end)?;
    Some(statement(line, clause.start..at, clause.end, relation))
}

/// Whether a word of comparison stands before a movement, and which.
fn compared(line: &Line, at: usize, word: &str, end: usize) -> Option<(String, String)> {
    let to = line.words(at + word.chars().count()..end);
    let moves =
        ["增长", "增速", "速度", "居民", "水平", "涨幅", "增幅", "GDP", "收入"].iter().any(|end| to.ends_with(end));
    moves.then(|| (if word == "不低于" { "at_least" } else { "over" }.to_owned(), to))
}

fn statement(line: &Line, subject: Range<usize>, end: usize, relation: (String, String)) -> Statement {
    let start = words::after_leads(line, subject.start, subject.end);
    Statement {
        name: line.words(start..subject.end),
        quote: start..end,
        number: end..end,
        object: start..subject.end,
        clause: start,
        relation: Some(relation),
        ..Statement::default()
    }
}
