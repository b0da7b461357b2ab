//! Changes: from a base to a level, growth told behind its number, and verbs that press a figure down.

use std::ops::Range;

use super::clauses::Parser;
use super::governed::Governed;
use super::subjects::Subject;
use super::tokens::{Kind, Quantity};
use super::units::Sort;
use super::words::{self, Governor};

impl Parser<'_> {
    /// 由23.8个工作日缩短到…: the first number is the base; a level follows in the clause.
    pub(super) fn base_of_change(&self, place: usize, quantity: &Quantity) -> bool {
        let behind = self.tokens.get(place + 1).filter(|token| token.kind == Kind::Text);
        let to = behind.is_some_and(|text| self.leads_to_a_level(&text.range));
        let over_year = matches!(self.tokens.get(place + 2).map(|token| &token.kind), Some(Kind::Year(..)));
        let level = (place + 2..place + 5).find_map(|at| match self.tokens.get(at).map(|token| &token.kind) {
            Some(Kind::Quantity(level)) if at == place + 2 || over_year => Some(level),
            _ => None,
        });
        to && level.is_some_and(|level| level.sort == quantity.sort)
    }

    /// 9座提升至23座: a number right before the words of a change to a level in its own unit is the base of it.
    pub(super) fn changes_next(&self, place: usize, quantity: &Quantity) -> bool {
        let Some(text) = self.tokens.get(place + 1).filter(|token| token.kind == Kind::Text) else { return false };
        let governor = words::governor(self.line, text.range.start, text.range.end);
        let whole = matches!(governor, Some((Governor::ChangeTo, start)) if start == text.range.start);
        let next = self.tokens.get(place + 2).map(|token| &token.kind);
        whole && matches!(next, Some(Kind::Quantity(level)) if level.unit == quantity.unit)
    }

    /// 起征点由月销售额3万元提高到…: what a change begins with is no part of the subject.
    pub(super) fn before_from(&self, subject: &mut Subject) {
        let (start, end) = (subject.range.start + 2, subject.range.end);
        let opens = |at: &usize| {
            let whole = ["由于", "从事", "从业", "从严", "从快"].iter().any(|word| self.line.starts(*at, word));
            matches!(self.line.at(*at), '由' | '从')
                && !whole
                && !matches!(self.line.before(*at), '自' | '理' | '经' | '服')
        };
        if let Some(at) = (start..end).rev().find(opens) {
            subject.range.end = at;
        }
    }

    pub(super) fn leads_to_a_level(&self, text: &Range<usize>) -> bool {
        let governor = words::governor(self.line, text.start, text.end).map(|(governor, _)| governor);
        matches!(governor, Some(Governor::To | Governor::ChangeTo | Governor::Binds(_)))
    }

    /// 实现132%的增长, 保持20%以上增速.
    pub(super) fn growth_behind(&self, range: &Range<usize>, quantity: &Quantity) -> Option<i8> {
        if quantity.sort != Sort::Percent {
            return None;
        }
        let at = range.end + usize::from(self.line.at(range.end) == '的');
        let at = at
            + ["速度", "年均", "同比", "平均", "高速"]
                .iter()
                .filter(|word| self.line.starts(at, word))
                .map(|word| word.chars().count())
                .next()
                .unwrap_or(0);
        if ["增长", "增速", "增幅", "速度增长", "涨幅"].iter().any(|word| self.line.starts(at, word))
            && !self.line.starts(at, "增长点")
            && !self.line.starts(at, "增长极")
        {
            return Some(1);
        }
        ["降幅", "下降"].iter().any(|word| self.line.starts(at, word)).then_some(-1)
    }

    /// 减少会议28%、文件31%: the verb goes on over 、.
    pub(super) fn pressed_on(&self, place: usize, quantity: &Quantity, subject: &Subject) -> Option<i8> {
        let joined = place.checked_sub(2).and_then(|before| self.tokens.get(before));
        let listed = matches!(joined.map(|token| &token.kind), Some(Kind::Mark('、')));
        self.pressed.filter(|_| listed && quantity.sort == Sort::Percent && subject.verb.is_none())
    }

    /// 压减一般性支出5%: the verb that opens the clause tells which way.
    pub(super) fn pressed(&self, quantity: &Quantity, governed: &Governed, subject: &Subject) -> Option<i8> {
        let verb = subject.verb.clone().filter(|verb| verb.end < subject.range.end && !governed.to)?;
        match (quantity.sort, self.line.words(verb).as_str()) {
            (Sort::Percent, "压减" | "压缩" | "降低" | "减少" | "削减" | "压降" | "精简" | "缩减" | "缩短") => {
                Some(-1)
            }
            (Sort::Percent, "增加" | "增长") => Some(1),
            _ => None,
        }
    }
}
