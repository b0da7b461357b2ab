//! What stands in a cell of a page, as a value: words without markup, an instant where there is one, a number where the
//! page sets numbers. Marks of what is made up and words that only a screen reader hears are taken out.

use bihuan_core::calendar::civil;
use bihuan_text::table::Cell;
use jiff::Timestamp;

use crate::html::Html;

/// A cell, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// What it holds.
    pub value: Cell,
    /// The words of a light, beside its instant.
    pub state: Option<String>,
    /// Whether the page marks it as made up.
    pub synthetic: bool,
}

impl Told {
    /// A value that is at hand.
    pub fn plain(value: Cell) -> Told {
        Told { value, ..Told::default() }
    }
}

/// The words of a piece of a page.
pub fn text(html: &Html) -> String {
    Walk::through(html.as_str()).words.trim().to_owned()
}

/// A cell of a table; `numeric` where the page sets it as a number.
pub fn read(html: &Html, numeric: bool) -> Told {
    let walk = Walk::through(html.as_str());
    let words = walk.words.trim();
    let only_time = walk.times == 1 && words == walk.timed.trim();
    let state = (walk.clock && !words.is_empty()).then(|| words.to_owned());
    let value = match walk.at.filter(|_| only_time) {
        Some(at) => Cell::Moment(civil(at)),
        None if numeric => number(words).map_or_else(|| Cell::from(words), Cell::Number),
        None if words.is_empty() => Cell::Empty,
        None => Cell::from(words),
    };
    let state = state.filter(|_| matches!(value, Cell::Moment(_)));
    Told { value, state, synthetic: walk.synthetic }
}

fn number(words: &str) -> Option<f64> {
    words.replace([',', ' '], "").parse().ok().filter(|number: &f64| number.is_finite())
}

/// A way through markup that this program wrote: every tag closes, every value is escaped.
#[derive(Default)]
struct Walk {
    words: String,
    /// How deep inside something that is left out.
    left_out: usize,
    /// The names of open elements inside it.
    synthetic: bool,
    clock: bool,
    times: usize,
    at: Option<Timestamp>,
    in_time: bool,
    timed: String,
}

impl Walk {
    fn through(markup: &str) -> Walk {
        let mut walk = Walk::default();
        let mut rest = markup;
        while let Some((before, tag)) = rest.split_once('<') {
            walk.say(before);
            let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
            walk.tag(tag);
            rest = after;
        }
        walk.say(rest);
        walk
    }

    fn say(&mut self, escaped: &str) {
        if self.left_out > 0 {
            return;
        }
        let plain = unescaped(escaped);
        if self.in_time {
            self.timed.push_str(&plain);
        }
        self.words.push_str(&plain);
    }

    fn tag(&mut self, tag: &str) {
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        let opens = !tag.starts_with('/');
        let void = tag.ends_with('/') || matches!(name, "br" | "input" | "img" | "hr" | "path" | "circle");
        if self.left_out > 0 {
            match (opens, void) {
                (true, false) => self.left_out += 1,
                (false, _) => self.left_out -= 1,
                _ => {}
            }
            return;
        }
        let class = attribute(tag, "class").unwrap_or_default();
        let has = |word: &str| class.split(' ').any(|one| one == word);
        self.synthetic |= has("bh-synthetic");
        self.clock |= has("bh-clock");
        let hidden =
            has("bh-synthetic") || has("govuk-visually-hidden") || matches!(name, "svg" | "button" | "select" | "form");
        match name {
            _ if opens && !void && hidden => self.left_out = 1,
            "time" => self.time(tag, opens),
            "br" => self.line(),
            "p" | "li" | "div" | "dd" | "dt" | "tr" if !opens => self.line(),
            _ => {}
        }
    }

    fn time(&mut self, tag: &str, opens: bool) {
        self.in_time = opens;
        if opens {
            self.times += 1;
            self.at = attribute(tag, "datetime").and_then(|at| at.parse().ok());
        }
    }

    fn line(&mut self) {
        if !self.words.is_empty() && !self.words.ends_with('\n') {
            self.words.push('\n');
        }
    }
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_out_as_they_were_typed() {
        for typed in ["a < b & \"c\" 'd' > e", "&lt;", "=SUM(A1)", "<script>"] {
            assert_eq!(text(&Html::from(typed)), typed);
        }
        assert_eq!(text(&Html::raw("甲<br>乙<p>丙</p><p>丁</p>")), "甲\n乙丙\n丁");
    }
}
