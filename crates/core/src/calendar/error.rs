//! Why a question about working time has no answer.

use super::language::Lang;

/// A question that the calendar cannot answer, or a length, hours or a notice that it cannot read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum CalendarError {
    /// The start or the end lies outside 2004-01-01 … 2100-12-31 (+08:00).
    OutOfRange,
    /// A suspension without an end holds the clock, so there is no due date yet.
    ClockStopped,
    /// A share was asked of a length that counts back.
    CountsBack,
    /// Not a length such as `5 wd`.
    Length(String),
    /// Not hours such as `08:30-12:00 14:00-17:30`.
    Hours(String),
    /// Hours whose spans run backwards, overlap or stand out of order.
    HoursOrder(String),
    /// A row of a notice that cannot be read; lines count from 1.
    Notice {
        /// The line.
        line: usize,
        /// What stands there.
        text: String,
    },
}

impl CalendarError {
    /// The code of the refusal, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OutOfRange => "date-out-of-range",
            Self::ClockStopped => "clock-stopped",
            Self::CountsBack => "length-counts-back",
            Self::Length(_) => "length-unreadable",
            Self::Hours(_) => "hours-unreadable",
            Self::HoursOrder(_) => "hours-out-of-order",
            Self::Notice { .. } => "notice-unreadable",
        }
    }

    /// The field at fault.
    #[must_use]
    pub fn field(&self) -> &'static str {
        match self {
            Self::OutOfRange => "date",
            Self::ClockStopped => "pauses",
            Self::CountsBack | Self::Length(_) => "within",
            Self::Hours(_) | Self::HoursOrder(_) => "hours",
            Self::Notice { .. } => "notice",
        }
    }

    /// One sentence for the person who asked.
    #[must_use]
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::OutOfRange, Lang::Zh) => "日期超出日历范围(2004-01-01 至 2100-12-31)。".to_owned(),
            (Self::OutOfRange, Lang::En) => "The date lies outside the calendar, 2004-01-01 to 2100-12-31.".to_owned(),
            (Self::ClockStopped, Lang::Zh) => "时限正在中止,恢复计时后才有到期时间。".to_owned(),
            (Self::ClockStopped, Lang::En) => {
                "The clock is suspended; there is no due date until it is resumed.".to_owned()
            }
            (Self::CountsBack, Lang::Zh) => "倒算的时限没有已用比例。".to_owned(),
            (Self::CountsBack, Lang::En) => "A length that counts back has no share that has run.".to_owned(),
            (Self::Length(text), Lang::Zh) => {
                format!("“{text}”不是时限;请写成数字加单位(min h wh d wd mo),如“5 wd”。")
            }
            (Self::Length(text), Lang::En) => {
                format!("“{text}” is not a length; write a number and one of min h wh d wd mo, such as “5 wd”.")
            }
            (Self::Hours(text), Lang::Zh) => {
                format!("“{text}”不是工作时间;请写成“08:30-12:00 14:00-17:30”。")
            }
            (Self::Hours(text), Lang::En) => {
                format!("“{text}” are not working hours; write them as “08:30-12:00 14:00-17:30”.")
            }
            (Self::HoursOrder(text), Lang::Zh) => {
                format!("工作时间“{text}”前后颠倒或重叠;请按先后写,每段先开始后结束。")
            }
            (Self::HoursOrder(text), Lang::En) => {
                format!("The working hours “{text}” overlap or run backwards; write the spans in the order of the day.")
            }
            (Self::Notice { line, text }, Lang::Zh) => {
                format!("放假安排第 {line} 行“{text}”无法读取;每行为 date,kind,name,published。")
            }
            (Self::Notice { line, text }, Lang::En) => {
                format!("Line {line} of the notice, “{text}”, cannot be read; a line is date,kind,name,published.")
            }
        }
    }
}

impl std::fmt::Display for CalendarError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text(Lang::Zh))
    }
}

impl std::error::Error for CalendarError {}
