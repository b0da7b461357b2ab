//! Scenarios: from YAML to stories. What they speak of (cases, actions, stages) must exist; whether they
//! hold is for the story runner.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Map, Value as Json};

use super::desk::{Desk, Part};
use super::score::number;
use crate::casework::gathering::Standing;
use crate::figures::Book;
use crate::figures::alert::Source;
use crate::pack::check::lists;
use crate::pack::keys;
use crate::pack::model::{Field, FieldType, Pack, Split};
use crate::pack::scenario::{Expect, OuterSays, Read, Scenario, Step, StepAct};
use crate::pack::source::{Node, Tree};

/// Reads one scenario.
pub fn read(desk: &mut Desk<'_>, path: &str, node: &Node, pack: &Pack, words: &Words) -> Option<Scenario> {
    let part = desk.part(node.span, node, &keys::SCENARIO)?;
    let title = desk.text(&part, "scenario");
    let given = part.get("given").and_then(|node| desk.part(part.at_key("given"), node, &keys::GIVEN))?;
    let district = desk.text(&given, "district");
    let at = instant(desk, &given, "at");
    entries(desk, &part, pack);
    let staff = staff(desk, &given, words);
    let nodes = part.get("steps").map(|node| desk.items(node)).unwrap_or_default();
    let steps: Vec<Step> = nodes.iter().filter_map(|node| step(desk, node, words)).collect();
    order(desk, at, &steps);
    let file = path.rsplit('/').next().unwrap_or(path);
    let id = file.rsplit_once('.').map_or(file, |(name, _)| name).to_owned();
    let shows = desk.text_if(&part, "shows");
    Some(Scenario { id, title, shows, district, at: at?, staff, steps, span: part.at_key("scenario") })
}

/// The words that a story may use.
pub struct Words {
    posts: BTreeSet<String>,
    cases: BTreeSet<String>,
    actions: BTreeSet<String>,
    stages: BTreeSet<String>,
    branches: BTreeSet<String>,
    /// How far a branch can have come.
    come: BTreeSet<String>,
    outcomes: BTreeSet<String>,
    notices: BTreeSet<String>,
    figures: BTreeSet<String>,
    scores: BTreeSet<String>,
    watched: BTreeSet<String>,
    views: BTreeSet<String>,
}

impl Words {
    /// Those that a pack declares.
    pub fn of(pack: &Pack) -> Self {
        let mut words = Self {
            posts: pack.posts.keys().map(|post| post.as_str().to_owned()).collect(),
            cases: pack.cases.keys().cloned().collect(),
            actions: BTreeSet::new(),
            stages: BTreeSet::new(),
            branches: BTreeSet::new(),
            come: ["waiting", "withdrawn"].map(str::to_owned).into(),
            outcomes: BTreeSet::new(),
            notices: BTreeSet::new(),
            figures: Book::of([pack])
                .all()
                .filter_map(|figure| Some(figure.id.split_once('.')?.1.to_owned()))
                .collect(),
            scores: pack.scores.keys().cloned().collect(),
            watched: pack
                .alerts
                .values()
                .flat_map(|alert| &alert.rule.signals)
                .map(|signal| watched(&signal.source))
                .collect(),
            views: pack.views.keys().cloned().collect(),
        };
        for case in pack.cases.values() {
            words.notices.extend(case.notices.iter().map(|notice| notice.name.clone()));
            words.outcomes.extend(case.outcomes.keys().cloned());
            words.actions.extend(case.all_actions().map(|(_, action)| action.name.clone()));
            // The approval of an extension is open under these names without being declared.
            words.actions.extend(["approve".to_owned(), "reject".to_owned()]);
            words.stages.extend(case.stages.iter().map(|stage| stage.name.clone()));
            let splits: Vec<&Split> = case.stages.iter().filter_map(|stage| stage.split.as_ref()).collect();
            words.branches.extend(splits.iter().flat_map(|split| &split.branches).map(|branch| branch.name.clone()));
            words.come.extend(splits.iter().flat_map(|split| split.outcomes.keys().cloned()));
            let of_branches = case.stages.iter().filter(|stage| stage.branch.is_some());
            words.come.extend(of_branches.map(|stage| stage.name.clone()));
        }
        words
    }
}

/// What a story calls a source: a figure of the pack by its name within it.
fn watched(source: &Source) -> String {
    match source {
        Source::Own { figure, .. } => figure.split_once('.').map_or(figure.as_str(), |(_, name)| name).to_owned(),
        other => other.name().to_owned(),
    }
}

fn known(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    key: &'static str,
    what: (&'static str, &'static str),
    names: Option<&BTreeSet<String>>,
) -> Option<String> {
    let (node, word) = desk.name(part, key)?;
    match names {
        Some(names) => desk.known(node, word, what, names.iter().map(String::as_str)),
        None => Some(word.to_owned()),
    }
}

fn staff(desk: &mut Desk<'_>, given: &Part<'_>, words: &Words) -> BTreeMap<String, Vec<(String, String)>> {
    let mut all = BTreeMap::new();
    for entry in desk.parts(given, "staff") {
        let mut posts = Vec::new();
        for (node, word) in desk.names_of(&entry.value) {
            let Some((post, unit)) = word.split_once('@') else {
                desk.out
                    .error(node.span, "bad-name", format!("`{word}` 不是 `岗位@单位`"))
                    .help("如 `handler@housing`");
                continue;
            };
            let post = desk.known(node, post, ("unknown-post", "岗位"), words.posts.iter().map(String::as_str));
            posts.extend(post.map(|post| (post, unit.to_owned())));
        }
        all.insert(entry.key.clone(), posts);
    }
    all
}

fn step(desk: &mut Desk<'_>, node: &Node, words: &Words) -> Option<Step> {
    let part = desk.part(node.span, node, &keys::STEP)?;
    let acts: Vec<&str> = ["file", "do", "outer", "reading", "asleep_until", "expect"]
        .into_iter()
        .filter(|key| node.get(key).is_some())
        .collect();
    // A sub-case may be of another pack, whose words this one does not know: the runner will tell.
    let of_other = desk.text_if(&part, "case").is_some_and(|case| case.contains('.'));
    let act = match acts.as_slice() {
        [] => StepAct::Wait,
        ["file"] => StepAct::File {
            case_type: known(desk, &part, "file", ("unknown-case", "事项"), Some(&words.cases))?,
            name: desk.text_if(&part, "as"),
            channel: desk.text_if(&part, "channel").unwrap_or_else(|| "portal".to_owned()),
            form: map(desk, &part, "form"),
            alike: desk.text_if(&part, "alike"),
            refused: desk.text_if(&part, "refused"),
        },
        ["do"] => StepAct::Do {
            action: known(desk, &part, "do", ("unknown-action", "动作"), (!of_other).then_some(&words.actions))?,
            task: desk.text_if(&part, "task"),
            branch: known(desk, &part, "branch", ("unknown-branch", "分支"), Some(&words.branches)),
            input: map(desk, &part, "input"),
            refused: desk.text_if(&part, "refused"),
        },
        ["outer"] => StepAct::Outer(outer(desk, &part, words)?),
        ["reading"] => StepAct::Reading(reading(desk, &part, words)?),
        ["asleep_until"] => StepAct::AsleepUntil(instant(desk, &part, "asleep_until")?),
        ["expect"] => StepAct::Expect(Box::new(expect(desk, &part, words, of_other)?)),
        _ => {
            let message = format!("一步只能做一件事，这里写了 {}", acts.join("、"));
            desk.out.error(node.span, "unclear-step", message).help("拆成两步");
            return None;
        }
    };
    let case = desk.text_if(&part, "case");
    Some(Step { at: instant(desk, &part, "at"), by: by(desk, &part), case, act, span: node.span })
}

fn by(desk: &mut Desk<'_>, part: &Part<'_>) -> Option<String> {
    desk.name(part, "by").map(|(_, word)| word.to_owned())
}

fn outer(desk: &mut Desk<'_>, part: &Part<'_>, words: &Words) -> Option<OuterSays> {
    let name = desk.text_if(part, "as");
    let outer = part.get("outer").and_then(|node| desk.part(part.at_key("outer"), node, &keys::OUTER))?;
    let revision = desk.integer(&outer, "revision", 0..=i64::MAX).and_then(|number| u64::try_from(number).ok());
    Some(OuterSays {
        name,
        system: desk.text(&outer, "system"),
        number: desk.text(&outer, "number"),
        due: instant(desk, &outer, "due"),
        state: desk.choice(&outer, "state", &["open", "withdrawn", "closed"])?.to_owned(),
        revision: revision?,
        case_type: known(desk, &outer, "type", ("unknown-case", "事项"), Some(&words.cases)),
        form: map(desk, &outer, "form"),
    })
}

/// A reading of something that an alert of the pack watches.
fn reading(desk: &mut Desk<'_>, part: &Part<'_>, words: &Words) -> Option<Read> {
    let name = desk.text_if(part, "as");
    let reading = part.get("reading").and_then(|node| desk.part(part.at_key("reading"), node, &keys::READING))?;
    let of = known(desk, &reading, "of", ("unknown-figure", "预警所看的数值"), Some(&words.watched))?;
    Some(Read {
        of,
        unit: desk.text_if(&reading, "unit"),
        about: desk.text_if(&reading, "about"),
        value: number(desk, &reading, "value")?,
        raises: reading.has("raises").then(|| desk.flag(&reading, "raises")),
        name,
    })
}

fn expect(desk: &mut Desk<'_>, part: &Part<'_>, words: &Words, of_other: bool) -> Option<Expect> {
    let part = part.get("expect").and_then(|node| desk.part(part.at_key("expect"), node, &keys::EXPECT))?;
    let rated = ["good", "bad", "default"];
    let own = |words| (!of_other).then_some(words);
    Some(Expect {
        stage: known(desk, &part, "stage", ("unknown-stage", "环节"), own(&words.stages)),
        branches: come(desk, &part, words),
        opened: counts(desk, &part, "opened"),
        subcases: lists(desk, &part, "subcases"),
        unit: desk.text_if(&part, "unit"),
        post: known(desk, &part, "post", ("unknown-post", "岗位"), own(&words.posts)),
        due: unless_null(&part, "due").map(|there| there.then(|| instant(desk, &part, "due")).flatten()),
        task_due: unless_null(&part, "task_due").map(|there| there.then(|| instant(desk, &part, "task_due")).flatten()),
        outer_due: unless_null(&part, "outer_due")
            .map(|there| there.then(|| instant(desk, &part, "outer_due")).flatten()),
        status: desk.choice(&part, "status", &["open", "suspended", "closed"]).map(str::to_owned),
        outcome: known(desk, &part, "outcome", ("unknown-outcome", "办结方式"), own(&words.outcomes)),
        late: part.has("late").then(|| desk.flag(&part, "late")),
        round: desk.integer(&part, "round", 1..=100).and_then(|round| u32::try_from(round).ok()),
        letters: words_of(desk, &part, "letters"),
        papers: words_of(desk, &part, "papers"),
        clocks: words_of(desk, &part, "clocks"),
        warned: part.has("warned").then(|| lists(desk, &part, "warned")),
        told: told(desk, &part, words),
        rated: unless_null(&part, "rated")
            .map(|there| there.then(|| desk.choice(&part, "rated", &rated).map(str::to_owned)).flatten()),
        quantities: part.has("quantities").then(|| words_of(desk, &part, "quantities")),
        measured: part.has("measured").then(|| words_of(desk, &part, "measured")),
        views: views(desk, &part, words),
        figures: figures(desk, &part, "figures", words),
        excluded: figures(desk, &part, "excluded", words),
        scores: scores(desk, &part, words),
        gathered: gathered(desk, &part),
        totals: words_of(desk, &part, "totals"),
        columns: lists(desk, &part, "columns"),
        known: part.has("known").then(|| words_of(desk, &part, "known")),
        may: actions(desk, &part, "may", words),
        may_not: actions(desk, &part, "may_not", words),
        drawn: part.has("drawn").then(|| lists(desk, &part, "drawn")),
        held: part
            .has("held")
            .then(|| desk.names(&part, "held").into_iter().map(|(_, word)| word.to_owned()).collect()),
        events: counts(desk, &part, "events"),
        sees: sees(desk, &part),
        lead: unless_null(&part, "lead").map(|there| there.then(|| desk.text(&part, "lead"))),
        version_since: desk.integer(&part, "version_since", 0..=i64::MAX).and_then(|n| u64::try_from(n).ok()),
    })
}

/// `None` if the key is not there, else whether it says more than `null`.
fn unless_null(part: &Part<'_>, key: &'static str) -> Option<bool> {
    part.get(key).map(|node| !node.is_blank())
}

fn words_of(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str) -> BTreeMap<String, String> {
    let Some(node) = part.get(key) else { return BTreeMap::new() };
    let Some(entries) = node.as_map() else {
        desk.wrong(node, "名称及其内容");
        return BTreeMap::new();
    };
    entries.iter().filter_map(|entry| desk.words(&entry.value).map(|text| (entry.key.clone(), text))).collect()
}

/// Figures of the pack by their names.
fn figures(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, words: &Words) -> BTreeMap<String, String> {
    let entries = part.get(key).and_then(Node::as_map).unwrap_or_default();
    for entry in entries.iter().filter(|entry| !words.figures.contains(&entry.key)) {
        let message = format!("没有名为 `{}` 的数值", entry.key);
        desk.out.error(entry.at, "unknown-figure", message).meant(&entry.key, words.figures.iter().map(String::as_str));
    }
    words_of(desk, part, key)
}

/// Scores of the pack by `score@unit`.
fn scores(desk: &mut Desk<'_>, part: &Part<'_>, words: &Words) -> BTreeMap<String, String> {
    for entry in part.get("scores").and_then(Node::as_map).unwrap_or_default() {
        let (score, unit) = entry.key.split_once('@').unwrap_or((&entry.key, ""));
        if unit.is_empty() || !words.scores.contains(score) {
            let message = format!("`{}` 不是“评分@单位”，或没有这个评分", entry.key);
            let help = match words.scores.first() {
                Some(known) => format!("写作 `{known}@单位代码`"),
                None => "先在 `scores.yaml` 里写评分".to_owned(),
            };
            desk.out.error(entry.at, "unknown-score", message).help(help);
        }
    }
    words_of(desk, part, "scores")
}

fn lists(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str) -> BTreeMap<String, Vec<String>> {
    let Some(node) = part.get(key) else { return BTreeMap::new() };
    let Some(entries) = node.as_map() else {
        desk.wrong(node, "名称及其列表");
        return BTreeMap::new();
    };
    let list =
        |node: &Node, desk: &mut Desk<'_>| desk.names_of(node).into_iter().map(|(_, word)| word.to_owned()).collect();
    entries.iter().map(|entry| (entry.key.clone(), list(&entry.value, desk))).collect()
}

fn actions(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, words: &Words) -> BTreeMap<String, Vec<String>> {
    for entry in part.get(key).and_then(Node::as_map).unwrap_or_default() {
        for (node, word) in desk.names_of(&entry.value) {
            desk.known(node, word, ("unknown-action", "动作"), words.actions.iter().map(String::as_str));
        }
    }
    lists(desk, part, key)
}

/// In which columns of views it stands.
fn views(desk: &mut Desk<'_>, part: &Part<'_>, words: &Words) -> BTreeMap<String, Vec<String>> {
    for entry in part.get("views").and_then(Node::as_map).unwrap_or_default() {
        let key = Node { span: entry.at, tree: crate::pack::source::Tree::plain(&entry.key) };
        desk.known(&key, &entry.key, ("unknown-view", "视图"), words.views.iter().map(String::as_str));
    }
    lists(desk, part, "views")
}

/// How many units of a table stand in each way, and how many are late.
fn gathered(desk: &mut Desk<'_>, part: &Part<'_>) -> BTreeMap<String, String> {
    for entry in part.get("gathered").and_then(Node::as_map).unwrap_or_default() {
        let key = Node { span: entry.at, tree: crate::pack::source::Tree::plain(&entry.key) };
        let words = Standing::ALL.into_iter().map(Standing::word).chain(["late"]);
        desk.known(&key, &entry.key, ("unknown-standing", "报送状态"), words);
    }
    words_of(desk, part, "gathered")
}

/// How far branches have come.
fn come(desk: &mut Desk<'_>, part: &Part<'_>, words: &Words) -> BTreeMap<String, String> {
    for entry in part.get("branches").and_then(Node::as_map).unwrap_or_default() {
        let key = Node { span: entry.at, tree: crate::pack::source::Tree::plain(&entry.key) };
        desk.known(&key, &entry.key, ("unknown-branch", "分支"), words.branches.iter().map(String::as_str));
        if let Some(word) = desk.word(&entry.value) {
            let come = words.come.iter().map(String::as_str);
            desk.known(&entry.value, word, ("unknown-stage", "环节或分支结果"), come);
        }
    }
    words_of(desk, part, "branches")
}

/// Who was told, by notices that the pack declares.
fn told(desk: &mut Desk<'_>, part: &Part<'_>, words: &Words) -> BTreeMap<String, Vec<String>> {
    for entry in part.get("told").and_then(Node::as_map).unwrap_or_default() {
        let key = Node { span: entry.at, tree: crate::pack::source::Tree::plain(&entry.key) };
        desk.known(&key, &entry.key, ("unknown-notice", "通知"), words.notices.iter().map(String::as_str));
    }
    lists(desk, part, "told")
}

fn counts(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str) -> BTreeMap<String, u64> {
    let mut all = BTreeMap::new();
    for entry in part.get(key).and_then(Node::as_map).unwrap_or_default() {
        match entry.value.as_text().and_then(|text| text.parse().ok()) {
            Some(number) => drop(all.insert(entry.key.clone(), number)),
            None => desk.wrong(&entry.value, "次数"),
        }
    }
    all
}

fn sees(desk: &mut Desk<'_>, part: &Part<'_>) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for who in part.get("sees").and_then(Node::as_map).unwrap_or_default() {
        let mut fields = BTreeMap::new();
        for field in who.value.as_map().unwrap_or_default() {
            match field.value.as_text() {
                Some(word @ ("shown" | "masked")) => drop(fields.insert(field.key.clone(), word.to_owned())),
                _ => desk.wrong(&field.value, "`shown` 或 `masked`"),
            }
        }
        all.insert(who.key.clone(), fields);
    }
    all
}

/// Register entries that a story names are there, unless it shows that they are refused.
fn entries(desk: &mut Desk<'_>, story: &Part<'_>, pack: &Pack) {
    let steps = story.get("steps").map(|steps| desk.items(steps)).unwrap_or_default();
    for step in steps.iter().filter(|step| step.get("refused").is_none()) {
        let word = |key: &str| step.get(key).and_then(Node::as_text);
        let form = word("file").and_then(|name| pack.cases.get(name)).map(|case| case.form.iter().collect());
        let input = word("do").map(|name| {
            let actions = pack.cases.values().flat_map(|case| case.all_actions());
            actions.filter(|(_, action)| action.name == name).flat_map(|(_, action)| &action.ask).collect()
        });
        let fields: Vec<&Field> = form.or(input).unwrap_or_default();
        let given = ["form", "input"].into_iter().find_map(|key| step.get(key)?.as_map()).unwrap_or_default();
        for said in given {
            let of_entry = fields.iter().any(|field| field.name == said.key && field.kind == FieldType::Entry);
            if let (true, Some(word)) = (of_entry, said.value.as_text()) {
                lists::entry(pack, word, said.value.span, desk.out);
            }
        }
    }
}

/// Values in the contract's JSON.
fn map(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str) -> Map<String, Json> {
    let Some(node) = part.get(key) else { return Map::new() };
    match json(node) {
        Json::Object(map) => map,
        _ => {
            desk.wrong(node, "字段及其值");
            Map::new()
        }
    }
}

/// A value as JSON: bare `true`, `false`, `null` and whole numbers are what they look like, all else is text.
pub fn json(node: &Node) -> Json {
    match &node.tree {
        Tree::Map(entries) => {
            entries.iter().map(|entry| (entry.key.clone(), json(&entry.value))).collect::<Map<_, _>>().into()
        }
        Tree::List(items) => items.iter().map(json).collect::<Vec<_>>().into(),
        Tree::Scalar { text, quoted: true, .. } => text.as_str().into(),
        Tree::Scalar { text, .. } => match text.as_str() {
            "true" => true.into(),
            "false" => false.into(),
            _ if node.is_blank() => Json::Null,
            text => text.parse::<i64>().map_or_else(|_| text.into(), Json::from),
        },
    }
}

/// An instant; without an offset it is at +08:00.
fn instant(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str) -> Option<Timestamp> {
    let node = part.get(key)?;
    let text = desk.words(node)?;
    let local = || text.parse::<DateTime>().ok()?.to_zoned(TimeZone::fixed(Offset::constant(8))).ok();
    let read = text.parse::<Timestamp>().ok().or_else(|| local().map(|zoned| zoned.timestamp()));
    if read.is_none() {
        desk.out.error(node.span, "bad-date", format!("`{text}` 不是时间")).help("写成 `2025-09-25T09:00`（北京时间）");
    }
    read
}

/// Time never runs backwards in a story.
fn order(desk: &mut Desk<'_>, start: Option<Timestamp>, steps: &[Step]) {
    let mut now = start;
    for step in steps {
        let until = match &step.act {
            StepAct::AsleepUntil(until) => Some(*until),
            _ => None,
        };
        for at in step.at.into_iter().chain(until) {
            if now.is_some_and(|now| at < now) {
                desk.out.error(step.span, "time-backwards", "这一步的时间早于上一步").help("按先后顺序写");
            }
            now = Some(at);
        }
    }
}
