//! `scores.yaml`: what a score of units is put together from.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::desk::{Desk, Part};
use super::scope::Names;
use crate::directory::UnitKind;
use crate::figures::Book;
use crate::figures::number::amount;
use crate::figures::score::{FULL, PartRule, ScoreRule, Veto};
use crate::figures::target::Comparator;
use crate::pack::keys;
use crate::pack::model::{Pack, Publish, Score, Stretch};
use crate::pack::source::{Entry, Node};

/// Fewest cases with which a place among others says anything.
const LEAST_SAMPLE: i64 = 10;

/// Reads the scores of a pack.
pub fn read(desk: &mut Desk<'_>, nodes: &[Node], pack: &Pack, names: &Names) -> BTreeMap<String, Arc<Score>> {
    let known = figures(pack);
    let mut all = BTreeMap::new();
    for node in nodes {
        let Some(part) = desk.part(node.span, node, &keys::SCORES) else { continue };
        for entry in desk.parts(&part, "scores") {
            if let Some(score) = score(desk, entry, &known, names) {
                all.insert(entry.key.clone(), Arc::new(score));
            }
        }
    }
    all
}

/// The figures that a part may name: the ones that the pack declares, and those of every kind of its matters.
fn figures(pack: &Pack) -> Vec<String> {
    let book = Book::of([pack]);
    book.all().filter_map(|figure| Some(figure.id.split_once('.')?.1.to_owned())).collect()
}

fn score(desk: &mut Desk<'_>, entry: &Entry, known: &[String], names: &Names) -> Option<Score> {
    let part = desk.part(entry.at, &entry.value, &keys::SCORE)?;
    let title = desk.text(&part, "title");
    let kinds = desk.names(&part, "of").into_iter().filter_map(|(node, word)| kind(desk, node, word)).collect();
    let written = part.get("parts").map(|node| desk.items(node)).unwrap_or_default();
    let parts: Vec<PartRule> = written.iter().filter_map(|node| part_rule(desk, node, known)).collect();
    let vetoes = part.get("vetoes").map(|node| desk.items(node)).unwrap_or_default();
    let vetoes = vetoes.iter().filter_map(|node| veto(desk, node, known)).collect();
    let sample = desk.integer(&part, "sample", LEAST_SAMPLE..=100_000)?;
    let whole: u32 = parts.iter().fold(0, |sum, part| sum.saturating_add(part.weight));
    // A part that could not be read was complained of already.
    if parts.len() == written.len() && i64::from(whole) != FULL {
        let message = format!("组成部分的权重合计是 {whole}，应是 {FULL}");
        desk.out.error(part.at_key("parts"), "weights-not-whole", message).help("调整各部分的 `weight`");
    }
    let basis = names.basis(desk, &part);
    let rule = ScoreRule { parts, vetoes, sample };
    let places = written.iter().map(|node| node.span).collect();
    let publish = publish(desk, &part, names);
    Some(Score { name: entry.key.clone(), title, kinds, rule, basis, publish, span: entry.at, places })
}

fn publish(desk: &mut Desk<'_>, score: &Part<'_>, names: &Names) -> Option<Publish> {
    let part = score.get("publish").and_then(|node| desk.part(score.at_key("publish"), node, &keys::PUBLISH))?;
    let period = desk.choice(&part, "period", &Stretch::WORDS).and_then(Stretch::of_word);
    let (node, word) = desk.name(&part, "register")?;
    let known = names.registers.iter().map(String::as_str);
    let register = desk.known(node, word, ("unknown-register", "登记簿"), known);
    Some(Publish { register: register?, period: period? })
}

fn kind(desk: &mut Desk<'_>, node: &Node, word: &str) -> Option<UnitKind> {
    let known = UnitKind::ALL.map(UnitKind::as_str);
    desk.known(node, word, ("unknown-kind", "单位种类"), known)?.parse().ok()
}

fn part_rule(desk: &mut Desk<'_>, node: &Node, known: &[String]) -> Option<PartRule> {
    let part = desk.part(node.span, node, &keys::PART)?;
    let figure = figure(desk, &part, known);
    let weight = desk.integer(&part, "weight", 1..=FULL).and_then(|weight| u32::try_from(weight).ok())?;
    let (none_at, full_at) = (number(desk, &part, "none_at")?, number(desk, &part, "full_at")?);
    if none_at == full_at {
        let message = "零分和满分的值相同，分不出高低";
        desk.out.error(part.at_key("full_at"), "flat-part", message).help("写两个不同的值");
    }
    let floor = number(desk, &part, "floor");
    let steps = part.get("steps").map(|node| desk.items(node)).unwrap_or_default();
    let steps = steps.iter().filter_map(|node| step(desk, node)).collect();
    Some(PartRule { figure: figure?, weight, none_at, full_at, floor, steps })
}

fn step(desk: &mut Desk<'_>, node: &Node) -> Option<(Decimal, Decimal)> {
    let part = desk.part(node.span, node, &keys::SCORE_STEP)?;
    Some((number(desk, &part, "at")?, number(desk, &part, "points")?))
}

fn veto(desk: &mut Desk<'_>, node: &Node, known: &[String]) -> Option<Veto> {
    let part = desk.part(node.span, node, &keys::VETO)?;
    let figure = figure(desk, &part, known);
    let when = desk.choice(&part, "when", &["over", "at_least", "within"]).and_then(Comparator::of_code);
    let (line, cap) = (number(desk, &part, "line")?, number(desk, &part, "cap")?);
    Some(Veto { figure: figure?, comparator: when?, line, cap })
}

fn figure(desk: &mut Desk<'_>, part: &Part<'_>, known: &[String]) -> Option<String> {
    let (node, word) = desk.name(part, "figure")?;
    desk.known(node, word, ("unknown-figure", "指标"), known.iter().map(String::as_str))
}

/// A number as packs write it.
pub(super) fn number(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str) -> Option<Decimal> {
    let node = part.get(key)?;
    let read = node.as_text().and_then(amount);
    if read.is_none() {
        desk.wrong(node, "一个数，最多四位小数");
    }
    read
}
