//! The deadlines of a case, and how each due date came about, day by day, so that whoever doubts it can count along.

use bihuan_core::calendar::{DayCount, Length, Notice, civil};
use bihuan_core::casework::case::{Clock, Limit, TaskId};
use jiff::civil::Date;

use super::super::light::{Light, exact, instant, tongue};
use super::sheet::Sheet;
use crate::components::*;
use crate::fields::length_in_words;
use crate::html::{Html, el};
use crate::t;
use crate::words::{Lang, Words};

/// The case's own clocks and its branches', and those of tasks that still run: in a branch, of those that are the reader's
/// to do, for the list of branches tells of the others.
pub fn deadlines(sheet: &Sheet, unfolded: bool) -> Html {
    let words = sheet.words();
    let case = &sheet.reading.case;
    let own = |task: &TaskId| sheet.reading.actions.iter().any(|open| open.task.as_ref() == Some(task));
    let runs = |clock: &&Clock| match &clock.task {
        // Papers stand in a list of their own, with their clocks.
        None => clock.paper.is_none() && (clock.branch.is_none() || clock.ended.is_none()),
        Some(task) => clock.ended.is_none() && (case.branch_of(task).is_none() || own(task)),
    };
    let clocks = case.clocks.iter().filter(runs);
    let shown: Vec<Html> = clocks.map(|clock| one(sheet, clock, unfolded)).collect();
    if shown.is_empty() {
        return Html::empty();
    }
    let heading = el("h2").class("govuk-heading-m").put(t!(words, "deadlines"));
    el("section").class("govuk-!-margin-bottom-6").put(heading).put_all(shown).html()
}

fn one(sheet: &Sheet, clock: &Clock, unfolded: bool) -> Html {
    let words = sheet.words();
    let light = Light::of(sheet.law.calendar(district(sheet)), clock, sheet.now, words).html();
    let title = el("h3").class("govuk-heading-s govuk-!-margin-bottom-1").put(name(sheet, clock)).put(" ").put(light);
    let mut rows = vec![
        SummaryRow::new(t!(words, "limit"), limit(sheet, clock)),
        SummaryRow::new(t!(words, "counts-from"), instant(clock.start)),
        SummaryRow::new(t!(words, "due"), due(sheet, clock)),
    ];
    if let Some(basis) = clock.reckoning.basis.as_ref().and_then(|name| basis(sheet, name)) {
        rows.push(SummaryRow::new(t!(words, "basis"), basis));
    }
    let list = SummaryList { rows, classes: "govuk-!-margin-bottom-1".into(), ..SummaryList::default() };
    title.html().then(list).then(days(sheet, clock, unfolded))
}

/// What a clock is called: the pack's deadline, the outer system's, or the task's own.
pub fn name(sheet: &Sheet, clock: &Clock) -> String {
    let words = sheet.words();
    let names = sheet.names();
    let round = if clock.round > 1 { t!(words, "round-n", round = clock.round) } else { String::new() };
    let task = clock.task.as_ref().and_then(|id| sheet.reading.case.task(id));
    let paper = clock.paper.as_ref().and_then(|name| sheet.reading.rules.paper(name));
    let name = match (&clock.deadline, task) {
        _ if paper.is_some() => paper
            .map(|paper| t!(words, "paper-limit", paper = names.paper(&sheet.reading.rules, paper)))
            .unwrap_or_default(),
        (Some(deadline), _) => names.deadline(&sheet.reading.rules, deadline),
        (None, Some(task)) => t!(words, "task-limit", stage = names.stage(&sheet.reading.rules, &task.stage)),
        (None, None) => t!(words, "outer-limit"),
    };
    format!("{name}{round}")
}

fn limit(sheet: &Sheet, clock: &Clock) -> String {
    let words = sheet.words();
    let base = match &clock.reckoning.limit {
        Limit::Within(length) => length_in_words(words, &length.to_string()),
        Limit::Until(_) => t!(words, "limit-until"),
        Limit::From { day, within } => from_day(words, *day, *within),
        Limit::Remaining(_) => t!(words, "limit-remaining"),
    };
    match clock.extended.1 {
        0 => base,
        days => t!(words, "limit-extended", base = base, days = days),
    }
}

/// "2025-03-28 前 5 个工作日".
fn from_day(words: &Words, day: Date, within: Length) -> String {
    let (day, back) = (day.to_string(), within.amount < 0);
    let long = length_in_words(words, &(if back { within.back() } else { within }).to_string());
    if back {
        t!(words, "limit-before", day = day, long = long)
    } else {
        t!(words, "limit-after", day = day, long = long)
    }
}

fn due(sheet: &Sheet, clock: &Clock) -> Html {
    let words = sheet.words();
    if clock.is_suspended() {
        return t!(words, "due-suspended").into();
    }
    let provisional =
        clock.reckoning.provisional.then(|| Html::from(" ").then(Tag::coloured("yellow", t!(words, "provisional"))));
    instant(clock.due()).then(provisional)
}

/// Why a limit is what it is: the law, the place's rule, or that it is this system's own choice.
fn basis(sheet: &Sheet, name: &str) -> Option<String> {
    let (pack, _) = sheet.reading.rules.id.0.split_once('.')?;
    let pack = sheet.law.packs.get(pack)?;
    let basis = pack.bases.get(name)?;
    let note = pack.basis_note(name, sheet.lang == Lang::En).map(str::to_owned);
    let parts = [basis.source.clone(), basis.article.clone(), note];
    let told: Vec<String> = parts.into_iter().flatten().collect();
    let kind = serde_json::to_value(basis.kind).ok()?;
    let kind = sheet.words().get(&format!("basis-{}", kind.as_str()?), &[]);
    Some(format!("{kind}{}{}", t!(sheet.words(), "colon"), told.join(" ")))
}

fn district(sheet: &Sheet) -> &str {
    sheet.reading.case.district.as_str()
}

/// The notices that an office took in and that speak of a day of the count: an edition says what its version means.
fn notices<'s>(sheet: &'s Sheet, clock: &Clock) -> Vec<&'s Notice> {
    let calendar = sheet.law.calendar_of(district(sheet), clock);
    calendar.taken_between(civil(clock.start).date(), civil(clock.due()).date()).collect()
}

/// Every day of the count, by the calendar of which the clock bears the version. A clock that was extended or follows
/// another tells only its own first length.
fn days(sheet: &Sheet, clock: &Clock, unfolded: bool) -> Html {
    let words = sheet.words();
    let Limit::Within(length) = &clock.reckoning.limit else { return Html::empty() };
    let calendar = sheet.law.calendar_of(district(sheet), clock);
    let told = calendar.explain(&clock.hours, clock.start, *length, &clock.pauses);
    let Ok(days) = told else { return Html::empty() };
    let item = |day: &DayCount| {
        let text = day.why_in(tongue(sheet.lang));
        let mark = if day.counted { el("strong").put(text) } else { el("span").class("bh-muted").put(text) };
        el("li").put(mark)
    };
    let counted = days.iter().filter(|day| day.counted).count();
    let summary = match length.unit.counts_days() {
        true => t!(words, "count-summary", counted = counted, days = days.len()),
        false => t!(words, "count-summary-time"),
    };
    let list = el("ul").class("govuk-list govuk-list--bullet").put_all(days.iter().map(item));
    let about = t!(
        words,
        "count-about",
        from = exact(clock.start),
        length = length_in_words(words, &length.to_string()),
        calendar = clock.reckoning.calendar.as_str()
    );
    let by_notice = notices(sheet, clock).into_iter().map(|notice| {
        let (title, number) = (notice.title.as_str(), notice.number.as_str());
        Html::from(t!(words, "count-notice", title = title, number = number))
    });
    Details {
        summary: summary.into(),
        content: el("p").class("govuk-body").put(about).put_all(by_notice).html().then(list),
        open: unfolded,
        ..Details::default()
    }
    .into()
}
