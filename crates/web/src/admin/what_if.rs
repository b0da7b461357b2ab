//! What if: one limit changed, and the matters of a past month played again under it. Who would have been late, in words.
//!
//! What it costs: the latest matters of that month, at most so many as `MOST` says, each with its record; nothing is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::response::Response;
use bihuan_core::calendar::{Length, LengthUnit};
use bihuan_core::pack::CaseType;
use bihuan_core::pack::Pack;
use bihuan_core::pack::guard::Told as Naming;
use bihuan_core::simulation::{Moved, SetLimit, condition, limits, with_limit};
use bihuan_office::period::Period;
use bihuan_office::whatif::{Trial, Tried, tried};
use bihuan_office::{Failure, Office};
use jiff::ToSpan;
use jiff::civil::Date;

use super::frame::{Asked, For, Query1, View, show};
use super::pack_words::Told;
use crate::components::*;
use crate::desk::Room;
use crate::html::{Html, el};
use crate::phrases::{FieldError, Form};
use crate::shell::Page;
use crate::t;
use crate::words::Lang;

const HERE: &str = "/admin/what-if";

/// Matters that are played; more than that and the page says so.
const MOST: usize = 1000;

/// Months to choose from.
const MONTHS: i32 = 12;

const UNITS: [LengthUnit; 6] =
    [LengthUnit::Wd, LengthUnit::Wh, LengthUnit::D, LengthUnit::H, LengthUnit::Min, LengthUnit::Mo];

/// The page.
pub async fn page(room: Room, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Auditors, move |office, view| draw(office, view, &asked)).await
}

/// A limit of a kind of matter, with what it is called.
struct Choice {
    rules: Arc<CaseType>,
    kind: String,
    limit: SetLimit,
    words: String,
}

impl Choice {
    fn key(&self) -> String {
        format!("{}|{}", self.rules.id.0, self.limit.place)
    }
}

fn draw(office: &Office, view: &View<'_>, asked: &Asked) -> Result<Page, Failure> {
    let words = view.words;
    let choices = choices(view);
    let months = months(office.today());
    let about = view.line(t!(words, "what-if-about"));
    let chosen = choices.iter().find(|choice| choice.key() == asked.value("limit"));
    let length = length(asked);
    let errors = match (chosen, &length) {
        (Some(_), None) => vec![FieldError::new("amount", t!(words, "what-if-amount-wrong"))],
        _ => Vec::new(),
    };
    let month = months.iter().find(|month| month.to_string() == asked.value("month")).or(months.first()).copied();
    let outcome = match (chosen, length, month) {
        (Some(chosen), Some(length), Some(month)) => outcome(office, view, (chosen, length, month))?,
        _ => Html::empty(),
    };
    let summary = Form::new(words, &asked.0, &errors).error_summary();
    let content = summary.then(about).then(form(view, asked, &errors, &choices, &months)).then(outcome);
    let mut page = view.page("what-if", t!(words, "what-if"), content);
    page.wrong = !errors.is_empty();
    Ok(page)
}

/// Every limit of every kind of matter.
fn choices(view: &View<'_>) -> Vec<Choice> {
    let of_type = |(pack, rules): (&Arc<Pack>, &Arc<CaseType>)| {
        let told = Told::new(pack, rules, view.room.reader.lang);
        let naming = Naming { pack, case: rules, lang: view.room.reader.lang.calendar() };
        let choice = |limit: SetLimit| Choice {
            words: in_words(view, &told, (&naming, &limit)),
            kind: view.names.case_type(&rules.id),
            rules: Arc::clone(rules),
            limit,
        };
        limits(rules).into_iter().map(choice).collect::<Vec<_>>()
    };
    view.law.types().flat_map(of_type).collect()
}

fn in_words(view: &View<'_>, told: &Told<'_>, (naming, limit): (&Naming<'_>, &SetLimit)) -> String {
    let name = match limit.place.split('/').next() {
        Some("deadline") => told.deadline(&limit.name),
        Some("silence") => t!(view.words, "what-if-silence", stage = told.stage(&limit.name)),
        _ => t!(view.words, "what-if-stage", stage = told.stage(&limit.name)),
    };
    let when = condition(naming.case, &limit.place).map(|guard| naming.condition(guard));
    let when = when.unwrap_or_else(|| t!(view.words, "what-if-otherwise"));
    t!(view.words, "what-if-limit", name = name, length = told.length(limit.length), when = when)
}

/// The first days of the last months, the latest first; the one that runs is among them.
pub(super) fn months(today: Date) -> Vec<Date> {
    let first = today.first_of_month();
    let mut months: Vec<Date> = (0..MONTHS).filter_map(|back| first.checked_sub(back.months()).ok()).collect();
    // The last whole month is what people ask for.
    if months.len() > 1 {
        months.swap(0, 1);
    }
    months
}

fn length(asked: &Asked) -> Option<Length> {
    let unit = UNITS.into_iter().find(|unit| unit.spelling() == asked.value("unit"))?;
    let amount: i32 = asked.value("amount").parse().ok().filter(|amount| (1..=1000).contains(amount))?;
    Some(Length::new(amount, unit))
}

fn form(view: &View<'_>, asked: &Asked, errors: &[FieldError], choices: &[Choice], months: &[Date]) -> Html {
    let words = view.words;
    let form = Form::new(words, &asked.0, errors);
    let limit = |choice: &Choice| SelectItem {
        group: choice.kind.clone(),
        ..SelectItem::new(choice.key(), choice.words.clone())
    };
    let unit = |unit: &LengthUnit| SelectItem::new(unit.spelling(), view.say(&format!("length-{}", unit.spelling())));
    let month = |month: &Date| SelectItem::new(month.to_string(), month.strftime("%Y-%m").to_string());
    let mut amount = form.input("amount", t!(words, "what-if-amount"));
    amount.inputmode = "numeric".into();
    amount.classes = "govuk-input--width-4".into();
    let button = Button { content: t!(words, "what-if-do").into(), ..Button::default() };
    el("form")
        .class("bh-no-print")
        .attr("method", "get")
        .attr("action", HERE)
        .put(form.select("limit", t!(words, "what-if-which"), choices.iter().map(limit).collect()))
        .put(amount)
        .put(form.select("unit", t!(words, "length-unit"), UNITS.iter().map(unit).collect()))
        .put(form.select("month", t!(words, "what-if-month"), months.iter().map(month).collect()))
        .put(button)
        .html()
}

/// Tries it and says what came of it.
fn outcome(office: &Office, view: &View<'_>, asked: (&Choice, Length, Date)) -> Result<Html, Failure> {
    let (chosen, length, month) = asked;
    let Some(changed) = with_limit(&chosen.rules, &chosen.limit.place, length) else { return Err(Failure::NotFound) };
    let rules = BTreeMap::from([(chosen.rules.id.clone(), Arc::new(changed))]);
    let period = Period {
        since: Some(month),
        until: Some(month.last_of_month()),
        types: vec![chosen.rules.id.0.clone()],
        district: view.district(),
    };
    let trial = Trial { period: &period, rules: &rules, staff: &[], most: Some(MOST), seed: 1 };
    let tried = tried(office.ledger(), view.law, &trial)?;
    Ok(told(view, asked, &tried))
}

/// A whole pack tried on a month: what would have been late under it.
pub(super) fn under(office: &Office, view: &View<'_>, pack: &Pack, month: Date) -> Result<Html, Failure> {
    let rules: BTreeMap<_, _> = pack.cases.values().map(|rules| (rules.id.clone(), Arc::clone(rules))).collect();
    let period = Period {
        since: Some(month),
        until: Some(month.last_of_month()),
        types: rules.keys().map(|id| id.0.clone()).collect(),
        district: view.district(),
    };
    let trial = Trial { period: &period, rules: &rules, staff: &[], most: Some(MOST), seed: 1 };
    let tried = tried(office.ledger(), view.law, &trial)?;
    let month = month.strftime("%Y-%m").to_string();
    if tried.tally.matters == 0 {
        return Ok(view.section("what-if-result", view.line(t!(view.words, "what-if-none", month = month))));
    }
    let played = t!(view.words, "what-if-all-played", month = month, n = tried.tally.matters);
    let lines: Html = std::iter::once(played).chain(sums(view, &tried)).map(|line| view.line(line)).collect();
    Ok(view.section("what-if-result", lines).then(moved(view, &tried)))
}

fn told(view: &View<'_>, (chosen, length, month): (&Choice, Length, Date), tried: &Tried) -> Html {
    let words = view.words;
    let month = month.strftime("%Y-%m").to_string();
    if tried.tally.matters == 0 {
        return view.section("what-if-result", view.line(t!(words, "what-if-none", month = month)));
    }
    let length = length_words(view, length);
    let asked = t!(words, "what-if-asked", limit = chosen.words.as_str(), to = length);
    let played = t!(words, "what-if-played", month = month, n = tried.tally.matters, kind = chosen.kind.as_str());
    let heading = el("p").class("govuk-body-l").put(asked).html();
    let lines: Html = std::iter::once(played).chain(sums(view, tried)).map(|line| view.line(line)).collect();
    view.section("what-if-result", heading.then(lines)).then(moved(view, tried))
}

/// What came of it, in sentences.
fn sums(view: &View<'_>, tried: &Tried) -> Vec<String> {
    let (words, whole) = (view.words, tried.tally.whole());
    let mut lines = vec![t!(
        words,
        "what-if-late",
        was = whole.late_was,
        would = whole.late_would,
        newly = whole.late_newly,
        spared = whole.spared
    )];
    lines.extend(tried.band.map(|band| t!(words, "what-if-band", low = signed(band.low), high = signed(band.high))));
    lines.extend(tried.cut.then(|| t!(words, "what-if-cut", n = MOST)));
    lines.extend((tried.tally.strained > 0).then(|| t!(words, "what-if-strained", n = tried.tally.strained)));
    lines
}

/// The matters whose lateness would be another, and the units.
fn moved(view: &View<'_>, tried: &Tried) -> Html {
    listed(view, "what-if-newly", tried.tally.late.iter())
        .then(listed(view, "what-if-spared", tried.tally.spared.iter()))
        .then(by_unit(view, tried))
}

fn length_words(view: &View<'_>, length: Length) -> String {
    let gap = if view.room.reader.lang == Lang::En { " " } else { "" };
    format!("{}{gap}{}", length.amount, view.say(&format!("length-{}", length.unit.spelling())))
}

/// With its sign, also where it is more.
fn signed(count: i64) -> String {
    format!("{count:+}")
}

/// Matters whose lateness would be another.
fn listed<'m>(view: &View<'_>, heading: &str, moved: impl Iterator<Item = &'m Moved>) -> Html {
    let minute = |at: &Option<String>| {
        at.as_ref().and_then(|at| at.get(..16)).map(|at| at.replace('T', " ")).unwrap_or_default()
    };
    let unit = |code: &Option<String>| {
        code.as_ref().and_then(|code| code.parse().ok()).map(|code| view.names.unit(&code)).unwrap_or_default()
    };
    let row = |moved: &Moved| {
        let done = moved.done.as_ref().map_or_else(|| t!(view.words, "what-if-not-done"), |_| minute(&moved.done));
        vec![
            Cell::from(moved.number.as_str()),
            Cell::from(unit(&moved.unit)),
            Cell::from(minute(&moved.due_was)),
            Cell::from(minute(&moved.due_would)),
            Cell::from(done),
        ]
    };
    let rows: Vec<Vec<Cell>> = moved.map(row).collect();
    if rows.is_empty() {
        return Html::empty();
    }
    let head = ["what-if-number", "what-if-unit", "what-if-due-was", "what-if-due-would", "what-if-done"];
    view.section(heading, view.table(&head, rows))
}

/// The units in whose hands more or fewer limits would be passed.
fn by_unit(view: &View<'_>, tried: &Tried) -> Html {
    let changed = tried
        .tally
        .units
        .iter()
        .filter(|(_, sums)| sums.late_was != sums.late_would || sums.works_was != sums.works_would);
    let row = |(unit, sums): (&bihuan_core::directory::UnitCode, &bihuan_core::simulation::UnitSums)| {
        vec![
            Cell::from(view.names.unit(unit)),
            Cell::number(sums.works_was.to_string()),
            Cell::number(sums.works_would.to_string()),
            Cell::number(sums.late_was.to_string()),
            Cell::number(sums.late_would.to_string()),
        ]
    };
    let rows: Vec<Vec<Cell>> = changed.map(row).collect();
    if rows.is_empty() {
        return Html::empty();
    }
    let head = ["what-if-unit", "what-if-works-was", "what-if-works-would", "what-if-late-was", "what-if-late-would"];
    view.section("what-if-by-unit", view.table(&head, rows))
}
