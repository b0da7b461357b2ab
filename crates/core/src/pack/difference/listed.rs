//! Lists of rules: which of the old ones is which of the new ones, and what became of it.

use super::Change;
use super::said::Said;
use super::values::{Read, same};
use super::walk::{Pair, Walk, as_written, reordered};
use crate::pack::keys::{Key, Section, Shape};
use crate::pack::source::{Node, Tree};

/// What tells one rule of a list from the others.
const MARKS: [&str; 7] = ["when", "otherwise", "level", "post", "name", "id", "branch"];

impl Walk<'_> {
    /// A list on both sides: rules with the same condition belong together; of those left over, the first to the first.
    pub(super) fn listed(&mut self, part: &'static Section, key: &'static Key, (old, new): Pair<'_>) {
        let (old, new) = (items(old), items(new));
        let (was, is) = (marks(old), marks(new));
        let mut pairs: Vec<(usize, usize)> =
            was.iter().enumerate().filter_map(|(at, mark)| Some((at, is.iter().position(|it| it == mark)?))).collect();
        let ordered = pairs.is_sorted_by_key(|(_, new)| *new);
        let left =
            |count: usize, taken: &dyn Fn(usize) -> bool| (0..count).filter(|at| !taken(*at)).collect::<Vec<_>>();
        let (gone, come) = (
            left(old.len(), &|at| pairs.iter().any(|it| it.0 == at)),
            left(new.len(), &|at| pairs.iter().any(|it| it.1 == at)),
        );
        let also = gone.len().min(come.len());
        pairs.extend(gone.iter().copied().zip(come.iter().copied()));
        for (before, after) in pairs {
            if let (Some(a), Some(b)) = (old.get(before), new.get(after)) {
                self.both(part, key, after, a, b);
            }
        }
        let rest = |all: &[usize], of: &'_ [Node]| -> Vec<(usize, Node)> {
            all.iter().skip(also).filter_map(|at| Some((*at, of.get(*at)?.clone()))).collect()
        };
        for (at, node) in rest(&come, new) {
            self.alone(Change::Added, part, key, at, &node);
        }
        for (at, node) in rest(&gone, old) {
            self.alone(Change::Gone, part, key, at, &node);
        }
        if let (false, Some(first)) = (ordered, new.first()) {
            let label = Said::new("依次匹配的规则", "the rules");
            self.emit(Change::Changed, (key.name, key.shape), reordered(&label), first);
        }
    }

    fn both(&mut self, part: &'static Section, key: &'static Key, at: usize, old: &Node, new: &Node) {
        if same(old, new) {
            return;
        }
        let said = self.item_title(new, at);
        self.within("", part.name, "", said, |walk| match (old.as_map(), new.as_map()) {
            (Some(_), Some(_)) => walk.section(part, old, new),
            _ => walk.free(key.name, Shape::Free, (Some(old), Some(new))),
        });
    }

    fn alone(&mut self, change: Change, part: &'static Section, key: &'static Key, at: usize, node: &Node) {
        let said = match node.as_map() {
            Some(_) => self.item_title(node, at),
            None => as_written(node),
        };
        let what = self.come_or_gone(change, &said, part, node);
        self.emit(change, (key.name, key.shape), what, node);
    }

    /// A rule by what tells it from the others, else by its place.
    fn item_title(&self, node: &Node, at: usize) -> Said {
        let side = self.new;
        let mark = MARKS.into_iter().find_map(|mark| Some((mark, node.get(mark)?)));
        match mark {
            Some(("when", condition)) => {
                let text = condition.as_text().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
                Said::new(format!("当 `{text}`"), format!("when `{text}`"))
            }
            Some(("otherwise", value)) if value.as_text() == Some("true") => Said::new("其余情形", "otherwise"),
            Some((mark, value)) => Read { side, case: self.case(), key: mark, shape: Shape::Name, node: value }.said(),
            None => Said::new(format!("第 {} 条", at + 1), format!("number {}", at + 1)),
        }
    }
}

/// One item, or those of a list.
fn items(node: Option<&Node>) -> &[Node] {
    match node {
        Some(Node { tree: Tree::List(items), .. }) => items,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

/// What tells each item from the others, the second of a kind by its number.
fn marks(items: &[Node]) -> Vec<(String, usize)> {
    let mut all: Vec<(String, usize)> = Vec::new();
    for item in items {
        let mark = MARKS.into_iter().find_map(|mark| Some(format!("{mark} {}", item.get(mark)?.as_text()?)));
        let mark = mark.unwrap_or_default();
        let number = all.iter().filter(|(known, _)| *known == mark).count();
        all.push((mark, number));
    }
    all
}
