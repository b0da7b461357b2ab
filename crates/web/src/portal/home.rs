//! The front door: what one can do here, and what the district did today, told as it is.

use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::civil;
use jiff::ToSpan;

use super::guest::{Guest, body, link, section, title};
use super::tally::{COUNTED, RATES, Tally, left_out_of, share};
use super::when;
use crate::components::{Cell, Table};
use crate::html::{Html, el};
use crate::names::Names;
use crate::t;
use crate::words::Words;

/// How many days the longer look back takes in, today among them.
const DAYS_BACK: i32 = 30;

/// `GET /`
pub async fn page(guest: Guest) -> Response {
    match counted(&guest).await {
        Ok(figures) => {
            let words = guest.words();
            let main = title(&t!(words, "home-title"))
                .then(verbs(words))
                .then(super::search::form(words, ""))
                .then(figures)
                .then(more(words));
            guest.page(t!(words, "home-title"), "").with(main).into_response()
        }
        Err(sorry) => sorry,
    }
}

fn verbs(words: &Words) -> Html {
    let verb = |href: &str, name: &str| {
        let link = link(href, words.get(&format!("home-{name}"), &[]));
        let about = el("p").class("govuk-body").put(words.get(&format!("home-{name}-about"), &[]));
        let heading = el("h2").class("govuk-heading-m govuk-!-margin-bottom-1").put(link);
        el("li").class("bh-verb").put(heading).put(about)
    };
    el("ul")
        .class("bh-verbs")
        .put(verb("/report", "report"))
        .put(verb("/services", "services"))
        .put(verb("/follow", "follow"))
        .html()
}

/// What one can read here.
fn more(words: &Words) -> Html {
    let way = |href: &str, name: &str| {
        let about = el("span").class("bh-muted").put(words.get(&format!("home-{name}-about"), &[]));
        el("li").put(link(href, words.get(&format!("home-{name}"), &[]))).put(" ").put(about)
    };
    let ways = el("ul").class("govuk-list bh-ways");
    let ways = ways.put(way("/record", "record")).put(way("/promises", "promises")).put(way("/documents", "documents"));
    section(t!(words, "home-open")).then(ways)
}

async fn counted(guest: &Guest) -> Result<Html, Response> {
    let (words, lang) = (guest.words(), guest.lang());
    let law = guest.app.office.law();
    let Some(district) = guest.district(&law) else { return Ok(Html::empty()) };
    let today = civil(guest.app.office.clock().now()).date();
    let from = today.checked_sub((DAYS_BACK - 1).days()).unwrap_or(today);
    let name = Names::new(&law, lang).unit(&district.unit());
    let (day, month) = guest
        .ask(move |office| {
            let law = office.law();
            Ok((Tally::of(office, &law, &district, today, today)?, Tally::of(office, &law, &district, from, today)?))
        })
        .await?;
    let mark = if guest.app.office.is_demo() { when::made_up(words) } else { Html::empty() };
    Ok(section(t!(words, "home-counted", district = name, day = today.to_string()))
        .then(table(words, &day, &month, &mark))
        .then(body(t!(words, "home-counted-about"))))
}

fn table(words: &Words, day: &Tally, month: &Tally, mark: &Html) -> Html {
    let number = |n: i64| Cell::number(Html::from(n.to_string()).then(" ").then(mark));
    let row = |what: &str| {
        let name = words.get(&format!("counted-{what}"), &[]);
        vec![Cell::from(name), number(day.all(what)), number(month.all(what))]
    };
    let rate = |(what, of, other): (&str, &str, &str)| {
        let name = words.get(&format!("counted-{what}"), &[]);
        let value = |tally: &Tally| {
            Cell::number(share(words, what, (tally.all(of), tally.all(other)), tally.all(left_out_of(what))))
        };
        vec![Cell::from(name), value(day), value(month)]
    };
    let head = vec![
        Cell::from(t!(words, "counted-what")),
        Cell::number(t!(words, "counted-today")),
        Cell::number(t!(words, "counted-days", days = DAYS_BACK)),
    ];
    Table {
        head,
        rows: COUNTED.map(row).into_iter().chain(RATES.map(rate)).collect(),
        first_cell_is_header: true,
        ..Table::default()
    }
    .into()
}
