//! What a leader sees of the district: figures beside targets, streets, topics, what became of what came in, what is
//! late. Each number leads to what it means, to its parts and to the very matters that were counted.
//!
//! | file | what it tells |
//! | --- | --- |
//! | `asked` | kind, unit and period of an address |
//! | `numbers` | the one place that asks for figures |
//! | `targets` | the year's targets, and the pace that is left |
//! | `trend` | month by month beside the year before |
//! | `ranking` | streets and departments by a share, with its parts |
//! | `topics`, `map` | what rises this week, and where |
//! | `funnel`, `stages` | how far what came in has come, stage by stage, and the shares that its pack sets beside |
//! | `late` | what is late now |
//! | `today` | all of it on a telephone, with what waits for a decision |
//! | `cases` | the matters and the parts behind a number |

pub mod asked;
mod cases;
mod figure;
mod funnel;
pub mod late;
mod map;
pub mod numbers;
mod ranking;
mod stages;
mod targets;
mod today;
mod topics;
mod trend;

pub use funnel::{bar_of, share_of};

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use bihuan_core::directory::{DistrictCode, UnitKind};
use bihuan_office::{Failure, Law, Topics};
use jiff::civil::Date;
use std::sync::Arc;

use self::asked::{Asked, PERIODS};
use self::late::Late;
use self::numbers::{Counts, Numbers};
use self::stages::Stages;
use crate::app::App;
use crate::components::{Details, Lateness, SelectItem, SummaryList, SummaryRow, Table, clock};
use crate::html::{Html, el, void};
use crate::identity::Staff;
use crate::lists::List;
use crate::names::Names;
use crate::phrases::{Form, part, submit};
use crate::portal::guest::{Guest, body, link, section, title};
use crate::portal::promises::{Standing, standings};
use crate::portal::tally::{COUNTED, RATES, public_types};
use crate::portal::when;
use crate::shell::{Area, Page};
use crate::t;

/// The page for a telephone.
pub const TODAY: &str = "/cockpit/today";

/// What a page is asked for: names and values of its address.
type Given = Query<Vec<(String, String)>>;

/// Late matters that the first page shows.
const LATE: usize = 5;
/// Topics that it shows.
const TOPICS: usize = 5;

/// The pages of the cockpit.
pub fn router() -> Router<App> {
    Router::new()
        .route("/cockpit", get(page))
        .route("/cockpit/today", get(today::page))
        .route("/cockpit/topics", get(topics::page))
        .route("/cockpit/late", get(late::page))
        .route("/cockpit/week", get(topics::cases))
        .route("/cockpit/parts", get(cases::parts))
        .route("/cockpit/cases", get(cases::page))
        .merge(figure::router())
}

/// All that the page shows.
struct Sight {
    numbers: Numbers,
    stages: Stages,
    targets: Vec<Standing>,
    late: Late,
    topics: Arc<Topics>,
    views: Option<Html>,
}

/// `GET /cockpit`
async fn page(staff: Staff, guest: Guest, Query(given): Given) -> Response {
    let law = guest.app.office.law();
    let asked = Asked::of(&law, &given, "month");
    let Some(district) = district(&guest, &law) else { return guest.sorry(&Failure::NotFound) };
    let today = targets::today(&guest.app.office);
    let (inner, of, app, words, lang) =
        (asked.clone(), district.clone(), guest.app.clone(), guest.words(), guest.lang());
    let seen = guest.ask(move |office| {
        Ok(Sight {
            numbers: Numbers::read(office, &of, &inner, today)?,
            stages: Stages::read(office, &of, &inner, today)?,
            targets: targets::of_this_year(standings(office, &of)?, today),
            late: late::longest(office, &of, &inner, (&staff.who, words), LATE)?,
            topics: topics::of(&app, office, &of)?,
            views: crate::views::of_cockpit(office, &office.law(), &staff, &of, lang)?,
        })
    });
    let sight = match seen.await {
        Ok(sight) => sight,
        Err(sorry) => return sorry,
    };
    let names = Names::new(&law, guest.lang());
    let unit = asked.unit.clone().unwrap_or_else(|| district.unit());
    let (from, to) = asked.days(today);
    let head = t!(words, "cockpit-title", district = names.unit(&unit), from = from.to_string(), to = to.to_string());
    let made_up = guest.app.office.is_demo().then(|| body(mark(&guest).then(" ").then(t!(words, "synthetic-about"))));
    let main = title(&head)
        .then(made_up)
        .then(filter(&guest, &law, &district, &asked))
        .then(figures(&guest, &law, &asked, &sight, today))
        .then(part(t!(words, "targets-title"), targets::table(&guest, &names, &sight.targets, today)))
        .then(trend::section_of(&guest, &law, &asked, &sight.numbers, today))
        .then(ranking::tables(&guest, &law, &district, &asked, &sight.numbers, today))
        .then(part(t!(words, "topics-title"), rising(&guest, &law, &sight.topics)))
        .then(part(t!(words, "map-title"), topics::drawn(&guest, &law, &district, &sight.topics)))
        .then(funnel::section_of(&guest, &law, &asked, (&sight.numbers, &sight.stages), today))
        .then(section(link(&late::address(&asked), t!(words, "late-behind", n = sight.late.all))))
        .then(late::table(&names, words, &sight.late))
        .then(sight.views.clone().map(|views| part(t!(words, "nav-views"), views)))
        .then(part(t!(words, "projects-title"), body(t!(words, "projects-not-yet"))))
        .then(definitions(&guest));
    let list = List::of_page(words, head, &main);
    guest.offering(framed(&guest, t!(words, "nav-cockpit"), main), list).await
}

fn framed(guest: &Guest, title: String, main: Html) -> Page {
    Page { area: Area::Cockpit, ..guest.page(title, "cockpit") }.with(main)
}

/// The topics that rise most, and the way to all of them.
fn rising(guest: &Guest, law: &Law, topics: &Topics) -> Html {
    let all = body(link("/cockpit/topics", t!(guest.words(), "topics-all")));
    topics::table(guest, law, topics, TOPICS).then(all)
}

/// The officer's own district, else the chosen one.
fn district(guest: &Guest, law: &Law) -> Option<DistrictCode> {
    let own = guest.staff.as_ref().and_then(|staff| staff.district.clone());
    own.or_else(|| guest.district(law))
}

/// A table that stays one on a telephone, moved sideways under its first column.
fn sideways(table: Table) -> Html {
    let name = table.caption.clone();
    let region = el("div").class("bh-sideways").attr("tabindex", "0").attr("role", "region").attr("aria-label", name);
    region.put(table).html()
}

/// The mark of a demonstration's numbers.
fn mark(guest: &Guest) -> Html {
    if guest.app.office.is_demo() { when::made_up(guest.words()) } else { Html::empty() }
}

/// Kind of matter, unit, period: all of it stands in the address.
fn filter(guest: &Guest, law: &Law, district: &DistrictCode, asked: &Asked) -> Html {
    let words = guest.words();
    let names = Names::new(law, guest.lang());
    let typed = [
        ("kind".to_owned(), asked.kind.clone().unwrap_or_default()),
        ("unit".to_owned(), asked.unit.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("period".to_owned(), asked.period.clone()),
    ];
    let form = Form::new(words, &typed, &[]);
    let all = |key: &str| std::iter::once(SelectItem::new("", words.get(key, &[])));
    let public: Vec<String> = public_types(law).collect();
    let kinds = names.types().map(|rules| SelectItem::new(&rules.id.0, names.case_type(&rules.id)));
    let of =
        |kind: UnitKind| law.directory.units(None, Some(kind)).filter(move |unit| unit.code.district() == *district);
    let units = of(UnitKind::Street).chain(of(UnitKind::Department));
    let units = units.map(|unit| SelectItem::new(unit.code.as_str(), names.unit(&unit.code)));
    let periods = PERIODS.map(|period| SelectItem::new(period, words.get(&format!("period-{period}"), &[])));
    let every = if public.is_empty() { "record-all" } else { "cockpit-public" };
    el("form")
        .class("bh-inline bh-no-print")
        .attr("method", "get")
        .attr("action", "/cockpit")
        .put(form.select("kind", t!(words, "cockpit-kind"), all(every).chain(kinds).collect()))
        .put(form.select("unit", t!(words, "cockpit-unit"), all("record-whole").chain(units).collect()))
        .put(form.select("period", t!(words, "cockpit-period"), periods.to_vec()))
        .put(submit(t!(words, "documents-show")))
        .put(el("p").class("govuk-body").put(link(TODAY, t!(words, "today-title"))))
        .html()
}

/// The counts and shares of the period, each beside the same days of the year before; and what is late now.
fn figures(guest: &Guest, law: &Law, asked: &Asked, sight: &Sight, today: Date) -> Html {
    let words = guest.words();
    let now = sight.numbers.with_below(law, asked.unit.as_ref());
    let before = sight.numbers.before();
    let counts = COUNTED.map(|what| {
        let number = link(&asked.behind(law, what, today), now.of(what).to_string());
        figure(guest, what, number, then_and_now(guest, &before, before.of(what).to_string()))
    });
    let rates = RATES.map(|(what, of, other)| {
        let (n, all) = (now.of(of), now.of(of) + now.of(other));
        let number = link(&format!("#means-{what}"), now.rate(what));
        let parts = t!(words, "figure-parts", n = n, all = all);
        let left_out = ranking::left_out(guest, law, asked, &now, what, today);
        let told = Html::from(parts).then(left_out).then(void("br"));
        let told = told.then(then_and_now(guest, &before, before.rate(what)));
        figure(guest, what, number, told)
    });
    let late = link(&late::address(asked), sight.late.all.to_string());
    let state = if sight.late.all == 0 { Lateness::Done } else { Lateness::Late };
    let late = figure(guest, "late", late, clock(state, t!(words, "figure-late-now")));
    el("dl").class("bh-figures").put_all(counts).put_all(rates).put(late).html()
}

fn figure(guest: &Guest, what: &str, number: Html, beside: impl Into<Html>) -> Html {
    let words = guest.words();
    let name = link(&format!("#means-{what}"), words.get(&format!("counted-{what}"), &[]));
    let value = el("dd").attr("id", format!("figure-{what}")).put(number);
    let beside = el("dd").class("bh-figure__beside").put(beside);
    el("div").class("bh-figure").put(el("dt").put(name)).put(value).put(beside).html()
}

/// "去年同期 120"; nothing is said of a year that has no record.
fn then_and_now(guest: &Guest, before: &Counts, value: String) -> Html {
    let words = guest.words();
    match before.is_nothing() {
        true => t!(words, "figure-no-last-year").into(),
        false => t!(words, "figure-last-year", n = value).into(),
    }
}

/// What each number counts.
fn definitions(guest: &Guest) -> Html {
    let words = guest.words();
    let row = |what: &str| {
        let name =
            el("span").attr("id", format!("means-{what}")).put(words.get(&format!("counted-{what}"), &[])).html();
        SummaryRow::new(name, words.get(&format!("means-{what}"), &[]))
    };
    let rates = RATES.map(|(what, ..)| what);
    let rows = COUNTED.into_iter().chain(rates).chain(["late"]).map(row).collect();
    let content = SummaryList { rows, ..SummaryList::default() }.into();
    let summary = t!(words, "cockpit-means").into();
    Details { summary, content, classes: "bh-fold".into(), ..Details::default() }.into()
}
