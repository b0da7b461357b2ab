//! What the plan part binds the government to: tasks with a number and tasks without one.
//!
//! One task for each clause between commas and stops that opens with a verb of doing; where numbers stand in it, one for
//! each number that the verb counts. A statistic is no task: nobody carries out a growth rate.

pub mod duties;
pub mod verbs;

#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::figures::Parsed;
use super::figures::clauses::Statement;
use super::figures::line::Line;
use super::figures::units::Sort;
use crate::report::model::{Commitment, Comparator, Role, Strength, Tense};
use crate::report::text::{Clean, Passage, Setting};

/// The commitments of a passage in the order of the text; none outside the plan part.
///
/// As in [`super::figures::read`], `quote` holds the words of the clean view.
pub fn read(clean: &Clean, passage: &Passage, setting: &Setting, parsed: &Parsed) -> Vec<Commitment> {
    let annexed = passage.role == Role::Other && setting.year_planned.is_some();
    let line = &parsed.line;
    let targets = target_list(passage) && !opens_with_a_phrase(line);
    if passage.heading || !(passage.role == Role::Plan || annexed) || targets {
        return Vec::new();
    }
    let ahead = parsed.statements.iter().filter(|(_, told)| told.kind == Tense::Target);
    let statements: Vec<&Statement> = ahead.map(|(statement, _)| statement).collect();
    let mut reader =
        Reader { clean, line, statements: &statements, found: Vec::new(), counted_to: usize::MAX, annexed };
    let sentences = cut(line, 0..line.len(), |letter| matches!(letter, '。' | '!' | '?'));
    for (place, sentence) in sentences.iter().enumerate() {
        if closing(line, sentence) {
            break;
        }
        if place == 0 && sentences.len() > 1 && runs_in(line, sentence) {
            continue;
        }
        reader.sentence(sentence.clone());
    }
    reader.found
}

/// 主要预期目标, 发展目标: figures of a list of targets, nobody's task.
fn target_list(passage: &Passage) -> bool {
    let under = passage.under.as_deref().unwrap_or_default();
    under.trim_end_matches(['。', ':', ':', ' ']).ends_with("目标")
}

/// ——建设实力新城。深入实施…: below 总体要求和奋斗目标 too, what stands behind a phrase of its own are tasks.
fn opens_with_a_phrase(line: &Line) -> bool {
    let sentences = cut(line, 0..line.len(), |letter| letter == '。');
    sentences.len() > 1 && sentences.first().is_some_and(|first| runs_in(line, first))
}

/// Stretches between marks, quotation marks and brackets kept whole.
fn cut(line: &Line, range: Range<usize>, mark: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = range.start;
    let mut depth = 0_usize;
    for at in range.clone() {
        match line.at(at) {
            '“' | '(' | '《' => depth += 1,
            '”' | ')' | '》' => depth = depth.saturating_sub(1),
            letter if depth == 0 && mark(letter) || letter == '。' => {
                pieces.push(start..at);
                start = at + 1;
                depth = 0;
            }
            _ => {}
        }
    }
    pieces.push(start..range.end);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The closing words of a report.
fn closing(line: &Line, sentence: &Range<usize>) -> bool {
    line.starts(sentence.start, "各位代表") || line.starts(sentence.start, "让我们")
}

/// A short phrase without a mark or a number that opens a paragraph is its heading.
fn runs_in(line: &Line, sentence: &Range<usize>) -> bool {
    let words = line.slice(sentence.clone());
    words.len() <= 16 && !words.iter().any(|letter| matches!(letter, ',' | ';' | ':') || letter.is_ascii_digit())
}

/// Sentences that set the frame: general requirements, the target list, what the year is.
fn frame(line: &Line, sentence: &Range<usize>) -> bool {
    FRAMES.as_ref().is_some_and(|frames| frames.is_match(&line.words(sentence.clone())))
}

static FRAMES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let frames = "做好今年工作 做好今年的工作 做好今年政府工作 做好全年工作 做好明年工作 总体要求 总体思路 指导思想 预期目标是 预期目标: 预期目标为 主要预期目标 \
        主要目标 工作要求是 关键之年 关键一年 开局之年 收官之年 起步之年 周年 上述目标 工作思路 奋斗目标 让我们";
    AhoCorasick::new(frames.split_whitespace()).ok()
});

/// Whether a passage ends by announcing the list of targets: 主要目标是: with the list in paragraphs of its own behind it.
pub fn announces_targets(line: &Line) -> bool {
    let sentence = (0..line.len()).rev().find(|at| line.at(*at) == '。').map_or(0, |at| at + 1)..line.len();
    line.before(line.len()) == ':' && line.words(sentence).contains("目标")
}

/// A paragraph of a list: ——…
pub fn lists_on(line: &Line) -> bool {
    line.at(0) == '—'
}

/// What tells the size of things that are counted beside it.
const FACETS: &[&str] =
    &["建筑面积", "总建筑面积", "总面积", "面积", "占地面积", "总投资", "总投资额", "总里程", "总长", "总金额", "金额"];

/// Verbs that lead to a level: with a statistic behind them they tell no task.
const LEVELS: &[&str] = &["实现", "达到", "突破", "保持", "稳定", "招商", "签约", "生产", "产"];

struct Reader<'a> {
    clean: &'a Clean,
    line: &'a Line,
    statements: &'a [&'a Statement],
    found: Vec<Commitment>,
    /// Where the last clause with a counted task ended: its verb goes on over the comma.
    counted_to: usize,
    /// In a list annexed to the report only what is counted is a task.
    annexed: bool,
}

impl Reader<'_> {
    fn sentence(&mut self, sentence: Range<usize>) {
        if frame(self.line, &sentence) {
            return;
        }
        for clause in cut(self.line, sentence, |letter| matches!(letter, ',' | ';' | ':' | '!' | '?')) {
            self.clause(clause);
        }
    }

    fn clause(&mut self, clause: Range<usize>) {
        let clause = unnumbered(self.line, clause);
        let opening = verbs::opening(self.line, clause.start, clause.end);
        let counted = self.counted(&clause, opening.as_ref());
        if !counted.is_empty() {
            self.found.extend(counted);
            self.counted_to = clause.end;
            return;
        }
        if self.annexed || self.measured(&clause) || announces(self.line, &clause) {
            return;
        }
        let told = verbs::result(self.line, clause.start, clause.end);
        let Some(opening) = opening else {
            if told {
                self.worded(clause.clone(), None);
            }
            return;
        };
        if attitude(self.line, &clause, &opening.verb) {
            return;
        }
        // 为基层减负: the object stands before the verb.
        let before = opening.verb.start.saturating_sub(opening.at + 1);
        let object = opening.verb.end.saturating_sub(before).min(clause.end)..clause.end;
        let past = self.line.at(opening.verb.end) == '了';
        if !past && (object.len() >= 2 || told) {
            self.worded(opening.at..clause.end, Some(opening.verb));
        }
    }

    /// The statements whose numbers stand in a clause; they come in the order of the text.
    fn inside(&self, clause: &Range<usize>) -> &[&Statement] {
        let first = self.statements.partition_point(|statement| statement.number.start < clause.start);
        let behind = self.statements.partition_point(|statement| statement.number.start < clause.end);
        self.statements.get(first..behind).unwrap_or_default()
    }

    /// Whether the clause tells a statistic: no task, with or without its number.
    fn measured(&self, clause: &Range<usize>) -> bool {
        self.inside(clause).iter().any(|statement| statement.value.or(statement.growth).is_some())
    }

    /// The tasks with a number of one clause.
    fn counted(&self, clause: &Range<usize>, opening: Option<&verbs::Opening>) -> Vec<Commitment> {
        let inside = self.inside(clause).iter();
        let done: Vec<&Statement> =
            inside.copied().filter(|statement| self.carried_out(statement, clause, opening)).collect();
        done.iter().map(|statement| self.task(statement, clause, opening, done.len())).collect()
    }

    /// Whether the government carries the counted thing out itself.
    fn carried_out(&self, statement: &Statement, clause: &Range<usize>, opening: Option<&verbs::Opening>) -> bool {
        let before = self.line.words(clause.start..statement.number.start);
        let set = before.contains("安排") || before.contains("标准");
        if statement.value.is_none() || statement.growth.is_some() || statement.direction.is_some() && !set {
            return false;
        }
        if set {
            return statement.sort != Some(Sort::Points);
        }
        // 将缴费比例由20%降至17%: a rate that is set, not one that is measured.
        if statement.from.is_some() && matches!(self.line.at(clause.start), '将' | '把') {
            return true;
        }
        let named = statistic(&statement.name);
        // 改造小区72个、建筑面积186万平方米: how large the counted things are.
        if FACETS.contains(&statement.name.as_str()) {
            return false;
        }
        if named && statement.sort == Some(Sort::Percent) && !statement.number_first {
            return false;
        }
        match opening {
            Some(opening) if opening.at < statement.number.start => {
                let verb = self.line.words(opening.verb.clone());
                let levels = LEVELS.contains(&verb.as_str());
                !(levels && named && !statement.number_first)
            }
            _ => {
                let told = verbs::result(self.line, clause.start, clause.end);
                let grows = ["新增", "扩面", "净增"].iter().any(|word| statement.name.contains(word));
                let promised = strength(self.line, clause).is_some();
                let goes_on = clause.start == self.counted_to.saturating_add(1) && counts(statement);
                promised
                    || told
                    || goes_on && !named
                    || !named && (statement.verb.is_some() || statement.number_first || grows)
            }
        }
    }

    fn task(
        &self,
        statement: &Statement,
        clause: &Range<usize>,
        opening: Option<&verbs::Opening>,
        count: usize,
    ) -> Commitment {
        let quote = self.quote(statement, clause, opening, count);
        let verb = opening.map(|opening| opening.verb.clone()).or_else(|| statement.verb.clone());
        Commitment {
            text: self.line.words(quote.clone()),
            quantity: statement.value,
            unit: statement.unit.clone(),
            comparator: if statement.high.is_some() { Comparator::Range } else { statement.comparator },
            quote: self.line.words(quote.clone()),
            span: self.line.span(self.clean, quote.clone()),
            quantity_max: statement.high,
            strength: statement.strength.or_else(|| strength(self.line, clause)),
            verb: verb.map(|verb| self.line.words(verb)),
            object: Some(self.line.words(statement.object.clone())).filter(|object| !object.is_empty()),
            lead: duties::lead(self.line, quote.clone()),
        }
    }

    /// From the verb to the number or its noun; the later ones of a list begin at their own subject.
    fn quote(
        &self,
        statement: &Statement,
        clause: &Range<usize>,
        opening: Option<&verbs::Opening>,
        count: usize,
    ) -> Range<usize> {
        let first = opening.filter(|opening| opening.at <= statement.quote.start);
        let alone = count == 1 && statement.quote.start >= clause.start;
        let start = first.filter(|_| alone).map_or(statement.quote.start, |opening| opening.at);
        start.max(clause.start).min(statement.number.start)..statement.quote.end.max(statement.number.end)
    }

    fn worded(&mut self, range: Range<usize>, verb: Option<Range<usize>>) {
        let object = verb.as_ref().map(|verb| self.line.words(verb.end..range.end));
        self.found.push(Commitment {
            text: self.line.words(range.clone()),
            quantity: None,
            unit: None,
            comparator: Comparator::Exact,
            quote: self.line.words(range.clone()),
            span: self.line.span(self.clean, range.clone()),
            quantity_max: None,
            strength: strength(self.line, &range),
            verb: verb.map(|verb| self.line.words(verb)),
            object,
            lead: duties::lead(self.line, range.clone()),
        });
    }
}

/// 3.推进“厕所革命”, (1)推动…, 一是…: the number of a list is no part of the task.
fn unnumbered(line: &Line, clause: Range<usize>) -> Range<usize> {
    let mut at = clause.start;
    while at < clause.end && matches!(line.at(at), '—' | '-' | '•' | '·' | '●' | '*' | '①'..='⑳') {
        at += 1;
    }
    let open = line.at(at) == '(';
    let digits = at + usize::from(open);
    let number = |letter: char| letter.is_ascii_digit() || "一二三四五六七八九十".contains(letter);
    let end = (digits..clause.end).find(|place| !number(line.at(*place))).unwrap_or(clause.end);
    let closed = if open { line.at(end) == ')' } else { matches!(line.at(end), '.' | '、' | '是') };
    let arabic = line.at(digits).is_ascii_digit();
    let numbered = end > digits && closed && !(arabic && line.at(end) == '是');
    (if numbered { end + 1 } else { at }).min(clause.end)..clause.end
}

fn strength(line: &Line, range: &Range<usize>) -> Option<Strength> {
    let words = line.words(range.clone());
    let from = range.start.checked_sub(2).map(|start| line.words(start..range.start)).unwrap_or_default();
    match () {
        () if words.contains("力争") || from == "力争" => Some(Strength::Strive),
        () if words.starts_with("确保") || from == "确保" => Some(Strength::Ensure),
        () => None,
    }
}

/// 做好以下工作, 抓好五个方面: the clause announces the tasks that follow; 带来了 looks back.
fn announces(line: &Line, clause: &Range<usize>) -> bool {
    let words = line.words(clause.clone());
    let said = words.contains("方面") && words.ends_with("工作") || words.ends_with("方面");
    let judges = words.contains("就是") || words.contains("重在") || words.contains('是') && clause.len() <= 14;
    let effect = words.starts_with('为') && ["支撑", "动力", "翅膀"].iter().any(|end| words.ends_with(end))
        || ["为引领", "为牵引", "为抓手", "为目标", "为主线"].iter().any(|end| words.ends_with(end));
    let faced = words.chars().take(6).collect::<String>().contains("面临");
    said || judges || effect || faced || SAID.as_ref().is_some_and(|said| said.is_match(&words))
}

static SAID: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let said = "以下工作 今年工作 明年工作 全年工作 各项工作 今年政府工作 以下民生实事 个方面 件实事 件民生实事 件为民实事 带来了 并存 提出了";
    AhoCorasick::new(said.split_whitespace()).ok()
});

/// 树立…理念, 打开…局面, 谱写…篇章: what is in people's minds or hoped for, nobody's task.
fn attitude(line: &Line, clause: &Range<usize>, verb: &Range<usize>) -> bool {
    const ENDS: &[&str] = &["精气神", "华章", "篇章", "新局面", "时代答卷", "理念", "思想自觉", "政绩观", "善作善成"];
    const MINDS: &[&str] = &["思维", "方式", "手段", "方法"];
    let (verb, object) = (line.words(verb.clone()), line.words(verb.end..clause.end));
    let practised = verb == "践行" && !object.contains("价值观");
    let used = verb.ends_with("运用") && MINDS.iter().any(|word| object.contains(word));
    practised || used || object.starts_with("落实、") || ENDS.iter().any(|end| object.ends_with(end))
}

/// Things, persons and lengths can be brought about by the piece.
fn counts(statement: &Statement) -> bool {
    matches!(statement.sort, Some(Sort::Count | Sort::People | Sort::Amount))
}

/// A subject that is measured, not carried out.
fn statistic(name: &str) -> bool {
    const ENDS: &[&str] = &[
        "值",
        "收入",
        "额",
        "率",
        "占比",
        "比重",
        "指数",
        "规模",
        "总量",
        "总数",
        "税收",
        "利润",
        "资金",
        "营收",
        "产值",
        "增速",
        "浓度",
        "天数",
        "能耗",
        "出口",
        "外资",
        "投资",
        "水平",
        "产量",
        "总产",
        "强度",
        "播种面积",
        "销售面积",
    ];
    ENDS.iter().any(|end| name.ends_with(end))
}
