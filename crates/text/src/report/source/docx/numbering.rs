//! The numbers that Word writes itself: 一、 (一) 1. before paragraphs that only say which list they belong to.
//!
//! `numbering.xml` holds the lists and how each level is written, `styles.xml` the lists that styles of headings bring.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// Word has nine levels.
const LEVELS: usize = 9;

/// No list of a report counts further.
const LAST: u32 = 9999;

/// How one level of a list is written.
#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    format: String,
    /// `（%1）`: the number of each level stands for its mark.
    text: String,
    /// Nothing stands between number and words.
    close: bool,
    /// The style of heading that is numbered at this level.
    style: Option<String>,
}

/// A list as paragraphs name it: which form it has, and levels that begin anew in it.
#[derive(Clone, Debug, Default)]
struct List {
    form: u32,
    starts: BTreeMap<usize, u32>,
}

/// The list and level that a paragraph or a style names.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    pub(super) list: Option<u32>,
    pub(super) level: Option<usize>,
    pub(super) style: Option<String>,
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    forms: BTreeMap<u32, Vec<Level>>,
    lists: BTreeMap<u32, List>,
    styles: BTreeMap<String, Place>,
    counts: BTreeMap<u32, [Option<u32>; LEVELS]>,
}

/// The value of an attribute by its name without prefix.
pub(super) fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|one| one.key.local_name().as_ref() == name)?;
    Some(found.value.to_string())
}

/// `w:val` as a number.
pub(super) fn number<T: std::str::FromStr>(tag: &BytesStart<'_>, name: &str) -> Option<T> {
    attribute(tag, name)?.parse().ok()
}

impl Numbering {
    /// Reads the lists and the styles; what cannot be read numbers nothing.
    pub(super) fn of(numbering: Option<&str>, styles: Option<&str>) -> Self {
        let mut made = Self::default();
        if let Some(xml) = numbering {
            made.read_lists(xml);
        }
        if let Some(xml) = styles {
            made.read_styles(xml);
        }
        made
    }

    fn read_lists(&mut self, xml: &str) {
        let (mut form, mut list, mut level) = (None, None, 0_usize);
        for_tags(xml, |tag| match tag.local_name().as_ref() {
            "abstractNum" => (form, list) = (number(tag, "abstractNumId"), None),
            "num" => (form, list) = (None, number::<u32>(tag, "numId")),
            "lvl" | "lvlOverride" => level = number(tag, "ilvl").unwrap_or(LEVELS),
            "abstractNumId" => {
                if let (Some(list), Some(form)) = (list, number(tag, "val")) {
                    self.lists.entry(list).or_default().form = form;
                }
            }
            "startOverride" if level < LEVELS => {
                if let (Some(list), Some(start)) = (list, number(tag, "val")) {
                    self.lists.entry(list).or_default().starts.insert(level, start);
                }
            }
            name => {
                let Some(levels) = form.filter(|_| level < LEVELS).map(|form| self.forms.entry(form).or_default())
                else {
                    return;
                };
                levels.resize(LEVELS, Level { start: 1, ..Level::default() });
                let (Some(level), Some(value)) = (levels.get_mut(level), attribute(tag, "val")) else { return };
                match name {
                    "start" => level.start = value.parse().unwrap_or(1),
                    "numFmt" => level.format = value,
                    "lvlText" => level.text = value,
                    "suff" => level.close = value == "nothing",
                    "pStyle" => level.style = Some(value),
                    _ => {}
                }
            }
        });
    }

    fn read_styles(&mut self, xml: &str) {
        let mut style = String::new();
        for_tags(xml, |tag| match tag.local_name().as_ref() {
            "style" => style = attribute(tag, "styleId").unwrap_or_default(),
            "numId" => self.styles.entry(style.clone()).or_default().list = number(tag, "val"),
            "ilvl" => self.styles.entry(style.clone()).or_default().level = number(tag, "val"),
            _ => {}
        });
    }

    /// The number of the next paragraph at a place, as Word prints it; none for bullets and what no list counts.
    pub(super) fn next(&mut self, place: &Place) -> Option<String> {
        let styled = place.style.as_ref().and_then(|style| self.styles.get(style));
        let id = place.list.or(styled.and_then(|styled| styled.list)).filter(|list| *list > 0)?;
        let list = self.lists.get(&id)?;
        let levels = self.forms.get(&list.form)?;
        let linked = || levels.iter().position(|level| level.style.is_some() && level.style == place.style);
        let at = place.level.or(styled.and_then(|styled| styled.level)).or_else(linked).unwrap_or(0);
        let own = levels.get(at)?;
        let counts = self.counts.entry(list.form).or_default();
        let anew = self.lists.get_mut(&id)?.starts.remove(&at);
        let next = anew.or_else(|| counts.get(at).copied().flatten().map(|count| count.saturating_add(1)));
        for (depth, count) in counts.iter_mut().enumerate() {
            match depth.cmp(&at) {
                std::cmp::Ordering::Less => {
                    count.get_or_insert(levels.get(depth).map_or(1, |level| level.start));
                }
                std::cmp::Ordering::Equal => *count = Some(next.unwrap_or(own.start).min(LAST)),
                std::cmp::Ordering::Greater => *count = None,
            }
        }
        written(levels, own, counts)
    }
}

/// The number of a level with those above it: `%1.%2` is 3.2.
fn written(levels: &[Level], own: &Level, counts: &[Option<u32>; LEVELS]) -> Option<String> {
    if matches!(own.format.as_str(), "bullet" | "none") || !own.text.contains('%') {
        return None;
    }
    let mut label = own.text.clone();
    for (depth, level) in levels.iter().enumerate() {
        let count = counts.get(depth).copied().flatten().unwrap_or(level.start);
        label = label.replace(&format!("%{}", depth + 1), &spelled(&level.format, count));
    }
    Some(if own.close { label } else { label + " " })
}

fn spelled(format: &str, count: u32) -> String {
    if format.starts_with("chinese") || format.starts_with("japaneseCounting") || format.starts_with("ideograph") {
        return chinese(count);
    }
    let nth = |first: u32| char::from_u32(first + count.saturating_sub(1)).map(String::from).unwrap_or_default();
    match format {
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if count <= 20 => nth('①' as u32),
        "upperLetter" if count <= 26 => nth('A' as u32),
        "lowerLetter" if count <= 26 => nth('a' as u32),
        _ => count.to_string(),
    }
}

/// 十二, 二十, 一百零五.
fn chinese(count: u32) -> String {
    const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let mut words = String::new();
    let mut nought = false;
    for (worth, scale) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = count / worth % 10;
        let digit_word = DIGITS.get(digit as usize).copied().unwrap_or_default();
        match digit {
            0 => nought = !words.is_empty(),
            1 if worth == 10 && words.is_empty() => words.push_str(scale),
            _ => {
                words.push_str(if std::mem::take(&mut nought) { "零" } else { "" });
                words.push_str(digit_word);
                words.push_str(scale);
            }
        }
    }
    words
}

/// Every tag that opens, in order; ends at the first that is torn.
fn for_tags(xml: &str, mut told: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => told(&tag),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spelled_as_word_does() {
        let said: Vec<String> = [1, 10, 12, 20, 35, 105, 110, 1001].into_iter().map(chinese).collect();
        assert_eq!(said, ["一", "十", "十二", "二十", "三十五", "一百零五", "一百一十", "一千零一"]);
        assert_eq!(spelled("decimalEnclosedCircle", 3), "③");
        assert_eq!(spelled("upperLetter", 2), "B");
        assert_eq!(spelled("decimal", 7), "7");
    }
}
