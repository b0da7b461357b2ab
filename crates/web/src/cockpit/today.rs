//! `/cockpit/today`: what a leader looks at on a telephone in the morning. Five numbers against their targets, five
//! matters that are late, what waits for this person's own decision, one topic; on paper one page.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::civil;
use bihuan_core::casework::case::TaskKind;
use bihuan_core::casework::decide::Open;
use bihuan_ledger::{OpenTask, TaskQuery};
use bihuan_office::{Failure, Law, Office, Reading};

use super::asked::Asked;
use super::late::{self, Late};
use super::numbers::Numbers;
use super::targets::{self, Stand};
use super::{Given, TODAY, district, mark, topics};
use crate::components::Details;
use crate::desk::case::Deed;
use crate::desk::light::Light;
use crate::desk::room::Room;
use crate::html::{Html, el};
use crate::names::{Names, find};
use crate::phrases;
use crate::portal::guest::{Guest, body, link, section, title};
use crate::portal::promises::{Standing, standings};
use crate::portal::tally::COUNTED;
use crate::portal::when;
use crate::shell::hidden;
use crate::t;

/// Of each, as many as a telephone shows without searching.
const FIVE: usize = 5;
/// Tasks that are looked through for decisions, soonest due first.
const LOOKED_THROUGH: usize = 50;

/// A task that waits for this person's yes or no.
struct Waiting {
    task: OpenTask,
    reading: Reading,
}

/// `GET /cockpit/today`
pub async fn page(room: Room, guest: Guest, Query(given): Given) -> Response {
    let inner = (room.clone(), guest.clone());
    let done = given.into_iter().find(|(name, _)| name == "done").map(|(_, number)| number);
    let shown = room.ask(move |office| draw(office, &inner.0, &inner.1, done.as_deref()));
    match shown.await {
        Ok(main) => {
            let words = room.words();
            room.page(t!(words, "today-title"), "cockpit").with(main).into_response()
        }
        Err(sorry) => sorry,
    }
}

fn draw(office: &Office, room: &Room, guest: &Guest, done: Option<&str>) -> Result<Html, Failure> {
    let law = office.law();
    let words = room.words();
    let names = Names::new(&law, room.reader.lang);
    let Some(district) = district(guest, &law) else { return Err(Failure::NotFound) };
    let today = targets::today(office);
    let asked = Asked { period: "today".into(), rank: "in-time-rate".into(), ..Asked::default() };
    let numbers = Numbers::read(office, &district, &asked, today)?;
    let promised = targets::of_this_year(standings(office, &district)?, today);
    let late = late::longest(office, &district, &asked, (&room.staff.who, words), FIVE)?;
    let waiting = waiting(office, room)?;
    let week = topics::of(&room.app, office, &district)?;
    let banner = done.map(|number| phrases::done(words, t!(words, "today-done", number = plain(number))));
    let head = t!(words, "today-head", district = names.unit(&district.unit()), day = today.to_string());
    let topic = topics::one(guest, &law, &week).unwrap_or_else(|| body(t!(words, "topics-none", n = week.matters)));
    let sheet = title(&head)
        .then(counted(guest, &asked, &numbers, today))
        .then(section(t!(words, "today-waiting")))
        .then(decisions(room, &law, &names, &waiting))
        .then(section(t!(words, "today-targets")))
        .then(against_targets(guest, &promised, today))
        .then(section(t!(words, "today-late", n = late.all)))
        .then(late_ones(&names, guest, &late))
        .then(section(t!(words, "today-topic")))
        .then(topic)
        .then(body(link("/cockpit", t!(words, "today-whole"))));
    Ok(Html::from(banner).then(el("div").class("bh-sheet").put(sheet)))
}

/// A number of ours, as far as it may stand in a sentence.
fn plain(number: &str) -> String {
    number.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect()
}

fn counted(guest: &Guest, asked: &Asked, numbers: &Numbers, today: jiff::civil::Date) -> Html {
    let words = guest.words();
    let day = numbers.unit("");
    let figure = |what: &str| {
        let number = link(&asked.matters(what, today), day.of(what).to_string());
        let name = link(&format!("/cockpit#means-{what}"), words.get(&format!("counted-{what}"), &[]));
        el("div").class("bh-figure").put(el("dt").put(name)).put(el("dd").put(number))
    };
    let shown = COUNTED.iter().filter(|what| **what != "dissatisfied").map(|what| figure(what));
    let shown = el("dl").class("bh-figures bh-figures--five").put_all(shown).html();
    shown.then(body(mark(guest)))
}

/// Five targets, those that need looking at first.
fn against_targets(guest: &Guest, promised: &[Standing], today: jiff::civil::Date) -> Html {
    let words = guest.words();
    if promised.is_empty() {
        return body(t!(words, "cockpit-targets-none"));
    }
    let one = |standing: &Standing| {
        let promise = &standing.promise;
        let done = t!(
            words,
            "today-of-target",
            done = standing.progress.done.to_string(),
            target = targets::target(words, standing)
        );
        let number = link(&format!("/promises/{}", promise.id), done);
        let pace = el("span").class("bh-muted").put(targets::pace(words, standing, today));
        let what = el("span").attr("lang", "zh-CN").put(promise.quote.as_str());
        el("li")
            .put(el("span").class("bh-today__what").put(what))
            .put(
                el("span")
                    .class("bh-today__how")
                    .put(number)
                    .put(" ")
                    .put(mark(guest))
                    .put(" ")
                    .put(Stand::of(standing).light(words)),
            )
            .put(pace)
    };
    el("ul").class("bh-today").put_all(promised.iter().take(FIVE).map(one)).html()
}

fn late_ones(names: &Names<'_>, guest: &Guest, late: &Late) -> Html {
    let words = guest.words();
    if late.rows.is_empty() {
        return body(t!(words, "late-none"));
    }
    let one = |row: &late::Row| {
        let case = row.case();
        let number = el("span").class("bh-number").put(link(&format!("/desk/cases/{}", case.number), &*case.number));
        let unit = bihuan_core::casework::accountable(case).map(|unit| names.unit(unit)).unwrap_or_default();
        let made_up = case.synthetic.then(|| when::made_up(words));
        el("li")
            .put(el("span").class("bh-today__what").put(row.headline(names)))
            .put(el("span").class("bh-today__how").put(number).put(" ").put(made_up).put(" ").put(row.light()))
            .put(el("span").class("bh-muted").put(unit))
    };
    let all = body(link("/cockpit/late", t!(words, "late-all", n = late.all)));
    el("ul").class("bh-today").put_all(late.rows.iter().map(one)).html().then(all)
}

/// The decisions that wait for this person: tasks whose steps need somebody other than who did the work, or that ask for
/// more time.
fn waiting(office: &Office, room: &Room) -> Result<Vec<Waiting>, Failure> {
    let today = civil(office.clock().now()).date();
    let holders = room.holders(&office.law(), today);
    let mut found = Vec::new();
    if holders.is_empty() {
        return Ok(found);
    }
    let officer = Some(room.staff.user.to_string());
    let query = TaskQuery { holders, officer, limit: LOOKED_THROUGH, ..TaskQuery::default() };
    for task in office.ledger().tasks(&query)?.items {
        match office.read(&task.case, &room.staff.who) {
            Ok(reading) => {
                let waits = Waiting { task, reading };
                if waits.steps().next().is_some() {
                    found.push(waits);
                }
            }
            Err(Failure::NotFound) => {}
            Err(other) => return Err(other),
        }
        if found.len() >= FIVE {
            break;
        }
    }
    Ok(found)
}

impl Waiting {
    /// The steps of the task, if it is one that is decided: some step of it is closed to whoever did the work.
    fn steps(&self) -> impl Iterator<Item = &Open> {
        let own = |open: &&Open| open.task.as_ref().is_some_and(|task| task.0 == self.task.task.task);
        let rules = &self.reading.rules;
        let stage = self.task.task.stage.as_str();
        let two = |open: &Open| {
            find(rules, stage, &open.action).is_some_and(|(of, a)| of.is_some() && !a.other_than.is_empty())
        };
        let id = self.task.task.task.as_str();
        let asks_for_time =
            self.reading.case.open_tasks().any(|task| task.id.0 == id && task.kind == TaskKind::Approval);
        let decides = move |open: &&Open| asks_for_time || two(open);
        self.reading.actions.iter().filter(own).filter(decides)
    }
}

/// One press opens a matter, the next decides it; the form is the desk's own, with its token and the version that was
/// seen, so that whoever comes second is told so.
fn decisions(room: &Room, law: &Law, names: &Names<'_>, waiting: &[Waiting]) -> Html {
    let words = room.words();
    if waiting.is_empty() {
        return body(t!(words, "today-waiting-none"));
    }
    let one = |waits: &Waiting| {
        let case = &waits.reading.case;
        let stage = names.stage(&waits.reading.rules, &waits.task.task.stage);
        let about = format!("{} · {stage}", names.headline(&waits.reading.rules, case));
        let light = Light::of_case(law, case, room.app.office.clock().now(), words).map(|light| light.html());
        let summary = Html::from(about).then(" ").then(light);
        let number = el("span").class("bh-number").put(link(&format!("/desk/cases/{}", case.number), &*case.number));
        let made_up = case.synthetic.then(|| when::made_up(words));
        let unit = bihuan_core::casework::accountable(case).map(|unit| names.unit(unit)).unwrap_or_default();
        let facts = el("p").class("govuk-body-s").put(number).put(" ").put(made_up).put(" ").put(unit);
        let forms = waits.steps().map(|open| {
            let deed = Deed { room, law, reading: &waits.reading, open };
            deed.form(None).put(hidden("back", TODAY)).html()
        });
        let said = said(waits);
        let content = facts.html().then(said).then(el("div").class("bh-decide").put_all(forms));
        Html::from(Details { summary, content, classes: "bh-action".into(), ..Details::default() })
    };
    let list: Html = waiting.iter().map(one).collect();
    list.then(body(link("/desk", t!(words, "today-desk"))))
}

/// What the last officer wrote, if the reader may see it: the text of the newest answer among the values.
fn said(waits: &Waiting) -> Html {
    let rules = &waits.reading.rules;
    let asked = rules.all_actions().flat_map(|(_, action)| action.ask.iter());
    let text = asked.filter(|field| field.required && !field.personal).find_map(|field| {
        match waits.reading.values.get(&field.name)? {
            bihuan_core::value::Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    });
    text.map(|text| el("blockquote").class("bh-quote").put(crate::fields::lines(&text)).html()).unwrap_or_default()
}
