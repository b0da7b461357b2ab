//! What was or would be sent: every notice of the instance with its receiver, channel, words and fate. An address shows
//! itself masked, a resident's not at all: it is read only at the moment of sending.

use std::collections::BTreeMap;

use axum::extract::Query;
use axum::response::{IntoResponse, Redirect, Response};
use bihuan_core::pack::model::Means;
use bihuan_ledger::{Contact, NoticeQuery, NoticeRow, Page as Rows};
use bihuan_office::notices::REPORTER;
use bihuan_office::{Failure, Law, Office};

use super::frame;
use crate::components::*;
use crate::desk::{ADMIN, Room, instant, what_it_says};
use crate::fields::Sent;
use crate::html::{Html, el};
use crate::phrases;
use crate::shell::{Page, hidden};
use crate::t;

/// Lines of a page.
const LINES: usize = 25;

/// What became of a notice, as the address names it.
const STATES: [&str; 6] = ["waiting", "sent", "would", "none", "dead", "seen"];

/// `GET /admin/notices`.
pub async fn page(room: Room, Query(asked): Query<BTreeMap<String, String>>) -> Response {
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner, &asked));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// `POST /admin/notices`: one that was laid aside is tried again.
pub async fn retry(room: Room, sent: Sent) -> Response {
    if !room.staff.is(ADMIN) {
        return room.not_for_you();
    }
    if let Some(forged) = room.forged(&sent) {
        return forged;
    }
    let id = sent.value("notice").parse().unwrap_or(0);
    let state = sent.value("state").to_owned();
    let done = room.ask(move |office| Ok(office.ledger().notices_retry(id, office.clock().now())?));
    let back =
        if STATES.contains(&state.as_str()) { format!("?state={state}&done=retry") } else { "?done=retry".into() };
    done.await.map_or_else(|sorry| sorry, |_| Redirect::to(&format!("/admin/notices{back}")).into_response())
}

fn draw(office: &Office, room: &Room, asked: &BTreeMap<String, String>) -> Result<Page, Failure> {
    let words = room.words();
    let chosen = |name: &str, known: &[&str]| asked.get(name).filter(|value| known.contains(&value.as_str())).cloned();
    let channels = Means::ALL.map(Means::word);
    let query = NoticeQuery {
        state: chosen("state", &STATES),
        channel: chosen("channel", &channels),
        before: asked.get("before").and_then(|id| id.parse().ok()),
        limit: LINES,
        ..NoticeQuery::default()
    };
    let rows = office.ledger().notices(&query)?;
    let contacts = contacts(office, &rows)?;
    let law = office.law();
    let view = View { room, law: &law, contacts, now: office.clock().now() };
    let done = asked.contains_key("done").then(|| phrases::done(words, t!(words, "notices-again-done")));
    let about = match office.is_demo() {
        true => phrases::important(words, t!(words, "notices-demo")),
        false => view.ways(office),
    };
    let body = Html::from(done).then(about).then(view.filter(&query)).then(view.list(&rows, &query));
    Ok(frame::View::new(room, &law).page("nav-admin-notices", t!(words, "nav-admin-notices"), body))
}

/// Where the officers of a page are reached: each looked up once.
fn contacts(office: &Office, rows: &Rows<NoticeRow>) -> Result<BTreeMap<String, Contact>, Failure> {
    let mut all = BTreeMap::new();
    for user in rows.items.iter().filter_map(|row| row.told.receiver.strip_prefix("user:")) {
        if !all.contains_key(user) {
            all.insert(user.to_owned(), office.ledger().contact(user)?.unwrap_or_default());
        }
    }
    Ok(all)
}

struct View<'v> {
    room: &'v Room,
    law: &'v Law,
    contacts: BTreeMap<String, Contact>,
    now: jiff::Timestamp,
}

impl View<'_> {
    /// Which channels lead out of this instance.
    fn ways(&self, office: &Office) -> Html {
        let words = self.room.words();
        let open: Vec<String> = office.ways_out().carriers.keys().map(|means| self.channel(means.word())).collect();
        let text = match open.is_empty() {
            true => t!(words, "notices-no-ways"),
            false => t!(words, "notices-ways", ways = open.join(words.comma())),
        };
        el("p").class("govuk-body").put(text).html()
    }

    fn filter(&self, query: &NoticeQuery) -> Html {
        let words = self.room.words();
        let choice = |name: &str, label: &str, prefix: &str, known: &[&str], chosen: &Option<String>| {
            let all = SelectItem::new("", words.get("notices-all", &[]));
            let items = known.iter().map(|value| SelectItem::new(*value, words.get(&format!("{prefix}-{value}"), &[])));
            Html::from(Select {
                name: name.into(),
                id: format!("filter-{name}"),
                label: words.get(label, &[]).into(),
                items: std::iter::once(all).chain(items).collect(),
                value: chosen.clone().unwrap_or_default(),
                ..Select::default()
            })
        };
        let channels = Means::ALL.map(Means::word);
        let button =
            Button { classes: "govuk-button--secondary".into(), ..phrases::submit(t!(words, "notices-filter")) };
        el("form")
            .class("bh-filter-row")
            .attr("method", "get")
            .attr("action", "/admin/notices")
            .put(choice("state", "state", "notice-state", &STATES, &query.state))
            .put(choice("channel", "notices-channel", "goes-by", &channels, &query.channel))
            .put(button)
            .html()
    }

    fn list(&self, rows: &Rows<NoticeRow>, query: &NoticeQuery) -> Html {
        let words = self.room.words();
        if rows.items.is_empty() {
            return el("p").class("govuk-body-l").put(t!(words, "notices-list-none")).html();
        }
        let head = ["notices-when", "notices-receiver", "notices-channel", "notices-text", "state"];
        let table = Table {
            caption: t!(words, "nav-admin-notices"),
            caption_classes: "govuk-visually-hidden".into(),
            head: head.map(|key| Cell::from(words.get(key, &[]))).to_vec(),
            rows: rows.items.iter().map(|row| self.row(row)).collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        };
        let next = rows.next.as_ref().map(|id| address(query, id));
        el("div").class("bh-tight").put(table.stacked()).html().then(phrases::pages(words, None, next))
    }

    fn row(&self, row: &NoticeRow) -> Vec<Cell> {
        vec![
            Cell::from(instant(row.told.at)),
            Cell::from(self.receiver(row)),
            Cell::from(self.channel(&row.told.channel)),
            Cell::from(what_it_says(self.law, &row.told, self.room.words())),
            Cell::from(self.state(row)),
        ]
    }

    fn channel(&self, word: &str) -> String {
        self.room.words().get(&format!("goes-by-{word}"), &[])
    }

    fn receiver(&self, row: &NoticeRow) -> Html {
        let words = self.room.words();
        let Some(user) = row.told.receiver.strip_prefix("user:") else {
            let who = if row.told.receiver == REPORTER { t!(words, "notices-reporter") } else { String::new() };
            return who.into();
        };
        let contact = self.contacts.get(user);
        let to = match row.told.channel.as_str() {
            "mail" => contact.map(|contact| masked_mail(&contact.mail)),
            "sms" => contact.map(|contact| masked_phone(&contact.phone)),
            _ => None,
        };
        let address = to.map(|to| if to.is_empty() { t!(words, "notices-no-address") } else { to });
        Html::from(user).then(address.map(|to| Html::from(" ").then(el("span").class("bh-muted").put(to))))
    }

    /// What became of it, in words and colour; for what was laid aside the way to try again.
    fn state(&self, row: &NoticeRow) -> Html {
        let words = self.room.words();
        let held = row.state == "waiting" && row.attempts == 0 && row.told.next_at > self.now;
        let failed = row.state == "waiting" && row.attempts > 0;
        let (colour, key) = match row.state.as_str() {
            "waiting" if row.told.channel == "page" => ("blue", "notice-state-unseen"),
            "waiting" if row.told.channel == "slip" => ("blue", "notice-state-to-hand"),
            _ if held => ("blue", "notice-state-held"),
            _ if failed => ("yellow", "notice-state-again"),
            "waiting" => ("blue", "notice-state-waiting"),
            "sent" => ("green", "notice-state-sent"),
            "seen" => ("grey", "notice-state-seen"),
            "would" => ("purple", "notice-state-would"),
            "none" => ("grey", "notice-state-none"),
            _ => ("red", "notice-state-dead"),
        };
        let tag = Html::from(Tag::coloured(colour, words.get(key, &[])));
        let until = held.then(|| Html::from(" ").then(instant(row.told.next_at)));
        let why = row.error.as_ref().map(|code| Html::from(" ").then(el("span").class("bh-muted").put(self.why(code))));
        let again = matches!(row.state.as_str(), "dead" | "none").then(|| self.again(row));
        tag.then(until).then(why).then(again)
    }

    /// `refused-550` in words: what the other side said, with its own number.
    fn why(&self, code: &str) -> String {
        let words = self.room.words();
        let (what, number) = match code.rsplit_once('-') {
            Some((what, number)) if number.chars().all(|c| c.is_ascii_digit()) => (what, number),
            _ => (code, ""),
        };
        let told = words.find(&format!("undelivered-{what}"), &[("code", number.into())]);
        told.unwrap_or_else(|| code.to_owned())
    }

    fn again(&self, row: &NoticeRow) -> Html {
        let about = el("span").class("govuk-visually-hidden").put(format!(" {}", row.told.number));
        let button =
            el("button").attr("type", "submit").class("bh-link-button").put(t!(self.room.words(), "notices-again"));
        el("form")
            .attr("method", "post")
            .attr("action", "/admin/notices")
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(hidden("notice", &row.id.to_string()))
            .put(hidden("state", &row.state))
            .put(button.put(about))
            .html()
    }
}

/// The list as it is filtered, from a notice on.
fn address(query: &NoticeQuery, before: &str) -> String {
    let part =
        |name: &str, value: &Option<String>| value.as_ref().map(|value| format!("{name}={value}&")).unwrap_or_default();
    format!("/admin/notices?{}{}before={before}", part("state", &query.state), part("channel", &query.channel))
}

/// `h…@office.example`: enough to see whether it is the right box.
fn masked_mail(mail: &str) -> String {
    match mail.split_once('@') {
        Some((name, host)) => format!("{}…@{host}", name.chars().take(1).collect::<String>()),
        None => String::new(),
    }
}

/// `139…0000`.
fn masked_phone(phone: &str) -> String {
    let letters: Vec<char> = phone.chars().collect();
    match letters.len() {
        0 => String::new(),
        1..8 => "…".to_owned(),
        n => letters.iter().take(3).chain(&['…']).chain(letters.iter().skip(n - 4)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_too_little_to_write_to() {
        assert_eq!(masked_mail("handler@office.example"), "h…@office.example");
        assert_eq!(masked_phone("13900001234"), "139…1234");
        assert_eq!((masked_mail(""), masked_phone(""), masked_phone("12345")), ("".into(), "".into(), "…".into()));
    }
}
