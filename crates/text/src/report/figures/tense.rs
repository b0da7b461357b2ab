//! What was and what shall be, and of which year: from the section's role, the years named in the sentence, and words
//! that look back or ahead.

use super::clauses::Statement;
use super::line::Line;
use super::tokens::{Kind, Token};
use crate::report::model::{Period, Role, Tense};
use crate::report::text::{Passage, Setting};

/// How far back words of time are looked for, so that a sentence without an end costs no more than any other.
const LOOK_BACK: usize = 240;

/// What a statement's time is.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Reached or set.
    pub kind: Tense,
    /// Of which year.
    pub year: Option<i16>,
    /// 截至: as precisely as said.
    pub as_of: Option<String>,
    /// Several years together.
    pub period: Option<Period>,
    /// The report admits that it was missed.
    pub missed: bool,
}

/// The years that a line names, and where its sentences begin.
#[derive(Clone, Debug, Default)]
pub struct Times {
    years: Vec<Named>,
    sentences: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Named {
    at: usize,
    end: usize,
    first: i16,
    last: i16,
}

impl Times {
    /// The years and sentences of a line that is cut into tokens.
    pub fn of(tokens: &[Token]) -> Self {
        let mut times = Self { years: Vec::new(), sentences: vec![0] };
        for token in tokens {
            match token.kind {
                Kind::Year(first, last) => {
                    times.years.push(Named { at: token.range.start, end: token.range.end, first, last })
                }
                Kind::Mark('。' | '!' | '?') => times.sentences.push(token.range.end),
                _ => {}
            }
        }
        times
    }

    /// The time of a statement.
    pub fn told(&self, line: &Line, statement: &Statement, passage: &Passage, setting: &Setting) -> Told {
        let at = statement.number.start;
        let from = self.sentence(at).max(at.saturating_sub(LOOK_BACK));
        let named = self.named(line, from, at);
        let plan = passage.role == Role::Plan;
        let (kind, year) = match named {
            Some(named) => self.by_year(line, named, passage, setting),
            None => by_words(line, from..at, statement, passage, setting),
        };
        let kind = if set_as_target(line, statement) { Tense::Target } else { kind };
        let missed = !plan && (from..at).any(|at| line.at(at) == '未' && line.at(at + 1) == '达');
        Told { kind, year, as_of: named.and_then(|named| as_of(line, named)), period: period(statement, named), missed }
    }

    fn sentence(&self, at: usize) -> usize {
        let next = self.sentences.partition_point(|start| *start <= at);
        next.checked_sub(1).and_then(|last| self.sentences.get(last)).copied().unwrap_or(0)
    }

    /// The last year named before a number in its sentence that is no base of comparison.
    fn named(&self, line: &Line, from: usize, at: usize) -> Option<&Named> {
        let last = self.years.partition_point(|named| named.at < at);
        let before = self.years.get(..last)?.iter().rev().take_while(|named| named.at >= from);
        before.into_iter().take(4).find(|named| {
            !matches!(line.before(named.at), '比' | '较' | '自' | '由' | '从' | '在' | '(') && !base_of(line, named)
        })
    }

    fn by_year(&self, line: &Line, named: &Named, passage: &Passage, setting: &Setting) -> (Tense, Option<i16>) {
        let year = Some(named.last);
        let reviewed = setting.year_reviewed.or(setting.year_planned.map(|year| year - 1));
        let ahead = reviewed.is_some_and(|reviewed| named.last > reviewed);
        match passage.role {
            Role::Plan if ahead => (Tense::Target, year),
            Role::Plan if reviewed.is_some() => (Tense::Actual, year),
            Role::Plan => (Tense::Target, year),
            _ if ahead && (line.before(named.at) == '到' || plans(line, named.end)) => (Tense::Target, year),
            _ => (Tense::Actual, year),
        }
    }
}

/// Words between 目标 and its number.
const SET: &[&str] = &["为", "是", "增长", "超过", "突破", "达到", "完成", "不少于", "不低于", "控制在"];

/// Where the words that bind a number of a target begin.
fn before_set(line: &Line, statement: &Statement) -> usize {
    let mut at = statement.number.start;
    while let Some(word) = SET.iter().find(|word| line.ends(at, word)) {
        at -= word.chars().count();
    }
    at
}

/// 目标12个(6月10日由10个调整): what was set before is neither reached nor set.
pub fn is_former(line: &Line, statement: &Statement) -> bool {
    let end = statement.number.end;
    let bound = ["以上", "以内", "左右"].iter().any(|word| line.starts(end, word));
    let end = if bound { end + 2 } else { end };
    line.before(before_set(line, statement)) == '由' && line.starts(end, "调整)")
}

/// 新建12个,目标10个: what was set, told beside what was reached.
fn set_as_target(line: &Line, statement: &Statement) -> bool {
    let at = before_set(line, statement);
    let Some(mut at) = line.ends(at, "目标").then(|| at - 2) else { return false };
    if let Some(of) = ["年度", "全年", "年初"].iter().find(|of| line.ends(at, of)) {
        at -= of.chars().count();
    }
    matches!(line.before(at), ',' | '、' | '(' | ';' | '\0')
}

fn plans(line: &Line, end: usize) -> bool {
    let words = line.words(end..(end + 40).min(line.len()));
    ["目标", "力争", "计划", "确保", "将"].iter().any(|word| words.contains(word))
}

/// 2015年的2.6倍, 2010年末提高: a year that a change is measured against.
fn base_of(line: &Line, named: &Named) -> bool {
    line.starts(named.end, "期末的")
        || line.starts(named.end, "的") && matches!(line.before(named.at), '是' | '为' | '于')
}

fn by_words(
    line: &Line,
    range: std::ops::Range<usize>,
    statement: &Statement,
    passage: &Passage,
    setting: &Setting,
) -> (Tense, Option<i16>) {
    let opening = 0..range.start.min(LOOK_BACK);
    let clause = line.words(statement.clause.min(range.end)..range.end);
    let words = line.words(range);
    let back = ["去年", "过去五年", "过去一年", "五年来", "截至目前", "一年来"].iter().any(|word| words.contains(word))
        && !words.contains("比去年")
        && !words.contains("较去年")
        && statement.from.is_none()
        || done_already(&clause);
    match passage.role {
        Role::Plan if back => (Tense::Actual, setting.year_reviewed),
        Role::Plan => {
            (Tense::Target, plan_year(&words, &line.words(opening), passage, setting).or(setting.year_planned))
        }
        // Lists of tasks annexed to a report; a news piece plans no year.
        Role::Other if setting.year_planned.is_some() && !clause.contains(['已', '了']) => {
            (Tense::Target, setting.year_planned)
        }
        Role::Other if ["计划", "力争", "未来", "目标"].iter().any(|word| words.contains(word)) => {
            (Tense::Target, setting.year_planned)
        }
        _ => (Tense::Actual, setting.year_reviewed),
    }
}

/// 国家已设立…: a figure of the plan part that tells what already is.
fn done_already(clause: &str) -> bool {
    clause.find('已').is_some_and(|at| !clause.get(at..).unwrap_or_default().contains(['将', '力']))
}

/// The last year of a plan of five years: “十四五”末, 今后五年.
fn plan_year(words: &str, before: &str, passage: &Passage, setting: &Setting) -> Option<i16> {
    let under = passage.under.as_deref().unwrap_or_default();
    let ahead = |text: &str| text.contains("今后五年") || text.contains("未来五年");
    if ahead(words) || ahead(before) || ahead(under) {
        return setting.year_planned.map(|year| year + 4);
    }
    let plans = [("十三五", 2020), ("十四五", 2025), ("十五五", 2030), ("十二五", 2015), ("十一五", 2010)];
    let of_a_year = under.chars().any(|letter| letter.is_ascii_digit());
    let ends =
        |name: &str| ["”末", "末", "”期末", "”时期", "”期间"].iter().any(|end| words.contains(&format!("{name}{end}")));
    let headed = |name: &str| under.contains(name) && under.contains("目标") && !of_a_year;
    plans.iter().find(|(name, _)| ends(name) && !words.contains("开局") || headed(name)).map(|(_, year)| *year)
}

/// 截至2017年12月21日 as `2017-12-21`, as precisely as it is said.
fn as_of(line: &Line, named: &Named) -> Option<String> {
    if !["截至", "截止", "截止到", "截至到"].iter().any(|word| line.ends(named.at, word)) {
        return None;
    }
    let mut day = format!("{:04}", named.last);
    let mut at = named.end;
    for mark in ['月', '日'] {
        let Some(numeral) =
            super::numerals::read(line, at).filter(|numeral| !numeral.chinese && line.at(numeral.end) == mark)
        else {
            break;
        };
        day.push_str(&format!("-{:02}", numeral.value));
        at = numeral.end + 1;
    }
    Some(day)
}

fn period(statement: &Statement, named: Option<&Named>) -> Option<Period> {
    let basis = match (statement.average, statement.sum) {
        (true, _) => "annual_average",
        (_, true) => "cumulative",
        _ => return None,
    };
    let span = named.filter(|named| named.first != named.last);
    Some(Period { from: span.map(|named| named.first), to: span.map(|named| named.last), basis: basis.to_owned() })
}
