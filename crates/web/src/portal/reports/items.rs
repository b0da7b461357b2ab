//! The items of a report with what was decided, and the buttons that decide. One form holds them all, so that it works
//! without script and several can be decided at once.

use bihuan_office::reports::Sheet;
use bihuan_text::report::anchor::{Item, ItemKind};
use bihuan_text::report::decided::{DecidedItem, Lost, State, Verdict};
use bihuan_text::report::model::Tense;

use super::confirm::View;
use super::{amount, indicator, kind_words, query, short, state_tag};
use crate::html::{Html, el, void};
use crate::lists;
use crate::names::Names;
use crate::portal::guest::{Guest, body, link, section};
use crate::shell::hidden;
use crate::t;
use crate::words::Words;

/// The list: those items that the address asks for.
pub fn list(guest: &Guest, names: &Names<'_>, sheet: &Sheet, view: &View, shown: &[&DecidedItem]) -> Html {
    let words = guest.words();
    if shown.is_empty() {
        return body(t!(words, "reading-none-shown"));
    }
    let rows = shown.iter().map(|item| row(guest, names, sheet, view, item));
    let list = lists::cards(el("ol").class("bh-items bh-worklist"), &t!(words, "reading-items")).put_all(rows);
    let Some(staff) = guest.staff.as_ref().filter(|_| view.can("accept")) else { return list.html() };
    let at_once = el("p")
        .class("bh-at-once")
        .put(button("accept", "all", t!(words, "reading-accept-chosen")))
        .put(" ")
        .put(button("reject", "all", t!(words, "reading-reject-chosen")))
        .put(" ")
        .put(button("accept", "shown", t!(words, "reading-accept-shown", n = shown.len())));
    el("form")
        .attr("method", "post")
        .attr("action", format!("/reports/{}/decide", sheet.case.number))
        .put(hidden("csrf", &staff.csrf))
        .put(hidden("back", &view.query(&[])))
        .put_all(shown.iter().map(|item| hidden("shown", &short(&item.seen().to_string()))))
        .put(at_once)
        .put(list)
        .html()
}

fn button(action: &str, value: &str, text: String) -> Html {
    el("button")
        .class("govuk-button govuk-button--secondary bh-small")
        .attr("type", "submit")
        .attr("name", action)
        .attr("value", value)
        .put(text)
        .html()
}

fn row(guest: &Guest, names: &Names<'_>, sheet: &Sheet, view: &View, item: &DecidedItem) -> Html {
    let words = guest.words();
    let name = short(&item.anchor.to_string());
    let part = |name: &'static str, key: &str| lists::part(el(name), &words.get(key, &[]));
    let quote = part("a", "misfits-side").class("govuk-link bh-item__quote").attr("href", format!("#m-{name}"));
    let quote = quote.attr("lang", "zh-CN").put(clipped(item.item.words()));
    let head = el("p").class("bh-item__head").put(tick(view, item, words)).put(quote);
    let about = el("p").class("bh-item__about");
    let about = about
        .put(part("span", "reading-state").put(state_tag(words, item.state)))
        .put(" ")
        .put(part("span", "reading-kind").put(kind_words(words, item.anchor.kind)))
        .put(" · ");
    let doubts: Vec<String> =
        item.doubts().into_iter().map(|code| words.get(&format!("reading-doubt-{code}"), &[])).collect();
    let doubt = (!doubts.is_empty() && item.state.is_open()).then(|| {
        part("p", "reading-certainty").class("bh-item__doubt").put(t!(words, "reading-doubt", why = doubts.join("，")))
    });
    lists::card(el("li"))
        .class("bh-item")
        .attr("id", format!("i-{name}"))
        .attr("data-row", "")
        .attr("data-mark", format!("m-{name}"))
        .put(head)
        .put(about.put(part("span", "reading-read").put(told(words, names, item))))
        .put(doubt.map(Html::from))
        .put(decided(words, names, item))
        .put(buttons(words, sheet, view, item))
        .html()
}

fn clipped(text: &str) -> String {
    let mut shown: String = text.split_whitespace().collect::<String>().chars().take(80).collect();
    if text.chars().count() > 80 {
        shown.push('…');
    }
    shown
}

fn tick(view: &View, item: &DecidedItem, words: &Words) -> Html {
    if !view.can("accept") {
        return Html::empty();
    }
    let label = t!(words, "reading-choose", quote = clipped(item.item.words()));
    void("input")
        .class("bh-tick")
        .attr("type", "checkbox")
        .attr("name", "item")
        .attr("value", short(&item.seen().to_string()))
        .attr("aria-label", label)
        .html()
}

/// What the item is, in a line.
fn told(words: &Words, names: &Names<'_>, item: &DecidedItem) -> Html {
    match &item.item {
        Item::Indicator(it) => {
            let tense =
                if it.kind == Tense::Target { t!(words, "reading-target") } else { t!(words, "reading-actual") };
            let year = it.year.map(|year| year.to_string()).unwrap_or_else(|| "—".into());
            let amount = amount(words, it.value, it.unit.as_deref(), it.growth_pct, it.comparator);
            let id = it.canonical.as_deref().unwrap_or(&it.name);
            let way = link(&format!("/reports/compare?{}", query(&[("indicator", id)])), indicator(words, id));
            let name = el("span").attr("lang", "zh-CN").put(&it.name).html();
            let name = if indicator(words, id) == it.name { way } else { name.then(" (").then(way).then(")") };
            name.then(format!(" · {tense} {year} · {amount}"))
        }
        Item::Commitment(it) => {
            let amount = amount(words, it.quantity, it.unit.as_deref(), None, it.comparator);
            let lead = item.charge.lead.clone().map(|code| names.unit_of(&code));
            let text = clipped(&it.text);
            let parts = [Some(text), Some(amount).filter(|amount| !amount.is_empty()), lead];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" · ").into()
        }
        Item::Term(it) => clipped(&it.definition).into(),
    }
}

/// Who decided what, when.
fn decided(words: &Words, names: &Names<'_>, item: &DecidedItem) -> Html {
    let Some(decision) = &item.decision else { return Html::empty() };
    let signed = &decision.signed;
    let by = names.post_at(Some(&signed.post), Some(&signed.unit));
    let reason = match &decision.verdict {
        Verdict::Rejected { reason: Some(reason) } => format!(" · {reason}"),
        _ => String::new(),
    };
    let changed = if item.state == State::Changed {
        format!(" · {}", t!(words, "reading-read-otherwise"))
    } else {
        String::new()
    };
    lists::part(el("p"), &t!(words, "reading-by"))
        .class("bh-item__by")
        .put(format!("{by} · {}{reason}{changed}", signed.on))
        .html()
}

fn buttons(words: &Words, sheet: &Sheet, view: &View, item: &DecidedItem) -> Html {
    if !view.can("accept") {
        return Html::empty();
    }
    let seen = short(&item.seen().to_string());
    let one = |action: &str, key: &str| {
        let text = words.get(key, &[]);
        el("button")
            .class("bh-link-button")
            .attr("type", "submit")
            .attr("name", action)
            .attr("value", &seen)
            .attr("data-do", action)
            .attr("aria-label", format!("{text}：{}", clipped(item.item.words())))
            .put(text)
            .html()
    };
    let write = view.query(&[("write", "correct"), ("item", &short(&item.anchor.to_string()))]);
    let correct = el("a")
        .class("govuk-link")
        .attr("href", format!("/reports/{}{write}#write", sheet.case.number))
        .attr("data-do", "correct")
        .attr("aria-label", format!("{}：{}", t!(words, "reading-correct"), clipped(item.item.words())))
        .put(t!(words, "reading-correct"));
    let row = el("p").class("bh-item__do");
    let row = if item.state.is_open() {
        row.put(one("accept", "reading-accept")).put(" ").put(one("reject", "reading-reject")).put(" ").put(correct)
    } else {
        row.put(correct).put(" ").put(one("undo", "reading-undo"))
    };
    row.html()
}

/// Decisions whose words are not read any more, or are gone.
pub fn lost(words: &Words, names: &Names<'_>, lost: &[Lost]) -> Html {
    if lost.is_empty() {
        return Html::empty();
    }
    let row = |it: &Lost| {
        let seen = &it.decision.seen.anchor;
        let key = if it.span.is_some() { "reading-lost-unread" } else { "reading-lost-gone" };
        let by = names.post_at(Some(&it.decision.signed.post), Some(&it.decision.signed.unit));
        let quote = el("span").attr("lang", "zh-CN").put(format!("“{}”", clipped(&seen.words)));
        el("li").put(quote).put(format!(
            " · {} · {} · {by} · {}",
            kind_words(words, seen.kind),
            words.get(key, &[]),
            it.decision.signed.on
        ))
    };
    section(t!(words, "reading-lost"))
        .then(el("ul").class("govuk-list govuk-list--bullet").put_all(lost.iter().map(row)))
}

/// A link for each kind with its count, for the top of the page.
pub fn kinds(words: &Words, sheet: &Sheet, view: &View) -> Html {
    let way = |kind: Option<ItemKind>| {
        let count = sheet.decided.items.iter().filter(|item| kind.is_none_or(|kind| item.anchor.kind == kind)).count();
        let text = kind.map_or_else(|| t!(words, "reading-all"), |kind| kind_words(words, kind));
        let text = format!("{text} {count}");
        let word = kind.map(ItemKind::word).unwrap_or_default();
        if view.kind == word {
            return el("li").put(el("strong").attr("aria-current", "true").put(text));
        }
        el("li").put(link(&format!("/reports/{}{}", sheet.case.number, view.query(&[("kind", word)])), text))
    };
    let all = [None].into_iter().chain(ItemKind::ALL.map(Some));
    el("ul").class("govuk-list bh-ways").put_all(all.map(way)).html()
}
