//! Figures from outside: a statistic of a period, or a sensor's reading of an instant, with its source and whether it is
//! preliminary or final. What replaces it keeps it; what cannot be right is refused, what is unlikely asks to be confirmed.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::casework::refusal::Fault;

/// How often the last value a new one must be to be asked about: a thousandfold, as 万 and 元 mistaken for one another are.
const JUMP: i64 = 1000;
/// How often a figure may be revised before somebody has to look at why.
pub const MOST_REVISIONS: usize = 200;

/// Whether a statistic may still change.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Release {
    /// 初步核算, 快报.
    Preliminary,
    /// 最终核实, or a reading.
    #[default]
    Final,
}

impl Release {
    /// Reads the words that tables use, and the codes.
    pub fn of_words(words: &str) -> Option<Release> {
        match words.trim() {
            "" | "final" | "最终" | "最终核实" | "核实数" | "终值" | "正式" => Some(Release::Final),
            "preliminary" | "初步" | "初步核算" | "快报" | "快报数" | "预计" | "初值" => {
                Some(Release::Preliminary)
            }
            _ => None,
        }
    }
}

/// The period or instant that a figure is about.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct When(String);

impl When {
    /// Reads `2026`, `2026-Q2`, `2026-06`, a day, or an instant with its offset (kept to the second, in UTC); and as
    /// people write them: 2026年, 2026年6月, 2026年二季度, 2026年上半年 is none.
    pub fn read(text: &str) -> Option<When> {
        let text = text.trim();
        if let Ok(at) = text.parse::<Timestamp>() {
            return Some(When(at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())).filter(When::is_in_range);
        }
        let text = plain(text);
        let known = text.is_ascii() && is_period(&text);
        known.then_some(When(text)).filter(When::is_in_range)
    }

    /// As it is written: `2026-06`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The year that it is in.
    pub fn year(&self) -> i16 {
        self.0.get(..4).and_then(|digits| digits.parse().ok()).unwrap_or_default()
    }

    /// The instant at which it is over, by which readings are ordered: the reading's own, or the end of the period's last
    /// day at +08:00.
    pub fn ends(&self) -> Option<Timestamp> {
        if let Ok(at) = self.0.parse::<Timestamp>() {
            return Some(at);
        }
        let last = last_day(&self.0)?;
        crate::calendar::zone().to_timestamp(last.at(23, 59, 59, 0)).ok()
    }

    fn is_in_range(&self) -> bool {
        (2000..=2100).contains(&self.year()) && self.ends().is_some()
    }
}

impl TryFrom<String> for When {
    type Error = String;

    fn try_from(text: String) -> Result<When, String> {
        When::read(&text).ok_or(text)
    }
}

impl From<When> for String {
    fn from(when: When) -> String {
        when.0
    }
}

/// 2026年6月 as 2026-06, 2026年二季度 as 2026-Q2; what is written so already stays.
fn plain(text: &str) -> String {
    let Some((year, rest)) = text.split_once('年') else { return text.to_owned() };
    let rest = rest.trim_start_matches('第').trim_end_matches(['月', '度']);
    let quarter = rest.strip_suffix('季').map(|n| match n {
        "一" | "1" => "Q1",
        "二" | "2" => "Q2",
        "三" | "3" => "Q3",
        "四" | "4" => "Q4",
        other => other,
    });
    match (rest, quarter) {
        ("", _) => year.to_owned(),
        (_, Some(quarter)) => format!("{year}-{quarter}"),
        (month, None) => format!("{year}-{month:0>2}"),
    }
}

fn is_period(text: &str) -> bool {
    let is_digits = |part: &str, len: usize| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    let shape = match text.get(4..) {
        Some("") => true,
        Some(rest) => rest.strip_prefix('-').is_some_and(|part| {
            matches!(part, "Q1" | "Q2" | "Q3" | "Q4")
                || is_digits(part, 2)
                || part.split_once('-').is_some_and(|(month, day)| is_digits(month, 2) && is_digits(day, 2))
        }),
        None => false,
    };
    shape && text.get(..4).is_some_and(|year| is_digits(year, 4))
}

fn last_day(text: &str) -> Option<Date> {
    let year: i16 = text.get(..4)?.parse().ok()?;
    match text.get(5..) {
        None | Some("") => Date::new(year, 12, 31).ok(),
        Some(part) => match part.strip_prefix('Q') {
            Some(quarter) => {
                let month = quarter.parse::<i8>().ok()?.checked_mul(3)?;
                Some(Date::new(year, month, 1).ok()?.last_of_month())
            }
            None if part.len() == 2 => Some(Date::new(year, part.parse().ok()?, 1).ok()?.last_of_month()),
            None => text.parse().ok(),
        },
    }
}

/// A figure as somebody outside says it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Said {
    /// Its value, in the measure; none where only the growth is told.
    pub value: Option<Decimal>,
    /// Growth against the same period of last year, in per cent.
    pub growth_pct: Option<Decimal>,
    /// The unit of measure.
    pub measure: String,
    /// Whether it may still change.
    pub release: Release,
    /// Who says so: an office, a system.
    pub source: String,
}

/// What was said before, and until when it stood.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Replaced {
    /// What was said.
    #[serde(flatten)]
    pub said: Said,
    /// When it was taken in.
    pub taken: Timestamp,
    /// When something else took its place.
    pub until: Timestamp,
}

/// A figure of one period as it is kept, with everything that it replaced, oldest first.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Kept {
    /// What is said now.
    #[serde(flatten)]
    pub said: Said,
    /// When it was taken in.
    pub taken: Timestamp,
    /// What it replaced.
    #[serde(default)]
    pub replaced: Vec<Replaced>,
}

impl Kept {
    /// What was known of it at an instant; none before it was first said.
    pub fn as_of(&self, at: Timestamp) -> Option<&Said> {
        let before = self.replaced.iter().find(|old| old.taken <= at && at < old.until).map(|old| &old.said);
        before.or_else(|| (self.taken <= at).then_some(&self.said))
    }
}

/// What taking a figure in does.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Change {
    /// It is new.
    New(Kept),
    /// It replaces what was said before.
    Revised(Kept),
    /// The same stands there already.
    Same,
}

/// What is known of a series when something new is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'s> {
    /// The series' unit of measure; none for a new series.
    pub measure: Option<&'s str>,
    /// The value of the period before.
    pub last: Option<Decimal>,
    /// What stands for this period.
    pub kept: Option<&'s Kept>,
}

/// Takes a figure in, or says why not. `confirmed`: a person has looked at what is unlikely.
///
/// # Errors
/// The faults: nothing is said, another measure, and, unless confirmed, a thousandfold jump or a preliminary figure in
/// place of a final one.
pub fn take(said: Said, beside: Beside<'_>, at: Timestamp, confirmed: bool) -> Result<Change, Vec<Fault>> {
    let mut faults: Vec<Fault> = empty(&said).into_iter().chain(other_measure(&said, beside.measure)).collect();
    if !confirmed {
        faults.extend(jump(&said, beside));
        faults.extend(less_final(&said, beside.kept));
    }
    let Some(kept) = beside.kept else {
        return if faults.is_empty() {
            Ok(Change::New(Kept { said, taken: at, replaced: Vec::new() }))
        } else {
            Err(faults)
        };
    };
    if kept.said == said {
        return Ok(Change::Same);
    }
    if kept.replaced.len() >= MOST_REVISIONS {
        faults.push(Fault::new(
            "/value",
            "too-many-revisions",
            "这个数改过太多次，请核对数据来源",
            "This figure was revised too often. Look at where it comes from.",
        ));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut replaced = kept.replaced.clone();
    // A clock that stepped back must not make a figure end before it began.
    let until = at.max(kept.taken);
    replaced.push(Replaced { said: kept.said.clone(), taken: kept.taken, until });
    Ok(Change::Revised(Kept { said, taken: until, replaced }))
}

fn empty(said: &Said) -> Option<Fault> {
    let nothing = said.value.is_none() && said.growth_pct.is_none();
    nothing.then(|| Fault::new("/value", "required", "请填写数值或增速", "Give a value or a growth."))
}

fn other_measure(said: &Said, measure: Option<&str>) -> Option<Fault> {
    let measure = measure.filter(|measure| *measure != said.measure)?;
    let zh = format!("这个指标一直用“{measure}”，文件里是“{}”，请换算后再传", said.measure);
    let en =
        format!("This figure is kept in {measure}, and the row says {}. Convert it and send it again.", said.measure);
    Some(Fault::new("/measure", "other-measure", zh, en))
}

fn jump(said: &Said, beside: Beside<'_>) -> Option<Fault> {
    let (now, before) = (said.value?, beside.kept.and_then(|kept| kept.said.value).or(beside.last)?);
    let (low, high) = (now.abs().min(before.abs()), now.abs().max(before.abs()));
    let far = !low.is_zero() && high.checked_div(JUMP.into()).is_some_and(|high| high >= low);
    far.then(|| {
        let zh = format!("上一个数是 {before}，这个数是 {now}，相差千倍以上，请核对单位；确实无误请确认");
        let en = format!("The figure before is {before} and this is {now}, a thousandfold apart. Look at the measure; confirm it if it is right.");
        Fault::new("/value", "jump", zh, en)
    })
}

fn less_final(said: &Said, kept: Option<&Kept>) -> Option<Fault> {
    let back = kept?.said.release == Release::Final && said.release == Release::Preliminary;
    back.then(|| {
        Fault::new(
            "/status",
            "final-before",
            "已有最终数，不能用初步数替换；确需替换请确认",
            "A final figure stands there. Confirm it if a preliminary one is to take its place.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(value: i64) -> Said {
        Said {
            value: Some(value.into()),
            growth_pct: None,
            measure: "亿元".into(),
            release: Release::Final,
            source: "合成统计局".into(),
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn kept(value: i64) -> Kept {
        Kept { said: said(value), taken: at(1), replaced: Vec::new() }
    }

    fn codes(change: Result<Change, Vec<Fault>>) -> Vec<String> {
        change.unwrap_err().into_iter().map(|fault| fault.code).collect()
    }

    #[test]
    fn a_revision_keeps_what_it_replaces_and_any_past_day_gives_what_was_known_then() {
        let before = kept(420);
        let beside = Beside { kept: Some(&before), ..Beside::default() };
        let Ok(Change::Revised(after)) = take(said(430), beside, at(9), false) else { panic!() };
        assert_eq!(after.as_of(at(5)).and_then(|it| it.value), Some(420.into()));
        assert_eq!(after.as_of(at(9)).and_then(|it| it.value), Some(430.into()));
        assert_eq!(after.as_of(at(0)), None);
        let again = Beside { kept: Some(&after), ..Beside::default() };
        assert_eq!(take(said(430), again, at(10), false), Ok(Change::Same), "the same upload twice adds nothing");
    }

    #[test]
    fn what_is_unlikely_asks_and_what_is_wrong_does_not() {
        let jump = Beside { last: Some(420.into()), ..Beside::default() };
        assert_eq!(codes(take(said(4_200_000), jump, at(2), false)), ["jump"]);
        assert!(take(said(4_200_000), jump, at(2), true).is_ok(), "confirmed");
        let measure = Beside { measure: Some("万元"), ..Beside::default() };
        assert_eq!(codes(take(said(420), measure, at(2), true)), ["other-measure"]);
        let before = kept(420);
        let early = Said { release: Release::Preliminary, ..said(421) };
        let beside = Beside { kept: Some(&before), ..Beside::default() };
        assert_eq!(codes(take(early, beside, at(2), false)), ["final-before"]);
        assert_eq!(codes(take(Said { value: None, ..said(0) }, Beside::default(), at(2), true)), ["required"]);
    }

    #[test]
    fn rain_after_none_is_no_jump() {
        let beside = Beside { last: Some(Decimal::ZERO), ..Beside::default() };
        assert!(take(said(80), beside, at(2), false).is_ok());
    }

    #[test]
    fn periods_are_read_as_people_write_them() {
        let told = |text: &str| When::read(text).map(|when| when.0);
        assert_eq!(told("2026年").as_deref(), Some("2026"));
        assert_eq!(told("2026年6月").as_deref(), Some("2026-06"));
        assert_eq!(told("2026年第二季度").as_deref(), Some("2026-Q2"));
        assert_eq!(told("2026-07-01T08:05:00+08:00").as_deref(), Some("2026-07-01T00:05:00Z"));
        for wrong in ["", "今年", "2026-13", "2026-02-30", "1999", "26", "2026年上半年", "2026-W03", "２０２６"]
        {
            assert_eq!(told(wrong), None, "{wrong}");
        }
        assert!(When::read("2026-06").unwrap().ends() < When::read("2026-Q3").unwrap().ends());
    }
}
