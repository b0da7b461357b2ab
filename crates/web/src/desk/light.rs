//! How a deadline stands, in a word and a shape: what is left of it in working time, or in plain time where the clock
//! runs day and night.

use bihuan_core::calendar::{Calendar, Lang as Tongue, LengthUnit, civil, rfc3339};
use bihuan_core::casework::case::{Case, Clock, Limit, Task, Verdict};
use bihuan_office::Law;
use jiff::{SignedDuration, Timestamp};

use crate::components::{Lateness, clock, time};
use crate::html::Html;
use crate::t;
use crate::words::{Lang, Words};

/// A deadline's light.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Light {
    /// How it stands.
    pub state: Lateness,
    /// The words beside the shape.
    pub words: String,
    /// When it is due; none while it stands still.
    pub due: Option<Timestamp>,
}

impl Light {
    /// The light of a clock at an instant, by the working time of its district.
    pub fn of(calendar: &Calendar, clock: &Clock, now: Timestamp, words: &'static Words) -> Light {
        let (state, told) = match clock.ended {
            Some((Verdict::Missed, at)) => {
                let over = stretch(words, at.duration_since(clock.due()));
                (Lateness::Done, t!(words, "clock-done-late", late = over))
            }
            Some((Verdict::Met, _)) => (Lateness::Done, t!(words, "clock-done")),
            Some((Verdict::Cancelled, _)) => (Lateness::Done, t!(words, "clock-cancelled")),
            None if clock.is_suspended() => (Lateness::Suspended, t!(words, "clock-suspended")),
            None if clock.is_late(now) => (Lateness::Late, left(calendar, clock, now, words)),
            None if is_soon(calendar, clock, now) => (Lateness::Soon, left(calendar, clock, now, words)),
            None => (Lateness::OnTime, left(calendar, clock, now, words)),
        };
        let due = (!clock.is_suspended()).then(|| clock.due());
        Light { state, words: told, due }
    }

    /// The light of a task: its own shortest clock, else the case's.
    pub fn of_task(law: &Law, case: &Case, task: &Task, now: Timestamp, words: &'static Words) -> Option<Light> {
        let own = case.clocks_of(&task.id).min_by_key(|c| c.due());
        let calendar = law.calendar(case.district.as_str());
        let ruling = || case.ruling_clock_of(&task.standing);
        own.or_else(ruling).map(|clock| Light::of(calendar, clock, now, words))
    }

    /// The light of a whole case: the clock that rules it.
    pub fn of_case(law: &Law, case: &Case, now: Timestamp, words: &'static Words) -> Option<Light> {
        let of_case = || case.clocks.iter().rev().find(|clock| clock.is_of_case());
        let calendar = law.calendar(case.district.as_str());
        case.ruling_clock().or_else(of_case).map(|clock| Light::of(calendar, clock, now, words))
    }

    /// Shape and words, with the exact instant on hover.
    pub fn html(&self) -> Html {
        let told = match self.due {
            Some(due) => time(&rfc3339(due), &self.words, &exact(due), false),
            None => Html::from(&self.words),
        };
        clock(self.state, told)
    }
}

/// "2025-09-28 23:59", in the office's time.
pub fn exact(at: Timestamp) -> String {
    civil(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// An instant for reading, kept fresh as a relative time only where `relative` says so.
pub fn instant(at: Timestamp) -> Html {
    time(&rfc3339(at), &exact(at), &exact(at), false)
}

/// "1 天 3 小时": the two largest parts of a stretch of plain time.
pub fn stretch(words: &Words, span: SignedDuration) -> String {
    let minutes = span.as_secs().unsigned_abs() / 60;
    let (days, hours, minutes) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
    match (days, hours) {
        (0, 0) => t!(words, "span-minutes", minutes = minutes),
        (0, _) => t!(words, "span-hours", hours = hours, minutes = minutes),
        _ => t!(words, "span-days", days = days, hours = hours),
    }
}

/// The calendar's own tag of a page's language.
pub fn tongue(lang: Lang) -> Tongue {
    match lang {
        Lang::Zh => Tongue::Zh,
        Lang::En => Tongue::En,
    }
}

fn left(calendar: &Calendar, clock: &Clock, now: Timestamp, words: &Words) -> String {
    if counts_working_time(clock) {
        return calendar.working_between(&clock.hours, now, clock.due()).left_text(tongue(words.lang()));
    }
    let span = stretch(words, clock.due().duration_since(now));
    if now > clock.due() { t!(words, "clock-late", late = span) } else { t!(words, "clock-left", left = span) }
}

/// Hours and minutes run day and night; days are told in the office's working time.
fn counts_working_time(clock: &Clock) -> bool {
    match &clock.reckoning.limit {
        Limit::Within(length) => !matches!(length.unit, LengthUnit::H | LengthUnit::Min),
        Limit::Until(_) | Limit::From { .. } | Limit::Remaining(_) => true,
    }
}

/// Less than a fifth of its time is left.
fn is_soon(calendar: &Calendar, clock: &Clock, now: Timestamp) -> bool {
    let between = |from: Timestamp, until: Timestamp| match counts_working_time(clock) {
        true => calendar.working_between(&clock.hours, from, until).seconds,
        false => until.duration_since(from).as_secs(),
    };
    between(now, clock.due()).saturating_mul(5) < between(clock.start, clock.due())
}
