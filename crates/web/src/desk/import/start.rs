//! Where a table is sent: a file, or a block of cells pasted from a spreadsheet.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::casework::TypeId;
use bihuan_office::import::known_columns;
use bihuan_office::{Failure, Law, Office};
use bihuan_text::table::Unreadable;

use super::super::room::{Room, with_status};
use super::brought::{About, Brought};
use super::sheet::{self, Sheet, sentence};
use crate::components::*;
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::lists::{Format, List};
use crate::names::Names;
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;
use crate::words::Lang;

/// The empty form.
pub async fn page(room: Room) -> Response {
    let asked = room.reader.here.parameter("type").unwrap_or_default().to_owned();
    let sent = Sent { pairs: vec![("type".into(), asked)], ..Sent::default() };
    let law = room.app.office.law();
    draw(&room, &law, &sent, &[]).into_response()
}

/// A table is sent.
pub async fn bring(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let answer = room.ask(move |office| take(office, &inner, &sent));
    answer.await.unwrap_or_else(|sorry| sorry)
}

fn take(office: &Office, room: &Room, sent: &Sent) -> Result<Response, Failure> {
    let law = office.law();
    let wrong = |field: &str, text: String| {
        let errors = [FieldError::new(field, text)];
        Ok(with_status(StatusCode::UNPROCESSABLE_ENTITY, draw(room, &law, sent, &errors)))
    };
    let words = room.words();
    let case_type = sent.value("type").to_owned();
    if law.current(&TypeId(case_type.clone())).is_none() {
        return wrong("type", t!(words, "import-choose-type"));
    }
    let Sheet { field, name, rows } = match sheet::read(room, sent) {
        Ok(sheet) => sheet,
        Err((field, fault)) => return wrong(field, fault),
    };
    let district = room.district(&law).ok_or(Failure::NotFound)?.to_string();
    let about = About { name, case_type, district, ..About::default() };
    match Brought::new(office, room, about, rows) {
        Ok(brought) => Ok(Redirect::to(&format!("/desk/import/{}", brought.id)).into_response()),
        Err(Failure::Storage(bihuan_ledger::LedgerError::Refused { .. })) => {
            wrong(field, sentence(Unreadable::TooLarge, room.reader.lang))
        }
        Err(other) => Err(other),
    }
}

/// An empty table with the columns of a kind of matter.
pub async fn template(room: Room) -> Response {
    let id = TypeId(room.reader.here.parameter("type").unwrap_or_default().to_owned());
    let inner = room.clone();
    let made = room.ask(move |office| {
        let law = office.law();
        let rules = law.current(&id).ok_or(Failure::NotFound)?;
        let words = inner.words();
        let heads: Vec<String> = known_columns(&law, rules)
            .into_iter()
            .filter(|known| known.files && (!known.target.contains('/') || known.target.ends_with("/unit")))
            .map(|known| {
                let title = if inner.reader.lang == Lang::Zh { known.zh } else { known.en };
                if known.required { t!(words, "import-required", what = title) } else { title }
            })
            .collect();
        let title = t!(words, "import-template-of", kind = Names::new(&law, inner.reader.lang).case_type(&id));
        let mut list = List::new(words, title);
        list.head(&heads);
        list.answer(Format::Xlsx)
    });
    made.await.unwrap_or_else(|sorry| sorry)
}

fn draw(room: &Room, law: &Law, sent: &Sent, errors: &[FieldError]) -> Page {
    let words = room.words();
    let form = Form::new(words, &sent.pairs, errors);
    let names = Names::new(law, room.reader.lang);
    let kinds: Vec<SelectItem> = law
        .types()
        .filter(|(_, rules)| law.report_type().is_none_or(|read| read.id != rules.id))
        .map(|(_, rules)| SelectItem::new(rules.id.0.as_str(), names.case_type(&rules.id)))
        .collect();
    let templates: Html = kinds.iter().fold(Html::empty(), |all, kind| {
        let link = el("a")
            .class("govuk-link")
            .attr("href", format!("/desk/import/template?type={}", kind.value.as_deref().unwrap_or_default()));
        all.then(el("li").put(link.put(&kind.content)))
    });
    let mut file = form.files("file", t!(words, "import-file"));
    file.multiple = false;
    file.hint = Some(t!(words, "import-file-hint").into());
    let mut cells = form.textarea("cells", t!(words, "import-cells"));
    cells.hint = Some(t!(words, "import-cells-hint").into());
    cells.rows = Some(6);
    let sheet = el("form")
        .attr("method", "post")
        .attr("action", "/desk/import")
        .attr("enctype", "multipart/form-data")
        .attr("novalidate", "")
        .put(hidden("csrf", &room.staff.csrf))
        .put(form.select("type", t!(words, "import-type"), kinds))
        .put(file)
        .put(cells)
        .put(submit(t!(words, "import-look")));
    let template = Details {
        summary: t!(words, "import-templates").into(),
        content: el("ul").class("govuk-list govuk-list--bullet").put(templates).html(),
        ..Details::default()
    };
    let main = el("div")
        .class("govuk-grid-column-two-thirds")
        .put(form.error_summary())
        .put(el("h1").class("govuk-heading-l").put(t!(words, "import")))
        .put(el("p").class("govuk-body").put(t!(words, "import-about")))
        .put(template)
        .put(sheet);
    let mut page = room.page(t!(words, "import"), "intake").with(el("div").class("govuk-grid-row").put(main));
    page.before = phrases::back(words, "/desk/intake");
    page.wrong = !errors.is_empty();
    page
}
