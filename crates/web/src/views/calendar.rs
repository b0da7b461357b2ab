//! A month or a week of days. On a telephone the days that have something stand one below the other; on a desk screen they
//! are the grid of a month.

use bihuan_core::calendar::civil;
use bihuan_core::casework::views::ONLY;
use bihuan_core::pack::model::ViewColumn;
use bihuan_office::{Failure, Reading};
use jiff::ToSpan;
use jiff::civil::Date;

use super::sight::{Rows, Sight};
use crate::html::{Html, el};
use crate::portal::guest::{body, link};
use crate::t;

/// Matters that stand in one day.
const A_DAY: usize = 4;

/// A day with its matters.
struct Day {
    day: Date,
    all: u64,
    rows: Rows,
}

/// The month that is asked for, or the week.
pub fn drawn(sight: &Sight<'_>) -> Result<Html, Failure> {
    let today = civil(sight.now).date();
    let week = sight.asked.day("week");
    let (first, last) = match week {
        Some(day) => whole_weeks(day, day),
        None => {
            let of = sight.asked.value("month");
            let month = format!("{of}-01").parse::<Date>().unwrap_or(today).first_of_month();
            (month, month.last_of_month())
        }
    };
    let mut days = Vec::new();
    for day in first.series(1.day()).take_while(|day| *day <= last) {
        days.push(of_day(sight, day)?);
    }
    let sum: u64 = days.iter().map(|day| day.all).sum();
    let name = if week.is_some() { format!("{first} – {last}") } else { first.strftime("%Y-%m").to_string() };
    let head = el("h2").class("govuk-heading-m").put(t!(sight.words, "calendar-of", name = name, n = sum));
    let grid = grid(sight, &days, today);
    Ok(turns(sight, first, week.is_some(), today).then(head).then(grid))
}

fn of_day(sight: &Sight<'_>, day: Date) -> Result<Day, Failure> {
    let (from, until) = (day.to_string(), after(day).to_string());
    let part = sight.part(ONLY, &from, &until);
    let all = sight.count(&part)?;
    let rows = if all == 0 { Rows::default() } else { sight.rows(&part, None, A_DAY)? };
    Ok(Day { day, all, rows })
}

fn after(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}

/// From the Monday before a day to the Sunday after another.
fn whole_weeks(first: Date, last: Date) -> (Date, Date) {
    let back = i64::from(first.weekday().to_monday_zero_offset());
    let ahead = 6 - i64::from(last.weekday().to_monday_zero_offset());
    (first.saturating_sub(back.days()), last.saturating_add(ahead.days()))
}

/// The month or week before and after, and the way between the two.
fn turns(sight: &Sight<'_>, first: Date, week: bool, today: Date) -> Html {
    let words = sight.words;
    let month = |day: Date| day.strftime("%Y-%m").to_string();
    let (name, before, next) = match week {
        true => ("week", first.saturating_sub(7.days()).to_string(), first.saturating_add(7.days()).to_string()),
        false => ("month", month(first.saturating_sub(1.month())), month(first.saturating_add(1.month()))),
    };
    let turn =
        |value: &str, key: &str| el("li").put(link(&sight.address(&[(name, value)]), words.get(key, &[]))).html();
    let other = match week {
        true => ("month", month(first), "calendar-month"),
        false => ("week", if month(today) == month(first) { today } else { first }.to_string(), "calendar-week"),
    };
    let other = el("li").put(link(&sight.address(&[(other.0, &other.1)]), words.get(other.2, &[])));
    let list = el("ul")
        .class("bh-views")
        .put(turn(&before, &format!("calendar-{name}-before")))
        .put(turn(&next, &format!("calendar-{name}-after")))
        .put(other);
    el("nav").class("bh-shelf bh-no-print").attr("aria-label", t!(words, "calendar-turn")).put(list).html()
}

fn grid(sight: &Sight<'_>, days: &[Day], today: Date) -> Html {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Html::empty() };
    if days.iter().all(|day| day.all == 0) {
        return body(t!(sight.words, "calendar-none"));
    }
    let lead = first.day.weekday().to_monday_zero_offset();
    let blank = |_| el("li").class("bh-days__blank").attr("aria-hidden", "true").html();
    let tail = 6 - last.day.weekday().to_monday_zero_offset();
    let names = (1..=7).map(|n| el("span").put(sight.words.get(&format!("weekday-{n}"), &[])).html());
    let heads = el("div").class("bh-days__heads").attr("aria-hidden", "true").put_all(names);
    let cells = days.iter().map(|day| cell(sight, day, today));
    let list = el("ol").class("bh-days").put_all((0..lead).map(blank)).put_all(cells).put_all((0..tail).map(blank));
    heads.html().then(list)
}

fn cell(sight: &Sight<'_>, day: &Day, today: Date) -> Html {
    let words = sight.words;
    let date = day.day.to_string();
    let weekday = words.get(&format!("weekday-{}", day.day.weekday().to_monday_one_offset()), &[]);
    let told = t!(
        words,
        "calendar-day",
        month = i64::from(day.day.month()),
        day = i64::from(day.day.day()),
        weekday = weekday
    );
    let name = el("time").attr("datetime", &date).put(told);
    let mark = (day.day == today).then(|| el("span").class("bh-days__today").put(t!(words, "calendar-today")).html());
    let until = after(day.day).to_string();
    let address = sight.address(&[("part", "day"), ("from", &date), ("until", &until)]);
    let count = (day.all > 0).then(|| link(&address, t!(words, "board-column-n", n = day.all)));
    let head = el("p").class("bh-days__head").put(name).put(" ").put(mark).put(" ").put(count);
    let items = day.rows.items.iter().map(|reading| item(sight, reading));
    let list = (!day.rows.items.is_empty()).then(|| el("ul").class("bh-days__list").put_all(items).html());
    let rest = day.all.saturating_sub((day.rows.items.len() + day.rows.hidden) as u64);
    let more =
        (rest > 0).then(|| el("p").class("govuk-body-s").put(link(&address, t!(words, "board-more", n = rest))).html());
    el("li")
        .class("bh-days__day")
        .class_if(day.all == 0, "bh-days__day--empty")
        .class_if(day.day == today, "bh-days__day--today")
        .put(head)
        .put(list)
        .put(sight.not_yours(day.rows.hidden))
        .put(more)
        .html()
}

fn item(sight: &Sight<'_>, reading: &Reading) -> Html {
    let columns = sight.columns();
    let told = columns.iter().filter(|column| !matches!(column, ViewColumn::Due | ViewColumn::Opened));
    let told = told.map(|column| el("span").class("bh-days__fact").put(sight.cell(reading, column)).html());
    el("li").attr("data-row", "").put(sight.number(reading)).put_all(told).html()
}
