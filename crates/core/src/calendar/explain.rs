//! A due date told day by day, so that whoever doubts it can count along.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::count::{DayPeriod, Period, TimePeriod};
use super::days::{Calendar, Day};
use super::dial::Dial;
use super::error::CalendarError;
use super::hours::Hours;
use super::instant::{SECOND, date_of, day_of, start_of};
use super::language::{Lang, short_date, stretch};
use super::length::Length;
use super::stops::Pause;

/// One day of a period: whether it counted, and why.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct DayCount {
    /// The day.
    pub date: Date,
    /// Whether the day, or time on it, was counted.
    pub counted: bool,
    /// What kind of day it is.
    pub kind: DayKind,
    /// What the count made of it.
    pub verdict: Verdict,
    /// Both in the words of an office: "周日 09-28 调休上班,计入".
    pub why: String,
}

/// What kind of day it is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum DayKind {
    /// An ordinary working day.
    Working,
    /// A make-up workday.
    MakeUp,
    /// A weekend.
    Weekend,
    /// A day of rest by notice or law.
    Holiday {
        /// The festival.
        name: String,
    },
}

/// What the count made of a day.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Verdict {
    /// The day of the event, which is not counted.
    Start,
    /// Counted as a working day.
    Counted,
    /// Counted as a natural day.
    CountedNaturally,
    /// A day of rest in a period of working time.
    NotCounted,
    /// The clock stood still.
    Suspended,
    /// Counted as the last natural day, but a day of rest, so the end moves.
    LastDayRests {
        /// Towards earlier days, in a length that counts back.
        back: bool,
    },
    /// A day of rest that the end moves over.
    MovedOver {
        /// Towards earlier days.
        back: bool,
    },
    /// The working day that the end came to.
    MovedTo {
        /// Towards earlier days.
        back: bool,
    },
    /// So much exact time was counted on this day.
    Time {
        /// Whole seconds of it.
        seconds: u64,
    },
    /// A working day of which only time outside the office's hours fell in the period.
    OutsideHours,
}

impl Calendar {
    /// Tells a due date day by day, from the day of the event to the last day.
    ///
    /// # Errors
    /// As [`Calendar::due`].
    pub fn explain(
        &self,
        hours: &Hours,
        from: Timestamp,
        within: Length,
        pauses: &[Pause],
    ) -> Result<Vec<DayCount>, CalendarError> {
        match self.period(hours, from, within, pauses)? {
            Period::Days(days) => walk(days.start, days.last)
                .map(|day| self.tell(day, |day_is| day_verdict(&days, day, day_is.working)))
                .collect(),
            Period::Time(time) => walk(day_of(time.from), day_of(time.until))
                .filter(|day| touches(&time, *day))
                .map(|day| self.tell(day, |day_is| time_verdict(&time, day, day_is.working)))
                .collect(),
        }
    }

    fn tell(&self, number: i128, judge: impl Fn(&Day<'_>) -> Verdict) -> Result<DayCount, CalendarError> {
        let date = date_of(number)?;
        let day = self.day(date)?;
        let (kind, verdict) = (kind_of(&day), judge(&day));
        let counted = matches!(
            verdict,
            Verdict::Counted | Verdict::CountedNaturally | Verdict::LastDayRests { .. } | Verdict::Time { .. }
        );
        let why = sentence(date, &kind, verdict, Lang::Zh);
        Ok(DayCount { date, counted, kind, verdict, why })
    }
}

impl DayCount {
    /// The reason in a language; `why` is the Chinese one.
    #[must_use]
    pub fn why_in(&self, lang: Lang) -> String {
        sentence(self.date, &self.kind, self.verdict, lang)
    }
}

fn walk(start: i128, last: i128) -> Box<dyn Iterator<Item = i128>> {
    if start <= last { Box::new(start..=last) } else { Box::new((last..=start).rev()) }
}

fn kind_of(day: &Day<'_>) -> DayKind {
    match (day.working, day.name) {
        (true, None) => DayKind::Working,
        (true, Some(_)) => DayKind::MakeUp,
        (false, None) => DayKind::Weekend,
        (false, Some(name)) => DayKind::Holiday { name: name.to_owned() },
    }
}

fn day_verdict(period: &DayPeriod<'_>, day: i128, working: bool) -> Verdict {
    let back = period.last < period.start;
    let moved = if back { day < period.counted_to } else { day > period.counted_to };
    let counts_working_days = matches!(period.dial, Dial::WorkingDays(_));
    match () {
        () if moved && day == period.last => Verdict::MovedTo { back },
        () if moved => Verdict::MovedOver { back },
        () if day == period.start => Verdict::Start,
        () if counts_working_days && !working => Verdict::NotCounted,
        () if !back && period.stops.iter().any(|stop| stop.holds(day)) => Verdict::Suspended,
        () if counts_working_days => Verdict::Counted,
        () if day == period.counted_to && day != period.last => Verdict::LastDayRests { back },
        () => Verdict::CountedNaturally,
    }
}

/// The part of a day that lies in the period, whichever way it runs.
fn part_of_day(period: &TimePeriod<'_>, day: i128) -> (i128, i128) {
    let (first, last) = (period.from.min(period.until), period.from.max(period.until));
    (first.max(start_of(day)), last.min(start_of(day + 1)))
}

/// A period that ends at midnight ends with the day before.
fn touches(period: &TimePeriod<'_>, day: i128) -> bool {
    let (from, until) = part_of_day(period, day);
    from < until || day == day_of(period.from)
}

fn time_verdict(period: &TimePeriod<'_>, day: i128, working: bool) -> Verdict {
    let (from, until) = part_of_day(period, day);
    let possible = period.dial.reading(until) - period.dial.reading(from);
    let back = period.until < period.from;
    let counted = if back { possible } else { period.counted(from, until) };
    match u64::try_from(counted / SECOND) {
        Ok(seconds) if counted > 0 => Verdict::Time { seconds },
        _ if possible > 0 => Verdict::Suspended,
        _ if working => Verdict::OutsideHours,
        _ => Verdict::NotCounted,
    }
}

fn sentence(date: Date, kind: &DayKind, verdict: Verdict, lang: Lang) -> String {
    let day = short_date(date, lang);
    let (kind, verdict) = (kind_text(kind, lang), verdict_text(verdict, lang));
    match lang {
        Lang::Zh if verdict.is_empty() => format!("{day} 起算当日,不计入"),
        Lang::Zh => format!("{day} {kind},{verdict}"),
        Lang::En if verdict.is_empty() => format!("{day}: day of the event, not counted"),
        Lang::En => format!("{day}: {kind}, {verdict}"),
    }
}

fn kind_text(kind: &DayKind, lang: Lang) -> String {
    match kind {
        DayKind::Working => lang.pick("工作日", "working day").to_owned(),
        DayKind::MakeUp => lang.pick("调休上班", "make-up workday").to_owned(),
        DayKind::Weekend => lang.pick("周末", "weekend").to_owned(),
        DayKind::Holiday { name } => format!("{name}{}", lang.pick("放假", " holiday")),
    }
}

/// Empty for the starting day, whose kind does not matter.
fn verdict_text(verdict: Verdict, lang: Lang) -> String {
    let text = match verdict {
        Verdict::Start => "",
        Verdict::Counted => lang.pick("计入", "counted"),
        Verdict::CountedNaturally => lang.pick("按自然日计入", "counted as a natural day"),
        Verdict::NotCounted => lang.pick("不计入", "not counted"),
        Verdict::Suspended => lang.pick("中止期间,不计入", "clock suspended, not counted"),
        Verdict::OutsideHours => lang.pick("工作时间以外,不计入", "outside working hours, not counted"),
        Verdict::LastDayRests { back: false } => {
            lang.pick("计入,最后一日休息,顺延", "counted, but the last day is a day of rest, so the end moves on")
        }
        Verdict::LastDayRests { back: true } => {
            lang.pick("计入,最后一日休息,提前", "counted, but the last day is a day of rest, so the end moves back")
        }
        Verdict::MovedOver { back: false } => lang.pick("顺延", "moved on"),
        Verdict::MovedOver { back: true } => lang.pick("提前", "moved back"),
        Verdict::MovedTo { back: false } => lang.pick("顺延至此日届满", "the period ends here"),
        Verdict::MovedTo { back: true } => lang.pick("提前至此日", "moved back to this day"),
        Verdict::Time { seconds } => {
            let told = stretch(seconds, u64::MAX, lang);
            return format!("{} {told}", lang.pick("计", "counted")).replace("计 不到", "计不到");
        }
    };
    text.to_owned()
}
