//! Where the head of a table is, and which column is which field: by its title, by the field's name, or as the same
//! heading was read the last time.

use std::collections::{BTreeMap, BTreeSet};

use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType};
use bihuan_text::table::Row;

use super::entries::KEY;
use crate::law::Law;

/// The column of matters' numbers.
pub const NUMBER: &str = "#number";
/// The column that says which action to take.
pub const ACTION: &str = "#action";
/// The column of the open matter that a new one is the same as.
pub const ALIKE: &str = "#alike";
/// A column of ours that only tells: why a row was refused, that it is invented.
const TOLD: &str = "#told";

/// Rows in which the head is looked for: titles, dates and makers may stand above it.
const LOOKED_AT: usize = 20;

/// Headings of the kernel's own columns, as pages, files of ours and offices write them.
const OWN: [(&str, &[&str]); 5] = [
    (KEY, &["键", "主键", "编码", "key", "id"]),
    (NUMBER, &["编号", "件号", "工单号", "工单编号", "办件编号", "number", "case number", "casenumber"]),
    (ACTION, &["办理动作", "动作", "办理", "action", "step"]),
    (ALIKE, &["同一件编号", "相同件编号", "相同工单", "重复工单", "same as", "duplicate of"]),
    (TOLD, &["未收原因", "why not taken", "标记", "mark"]),
];

/// A column that a file may have.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Known {
    /// What stands for it in a layout: a field's name, `place/address`, [`NUMBER`], [`ACTION`], [`ALIKE`].
    pub target: String,
    /// The field; none for the kernel's own columns.
    pub field: Option<String>,
    /// Chinese title.
    pub zh: String,
    /// English title.
    pub en: String,
    /// Whether filing asks for it in any case.
    pub required: bool,
    /// Whether it belongs to the form that files, rather than to an action.
    pub files: bool,
}

/// Which row is the head, and what its columns are.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Layout {
    /// The place of the head among the rows.
    pub head: usize,
    /// The words over each column.
    pub titles: Vec<String>,
    /// What each column is; empty where it is left out.
    pub targets: Vec<String>,
}

impl Layout {
    /// The layout that fits the rows best. `remembered` tells what headings stood for the last time.
    pub fn recognise(known: &[Known], rows: &[Row], remembered: &BTreeMap<String, String>) -> Layout {
        let first = rows.iter().take(LOOKED_AT).enumerate();
        let read = first.map(|(head, row)| Layout::of_head(known, head, row, remembered));
        // Of equals the first; where nothing is known, the widest row is the likeliest head.
        let mut best = Layout::default();
        let mut most = (0, 0);
        for layout in read {
            let found = layout.targets.iter().filter(|target| !target.is_empty()).count();
            let width = layout.titles.iter().filter(|title| !title.is_empty()).collect::<BTreeSet<_>>().len();
            if (found, width) > most {
                (best, most) = (layout, (found, width));
            }
        }
        best
    }

    fn of_head(known: &[Known], head: usize, row: &Row, remembered: &BTreeMap<String, String>) -> Layout {
        let titles: Vec<String> = row.cells.iter().map(|cell| cell.words().trim().to_owned()).collect();
        let mut used = BTreeSet::new();
        let target = |title: &String| {
            let found = remembered.get(&plain(title)).cloned().or_else(|| target_of(known, title));
            let known = |target: &String| target.is_empty() || known.iter().any(|known| known.target == *target);
            found.filter(|target| known(target) && (target.is_empty() || used.insert(target.clone())))
        };
        let targets = titles.iter().map(target).map(Option::unwrap_or_default).collect();
        Layout { head, titles, targets }
    }

    /// The same with columns set by hand.
    #[must_use]
    pub fn with(mut self, known: &[Known], targets: &[String]) -> Layout {
        for (mine, given) in self.targets.iter_mut().zip(targets) {
            if given.is_empty() || known.iter().any(|known| known.target == *given) {
                mine.clone_from(given);
            }
        }
        self
    }

    /// The column of a target.
    pub fn column(&self, target: &str) -> Option<usize> {
        self.targets.iter().position(|known| known == target)
    }

    /// What is to be remembered: each heading with what it stood for.
    pub fn remembered(&self) -> BTreeMap<String, String> {
        let pairs = self.titles.iter().map(|title| plain(title)).zip(self.targets.iter().cloned());
        pairs.filter(|(title, _)| !title.is_empty()).collect()
    }

    /// The titles that stand twice for one field: then nobody knows which one holds.
    pub fn doubled(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let all = self.targets.iter().zip(&self.titles).filter(|(target, _)| !target.is_empty());
        all.filter(|(target, _)| !seen.insert((*target).clone())).map(|(_, title)| title.as_str()).collect()
    }
}

/// A heading without what differs from file to file: spaces, stars, remarks in brackets, case.
fn plain(title: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in title.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            c if depth > 0 || c.is_whitespace() || "*＊:：".contains(c) => {}
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

fn target_of(known: &[Known], title: &str) -> Option<String> {
    let title = plain(title);
    let own = OWN.iter().find(|(_, words)| words.iter().any(|word| plain(word) == title));
    let same = |known: &&Known| [&known.zh, &known.en, &known.target].into_iter().any(|word| plain(word) == title);
    let by_name = || known.iter().find(same).map(|known| known.target.clone());
    if title.is_empty() {
        return None;
    }
    by_name().or_else(|| own.map(|(target, _)| if *target == TOLD { String::new() } else { (*target).to_owned() }))
}

/// Every column that a file about this kind of matter may have: the kernel's own, its form's, then its actions'.
pub fn known_columns(law: &Law, rules: &CaseType) -> Vec<Known> {
    let own = |target: &str, zh: &str, en: &str| Known {
        target: target.into(),
        field: None,
        zh: zh.into(),
        en: en.into(),
        required: false,
        files: false,
    };
    let mut columns = vec![own(NUMBER, "编号", "Number"), own(ACTION, "办理动作", "Action")];
    let pack = rules.id.0.split_once('.').and_then(|(pack, _)| law.packs.get(pack));
    let case = rules.id.0.split_once('.').map_or("", |(_, case)| case);
    let english = |path: &[&str], field: &Field| {
        let told = pack.and_then(|pack| pack.english("field", path)).map(str::to_owned);
        told.unwrap_or_else(|| field.name.clone())
    };
    for field in &rules.form {
        put(&mut columns, field, english(&[case, &field.name], field), true);
    }
    columns.extend(rules.alike.as_ref().map(|_| Known { files: true, ..own(ALIKE, "同一件编号", "Same as") }));
    for (stage, action) in rules.all_actions() {
        let stage = stage.map(|stage| stage.name.as_str());
        for field in &action.ask {
            let path: Vec<&str> =
                [Some(case), stage, Some(&action.name), Some(&field.name)].into_iter().flatten().collect();
            put(&mut columns, field, english(&path, field), false);
        }
    }
    columns
}

/// A field as columns; a place as the whole and as its parts. Files come in no table.
pub(super) fn put(columns: &mut Vec<Known>, field: &Field, en: String, files: bool) {
    if field.kind == FieldType::File || columns.iter().any(|known| known.target == field.name) {
        return;
    }
    let column = |part: &str, zh: &str, word: &str| Known {
        target: format!("{}{part}", field.name),
        field: Some(field.name.clone()),
        zh: format!("{}{zh}", field.title),
        en: format!("{en}{word}"),
        required: files && field.required && part.is_empty(),
        files,
    };
    columns.push(column("", "", ""));
    if field.kind == FieldType::Place {
        columns.push(column("/unit", "·街道社区", ": street or community"));
        columns.push(column("/address", "·地址", ": address"));
        columns.push(column("/lon", "·经度", ": longitude"));
        columns.push(column("/lat", "·纬度", ": latitude"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bihuan_text::table::Cell;

    fn known(target: &str, zh: &str, en: &str) -> Known {
        Known {
            target: target.into(),
            field: Some(target.into()),
            zh: zh.into(),
            en: en.into(),
            required: false,
            files: true,
        }
    }

    fn row(number: usize, cells: &[&str]) -> Row {
        Row { number, cells: cells.iter().map(|text| Cell::from(*text)).collect() }
    }

    #[test]
    fn the_head_is_found_below_titles_and_by_either_language() {
        let known = [known("content", "反映内容", "What happened"), known("phone", "联系电话", "Telephone")];
        let rows = [
            row(1, &["2026年登记表", "2026年登记表", "2026年登记表"]),
            row(2, &["制表人:合成甲", "", ""]),
            row(4, &["反映内容(必填)*", "Telephone", "备注"]),
            row(5, &["路灯不亮", "13800000000", ""]),
        ];
        let layout = Layout::recognise(&known, &rows, &BTreeMap::new());
        assert_eq!(layout.head, 2);
        assert_eq!(layout.targets, ["content", "phone", ""]);
    }

    #[test]
    fn last_years_heading_is_known_again_and_one_field_has_one_column() {
        let known = [known("content", "反映内容", "What happened")];
        let rows = [row(1, &["诉求描述", "反映内容"])];
        let remembered = BTreeMap::from([("诉求描述".to_owned(), "content".to_owned())]);
        let layout = Layout::recognise(&known, &rows, &remembered);
        assert_eq!(layout.targets, ["content", ""]);
        let by_hand = layout.with(&known, &["content".into(), "content".into()]);
        assert_eq!(by_hand.doubled(), ["反映内容"]);
    }
}
