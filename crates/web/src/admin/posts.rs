//! Posts: what each may do by the packs' own rules, who holds it, and where work would stop for want of a holder.

use axum::extract::Path;
use axum::response::Response;
use bihuan_core::directory::PostName;
use bihuan_core::pack::CaseType;
use bihuan_core::pack::model::{Action, By, TaskRule};
use bihuan_office::{Failure, Law, Office};
use std::collections::BTreeSet;

use super::frame::{For, View, link, show};
use crate::components::*;
use crate::desk::Room;
use crate::html::Html;
use crate::phrases;
use crate::shell::Page;
use crate::t;

/// Every post that a pack speaks of or an officer holds, by name.
pub fn known(law: &Law) -> BTreeSet<String> {
    let of_packs = law.packs.values().flat_map(|pack| pack.posts.keys());
    let held = law.directory.officers().flat_map(|officer| &officer.holdings).map(|held| &held.post);
    of_packs.chain(held).map(PostName::to_string).collect()
}

/// The list.
pub async fn list(room: Room) -> Response {
    show(room, For::Keepers, draw).await
}

fn draw(office: &Office, view: &View<'_>) -> Result<Page, Failure> {
    let rows = known(view.law).into_iter().map(|post| {
        let holders = holders(office, view, &post).len();
        let needed = needing(view, &post);
        let state = match (holders, needed.is_empty()) {
            (0, false) => clock(Lateness::Late, t!(view.words, "post-empty")),
            _ => Html::empty(),
        };
        vec![
            Cell::from(link(format!("/admin/posts/{post}"), view.names.post(&post))),
            Cell::from(post.as_str()),
            Cell::from(needed.join(view.words.comma())),
            Cell::number(holders.to_string()),
            Cell::from(state),
        ]
    });
    let table = view.table(&["post", "code", "post-needed", "holders", "state"], rows.collect());
    let content = view.section("posts-stalled", stalled(office, view)?).then(view.section("posts-all", table));
    Ok(view.page("posts", t!(view.words, "posts"), content))
}

/// Units and posts that have open work and nobody to do it.
fn stalled(office: &Office, view: &View<'_>) -> Result<Html, Failure> {
    let Some(district) = view.district() else { return Ok(Html::empty()) };
    let today = office.today();
    let mut rows = Vec::new();
    for row in office.ledger().load(district.as_str())? {
        let (Ok(post), Ok(unit)) = (row.post.parse(), row.unit.parse()) else { continue };
        if view.law.directory.holders(&post, &unit, today).is_empty() {
            rows.push(vec![
                Cell::from(view.names.unit(&unit)),
                Cell::from(view.names.post(&row.post)),
                Cell::number(row.tasks.to_string()),
            ]);
        }
    }
    if rows.is_empty() {
        return Ok(clock(Lateness::Done, t!(view.words, "posts-stalled-none")));
    }
    Ok(view.table(&["work-unit", "post", "open-tasks"], rows))
}

/// Officers of the district who hold a post today, with the unit and since when.
fn holders<'v>(
    office: &Office,
    view: &View<'v>,
    post: &str,
) -> Vec<(&'v bihuan_core::directory::Officer, &'v bihuan_core::directory::Holding)> {
    let today = office.today();
    let of = |officer: &'v bihuan_core::directory::Officer| {
        let held = officer.holdings.iter().filter(|held| held.post.as_str() == post && held.holds_on(today));
        held.map(|held| (officer, held)).collect::<Vec<_>>()
    };
    view.officers().into_iter().flat_map(of).collect()
}

/// The kinds of matter that cannot go on without a holder of the post: a stage's work is its.
fn needing(view: &View<'_>, post: &str) -> Vec<String> {
    let needs = |rules: &CaseType| {
        rules.stages.iter().any(|stage| {
            let works = matches!(&stage.task, TaskRule::Officer { post: worker, .. } if worker.as_str() == post);
            works || stage.support.as_ref().is_some_and(|support| support.post.as_str() == post)
        })
    };
    view.law.types().filter(|(_, rules)| needs(rules)).map(|(_, rules)| view.names.case_type(&rules.id)).collect()
}

/// One post.
pub async fn one(room: Room, Path(post): Path<String>) -> Response {
    show(room, For::Keepers, move |office, view| {
        if !known(view.law).contains(&post) {
            return Err(Failure::NotFound);
        }
        let held = holders(office, view, &post).into_iter().map(|(officer, held)| {
            vec![
                Cell::from(link(format!("/admin/officers/{}", officer.user), officer.name.as_str())),
                Cell::from(view.names.unit(&held.unit)),
                Cell::from(held.from.to_string()),
            ]
        });
        let holders = view.section("holders", view.table(&["name", "work-unit", "since"], held.collect()));
        let mut page = view.page("posts", view.names.post(&post), holders.then(powers(view, &post)));
        page.before = phrases::back(view.words, "/admin/posts");
        Ok(page)
    })
    .await
}

/// What the post may do in each kind of matter: the same rules that buttons and commands are weighed by.
fn powers(view: &View<'_>, post: &str) -> Html {
    let of_type = |rules: &CaseType| {
        let rows: Vec<Vec<Cell>> = rules
            .all_actions()
            .filter_map(|(stage, action)| {
                let why = reason(view, post, stage.map(|stage| &stage.task), action)?;
                let at =
                    stage.map_or_else(|| t!(view.words, "any-stage"), |stage| view.names.stage(rules, &stage.name));
                let name = view.names.action(rules, stage.map_or("", |stage| stage.name.as_str()), &action.name);
                Some(vec![Cell::from(at), Cell::from(name), Cell::from(why)])
            })
            .collect();
        (!rows.is_empty()).then(|| {
            let table = view.table(&["work-stage", "may-do", "by-what"], rows);
            view.fold(view.names.case_type(&rules.id), false, table)
        })
    };
    let all: Html = view.law.types().filter_map(|(_, rules)| of_type(rules)).collect();
    view.section("post-powers", if all.is_empty() { view.line(t!(view.words, "admin-nothing")) } else { all })
}

/// By which rule a post may take an action; none if it may not.
fn reason(view: &View<'_>, post: &str, task: Option<&TaskRule>, action: &Action) -> Option<String> {
    let words = view.words;
    action.by.iter().find_map(|by| match by {
        By::Post(named) if named.as_str() == post => Some(t!(words, "by-post")),
        By::PostAtTask(named) if named.as_str() == post => Some(t!(words, "by-post-at-task")),
        By::PostAtField(named, _) if named.as_str() == post => Some(t!(words, "by-post-at-field")),
        By::Task => match task {
            Some(TaskRule::Officer { post: worker, .. }) if worker.as_str() == post => Some(t!(words, "by-task")),
            _ => None,
        },
        _ => None,
    })
}
