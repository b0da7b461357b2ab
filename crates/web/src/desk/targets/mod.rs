//! Targets: what was set for each figure, unit and year, and how it stands today: the figure, the pace, where the year will
//! end, and a light with its reason. Whoever the pack names sets them; everybody of the staff reads them.

mod set;

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bihuan_core::calendar::civil;
use bihuan_core::casework::refusal::Sentence;
use bihuan_core::figures::light::Light;
use bihuan_core::figures::number::shown;
use bihuan_office::targets::{Stood, TARGETS};
use bihuan_office::{Failure, Office};

use super::outside::ways;
use super::room::Room;
use crate::app::App;
use crate::components::*;
use crate::html::{Html, el};
use crate::lists::List;
use crate::names::Names;
use crate::phrases;
use crate::shell::Page;
use crate::t;
use crate::words::Lang;

/// Targets of a page; each asks the store four questions at most.
const A_PAGE: usize = 30;

/// The pages of targets.
pub fn router() -> Router<App> {
    Router::new().route("/desk/targets", get(page).post(set::keep)).route("/desk/targets/new", get(set::page))
}

async fn page(room: Room) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// A sentence of the core in the reader's language.
pub(super) fn told(sentence: &Sentence, lang: Lang) -> String {
    match lang {
        Lang::Zh => sentence.zh.clone(),
        Lang::En => sentence.en.clone(),
    }
}

fn draw(office: &Office, room: &Room) -> Result<Page, Failure> {
    let law = office.law();
    let words = room.words();
    let district = room.district(&law).ok_or(Failure::NotFound)?;
    let cursor = room.reader.here.parameter("after").map(str::to_owned).filter(|it| !it.is_empty());
    let found = office.targets(&district, cursor.as_deref(), A_PAGE)?;
    let view = View { room, names: Names::new(&law, room.reader.lang) };
    let may_set = office.hand(&room.staff.who, &district, TARGETS).is_ok();
    let new = may_set.then(|| {
        let link = el("a").class("govuk-button").attr("role", "button").attr("href", "/desk/targets/new");
        link.put(t!(words, "target-new"))
    });
    let done = room.reader.here.parameter("done").map(|_| phrases::done(words, t!(words, "target-set")));
    let table = view.table(&found.items);
    let list = if found.items.is_empty() {
        el("p").class("govuk-body").put(t!(words, "targets-none")).html()
    } else {
        table.clone().stacked().into()
    };
    let next = found.next.map(|key| format!("/desk/targets?after={}", key));
    let main = Html::from(done)
        .then(el("h1").class("govuk-heading-l").put(t!(words, "targets")))
        .then(ways(room, "targets"))
        .then(el("p").class("govuk-body").put(t!(words, "targets-about")))
        .then(new)
        .then(list)
        .then(phrases::pages(words, None, next));
    let page = room.page(t!(words, "targets"), "supervise").with(main);
    room.offering(office, page, &List::of(words, t!(words, "targets"), &table))
}

struct View<'v> {
    room: &'v Room,
    names: Names<'v>,
}

impl View<'_> {
    fn table(&self, found: &[Stood]) -> Table {
        let words = self.room.words();
        let head = ["target-figure", "target-aim", "target-now", "target-due", "target-forecast", "target-light"];
        Table {
            caption: t!(words, "targets-caption"),
            caption_classes: "govuk-visually-hidden".into(),
            head: head.into_iter().map(|key| Cell::from(words.get(key, &[]))).collect(),
            rows: found.iter().map(|stood| self.row(stood)).collect(),
            classes: "bh-dense".into(),
            first_cell_is_header: true,
            ..Table::default()
        }
    }

    fn row(&self, stood: &Stood) -> Vec<Cell> {
        let measure = stood.entry.unit.as_deref().unwrap_or_default();
        let number = |value: Option<rust_decimal::Decimal>| value.map_or_else(|| "—".to_owned(), shown);
        let standing = stood.standing.as_ref();
        let figure = stood.figure.as_ref();
        let now = number(figure.and_then(|it| it.value.or(it.growth)));
        let when =
            figure.and_then(|it| it.when.clone()).map(|when| small(t!(self.room.words(), "target-when", when = when)));
        let forecast = standing.and_then(|it| it.forecast);
        let method = forecast.map(|it| small(told(&it.method.words(), self.room.reader.lang)));
        let due = number(standing.and_then(|it| it.due));
        let way = standing
            .and_then(|it| it.due)
            .and(figure)
            .map(|it| small(told(&stood.entry.path(it.months.as_ref()).words(), self.room.reader.lang)));
        vec![
            Cell::from(self.what(stood)),
            Cell::from(self.aim(stood, measure)),
            Cell::number(Html::from(now).then(when)),
            Cell::number(Html::from(due).then(way)),
            Cell::number(Html::from(number(forecast.map(|it| it.value))).then(method)),
            Cell::from(self.light(stood)),
        ]
    }

    /// The figure, its unit and its year.
    fn what(&self, stood: &Stood) -> Html {
        let words = self.room.words();
        let entry = &stood.entry;
        let of = entry.of.as_deref().map(|code| self.names.unit_of(code));
        let year = entry
            .year
            .map_or_else(|| t!(words, "target-no-year"), |year| t!(words, "target-year", year = year.to_string()));
        let made_up = entry.synthetic.then(|| crate::portal::when::made_up(words));
        let under = of.into_iter().chain([year]).collect::<Vec<_>>().join(" · ");
        Html::from(entry.name.as_str()).then(" ").then(made_up).then(small(under))
    }

    /// What is aimed at, in words; of an adopted one with the report's own words.
    fn aim(&self, stood: &Stood, measure: &str) -> Html {
        let words = self.room.words();
        let aim = told(&stood.entry.target().words(measure), self.room.reader.lang);
        let quote = stood.entry.quote.as_deref().map(|quote| {
            let text = t!(words, "target-quote", quote = quote);
            match &stood.entry.report {
                Some(number) => {
                    small(el("a").class("govuk-link").attr("href", format!("/reports/{number}")).put(text).html())
                }
                None => small(text),
            }
        });
        let before = stood.entry.replaced.iter().rev().map(|old| {
            let was = told(&old.entry.target().words(measure), self.room.reader.lang);
            small(t!(words, "target-before", until = civil(old.until).date().to_string(), was = was))
        });
        Html::from(if aim.is_empty() { "—".to_owned() } else { aim }).then(quote).then(before.collect::<Html>())
    }

    fn light(&self, stood: &Stood) -> Html {
        let words = self.room.words();
        let lang = self.room.reader.lang;
        let Some(standing) = &stood.standing else {
            return Html::from(Tag::coloured("grey", t!(words, "target-no-year")))
                .then(small(t!(words, "target-no-year-about")));
        };
        let colour = match standing.light {
            Light::Red => "red",
            Light::Yellow => "yellow",
            Light::Grey => "grey",
            Light::Green => "green",
        };
        Html::from(Tag::coloured(colour, told(&standing.light.words(), lang))).then(small(told(&standing.reason, lang)))
    }
}

/// A line below, in small letters.
pub(super) fn small(text: impl Into<Html>) -> Html {
    el("div").class("govuk-body-s bh-muted govuk-!-margin-bottom-0").put(text.into()).html()
}
