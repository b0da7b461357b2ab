//! 我要办事: what can be asked for here now, read from the packs that are in force.

use axum::response::{IntoResponse, Response};
use bihuan_core::casework::TypeId;

use super::guest::{Guest, body, link, title};
use super::tally::public_types;
use crate::components::InsetText;
use crate::html::el;
use crate::lists;
use crate::names::Names;
use crate::t;
use crate::words::Lang;

/// `GET /services`
pub async fn page(guest: Guest) -> Response {
    let words = guest.words();
    let law = guest.app.office.law();
    let names = Names::new(&law, guest.lang());
    let item = |id: String| {
        let id = TypeId(id);
        let asked = law.current(&id).map(|rules| rules.form.iter().filter(|field| field.required));
        let asked: Vec<String> = law
            .current(&id)
            .into_iter()
            .zip(asked)
            .flat_map(|(rules, fields)| fields.map(|field| names.field(rules, None, field)).collect::<Vec<_>>())
            .collect();
        let needs = t!(words, "services-needs", what = asked.join(if guest.lang() == Lang::Zh { "、" } else { ", " }));
        let name = link(&format!("/report?type={}", id.0), names.case_type(&id));
        lists::card(el("li"))
            .put(lists::part(el("span"), &t!(words, "services-name")).put(name))
            .put(" ")
            .put(lists::part(el("span"), &t!(words, "services-asked")).class("bh-muted").put(needs))
    };
    let list = lists::cards(el("ul").class("govuk-list bh-ways"), &t!(words, "home-services"));
    let main = title(&t!(words, "home-services"))
        .then(body(t!(words, "services-about")))
        .then(list.put_all(public_types(&law).map(item)));
    let booked = |rules: &std::sync::Arc<bihuan_core::pack::CaseType>| {
        let name = link(&format!("/reserve?type={}", rules.id.0), names.case_type(&rules.id));
        lists::card(el("li")).put(lists::part(el("span"), &t!(words, "services-name")).put(name))
    };
    let booked: Vec<_> = super::reserve::kinds(&law).map(booked).collect();
    let reserve = (!booked.is_empty()).then(|| {
        let list = lists::cards(el("ul").class("govuk-list bh-ways"), &t!(words, "reserve"));
        super::guest::section(t!(words, "reserve")).then(list.put_all(booked))
    });
    let main = main.then(reserve);
    let main = main.then(InsetText::from(t!(words, "services-later")));
    guest.page(t!(words, "home-services"), "").with(main).into_response()
}
