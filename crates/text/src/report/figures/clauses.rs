//! From tokens to statements: subject — verb — quantity, number first, elliptic lists, 分别, levels with their growth.
//!
//! A small deterministic parser. Each quantity looks left for the words that govern it, then for its subject; what has
//! none is carried over from the statement before, within one sentence.

use std::ops::Range;

use super::line::Line;
use super::tokens::{self, Kind, Quantity, Token};
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

/// Reads the statements of a line.
pub fn read(line: &Line) -> Vec<Statement> {
    let tokens = tokens::read(line);
    let mut parser = Parser {
        line,
        tokens: &tokens,
        done: Vec::new(),
        sentence: 0,
        group: 0..0,
        shared: None,
        base: None,
        pressed: None,
    };
    for place in 0..tokens.len() {
        parser.step(place);
    }
    parser.done
}

/// Marks a growth that was told in doublings.
const DOUBLED: &str = "番%";

/// 翻一番 is a growth of 100 percent, 翻两番 one of 300.
fn doublings(quantity: &Quantity) -> Quantity {
    if quantity.unit != "番" {
        return quantity.clone();
    }
    let value = (quantity.value.clamp(0.0, 16.0).exp2() - 1.0) * 100.0;
    Quantity { value, sort: Sort::Percent, unit: DOUBLED.to_owned(), ..quantity.clone() }
}

/// What the words before a number say about it.
#[derive(Clone, Debug, Default)]
struct Governed {
    bound: Option<Comparator>,
    change: Option<i8>,
    rate: Option<i8>,
    to: bool,
    from: bool,
    each: bool,
    average: bool,
    sum: bool,
    forecast: bool,
    strength: Option<Strength>,
    /// Where the words begin.
    start: usize,
}

impl Governed {
    /// Whether the number is a growth in percent.
    fn growth(&self, sort: Sort) -> Option<i8> {
        if sort != Sort::Percent {
            return None;
        }
        self.rate.or(self.change.filter(|_| !self.to || self.rate.is_some()))
    }
}

struct Parser<'a> {
    line: &'a Line,
    tokens: &'a [Token],
    done: Vec<Statement>,
    /// First statement of the running sentence.
    sentence: usize,
    /// Statements of the last list of values under one governor.
    group: Range<usize>,
    /// The governors that the next value of the list shares.
    shared: Option<Shared>,
    /// The base of a change and whose it is: the level follows.
    base: Option<Base>,
    /// Which way the verb of a list of percentages told them: 减少会议28%、文件31%.
    pressed: Option<i8>,
}

/// 由90立方米/秒: the base, its subject, and the token that it is.
#[derive(Clone, Debug)]
struct Base {
    value: f64,
    subject: Subject,
    token: usize,
}

#[derive(Clone, Debug)]
struct Shared {
    governed: Governed,
    /// A name for each value, if the list has as many names as values.
    names: Vec<String>,
    /// From the first name to the last value.
    run: Range<usize>,
    next: usize,
    unit: String,
}

impl Shared {
    fn of(governed: &Governed, names: Vec<String>, run: Range<usize>) -> Self {
        Self { governed: governed.clone(), names, run, next: 0, unit: String::new() }
    }
}

impl Parser<'_> {
    fn step(&mut self, place: usize) {
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

    fn quantity(&mut self, place: usize, range: &Range<usize>, quantity: &Quantity) {
        let (anchor, from, end) = self.left(place, range.start);
        let mut governed = self.govern(from, end, quantity);
        let listed = self.listed(place, &governed, quantity);
        if let Some(shared) = &listed {
            let start = governed.start;
            let bound = governed.bound;
            governed = Governed { start, ..shared.governed.clone() };
            governed.bound = bound.or(governed.bound);
        }
        let mut subject = self.subject(anchor, from, governed.start);
        if governed.from && !governed.to && governed.bound.is_none() && self.base_of_change(place, quantity) {
            self.base = Some(Base { value: quantity.value, subject, token: place });
            return;
        }
        let mut growth = governed.growth(quantity.sort).or_else(|| self.growth_behind(range, quantity));
        let pressed =
            self.pressed(quantity, &governed, &subject).or_else(|| self.pressed_on(place, quantity, &subject));
        self.pressed = pressed;
        growth = growth.or(pressed);
        let quantity = &doublings(quantity);
        growth = growth.or((quantity.sort == Sort::Percent && quantity.unit == DOUBLED).then_some(1));
        let base = self.base.take().filter(|base| base.token + 4 >= place && (governed.to || governed.bound.is_some()));
        if let Some(base) = &base {
            subject = base.subject.clone();
        }
        if quantity.weak && !self.counts(&subject, range) {
            return;
        }
        let drift = self.drift(place, governed.start, &subject);
        let mut statement = self.statement(quantity, &governed, growth.filter(|_| base.is_none()), &subject);
        statement.number = range.start..quantity.unit_end;
        self.led(&mut statement, from.min(subject.range.start)..subject.range.start);
        if self.line.starts(subject.range.start, "约占") && quantity.bound.is_none() {
            statement.comparator = Comparator::About;
        }
        statement.from = base.map(|base| base.value);
        self.place_statement(statement, Placing { growth, subject, drift, listed, place, governed });
    }

    /// Where the text that governs a number lies: the token behind it, its start and its end. 由2018年的3012亿元 looks
    /// over the year.
    fn left(&self, place: usize, end: usize) -> (usize, usize, usize) {
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

    /// The left edge of the text that belongs to the number: behind the last mark, quantity or year.
    fn left_edge(&self, place: usize) -> usize {
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

    fn govern(&self, from: usize, end: usize, quantity: &Quantity) -> Governed {
        let mut governed = Governed { start: end, ..Governed::default() };
        while let Some((governor, start)) = words::governor(self.line, from, governed.start) {
            if governor == Governor::Stop {
                break;
            }
            governed.take(governor);
            governed.start = start;
        }
        // 高于全省2个百分点 sets beside, it does not bind.
        let beside = quantity.sort == Sort::Points && governed.change.is_none();
        governed.bound = quantity.bound.or(governed.bound.filter(|_| !beside));
        governed
    }

    /// Whether this value goes on with the list of the one before: 348项、191项和498项.
    fn listed(&mut self, place: usize, governed: &Governed, quantity: &Quantity) -> Option<Shared> {
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

    /// 由23.8个工作日缩短到…: the first number is the base; a level follows in the clause.
    fn base_of_change(&self, place: usize, quantity: &Quantity) -> bool {
        let behind = self.tokens.get(place + 1).filter(|token| token.kind == Kind::Text);
        let to = behind.is_some_and(|text| self.leads_to_a_level(&text.range));
        let over_year = matches!(self.tokens.get(place + 2).map(|token| &token.kind), Some(Kind::Year(..)));
        let level = (place + 2..place + 5).find_map(|at| match self.tokens.get(at).map(|token| &token.kind) {
            Some(Kind::Quantity(level)) if at == place + 2 || over_year => Some(level),
            _ => None,
        });
        to && level.is_some_and(|level| level.sort == quantity.sort)
    }

    fn leads_to_a_level(&self, text: &Range<usize>) -> bool {
        let governor = words::governor(self.line, text.start, text.end).map(|(governor, _)| governor);
        matches!(governor, Some(Governor::To | Governor::ChangeTo | Governor::Binds(_)))
    }

    /// 实现132%的增长, 保持20%以上增速.
    fn growth_behind(&self, range: &Range<usize>, quantity: &Quantity) -> Option<i8> {
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
    fn pressed_on(&self, place: usize, quantity: &Quantity, subject: &Subject) -> Option<i8> {
        let joined = place.checked_sub(2).and_then(|before| self.tokens.get(before));
        let listed = matches!(joined.map(|token| &token.kind), Some(Kind::Mark('、')));
        self.pressed.filter(|_| listed && quantity.sort == Sort::Percent && subject.verb.is_none())
    }

    /// 预计全年实现…, 力争…: what the words before a subject say.
    fn led(&self, statement: &mut Statement, lead: Range<usize>) {
        let words = self.line.words(lead);
        statement.forecast |= words.contains("预计");
        let strength =
            [("力争", Strength::Strive), ("确保", Strength::Ensure)].into_iter().find(|(word, _)| words.contains(word));
        statement.strength = statement.strength.or(strength.map(|(_, strength)| strength));
    }

    /// 压减一般性支出5%: the verb that opens the clause tells which way.
    fn pressed(&self, quantity: &Quantity, governed: &Governed, subject: &Subject) -> Option<i8> {
        let verb = subject.verb.clone().filter(|verb| verb.end < subject.range.end && !governed.to)?;
        match (quantity.sort, self.line.words(verb).as_str()) {
            (Sort::Percent, "压减" | "压缩" | "降低" | "减少" | "削减" | "压降" | "精简" | "缩减" | "缩短") => {
                Some(-1)
            }
            (Sort::Percent, "增加" | "增长") => Some(1),
            _ => None,
        }
    }

    /// The subject's stretch: text before the governors, back over 、 until a verb opens it.
    fn subject(&self, place: usize, from: usize, end: usize) -> Subject {
        let mut start = from.min(end);
        let mut at = place.saturating_sub(1);
        let mut own = words::after_leads(self.line, start, end);
        let mut hops = 0;
        while hops < 4 && !self.opens(own, end) && own < end && at >= 2 && end - start < 48 {
            let (Some(mark), Some(text)) = (self.tokens.get(at - 1), self.tokens.get(at - 2)) else { break };
            if mark.kind != Kind::Mark('、') || text.kind != Kind::Text || mark.range.end != start {
                break;
            }
            start = text.range.start;
            own = words::after_leads(self.line, start, end);
            at -= 2;
            hops += 1;
        }
        let last = words::after_leads(self.line, from.min(end), end);
        if hops > 0 && !self.opens(own, end) {
            own = last;
        }
        let own = self.inside(own, end);
        let verb =
            words::verb(self.line, own).map(|length| own..(own + length).min(end)).filter(|verb| !verb.is_empty());
        Subject { range: own.min(end)..end, verb }
    }

    /// A long clause keeps what its last verb governs: …服务,新增 is cut already, 支持企业新增 is not.
    fn inside(&self, start: usize, end: usize) -> usize {
        const OPENERS: &[&str] =
            &["新增", "新建", "新引进", "引进", "建成", "新开工", "净增", "新改建", "新签约", "新获批", "新认定"];
        if end.saturating_sub(start) <= 14 {
            return start;
        }
        (start + 1..end).rev().find(|at| OPENERS.iter().any(|word| self.line.starts(*at, word))).unwrap_or(start)
    }

    fn opens(&self, at: usize, end: usize) -> bool {
        at < end && words::verb(self.line, at).is_some()
    }

    /// A small Chinese numeral is a figure only behind a verb that counts, and before a plain noun.
    fn counts(&self, subject: &Subject, range: &Range<usize>) -> bool {
        const COUNTING: &[&str] = &[
            "新增",
            "新建",
            "建成",
            "引进",
            "获批",
            "设立",
            "新设",
            "创建",
            "净增",
            "建设",
            "承办",
            "落户",
            "签约",
            "培育",
            "新开",
            "开通",
            "改造",
            "新引进",
            "成立",
            "投用",
            "竣工",
            "开工",
            "编制",
            "完成",
            "出台",
            "组建",
            "举办",
        ];
        let verb = subject.verb.as_ref().is_some_and(|verb| {
            verb.end == subject.range.end && COUNTING.iter().any(|word| self.line.words(verb.clone()) == *word)
        });
        let noun = self.line.at(range.end);
        let plain = noun.is_alphabetic()
            && !["方面", "工程", "行动", "专项", "重点", "举措", "战略", "体系", "文明", "百分", "月"]
                .iter()
                .any(|word| self.line.starts(range.end, word));
        verb && plain || !noun.is_alphabetic() && noun != '“' && !subject.range.is_empty() && verb
    }

    /// What stands between the last statement and this one's governors, if nothing but marks and small words.
    fn drift(&self, place: usize, start: usize, subject: &Subject) -> bool {
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

    fn statement(&self, quantity: &Quantity, governed: &Governed, growth: Option<i8>, subject: &Subject) -> Statement {
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
}

impl Governed {
    fn take(&mut self, governor: Governor) {
        match governor {
            Governor::Binds(bound) => {
                self.bound.get_or_insert(bound);
            }
            Governor::Up => {
                self.change.get_or_insert(1);
            }
            Governor::Down => {
                self.change.get_or_insert(-1);
            }
            Governor::RateUp => self.rate = Some(1),
            Governor::RateDown => self.rate = Some(-1),
            Governor::To => self.to |= self.change.is_none(),
            Governor::ChangeTo => self.to = true,
            Governor::From => self.from = true,
            Governor::Each => self.each = true,
            Governor::Average => self.average = true,
            Governor::Sum => self.sum = true,
            Governor::Forecast => self.forecast = true,
            Governor::Promise(strength) => self.strength = Some(strength),
            Governor::Beside | Governor::Stop => {}
        }
    }
}

/// The subject's stretch and the verb that opens it.
#[derive(Clone, Debug)]
struct Subject {
    range: Range<usize>,
    verb: Option<Range<usize>>,
}

impl Subject {
    /// Only a verb: 引育20家…
    fn bare(&self) -> bool {
        self.range.is_empty() || self.verb.as_ref().is_some_and(|verb| verb.end >= self.range.end)
    }
}

struct Placing {
    growth: Option<i8>,
    subject: Subject,
    drift: bool,
    listed: Option<Shared>,
    place: usize,
    governed: Governed,
}

impl Parser<'_> {
    /// Joins a growth to its level, or puts the statement down with its name and quote.
    fn place_statement(&mut self, mut statement: Statement, placing: Placing) {
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

    /// What a value shares with those behind it: its governors, and the names of its list if it has as many as values.
    fn heading_a_list(&self, placing: &Placing) -> Shared {
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
    fn town_and_country(&self, name: Range<usize>) -> Vec<String> {
        let words = self.line.words(name);
        match words.strip_prefix("城乡") {
            Some(rest) => vec![format!("城镇{rest}"), format!("农村{rest}")],
            None => Vec::new(),
        }
    }

    /// 城镇、农村居民人均可支配收入: a short name goes on as the last one does.
    fn completed(&self, name: Range<usize>, last: &Range<usize>) -> String {
        let words = self.line.words(name.clone());
        let rest = self.line.words((last.start + name.len()).min(last.end)..last.end);
        if name.len() < 4 && rest.chars().count() >= 4 { words + &rest } else { words }
    }

    /// Lets the next value of a list know its governors.
    fn share(&mut self, placing: &Placing, shared: Shared) {
        let Some(Token { kind: Kind::Quantity(quantity), .. }) = self.tokens.get(placing.place) else { return };
        let unit = quantity.unit.clone();
        let mut governed = shared.governed.clone();
        governed.bound = governed.bound.filter(|_| quantity.bound.is_none());
        self.shared = Some(Shared { governed, unit, ..shared });
    }

    /// A growth without a subject belongs to the level before; a threshold without one to the growth before.
    fn join(&mut self, statement: &Statement, placing: &Placing) -> bool {
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
            _ if placing.drift => self.done.len().checked_sub(1),
            _ => None,
        };
        let doubled = matches!(self.tokens.get(placing.place), Some(Token { kind: Kind::Quantity(quantity), .. }) if quantity.unit == "番");
        let Some(level) = target.and_then(|target| self.done.get_mut(target)) else { return false };
        let fits = match placing.growth {
            Some(_) => {
                !doubled
                    && level.growth.is_none()
                    && level.value.is_some()
                    && !matches!(level.sort, Some(Sort::Percent | Sort::Points))
                    && !statement.average
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

    /// 游客7.8亿人次、收入7300亿元,分别增长…: as many levels before as growths behind are one group.
    fn group_behind(&mut self, place: usize) {
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

    fn next_of_group(&self) -> Option<usize> {
        self.group.clone().find(|place| self.done.get(*place).is_some_and(|statement| statement.growth.is_none()))
    }

    /// The names of a list before 分别, or before several values: each its own.
    fn names(&self, placing: &Placing, count: usize) -> Vec<Range<usize>> {
        if count < 2 {
            return Vec::new();
        }
        let mut names = Vec::new();
        let mut at = placing.place;
        let mut end = placing.subject.range.end;
        while let Some(before) = at.checked_sub(1).and_then(|before| self.tokens.get(before)) {
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
    fn values_behind(&self, place: usize) -> (usize, usize) {
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
            if !joins || next.unit != first.unit && next.sort != first.sort {
                break;
            }
            (count, end) = (count + 1, next.unit_end);
            at += 2;
        }
        (count, end)
    }

    fn split_names(&self, start: usize, end: usize) -> Vec<Range<usize>> {
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

    /// Name and quote of a statement of its own.
    fn name(&mut self, statement: &mut Statement, placing: &Placing) {
        let subject = &placing.subject;
        let behind = self.noun_behind(placing.place);
        let counted = matches!(
            statement.sort,
            Some(Sort::Count | Sort::People | Sort::Time | Sort::Percent | Sort::Amount | Sort::Money)
        );
        let likes = subject.bare()
            || self.line.before(subject.range.end) == '等'
            || matches!(statement.sort, Some(Sort::Count | Sort::People)) && !placing.governed.to;
        if counted && likes && statement.growth.is_none() && !behind.is_empty() && statement.direction.is_none() {
            statement.number_first = true;
            statement.object = behind.clone();
            statement.name = self.line.words(behind.clone());
            let start = subject.verb.as_ref().map_or(statement.number.start, |verb| verb.start);
            let examples = self.line.before(subject.range.end) == '等';
            let start = if examples || statement.number.start - start.min(statement.number.start) > 24 {
                statement.number.start
            } else {
                start
            };
            statement.quote = start..behind.end;
            return;
        }
        let carried = self.done.len().checked_sub(1).filter(|last| *last >= self.sentence);
        if subject.range.is_empty() {
            if let Some(last) = carried.and_then(|last| self.done.get(last)) {
                statement.name = last.name.clone();
                statement.object = last.object.clone();
                statement.carried = true;
                if statement.verb.is_none()
                    && (statement.number.start - last.number.end.min(statement.number.start)) <= 2
                {
                    statement.verb = last.verb.clone();
                }
            }
            statement.quote = placing.governed.start.min(statement.number.start)..statement.number.end;
            let last = carried.and_then(|last| self.done.get(last)).filter(|_| statement.growth.is_none());
            if last.is_some_and(|last| statement.number.start.saturating_sub(last.number.end) <= 1) {
                statement.quote = statement.number.clone();
            }
            return;
        }
        if self.line.ends(subject.range.end, "中有") || self.line.ends(subject.range.end, "中,有") {
            let end = self
                .tokens
                .get(placing.place + 1)
                .filter(|text| text.kind == Kind::Text)
                .map_or(0, |text| text.range.end);
            statement.quote = statement.number.start..end.clamp(statement.number.end, statement.number.end + 12);
            statement.name = self.line.words(statement.number.end..statement.quote.end);
            statement.object = statement.number.end..statement.quote.end;
            return;
        }
        let verb = subject.verb.clone().filter(|verb| verb.end < subject.range.end);
        let object = verb.as_ref().map_or(subject.range.start, |verb| verb.end)..subject.range.end;
        statement.object = object;
        statement.name = self.faceted(self.line.words(subject.range.clone()));
        statement.quote = subject.range.start..statement.number.end;
        if statement.verb.is_none() {
            self.inherit_verb(statement, placing.place);
        }
    }

    /// 播种面积85万亩,总产量7亿斤: a facet told alone belongs to the subject before.
    fn faceted(&self, name: String) -> String {
        const FACETS: &[&str] = &["总产量", "产量", "总产", "单产", "总量", "总数", "总额"];
        let last =
            self.done.len().checked_sub(1).filter(|last| *last >= self.sentence).and_then(|last| self.done.get(last));
        let Some(last) = last.filter(|_| FACETS.contains(&name.as_str())) else { return name };
        let mut head = last.name.as_str();
        for word in ["新增", "净增", "新引进"] {
            head = head.strip_prefix(word).unwrap_or(head);
        }
        for word in ["播种面积", "种植面积", "面积", "总产量", "产量"] {
            head = head.strip_suffix(word).unwrap_or(head);
        }
        format!("{head}{name}")
    }

    /// 新建公园5个、绿道10公里: the verb of the list goes on over 、.
    fn inherit_verb(&self, statement: &mut Statement, place: usize) {
        let from = self.left_edge(place);
        let before = self.tokens.iter().take(place).rev().find(|token| token.range.end <= from);
        let joined = matches!(before.map(|token| &token.kind), Some(Kind::Mark('、') | Kind::Quantity(_)));
        if let Some(last) =
            self.done.last().filter(|last| joined && from.saturating_sub(last.quote.end.max(last.number.end)) <= 8)
        {
            statement.verb = last.verb.clone();
        }
    }

    /// The noun behind a number: up to a mark, another number or a verb that goes on.
    fn noun_behind(&self, place: usize) -> Range<usize> {
        let Some(Token { range, .. }) = self.tokens.get(place) else { return 0..0 };
        let Some(text) =
            self.tokens.get(place + 1).filter(|text| text.kind == Kind::Text && text.range.start == range.end)
        else {
            return range.end..range.end;
        };
        let mut start = text.range.start;
        while start < text.range.end && matches!(self.line.at(start), '的' | '“' | '"' | '‘') {
            start += 1;
        }
        if matches!(self.line.at(start), ')' | '(' | '和' | '及' | '与' | '并' | '且' | '—' | '-') {
            return range.end..range.end;
        }
        let end = (start + 2..text.range.end).find(|at| self.goes_on(*at)).unwrap_or(text.range.end).min(start + 20);
        text.range.start.min(end)..end
    }

    /// Words that go on behind the counted noun.
    fn goes_on(&self, at: usize) -> bool {
        const ON: &[&str] = &[
            "完成", "实现", "开工", "竣工", "投产", "投用", "投入", "建成", "落户", "入选", "获评", "获批", "获得",
            "进行", "开展", "实施", "实行", "纳入", "成功", "融资", "脱贫", "达到", "正式", "全部", "基本", "顺利",
            "加快", "免费", "购买", "提供", "提档", "启动", "落地", "签约", "入驻", "有序", "全面", "通过", "被",
            "以上", "左右", "相继", "集中", "已", "位居", "居全", "受益", "上市", "达标", "和", "及",
        ];
        ON.iter().any(|word| self.line.starts(at, word))
            && !self.line.starts(at, "和谐")
            && !self.line.starts(at, "和平")
    }
}
