//! Lists that a page draws as cards: the list says what it is called, each card that it is one, and each part of it which
//! column it stands in. So cards go out as rows of a table like any list, in the columns and order of the page.

use super::along::Drawn;
use super::cell;
use crate::html::{Element, Html};

const CARDS: &str = " data-cards=\"";
const CARD: &str = " data-card=\"\"";
const LABEL: &str = " data-label=\"";

/// Names a list of cards; the name is told beside each row where a page has several lists.
pub fn cards(list: Element, caption: &str) -> Element {
    list.attr("data-cards", caption)
}

/// Marks one card of such a list.
pub fn card(card: Element) -> Element {
    card.attr("data-card", "")
}

/// Marks a part of a card as what stands under a heading.
pub fn part(part: Element, heading: &str) -> Element {
    part.attr("data-label", heading)
}

/// Whether a page draws any card.
pub fn any(body: &str) -> bool {
    body.contains(CARD)
}

/// The lists of cards of a page, as tables.
pub(super) fn drawn(main: &str) -> Vec<Drawn> {
    let lists = main.match_indices(CARDS).filter_map(|(at, _)| Some((value(main, at, CARDS)?, element(main, at)?.1)));
    lists.map(|(caption, inside)| table(caption, inside)).filter(|table| !table.rows.is_empty()).collect()
}

fn table(caption: &str, inside: &str) -> Drawn {
    let mut heads: Vec<&str> = Vec::new();
    let cards = inside.match_indices(CARD).filter_map(|(at, _)| Some(parts(element(inside, at)?.1)));
    let cards: Vec<Vec<Part<'_>>> = cards.collect();
    for part in cards.iter().flatten() {
        if !heads.contains(&part.heading) {
            heads.push(part.heading);
        }
    }
    let cell = |card: &[Part<'_>], heading: &str| {
        let own: Vec<&Part<'_>> = card.iter().filter(|part| part.heading == heading).collect();
        let told: Vec<&str> = own.iter().map(|part| part.content).collect();
        (Html::raw(told.join("<br>")), own.iter().any(|part| part.numeric))
    };
    let rows = cards.iter().map(|card| heads.iter().map(|heading| cell(card, heading)).collect()).collect();
    let plain = |escaped: &&str| cell::text(&Html::raw(*escaped));
    Drawn { caption: plain(&caption), heads: heads.iter().map(plain).collect(), rows }
}

/// What stands under a heading; a card may say several things under one.
struct Part<'p> {
    heading: &'p str,
    content: &'p str,
    numeric: bool,
}

fn parts(card: &str) -> Vec<Part<'_>> {
    let part = |(at, _): (usize, &str)| {
        let (tag, content) = element(card, at)?;
        Some(Part { heading: value(card, at, LABEL)?, content, numeric: tag.contains("--numeric") })
    };
    card.match_indices(LABEL).filter_map(part).collect()
}

/// The value of the attribute that begins at `at`.
fn value<'m>(markup: &'m str, at: usize, name: &str) -> Option<&'m str> {
    Some(markup.get(at + name.len()..)?.split_once('"')?.0)
}

/// The tag that has the attribute at `at`, and what stands in its element. Every value is escaped, so that no `<` is
/// anything but a tag.
fn element(markup: &str, at: usize) -> Option<(&str, &str)> {
    let start = markup.get(..at)?.rfind('<')?;
    let (tag, rest) = markup.get(start + 1..)?.split_once('>')?;
    Some((tag, inside(rest, tag.split(' ').next()?)))
}

/// Up to the end of the open element of this name, which may hold others of the same name.
fn inside<'m>(rest: &'m str, name: &str) -> &'m str {
    let mut depth = 1_usize;
    for (at, _) in rest.match_indices('<') {
        let tag = rest.get(at + 1..).unwrap_or_default();
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        if !tag.strip_prefix(name).is_some_and(|more| more.starts_with([' ', '>'])) {
            continue;
        }
        depth = if closes { depth - 1 } else { depth + 1 };
        if depth == 0 {
            return rest.get(..at).unwrap_or_default();
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::el;

    #[test]
    fn cards_are_rows_and_what_people_typed_is_no_markup() {
        let one = |what: &str, n: Option<&str>| {
            let sides = el("ul").put(part(el("li"), "原话").put("甲<b>")).put(part(el("li"), "原话").put(what));
            let number = n.map(|n| part(el("p").class("bh--numeric"), "件数").put(n));
            card(el("li")).put(sides).put(number.map(Html::from)).put(el("button").put("删"))
        };
        let typed = "\" data-card=\"\"><li data-label=\"x\">";
        let list = cards(el("ol"), "对不上").put(one(typed, None)).put(one("乙", Some("1,200")));
        let page = format!("<p data-label=\"别处\">y</p>{}<p data-label=\"后面\">z</p>", list.html());
        let [drawn] = <[Drawn; 1]>::try_from(super::drawn(&page)).ok().unwrap();
        assert_eq!(
            (drawn.caption.as_str(), drawn.heads.as_slice()),
            ("对不上", ["原话", "件数"].map(str::to_owned).as_slice())
        );
        let words = |(html, _): &(Html, bool)| cell::text(html);
        assert_eq!(
            drawn.rows.iter().map(|row| row.iter().map(words).collect()).collect::<Vec<Vec<String>>>(),
            [[format!("甲<b>\n{typed}"), String::new()], ["甲<b>\n乙".to_owned(), "1,200".to_owned()],]
        );
        assert!(drawn.rows[1][1].1 && any(&page) && super::drawn("<ol data-cards=\"空\"></ol>").is_empty());
    }
}
