//! Keys and plain values: reads what stands behind a key, or says in a sentence why it cannot.

use jiff::civil::Date;

use crate::calendar::Length;
use crate::pack::diagnostic::Findings;
use crate::pack::keys::Section;
use crate::pack::model::Span;
use crate::pack::source::{Entry, Node, Tree};

/// Where one reads: the findings, and how to take plain values.
pub struct Desk<'o> {
    /// Where findings go.
    pub out: &'o mut Findings,
}

/// A group of keys that is being read.
#[derive(Clone, Copy)]
pub struct Part<'n> {
    section: &'static Section,
    node: &'n Node,
    /// Where it begins: the key that it stands behind, if there is one.
    pub at: Span,
}

impl<'n> Part<'n> {
    /// What stands behind a key of the section.
    pub fn get(&self, key: &'static str) -> Option<&'n Node> {
        debug_assert!(self.section.keys.iter().any(|known| known.name == key), "{key} is not in {}", self.section.name);
        self.node.get(key)
    }

    /// Where a key stands, else where the group begins.
    pub fn at_key(&self, key: &str) -> Span {
        let entries = self.node.as_map().unwrap_or_default();
        entries.iter().find(|entry| entry.key == key).map_or(self.at, |entry| entry.at)
    }

    /// Whether the key is there.
    pub fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }
}

/// Words of CEL that no field can be called by, and `to`, which only names the next stage.
const RESERVED: &[&str] = &[
    "to",
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

impl Desk<'_> {
    /// Opens a group of keys: tells unknown keys and missing ones.
    pub fn part<'n>(&mut self, at: Span, node: &'n Node, section: &'static Section) -> Option<Part<'n>> {
        self.open(at, node, section, &[])
    }

    /// Opens a group that may have further keys, declared elsewhere.
    pub fn open<'n>(&mut self, at: Span, node: &'n Node, section: &'static Section, more: &[&str]) -> Option<Part<'n>> {
        let Some(entries) = node.as_map() else {
            self.wrong(node, &format!("“{}”的一组键", section.title));
            return None;
        };
        let known = || section.keys.iter().map(|key| key.name).chain(more.iter().copied());
        for entry in entries {
            if !known().any(|key| key == entry.key) {
                let message = format!("“{}”里没有 `{}` 这个键", section.title, entry.key);
                self.out.error(entry.at, "unknown-key", message).meant(&entry.key, known());
            }
        }
        for key in section.keys.iter().filter(|key| key.need && node.get(key.name).is_none()) {
            let message = format!("“{}”缺少 `{}`：{}", section.title, key.name, key.about);
            let code = if key.name == "basis" { "missing-basis" } else { "missing-key" };
            self.out.error(at, code, message).help(match key.name {
                "basis" => "写上 `basis:`，引用 pack.yaml 里 `bases:` 下的一个依据".to_owned(),
                name => format!("写上 `{name}:`"),
            });
        }
        Some(Part { section, node, at })
    }

    /// The groups by name behind a key.
    pub fn parts<'n>(&mut self, part: &Part<'n>, key: &'static str) -> &'n [Entry] {
        part.get(key).map(|node| self.entries(node)).unwrap_or_default()
    }

    /// The entries of a map of names.
    pub fn entries<'n>(&mut self, node: &'n Node) -> &'n [Entry] {
        match node.as_map() {
            Some(entries) => {
                entries.iter().for_each(|entry| self.check_name(entry.at, &entry.key));
                entries
            }
            None => {
                self.wrong(node, "名称及其内容");
                &[]
            }
        }
    }

    /// The items of a list.
    pub fn items<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.tree {
            Tree::List(items) => items,
            _ => {
                self.wrong(node, "一个列表");
                &[]
            }
        }
    }

    /// One item, or the items of a list.
    pub fn one_or_more<'n>(&mut self, node: &'n Node) -> &'n [Node] {
        match &node.tree {
            Tree::List(items) => items,
            _ => std::slice::from_ref(node),
        }
    }

    /// Words for people; what is missing was told already.
    pub fn text(&mut self, part: &Part<'_>, key: &'static str) -> String {
        part.get(key).and_then(|node| self.words(node)).unwrap_or_default()
    }

    /// Words for people that may be left out.
    pub fn text_if(&mut self, part: &Part<'_>, key: &'static str) -> Option<String> {
        part.get(key).and_then(|node| self.words(node))
    }

    /// The text of a scalar.
    pub fn words(&mut self, node: &Node) -> Option<String> {
        match node.as_text().filter(|text| !node.is_blank() && !text.trim().is_empty()) {
            Some(text) => Some(text.to_owned()),
            None => {
                self.wrong(node, "文字");
                None
            }
        }
    }

    /// A whole number in a range.
    pub fn integer(&mut self, part: &Part<'_>, key: &'static str, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let node = part.get(key)?;
        match node.as_text().and_then(|text| text.parse::<i64>().ok()) {
            Some(number) if range.contains(&number) => Some(number),
            Some(number) => {
                let message = format!("`{key}` 是 {number}，应在 {} 与 {} 之间", range.start(), range.end());
                self.out.error(node.span, "out-of-range", message).help("改成范围内的整数");
                None
            }
            None => {
                self.wrong(node, "整数");
                None
            }
        }
    }

    /// `true` or `false`; `false` if left out.
    pub fn flag(&mut self, part: &Part<'_>, key: &'static str) -> bool {
        match part.get(key).map(|node| (node, node.as_text())) {
            None => false,
            Some((_, Some("true"))) => true,
            Some((_, Some("false"))) => false,
            Some((node, _)) => {
                self.wrong(node, "`true` 或 `false`");
                false
            }
        }
    }

    /// A length of time.
    pub fn length(&mut self, part: &Part<'_>, key: &'static str) -> Option<Length> {
        part.get(key).and_then(|node| self.length_of(node))
    }

    /// A length of time from a scalar.
    pub fn length_of(&mut self, node: &Node) -> Option<Length> {
        let text = node.as_text().unwrap_or_default();
        match text.parse::<Length>() {
            Ok(length) if length.amount > 0 => Some(length),
            Ok(_) => {
                self.out.error(node.span, "bad-length", format!("`{text}` 不是大于零的时间")).help("如 `5 wd`");
                None
            }
            Err(_) => {
                self.no_length(node, text);
                None
            }
        }
    }

    fn no_length(&mut self, node: &Node, text: &str) {
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '+').trim();
        let number = text.len() > unit.len();
        let units = ["min", "h", "wh", "d", "wd", "mo"];
        if number && !unit.is_empty() && !units.contains(&unit) {
            let message = format!("没有 `{unit}` 这个时间单位");
            self.out.error(node.span, "unknown-time-unit", message).help(match unit {
                "days" | "day" => "工作日写 `wd`，自然日写 `d`",
                "hours" | "hour" | "hr" => "工作小时写 `wh`，小时写 `h`",
                _ => "可用的有：min（分）、h（小时）、wh（工作小时）、d（自然日）、wd（工作日）、mo（月）",
            });
        } else {
            let message = format!("`{text}` 不是一段时间");
            self.out.error(node.span, "bad-length", message).help("写成数字、空格、单位，如 `5 wd`、`4 wh`、`24 h`");
        }
    }

    /// A civil date, or a month of one.
    pub fn day(&mut self, part: &Part<'_>, key: &'static str) -> Option<String> {
        let node = part.get(key)?;
        let text = node.as_text().unwrap_or_default();
        let whole = if text.len() == 7 { format!("{text}-01") } else { text.to_owned() };
        match whole.parse::<Date>() {
            Ok(_) => Some(text.to_owned()),
            Err(_) => {
                self.out
                    .error(node.span, "bad-date", format!("`{text}` 不是日期"))
                    .help("写成 `2022-05-01` 或 `2022-05`");
                None
            }
        }
    }

    /// One of some words.
    pub fn choice(&mut self, part: &Part<'_>, key: &'static str, words: &[&'static str]) -> Option<&'static str> {
        let node = part.get(key)?;
        let text = node.as_text().unwrap_or_default();
        let found = words.iter().find(|word| **word == text).copied();
        if found.is_none() {
            let message = format!("`{key}` 不能是 `{text}`");
            self.out.error(node.span, "unknown-word", message).meant(text, words.iter().copied());
        }
        found
    }

    /// One name or a list of names, each with its place.
    pub fn names<'n>(&mut self, part: &Part<'n>, key: &'static str) -> Vec<(&'n Node, &'n str)> {
        part.get(key).map(|node| self.names_of(node)).unwrap_or_default()
    }

    /// One name or a list of names from a node.
    pub fn names_of<'n>(&mut self, node: &'n Node) -> Vec<(&'n Node, &'n str)> {
        let items = self.one_or_more(node);
        items.iter().filter_map(|item| self.word(item).map(|word| (item, word))).collect()
    }

    /// A name as it is written.
    pub fn name<'n>(&mut self, part: &Part<'n>, key: &'static str) -> Option<(&'n Node, &'n str)> {
        let node = part.get(key)?;
        self.word(node).map(|word| (node, word))
    }

    /// A scalar that is one word.
    pub fn word<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        match node.as_text().filter(|text| !node.is_blank() && !text.is_empty()) {
            Some(text) => Some(text),
            None => {
                self.wrong(node, "一个名称");
                None
            }
        }
    }

    /// The name of what a file declares.
    pub fn declared(&mut self, part: &Part<'_>, key: &'static str) -> Option<String> {
        let (node, name) = self.name(part, key)?;
        self.check_name(node.span, name);
        Some(name.to_owned())
    }

    /// A use of a name that must be declared.
    pub fn known<'k>(
        &mut self,
        node: &Node,
        word: &str,
        what: (&'static str, &'static str),
        names: impl IntoIterator<Item = &'k str> + Clone,
    ) -> Option<String> {
        if names.clone().into_iter().any(|name| name == word) {
            return Some(word.to_owned());
        }
        let (code, kind) = what;
        self.out.error(node.span, code, format!("没有名为 `{word}` 的{kind}")).meant(word, names);
        None
    }

    /// Names are English identifiers.
    pub fn check_name(&mut self, at: Span, name: &str) {
        let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-');
        if !plain || name.is_empty() || name.len() > 60 {
            let message = format!("`{name}` 不能作名称");
            self.out.error(at, "bad-name", message).help("名称用小写英文字母、数字、`_`、`-`，不超过 60 个字符");
        } else if name == "to" {
            self.out.error(at, "reserved-name", "`to` 只用来写下一个环节，不能作名称").help("换一个名称");
        }
    }

    /// Names of fields are read in conditions, so they have no hyphen and are no word of CEL.
    pub fn check_field_name(&mut self, at: Span, name: &str) {
        if name.contains('-') || name.starts_with(|c: char| c.is_ascii_digit()) {
            let message = format!("`{name}` 不能作字段名：条件里读不到");
            self.out.error(at, "bad-name", message).help("以字母开头，用 `_` 代替 `-`");
        } else if RESERVED.contains(&name) && name != "to" {
            self.out.error(at, "reserved-name", format!("`{name}` 是条件语言的词，不能作字段名")).help("换一个名称");
        }
    }

    /// Something else stands here.
    pub fn wrong(&mut self, node: &Node, wanted: &str) {
        let message = format!("这里应是{wanted}，却是{}", node.sort());
        self.out.error(node.span, "wrong-type", message).help("检查缩进、冒号和引号");
    }
}
