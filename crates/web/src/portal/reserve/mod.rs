//! 预约: entries with slots on a map and in a list, free by hour; one is chosen, booked, begun on the spot by its code and
//! given back, without an account. Every kind of matter that holds slots and that anybody may file is offered here.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `list` | the entries: a map of them, and a list, page by page |
//! | `book` | one entry: a day by the hour, and the form |
//! | `hours` | how free a day is, hour by hour |
//! | `pins` | entries on the district's map |

mod book;
mod hours;
mod list;
pub(crate) mod pins;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bihuan_core::calendar::civil;
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{FieldType, Register, Reserve};
use bihuan_office::entries::Shelf;
use bihuan_office::{Failure, Law, Office};
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::guest::Guest;
use crate::app::App;
use crate::fields::{BODY_LIMIT, Sent};
use crate::html::Html;
use crate::names::Names;

/// Days that a page offers, today with them.
const DAYS: i64 = 8;

/// The pages of reservation.
pub fn router() -> Router<App> {
    Router::new()
        .route("/reserve", get(page))
        .route("/reserve/{kind}/{key}", get(one).post(book))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// What a page was asked for.
type Asked = Query<Vec<(String, String)>>;

async fn page(guest: Guest, Query(asked): Asked) -> Response {
    let inner = guest.clone();
    let shown = guest.ask(move |office| {
        let law = office.law();
        let wanted = value(&asked, "type");
        let kinds: Vec<Arc<CaseType>> = kinds(&law).cloned().collect();
        let first = kinds.iter().find(|rules| rules.id.0 == wanted).or_else(|| kinds.first()).cloned();
        match first {
            Some(rules) => list::page(office, &inner, &Kind::of(&inner, law, rules)?, &asked),
            None => Ok(list::nothing(&inner)),
        }
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

async fn one(guest: Guest, Path((kind, key)): Path<(String, String)>, Query(asked): Asked) -> Response {
    let inner = guest.clone();
    let shown = guest.ask(move |office| {
        let kind = Kind::named(office, &inner, &kind)?;
        book::page(office, &inner, &kind, &key, &asked)
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

async fn book(guest: Guest, Path((kind, key)): Path<(String, String)>, sent: Sent) -> Response {
    if let Some(elsewhere) = guest.elsewhere() {
        return elsewhere;
    }
    let inner = guest.clone();
    let done = guest.ask(move |office| {
        let kind = Kind::named(office, &inner, &kind)?;
        book::send(office, &inner, &kind, &key, &sent)
    });
    done.await.unwrap_or_else(|sorry| sorry)
}

/// The kinds of matter that hold slots and that anybody may file.
pub fn kinds(law: &Law) -> impl Iterator<Item = &Arc<CaseType>> {
    law.types().filter(|(_, rules)| rules.public && rules.reserve.is_some()).map(|(_, rules)| rules)
}

fn value<'a>(asked: &'a [(String, String)], name: &str) -> &'a str {
    asked.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

/// A kind of matter that holds slots, with the register whose entries are held.
struct Kind {
    law: Arc<Law>,
    rules: Arc<CaseType>,
    register: Arc<Register>,
    district: DistrictCode,
}

/// An entry that can be held, with what it says.
struct Entry {
    key: String,
    said: Map<String, Json>,
}

impl Kind {
    fn of(guest: &Guest, law: Arc<Law>, rules: Arc<CaseType>) -> Result<Kind, Failure> {
        let district = guest.district(&law).ok_or(Failure::NotFound)?;
        let held = rules.reserve.as_ref().and_then(|reserve| rules.field(&reserve.entry));
        let register = held.and_then(|field| rules.registers.get(field.register.as_ref()?)).cloned();
        Ok(Kind { law, rules, register: register.ok_or(Failure::NotFound)?, district })
    }

    fn named(office: &Office, guest: &Guest, name: &str) -> Result<Kind, Failure> {
        let law = office.law();
        let rules = kinds(&law).find(|rules| rules.id.0 == name).cloned().ok_or(Failure::NotFound)?;
        Kind::of(guest, law, rules)
    }

    fn reserve(&self) -> Result<&Reserve, Failure> {
        self.rules.reserve.as_ref().ok_or(Failure::NotFound)
    }

    fn shelf(&self) -> Shelf<'_> {
        Shelf { district: &self.district, rules: &self.rules, register: &self.register }
    }

    /// An entry that is in use.
    fn entry(&self, office: &Office, key: &str) -> Result<Entry, Failure> {
        let now = office.entry_now(&self.shelf(), key)?.filter(|now| !now.kept.retired).ok_or(Failure::NotFound)?;
        Ok(Entry { key: key.to_owned(), said: now.values })
    }

    fn path(&self, key: &str) -> String {
        format!("/reserve/{}/{key}", self.rules.id.0)
    }

    /// What an entry is called: its first text that may be shown.
    fn called(&self, entry: &Entry) -> String {
        let texts = self.shown_fields().filter(|field| field.kind == FieldType::Text);
        let said = |name: &str| entry.said.get(name).and_then(Json::as_str).map(str::to_owned);
        texts.into_iter().find_map(|field| said(&field.name)).unwrap_or_else(|| entry.key.clone())
    }

    /// The fields that everybody may read: the code on the spot is none of them, nor is what is personal.
    fn shown_fields(&self) -> impl Iterator<Item = &bihuan_core::pack::model::Field> {
        let code = self.rules.reserve.as_ref().and_then(|reserve| reserve.begins.code.as_ref());
        self.register.fields.iter().filter(move |field| !field.personal && Some(&field.name) != code)
    }

    fn title(&self, guest: &Guest) -> String {
        Names::new(&self.law, guest.lang()).register(&self.register.name)
    }
}

/// Today and the days that can be booked, as far as a page offers them.
fn days(office: &Office) -> Vec<Date> {
    let today = civil(office.clock().now()).date();
    (0..DAYS).filter_map(|n| today.checked_add(n.days()).ok()).collect()
}

/// The day that is asked for, else today.
fn day_of(office: &Office, asked: &str) -> Date {
    let days = days(office);
    let today = days.first().copied().unwrap_or_default();
    asked.parse().ok().filter(|day| days.contains(day)).unwrap_or(today)
}

/// "11-23 周一".
fn day_called(guest: &Guest, day: Date) -> Html {
    let weekday = guest.words().get(&format!("reserve-weekday-{}", day.weekday().to_monday_one_offset()), &[]);
    format!("{} {weekday}", day.strftime("%m-%d")).into()
}

/// Where a point stands in millionths of a degree, if an entry says so.
pub(crate) fn point_of(register: &Register, said: &Map<String, Json>) -> Option<(i64, i64)> {
    let field = register.fields.iter().find(|field| field.kind == FieldType::Place)?;
    point_in(said.get(&field.name)?)
}

/// The same of a place as an entry writes it.
pub(crate) fn point_in(place: &Json) -> Option<(i64, i64)> {
    let part = |name: &str| {
        let part = place.get(name)?;
        part.as_str().map(str::to_owned).or_else(|| part.as_f64().map(|number| format!("{number:.6}")))
    };
    Some((crate::fields::map::micro(&part("lon")?)?, crate::fields::map::micro(&part("lat")?)?))
}
