//! `demo.yaml`: invented matters, read against the kind of matter that each is of. What it names must be there, shares
//! must add up, and every text must say that it is made up.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::desk::{Desk, Part};
use super::scope::{Names, condition};
use super::story;
use crate::calendar::{Length, LengthUnit};
use crate::casework::decide::asks;
use crate::directory::UnitKind;
use crate::pack::guard::Seen;
use crate::pack::keys;
use crate::pack::model::{
    Actor, Arrivals, CLOSED, CaseType, Demo, DemoScene, DemoSource, DemoSubject, Each, EntryYear, Field, FieldType,
    Measure, Move, Pack, Texts, Twins, Wait,
};
use crate::pack::source::{Entry, Node};
use crate::simulation::invented::words::{GIVEN, MADE_UP, placeholders};

/// What shares add up to.
const WHOLE: u64 = 100;
/// How the days of a week are written, Monday first, a statutory holiday last.
const DAYS: [&str; 8] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"];

/// Reads the invented matters of a pack.
pub fn read(desk: &mut Desk<'_>, nodes: &[Node], pack: &Pack, names: &Names) -> BTreeMap<String, Arc<Demo>> {
    for more in nodes.iter().skip(1) {
        desk.out.error(more.span, "duplicate-name", "一个事项包只能有一个 `demo:`").help("并成一个文件");
    }
    let Some(part) = nodes.first().and_then(|node| desk.part(node.span, node, &keys::DEMOS)) else {
        return BTreeMap::new();
    };
    let mut all = BTreeMap::new();
    for entry in desk.parts(&part, "demo") {
        all.extend(demo(desk, entry, pack, names).map(|demo| (entry.key.clone(), Arc::new(demo))));
    }
    all
}

/// What the matters of one sort may speak of.
struct Around<'a> {
    pack: &'a Pack,
    names: &'a Names,
    case: &'a CaseType,
    /// What a condition may read: form fields and facts, stages, outcomes.
    fields: Vec<Field>,
    stages: Vec<String>,
    outcomes: Vec<String>,
    /// The names that a placeholder may have, those of samples with them.
    known: BTreeSet<String>,
}

fn demo(desk: &mut Desk<'_>, entry: &Entry, pack: &Pack, names: &Names) -> Option<Demo> {
    let part = desk.part(entry.at, &entry.value, &keys::DEMO)?;
    let (node, word) = desk.name(&part, "case")?;
    let name = desk.known(node, word, ("unknown-case", "事项"), pack.cases.keys().map(String::as_str))?;
    let case = pack.cases.get(&name)?;
    let texts = texts(desk, part.get("texts"));
    let subjects = desk.parts(&part, "subjects");
    let own = subjects.iter().filter_map(|subject| subject.value.get("texts")).flat_map(Node::keys).map(str::to_owned);
    let known = own.chain(texts.keys().cloned()).chain(given(pack, case, &part)).collect();
    let fields = case.form.iter().chain(&case.facts).cloned().collect();
    let stages = case.stages.iter().map(|stage| stage.name.clone()).collect();
    let outcomes = case.outcomes.keys().cloned().collect();
    let around = Around { pack, names, case, fields, stages, outcomes, known };
    let samples = subjects.iter().filter_map(|subject| subject.value.get("texts")).chain(part.get("texts"));
    samples.for_each(|node| around.samples(desk, node));
    let found = Demo {
        name: entry.key.clone(),
        case: name,
        source: source(desk, &part, &around)?,
        channels: channels(desk, &part, &around),
        form: around.form(desk, &part),
        vary: variations(desk, &part, &around),
        subjects: around.subjects(desk, &part),
        stages: around.stages(desk, &part),
        twins: around.twins(desk, &part),
        scenes: around.scenes(desk, &part),
        texts,
        span: entry.at,
    };
    Some(found)
}

/// What a placeholder may always name: what the generator knows, unit attributes of the terms, fields of the entry.
fn given(pack: &Pack, case: &CaseType, part: &Part<'_>) -> Vec<String> {
    let unit = |kind: &FieldType| *kind == FieldType::Unit;
    let lists = case.vocabularies.values();
    let attributes = lists.flat_map(|list| list.attributes.iter().filter(|(_, kind)| unit(kind)).map(|(name, _)| name));
    let register = part.get("each").and_then(|each| each.get("register")).and_then(Node::as_text);
    let register = register.and_then(|name| pack.registers.get(name));
    let fields = register.into_iter().flat_map(|register| register.fields.iter().map(|field| &field.name));
    GIVEN.iter().map(|name| (*name).to_owned()).chain(attributes.cloned()).chain(fields.cloned()).collect()
}

fn source(desk: &mut Desk<'_>, part: &Part<'_>, around: &Around<'_>) -> Option<DemoSource> {
    match (part.get("arrivals"), part.get("each")) {
        (Some(node), None) => arrivals(desk, part, node).map(DemoSource::Arrivals),
        (None, Some(node)) => each(desk, part, node, around).map(DemoSource::Each),
        _ => {
            let message = "`arrivals` 与 `each` 要写一个，也只能写一个";
            desk.out.error(part.at, "unclear-source", message).help("按来件多少的写 `arrivals`，按条目的写 `each`");
            None
        }
    }
}

fn arrivals(desk: &mut Desk<'_>, part: &Part<'_>, node: &Node) -> Option<Arrivals> {
    let part = desk.part(part.at_key("arrivals"), node, &keys::ARRIVALS)?;
    let mut days = [0; 8];
    for (at, n) in numbers(desk, part.get("days")?, 0..=100_000) {
        match DAYS.iter().position(|day| *day == at.key) {
            Some(place) => days.iter_mut().skip(place).take(1).for_each(|day| *day = u32::try_from(n).unwrap_or(0)),
            None => {
                let message = format!("没有 `{}` 这一天", at.key);
                desk.out.error(at.at, "unknown-word", message).meant(&at.key, DAYS);
            }
        }
    }
    let mut hours = Vec::new();
    for (at, weight) in numbers(desk, part.get("hours")?, 0..=100_000) {
        match at.key.parse::<i8>().ok().filter(|hour| (0..24).contains(hour)) {
            Some(hour) => hours.push((weight, hour)),
            None => desk.out.error(at.at, "unknown-word", format!("没有 `{}` 这个小时", at.key)).help("写 0 至 23"),
        }
    }
    let places = desk.choice(&part, "places", &["community", "street"])?.parse::<UnitKind>().ok()?;
    let busiest = desk.integer(&part, "busiest", 1..=100).and_then(|n| u64::try_from(n).ok()).unwrap_or(1);
    Some(Arrivals { days, hours, places, busiest })
}

/// The whole numbers behind names.
fn numbers<'n>(desk: &mut Desk<'_>, node: &'n Node, range: RangeInclusive<u64>) -> Vec<(&'n Entry, u64)> {
    let mut found = Vec::new();
    for entry in node.as_map().unwrap_or_default() {
        match entry.value.as_text().and_then(|text| text.parse().ok()).filter(|n| range.contains(n)) {
            Some(n) => found.push((entry, n)),
            None => desk.wrong(&entry.value, "不小于零的整数"),
        }
    }
    if node.as_map().is_none() {
        desk.wrong(node, "名称及其整数");
    }
    found
}

fn each(desk: &mut Desk<'_>, part: &Part<'_>, node: &Node, around: &Around<'_>) -> Option<Each> {
    let part = desk.part(part.at_key("each"), node, &keys::EACH)?;
    let (node, word) = desk.name(&part, "register")?;
    let known = around.pack.registers.keys().map(String::as_str);
    let register = desk.known(node, word, ("unknown-register", "登记簿"), known)?;
    let year = desk.choice(&part, "year", &["this", "past"]).map(|word| match word {
        "this" => EntryYear::This,
        _ => EntryYear::Past,
    });
    Some(Each { register, year, share: share(desk, &part)?, within: wait(desk, &part, "within")? })
}

fn share(desk: &mut Desk<'_>, part: &Part<'_>) -> Option<u64> {
    desk.integer(part, "share", 0..=100).and_then(|share| u64::try_from(share).ok())
}

/// Shares of which one is drawn add up.
fn whole(desk: &mut Desk<'_>, at: crate::pack::model::Span, what: &str, shares: impl Iterator<Item = u64>) {
    let sum: u64 = shares.sum();
    if sum != WHOLE {
        let message = format!("{what}的 `share` 合计是 {sum}，应是 {WHOLE}");
        desk.out.error(at, "shares-not-whole", message).help("调整各个 `share`");
    }
}

/// "8-55 min", or one length.
fn wait(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str) -> Option<Wait> {
    let node = part.get(key)?;
    let text = node.as_text().unwrap_or_default();
    let split = text.split_once('-').filter(|(from, _)| from.trim().chars().all(|c| c.is_ascii_digit()));
    let until = split.map_or(text, |(_, until)| until).trim().parse::<Length>().ok();
    let from = match (split, until) {
        (Some((from, _)), _) => from.trim().parse::<i64>().ok(),
        (None, Some(until)) => Some(i64::from(until.amount)),
        (None, None) => None,
    };
    let read = from.zip(until).map(|(from, until)| Wait { from, until: until.amount.into(), unit: until.unit });
    let fits = |wait: &Wait| (0..=wait.until).contains(&wait.from) && wait.until <= 100_000 && is_clock(wait.unit);
    let found = read.filter(fits);
    if found.is_none() {
        let message = format!("`{text}` 不是一段等候");
        desk.out.error(node.span, "bad-length", message).help("如 `8-55 min`、`5-22 wh`、`1-3 h`，小的在前");
    }
    found
}

/// Whether it is counted in clock or working hours: days end with a day, and a wait ends with an instant.
fn is_clock(unit: LengthUnit) -> bool {
    matches!(unit, LengthUnit::Min | LengthUnit::H | LengthUnit::Wh)
}

fn channels(desk: &mut Desk<'_>, part: &Part<'_>, around: &Around<'_>) -> Vec<(u64, (String, Actor))> {
    let nodes = part.get("channels").map(|node| desk.items(node)).unwrap_or_default();
    let mut found = Vec::new();
    for node in nodes {
        let Some(channel) = desk.part(node.span, node, &keys::CHANNEL_SHARE) else { continue };
        let (share, who) = (share(desk, &channel), around.actor(desk, &channel));
        let name = desk.name(&channel, "channel").map(|(_, word)| word.to_owned());
        found.extend(share.zip(name.zip(who)));
    }
    if found.len() == nodes.len() && part.has("channels") {
        whole(desk, part.at_key("channels"), "渠道", found.iter().map(|(share, _)| *share));
    }
    found
}

type Variations = Vec<Vec<(u64, Map<String, Json>)>>;

fn variations(desk: &mut Desk<'_>, part: &Part<'_>, around: &Around<'_>) -> Variations {
    let mut all = Vec::new();
    for entry in desk.parts(part, "vary") {
        let mut group = Vec::new();
        for node in desk.items(&entry.value) {
            let Some(one) = desk.part(node.span, node, &keys::VARIATION) else { continue };
            let with = around.values(desk, &one, "with", &around.case.form);
            group.extend(share(desk, &one).map(|share| (share, with)));
        }
        whole(desk, entry.at, &format!("`{}` ", entry.key), group.iter().map(|(share, _)| *share));
        all.push(group);
    }
    all
}

/// Sample sentences by name; each says that it is made up.
fn texts(desk: &mut Desk<'_>, node: Option<&Node>) -> Texts {
    let mut all = Texts::new();
    for entry in node.map(|node| desk.entries(node)).unwrap_or_default() {
        let mut found = Vec::new();
        for node in desk.one_or_more(&entry.value) {
            let Some(text) = desk.words(node) else { continue };
            says_so(desk, node, &text);
            found.push(text);
        }
        all.insert(entry.key.clone(), found);
    }
    all
}

fn says_so(desk: &mut Desk<'_>, node: &Node, text: &str) {
    if !text.contains(MADE_UP) {
        let message = format!("演示的文字没有写明“{MADE_UP}”");
        desk.out.error(node.span, "not-marked", message).help(format!("写上“{MADE_UP}”，谁也不会当真"));
    }
}

impl Around<'_> {
    fn actor(&self, desk: &mut Desk<'_>, part: &Part<'_>) -> Option<Actor> {
        let (node, word) = desk.name(part, "who")?;
        match word {
            "reporter" => Some(Actor::Reporter),
            "public" => Some(Actor::Public),
            _ => self.names.post(desk, node, word).map(Actor::Post),
        }
    }

    fn form(&self, desk: &mut Desk<'_>, part: &Part<'_>) -> Map<String, Json> {
        self.values(desk, part, "form", &self.case.form)
    }

    /// Values for some fields, with placeholders.
    fn values(&self, desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, fields: &[Field]) -> Map<String, Json> {
        let Some(node) = part.get(key) else { return Map::new() };
        let Some(entries) = node.as_map() else {
            desk.wrong(node, "字段及其值");
            return Map::new();
        };
        for entry in entries {
            let at = Node { span: entry.at, tree: crate::pack::source::Tree::plain(&entry.key) };
            let names = fields.iter().map(|field| field.name.as_str());
            if desk.known(&at, &entry.key, ("unknown-field", "字段"), names).is_some() {
                let field = fields.iter().find(|field| field.name == entry.key);
                field.into_iter().for_each(|field| self.value(desk, &entry.value, field));
            }
        }
        entries.iter().map(|entry| (entry.key.clone(), story::json(&entry.value))).collect()
    }

    /// What the placeholders of samples name is there.
    fn samples(&self, desk: &mut Desk<'_>, node: &Node) {
        for entry in node.as_map().unwrap_or_default() {
            desk.one_or_more(&entry.value).iter().for_each(|node| drop(self.placeholders(desk, node)));
        }
    }

    fn placeholders(&self, desk: &mut Desk<'_>, node: &Node) -> Vec<String> {
        let asked = node.as_text().map(placeholders).unwrap_or_default();
        for name in &asked {
            let known = self.known.iter().map(String::as_str);
            desk.known(node, name, ("unknown-placeholder", "占位"), known);
        }
        asked
    }

    /// Whether the field says in what a quantity is measured: a unit of measure is nobody's words.
    fn is_measure(&self, field: &Field) -> bool {
        self.case.quantities.iter().any(|quantity| quantity.measure == Measure::Field(field.name.clone()))
    }

    fn value(&self, desk: &mut Desk<'_>, node: &Node, field: &Field) {
        for node in desk.one_or_more(node) {
            let Some(text) = node.as_text() else { continue };
            let asked = self.placeholders(desk, node);
            match field.kind {
                FieldType::Text if asked.is_empty() && !self.is_measure(field) => says_so(desk, node, text),
                FieldType::Term if asked.is_empty() => {
                    // A vocabulary that is not there was complained of where it is named.
                    let list = field.vocabulary.as_ref().and_then(|name| self.case.vocabularies.get(name));
                    let codes = list.map(|list| list.terms.iter().map(|term| term.code.as_str()));
                    codes.map(|codes| desk.known(node, text, ("unknown-term", "词条"), codes));
                }
                _ => {}
            }
        }
    }

    fn subjects(&self, desk: &mut Desk<'_>, part: &Part<'_>) -> BTreeMap<String, (u64, DemoSubject)> {
        let mut all = BTreeMap::new();
        for entry in desk.parts(part, "subjects") {
            let Some(one) = desk.part(entry.at, &entry.value, &keys::SUBJECT) else { continue };
            let subject = DemoSubject { form: self.form(desk, &one), texts: texts(desk, one.get("texts")) };
            all.extend(share(desk, &one).map(|share| (entry.key.clone(), (share, subject))));
        }
        if part.has("subjects") {
            whole(desk, part.at_key("subjects"), "事由", all.values().map(|(share, _)| *share));
        }
        all
    }

    fn stages(&self, desk: &mut Desk<'_>, part: &Part<'_>) -> BTreeMap<String, Vec<Move>> {
        let mut all = BTreeMap::new();
        let known: Vec<&str> = self.case.stages.iter().map(|stage| stage.name.as_str()).chain([CLOSED]).collect();
        for entry in desk.parts(part, "stages") {
            let at = Node { span: entry.at, tree: crate::pack::source::Tree::plain(&entry.key) };
            desk.known(&at, &entry.key, ("unknown-stage", "环节"), known.iter().copied());
            let moves = self.moves(desk, &entry.value, Some(&entry.key));
            // A move that could not be read was complained of already.
            let is_whole = desk.items(&entry.value).len() == moves.len();
            let mut situations: BTreeMap<Option<&str>, u64> = BTreeMap::from([(None, 0)]);
            for one in moves.iter().filter(|one| !one.beside) {
                *situations.entry(one.when.as_ref().map(|guard| guard.source.as_str())).or_default() += one.share;
            }
            for sum in situations.into_values().filter(|_| is_whole) {
                whole(desk, entry.at, &format!("环节 `{}` ", entry.key), std::iter::once(sum));
            }
            all.insert(entry.key.clone(), moves);
        }
        for stage in self.case.stages.iter().filter(|stage| !all.contains_key(&stage.name)) {
            let message = format!("演示里没有人在环节“{}”做什么", stage.title);
            desk.out
                .error(part.at_key("stages"), "stage-left-out", message)
                .help(format!("写上 `{}:`；有意不做的写 `{}: [ {{ share: 100 }} ]`", stage.name, stage.name));
        }
        all
    }

    fn moves(&self, desk: &mut Desk<'_>, node: &Node, stage: Option<&str>) -> Vec<Move> {
        desk.items(node).iter().filter_map(|node| self.one_move(desk, node, stage)).collect()
    }

    fn one_move(&self, desk: &mut Desk<'_>, node: &Node, stage: Option<&str>) -> Option<Move> {
        let part = desk.part(node.span, node, &keys::MOVE)?;
        let seen = Seen {
            fields: &self.fields,
            input: &[],
            vocabularies: &self.case.vocabularies,
            stages: &self.stages,
            outcomes: &self.outcomes,
            carried: &[],
        };
        let when = part.get("when").map(|node| condition(desk, node, &seen, &self.names.parsed));
        let does = part.get("does").map(|_| self.action(desk, &part, stage));
        let beside = desk.flag(&part, "beside");
        // What follows a way on is done wherever the matter is then.
        let then_in = stage.filter(|_| beside);
        let mut found = Move {
            share: share(desk, &part)?,
            beside,
            when: when.clone().flatten(),
            after: wait(desk, &part, "after").unwrap_or(Wait { from: 0, until: 0, unit: LengthUnit::Min }),
            who: Actor::Public,
            does: None,
            with: Map::new(),
            then: part.get("then").map(|node| self.moves(desk, node, then_in)).unwrap_or_default(),
        };
        if when.is_some_and(|guard| guard.is_none()) {
            return None;
        }
        if let Some(does) = does {
            let (name, fields) = does?;
            found.with = self.values(desk, &part, "with", &fields);
            found.does = Some(name);
            let missing = ["who", "after"].into_iter().find(|key| !part.has(key));
            if let Some(key) = missing {
                desk.out
                    .error(node.span, "missing-key", format!("举动缺少 `{key}`"))
                    .help("谁做写 `who`，多久之后写 `after`");
                return None;
            }
            found.who = self.actor(desk, &part)?;
        }
        Some(found)
    }

    /// The action of the stage, or of the whole case, and what it asks; that of an approval has no declaration.
    fn action(&self, desk: &mut Desk<'_>, part: &Part<'_>, stage: Option<&str>) -> Option<(String, Vec<Field>)> {
        let (node, word) = desk.name(part, "does")?;
        let here = |of: Option<&str>| of.is_none() || stage.is_none() || of == stage;
        let all = self.case.all_actions().filter(|(of, _)| here(of.map(|stage| stage.name.as_str())));
        let declared: Vec<_> = all.map(|(_, action)| action).collect();
        let names = declared.iter().map(|action| action.name.as_str()).chain(["approve", "reject"]);
        let name = desk.known(node, word, ("unknown-action", "动作"), names)?;
        let mut fields: Vec<Field> =
            declared.iter().filter(|action| action.name == name).flat_map(|action| asks(action)).collect();
        if fields.is_empty() && matches!(name.as_str(), "approve" | "reject") {
            fields.push(Field::plain("reason", FieldType::Text, ""));
        }
        Some((name, fields))
    }

    fn twins(&self, desk: &mut Desk<'_>, part: &Part<'_>) -> Option<Twins> {
        let part = part.get("twins").and_then(|node| desk.part(part.at_key("twins"), node, &keys::TWINS))?;
        let more = desk.integer(&part, "more", 1..=20).and_then(|n| u64::try_from(n).ok())?;
        let link = part.get("link").and_then(|node| self.one_move(desk, node, None))?;
        Some(Twins { share: share(desk, &part)?, more, within: wait(desk, &part, "within")?, link })
    }

    fn scenes(&self, desk: &mut Desk<'_>, part: &Part<'_>) -> Vec<DemoScene> {
        let entries = desk.parts(part, "scenes");
        entries.iter().filter_map(|entry| self.scene(desk, entry, part)).collect()
    }

    fn scene(&self, desk: &mut Desk<'_>, entry: &Entry, whole: &Part<'_>) -> Option<DemoScene> {
        let part = desk.part(entry.at, &entry.value, &keys::SCENE)?;
        let nodes = desk.names(&part, "before");
        let before = nodes.into_iter().filter_map(|(node, _)| desk.length_of(node)).collect();
        let subjects = whole.get("subjects").into_iter().flat_map(Node::keys);
        let subject = desk
            .name(&part, "subject")
            .and_then(|(node, word)| desk.known(node, word, ("unknown-subject", "事由"), subjects.collect::<Vec<_>>()));
        let (node, word) = desk.name(&part, "at")?;
        let Ok(at) = word.parse() else {
            desk.wrong(node, "一个单位代码");
            return None;
        };
        let steps = part.get("steps").map(|node| self.moves(desk, node, None));
        Some(DemoScene { before, at, subject, form: self.form(desk, &part), steps })
    }
}
