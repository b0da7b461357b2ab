//! Notices: on which occasion, to whom, in which words. The words can name a case's number and its deadline, and nothing
//! else: what a matter is about never leaves by telephone.

use jiff::civil::Time;

use super::action::whom;
use super::desk::{Desk, Part};
use super::scope::Scope;
use crate::calendar::Hours;
use crate::pack::keys;
use crate::pack::model::{Means, Notice, SentIn, Span};
use crate::pack::source::Entry;

/// Reads the notices of a case type.
pub fn read_all(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Vec<Notice> {
    let entries = desk.parts(part, "notices");
    entries.iter().filter_map(|entry| notice(desk, entry, scope)).collect()
}

fn notice(desk: &mut Desk<'_>, entry: &Entry, scope: &Scope<'_>) -> Option<Notice> {
    let part = desk.part(entry.at, &entry.value, &keys::NOTICE)?;
    let on = desk.name(&part, "on").and_then(|(node, word)| {
        let occasions = Notice::OCCASIONS.iter().map(|(name, _)| *name).chain(scope.actions.iter().map(String::as_str));
        desk.known(node, word, ("unknown-event", "时机或动作"), occasions)
    });
    let text = desk.text(&part, "text");
    if let Some(node) = part.get("text").filter(|_| !text.is_empty()) {
        check_words(desk, node.span, &text);
    }
    let basis = timed_basis(desk, &part, scope);
    Some(Notice {
        name: entry.key.clone(),
        on: on?,
        tell: part.has("tell").then(|| whom(desk, &part, "tell", scope)),
        by: channels(desk, &part),
        text,
        hours: hours(desk, &part),
        digest: digest(desk, &part),
        once: desk.flag(&part, "once"),
        basis,
        span: entry.at,
    })
}

fn channels(desk: &mut Desk<'_>, part: &Part<'_>) -> Vec<Means> {
    let words = Means::ALL.map(Means::word);
    let named = desk.names(part, "by");
    let known = |(node, word)| desk.known(node, word, ("unknown-channel", "渠道"), words);
    named.into_iter().filter_map(known).filter_map(|word| Means::of(&word)).collect()
}

fn hours(desk: &mut Desk<'_>, part: &Part<'_>) -> Option<SentIn> {
    let text = desk.text_if(part, "hours")?;
    if text == "working" {
        return Some(SentIn { hours: Hours::default(), working_days: true });
    }
    match text.parse() {
        Ok(hours) => Some(SentIn { hours, working_days: false }),
        Err(_) => {
            let message = format!("`{text}` 不是一天里的时段");
            let at = part.get("hours").map_or(part.at, |node| node.span);
            desk.out.error(at, "bad-hours", message).help("写 `working`，或如 `08:00-20:00`");
            None
        }
    }
}

fn digest(desk: &mut Desk<'_>, part: &Part<'_>) -> Vec<Time> {
    let mut times = Vec::new();
    for (node, word) in desk.names(part, "digest") {
        let plain = word.len() == 5 && word.chars().all(|c| c.is_ascii_digit() || c == ':');
        match word.parse::<Time>() {
            Ok(time) if plain => times.push(time),
            _ => {
                desk.out.error(node.span, "bad-hours", format!("`{word}` 不是一天里的时刻")).help("写成如 `\"09:00\"`");
            }
        }
    }
    times
}

/// When something is sent is a choice like any limit, and has its basis.
fn timed_basis(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<String> {
    let basis = scope.names.basis(desk, part);
    let timed = part.has("hours") || part.has("digest");
    if timed && !part.has("basis") {
        desk.out
            .error(part.at, "missing-basis", "发送的时段没有写依据")
            .help("写上 `basis:`，引用 pack.yaml 里 `bases:` 下的一个依据");
    }
    basis
}

/// Whether the words of a notice name the case, and nothing of it but its number and its deadline.
pub fn check_words(desk: &mut Desk<'_>, at: Span, text: &str) {
    let mut named = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((gap, behind)) = after.split_once('}') else {
            desk.out.error(at, "syntax", "`{` 没有配上 `}`").help("写成 `{number}` 或 `{due}`");
            return;
        };
        named.push(gap.trim());
        rest = behind;
    }
    for gap in named.iter().filter(|gap| !Notice::GAPS.contains(gap)) {
        let message = format!("通知里不能写 `{{{gap}}}`：文字只带编号和期限，不带件的内容和个人信息");
        desk.out.error(at, "notice-names-field", message).help("只用 `{number}` 和 `{due}`；看内容的人点链接登录去看");
    }
    if !named.contains(&"number") {
        desk.out
            .error(at, "notice-without-number", "通知里没有编号，收到的人不知道说的是哪一件")
            .help("写上 `{number}`");
    }
}
