//! The English titles, from `lang/en.ftl`: the plain part of Fluent, one message a line.
//!
//! A key is the kind and the name (`stage-accept`), with the case type before the name where two case
//! types of a pack mean different things (`stage-request-accept`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::desk::Desk;
use crate::pack::model::{Action, CaseType, Pack, Span};

/// Reads the messages, and tells which titles have none and, of a pack that is `whole`, which messages no title has.
pub fn read(desk: &mut Desk<'_>, files: &[(u32, &str)], pack: &Pack, whole: bool) -> BTreeMap<String, String> {
    let mut said: BTreeMap<String, (String, Span)> = BTreeMap::new();
    for (file, text) in files {
        messages(desk, *file, text, &mut said);
    }
    let titles = pack.titles();
    let mut used = BTreeSet::new();
    for title in titles.iter().filter(|title| !title.words.is_empty()) {
        match title.keys.iter().find(|key| said.contains_key(*key)) {
            Some(key) => drop(used.insert(key.clone())),
            None => {
                let message = format!("“{}”没有英文：{} 里没有 `{}`", title.words, "lang/en.ftl", title.short_key());
                // Why a number is what it is stands beside the number in any language; a pack runs without its English.
                let told = match title.short_key().starts_with("basis-") {
                    true => desk.out.warning(title.span, "missing-translation", message),
                    false => desk.out.error(title.span, "missing-translation", message),
                };
                told.help(format!("在 lang/en.ftl 里写 `{} = …`", title.short_key()));
            }
        }
    }
    let every: BTreeSet<&String> = titles.iter().flat_map(|title| &title.keys).collect();
    for (key, (_, at)) in said.iter().filter(|(key, _)| whole && !every.contains(key)) {
        let message = format!("事项包里没有 `{key}` 所指的标题");
        desk.out.warning(*at, "unused-translation", message).meant(key, every.iter().map(|key| key.as_str()));
    }
    said.into_iter().map(|(key, (text, _))| (key, text)).collect()
}

fn messages(desk: &mut Desk<'_>, file: u32, text: &str, said: &mut BTreeMap<String, (String, Span)>) {
    let mut last: Option<String> = None;
    for (index, line) in text.lines().enumerate() {
        let at = Span { file, line: u32::try_from(index + 1).unwrap_or(u32::MAX), column: 1, width: 1 };
        if line.trim().is_empty() || line.starts_with('#') {
            last = None;
            continue;
        }
        if let (true, Some(key)) = (line.starts_with([' ', '\t']), &last) {
            // A message may run on in indented lines.
            if let Some((text, _)) = said.get_mut(key) {
                text.push(' ');
                text.push_str(line.trim());
            }
            continue;
        }
        last = message(desk, at, line, said);
    }
}

fn message(desk: &mut Desk<'_>, at: Span, line: &str, said: &mut BTreeMap<String, (String, Span)>) -> Option<String> {
    let parted = line.split_once('=').map(|(key, text)| (key.trim(), text.trim()));
    let plain = |key: &str| {
        key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    let Some((key, text)) = parted.filter(|(key, text)| plain(key) && !text.is_empty()) else {
        desk.out.error(at, "syntax", "这一行不是 `键 = 英文`").help("如 `stage-accept = Intake`；说明以 `#` 开头");
        return None;
    };
    let at = Span { width: u32::try_from(key.chars().count()).unwrap_or(1), ..at };
    if key.starts_with("notice-") {
        super::notice::check_words(desk, at, text);
    } else if text.contains(['{', '}']) {
        desk.out.error(at, "syntax", "事项包的英文里不用占位符").help("写成完整的文字");
    }
    if said.insert(key.to_owned(), (text.to_owned(), at)).is_some() {
        desk.out.error(at, "duplicate-key", format!("`{key}` 写了两次")).help("删去一个");
    }
    Some(key.to_owned())
}

/// Puts the English of why an action is not open beside the Chinese: a refusal is told where no pack is at hand.
pub fn settle(pack: &mut Pack) {
    let cases: Vec<(String, CaseType)> = pack.cases.iter().filter_map(|(name, case)| told(pack, name, case)).collect();
    for (name, case) in cases {
        pack.cases.insert(name, Arc::new(case));
    }
}

/// A kind of matter with the English of its conditions; none where there is nothing to add.
fn told(pack: &Pack, name: &str, case: &CaseType) -> Option<(String, CaseType)> {
    if !case.all_actions().any(|(_, action)| action.when.is_some()) {
        return None;
    }
    let mut case = case.clone();
    let say = |action: &mut Action, above: &[&str]| {
        let path: Vec<&str> = above.iter().copied().chain([action.name.as_str()]).collect();
        let en = pack.english("why-not", &path).map(str::to_owned);
        action.when.iter_mut().for_each(|(_, why)| why.en.clone_from(&en));
    };
    for stage in &mut case.stages {
        let above = [name, &stage.name];
        let support = stage.support.iter_mut().flat_map(|support| &mut support.actions);
        stage.actions.iter_mut().chain(support).for_each(|action| say(action, &above));
    }
    case.actions.iter_mut().for_each(|action| say(action, &[name]));
    Some((name.to_owned(), case))
}
