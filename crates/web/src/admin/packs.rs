//! Packs: every version that is kept; one of them in words, as a picture, as an access table, as the checker sees it, as
//! its stories, and compared with another version.

use axum::extract::Path;
use axum::response::Response;
use bihuan_core::casework::may::access_table;
use bihuan_core::pack::read::Reading;
use bihuan_core::pack::{self, CaseType, Pack, Severity};
use bihuan_office::{Failure, Office, PackSource};

use super::frame::{Asked, For, Query1, View, link, show};
use super::pack_words::Told;
use super::{pack_diagram, pack_difference, pack_versions, pack_words};
use crate::components::*;
use crate::desk::Room;
use crate::html::{Html, el};
use crate::phrases;
use crate::t;

const HERE: &str = "/admin/packs";

/// The ways to look at a pack.
const VIEWS: [&str; 8] = ["words", "diagram", "access", "check", "stories", "versions", "draft", "migration"];

/// The list.
pub async fn list(room: Room) -> Response {
    show(room, For::Auditors, |office, view| {
        let kept = office.ledger().packs()?;
        let rows = view.law.packs.values().map(|pack| {
            let mut versions: Vec<u32> =
                kept.iter().filter(|row| row.pack == pack.name).filter_map(|row| row.version.parse().ok()).collect();
            versions.sort_unstable();
            let versions: Vec<String> = versions.iter().map(u32::to_string).collect();
            let types: Vec<String> = pack.cases.values().map(|rules| view.names.case_type(&rules.id)).collect();
            vec![
                Cell::from(link(format!("{HERE}/{}", pack.name), title(view, pack))),
                Cell::from(types.join(view.words.comma())),
                Cell::number(pack.version.to_string()),
                Cell::from(versions.join(view.words.comma())),
            ]
        });
        Ok(view.page(
            "packs",
            t!(view.words, "packs"),
            view.table(&["pack", "work-kind", "pack-version", "pack-kept"], rows.collect()),
        ))
    })
    .await
}

pub(super) fn title(view: &View<'_>, pack: &Pack) -> String {
    let english = pack.english("pack", &["title"]).filter(|_| view.room.reader.lang == crate::words::Lang::En);
    english.unwrap_or(&pack.title).to_owned()
}

/// One pack, in words.
pub async fn one(room: Room, Path(pack): Path<String>, query: Query1) -> Response {
    view(room, Path((pack, "words".to_owned())), query).await
}

/// One pack, one way.
pub async fn view(room: Room, Path((name, how)): Path<(String, String)>, query: Query1) -> Response {
    let asked = Asked::of(query);
    show(room, For::Auditors, move |office, view| {
        let pack = view.law.packs.get(&name).cloned().ok_or(Failure::NotFound)?;
        let content = match how.as_str() {
            "words" => in_words(view, &pack),
            "diagram" => diagrams(view, &pack),
            "access" => access(view, &pack),
            "check" => check(view, &kept(office, &name, pack.version)?),
            "stories" => stories(view, &kept(office, &name, pack.version)?),
            "versions" => versions(office, view, &pack, &asked)?,
            _ => return Err(Failure::NotFound),
        };
        let about = el("p")
            .class("govuk-body bh-muted")
            .put(t!(view.words, "pack-about", name = pack.name.as_str(), version = pack.version))
            .html();
        let mut page = view.page("packs", title(view, &pack), about.then(ways(view, &pack, &how)).then(content));
        page.before = phrases::back(view.words, HERE);
        Ok(page)
    })
    .await
}

pub(super) fn ways(view: &View<'_>, pack: &Pack, here: &str) -> Html {
    let item = |how: &str| {
        NavigationItem::new(format!("{HERE}/{}/{how}", pack.name), view.say(&format!("pack-{how}")))
            .current_if(how == here)
    };
    let label = t!(view.words, "pack-views");
    SubNavigation { label, items: VIEWS.into_iter().map(item).collect(), ..SubNavigation::default() }.into()
}

/// A kept version, read again from its source.
fn kept(office: &Office, name: &str, version: u32) -> Result<Reading, Failure> {
    let row = office.ledger().pack(name, &version.to_string())?.ok_or(Failure::NotFound)?;
    let source: PackSource = serde_json::from_slice(&row.source).map_err(|_| Failure::NotFound)?;
    Ok(pack::read(&source.bytes()))
}

fn each(view: &View<'_>, pack: &Pack, draw: impl Fn(&CaseType) -> Html) -> Html {
    let of_type = |rules: &std::sync::Arc<CaseType>| {
        let heading = el("h2").class("govuk-heading-m").put(view.names.case_type(&rules.id));
        el("section").class("govuk-!-margin-bottom-6").put(heading).put(draw(rules)).html()
    };
    pack.cases.values().map(of_type).collect()
}

fn in_words(view: &View<'_>, pack: &Pack) -> Html {
    each(view, pack, |rules| {
        let told = pack_words::told(&Told::new(pack, rules, view.room.reader.lang));
        told.into_iter()
            .map(|(heading, lines)| {
                let heading = el("h3").class("govuk-heading-s").put(heading).html();
                let lines = lines.into_iter().map(|line| el("li").put(line).html());
                heading.then(el("ul").class("govuk-list govuk-list--bullet").put_all(lines))
            })
            .collect()
    })
}

fn diagrams(view: &View<'_>, pack: &Pack) -> Html {
    each(view, pack, |rules| {
        let told = Told::new(pack, rules, view.room.reader.lang);
        let name = view.names.case_type(&rules.id);
        pack_diagram::drawn(&told, &name)
    })
}

fn access(view: &View<'_>, pack: &Pack) -> Html {
    let about = view.line(t!(view.words, "access-about"));
    about
        .then(each(view, pack, |rules| el("pre").class("bh-pre").attr("tabindex", "0").put(access_table(rules)).html()))
}

pub(super) fn check(view: &View<'_>, reading: &Reading) -> Html {
    let words = view.words;
    let errors = reading.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
    let state = match errors {
        0 => clock(Lateness::Done, t!(words, "check-sound", scenarios = reading.scenarios.len())),
        n => clock(Lateness::Late, t!(words, "check-wrong", n = n)),
    };
    let rows = reading.diagnostics.iter().map(|found| {
        let severity =
            if found.severity == Severity::Error { t!(words, "severity-error") } else { t!(words, "severity-warning") };
        vec![
            Cell::from(format!("{}:{}:{}", found.file, found.line, found.column)),
            Cell::from(severity),
            Cell::from(found.code),
            Cell::from(found.message.as_str()),
        ]
    });
    let table = view.table(&["place", "severity", "code", "finding"], rows.collect());
    el("p").class("govuk-body").put(state).html().then(table)
}

fn stories(view: &View<'_>, reading: &Reading) -> Html {
    let rows = reading.scenarios.iter().map(|story| {
        vec![
            Cell::from(story.title.as_str()),
            Cell::from(story.shows.as_deref().unwrap_or_default()),
            Cell::number(story.steps.len().to_string()),
            Cell::from(story.id.as_str()),
        ]
    });
    view.line(t!(view.words, "stories-about", n = reading.scenarios.len()))
        .then(view.table(&["pack-story", "story-shows", "story-steps", "code"], rows.collect()))
}

fn versions(office: &Office, view: &View<'_>, pack: &Pack, asked: &Asked) -> Result<Html, Failure> {
    let words = view.words;
    let versions = view.law.versions_of(&pack.name);
    let filter = view.narrow(&format!("{HERE}/{}/versions", pack.name), asked, |form| {
        let item = |(version, _): &(u32, _)| SelectItem::new(version.to_string(), version.to_string());
        let items = || versions.iter().map(item).collect::<Vec<_>>();
        Html::from(form.select("from", t!(words, "version-from"), items())).then(form.select(
            "to",
            t!(words, "version-to"),
            items(),
        ))
    });
    let number = |name: &str| asked.value(name).parse::<u32>().ok();
    // Where nobody asks: the newest, held against the one before.
    let newest = versions.iter().map(|(version, _)| *version).take(2).collect::<Vec<_>>();
    let newest = newest.first().copied().zip(newest.get(1).copied()).map(|(to, from)| (from, to));
    let compared = match number("from").zip(number("to")).or(newest) {
        Some((from, to)) => compared(office, view, &pack.name, (from, to))?,
        None => Html::empty(),
    };
    let one = (versions.len() < 2).then(|| view.line(t!(words, "version-only-one")));
    let states = pack_versions::states(office, view, pack, &versions, asked)?;
    Ok(states.then(one).then(filter).then(compared))
}

/// What changed from one version to another, in words.
fn compared(office: &Office, view: &View<'_>, pack: &str, (from, to): (u32, u32)) -> Result<Html, Failure> {
    let told = match (office.source_of(pack, from), office.source_of(pack, to)) {
        (Ok(old), Ok(new)) => {
            let (before, after) = (pack::read(&old.bytes()), pack::read(&new.bytes()));
            pack_difference::between((&old, &before), (&new, &after)).map(|lines| pack_difference::told(view, &lines))
        }
        (Err(Failure::NotFound), _) | (_, Err(Failure::NotFound)) => None,
        (Err(other), _) | (_, Err(other)) => return Err(other),
    };
    let which = view.line(t!(view.words, "difference-between", from = from, to = to));
    Ok(view.section("difference", which.then(told.unwrap_or_else(|| view.line(t!(view.words, "version-unread"))))))
}
