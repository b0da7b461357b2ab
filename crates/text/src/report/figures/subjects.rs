//! Subjects: where one begins, what verb opens it, and the noun that stands behind its number.

use std::ops::Range;

use super::clauses::{Parser, Placing, Statement};
use super::tokens::{Kind, Quantity, Token};
use super::units::Sort;
use super::words::{self, Words};
use std::sync::LazyLock;

/// Verbs that count what they bring about.
const COUNTING: &str = "新增 新建 建成 引进 获批 设立 新设 创建 净增 建设 承办 落户 签约 培育 新开 开通 改造 新引进 成立 投用 竣工 开工 编制 完成 出台 组建 举办 新改建 扩建 修建 兴建 购置 安装 关闭";

/// Nouns that make a number part of a name: 四大工程, 三项行动.
const NAMED: &str = "方面 工程 行动 专项 重点 举措 战略 体系 文明 百分 月";

/// What becomes of things that are built.
const COME: &[&str] = &["并网", "投产", "投用", "建成", "开工", "竣工", "通车", "开园", "投入使用", "交付", "启用"];

/// Words that tell how a subject moves and end its name.
const MOVES: &str = "连跨 跨越 稳步 持续 首次 保持 不断 大幅 连续 迈上 实现 再上 明显 稳中";

/// The subject's stretch and the verb that opens it.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) range: Range<usize>,
    pub(super) verb: Option<Range<usize>>,
}

impl Subject {
    /// Only a verb: 引育20家…
    pub(super) fn bare(&self) -> bool {
        self.range.is_empty() || self.verb.as_ref().is_some_and(|verb| verb.end >= self.range.end)
    }
}

impl Parser<'_> {
    /// The subject's stretch: text before the governors, back over 、 until a verb opens it.
    pub(super) fn subject(&self, place: usize, from: usize, end: usize) -> Subject {
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
    pub(super) fn inside(&self, start: usize, end: usize) -> usize {
        const OPENERS: &[&str] =
            &["新增", "新建", "新引进", "引进", "建成", "新开工", "净增", "新改建", "新签约", "新获批", "新认定"];
        let ordinal = words::after_ordinal(self.line, start, end);
        if end.saturating_sub(start) <= 14 {
            return ordinal.unwrap_or(start);
        }
        if let Some(ordinal) = ordinal {
            return ordinal;
        }
        (start + 1..end).rev().find(|at| OPENERS.iter().any(|word| self.line.starts(*at, word))).unwrap_or(start)
    }

    pub(super) fn opens(&self, at: usize, end: usize) -> bool {
        at < end && words::verb(self.line, at).is_some()
    }

    /// A small Chinese numeral is a figure only behind a verb that counts: right before it with a plain noun behind, or
    /// before the noun that it follows; and where it goes on with a list.
    pub(super) fn counts(&self, subject: &Subject, range: &Range<usize>, led: bool) -> bool {
        let verb = subject
            .verb
            .as_ref()
            .filter(|verb| COUNTING.split(' ').any(|word| self.line.words((*verb).clone()) == word));
        let noun = self.line.at(range.end);
        if noun.is_alphabetic() {
            let named = NAMED.split(' ').any(|word| self.line.starts(range.end, word));
            // 两台机组并网: things that stand somewhere and have come into use.
            let end = (range.end..range.end + 12).find(|at| !self.line.at(*at).is_alphabetic()).unwrap_or(range.end);
            let solid = matches!(self.line.before(range.end), '台' | '座' | '所' | '栋' | '艘' | '条');
            if solid && !named && COME.iter().any(|word| self.line.ends(end, word)) {
                return true;
            }
            return !named && verb.is_some_and(|verb| verb.end == subject.range.end);
        }
        let goes_on = self.done.last().is_some_and(|last| last.number.end + 1 == subject.range.start);
        noun != '“' && noun != '"' && !subject.range.is_empty() && (subject.verb.is_some() || goes_on || led)
    }

    /// 338个地级及以上城市优良天数比率达79.3%: the count only says whose rate it is.
    pub(super) fn names_a_scope(&self, place: usize, range: &Range<usize>, quantity: &Quantity) -> bool {
        let (Some(text), Some(next)) = (self.tokens.get(place + 1), self.tokens.get(place + 2)) else { return false };
        let rate = matches!(&next.kind, Kind::Quantity(it) if it.sort == Sort::Percent);
        let whose = text.kind == Kind::Text && text.range.start == range.end && quantity.sort == Sort::Count;
        let mut end = text.range.end;
        while let Some((_, start)) = words::governor(self.line, range.end, end).filter(|_| rate && whose) {
            end = start;
        }
        rate && whose && ["比率", "比例", "达标率", "优良率"].iter().any(|word| self.line.ends(end, word))
    }

    /// Name and quote of a statement of its own.
    pub(super) fn name(&mut self, statement: &mut Statement, placing: &Placing) {
        let subject = &placing.subject;
        if self.line.ends(statement.number.start, "中有") {
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
        let behind = self.noun_behind(placing.place);
        let counted = matches!(
            statement.sort,
            Some(Sort::Count | Sort::People | Sort::Time | Sort::Percent | Sort::Amount | Sort::Money | Sort::Tenths)
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
            if !statement.carried {
                statement.name = self.clause_before(placing.place);
            }
            statement.quote = placing.governed.start.min(statement.number.start)..statement.number.end;
            let last = carried.and_then(|last| self.done.get(last)).filter(|_| statement.growth.is_none());
            if last.is_some_and(|last| statement.number.start.saturating_sub(last.number.end) <= 1) {
                statement.quote = statement.number.clone();
            }
            return;
        }
        let verb = subject.verb.clone().filter(|verb| verb.end < subject.range.end);
        let object = verb.as_ref().map_or(subject.range.start, |verb| verb.end)..subject.range.end;
        statement.object = object;
        statement.name = self.faceted(self.line.words(subject.range.clone()), placing.place);
        statement.quote = subject.range.start..statement.number.end;
        if statement.verb.is_none() {
            self.inherit_verb(statement, placing.place);
        }
    }

    /// 地区生产总值连跨台阶,达到…: the clause before names the subject, though it says no figure.
    pub(super) fn clause_before(&self, place: usize) -> String {
        let mut before =
            self.tokens.iter().take(place).rev().skip_while(|token| !matches!(token.kind, Kind::Mark(',' | '、')));
        before.next();
        let text = before.take_while(|token| !matches!(token.kind, Kind::Mark(_) | Kind::Year(..))).last();
        let Some(text) = text.filter(|text| text.kind == Kind::Text) else { return String::new() };
        let start = words::after_leads(self.line, text.range.start, text.range.end);
        let end = text.range.end.min(start + 20);
        let moves = |at: &usize| self.line.at(*at) == '“' || MOVES.split(' ').any(|word| self.line.starts(*at, word));
        self.line.words(start..(start + 2..end).find(moves).unwrap_or(end))
    }

    /// 播种面积85万亩,总产量7亿斤: a facet told alone belongs to the subject before.
    pub(super) fn faceted(&self, name: String, place: usize) -> String {
        const FACETS: &[&str] = &["总产量", "产量", "总产", "单产", "总量", "总数", "总额", "人均"];
        let last =
            self.done.len().checked_sub(1).filter(|last| *last >= self.sentence).and_then(|last| self.done.get(last));
        if !FACETS.contains(&name.as_str()) {
            return name;
        }
        let Some(last) = last else {
            // 粮食生产“十八连丰”,总产量稳定在…: the clause before says of what.
            let before = self.clause_before(place);
            let head = ["生产", "种植", "养殖"].iter().find_map(|word| before.split_once(word));
            return head.filter(|(head, _)| !head.is_empty()).map_or(name.clone(), |(head, _)| format!("{head}{name}"));
        };
        let mut head = last.name.as_str();
        for word in ["新增", "净增", "新引进"] {
            head = head.strip_prefix(word).unwrap_or(head);
        }
        for word in ["播种面积", "种植面积", "面积", "总产量", "产量"] {
            head = head.strip_suffix(word).unwrap_or(head);
        }
        if name == "人均" { format!("人均{head}") } else { format!("{head}{name}") }
    }

    /// 新建公园5个、绿道10公里: the verb of the list goes on over 、.
    pub(super) fn inherit_verb(&self, statement: &mut Statement, place: usize) {
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
    pub(super) fn noun_behind(&self, place: usize) -> Range<usize> {
        let Some(Token { range, .. }) = self.tokens.get(place) else { return 0..0 };
        // 4个5000吨级泊位: a class between belongs to the noun.
        let class = self.tokens.get(place + 1).filter(|token| matches!(&token.kind, Kind::Quantity(it) if it.class));
        let (next, begins) = class.map_or((place + 1, range.end), |class| (place + 2, class.range.end));
        if class.is_some_and(|class| class.range.start != range.end) {
            return range.end..range.end;
        }
        let Some(text) = self.tokens.get(next).filter(|text| text.kind == Kind::Text && text.range.start == begins)
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
        let end = (start + 1..text.range.end).find(|at| self.goes_on(*at)).unwrap_or(text.range.end).min(start + 20);
        range.end.min(end)..end
    }

    /// Words that go on behind the counted noun.
    pub(super) fn goes_on(&self, at: usize) -> bool {
        words::longest(&ON, self.line, at).is_some() && !self.line.starts(at, "和谐") && !self.line.starts(at, "和平")
    }
}

static ON: LazyLock<Words> = LazyLock::new(|| {
    words::by_first(
        "并网 完成 实现 开工 竣工 投产 投用 投入 建成 落户 入选 获评 获批 获得 进行 开展 实施 实行 纳入 成功 融资 脱贫 达到 正式 全部 基本 顺利 加快 免费 购买 提供 提档 启动 落地 签约 入驻 有序 全面 通过 被 \
         以上 左右 相继 集中 已 位居 居全 受益 上市 达标 和 及",
    )
});
