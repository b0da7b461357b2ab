//! Deadlines in plain words: until when, in time or late, and for who asks the count day by day with its make-up days.

use bihuan_core::calendar::{Calendar, DayCount, DayKind, Lang as Tongue, Verdict as DayVerdict, civil, rfc3339};
use bihuan_core::casework::Case;
use bihuan_core::casework::case::{Clock, Limit, Verdict};
use jiff::Timestamp;

use crate::components::{Details, Lateness, clock, synthetic, time};
use crate::html::{Html, el};
use crate::t;
use crate::words::{Lang, Words};

/// "2025-09-28 23:59", in the office's time.
pub fn exact(at: Timestamp) -> String {
    civil(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// An instant for reading.
pub fn instant(at: Timestamp) -> Html {
    time(&rfc3339(at), &exact(at), &exact(at), false)
}

/// The mark of what is made up.
pub fn made_up(words: &Words) -> Html {
    synthetic(&t!(words, "synthetic"))
}

/// The clock that the reporter was promised: the one that rules the case, else the last that did.
pub fn promised(case: &Case) -> Option<&Clock> {
    case.ruling_clock().or_else(|| case.clocks.iter().rev().find(|clock| clock.is_of_case()))
}

/// How the promise stands: kept, late, stopped, or so much time left.
pub fn standing(calendar: &Calendar, of: &Clock, now: Timestamp, words: &Words) -> Html {
    let (state, told) = match of.ended {
        Some((Verdict::Missed, _)) => (Lateness::Late, t!(words, "when-answered-late")),
        Some((Verdict::Met, _)) => (Lateness::Done, t!(words, "when-answered-in-time")),
        Some((Verdict::Cancelled, _)) => (Lateness::Done, t!(words, "when-over")),
        None if of.is_suspended() => (Lateness::Suspended, t!(words, "clock-suspended")),
        None if of.is_late(now) => (Lateness::Late, t!(words, "when-late")),
        None => (Lateness::OnTime, left(calendar, of, now, words)),
    };
    clock(state, told)
}

/// The count of a due date, day by day, by the calendar that it was counted by; nothing for one that was set rather than
/// counted.
pub fn days(calendar: &Calendar, of: &Clock) -> Vec<DayCount> {
    let Limit::Within(length) = &of.reckoning.limit else { return Vec::new() };
    let same = calendar.due(&of.hours, of.start, *length, &of.pauses).is_ok_and(|due| due.at == of.due());
    if same { calendar.explain(&of.hours, of.start, *length, &of.pauses).unwrap_or_default() } else { Vec::new() }
}

/// Whether a make-up workday or a festival lies in a count that is short enough to read: then it is worth showing unasked.
pub fn is_unusual(days: &[DayCount]) -> bool {
    days.len() <= A_MONTH && days.iter().any(|day| matches!(day.kind, DayKind::MakeUp | DayKind::Holiday { .. }))
}

const A_MONTH: usize = 31;

/// The count as something that unfolds, with the notices that an office took in for its days.
pub fn explained(calendar: &Calendar, of: &Clock, words: &Words) -> Html {
    let days = days(calendar, of);
    if days.is_empty() {
        return Html::empty();
    }
    let open = is_unusual(&days);
    let by = calendar.taken_between(civil(of.start).date(), civil(of.due()).date()).map(|notice| {
        let (title, number) = (notice.title.as_str(), notice.number.as_str());
        Html::from(t!(words, "count-notice", title = title, number = number))
    });
    let content = el("p").class("govuk-body").put(t!(words, "when-start", at = exact(of.start))).put_all(by).html();
    let content = content.then(list(&days, words));
    Details { summary: t!(words, "when-how").into(), content, open, ..Details::default() }.into()
}

/// The days, one line each; natural days that all count, one after another, share a line.
pub fn list(days: &[DayCount], words: &Words) -> Html {
    let tongue = tongue(words.lang());
    let line = |day: &DayCount| {
        let mark = matches!(day.kind, DayKind::MakeUp).then(|| el("strong").put(day.why_in(tongue)).html());
        el("li").put(mark.unwrap_or_else(|| day.why_in(tongue).into())).html()
    };
    let natural = |day: &DayCount| matches!(day.verdict, DayVerdict::CountedNaturally);
    let stretches = days.chunk_by(|a, b| natural(a) && natural(b)).flat_map(|stretch| match stretch {
        [first, _, .., last] => {
            let (from, to) = (first.date.to_string(), last.date.to_string());
            vec![el("li").put(t!(words, "when-each-day", from = from, to = to, n = stretch.len())).html()]
        }
        few => few.iter().map(line).collect(),
    });
    el("ol").class("govuk-list").put_all(stretches).html()
}

/// The calendar's own tag of a page's language.
pub fn tongue(lang: Lang) -> Tongue {
    match lang {
        Lang::Zh => Tongue::Zh,
        Lang::En => Tongue::En,
    }
}

fn left(calendar: &Calendar, of: &Clock, now: Timestamp, words: &Words) -> String {
    calendar.working_between(&of.hours, now, of.due()).left_text(tongue(words.lang()))
}
