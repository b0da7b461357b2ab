//! Which line goes on in the next one: wrapped lines, and sentences that a page end cuts in two.

use super::letters::{closing, stop};
use super::lines::Line;
use crate::report::marks::{Numeral, begins, find, holds, holds_any, mark};

/// How the lines of a text are laid out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Layout {
    /// Lines are wrapped at about this width (a Chinese character is two wide); `None` if a line is a paragraph.
    width: Option<usize>,
    /// How many characters a full line has.
    letters: usize,
    /// Paragraphs begin further in than other lines.
    indents: bool,
    /// Page ends cut sentences here.
    paged: bool,
}

/// Looks at all lines that have words.
pub fn layout(lines: &[Line], page_marks: usize) -> Layout {
    let mut lengths: Vec<usize> = lines.iter().map(|line| line.letters.len()).collect();
    lengths.sort_unstable();
    let letters = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or_default();
    let width = wrapped(lines, letters);
    let indented = lines.iter().filter(|line| line.indented).count();
    let indents = indented * 20 > lines.len() && indented * 10 < lines.len() * 9;
    let markdown = lines.iter().any(|line| line.titled || line.bold);
    let dangling =
        lines.windows(2).filter(|pair| matches!(pair, [line, next] if hangs(line) && !opens(line, next))).count();
    let paged = page_marks > 0 || dangling > 1 || (markdown && dangling > 0);
    Layout { width, letters, indents, paged }
}

/// The width at which most lines end without a stop, if there is one.
fn wrapped(lines: &[Line], letters: usize) -> Option<usize> {
    let mut widths: Vec<usize> = lines.iter().map(width).collect();
    widths.sort_unstable();
    let widest = *widths.get(widths.len() * 9 / 10)?;
    if lines.len() < 8 || !(24..=150).contains(&widest) {
        return None;
    }
    let fit = |line: &Line| width(line) <= widest + 8 && filled(line, widest, letters);
    let full: Vec<&Line> = lines.iter().filter(|line| fit(line)).collect();
    let open = full.iter().filter(|line| !stopped(line)).count();
    (full.len() * 5 > lines.len() * 2 && open * 5 > full.len() * 3).then_some(widest)
}

/// Whether a line reaches the margin: printed lines are equally wide, lines cut by a program equally long.
fn filled(line: &Line, widest: usize, letters: usize) -> bool {
    let indent = if line.indented { 2 } else { 0 };
    width(line) + 2 * indent + 8 >= widest || line.letters.len() + indent + 1 >= letters
}

fn width(line: &Line) -> usize {
    line.letters.iter().map(|letter| if letter.folded.is_ascii() { 1 } else { 2 }).sum()
}

fn last(line: &Line) -> Option<char> {
    line.letters.last().map(|letter| letter.folded)
}

/// Whether the line ends with a stop, or with quotes behind one.
fn stopped(line: &Line) -> bool {
    let mut backwards = line.letters.iter().rev().map(|letter| letter.folded);
    match backwards.next() {
        Some(letter) if stop(letter) => true,
        Some(letter) if closing(letter) => backwards.next().is_some_and(stop),
        _ => false,
    }
}

/// Whether the line ends where no sentence can end.
fn soft(line: &Line) -> bool {
    last(line).is_some_and(|letter| matches!(letter, ',' | '、' | '(' | '《' | '“' | '【' | '〔' | '—' | '+' | '/'))
}

/// A long line of running text without a stop at its end.
fn hangs(line: &Line) -> bool {
    let chars = line.chars();
    let inner = chars.iter().any(|letter| matches!(letter, '。' | ',' | '、' | ';'));
    !stopped(line) && chars.len() >= 20 && inner && !headed(&chars) && !line.titled
}

/// A heading by its numeral: short, and no sentence ends inside; with the numeral of an item, two clauses at most.
fn headed(chars: &[char]) -> bool {
    let longest = match mark(chars).map(|mark| mark.kind) {
        Some(Numeral::Part | Numeral::Chinese | Numeral::Bracketed) => 60,
        Some(Numeral::Arabic | Numeral::BracketedArabic) if commas(chars) < 2 => 36,
        _ => 0,
    };
    chars.len() <= longest && !chars.contains(&'。')
}

fn commas(chars: &[char]) -> usize {
    chars.iter().filter(|letter| matches!(letter, ',' | ';')).count()
}

/// Words that begin a paragraph whatever stood before.
const OPENINGS: &[&str] = &[
    "各位代表",
    "名词解释",
    "名词注释",
    "附件",
    "附:",
    "附表",
    "注:",
    "谢谢",
    "版权所有",
    "主办",
    "承办",
    "发布时间",
    "信息来源",
    "来源:",
    "责任编辑",
    "编辑:",
    "打印",
    "关闭",
    "上一篇",
    "下一篇",
    "政府工作报告",
    "《政府工作报告》",
    "现在,我代表",
    "——",
];

/// Whether `next` begins a paragraph of its own, `line` being the one before.
fn opens(line: &Line, next: &Line) -> bool {
    let chars = next.chars();
    next.titled
        || next.bullet
        || next.bold
        || mark(&chars).is_some()
        || OPENINGS.iter().any(|words| begins(&chars, words))
        || (explains(&chars) && explains(&line.chars()))
        || lead(&chars)
        || super::date_line(&chars)
}

/// `term: text`, as glossaries have it.
fn explains(chars: &[char]) -> bool {
    let head = chars.get(..chars.len().min(32)).unwrap_or_default();
    find(head, ":")
        .is_some_and(|colon| colon > 1 && !holds_any(head.get(..colon).unwrap_or_default(), &["。", ",", ";"]))
}

/// A lead phrase: a short first sentence that says what the paragraph is about.
fn lead(chars: &[char]) -> bool {
    let head = chars.get(..chars.len().min(16)).unwrap_or_default();
    find(head, "。").is_some_and(|end| end >= 4 && chars.len() > 30 && !holds(head.get(..end).unwrap_or_default(), ","))
}

/// Whether `line` goes on in `next`; `blank` says that an empty line or a page mark stands between.
pub fn goes_on(layout: Layout, line: &Line, next: &Line, blank: bool) -> bool {
    if line.titled || line.blank() || next.blank() {
        return false;
    }
    if soft(line) && !next.titled && !next.bullet {
        return true;
    }
    match layout.width {
        Some(widest) => wraps(layout, widest, line, next, blank),
        None => !stopped(line) && hangs(line) && layout.paged && !opens(line, next),
    }
}

fn wraps(layout: Layout, widest: usize, line: &Line, next: &Line, blank: bool) -> bool {
    let full = filled(line, widest, layout.letters);
    let chars = next.chars();
    let begun =
        next.titled || next.bullet || mark(&chars).is_some() || OPENINGS.iter().any(|words| begins(&chars, words));
    if !full || begun || (layout.indents && next.indented) {
        return false;
    }
    if stopped(line) { layout.indents && !blank } else { true }
}
