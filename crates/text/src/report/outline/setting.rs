//! Which years and which region a report speaks of. The headings decide; a title follows one of two conventions and
//! decides nothing.

use crate::report::marks::{begins, counting, digit, ends, figure, find, first_year, holds, holds_any, year, years};
use crate::report::text::Setting;

use super::heading::Heading;
use super::part::Part;

/// What the words of a document tell about it. `text` is its whole clean text, `title` the title's letters.
pub fn setting(text: &[char], title: &[char], headings: &[Heading]) -> Setting {
    let (year_reviewed, year_planned) = spoken_years(text, headings);
    Setting { year_reviewed, year_planned, region: region(text, title) }
}

fn spoken_years(text: &[char], headings: &[Heading]) -> (Option<i16>, Option<i16>) {
    let of = |part: Part| {
        headings.iter().filter(move |heading| heading.part == Some(part)).map(|heading| heading.words(text))
    };
    // Of 过去五年 and of a range the last year counts: 2016–2020年.
    let reviewed = of(Part::Review).filter_map(|words| years(words).max()).max();
    let planned = of(Part::Plan).filter_map(first_year).min();
    match (reviewed, planned) {
        (Some(reviewed), Some(planned)) if planned <= reviewed => (Some(planned - 1), Some(planned)),
        (Some(_), Some(_)) => (reviewed, planned),
        (Some(reviewed), None) => (Some(reviewed), plans(text, reviewed + 1).then_some(reviewed + 1)),
        (None, Some(planned)) => (behind(text, planned - 1).then_some(planned - 1), Some(planned)),
        (None, None) => by_session(text),
    }
}

/// Whether the text plans for a year: the year stands with a word of planning, or 明年 does.
fn ahead(text: &[char], year: i16) -> bool {
    beside(text, year, &["目标", "安排", "任务", "要求", "计划", "工作", "做好", "重点", "将", "力争"])
        || holds_any(text, &["明年的", "明年经济", "明年工作", "做好明年"])
}

fn behind(text: &[char], year: i16) -> bool {
    beside(text, year, &["工作", "完成", "实现", "年来", "回顾", "增长"])
        || holds_any(text, &["一年来", "过去一年", "过去的一年", "去年"])
}

fn beside(text: &[char], wanted: i16, words: &[&str]) -> bool {
    (0..text.len()).any(|at| {
        let here = text.get(at..).unwrap_or_default();
        year(here).is_some_and(|(found, _)| found == wanted)
            && holds_any(here.get(..here.len().min(40)).unwrap_or_default(), words)
    })
}

/// Without years in the headings: the day of the session. A report given in autumn or winter looks back on its own year,
/// one given in spring on the year before.
fn by_session(text: &[char]) -> (Option<i16>, Option<i16>) {
    let spoken = spoken(text);
    let reviewed = match session(text) {
        Some((year, Some(month))) if month >= 9 => Some(year),
        Some((year, Some(_))) => Some(year - 1),
        _ => spoken.0,
    };
    match reviewed {
        Some(reviewed) => (Some(reviewed), plans(text, reviewed + 1).then_some(reviewed + 1)),
        None => spoken,
    }
}

/// Whether the text plans for a year by its number, or as 今年 in a session of that year.
fn plans(text: &[char], year: i16) -> bool {
    let this_year = [
        "今年发展主要",
        "今年经济社会发展",
        "今年政府工作",
        "今年工作",
        "今年主要",
        "今年预期",
        "今年的主要",
        "做好今年",
    ];
    ahead(text, year) || (session(text).is_some_and(|(held, _)| held == year) && holds_any(text, &this_year))
}

/// Years of the sentences that tell what was and what shall be.
fn spoken(text: &[char]) -> (Option<i16>, Option<i16>) {
    let with = |words: &[&str]| {
        (0..text.len()).find_map(|at| {
            let here = text.get(at..)?;
            let (found, length) = year(here)?;
            holds_any(here.get(length..here.len().min(length + 24))?, words).then_some(found)
        })
    };
    let planned = with(&["主要预期目标", "预期目标", "工作的总体要求", "工作安排", "重点工作", "工作任务", "主要目标"]);
    let reviewed = with(&["工作回顾", "一年来", "全年完成", "全年实现", "我们"])
        .filter(|reviewed| planned.is_none_or(|planned| *reviewed < planned));
    match (reviewed, planned) {
        (None, Some(planned)) => (behind(text, planned - 1).then_some(planned - 1), Some(planned)),
        (Some(reviewed), None) => (Some(reviewed), plans(text, reviewed + 1).then_some(reviewed + 1)),
        both => both,
    }
}

/// Year and month of the session, as the line under the title or the first sentence has them.
pub fn session(text: &[char]) -> Option<(i16, Option<u32>)> {
    let (year, month, _) = held(text)?;
    Some((year, month))
}

/// The day of the session, as precisely as the text says it: `2023-12-25`, `2024-01`, `2024`.
pub fn delivered(text: &[char]) -> Option<String> {
    Some(match held(text)? {
        (year, Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
        (year, Some(month), None) => format!("{year}-{month:02}"),
        (year, ..) => year.to_string(),
    })
}

fn held(text: &[char]) -> Option<(i16, Option<u32>, Option<u32>)> {
    let head = text.get(..text.len().min(600)).unwrap_or_default();
    let told = ["代表大会", "会议", "各位代表"];
    (0..head.len()).filter(|at| told.iter().any(|word| begins(head.get(*at..).unwrap_or_default(), word))).find_map(
        |stop| {
            let before = head.get(stop.saturating_sub(80)..stop)?;
            let (at, year) = (0..before.len())
                .rev()
                .find_map(|at| year(before.get(at..)?).map(|(year, length)| (at + length, year)))?;
            let (month, rest) = counted(before.get(at..)?, 12, '月');
            let (day, _) = counted(rest, 31, '日');
            Some((year, month, day.filter(|_| month.is_some())))
        },
    )
}

/// A number with its word behind, in either script, and what follows.
fn counted(text: &[char], most: u32, word: char) -> (Option<u32>, &[char]) {
    let number = figure(text).or_else(|| counting(text));
    let fit = number.filter(|(number, length)| (1..=most).contains(number) && text.get(*length) == Some(&word));
    fit.map_or((None, text), |(number, length)| (Some(number), text.get(length + 1..).unwrap_or_default()))
}

/// The stretch that names the congress: 江汉区第十六届人民代表大会第三次会议.
pub fn congress(text: &[char]) -> Option<std::ops::Range<usize>> {
    let head = text.get(..text.len().min(1500)).unwrap_or_default();
    let at = find(head, "届人民代表大会").or_else(|| find(head, "届全国人民代表大会"))?;
    let before = head.get(..at)?;
    let from = before.iter().rposition(|letter| matches!(letter, '在' | '日' | '\n' | '—' | ',' | '(' | ':'))? + 1;
    let meeting = find(head.get(at..at + 40.min(head.len() - at))?, "次会议")?;
    Some(from..at + meeting + 3)
}

/// The region a report speaks for, as it calls it; 全国 for the State Council.
pub fn region(text: &[char], title: &[char]) -> Option<String> {
    let head = text.get(..text.len().min(1500)).unwrap_or_default();
    from_session(head)
        .or_else(|| from_title(title))
        .or_else(|| from_speaker(head))
        .or_else(|| holds(head, "国务院").then(|| "全国".to_owned()))
}

/// 在武汉市江汉区第十六届人民代表大会: the last place before 第…届.
fn from_session(head: &[char]) -> Option<String> {
    (0..head.len())
        .filter(|at| head.get(*at..).is_some_and(|rest| begins(rest, "人民代表大会")))
        .find_map(|congress| convened(head, congress))
}

fn convened(head: &[char], congress: usize) -> Option<String> {
    let before = head.get(congress.saturating_sub(30)..congress)?;
    if holds(before, "全国") {
        return Some("全国".to_owned());
    }
    let term = before.iter().rposition(|letter| *letter == '第').unwrap_or(before.len());
    let place = before.get(..term)?;
    let from = place
        .iter()
        .rposition(|letter| matches!(letter, '在' | '日' | '\n' | '—' | ',' | '(' | ' ' | ':'))
        .map_or(0, |at| at + 1);
    last_place(place.get(from..)?)
}

/// 2018年武汉市江汉区政府工作报告.
fn from_title(title: &[char]) -> Option<String> {
    let end = find(title, "人民政府").or_else(|| find(title, "政府工作报告")).or_else(|| find(title, "政府"))?;
    let before = title.get(..end)?;
    let from =
        before.iter().rposition(|letter| matches!(letter, '年' | '度' | '】' | ']' | ':' | ' ')).map_or(0, |at| at + 1);
    last_place(before.get(from..)?)
}

/// 我代表江汉区人民政府; 江汉区人民政府区长.
fn from_speaker(head: &[char]) -> Option<String> {
    let government = find(head, "人民政府")?;
    let before = head.get(government.saturating_sub(16)..government)?;
    let from = before
        .iter()
        .rposition(|letter| matches!(letter, '表' | '\n' | ',' | '。' | ':' | '在' | '上' | ' '))
        .map_or(0, |at| at + 1);
    last_place(before.get(from..)?)
}

/// The last unit of a chain of places: 武汉市江汉区 is 江汉区.
fn last_place(chain: &[char]) -> Option<String> {
    let mut from = 0;
    let mut last = None;
    for (at, letter) in chain.iter().enumerate() {
        let name = chain.get(from..=at)?;
        let unit = matches!(letter, '省' | '市' | '区' | '县' | '旗' | '州' | '盟' | '镇' | '乡');
        let inner = chain
            .get(at + 1)
            .is_some_and(|next| matches!(next, '区' | '县' | '市' | '旗') || (*letter == '州' && *next != '区'));
        if unit
            && name.len() >= 3 - usize::from(!inner)
            && !(inner && name.len() < 2)
            && !begins(chain.get(at + 1..)?, "区")
        {
            last = Some(name.iter().collect::<String>());
            from = at + 1;
        }
    }
    let rest = chain.get(from..)?;
    let named = rest.len() >= 3 && (ends(rest, "新区") || ends(rest, "开发区") || ends(rest, "街道"));
    let last = if named { Some(rest.iter().collect()) } else { last };
    let strange = |name: &str| {
        ["政府", "报告", "已经", "代表", "会议", "本", "全", "大会"].iter().any(|word| name.contains(word))
    };
    last.filter(|name: &String| {
        name.chars().count() >= 2
            && !strange(name)
            && name.chars().next().is_some_and(|first| digit(first).is_none() || name.chars().count() > 2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Option<String> {
        last_place(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn the_last_place_of_a_chain_is_the_region() {
        assert_eq!(place("武汉市江汉区").as_deref(), Some("江汉区"));
        assert_eq!(place("济南市市中区").as_deref(), Some("市中区"));
        assert_eq!(place("湖北省").as_deref(), Some("湖北省"));
        assert_eq!(place("新疆维吾尔自治区").as_deref(), Some("新疆维吾尔自治区"));
        assert_eq!(place("区"), None);
        assert_eq!(place("恩施土家族苗族自治州").as_deref(), Some("恩施土家族苗族自治州"));
        assert_eq!(place("广州市").as_deref(), Some("广州市"));
    }
}
