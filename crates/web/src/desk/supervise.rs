//! Supervise: counts first, then one list at a time, a page of it: what is late or soon late, what waits for an approval,
//! what is disputed, what nobody took yet. Units and matters, never a person; only the direct head sees what the own
//! officers have to do today.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use bihuan_core::calendar::civil;
use bihuan_core::casework::accountable;
use bihuan_core::casework::case::{Task, TaskKind};
use bihuan_core::directory::{PostName, UnitCode};
use bihuan_core::pack::model::{Action, By, Does};
use bihuan_ledger::{CaseQuery, Status};
use bihuan_office::{Failure, Law, Office, Reading, new_token};

use super::light::{Light, instant};
use super::room::Room;
use super::work::{end_of_today, matter};
use crate::components::*;
use crate::html::{Html, el};
use crate::identity::demo;
use crate::lists::List;
use crate::names::Names;
use crate::phrases;
use crate::shell::{Page, hidden};
use crate::t;

/// Cases looked through of those that are late, and of those that are not; more than that and the page says so.
const LOOKED_THROUGH: usize = 600;
/// Lines of a page.
const LINES: usize = 15;
/// Units that stand unfolded.
const UNITS: usize = 8;
/// Lines of the own officers' work.
const OWN_LINES: usize = 100;
/// The most that the store gives at a time.
const A_PAGE: usize = 200;

/// A list.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Late,
    Soon,
    Disputes,
    Approvals,
    Untaken,
}

impl Kind {
    const ALL: [Kind; 5] = [Kind::Late, Kind::Soon, Kind::Disputes, Kind::Approvals, Kind::Untaken];

    fn word(self) -> &'static str {
        match self {
            Kind::Late => "late",
            Kind::Soon => "soon",
            Kind::Disputes => "disputes",
            Kind::Approvals => "approvals",
            Kind::Untaken => "untaken",
        }
    }

    fn has(self, one: &Open) -> bool {
        match self {
            Kind::Late => one.is(Lateness::Late),
            Kind::Soon => one.is(Lateness::Soon),
            Kind::Disputes => one.lead_task().is_some_and(|task| is_dispute(&one.reading, &task.stage)),
            Kind::Approvals => one.reading.case.extension.is_some(),
            Kind::Untaken => one.lead_task().is_some_and(|task| task.officer.is_none()),
        }
    }
}

/// What the address asks for.
struct Asked {
    kind: Option<Kind>,
    unit: Option<String>,
    page: usize,
}

impl Asked {
    fn of(pairs: &[(String, String)]) -> Asked {
        let value = |name: &str| pairs.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.as_str());
        let unit = value("unit").and_then(|unit| unit.parse::<UnitCode>().ok()).map(|unit| unit.to_string());
        Asked {
            kind: value("list").and_then(|word| Kind::ALL.into_iter().find(|kind| kind.word() == word)),
            unit,
            page: value("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
        }
    }
}

/// The address of a page of a list, of one unit or of all.
fn address(kind: Kind, unit: Option<&str>, page: usize) -> String {
    let unit = unit.map(|unit| format!("&unit={unit}")).unwrap_or_default();
    let page = if page > 1 { format!("&page={page}") } else { String::new() };
    format!("/desk/supervise?list={}{unit}{page}", kind.word())
}

/// The page.
pub async fn page(room: Room, Query(pairs): Query<Vec<(String, String)>>) -> Response {
    let inner = room.clone();
    let shown = room.ask(move |office| draw(office, &inner, &Asked::of(&pairs)));
    shown.await.map_or_else(|sorry| sorry, IntoResponse::into_response)
}

/// An open case with how it stands.
struct Open {
    reading: Reading,
    light: Option<Light>,
}

impl Open {
    fn is(&self, state: Lateness) -> bool {
        self.light.as_ref().is_some_and(|light| light.state == state)
    }

    fn lead_task(&self) -> Option<&Task> {
        self.reading.case.open_tasks().find(|task| task.kind == TaskKind::Lead)
    }

    fn is_of(&self, unit: Option<&str>) -> bool {
        unit.is_none_or(|unit| accountable(&self.reading.case).is_some_and(|known| known.as_str() == unit))
    }
}

/// The open cases that this officer may read, the late ones first, however old; and whether there are more.
fn open_cases(office: &Office, room: &Room) -> Result<(Vec<Open>, bool), Failure> {
    let now = office.clock().now();
    let late = CaseQuery { late_at: Some(now), limit: A_PAGE, ..CaseQuery::default() };
    let statuses = vec![Status::Open, Status::Suspended];
    let in_time = CaseQuery { in_time_at: Some(now), statuses, limit: A_PAGE, ..CaseQuery::default() };
    let mut found = Vec::new();
    let more_late = look(office, room, late, &mut found)?;
    let more = look(office, room, in_time, &mut found)?;
    Ok((found, more_late || more))
}

fn look(office: &Office, room: &Room, mut query: CaseQuery, found: &mut Vec<Open>) -> Result<bool, Failure> {
    let now = office.clock().now();
    let mut looked = 0;
    loop {
        let page = office.ledger().cases(&query)?;
        looked += page.items.len();
        for row in page.items {
            match office.read(&row.case, &room.staff.who) {
                Ok(reading) => {
                    let light = Light::of_case(&office.law(), &reading.case, now, room.words());
                    found.push(Open { reading, light });
                }
                Err(Failure::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        match page.next {
            Some(cursor) if looked < LOOKED_THROUGH => query.cursor = Some(cursor),
            more => return Ok(more.is_some()),
        }
    }
}

fn draw(office: &Office, room: &Room, asked: &Asked) -> Result<Page, Failure> {
    let law = office.law();
    let names = Names::new(&law, room.reader.lang);
    let words = room.words();
    let (mut open, more) = open_cases(office, room)?;
    open.sort_by_key(|one| one.reading.case.ruling_clock().map(|clock| clock.due()));
    let view = View { room, names, asked };
    let notice = more.then(|| el("p").class("govuk-body").put(t!(words, "supervise-more", n = LOOKED_THROUGH)).html());
    let heading = el("h1").class("govuk-heading-l").put(t!(words, "nav-supervise"));
    let targets = el("a").class("govuk-link").attr("href", "/desk/targets").put(t!(words, "targets"));
    let body = heading.html().then(el("p").class("govuk-body bh-no-print").put(targets)).then(notice);
    let body = match open.is_empty() {
        true => body.then(el("p").class("govuk-body-l").put(t!(words, "supervise-none"))),
        false => body.then(view.counts(&open)).then(view.list(&open)).then(view.by_unit(&open)),
    };
    let page = room.page(t!(words, "nav-supervise"), "supervise").with(body.then(view.today(office, &law)?));
    let (caption, cases) = view.listed(&open);
    let mut list = List::new(words, t!(words, "nav-supervise"));
    list.add_part(&caption, &view.table(caption.clone(), &cases));
    room.offering(office, page, &list)
}

struct View<'v> {
    room: &'v Room,
    names: Names<'v>,
    asked: &'v Asked,
}

impl View<'_> {
    fn unit(&self) -> Option<&str> {
        self.asked.unit.as_deref()
    }

    /// The list that was asked for, else the first that has something.
    fn kind(&self, open: &[Open]) -> Kind {
        let has = |kind: &Kind| open.iter().any(|one| one.is_of(self.unit()) && kind.has(one));
        self.asked.kind.or_else(|| Kind::ALL.into_iter().find(has)).unwrap_or(Kind::Late)
    }

    /// How many each list has, as the way to it.
    fn counts(&self, open: &[Open]) -> Html {
        let words = self.room.words();
        let chosen = self.kind(open);
        let tile = |kind: Kind| {
            let n = open.iter().filter(|one| one.is_of(self.unit()) && kind.has(one)).count();
            let link = el("a").attr("href", address(kind, self.unit(), 1));
            let link = if kind == chosen { link.attr("aria-current", "page") } else { link };
            let name = words.get(&format!("supervise-of-{}", kind.word()), &[]);
            el("li").put(link.put(el("strong").put(n.to_string())).put(" ").put(name))
        };
        let of_unit = self.unit().map(|unit| {
            let all = el("a").class("govuk-link").attr("href", address(chosen, None, 1));
            let name = t!(words, "supervise-unit", unit = self.names.unit_of(unit));
            el("p").class("govuk-body").put(name).put(" ").put(all.put(t!(words, "supervise-all-units"))).html()
        });
        let tiles = el("ul").class("bh-counts").put_all(Kind::ALL.into_iter().map(tile)).html();
        Html::from(of_unit).then(tiles)
    }

    /// How many each unit has, late and soon late; the unit is the one that answers for the case. The first of them
    /// stand unfolded.
    fn by_unit(&self, open: &[Open]) -> Html {
        let words = self.room.words();
        let mut units: BTreeMap<String, [u32; 4]> = BTreeMap::new();
        for one in open {
            let Some(unit) = accountable(&one.reading.case) else { continue };
            let [all, late, soon, approvals] = units.entry(unit.to_string()).or_default();
            *all += 1;
            *late += u32::from(one.is(Lateness::Late));
            *soon += u32::from(one.is(Lateness::Soon));
            *approvals += u32::from(Kind::Approvals.has(one));
        }
        let mut units: Vec<_> = units.into_iter().collect();
        units.sort_by_key(|(_, [all, late, soon, _])| std::cmp::Reverse((*late, *soon, *all)));
        let (first, rest) = units.split_at(units.len().min(UNITS));
        let folded = (!rest.is_empty()).then(|| Details {
            summary: t!(words, "supervise-other-units", n = rest.len()).into(),
            content: self.units(rest, String::new()),
            classes: "bh-units".into(),
            ..Details::default()
        });
        self.units(first, t!(words, "supervise-units")).then(folded.map(Html::from))
    }

    fn units(&self, units: &[(String, [u32; 4])], caption: String) -> Html {
        let words = self.room.words();
        let mark = |n: u32, state| match n {
            0 => Html::from("0"),
            n => clock(state, n.to_string()),
        };
        let rows = units.iter().map(|(unit, [all, late, soon, approvals])| {
            let kind = if *late > 0 { Kind::Late } else { Kind::Soon };
            let link = el("a").class("govuk-link").attr("href", address(kind, Some(unit), 1));
            vec![
                Cell::from(link.put(self.names.unit_of(unit)).html()),
                Cell::number(mark(*late, Lateness::Late)),
                Cell::number(mark(*soon, Lateness::Soon)),
                Cell::number(approvals.to_string()),
                Cell::number(all.to_string()),
            ]
        });
        let names = [
            ("work-unit", ""),
            ("late", "numeric"),
            ("soon-late", "numeric"),
            ("approvals", "numeric"),
            ("open-cases", "numeric"),
        ];
        let head = names.map(|(key, format)| Cell { format: format.into(), ..Cell::from(words.get(key, &[])) });
        let table = Table {
            caption,
            caption_classes: "govuk-table__caption--m".into(),
            head: head.to_vec(),
            rows: rows.collect(),
            classes: "bh-dense bh-narrow".into(),
            ..Table::default()
        };
        table.into()
    }

    /// The list that is looked at: what stands over it, and all of its cases.
    fn listed<'o>(&self, open: &'o [Open]) -> (String, Vec<&'o Open>) {
        let kind = self.kind(open);
        let mut cases: Vec<&Open> = open.iter().filter(|one| one.is_of(self.unit()) && kind.has(one)).collect();
        if kind == Kind::Untaken {
            cases.sort_by_key(|one| one.reading.case.opened);
        }
        let caption = self.room.words().get(&format!("supervise-{}", kind.word()), &[("n", cases.len().into())]);
        (caption, cases)
    }

    /// One list, a page of it.
    fn list(&self, open: &[Open]) -> Html {
        let words = self.room.words();
        let kind = self.kind(open);
        let (title, cases) = self.listed(open);
        if cases.is_empty() {
            return el("p").class("govuk-body").put(t!(words, "supervise-list-none")).html();
        }
        let last = cases.len().div_ceil(LINES);
        let at = self.asked.page.min(last);
        let shown: Vec<&Open> = cases.iter().skip((at - 1) * LINES).take(LINES).copied().collect();
        let to = |page: usize| address(kind, self.unit(), page);
        let pages = phrases::pages(words, (at > 1).then(|| to(at - 1)), (at < last).then(|| to(at + 1)));
        el("div").class("bh-worklist").put(self.table(title, &shown).stacked()).html().then(pages)
    }

    fn table(&self, caption: String, cases: &[&Open]) -> Table {
        let words = self.room.words();
        let urged = cases.iter().any(|one| urging(&one.reading).is_some());
        let mut head: Vec<Cell> = ["work-number", "work-matter", "work-unit", "work-stage", "opened", "work-due"]
            .into_iter()
            .map(|key| words.get(key, &[]).into())
            .collect();
        if urged {
            head.push(Html::from(el("span").class("govuk-visually-hidden").put(t!(words, "may-now"))).into());
        }
        Table {
            caption,
            caption_classes: "govuk-table__caption--m".into(),
            head,
            rows: cases.iter().map(|one| self.row(one, urged)).collect(),
            classes: "bh-dense".into(),
            ..Table::default()
        }
    }

    /// What the officers of the own unit have to finish today, for the direct head alone: names in order of name, no
    /// sums, no ranking, no past.
    fn today(&self, office: &Office, law: &Law) -> Result<Html, Failure> {
        let words = self.room.words();
        let heads = heads(law);
        let held = |post: &str| heads.iter().any(|head| head.as_str() == post);
        if !self.room.staff.posts.iter().any(|(post, _)| held(post.as_str())) {
            return Ok(Html::empty());
        }
        let today = civil(office.clock().now()).date();
        let own: BTreeSet<String> =
            self.room.holders(law, today).into_iter().filter(|(post, _)| held(post)).map(|(_, unit)| unit).collect();
        let districts: BTreeSet<_> = self.room.staff.posts.iter().map(|(_, unit)| unit.district()).collect();
        let mut lines: Vec<(String, String, u64)> = Vec::new();
        for district in districts {
            let load = office.ledger().load_due(district.as_str(), end_of_today(office))?;
            for load in load.into_iter().filter(|load| own.contains(&load.unit)) {
                let known = load.officer.as_ref().and_then(|user| law.directory.officer(&user.parse().ok()?));
                let name = known.map(|officer| demo::name_of(officer, self.room.reader.lang)).unwrap_or_default();
                lines.push((self.names.unit_of(&load.unit), name, load.tasks));
            }
        }
        if lines.is_empty() {
            return Ok(Html::empty());
        }
        lines.sort();
        lines.truncate(OWN_LINES);
        let head = ["work-unit", "supervise-officer", "supervise-today"].map(|key| words.get(key, &[]).into()).to_vec();
        let row = |(unit, name, n): (String, String, u64)| {
            vec![Cell::from(unit), Cell::from(name), Cell::from(n.to_string())]
        };
        let table = Table {
            head,
            rows: lines.into_iter().map(row).collect(),
            classes: "bh-dense bh-narrow".into(),
            ..Table::default()
        };
        let about = el("p").class("govuk-body-s bh-muted").put(t!(words, "supervise-own-about")).html();
        let fold = Details {
            summary: t!(words, "supervise-own").into(),
            content: about.then(Html::from(table)),
            ..Details::default()
        };
        Ok(fold.into())
    }

    fn row(&self, one: &Open, urged: bool) -> Vec<Cell> {
        let words = self.room.words();
        let case = &one.reading.case;
        let link = el("a")
            .class("govuk-link bh-number")
            .attr("href", format!("/desk/cases/{}", case.number))
            .put(&case.number);
        let mark = case.synthetic.then(|| synthetic(&t!(words, "synthetic")));
        let stage = case.standings.first().map(|standing| self.names.stage(&one.reading.rules, &standing.stage));
        let mut cells = vec![
            link.html().then(" ").then(mark).into(),
            Cell::from(matter(&self.names, &one.reading)),
            Cell::from(accountable(case).map(|unit| self.names.unit(unit)).unwrap_or_default()),
            Cell::from(stage.unwrap_or_else(|| t!(words, "linked"))),
            Cell::from(instant(case.opened)),
            Cell::from(one.light.as_ref().map(Light::html).unwrap_or_default()),
        ];
        if urged {
            cells.push(urging(&one.reading).map(|action| self.urge(one, action)).unwrap_or_default().into());
        }
        cells
    }

    /// One press urges whoever has it.
    fn urge(&self, one: &Open, action: &Action) -> Html {
        let number = &one.reading.case.number;
        let title = self.names.action(&one.reading.rules, "", &action.name);
        let about = el("span").class("govuk-visually-hidden").put(format!(" {number}"));
        let button = el("button").attr("type", "submit").class("bh-link-button").put(title).put(about);
        el("form")
            .attr("method", "post")
            .attr("action", format!("/desk/cases/{number}/actions/{}", action.name))
            .put(hidden("csrf", &self.room.staff.csrf))
            .put(hidden("seen", &one.reading.version.to_string()))
            .put(hidden("once", &new_token().unwrap_or_default()))
            .put(button)
            .html()
    }
}

/// The posts that lead a unit: those to which a pack gives its work to deal out.
fn heads(law: &Law) -> BTreeSet<&PostName> {
    fn at_task(by: &By) -> Option<&PostName> {
        match by {
            By::PostAtTask(post) => Some(post),
            _ => None,
        }
    }
    let deals =
        law.types().flat_map(|(_, rules)| &rules.actions).filter(|action| matches!(action.does, Does::Reassign));
    deals.flat_map(|action| &action.by).filter_map(at_task).collect()
}

/// The action, open to the reader, that only tells whoever has the task, and needs no input.
fn urging(reading: &Reading) -> Option<&Action> {
    let open: BTreeSet<&str> = reading.actions.iter().map(|open| open.action.as_str()).collect();
    let tells = |action: &&Action| {
        matches!(action.does, Does::Stay)
            && action.tell.contains(&By::Task)
            && action.ask.iter().all(|field| !field.required)
    };
    reading.rules.actions.iter().filter(tells).find(|action| open.contains(action.name.as_str()))
}

/// A stage where a case comes when a limit of handing it back is spent.
fn is_dispute(reading: &Reading, stage: &str) -> bool {
    let spent = |action: &Action| action.limit.as_ref().and_then(|limit| limit.otherwise.clone());
    reading.rules.all_actions().any(|(_, action)| spent(action).as_deref() == Some(stage))
}
