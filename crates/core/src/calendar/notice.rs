//! A notice on the days of rest of a year as an office takes it in: what it says, whether it can be right, and the
//! sentences of its text read into days.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use super::data::{NoticeRow, Setting};
use super::days::LAST_DAY;
use super::language::Lang;

/// A notice of the State Council's office, with what it makes of days.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Notice {
    /// The year that it settles.
    pub year: i16,
    /// Its title.
    pub title: String,
    /// Its number, such as 国办发明电〔2025〕7号.
    pub number: String,
    /// The day that it bears: of two notices that speak of a day the later one rules.
    pub published: Date,
    /// Where it was read: an address, or the paper and its date.
    pub source: String,
    /// Days of rest, make-up workdays, and earlier settings taken back.
    pub days: Vec<NoticeDay>,
}

/// What a notice makes of one day.
#[derive(Clone, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
pub struct NoticeDay {
    /// The day.
    pub date: Date,
    /// What it becomes.
    pub kind: Setting,
    /// The festival, or whose make-up day it is.
    pub name: String,
}

/// Why a notice cannot be taken in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NoticeFault {
    /// A field that must be filled in is empty.
    Missing(&'static str),
    /// A field is longer than a notice has it.
    TooLong(&'static str),
    /// A year that the calendar does not reach.
    YearUnknown,
    /// The year is over: what was counted in it stands.
    YearPast(i16),
    /// The day that it bears is still to come.
    PublishedLater(Date),
    /// A day is free and worked at once.
    DayTwice(Date),
    /// A day does not belong to the year.
    DayElsewhere(Date, i16),
    /// A sentence names a day that no month has, or cannot be read.
    Unreadable(String),
    /// The weekday beside a day is another one that year.
    Weekday(Date, String),
    /// A sentence says how many days it frees, and frees another number.
    Count {
        /// The sentence.
        text: String,
        /// What it says.
        said: usize,
        /// What its dates give.
        found: usize,
    },
}

/// The most characters of a notice's title, number and source.
const LONGEST: [(&str, usize); 3] = [("title", 200), ("number", 60), ("source", 300)];

/// The most days that one sentence frees: a slip of the pen must not free a season.
const LONGEST_REST: usize = 31;

impl Notice {
    /// What stands against taking it in on a day, all of it; nothing if it can be right.
    ///
    /// A notice reaches back into the last week of the year before, for a New Year's rest begins there (as in the
    /// notices for 2019 and 2023); any other day of another year is a slip.
    #[must_use]
    pub fn faults(&self, today: Date) -> Vec<NoticeFault> {
        let texts = [&self.title, &self.number, &self.source];
        let mut found = Vec::new();
        for ((field, most), text) in LONGEST.into_iter().zip(texts) {
            if text.trim().is_empty() {
                found.push(NoticeFault::Missing(field));
            } else if text.chars().count() > most {
                found.push(NoticeFault::TooLong(field));
            }
        }
        if self.year > LAST_DAY.year() {
            found.push(NoticeFault::YearUnknown);
        } else if self.year < today.year() {
            found.push(NoticeFault::YearPast(self.year));
        }
        if self.published > today {
            found.push(NoticeFault::PublishedLater(self.published));
        }
        found.extend(self.day_faults());
        found
    }

    fn day_faults(&self) -> Vec<NoticeFault> {
        if self.days.is_empty() {
            return vec![NoticeFault::Missing("days")];
        }
        let before = date(self.year.saturating_sub(1).max(1), 12, 25);
        let elsewhere = |day: &&NoticeDay| day.date.year() != self.year && !(before..).contains(&day.date);
        let beyond = |day: &&NoticeDay| day.date.year() > self.year;
        let mut found: Vec<NoticeFault> = self
            .days
            .iter()
            .filter(|day| elsewhere(day) || beyond(day))
            .map(|day| NoticeFault::DayElsewhere(day.date, self.year))
            .collect();
        let mut kinds: BTreeMap<Date, Setting> = BTreeMap::new();
        for day in &self.days {
            if *kinds.entry(day.date).or_insert(day.kind) != day.kind {
                found.push(NoticeFault::DayTwice(day.date));
            }
        }
        found.dedup();
        found
    }

    /// The rows that it puts into the calendar.
    pub(super) fn rows(&self) -> impl Iterator<Item = NoticeRow> {
        self.days.iter().map(|day| NoticeRow {
            published: Some(self.published),
            date: day.date,
            setting: day.kind,
            name: day.name.clone(),
        })
    }

    /// What a version of the calendar is a digest of, beside the rows.
    pub(super) fn line(&self) -> String {
        format!("{},{},{},{},{}\n", self.year, self.title, self.number, self.published, self.source)
    }
}

/// Reads what a notice makes of days, from its own sentences ("二、春节：2月5日（周五）至11日（周四）放假调休，共7天。
/// 2月14日（周日）上班。") or from rows `2027-02-05,holiday,春节`. Sentences that free or call to work no day are passed over.
///
/// # Errors
/// The first sentence that cannot be right: a day that there is not, another weekday, another number of days.
pub fn read_days(text: &str, year: i16) -> Result<Vec<NoticeDay>, NoticeFault> {
    let mut days = Vec::new();
    for line in text.lines().map(plain_digits) {
        match line.trim() {
            "" => {}
            row if is_row(row) => days.push(read_row(row)?),
            sentence => days.extend(read_paragraph(sentence, year)?),
        }
    }
    days.sort();
    days.dedup_by(|one, other| (one.date, one.kind) == (other.date, other.kind));
    Ok(days)
}

/// Full-width digits as others.
fn plain_digits(line: &str) -> String {
    let plain = |c: char| char::from_u32(u32::from(c).wrapping_sub(0xFF10)).filter(|d| *d < '\u{a}');
    line.chars().map(|c| plain(c).and_then(|d| char::from_digit(d.into(), 10)).unwrap_or(c)).collect()
}

/// `2027-02-05,…`; the header of such rows is a sentence that names no day.
fn is_row(line: &str) -> bool {
    line.split_once(',').is_some_and(|(day, _)| day.trim().len() == 10 && day.matches('-').count() == 2)
}

fn read_row(row: &str) -> Result<NoticeDay, NoticeFault> {
    let unreadable = || NoticeFault::Unreadable(row.to_owned());
    let mut cells = row.split(',').map(str::trim);
    let date = cells.next().and_then(|cell| cell.parse().ok()).ok_or_else(unreadable)?;
    let kind = match cells.next() {
        Some("holiday") => Setting::Holiday,
        Some("workday") => Setting::Workday,
        Some("plain") => Setting::Plain,
        _ => return Err(unreadable()),
    };
    Ok(NoticeDay { date, kind, name: cells.next().unwrap_or_default().to_owned() })
}

/// A paragraph speaks of one festival, which its head names.
fn read_paragraph(paragraph: &str, year: i16) -> Result<Vec<NoticeDay>, NoticeFault> {
    let (head, body) = paragraph.split_once(['：', ':']).unwrap_or(("", paragraph));
    // "六、国庆节、中秋节": the numeral goes, both festivals stay.
    let festival = match head.split_once('、') {
        Some((numeral, names)) if numeral.trim().chars().all(|c| "一二三四五六七八九十".contains(c)) => {
            names.trim()
        }
        _ => head.trim(),
    };
    let rest = if festival.is_empty() { "假日" } else { festival };
    let mut days = Vec::new();
    for sentence in body.split(['。', ';', '；']) {
        let (kind, name) = match () {
            () if sentence.contains("上班") => (Setting::Workday, format!("{festival}调休上班")),
            () if sentence.contains("放假") => (Setting::Holiday, rest.to_owned()),
            () => continue,
        };
        let (dates, said) = Sentence::of(sentence, year).read()?;
        if let Some(said) = said.filter(|said| kind == Setting::Holiday && *said != dates.len()) {
            return Err(NoticeFault::Count { text: sentence.trim().to_owned(), said, found: dates.len() });
        }
        days.extend(dates.into_iter().map(|date| NoticeDay { date, kind, name: name.clone() }));
    }
    Ok(days)
}

/// A sentence on its way into days: "5月1日（周六）至5日（周三）放假调休，共5天".
struct Sentence<'t> {
    whole: &'t str,
    rest: &'t str,
    year: i16,
    month: Option<i8>,
    dates: Vec<Date>,
    /// Whether the day that comes is the last of a run.
    runs: bool,
    /// How many days it says that it frees.
    said: Option<usize>,
}

impl<'t> Sentence<'t> {
    fn of(whole: &'t str, year: i16) -> Self {
        Sentence { whole, rest: whole, year, month: None, dates: Vec::new(), runs: false, said: None }
    }

    fn read(mut self) -> Result<(Vec<Date>, Option<usize>), NoticeFault> {
        while let Some(at) = self.rest.find(|c: char| c.is_ascii_digit()) {
            let (before, from) = self.rest.split_at(at);
            let end = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
            let (number, after) = from.split_at(end);
            self.rest = after;
            self.runs |= before.trim_start().starts_with(['至', '到', '-', '—', '–', '~']);
            self.take(number)?;
        }
        Ok((self.dates, self.said))
    }

    /// A number means what the character behind it says.
    fn take(&mut self, number: &str) -> Result<(), NoticeFault> {
        let unreadable = || NoticeFault::Unreadable(self.whole.trim().to_owned());
        let number: i16 = number.parse().map_err(|_| unreadable())?;
        let small = i8::try_from(number).ok();
        let Some(measure) = self.rest.chars().next() else { return Ok(()) };
        match measure {
            '年' => self.year = number,
            '月' => self.month = Some(small.ok_or_else(unreadable)?),
            '日' | '号' => {
                let day = small.zip(self.month).and_then(|(day, month)| Date::new(self.year, month, day).ok());
                let day = day.ok_or_else(unreadable)?;
                self.rest = self.rest.strip_prefix(measure).unwrap_or_default();
                self.weekday(day)?;
                self.until(day)?;
            }
            '天' => self.said = usize::try_from(number).ok(),
            _ => {}
        }
        Ok(())
    }

    /// The weekday in brackets behind a day: of another year it would be another one.
    fn weekday(&mut self, day: Date) -> Result<(), NoticeFault> {
        let inside = self.rest.strip_prefix(['（', '(']).and_then(|rest| rest.split_once(['）', ')']));
        let Some((inside, rest)) = inside else { return Ok(()) };
        self.rest = rest;
        let named = ["星期", "周"].iter().find_map(|word| inside.split(word).nth(1)?.chars().next());
        let place =
            named.and_then(|named| "一二三四五六日".chars().position(|c| c == named || (named, c) == ('天', '日')));
        match place {
            Some(place) if place != usize::from(day.weekday().to_monday_zero_offset().unsigned_abs()) => {
                Err(NoticeFault::Weekday(day, inside.to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// A day by itself, or the last one of a run.
    fn until(&mut self, day: Date) -> Result<(), NoticeFault> {
        let runs = std::mem::take(&mut self.runs);
        let Some(first) = self.dates.last().copied().filter(|_| runs) else {
            self.dates.push(day);
            return Ok(());
        };
        let run = std::iter::successors(first.tomorrow().ok(), |day| day.tomorrow().ok());
        let run: Vec<Date> = run.take_while(|one| *one <= day).take(LONGEST_REST + 1).collect();
        if run.is_empty() || run.len() > LONGEST_REST {
            return Err(NoticeFault::Unreadable(self.whole.trim().to_owned()));
        }
        self.dates.extend(run);
        Ok(())
    }
}

impl NoticeFault {
    /// The code of the refusal, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "required",
            Self::TooLong(_) => "too-long",
            Self::YearUnknown => "year-unknown",
            Self::YearPast(_) => "year-past",
            Self::PublishedLater(_) => "published-later",
            Self::DayTwice(_) => "day-twice",
            Self::DayElsewhere(..) => "day-of-another-year",
            Self::Unreadable(_) => "unreadable",
            Self::Weekday(..) => "weekday-differs",
            Self::Count { .. } => "count-differs",
        }
    }

    /// The field at fault.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::Missing(field) | Self::TooLong(field) => field,
            Self::YearUnknown | Self::YearPast(_) => "year",
            Self::PublishedLater(_) => "published",
            Self::DayTwice(_)
            | Self::DayElsewhere(..)
            | Self::Unreadable(_)
            | Self::Weekday(..)
            | Self::Count { .. } => "days",
        }
    }

    /// One sentence for whoever takes the notice in.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        match self {
            Self::Missing("days") => "没有读到放假或上班的日子；请粘贴通知正文中的各条安排".to_owned(),
            Self::Missing(_) => "请照通知填写".to_owned(),
            Self::TooLong(_) => "太长，请只照抄通知上的文字".to_owned(),
            Self::YearUnknown => "日历只到 2100 年，请核对年份".to_owned(),
            Self::YearPast(year) => format!("{year} 年已经过去，当年的时限不再改动；请核对年份"),
            Self::PublishedLater(day) => format!("发文日期 {day} 还没有到；请核对发文日期"),
            Self::DayTwice(day) => format!("{day} 既放假又上班；请对照通知，只留一种"),
            Self::DayElsewhere(day, year) => format!("{day} 不在 {year} 年；请核对年份和日期"),
            Self::Unreadable(text) => format!("“{text}”读不出日期；请写成“2月5日至11日放假”或“2月14日上班”"),
            Self::Weekday(day, said) => format!("{day} 不是“{said}”；请核对年份和日期"),
            Self::Count { text, said, found } => format!("“{text}”写着 {said} 天，日期却是 {found} 天；请核对"),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::Missing("days") => {
                "No day off and no day worked was found. Paste the items of the notice's text.".to_owned()
            }
            Self::Missing(_) => "Fill this in as the notice has it.".to_owned(),
            Self::TooLong(_) => "Too long. Copy only what the notice says.".to_owned(),
            Self::YearUnknown => "The calendar ends in 2100. Check the year.".to_owned(),
            Self::YearPast(year) => format!("{year} is over and its deadlines stand. Check the year."),
            Self::PublishedLater(day) => format!("The notice bears {day}, which is still to come. Check the date."),
            Self::DayTwice(day) => format!("{day} is both a day off and worked. Keep one of them, as the notice says."),
            Self::DayElsewhere(day, year) => format!("{day} is not in {year}. Check the year and the day."),
            Self::Unreadable(text) => {
                format!("No day can be read from “{text}”. Write it as “2月5日至11日放假” or “2月14日上班”.")
            }
            Self::Weekday(day, said) => format!("{day} is not “{said}”. Check the year and the day."),
            Self::Count { text, said, found } => {
                format!("“{text}” says {said} days, and its dates are {found}. Check them.")
            }
        }
    }
}
