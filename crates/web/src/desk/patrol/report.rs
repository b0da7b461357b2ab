//! A report from the street: the short form that a pack declares for this channel, with a picture and a place.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bihuan_core::casework::TypeId;
use bihuan_core::directory::{DistrictCode, UnitCode};
use bihuan_core::pack::CaseType;
use bihuan_office::{Demand, Failure, Filing, Law, Office, Settled, new_token};

use super::super::intake::receipt_told;
use super::super::room::{Room, once_key, with_status};
use super::{CHANNEL, app, owned};
use crate::components::*;
use crate::fields::{Fields, Sent};
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;

/// Where the form is sent without script; also its `id`, for what no single field is to blame for.
pub const HERE: &str = "/desk/patrol/report";
const FORM: &str = "patrol-report";

/// The kinds of matter that this officer files on patrol, as the packs declare.
pub fn kinds(law: &Law, room: &Room) -> Vec<Arc<CaseType>> {
    let open =
        |rules: &&Arc<CaseType>| rules.channels.get(CHANNEL).is_some_and(|channel| channel.is_for(&room.staff.posts));
    law.types().map(|(_, rules)| rules).filter(open).map(Arc::clone).collect()
}

/// The units where an officer holds a post, each once, the smallest first as the directory lists them.
pub fn own_units(room: &Room) -> Vec<UnitCode> {
    let mut units: Vec<UnitCode> = Vec::new();
    for (_, unit) in room.staff.posts.iter().filter(|(_, unit)| !unit.is_district()) {
        if !units.contains(unit) {
            units.push(unit.clone());
        }
    }
    units
}

/// A button for each kind.
pub fn ways(names: &Names<'_>, kinds: &[Arc<CaseType>]) -> Html {
    let several = kinds.len() > 1;
    let buttons = kinds.iter().map(|rules| Button {
        content: match several {
            true => t!(names.words(), "patrol-report-kind", kind = names.case_type(&rules.id)).into(),
            false => t!(names.words(), "patrol-report").into(),
        },
        href: format!("{HERE}?type={}", rules.id.0),
        classes: "bh-patrol__report".into(),
        ..Button::default()
    });
    el("div").class("govuk-button-group").put_all(buttons).html()
}

/// The empty form.
pub async fn page(room: Room) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let wanted = inner.reader.here.parameter("type").unwrap_or_default().to_owned();
        Ok(match Paper::at(office, &inner, &wanted)? {
            Some(paper) => Ok(paper.draw(&Sent::default(), &[])),
            None => Err(nothing_to_report(&inner)),
        })
    });
    match shown.await {
        Ok(Ok(page)) => owned(&room, page),
        Ok(Err(page)) => page.into_response(),
        Err(sorry) => sorry,
    }
}

/// The form as it is sent without script.
pub async fn file(room: Room, mut sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let answer = room.ask(move |office| match Paper::at(office, &inner, sent.value("type"))? {
        Some(paper) => paper.take_in(office, &mut sent),
        None => Ok(inner.not_for_you()),
    });
    answer.await.unwrap_or_else(|sorry| sorry)
}

fn nothing_to_report(room: &Room) -> Page {
    let words = room.words();
    let main = el("h1").class("govuk-heading-l").put(t!(words, "patrol-report")).html();
    let main = main.then(el("p").class("govuk-body").put(t!(words, "patrol-report-nothing")));
    let mut page = room.page(t!(words, "patrol-report"), "patrol").with(main);
    page.before = phrases::back(words, "/desk/patrol");
    page
}

/// The form of one kind.
struct Paper<'p> {
    room: &'p Room,
    law: Arc<Law>,
    rules: Arc<CaseType>,
    district: DistrictCode,
}

impl<'p> Paper<'p> {
    /// The kind that is wanted, else the first that this officer files on patrol; none where there is none.
    fn at(office: &Office, room: &'p Room, wanted: &str) -> Result<Option<Paper<'p>>, Failure> {
        let law = office.law();
        let mut kinds = kinds(&law, room);
        let named = kinds.iter().position(|rules| rules.id == TypeId(wanted.to_owned())).unwrap_or(0);
        if kinds.is_empty() {
            return Ok(None);
        }
        let rules = kinds.swap_remove(named);
        let own = own_units(room).first().map(UnitCode::district);
        let district = own.or_else(|| room.district(&law)).ok_or(Failure::NotFound)?;
        Ok(Some(Paper { room, law, rules, district }))
    }

    fn fields(&self) -> Fields<'_> {
        let fields = self.rules.form_through(CHANNEL).to_vec();
        let spot = own_units(self.room);
        Fields { fields, spot, ..Fields::of_type(&self.law, self.room.reader.lang, &self.rules, &self.district) }
    }

    fn draw(&self, sent: &Sent, errors: &[FieldError]) -> Page {
        let words = self.room.words();
        let names = Names::new(&self.law, self.room.reader.lang);
        let fields = self.fields().with_kept(self.room.app.office.ledger());
        let form = Form::new(words, &sent.pairs, errors);
        let kind = names.case_type(&self.rules.id);
        let title = t!(words, "patrol-report");
        let sheet = el("form")
            .attr("id", FORM)
            .attr("method", "post")
            .attr("action", HERE)
            .attr("novalidate", "")
            .attr("enctype", "multipart/form-data")
            .attr("data-patrol", "file")
            .attr("data-type", &self.rules.id.0)
            .attr("data-title", format!("{title} · {kind}"))
            .attr("data-fields", app::described(&fields, &names, None))
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(hidden("type", &self.rules.id.0))
            .put(hidden("once", &new_token().unwrap_or_default()))
            .put(form.error(FORM).map(Html::from))
            .put(fields.controls(&form))
            .put(submit(t!(words, "patrol-report-send")));
        let heading = el("h1").class("govuk-heading-l").put(&title);
        let main = form.error_summary().then(heading).then(el("p").class("govuk-hint").put(kind)).then(sheet);
        let mut page = app::framed(self.room, title, &["/desk/patrol".to_owned(), HERE.to_owned()], main);
        page.before = phrases::back(words, "/desk/patrol");
        page.wrong = !errors.is_empty();
        page
    }

    fn take_in(&self, office: &Office, sent: &mut Sent) -> Result<Response, Failure> {
        let wrong = sent.keep_papers(office, self.room.reader.lang)?;
        if !wrong.is_empty() {
            return Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, self.draw(sent, &wrong)));
        }
        let fields = self.fields();
        let (case_type, district) = (self.rules.id.clone(), self.district.clone());
        let wish = Filing { case_type, district, form: fields.read(sent), channel: CHANNEL.to_owned() };
        let key = once_key(&self.room.staff, &self.district, HERE, sent);
        match office.file(&Demand { who: self.room.staff.who.clone(), wish, key }) {
            Ok(settled) => Ok(self.taken(office, &settled).into_response()),
            Err(Failure::Refused(refusal)) => {
                let errors = fields.errors(&refusal, "/form", FORM);
                Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, self.draw(sent, &errors)))
            }
            Err(other) => Err(other),
        }
    }

    fn taken(&self, office: &Office, settled: &Settled) -> Page {
        let words = self.room.words();
        let case = &settled.case;
        let receipt = office.receipt(case.district.as_str(), &case.id, &case.number, settled.seq, settled.hash);
        let told = receipt_told(words, &receipt);
        let panel = Panel { title: t!(words, "patrol-reported").into(), content: told, ..Panel::default() };
        let on = Button { content: t!(words, "patrol-title").into(), href: "/desk/patrol".into(), ..Button::default() };
        let mut page = self.room.page(t!(words, "patrol-reported"), "patrol");
        page.head = app::styles();
        page.with(Html::from(panel).then(on))
    }
}
