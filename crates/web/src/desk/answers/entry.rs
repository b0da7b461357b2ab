//! One answer: what it says now, its versions, and for who keeps it the form that writes the next one or takes it out of use.
//! Of two who write at once the second is shown what the first wrote, and keeps what was typed.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Field, FieldType, Register};
use bihuan_office::entries::{NewEntry, Shelf, Version, unit_named};
use bihuan_office::{Failure, Law, Office, hash_token, new_token};
use jiff::civil::Date;
use serde_json::{Map, Value as Json};

use super::State;
use super::known::{self, Entry, UNTIL};
use crate::components::*;
use crate::desk::light::exact;
use crate::desk::room::{Room, with_status};
use crate::fields::{Fields, Sent, lines};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// Versions on one page.
const A_PAGE: usize = 20;
/// The `id` of the form, for what no single field is to blame for.
const FORM: &str = "entry";
/// The step that takes an answer out of use.
const RETIRE: &str = "retire";

/// Where an answer stands.
pub fn path(register: &str, key: &str) -> String {
    format!("/desk/answers/{register}/{key}")
}

/// The way to a new answer, for whoever may keep one.
pub fn write_link(office: &Office, room: &Room) -> Option<Html> {
    let law = office.law();
    let district = room.district(&law)?;
    let may = |name: &&str| office.hand(&room.staff.who, &district, name).is_ok();
    known::shelves(&law).into_keys().find(may)?;
    let link = el("a").class("govuk-button bh-no-print").attr("role", "button").attr("draggable", "false");
    Some(link.attr("href", "/desk/answers/new").put(t!(room.words(), "answer-new")).html())
}

/// `GET /desk/answers/new`
pub async fn empty(room: Room) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let here = Here::first(office, &inner)?;
        office.hand(&inner.staff.who, &here.district, &here.register.name)?;
        Ok(here.form_page(&[], &[]))
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// `POST /desk/answers/new`: under a key that the page gave, so that a second press writes the same answer.
pub async fn add(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let kept = room.ask(move |office| {
        let here = Here::first(office, &inner)?;
        let once = hash_token(sent.value("once"));
        let key: String = once.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let form = here.fields().read(&sent);
        match here.write(office, &format!("a-{key}"), 0, &form)? {
            Written::Done(to) => Ok(to),
            Written::Wrong(errors) => {
                Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, here.form_page(&sent.pairs, &errors)))
            }
        }
    });
    kept.await.unwrap_or_else(|sorry| sorry)
}

/// `GET /desk/answers/{register}/{key}`
pub async fn page(room: Room, Path((register, key)): Path<(String, String)>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let here = Here::at(office, &inner, &register)?;
        here.draw(office, &key, None)
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// `POST /desk/answers/{register}/{key}`: the next version, or out of use.
pub async fn change(room: Room, Path((register, key)): Path<(String, String)>, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let kept = room.ask(move |office| {
        let here = Here::at(office, &inner, &register)?;
        let seen = sent.value("seen").parse().unwrap_or(0);
        office.entry_now(&here.shelf(), &key)?.ok_or(Failure::NotFound)?;
        let tried = match sent.value("step") {
            RETIRE => here.retire(office, &key, seen),
            _ => here.write(office, &key, seen, &here.fields().read(&sent)),
        };
        let (status, errors, by) = match tried {
            Ok(Written::Done(to)) => return Ok(to),
            Ok(Written::Wrong(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors, None),
            Err(Failure::Stale { by, .. }) => (StatusCode::CONFLICT, Vec::new(), Some(by.unwrap_or_default())),
            Err(other) => return Err(other),
        };
        let typed = if sent.value("step") == RETIRE { &[][..] } else { &sent.pairs };
        Ok(with_status(status, here.draw(office, &key, Some(Again { typed, errors: &errors, by }))?))
    });
    kept.await.unwrap_or_else(|sorry| sorry)
}

/// What came of writing.
enum Written {
    /// It is written: where to go on.
    Done(Response),
    /// What is wrong with it.
    Wrong(Vec<FieldError>),
}

/// A form that comes back: what was typed, what is wrong with it, who was faster.
struct Again<'a> {
    typed: &'a [(String, String)],
    errors: &'a [FieldError],
    by: Option<(String, String)>,
}

/// A register of answers in a district, for one reader.
struct Here<'h> {
    room: &'h Room,
    law: Arc<Law>,
    district: DistrictCode,
    rules: Arc<CaseType>,
    register: Arc<Register>,
    today: Date,
}

impl<'h> Here<'h> {
    fn at(office: &Office, room: &'h Room, register: &str) -> Result<Here<'h>, Failure> {
        Here::of(office, room, |name| name == register)
    }

    /// The register that a new answer goes to.
    fn first(office: &Office, room: &'h Room) -> Result<Here<'h>, Failure> {
        Here::of(office, room, |_| true)
    }

    fn of(office: &Office, room: &'h Room, is_it: impl Fn(&str) -> bool) -> Result<Here<'h>, Failure> {
        let law = office.law();
        let district = room.district(&law).ok_or(Failure::NotFound)?;
        let shelf = known::shelves(&law).into_iter().find(|(name, _)| is_it(name));
        let (rules, register) =
            shelf.map(|(_, (rules, register))| (Arc::clone(rules), Arc::clone(register))).ok_or(Failure::NotFound)?;
        Ok(Here { room, law, district, rules, register, today: office.today() })
    }

    fn shelf(&self) -> Shelf<'_> {
        Shelf { district: &self.district, rules: &self.rules, register: &self.register }
    }

    fn fields(&self) -> Fields<'_> {
        let fields = self.register.fields.clone();
        Fields { fields, ..Fields::of_type(&self.law, self.room.reader.lang, &self.rules, &self.district) }
    }

    fn names(&self) -> Names<'_> {
        Names::new(&self.law, self.room.reader.lang)
    }

    fn write(&self, office: &Office, key: &str, seen: u64, form: &Map<String, Json>) -> Result<Written, Failure> {
        let until = form.get(UNTIL).and_then(Json::as_str).and_then(|day| day.parse::<Date>().ok());
        if until.is_some_and(|until| until < self.today) {
            let lapsed = FieldError::new(format!("{UNTIL}-year"), t!(self.room.words(), "answer-past-day"));
            return Ok(Written::Wrong(vec![lapsed]));
        }
        match office.write_entry(&self.room.staff.who, &self.shelf(), &NewEntry { key, seen, form }) {
            Ok(_) => Ok(self.done(key)),
            Err(Failure::Refused(refusal)) => Ok(Written::Wrong(self.fields().errors(&refusal, "", FORM))),
            Err(other) => Err(other),
        }
    }

    fn retire(&self, office: &Office, key: &str, seen: u64) -> Result<Written, Failure> {
        office.retire_entry(&self.room.staff.who, &self.shelf(), key, seen)?;
        Ok(self.done(key))
    }

    fn done(&self, key: &str) -> Written {
        Written::Done(Redirect::to(&format!("{}?done=1", path(&self.register.name, key))).into_response())
    }

    /// The empty form, or the one that came back.
    fn form_page(&self, typed: &[(String, String)], errors: &[FieldError]) -> Page {
        let words = self.room.words();
        let form = Form::new(words, typed, errors);
        let once = Some(form.value("once")).filter(|once| !once.is_empty()).map(str::to_owned);
        let sheet = self
            .sheet("/desk/answers/new", &form)
            .put(hidden("once", &once.unwrap_or_else(|| new_token().unwrap_or_default())))
            .put(submit(t!(words, "answer-keep")));
        let main = el("div")
            .class("govuk-grid-column-two-thirds")
            .put(form.error_summary())
            .put(el("h1").class("govuk-heading-l").put(t!(words, "answer-new")))
            .put(el("p").class("govuk-body").put(t!(words, "answer-new-about")))
            .put(sheet);
        self.framed(t!(words, "answer-new"), el("div").class("govuk-grid-row").put(main), !errors.is_empty())
    }

    fn framed(&self, title: String, body: impl Into<Html>, wrong: bool) -> Page {
        let mut page = self.room.page(title, "intake").with(body);
        page.before = phrases::back(self.room.words(), "/desk/answers");
        page.wrong = wrong;
        page
    }

    fn sheet(&self, action: &str, form: &Form<'_>) -> crate::html::Element {
        el("form")
            .attr("id", FORM)
            .attr("method", "post")
            .attr("action", action)
            .attr("novalidate", "")
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(self.fields().controls(form))
    }

    /// The answer, the form for who keeps it, and its versions.
    fn draw(&self, office: &Office, key: &str, again: Option<Again<'_>>) -> Result<Page, Failure> {
        let words = self.room.words();
        let now = office.entry_now(&self.shelf(), key)?.ok_or(Failure::NotFound)?;
        let entry = Entry::of(key, &self.register, &now).ok_or(Failure::NotFound)?;
        let owner = unit_named(&self.law, &self.district, &entry.owner);
        let may = office.hand_of_entry(&self.room.staff.who, &self.shelf(), owner.as_ref()).is_ok();
        let title = entry.asked(words.lang()).to_owned();
        let (colour, state) = State::of_entry(&entry, self.today).told();
        let written = self.room.reader.here.parameter("done").map(|_| phrases::done(words, t!(words, "answer-kept")));
        let meanwhile = again.as_ref().and_then(|again| again.by.as_ref()).map(|by| self.meanwhile(by));
        let errors = again.as_ref().map_or(&[][..], |again| again.errors);
        let summary = Form::new(words, &[], errors).error_summary();
        let form = may.then(|| self.forms(key, &now, again.as_ref()));
        let past = self.past(office, key)?;
        let main = el("div")
            .class("govuk-grid-column-two-thirds")
            .put(written)
            .put(meanwhile)
            .put(summary)
            .put(el("h1").class("govuk-heading-l").put(&title))
            .put(el("p").class("govuk-body").put(Tag::coloured(colour, words.get(state, &[]))))
            .put(self.told(&now))
            .put(form)
            .put(past);
        Ok(self.framed(title, el("div").class("govuk-grid-row").put(main), !errors.is_empty()))
    }

    /// That somebody was faster, and who.
    fn meanwhile(&self, (post, unit): &(String, String)) -> Html {
        let by = self.names().post_at(Some(post), Some(unit));
        phrases::important(self.room.words(), t!(self.room.words(), "answer-meanwhile", by = by))
    }

    /// What a version says, field by field.
    fn told(&self, version: &Version) -> Html {
        let names = self.names();
        let said = |field: &Field| {
            let value = version.values.get(&field.name).and_then(Json::as_str).filter(|text| !text.is_empty())?;
            Some(SummaryRow::new(names.field(&self.rules, None, field), self.value(field, value)))
        };
        let rows = self.register.fields.iter().filter_map(said).collect();
        SummaryList { rows, ..SummaryList::default() }.into()
    }

    fn value(&self, field: &Field, value: &str) -> Html {
        let names = self.names();
        match field.kind {
            FieldType::Term => names.term(&self.rules, field.vocabulary.as_deref().unwrap_or_default(), value).into(),
            FieldType::Unit => {
                let unit = unit_named(&self.law, &self.district, value);
                unit.map_or_else(|| value.into(), |unit| names.unit(&unit).into())
            }
            _ => lines(value),
        }
    }

    /// The form with the next version, and the press that takes the answer out of use.
    fn forms(&self, key: &str, now: &Version, again: Option<&Again<'_>>) -> Html {
        let words = self.room.words();
        let mut values = now.values.clone();
        if let Some(owner) = self.shelf().owner(&self.law, &values)
            && let Some(field) = self.register.fields.iter().find(|field| field.kind == FieldType::Unit)
        {
            values.insert(field.name.clone(), owner.to_string().into());
        }
        let kept = self.fields().typed_json(&values);
        let typed = again.map(|again| again.typed).filter(|typed| !typed.is_empty()).unwrap_or(&kept);
        let form = Form::new(words, typed, again.map_or(&[][..], |again| again.errors));
        let (action, seen) = (path(&self.register.name, key), now.kept.version.to_string());
        let sheet = self.sheet(&action, &form).put(hidden("seen", &seen)).put(submit(t!(words, "answer-keep-version")));
        let change = Details {
            summary: t!(words, "answer-change").into(),
            content: sheet.html(),
            open: again.is_some() || now.kept.retired,
            ..Details::default()
        };
        let retire = (!now.kept.retired).then(|| {
            let press = Button { classes: "govuk-button--warning".into(), ..submit(t!(words, "answer-retire-press")) };
            let sheet = el("form")
                .attr("method", "post")
                .attr("action", &action)
                .put(hidden("csrf", &self.room.staff.csrf))
                .put(hidden("seen", &seen))
                .put(hidden("step", RETIRE))
                .put(press);
            let about = el("p").class("govuk-body").put(t!(words, "answer-retire-about")).html();
            Details { summary: t!(words, "answer-retire").into(), content: about.then(sheet), ..Details::default() }
        });
        Html::from(change).then(retire.map(Html::from))
    }

    /// The versions, newest first; behind them the pack's own.
    fn past(&self, office: &Office, key: &str) -> Result<Html, Failure> {
        let words = self.room.words();
        let after = self.room.reader.here.parameter("after").filter(|after| !after.is_empty());
        let found = office.entry_past(&self.shelf(), key, after, A_PAGE)?;
        let shipped = self.register.rows.iter().find(|row| row.key == key).filter(|_| found.next.is_none());
        let of_pack =
            shipped.map(|row| Version { values: row.values.clone().into_iter().collect(), ..Version::default() });
        let all = found.items.iter().chain(of_pack.as_ref()).map(|version| self.version(version));
        let heading = el("h2").class("govuk-heading-m").put(t!(words, "answer-past"));
        let more = found.next.map(|after| format!("{}?after={after}", path(&self.register.name, key)));
        Ok(heading.html().then(all.collect::<Html>()).then(phrases::pages(words, None, more)))
    }

    fn version(&self, version: &Version) -> Html {
        let words = self.room.words();
        let kept = &version.kept;
        let by = self.names().post_at(Some(&kept.post), Some(&kept.unit));
        let summary = match kept.at {
            None => t!(words, "answer-of-pack"),
            Some(at) if kept.retired => t!(words, "answer-version-retired", n = kept.version, at = exact(at), by = by),
            Some(at) => t!(words, "answer-version", n = kept.version, at = exact(at), by = by),
        };
        Details { summary: summary.into(), content: self.told(version), ..Details::default() }.into()
    }
}
