//! Who looked at what is personal: officer, matter, what for, when. Never what was seen.

use axum::response::Response;
use bihuan_core::calendar::zone;
use bihuan_ledger::LookQuery;
use bihuan_office::{Failure, Office};
use jiff::Timestamp;
use jiff::civil::Date;

use super::frame::{A_PAGE, Asked, For, Query1, View, instant, show};
use crate::components::*;
use crate::desk::Room;
use crate::html::{Html, el};
use crate::phrases;
use crate::shell::Page;
use crate::t;

const HERE: &str = "/admin/looks";

/// The list.
pub async fn page(room: Room, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Auditors, move |office, view| draw(office, view, &asked)).await
}

fn draw(office: &Office, view: &View<'_>, asked: &Asked) -> Result<Page, Failure> {
    let words = view.words;
    let found = office.ledger().looked(&wanted(view, asked))?;
    let mut rows = Vec::new();
    for look in &found.items {
        let number = office.ledger().head(&look.case)?.map(|row| row.head.number);
        let who = look
            .who
            .parse()
            .ok()
            .and_then(|user| view.law.directory.officer(&user))
            .map_or_else(|| look.who.clone(), |known| format!("{}（{}）", known.name, known.user));
        let purpose = words.find(&format!("look-{}", look.purpose), &[]).unwrap_or_else(|| look.purpose.clone());
        rows.push(vec![
            Cell::from(instant(look.at)),
            Cell::from(who),
            match number {
                Some(number) => Cell::from(el("span").class("bh-number").put(number).html()),
                None => Cell::from(t!(words, "look-no-case")),
            },
            Cell::number(look.items.len().to_string()),
            Cell::from(purpose),
        ]);
    }
    let filter = view.narrow(HERE, asked, |form| {
        let officers = view
            .officers()
            .into_iter()
            .map(|one| SelectItem::new(one.user.as_str(), format!("{}（{}）", one.name, one.user)));
        let officers = std::iter::once(SelectItem::new("", t!(words, "every-officer"))).chain(officers).collect();
        let mut day = form.input("day", t!(words, "day-of"));
        day.r#type = "date".into();
        Html::from(form.select("officer", t!(words, "officer"), officers))
            .then(form.select("unit", t!(words, "work-unit"), view.units_to_choose(Some(t!(words, "every-unit")))))
            .then(day)
    });
    let next = found.next.map(|cursor| asked.with(HERE, "after", &cursor));
    let table = view.tight(&["when", "officer", "look-case", "look-items", "look-purpose"], rows);
    let about = view.line(t!(words, "looks-about"));
    Ok(view.page("looks", t!(words, "looks"), about.then(filter).then(table).then(phrases::pages(words, None, next))))
}

/// What the address asks for, of the reader's district.
fn wanted(view: &View<'_>, asked: &Asked) -> LookQuery {
    let (officer, unit) = (asked.value("officer"), asked.value("unit"));
    let of_unit = || {
        let held = |one: &&bihuan_core::directory::Officer| one.holdings.iter().any(|held| held.unit.as_str() == unit);
        view.officers().into_iter().filter(held).map(|one| one.user.to_string()).collect::<Vec<_>>()
    };
    let who = match (officer, unit) {
        ("", "") => None,
        ("", _) => Some(of_unit()),
        (name, _) => Some(vec![name.to_owned()]),
    };
    let day: Option<Date> = asked.value("day").parse().ok();
    let start = |day: Date| day.to_zoned(zone()).ok().map(|begin| begin.timestamp());
    let (from, until): (Option<Timestamp>, Option<Timestamp>) =
        (day.and_then(start), day.and_then(|day| day.tomorrow().ok()).and_then(start));
    LookQuery {
        districts: view.district().map(|code| code.to_string()).into_iter().collect(),
        who,
        from,
        until,
        cursor: Some(asked.value("after").to_owned()).filter(|after| after.parse::<i64>().is_ok()),
        limit: A_PAGE,
    }
}
