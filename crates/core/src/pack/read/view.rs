//! `views.yaml`: each view, read against the kind of matter that it lists. What no line could be kept for is refused here.

use std::fmt::Write;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::desk::{Desk, Part};
use super::entry_view;
use super::scope::{Names, condition};
use crate::calendar::LengthUnit;
use crate::directory::PostName;
use crate::pack::guard::{Guard, Seen};
use crate::pack::keys;
use crate::pack::model::{
    CaseType, Decisions, EntryViews, FieldType, Pack, View, ViewColumn, ViewKind, ViewOrder, ViewPlace, ViewState,
    ViewStep, Views,
};
use crate::pack::source::{Entry, Node};
use crate::value::FieldName;

/// How many days lie between two meetings unless a pack says so.
const EVERY: u16 = 7;
/// The keys that belong to one kind of view alone.
const OF_KIND: [(&str, &str); 8] = [
    ("stages", "board"),
    ("day", "calendar"),
    ("place", "map"),
    ("steps", "funnel"),
    ("quantities", "month-table"),
    ("about", "meeting"),
    ("decision", "meeting"),
    ("every", "meeting"),
];

/// Reads the views of a pack whose kinds of matter are read: those of matters, and those of entries.
pub fn read(desk: &mut Desk<'_>, nodes: &[Node], pack: &Pack, names: &Names) -> (Views, EntryViews) {
    let (mut all, mut of_entries) = (Views::new(), EntryViews::new());
    for node in nodes {
        let Some(part) = desk.part(node.span, node, &keys::VIEWS) else { continue };
        for entry in desk.parts(&part, "views") {
            if all.contains_key(&entry.key) || of_entries.contains_key(&entry.key) {
                let message = format!("`{}` 在另一个文件里已经定义过", entry.key);
                desk.out.error(entry.at, "duplicate-name", message).help("改名，或并成一个");
            } else if entry.value.get("register").is_some() {
                let view = entry_view::read(desk, entry, pack, names);
                of_entries.extend(view.map(|view| (entry.key.clone(), Arc::new(view))));
            } else if let Some(view) = view(desk, entry, pack, names) {
                all.insert(entry.key.clone(), Arc::new(view));
            }
        }
    }
    (all, of_entries)
}

fn view(desk: &mut Desk<'_>, entry: &Entry, pack: &Pack, names: &Names) -> Option<View> {
    let part = desk.part(entry.at, &entry.value, &keys::VIEW)?;
    let title = desk.text(&part, "title");
    let posts = posts(desk, &part, names);
    let word = desk.choice(&part, "kind", &ViewKind::WORDS);
    if !part.has("of") {
        let message = format!("视图 `{}` 没有写列什么", entry.key);
        desk.out.error(part.at, "missing-key", message).help("列件写 `of:`，列登记簿的条目写 `register:`");
    }
    let case = case_of(desk, &part, "of", pack);
    let (word, case) = (word?, case?);
    misplaced(desk, &part, word);
    let when = part.get("where").and_then(|node| guard(desk, node, case, pack, names));
    if part.has("where") && when.is_none() {
        return None;
    }
    let kind = kind(desk, &part, word, pack, case);
    let columns = desk.names(&part, "columns").into_iter().filter_map(|(node, word)| column(desk, node, word, case));
    let columns = columns.collect();
    let order = match desk.name(&part, "order") {
        Some((node, word)) => order(desk, node, word, case, ORDERED)?,
        None => ViewOrder::Due,
    };
    let (kind, state, descending) = (kind?, state(desk, &part), desk.flag(&part, "descending"));
    let id = format!("{}.{}", pack.name, entry.key);
    let register = format!("{id}.view.{}", told(case, (&kind, state, &order, descending), when.as_ref()));
    Some(View {
        name: entry.key.clone(),
        id,
        title,
        kind,
        of: case.id.clone(),
        when,
        register,
        state,
        columns,
        order,
        descending,
        on: places(desk, &part),
        posts,
        span: entry.at,
    })
}

/// For whom it is.
pub(super) fn posts(desk: &mut Desk<'_>, part: &Part<'_>, names: &Names) -> Vec<PostName> {
    desk.names(part, "for").into_iter().filter_map(|(node, word)| names.post(desk, node, word)).collect()
}

/// All that its lines depend on, as a short digest.
fn told(case: &CaseType, how: (&ViewKind, ViewState, &ViewOrder, bool), when: Option<&Guard>) -> String {
    let public = case.access.public.as_ref().map(|it| it.when.as_ref().map_or("*", |guard| guard.source.as_str()));
    let told = format!("{:?}", (how, &case.id, when.map(|guard| guard.source.as_str()), public));
    Sha256::digest(told.as_bytes()).iter().take(4).fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn case_of<'p>(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, pack: &'p Pack) -> Option<&'p CaseType> {
    let (node, word) = desk.name(part, key)?;
    let name = desk.known(node, word, ("unknown-case", "事项"), pack.cases.keys().map(String::as_str))?;
    pack.cases.get(&name).map(AsRef::as_ref)
}

/// A key of another kind of view would be read by nobody.
fn misplaced(desk: &mut Desk<'_>, part: &Part<'_>, kind: &str) {
    for (key, of) in OF_KIND.into_iter().filter(|(key, of)| *of != kind && part.has(key)) {
        let message = format!("`{key}` 只用于 `kind: {of}` 的视图");
        desk.out.error(part.at_key(key), "misplaced-key", message).help("删去它，或改视图的种类");
    }
    if part.has("only") {
        let message = "`only` 只用于列登记簿条目的视图";
        desk.out.error(part.at_key("only"), "misplaced-key", message).help("删去它；列件的条件写在 `where` 里");
    }
}

fn guard(desk: &mut Desk<'_>, node: &Node, case: &CaseType, pack: &Pack, names: &Names) -> Option<Guard> {
    let fields: Vec<_> = case.form.iter().chain(&case.facts).cloned().collect();
    let stages: Vec<String> =
        case.stages.iter().filter(|stage| stage.branch.is_none()).map(|stage| stage.name.clone()).collect();
    let outcomes: Vec<String> = case.outcomes.keys().cloned().collect();
    let seen = Seen {
        fields: &fields,
        input: &[],
        vocabularies: &pack.vocabularies,
        stages: &stages,
        outcomes: &outcomes,
        carried: &[],
    };
    condition(desk, node, &seen, &names.parsed)
}

fn state(desk: &mut Desk<'_>, part: &Part<'_>) -> ViewState {
    match desk.choice(part, "state", &["open", "closed", "all"]) {
        Some("closed") => ViewState::Closed,
        Some("all") => ViewState::All,
        _ => ViewState::Open,
    }
}

/// On which pages it appears.
pub(super) fn places(desk: &mut Desk<'_>, part: &Part<'_>) -> Vec<ViewPlace> {
    let known = || ViewPlace::WORDS.into_iter().map(|(word, _)| word);
    let mut all = Vec::new();
    for (node, word) in desk.names(part, "on") {
        let place = desk.known(node, word, ("unknown-word", "页面"), known().collect::<Vec<_>>());
        all.extend(
            place.and_then(|word| ViewPlace::WORDS.into_iter().find(|(known, _)| *known == word)).map(|it| it.1),
        );
    }
    if part.has("on") { all } else { vec![ViewPlace::Desk] }
}

fn column(desk: &mut Desk<'_>, node: &Node, word: &str, case: &CaseType) -> Option<ViewColumn> {
    if let Some((_, own)) = ViewColumn::OWN.into_iter().find(|(known, _)| *known == word) {
        return Some(own);
    }
    if case.quantities.iter().any(|known| known.name == word) {
        return Some(ViewColumn::Quantity(word.to_owned()));
    }
    let own = ViewColumn::OWN.iter().map(|(known, _)| *known);
    let known = own.chain(fields_of(case)).chain(case.quantities.iter().map(|known| known.name.as_str()));
    let name = desk.known(
        node,
        word.strip_prefix("form.").unwrap_or(word),
        ("unknown-field", "字段"),
        known.collect::<Vec<_>>(),
    )?;
    Some(ViewColumn::Field(name))
}

fn fields_of(case: &CaseType) -> impl Iterator<Item = &str> {
    case.form.iter().chain(&case.facts).map(|field| field.name.as_str())
}

/// The types by which lines can be kept in order; free text stands in the vault and in no line.
const ORDERED: &[FieldType] =
    &[FieldType::Date, FieldType::Integer, FieldType::Number, FieldType::Decimal, FieldType::Money, FieldType::Time];
const DAYS: &[FieldType] = &[FieldType::Date];

fn order(desk: &mut Desk<'_>, node: &Node, word: &str, case: &CaseType, kinds: &[FieldType]) -> Option<ViewOrder> {
    match word {
        "due" => Some(ViewOrder::Due),
        "opened" => Some(ViewOrder::Opened),
        _ => field(desk, node, word, case, kinds).map(ViewOrder::Field),
    }
}

/// A field of one of these types; a personal one stands in no line.
fn field(desk: &mut Desk<'_>, node: &Node, word: &str, case: &CaseType, kinds: &[FieldType]) -> Option<FieldName> {
    let name = word.strip_prefix("form.").unwrap_or(word);
    let name = desk.known(node, name, ("unknown-field", "字段"), fields_of(case).collect::<Vec<_>>())?;
    let field = case.field(&name)?;
    if field.personal || !kinds.contains(&field.kind) || field.many {
        let wanted: Vec<String> = kinds.iter().map(|kind| format!("`{}`", kind.word())).collect();
        let message = format!("字段 `{name}` 的类型是 `{}`，这里要 {}", field.kind.word(), wanted.join("、"));
        desk.out
            .error(node.span, "no-index-serves", message)
            .help("索引里不存文字和个人信息，也不排列有几个值的字段；换一个字段");
        return None;
    }
    Some(name)
}

fn kind(desk: &mut Desk<'_>, part: &Part<'_>, word: &str, pack: &Pack, case: &CaseType) -> Option<ViewKind> {
    match word {
        "board" => Some(ViewKind::Board { stages: stages(desk, part, case) }),
        "map" => {
            let (node, word) = wanted(desk, part, "place")?;
            field(desk, node, word, case, &[FieldType::Place]).map(|place| ViewKind::Map { place })
        }
        "calendar" => {
            let (node, word) = wanted(desk, part, "day")?;
            order(desk, node, word, case, DAYS).map(|day| ViewKind::Calendar { day })
        }
        "funnel" => {
            wanted(desk, part, "steps")?;
            let steps = desk.names(part, "steps").into_iter().filter_map(|(node, word)| step(desk, node, word, case));
            Some(ViewKind::Funnel { steps: steps.collect() })
        }
        "month-table" => {
            wanted(desk, part, "quantities")?;
            Some(ViewKind::MonthTable { quantities: quantities(desk, part, case) })
        }
        "meeting" => meeting(desk, part, pack),
        _ => Some(ViewKind::List),
    }
}

/// What a kind of view cannot do without.
pub(super) fn wanted<'n>(desk: &mut Desk<'_>, part: &Part<'n>, key: &'static str) -> Option<(&'n Node, &'n str)> {
    let Some(node) = part.get(key) else {
        let message = format!("这种视图缺少 `{key}`");
        desk.out.error(part.at, "missing-key", message).help(format!("写上 `{key}:`"));
        return None;
    };
    Some((node, node.as_text().unwrap_or_default()))
}

fn stages(desk: &mut Desk<'_>, part: &Part<'_>, case: &CaseType) -> Vec<String> {
    if !part.has("stages") {
        return case.stages.iter().filter(|stage| stage.branch.is_none()).map(|stage| stage.name.clone()).collect();
    }
    let known = || case.stages.iter().map(|stage| stage.name.as_str()).collect::<Vec<_>>();
    let named = desk.names(part, "stages");
    named.into_iter().filter_map(|(node, word)| desk.known(node, word, ("unknown-stage", "环节"), known())).collect()
}

fn step(desk: &mut Desk<'_>, node: &Node, word: &str, case: &CaseType) -> Option<ViewStep> {
    if case.stage(word).is_some() {
        return Some(ViewStep::Stage(word.to_owned()));
    }
    if word == "closed" {
        return Some(ViewStep::Closed);
    }
    let stages = case.stages.iter().map(|stage| stage.name.as_str());
    let known: Vec<&str> = stages.chain(case.outcomes.keys().map(String::as_str)).chain(["closed"]).collect();
    desk.known(node, word, ("unknown-stage", "环节或办结方式"), known).map(ViewStep::Outcome)
}

fn quantities(desk: &mut Desk<'_>, part: &Part<'_>, case: &CaseType) -> Vec<String> {
    let known = || case.quantities.iter().map(|quantity| quantity.name.as_str()).collect::<Vec<_>>();
    let named = desk.names(part, "quantities");
    let known =
        |desk: &mut Desk<'_>, node: &Node, word: &str| desk.known(node, word, ("unknown-quantity", "数量"), known());
    named.into_iter().filter_map(|(node, word)| known(desk, node, word)).collect()
}

fn meeting(desk: &mut Desk<'_>, part: &Part<'_>, pack: &Pack) -> Option<ViewKind> {
    wanted(desk, part, "about")?;
    let of = case_of(desk, part, "about", pack)?;
    let decision = wanted(desk, part, "decision")?.0;
    let mut named = Vec::new();
    for entry in desk.entries(decision).iter().filter(|entry| !Decisions::PARTS.contains(&entry.key.as_str())) {
        let message = format!("会议决定没有 `{}` 这一项", entry.key);
        desk.out.error(entry.at, "unknown-key", message).meant(&entry.key, Decisions::PARTS);
    }
    for (key, kind) in
        Decisions::PARTS.into_iter().zip([FieldType::Text, FieldType::Text, FieldType::Unit, FieldType::Date])
    {
        let Some(node) = decision.get(key) else {
            let message = format!("会议决定没有写 `{key}` 是哪个字段");
            desk.out.error(decision.span, "missing-key", message).help(format!("在 `decision:` 里写上 `{key}:`"));
            continue;
        };
        let Some(word) = desk.word(node) else { continue };
        let known = of.form.iter().map(|field| field.name.as_str()).collect::<Vec<_>>();
        let Some(name) = desk.known(node, word, ("unknown-field", "字段"), known) else { continue };
        if of.field(&name).is_some_and(|field| field.kind != kind || field.personal) {
            let message = format!("会议决定的 `{key}` 要一个类型为 `{}` 的字段", kind.word());
            desk.out.error(node.span, "wrong-field-type", message).help("换一个字段，或改它的类型");
            continue;
        }
        named.push(name);
    }
    let [matter, words, unit, due] = <[FieldName; 4]>::try_from(named).ok()?;
    let every = every(desk, part)?;
    Some(ViewKind::Meeting { decisions: Decisions { of: of.id.clone(), matter, words, unit, due }, every })
}

fn every(desk: &mut Desk<'_>, part: &Part<'_>) -> Option<u16> {
    if !part.has("every") {
        return Some(EVERY);
    }
    let length = desk.length(part, "every")?;
    if length.unit != LengthUnit::D {
        let message = format!("`every` 写了 `{length}`，会期只按天写");
        desk.out.error(part.at_key("every"), "bad-length", message).help("用 `d`，如 `7 d`");
        return None;
    }
    u16::try_from(length.amount).ok()
}
