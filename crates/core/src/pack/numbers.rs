//! The numbers of a pack that an office changes: lengths of time, how often, at how many per cent. Each with its place in
//! words, so that a form can be made of them, and put back into the text where it stood; nothing else of the text moves.

use serde::Serialize;

use super::difference::{Said, Side, Version, label, section_title};
use super::keys::{Key, Section, Shape};
use super::source::{Node, Tree};

/// A number as it stands in a file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Number {
    /// The file.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// The column of its first character, from 1, in characters.
    pub column: u32,
    /// As it is written: `5 wd`, `80`.
    pub text: String,
    /// Whether it is a length of time.
    pub is_length: bool,
    /// The kind of matter that it belongs to, by its name in the pack.
    pub case: String,
    /// Where it stands: stage, task, situation.
    pub place: Said,
    /// What it is: time limit, times at most.
    pub label: Said,
    /// Why it is so, where a basis stands beside it.
    pub basis: Option<Said>,
}

/// Every number of a pack's kinds of matter, in the order of its files.
#[must_use]
pub fn numbers(version: Version<'_>) -> Vec<Number> {
    let side = Side::of(version);
    let mut all = Vec::new();
    for file in side.files.iter().filter(|file| file.kind == "case") {
        let at = Finder {
            side: &side,
            file: &file.path,
            case: &file.name,
            place: Vec::new(),
            names: Vec::new(),
            basis: None,
        };
        at.section(file.section, &file.root, &mut all);
    }
    all
}

/// A way into a tree.
#[derive(Clone)]
struct Finder<'f> {
    side: &'f Side<'f>,
    file: &'f str,
    case: &'f str,
    place: Vec<Said>,
    names: Vec<&'f str>,
    basis: Option<&'f str>,
}

impl<'f> Finder<'f> {
    fn section(&self, section: &'static Section, node: &'f Node, all: &mut Vec<Number>) {
        let own = node.get("basis").and_then(Node::as_text);
        let here = Self { basis: own.or(self.basis), ..self.clone() };
        for key in section.keys {
            if let Some(value) = node.get(key.name) {
                here.key(section, key, value, all);
            }
        }
    }

    fn key(&self, section: &'static Section, key: &'static Key, node: &'f Node, all: &mut Vec<Number>) {
        match (key.shape, &node.tree) {
            (Shape::Length | Shape::Within | Shape::Integer, Tree::Scalar { text, inset: Some(_), .. }) => {
                let is_length = !matches!(key.shape, Shape::Integer);
                // `remaining` is no number.
                if text.starts_with(|first: char| first.is_ascii_digit()) {
                    all.push(self.number(label(section.name, key), is_length, node, text));
                }
            }
            (Shape::Part(part), Tree::Map(_)) => self.below(section_title(part), "").section(part, node, all),
            (Shape::Parts(part), Tree::Map(entries)) => {
                for entry in entries {
                    let title = self.title(part, &entry.key, &entry.value);
                    self.below(title, &entry.key).section(part, &entry.value, all);
                }
            }
            (Shape::List(part) | Shape::OneOrList(part), Tree::List(items)) => {
                for (at, item) in items.iter().enumerate() {
                    self.below(situation(item, at), "").section(part, item, all);
                }
            }
            (Shape::OneOrList(part), Tree::Map(_)) => self.section(part, node, all),
            _ => {}
        }
    }

    fn below(&self, said: Said, name: &'f str) -> Self {
        let mut below = self.clone();
        below.place.push(said);
        below.names.extend((!name.is_empty()).then_some(name));
        below
    }

    fn title(&self, part: &'static Section, name: &str, node: &Node) -> Said {
        let path: Vec<&str> = std::iter::once(self.case).chain(self.names.iter().copied()).chain([name]).collect();
        let known = self.side.title_of(part.name, &path);
        let own = node.get("title").and_then(Node::as_text);
        let (zh, en) = (own.unwrap_or(name), known.map_or(own.unwrap_or(name), |title| title.en.as_str()));
        let sort = section_title(part);
        Said::new(format!("{}“{zh}”", sort.zh), format!("{} “{en}”", sort.en))
    }

    fn number(&self, label: Said, is_length: bool, node: &Node, text: &str) -> Number {
        let at = node.part(0, 1);
        Number {
            file: self.file.to_owned(),
            line: at.line,
            column: at.column,
            text: text.to_owned(),
            is_length,
            case: self.case.to_owned(),
            place: Said::joined(&self.place, " · ", " · "),
            label,
            basis: self.basis.and_then(|name| self.side.basis(name)),
        }
    }
}

/// A rule of a list by its condition or level, else by its place.
fn situation(node: &Node, at: usize) -> Said {
    let text = |key: &str| node.get(key).and_then(Node::as_text);
    match (text("when"), text("otherwise"), text("level")) {
        (Some(when), ..) => {
            let when = when.split_whitespace().collect::<Vec<_>>().join(" ");
            Said::new(format!("当 `{when}`"), format!("when `{when}`"))
        }
        (_, Some(_), _) => Said::new("其余情形", "otherwise"),
        (.., Some("yellow")) => Said::new("黄色提醒", "yellow"),
        (.., Some("red")) => Said::new("红色提醒", "red"),
        _ => Said::new(format!("第 {} 条", at + 1), format!("number {}", at + 1)),
    }
}

/// Why a number cannot be put in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Misfit {
    /// It is no length of time, or no whole number.
    NotANumber,
    /// What is to be replaced is not there any more.
    Moved,
}

/// The same files with another number where one stood.
///
/// # Errors
/// [`Misfit`]; nothing is changed then.
pub fn with_number(files: &mut [(String, Vec<u8>)], number: &Number, text: &str) -> Result<(), Misfit> {
    let text = text.trim();
    let fits = match number.is_length {
        true => text.parse::<crate::calendar::Length>().is_ok_and(|length| length.amount > 0),
        false => text.parse::<u32>().is_ok(),
    };
    if !fits {
        return Err(Misfit::NotANumber);
    }
    let (_, bytes) = files.iter_mut().find(|(path, _)| *path == number.file).ok_or(Misfit::Moved)?;
    let source = std::str::from_utf8(bytes).map_err(|_| Misfit::Moved)?;
    let start = offset(source, number.line, number.column).ok_or(Misfit::Moved)?;
    let rest = source.get(start..).and_then(|rest| rest.strip_prefix(number.text.as_str())).ok_or(Misfit::Moved)?;
    let changed = format!("{}{text}{rest}", source.get(..start).unwrap_or_default());
    *bytes = changed.into_bytes();
    Ok(())
}

/// Where a character stands in a text, in bytes.
fn offset(source: &str, line: u32, column: u32) -> Option<usize> {
    let mark = if source.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let text = source.get(mark..)?;
    let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)? as usize).map(str::len).sum();
    let here = text.get(before..)?.split_inclusive('\n').next()?;
    let within = here.char_indices().nth(column.checked_sub(1)? as usize)?.0;
    Some(mark + before + within)
}

/// The text of `pack.yaml` with another version in it; the same text where it has none.
#[must_use]
pub fn with_version(text: &str, version: u32) -> String {
    let bare = |line: &str| line.strip_prefix("version:").is_some();
    text.split_inclusive('\n')
        .map(|line| match (bare(line), line.split_once('#')) {
            (true, Some((_, note))) => format!("version: {version}      #{note}"),
            (true, None) => format!("version: {version}\n"),
            (false, _) => line.to_owned(),
        })
        .collect()
}
