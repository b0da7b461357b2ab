//! From tokens to statements: subject — verb — quantity, number first, elliptic lists, 分别, levels with their growth.
//!
//! A small deterministic parser. Each quantity looks left for the words that govern it, then for its subject; what has
//! none is carried over from the statement before, within one sentence.

use std::ops::Range;

use super::governed::Governed;
use super::line::Line;
use super::lists::Shared;
use super::subjects::Subject;

use super::tokens::{Kind, Quantity, Token};

use super::units::Sort;

use super::words::{self, Governor};

use crate::report::model::{Comparator, Strength};

/// A level and its growth, a level alone, or a growth alone, with its place in the line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Statement {
    /// Its subject as written.
    pub name: String,
    /// Subject, number and unit.
    pub quote: Range<usize>,
    /// The number's own place.
    pub number: Range<usize>,
    /// The level.
    pub value: Option<f64>,
    /// The level's unit.
    pub unit: Option<String>,
    /// High end of a range.
    pub high: Option<f64>,
    /// How the level is bound.
    pub comparator: Comparator,
    /// Growth in percent.
    pub growth: Option<f64>,
    /// High end of a range of growth.
    pub growth_high: Option<f64>,
    /// How the growth is bound.
    pub growth_comparator: Comparator,
    /// The base of a change.
    pub from: Option<f64>,
    /// 1 or -1 where a change is told in its own unit (增加20天).
    pub direction: Option<i8>,
    /// 预计.
    pub forecast: bool,
    /// 确保 or 力争.
    pub strength: Option<Strength>,
    /// 年均.
    pub average: bool,
    /// 累计.
    pub sum: bool,
    /// The verb of carrying out, if one opens the clause.
    pub verb: Option<Range<usize>>,
    /// The number stands before its noun.
    pub number_first: bool,
    /// What is counted.
    pub object: Range<usize>,
    /// Its subject is carried over from the statement before.
    pub carried: bool,
    /// What the number counts.
    pub sort: Option<Sort>,
    /// Set beside another figure: 与经济增长同步.
    pub relation: Option<(String, String)>,
    /// Where the clause begins.
    pub clause: usize,
}

/// Reads the statements of a line that is cut into tokens.
pub fn read(line: &Line, tokens: &[Token]) -> Vec<Statement> {
    let mut parser =
        Parser { line, tokens, done: Vec::new(), sentence: 0, group: 0..0, shared: None, base: None, pressed: None };
    for place in 0..tokens.len() {
        parser.step(place);
    }
    parser.done
}

/// 剔除退税因素后: what a comparison leaves aside, up to its verb.
fn set_aside(line: &Line, from: usize, end: usize) -> Option<usize> {
    let end = end - usize::from(line.before(end) == '后');
    if !line.ends(end, "因素") && !line.ends(end, "影响") {
        return None;
    }
    let verbs = ["剔除", "扣除", "还原", "不考虑"];
    (from.max(end.saturating_sub(18))..end).rev().find(|at| verbs.iter().any(|word| line.starts(*at, word)))
}

/// 从5.8%降为零: the level is nothing, the number is the base.
fn falls_to_nothing(line: &Line, at: usize) -> bool {
    ["降为零", "降至零", "下降为零", "减少为零", "降到零"].iter().any(|word| line.starts(at, word))
}

/// Marks a growth that was told in doublings.
const DOUBLED: &str = "番%";

/// 翻一番 is a growth of 100 percent, 翻两番 one of 300, 增长1.3倍 one of 130, 增长三成 one of 30, 压减四分之一 one of -25.
fn doublings(quantity: &Quantity, governed: &Governed) -> Quantity {
    let rises = governed.change == Some(1) && !governed.to;
    let (value, high) = match quantity.unit.as_str() {
        "番" => ((quantity.value.clamp(0.0, 16.0).exp2() - 1.0) * 100.0, quantity.high),
        "倍" if rises => (hundredfold(quantity.value), quantity.high.map(hundredfold)),
        "成" if governed.change.is_some() && !governed.to => {
            (quantity.value * 10.0, quantity.high.map(|high| high * 10.0))
        }
        "" if governed.change.is_some() && !governed.to && quantity.sort == Sort::Tenths => {
            (hundredfold(quantity.value), quantity.high.map(hundredfold))
        }
        _ => return quantity.clone(),
    };
    Quantity { value, high, sort: Sort::Percent, unit: DOUBLED.to_owned(), ..quantity.clone() }
}

/// 1.3 times is 130 percent, without what binary fractions leave behind.
fn hundredfold(times: f64) -> f64 {
    (times * 100_000.0).round() / 1000.0
}

pub(super) struct Parser<'a> {
    pub(super) line: &'a Line,
    pub(super) tokens: &'a [Token],
    pub(super) done: Vec<Statement>,
    /// First statement of the running sentence.
    pub(super) sentence: usize,
    /// Statements of the last list of values under one governor.
    pub(super) group: Range<usize>,
    /// The governors that the next value of the list shares.
    pub(super) shared: Option<Shared>,
    /// The base of a change and whose it is: the level follows.
    pub(super) base: Option<Base>,
    /// Which way the verb of a list of percentages told them: 减少会议28%、文件31%.
    pub(super) pressed: Option<i8>,
}

/// 由90立方米/秒: the base, its subject, and the token that it is.
#[derive(Clone, Debug)]
pub(super) struct Base {
    pub(super) value: f64,
    /// Nothing but marks and small words stands between it and the statement before.
    pub(super) drift: bool,
    pub(super) subject: Subject,
    pub(super) token: usize,
}

pub(super) struct Placing {
    pub(super) growth: Option<i8>,
    pub(super) subject: Subject,
    pub(super) drift: bool,
    pub(super) listed: Option<Shared>,
    pub(super) place: usize,
    pub(super) governed: Governed,
}

impl Parser<'_> {
    pub(super) fn step(&mut self, place: usize) {
        let tokens = self.tokens;
        match tokens.get(place) {
            Some(Token { kind: Kind::Mark('。' | ';' | '!' | '?'), .. }) => {
                self.sentence = self.done.len();
                self.shared = None;
            }
            Some(Token { kind: Kind::Quantity(quantity), range }) if !quantity.class => {
                self.quantity(place, range, quantity)
            }
            _ => {}
        }
    }

    pub(super) fn quantity(&mut self, place: usize, range: &Range<usize>, quantity: &Quantity) {
        if self.names_a_scope(place, range, quantity) {
            return;
        }
        let (mut anchor, mut from, end) = self.left(place, range.start);
        let mut governed = self.govern(from, end, quantity);
        if let Some((over, start, end)) = self.over_year(place, from, governed.start) {
            (anchor, from) = (over, start);
            governed.start = self.govern(start, end, quantity).start;
        }
        let listed = self.listed(place, &governed, quantity);
        if let Some(shared) = &listed {
            let start = governed.start;
            let bound = governed.bound;
            governed = Governed { start, ..shared.governed.clone() };
            governed.bound = bound.or(governed.bound);
        }
        let mut subject = self.subject(anchor, from, governed.start);
        let based = governed.from || governed.change.is_none() && self.changes_next(place, quantity);
        if based && !governed.to && self.base_of_change(place, quantity) {
            self.before_from(&mut subject);
            let drift = self.drift(place, governed.start, &subject);
            self.base = Some(Base { value: quantity.value, drift, subject, token: place });
            return;
        }
        let mut growth = governed.growth(quantity.sort).or_else(|| self.growth_behind(range, quantity));
        let pressed =
            self.pressed(quantity, &governed, &subject).or_else(|| self.pressed_on(place, quantity, &subject));
        self.pressed = pressed;
        growth = growth.or(pressed).or_else(|| self.stretch(quantity, &governed, &subject));
        let quantity = &doublings(quantity, &governed);
        growth = growth
            .or((quantity.sort == Sort::Percent && quantity.unit == DOUBLED).then(|| governed.change.unwrap_or(1)));
        let base = self.base.take().filter(|base| base.token + 4 >= place && (governed.to || governed.bound.is_some()));
        if let Some(base) = &base {
            subject = base.subject.clone();
        }
        if quantity.weak && !self.counts(&subject, range, governed.to || governed.bound.is_some()) {
            return;
        }
        let drift = base.as_ref().map_or_else(|| self.drift(place, governed.start, &subject), |base| base.drift);
        let mut statement = self.statement(quantity, &governed, growth.filter(|_| base.is_none()), &subject);
        statement.number = range.start..quantity.unit_end;
        self.led(&mut statement, from.min(subject.range.start)..subject.range.start);
        if self.line.starts(subject.range.start, "约占") && quantity.bound.is_none() {
            statement.comparator = Comparator::About;
        }
        statement.from = base.map(|base| base.value);
        if governed.from && falls_to_nothing(self.line, range.end) {
            statement.from = statement.value.replace(0.0);
        }
        self.place_statement(statement, Placing { growth, subject, drift, listed, place, governed });
    }

    /// Where the text that governs a number lies: the token behind it, its start and its end. 由2018年的3012亿元 looks
    /// over the year.
    pub(super) fn left(&self, place: usize, end: usize) -> (usize, usize, usize) {
        let from = self.left_edge(place);
        let small = matches!(self.line.words(from..end).as_str(), "的" | "底的" | "末的" | "");
        let year = if from == end { place.checked_sub(1) } else { place.checked_sub(2) };
        let told = year
            .filter(|year| small && matches!(self.tokens.get(*year).map(|token| &token.kind), Some(Kind::Year(..))));
        let before = told.and_then(|year| year.checked_sub(1)).and_then(|before| self.tokens.get(before));
        match (told, before) {
            (Some(year), Some(Token { kind: Kind::Text, range })) => (year, range.start, range.end),
            _ => (place, from, end),
        }
    }

    /// 产值比2010年翻两番: nothing but the change stands behind the year that it is measured against; the subject before.
    fn over_year(&self, place: usize, from: usize, start: usize) -> Option<(usize, usize, usize)> {
        let at = self.tokens.iter().take(place).rposition(|token| token.range.end == from).filter(|_| start == from)?;
        let year = self.tokens.get(at).filter(|token| matches!(token.kind, Kind::Year(..)))?;
        let text = self.tokens.get(at.checked_sub(1)?).filter(|token| token.kind == Kind::Text)?;
        let against = matches!(self.line.before(year.range.start), '比' | '较') && text.range.len() > 2;
        against.then_some((at, text.range.start, text.range.end))
    }

    /// The left edge of the text that belongs to the number: behind the last mark, quantity or year.
    pub(super) fn left_edge(&self, place: usize) -> usize {
        let mut edge = self.tokens.get(place).map_or(0, |token| token.range.start);
        // A class belongs to the noun behind it: 50亿元以上项目2个.
        for token in self.tokens.iter().take(place).rev() {
            match &token.kind {
                Kind::Text => edge = token.range.start,
                Kind::Quantity(quantity) if quantity.class => edge = token.range.start,
                _ => break,
            }
        }
        edge
    }

    pub(super) fn govern(&self, from: usize, end: usize, quantity: &Quantity) -> Governed {
        let mut governed = Governed { start: end, ..Governed::default() };
        loop {
            if let Some(start) = set_aside(self.line, from, governed.start) {
                governed.start = start;
            }
            let Some((governor, start)) = words::governor(self.line, from, governed.start) else { break };
            // ,为1000名老人…: for whom, not how many it is.
            let beneficiary = start == from && self.line.at(start) == '为' && end == start + 1;
            if governor == Governor::Stop || beneficiary && !self.line.before(start).is_alphanumeric() {
                break;
            }
            governed.take(governor);
            governed.start = start;
        }
        // 高于全省2个百分点 sets beside, it does not bind.
        let beside = quantity.sort == Sort::Points && governed.change.is_none();
        // 超出年度目标192万人: by how much, not more than that.
        let surplus = self.line.starts(governed.start, "超") && self.line.words(governed.start..end).contains("目标");
        governed.bound = quantity.bound.or(governed.bound.filter(|_| !beside && !surplus));
        governed
    }

    /// 增长5.5%左右,力争实现6%: the second number is a growth as the first.
    pub(super) fn stretch(&self, quantity: &Quantity, governed: &Governed, subject: &Subject) -> Option<i8> {
        let last = self
            .done
            .len()
            .checked_sub(1)
            .filter(|last| *last >= self.sentence)
            .and_then(|last| self.done.get(last))?;
        let grows = last.growth.is_some() && last.value.is_none() && governed.strength.is_some();
        (grows && quantity.sort == Sort::Percent && subject.range.is_empty()).then_some(1)
    }

    /// 预计全年实现…, 力争…: what the words before a subject say.
    pub(super) fn led(&self, statement: &mut Statement, lead: Range<usize>) {
        let words = self.line.words(lead);
        statement.forecast |= words.contains("预计");
        let strength =
            [("力争", Strength::Strive), ("确保", Strength::Ensure)].into_iter().find(|(word, _)| words.contains(word));
        statement.strength = statement.strength.or(strength.map(|(_, strength)| strength));
    }

    /// What stands between the last statement and this one's governors, if nothing but marks and small words.
    pub(super) fn drift(&self, place: usize, start: usize, subject: &Subject) -> bool {
        let last = self.done.len() > self.sentence;
        let near = self.done.last().is_some_and(|last| start.saturating_sub(last.quote.end.max(last.number.end)) <= 24);
        let between = self.done.last().map(|last| last.number.end..start).unwrap_or_default();
        let broken =
            self.tokens.iter().take(place).rev().take_while(|token| token.range.start >= between.start).any(|token| {
                match &token.kind {
                    Kind::Quantity(_) | Kind::Year(..) => true,
                    Kind::Text => {
                        words::after_leads(self.line, token.range.start, token.range.end.min(start))
                            < token.range.end.min(start)
                            && token.range.end <= start
                    }
                    Kind::Mark(_) => false,
                }
            });
        last && near && !broken && subject.range.is_empty()
    }

    pub(super) fn statement(
        &self,
        quantity: &Quantity,
        governed: &Governed,
        growth: Option<i8>,
        subject: &Subject,
    ) -> Statement {
        let mut statement = Statement {
            forecast: governed.forecast,
            strength: governed.strength,
            average: governed.average,
            sum: governed.sum,
            verb: subject.verb.clone(),
            sort: Some(quantity.sort),
            clause: subject.range.start,
            ..Statement::default()
        };
        match growth {
            Some(sign) => {
                statement.growth = Some(f64::from(sign) * quantity.value);
                statement.growth_high = quantity.high.map(|high| f64::from(sign) * high);
                statement.growth_comparator =
                    if quantity.high.is_some() { Comparator::Range } else { governed.bound.unwrap_or_default() };
            }
            None => {
                statement.value = Some(quantity.value);
                statement.high = quantity.high;
                statement.unit = Some(quantity.unit.clone()).filter(|unit| !unit.is_empty());
                statement.comparator =
                    if quantity.high.is_some() { Comparator::Range } else { governed.bound.unwrap_or_default() };
                statement.direction = governed.change.filter(|_| !governed.to);
            }
        }
        statement
    }

    /// Joins a growth to its level, or puts the statement down with its name and quote.
    pub(super) fn place_statement(&mut self, mut statement: Statement, placing: Placing) {
        if self.join(&statement, &placing) {
            let shared = placing.listed.clone().unwrap_or_else(|| Shared::of(&placing.governed, Vec::new(), 0..0));
            self.share(&placing, shared);
            return;
        }
        let shared = placing.listed.clone().unwrap_or_else(|| self.heading_a_list(&placing));
        match shared.names.get(shared.next).cloned() {
            Some(name) => {
                statement.quote = shared.run.start..shared.run.end.max(statement.number.end);
                statement.name = name;
                statement.verb = None;
            }
            None => self.name(&mut statement, &placing),
        }
        self.done.push(statement);
        if placing.listed.is_none() {
            self.group.start = self.done.len() - 1;
        }
        self.group.end = self.done.len();
        self.share(&placing, shared);
    }
}
