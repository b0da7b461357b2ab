//! What one was told: the notices of whoever is signed in, unseen ones first, each with the way to its case; and where
//! one is reached outside the pages.

use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::casework::TypeId;
use bihuan_core::casework::decide::phone;
use bihuan_ledger::{Contact, NewNotice, NoticeRow, Page as Rows};
use bihuan_office::notices::{Tongue, receiver};
use bihuan_office::{Failure, Law, Office};
use std::collections::BTreeMap;

use super::light::instant;
use super::room::{Room, with_status};
use crate::components::*;
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::names::Names;
use crate::phrases::{self, FieldError, Form, submit};
use crate::shell::{Page, hidden};
use crate::t;
use crate::words::{Lang, Words};

/// Lines of a page.
const LINES: usize = 30;

/// `GET /desk/notices`.
pub async fn page(room: Room, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| {
        let contact = office.ledger().contact(inner.staff.user.as_str())?.unwrap_or_default();
        let typed = pairs(&contact);
        draw(office, &inner, &asked, &typed, &[])
    });
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// `POST /desk/notices`: all that was shown has been seen.
pub async fn seen(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let me = receiver(room.staff.user.as_str());
    let until = sent.value("until").parse().unwrap_or(0);
    let done = room.ask(move |office| Ok(office.ledger().notices_seen(&me, None, until, office.clock().now())?));
    done.await.map_or_else(|sorry| sorry, |_| Redirect::to("/desk/notices").into_response())
}

/// Whoever opens the address of the form gets the list.
pub async fn back_to_list(_: Room) -> Redirect {
    Redirect::to("/desk/notices")
}

/// `POST /desk/notices/contact`: where one is reached. Only the officer's own.
pub async fn keep_contact(room: Room, sent: Sent) -> Response {
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let inner = room.clone();
    let kept = room.ask(move |office| match contact(&inner, &sent) {
        Ok(contact) => {
            office.ledger().put_contact(contact)?;
            Ok(None)
        }
        Err(errors) => draw(office, &inner, &BTreeMap::new(), &sent.pairs, &errors).map(Some),
    });
    match kept.await {
        Ok(None) => Redirect::to("/desk/notices?done=contact").into_response(),
        Ok(Some(page)) => with_status(StatusCode::UNPROCESSABLE_ENTITY, Page { wrong: true, ..page }),
        Err(sorry) => sorry,
    }
}

/// The way to the answers that one's unit keeps right: nobody else is told that one has lapsed.
fn answers(words: &Words) -> Html {
    let link = el("a").class("govuk-link").attr("href", "/desk/answers").put(t!(words, "answers-link"));
    el("p").class("govuk-body bh-no-print").put(link).html()
}

/// The way to one's own second factor.
fn factor(words: &Words) -> Html {
    let link = el("a").class("govuk-link").attr("href", "/desk/second-factor").put(t!(words, "factor-link"));
    el("p").class("govuk-body bh-no-print").put(link).html()
}

/// What was typed, as it may be kept.
fn contact(room: &Room, sent: &Sent) -> Result<Contact, Vec<FieldError>> {
    let words = room.words();
    let mut errors = Vec::new();
    let mail = sent.value("mail").trim().to_owned();
    if !mail.is_empty() && !is_mail(&mail) {
        errors.push(FieldError::new("mail", t!(words, "contact-mail-wrong")));
    }
    let typed = sent.value("phone").trim();
    let kept = phone(typed);
    if !typed.is_empty() && kept.is_none() {
        errors.push(FieldError::new("phone", t!(words, "contact-phone-wrong")));
    }
    let lang = Lang::of_tag(sent.value("lang")).unwrap_or_default().tag().to_owned();
    let user = room.staff.user.to_string();
    if errors.is_empty() { Ok(Contact { user, mail, phone: kept.unwrap_or_default(), lang }) } else { Err(errors) }
}

/// One `@` with something on both sides, on one line: whether there is such a box is the server's to say.
fn is_mail(text: &str) -> bool {
    let plain = text.is_ascii()
        && text.len() <= 254
        && text.chars().all(|c| c.is_ascii_graphic() && !"<>,;:\"()[]\\".contains(c));
    let parts = text.split_once('@');
    plain && parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
}

fn pairs(contact: &Contact) -> Vec<(String, String)> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let lang = if contact.lang.is_empty() { "zh" } else { &contact.lang };
    vec![pair("mail", &contact.mail), pair("phone", &contact.phone), pair("lang", lang)]
}

fn draw(
    office: &Office,
    room: &Room,
    asked: &BTreeMap<String, String>,
    typed: &[(String, String)],
    errors: &[FieldError],
) -> Result<Page, Failure> {
    let words = room.words();
    let seen = asked.get("show").is_some_and(|show| show == "seen");
    let before = asked.get("before").and_then(|id| id.parse().ok());
    let me = receiver(room.staff.user.as_str());
    let rows = office.ledger().notices_of(&me, seen, before, LINES)?;
    let law = office.law();
    let view = View { room, law: &law };
    let done = asked.contains_key("done").then(|| phrases::done(words, t!(words, "contact-kept")));
    let form = Form::new(words, typed, errors);
    let body = form
        .error_summary()
        .then(done)
        .then(el("h1").class("govuk-heading-l").put(t!(words, "nav-notices")))
        .then(view.tabs(seen))
        .then(view.list(&rows, seen))
        .then(view.contact(&form, !errors.is_empty()))
        .then(answers(words))
        .then(factor(words));
    Ok(room.page(t!(words, "nav-notices"), "notices").with(body))
}

struct View<'v> {
    room: &'v Room,
    law: &'v Law,
}

impl View<'_> {
    fn tabs(&self, seen: bool) -> Html {
        let words = self.room.words();
        let unseen = t!(words, "notices-tab-unseen", n = self.room.staff.unseen);
        let items = vec![
            NavigationItem::new("/desk/notices", unseen).current_if(!seen),
            NavigationItem::new("/desk/notices?show=seen", t!(words, "notices-tab-seen")).current_if(seen),
        ];
        SubNavigation { label: t!(words, "nav-notices"), items, ..SubNavigation::default() }.into()
    }

    fn list(&self, rows: &Rows<NoticeRow>, seen: bool) -> Html {
        let words = self.room.words();
        if rows.items.is_empty() {
            let key = if seen { "notices-none-seen" } else { "notices-none" };
            return el("p").class("govuk-body-l").put(words.get(key, &[])).html();
        }
        let head = ["notices-when", "notices-text", "work-number"].map(|key| Cell::from(words.get(key, &[])));
        let table = Table {
            caption: t!(words, "nav-notices"),
            caption_classes: "govuk-visually-hidden".into(),
            head: head.to_vec(),
            rows: rows.items.iter().map(|row| self.row(row)).collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        };
        let next = rows.next.as_ref().map(|id| match seen {
            true => format!("/desk/notices?show=seen&before={id}"),
            false => format!("/desk/notices?before={id}"),
        });
        let all_seen = (!seen).then(|| self.all_seen(rows));
        Html::from(table.stacked()).then(phrases::pages(words, None, next)).then(all_seen)
    }

    fn row(&self, row: &NoticeRow) -> Vec<Cell> {
        let link = el("a")
            .class("govuk-link bh-number")
            .attr("href", format!("/desk/cases/{}", row.told.number))
            .put(&row.told.number);
        vec![
            Cell::from(instant(row.told.at)),
            Cell::from(what_it_says(self.law, &row.told, self.room.words())),
            Cell::from(link.html()),
        ]
    }

    /// Those up to the newest that is shown: what came meanwhile stays unseen.
    fn all_seen(&self, rows: &Rows<NoticeRow>) -> Html {
        let newest = rows.items.first().map_or(0, |row| row.id);
        let button =
            Button { classes: "govuk-button--secondary".into(), ..submit(t!(self.room.words(), "notices-all-seen")) };
        el("form")
            .attr("method", "post")
            .attr("action", "/desk/notices")
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(hidden("until", &newest.to_string()))
            .put(button)
            .html()
    }

    fn contact(&self, form: &Form<'_>, open: bool) -> Html {
        let words = self.room.words();
        let mail = Input {
            r#type: "email".into(),
            autocomplete: "email".into(),
            spellcheck: Some(false),
            classes: "govuk-!-width-one-half".into(),
            ..form.input("mail", t!(words, "contact-mail"))
        };
        let phone = Input {
            r#type: "tel".into(),
            autocomplete: "tel".into(),
            classes: "govuk-input--width-20".into(),
            hint: Some(t!(words, "contact-phone-hint").into()),
            ..form.input("phone", t!(words, "contact-phone"))
        };
        let items = Lang::ALL.into_iter().map(|lang| SelectItem::new(lang.tag(), lang.name())).collect();
        let lang = form.select("lang", t!(words, "contact-lang"), items);
        let content = el("form")
            .attr("method", "post")
            .attr("action", "/desk/notices/contact")
            .attr("novalidate", "")
            .put(el("p").class("govuk-body").put(t!(words, "contact-about")))
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(mail)
            .put(phone)
            .put(lang)
            .put(submit(t!(words, "contact-keep")));
        Details { summary: t!(words, "contact").into(), content: content.html(), open, ..Details::default() }.into()
    }
}

/// What a notice says on a page, its number in one piece.
pub fn what_it_says(law: &Law, told: &NewNotice, words: &Words) -> Html {
    let text = words_of(law, told, words);
    match text.split_once(&told.number) {
        Some((before, after)) => {
            let number = el("span").class("bh-number").put(&told.number);
            Html::from(before).then(number).then(after)
        }
        None => text.into(),
    }
}

/// The pack's words, else the program's own for the occasion.
fn words_of(law: &Law, told: &NewNotice, words: &Words) -> String {
    let tongue = match words.lang() {
        Lang::Zh => Tongue::Zh,
        Lang::En => Tongue::En,
    };
    law.notice_text(told, tongue).unwrap_or_else(|| {
        let number = told.number.as_str();
        let known = words.find(&format!("notice-on-{}", told.occasion), &[("number", number.into())]);
        known.unwrap_or_else(|| {
            let rules = law.rules_at(&TypeId(told.type_id.clone()), told.version);
            let title = rules.map(|rules| Names::new(law, words.lang()).action(rules, "", &told.occasion));
            t!(words, "notice-on-action", number = number, action = title.unwrap_or_default())
        })
    })
}
