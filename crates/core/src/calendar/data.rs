//! What the notices say, and what the law alone says of years without a notice.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::days::FIRST_DAY;
use super::error::CalendarError;

/// The notices that ship; see `data/calendar/README.md` for their source.
pub(super) const NOTICES: &str = include_str!("../../../../data/calendar/cn.csv");
/// Where the movable festivals fall, 2004–2100; the same README.
pub(super) const FESTIVALS: &str = include_str!("../../../../data/calendar/festivals.csv");

/// What a notice makes of a day.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Setting {
    /// A day of rest.
    Holiday,
    /// A make-up workday (调休上班).
    Workday,
    /// An ordinary day again: an earlier setting is taken back.
    Plain,
}

/// One row of a notice. Rows sort by notice, so that a later notice has the last word on a day.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct NoticeRow {
    /// The day the notice bears; none = not looked up, taken as always known.
    pub published: Option<Date>,
    pub date: Date,
    pub setting: Setting,
    pub name: String,
}

impl NoticeRow {
    /// The row as it stands in the file: the bytes that a version is a digest of.
    pub fn line(&self) -> String {
        let setting = match self.setting {
            Setting::Holiday => "holiday",
            Setting::Workday => "workday",
            Setting::Plain => "plain",
        };
        let published = self.published.map(|date| date.to_string()).unwrap_or_default();
        format!("{},{setting},{},{published}\n", self.date, self.name)
    }
}

/// Reads `date,kind,name,published` with a header line.
pub(super) fn read_notices(csv: &str) -> Result<Vec<NoticeRow>, CalendarError> {
    rows(csv, read_notice)
}

fn read_notice(line: &str) -> Option<NoticeRow> {
    let [date, setting, name, published] = cells(line)?;
    let setting = match setting {
        "holiday" => Setting::Holiday,
        "workday" => Setting::Workday,
        "plain" => Setting::Plain,
        _ => return None,
    };
    let published = if published.is_empty() { None } else { Some(published.parse().ok()?) };
    let date: Date = date.parse().ok()?;
    (date >= FIRST_DAY).then(|| NoticeRow { published, date, setting, name: name.to_owned() })
}

/// The days of one year on which the movable festivals fall.
#[derive(Clone, Copy, Debug)]
pub(super) struct FestivalYear {
    pub year: i16,
    spring_festival: Date,
    qingming: Date,
    dragon_boat: Date,
    mid_autumn: Date,
}

/// Reads `year,spring_festival,qingming,dragon_boat,mid_autumn` with a header line.
pub(super) fn read_festivals(csv: &str) -> Result<Vec<FestivalYear>, CalendarError> {
    rows(csv, |line| {
        let [year, spring_festival, qingming, dragon_boat, mid_autumn] = cells(line)?;
        Some(FestivalYear {
            year: year.parse().ok()?,
            spring_festival: spring_festival.parse().ok()?,
            qingming: qingming.parse().ok()?,
            dragon_boat: dragon_boat.parse().ok()?,
            mid_autumn: mid_autumn.parse().ok()?,
        })
    })
}

impl FestivalYear {
    /// The statutory days of rest, 全国年节及纪念日放假办法: since 2025 the eve of the Spring Festival and 2 May too
    /// (decision of 2024-11-10); before, the eleven days of 2013.
    pub fn statutory(&self) -> Vec<(Date, &'static str)> {
        let wide = self.year >= 2025;
        let spring = if wide { -1..=2 } else { 0..=2 };
        let mut days = Vec::with_capacity(13);
        days.extend(fixed(self.year, 1, 1..=1).map(|day| (day, "元旦")));
        days.extend(spring.filter_map(|n| after(self.spring_festival, n)).map(|day| (day, "春节")));
        days.push((self.qingming, "清明节"));
        days.extend(fixed(self.year, 5, 1..=if wide { 2 } else { 1 }).map(|day| (day, "劳动节")));
        days.push((self.dragon_boat, "端午节"));
        days.push((self.mid_autumn, "中秋节"));
        days.extend(fixed(self.year, 10, 1..=3).map(|day| (day, "国庆节")));
        days
    }
}

fn fixed(year: i16, month: i8, days: std::ops::RangeInclusive<i8>) -> impl Iterator<Item = Date> {
    days.filter_map(move |day| Date::new(year, month, day).ok())
}

fn after(date: Date, days: i64) -> Option<Date> {
    date.checked_add(jiff::SignedDuration::from_hours(24 * days)).ok()
}

fn rows<T>(csv: &str, read: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, CalendarError> {
    let lines = csv.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(place, line)| {
            let text = line.trim();
            read(text).ok_or_else(|| CalendarError::Notice { line: place + 1, text: text.chars().take(80).collect() })
        })
        .collect()
}

fn cells<const N: usize>(line: &str) -> Option<[&str; N]> {
    line.split(',').map(str::trim).collect::<Vec<_>>().try_into().ok()
}
