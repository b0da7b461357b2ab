//! Values in words: lengths of time, yes and no, names by their titles.

use super::said::Said;
use super::side::Side;
use crate::calendar::{Length, LengthUnit};
use crate::pack::keys::Shape;
use crate::pack::source::{Node, Tree};

/// A text longer than this is told by its beginning.
const LONGEST: usize = 60;

/// A length in words: its number and its unit.
fn parts_of(length: Length) -> (String, Said) {
    let (zh, one, more) = match length.unit {
        LengthUnit::Min => ("分钟", "minute", "minutes"),
        LengthUnit::H => ("小时", "hour", "hours"),
        LengthUnit::Wh => ("个工作小时", "working hour", "working hours"),
        LengthUnit::D => ("天", "day", "days"),
        LengthUnit::Wd => ("个工作日", "working day", "working days"),
        LengthUnit::Mo => ("个月", "month", "months"),
    };
    (length.amount.to_string(), Said::new(zh, if length.amount == 1 { one } else { more }))
}

/// “3 个工作日”.
pub fn length(length: Length) -> Said {
    let (amount, unit) = parts_of(length);
    Said::new(format!("{amount} {}", unit.zh), format!("{amount} {}", unit.en))
}

/// From one value to another; a unit that both have is said once: “5 → 3 个工作日”.
pub fn from_to(old: &Read<'_>, new: &Read<'_>) -> Said {
    let lengths = old.length().zip(new.length());
    if let Some((was, is)) = lengths.filter(|(was, is)| was.unit == is.unit) {
        let is = length(is);
        return Said::new(format!("{} → {}", was.amount, is.zh), format!("{} → {}", was.amount, is.en));
    }
    if let (Shape::Text, Some(was), Some(is)) = (new.shape, old.node.as_text(), new.node.as_text()) {
        let (was, is) = apart(was, is);
        return Said::both(format!("“{was}” → “{is}”"));
    }
    let (was, is) = (old.said(), new.said());
    Said::new(format!("{} → {}", was.zh, is.zh), format!("{} → {}", was.en, is.en))
}

/// A value with what is needed to put it into words.
pub struct Read<'r> {
    /// Whose names it uses.
    pub side: &'r Side<'r>,
    /// The kind of matter in which it stands.
    pub case: Option<&'r str>,
    /// The key.
    pub key: &'r str,
    /// What stands behind the key.
    pub shape: Shape,
    /// The value.
    pub node: &'r Node,
}

impl Read<'_> {
    fn length(&self) -> Option<Length> {
        match self.shape {
            Shape::Length | Shape::Within => self.node.as_text()?.parse().ok(),
            _ => None,
        }
    }

    /// The value in words.
    pub fn said(&self) -> Said {
        let text = self.node.as_text().unwrap_or_default();
        match self.shape {
            Shape::Length | Shape::Within if text == "remaining" => {
                Said::new("整件剩余的时间", "what is left of the whole")
            }
            Shape::Length | Shape::Within => self.length().map_or_else(|| Said::code(text), length),
            Shape::Flag => flag(text),
            Shape::Integer | Shape::Wait | Shape::Day => Said::both(text),
            Shape::Text => quoted(text),
            Shape::Name => self.name(text),
            Shape::Choice(_) => word(text),
            Shape::Names => Said::list(&words_of(self.node).iter().map(|word| self.name(word)).collect::<Vec<_>>()),
            _ if matches!(self.node.tree, Tree::Scalar { .. }) => self.name(text),
            _ => Said::code(&written(self.node)),
        }
    }

    /// What a name stands for; `post@place` by both.
    pub fn name(&self, name: &str) -> Said {
        if let Some((post, place)) = name.split_once('@') {
            let (post, place) = (self.name(post), self.name(place));
            return Said::new(format!("{}（{}）", post.zh, place.zh), format!("{} ({})", post.en, place.en));
        }
        let bare = name.strip_prefix("form.").unwrap_or(name).trim_end_matches('?');
        let known = self.side.title(kinds(self.key), self.case, bare);
        match known {
            Some(title) if self.key == "basis" => self.side.basis(name).unwrap_or_else(|| title.clone()),
            Some(title) => Said::new(format!("“{}”", title.zh), format!("“{}”", title.en)),
            None => word(name),
        }
    }
}

/// The kinds of things that a key names, the likeliest first.
fn kinds(key: &str) -> &'static [&'static str] {
    match key {
        "basis" => &["basis"],
        "post" | "by" | "tell" | "kept_by" | "read" => &["post", "field", "stage", "action"],
        "to" | "start" | "then" | "during" | "met_by" | "stage" | "otherwise" | "starts" => {
            &["stage", "outcome", "post"]
        }
        "close" | "after_outcome" => &["outcome"],
        "end" | "else" | "of" => &["branch-outcome", "outcome", "case"],
        "done_by" | "other_than" | "do" | "on" => &["action", "stage"],
        "vocabulary" => &["vocabulary"],
        "register" | "enters" => &["register"],
        "quantity" => &["quantity"],
        "deadline" => &["deadline"],
        "branch" => &["branch"],
        "after" => &["branch", "outcome"],
        "figure" => &["figure"],
        "opens" | "case" => &["case"],
        _ => &["field", "stage", "action", "outcome", "post"],
    }
}

/// Words of the language that an office has a word for.
fn word(word: &str) -> Said {
    match word {
        "task" => Said::new("经办人", "who has the task"),
        "reporter" => Said::new("反映人", "who asked"),
        "filer" => Said::new("登记人", "who took it in"),
        "public" => Said::new("任何人", "anybody"),
        "outer" => Said::new("外部系统", "the outer system"),
        "accountable" => Said::new("责任单位", "the accountable unit"),
        "filed" => Said::new("受理", "filing"),
        "yellow" => Said::new("黄色", "yellow"),
        "red" => Said::new("红色", "red"),
        "statutory" => Said::new("法定", "statutory"),
        "pledged" => Said::new("承诺", "pledged"),
        "duty" => Said::new("义务", "duty"),
        "law" => Said::new("法律法规", "law"),
        "policy" => Said::new("政策文件", "policy"),
        "local-rule" => Said::new("本地规定", "local rule"),
        "document" => Said::new("文件", "document"),
        "ours" => Said::new("本系统设定", "set by this system"),
        "unverified" => Said::new("待核实", "to be verified"),
        "true" | "false" => flag(word),
        other => Said::code(other),
    }
}

fn flag(text: &str) -> Said {
    match text {
        "true" => Said::new("是", "yes"),
        "false" => Said::new("否", "no"),
        other => Said::code(other),
    }
}

fn quoted(text: &str) -> Said {
    let short = clipped(text);
    Said::both(format!("“{short}”"))
}

/// Two texts, each from shortly before the place where they part, so that what is told of long ones is what changed.
pub fn apart(old: &str, new: &str) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let from = if same > LONGEST / 2 { same - LONGEST / 4 } else { 0 };
    let told = |text: &[char]| {
        let rest: String = text.iter().skip(from).collect();
        if from > 0 { format!("…{}", clipped(&rest)) } else { clipped(&rest) }
    };
    (told(&old), told(&new))
}

/// The beginning of a text, on one line.
pub fn clipped(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// One name, or the names of a list; what is no name as it is written.
pub fn words_of(node: &Node) -> Vec<String> {
    match &node.tree {
        Tree::List(items) => {
            items.iter().map(|item| item.as_text().map_or_else(|| written(item), str::to_owned)).collect()
        }
        Tree::Scalar { .. } if node.is_blank() => Vec::new(),
        Tree::Scalar { text, .. } => vec![text.clone()],
        Tree::Map(_) => vec![written(node)],
    }
}

/// A value as one could write it, on one line.
pub fn written(node: &Node) -> String {
    match &node.tree {
        Tree::Scalar { text, quoted: true, .. } => format!("{text:?}"),
        Tree::Scalar { text, .. } => text.clone(),
        Tree::List(items) => format!("[{}]", items.iter().map(written).collect::<Vec<_>>().join(", ")),
        Tree::Map(entries) => {
            let entry = |entry: &crate::pack::source::Entry| format!("{}: {}", entry.key, written(&entry.value));
            format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Whether two values are written alike: quotes matter only where they make a text of a number, a flag or nothing.
pub fn same(old: &Node, new: &Node) -> bool {
    match (&old.tree, &new.tree) {
        (Tree::Scalar { text: a, quoted: x, .. }, Tree::Scalar { text: b, quoted: y, .. }) => {
            a == b && (x == y || !is_value(a))
        }
        (Tree::List(a), Tree::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Tree::Map(a), Tree::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.key == b.key && same(&a.value, &b.value))
        }
        _ => false,
    }
}

/// Whether a text without quotes would be something else than a text.
fn is_value(text: &str) -> bool {
    let number = |text: &str| text.starts_with(|first: char| first.is_ascii_digit() || "+-.".contains(first));
    matches!(text, "" | "~" | "null" | "true" | "false") || number(text)
}
