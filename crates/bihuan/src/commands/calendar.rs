//! `bihuan calendar`: is a day worked, and when does a length of time run out?

use bihuan_core::calendar::{self, Calendar as Days, CalendarError, Day, DayCount, Due, Hours, Lang, Length};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use crate::failure::Failure;
use crate::screen;

/// Working days and due dates.
#[derive(Args)]
#[command(
    after_help = "Example:\n  bihuan calendar day 2026-10-10\n  bihuan calendar due --from 2025-09-25T10:00:00+08:00 --within \"7 wd\""
)]
pub struct Calendar {
    #[command(subcommand)]
    question: Question,
}

#[derive(Subcommand)]
enum Question {
    Day(DayArgs),
    Due(DueArgs),
}

/// Whether offices work on a day, or on each of several days.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan calendar day 2026-10-10 --json")]
struct DayArgs {
    /// The day, such as 2026-10-10; several give one line each.
    #[arg(required = true, value_name = "DATE")]
    dates: Vec<String>,
    /// Print JSON: date, working, name, provisional.
    #[arg(long)]
    json: bool,
}

/// When a length of time runs out, told day by day.
#[derive(Args)]
#[command(after_help = "Example:\n  bihuan calendar due --from 2026-09-18T16:30:00+08:00 --within \"4 wh\" --json")]
struct DueArgs {
    /// When it begins, in RFC 3339 with an offset.
    #[arg(long, value_name = "RFC3339")]
    from: String,
    /// How long, in min, h, wh, d, wd or mo; a negative length counts back.
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true)]
    within: String,
    /// When the office is open on a working day.
    #[arg(long, value_name = "SPANS", default_value = "08:30-12:00 14:00-17:30")]
    hours: String,
    /// Print JSON: due, date, provisional, calendar, days.
    #[arg(long)]
    json: bool,
}

/// Answers a question about the calendar that ships.
pub fn run(args: Calendar) -> Result<(), Failure> {
    match args.question {
        Question::Day(args) => day(&args),
        Question::Due(args) => due(&args),
    }
}

fn day(args: &DayArgs) -> Result<(), Failure> {
    args.dates.iter().try_for_each(|text| {
        let day = Days::shipped().day(read_date(text)?).map_err(refused)?;
        if args.json { screen::json(&day) } else { screen::line(&day_line(&day, screen::lang())) }
    })
}

/// One line: the date, whether offices work, what the day is called, and whether that may still change.
fn day_line(day: &Day<'_>, lang: Lang) -> String {
    let (working, rest, provisional) = match lang {
        Lang::Zh => ("上班", "休息", "(暂定,当年放假安排尚未公布)"),
        Lang::En => ("working day", "day of rest", " (provisional: the year's notice is still to come)"),
    };
    let name = day.name.map(|name| format!(" {name}")).unwrap_or_default();
    let provisional = if day.provisional { provisional } else { "" };
    format!("{} {}{name}{provisional}", day.date, if day.working { working } else { rest })
}

/// The answer in JSON, as the contract has it.
#[derive(Serialize)]
struct DueAnswer<'a> {
    due: String,
    date: Date,
    provisional: bool,
    calendar: &'a str,
    days: Vec<DayAnswer>,
}

#[derive(Serialize)]
struct DayAnswer {
    date: Date,
    counted: bool,
    why: String,
}

fn due(args: &DueArgs) -> Result<(), Failure> {
    let from = read_instant(&args.from)?;
    let within: Length = args.within.parse().map_err(refused)?;
    let hours: Hours = args.hours.parse().map_err(refused)?;
    let due = Days::shipped().due(&hours, from, within, &[]).map_err(refused)?;
    let days = Days::shipped().explain(&hours, from, within, &[]).map_err(refused)?;
    if args.json { print_json(&due, days) } else { print_plain(&due, &days) }
}

fn print_json(due: &Due, days: Vec<DayCount>) -> Result<(), Failure> {
    let days = days.into_iter().map(|day| DayAnswer { date: day.date, counted: day.counted, why: day.why }).collect();
    let (date, provisional, calendar) = (due.date, due.provisional, due.calendar.as_str());
    screen::json(&DueAnswer { due: calendar::rfc3339(due.at), date, provisional, calendar, days })
}

fn print_plain(due: &Due, days: &[DayCount]) -> Result<(), Failure> {
    let lang = screen::lang();
    let provisional = match (due.provisional, lang) {
        (false, _) => "",
        (true, Lang::Zh) => "(暂定)",
        (true, Lang::En) => " (provisional)",
    };
    screen::line(&format!("{}{provisional}", calendar::rfc3339(due.at)))?;
    days.iter().try_for_each(|day| screen::line(&format!("  {}", day.why_in(lang))))
}

/// Reads YYYY-MM-DD and nothing looser, so that a slip of the hand is not taken for another day.
fn read_date(text: &str) -> Result<Date, Failure> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(
            |(place, byte)| {
                if matches!(place, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() }
            },
        );
    let date = if shaped { text.parse().ok() } else { None };
    date.ok_or_else(|| {
        Failure::Use(match screen::lang() {
            Lang::Zh => format!("“{text}”不是日期;请写成 2026-10-10。"),
            Lang::En => format!("“{text}” is not a date; write it as 2026-10-10."),
        })
    })
}

fn read_instant(text: &str) -> Result<Timestamp, Failure> {
    text.parse().map_err(|_| {
        Failure::Use(match screen::lang() {
            Lang::Zh => format!("“{text}”不是带时区的时间;请写成 2026-09-18T16:30:00+08:00。"),
            Lang::En => format!("“{text}” is not an instant with an offset; write it as 2026-09-18T16:30:00+08:00."),
        })
    })
}

fn refused(error: CalendarError) -> Failure {
    Failure::Use(error.text(screen::lang()))
}
