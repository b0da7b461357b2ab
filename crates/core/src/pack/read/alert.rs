//! `alerts.yaml`: when a figure's line opens a matter, and what then stands in its form.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::desk::{Desk, Part};
use super::scope::Names;
use super::score::number;
use crate::calendar::LengthUnit;
use crate::figures::alert::{Rule, Signal, Source};
use crate::figures::book::Book;
use crate::figures::threshold::{Side, Threshold};
use crate::pack::keys;
use crate::pack::model::{Alert, CaseType, Pack};
use crate::pack::source::{Entry, Node};
use crate::value::FieldName;

/// The longest canonical name of a series.
const LONGEST: usize = 60;
/// Lines of one alert.
const MOST: i64 = 10;

/// Reads the alerts of a pack whose kinds of matter and figures are read.
pub fn read(desk: &mut Desk<'_>, nodes: &[Node], pack: &Pack, names: &Names) -> BTreeMap<String, Arc<Alert>> {
    let figures: BTreeSet<String> =
        Book::of([pack]).all().filter_map(|figure| Some(figure.id.split_once('.')?.1.to_owned())).collect();
    let mut all = BTreeMap::new();
    for node in nodes {
        let Some(part) = desk.part(node.span, node, &keys::ALERTS) else { continue };
        for entry in desk.parts(&part, "alerts") {
            if let Some(alert) = alert(desk, entry, (pack, &figures), names) {
                all.insert(entry.key.clone(), Arc::new(alert));
            }
        }
    }
    all
}

fn alert(
    desk: &mut Desk<'_>,
    entry: &Entry,
    (pack, figures): (&Pack, &BTreeSet<String>),
    names: &Names,
) -> Option<Alert> {
    let part = desk.part(entry.at, &entry.value, &keys::ALERT)?;
    let title = desk.text(&part, "title");
    let basis = names.basis(desk, &part);
    let case = desk.name(&part, "opens").and_then(|(node, word)| {
        let name = desk.known(node, word, ("unknown-case", "事项"), pack.cases.keys().map(String::as_str))?;
        pack.cases.get(&name)
    });
    let written = part.get("watch").map(|node| desk.items(node)).unwrap_or_default();
    let signals: Vec<Signal> = written.iter().filter_map(|node| signal(desk, node, (pack, figures))).collect();
    let need = desk.integer(&part, "need", 1..=MOST).and_then(|need| usize::try_from(need).ok()).unwrap_or(1);
    let (together, rest) = (minutes(desk, &part, "together"), minutes(desk, &part, "rest"));
    if signals.len() == written.len() {
        enough(desk, &part, need, signals.len());
    }
    let case = case?;
    let (form, places) = form(desk, &part, case);
    Some(Alert {
        name: entry.key.clone(),
        id: format!("{}.{}", pack.name, entry.key),
        title,
        opens: case.id.clone(),
        rule: Rule { signals, need, together: together.unwrap_or(0), rest: rest.unwrap_or(0) },
        form,
        basis,
        span: entry.at,
        places,
    })
}

/// As many lines as must be passed are there, and it is told what counts as together.
fn enough(desk: &mut Desk<'_>, part: &Part<'_>, need: usize, lines: usize) {
    if need > lines || lines == 0 {
        let message = format!("要同时越过 {need} 条线，却只写了 {lines} 条");
        desk.out.error(part.at_key("need"), "lines-missing", message).help("在 `watch:` 里补上，或把 `need:` 改小");
    }
    if need > 1 && !part.has("together") {
        let message = "要几条线同时越过，却没有写相隔多久算同时";
        desk.out.error(part.at_key("need"), "missing-key", message).help("写上 `together:`，如 `2 h`");
    }
}

fn signal(desk: &mut Desk<'_>, node: &Node, (pack, figures): (&Pack, &BTreeSet<String>)) -> Option<Signal> {
    let part = desk.part(node.span, node, &keys::SIGNAL)?;
    let source = source(desk, &part, figures, &pack.name);
    let (opens_at, closes_at) = (number(desk, &part, "opens_at"), number(desk, &part, "closes_at"));
    let side = if desk.choice(&part, "side", &["above", "below"]) == Some("below") { Side::Below } else { Side::Above };
    let minutes = minutes(desk, &part, "for").unwrap_or(0);
    let measure = desk.text_if(&part, "measure");
    let (source, opens_at, closes_at) = (source?, opens_at?, closes_at?);
    let line = Threshold { side, opens_at, closes_at, minutes };
    if !line.is_sound() {
        let message = format!("回落的值 {closes_at} 在界线 {opens_at} 的外侧：越线之前就算回落了");
        desk.out
            .error(part.at_key("closes_at"), "line-upside-down", message)
            .help("高于算越线时写小一些，低于算越线时写大一些");
    } else if opens_at == closes_at {
        let message = "越线和回落是同一个值，读数在线上来回跳动就会一件接一件";
        desk.out
            .warning(part.at_key("closes_at"), "line-trembles", message)
            .help("回落的值留出余量，或写 `for:`、`rest:`");
    }
    let measure = match (&source, measure) {
        (_, Some(measure)) => measure,
        (Source::Outside(_), None) => {
            let message = "外部数据的界线没有写计量单位";
            desk.out.error(part.at, "missing-key", message).help("写上 `measure:`，如 `米`");
            return None;
        }
        (Source::Own { figure, .. }, None) => {
            Book::of([pack]).figure(figure).map(|figure| figure.measure.clone()).unwrap_or_default()
        }
        (Source::Burst { .. }, None) => "人".to_owned(),
    };
    Some(Signal { source, measure, line })
}

/// The one source that a line names.
fn source(desk: &mut Desk<'_>, part: &Part<'_>, figures: &BTreeSet<String>, pack: &str) -> Option<Source> {
    let said: Vec<&'static str> = ["series", "figure", "burst"].into_iter().filter(|key| part.has(key)).collect();
    match said.as_slice() {
        ["series"] => {
            let (node, word) = desk.name(part, "series")?;
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            if word.len() > LONGEST || !word.starts_with(|c: char| c.is_ascii_lowercase()) || !word.bytes().all(plain) {
                let message = format!("`{word}` 不是外部数据的规范名");
                desk.out.error(node.span, "bad-name", message).help("用小写英文字母开头，只用字母、数字和 `_`");
                return None;
            }
            Some(Source::Outside(word.to_owned()))
        }
        ["figure"] => {
            let (node, word) = desk.name(part, "figure")?;
            let name = desk.known(node, word, ("unknown-figure", "数值"), figures.iter().map(String::as_str))?;
            let days = desk.integer(part, "days", 1..=366).and_then(|days| u32::try_from(days).ok()).unwrap_or(1);
            Some(Source::Own { figure: format!("{pack}.{name}"), days })
        }
        ["burst"] => {
            let named: Vec<String> = desk.names(part, "burst").into_iter().map(|(_, word)| word.to_owned()).collect();
            let any = named.iter().any(|word| word == "any");
            Some(Source::Burst { about: if any { Vec::new() } else { named } })
        }
        _ => {
            let message = "一条线要写且只写 `series`、`figure`、`burst` 中的一个";
            desk.out.error(part.at, "unclear-line", message).help("选一种数值来源，多条线分开写");
            None
        }
    }
}

/// What a stretch of natural time is in minutes: sensors know no working days.
fn minutes(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str) -> Option<u32> {
    let length = desk.length(part, key)?;
    let each = match length.unit {
        LengthUnit::Min => 1,
        LengthUnit::H => 60,
        LengthUnit::D => 24 * 60,
        LengthUnit::Wh | LengthUnit::Wd | LengthUnit::Mo => {
            let message = format!("`{key}` 写了 `{length}`，读数不分工作日");
            desk.out.error(part.at_key(key), "bad-length", message).help("用 `min`、`h` 或 `d`");
            return None;
        }
    };
    u32::try_from(length.amount).ok().and_then(|amount| amount.checked_mul(each))
}

/// What is written into the form; every gap is one that can be filled, and every field one of the form.
fn form(
    desk: &mut Desk<'_>,
    part: &Part<'_>,
    case: &CaseType,
) -> (BTreeMap<FieldName, String>, BTreeMap<FieldName, crate::pack::model::Span>) {
    let (mut form, mut places) = (BTreeMap::new(), BTreeMap::new());
    let known: Vec<&str> = case.form.iter().map(|field| field.name.as_str()).collect();
    for entry in part.get("form").and_then(Node::as_map).unwrap_or_default() {
        let key = Node { span: entry.at, tree: crate::pack::source::Tree::plain(&entry.key) };
        let name = desk.known(&key, &entry.key, ("unknown-field", "字段"), known.iter().copied());
        let words = desk.words(&entry.value);
        let (Some(name), Some(words)) = (name, words) else { continue };
        gaps(desk, &entry.value, &words);
        places.insert(name.clone(), entry.value.span);
        form.insert(name, words);
    }
    (form, places)
}

fn gaps(desk: &mut Desk<'_>, node: &Node, words: &str) {
    let Some(gaps) = Alert::gaps(words) else {
        desk.out.error(node.span, "syntax", "括号没有配对").help("空位写成 `{value}`");
        return;
    };
    for gap in gaps.into_iter().filter(|gap| !Alert::GAPS.contains(gap)) {
        let message = format!("没有 `{{{gap}}}` 这个空位");
        desk.out.error(node.span, "unknown-gap", message).meant(gap, Alert::GAPS.iter().copied());
    }
}
