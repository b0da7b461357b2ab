//! Files beside those that define something: English words, and entries of registers that stand in files of their own.

use std::collections::BTreeMap;

use super::group::Group;
use super::said::Said;
use super::values::{apart, clipped, same};
use super::walk::Walk;
use super::{Change, Line};
use crate::pack::diagnostic::Findings;
use crate::pack::source::{self, Node, Tree};

impl Walk<'_> {
    /// The other files of both sides.
    pub(super) fn texts(&mut self) {
        let (old, new) = (&self.old.others, &self.new.others);
        let mut paths: Vec<&str> = new.iter().chain(old).map(|(path, _)| *path).collect();
        paths.sort_unstable();
        paths.dedup();
        let of =
            |all: &[(&str, &[u8])], path: &str| all.iter().find(|(it, _)| *it == path).map(|(_, bytes)| bytes.to_vec());
        for path in paths {
            let (was, is) = (of(old, path).unwrap_or_default(), of(new, path).unwrap_or_default());
            if was != is {
                self.other(path, &was, &is);
            }
        }
    }

    fn other(&mut self, path: &str, old: &[u8], new: &[u8]) {
        let before = self.lines.len();
        let (english, brief) = (path.ends_with(".ftl"), path.ends_with(".md"));
        let (was, is) = match (english, brief) {
            (true, _) => (messages(old), messages(new)),
            (_, true) => (lines(old), lines(new)),
            _ => (rows(path, old), rows(path, new)),
        };
        let (group, sort) = match (english, brief) {
            (true, _) => (Group::Words, Said::new("英文", "English words")),
            (_, true) => (Group::Words, Said::new("文稿模板", "template of a brief")),
            _ => (Group::Handlers, Said::new("条目", "entry")),
        };
        for name in was.keys().chain(is.keys().filter(|name| !was.contains_key(*name))) {
            let (a, b) = (was.get(name), is.get(name));
            if a.map(|row| &row.0) != b.map(|row| &row.0) {
                self.lines.push(line(path, group, &sort, name, (a, b)));
            }
        }
        // What has no rows that differ differs all the same, unless only notes or blank lines do.
        if self.lines.len() == before && !english && !brief && !alike(path, old, new) {
            let what = Said::new("文件有改动", "the file is another");
            self.lines.push(Line { what, ..line(path, group, &sort, path, (None, None)) });
        }
    }
}

/// A row or message with its line.
type Row = (String, u32);

fn line(path: &str, group: Group, sort: &Said, name: &str, (was, is): (Option<&Row>, Option<&Row>)) -> Line {
    let short = |row: &Row| clipped(&row.0);
    let (change, what) = match (was, is) {
        (Some(was), Some(is)) => (Change::Changed, {
            let (was, is) = apart(&was.0, &is.0);
            Said::both(format!("“{was}” → “{is}”"))
        }),
        (None, Some(is)) => (Change::Added, Said::new(format!("新增“{}”", short(is)), format!("new: “{}”", short(is)))),
        (Some(was), None) => {
            (Change::Gone, Said::new(format!("取消“{}”", short(was)), format!("gone: “{}”", short(was))))
        }
        (None, None) => (Change::Changed, Said::default()),
    };
    let place = Said::new(format!("{} `{name}`", sort.zh), format!("{} `{name}`", sort.en));
    let at = is.or(was).map_or(1, |row| row.1);
    Line { group, change, place, what, basis: None, file: path.to_owned(), line: at }
}

/// The messages of a Fluent file.
fn messages(bytes: &[u8]) -> BTreeMap<String, Row> {
    let (text, mut all, mut last) = (String::from_utf8_lossy(bytes), BTreeMap::<String, Row>::new(), None::<String>);
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty()) {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        match (line.starts_with([' ', '\t']), &last, line.split_once('=')) {
            (true, Some(key), _) => {
                all.entry(key.clone()).or_default().0.push_str(&format!(" {}", line.trim()));
            }
            (_, _, Some((key, value))) => {
                last = Some(key.trim().to_owned());
                all.insert(key.trim().to_owned(), (value.trim().to_owned(), number));
            }
            _ => {}
        }
    }
    all
}

/// The lines of a template, each under its place from the top: what moved down with others did not change.
fn lines(bytes: &[u8]) -> BTreeMap<String, Row> {
    let text = String::from_utf8_lossy(bytes);
    let told = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    told.map(|(at, line)| (clipped(line.trim()), (line.trim().to_owned(), u32::try_from(at + 1).unwrap_or(u32::MAX))))
        .collect()
}

fn tree(path: &str, bytes: &[u8]) -> Option<Node> {
    source::parse(0, bytes, &mut Findings::new(vec![path.to_owned()]))
}

/// The entries of a file of entries by their id.
fn rows(path: &str, bytes: &[u8]) -> BTreeMap<String, Row> {
    let Some(Node { tree: Tree::List(items), .. }) = tree(path, bytes) else { return BTreeMap::new() };
    let row = |item: &Node| {
        let id = item.get("id").and_then(Node::as_text)?.to_owned();
        Some((id, (super::values::written(item), item.span.line)))
    };
    items.iter().filter_map(row).collect()
}

fn alike(path: &str, old: &[u8], new: &[u8]) -> bool {
    matches!((tree(path, old), tree(path, new)), (Some(old), Some(new)) if same(&old, &new))
}
