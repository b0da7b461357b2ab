//! Lists: values that share their governors, names and values told by 分别, growths behind their levels.

use std::ops::Range;

use super::clauses::{Parser, Placing, Statement};
use super::governed::Governed;
use super::tokens::{Kind, Quantity, Token};
use super::units::Sort;
use super::words;

#[derive(Clone, Debug)]
pub(super) struct Shared {
    pub(super) governed: Governed,
    /// A name for each value, if the list has as many names as values.
    pub(super) names: Vec<String>,
    /// From the first name to the last value.
    pub(super) run: Range<usize>,
    pub(super) next: usize,
    pub(super) unit: String,
}

/// The longest list whose names and values are paired.
const LONGEST: usize = 16;

impl Shared {
    pub(super) fn of(governed: &Governed, names: Vec<String>, run: Range<usize>) -> Self {
        Self { governed: governed.clone(), names, run, next: 0, unit: String::new() }
    }
}

impl Parser<'_> {
    /// Whether this value goes on with the list of the one before: 348项、191项和498项.
    pub(super) fn listed(&mut self, place: usize, governed: &Governed, quantity: &Quantity) -> Option<Shared> {
        let shared = self.shared.take()?;
        let range = self.tokens.get(place)?.range.clone();
        let joined =
            governed.start == range.start || governed.change.is_none() && governed.rate.is_none() && !governed.to;
        let before = self.tokens.get(place.checked_sub(1)?)?;
        let joins = match &before.kind {
            Kind::Mark('、') => true,
            Kind::Text => {
                let words = self.line.words(before.range.start..governed.start);
                matches!(words.as_str(), "和" | "与" | "及" | "以及")
            }
            _ => false,
        };
        let same = quantity.unit == shared.unit;
        (joined && joins && same).then_some(Shared { next: shared.next + 1, ..shared })
    }

    /// What a value shares with those behind it: its governors, and the names of its list if it has as many as values.
    pub(super) fn heading_a_list(&self, placing: &Placing) -> Shared {
        let (count, end) = self.values_behind(placing.place);
        let names = self.names(placing, count);
        let start = names.first().map_or(0, |name| name.start);
        let last = names.last().cloned().unwrap_or_default();
        let both = names.len() == 1 && count == 2;
        let names = match names.first().filter(|_| both) {
            Some(name) => self.town_and_country(name.clone()),
            None => names.into_iter().map(|name| self.completed(name, &last)).collect(),
        };
        Shared::of(&placing.governed, names, start..end)
    }

    /// 城乡居民收入分别…: one word for two names.
    pub(super) fn town_and_country(&self, name: Range<usize>) -> Vec<String> {
        let words = self.line.words(name);
        match words.strip_prefix("城乡") {
            Some(rest) => vec![format!("城镇{rest}"), format!("农村{rest}")],
            None => Vec::new(),
        }
    }

    /// 城镇、农村居民人均可支配收入: a short name goes on as the last one does.
    pub(super) fn completed(&self, name: Range<usize>, last: &Range<usize>) -> String {
        let words = self.line.words(name.clone());
        let rest = self.line.words((last.start + name.len()).min(last.end)..last.end);
        if name.len() < 4 && rest.chars().count() >= 4 { words + &rest } else { words }
    }

    /// Lets the next value of a list know its governors.
    pub(super) fn share(&mut self, placing: &Placing, shared: Shared) {
        let Some(Token { kind: Kind::Quantity(quantity), .. }) = self.tokens.get(placing.place) else { return };
        let unit = quantity.unit.clone();
        let mut governed = shared.governed.clone();
        governed.bound = governed.bound.filter(|_| quantity.bound.is_none());
        self.shared = Some(Shared { governed, unit, ..shared });
    }

    /// A growth without a subject belongs to the level before; a threshold without one to the growth before.
    pub(super) fn join(&mut self, statement: &Statement, placing: &Placing) -> bool {
        if !placing.subject.range.is_empty() && placing.listed.is_none() {
            return false;
        }
        let many = self.group.len() > 1 && self.values_behind(placing.place).0 == self.group.len();
        let heads = placing.listed.is_none() && (placing.governed.each || many) && placing.growth.is_some();
        if heads {
            self.group_behind(placing.place);
        }
        let target = match placing.growth {
            Some(_) if (heads || placing.listed.is_some()) && self.group.len() > 1 => self.next_of_group(),
            _ if placing.listed.is_some() => None,
            Some(_) if placing.drift => self.grown(),
            None if placing.drift => self.done.len().checked_sub(1),
            _ => None,
        };
        let Some(level) = target.and_then(|target| self.done.get_mut(target)) else { return false };
        let fits = match placing.growth {
            Some(_) => {
                level.growth.is_none()
                    && level.value.is_some()
                    && !matches!(level.sort, Some(Sort::Percent | Sort::Points))
            }
            None => {
                level.growth.is_some()
                    && level.value.is_none()
                    && matches!(statement.sort, Some(Sort::Money | Sort::Amount | Sort::Count | Sort::People))
                    && (placing.governed.to || placing.governed.bound.is_some())
                    && statement.direction.is_none()
            }
        };
        if fits {
            match placing.growth {
                Some(_) => {
                    level.growth = statement.growth;
                    level.growth_high = statement.growth_high;
                    level.growth_comparator = statement.growth_comparator;
                    level.average |= statement.average;
                }
                None => {
                    level.value = statement.value;
                    level.high = statement.high;
                    level.unit = statement.unit.clone();
                    level.comparator = statement.comparator;
                    level.sort = statement.sort;
                }
            }
            level.quote.end = statement.number.end.max(level.quote.end);
        }
        fits
    }

    /// The level that a growth without a subject belongs to: 286亿元,占年度计划的108%,增长9.3% grows the level, not its share.
    fn grown(&self) -> Option<usize> {
        let shares = |level: &&Statement| {
            level.sort == Some(Sort::Percent)
                && ["占", "年度", "为年度", "全年"].iter().any(|word| level.name.starts_with(word))
        };
        let shared = self.done.iter().rev().take_while(shares).count();
        let place = self.done.len().checked_sub(shared + 1).filter(|place| *place >= self.sentence);
        place.or(self.done.len().checked_sub(1))
    }

    /// 游客7.8亿人次、收入7300亿元,分别增长…: as many levels before as growths behind are one group.
    pub(super) fn group_behind(&mut self, place: usize) {
        let (count, _) = self.values_behind(place);
        let start = self.done.len().saturating_sub(count).max(self.sentence);
        let bare = self
            .done
            .get(start..)
            .unwrap_or_default()
            .iter()
            .all(|level| level.value.is_some() && level.growth.is_none());
        if count > 1 && bare && self.done.len() - start == count {
            self.group = start..self.done.len();
        }
    }

    pub(super) fn next_of_group(&self) -> Option<usize> {
        self.group
            .clone()
            .take(LONGEST)
            .find(|place| self.done.get(*place).is_some_and(|statement| statement.growth.is_none()))
    }

    /// The names of a list before 分别, or before several values: each its own.
    pub(super) fn names(&self, placing: &Placing, count: usize) -> Vec<Range<usize>> {
        if count < 2 {
            return Vec::new();
        }
        let mut names = Vec::new();
        let mut at = placing.place;
        let mut end = placing.subject.range.end;
        while let Some(before) =
            at.checked_sub(1).and_then(|before| self.tokens.get(before)).filter(|_| names.len() <= LONGEST)
        {
            match before.kind {
                Kind::Text => {
                    names.extend(self.split_names(before.range.start, end.min(before.range.end)).into_iter().rev())
                }
                Kind::Mark('、') => {}
                _ => break,
            }
            end = before.range.start;
            at -= 1;
        }
        names.reverse();
        let pair = names.len() == 1
            && count == 2
            && names.first().is_some_and(|name: &Range<usize>| self.line.starts(name.start, "城乡"));
        if names.len() == count || pair { names } else { Vec::new() }
    }

    /// How many values of one unit stand in a row from here, and where the last one ends.
    pub(super) fn values_behind(&self, place: usize) -> (usize, usize) {
        let Some(Token { kind: Kind::Quantity(first), .. }) = self.tokens.get(place) else { return (0, 0) };
        let (mut count, mut end) = (1, first.unit_end);
        let mut at = place + 1;
        while let (Some(between), Some(next)) = (self.tokens.get(at), self.tokens.get(at + 1)) {
            let joins = match between.kind {
                Kind::Mark('、') => true,
                Kind::Text => matches!(self.line.words(between.range.clone()).as_str(), "和" | "与" | "及" | "以及"),
                _ => false,
            };
            let Kind::Quantity(next) = &next.kind else { break };
            if !joins || count >= LONGEST || next.unit != first.unit && next.sort != first.sort {
                break;
            }
            (count, end) = (count + 1, next.unit_end);
            at += 2;
        }
        (count, end)
    }

    pub(super) fn split_names(&self, start: usize, end: usize) -> Vec<Range<usize>> {
        let start = words::after_leads(self.line, start, end);
        let mut names = Vec::new();
        let mut from = start;
        for at in start..end {
            if matches!(self.line.at(at), '和' | '与' | '及') && at > from && at + 1 < end {
                names.push(from..at);
                from = at + 1;
            }
        }
        if from < end {
            names.push(from..end);
        }
        names
    }
}
