//! The two languages in which the calendar speaks, and the words they share.

use jiff::civil::{Date, Weekday};

/// A language in which working time can be told.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Lang {
    /// 中文, the language of the office.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Reads a language tag such as `zh-CN`, `en` or `en_GB.UTF-8`; what is not English is Chinese.
    #[must_use]
    pub fn from_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("en") { Self::En } else { Self::Zh }
    }

    /// The first of the two texts in Chinese, the second in English.
    pub(super) fn pick<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// "周日 09-28" or "Sun 09-28".
pub(super) fn short_date(date: Date, lang: Lang) -> String {
    format!("{} {:02}-{:02}", weekday(date.weekday(), lang), date.month(), date.day())
}

fn weekday(day: Weekday, lang: Lang) -> &'static str {
    match day {
        Weekday::Monday => lang.pick("周一", "Mon"),
        Weekday::Tuesday => lang.pick("周二", "Tue"),
        Weekday::Wednesday => lang.pick("周三", "Wed"),
        Weekday::Thursday => lang.pick("周四", "Thu"),
        Weekday::Friday => lang.pick("周五", "Fri"),
        Weekday::Saturday => lang.pick("周六", "Sat"),
        Weekday::Sunday => lang.pick("周日", "Sun"),
    }
}

/// "1 天 3 小时", "25 分钟", "不到 1 分钟": the two largest parts of a stretch, a day being `day_seconds` long.
pub(super) fn stretch(seconds: u64, day_seconds: u64, lang: Lang) -> String {
    let (days, rest) = (seconds.checked_div(day_seconds).unwrap_or(0), seconds.checked_rem(day_seconds));
    let rest = rest.unwrap_or(seconds);
    let (hours, minutes) = (rest / 3600, rest % 3600 / 60);
    let parts = [
        (days, lang.pick("天", if days == 1 { "day" } else { "days" })),
        (hours, lang.pick("小时", "h")),
        (if days > 0 { 0 } else { minutes }, lang.pick("分钟", "min")),
    ];
    let told: Vec<String> =
        parts.iter().filter(|(amount, _)| *amount > 0).map(|(amount, unit)| format!("{amount} {unit}")).collect();
    if told.is_empty() { lang.pick("不到 1 分钟", "less than 1 min").to_owned() } else { told.join(" ") }
}
