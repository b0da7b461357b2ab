//! One entry: what it says, a day by the hour, and the form by which somebody books it.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::{civil, rfc3339};
use bihuan_core::casework::slots::instant;
use bihuan_core::casework::{Refusal, Who};
use bihuan_core::pack::model::on_the_wall;
use bihuan_core::pack::model::{BasisKind, Field, FieldType};
use bihuan_core::value::EntryRef;
use bihuan_office::{Demand, Failure, Filing, Free, IdempotencyKey, Office, new_token};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::super::guest::{Guest, body, column, link, section, title};
use super::super::report;
use super::{Entry, Kind, day_called, day_of, days, hours, value};
use crate::components::*;
use crate::fields::{Fields, Sent};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// Lengths that are offered, in minutes.
const LENGTHS: [i64; 7] = [30, 60, 90, 120, 180, 240, 480];
/// The control of the start.
const START: &str = "start";
/// The control of the length.
const LENGTH: &str = "minutes";

/// `GET /reserve/{kind}/{key}`
pub fn page(
    office: &Office,
    guest: &Guest,
    kind: &Kind,
    key: &str,
    asked: &[(String, String)],
) -> Result<Page, Failure> {
    let sent = Sent { pairs: vec![("day".to_owned(), value(asked, "day").to_owned())], ..Sent::default() };
    draw(office, guest, kind, &kind.entry(office, key)?, &sent, &[])
}

/// `POST /reserve/{kind}/{key}`: taken in, or told why not, with the next free times.
pub fn send(office: &Office, guest: &Guest, kind: &Kind, key: &str, sent: &Sent) -> Result<Response, Failure> {
    let entry = kind.entry(office, key)?;
    let wrong = |errors: Vec<FieldError>| {
        let page = draw(office, guest, kind, &entry, sent, &errors)?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let Some(form) = form_of(guest, kind, key, sent)? else {
        return wrong(vec![FieldError::new(START, t!(guest.words(), "reserve-choose"))]);
    };
    let wish = Filing {
        case_type: kind.rules.id.clone(),
        district: kind.district.clone(),
        form,
        channel: report::CHANNEL.to_owned(),
    };
    match report::filed(office, &Demand { who: Who::Public, wish, key: once(kind, key, sent) }, None) {
        Ok(filed) => Ok(report::done(guest, &kind.law, &filed)),
        Err(Failure::Refused(refusal)) => wrong(errors(guest, kind, &refusal)?),
        Err(other) => Err(other),
    }
}

/// What was sent as the form of the matter; none without a time.
fn form_of(guest: &Guest, kind: &Kind, key: &str, sent: &Sent) -> Result<Option<Map<String, Json>>, Failure> {
    let reserve = kind.reserve()?;
    let start: Option<Timestamp> = sent.value(START).parse().ok();
    let minutes: Option<i64> = sent.value(LENGTH).parse().ok().filter(|it| (1..=1440).contains(it));
    let Some((start, minutes)) = start.zip(minutes) else { return Ok(None) };
    let until = start.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(start);
    let mut form = fields(guest, kind)?.read(sent);
    form.insert(reserve.entry.clone(), format!("{}/{key}", kind.register.name).into());
    form.insert(reserve.from.clone(), rfc3339(start).into());
    form.insert(reserve.until.clone(), rfc3339(until).into());
    Ok(Some(form))
}

/// What is asked beside the entry and the time.
fn fields<'k>(guest: &Guest, kind: &'k Kind) -> Result<Fields<'k>, Failure> {
    let reserve = kind.reserve()?;
    let own = [&reserve.entry, &reserve.from, &reserve.until];
    let fields = kind.rules.form.iter().filter(|field| !own.contains(&&field.name)).cloned().collect();
    Ok(Fields { fields, ..Fields::of_type(&kind.law, guest.lang(), &kind.rules, &kind.district) })
}

fn errors(guest: &Guest, kind: &Kind, refusal: &Refusal) -> Result<Vec<FieldError>, Failure> {
    let reserve = kind.reserve()?;
    let at_own = |pointer: &str| match pointer.trim_start_matches("/form/") {
        name if name == reserve.from || name == reserve.entry => Some(START),
        name if name == reserve.until => Some(LENGTH),
        _ => None,
    };
    let (own, rest): (Vec<_>, Vec<_>) = refusal.faults.iter().cloned().partition(|it| at_own(&it.field).is_some());
    let told = |fault: &bihuan_core::casework::refusal::Fault| {
        let at = at_own(&fault.field).unwrap_or(START);
        FieldError::new(at, super::super::guest::sentence(&fault.sentence, guest.lang()))
    };
    let mut errors: Vec<FieldError> = own.iter().map(told).collect();
    if !rest.is_empty() || errors.is_empty() {
        let rest = Refusal { faults: rest, ..refusal.clone() };
        errors.extend(fields(guest, kind)?.errors(&rest, "/form", START));
    }
    Ok(errors)
}

/// The key by which the same form, sent twice, is known.
fn once(kind: &Kind, key: &str, sent: &Sent) -> Option<IdempotencyKey> {
    let token = sent.value("once");
    if !(22..=200).contains(&token.len()) || !token.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let mut digest = Sha256::new();
    for part in sent.pairs.iter().flat_map(|(name, value)| [name, value]) {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    Some(IdempotencyKey {
        district: kind.district.to_string(),
        caller: "anonymous".to_owned(),
        path: format!("POST {}", kind.path(key)),
        key: token.to_owned(),
        body_hash: digest.finalize().into(),
    })
}

fn draw(
    office: &Office,
    guest: &Guest,
    kind: &Kind,
    entry: &Entry,
    sent: &Sent,
    errors: &[FieldError],
) -> Result<Page, Failure> {
    let words = guest.words();
    let asked = Some(sent.value("day")).filter(|day| !day.is_empty()).unwrap_or_else(|| start_day(sent));
    let day = day_of(office, asked);
    let named = EntryRef { register: kind.register.name.clone(), key: entry.key.clone() };
    let free = office.free(&kind.rules, kind.district.as_str(), &named, &entry.said)?;
    let form = Form::new(words, &sent.pairs, errors);
    let strip =
        free.as_ref().map(|free| hours::strip(words, &hours::of_day(&free.opening, &free.held, free.range, day)));
    let sheet = match &free {
        Some(free) => sheet(guest, kind, entry, (&form, free, day))?,
        None => body(t!(words, "reserve-no-hours")),
    };
    let heading = kind.called(entry);
    let main = form
        .error_summary()
        .then(title(&heading))
        .then(says(guest, kind, entry))
        .then(section(day_called(guest, day)))
        .then(day_links(office, guest, kind, entry, day))
        .then(hours::legend(words))
        .then(strip)
        .then(sheet);
    let mut page = guest.page(heading, "reserve").with(column(main));
    page.before = phrases::back(words, &format!("/reserve?type={}&day={day}", kind.rules.id.0));
    page.wrong = !errors.is_empty();
    Ok(page)
}

/// The day of a start that was chosen.
fn start_day(sent: &Sent) -> &str {
    sent.value(START).get(..10).unwrap_or_default()
}

/// What everybody may read of an entry.
fn says(guest: &Guest, kind: &Kind, entry: &Entry) -> Html {
    let (words, names) = (guest.words(), Names::new(&kind.law, guest.lang()));
    let row = |field: &Field| {
        let value = entry.said.get(&field.name)?;
        let told: Html = match (field.kind, value) {
            (FieldType::Place, place) => place.get("address")?.as_str()?.into(),
            (FieldType::Boolean, yes) => words.get(if yes.as_bool()? { "yes" } else { "no" }, &[]).into(),
            (FieldType::Term, code) => {
                names.term(&kind.rules, field.vocabulary.as_deref().unwrap_or_default(), code.as_str()?).into()
            }
            (FieldType::Unit, code) => names.unit_of(code.as_str()?).into(),
            (_, text) => text.as_str().map_or_else(|| text.to_string(), str::to_owned).into(),
        };
        Some(SummaryRow::new(names.field(&kind.rules, None, field), told))
    };
    SummaryList { rows: kind.shown_fields().filter_map(row).collect(), ..SummaryList::default() }.into()
}

fn day_links(office: &Office, guest: &Guest, kind: &Kind, entry: &Entry, day: Date) -> Html {
    let item = |it: Date| {
        let href = format!("{}?day={it}", kind.path(&entry.key));
        let here = (it == day).then_some("page");
        let link = el("a").class("govuk-link").attr("href", href).maybe("aria-current", here);
        el("li").put(link.put(day_called(guest, it)))
    };
    el("ul").class("bh-views bh-days").put_all(days(office).into_iter().map(item)).html()
}

/// The form: from when, for how long, and what else the matter asks.
fn sheet(
    guest: &Guest,
    kind: &Kind,
    entry: &Entry,
    (form, free, day): (&Form<'_>, &Free, Date),
) -> Result<Html, Failure> {
    let words = guest.words();
    let starts = starts(free, day);
    if starts.is_empty() {
        return Ok(InsetText::from(t!(words, "reserve-full-day")).into());
    }
    let once = Some(form.value("once")).filter(|once| !once.is_empty()).map(str::to_owned);
    let longest = on_the_wall(kind.reserve()?.longest).map_or(60, |length| length.as_mins());
    let lengths = LENGTHS.into_iter().filter(|minutes| *minutes <= longest);
    let length = |minutes: i64| SelectItem::new(minutes.to_string(), length_called(words, minutes));
    let mut start = form.select(START, t!(words, "reserve-start"), starts);
    start.hint = Some(t!(words, "reserve-start-hint").into());
    let length = form.select(LENGTH, t!(words, "reserve-length"), lengths.map(length).collect());
    let sheet = el("form")
        .attr("id", "form")
        .attr("method", "post")
        .attr("action", kind.path(&entry.key))
        .attr("novalidate", "")
        .put(hidden("once", &once.unwrap_or_else(|| new_token().unwrap_or_default())))
        .put(hidden("day", &day.to_string()))
        .put(start)
        .put(length)
        .put(fields(guest, kind)?.controls(form))
        .put(submit(t!(words, "reserve-book")));
    let rules = rules(guest, kind)?;
    let again = body(link("/follow", t!(words, "reserve-follow")));
    Ok(section(t!(words, "reserve-form")).then(rules).then(sheet).then(again))
}

/// The quarters of a day at which somebody may begin, under their hours.
fn starts(free: &Free, day: Date) -> Vec<SelectItem> {
    let open = free.opening.quarters(day).into_iter();
    let is_free = |it: &i64| (free.range.0..free.range.1).contains(it) && free.held.binary_search(it).is_err();
    let item = |quarter: i64| {
        let at = instant(quarter);
        SelectItem::new(rfc3339(at), civil(at).strftime("%H:%M").to_string())
    };
    open.filter(is_free).map(item).collect()
}

fn length_called(words: &crate::words::Words, minutes: i64) -> String {
    if minutes % 60 == 0 {
        t!(words, "reserve-hours", n = minutes / 60)
    } else {
        t!(words, "reserve-minutes", n = minutes)
    }
}

/// How far ahead, how long, and when it is freed: as the pack says.
fn rules(guest: &Guest, kind: &Kind) -> Result<Html, Failure> {
    let words = guest.words();
    let reserve = kind.reserve()?;
    let told = |length: bihuan_core::calendar::Length| crate::fields::length_in_words(words, &length.to_string());
    let (ahead, longest) = (told(reserve.ahead), told(reserve.longest));
    let (early, within) = (told(reserve.begins.early), told(reserve.begins.within));
    let pack = kind.rules.id.0.split_once('.').and_then(|(pack, _)| kind.law.packs.get(pack));
    let basis = pack.and_then(|pack| pack.bases.get(&reserve.basis)).map(|basis| basis.kind);
    let is_ours = matches!(basis, Some(BasisKind::Ours | BasisKind::Unverified));
    let ours = is_ours.then(|| el("span").class("bh-muted").put(t!(words, "reserve-ours")).html());
    let rules = t!(words, "reserve-rules", ahead = ahead, longest = longest, early = early, within = within);
    Ok(el("p").class("govuk-body").put(rules).put(" ").put(ours).html())
}
